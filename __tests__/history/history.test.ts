import { describe, expect, it } from '@jest/globals'
import type { DescribeImagesCommandInput, ImageDetail } from '@aws-sdk/client-ecr'
import type { ServiceDeploymentBrief, ServiceRevision } from '@aws-sdk/client-ecs'

import type { Aws } from '../../src/aws/api.ts'
import { AwsFailure } from '../../src/aws/failure.ts'
import { beginHistory } from '../../src/history/history.ts'
import type { DeployHistory, RunContext, ServiceRef } from '../../src/model.ts'
import { World } from '../observe/service-world.ts'

const $metadata = {}
const REPOSITORY = '123456789012.dkr.ecr.us-east-1.amazonaws.com/app'
const digest = (letter: string): string => `sha256:${letter.repeat(64)}`
const revision = (number: number): string => `arn:aws:ecs:us-east-1:123456789012:service-revision/c/s/${number}`
const brief = (number: number, minute: number, more: ServiceDeploymentBrief = {}): ServiceDeploymentBrief => ({
  targetServiceRevisionArn: revision(number),
  status: 'SUCCESSFUL',
  createdAt: new Date(minute * 60_000),
  finishedAt: new Date(minute * 60_000 + 1_000),
  ...more,
})
const revised = (number: number, letter: string, image = `${REPOSITORY}:${letter}`): ServiceRevision => ({
  serviceRevisionArn: revision(number),
  containerImages: [
    { containerName: 'envoy', image: 'envoy:1', imageDigest: digest('e') },
    { containerName: 'app', image, imageDigest: digest(letter) },
  ],
})
const detail = (letter: string): ImageDetail => ({
  imageDigest: digest(letter),
  imageTags: [letter],
  imagePushedAt: new Date(letter.charCodeAt(0)),
})

interface Remembered {
  readonly deployments?: readonly ServiceDeploymentBrief[] | Error
  readonly revisions?: readonly ServiceRevision[] | Error
  readonly images?: (input: DescribeImagesCommandInput) => readonly ImageDetail[]
  readonly run?: Partial<RunContext>
  readonly github?: (path: string) => { readonly status: number; readonly text: string }
}

const service: ServiceRef = { cluster: 'c', service: 's', region: 'us-east-1', label: 'c / s' }

async function read({ deployments = [], revisions = [], images = () => [], run = {}, github }: Remembered) {
  const calls: string[] = []
  const answered = <Answer>(call: string, answer: Answer | Error): Answer => {
    calls.push(call)
    if (answer instanceof Error) throw answer
    return answer
  }
  const base = new World().aws
  const notUsed = async (): Promise<never> => {
    throw new Error('not for the history')
  }
  const aws: Pick<Aws, 'ecs' | 'ecr'> = {
    ecs: (region) => ({
      ...base.ecs(region),
      listServiceDeployments: async () => ({ $metadata, serviceDeployments: [...answered('list', deployments)] }),
      describeServiceRevisions: async () => ({ $metadata, serviceRevisions: [...answered('revisions', revisions)] }),
    }),
    ecr: () => ({
      batchGetImage: notUsed,
      getDownloadUrlForLayer: notUsed,
      listImageReferrers: notUsed,
      describeImages: async (input) => {
        calls.push('images')
        return { $metadata, imageDetails: [...images(input)] }
      },
    }),
  }
  const reader = {
    get: async (path: string) => answered(path, (github ?? (() => ({ status: 404, text: '' })))(path)),
  }
  const context = { repository: 'o/r', apiUrl: '', serverUrl: '', runId: '7', workspace: '', workflow: 'deploy.yml' }
  const reading = beginHistory({ aws, github: reader, service, container: 'app', run: { ...context, ...run } })
  await reading.done
  return { history: reading.known(), calls }
}

const valueOf = (history: DeployHistory, part: 'deployments' | 'runs') =>
  history[part].state === 'read' ? history[part].value : []

