import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { EventBridge, type PutRuleCommandInput } from '@aws-sdk/client-eventbridge'
import { CREDENTIALS } from '../../simulator/server.ts'
import { openStage, type Stage } from '../../simulator/stage.ts'

const START = Date.UTC(2025, 6, 21)
const PROJECT = 'arn:aws:codebuild:us-east-1:123456789012:project/p'
const TOPIC = 'arn:aws:sns:us-east-1:123456789012:topic'
const NIGHTLY = 'cron(0 3 * * ? *)'
const PATTERN = '{"source":["aws.codecommit"]}'

let stage: Stage

beforeEach(async () => {
  stage = await openStage(START)
  stage.codebuild.project({ name: 'p', repository: 'https://github.com/o/r.git' })
})

afterEach(async () => {
  await stage.server.close()
})

const client = (region = 'us-east-1'): EventBridge =>
  new EventBridge({ region, endpoint: stage.server.url, maxAttempts: 1, credentials: { ...CREDENTIALS } })

const initiators = async (): Promise<unknown> => {
  const api = stage.codebuild.api('us-east-1')
  const { ids = [] } = await api.listBuildsForProject({ projectName: 'p' })
  if (ids.length === 0) return []
  return (await api.batchGetBuilds({ ids })).builds?.map(({ initiator }) => initiator)
}

