import { describe, expect, it } from '@jest/globals'
import { NO_HISTORY, remember } from '../../src/judge/history.ts'
import { judgeService } from '../../src/judge/service.ts'
import type { CodeDeployDeployment, Rollout, ServiceDeployment, ServicePicture, Task } from '../../src/model.ts'
import {
  BEFORE,
  caseOf,
  container,
  definitionArn,
  draining,
  expectation,
  LATER,
  MINUTE,
  NEW,
  NOW,
  observation,
  OLD,
  oldTask,
  OURS,
  previous,
  REPOSITORY,
  rollout,
  serviceDeployment,
  stop,
  task,
  type CaseChange,
} from './cases.ts'

const judged = (change: CaseChange = {}) => judgeService(caseOf(change))
const causeOf = (change: CaseChange) => judged(change).finding?.cause
const told = (change: CaseChange) => judged(change).finding?.explanation
const read = <T>(value: T) => ({ state: 'read' as const, value })
const deployments = (...value: readonly ServiceDeployment[]) => ({ serviceDeployments: read(value) })
const numberOf = (id: string): string => id.slice('ecs-svc/'.length)

/** What a look showed while ours rolled out. */
const seen = (...rollouts: readonly Rollout[]) =>
  remember(
    NO_HISTORY,
    expectation(),
    observation({ rollouts, tasks: rollouts.map(({ id }) => task({ rolloutId: id })) }),
  )

const newer = rollout({ id: LATER, taskDefinition: definitionArn(3), createdAt: NOW - MINUTE })
const newerTask = task({
  rolloutId: LATER,
  taskDefinition: definitionArn(3),
  container: { state: 'digest', digest: OLD },
})
const replacedBy = (primary: Rollout, change: Partial<ServicePicture> = {}): Partial<ServicePicture> => ({
  rollouts: [primary],
  tasks: [{ ...newerTask, rolloutId: primary.id }],
  ...change,
})

