/** Services come into the world: from nothing, or as they would be after a long quiet time. */
import type { Core } from './core.ts'
import { begin, createRollout, finish, makePrimary } from './deployments.ts'
import { tell } from './messages.ts'
import type { ServiceSpecification } from './specification.ts'
import type { Cluster, Rollout, Service, TaskDefinition } from './state.ts'
import { computedDesiredCount } from './task-sets.ts'
import { settle } from './tasks.ts'

/** Milliseconds over which the tasks of a settled service started. */
const settleSpread = 20_000

export const createService = (
  core: Core,
  cluster: Cluster,
  specification: ServiceSpecification,
  definition: TaskDefinition,
): Service => {
  const { name, cluster: _cluster, controller, schedulingStrategy, launchType, desiredCount, ...rest } = specification
  const { loadBalancers, quirks, settledFor: _settledFor, ...configuration } = rest
  const daemon = schedulingStrategy === 'DAEMON'
  const service: Service = {
    name,
    arn: core.arn('ecs', `service/${cluster.name}/${name}`),
    cluster,
    createdAt: core.now,
    controller: controller ?? 'ECS',
    scheduling: schedulingStrategy ?? 'REPLICA',
    launchType: launchType ?? (daemon ? 'EC2' : 'FARGATE'),
    loadBalancers: loadBalancers ?? [],
    status: 'ACTIVE',
    desiredCount: daemon ? cluster.instances.length : (desiredCount ?? 1),
    configuration,
    quirks: quirks ?? {},
    durations: { ...core.options.durations, ...quirks?.durations },
    rollouts: [],
    current: undefined,
    lastCompleted: undefined,
    revisions: new Map(),
    deployments: [],
    tasks: new Map(),
    live: new Set(),
    events: [],
    registered: new Map(),
    moving: new Set(),
    lookAt: undefined,
    rollingBack: false,
    told: new Map(),
  }
  cluster.services.set(name, service)
  if (service.controller === 'ECS') begin(core, service, definition)
  else if (service.controller === 'CODE_DEPLOY') {
    makePrimary(core, service, createRollout(core, service, 'task-set', definition, configuration))
  }
  return service
}

/** Puts a service into the state that it would have reached: tasks running, deployment complete. */
export const settleService = (core: Core, service: Service): void => {
  const { current } = service
  if (current === undefined) return
  const count = service.controller === 'ECS' ? service.desiredCount : computedDesiredCount(service, current)
  for (let index = 0; index < count; index += 1) {
    settle(core, current, core.now + Math.round((settleSpread * (index + 1)) / (count + 1)))
  }
  current.desiredCount = count
  current.steady = true
  current.weight = 100
  current.stableSince = core.now
  current.completed = true
  current.state = 'COMPLETED'
  current.stateReason = `ECS deployment ${current.id} completed.`
  service.lastCompleted = current
  directTraffic(core, service, current)
  const record = service.deployments[0]
  if (record !== undefined) {
    record.startedAt = core.now
    finish(core, record, 'SUCCESSFUL')
  }
  tell(core, service, `(service ${service.name}) has reached a steady state.`)
}

/** All production traffic to one rollout's target group, where the service has two. */
const directTraffic = (core: Core, service: Service, to: Rollout): void => {
  const balancer = service.loadBalancers[0]
  if (balancer?.productionListenerRule === undefined || balancer.alternateTargetGroupArn === undefined) return
  core.elb.setWeights(
    balancer.productionListenerRule,
    [balancer.targetGroupArn, balancer.alternateTargetGroupArn].map((targetGroupArn) => ({
      targetGroupArn,
      weight: targetGroupArn === to.targetGroupArn ? 100 : 0,
    })),
  )
}
