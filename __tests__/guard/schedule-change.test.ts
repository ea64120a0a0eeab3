import { describe, expect, it } from '@jest/globals'

import type { Schedule } from '../../src/guard/schedule/plan.ts'
import type { Trigger } from '../../src/model.ts'
import { wordsOf } from './asking.ts'
import { NOW, REGION, arnOf, virtualClock } from './codebuild-in-memory.ts'
import { APP, DAY, HOUR, at, disable, find, nightly, refuse, restore, settings } from './schedule-asking.ts'
import { ROLE, START_BUILD, lookAt, schedulerFailure } from './scheduler-in-memory.ts'

describe('disabling and restoring', () => {
  const full: Partial<Schedule> = {
    GroupName: 'ci',
    Description: 'Rebuilds [all] of it',
    ScheduleExpression: 'rate(2 hours)',
    ScheduleExpressionTimezone: 'Europe/Berlin',
    StartDate: new Date(NOW + DAY),
    EndDate: new Date(NOW + 9 * DAY),
    KmsKeyArn: 'arn:aws:kms:eu-central-1:123456789012:key/1',
    FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 },
    ActionAfterCompletion: 'DELETE',
    Target: {
      Arn: START_BUILD,
      RoleArn: ROLE,
      Input: '{"ProjectName":"app"}',
      DeadLetterConfig: { Arn: 'arn:aws:sqs:eu-central-1:123456789012:dead' },
      RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 },
    },
  }

  it('writes everything but state and description as it was, in one call', async () => {
    const world = nightly(full)
    const before = settings(world, 'ci/nightly')
    const { triggers, problems } = await disable(world)
    expect(triggers).toEqual([expect.objectContaining({ name: 'ci/nightly', state: 'disabled', change: 'disabled' })])
    expect(problems).toEqual([])
    expect(world.count('updateSchedule')).toBe(1)
    expect(settings(world, 'ci/nightly')).toEqual({
      ...before,
      State: 'DISABLED',
      Description: '[disabled by ecs-deploy-verifier, was ENABLED] Rebuilds [all] of it',
    })
    const back = await restore(world)
    expect(back.triggers).toEqual([expect.objectContaining({ state: 'live', change: 'restored' })])
    expect(back.problems).toEqual([])
    expect(settings(world, 'ci/nightly')).toEqual(before)
  })

  it('copies a field that AWS adds later', async () => {
    const later: Partial<Schedule> = JSON.parse('{"Jitter":{"Seconds":5}}')
    const world = nightly(later)
    await disable(world)
    expect(settings(world)).toMatchObject({ State: 'DISABLED', Jitter: { Seconds: 5 } })
  })

  it('never sends what UpdateSchedule does not take', async () => {
    const world = nightly()
    await disable(world)
    const update = world.calls.find(({ method }) => method === 'updateSchedule')
    const sent = Object.keys(update?.input ?? {})
    for (const field of ['Arn', 'CreationDate', 'LastModificationDate', '$metadata']) expect(sent).not.toContain(field)
  })

  it('writes to the group that it has read from, even where the answer does not name it', async () => {
    const world = nightly({ GroupName: 'ci' })
    const { api } = world
    const nameless = Object.assign(world, {
      api: {
        ...api,
        getSchedule: async (input: Parameters<typeof api.getSchedule>[0]) => {
          const { GroupName: _, ...rest } = await api.getSchedule(input)
          return rest
        },
      },
    })
    await disable(nameless)
    expect(world.schedule('ci/nightly')).toMatchObject({ State: 'DISABLED', GroupName: 'ci' })
  })

  it('changes nothing the second time', async () => {
    const world = nightly()
    await disable(world)
    const writes = world.count('updateSchedule')
    expect((await disable(world)).triggers).toEqual([
      expect.objectContaining({ state: 'disabled', change: 'none', undo: expect.any(String) }),
    ])
    await restore(world)
    expect((await restore(world)).triggers).toEqual([expect.objectContaining({ state: 'live', change: 'none' })])
    expect(world.count('updateSchedule')).toBe(writes + 1)
  })

  it('never turns on what its owner had turned off', async () => {
    const world = nightly({ State: 'DISABLED', Description: 'off for now' })
    await disable(world)
    await restore(world)
    expect(settings(world)).toMatchObject({ State: 'DISABLED', Description: 'off for now' })
  })

  it('disables again what was enabled with the mark still on, and restores what was before the mark', async () => {
    const world = nightly({ Description: 'x' })
    await disable(world)
    world.change('default/nightly', { State: 'ENABLED' })
    expect((await find(world)).triggers[0]).toMatchObject({ state: 'live' })
    expect((await disable(world)).triggers[0]).toMatchObject({ state: 'disabled', change: 'disabled' })
    expect(settings(world)).toMatchObject({ Description: '[disabled by ecs-deploy-verifier, was ENABLED] x' })
    await restore(world)
    expect(settings(world)).toMatchObject({ State: 'ENABLED', Description: 'x' })
  })

  it('leaves an altered mark and says so without blocking', async () => {
    const Description = '[disabled by ecs-deploy-verifier was ENABLED]'
    const world = nightly({ State: 'DISABLED', Description })
    const { triggers, problems } = await restore(world)
    expect(triggers).toEqual([expect.objectContaining({ state: 'harmless', change: 'none' })])
    expect(problems).toEqual([expect.objectContaining({ blocking: false })])
    expect(world.count('updateSchedule')).toBe(0)
  })

  it('leaves a mark that holds what it does not understand', async () => {
    const Description = '[disabled by ecs-deploy-verifier, was PAUSED]'
    const world = nightly({ State: 'DISABLED', Description })
    expect((await restore(world)).problems).toEqual([expect.objectContaining({ blocking: false })])
    expect(world.count('updateSchedule')).toBe(0)
  })

  it('does not change a schedule whose description leaves no room for the mark', async () => {
    const world = nightly({ Description: 'x'.repeat(500) })
    const { triggers, problems } = await disable(world)
    expect(triggers).toEqual([expect.objectContaining({ state: 'live', change: 'none' })])
    expect(problems).toEqual([expect.objectContaining({ blocking: true })])
    expect(world.count('updateSchedule')).toBe(0)
  })

  it('tells before each write what it is about to do', async () => {
    const world = nightly()
    const told: [number, Trigger][] = []
    await disable(world, {}, (trigger) => told.push([world.count('updateSchedule'), trigger]))
    expect(told).toEqual([
      [0, expect.objectContaining({ state: 'unknown', change: 'disabled', undo: expect.any(String) })],
    ])
  })

  it('tells before it restores how to bring back what was disabled', async () => {
    const world = nightly({ Description: 'x' })
    await disable(world)
    const undo: (string | undefined)[] = []
    await restore(world, {}, (trigger) => undo.push(trigger.undo))
    expect(undo).toEqual([expect.stringContaining('.State = "DISABLED" | .Description = $description')])
    expect(undo[0]).toContain(`--arg description '[disabled by ecs-deploy-verifier, was ENABLED] x'`)
  })

  it('reads anew before it writes, so that a change since the list is not lost', async () => {
    const world = nightly()
    const guard = lookAt(world)
    await guard.find(APP)
    world.change('default/nightly', { Description: 'new', ScheduleExpression: 'rate(1 day)' })
    await guard.disable(APP, () => undefined)
    await restore(world)
    expect(settings(world)).toMatchObject({ Description: 'new', ScheduleExpression: 'rate(1 day)' })
  })

  it('leaves what no longer starts the project since it was listed', async () => {
    const world = nightly()
    const guard = lookAt(world)
    await guard.find(APP)
    world.change('default/nightly', { Target: { Arn: arnOf('other'), RoleArn: ROLE } })
    expect((await guard.disable(APP, () => undefined)).triggers[0]).toMatchObject({ state: 'harmless', change: 'none' })
    expect(world.count('updateSchedule')).toBe(0)
  })

  it('gives as undo a command that writes back what was, and passes no input on', async () => {
    const world = nightly({ Description: "it's; $(rm -rf /) `x`" })
    const [trigger] = (await disable(world)).triggers
    const [, update, get, jq] =
      /^(aws scheduler update-schedule .*) "\$\((aws scheduler get-schedule [^|]*) \| (jq .*)\)"$/s.exec(
        trigger?.undo ?? '',
      ) ?? []
    expect(wordsOf(get)).toEqual(
      ['aws', 'scheduler', 'get-schedule', '--region', REGION, '--group-name', 'default', '--name', 'nightly'].concat([
        '--output',
        'json',
      ]),
    )
    expect(wordsOf(update)).toContain('--cli-input-json')
    expect(jq).toContain('description')
    expect(trigger?.undo).toContain(String.raw`'it'\''s; $(rm -rf /) `)
  })
})

