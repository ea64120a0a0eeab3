import type { Cause, CommitFacts, CompetingPipelines, Expectation, Finding, Observation } from '../model.ts'
import { begunWords, imageRemarks, nameBuild, ranAt } from './image-remarks.ts'

/** Causes that another pipeline, or another image than the one that was meant, may have brought about. */
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

/**
 * Adds to a finding what the other pipelines and the image's own times and tags tell: facts beside the cause, not the cause. A build
 * that ran when the current deployment began, or that runs now, is named next to the cause; the rest stands in its reasoning.
 */
export function withSuspect(
  finding: Finding,
  pipelines: CompetingPipelines | undefined,
  expectation: Expectation | undefined,
  observation: Observation | undefined,
  commit: CommitFacts | undefined,
): Finding {
  if (!DOUBTFUL.includes(finding.cause)) return finding
  const sha = expectation?.commit ?? ''
  const builds = pipelines?.projects.flatMap((project) => project.builds) ?? []
  const committedAt = commit?.sha === sha ? commit.committedAt : undefined
  const pushedAt = expectation?.image.state === 'found' ? expectation.image.image.pushedAt : undefined
  const primary = observation?.service.rollouts.find((rollout) => rollout.status === 'PRIMARY')
  const pusher = pushedAt === undefined ? undefined : builds.find((build) => ranAt(build, pushedAt))
  const deployer =
    primary?.createdAt === undefined
      ? undefined
      : builds.find((build) => build !== pusher && ranAt(build, primary.createdAt ?? 0))
  const running = builds.filter((build) => build.running && build !== pusher && build !== deployer)
  const facts = [
    ...(pusher === undefined
      ? []
      : [`The image was pushed while ${nameBuild(pusher, sha)} ran.${begunWords(pusher, committedAt)}`]),
    ...(deployer === undefined ? [] : [`The current deployment began while ${nameBuild(deployer, sha)} ran.`]),
    ...running.map((build) => `${nameBuild(build, sha)} is running now.`),
  ]
  const remarks = expectation === undefined ? [] : imageRemarks(expectation, commit, pipelines)
  const reasons = remarks.map(({ text }) => text).filter((text) => !facts.includes(text))
  return {
    ...finding,
    explanation: [finding.explanation, ...facts].join(' '),
    ...(reasons.length === 0 ? {} : { reasoning: [...(finding.reasoning ?? []), ...reasons] }),
  }
}