describe('a deployment of ours that is not current any more', () => {
  it('was rolled back where its service deployment says so, although a newer deployment is current', () => {
    const mine = serviceDeployment({
      status: 'ROLLBACK_SUCCESSFUL',
      rollbackReason: 'Service deployment rolled back because of alarms. ',
      triggeredAlarms: ['core-5xx', 'core-latency'],
    })
    const change = { history: seen(rollout()), service: replacedBy(newer, deployments(mine)) }
    expect(causeOf(change)).toBe('rolled-back')
    expect(told(change)).toContain(
      'ROLLBACK_SUCCESSFUL, Service deployment rolled back because of alarms, alarms core-5xx, core-latency',
    )
    const silent = serviceDeployment({ status: 'ROLLBACK_SUCCESSFUL', statusReason: 'stopped by hand' })
    expect(told({ ...change, service: replacedBy(newer, deployments(silent)) })).toContain(
      'ROLLBACK_SUCCESSFUL, stopped by hand',
    )
    const mute = serviceDeployment({ status: 'ROLLBACK_SUCCESSFUL' })
    expect(told({ ...change, service: replacedBy(newer, deployments(mute)) })).not.toMatch(/undefined|alarms/)
  })
  it('was superseded where the service deployments tell of others alone', () => {
    const others = deployments(serviceDeployment({ revisionId: '7', status: 'ROLLBACK_SUCCESSFUL' }))
    expect(causeOf({ history: seen(rollout()), service: replacedBy(newer, others) })).toBe('superseded')
  })
  it.each(['Failed', 'Stopped'])('was rolled back where CodeDeploy calls it %s', (status) => {
    const green = rollout({ kind: 'task-set', externalId: 'd-1' })
    const codeDeploy = (id: string): CodeDeployDeployment => ({
      id,
      status,
      waits: 0,
      errorMessage: 'a hook failed',
      rollbackMessage: 'traffic went back',
    })
    const service = (id: string) =>
      replacedBy(
        { ...newer, kind: 'task-set' },
        { controller: 'CODE_DEPLOY', codeDeploy: read([codeDeploy('d-7'), codeDeploy(id)]) },
      )
    expect(causeOf({ history: seen(green), service: service('d-1') })).toBe('rolled-back')
    expect(told({ history: seen(green), service: service('d-1') })).toContain(
      `CodeDeploy deployment d-1 is ${status}, a hook failed, traffic went back`,
    )
    expect(causeOf({ history: seen(green), service: service('d-2') })).toBe('superseded')
    expect(causeOf({ service: { ...service('d-1'), stops: [stop()] }, looksBefore: 1 })).toBe('superseded')
  })
  it('was rolled back in CodeDeploy’s words, and in no others where it has none', () => {
    const green = rollout({ kind: 'task-set', externalId: 'd-1' })
    const codeDeploy = read([{ id: 'd-1', status: 'Stopped', waits: 0 }])
    const service = replacedBy({ ...newer, kind: 'task-set' }, { controller: 'CODE_DEPLOY', codeDeploy })
    expect(told({ history: seen(green), service })).toContain('CodeDeploy deployment d-1 is Stopped. ')
  })
  it('was rolled back where it had failed, a rollback is enabled, and what runs is no newer revision', () => {
    const history = seen(rollout({ rolloutState: 'FAILED', rolloutStateReason: 'tasks failed to start' }))
    const to = (taskDefinition: string): CaseChange => ({
      history,
      service: replacedBy({ ...newer, taskDefinition }, { rollbackEnabled: true }),
    })
    expect(causeOf(to(definitionArn(2)))).toBe('rolled-back')
    expect(causeOf(to(definitionArn(1)))).toBe('rolled-back')
    expect(causeOf(to(definitionArn(9).replace('agricultural-core', 'other')))).toBe('rolled-back')
    expect(causeOf(to(definitionArn(3)))).toBe('superseded')
    expect(told(to(definitionArn(1)))).toContain('tasks failed to start')
  })
  it('was rolled back where it had failed with that reason, although no rollback is enabled', () => {
    const reason = 'ECS deployment circuit breaker: rolling back to deploymentId x.'
    const history = seen(rollout({ rolloutState: 'FAILED', rolloutStateReason: reason }))
    expect(causeOf({ history, service: replacedBy(newer) })).toBe('rolled-back')
    const other = seen(rollout({ rolloutState: 'FAILED', rolloutStateReason: 'tasks failed to start' }))
    expect(causeOf({ history: other, service: replacedBy(newer) })).toBe('superseded')
  })
  it('was rolled back where it was seen to fail before its tasks told whose it was', () => {
    const failed = { rollouts: [rollout({ rolloutState: 'FAILED', taskDefinition: definitionArn(1) })], tasks: [] }
    const history = remember(NO_HISTORY, expectation(), observation(failed))
    expect([...history.ours]).toEqual([])
    const to = (rollbackEnabled: boolean): CaseChange => ({
      history,
      looksBefore: 1,
      service: replacedBy(
        { ...newer, taskDefinition: definitionArn(1) },
        { rollbackEnabled, stops: [stop({ taskDefinition: definitionArn(1) })] },
      ),
    })
    expect(causeOf(to(true))).toBe('rolled-back')
    expect(told(to(true))).toContain('its controller declared it failed')
    expect(causeOf(to(false))).toBe('superseded')
  })
  it('was superseded where it had not failed, whatever is enabled', () => {
    const service = replacedBy({ ...newer, taskDefinition: definitionArn(1) }, { rollbackEnabled: true })
    expect(causeOf({ history: seen(rollout()), service })).toBe('superseded')
  })
  it('was superseded where nobody knows which of both began first', () => {
    const { createdAt: _absent, ...timeless } = newer
    expect(causeOf({ history: seen(rollout()), service: replacedBy(timeless) })).toBe('superseded')
    const { createdAt: _begin, ...ours } = rollout()
    expect(causeOf({ history: seen(ours), service: replacedBy(newer) })).toBe('superseded')
    const { createdAt = 0 } = rollout()
    expect(causeOf({ history: seen(rollout()), service: replacedBy({ ...newer, createdAt }) })).toBe('superseded')
  })
  it('is never the one that is current, though its tag was moved and its tasks run another image now', () => {
    const moved = [task({ container: { state: 'digest', digest: OLD } })]
    const service = { rollouts: [rollout()], tasks: moved }
    expect(causeOf({ history: seen(rollout()), service, phase: 'running' })).toBe('digest-mismatch')
  })
  it('is the newest of several', () => {
    const first = rollout({ id: 'ecs-svc/15', createdAt: NOW - 8 * MINUTE })
    for (const history of [seen(first, rollout()), seen(rollout(), first)])
      expect(told({ history, service: replacedBy(newer) })).toContain(OURS)
  })
  it('is told at the deadline by what only its tasks tell, and before that at the second look', () => {
    const service = replacedBy(newer, { tasks: [newerTask, task()] })
    expect(causeOf({ service, phase: 'running' })).toBeUndefined()
    expect(causeOf({ service, phase: 'running', looksBefore: 1 })).toBe('superseded')
    expect(causeOf({ service, phase: 'deadline' })).toBe('superseded')
  })
})

