import { describe, expect, it } from '@jest/globals'

import { AwsFailure } from '../../src/aws/failure.ts'
import type { AwsFailureKind } from '../../src/aws/failure.ts'
import { planDisable, planRestore, readSchedule } from '../../src/guard/schedule/plan.ts'
import type { Schedule } from '../../src/guard/schedule/plan.ts'
import { aimOf, startOf } from '../../src/guard/schedule/target.ts'
import type { Place, Scope, Start } from '../../src/guard/schedule/target.ts'
import { isOnce, isRate, nextOccurrence, overBy } from '../../src/guard/schedule/time.ts'
import { NOW, REGION, arnOf } from './codebuild-in-memory.ts'
import { APP, DAY, HOUR, at, disable, find, nightly, refuse, restore, settings } from './schedule-asking.ts'
import {
  ACCOUNT,
  ROLE,
  START_BUILD,
  START_PIPELINE,
  SchedulerInMemory,
  calling,
  lookAt,
  pipelineRun,
  scheduleWith,
  schedulerFailure,
} from './scheduler-in-memory.ts'

const MINUTE = 60_000
const MARK = '[disabled by ecs-deploy-verifier, was ENABLED]'
const [RELEASE, CANARY] = [pipelineRun('release'), pipelineRun('canary')]
const SCOPE: Scope = { project: 'app', arn: arnOf('app'), region: REGION, account: ACCOUNT, runs: [RELEASE, CANARY] }
const HERE: Place = { region: REGION, account: ACCOUNT }

function start(arn: string, input?: unknown, place: Place = HERE, scope: Scope = SCOPE): Start {
  const text = input === undefined || typeof input === 'string' ? input : JSON.stringify(input)
  return startOf(aimOf({ Arn: arn, RoleArn: ROLE, ...(text === undefined ? {} : { Input: text }) }), scope, place)
}
const reading = (schedule: Schedule, closed: readonly string[] = []) =>
  readSchedule(schedule, SCOPE, HERE, new Set(closed), NOW)

