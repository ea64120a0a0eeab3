import { describe, expect, it } from '@jest/globals'
import { AwsFailure } from '../../src/aws/failure.ts'
import { SimulatedEcs } from '../../simulator/ecs.ts'
import { LogWorld, SimulatedLogs } from '../../simulator/logs.ts'
import { AwsError } from '../../simulator/world/failure.ts'
import { inProcess } from '../../simulator/world/in-process.ts'
import { hour, minute, scene, until } from './world-fixture.ts'

describe('the ECS calls', () => {
  it('tell a missing service as a failure and a missing cluster as an error', async () => {
    const { ecs } = scene()
    const { services, failures } = await ecs.describeServices({ services: ['web', 'nothing'] })
    expect(services).toHaveLength(1)
    expect(failures).toEqual([{ arn: 'arn:aws:ecs:us-east-1:123456789012:service/default/nothing', reason: 'MISSING' }])
    await expect(ecs.describeServices({ cluster: 'nowhere', services: ['web'] })).rejects.toMatchObject({
      name: 'ClusterNotFoundException',
      status: 400,
    })
  })

  it('take names and ARNs alike', async () => {
    const { ecs, world } = scene()
    const arn = 'arn:aws:ecs:us-east-1:123456789012:service/default/web'
    const cluster = 'arn:aws:ecs:us-east-1:123456789012:cluster/default'
    expect((await ecs.describeServices({ cluster, services: [arn] })).services?.[0]?.serviceName).toBe('web')
    expect((await ecs.listTasks({ cluster, serviceName: arn })).taskArns).toHaveLength(4)
    const [task] = world.tasks('web')
    const { tasks } = await ecs.describeTasks({ cluster, tasks: [task?.id ?? '', task?.arn ?? ''] })
    expect(tasks?.map((found) => found.taskArn)).toEqual([task?.arn, task?.arn])
  })

  it('refuse more than AWS takes', async () => {
    const { ecs } = scene()
    const many = (count: number): string[] => Array.from({ length: count }, (_, index) => `item-${index}`)
    const refused = { name: 'InvalidParameterException' }
    await expect(ecs.describeServices({ services: many(11) })).rejects.toMatchObject(refused)
    await expect(ecs.describeServices({ services: [] })).rejects.toMatchObject(refused)
    await expect(ecs.describeTasks({ tasks: many(101) })).rejects.toMatchObject(refused)
    await expect(ecs.describeServiceDeployments({ serviceDeploymentArns: many(21) })).rejects.toMatchObject(refused)
    await expect(ecs.describeServiceRevisions({ serviceRevisionArns: many(21) })).rejects.toMatchObject(refused)
    await expect(ecs.listTasks({ serviceName: 'web', maxResults: 101 })).rejects.toMatchObject(refused)
    await expect(ecs.listTasks({ serviceName: 'web', startedBy: 'x' })).rejects.toMatchObject(refused)
    await expect(ecs.listTasks({ nextToken: 'nonsense' })).rejects.toMatchObject(refused)
  })

  it('give every task once over the pages, though tasks come meanwhile', async () => {
    const play = scene({ desiredCount: 250 })
    const before = play.world.tasks('web').map((task) => task.arn)
    const seen: string[] = []
    let nextToken: string | undefined
    let pages = 0
    do {
      const page = await play.ecs.listTasks({ serviceName: 'web', ...(nextToken === undefined ? {} : { nextToken }) })
      seen.push(...(page.taskArns ?? []))
      nextToken = page.nextToken
      pages += 1
      if (pages === 1) play.world.updateService('web', { desiredCount: 260 })
      play.clock.advance(2_000)
    } while (nextToken !== undefined)
    expect(pages).toBe(3)
    expect(new Set(seen).size).toBe(seen.length)
    expect(before.every((arn) => seen.includes(arn))).toBe(true)
  })

  it('find tasks by what started them, and none as PENDING', async () => {
    const play = scene()
    const id = play.world.updateService('web', { taskDefinition: 'web:2' })
    play.clock.advance(4_000)
    expect((await play.ecs.listTasks({ startedBy: id })).taskArns).toHaveLength(4)
    expect((await play.ecs.listTasks({ serviceName: 'web', desiredStatus: 'PENDING' })).taskArns).toEqual([])
    expect((await play.ecs.listTasks({ family: 'web' })).taskArns).toHaveLength(8)
  })

  it('forget a stopped task after an hour', async () => {
    const play = scene({ desiredCount: 1 })
    const [task] = play.world.tasks('web')
    play.world.stopTask(task?.arn ?? '')
    await until(play, () => play.world.tasks('web')[0]?.status === 'STOPPED')
    play.clock.advance(59 * minute)
    expect((await play.ecs.describeTasks({ tasks: [task?.arn ?? ''] })).tasks?.[0]?.lastStatus).toBe('STOPPED')
    play.clock.advance(2 * minute)
    const { tasks, failures } = await play.ecs.describeTasks({ tasks: [task?.arn ?? ''] })
    expect(tasks).toEqual([])
    expect(failures).toEqual([{ arn: task?.arn, reason: 'MISSING' }])
  })

  it('go with a deleted service from DRAINING to INACTIVE', async () => {
    const play = scene()
    play.world.deleteService('web')
    expect((await play.look()).status).toBe('DRAINING')
    await until(play, async () => (await play.look()).status === 'INACTIVE')
    expect(await play.look()).toMatchObject({ desiredCount: 0, runningCount: 0, deployments: [] })
    expect(play.truth(play.old)).toMatchObject({ active: false, holds: false })
  })

  it('list service deployments newest first, in pages and by status', async () => {
    const play = scene()
    for (let turn = 0; turn < 3; turn += 1) {
      play.world.updateService('web', { forceNewDeployment: true })
      play.clock.advance(2 * minute)
    }
    const first = await play.ecs.listServiceDeployments({ service: 'web', maxResults: 3 })
    expect(first.serviceDeployments).toHaveLength(3)
    const times = first.serviceDeployments?.map((deployment) => deployment.createdAt?.getTime() ?? 0) ?? []
    expect(times).toEqual(times.toSorted((a, b) => b - a))
    const rest = await play.ecs.listServiceDeployments({ service: 'web', nextToken: first.nextToken })
    expect(rest.serviceDeployments).toHaveLength(1)
    const open = await play.ecs.listServiceDeployments({ service: 'web', status: ['IN_PROGRESS'] })
    expect(open.serviceDeployments).toEqual([])
  })

  it('tell an unknown service deployment as a failure, and an unknown service of it as an error', async () => {
    const { ecs } = scene()
    const arn = 'arn:aws:ecs:us-east-1:123456789012:service-deployment/default/web/NCWGC2ZR-taawPAYrIaU5'
    expect((await ecs.describeServiceDeployments({ serviceDeploymentArns: [arn] })).failures).toEqual([
      { arn, reason: 'MISSING' },
    ])
    await expect(ecs.listServiceDeployments({ service: 'nothing' })).rejects.toMatchObject({
      name: 'ServiceNotFoundException',
    })
    await expect(ecs.describeTaskDefinition({ taskDefinition: 'nothing' })).rejects.toMatchObject({
      name: 'ClientException',
    })
  })

  it('show a GuardDuty sidecar with a digest and without an image', async () => {
    const play = scene({ quirks: { guardDuty: true } })
    const { tasks } = await play.ecs.describeTasks({ tasks: [play.world.tasks('web')[0]?.arn ?? ''] })
    const sidecar = tasks?.[0]?.containers?.find((container) => container.name?.startsWith('aws-guardduty-agent-'))
    expect(sidecar?.imageDigest).toMatch(/^sha256:/)
    expect(sidecar).not.toHaveProperty('image')
  })

  it('hide digests of old agents, and write the digest behind the tag where bent so', async () => {
    const play = scene({ quirks: { hidesDigests: true, imageText: 'resolved' } })
    const { tasks } = await play.ecs.describeTasks({ tasks: [play.world.tasks('web')[0]?.arn ?? ''] })
    const [container] = tasks?.[0]?.containers ?? []
    expect(container?.imageDigest).toBeUndefined()
    expect(container?.image).toBe(`repo/app:1@${play.old}`)
  })

  it('keep at most a hundred events', async () => {
    const play = scene()
    play.world.behave(play.fresh, { version: 'x', cannotPull: 'not found' })
    play.world.updateService('web', { taskDefinition: 'web:2' })
    play.clock.advance(10 * hour)
    expect((await play.look()).events).toHaveLength(100)
  })

  it('answer in milliseconds at 5,000 tasks', async () => {
    const play = scene({ desiredCount: 5_000 })
    play.world.updateService('web', { taskDefinition: 'web:2' })
    await until(play, () => play.truth().holds)
    expect(play.truth().answering).toBe(5_000)
  })
})