describe('a start date that has passed', () => {
  const StartDate = new Date(NOW - 9 * DAY - 3 * HOUR)

  it('stays in its field where AWS takes it', async () => {
    const world = nightly({ StartDate })
    world.takesPastStart = true
    const before = settings(world)
    await disable(world)
    expect(settings(world)).toMatchObject({ StartDate, State: 'DISABLED' })
    await restore(world)
    expect(settings(world)).toEqual(before)
  })

  it('goes into the mark where AWS does not take it, and comes back where it does by then', async () => {
    const world = nightly({ StartDate, Description: 'x' })
    const before = settings(world)
    const { triggers, problems } = await disable(world)
    expect(triggers[0]).toMatchObject({ state: 'disabled', change: 'disabled' })
    expect(problems).toEqual([])
    expect(settings(world)).not.toHaveProperty('StartDate')
    world.takesPastStart = true
    expect((await restore(world)).problems).toEqual([])
    expect(settings(world)).toEqual(before)
  })

  it('is left out of a cron schedule that is restored, which is told and does not block', async () => {
    const world = nightly({ StartDate, Description: 'x' })
    const before = settings(world)
    await disable(world)
    const { triggers, problems } = await restore(world)
    expect(triggers[0]).toMatchObject({ state: 'live', change: 'restored' })
    expect(problems).toEqual([
      { project: 'app', blocking: false, message: expect.stringContaining(StartDate.toISOString()) },
    ])
    expect({ ...settings(world), StartDate }).toEqual(before)
  })

  it('becomes the next occurrence of a rate, which would run at once without one', async () => {
    const world = nightly({ StartDate, ScheduleExpression: 'rate(1 day)' })
    await disable(world)
    const { problems } = await restore(world)
    const next = new Date(NOW + 21 * HOUR)
    expect(settings(world)).toMatchObject({ State: 'ENABLED', StartDate: next })
    expect(problems).toEqual([
      { project: 'app', blocking: false, message: expect.stringContaining(next.toISOString()) },
    ])
  })

  it('is not taken for the cause of another refusal', async () => {
    const world = nightly({ StartDate })
    refuse(world, 'updateSchedule', schedulerFailure('denied', 'scheduler:UpdateSchedule', 'AccessDeniedException'))
    expect((await disable(world)).triggers[0]).toMatchObject({ state: 'live', change: 'refused' })
    expect(world.count('updateSchedule')).toBe(1)
  })

  it('passes while the schedule is disabled, and the schedule is restored all the same', async () => {
    const world = nightly({ StartDate: new Date(NOW + HOUR) })
    await disable(world)
    const clock = virtualClock()
    await clock.sleep(2 * HOUR)
    world.now = NOW + 2 * HOUR
    const { triggers, problems } = await restore(world, { clock })
    expect(triggers[0]).toMatchObject({ state: 'live', change: 'restored' })
    expect(problems).toHaveLength(1)
  })
})

describe('a time that passes while the schedule is disabled', () => {
  it('leaves a one-time schedule disabled, because nobody says that enabling it would start nothing', async () => {
    const world = nightly({ ScheduleExpression: at(NOW + HOUR) })
    await disable(world)
    const clock = virtualClock()
    await clock.sleep(2 * HOUR)
    const { triggers, problems } = await restore(world, { clock })
    expect(triggers[0]).toMatchObject({ state: 'disabled', change: 'none', undo: expect.any(String) })
    expect(problems).toEqual([expect.objectContaining({ blocking: false })])
    expect(world.schedule('default/nightly')?.State).toBe('DISABLED')
  })
})
