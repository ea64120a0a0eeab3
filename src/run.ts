import type { Aws } from './aws/api.ts'
import { AwsFailure } from './aws/failure.ts'
import { inTime } from './clock.ts'
import { actInTime, expecterOf, guardOf, type RunEdges, watchEdges } from './edges.ts'
import { Ending } from './ending.ts'
import type { Expecter } from './expect/expect.ts'
import type { Guard } from './guard/guard.ts'
import type {
  CommitFacts,
  ExpectedImage,
  ExpectedVersion,
  Reading,
  RunOutcome,
  ServicePicture,
  Settings,
  Successor,
} from './model.ts'
import { lastLogLines } from './observe/logs.ts'
import { findingOf, outcomeOf } from './outcome.ts'
import { DEFAULT_TIMEOUT, LAST_LOOK, watch, type WatchResult, type WatchState } from './watch.ts'

/** So many of the last log lines of a failing task are shown. */
const LOG_LINES = 20
/** What only explains, such as log lines and the commit's subject, may delay a report by so much. */
const PATIENCE_FOR_DETAILS = 3_000

/**
 * The story of one run: what the commit should look like, the competing pipelines kept out, and the watch until the verdict.
 * Always resolves; whatever goes wrong is the outcome's verdict.
 */
export async function run(settings: Settings, edges: RunEdges): Promise<RunOutcome> {
  const { aws, clock, signal, narrator } = edges
  let state: WatchState | undefined
  let guard: Guard | undefined
  let commit: Promise<CommitFacts> | undefined
  let ended: WatchResult
  const over = new AbortController()
  let watched = settings
  let successor: Successor | undefined
  /** The images of our commit as they were first found, by service: later on another deployment may stand in their place. */
  const images = new Map<number, ExpectedImage>()
  let beganAt: number | undefined
  edges.hardEnd.at = edges.startedAt + (settings.timeout === 'auto' ? DEFAULT_TIMEOUT : settings.timeout) + LAST_LOOK
  try {
    const ours = expecterOf(settings, edges)
    let expecter = ours
    // Before anything is changed: a version file that is not there is a bad input.
    const version = await expectedVersion(expecter, settings, edges)
    narrator.begin(settings, version)
    guard = await guardOf(settings, edges, over.signal, () => repositoriesIn(state))
    const pipelines = guard === undefined ? undefined : await actInTime(guard, settings)
    narrator.pipelines(pipelines)
    commit = expecter.commit()
    commit.catch(() => undefined)
    for (;;) {
      const expected = await expecter.version()
      // Which container is verified does not change with the commit.
      const containers = watched === settings ? [] : containersIn(state)
      const keep = (now: WatchState): void => {
        state = now
        if (watched === settings) remember(now, images)
      }
      const known = state?.deadline
      ended = await watch(
        { ...watchEdges(watched, edges, expecter, guard, expected, keep, containers), deadline: known, beganAt },
        state?.pipelines ?? pipelines,
      )
      const picture = supersededService(ended, state)
      if (picture === undefined) break
      const { settingsInPlace, successorOf } = await import('./succession.ts')
      const home = ended.state === 'ended' ? images.get(ended.index ?? 0)?.repository : undefined
      successor = await successorOf(picture, home, settings, edges, state?.deadline ?? clock.now())
      // Ours came back: then it is what has to be verified.
      if (watched !== settings && isAmong(images, successor.digest)) {
        successor = undefined
        watched = settings
        expecter = ours
        beganAt = clock.now()
        narrator.inPlace(settings, await ours.version())
        continue
      }
      const inPlace = settings.allowSuperseded ? settingsInPlace(settings, successor) : undefined
      if (inPlace === undefined) break
      const next = expecterOf(inPlace, edges)
      const why = await unreadOf(expectedVersion(next, inPlace, edges, state?.deadline))
      if (why !== undefined) {
        successor = { ...successor, kinship: 'unknown', why }
        break
      }
      narrator.inPlace(inPlace, await next.version())
      watched = inPlace
      expecter = next
      beganAt = clock.now()
    }
  } catch (error) {
    const finding = findingOf(signal.aborted ? signal.reason : error)
    if (finding.cause === 'internal-error' && error instanceof Error) narrator.defect(error)
    ended = { state: 'ended', finding }
  }
  // Whatever the guard still does must stop before it is told what it did.
  over.abort(new Error('the run is over'))
  const endedAt = clock.now()
  // The run ends within 5 s of its timeout, whatever is still to be told.
  const left = (state?.deadline ?? Infinity) + LAST_LOOK + 500 - endedAt
  const patience = signal.aborted ? 0 : Math.max(0, Math.min(PATIENCE_FOR_DETAILS, left))
  const [facts, logLines] = await Promise.all([
    inTime(commit?.catch(() => undefined) ?? Promise.resolve(undefined), patience),
    inTime(
      logLinesFor(ended, state, aws).catch(() => undefined),
      patience,
    ),
  ])
  return outcomeOf(settings, edges, ended, state, {
    endedAt,
    facts,
    logLines,
    watched,
    successor,
    pipelines: guard?.known(),
  })
}

/** The expected version; tries again until the deadline while what keeps it from being read may pass. */
async function expectedVersion(
  expecter: Expecter,
  settings: Settings,
  edges: RunEdges,
  until = edges.startedAt + (settings.timeout === 'auto' ? DEFAULT_TIMEOUT : settings.timeout),
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
    `Expected the version in ${settings.versionFile ?? 'the repository'} at commit ${settings.commit}, from the checkout or the GitHub API, before the deadline; ${why}.`,
    {
      text: 'Check out the commit before this step (actions/checkout), or look at the GitHub status page and the runner’s way to it, and run this job again.',
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
