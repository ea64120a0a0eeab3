import type { Container, DesiredStatus, Task as EcsTask } from '@aws-sdk/client-ecs'
import type { EcsApi } from '../aws/api.ts'
import { incompleteAnswer } from '../aws/errors.ts'
import { AwsFailure } from '../aws/failure.ts'
import type { Stop, Task, TaskContainer, TaskDefinitionPicture } from '../model.ts'
import { inParallel, lastSegment, present, timeOf } from './answers.ts'

/** The parts of a description that count. The rest is let go at once: it is most of the memory that 5,000 tasks would take. */
export type DescribedTask = Pick<
  EcsTask,
  | 'createdAt'
  | 'desiredStatus'
  | 'executionStoppedAt'
  | 'healthStatus'
  | 'lastStatus'
  | 'startedAt'
  | 'startedBy'
  | 'stopCode'
  | 'stoppedAt'
  | 'stoppedReason'
  | 'stoppingAt'
  | 'taskDefinitionArn'
> & {
  readonly taskArn: string
  readonly containers: readonly DescribedContainer[]
}

type DescribedContainer = Pick<
  Container,
  'exitCode' | 'healthStatus' | 'image' | 'imageDigest' | 'lastStatus' | 'name' | 'reason'
>

/** What one reading found, before the task definitions that it needs are known. */
export interface TaskReading {
  /** Described in this look, stopped ones included. */
  readonly described: readonly DescribedTask[]
  /** Taken from memory: nothing about them that counts can have changed. */
  readonly kept: readonly Task[]
}

export interface TaskPicture {
  readonly tasks: readonly Task[]
  /** Every stop seen since the first look, oldest first. */
  readonly stops: readonly Stop[]
}

export interface ServiceAddress {
  readonly cluster: string
  /** The service's name: ListTasks filters by it. */
  readonly serviceName: string
}

/** The tasks of one service, look after look. */
export interface TaskReader {
  /** Rejects with an `AwsFailure`; then nothing is remembered of it. */
  read(service: ServiceAddress, full: boolean): Promise<TaskReading>
  /** Turns a reading into the picture and remembers it for the next one. */
  picture(
    reading: TaskReading,
    container: string,
    definitionOf: (arn: string) => TaskDefinitionPicture | undefined,
  ): TaskPicture
}

// Both are the APIs' own limits (ListTasks maxResults, DescribeTasks tasks).
const pageSize = 100
/** The most tasks that one call describes. */
export const batchSize = 100
const parallelCalls = 2
// 5,000 tasks are a service's quota; stopped ones of an hour come on top. Beyond that the pages run in a circle.
const mostPages = 1_000

const digestPattern = /^sha256:[0-9a-f]{64}$/
const pinnedImage = /@(sha256:[0-9a-f]{64})$/

/** `sha256:` and 64 hex digits, or undefined for anything else. */
export function validDigest(text: string | undefined): string | undefined {
  return text !== undefined && digestPattern.test(text) ? text : undefined
}

/** Keeps the parts that count. */
export function essence(task: EcsTask, taskArn: string): DescribedTask {
  return {
    taskArn,
    createdAt: task.createdAt,
    desiredStatus: task.desiredStatus,
    executionStoppedAt: task.executionStoppedAt,
    healthStatus: task.healthStatus,
    lastStatus: task.lastStatus,
    startedAt: task.startedAt,
    startedBy: task.startedBy,
    stopCode: task.stopCode,
    stoppedAt: task.stoppedAt,
    stoppedReason: task.stoppedReason,
    stoppingAt: task.stoppingAt,
    taskDefinitionArn: task.taskDefinitionArn,
    containers: (task.containers ?? []).map(
      ({ exitCode, healthStatus, image, imageDigest, lastStatus, name, reason }) => ({
        exitCode,
        healthStatus,
        image,
        imageDigest,
        lastStatus,
        name,
        reason,
      }),
    ),
  }
}

