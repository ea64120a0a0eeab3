import { type Clock, waitAtMost } from '../clock.ts'
import { Ending } from '../ending.ts'
import { STALE_ANSWER } from '../observe/freshness.ts'
import type { Pace } from './pace.ts'
import { allHold, isReading, type WatchState } from './state.ts'

/** What an image says about itself is read within so long, as a rule; a layer of gigabytes takes its time. */
const READ_SOON = 15_000

/** What a rest needs of the loop's edges. */
export interface RestEdges {
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Whether another look at the service is worth its calls: something that a verdict hangs on has come about since the last one. */
  glance?(index: number): Promise<boolean>
  /** The cause that a failure ends the run with; undefined where it is worth another try. */
  endingOf(error: unknown): Ending | undefined
  /** Calls to ECS made so far, retries included. */
  calls(): number
}

/** Moments that a rest waits for, in milliseconds since the epoch. */
export interface Awaited {
  /** From when on the service may be asked, and all be read again. */
  readonly askAt: number
  /** When a deployment that has not begun counts as missing. */
  readonly startOver: number
  /** Until when what an image says about itself is looked for at once. */
  readonly readSoonUntil: number
}

/** What there is to wait for, of a watch that began then. */
export const awaitedOf = (beganAt: number, startTimeout: number): Omit<Awaited, 'askAt'> => ({
  startOver: beganAt + startTimeout,
  readSoonUntil: beganAt + READ_SOON,
})

/** When the next look is due whatever a glance shows. */
function nextLook(state: WatchState, { startOver, readSoonUntil }: Awaited, pace: Pace, now: number): number {
  const { services, deadline } = state
  const mayBegin = services.some(({ judgement }) => judgement?.ours === undefined)
  const dueAt = Math.min(
    ...services.map(({ judgement, expectation, failure }) => {
      const isReadSoon = expectation !== undefined && isReading(expectation) && now < readSoonUntil
      // AWS answered well, only with how things were: unlike one that is throttled, it may be asked again soon.
      return isReadSoon || failure?.code === STALE_ANSWER ? now : (judgement?.dueAt ?? Infinity)
    }),
  )
  const soon = Math.max(dueAt, pace.roomForLook(1, now + pace.restBeforeGlance(now)))
  const regular = allHold(state) ? Math.max(pace.nextLook(), pace.roomForLastReading(now)) : pace.nextLook()
  const starting = mayBegin && now < startOver ? pace.roomForLook(1, startOver) : Infinity
  return Math.min(regular, soon, deadline, starting)
}

/** Which services show, at a glance, something that a verdict hangs on; undefined where a call failed or was not answered by then. */
async function glanceAtAll(
  edges: RestEdges,
  everyService: readonly number[],
  pace: Pace,
  until: number,
): Promise<readonly number[] | undefined> {
  const { clock, signal } = edges
  const callsBefore = edges.calls()
  let changed: readonly (boolean | undefined)[] | undefined
  const glances = Promise.all(everyService.map(async (index) => edges.glance?.(index))).then(
    (found) => (changed = found),
  )
  try {
    await waitAtMost(glances, until - clock.now(), clock, signal)
  } catch (error) {
    signal.throwIfAborted()
    // What ends the run is told by a look.
    if (error instanceof Ending || edges.endingOf(error) !== undefined) return everyService
    if (!(error instanceof Error && error.name === 'AwsFailure')) throw error
  } finally {
    pace.note(clock.now(), edges.calls())
    pace.glanced(edges.calls() - callsBefore)
  }
  signal.throwIfAborted()
  return changed === undefined ? undefined : everyService.filter((index) => changed?.[index] === true)
}

/**
 * Rests until there is something to do, glancing at the services meanwhile: gives those to look at by their index, none where the served
 * version is to be asked again.
 *
 * @param state what the newest look showed
 * @throws the signal's reason as soon as the run is cancelled; whatever a glance throws that is neither an ending nor worth a retry
 */
export async function rest(
  edges: RestEdges,
  pace: Pace,
  state: WatchState,
  awaited: Awaited,
): Promise<readonly number[]> {
  const { clock, signal } = edges
  const everyService: readonly number[] = state.services.map((_, index) => index)
  const until = nextLook(state, awaited, pace, clock.now())
  let mayGlance = state.services.every(({ failure }) => failure === undefined)
  for (;;) {
    const now = clock.now()
    const concludeAt = allHold(state) ? Math.max(awaited.askAt, pace.roomForLastReading(now)) : Infinity
    // Calls are saved up for the last reading where that waits for them.
    const glanceAt =
      mayGlance && edges.glance !== undefined && pace.roomForGlance(now) <= now
        ? now + pace.restBeforeGlance(now)
        : Infinity
    await clock.sleep(Math.max(0, Math.min(until, concludeAt, glanceAt) - now), signal)
    const then = clock.now()
    // Another look would spend the calls that were saved up for the last reading.
    const isInTime = then < until || !pace.hasRoomForBoth(then)
    if (then >= concludeAt && then < state.deadline && isInTime) return []
    if (then >= until) return everyService
    const changed = await glanceAtAll(edges, everyService, pace, until)
    if (changed === undefined) mayGlance = false
    else if (changed.length > 0) {
      const room = pace.roomForLook(changed.length / everyService.length, clock.now())
      await clock.sleep(Math.max(0, Math.min(until, room) - clock.now()), signal)
      return clock.now() >= until ? everyService : changed
    }
  }
}