describe('what a schedule calls', () => {
  it('names what it is about, and nothing else', () => {
    const names = (input: string | undefined) => {
      const aim = aimOf({ Arn: START_BUILD, RoleArn: ROLE, Input: input })
      return aim.kind === 'call' ? aim.names : aim.kind
    }
    expect(names(undefined)).toHaveLength(0)
    expect(names('  ')).toHaveLength(0)
    expect(names('null')).toHaveLength(0)
    expect(names('7')).toHaveLength(0)
    expect(names('{"ProjectName":7,"Other":"x"}')).toHaveLength(0)
    expect(names('{"ProjectName":"app","Other":"x"}')).toEqual(['app'])
    expect(names('{')).toBe('unreadable')
  })
  it('is told with its API', () => {
    expect(start(START_BUILD, '{"ProjectName": app')).toMatchObject({ kind: 'unclear', call: 'codebuild:startBuild' })
    expect(start(START_PIPELINE, { Name: 'release' })).toEqual({
      kind: 'pipelines',
      runs: [RELEASE],
      opens: false,
      call: 'codepipeline:startPipelineExecution',
    })
    expect(start(RELEASE.arn)).toEqual({ kind: 'pipelines', runs: [RELEASE], opens: false })
    expect(Object.keys(start(RELEASE.arn))).not.toContain('call')
  })
  it.each([
    ['startPipelineExecution', false],
    ['retryStageExecution', false],
    ['enableStageTransition', true],
    ['overrideStageCondition', true],
  ])('%s opens a way by itself: %s', (action, opens) => {
    const arn = START_PIPELINE.replace('startPipelineExecution', action)
    expect(start(arn, { PipelineName: 'release' })).toMatchObject({ opens })
  })
  it('may be one of several pipelines, by an unreadable input or a name that is completed', () => {
    expect(start(START_PIPELINE, '{"Name": canary').kind).toBe('unclear')
    expect(start(START_PIPELINE, '{"Name": app').kind).toBe('nothing')
    expect(start(START_PIPELINE, { Name: 'can<aws.scheduler.execution-id>' }).kind).toBe('unclear')
    expect(start(START_PIPELINE, { Name: 'x', PipelineName: 'can<aws.scheduler.execution-id>' }).kind).toBe('unclear')
    expect(start(START_PIPELINE, { Name: 'x<aws.scheduler.execution-id>' }).kind).toBe('nothing')
  })
  it.each<[place: string | undefined, scope: string | undefined, kind: Start['kind']]>([
    [ACCOUNT, ACCOUNT, 'project'],
    [ACCOUNT, '999999999999', 'nothing'],
    [undefined, ACCOUNT, 'project'],
    [ACCOUNT, undefined, 'project'],
    [undefined, undefined, 'project'],
  ])('means by a name the project of its account %s, where that may be %s: %s', (place, account, kind) => {
    expect(start(START_BUILD, { ProjectName: 'app' }, { ...HERE, account: place }, { ...SCOPE, account }).kind).toBe(
      kind,
    )
  })
  it.each<[id: string, kind: Start['kind']]>([
    [`arn:aws:codebuild:${REGION}:${ACCOUNT}:build/app:0b4f`, 'project'],
    [`arn:aws:codebuild:${REGION}:${ACCOUNT}:build-batch/app:0b4f`, 'project'],
    [`arn:aws:codebuild:${REGION}:${ACCOUNT}:build/other:0b4f`, 'nothing'],
    [`x arn:aws:codebuild:${REGION}:${ACCOUNT}:build/app:0b4f`, 'nothing'],
    [`arn:aws:codebuild:${REGION}:${ACCOUNT}:report/app:0b4f`, 'nothing'],
    ['app:0b4f', 'project'],
    ['app', 'project'],
    ['', 'nothing'],
  ])('reads the project out of the build %s: %s', (Id, kind) => {
    expect(start(START_BUILD.replace('startBuild', 'retryBuild'), { Id }).kind).toBe(kind)
  })
  it('knows a project without an ARN by the end of one', () => {
    const scope = { ...SCOPE, arn: undefined }
    expect(start(arnOf('app'), undefined, HERE, scope).kind).toBe('project')
    expect(start(arnOf('web'), undefined, HERE, scope).kind).toBe('nothing')
    expect(start('arn:aws:sns:x:1:mail', undefined, HERE, scope).kind).toBe('nothing')
  })
  const part = '<aws.scheduler.execution-id>'
  it.each<[name: string, kind: Start['kind']]>([
    [`s${part}o${part}p`, 'unclear'],
    [`s${part}h${part}o${part}p`, 'unclear'],
    [`${part}sh${part}op${part}`, 'unclear'],
    [`s${part}x${part}p`, 'nothing'],
    [`s${part}o${part}h${part}p`, 'nothing'],
    [`sh${part}h${part}p`, 'nothing'],
    [`s${part}op${part}p`, 'nothing'],
    [`x${part}`, 'nothing'],
    [`${part}x`, 'nothing'],
    [`shop${part}`, 'unclear'],
    [`shop${part}p`, 'nothing'],
  ])('that Scheduler completes, %s, may become shop: %s', (ProjectName, kind) => {
    expect(start(START_BUILD, { ProjectName }, HERE, { ...SCOPE, project: 'shop', arn: undefined }).kind).toBe(kind)
  })
})

describe('the state of a schedule', () => {
  const both = scheduleWith('x', {
    Target: calling(START_PIPELINE, { Name: 'release', PipelineName: 'canary' }),
  })
  it('is live while one of its pipelines is open, and where it opens one itself', () => {
    expect(reading(both).state).toBe('live')
    expect(reading(both, [RELEASE.arn]).state).toBe('live')
    expect(reading(both, [RELEASE.arn, CANARY.arn]).state).toBe('harmless')
    const opening = calling(START_PIPELINE.replace('startPipelineExecution', 'enableStageTransition'), {
      PipelineName: 'release',
    })
    expect(reading(scheduleWith('x', { Target: opening }), [RELEASE.arn]).state).toBe('live')
  })
  it('is harmless without a target', () => {
    expect(reading(scheduleWith('x', { Target: undefined })).state).toBe('harmless')
  })
})

