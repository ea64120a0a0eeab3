import { describe, expect, it } from '@jest/globals'

import { aimOf, startOf, startingCall } from '../../src/guard/schedule/target.ts'
import type { Place, Scope, Start } from '../../src/guard/schedule/target.ts'
import { REGION, arnOf } from './codebuild-in-memory.ts'
import { ACCOUNT, ROLE, START_BUILD, START_PIPELINE, pipelineRun } from './scheduler-in-memory.ts'

const RELEASE = pipelineRun('release')
const ABROAD = pipelineRun('abroad', 'us-east-1')
const SCOPE: Scope = { project: 'app', arn: arnOf('app'), region: REGION, account: ACCOUNT, runs: [RELEASE, ABROAD] }
const HERE: Place = { region: REGION, account: ACCOUNT }

function start(arn: string, input?: unknown, place: Place = HERE, scope: Scope = SCOPE): Start['kind'] {
  const text = input === undefined || typeof input === 'string' ? input : JSON.stringify(input)
  return startOf(aimOf({ Arn: arn, RoleArn: ROLE, ...(text === undefined ? {} : { Input: text }) }), scope, place).kind
}

describe('a templated target', () => {
  it('starts the project by its ARN', () => {
    expect(start(arnOf('app'))).toBe('project')
  })

  it('of another project starts nothing, even one whose name begins alike', () => {
    expect(start(arnOf('app-2'))).toBe('nothing')
  })

  it('starts a pipeline that runs the project, in another region too', () => {
    expect(start(RELEASE.arn)).toBe('pipelines')
    expect(start(ABROAD.arn)).toBe('pipelines')
  })

  it('is known by the name where the project has no ARN', () => {
    expect(start(arnOf('app'), undefined, HERE, { ...SCOPE, arn: undefined })).toBe('project')
  })
})

describe('a universal target of CodeBuild', () => {
  it.each([
    ['startBuild', { ProjectName: 'app' }],
    ['startBuild', { projectName: 'app' }],
    ['STARTBUILD', { PROJECTNAME: 'app' }],
    ['startBuildBatch', { ProjectName: arnOf('app') }],
    ['retryBuild', { Id: 'app:0b4f-11' }],
    ['retryBuildBatch', { Id: `arn:aws:codebuild:${REGION}:${ACCOUNT}:build-batch/app:0b4f-11` }],
    ['startBuildOfTomorrow', { ProjectName: 'app' }],
  ])('that calls %s with %j starts the project', (action, input) => {
    expect(start(`arn:aws:scheduler:::aws-sdk:codebuild:${action}`, input)).toBe('project')
  })

  it.each(['aws-cn', 'aws-us-gov'])('is known in the partition %s', (partition) => {
    expect(start(START_BUILD.replace('arn:aws:', `arn:${partition}:`), { ProjectName: 'app' })).toBe('project')
  })

  it.each([
    [{ ProjectName: 'other' }],
    [{ ProjectName: 'app-2' }],
    [{ ProjectName: arnOf('other') }],
    [{ ProjectName: `arn:aws:codebuild:us-east-1:${ACCOUNT}:project/app` }],
    [{ SourceVersion: 'app' }],
    [{ ProjectName: 7 }],
    [['app']],
    ['null'],
    [''],
    [undefined],
  ])('with the input %j starts nothing of the project', (input) => {
    expect(start(START_BUILD, input)).toBe('nothing')
  })

  it('that only reads or stops starts nothing', () => {
    expect(startingCall('arn:aws:scheduler:::aws-sdk:codebuild:batchGetProjects')).toBeUndefined()
    expect(startingCall('arn:aws:scheduler:::aws-sdk:codebuild:stopBuild')).toBeUndefined()
  })

  it('means by a name the project of its own region and account', () => {
    expect(start(START_BUILD, { ProjectName: 'app' }, { region: 'us-east-1', account: ACCOUNT })).toBe('nothing')
    expect(start(START_BUILD, { ProjectName: 'app' }, { region: REGION, account: '999999999999' })).toBe('nothing')
    expect(start(START_BUILD, { ProjectName: arnOf('app') }, { region: REGION, account: '999999999999' })).toBe(
      'project',
    )
  })

  it.each<[object]>([
    [{ ProjectName: '<aws.scheduler.execution-id>' }],
    [{ ProjectName: 'a<aws.scheduler.attempt-number>' }],
    [{ ProjectName: 'a<AWS.SCHEDULER.execution-id>p' }],
    [{ Id: 'app<aws.scheduler.attempt-number>:<aws.scheduler.execution-id>' }],
    [{ ProjectName: `arn:aws:codebuild:${REGION}:${ACCOUNT}:project/<aws.scheduler.execution-id>` }],
  ])('whose name Scheduler completes as in %j is unclear', (input) => {
    expect(start(START_BUILD, input)).toBe('unclear')
  })

  it('whose name can never become the project starts nothing of it', () => {
    expect(start(START_BUILD, { ProjectName: 'other-<aws.scheduler.execution-id>' })).toBe('nothing')
    expect(start(START_BUILD, { ProjectName: 'app<aws.scheduler.execution-id>app' })).toBe('nothing')
  })

  it('with a placeholder elsewhere is as clear as its name', () => {
    const input = { ProjectName: 'app', IdempotencyToken: '<aws.scheduler.execution-id>' }
    expect(start(START_BUILD, input)).toBe('project')
  })

  it.each([
    '{"ProjectName": app',
    '{"ProjectName": <aws.scheduler.execution-id>}',
    String.raw`{"ProjectName":"\u0061pp"`,
  ])('with the unreadable input %s may start the project', (input) => {
    expect(start(START_BUILD, input)).toBe('unclear')
  })

  it('with an unreadable input that cannot name the project starts nothing of it', () => {
    expect(start(START_BUILD, '{"ProjectName": other')).toBe('nothing')
  })
})

describe('a universal target of CodePipeline', () => {
  it('starts a pipeline of its own region by name', () => {
    expect(start(START_PIPELINE, { Name: 'release' })).toBe('pipelines')
    expect(start(START_PIPELINE, { Name: 'abroad' })).toBe('nothing')
    expect(start(START_PIPELINE, { Name: 'abroad' }, { region: 'us-east-1', account: ACCOUNT })).toBe('pipelines')
  })

  it.each(['retryStageExecution', 'rollbackStage', 'enableStageTransition'])('counts with %s too', (action) => {
    const arn = START_PIPELINE.replace('startPipelineExecution', action)
    expect(start(arn, { PipelineName: 'release', StageName: 'Build' })).toBe('pipelines')
  })

  it('whose name Scheduler completes is unclear', () => {
    expect(start(START_PIPELINE, { Name: 'rel<aws.scheduler.execution-id>' })).toBe('unclear')
  })

  it('starts nothing where no pipeline runs the project', () => {
    expect(start(START_PIPELINE, 'no JSON', HERE, { ...SCOPE, runs: [] })).toBe('nothing')
  })
})
