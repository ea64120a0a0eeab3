/** The world of ECS as a story builds and changes it. */
import type { Clock } from '../../src/clock.ts'
import { ElbWorld } from '../elb.ts'
import { LogWorld } from '../logs.ts'
import { Core } from './core.ts'
import { begin, createRollout, fail, makePrimary, underWay } from './deployments.ts'
import { rolling } from './rolling.ts'
import { beforeLook, wind } from './scheduler.ts'
import { shifting } from './shifting.ts'
import {
  defaultDurations,
  type ClusterSpecification,
  type Durations,
  type ImageBehaviour,
  type ServiceChange,
  type ServiceName,
  type ServiceQuirks,
  type ServiceSpecification,
  type TaskDefinitionSpecification,
  type Truth,
} from './specification.ts'
import {
  running,
  servingContainer,
  strategyOf,
  type Cluster,
  type Container,
  type Rollout,
  type Service,
  type Task,
  type TaskDefinition,
  type TaskStatus,
} from './state.ts'
import { createService, settleService } from './services.ts'
import { taskSets } from './task-sets.ts'
import { stopTask } from './tasks.ts'
import { truth, type TruthQuestion } from './truth.ts'
import { type PastDeploymentRecipe, rememberDeployment } from './past.ts'

export interface EcsWorldOptions {
  readonly clock: Clock
  /** Default `us-east-1`. */
  readonly region?: string
  /** Default `123456789012`. */
  readonly account?: string
  /** The same seed gives the same world, identifiers included. Default 1. */
  readonly seed?: number
  /**
   * The registry: what a reference (`repo:tag`, `repo@sha256:…`) resolves to now; undefined where there is no such image. Without it
   * every image exists, with a digest made from the reference's text.
   */
  readonly resolveImage?: (reference: string) => string | undefined
  readonly durations?: Partial<Durations>
  readonly elb?: ElbWorld
  readonly logs?: LogWorld
}

/** A task as a story may look at it, apart from any API. */
export interface TaskView {
  readonly arn: string
  readonly id: string
  readonly status: TaskStatus
  readonly desiredStatus: 'RUNNING' | 'STOPPED'
  /** `ecs-svc/<N>` */
  readonly rolloutId: string
  readonly taskDefinition: string
  /** Of the container that serves. */
  readonly digest: string | undefined
  readonly version: string | undefined
  readonly startedAt: number | undefined
}

export interface TaskSetSpecification {
  readonly taskDefinition: string
  /** Default 100. */
  readonly scalePercent?: number
  readonly targetGroupArn?: string
  readonly externalId?: string
  readonly startedBy?: string
}

export class EcsWorld {
  readonly clock: Clock
  readonly region: string
  readonly account: string
  readonly elb: ElbWorld
  readonly logs: LogWorld
  /** The machinery that the world's own parts share. */
  readonly core: Core

  constructor(options: EcsWorldOptions) {
    this.clock = options.clock
    this.region = options.region ?? 'us-east-1'
    this.account = options.account ?? '123456789012'
    const seed = options.seed ?? 1
    this.elb = options.elb ?? new ElbWorld({ region: this.region, account: this.account, seed: seed + 1 })
    this.logs = options.logs ?? new LogWorld()
    this.core = new Core(
      {
        clock: options.clock,
        region: this.region,
        account: this.account,
        seed,
        durations: { ...defaultDurations, ...options.durations },
        resolveImage: options.resolveImage,
        elb: this.elb,
        logs: this.logs,
      },
      (service) => this.#look(service),
    )
    this.createCluster({ name: 'default' })
  }

  /** Brings the world to the clock's time. Every other method does so first. */
  sync(): void {
    this.core.sync()
  }

  /** Runs `action` at a time of the world's own order of events: the world has come exactly that far. */
  at(time: number, action: () => void): void {
    this.core.sync()
    this.core.at(time, action)
  }

