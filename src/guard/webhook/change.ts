import type { AwsFailure } from '../../aws/failure.ts'
import { passableFailure, patientWrites } from '../problem.ts'
import type { Patience } from '../problem.ts'

/** Once for the change, once more where somebody else changed the hook at the same time. */
const WRITES = 2

/** How long a change may take to be read back, in milliseconds, before it counts as undone by somebody else. */
const SETTLING: readonly number[] = [1000, 2000]

/** One side of a hook, CodeBuild's or GitHub's, and what is wanted of it. */
export interface Side<Seen, Change> {
  /** Undefined where it is no longer there. */
  read(): Promise<Seen | undefined>
  write(seen: Seen, change: Change): Promise<void>
  /** What has to be written; undefined where nothing is to be, or can be. */
  wanted(seen: Seen): Change | undefined
}

/** What was written: the side as it was before the first write, and the last change. */
export interface Written<Seen, Change> {
  readonly before: Seen
  readonly change: Change
}

/**
 * How a change ended; `seen` is always what was read last. `settled`: there is nothing left to write. `contested`: written, and
 * read back otherwise each time. `refused`: the write was turned down. `unreadable`: the side could not be read (again).
 */
export type ChangeEnd<Seen, Change> =
  | { readonly how: 'settled' | 'contested'; readonly seen: Seen; readonly written?: Written<Seen, Change> }
  | { readonly how: 'refused'; readonly seen: Seen; readonly failure: AwsFailure }
  | { readonly how: 'gone'; readonly written?: Written<Seen, Change> }
  | { readonly how: 'unreadable'; readonly failure: AwsFailure; readonly written?: Written<Seen, Change> }

/**
 * Reads, writes and reads back, until what was read needs no more change.
 * @param found the side as it was found, where it was; where that needs no change, no call is made
 * @param beforeWrite called right before each write with what is about to be written
 */
export async function changeSide<Seen, Change>(
  side: Side<Seen, Change>,
  patience: Patience,
  found: Seen | undefined,
  beforeWrite: (seen: Seen, written: Written<Seen, Change>) => void,
): Promise<ChangeEnd<Seen, Change>> {
  if (found !== undefined && side.wanted(found) === undefined) return { how: 'settled', seen: found }
  let written: { readonly written?: Written<Seen, Change> } = {}
  try {
    // Anew, because there is no conditional write: the shorter the gap, the less another's change is lost in it.
    let seen = await side.read()
    const mayWriteAgain = patientWrites(patience)
    for (let writes = 0; ;) {
      if (seen === undefined) return { how: 'gone', ...written }
      const change = side.wanted(seen)
      if (change === undefined) return { how: 'settled', seen, ...written }
      if (writes === WRITES) return { how: 'contested', seen, ...written }
      const attempt = { before: written.written?.before ?? seen, change }
      beforeWrite(seen, attempt)
      const failure = await failureOf(side.write(seen, change))
      // An answer that was lost may have been a yes.
      if (failure === undefined || failure.kind === 'retry') written = { written: attempt }
      if (await mayWriteAgain(failure)) {
        seen = await side.read()
        continue
      }
      writes += 1
      seen = await side.read()
      const undone = (): boolean => seen !== undefined && side.wanted(seen) !== undefined
      if (failure !== undefined && seen !== undefined && undone()) return { how: 'refused', seen, failure }
      for (const wait of SETTLING) {
        if (!undone()) break
        await patience.clock.sleep(wait, patience.signal)
        seen = await side.read()
      }
    }
  } catch (error) {
    return { how: 'unreadable', failure: passableFailure(error), ...written }
  }
}

/** Gives the failure, where the write was turned down or got no answer. */
async function failureOf(writing: Promise<void>): Promise<AwsFailure | undefined> {
  try {
    await writing
    return undefined
  } catch (error) {
    return passableFailure(error)
  }
}
