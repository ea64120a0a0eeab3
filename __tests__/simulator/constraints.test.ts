import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { CodeBuild, type UpdateWebhookCommandInput } from '@aws-sdk/client-codebuild'
import * as codebuild from '@aws-sdk/client-codebuild'
import * as codepipeline from '@aws-sdk/client-codepipeline'
import * as events from '@aws-sdk/client-eventbridge'
import * as scheduler from '@aws-sdk/client-scheduler'
import { readFileSync } from 'node:fs'
import { CREDENTIALS } from '../../simulator/server.ts'
import { openStage, type Stage } from '../../simulator/stage.ts'
import { isModelled, SERVICE_MODELS, validationException, violationsOf } from '../../simulator/wire/constraints.ts'

const SDK: Readonly<Record<string, Readonly<Record<string, unknown>>>> = { codebuild, codepipeline, events, scheduler }

const schedule = {
  Name: 'n',
  ScheduleExpression: 'rate(1 day)',
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: { Arn: 'arn:a', RoleArn: 'arn:aws:iam::123456789012:role/r' },
}

describe('violationsOf', () => {
  it.each<[string, string, unknown]>([
    ['a rule', 'events:PutRule', { Name: 'r', EventPattern: '{}', Tags: [{ Key: 'a', Value: '' }] }],
    ['a member that is undefined', 'events:PutRule', { Name: 'r', Description: undefined }],
    [
      'a description of as many characters as it may have',
      'events:PutRule',
      { Name: 'r', Description: '🚀'.repeat(512) },
    ],
    ['a schedule with a date', 'scheduler:UpdateSchedule', { ...schedule, StartDate: new Date(0) }],
    ['what is not modelled', 'ecs:DescribeServices', { nonsense: true }],
    ['an operation that no object has', 'events:toString', {}],
  ])('are none for %s', (_, operation, input) => {
    expect(violationsOf(operation, input)).toEqual([])
  })

  it.each<[string, string, unknown, readonly string[]]>([
    [
      'a missing member',
      'codepipeline:EnableStageTransition',
      { pipelineName: 'p', stageName: null },
      [
        "Value null at 'stageName' failed to satisfy constraint: Member must not be null",
        "Value null at 'transitionType' failed to satisfy constraint: Member must not be null",
      ],
    ],
    [
      'a text of the wrong form',
      'codepipeline:DisableStageTransition',
      { pipelineName: 'p', stageName: 's', transitionType: 'Inbound', reason: 'a/b' },
      [
        "Value 'a/b' at 'reason' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9!@ \\(\\)\\.\\*\\?\\-]+",
      ],
    ],
    [
      'a text whose first line alone has the form',
      'events:DescribeRule',
      { Name: 'r\n' },
      [
        "Value 'r\n' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+",
      ],
    ],
    [
      'a text that is too long',
      'events:PutRule',
      { Name: 'r', Description: 'd'.repeat(513) },
      [
        `Value '${'d'.repeat(513)}' at 'description' failed to satisfy constraint: Member must have length less than or equal to 512`,
      ],
    ],
    [
      'a value that is none of the allowed',
      'events:PutRule',
      { Name: 'r', State: 'OFF' },
      [
        "Value 'OFF' at 'state' failed to satisfy constraint: Member must satisfy enum value set: [ENABLED, DISABLED, ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS]",
      ],
    ],
    [
      'a number out of range',
      'scheduler:ListSchedules',
      { MaxResults: 101 },
      ["Value '101' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 100"],
    ],
    [
      'an empty list',
      'codebuild:BatchGetProjects',
      { names: [] },
      ["Value at 'names' failed to satisfy constraint: Member must have length greater than or equal to 1"],
    ],
    [
      'what lies deep inside',
      'codebuild:UpdateWebhook',
      { projectName: 'project', filterGroups: [[], [{ type: 'EVENT' }]] },
      ["Value null at 'filterGroups.2.member.1.member.pattern' failed to satisfy constraint: Member must not be null"],
    ],
    [
      'an ARN where a name belongs',
      'codebuild:UpdateWebhook',
      { projectName: 'arn:aws:codebuild:us-east-1:123456789012:project/p' },
      [
        "Value 'arn:aws:codebuild:us-east-1:123456789012:project/p' at 'projectName' failed to satisfy constraint: Member must satisfy regular expression pattern: [A-Za-z0-9][A-Za-z0-9\\-_]{1,149}",
      ],
    ],
    [
      'a member that nobody knows',
      'scheduler:UpdateSchedule',
      { ...schedule, Target: { ...schedule.Target, Retry: 1 }, CreationDate: new Date(0) },
      [
        "Value '1' at 'target.retry' is of a member that the service model does not have",
        "Value at 'creationDate' is of a member that the service model does not have",
      ],
    ],
    [
      'a value of another type',
      'scheduler:UpdateSchedule',
      { ...schedule, StartDate: '2025-07-21', FlexibleTimeWindow: 'OFF' },
      [
        "Value 'OFF' at 'flexibleTimeWindow' failed to satisfy constraint: Member must be a structure",
        "Value '2025-07-21' at 'startDate' failed to satisfy constraint: Member must be a timestamp",
      ],
    ],
  ])('tell %s', (_, operation, input, expected) => {
    expect(violationsOf(operation, input).toSorted()).toEqual(expected.toSorted())
  })

  it('are counted in the refusal', () => {
    expect(validationException(['a']).message).toBe('1 validation error detected: a')
    expect(validationException(['a', 'b']).message).toBe('2 validation errors detected: a; b')
  })
})

