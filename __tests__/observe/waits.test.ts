import { describe, expect, it } from '@jest/globals'
import type { DeploymentConfiguration } from '@aws-sdk/client-ecs'
import type { DeploymentInfo } from '@aws-sdk/client-codedeploy'
import { codeDeployWaits, strategyWaits } from '../../src/observe/waits.ts'

const minutes = (milliseconds: number): number => milliseconds / 60_000

describe('the waits of a deployment strategy in minutes', () => {
  it.each<[number, string, DeploymentConfiguration | undefined]>([
    [0, 'nothing is configured', undefined],
    [0, 'a rolling deployment', { strategy: 'ROLLING' }],
    [15, 'a bake time', { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 15 }],
    [
      3 * 2 + 5,
      'four linear steps',
      { strategy: 'LINEAR', bakeTimeInMinutes: 5, linearConfiguration: { stepPercent: 25, stepBakeTimeInMinutes: 2 } },
    ],
    [
      3 * 2,
      'a last step that is smaller',
      { strategy: 'LINEAR', linearConfiguration: { stepPercent: 30, stepBakeTimeInMinutes: 2 } },
    ],
    [9 * 6, 'linear by default', { strategy: 'LINEAR' }],
    [
      0,
      'a single linear step',
      { strategy: 'LINEAR', linearConfiguration: { stepPercent: 100, stepBakeTimeInMinutes: 60 } },
    ],
    [
      20,
      'a canary and a bake time',
      { strategy: 'CANARY', bakeTimeInMinutes: 5, canaryConfiguration: { canaryBakeTimeInMinutes: 15 } },
    ],
    [10, 'a canary by default', { strategy: 'CANARY' }],
  ])('are %d: %s', (expected, _name, configuration) => {
    expect(minutes(strategyWaits(configuration))).toBe(expected)
  })

  it('stay finite for a step of no size', () => {
    expect(strategyWaits({ strategy: 'LINEAR', linearConfiguration: { stepPercent: 0 } })).toBe(0)
  })
})

describe('the waits of a CodeDeploy deployment in minutes', () => {
  const ready = (actionOnTimeout: 'CONTINUE_DEPLOYMENT' | 'STOP_DEPLOYMENT'): DeploymentInfo => ({
    blueGreenDeploymentConfiguration: { deploymentReadyOption: { actionOnTimeout, waitTimeInMinutes: 20 } },
  })
  const termination = (action: 'KEEP_ALIVE' | 'TERMINATE'): DeploymentInfo => ({
    blueGreenDeploymentConfiguration: {
      terminateBlueInstancesOnDeploymentSuccess: { action, terminationWaitTimeInMinutes: 30 },
    },
  })
  it.each<[number, string, DeploymentInfo]>([
    [0, 'all at once', { deploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce' }],
    [9, 'linear', { deploymentConfigName: 'CodeDeployDefault.ECSLinear10PercentEvery1Minutes' }],
    [27, 'linear, slower', { deploymentConfigName: 'CodeDeployDefault.ECSLinear10PercentEvery3Minutes' }],
    [15, 'canary', { deploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent15Minutes' }],
    [0, 'a custom configuration, whose name tells nothing', { deploymentConfigName: 'Linear10PercentEvery1Minutes' }],
    [20, 'an approval', ready('STOP_DEPLOYMENT')],
    [0, 'no approval', ready('CONTINUE_DEPLOYMENT')],
    [30, 'a termination', termination('TERMINATE')],
    [0, 'tasks that are kept', termination('KEEP_ALIVE')],
  ])('are %d: %s', (expected, _name, deployment) => {
    expect(minutes(codeDeployWaits(deployment))).toBe(expected)
  })
})
