import { describe, expect, it } from '@jest/globals'
import { ElbWorld } from '../../simulator/elb.ts'
import { balanced, hour, minute, rolloutState, scene, second, until, type Scene } from './world-fixture.ts'

/** Kinds of events in the order of their first appearance: tasks get ready one by one, so that a kind may be told several times. */
const kinds = (messages: readonly string[]): readonly string[] => [
  ...new Set(
    messages.map((message) =>
      message.replaceAll(/\d+ (?=tasks|targets|running)|:? ?\((task|target-group) [^)]+\)|\.$/g, ''),
    ),
  ),
]

const stops = async (scene: Scene): Promise<readonly { readonly code: string; readonly reason: string }[]> => {
  const { taskArns } = await scene.ecs.listTasks({ serviceName: 'web', desiredStatus: 'STOPPED' })
  if (taskArns === undefined || taskArns.length === 0) return []
  const { tasks } = await scene.ecs.describeTasks({ tasks: taskArns })
  return (tasks ?? []).map((task) => ({ code: task.stopCode ?? '', reason: task.stoppedReason ?? '' }))
}

describe('a rolling deployment', () => {
  it('tells its events in the order of ECS', async () => {
    const elb = new ElbWorld()
    const play = scene({ desiredCount: 2, loadBalancers: balanced({ elb }), world: { elb } })
    const id = play.world.updateService('web', { taskDefinition: 'web:2' })
    await until(play, () => play.truth().holds)
    const told = kinds((await play.messages()).slice(1))
    expect(told).toEqual([
      '(service web) has started tasks',
      '(service web) registered targets in',
      '(service web) has stopped running tasks',
      '(service web) has begun draining connections on tasks',
      '(service web) deregistered targets in',
      `(service web) (deployment ${id}) deployment completed`,
      '(service web) has reached a steady state',
    ])
  })

  it('reports PRIMARY with a desired count of 0 and no service deployment right after UpdateService', async () => {
    const play = scene()
    play.world.updateService('web', { forceNewDeployment: true })
    const service = await play.look()
    const [primary, active] = service.deployments ?? []
    expect(primary).toMatchObject({ status: 'PRIMARY', desiredCount: 0, runningCount: 0, rolloutState: 'IN_PROGRESS' })
    expect(active).toMatchObject({ status: 'ACTIVE', desiredCount: 4, runningCount: 4 })
    expect(primary?.taskDefinition).toBe(active?.taskDefinition)
    expect(service.currentServiceDeployment).toBeUndefined()
    play.clock.advance(2 * second)
    expect((await play.look()).currentServiceDeployment).toMatch(/service-deployment\/default\/web\/[\w-]{21}$/)
  })

  it('ends deployment, revision and startedBy with the same number', async () => {
    const play = scene()
    play.world.updateService('web', { taskDefinition: 'web:2' })
    play.clock.advance(5 * second)
    const service = await play.look()
    const ids = (service.deployments ?? []).map((deployment) => deployment.id)
    expect(ids.every((id) => /^ecs-svc\/[1-9]\d{18}$/.test(id ?? ''))).toBe(true)
    const revisions = (service.currentServiceRevisions ?? []).map(
      (revision) => `ecs-svc/${revision.arn?.split('/').at(-1)}`,
    )
    expect(revisions).toEqual(ids)
    const { taskArns } = await play.ecs.listTasks({ serviceName: 'web' })
    const { tasks } = await play.ecs.describeTasks({ tasks: taskArns })
    expect(new Set(tasks?.map((task) => task.startedBy))).toEqual(new Set(ids))
  })

  it('takes a task through its statuses and knows the digest from ACTIVATING on', async () => {
    const play = scene({ desiredCount: 1 })
    const id = play.world.updateService('web', { taskDefinition: 'web:2' })
    const seen: string[] = []
    for (let passed = 0; passed < 60; passed += 1) {
      play.clock.advance(500)
      const arn = play.world.tasks('web').find((task) => task.rolloutId === id)?.arn
      if (arn === undefined) continue
      const { tasks } = await play.ecs.describeTasks({ tasks: [arn] })
      const [task] = tasks ?? []
      const text = `${task?.lastStatus} ${task?.containers?.[0]?.imageDigest === play.fresh}`
      if (seen.at(-1) !== text) seen.push(text)
    }
    expect(seen).toEqual(['PROVISIONING false', 'PENDING false', 'ACTIVATING true', 'RUNNING true'])
  })

  it('shows draining tasks as desired STOPPED and DEACTIVATING, and leaves them out of the default ListTasks', async () => {
    const base = scene()
    base.world.createService({
      name: 'balanced',
      taskDefinition: 'web:1',
      desiredCount: 1,
      settledFor: hour,
      loadBalancers: balanced(base.world, 120_000),
    })
    const [before] = base.world.tasks('balanced')
    base.world.updateService('balanced', { taskDefinition: 'web:2' })
    await until(base, () => base.world.tasks('balanced')[0]?.status === 'DEACTIVATING')
    const { tasks } = await base.ecs.describeTasks({ tasks: [before?.arn ?? ''] })
    expect(tasks?.[0]).toMatchObject({
      desiredStatus: 'STOPPED',
      lastStatus: 'DEACTIVATING',
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: expect.stringMatching(/^Scaling activity initiated by \(deployment ecs-svc\/\d{19}\)$/),
    })
    expect((await base.ecs.listTasks({ serviceName: 'balanced' })).taskArns).not.toContain(before?.arn)
    expect((await base.ecs.listTasks({ serviceName: 'balanced', desiredStatus: 'STOPPED' })).taskArns).toContain(
      before?.arn,
    )
    const truth = base.world.truth('balanced', { digests: [base.fresh], container: 'app' })
    expect(truth).toMatchObject({ otherAnswering: 1, otherRunning: 0, allAnsweringOnDigest: false })
    expect(await until(base, () => base.world.tasks('balanced')[0]?.status === 'STOPPING')).toBeGreaterThan(100)
  })

  it('goes in batches when the percentages leave little room', async () => {
    const play = scene({ desiredCount: 8, maximumPercent: 125, minimumHealthyPercent: 100 })
    const id = play.world.updateService('web', { taskDefinition: 'web:2' })
    let most = 0
    await until(play, () => {
      const mine = play.world.tasks('web').filter((task) => task.rolloutId === id && task.status !== 'RUNNING')
      most = Math.max(most, mine.length)
      return play.truth().holds
    })
    expect(most).toBe(2)
    const waves = (await play.messages()).filter((message) => message.includes('has started'))
    expect(waves.length).toBeGreaterThanOrEqual(4)
  })

  it('may complete while old tasks still drain, where the service is bent so', async () => {
    const play = scene({ quirks: { completesWhileDraining: true } })
    play.world.createService({
      name: 'early',
      taskDefinition: 'web:1',
      desiredCount: 2,
      settledFor: hour,
      loadBalancers: balanced(play.world, 300_000),
      quirks: { completesWhileDraining: true },
    })
    play.world.updateService('early', { taskDefinition: 'web:2' })
    const truth = () => play.world.truth('early', { digests: [play.fresh], container: 'app' })
    await until(play, () => truth().complete)
    expect(truth()).toMatchObject({ complete: true, otherRunning: 0, otherAnswering: 2, holds: false })
    const { services } = await play.ecs.describeServices({ services: ['early'] })
    expect(services?.[0]?.deployments).toHaveLength(1)
    expect(await until(play, () => truth().holds)).toBeGreaterThan(290)
  })

  it('stays in progress forever when the percentages allow no step, and says why', async () => {
    const play = scene({ desiredCount: 1, maximumPercent: 100, minimumHealthyPercent: 100 })
    play.world.updateService('web', { taskDefinition: 'web:2' })
    play.clock.advance(hour)
    expect(await rolloutState(play)).toBe('IN_PROGRESS')
    expect((await play.messages()).at(-1)).toContain('was unable to stop or start tasks during a deployment')
  })

  it('is complete with no task at all when nothing is desired', async () => {
    const play = scene({ desiredCount: 0 })
    play.world.updateService('web', { taskDefinition: 'web:2' })
    await until(play, async () => (await rolloutState(play)) === 'COMPLETED')
    expect(play.truth()).toMatchObject({ complete: true, answering: 0, holds: false })
  })

  it('reports no rolloutState behind a Classic Load Balancer', async () => {
    const play = scene({ quirks: { reportsRolloutState: false } })
    const { deployments } = await play.look()
    expect(deployments?.[0]).not.toHaveProperty('rolloutState')
  })

  it('keeps old tasks that are protected, and does not complete', async () => {
    const play = scene({ quirks: { protectedTasks: 1 } })
    play.world.updateService('web', { taskDefinition: 'web:2' })
    play.clock.advance(10 * minute)
    expect(play.truth()).toMatchObject({ otherRunning: 1, complete: false })
    expect((await play.messages()).some((message) => message.includes('protected tasks'))).toBe(true)
    play.world.bend('web', { protectedTasks: 0 })
    await until(play, () => play.truth().holds)
  })

  it('waits for capacity', async () => {
    const play = scene({ quirks: { capacity: 5 } })
    play.world.updateService('web', { taskDefinition: 'web:2' })
    play.clock.advance(20 * second)
    expect((await play.messages()).some((message) => message.includes('was unable to place a task'))).toBe(true)
    await until(play, () => play.truth().holds)
  })

  it('lets a task that ignores SIGTERM stop with 137 after the stop timeout', async () => {
    const play = scene({ desiredCount: 1 })
    play.world.behave(play.old, { version: 'one', ignoresSigterm: true })
    play.world.updateService('web', { taskDefinition: 'web:2' })
    await until(play, () => play.world.tasks('web')[0]?.status === 'STOPPING')
    expect(await until(play, () => play.world.tasks('web')[0]?.status === 'DEPROVISIONING')).toBeGreaterThanOrEqual(29)
    const { tasks } = await play.ecs.describeTasks({ tasks: [play.world.tasks('web')[0]?.arn ?? ''] })
    expect(tasks?.[0]?.containers?.[0]?.exitCode).toBe(137)
  })

  it('bakes before it completes', async () => {
    const play = scene({ bakeTimeInMinutes: 5 })
    play.world.updateService('web', { taskDefinition: 'web:2' })
    await until(play, () => play.truth().allAnsweringOnDigest)
    expect(await until(play, () => play.truth().complete)).toBeGreaterThanOrEqual(295)
  })

  it('has a new task for every container instance of a DAEMON service', async () => {
    const play = scene({ schedulingStrategy: 'DAEMON', instances: 3 })
    expect(await play.look()).toMatchObject({ desiredCount: 3, schedulingStrategy: 'DAEMON', launchType: 'EC2' })
    play.world.updateService('web', { taskDefinition: 'web:2' })
    await until(play, () => play.truth().holds)
    play.world.setInstances('default', 5)
    await until(play, () => play.truth().answering === 5)
    expect(await rolloutState(play)).toBe('COMPLETED')
  })
})

