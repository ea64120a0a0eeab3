import type { GetScheduleCommandOutput, UpdateScheduleCommandInput } from '@aws-sdk/client-scheduler'

import type { TriggerState } from '../../model.ts'
import { markedDescription, readDescription } from '../description.ts'
import { dueOf, isOnce, isRate, nextOccurrence, overBy } from './time.ts'
import { aimOf, startOf } from './target.ts'
import type { Place, Scope, Start } from './target.ts'

export type Schedule = Omit<GetScheduleCommandOutput, '$metadata'>

/** The longest description that Scheduler takes (API reference, UpdateSchedule). */
const LONGEST_DESCRIPTION = 512

export interface ScheduleReading {
  readonly state: TriggerState
  readonly start: Start
  /** Whether its description begins with this action's mark. */
  readonly marked: boolean
  /** Whether its description looks like the mark and is not. */
  readonly altered: boolean
  /** The start date that the mark holds, because AWS would not take it any more. */
  readonly heldStart: Date | undefined
  readonly over: 'due' | 'end' | undefined
}

/** Reads what a schedule does to the project. What cannot be told counts as able to start it. */
export function readSchedule(
  schedule: Schedule,
  scope: Scope,
  place: Place,
  /** ARNs of the pipelines whose way to the project is closed. */
  closed: ReadonlySet<string>,
  now: number,
): ScheduleReading {
  const start = startOf(aimOf(schedule.Target ?? { Arn: undefined, RoleArn: undefined }), scope, place)
  const { kind } = readDescription(schedule.Description)
  const over = overBy(schedule, now)
  const marked = kind === 'mark'
  const reading = { start, marked, altered: kind === 'altered', heldStart: keptIn(schedule)?.start, over }
  if (schedule.State === 'DISABLED') return { ...reading, state: marked ? 'disabled' : 'harmless' }
  if (over !== undefined) return { ...reading, state: 'harmless' }
  switch (start.kind) {
    case 'nothing':
      return { ...reading, state: 'harmless' }
    case 'project':
      return { ...reading, state: 'live' }
    case 'pipelines':
      // What opens a way is not stopped by its being closed.
      return { ...reading, state: start.opens || start.runs.some(({ arn }) => !closed.has(arn)) ? 'live' : 'harmless' }
    case 'unclear':
      return { ...reading, state: 'unknown' }
  }
}

/**
 * `nothing`: the schedule is as wanted. `impossible`: it is not, and what it would take cannot be undone, or is not this action's to do.
 * `instead`: what to write where AWS turns the first down for its start date.
 */
export type Plan =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'impossible'; readonly why: string }
  | {
      readonly kind: 'write'
      readonly input: UpdateScheduleCommandInput
      readonly instead?: UpdateScheduleCommandInput
    }

/**
 * Everything that the schedule is set to. UpdateSchedule resets what it is not given (API reference), so what is left out here is
 * named, and all else is copied, fields that AWS adds later included.
 */
export function settingsOf(schedule: Schedule | GetScheduleCommandOutput): UpdateScheduleCommandInput {
  const { Arn: _, CreationDate: __, LastModificationDate: ___, ...rest } = schedule
  const { $metadata: ____, ...settings }: typeof rest & Partial<Pick<GetScheduleCommandOutput, '$metadata'>> = rest
  const { Name, ScheduleExpression, Target, FlexibleTimeWindow } = settings
  return { ...settings, Name, ScheduleExpression, Target, FlexibleTimeWindow }
}

function withStart(input: UpdateScheduleCommandInput, start: Date | undefined): UpdateScheduleCommandInput {
  const { StartDate: _, ...rest } = input
  return start === undefined ? rest : { ...rest, StartDate: start }
}

function withDescription(
  input: UpdateScheduleCommandInput,
  description: string | undefined,
): UpdateScheduleCommandInput {
  const { Description: _, ...rest } = input
  return description === undefined ? rest : { ...rest, Description: description }
}

const MEMO = /^ENABLED(?: from (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z))?$/

function memoWith(start: Date | undefined): string {
  return start === undefined ? 'ENABLED' : `ENABLED from ${start.toISOString()}`
}

/** What a mark holds: the description before it, and a start date that could not stay in its field. */
interface Kept {
  readonly description: string | undefined
  readonly start?: Date
}

/** Undefined where there is no mark, or one that this version does not write. */
function keptIn(schedule: Schedule): Kept | undefined {
  const mark = readDescription(schedule.Description)
  if (mark.kind !== 'mark') return undefined
  const { description } = mark
  const [memo, date] = MEMO.exec(mark.memo) ?? []
  if (memo === undefined) return undefined
  if (date === undefined) return { description }
  const start = new Date(date)
  return Number.isNaN(start.getTime()) || start.toISOString() !== date ? undefined : { description, start }
}

function isPast(date: Date | undefined, now: number): date is Date {
  return date !== undefined && date.getTime() <= now
}

const NO_ROOM: Plan = {
  kind: 'impossible',
  why: 'its description leaves no room for the mark that a restore needs: shorten it to 460 characters',
}

/** How to keep a schedule from running. */
export function planDisable(schedule: Schedule, { state }: ScheduleReading, now: number): Plan {
  if (state !== 'live') return { kind: 'nothing' }
  if (schedule.State !== 'ENABLED')
    return { kind: 'impossible', why: `its state ${schedule.State ?? ''} is not known to this action` }
  // Somebody enabled it with the mark still on: the mark goes on holding what it held.
  const kept = keptIn(schedule)
  const description = kept === undefined ? schedule.Description : kept.description
  const marked = markedDescription(description, memoWith(kept?.start), LONGEST_DESCRIPTION)
  if (marked === undefined) return NO_ROOM
  const input = { ...settingsOf(schedule), State: 'DISABLED', Description: marked } as const
  const start = schedule.StartDate
  if (!isPast(start, now)) return { kind: 'write', input }
  const holding = markedDescription(description, memoWith(start), LONGEST_DESCRIPTION)
  if (holding === undefined) return { kind: 'write', input }
  return { kind: 'write', input, instead: { ...withStart(input, undefined), Description: holding } }
}

/** How to bring a schedule that carries the mark back to what it was. */
export function planRestore(schedule: Schedule, { marked }: ScheduleReading, now: number): Plan {
  if (!marked) return { kind: 'nothing' }
  const kept = keptIn(schedule)
  if (kept === undefined) return { kind: 'impossible', why: 'its mark holds what this version does not understand' }
  const due = dueOf(schedule)
  if (isOnce(schedule) && (due === undefined || due.earliest <= now))
    return {
      kind: 'impossible',
      why: 'its only time has passed meanwhile, and AWS does not say that enabling it now would start nothing',
    }
  const start = schedule.StartDate ?? kept.start
  const bare = withDescription({ ...settingsOf(schedule), State: 'ENABLED' }, kept.description)
  const input = withStart(bare, start)
  if (!isPast(start, now)) return { kind: 'write', input }
  if (!isRate(schedule)) return { kind: 'write', input, instead: withStart(bare, undefined) }
  // A rate counts from its start date on, and without one it runs at once (user guide, schedule types).
  const next = nextOccurrence(schedule, start.getTime(), now)
  const isOver = next === undefined || next >= (schedule.EndDate?.getTime() ?? Infinity)
  return isOver ? { kind: 'write', input } : { kind: 'write', input, instead: withStart(bare, new Date(next)) }
}
