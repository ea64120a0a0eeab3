/** CODE_DEPLOY and EXTERNAL services: each task set is kept at its scale, whatever the others do. */
import type { Core } from './core.ts'
import { keep, tally, tellSteady } from './scheduler.ts'
import type { Rollout, Service } from './state.ts'

/** `computedDesiredCount`: ECS rounds up. */
export const computedDesiredCount = (service: Service, set: Rollout): number =>
  set.status === 'DRAINING' || service.status !== 'ACTIVE'
    ? 0
    : Math.ceil((service.desiredCount * set.scalePercent) / 100)

export const taskSets = (core: Core, service: Service): void => {
  for (const set of service.rollouts) {
    set.desiredCount = computedDesiredCount(service, set)
    const steady = keep(core, set, set.desiredCount) && set.status !== 'DRAINING'
    if (!steady) set.stableSince = undefined
    else set.stableSince ??= core.now
    tellSteady(core, set, steady)
  }
  service.rollouts = service.rollouts.filter((set) => {
    if (set.status !== 'DRAINING') return true
    const left = tally(set.tasks)
    return left.wanted + left.lingering > 0
  })
}
