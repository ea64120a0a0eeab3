import type { ProxyEnv } from 'node:http'
import type { Aws } from './aws/api.ts'
import type { CallFigures } from './aws/call.ts'
import { asEnding } from './aws/errors.ts'
import { AwsFailure } from './aws/failure.ts'
import { type Clock, inTime, inTimeOf } from './clock.ts'
import { settleContainer } from './expect/container.ts'
import { createExpecter, type Expecter } from './expect/expect.ts'
import { createGitHubReader, type GitHubReader } from './expect/github.ts'
import type { CompetingTarget } from './guard/competing/competing.ts'
import type { ReadRepositoryFile } from './guard/competing/repository-buildspec.ts'
import type { Guard } from './guard/guard.ts'
import { createCommitExists } from './image/commit-exists.ts'
import { builtAt, readImageEvidence } from './image/evidence.ts'
import { findByEvidence } from './image/search.ts'
import type { CompetingPipelines, ExpectedVersion, Settings } from './model.ts'
import { createServiceDescriber } from './observe/describe-services.ts'
import { runFeatureCheck } from './observe/features.ts'
import type { Request } from './observe/http.ts'
import { createSampler } from './observe/served.ts'
import { createServiceObserver, type ServiceObserver } from './observe/service.ts'
import type { Narrator } from './report/narrator.ts'
import type { Redact } from './report/redact.ts'
import { LAST_LOOK, mayPass, type watch } from './watch.ts'
import type { WatchState } from './watch/state.ts'

/** So long, and at most half of the timeout, the first look waits for the competing pipelines to be disabled. */
const GUARD_PATIENCE = 60_000

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
  /** The environment's proxy settings, where the workflow's author asked for them (`NODE_USE_ENV_PROXY`). */
  readonly proxyEnv?: ProxyEnv
  /** Path of the runner's docker config. */
  readonly dockerConfigPath?: string
  /** Told of secrets that the run finds, so that they are printed nowhere. */
  readonly hide?: (secrets: readonly string[]) => void
}

/**
 * What the guard does before the first look. What the other pipeline's API takes its time for must leave time to judge the deploy: it
 * goes on beside the watch then, and what it did is told in any case.
 */
export async function actInTime(guard: Guard, { timeout }: Settings, clock: Clock): Promise<CompetingPipelines> {
  const limit = timeout === 'auto' ? GUARD_PATIENCE : Math.min(GUARD_PATIENCE, timeout / 2)
  return (await inTimeOf(clock, guard.act(), limit)) ?? guard.known()
}

/** The pipelines as they are read anew, or acted on again where what stood in the way may be gone. */
async function pipelinesInTime(guard: Guard, limit: number, clock: Clock): Promise<CompetingPipelines> {
  const known = guard.known()
  // A restore decides nothing, and yet what throttled it may have passed by now.
  const isHeldUp = known.handling === 'restore' && known.problems.some(({ passing }) => passing === true)
  const work = mayPass(known) || isHeldUp ? guard.act() : guard.read()
  return (await inTimeOf(clock, work, Math.min(GUARD_PATIENCE, limit))) ?? guard.known()
}

/** What the commit should look like, read with the run's own edges. */
export function expecterOf(settings: Settings, edges: RunEdges): Expecter {
  const { aws, clock, signal, dockerConfigPath, hide, proxyEnv } = edges
  const { commit, imageVersionFile, versionPattern, requireImageProof } = settings
  const github = gitHubOf(settings, edges)
  const origin = { sourceRepository: settings.run.repository, serverUrl: settings.run.serverUrl, signal }
  const commitExists = createCommitExists({ github, repository: settings.run.repository, commit })
  const expecter: Expecter = createExpecter({
    settings,
    aws,
    clock,
    signal,
    github,
    dockerConfigPath,
    hide,
    proxyEnv,
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
        clock,
      }),
      createdAt: await builtAt(repository, image.digest),
    }),
  })
  return expecter
}

export function gitHubOf(settings: Settings, { clock, signal }: RunEdges): GitHubReader {
  return createGitHubReader({ settings, clock, signal })
}

/**
 * The guard against competing pipelines; undefined where none is asked for.
 * @param over ends its waits and keeps it from any further call: the run is over
 * @param images repositories of the expected images, as far as they are known by now
 */