describe('the deployments that ECS remembers', () => {
  it('come newest first with the verified container’s image, its tags and its push time', async () => {
    const { history } = await read({
      deployments: [brief(1, 1), brief(2, 2)],
      revisions: [revised(1, 'a'), revised(2, 'b')],
      images: () => [detail('a'), detail('b')],
    })
    expect(valueOf(history, 'deployments')).toEqual([
      {
        id: '2',
        status: 'SUCCESSFUL',
        createdAt: 120_000,
        finishedAt: 121_000,
        image: `${REPOSITORY}:b`,
        digest: digest('b'),
        tags: ['b'],
        pushedAt: 98,
      },
      expect.objectContaining({ id: '1', digest: digest('a'), tags: ['a'], pushedAt: 97 }),
    ])
  })

  it('are told of those images that are left, where one is gone', async () => {
    const { history, calls } = await read({
      deployments: [brief(1, 1), brief(2, 2)],
      revisions: [revised(1, 'a'), revised(2, 'b')],
      images: ({ imageIds }) => {
        if (imageIds !== undefined)
          throw new AwsFailure('absent', 'ecr:DescribeImages', 'ImageNotFoundException', 'gone')
        return [detail('b'), detail('z')]
      },
    })
    expect(valueOf(history, 'deployments')).toMatchObject([{ tags: ['b'] }, { tags: [], digest: digest('a') }])
    expect(calls.filter((call) => !call.startsWith('/'))).toEqual(['list', 'revisions', 'images', 'images'])
  })

  it('stay without images where these are refused, or are in another registry', async () => {
    const denied = new AwsFailure('denied', 'ecs:DescribeServiceRevisions', 'AccessDeniedException', 'no')
    const refused = await read({ deployments: [brief(1, 1)], revisions: denied })
    expect(valueOf(refused.history, 'deployments')).toEqual([
      expect.not.objectContaining({ digest: expect.anything() }),
    ])
    const elsewhere = await read({ deployments: [brief(1, 1)], revisions: [revised(1, 'a', 'ghcr.io/o/app:a')] })
    expect(valueOf(elsewhere.history, 'deployments')).toMatchObject([{ image: 'ghcr.io/o/app:a', digest: digest('a') }])
    expect(elsewhere.calls).not.toContain('images')
  })

  it('are told as not read where they are refused', async () => {
    const denied = new AwsFailure('denied', 'ecs:ListServiceDeployments', 'AccessDeniedException', 'no', {
      resource: 'arn:x',
    })
    const { history } = await read({ deployments: denied })
    expect(history.deployments).toEqual({
      state: 'not-read',
      why: 'no',
      action: 'ecs:ListServiceDeployments',
      resource: 'arn:x',
      denied: true,
    })
  })
})

const listed = JSON.stringify({
  workflow_runs: [
    {
      id: 9,
      head_sha: 'a'.repeat(40),
      event: 'push',
      conclusion: 'success',
      created_at: '2025-07-21T10:05:04Z',
      head_commit: { timestamp: '2025-07-21T12:05:00+02:00' },
    },
    { id: 8, head_sha: 'b'.repeat(40), event: 'workflow_dispatch', conclusion: null },
    { id: 'x' },
    null,
  ],
})

describe('the runs of the workflow', () => {
  it('come with their commit and its time, in UTC', async () => {
    const { history } = await read({ github: () => ({ status: 200, text: listed }) })
    expect(valueOf(history, 'runs')).toEqual([
      {
        id: 9,
        commit: 'a'.repeat(40),
        event: 'push',
        conclusion: 'success',
        createdAt: Date.UTC(2025, 6, 21, 10, 5, 4),
        committedAt: Date.UTC(2025, 6, 21, 10, 5),
      },
      { id: 8, commit: 'b'.repeat(40), event: 'workflow_dispatch' },
    ])
  })

  it('are asked for by the workflow’s file, on the branch that was pushed', async () => {
    const { calls } = await read({ run: { ref: 'refs/heads/release/1' } })
    expect(calls).toContain('/repos/o/r/actions/workflows/deploy.yml/runs?per_page=30&branch=release%2F1')
  })

  it('are asked for by the workflow of this run, where its file is not known', async () => {
    const { calls } = await read({
      run: { workflow: '' },
      github: () => ({ status: 200, text: JSON.stringify({ workflow_id: 42 }) }),
    })
    expect(calls.filter((call) => call.startsWith('/'))).toEqual([
      '/repos/o/r/actions/runs/7',
      '/repos/o/r/actions/workflows/42/runs?per_page=30',
    ])
  })

  it('name the permission that is missing', async () => {
    const { history } = await read({ github: () => ({ status: 403, text: '' }) })
    expect(history.runs).toMatchObject({
      state: 'not-read',
      denied: true,
      why: expect.stringContaining('actions: read'),
    })
  })

  it.each(['<html>', '{}', '{"workflow_runs":7}', 'null'])('are not read where GitHub answers %s', async (text) => {
    const { history } = await read({ github: () => ({ status: 200, text }) })
    expect(history.runs.state).toBe('not-read')
  })
})

describe('the whole history', () => {
  it('costs six calls at most', async () => {
    const { calls } = await read({
      deployments: [brief(1, 1), brief(2, 2)],
      revisions: [revised(1, 'a'), revised(2, 'b')],
      images: ({ imageIds }) => {
        if (imageIds !== undefined)
          throw new AwsFailure('absent', 'ecr:DescribeImages', 'ImageNotFoundException', 'gone')
        return []
      },
      run: { workflow: '' },
      github: () => ({ status: 200, text: JSON.stringify({ workflow_id: 42 }) }),
    })
    expect(calls).toHaveLength(6)
  })

  it('never rejects, whatever goes wrong', async () => {
    const { history } = await read({
      deployments: new Error('a defect'),
      github: () => {
        throw new Error('a defect')
      },
    })
    expect([history.deployments.state, history.runs.state]).toEqual(['not-read', 'not-read'])
  })
})
