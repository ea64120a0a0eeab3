import type { ProxyEnv } from 'node:http'
import type { Aws } from './aws/api.ts'
import type { CallFigures } from './aws/call.ts'
import { asEnding } from './aws/errors.ts'
import { AwsFailure } from './aws/failure.ts'
import type { Clock } from './clock.ts'
import { asFinding, Ending } from './ending.ts'
import { settleContainer } from './expect/container.ts'
import { createExpecter, type Expecter } from './expect/expect.ts'
import { createGitHubReader } from './expect/github.ts'
import type { CompetingTarget } from './guard/competing/competing.ts'
import { createGitHubHooks } from './guard/webhook/github-hook.ts'
import { createGuard, type Guard } from './guard/guard.ts'
import { PATIENT } from './guard/problem.ts'
import { readTarget, targetOf } from './guard/competing/target.ts'
import { createCommitExists } from './image/commit-exists.ts'
import { builtAt, readImageEvidence } from './image/evidence.ts'
import { findByEvidence } from './image/search.ts'
import { concluded } from './judge/causes.ts'
import { judgeFeatures } from './judge/features.ts'
import { imageRemarks } from './judge/image-remarks.ts'
import { judgePipelines } from './judge/pipelines.ts'
import { judgeServed } from './judge/served.ts'
import { withSuspect } from './judge/suspect.ts'
import { verified } from './judge/verified.ts'
import type {
  Check,
  CommitFacts,
  CompetingPipelines,
  ExpectedVersion,
  Finding,
  Reading,
  RunOutcome,
  ServiceOutcome,
  Settings,
} from './model.ts'
import { runFeatureCheck } from './observe/features.ts'
import type { Request } from './observe/http.ts'
import { lastLogLines } from './observe/logs.ts'
import { createSampler } from './observe/served.ts'
import { createServiceObserver } from './observe/service.ts'
import type { Narrator } from './report/narrator.ts'
import type { Redact } from './report/redact.ts'
import { timelineOf } from './report/timeline.ts'
import { DEFAULT_TIMEOUT, LAST_LOOK, mayPass, watch, type WatchResult, type WatchState } from './watch.ts'

/** So many of the last log lines of a failing task are shown. */
const LOG_LINES = 20
/** So long, and at most half of the timeout, the first look waits for the competing pipelines to be disabled. */
const GUARD_PATIENCE = 60_000
/** What only explains, such as log lines and the commit's subject, may delay a report by so much. */
const PATIENCE_FOR_DETAILS = 3_000

/** The time after which no call may still be under way; moves as the deadline becomes known. Milliseconds since the epoch. */
export interface HardEnd {
  at: number
}

/** The edges of a run: the world, time, and whoever listens. */
export interface RunEdges {
  readonly actionVersion: string
  readonly aws: Aws
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly hardEnd: HardEnd
  readonly figures: CallFigures
  readonly startedAt: number
  readonly narrator: Narrator
  readonly redact: Redact
  /** HTTP as the served version and the feature checks use it; the real one where absent. */
  readonly request?: Request
  readonly proxyEnv?: ProxyEnv
  /** Path of the runner's docker config. */
  readonly dockerConfigPath?: string
}

/** The run's finding where it never came to a verdict: an ending, or a defect. */
function findingOf(error: unknown): Finding {
  const ending = error instanceof Ending ? error : error instanceof AwsFailure ? asEnding(error) : undefined
  if (ending !== undefined) return asFinding(ending)
  if (error instanceof AwsFailure)
    return {
      cause: 'aws-unreachable',
      headline: `${error.action} gave no usable answer`,
      explanation: `Expected an answer of ${error.action}; ${error.code}: ${error.message}`,
      nextStep: {
        text: 'Run the job again; if it stays so, look at the AWS health dashboard and the runner’s way to AWS.',
      },
      ruledOut: [],
    }
  return internalError(error)
}

/** The finding for a defect of this action. */
export function internalError(error: unknown): Finding {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return {
    cause: 'internal-error',
    headline: 'a defect of this action',
    explanation: `Expected no such thing to happen; ${what}. The stack is in the debug log.`,
    nextStep: { text: 'Run the job again with debug logging, and report the defect with that log.' },
    ruledOut: ['Nothing is said about the deploy.'],
  }
}

