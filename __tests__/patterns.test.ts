import { describe, expect, it } from '@jest/globals'
import { compilePattern, PatternError } from '../src/patterns.ts'

describe('compilePattern', () => {
  it('captures from the first match', async () => {
    const pattern = await compilePattern('version="([0-9.]+)"', 'one')
    expect(pattern.capture('x version="3.3.6" version="3.3.5"')).toBe('3.3.6')
    expect(pattern.capture('version=3')).toBeUndefined()
  })

  it('tells an empty capture from a group that took no part', async () => {
    expect((await compilePattern('v=(\\d*)', 'one')).capture('v=')).toBe('')
    expect((await compilePattern('none|v=(\\d+)', 'one')).capture('none v=3')).toBeUndefined()
  })

  it('matches anywhere; ^ and $ are the ends of the text unless (?m) says otherwise', async () => {
    expect((await compilePattern('b+', 'any')).matches('abc')).toBe(true)
    expect((await compilePattern('^b', 'any')).matches('a\nb')).toBe(false)
    expect((await compilePattern('(?m)^b', 'any')).matches('a\nb')).toBe(true)
  })

  it('gives the same answer twice', async () => {
    const pattern = await compilePattern('(b)', 'one')
    expect([pattern.capture('ab'), pattern.capture('ab'), pattern.matches('b'), pattern.matches('b')]).toEqual([
      'b',
      'b',
      true,
      true,
    ])
  })

  it.each([
    ['no group', 'abc'],
    ['two groups', '(a)(b)'],
  ])('refuses %s where one is needed', async (_, source) => {
    await expect(compilePattern(source, 'one')).rejects.toThrow(/capture groups where exactly one is needed/)
    await expect(compilePattern(source, 'any')).resolves.toMatchObject({ source })
  })

  it('counts named groups, and not (?:…)', async () => {
    expect((await compilePattern('(?:a)(?P<version>b)', 'one')).capture('ab')).toBe('b')
  })

  it.each(['(a', '(?=a)(b)', '(a)\\1', '(?<!a)(b)', '(a{1000}){1000}', ''])(
    'refuses %j, which is no RE2',
    async (source) => {
      await expect(compilePattern(source, 'any')).rejects.toThrow(PatternError)
    },
  )

  it('finishes on a pattern that would make a backtracking engine hang', async () => {
    const pattern = await compilePattern('(x+x+)+y', 'one')
    expect(pattern.matches('x'.repeat(50_000))).toBe(false)
  })
})