describe('what a rollback made, where its tag came to name our image', () => {
  const made = rollout({ id: LATER, createdAt: NOW - MINUTE })
  const rolledBack = serviceDeployment({ status: 'ROLLBACK_SUCCESSFUL', digest: NEW })
  const shown = (...value: readonly ServiceDeployment[]): Partial<ServicePicture> => ({
    strategy: 'BLUE_GREEN',
    rollouts: [made],
    tasks: [task({ rolloutId: LATER })],
    ...deployments(...value),
  })
  it('is no deployment of ours: ours was rolled back', () => {
    expect(causeOf({ service: shown(rolledBack) })).toBe('rolled-back')
    const { digest: _absent, ...nameless } = rolledBack
    expect(causeOf({ service: shown(nameless), history: seen(rollout()) })).toBe('rolled-back')
  })
  it('is judged by the newest service deployment', () => {
    const next = serviceDeployment({ revisionId: '4', status: 'IN_PROGRESS', createdAt: NOW - 2 * MINUTE })
    for (const value of [
      [rolledBack, next],
      [next, rolledBack],
    ])
      expect(causeOf({ service: shown(...value) })).toBeUndefined()
    const earlier = { ...next, createdAt: NOW - 30 * MINUTE }
    for (const value of [
      [rolledBack, earlier],
      [earlier, rolledBack],
    ])
      expect(causeOf({ service: shown(...value) })).toBe('rolled-back')
  })
  it('is ours where the rollback was of another image, or the service is rolling', () => {
    const other = { ...rolledBack, revisionId: numberOf(BEFORE), digest: OLD }
    expect(causeOf({ service: shown(other) })).toBeUndefined()
    expect(causeOf({ service: { ...shown(rolledBack), strategy: 'ROLLING' } })).toBeUndefined()
    const left = [stop({ rolloutId: 'ecs-svc/15' })]
    expect(causeOf({ service: { ...shown(other), stops: left } })).toBeUndefined()
  })
  it('is ours where it has a service deployment of its own: no rollback makes one', () => {
    const own = serviceDeployment({
      arn: `${rolledBack.arn}/own`,
      revisionId: numberOf(LATER),
      createdAt: NOW - 6 * MINUTE,
    })
    expect(judged({ service: shown(rolledBack, own) })).toMatchObject({ holds: true, ours: { id: LATER } })
  })
})

