import { type Context, createContext, Script } from 'node:vm'

/**
 * Real milliseconds that one evaluation of an author's pattern or expression on text from outside may take. No simulated clock counts
 * them, and nothing else of the run goes on meanwhile: it must still end within 2 s of a cancellation, and within 5 s of its deadline.
 */
export const EVALUATION_LIMIT = 1_500

/** An evaluation was stopped. The message is a clause without a subject, fit to follow `the pattern`. */
export class TooSlow extends Error {
  constructor(milliseconds: number, options?: ErrorOptions) {
    super(`takes longer than ${milliseconds / 1000} s on this text`, options)
    this.name = 'TooSlow'
  }
}

const script = new Script('work()')
let room: Context | undefined

/**
 * Does synchronous work, and stops it where it takes too long: linear time on a megabyte is still minutes for a pattern of thousands of
 * states, and an expression that asks for every pair of a list takes quadratic time. Throws `TooSlow`, and what the work throws.
 */
export function withinTime<Value>(work: () => Value, milliseconds = EVALUATION_LIMIT): Value {
  let done: { readonly value: Value } | undefined
  // A timer would never fire while the work goes on. Node's watchdog of a script interrupts whatever the script calls, too.
  room ??= createContext({})
  room['work'] = (): void => {
    done = { value: work() }
  }
  try {
    script.runInContext(room, { timeout: milliseconds })
  } catch (error) {
    if (codeOf(error) !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error
    throw new TooSlow(milliseconds, { cause: error })
  } finally {
    room['work'] = undefined
  }
  if (done === undefined) throw new TooSlow(milliseconds)
  return done.value
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
}