describe('early success', () => {
  it('completes with DEFERRED cleanup while old tasks keep running', async () => {
    const play = scene({
      desiredCount: 10,
      maximumPercent: 120,
      earlySuccess: { healthyPercent: 50, cleanup: 'DEFERRED', deferredMs: 20 * minute },
    })
    play.world.updateService('web', { taskDefinition: 'web:2' })
    await until(play, () => play.truth().complete)
    const [newest] = await play.deployments()
    expect(newest?.status).toBe('SUCCESSFUL')
    expect(play.truth().otherRunning).toBeGreaterThan(0)
    expect(play.truth().holds).toBe(false)
    expect(await until(play, () => play.truth().otherRunning === 0)).toBeGreaterThan(1_000)
  })

  it('removes old tasks first with BLOCKING cleanup', async () => {
    const play = scene({
      desiredCount: 10,
      maximumPercent: 150,
      earlySuccess: { healthyPercent: 50, cleanup: 'BLOCKING' },
    })
    play.world.updateService('web', { taskDefinition: 'web:2' })
    await until(play, () => play.truth().complete)
    expect(play.truth()).toMatchObject({ otherAnswering: 0 })
    expect(play.truth().answering).toBeLessThan(10)
    await until(play, () => play.truth().answering === 10)
  })
})