/** A resolved image may read `repo:tag@sha256:…` where `imageDigest` is missing (seen on Fargate). */
function digestOf(container: DescribedContainer): string | undefined {
  return validDigest(container.imageDigest) ?? pinnedImage.exec(container.image ?? '')?.[1]
}

function containerOf(task: DescribedTask, name: string): TaskContainer {
  const container = task.containers.find((candidate) => candidate.name === name)
  if (container === undefined) return { state: 'absent' }
  const digest = digestOf(container)
  return digest === undefined ? { state: 'no-digest', image: container.image ?? '' } : { state: 'digest', digest }
}

/** A container that is not essential may stop, or be started anew, in a task that is RUNNING all the while. */
function downOf(task: DescribedTask, name: string): string | undefined {
  const container = task.containers.find((candidate) => candidate.name === name)
  if (container?.lastStatus === undefined || container.lastStatus === 'RUNNING') return undefined
  const { lastStatus, exitCode, reason } = container
  return [lastStatus, exitCode === undefined ? undefined : `exit code ${exitCode}`, reason]
    .filter((part) => part !== undefined)
    .join(', ')
}

interface Health {
  readonly health: string
  readonly hasHealthCheck: boolean
}

/** ECS rates a task by its essential containers that have a health check; the verified container's own rating counts beside it. */
function healthOf(task: DescribedTask, name: string, definition: TaskDefinitionPicture | undefined): Health {
  const ofTask = task.healthStatus ?? 'UNKNOWN'
  // Whether there is a check cannot be told: asking for HEALTHY is the side that never passes what is not shown.
  if (definition === undefined) return { health: ofTask, hasHealthCheck: true }
  const ratings: string[] = []
  if (definition.containers.some((container) => container.essential && container.hasHealthCheck)) ratings.push(ofTask)
  const verified = definition.containers.find((container) => container.name === name)
  const own = task.containers.find((container) => container.name === name)?.healthStatus
  // The task's rating holds that of an essential one, unless its own says something else.
  if (verified?.hasHealthCheck === true && !(verified.essential && (own ?? 'UNKNOWN') === 'UNKNOWN'))
    ratings.push(own ?? 'UNKNOWN')
  return {
    health: ratings.find((rating) => rating !== 'HEALTHY') ?? ratings[0] ?? ofTask,
    hasHealthCheck: ratings.length > 0,
  }
}

/** A description as the model tells a task. */
export function toTask(raw: DescribedTask, container: string, definition: TaskDefinitionPicture | undefined): Task {
  return present({
    arn: raw.taskArn,
    taskDefinition: raw.taskDefinitionArn ?? '',
    rolloutId: raw.startedBy,
    lastStatus: raw.lastStatus ?? 'UNKNOWN',
    desiredStatus: raw.desiredStatus ?? 'UNKNOWN',
    ...healthOf(raw, container, definition),
    container: containerOf(raw, container),
    containerDown: downOf(raw, container),
    createdAt: timeOf(raw.createdAt),
    startedAt: timeOf(raw.startedAt),
    stoppingAt: timeOf(raw.stoppingAt),
    stopCode: raw.stopCode,
    stoppedReason: raw.stoppedReason,
  })
}

function toStop(raw: DescribedTask, container: string, definition: TaskDefinitionPicture | undefined): Stop {
  const containers = raw.containers
    .filter(({ exitCode, reason }) => exitCode !== undefined || reason !== undefined)
    .map(({ name = '', exitCode, reason }) => {
      const described = definition?.containers.find((candidate) => candidate.name === name)
      return present({ name, essential: described?.essential ?? name === container, exitCode, reason })
    })
  return present({
    taskArn: raw.taskArn,
    taskDefinition: raw.taskDefinitionArn ?? '',
    rolloutId: raw.startedBy,
    container: containerOf(raw, container),
    createdAt: timeOf(raw.createdAt),
    startedAt: timeOf(raw.startedAt),
    executionStoppedAt: timeOf(raw.executionStoppedAt),
    // A task that is only just being torn down has no stoppedAt yet.
    stoppedAt: timeOf(raw.stoppedAt) ?? timeOf(raw.executionStoppedAt) ?? timeOf(raw.stoppingAt),
    stopCode: raw.stopCode,
    stoppedReason: raw.stoppedReason,
    containers: [
      ...containers.filter(({ essential }) => essential),
      ...containers.filter(({ essential }) => !essential),
    ],
  })
}