/** Beyond this many milliseconds Node's timers fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1

/** Waits for a value, but not longer than so many milliseconds of real time; undefined where it did not come. */
async function inTime<Value>(value: Promise<Value>, milliseconds: number): Promise<Value | undefined> {
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
  try {
    const expecter = expecterOf(settings, edges)
    // Before anything is changed: a version file that is not there is a bad input.
    const version = await expectedVersion(expecter, settings, edges)
    narrator.begin(settings, version)
    guard = guardOf(settings, edges, () => repositoriesIn(state))
    const pipelines = guard === undefined ? undefined : await actInTime(guard, settings)
    narrator.pipelines(pipelines)
    commit = expecter.commit()
    commit.catch(() => undefined)
    ended = await watch(
      watchEdges(settings, edges, expecter, guard, await expecter.version(), (now) => (state = now)),
      pipelines,
    )
  } catch (error) {
    const finding = findingOf(signal.aborted ? signal.reason : error)
    if (finding.cause === 'internal-error' && error instanceof Error) narrator.defect(error)
    ended = { state: 'ended', finding }
  }
  const endedAt = clock.now()
  const patience = signal.aborted ? 0 : PATIENCE_FOR_DETAILS
  const [facts, logLines] = await Promise.all([
    inTime(commit?.catch(() => undefined) ?? Promise.resolve(undefined), patience),
    inTime(
      logLinesFor(ended, state, aws).catch(() => undefined),
      patience,
    ),
  ])
  return outcomeOf(settings, edges, ended, state, guard?.known(), { endedAt, facts, logLines })
}

