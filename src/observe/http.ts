import http from 'node:http'
import type { IncomingMessage, OutgoingHttpHeaders, ProxyEnv } from 'node:http'
import https from 'node:https'
import type { LookupFunction } from 'node:net'
import type { Header } from '../model.ts'
import { Journey } from './addresses.ts'
import { readBody } from './http-body.ts'
import { describeFault, Refusal } from './http-faults.ts'
import { tunnellingAgent } from '../tunnel.ts'

/** How long one request may take, redirects and the whole body included, in milliseconds. */
export const REQUEST_TIMEOUT = 10_000
/** How much of a decoded body is read, in bytes. */
export const MAX_BODY_BYTES = 1024 * 1024

/** Beyond this many milliseconds Node's timers fire at once instead of late. */
const LONGEST_TIMER = 2 ** 31 - 1
const MAX_REDIRECTS = 5
const MAX_HEADER_BYTES = 64 * 1024
/** Interim answers (1xx) to one request: a flood of them keeps everything else from going on, timers included. */
export const MAX_INTERIM_ANSWERS = 20
const REDIRECT_STATUSES: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/** These belong to the connection: a caller's own would undo "one fresh connection for each request" or break the framing. */
const CONNECTION_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

export interface HttpRequest {
  /** Default GET. */
  readonly method?: string
  /** Sent to every origin on the way. */
  readonly headers?: readonly Header[]
  /** Sent to the first origin (scheme, host and port) only, and never again once a redirect has left it. May hold secrets. */
  readonly originHeaders?: readonly Header[]
  readonly body?: string
  /** Whether redirects are followed; default true. */
  readonly followRedirects?: boolean
  /** Milliseconds for everything: names, connections, redirects, body. */
  readonly timeout?: number
  readonly signal?: AbortSignal
  /** Decoded bytes of the body that are read at most. */
  readonly maxBytes?: number
  /** The environment's proxy settings, where the workflow's author asked for them (`NODE_USE_ENV_PROXY`). */
  readonly proxyEnv?: ProxyEnv
  /** How names are resolved; default the system's resolver. */
  readonly lookup?: LookupFunction
}

export type HttpAnswer =
  | {
      readonly state: 'answered'
      readonly status: number
      /** By name in lower case; every value as it came, in order. */
      readonly headers: ReadonlyMap<string, readonly string[]>
      /** UTF-8, invalid bytes replaced, a byte order mark dropped. */
      readonly body: string
      /** Whether the body goes on beyond what was read. */
      readonly truncated: boolean
      /** Where the answer came from, without user and password. */
      readonly finalUrl: string
    }
  | {
      readonly state: 'failed'
      /** A clause for people: `timed out after 10 s`. Never holds a header's or the body's content. */
      readonly why: string
      readonly finalUrl: string
    }

export type Request = (url: string, options?: HttpRequest) => Promise<HttpAnswer>

/**
 * Makes one HTTP request on a connection of its own: no keep-alive, no cookies, no cache. Redirects are followed five times at
 * most, never in a circle, never to another scheme than http and https nor from https to http, and never into this runner's
 * neighbourhood (see `Journey`).
 *
 * What goes wrong on the network is a value, not an exception.
 *
 * @throws the reason of `signal`, at once, when that is aborted; nothing else
 */
export async function request(url: string, options: HttpRequest = {}): Promise<HttpAnswer> {
  const { signal, timeout = REQUEST_TIMEOUT } = options
  signal?.throwIfAborted()
  if (!URL.canParse(url)) return { state: 'failed', why: 'the URL cannot be parsed', finalUrl: url }

  const trail: Trail = { url: new URL(url), abandoned: new AbortController() }
  const interrupted = Promise.withResolvers<HttpAnswer>()
  const timer = setTimeout(
    () => {
      interrupted.resolve(failed(trail, `timed out after ${timeout / 1000} s`))
    },
    Math.min(timeout, LONGEST_TIMER),
  )
  const cancel = (): void => interrupted.reject(signal?.reason)
  signal?.addEventListener('abort', cancel, { once: true })
  try {
    return await Promise.race([answerOf(trail, options), interrupted.promise])
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', cancel)
    // Whatever is still open, the unread rest of a body included, is closed and not awaited.
    trail.abandoned.abort()
  }
}

/** Where a request has got to. */
interface Trail {
  url: URL
  readonly abandoned: AbortController
}

async function answerOf(trail: Trail, options: HttpRequest): Promise<HttpAnswer> {
  try {
    return await walk(trail, options)
  } catch (error) {
    return failed(trail, describeFault(error, trail.url))
  }
}

function failed(trail: Trail, why: string): HttpAnswer {
  return { state: 'failed', why, finalUrl: shown(trail.url) }
}

