import { NOT_MADE } from './aws/failure.ts'
import type { Clock } from './clock.ts'
import { asFinding, Ending } from './ending.ts'
import type { Phase, ServiceCase } from './judge/case.ts'
import { remember, rememberSteady } from './judge/history.ts'
import { pipelinesFinding } from './judge/pipelines.ts'
import { agrees } from './judge/served.ts'
import { inactive, judgeService } from './judge/service.ts'
import type { FailedRead } from './judge/unreachable.ts'
import type {
  Answer,
  CompetingPipelines,
  Expectation,
  FeatureCheck,
  FeatureResult,
  Observation,
  Settings,
} from './model.ts'
import { conclusion, firstFinding } from './watch/conclusion.ts'
import { callsOfLastReading, createPace } from './watch/pace.ts'
import { awaitedOf, rest } from './watch/rest.ts'
import {
  allHold,
  initialState,
  isReading,
  rolloutIds,
  someAreReading,
  type WatchedService,
  type WatchResult,
  type WatchState,
} from './watch/state.ts'

/** Without a `timeout`: 30 minutes and the waits that the services' own configuration names, at most 6 hours. */
export const DEFAULT_TIMEOUT = 30 * 60_000
const LONGEST_TIMEOUT = 6 * 3_600_000
/** What is under way at the deadline may finish within this: the run ends within 5 s of `timeout`. */
export const LAST_LOOK = 4_000
/** In the last round the service is asked until then, after the deadline: the last reading needs the rest. */
const LAST_ANSWER = 2_500
/** How long an audit, which waits for nothing else, tries to reach AWS; less with a shorter `timeout`. */
export const AUDIT_TIMEOUT = 60_000
/** Between two progress lines while nothing changes; the served version is asked as often while the rollout goes on. */
const PROGRESS_EVERY = 60_000
/** A look that is older says nothing about the end of the run. */
const STALE_AFTER = 20_000

/** The edges of the loop: everything that looks, asks, waits or tells. It knows nothing of AWS. */
export interface WatchEdges {
  readonly settings: Settings
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly startedAt: number
  /** The deadline as far as an earlier watch of the same run knows it, in milliseconds since the epoch. */
  readonly deadline?: number | undefined
  /** When the watch of this commit began, where that was not the run's start: the start timeout counts from then. */
  readonly beganAt?: number | undefined
  /** Rejects with an `Ending` where the cause is known, with any other error where another try may help. */
  look(index: number, full: boolean, last: boolean): Promise<Observation>
  /** Whether another look at the service is worth its calls: something that a verdict hangs on has come about since the last one. */
  glance?(index: number): Promise<boolean>
  expect(observation: Observation): Promise<Expectation>
  /** Turns a failed look into the cause that ends the run; undefined where it is worth another try. */
  endingOf(error: unknown): Ending | undefined
  /** @param until milliseconds since the epoch: an answer that has not come by then is unreadable */
  ask?(until: number): Promise<Answer>
  /** Until when the service asked not to be asked again; milliseconds since the epoch. */
  pauseUntil?(): number
  runFeature(check: FeatureCheck, until: number): Promise<FeatureResult>
  /**
   * Reads the competing pipelines again.
   * @param until milliseconds since the epoch: what is not read by then counts as not read
   */
  readPipelines?(until: number): Promise<CompetingPipelines>
  /** Calls to ECS made so far, retries included. */
  calls(): number
  /** Told after every change of the state; `idle` when nothing changed for a minute. */
  tell(state: WatchState, idle: boolean): void
  /** Keeps the newest state for whoever must report after an interruption. */
  keep(state: WatchState): void
}

/**
 * Watches until the promise holds, cannot hold, or the deadline is over: look at every service, judge, and when all hold, sample the
 * served version, run the feature checks, and read everything once more. No wait stands between that last reading and the verdict.
 *
 * @param pipelines what the guard found and did before the first look
 * @throws the signal's reason as soon as the run is cancelled; whatever an edge throws that is neither an ending nor worth a retry
 */
