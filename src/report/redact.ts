/** Takes secrets out of text, before it is escaped or cut: afterwards they could no longer be recognised. */
import { Buffer } from 'node:buffer'
import { withoutControls } from './visible.ts'

/** Replaces every secret in a text by `***`. */
export type Redact = (text: string) => string

const MASK = '***'

/** A shorter value would take ordinary words and figures with it, and hide nothing that cannot be guessed. */
const SHORTEST_SECRET = 4

/** Of a secret that somebody else cut off, as much as this must be left to be recognised. */
const SHORTEST_PART = 8

/** So long a value is no word: it is found in upper and lower case alike, since servers may change the case of what they echo. */
const SHORTEST_IN_ANY_CASE = 12

/** What looks like a secret, whoever it belongs to; the replacement keeps what names it. Every repetition is bounded or cannot backtrack. */
const PATTERNS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/gu, MASK],
  // user:password@ in an address, where the password may hold a slash or an at sign of its own; then user@ alone.
  [/:\/\/[^\s/?#@:"'<>]{0,200}:(?!\d{1,5}(?:\/|$))[^\s"'<>]{1,400}@/gu, `://${MASK}@`],
  [/:\/\/[^\s/?#"'<>]{1,400}@/gu, `://${MASK}@`],
  [/\b(X-(?:Amz|Goog)-(?:Signature|Security-Token|Credential)(?:=|%3D))[^\s&"'<>\\]+/giu, `$1${MASK}`],
  // Signed addresses of CloudFront, Azure and the older form of S3's.
  [/([?&](?:Signature|Policy|Key-Pair-Id|AWSAccessKeyId|sig)=)[^\s&"'<>\\]+/giu, `$1${MASK}`],
  [/\b((?:proxy-)?authorization["']?\s{0,3}[:=]\s{0,3}["']?)(?:[a-z][\w-]{0,30}\s{1,3})?[^\s"',;<>]+/giu, `$1${MASK}`],
  [/\b((?:bearer|basic)\s{1,3})[\w.~+/%=-]{8,}/giu, `$1${MASK}`],
  [/\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,}/gu, MASK],
  // AWS session tokens: the base64 of their fixed first bytes.
  [/(?:IQoJb3JpZ2lu|FwoGZXIvYXdz|FQoGZXIvYXdz|AQoDYXdz)[\w+/%=-]*/gu, MASK],
  [
    /\b(?:gh[oprsu]_\w{16,}|github_pat_\w{16,}|glpat-[\w-]{16,}|xox[a-z]-[\w-]{10,}|npm_\w{30,}|dckr_pat_[\w-]{16,})/gu,
    MASK,
  ],
  [/\beyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?/gu, MASK],
  [
    /((?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|(?:access|private|secret)[_-]?key(?:[_-]?id)?|credentials?)["']?\s{0,3}=\s{0,3})(?:"[^"\n]+"|'[^'\n]+'|[^\s"'&,;<>]+)/giu,
    `$1${MASK}`,
  ],
  // With a colon it may be a sentence: only what no word of a sentence looks like.
  [
    /((?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|(?:access|private|secret)[_-]?key)["']?\s{0,3}:\s{0,3})(?:"[^"\n]+"|'[^'\n]+'|(?=[^\s"',;<>]{0,200}\d)[^\s"',;<>]{8,})/giu,
    `$1${MASK}`,
  ],
]

/**
 * @param secrets values that must never be printed, each as a whole and line by line; those shorter than four characters are left
 * @returns a function that removes them, plain, URL-encoded, base64 (wherever they stand in what was encoded), JSON- and
 * HTML-escaped, also where only their beginning or end is left at the edge of the text; and anything that looks like a secret
 */
export function createRedactor(secrets: readonly string[]): Redact {
  const values = distinct(secrets.flatMap(spellingsOf))
    .filter((value) => value.length >= SHORTEST_SECRET)
    .toSorted((a, b) => b.length - a.length)
  const isLong = (value: string): boolean => value.length >= SHORTEST_IN_ANY_CASE
  const patterns = [
    ...matcherOf(values.filter(isLong), 'giu'),
    ...matcherOf(
      values.filter((value) => !isLong(value)),
      'gu',
    ),
  ]

  const apply = (text: string): string => {
    let result = patterns.reduce((rest, pattern) => rest.replace(pattern, MASK), text)
    result = withoutParts(result, values)
    for (const [pattern, replacement] of PATTERNS) result = result.replace(pattern, replacement)
    return result
  }

  return (text) => {
    const redacted = apply(text)
    // Control characters are taken out before anything is shown, which could put a secret together that was broken up by them.
    const clean = withoutControls(redacted)
    return clean === redacted ? redacted : apply(clean)
  }
}

function matcherOf(values: readonly string[], flags: string): readonly RegExp[] {
  const sources = distinct(values.flatMap(formsOf)).toSorted((a, b) => b.length - a.length)
  return sources.length === 0 ? [] : [new RegExp(sources.join('|'), flags)]
}

/** The secret as a whole, as one line (white space is put together where lines are shown), and line by line. */
function spellingsOf(secret: string): string[] {
  const lines = secret.split(/[\r\n]+/u).map((line) => line.trim())
  return [secret, secret.trim(), secret.replaceAll(/\s+/gu, ' ').trim(), ...lines]
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)]
}

/** A regular expression that matches just this text. */
function literally(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`)
}

/** Regular expressions for every form in which a value may stand in a text. */
function formsOf(value: string): string[] {
  const wellFormed = value.toWellFormed()
  const json = JSON.stringify(wellFormed).slice(1, -1)
  const percent = percentEncoded(wellFormed)
  const plain = [
    value,
    json,
    JSON.stringify(json).slice(1, -1),
    json.replaceAll('/', '\\/'),
    wellFormed.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
  ].map(literally)
  const unicode = Array.from(json, (character) =>
    character.charCodeAt(0) > 126 ? unicodeEscape(character) : literally(character),
  )
  return distinct([...plain, unicode.join(''), percent, ...base64Forms(wellFormed)])
}

function unicodeEscape(character: string): string {
  return character
    .split('')
    .map((unit) => `\\\\u${anyCase(unit.charCodeAt(0).toString(16).padStart(4, '0'))}`)
    .join('')
}

/** URL-encoded: with as much and with as little encoded as a server may choose, `+` or `%20`, hex digits of either case. */
function percentEncoded(value: string): string {
  const triple = (character: string): string =>
    [...Buffer.from(character, 'utf8')].map((byte) => `%${anyCase(byte.toString(16).padStart(2, '0'))}`).join('')
  const source = Array.from(value, (character) => {
    const literal = literally(character)
    return character === ' ' ? '(?:%20|\\+| )' : `(?:${literal}|${triple(character)})`
  }).join('')
  return source
}

const anyCase = (hex: string): string => hex.replaceAll(/[a-f]/gu, (digit) => `[${digit}${digit.toUpperCase()}]`)

/** Base64 of the value, at each of the three places relative to the encoder's groups; without the digits that its neighbours share. */
function base64Forms(value: string): string[] {
  const bytes = Buffer.from(value, 'utf8')
  return [0, 1, 2].flatMap((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replaceAll('=', '')
    const sharesLast = (shift + bytes.length) % 3 !== 0
    const core = encoded.slice(shift === 0 ? 0 : shift + 1, sharesLast ? -1 : undefined)
    if (core.length < 5) return []
    return [core.replaceAll(/[+/]/gu, (digit) => (digit === '+' ? '(?:[+\\-]|%2[Bb])' : '(?:[/_]|%2[Ff])'))]
  })
}

/** Takes out the beginning of a secret at the end of the text, and the end of one at its start: what a cut elsewhere left of it. */
function withoutParts(text: string, values: readonly string[]): string {
  let result = text
  for (const value of values) {
    if (value.length <= SHORTEST_PART) continue
    const trimmed = result.trimEnd()
    const ellipsis = ['…', '...'].find((mark) => trimmed.endsWith(mark)) ?? ''
    const body = trimmed.slice(0, trimmed.length - ellipsis.length)
    const trailing = result.slice(body.length)
    const head = longest(value.length, (length) => body.endsWith(value.slice(0, length)))
    if (head > 0) result = `${body.slice(0, -head)}${MASK}${trailing}`
    const tail = longest(value.length, (length) => result.startsWith(value.slice(-length)))
    if (tail > 0) result = `${MASK}${result.slice(tail)}`
  }
  return result
}

function longest(below: number, matches: (length: number) => boolean): number {
  for (let length = below - 1; length >= SHORTEST_PART; length -= 1) if (matches(length)) return length
  return 0
}
