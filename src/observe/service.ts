import type { Service } from '@aws-sdk/client-ecs'
import type { Aws, EcsApi } from '../aws/api.ts'
import { asEnding, incompleteAnswer } from '../aws/errors.ts'
import { AwsFailure } from '../aws/failure.ts'
import type { Clock } from '../clock.ts'
import { Ending } from '../ending.ts'
import type { Observation, Rollout, ServiceEvent, ServicePicture, ServiceRef, TaskDefinitionPicture } from '../model.ts'
import { newestFirst, notAsked, timeOf } from './answers.ts'
import { createCodeDeployReader } from './codedeploy.ts'
import { createFreshness } from './freshness.ts'
import { attributed, rolloutsOf, usesTaskSets } from './rollouts.ts'
import { createDeploymentHistory, type HistoryQuestion } from './service-deployments.ts'
import { createTaskDefinitions } from './task-definitions.ts'
import { createTaskReader, type DescribedTask, type TaskReading } from './tasks.ts'
import { createTrafficReader, trafficMatters } from './traffic.ts'
import { strategyWaits } from './waits.ts'

export interface ServiceObserverDependencies {
  readonly aws: Aws
  readonly ref: ServiceRef
  readonly clock: Clock
  /**
   * Names the container to verify, once: at the first look that knows the current task definition. Throws an `Ending` where that is
   * open; the look rejects with it.
   */
  readonly settle: (definition: TaskDefinitionPicture, loadBalancedContainers: readonly string[]) => string
}

/** Looks at one ECS service. It remembers what cannot change, and what ECS forgets. Looks must not overlap. */
export interface ServiceObserver {
  /**
   * One consistent picture: the service first, then its tasks, so that no task is older than what the service says of it.
   *
   * Of a service that is not ACTIVE only what DescribeServices says is told. `container` is empty until the service names a task
   * definition.
   *
   * @param options `full`: every task that is listed is described anew, none is taken from memory
   * @returns rejects with an `Ending` where the service or its cluster does not exist or the container is open, with an `AwsFailure`
   * where a call that is needed failed; `asEnding` tells whether that ends the run
   */
  look(options: { readonly full: boolean }): Promise<Observation>
}

const describeServices = 'ecs:DescribeServices'
const hour = 3_600_000
// What no stop of it needs explaining: the scheduler replaces or scales (ECS stopped-task reasons).
const ordinaryStop = /^Scaling activity initiated by/
const mostDefinitionsOfStops = 3

type NamedService = Service & { readonly serviceArn: string; readonly serviceName: string; readonly clusterArn: string }

function isNamed(service: Service): service is NamedService {
  return service.serviceArn !== undefined && service.serviceName !== undefined && service.clusterArn !== undefined
}

/** Fails a look at a service as it was before what is known already: it is read again. */
function stale(why: string): AwsFailure {
  return new AwsFailure(
    'retry',
    describeServices,
    'StaleAnswer',
    `the answer is older than what was read before: ${why}`,
  )
}

async function describe(ecs: EcsApi, ref: ServiceRef): Promise<NamedService> {
  const { services, failures } = await ecs.describeServices({ cluster: ref.cluster, services: [ref.service] })
  const service = services?.[0]
  if (service !== undefined) {
    if (!isNamed(service)) throw incompleteAnswer(describeServices, "the service's ARN, name or cluster")
    // A state that is not told is none of those that mean something; nothing may be read into it.
    if (service.status === undefined) throw incompleteAnswer(describeServices, "the service's status")
    return service
  }
  const failure = failures?.[0]
  // ECS throws for a cluster that does not exist, but answers 200 and MISSING for a service.
  if (failure?.reason === 'MISSING')
    throw new Ending(
      'service-not-found',
      'there is no such service',
      `${ref.label} was looked for in ${ref.region}; ECS knows no service ${failure.arn ?? ref.service} in cluster ${ref.cluster}.`,
      {
        text: 'Check the inputs "service", "cluster" and "aws-region".',
        command: `aws ecs list-services --cluster ${ref.cluster} --region ${ref.region}`,
      },
    )
  if (failure !== undefined)
    throw new AwsFailure(
      'retry',
      describeServices,
      failure.reason ?? 'UnknownFailure',
      failure.detail ?? failure.reason ?? '',
      {
        resource: failure.arn,
      },
    )
  throw incompleteAnswer(describeServices, 'the service')
}

