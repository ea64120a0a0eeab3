import { describe, expect, it } from '@jest/globals'

import { eventsFailure, EventsInMemory } from './events-in-memory.ts'
import { APP, NIGHTLY, PROJECT, guardOf, only, pipeline, quiet, run } from './rule-asking.ts'
import { arnOf } from './codebuild-in-memory.ts'
import { optionOf } from './asking.ts'

const EVERY_EVENT = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'
const MARK = '[disabled by ecs-deploy-verifier, was ENABLED]'
const PATTERN = '{ "source": ["aws.codecommit"] }'

function nightly(): EventsInMemory {
  return new EventsInMemory().add('default/nightly', NIGHTLY, APP)
}

describe('finding rules', () => {
  it('finds those of the project on every bus, and no others', async () => {
    const world = nightly()
      .add('orders/on-order', { EventPattern: PATTERN }, APP)
      .add('aws.partner/acme/shop/on-sale', { EventPattern: PATTERN }, APP)
      .add('default/other', NIGHTLY, arnOf('other'))
    const look = await guardOf(world).find(PROJECT)
    expect(look.problems).toEqual([])
    expect(look.triggers).toMatchObject([
      { kind: 'rule', project: 'app', name: 'nightly', state: 'live', change: 'none' },
      { name: 'orders/on-order', state: 'live' },
      { name: 'aws.partner/acme/shop/on-sale', state: 'live' },
    ])
    expect(look.triggers[0]?.detail).toBe('At rate(1 day) it starts the project.')
    expect(look.triggers[1]?.detail).toBe('On events that match its pattern it starts the project.')
    expect(world.count('putRule')).toBe(0)
  })

  it('reads every page of buses, rules and targets', async () => {
    const world = nightly()
    world.pageSize = 1
    for (const name of ['a', 'b', 'c'])
      world.add(`bus-${name}/first`, NIGHTLY, APP).add(`bus-${name}/second`, NIGHTLY, APP)
    world.add('default/late', NIGHTLY, arnOf('worker'), APP)
    const look = await guardOf(world).find(PROJECT)
    expect(look.problems).toEqual([])
    expect(look.triggers).toHaveLength(8)
    expect(look.triggers.every(({ state }) => state === 'live')).toBe(true)
  })

  it('finds those of a pipeline that runs the project, once even where they start both', async () => {
    const release = pipeline('release')
    const world = nightly()
      .add('default/on-merge', { EventPattern: PATTERN }, release.arn)
      .add('default/both', { ...NIGHTLY, EventPattern: PATTERN }, release.arn, APP)
    const look = await guardOf(world, { runs: [release] }).find(PROJECT)
    expect(look.triggers.map(({ name }) => name).toSorted()).toEqual(['both', 'nightly', 'on-merge'])
    const detail = (name: string) => look.triggers.find((one) => one.name === name)?.detail
    expect(detail('on-merge')).toBe(
      'On events that match its pattern it starts pipeline release, which runs the project in stage Build.',
    )
    expect(detail('both')).toBe(
      'At rate(1 day) and on events that match its pattern it starts the project and pipeline release, which runs the project in stage Build.',
    )
  })

  it('looks for the rules of a pipeline of another region there, and names the region', async () => {
    const release = pipeline('release', 'us-east-1')
    const here = new EventsInMemory()
    const there = new EventsInMemory('us-east-1').add('orders/on-merge', NIGHTLY, release.arn)
    const look = await guardOf([here, there], { runs: [release] }).find(PROJECT)
    expect(look.triggers).toMatchObject([{ name: 'orders/on-merge in us-east-1', state: 'live' }])
  })

  it('goes on with the pipelines that are known where the search for them failed, and leaves telling it to others', async () => {
    const release = pipeline('release')
    const world = new EventsInMemory().add('default/on-merge', NIGHTLY, release.arn)
    const failures = [eventsFailure('denied', 'ListPipelines', 'AccessDeniedException')]
    const look = await guardOf(world, { runs: [release], failures }).find(PROJECT)
    expect(look).toMatchObject({ triggers: [{ name: 'on-merge', state: 'live' }], problems: [] })
  })

  it('makes a few calls at a time', async () => {
    const world = new EventsInMemory()
    for (let at = 0; at < 30; at += 1) world.add(`bus-${at}/rule`, NIGHTLY, APP)
    expect((await guardOf(world).find(PROJECT)).triggers).toHaveLength(30)
    expect(world.most).toBeGreaterThan(1)
    expect(world.most).toBeLessThanOrEqual(8)
  })

  it('reads the buses once for several projects', async () => {
    const world = nightly().add('default/other', NIGHTLY, arnOf('worker'))
    const guard = guardOf(world)
    await guard.find(PROJECT)
    await guard.find({ name: 'worker', arn: arnOf('worker') })
    expect(world.count('listEventBuses')).toBe(1)
  })

  it('reads on until there is no token for more, be that an empty one', async () => {
    const world = nightly()
    const { listTargetsByRule } = world.api
    Reflect.set(world.api, 'listTargetsByRule', async (input: { readonly Rule: string }) => ({
      ...(await listTargetsByRule(input)),
      NextToken: '',
    }))
    expect(await guardOf(world).find(PROJECT)).toMatchObject({ triggers: [{ state: 'live' }], problems: [] })
  })

  it('makes no call to change a rule that needs no change', async () => {
    const world = new EventsInMemory().add('default/off', { ...NIGHTLY, State: 'DISABLED' }, APP)
    const guard = guardOf(world)
    expect(guard.kind).toBe('rule')
    await guard.disable(PROJECT, quiet)
    await guard.restore(PROJECT, quiet)
    expect(world.count('describeRule')).toBe(2)
  })

  it('finds nothing where nothing is', async () => {
    expect(await guardOf(new EventsInMemory()).find(PROJECT)).toEqual({ triggers: [], problems: [] })
  })
})