describe('the models', () => {
  it('hold exactly the operations of these services that the action calls', () => {
    const calls = readFileSync(new URL('../../src/aws/clients.ts', import.meta.url), 'utf8')
    const called = [...calls.matchAll(/'((?:codebuild|events|scheduler|codepipeline):\w+)'/g)].map(
      ([, name = '']) => name,
    )
    const modelled = Object.entries(SERVICE_MODELS.services).flatMap(([service, { operations }]) =>
      Object.keys(operations).map((name) => `${service}:${name}`),
    )
    expect(modelled.toSorted()).toEqual([...new Set(called)].toSorted())
    expect(called.every(isModelled)).toBe(true)
  })

  it('hold every member that the SDK sends', () => {
    for (const [service, { operations }] of Object.entries(SERVICE_MODELS.services))
      for (const [operation, shape] of Object.entries(operations))
        expect([operation, members(service, shape)]).toEqual([operation, sdkMembers(service, operation)])
  })

  it('ask for nothing that the check does not know', () => {
    for (const { shapes } of Object.values(SERVICE_MODELS.services))
      for (const [name, shape] of Object.entries(shapes)) {
        expect([name, Object.keys(shape).filter((key) => !KNOWN.has(key))]).toEqual([name, []])
        for (const part of [...Object.values(shape.members ?? {}), shape.member, shape.key, shape.value])
          if (part !== undefined) expect(shapes).toHaveProperty([part])
        if (shape.pattern !== undefined) expect(() => new RegExp(shape.pattern ?? '')).not.toThrow()
      }
  })
})

const KNOWN = new Set(['type', 'required', 'members', 'member', 'key', 'value', 'min', 'max', 'pattern', 'enum'])

function members(service: string, shape: string): readonly string[] {
  return Object.keys(SERVICE_MODELS.services[service]?.shapes[shape]?.members ?? {}).toSorted()
}

/** The SDK's schema of an operation: its fifth part is the schema of the input, whose fifth part are the members' names. */
function sdkMembers(service: string, operation: string): unknown {
  const schema = SDK[service]?.[`${operation}$`]
  const input: unknown = Array.isArray(schema) ? schema[4] : undefined
  const read: unknown = typeof input === 'function' ? input() : input
  const names: unknown = Array.isArray(read) ? read[4] : undefined
  return Array.isArray(names) ? names.map(String).toSorted() : `the SDK has no schema of ${operation}`
}

describe('the wire', () => {
  let stage: Stage

  beforeEach(async () => {
    stage = await openStage(Date.UTC(2025, 6, 21))
    stage.codebuild.project({ name: 'project', repository: 'https://github.com/o/r.git', webhook: {} })
  })

  afterEach(async () => {
    await stage.server.close()
  })

  const client = (): CodeBuild =>
    new CodeBuild({ region: 'us-east-1', endpoint: stage.server.url, maxAttempts: 1, credentials: { ...CREDENTIALS } })

  it('refuses a request that its model does not allow before anything is done, whatever fault is in its way', async () => {
    const before = stage.codebuild.webhook('project')
    stage.server.fault('codebuild:UpdateWebhook', 'denied', { skip: 1 })
    const input = { projectName: 'project', buildType: 'NONE' } as unknown as UpdateWebhookCommandInput
    for (let time = 0; time < 2; time++)
      await expect(client().updateWebhook(input)).rejects.toMatchObject({
        name: 'ValidationException',
        message: expect.stringContaining("1 validation error detected: Value 'NONE' at 'buildType' failed to satisfy"),
      })
    expect(stage.codebuild.webhook('project')).toEqual(before)
    expect(stage.server.requests.map(({ violations }) => violations?.length)).toEqual([1, 1])
  })

  it('lets a request pass that keeps to it', async () => {
    await client().updateWebhook({ projectName: 'project', buildType: 'BUILD' })
    expect(stage.server.requests[0]).not.toHaveProperty('violations')
  })
})
