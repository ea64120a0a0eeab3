import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from '@jest/globals'

/** Makes a process take itself for one of Node.js 20. */
const OLD = 'data:text/javascript,Object.defineProperty(process, "versions", { value: { node: "20.1.0" } })'

describe('on a Node.js before 24', () => {
  it.each([
    ['The tests need', 'jest.config.mjs'],
    ['The demo needs', 'simulator/demo/start.mjs'],
    ['Printing a policy needs', 'scripts/policy/start.mjs'],
    ['Rendering a report needs', 'scripts/render/start.mjs'],
  ])('%s Node.js 24, which is all that is said: %s', async (says, file) => {
    const path = fileURLToPath(new URL(`../../${file}`, import.meta.url))
    const env = { ...process.env, NODE_OPTIONS: '' }
    const { code, told } = await new Promise<{ code: unknown; told: string }>((resolve) => {
      execFile(process.execPath, ['--import', OLD, path], { env }, (error, stdout, stderr) =>
        resolve({ code: error?.code, told: stdout + stderr }),
      )
    })
    expect(code).toBe(1)
    expect(told).toMatch(new RegExp(`^${says} Node\\.js 24, because .*again\\.\n$`))
  })
})
