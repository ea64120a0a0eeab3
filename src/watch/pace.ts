import type { Observation, ServicePicture } from '../model.ts'

/**
 * Calls to ECS that one minute may hold: a fifth of the 20 a second that ECS grants an account and region for reading tasks, shared with
 * everybody else.
 */
export const CALLS_PER_MINUTE = 240
const MINUTE = 60_000
/** Between two glances at least, in milliseconds. */
const SHORTEST_REST = 1_000
/** A glance is not worth more than so small a part of the time for which nothing has changed. */
const PATIENCE = 60
/** For each call that a look costs, in milliseconds: looks are that far apart, and glances, so that dear looks leave room for them. */
const LOOK_REST_PER_CALL = MINUTE / CALLS_PER_MINUTE
const GLANCE_REST_PER_CALL = 40

/** When to look, and when to glance, so that a change is seen soon and a minute's calls stay within their limit. */
export interface Pace {
  /** Notes the calls made so far, retries included. */
  note(now: number, calls: number): void
  /**
   * Notes a look at every service that began at `from`.
   * @param calls what it cost
   * @param anew what reading all of it anew would cost
   */
  looked(from: number, calls: number, anew: number): void
  /** Notes what a glance at every service has cost. */
  glanced(calls: number): void
  /** Notes what is seen of the services; a change of it is expected to be followed by another one soon. */
  saw(services: readonly ServicePicture[], now: number): void
  /** When the next look at every service is due, in milliseconds since the epoch. */
  nextLook(): number
  /** Milliseconds from now until the next glance. */
  restBeforeGlance(now: number): number
  /** The earliest time at which the last reading may be taken. */
  roomForLastReading(now: number): number
  /** Whether a look at every service and the last reading after it both fit into this minute. */
  hasRoomForBoth(now: number): boolean
  /** The earliest time at which a glance may be taken, so that the last reading could follow at once. */
  roomForGlance(now: number): number
  /** The earliest time at which so large a part of the services may be looked at, so that the last reading could follow at once. */
  roomForLook(share: number, now: number): number
}

/** @param pollInterval milliseconds between two looks at most, unless a look costs too much for that */
export function createPace(pollInterval: number): Pace {
  const shortest = Math.max(SHORTEST_REST, pollInterval / 5)
  /** Calls made in all by a time, oldest first; the first one is the newest of those that are a minute old. */
  const notes: { readonly at: number; readonly calls: number }[] = [{ at: -Infinity, calls: 0 }]
  let lookedFrom = -Infinity
  let lastCost = 0
  let lastReading = 0
  let lastGlance = 0
  let seen = ''
  let movedAt = -Infinity

  const total = (): number => notes.at(-1)?.calls ?? 0
  /** The earliest time at which so many calls more fit into the minute that ends there. */
  const roomFor = (calls: number, now: number): number => {
    const allowed = Math.max(0, CALLS_PER_MINUTE - calls)
    const passing = notes.find((note) => total() - note.calls <= allowed)
    return Math.max(now, (passing?.at ?? now) + MINUTE)
  }

  return {
    note: (at, calls) => {
      if (calls > total()) notes.push({ at, calls })
      while (notes.length > 1 && (notes[1]?.at ?? Infinity) <= at - MINUTE) notes.shift()
    },
    looked: (from, calls, anew) => {
      // What the first look asks once, no later one does.
      lastCost = lookedFrom === -Infinity ? Math.min(calls, anew) : calls
      lastReading = anew
      lookedFrom = from
    },
    glanced: (calls) => {
      lastGlance = calls
    },
    saw: (services, now) => {
      const sight = services.map(sightOf).join('\n')
      if (sight !== seen) movedAt = now
      seen = sight
    },
    nextLook: () => {
      const soonest = lookedFrom + Math.max(pollInterval, lastCost * LOOK_REST_PER_CALL)
      const lastCallAt = notes.at(-1)?.at ?? lookedFrom
      return Math.max(soonest, Math.min(roomFor(lastCost + lastReading, soonest), lastCallAt + MINUTE))
    },
    restBeforeGlance: (now) =>
      Math.max(shortest, lastCost * GLANCE_REST_PER_CALL, Math.min(pollInterval, (now - movedAt) / PATIENCE)),
    roomForLastReading: (now) => roomFor(lastReading, now),
    hasRoomForBoth: (now) => lastCost + lastReading <= CALLS_PER_MINUTE && roomFor(lastCost + lastReading, now) <= now,
    roomForGlance: (now) => roomFor(lastGlance + lastReading, now),
    roomForLook: (share, now) => roomFor(Math.ceil(lastCost * share) + lastReading, now),
  }
}

/** What moves while a rollout goes on. */
function sightOf({ rollouts, tasks, serviceDeployments }: ServicePicture): string {
  const states = Object.entries(Object.groupBy(tasks, ({ lastStatus, health }) => `${lastStatus} ${health}`))
  const shifts = serviceDeployments.state === 'read' ? serviceDeployments.value : []
  return JSON.stringify([
    rollouts.map((one) => [one.id, one.status, one.rolloutState, one.runningCount, one.pendingCount, one.failedTasks]),
    states.map(([state, group]) => [state, group?.length]),
    shifts.map(({ status, lifecycleStage }) => [status, lifecycleStage]),
  ])
}

/** Calls that read all of them anew: services ten to a call, tasks 100 to a call, listed and described; shifts of traffic take two. */
export function callsOfLastReading(services: readonly { readonly observation?: Observation }[]): number {
  return services.reduce(
    (sum, { observation }) => {
      if (observation === undefined) return sum
      const { tasks, strategy } = observation.service
      const pages = Math.ceil(tasks.length / 100)
      return sum + Math.max(1, pages) + 1 + pages + (strategy === 'ROLLING' ? 0 : 2)
    },
    Math.ceil(services.length / 10),
  )
}
