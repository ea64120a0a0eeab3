import { describe, expect, it } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { unfitNode } from '../src/node-version.ts'

describe('the Node that runs the action', () => {
  it.each(['20.20.2', '22.1.0', '9.9.9'])('is too old in version %s, and the runner is to be updated', (version) => {
    const ending = unfitNode(version)
    expect(ending).toMatchObject({ code: 'invalid-input', headline: 'this action needs Node 24' })
    expect(ending?.message).toContain(`runs on Node ${version}.`)
    expect(ending?.nextStep.text).toContain('2.327.1')
  })

  it.each(['24.0.0', '24.21.0', '26.1.0', '100.0.0'])('is new enough in version %s', (version) => {
    expect(unfitNode(version)).toBeUndefined()
  })

  it('is the one that action.yml asks for', () => {
    const { runs } = parse(readFileSync(new URL('../action.yml', import.meta.url), 'utf8')) as {
      runs: { using: string }
    }
    expect(unfitNode('0.0.0')?.headline).toBe(`this action needs Node ${runs.using.replace('node', '')}`)
  })
})