describe('software version consistency', () => {
  const registry = () => {
    const tags = new Map([['repo/app:latest', `sha256:${'1'.repeat(64)}`]])
    const gone = new Set<string>()
    const resolveImage = (reference: string): string | undefined => {
      const digest = tags.get(reference) ?? /@(sha256:\w+)$/.exec(reference)?.[1]
      return digest === undefined || gone.has(digest) ? undefined : digest
    }
    return { tags, gone, resolveImage }
  }
  const second2 = `sha256:${'2'.repeat(64)}`

  it('keeps the digest of the first task for the whole deployment, whatever is pushed', async () => {
    const { tags, resolveImage } = registry()
    const play = scene({
      desiredCount: 6,
      maximumPercent: 117,
      container: { image: 'repo/app:latest' },
      world: { resolveImage },
    })
    play.world.updateService('web', { forceNewDeployment: true })
    play.clock.advance(15 * second)
    tags.set('repo/app:latest', second2)
    await until(play, async () => (await rolloutState(play)) === 'COMPLETED')
    play.world.updateService('web', { desiredCount: 8 })
    play.clock.advance(2 * minute)
    expect(play.truth(`sha256:${'1'.repeat(64)}`)).toMatchObject({ answering: 8, allAnsweringOnDigest: true })
  })

  it('resolves anew with a forced deployment', async () => {
    const { tags, resolveImage } = registry()
    const play = scene({ container: { image: 'repo/app:latest' }, world: { resolveImage } })
    tags.set('repo/app:latest', second2)
    play.world.updateService('web', { forceNewDeployment: true })
    await until(play, () => play.truth(second2).holds)
    const arn = (await play.look()).currentServiceRevisions?.[0]?.arn ?? ''
    const { serviceRevisions } = await play.ecs.describeServiceRevisions({ serviceRevisionArns: [arn] })
    expect(serviceRevisions?.[0]?.containerImages).toEqual([
      { containerName: 'app', image: 'repo/app:latest', imageDigest: second2 },
    ])
  })

  it('mixes digests in one deployment where it is disabled', async () => {
    const { tags, resolveImage } = registry()
    const play = scene({
      desiredCount: 6,
      maximumPercent: 117,
      container: { image: 'repo/app:latest', versionConsistency: 'disabled' },
      world: { resolveImage },
    })
    play.world.updateService('web', { forceNewDeployment: true })
    play.clock.advance(30 * second)
    tags.set('repo/app:latest', second2)
    await until(play, async () => (await rolloutState(play)) === 'COMPLETED')
    expect(
      new Set(
        play.world
          .tasks('web')
          .filter((task) => task.status === 'RUNNING')
          .map((task) => task.digest),
      ).size,
    ).toBe(2)
    expect(play.truth(second2)).toMatchObject({ complete: true, allAnsweringOnDigest: false, currentOnDigest: false })
  })

  it('cannot replace a task whose digest is gone from the registry', async () => {
    const { tags, gone, resolveImage } = registry()
    const play = scene({ desiredCount: 1, container: { image: 'repo/app:latest' }, world: { resolveImage } })
    tags.set('repo/app:latest', second2)
    gone.add(`sha256:${'1'.repeat(64)}`)
    play.world.stopTask(play.world.tasks('web')[0]?.arn ?? '')
    play.clock.advance(minute)
    expect((await stops(play)).map((stop) => stop.reason)).toContainEqual(
      expect.stringMatching(
        /^CannotPullContainerError: .*failed to resolve ref repo\/app:latest@sha256:1{64}: .*not found$/,
      ),
    )
  })
})

