import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { signatureOf, type Registry } from './ecr.ts'
import type { GitHub } from './github.ts'
import type { Gate } from './interruption.ts'
import {
  errorAnswer,
  jsonAnswer,
  refusal,
  refusalElsewhere,
  send,
  spoil,
  type Answer,
  type Elsewhere,
} from './wire/answers.ts'
import { validationException, violationsOf } from './wire/constraints.ts'
import { distributionAnswer } from './wire/distribution.ts'
import {
  Faults,
  isAccident,
  isMutation,
  isServiceFault,
  type Accident,
  type Fault,
  type FaultSpan,
  type Operations,
} from './wire/faults.ts'
import { isListedElsewhere, listedBy, mutated, type IsListed } from './wire/mutations.ts'
import { isRecord, toJson, toQueryXml, type RestRequest } from './wire/protocol.ts'
import { askedOperation, call, type WireService } from './wire/services.ts'
import type { WireTime } from './wire/time.ts'
import { AwsError } from './world/failure.ts'

/** How an application answers one request. */
export type AppAnswer =
  | {
      readonly kind: 'response'
      readonly status: number
      readonly headers: readonly (readonly [string, string])[]
      readonly body: string
    }
  | { readonly kind: 'hang' }
  | { readonly kind: 'reset' }

export interface AppRequest {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** One request that reached the simulator. */
export interface RecordedRequest {
  /** Simulated time in milliseconds. */
  readonly at: number
  /** `ecs:DescribeTasks`, `s3:GetObject`, `github:GET /repos/…`, `app:GET /version`. */
  readonly operation: string
  readonly region: string
  readonly input: unknown
  readonly headers: Readonly<Record<string, string>>
  /** What AWS's service model does not allow about it; the request was refused. */
  readonly violations?: readonly string[]
  /** The fault that it met. */
  readonly fault?: Fault
  /** Of the application's requests: whether they came on a connection of their own. */
  readonly freshConnection?: boolean
  /** Bytes of the request's body and of the answer's, once that was given; the application's have none. */
  readonly bytes?: number
}

export interface ServerParts {
  readonly time: WireTime
  readonly services: readonly WireService[]
  readonly registry: Registry
  readonly github: GitHub
}

/** The credentials that the simulated AWS accepts. Made up; they open nothing. */
export const CREDENTIALS = {
  accessKeyId: 'ASIASIMULATED0000001',
  secretAccessKey: 'simulated/secret/access/key/0000000000001',
  sessionToken: 'simulatedSessionToken0000000000000000001',
} as const

const GITHUB_PREFIX = '/api/v3'
const CONTROL_PREFIX = '/_simulator'
/** How far a skewed service's clock is ahead, and how far AWS lets a signature's time be off (SigV4), in milliseconds. */
const SKEW_MS = 15 * 60_000
const TIME_WINDOW_MS = 5 * 60_000

/**
 * A loopback server that speaks AWS's wire protocols, GitHub's REST API and S3's downloads to real clients, and plays the
 * application on ports of its own. Listens on 127.0.0.1 only.
 */
export class SimulatorServer {
  readonly requests: RecordedRequest[] = []
  readonly faults = new Faults()
  /** Gets what every answered call answers, before a fault changes it; a body that is no JSON does not come. */
  onAnswer: ((operation: string, answer: unknown) => void) | undefined
  /** Whether the client asks `refuses` before it connects; GitHub's client cannot, and meets a reset. */
  asksBeforeConnecting = false
  /** Whether a blob's download URL first redirects (307), as some registries do. */
  redirectsBlobs = false
  /** Sees all that passes, where somebody has to. */
  gate: Gate | undefined
  readonly #parts: ServerParts
  readonly #sockets = new Set<Socket>()
  readonly #servers: Server[] = []
  readonly #held = new Set<ServerResponse>()
  readonly #listed = new Map<string, IsListed>()
  #url = ''

  private constructor(parts: ServerParts) {
    this.#parts = parts
  }

  static async start(parts: ServerParts): Promise<SimulatorServer> {
    const server = new SimulatorServer(parts)
    server.#url = await server.#listen((request, response) => server.#handle(request, response))
    parts.registry.blobBase = server.#url
    return server
  }

  /** For AWS_ENDPOINT_URL. */
  get url(): string {
    return this.#url
  }

  /** For GITHUB_API_URL. */
  get githubUrl(): string {
    return `${this.#url}${GITHUB_PREFIX}`
  }

  /** For the process's own virtual time. */
  get controlUrl(): string {
    return `${this.#url}${CONTROL_PREFIX}`
  }