describe('disabling', () => {
  const live = reading(scheduleWith('x'))
  const plan = (fields: Partial<Schedule>) => planDisable(scheduleWith('x', fields), live, NOW)
  it('keeps a start date that has not passed, and has another write for one that has', () => {
    expect(plan({ StartDate: new Date(NOW + 1) })).not.toHaveProperty('instead')
    for (const moment of [NOW, NOW - 1]) {
      const StartDate = new Date(moment)
      expect(plan({ StartDate })).toMatchObject({
        kind: 'write',
        input: { StartDate, Description: MARK },
        instead: { Description: MARK.replace(']', ` from ${StartDate.toISOString()}]`) },
      })
    }
    expect(plan({})).not.toHaveProperty('instead')
  })
  it('has no other write where the description leaves no room for the start date', () => {
    const Description = 'x'.repeat(512 - MARK.length - 1)
    const tight = plan({ Description, StartDate: new Date(NOW - DAY) })
    expect(tight).toMatchObject({ kind: 'write', input: { State: 'DISABLED' } })
    expect(tight).not.toHaveProperty('instead')
  })
  it('leaves what is not live', () => {
    for (const state of ['disabled', 'harmless', 'unknown'] as const)
      expect(planDisable(scheduleWith('x'), { ...live, state }, NOW).kind).toBe('nothing')
  })
})

describe('restoring', () => {
  const plan = (fields: Partial<Schedule>) => {
    const schedule = scheduleWith('x', { State: 'DISABLED', Description: MARK, ...fields })
    return planRestore(schedule, reading(schedule), NOW)
  }
  it.each<[memo: string, kind: string]>([
    ['ENABLED', 'write'],
    ['ENABLED from 2026-03-01T00:00:00.000Z', 'write'],
    ['ENABLED from 2026-02-30T00:00:00.000Z', 'impossible'],
    ['ENABLED from 2026-13-01T00:00:00.000Z', 'impossible'],
    ['ENABLED from yesterday', 'impossible'],
    ['PAUSED', 'impossible'],
  ])('by the mark of %s is %s', (memo, kind) => {
    expect(plan({ Description: `[disabled by ecs-deploy-verifier, was ${memo}] text` }).kind).toBe(kind)
  })
  it('leaves what carries no mark', () => {
    expect(plan({ Description: 'text' }).kind).toBe('nothing')
  })
  it('brings back an absent description as none', () => {
    const restored = plan({})
    expect(restored).toMatchObject({ kind: 'write', input: { State: 'ENABLED' } })
    expect(restored.kind === 'write' && 'Description' in restored.input).toBe(false)
  })
  it.each<[expression: string, kind: string]>([
    [at(NOW - 1_000), 'impossible'],
    [at(NOW), 'impossible'],
    [at(NOW + HOUR), 'write'],
    ['at(whenever)', 'impossible'],
    ['cron(0 3 * * ? *)', 'write'],
    ['rate(1 hour)', 'write'],
  ])('of %s is %s', (ScheduleExpression, kind) => {
    expect(plan({ ScheduleExpression }).kind).toBe(kind)
  })
  it('has another write for a start date that has passed, as far as the phase can be told', () => {
    const StartDate = new Date(NOW - 90 * MINUTE)
    expect(plan({ StartDate: new Date(NOW + 1) })).not.toHaveProperty('instead')
    const cron = plan({ StartDate })
    expect(cron.kind === 'write' && cron.instead !== undefined && 'StartDate' in cron.instead).toBe(false)
    expect(cron).toHaveProperty('instead')
    expect(plan({ StartDate, ScheduleExpression: 'rate(1 hour)' })).toMatchObject({
      input: { StartDate },
      instead: { StartDate: new Date(NOW + 30 * MINUTE) },
    })
    expect(plan({ StartDate, ScheduleExpression: 'rate(0 hours)' })).toMatchObject({
      kind: 'write',
      input: { StartDate },
    })
    expect(plan({ StartDate, ScheduleExpression: 'rate(0 hours)' })).not.toHaveProperty('instead')
  })
  it('never writes a start date that is not before the end date', () => {
    const StartDate = new Date(NOW - 90 * MINUTE)
    const ending = (EndDate: Date, ScheduleExpression = 'rate(1 hour)') =>
      plan({ StartDate, EndDate, ScheduleExpression })
    expect(ending(new Date(NOW + 30 * MINUTE + 1))).toMatchObject({
      instead: { StartDate: new Date(NOW + 30 * MINUTE) },
    })
    for (const end of [NOW + 30 * MINUTE, NOW + 1, NOW - HOUR]) {
      expect(ending(new Date(end))).toMatchObject({ kind: 'write', input: { StartDate } })
      expect(ending(new Date(end))).not.toHaveProperty('instead')
    }
    expect(ending(new Date(NOW + 1), 'cron(0 3 * * ? *)')).toHaveProperty('instead')
  })
})