describe('the state of a rule', () => {
  it.each([
    ['ENABLED', undefined, 'live'],
    [EVERY_EVENT, undefined, 'live'],
    ['DISABLED', undefined, 'harmless'],
    ['DISABLED', `${MARK} text`, 'disabled'],
    ['DISABLED', `see ${MARK}`, 'harmless'],
    ['DISABLED', '[disabled by ecs-deploy-verifier, was PAUSED]', 'harmless'],
    ['ENABLED', `${MARK} text`, 'live'],
  ] as const)('%s with the description %p is %s', async (State, Description, state) => {
    const world = new EventsInMemory().add('default/nightly', { ...NIGHTLY, State, Description }, APP)
    expect(only(await guardOf(world).find(PROJECT))?.state).toBe(state)
  })

  it('is live where AWS gives one that nobody knew, and such a rule is not written', async () => {
    const world = nightly()
    Reflect.set(world.rules.get('default/nightly')?.rule ?? {}, 'State', 'RESTING')
    const look = await guardOf(world).disable(PROJECT, quiet)
    expect(look).toMatchObject({
      triggers: [{ state: 'live', change: 'none' }],
      problems: [{ blocking: true, message: expect.stringMatching(/RESTING.*aws events disable-rule/) }],
    })
    expect(world.count('putRule')).toBe(0)
  })

  it('is harmless where every pipeline it starts is closed to the project, and live where one is open', async () => {
    const [one, two] = [pipeline('one'), pipeline('two')]
    const world = new EventsInMemory().add('default/on-merge', NIGHTLY, one.arn, two.arn)
    const closed = await guardOf(world, { runs: [one, two], closed: ['one', 'two'] }).find(PROJECT)
    expect(only(closed)).toMatchObject({ state: 'harmless', detail: expect.stringContaining('closed') })
    expect(only(await guardOf(world, { runs: [one, two], closed: ['one'] }).find(PROJECT))?.state).toBe('live')
  })

  it('goes by what the rule starts, and not by other pipelines of the project', async () => {
    const [one, two] = [pipeline('one'), pipeline('two')]
    const world = new EventsInMemory().add('default/on-merge', NIGHTLY, one.arn)
    expect(only(await guardOf(world, { runs: [one, two], closed: ['one'] }).find(PROJECT))).toMatchObject({
      state: 'harmless',
      detail: expect.not.stringContaining('two'),
    })
  })
})

