import type { JSONValue } from '@jmespath-community/jmespath'
import { isPlaceholder } from '../judge/version.ts'
import type { ExpectedVersion, Selector } from '../model.ts'
import { compilePattern } from '../patterns.ts'
import { TooSlow } from '../time-limit.ts'
import { excerpt } from './excerpt.ts'
import type { Redact } from './excerpt.ts'
import type { HttpAnswer } from './http.ts'
import { parseJson, searchJson } from './json.ts'
import { captureWithinCut } from './truncated.ts'

/** An HTTP answer that arrived. */
export type Answered = Extract<HttpAnswer, { readonly state: 'answered' }>

export type Selection =
  | { readonly state: 'selected'; readonly version: string; readonly selectedBy: string }
  /** `why` is a clause for people: `the answer is an HTML page, …`. */
  | { readonly state: 'unreadable'; readonly why: string }

const MAX_VERSION_LENGTH = 256
/** A longer text is a page or a message, not a version that stands alone. */
const MAX_PLAIN_TEXT_LENGTH = 128
const SHOWN = 60

const COMMIT_KEYS = ['commit', 'sha', 'revision', 'gitSha'] as const

/**
 * Finds the version in an answer. Never throws because of the answer: what holds no version is unreadable, with the reason.
 * Unreadable are also every status but 2xx, texts that stand for "not known" (`unknown`, empty, `null`), several lines, control
 * characters, and more than 256 characters.
 *
 * @param expected decides which key `auto` prefers: `version` first where it is no SHA
 * @param redact applied to excerpts of the answer in `why` before they are cut
 * @throws PatternError where the author's pattern is no RE2 with one group
 */
export async function selectVersion(
  answer: Answered,
  selector: Selector,
  expected: ExpectedVersion,
  redact: Redact = (text) => text,
): Promise<Selection> {
  if (answer.status < 200 || answer.status > 299) return unreadable(statusFault(answer, redact))
  switch (selector.kind) {
    case 'header':
      return fromHeader(answer, selector.name, redact)
    case 'regex':
      return fromPattern(answer, selector.pattern, redact)
    case 'json': {
      if (answer.truncated) return cut()
      const parsed = parseJson(answer.body, 'texts')
      if (parsed.state === 'unreadable')
        return unreadable(`${parsed.why}; it starts with ${start(answer.body, redact)}`)
      const found = await searchJson(parsed.value, selector.expression)
      if (found.state === 'unreadable') return found
      return fromValue(found.value, selector.expression, `JMESPath ${selector.expression}`, redact)
    }
    case 'text':
      if (answer.truncated) return cut()
      if (answer.body.trimStart().startsWith('<')) return unreadable('the answer is markup, not a version as text')
      return version(answer.body, 'the whole text', redact)
    case 'auto':
      if (answer.truncated) return cut()
      return automatic(answer, expected, redact)
    default:
      return unreadable(`this selector is not known: ${JSON.stringify(selector satisfies never)}`)
  }
}

function unreadable(why: string): Selection {
  return { state: 'unreadable', why }
}

function cut(): Selection {
  return unreadable('the answer is larger than 1 MiB, of which no more is read')
}

function start(body: string, redact: Redact): string {
  return body.trim() === '' ? 'nothing' : `"${excerpt(body, SHOWN, redact)}"`
}

function statusFault(answer: Answered, redact: Redact): string {
  const reason = excerpt(answer.body, SHOWN, redact)
  // A page of markup tells less than the status does.
  const told = reason === '' || reason.startsWith('<') ? '' : `; it says "${reason}"`
  return `the answer is HTTP status ${answer.status}${told}`
}

/** The last gate: whatever the way here, this text is a version or it is not. */
function version(text: string, selectedBy: string, redact: Redact): Selection {
  const trimmed = text.trim()
  if (isPlaceholder(trimmed)) {
    return unreadable(trimmed === '' ? `${selectedBy} is empty` : `${selectedBy} is "${trimmed}", which is no version`)
  }
  if (trimmed.length > MAX_VERSION_LENGTH) {
    return unreadable(
      `${selectedBy} has ${trimmed.length} characters, too many for a version; it starts with ${start(trimmed, redact)}`,
    )
  }
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(trimmed)) {
    return unreadable(`${selectedBy} has several lines or control characters; it starts with ${start(trimmed, redact)}`)
  }
  return { state: 'selected', version: trimmed, selectedBy }
}