describe('times', () => {
  it('are over five minutes after the last one, to the millisecond', () => {
    const schedule = { ScheduleExpression: at(NOW), FlexibleTimeWindow: { Mode: 'OFF' as const } }
    expect(overBy(schedule, NOW + 5 * MINUTE - 1)).toBeUndefined()
    expect(overBy(schedule, NOW + 5 * MINUTE)).toBe('due')
  })
  it('repeat by a rate or a cron expression alone', () => {
    expect([
      isOnce({ ScheduleExpression: 'rate(1 day)' }),
      isOnce({ ScheduleExpression: 'cron(* * * * ? *)' }),
    ]).toEqual([false, false])
    expect([isOnce({ ScheduleExpression: 'x rate(1 day)' }), isOnce({})]).toEqual([true, true])
  })
  it('of a rate begin with its start', () => {
    const hourly = { ScheduleExpression: 'rate(1 hour)' }
    expect(nextOccurrence(hourly, NOW + 1, NOW)).toBe(NOW + 1)
    expect(nextOccurrence(hourly, NOW + 3 * HOUR, NOW)).toBe(NOW + 3 * HOUR)
    expect(isRate({})).toBe(false)
    expect(nextOccurrence(hourly, NOW, NOW)).toBe(NOW + HOUR)
  })
})

