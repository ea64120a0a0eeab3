import { type Clock, waitAtMost } from './clock.ts'
import { asFinding, Ending } from './ending.ts'
import type { Phase, ServiceCase } from './judge/case.ts'
import { verdictOf } from './judge/causes.ts'
import { featuresAtDeadline } from './judge/features.ts'
import { type History, NO_HISTORY, remember } from './judge/history.ts'
import { pipelinesFinding } from './judge/pipelines.ts'
import { agrees, servedAtDeadline } from './judge/served.ts'
import { inactive, judgeService, type ServiceJudgement } from './judge/service.ts'
import { type FailedRead, unreachable } from './judge/unreachable.ts'
import type {
  Answer,
  CompetingPipelines,
  Expectation,
  FeatureCheck,
  FeatureResult,
  Finding,
  Observation,
  ServiceRef,
  Settings,
} from './model.ts'
import { STALE_ANSWER } from './observe/freshness.ts'
import { createPace } from './pace.ts'

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
/** What an image says about itself is read within so long, as a rule; a layer of gigabytes takes its time. */
const READ_SOON = 15_000
/** A look that is older says nothing about the end of the run. */
const STALE_AFTER = 60_000

/** A service under watch, as far as it is known. */
export interface WatchedService {
  readonly ref: ServiceRef
  readonly history: History
  readonly expectation?: Expectation
  readonly observation?: Observation
  readonly judgement?: ServiceJudgement
  /** Why the newest look failed; absent when it did not. */
  readonly failure?: FailedRead
}

/** All that is known at a moment; replaced as a whole, so that whoever reads it after a cancellation reads one state. */
export interface WatchState {
  readonly services: readonly WatchedService[]
  /** Answers taken since promises 1 to 3 held, oldest first. */
  readonly answers: readonly Answer[]
  /** The answers of the newest round alone. */
  readonly round: readonly Answer[]
  /** Answers taken while the rollout went on: they inform, they never count. */
  readonly probes: readonly Answer[]
  readonly features: readonly FeatureResult[]
  readonly pipelines?: CompetingPipelines
  readonly looks: number
  /** Milliseconds since the epoch at which nothing is waited for any more. */
  readonly deadline: number
}

export type WatchResult =
  | { readonly state: 'verified' }
  /** `index` names the service that decided; absent where the finding is about the run as a whole. */
  | { readonly state: 'ended'; readonly finding: Finding; readonly index?: number }

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

