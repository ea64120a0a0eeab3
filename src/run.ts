import type { Aws } from './aws/api.ts'
import { AwsFailure } from './aws/failure.ts'
import { inTime, whenAborted } from './clock.ts'
import { actInTime, expecterOf, gitHubOf, guardOf, type RunEdges, watchEdges } from './edges.ts'
import { Ending } from './ending.ts'
import type { Expecter } from './expect/expect.ts'
import type { Guard } from './guard/guard.ts'
import type { HistoryReading } from './history/history.ts'
import type {
  Answer,
  CommitFacts,
  DeployHistory,
  Drift,
  Expectation,
  ExpectedImage,
  ExpectedVersion,
  Observation,
  Reading,
  RunOutcome,
  ServicePicture,
  Settings,
  Successor,
} from './model.ts'
import { driftOfCause } from './judge/drift.ts'
import { lastLogLines } from './observe/logs.ts'
import { findingOf, outcomeOf, type Watched } from './outcome.ts'
import { lastPart } from './wording.ts'
import { AUDIT_TIMEOUT, DEFAULT_TIMEOUT, LAST_LOOK, watch } from './watch.ts'
import type { WatchResult, WatchState } from './watch/state.ts'
import { aboutMessage } from './paragraphs.ts'

/** So many of the last log lines of a failing task are shown. */
const LOG_LINES = 20
/** What only explains, such as log lines and the commit's subject, may delay a report by so much. */
const PATIENCE_FOR_DETAILS = 3_000
/** The history was begun long before, as a rule. */
const PATIENCE_FOR_HISTORY = 1_000

/**
 * The story of one run: what the commit should look like, the competing pipelines kept out, and the watch until the verdict.
 * Always resolves; whatever goes wrong is the outcome's verdict.
 */
