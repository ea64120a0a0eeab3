import { describe, expect, it } from '@jest/globals'

import { AwsFailure } from '../../src/aws/failure.ts'
import { arnOf, virtualClock } from './codebuild-in-memory.ts'
import { EventsInMemory, eventsFailure } from './events-in-memory.ts'
import type { EventsMethod } from './events-in-memory.ts'
import { APP, NIGHTLY, PROJECT, guardOf, only, pipeline, quiet, refuse } from './rule-asking.ts'

const RULE_ARN = 'arn:aws:events:eu-central-1:123456789012:rule/orders/nightly'

function nightly(): EventsInMemory {
  return new EventsInMemory().add('orders/nightly', NIGHTLY, APP)
}

function denied(operation: string): AwsFailure {
  // As the client sorts it: what the call was about, where the refusal names nothing.
  const resource = operation === 'ListRuleNamesByTarget' ? APP : undefined
  return new AwsFailure('denied', `events:${operation}`, 'AccessDeniedException', 'says AWS', { resource })
}

describe('a call that is denied', () => {
  it.each([
    ['listEventBuses', 'ListEventBuses', '*', 'rules of app', 'unknown'],
    ['listRuleNamesByTarget', 'ListRuleNamesByTarget', '*', 'rules of app', 'unknown'],
    ['describeRule', 'DescribeRule', RULE_ARN, 'orders/nightly', 'unknown'],
    ['listTargetsByRule', 'ListTargetsByRule', RULE_ARN, 'orders/nightly', 'live'],
    ['putRule', 'PutRule', RULE_ARN, 'orders/nightly', 'live'],
  ] as const)('%s is told with action and resource, and blocks', async (method, operation, resource, name, state) => {
    const world = nightly()
    refuse(world, method, denied(operation))
    const look = await guardOf(world).disable(PROJECT, quiet)
    expect(look.triggers).toMatchObject([{ kind: 'rule', project: 'app', name, state }])
    expect(look.triggers[0]?.change).toBe(method === 'putRule' ? 'refused' : 'none')
    expect(look.problems).toMatchObject([
      {
        project: 'app',
        blocking: true,
        action: `events:${operation}`,
        resource,
        message: expect.stringContaining(`the role needs events:${operation} on ${resource}`),
      },
    ])
    const found = await guardOf(world).find(PROJECT)
    expect(found.problems).toHaveLength(method === 'putRule' ? 0 : 1)
    expect(world.rule('orders/nightly')?.State).toBe('ENABLED')
  })

  it('never blocks a restore', async () => {
    for (const [method, operation] of [
      ['listEventBuses', 'ListEventBuses'],
      ['listRuleNamesByTarget', 'ListRuleNamesByTarget'],
      ['describeRule', 'DescribeRule'],
      ['putRule', 'PutRule'],
    ] as const) {
      const world = nightly()
      await guardOf(world).disable(PROJECT, quiet)
      refuse(world, method, denied(operation))
      const look = await guardOf(world).restore(PROJECT, quiet)
      expect(look.problems).toMatchObject([{ blocking: false }])
    }
  })

  it('leaves the rules of the default bus to be found where the buses may not be listed', async () => {
    const world = nightly().add('default/weekly', NIGHTLY, APP)
    refuse(world, 'listEventBuses', denied('ListEventBuses'))
    const look = await guardOf(world).disable(PROJECT, quiet)
    expect(look.triggers).toMatchObject([
      { name: 'rules of app', state: 'unknown' },
      { name: 'weekly', state: 'disabled', change: 'disabled' },
    ])
  })

  it.each(['denied', 'retry'] as const)('for each of many buses (%s) is one problem, after few calls', async (kind) => {
    const world = nightly()
    for (let at = 0; at < 50; at += 1) world.buses.add(`bus-${at}`)
    refuse(world, 'listRuleNamesByTarget', eventsFailure(kind, 'ListRuleNamesByTarget', 'SomeException'))
    const look = await guardOf(world).find(PROJECT)
    expect(look.problems).toHaveLength(1)
    expect(world.count('listRuleNamesByTarget')).toBeLessThan(10)
    expect(world.count('describeRule')).toBe(0)
  })

  it('for one bus is told, and the other buses are searched all the same', async () => {
    const world = nightly()
    for (let at = 0; at < 8; at += 1) world.buses.add(`bus-${at}`)
    world.add('last/weekly', NIGHTLY, APP)
    world.before = ({ method, input }) => {
      if (method === 'listRuleNamesByTarget' && 'EventBusName' in input && input.EventBusName === 'orders')
        throw eventsFailure('rejected', 'ListRuleNamesByTarget', 'ValidationException')
    }
    expect(await guardOf(world).find(PROJECT)).toMatchObject({
      triggers: [
        { name: 'rules of app', state: 'unknown' },
        { name: 'last/weekly', state: 'live' },
      ],
      problems: [{ blocking: true, message: expect.stringContaining('ValidationException') }],
    })
  })

  it('of buses and of rules is told each, with the resource of EventBridge that AWS names', async () => {
    const world = nightly()
    const bus = 'arn:aws:events:eu-central-1:123456789012:event-bus/default'
    const refused = new AwsFailure('denied', 'events:ListEventBuses', 'AccessDenied', 'no', { resource: bus })
    world.before = ({ method }) => {
      if (method === 'listEventBuses') throw refused
      if (method === 'listRuleNamesByTarget') throw denied('ListRuleNamesByTarget')
    }
    expect((await guardOf(world).find(PROJECT)).problems).toMatchObject([
      { action: 'events:ListEventBuses', resource: bus },
      { action: 'events:ListRuleNamesByTarget', resource: '*' },
    ])
  })

  it('of a rule whose ARN nobody told names that by the project or its pipeline', async () => {
    const release = pipeline('release')
    const world = new EventsInMemory().add('default/nightly', NIGHTLY, release.arn)
    refuse(world, 'describeRule', denied('DescribeRule'))
    const { problems } = await guardOf(world, { runs: [release] }).find({ name: 'app' })
    expect(problems.map(({ resource }) => resource)).toContain('arn:aws:events:eu-central-1:123456789012:rule/nightly')
    const nameless = nightly()
    Object.assign(nameless.rules.get('orders/nightly')?.rule ?? {}, { Arn: undefined })
    refuse(nameless, 'listTargetsByRule', denied('ListTargetsByRule'))
    expect((await guardOf(nameless).find(PROJECT)).problems).toMatchObject([{ resource: RULE_ARN }])
  })

  it('of the targets leaves untold what else is off with the rule', async () => {
    const world = nightly()
    await guardOf(world).disable(PROJECT, quiet)
    refuse(world, 'listTargetsByRule', denied('ListTargetsByRule'))
    expect(only(await guardOf(world).find(PROJECT))?.detail).toBe(
      'Disabled by the mark of this action, was ENABLED: at rate(1 day) it started the project.',
    )
  })

  it('of the targets keeps the rule on, and says so once', async () => {
    const world = nightly()
    refuse(world, 'listTargetsByRule', denied('ListTargetsByRule'))
    const look = await guardOf(world).disable(PROJECT, quiet)
    expect(only(look)?.detail).toMatch(/This action cannot disable it: what else it starts could not be read\.$/)
    expect(look.problems).toHaveLength(1)
  })

  it('of the write is not waited for', async () => {
    const world = nightly()
    refuse(world, 'putRule', denied('PutRule'))
    const clock = virtualClock()
    await guardOf(world, { clock }).disable(PROJECT, quiet)
    expect(clock.slept).toEqual([])
  })

  it('of the second reading leaves the rule unchanged and unknown', async () => {
    const world = nightly()
    let described = 0
    world.before = ({ method }) => {
      if (method !== 'describeRule') return
      described += 1
      if (described > 1) throw denied('DescribeRule')
    }
    expect(await guardOf(world).disable(PROJECT, quiet)).toMatchObject({
      triggers: [{ name: 'orders/nightly', state: 'unknown', change: 'none' }],
      problems: [{ blocking: true, message: expect.stringMatching(/could not be read: /) }],
    })
    expect(world.count('putRule')).toBe(0)
  })

  it('of the targets does not hide that a rule is off, nor keep it from being restored', async () => {
    const world = nightly()
    const before = world.all()
    await guardOf(world).disable(PROJECT, quiet)
    refuse(world, 'listTargetsByRule', denied('ListTargetsByRule'))
    expect(await guardOf(world).find(PROJECT)).toMatchObject({ triggers: [{ state: 'disabled' }], problems: [] })
    await guardOf(world).restore(PROJECT, quiet)
    expect(world.all()).toEqual(before)
  })

  it('does not block where the pipelines of the rule are closed', async () => {
    const release = pipeline('release')
    const world = new EventsInMemory().add('default/on-merge', NIGHTLY, release.arn)
    for (const [method, operation] of [
      ['putRule', 'PutRule'],
      ['listTargetsByRule', 'ListTargetsByRule'],
    ] as const) {
      refuse(world, method, denied(operation))
      const look = await guardOf(world, { runs: [release], closed: ['release'] }).disable(PROJECT, quiet)
      expect(look).toMatchObject({ triggers: [{ state: 'harmless' }], problems: [{ blocking: false }] })
    }
  })

  it('for want of iam:PassRole names that', async () => {
    const world = nightly()
    const role = 'arn:aws:iam::123456789012:role/rules'
    refuse(world, 'putRule', new AwsFailure('denied', 'iam:PassRole', 'AccessDenied', 'no', { resource: role }))
    const look = await guardOf(world).disable(PROJECT, quiet)
    expect(look.problems).toMatchObject([{ action: 'iam:PassRole', resource: role, blocking: true }])
  })
})

