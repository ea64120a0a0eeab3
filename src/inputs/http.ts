import type { Header, Selector } from '../model.ts'
import { compilePattern, PatternError } from '../patterns.ts'
import { listItems, Refusal } from './values.ts'

/** RFC 9110's token, of which header names are made. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
// What may stand in a header's value on the wire (RFC 9110, field-content), tabs included.
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]+$/

/** Headers that belong to the connection or to the target: a request that sets them cannot be sent as asked. */
const RESERVED_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

const URL_FORMS = 'an absolute http:// or https:// URL without user name and password: https://example.com/version'

/** An absolute http(s) URL, normalised. */
export function parseHttpUrl(text: string): string {
  checkOneWord(text)
  if (!URL.canParse(text)) throw new Refusal(URL_FORMS, { offender: withoutLogin(text) })
  return httpAddress(new URL(text), text)
}

/** Refuses what a URL parser would take out or write otherwise: two lines would become one address. */
export function checkOneWord(text: string): void {
  // oxlint-disable-next-line no-control-regex -- control characters are what is refused here
  if (/[\s\u0000-\u001f\u007f-\u009f]/.test(text)) {
    throw new Refusal(URL_FORMS, { why: 'it holds white space or a control character', offender: withoutLogin(text) })
  }
}

/** A refused address without what stands before its last `@`, a scheme excepted: however it is mistyped, a password may be in it. */
function withoutLogin(text: string): string {
  return text.replace(/^([^@:/\\]*:?[/\\]{2})?.*@/s, '$1***@')
}

/** The normalised address of a URL that may be asked. @param text how the author wrote it */
export function httpAddress(url: URL, text: string): string {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new Refusal(URL_FORMS, { offender: withoutLogin(text) })
  }
  if (url.username !== '' || url.password !== '') {
    const why =
      'credentials in a URL leak into logs; send them as a header (version-headers, or the headers of a feature check)'
    throw new Refusal(URL_FORMS, { why, offender: withoutLogin(text) })
  }
  return url.href
}

const HEADER_FORMS =
  'headers, one a line as Name: value, with names and values that HTTP allows, no name twice: Authorization: Bearer …'

/** Headers from `Name: value` lines. A refusal names the header alone, never its value. */
export function parseHeaderLines(text: string): readonly Header[] {
  return checkHeaders(
    listItems(text).map((line, index) => {
      const colon = line.indexOf(':')
      if (colon === -1) throw new Refusal(HEADER_FORMS, { offender: `line ${index + 1}`, why: 'it has no colon' })
      return [line.slice(0, colon).trimEnd(), line.slice(colon + 1).trim()]
    }),
  )
}

/** Refuses headers that could not be sent, or that would be sent otherwise than written. */
export function checkHeaders(headers: readonly Header[]): readonly Header[] {
  const seen = new Set<string>()
  for (const [index, [name, value]] of headers.entries()) {
    // A line that is no header may be a secret as a whole.
    if (!TOKEN.test(name))
      throw new Refusal(HEADER_FORMS, { offender: `header ${index + 1}`, why: 'its name is not one' })
    const refuse = (why: string): never => {
      throw new Refusal(HEADER_FORMS, { offender: `${name}: ***`, why })
    }
    if (RESERVED_HEADERS.has(name.toLowerCase())) refuse('this header belongs to the connection and cannot be set')
    if (value === '') refuse('its value is blank; is the secret behind it set?')
    if (!HEADER_VALUE.test(value)) refuse('its value holds characters that a header cannot carry')
    if (seen.has(name.toLowerCase())) refuse('this header is given twice')
    seen.add(name.toLowerCase())
  }
  return headers
}

const SELECTOR_FORMS =
  'auto, text, json: and a JMESPath expression, header: and the name of a header, or regex: and an RE2 pattern with exactly one capture group'

/** Where the version stands in an answer; expressions and patterns are compiled, so that a bad one is refused now. */
export async function parseSelector(text: string): Promise<Selector> {
  if (text === 'auto' || text === 'text') return { kind: text }
  const colon = text.indexOf(':')
  const kind = colon === -1 ? '' : text.slice(0, colon)
  const rest = text.slice(colon + 1)
  switch (kind) {
    case 'json':
      return { kind, expression: await parseJmesPath(rest.trim(), SELECTOR_FORMS) }
    case 'header':
      if (!TOKEN.test(rest.trim()))
        throw new Refusal(SELECTOR_FORMS, { why: 'what follows header: is not the name of a header' })
      return { kind, name: rest.trim() }
    case 'regex':
      return { kind, pattern: await parsePattern(rest, 'one', SELECTOR_FORMS) }
    default:
      throw new Refusal(SELECTOR_FORMS)
  }
}

/** An RE2 pattern that compiles, as it was given. */
export async function parsePattern(text: string, groups: 'one' | 'any', accepted: string): Promise<string> {
  try {
    await compilePattern(text, groups)
    return text
  } catch (error) {
    if (!(error instanceof PatternError)) throw error
    throw new Refusal(accepted, { why: error.message }, { cause: error })
  }
}

/** A JMESPath expression that compiles and calls no function that does not exist, as it was given. */
export async function parseJmesPath(text: string, accepted: string): Promise<string> {
  if (text === '') throw new Refusal(accepted, { why: 'the JMESPath expression is blank' })
  const { compile, isRegistered } = await import('@jmespath-community/jmespath')
  let unknown: string | undefined
  try {
    unknown = functionNames(compile(text)).find((name) => !isRegistered(name))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Refusal(accepted, { why: `it is not JMESPath (${reason})` }, { cause: error })
  }
  if (unknown !== undefined) throw new Refusal(accepted, { why: `JMESPath has no function ${unknown}()` })
  return text
}

// The compiler takes any function's name and fails only when the expression meets an answer.
function functionNames(node: unknown): readonly string[] {
  if (typeof node !== 'object' || node === null) return []
  const below = Object.values(node).flatMap(functionNames)
  return 'type' in node && node.type === 'Function' && 'name' in node && typeof node.name === 'string'
    ? [node.name, ...below]
    : below
}
