import type { Document, Node, Scalar, YAMLMap } from 'yaml'
import type { FeatureCheck, Header } from '../model.ts'
import type { Conflict } from './aws-names.ts'
import {
  checkHeaders,
  checkOneWord,
  httpAddress,
  parseHeaderLines,
  parseHttpUrl,
  parseJmesPath,
  parsePattern,
} from './http.ts'
import { Refusal } from './values.ts'

/** Bytes of YAML, and checks, that are accepted at most. */
const MAX_BYTES = 64 * 1024
const MAX_CHECKS = 50
/** Seconds that a check may wait for its answer, so that fifty of them cannot hold the run for long. */
const MAX_SECONDS = 60

const KEYS: ReadonlySet<string> = new Set([
  'name',
  'url',
  'method',
  'headers',
  'body',
  'status',
  'contains',
  'matches',
  'json',
  'equals',
  'max-seconds',
])
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'])

const LIST_FORM = `a YAML list of at most ${MAX_CHECKS} checks in 64 KiB, without aliases, each with name and url: - {name: health, url: /health}`

type Yaml = typeof import('yaml')

/** A check whose `url` is still as it was written: absolute, or relative to `version-url`. */
export type WrittenCheck = FeatureCheck

/**
 * Parses the YAML list of checks; its patterns and expressions are compiled, so that a bad one is refused now. No refusal shows
 * a header, and none quotes the YAML.
 */
export async function parseFeatureChecks(text: string): Promise<readonly WrittenCheck[]> {
  if (Buffer.byteLength(text) > MAX_BYTES)
    throw new Refusal(LIST_FORM, { why: 'it is larger than 64 KiB', offender: '…' })
  const yaml = await import('yaml')
  const list = readList(yaml, text)
  const checks: FeatureCheck[] = []
  for (const [index, item] of list.items.entries()) checks.push(await readCheck(yaml, list.document, item, index + 1))
  const names = checks.map(({ name }) => name)
  const twin = names.find((name, index) => names.indexOf(name) !== index)
  if (twin !== undefined)
    throw new Refusal('a name of its own for each check', { offender: twin, why: 'two checks have it' })
  return checks
}

/** Makes every URL absolute; conflicts where one is relative and there is no `version-url`, or where the result cannot be asked. */
export function placeChecks(
  written: readonly WrittenCheck[],
  versionUrl: string | undefined,
): { readonly checks: readonly FeatureCheck[]; readonly conflicts: readonly Conflict[] } {
  const checks: FeatureCheck[] = []
  const conflicts: Conflict[] = []
  const inputs = ['feature-checks', 'version-url']
  for (const check of written) {
    if (URL.canParse(check.url)) {
      checks.push(check)
    } else if (versionUrl === undefined) {
      const message = `The url of check "${check.name}" is relative to version-url, which is not given; accepted: an absolute URL, or a version-url.`
      conflicts.push({ inputs, message, headline: 'a relative url in feature-checks needs version-url' })
    } else {
      try {
        checks.push({ ...check, url: httpAddress(new URL(check.url, versionUrl), check.url) })
      } catch {
        const message = `The url of check "${check.name}" does not make an http or https URL without user name and password; accepted: a path such as /health, or an absolute URL such as https://example.com/health.`
        conflicts.push({ inputs, message })
      }
    }
  }
  return { checks, conflicts }
}

