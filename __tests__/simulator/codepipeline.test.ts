import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { CodePipeline } from '@aws-sdk/client-codepipeline'
import type { PipelineRecipe } from '../../simulator/codepipeline.ts'
import { CREDENTIALS } from '../../simulator/server.ts'
import { openStage, type Stage } from '../../simulator/stage.ts'
import { CALLER_ARN } from '../../simulator/sts.ts'

const START = Date.UTC(2025, 6, 21)
const RELEASE: PipelineRecipe = {
  name: 'release',
  stages: [
    { name: 'Source', actions: [{ provider: 'CodeStarSourceConnection' }] },
    { name: 'Build', actions: [{ name: 'Image', provider: 'CodeBuild', configuration: { ProjectName: 'p' } }] },
    { name: 'Deploy', actions: [{ provider: 'ECS' }] },
  ],
}
const CLOSED = { pipelineName: 'release', stageName: 'Build', transitionType: 'Inbound', reason: 'not now' } as const
const OPENED = { pipelineName: 'release', stageName: 'Build', transitionType: 'Inbound' } as const

let stage: Stage

beforeEach(async () => {
  stage = await openStage(START)
  stage.codebuild.project({ name: 'p', repository: 'https://github.com/o/r.git' })
  stage.codebuild.project({ name: 'p', repository: 'https://github.com/o/r.git', region: 'eu-west-1' })
})

afterEach(async () => {
  await stage.server.close()
})

const client = (region = 'us-east-1'): CodePipeline =>
  new CodePipeline({ region, endpoint: stage.server.url, maxAttempts: 1, credentials: { ...CREDENTIALS } })

const builds = async (region = 'us-east-1'): Promise<unknown> => {
  const api = stage.codebuild.api(region)
  const { ids = [] } = await api.listBuildsForProject({ projectName: 'p' })
  return ids.length === 0 ? [] : (await api.batchGetBuilds({ ids })).builds?.map(({ initiator }) => initiator)
}

describe('reading', () => {
  it('lists the pipelines of the region in pages', async () => {
    for (const name of ['b', 'a', 'c']) stage.codepipeline.pipeline({ ...RELEASE, name, executionMode: 'QUEUED' })
    stage.codepipeline.pipeline({ ...RELEASE, name: 'elsewhere', region: 'eu-west-1' })
    const first = await client().listPipelines({ maxResults: 2 })
    const second = await client().listPipelines({ maxResults: 2, nextToken: first.nextToken })
    expect([first, second].map(({ pipelines }) => pipelines?.map(({ name }) => name))).toEqual([['a', 'b'], ['c']])
    expect(second.nextToken).toBeUndefined()
    expect(first.pipelines?.[0]).toMatchObject({
      version: 1,
      pipelineType: 'V2',
      executionMode: 'QUEUED',
      updated: new Date(START),
    })
    stage.codepipeline.pageSize = 1
    expect((await client().listPipelines({})).pipelines).toHaveLength(1)
    await expect(client().listPipelines({ nextToken: 'made-up' })).rejects.toMatchObject({
      name: 'InvalidNextTokenException',
    })
  })

  it('tells what a pipeline does', async () => {
    const arn = stage.codepipeline.pipeline(RELEASE)
    const { pipeline, metadata } = await client().getPipeline({ name: 'release' })
    expect(metadata?.pipelineArn).toBe(arn)
    expect(pipeline?.stages?.map(({ name }) => name)).toEqual(['Source', 'Build', 'Deploy'])
    expect(pipeline?.stages?.[1]?.actions?.[0]).toMatchObject({
      name: 'Image',
      actionTypeId: { category: 'Build', owner: 'AWS', provider: 'CodeBuild', version: '1' },
      configuration: { ProjectName: 'p' },
    })
  })

  it('tells what is missing', async () => {
    stage.codepipeline.pipeline(RELEASE)
    const gone = { name: 'PipelineNotFoundException' }
    await expect(client().getPipeline({ name: 'gone' })).rejects.toMatchObject(gone)
    await expect(client('eu-west-1').getPipelineState({ name: 'release' })).rejects.toMatchObject(gone)
    await expect(client().getPipeline({ name: 'release', version: 2 })).rejects.toMatchObject({
      name: 'PipelineVersionNotFoundException',
    })
    await expect(client().disableStageTransition({ ...CLOSED, pipelineName: 'gone' })).rejects.toMatchObject(gone)
    await expect(client().disableStageTransition({ ...CLOSED, stageName: 'Gone' })).rejects.toMatchObject({
      name: 'StageNotFoundException',
    })
  })
})

