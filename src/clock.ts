import { setTimeout as delay } from 'node:timers/promises'

/** Time as an argument, so that a test runs hours in milliseconds. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Waits; rejects with the signal's reason as soon as that is aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (milliseconds, signal) => {
    try {
      await delay(milliseconds, undefined, signal === undefined ? {} : { signal })
    } catch (error) {
      signal?.throwIfAborted()
      throw error
    }
  },
}

/** Beyond this many milliseconds Node's timers fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1

/** Waits for a value, but not longer than so many milliseconds of real time; undefined where it did not come. */
export async function inTime<Value>(value: Promise<Value>, milliseconds: number): Promise<Value | undefined> {
  const timer = Promise.withResolvers<undefined>()
  const handle = setTimeout(
    () => {
      timer.resolve(undefined)
    },
    Math.min(Math.max(0, milliseconds), LONGEST_TIMER),
  )
  try {
    return await Promise.race([value, timer.promise])
  } finally {
    clearTimeout(handle)
  }
}
