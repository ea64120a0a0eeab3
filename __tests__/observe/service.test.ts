import { describe, expect, it } from '@jest/globals'
import { AwsFailure } from '../../src/aws/failure.ts'
import { Ending } from '../../src/ending.ts'
import { createServiceDescriber } from '../../src/observe/describe-services.ts'
import { createServiceObserver } from '../../src/observe/service.ts'
import { definition, definitionArn, ref, refusal, service, start, task, World } from './service-world.ts'

const full = { full: true }
const quick = { full: false }

describe('a look', () => {
  it('tells the service as DescribeServices does', async () => {
    const world = new World()
    world.service = service({
      desiredCount: 3,
      deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
      loadBalancers: [{ targetGroupArn: 'arn:tg', containerName: 'app', containerPort: 80 }],
    })
    world.add(task('a'))
    const { at, full: isFull, service: seen } = await world.observer().look(full)
    expect(at).toBe(start + 61_000)
    expect(isFull).toBe(true)
    expect(seen).toMatchObject({
      name: 'app',
      status: 'ACTIVE',
      desiredCount: 3,
      controller: 'ECS',
      strategy: 'ROLLING',
      schedulingStrategy: 'REPLICA',
      taskDefinition: definitionArn(7),
      rollbackEnabled: true,
      circuitBreakerEnabled: true,
      hasLoadBalancer: true,
      container: 'app',
      codeDeploy: { state: 'read', value: [] },
      traffic: { state: 'not-read', denied: false },
      configuredWaits: 0,
    })
  })

  it('tells how far AWS’s clock is from the run’s, where they differ', async () => {
    const world = new World()
    const told = async (offset: number) => {
      Object.assign(world.aws, { clockOffset: () => offset })
      return world.observer().look({ full: true })
    }
    expect(await told(-40_000)).toMatchObject({ clockOffset: -40_000 })
    expect(await told(0)).not.toHaveProperty('clockOffset')
    world.service = service({ status: 'DRAINING' })
    expect(await told(9_000)).toMatchObject({ clockOffset: 9_000 })
  })

  it('reads the service before its tasks', async () => {
    const world = new World()
    const order: string[] = []
    world.before = (call) => order.push(call)
    await world.observer().look(full)
    expect(order[0]).toBe('describeServices')
    expect(order.indexOf('listTasks')).toBeGreaterThan(0)
  })

  it('knows no rollback where neither the circuit breaker nor an alarm may roll back', async () => {
    const world = new World()
    world.service = service({
      deploymentConfiguration: {
        deploymentCircuitBreaker: { enable: false, rollback: true },
        alarms: { alarmNames: ['a'], enable: true, rollback: false },
      },
    })
    expect((await world.observer().look(full)).service).toMatchObject({
      rollbackEnabled: false,
      circuitBreakerEnabled: false,
    })
  })
})

describe('a service that cannot be watched', () => {
  it('does not exist', async () => {
    const world = new World()
    world.service = undefined
    const look = world.observer().look(full)
    await expect(look).rejects.toBeInstanceOf(Ending)
    await expect(look).rejects.toMatchObject({ code: 'service-not-found' })
  })

  it('is of a cluster that does not exist', async () => {
    const world = new World()
    world.before = () => {
      throw new AwsFailure('absent', 'ecs:DescribeServices', 'ClusterNotFoundException', 'Cluster not found.')
    }
    await expect(world.observer().look(full)).rejects.toMatchObject({
      code: 'service-not-found',
      headline: 'there is no such cluster',
    })
  })

  it.each(['DRAINING', 'INACTIVE'])('is %s: only the service is told, for the judge', async (status) => {
    const world = new World()
    world.service = service({ status })
    const { service: seen } = await world.observer().look(full)
    expect(seen).toMatchObject({ status, tasks: [], container: '' })
    expect(world.calls).toEqual({ describeServices: 1 })
  })

  it.each([
    ['nothing', { services: [], failures: [] }],
    ['a failure of another kind', { services: [], failures: [{ arn: 'x', reason: 'INTERNAL' }] }],
    ['a service without a name', { services: [{ status: 'ACTIVE' }] }],
    ['a service without a desired count', { services: [service({ desiredCount: undefined })] }],
    [
      'a deployment without a running count',
      { services: [service({ deployments: [{ id: 'ecs-svc/1', status: 'PRIMARY' }] })] },
    ],
  ])('is not concluded from an answer that tells %s', async (_name, answer) => {
    const world = new World()
    Object.assign(world.ecs, { describeServices: async () => ({ $metadata: {}, ...answer }) })
    await expect(world.observer().look(full)).rejects.toMatchObject({ kind: 'retry', action: 'ecs:DescribeServices' })
  })
})