describe('a fault that may pass', () => {
  const methods: readonly EventsMethod[] = [
    'listEventBuses',
    'listRuleNamesByTarget',
    'describeRule',
    'listTargetsByRule',
    'putRule',
  ]

  it.each(methods)('%s is tried again', async (method) => {
    const world = nightly()
    refuse(world, method, eventsFailure('retry', method, 'ThrottlingException'), 1)
    const look = await guardOf(world).disable(PROJECT, quiet)
    expect(look).toMatchObject({ triggers: [{ state: 'disabled', change: 'disabled' }], problems: [] })
  })

  it.each(methods)('%s that stays is never taken for an empty answer', async (method) => {
    const world = nightly()
    refuse(world, method, eventsFailure('retry', method, 'ThrottlingException'))
    const look = await guardOf(world).disable(PROJECT, quiet)
    expect(look.triggers.some(({ state }) => state === 'unknown' || state === 'live')).toBe(true)
    expect(look.problems).toMatchObject([{ blocking: true, passing: true }])
  })

  it('a write whose answer was lost counts as what was read back', async () => {
    const world = nightly()
    world.afterWrite = () => {
      throw eventsFailure('retry', 'PutRule', 'TimedOut')
    }
    const look = await guardOf(world).disable(PROJECT, quiet)
    expect(look).toMatchObject({ triggers: [{ state: 'disabled', change: 'disabled' }], problems: [] })
  })

  it('a change that is not read back at once is waited for', async () => {
    const world = nightly()
    world.staleReads = 2
    const clock = virtualClock()
    const look = await guardOf(world, { clock }).disable(PROJECT, quiet)
    expect(only(look)).toMatchObject({ state: 'disabled', change: 'disabled' })
    expect(world.count('putRule')).toBe(1)
    expect(clock.slept).toEqual([1000, 2000])
  })

  it('a change that is read back at once is not waited for', async () => {
    const clock = virtualClock()
    await guardOf(nightly(), { clock }).disable(PROJECT, quiet)
    expect(clock.slept).toEqual([])
  })

  it('a rule that cannot be read back is unknown, with the way back', async () => {
    const world = nightly()
    world.afterWrite = () => refuse(world, 'describeRule', denied('DescribeRule'))
    const look = await guardOf(world).disable(PROJECT, quiet)
    expect(look).toMatchObject({
      triggers: [{ state: 'unknown', change: 'disabled', undo: expect.stringContaining('put-rule') }],
      problems: [{ blocking: true, message: expect.stringContaining('after it was changed') }],
    })
  })
})