describe('in process', () => {
  it('turns an error of AWS into the failure that the action knows', async () => {
    const { world } = scene()
    const api = inProcess(new SimulatedEcs(world), 'ecs')
    const failure = await api
      .describeServices({ cluster: 'nowhere', services: ['web'] })
      .catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(AwsFailure)
    expect(failure).toMatchObject({
      kind: 'absent',
      action: 'ecs:DescribeServices',
      code: 'ClusterNotFoundException',
      httpStatus: 400,
    })
    expect((await api.describeServices({ services: ['web'] })).services).toHaveLength(1)
  })

  it('lets a test put faults before calls', async () => {
    const { world } = scene()
    const calls: string[] = []
    const api = inProcess(new SimulatedEcs(world), 'ecs', {
      before: (action) => {
        calls.push(action)
        if (calls.length === 1) throw new AwsError('ThrottlingException', 'Rate exceeded')
      },
    })
    await expect(api.listTasks({ serviceName: 'web' })).rejects.toMatchObject({
      kind: 'retry',
      code: 'ThrottlingException',
    })
    await expect(api.listTasks({ serviceName: 'web' })).resolves.toMatchObject({ taskArns: expect.any(Array) })
    expect(calls).toEqual(['ecs:ListTasks', 'ecs:ListTasks'])
  })
})