/** The expected version; tries again until the deadline while what keeps it from being read may pass. */
async function expectedVersion(expecter: Expecter, settings: Settings, edges: RunEdges): Promise<ExpectedVersion> {
  const until = edges.startedAt + (settings.timeout === 'auto' ? DEFAULT_TIMEOUT : settings.timeout)
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

/** What the other pipeline's API takes its time for must leave time to judge the deploy; what it did is told in any case. */
async function actInTime(guard: Guard, { timeout }: Settings): Promise<CompetingPipelines> {
  const limit = timeout === 'auto' ? GUARD_PATIENCE : Math.min(GUARD_PATIENCE, timeout / 2)
  return (await inTime(guard.act(), limit)) ?? guard.known()
}

function expecterOf(settings: Settings, { aws, clock, signal, dockerConfigPath }: RunEdges): Expecter {
  const { commit, imageVersionFile, versionPattern, requireImageProof } = settings
  const github = createGitHubReader({ settings, clock, signal })
  const origin = { sourceRepository: settings.run.repository, serverUrl: settings.run.serverUrl, signal }
  const commitExists = createCommitExists({ github, repository: settings.run.repository, commit })
  const expecter: Expecter = createExpecter({
    settings,
    aws,
    clock,
    signal,
    github,
    dockerConfigPath,
    findByEvidence: async (repository, sha, running) => findByEvidence(repository, sha, origin, running),
    readEvidence: async (image, repository) => ({
      items: await readImageEvidence({
        ...origin,
        repository,
        image,
        commit,
        version: await expecter.version(),
        imageVersionFile,
        versionPattern,
        requireImageProof,
        commitExists,
      }),
      createdAt: await builtAt(repository, image.digest),
    }),
  })
  return expecter
}

function guardOf(
  settings: Settings,
  { aws, clock, signal }: RunEdges,
  images: () => readonly string[],
): Guard | undefined {
  const region = settings.services[0]?.region
  if (settings.codebuildProjects.length === 0 || region === undefined) return undefined
  const { webhookToken: token, run: context, commit } = settings
  let read: Promise<CompetingTarget> | undefined
  return createGuard({
    settings,
    aws,
    clock,
    region,
    signal,
    target: () => targetOf(settings, images()),
    readTarget: () => (read ??= readTarget({ settings, aws, patience: { clock, waits: PATIENT, signal } })),
    ...(token === undefined ? {} : { github: createGitHubHooks({ token, run: context, clock, signal }) }),
    ...(context.ref === undefined ? {} : { thisPush: { ref: context.ref, commit } }),
  })
}

/** The repositories of the expected images, as far as they are known. */
function repositoriesIn(state: WatchState | undefined): readonly string[] {
  const images = state?.services.flatMap(({ expectation }) => expectation?.image ?? []) ?? []
  return images.map((lookup) => (lookup.state === 'found' ? lookup.image.repository : lookup.repository))
}

function watchEdges(
  settings: Settings,
  edges: RunEdges,
  expecter: Expecter,
  guard: Guard | undefined,
  version: ExpectedVersion,
  keep: (state: WatchState) => void,
): Parameters<typeof watch>[0] {
  const { aws, clock, signal, hardEnd, figures, redact, narrator } = edges
  const scope = settings.services.length > 1 ? 'where-it-fits' : 'this-service'
  const observers = settings.services.map((ref) =>
    createServiceObserver({
      aws,
      ref,
      clock,
      settle: (definition, loadBalanced) => settleContainer(settings, definition, loadBalanced, scope),
    }),
  )
  const http = {
    clock,
    signal,
    redact,
    ...(edges.request === undefined ? {} : { request: edges.request }),
    ...(edges.proxyEnv === undefined ? {} : { proxyEnv: edges.proxyEnv }),
  }
  const sampler =
    settings.served === undefined ? undefined : createSampler({ ...http, settings: settings.served, expected: version })
  /** What the service does not answer in time must not hold the run beyond its end. */
  const before = async <Value>(until: number, work: Promise<Value>, otherwise: () => Value): Promise<Value> =>
    (await inTime(work, until - clock.now())) ?? otherwise()
  return {
    settings,
    clock,
    signal,
    startedAt: edges.startedAt,
    look: async (index, full) => {
      const observer = observers[index]
      if (observer === undefined) throw new Error(`there is no service ${index}`)
      return observer.look({ full })
    },
    expect: async (observation) => expecter.expectation(observation.service),
    endingOf: (error) => (error instanceof AwsFailure ? asEnding(error) : undefined),
    ...(sampler === undefined
      ? {}
      : {
          ask: async (until) =>
            before(until, sampler.answer(), () => ({
              state: 'unreadable',
              at: clock.now(),
              why: 'no answer came before the deadline',
              cache: [],
              finalUrl: settings.served?.url ?? '',
            })),
          pauseUntil: () => sampler.pauseUntil(),
        }),
    runFeature: async (check, until) =>
      before(until, runFeatureCheck(check, http), () => ({
        name: check.name,
        at: clock.now(),
        passed: false,
        expected: 'an answer before the deadline',
        seen: 'none',
      })),
    ...(guard === undefined
      ? {}
      : { readPipelines: async () => (mayPass(guard.known()) ? actInTime(guard, settings) : guard.read()) }),
    calls: () => figures.awsCalls,
    tell: (state, idle) => narrator.tell(state, idle),
    keep: (state) => {
      hardEnd.at = state.deadline + LAST_LOOK
      keep(state)
    },
  }
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

interface Details {
  readonly endedAt: number
  readonly facts: CommitFacts | undefined
  readonly logLines: Reading<readonly string[]> | undefined
}

function outcomeOf(
  settings: Settings,
  edges: RunEdges,
  ended: WatchResult,
  state: WatchState | undefined,
  pipelines: CompetingPipelines | undefined,
  { endedAt, facts, logLines }: Details,
): RunOutcome {
  // What this run changed is told even where a reading of it was cut short.
  const known = pipelines ?? state?.pipelines
  const watched = state?.services ?? []
  const decisive = ended.state === 'ended' ? (ended.index ?? 0) : 0
  const version = watched[0]?.expectation?.version
  const shared: readonly Check[] = [
    ...(version === undefined ? [] : [judgeServed(settings.served, version, state?.round ?? [])]),
    judgeFeatures(settings.featureChecks, state?.features ?? []),
    judgePipelines(known),
  ]
  const finding =
    ended.state === 'ended'
      ? withSuspect(ended.finding, known, watched[decisive]?.expectation, watched[decisive]?.observation, facts)
      : undefined
  const services = watched.map((service, index): ServiceOutcome => {
    const checks = [...(service.judgement?.checks ?? []), ...shared]
    const own = index === decisive ? finding : service.judgement?.finding
    const { expectation, observation } = service
    const verdict =
      own !== undefined
        ? concluded(own)
        : finding === undefined && expectation !== undefined && observation !== undefined
          ? verified(expectation, observation, checks, imageRemarks(expectation, facts, known))
          : undefined
    const oursId = service.judgement?.ours?.id
    return {
      ref: service.ref,
      checks,
      ...(verdict === undefined ? {} : { verdict }),
      ...(expectation === undefined ? {} : { expectation }),
      ...(observation === undefined ? {} : { observation }),
      ...(oursId === undefined ? {} : { ourRolloutId: oursId }),
    }
  })
  const verdict =
    services[decisive]?.verdict ?? concluded(finding ?? internalError(new Error('the run ended without a verdict')))
  const outcome = {
    actionVersion: edges.actionVersion,
    settings,
    verdict,
    services,
    decisive,
    commit: facts ?? { sha: settings.commit },
    answers: state?.answers ?? [],
    features: state?.features ?? [],
    ...(known === undefined ? {} : { pipelines: known }),
    ...(logLines === undefined ? {} : { logLines }),
    figures: {
      startedAt: edges.startedAt,
      endedAt,
      looks: state?.looks ?? 0,
      awsCalls: edges.figures.awsCalls,
      throttled: edges.figures.throttled,
      faults: edges.figures.faults,
    },
  }
  return { ...outcome, timeline: timelineOf(outcome) }
}
