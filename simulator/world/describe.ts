/** The world's inner state as the SDK's output types show it. Dates are real `Date` objects. */
import type * as sdk from '@aws-sdk/client-ecs'
import type { Core } from './core.ts'
import { limitsPercent } from './rolling.ts'
import { withoutDigest } from './images.ts'
import { computedDesiredCount } from './task-sets.ts'
import {
  counts,
  strategyOf,
  taskHealth,
  type Container,
  type Rollout,
  type Service,
  type Task,
  type TaskDefinition,
} from './state.ts'

const date = (time: number): Date => new Date(time)

const maybe = (time: number | undefined): Date | undefined => (time === undefined ? undefined : new Date(time))

export const revisionArn = (core: Core, rollout: Rollout): string => {
  const { service } = rollout
  return core.arn('ecs', `service-revision/${service.cluster.name}/${service.name}/${rollout.number}`)
}

export const describeTaskDefinition = (definition: TaskDefinition): sdk.TaskDefinition => ({
  taskDefinitionArn: definition.arn,
  family: definition.family,
  revision: definition.revision,
  status: 'ACTIVE',
  networkMode: 'awsvpc',
  requiresCompatibilities: ['FARGATE'],
  registeredAt: date(definition.registeredAt),
  registeredBy: definition.registeredBy,
  containerDefinitions: definition.containers.map((container) => ({
    name: container.name,
    image: container.image,
    cpu: 0,
    essential: container.essential ?? true,
    environment: Object.entries(container.environment ?? {}).map(([name, value]) => ({ name, value })),
    mountPoints: [],
    volumesFrom: [],
    portMappings:
      container.containerPort === undefined
        ? []
        : [{ containerPort: container.containerPort, protocol: 'tcp' as const }],
    ...(container.healthCheck === undefined ? {} : { healthCheck: container.healthCheck }),
    ...(container.logConfiguration === undefined ? {} : { logConfiguration: container.logConfiguration }),
    ...(container.versionConsistency === undefined ? {} : { versionConsistency: container.versionConsistency }),
  })),
})

export const loadBalancers = (service: Service): sdk.LoadBalancer[] =>
  service.loadBalancers.map((balancer) => ({
    targetGroupArn: balancer.targetGroupArn,
    containerName: balancer.containerName,
    containerPort: balancer.containerPort,
    ...(balancer.alternateTargetGroupArn === undefined || service.controller !== 'ECS'
      ? {}
      : {
          advancedConfiguration: {
            alternateTargetGroupArn: balancer.alternateTargetGroupArn,
            ...(balancer.productionListenerRule === undefined
              ? {}
              : { productionListenerRule: balancer.productionListenerRule }),
          },
        }),
  }))

export const deploymentConfiguration = (service: Service): sdk.DeploymentConfiguration => {
  const { configuration } = service
  const { circuitBreaker: breaker, alarms, earlySuccess, linear, canary, hooks, bakeTimeInMinutes } = configuration
  const percent = limitsPercent(service)
  if (service.controller !== 'ECS') return percent
  return {
    ...percent,
    strategy: strategyOf(service),
    deploymentCircuitBreaker: {
      enable: breaker !== undefined,
      rollback: breaker?.rollback ?? false,
      ...(breaker?.resetOnHealthyTask === undefined ? {} : { resetOnHealthyTask: breaker.resetOnHealthyTask }),
      ...(breaker?.threshold === undefined ? {} : { thresholdConfiguration: breaker.threshold }),
    },
    ...(alarms === undefined
      ? {}
      : { alarms: { alarmNames: [...alarms.names], enable: true, rollback: alarms.rollback } }),
    ...(bakeTimeInMinutes === undefined ? {} : { bakeTimeInMinutes }),
    ...(hooks === undefined ? {} : { lifecycleHooks: [...hooks] }),
    ...(linear === undefined ? {} : { linearConfiguration: linear }),
    ...(canary === undefined ? {} : { canaryConfiguration: canary }),
    ...(earlySuccess === undefined
      ? {}
      : {
          earlySuccessCriteria: {
            enable: true,
            healthyPercent: earlySuccess.healthyPercent,
            sourceServiceRevisionCleanup: earlySuccess.cleanup,
          },
        }),
  }
}

