import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { Scheduler, type Target, type UpdateScheduleCommandInput } from '@aws-sdk/client-scheduler'
import { CREDENTIALS } from '../../simulator/server.ts'
import { openStage, type Stage } from '../../simulator/stage.ts'

const START = Date.UTC(2025, 6, 21)
const MINUTE = 60_000
const ROLE = 'arn:aws:iam::123456789012:role/service-role/starts-builds'
const TEMPLATED: Target = { Arn: 'arn:aws:codebuild:us-east-1:123456789012:project/p', RoleArn: ROLE }
const UNIVERSAL: Target = {
  Arn: 'arn:aws:scheduler:::aws-sdk:codebuild:startBuild',
  RoleArn: ROLE,
  Input: '{"ProjectName":"p"}',
}
const OFF = { Mode: 'OFF' } as const

let stage: Stage

beforeEach(async () => {
  stage = await openStage(START)
  stage.codebuild.project({ name: 'p', repository: 'https://github.com/o/r.git' })
})

afterEach(async () => {
  await stage.server.close()
})

const client = (region = 'us-east-1'): Scheduler =>
  new Scheduler({ region, endpoint: stage.server.url, maxAttempts: 1, credentials: { ...CREDENTIALS } })

const lay = (name: string, more: Partial<Parameters<Stage['scheduler']['schedule']>[0]> = {}): void =>
  stage.scheduler.schedule({
    name,
    ScheduleExpression: 'rate(1 day)',
    FlexibleTimeWindow: OFF,
    Target: TEMPLATED,
    ...more,
  })