describe('a transition', () => {
  it('is open until somebody closes it, and says who and why', async () => {
    stage.codepipeline.pipeline(RELEASE)
    await client().disableStageTransition(CLOSED)
    const { stageStates } = await client().getPipelineState({ name: 'release' })
    expect(stageStates?.map(({ inboundTransitionState }) => inboundTransitionState)).toEqual([
      { enabled: true },
      { enabled: false, lastChangedBy: CALLER_ARN, lastChangedAt: new Date(START), disabledReason: 'not now' },
      { enabled: true },
    ])
    stage.codepipeline.close('release', 'Build', undefined, 'arn:aws:iam::123456789012:user/mike')
    const after = await client().getPipelineState({ name: 'release' })
    expect(after.stageStates?.[1]?.inboundTransitionState).toEqual({
      enabled: true,
      lastChangedBy: 'arn:aws:iam::123456789012:user/mike',
      lastChangedAt: new Date(START),
    })
  })

  it.each([
    ['a reason with a slash', { reason: 'feature/x' }],
    ['no reason', { reason: '' }],
    ['a long reason', { reason: 'x'.repeat(301) }],
  ])('is not closed for %s', async (_, change) => {
    stage.codepipeline.pipeline(RELEASE)
    await expect(client().disableStageTransition({ ...CLOSED, ...change })).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining("at 'reason' failed to satisfy constraint"),
    })
    expect(stage.codepipeline.stage('release', 'Build')?.transition).toEqual({ enabled: true })
  })
})

describe('an execution', () => {
  it('walks every stage and starts the builds of its actions, in their regions', async () => {
    const action = { provider: 'CodeBuild', configuration: { ProjectName: 'p' } }
    const far = { name: 'Far', actions: [{ ...action, name: 'far', region: 'eu-west-1' }] }
    stage.codepipeline.pipeline({ ...RELEASE, stages: [...RELEASE.stages, far] })
    stage.codepipeline.start('release')
    expect([await builds(), await builds('eu-west-1')]).toEqual([['codepipeline/release'], ['codepipeline/release']])
  })

  it('waits where the way is closed; the newest one goes on as soon as it is opened', async () => {
    stage.codepipeline.pipeline(RELEASE)
    await client().disableStageTransition(CLOSED)
    stage.codepipeline.start('release')
    const execution = stage.codepipeline.start('release')
    expect(await builds()).toEqual([])
    const { stageStates } = await client().getPipelineState({ name: 'release' })
    expect(stageStates?.map(({ inboundExecution }) => inboundExecution?.pipelineExecutionId)).toEqual([
      undefined,
      execution,
      undefined,
    ])
    expect(stage.codepipeline.releases).toEqual([])
    await client().enableStageTransition(OPENED)
    expect(stage.codepipeline.releases).toEqual([
      { pipeline: 'release', region: 'us-east-1', stage: 'Build', execution },
    ])
    expect(await builds()).toEqual(['codepipeline/release'])
    expect(stage.codepipeline.stage('release', 'Build')?.waiting).toEqual([])
  })

  it('waits in a queue where executions are not superseded', async () => {
    stage.codepipeline.pipeline({ ...RELEASE, executionMode: 'QUEUED' })
    await client().disableStageTransition(CLOSED)
    stage.codepipeline.start('release')
    stage.codepipeline.start('release')
    await client().enableStageTransition(OPENED)
    expect(await builds()).toEqual(['codepipeline/release', 'codepipeline/release'])
  })

  it('that is inside a stage is not held back when the way into it is closed', async () => {
    stage.codepipeline.pipeline(RELEASE)
    stage.codepipeline.start('release')
    await client().disableStageTransition(CLOSED)
    expect(await builds()).toEqual(['codepipeline/release'])
    expect(stage.codepipeline.stage('release', 'Build')?.waiting).toEqual([])
  })
})

it('names the stage whose way in may not be closed', async () => {
  stage.server.fault('codepipeline:DisableStageTransition', 'denied')
  await expect(client().disableStageTransition(CLOSED)).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining('on resource: arn:aws:codepipeline:us-east-1:123456789012:release/Build '),
  })
})