describe('the service deployment of a rollout', () => {
  it('is not guessed by its begin where the numbers of other rollouts are listed', () => {
    const unnumbered = serviceDeployment({ revisionId: '7', taskDefinition: definitionArn(2) })
    const numbered = serviceDeployment({ revisionId: numberOf(BEFORE), createdAt: NOW - 60 * MINUTE })
    const service = { strategy: 'BLUE_GREEN', rollouts: [rollout(), previous()] }
    expect(judged({ service: { ...service, ...deployments(unnumbered) } }).holds).toBe(true)
    expect(judged({ service: { ...service, ...deployments(unnumbered, numbered) } }).holds).toBe(false)
  })
  it('is that of its own task definition, in whatever order rollouts are listed', () => {
    const unnumbered = serviceDeployment({ revisionId: '7', taskDefinition: definitionArn(2) })
    const service = { strategy: 'BLUE_GREEN', rollouts: [previous(), rollout()], ...deployments(unnumbered) }
    expect(judged({ service }).holds).toBe(true)
  })
  it('begins within two minutes of it, and has not ended before', () => {
    const begun = NOW - 5 * MINUTE
    const holds = (change: Partial<ServiceDeployment>): boolean => {
      const one = serviceDeployment({ revisionId: '7', taskDefinition: definitionArn(2), ...change })
      return judged({ service: { strategy: 'BLUE_GREEN', ...deployments(one) } }).holds
    }
    expect(holds({ createdAt: begun - 2 * MINUTE })).toBe(true)
    expect(holds({ createdAt: begun + 2 * MINUTE })).toBe(true)
    expect(holds({ createdAt: begun + 2 * MINUTE + 1 })).toBe(false)
    expect(holds({ finishedAt: begun })).toBe(true)
    expect(holds({ finishedAt: begun - 1 })).toBe(false)
    const { createdAt: _absent, ...timeless } = serviceDeployment({ revisionId: '7', taskDefinition: definitionArn(2) })
    expect(judged({ service: { strategy: 'BLUE_GREEN', ...deployments(timeless) } }).holds).toBe(false)
  })
  describe('where no revision could be read', () => {
    const begun = NOW - 5 * MINUTE
    const one = serviceDeployment({ arn: 'arn:one', revisionId: '7', createdAt: begun, finishedAt: begun + MINUTE })
    const holds = (change: Partial<ServicePicture>, ...more: readonly ServiceDeployment[]): boolean => {
      const pointed = { strategy: 'BLUE_GREEN', currentServiceDeployment: 'arn:one', ...deployments(one, ...more) }
      return judged({ service: { ...pointed, ...change } }).holds
    }
    it('is the one that the service calls its current one', () => {
      expect(holds({})).toBe(true)
      expect(holds({ currentServiceDeployment: 'arn:two' })).toBe(false)
      const { currentServiceDeployment: _absent, ...silent } = { currentServiceDeployment: '' }
      expect(judged({ service: { strategy: 'BLUE_GREEN', ...silent, ...deployments(one) } }).holds).toBe(false)
    })
    it('is not that one where another began about then, or one is known to run something', () => {
      const earlier = serviceDeployment({ arn: 'arn:two', revisionId: '6', createdAt: begun - 30 * MINUTE })
      expect(holds({}, earlier)).toBe(true)
      expect(holds({}, { ...earlier, createdAt: begun - 2 * MINUTE })).toBe(false)
      expect(holds({}, { ...earlier, taskDefinition: definitionArn(1) })).toBe(false)
    })
    it('is not one that had ended before, or succeeded without an end', () => {
      const { finishedAt: _absent, ...endless } = one
      expect(holds(deployments({ ...one, finishedAt: begun - 1 }))).toBe(false)
      expect(holds(deployments(endless))).toBe(false)
    })
    it('is not that one for a rollout that is not current', () => {
      const ended = { ...one, status: 'ROLLBACK_SUCCESSFUL', rollbackStartedAt: begun + MINUTE }
      const service = { strategy: 'BLUE_GREEN', currentServiceDeployment: 'arn:one', ...deployments(ended) }
      expect(causeOf({ service })).toBe('rolled-back')
      const other = {
        rollouts: [rollout({ id: LATER, taskDefinition: definitionArn(9) }), rollout({ status: 'ACTIVE' })],
      }
      expect(causeOf({ service: { ...service, ...other } })).not.toBe('rolled-back')
    })
  })
  it('is not the one that was taken back where the rollback made the rollout', () => {
    const begun = NOW - 5 * MINUTE
    const causeWith = (rollbackStartedAt: number): string | undefined => {
      const one = serviceDeployment({
        revisionId: '7',
        taskDefinition: definitionArn(2),
        status: 'ROLLBACK_SUCCESSFUL',
        createdAt: begun - MINUTE,
        rollbackStartedAt,
      })
      return causeOf({ service: deployments(one) })
    }
    expect(causeWith(begun)).toBeUndefined()
    expect(causeWith(begun + 1)).toBe('rolled-back')
  })
})

describe('a deployment that became current because another one of ours was taken back', () => {
  const taken = serviceDeployment({
    arn: 'arn:aws:ecs:us-east-1:123456789012:service-deployment/ava-olo/agricultural-core/taken',
    revisionId: numberOf(LATER),
    taskDefinition: definitionArn(2),
    digest: NEW,
    status: 'ROLLBACK_SUCCESSFUL',
    createdAt: NOW - 3 * MINUTE,
  })
  const own = serviceDeployment({ createdAt: NOW - 5 * MINUTE })
  const young = { tasks: [task({ startedAt: NOW - 1 })], ...deployments(taken, own) }
  it('is judged by itself while there is time, and is right where all runs the image', () => {
    expect(judged({ service: deployments(taken, own) }).holds).toBe(true)
    expect(judged({ service: young, stableFor: MINUTE }).finding).toBeUndefined()
  })
  it('ends as rolled-back, not as a rollout that took too long', () => {
    expect(judged({ service: young, stableFor: MINUTE, phase: 'deadline' }).finding?.cause).toBe('rolled-back')
    const alone = { ...young, ...deployments(own) }
    expect(judged({ service: alone, stableFor: MINUTE, phase: 'deadline' }).finding?.cause).toBe('rollout-timeout')
  })
  it.each([
    ['FAILED', 'ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/3.', 'rolled-back'],
    ['FAILED', 'ECS deployment circuit breaker: tasks failed to start.', 'rollout-timeout'],
    ['IN_PROGRESS', 'rolling back', 'rollout-timeout'],
  ])('ends as the rollout itself says: %s, %s', (rolloutState, rolloutStateReason, cause) => {
    const given = { id: LATER, status: 'ACTIVE', createdAt: NOW - 3 * MINUTE, rolloutState, rolloutStateReason }
    const service = {
      tasks: [task({ startedAt: NOW - 1 })],
      rollouts: [rollout(), rollout({ ...given, runningCount: 0 })],
    }
    const { finding } = judged({ service, stableFor: MINUTE, phase: 'deadline' })
    expect(finding?.cause).toBe(cause)
    if (cause === 'rolled-back') expect(finding?.explanation).toContain(rolloutStateReason.replace(/\.$/, ''))
  })
})

