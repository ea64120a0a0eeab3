import type { AwsFailure } from '../../aws/failure.ts'
import type { Transition } from './transition.ts'
import { passableFailure, patientWrites } from '../problem.ts'
import type { Patience } from '../problem.ts'

/** Once for the change, once more where somebody else changed the transition at the same time. */
const WRITES = 2

/** How long a change may take to be read back, in milliseconds, before it counts as undone by somebody else. */
const SETTLING: readonly number[] = [1000, 2000]

/** `impossible`: the transition is not as wanted, and this action cannot or must not make it so. */
export type TransitionPlan =
  { readonly kind: 'nothing' } | { readonly kind: 'write' } | { readonly kind: 'impossible'; readonly why: string }

export interface TransitionCalls {
  /** Undefined where the pipeline is gone. */
  readonly read: () => Promise<Transition | undefined>
  readonly write: () => Promise<unknown>
  /** Called right before each write with what was read last. */
  readonly beforeWrite: (transition: Transition) => void
}

/**
 * How a change ended; `transition` is what was read last. `settled`: there is nothing left to write. `contested`: written, and read
 * back otherwise each time. `refused`: AWS turned the write down. `unreadable`: it could not be read (again). `written` says whether
 * AWS took a write, or may have taken one whose answer was lost.
 */
export type TransitionEnd =
  | { readonly how: 'settled' | 'contested'; readonly transition: Transition; readonly written: boolean }
  | { readonly how: 'refused'; readonly transition: Transition; readonly failure: AwsFailure }
  | { readonly how: 'gone'; readonly written: boolean }
  | { readonly how: 'unreadable'; readonly failure: AwsFailure; readonly written: boolean }

/**
 * Reads a stage's transition, plans, writes and reads back, until what was read needs no more change.
 * @param found as it was found; where that needs no change, no call is made
 */
export async function changeTransition(
  patience: Patience,
  { read, write, beforeWrite }: TransitionCalls,
  found: Transition,
  plan: (transition: Transition) => TransitionPlan,
): Promise<TransitionEnd> {
  if (plan(found).kind !== 'write') return { how: 'settled', transition: found, written: false }
  let written = false
  try {
    // Anew, because there is no conditional write: what its owner has closed meanwhile must keep its owner's reason.
    let transition = await read()
    const mayWriteAgain = patientWrites(patience)
    for (let writes = 0; ;) {
      if (transition === undefined) return { how: 'gone', written }
      if (plan(transition).kind !== 'write') return { how: 'settled', transition, written }
      if (writes === WRITES) return { how: 'contested', transition, written }
      beforeWrite(transition)
      const failure = await attempt(write)
      // An answer that was lost may have been a yes.
      if (failure === undefined || failure.kind === 'retry') written = true
      if (await mayWriteAgain(failure)) {
        transition = await read()
        continue
      }
      writes += 1
      transition = await read()
      const undone = (): boolean => transition !== undefined && plan(transition).kind === 'write'
      if (failure !== undefined && transition !== undefined && undone()) return { how: 'refused', transition, failure }
      for (const wait of SETTLING) {
        if (!undone()) break
        await patience.clock.sleep(wait, patience.signal)
        transition = await read()
      }
    }
  } catch (error) {
    return { how: 'unreadable', failure: passableFailure(error), written }
  }
}

async function attempt(write: () => Promise<unknown>): Promise<AwsFailure | undefined> {
  try {
    await write()
    return undefined
  } catch (error) {
    return passableFailure(error)
  }
}
