import { describe, expect, it } from '@jest/globals'
import type { Container, Task } from '@aws-sdk/client-ecs'
import type { EcsApi } from '../../src/aws/api.ts'
import { AwsFailure } from '../../src/aws/failure.ts'
import { definition, definitionArn, digest, service, task, taskArn, World } from './service-world.ts'

const full = { full: true }
const quick = { full: false }
const manyTasks = (count: number): Task[] =>
  Array.from({ length: count }, (_, index) => task(`t${String(index).padStart(4, '0')}`))
const healthCheck = { command: ['CMD', 'true'] }

describe('the tasks of a service', () => {
  it('are those that can still answer, draining ones included', async () => {
    const world = new World()
    world.add(
      task('new'),
      task('old', { desiredStatus: 'STOPPED', lastStatus: 'DEACTIVATING', startedBy: 'ecs-svc/0' }),
      task('stopping', { desiredStatus: 'STOPPED', lastStatus: 'STOPPING' }),
      task('gone', { desiredStatus: 'STOPPED', lastStatus: 'DEPROVISIONING' }),
      task('over', { desiredStatus: 'STOPPED', lastStatus: 'STOPPED' }),
      task('odd', { desiredStatus: 'RUNNING', lastStatus: 'HIBERNATING' }),
    )
    const { service } = await world.observer().look(full)
    expect(service.tasks.map(({ arn }) => arn).toSorted()).toEqual(['new', 'odd', 'old', 'stopping'].map(taskArn))
    expect(service.stops.map(({ taskArn: arn }) => arn).toSorted()).toEqual(['gone', 'over'].map(taskArn))
    expect(service.tasks.find(({ arn }) => arn === taskArn('old'))).toMatchObject({
      rolloutId: 'ecs-svc/0',
      lastStatus: 'DEACTIVATING',
      desiredStatus: 'STOPPED',
    })
  })

  it('are found on every page', async () => {
    const world = new World()
    world.add(...manyTasks(250))
    const { service } = await world.observer().look(full)
    expect(service.tasks).toHaveLength(250)
    expect(world.calls).toMatchObject({ listTasks: 4, describeTasks: 3 })
  })

  it('count once where a task is told to stop between the two lists', async () => {
    const world = new World()
    world.add(task('a'))
    world.before = (call) => {
      if (call === 'listTasks' && world.calls.listTasks === 2) world.add(task('a', { desiredStatus: 'STOPPED' }))
    }
    const { service } = await world.observer().look(full)
    expect(service.tasks.map(({ arn, desiredStatus }) => [arn, desiredStatus])).toEqual([[taskArn('a'), 'STOPPED']])
  })

  it('are asked for by the name and cluster that the service itself tells', async () => {
    const world = new World()
    const asked: unknown[] = []
    const list = world.ecs.listTasks
    const aws = {
      ...world.aws,
      ecs: () => ({ ...world.ecs, listTasks: (input: object) => (asked.push(input), list(input)) }),
    }
    world.add(task('a'))
    Object.assign(world, { aws })
    await world.observer().look(full)
    expect(asked).toEqual([
      expect.objectContaining({ serviceName: 'app', cluster: world.service?.clusterArn, desiredStatus: 'RUNNING' }),
      expect.objectContaining({ serviceName: 'app', cluster: world.service?.clusterArn, desiredStatus: 'STOPPED' }),
    ])
  })
})

describe('the digest of the verified container', () => {
  const seen = async (containers: NonNullable<Task['containers']>): Promise<unknown> => {
    const world = new World()
    world.add(task('a', { containers }))
    return (await world.observer().look(full)).service.tasks[0]?.container
  }

  it('is what ECS reports, or what stands in its resolved image', async () => {
    expect(await seen([{ name: 'app', imageDigest: digest('b') }])).toEqual({ state: 'digest', digest: digest('b') })
    const image = `registry.example/app:1@${digest('c')}`
    expect(await seen([{ name: 'app', image }])).toEqual({ state: 'digest', digest: digest('c') })
  })

  it.each([undefined, '', 'sha256:abc', `sha256:${'A'.repeat(64)}`, `sha512:${'a'.repeat(64)}`, `${digest('a')}\n`])(
    'is none where it reads %j',
    async (imageDigest) => {
      const container = {
        name: 'app',
        image: 'registry.example/app:1',
        ...(imageDigest === undefined ? {} : { imageDigest }),
      }
      expect(await seen([container])).toEqual({ state: 'no-digest', image: 'registry.example/app:1' })
    },
  )

  it("is not a sidecar's", async () => {
    expect(await seen([{ name: 'aws-guardduty-agent-1', imageDigest: digest('a') }])).toEqual({ state: 'absent' })
    expect(await seen([])).toEqual({ state: 'absent' })
  })
})

