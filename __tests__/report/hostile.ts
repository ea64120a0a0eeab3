/** Text that somebody wrote to break whoever prints it. */
import fc from 'fast-check'
import type { RunOutcome } from '../../src/model.ts'
import { OWN_WORDS } from '../../src/report/redact-outcome.ts'

const FRAGMENTS = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<iframe src=//evil>',
  '</details>',
  '</summary><h1>',
  '</code>',
  '<!--',
  '<![CDATA[',
  '[click](https://evil.example)',
  '![x](https://evil.example/x.png)',
  '[x]: https://evil.example',
  '<https://evil.example>',
  'https://evil.example/?a=b',
  'www.evil.example',
  'mallory@evil.example',
  '@mallory',
  '#123',
  'GH-123',
  'octo/repo#4',
  'javascript:alert(1)',
  '3fa04cb0',
  ':tada:',
  '$x^2$',
  '$`x`$',
  '|',
  '\\|',
  '\\\\|',
  '`|`',
  '| a | b |',
  '\n',
  '\r\n',
  '\r',
  '\u2028',
  '\u0085',
  '\t',
  '\n\n',
  '\n---\n',
  '\n# h',
  '\n- item',
  '\n1. item',
  '\n> quote',
  '\n    code',
  '\n```\n',
  '~~~',
  '`',
  '``',
  '```',
  '````mermaid',
  '**bold**',
  '__b__',
  '*',
  '_',
  '~~s~~',
  '\\',
  '&lt;b&gt;',
  '&#60;b&#62;',
  '&',
  '# ',
  '- ',
  '+ ',
  '1. ',
  '=== ',
  '- - -',
  '::error::pwned',
  '::set-output name=x::y',
  '##[set-output name=x]y',
  '::stop-commands::x',
  '%0A::error::x',
  '\u001b[31mred\u001b[0m',
  '\u001b]8;;https://evil\u0007x\u001b]8;;\u0007',
  '\u0000',
  '\u0007',
  '\u202e',
  '\u2066',
  '\u200b',
  '\ufeff',
  '\u00ad',
  '\ud800',
  '\udc00',
  '\u{e0041}',
  '${{ secrets.X }}',
  '${x}',
  '%%',
  ';',
  ':',
  'section x',
  'title y',
  'click a href "b"',
  'x'.repeat(3000),
  ' ',
  'text',
  '…',
  '🙂',
  'é́́́́́́́',
  '***',
] as const

/** Sentences made of such fragments and of any characters at all. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.constantFrom(...FRAGMENTS), fc.string({ unit: 'binary', maxLength: 6 }), fc.constant(' ')), {
    minLength: 1,
    maxLength: 8,
  })
  .map((parts) => parts.join(''))

/** The outcome with another text in every field that is not one of the model's own words. */
export function withTexts(outcome: RunOutcome, textFor: (before: string) => string): RunOutcome {
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return OWN_WORDS.has(value) ? value : textFor(value)
    if (Array.isArray(value)) return value.map(walk)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item)]))
  }
  const { faults } = outcome.figures
  const walked = walk({ ...outcome, figures: { ...outcome.figures, faults: {} } })
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a string became a string, and nothing else was touched
  const result = walked as RunOutcome
  const told = Object.fromEntries(Object.entries(faults).map(([what, times]) => [textFor(what), times]))
  return { ...result, figures: { ...result.figures, faults: told } }
}
