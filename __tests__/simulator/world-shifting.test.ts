import type { ServiceDeployment } from '@aws-sdk/client-ecs'
import { describe, expect, it } from '@jest/globals'
import { SimulatedApp } from '../../simulator/app.ts'
import { ElbWorld } from '../../simulator/elb.ts'
import { minute, scene, second, until, type Scene, type SceneOptions } from './world-fixture.ts'

const shifting = (options: SceneOptions): Scene => {
  const elb = new ElbWorld()
  const pair = elb.createPair('web', { deregistrationDelayMs: 20_000 })
  const loadBalancers = [{ containerName: 'app', containerPort: 8080, ...pair }]
  return scene({ loadBalancers, bakeTimeInMinutes: 2, circuitBreaker: { rollback: true }, ...options, world: { elb } })
}

const described = async (play: Scene): Promise<ServiceDeployment> => {
  const [newest] = await play.deployments()
  const answer = await play.ecs.describeServiceDeployments({
    serviceDeploymentArns: [newest?.serviceDeploymentArn ?? ''],
  })
  const found = answer.serviceDeployments?.[0]
  if (found === undefined) throw new Error('no service deployment')
  return found
}

const productionWeight = async (play: Scene): Promise<number | undefined> =>
  (await described(play)).targetServiceRevision?.requestedProductionTrafficWeight

/** Every value that is seen on the way to the end of the deployment, repetitions left out. */
const course = async <T>(play: Scene, look: () => Promise<T>): Promise<readonly T[]> => {
  const seen: T[] = []
  await until(play, async () => {
    const now = await look()
    if (seen.at(-1) !== now) seen.push(now)
    return (await described(play)).finishedAt !== undefined
  })
  return seen
}