describe('the health of a task', () => {
  const seen = async (containers: Parameters<typeof definition>[1], of: Partial<Task>): Promise<unknown> => {
    const world = new World()
    world.definitions.set(definitionArn(7), definition(7, containers))
    world.add(task('a', of))
    const { health, hasHealthCheck } = (await world.observer().look(full)).service.tasks[0] ?? {}
    return [hasHealthCheck, health]
  }
  const app = { name: 'app', image: 'registry.example/app:1', essential: true }
  const sidecar = { name: 'sidecar', essential: true }

  it('does not matter where nothing checks it', async () => {
    expect(await seen({ containerDefinitions: [app] }, { healthStatus: 'UNKNOWN' })).toEqual([false, 'UNKNOWN'])
  })

  it("is the task's where any essential container is checked", async () => {
    const checked = { containerDefinitions: [app, { ...sidecar, healthCheck }] }
    expect(await seen(checked, { healthStatus: 'HEALTHY' })).toEqual([true, 'HEALTHY'])
    expect(await seen(checked, { healthStatus: 'UNHEALTHY' })).toEqual([true, 'UNHEALTHY'])
    expect(await seen(checked, { healthStatus: undefined })).toEqual([true, 'UNKNOWN'])
  })

  it("is the container's own where only that is checked and it is not essential", async () => {
    const checked = { containerDefinitions: [{ ...app, essential: false, healthCheck }, sidecar] }
    const of = (healthStatus: 'HEALTHY' | 'UNHEALTHY') => ({
      healthStatus: 'UNKNOWN' as const,
      containers: [{ name: 'app', imageDigest: digest('a'), healthStatus }],
    })
    expect(await seen(checked, of('HEALTHY'))).toEqual([true, 'HEALTHY'])
    expect(await seen(checked, of('UNHEALTHY'))).toEqual([true, 'UNHEALTHY'])
  })

  it("is the container's own too where an essential one is rated otherwise than its task", async () => {
    const checked = { containerDefinitions: [{ ...app, healthCheck }] }
    const of = (healthStatus: 'HEALTHY' | 'UNHEALTHY' | 'UNKNOWN') => ({
      healthStatus: 'HEALTHY' as const,
      containers: [{ name: 'app', imageDigest: digest('a'), healthStatus }],
    })
    expect(await seen(checked, of('UNHEALTHY'))).toEqual([true, 'UNHEALTHY'])
    expect(await seen(checked, of('UNKNOWN'))).toEqual([true, 'HEALTHY'])
  })

  it('is needed where the task definition is gone, as nobody can tell', async () => {
    const world = new World()
    world.add(task('a', { taskDefinitionArn: definitionArn(3) }))
    const { service } = await world.observer().look(full)
    expect(service.tasks[0]).toMatchObject({ hasHealthCheck: true, health: 'UNKNOWN' })
  })
})

describe('the verified container', () => {
  const down = async (container: Container): Promise<string | undefined> => {
    const world = new World()
    world.add(task('a', { containers: [{ name: 'app', imageDigest: digest('a'), ...container }] }))
    return (await world.observer().look(full)).service.tasks[0]?.containerDown
  }

  it('is told with its end where it does not run in a task that does', async () => {
    expect(await down({ lastStatus: 'STOPPED', exitCode: 137, reason: 'OutOfMemoryError' })).toBe(
      'STOPPED, exit code 137, OutOfMemoryError',
    )
    expect(await down({ lastStatus: 'PENDING' })).toBe('PENDING')
  })

  it('is no matter where it runs, or where ECS does not say', async () => {
    expect(await down({ lastStatus: 'RUNNING' })).toBeUndefined()
    expect(await down({})).toBeUndefined()
  })
})

