/** Deployments begin, are replaced, complete, fail, and are taken back. */
import type { Core } from './core.ts'
import { tell } from './messages.ts'
import type { DeploymentSpecification } from './specification.ts'
import {
  counts,
  strategyOf,
  type Rollout,
  type Service,
  type ServiceDeploymentRecord,
  type Task,
  type TaskDefinition,
} from './state.ts'

export const createRollout = (
  core: Core,
  service: Service,
  kind: Rollout['kind'],
  definition: TaskDefinition,
  configuration: DeploymentSpecification,
): Rollout => {
  const number = core.random.revisionNumber()
  const id = `ecs-svc/${number}`
  const rollout: Rollout = {
    kind,
    number,
    id,
    service,
    definition,
    configuration,
    createdAt: core.now,
    updatedAt: core.now,
    status: 'ACTIVE',
    tasks: new Set<Task>(),
    desiredCount: 0,
    failedTasks: 0,
    state: 'IN_PROGRESS',
    stateReason: `ECS deployment ${id} in progress.`,
    digests: new Map(),
    notBefore: 0,
    failedRounds: 0,
    lastFatalStopAt: undefined,
    completed: false,
    steady: false,
    bakingSince: undefined,
    keepsOldUntil: undefined,
    weight: 0,
    testWeight: 0,
    targetGroupArn: service.loadBalancers[0]?.targetGroupArn,
    scalePercent: 100,
    stableSince: undefined,
    externalId: undefined,
    startedBy: undefined,
  }
  service.revisions.set(number, rollout)
  service.rollouts.unshift(rollout)
  return rollout
}

const shortestRollback = 5_000

const ongoing = new Set(['PENDING', 'IN_PROGRESS', 'ROLLBACK_REQUESTED', 'ROLLBACK_IN_PROGRESS'])

/** The record of the deployment under way, rollbacks included. */
export const underWay = (service: Service): ServiceDeploymentRecord | undefined => {
  const newest = service.deployments[0]
  return newest !== undefined && ongoing.has(newest.status) ? newest : undefined
}

/**
 * A new deployment becomes PRIMARY. One that is under way is asked to stop and, a little later, has stopped: that is how ECS shows
 * that a newer one took its place.
 */
export const begin = (core: Core, service: Service, definition: TaskDefinition): Rollout => {
  const replaced = underWay(service)
  if (replaced !== undefined) supersede(core, replaced)
  const shifting = strategyOf(service) !== 'ROLLING'
  const sources = service.rollouts.filter((rollout) => rollout.tasks.size > 0)
  const rollout = createRollout(core, service, 'deployment', definition, service.configuration)
  if (shifting) rollout.targetGroupArn = otherTargetGroup(service)
  makePrimary(core, service, rollout)
  service.rollingBack = false
  service.deployments.unshift({
    arn: core.arn('ecs', `service-deployment/${service.cluster.name}/${service.name}/${core.random.nanoid()}`),
    rollout,
    sources,
    status: 'PENDING',
    statusReason: undefined,
    createdAt: core.now,
    startedAt: undefined,
    finishedAt: undefined,
    stoppedAt: undefined,
    updatedAt: core.now,
    stage: undefined,
    stageSince: core.now,
    hooks: [],
    rollback: undefined,
    breaker: service.configuration.circuitBreaker === undefined ? 'DISABLED' : 'MONITORING',
    breakerFailures: 0,
    triggeredAlarms: [],
    snapshot: undefined,
  })
  core.touch(service)
  return rollout
}

/** Native blue/green alternates between the two target groups. */
const otherTargetGroup = (service: Service): string | undefined => {
  const balancer = service.loadBalancers[0]
  if (balancer === undefined) return undefined
  const alternate = balancer.alternateTargetGroupArn
  if (alternate === undefined) return balancer.targetGroupArn
  return service.lastCompleted?.targetGroupArn === balancer.targetGroupArn ? alternate : balancer.targetGroupArn
}

export const makePrimary = (core: Core, service: Service, rollout: Rollout): void => {
  for (const other of service.rollouts) {
    if (other.status === 'PRIMARY') {
      other.status = 'ACTIVE'
      other.updatedAt = core.now
    }
  }
  rollout.status = 'PRIMARY'
  rollout.updatedAt = core.now
  rollout.steady = false
  if (!service.rollouts.includes(rollout)) service.rollouts.push(rollout)
  service.rollouts = [rollout, ...service.rollouts.filter((other) => other !== rollout)]
  service.current = rollout
}

const supersede = (core: Core, record: ServiceDeploymentRecord): void => {
  record.status = 'STOP_REQUESTED'
  record.statusReason = 'Service deployment stop requested because a newer service deployment was started.'
  record.updatedAt = core.now
  core.later(core.random.around(3_000), () => {
    if (record.status !== 'STOP_REQUESTED') return
    finish(core, record, 'STOPPED', 'Service deployment was stopped because a newer service deployment was started.')
  })
}

export const finish = (
  core: Core,
  record: ServiceDeploymentRecord,
  status: ServiceDeploymentRecord['status'],
  reason?: string,
): void => {
  record.status = status
  if (reason !== undefined) record.statusReason = reason
  record.finishedAt = core.now
  record.updatedAt = core.now
  if (status === 'STOPPED') record.stoppedAt = core.now
  if (record.breaker === 'MONITORING') record.breaker = 'MONITORING_COMPLETE'
  record.snapshot = new Map([record.rollout, ...record.sources].map((rollout) => [rollout, counts(rollout)]))
}

