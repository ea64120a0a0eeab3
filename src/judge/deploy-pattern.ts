/** What the last deploys of a service show when they are taken together. */
import { namesCommit } from '../expect/commit-tags.ts'
import { manualStarts } from '../guard/builds/manual-starts.ts'
import { parseImageName } from '../image/reference.ts'
import type {
  CompetingPipelines,
  CompetingProject,
  DeployHistory,
  DeploymentEffect,
  DeployPattern,
  PastDeployment,
  PastRun,
  RatedDeployment,
} from '../model.ts'
import { ranAt } from './image-remarks.ts'

/** Clocks of the registry and of whoever made the commit may differ by so much, in milliseconds. */
const SKEW = 60_000

/** A commit that the workflow ran for. */
interface KnownCommit {
  readonly sha: string
  /** Whether it was pushed, and a run for that push is over: of one that still runs nobody expects yet that it is live. */
  readonly isPush: boolean
  /** When it was made; absent too where that lies ahead of the runner's clock. */
  readonly committedAt?: number
  /** Since when it is known to have been there: when it was made, or when its first run began. */
  readonly knownSince?: number
}

/** That a deployment brought a commit live. */
interface Arrival {
  readonly commit: KnownCommit
  /** Never later than now. */
  readonly at: number
}

/** A push whose commit's time is known, and when production first had it: never later than now. */
interface TimedPush {
  readonly at: number
  readonly liveAt: number
}

/**
 * Rates the last deployments and takes them together; undefined where neither the deployments nor the runs were read. The order of what
 * it is given does not matter.
 *
 * A commit counts as live only by a deployment that succeeded and was not without effect, of an image that was not pushed before the
 * commit was made: a tag can name a commit that its image does not hold.
 * @param now milliseconds since the epoch
 */
export function patternOf(
  history: DeployHistory,
  pipelines: CompetingPipelines | undefined,
  now: number,
): DeployPattern | undefined {
  const { deployments, runs } = history
  if (deployments.state !== 'read' && runs.state !== 'read') return undefined
  const commits = runs.state === 'read' ? knownCommits(runs.value, now) : []
  const past = deployments.state === 'read' ? deployments.value.toSorted(newestFirst) : []
  const effects = effectsOf(past)
  const told = past.map((deployment, index): Rated => {
    const effect = effects[index] ?? 'unknown'
    const commit = commitOf(deployment, commits)
    return { deployment, effect, commit, arrival: arrivalOf(deployment, effect, commit, now) }
  })
  const pushToLive = pushesToLive(told)
  const rated = told.map((one) => ratedOf(one, pushToLive.get(one.deployment), pipelines))
  const median = medianOf(rated.flatMap(({ effect, pushToLive = [] }) => (effect === 'took-effect' ? pushToLive : [])))
  const byHand = pipelines === undefined ? undefined : manualBuilds(pipelines)
  const together = deployments.state === 'read' && runs.state === 'read' ? pushesOf(commits, told, now) : undefined
  return {
    deployments: rated,
    ...together,
    ...(median === undefined ? {} : { medianPushToLive: median }),
    ...(byHand === undefined ? {} : { manualBuilds: byHand }),
  }
}

/**
 * Builds of the competing projects that a person started, in the last 30 days; undefined where the builds of a project may not have been
 * read.
 */
export function manualBuilds(pipelines: CompetingPipelines): number | undefined {
  if (pipelines.handling === 'off') return undefined
  const projects = competing(pipelines)
  const mayBeUnread = ({ name, exists, builds }: CompetingProject): boolean =>
    builds.length === 0 && (!exists || pipelines.problems.some(({ project }) => project === name))
  if (projects.some(mayBeUnread) || (projects.length === 0 && !pipelines.auto)) return undefined
  const { people } = manualStarts(projects.flatMap(({ builds }) => builds))
  return people.reduce((sum, { builds }) => sum + builds, 0)
}

const competing = ({ projects }: CompetingPipelines): readonly CompetingProject[] =>
  projects.filter((project) => project.competing !== 'not-shown')

interface Rated {
  readonly deployment: PastDeployment
  readonly effect: DeploymentEffect
  readonly commit: KnownCommit | undefined
  /** Undefined where it did not bring its commit live. */
  readonly arrival: Arrival | undefined
}

const timeOf = ({ createdAt, finishedAt }: PastDeployment): number => createdAt ?? finishedAt ?? -Infinity

function newestFirst(one: PastDeployment, other: PastDeployment): number {
  const [at, otherAt] = [timeOf(one), timeOf(other)]
  return at === otherAt ? compare(other.id, one.id) : at > otherAt ? -1 : 1
}

const compare = (one: string, other: string): number => (one === other ? 0 : one < other ? -1 : 1)

// ------------------------------------------------------------------------------------------------------------------- effects

