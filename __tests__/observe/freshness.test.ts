import type { Deployment, Service } from '@aws-sdk/client-ecs'
import { describe, expect, it } from '@jest/globals'
import { AwsFailure } from '../../src/aws/failure.ts'
import { createFreshness } from '../../src/observe/freshness.ts'
import { service, start, task, World } from './service-world.ts'

const at = (seconds: number): number => start + seconds * 1_000
const date = (seconds: number): Date => new Date(at(seconds))

const deployment = (id: string, createdAt: number, updatedAt: number, more: Partial<Deployment> = {}): Deployment => ({
  ...service().deployments?.[0],
  id,
  createdAt: date(createdAt),
  updatedAt: date(updatedAt),
  ...more,
})

/** A service with these deployments whose last event is so many seconds old. */
const shown = (deployments: readonly Deployment[], event?: number): Service =>
  service({
    createdAt: date(-1_000),
    deployments: [...deployments],
    events: event === undefined ? [] : [{ id: 'e', createdAt: date(event), message: 'has reached a steady state.' }],
  })

const before = deployment('ecs-svc/1', 0, 10)
const ours = deployment('ecs-svc/2', 100, 110)

describe('an answer of DescribeServices is refused', () => {
  it('where it lacks an event that an earlier one had', () => {
    const freshness = createFreshness()
    expect(freshness.refuse(shown([before], 50), at(60))).toBeUndefined()
    expect(freshness.refuse(shown([before], 40), at(61))).toContain('2026-11-20T00:00:50.000Z')
  })

  it('where a deployment is as it was before', () => {
    const freshness = createFreshness()
    expect(freshness.refuse(shown([deployment('ecs-svc/1', 0, 30)]), at(60))).toBeUndefined()
    expect(freshness.refuse(shown([before]), at(61))).toContain('ecs-svc/1 as it was at 2026-11-20T00:00:10.000Z')
  })

  it('where it lacks the newest deployment that an earlier one had, and knows nothing that happened since', () => {
    const freshness = createFreshness()
    expect(freshness.refuse(shown([ours, before], 20), at(120))).toBeUndefined()
    expect(freshness.refuse(shown([before], 20), at(121))).toContain('it lacks ecs-svc/2')
  })

  it('where a rollout that it lacks has made a task since', () => {
    const freshness = createFreshness()
    const answer = shown([before], 20)
    expect(freshness.refuse(answer, at(120))).toBeUndefined()
    expect(freshness.refuseBy([{ rolloutId: 'ecs-svc/2', at: at(101) }], answer, at(120))).toContain(
      'it lacks ecs-svc/2',
    )
  })

  it('for a minute at most, though what speaks against it is read again and again', () => {
    const freshness = createFreshness()
    const answer = shown([before], 20)
    const traces = [{ rolloutId: 'ecs-svc/2', at: at(101) }]
    const isRefused = (second: number): boolean =>
      freshness.refuse(answer, at(second)) !== undefined || freshness.refuseBy(traces, answer, at(second)) !== undefined
    expect([120, 150, 179, 180, 185, 200, 240].map(isRefused)).toEqual([true, true, true, false, false, false, false])
  })

  it('anew where fresh answers came in between', () => {
    const freshness = createFreshness()
    freshness.refuse(shown([ours, before], 20), at(120))
    expect(freshness.refuse(shown([before], 20), at(121))).toBeDefined()
    expect(freshness.refuse(shown([ours, before], 20), at(125))).toBeUndefined()
    expect(freshness.refuse(shown([before], 20), at(190))).toBeDefined()
    expect(freshness.isHeldBack(at(190))).toBe(true)
  })

  it('for a minute at most: then what it shows is how it is', () => {
    const freshness = createFreshness()
    freshness.refuse(shown([ours, before], 20), at(120))
    expect(freshness.refuse(shown([before], 20), at(121))).toBeDefined()
    expect(freshness.refuse(shown([before], 20), at(180))).toBeDefined()
    expect(freshness.refuse(shown([before], 20), at(181))).toBeUndefined()
    expect(freshness.refuse(shown([before], 20), at(182))).toBeUndefined()
  })
})

