import type { Reading } from '../model.ts'
import { AwsFailure } from '../aws/failure.ts'

type Present<T> = { [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key] } & {
  [Key in keyof T as undefined extends T[Key] ? Key : never]?: Exclude<T[Key], undefined>
}

/** Leaves out what an answer left out: the model's optional fields are absent, never undefined. */
export function present<T extends object>(fields: T): Present<T>
export function present(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

/** Milliseconds since the epoch. Undefined where there is no date or none that is one. */
export function timeOf(date: Date | undefined): number | undefined {
  const time = date?.getTime()
  return time === undefined || Number.isNaN(time) ? undefined : time
}

/** What follows the last slash: a task's id, a revision's number, a service's name. */
export function lastSegment(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1)
}

/** Newest first; what has no time comes last. */
export function newestFirst<T>(items: readonly T[], at: (item: T) => number | undefined): readonly T[] {
  return items.toSorted((a, b) => (at(b) ?? -Infinity) - (at(a) ?? -Infinity) || 0)
}

/** Runs `work` on every item, at most `limit` at a time, and keeps their order. The first rejection rejects the whole. */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = []
  let next = 0
  let failed = false
  const worker = async (): Promise<void> => {
    while (!failed) {
      const index = next
      next += 1
      const item = items[index]
      if (index >= items.length || item === undefined) return
      try {
        results[index] = await work(item)
      } catch (error) {
        // The others finish what they have in hand and begin nothing more.
        failed = true
        throw error
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker))
  return results
}

export type NotRead = Extract<Reading<never>, { state: 'not-read' }>

/** A question that was not put to AWS. */
export function notAsked(why: string): NotRead {
  return { state: 'not-read', why, denied: false }
}

/**
 * What is told of an optional question that AWS did not answer. Anything but an `AwsFailure` is thrown on: a cancelled run, a defect.
 */
export function notRead(error: unknown): NotRead {
  if (!(error instanceof AwsFailure)) throw error
  return present({
    state: 'not-read' as const,
    why: error.message,
    action: error.action,
    resource: error.resource,
    denied: error.kind === 'denied',
  })
}

/** Whether asking again in this run is in vain: a refusal, or an API that has no such record of this service. */
export function isFinalRefusal(error: unknown): boolean {
  return error instanceof AwsFailure && (error.kind === 'denied' || error.kind === 'unsupported')
}
