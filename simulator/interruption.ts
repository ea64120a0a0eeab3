/** Where, and how, the process under test is interrupted. */
export interface Interruption {
  readonly at: Moment
  /** Sent in a row. */
  readonly signals: readonly NodeJS.Signals[]
}

/**
 * A moment in the life of the process. Requests, sleeps and turns count from 1; `ecs:DescribeTasks` stands for the first request of its kind.
 *
 * `request`: the simulated world has done what that request asks; the answer is on its way (`before-answer`), has left
 * (`after-answer`), or never comes (`hung`). `sleep`: the process has nothing to do but wait, and no time passes. `turn`: the n-th time
 * that anything goes on after an `await`. `after`: so many real milliseconds after the process was started.
 */
export type Moment =
  | { readonly request: number | string; readonly when: 'before-answer' | 'after-answer' | 'hung' }
  | { readonly sleep: number }
  | { readonly turn: number }
  | { readonly after: number }

/** Stands between the simulated world and the process under test, and sees all that passes. */
export interface Gate {
  /** A request has come. @returns its number */
  arrives(): number
  /**
   * The world has done what the request asks.
   * @param operation as it is recorded: `ecs:DescribeTasks`, `app:GET /version`
   * @returns whether it is answered
   */
  opens(request: number, operation: string): boolean
  /** The answer has been handed to the connection. */
  answered(request: number): void
  /** The process does nothing but sleep. @returns whether time may jump */
  sleeps(): boolean
  /** How often it did. */
  slept(): number
}

/** @param interrupt called once, at the moment */
export function gateAt(moment: Moment, interrupt: () => void): Gate {
  let requests = 0
  let sleeps = 0
  /** The number of the request that is meant, as soon as that is known. */
  let meant = 'request' in moment && typeof moment.request === 'number' ? moment.request : undefined
  const isIt = (request: number, ...when: readonly string[]): boolean =>
    'request' in moment && meant === request && when.includes(moment.when)
  return {
    arrives: () => (requests += 1),
    opens: (request, operation) => {
      if ('request' in moment && moment.request === operation) meant ??= request
      if (isIt(request, 'before-answer', 'hung')) interrupt()
      return !isIt(request, 'hung')
    },
    answered: (request) => {
      if (isIt(request, 'after-answer')) interrupt()
    },
    sleeps: () => {
      sleeps += 1
      if (!('sleep' in moment) || sleeps !== moment.sleep) return true
      interrupt()
      return false
    },
    slept: () => sleeps,
  }
}