describe('an answer of DescribeServices is believed', () => {
  it('where the newest deployment is gone and an older one was touched since: that is a rollback', () => {
    const freshness = createFreshness()
    freshness.refuse(shown([ours, before], 20), at(120))
    expect(freshness.refuse(shown([deployment('ecs-svc/1', 0, 130)], 20), at(131))).toBeUndefined()
  })

  it('where an old deployment that changed last is gone', () => {
    const freshness = createFreshness()
    freshness.refuse(shown([ours, deployment('ecs-svc/1', 0, 150)], 140), at(160))
    expect(freshness.refuse(shown([ours], 140), at(161))).toBeUndefined()
  })

  it('where tasks are of a deployment that it lacks, but older than what it tells', () => {
    const freshness = createFreshness()
    const answer = shown([ours], 140)
    freshness.refuse(answer, at(160))
    expect(freshness.refuseBy([{ rolloutId: 'ecs-svc/1', at: at(5) }], answer, at(160))).toBeUndefined()
  })

  it('where its deployments do not say when they began', () => {
    const freshness = createFreshness()
    freshness.refuse(shown([ours, before]), at(120))
    const { createdAt: _created, updatedAt: _updated, ...timeless } = before
    expect(freshness.refuse(shown([timeless]), at(121))).toBeUndefined()
  })

  it('where the service was deleted and made anew', () => {
    const freshness = createFreshness()
    freshness.refuse(shown([ours, before], 150), at(160))
    const anew = { ...shown([deployment('ecs-svc/3', 170, 170)]), createdAt: date(170) }
    expect(freshness.refuse(anew, at(171))).toBeUndefined()
  })
})

describe('a look', () => {
  const isStale = expect.objectContaining({ kind: 'retry', code: 'StaleAnswer' })

  it('asks again for an answer that goes back in time, and shows the newer one', async () => {
    const world = new World()
    const [now, then] = [shown([ours, before], 120), shown([before], 20)]
    world.service = now
    const observer = world.observer()
    await observer.look({ full: true })
    const answers = [then, now]
    world.before = (call) => {
      if (call === 'describeServices') world.service = answers.shift()
    }
    const { service: seen } = await observer.look({ full: true })
    expect(seen.rollouts.map(({ id }) => id)).toEqual(['ecs-svc/2', 'ecs-svc/1'])
  })

  it('fails where the second answer is as old', async () => {
    const world = new World()
    world.service = shown([ours, before], 120)
    const observer = world.observer()
    await observer.look({ full: true })
    world.service = shown([before], 20)
    const look = observer.look({ full: true })
    await expect(look).rejects.toBeInstanceOf(AwsFailure)
    await expect(look).rejects.toEqual(isStale)
  })

  it('fails where a task was made by a deployment that the service does not show yet', async () => {
    const world = new World()
    world.service = shown([before], 20)
    world.add(task('a', { startedBy: 'ecs-svc/2', createdAt: date(101) }))
    await expect(world.observer().look({ full: true })).rejects.toEqual(isStale)
  })

  it('fails where a service deployment began that the service does not show yet', async () => {
    const world = new World()
    world.service = { ...shown([before], 20), deploymentConfiguration: { strategy: 'BLUE_GREEN' } }
    world.serviceDeployments = [
      {
        serviceDeploymentArn: 'arn:aws:ecs:us-east-1:123456789012:service-deployment/production/app/one',
        serviceArn: world.service.serviceArn,
        status: 'IN_PROGRESS',
        createdAt: date(100),
        targetServiceRevision: { arn: 'arn:aws:ecs:us-east-1:123456789012:service-revision/production/app/2' },
      },
    ]
    await expect(world.observer().look({ full: true })).rejects.toEqual(isStale)
  })

  it('shows an answer that stays as old for 20 s, and says what speaks against it', async () => {
    const world = new World()
    world.service = shown([ours, before], 120)
    let now = at(200)
    const observer = world.observer(undefined, { now: () => now, sleep: async () => undefined })
    await observer.look({ full: true })
    world.service = shown([before], 20)
    await expect(observer.look({ full: true })).rejects.toEqual(isStale)
    now += 19_999
    await expect(observer.look({ full: true })).rejects.toEqual(isStale)
    now += 1
    const { service: seen } = await observer.look({ full: true })
    expect(seen.doubt).toContain('it lacks the event of 2026-11-20T00:02:00.000Z')
    now += 40_000
    expect((await observer.look({ full: true })).service.doubt).toBeUndefined()
  })

  it('shows it at once where no other look will follow', async () => {
    const world = new World()
    world.service = shown([ours, before], 120)
    const observer = world.observer()
    await observer.look({ full: true })
    world.service = shown([before], 20)
    expect((await observer.look({ full: true, last: true })).service.doubt).toBeDefined()
  })
})