/** What no stop of it needs explaining: the scheduler replaces or scales (ECS stopped-task reasons). */
export function isOrdinaryStop(stoppedReason: string): boolean {
  return stoppedReason.startsWith('Scaling activity initiated by')
}

/** In these states no container of the task runs any more (ECS task lifecycle); in every other one it may still answer. */
export function isOver(raw: Pick<EcsTask, 'lastStatus'>): boolean {
  return raw.lastStatus === 'STOPPED' || raw.lastStatus === 'DEPROVISIONING' || raw.lastStatus === 'DELETED'
}

/** Whether another description could say nothing new that counts, as long as the task is listed as RUNNING. */
export function isSettled(task: Task): boolean {
  if (task.lastStatus !== 'RUNNING' || task.desiredStatus !== 'RUNNING') return false
  if (task.container.state === 'no-digest' || task.containerDown !== undefined) return false
  return task.hasHealthCheck ? task.health === 'HEALTHY' : task.startedAt !== undefined
}

/** A task that never started has no time but that of its creation. */
function endOf(stop: Stop): number {
  return stop.stoppedAt ?? stop.startedAt ?? stop.createdAt ?? 0
}

export function createTaskReader(ecs: EcsApi): TaskReader {
  let alive: ReadonlyMap<string, Task> = new Map()
  let seenContainer = ''
  const stops = new Map<string, Stop>()
  // Seen as STOPPED: these never change again.
  const finished = new Set<string>()

  async function list({ cluster, serviceName }: ServiceAddress, desiredStatus: DesiredStatus): Promise<Set<string>> {
    const arns = new Set<string>()
    let nextToken: string | undefined
    for (let page = 0; page < mostPages; page += 1) {
      const answer = await ecs.listTasks({
        cluster,
        serviceName,
        desiredStatus,
        maxResults: pageSize,
        ...present({ nextToken }),
      })
      if (answer.taskArns === undefined) throw incompleteAnswer('ecs:ListTasks', 'the tasks')
      for (const arn of answer.taskArns) arns.add(arn)
      if (answer.nextToken === undefined || answer.nextToken === '') return arns
      nextToken = answer.nextToken
    }
    throw incompleteAnswer('ecs:ListTasks', `a last page after ${mostPages} pages`)
  }

  /**
   * RUNNING to its last page before STOPPED begins: a task goes from the first list to the second and never back, so in this order one
   * that is told to stop in between stands in both, in the other order it could stand in neither.
   */
  async function listAll(service: ServiceAddress): Promise<{ running: Set<string>; stopping: Set<string> }> {
    const running = await list(service, 'RUNNING')
    const stopping = await list(service, 'STOPPED')
    return { running, stopping }
  }

  /** `untold`: the answer says nothing of them, not even that they are missing. */
  async function describe(
    cluster: string,
    arns: readonly string[],
  ): Promise<{ found: DescribedTask[]; missing: string[]; untold: string[] }> {
    const batches = Array.from({ length: Math.ceil(arns.length / batchSize) }, (_, index) =>
      arns.slice(index * batchSize, (index + 1) * batchSize),
    )
    const answers = await inParallel(batches, parallelCalls, async (tasks) => {
      const answer = await ecs.describeTasks({ cluster, tasks })
      const seen = answer.tasks ?? []
      const failures = answer.failures ?? []
      const other = failures.find(({ reason }) => reason !== 'MISSING')
      if (other !== undefined)
        throw new AwsFailure(
          'retry',
          'ecs:DescribeTasks',
          other.reason ?? 'UnknownFailure',
          `${other.arn ?? 'a task'} could not be described: ${other.reason ?? 'no reason given'}`,
          { resource: other.arn },
        )
      const gone = new Set(failures.map(({ arn = '' }) => lastSegment(arn)))
      return {
        described: seen.flatMap((task) => (task.taskArn === undefined ? [] : [essence(task, task.taskArn)])),
        missing: tasks.filter((arn) => gone.has(lastSegment(arn))),
      }
    })
    const asked = new Set(arns)
    const found = new Map<string, DescribedTask>()
    for (const task of answers.flatMap(({ described }) => described))
      if (asked.has(task.taskArn)) found.set(task.taskArn, task)
    const missing = answers.flatMap((answer) => answer.missing).filter((arn) => !found.has(arn))
    const told = new Set(missing)
    return { found: [...found.values()], missing, untold: arns.filter((arn) => !found.has(arn) && !told.has(arn)) }
  }

  /**
   * A task that was listed but could not be described is read again: the APIs are eventually consistent. It counts as gone only
   * where a second listing has it no more, or has it as STOPPED while its description is said to be missing.
   */
  async function describeAgain(
    service: ServiceAddress,
    doubtful: readonly string[],
  ): Promise<readonly DescribedTask[]> {
    const { running, stopping } = await listAll(service)
    const listed = doubtful.filter((arn) => running.has(arn) || stopping.has(arn))
    const { found, missing, untold } = await describe(service.cluster, listed)
    const unexplained = missing.find((arn) => running.has(arn))
    if (unexplained !== undefined)
      throw new AwsFailure(
        'retry',
        'ecs:DescribeTasks',
        'MISSING',
        `${unexplained} is listed as running, but cannot be described`,
        { resource: unexplained },
      )
    const [unsaid] = untold
    if (unsaid !== undefined) throw incompleteAnswer('ecs:DescribeTasks', unsaid)
    return found
  }

  return {
    read: async (service, full) => {
      const { running, stopping } = await listAll(service)
      // What was seen before the container was settled is of no container.
      const mayKeep = !full && seenContainer !== ''
      const kept: Task[] = []
      const wanted = new Set<string>()
      for (const arn of running) {
        const task = alive.get(arn)
        if (mayKeep && task !== undefined && isSettled(task) && !stopping.has(arn)) kept.push(task)
        else wanted.add(arn)
      }
      for (const arn of stopping) if (!finished.has(arn)) wanted.add(arn)
      // One that was alive is not lost for standing in no list: pages shift while they are read.
      for (const arn of alive.keys()) if (!running.has(arn) && !stopping.has(arn)) wanted.add(arn)

      const { found, missing, untold } = await describe(service.cluster, [...wanted])
      const doubtful = [...missing.filter((arn) => running.has(arn) || alive.has(arn)), ...untold]
      const foundLate = doubtful.length === 0 ? [] : await describeAgain(service, doubtful)
      return { described: [...found, ...foundLate], kept }
    },

    picture: ({ described, kept }, container, definitionOf) => {
      const tasks = new Map<string, Task>()
      for (const task of kept) tasks.set(task.arn, task)
      for (const raw of described) {
        const arn = raw.taskArn
        const definition = definitionOf(raw.taskDefinitionArn ?? '')
        if (isOver(raw)) {
          stops.set(arn, toStop(raw, container, definition))
          if (raw.lastStatus !== 'DEPROVISIONING') finished.add(arn)
        } else tasks.set(arn, toTask(raw, container, definition))
      }
      alive = tasks
      seenContainer = container
      return { tasks: [...tasks.values()], stops: [...stops.values()].toSorted((a, b) => endOf(a) - endOf(b)) }
    },
  }
}
