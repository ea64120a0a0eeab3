import type { Clock } from '../src/clock.ts'

interface Entry {
  readonly at: number
  readonly order: number
  run(): void
}

/** Entries by time, then by the order in which they were added: a binary heap. */
export class Agenda<T extends { readonly at: number; readonly order: number }> {
  readonly #heap: T[] = []

  get size(): number {
    return this.#heap.length
  }

  first(): T | undefined {
    return this.#heap[0]
  }

  add(entry: T): void {
    const heap = this.#heap
    let index = heap.length
    heap.push(entry)
    while (index > 0) {
      const above = (index - 1) >> 1
      const parent = heap[above]
      if (parent === undefined || !before(entry, parent)) break
      heap[index] = parent
      index = above
    }
    heap[index] = entry
  }

  take(): T | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || last === undefined || heap.length === 0) return first
    let index = 0
    for (;;) {
      let below = 2 * index + 1
      const left = heap[below]
      if (left === undefined) break
      let child = left
      const right = heap[below + 1]
      if (right !== undefined && before(right, left)) {
        child = right
        below += 1
      }
      if (!before(child, last)) break
      heap[index] = child
      index = below
    }
    heap[index] = last
    return first
  }
}

interface Dated {
  readonly at: number
  readonly order: number
}

const before = (a: Dated, b: Dated): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)

export interface SimulatedClockOptions {
  /** Milliseconds since the epoch at which the clock starts. Default 2026-07-01T12:00:00Z. */
  readonly start?: number
  /**
   * `idle`: while somebody sleeps, time jumps to the next wake-up as soon as the event loop has nothing else to do. `manual`: time
   * moves by `advance` only. Default `idle`.
   */
  readonly jumps?: 'idle' | 'manual'
  /** Turns of the event loop without a new sleeper before a jump. Default 2. */
  readonly idleTurns?: number
}

/**
 * Virtual time. Sleepers and scheduled actions take their turn strictly by time, then in the order in which they were added; within
 * an action `now()` is the action's own time.
 *
 * A jump looks at the event loop only. Where real I/O must finish first (a loopback server), `hold()` the clock meanwhile.
 */
export class SimulatedClock implements Clock {
  readonly #agenda = new Agenda<Entry>()
  readonly #options: Required<SimulatedClockOptions>
  readonly #followers: (() => void)[] = []
  #now: number
  #order = 0
  #sleepers = 0
  #holds = 0
  #pumping = false
  #activity = 0
  #wakes = 0

  constructor(options: SimulatedClockOptions = {}) {
    this.#options = { start: Date.UTC(2026, 6, 1, 12), jumps: 'idle', idleTurns: 2, ...options }
    this.#now = this.#options.start
  }

  now(): number {
    return this.#now
  }

  /** Runs `action` when time passes `time`; at once where that is not in the future. */
  at(time: number, action: () => void): void {
    if (time <= this.#now) {
      action()
      return
    }
    this.#add(time, action)
  }

  /** Runs `action` after so many milliseconds of virtual time. */
  after(milliseconds: number, action: () => void): void {
    this.at(this.#now + milliseconds, action)
  }

  /** Has `listener` called whenever time has moved, and before the actions of that time: a world that keeps up with the clock. */
  follow(listener: () => void): void {
    this.#followers.push(listener)
  }

  /** Moves time on, and runs on the way everything that is due. Sleepers' continuations run after it returns. */
  advance(milliseconds: number): void {
    this.advanceTo(this.#now + milliseconds)
  }

  /** Like `advance`, to a time; a time in the past changes nothing. */
  advanceTo(time: number): void {
    for (let next = this.#agenda.first(); next !== undefined && next.at <= time; next = this.#agenda.first()) {
      this.#agenda.take()
      this.#move(next.at)
      next.run()
    }
    this.#move(time)
  }

  #move(time: number): void {
    if (time <= this.#now) return
    this.#now = time
    for (const follower of this.#followers) follower()
  }

  /** Time of the earliest sleeper or action. */
  next(): number | undefined {
    return this.#agenda.first()?.at
  }

  /** Keeps time from jumping until the returned function is called: real I/O is under way. */
  hold(): () => void {
    this.#holds += 1
    let held = true
    return () => {
      if (!held) return
      held = false
      this.#holds -= 1
      this.#pump()
    }
  }

  /** Holds the clock until the promise settles. */
  async during<T>(work: Promise<T>): Promise<T> {
    const release = this.hold()
    try {
      return await work
    } finally {
      release()
    }
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    await new Promise<void>((resolve, reject) => {
      let awake = false
      this.#sleepers += 1
      const wake = (): boolean => {
        if (awake) return false
        awake = true
        this.#sleepers -= 1
        this.#activity += 1
        this.#wakes += 1
        signal?.removeEventListener('abort', abort)
        return true
      }
      const abort = (): void => {
        // The reason is whatever its owner chose; a sleep rejects with exactly that.
        if (wake()) reject(signal?.reason)
      }
      signal?.addEventListener('abort', abort)
      this.#add(this.#now + Math.max(0, milliseconds), () => {
        if (wake()) resolve()
      })
      this.#pump()
    })
  }

  #add(at: number, run: () => void): void {
    this.#activity += 1
    this.#agenda.add({ at, order: this.#order++, run })
  }

  #pump(): void {
    if (this.#pumping || this.#options.jumps === 'manual') return
    this.#pumping = true
    this.#turn(0, this.#activity)
  }

  #turn(idle: number, activity: number): void {
    setImmediate(() => {
      if (this.#sleepers === 0 || this.#holds > 0) {
        this.#pumping = false
        return
      }
      if (activity !== this.#activity) {
        this.#turn(0, this.#activity)
        return
      }
      if (idle + 1 < this.#options.idleTurns) {
        this.#turn(idle + 1, activity)
        return
      }
      this.#jump()
      this.#turn(0, this.#activity)
    })
  }

  /** To the earliest wake-up, through every action before it. */
  #jump(): void {
    const wakes = this.#wakes
    for (let next = this.#agenda.first(); next !== undefined && this.#wakes === wakes; next = this.#agenda.first()) {
      this.advanceTo(next.at)
    }
  }
}
