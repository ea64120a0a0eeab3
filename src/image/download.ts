import {
  request as httpRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ProxyEnv,
  type RequestOptions,
} from 'node:http'
import { request as httpsRequest } from 'node:https'
import { Readable } from 'node:stream'
import { AwsFailure, type AwsFailureKind } from '../aws/failure.ts'
import { Journey } from '../observe/addresses.ts'
import { MAX_INTERIM_ANSWERS } from '../observe/http.ts'
import { Refusal } from '../observe/http-faults.ts'
import { tunnellingAgent } from '../tunnel.ts'

/** Milliseconds; see `Exchange.patience`. */
const usualPatience = 10_000

const maxRedirects = 5

/** What is asked of a server. */
export interface Exchange {
  /** Names the request in failures, without anything secret: `GET ghcr.io/v2/app/manifests/main`. */
  readonly action: string
  readonly method?: 'GET' | 'HEAD'
  readonly headers?: OutgoingHttpHeaders
  /** Value of `Authorization`; sent to the first origin only. */
  readonly authorization?: string
  /** Abort of the run. */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds without an answer, or without a further byte of it, after which a request is given up; 10 s. */
  readonly patience?: number
  /** The environment's proxy settings, where the workflow's author asked for them (`NODE_USE_ENV_PROXY`). */
  readonly proxyEnv?: ProxyEnv | undefined
  /** How the address was come by, where not the author but a server named it. */
  readonly journey?: Journey
}

interface Answer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  /** Of the server that gave the answer, which after a redirect may be another than was asked. */
  readonly origin: string
  /** The way to that server. */
  readonly journey: Journey
}

/** An answer whose body was read to its end. */
export interface Document extends Answer {
  readonly body: Buffer
}

/** An answer whose body is still to be read, or destroyed. */
export interface StreamedAnswer extends Answer {
  readonly stream: Readable
}

/** Whether the host of a URL is this machine itself, the only one that is spoken to without TLS. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
}

function codeOf(error: unknown): string {
  const isObject = typeof error === 'object' && error !== null
  if (isObject && 'code' in error && typeof error.code === 'string') return error.code
  return isObject && 'name' in error && typeof error.name === 'string' ? error.name : 'Error'
}

function failed(exchange: Exchange, error: unknown): unknown {
  if (exchange.signal?.aborted === true) return exchange.signal.reason
  if (error instanceof AwsFailure) return error
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof Refusal) return new AwsFailure('rejected', exchange.action, 'RefusedAddress', message)
  return new AwsFailure('retry', exchange.action, codeOf(error), message, {}, { cause: error })
}

function stalled(exchange: Exchange): AwsFailure {
  const seconds = (exchange.patience ?? usualPatience) / 1000
  return new AwsFailure('retry', exchange.action, 'TimeoutError', `no answer within ${seconds} s`)
}

/** A connection of its own: nothing is left open that could keep the process alive. */
function agentFor({ proxyEnv, patience = usualPatience }: Exchange, secure: boolean): RequestOptions['agent'] {
  // Without TLS only this machine is spoken to, and what is said to it must not leave it.
  if (proxyEnv === undefined || !secure) return false
  return tunnellingAgent({ keepAlive: false, proxyEnv }, patience)
}

function ask(
  url: URL,
  exchange: Exchange,
  headers: OutgoingHttpHeaders,
  journey: Journey,
  limit?: AbortSignal,
): Promise<IncomingMessage> {
  const secure = url.protocol === 'https:'
  if (!secure && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
    return Promise.reject(
      new AwsFailure('rejected', exchange.action, 'InsecureAddress', `${url.protocol}//${url.host} is not https`),
    )
  }
  const signal = AbortSignal.any([exchange.signal ?? [], limit ?? []].flat())
  return new Promise((resolve, reject) => {
    const giveUp = (error: unknown): void => {
      reject(limit?.aborted === true && exchange.signal?.aborted !== true ? stalled(exchange) : failed(exchange, error))
    }
    // A request without a connection yet, as while a proxy is asked for one, says nothing when it is destroyed.
    const abandon = (): void => giveUp(signal.reason)
    signal.addEventListener('abort', abandon, { once: true })
    let answer: IncomingMessage | undefined
    const options: RequestOptions = {
      agent: agentFor(exchange, secure),
      method: exchange.method ?? 'GET',
      headers: { 'user-agent': 'ecs-deploy-verifier', ...headers },
      timeout: exchange.patience ?? usualPatience,
      lookup: journey.lookup(url),
      signal,
    }
    const request = secure ? httpsRequest(url, options) : httpRequest(url, options)
    request.on('timeout', () => {
      const error = stalled(exchange)
      if (answer === undefined) request.destroy(error)
      else answer.destroy(error)
    })
    request.on('error', giveUp)
    let interim = 0
    request.on('information', () => {
      interim += 1
      if (interim <= MAX_INTERIM_ANSWERS) return
      const why = `more than ${MAX_INTERIM_ANSWERS} interim answers (1xx)`
      request.destroy(new AwsFailure('rejected', exchange.action, 'TooManyInterimAnswers', why))
    })
    request.on('response', (response) => {
      answer = response
      signal.removeEventListener('abort', abandon)
      resolve(response)
    })
    request.end()
  })
}