describe('a rule in words', () => {
  const detailOf = async (world: EventsInMemory, more: Parameters<typeof guardOf>[1] = {}) =>
    only(await guardOf(world, more).find(PROJECT))?.detail
  it('says who disabled it, and whether its mark was altered', async () => {
    const off = { ...NIGHTLY, State: 'DISABLED' as const }
    const told = (Description?: string) =>
      detailOf(
        new EventsInMemory().add('default/off', { ...off, ...(Description === undefined ? {} : { Description }) }, APP),
      )
    expect(await told()).toBe('Disabled, and not by this action: at rate(1 day) it started the project.')
    expect(await told(MARK)).toBe(
      'Disabled by the mark of this action, was ENABLED: at rate(1 day) it started the project.',
    )
    expect(await told('[disabled by ecs-deploy-verifier, was PAUSED]')).toBe(
      'Disabled, and not by this action: at rate(1 day) it started the project. Its description holds what looks like the mark of this action but was altered.',
    )
  })
  it('names what is off with it only where this action disabled it and there is something', async () => {
    const mail = 'arn:aws:sns:x:1:mail'
    const off = { ...NIGHTLY, State: 'DISABLED' as const }
    expect(await detailOf(new EventsInMemory().add('default/off', off, APP, mail))).not.toContain('as a target now')
    const marked = { ...off, Description: MARK }
    expect(await detailOf(new EventsInMemory().add('default/off', marked, APP, mail))).toMatch(
      / Off with it is what else it has as a target now: arn:aws:sns:x:1:mail\.$/,
    )
  })
  it('names three of many things, and how many more', async () => {
    const topics = ['a', 'b', 'c', 'd', 'e'].map((name) => `arn:aws:sns:x:1:${name}`)
    const told = (most: number) =>
      detailOf(new EventsInMemory().add('default/nightly', NIGHTLY, APP, ...topics.slice(0, most)))
    expect(await told(2)).toMatch(/it also starts arn:aws:sns:x:1:a and arn:aws:sns:x:1:b, which would stop with it\.$/)
    expect(await told(5)).toMatch(/1:a, arn:aws:sns:x:1:b, arn:aws:sns:x:1:c and 2 more, which would stop with it\.$/)
  })
  it('names the stages of a pipeline, where they are known', async () => {
    const release = { ...pipeline('release'), stages: [] }
    const world = new EventsInMemory().add('default/on-merge', NIGHTLY, release.arn)
    expect(await detailOf(world, { runs: [release] })).toBe(
      'At rate(1 day) it starts pipeline release, which runs the project.',
    )
    expect(await detailOf(world, { runs: [{ ...release, stages: ['Build', 'Test'] }] })).toMatch(
      /in stages Build and Test\.$/,
    )
  })
  it('does not call a rule of a project that is not shown to compete one with other targets', async () => {
    expect(await detailOf(nightly(), { competing: [] })).toBe('At rate(1 day) it starts the project.')
  })
  it('says how to bring it back, exactly, where this action disabled it', async () => {
    const world = nightly()
    const before = world.all()
    await guardOf(world).disable(PROJECT, quiet)
    await run(world, only(await guardOf(world).find(PROJECT))?.undo)
    expect(world.all()).toEqual(before)
    expect(only(await guardOf(world).find(PROJECT))).not.toHaveProperty('undo')
  })
})

