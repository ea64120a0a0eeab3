import { describe, expect, it } from '@jest/globals'
import { expectVersion } from '../../src/expect/version.ts'
import type { ExpectedVersion, FeatureCheck, Selector } from '../../src/model.ts'
import { runFeatureCheck } from '../../src/observe/features.ts'
import type { HttpAnswer } from '../../src/observe/http.ts'
import { parseJson } from '../../src/observe/json.ts'
import { selectVersion } from '../../src/observe/select.ts'
import { settingsWith } from '../expect/fixtures.ts'

// Patterns and expressions are the author's, the text is anybody's: together they could take minutes in which nothing else goes on.

const MEGABYTE = 2 ** 20
/** RE2 takes it, in time linear in the text, and in its two thousand states. */
const HEAVY = '(?:x?){1000}x{1000}[^x]'
/** All pairs of a list. */
const PAIRS = '[*].[$[*]]'
const LIST = JSON.stringify(Array.from({ length: 20_000 }, (_, at) => at))
const PATIENCE_MS = 60_000

const expected: ExpectedVersion = { value: '3.3.6', source: 'input' }
const answered = (body: string): Extract<HttpAnswer, { state: 'answered' }> => ({
  state: 'answered',
  status: 200,
  headers: new Map(),
  body,
  truncated: false,
  finalUrl: 'https://app.example/',
})
const clock = { now: () => 0, sleep: () => Promise.resolve() }
const runCheck = (body: string, about: Partial<FeatureCheck>) =>
  runFeatureCheck(
    { name: 'x', url: 'https://app.example/', method: 'GET', headers: [], ...about },
    { clock, request: () => Promise.resolve(answered(body)) },
  )

describe('JSON that is nested deeper than any answer', () => {
  const nested = (depth: number): string => `${'['.repeat(depth - 1)}{"a":"]]"}${']'.repeat(depth - 1)}`

  it('is not parsed', () => {
    for (const depth of [1001, 500_000]) {
      expect(parseJson(nested(depth), 'texts')).toEqual({ state: 'unreadable', why: 'the JSON is nested too deeply' })
      expect(parseJson('{"a":['.repeat(depth), 'values')).toMatchObject({ why: 'the JSON is nested too deeply' })
    }
  })

  it('is told from JSON that only speaks of brackets, or has many side by side', () => {
    expect(parseJson(nested(1000), 'values')).toMatchObject({ state: 'read' })
    expect(parseJson(JSON.stringify(['['.repeat(5000), '\\"['.repeat(5000)]), 'values')).toMatchObject({
      state: 'read',
    })
    expect(parseJson(`[${'[],'.repeat(5000)}{}]`, 'values')).toMatchObject({ state: 'read' })
  })
})

describe('an evaluation that would take minutes is stopped', () => {
  it.each<[string, Selector, string]>([
    ['a pattern', { kind: 'regex', pattern: `(${HEAVY})` }, 'x'.repeat(MEGABYTE)],
    ['a JMESPath expression', { kind: 'json', expression: PAIRS }, LIST],
  ])(
    '%s that selects the version',
    async (_, selector, body) => {
      expect(await selectVersion(answered(body), selector, expected)).toEqual({
        state: 'unreadable',
        why: expect.stringContaining('takes longer than 1.5 s on this text'),
      })
    },
    PATIENCE_MS,
  )

  it.each<[string, Partial<FeatureCheck>, string]>([
    ['a pattern', { matches: HEAVY }, 'x'.repeat(MEGABYTE)],
    ['a JMESPath expression', { json: PAIRS, equals: [] }, LIST],
  ])(
    '%s of a feature check',
    async (_, about, body) => {
      expect(await runCheck(body, about)).toMatchObject({
        passed: false,
        seen: expect.stringContaining('takes longer than 1.5 s on this text'),
      })
    },
    PATIENCE_MS,
  )

  it(
    'a pattern for the version file',
    async () => {
      const settings = settingsWith({ versionFile: 'VERSION', versionPattern: `(${HEAVY})` })
      const github = { get: () => Promise.resolve({ status: 200, text: 'x'.repeat(MEGABYTE) }) }
      await expect(expectVersion({ settings, github })).rejects.toMatchObject({
        code: 'invalid-input',
        message: expect.stringContaining('takes longer than 1.5 s on this text'),
      })
    },
    PATIENCE_MS,
  )
})
