import { once } from 'node:events'
import { createServer, type IncomingMessage, type ProxyEnv, type Server, type ServerResponse } from 'node:http'
import type { Clock } from '../../src/clock.ts'
import { createAws } from '../../src/aws/clients.ts'
import type { CallFigures } from '../../src/aws/call.ts'
import type { Aws } from '../../src/aws/api.ts'

export type Answer = (request: IncomingMessage, response: ServerResponse) => void

export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', ...headers })
    response.end(JSON.stringify(body))
  }

export const error = (status: number, name: string, message = 'no', headers: Record<string, string> = {}): Answer =>
  json(status, { __type: `com.amazonaws.ecs#${name}`, message }, headers)

/** Serves the answers in turn and stays at the last; keeps what it was asked. */
export interface Loopback {
  readonly server: Server
  readonly url: string
  readonly requests: IncomingMessage[]
  connections: number
  close(): void
}

export async function loopback(...answers: readonly Answer[]): Promise<Loopback> {
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    const answer = answers[Math.min(requests.length, answers.length) - 1]
    request.resume()
    request.once('end', () => answer?.(request, response))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port')
  const made: Loopback = {
    server,
    url: `http://127.0.0.1:${address.port}`,
    requests,
    connections: 0,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
  server.on('connection', () => (made.connections += 1))
  return made
}

interface Held {
  readonly at: number
  readonly wake: () => void
}

/** Passes short waits at once and holds those of `holdFrom` milliseconds or more until the test lets the time go by. */
export class HandClock implements Clock {
  readonly waits: number[] = []
  readonly #holdFrom: number
  readonly #held = new Set<Held>()
  #time = 1_000_000

  constructor(holdFrom: number) {
    this.#holdFrom = holdFrom
  }

  now(): number {
    return this.#time
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    if (milliseconds < this.#holdFrom) {
      this.waits.push(milliseconds)
      this.#time += milliseconds
      return Promise.resolve()
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const held = { at: this.#time + milliseconds, wake: resolve }
    this.#held.add(held)
    signal?.addEventListener('abort', () => {
      this.#held.delete(held)
      reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'))
    })
    return promise
  }

  advance(milliseconds: number): void {
    this.#time += milliseconds
    for (const held of this.#held)
      if (held.at <= this.#time) {
        this.#held.delete(held)
        held.wake()
      }
  }
}

export interface Rig {
  readonly aws: Aws
  readonly clock: HandClock
  readonly figures: CallFigures
  readonly cancel: AbortController
}

export const attemptLimit = 10_000

/** The real clients on a clock of the test's own, with credentials from the environment. */
export function rig(options: { readonly hardEnd?: number; readonly proxyEnv?: ProxyEnv } = {}): Rig {
  const clock = new HandClock(5_000)
  const figures: CallFigures = { awsCalls: 0, ecsCalls: 0, throttled: 0, faults: {} }
  const cancel = new AbortController()
  const hardEnd = clock.now() + (options.hardEnd ?? 3_600_000)
  const aws = createAws({
    clock,
    figures,
    signal: cancel.signal,
    hardEnd: () => hardEnd,
    random: () => 0.5,
    userAgent: 'ecs-deploy-verifier/0.0.0-test',
    ...(options.proxyEnv === undefined ? {} : { proxyEnv: options.proxyEnv }),
  })
  return { aws, clock, figures, cancel }
}

/** What the SDK finds in the environment while a test runs. */
export function environment(url: string, more: Record<string, string> = {}): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name]
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY',
    AWS_SESSION_TOKEN: 'session-token-of-the-test',
    AWS_CONFIG_FILE: '/nonexistent/config',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials',
    AWS_EC2_METADATA_DISABLED: 'true',
    ...more,
  })
}