function fromHeader(answer: Answered, name: string, redact: Redact): Selection {
  const values = [...new Set(answer.headers.get(name.toLowerCase()) ?? [])]
  const [value, ...others] = values
  if (value === undefined) return unreadable(`the answer has no header ${name}`)
  if (others.length > 0)
    return unreadable(`the answer has the header ${name} ${values.length} times, with different values`)
  return version(value, `header ${name}`, redact)
}

async function fromPattern(answer: Answered, source: string, redact: Redact): Promise<Selection> {
  const pattern = await compilePattern(source, 'one')
  let found: string | undefined
  try {
    found = answer.truncated ? captureWithinCut(pattern, answer.body) : pattern.capture(answer.body)
  } catch (error) {
    if (!(error instanceof TooSlow)) throw error
    return unreadable(`the pattern ${source} ${error.message}`)
  }
  if (found !== undefined) return version(found, `pattern ${source}`, redact)
  if (answer.truncated)
    return unreadable(`the pattern ${source} finds nothing for certain in the first 1 MiB of the answer`)
  return unreadable(
    `the pattern ${source} finds nothing in the answer, which starts with ${start(answer.body, redact)}`,
  )
}

function fromValue(value: JSONValue, name: string, selectedBy: string, redact: Redact): Selection {
  if (typeof value === 'string') return version(value, selectedBy, redact)
  if (typeof value === 'number') return version(String(value), selectedBy, redact)
  if (value === null) return unreadable(`the JSON answer has no ${name}`)
  const kind = Array.isArray(value) ? 'an array' : typeof value === 'boolean' ? 'true or false' : 'an object'
  return unreadable(`${name} in the JSON answer is ${kind}, not a text or a number`)
}

function automatic(answer: Answered, expected: ExpectedVersion, redact: Redact): Selection {
  const text = answer.body.trim()
  const type = answer.headers.get('content-type')?.[0]?.toLowerCase() ?? ''
  if (text.startsWith('<') || type.startsWith('text/html') || type.startsWith('application/xhtml')) {
    return unreadable(`the answer is an HTML page; where that is meant, "version-selector" must say how to read it`)
  }
  // `{` and `"` begin no version, so that what follows them is JSON or nothing.
  if (text.startsWith('{') || text.startsWith('[') || text.startsWith('"')) {
    const parsed = parseJson(text, 'texts')
    if (parsed.state === 'unreadable') return unreadable(`${parsed.why}; it starts with ${start(text, redact)}`)
    return fromJson(parsed.value, expected, redact)
  }
  if (text.length > MAX_PLAIN_TEXT_LENGTH) {
    return unreadable(`the answer is neither JSON nor a short text; it starts with ${start(text, redact)}`)
  }
  return version(text, 'the whole text', redact)
}

function fromJson(value: JSONValue, expected: ExpectedVersion, redact: Redact): Selection {
  if (typeof value === 'string') return version(value, 'the whole text', redact)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return unreadable('the answer is JSON, but not an object')
  const keys = isSha(expected) ? [...COMMIT_KEYS, 'version'] : ['version', ...COMMIT_KEYS]
  for (const key of keys) {
    const found = value[key]
    // JSON's null is the absence of a value; a text "null" is present, and no version.
    if (found !== undefined && found !== null) return fromValue(found, key, `${key} in the JSON answer`, redact)
  }
  return unreadable(`the JSON answer has none of ${keys.join(', ')}; "version-selector: json:…" can name another place`)
}

/** A short run of digits alone is rather a build number than an abbreviated SHA. */
function isSha(expected: ExpectedVersion): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(expected.value) || /^(?=.*[a-f])[0-9a-f]{7,40}$/i.test(expected.value)
}
