import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'

import { dueOf, nextOccurrence, overBy } from '../../src/guard/schedule/time.ts'
import { NOW } from './codebuild-in-memory.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const OFF = { Mode: 'OFF' } as const

describe('when a one-time schedule is due', () => {
  it.each([
    ['UTC', '2026-03-10T12:00:00Z'],
    ['Europe/Berlin', '2026-03-10T11:00:00Z'],
    ['America/New_York', '2026-03-10T16:00:00Z'],
    ['Asia/Kolkata', '2026-03-10T06:30:00Z'],
    ['Pacific/Kiritimati', '2026-03-09T22:00:00Z'],
  ])('counts by the clocks of %s', (ScheduleExpressionTimezone, moment) => {
    const due = dueOf({ ScheduleExpression: 'at(2026-03-10T12:00:00)', ScheduleExpressionTimezone })
    expect(due).toEqual({ earliest: Date.parse(moment), latest: Date.parse(moment) })
  })

  it('is UTC without a time zone', () => {
    expect(dueOf({ ScheduleExpression: 'at(2026-03-10T12:00:00)' })?.latest).toBe(NOW)
  })

  it('spans both readings of an hour that comes twice', () => {
    const due = dueOf({ ScheduleExpression: 'at(2026-10-25T02:30:00)', ScheduleExpressionTimezone: 'Europe/Berlin' })
    expect(due).toEqual({ earliest: Date.parse('2026-10-25T00:30:00Z'), latest: Date.parse('2026-10-25T01:30:00Z') })
  })

  it('spans all the world where the time zone is not known', () => {
    const due = dueOf({ ScheduleExpression: 'at(2026-03-10T12:00:00)', ScheduleExpressionTimezone: 'Mars/Olympus' })
    expect(due).toEqual({ earliest: NOW - 14 * HOUR, latest: NOW + 12 * HOUR })
  })
})

describe('a schedule is over', () => {
  const at = (moment: number): string => `at(${new Date(moment).toISOString().slice(0, 19)})`

  it('some minutes after its only time', () => {
    const schedule = { ScheduleExpression: at(NOW), FlexibleTimeWindow: OFF }
    expect(overBy(schedule, NOW + 4 * MINUTE)).toBeUndefined()
    expect(overBy(schedule, NOW + 6 * MINUTE)).toBe('due')
  })

  it('not before its flexible window is', () => {
    const FlexibleTimeWindow = { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 60 } as const
    const schedule = { ScheduleExpression: at(NOW), FlexibleTimeWindow }
    expect(overBy(schedule, NOW + HOUR)).toBeUndefined()
    expect(overBy(schedule, NOW + HOUR + 6 * MINUTE)).toBe('due')
  })

  it('a day later where the window is not told', () => {
    const schedule = { ScheduleExpression: at(NOW), FlexibleTimeWindow: { Mode: 'FLEXIBLE' as const } }
    expect(overBy(schedule, NOW + 24 * HOUR)).toBeUndefined()
    expect(overBy(schedule, NOW + 25 * HOUR)).toBe('due')
  })

  it('after its end date where it repeats', () => {
    const schedule = { ScheduleExpression: 'rate(1 hour)', EndDate: new Date(NOW), FlexibleTimeWindow: OFF }
    expect(overBy(schedule, NOW - 1)).toBeUndefined()
    expect(overBy(schedule, NOW + 6 * MINUTE)).toBe('end')
  })

  it('not by its end date where it runs once, for AWS ignores that', () => {
    const schedule = { ScheduleExpression: at(NOW + HOUR), EndDate: new Date(NOW - 24 * HOUR), FlexibleTimeWindow: OFF }
    expect(overBy(schedule, NOW)).toBeUndefined()
  })

  it.each(['at(yesterday)', 'AT(2020-01-01T00:00:00)', 'every(1 day)', ''])(
    'never where its expression is %s',
    (ScheduleExpression) => {
      const schedule = { ScheduleExpression, EndDate: new Date(0), FlexibleTimeWindow: OFF }
      expect(overBy(schedule, NOW)).toBeUndefined()
    },
  )

  it('never by an end date that is none', () => {
    expect(overBy({ ScheduleExpression: 'rate(1 hour)', EndDate: new Date(Number.NaN) }, NOW)).toBeUndefined()
  })
})

describe('the next occurrence of a rate', () => {
  it('keeps the phase of the start date', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.constantFrom(
          { word: 'minute', length: MINUTE },
          { word: 'hours', length: HOUR },
          { word: 'days', length: 24 * HOUR },
        ),
        fc.integer({ min: 0, max: 40_000 * HOUR }),
        (count, { word, length }, age) => {
          const start = NOW - age
          const next = nextOccurrence({ ScheduleExpression: `rate(${count} ${word})` }, start, NOW) ?? 0
          expect((next - start) % (count * length)).toBe(0)
          expect(next).toBeGreaterThan(NOW)
          expect(next - NOW).toBeLessThanOrEqual(count * length)
        },
      ),
    )
  })

  it.each(['cron(0 3 * * ? *)', 'rate(0 days)', 'rate(1 week)', 'at(2026-03-10T12:00:00)'])(
    'is none for %s',
    (expression) => {
      expect(nextOccurrence({ ScheduleExpression: expression }, 0, NOW)).toBeUndefined()
    },
  )
})
