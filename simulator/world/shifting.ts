/** BLUE_GREEN, LINEAR and CANARY under the ECS controller: the life-cycle stages of a service deployment, one after the other. */
import type { DeploymentLifecycleHook } from '@aws-sdk/client-ecs'
import type { Core } from './core.ts'
import { complete, fail, rolledBack, underWay, watchBreaker } from './deployments.ts'
import { forgetEmpty, keep, leastUseful, stop, tally, tellSteady } from './scheduler.ts'
import {
  strategyOf,
  type HookRun,
  type Rollout,
  type Service,
  type ServiceDeploymentRecord,
  type Stage,
} from './state.ts'

const stages: readonly Stage[] = [
  'RECONCILE_SERVICE',
  'PRE_SCALE_UP',
  'SCALE_UP',
  'POST_SCALE_UP',
  'TEST_TRAFFIC_SHIFT',
  'POST_TEST_TRAFFIC_SHIFT',
  'PRE_PRODUCTION_TRAFFIC_SHIFT',
  'PRODUCTION_TRAFFIC_SHIFT',
  'POST_PRODUCTION_TRAFFIC_SHIFT',
  'BAKE_TIME',
  'CLEAN_UP',
]

/** How long a Lambda hook takes. */
const lambdaHook = 2_000
/** How long AWS waits at a PAUSE hook unless told otherwise: a day, then it rolls back. */
const defaultHookMinutes = 1_440

export const shifting = (core: Core, service: Service): void => {
  watchBreaker(core, service)
  const { current } = service
  if (current === undefined) return
  const record = underWay(service)
  if (record === undefined) rest(core, service, current)
  else if (service.rollingBack) goBack(core, service, current)
  else forward(core, service, current, record)
  forgetEmpty(core, service)
}

/** No deployment is under way. */
const rest = (core: Core, service: Service, current: Rollout): void => {
  if (current.state === 'FAILED') {
    const blue = service.lastCompleted
    if (blue !== undefined && blue !== current) keep(core, blue, service.desiredCount)
    return
  }
  current.desiredCount = service.desiredCount
  tellSteady(core, current, keep(core, current, service.desiredCount))
}

const goBack = (core: Core, service: Service, current: Rollout): void => {
  current.desiredCount = service.desiredCount
  shift(core, service, current, 100)
  const settled = keep(core, current, service.desiredCount)
  const cleared = clearOthers(core, service, current)
  if (!settled || !cleared || !rolledBack(core, service)) return
  complete(core, service, current)
  tellSteady(core, current, true)
}

const forward = (core: Core, service: Service, current: Rollout, record: ServiceDeploymentRecord): void => {
  if (record.status === 'PENDING') {
    record.status = 'IN_PROGRESS'
    record.startedAt = core.now
    enter(core, service, record, 'RECONCILE_SERVICE')
  }
  // Stages without work are passed in the same look.
  while (record.stage !== undefined && record.status === 'IN_PROGRESS') {
    const ready = work(core, service, current, record, record.stage)
    if (!hooksDone(core, service, record) || !ready) return
    const next = stages[stages.indexOf(record.stage) + 1]
    if (next === undefined) {
      complete(core, service, current)
      tellSteady(core, current, true)
      return
    }
    enter(core, service, record, next)
  }
}

const enter = (core: Core, service: Service, record: ServiceDeploymentRecord, stage: Stage): void => {
  record.stage = stage
  record.stageSince = core.now
  record.updatedAt = core.now
  for (const hook of service.configuration.hooks ?? []) {
    if (hook.lifecycleStages?.some((wanted) => wanted === stage) === true)
      record.hooks.push(runHook(core, service, hook, stage))
  }
}

/** Does a stage's own work. @returns whether it is done */
const work = (
  core: Core,
  service: Service,
  current: Rollout,
  record: ServiceDeploymentRecord,
  stage: Stage,
): boolean => {
  const blue = service.lastCompleted
  const desired = service.desiredCount
  if (stage !== 'CLEAN_UP' && blue !== undefined && blue !== current) {
    blue.desiredCount = desired
    keep(core, blue, desired)
  }
  const scaled = stages.indexOf(stage) >= stages.indexOf('SCALE_UP')
  if (scaled) current.desiredCount = desired
  const settled = scaled && keep(core, current, desired)
  switch (stage) {
    case 'RECONCILE_SERVICE':
      if (blue !== undefined && blue !== current) shift(core, service, blue, 100)
      return clearStale(core, service, current, blue)
    case 'SCALE_UP':
      return settled
    case 'TEST_TRAFFIC_SHIFT':
      for (const rollout of service.rollouts) rollout.testWeight = rollout === current ? 100 : 0
      return true
    case 'PRODUCTION_TRAFFIC_SHIFT':
      return shiftProduction(core, service, current, record)
    case 'BAKE_TIME':
      return waited(core, service, record, (service.configuration.bakeTimeInMinutes ?? 0) * 60_000)
    case 'CLEAN_UP':
      return clearOthers(core, service, current) && settled
    case 'PRE_SCALE_UP':
    case 'POST_SCALE_UP':
    case 'POST_TEST_TRAFFIC_SHIFT':
    case 'PRE_PRODUCTION_TRAFFIC_SHIFT':
    case 'POST_PRODUCTION_TRAFFIC_SHIFT':
      return true
    default:
      return stage satisfies never
  }
}