export async function watch(edges: WatchEdges, pipelines: CompetingPipelines | undefined): Promise<WatchResult> {
  const { settings, clock, signal, startedAt } = edges
  let state = initialState(settings.services, pipelines)
  const everyService: readonly number[] = settings.services.map((_, index) => index)
  const pace = createPace(settings.pollInterval)
  let longestWait = 0
  let toldAt = startedAt
  let readAt = startedAt

  const update = (change: Partial<WatchState>): void => {
    state = { ...state, ...change }
    edges.keep(state)
  }
  const audit = settings.mode === 'audit'
  const beganAt = edges.beganAt ?? startedAt
  const awaited = awaitedOf(beganAt, settings.startTimeout)

  const deadlineOf = (services: readonly WatchedService[]): number => {
    if (audit)
      return startedAt + Math.min(AUDIT_TIMEOUT, settings.timeout === 'auto' ? AUDIT_TIMEOUT : settings.timeout)
    if (settings.timeout !== 'auto') return startedAt + settings.timeout
    // A wait that could not be read this time is no shorter for that.
    longestWait = Math.max(longestWait, ...services.map(({ observation }) => observation?.service.configuredWaits ?? 0))
    const end = startedAt + Math.min(DEFAULT_TIMEOUT + longestWait, LONGEST_TIMEOUT)
    return Math.max(end, edges.deadline ?? 0)
  }

  update({ deadline: deadlineOf([]) })

  const phaseAt = (now: number): Phase => {
    if (audit || now >= state.deadline) return 'deadline'
    return now >= beganAt + settings.startTimeout ? 'running' : 'starting'
  }

  const lookAt = async (index: number, watched: WatchedService, full: boolean): Promise<WatchedService> => {
    try {
      const observation = await edges.look(index, full, clock.now() >= state.deadline)
      const gone = inactive(observation.service)
      if (gone !== undefined) return { ...watched, observation, judgement: { checks: [], holds: false, finding: gone } }
      const expectation = await edges.expect(observation)
      const history = remember(watched.history, expectation, observation)
      const now = clock.now()
      const current: ServiceCase = {
        expectation,
        observation,
        history,
        now,
        phase: audit && now < state.deadline && isReading(expectation) ? 'running' : phaseAt(now),
        stableFor: settings.stableFor,
        requireImageProof: settings.requireImageProof,
      }
      const judgement = judgeService(current)
      return {
        ref: watched.ref,
        history: rememberSteady(history, judgement.steady === true, observation.at),
        expectation,
        observation,
        judgement,
      }
    } catch (error) {
      signal.throwIfAborted()
      const ending = error instanceof Ending ? error : edges.endingOf(error)
      if (ending === undefined) {
        if (error instanceof Error && error.name === 'AwsFailure')
          return { ...watched, failure: isNotMade(error) ? (watched.failure ?? error) : error }
        throw error
      }
      const checks = watched.judgement?.checks ?? []
      return { ...watched, judgement: { checks, holds: false, finding: asFinding(ending) } }
    }
  }

  /** One look at these services; the first finding among all, if any. */
  const lookAtAll = async (full: boolean, due = everyService): Promise<WatchResult | undefined> => {
    const from = clock.now()
    const callsBefore = edges.calls()
    const services = await Promise.all(
      state.services.map(async (watched, index) => (due.includes(index) ? lookAt(index, watched, full) : watched)),
    )
    update({ services, looks: state.looks + 1, deadline: deadlineOf(services) })
    const now = clock.now()
    const calls = edges.calls()
    pace.note(now, calls)
    if (due.length === services.length) {
      if (services.every(({ failure }) => failure === undefined)) readAt = now
      pace.looked(from, calls - callsBefore, callsOfLastReading(services))
    }
    const pictures = services.flatMap(({ observation }) => (observation === undefined ? [] : [observation.service]))
    pace.saw(pictures, now)
    return firstFinding(services)
  }

  /** A service that does not answer must leave time for the last look and, in the last round, for the last reading. */
  const answersUntil = (last: boolean): number => (last ? state.deadline + LAST_ANSWER : state.deadline)

  /** Answers and features in one round; whether all agree and pass. The last round is taken to its end to tell a mix from a mismatch. */
  const sample = async (last: boolean): Promise<boolean> => {
    const { served, featureChecks } = settings
    const version = state.services[0]?.expectation?.version
    update({ round: [], features: [] })
    if (served !== undefined && edges.ask !== undefined && version !== undefined) {
      let agreeing = 0
      for (let taken = 0; taken < served.samples && clock.now() < answersUntil(last); taken++) {
        const answer = await edges.ask(answersUntil(last))
        update({ answers: [...state.answers, answer], round: [...state.round, answer] })
        edges.tell(state, false)
        if (agrees(answer, version)) agreeing++
        else if (!last) return false
      }
      if (agreeing < served.samples) return false
    }
    for (const check of featureChecks) {
      if (clock.now() >= answersUntil(last)) return false
      const result = await edges.runFeature(check, answersUntil(last))
      update({ features: [...state.features, result] })
      if (!result.passed && !last) return false
    }
    edges.tell(state, false)
    return state.features.every((result) => result.passed)
  }

  /** The last reading: everything that could have changed since the first answer was taken. */
  const readAgain = async (last: boolean): Promise<WatchResult | undefined> => {
    const before = rolloutIds(state)
    // The services last: what the pipelines cost in retries must not age the look that the verdict stands on.
    const pipelinesNow = await edges.readPipelines?.(answersUntil(last))
    if (pipelinesNow !== undefined) update({ pipelines: pipelinesNow })
    const ended = await lookAtAll(true)
    if (ended !== undefined) return ended
    if (!allHold(state) || rolloutIds(state) !== before) return undefined
    const finding = pipelinesFinding(state.pipelines)
    if (finding !== undefined && mayPass(state.pipelines) && clock.now() < state.deadline) return undefined
    return finding === undefined ? { state: 'verified' } : { state: 'ended', finding }
  }

  // Not waited for: a service that hangs must not hold up the next look.
  let probing = false
  let over = false
  const probe = (): void => {
    if (edges.ask === undefined || probing || (edges.pauseUntil?.() ?? 0) > clock.now()) return
    probing = true
    void edges.ask(state.deadline).then(
      (answer) => {
        probing = false
        // Whoever watches next keeps a state of its own.
        if (!over) update({ probes: [...state.probes, answer] })
      },
      () => {
        probing = false
      },
    )
  }

  /** The service is asked, and all is read again, no more often than this. */
  let askAt = startedAt
  const mayConclude = (now: number): boolean =>
    now >= Math.max(askAt, edges.pauseUntil?.() ?? 0) && now >= pace.roomForLastReading(now)

  /** The answers, the features and the last reading. */
  const tryToConclude = async (last: boolean): Promise<WatchResult | undefined> => {
    try {
      const verdict = (await sample(last)) ? await readAgain(last) : undefined
      edges.tell(state, false)
      return verdict
    } finally {
      askAt = clock.now() + settings.pollInterval
    }
  }

  let due = everyService
  try {
    for (;;) {
      const lookedAt = clock.now()
      if (due.length > 0) {
        const ended = await lookAtAll(false, due)
        edges.tell(state, false)
        if (ended !== undefined) return ended
      }
      const reached = state.services.every(({ failure }) => failure === undefined)
      const last =
        due.length > 0 && ((audit && reached && !someAreReading(state.services)) || lookedAt >= state.deadline)
      if (allHold(state) && (last || mayConclude(clock.now()))) {
        const verdict = await tryToConclude(last)
        if (verdict !== undefined) return verdict
      }
      if (last) return conclusion(state, settings, clock.now() - readAt > STALE_AFTER)
      if (clock.now() - toldAt >= PROGRESS_EVERY) {
        toldAt = clock.now()
        if (!allHold(state)) probe()
        edges.tell(state, true)
      }
      due = await rest(edges, pace, state, { ...awaited, askAt: Math.max(askAt, edges.pauseUntil?.() ?? 0) })
    }
  } finally {
    over = true
  }
}

const isNotMade = ({ code }: FailedRead): boolean => code === NOT_MADE

/** Whether all that stands in the way of promise 6 may be gone at another try: what will not go decides already. */
export function mayPass(pipelines: CompetingPipelines | undefined): boolean {
  const blocking = pipelines?.problems.filter((problem) => problem.blocking) ?? []
  return blocking.length > 0 && blocking.every(({ passing }) => passing === true)
}
