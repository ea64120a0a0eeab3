import { describe, expect, it } from '@jest/globals'
import type {
  DescribeServiceRevisionsCommandInput,
  ListServiceDeploymentsCommandInput,
  ServiceDeploymentBrief,
  ServiceDeploymentStatus,
} from '@aws-sdk/client-ecs'

import type { Aws } from '../../src/aws/api.ts'
import { AwsFailure } from '../../src/aws/failure.ts'
import { readDeployments } from '../../src/history/deployments.ts'
import type { PastDeployment, ServiceRef } from '../../src/model.ts'
import { World } from '../observe/service-world.ts'

const $metadata = {}
const service: ServiceRef = { cluster: 'c', service: 's', region: 'us-east-1', label: 'c / s' }
const arn = (number: number): string => `arn:aws:ecs:us-east-1:123456789012:service-revision/c/s/${number}`
const numberOf = (text: string): number => Number(text.slice(text.lastIndexOf('/') + 1))
const repository = '123456789012.dkr.ecr.us-east-1.amazonaws.com/app'

/** Of the given minute, which is its number too. */
const brief = (minute: number, status: ServiceDeploymentStatus = 'SUCCESSFUL'): ServiceDeploymentBrief => ({
  targetServiceRevisionArn: arn(minute),
  status,
  createdAt: new Date(minute * 60_000),
})

/** Newest first, down to the given minute. */
const successful = (from: number, downTo = 1): ServiceDeploymentBrief[] =>
  Array.from({ length: from - downTo + 1 }, (_, index) => brief(from - index))

interface Remembered {
  readonly listed: readonly ServiceDeploymentBrief[] | Error
  readonly nextToken?: string
  readonly revisions?: Error
  readonly images?: Error
  readonly revisionCalls?: number
}

async function read({ listed, nextToken, revisions, images, revisionCalls = 2 }: Remembered) {
  const pages: ListServiceDeploymentsCommandInput[] = []
  const described: number[][] = []
  const base = new World().aws
  const aws: Pick<Aws, 'ecs' | 'ecr'> = {
    ecs: (region) => ({
      ...base.ecs(region),
      listServiceDeployments: async (input) => {
        pages.push(input)
        if (listed instanceof Error) throw listed
        return { $metadata, serviceDeployments: [...listed], ...(nextToken === undefined ? {} : { nextToken }) }
      },
      describeServiceRevisions: async ({ serviceRevisionArns = [] }: DescribeServiceRevisionsCommandInput) => {
        described.push(serviceRevisionArns.map(numberOf))
        if (revisions !== undefined) throw revisions
        return {
          $metadata,
          serviceRevisions: serviceRevisionArns.map((serviceRevisionArn) => ({
            serviceRevisionArn,
            containerImages: [
              { containerName: 'app', image: `${repository}:x`, imageDigest: `digest ${numberOf(serviceRevisionArn)}` },
            ],
          })),
        }
      },
    }),
    ecr: () => ({
      batchGetImage: notUsed,
      getDownloadUrlForLayer: notUsed,
      listImageReferrers: notUsed,
      describeImages: async () => {
        if (images !== undefined) throw images
        return { $metadata, imageDetails: [] }
      },
    }),
  }
  const found = await readDeployments(aws, service, 'app', revisionCalls)
  const value: readonly PastDeployment[] = found.deployments.state === 'read' ? found.deployments.value : []
  return { ...found, pages, described, value, ids: value.map(({ id }) => Number(id)) }
}

const notUsed = async (): Promise<never> => {
  throw new Error('not for the history')
}

const denied = (action: string): AwsFailure => new AwsFailure('denied', action, 'AccessDeniedException', 'no')

describe('which deployments are told', () => {
  it('are those under way, the last twenty that ended, and the one that succeeded before them', async () => {
    const listed = [brief(40, 'IN_PROGRESS'), ...successful(39, 21), brief(20, 'STOPPED'), brief(19, 'STOPPED')]
    const { ids } = await read({ listed: [...listed, ...successful(18)] })
    expect(ids).toEqual([40, ...successful(39, 20).map((_, index) => 39 - index), 18])
  })

  it('are the newest of the page, whatever its order, where that is the only one', async () => {
    const { ids } = await read({ listed: successful(30).toReversed() })
    expect(ids[0]).toBe(30)
    expect(ids).toHaveLength(21)
  })

  it('are none where a page that does not begin with the newest is followed by others', async () => {
    const { deployments } = await read({ listed: successful(30).toReversed(), nextToken: 'more' })
    expect(deployments).toMatchObject({ state: 'not-read', why: expect.stringContaining('newest first') })
    expect((await read({ listed: successful(30), nextToken: 'more' })).ids[0]).toBe(30)
  })

  it('take one page of the list', async () => {
    const { pages } = await read({ listed: successful(30), nextToken: 'more' })
    expect(pages).toEqual([{ cluster: 'c', service: 's', maxResults: 100 }])
  })
})

describe('their images', () => {
  it('come in two calls of twenty, those that succeeded first', async () => {
    const { described, value } = await read({ listed: [brief(40, 'IN_PROGRESS'), ...successful(39, 10)] })
    expect(described.map((arns) => arns.length)).toEqual([20, 2])
    expect(described[1]).toEqual([19, 40])
    expect(value.every(({ id, digest }) => digest === `digest ${id}`)).toBe(true)
  })

  it('leave the oldest without one where there is one call only', async () => {
    const { described, value } = await read({ listed: successful(39), revisionCalls: 1 })
    expect(described).toHaveLength(1)
    expect(value.filter(({ digest }) => digest === undefined).map(({ id }) => id)).toEqual(['19'])
  })

  it('that are refused are told as not read, and the deployments all the same', async () => {
    const revisions = denied('ecs:DescribeServiceRevisions')
    const withoutRevisions = await read({ listed: successful(3), revisions })
    expect(withoutRevisions.images).toMatchObject({ action: 'ecs:DescribeServiceRevisions', denied: true })
    expect(withoutRevisions.value.map(({ digest }) => digest)).toEqual([undefined, undefined, undefined])
    const withoutTags = await read({ listed: successful(3), images: denied('ecr:DescribeImages') })
    expect(withoutTags.images).toMatchObject({ action: 'ecr:DescribeImages', denied: true })
    expect(withoutTags.value.map(({ digest }) => digest)).toEqual(['digest 3', 'digest 2', 'digest 1'])
  })

  it('are not asked for where nothing was ever deployed', async () => {
    const { described, deployments, images } = await read({ listed: [] })
    expect({ described, deployments, images }).toEqual({
      described: [],
      deployments: { state: 'read', value: [] },
      images: undefined,
    })
  })
})

describe('a service of another controller', () => {
  it('has no such record, which is no refusal and names no action', async () => {
    const action = 'ecs:ListServiceDeployments'
    const listed = new AwsFailure('unsupported', action, 'UnsupportedFeatureException', 'not supported')
    const { deployments } = await read({ listed })
    expect(deployments).toEqual({ state: 'not-read', why: expect.any(String), denied: false })
  })
})
