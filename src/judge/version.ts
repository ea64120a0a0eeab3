import type { ExpectedVersion } from '../model.ts'

/** What build systems and services say when they do not know their version: it is never a version, not even equal to itself. */
const PLACEHOLDERS: ReadonlySet<string> = new Set(['', 'unknown', 'null'])

const ABBREVIATED_SHA = /^[0-9a-f]{7,}$/i

/**
 * Whether a text stands for "no version known": empty, `unknown` or `null` in any case, with white space and one leading `v`
 * ignored.
 */
export function isPlaceholder(version: string): boolean {
  return PLACEHOLDERS.has(core(version).toLowerCase())
}

/**
 * Whether what is served is what is expected: trimmed text, one leading `v` ignored on either side, letter for letter the same.
 * Build metadata and prefixes are part of the text: `3.3.6+abc` is not `3.3.6`, `sha-3fa04cb` is not `3fa04cb`.
 *
 * Only where the commit itself is expected (`source` is `commit`) may a served SHA of 7 or more hex digits abbreviate it, in
 * either case. `unknown`, an empty text and `null` never match, not even themselves.
 */
export function sameVersion(expected: ExpectedVersion | string, served: string): boolean {
  const wanted = core(typeof expected === 'string' ? expected : expected.value)
  const seen = core(served)
  if (PLACEHOLDERS.has(wanted.toLowerCase()) || PLACEHOLDERS.has(seen.toLowerCase())) return false
  if (wanted === seen) return true
  return (
    typeof expected !== 'string' &&
    expected.source === 'commit' &&
    ABBREVIATED_SHA.test(seen) &&
    wanted.toLowerCase().startsWith(seen.toLowerCase())
  )
}

function core(version: string): string {
  const text = version.trim()
  return text.startsWith('v') ? text.slice(1) : text
}