describe('between full looks', () => {
  it('a task that cannot change is not described again', async () => {
    const world = new World()
    world.add(task('settled'), task('pending', { lastStatus: 'PENDING', startedAt: undefined }))
    world.add(task('draining', { lastStatus: 'RUNNING', desiredStatus: 'STOPPED' }))
    world.add(task('bare', { containers: [{ name: 'app', image: 'registry.example/app:1' }] }))
    const observer = world.observer()
    await observer.look(quick)
    world.reset()
    world.add(task('new'))
    const { service, full: isFull } = await observer.look(quick)
    expect(world.described.toSorted()).toEqual(['bare', 'draining', 'new', 'pending'].map(taskArn))
    expect(service.tasks).toHaveLength(5)
    expect(isFull).toBe(false)
  })

  it('a task that is not yet healthy is described until it is', async () => {
    const world = new World()
    world.definitions.set(
      definitionArn(7),
      definition(7, { containerDefinitions: [{ name: 'app', image: 'registry.example/app:1', healthCheck }] }),
    )
    world.add(task('a'))
    const observer = world.observer()
    await observer.look(quick)
    world.add(task('a', { healthStatus: 'HEALTHY' }))
    expect((await observer.look(quick)).service.tasks[0]?.health).toBe('HEALTHY')
    world.reset()
    await observer.look(quick)
    expect(world.described).toEqual([])
  })

  it('a task whose container does not run is described until it does', async () => {
    const world = new World()
    const app = { name: 'app', imageDigest: digest('a') }
    world.add(task('a', { containers: [{ ...app, lastStatus: 'PENDING' }] }))
    const observer = world.observer()
    await observer.look(quick)
    world.add(task('a', { containers: [{ ...app, lastStatus: 'RUNNING' }] }))
    expect((await observer.look(quick)).service.tasks[0]?.containerDown).toBeUndefined()
    world.reset()
    await observer.look(quick)
    expect(world.described).toEqual([])
  })

  it('a task that is told to stop is described again', async () => {
    const world = new World()
    world.add(task('a'))
    const observer = world.observer()
    await observer.look(quick)
    world.add(task('a', { desiredStatus: 'STOPPED', lastStatus: 'DEACTIVATING' }))
    expect((await observer.look(quick)).service.tasks[0]).toMatchObject({ lastStatus: 'DEACTIVATING' })
  })

  it('nothing is taken from memory in a full look', async () => {
    const world = new World()
    world.add(...manyTasks(3))
    const observer = world.observer()
    await observer.look(quick)
    world.reset()
    expect((await observer.look(full)).full).toBe(true)
    expect(world.described).toHaveLength(3)
  })

  it('a failed look leaves the memory as it was', async () => {
    const world = new World()
    world.add(task('a'))
    const observer = world.observer()
    await observer.look(quick)
    world.before = (call) => {
      if (call === 'listTasks') throw new AwsFailure('retry', 'ecs:ListTasks', 'ThrottlingException', 'Rate exceeded')
    }
    await expect(observer.look(quick)).rejects.toMatchObject({ kind: 'retry' })
    world.before = () => undefined
    world.reset()
    expect((await observer.look(quick)).service.tasks).toHaveLength(1)
    expect(world.described).toEqual([])
  })
})

