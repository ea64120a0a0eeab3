import type { ECSTarget } from '@aws-sdk/client-codedeploy'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { CodeDeployWorld, SimulatedCodeDeploy } from '../../simulator/codedeploy.ts'
import { ElbWorld, SimulatedElb } from '../../simulator/elb.ts'
import { minute, scene, until, type Scene } from './world-fixture.ts'

interface Stage {
  readonly play: Scene
  readonly codeDeploy: CodeDeployWorld
  readonly calls: SimulatedCodeDeploy
  readonly elb: SimulatedElb
  readonly status: (id: string) => Promise<string | undefined>
  readonly target: (id: string) => Promise<ECSTarget>
}

const stage = (seed = 5): Stage => {
  const elb = new ElbWorld()
  const loadBalancers = [
    { containerName: 'app', containerPort: 8080, ...elb.createPair('web', { deregistrationDelayMs: 20_000 }) },
  ]
  const play = scene({ controller: 'CODE_DEPLOY', loadBalancers, world: { elb, seed } })
  const codeDeploy = new CodeDeployWorld(play.world)
  const calls = new SimulatedCodeDeploy(codeDeploy)
  return {
    play,
    codeDeploy,
    calls,
    elb: new SimulatedElb(elb, () => play.world.sync()),
    status: async (id) => (await calls.getDeployment({ deploymentId: id })).deploymentInfo?.status,
    target: async (id) => {
      const { targetIds } = await calls.listDeploymentTargets({ deploymentId: id })
      const { deploymentTargets } = await calls.batchGetDeploymentTargets({ deploymentId: id, targetIds })
      const found = deploymentTargets?.[0]?.ecsTarget
      if (found === undefined) throw new Error('no target')
      return found
    },
  }
}

const eventStatus = (target: ECSTarget, name: string): string | undefined =>
  target.lifecycleEvents?.find((event) => event.lifecycleEventName === name)?.status

