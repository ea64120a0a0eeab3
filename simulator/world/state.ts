/** The world's inner state. Only the modules of this folder change it; times are milliseconds since the epoch. */
import type {
  DeploymentLifecycleHook,
  DeploymentLifecycleHookStatus,
  DeploymentRolloutState,
  DeploymentStrategy,
  LaunchType,
  SchedulingStrategy,
  ServiceDeploymentStatus,
} from '@aws-sdk/client-ecs'
import type {
  ContainerSpecification,
  DeploymentSpecification,
  Durations,
  ImageBehaviour,
  LoadBalancerSpecification,
  ServiceQuirks,
} from './specification.ts'

export interface TaskDefinition {
  readonly arn: string
  readonly family: string
  readonly revision: number
  readonly containers: readonly ContainerSpecification[]
  readonly registeredAt: number
  readonly registeredBy: string
}

export interface Cluster {
  readonly name: string
  readonly arn: string
  readonly services: Map<string, Service>
  instances: string[]
}

export type TaskStatus =
  'PROVISIONING' | 'PENDING' | 'ACTIVATING' | 'RUNNING' | 'DEACTIVATING' | 'STOPPING' | 'DEPROVISIONING' | 'STOPPED'

export type Health = 'UNKNOWN' | 'HEALTHY' | 'UNHEALTHY'

export interface Container {
  readonly arn: string
  /** Undefined for what AWS adds by itself (GuardDuty). */
  readonly specification: ContainerSpecification | undefined
  readonly name: string
  /** The digest that it runs; known to ECS from ACTIVATING on. */
  digest: string | undefined
  behaviour: ImageBehaviour | undefined
  status: 'PENDING' | 'RUNNING' | 'STOPPED'
  health: Health
  exitCode: number | undefined
  reason: string | undefined
  readonly runtimeId: string
}

export interface Task {
  readonly id: string
  readonly arn: string
  /** Rises with every task of the world. */
  readonly order: number
  readonly service: Service
  readonly rollout: Rollout
  readonly definition: TaskDefinition
  readonly containers: readonly Container[]
  readonly privateAddress: string
  readonly attachmentId: string
  readonly instance: string | undefined
  status: TaskStatus
  desired: 'RUNNING' | 'STOPPED'
  version: number
  digestsKnown: boolean
  /** Where a load balancer stands in front of it: what that thinks of it. */
  target: 'none' | 'initial' | 'healthy' | 'unhealthy' | 'draining'
  readonly createdAt: number
  pullStartedAt: number | undefined
  pullStoppedAt: number | undefined
  startedAt: number | undefined
  stoppingAt: number | undefined
  executionStoppedAt: number | undefined
  stoppedAt: number | undefined
  stopCode: string | undefined
  stoppedReason: string | undefined
}

/** A deployment of the ECS controller, or a task set of the others: what holds tasks of one service revision. */
export interface Rollout {
  readonly kind: 'deployment' | 'task-set'
  /** 19 digits. */
  readonly number: string
  /** `ecs-svc/<number>` */
  readonly id: string
  readonly service: Service
  readonly definition: TaskDefinition
  readonly configuration: DeploymentSpecification
  readonly createdAt: number
  updatedAt: number
  status: 'PRIMARY' | 'ACTIVE' | 'DRAINING' | 'INACTIVE'
  /** Not stopped yet. */
  readonly tasks: Set<Task>
  /** What ECS reports as wanted; follows at the scheduler's next look. */
  desiredCount: number
  failedTasks: number
  state: DeploymentRolloutState
  stateReason: string
  /** Digests that the first task resolved, by container. */
  readonly digests: Map<string, string>
  /** No task is started before this time: the last ones failed to start. */
  notBefore: number
  failedRounds: number
  lastFatalStopAt: number | undefined
  /** Complete at least once. */
  completed: boolean
  /** Steady: nothing left to do. The controller said so in an event. */
  steady: boolean
  /** Since when a rolling deployment has been finished and bakes. */
  bakingSince: number | undefined
  /** Until when old tasks are kept by early success with DEFERRED cleanup. */
  keepsOldUntil: number | undefined
  /** Percent of the production and of the test traffic. */
  weight: number
  testWeight: number
  /** Target group that its tasks are registered in; undefined without load balancer. */
  targetGroupArn: string | undefined
  // Task sets:
  scalePercent: number
  stableSince: number | undefined
  externalId: string | undefined
  startedBy: string | undefined
}

export interface HookRun {
  readonly id: string
  readonly hook: DeploymentLifecycleHook
  readonly stage: string
  status: DeploymentLifecycleHookStatus
  readonly expiresAt: number | undefined
  readonly action: 'CONTINUE' | 'ROLLBACK'
}

/** Life-cycle stage; `PRE_PRODUCTION_TRAFFIC_SHIFT` is known to hooks and to the docs, not to the SDK's stage enum. */
export type Stage =
  | 'RECONCILE_SERVICE'
  | 'PRE_SCALE_UP'
  | 'SCALE_UP'
  | 'POST_SCALE_UP'
  | 'TEST_TRAFFIC_SHIFT'
  | 'POST_TEST_TRAFFIC_SHIFT'
  | 'PRE_PRODUCTION_TRAFFIC_SHIFT'
  | 'PRODUCTION_TRAFFIC_SHIFT'
  | 'POST_PRODUCTION_TRAFFIC_SHIFT'
  | 'BAKE_TIME'
  | 'CLEAN_UP'