const waited = (core: Core, service: Service, record: ServiceDeploymentRecord, milliseconds: number): boolean => {
  const left = record.stageSince + milliseconds - core.now
  if (left > 0) core.touch(service, left)
  return left <= 0
}

const shiftProduction = (core: Core, service: Service, current: Rollout, record: ServiceDeploymentRecord): boolean => {
  // Without an old revision there is nothing to shift from.
  const first = service.lastCompleted === undefined || service.lastCompleted === current
  const strategy = strategyOf(service)
  if (first || strategy === 'ROLLING' || strategy === 'BLUE_GREEN') {
    shift(core, service, current, 100)
    return true
  }
  if (strategy === 'CANARY') {
    const { canaryPercent = 5, canaryBakeTimeInMinutes = 10 } = service.configuration.canary ?? {}
    const over = waited(core, service, record, canaryBakeTimeInMinutes * 60_000)
    shift(core, service, current, over ? 100 : canaryPercent)
    return over
  }
  const { stepPercent = 10, stepBakeTimeInMinutes = 6 } = service.configuration.linear ?? {}
  const step = stepBakeTimeInMinutes * 60_000
  const taken = step === 0 ? Math.ceil(100 / stepPercent) : Math.floor((core.now - record.stageSince) / step) + 1
  shift(core, service, current, Math.min(100, taken * stepPercent))
  if (current.weight >= 100) return true
  core.touch(service, record.stageSince + taken * step - core.now)
  return false
}

/** Gives a revision its share of production traffic; the last completed one has the rest. */
const shift = (core: Core, service: Service, to: Rollout, weight: number): void => {
  const rest = service.lastCompleted === to ? undefined : service.lastCompleted
  for (const rollout of service.rollouts) rollout.weight = rollout === to ? weight : rollout === rest ? 100 - weight : 0
  to.weight = rest === undefined ? 100 : weight
  const rule = service.loadBalancers[0]?.productionListenerRule
  const balancer = service.loadBalancers[0]
  if (rule === undefined || balancer?.alternateTargetGroupArn === undefined || to.targetGroupArn === undefined) return
  const other =
    to.targetGroupArn === balancer.targetGroupArn ? balancer.alternateTargetGroupArn : balancer.targetGroupArn
  core.elb.setWeights(rule, [
    { targetGroupArn: to.targetGroupArn, weight: to.weight },
    { targetGroupArn: other, weight: 100 - to.weight },
  ])
}

/** Stops what neither serves nor is to serve: a green revision that was replaced before it was finished. */
const clearStale = (core: Core, service: Service, current: Rollout, blue: Rollout | undefined): boolean => {
  for (const rollout of service.rollouts) {
    if (rollout === current || rollout === blue) continue
    rollout.desiredCount = 0
    stop(core, rollout, leastUseful(rollout.tasks), current)
  }
  return true
}

const clearOthers = (core: Core, service: Service, current: Rollout): boolean => {
  for (const rollout of service.rollouts) {
    if (rollout === current) continue
    rollout.desiredCount = 0
    stop(core, rollout, leastUseful(rollout.tasks), current)
  }
  const left = tally([...service.live].filter((task) => task.rollout !== current))
  return left.wanted === 0 && (service.quirks.completesWhileDraining === true || left.lingering === 0)
}

const runHook = (core: Core, service: Service, hook: DeploymentLifecycleHook, stage: Stage): HookRun => {
  const pause = hook.targetType === 'PAUSE'
  const minutes = hook.timeoutConfiguration?.timeoutInMinutes ?? defaultHookMinutes
  const expiresAt = core.now + minutes * 60_000
  const run: HookRun = {
    id: core.random.uuid(),
    hook,
    stage,
    status: pause ? 'AWAITING_ACTION' : 'IN_PROGRESS',
    expiresAt,
    action: hook.timeoutConfiguration?.action ?? 'ROLLBACK',
  }
  if (pause) {
    core.at(expiresAt, () => {
      if (run.status !== 'AWAITING_ACTION') return
      run.status = 'TIMED_OUT'
      core.touch(service)
    })
  } else {
    core.later(core.random.around(lambdaHook), () => {
      run.status = 'SUCCEEDED'
      core.touch(service)
    })
  }
  return run
}

const hooksDone = (core: Core, service: Service, record: ServiceDeploymentRecord): boolean => {
  const here = record.hooks.filter((run) => run.stage === record.stage)
  if (here.some((run) => run.status === 'FAILED' || (run.status === 'TIMED_OUT' && run.action === 'ROLLBACK'))) {
    fail(core, service, 'hook', true)
    return false
  }
  return here.every((run) => run.status === 'SUCCEEDED' || run.status === 'TIMED_OUT')
}