  /** Requests that wait for nothing but simulated time. */
  get held(): number {
    return this.#held.size
  }

  /** Lays a fault in the way of operations: `ecs:DescribeTasks`, `ecs:*`, `*`. */
  fault(operation: Operations, fault: Fault, span: FaultSpan = {}): void {
    this.faults.lay(operation, fault, this.#parts.time.now(), span)
  }

  /** Whether a request that a client of this process is about to make finds nobody listening. */
  refuses(
    method: string,
    url: URL,
    headers: Readonly<Record<string, string>>,
    body: string,
    isApp = url.origin !== this.#url,
  ): boolean {
    const operation = isApp
      ? `app:${method} ${url.pathname}`
      : url.pathname.startsWith(GITHUB_PREFIX)
        ? ''
        : url.pathname.startsWith('/blobs/')
          ? 's3:GetObject'
          : url.pathname.startsWith('/v2')
            ? `oci:${method} ${url.pathname}`
            : this.#operationOf({ method, url, body }, headers)
    const at = this.#parts.time.now()
    if (this.faults.meet(operation, at, (fault) => fault === 'refused') === undefined) return false
    this.requests.push({ at, operation, region: '', input: undefined, headers, fault: 'refused' })
    return true
  }

  #operationOf(request: RestRequest, headers: Readonly<Record<string, string>>): string {
    const { service, name } = askedOperation(this.#parts.services, request, headers)
    return `${service?.name ?? 'unknown'}:${name}`
  }

  /** How many requests of an operation came in. */
  count(operation: string): number {
    return this.requests.filter((request) => request.operation === operation).length
  }

  /** Puts an application on a port of its own. @returns its base URL */
  async app(answer: (request: AppRequest) => AppAnswer): Promise<string> {
    const seen = new WeakSet<Socket>()
    return this.#listen(async (incoming, response) => {
      const number = this.gate?.arrives()
      const body = await bodyOf(incoming)
      const path = incoming.url ?? '/'
      const method = incoming.method ?? 'GET'
      const headers = flat(incoming)
      const freshConnection = !seen.has(incoming.socket)
      seen.add(incoming.socket)
      const operation = `app:${method} ${path.replace(/\?.*$/, '')}`
      const fault = this.#record({ operation, region: '', input: { path, body }, headers, freshConnection })
      if (!this.#passes(number, operation, response)) return
      const told = answer({ method, path, headers, body })
      if (fault !== undefined && isAccident(fault)) {
        const whole = told.kind === 'response' ? told : { status: 200, headers: [], body: '{"version":"' }
        this.#spoil(response, fault, { ...whole, headers: Object.fromEntries(whole.headers) })
        return
      }
      let answered = told
      if (fault !== undefined && isServiceFault(fault)) {
        const refused = refusalElsewhere(fault, 'app')
        answered = {
          kind: 'response',
          ...refused,
          headers: Object.entries(refused.headers),
          body: refused.body.toString(),
        }
      }
      if (answered.kind === 'response') {
        const { body: text } = this.#changed(operation, fault, {
          status: answered.status,
          headers: {},
          body: answered.body,
        })
        answered = { ...answered, body: text.toString() }
      }
      switch (answered.kind) {
        case 'hang':
          this.#hold(response)
          return
        case 'reset':
          incoming.socket.resetAndDestroy()
          return
        case 'response':
          for (const [name, value] of answered.headers) response.appendHeader(name, value)
          response.statusCode = answered.status
          response.end(answered.body)
      }
    })
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await Promise.all(
      this.#servers.map(async (server) => {
        server.close()
        await once(server, 'close')
      }),
    )
  }

  async #listen(handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>): Promise<string> {
    const server = createServer((request, response) => {
      handle(request, response).catch((error: unknown) => {
        // A defect of the simulator must not look like a fault of AWS.
        process.stderr.write(`simulator: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
        response.statusCode = 599
        response.end()
      })
    })
    server.on('connection', (socket) => {
      this.#sockets.add(socket)
      socket.on('close', () => this.#sockets.delete(socket))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    this.#servers.push(server)
    const address = server.address()
    if (!isAddress(address)) throw new Error('the simulator has no port')
    return `http://127.0.0.1:${address.port}`
  }

  #record(request: Omit<RecordedRequest, 'at' | 'fault'>): Fault | undefined {
    const at = this.#parts.time.now()
    const fault = this.faults.meet(
      request.operation,
      at,
      (candidate) => candidate !== 'refused' || !this.asksBeforeConnecting || request.operation.startsWith('github:'),
    )
    this.requests.push({ at, ...request, ...(fault === undefined ? {} : { fault }) })
    return fault
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/'
    const number = path.startsWith(CONTROL_PREFIX) ? undefined : this.gate?.arrives()
    const body = await bodyOf(request)
    if (path.startsWith(CONTROL_PREFIX)) {
      this.#control(body, response)
      return
    }
    const headers = flat(request)
    // Each of them records the request before it waits for anything.
    const place = this.requests.length
    const handled = path.startsWith(GITHUB_PREFIX)
      ? this.#github(request.method ?? 'GET', path.slice(GITHUB_PREFIX.length), headers, body)
      : path.startsWith('/blobs/')
        ? this.#blob(path, headers)
        : path.startsWith('/v2')
          ? this.#distribution(request.method ?? 'GET', path, headers)
          : this.#aws({ method: request.method ?? 'GET', url: new URL(path, this.#url), body }, headers)
    const { fault, answer } = await handled
    const recorded = this.requests[place]
    if (recorded !== undefined)
      this.requests[place] = { ...recorded, bytes: Buffer.byteLength(body) + Buffer.byteLength(answer.body) }
    if (!this.#passes(number, recorded?.operation ?? '', response)) return
    if (fault !== undefined && isAccident(fault)) this.#spoil(response, fault, answer)
    else send(response, answer, this.#parts.time.now() + (fault === 'skewed' ? SKEW_MS : 0))
  }

  #spoil(response: ServerResponse, fault: Accident, answer: Answer): void {
    const { time } = this.#parts
    if (fault === 'hang' || fault === 'slow' || fault === 'drip') this.#hold(response)
    spoil(
      response,
      fault,
      answer,
      (milliseconds, action) =>
        time.interruptAt(time.now() + milliseconds, () => {
          action()
          if (response.writableEnded) this.#held.delete(response)
        }),
      time.now(),
    )
  }

  #hold(response: ServerResponse): void {
    this.#held.add(response)
    response.once('close', () => this.#held.delete(response))
  }

  /** A JSON answer of who is no AWS service, as a mutation leaves it. */
  #changed(operation: string, fault: Fault | undefined, answer: Answer): Answer {
    if (this.onAnswer === undefined && (fault === undefined || !isMutation(fault))) return answer
    let value: unknown
    try {
      value = JSON.parse(answer.body.toString())
    } catch {
      return answer
    }
    this.onAnswer?.(operation, value)
    if (fault === undefined || !isMutation(fault)) return answer
    return { ...answer, body: JSON.stringify(mutated(value, fault, isListedElsewhere)) }
  }

  /** What a request elsewhere than to AWS is answered with. */
  #elsewhere(
    where: Elsewhere,
    request: Omit<RecordedRequest, 'at' | 'fault'>,
    answer: () => Answer,
  ): { fault: Fault | undefined; answer: Answer } {
    const fault = this.#record(request)
    if (fault !== undefined && isServiceFault(fault)) return { fault, answer: refusalElsewhere(fault, where) }
    return { fault, answer: this.#changed(request.operation, fault, answer()) }
  }

  /** Whether the request of this number is answered. */
  #passes(number: number | undefined, operation: string, response: ServerResponse): boolean {
    const { gate } = this
    if (gate === undefined || number === undefined) return true
    response.once('finish', () => gate.answered(number))
    return gate.opens(number, operation)
  }

  #control(body: string, response: ServerResponse): void {
    const wish: unknown = JSON.parse(body)
    const milliseconds = isRecord(wish) && typeof wish['advance'] === 'number' ? wish['advance'] : 0
    response.setHeader('content-type', 'application/json')
    const granted =
      this.gate?.sleeps() === false ? { by: 0, interrupted: true } : this.#parts.time.advance(milliseconds)
    response.end(JSON.stringify(granted))
  }

  #github(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body: string,
  ): { fault: Fault | undefined; answer: Answer } {
    const operation = `github:${method} ${path.replace(/\?.*$/, '')}`
    return this.#elsewhere('github', { operation, region: '', input: { path, body }, headers }, () =>
      this.#parts.github.answer(method, path, headers, body, this.githubUrl),
    )
  }

  #blob(path: string, headers: Readonly<Record<string, string>>): { fault: Fault | undefined; answer: Answer } {
    const url = new URL(path, this.#url)
    const name = url.pathname.slice('/blobs/'.length)
    return this.#elsewhere('s3', { operation: 's3:GetObject', region: '', input: { name }, headers }, () =>
      this.#object(url, name, headers),
    )
  }

  #object(url: URL, name: string, headers: Readonly<Record<string, string>>): Answer {
    const refuse = (status: number, code: string): Answer => ({
      status,
      headers: { 'content-type': 'application/xml' },
      body: `<Error><Code>${code}</Code></Error>`,
    })
    if (url.searchParams.get('X-Amz-Signature') !== signatureOf(name)) return refuse(403, 'SignatureDoesNotMatch')
    // S3 takes one kind of authentication; a client that sends its AWS signature along is refused.
    if (headers['authorization'] !== undefined) return refuse(400, 'InvalidArgument')
    if (this.redirectsBlobs && url.searchParams.get('hop') === null) {
      url.searchParams.set('hop', '1')
      return { status: 307, headers: { location: url.href }, body: '' }
    }
    const cut = name.lastIndexOf('/')
    const bytes = this.#parts.registry.blob(name.slice(0, cut), name.slice(cut + 1))
    if (bytes === undefined) return refuse(404, 'NoSuchKey')
    return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: bytes }
  }

  #distribution(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
  ): { fault: Fault | undefined; answer: Answer } {
    const operation = `oci:${method} ${path.replace(/\?.*$/, '')}`
    return this.#elsewhere('oci', { operation, region: '', input: { path }, headers }, () =>
      distributionAnswer(this.#parts.registry, path, new URL(this.#url).host, headers),
    )
  }

  async #listedBy(service: string): Promise<IsListed> {
    const known = this.#listed.get(service) ?? (await listedBy(service))
    this.#listed.set(service, known)
    return known
  }

  /** Refuses a signature of another time than the service's, which runs ahead. @param signedAt `20250721T100705Z` */
  #holdToTime(signedAt: string): void {
    const time = Date.parse(signedAt.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'))
    const now = this.#parts.time.now() + SKEW_MS
    if (Math.abs(time - now) <= TIME_WINDOW_MS) return
    throw new AwsError(
      'InvalidSignatureException',
      `Signature expired: ${signedAt} is now earlier than ${new Date(now - TIME_WINDOW_MS).toISOString()}`,
      403,
    )
  }

  async #aws(
    request: RestRequest,
    headers: Readonly<Record<string, string>>,
  ): Promise<{ fault: Fault | undefined; answer: Answer }> {
    const { protocol, service, name, read } = askedOperation(this.#parts.services, request, headers)
    if (service === undefined) {
      this.#record({ operation: `unknown:${name}`, region: '', input: request.body, headers })
      const status = protocol === 'rest' ? 404 : 400
      return { fault: undefined, answer: errorAnswer(protocol, new AwsError('UnknownOperationException', '', status)) }
    }
    const operation = `${service.name}:${name}`
    const scope = /Credential=([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/.exec(headers['authorization'] ?? '')
    const region = scope?.[2] ?? ''
    let fault: Fault | undefined
    try {
      const input = read(operation)
      const violations = violationsOf(operation, input)
      fault = this.#record({ operation, region, input, headers, ...(violations.length === 0 ? {} : { violations }) })
      if (scope === null)
        throw new AwsError(
          protocol === 'query' ? 'MissingAuthenticationToken' : 'MissingAuthenticationTokenException',
          'Missing Authentication Token',
          protocol === 'json' ? 400 : 403,
        )
      if (scope[1] !== CREDENTIALS.accessKeyId) throw refusal('invalid-token', operation, protocol, input, region)
      // Before any fault: a request that AWS would not read must not hide behind one.
      if (violations.length > 0) throw validationException(violations)
      if (fault !== undefined && isServiceFault(fault)) throw refusal(fault, operation, protocol, input, region)
      if (fault === 'skewed') this.#holdToTime(headers['x-amz-date'] ?? '')
      let output = await call(service.api(region), name, input)
      this.onAnswer?.(operation, output)
      if (fault !== undefined && isMutation(fault)) output = mutated(output, fault, await this.#listedBy(service.name))
      return {
        fault,
        answer:
          protocol === 'query'
            ? { status: 200, headers: { 'content-type': 'text/xml' }, body: toQueryXml(name, output) }
            : jsonAnswer(200, toJson(output)),
      }
    } catch (error) {
      if (error instanceof AwsError) return { fault, answer: errorAnswer(protocol, error) }
      if (error instanceof SyntaxError)
        return { fault, answer: errorAnswer(protocol, new AwsError('SerializationException', error.message)) }
      throw error
    }
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  request.setEncoding('utf8')
  let body = ''
  for await (const chunk of request) body += String(chunk)
  return body
}

function flat(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  )
}

function isAddress(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null
}