describe('a deployment of ours that fails in place', () => {
  it.each<[what: string, change: Partial<CodeDeployDeployment>, cause: string]>([
    ['stopped and rolled back', { status: 'Stopped', rollbackDeploymentId: 'd-2' }, 'rolled-back'],
    ['failed, with a word on the rollback', { status: 'Failed', rollbackMessage: 'back' }, 'rolled-back'],
    ['stopped', { status: 'Stopped' }, 'rollout-failed'],
    ['not yet, but rolled back by another deployment', { rollbackDeploymentId: 'd-2' }, 'rolled-back'],
  ])('by CodeDeploy’s word: %s', (_, change, cause) => {
    const service = {
      controller: 'CODE_DEPLOY',
      rollouts: [rollout({ kind: 'task-set', externalId: 'd-1', stabilityStatus: 'STABILIZING' })],
      codeDeploy: read([{ id: 'd-1', status: 'InProgress', waits: 0, ...change }]),
    }
    expect(causeOf({ service })).toBe(cause)
  })
  it('is not complete where an event of CodeDeploy failed, whatever its status says by then', () => {
    const service = (change: Partial<CodeDeployDeployment>): CaseChange => ({
      service: {
        controller: 'CODE_DEPLOY',
        rollouts: [
          rollout({ kind: 'task-set', externalId: 'd-1', stabilityStatus: 'STEADY_STATE', scalePercent: 100 }),
        ],
        codeDeploy: read([{ id: 'd-1', status: 'InProgress', waits: 0, allowTraffic: 'Succeeded', ...change }]),
      },
    })
    expect(judged(service({})).holds).toBe(true)
    const { holds, checks, finding } = judged(service({ failedEvent: 'AfterAllowTraffic' }))
    expect({ holds, finding }).toEqual({ holds: false, finding: undefined })
    expect(checks.find(({ id }) => id === 'deployment')).toMatchObject({
      status: 'pending',
      seen: expect.stringContaining('CodeDeploy’s event AfterAllowTraffic failed'),
    })
  })
  it('is rollout-failed at the deadline, or 30 s after, although a rollback is enabled', () => {
    const failed = { rollouts: [rollout({ rolloutState: 'FAILED' })], rollbackEnabled: true }
    const history = remember(NO_HISTORY, expectation(), observation(failed, NOW - 30_000))
    expect(causeOf({ service: failed, phase: 'deadline' })).toBe('rollout-failed')
    expect(causeOf({ service: failed, history })).toBe('rollout-failed')
    expect(causeOf({ service: failed, history, at: NOW - 1 })).toBeUndefined()
  })
  it('waits for what took its place where a newer service deployment stopped it, until the deadline', () => {
    const stopped = serviceDeployment({ status: 'STOPPED' })
    const next = serviceDeployment({ revisionId: numberOf(LATER), status: 'IN_PROGRESS', createdAt: NOW - MINUTE })
    const service = { strategy: 'BLUE_GREEN', ...deployments(stopped, next) }
    expect(causeOf({ service })).toBeUndefined()
    expect(causeOf({ service, phase: 'deadline' })).toBe('rollout-failed')
    expect(causeOf({ service: { ...service, ...deployments(stopped) } })).toBe('rollout-failed')
  })
})