export async function run(settings: Settings, edges: RunEdges): Promise<RunOutcome> {
  const { aws, clock, signal, narrator } = edges
  let state: WatchState | undefined
  let guard: Guard | undefined
  let commit: Promise<CommitFacts> | undefined
  /** Begins to read what is known of the commit, where that has not begun; undefined until the inputs are settled. */
  let readCommit: (() => Promise<CommitFacts>) | undefined
  const over = new AbortController()
  let watched: Watched = { settings, standsIn: undefined }
  let successor: Successor | undefined
  let drifts: readonly (Drift | undefined)[] | undefined
  let history: Promise<HistoryReading> | undefined
  /** The images of our commit as they were first found, by service: later on another deployment may stand in their place. */
  const images = new Map<number, ExpectedImage>()
  let ask: Ask = async () => undefined
  const driftsBy = async (until: number): Promise<readonly (Drift | undefined)[]> => {
    const pictures = state?.services.map(({ observation }) => observation?.service) ?? []
    const { driftsOf } = await import('./drift.ts')
    return driftsOf(pictures, { settings, edges, until, servedVersion: async () => servedVersion(state, ask, until) })
  }
  edges.hardEnd.at = edges.startedAt + patienceOf(settings) + LAST_LOOK
  const story = async (): Promise<WatchResult> => {
    const ours = expecterOf(settings, edges)
    let expecter = ours
    let beganAt: number | undefined
    // Before anything is changed: a version file that is not there is a bad input.
    const version = await expectedVersion(expecter, settings, edges)
    narrator.begin(settings, version)
    guard = await guardOf(settings, edges, over.signal, () => repositoriesIn(state))
    const pipelines = guard === undefined ? undefined : await actInTime(guard, settings, clock)
    narrator.pipelines(pipelines)
    readCommit = () => (commit ??= ours.commit())
    for (;;) {
      const expected = await expecter.version()
      const isOurs = watched.standsIn === undefined
      const keep = (now: WatchState): void => {
        state = now
        if (isOurs) remember(now, images)
      }
      // Which container is verified does not change with the commit.
      const containers = isOurs ? [] : containersIn(state)
      const watching = watchEdges(watched.settings, edges, expecter, guard, expected, keep, containers)
      ask = async (until) => watching.ask?.(until)
      const expectBeside = async (observation: Observation): Promise<Expectation> => {
        // Only now, so that nothing of it stands before the first request; it goes on beside the watch.
        history ??= historyOf(settings, edges, observation)
        readCommit?.().catch(() => undefined)
        return watching.expect(observation)
      }
      const ended = await watch(
        { ...watching, expect: expectBeside, deadline: state?.deadline, beganAt },
        state?.pipelines ?? pipelines,
      )

      let next: Watched | undefined
      const picture = supersededService(ended, state)
      if (picture !== undefined && watched.standsIn !== 'live-commit') {
        const { settingsInPlace, successorOf } = await import('./succession.ts')
        const home = ended.state === 'ended' ? images.get(ended.index ?? 0)?.repository : undefined
        successor = await successorOf(picture, home, settings, edges, state?.deadline ?? clock.now())
        // Ours came back: then it is what has to be verified.
        const isBack = !isOurs && isAmong(images, successor.digest)
        const inPlace = settings.allowSuperseded && !isBack ? settingsInPlace(settings, successor) : undefined
        if (isBack) next = { settings, standsIn: undefined }
        else if (inPlace !== undefined) next = { settings: inPlace, standsIn: 'successor' }
      } else if (isOurs && mayBeExcused(ended, settings)) {
        const { settingsAtLiveCommit } = await import('./drift.ts')
        drifts = await driftsBy(state?.deadline ?? clock.now())
        const atLive = settingsAtLiveCommit(settings, drifts)
        if (atLive !== undefined) next = { settings: atLive, standsIn: 'live-commit' }
      }
      if (next === undefined) return ended
      expecter = next.standsIn === undefined ? ours : expecterOf(next.settings, edges)
      const why = await unreadOf(expectedVersion(expecter, next.settings, edges, state?.deadline))
      if (why !== undefined) {
        if (next.standsIn === 'live-commit') drifts = drifts?.map((drift) => drift && { ...drift, why })
        else if (successor !== undefined) successor = { ...successor, kinship: 'unknown', why }
        return ended
      }
      if (next.standsIn === undefined) successor = undefined
      narrator.inPlace(next.settings, await expecter.version(), next.standsIn)
      watched = next
      beganAt = clock.now()
    }
  }
  let ended: WatchResult
  const cancellation = whenAborted(signal)
  try {
    // Beside it, because not everything that a run waits for knows of the signal.
    ended = await Promise.race([story(), cancellation.then(() => Promise.reject(signal.reason))])
  } catch (error) {
    const finding = findingOf(signal.aborted ? signal.reason : error)
    // What aborted the run has told its own stack.
    if (!signal.aborted && finding.cause === 'internal-error' && error instanceof Error) narrator.defect(error)
    ended = { state: 'ended', finding }
  }
  // Whatever the guard still does must stop before it is told what it did.
  over.abort(new Error('the run is over'))
  const endedAt = clock.now()
  // The run ends within 5 s of its timeout, whatever is still to be told.
  const left = (state?.deadline ?? Infinity) + LAST_LOOK + 500 - endedAt
  const patience = signal.aborted ? 0 : Math.max(0, Math.min(PATIENCE_FOR_DETAILS, left))
  // A cancellation that comes only now ends the telling, and not the verdict.
  const unlessCancelled = async <Value>(work: Promise<Value | undefined>): Promise<Value | undefined> =>
    Promise.race([work, cancellation.then(() => inTime(work, 0))])
  const [facts, logLines, told, past] = await Promise.all([
    unlessCancelled(inTime(readCommit?.().catch(() => undefined) ?? Promise.resolve(undefined), patience)),
    unlessCancelled(
      inTime(
        logLinesFor(ended, state, aws).catch(() => undefined),
        patience,
      ),
    ),
    drifts === undefined && isBehind(ended)
      ? unlessCancelled(
          inTime(
            driftsBy(endedAt + patience).catch(() => undefined),
            patience,
          ),
        )
      : drifts,
    unlessCancelled(historyBy(history, Math.min(patience, PATIENCE_FOR_HISTORY))),
  ])
  return outcomeOf(settings, edges, ended, state, {
    endedAt,
    facts,
    logLines,
    watched,
    successor,
    drifts: told ?? [],
    history: past,
    pipelines: guard?.known(),
  })
}

/** Begins to read what AWS and GitHub remember of the last deploys of the first service; nothing where this is a look at another one. */
function historyOf(settings: Settings, edges: RunEdges, { service }: Observation): Promise<HistoryReading> | undefined {
  const [first] = settings.services
  const isFirst =
    first !== undefined &&
    lastPart(first.service) === service.name &&
    lastPart(first.cluster) === lastPart(service.clusterArn)
  if (!isFirst) return undefined
  const { aws } = edges
  const { container } = service
  return import('./history/history.ts').then(({ beginHistory }) =>
    beginHistory({ aws, github: gitHubOf(settings, edges), service: first, container, run: settings.run }),
  )
}

/** What is known of the history by now, or within so many milliseconds. */
async function historyBy(
  reading: Promise<HistoryReading> | undefined,
  patience: number,
): Promise<DeployHistory | undefined> {
  const history = await reading
  await inTime(history?.done ?? Promise.resolve(), patience)
  return history?.known()
}

/** Of an audit: what ends it because there is nothing of the head to look at, so that an older commit may be all that has to be live. */
function mayBeExcused(ended: WatchResult, { mode, paths }: Settings): boolean {
  if (mode !== 'audit' || paths.length === 0 || ended.state !== 'ended') return false
  return ended.finding.cause === 'image-missing' || ended.finding.cause === 'not-deployed'
}

/** Whether another commit than ours may be live. */
function isBehind(ended: WatchResult): boolean {
  return ended.state === 'ended' && driftOfCause(ended.finding.cause) === 'behind'
}

