import { ecrRepository, parseImageName } from '../image/reference.ts'
import type { Expectation, ExpectedImage, Observation, Rollout, ServicePicture, Stop, Task } from '../model.ts'

/**
 * What a rollout has to do with the expected image, by digests where any is known.
 * `carries`: every digest known of it is the expected image's. `partly`: some are, some are not (a tag resolved anew by each task).
 * `claims`: no digest is known yet, but it names our tag, our digest, or the pinned task definition. `other-digest`: it claims, and all
 * its digests are of another image. `open`: no digest is known, and whether its tag means our image was not readable. `other`: the rest.
 */
export type Relation = 'carries' | 'partly' | 'claims' | 'other-digest' | 'open' | 'other'

/** Whether at least a part of the rollout is shown, by digest, to be of the expected image. */
export const carriesExpected = (relation: Relation): boolean => relation === 'carries' || relation === 'partly'

/** Whether a task definition's ARN is the one that the author pinned, given as ARN or `family:revision`. */
export const isPinned = (taskDefinition: string, pinned: string): boolean =>
  taskDefinition === pinned || taskDefinition.endsWith(`:task-definition/${pinned}`)

/** One repository has several spellings in ECR: FIPS and dual-stack hosts. */
function sameRepository(a: string, b: string): boolean {
  if (a === b) return true
  const [one, other] = [ecrRepository(a), ecrRepository(b)]
  return (
    one !== undefined &&
    other !== undefined &&
    one.registryId === other.registryId &&
    one.region === other.region &&
    one.repositoryName === other.repositoryName
  )
}

/** The reference of the verified container in a task definition; undefined where the definition or the container is unknown. */
export function containerImage(taskDefinition: string, picture: ServicePicture): string | undefined {
  const definition = picture.taskDefinitions.find((candidate) => candidate.arn === taskDefinition)
  return definition?.containers.find((container) => container.name === picture.container)?.image
}

type Claim = 'yes' | 'no' | 'open'

function claimOf(taskDefinition: string, image: ExpectedImage, picture: ServicePicture): Claim {
  const text = containerImage(taskDefinition, picture)
  const reference = text === undefined ? undefined : parseImageName(text)
  if (reference === undefined || !sameRepository(reference.repository, image.repository)) return 'no'
  if (reference.digest !== undefined) return image.digests.includes(reference.digest) ? 'yes' : 'no'
  const tag = reference.tag ?? 'latest'
  if (tag === image.tag || image.tags.includes(tag)) return 'yes'
  return image.tags.length === 0 ? 'open' : 'no'
}

/** `latest`, `prod`: a tag without a figure is moved from build to build, so that naming it claims whatever was built last. */
const MOVING_TAG = /^[a-z_-]+$/i

/** Whether a rollout names a moving tag of the expected image's repository: who deployed it meant the newest image, whatever it got. */
export function namesMovingTag(rollout: Rollout, image: ExpectedImage, picture: ServicePicture): boolean {
  const reference = parseImageName(containerImage(rollout.taskDefinition, picture) ?? '')
  return (
    reference !== undefined &&
    reference.digest === undefined &&
    MOVING_TAG.test(reference.tag ?? 'latest') &&
    sameRepository(reference.repository, image.repository)
  )
}

/** The image that a rollout's task definition names instead of the expected one; undefined where it may name that, or nothing is known. */
export function otherImageNamed(
  rollout: Rollout | undefined,
  image: ExpectedImage | undefined,
  picture: ServicePicture,
): string | undefined {
  if (rollout === undefined || image === undefined) return undefined
  const isOther = claimOf(rollout.taskDefinition, image, picture) === 'no' && !namesMovingTag(rollout, image, picture)
  return isOther ? containerImage(rollout.taskDefinition, picture) : undefined
}

function digestsOf(id: string, tasks: readonly (Task | Stop)[]): readonly string[] {
  return tasks.flatMap((task) =>
    task.rolloutId === id && task.container.state === 'digest' ? [task.container.digest] : [],
  )
}

