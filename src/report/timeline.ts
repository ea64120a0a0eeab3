import { sameVersion } from '../judge/version.ts'
import type {
  Answer,
  Observation,
  Rollout,
  RunOutcome,
  ServiceDeployment,
  ServiceOutcome,
  ServicePicture,
  TimelineEntry,
} from '../model.ts'
import { count, duration, lastPart, shortDigest, shortSha } from '../wording.ts'

/** So many builds of competing projects are worth a line: those nearest to the deploy. */
const MOST_BUILDS = 5

type Timed = Omit<RunOutcome, 'timeline' | 'recommendations'>

const entry = (
  section: TimelineEntry['section'],
  at: number | undefined,
  what: string,
  until?: number,
): TimelineEntry[] => (at === undefined ? [] : [{ section, at, what, ...(until === undefined ? {} : { until }) }])

function serviceEntries(service: ServiceOutcome, several: boolean): TimelineEntry[] {
  const { expectation, observation, ourRolloutId } = service
  if (expectation === undefined || observation === undefined) return []
  const of = several ? ` of ${observation.service.name}` : ''
  const image = expectation.image.state === 'found' ? expectation.image.image : undefined
  const ours = observation.service.rollouts.find((rollout) => rollout.id === ourRolloutId)
  const started = observation.service.tasks.flatMap((task) =>
    task.rolloutId === ourRolloutId && task.startedAt !== undefined ? [task.startedAt] : [],
  )
  const gone = observation.service.stops.flatMap((stop) =>
    ours?.createdAt !== undefined && stop.rolloutId !== ourRolloutId && (stop.stoppedAt ?? 0) > ours.createdAt
      ? [stop.stoppedAt ?? 0]
      : [],
  )
  return [
    ...entry('Registry', image?.pushedAt, `image${of} ${image === undefined ? '' : shortDigest(image.digest)} pushed`),
    ...entry('ECS', ours?.createdAt, `deployment ${ours?.id ?? ''}${of}`, completedAt(observation, ours)),
    ...(started.length === 0 ? [] : entry('ECS', Math.min(...started), `first task${of} of the deployment started`)),
    ...(started.length < 2
      ? []
      : entry('ECS', Math.max(...started), `last of ${count(started.length, 'task')}${of} started`)),
    ...(gone.length === 0 ? [] : entry('ECS', Math.max(...gone), `last old task${of} stopped`)),
    ...rollbackEntry(service, of),
  ]
}

/** When ECS began to take our deployment back, and to what, where that is the verdict and ECS tells it. */
function rollbackEntry({ verdict, observation }: ServiceOutcome, of: string): TimelineEntry[] {
  if (verdict === undefined || verdict.verdict === 'verified' || verdict.finding.cause !== 'rolled-back') return []
  if (observation === undefined) return []
  const { service } = observation
  const newest = listedDeployments(service).toSorted((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0))[0]
  const takenBack = newest?.status.startsWith('ROLLBACK_') === true ? newest : undefined
  const primary = service.rollouts.find(({ status }) => status === 'PRIMARY')
  const isBack = primary !== undefined && primary.id !== `ecs-svc/${takenBack?.revisionId ?? ''}`
  const to = isBack ? ` to ${lastPart(primary.taskDefinition)}` : ''
  return entry('ECS', takenBack?.rollbackStartedAt ?? rollbackTold(service, primary), `rolled back${of}${to}`)
}

/** By the service's events, else by the deployment that became current: a new one began then, an earlier one changed then. */
function rollbackTold({ events, rollouts }: ServicePicture, primary: Rollout | undefined): number | undefined {
  const told = events.flatMap(({ at, message }) => (/\brolling back to deployment\b/i.test(message) ? [at] : []))
  if (told.length > 0) return Math.max(...told)
  if (primary === undefined || !/rolling back/i.test(primary.rolloutStateReason ?? '')) return undefined
  const others = rollouts.filter(({ id }) => id !== primary.id)
  const isNew = others.length > 0 && others.every(({ createdAt }) => (createdAt ?? 0) < (primary.createdAt ?? 0))
  return isNew ? primary.createdAt : primary.updatedAt
}

function listedDeployments({ serviceDeployments }: ServicePicture): readonly ServiceDeployment[] {
  return serviceDeployments.state === 'read' ? serviceDeployments.value : []
}

/** When ECS itself said that the deployment was complete. */
function completedAt(observation: Observation, ours: Rollout | undefined): number | undefined {
  if (ours?.rolloutState !== 'COMPLETED') return undefined
  const told = observation.service.events.find(({ message }) => message.includes(`${ours.id}) deployment completed`))
  return told?.at ?? ours.updatedAt
}

