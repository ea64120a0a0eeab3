import type { UpdateScheduleCommandInput } from '@aws-sdk/client-scheduler'

import { AwsFailure } from '../../aws/failure.ts'
import { passableFailure, patientWrites } from '../problem.ts'
import { readNow } from './listing.ts'
import type { ScheduleKey, SchedulesDeps } from './listing.ts'
import type { Plan, Schedule } from './plan.ts'

/** Once for the change, once more where somebody else changed the schedule at the same time. */
const WRITES = 2

/** How long a change may take to be read back, in milliseconds, before it counts as undone by somebody else. */
const SETTLING: readonly number[] = [1000, 2000]

/** What was written: the schedule as it was before the first write, and the last write. */
export interface Written {
  readonly before: Schedule
  readonly input: UpdateScheduleCommandInput
  /** Where AWS turned the start date down: what would have been written otherwise. */
  readonly wanted?: UpdateScheduleCommandInput
}

/**
 * How a change ended; `schedule` is always what was read last. `settled`: there is nothing left to write. `contested`: written, and
 * read back otherwise each time. `refused`: AWS turned the write down. `unreadable`: the schedule could not be read (again).
 */
export type ChangeEnd =
  | { readonly how: 'settled' | 'contested'; readonly schedule: Schedule; readonly written?: Written }
  | { readonly how: 'refused'; readonly schedule: Schedule; readonly failure: AwsFailure }
  | { readonly how: 'gone'; readonly written?: Written }
  | { readonly how: 'unreadable'; readonly failure: AwsFailure; readonly written?: Written }

/**
 * Reads the schedule, plans, writes and reads back, until what was read needs no more change.
 * @param beforeWrite called right before each write with what is about to be written
 */
export async function changeSchedule(
  deps: SchedulesDeps,
  key: ScheduleKey,
  plan: (schedule: Schedule) => Plan,
  beforeWrite: (schedule: Schedule, written: Written) => void,
): Promise<ChangeEnd> {
  const { clock, signal } = deps.patience
  let written: { readonly written?: Written } = {}
  try {
    // Anew, because there is no conditional write: the shorter the gap, the less another's change is lost in it.
    let schedule = await readNow(deps, key)
    const mayWriteAgain = patientWrites(deps.patience)
    for (let writes = 0; ;) {
      if (schedule === undefined) return { how: 'gone', ...written }
      const found = schedule
      const wanted = plan(found)
      if (wanted.kind !== 'write') return { how: 'settled', schedule, ...written }
      if (writes === WRITES) return { how: 'contested', schedule, ...written }
      const before = written.written?.before ?? found
      const { failure, attempt } = await write(deps, key, { before, input: wanted.input }, wanted.instead, (one) =>
        beforeWrite(found, one),
      )
      // An answer that was lost may have been a yes.
      if (failure === undefined || failure.kind === 'retry') written = { written: attempt }
      if (await mayWriteAgain(failure)) {
        schedule = await readNow(deps, key)
        continue
      }
      writes += 1
      schedule = await readNow(deps, key)
      const undone = (): boolean => schedule !== undefined && plan(schedule).kind === 'write'
      const again = failure?.code === 'ConflictException' && writes < WRITES
      if (failure !== undefined && schedule !== undefined && undone() && !again)
        return { how: 'refused', schedule, failure }
      for (const wait of SETTLING) {
        if (!undone()) break
        await clock.sleep(wait, signal)
        schedule = await readNow(deps, key)
      }
    }
  } catch (error) {
    return { how: 'unreadable', failure: passableFailure(error), ...written }
  }
}

/** Gives the failure, where AWS turned the write down or gave no answer, and what was attempted last. */
async function write(
  deps: SchedulesDeps,
  key: ScheduleKey,
  exact: Written,
  instead: UpdateScheduleCommandInput | undefined,
  beforeWrite: (written: Written) => void,
): Promise<{ readonly failure?: AwsFailure; readonly attempt: Written }> {
  const failure = await put(deps, key, exact, beforeWrite)
  if (failure === undefined) return { attempt: exact }
  // AWS takes no start date of more than five minutes ago, even one that the schedule has had all along.
  const forItsValues = failure.kind === 'rejected' && failure.code === 'ValidationException'
  if (instead === undefined || !forItsValues) return { failure, attempt: exact }
  const attempt: Written = { before: exact.before, input: instead, wanted: exact.input }
  const other = await put(deps, key, attempt, beforeWrite)
  return other === undefined ? { attempt } : { failure: other, attempt }
}

async function put(
  { scheduler }: SchedulesDeps,
  { region, group, name }: ScheduleKey,
  written: Written,
  beforeWrite: (written: Written) => void,
): Promise<AwsFailure | undefined> {
  beforeWrite(written)
  try {
    await scheduler(region).updateSchedule({ ...written.input, GroupName: group, Name: name })
    return undefined
  } catch (error) {
    return passableFailure(error)
  }
}
