/** The calls of CodeDeploy that the action makes, answered by a world. */
import type {
  BatchGetDeploymentTargetsCommandInput,
  BatchGetDeploymentTargetsCommandOutput,
  DeploymentInfo,
  DeploymentTarget,
  GetDeploymentCommandInput,
  GetDeploymentCommandOutput,
  ListDeploymentTargetsCommandInput,
  ListDeploymentTargetsCommandOutput,
  TargetStatus,
} from '@aws-sdk/client-codedeploy'
import type { CodeDeployApi } from '../src/aws/api.ts'
import type { CodeDeployRecord, CodeDeployWorld } from './world/codedeploy-world.ts'
import { AwsError } from './world/failure.ts'
import { counts } from './world/state.ts'

export { CodeDeployWorld } from './world/codedeploy-world.ts'

const metadata = { $metadata: {} }

export class SimulatedCodeDeploy implements CodeDeployApi {
  readonly #world: CodeDeployWorld

  constructor(world: CodeDeployWorld) {
    this.#world = world
  }

  readonly getDeployment = async (input: GetDeploymentCommandInput): Promise<GetDeploymentCommandOutput> => ({
    ...metadata,
    deploymentInfo: describeDeployment(this.#find(input.deploymentId)),
  })

  readonly listDeploymentTargets = async (
    input: ListDeploymentTargetsCommandInput,
  ): Promise<ListDeploymentTargetsCommandOutput> => ({
    ...metadata,
    targetIds: [targetId(this.#find(input.deploymentId))],
  })

  readonly batchGetDeploymentTargets = async (
    input: BatchGetDeploymentTargetsCommandInput,
  ): Promise<BatchGetDeploymentTargetsCommandOutput> => {
    const record = this.#find(input.deploymentId)
    const ids = input.targetIds ?? []
    if (ids.length === 0)
      throw new AwsError('DeploymentTargetIdRequiredException', 'A deployment target ID was not provided.')
    if (ids.length > 25) {
      throw new AwsError('DeploymentTargetListSizeExceededException', 'The maximum number of targets is 25.')
    }
    if (ids.some((id) => id !== targetId(record))) {
      throw new AwsError(
        'DeploymentTargetDoesNotExistException',
        'The provided target ID does not belong to the attempted deployment.',
      )
    }
    return { ...metadata, deploymentTargets: [describeTarget(record)] }
  }

  #find(id: string | undefined): CodeDeployRecord {
    this.#world.ecs.sync()
    if (id === undefined || id === '')
      throw new AwsError('DeploymentIdRequiredException', 'At least one deployment ID must be specified.')
    if (!id.startsWith('d-'))
      throw new AwsError('InvalidDeploymentIdException', `The deployment ID ${id} is not valid.`)
    const record = this.#world.find(id)
    if (record === undefined) {
      throw new AwsError('DeploymentDoesNotExistException', `The deployment ${id} could not be found`)
    }
    return record
  }
}

const targetId = (record: CodeDeployRecord): string => `${record.service.cluster.name}:${record.service.name}`

const maybe = (time: number | undefined): Date | undefined => (time === undefined ? undefined : new Date(time))

const describeDeployment = (record: CodeDeployRecord): DeploymentInfo => {
  const { specification, rollback, error } = record
  const { approvalMinutes, terminatesBlue = true, terminationWaitMinutes = 60 } = specification
  return {
    applicationName: `AppECS-${record.service.cluster.name}-${record.service.name}`,
    deploymentGroupName: `DgpECS-${record.service.cluster.name}-${record.service.name}`,
    deploymentConfigName: specification.config ?? 'CodeDeployDefault.ECSAllAtOnce',
    deploymentId: record.id,
    status: record.status,
    ...(error === undefined
      ? {}
      : {
          errorInformation: {
            // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an open string on the wire
            code: error.code as NonNullable<DeploymentInfo['errorInformation']>['code'],
            message: error.message,
          },
        }),
    createTime: new Date(record.createdAt),
    startTime: maybe(record.startedAt),
    completeTime: maybe(record.completedAt),
    creator: rollback?.triggeredBy === undefined ? 'user' : 'codeDeployRollback',
    autoRollbackConfiguration: { enabled: specification.autoRollback ?? true, events: ['DEPLOYMENT_FAILURE'] },
    ...(rollback === undefined
      ? {}
      : {
          rollbackInfo: {
            rollbackDeploymentId: rollback.id,
            rollbackTriggeringDeploymentId: rollback.triggeredBy,
            rollbackMessage: rollback.message,
          },
        }),
    deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
    instanceTerminationWaitTimeStarted: record.terminationSince !== undefined,
    blueGreenDeploymentConfiguration: {
      terminateBlueInstancesOnDeploymentSuccess: terminatesBlue
        ? { action: 'TERMINATE', terminationWaitTimeInMinutes: terminationWaitMinutes }
        : { action: 'KEEP_ALIVE', terminationWaitTimeInMinutes: 0 },
      deploymentReadyOption:
        approvalMinutes === undefined
          ? { actionOnTimeout: 'CONTINUE_DEPLOYMENT', waitTimeInMinutes: 0 }
          : { actionOnTimeout: 'STOP_DEPLOYMENT', waitTimeInMinutes: approvalMinutes },
    },
    computePlatform: 'ECS',
  }
}

const targetStatus = (record: CodeDeployRecord): TargetStatus => {
  switch (record.status) {
    case 'Succeeded':
      return 'Succeeded'
    case 'Failed':
    case 'Stopped':
      return 'Failed'
    case 'Ready':
      return 'Ready'
    case 'Created':
    case 'Queued':
      return 'Pending'
    case 'InProgress':
    case 'Baking':
      return 'InProgress'
    default:
      return record.status satisfies never
  }
}

const describeTarget = (record: CodeDeployRecord): DeploymentTarget => {
  const { service } = record
  const sets = [record.blue, record.green].flatMap((id) => (id === undefined ? [] : (record.seen.get(id) ?? [])))
  return {
    deploymentTargetType: 'ECSTarget',
    ecsTarget: {
      deploymentId: record.id,
      targetId: targetId(record),
      targetArn: service.arn,
      lastUpdatedAt: new Date(record.completedAt ?? record.startedAt ?? record.createdAt),
      status: targetStatus(record),
      lifecycleEvents: [...record.events].map(([name, event]) => ({
        lifecycleEventName: name,
        status: event.status,
        startTime: maybe(event.startedAt),
        endTime: maybe(event.endedAt),
      })),
      taskSetsInfo: sets.map((set) => {
        const now = counts(set)
        const green = set.id === record.green
        return {
          identifer: set.id,
          desiredCount: now.requested,
          pendingCount: now.pending,
          runningCount: now.running,
          status: set.status,
          trafficWeight: green ? record.weight : 100 - record.weight,
          targetGroup: { name: set.targetGroupArn?.split('/')[1] },
          taskSetLabel: green ? 'Green' : 'Blue',
        }
      }),
    },
  }
}