describe('an answer that is not whole', () => {
  it.each([
    ['listEventBuses', {}],
    ['listEventBuses', { EventBuses: [{ Name: 'orders' }] }],
    ['listEventBuses', { EventBuses: [{ Name: 'default' }, {}] }],
    ['listRuleNamesByTarget', {}],
    ['listRuleNamesByTarget', { RuleNames: [], NextToken: 'same' }],
    ['describeRule', { Name: 'nightly', ScheduleExpression: 'rate(1 day)' }],
    ['describeRule', { Name: 'nightly', State: 'DISABLED' }],
    ['describeRule', { State: 'DISABLED', ScheduleExpression: 'rate(1 day)' }],
  ] as const)('%s: %j is told, and nothing is concluded from it', async (method, answer) => {
    const world = nightly()
    Reflect.set(world.api, method, () => Promise.resolve({ $metadata: {}, ...answer }))
    const look = await guardOf(world).disable(PROJECT, quiet)
    expect(look.triggers.some(({ state }) => state === 'unknown')).toBe(true)
    const action = `events:${method.slice(0, 1).toUpperCase()}${method.slice(1)}`
    expect(look.problems).toMatchObject([
      { blocking: true, message: expect.stringContaining(`AWS did not answer ${action},`) },
    ])
    expect(world.rule('orders/nightly')?.State).toBe('ENABLED')
  })

  it.each([{}, { Targets: [], NextToken: 'same' }])('targets %j keep the rule from being disabled', async (answer) => {
    const world = nightly()
    Reflect.set(world.api, 'listTargetsByRule', () => Promise.resolve({ $metadata: {}, ...answer }))
    const look = await guardOf(world).disable(PROJECT, quiet)
    expect(look).toMatchObject({
      triggers: [{ state: 'live', change: 'none' }],
      problems: [{ blocking: true, message: expect.stringContaining('AWS did not answer events:ListTargetsByRule,') }],
    })
  })

  it.each([{ name: 'app' }, { name: 'app', arn: '' }])('the project %j cannot be searched for', async (project) => {
    const look = await guardOf(nightly()).find(project)
    expect(look).toMatchObject({
      triggers: [{ name: 'rules of app', state: 'unknown' }],
      problems: [{ blocking: true, message: expect.stringContaining('codebuild:BatchGetProjects') }],
    })
  })
})

