import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { isPlaceholder, sameVersion } from '../../src/judge/version.ts'
import type { ExpectedVersion } from '../../src/model.ts'

const SHA = '3fa04cb1d9e8f7a6b5c4d3e2f1a0b9c8d7e6f5a4'
const commit: ExpectedVersion = { value: SHA, source: 'commit' }

const hex = fc.stringMatching(/^[0-9a-f]{40}$/)

describe('versions as text', () => {
  it.each([
    ['3.3.6', '3.3.6'],
    ['v3.3.6', '3.3.6'],
    ['3.3.6', 'v3.3.6'],
    ['v3.3.6', 'v3.3.6'],
    ['3.3.6', ' 3.3.6\r\n'],
  ])('takes %j and %j for the same', (expected, served) => {
    expect(sameVersion(expected, served)).toBe(true)
  })

  it.each([
    ['3.3.6', '3.3.5'],
    ['3.3.6', '3.3.60'],
    ['3.3.6', '3.3'],
    ['3.3.6', 'vv3.3.6'],
    ['3.3.6', 'V3.3.6'],
    ['3.3.6', '3.3.6+abc'],
    ['3.3.6-rc1', '3.3.6-RC1'],
    ['1.0', '1.0.0'],
    [SHA, SHA.slice(0, 7)],
    [`sha-${SHA}`, SHA],
  ])('keeps %j and %j apart', (expected, served) => {
    expect(sameVersion(expected, served)).toBe(false)
  })

  it.each(['', ' ', 'v', 'unknown', 'Unknown', 'null', 'vnull', ' NULL '])(
    'never matches %j, not even with itself',
    (nothing) => {
      expect(isPlaceholder(nothing)).toBe(true)
      expect(sameVersion(nothing, nothing)).toBe(false)
      expect(sameVersion({ value: nothing, source: 'input' }, nothing)).toBe(false)
      expect(sameVersion({ value: nothing, source: 'commit' }, nothing)).toBe(false)
    },
  )

  it('is symmetric', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom('v1.0', '1.0', ' 1.0', 'v', 'unknown', SHA))
    fc.assert(fc.property(text, text, (a, b) => sameVersion(a, b) === sameVersion(b, a)))
  })

  it('matches every text that says something, with or without v and white space around it', () => {
    const text = fc.string({ minLength: 1 }).filter((s) => s.trim() === s && !s.startsWith('v') && !isPlaceholder(s))
    fc.assert(fc.property(text, (s) => sameVersion(s, ` v${s}\n`) && sameVersion(`v${s}`, s) && sameVersion(s, s)))
  })

  it('never matches texts that differ in more than that', () => {
    const core = fc.string().filter((s) => s.trim() === s && !s.startsWith('v'))
    fc.assert(fc.property(core, core, (a, b) => a === b || !sameVersion(a, b)))
  })
})

describe('the commit as the version', () => {
  it.each([SHA, SHA.toUpperCase(), SHA.slice(0, 7), SHA.slice(0, 12).toUpperCase(), `v${SHA.slice(0, 7)}`])(
    'is matched by %s',
    (served) => {
      expect(sameVersion(commit, served)).toBe(true)
    },
  )

  it.each([
    SHA.slice(0, 6),
    `${SHA}0`,
    SHA.slice(1, 9),
    `${SHA.slice(0, 7)}-dirty`,
    `sha-${SHA.slice(0, 7)}`,
    `${SHA.slice(0, 7)}g`,
  ])('is not matched by %s', (served) => {
    expect(sameVersion(commit, served)).toBe(false)
  })

  it.each(['input', 'version-file'] as const)('may not be abbreviated where it was given as %s', (source) => {
    expect(sameVersion({ value: SHA, source }, SHA.slice(0, 7))).toBe(false)
    expect(sameVersion({ value: SHA, source }, SHA)).toBe(true)
  })

  it('is matched by exactly its own prefixes of 7 or more', () => {
    fc.assert(
      fc.property(hex, hex, fc.integer({ min: 1, max: 40 }), fc.boolean(), (value, other, length, own) => {
        const served = (own ? value : other).slice(0, length)
        return sameVersion({ value, source: 'commit' }, served) === (length >= 7 && value.startsWith(served))
      }),
    )
  })
})