describe('a schedule that is changed', () => {
  const conflict = schedulerFailure('rejected', 'scheduler:UpdateSchedule', 'ConflictException')
  it('is written twice at most where others change it at the same time', async () => {
    const world = nightly()
    refuse(world, 'updateSchedule', conflict)
    expect((await disable(world)).triggers).toMatchObject([{ state: 'live', change: 'refused' }])
    expect(world.count('updateSchedule')).toBe(2)
  })
  it('is read back once where that shows the change', async () => {
    const world = nightly()
    await disable(world)
    expect(world.count('getSchedule')).toBe(3)
  })
  it.each<[kind: AwsFailureKind, code: string, writes: number]>([
    ['rejected', 'ValidationException', 2],
    ['rejected', 'ServiceQuotaExceededException', 1],
    ['denied', 'ValidationException', 1],
  ])(
    'has its start date moved into the mark only where AWS turns its values down: %s, %s',
    async (kind, code, writes) => {
      const world = nightly({ StartDate: new Date(NOW - DAY) })
      refuse(world, 'updateSchedule', schedulerFailure(kind, 'scheduler:UpdateSchedule', code))
      expect((await disable(world)).triggers).toMatchObject([{ state: 'live', change: 'refused' }])
      expect(world.count('updateSchedule')).toBe(writes)
    },
  )
  it('is refused where there is no other way to write it', async () => {
    const world = nightly()
    refuse(world, 'updateSchedule', schedulerFailure('rejected', 'scheduler:UpdateSchedule', 'ValidationException'))
    expect((await disable(world)).triggers).toMatchObject([{ state: 'live', change: 'refused' }])
    expect(world.count('updateSchedule')).toBe(1)
  })
  it('says where it was read back otherwise than it was written, and only there', async () => {
    const plain = nightly()
    expect((await disable(plain)).triggers[0]?.detail).not.toContain('differs')
    const edited = nightly()
    edited.afterWrite = () => edited.change('default/nightly', { ScheduleExpression: 'rate(3 days)' })
    expect((await disable(edited)).triggers[0]?.detail).toMatch(
      / What was read back differs from what this action wrote\.$/,
    )
  })
  it('is known as it is now to whoever asks in the same look', async () => {
    const denied = schedulerFailure('denied', 'scheduler:UpdateSchedule', 'AccessDeniedException')
    const cases: readonly (readonly [arrange: (world: SchedulerInMemory) => void, states: readonly string[]])[] = [
      [() => undefined, ['disabled']],
      [(world) => refuse(world, 'updateSchedule', denied), ['live']],
      [
        (world) => {
          world.afterWrite = () => world.change('default/nightly', { State: 'ENABLED', Description: 'again' })
        },
        ['live'],
      ],
      [
        (world) => {
          world.before = ({ method }) => method === 'updateSchedule' && world.schedules.clear()
        },
        [],
      ],
      [
        (world) => {
          world.afterWrite = () =>
            refuse(world, 'getSchedule', schedulerFailure('denied', 'scheduler:GetSchedule', 'AccessDenied'))
        },
        ['unknown'],
      ],
    ]
    for (const [arrange, states] of cases) {
      const world = nightly()
      const guard = lookAt(world)
      await guard.find(APP)
      arrange(world)
      await guard.disable(APP, () => undefined)
      world.before = () => undefined
      expect((await guard.find(APP)).triggers.map(({ state }) => state)).toEqual(states)
    }
  })
  it('tells the way back in the state that it had', async () => {
    const world = nightly({ Description: 'x' })
    const [disabled] = (await disable(world)).triggers
    expect(disabled?.undo).toContain('.State = "ENABLED" | .Description = $description')
    expect(disabled?.undo).toContain("--arg description 'x'")
    expect((await find(world)).triggers[0]?.undo).toContain('.State = "ENABLED" | .Description = $description')
    const [restored] = (await restore(world)).triggers
    expect(restored?.undo).toContain('.State = "DISABLED" | .Description = $description')
    expect((await find(world)).triggers[0]).not.toHaveProperty('undo')
  })
  it('is told with the role that the refusal is about, and with what a person can run', async () => {
    const world = nightly({ Description: 'x' })
    refuse(world, 'updateSchedule', new AwsFailure('denied', 'iam:PassRole', 'AccessDenied', 'says AWS'))
    const [passing] = (await disable(world)).problems
    expect(passing).toMatchObject({ action: 'iam:PassRole', resource: ROLE, blocking: true })
    expect(passing?.message).toMatch(/asks for iam:PassRole .* To disable it by hand: aws scheduler /)
    world.before = () => undefined
    await disable(world)
    refuse(world, 'updateSchedule', schedulerFailure('denied', 'scheduler:UpdateSchedule', 'AccessDenied'))
    const [refused] = (await restore(world)).problems
    expect(refused).toMatchObject({
      action: 'scheduler:UpdateSchedule',
      resource: `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule/default/nightly`,
      blocking: false,
    })
    expect(refused?.message).not.toContain('iam:PassRole')
    expect(refused?.message).toMatch(/ To restore it by hand: .*--arg description 'x'/)
  })
  it('is told with what enabling it may bring about, where that is so', async () => {
    for (const [ScheduleExpression, told] of [
      ['rate(1 hour)', true],
      ['cron(0 3 * * ? *)', false],
    ] as const) {
      const world = nightly({ ScheduleExpression })
      await disable(world)
      const detail = (await restore(world)).triggers[0]?.detail ?? ''
      expect(detail.endsWith('AWS may run it at once.')).toBe(told)
      expect(detail).not.toMatch(/undefined| $/)
    }
  })
  it('leaves an altered mark to a restore', async () => {
    const world = nightly({ State: 'DISABLED', Description: '[disabled by ecs-deploy-verifier was ENABLED]' })
    expect((await disable(world)).problems).toHaveLength(0)
    expect((await restore(nightly({ State: 'DISABLED', Description: 'off' }))).problems).toHaveLength(0)
    expect(lookAt(world).kind).toBe('schedule')
  })
})