  /** Says how the code inside an image behaves. Tasks that run it already take over all but what is planned: crashes and checks. */
  behave(digest: string, behaviour: ImageBehaviour): void {
    this.core.sync()
    this.core.behaviours.set(digest, behaviour)
    for (const container of this.#containers()) {
      if (container.digest === digest) container.behaviour = behaviour
    }
  }

  /** @returns the new revision's ARN */
  registerTaskDefinition(specification: TaskDefinitionSpecification): string {
    this.core.sync()
    const { family } = specification
    const known = this.core.definitions.get(family) ?? []
    const revision = known.length + 1
    const definition: TaskDefinition = {
      arn: this.core.arn('ecs', `task-definition/${family}:${revision}`),
      family,
      revision,
      containers: [...specification.containers],
      registeredAt: this.core.now,
      registeredBy:
        specification.registeredBy ?? `arn:aws:sts::${this.account}:assumed-role/github-deploy/GitHubActions`,
    }
    this.core.definitions.set(family, [...known, definition])
    return definition.arn
  }

  /** @returns its ARN */
  createCluster(specification: ClusterSpecification): string {
    const { name } = specification
    const known = this.core.clusters.get(name)
    if (known === undefined) {
      this.core.clusters.set(name, {
        name,
        arn: this.core.arn('ecs', `cluster/${name}`),
        services: new Map(),
        instances: [],
      })
    }
    if (specification.instances !== undefined) this.setInstances(name, specification.instances)
    return this.core.arn('ecs', `cluster/${name}`)
  }

  /** Container instances of a cluster: its DAEMON services want one task on each. */
  setInstances(clusterName: string, count: number): void {
    this.core.sync()
    const cluster = this.#cluster(clusterName)
    while (cluster.instances.length > count) cluster.instances.pop()
    while (cluster.instances.length < count) {
      cluster.instances.push(this.core.arn('ecs', `container-instance/${clusterName}/${this.core.random.hex(32)}`))
    }
    for (const service of cluster.services.values()) {
      if (service.scheduling !== 'DAEMON') continue
      service.desiredCount = count
      this.core.touch(service)
    }
  }