describe('calls that are needed', () => {
  it.each([
    ['describeServices', 'ecs:DescribeServices'],
    ['listTasks', 'ecs:ListTasks'],
    ['describeTasks', 'ecs:DescribeTasks'],
    ['describeTaskDefinition', 'ecs:DescribeTaskDefinition'],
  ])('fail the look: %s', async (name, action) => {
    const world = new World()
    world.add(task('a'))
    world.before = (call) => {
      if (call === name) throw refusal(action)
    }
    await expect(world.observer().look(full)).rejects.toMatchObject({ kind: 'denied', action })
  })
})

describe('the verified container', () => {
  it('is settled once, from the current definition and what the load balancers name', async () => {
    const world = new World()
    world.service = service({ loadBalancers: [{ targetGroupArn: 'arn:tg', containerName: 'app', containerPort: 80 }] })
    const asked: unknown[] = []
    const settle = (...of: readonly unknown[]): string => {
      asked.push(of)
      return 'app'
    }
    const observer = createServiceObserver({
      aws: world.aws,
      ref,
      describer: createServiceDescriber(world.aws),
      clock: { now: () => start, sleep: async () => undefined },
      settle,
    })
    await observer.look(full)
    await observer.look(full)
    expect(asked).toEqual([[expect.objectContaining({ arn: definitionArn(7) }), ['app']]])
  })

  it('that is open ends the look as the rule says', async () => {
    const ending = new Ending('invalid-input', 'which container', 'a, b', { text: 'name one' })
    const observer = new World().observer(() => {
      throw ending
    })
    await expect(observer.look(full)).rejects.toBe(ending)
  })

  it('is settled as soon as a service that began without a definition has one', async () => {
    const world = new World()
    const external = { deployments: [], deploymentController: { type: 'EXTERNAL' as const }, taskDefinition: undefined }
    world.service = service(external)
    const observer = world.observer()
    expect((await observer.look(quick)).service).toMatchObject({ container: '', taskDefinition: '', rollouts: [] })
    world.service = service({
      ...external,
      taskSets: [
        {
          id: 'ecs-svc/1',
          status: 'PRIMARY',
          taskDefinition: definitionArn(7),
          computedDesiredCount: 1,
          runningCount: 1,
        },
      ],
    })
    world.add(task('a'))
    const { service: seen } = await observer.look(quick)
    expect(seen).toMatchObject({ container: 'app', taskDefinition: definitionArn(7) })
    expect(seen.tasks[0]?.container.state).toBe('digest')
  })
})