/** @param past newest first */
function effectsOf(past: readonly PastDeployment[]): readonly DeploymentEffect[] {
  const effects: DeploymentEffect[] = []
  let live: PastDeployment | undefined
  for (const deployment of past.toReversed()) {
    effects.push(effectOf(deployment, live))
    // What has no time has no place in the order, so that nothing can be told from it of another.
    if (deployment.status === 'SUCCESSFUL' && timeOf(deployment) !== -Infinity) live = deployment
  }
  return effects.toReversed()
}

/** By the statuses of a service deployment that the API reference of ECS lists. @param live the newest earlier one that succeeded */
function effectOf(deployment: PastDeployment, live: PastDeployment | undefined): DeploymentEffect {
  switch (deployment.status) {
    case 'SUCCESSFUL':
      if (deployment.digest === undefined || live?.digest === undefined) return 'unknown'
      return deployment.digest === live.digest ? 'no-effect' : 'took-effect'
    case 'STOP_REQUESTED':
    case 'STOPPED':
    case 'ROLLBACK_SUCCESSFUL':
    case 'ROLLBACK_FAILED':
      return 'not-completed'
    case 'PENDING':
    case 'IN_PROGRESS':
    case 'ROLLBACK_REQUESTED':
    case 'ROLLBACK_IN_PROGRESS':
      return 'under-way'
    default:
      return 'unknown'
  }
}

// ------------------------------------------------------------------------------------------------------------------- commits

/** One for each commit, the newest first. */
function knownCommits(runs: readonly PastRun[], now: number): readonly KnownCommit[] {
  const commits = [...Map.groupBy(runs, ({ commit }) => commit)].map(([sha, of]): KnownCommit => {
    const made = earliest(of.flatMap(({ committedAt = [] }) => committedAt))
    const committedAt = made === undefined || made > now ? undefined : made
    const knownSince = committedAt ?? earliest(of.flatMap(({ createdAt = [] }) => createdAt))
    return {
      sha,
      isPush: of.some(({ event, conclusion }) => event === 'push' && conclusion !== undefined),
      ...(committedAt === undefined ? {} : { committedAt }),
      ...(knownSince === undefined ? {} : { knownSince }),
    }
  })
  const since = ({ knownSince = -Infinity }: KnownCommit): number => knownSince
  return commits.toSorted((one, other) =>
    since(one) === since(other) ? compare(one.sha, other.sha) : since(one) > since(other) ? -1 : 1,
  )
}

const earliest = (times: readonly number[]): number | undefined => (times.length === 0 ? undefined : Math.min(...times))

/**
 * What the deployment asked for goes before the other tags of its image. Of several commits it is the newest that was there when the image
 * was pushed: one image can have collected the tags of several.
 */
function commitOf(deployment: PastDeployment, commits: readonly KnownCommit[]): KnownCommit | undefined {
  const asked = parseImageName(deployment.image ?? '')?.tag
  const named = (tags: readonly string[]): KnownCommit | undefined => {
    const candidates = commits.filter(({ sha }) => tags.some((tag) => namesCommit(tag, sha)))
    return candidates.find((commit) => canHold(deployment, commit)) ?? candidates[0]
  }
  return (asked === undefined ? undefined : named([asked])) ?? named(deployment.tags)
}

/** An image that was pushed before a commit was made does not hold it, whatever its tags say. */
function canHold({ pushedAt, finishedAt }: PastDeployment, { committedAt }: KnownCommit): boolean {
  if (committedAt === undefined) return true
  return (pushedAt ?? Infinity) + SKEW >= committedAt && (finishedAt ?? Infinity) >= committedAt
}

function arrivalOf(
  deployment: PastDeployment,
  effect: DeploymentEffect,
  commit: KnownCommit | undefined,
  now: number,
): Arrival | undefined {
  const { status, finishedAt } = deployment
  if (status !== 'SUCCESSFUL' || effect === 'no-effect' || commit === undefined || finishedAt === undefined)
    return undefined
  return canHold(deployment, commit) ? { commit, at: Math.min(finishedAt, now) } : undefined
}

/**
 * How long commits took from when they were made until they were live, by the deployment that brought each live first: a second one says
 * when the deployment was repeated. @param told newest first
 */
function pushesToLive(told: readonly Rated[]): ReadonlyMap<PastDeployment, number> {
  const first = new Map<string, { readonly deployment: PastDeployment; readonly arrival: Arrival }>()
  for (const { deployment, arrival } of told) {
    if (arrival === undefined) continue
    const known = first.get(arrival.commit.sha)
    if (known === undefined || arrival.at <= known.arrival.at) first.set(arrival.commit.sha, { deployment, arrival })
  }
  return new Map(
    [...first.values()].flatMap(({ deployment, arrival: { commit, at } }) =>
      commit.committedAt === undefined ? [] : [[deployment, at - commit.committedAt] as const],
    ),
  )
}