/** The record that ListServiceDeployments shows. */
export interface ServiceDeploymentRecord {
  readonly arn: string
  readonly rollout: Rollout
  readonly sources: readonly Rollout[]
  status: ServiceDeploymentStatus
  statusReason: string | undefined
  readonly createdAt: number
  startedAt: number | undefined
  finishedAt: number | undefined
  stoppedAt: number | undefined
  updatedAt: number
  stage: Stage | undefined
  stageSince: number
  hooks: HookRun[]
  rollback: { readonly reason: string; readonly startedAt: number; readonly to: Rollout } | undefined
  breaker: 'DISABLED' | 'MONITORING' | 'MONITORING_COMPLETE' | 'TRIGGERED'
  breakerFailures: number
  triggeredAlarms: string[]
  /** What it counted when it was finished: its counts are snapshots from then on. */
  snapshot: ReadonlyMap<Rollout, RolloutCounts> | undefined
}

export type Trouble = 'placement' | 'impaired' | 'stuck' | 'protected'

export interface RolloutCounts {
  readonly requested: number
  readonly running: number
  readonly pending: number
}

export interface Service {
  readonly name: string
  readonly arn: string
  readonly cluster: Cluster
  readonly createdAt: number
  readonly controller: 'ECS' | 'CODE_DEPLOY' | 'EXTERNAL'
  readonly scheduling: SchedulingStrategy
  readonly launchType: LaunchType
  readonly loadBalancers: readonly LoadBalancerSpecification[]
  status: 'ACTIVE' | 'DRAINING' | 'INACTIVE'
  desiredCount: number
  configuration: DeploymentSpecification
  quirks: ServiceQuirks
  durations: Durations
  /** Every deployment or task set that AWS still lists, newest first. */
  rollouts: Rollout[]
  /** The PRIMARY one. */
  current: Rollout | undefined
  /** Where a rollback leads. */
  lastCompleted: Rollout | undefined
  /** Every service revision there ever was, by number. */
  readonly revisions: Map<string, Rollout>
  /** Newest first. */
  readonly deployments: ServiceDeploymentRecord[]
  /** Stopped ones included, for an hour, in order of their creation. */
  readonly tasks: Map<string, Task>
  /** Those that have not stopped. */
  readonly live: Set<Task>
  /** Newest first; at most 100. */
  readonly events: { readonly id: string; readonly at: number; readonly message: string }[]
  /** Target registrations that the next look of the scheduler tells in one event. */
  readonly registered: Map<string, number>
  /** Tasks that Availability Zone rebalancing moves: each is stopped when one more than the desired count is well. */
  readonly moving: Set<Task>
  /** When its scheduler looks next. */
  lookAt: number | undefined
  rollingBack: boolean
  /** When it last told of each kind of trouble: ECS does not repeat itself at every look. */
  readonly told: Map<Trouble, number>
}

export const strategyOf = (service: Service): DeploymentStrategy => service.configuration.strategy ?? 'ROLLING'

/** Whether ECS wants the task to run. */
export const wanted = (task: Task): boolean => task.desired === 'RUNNING'

export const running = (task: Task): boolean => task.desired === 'RUNNING' && task.status === 'RUNNING'

const hasCheck = (task: Task): boolean =>
  task.definition.containers.some((container) => container.healthCheck !== undefined)

/** Running and well by every check there is: what counts towards the minimum healthy percent. */
export const healthy = (task: Task): boolean =>
  running(task) &&
  (!hasCheck(task) || taskHealth(task) === 'HEALTHY') &&
  (task.target === 'none' || task.target === 'healthy')

/** UNHEALTHY as soon as one essential container is; HEALTHY when all that are checked are; UNKNOWN without any check. */
export const taskHealth = (task: Task): Health => {
  let health: Health = 'UNKNOWN'
  for (const container of task.containers) {
    const specification = container.specification
    if (specification?.healthCheck === undefined || specification.essential === false) continue
    if (container.health === 'UNHEALTHY') return 'UNHEALTHY'
    if (container.health === 'UNKNOWN') return 'UNKNOWN'
    health = 'HEALTHY'
  }
  return health
}

/** Running or draining: it occupies its place and its code can answer. */
export const upOrDraining = (task: Task): boolean => task.status === 'RUNNING' || task.status === 'DEACTIVATING'

/** Whether the task still has something to wind up before its place is free. */
export const lingers = (task: Task): boolean => upOrDraining(task) || task.status === 'STOPPING'

/** Whether the named container (by default the one that serves) can answer a request now. */
export const answers = (task: Task, containerName?: string): boolean =>
  upOrDraining(task) && servingContainer(task, containerName)?.status === 'RUNNING'

export const servingContainer = (task: Task, name?: string): Container | undefined => {
  const wantedName = name ?? task.service.loadBalancers[0]?.containerName
  if (wantedName !== undefined) return task.containers.find((container) => container.name === wantedName)
  return task.containers.find(
    (container) => container.specification !== undefined && container.specification.essential !== false,
  )
}

export const counts = (rollout: Rollout): RolloutCounts => {
  let runningCount = 0
  let pending = 0
  for (const task of rollout.tasks) {
    if (!wanted(task)) continue
    if (task.status === 'RUNNING') runningCount += 1
    else pending += 1
  }
  return { requested: rollout.desiredCount, running: runningCount, pending }
}