  /** @returns the service's ARN */
  createService(specification: ServiceSpecification): string {
    this.core.sync()
    const clusterName = specification.cluster ?? 'default'
    this.createCluster({ name: clusterName })
    const age = specification.settledFor
    const definition = this.definition(specification.taskDefinition)
    const build = (): Service => createService(this.core, this.#cluster(clusterName), specification, definition)
    const service = age === undefined ? build() : this.core.asOf(this.core.now - age, build)
    if (age !== undefined) this.core.asOf(this.core.now - age, () => settleService(this.core, service))
    this.core.touch(service)
    return service.arn
  }

  /** Adds a deployment of an earlier day to what ECS lists. */
  rememberDeployment(name: ServiceName, past: PastDeploymentRecipe): void {
    rememberDeployment(this.core, this.service(name), past)
  }

  /**
   * UpdateService: a new deployment where the task definition or the deployment's configuration changes or `forceNewDeployment` is
   * set; else only the desired count moves (as autoscaling does it).
   *
   * @returns the id of the current deployment, `ecs-svc/<N>`
   */
  updateService(name: ServiceName, change: ServiceChange): string {
    this.core.sync()
    const service = this.service(name)
    const { desiredCount, forceNewDeployment, ...configuration } = change
    if (desiredCount !== undefined && service.scheduling !== 'DAEMON') service.desiredCount = desiredCount
    service.configuration = { ...service.configuration, ...configuration }
    const redeploys = forceNewDeployment === true || change.taskDefinition !== undefined
    if (redeploys && service.controller === 'ECS') {
      begin(this.core, service, this.definition(service.configuration.taskDefinition))
    }
    this.core.touch(service)
    return service.current?.id ?? ''
  }

  /** DeleteService with force: DRAINING while its tasks stop, then INACTIVE. */
  deleteService(name: ServiceName): void {
    this.core.sync()
    const service = this.service(name)
    service.status = 'DRAINING'
    service.desiredCount = 0
    this.core.touch(service)
  }

  /** Changes quirks of a service from now on; those not named stay. */
  bend(name: ServiceName, quirks: ServiceQuirks): void {
    this.core.sync()
    const service = this.service(name)
    service.quirks = { ...service.quirks, ...quirks }
    service.durations = { ...service.durations, ...quirks.durations }
    this.core.touch(service)
  }

  /** StopServiceDeployment with ROLLBACK: someone takes the deployment back. */
  rollback(name: ServiceName): void {
    this.core.sync()
    fail(this.core, this.service(name), 'requested', true)
  }

  /** StopServiceDeployment with ABORT: the deployment is stopped where it is. */
  abort(name: ServiceName): void {
    this.core.sync()
    fail(this.core, this.service(name), 'requested', false)
  }

  /** A CloudWatch alarm of the deployment goes off. */
  triggerAlarm(name: ServiceName, alarm: string): void {
    this.core.sync()
    const service = this.service(name)
    underWay(service)?.triggeredAlarms.push(alarm)
    fail(this.core, service, 'alarm', service.configuration.alarms?.rollback ?? false)
  }

  /** ContinueServiceDeployment at the hook that waits; without one it does nothing. */
  continueDeployment(name: ServiceName, action: 'CONTINUE' | 'ROLLBACK' = 'CONTINUE'): void {
    this.core.sync()
    const service = this.service(name)
    for (const run of underWay(service)?.hooks ?? []) {
      if (run.status === 'AWAITING_ACTION') run.status = action === 'CONTINUE' ? 'SUCCEEDED' : 'FAILED'
    }
    this.core.touch(service)
  }

  /** Stops one task from outside (Fargate retirement by default); its service replaces it without any deployment. */
  stopTask(arnOrId: string, how: { readonly stoppedReason?: string; readonly stopCode?: string } = {}): void {
    this.core.sync()
    const task = this.#task(arnOrId)
    stopTask(
      this.core,
      task,
      how.stopCode ?? 'TerminationNotice',
      how.stoppedReason ?? 'ECS is performing maintenance on the underlying infrastructure hosting the task.',
    )
  }

  /**
   * Availability Zone rebalancing moves so many running tasks of a service whose deployment is complete; where the maximum percent leaves
   * no room for a task more, ECS does not rebalance. Rolling services only.
   */
  rebalance(name: ServiceName, count: number): void {
    this.core.sync()
    const service = this.service(name)
    const { current } = service
    if (current?.state !== 'COMPLETED') return
    for (const task of [...current.tasks].filter(running).slice(0, count)) service.moving.add(task)
    this.core.touch(service)
  }

  /** CreateTaskSet. The first one of a service is PRIMARY. @returns `ecs-svc/<N>` */
  createTaskSet(name: ServiceName, specification: TaskSetSpecification): string {
    this.core.sync()
    const service = this.service(name)
    const set = createRollout(
      this.core,
      service,
      'task-set',
      this.definition(specification.taskDefinition),
      service.configuration,
    )
    set.scalePercent = specification.scalePercent ?? 100
    if (specification.targetGroupArn !== undefined) set.targetGroupArn = specification.targetGroupArn
    set.externalId = specification.externalId
    set.startedBy = specification.startedBy
    if (service.current === undefined) this.setPrimaryTaskSet(name, set.id)
    this.core.touch(service)
    return set.id
  }

  scaleTaskSet(name: ServiceName, id: string, percent: number): void {
    this.core.sync()
    const service = this.service(name)
    const set = rolloutOf(service, id)
    set.scalePercent = percent
    set.updatedAt = this.core.now
    set.stableSince = undefined
    this.core.touch(service)
  }

  setPrimaryTaskSet(name: ServiceName, id: string): void {
    this.core.sync()
    const service = this.service(name)
    makePrimary(this.core, service, rolloutOf(service, id))
    this.core.touch(service)
  }

  /** DeleteTaskSet: DRAINING until its tasks are gone. */
  deleteTaskSet(name: ServiceName, id: string): void {
    this.core.sync()
    const service = this.service(name)
    const set = rolloutOf(service, id)
    set.status = 'DRAINING'
    set.stableSince = undefined
    set.updatedAt = this.core.now
    if (service.current === set) service.current = undefined
    this.core.touch(service)
  }

  /** All tasks that can still be described, in order of their creation. */
  tasks(name: ServiceName): readonly TaskView[] {
    this.core.sync()
    return [...this.service(name).tasks.values()].map((task) => {
      const container = servingContainer(task)
      return {
        arn: task.arn,
        id: task.id,
        status: task.status,
        desiredStatus: task.desired,
        rolloutId: task.rollout.id,
        taskDefinition: task.definition.arn,
        digest: container?.digest,
        version: container?.behaviour?.version,
        startedAt: task.startedAt,
      }
    })
  }

  /** Id of the current deployment or PRIMARY task set. */
  currentId(name: ServiceName): string | undefined {
    this.core.sync()
    return this.service(name).current?.id
  }

  /** The oracle: plain facts at this instant, from inner state alone. */
  truth(name: ServiceName, question: TruthQuestion): Truth {
    this.core.sync()
    return truth(this.core, this.service(name), question)
  }

  /** Inner state of a service. @throws Error where the world has no such service: a mistake in the story */
  service(name: ServiceName): Service {
    const resource = name.startsWith('arn:') ? name.slice(name.lastIndexOf(':service/') + ':service/'.length) : name
    const [first = '', second] = resource.split('/')
    if (second !== undefined) {
      const found = this.core.clusters.get(first)?.services.get(second)
      if (found !== undefined) return found
    } else {
      const found = [...this.core.clusters.values()].flatMap((cluster) => cluster.services.get(first) ?? [])
      if (found.length === 1 && found[0] !== undefined) return found[0]
      if (found.length > 1) throw new Error(`several clusters have a service ${name}: name it cluster/service`)
    }
    throw new Error(`no service ${name} in this world`)
  }

  /** By ARN, `family:revision`, or family (its newest). @throws Error where there is none: a mistake in the story */
  definition(reference: string): TaskDefinition {
    const found = this.core.definition(reference)
    if (found === undefined) throw new Error(`no task definition ${reference} in this world`)
    return found
  }

  #look(service: Service): void {
    beforeLook(this.core, service)
    if (service.status !== 'ACTIVE') wind(this.core, service)
    else if (service.controller !== 'ECS') taskSets(this.core, service)
    else if (strategyOf(service) === 'ROLLING') rolling(this.core, service)
    else shifting(this.core, service)
  }

  #cluster(name: string): Cluster {
    const cluster = this.core.clusters.get(name)
    if (cluster === undefined) throw new Error(`no cluster ${name} in this world`)
    return cluster
  }

  *#containers(): Iterable<Container> {
    for (const cluster of this.core.clusters.values()) {
      for (const service of cluster.services.values()) {
        for (const task of service.live) yield* task.containers
      }
    }
  }

  #task(arnOrId: string): Task {
    const id = arnOrId.slice(arnOrId.lastIndexOf('/') + 1)
    for (const cluster of this.core.clusters.values()) {
      for (const service of cluster.services.values()) {
        const task = service.tasks.get(id)
        if (task !== undefined) return task
      }
    }
    throw new Error(`no task ${arnOrId} in this world`)
  }
}

const rolloutOf = (service: Service, id: string): Rollout => {
  const found = service.rollouts.find((rollout) => rollout.id === id)
  if (found === undefined) throw new Error(`service ${service.name} has no task set ${id}`)
  return found
}
