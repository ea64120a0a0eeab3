/** CodeDeploy's blue/green deployments of ECS services: how they drive the task sets of a world. */
import type { DeploymentInfo, LifecycleEventStatus } from '@aws-sdk/client-codedeploy'
import type { EcsWorld } from './ecs-world.ts'
import { Random } from './random.ts'
import type { ServiceName } from './specification.ts'
import type { Rollout, Service } from './state.ts'

const lifecycle = [
  'BeforeInstall',
  'Install',
  'AfterInstall',
  'AllowTestTraffic',
  'AfterAllowTestTraffic',
  'BeforeAllowTraffic',
  'AllowTraffic',
  'AfterAllowTraffic',
] as const

type LifecycleName = (typeof lifecycle)[number]

interface LifecycleRecord {
  status: LifecycleEventStatus
  startedAt: number | undefined
  endedAt: number | undefined
}

export interface BlueGreenSpecification {
  readonly taskDefinition: string
  /** Default `CodeDeployDefault.ECSAllAtOnce`; the linear and canary names say their steps. */
  readonly config?: string
  /** The deployment stops at READY until `approve`, for at most so many minutes. */
  readonly approvalMinutes?: number
  /** How long the old task set stays after the traffic has moved. Default 60. */
  readonly terminationWaitMinutes?: number
  /** Whether the old task set is terminated at all. Default true. */
  readonly terminatesBlue?: boolean
  /** Whether a failure is rolled back. Default true. */
  readonly autoRollback?: boolean
  /** How long the new task set may take to become healthy. Default 60. */
  readonly installTimeoutMinutes?: number
}

export interface CodeDeployRecord {
  readonly id: string
  readonly service: Service
  readonly specification: BlueGreenSpecification
  readonly green: string
  readonly blue: string | undefined
  readonly createdAt: number
  startedAt: number | undefined
  completedAt: number | undefined
  status: NonNullable<DeploymentInfo['status']>
  readonly events: Map<LifecycleName, LifecycleRecord>
  approved: boolean
  readySince: number | undefined
  shiftSince: number | undefined
  weight: number
  terminationSince: number | undefined
  error: { readonly code: string; readonly message: string } | undefined
  rollback:
    { readonly id: string | undefined; readonly triggeredBy: string | undefined; readonly message: string } | undefined
  /** Task sets as they were last seen: they outlive their deletion in CodeDeploy's answers. */
  readonly seen: Map<string, Rollout>
}

/** How often CodeDeploy looks at what it deploys. */
const tick = 2_000
const minute = 60_000

/** Traffic steps by the configuration's name, as AWS's predefined ones are called. */
const shiftOf = (config: string): { readonly first: number; readonly step: number; readonly every: number } => {
  const linear = /Linear(\d+)PercentEvery(\d+)Minutes?$/.exec(config)
  if (linear !== null) return { first: Number(linear[1]), step: Number(linear[1]), every: Number(linear[2]) * minute }
  const canary = /Canary(\d+)Percent(\d+)Minutes?$/.exec(config)
  if (canary !== null) return { first: Number(canary[1]), step: 100, every: Number(canary[2]) * minute }
  return { first: 100, step: 100, every: 0 }
}

const isOver = ({ status }: CodeDeployRecord): boolean =>
  status === 'Succeeded' || status === 'Failed' || status === 'Stopped'

/** CodeDeploy, driving the task sets of an ECS world. */
export class CodeDeployWorld {
  readonly #ecs: EcsWorld
  readonly #random: Random
  readonly #deployments = new Map<string, CodeDeployRecord>()

  constructor(ecs: EcsWorld, options: { readonly seed?: number } = {}) {
    this.#ecs = ecs
    this.#random = new Random(options.seed ?? 23)
  }

  get ecs(): EcsWorld {
    return this.#ecs
  }