function ratedOf(
  { deployment, effect, commit }: Rated,
  pushToLive: number | undefined,
  pipelines: CompetingPipelines | undefined,
): RatedDeployment {
  const { id, createdAt, finishedAt, digest } = deployment
  const person = effect === 'no-effect' ? undefined : builtByHandBy(deployment, pipelines)
  return {
    id,
    effect,
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(finishedAt === undefined ? {} : { finishedAt }),
    ...(digest === undefined ? {} : { digest }),
    ...(commit === undefined ? {} : { commit: commit.sha }),
    ...(person === undefined ? {} : { builtByHandBy: person }),
    ...(pushToLive === undefined ? {} : { pushToLive }),
  }
}

/** Nobody, where a build that nobody started by hand ran at that time too: then it may have pushed the image. */
function builtByHandBy({ pushedAt }: PastDeployment, pipelines: CompetingPipelines | undefined): string | undefined {
  if (pushedAt === undefined || pipelines === undefined || pipelines.handling === 'off') return undefined
  const builds = competing(pipelines)
    .flatMap((project) => project.builds)
    .filter((build) => ranAt(build, pushedAt))
  const starts = builds.map((build) => ({
    who: manualStarts([build]).people[0]?.who,
    // A build pushes at its end.
    distance: build.endedAt === undefined ? Infinity : Math.abs(build.endedAt - pushedAt),
  }))
  const people = starts.flatMap(({ who, distance }) => (who === undefined ? [] : { who, distance }))
  if (people.length < starts.length) return undefined
  const [nearest] = people.toSorted((one, other) =>
    one.distance === other.distance ? compare(one.who, other.who) : one.distance - other.distance,
  )
  return nearest?.who
}

// ------------------------------------------------------------------------------------------------------------------- figures

/** The middle one, or the mean of the two in the middle, in whole milliseconds. */
function medianOf(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((one, other) => one - other)
  const upper = sorted[Math.floor(sorted.length / 2)]
  const lower = sorted[Math.floor((sorted.length - 1) / 2)]
  return upper === undefined || lower === undefined ? undefined : Math.round((lower + upper) / 2)
}

/** How many pushes came live, and how long production was behind one; nothing where what came live is not known of all. */
function pushesOf(
  commits: readonly KnownCommit[],
  told: readonly Rated[],
  now: number,
): Pick<DeployPattern, 'pushes' | 'behindShare'> {
  const arrivals = told.flatMap(({ arrival = [] }) => arrival)
  const live = new Set(arrivals.map(({ commit }) => commit.sha))
  const start = timesOf(told)
  // Whether an older push came live, deployments that are not listed know.
  const pushes = commits.filter(
    ({ sha, isPush, knownSince = -Infinity }) => isPush && (live.has(sha) || knownSince >= start),
  )
  const since = earliest(pushes.flatMap(({ knownSince = [] }) => knownSince)) ?? -Infinity
  if (told.some((one) => isRiddle(one, since))) return {}
  const share = behindShare(pushes, arrivals, now)
  return {
    pushes: { all: pushes.length, live: pushes.filter(({ sha }) => live.has(sha)).length },
    ...(share === undefined ? {} : { behindShare: share }),
  }
}

/** When the oldest deployment that is listed began. */
function timesOf(told: readonly Rated[]): number {
  return earliest(told.map(({ deployment }) => timeOf(deployment)).filter((at) => at !== -Infinity)) ?? -Infinity
}

/** A deployment that brought nobody knows which commit: perhaps one of the pushes. */
function isRiddle({ deployment, effect, commit }: Rated, since: number): boolean {
  if (deployment.status !== 'SUCCESSFUL' || effect === 'no-effect' || commit !== undefined) return false
  const at = timeOf(deployment)
  return at === -Infinity || at >= since
}

function behindShare(pushes: readonly KnownCommit[], arrivals: readonly Arrival[], now: number): number | undefined {
  const timed = pushes
    .flatMap(({ committedAt }): TimedPush[] =>
      committedAt === undefined ? [] : [{ at: committedAt, liveAt: firstAtOrAfter(committedAt, arrivals) ?? now }],
    )
    .toSorted((one, other) => one.at - other.at)
  const since = Math.min(...timed.map(({ at }) => at))
  if (timed.length < 2 || since >= now) return undefined
  let behind = 0
  let until = since
  for (const push of timed) {
    behind += Math.max(0, push.liveAt - Math.max(push.at, until))
    until = Math.max(until, push.liveAt)
  }
  return behind / (now - since)
}

/** When production first had a commit that was made then or later. */
function firstAtOrAfter(committedAt: number, arrivals: readonly Arrival[]): number | undefined {
  return earliest(
    arrivals.flatMap(({ commit, at }) =>
      commit.committedAt === undefined || commit.committedAt < committedAt ? [] : at,
    ),
  )
}
