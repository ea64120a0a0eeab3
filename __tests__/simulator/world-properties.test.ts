import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { ElbWorld } from '../../simulator/elb.ts'
import type { ImageBehaviour, ServiceSpecification } from '../../simulator/world/specification.ts'
import { balanced, hour, scene, second, until, type Scene } from './world-fixture.ts'

const runs = { numRuns: 60 }

/** Percentages that allow at least one step. */
const passable = (desired: number, maximum: number, minimum: number): boolean =>
  Math.floor((desired * maximum) / 100) > desired || Math.ceil((desired * minimum) / 100) < desired

describe('any rolling deployment of a healthy image', () => {
  const shapes = fc.record({
    seed: fc.nat(),
    desiredCount: fc.integer({ min: 1, max: 12 }),
    maximumPercent: fc.integer({ min: 100, max: 200 }),
    minimumHealthyPercent: fc.integer({ min: 0, max: 100 }),
    draining: fc.option(fc.integer({ min: 0, max: 90 })),
    checked: fc.boolean(),
  })

  it('never has more tasks than the maximum nor fewer healthy ones than the minimum, and completes', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, async ({ seed, draining, checked, ...service }) => {
        const { desiredCount, maximumPercent, minimumHealthyPercent } = service
        fc.pre(passable(desiredCount, maximumPercent, minimumHealthyPercent))
        const elb = new ElbWorld()
        const play = scene({
          ...service,
          world: { seed, elb },
          ...(draining === null
            ? {}
            : {
                loadBalancers: [
                  {
                    containerName: 'app',
                    containerPort: 80,
                    targetGroupArn: elb.createTargetGroup('t', { deregistrationDelayMs: draining * second }),
                  },
                ],
              }),
          ...(checked ? { container: { healthCheck: { command: ['CMD', 'true'] } } } : {}),
        })
        const maximum = Math.floor((desiredCount * maximumPercent) / 100)
        const minimum = Math.ceil((desiredCount * minimumHealthyPercent) / 100)
        play.world.updateService('web', { taskDefinition: 'web:2' })
        await until(play, () => {
          const live = play.world.tasks('web').filter((task) => task.status !== 'STOPPED')
          const up = live.filter((task) => task.status === 'RUNNING' && task.desiredStatus === 'RUNNING')
          expect(live.length).toBeLessThanOrEqual(maximum)
          expect(up.length).toBeGreaterThanOrEqual(minimum)
          return play.truth().holds
        })
        const primary = (await play.look()).deployments
        expect(primary).toHaveLength(1)
        expect(primary?.[0]).toMatchObject({ rolloutState: 'COMPLETED', runningCount: desiredCount })
      }),
      runs,
    )
  })
})

type Act =
  | { readonly kind: 'deploy'; readonly revision: 1 | 2 }
  | { readonly kind: 'force' }
  | { readonly kind: 'scale'; readonly count: number }
  | { readonly kind: 'retire'; readonly index: number }
  | { readonly kind: 'rollback' }
  | { readonly kind: 'alarm' }

const behaviours: readonly Omit<ImageBehaviour, 'version'>[] = [
  {},
  { crash: { afterMs: 3_000, exitCode: 1, times: 6 } },
  { cannotPull: 'not found' },
  { targetHealthy: false },
  { healthy: false },
  { ignoresSigterm: true },
]

const acts: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ kind: fc.constant('deploy' as const), revision: fc.constantFrom(1 as const, 2 as const) }),
  fc.record({ kind: fc.constant('force' as const) }),
  fc.record({ kind: fc.constant('scale' as const), count: fc.integer({ min: 0, max: 8 }) }),
  fc.record({ kind: fc.constant('retire' as const), index: fc.nat({ max: 20 }) }),
  fc.record({ kind: fc.constant('rollback' as const) }),
  fc.record({ kind: fc.constant('alarm' as const) }),
)

