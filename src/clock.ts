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
      await delay(Math.max(0, milliseconds), undefined, signal === undefined ? {} : { signal })
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

/** The same by a clock: waits for a value, but not longer than so many of its milliseconds. */
export async function inTimeOf<Value>(
  clock: Clock,
  value: Promise<Value>,
  milliseconds: number,
): Promise<Value | undefined> {
  let come: Value | undefined
  await waitAtMost(
    value.then((it) => {
      come = it
    }),
    milliseconds,
    clock,
  )
  return come
}

/**
 * Waits for what is under way, but no longer than so many milliseconds of the clock; it goes on beside. A failure within that time is thrown
 * on; a later one is for whoever else waits for it, and must not end the process.
 */
export async function waitAtMost(
  work: Promise<unknown>,
  milliseconds: number,
  clock: Clock,
  signal?: AbortSignal,
): Promise<void> {
  work.catch(() => undefined)
  const enough = new AbortController()
  const over = signal === undefined ? enough.signal : AbortSignal.any([signal, enough.signal])
  const patience = clock.sleep(milliseconds, over).catch(() => undefined)
  try {
    await Promise.race([work, patience])
  } finally {
    enough.abort()
  }
}

/** Resolves when the signal is aborted; at once where it is already. */
export async function whenAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
}
