/** What a recommendation is drawn from: one service of the run, and what the run knows beside it. */
import { parseImageName, type ImageName } from '../../image/reference.ts'
import type {
  Build,
  Cause,
  CompetingProject,
  Expectation,
  ExpectedImage,
  Recommendation,
  Rollout,
  RunOutcome,
  ServiceOutcome,
  ServicePicture,
} from '../../model.ts'
import { ranAt } from '../image-remarks.ts'
import { containerImage } from '../relation.ts'

/** The run as far as recommendations go by it. */
export type Told = Omit<RunOutcome, 'recommendations'>

export interface Evidence {
  readonly outcome: Told
  readonly service: ServiceOutcome
  /** What the service's verdict says. */
  readonly cause: Cause | 'verified'
  readonly expectation?: Expectation
  readonly image?: ExpectedImage
  readonly picture?: ServicePicture
  /** Our rollout; where none was recognised, the one that is current. */
  readonly rollout?: Rollout
  /** How the task definition of that rollout names the verified image, where it is of the repository of the expected one. */
  readonly named?: ImageName & { readonly taskDefinition: string }
  /** When the commit that was looked for was made. */
  readonly committedAt?: number
  /**
   * The projects that compete, `not-shown` ones left out; none where the author brings them back or does not ask. Those that feed runners
   * stand apart: their builds are jobs of workflows, this one's perhaps.
   */
  readonly projects: readonly CompetingProject[]
  readonly runners: readonly CompetingProject[]
}

/** One recommendation, where the evidence speaks for it. */
export type Adviser = (evidence: Evidence) => Recommendation | undefined

export function evidenceOf(outcome: Told, service: ServiceOutcome, cause: Cause | 'verified'): Evidence {
  const { expectation, observation, ourRolloutId } = service
  const image = expectation?.image.state === 'found' ? expectation.image.image : undefined
  const picture = observation?.service
  const competing = competingProjects(outcome)
  const committedAt = outcome.commit?.sha === expectation?.commit ? outcome.commit?.committedAt : undefined
  return {
    outcome,
    service,
    cause,
    projects: competing.filter((project) => !feedsRunners(project)),
    runners: competing.filter(feedsRunners),
    ...(expectation === undefined ? {} : { expectation }),
    ...(image === undefined ? {} : { image }),
    ...(picture === undefined ? {} : { picture, ...rolloutOf(picture, ourRolloutId, image) }),
    ...(committedAt === undefined ? {} : { committedAt }),
  }
}

function rolloutOf(
  picture: ServicePicture,
  ourRolloutId: string | undefined,
  image: ExpectedImage | undefined,
): Pick<Evidence, 'rollout' | 'named'> {
  const rollout =
    picture.rollouts.find(({ id }) => id === ourRolloutId) ??
    picture.rollouts.find(({ status }) => status === 'PRIMARY')
  if (rollout === undefined) return {}
  const { taskDefinition } = rollout
  const name = parseImageName(containerImage(taskDefinition, picture) ?? '')
  return name === undefined || name.repository !== image?.repository
    ? { rollout }
    : { rollout, named: { ...name, taskDefinition } }
}

const feedsRunners = ({ triggers }: CompetingProject): boolean =>
  triggers.some(({ state }) => state === 'protected' || state === 'mixed')

function competingProjects({ pipelines }: Told): readonly CompetingProject[] {
  if (pipelines === undefined || pipelines.handling === 'off' || pipelines.handling === 'restore') return []
  return pipelines.projects.filter((project) => project.competing !== 'not-shown' && project.exists)
}

/** The build of a competing project that was running at that time, or had just ended. */
export function buildAt({ projects }: Evidence, at: number | undefined): Build | undefined {
  return at === undefined ? undefined : projects.flatMap(({ builds }) => builds).find((build) => ranAt(build, at))
}

/** Whether a build step of a workflow is shown to have pushed the image: by the digest that it passed on, or by provenance. */
export function isBuiltByWorkflow({ image }: Evidence): boolean {
  if (image === undefined) return false
  if (image.binding === 'workflow-digest') return true
  const items = image.evidence.state === 'read' ? image.evidence.items : []
  return items.some(({ kind, note = '' }) => kind === 'provenance' && /\/actions\/runs\/\d/.test(note))
}

/** The build of a competing project that was running when the image was pushed, where nothing shows that a workflow pushed it. */
export const pusherOf = (evidence: Evidence): Build | undefined =>
  isBuiltByWorkflow(evidence) ? undefined : buildAt(evidence, evidence.image?.pushedAt)

/** Whether the tag is the commit's SHA or a prefix of it, as build tools write it. */
export function namesCommit(tag: string, commit: string): boolean {
  const sha = tag.replace(/^sha-/, '')
  return sha.length >= 7 && commit.toLowerCase().startsWith(sha.toLowerCase())
}

const ANY_COMMIT = /^(?:sha-)?[0-9a-f]{7,64}$/i
const FULL_VERSION = /\d+\.\d+\.\d+/

/** Whether a tag is meant to move from build to build: `latest`, `live`, `v3`; neither a commit nor a full version. */
export const isMovingTag = (tag: string): boolean => !ANY_COMMIT.test(tag) && !FULL_VERSION.test(tag)