  /**
   * Begins a blue/green deployment: a green task set in the other target group, then the traffic, then the end of the blue one.
   *
   * @returns its id, `d-…`, which is also the green task set's `externalId`
   */
  deploy(name: ServiceName, specification: BlueGreenSpecification): string {
    this.#ecs.sync()
    const service = this.#ecs.service(name)
    const blue = service.current
    const balancer = service.loadBalancers[0]
    const id = this.#id()
    const other =
      blue?.targetGroupArn === balancer?.targetGroupArn ? balancer?.alternateTargetGroupArn : balancer?.targetGroupArn
    const green = this.#ecs.createTaskSet(service.arn, {
      taskDefinition: specification.taskDefinition,
      externalId: id,
      startedBy: 'CODE_DEPLOY',
      ...(other === undefined ? {} : { targetGroupArn: other }),
    })
    const record = this.#record(id, service, specification, green, blue?.id)
    this.#deployments.set(id, record)
    this.#soon(record)
    return id
  }

  /** Lets a deployment that waits at READY go on. */
  approve(id: string): void {
    this.#ecs.sync()
    this.#get(id).approved = true
  }

  /** StopDeployment. With `rollback` the traffic goes back to the old task set. */
  stop(id: string, options: { readonly rollback: boolean } = { rollback: true }): void {
    this.#ecs.sync()
    const record = this.#get(id)
    if (isOver(record)) return
    this.#end(record, 'Stopped', undefined, options.rollback)
  }

  /** The deployment fails: a hook of its own, an alarm, a timeout. One that is over stays as it is. */
  fail(id: string, message: string, code = 'HOOK_EXECUTION_FAILURE'): void {
    this.#ecs.sync()
    const record = this.#get(id)
    if (isOver(record)) return
    this.#end(record, 'Failed', { code, message }, record.specification.autoRollback ?? true)
  }

  find(id: string): CodeDeployRecord | undefined {
    return this.#deployments.get(id)
  }

  #id(): string {
    return `d-${this.#random.hex(9).toUpperCase()}`
  }

  #get(id: string): CodeDeployRecord {
    const record = this.#deployments.get(id)
    if (record === undefined) throw new Error(`no CodeDeploy deployment ${id} in this world`)
    return record
  }

  #record(
    id: string,
    service: Service,
    specification: BlueGreenSpecification,
    green: string,
    blue: string | undefined,
  ): CodeDeployRecord {
    const record: CodeDeployRecord = {
      id,
      service,
      specification,
      green,
      blue,
      createdAt: this.#ecs.core.now,
      startedAt: undefined,
      completedAt: undefined,
      status: 'Created',
      events: new Map(
        lifecycle.map((event) => [event, { status: 'Pending', startedAt: undefined, endedAt: undefined }]),
      ),
      approved: specification.approvalMinutes === undefined,
      readySince: undefined,
      shiftSince: undefined,
      weight: 0,
      terminationSince: undefined,
      error: undefined,
      rollback: undefined,
      seen: new Map(),
    }
    for (const set of service.rollouts) record.seen.set(set.id, set)
    return record
  }

  #soon(record: CodeDeployRecord): void {
    this.#ecs.at(this.#ecs.core.now + tick, () => this.#step(record))
  }

  #step(record: CodeDeployRecord): void {
    if (isOver(record)) return
    const { now } = this.#ecs.core
    if (record.status === 'Created') {
      record.status = 'InProgress'
      record.startedAt = now
    }
    this.#advance(record, now)
    if (record.status === 'InProgress' || record.status === 'Ready') this.#soon(record)
  }

  /** Takes the next step of the first life-cycle event that is not over. */
  #advance(record: CodeDeployRecord, now: number): void {
    for (const [name, event] of record.events) {
      if (event.status === 'Succeeded') continue
      if (event.status === 'Pending') {
        if (name === 'BeforeAllowTraffic' && !this.#approved(record, now)) return
        event.status = 'InProgress'
        event.startedAt = now
      }
      if (!this.#done(record, name, now)) return
      event.status = 'Succeeded'
      event.endedAt = now
    }
    this.#terminate(record, now)
  }

  #done(record: CodeDeployRecord, name: LifecycleName, now: number): boolean {
    if (name === 'Install') return this.#installed(record, now)
    if (name === 'AllowTraffic') return this.#shifted(record, now)
    return true
  }

  #installed(record: CodeDeployRecord, now: number): boolean {
    const green = this.#set(record, record.green)
    if (green?.stableSince !== undefined && green.tasks.size > 0) return true
    const minutes = record.specification.installTimeoutMinutes ?? 60
    if (now - record.createdAt > minutes * minute) {
      this.fail(
        record.id,
        `The deployment timed out while waiting for the replacement task set to become healthy. This time out period is ${minutes} minutes.`,
        'TIMEOUT',
      )
    }
    return false
  }

  #approved(record: CodeDeployRecord, now: number): boolean {
    const minutes = record.specification.approvalMinutes
    if (record.approved || minutes === undefined) {
      if (record.status === 'Ready') record.status = 'InProgress'
      return true
    }
    record.status = 'Ready'
    record.readySince ??= now
    if (now - record.readySince > minutes * minute) {
      this.#end(record, 'Stopped', { code: 'MANUAL_STOP', message: 'The deployment was not approved in time.' }, true)
    }
    return false
  }

  #shifted(record: CodeDeployRecord, now: number): boolean {
    const shift = shiftOf(record.specification.config ?? 'CodeDeployDefault.ECSAllAtOnce')
    record.shiftSince ??= now
    const steps = shift.every === 0 ? 0 : Math.floor((now - record.shiftSince) / shift.every)
    this.#weigh(record, Math.min(100, shift.first + steps * shift.step))
    if (record.weight < 100) return false
    this.#ecs.setPrimaryTaskSet(record.service.arn, record.green)
    return true
  }

  #weigh(record: CodeDeployRecord, weight: number): void {
    record.weight = weight
    const rule = record.service.loadBalancers[0]?.productionListenerRule
    const green = record.seen.get(record.green)?.targetGroupArn
    const blue = record.blue === undefined ? undefined : record.seen.get(record.blue)?.targetGroupArn
    if (rule === undefined || green === undefined || blue === undefined) return
    this.#ecs.elb.setWeights(rule, [
      { targetGroupArn: green, weight },
      { targetGroupArn: blue, weight: 100 - weight },
    ])
  }

  #terminate(record: CodeDeployRecord, now: number): void {
    record.terminationSince ??= now
    const { terminatesBlue = true, terminationWaitMinutes = 60 } = record.specification
    const blue = record.blue === undefined ? undefined : this.#set(record, record.blue)
    if (terminatesBlue && blue !== undefined) {
      if (now - record.terminationSince < terminationWaitMinutes * minute) return
      if (blue.status !== 'DRAINING') this.#ecs.deleteTaskSet(record.service.arn, blue.id)
      if (blue.tasks.size > 0) return
    }
    record.status = 'Succeeded'
    record.completedAt = now
  }

  #end(
    record: CodeDeployRecord,
    status: 'Failed' | 'Stopped',
    error: CodeDeployRecord['error'],
    rollsBack: boolean,
  ): void {
    const { now } = this.#ecs.core
    record.status = status
    record.error = error
    record.completedAt = now
    for (const event of record.events.values()) {
      if (event.status !== 'InProgress' && event.status !== 'Pending') continue
      event.status = event.status === 'InProgress' ? 'Failed' : 'Skipped'
      event.endedAt = now
    }
    if (!rollsBack || record.blue === undefined) return
    const id = this.#id()
    record.rollback = {
      id,
      triggeredBy: undefined,
      message: `Deployment ${record.id} was rolled back by deployment ${id}.`,
    }
    const blue = this.#set(record, record.blue)
    if (blue === undefined || blue.status === 'DRAINING') return
    this.#weigh(record, 0)
    this.#ecs.setPrimaryTaskSet(record.service.arn, blue.id)
    this.#ecs.deleteTaskSet(record.service.arn, record.green)
    this.#recordRollback(id, record)
  }

  /** A rollback is a deployment of its own; its work is done at once, its record ends a little later. */
  #recordRollback(id: string, failed: CodeDeployRecord): void {
    const { now } = this.#ecs.core
    const rollback = this.#record(id, failed.service, failed.specification, failed.green, failed.blue)
    rollback.status = 'InProgress'
    rollback.startedAt = now
    rollback.rollback = {
      id: undefined,
      triggeredBy: failed.id,
      message: `Deployment ${id} is a rollback of deployment ${failed.id}.`,
    }
    this.#deployments.set(id, rollback)
    this.#ecs.at(now + 5 * tick, () => {
      rollback.status = 'Succeeded'
      rollback.completedAt = this.#ecs.core.now
      for (const event of rollback.events.values()) event.status = 'Succeeded'
    })
  }

  #set(record: CodeDeployRecord, id: string): Rollout | undefined {
    return record.service.rollouts.find((set) => set.id === id)
  }
}