describe('a CODE_DEPLOY service', () => {
  it('shows task sets and no deployments', async () => {
    const { play } = stage()
    const service = await play.look()
    expect(service.deployments).toEqual([])
    expect(service.taskSets).toEqual([
      expect.objectContaining({
        status: 'PRIMARY',
        stabilityStatus: 'STEADY_STATE',
        runningCount: 4,
        scale: { value: 100, unit: 'PERCENT' },
      }),
    ])
    await expect(play.ecs.listServiceDeployments({ service: 'web' })).rejects.toMatchObject({
      name: 'UnsupportedFeatureException',
    })
  })

  it('installs green, moves the traffic, makes it PRIMARY, waits, and ends blue', async () => {
    const { play, codeDeploy, status, target } = stage()
    const id = codeDeploy.deploy('web', { taskDefinition: 'web:2', terminationWaitMinutes: 5 })
    expect(await status(id)).toBe('Created')
    await until(play, async () => eventStatus(await target(id), 'Install') === 'InProgress')
    const [green] = (await play.look()).taskSets ?? []
    expect(green).toMatchObject({ status: 'ACTIVE', startedBy: 'CODE_DEPLOY', externalId: id })
    expect(play.truth()).toMatchObject({ currentOnDigest: false, holds: false })

    await until(play, async () => eventStatus(await target(id), 'AllowTraffic') === 'Succeeded')
    const sets = (await play.look()).taskSets ?? []
    expect(sets.map((set) => set.status)).toEqual(['PRIMARY', 'ACTIVE'])
    expect(sets[0]?.id).toBe(green?.id)
    expect(await status(id)).toBe('InProgress')
    // The old tasks run on, but no traffic reaches them.
    expect(play.truth()).toMatchObject({ holds: true, otherRunning: 4, answering: 4 })

    expect(await until(play, async () => (await status(id)) === 'Succeeded')).toBeGreaterThanOrEqual(300)
    expect((await play.look()).taskSets).toHaveLength(1)
  })

  it('counts the old tasks while both get traffic', async () => {
    const { play, codeDeploy, target, elb } = stage()
    const config = 'CodeDeployDefault.ECSCanary10Percent5Minutes'
    const id = codeDeploy.deploy('web', { taskDefinition: 'web:2', config })
    await until(play, async () => eventStatus(await target(id), 'AllowTraffic') === 'InProgress')
    expect(play.truth()).toMatchObject({ answering: 8, answeringOnDigest: 4 })
    const groups = await elb.describeTargetGroups({})
    const loadBalancer = groups.TargetGroups?.[0]?.LoadBalancerArns?.[0] ?? ''
    const { Listeners } = await elb.describeListeners({ LoadBalancerArn: loadBalancer })
    const { Rules } = await elb.describeRules({ ListenerArn: Listeners?.[0]?.ListenerArn })
    expect(Rules?.[0]?.Actions?.[0]?.ForwardConfig?.TargetGroups?.map((group) => group.Weight)).toEqual([10, 90])
    expect(
      await until(play, async () => eventStatus(await target(id), 'AllowTraffic') === 'Succeeded'),
    ).toBeGreaterThan(290)
  })

  it('fails and goes back when green does not get healthy in time', async () => {
    const { play, codeDeploy, calls, status } = stage()
    play.world.behave(play.fresh, { version: 'two', cannotPull: 'not found' })
    const before = play.world.currentId('web')
    const id = codeDeploy.deploy('web', { taskDefinition: 'web:2', installTimeoutMinutes: 10 })
    await until(play, async () => (await status(id)) === 'Failed')
    const { deploymentInfo } = await calls.getDeployment({ deploymentId: id })
    expect(deploymentInfo?.errorInformation?.message).toContain('timed out while waiting for the replacement task set')
    const rollback = deploymentInfo?.rollbackInfo?.rollbackDeploymentId ?? ''
    expect((await calls.getDeployment({ deploymentId: rollback })).deploymentInfo).toMatchObject({
      creator: 'codeDeployRollback',
      rollbackInfo: { rollbackTriggeringDeploymentId: id },
    })
    play.clock.advance(minute)
    expect(play.world.currentId('web')).toBe(before)
    expect((await play.look()).taskSets).toHaveLength(1)
  })

  it('takes the traffic back when it is stopped after the shift', async () => {
    const { play, codeDeploy, status, target } = stage()
    const id = codeDeploy.deploy('web', { taskDefinition: 'web:2' })
    await until(play, async () => eventStatus(await target(id), 'AllowTraffic') === 'Succeeded')
    codeDeploy.stop(id)
    expect(await status(id)).toBe('Stopped')
    const rule = play.world.service('web').loadBalancers[0]?.productionListenerRule ?? ''
    expect(play.world.elb.weights(rule)?.map((to) => to.weight)).toEqual([0, 100])
    play.clock.advance(2 * minute)
    expect(play.truth(play.old).holds).toBe(true)
    expect(play.truth().holds).toBe(false)
  })

  it('waits at READY for an approval', async () => {
    const { play, codeDeploy, status } = stage()
    const id = codeDeploy.deploy('web', { taskDefinition: 'web:2', approvalMinutes: 30 })
    await until(play, async () => (await status(id)) === 'Ready')
    play.clock.advance(10 * minute)
    expect(play.truth().holds).toBe(false)
    codeDeploy.approve(id)
    await until(play, () => play.truth().holds)
  })

  it('knows deployments and targets by name only', async () => {
    const { calls } = stage()
    await expect(calls.getDeployment({ deploymentId: 'd-UNKNOWN' })).rejects.toMatchObject({
      name: 'DeploymentDoesNotExistException',
    })
    await expect(calls.getDeployment({ deploymentId: '' })).rejects.toMatchObject({
      name: 'DeploymentIdRequiredException',
    })
  })
})