describe('task definitions', () => {
  it('are those of the service, its rollouts and its tasks, each asked for once', async () => {
    const world = new World()
    for (const revision of [5, 6, 7, 8]) world.definitions.set(definitionArn(revision), definition(revision))
    const old = {
      id: 'ecs-svc/0',
      status: 'ACTIVE',
      taskDefinition: definitionArn(6),
      desiredCount: 0,
      runningCount: 1,
    }
    world.service = service({ deployments: [...(world.service?.deployments ?? []), old] })
    world.add(task('a'), task('b', { taskDefinitionArn: definitionArn(5), desiredStatus: 'STOPPED' }))
    const observer = world.observer()
    const { service: seen } = await observer.look(full)
    expect(seen.taskDefinitions.map(({ arn }) => arn).toSorted()).toEqual([5, 6, 7].map(definitionArn))
    expect(world.calls.describeTaskDefinition).toBe(3)
    world.add(task('c', { taskDefinitionArn: definitionArn(8) }))
    await observer.look(full)
    expect(world.calls.describeTaskDefinition).toBe(4)
  })

  it('of an unusual stop are read too, that of an ordinary one is not', async () => {
    const world = new World()
    for (const revision of [5, 6]) world.definitions.set(definitionArn(revision), definition(revision))
    const stopped = { desiredStatus: 'STOPPED', lastStatus: 'STOPPED' }
    world.add(
      task('a', {
        ...stopped,
        taskDefinitionArn: definitionArn(5),
        stoppedReason: 'Essential container in task exited',
      }),
      task('b', {
        ...stopped,
        taskDefinitionArn: definitionArn(6),
        stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/1)',
      }),
    )
    const { service: seen } = await world.observer().look(full)
    expect(seen.taskDefinitions.map(({ arn }) => arn).toSorted()).toEqual([5, 7].map(definitionArn))
  })

  it('that are gone are asked for once, while the current one must be there', async () => {
    const world = new World()
    world.add(task('a', { taskDefinitionArn: definitionArn(3), desiredStatus: 'STOPPED' }))
    const observer = world.observer()
    await observer.look(full)
    await observer.look(full)
    expect(world.calls.describeTaskDefinition).toBe(2)
    world.definitions.clear()
    await expect(world.observer().look(full)).rejects.toMatchObject({ kind: 'absent' })
  })

  it('tell health checks, environment values and where a container logs', async () => {
    const world = new World()
    world.definitions.set(
      definitionArn(7),
      definition(7, {
        registeredBy: 'arn:aws:iam::1:role/deploy',
        registeredAt: new Date(start),
        containerDefinitions: [
          {
            name: 'app',
            image: 'app:1',
            healthCheck: { command: ['CMD', 'true'] },
            environment: [{ name: 'VERSION', value: '3.3.6' }, { name: 'EMPTY' }],
            logConfiguration: {
              logDriver: 'awslogs',
              options: { 'awslogs-group': '/app', 'awslogs-region': 'eu-west-1', 'awslogs-stream-prefix': 'ecs' },
            },
          },
          {
            name: 'router',
            image: 'fluent:1',
            essential: false,
            logConfiguration: { logDriver: 'splunk', options: {} },
          },
        ],
      }),
    )
    const { service: seen } = await world.observer().look(full)
    expect(seen.taskDefinitions).toEqual([
      {
        arn: definitionArn(7),
        registeredBy: 'arn:aws:iam::1:role/deploy',
        registeredAt: start,
        containers: [
          {
            name: 'app',
            image: 'app:1',
            essential: true,
            hasHealthCheck: true,
            environmentValues: ['3.3.6'],
            log: { group: '/app', region: 'eu-west-1', streamPrefix: 'ecs' },
          },
          { name: 'router', image: 'fluent:1', essential: false, hasHealthCheck: false, environmentValues: [] },
        ],
      },
    ])
  })
})

it('events are told newest first, those of an hour ago or of a rollout that still runs at least', async () => {
  const world = new World()
  const at = (hours: number, message: string) => ({
    id: message,
    createdAt: new Date(start + hours * 3_600_000),
    message,
  })
  world.service = service({ events: [at(-0.5, 'b'), at(0.01, 'c'), at(-2, 'a'), { id: 'x', message: 'no time' }] })
  const { service: seen } = await world.observer().look(full)
  expect(seen.events.map(({ message }) => message)).toEqual(['c', 'b'])
})