function loadBalancedContainers(service: Service): readonly string[] {
  const balancers = [service, ...(service.taskSets ?? [])].flatMap(({ loadBalancers }) => loadBalancers ?? [])
  return [...new Set(balancers.flatMap(({ containerName }) => containerName ?? []))]
}

function hasLoadBalancer(service: Service): boolean {
  return [service, ...(service.taskSets ?? [])].some(({ loadBalancers }) => (loadBalancers?.length ?? 0) > 0)
}

function targetGroups(service: Service): readonly string[] {
  const balancers = [service, ...(service.taskSets ?? [])].flatMap(({ loadBalancers }) => loadBalancers ?? [])
  return [...new Set(balancers.flatMap(({ targetGroupArn }) => targetGroupArn ?? []))]
}

function eventsSince(service: Service, since: number): readonly ServiceEvent[] {
  const events = (service.events ?? []).flatMap(({ createdAt, message }) => {
    const at = timeOf(createdAt)
    return at === undefined || message === undefined || at < since ? [] : [{ at, message }]
  })
  return newestFirst(events, ({ at }) => at)
}

/** What DescribeServices alone tells. */
function frame(service: NamedService, rollouts: readonly Rollout[], taskDefinition: string) {
  const configuration = service.deploymentConfiguration
  const breaker = configuration?.deploymentCircuitBreaker
  const alarms = configuration?.alarms
  return {
    arn: service.serviceArn,
    name: service.serviceName,
    clusterArn: service.clusterArn,
    status: service.status ?? 'UNKNOWN',
    desiredCount: service.desiredCount ?? 0,
    controller: controllerOf(service),
    strategy: configuration?.strategy ?? 'ROLLING',
    schedulingStrategy: service.schedulingStrategy ?? 'REPLICA',
    taskDefinition,
    rollbackEnabled:
      (breaker?.enable === true && breaker.rollback === true) || (alarms?.enable === true && alarms.rollback === true),
    circuitBreakerEnabled: breaker?.enable === true,
    hasLoadBalancer: hasLoadBalancer(service),
    targetGroups: targetGroups(service),
    rollouts,
  }
}

function controllerOf(service: Service): string {
  return service.deploymentController?.type ?? 'ECS'
}

/** The newest stops that may need explaining: their log configuration and essential containers stand in their definitions. */
function definitionsOfStops(described: readonly DescribedTask[]): readonly string[] {
  const unusual = described.filter(
    ({ stoppedReason }) => stoppedReason !== undefined && !ordinaryStop.test(stoppedReason),
  )
  const newest = newestFirst(unusual, ({ stoppedAt }) => timeOf(stoppedAt))
  return [...new Set(newest.flatMap(({ taskDefinitionArn }) => taskDefinitionArn ?? []))].slice(
    0,
    mostDefinitionsOfStops,
  )
}