export async function guardOf(
  settings: Settings,
  edges: RunEdges,
  over: AbortSignal,
  images: () => readonly string[],
): Promise<Guard | undefined> {
  const { aws, clock, signal } = edges
  const region = settings.services[0]?.region
  if (settings.codebuildProjects.length === 0 || region === undefined) return undefined
  // Most runs have no other pipeline to keep out, and start faster without all this.
  const [{ createGuard }, { readTarget, targetOf, togetherWith }, { createGitHubHooks, hooksHost }, { PATIENT }] =
    await Promise.all([
      import('./guard/guard.ts'),
      import('./guard/competing/target.ts'),
      import('./guard/webhook/github-hook.ts'),
      import('./guard/problem.ts'),
    ])
  const { webhookToken: token, run: context, commit } = settings
  let read: Promise<CompetingTarget> | undefined
  return createGuard({
    settings,
    aws,
    clock,
    region,
    signal: AbortSignal.any([signal, over]),
    target: () => targetOf(settings, images()),
    readFile: readFileWith(gitHubOf(settings, edges), settings),
    readTarget: async () => {
      read ??= readTarget({ settings, aws, patience: { clock, waits: PATIENT, signal } })
      const found = await read
      // Asked for again until it is whole; and what the run expects by now counts as well.
      if (found.unread !== undefined) read = undefined
      const known = images()
      return togetherWith(found, targetOf(settings, known), known.length >= settings.services.length)
    },
    gitHubHost: hooksHost(context),
    // Two looks, and what is done between them, have half of the timeout.
    ...(settings.timeout === 'auto' ? {} : { patienceForBuilds: settings.timeout / 8 }),
    ...(token === undefined ? {} : { github: createGitHubHooks({ token, run: context, clock, signal }) }),
    ...(context.ref === undefined ? {} : { thisPush: { ref: context.ref, commit } }),
  })
}

/** Bytes of a buildspec; CodeBuild takes no larger one by far. */
const BUILDSPEC_LIMIT = 256 * 1024

function readFileWith(github: GitHubReader, { commit, run }: Settings): ReadRepositoryFile {
  const failed = (path: string, status: number): AwsFailure =>
    new AwsFailure('rejected', `GET ${path}`, `HTTP ${status}`, 'the github-token needs contents: read')
  return async (path) => {
    if (run.repository === '') throw failed(path, 404)
    const file = path.split('/').map(encodeURIComponent).join('/')
    const where = `/repos/${run.repository}/contents/${file}?ref=${commit}`
    const answer = await github.get(where, 'application/vnd.github.raw+json', BUILDSPEC_LIMIT)
    if (answer.status === 200) return answer.text
    if (answer.status !== 404) throw failed(path, answer.status)
    // GitHub says "not found" of a file in a repository that it hides, too.
    const known = await github.get(
      `/repos/${run.repository}/commits/${commit}`,
      'application/vnd.github.sha',
      BUILDSPEC_LIMIT,
    )
    if (known.status !== 200) throw failed(path, known.status)
    return undefined
  }
}

/**
 * The edges of the loop: everything that it looks at, asks and tells.
 * @param containers the verified containers of the services, as far as an earlier watch of the same run has settled them
 */
export function watchEdges(
  settings: Settings,
  edges: RunEdges,
  expecter: Expecter,
  guard: Guard | undefined,
  version: ExpectedVersion,
  keep: (state: WatchState) => void,
  containers: readonly (string | undefined)[] = [],
): Parameters<typeof watch>[0] {
  const { aws, clock, signal, hardEnd, figures, redact, narrator } = edges
  const scope = settings.services.length > 1 ? 'where-it-fits' : 'this-service'
  const describer = createServiceDescriber(aws)
  const observers = settings.services.map((ref, index) =>
    createServiceObserver({
      aws,
      ref,
      describer,
      clock,
      settle: (definition, loadBalanced) =>
        containers[index] ?? settleContainer(settings, definition, loadBalanced, scope),
    }),
  )
  const observerOf = (index: number): ServiceObserver => {
    const observer = observers[index]
    if (observer === undefined) throw new Error(`there is no service ${index}`)
    return observer
  }
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
    look: async (index, full, last) => observerOf(index).look({ full, last }),
    glance: async (index) => observerOf(index).glance(),
    expect: async (observation) => {
      const found = await inTimeOf(
        clock,
        expecter.expectation(observation.service, observation.full),
        hardEnd.at - clock.now(),
      )
      if (found !== undefined) return found
      const why = 'the registry, or GitHub, did not answer before the deadline'
      throw new AwsFailure('retry', 'reading what is expected', 'TimeoutError', why)
    },
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
      : { readPipelines: async (until) => pipelinesInTime(guard, until - clock.now(), clock) }),
    calls: () => figures.ecsCalls,
    tell: (state, idle) => narrator.tell(state, idle),
    keep: (state) => {
      hardEnd.at = state.deadline + LAST_LOOK
      keep(state)
    },
  }
}
