import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { markedDescription, readDescription } from '../../src/guard/description.ts'

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    ' ',
    '\n',
    ']',
    ' leading',
    'two\nlines\r\n',
    '[disabled by ecs-deploy-verifier, was ENABLED]',
    '[disabled by ecs-deploy-verifier, was ENABLED] text',
    '[disabled by ecs-deploy-verifier, was ENABLED, with an empty description]',
    '[disabled by ecs-deploy-verifier',
  ),
)
const anyMemo = fc
  .string({ minLength: 1 })
  .filter((memo) => !memo.includes(']') && !memo.endsWith(', with an empty description'))

describe('a marked description', () => {
  it('reads as a sentence that names this action and the former state', () => {
    expect(markedDescription('old text', 'ENABLED', 512)).toBe(
      '[disabled by ecs-deploy-verifier, was ENABLED] old text',
    )
  })

  it('gives the memo and the description back, none and an empty one apart', () => {
    fc.assert(
      fc.property(fc.option(anyText, { nil: undefined }), anyMemo, (description, memo) => {
        const marked = markedDescription(description, memo, Infinity)
        expect(readDescription(marked)).toEqual({ kind: 'mark', memo, description })
      }),
      { numRuns: 1000 },
    )
  })

  it('is there up to the limit, counted in UTF-16 units, and not beyond', () => {
    const mark = '[disabled by ecs-deploy-verifier, was ENABLED] '
    const room = 512 - mark.length
    expect(markedDescription('x'.repeat(room), 'ENABLED', 512)).toHaveLength(512)
    expect(markedDescription('x'.repeat(room + 1), 'ENABLED', 512)).toBeUndefined()
    expect(markedDescription('\u{1F680}'.repeat(Math.floor(room / 2) + 1), 'ENABLED', 512)).toBeUndefined()
  })

  it('is not made of a text that no request could carry', () => {
    expect(markedDescription('half a \ud83d pair', 'ENABLED', 512)).toBeUndefined()
  })

  it.each(['', 'a]b', 'ENABLED, with an empty description'])('is not made with the memo "%s"', (memo) => {
    expect(() => markedDescription('text', memo, 512)).toThrow(RangeError)
  })
})

describe('reading a description', () => {
  it.each([undefined, '', 'nightly build', 'disabled by ecs-deploy-verifier', '[disabled] by hand'])(
    'finds nothing in %p',
    (text) => {
      expect(readDescription(text)).toEqual({ kind: 'none' })
    },
  )

  it.each([
    'see ticket [disabled by ecs-deploy-verifier, was ENABLED] text',
    '\n[disabled by ecs-deploy-verifier, was ENABLED]',
    '[disabled by ecs-deploy-verifier, was ENABLED]text',
    '[disabled by ecs-deploy-verifier, was ENABLED] ',
    '[disabled by ecs-deploy-verifier, was ENABLED]\n',
    '[disabled by ecs-deploy-verifier, was ENABLED, with an empty description] text',
    '[disabled by ecs-deploy-verifier, was ENABLED, with an empty description, with an empty description]',
    '[disabled by ecs-deploy-verifier, was , with an empty description]',
    '[disabled by ecs-deploy-verifier, was ]',
    '[disabled by ecs-deploy-verifier]',
    '[disabled by ecs-deploy-verifier, was ENABLED',
  ])('calls %p altered', (text) => {
    expect(readDescription(text)).toEqual({ kind: 'altered' })
  })

  it('knows only texts that a mark is made of', () => {
    const part = fc.constantFrom(
      '[disabled by ecs-deploy-verifier',
      ', was ',
      'ENABLED',
      ', with an empty description',
      ']',
      ' ',
      'text',
      '\n',
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 9 }), (parts) => {
        const text = parts.join('')
        const reading = readDescription(text)
        if (reading.kind === 'mark') expect(markedDescription(reading.description, reading.memo, Infinity)).toBe(text)
      }),
      { numRuns: 2000 },
    )
  })
})
