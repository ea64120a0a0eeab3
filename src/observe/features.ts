import type { ProxyEnv } from 'node:http'
import { isDeepStrictEqual } from 'node:util'
import type { Clock } from '../clock.ts'
import type { FeatureCheck, FeatureResult, Header } from '../model.ts'
import { compilePattern, type Pattern } from '../patterns.ts'
import { TooSlow } from '../time-limit.ts'
import { bodyStart, excerpt } from './excerpt.ts'
import type { Redact } from './excerpt.ts'
import { request as httpRequest } from './http.ts'
import type { Request } from './http.ts'
import { isOverflow, parseJson, searchJson } from './json.ts'
import type { Answered } from './select.ts'
import { matchesDespiteCut } from './truncated.ts'

const MAX_TEXT_LENGTH = 300
const SHOWN = 80

export interface FeatureCheckDeps {
  readonly clock: Clock
  readonly signal?: AbortSignal
  readonly request?: Request
  /** Applied to what an answer says before it is cut to an excerpt. */
  readonly redact?: Redact
  readonly proxyEnv?: ProxyEnv
  /** Milliseconds for the whole answer where the check sets no limit of its own. */
  readonly timeout?: number
}

/**
 * Runs one HTTP check. Redirects are followed, unless the check asks for a 3xx status. `maxSeconds` limits the time to the end
 * of the answer. Of a body larger than 1 MiB only the beginning is read: what it shows counts, what it does not show fails.
 *
 * `at` is when the request was sent. `expected` and `seen` are clauses of at most 300 characters that hold text from outside.
 *
 * @throws the signal's reason when that is aborted, PatternError where `matches` is no RE2; nothing because of the answer
 */
export async function runFeatureCheck(check: FeatureCheck, deps: FeatureCheckDeps): Promise<FeatureResult> {
  const { clock, request = httpRequest, redact = (text: string): string => text } = deps
  const timeout = check.maxSeconds === undefined ? deps.timeout : check.maxSeconds * 1000
  const at = clock.now()
  const answer = await request(check.url, {
    method: check.method,
    headers: unlessGiven(check.headers),
    originHeaders: check.headers,
    followRedirects: check.status === undefined || check.status < 300 || check.status > 399,
    ...(check.body === undefined ? {} : { body: check.body }),
    ...(timeout === undefined ? {} : { timeout }),
    ...(deps.signal === undefined ? {} : { signal: deps.signal }),
    ...(deps.proxyEnv === undefined ? {} : { proxyEnv: deps.proxyEnv }),
  })
  const faults = answer.state === 'failed' ? [answer.why] : await faultsOf(check, answer, redact)
  const status = answer.state === 'failed' ? [] : [`status ${answer.status}`]
  return {
    name: check.name,
    at,
    passed: faults.length === 0,
    expected: excerpt(expectation(check, redact), MAX_TEXT_LENGTH, redact),
    seen: excerpt([...status, ...faults].join(', '), MAX_TEXT_LENGTH, redact),
  }
}

/** A cached answer says nothing about the new version; an author who wants one can say so. */
function unlessGiven(given: readonly Header[]): readonly Header[] {
  return given.some(([name]) => name.toLowerCase() === 'cache-control') ? [] : [['Cache-Control', 'no-cache']]
}

function expectation(check: FeatureCheck, redact: Redact): string {
  const parts = [check.status === undefined ? 'a 2xx status' : `status ${check.status}`]
  if (check.contains !== undefined) parts.push(`a body containing ${quoted(check.contains, redact)}`)
  if (check.matches !== undefined) parts.push(`a body matching ${excerpt(check.matches, SHOWN, redact)}`)
  if (check.json !== undefined)
    parts.push(`JSON whose ${excerpt(check.json, SHOWN, redact)} is ${literal(check.equals, redact)}`)
  if (check.maxSeconds !== undefined) parts.push(`all within ${check.maxSeconds} s`)
  return parts.join(', ')
}

/** Everything about the answer that is not as it should be; empty where the check passes. */
async function faultsOf(check: FeatureCheck, answer: Answered, redact: Redact): Promise<readonly string[]> {
  const wanted =
    check.status === undefined ? answer.status >= 200 && answer.status <= 299 : answer.status === check.status
  if (!wanted) return [bodyStart(answer.body, SHOWN, redact)]

  const faults: string[] = []
  const rest = answer.truncated ? ' in the first 1 MiB, of which no more is read' : ''
  if (check.contains !== undefined && (check.contains === '' || !answer.body.includes(check.contains))) {
    faults.push(`no ${quoted(check.contains, redact)} in the body${rest}`)
  }
  if (check.matches !== undefined) {
    const pattern = await compilePattern(check.matches, 'any')
    const found = matchIn(answer, pattern)
    if (found instanceof TooSlow) faults.push(`the pattern ${excerpt(check.matches, SHOWN, redact)} ${found.message}`)
    else if (!found) faults.push(`no match of ${excerpt(check.matches, SHOWN, redact)} in the body${rest}`)
  }
  if (check.json !== undefined) {
    const fault = await jsonFault(check.json, check.equals, answer, redact)
    if (fault !== undefined) faults.push(fault)
  }
  return faults.length === 0 ? [] : [...faults, bodyStart(answer.body, SHOWN, redact)]
}

function matchIn({ truncated, body }: Answered, pattern: Pattern): boolean | TooSlow {
  try {
    return truncated ? matchesDespiteCut(pattern, body) : pattern.matches(body)
  } catch (error) {
    if (error instanceof TooSlow) return error
    throw error
  }
}

async function jsonFault(
  expression: string,
  equals: unknown,
  answer: Answered,
  redact: Redact,
): Promise<string | undefined> {
  if (answer.truncated) return 'JSON larger than 1 MiB, of which no more is read'
  const parsed = parseJson(answer.body, 'values')
  if (parsed.state === 'unreadable') return parsed.why
  const found = await searchJson(parsed.value, expression)
  if (found.state === 'unreadable') return found.why
  // What is found is never undefined: without something to compare with, nothing passes.
  if (deepEqual(found.value, equals)) return undefined
  return `${excerpt(expression, SHOWN, redact)} is ${literal(found.value, redact)}`
}

function deepEqual(found: unknown, wanted: unknown): boolean {
  try {
    return isDeepStrictEqual(found, wanted)
  } catch (error) {
    if (isOverflow(error)) return false
    throw error
  }
}

function quoted(text: string, redact: Redact): string {
  return `"${excerpt(text, SHOWN, redact)}"`
}

function literal(value: unknown, redact: Redact): string {
  try {
    return excerpt(JSON.stringify(value) ?? 'nothing', SHOWN, redact)
  } catch (error) {
    if (isOverflow(error)) return 'JSON nested too deeply to be shown'
    throw error
  }
}