describe('the log calls', () => {
  const logs = (): SimulatedLogs => {
    const world = new LogWorld()
    for (let line = 1; line <= 5; line += 1) world.write('/ecs/web', 'web/app/1', line * 1_000, `line ${line}`)
    return new SimulatedLogs(world)
  }
  const read = async (input: Parameters<SimulatedLogs['getLogEvents']>[0]): Promise<readonly (string | undefined)[]> =>
    ((await logs().getLogEvents(input)).events ?? []).map((event) => event.message)
  const stream = { logGroupName: '/ecs/web', logStreamName: 'web/app/1' }

  it('give the newest lines, newest last', async () => {
    expect(await read({ ...stream, limit: 2 })).toEqual(['line 4', 'line 5'])
    expect(await read({ ...stream, limit: 2, startFromHead: true })).toEqual(['line 1', 'line 2'])
  })

  it('repeat the token when there is nothing more', async () => {
    const api = logs()
    const first = await api.getLogEvents({ ...stream, limit: 3 })
    const before = await api.getLogEvents({ ...stream, limit: 3, nextToken: first.nextBackwardToken })
    expect(before.events?.map((event) => event.message)).toEqual(['line 1', 'line 2'])
    const end = await api.getLogEvents({ ...stream, limit: 3, nextToken: before.nextBackwardToken })
    expect(end.events).toEqual([])
    expect(end.nextBackwardToken).toBe(before.nextBackwardToken)
  })

  it('do not know a stream that was never written', async () => {
    await expect(logs().getLogEvents({ ...stream, logStreamName: 'web/app/2' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
  })
})