describe('where schedules are looked for', () => {
  it('is the region of the project by its ARN, or else the one that was given', async () => {
    const abroad = new SchedulerInMemory(
      scheduleWith('there', { Target: { Arn: arnOf('app').replace(REGION, 'us-east-1'), RoleArn: ROLE } }, 'us-east-1'),
    )
    const around = { elsewhere: { 'us-east-1': abroad } }
    const named = async (project: { name: string; arn?: string }) =>
      (await lookAt(nightly(), around).find(project)).triggers.map(({ kind, name }) => `${kind} ${name}`)
    expect(await named({ name: 'app', arn: arnOf('app').replace(REGION, 'us-east-1') })).toEqual([
      'schedule default/there in us-east-1',
    ])
    expect(await named({ name: 'app' })).toEqual(['schedule default/nightly'])
  })
})

describe('the list of schedules', () => {
  it('is asked for page by page, and is not complete where one is missing or comes twice', async () => {
    const world = new SchedulerInMemory(scheduleWith('a'), scheduleWith('b'), scheduleWith('c'))
    world.pageSize = 1
    expect((await find(world)).triggers).toHaveLength(3)
    for (const answer of [{}, { Schedules: [], NextToken: 'same' }, { Schedules: [{}] }]) {
      const broken = nightly()
      Reflect.set(broken.api, 'listSchedules', () => Promise.resolve({ $metadata: {}, ...answer }))
      expect(await disable(broken)).toMatchObject({
        triggers: [{ kind: 'schedule', name: 'schedules of app', state: 'unknown' }],
        problems: [{ blocking: true, message: expect.stringContaining('AWS did not answer scheduler:ListSchedules,') }],
      })
    }
  })
  it('names group and schedule by the ARN, or else by their own fields', async () => {
    const named = async (...summaries: readonly object[]) => {
      const world = new SchedulerInMemory(scheduleWith('nightly', { GroupName: 'ci' }), scheduleWith('weekly'))
      Reflect.set(world.api, 'listSchedules', () => Promise.resolve({ $metadata: {}, Schedules: summaries }))
      return (await find(world)).triggers.map(({ name }) => name)
    }
    const Target = { Arn: arnOf('app') }
    expect(await named({ Arn: `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule/ci/nightly`, Target })).toEqual([
      'ci/nightly',
    ])
    expect(await named({ GroupName: 'ci', Name: 'nightly', Target }, { Name: 'weekly' })).toEqual([
      'ci/nightly',
      'default/weekly',
    ])
    expect(
      await named({ Arn: 'arn:aws:scheduler:x:1:schedule/x/y/more', GroupName: 'ci', Name: 'nightly', Target }),
    ).toEqual(['ci/nightly'])
  })
  it('reads a schedule anew that is not dated, and one that is young', async () => {
    for (const LastModificationDate of [
      undefined,
      new Date(NOW - 30_000),
      new Date(NOW - 60_000),
      new Date(NOW - DAY),
    ]) {
      const world = nightly({ Target: calling(START_BUILD, { ProjectName: 'other' }) })
      Object.assign(world.schedules.get('default/nightly') ?? {}, { LastModificationDate })
      const remembered = new Map()
      for (let look = 0; look < 2; look += 1) await find(world, { remembered })
      const isOld = LastModificationDate !== undefined && LastModificationDate.getTime() <= NOW - 60_000
      expect(world.count('getSchedule')).toBe(isOld ? 1 : 2)
    }
  })
})