describe('a task set of ours that is not PRIMARY yet', () => {
  const blue = previous({ kind: 'task-set', status: 'PRIMARY', runningCount: 2, externalId: 'd-0' })
  const green = rollout({ kind: 'task-set', status: 'ACTIVE', externalId: 'd-1', createdAt: NOW - 5 * MINUTE })
  const shown = (rollouts: readonly Rollout[], change: Partial<ServicePicture> = {}): CaseChange => ({
    phase: 'running',
    service: { controller: 'CODE_DEPLOY', rollouts, tasks: [oldTask(), task()], ...change },
  })
  it('is on its way while it claims the image, runs it, or runs it in part', () => {
    expect(judged(shown([blue, green])).ours?.id).toBe(OURS)
    expect(judged(shown([blue, green], { tasks: [oldTask()] })).ours?.id).toBe(OURS)
    const partly = [oldTask(), task(), task({ container: { state: 'digest', digest: OLD } })]
    expect(judged(shown([blue, green], { tasks: partly })).ours?.id).toBe(OURS)
    expect(judged(shown([blue, { ...green, createdAt: blue.createdAt ?? 0 }])).ours?.id).toBe(OURS)
  })
  it('is not on its way where it is older than the PRIMARY one, drains, or was PRIMARY before', () => {
    expect(judged(shown([blue, { ...green, createdAt: NOW - 120 * MINUTE }])).ours).toBeUndefined()
    expect(judged(shown([blue, { ...green, status: 'DRAINING' }])).ours).toBeUndefined()
    const before = shown([{ ...green, status: 'PRIMARY' }])
    const history = remember(NO_HISTORY, expectation(), observation(before.service))
    expect(judged({ ...shown([blue, green]), history }).ours).toBeUndefined()
  })
  it('is looked for among task sets alone', () => {
    const rolling = [previous({ status: 'PRIMARY', runningCount: 2 }), rollout({ status: 'ACTIVE' })]
    expect(
      judged({ phase: 'running', service: { rollouts: rolling, tasks: [oldTask(), task()] } }).ours,
    ).toBeUndefined()
  })
})

describe('a deployment whose state AWS does not report', () => {
  const { rolloutState: _absent, ...classic } = rollout()
  it('is not complete beside another one, or while tasks are missing', () => {
    expect(judged({ service: { rollouts: [classic] } }).holds).toBe(true)
    expect(judged({ service: { rollouts: [classic, previous()] } }).holds).toBe(false)
    expect(judged({ service: { rollouts: [{ ...classic, runningCount: 1 }] } }).holds).toBe(false)
  })
  it('is not complete while its counts and its tasks tell of different moments', () => {
    const withTasks = (...tasks: readonly Task[]) => judged({ service: { rollouts: [classic], tasks } })
    expect(withTasks(task(), task()).holds).toBe(true)
    expect(withTasks(task()).holds).toBe(false)
    expect(withTasks(task(), task(), task({ lastStatus: 'PENDING' })).holds).toBe(false)
    expect(withTasks(task(), task(), task(draining)).holds).toBe(true)
    expect(withTasks(task(), task({ lastStatus: 'PENDING' })).holds).toBe(false)
  })
  it('is not complete while fewer run than are desired, though counts and tasks agree', () => {
    const fewer = { rollouts: [{ ...classic, runningCount: 1 }], tasks: [task()] }
    expect(judged({ service: fewer }).holds).toBe(false)
  })
  it('is complete by its own tasks, whatever runs beside them on the image', () => {
    const { rolloutId: _absent, ...stray } = task()
    expect(judged({ service: { rollouts: [classic], tasks: [task(), task(), stray] } }).holds).toBe(true)
  })
})

describe('the current deployment of another image', () => {
  it('is a failure once start-timeout is over, and only then', () => {
    const service = { rollouts: [previous({ status: 'PRIMARY', runningCount: 2 })], tasks: [oldTask()] }
    const statusOf = (phase: 'starting' | 'running') =>
      judged({ service, phase }).checks.find(({ id }) => id === 'deployment')?.status
    expect(statusOf('starting')).toBe('pending')
    expect(statusOf('running')).toBe('fail')
    expect(causeOf({ service, phase: 'running' })).toBe('not-deployed')
  })
  it('waits to the deadline where what its tag means was not readable', () => {
    const unreadable = expectation({
      image: {
        state: 'found',
        image: {
          repository: REPOSITORY,
          tag: '3fa04cb',
          digest: NEW,
          digests: [NEW],
          platforms: [],
          tags: [],
          binding: 'commit-tag',
          evidence: { state: 'not-asked' },
        },
      },
    })
    const service = {
      taskDefinitions: [{ arn: definitionArn(2), containers: [container({ image: `${REPOSITORY}:main` })] }],
      tasks: [],
    }
    const change = { expectation: unreadable, service }
    const { checks, finding } = judged({ ...change, phase: 'running' })
    expect(checks.find(({ id }) => id === 'deployment')?.status).toBe('pending')
    expect(finding?.cause).not.toBe('not-deployed')
  })
  it('is looked at once more where a task of ours is left, before it is called a failure', () => {
    const service = replacedBy(newer, { tasks: [newerTask, task()] })
    const { finding, dueAt } = judged({ service, phase: 'running' })
    expect(finding).toBeUndefined()
    expect(dueAt).toBe(NOW)
    expect(judged({ service: replacedBy(newer), phase: 'running' }).dueAt).toBeUndefined()
    expect(judged({ service, phase: 'deadline' }).dueAt).toBeUndefined()
    expect(judged({ service: { ...service, rollouts: [] }, phase: 'deadline' }).dueAt).toBeUndefined()
  })
})

