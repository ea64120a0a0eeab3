import type { Pattern } from '../patterns.ts'

/** A match that ends at least this far before the cut is not an accident of where the cut is, in characters. */
const MARGIN = 1024

/** What looks at the end of the text or at the character behind a match: at a cut, both are not the real ones. */
const LOOKS_BEHIND_THE_MATCH = /\$|\\[bBzZ]/

/**
 * Whether a pattern matches a text of which only the beginning is known. True only where it matches whatever the rest is: RE2
 * knows no lookahead, so that a match without anchors at its end needs nothing beyond it.
 */
export function matchesDespiteCut(pattern: Pattern, beginning: string): boolean {
  return !LOOKS_BEHIND_THE_MATCH.test(pattern.source) && pattern.matches(beginning)
}

/**
 * What a pattern captures in a text of which only the beginning is known; undefined where that may hang on where the cut is.
 */
export function captureWithinCut(pattern: Pattern, beginning: string): string | undefined {
  if (LOOKS_BEHIND_THE_MATCH.test(pattern.source)) return undefined
  const captured = pattern.capture(beginning)
  return captured !== undefined && captured === pattern.capture(beginning.slice(0, -MARGIN)) ? captured : undefined
}
