/** Rolling deployments: REPLICA and DAEMON services under the ECS controller. */
import type { Core } from './core.ts'
import { complete, rolledBack, underWay, watchBreaker } from './deployments.ts'
import { tellTrouble } from './messages.ts'
import { forgetEmpty, leastUseful, start, stop, tally, tellSteady, type Tally } from './scheduler.ts'
import { healthy, wanted, type Rollout, type Service, type Task } from './state.ts'

interface Limits {
  /** Tasks of all deployments together, at most. */
  readonly maximum: number
  /** Healthy tasks of all deployments together, at least. */
  readonly minimum: number
}

/** DAEMON services default to 100 and 0 percent, the others to 200 and 100. AWS rounds the maximum down and the minimum up. */
export const limitsPercent = (
  service: Service,
): { readonly maximumPercent: number; readonly minimumHealthyPercent: number } => {
  const daemon = service.scheduling === 'DAEMON'
  return {
    maximumPercent: service.configuration.maximumPercent ?? (daemon ? 100 : 200),
    minimumHealthyPercent: service.configuration.minimumHealthyPercent ?? (daemon ? 0 : 100),
  }
}

const limitsOf = (service: Service): Limits => {
  const { maximumPercent, minimumHealthyPercent } = limitsPercent(service)
  return {
    maximum: Math.floor((service.desiredCount * maximumPercent) / 100),
    minimum: Math.ceil((service.desiredCount * minimumHealthyPercent) / 100),
  }
}

export const rolling = (core: Core, service: Service): void => {
  const { current: before } = service
  if (before === undefined) return
  const record = underWay(service)
  if (record?.status === 'PENDING') {
    record.status = 'IN_PROGRESS'
    record.startedAt = core.now
    record.updatedAt = core.now
  }
  watchBreaker(core, service)
  // The breaker may just have made another deployment current.
  const current = service.current ?? before
  current.desiredCount = service.desiredCount
  const frozen = current.state === 'FAILED'
  if (!frozen) replace(core, service, current)
  for (const rollout of service.rollouts) {
    if (rollout !== current) rollout.desiredCount = tally(rollout.tasks).wanted
  }
  finishIfDone(core, service, current)
  forgetEmpty(core, service)
}

/** Tasks that belong to the service's other deployments. */
const othersOf = (service: Service, current: Rollout): Task[] =>
  [...service.live].filter((task) => task.rollout !== current)

/** One step of the rollout: start what there is room for, stop what is not needed any more. */
const replace = (core: Core, service: Service, current: Rollout): void => {
  const limits = limitsOf(service)
  const desired = service.desiredCount + moved(core, service, current, limits)
  const all = tally(service.live)
  const ours = tally(current.tasks)
  if (ours.wanted > desired) {
    stop(core, current, leastUseful(current.tasks).slice(0, ours.wanted - desired), current)
  }
  const drainingCounts = service.quirks.drainingCountsAgainstMaximum ?? true
  const occupied = drainingCounts ? service.live.size : all.wanted
  const need = Math.max(0, desired - ours.wanted)
  const room = Math.max(0, limits.maximum - occupied)
  const started = start(core, current, Math.min(need, room))
  const freeing = drainingCounts ? service.live.size - all.wanted - started : 0
  const lacking = Math.max(0, need - room - Math.max(0, freeing))
  const stopped = stopOthers(core, service, current, all, limits, lacking)
  if (need > 0 && room === 0 && stopped === 0 && freeing === 0 && all.healthy === all.wanted) tellStuck(core, service)
}

/**
 * Availability Zone rebalancing: a task in another zone first, then the one that it replaces goes (ECS developer guide, "Balancing an
 * Amazon ECS service across Availability Zones"). @returns how many tasks more than desired that needs
 */
const moved = (core: Core, service: Service, current: Rollout, limits: Limits): number => {
  const { moving, desiredCount } = service
  for (const task of moving) if (!wanted(task) || task.rollout !== current) moving.delete(task)
  const replaced = [...moving].slice(0, Math.max(0, tally(current.tasks).healthy - desiredCount))
  stop(core, current, replaced, current)
  for (const task of replaced) moving.delete(task)
  return Math.max(0, Math.min(moving.size, limits.maximum - desiredCount))
}