/** Asks the service for its version; undefined where it is not asked for one. */
type Ask = (until: number) => Promise<Answer | undefined>

/** What the service answers: as it was read last, or as it answers now. */
async function servedVersion(state: WatchState | undefined, ask: Ask, until: number): Promise<string | undefined> {
  // Of several services nobody knows which one the URL is of.
  if (state?.services.length !== 1) return undefined
  const known = [...state.probes, ...state.answers].findLast((answer) => answer.state === 'read')
  if (known?.state === 'read') return known.version
  const answer = await ask(until)
  return answer?.state === 'read' ? answer.version : undefined
}

/** How long the run may wait, in milliseconds, before the services' own waits are known. */
function patienceOf({ mode, timeout }: Settings): number {
  if (mode === 'audit') return timeout === 'auto' ? AUDIT_TIMEOUT : Math.min(AUDIT_TIMEOUT, timeout)
  return timeout === 'auto' ? DEFAULT_TIMEOUT : timeout
}

/** The expected version; tries again until the deadline while what keeps it from being read may pass. */
async function expectedVersion(
  expecter: Expecter,
  settings: Settings,
  edges: RunEdges,
  until = edges.startedAt + patienceOf(settings),
): Promise<ExpectedVersion> {
  let why = 'GitHub did not answer'
  for (;;) {
    const left = until - edges.clock.now()
    try {
      const version = left <= 0 ? undefined : await inTime(expecter.version(), left)
      if (version === undefined) throw unreadVersion(settings, why)
      return version
    } catch (error) {
      if (!(error instanceof AwsFailure) || error.kind !== 'retry') throw error
      why = error.message
    }
    await edges.clock.sleep(Math.min(settings.pollInterval, Math.max(0, until - edges.clock.now())), edges.signal)
  }
}

function unreadVersion(settings: Settings, why: string): Ending {
  return new Ending(
    'version-unreadable',
    'the expected version could not be read',
    `Expected the version in ${settings.versionFile ?? 'the repository'} at commit ${settings.commit}, from the checkout or the GitHub API, before the deadline; ${why.replace(/[.\s]+$/, '')}.`,
    {
      text: 'Check out the commit before this step (actions/checkout), or look at the GitHub status page and the runner’s way to it, and run this job again.',
      about: aboutMessage('the-expected-version-could-not-be-read'),
    },
  )
}

/** The service whose deployment another one replaced, where the watch ended so. */
function supersededService(ended: WatchResult, state: WatchState | undefined): ServicePicture | undefined {
  if (ended.state !== 'ended' || ended.finding.cause !== 'superseded') return undefined
  return state?.services[ended.index ?? 0]?.observation?.service
}

/** Why the expected version of another commit cannot be read, where that is an ending. */
async function unreadOf(version: Promise<ExpectedVersion>): Promise<string | undefined> {
  try {
    await version
    return undefined
  } catch (error) {
    if (error instanceof Ending) return error.message
    throw error
  }
}

function containersIn(state: WatchState | undefined): readonly (string | undefined)[] {
  return state?.services.map(({ observation }) => observation?.service.container) ?? []
}

function remember({ services }: WatchState, images: Map<number, ExpectedImage>): void {
  for (const [index, { expectation }] of services.entries())
    if (expectation?.image.state === 'found' && !images.has(index)) images.set(index, expectation.image.image)
}

function isAmong(images: ReadonlyMap<number, ExpectedImage>, digest: string | undefined): boolean {
  return digest !== undefined && [...images.values()].some(({ digests }) => digests.includes(digest))
}

/** The repositories of the expected images, as far as they are known. */
function repositoriesIn(state: WatchState | undefined): readonly string[] {
  const images = state?.services.flatMap(({ expectation }) => expectation?.image ?? []) ?? []
  return images.map((lookup) => (lookup.state === 'found' ? lookup.image.repository : lookup.repository))
}

/** The last log lines of the first task that failed; only where tasks failing is, or may be, the reason. */
async function logLinesFor(
  ended: WatchResult,
  state: WatchState | undefined,
  aws: Aws,
): Promise<Reading<readonly string[]> | undefined> {
  if (ended.state !== 'ended' || !['tasks-failing', 'rolled-back', 'rollout-failed'].includes(ended.finding.cause))
    return undefined
  const watched = state?.services[ended.index ?? 0]
  const service = watched?.observation?.service
  const oursId = watched?.judgement?.ours?.id ?? [...(watched?.history.ours.keys() ?? [])].at(-1)
  const stop = service?.stops.find((candidate) => candidate.rolloutId === oursId && candidate.startedAt !== undefined)
  const definition = service?.taskDefinitions.find((candidate) => candidate.arn === stop?.taskDefinition)
  if (stop === undefined || definition === undefined) return undefined
  return lastLogLines(aws, definition, stop, { limit: LOG_LINES })
}