/** Sends the request and follows redirects to the last answer. */
async function walk(trail: Trail, options: HttpRequest): Promise<HttpAnswer> {
  const first = trail.url
  const seen = new Set<string>()
  let method = (options.method ?? 'GET').toUpperCase()
  let body = options.body
  let home = true
  const journey = new Journey()

  for (let redirects = 0; ; redirects++) {
    const url = trail.url
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
      throw new Refusal(
        `${redirects === 0 ? 'the URL' : 'a redirect'} leads to ${url.protocol}, which is neither http nor https`,
      )
    }
    seen.add(`${method} ${url.href}`)
    const headers = headersFor(options, { home, first, body })
    const response = await send(url, { method, headers, body }, journey, trail, options)

    const location = response.headers.location
    const status = response.statusCode ?? 0
    if (options.followRedirects === false || !REDIRECT_STATUSES.has(status) || location === undefined) {
      const { text, truncated } = await readBody(response, options.maxBytes ?? MAX_BODY_BYTES, method)
      return { state: 'answered', status, headers: headersOf(response), body: text, truncated, finalUrl: shown(url) }
    }

    response.destroy()
    const target = redirectTarget(location, url)
    // As every browser does: a POST answered by 301 or 302 goes on as GET.
    if (status === 303 ? method !== 'HEAD' : status < 303 && method === 'POST') {
      method = 'GET'
      body = undefined
    }
    const leaving = target.origin !== first.origin
    if (leaving && body !== undefined) {
      throw new Refusal(`a redirect (${status}) leads the request's body to another origin, ${target.origin}`)
    }
    trail.url = target
    home &&= !leaving
    journey.sendOn(url, target, 'a redirect')
    if (redirects === MAX_REDIRECTS) throw new Refusal(`more than ${MAX_REDIRECTS} redirects`)
    if (seen.has(`${method} ${target.href}`)) throw new Refusal('the redirects lead in a circle')
  }
}

function redirectTarget(location: string, base: URL): URL {
  // Node reads headers as Latin-1; servers that do not escape their URLs send UTF-8.
  const text = Buffer.from(location, 'latin1').toString('utf8')
  if (!URL.canParse(text, base.href)) throw new Refusal('a redirect leads to a URL that cannot be parsed')
  const target = new URL(text, base.href)
  target.hash = ''
  target.username = ''
  target.password = ''
  return target
}

function headersFor(
  options: HttpRequest,
  about: { readonly home: boolean; readonly first: URL; readonly body: string | undefined },
): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = { accept: '*/*', 'user-agent': 'ecs-deploy-verifier' }
  if (about.home && about.first.username !== '') {
    headers['authorization'] =
      `Basic ${Buffer.from(`${plain(about.first.username)}:${plain(about.first.password)}`).toString('base64')}`
  }
  const layers = about.home ? [options.originHeaders ?? [], options.headers ?? []] : [options.headers ?? []]
  for (const layer of layers) {
    for (const [name, values] of byName(layer)) {
      if (CONNECTION_HEADERS.has(name)) continue
      const [only, ...more] = values
      if (only !== undefined) headers[name] = more.length === 0 ? only : values
    }
  }
  headers['accept-encoding'] = 'identity'
  if (about.body !== undefined) headers['content-length'] = Buffer.byteLength(about.body)
  return headers
}

function plain(encoded: string): string {
  try {
    return decodeURIComponent(encoded)
  } catch {
    return encoded
  }
}

function byName(headers: readonly Header[]): Map<string, string[]> {
  const names = new Map<string, string[]>()
  for (const [name, value] of headers) {
    const values = names.get(name.toLowerCase())
    if (values === undefined) names.set(name.toLowerCase(), [value])
    else values.push(value)
  }
  return names
}

function send(
  url: URL,
  message: { readonly method: string; readonly headers: OutgoingHttpHeaders; readonly body: string | undefined },
  journey: Journey,
  trail: Trail,
  options: HttpRequest,
): Promise<IncomingMessage> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  journey.enter(url)
  const secure = url.protocol === 'https:'
  return new Promise((fulfil, reject) => {
    const outgoing = (secure ? https : http).request({
      protocol: url.protocol,
      hostname: host,
      port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
      path: `${url.pathname}${url.search}`,
      method: message.method,
      headers: message.headers,
      agent: agentFor(options, secure),
      lookup: journey.lookup(url, options.lookup),
      maxHeaderSize: MAX_HEADER_BYTES,
      signal: trail.abandoned.signal,
    })
    outgoing.on('error', reject)
    outgoing.once('response', fulfil)
    let interim = 0
    outgoing.on('information', () => {
      interim += 1
      if (interim > MAX_INTERIM_ANSWERS) {
        outgoing.destroy(new Refusal(`${url.host} gives more than ${MAX_INTERIM_ANSWERS} interim answers (1xx)`))
      }
    })
    outgoing.once('upgrade', (_response, socket) => {
      socket.destroy()
      reject(new Refusal(`${url.host} switches to another protocol instead of answering`))
    })
    outgoing.end(message.body)
  })
}

function agentFor({ proxyEnv, timeout = REQUEST_TIMEOUT }: HttpRequest, secure: boolean): http.Agent {
  if (proxyEnv !== undefined && secure) return tunnellingAgent({ keepAlive: false, proxyEnv }, timeout)
  const settings = { keepAlive: false, ...(proxyEnv === undefined ? {} : { proxyEnv }) }
  return secure ? new https.Agent(settings) : new http.Agent(settings)
}

function headersOf(response: IncomingMessage): ReadonlyMap<string, readonly string[]> {
  return new Map(Object.entries(response.headersDistinct).map(([name, values]) => [name, values ?? []]))
}

function shown(url: URL): string {
  const bare = new URL(url)
  bare.username = ''
  bare.password = ''
  return bare.href
}
