import { describe, expect, it } from '@jest/globals'
import type { Deployment, ServiceDeployment } from '@aws-sdk/client-ecs'
import { AwsFailure } from '../../src/aws/failure.ts'
import type { ServicePicture } from '../../src/model.ts'
import {
  definitionArn,
  deploymentArn,
  digest,
  refusal,
  revisionArn,
  service,
  start,
  task,
  World,
} from './service-world.ts'
import { SimulatedClock } from '../../simulator/clock.ts'

const full = { full: true }
const quick = { full: false }

const record = (id: string, revision: string, more: Partial<ServiceDeployment> = {}): ServiceDeployment => ({
  serviceDeploymentArn: deploymentArn(id),
  status: 'SUCCESSFUL',
  createdAt: new Date(start),
  targetServiceRevision: { arn: revisionArn(revision) },
  ...more,
})
const deployment = (id: string, more: Partial<Deployment> = {}): Deployment => ({
  id: `ecs-svc/${id}`,
  status: 'PRIMARY',
  taskDefinition: definitionArn(7),
  desiredCount: 1,
  runningCount: 1,
  rolloutState: 'COMPLETED',
  ...more,
})
const history = async (look: Promise<{ readonly service: ServicePicture }>) => (await look).service.serviceDeployments

describe('the service deployments of a rolling service', () => {
  it('are told newest first, with the revision that a rollout shares its number with', async () => {
    const world = new World()
    world.serviceDeployments = [
      record('old', '0', { createdAt: new Date(start - 5_000), status: 'STOPPED' }),
      record('new', '1', { createdAt: new Date(start) }),
    ]
    expect(await history(world.observer().look(full))).toMatchObject({
      state: 'read',
      value: [
        { arn: deploymentArn('new'), status: 'SUCCESSFUL', revisionId: '1', createdAt: start },
        { arn: deploymentArn('old'), status: 'STOPPED', revisionId: '0' },
      ],
    })
  })

  it('are asked for again only when the rollouts changed', async () => {
    const world = new World()
    world.serviceDeployments = [record('a', '1')]
    const observer = world.observer()
    for (let look = 0; look < 3; look += 1) await observer.look(quick)
    expect(world.calls.listServiceDeployments).toBe(1)
    world.service = service({
      deployments: [deployment('2', { rolloutState: 'IN_PROGRESS' }), deployment('1', { status: 'ACTIVE' })],
    })
    for (let look = 0; look < 3; look += 1) await observer.look(quick)
    expect(world.calls.listServiceDeployments).toBe(2)
  })

  it('are asked for until they have caught up with the rollouts', async () => {
    const world = new World()
    world.serviceDeployments = [record('a', '1', { status: 'IN_PROGRESS' })]
    const observer = world.observer()
    await observer.look(quick)
    world.serviceDeployments = [record('a', '1')]
    expect(await history(observer.look(quick))).toMatchObject({ value: [{ status: 'SUCCESSFUL' }] })
    await observer.look(quick)
    expect(world.calls.listServiceDeployments).toBe(2)
  })

  it('are described where one was taken back, once', async () => {
    const world = new World()
    world.serviceDeployments = [
      record('a', '1', {
        status: 'ROLLBACK_SUCCESSFUL',
        rollback: { reason: 'Service deployment rolled back because the circuit breaker threshold was exceeded.' },
        deploymentCircuitBreaker: { status: 'TRIGGERED' },
        alarms: { triggeredAlarmNames: ['errors'] },
      }),
      record('b', '0', { createdAt: new Date(start - 1) }),
    ]
    const observer = world.observer()
    expect(await history(observer.look(full))).toMatchObject({
      value: [
        {
          rollbackReason: expect.stringContaining('circuit breaker'),
          circuitBreakerStatus: 'TRIGGERED',
          triggeredAlarms: ['errors'],
        },
        { status: 'SUCCESSFUL' },
      ],
    })
    world.service = service({ deployments: [deployment('3')] })
    await observer.look(full)
    expect(world.calls).toMatchObject({ listServiceDeployments: 2, describeServiceDeployments: 1 })
  })

  it('that a role may not read are told as such and never asked for again', async () => {
    const world = new World()
    world.before = (call) => {
      if (call === 'listServiceDeployments') throw refusal('ecs:ListServiceDeployments')
    }
    const observer = world.observer()
    const seen = await history(observer.look(full))
    expect(seen).toMatchObject({ state: 'not-read', denied: true, action: 'ecs:ListServiceDeployments' })
    world.service = service({ deployments: [deployment('2')] })
    expect(await history(observer.look(full))).toEqual(seen)
    expect(world.calls.listServiceDeployments).toBe(1)
  })

  it('that AWS could not tell now are asked for at the next look', async () => {
    const world = new World()
    world.before = (call) => {
      if (call === 'listServiceDeployments')
        throw new AwsFailure('retry', 'ecs:ListServiceDeployments', 'ServerException', 'later')
    }
    const observer = world.observer()
    expect(await history(observer.look(full))).toMatchObject({ state: 'not-read', denied: false, why: 'later' })
    world.before = () => undefined
    expect(await history(observer.look(full))).toMatchObject({ state: 'read' })
  })

  it('are read to the last page where the first is not the newest', async () => {
    const world = new World()
    const page = (...minutes: number[]) =>
      minutes.map((minute) => ({
        serviceDeploymentArn: deploymentArn(String(minute)),
        createdAt: new Date(start + minute),
      }))
    const listServiceDeployments: World['ecs']['listServiceDeployments'] = async ({ nextToken }) =>
      nextToken === undefined
        ? { $metadata: {}, serviceDeployments: page(1, 2), nextToken: 'more' }
        : { $metadata: {}, serviceDeployments: page(3) }
    Object.assign(world.ecs, { listServiceDeployments })
    expect(await history(world.observer().look(full))).toMatchObject({
      value: [{ arn: deploymentArn('3') }, { arn: deploymentArn('2') }, { arn: deploymentArn('1') }],
    })
  })
})

