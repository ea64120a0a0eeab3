/**
 * The life of a task: PROVISIONING, PENDING, ACTIVATING, RUNNING, DEACTIVATING (its target drains), STOPPING, DEPROVISIONING,
 * STOPPED. A task that ECS no longer wants has `desired` STOPPED at once, whatever it still does.
 */
import { streamName } from '../logs.ts'
import type { Core } from './core.ts'
import { tell } from './messages.ts'
import { settleImages, type Pulled } from './images.ts'
import type { ContainerSpecification, ImageBehaviour } from './specification.ts'
import { running, servingContainer, wanted, type Container, type Rollout, type Task, type TaskStatus } from './state.ts'

/** Stopped tasks can be described for an hour. */
const visibleAfterStop = 3_600_000

/** Starts a task of the rollout; it takes its steps by itself from here on. */
export const launch = (core: Core, rollout: Rollout): Task => {
  const task = create(core, rollout, core.now)
  core.later(core.random.around(rollout.service.durations.provisioning), () => {
    if (task.status === 'PROVISIONING' && wanted(task)) pull(core, task)
  })
  return task
}

/** A task that has run since `startedAt`, its checks long passed. */
export const settle = (core: Core, rollout: Rollout, startedAt: number): Task => {
  const task = create(core, rollout, startedAt - 15_000)
  settleImages(core, task)
  task.digestsKnown = true
  task.pullStartedAt = startedAt - 12_000
  task.pullStoppedAt = startedAt - 4_000
  task.startedAt = startedAt
  task.status = 'RUNNING'
  task.target = rollout.targetGroupArn === undefined ? 'none' : 'healthy'
  for (const container of task.containers) {
    container.status = 'RUNNING'
    if (container.specification?.healthCheck !== undefined) container.health = 'HEALTHY'
  }
  return task
}

const create = (core: Core, rollout: Rollout, createdAt: number): Task => {
  const { service } = rollout
  const { cluster } = service
  const id = core.random.hex(32)
  const order = core.nextTaskOrder()
  const onInstances = service.launchType !== 'FARGATE' && cluster.instances.length > 0
  const specifications: (ContainerSpecification | undefined)[] = [...rollout.definition.containers]
  if (service.quirks.guardDuty === true) specifications.push(undefined)
  const task: Task = {
    id,
    arn: core.arn('ecs', `task/${cluster.name}/${id}`),
    order,
    service,
    rollout,
    definition: rollout.definition,
    containers: specifications.map((specification, index) => ({
      arn: core.arn('ecs', `container/${cluster.name}/${id}/${core.random.uuid()}`),
      specification,
      name: specification?.name ?? `aws-guardduty-agent-${core.random.hex(7)}`,
      digest: undefined,
      behaviour: undefined,
      status: 'PENDING',
      health: 'UNKNOWN',
      exitCode: undefined,
      reason: undefined,
      runtimeId: `${id}-${String(1_000_000_000 + index).slice(1)}`,
    })),
    privateAddress: `10.${(order >> 16) & 255}.${(order >> 8) & 255}.${order & 255}`,
    attachmentId: core.random.uuid(),
    instance: onInstances ? cluster.instances[order % cluster.instances.length] : undefined,
    status: 'PROVISIONING',
    desired: 'RUNNING',
    version: 1,
    digestsKnown: false,
    target: rollout.targetGroupArn === undefined ? 'none' : 'initial',
    createdAt,
    pullStartedAt: undefined,
    pullStoppedAt: undefined,
    startedAt: undefined,
    stoppingAt: undefined,
    executionStoppedAt: undefined,
    stoppedAt: undefined,
    stopCode: undefined,
    stoppedReason: undefined,
  }
  rollout.tasks.add(task)
  service.live.add(task)
  service.tasks.set(task.id, task)
  return task
}

const become = (core: Core, task: Task, status: TaskStatus): void => {
  task.status = status
  task.version += 1
  core.touch(task.service)
}

const pull = (core: Core, task: Task): void => {
  become(core, task, 'PENDING')
  task.pullStartedAt = core.now
  const pulled = settleImages(core, task)
  core.later(core.random.around(task.service.durations.pulling), () => {
    if (task.status !== 'PENDING' || !wanted(task)) return
    if (pulled.state === 'failed') failToStart(core, task, pulled)
    else activate(core, task)
  })
}