/** The current deployment is complete: events, states, and the rollback that it may have been. */
export const complete = (core: Core, service: Service, rollout: Rollout): void => {
  rollout.state = 'COMPLETED'
  rollout.stateReason = `ECS deployment ${rollout.id} completed.`
  rollout.completed = true
  rollout.updatedAt = core.now
  service.lastCompleted = rollout
  tell(core, service, `(service ${service.name}) (deployment ${rollout.id}) deployment completed.`)
  const record = underWay(service)
  if (record === undefined) return
  if (service.rollingBack) {
    service.rollingBack = false
    finish(core, record, 'ROLLBACK_SUCCESSFUL', record.rollback?.reason)
  } else {
    finish(core, record, 'SUCCESSFUL')
  }
}

export type FailureKind = 'circuit-breaker' | 'alarm' | 'requested' | 'hook'

const failureTexts: Readonly<
  Record<FailureKind, { readonly state: string; readonly event: string; readonly status: string }>
> = {
  'circuit-breaker': {
    state: 'ECS deployment circuit breaker: task failed to start.',
    event: 'tasks failed to start.',
    status: 'because the circuit breaker threshold was exceeded.',
  },
  alarm: {
    state: 'ECS deployment alarm: alarm detected.',
    event: 'alarm detected.',
    status: 'because an alarm was detected.',
  },
  requested: {
    state: 'ECS deployment rollback requested.',
    event: 'rollback requested.',
    status: 'because a rollback was requested.',
  },
  hook: {
    state: 'ECS deployment lifecycle hook failed.',
    event: 'lifecycle hook failed.',
    status: 'because a lifecycle hook failed.',
  },
}

/**
 * The current deployment failed. With `rollBack` the last completed one becomes PRIMARY again (or, by the service's quirk, a new
 * deployment of its task definition and digests); without it the service stays as it is and starts nothing any more.
 */
export const fail = (core: Core, service: Service, kind: FailureKind, rollBack: boolean): void => {
  const failed = service.current
  const record = underWay(service)
  if (failed === undefined || record === undefined || service.rollingBack) return
  const texts = failureTexts[kind]
  failed.state = 'FAILED'
  failed.stateReason = texts.state
  failed.updatedAt = core.now
  record.updatedAt = core.now
  record.breakerFailures = failed.failedTasks
  if (kind === 'circuit-breaker') record.breaker = 'TRIGGERED'
  tell(core, service, `(service ${service.name}) (deployment ${failed.id}) deployment failed: ${texts.event}`)
  core.touch(service)
  if (!rollBack) {
    finish(core, record, 'STOPPED', `Service deployment stopped ${texts.status}`)
    return
  }
  const last = service.lastCompleted
  if (last === undefined || last === failed) {
    finish(core, record, 'ROLLBACK_FAILED', 'Service deployment could not be rolled back: there is no completed one.')
    return
  }
  const to = service.quirks.rollbackTo === 'new' ? again(core, service, last) : last
  to.state = 'IN_PROGRESS'
  to.stateReason =
    kind === 'circuit-breaker'
      ? `ECS deployment circuit breaker: rolling back to deploymentId ${to.id}.`
      : `ECS deployment rolling back to deploymentId ${to.id}.`
  tell(core, service, `(service ${service.name}) rolling back to deployment ${to.id}.`)
  const reason = `Service deployment rolled back ${texts.status}`
  record.status = kind === 'requested' ? 'ROLLBACK_REQUESTED' : 'ROLLBACK_IN_PROGRESS'
  record.statusReason = reason
  record.rollback = { reason, startedAt: core.now, to }
  record.stage = undefined
  service.rollingBack = true
  service.configuration = { ...service.configuration, taskDefinition: to.definition.arn }
  makePrimary(core, service, to)
  if (kind === 'requested') {
    core.later(core.random.around(2_000), () => {
      if (record.status === 'ROLLBACK_REQUESTED') record.status = 'ROLLBACK_IN_PROGRESS'
    })
  }
}

/** Whether a rollback, where one is under way, has taken the time that even the shortest takes. */
export const rolledBack = (core: Core, service: Service): boolean => {
  const rollback = service.rollingBack ? underWay(service)?.rollback : undefined
  if (rollback === undefined) return true
  const left = rollback.startedAt + shortestRollback - core.now
  if (left > 0) core.touch(service, left)
  return left <= 0
}

/** A new deployment of an older one's revision: same task definition, same digests. */
const again = (core: Core, service: Service, old: Rollout): Rollout => {
  const rollout = createRollout(core, service, 'deployment', old.definition, old.configuration)
  for (const [container, digest] of old.digests) rollout.digests.set(container, digest)
  rollout.targetGroupArn = old.targetGroupArn
  rollout.weight = old.weight
  return rollout
}

/** Failures that trip the breaker: half of the desired tasks, at least 3 and at most 200, unless configured otherwise. */
export const breakerThreshold = (service: Service): number => {
  const threshold = service.configuration.circuitBreaker?.threshold
  const value = threshold?.value ?? 50
  if (threshold?.type === 'COUNT') return Math.max(1, value)
  const share = Math.ceil((service.desiredCount * value) / 100)
  return threshold?.type === 'UNBOUNDED_PERCENT' ? Math.max(1, share) : Math.min(200, Math.max(3, share))
}

export const watchBreaker = (core: Core, service: Service): void => {
  const { current } = service
  const breaker = service.configuration.circuitBreaker
  const record = underWay(service)
  if (current === undefined || breaker === undefined || record === undefined || service.rollingBack) return
  record.breakerFailures = current.failedTasks
  if (current.state === 'IN_PROGRESS' && current.failedTasks >= breakerThreshold(service)) {
    fail(core, service, 'circuit-breaker', breaker.rollback)
  }
}