function answerEntries(outcome: Timed): TimelineEntry[] {
  const version = outcome.services[0]?.expectation?.version
  if (version === undefined) return []
  const right = (answer: Answer): boolean => answer.state === 'read' && sameVersion(version, answer.version)
  const [first] = outcome.answers
  const agreed = outcome.answers.find(right)
  const last = outcome.answers.at(-1)
  const others = outcome.answers.filter((answer) => !right(answer))
  const [wrong] = others
  const still = others.at(-1)
  return [
    ...(wrong?.state === 'read' ? entry('Service', wrong.at, `answers ${wrong.version}`, still?.at) : []),
    ...entry('Service', agreed?.at, `first answer with ${version.value}`),
    ...(last !== undefined && last !== agreed && last !== first && right(last)
      ? entry('Service', last.at, `${count(outcome.answers.length - others.length, 'answer')} with ${version.value}`)
      : []),
  ]
}

/** Deployments of the first service since the commit that ECS remembers, and that no entry tells of yet: one that was taken back, a foreign one. */
function otherDeployments(outcome: Timed): TimelineEntry[] {
  const { history, commit, services } = outcome
  const [first] = services
  if (history?.deployments.state !== 'read' || commit?.committedAt === undefined) return []
  const since = commit.committedAt
  // The history may have been read before the last look, which then knows better how it went on.
  const seen = first?.observation === undefined ? [] : listedDeployments(first.observation.service)
  return history.deployments.value
    .filter(({ id, createdAt }) => (createdAt ?? 0) >= since && `ecs-svc/${id}` !== first?.ourRolloutId)
    .slice(0, MOST_BUILDS)
    .flatMap(({ id, status, createdAt, finishedAt }) => {
      const last = seen.find(({ revisionId }) => revisionId === id)
      const until = last?.finishedAt ?? finishedAt
      return entry('ECS', createdAt, `deployment ecs-svc/${id}, ${last?.status ?? status}`, until)
    })
}

/** When this run of the workflow was started. */
function runEntries({ history, settings }: Timed): TimelineEntry[] {
  if (history?.runs.state !== 'read') return []
  const own = history.runs.value.find(({ id }) => String(id) === settings?.run.runId)
  return entry('GitHub', own?.createdAt, `workflow run ${own?.id ?? ''} started`)
}

/** A long wait between the commit and the push of its image, that nobody worked in. */
const LONG_WAIT = 15 * 60_000

function waitEntries(outcome: Timed): TimelineEntry[] {
  const from = outcome.commit?.committedAt
  const { image, commit } = outcome.services[outcome.decisive]?.expectation ?? {}
  // Another commit may stand in, whose image says nothing of this one's wait.
  if (commit !== outcome.commit?.sha) return []
  const pushedAt = image?.state === 'found' ? image.image.pushedAt : undefined
  if (from === undefined || pushedAt === undefined) return []
  const builds = (outcome.pipelines?.projects ?? []).flatMap((project) => project.builds)
  const starts = builds.flatMap(({ startedAt }) => (startedAt !== undefined && startedAt > from ? [startedAt] : []))
  const until = Math.min(pushedAt, ...starts)
  return until - from < LONG_WAIT ? [] : entry('GitHub', from, `${duration(until - from)} until a build began`, until)
}

function buildEntries(outcome: Timed): TimelineEntry[] {
  const builds = (outcome.pipelines?.projects ?? []).flatMap((project) => project.builds)
  const since = outcome.commit?.committedAt ?? outcome.figures.startedAt - 3_600_000
  return builds
    .filter((build) => build.running || (build.endedAt ?? build.startedAt ?? 0) >= since - 3_600_000)
    .slice(0, MOST_BUILDS)
    .flatMap((build) => {
      const name = `build ${build.number ?? build.id}`
      // The project last: a chart shows the beginning only.
      return entry(
        'CodeBuild',
        build.startedAt,
        `${name} by ${build.startedBy}, ${build.status}, of ${build.project}`,
        build.endedAt,
      )
    })
}

/** What happened, oldest first, as far as it was seen or told by AWS and GitHub. */
export function timelineOf(outcome: Timed): TimelineEntry[] {
  const { commit, figures, verdict } = outcome
  const word = verdict.verdict === 'verified' ? 'verified' : `${verdict.verdict}: ${verdict.finding.cause}`
  const subject = commit?.subject === undefined ? '' : ` "${commit.subject}"`
  return [
    ...entry('GitHub', commit?.committedAt, `commit ${commit === undefined ? '' : shortSha(commit.sha)}${subject}`),
    ...runEntries(outcome),
    ...otherDeployments(outcome),
    ...waitEntries(outcome),
    ...outcome.services.flatMap((service) => serviceEntries(service, outcome.services.length > 1)),
    ...buildEntries(outcome),
    ...answerEntries(outcome),
    ...entry('Verdict', figures.endedAt, word),
  ].toSorted((a, b) => a.at - b.at)
}