describe('another deployment', () => {
  it('moves the one under way to STOP_REQUESTED and STOPPED', async () => {
    const play = scene()
    const first = play.world.updateService('web', { taskDefinition: 'web:2' })
    play.clock.advance(10 * second)
    const secondId = play.world.updateService('web', { taskDefinition: 'web:1' })
    expect((await play.deployments()).map((deployment) => deployment.status)).toEqual([
      'PENDING',
      'STOP_REQUESTED',
      'SUCCESSFUL',
    ])
    expect((await play.look()).deployments?.map((deployment) => [deployment.id, deployment.status])).toContainEqual([
      first,
      'ACTIVE',
    ])
    await until(play, () => play.truth(play.old).holds)
    expect((await play.deployments()).map((deployment) => deployment.status)).toEqual([
      'SUCCESSFUL',
      'STOPPED',
      'SUCCESSFUL',
    ])
    expect(play.world.currentId('web')).toBe(secondId)
  })

  it('needs no deployment to replace a retired task', async () => {
    const play = scene({ desiredCount: 2 })
    const before = play.world.tasks('web').map((task) => task.id)
    play.world.stopTask(before[0] ?? '')
    await until(play, () =>
      play.world.tasks('web').some((task) => task.status === 'RUNNING' && !before.includes(task.id)),
    )
    expect(await play.deployments()).toHaveLength(1)
    expect(await rolloutState(play)).toBe('COMPLETED')
  })

  it('is not made by autoscaling', async () => {
    const play = scene()
    const id = play.world.currentId('web')
    play.world.updateService('web', { desiredCount: 7 })
    await until(play, () => play.truth(play.old).answering === 7)
    play.world.updateService('web', { desiredCount: 2 })
    await until(play, () => play.truth(play.old).answering === 2)
    expect(play.world.currentId('web')).toBe(id)
  })
})