export function createServiceObserver({ aws, ref, clock, settle }: ServiceObserverDependencies): ServiceObserver {
  const ecs = aws.ecs(ref.region)
  const definitions = createTaskDefinitions(ecs)
  const taskReader = createTaskReader(ecs)
  const history = createDeploymentHistory(ecs)
  const codeDeployReader = createCodeDeployReader(() => aws.codedeploy(ref.region))
  const trafficReader = createTrafficReader(() => aws.elb(ref.region))
  const freshness = createFreshness()
  let container = ''
  let relevantSince = Infinity

  async function service(): Promise<NamedService> {
    try {
      const first = await describe(ecs, ref)
      if (freshness.refuse(first, clock.now()) === undefined) return first
      const second = await describe(ecs, ref)
      const why = freshness.refuse(second, clock.now())
      if (why === undefined) return second
      throw stale(why)
    } catch (error) {
      throw (error instanceof AwsFailure && error.kind === 'absent' ? asEnding(error) : undefined) ?? error
    }
  }

  async function settleContainer(seen: NamedService, taskDefinition: string): Promise<void> {
    if (container !== '' || taskDefinition === '') return
    container = settle(await definitions.need(taskDefinition), loadBalancedContainers(seen))
  }

  /** Those of tasks that run or may still run must be read where they can; those of stopped tasks only explain. */
  async function loadDefinitions(current: string, rollouts: readonly Rollout[], reading: TaskReading): Promise<void> {
    const live = reading.described.filter(({ lastStatus }) => lastStatus !== 'STOPPED' && lastStatus !== 'DELETED')
    if (current !== '') await definitions.need(current)
    await definitions.load([
      ...rollouts.map(({ taskDefinition }) => taskDefinition),
      ...live.flatMap(({ taskDefinitionArn }) => taskDefinitionArn ?? []),
      ...definitionsOfStops(reading.described),
    ])
  }

  function definitionsSeen(arns: readonly string[]): readonly TaskDefinitionPicture[] {
    return [...new Set(arns)].flatMap((arn) => definitions.known(arn) ?? [])
  }

  return {
    look: async ({ full }) => {
      const at = clock.now()
      const seen = await service()
      const controller = controllerOf(seen)
      const rollouts = rolloutsOf(seen, controller)
      const current = seen.taskDefinition ?? rollouts.find(({ status }) => status === 'PRIMARY')?.taskDefinition ?? ''
      const known = frame(seen, rollouts, current)
      // Enough for what was deployed shortly before the run: events of an older deployment are dropped by AWS in time.
      relevantSince = Math.min(relevantSince, at - hour, ...rollouts.flatMap(({ createdAt }) => createdAt ?? []))
      const events = eventsSince(seen, relevantSince)

      if (known.status !== 'ACTIVE') {
        const notActive = notAsked(`the service is ${known.status}`)
        const nothing = { serviceDeployments: notActive, codeDeploy: notActive, traffic: notActive }
        const empty = { taskDefinitions: [], tasks: [], stops: [], configuredWaits: 0 }
        return { at, full: true, service: { ...known, ...nothing, ...empty, container, events } }
      }
      if (seen.desiredCount === undefined) throw incompleteAnswer(describeServices, 'the desired count')
      if (!usesTaskSets(controller) && seen.deployments === undefined)
        throw incompleteAnswer(describeServices, 'the deployments')

      const question: HistoryQuestion = {
        service: seen,
        serviceArn: known.arn,
        clusterArn: known.clusterArn,
        controller,
        strategy: known.strategy,
        rollouts,
      }
      const [reading, listed, codeDeploy] = await Promise.all([
        taskReader.read({ cluster: known.clusterArn, serviceName: known.name }, full),
        history.read(question),
        codeDeployReader.read(controller === 'CODE_DEPLOY' ? rollouts : []),
        settleContainer(seen, current),
      ])
      const [{ digests, deployments: serviceDeployments }] = await Promise.all([
        history.withRevisions(question, listed, container),
        loadDefinitions(current, rollouts, reading),
      ])
      const targets = serviceDeployments.state === 'read' ? serviceDeployments.value : []
      const traces = [
        ...reading.described.map(({ startedBy, createdAt }) => ({ rolloutId: startedBy, at: timeOf(createdAt) })),
        ...targets.map(({ revisionId, createdAt }) => ({
          rolloutId: revisionId === undefined ? undefined : `ecs-svc/${revisionId}`,
          at: createdAt,
        })),
      ]
      const older = freshness.refuseBy(traces, seen, clock.now())
      if (older !== undefined) throw stale(older)
      const targetDefinitions = targets.flatMap(({ taskDefinition }) => taskDefinition ?? [])
      await definitions.load(targetDefinitions)
      const found = taskReader.picture(reading, container, (arn) => definitions.known(arn))
      const tasks = found.tasks.map((task) => attributed(task, rollouts))
      const stops = found.stops.map((stop) => attributed(stop, rollouts))
      const traffic = !usesTaskSets(controller)
        ? notAsked(`the ${controller} controller keeps no task sets`)
        : trafficMatters(rollouts, tasks, codeDeploy)
          ? await trafficReader.read(seen.taskSets ?? [])
          : notAsked('the weights decide nothing here')

      const codeDeployWaits = codeDeploy.state === 'read' ? codeDeploy.value.map(({ waits }) => waits) : []
      const picture: ServicePicture = {
        ...known,
        container,
        rollouts: rollouts.map((rollout) => {
          const revisionDigest = digests.get(rollout.id)
          return revisionDigest === undefined ? rollout : { ...rollout, revisionDigest }
        }),
        serviceDeployments,
        codeDeploy,
        traffic,
        taskDefinitions: definitionsSeen([
          current,
          ...rollouts.map(({ taskDefinition }) => taskDefinition),
          ...targetDefinitions,
          ...tasks.map(({ taskDefinition }) => taskDefinition),
          ...stops.map(({ taskDefinition }) => taskDefinition),
        ]),
        tasks,
        stops,
        events,
        configuredWaits: strategyWaits(seen.deploymentConfiguration) + Math.max(0, ...codeDeployWaits),
      }
      return { at, full: reading.kept.length === 0, service: picture }
    },
  }
}