describe('a stop', () => {
  const stopped = task('a', {
    desiredStatus: 'STOPPED',
    lastStatus: 'STOPPED',
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
    stoppedAt: new Date('2026-11-20T00:01:00Z'),
    containers: [
      { name: 'sidecar', exitCode: 0 },
      { name: 'app', imageDigest: digest('a'), exitCode: 1, reason: 'boom' },
      { name: 'silent' },
    ],
  })
  const withSidecar = {
    containerDefinitions: [
      { name: 'sidecar', essential: false },
      { name: 'app', image: 'registry.example/app:1' },
    ],
  }

  it('tells why, essential containers first', async () => {
    const world = new World()
    world.definitions.set(definitionArn(7), definition(7, withSidecar))
    world.add(stopped)
    const { service } = await world.observer().look(full)
    expect(service.stops).toEqual([
      expect.objectContaining({
        taskArn: taskArn('a'),
        stopCode: 'EssentialContainerExited',
        stoppedReason: 'Essential container in task exited',
        stoppedAt: Date.UTC(2026, 10, 20, 0, 1),
        container: { state: 'digest', digest: digest('a') },
        containers: [
          { name: 'app', essential: true, exitCode: 1, reason: 'boom' },
          { name: 'sidecar', essential: false, exitCode: 0 },
        ],
      }),
    ])
  })

  it('is described once and kept when ECS forgets it', async () => {
    const world = new World()
    world.add(stopped)
    const observer = world.observer()
    await observer.look(full)
    world.reset()
    expect((await observer.look(full)).service.stops).toHaveLength(1)
    expect(world.described).toEqual([])
    world.tasks.clear()
    expect((await observer.look(full)).service.stops).toHaveLength(1)
  })

  it('that is still being torn down is described until it is over', async () => {
    const world = new World()
    world.add({ ...stopped, lastStatus: 'DEPROVISIONING', stoppedAt: undefined, containers: [] })
    const observer = world.observer()
    await observer.look(full)
    world.add(stopped)
    const { service } = await observer.look(quick)
    expect(service.stops).toHaveLength(1)
    expect(service.stops[0]?.containers).toHaveLength(2)
  })

  it('is told oldest first', async () => {
    const world = new World()
    const at = (id: string, minute: number) => ({
      ...stopped,
      taskArn: taskArn(id),
      stoppedAt: new Date(Date.UTC(2026, 10, 20, 0, minute)),
    })
    world.add(at('c', 3), at('a', 5), at('b', 1))
    const { service } = await world.observer().look(full)
    expect(service.stops.map((stop) => stop.taskArn)).toEqual(['b', 'c', 'a'].map(taskArn))
  })
})

describe('a task that was listed but cannot be described', () => {
  const missing = (world: World, arn: string, times: number) => {
    const real = world.tasks.get(arn)
    world.before = (call) => {
      if (call !== 'describeTasks' || real === undefined) return
      if ((world.calls.describeTasks ?? 0) <= times) hidden.add(arn)
      else hidden.delete(arn)
    }
    const hidden = new Set<string>()
    const has = world.tasks.has.bind(world.tasks)
    world.tasks.has = (key) => !hidden.has(key) && has(key)
  }

  it('is read again, and found', async () => {
    const world = new World()
    world.add(task('a'), task('b'))
    missing(world, taskArn('a'), 1)
    const { service } = await world.observer().look(full)
    expect(service.tasks).toHaveLength(2)
  })

  it('fails the look while it stays listed as running', async () => {
    const world = new World()
    world.add(task('a'), task('b'))
    missing(world, taskArn('a'), 99)
    await expect(world.observer().look(full)).rejects.toMatchObject({
      kind: 'retry',
      code: 'MISSING',
      resource: taskArn('a'),
    })
  })

  it('is gone where a second listing does not have it', async () => {
    const world = new World()
    world.add(task('a'), task('b'))
    world.before = (call) => {
      if (call === 'describeTasks') world.tasks.delete(taskArn('a'))
    }
    const { service } = await world.observer().look(full)
    expect(service.tasks.map(({ arn }) => arn)).toEqual([taskArn('b')])
  })

  it('is gone where it was listed as stopped', async () => {
    const world = new World()
    world.add(task('a'), task('b', { desiredStatus: 'STOPPED', lastStatus: 'STOPPED' }))
    world.before = (call) => {
      if (call === 'describeTasks') world.tasks.delete(taskArn('b'))
    }
    const { service } = await world.observer().look(full)
    expect(service.tasks).toHaveLength(1)
    expect(world.calls.listTasks).toBe(2)
  })
})