describe('disabling a rule', () => {
  it('keeps all of it but the state and the description, in one write', async () => {
    const fields = {
      EventPattern: PATTERN,
      ScheduleExpression: 'cron(0 6 * * ? *)',
      RoleArn: 'arn:aws:iam::123456789012:role/rules',
      Description: 'builds\nthe "shop"',
    }
    const world = new EventsInMemory().add('orders/on-order', fields, { Id: 'x', Arn: APP, Input: '{}' })
    const before = world.rules.get('orders/on-order')
    const look = await guardOf(world).disable(PROJECT, quiet)
    expect(look.problems).toEqual([])
    expect(only(look)).toMatchObject({ name: 'orders/on-order', state: 'disabled', change: 'disabled' })
    expect(only(look)?.detail).toMatch(/^Disabled by the mark of this action, was ENABLED: at cron\(0 6 \* \* \? \*\)/)
    expect(world.count('putRule')).toBe(1)
    expect(world.rules.get('orders/on-order')).toEqual({
      ...before,
      rule: { ...before?.rule, State: 'DISABLED', Description: `${MARK} builds\nthe "shop"` },
    })
  })

  it('says how to undo it by hand, exactly', async () => {
    const world = nightly().add('default/on-merge', { EventPattern: PATTERN, Description: "file:///it's" }, APP)
    const before = world.all()
    const look = await guardOf(world).disable(PROJECT, quiet)
    for (const { undo } of look.triggers) await run(world, undo)
    expect(world.all()).toEqual(before)
  })

  it('tells of it before the write, with the way back', async () => {
    const world = nightly()
    const told: object[] = []
    await guardOf(world).disable(PROJECT, (trigger) => {
      expect(world.count('putRule')).toBe(0)
      told.push(trigger)
    })
    expect(told).toMatchObject([
      { name: 'nightly', state: 'unknown', change: 'disabled', undo: expect.stringContaining('"State":"ENABLED"') },
    ])
  })

  it('finds read back what it wrote', async () => {
    const fields = { EventPattern: PATTERN, ScheduleExpression: 'rate(1 day)', RoleArn: 'arn:aws:iam::1:role/rules' }
    const world = new EventsInMemory().add('default/nightly', fields, APP).add('default/plain', NIGHTLY, APP)
    for (const { detail } of (await guardOf(world).disable(PROJECT, quiet)).triggers)
      expect(detail).not.toContain('differs')
  })

  it.each([
    { Description: `${MARK} edited` },
    { EventPattern: PATTERN },
    { ScheduleExpression: 'rate(3 days)' },
    { RoleArn: 'arn:aws:iam::1:role/other' },
  ])('says where %j was read back in place of what it wrote', async (fields) => {
    const world = nightly()
    world.afterWrite = (id) => world.change(id, fields)
    expect(only(await guardOf(world).disable(PROJECT, quiet))).toMatchObject({
      state: 'disabled',
      detail: expect.stringMatching(/ What was read back differs from what this action wrote\.$/),
    })
  })

  it('keeps a state that EnableRule could not bring back', async () => {
    const world = new EventsInMemory().add('default/audit', { EventPattern: PATTERN, State: EVERY_EVENT }, APP)
    const before = world.all()
    await guardOf(world).disable(PROJECT, quiet)
    expect(world.rule('default/audit')?.State).toBe('DISABLED')
    await guardOf(world).restore(PROJECT, quiet)
    expect(world.all()).toEqual(before)
  })

  it('changes nothing the second time, nor what its owner had disabled', async () => {
    const world = nightly().add('default/off', { ...NIGHTLY, State: 'DISABLED', Description: 'off since May' }, APP)
    await guardOf(world).disable(PROJECT, quiet)
    const disabled = world.all()
    const look = await guardOf(world).disable(PROJECT, quiet)
    expect(look).toMatchObject({
      triggers: [
        { state: 'disabled', change: 'none' },
        { state: 'harmless', change: 'none' },
      ],
      problems: [],
    })
    expect(world.all()).toEqual(disabled)
    expect(world.count('putRule')).toBe(1)
  })

  it('a rule that starts several competing projects is one of theirs alone', async () => {
    const world = new EventsInMemory().add('default/nightly', NIGHTLY, APP, arnOf('worker'))
    expect(only(await guardOf(world).disable(PROJECT, quiet))).toMatchObject({ state: 'disabled', change: 'disabled' })
  })

  it('disables a rule of closed pipelines all the same', async () => {
    const release = pipeline('release')
    const world = new EventsInMemory().add('default/on-merge', NIGHTLY, release.arn)
    const look = await guardOf(world, { runs: [release], closed: ['release'] }).disable(PROJECT, quiet)
    expect(only(look)).toMatchObject({ state: 'disabled', change: 'disabled' })
  })

  it('marks a rule anew, once, that was enabled again', async () => {
    const world = new EventsInMemory().add('default/nightly', { ...NIGHTLY, Description: `${MARK} text` }, APP)
    expect(only(await guardOf(world).find(PROJECT))?.detail).toContain('ENABLED again')
    await guardOf(world).disable(PROJECT, quiet)
    expect(world.rule('default/nightly')).toMatchObject({ State: 'DISABLED', Description: `${MARK} text` })
    await guardOf(world).restore(PROJECT, quiet)
    expect(world.rule('default/nightly')).toMatchObject({ State: 'ENABLED', Description: 'text' })
  })

  it('brings every event back to a rule that somebody enabled again the only way there is', async () => {
    const world = new EventsInMemory().add('default/audit', { EventPattern: PATTERN, State: EVERY_EVENT }, APP)
    const before = world.all()
    await guardOf(world).disable(PROJECT, quiet)
    world.change('default/audit', { State: 'ENABLED' })
    await guardOf(world).restore(PROJECT, quiet)
    expect(world.all()).toEqual(before)
  })

  it('keeps every event for a rule that somebody gave them to since', async () => {
    const world = nightly()
    await guardOf(world).disable(PROJECT, quiet)
    world.change('default/nightly', { State: EVERY_EVENT })
    await guardOf(world).restore(PROJECT, quiet)
    expect(world.rule('default/nightly')?.State).toBe(EVERY_EVENT)
    expect(world.rule('default/nightly')?.Description).toBeUndefined()
  })
})