/** How digests that are known of something, and what it names, compare with the expected image. */
function compare(known: readonly string[], claim: Claim, image: ExpectedImage): Relation {
  const matching = known.filter((digest) => image.digests.includes(digest)).length
  if (known.length > 0) {
    if (matching === known.length) return 'carries'
    if (matching > 0) return 'partly'
    return claim === 'no' ? 'other' : 'other-digest'
  }
  switch (claim) {
    case 'yes':
      return 'claims'
    case 'open':
      return 'open'
    case 'no':
      return 'other'
  }
}

/** Compares one rollout with the expected image. A rollout of another task definition than the pinned one is `other` whatever it runs. */
export function relationOf(rollout: Rollout, expectation: Expectation, observation: Observation): Relation {
  if (expectation.image.state === 'missing') return 'other'
  const pinned = expectation.taskDefinition
  if (pinned !== undefined && !isPinned(rollout.taskDefinition, pinned)) return 'other'
  const { image } = expectation.image
  const picture = observation.service
  const claim = pinned === undefined ? claimOf(rollout.taskDefinition, image, picture) : 'yes'
  const running = digestsOf(rollout.id, picture.tasks)
  const recorded = rollout.revisionDigest === undefined ? [] : [rollout.revisionDigest]
  const known = running.length > 0 ? running : [...digestsOf(rollout.id, picture.stops), ...recorded]
  return compare(known, claim, image)
}

/** A rollout that once carried the expected image, and where that is known from. */
export interface FormerRollout {
  readonly id: string
  readonly createdAt: number | undefined
  readonly taskDefinition: string | undefined
}

/** Rollouts of ours that the service no longer lists, by the tasks they left and by the history of service deployments; newest first. */
export function formerRollouts(expectation: Expectation, observation: Observation): readonly FormerRollout[] {
  if (expectation.image.state === 'missing') return []
  const { image } = expectation.image
  const { service } = observation
  const listed = new Set(service.rollouts.map((rollout) => rollout.id))
  const pinned = expectation.taskDefinition
  const found = new Map<string, FormerRollout>()
  const recorded = new Map(
    service.serviceDeployments.state === 'read'
      ? service.serviceDeployments.value.map(({ revisionId, createdAt }) => [`ecs-svc/${revisionId ?? ''}`, createdAt])
      : [],
  )
  const add = (id: string, createdAt: number | undefined, taskDefinition: string | undefined): void => {
    if (listed.has(id) || (pinned !== undefined && taskDefinition !== undefined && !isPinned(taskDefinition, pinned)))
      return
    const before = found.get(id)
    // A task may be much younger than its rollout, whose first ones are forgotten.
    const earliest = Math.min(createdAt ?? Infinity, before?.createdAt ?? Infinity, recorded.get(id) ?? Infinity)
    found.set(id, {
      id,
      createdAt: Number.isFinite(earliest) ? earliest : undefined,
      taskDefinition: taskDefinition ?? before?.taskDefinition,
    })
  }
  for (const task of [...service.tasks, ...service.stops])
    if (
      task.rolloutId !== undefined &&
      task.container.state === 'digest' &&
      image.digests.includes(task.container.digest)
    )
      add(task.rolloutId, task.createdAt, task.taskDefinition)
  if (service.serviceDeployments.state === 'read')
    for (const deployment of service.serviceDeployments.value) {
      if (deployment.revisionId === undefined) continue
      const known = deployment.digest === undefined ? [] : [deployment.digest]
      const claim = deployment.taskDefinition === undefined ? 'no' : claimOf(deployment.taskDefinition, image, service)
      const relation = compare(known, claim, image)
      // A claim counts only after the image was pushed: before that the same tag meant another image.
      const claims =
        relation === 'claims' && image.pushedAt !== undefined && (deployment.createdAt ?? 0) >= image.pushedAt
      if (relation === 'carries' || claims)
        add(`ecs-svc/${deployment.revisionId}`, deployment.createdAt, deployment.taskDefinition)
    }
  return [...found.values()].toSorted((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0))
}
