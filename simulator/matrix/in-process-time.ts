import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { ClientRequest } from 'node:http'
import { Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import type { Transform } from 'node:stream'
import { Gunzip } from 'node:zlib'
import type { Clock } from '../../src/clock.ts'
import type { Stage } from '../stage.ts'

/** Real milliseconds without anything under way before time jumps: what a thread pool still computes has no name to ask for. */
const QUIET_MS = 0.3
/** Real milliseconds after which a request that neither ends nor is held by the simulator no longer keeps time from jumping. */
const STUCK_MS = 5_000
/** Turns of the event loop that must have passed by then: a process that got no processor was not stuck. */
const STUCK_TURNS = 20_000
/** Real milliseconds without any timer or request after which nothing will ever happen any more. */
const DEAD_MS = 3_000

interface Timer {
  at: number
  readonly order: number
  readonly fire: () => void
  readonly again?: number
}

/** What `setTimeout` returns, as far as anybody uses it. */
class TimerHandle {
  readonly #time: InProcessTime
  #timer: Timer
  readonly #milliseconds: number

  constructor(time: InProcessTime, timer: Timer, milliseconds: number) {
    this.#time = time
    this.#timer = timer
    this.#milliseconds = milliseconds
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }

  hasRef(): boolean {
    return true
  }

  refresh(): this {
    this.#time.drop(this.#timer)
    this.#timer = this.#time.add(this.#milliseconds, this.#timer.fire)
    return this
  }

  close(): void {
    this.#time.drop(this.#timer)
  }

  [Symbol.toPrimitive](): number {
    return this.#timer.order
  }
}

/**
 * Virtual time for the whole of this process, in which the action and the simulator run together: `Date`, timers, and the time limits
 * of sockets follow the simulated clock, which jumps to the next timer as soon as no request is under way but those that wait for
 * time. Only one at a time may be installed.
 */
export class InProcessTime implements Clock {
  readonly #stage: Stage
  readonly #timers = new Set<Timer>()
  readonly #onDead: () => void
  #order = 0
  #inFlight = 0
  #turns = 0
  #busyTurns = 0
  #quietSince = 0
  #busySince = 0
  #stopped = false
  /** Streams that a thread of its own decompresses for: nothing in the event loop tells that it is at work. */
  readonly #decompressing = new Set<Transform>()
  #uninstall: (() => void) | undefined
  /** How often a request kept time from moving for too long; such a run is slower, not wrong. */
  stuck = 0

  /** @param onDead told when neither a timer nor a request is left, though somebody still waits */
  constructor(stage: Stage, onDead: () => void) {
    this.#stage = stage
    this.#onDead = onDead
  }

  now(): number {
    return this.#stage.clock.now()
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    await new Promise<void>((resolve, reject) => {
      const timer = this.add(milliseconds, () => {
        signal?.removeEventListener('abort', abort)
        resolve()
      })
      const abort = (): void => {
        this.drop(timer)
        // The reason is whatever its owner chose; a sleep rejects with exactly that.
        reject(signal?.reason)
      }
      signal?.addEventListener('abort', abort, { once: true })
    })
  }

  add(milliseconds: number, fire: () => void, again?: number): Timer {
    const wait = Number.isFinite(milliseconds) ? Math.max(1, milliseconds) : 1
    const timer = { at: this.now() + wait, order: this.#order++, fire, ...(again === undefined ? {} : { again }) }
    this.#timers.add(timer)
    return timer
  }

  drop(timer: Timer): void {
    this.#timers.delete(timer)
  }

  /** Takes over the process's time, until `uninstall`. */
  install(): void {
    // oxlint-disable-next-line typescript/unbound-method -- put back where it was; nothing calls it without its object
    const abortAfter = AbortSignal.timeout
    const real = { Date, setTimeout, clearTimeout, setInterval, clearInterval }
    // oxlint-disable-next-line typescript/unbound-method -- called with its object, and put back
    const socketTimeout = Socket.prototype.setTimeout
    const handles = new Map<number, TimerHandle>()
    const begin = (milliseconds: number, fire: () => void, again?: number): TimerHandle => {
      const timer = this.add(milliseconds, fire, again)
      const handle = new TimerHandle(this, timer, milliseconds)
      handles.set(timer.order, handle)
      return handle
    }
    const end = (handle: unknown): void => {
      if (handle instanceof TimerHandle) handle.close()
      else if (typeof handle === 'number') handles.get(handle)?.close()
      // Began before time was taken over.
      else if (handle !== undefined) real.clearTimeout(handle as NodeJS.Timeout)
    }
    const now = (): number => this.now()
    // A proxy, so that a date is one whenever it was made.
    const VirtualDate = new Proxy(real.Date, {
      construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
      get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
    })
    Object.assign(globalThis, {
      Date: VirtualDate,
      setTimeout: (fire: (...args: unknown[]) => void, milliseconds = 1, ...args: unknown[]) =>
        begin(milliseconds, () => fire(...args)),
      setInterval: (fire: (...args: unknown[]) => void, milliseconds = 1, ...args: unknown[]) =>
        begin(milliseconds, () => fire(...args), milliseconds),
      clearTimeout: end,
      clearInterval: end,
    })
    AbortSignal.timeout = (milliseconds) => {
      const over = new AbortController()
      this.add(milliseconds, () => over.abort(new DOMException('The operation timed out', 'TimeoutError')))
      return over.signal
    }
    const limits = new WeakMap<Socket, Timer>()
    const limit = (socket: Socket, milliseconds: number): void => {
      const before = limits.get(socket)
      if (before !== undefined) this.drop(before)
      if (milliseconds === 0) return
      const read = socket.bytesRead
      const fire = (): void => {
        if (socket.destroyed) return
        if (socket.bytesRead > read) limit(socket, milliseconds)
        else socket.emit('timeout')
      }
      limits.set(socket, this.add(milliseconds, fire))
    }
    Socket.prototype.setTimeout = function (this: Socket, milliseconds: number, callback?: () => void): Socket {
      // The simulator's own ends of the connections keep real time.
      const server: unknown = Reflect.get(this, 'server')
      if (server !== undefined && server !== null) return socketTimeout.call(this, milliseconds, callback)
      if (callback !== undefined && milliseconds > 0) this.once('timeout', callback)
      limit(this, milliseconds)
      return this
    }
    const stopCounting = this.#countRequests()
    const stopWatching = this.#watchDecompression()
    this.#stage.server.asksBeforeConnecting = true
    this.#uninstall = () => {
      stopCounting()
      stopWatching()
      Object.assign(globalThis, real)
      AbortSignal.timeout = abortAfter
      Socket.prototype.setTimeout = socketTimeout
    }
    this.#quietSince = performance.now()
    this.#busySince = this.#quietSince
    this.#turn()
  }

  uninstall(): void {
    this.#stopped = true
    this.#uninstall?.()
    this.#uninstall = undefined
    this.#timers.clear()
  }

  /** Counts what is under way, and ends the requests that find nobody listening. */
  #countRequests(): () => void {
    const { server, appUrl } = this.#stage
    const app = new URL(appUrl).origin
    const busy = (): void => {
      this.#inFlight += 1
    }
    const done = (): void => {
      this.#inFlight -= 1
      this.#quietSince = performance.now()
    }
    const onCreated = (message: unknown): void => {
      const { request } = message as { readonly request: ClientRequest }
      busy()
      request.once('close', done)
      const url = new URL(request.path, `${request.protocol}//${String(request.getHeader('host'))}`)
      const headers = Object.fromEntries(
        Object.entries(request.getHeaders()).map(([name, value]) => [name.toLowerCase(), String(value)]),
      )
      // Before anything is sent: what the body asks for decides with some services.
      const end = request.end.bind(request)
      request.end = ((...sent: Parameters<typeof end>) => {
        if (!server.refuses(request.method, url, headers, textOf(sent[0]), url.origin === app)) return end(...sent)
        request.destroy(refusedConnection(url))
        return request
      }) as typeof request.end
    }
    const channels: readonly (readonly [string, (message: unknown) => void])[] = [
      ['http.client.request.created', onCreated],
      ['undici:request:create', busy],
      ['undici:request:trailers', done],
      ['undici:request:error', done],
    ]
    for (const [channel, listener] of channels) subscribe(channel, listener)
    return () => {
      for (const [channel, listener] of channels) unsubscribe(channel, listener)
    }
  }

  #watchDecompression(): () => void {
    // Every decompressor of node:zlib has the same base, which does the work.
    const base: unknown = Object.getPrototypeOf(Object.getPrototypeOf(Gunzip.prototype))
    const work: unknown = typeof base === 'object' && base !== null ? Reflect.get(base, WORK) : undefined
    if (typeof base !== 'object' || base === null || typeof work !== 'function')
      throw new Error(`expected the streams of node:zlib to work by ${WORK}, as those of Node 24 do`)
    const busy = this.#decompressing
    const touched = (): void => {
      this.#quietSince = performance.now()
    }
    const watched = function (
      this: Transform,
      chunk: unknown,
      encoding: string,
      done: (...of: unknown[]) => void,
    ): void {
      busy.add(this)
      const over = (): void => {
        busy.delete(this)
        touched()
      }
      this.once('close', over)
      const told = (...of: unknown[]): void => {
        this.off('close', over)
        over()
        done(...of)
      }
      Reflect.apply(work, this, [chunk, encoding, told])
    }
    Reflect.set(base, WORK, watched)
    return () => {
      Reflect.set(base, WORK, work)
    }
  }

  #turn(): void {
    if (this.#stopped) return
    setImmediate(() => {
      if (this.#stopped) return
      const now = performance.now()
      if (this.#inFlight > this.#stage.server.held || this.#decompressing.size > 0) {
        this.#busy(now)
        this.#busyTurns += 1
        if (now - this.#busySince > STUCK_MS && this.#busyTurns > STUCK_TURNS) {
          this.stuck += 1
          this.#jump()
        }
      } else {
        this.#turns += 1
        // Asked last, because it costs the most.
        if (this.#turns > 6 && now - this.#quietSince >= QUIET_MS) {
          if (works()) this.#busy(now)
          else this.#jump()
        }
      }
      this.#turn()
    })
  }

  #busy(now: number): void {
    this.#turns = 0
    this.#quietSince = now
  }

  /** To the next timer, or to what the simulator does next. */
  #jump(): void {
    const { clock, time } = this.#stage
    const next = this.#nextTimer()
    const at = Math.min(next?.at ?? Infinity, time.nextInterrupt() ?? Infinity)
    const now = performance.now()
    if (at === Infinity) {
      if (now - this.#quietSince > DEAD_MS) this.#onDead()
      return
    }
    this.#turns = 0
    this.#busyTurns = 0
    this.#busySince = now
    this.#quietSince = now
    clock.advanceTo(at)
    time.runInterrupts()
    // All that are due now, in order; what one of them begins waits for its own turn.
    for (const timer of [...this.#timers].filter((candidate) => candidate.at <= at).toSorted(byTime)) {
      if (!this.#timers.delete(timer)) continue
      if (timer.again !== undefined) this.#timers.add({ ...timer, at: timer.at + Math.max(1, timer.again) })
      timer.fire()
    }
  }

  #nextTimer(): Timer | undefined {
    let next: Timer | undefined
    for (const timer of this.#timers) if (next === undefined || byTime(timer, next) < 0) next = timer
    return next
  }
}

/** The method by which a stream transforms a part. */
const WORK = '_transform'

const byTime = (a: Timer, b: Timer): number => a.at - b.at || a.order - b.order

/** Reads a file, imports a module, waits for another process (git): time must not pass meanwhile. */
function works(): boolean {
  return process.getActiveResourcesInfo().some((kind) => /^(FSReq|GetAddrInfo|ProcessWrap)/.test(kind))
}

/** The body of a request, as it is given to its end. */
function textOf(body: unknown): string {
  return typeof body === 'string' ? body : body instanceof Uint8Array ? Buffer.from(body).toString() : ''
}

function refusedConnection(url: URL): Error {
  return Object.assign(new Error(`connect ECONNREFUSED ${url.host}`), {
    code: 'ECONNREFUSED',
    errno: -111,
    syscall: 'connect',
    address: url.hostname,
    port: Number(url.port),
  })
}
