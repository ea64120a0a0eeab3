/** What every kind of service's scheduler does alike: start, stop, wait after failures, tell that it is steady, go away. */
import type { Core } from './core.ts'
import { tell, tellOfDraining, tellOfRegistrations, tellOfTasks, tellTrouble, subject } from './messages.ts'
import { healthy, lingers, strategyOf, upOrDraining, wanted, type Rollout, type Service, type Task } from './state.ts'
import { launch, stopTask } from './tasks.ts'

/** Tasks that one look starts at most: ECS starts large services in waves. */
const wave = 100
const longestBackoff = 60_000

export interface Tally {
  /** Tasks that ECS wants to run. */
  readonly wanted: number
  readonly healthy: number
  /** Not wanted any more, but not gone either. */
  readonly lingering: number
}

export const tally = (tasks: Iterable<Task>): Tally => {
  let wantedCount = 0
  let healthyCount = 0
  let lingering = 0
  for (const task of tasks) {
    if (wanted(task)) {
      wantedCount += 1
      if (healthy(task)) healthyCount += 1
    } else if (lingers(task)) {
      lingering += 1
    }
  }
  return { wanted: wantedCount, healthy: healthyCount, lingering }
}

/** Starts up to `count` tasks: fewer where there is no room, none while the rollout waits after failures. */
export const start = (core: Core, rollout: Rollout, count: number): number => {
  const { service } = rollout
  backOff(core, rollout)
  if (count <= 0) return 0
  if (core.now < rollout.notBefore) {
    core.touch(service, rollout.notBefore - core.now)
    return 0
  }
  const placed = Math.min(count, wave, room(core, service, count))
  if (placed < count) core.touch(service)
  const tasks: Task[] = []
  for (let index = 0; index < placed; index += 1) tasks.push(launch(core, rollout))
  if (placed > 0) {
    rollout.steady = false
    rollout.updatedAt = core.now
    tellOfTasks(core, rollout, tasks, 'has started', 'tasks')
  }
  return placed
}

const room = (core: Core, service: Service, count: number): number => {
  const { capacity } = service.quirks
  if (capacity === undefined) return count
  const free = Math.max(0, capacity - service.live.size)
  if (free >= count) return count
  tellTrouble(
    core,
    service,
    'placement',
    `(service ${service.name}) was unable to place a task because no container instance met all of its requirements. Reason: No Container Instances were found in your cluster. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.`,
  )
  return free
}

/** After tasks that failed, the next ones wait twice as long as the last time. */
const backOff = (core: Core, rollout: Rollout): void => {
  const { service, lastFatalStopAt } = rollout
  if (lastFatalStopAt === undefined || lastFatalStopAt <= rollout.notBefore) return
  rollout.failedRounds += 1
  rollout.notBefore = core.now + Math.min(longestBackoff, 1_000 * 2 ** (rollout.failedRounds - 1))
  if (rollout.failedRounds >= 3) {
    tellTrouble(
      core,
      service,
      'impaired',
      `${subject(service, rollout)} is unable to consistently start tasks successfully. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.`,
    )
  }
}

/** Tasks that are not up first, then the youngest. */
export const leastUseful = (tasks: Iterable<Task>): Task[] =>
  [...tasks].filter(wanted).toSorted((a, b) => Number(healthy(a)) - Number(healthy(b)) || b.order - a.order)

/** Stops tasks as part of normal scheduling; the reason names the deployment that has it done. */
export const stop = (core: Core, rollout: Rollout, tasks: readonly Task[], by: Rollout): void => {
  if (tasks.length === 0) return
  const draining = tasks.filter((task) => upOrDraining(task) && task.target !== 'none').length
  const word = by.kind === 'task-set' ? 'taskSet' : 'deployment'
  for (const task of tasks) {
    stopTask(core, task, 'ServiceSchedulerInitiated', `Scaling activity initiated by (${word} ${by.id})`)
  }
  rollout.updatedAt = core.now
  tellOfTasks(core, rollout, tasks, 'has stopped', 'running tasks')
  tellOfDraining(core, rollout, draining)
}

/** Brings a rollout to so many tasks, without any regard for others. @returns whether it is there and all are well */
export const keep = (core: Core, rollout: Rollout, count: number): boolean => {
  const now = tally(rollout.tasks)
  if (now.wanted > count) stop(core, rollout, leastUseful(rollout.tasks).slice(0, now.wanted - count), rollout)
  else start(core, rollout, count - now.wanted)
  return now.wanted === count && now.healthy === count
}

/** Says once that nothing is left to do. */
export const tellSteady = (core: Core, rollout: Rollout, steady: boolean): void => {
  if (steady && !rollout.steady) {
    tell(core, rollout.service, `${subject(rollout.service, rollout)} has reached a steady state.`)
  }
  rollout.steady = steady
}

/** Old deployments leave AWS's list when nothing of theirs is left. */
export const forgetEmpty = (core: Core, service: Service): void => {
  const early = service.quirks.completesWhileDraining === true
  const gone = (rollout: Rollout): boolean => {
    for (const task of rollout.tasks) if (wanted(task) || (!early && lingers(task))) return false
    return true
  }
  service.rollouts = service.rollouts.filter((rollout) => {
    if (rollout === service.current || rollout.kind === 'task-set' || !gone(rollout)) return true
    // A failed deployment stays in sight until its rollback is over; blue until green has taken its place.
    if (service.rollingBack && rollout.state === 'FAILED') return true
    if (strategyOf(service) !== 'ROLLING' && rollout === service.lastCompleted) return true
    rollout.status = 'INACTIVE'
    rollout.updatedAt = core.now
    return false
  })
}

/** A deleted service stops everything and is INACTIVE when that is done. */
export const wind = (core: Core, service: Service): void => {
  for (const rollout of service.rollouts) {
    rollout.desiredCount = 0
    stop(core, rollout, leastUseful(rollout.tasks), rollout)
  }
  if (service.status === 'DRAINING' && service.live.size === 0) {
    service.status = 'INACTIVE'
    service.rollouts = []
  }
}

export const beforeLook = (core: Core, service: Service): void => {
  tellOfRegistrations(core, service)
}
