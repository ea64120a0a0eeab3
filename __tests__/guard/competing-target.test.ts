import { describe, expect, it } from '@jest/globals'
import type { ContainerDefinition, Service } from '@aws-sdk/client-ecs'

import type { Aws, EcsApi } from '../../src/aws/api.ts'
import { AwsFailure } from '../../src/aws/failure.ts'
import { readTarget, targetOf, togetherWith } from '../../src/guard/competing/target.ts'
import type { TargetDeps } from '../../src/guard/competing/target.ts'
import type { ServiceRef } from '../../src/model.ts'
import { virtualClock } from './codebuild-in-memory.ts'

const REGISTRY = '123456789012.dkr.ecr.us-east-1.amazonaws.com'
const RUN = { repository: 'acme/shop', apiUrl: '', serverUrl: 'https://github.com', runId: '1', workspace: '' }

const ref = (service: string, change: Partial<ServiceRef> = {}): ServiceRef => ({
  cluster: 'prod',
  service,
  region: 'us-east-1',
  label: `prod / ${service}`,
  ...change,
})
const container = (name: string, image = `${REGISTRY}/${name}:1`): ContainerDefinition => ({ name, image })

interface World {
  readonly services: Readonly<Record<string, Partial<Service>>>
  readonly definitions: Readonly<Record<string, readonly ContainerDefinition[]>>
}

function ask(world: World, settings: Partial<TargetDeps['settings']> = {}) {
  const calls: {
    readonly region: string
    readonly cluster: string | undefined
    readonly services: readonly string[]
  }[] = []
  let failure: Error | undefined
  const none = (): never => {
    throw new Error('not to be asked')
  }
  const ecs = (region: string): EcsApi => ({
    describeServices: async ({ cluster, services = [] }) => {
      calls.push({ region, cluster, services })
      if (failure !== undefined) throw failure
      return { $metadata: {}, services: services.flatMap((name) => world.services[name] ?? []) }
    },
    describeTaskDefinition: async ({ taskDefinition = '' }) => {
      const containerDefinitions = world.definitions[taskDefinition]
      if (containerDefinitions === undefined) throw new AwsFailure('denied', 'ecs:DescribeTaskDefinition', 'X', 'no')
      return {
        $metadata: {},
        taskDefinition: { taskDefinitionArn: taskDefinition, containerDefinitions: [...containerDefinitions] },
      }
    },
    listTasks: none,
    describeTasks: none,
    listServiceDeployments: none,
    describeServiceDeployments: none,
    describeServiceRevisions: none,
  })
  const aws: Pick<Aws, 'ecs'> = { ecs }
  const deps: TargetDeps = {
    settings: { services: [ref('web')], run: RUN, ...settings },
    aws,
    patience: { clock: virtualClock(), waits: [500] },
  }
  return {
    calls,
    read: () => readTarget(deps),
    fail: (error: Error) => {
      failure = error
      return readTarget(deps)
    },
  }
}

const simple: World = { services: { web: { taskDefinition: 'td:1' } }, definitions: { 'td:1': [container('app')] } }