describe('native blue/green', () => {
  it('moves all traffic at once, bakes with both revisions running, then removes the old one', async () => {
    const play = shifting({ strategy: 'BLUE_GREEN' })
    const app = new SimulatedApp(play.world)
    play.world.behave(play.old, { version: 'one' })
    play.world.behave(play.fresh, { version: 'two' })
    play.world.updateService('web', { taskDefinition: 'web:2' })
    const bodies = (): string => {
      const answer = app.answer('web', '/')
      return answer.kind === 'response' ? answer.body : answer.kind
    }
    const seen = await course(play, async () => {
      const { lifecycleStage, targetServiceRevision } = await described(play)
      return `${lifecycleStage} ${targetServiceRevision?.requestedProductionTrafficWeight} ${bodies()}`
    })
    expect(seen.filter((look) => /SCALE_UP|BAKE|CLEAN/.test(look))).toEqual([
      'SCALE_UP 0 {"version":"one"}',
      'BAKE_TIME 100 {"version":"two"}',
      'CLEAN_UP 100 {"version":"two"}',
    ])
    expect(play.truth().holds).toBe(true)
  })

  it('is not complete and has old tasks running while it bakes', async () => {
    const play = shifting({ strategy: 'BLUE_GREEN' })
    play.world.updateService('web', { taskDefinition: 'web:2' })
    await until(play, async () => (await described(play)).lifecycleStage === 'BAKE_TIME')
    expect(play.truth()).toMatchObject({ complete: false, currentOnDigest: true, otherRunning: 4, holds: false })
    expect((await play.look()).deployments?.[0]).not.toHaveProperty('rolloutState')
  })

  it('waits in a PAUSE hook until it is continued', async () => {
    const hooks = [{ targetType: 'PAUSE' as const, lifecycleStages: ['POST_SCALE_UP' as const] }]
    const play = shifting({ strategy: 'BLUE_GREEN', hooks })
    play.world.updateService('web', { taskDefinition: 'web:2' })
    play.clock.advance(20 * minute)
    expect(await described(play)).toMatchObject({
      status: 'IN_PROGRESS',
      lifecycleStage: 'POST_SCALE_UP',
      lifecycleHookDetails: [{ targetType: 'PAUSE', status: 'AWAITING_ACTION', timeoutAction: 'ROLLBACK' }],
    })
    play.world.continueDeployment('web')
    await until(play, () => play.truth().holds)
  })

  it('rolls back when the hook says so, or runs out of time', async () => {
    const hooks = [
      {
        targetType: 'PAUSE' as const,
        lifecycleStages: ['POST_SCALE_UP' as const],
        timeoutConfiguration: { timeoutInMinutes: 5, action: 'ROLLBACK' as const },
      },
    ]
    for (const answers of [true, false]) {
      const play = shifting({ strategy: 'BLUE_GREEN', hooks })
      const before = play.world.currentId('web')
      play.world.updateService('web', { taskDefinition: 'web:2' })
      await until(play, async () => (await described(play)).lifecycleHookDetails?.[0]?.status === 'AWAITING_ACTION')
      if (answers) play.world.continueDeployment('web', 'ROLLBACK')
      await until(play, async () => (await described(play)).status === 'ROLLBACK_SUCCESSFUL')
      expect(play.world.currentId('web')).toBe(before)
      expect(play.truth(play.old).holds).toBe(true)
    }
  })

  it('goes back to blue when green does not get healthy, without ever giving it traffic', async () => {
    const play = shifting({ strategy: 'BLUE_GREEN' })
    play.world.behave(play.fresh, { version: 'two', targetHealthy: false })
    play.world.updateService('web', { taskDefinition: 'web:2' })
    expect(new Set(await course(play, () => productionWeight(play)))).toEqual(new Set([0]))
    expect((await described(play)).status).toBe('ROLLBACK_SUCCESSFUL')
    expect(play.truth(play.old).holds).toBe(true)
  })

  it('alternates the target groups from deployment to deployment', async () => {
    const play = shifting({ strategy: 'BLUE_GREEN', bakeTimeInMinutes: 0 })
    const groups: (string | undefined)[] = []
    for (const revision of ['web:2', 'web:1']) {
      play.world.updateService('web', { taskDefinition: revision })
      await until(play, async () => (await described(play)).status === 'SUCCESSFUL')
      const arn = (await play.look()).currentServiceRevisions?.[0]?.arn ?? ''
      const { serviceRevisions } = await play.ecs.describeServiceRevisions({ serviceRevisionArns: [arn] })
      groups.push(serviceRevisions?.[0]?.resolvedConfiguration?.loadBalancers?.[0]?.targetGroupArn)
    }
    expect(groups[0]).toMatch(/targetgroup\/web-2\//)
    expect(groups[1]).toMatch(/targetgroup\/web-1\//)
  })

  it('drops a green revision that was replaced before it was finished', async () => {
    const play = shifting({ strategy: 'BLUE_GREEN' })
    play.world.updateService('web', { taskDefinition: 'web:2' })
    play.clock.advance(60 * second)
    play.world.updateService('web', { forceNewDeployment: true })
    await until(play, () => play.truth().holds)
    expect((await play.deployments()).map((deployment) => deployment.status)).toEqual([
      'SUCCESSFUL',
      'STOPPED',
      'SUCCESSFUL',
    ])
  })
})

describe('canary and linear', () => {
  it('gives the canary its share first', async () => {
    const play = shifting({ strategy: 'CANARY', canary: { canaryPercent: 10, canaryBakeTimeInMinutes: 3 } })
    play.world.updateService('web', { taskDefinition: 'web:2' })
    expect(await course(play, () => productionWeight(play))).toEqual([0, 10, 100])
    expect(play.truth().holds).toBe(true)
  })

  it('moves in steps', async () => {
    const play = shifting({ strategy: 'LINEAR', linear: { stepPercent: 30, stepBakeTimeInMinutes: 1 } })
    play.world.updateService('web', { taskDefinition: 'web:2' })
    expect(await course(play, () => productionWeight(play))).toEqual([0, 30, 60, 90, 100])
  })

  it('answers by the weights', async () => {
    const play = shifting({ strategy: 'CANARY', canary: { canaryPercent: 20, canaryBakeTimeInMinutes: 30 } })
    play.world.behave(play.fresh, { version: 'two' })
    play.world.updateService('web', { taskDefinition: 'web:2' })
    await until(play, async () => (await productionWeight(play)) === 20)
    const app = new SimulatedApp(play.world)
    let fresh = 0
    for (let request = 0; request < 1_000; request += 1) {
      const answer = app.answer('web', '/version')
      if (answer.kind === 'response' && answer.body.includes('two')) fresh += 1
    }
    expect(fresh).toBeGreaterThan(140)
    expect(fresh).toBeLessThan(260)
  })
})
