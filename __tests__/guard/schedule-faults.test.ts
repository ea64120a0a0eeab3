import { describe, expect, it } from '@jest/globals'

import type { Schedule } from '../../src/guard/schedule/plan.ts'
import { disable, find, nightly, refuse, restore } from './schedule-asking.ts'
import { ROLE, SchedulerInMemory, scheduleWith, schedulerFailure } from './scheduler-in-memory.ts'
import type { SchedulerMethod } from './scheduler-in-memory.ts'

describe('faults', () => {
  it('names the action where schedules may not be listed', async () => {
    const world = nightly()
    refuse(world, 'listSchedules', schedulerFailure('denied', 'scheduler:ListSchedules', 'AccessDeniedException'))
    const { triggers, problems } = await disable(world)
    expect(triggers).toEqual([expect.objectContaining({ name: 'schedules of app', state: 'unknown', change: 'none' })])
    expect(problems).toEqual([
      expect.objectContaining({ action: 'scheduler:ListSchedules', resource: '*', blocking: true }),
    ])
  })

  it('names the schedule where one may not be read', async () => {
    const world = nightly()
    refuse(world, 'getSchedule', schedulerFailure('denied', 'scheduler:GetSchedule', 'AccessDeniedException'))
    const { triggers, problems } = await find(world)
    expect(triggers).toEqual([expect.objectContaining({ name: 'default/nightly', state: 'unknown' })])
    expect(problems).toEqual([
      expect.objectContaining({
        action: 'scheduler:GetSchedule',
        resource: scheduleWith('nightly').Arn,
        blocking: true,
      }),
    ])
  })

  it('makes one problem of many refusals', async () => {
    const world = new SchedulerInMemory(scheduleWith('one'), scheduleWith('two'), scheduleWith('three'))
    refuse(world, 'getSchedule', schedulerFailure('denied', 'scheduler:GetSchedule', 'AccessDeniedException'))
    const { triggers, problems } = await find(world)
    expect(triggers).toHaveLength(3)
    expect(problems).toEqual([
      expect.objectContaining({ resource: 'arn:aws:scheduler:eu-central-1:123456789012:schedule/*' }),
    ])
  })

  it('is not held up by a disabled schedule that may not be read', async () => {
    const world = nightly({ State: 'DISABLED' })
    refuse(world, 'getSchedule', schedulerFailure('denied', 'scheduler:GetSchedule', 'AccessDeniedException'))
    const { triggers, problems } = await find(world)
    expect(triggers).toEqual([expect.objectContaining({ state: 'harmless' })])
    expect(problems).toEqual([expect.objectContaining({ blocking: false })])
  })

  it('asks again after a fault that passes, and tells one that stays', async () => {
    const fault = schedulerFailure('retry', 'scheduler:ListSchedules', 'ThrottlingException')
    const world = nightly()
    refuse(world, 'listSchedules', fault, 1)
    expect((await find(world)).triggers).toEqual([expect.objectContaining({ state: 'live' })])
    refuse(world, 'listSchedules', fault)
    expect((await find(world)).problems).toEqual([expect.objectContaining({ passing: true, blocking: true })])
  })

  it('takes an answer without what AWS always sends for no answer', async () => {
    const { ScheduleExpression: _, ...half } = scheduleWith('nightly')
    const world = new SchedulerInMemory(half)
    const { triggers } = await disable(world)
    expect(triggers).toEqual([expect.objectContaining({ state: 'unknown', change: 'none' })])
    expect(world.count('updateSchedule')).toBe(0)
  })

  it.each(['an ARN', 'anything'])('does not take a target without %s for the target of somebody else', async (what) => {
    const { Target: { Arn: _, ...aimless } = {}, ...schedule } = scheduleWith('nightly')
    const world = nightly()
    const { api } = world
    const lacking = Object.assign(world, {
      api: {
        ...api,
        getSchedule: async (input: Parameters<typeof api.getSchedule>[0]) => ({
          ...(await api.getSchedule(input)),
          ...schedule,
          Target: what === 'an ARN' ? (aimless as Schedule['Target']) : undefined,
        }),
      },
    })
    const { triggers, problems } = await find(lacking)
    expect(triggers).toEqual([expect.objectContaining({ name: 'default/nightly', state: 'unknown' })])
    expect(problems).toEqual([expect.objectContaining({ message: expect.stringContaining('Target.Arn') })])
  })

  it('names the role that may not be passed, and what the permission can be limited to', async () => {
    const world = nightly()
    refuse(world, 'updateSchedule', schedulerFailure('denied', 'iam:PassRole', 'AccessDeniedException'))
    const { triggers, problems } = await disable(world)
    expect(triggers).toEqual([expect.objectContaining({ state: 'live', change: 'refused' })])
    expect(problems).toEqual([
      expect.objectContaining({
        action: 'iam:PassRole',
        resource: ROLE,
        blocking: true,
        message: expect.stringContaining('iam:PassedToService'),
      }),
    ])
  })

  it('does not block where a restore is refused', async () => {
    const world = nightly()
    await disable(world)
    refuse(world, 'updateSchedule', schedulerFailure('denied', 'scheduler:UpdateSchedule', 'AccessDeniedException'))
    const { triggers, problems } = await restore(world)
    expect(triggers).toEqual([expect.objectContaining({ state: 'disabled', change: 'refused' })])
    expect(problems).toEqual([expect.objectContaining({ action: 'scheduler:UpdateSchedule', blocking: false })])
  })

  it('never blocks in a restore, whatever cannot be read', async () => {
    const world = nightly()
    refuse(world, 'listSchedules', schedulerFailure('denied', 'scheduler:ListSchedules', 'AccessDeniedException'))
    expect((await restore(world)).problems).toEqual([expect.objectContaining({ blocking: false })])
  })

  it('disables the others where one is refused', async () => {
    const world = new SchedulerInMemory(scheduleWith('one'), scheduleWith('two'))
    refuse(world, 'updateSchedule', schedulerFailure('denied', 'scheduler:UpdateSchedule', 'AccessDeniedException'), 1)
    expect((await disable(world)).triggers.map(({ change }) => change)).toEqual(['refused', 'disabled'])
  })

  it('waits for a write to be read back', async () => {
    const world = nightly()
    world.staleReads = 2
    expect((await disable(world)).triggers[0]).toMatchObject({ state: 'disabled', change: 'disabled' })
    expect(world.count('updateSchedule')).toBe(1)
  })

  it('writes once more where somebody enables it meanwhile', async () => {
    const world = nightly()
    let left = 1
    world.afterWrite = () => {
      if (left > 0) world.change('default/nightly', { State: 'ENABLED' })
      left -= 1
    }
    expect((await disable(world)).triggers[0]).toMatchObject({ state: 'disabled', change: 'disabled' })
    expect(world.count('updateSchedule')).toBe(2)
  })

  it('gives up where somebody enables it each time', async () => {
    const world = nightly()
    world.afterWrite = () => world.change('default/nightly', { State: 'ENABLED' })
    const { triggers, problems } = await disable(world)
    expect(triggers).toEqual([expect.objectContaining({ state: 'live', change: 'disabled' })])
    expect(problems).toEqual([expect.objectContaining({ blocking: true })])
    expect(world.count('updateSchedule')).toBe(2)
  })

  it('tries again after a conflict with another change', async () => {
    const world = nightly()
    refuse(world, 'updateSchedule', schedulerFailure('rejected', 'scheduler:UpdateSchedule', 'ConflictException'), 1)
    expect((await disable(world)).triggers[0]).toMatchObject({ state: 'disabled', change: 'disabled' })
  })

  it('takes a lost answer for what is read afterwards', async () => {
    const world = nightly()
    const { api } = world
    const deaf = Object.assign(world, {
      api: {
        ...api,
        updateSchedule: async (input: Parameters<typeof api.updateSchedule>[0]) => {
          await api.updateSchedule(input)
          throw schedulerFailure('retry', 'scheduler:UpdateSchedule', 'TimedOut')
        },
      },
    })
    expect((await disable(deaf)).triggers[0]).toMatchObject({ state: 'disabled', change: 'disabled' })
  })

  it('takes a schedule that is deleted meanwhile for gone', async () => {
    const world = nightly()
    world.before = ({ method }) => {
      if (method === 'updateSchedule') world.schedules.clear()
    }
    const { triggers, problems } = await disable(world)
    expect(triggers).toEqual([expect.objectContaining({ state: 'harmless', change: 'none' })])
    expect(problems).toEqual([])
  })

  it('tells a write that cannot be read back as unknown', async () => {
    const world = nightly()
    let written = false
    world.afterWrite = () => (written = true)
    world.before = ({ method }) => {
      if (written && method === 'getSchedule')
        throw schedulerFailure('denied', 'scheduler:GetSchedule', 'AccessDeniedException')
    }
    const { triggers, problems } = await disable(world)
    expect(triggers).toEqual([
      expect.objectContaining({ state: 'unknown', change: 'disabled', undo: expect.any(String) }),
    ])
    expect(problems).toEqual([expect.objectContaining({ action: 'scheduler:GetSchedule', blocking: true })])
  })

  it.each<SchedulerMethod>(['listSchedules', 'getSchedule', 'updateSchedule'])(
    'gives up the run where the credentials fail at %s',
    async (method) => {
      const world = nightly()
      const failure = schedulerFailure('credentials', 'scheduler:X', 'ExpiredTokenException')
      refuse(world, method, failure)
      await expect(disable(world)).rejects.toBe(failure)
    },
  )
})