describe('what this deploy writes', () => {
  it('is its services, and the repository of the image that the verified container runs', async () => {
    const target = await ask(simple).read()
    expect(target).toEqual({
      imageRepositories: [`${REGISTRY}/app`],
      services: [{ cluster: 'prod', service: 'web' }],
      sourceRepository: 'acme/shop',
      serverUrl: 'https://github.com',
    })
    expect(Object.keys(target)).not.toContain('unread')
  })
  it('is the image that the workflow names, without a call, where there is one service', async () => {
    const image = { repository: `${REGISTRY}/named`, tag: '1' }
    const one = ask(simple, { image })
    expect((await one.read()).imageRepositories).toEqual([`${REGISTRY}/named`])
    expect(one.calls).toHaveLength(0)
    const two = ask(
      { ...simple, services: { ...simple.services, job: { taskDefinition: 'td:1' } } },
      { image, services: [ref('web'), ref('job')] },
    )
    expect((await two.read()).imageRepositories).toEqual([`${REGISTRY}/named`, `${REGISTRY}/app`])
  })
  it('is what the named container runs, or the one behind the load balancer', async () => {
    const world: World = {
      services: { web: { taskDefinition: 'td:1', loadBalancers: [{ containerName: 'app' }, {}] } },
      definitions: { 'td:1': [container('envoy'), container('app')] },
    }
    expect((await ask(world).read()).imageRepositories).toEqual([`${REGISTRY}/app`])
    expect((await ask(world, { container: 'envoy' }).read()).imageRepositories).toEqual([`${REGISTRY}/envoy`])
  })
  it('is what the current task set runs where the service itself names no task definition', async () => {
    const taskSets = [
      { status: 'ACTIVE', taskDefinition: 'td:2' },
      { status: 'PRIMARY', taskDefinition: 'td:1' },
    ]
    const definitions = { 'td:1': [container('app')], 'td:2': [container('next')] }
    expect((await ask({ services: { web: { taskSets } }, definitions }).read()).imageRepositories).toEqual([
      `${REGISTRY}/app`,
    ])
    const none = await ask({ services: { web: { taskSets: [] } }, definitions }).read()
    expect(none.imageRepositories).toHaveLength(0)
    expect(none.unread).toEqual(['prod / web'])
  })
  it.each<[what: string, world: World]>([
    ['the service is not told', { ...simple, services: {} }],
    ['its task definition may not be read', { ...simple, definitions: {} }],
    ['no container stands out', { ...simple, definitions: { 'td:1': [container('a'), container('b')] } }],
    ['its image is no reference', { ...simple, definitions: { 'td:1': [container('app', '::')] } }],
  ])('names what was not read where %s', async (_, world) => {
    const target = await ask(world).read()
    expect(target.unread).toEqual(['prod / web'])
    expect(target.imageRepositories).toHaveLength(0)
  })
  it('names what was not read where the services may not be, and ends with the credentials or a defect', async () => {
    const denied = new AwsFailure('denied', 'ecs:DescribeServices', 'AccessDenied', 'no')
    const target = await ask(simple).fail(denied)
    expect(target.unread).toEqual(['prod / web'])
    expect(target.imageRepositories).toHaveLength(0)
    const expired = new AwsFailure('credentials', 'ecs:DescribeServices', 'Expired', 'no')
    await expect(ask(simple).fail(expired)).rejects.toBe(expired)
    const defect = new Error('a defect')
    await expect(ask(simple).fail(defect)).rejects.toBe(defect)
  })
  it('is read ten services of one cluster and region at a time', async () => {
    const many = Array.from({ length: 12 }, (_, index) => ref(`s${index}`))
    const services = [...many, ref('other', { cluster: 'dev' }), ref('far', { region: 'eu-west-1' })]
    const world: World = {
      services: Object.fromEntries(services.map(({ service }) => [service, { taskDefinition: 'td:1' }])),
      definitions: simple.definitions,
    }
    const asked = ask(world, { services })
    expect(await asked.read()).not.toHaveProperty('unread')
    expect(asked.calls.map(({ region, cluster, services: some }) => [region, cluster, some.length])).toEqual([
      ['us-east-1', 'prod', 10],
      ['us-east-1', 'prod', 2],
      ['us-east-1', 'dev', 1],
      ['eu-west-1', 'prod', 1],
    ])
  })
  it('where it is read in part names the services of that call, and holds the rest', async () => {
    const world: World = { ...simple, services: { web: { taskDefinition: 'td:1' } } }
    const services = [ref('web'), ref('job'), ref('far', { region: 'eu-west-1' })]
    const target = await ask(world, { services }).read()
    expect(target.imageRepositories).toEqual([`${REGISTRY}/app`])
    expect(target.unread).toEqual(['prod / web', 'prod / job', 'prod / far'])
  })
  it('is nothing that can be told where the one service has no container of the given name', async () => {
    const target = await ask(simple, { container: 'worker' }).read()
    expect(target.imageRepositories).toHaveLength(0)
    expect(target.unread).toEqual(['prod / web'])
  })
  it('is that of the others where one service names no task definition', async () => {
    const world: World = { ...simple, services: { web: {}, job: { taskDefinition: 'td:1' } } }
    const target = await ask(world, { services: [ref('web'), ref('job')] }).read()
    expect(target.imageRepositories).toEqual([`${REGISTRY}/app`])
    expect(target.unread).toEqual(['prod / web', 'prod / job'])
  })
  it('lets one of several services find its own container', async () => {
    const world: World = {
      services: { web: { taskDefinition: 'td:1' }, job: { taskDefinition: 'td:2' } },
      definitions: { 'td:1': [container('app'), container('envoy')], 'td:2': [container('worker')] },
    }
    const target = await ask(world, { services: [ref('web'), ref('job')], container: 'app' }).read()
    expect(target.imageRepositories).toEqual([`${REGISTRY}/app`, `${REGISTRY}/worker`])
    expect(target).not.toHaveProperty('unread')
  })
})

describe('what was read before and what the run has learned', () => {
  const settings = { services: [ref('web')], run: RUN }
  const read = { ...targetOf(settings, ['a']), unread: ['prod / web'] }
  it('is both images, each once, and what was not read until the run knows it all', () => {
    const learned = targetOf(settings, ['a', 'b', 'b'])
    expect(learned.imageRepositories).toEqual(['a', 'b'])
    expect(togetherWith(read, learned, false)).toEqual({ ...learned, unread: ['prod / web'] })
    expect(Object.keys(togetherWith(read, learned, true))).not.toContain('unread')
    expect(Object.keys(togetherWith(targetOf(settings, []), learned, false))).not.toContain('unread')
  })
})