describe('reading', () => {
  it('lists all groups of the region in pages, with no more of the target than its ARN', async () => {
    lay('b')
    lay('a', { group: 'jobs', Target: UNIVERSAL, State: 'DISABLED' })
    lay('elsewhere', { region: 'eu-west-1' })
    const first = await client().listSchedules({ MaxResults: 1 })
    const second = await client().listSchedules({ MaxResults: 1, NextToken: first.NextToken })
    expect(second.NextToken).toBeUndefined()
    expect([...(first.Schedules ?? []), ...(second.Schedules ?? [])]).toEqual([
      {
        Arn: 'arn:aws:scheduler:us-east-1:123456789012:schedule/default/b',
        CreationDate: new Date(START),
        GroupName: 'default',
        LastModificationDate: new Date(START),
        Name: 'b',
        State: 'ENABLED',
        Target: { Arn: TEMPLATED.Arn },
      },
      expect.objectContaining({ GroupName: 'jobs', Name: 'a', State: 'DISABLED', Target: { Arn: UNIVERSAL.Arn } }),
    ])
  })

  it('filters by group, state and the beginning of the name', async () => {
    lay('nightly')
    lay('nightly-build', { group: 'jobs', State: 'DISABLED' })
    const names = async (input: Parameters<Scheduler['listSchedules']>[0]): Promise<unknown> =>
      (await client().listSchedules(input)).Schedules?.map(({ GroupName, Name }) => `${GroupName}/${Name}`)
    expect(await names({ GroupName: 'jobs' })).toEqual(['jobs/nightly-build'])
    expect(await names({ State: 'ENABLED' })).toEqual(['default/nightly'])
    expect(await names({ NamePrefix: 'nightly-' })).toEqual(['jobs/nightly-build'])
    await expect(names({ GroupName: 'gone' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  })

  it('reads one by group and name, with the defaults of what it was not given', async () => {
    const StartDate = new Date(START + 90 * MINUTE)
    lay('n.1_x-y', { group: 'jobs', StartDate, Target: UNIVERSAL })
    const { $metadata: _, ...schedule } = await client().getSchedule({ Name: 'n.1_x-y', GroupName: 'jobs' })
    expect(schedule).toEqual({
      ActionAfterCompletion: 'NONE',
      Arn: 'arn:aws:scheduler:us-east-1:123456789012:schedule/jobs/n.1_x-y',
      CreationDate: new Date(START),
      FlexibleTimeWindow: OFF,
      GroupName: 'jobs',
      LastModificationDate: new Date(START),
      Name: 'n.1_x-y',
      ScheduleExpression: 'rate(1 day)',
      ScheduleExpressionTimezone: 'UTC',
      StartDate,
      State: 'ENABLED',
      Target: { ...UNIVERSAL, RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 } },
    })
    await expect(client().getSchedule({ Name: 'n.1_x-y' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Schedule n.1_x-y does not exist.',
      $metadata: { httpStatusCode: 404 },
    })
  })
})

describe('UpdateSchedule', () => {
  it('puts everything anew: what is left out goes to its default', async () => {
    lay('n', {
      Description: 'old',
      State: 'DISABLED',
      EndDate: new Date(START + 90 * MINUTE),
      KmsKeyArn: 'arn:aws:kms:us-east-1:123456789012:key/k',
      ScheduleExpressionTimezone: 'Europe/Zagreb',
      ActionAfterCompletion: 'DELETE',
      Target: { ...UNIVERSAL, RetryPolicy: { MaximumRetryAttempts: 0 } },
    })
    stage.clock.advance(MINUTE)
    await client().updateSchedule({
      Name: 'n',
      ScheduleExpression: 'rate(2 days)',
      FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 5 },
      Target: TEMPLATED,
    })
    expect(stage.scheduler.stored('n')).toEqual({
      ActionAfterCompletion: 'NONE',
      Arn: 'arn:aws:scheduler:us-east-1:123456789012:schedule/default/n',
      CreationDate: new Date(START),
      FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 5 },
      GroupName: 'default',
      LastModificationDate: new Date(START + MINUTE),
      Name: 'n',
      ScheduleExpression: 'rate(2 days)',
      ScheduleExpressionTimezone: 'UTC',
      State: 'ENABLED',
      Target: { ...TEMPLATED, RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 } },
    })
  })

  it('changes nothing else when it is given all that was read', async () => {
    lay('n', { group: 'jobs', Description: 'd', StartDate: new Date(START), Target: UNIVERSAL })
    const before = stage.scheduler.stored('n', { group: 'jobs' })
    const read = await client().getSchedule({ Name: 'n', GroupName: 'jobs' })
    const { $metadata: _, Arn: _arn, CreationDate: _created, LastModificationDate: _modified, ...rest } = read
    const { Name, ScheduleExpression, FlexibleTimeWindow, Target } = rest
    await client().updateSchedule({ ...rest, Name, ScheduleExpression, FlexibleTimeWindow, Target, State: 'DISABLED' })
    expect(stage.scheduler.stored('n', { group: 'jobs' })).toEqual({ ...before, State: 'DISABLED' })
    expect(stage.server.requests.at(-1)).toMatchObject({
      operation: 'scheduler:UpdateSchedule',
      input: { Name: 'n', GroupName: 'jobs', StartDate: new Date(START) },
    })
  })

  it.each<[string, Partial<UpdateScheduleCommandInput>, string]>([
    [
      'a start more than 5 minutes ago',
      { StartDate: new Date(START - 5 * MINUTE - 1000) },
      'The StartDate you specify cannot be earlier than 5 minutes ago.',
    ],
    ['an expression that is none', { ScheduleExpression: 'daily' }, 'Invalid Schedule Expression daily.'],
    [
      'a window without a width',
      { FlexibleTimeWindow: { Mode: 'FLEXIBLE' } },
      'MaximumWindowInMinutes must be set when, and only when, the flexible time window is FLEXIBLE.',
    ],
  ])('refuses %s', async (_, change, message) => {
    lay('n')
    const before = stage.scheduler.stored('n')
    const input = {
      Name: 'n',
      ScheduleExpression: 'rate(1 day)',
      FlexibleTimeWindow: OFF,
      Target: TEMPLATED,
      ...change,
    }
    await expect(client().updateSchedule(input)).rejects.toMatchObject({ name: 'ValidationException', message })
    expect(stage.scheduler.stored('n')).toEqual(before)
  })

  it('takes a start just now, and any start of a schedule that runs once', async () => {
    lay('n')
    const whole = { Name: 'n', FlexibleTimeWindow: OFF, Target: TEMPLATED, ScheduleExpression: 'rate(1 day)' }
    await client().updateSchedule({ ...whole, StartDate: new Date(START - 5 * MINUTE) })
    const once = { ...whole, ScheduleExpression: 'at(2025-07-01T00:00:00)', StartDate: new Date(0) }
    await client().updateSchedule(once)
    expect(stage.scheduler.stored('n')?.StartDate).toEqual(new Date(0))
  })

  it('updates none that is not there', async () => {
    const input = { Name: 'n', ScheduleExpression: 'rate(1 day)', FlexibleTimeWindow: OFF, Target: TEMPLATED }
    await expect(client().updateSchedule(input)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    expect(stage.scheduler.stored('n')).toBeUndefined()
  })
})

describe('creating and deleting', () => {
  it('takes each name once in a group', async () => {
    const input = { Name: 'n', ScheduleExpression: 'rate(1 day)', FlexibleTimeWindow: OFF, Target: TEMPLATED }
    expect((await client().createSchedule(input)).ScheduleArn).toBe(stage.scheduler.stored('n')?.Arn)
    await expect(client().createSchedule(input)).rejects.toMatchObject({
      name: 'ConflictException',
      $metadata: { httpStatusCode: 409 },
    })
    await client().deleteSchedule({ Name: 'n' })
    await expect(client().deleteSchedule({ Name: 'n' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  })
})

describe('a schedule that fires', () => {
  it.each([
    ['templated', TEMPLATED],
    ['universal', UNIVERSAL],
  ])('starts the project of its %s target as its role', async (_, target) => {
    lay('n', { Target: target })
    const [id = ''] = stage.scheduler.fire('n')
    const { builds } = await stage.codebuild.api('us-east-1').batchGetBuilds({ ids: [id] })
    expect(builds?.map(({ initiator }) => initiator)).toEqual([expect.stringMatching(/^starts-builds\/[0-9a-f]{32}$/)])
  })

  it('starts a pipeline', () => {
    const Arn = stage.codepipeline.pipeline({ name: 'release', stages: [] })
    const Input = '{"Name":"release"}'
    lay('templated', { Target: { Arn, RoleArn: ROLE } })
    lay('universal', {
      Target: { Arn: 'arn:aws:scheduler:::aws-sdk:codepipeline:startPipelineExecution', RoleArn: ROLE, Input },
    })
    expect([...stage.scheduler.fire('templated'), ...stage.scheduler.fire('universal')]).toHaveLength(2)
  })

  it('starts nothing while it is disabled, and nothing that is neither', () => {
    lay('off', { State: 'DISABLED' })
    lay('other', { Target: { Arn: 'arn:aws:lambda:us-east-1:123456789012:function:f', RoleArn: ROLE } })
    expect([...stage.scheduler.fire('off'), ...stage.scheduler.fire('other')]).toEqual([])
  })

  it('is gone after its one time where it says so', () => {
    lay('once', { ScheduleExpression: 'at(2025-07-21T03:00:00)', ActionAfterCompletion: 'DELETE' })
    stage.scheduler.fire('once')
    expect(stage.scheduler.stored('once')).toBeUndefined()
  })
})

describe('the REST wire', () => {
  it.each([
    ['throttled', 'ThrottlingException', 429],
    ['denied', 'AccessDeniedException', 403],
    ['expired', 'ExpiredTokenException', 403],
    [{ code: 'ConflictException', message: 'again', status: 409 }, 'ConflictException', 409],
  ] as const)('tells the fault %j under its name', async (fault, name, httpStatusCode) => {
    lay('n')
    stage.server.fault('scheduler:GetSchedule', fault)
    await expect(client().getSchedule({ Name: 'n' })).rejects.toMatchObject({ name, $metadata: { httpStatusCode } })
  })

  it('names the schedule that may not be changed', async () => {
    stage.server.fault('scheduler:*', 'denied')
    await expect(client().getSchedule({ Name: 'n', GroupName: 'jobs' })).rejects.toMatchObject({
      message: expect.stringContaining(
        'scheduler:GetSchedule on resource: arn:aws:scheduler:us-east-1:123456789012:schedule/jobs/n ',
      ),
    })
  })

  it.each([
    ['GET', '/schedules?groupName=jobs', 400, 'ValidationException'],
    ['PATCH', '/schedules/n', 404, 'UnknownOperationException'],
    ['GET', '/schedules/a/b', 404, 'UnknownOperationException'],
    ['PUT', '/schedules/n', 400, 'SerializationException'],
  ])('answers %s %s with %i', async (method, path, status, name) => {
    const authorization = `AWS4-HMAC-SHA256 Credential=${CREDENTIALS.accessKeyId}/20250721/us-east-1/scheduler/aws4_request`
    const init = { method, headers: { authorization } }
    const response = await fetch(`${stage.server.url}${path}`, method === 'GET' ? init : { ...init, body: '{' })
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([status, name])
  })

  it('refuses a request without a signature', async () => {
    const response = await fetch(`${stage.server.url}/schedules`)
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([
      403,
      'MissingAuthenticationTokenException',
    ])
  })
})