describe('the service deployments of a service that shifts traffic', () => {
  const shifting = (strategy: 'BLUE_GREEN' | 'LINEAR' | 'CANARY') => {
    const world = new World()
    world.service = service({ deploymentConfiguration: { strategy, bakeTimeInMinutes: 10 } })
    world.serviceDeployments = [
      record('new', '1', {
        status: 'IN_PROGRESS',
        lifecycleStage: 'BAKE_TIME',
        targetServiceRevision: { arn: revisionArn('1'), requestedProductionTrafficWeight: 100 },
        lifecycleHookDetails: [
          {
            hookId: 'approve',
            targetType: 'PAUSE',
            status: 'AWAITING_ACTION',
            expiresAt: new Date(start),
            timeoutAction: 'ROLLBACK',
          },
        ],
      }),
      record('old', '0', { createdAt: new Date(start - 1) }),
    ]
    return world
  }

  it.each(['BLUE_GREEN', 'LINEAR', 'CANARY'] as const)(
    'are listed and described at each look: %s',
    async (strategy) => {
      const world = shifting(strategy)
      const observer = world.observer()
      expect(await history(observer.look(quick))).toMatchObject({
        state: 'read',
        value: [
          {
            status: 'IN_PROGRESS',
            lifecycleStage: 'BAKE_TIME',
            productionTrafficWeight: 100,
            hooks: [
              {
                id: 'approve',
                targetType: 'PAUSE',
                status: 'AWAITING_ACTION',
                expiresAt: start,
                timeoutAction: 'ROLLBACK',
              },
            ],
          },
          { arn: deploymentArn('old') },
        ],
      })
      await observer.look(quick)
      expect(world.calls).toMatchObject({ listServiceDeployments: 2, describeServiceDeployments: 2 })
    },
  )

  it('are not described again once they are over', async () => {
    const world = shifting('BLUE_GREEN')
    world.serviceDeployments = [record('new', '1', { lifecycleStage: 'CLEAN_UP' })]
    const observer = world.observer()
    await observer.look(quick)
    expect(await history(observer.look(quick))).toMatchObject({ value: [{ lifecycleStage: 'CLEAN_UP' }] })
    expect(world.calls).toMatchObject({ listServiceDeployments: 2, describeServiceDeployments: 1 })
  })

  it.each(['listServiceDeployments', 'describeServiceDeployments'] as const)('are needed: %s', async (name) => {
    const world = shifting('BLUE_GREEN')
    world.before = (call) => {
      if (call === name) throw refusal(`ecs:${name}`)
    }
    await expect(world.observer().look(full)).rejects.toMatchObject({ kind: 'denied' })
  })
})