function redirectTarget(response: IncomingMessage, from: URL): URL | undefined {
  const { statusCode = 0, headers } = response
  if (![301, 302, 303, 307, 308].includes(statusCode) || headers.location === undefined) return undefined
  if (!URL.canParse(headers.location, from.href)) return undefined
  const target = new URL(headers.location, from)
  // Node would log in with them.
  target.username = ''
  target.password = ''
  return target
}

interface Followed extends Answer {
  readonly response: IncomingMessage
}

async function follow(url: URL, exchange: Exchange, limit?: AbortSignal): Promise<Followed> {
  const journey = exchange.journey ?? new Journey()
  let at = url
  for (let hop = 0; hop <= maxRedirects; hop += 1) {
    const authorization = at.origin === url.origin ? exchange.authorization : undefined
    const headers = { ...exchange.headers, ...(authorization === undefined ? {} : { authorization }) }
    sendTo(exchange, () => journey.enter(at))
    const response = await ask(at, exchange, headers, journey, limit)
    const target = redirectTarget(response, at)
    if (target === undefined) {
      return { response, status: response.statusCode ?? 0, headers: response.headers, origin: at.origin, journey }
    }
    response.destroy()
    sendTo(exchange, () => journey.sendOn(at, target, 'a redirect'))
    at = target
  }
  throw new AwsFailure('rejected', exchange.action, 'TooManyRedirects', `more than ${maxRedirects} redirects`)
}

function signalled({ signal }: Exchange, deadline?: AbortSignal): void {
  signal?.throwIfAborted()
  deadline?.throwIfAborted()
}

function sendTo(exchange: Exchange, check: () => void): void {
  try {
    check()
  } catch (error) {
    throw failed(exchange, error)
  }
}

/**
 * Asks for a small document and reads all of it, 10 s at most. Redirects are followed, but not into this runner's
 * neighbourhood (see `Journey`); credentials stay with the first origin.
 * Throws an `AwsFailure` (`retry` for the network, `rejected` for a body over `limit` bytes or an address without TLS or out of bounds).
 */
export async function readDocument(url: URL, exchange: Exchange, limit: number): Promise<Document> {
  const deadline = AbortSignal.timeout(exchange.patience ?? usualPatience)
  const { response, ...answer } = await follow(url, exchange, deadline)
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of response) {
      const bytes = Buffer.from(chunk)
      size += bytes.length
      if (size > limit) {
        throw new AwsFailure('rejected', exchange.action, 'AnswerTooLarge', `the answer is larger than ${limit} bytes`)
      }
      chunks.push(bytes)
    }
    // A body without a length ends like a whole one where the request is given up.
    signalled(exchange, deadline)
  } catch (error) {
    if (deadline.aborted && exchange.signal?.aborted !== true) throw stalled(exchange)
    throw failed(exchange, error)
  } finally {
    response.destroy()
  }
  return { ...answer, body: Buffer.concat(chunks) }
}

/** How a status that is no success is sorted; absent and refused mean what the caller's registry means by them. */
export function kindOfStatus(status: number): AwsFailureKind {
  if (status === 401 || status === 403) return 'denied'
  if (status === 404 || status === 410) return 'absent'
  return status === 408 || status === 425 || status === 429 || status >= 500 ? 'retry' : 'rejected'
}

/**
 * Opens an answer of any size for reading, whatever its status. The stream fails with an `AwsFailure` `retry` when the connection
 * breaks, or gives no byte for 10 s while it is read. Redirects are followed, credentials stay with the first origin.
 * Throws an `AwsFailure` (`retry` for the network, `rejected` for an address without TLS).
 */
export async function openAnswer(url: URL, exchange: Exchange): Promise<StreamedAnswer> {
  const { response, ...answer } = await follow(url, exchange)
  const bytes = async function* (): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of response) yield chunk
      signalled(exchange)
    } catch (error) {
      throw failed(exchange, error)
    }
  }
  const stream = Readable.from(bytes(), { objectMode: false })
  // A reader that turns away before the first byte never starts the generator, which then cannot close the connection.
  stream.once('close', () => response.destroy())
  // Without a listener an error before the first read would end the process; who reads hears of it all the same.
  response.on('error', () => undefined)
  return { ...answer, stream }
}

/** The failure that a status other than success stands for. */
export function statusFailure(status: number, action: string, resource?: string): AwsFailure {
  const message = `answered with ${status}`
  return new AwsFailure(kindOfStatus(status), action, `HTTP ${status}`, message, { httpStatus: status, resource })
}