describe('a task of which a description says nothing', () => {
  /** Leaves this task out of every description, without a word. */
  const silentAbout = (world: World, arn: string): void => {
    const { describeTasks } = world.ecs
    const silent: EcsApi['describeTasks'] = async (input) => {
      const answer = await describeTasks(input)
      return {
        ...answer,
        tasks: answer.tasks?.filter((told) => told.taskArn !== arn),
        failures: answer.failures?.filter((failure) => failure.arn !== arn),
      }
    }
    Object.assign(world.ecs, { describeTasks: silent })
  }

  it('is gone where no list has it any more', async () => {
    const world = new World()
    world.add(task('a'), task('b'))
    const observer = world.observer()
    await observer.look(full)
    world.tasks.delete(taskArn('b'))
    silentAbout(world, taskArn('b'))
    expect((await observer.look(full)).service.tasks.map(({ arn }) => arn)).toEqual([taskArn('a')])
  })

  it.each(['RUNNING', 'STOPPED'] as const)(
    'fails the look where the list of those to be %s has it',
    async (desiredStatus) => {
      const world = new World()
      world.add(task('a'), task('b', { desiredStatus }))
      silentAbout(world, taskArn('b'))
      await expect(world.observer().look(full)).rejects.toMatchObject({ kind: 'retry', code: 'UnreadableAnswer' })
    },
  )
})

describe('an answer that is not whole fails the look', () => {
  const broken = async (part: Partial<World['ecs']>): Promise<unknown> => {
    const world = new World()
    world.add(task('a'))
    Object.assign(world.ecs, part)
    return world.observer().look(full)
  }
  const $metadata = {}

  it('of ListTasks without a list', async () => {
    await expect(broken({ listTasks: async () => ({ $metadata }) })).rejects.toMatchObject({ kind: 'retry' })
  })

  it('of ListTasks whose pages never end', async () => {
    const listTasks = async () => ({ $metadata, taskArns: [], nextToken: 'again' })
    await expect(broken({ listTasks })).rejects.toMatchObject({ kind: 'retry' })
  })

  it('of DescribeTasks that says nothing of a task', async () => {
    await expect(broken({ describeTasks: async () => ({ $metadata, tasks: [] }) })).rejects.toMatchObject({
      kind: 'retry',
    })
  })

  it('of DescribeTasks with a failure of another kind', async () => {
    const failures = [{ arn: taskArn('a'), reason: 'INTERNAL' }]
    const describeTasks = async () => ({ $metadata, tasks: [], failures })
    await expect(broken({ describeTasks })).rejects.toMatchObject({ kind: 'retry', code: 'INTERNAL' })
  })
})

describe('the calls of a look', () => {
  it('are five at most for a rolling service of 100 steady tasks', async () => {
    const world = new World()
    world.add(...manyTasks(100), task('old', { desiredStatus: 'STOPPED' }))
    const observer = world.observer()
    await observer.look(quick)
    expect(world.total).toBeLessThanOrEqual(9)
    for (let look = 0; look < 3; look += 1) {
      world.reset()
      await observer.look(quick)
      expect(world.total).toBeLessThanOrEqual(5)
    }
  })

  it('are 110 at most for the first and 60 for each later one of 5,000 tasks', async () => {
    const world = new World()
    world.service = service({ desiredCount: 5_000, runningCount: 5_000 })
    world.add(...manyTasks(5_000))
    const observer = world.observer()
    await observer.look(quick)
    expect(world.total).toBeLessThanOrEqual(110)
    world.reset()
    const { service: seen } = await observer.look(quick)
    expect(seen.tasks).toHaveLength(5_000)
    expect(world.total).toBeLessThanOrEqual(60)
  })

  it('describe at most two batches at a time', async () => {
    const world = new World()
    world.add(...manyTasks(1_000))
    let underWay = 0
    let most = 0
    const describeTasks = world.ecs.describeTasks
    Object.assign(world.ecs, {
      describeTasks: async (input: Parameters<typeof describeTasks>[0]) => {
        underWay += 1
        most = Math.max(most, underWay)
        await Promise.resolve()
        const answer = await describeTasks(input)
        underWay -= 1
        return answer
      },
    })
    await world.observer().look(full)
    expect(most).toBe(2)
  })
})
