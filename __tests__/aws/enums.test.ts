import { describe, expect, it } from '@jest/globals'
import * as codedeploy from '@aws-sdk/client-codedeploy'
import * as ecs from '@aws-sdk/client-ecs'

/**
 * Every value here is handled by name somewhere in `src/`. A value that an update of the SDK adds fails this test: decide what it
 * means before it is added here. Until then the code takes its branch for values that nobody knew, which never passes.
 */
const known: readonly (readonly [string, Readonly<Record<string, string>>, readonly string[]])[] = [
  ['ecs DeploymentControllerType', ecs.DeploymentControllerType, ['CODE_DEPLOY', 'ECS', 'EXTERNAL']],
  ['ecs DeploymentLifecycleHookAction', ecs.DeploymentLifecycleHookAction, ['CONTINUE', 'ROLLBACK']],
  [
    'ecs DeploymentLifecycleHookStatus',
    ecs.DeploymentLifecycleHookStatus,
    ['AWAITING_ACTION', 'FAILED', 'IN_PROGRESS', 'SUCCEEDED', 'TIMED_OUT'],
  ],
  ['ecs DeploymentLifecycleHookTargetType', ecs.DeploymentLifecycleHookTargetType, ['AWS_LAMBDA', 'PAUSE']],
  ['ecs DeploymentRolloutState', ecs.DeploymentRolloutState, ['COMPLETED', 'FAILED', 'IN_PROGRESS']],
  ['ecs DeploymentStrategy', ecs.DeploymentStrategy, ['BLUE_GREEN', 'CANARY', 'LINEAR', 'ROLLING']],
  ['ecs DesiredStatus', ecs.DesiredStatus, ['PENDING', 'RUNNING', 'STOPPED']],
  ['ecs HealthStatus', ecs.HealthStatus, ['HEALTHY', 'UNHEALTHY', 'UNKNOWN']],
  ['ecs ScaleUnit', ecs.ScaleUnit, ['PERCENT']],
  ['ecs SchedulingStrategy', ecs.SchedulingStrategy, ['DAEMON', 'REPLICA']],
  [
    'ecs ServiceDeploymentLifecycleStage',
    ecs.ServiceDeploymentLifecycleStage,
    [
      'BAKE_TIME',
      'CLEAN_UP',
      'POST_PRODUCTION_TRAFFIC_SHIFT',
      'POST_SCALE_UP',
      'POST_TEST_TRAFFIC_SHIFT',
      'PRE_SCALE_UP',
      'PRODUCTION_TRAFFIC_SHIFT',
      'RECONCILE_SERVICE',
      'SCALE_UP',
      'TEST_TRAFFIC_SHIFT',
    ],
  ],
  [
    'ecs ServiceDeploymentRollbackMonitorsStatus',
    ecs.ServiceDeploymentRollbackMonitorsStatus,
    ['DISABLED', 'MONITORING', 'MONITORING_COMPLETE', 'TRIGGERED'],
  ],
  [
    'ecs ServiceDeploymentStatus',
    ecs.ServiceDeploymentStatus,
    [
      'IN_PROGRESS',
      'PENDING',
      'ROLLBACK_FAILED',
      'ROLLBACK_IN_PROGRESS',
      'ROLLBACK_REQUESTED',
      'ROLLBACK_SUCCESSFUL',
      'STOPPED',
      'STOP_REQUESTED',
      'SUCCESSFUL',
    ],
  ],
  ['ecs StabilityStatus', ecs.StabilityStatus, ['STABILIZING', 'STEADY_STATE']],
  [
    'ecs TaskStopCode',
    ecs.TaskStopCode,
    [
      'EssentialContainerExited',
      'InfrastructureHealth',
      'ServiceSchedulerInitiated',
      'SpotInterruption',
      'TaskFailedToStart',
      'TerminationNotice',
      'UserInitiated',
    ],
  ],
  [
    'codedeploy DeploymentStatus',
    codedeploy.DeploymentStatus,
    ['Baking', 'Created', 'Failed', 'InProgress', 'Queued', 'Ready', 'Stopped', 'Succeeded'],
  ],
  ['codedeploy DeploymentReadyAction', codedeploy.DeploymentReadyAction, ['CONTINUE_DEPLOYMENT', 'STOP_DEPLOYMENT']],
  ['codedeploy InstanceAction', codedeploy.InstanceAction, ['KEEP_ALIVE', 'TERMINATE']],
  [
    'codedeploy LifecycleEventStatus',
    codedeploy.LifecycleEventStatus,
    ['Failed', 'InProgress', 'Pending', 'Skipped', 'Succeeded', 'Unknown'],
  ],
]

describe('every value that the SDK knows is one that this action knows', () => {
  it.each(known)('%s', (_name, values, expected) => {
    expect(Object.values(values).toSorted((a, b) => (a < b ? -1 : 1))).toEqual(expected)
  })
})