const describeDeployment = (rollout: Rollout): sdk.Deployment => {
  const { service } = rollout
  const now = counts(rollout)
  const reports = service.quirks.reportsRolloutState ?? strategyOf(service) === 'ROLLING'
  return {
    id: rollout.id,
    status: rollout.status,
    taskDefinition: rollout.definition.arn,
    desiredCount: rollout.desiredCount,
    pendingCount: now.pending,
    runningCount: now.running,
    failedTasks: rollout.failedTasks,
    createdAt: date(rollout.createdAt),
    updatedAt: date(rollout.updatedAt),
    launchType: service.launchType,
    ...(service.launchType === 'FARGATE' ? { platformVersion: '1.4.0', platformFamily: 'Linux' } : {}),
    ...(reports ? { rolloutState: rollout.state, rolloutStateReason: rollout.stateReason } : {}),
  }
}

const describeTaskSet = (core: Core, set: Rollout): sdk.TaskSet => {
  const { service } = set
  const now = counts(set)
  const balancer = service.loadBalancers[0]
  return {
    id: set.id,
    taskSetArn: core.arn('ecs', `task-set/${service.cluster.name}/${service.name}/${set.id}`),
    serviceArn: service.arn,
    clusterArn: service.cluster.arn,
    ...(set.startedBy === undefined ? {} : { startedBy: set.startedBy }),
    ...(set.externalId === undefined ? {} : { externalId: set.externalId }),
    status: set.status,
    taskDefinition: set.definition.arn,
    computedDesiredCount: computedDesiredCount(service, set),
    pendingCount: now.pending,
    runningCount: now.running,
    createdAt: date(set.createdAt),
    updatedAt: date(set.updatedAt),
    launchType: service.launchType,
    loadBalancers:
      balancer === undefined || set.targetGroupArn === undefined
        ? []
        : [
            {
              targetGroupArn: set.targetGroupArn,
              containerName: balancer.containerName,
              containerPort: balancer.containerPort,
            },
          ],
    serviceRegistries: [],
    scale: { value: set.scalePercent, unit: 'PERCENT' },
    stabilityStatus: set.stableSince === undefined ? 'STABILIZING' : 'STEADY_STATE',
    stabilityStatusAt: date(set.stableSince ?? set.updatedAt),
  }
}

export const describeService = (core: Core, service: Service): sdk.Service => {
  const ecs = service.controller === 'ECS'
  let running = 0
  let pending = 0
  for (const rollout of service.rollouts) {
    const now = counts(rollout)
    running += now.running
    pending += now.pending
  }
  const newest = service.deployments[0]
  const shown = newest === undefined || newest.status === 'PENDING' ? undefined : newest
  const names = service.controller !== 'EXTERNAL' && service.current !== undefined
  return {
    serviceArn: service.arn,
    serviceName: service.name,
    clusterArn: service.cluster.arn,
    loadBalancers: service.controller === 'EXTERNAL' ? [] : loadBalancers(service),
    serviceRegistries: [],
    status: service.status,
    desiredCount: service.desiredCount,
    runningCount: running,
    pendingCount: pending,
    launchType: service.launchType,
    ...(service.launchType === 'FARGATE' ? { platformVersion: 'LATEST', platformFamily: 'Linux' } : {}),
    ...(names ? { taskDefinition: service.current?.definition.arn } : {}),
    deploymentConfiguration: deploymentConfiguration(service),
    deployments: ecs ? service.rollouts.map(describeDeployment) : [],
    ...(ecs ? {} : { taskSets: service.rollouts.map((set) => describeTaskSet(core, set)) }),
    roleArn: `arn:aws:iam::${core.options.account}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`,
    events: service.events.map((event) => ({ id: event.id, createdAt: date(event.at), message: event.message })),
    createdAt: date(service.createdAt),
    ...(ecs && shown !== undefined && service.quirks.hidesCurrentServiceDeployment !== true
      ? { currentServiceDeployment: shown.arn }
      : {}),
    ...(ecs
      ? {
          currentServiceRevisions: service.rollouts.map((rollout) => {
            const now = counts(rollout)
            return {
              arn: revisionArn(core, rollout),
              requestedTaskCount: now.requested,
              runningTaskCount: now.running,
              pendingTaskCount: now.pending,
            }
          }),
        }
      : {}),
    placementConstraints: [],
    placementStrategy: [],
    schedulingStrategy: service.scheduling,
    deploymentController: { type: service.controller },
    createdBy: `arn:aws:iam::${core.options.account}:role/admin`,
    enableECSManagedTags: true,
    propagateTags: 'NONE',
    enableExecuteCommand: false,
    availabilityZoneRebalancing: ecs ? 'ENABLED' : 'DISABLED',
  }
}