describe('the service deployment that the service calls its current one', () => {
  it.each([deploymentArn('a'), undefined])('is told as the service tells it: %s', async (arn) => {
    const world = new World()
    world.service = service({ currentServiceDeployment: arn })
    expect((await world.observer().look(full)).service.currentServiceDeployment).toBe(arn)
  })
})

describe('the digest that ECS recorded for a rollout', () => {
  const revision = (imageDigest?: string) => ({
    serviceRevisionArn: revisionArn('1'),
    containerImages: [
      { containerName: 'sidecar', imageDigest: digest('f') },
      { containerName: 'app', image: 'app:1', ...(imageDigest === undefined ? {} : { imageDigest }) },
    ],
  })

  it("is the verified container's, asked for once", async () => {
    const world = new World()
    world.revisions = [revision(digest('a'))]
    const observer = world.observer()
    for (let look = 0; look < 3; look += 1) {
      const { service: seen } = await observer.look(quick)
      expect(seen.rollouts[0]?.revisionDigest).toBe(digest('a'))
    }
    expect(world.calls.describeServiceRevisions).toBe(1)
  })

  it('is asked for again at growing distances while there is none', async () => {
    const world = new World()
    world.revisions = [revision()]
    const observer = world.observer()
    for (let look = 0; look < 30; look += 1) await observer.look(quick)
    expect(world.calls.describeServiceRevisions).toBe(4)
    world.revisions = [revision(digest('a'))]
    for (let look = 0; look < 30; look += 1) await observer.look(quick)
    expect((await observer.look(quick)).service.rollouts[0]?.revisionDigest).toBe(digest('a'))
  })

  it('is not asked for before a task of the rollout runs', async () => {
    const world = new World()
    world.service = service({ deployments: [deployment('1', { runningCount: 0 })] })
    await world.observer().look(full)
    expect(world.calls.describeServiceRevisions).toBeUndefined()
  })

  it('never fails a look', async () => {
    const world = new World()
    world.add(task('a'))
    world.before = (call) => {
      if (call === 'describeServiceRevisions') throw refusal('ecs:DescribeServiceRevisions')
    }
    const observer = world.observer()
    for (let look = 0; look < 5; look += 1)
      expect((await observer.look(quick)).service.rollouts[0]?.revisionDigest).toBeUndefined()
    expect(world.calls.describeServiceRevisions).toBe(1)
  })
})