describe('a deployment that fails', () => {
  const threshold = { rollback: true }

  it('goes back to the old deployment id, PRIMARY again', async () => {
    const play = scene({ circuitBreaker: threshold })
    const before = play.world.currentId('web')
    play.world.behave(play.fresh, {
      version: 'two',
      cannotPull: 'pull image manifest has been retried 1 time(s): not found',
    })
    const id = play.world.updateService('web', { taskDefinition: 'web:2' })
    await until(play, () => play.world.currentId('web') === before)
    const during = (await play.look()).deployments ?? []
    expect(during).toEqual([
      expect.objectContaining({
        id: before,
        status: 'PRIMARY',
        rolloutState: 'IN_PROGRESS',
        rolloutStateReason: `ECS deployment circuit breaker: rolling back to deploymentId ${before}.`,
      }),
      expect.objectContaining({ id, status: 'ACTIVE', rolloutState: 'FAILED' }),
    ])
    await until(play, async () => (await rolloutState(play)) === 'COMPLETED')
    const [record] = await play.deployments()
    expect(record?.status).toBe('ROLLBACK_SUCCESSFUL')
    const described = await play.ecs.describeServiceDeployments({
      serviceDeploymentArns: [record?.serviceDeploymentArn ?? ''],
    })
    expect(described.serviceDeployments?.[0]).toMatchObject({
      rollback: { serviceRevisionArn: expect.stringMatching(new RegExp(`${before?.slice('ecs-svc/'.length)}$`)) },
      deploymentCircuitBreaker: { status: 'TRIGGERED', threshold: 3 },
    })
    expect((await play.messages()).slice(-4)).toEqual([
      `(service web) (deployment ${id}) deployment failed: tasks failed to start.`,
      `(service web) rolling back to deployment ${before}.`,
      `(service web) (deployment ${before}) deployment completed.`,
      '(service web) has reached a steady state.',
    ])
  })

  it('goes back with the same task definition after a forced deployment', async () => {
    let digest = `sha256:${'1'.repeat(64)}`
    const play = scene({
      circuitBreaker: threshold,
      container: { image: 'repo/app:latest' },
      world: { resolveImage: (reference) => /@(.*)$/.exec(reference)?.[1] ?? digest },
    })
    digest = `sha256:${'2'.repeat(64)}`
    play.world.behave(digest, { version: 'two', cannotPull: 'not found' })
    const before = play.world.currentId('web')
    play.world.updateService('web', { forceNewDeployment: true })
    await until(play, async () => (await play.deployments())[0]?.status === 'ROLLBACK_SUCCESSFUL')
    const { deployments, taskDefinition } = await play.look()
    expect(deployments).toHaveLength(1)
    expect(deployments?.[0]).toMatchObject({ id: before, taskDefinition, rolloutState: 'COMPLETED' })
    expect(play.truth(`sha256:${'1'.repeat(64)}`).holds).toBe(true)
    expect(play.truth(digest).holds).toBe(false)
  })

  it('goes back as a new deployment of the old revision, where the service is bent so', async () => {
    const play = scene({ circuitBreaker: threshold, quirks: { rollbackTo: 'new' } })
    const before = play.world.currentId('web')
    play.world.behave(play.fresh, { version: 'two', cannotPull: 'not found' })
    const id = play.world.updateService('web', { taskDefinition: 'web:2' })
    await until(play, async () => (await play.deployments())[0]?.status === 'ROLLBACK_SUCCESSFUL')
    expect([before, id]).not.toContain(play.world.currentId('web'))
    expect(play.truth(play.old).holds).toBe(true)
  })

  it('stays FAILED without rollback, and starts no more tasks', async () => {
    const play = scene({ circuitBreaker: { rollback: false } })
    play.world.behave(play.fresh, { version: 'two', cannotPull: 'not found' })
    const id = play.world.updateService('web', { taskDefinition: 'web:2' })
    await until(play, async () => (await rolloutState(play)) === 'FAILED')
    const { deployments } = await play.look()
    expect(deployments?.[0]).toMatchObject({
      id,
      rolloutStateReason: 'ECS deployment circuit breaker: task failed to start.',
    })
    const started = play.world.tasks('web').length
    play.clock.advance(30 * minute)
    expect(play.world.tasks('web')).toHaveLength(started)
    expect((await play.deployments())[0]?.status).toBe('STOPPED')
    expect(play.truth()).toMatchObject({ complete: false, otherRunning: 4, holds: false })
  })

  it('is rolled back by hand and by an alarm', async () => {
    for (const cause of ['hand', 'alarm'] as const) {
      const play = scene({ alarms: { names: ['errors'], rollback: true } })
      play.world.updateService('web', { taskDefinition: 'web:2' })
      play.clock.advance(12 * second)
      if (cause === 'hand') play.world.rollback('web')
      else play.world.triggerAlarm('web', 'errors')
      const [asked] = await play.deployments()
      expect(asked?.status).toBe(cause === 'hand' ? 'ROLLBACK_REQUESTED' : 'ROLLBACK_IN_PROGRESS')
      await until(play, async () => (await play.deployments())[0]?.status === 'ROLLBACK_SUCCESSFUL')
      expect(play.truth(play.old).holds).toBe(true)
    }
  })

  it('is not noticed by the breaker when each task runs for a moment, unless it may not reset its count', async () => {
    for (const resetOnHealthyTask of [true, false]) {
      const play = scene({ desiredCount: 1, circuitBreaker: { rollback: true, resetOnHealthyTask } })
      play.world.behave(play.fresh, { version: 'two', crash: { afterMs: 200, exitCode: 1 } })
      play.world.updateService('web', { taskDefinition: 'web:2' })
      play.clock.advance(20 * minute)
      const rolledBack = (await play.deployments())[0]?.status === 'ROLLBACK_SUCCESSFUL'
      expect(rolledBack).toBe(!resetOnHealthyTask)
    }
  })

  it('does not fail by itself without a circuit breaker', async () => {
    const play = scene()
    play.world.behave(play.fresh, { version: 'two', crash: { afterMs: 1_000, exitCode: 1 } })
    play.world.updateService('web', { taskDefinition: 'web:2' })
    play.clock.advance(20 * minute)
    expect(await rolloutState(play)).toBe('IN_PROGRESS')
    expect(play.truth(play.old).otherRunning).toBeGreaterThanOrEqual(0)
    expect((await stops(play)).length).toBeGreaterThan(4)
  })
})

