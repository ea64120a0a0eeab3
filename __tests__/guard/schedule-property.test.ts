import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'

import type { Schedule } from '../../src/guard/schedule/plan.ts'
import { isRate, nextOccurrence } from '../../src/guard/schedule/time.ts'
import type { Trigger } from '../../src/model.ts'
import { NOW, arnOf, projectWith } from './codebuild-in-memory.ts'
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

const APP = projectWith('app')
const AROUND = { runs: [pipelineRun('release'), pipelineRun('shut')], closed: ['shut'] }
const DAY = 24 * 3_600_000

const anyDate = fc.integer({ min: -40, max: 40 }).map((days) => new Date(NOW + days * DAY + DAY / 2))
const anyTarget = fc.constantFrom<Schedule['Target']>(
  { Arn: arnOf('app'), RoleArn: ROLE },
  { Arn: arnOf('app'), RoleArn: ROLE, DeadLetterConfig: { Arn: 'dead' }, RetryPolicy: { MaximumRetryAttempts: 0 } },
  { Arn: arnOf('other'), RoleArn: ROLE },
  { Arn: pipelineRun('release').arn, RoleArn: ROLE },
  { Arn: pipelineRun('shut').arn, RoleArn: ROLE },
  calling(START_BUILD, { ProjectName: 'app', SourceVersion: 'main' }),
  calling(START_BUILD, { projectName: 'other' }),
  calling(START_BUILD, { ProjectName: '<aws.scheduler.execution-id>' }),
  calling(START_BUILD, 'no JSON at all'),
  calling(START_PIPELINE, { Name: 'release' }),
)
const anyFields: fc.Arbitrary<Partial<Schedule>> = fc.record(
  {
    State: fc.constantFrom('ENABLED', 'ENABLED', 'ENABLED', 'DISABLED'),
    ScheduleExpression: fc.oneof(
      fc.constantFrom('cron(0 3 * * ? *)', 'rate(5 minutes)', 'rate(3 days)'),
      anyDate.map((date) => `at(${date.toISOString().slice(0, 19)})`),
    ),
    ScheduleExpressionTimezone: fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Tokyo'),
    StartDate: anyDate,
    EndDate: anyDate,
    Description: fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.constantFrom(
        '',
        ' ',
        '[disabled by ecs-deploy-verifier was',
        '[disabled by ecs-deploy-verifier, was',
        'x'.repeat(450),
      ),
    ),
    KmsKeyArn: fc.constant('arn:aws:kms:eu-central-1:123456789012:key/1'),
    ActionAfterCompletion: fc.constantFrom('NONE', 'DELETE'),
    FlexibleTimeWindow: fc.constantFrom<Schedule['FlexibleTimeWindow']>(
      { Mode: 'OFF' },
      { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 30 },
    ),
    Target: anyTarget,
    GroupName: fc.constantFrom('default', 'ci'),
  },
  { requiredKeys: ['ScheduleExpression', 'Target'] },
)
const anyWorld = fc.record({
  schedules: fc.array(anyFields, { minLength: 1, maxLength: 4 }),
  takesPastStart: fc.boolean(),
})

function worldOf({ schedules, takesPastStart }: { schedules: readonly Partial<Schedule>[]; takesPastStart: boolean }) {
  const world = new SchedulerInMemory(...schedules.map((fields, index) => scheduleWith(`s${index}`, fields)))
  world.takesPastStart = takesPastStart
  return world
}

/** What is set, with a start date where AWS takes it back only: the next occurrence counts as the former one, as none does for cron. */
function settingsOf(world: SchedulerInMemory, left: ReadonlySet<string | undefined>): unknown[] {
  const comparable = [...world.schedules.values()].filter(({ Name }) => !left.has(Name))
  return comparable.map((schedule) => {
    const { LastModificationDate: _, StartDate: start, ...rest } = schedule
    if (world.takesPastStart) return { ...rest, start }
    const period = periodOf(schedule)
    if (!isRate(schedule)) return { ...rest, start: isPast(start) ? undefined : start }
    return { ...rest, start: start === undefined ? undefined : start.getTime() % period }
  })
}

function periodOf({ ScheduleExpression: expression }: Schedule): number {
  return expression === 'rate(3 days)' ? 3 * DAY : 5 * 60_000
}

/** Names of those that stay off: not due again before their end, and AWS takes neither their start date nor one after the end. */
function leftOff({ schedules, takesPastStart }: SchedulerInMemory): ReadonlySet<string | undefined> {
  const left = [...schedules.values()].filter((schedule) => {
    const { StartDate: start, EndDate: end } = schedule
    if (takesPastStart || start === undefined || end === undefined || !isPast(start) || !isRate(schedule)) return false
    return (nextOccurrence(schedule, start.getTime(), NOW) ?? 0) >= end.getTime()
  })
  return new Set(left.map(({ Name }) => Name))
}

function isPast(date: Date | undefined): boolean {
  return date !== undefined && date.getTime() < NOW
}

const nothing = (): void => undefined

describe('for random schedules', () => {
  it('nothing that can start the project stays enabled without being told, and all else stays as it was', async () => {
    await fc.assert(
      fc.asyncProperty(anyWorld, async (asked) => {
        const world = worldOf(asked)
        const before = new Map(world.schedules)
        const { triggers, problems } = await lookAt(world, AROUND).disable(APP, nothing)
        for (const [id, schedule] of world.schedules) {
          const trigger = triggers.find(({ name }) => name === id)
          if (trigger?.state === 'disabled') expect(schedule.State).toBe('DISABLED')
          else expect(schedule).toEqual(before.get(id))
          if (trigger?.state === 'live' || trigger?.state === 'unknown')
            expect(problems.some(({ blocking, message }) => blocking && message.includes(id))).toBe(true)
          if (schedule.Target?.Arn === arnOf('app')) expect(trigger).toBeDefined()
        }
        const again = await lookAt(world, AROUND).find(APP)
        const states = (all: readonly Trigger[]): object =>
          Object.fromEntries(all.map(({ name, state }) => [name, state]))
        expect(states(again.triggers)).toEqual(states(triggers))
      }),
      { numRuns: 300 },
    )
  })

  it('everything is as it was after a restore', async () => {
    await fc.assert(
      fc.asyncProperty(anyWorld, async (asked) => {
        const world = worldOf(asked)
        const left = leftOff(world)
        const before = settingsOf(world, left)
        await lookAt(world, AROUND).disable(APP, nothing)
        await lookAt(world, AROUND).restore(APP, nothing)
        expect(settingsOf(world, left)).toEqual(before)
      }),
      { numRuns: 300 },
    )
  })

  it('everything is as it was after a restore, wherever the run before died', async () => {
    await fc.assert(
      fc.asyncProperty(anyWorld, fc.integer({ min: 0, max: 40 }), fc.boolean(), async (asked, calls, atRestore) => {
        const world = worldOf(asked)
        const left = leftOff(world)
        const before = settingsOf(world, left)
        if (atRestore) await lookAt(world, AROUND).disable(APP, nothing)
        const first = lookAt(world, AROUND)
        let more = calls
        world.before = () => {
          if (more === 0) throw new Error('killed')
          more -= 1
        }
        await (atRestore ? first.restore(APP, nothing) : first.disable(APP, nothing)).catch((error: unknown) => {
          if (!(error instanceof Error && error.message === 'killed')) throw error
        })
        world.before = nothing
        await lookAt(world, AROUND).restore(APP, nothing)
        expect(settingsOf(world, left)).toEqual(before)
      }),
      { numRuns: 300 },
    )
  })
})