describe('a rule that is left on', () => {
  it('is none whose manager is told as empty', async () => {
    const world = new EventsInMemory().add('default/nightly', NIGHTLY, APP)
    const { describeRule } = world.api
    Reflect.set(world.api, 'describeRule', async (input: { readonly Name: string }) => ({
      ...(await describeRule(input)),
      ManagedBy: '',
    }))
    expect(only(await guardOf(world).disable(PROJECT, quiet))).toMatchObject({ state: 'disabled', change: 'disabled' })
  })

  it('is one whose description could not be restored exactly, with the command that disables it', async () => {
    const world = new EventsInMemory().add('default/nightly', { ...NIGHTLY, Description: 'a \uD83D' }, APP)
    const look = await guardOf(world).disable(PROJECT, quiet)
    expect(look).toMatchObject({
      triggers: [{ state: 'live', change: 'none' }],
      problems: [
        {
          blocking: true,
          message: expect.stringMatching(
            /no valid Unicode.* You can disable the rule by hand: aws events disable-rule/,
          ),
        },
      ],
    })
    expect(world.count('putRule')).toBe(0)
  })

  it('is a managed one, with who manages it', async () => {
    const world = new EventsInMemory().add('default/managed', { ...NIGHTLY, ManagedBy: 'shop.amazonaws.com' }, APP)
    const look = await guardOf(world).disable(PROJECT, quiet)
    expect(look).toMatchObject({
      triggers: [{ state: 'live', change: 'none', detail: expect.stringContaining('managed by shop.amazonaws.com') }],
      problems: [
        {
          project: 'app',
          blocking: true,
          message: expect.stringMatching(/managed by shop\.amazonaws\.com.* Only that service changes it: /),
        },
      ],
    })
    expect(world.count('putRule')).toBe(0)
  })

  it('is one with other targets, with the command that takes ours out of it', async () => {
    const world = new EventsInMemory().add(
      'orders/nightly',
      NIGHTLY,
      { Id: '-mail', Arn: 'arn:aws:sns:eu-central-1:123456789012:mail' },
      { Id: '-app', Arn: APP },
      { Id: 'worker', Arn: arnOf('worker') },
    )
    const look = await guardOf(world).disable(PROJECT, quiet)
    const message = look.problems[0]?.message ?? ''
    expect(look).toMatchObject({ triggers: [{ state: 'live', change: 'none' }], problems: [{ blocking: true }] })
    expect(message).toContain('arn:aws:sns:eu-central-1:123456789012:mail')
    const command = message.slice(message.indexOf('aws events remove-targets'))
    expect(JSON.parse(optionOf(command, '--cli-input-json') ?? '')).toEqual({
      Rule: 'nightly',
      EventBusName: 'orders',
      Ids: ['-app', 'worker'],
    })
    expect(world.count('putRule')).toBe(0)
  })

  it('does not block where its pipelines are closed to the project', async () => {
    const release = pipeline('release')
    const world = new EventsInMemory().add('default/on-merge', NIGHTLY, release.arn, 'arn:aws:sns:x:1:mail')
    const look = await guardOf(world, { runs: [release], closed: ['release'] }).disable(PROJECT, quiet)
    expect(look).toMatchObject({ triggers: [{ state: 'harmless', change: 'none' }], problems: [] })
  })

  it('is one whose description leaves no room for the mark, to the character', async () => {
    const room = 512 - MARK.length - 1
    const world = new EventsInMemory()
      .add('default/fits', { ...NIGHTLY, Description: 'x'.repeat(room) }, APP)
      .add('default/long', { ...NIGHTLY, Description: 'x'.repeat(room + 1) }, APP)
    const look = await guardOf(world).disable(PROJECT, quiet)
    expect(look.triggers).toMatchObject([
      { name: 'fits', state: 'disabled' },
      { name: 'long', state: 'live', change: 'none' },
    ])
    expect(look.problems).toMatchObject([
      {
        blocking: true,
        message: expect.stringMatching(`${room} characters.* Shorten it, or disable the rule by hand: aws`),
      },
    ])
  })
})

