import type { Deployment, Service } from '@aws-sdk/client-ecs'
import { describe, expect, it } from '@jest/globals'
import { AwsFailure } from '../../src/aws/failure.ts'
import { whenAborted } from '../../src/clock.ts'
import { createFreshness, type Beside, type Freshness } from '../../src/observe/freshness.ts'
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

/** What was read beside an answer: nothing but this. */
const beside = (more: Partial<Beside> = {}): Beside => ({ tasks: [], serviceDeployments: [], ...more })
const madeTask = (rolloutId: string, createdAt: number, isToRun = true): Beside['tasks'][number] => ({
  rolloutId,
  createdAt: at(createdAt),
  isToRun,
})
const record = (revisionId: string, status: string, createdAt: number): Beside['serviceDeployments'][number] => ({
  revisionId,
  status,
  createdAt: at(createdAt),
})

/** Why an answer is refused by itself or by what was read beside it, so many seconds after the start. */
function doubtOf(freshness: Freshness, answer: Service, second: number, read = beside()): string | undefined {
  return (freshness.refuse(answer, at(second)) ?? freshness.refuseBy(read, answer, at(second)))?.why
}

const before = deployment('ecs-svc/1', 0, 10)
const ours = deployment('ecs-svc/2', 100, 110)

describe('an answer of DescribeServices is refused', () => {
  it('where it lacks an event that an earlier one had', () => {
    const freshness = createFreshness()
    expect(freshness.refuse(shown([before], 50), at(60))).toBeUndefined()
    expect(freshness.refuse(shown([before], 40), at(61))?.why).toContain('2026-11-20T00:00:50.000Z')
  })

  it('where a deployment is as it was before', () => {
    const freshness = createFreshness()
    expect(freshness.refuse(shown([deployment('ecs-svc/1', 0, 30)]), at(60))).toBeUndefined()
    expect(freshness.refuse(shown([before]), at(61))?.why).toContain('ecs-svc/1 as it was at 2026-11-20T00:00:10.000Z')
  })

  it('where it lacks the newest deployment that an earlier one had, and knows nothing that happened since', () => {
    const freshness = createFreshness()
    doubtOf(freshness, shown([ours, before], 20), 120)
    const answer = shown([before], 20)
    expect(freshness.refuse(answer, at(121))).toBeUndefined()
    expect(freshness.lacksNewest(answer)).toBe(true)
    expect(freshness.refuseBy(beside(), answer, at(121))).toEqual({
      why: expect.stringContaining('it lacks ecs-svc/2, known from 2026-11-20T00:01:40.000Z'),
      isHeldBack: true,
    })
  })

  it('where a rollout that it lacks has made a task since that is to run', () => {
    const freshness = createFreshness()
    const answer = shown([before], 20)
    const tasks = [madeTask('ecs-svc/2', 101)]
    expect(doubtOf(freshness, answer, 120, beside({ tasks }))).toContain('it lacks ecs-svc/2')
  })

  it('where it lacks a rollout of which nobody is left but that gave way to another that it lacks', () => {
    const freshness = createFreshness()
    const serviceDeployments = [record('3', 'IN_PROGRESS', 130), record('2', 'STOPPED', 100)]
    expect(doubtOf(freshness, shown([before], 20), 140, beside({ serviceDeployments }))).toContain('it lacks ecs-svc/3')
  })

  it('where it lacks a rollout that was stopped, and nothing took its place', () => {
    const freshness = createFreshness()
    const serviceDeployments = [record('2', 'STOPPED', 100)]
    expect(doubtOf(freshness, shown([before], 20), 140, beside({ serviceDeployments }))).toContain('it lacks ecs-svc/2')
  })

  it('where it lacks the one before a rollout that was taken back', () => {
    const freshness = createFreshness()
    doubtOf(freshness, shown([ours, before], 20), 120)
    const serviceDeployments = [record('3', 'ROLLBACK_SUCCESSFUL', 130)]
    expect(doubtOf(freshness, shown([before], 20), 140, beside({ serviceDeployments }))).toContain('it lacks ecs-svc/2')
  })

  it('for a minute at most, though what speaks against it is read again and again', () => {
    const freshness = createFreshness()
    const answer = shown([before], 20)
    const tasks = [madeTask('ecs-svc/2', 101)]
    const isRefused = (second: number): boolean => doubtOf(freshness, answer, second, beside({ tasks })) !== undefined
    expect([120, 150, 179, 180, 185, 200, 240].map(isRefused)).toEqual([true, true, true, false, false, false, false])
  })

  it('again where a rollout was missed for a minute, and shown since', () => {
    const freshness = createFreshness()
    const [now, then] = [shown([ours, before], 20), shown([before], 20)]
    doubtOf(freshness, now, 120)
    const isRefused = (answer: Service, second: number): boolean => doubtOf(freshness, answer, second) !== undefined
    expect(isRefused(then, 121)).toBe(true)
    expect(isRefused(then, 181)).toBe(false)
    expect(isRefused(now, 182)).toBe(false)
    expect(isRefused(then, 183)).toBe(true)
  })

  it('anew where fresh answers came in between', () => {
    const freshness = createFreshness()
    const [now, then] = [shown([ours, before], 20), shown([before], 20)]
    doubtOf(freshness, now, 120)
    expect(doubtOf(freshness, then, 121)).toBeDefined()
    expect(doubtOf(freshness, now, 125)).toBeUndefined()
    expect(freshness.refuseBy(beside(), then, at(190))?.isHeldBack).toBe(true)
  })

  it('for a minute at most: then what it shows is how it is', () => {
    const freshness = createFreshness()
    doubtOf(freshness, shown([ours, before], 20), 120)
    const isRefused = (second: number): boolean => doubtOf(freshness, shown([before], 20), second) !== undefined
    expect([121, 180, 181, 182].map(isRefused)).toEqual([true, true, false, false])
  })

  it('for a minute at most where it is as it was before', () => {
    const freshness = createFreshness()
    doubtOf(freshness, shown([before], 50), 60)
    const isRefused = (second: number): boolean => freshness.refuse(shown([before], 40), at(second)) !== undefined
    expect([61, 120, 121, 122].map(isRefused)).toEqual([true, true, false, false])
  })
})