describe('a current deployment of another image that may be how the service was before', () => {
  const doubt = 'it lacks the event of 12:00 that an earlier answer had'
  const former = previous({ status: 'PRIMARY', runningCount: 2 })
  const statusOf = (change: Partial<ServicePicture>, expected = expectation(), history = NO_HISTORY) =>
    judged({
      expectation: expected,
      history,
      phase: 'running',
      service: { rollouts: [former], doubt, ...change },
    }).checks.find(({ id }) => id === 'deployment')?.status
  const blind = { state: 'no-digest', image: 'x' } as const

  it('is not judged while a task on the image, or of a rollout that was ours, is to run', () => {
    expect(statusOf({ tasks: [oldTask(), task()] })).toBe('unknown')
    expect(statusOf({ tasks: [oldTask(), task({ container: blind })] }, expectation(), seen(rollout()))).toBe('unknown')
    expect(statusOf({ rollouts: [], tasks: [task()] })).toBe('unknown')
  })
  it('is judged where no such task is left', () => {
    const { rolloutId: _absent, ...stray } = oldTask()
    for (const tasks of [
      [oldTask()],
      [oldTask(), task(draining)],
      [oldTask(), task({ container: blind })],
      [oldTask(), task({ container: { state: 'digest', digest: OLD } })],
      [oldTask(), stray],
    ])
      expect(statusOf({ tasks })).not.toBe('unknown')
  })
  it('is judged where there is no image that a task could run', () => {
    const missing = expectation({ image: { state: 'missing', repository: REPOSITORY, searched: 'x' } })
    expect(statusOf({ tasks: [oldTask(), task()] }, missing)).not.toBe('unknown')
  })
  it('is judged by the tasks of other rollouts than itself', () => {
    const pinned = expectation({ taskDefinition: 'agricultural-core:2' })
    expect(statusOf({ tasks: [task({ rolloutId: BEFORE })] }, pinned)).not.toBe('unknown')
  })
})

describe('a current deployment of ours that may be over', () => {
  const doubt = 'it lacks the event of 12:00 that an earlier answer had'
  it('has a check that is unknown', () => {
    expect(judged({ service: { doubt } }).checks.find(({ id }) => id === 'deployment')?.status).toBe('unknown')
  })
})

describe('tasks of two images at the deadline', () => {
  const causeAtDeadline = (service: Partial<ServicePicture>) => judged({ service, phase: 'deadline' }).finding?.cause
  const both = [task(), oldTask()]
  const shifting = (status: string): Partial<ServicePicture> => ({
    strategy: 'CANARY',
    tasks: both,
    rollouts: [rollout(), previous({ runningCount: 1 })],
    ...deployments(serviceDeployment({ status })),
  })
  it('are mixed-tasks once the controller calls the deployment complete, and by design before', () => {
    expect(causeAtDeadline(shifting('IN_PROGRESS'))).toBe('rollout-timeout')
    expect(causeAtDeadline(shifting('SUCCESSFUL'))).toBe('mixed-tasks')
    const partly = [task(), task({ container: { state: 'digest', digest: OLD } })]
    expect(causeAtDeadline({ ...shifting('SUCCESSFUL'), rollouts: [rollout()], tasks: partly })).toBe('mixed-tasks')
    const drained = { ...shifting('SUCCESSFUL'), rollouts: [rollout()], tasks: [task(), oldTask(draining)] }
    expect(causeAtDeadline(drained)).toBe('mixed-tasks')
    expect(causeAtDeadline({ ...drained, doubt: 'it lacks an event' })).toBe('mixed-tasks')
  })
  it('are the only thing that a shift excuses', () => {
    const shift = { ...shifting('IN_PROGRESS'), rollouts: [rollout()] }
    expect(causeAtDeadline({ ...shift, tasks: [] })).toBe('nothing-running')
    const blind = task({ container: { state: 'no-digest', image: 'x' } })
    expect(causeAtDeadline({ ...shift, tasks: [blind] })).toBe('digest-unreadable')
    expect(judged({ service: { ...shift, tasks: [blind] }, phase: 'deadline' }).finding?.nextStep.about).toBe(
      'troubleshooting.md#ecs-reports-no-digest',
    )
  })
  it('are mixed-tasks of a rolling service, complete or not', () => {
    expect(causeAtDeadline({ tasks: both })).toBe('mixed-tasks')
    expect(causeAtDeadline({ tasks: both, rollouts: [rollout({ rolloutState: 'IN_PROGRESS' })] })).toBe('mixed-tasks')
  })
})

