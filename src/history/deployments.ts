import type { ServiceDeploymentBrief, ServiceRevision } from '@aws-sdk/client-ecs'
import type { Aws } from '../aws/api.ts'
import { incompleteAnswer } from '../aws/errors.ts'
import { AwsFailure } from '../aws/failure.ts'
import { ecrRepository, parseImageName } from '../image/reference.ts'
import type { DeployHistory, PastDeployment, ServiceRef } from '../model.ts'
import { lastSegment, newestFirst, notAsked, notRead, type NotRead, present, timeOf } from '../observe/answers.ts'

/** A page of ListServiceDeployments; its order is not documented, so that a short one might not hold the newest. */
const PAGE = 100

/** So many finished deployments are told, and the one before them, so that it is known what each of them changed. */
const MOST_FINISHED = 20

/** DescribeServiceRevisions takes 20 at most (API reference). */
const REVISIONS_PER_CALL = 20

/** Images that one page of DescribeImages lists at most (API reference). */
const MOST_IMAGES = 1000

/** What was read of the deployments. */
export type DeploymentsRead = Pick<DeployHistory, 'deployments' | 'images'>

interface ImageFacts {
  readonly tags: readonly string[]
  readonly pushedAt?: number
}

/**
 * The last deployments of a service with the image of each, newest first: those under way, the last 20 that ended, and the one that these
 * followed. Three calls and `revisionCalls` at most. What is refused is told as not read; rejects with nothing but the reason of a cancelled
 * run, or with a defect.
 * @param container name of the verified container
 * @param revisionCalls how often DescribeServiceRevisions may be called: one call may leave the oldest without its image
 */
export async function readDeployments(
  aws: Pick<Aws, 'ecs' | 'ecr'>,
  service: ServiceRef,
  container: string,
  revisionCalls = 2,
): Promise<DeploymentsRead> {
  let briefs: readonly ServiceDeploymentBrief[]
  try {
    briefs = await lastOf(aws, service)
  } catch (error) {
    const reading = notRead(error)
    // A service of CodeDeploy's or of another controller has no such record: that is no gap.
    const isNone = error instanceof AwsFailure && error.kind === 'unsupported'
    return { deployments: isNone ? notAsked('this kind of service has no service deployments') : reading }
  }
  const revisions = await revisionsOf(aws, service, arnsOf(briefs).slice(0, revisionCalls * REVISIONS_PER_CALL))
  const deployments = briefs.map((brief) => pictureOf(brief, revisions.value, container))
  const facts = await factsOf(aws, deployments)
  const images = revisions.gap ?? facts.gap
  return {
    deployments: {
      state: 'read',
      value: deployments.map((deployment) => ({ ...deployment, ...facts.value.get(deployment.digest ?? '') })),
    },
    ...(images === undefined ? {} : { images }),
  }
}

async function lastOf(aws: Pick<Aws, 'ecs'>, { cluster, service, region }: ServiceRef) {
  const { serviceDeployments, nextToken } = await aws
    .ecs(region)
    .listServiceDeployments({ cluster, service, maxResults: PAGE })
  if (serviceDeployments === undefined) throw incompleteAnswer('ecs:ListServiceDeployments', 'the service deployments')
  const sorted = newestFirst(serviceDeployments, ({ createdAt }) => timeOf(createdAt))
  const isWhole = nextToken === undefined || nextToken === ''
  if (!isWhole && sorted[0] !== serviceDeployments[0])
    throw new AwsFailure('rejected', 'ecs:ListServiceDeployments', 'UnknownOrder', 'it did not list the newest first')
  let finished = 0
  return sorted.filter((brief) => {
    if (isUnderWay(brief)) return true
    // Behind the last twenty only the newest that succeeded tells anything: it ran before them.
    if (finished < MOST_FINISHED) finished += 1
    else if (finished === MOST_FINISHED && brief.status === 'SUCCESSFUL') finished += 1
    else return false
    return true
  })
}

function isUnderWay({ status }: ServiceDeploymentBrief): boolean {
  return (
    status === 'PENDING' ||
    status === 'IN_PROGRESS' ||
    status === 'ROLLBACK_REQUESTED' ||
    status === 'ROLLBACK_IN_PROGRESS'
  )
}

