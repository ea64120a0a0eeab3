import { describe, expect, it } from '@jest/globals'

import type { RememberedAims } from '../../src/guard/schedule/listing.ts'
import type { Schedule } from '../../src/guard/schedule/plan.ts'
import { NOW, arnOf, projectWith } from './codebuild-in-memory.ts'
import { APP, HOUR, at, disable, find, nightly } from './schedule-asking.ts'
import {
  ROLE,
  START_BUILD,
  START_PIPELINE,
  SchedulerInMemory,
  calling,
  lookAt,
  pipelineRun,
  scheduleWith,
} from './scheduler-in-memory.ts'
import type { Around } from './scheduler-in-memory.ts'

const RELEASE = pipelineRun('release')

describe('finding schedules', () => {
  it('finds every kind of target that starts the project, and no other schedule', async () => {
    const world = new SchedulerInMemory(
      scheduleWith('templated'),
      scheduleWith('universal', { GroupName: 'ci', Target: calling(START_BUILD, { ProjectName: 'app' }) }),
      scheduleWith('through', { Target: { Arn: RELEASE.arn, RoleArn: ROLE } }),
      scheduleWith('called', { Target: calling(START_PIPELINE, { Name: 'release' }) }),
      scheduleWith('other', { Target: { Arn: arnOf('other'), RoleArn: ROLE } }),
      scheduleWith('other-call', { Target: calling(START_BUILD, { ProjectName: 'other' }) }),
      scheduleWith('lambda', { Target: { Arn: 'arn:aws:lambda:eu-central-1:1:function:app', RoleArn: ROLE } }),
    )
    const { triggers, problems } = await find(world, { runs: [RELEASE] })
    expect(triggers.map(({ name, state }) => [name, state])).toEqual([
      ['default/templated', 'live'],
      ['ci/universal', 'live'],
      ['default/through', 'live'],
      ['default/called', 'live'],
    ])
    expect(problems).toEqual([])
    expect(world.count('updateSchedule')).toBe(0)
    // Neither the function nor the other project's templated target needs to be read.
    expect(world.count('getSchedule')).toBe(5)
  })

  it('says when it starts what, and never what it passes on', async () => {
    const world = nightly({
      ScheduleExpressionTimezone: 'Europe/Berlin',
      Target: calling(START_BUILD, { ProjectName: 'app', EnvironmentVariablesOverride: [{ Value: 'SECRET' }] }),
    })
    const { triggers } = await disable(world)
    expect(triggers[0]?.detail).toBe(
      'Disabled by the mark of this action: the schedule cron(0 3 * * ? *) (Europe/Berlin) calls codebuild:startBuild for the project.',
    )
    expect(JSON.stringify(triggers)).not.toContain('SECRET')
  })

  it('reads all pages', async () => {
    const others = Array.from({ length: 7 }, (_, index) => scheduleWith(`other-${index}`, { Target: calling('x', {}) }))
    const world = new SchedulerInMemory(...others, scheduleWith('nightly'))
    world.pageSize = 3
    expect((await find(world)).triggers).toHaveLength(1)
    expect(world.count('listSchedules')).toBe(3)
  })

  it('stops at a token that comes again, and then does not know all', async () => {
    const world = nightly()
    const { api } = world
    let pages = 0
    const circling: SchedulerInMemory = Object.assign(world, {
      api: {
        ...api,
        listSchedules: async (input: Parameters<typeof api.listSchedules>[0]) => {
          pages += 1
          const { NextToken: _, ...first } = input
          return { ...(await api.listSchedules(first)), NextToken: 'again' }
        },
      },
    })
    const { triggers, problems } = await find(circling)
    expect(pages).toBe(2)
    expect(triggers.map(({ state }) => state)).toContain('unknown')
    expect(problems).toEqual([expect.objectContaining({ blocking: true })])
  })

  it('lists once a look for all projects, and reads each schedule once', async () => {
    const world = nightly()
    const guard = lookAt(world)
    await guard.find(APP)
    await guard.find(projectWith('other'))
    await guard.find(APP)
    expect([world.count('listSchedules'), world.count('getSchedule')]).toEqual([1, 1])
  })

  it('looks where a pipeline is that runs the project from another region', async () => {
    const abroad = pipelineRun('abroad', 'us-east-1')
    const there = new SchedulerInMemory(
      scheduleWith('nightly', { Target: calling(START_PIPELINE, { Name: 'abroad' }) }, 'us-east-1'),
      scheduleWith('namesake', { Target: calling(START_BUILD, { ProjectName: 'app' }) }, 'us-east-1'),
    )
    const around: Around = { runs: [abroad], elsewhere: { 'us-east-1': there } }
    const { triggers } = await disable(nightly(), around)
    expect(triggers.map(({ name, state }) => [name, state])).toEqual([
      ['default/nightly', 'disabled'],
      ['default/nightly in us-east-1', 'disabled'],
    ])
    expect(there.schedule('default/namesake')?.State).toBe('ENABLED')
  })

  it.each<[string, Partial<Schedule>]>([
    ['its owner disabled', { State: 'DISABLED' }],
    ['is over', { ScheduleExpression: at(NOW - HOUR) }],
    ['has ended', { EndDate: new Date(NOW - HOUR) }],
  ])('calls one that %s harmless and leaves it', async (_, fields) => {
    const world = nightly(fields)
    expect((await disable(world)).triggers.map(({ state, change }) => [state, change])).toEqual([['harmless', 'none']])
    expect(world.count('updateSchedule')).toBe(0)
  })

  it('calls one harmless whose pipelines are all closed to the project', async () => {
    const world = nightly({ Target: { Arn: RELEASE.arn, RoleArn: ROLE } })
    const around: Around = { runs: [RELEASE], closed: ['release'] }
    expect((await disable(world, around)).triggers).toEqual([
      expect.objectContaining({ state: 'harmless', change: 'none' }),
    ])
  })

  it('calls one live that opens a closed pipeline', async () => {
    const arn = START_PIPELINE.replace('startPipelineExecution', 'enableStageTransition')
    const world = nightly({ Target: calling(arn, { PipelineName: 'release' }) })
    expect((await find(world, { runs: [RELEASE], closed: ['release'] })).triggers[0]?.state).toBe('live')
  })

  it('does not know one whose name Scheduler completes, and leaves it', async () => {
    const world = nightly({ Target: calling(START_BUILD, { ProjectName: '<aws.scheduler.execution-id>' }) })
    const { triggers, problems } = await disable(world)
    expect(triggers).toEqual([expect.objectContaining({ state: 'unknown', change: 'none' })])
    expect(problems).toEqual([expect.objectContaining({ blocking: true })])
    expect(world.count('updateSchedule')).toBe(0)
  })

  it('calls one of a state that nobody knows live, and cannot change it', async () => {
    const state: Partial<Schedule> = JSON.parse('{"State":"PAUSED"}')
    const world = nightly(state)
    const { triggers, problems } = await disable(world)
    expect(triggers).toEqual([expect.objectContaining({ state: 'live', change: 'none' })])
    expect(problems).toEqual([expect.objectContaining({ blocking: true })])
    expect(world.count('updateSchedule')).toBe(0)
  })
})