describe('what changes at the same time', () => {
  it('a bus that is deleted is passed over', async () => {
    const world = nightly().add('default/weekly', NIGHTLY, APP)
    world.before = ({ method }) => method === 'listRuleNamesByTarget' && world.buses.delete('orders')
    expect(await guardOf(world).disable(PROJECT, quiet)).toMatchObject({
      triggers: [{ name: 'weekly', state: 'disabled' }],
      problems: [],
    })
    const described = world.calls.filter(({ method }) => method === 'describeRule')
    expect(described.every(({ input }) => 'Name' in input && input.Name === 'weekly')).toBe(true)
  })

  it('a default bus that is said not to exist is no bus that was deleted', async () => {
    const world = nightly()
    world.buses.delete('default')
    refuse(world, 'listEventBuses', denied('ListEventBuses'))
    const { problems } = await guardOf(world).find(PROJECT)
    expect(problems).toMatchObject([{ action: 'events:ListEventBuses' }, { blocking: true }])
  })

  it('a rule that is gone for one of both readings is passed over', async () => {
    for (const method of ['describeRule', 'listTargetsByRule'] as const) {
      const world = nightly()
      refuse(world, method, eventsFailure('absent', method, 'ResourceNotFoundException'))
      expect(await guardOf(world).disable(PROJECT, quiet)).toEqual({ triggers: [], problems: [] })
    }
  })

  it.each(['describeRule', 'listTargetsByRule'])('a rule that is gone at %s is passed over', async (method) => {
    const world = nightly()
    world.before = (call) => call.method === method && world.rules.clear()
    expect(await guardOf(world).disable(PROJECT, quiet)).toEqual({ triggers: [], problems: [] })
  })

  it('a rule that no longer starts the project when it is read is passed over', async () => {
    const world = nightly()
    world.before = ({ method }) =>
      method === 'describeRule' && world.aim('orders/nightly', { Id: 'mail', Arn: 'arn:aws:sns:x:1:mail' })
    expect(await guardOf(world).disable(PROJECT, quiet)).toEqual({ triggers: [], problems: [] })
    expect(world.count('putRule')).toBe(0)
  })

  it('a rule whose bus is deleted before the write is told as gone', async () => {
    const world = nightly()
    world.before = ({ method }) => {
      if (method !== 'putRule') return
      world.buses.delete('orders')
      world.rules.clear()
    }
    expect(await guardOf(world).disable(PROJECT, quiet)).toMatchObject({
      triggers: [{ state: 'harmless', change: 'none', detail: expect.stringContaining('deleted') }],
      problems: [],
    })
  })

  it('a rule that is deleted right before the write, which makes it anew, is told with the command that deletes it', async () => {
    const world = nightly()
    world.before = ({ method }) => method === 'putRule' && world.rules.clear()
    const look = await guardOf(world).disable(PROJECT, quiet)
    expect(look).toMatchObject({
      triggers: [{ state: 'harmless', change: 'disabled' }],
      problems: [
        {
          blocking: false,
          message: expect.stringMatching(/aws events delete-rule .*'\{"Name":"nightly","EventBusName":"orders"\}'/),
        },
      ],
    })
  })

  it('a rule that is aimed at something else right before the write is told with the way back', async () => {
    const world = nightly()
    world.before = ({ method }) =>
      method === 'putRule' && world.aim('orders/nightly', { Id: 'mail', Arn: 'arn:aws:sns:x:1:mail' })
    const look = await guardOf(world).disable(PROJECT, quiet)
    expect(look).toMatchObject({
      triggers: [{ state: 'harmless', change: 'disabled' }],
      problems: [{ blocking: false, message: expect.stringContaining('aws events put-rule') }],
    })
  })

  it('a rule that is aimed at something else before the write is told as harmless, and no more', async () => {
    const world = nightly()
    let listed = 0
    world.before = ({ method }) => {
      if (method !== 'listTargetsByRule') return
      listed += 1
      if (listed === 2) world.aim('orders/nightly', { Id: 'mail', Arn: 'arn:aws:sns:x:1:mail' })
      if (listed === 4) world.aim('orders/nightly')
    }
    for (let time = 0; time < 2; time += 1) {
      const look = await guardOf(world).disable(PROJECT, quiet)
      expect(look).toMatchObject({ triggers: [{ state: 'harmless', change: 'none' }], problems: [] })
      world.aim('orders/nightly', { Id: 'app', Arn: APP })
    }
    expect(world.count('putRule')).toBe(0)
  })

  it('a rule that is aimed at something else while it is restored needs nothing more', async () => {
    const world = nightly()
    await guardOf(world).disable(PROJECT, quiet)
    world.before = ({ method }) =>
      method === 'putRule' && world.aim('orders/nightly', { Id: 'mail', Arn: 'arn:aws:sns:x:1:mail' })
    const look = await guardOf(world).restore(PROJECT, quiet)
    expect(look.triggers).toMatchObject([{ state: 'harmless', change: 'restored' }])
    expect(look.problems).toHaveLength(0)
  })

  it('an edit between the first look and the write is kept', async () => {
    const world = nightly()
    let described = 0
    world.before = ({ method }) => {
      if (method !== 'describeRule') return
      described += 1
      if (described === 2) world.change('orders/nightly', { ScheduleExpression: 'rate(2 days)', Description: 'edited' })
    }
    await guardOf(world).disable(PROJECT, quiet)
    await guardOf(world).restore(PROJECT, quiet)
    expect(world.rule('orders/nightly')).toMatchObject({
      ScheduleExpression: 'rate(2 days)',
      Description: 'edited',
      State: 'ENABLED',
    })
  })

  it('a target that is added between the first look and the write keeps the rule on', async () => {
    const world = nightly()
    let listed = 0
    world.before = ({ method }) => {
      if (method !== 'listTargetsByRule') return
      listed += 1
      if (listed === 2) world.aim('orders/nightly', { Id: 'app', Arn: APP }, { Id: 'm', Arn: 'arn:aws:sns:x:1:mail' })
    }
    const look = await guardOf(world).disable(PROJECT, quiet)
    expect(look).toMatchObject({ triggers: [{ state: 'live', change: 'none' }], problems: [{ blocking: true }] })
    expect(world.count('putRule')).toBe(0)
  })

  it('a change that EventBridge turns down as concurrent is made once more', async () => {
    const world = nightly()
    refuse(world, 'putRule', eventsFailure('rejected', 'PutRule', 'ConcurrentModificationException'), 1)
    expect(only(await guardOf(world).disable(PROJECT, quiet))).toMatchObject({ state: 'disabled', change: 'disabled' })
    refuse(world, 'putRule', eventsFailure('rejected', 'PutRule', 'ConcurrentModificationException'))
    expect(await guardOf(world).restore(PROJECT, quiet)).toMatchObject({
      triggers: [{ state: 'disabled', change: 'refused' }],
      problems: [{ blocking: false }],
    })
  })

  it('a rule that somebody keeps enabling is written twice and no more', async () => {
    const world = nightly()
    world.afterWrite = (id) => world.change(id, { State: 'ENABLED' })
    const look = await guardOf(world).disable(PROJECT, quiet)
    expect(look).toMatchObject({
      triggers: [{ state: 'live', change: 'disabled', undo: expect.stringContaining('put-rule') }],
      problems: [{ blocking: true, message: expect.stringContaining('something else is changing it') }],
    })
    expect(world.count('putRule')).toBe(2)
  })

  it('what is read back otherwise than it was written is said', async () => {
    const world = nightly()
    world.afterWrite = (id) => world.change(id, { ScheduleExpression: 'rate(3 days)' })
    expect(only(await guardOf(world).disable(PROJECT, quiet))?.detail).toContain('differs')
  })

  it('one rule that is refused leaves the others to be disabled', async () => {
    const world = nightly().add('orders/weekly', NIGHTLY, APP, arnOf('worker'))
    refuse(world, 'putRule', denied('PutRule'), 1)
    const look = await guardOf(world).disable(PROJECT, quiet)
    expect(look.triggers).toMatchObject([
      { name: 'orders/nightly', state: 'live', change: 'refused' },
      { name: 'orders/weekly', state: 'disabled', change: 'disabled' },
    ])
  })
})

