import type { Service } from '@aws-sdk/client-ecs'
import type { ServiceDeployment } from '../model.ts'
import { timeOf } from './answers.ts'

/** The code of a read that AWS answered with how things were before an earlier answer: it is asked for again. */
export const STALE_ANSWER = 'StaleAnswer'

/** So long answers that go back in time are refused, in milliseconds; then they are believed, whatever was shown before. */
const REFUSED_FOR = 60_000
/** So long they are asked for again before anything is judged by them; nothing is proved by them all the same. */
const HELD_BACK_FOR = 20_000
/** So long where nothing of the rollout that they lack is to run any more: what looks like an old answer may be a rollback. */
const HELD_BACK_FOR_WHAT_STOPPED = 5_000

/** Why an answer may be how the service was before. */
export interface Refusal {
  readonly why: string
  /** Whether it should be asked for again rather than shown with its doubt. */
  readonly isHeldBack: boolean
}

/** Tells answers of DescribeServices that are older than one that was already given: the API is eventually consistent. */
export interface Freshness {
  /**
   * Why the answer is older than an earlier one whatever is read beside it: it lacks an event, or shows a rollout as it was. Undefined
   * where it need not be.
   */
  refuse(service: Service, now: number): Refusal | undefined
  /** Whether it lacks a rollout that is known to be later than anything in it: an old answer, or a rollback. What is read beside it tells. */
  lacksNewest(service: Service): boolean
  /**
   * Why the answer, not refused by itself, is older than what is known of a rollout that it lacks; undefined where it need not be.
   *
   * @param beside what was read after the answer
   */
  refuseBy(beside: Beside, service: Service, now: number): Refusal | undefined
}

/** What was read beside an answer. */
export interface Beside {
  /** Of each task: what made it, when, and whether it is to run. */
  readonly tasks: readonly {
    readonly rolloutId: string | undefined
    readonly createdAt: number | undefined
    readonly isToRun: boolean
  }[]
  readonly serviceDeployments: readonly Pick<ServiceDeployment, 'revisionId' | 'status' | 'createdAt'>[]
}

/** That a rollout began, or made a task that is to run. */
interface Sign {
  readonly at: number
  /** Whether an answer has shown the rollout. */
  readonly isShown: boolean
}

interface Memory {
  readonly createdAt: number | undefined
  readonly newestEvent: number
  /** Of every rollout that was shown: when it last changed. */
  readonly updatedAt: ReadonlyMap<string, number>
  /** Of every rollout of which that is known: when it began. */
  readonly begunAt: ReadonlyMap<string, number>
  /** Of the rollouts in the last answer that was believed, and of those that were met since. */
  readonly signs: ReadonlyMap<string, Sign>
}

const NOTHING: Memory = {
  createdAt: undefined,
  newestEvent: -Infinity,
  updatedAt: new Map(),
  begunAt: new Map(),
  signs: new Map(),
}

const iso = (time: number): string => new Date(time).toISOString()

const rolloutIdOf = ({ revisionId }: { readonly revisionId?: string }): string => `ecs-svc/${revisionId ?? ''}`

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
  for (const { id, updatedAt } of rolloutsOf(service)) {
    const known = memory.updatedAt.get(id)
    if (known !== undefined && updatedAt !== undefined && updatedAt < known)
      return `it shows ${id} as it was at ${iso(updatedAt)}, and an earlier answer as it was at ${iso(known)}`
  }
  return undefined
}

function remembered(service: Service, before: Memory): Memory {
  const updatedAt = new Map(before.updatedAt)
  const begunAt = new Map(before.begunAt)
  const signs = new Map<string, Sign>()
  for (const rollout of rolloutsOf(service)) {
    const { id, createdAt } = rollout
    if (rollout.updatedAt !== undefined) updatedAt.set(id, rollout.updatedAt)
    if (createdAt === undefined) continue
    begunAt.set(id, createdAt)
    signs.set(id, { at: Math.max(createdAt, before.signs.get(id)?.at ?? 0), isShown: true })
  }
  return {
    createdAt: timeOf(service.createdAt),
    newestEvent: Math.max(before.newestEvent, newestEventOf(service)),
    updatedAt,
    begunAt,
    signs,
  }
}

/** Whether it is known to have been taken back, or to have given way to a later one: then the service may well not show it. */
function isUndone(
  { status, createdAt }: Beside['serviceDeployments'][number],
  all: Beside['serviceDeployments'],
): boolean {
  if (status.startsWith('ROLLBACK_')) return true
  return status === 'STOPPED' && all.some((other) => (other.createdAt ?? 0) > (createdAt ?? Infinity))
}