describe('any course of CodeDeploy deployments', () => {
  const shapes = fc.record({
    seed: fc.nat(),
    config: fc.constantFrom(
      'CodeDeployDefault.ECSAllAtOnce',
      'CodeDeployDefault.ECSCanary10Percent5Minutes',
      'CodeDeployDefault.ECSLinear50PercentEvery1Minutes',
    ),
    healthy: fc.boolean(),
    autoRollback: fc.boolean(),
    steps: fc.array(fc.tuple(fc.integer({ min: 0, max: 300 }), fc.constantFrom('stop', 'abort', 'fail', 'scale')), {
      maxLength: 3,
    }),
  })

  it('has one PRIMARY task set, shares out all the traffic, and never holds on a digest without it', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, async ({ seed, config, healthy, autoRollback, steps }) => {
        const { play, codeDeploy, elb, target } = stage(seed)
        play.world.behave(play.fresh, { version: 'two', healthy })
        const id = codeDeploy.deploy('web', {
          taskDefinition: 'web:2',
          config,
          autoRollback,
          terminationWaitMinutes: 1,
          installTimeoutMinutes: 5,
        })
        const check = async (): Promise<void> => {
          const sets = (await play.look()).taskSets ?? []
          expect(sets.filter((set) => set.status === 'PRIMARY')).toHaveLength(1)
          const rule = play.world.service('web').loadBalancers[0]?.productionListenerRule ?? ''
          const { Rules } = await elb.describeRules({ RuleArns: [rule] })
          const weights = Rules?.[0]?.Actions?.[0]?.ForwardConfig?.TargetGroups?.map((group) => group.Weight ?? 0) ?? []
          expect(weights.reduce((sum, weight) => sum + weight, 0)).toBe(100)
          const shares = (await target(id)).taskSetsInfo?.map((set) => set.trafficWeight ?? 0) ?? []
          expect(new Set(shares)).toEqual(new Set(weights))
          const { holds } = play.truth()
          if (!holds) return
          const primary = sets.find((set) => set.status === 'PRIMARY')
          expect(primary).toMatchObject({ stabilityStatus: 'STEADY_STATE', externalId: id })
          expect(weights).toContain(100)
        }
        for (const [wait, act] of steps) {
          for (let passed = 0; passed < wait; passed += 5) {
            play.clock.advance(5_000)
            await check()
          }
          if (act === 'fail') codeDeploy.fail(id, 'a hook failed')
          else if (act === 'scale') play.world.updateService('web', { desiredCount: 2 })
          else codeDeploy.stop(id, { rollback: act === 'stop' })
        }
        play.clock.advance(20 * minute)
        await check()
      }),
      { numRuns: 60 },
    )
  })
})

describe('an EXTERNAL service', () => {
  it('has only the task sets that its owner makes, and no task definition of its own', async () => {
    const play = scene({ controller: 'EXTERNAL' })
    const empty = await play.look()
    expect(empty.taskSets).toEqual([])
    expect(empty).not.toHaveProperty('taskDefinition')
    expect(play.truth()).toMatchObject({ answering: 0, complete: false, holds: false })

    const blue = play.world.createTaskSet('web', { taskDefinition: 'web:1' })
    await until(play, () => play.truth(play.old).holds)
    const green = play.world.createTaskSet('web', { taskDefinition: 'web:2', scalePercent: 50 })
    await until(play, async () => (await play.look()).taskSets?.[0]?.stabilityStatus === 'STEADY_STATE')
    expect((await play.look()).taskSets?.[0]).toMatchObject({ id: green, computedDesiredCount: 2, status: 'ACTIVE' })
    play.world.setPrimaryTaskSet('web', green)
    expect(play.truth().complete).toBe(false)
    play.world.scaleTaskSet('web', green, 100)
    await until(play, () => play.truth().complete)
    expect(play.truth()).toMatchObject({ answering: 8, answeringOnDigest: 4, holds: false })
    play.world.deleteTaskSet('web', blue)
    await until(play, () => play.truth().holds)
  })
})