function readList(yaml: Yaml, text: string): { readonly document: Document; readonly items: readonly Node[] } {
  const document = yaml.parseDocument(text, { schema: 'core', version: '1.2', prettyErrors: false, logLevel: 'error' })
  const fault = document.errors[0] ?? document.warnings[0]
  // Its message and its excerpt may quote a secret header; the code and the place do not.
  if (fault !== undefined) {
    const line = text.slice(0, fault.pos[0]).split('\n').length
    const what = fault.code.toLowerCase().replaceAll('_', ' ')
    throw new Refusal(LIST_FORM, { why: `line ${line} of it is not YAML (${what})`, offender: '…' })
  }
  let aliased = false
  yaml.visit(document, {
    Alias: () => {
      aliased = true
      return yaml.visit.BREAK
    },
  })
  if (aliased) throw new Refusal(LIST_FORM, { why: 'it holds an alias (*name)', offender: '…' })
  if (!yaml.isSeq(document.contents)) throw new Refusal(LIST_FORM, { why: 'it is not a list', offender: '…' })
  const items = document.contents.items.filter((item) => yaml.isNode(item))
  if (items.length === 0) throw new Refusal(LIST_FORM, { why: 'it names no check', offender: '…' })
  if (items.length > MAX_CHECKS) throw new Refusal(LIST_FORM, { why: `it has ${items.length} checks`, offender: '…' })
  return { document, items }
}

async function readCheck(yaml: Yaml, document: Document, item: Node, position: number): Promise<WrittenCheck> {
  const check = new WrittenItem(yaml, document, item, position)
  const name = check.required('name')
  const url = readUrl(check)
  const method = (check.text('method') ?? 'GET').toUpperCase()
  if (!METHODS.has(method)) throw check.refuse('method', `one of ${[...METHODS].join(', ')}`)
  const headers = check.headers()
  const body = check.text('body')
  const status = check.number(
    'status',
    'a final HTTP status from 200 to 599',
    (n) => Number.isInteger(n) && n >= 200 && n <= 599,
  )
  const contains = check.text('contains')
  const matches = check.text('matches')
  const json = check.text('json')
  const equals = check.value('equals')
  const withinForm = `a number of seconds above 0, at most ${MAX_SECONDS}`
  const maxSeconds = check.number('max-seconds', withinForm, (n) => n > 0 && n <= MAX_SECONDS)

  if (body !== undefined && (method === 'GET' || method === 'HEAD')) {
    throw check.refuse(
      'body',
      'a body together with method POST, PUT, PATCH, DELETE or OPTIONS',
      `${method} carries none`,
    )
  }
  if (method === 'HEAD' && (contains ?? matches ?? json) !== undefined) {
    throw check.refuse('method', 'HEAD with status and max-seconds alone', 'the answer to HEAD has no body to look at')
  }
  if ((json === undefined) !== (equals === undefined)) {
    throw check.refuse(
      json === undefined ? 'equals' : 'json',
      'json and equals together',
      'one means nothing without the other',
    )
  }
  if (matches !== undefined) await check.inside('matches', () => parsePattern(matches, 'any', 'an RE2 pattern'))
  if (json !== undefined) await check.inside('json', () => parseJmesPath(json, 'a JMESPath expression'))
  return {
    name,
    url,
    method,
    headers,
    ...(body === undefined ? {} : { body }),
    ...(status === undefined ? {} : { status }),
    ...(contains === undefined ? {} : { contains }),
    ...(matches === undefined ? {} : { matches }),
    ...(json === undefined ? {} : { json, equals: equals?.json }),
    ...(maxSeconds === undefined ? {} : { maxSeconds }),
  }
}

function readUrl(check: WrittenItem): string {
  const url = check.required('url')
  try {
    checkOneWord(url)
    // A scheme makes it absolute; what has none is resolved once version-url is known.
    return /^[a-z][a-z0-9+.-]*:/i.test(url) ? parseHttpUrl(url) : url
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw check.refuse('url', error.accepted, error.why)
  }
}

/** One item of the list, read key by key from its YAML nodes: a text keeps the digits that it was written with. */
class WrittenItem {
  readonly #yaml: Yaml
  readonly #document: Document
  readonly #map: YAMLMap
  readonly #label: string

