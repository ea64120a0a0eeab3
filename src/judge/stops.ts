import type { Stop, Task } from '../model.ts'

/**
 * Why a task stopped. `fatal`: by a defect of the image, its configuration or what it needs, so that the next task will stop alike; two
 * stops are alike when `kind` is equal. `capacity`: nowhere to place it. `ordinary`: scaling, a person, or the infrastructure.
 */
export type StopClass =
  | { readonly state: 'fatal'; readonly kind: string; readonly says: string }
  | { readonly state: 'capacity' | 'ordinary' | 'unknown'; readonly says: string }

const ORDINARY =
  /^scaling activity initiated by|host ec2 .*(?:stopped|terminated)|spot task was interrupted|task stopped by user|performing maintenance/i
const ORDINARY_CODES: readonly string[] = [
  'UserInitiated',
  'SpotInterruption',
  'TerminationNotice',
  'InfrastructureHealth',
]
const CAPACITY =
  /RESOURCE:|\bAGENT\b|\bATTRIBUTE\b|placement constraint|NO ACTIVE INSTANCES|EMPTY CAPACITY PROVIDER|capacity is unavailable/i

/** In the order in which they are tried: the texts overlap. Catalogue: amazon-ecs-agent's errors and the ECS guide's stopped-task pages. */
const FATAL: readonly (readonly [pattern: RegExp, kind: string])[] = [
  [/CannotPull|(?:can.?t|cannot) pull/i, 'cannot pull the image'],
  [/ResourceInitializationError/i, 'resource initialization failed'],
  [/OutOfMemory|killed due to memory usage/i, 'out of memory'],
  [/failed ELB health checks/i, 'load balancer health check failed'],
  [/failed container health checks/i, 'container health check failed'],
  [
    /Cannot(?:Start|Create|Inspect|Stop)\w*Error|DockerTimeoutError|ContainerRuntime(?:Timeout)?Error|CannotCreateVolumeError/i,
    'container cannot start',
  ],
]

/** The essential container that explains the stop: one that exited by itself with an error, else one that exited at all. */
function responsible(stop: Stop): Stop['containers'][number] | undefined {
  const exited = stop.containers.filter((container) => container.exitCode !== undefined)
  const essential = exited.filter((container) => container.essential)
  return (
    essential.find((container) => container.exitCode !== 0 && container.exitCode !== 143) ??
    essential.find((container) => container.exitCode !== 0) ??
    essential[0] ??
    exited[0]
  )
}

const firstLine = (text: string): string => text.split(/[\r\n]/, 1)[0] ?? ''

/** Sorts a stop by its code and reasons. */
export function classifyStop(stop: Stop): StopClass {
  const reasons = [stop.stoppedReason ?? '', ...stop.containers.map((container) => container.reason ?? '')].filter(
    (reason) => reason !== '',
  )
  const says = firstLine(reasons.length === 0 ? (stop.stopCode ?? 'no reason given') : reasons.join('; '))
  if (ORDINARY.test(stop.stoppedReason ?? '')) return { state: 'ordinary', says }
  if (stop.stopCode !== undefined && ORDINARY_CODES.includes(stop.stopCode)) return { state: 'ordinary', says }
  const text = reasons.join('\n')
  for (const [pattern, kind] of FATAL) if (pattern.test(text)) return { state: 'fatal', kind, says }
  if (CAPACITY.test(text)) return { state: 'capacity', says }
  if (stop.stopCode === 'EssentialContainerExited' || /essential container in task exited/i.test(text)) {
    const container = responsible(stop)
    const code = container?.exitCode
    return {
      state: 'fatal',
      kind: code === undefined ? 'essential container exited' : `exit code ${code}`,
      says: container === undefined ? says : `${says} (container ${container.name}, exit code ${code})`,
    }
  }
  switch (stop.stopCode) {
    case 'TaskFailedToStart':
      return { state: 'fatal', kind: 'task failed to start', says }
    case 'ServiceSchedulerInitiated':
      return { state: 'ordinary', says }
    case undefined:
    default:
      return { state: 'unknown', says }
  }
}

/** Stops of one fatal kind, by which the tasks of a rollout are shown to fail again and again. */
export interface RepeatedStops {
  readonly kind: string
  readonly says: string
  readonly first: Stop
  readonly last: Stop
  readonly count: number
}

const begun = (stop: Stop): number | undefined => stop.startedAt ?? stop.createdAt

/** Milliseconds that a stopped task ran; 0 where it never started. */
const lifetime = (stop: Stop): number =>
  stop.startedAt === undefined || stop.stoppedAt === undefined ? 0 : Math.max(0, stop.stoppedAt - stop.startedAt)

/** Tasks that start together also die together, a little apart: a survivor counts only when it outlives the dead by more than that. */
const SCATTER = 10_000

function outlives(task: Task, dead: readonly Stop[], now: number): boolean {
  if (task.lastStatus !== 'RUNNING' || task.desiredStatus !== 'RUNNING' || task.startedAt === undefined) return false
  const longest = Math.max(...dead.map(lifetime))
  return now - task.startedAt > longest + Math.min(longest, SCATTER)
}

/**
 * Whether tasks fail again and again: two stops of the same fatal kind, the second task begun after the first had stopped, no task
 * healthy or outliving them meanwhile, and of more than ten desired at least 5 %.
 *
 * @param stops of our rollout, in any order
 * @param tasks of our rollout that have not stopped
 * @param lastHealthyAt when a task of our rollout was last seen HEALTHY
 */
export function repeatedStops(
  stops: readonly Stop[],
  tasks: readonly Task[],
  desiredCount: number,
  lastHealthyAt: number | undefined,
  now: number,
): RepeatedStops | undefined {
  const byKind = Map.groupBy(
    stops.flatMap((stop) => {
      const sorted = classifyStop(stop)
      return sorted.state === 'fatal' && stop.stoppedAt !== undefined ? [{ stop, at: stop.stoppedAt, ...sorted }] : []
    }),
    (entry) => entry.kind,
  )
  for (const [kind, entries] of byKind) {
    const inOrder = entries.toSorted((a, b) => a.at - b.at)
    const [first] = inOrder
    if (first === undefined) continue
    const second = inOrder.find((entry) => (begun(entry.stop) ?? 0) > first.at)
    if (second === undefined) continue
    if (desiredCount > 10 && inOrder.length < desiredCount * 0.05) continue
    if (lastHealthyAt !== undefined && lastHealthyAt > first.at) continue
    const dead = inOrder.map((entry) => entry.stop)
    if (tasks.some((task) => outlives(task, dead, now))) continue
    const last = inOrder.at(-1) ?? second
    return { kind, says: last.says, first: first.stop, last: last.stop, count: inOrder.length }
  }
  return undefined
}
