import type { Deployment, Service, TaskSet } from '@aws-sdk/client-ecs'
import { incompleteAnswer } from '../aws/errors.ts'
import type { Rollout } from '../model.ts'
import { present, timeOf } from './answers.ts'

const action = 'ecs:DescribeServices'

/** A field that AWS sends with every rollout. Taking a missing count for 0 could make old tasks disappear. */
function sent<T>(value: T | undefined, field: string): T {
  if (value === undefined) throw incompleteAnswer(action, field)
  return value
}

function ofDeployment(deployment: Deployment): Rollout {
  return present({
    kind: 'deployment' as const,
    id: sent(deployment.id, 'the id of a deployment'),
    status: sent(deployment.status, 'the status of a deployment'),
    taskDefinition: sent(deployment.taskDefinition, 'the task definition of a deployment'),
    createdAt: timeOf(deployment.createdAt),
    updatedAt: timeOf(deployment.updatedAt),
    desiredCount: deployment.desiredCount ?? 0,
    runningCount: sent(deployment.runningCount, 'the running count of a deployment'),
    pendingCount: deployment.pendingCount ?? 0,
    failedTasks: deployment.failedTasks ?? 0,
    rolloutState: deployment.rolloutState,
    rolloutStateReason: deployment.rolloutStateReason,
  })
}

function ofTaskSet(taskSet: TaskSet): Rollout {
  return present({
    kind: 'task-set' as const,
    id: sent(taskSet.id, 'the id of a task set'),
    status: sent(taskSet.status, 'the status of a task set'),
    taskDefinition: sent(taskSet.taskDefinition, 'the task definition of a task set'),
    createdAt: timeOf(taskSet.createdAt),
    updatedAt: timeOf(taskSet.updatedAt),
    desiredCount: taskSet.computedDesiredCount ?? 0,
    runningCount: sent(taskSet.runningCount, 'the running count of a task set'),
    pendingCount: taskSet.pendingCount ?? 0,
    // ECS counts failed tasks for deployments only.
    failedTasks: 0,
    stabilityStatus: taskSet.stabilityStatus,
    scalePercent: taskSet.scale?.unit === 'PERCENT' ? taskSet.scale.value : undefined,
    targetGroups: taskSet.loadBalancers?.flatMap(({ targetGroupArn }) => targetGroupArn ?? []),
    externalId: taskSet.externalId,
    startedBy: taskSet.startedBy,
  })
}

/** Whether the service's tasks are started by task sets and not by ECS's own deployments. */
export function usesTaskSets(controller: string): boolean {
  return controller === 'CODE_DEPLOY' || controller === 'EXTERNAL'
}

/** All that ECS says of deployments and task sets (API reference, Deployment and TaskSet). */
const knownStatuses: ReadonlySet<string> = new Set(['PRIMARY', 'ACTIVE', 'INACTIVE', 'DRAINING'])

/** Where a state that nobody knows may be that of the current one, nobody knows which is current: not the same as none being so. */
function withCurrent(rollouts: readonly Rollout[]): readonly Rollout[] {
  const unknown = rollouts.find(({ status }) => !knownStatuses.has(status))
  if (unknown !== undefined && !rollouts.some(({ status }) => status === 'PRIMARY'))
    throw incompleteAnswer(action, `a PRIMARY deployment or task set; ${unknown.id} is "${unknown.status}"`)
  return rollouts
}

/** `deployments`, or `taskSets` where the controller uses those. Of a controller that nobody knew: both, so that nothing is hidden. */
export function rolloutsOf(service: Service, controller: string): readonly Rollout[] {
  const deployments = (): readonly Rollout[] => (service.deployments ?? []).map(ofDeployment)
  const taskSets = (): readonly Rollout[] => (service.taskSets ?? []).map(ofTaskSet)
  if (usesTaskSets(controller)) return withCurrent(taskSets())
  return withCurrent(controller === 'ECS' ? deployments() : [...deployments(), ...taskSets()])
}

/** What, when it changes, makes the history of service deployments worth another call. */
export function signatureOf(rollouts: readonly Rollout[]): string {
  return rollouts
    .map(({ id, status, rolloutState = '' }) => `${id} ${status} ${rolloutState}`)
    .toSorted((a, b) => (a < b ? -1 : 1))
    .join('\n')
}

type Started = { readonly rolloutId?: string; readonly taskDefinition: string; readonly createdAt?: number }

/**
 * Says which rollout started a task that does not say so itself: `startedBy` is `ecs-svc/` and the rollout's number in every real answer
 * known, but no document promises it. Then the newest rollout of the same task definition that had begun when the task was made.
 */
export function attributed<T extends Started>(task: T, rollouts: readonly Rollout[]): T {
  if (task.rolloutId?.startsWith('ecs-svc/') === true || rollouts.some(({ id }) => id === task.rolloutId)) return task
  const [starter] = rollouts
    .filter((rollout) => rollout.taskDefinition === task.taskDefinition)
    .filter((rollout) => (rollout.createdAt ?? 0) <= (task.createdAt ?? Infinity))
    .toSorted((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0))
  return starter === undefined ? task : { ...task, rolloutId: starter.id }
}