describe('what ends the run', () => {
  it.each(['listEventBuses', 'listRuleNamesByTarget', 'describeRule', 'listTargetsByRule', 'putRule'] as const)(
    'is credentials that are no longer valid, at %s',
    async (method) => {
      const world = nightly()
      const expired = eventsFailure('credentials', method, 'ExpiredTokenException')
      refuse(world, method, expired)
      await expect(guardOf(world).disable(PROJECT, quiet)).rejects.toBe(expired)
    },
  )

  it('is its own abort, during a wait', async () => {
    const world = nightly()
    refuse(world, 'describeRule', eventsFailure('retry', 'DescribeRule', 'ThrottlingException'))
    const controller = new AbortController()
    const reason = new Error('cancelled')
    controller.abort(reason)
    await expect(guardOf(world, { signal: controller.signal }).find(PROJECT)).rejects.toBe(reason)
  })
})

describe('a target whose ARN is not told', () => {
  it('may be the project, so that its rule is live and blocks', async () => {
    const world = nightly()
    const answer = { Targets: [{ Id: 't0' }] }
    Reflect.set(world.api, 'listTargetsByRule', () => Promise.resolve({ $metadata: {}, ...answer }))
    const look = await guardOf(world).find(PROJECT)
    expect(look.triggers).toMatchObject([{ kind: 'rule', state: 'live' }])
    expect(look.problems).toMatchObject([
      { blocking: true, message: expect.stringContaining('AWS did not answer events:ListTargetsByRule,') },
    ])
  })
})
