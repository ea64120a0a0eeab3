import type { Build, Cause, CompetingPipelines, Expectation, Finding, Observation } from '../model.ts'
import { shortSha, utc } from '../wording.ts'

/** Causes that another pipeline may have brought about. */
const DOUBTFUL: readonly Cause[] = [
  'image-stale',
  'image-missing',
  'not-deployed',
  'superseded',
  'digest-mismatch',
  'mixed-tasks',
  'version-mismatch',
  'version-mixed',
]

/** A build pushes at its end: so long after it the push may show. */
const PUSH_LAG = 60_000

const during = (build: Build, at: number): boolean =>
  build.startedAt !== undefined && build.startedAt <= at && at <= (build.endedAt ?? Infinity) + PUSH_LAG

const named = (build: Build, commit: string): string =>
  `${build.project} build ${build.number ?? build.id} (started by ${build.startedBy} at ${utc(build.startedAt)}, ${build.status}${sourceOf(build, commit)})`

function sourceOf(build: Build, commit: string): string {
  const built = build.resolvedCommit
  if (built === undefined || built === '') return ''
  return built === commit ? `, of ${shortSha(built)}` : `, of ${shortSha(built)} and not of ${shortSha(commit)}`
}

/** Names the competing build that was running when the image was pushed, or that runs now: a fact beside the cause, not the cause. */
export function withSuspect(
  finding: Finding,
  pipelines: CompetingPipelines | undefined,
  expectation: Expectation | undefined,
  observation: Observation | undefined,
): Finding {
  if (pipelines === undefined || !DOUBTFUL.includes(finding.cause)) return finding
  const commit = expectation?.commit ?? ''
  const builds = pipelines.projects.flatMap((project) => project.builds)
  const pushedAt = expectation?.image.state === 'found' ? expectation.image.image.pushedAt : undefined
  const primary = observation?.service.rollouts.find((rollout) => rollout.status === 'PRIMARY')
  const pusher = pushedAt === undefined ? undefined : builds.find((build) => during(build, pushedAt))
  const deployer =
    primary?.createdAt === undefined
      ? undefined
      : builds.find((build) => build !== pusher && during(build, primary.createdAt ?? 0))
  const running = builds.filter((build) => build.running && build !== pusher && build !== deployer)
  const facts = [
    ...(pusher === undefined ? [] : [`The image was pushed while ${named(pusher, commit)} ran.`]),
    ...(deployer === undefined ? [] : [`The current deployment began while ${named(deployer, commit)} ran.`]),
    ...running.map((build) => `${named(build, commit)} is running now.`),
  ]
  return facts.length === 0 ? finding : { ...finding, explanation: [finding.explanation, ...facts].join(' ') }
}