/** @param lacking places that the current deployment needs and does not get while the old tasks are there */
const stopOthers = (
  core: Core,
  service: Service,
  current: Rollout,
  all: Tally,
  limits: Limits,
  lacking: number,
): number => {
  const others = othersOf(service, current).filter(wanted)
  if (others.length === 0) return 0
  if (current.keepsOldUntil !== undefined && core.now < current.keepsOldUntil) {
    core.touch(service, current.keepsOldUntil - core.now)
    return 0
  }
  const unwell = others.filter((task) => !healthy(task))
  const well = others.filter(healthy).toSorted((a, b) => a.order - b.order)
  const surplus = earlyCleanUp(service, current) ? well.length : all.healthy - service.desiredCount
  const allowed = earlyCleanUp(service, current) ? well.length : all.healthy - limits.minimum
  const share = Math.max(0, Math.min(allowed, Math.max(surplus, lacking)))
  const candidates = [...unwell, ...well.slice(0, share)]
  const spare = Math.max(0, others.length - (service.quirks.protectedTasks ?? 0))
  if (candidates.length > spare) {
    tellTrouble(
      core,
      service,
      'protected',
      `(service ${service.name}) was unable to scale in due to (reason ${others.length} protected tasks are more than the desired count).`,
    )
  }
  const chosen = candidates.slice(0, spare)
  const byRollout = Map.groupBy(chosen, (task) => task.rollout)
  for (const [rollout, tasks] of byRollout) stop(core, rollout, tasks, current)
  return chosen.length
}

/** Early success with BLOCKING cleanup: the rest of the old tasks goes as soon as enough new ones are healthy. */
const earlyCleanUp = (service: Service, current: Rollout): boolean => {
  const early = service.configuration.earlySuccess
  return early?.cleanup === 'BLOCKING' && enoughForEarly(service, current)
}

const enoughForEarly = (service: Service, current: Rollout): boolean => {
  const early = service.configuration.earlySuccess
  if (early === undefined) return false
  return tally(current.tasks).healthy >= Math.ceil((service.desiredCount * early.healthyPercent) / 100)
}

const tellStuck = (core: Core, service: Service): void => {
  tellTrouble(
    core,
    service,
    'stuck',
    `(service ${service.name}) was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.`,
  )
}

const finishIfDone = (core: Core, service: Service, current: Rollout): void => {
  const ours = tally(current.tasks)
  const others = tally(othersOf(service, current))
  const settled = ours.wanted === service.desiredCount && ours.healthy === service.desiredCount
  const cleared = others.wanted === 0 && (service.quirks.completesWhileDraining === true || others.lingering === 0)
  if (current.state === 'IN_PROGRESS') {
    const early = service.configuration.earlySuccess
    const soon = early !== undefined && enoughForEarly(service, current) && (early.cleanup === 'DEFERRED' || cleared)
    if ((settled && cleared) || soon) {
      if (!baked(core, service, current) || !rolledBack(core, service)) return
      if (soon && early.cleanup === 'DEFERRED' && others.wanted > 0) {
        current.keepsOldUntil = core.now + (early.deferredMs ?? 600_000)
        core.touch(service, current.keepsOldUntil - core.now)
      }
      complete(core, service, current)
    } else {
      current.bakingSince = undefined
    }
  }
  tellSteady(core, current, current.state === 'COMPLETED' && settled && cleared)
}

/** Whether the bake time that the configuration names is over; begins it where it has not begun. */
const baked = (core: Core, service: Service, current: Rollout): boolean => {
  const bake = (service.configuration.bakeTimeInMinutes ?? 0) * 60_000
  if (bake === 0 || service.rollingBack) return true
  const record = underWay(service)
  if (record !== undefined) record.stage = 'BAKE_TIME'
  current.bakingSince ??= core.now
  const left = current.bakingSince + bake - core.now
  if (left > 0) core.touch(service, left)
  return left <= 0
}