describe('the texts of failing tasks', () => {
  const failing = async (
    behaviour: Parameters<Scene['world']['behave']>[1],
    options: Parameters<typeof scene>[0] = {},
    load = false,
  ): Promise<{
    readonly code: string
    readonly reason: string
    readonly exitCode: number | undefined
    readonly why: string | undefined
  }> => {
    const play = scene(options)
    play.world.createService({
      name: 'failing',
      taskDefinition: 'web:2',
      desiredCount: 1,
      ...(options.launchType === undefined ? {} : { launchType: options.launchType }),
      ...(load ? { loadBalancers: balanced(play.world, 5_000) } : {}),
    })
    play.world.behave(play.fresh, behaviour)
    await until(play, () => play.world.tasks('failing').some((task) => task.status === 'STOPPED'))
    const { tasks } = await play.ecs.describeTasks({ tasks: [play.world.tasks('failing')[0]?.arn ?? ''] })
    const [task] = tasks ?? []
    const [container] = task?.containers ?? []
    return {
      code: task?.stopCode ?? '',
      reason: task?.stoppedReason ?? '',
      exitCode: container?.exitCode,
      why: container?.reason,
    }
  }

  it('tells a failed pull in the task on Fargate and in the container on EC2', async () => {
    const behaviour = { version: 'x', cannotPull: 'toomanyrequests: rate exceeded' }
    expect(await failing(behaviour)).toEqual({
      code: 'TaskFailedToStart',
      reason: 'CannotPullContainerError: toomanyrequests: rate exceeded',
      exitCode: undefined,
      why: undefined,
    })
    expect(await failing(behaviour, { launchType: 'EC2' })).toMatchObject({
      reason: 'Task failed to start',
      why: 'CannotPullContainerError: toomanyrequests: rate exceeded',
    })
  })

  it('tells an exit, an exit for memory, and a resource that could not be initialised', async () => {
    expect(await failing({ version: 'x', crash: { afterMs: 500, exitCode: 1 } })).toMatchObject({
      code: 'EssentialContainerExited',
      reason: 'Essential container in task exited',
      exitCode: 1,
    })
    expect(await failing({ version: 'x', oom: { afterMs: 500 } })).toMatchObject({
      code: 'EssentialContainerExited',
      exitCode: 137,
      why: 'OutOfMemoryError: container killed due to memory usage',
    })
    const stoppedReason = 'ResourceInitializationError: unable to pull secrets or registry auth'
    expect(await failing({ version: 'x', failsToStart: { stoppedReason } })).toMatchObject({
      code: 'TaskFailedToStart',
      reason: stoppedReason,
    })
  })

  it('tells a failed health check of the container and of the load balancer', async () => {
    const healthCheck = { command: ['CMD', 'true'] }
    expect(await failing({ version: 'x', healthy: false }, { container: { healthCheck } })).toMatchObject({
      code: 'ServiceSchedulerInitiated',
      reason: 'Task failed container health checks',
    })
    expect(await failing({ version: 'x', targetHealthy: false }, {}, true)).toMatchObject({
      code: 'ServiceSchedulerInitiated',
      reason: expect.stringMatching(/^Task failed ELB health checks in \(target-group arn:/),
    })
  })

  it('writes last words to the log stream of the task', async () => {
    const logConfiguration = {
      logDriver: 'awslogs' as const,
      options: { 'awslogs-group': '/ecs/web', 'awslogs-stream-prefix': 'web' },
    }
    const play = scene({ container: { logConfiguration } })
    play.world.behave(play.fresh, {
      version: 'x',
      crash: { afterMs: 500, exitCode: 1 },
      logs: ['starting'],
      lastWords: ['no database'],
    })
    play.world.createService({ name: 'failing', taskDefinition: 'web:2', desiredCount: 1 })
    await until(play, () => play.world.tasks('failing')[0]?.status === 'STOPPED')
    const id = play.world.tasks('failing')[0]?.id
    expect(play.world.logs.lines('/ecs/web', `web/app/${id}`)?.map((line) => line.message)).toEqual([
      'starting',
      'no database',
    ])
  })

  it('replaces a worker that crashes after its deployment completed, and stays COMPLETED', async () => {
    const play = scene({ desiredCount: 1 })
    play.world.behave(play.fresh, { version: 'two', crash: { afterMs: 30_000, exitCode: 1 } })
    play.world.updateService('web', { taskDefinition: 'web:2' })
    await until(play, () => play.truth().holds)
    await until(play, () => !play.truth().holds)
    expect(await rolloutState(play)).toBe('COMPLETED')
    expect(play.truth().lastFatalStopAt).toBeDefined()
  })
})