describe('what was found to be about something else', () => {
  const elsewhere = (): SchedulerInMemory => nightly({ Target: calling(START_BUILD, { ProjectName: 'other' }) })

  it('is not read again in the next look', async () => {
    const remembered: RememberedAims = new Map()
    const world = elsewhere()
    await find(world, { remembered })
    await find(world, { remembered })
    expect(world.count('getSchedule')).toBe(1)
  })

  it('is read again once it was modified', async () => {
    const remembered: RememberedAims = new Map()
    const world = elsewhere()
    await find(world, { remembered })
    world.change('default/nightly', { Target: calling(START_BUILD, { ProjectName: 'app' }) })
    expect((await find(world, { remembered })).triggers).toHaveLength(1)
  })

  it('is read again where it was modified moments before it was read', async () => {
    const remembered: RememberedAims = new Map()
    const world = elsewhere()
    world.change('default/nightly', {})
    await find(world, { remembered })
    // Within the same second, so that its date is the same.
    world.change('default/nightly', { Target: calling(START_BUILD, { ProjectName: 'app' }) })
    expect((await find(world, { remembered })).triggers).toHaveLength(1)
  })

  it('is still found for the project that it is about', async () => {
    const remembered: RememberedAims = new Map()
    const world = elsewhere()
    await find(world, { remembered })
    const { triggers } = await lookAt(world, { remembered }).find(projectWith('other'))
    expect(triggers.map(({ state }) => state)).toEqual(['live'])
  })
})