describe('a schedule that cannot be read', () => {
  const unread = async (failure: AwsFailure, ...schedules: Schedule[]) => {
    const world = new SchedulerInMemory(...schedules)
    refuse(world, 'getSchedule', failure)
    return disable(world)
  }
  const denied = schedulerFailure('denied', 'scheduler:GetSchedule', 'AccessDeniedException')
  const broken = schedulerFailure('rejected', 'scheduler:GetSchedule', 'SomeException')
  const off = scheduleWith('off', { State: 'DISABLED' })
  const arn = (name: string): string => `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule/${name}`

  it('is one problem, by its ARN', async () => {
    expect((await unread(denied, scheduleWith('a'))).problems).toMatchObject([
      {
        blocking: true,
        resource: arn('default/a'),
        message: expect.stringMatching(/^The schedule default\/a could not/),
      },
    ])
    expect((await unread(broken, scheduleWith('a'), off)).problems).toMatchObject([
      { blocking: true, message: expect.stringMatching(/^The schedule default\/a could not/) },
      { blocking: false, message: expect.stringMatching(/^The schedule default\/off could not/) },
    ])
  })
  it('is one problem for all that were refused, which blocks where one of them is on', async () => {
    expect((await unread(denied, off, scheduleWith('a'), scheduleWith('b'))).problems).toMatchObject([
      {
        blocking: true,
        resource: arn('*'),
        message: expect.stringMatching(/^The schedule default\/off and 2 more could not be read: /),
      },
    ])
    expect((await unread(denied, off)).problems).toMatchObject([{ blocking: false }])
  })
  it('is refused for want of what AWS names, where that is no schedule', async () => {
    const key = 'arn:aws:kms:x:1:key/1'
    const failure = schedulerFailure('denied', 'kms:Decrypt', 'AccessDeniedException', key)
    expect((await unread(failure, scheduleWith('a'), scheduleWith('b'))).problems).toMatchObject([
      { action: 'kms:Decrypt', resource: key },
    ])
  })
  it('is unknown where it is on, and harmless where it is off', async () => {
    expect(
      (await unread(denied, off, scheduleWith('a'))).triggers.map(({ name, state }) => `${name} ${state}`),
    ).toEqual(['default/off harmless', 'default/a unknown'])
  })
  it('is known by its place where the list has no ARN, and by what its answer lacks', async () => {
    const world = nightly()
    Reflect.set(world.api, 'listSchedules', () =>
      Promise.resolve({ $metadata: {}, Schedules: [{ Name: 'nightly', Target: { Arn: arnOf('app') } }] }),
    )
    refuse(world, 'getSchedule', denied)
    expect((await disable(world)).problems).toMatchObject([
      { resource: `arn:*:scheduler:${REGION}:*:schedule/default/nightly` },
    ])
    const lacking = nightly()
    Reflect.set(lacking.api, 'getSchedule', () => Promise.resolve({ $metadata: {}, Name: 'nightly' }))
    expect((await disable(lacking)).problems).toMatchObject([
      { message: expect.stringContaining('AWS did not answer scheduler:GetSchedule,') },
    ])
  })
  it('is left out where it is gone', async () => {
    const world = nightly()
    refuse(world, 'getSchedule', schedulerFailure('absent', 'scheduler:GetSchedule', 'ResourceNotFoundException'))
    const look = await disable(world)
    expect(look.triggers).toHaveLength(0)
    expect(look.problems).toHaveLength(0)
  })
  it('is told only where what it starts is not clear', async () => {
    const unclear = scheduleWith('x', {
      Target: calling(START_BUILD, { ProjectName: 'a<aws.scheduler.execution-id>' }),
    })
    expect((await disable(new SchedulerInMemory(unclear, scheduleWith('y')))).problems).toMatchObject([
      {
        blocking: true,
        message: expect.stringMatching(/^The schedule default\/x calls codebuild:startBuild, and whether for app/),
      },
    ])
    const disabled = new SchedulerInMemory({ ...unclear, State: 'DISABLED' })
    expect((await disable(disabled)).problems).toHaveLength(0)
    expect(settings(disabled, 'default/x')).toMatchObject({ State: 'DISABLED' })
  })
  it('by the list alone starts nothing of a pipeline where none runs the project', async () => {
    const world = nightly({ Target: calling(START_PIPELINE, { Name: 'release' }) })
    await find(world)
    expect(world.count('getSchedule')).toBe(0)
    const twenty = Array.from({ length: 25 }, (_, index) => scheduleWith(`s${index}`))
    const many = new SchedulerInMemory(...twenty)
    expect((await find(many)).triggers).toHaveLength(25)
    expect(many.count('getSchedule')).toBe(25)
  })
})