describe('an answer that lacks the newest rollout is held back', () => {
  const answer = shown([before], 20)
  const held = (freshness: Freshness, read: Beside, seconds: readonly number[]): readonly (boolean | undefined)[] =>
    seconds.map((second) => freshness.refuseBy(read, answer, at(second))?.isHeldBack)

  it('for 20 s', () => {
    const freshness = createFreshness()
    doubtOf(freshness, shown([ours, before], 20), 120)
    expect(held(freshness, beside(), [121, 140.9, 141])).toEqual([true, true, false])
  })

  it('for 5 s where every task that it made was told to stop: it may have been taken back', () => {
    const freshness = createFreshness()
    doubtOf(freshness, shown([ours, before], 20), 120)
    const tasks = [madeTask('ecs-svc/2', 101, false), madeTask('ecs-svc/1', 1)]
    expect(held(freshness, beside({ tasks }), [121, 125.9, 126])).toEqual([true, true, false])
  })

  it('for 5 s where the tasks that it was seen to make are gone', () => {
    const freshness = createFreshness()
    doubtOf(freshness, shown([ours, before], 20), 120, beside({ tasks: [madeTask('ecs-svc/2', 101)] }))
    expect(held(freshness, beside(), [121, 126])).toEqual([true, false])
  })

  it('for 20 s where one of its tasks is to run', () => {
    const freshness = createFreshness()
    doubtOf(freshness, shown([ours, before], 20), 120)
    const tasks = [madeTask('ecs-svc/2', 101, false), madeTask('ecs-svc/2', 102)]
    expect(held(freshness, beside({ tasks }), [121, 126])).toEqual([true, true])
  })

  it('for 20 s where its service deployment does not say that it was taken back', () => {
    const freshness = createFreshness()
    doubtOf(freshness, shown([ours, before], 20), 120)
    const tasks = [madeTask('ecs-svc/2', 101, false)]
    const read = beside({ tasks, serviceDeployments: [record('2', 'IN_PROGRESS', 100)] })
    expect(held(freshness, read, [121, 126])).toEqual([true, true])
  })
})