/** Each once; first those whose image tells what a deployment did. */
function arnsOf(briefs: readonly ServiceDeploymentBrief[]): readonly string[] {
  const decides = ({ status }: ServiceDeploymentBrief): boolean => status === 'SUCCESSFUL'
  const ordered = [...briefs.filter(decides), ...briefs.filter((brief) => !decides(brief))]
  return [...new Set(ordered.flatMap(({ targetServiceRevisionArn }) => targetServiceRevisionArn ?? []))]
}

/** What was read, and what kept the rest from it. */
interface Partly<Value> {
  readonly value: Value
  readonly gap?: NotRead
}

async function revisionsOf(
  aws: Pick<Aws, 'ecs'>,
  { region }: ServiceRef,
  arns: readonly string[],
): Promise<Partly<readonly ServiceRevision[]>> {
  const value: ServiceRevision[] = []
  try {
    for (let start = 0; start < arns.length; start += REVISIONS_PER_CALL) {
      const serviceRevisionArns = arns.slice(start, start + REVISIONS_PER_CALL)
      const { serviceRevisions = [] } = await aws.ecs(region).describeServiceRevisions({ serviceRevisionArns })
      value.push(...serviceRevisions)
    }
    return { value }
  } catch (error) {
    return { value, gap: notRead(error) }
  }
}

function pictureOf(
  brief: ServiceDeploymentBrief,
  revisions: readonly ServiceRevision[],
  container: string,
): PastDeployment {
  const target = brief.targetServiceRevisionArn
  const revision = revisions.find(({ serviceRevisionArn }) => serviceRevisionArn === target)
  const image = revision?.containerImages?.find(({ containerName }) => containerName === container)
  return present({
    id: lastSegment(target ?? brief.serviceDeploymentArn ?? ''),
    status: brief.status ?? 'UNKNOWN',
    createdAt: timeOf(brief.createdAt),
    finishedAt: timeOf(brief.finishedAt),
    image: image?.image,
    digest: image?.imageDigest,
    tags: [],
  })
}

/** Tags and push times by digest, as far as the images are in the newest one's repository, that is in ECR, and they are still there. */
async function factsOf(
  aws: Pick<Aws, 'ecr'>,
  deployments: readonly PastDeployment[],
): Promise<Partly<ReadonlyMap<string, ImageFacts>>> {
  const newest = deployments.find(({ image, digest }) => image !== undefined && digest !== undefined)
  const repository = parseImageName(newest?.image ?? '')?.repository
  const location = repository === undefined ? undefined : ecrRepository(repository)
  if (location === undefined) return { value: new Map() }
  const digests = new Set(
    deployments.flatMap(({ image, digest }) =>
      digest !== undefined && parseImageName(image ?? '')?.repository === repository ? [digest] : [],
    ),
  )
  const { region, registryId, repositoryName } = location
  const { describeImages } = aws.ecr(region)
  const where = { registryId, repositoryName }
  const describe = async (): ReturnType<typeof describeImages> => {
    try {
      return await describeImages({ ...where, imageIds: [...digests].map((imageDigest) => ({ imageDigest })) })
    } catch (error) {
      if (!(error instanceof AwsFailure) || error.code !== 'ImageNotFoundException') throw error
      // One image that is gone fails the whole call (API reference, DescribeImages): a page of all images tells of the others.
      return describeImages({ ...where, maxResults: MOST_IMAGES, filter: { tagStatus: 'TAGGED' } })
    }
  }
  try {
    const { imageDetails = [] } = await describe()
    return {
      value: new Map(
        imageDetails.flatMap(({ imageDigest, imageTags, imagePushedAt }): [string, ImageFacts][] =>
          imageDigest === undefined
            ? []
            : [[imageDigest, present({ tags: imageTags ?? [], pushedAt: timeOf(imagePushedAt) })]],
        ),
      ),
    }
  } catch (error) {
    return { value: new Map(), gap: notRead(error) }
  }
}