describe('the check of the deployment', () => {
  const checkOf = (service: Partial<ServicePicture>, change: CaseChange = {}) =>
    judged({ ...change, service }).checks.find(({ id }) => id === 'deployment')
  it('passes where the deployment is complete, by its controller’s word', () => {
    expect(checkOf({})).toMatchObject({
      status: 'pass',
      seen: `${OURS}, task definition agricultural-core:2: COMPLETED`,
    })
    const green = { strategy: 'BLUE_GREEN', ...deployments(serviceDeployment({ lifecycleStage: 'CLEAN_UP' })) }
    expect(checkOf(green)?.seen).toMatch(/: SUCCESSFUL$/)
  })
  it('waits while the deployment only claims the image, or runs it in part', () => {
    expect(checkOf({ tasks: [] })?.status).toBe('pending')
    const partly = [task(), task({ container: { state: 'digest', digest: OLD } })]
    expect(checkOf({ tasks: partly })?.status).toBe('pending')
  })
  it('names the stage, and the approval that a hook waits for', () => {
    const stage = (change: Partial<ServiceDeployment>) =>
      checkOf({ strategy: 'BLUE_GREEN', ...deployments(serviceDeployment({ status: 'IN_PROGRESS', ...change })) })?.seen
    expect(stage({ lifecycleStage: 'BAKE_TIME' })).toMatch(/: IN_PROGRESS, BAKE_TIME$/)
    expect(stage({})).toMatch(/: IN_PROGRESS$/)
    expect(stage({ hooks: [{ id: 'h', targetType: 'AWS_LAMBDA', status: 'AWAITING_ACTION' }] })).toMatch(
      /: IN_PROGRESS$/,
    )
    expect(stage({ hooks: [{ id: 'h', targetType: 'PAUSE', status: 'SUCCEEDED' }] })).toMatch(/: IN_PROGRESS$/)
  })
  it('says how many tasks other deployments still run', () => {
    const both = { rollouts: [rollout(), previous({ runningCount: 1 })] }
    expect(checkOf(both)).toMatchObject({
      status: 'pending',
      seen: expect.stringMatching(/COMPLETED; other deployments still run 1 task$/),
    })
    expect(checkOf({ rollouts: [rollout({ rolloutState: 'IN_PROGRESS' })] })?.seen).toMatch(/: IN_PROGRESS$/)
    const { rolloutId: _absent, ...stray } = task()
    expect(checkOf({ tasks: [task(), stray] })?.status).toBe('pass')
  })
  it('says what is current in place of ours', () => {
    const service = { rollouts: [previous({ status: 'PRIMARY' })], tasks: [oldTask()] }
    expect(checkOf(service)?.seen).toBe(`${BEFORE}, task definition agricultural-core:1: another image`)
    expect(checkOf({ rollouts: [] })?.seen).toBe('no current deployment')
  })
  it('says at the deadline what was waited for, before what single tasks wait for', () => {
    const rollouts = [rollout({ rolloutState: 'IN_PROGRESS' }), previous({ runningCount: 1 })]
    const service = { rollouts, tasks: [task({ health: 'UNHEALTHY' })] }
    expect(told({ service, phase: 'deadline' })).toMatch(
      /has been rolling out for 5 min: IN_PROGRESS; other deployments still run 1 task; 2 of 2 tasks run, 0 are pending/,
    )
  })
  it('fails where the deployment was taken back or replaced', () => {
    expect(checkOf({ rollouts: [rollout({ rolloutState: 'FAILED' })] })?.status).toBe('fail')
    expect(checkOf(replacedBy(newer), { history: seen(rollout()) })?.status).toBe('fail')
  })
})
