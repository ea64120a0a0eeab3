import { describe, expect, it } from '@jest/globals'

import { patientWrites } from '../../src/guard/problem.ts'
import { MAIN, MARK, PUSH } from './asking.ts'
import { codepipelineFailure, shipping, CodePipelineInMemory } from './codepipeline-in-memory.ts'
import { failureOf, hookWith, virtualClock } from './codebuild-in-memory.ts'
import { EventsInMemory, eventsFailure } from './events-in-memory.ts'
import { disable as disableStage } from './pipeline-asking.ts'
import { APP, NIGHTLY, PROJECT, guardOf, quiet } from './rule-asking.ts'
import { disable as disableSchedule, nightly, settings } from './schedule-asking.ts'
import { schedulerFailure } from './scheduler-in-memory.ts'
import { World, githubFailure, githubHook } from './webhook-world.ts'

/** Does something the first time only. */
function once(act: () => void): () => void {
  let done = false
  return () => {
    if (done) return
    done = true
    act()
  }
}

describe('a write that was lost, and before which somebody changed the same thing', () => {
  it('of a hook is made anew from what its filters are by then', async () => {
    const world = new World({ filterGroups: [[PUSH]] })
    const lost = once(() => {
      const webhook = hookWith({ filterGroups: [[PUSH, MAIN]] })
      world.codebuild.projects.set('app', { ...world.codebuild.projects.get('app'), webhook })
      throw failureOf('retry', 'UpdateWebhook', 'ServiceUnavailable')
    })
    world.codebuild.before = ({ method }) => {
      if (method === 'updateWebhook') lost()
    }
    expect((await world.do('disable', false)).triggers).toMatchObject([{ state: 'disabled', change: 'disabled' }])
    expect(world.codebuild.hook('app')?.filterGroups).toEqual([[PUSH, MAIN, MARK]])
  })

  it('of a hook at GitHub is made anew from what its events are by then', async () => {
    const world = new World({})
    const lost = once(() => {
      world.github.hooks.set('/repos/acme/shop/hooks/4711', githubHook({ events: ['push', 'release'] }))
      throw githubFailure('retry')
    })
    world.github.before = ({ method }) => {
      if (method === 'write') lost()
    }
    expect((await world.do('disable')).triggers).toMatchObject([{ state: 'disabled', change: 'disabled' }])
    expect(world.github.hook?.events).toEqual(['push', 'release', 'gollum', 'meta', 'milestone'])
  })

  it('of a rule is made anew from what the rule is by then', async () => {
    const world = new EventsInMemory().add('default/nightly', NIGHTLY, APP)
    const lost = once(() => {
      world.add('default/nightly', { ...NIGHTLY, Description: 'new', ScheduleExpression: 'rate(2 days)' }, APP)
      throw eventsFailure('retry', 'PutRule', 'TimedOut')
    })
    world.before = ({ method }) => {
      if (method === 'putRule') lost()
    }
    expect((await guardOf(world).disable(PROJECT, quiet)).triggers).toMatchObject([
      { state: 'disabled', change: 'disabled' },
    ])
    expect(world.rules.get('default/nightly')?.rule).toMatchObject({
      State: 'DISABLED',
      ScheduleExpression: 'rate(2 days)',
      Description: '[disabled by ecs-deploy-verifier, was ENABLED] new',
    })
  })

  it('of a schedule is made anew from what the schedule is by then', async () => {
    const world = nightly()
    const lost = once(() => {
      world.change('default/nightly', { ScheduleExpression: 'cron(0 5 * * ? *)' })
      throw schedulerFailure('retry', 'scheduler:UpdateSchedule', 'TimedOut')
    })
    world.before = ({ method }) => {
      if (method === 'updateSchedule') lost()
    }
    expect((await disableSchedule(world)).triggers).toMatchObject([{ state: 'disabled', change: 'disabled' }])
    expect(settings(world)).toMatchObject({ State: 'DISABLED', ScheduleExpression: 'cron(0 5 * * ? *)' })
  })

  it('of a stage leaves it to whoever closed it by then', async () => {
    const world = new CodePipelineInMemory(shipping())
    const lost = once(() => {
      world.close('ship', 'Build', 'release freeze')
      throw codepipelineFailure('retry', 'DisableStageTransition', 'TimedOut')
    })
    world.before = ({ method }) => {
      if (method === 'disableStageTransition') lost()
    }
    expect((await disableStage(world)).triggers).toMatchObject([{ state: 'harmless' }])
    expect(world.stage('ship', 'Build').transition?.disabledReason).toBe('release freeze')
  })
})

it('a write of a stage that was lost and did not take is made again', async () => {
  const world = new CodePipelineInMemory(shipping())
  const lost = once(() => {
    throw codepipelineFailure('retry', 'DisableStageTransition', 'TimedOut')
  })
  world.before = ({ method }) => {
    if (method === 'disableStageTransition') lost()
  }
  expect((await disableStage(world)).triggers).toMatchObject([{ state: 'disabled', change: 'disabled' }])
  expect(world.count('disableStageTransition')).toBe(2)
})

describe('another write', () => {
  const lost = failureOf('retry', 'UpdateWebhook', 'ServiceUnavailable')
  it('is made after a wait as long as there is one, and the failure is told', async () => {
    const clock = virtualClock()
    const told: unknown[] = []
    const mayWriteAgain = patientWrites({ clock, waits: [1000, 2000], failed: (failure) => told.push(failure) })
    expect([await mayWriteAgain(lost), await mayWriteAgain(lost), await mayWriteAgain(lost)]).toEqual([
      true,
      true,
      false,
    ])
    expect(clock.slept).toEqual([1000, 2000])
    expect(told).toEqual([lost, lost, lost])
  })
  it('is none where nothing may be waited for, and nobody listens', async () => {
    const clock = virtualClock()
    expect(await patientWrites({ clock, waits: [] })(lost)).toBe(false)
    expect(clock.slept).toEqual([])
  })
  it.each(['denied', 'rejected', 'absent', 'unsupported'] as const)('is none where AWS said no: %s', async (kind) => {
    const clock = virtualClock()
    const mayWriteAgain = patientWrites({ clock, waits: [1000] })
    expect(await mayWriteAgain(failureOf(kind, 'UpdateWebhook', 'X'))).toBe(false)
    expect(await mayWriteAgain(undefined)).toBe(false)
    expect(clock.slept).toEqual([])
  })
})