const perform = (play: Scene, act: Act): void => {
  switch (act.kind) {
    case 'deploy':
      play.world.updateService('web', { taskDefinition: `web:${act.revision}` })
      return
    case 'force':
      play.world.updateService('web', { forceNewDeployment: true })
      return
    case 'scale':
      play.world.updateService('web', { desiredCount: act.count })
      return
    case 'retire': {
      const live = play.world.tasks('web').filter((task) => task.status === 'RUNNING')
      const task = live[act.index % Math.max(1, live.length)]
      if (task !== undefined) play.world.stopTask(task.arn)
      return
    }
    case 'rollback':
      play.world.rollback('web')
      return
    case 'alarm':
      play.world.triggerAlarm('web', 'errors')
      return
    default:
      act satisfies never
  }
}

const specifications = fc.record({
  seed: fc.nat(),
  strategy: fc.constantFrom('ROLLING' as const, 'BLUE_GREEN' as const, 'LINEAR' as const, 'CANARY' as const),
  desiredCount: fc.integer({ min: 1, max: 6 }),
  breaker: fc.constantFrom(undefined, { rollback: true }, { rollback: false }),
  behaviour: fc.constantFrom(...behaviours),
  early: fc.boolean(),
  steps: fc.array(fc.tuple(fc.integer({ min: 0, max: 90 }), acts), { minLength: 1, maxLength: 8 }),
})

type Wild = typeof specifications extends fc.Arbitrary<infer T> ? T : never

const wild = ({ seed, strategy, desiredCount, breaker, behaviour, early }: Wild): Scene => {
  const elb = new ElbWorld()
  const loadBalancers: NonNullable<ServiceSpecification['loadBalancers']> = [
    { containerName: 'app', containerPort: 80, ...elb.createPair('web', { deregistrationDelayMs: 15 * second }) },
  ]
  const play = scene({
    strategy,
    desiredCount,
    loadBalancers,
    bakeTimeInMinutes: 1,
    linear: { stepPercent: 50, stepBakeTimeInMinutes: 1 },
    canary: { canaryPercent: 10, canaryBakeTimeInMinutes: 1 },
    alarms: { names: ['errors'], rollback: true },
    quirks: { completesWhileDraining: early, reportsRolloutState: true },
    world: { seed, elb },
    ...(breaker === undefined ? {} : { circuitBreaker: breaker }),
  })
  play.world.behave(play.fresh, { version: 'two', ...behaviour })
  return play
}

/** What must be true of every answer at every time. */
const consistent = async (play: Scene): Promise<void> => {
  const service = await play.look()
  const deployments = service.deployments ?? []
  expect(deployments.filter((deployment) => deployment.status === 'PRIMARY')).toHaveLength(1)
  expect(deployments[0]?.status).toBe('PRIMARY')
  expect(service.taskDefinition).toBe(deployments[0]?.taskDefinition)
  const revisions = service.currentServiceRevisions?.map((revision) => `ecs-svc/${revision.arn?.split('/').at(-1)}`)
  expect(revisions).toEqual(deployments.map((deployment) => deployment.id))
  expect(service.events?.map((event) => event.createdAt?.getTime())).toEqual(
    service.events?.map((event) => event.createdAt?.getTime()).toSorted((a, b) => (b ?? 0) - (a ?? 0)),
  )
  const { taskArns = [] } = await play.ecs.listTasks({ serviceName: 'web' })
  const wanted = taskArns.length === 0 ? [] : ((await play.ecs.describeTasks({ tasks: taskArns })).tasks ?? [])
  const running = wanted.filter((task) => task.lastStatus === 'RUNNING')
  expect(service.runningCount).toBe(running.length)
  expect(service.pendingCount).toBe(wanted.length - running.length)
  for (const deployment of deployments) {
    const ours = running.filter((task) => task.startedBy === deployment.id)
    expect(deployment.runningCount).toBe(ours.length)
    expect(ours.every((task) => task.taskDefinitionArn === deployment.taskDefinition)).toBe(true)
  }
  const { holds, currentId } = play.truth()
  if (!holds) return
  // Whatever the oracle calls true must show in the answers, too.
  expect(deployments[0]).toMatchObject({ id: currentId, rolloutState: 'COMPLETED' })
  expect(running.length).toBeGreaterThan(0)
  expect(running.every((task) => task.containers?.[0]?.imageDigest === play.fresh)).toBe(true)
  const draining = await play.ecs.listTasks({ serviceName: 'web', desiredStatus: 'STOPPED' })
  if (draining.taskArns === undefined || draining.taskArns.length === 0) return
  const { tasks = [] } = await play.ecs.describeTasks({ tasks: draining.taskArns.slice(-100) })
  const serving = tasks.filter((task) => task.lastStatus === 'RUNNING' || task.lastStatus === 'DEACTIVATING')
  expect(serving.every((task) => task.containers?.[0]?.imageDigest === play.fresh)).toBe(true)
}

