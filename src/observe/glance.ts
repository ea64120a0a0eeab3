import type { Service, Task as EcsTask } from '@aws-sdk/client-ecs'
import type { EcsApi } from '../aws/api.ts'
import type { ServicePicture, Task } from '../model.ts'
import type { NamedService } from './describe-services.ts'
import { rolloutsOf } from './rollouts.ts'
import { isOngoing, mostDescribed } from './service-deployments.ts'
import { batchSize, essence, isOrdinaryStop, isOver, isSettled, toTask } from './tasks.ts'

/**
 * Whether something that a verdict hangs on has come about since a look, asked in three calls at most: what the service says of its
 * deployments, what became of the tasks that were on their way up or down, and how far a traffic shift has come.
 */
export interface Glance {
  /** From which look on. */
  begin(seen: NamedService, picture: ServicePicture): void
  /** False before a look. Rejects as the calls do. */
  take(): Promise<boolean>
}

/** What DescribeServices tells that a verdict may hang on: of the counts only whether the current tasks are all there, and others none. */
function landmarks(service: Service): string {
  const controller = service.deploymentController?.type ?? 'ECS'
  const rollouts = rolloutsOf(service, controller).map((rollout) => [
    rollout.id,
    rollout.status,
    rollout.taskDefinition,
    rollout.rolloutState,
    rollout.rolloutStateReason,
    rollout.stabilityStatus,
    rollout.scalePercent,
    rollout.failedTasks,
    rollout.runningCount === 0,
    rollout.status === 'PRIMARY' && rollout.runningCount === rollout.desiredCount && rollout.pendingCount === 0,
  ])
  return JSON.stringify([service.status, service.taskDefinition, service.desiredCount === 0, rollouts])
}

/** Tasks that were on their way when a look saw them; more than one call can describe are left to the looks. */
function unsettled({ tasks }: ServicePicture): readonly Task[] {
  const found = tasks.filter((task) => !isSettled(task))
  return found.length <= batchSize ? found : []
}

const isGoing = (task: Pick<Task, 'desiredStatus'>): boolean => task.desiredStatus === 'STOPPED'
const hasDigest = (task: Task): boolean => task.container.state === 'digest'

/** Whether the first or the last of them has come where they were going, or one stopped that nobody took away. */
function haveArrived(before: readonly Task[], now: readonly EcsTask[], picture: ServicePicture): boolean {
  const over = now.filter(isOver)
  if (over.some(({ stoppedReason = '' }) => !isOrdinaryStop(stoppedReason))) return true
  const present = new Map(
    now.flatMap((raw) => {
      if (raw.taskArn === undefined || isOver(raw)) return []
      const definition = picture.taskDefinitions.find(({ arn }) => arn === raw.taskDefinitionArn)
      return [[raw.taskArn, toTask(essence(raw, raw.taskArn), picture.container, definition)]]
    }),
  )
  const known = new Set(picture.tasks.filter(hasDigest).map(({ rolloutId }) => rolloutId))
  const isFirstDigest = ({ arn, rolloutId }: Task): boolean => {
    const task = present.get(arn)
    return !known.has(rolloutId) && task !== undefined && hasDigest(task)
  }
  const going = before.filter(isGoing)
  const coming = before.filter((task) => !isGoing(task))
  const allGone = going.length > 0 && going.every(({ arn }) => !present.has(arn))
  const allUp =
    coming.length > 0 &&
    coming.every(({ arn }) => {
      const task = present.get(arn)
      return task === undefined || isSettled(task)
    })
  return allGone || allUp || before.some(isFirstDigest)
}

export function createGlance(ecs: EcsApi, describeService: () => Promise<NamedService>): Glance {
  let look: { readonly landmarks: string; readonly picture: ServicePicture } | undefined

  async function arrived(picture: ServicePicture): Promise<boolean> {
    const before = unsettled(picture)
    if (before.length === 0) return false
    const { tasks = [] } = await ecs.describeTasks({
      cluster: picture.clusterArn,
      tasks: before.map(({ arn }) => arn),
    })
    return haveArrived(before, tasks, picture)
  }

  /** Only a shift of traffic tells what DescribeServices does not. */
  async function shifted({ strategy, serviceDeployments }: ServicePicture): Promise<boolean> {
    if (strategy === 'ROLLING' || serviceDeployments.state !== 'read') return false
    const before = serviceDeployments.value.filter(({ status }) => isOngoing(status)).slice(0, mostDescribed)
    if (before.length === 0) return false
    const answer = await ecs.describeServiceDeployments({ serviceDeploymentArns: before.map(({ arn }) => arn) })
    const statuses = new Map(answer.serviceDeployments?.map((now) => [now.serviceDeploymentArn, now.status]))
    return before.some(({ arn, status }) => statuses.get(arn) !== status)
  }

  return {
    begin: (seen, picture) => {
      look = { landmarks: landmarks(seen), picture }
    },
    take: async () => {
      if (look === undefined) return false
      const { landmarks: before, picture } = look
      const answers = await Promise.all([
        describeService().then((service) => landmarks(service) !== before),
        arrived(picture),
        shifted(picture),
      ])
      return answers.includes(true)
    },
  }
}