/** Fargate says why in `stoppedReason`; on EC2 that reads `Task failed to start` and the container has the reason. */
const failToStart = (core: Core, task: Task, failure: Extract<Pulled, { state: 'failed' }>): void => {
  task.pullStoppedAt = core.now
  const onFargate = task.service.launchType === 'FARGATE'
  if (!onFargate || failure.containerReason !== undefined) {
    failure.container.reason = failure.containerReason ?? failure.stoppedReason
  }
  endBeforeRunning(core, task, failure.stopCode, onFargate ? failure.stoppedReason : 'Task failed to start')
  noteFatal(core, task)
}

const activate = (core: Core, task: Task): void => {
  const { service, rollout } = task
  task.pullStoppedAt = core.now
  task.digestsKnown = true
  become(core, task, 'ACTIVATING')
  if (rollout.targetGroupArn !== undefined) {
    service.registered.set(rollout.targetGroupArn, (service.registered.get(rollout.targetGroupArn) ?? 0) + 1)
  }
  core.later(core.random.around(service.durations.activating), () => {
    if (task.status === 'ACTIVATING' && wanted(task)) run(core, task)
  })
}

const run = (core: Core, task: Task): void => {
  const { rollout } = task
  become(core, task, 'RUNNING')
  task.startedAt = core.now
  for (const container of task.containers) {
    container.status = 'RUNNING'
    if (container.behaviour === undefined || container.specification === undefined) continue
    log(core, task, container, container.behaviour.logs ?? [])
    planHealth(core, task, container, container.behaviour)
    planCrash(core, task, container, container.behaviour)
  }
  if (rollout.targetGroupArn !== undefined) planTarget(core, task, rollout.targetGroupArn)
  if (vouched(task)) return
  wentWell(rollout)
}

/** Whether a container or target check still has to say that the task is well. */
const vouched = (task: Task): boolean =>
  task.target !== 'none' || task.definition.containers.some((container) => container.healthCheck !== undefined)

/** A task that works resets the count of failed ones, unless the circuit breaker is told not to. */
const wentWell = (rollout: Rollout): void => {
  rollout.failedRounds = 0
  if (rollout.configuration.circuitBreaker?.resetOnHealthyTask !== false) rollout.failedTasks = 0
}

const planHealth = (core: Core, task: Task, container: Container, behaviour: ImageBehaviour): void => {
  if (container.specification?.healthCheck === undefined) return
  core.later(core.random.around(task.service.durations.containerHealth), () => {
    if (container.status !== 'RUNNING' || !running(task)) return
    const well = behaviour.containerHealthy ?? behaviour.healthy ?? true
    container.health = well ? 'HEALTHY' : 'UNHEALTHY'
    task.version += 1
    core.touch(task.service)
    if (well) {
      if (task.target === 'none' || task.target === 'healthy') wentWell(task.rollout)
      return
    }
    if (container.specification?.essential === false) return
    tell(core, task.service, `(service ${task.service.name}) (task ${task.id}) failed container health checks.`)
    stopTask(core, task, 'ServiceSchedulerInitiated', 'Task failed container health checks')
    noteFatal(core, task)
  })
}

const planTarget = (core: Core, task: Task, targetGroupArn: string): void => {
  core.later(core.random.around(task.service.durations.targetHealth), () => {
    const container = servingContainer(task)
    if (container?.status !== 'RUNNING' || !running(task)) return
    const { behaviour } = container
    const well = behaviour?.targetHealthy ?? behaviour?.healthy ?? true
    task.target = well ? 'healthy' : 'unhealthy'
    core.touch(task.service)
    if (well) {
      wentWell(task.rollout)
      return
    }
    const port = task.service.loadBalancers[0]?.containerPort ?? 80
    const reason = behaviour?.targetReason ?? 'Health checks failed with these codes: [502]'
    tell(
      core,
      task.service,
      `(service ${task.service.name}) (task ${task.id}) (port ${port}) is unhealthy in (target-group ${targetGroupArn}) due to (reason ${reason}).`,
    )
    stopTask(
      core,
      task,
      'ServiceSchedulerInitiated',
      `Task failed ELB health checks in (target-group ${targetGroupArn})`,
    )
    noteFatal(core, task)
  })
}

const planCrash = (core: Core, task: Task, container: Container, behaviour: ImageBehaviour): void => {
  const { digest } = container
  const { crash, oom } = behaviour
  if (oom !== undefined) {
    const killed = task.service.launchType === 'FARGATE' ? 'container killed' : 'Container killed'
    core.later(oom.afterMs, () =>
      exit(core, task, container, { exitCode: 137, reason: `OutOfMemoryError: ${killed} due to memory usage` }),
    )
  }
  if (crash === undefined || digest === undefined) return
  const before = core.crashes.get(digest) ?? 0
  if (crash.times !== undefined && before >= crash.times) return
  core.crashes.set(digest, before + 1)
  core.later(crash.afterMs, () => exit(core, task, container, crash))
}

