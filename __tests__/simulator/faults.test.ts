import { setImmediate as turn } from 'node:timers/promises'
import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { CREDENTIALS } from '../../simulator/server.ts'
import { openStage, REGION, type Stage } from '../../simulator/stage.ts'
import { Faults } from '../../simulator/wire/faults.ts'
import { listedBy, listedPathsOf, mutated, pathsOf, UNKNOWN_VALUE } from '../../simulator/wire/mutations.ts'

describe('a fault that lasts from the first request on', () => {
  it('begins with that request, whenever it comes, and ends so long after it', () => {
    const faults = new Faults()
    faults.lay('ecs:DescribeTasks', 'throttled', 0, { lasting: 45_000 })
    const met = [100_000, 120_000, 144_999, 145_000, 200_000].map((now) => faults.meet('ecs:DescribeTasks', now))
    expect(met).toEqual(['throttled', 'throttled', 'throttled', undefined, undefined])
  })

  it('is met by the operations that its predicate means', () => {
    const faults = new Faults()
    faults.lay((operation) => operation.endsWith('Tasks'), 'reset', 0)
    expect(faults.meet('ecs:ListTasks', 0)).toBe('reset')
    expect(faults.meet('ecs:DescribeServices', 0)).toBeUndefined()
  })
})

describe('a changed answer', () => {
  const answer = {
    services: [
      { status: 'ACTIVE', serviceName: 'ACTIVE', deployments: [{ rolloutState: 'COMPLETED', id: 'ecs-svc/1' }] },
      { status: 'ACTIVE', deployments: [] },
    ],
    failures: [],
  }

  it('has each of its members once, through every list', () => {
    expect(pathsOf(answer)).toEqual([
      'services[]',
      'services[].status',
      'services[].serviceName',
      'services[].deployments[]',
      'services[].deployments[].rolloutState',
      'services[].deployments[].id',
      'failures[]',
    ])
  })

  it('lacks one member in every item, or all', () => {
    const lacking = mutated(answer, { mutation: 'missing', path: 'services[].status' }, () => false)
    expect(lacking).toEqual({
      ...answer,
      services: [
        { serviceName: 'ACTIVE', deployments: [{ rolloutState: 'COMPLETED', id: 'ecs-svc/1' }] },
        { deployments: [] },
      ],
    })
    expect(mutated(answer, { mutation: 'missing' }, () => false)).toEqual({})
  })

  it('says what is in no list, where AWS picks from one', async () => {
    const isListed = await listedBy('ecs')
    expect(listedPathsOf(answer, isListed)).toContain('services[].deployments[].rolloutState')
    expect(listedPathsOf(answer, isListed)).not.toContain('services[].deployments[].id')
    const changed = mutated(
      answer,
      { mutation: 'unknown-value', path: 'services[].deployments[].rolloutState' },
      isListed,
    )
    expect(JSON.stringify(changed)).toBe(JSON.stringify(answer).replace('COMPLETED', UNKNOWN_VALUE))
  })
})

describe('between a client and the simulator', () => {
  let stage: Stage
  beforeEach(async () => {
    stage = await openStage(Date.UTC(2025, 6, 21, 10))
    stage.world.createCluster({ name: 'c' })
    stage.world.createService({
      name: 's',
      cluster: 'c',
      desiredCount: 1,
      taskDefinition: stage.world.registerTaskDefinition({ family: 's', containers: [{ name: 'app', image: 'x' }] }),
    })
  })
  afterEach(async () => stage.server.close())

  const client = (): ECSClient =>
    new ECSClient({ region: REGION, endpoint: stage.server.url, credentials: CREDENTIALS, maxAttempts: 1 })
  const ask = async (ecs: ECSClient) => ecs.send(new DescribeServicesCommand({ cluster: 'c', services: ['s'] }))

  it('a slow answer is held until its simulated time has come, and is whole then', async () => {
    stage.server.fault('ecs:DescribeServices', 'slow')
    const answer = ask(client())
    while (stage.server.held === 0) await turn()
    stage.clock.advance(7_999)
    stage.time.runInterrupts()
    expect(stage.server.held).toBe(1)
    stage.clock.advance(1)
    stage.time.runInterrupts()
    expect((await answer).services?.[0]?.serviceName).toBe('s')
    expect(stage.server.held).toBe(0)
  })

  it('a dripping answer is whole after a minute', async () => {
    stage.server.fault('ecs:DescribeServices', 'drip')
    const answer = ask(client())
    while (stage.server.held === 0) await turn()
    for (let seconds = 0; seconds < 60; seconds += 3) {
      expect(stage.server.held).toBe(1)
      stage.clock.advance(3_000)
      stage.time.runInterrupts()
    }
    expect((await answer).services?.[0]?.serviceName).toBe('s')
  })

  it('a skewed service refuses a signature of another time, and takes one that its Date header has set right', async () => {
    stage.server.fault('ecs:DescribeServices', 'skewed')
    const ecs = client()
    await expect(ask(ecs)).rejects.toMatchObject({ name: 'InvalidSignatureException' })
    expect((await ask(ecs)).services?.[0]?.serviceName).toBe('s')
  })

  it('an answer reaches the client as it was changed', async () => {
    stage.server.fault('ecs:DescribeServices', { mutation: 'unknown-value', path: 'services[].status' })
    expect((await ask(client())).services?.[0]?.status).toBe(UNKNOWN_VALUE)
  })

  it('a refused connection is met before it is made, and never again as an answer', async () => {
    const { server } = stage
    server.asksBeforeConnecting = true
    server.fault('ecs:DescribeServices', 'refused', { times: 1 })
    const headers = { 'x-amz-target': 'AmazonEC2ContainerServiceV20141113.DescribeServices' }
    expect(server.refuses('POST', new URL(server.url), headers, '{}')).toBe(true)
    expect(server.refuses('POST', new URL(server.url), headers, '{}')).toBe(false)
    server.fault('ecs:DescribeServices', 'refused')
    expect((await ask(client())).services?.[0]?.serviceName).toBe('s')
  })

  it.each([
    ['throttled', 429],
    ['denied', 403],
    ['expired', 401],
  ] as const)('GitHub says %s in its own words', async (fault, status) => {
    stage.server.fault('github:*', fault)
    const answer = await fetch(`${stage.server.githubUrl}/repos/a/b/commits/main`)
    expect(answer.status).toBe(status)
    expect(await answer.json()).toHaveProperty('message')
  })
})
