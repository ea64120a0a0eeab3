import { describe, expect, it } from '@jest/globals'
import type { DeploymentInfo, LifecycleEventStatus } from '@aws-sdk/client-codedeploy'
import { AwsFailure } from '../../src/aws/failure.ts'
import type { CodeDeployApi } from '../../src/aws/api.ts'
import { definitionArn, refusal, service, World } from './service-world.ts'

const full = { full: true }
const $metadata = {}

interface Story {
  infos: Record<string, DeploymentInfo>
  traffic: LifecycleEventStatus[]
}

function codeDeployWorld(story: Story): World {
  const world = new World()
  const base = { taskDefinition: definitionArn(7), computedDesiredCount: 1, runningCount: 1, startedBy: 'CODE_DEPLOY' }
  world.service = service({
    deployments: [],
    deploymentController: { type: 'CODE_DEPLOY' },
    taskSets: [
      { ...base, id: 'ecs-svc/2', status: 'ACTIVE', externalId: 'd-NEW' },
      { ...base, id: 'ecs-svc/1', status: 'PRIMARY', externalId: 'not a deployment id' },
    ],
  })
  const api: CodeDeployApi = {
    getDeployment: async ({ deploymentId = '' }) => {
      const deploymentInfo = story.infos[deploymentId]
      if (deploymentInfo === undefined)
        throw new AwsFailure('absent', 'codedeploy:GetDeployment', 'DeploymentDoesNotExistException', 'no')
      return { $metadata, deploymentInfo }
    },
    listDeploymentTargets: async () => ({ $metadata, targetIds: story.traffic.map((_, index) => `target-${index}`) }),
    batchGetDeploymentTargets: async () => ({
      $metadata,
      deploymentTargets: story.traffic.map((status) => ({
        deploymentTargetType: 'ECSTarget' as const,
        ecsTarget: {
          lifecycleEvents: [
            { lifecycleEventName: 'Install', status: 'Succeeded' as const },
            { lifecycleEventName: 'AllowTraffic', status },
          ],
        },
      })),
    }),
  }
  world.codedeploy = api
  return world
}

describe('the CodeDeploy deployment behind a task set', () => {
  it('tells its status, the traffic and its waits', async () => {
    const world = codeDeployWorld({
      infos: {
        'd-NEW': {
          status: 'InProgress',
          deploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent5Minutes',
          blueGreenDeploymentConfiguration: {
            terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE', terminationWaitTimeInMinutes: 60 },
          },
        },
      },
      traffic: ['InProgress'],
    })
    const { service: seen } = await world.observer().look(full)
    expect(seen.codeDeploy).toEqual({
      state: 'read',
      value: [{ id: 'd-NEW', status: 'InProgress', allowTraffic: 'InProgress', waits: 65 * 60_000 }],
    })
    expect(seen.configuredWaits).toBe(65 * 60_000)
  })

  it('tells an event of any target that failed, with its name', async () => {
    const told = async (...traffic: LifecycleEventStatus[]) => {
      const story: Story = { infos: { 'd-NEW': { status: 'InProgress' } }, traffic }
      return (await codeDeployWorld(story).observer().look(full)).service.codeDeploy
    }
    expect(await told('Succeeded', 'Failed')).toMatchObject({ value: [{ failedEvent: 'AllowTraffic' }] })
    expect(JSON.stringify(await told('Succeeded', 'Skipped'))).not.toContain('failedEvent')
  })

  it('is asked at each look until it is final', async () => {
    const story: Story = { infos: { 'd-NEW': { status: 'InProgress' } }, traffic: ['Pending'] }
    const world = codeDeployWorld(story)
    const observer = world.observer()
    await observer.look(full)
    Object.assign(story, { infos: { 'd-NEW': { status: 'Succeeded' } } })
    // The events are a moment older than the status: this is not yet the last word.
    await observer.look(full)
    story.traffic = ['Succeeded']
    for (let look = 0; look < 3; look += 1)
      expect((await observer.look(full)).service.codeDeploy).toMatchObject({
        value: [{ status: 'Succeeded', allowTraffic: 'Succeeded' }],
      })
    expect(world.calls).toMatchObject({ getDeployment: 3, listDeploymentTargets: 1, batchGetDeploymentTargets: 3 })
  })

  it('has moved traffic only when every target has', async () => {
    const of = async (...traffic: LifecycleEventStatus[]) => {
      const world = codeDeployWorld({ infos: { 'd-NEW': { status: 'InProgress' } }, traffic })
      const { codeDeploy } = (await world.observer().look(full)).service
      return codeDeploy.state === 'read' ? codeDeploy.value[0]?.allowTraffic : undefined
    }
    expect(await of('Succeeded', 'Succeeded')).toBe('Succeeded')
    expect(await of('Succeeded', 'Pending')).toBe('Pending')
    expect(await of()).toBeUndefined()
  })

  it('that was rolled back is told with the deployment that did it, even when its task set is gone', async () => {
    const world = codeDeployWorld({
      infos: {
        'd-NEW': {
          status: 'Stopped',
          errorInformation: { code: 'ALARM_ACTIVE', message: 'One or more alarms have been activated' },
          rollbackInfo: { rollbackDeploymentId: 'd-BACK', rollbackMessage: 'rolled back' },
        },
        'd-BACK': { status: 'InProgress' },
      },
      traffic: ['Pending'],
    })
    const observer = world.observer()
    await observer.look(full)
    world.service = service({ ...world.service, taskSets: world.service?.taskSets?.slice(1) })
    expect((await observer.look(full)).service.codeDeploy).toMatchObject({
      value: [
        {
          id: 'd-NEW',
          status: 'Stopped',
          errorMessage: 'One or more alarms have been activated',
          rollbackDeploymentId: 'd-BACK',
          rollbackMessage: 'rolled back',
        },
        { id: 'd-BACK', status: 'InProgress' },
      ],
    })
  })

  it('that no longer exists is left out', async () => {
    const world = codeDeployWorld({ infos: {}, traffic: [] })
    expect((await world.observer().look(full)).service.codeDeploy).toEqual({ state: 'read', value: [] })
  })

  it('that a role may not read is told as such and not asked for again', async () => {
    const world = codeDeployWorld({ infos: {}, traffic: [] })
    world.before = (call) => {
      if (call === 'getDeployment') throw refusal('codedeploy:GetDeployment')
    }
    const observer = world.observer()
    for (let look = 0; look < 2; look += 1)
      expect((await observer.look(full)).service.codeDeploy).toMatchObject({
        state: 'not-read',
        denied: true,
        action: 'codedeploy:GetDeployment',
      })
    expect(world.calls.getDeployment).toBe(1)
  })

  it('is told without its traffic where a role may not read its targets', async () => {
    const world = codeDeployWorld({ infos: { 'd-NEW': { status: 'InProgress' } }, traffic: ['Succeeded'] })
    world.before = (call) => {
      if (call === 'listDeploymentTargets') throw refusal('codedeploy:ListDeploymentTargets')
    }
    expect((await world.observer().look(full)).service.codeDeploy).toEqual({
      state: 'read',
      value: [{ id: 'd-NEW', status: 'InProgress', waits: 0 }],
    })
  })
})