describe('reading', () => {
  it('lists the default bus, own buses and partners’, in pages, and only those of the region', async () => {
    stage.events.bus('orders')
    stage.events.bus('aws.partner/example.com/1')
    stage.events.bus('elsewhere', 'eu-west-1')
    const first = await client().listEventBuses({ Limit: 2 })
    const second = await client().listEventBuses({ Limit: 2, NextToken: first.NextToken })
    expect([first, second].map(({ EventBuses }) => EventBuses?.map(({ Name }) => Name))).toEqual([
      ['aws.partner/example.com/1', 'default'],
      ['orders'],
    ])
    expect(second.NextToken).toBeUndefined()
    expect(first.EventBuses?.[0]?.CreationTime).toEqual(new Date(START))
    await expect(client().listEventBuses({ NextToken: 'made-up' })).rejects.toMatchObject({
      name: 'ValidationException',
    })
  })

  it('finds rules by their target on one bus: the default one unless another is named', async () => {
    stage.events.bus('orders')
    stage.events.rule({ name: 'b', scheduleExpression: NIGHTLY, targets: [PROJECT] })
    stage.events.rule({ name: 'a', scheduleExpression: NIGHTLY, targets: [TOPIC, PROJECT] })
    stage.events.rule({ name: 'c', scheduleExpression: NIGHTLY, targets: [TOPIC] })
    stage.events.rule({ name: 'd', bus: 'orders', eventPattern: PATTERN, targets: [PROJECT] })
    const first = await client().listRuleNamesByTarget({ TargetArn: PROJECT, Limit: 1 })
    const second = await client().listRuleNamesByTarget({ TargetArn: PROJECT, Limit: 1, NextToken: first.NextToken })
    expect([first.RuleNames, second.RuleNames, second.NextToken]).toEqual([['a'], ['b'], undefined])
    const orders = 'arn:aws:events:us-east-1:123456789012:event-bus/orders'
    for (const EventBusName of ['orders', orders])
      expect((await client().listRuleNamesByTarget({ TargetArn: PROJECT, EventBusName })).RuleNames).toEqual(['d'])
    expect((await client('eu-west-1').listRuleNamesByTarget({ TargetArn: PROJECT })).RuleNames).toEqual([])
    expect((await client().listRules({ NamePrefix: 'c' })).Rules?.map(({ Name }) => Name)).toEqual(['c'])
  })

  it('describes a rule, its targets and its tags', async () => {
    stage.events.bus('orders')
    const whole = { Id: 'build', Arn: PROJECT, RoleArn: 'arn:aws:iam::123456789012:role/events', Input: '{}' }
    const arn = stage.events.rule({
      name: 'r',
      bus: 'orders',
      eventPattern: PATTERN,
      description: 'what it is for',
      state: 'DISABLED',
      targets: [whole, TOPIC],
      tags: { team: 'core' },
    })
    const { $metadata: _, ...rule } = await client().describeRule({ Name: 'r', EventBusName: 'orders' })
    expect(rule).toEqual({
      Name: 'r',
      Arn: 'arn:aws:events:us-east-1:123456789012:rule/orders/r',
      EventPattern: PATTERN,
      State: 'DISABLED',
      Description: 'what it is for',
      EventBusName: 'orders',
      CreatedBy: '123456789012',
    })
    const first = await client().listTargetsByRule({ Rule: 'r', EventBusName: 'orders', Limit: 1 })
    expect(first.Targets).toEqual([whole])
    expect(first.NextToken).toBeDefined()
    expect((await client().listTagsForResource({ ResourceARN: arn })).Tags).toEqual([{ Key: 'team', Value: 'core' }])
  })

  it('tells the name of what is missing', async () => {
    await expect(client().describeRule({ Name: 'r' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Rule r does not exist on EventBus default.',
    })
    await expect(client().listRuleNamesByTarget({ TargetArn: PROJECT, EventBusName: 'gone' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Event bus gone does not exist.',
    })
    stage.events.bus('short')
    stage.events.rule({ name: 'r', bus: 'short', eventPattern: PATTERN })
    stage.events.removeBus('short')
    await expect(client().describeRule({ Name: 'r', EventBusName: 'short' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
  })
})

describe('PutRule', () => {
  it('puts in place what is given, drops what is not, enables by default, and leaves targets and tags', async () => {
    stage.events.rule({
      name: 'r',
      scheduleExpression: NIGHTLY,
      eventPattern: PATTERN,
      description: 'old',
      roleArn: 'arn:aws:iam::123456789012:role/events',
      state: 'DISABLED',
      targets: [PROJECT],
      tags: { team: 'core' },
    })
    const { RuleArn } = await client().putRule({
      Name: 'r',
      ScheduleExpression: NIGHTLY,
      Tags: [{ Key: 'not', Value: 'kept' }],
    })
    expect(stage.events.stored('r')).toEqual({
      rule: { Name: 'r', Arn: RuleArn, ScheduleExpression: NIGHTLY, State: 'ENABLED', EventBusName: 'default' },
      targets: [{ Id: 'target-1', Arn: PROJECT }],
      tags: { team: 'core' },
    })
    expect(stage.server.requests.at(-1)).toMatchObject({ operation: 'events:PutRule', region: 'us-east-1' })
  })

  it('creates a rule that was not there', async () => {
    await client().putRule({ Name: 'new', EventPattern: PATTERN, Tags: [{ Key: 'a', Value: '' }] })
    expect(stage.events.stored('new')).toMatchObject({ rule: { EventPattern: PATTERN }, targets: [], tags: { a: '' } })
  })

  it.each<[string, PutRuleCommandInput, string]>([
    ['neither pattern nor schedule', { Name: 'r', State: 'DISABLED' }, 'ValidationException'],
    ['a schedule on another bus', { Name: 'r', EventBusName: 'o', ScheduleExpression: NIGHTLY }, 'ValidationException'],
    ['a schedule that is none', { Name: 'r', ScheduleExpression: 'daily' }, 'ValidationException'],
    ['a pattern that is none', { Name: 'r', EventPattern: '[]' }, 'InvalidEventPatternException'],
    ['a managed rule', { Name: 'managed', EventPattern: PATTERN }, 'ManagedRuleException'],
    ['a bus that is gone', { Name: 'r', EventBusName: 'gone', EventPattern: PATTERN }, 'ResourceNotFoundException'],
  ])('refuses %s', async (_, input, name) => {
    stage.events.bus('o')
    stage.events.rule({ name: 'managed', eventPattern: PATTERN, managedBy: 'config.amazonaws.com' })
    await expect(client().putRule(input)).rejects.toMatchObject({ name })
    expect(stage.events.stored('r')).toBeUndefined()
    expect(stage.events.stored('managed')).toMatchObject({ rule: { ManagedBy: 'config.amazonaws.com' } })
  })
})

describe('the other writes', () => {
  it('change one thing each', async () => {
    const ResourceARN = stage.events.rule({ name: 'r', scheduleExpression: NIGHTLY, targets: [PROJECT] })
    const api = client()
    await api.disableRule({ Name: 'r' })
    await api.putTargets({
      Rule: 'r',
      Targets: [
        { Id: 'target-1', Arn: TOPIC },
        { Id: 'second', Arn: PROJECT },
      ],
    })
    await api.tagResource({
      ResourceARN,
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '2' },
      ],
    })
    await api.untagResource({ ResourceARN, TagKeys: ['a'] })
    expect(stage.events.stored('r')).toMatchObject({
      rule: { State: 'DISABLED' },
      targets: [{ Id: 'target-1', Arn: TOPIC }, { Id: 'second' }],
      tags: { b: '2' },
    })
    await api.removeTargets({ Rule: 'r', Ids: ['target-1'] })
    await api.enableRule({ Name: 'r' })
    expect(stage.events.stored('r')).toMatchObject({ rule: { State: 'ENABLED' }, targets: [{ Id: 'second' }] })
  })

  it('leave a managed rule alone', async () => {
    const arn = stage.events.rule({
      name: 'm',
      eventPattern: PATTERN,
      managedBy: 'config.amazonaws.com',
      targets: [TOPIC],
    })
    const before = stage.events.stored('m')
    const api = client()
    const refused = { name: 'ManagedRuleException' }
    await expect(api.disableRule({ Name: 'm' })).rejects.toMatchObject(refused)
    await expect(api.putTargets({ Rule: 'm', Targets: [{ Id: 'a', Arn: TOPIC }] })).rejects.toMatchObject(refused)
    await expect(api.removeTargets({ Rule: 'm', Ids: ['target-1'] })).rejects.toMatchObject(refused)
    await expect(api.tagResource({ ResourceARN: arn, Tags: [] })).rejects.toMatchObject(refused)
    expect(stage.events.stored('m')).toEqual(before)
  })
})

describe('a rule that fires', () => {
  it('starts the projects and pipelines among its targets, under its name', async () => {
    const pipeline = stage.codepipeline.pipeline({
      name: 'release',
      stages: [{ name: 'Build', actions: [{ provider: 'CodeBuild', configuration: { ProjectName: 'p' } }] }],
    })
    stage.events.rule({ name: 'r', scheduleExpression: NIGHTLY, targets: [PROJECT, TOPIC, pipeline] })
    expect(stage.events.fire('r')).toHaveLength(2)
    expect(await initiators()).toEqual(['codepipeline/release', 'rule/r'])
  })

  it('starts nothing while it is disabled', async () => {
    stage.events.rule({ name: 'r', scheduleExpression: NIGHTLY, targets: [PROJECT] })
    await client().disableRule({ Name: 'r' })
    expect(stage.events.fire('r')).toEqual([])
    expect(await initiators()).toEqual([])
  })
})

it('names the rule that may not be changed', async () => {
  stage.server.fault('events:PutRule', 'denied')
  await expect(client().putRule({ Name: 'r', EventBusName: 'orders', EventPattern: PATTERN })).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining(
      'events:PutRule on resource: arn:aws:events:us-east-1:123456789012:rule/orders/r ',
    ),
  })
})