export function createFreshness(): Freshness {
  let memory = NOTHING
  /** Since when answers are refused, without one that was not: by what answers told, and by what they lack. */
  const since: { older: number | undefined; lacking: number | undefined } = { older: undefined, lacking: undefined }
  // Known to have been taken back or to have given way: that an answer lacks them says nothing of its age.
  const undone = new Set<string>()
  // Missed for so long that they must be gone, unless an answer shows them again.
  const missed = new Set<string>()
  // Rollouts that made a task.
  const madeTasks = new Set<string>()

  /** @returns for how long answers have been refused; undefined where that is too long to go on with it */
  function refusedFor(by: keyof typeof since, now: number): number | undefined {
    const from = (since[by] ??= Math.min(since.older ?? now, since.lacking ?? now))
    if (now - from < REFUSED_FOR) return now - from
    memory = NOTHING
    since[by] = undefined
    return undefined
  }

  /** Rollouts that the answer lacks though they are later than anything in it, the latest first. */
  function lackedBy(service: Service): readonly (readonly [id: string, Sign])[] {
    const rollouts = rolloutsOf(service)
    // What took a rollout's place, a rollback included, happened after it began and left a later time than that.
    // One that does not say when it began or changed may be as late as any.
    const times = rollouts.map(({ createdAt, updatedAt }) =>
      createdAt === undefined && updatedAt === undefined ? Infinity : Math.max(createdAt ?? 0, updatedAt ?? 0),
    )
    const latest = Math.max(newestEventOf(service), ...times)
    // An answer that shows what began later is from after that, however late an old rollout made another task.
    const newest = Math.max(-Infinity, ...rollouts.flatMap(({ createdAt }) => createdAt ?? []))
    const shown = new Set(rollouts.map(({ id }) => id))
    return [...memory.signs]
      .filter(([id, { at }]) => at > latest && !shown.has(id) && !undone.has(id) && !missed.has(id))
      .filter(([id]) => (memory.begunAt.get(id) ?? Infinity) >= newest)
      .toSorted(([, a], [, b]) => b.at - a.at)
  }

  function believe(service: Service): void {
    memory = remembered(service, memory)
    since.lacking = undefined
    for (const { id } of rolloutsOf(service)) missed.delete(id)
  }

  function note({ tasks, serviceDeployments }: Beside): void {
    const begunAt = new Map(memory.begunAt)
    const signs = new Map(memory.signs)
    const met = (id: string, at: number): void => {
      const known = signs.get(id)
      signs.set(id, { at: Math.max(at, known?.at ?? 0), isShown: known?.isShown ?? false })
    }
    for (const deployment of serviceDeployments) {
      const id = rolloutIdOf(deployment)
      if (isUndone(deployment, serviceDeployments)) undone.add(id)
      if (deployment.revisionId === undefined || deployment.createdAt === undefined) continue
      if (!begunAt.has(id)) begunAt.set(id, deployment.createdAt)
      met(id, deployment.createdAt)
    }
    for (const { rolloutId: id, createdAt, isToRun } of tasks) {
      if (id?.startsWith('ecs-svc/') !== true) continue
      madeTasks.add(id)
      // An old rollout's replacements are young as well, and told to stop when ours is there.
      if (isToRun && createdAt !== undefined) met(id, createdAt)
    }
    memory = { ...memory, begunAt, signs }
  }

  return {
    refuse: (service, now) => {
      // A service that was deleted and made anew starts its own history.
      if (timeOf(service.createdAt) !== memory.createdAt) memory = NOTHING
      const why = older(service, memory)
      const refused = why === undefined ? undefined : refusedFor('older', now)
      if (why !== undefined && refused !== undefined) return { why, isHeldBack: refused < HELD_BACK_FOR }
      since.older = undefined
      if (lackedBy(service).length === 0) believe(service)
      return undefined
    },

    lacksNewest: (service) => lackedBy(service).length > 0,

    refuseBy: (beside, service, now) => {
      note(beside)
      const running = new Set(beside.tasks.flatMap(({ rolloutId, isToRun }) => (isToRun ? [rolloutId] : [])))
      const listed = new Set(beside.serviceDeployments.map(rolloutIdOf))
      const hasStopped = (id: string): boolean => madeTasks.has(id) && !running.has(id) && !listed.has(id)
      const lacking = lackedBy(service)
      const [latest] = lacking
      if (latest === undefined) {
        believe(service)
        return undefined
      }
      const isStopped = lacking.every(([id]) => hasStopped(id))
      const refused = refusedFor('lacking', now)
      // What only its tasks told of ends with them.
      const isForgotten = isStopped && lacking.every(([, { isShown }]) => !isShown)
      if (refused === undefined || (isForgotten && refused >= HELD_BACK_FOR_WHAT_STOPPED)) {
        for (const [id] of lacking) missed.add(id)
        believe(service)
        return undefined
      }
      const [id, { at }] = latest
      return {
        why: `it lacks ${id}, known from ${iso(at)}, and nothing in it is as late`,
        isHeldBack: refused < (isStopped ? HELD_BACK_FOR_WHAT_STOPPED : HELD_BACK_FOR),
      }
    },
  }
}