describe('restoring a rule', () => {
  it.each([undefined, '', 'text', ' ', 'ü \u{1F680}\n', `see ${MARK}`])(
    'gives the description %p back',
    async (Description) => {
      const fields = Description === undefined ? NIGHTLY : { ...NIGHTLY, Description }
      const world = new EventsInMemory().add('default/nightly', fields, APP)
      const before = world.all()
      await guardOf(world).disable(PROJECT, quiet)
      const told: object[] = []
      const look = await guardOf(world).restore(PROJECT, (trigger) => told.push(trigger))
      expect(only(look)).toMatchObject({ state: 'live', change: 'restored' })
      expect(told).toMatchObject([{ state: 'unknown', change: 'restored' }])
      expect(world.all()).toEqual(before)
      await guardOf(world).restore(PROJECT, quiet)
      expect(world.count('putRule')).toBe(2)
    },
  )

  it('says how to disable it again by hand', async () => {
    const world = nightly()
    await guardOf(world).disable(PROJECT, quiet)
    const disabled = world.all()
    await run(world, only(await guardOf(world).restore(PROJECT, quiet))?.undo)
    expect(world.all()).toEqual(disabled)
  })

  it('says where the state that was read back is not the one that it had', async () => {
    const world = nightly()
    await guardOf(world).disable(PROJECT, quiet)
    world.afterWrite = (id) => world.change(id, { State: 'DISABLED' })
    expect(only(await guardOf(world).restore(PROJECT, quiet))).toMatchObject({
      state: 'harmless',
      change: 'restored',
      detail: expect.stringMatching(/ What was read back differs from what this action wrote\.$/),
    })
  })

  it('keeps what its owner changed meanwhile', async () => {
    const world = nightly()
    await guardOf(world).disable(PROJECT, quiet)
    world.change('default/nightly', { ScheduleExpression: 'rate(2 days)' })
    await guardOf(world).restore(PROJECT, quiet)
    expect(world.rule('default/nightly')).toMatchObject({ ScheduleExpression: 'rate(2 days)', State: 'ENABLED' })
  })

  it('leaves alone what its owner disabled, and an altered mark with a note', async () => {
    const off = { ...NIGHTLY, State: 'DISABLED' as const }
    const world = new EventsInMemory()
      .add('default/off', off, APP)
      .add('default/altered', { ...off, Description: `Ava: ${MARK} text` }, APP)
    const look = await guardOf(world).restore(PROJECT, quiet)
    expect(world.count('putRule')).toBe(0)
    expect(look.problems).toMatchObject([{ blocking: false, message: expect.stringMatching(/rule altered .*altered/) }])
    const disabled = await guardOf(world).disable(PROJECT, quiet)
    expect(disabled).toMatchObject({ triggers: [{ state: 'harmless' }, { state: 'harmless' }], problems: [] })
  })

  it('leaves alone one whose mark names no state of a rule, with a note', async () => {
    const fields = {
      ...NIGHTLY,
      State: 'DISABLED' as const,
      Description: '[disabled by ecs-deploy-verifier, was PAUSED]',
    }
    const world = new EventsInMemory().add('default/nightly', fields, APP)
    const look = await guardOf(world).restore(PROJECT, quiet)
    expect(look).toMatchObject({
      triggers: [{ state: 'harmless', change: 'none' }],
      problems: [{ blocking: false, message: expect.stringContaining('altered') }],
    })
    expect(world.count('putRule')).toBe(0)
  })

  it('leaves alone one that a service manages since, or whose state nobody knows, and says why', async () => {
    const release = pipeline('release')
    for (const [fields, why] of [
      [
        { ManagedBy: 'shop.amazonaws.com' },
        /was not restored: it is managed by shop\.amazonaws\.com, and such a rule is never touched\.$/,
      ],
      [{ State: 'RESTING' }, /was not restored: its state RESTING is none that this action knows\.$/],
    ] as const) {
      const world = new EventsInMemory().add('default/nightly', NIGHTLY, release.arn)
      const guard = guardOf(world, { runs: [release], closed: ['release'] })
      await guard.disable(PROJECT, quiet)
      Object.assign(world.rules.get('default/nightly')?.rule ?? {}, fields)
      const look = await guard.restore(PROJECT, quiet)
      expect(look).toMatchObject({
        triggers: [{ change: 'none' }],
        problems: [{ blocking: false, message: expect.stringMatching(why) }],
      })
      expect(world.count('putRule')).toBe(1)
    }
  })

  it('tells of it before the write, with the way back to how it was', async () => {
    const world = nightly()
    await guardOf(world).disable(PROJECT, quiet)
    const disabled = world.all()
    const undo: (string | undefined)[] = []
    await guardOf(world).restore(PROJECT, (trigger) => undo.push(trigger.undo))
    expect(world.all()).not.toEqual(disabled)
    for (const command of undo) await run(world, command)
    expect(undo).toHaveLength(1)
    expect(world.all()).toEqual(disabled)
  })

  it('restores a rule that was given other targets meanwhile', async () => {
    const world = nightly()
    await guardOf(world).disable(PROJECT, quiet)
    world.aim('default/nightly', { Id: 'a', Arn: APP }, { Id: 'b', Arn: 'arn:aws:sns:x:1:mail' })
    expect(only(await guardOf(world).find(PROJECT))?.detail).toContain('arn:aws:sns:x:1:mail')
    await guardOf(world).restore(PROJECT, quiet)
    expect(world.rule('default/nightly')?.State).toBe('ENABLED')
  })
})
