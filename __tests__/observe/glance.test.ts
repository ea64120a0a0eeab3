import { describe, expect, it } from '@jest/globals'
import type { Deployment, Task } from '@aws-sdk/client-ecs'
import {
  definitionArn,
  deploymentArn,
  digest,
  refusal,
  revisionArn,
  service,
  start,
  task,
  taskArn,
  World,
} from './service-world.ts'

const look = { full: false }
const OURS = 'ecs-svc/2'
const OLD = 'ecs-svc/1'

const deployment = (id: string, more: Partial<Deployment> = {}): Deployment => ({
  id,
  status: id === OURS ? 'PRIMARY' : 'ACTIVE',
  taskDefinition: definitionArn(7),
  desiredCount: 4,
  runningCount: 2,
  pendingCount: 2,
  failedTasks: 0,
  rolloutState: id === OURS ? 'IN_PROGRESS' : 'COMPLETED',
  createdAt: new Date(start),
  ...more,
})

const pending: Partial<Task> = { startedBy: OURS, lastStatus: 'PENDING', containers: [{ name: 'app' }] }
const draining: Partial<Task> = { startedBy: OLD, desiredStatus: 'STOPPED', lastStatus: 'DEACTIVATING' }
const stopped = (id: string, stoppedReason: string): Task =>
  task(id, { ...draining, lastStatus: 'STOPPED', stoppedReason })
const SCALED = 'Scaling activity initiated by (deployment ecs-svc/2)'

/** A rollout under way: one of ours runs, two come, two old ones go. */
function rolling(): World {
  const world = new World()
  world.service = service({ deployments: [deployment(OURS), deployment(OLD, { desiredCount: 2, pendingCount: 0 })] })
  world.add(
    task('ours', { startedBy: OURS }),
    task('coming-1', pending),
    task('coming-2', pending),
    task('going-1', draining),
    task('going-2', draining),
  )
  return world
}

/** What a glance says of a world that changed so after a look. */
async function glanceAfter(change: (world: World) => void, world = rolling()): Promise<boolean> {
  const observer = world.observer()
  await observer.look(look)
  change(world)
  return observer.glance()
}

const deployments = (...now: readonly Deployment[]): ((world: World) => void) => {
  return (world) => (world.service = service({ deployments: [...now] }))
}

describe('another look is worth its calls', () => {
  it.each<[string, (world: World) => void]>([
    ['a deployment took the place of another', deployments(deployment('ecs-svc/3', { status: 'PRIMARY' }))],
    ['the deployment is complete', deployments(deployment(OURS, { rolloutState: 'COMPLETED' }), deployment(OLD))],
    ['all its tasks run', deployments(deployment(OURS, { runningCount: 4, pendingCount: 0 }), deployment(OLD))],
    ['no old task runs any more', deployments(deployment(OURS), deployment(OLD, { runningCount: 0 }))],
    ['a task failed to start', deployments(deployment(OURS, { failedTasks: 1 }), deployment(OLD))],
    ['the service is going', (world) => (world.service = { ...world.service, status: 'DRAINING' })],
    [
      'the last task has come up',
      (world) => world.add(task('coming-1', { startedBy: OURS }), task('coming-2', { startedBy: OURS })),
    ],
    ['the last old task has stopped', (world) => world.add(stopped('going-1', SCALED), stopped('going-2', SCALED))],
    ['the last old task is forgotten', (world) => ['going-1', 'going-2'].map((id) => world.tasks.delete(taskArn(id)))],
    [
      'a task stopped that nobody took away',
      (world) => world.add(stopped('coming-1', 'Essential container in task exited')),
    ],
  ])('when %s', async (_, change) => {
    expect(await glanceAfter(change)).toBe(true)
  })

  it('when the first digest of a deployment is told', async () => {
    const world = rolling()
    world.tasks.delete(taskArn('ours'))
    expect(
      await glanceAfter(
        (now) => now.add(task('coming-1', { ...pending, containers: [{ name: 'app', imageDigest: digest('b') }] })),
        world,
      ),
    ).toBe(true)
  })

  it('when a service deployment that shifts traffic has ended', async () => {
    const world = rolling()
    world.service = service({
      deploymentConfiguration: { strategy: 'BLUE_GREEN' },
      deployments: [deployment(OURS)],
    })
    const shift = {
      serviceDeploymentArn: deploymentArn('x'),
      targetServiceRevision: { arn: revisionArn('2') },
      createdAt: new Date(start),
    }
    world.serviceDeployments = [{ ...shift, status: 'IN_PROGRESS' }]
    const ended = (now: World): void => void (now.serviceDeployments = [{ ...shift, status: 'SUCCESSFUL' }])
    expect(await glanceAfter(ended, world)).toBe(true)
  })
})

describe('another look is not worth its calls', () => {
  it.each<[string, (world: World) => void]>([
    ['nothing has changed', () => undefined],
    ['one of several tasks has come up', (world) => world.add(task('coming-1', { startedBy: OURS }))],
    ['one of several old tasks has stopped', (world) => world.add(stopped('going-1', SCALED))],
    [
      'the counts have moved a little',
      deployments(
        deployment(OURS, { runningCount: 3, pendingCount: 1 }),
        deployment(OLD, { desiredCount: 2, runningCount: 1, pendingCount: 0 }),
      ),
    ],
  ])('when %s', async (_, change) => {
    expect(await glanceAfter(change)).toBe(false)
  })

  it('before the first one', async () => {
    const world = rolling()
    expect(await world.observer().glance()).toBe(false)
    expect(world.total).toBe(0)
  })
})

it('costs two calls while tasks come and go, and one when none do', async () => {
  const world = rolling()
  const observer = world.observer()
  await observer.look(look)
  world.reset()
  await observer.glance()
  expect(world.calls).toEqual({ describeServices: 1, describeTasks: 1 })

  const still = new World()
  still.add(task('a', { startedBy: OLD }))
  const other = still.observer()
  await other.look(look)
  still.reset()
  await other.glance()
  expect(still.calls).toEqual({ describeServices: 1 })
})

it('leaves more tasks than one call describes to the looks', async () => {
  const world = rolling()
  world.add(...Array.from({ length: 101 }, (_, index) => task(`more-${index}`, pending)))
  const observer = world.observer()
  await observer.look(look)
  world.reset()
  await observer.glance()
  expect(world.calls).toEqual({ describeServices: 1 })
})

it('fails as the look would', async () => {
  const world = rolling()
  const observer = world.observer()
  await observer.look(look)
  world.before = () => {
    throw refusal('ecs:DescribeTasks')
  }
  await expect(observer.glance()).rejects.toMatchObject({ kind: 'denied' })
})
