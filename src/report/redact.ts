/** Takes secrets out of text, before it is escaped or cut: afterwards they could no longer be recognised. */
import { Buffer } from 'node:buffer'
import { ESCAPINGS, escapesIn, type Escaping, unescaped } from './escapes.ts'
import { withoutControls } from './visible.ts'

/** Replaces every secret in a text by `***`. */
export type Redact = (text: string) => string

const MASK = '***'

/** A shorter value would take ordinary words and figures with it, and hide nothing that cannot be guessed. */
const SHORTEST_SECRET = 4

/** Of a secret that was cut off, as much as this must be left to be recognised. */
const SHORTEST_PART = 8

/** What may follow the beginning of a secret that was cut off: a part of an escape, and the end of the text or an ellipsis. */
const CUT = /(?:%[\da-f]?|\\{1,8}(?:u[\da-f]{0,3})?|&[#\w]{0,8})?(?:…|\.\.\.|\s*$)/iuy

/** As often may one encoding stand in another: a redirect in a redirect, JSON in JSON in a web page. */
const MOST_ENCODINGS = 4

/** So long a value is no word: it is found in upper and lower case alike, since servers may change the case of what they echo. */
const SHORTEST_IN_ANY_CASE = 12

/** What looks like a secret, whoever it belongs to; the group is what names it and stays. Every repetition is bounded or cannot backtrack. */
const PATTERNS: readonly RegExp[] = [
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/gu,
  // user:password@ in an address, where the password may hold a slash or an at sign of its own; then user@ alone.
  /(:\/\/)[^\s/?#@:"'<>]{0,200}:(?!\d{1,5}(?:\/|$))[^\s"'<>]{1,400}(?=@)/gu,
  /(:\/\/)[^\s/?#"'<>]{1,400}(?=@)/gu,
  /\b(X-(?:Amz|Goog)-(?:Signature|Security-Token|Credential)(?:=|%3D))[^\s&"'<>\\]+/giu,
  // Signed addresses of CloudFront, Azure and the older form of S3's.
  /([?&](?:Signature|Policy|Key-Pair-Id|AWSAccessKeyId|sig)=)[^\s&"'<>\\]+/giu,
  /\b((?:proxy-)?authorization["']?\s{0,3}[:=]\s{0,3}["']?)(?:[a-z][\w-]{0,30}\s{1,3})?[^\s"',;<>]+/giu,
  /\b((?:bearer|basic)\s{1,3})[\w.~+/%=-]{8,}/giu,
  /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,}/gu,
  // AWS session tokens: the base64 of their fixed first bytes.
  /(?:IQoJb3JpZ2lu|FwoGZXIvYXdz|FQoGZXIvYXdz|AQoDYXdz)[\w+/%=-]*/gu,
  /\b(?:gh[oprsu]_\w{16,}|github_pat_\w{16,}|glpat-[\w-]{16,}|xox[a-z]-[\w-]{10,}|npm_\w{30,}|dckr_pat_[\w-]{16,})/gu,
  /\beyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?/gu,
  /((?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|(?:access|private|secret)[_-]?key(?:[_-]?id)?|credentials?)["']?\s{0,3}=\s{0,3})(?:"[^"\n]+"|'[^'\n]+'|[^\s"'&,;<>]+)/giu,
  // With a colon it may be a sentence: only what no word of a sentence looks like.
  /((?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|(?:access|private|secret)[_-]?key)["']?\s{0,3}:\s{0,3})(?:"[^"\n]+"|'[^'\n]+'|(?=[^\s"',;<>]{0,200}\d)[^\s"',;<>]{8,})/giu,
]

/** A part of a text. */
interface Span {
  readonly start: number
  readonly end: number
}

/**
 * @param secrets values that must never be printed, each as a whole and line by line; those shorter than four characters are left
 * @returns a function that removes them, plain, in base64 (wherever they stand in what was encoded), in hexadecimal, and escaped as URLs,
 * JSON and HTML are, also several times over; also where only their beginning or end is left at a cut; and anything that looks like a secret
 */
export function createRedactor(secrets: readonly string[]): Redact {
  const values = distinct(secrets.flatMap(spellingsOf)).filter((value) => value.length >= SHORTEST_SECRET)
  const isLong = (value: string): boolean => value.length >= SHORTEST_IN_ANY_CASE
  const patterns = [
    ...matcherOf(values.filter(isLong), 'giu'),
    ...matcherOf(
      values.filter((value) => !isLong(value)),
      'gu',
    ),
    ...PATTERNS,
  ]

  /** @param known texts that were searched, by the encodings that might still be in them: their order seldom matters */
  const secretsIn = (text: string, encodings: number, known: Set<string>): readonly Span[] => {
    const found = [...patterns.flatMap((pattern) => matchesOf(pattern, text)), ...partsOf(values, text)]
    for (const escaping of encodings === 0 ? [] : ESCAPINGS) {
      const inner = unescaped(text, escaping)
      const key = `${encodings}${inner}`
      if (inner === text || known.has(key)) continue
      known.add(key)
      found.push(...encoded(secretsIn(inner, encodings - 1, known), text, escaping))
    }
    return merged(found)
  }
  const apply = (text: string): string => masked(text, secretsIn(text, MOST_ENCODINGS, new Set()))

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
  return [secret, secret.trim(), secret.replaceAll(/\s+/gu, ' ').trim(), ...lines].flatMap((one) => [
    one,
    one.toWellFormed(),
  ])
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)]
}

/** A regular expression that matches just this text; of a form, which has `+` for a space, nobody tells whether it was decoded. */
function literally(text: string): string {
  return text.replaceAll(/[\\^$.*?()[\]{}|/]/gu, String.raw`\$&`).replaceAll(/[+ ]/gu, '[+ ]')
}

/** Regular expressions for every form in which a value may stand in a text that nothing is escaped in. */
function formsOf(value: string): string[] {
  const bytes = Buffer.from(value, 'utf8')
  return [literally(value), bytes.toString('hex'), ...base64Forms(bytes)]
}

/** Base64 of the value, at each of the three places relative to the encoder's groups; without the digits that its neighbours share. */
function base64Forms(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replaceAll('=', '')
    const sharesLast = (shift + bytes.length) % 3 !== 0
    const core = encoded.slice(shift === 0 ? 0 : shift + 1, sharesLast ? -1 : undefined)
    if (core.length < 5) return []
    return [core.replaceAll(/[+/]/gu, (digit) => (digit === '+' ? '[+ \\-]' : '[/_]'))]
  })
}

function matchesOf(pattern: RegExp, text: string): readonly Span[] {
  const found: Span[] = []
  pattern.lastIndex = 0
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text))
    found.push({ start: match.index + (match[1]?.length ?? 0), end: match.index + match[0].length })
  return found
}

/** Beginnings of secrets where the text ends or an ellipsis follows, and the end of one at its start: what a cut left of them. */
function partsOf(values: readonly string[], text: string): readonly Span[] {
  return values.flatMap((value) => {
    if (value.length <= SHORTEST_PART) return []
    const found: Span[] = []
    const beginning = value.slice(0, SHORTEST_PART)
    for (let start = text.indexOf(beginning); start !== -1; start = text.indexOf(beginning, start + 1)) {
      let length = SHORTEST_PART
      while (length < value.length && text[start + length] === value[length]) length += 1
      CUT.lastIndex = start + length
      if (CUT.test(text)) found.push({ start, end: start + length })
    }
    const rest = text.slice(0, SHORTEST_PART)
    if (rest.length < SHORTEST_PART) return found
    for (let cut = value.indexOf(rest, 1); cut !== -1; cut = value.indexOf(rest, cut + 1))
      if (text.startsWith(value.slice(cut))) found.push({ start: 0, end: value.length - cut })
    return found
  })
}

/** @param spans of the unescaped text, in order @returns what they were in the text itself, each escape as a whole */
function encoded(spans: readonly Span[], text: string, escaping: Escaping): readonly Span[] {
  if (spans.length === 0) return []
  const escapes = escapesIn(text, escaping)
  let escape = escapes.next()
  let gone = 0
  /** The place in the text that an index of the unescaped one came from, with the escapes before it. Indices must not fall. */
  const placeOf = (index: number, isEnd: boolean): number => {
    for (; escape.done !== true; escape = escapes.next()) {
      const { start, end, meaning } = escape.value
      const from = start - gone
      const to = from + meaning.length
      if (isEnd ? index <= from : index < from) break
      if (index < to || (isEnd && index === to)) return isEnd ? end : start
      gone = end - to
    }
    return index + gone
  }
  return spans.map(({ start, end }) => ({ start: placeOf(start, false), end: placeOf(end, true) }))
}

/** In order, and as one where they overlap. */
function merged(spans: readonly Span[]): readonly Span[] {
  const result: { start: number; end: number }[] = []
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    const last = result.at(-1)
    if (last === undefined || start >= last.end) result.push({ start, end })
    else last.end = Math.max(last.end, end)
  }
  return result
}

function masked(text: string, spans: readonly Span[]): string {
  let result = ''
  let at = 0
  for (const { start, end } of spans) {
    result += text.slice(at, start) + MASK
    at = end
  }
  return result + text.slice(at)
}
