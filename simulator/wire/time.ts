/** What the simulated worlds run on: time that somebody else moves. */
export interface MovableClock {
  now(): number
  /** Moves time on and runs on the way everything that is due; a time in the past changes nothing. */
  advanceTo(time: number): void
}

/** Real milliseconds that the answer to a jump may take to arrive. */
const GRACE_MS = 20

interface Interrupt {
  readonly at: number
  readonly action: () => void
}

/**
 * Simulated time while a real process runs against the simulator: real time plus an offset, the same on both sides. The process
 * grows the offset over the control endpoint whenever it has nothing to do but sleep, by as much as it grows its own.
 * Before `run` and after `halt` time stands still for everybody but the story.
 */
export class WireTime {
  readonly #clock: MovableClock
  #offset: number | undefined
  #interrupts: Interrupt[] = []
  #ticks: NodeJS.Timeout | undefined
  /** Real time before which no interrupt comes: the process must first learn how far it jumped. */
  #graceUntil = 0

  constructor(clock: MovableClock) {
    this.#clock = clock
  }

  now(): number {
    this.sync()
    return this.#clock.now()
  }

  /** Lets time run, from the clock's present on. @returns the offset to real time, in milliseconds */
  run(): number {
    this.#offset = this.#clock.now() - Date.now()
    this.#ticks = setInterval(() => this.sync(), 5)
    this.#ticks.unref()
    return this.#offset
  }

  halt(): void {
    this.sync()
    this.#offset = undefined
    clearInterval(this.#ticks)
  }

  /** Runs an action at a simulated time, before the process can jump past it: a signal to that process. */
  interruptAt(time: number, action: () => void): void {
    this.#interrupts = [...this.#interrupts, { at: time, action }].toSorted((a, b) => a.at - b.at)
  }

  /** When the next interrupt is due, while time stands still and somebody else moves the clock; such a one runs what is due, too. */
  nextInterrupt(): number | undefined {
    return this.#interrupts[0]?.at
  }

  /** Runs the interrupts whose time has come by the clock. */
  runInterrupts(): void {
    for (
      let next = this.#interrupts[0];
      next !== undefined && next.at <= this.#clock.now();
      next = this.#interrupts[0]
    ) {
      this.#interrupts.shift()
      next.action()
    }
  }

  /** Brings the clock to the present. */
  sync(): void {
    if (this.#offset === undefined) return
    const now = Date.now() + this.#offset
    for (
      let next = this.#interrupts[0];
      next !== undefined && next.at <= now && Date.now() >= this.#graceUntil;
      next = this.#interrupts[0]
    ) {
      this.#interrupts.shift()
      this.#clock.advanceTo(next.at)
      next.action()
    }
    this.#clock.advanceTo(now)
  }

  /**
   * Jumps. Stops at an interrupt on the way, so that the process gets its signal at the right moment of its own time.
   * @returns the milliseconds that were jumped, and whether an interrupt cut the jump short
   */
  advance(milliseconds: number): { readonly by: number; readonly interrupted: boolean } {
    if (this.#offset === undefined) return { by: 0, interrupted: false }
    this.sync()
    const next = this.#interrupts[0]?.at
    const room = next === undefined ? Number.POSITIVE_INFINITY : Math.max(0, next - (Date.now() + this.#offset))
    const by = Math.min(milliseconds, room)
    this.#offset += by
    const interrupted = by < milliseconds
    if (interrupted) this.#graceUntil = Date.now() + GRACE_MS
    this.sync()
    return { by, interrupted }
  }
}
