import type { ServiceDeploymentBrief, ServiceRevision } from '@aws-sdk/client-ecs'
import type { Aws } from '../aws/api.ts'
import { AwsFailure } from '../aws/failure.ts'
import { ecrRepository, parseImageName } from '../image/reference.ts'
import type { PastDeployment, Reading, ServiceRef } from '../model.ts'
import { lastSegment, newestFirst, notRead, present, timeOf } from '../observe/answers.ts'

/** DescribeServiceRevisions takes 20 at most (API reference); the oldest tells what ran before the others. */
const MOST_DEPLOYMENTS = 20

/** Images that one page of DescribeImages lists at most (API reference). */
const MOST_IMAGES = 1000

interface ImageFacts {
  readonly tags: readonly string[]
  readonly pushedAt?: number
}

/**
 * The last deployments of a service with the image of each, newest first, in four calls at most. What is refused is told as not read, or
 * left out of the deployments; rejects with nothing but the reason of a cancelled run.
 * @param container name of the verified container
 */
export async function readDeployments(
  aws: Pick<Aws, 'ecs' | 'ecr'>,
  service: ServiceRef,
  container: string,
): Promise<Reading<readonly PastDeployment[]>> {
  try {
    const ecs = aws.ecs(service.region)
    const { serviceDeployments = [] } = await ecs.listServiceDeployments({
      cluster: service.cluster,
      service: service.service,
      maxResults: MOST_DEPLOYMENTS,
    })
    const briefs = newestFirst(serviceDeployments, ({ createdAt }) => timeOf(createdAt)).slice(0, MOST_DEPLOYMENTS)
    const arns = [...new Set(briefs.flatMap(({ targetServiceRevisionArn }) => targetServiceRevisionArn ?? []))]
    const { serviceRevisions = [] } =
      arns.length === 0 ? {} : await orNothing(ecs.describeServiceRevisions({ serviceRevisionArns: arns }))
    const deployments = briefs.map((brief) => pictureOf(brief, serviceRevisions, container))
    return { state: 'read', value: await withFacts(aws, deployments) }
  } catch (error) {
    return notRead(error)
  }
}

/** What only adds to the deployments is left out where AWS does not tell it. */
async function orNothing<Answer extends object>(answer: Promise<Answer>): Promise<Partial<Answer>> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof AwsFailure) return {}
    throw error
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

/** With tags and push times, as far as the images are in one repository of ECR and still there. */
async function withFacts(
  aws: Pick<Aws, 'ecr'>,
  deployments: readonly PastDeployment[],
): Promise<readonly PastDeployment[]> {
  const newest = deployments.find(({ image, digest }) => image !== undefined && digest !== undefined)
  const repository = parseImageName(newest?.image ?? '')?.repository
  const location = repository === undefined ? undefined : ecrRepository(repository)
  if (location === undefined) return deployments
  const digests = new Set(
    deployments.flatMap(({ image, digest }) =>
      digest !== undefined && parseImageName(image ?? '')?.repository === repository ? [digest] : [],
    ),
  )
  const facts = await factsOf(aws, location, [...digests])
  return deployments.map((deployment) => ({ ...deployment, ...facts.get(deployment.digest ?? '') }))
}

async function factsOf(
  aws: Pick<Aws, 'ecr'>,
  { region, registryId, repositoryName }: NonNullable<ReturnType<typeof ecrRepository>>,
  digests: readonly string[],
): Promise<ReadonlyMap<string, ImageFacts>> {
  const { describeImages } = aws.ecr(region)
  const where = { registryId, repositoryName }
  const asked = async (): Promise<Awaited<ReturnType<typeof describeImages>> | undefined> => {
    try {
      return await describeImages({ ...where, imageIds: digests.map((imageDigest) => ({ imageDigest })) })
    } catch (error) {
      if (!(error instanceof AwsFailure)) throw error
      // One image that is gone fails the whole call (API reference, DescribeImages): a page of all images tells of the others.
      if (error.code !== 'ImageNotFoundException') return undefined
      return orNothing(describeImages({ ...where, maxResults: MOST_IMAGES, filter: { tagStatus: 'TAGGED' } })).then(
        (page) => ({ $metadata: {}, ...page }),
      )
    }
  }
  const { imageDetails = [] } = (await asked()) ?? {}
  return new Map(
    imageDetails.flatMap(({ imageDigest, imageTags, imagePushedAt }): [string, ImageFacts][] =>
      imageDigest === undefined
        ? []
        : [[imageDigest, present({ tags: imageTags ?? [], pushedAt: timeOf(imagePushedAt) })]],
    ),
  )
}
