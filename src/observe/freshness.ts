import type { Service } from '@aws-sdk/client-ecs'
import { timeOf } from './answers.ts'

/** The code of a read that AWS answered with how things were before an earlier answer: it is asked for again. */
export const STALE_ANSWER = 'StaleAnswer'

/** So long answers that go back in time are refused, in milliseconds; then they are believed, whatever was shown before. */
const REFUSED_FOR = 60_000
/** So long they are asked for again before anything is judged by them; nothing is proved by them all the same. */
const HELD_BACK_FOR = 20_000

/** Tells answers of DescribeServices that are older than one that was already given: the API is eventually consistent. */
export interface Freshness {
  /** Why the answer is older than an earlier one; undefined where it need not be, and then it is remembered. */
  refuse(service: Service, now: number): string | undefined
  /**
   * Why the answer, not refused by itself, is older than what was read after it: a rollout that it lacks began, or made a task, later than
   * anything in it. Undefined where it need not be.
   */
  refuseBy(traces: readonly Trace[], service: Service, now: number): string | undefined
  /** Whether an answer that is refused should be asked for again rather than shown with its doubt. */
  isHeldBack(now: number): boolean
}

/** What is known of a rollout from its tasks, or from the list of service deployments: that it did something at a time. */
export interface Trace {
  readonly rolloutId: string | undefined
  readonly at: number | undefined
}

interface Memory {
  readonly createdAt: number | undefined
  readonly newestEvent: number
  /** Of every rollout that was shown: when it last changed. */
  readonly updatedAt: ReadonlyMap<string, number>
  /** The rollout that began, or made a task, last. */
  readonly newest: { readonly id: string; readonly at: number } | undefined
}

const NOTHING: Memory = { createdAt: undefined, newestEvent: -Infinity, updatedAt: new Map(), newest: undefined }

const iso = (time: number): string => new Date(time).toISOString()

function rolloutsOf({ deployments, taskSets }: Service) {
  return [...(deployments ?? []), ...(taskSets ?? [])].flatMap(({ id, createdAt, updatedAt }) =>
    id === undefined ? [] : [{ id, createdAt: timeOf(createdAt), updatedAt: timeOf(updatedAt) }],
  )
}

const newestEventOf = ({ events }: Service): number =>
  Math.max(-Infinity, ...(events ?? []).flatMap(({ createdAt }) => timeOf(createdAt) ?? []))

function older(service: Service, memory: Memory): string | undefined {
  const event = newestEventOf(service)
  if (service.events !== undefined && event < memory.newestEvent)
    return `it lacks the event of ${iso(memory.newestEvent)} that an earlier answer had`
  const rollouts = rolloutsOf(service)
  for (const { id, updatedAt } of rollouts) {
    const known = memory.updatedAt.get(id)
    if (known !== undefined && updatedAt !== undefined && updatedAt < known)
      return `it shows ${id} as it was at ${iso(updatedAt)}, and an earlier answer as it was at ${iso(known)}`
  }
  const { newest } = memory
  if (newest === undefined || rollouts.some(({ id }) => id === newest.id)) return undefined
  // What took the newest one's place, a rollback included, happened after it began and left a later time than that.
  // One that does not say when it began or changed may be as late as any.
  const times = rollouts.map(({ createdAt, updatedAt }) =>
    createdAt === undefined && updatedAt === undefined ? Infinity : Math.max(createdAt ?? 0, updatedAt ?? 0),
  )
  if (Math.max(event, ...times) >= newest.at) return undefined
  return `it lacks ${newest.id}, known from ${iso(newest.at)}, and nothing in it is as late`
}

function remembered(service: Service, before: Memory): Memory {
  const rollouts = rolloutsOf(service)
  const updatedAt = new Map(before.updatedAt)
  let { newest } = before
  for (const rollout of rollouts) {
    if (rollout.updatedAt !== undefined) updatedAt.set(rollout.id, rollout.updatedAt)
    if (rollout.createdAt !== undefined && rollout.createdAt > (newest?.at ?? -Infinity))
      newest = { id: rollout.id, at: rollout.createdAt }
  }
  return {
    createdAt: timeOf(service.createdAt),
    newestEvent: Math.max(before.newestEvent, newestEventOf(service)),
    updatedAt,
    newest,
  }
}

export function createFreshness(): Freshness {
  let memory = NOTHING
  /** Since when answers are refused, without one that was not: by what answers told, and by what was read beside them. */
  const since: { answer: number | undefined; traces: number | undefined } = { answer: undefined, traces: undefined }
  let refusedLast: number | undefined
  // Refused for so long that they are no sign of an old answer; their traces stay in what is read beside it.
  const disbelieved = new Set<string>()

  function refused(by: keyof typeof since, why: string | undefined, now: number): string | undefined {
    if (why === undefined) {
      since[by] = undefined
      return undefined
    }
    refusedLast = since[by] ??= Math.min(since.answer ?? now, since.traces ?? now)
    if (now - refusedLast < REFUSED_FOR) return why
    if (memory.newest !== undefined) disbelieved.add(memory.newest.id)
    memory = NOTHING
    since[by] = undefined
    return undefined
  }

  return {
    refuse: (service, now) => {
      // A service that was deleted and made anew starts its own history.
      if (timeOf(service.createdAt) !== memory.createdAt) memory = NOTHING
      const why = refused('answer', older(service, memory), now)
      if (why === undefined) memory = remembered(service, memory)
      return why
    },
    refuseBy: (traces, service, now) => {
      for (const { rolloutId: id, at } of traces)
        if (id?.startsWith('ecs-svc/') === true && !disbelieved.has(id) && at !== undefined)
          if (at > (memory.newest?.at ?? -Infinity)) memory = { ...memory, newest: { id, at } }
      return refused('traces', older(service, memory), now)
    },
    isHeldBack: (now) => refusedLast === undefined || now - refusedLast < HELD_BACK_FOR,
  }
}