  constructor(yaml: Yaml, document: Document, item: Node, position: number) {
    this.#yaml = yaml
    this.#document = document
    if (!yaml.isMap(item)) {
      const why = 'it is not a mapping'
      throw new Refusal('a mapping with name and url for each check', { why, offender: `check ${position}` })
    }
    this.#map = item
    const name = this.#node('name')
    this.#label =
      yaml.isScalar(name) && typeof name.value === 'string' ? `check ${position} (${name.value})` : `check ${position}`
    for (const { key } of item.items) {
      const known = yaml.isScalar(key) && typeof key.value === 'string' ? key.value : '?'
      if (!KEYS.has(known)) throw this.refuse(known, `the keys ${[...KEYS].join(', ')}`, 'there is no such key')
    }
  }

  refuse(key: string, accepted: string, why?: string): Refusal {
    return new Refusal(accepted, { offender: `${this.#label}: ${key}`, ...(why === undefined ? {} : { why }) })
  }

  async inside(key: string, parse: () => Promise<unknown>): Promise<void> {
    try {
      await parse()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      throw this.refuse(key, error.accepted, error.why)
    }
  }

  required(key: string): string {
    const text = this.text(key)?.trim()
    if (text === undefined) throw this.refuse(key, `a ${key} for every check`, 'it is missing')
    return text
  }

  /** The text of a scalar, numbers and booleans as they were written; a blank one is refused. */
  text(key: string): string | undefined {
    const node = this.#node(key)
    if (node === undefined) return undefined
    const text = this.#scalarText(node)
    if (text === undefined) throw this.refuse(key, 'a text', 'it is a list, a mapping or null; put it in quotes')
    if (text.trim() === '') throw this.refuse(key, 'a text', 'it is blank')
    return text
  }

  number(key: string, accepted: string, accepts: (value: number) => boolean): number | undefined {
    const node = this.#node(key)
    if (node === undefined) return undefined
    if (this.#yaml.isScalar(node) && typeof node.value === 'number' && accepts(node.value)) return node.value
    throw this.refuse(key, accepted)
  }

  /** Any JSON value but null, wrapped so that an absent key differs from every value. */
  value(key: string): { readonly json: unknown } | undefined {
    const node = this.#node(key)
    if (node === undefined) return undefined
    const json: unknown = node.toJS(this.#document)
    // JMESPath answers null for whatever is missing, so that null would pass where nothing was found.
    if (json === null) throw this.refuse(key, 'a value other than null', 'a missing value is null as well')
    if (!isJson(json)) throw this.refuse(key, 'a value that JSON can hold exactly')
    return { json }
  }

  /** A mapping of names to values, or a text of `Name: value` lines. */
  headers(): readonly Header[] {
    const node = this.#node('headers')
    if (node === undefined) return []
    const accepted = 'headers as a mapping of names to values, or as a text of Name: value lines'
    try {
      if (this.#yaml.isScalar(node) && typeof node.value === 'string') return parseHeaderLines(node.value)
      if (!this.#yaml.isMap(node)) throw new Refusal(accepted, { why: 'it is neither' })
      return checkHeaders(
        node.items.map(({ key, value }) => [this.#scalarText(key) ?? '', this.#scalarText(value)?.trim() ?? '']),
      )
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      throw this.refuse(
        `headers${error.offender === undefined ? '' : `: ${error.offender}`}`,
        error.accepted,
        error.why,
      )
    }
  }

  #node(key: string): Node | undefined {
    const node: unknown = this.#map.get(key, true)
    return this.#yaml.isNode(node) ? node : undefined
  }

  #scalarText(node: unknown): string | undefined {
    if (!this.#yaml.isScalar(node)) return undefined
    const scalar: Scalar = node
    if (typeof scalar.value === 'string') return scalar.value
    return typeof scalar.value === 'number' || typeof scalar.value === 'boolean' ? scalar.source : undefined
  }
}

function isJson(value: unknown): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  // Beyond 2^53 two different integers read the same, so that a wrong answer could pass.
  if (typeof value === 'number')
    return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value))
  if (typeof value !== 'object') return false
  if (Array.isArray(value)) return value.every(isJson)
  return Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isJson)
}
