/** A value as it travels: JSON's own kinds. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/**
 * What an API's answer looks like on the JSON wire: dates as epoch seconds, `$metadata` and undefined members left out.
 * Anything that is no plain data (a function, a symbol) is a defect of the simulator and throws.
 */
export function toJson(value: unknown): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return value
    throw new TypeError(`the simulated AWS answered the number ${value}`)
  }
  if (value instanceof Date) return value.getTime() / 1000
  if (Array.isArray(value)) return value.map(toJson)
  if (typeof value === 'object') {
    const members: Record<string, Json> = {}
    for (const [key, member] of Object.entries(value))
      if (member !== undefined && key !== '$metadata') members[key] = toJson(member)
    return members
  }
  throw new TypeError(`the simulated AWS answered with a ${typeof value}`)
}

/** How a service speaks: AWS's JSON 1.0 and 1.1, its query forms with XML answers, or REST paths with JSON bodies. */
export type Protocol = 'json' | 'query' | 'rest'

/** A request to a service that speaks REST. */
export interface RestRequest {
  readonly method: string
  readonly url: URL
  readonly body: string
}

/** Members of requests that the JSON protocols send as epoch seconds and the in-memory APIs take as dates. */
const REQUEST_DATES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'ecs:ListServiceDeployments': [
    ['createdAt', 'after'],
    ['createdAt', 'before'],
  ],
  'scheduler:CreateSchedule': [['StartDate'], ['EndDate']],
  'scheduler:UpdateSchedule': [['StartDate'], ['EndDate']],
}

/** Reads a JSON request's body for an operation (`ecs:DescribeTasks`). Throws a SyntaxError where it is no JSON object. */
export function readJson(operation: string, body: string): Record<string, unknown> {
  return withDates(operation, JSON.parse(body === '' ? '{}' : body))
}

/** Makes dates of what an operation's request sends as epoch seconds. Throws a SyntaxError where the request is no object. */
export function withDates(operation: string, input: unknown): Record<string, unknown> {
  if (!isRecord(input)) throw new SyntaxError('expected a JSON object')
  for (const path of REQUEST_DATES[operation] ?? []) {
    const name = path.at(-1) ?? ''
    const holder = path
      .slice(0, -1)
      .reduce<unknown>((value, step) => (isRecord(value) ? value[step] : undefined), input)
    if (!isRecord(holder)) continue
    const seconds = holder[name]
    if (typeof seconds === 'number') holder[name] = new Date(seconds * 1000)
  }
  return input
}

/** Members of query requests that are numbers; the form has texts only. */
const NUMBERS = new Set(['PageSize'])

/** Reads an awsQuery form: `Names.member.1=a` as a list, `A.B=c` as a structure. */
export function readQuery(body: string): Record<string, unknown> {
  const input: Record<string, unknown> = {}
  for (const [name, value] of new URLSearchParams(body)) {
    if (name === 'Action' || name === 'Version') continue
    const path = name.split('.')
    let holder = input
    for (const [index, step] of path.entries()) {
      if (index === path.length - 1) {
        holder[step] = NUMBERS.has(step) ? Number(value) : value
        break
      }
      const next = holder[step]
      const made = isRecord(next) ? next : {}
      holder[step] = made
      holder = made
    }
  }
  return withLists(input)
}

function withLists(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, listed(member)]))
}

function listed(value: unknown): unknown {
  if (!isRecord(value)) return value
  const members = value['member']
  if (Object.keys(value).length === 1 && isRecord(members))
    return Object.entries(members)
      .toSorted(([a], [b]) => Number(a) - Number(b))
      .map(([, member]) => listed(member))
  return withLists(value)
}

/** The awsQuery answer of an action. */
export function toQueryXml(action: string, output: unknown): string {
  return (
    `<${action}Response xmlns="http://amazonaws.com/doc/"><${action}Result>${xml(output)}</${action}Result>` +
    `<ResponseMetadata><RequestId>00000000-0000-4000-8000-000000000000</RequestId></ResponseMetadata></${action}Response>`
  )
}

/** An error as the query services answer it. */
export function toErrorXml(code: string, message: string, status: number): string {
  return (
    `<ErrorResponse xmlns="http://amazonaws.com/doc/"><Error><Type>${status >= 500 ? 'Receiver' : 'Sender'}</Type>` +
    `<Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error>` +
    '<RequestId>00000000-0000-4000-8000-000000000000</RequestId></ErrorResponse>'
  )
}

function xml(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map((member) => `<member>${xml(member)}</member>`).join('')
  if (isRecord(value))
    return Object.entries(value)
      .filter(([key, member]) => member !== undefined && key !== '$metadata')
      .map(([key, member]) => `<${key}>${xml(member)}</${key}>`)
      .join('')
  return escapeXml(typeof value === 'string' ? value : JSON.stringify(value))
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
}
