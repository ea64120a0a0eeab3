import type { PutRuleCommandInput } from '@aws-sdk/client-eventbridge'

import type { AwsFailure } from '../../aws/failure.ts'
import { passableFailure, patientWrites } from '../problem.ts'
import { readRule } from './find.ts'
import type { FoundRule, RuleDeps, RuleReading, SeenRule } from './find.ts'
import type { RulePlan } from './plan.ts'

/** Once for the change, once more where somebody else changed the rule at the same time. */
const WRITES = 2

/** How long a change may take to be read back, in milliseconds, before it counts as undone by somebody else. */
const SETTLING: readonly number[] = [1000, 2000]

/** What was written: the rule as it was before the first write, and the last one. */
export interface Written {
  readonly before: SeenRule
  readonly input: PutRuleCommandInput
}

/**
 * How a change ended; `seen` is always what was read last. `settled`: there is nothing left to write. `contested`: written, and
 * read back otherwise each time. `refused`: AWS turned the write down. `apart`: the rule has `targets` targets left, and none of them
 * is the project's. `unreadable`: the rule could not be read (again).
 */
export type ChangeEnd =
  | { readonly how: 'settled' | 'contested'; readonly seen: SeenRule; readonly written?: Written }
  | { readonly how: 'refused'; readonly seen: SeenRule; readonly failure: AwsFailure }
  | { readonly how: 'gone'; readonly written?: Written }
  | { readonly how: 'apart'; readonly targets: number; readonly written?: Written }
  | { readonly how: 'unreadable'; readonly failure: AwsFailure; readonly written?: Written }

/**
 * Reads the rule, plans, writes and reads back, until what was read needs no more change.
 * @param seen the rule as it was found; where it needs no change, no call is made
 * @param beforeWrite called right before each write with what is about to be written
 */
export async function changeRule(
  deps: RuleDeps,
  found: FoundRule,
  seen: SeenRule,
  plan: (seen: SeenRule) => RulePlan,
  beforeWrite: (written: Written) => void,
): Promise<ChangeEnd> {
  if (plan(seen).kind !== 'write') return { how: 'settled', seen }
  let written: { readonly written?: Written } = {}
  const isUndone = (reading: RuleReading): boolean => reading.is === 'seen' && plan(reading.seen).kind === 'write'
  try {
    // Anew, because there is no conditional write: the shorter the gap, the less another's change is lost in it.
    let reading = await readRule(deps, found)
    const mayWriteAgain = patientWrites(deps.patience)
    for (let writes = 0; ;) {
      if (reading.is === 'absent') return { how: 'gone', ...written }
      if (reading.is === 'apart') return { how: 'apart', targets: reading.targets, ...written }
      const wanted = plan(reading.seen)
      if (wanted.kind !== 'write') return { how: 'settled', seen: reading.seen, ...written }
      if (writes === WRITES) return { how: 'contested', seen: reading.seen, ...written }
      const attempt: Written = { before: written.written?.before ?? reading.seen, input: wanted.input }
      beforeWrite(attempt)
      const failure = await write(deps, found, wanted.input)
      // An answer that was lost may have been a yes.
      const mayBeDone = failure === undefined || failure.kind === 'retry'
      if (mayBeDone) written = { written: attempt }
      if (await mayWriteAgain(failure)) {
        reading = await readRule(deps, found)
        continue
      }
      writes += 1
      const another = failure !== undefined && isConcurrent(failure)
      reading = await readRule(deps, found)
      for (const wait of mayBeDone || another ? SETTLING : []) {
        if (!isUndone(reading)) break
        await deps.patience.clock.sleep(wait, deps.patience.signal)
        reading = await readRule(deps, found)
      }
      const last = writes === WRITES
      if (failure !== undefined && reading.is === 'seen' && isUndone(reading) && (last || !another))
        return { how: 'refused', seen: reading.seen, failure }
    }
  } catch (error) {
    return { how: 'unreadable', failure: passableFailure(error), ...written }
  }
}

/** EventBridge's answer to two changes of one rule at once (its API reference). */
function isConcurrent({ code }: AwsFailure): boolean {
  return code === 'ConcurrentModificationException'
}

/** Gives the failure, where AWS turned the write down or gave no answer. */
async function write(
  { events }: RuleDeps,
  { key }: FoundRule,
  input: PutRuleCommandInput,
): Promise<AwsFailure | undefined> {
  try {
    await events(key.region).putRule(input)
    return undefined
  } catch (error) {
    return passableFailure(error)
  }
}