describe('an answer of DescribeServices is believed', () => {
  it('where the newest deployment is gone and an older one was touched since: that is a rollback', () => {
    const freshness = createFreshness()
    doubtOf(freshness, shown([ours, before], 20), 120)
    expect(doubtOf(freshness, shown([deployment('ecs-svc/1', 0, 130)], 20), 131)).toBeUndefined()
  })

  it.each(['ROLLBACK_SUCCESSFUL', 'ROLLBACK_IN_PROGRESS', 'ROLLBACK_FAILED'])(
    'where the newest deployment is gone and its service deployment is in %s, from then on',
    (status) => {
      const freshness = createFreshness()
      doubtOf(freshness, shown([ours, before], 20), 120)
      const answer = shown([before], 20)
      const read = beside({ serviceDeployments: [record('2', status, 100)] })
      expect(doubtOf(freshness, answer, 121, read)).toBeUndefined()
      expect(doubtOf(freshness, answer, 122)).toBeUndefined()
    },
  )

  it('where a deployment that it lacks gave way to one that was taken back', () => {
    const freshness = createFreshness()
    doubtOf(freshness, shown([ours, before], 20), 120)
    const serviceDeployments = [record('3', 'ROLLBACK_SUCCESSFUL', 130), record('2', 'STOPPED', 100)]
    expect(doubtOf(freshness, shown([before], 20), 140, beside({ serviceDeployments }))).toBeUndefined()
  })

  it('where a deployment that it lacks made a late task that was told to stop', () => {
    const freshness = createFreshness()
    const tasks = [madeTask('ecs-svc/1', 150, false)]
    expect(doubtOf(freshness, shown([ours], 120), 160, beside({ tasks }))).toBeUndefined()
  })

  it('where a deployment that it lacks made a late task, but began before one that it shows', () => {
    const freshness = createFreshness()
    doubtOf(freshness, shown([ours, before], 120), 130)
    const tasks = [madeTask('ecs-svc/1', 150)]
    expect(doubtOf(freshness, shown([ours], 120), 160, beside({ tasks }))).toBeUndefined()
  })

  it('where the service deployments tell that the maker of a late task began before', () => {
    const freshness = createFreshness()
    const read = beside({ tasks: [madeTask('ecs-svc/1', 150)], serviceDeployments: [record('1', 'SUCCESSFUL', 0)] })
    expect(doubtOf(freshness, shown([ours], 120), 160, read)).toBeUndefined()
  })

  it('5 s after the late task by which alone a deployment was known was told to stop', () => {
    const freshness = createFreshness()
    const late = (isToRun: boolean): Beside => beside({ tasks: [madeTask('ecs-svc/1', 150, isToRun)] })
    const isBelieved = (second: number, isToRun: boolean): boolean =>
      doubtOf(freshness, shown([ours], 120), second, late(isToRun)) === undefined
    expect([isBelieved(160, true), isBelieved(164.9, false), isBelieved(165, false)]).toEqual([false, false, true])
  })

  it('where an old deployment that changed last is gone', () => {
    const freshness = createFreshness()
    doubtOf(freshness, shown([ours, deployment('ecs-svc/1', 0, 150)], 140), 160)
    expect(doubtOf(freshness, shown([ours], 140), 161)).toBeUndefined()
  })

  it('where tasks are of a deployment that it lacks, but older than what it tells', () => {
    const freshness = createFreshness()
    const tasks = [madeTask('ecs-svc/1', 5)]
    expect(doubtOf(freshness, shown([ours], 140), 160, beside({ tasks }))).toBeUndefined()
  })

  it('where a task says of itself that no deployment made it', () => {
    const freshness = createFreshness()
    const tasks = [madeTask('jenkins', 150)]
    expect(doubtOf(freshness, shown([ours], 120), 160, beside({ tasks }))).toBeUndefined()
  })

  it('where its deployments do not say when they began', () => {
    const freshness = createFreshness()
    doubtOf(freshness, shown([ours, before]), 120)
    const { createdAt: _created, updatedAt: _updated, ...timeless } = before
    expect(doubtOf(freshness, shown([timeless]), 121)).toBeUndefined()
  })

  it('where the service was deleted and made anew', () => {
    const freshness = createFreshness()
    doubtOf(freshness, shown([ours, before], 150), 160)
    const anew = { ...shown([deployment('ecs-svc/3', 170, 170)]), createdAt: date(170) }
    expect(doubtOf(freshness, anew, 171)).toBeUndefined()
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

  it('asks again for an answer that lacks the newest rollout, and shows the newer one', async () => {
    const world = new World()
    const [now, then] = [shown([ours, before], 20), shown([before], 20)]
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

  it('takes a task that it did not describe again for one that is to run', async () => {
    const world = new World()
    world.service = shown([ours, before], 20)
    world.add(task('a', { startedBy: 'ecs-svc/2', createdAt: date(101) }))
    let now = at(200)
    const observer = world.observer(undefined, {
      now: () => now,
      sleep: (_, signal) => whenAborted(signal ?? new AbortController().signal),
    })
    await observer.look({ full: false })
    world.reset()
    world.service = shown([before], 20)
    await expect(observer.look({ full: false })).rejects.toEqual(isStale)
    now += 6_000
    await expect(observer.look({ full: false })).rejects.toEqual(isStale)
    expect(world.described).toEqual([])
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

  it('shows at once that the newest deployment is gone where the list of service deployments says it was taken back', async () => {
    const world = new World()
    world.service = shown([ours, before], 20)
    const observer = world.observer()
    await observer.look({ full: true })
    world.service = shown([before], 20)
    world.serviceDeployments = [
      {
        serviceDeploymentArn: 'arn:aws:ecs:us-east-1:123456789012:service-deployment/production/app/one',
        status: 'ROLLBACK_SUCCESSFUL',
        createdAt: date(100),
        targetServiceRevision: { arn: 'arn:aws:ecs:us-east-1:123456789012:service-revision/production/app/2' },
      },
    ]
    const { service: seen } = await observer.look({ full: true })
    expect(seen.rollouts.map(({ id }) => id)).toEqual(['ecs-svc/1'])
    expect(seen.doubt).toBeUndefined()
  })

  it.each([
    ['is told to stop', { desiredStatus: 'STOPPED', lastStatus: 'RUNNING' }],
    ['is torn down', { desiredStatus: 'RUNNING', lastStatus: 'DEPROVISIONING' }],
    ['has stopped', { desiredStatus: 'STOPPED', lastStatus: 'STOPPED' }],
  ])('takes a late task of a deployment that is not shown for no sign where it %s', async (_, state) => {
    const world = new World()
    world.service = shown([before], 20)
    world.add(task('a', { startedBy: 'ecs-svc/2', createdAt: date(101), ...state }))
    expect((await world.observer().look({ full: true })).service.doubt).toBeUndefined()
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
