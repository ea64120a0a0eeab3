/** How a text is escaped in an address, in JSON and in HTML, and what it means. */
import { Buffer } from 'node:buffer'

/** The names that HTML has for characters of ASCII, which are all that a secret has as a rule. */
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  apos: "'",
  ast: '*',
  bsol: '\\',
  colon: ':',
  comma: ',',
  commat: '@',
  dollar: '$',
  equals: '=',
  excl: '!',
  grave: '`',
  gt: '>',
  hat: '^',
  lbrace: '{',
  lbrack: '[',
  lcub: '{',
  lowbar: '_',
  lpar: '(',
  lsqb: '[',
  lt: '<',
  num: '#',
  percnt: '%',
  period: '.',
  plus: '+',
  quest: '?',
  quot: '"',
  rbrace: '}',
  rbrack: ']',
  rcub: '}',
  rpar: ')',
  rsqb: ']',
  semi: ';',
  sol: '/',
  verbar: '|',
  vert: '|',
}

const CONTROLS: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

export interface Escape {
  readonly start: number
  readonly end: number
  /** What it stands for. */
  readonly meaning: string
}

/** A way to escape a text. */
export interface Escaping {
  /** One escape. Every repetition is bounded or cannot backtrack. */
  readonly pattern: RegExp
  /** What an escape stands for. */
  readonly meaningOf: (escape: string) => string
}

/** A character as the bytes of its UTF-8. */
const ADDRESS: Escaping = {
  pattern: /%(?:[0-7][\da-f]|[cd][\da-f]%[89ab][\da-f]|e[\da-f](?:%[89ab][\da-f]){2}|f[0-4](?:%[89ab][\da-f]){3})/gi,
  meaningOf: (escape) =>
    escape.length === 3
      ? String.fromCharCode(Number.parseInt(escape.slice(1), 16))
      : Buffer.from(escape.replaceAll('%', ''), 'hex').toString('utf8'),
}

/** A run of backslashes, with what they escape. */
const JSON_TEXT: Escaping = {
  pattern: /\\+(?:u[\da-f]{4}|x[\da-f]{2}|[bfnrt]|[^\w\s])?/gi,
  // Each two backslashes are one; one that is left escapes what follows.
  meaningOf: (escape) => {
    const rest = escape.replace(/^\\+/, '')
    const count = escape.length - rest.length
    const half = '\\'.repeat(count / 2)
    if (count % 2 === 0) return half + rest
    if (rest === '') return `${half}\\`
    if (/^[ux]./i.test(rest)) return half + String.fromCharCode(Number.parseInt(rest.slice(1), 16))
    return half + (CONTROLS[rest.toLowerCase()] ?? rest)
  },
}

/** A character by its number or name. */
const HTML: Escaping = {
  pattern: /&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,6});/gi,
  meaningOf: (escape) => {
    const body = escape.slice(1, -1).toLowerCase()
    if (!body.startsWith('#')) return NAMED[body] ?? escape
    const code = body.startsWith('#x') ? Number.parseInt(body.slice(2), 16) : Number(body.slice(1))
    return code > 0x10_ff_ff ? escape : String.fromCodePoint(code)
  },
}

export const ESCAPINGS: readonly Escaping[] = [ADDRESS, JSON_TEXT, HTML]

/** The text with each escape replaced by what it stands for, once: an escaped escape is an escape afterwards. */
export function unescaped(text: string, { pattern, meaningOf }: Escaping): string {
  return text.replace(pattern, meaningOf)
}

/** Every escape of a text, in order. */
export function* escapesIn(text: string, { pattern, meaningOf }: Escaping): Generator<Escape, undefined> {
  for (const { 0: escape, index } of text.matchAll(pattern))
    yield { start: index, end: index + escape.length, meaning: meaningOf(escape) }
  return undefined
}
