import { withinTime } from './time-limit.ts'

/**
 * Patterns that a workflow's author writes, in RE2 syntax: matching takes linear time whatever the pattern and the text. What a pattern of
 * thousands of states would still take on a long text is limited, so that neither can hang the run. The library is loaded when the first
 * pattern is compiled.
 */

/** Characters. On a shorter text no pattern that compiles takes long, and the limit itself costs milliseconds. */
const LONG_TEXT = 4096

/** A compiled pattern. Without `(?m)`, `^` and `$` stand for the ends of the text, as RE2 has it. */
export interface Pattern {
  readonly source: string
  /** Whether it matches anywhere in the text. Throws `TooSlow`. */
  matches(text: string): boolean
  /**
   * What the capture group holds in the first match; undefined where nothing matches, or where the group took no part in that
   * match. An empty capture is an empty string. Of a pattern compiled with `any` groups: the first group. Throws `TooSlow`.
   */
  capture(text: string): string | undefined
}

/** `one`: exactly one capture group, because what it holds is the value looked for. `any`: only whether it matches counts. */
export type CaptureGroups = 'one' | 'any'

/** The pattern is no RE2, or has not the number of capture groups asked for. The message says which, fit to follow `because`. */
export class PatternError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'PatternError'
  }
}

/**
 * Compiles a pattern.
 * @throws PatternError
 */
export async function compilePattern(source: string, groups: CaptureGroups): Promise<Pattern> {
  if (source === '') throw new PatternError('an empty pattern matches everything')
  const { RE2JS, RE2JSException } = await import('re2js')
  let compiled: InstanceType<typeof RE2JS>
  try {
    compiled = RE2JS.compile(source)
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error
    throw new PatternError(`it is not RE2 (${error.message})`, { cause: error })
  }
  const count = compiled.groupCount()
  if (groups === 'one' && count !== 1) {
    throw new PatternError(`it has ${count} capture groups where exactly one is needed; (?:…) groups without capturing`)
  }
  return {
    source,
    matches: (text) => limited(text, () => compiled.matcher(text).find()),
    capture: (text) => {
      if (count === 0) return undefined
      return limited(text, () => {
        const matcher = compiled.matcher(text)
        return matcher.find() ? (matcher.group(1) ?? undefined) : undefined
      })
    },
  }
}

function limited<Value>(text: string, match: () => Value): Value {
  return text.length <= LONG_TEXT ? match() : withinTime(match)
}
