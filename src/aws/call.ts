import type { Clock } from '../clock.ts'
import { isClockSkew, isThrottle, sortFailure, timedOut } from './errors.ts'
import { AwsFailure, NOT_MADE } from './failure.ts'

/** What the calls cost and met; counted up while the run goes on. */
export interface CallFigures {
  /** Requests made, retries included. */
  awsCalls: number
  /** Those among them that were made to ECS, whose rate is shared by all who read it. */
  ecsCalls: number
  throttled: number
  /** Faults other than throttles by what went wrong: `ecs:DescribeTasks 503` → 2. */
  readonly faults: Record<string, number>
}

export interface CallDependencies {
  readonly clock: Clock
  /** The run's own: aborted when the run is cancelled. */
  readonly signal: AbortSignal
  /** Milliseconds since the epoch after which no call may still be under way. */
  readonly hardEnd: () => number
  readonly figures: CallFigures
  /** Told once, when the first answer has come. */
  readonly onFirstAnswer?: () => void
  /** Milliseconds after which one attempt is given up. */
  readonly attemptLimit?: number
  /** From 0 to below 1, for the jitter. */
  readonly random?: () => number
}

/**
 * Makes one call, several times where that may help.
 *
 * @param action the IAM action, `ecs:DescribeTasks`
 * @param resource what the call is about, for a refusal that does not name it
 * @param send makes one attempt; the signal covers the whole answer, body included
 * @returns rejects with an `AwsFailure`, or with the reason of the run's signal as soon as that is aborted
 */
export type Caller = <Output>(
  action: string,
  resource: string | undefined,
  send: (signal: AbortSignal) => Promise<Output>,
) => Promise<Output>

const attempts = 3
/** What these write is made from what was read: where an answer was lost, that has to be read again before they are sent again. */
const sentOnce: ReadonlySet<string> = new Set([
  'codebuild:UpdateWebhook',
  'codepipeline:DisableStageTransition',
  'codepipeline:EnableStageTransition',
  'events:PutRule',
  'scheduler:UpdateSchedule',
])
const defaultAttemptLimit = 10_000
const firstBackoff = 200
// AWS refills its buckets by the second; the SDK's own standard mode also waits longer after a throttle.
const firstThrottleBackoff = 1_000
// One for all: without a reason each call would make an error with a stack of its own, which nobody reads.
const settledReason = new Error('the attempt is over')

/** The retries are ours, not the SDK's: they must end with the run, be counted, and go through the run's clock. */
export function createCaller(deps: CallDependencies): Caller {
  const { clock, signal: cancelled, hardEnd, figures } = deps
  const attemptLimit = deps.attemptLimit ?? defaultAttemptLimit
  const random = deps.random ?? Math.random
  let answered = false

  async function attempt<Output>(
    action: string,
    send: (signal: AbortSignal) => Promise<Output>,
    limit: number,
  ): Promise<Output> {
    const giveUp = new AbortController()
    const settled = new AbortController()
    const cancel = Promise.withResolvers<never>()
    const onCancel = (): void => cancel.reject(cancelled.reason)
    cancelled.addEventListener('abort', onCancel, { once: true })
    const tooLate = async (): Promise<never> => {
      await clock.sleep(limit, settled.signal)
      throw new AwsFailure('retry', action, timedOut, `no complete answer within ${limit} ms`)
    }
    // The race, and not the SDK's own handling of an abort, is what ends an attempt: credential providers know of no signal.
    try {
      return await Promise.race([send(giveUp.signal), tooLate(), cancel.promise])
    } catch (error) {
      // Only now: aborting after an answer would close a connection that the next call can use.
      giveUp.abort()
      throw error
    } finally {
      cancelled.removeEventListener('abort', onCancel)
      settled.abort(settledReason)
    }
  }

  function count(failure: AwsFailure): void {
    if (isThrottle(failure)) {
      figures.throttled += 1
      return
    }
    const status = failure.httpStatus
    const what = `${failure.action} ${status !== undefined && status >= 500 ? status : failure.code}`
    figures.faults[what] = (figures.faults[what] ?? 0) + 1
  }

  /** Equal jitter: half of the wait is sure, so that callers which were throttled together come back apart and not at once. */
  function backoff(failure: AwsFailure, tries: number): number {
    const longest = (isThrottle(failure) ? firstThrottleBackoff : firstBackoff) * 2 ** (tries - 1)
    return Math.round(longest / 2 + (random() * longest) / 2)
  }

  return async (action, resource, send) => {
    const most = sentOnce.has(action) ? 1 : attempts
    let skewCorrected = false
    for (let tries = 1; ; tries += 1) {
      cancelled.throwIfAborted()
      const left = hardEnd() - clock.now()
      if (left <= 0) throw new AwsFailure('retry', action, NOT_MADE, 'the run is over', { resource })
      let failure: AwsFailure
      try {
        figures.awsCalls += 1
        if (action.startsWith('ecs:')) figures.ecsCalls += 1
        const answer = await attempt(action, send, Math.min(attemptLimit, left))
        if (!answered) deps.onFirstAnswer?.()
        answered = true
        return answer
      } catch (error) {
        cancelled.throwIfAborted()
        if (isClockSkew(error) && !skewCorrected) {
          skewCorrected = true
          continue
        }
        failure = sortFailure(action, error, resource)
      }
      if (failure.kind !== 'retry') throw failure
      count(failure)
      const wait = backoff(failure, tries)
      if (tries >= most || clock.now() + wait >= hardEnd()) throw failure
      await clock.sleep(wait, cancelled)
    }
  }
}