interface Exit {
  readonly exitCode: number
  readonly reason?: string
  readonly stopCode?: string
  readonly stoppedReason?: string
}

/** A container ends by itself. With an essential one the whole task does. */
const exit = (core: Core, task: Task, container: Container, how: Exit): void => {
  if (container.status !== 'RUNNING') return
  container.status = 'STOPPED'
  container.exitCode = how.exitCode
  container.reason = how.reason
  log(core, task, container, container.behaviour?.lastWords ?? [])
  task.version += 1
  core.touch(task.service)
  if (container.specification?.essential === false) return
  if (!wanted(task)) {
    // It was on its way out already; nothing is left to drain.
    if (task.status === 'RUNNING' || task.status === 'DEACTIVATING') sigterm(core, task)
    return
  }
  task.desired = 'STOPPED'
  task.stopCode = how.stopCode ?? 'EssentialContainerExited'
  task.stoppedReason = how.stoppedReason ?? 'Essential container in task exited'
  if (task.target !== 'none') task.target = 'draining'
  noteFatal(core, task)
  sigterm(core, task)
}

/**
 * ECS decides to stop a task: at once its `desired` is STOPPED. A running one behind a load balancer drains first, for the target
 * group's deregistration delay, and can answer all that time.
 */
export const stopTask = (core: Core, task: Task, stopCode: string, stoppedReason: string): void => {
  if (!wanted(task)) return
  if (task.status !== 'RUNNING') {
    endBeforeRunning(core, task, stopCode, stoppedReason)
    return
  }
  task.desired = 'STOPPED'
  task.stopCode = stopCode
  task.stoppedReason = stoppedReason
  task.version += 1
  core.touch(task.service)
  const { targetGroupArn } = task.rollout
  if (targetGroupArn === undefined) {
    core.later(core.random.around(500), () => sigterm(core, task))
    return
  }
  task.target = 'draining'
  core.later(core.random.around(1_000), () => {
    if (task.status === 'RUNNING') become(core, task, 'DEACTIVATING')
  })
  core.later(1_500 + core.elb.deregistrationDelay(targetGroupArn), () => sigterm(core, task))
}

/** STOPPING: SIGTERM, and SIGKILL to what does not listen. */
const sigterm = (core: Core, task: Task): void => {
  if (task.status !== 'RUNNING' && task.status !== 'DEACTIVATING') return
  const { durations } = task.service
  become(core, task, 'STOPPING')
  task.stoppingAt = core.now
  const deaf = task.containers.some(
    (container) => container.status === 'RUNNING' && container.behaviour?.ignoresSigterm === true,
  )
  core.later(deaf ? durations.stopTimeout : core.random.around(durations.stopping), () => {
    for (const container of task.containers) {
      if (container.status !== 'RUNNING') continue
      container.status = 'STOPPED'
      container.exitCode = container.behaviour?.ignoresSigterm === true ? 137 : 0
    }
    deprovision(core, task)
  })
}

const endBeforeRunning = (core: Core, task: Task, stopCode: string, stoppedReason: string): void => {
  task.desired = 'STOPPED'
  task.stopCode = stopCode
  task.stoppedReason = stoppedReason
  task.stoppingAt = core.now
  if (task.target !== 'none') task.target = 'draining'
  for (const container of task.containers) container.status = 'STOPPED'
  deprovision(core, task)
}

const deprovision = (core: Core, task: Task): void => {
  task.executionStoppedAt = core.now
  become(core, task, 'DEPROVISIONING')
  core.later(core.random.around(task.service.durations.deprovisioning), () => {
    become(core, task, 'STOPPED')
    task.stoppedAt = core.now
    task.rollout.tasks.delete(task)
    task.service.live.delete(task)
    core.later(visibleAfterStop, () => task.service.tasks.delete(task.id))
  })
}

/** Counts a failure of the rollout; the scheduler's next look decides what follows. */
const noteFatal = (core: Core, task: Task): void => {
  task.rollout.failedTasks += 1
  task.rollout.lastFatalStopAt = core.now
  task.rollout.updatedAt = core.now
}

const log = (core: Core, task: Task, container: Container, lines: readonly string[]): void => {
  const configuration = container.specification?.logConfiguration
  if (configuration?.logDriver !== 'awslogs' || lines.length === 0) return
  const group = configuration.options?.['awslogs-group']
  const prefix = configuration.options?.['awslogs-stream-prefix']
  if (group === undefined || prefix === undefined) return
  for (const line of lines) {
    core.options.logs.write(group, streamName(prefix, container.name, task.id), core.now, line)
  }
}