const initialState = (refs: readonly ServiceRef[], pipelines: CompetingPipelines | undefined): WatchState => ({
  services: refs.map((ref) => ({ ref, history: NO_HISTORY })),
  answers: [],
  round: [],
  probes: [],
  features: [],
  looks: 0,
  deadline: Infinity,
  ...(pipelines === undefined ? {} : { pipelines }),
})

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
      return { ref: watched.ref, history, expectation, observation, judgement: judgeService(current) }
    } catch (error) {
      signal.throwIfAborted()
      const ending = error instanceof Ending ? error : edges.endingOf(error)
      if (ending === undefined) {
        if (error instanceof Error && error.name === 'AwsFailure') return { ...watched, failure: error }
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

  const allHold = (): boolean =>
    state.services.every(({ judgement, failure }) => failure === undefined && judgement?.holds === true)
  const rolloutIds = (): string => state.services.map(({ judgement }) => judgement?.ours?.id ?? '').join('\n')

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
    const before = rolloutIds()
    // The services last: what the pipelines cost in retries must not age the look that the verdict stands on.
    const pipelinesNow = await edges.readPipelines?.(answersUntil(last))
    if (pipelinesNow !== undefined) update({ pipelines: pipelinesNow })
    const ended = await lookAtAll(true)
    if (ended !== undefined) return ended
    if (!allHold() || rolloutIds() !== before) return undefined
    const finding = pipelinesFinding(state.pipelines)
    if (finding !== undefined && mayPass(state.pipelines) && clock.now() < state.deadline) return undefined
    return finding === undefined ? { state: 'verified' } : { state: 'ended', finding }
  }

  /** What the run ends with when there is no more time. */
  const conclude = (): WatchResult => {
    if (clock.now() - readAt > STALE_AFTER || state.services.some(({ observation }) => observation === undefined)) {
      const index = state.services.findIndex(({ failure }) => failure !== undefined)
      return { state: 'ended', finding: unreachable(state.services[index]?.failure), ...(index < 0 ? {} : { index }) }
    }
    for (const [index, { judgement }] of state.services.entries())
      if (judgement?.atDeadline !== undefined) return { state: 'ended', finding: judgement.atDeadline, index }
    const [first] = state.services
    const answers =
      first?.expectation === undefined || first.observation === undefined
        ? undefined
        : servedAtDeadline(settings.served, first.expectation, first.observation, state.answers)
    const unproved = answers ?? featuresAtDeadline(settings.featureChecks, state.features)
    if (unproved !== undefined) return { state: 'ended', finding: unproved }
    const failed = state.services.findIndex(({ failure }) => failure !== undefined)
    if (failed >= 0) return { state: 'ended', finding: unreachable(state.services[failed]?.failure), index: failed }
    return { state: 'ended', finding: pipelinesFinding(state.pipelines) ?? unreachable(undefined) }
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

  /** Which services show, at a glance, something that a verdict hangs on; undefined where a call failed or was not answered by then. */
  const glanceAtAll = async (until: number): Promise<readonly number[] | undefined> => {
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

  /** When the next look is due whatever a glance shows. */
  const nextLook = (now: number): number => {
    const startOver = beganAt + settings.startTimeout
    const mayBegin = state.services.some(({ judgement }) => judgement?.ours === undefined)
    const dueAt = Math.min(
      ...state.services.map(({ judgement, expectation, failure }) => {
        const isReadSoon = expectation !== undefined && isReading(expectation) && now < beganAt + READ_SOON
        // AWS answered well, only with how things were: unlike one that is throttled, it may be asked again soon.
        return isReadSoon || failure?.code === STALE_ANSWER ? now : (judgement?.dueAt ?? Infinity)
      }),
    )
    const soon = Math.max(dueAt, pace.roomForLook(1, now + pace.restBeforeGlance(now)))
    const regular = allHold() ? Math.max(pace.nextLook(), pace.roomForLastReading(now)) : pace.nextLook()
    const starting = mayBegin && now < startOver ? pace.roomForLook(1, startOver) : Infinity
    return Math.min(regular, soon, state.deadline, starting)
  }

  /** Rests until there is something to do: gives the services to look at, none where the service is to be asked again. */
  const rest = async (): Promise<readonly number[]> => {
    const until = nextLook(clock.now())
    let mayGlance = state.services.every(({ failure }) => failure === undefined)
    for (;;) {
      const now = clock.now()
      const concludeAt = allHold() ? Math.max(askAt, edges.pauseUntil?.() ?? 0, pace.roomForLastReading(now)) : Infinity
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
      const changed = await glanceAtAll(until)
      if (changed === undefined) mayGlance = false
      else if (changed.length > 0) {
        const room = pace.roomForLook(changed.length / everyService.length, clock.now())
        await clock.sleep(Math.max(0, Math.min(until, room) - clock.now()), signal)
        return clock.now() >= until ? everyService : changed
      }
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
      const last = due.length > 0 && ((audit && reached && !reading(state.services)) || lookedAt >= state.deadline)
      if (allHold() && (last || mayConclude(clock.now()))) {
        const verdict = await tryToConclude(last)
        if (verdict !== undefined) return verdict
      }
      if (last) return conclude()
      if (clock.now() - toldAt >= PROGRESS_EVERY) {
        toldAt = clock.now()
        if (!allHold()) probe()
        edges.tell(state, true)
      }
      due = await rest()
    }
  } finally {
    over = true
  }
}

/** Calls that read all of them anew: services ten to a call, tasks 100 to a call, listed and described; shifts of traffic take two. */
function callsOfLastReading(services: readonly WatchedService[]): number {
  return services.reduce(
    (sum, { observation }) => {
      if (observation === undefined) return sum
      const { tasks, strategy } = observation.service
      const pages = Math.ceil(tasks.length / 100)
      return sum + Math.max(1, pages) + 1 + pages + (strategy === 'ROLLING' ? 0 : 2)
    },
    Math.ceil(services.length / 10),
  )
}

/** Whether what the image says about itself is still being read: an audit waits for nothing else. */
const isReading = ({ image }: Expectation): boolean =>
  image.state === 'found' && image.image.evidence.state === 'reading'

const reading = (services: readonly WatchedService[]): boolean =>
  services.some(({ expectation }) => expectation !== undefined && isReading(expectation))

/** Whether all that stands in the way of promise 6 may be gone at another try: what will not go decides already. */
export function mayPass(pipelines: CompetingPipelines | undefined): boolean {
  const blocking = pipelines?.problems.filter((problem) => problem.blocking) ?? []
  return blocking.length > 0 && blocking.every(({ passing }) => passing === true)
}

const isFailed = (finding: Finding): boolean => verdictOf(finding.cause) === 'failed'

function firstFinding(services: readonly WatchedService[]): WatchResult | undefined {
  const findings = services.flatMap(({ judgement }, index) =>
    judgement?.finding === undefined ? [] : [{ finding: judgement.finding, index }],
  )
  const failed = findings.find(({ finding }) => isFailed(finding)) ?? findings[0]
  return failed === undefined ? undefined : { state: 'ended', ...failed }
}
