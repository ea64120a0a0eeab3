import type { GetScheduleCommandOutput } from '@aws-sdk/client-scheduler'

/** When a schedule runs, as far as its expression tells. All times are milliseconds since the epoch. */

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Scheduler runs within the minute that is named (user guide, schedule types); more of it for clocks that differ. */
const MARGIN = 5 * MINUTE

/** The longest flexible time window (API reference, FlexibleTimeWindow). */
const LONGEST_WINDOW = DAY

const ONCE = /^at\(\s*(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\s*\)$/
const RATE = /^rate\(\s*(\d+)\s+(minute|hour|day)s?\s*\)$/

type When = Pick<
  GetScheduleCommandOutput,
  'ScheduleExpression' | 'ScheduleExpressionTimezone' | 'EndDate' | 'FlexibleTimeWindow'
>

/** Between which moments a one-time schedule is due: one moment, or the range in which an unknown time zone can put it. */
export interface Due {
  readonly earliest: number
  readonly latest: number
}

/** Whether the schedule may run once only: what is no rate and no cron expression. */
export function isOnce({ ScheduleExpression: expression = '' }: When): boolean {
  return !/^(?:rate|cron)\(/.test(expression)
}

/** When a one-time schedule is due; undefined where it is none, or cannot be read. */
export function dueOf({
  ScheduleExpression: expression,
  ScheduleExpressionTimezone: zone = 'UTC',
}: When): Due | undefined {
  const [, ...parts] = ONCE.exec(expression ?? '') ?? []
  if (parts.length === 0) return undefined
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts.map(Number)
  const local = Date.UTC(year, month - 1, day, hour, minute, second)
  // Around a change to or from daylight saving time a clock's reading means two moments or none: both neighbours' offsets count.
  const offsets = [-DAY, 0, DAY].map((shift) => offsetOf(zone, local + shift))
  const known = offsets.filter((offset) => offset !== undefined)
  // No place on earth is further from UTC than that.
  if (known.length < offsets.length) return { earliest: local - 14 * HOUR, latest: local + 12 * HOUR }
  return { earliest: local - Math.max(...known), latest: local - Math.min(...known) }
}

/** How far the clocks of a time zone are before UTC at a moment; undefined for a zone that is not known here. */
function offsetOf(zone: string, moment: number): number | undefined {
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    const parts = new Map(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]))
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? Number.NaN
    const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
    return Number.isNaN(shown) ? undefined : shown - Math.floor(moment / 1000) * 1000
  } catch {
    return undefined
  }
}

/**
 * Why the schedule will never run again; undefined where it may. Scheduler ignores the end date of a one-time schedule (API
 * reference, GetSchedule.EndDate). A call of it that failed may still be made again, for 24 hours at most: no switch takes that back.
 */
export function overBy(schedule: When, now: number): 'due' | 'end' | undefined {
  const last = isOnce(schedule) ? dueOf(schedule)?.latest : schedule.EndDate?.getTime()
  if (last === undefined || Number.isNaN(last)) return undefined
  const { Mode: mode, MaximumWindowInMinutes: minutes } = schedule.FlexibleTimeWindow ?? {}
  const window = mode === 'OFF' ? 0 : minutes === undefined ? LONGEST_WINDOW : minutes * MINUTE
  if (last + window + MARGIN > now) return undefined
  return isOnce(schedule) ? 'due' : 'end'
}

/** Whether the expression counts from a start date on, and without one from when it is written. */
export function isRate({ ScheduleExpression: expression }: When): boolean {
  return expression?.startsWith('rate(') === true
}

/** The first occurrence after `now` of a rate that counts from `start` on; undefined for what is no rate. */
export function nextOccurrence(
  { ScheduleExpression: expression }: When,
  start: number,
  now: number,
): number | undefined {
  const [, count, unit] = RATE.exec(expression ?? '') ?? []
  const period = Number(count) * (unit === 'minute' ? MINUTE : unit === 'hour' ? HOUR : DAY)
  if (!Number.isFinite(period) || period <= 0) return undefined
  return now < start ? start : start + (Math.floor((now - start) / period) + 1) * period
}
