import type { Service } from '@aws-sdk/client-ecs'
import type { Aws } from '../aws/api.ts'
import { asEnding, incompleteAnswer } from '../aws/errors.ts'
import { AwsFailure } from '../aws/failure.ts'
import type { Clock } from '../clock.ts'
import type { Observation, Rollout, ServiceEvent, ServicePicture, ServiceRef, TaskDefinitionPicture } from '../model.ts'
import { newestFirst, notAsked, present, timeOf } from './answers.ts'
import { createCodeDeployReader } from './codedeploy.ts'
import type { NamedService, ServiceDescriber } from './describe-services.ts'
import { createFreshness, STALE_ANSWER, type Beside, type Refusal } from './freshness.ts'
import { createGlance } from './glance.ts'
import { attributed, rolloutsOf, usesTaskSets } from './rollouts.ts'
import { createDeploymentHistory, type HistoryQuestion } from './service-deployments.ts'
import { createTaskDefinitions } from './task-definitions.ts'
import { createTaskReader, isOrdinaryStop, isOver, type DescribedTask, type TaskReading } from './tasks.ts'
import { createTrafficReader, trafficMatters } from './traffic.ts'
import { strategyWaits } from './waits.ts'

export interface ServiceObserverDependencies {
  readonly aws: Aws
  readonly ref: ServiceRef
  /** Shared by the services of a run, so that those looked at together share calls. */
  readonly describer: ServiceDescriber
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
   * @param options `full`: every task that is listed is described anew, none is taken from memory. `last`: no other look will follow, so
   * that an answer which goes back in time is shown, with its doubt, and not asked for again
   * @returns rejects with an `Ending` where the service or its cluster does not exist or the container is open, with an `AwsFailure`
   * where a call that is needed failed; `asEnding` tells whether that ends the run
   */
  look(options: { readonly full: boolean; readonly last?: boolean }): Promise<Observation>
  /**
   * Asks, in three calls at most, whether anything that a verdict hangs on has come about since the last look. It decides nothing: it
   * tells when another look is worth its calls. False before the first look. Rejects as `look` does.
   */
  glance(): Promise<boolean>
}

const describeServices = 'ecs:DescribeServices'
const hour = 3_600_000
const mostDefinitionsOfStops = 3

/** Fails a look at a service as it was before what is known already: it is read again. */
function stale(why: string): AwsFailure {
  return new AwsFailure(
    'retry',
    describeServices,
    STALE_ANSWER,
    `the answer is older than what was read before: ${why}`,
  )
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
    ...present({ currentServiceDeployment: service.currentServiceDeployment }),
  }
}

function controllerOf(service: Service): string {
  return service.deploymentController?.type ?? 'ECS'
}

/** What a reading of the tasks tells of the rollouts that made them. */
function signsOf({ described, kept }: TaskReading): Beside['tasks'] {
  return [
    ...described.map((raw) => ({
      rolloutId: raw.startedBy,
      createdAt: timeOf(raw.createdAt),
      isToRun: raw.desiredStatus !== 'STOPPED' && !isOver(raw),
    })),
    // A task that was told to stop is described anew.
    ...kept.map(({ rolloutId, createdAt }) => ({ rolloutId, createdAt, isToRun: true })),
  ]
}

/** The newest stops that may need explaining: their log configuration and essential containers stand in their definitions. */
function definitionsOfStops(described: readonly DescribedTask[]): readonly string[] {
  const unusual = described.filter(({ stoppedReason }) => stoppedReason !== undefined && !isOrdinaryStop(stoppedReason))
  const newest = newestFirst(unusual, ({ stoppedAt }) => timeOf(stoppedAt))
  return [...new Set(newest.flatMap(({ taskDefinitionArn }) => taskDefinitionArn ?? []))].slice(
    0,
    mostDefinitionsOfStops,
  )
}

export function createServiceObserver(deps: ServiceObserverDependencies): ServiceObserver {
  const { aws, ref, describer, clock, settle } = deps
  const ecs = aws.ecs(ref.region)
  const definitions = createTaskDefinitions(ecs)
  const taskReader = createTaskReader(ecs)
  const history = createDeploymentHistory(ecs, clock)
  const codeDeployReader = createCodeDeployReader(() => aws.codedeploy(ref.region))
  const trafficReader = createTrafficReader(() => aws.elb(ref.region))
  const glance = createGlance(ecs, () => describer.describe(ref))
  const freshness = createFreshness()
  let container = ''
  let relevantSince = Infinity

  const clockOffset = (): Pick<Observation, 'clockOffset'> => {
    const offset = aws.clockOffset?.() ?? 0
    return offset === 0 ? {} : { clockOffset: offset }
  }

  /** Throws where the answer should be asked for again in another look. @returns why it may not be as things are, where it may not be */
  function doubtIn(refusal: Refusal | undefined, last: boolean): string | undefined {
    if (refusal?.isHeldBack === true && !last) throw stale(refusal.why)
    return refusal?.why
  }

  async function service(last: boolean): Promise<{ readonly seen: NamedService; readonly doubt: string | undefined }> {
    try {
      const first = await describer.describe(ref)
      if (freshness.refuse(first, clock.now()) === undefined && !freshness.lacksNewest(first))
        return { seen: first, doubt: undefined }
      const second = await describer.describe(ref)
      return { seen: second, doubt: doubtIn(freshness.refuse(second, clock.now()), last) }
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
    look: async ({ full, last = false }) => {
      const at = clock.now()
      const { seen, doubt } = await service(last)
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
        return { at, ...clockOffset(), full: true, service: { ...known, ...nothing, ...empty, container, events } }
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
      const beside = { tasks: signsOf(reading), serviceDeployments: targets }
      const doubts = doubt ?? doubtIn(freshness.refuseBy(beside, seen, clock.now()), last)
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
        ...(doubts === undefined ? {} : { doubt: doubts }),
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
      glance.begin(seen, picture)
      return { at, ...clockOffset(), full: reading.kept.length === 0, service: picture }
    },

    glance: async () => glance.take(),
  }
}