describe('service deployments and revisions that ECS does not answer with', () => {
  /** A clock that starts when the world does, and a call that is answered only once `answer` was called, or fails then. */
  function hanging(call: 'listServiceDeployments' | 'describeServiceRevisions') {
    const world = new World()
    const clock = new SimulatedClock({ start: start + 60_000 })
    const answers: ((failure?: AwsFailure) => void)[] = []
    const turn = (): Promise<void> =>
      new Promise((resolve, reject) => {
        answers.push((failure) => (failure === undefined ? resolve() : reject(failure)))
      })
    const { listServiceDeployments, describeServiceRevisions } = world.ecs
    const late = {
      listServiceDeployments: (...asked: Parameters<typeof listServiceDeployments>) =>
        turn().then(() => listServiceDeployments(...asked)),
      describeServiceRevisions: (...asked: Parameters<typeof describeServiceRevisions>) =>
        turn().then(() => describeServiceRevisions(...asked)),
    }
    Object.assign(world.ecs, { [call]: late[call] })
    world.serviceDeployments = [record('a', '1')]
    world.revisions = [
      { serviceRevisionArn: revisionArn('1'), containerImages: [{ containerName: 'app', imageDigest: digest('a') }] },
    ]
    return { world, clock, answers, observer: world.observer(undefined, clock) }
  }
  const noAnswer = new AwsFailure('retry', 'ecs:ListServiceDeployments', 'TimedOut', 'no complete answer')

  it('hold up no look at a rolling service for long', async () => {
    const { clock, observer } = hanging('listServiceDeployments')
    const from = clock.now()
    expect(await history(observer.look(full))).toMatchObject({ state: 'not-read', denied: false })
    expect(clock.now() - from).toBe(2_000)
    expect(await history(observer.look(full))).toMatchObject({ state: 'not-read' })
    expect(clock.now() - from).toBe(2_000)
  })

  it('are told by the first look after they have come', async () => {
    const { clock, answers, observer } = hanging('listServiceDeployments')
    await observer.look(quick)
    for (const answer of answers) answer()
    await clock.sleep(1)
    expect(await history(observer.look(quick))).toMatchObject({ state: 'read', value: [{ arn: deploymentArn('a') }] })
    expect(answers).toHaveLength(1)
  })

  it('are not told as they were before the rollouts changed', async () => {
    const { world, clock, answers, observer } = hanging('listServiceDeployments')
    await observer.look(quick)
    answers[0]?.()
    await clock.sleep(1)
    expect(await history(observer.look(quick))).toMatchObject({ state: 'read' })
    world.service = service({ deployments: [deployment('2')] })
    expect(await history(observer.look(quick))).toMatchObject({ state: 'not-read' })
  })

  it('are not asked for again for a minute, and then again', async () => {
    const { clock, answers, observer } = hanging('listServiceDeployments')
    await observer.look(quick)
    await clock.sleep(30_000)
    answers[0]?.(noAnswer)
    await clock.sleep(59_000)
    expect(await history(observer.look(quick))).toMatchObject({ state: 'not-read', why: 'no complete answer' })
    expect(answers).toHaveLength(1)
    await clock.sleep(1_000)
    await observer.look(quick)
    expect(answers).toHaveLength(2)
  })

  it('are waited for where the service is of another strategy: it cannot be judged without them', async () => {
    const { world, clock, answers, observer } = hanging('listServiceDeployments')
    world.service = service({ deploymentConfiguration: { strategy: 'BLUE_GREEN' } })
    const look = observer.look(quick)
    await clock.sleep(20_000)
    answers[0]?.(noAnswer)
    await expect(look).rejects.toBe(noAnswer)
  })

  it.each(['ROLLING', 'BLUE_GREEN'] as const)(
    'hold up no look at a %s service where only the revisions do not come',
    async (strategy) => {
      const { world, clock, answers, observer } = hanging('describeServiceRevisions')
      world.service = service({ deploymentConfiguration: { strategy }, deployments: [deployment('1')] })
      const from = clock.now()
      const revisionDigest = async () => (await observer.look(quick)).service.rollouts[0]?.revisionDigest
      expect(await revisionDigest()).toBeUndefined()
      expect(clock.now() - from).toBe(2_000)
      for (const answer of answers) answer()
      await clock.sleep(1)
      expect(await revisionDigest()).toBe(digest('a'))
      expect(answers).toHaveLength(1)
    },
  )
})
