/** Takes secrets out of a text. Done before a text is cut: half a secret is not recognised any more. */
export type Redact = (text: string) => string

/** How much of a text is looked at: more than any excerpt shows, so that its own edge is never seen. */
const LOOKED_AT = 4096

/**
 * The beginning of a text from outside, on one line, cut to a number of characters. It stays raw otherwise: whoever prints it
 * escapes it.
 */
export function excerpt(text: string, length: number, redact: Redact = (whole) => whole): string {
  const head = redact(text.slice(0, LOOKED_AT).toWellFormed()).trim().replaceAll(/\s+/gu, ' ')
  return head.length <= length && text.length <= LOOKED_AT ? head : `${head.slice(0, length - 1).toWellFormed()}…`
}

/** `the body starts with "…"`, or that there is none. */
export function bodyStart(body: string, length: number, redact?: Redact): string {
  const start = excerpt(body, length, redact)
  return start === '' ? 'the body is empty' : `the body starts with "${start}"`
}
