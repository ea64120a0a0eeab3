import { readFile } from 'node:fs/promises'
import { describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { INPUTS } from '../src/inputs.ts'
import { findings } from './github/language-service.ts'

interface ActionInput {
  readonly description: string
  readonly required?: boolean
  readonly default?: string
}

interface Action {
  readonly branding: { readonly icon: string; readonly color: string }
  readonly inputs: Readonly<Record<string, ActionInput>>
  readonly outputs: Readonly<Record<string, { readonly description: string }>>
  readonly runs: { readonly using: string; readonly main: string }
}

const text = await readFile(new URL('../action.yml', import.meta.url), 'utf8')
const action: Action = parse(text)

describe('action.yml', () => {
  it("is valid by GitHub's own schema", async () => {
    expect(await findings('action.yml', text)).toEqual([])
    expect(await findings('action.yml', text.replace('using: node24', 'using: node26'))).not.toEqual([])
    expect(await findings('action.yml', text.replace('icon: check-circle', 'icon: coffee'))).not.toEqual([])
  })

  it('has no key that the schema would let pass unread', () => {
    expect(Object.keys(action).toSorted()).toEqual([
      'author',
      'branding',
      'description',
      'inputs',
      'name',
      'outputs',
      'runs',
    ])
    expect(Object.keys(action.branding).toSorted()).toEqual(['color', 'icon'])
    expect(action.runs).toEqual({ using: 'node24', main: 'dist/index.js' })
    for (const input of Object.values(action.inputs)) {
      expect(['default', 'description', 'required']).toEqual(expect.arrayContaining(Object.keys(input)))
    }
    for (const output of Object.values(action.outputs)) expect(Object.keys(output)).toEqual(['description'])
  })

  it('has the inputs of the parser, in the same order, with the same defaults', () => {
    const declared = Object.entries(action.inputs).map(([name, input]) => [name, input.default ?? ''])
    expect(declared).toEqual(Object.entries(INPUTS).map(([name, input]) => [name, input.default]))
  })

  it('requires what the parser requires', () => {
    const required = (table: Readonly<Record<string, { readonly required?: boolean }>>) =>
      Object.keys(table).filter((name) => table[name]?.required)
    expect(required(action.inputs)).toEqual(required(INPUTS))
  })

  it('gives every default as text, as the runner passes it', () => {
    for (const input of Object.values(action.inputs)) expect(typeof (input.default ?? '')).toBe('string')
  })

  it('has the outputs of the contract, and those about drift', () => {
    expect(Object.keys(action.outputs)).toEqual([
      'verdict',
      'cause',
      'commit',
      'expected-digest',
      'running-digests',
      'expected-version',
      'served-version',
      'push-to-live-seconds',
      'live-commit',
      'drift-commits',
      'drift-seconds',
      'competing-triggers',
      'report-path',
    ])
  })

  it('describes everything in whole sentences', () => {
    for (const { description } of [...Object.values(action.inputs), ...Object.values(action.outputs)]) {
      expect(description).toMatch(/^\S[^]{20,}\.$/)
    }
  })
})