describe('any course of things', () => {
  it('leaves the answers of the API consistent at every second', async () => {
    await fc.assert(
      fc.asyncProperty(specifications, async (shape) => {
        const play = wild(shape)
        for (const [wait, act] of shape.steps) {
          perform(play, act)
          for (let passed = 0; passed <= wait; passed += 3) {
            await consistent(play)
            play.clock.advance(3 * second)
          }
        }
      }),
      runs,
    )
  })

  it('ends well when a healthy deployment comes last', async () => {
    await fc.assert(
      fc.asyncProperty(specifications, async (shape) => {
        const play = wild(shape)
        for (const [wait, act] of shape.steps) {
          perform(play, act)
          play.clock.advance(wait * second)
        }
        play.world.updateService('web', { taskDefinition: 'web:1', desiredCount: 3 })
        await until(play, () => play.truth(play.old).holds)
        expect((await play.deployments())[0]?.status).toBe('SUCCESSFUL')
        await consistent(play)
      }),
      runs,
    )
  })

  it('is the same again from the same seed', async () => {
    const story = async (shape: Wild): Promise<unknown> => {
      const play = wild(shape)
      for (const [wait, act] of shape.steps) {
        perform(play, act)
        play.clock.advance(wait * second)
      }
      return [await play.look(), play.world.tasks('web')]
    }
    await fc.assert(
      fc.asyncProperty(specifications, async (shape) => {
        expect(await story(shape)).toEqual(await story(shape))
      }),
      { numRuns: 20 },
    )
  })

  it('does not depend on how often anybody looks', async () => {
    const story = async (shape: Wild, step: number): Promise<unknown> => {
      const play = wild(shape)
      for (const [wait, act] of shape.steps) {
        perform(play, act)
        for (let passed = 0; passed < wait; passed += step) {
          await play.look()
          play.clock.advance(Math.min(step, wait - passed) * second)
        }
      }
      return play.messages()
    }
    await fc.assert(
      fc.asyncProperty(specifications, async (shape) => {
        expect(await story(shape, 1)).toEqual(await story(shape, 60))
      }),
      { numRuns: 20 },
    )
  })
})

describe('a service of many tasks', () => {
  it('has as many events and tasks after an hour of failing as AWS would keep', async () => {
    const play = scene({ desiredCount: 2 })
    play.world.createService({
      name: 'failing',
      taskDefinition: 'web:2',
      desiredCount: 2,
      loadBalancers: balanced(play.world, second),
    })
    play.world.behave(play.fresh, { version: 'x', crash: { afterMs: 500, exitCode: 1 } })
    play.clock.advance(3 * hour)
    const { services } = await play.ecs.describeServices({ services: ['failing'] })
    expect(services?.[0]?.events?.length).toBeLessThanOrEqual(100)
    expect(play.world.tasks('failing').length).toBeLessThan(1_000)
  })
})