const imageText = (task: Task, container: Container): string => {
  const image = container.specification?.image ?? ''
  if (task.service.quirks.imageText !== 'resolved' || container.digest === undefined || !task.digestsKnown) return image
  return `${withoutDigest(image)}@${container.digest}`
}

const describeContainer = (task: Task, container: Container): sdk.Container => {
  const known = task.digestsKnown && container.digest !== undefined && task.service.quirks.hidesDigests !== true
  return {
    containerArn: container.arn,
    taskArn: task.arn,
    name: container.name,
    ...(container.specification === undefined ? {} : { image: imageText(task, container) }),
    ...(known ? { imageDigest: container.digest } : {}),
    ...(task.digestsKnown ? { runtimeId: container.runtimeId } : {}),
    lastStatus: container.status,
    ...(container.exitCode === undefined ? {} : { exitCode: container.exitCode }),
    ...(container.reason === undefined ? {} : { reason: container.reason }),
    networkBindings: [],
    networkInterfaces: [{ attachmentId: task.attachmentId, privateIpv4Address: task.privateAddress }],
    healthStatus: container.health,
    cpu: '0',
  }
}

export const describeTask = (task: Task): sdk.Task => ({
  taskArn: task.arn,
  clusterArn: task.service.cluster.arn,
  taskDefinitionArn: task.definition.arn,
  group: `service:${task.service.name}`,
  startedBy: task.rollout.id,
  launchType: task.service.launchType,
  lastStatus: task.status,
  desiredStatus: task.desired,
  connectivity: 'CONNECTED',
  healthStatus: taskHealth(task),
  version: task.version,
  availabilityZone: 'us-east-1a',
  cpu: '256',
  memory: '512',
  attributes: [{ name: 'ecs.cpu-architecture', value: 'x86_64' }],
  attachments: [
    {
      id: task.attachmentId,
      type: 'ElasticNetworkInterface',
      status: task.status === 'STOPPED' ? 'DELETED' : task.status === 'PROVISIONING' ? 'PRECREATED' : 'ATTACHED',
      details: [{ name: 'privateIPv4Address', value: task.privateAddress }],
    },
  ],
  containers: task.containers.map((container) => describeContainer(task, container)),
  overrides: { containerOverrides: task.definition.containers.map((container) => ({ name: container.name })) },
  tags: [],
  ...(task.service.launchType === 'FARGATE' ? { platformVersion: '1.4.0', platformFamily: 'Linux' } : {}),
  ...(task.instance === undefined ? {} : { containerInstanceArn: task.instance }),
  createdAt: date(task.createdAt),
  pullStartedAt: maybe(task.pullStartedAt),
  pullStoppedAt: maybe(task.pullStoppedAt),
  startedAt: maybe(task.startedAt),
  stoppingAt: maybe(task.stoppingAt),
  executionStoppedAt: maybe(task.executionStoppedAt),
  stoppedAt: maybe(task.stoppedAt),
  // AWS adds codes before the SDK's enum knows them (InfrastructureHealth was one).
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the field is an open string on the wire
  stopCode: task.stopCode as sdk.TaskStopCode | undefined,
  stoppedReason: task.stoppedReason,
})
