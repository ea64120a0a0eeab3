import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { remember, NO_HISTORY } from '../../src/judge/history.ts'
import { judgeService } from '../../src/judge/service.ts'
import type { ServiceDeployment, ServicePicture, Task } from '../../src/model.ts'
import {
  BEFORE,
  caseOf,
  CHILD,
  container,
  definitionArn,
  draining,
  expectation,
  image,
  LATER,
  MINUTE,
  NEW,
  NOW,
  observation,
  OLD,
  oldTask,
  OURS,
  picture,
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
const deadlineCauseOf = (change: CaseChange) => judged({ ...change, phase: 'deadline' }).finding?.cause
const unpinned = expectation()
const pinned = expectation({ taskDefinition: 'agricultural-core:2' })
const read = <T>(value: T) => ({ state: 'read' as const, value })

describe('an answer that may be older than what was read before', () => {
  const doubt = 'it lacks the event of 12:00 that an earlier answer had'

  it('proves nothing, though all that it shows is right', () => {
    expect(judged({ service: { doubt } })).toMatchObject({ holds: false })
    expect(judged({ service: { doubt } }).finding).toBeUndefined()
  })

  it('takes nothing back of which there are tasks that are to run', () => {
    const former = { rollouts: [previous({ status: 'PRIMARY', runningCount: 2 })], tasks: [task(), oldTask()], doubt }
    expect(judged({ service: former, phase: 'running' }).finding).toBeUndefined()
    expect(judged({ service: former, phase: 'deadline' }).finding?.cause).toBe('aws-unreachable')
    expect(judged({ service: { ...former, tasks: [oldTask()] }, phase: 'running' }).finding).toBeDefined()
  })

  it('is no reading of AWS at the deadline', () => {
    const { finding } = judged({ service: { doubt }, phase: 'deadline' })
    expect(finding).toMatchObject({ cause: 'aws-unreachable', explanation: expect.stringContaining(doubt) })
  })
})

describe('a service that is right', () => {
  it('holds', () => {
    expect(judged()).toMatchObject({ holds: true, ours: { id: OURS } })
  })

  it('holds with the digest of a platform’s manifest', () => {
    expect(judged({ service: { tasks: [task({ container: { state: 'digest', digest: CHILD } })] } }).holds).toBe(true)
  })

  it('holds where AWS reports no rollout state and all tasks of the only deployment run', () => {
    const { rolloutState: _absent, ...classic } = rollout()
    expect(judged({ service: { rollouts: [classic] } }).holds).toBe(true)
    const taken = { rollouts: [classic], serviceDeployments: read([serviceDeployment({ status: 'SUCCESSFUL' })]) }
    expect(judged({ service: taken }).holds).toBe(true)
  })

  it('holds while autoscaling starts a task that does not run yet', () => {
    const starting = task({ lastStatus: 'PENDING', container: { state: 'no-digest', image: 'x' }, health: 'UNKNOWN' })
    for (const lastStatus of ['PENDING', 'PROVISIONING'])
      expect(judged({ service: { desiredCount: 3, tasks: [task(), task(), { ...starting, lastStatus }] } }).holds).toBe(
        true,
      )
  })
})

describe('a service of which one thing is not right does not hold', () => {
  const wrong: readonly (readonly [string, CaseChange])[] = [
    ['an old task runs', { service: { tasks: [task(), oldTask()] } }],
    ['an old task drains', { service: { tasks: [task(), oldTask(draining)] } }],
    [
      'an old task is deactivating',
      { service: { tasks: [task(), oldTask({ lastStatus: 'DEACTIVATING', desiredStatus: 'STOPPED' })] } },
    ],
    [
      'an old task is stopping',
      { service: { tasks: [task(), oldTask({ lastStatus: 'STOPPING', desiredStatus: 'STOPPED' })] } },
    ],
    ['an old task is activating', { service: { tasks: [task(), oldTask({ lastStatus: 'ACTIVATING' })] } }],
    ['an old task is in a state nobody knew', { service: { tasks: [task(), oldTask({ lastStatus: 'HIBERNATING' })] } }],
    ['a task has no digest', { service: { tasks: [task(), task({ container: { state: 'no-digest', image: 'x' } })] } }],
    ['a task lacks the container', { service: { tasks: [task(), task({ container: { state: 'absent' } })] } }],
    ['no task runs', { service: { tasks: [] } }],
    [
      'the container does not run in one of the tasks',
      { service: { tasks: [task(), task({ containerDown: 'STOPPED, exit code 137' })] } },
    ],
    ['nothing is meant to run any more', { service: { desiredCount: 0 } }],
    ['the only task drains', { service: { tasks: [task(draining)] } }],
    [
      'ours is known by its record alone, and only old tasks still drain',
      { service: { rollouts: [rollout({ revisionDigest: NEW, runningCount: 0 })], tasks: [oldTask(draining)] } },
    ],
    ['a task is unhealthy', { service: { tasks: [task(), task({ health: 'UNHEALTHY' })] } }],
    ['a task’s health is not known yet', { service: { tasks: [task(), task({ health: 'UNKNOWN' })] } }],
    ['a task’s health is a value nobody knew', { service: { tasks: [task({ health: 'SPLENDID' })] } }],
    ...['PENDING', 'IN_PROGRESS', 'A_NEW_STATE'].map((status): readonly [string, CaseChange] => {
      const { rolloutState: _absent, ...classic } = rollout()
      const serviceDeployments = read([serviceDeployment({ status })])
      return [
        `AWS reports no rollout state, and its service deployment is ${status}`,
        { service: { rollouts: [classic], serviceDeployments } },
      ]
    }),
    ['the rollout goes on', { service: { rollouts: [rollout({ rolloutState: 'IN_PROGRESS' })] } }],
    ['the rollout is in a state nobody knew', { service: { rollouts: [rollout({ rolloutState: 'ALMOST' })] } }],
    ['another deployment still runs tasks', { service: { rollouts: [rollout(), previous({ runningCount: 1 })] } }],
    [
      'another deployment still runs a task of the same image',
      { service: { rollouts: [rollout(), previous()], tasks: [task(), task({ rolloutId: BEFORE })] } },
    ],
    ['the controller is unknown', { service: { controller: 'KUBERNETES' } }],
    ['the strategy is unknown', { service: { strategy: 'RAINBOW' } }],
    ['no deployment is listed', { service: { rollouts: [] } }],
    ['no deployment is primary', { service: { rollouts: [rollout({ status: 'ACTIVE' })] } }],
    ['the service drains', { service: { status: 'DRAINING' } }],
    ['the service is in a state nobody knew', { service: { status: 'PAUSED' } }],
    [
      'the image is missing',
      { expectation: expectation({ image: { state: 'missing', repository: REPOSITORY, searched: 'x' } }) },
    ],
    [
      'nothing ties the image to the commit',
      { expectation: expectation({ image: { state: 'found', image: image({ binding: 'none' }) } }) },
    ],
    [
      'what the image says is still being read',
      { expectation: expectation({ image: { state: 'found', image: image({ evidence: { state: 'reading' } }) } }) },
    ],
    ['another task definition is pinned', { expectation: expectation({ taskDefinition: 'agricultural-core:9' }) }],
    ['proof is required and there is none', { requireImageProof: true }],
    [
      'a classic deployment has pending tasks',
      { service: { rollouts: [(({ rolloutState: _absent, ...classic }) => classic)(rollout({ pendingCount: 1 }))] } },
    ],
  ]
  it.each(wrong)('%s', (_name, change) => {
    expect(judged(change).holds).toBe(false)
    expect(judged({ ...change, phase: 'deadline' }).finding).toBeDefined()
  })

  it.each([
    ['an old task runs', 'deployment pending, tasks pending'],
    ['an old task drains', 'tasks pending'],
    ['an old task is activating', 'tasks pending'],
    ['a task has no digest', 'tasks unknown'],
    ['a task lacks the container', 'tasks unknown'],
    ['the only task drains', 'tasks pending'],
    ['ours is known by its record alone, and only old tasks still drain', 'tasks pending'],
    ['a task is unhealthy', 'tasks pending'],
    ['the rollout goes on', 'deployment pending'],
    ['another deployment still runs tasks', 'deployment pending'],
    ['the controller is unknown', 'deployment pending'],
    ['no deployment is listed', 'deployment fail'],
    ['the image is missing', 'image fail, image-content pending, deployment fail, tasks pending'],
    ['nothing ties the image to the commit', 'image-content unknown'],
    ['what the image says is still being read', 'image-content pending'],
    ['another task definition is pinned', 'deployment fail'],
    ['proof is required and there is none', 'image-content fail'],
  ])('%s: %s once start-timeout is over', (name, expected) => {
    const change = wrong.find(([candidate]) => candidate === name)?.[1]
    const { checks } = judged({ ...change, phase: 'running' })
    const open = checks.filter(({ status }) => status !== 'pass' && status !== 'not-checked')
    expect(open.map(({ id, status }) => `${id} ${status}`).join(', ')).toBe(expected)
    expect(checks.map(({ id }) => id)).toEqual(['image', 'image-content', 'deployment', 'tasks'])
  })

  it('the image is missing, which is waited for until start-timeout is over', () => {
    const missing = wrong.find(([name]) => name === 'the image is missing')?.[1]
    expect(judged(missing).checks.map(({ status }) => status)).toEqual(['pending', 'pending', 'pending', 'pending'])
  })

  it.each(wrong)('%s, and what to do next is said', (_name, change) => {
    for (const phase of ['running', 'deadline'] as const) {
      const { finding, atDeadline } = judged({ ...change, phase })
      for (const one of [finding, atDeadline]) if (one !== undefined) expect(one.nextStep.text).toMatch(/[.:]$/)
    }
  })

  it.each(wrong)('%s, and a check says so', (_name, change) => {
    for (const phase of ['starting', 'running', 'deadline'] as const) {
      const { checks, finding } = judged({ ...change, phase })
      if (finding?.cause === 'service-not-found') continue
      expect(checks.some(({ status }) => status !== 'pass' && status !== 'not-checked')).toBe(true)
    }
  })
})

describe('evidence in the image', () => {
  const item = {
    kind: 'revision-label' as const,
    where: 'label org.opencontainers.image.revision',
    expected: '3fa04cb',
    said: '1b7c0de',
    finding: 'contradicts' as const,
  }
  const withItems = (
    ...items: (
      | typeof item
      | (Omit<typeof item, 'finding'> & { finding: 'agrees' | 'inherited' | 'absent' | 'not-read' | 'unreadable' })
    )[]
  ) => expectation({ image: { state: 'found', image: image({ evidence: { state: 'read', items } }) } })

  it('ends the run at once where it contradicts, while the rollout goes on', () => {
    const rolling = { rollouts: [rollout({ rolloutState: 'IN_PROGRESS' })] }
    expect(causeOf({ expectation: withItems(item), service: rolling })).toBe('image-stale')
  })

  it('names the strongest contradiction', () => {
    const file = {
      ...item,
      kind: 'version-file' as const,
      where: '/app/config.py in layer 7 of 9',
      expected: '3.3.6',
      said: '3.3.5',
    }
    const finding = judged({ expectation: withItems(item, file as never) }).finding
    expect(finding?.headline).toBe('the image holds 3.3.5, not 3.3.6')
  })

  it('is a check that passes where a piece agrees, and was not made where none speaks', () => {
    const statusOf = (finding: 'agrees' | 'absent') =>
      judged({ expectation: withItems({ ...item, finding }) }).checks.find(({ id }) => id === 'image-content')?.status
    expect(statusOf('agrees')).toBe('pass')
    expect(statusOf('absent')).toBe('not-checked')
    expect(judged().checks.find(({ id }) => id === 'image-content')?.status).toBe('not-checked')
  })

  it('does not fail for what was inherited from a base image', () => {
    expect(judged({ expectation: withItems({ ...item, finding: 'inherited' }) }).holds).toBe(true)
  })

  it('binds an image whose tag says nothing', () => {
    const agreeing = { ...item, said: '3fa04cb', finding: 'agrees' as const }
    const silent = { ...agreeing, said: '', finding: 'absent' as const }
    const found = image({ binding: 'none', tag: 'latest', evidence: { state: 'read', items: [silent, agreeing] } })
    expect(judged({ expectation: expectation({ image: { state: 'found', image: found } }) }).holds).toBe(true)
  })

  it('satisfies require-image-proof by naming the commit, not by holding the version alone', () => {
    const label = { ...item, said: '3fa04cb', finding: 'agrees' as const }
    expect(judged({ expectation: withItems(label), requireImageProof: true }).holds).toBe(true)
    const file = { ...label, kind: 'version-file' as never }
    expect(causeOf({ expectation: withItems(file), requireImageProof: true })).toBe('image-unproven')
  })

  it.each(['absent', 'inherited', 'not-read'] as const)(
    'does not satisfy require-image-proof by a label: %s',
    (finding) => {
      const expected = withItems({ ...item, finding })
      expect(causeOf({ expectation: expected, requireImageProof: true })).toBe('image-unproven')
    },
  )

  it.each(['revision-label', 'revision-annotation', 'provenance', 'version-file'] as const)(
    'is inconclusive where the registry gave other bytes than it should: %s',
    (kind) => {
      const broken = { ...item, kind: kind as never, said: '', finding: 'unreadable' as const }
      expect(causeOf({ expectation: withItems(broken) })).toBe('digest-unreadable')
    },
  )

  it('does not need what the role may not read', () => {
    expect(judged({ expectation: withItems({ ...item, said: '', finding: 'not-read' }) }).holds).toBe(true)
  })

  it('is aws-unreachable at the deadline where the registry did not answer in time', () => {
    const slow = expectation({ image: { state: 'found', image: image({ evidence: { state: 'reading' } }) } })
    expect(causeOf({ expectation: slow, phase: 'running' })).toBeUndefined()
    expect(deadlineCauseOf({ expectation: slow })).toBe('aws-unreachable')
  })

  it('is inconclusive where the version file cannot be read', () => {
    const file = { ...item, kind: 'version-file' as never, finding: 'unreadable' as const }
    expect(causeOf({ expectation: withItems(file) })).toBe('digest-unreadable')
  })
})

describe('image-missing and image-unproven', () => {
  const missing = expectation({ image: { state: 'missing', repository: REPOSITORY, searched: 'tags' } })
  it('waits for the image until start-timeout is over', () => {
    expect(causeOf({ expectation: missing })).toBeUndefined()
    expect(causeOf({ expectation: missing, phase: 'running' })).toBe('image-missing')
  })
  it('says at the deadline that nothing ties latest to the commit', () => {
    const latest = expectation({
      image: { state: 'found', image: image({ tag: 'latest', tags: ['latest', '3fa04cb'], binding: 'none' }) },
    })
    expect(deadlineCauseOf({ expectation: latest })).toBe('image-unproven')
  })
})

describe('not-deployed and digest-mismatch', () => {
  const elsewhere: Partial<ServicePicture> = {
    rollouts: [previous({ status: 'PRIMARY', runningCount: 2 })],
    tasks: [oldTask(), oldTask()],
  }

  it('waits for a deployment of the image to begin until start-timeout is over', () => {
    expect(causeOf({ service: elsewhere })).toBeUndefined()
    expect(causeOf({ service: elsewhere, phase: 'running' })).toBe('not-deployed')
    expect(judged({ service: elsewhere }).atDeadline?.cause).toBe('not-deployed')
  })

  const claiming = (createdAt: number): Partial<ServicePicture> => ({
    rollouts: [rollout({ createdAt })],
    tasks: [task({ container: { state: 'digest', digest: OLD } })],
  })
  it('is not-deployed where the deployment is older than the push of its tag', () => {
    expect(causeOf({ service: claiming(NOW - 11 * MINUTE), phase: 'running' })).toBe('not-deployed')
  })
  it('is digest-mismatch where the deployment is younger than the push of its tag', () => {
    expect(causeOf({ service: claiming(NOW - 9 * MINUTE), phase: 'running' })).toBe('digest-mismatch')
  })
  it('is digest-mismatch where the deployment began with the push, or when the push was is not told', () => {
    expect(causeOf({ service: claiming(NOW - 10 * MINUTE), phase: 'running' })).toBe('digest-mismatch')
    const { pushedAt: _absent, ...undated } = image()
    const expected = expectation({ image: { state: 'found', image: undated } })
    expect(causeOf({ expectation: expected, service: claiming(NOW - 11 * MINUTE), phase: 'running' })).toBe(
      'digest-mismatch',
    )
  })
  it('is digest-mismatch where the pinned task definition runs another digest', () => {
    const other = {
      taskDefinitions: [{ arn: definitionArn(2), containers: [container({ image: `${REPOSITORY}:other` })] }],
    }
    expect(
      causeOf({ expectation: pinned, service: { ...claiming(NOW - 9 * MINUTE), ...other }, phase: 'running' }),
    ).toBe('digest-mismatch')
  })
  it('is digest-mismatch where a deployment after the push names a tag that is moved from build to build', () => {
    const moving = {
      taskDefinitions: [{ arn: definitionArn(2), containers: [container({ image: `${REPOSITORY}:live` })] }],
    }
    expect(causeOf({ service: { ...claiming(NOW - 9 * MINUTE), ...moving }, phase: 'running' })).toBe('digest-mismatch')
    expect(causeOf({ service: { ...claiming(NOW - 11 * MINUTE), ...moving }, phase: 'running' })).toBe('not-deployed')
    expect(causeOf({ service: { ...claiming(NOW - 9 * MINUTE), ...moving, tasks: [] }, phase: 'running' })).toBe(
      'not-deployed',
    )
    const missing = expectation({ image: { state: 'missing', repository: REPOSITORY, searched: 'x' } })
    expect(
      causeOf({ expectation: missing, service: { ...claiming(NOW - 9 * MINUTE), ...moving }, phase: 'running' }),
    ).toBe('image-missing')
    const other = expectation({ taskDefinition: 'agricultural-core:9' })
    const service = { ...claiming(NOW - 9 * MINUTE), ...moving }
    expect(causeOf({ expectation: other, service, phase: 'running' })).toBe('not-deployed')
  })
  it('says that a tag pushed again deploys nothing by itself', () => {
    const explained = (service: Partial<ServicePicture>) => judged({ service, phase: 'running' }).finding?.explanation
    expect(explained(claiming(NOW - 11 * MINUTE))).toContain('pushing it again changes nothing')
    expect(explained(elsewhere)).not.toContain('pushing it again')
  })
  it('does not call a deployment ours that names a digest of another image', () => {
    const other = {
      taskDefinitions: [{ arn: definitionArn(2), containers: [container({ image: `${REPOSITORY}@${OLD}` })] }],
    }
    expect(causeOf({ service: { ...claiming(NOW - 9 * MINUTE), ...other }, phase: 'running' })).toBe('not-deployed')
  })
  it('waits past start-timeout for a deployment that claims the image and has no task yet', () => {
    const begun = {
      rollouts: [rollout({ rolloutState: 'IN_PROGRESS', runningCount: 0 }), previous({ runningCount: 2 })],
      tasks: [oldTask()],
    }
    expect(judged({ service: begun, phase: 'running' })).toMatchObject({ holds: false, ours: { id: OURS } })
    expect(causeOf({ service: begun, phase: 'running' })).toBeUndefined()
  })
  it('recognises a deployment by the digest that its service revision records', () => {
    const other = {
      taskDefinitions: [{ arn: definitionArn(2), containers: [container({ image: `${REPOSITORY}:prod` })] }],
    }
    const begun = { ...other, rollouts: [rollout({ rolloutState: 'IN_PROGRESS', revisionDigest: NEW })], tasks: [] }
    expect(judged({ service: begun }).ours?.id).toBe(OURS)
  })
})

describe('superseded and rolled-back', () => {
  const rolling = observation({
    rollouts: [rollout({ rolloutState: 'IN_PROGRESS' }), previous({ runningCount: 2 })],
    tasks: [task(), oldTask()],
  })
  const seen = remember(NO_HISTORY, unpinned, rolling)
  const newer = rollout({ id: LATER, taskDefinition: definitionArn(3), createdAt: NOW - MINUTE })
  const newerTask = task({
    rolloutId: LATER,
    taskDefinition: definitionArn(3),
    container: { state: 'digest', digest: OLD },
  })

  it('is superseded at once where a newer deployment of another image took the place of one that was seen', () => {
    const finding = judged({ history: seen, service: { rollouts: [newer], tasks: [newerTask] } }).finding
    expect(finding?.cause).toBe('superseded')
    expect(finding?.explanation).toContain(LATER)
    expect(finding?.explanation).toContain('agricultural-core:3')
  })
  it('is superseded by a newer deployment also where ours had failed and nothing was to roll it back', () => {
    const failed = observation({ rollouts: [rollout({ rolloutState: 'FAILED' })], tasks: [task()] })
    const history = remember(NO_HISTORY, unpinned, failed)
    const service = { rollouts: [newer], tasks: [newerTask] }
    expect(causeOf({ history, service })).toBe('superseded')
    expect(causeOf({ history, service: { ...service, rollbackEnabled: true } })).toBe('superseded')
    const back = {
      rollouts: [{ ...newer, taskDefinition: definitionArn(1) }],
      tasks: [newerTask],
      rollbackEnabled: true,
    }
    expect(causeOf({ history, service: back })).toBe('rolled-back')
  })
  it('is superseded while our own deployment still drains as ACTIVE', () => {
    expect(causeOf({ service: { rollouts: [newer, rollout({ status: 'ACTIVE' })], tasks: [newerTask, task()] } })).toBe(
      'superseded',
    )
  })
  it('is superseded by what only its stopped tasks tell, at the second look', () => {
    const service = {
      rollouts: [newer],
      tasks: [newerTask],
      stops: [
        stop({ stopCode: 'ServiceSchedulerInitiated', stoppedReason: 'Scaling activity initiated by (deployment x)' }),
      ],
    }
    expect(causeOf({ service })).toBeUndefined()
    expect(causeOf({ service, looksBefore: 1 })).toBe('superseded')
  })
  it('is superseded where the service deployments tell of ours', () => {
    const mine = serviceDeployment({ status: 'STOPPED', digest: NEW, taskDefinition: definitionArn(2) })
    const service = { rollouts: [newer], tasks: [newerTask], serviceDeployments: read([mine]) }
    expect(causeOf({ service, looksBefore: 1 })).toBe('superseded')
  })
  it('is superseded before any of its tasks told a digest, where it named the commit’s tag', () => {
    const pulling = observation({ rollouts: [rollout({ rolloutState: 'IN_PROGRESS', runningCount: 0 })], tasks: [] })
    const history = remember(NO_HISTORY, unpinned, pulling)
    expect(causeOf({ history, service: { rollouts: [newer], tasks: [newerTask] } })).toBe('superseded')
  })
  it('does not take an old deployment of a moved tag for ours', () => {
    const old = observation({ rollouts: [rollout({ createdAt: NOW - 60 * MINUTE, runningCount: 0 })], tasks: [] })
    const history = remember(NO_HISTORY, unpinned, old)
    expect(causeOf({ history, service: { rollouts: [newer], tasks: [newerTask] }, phase: 'running' })).toBe(
      'not-deployed',
    )
  })
  it('is rolled-back where only the current deployment’s reason tells of it', () => {
    const back = {
      ...newer,
      rolloutStateReason: `ECS deployment circuit breaker: rolling back to deploymentId ${BEFORE}.`,
    }
    const service = {
      rollouts: [back, rollout({ status: 'ACTIVE', rolloutState: 'FAILED' })],
      tasks: [newerTask, task()],
    }
    expect(causeOf({ service })).toBe('rolled-back')
  })
  it('is not superseded by a newer deployment of the same image', () => {
    expect(
      judged({ history: seen, service: { rollouts: [rollout({ id: LATER })], tasks: [task({ rolloutId: LATER })] } })
        .holds,
    ).toBe(true)
  })

  it('is rolled-back where the earlier deployment is current again', () => {
    const back = { rollouts: [previous({ status: 'PRIMARY', runningCount: 2 })], tasks: [oldTask()] }
    expect(causeOf({ history: seen, service: back })).toBe('rolled-back')
  })
  it('is rolled-back at once when the failed deployment says so, although it is still PRIMARY', () => {
    const failed = rollout({
      rolloutState: 'FAILED',
      rolloutStateReason: `ECS deployment circuit breaker: rolling back to deploymentId ${BEFORE}.`,
    })
    expect(causeOf({ service: { rollouts: [failed] } })).toBe('rolled-back')
  })
  it.each(['ROLLBACK_REQUESTED', 'ROLLBACK_IN_PROGRESS', 'ROLLBACK_SUCCESSFUL', 'ROLLBACK_FAILED'])(
    'is rolled-back by the service deployment’s word: %s',
    (status) => {
      const service = {
        serviceDeployments: read([serviceDeployment({ status, rollbackReason: 'Service deployment rolled back' })]),
      }
      expect(causeOf({ service })).toBe('rolled-back')
    },
  )
  it('is rolled-back with the same task definition before and after, judged by id', () => {
    const latest = [{ arn: definitionArn(2), containers: [container({ image: `${REPOSITORY}:latest` })] }]
    const expected = expectation({ image: { state: 'found', image: image({ tags: ['3fa04cb', 'latest'] }) } })
    const back = previous({ status: 'PRIMARY', taskDefinition: definitionArn(2), runningCount: 2 })
    const mine = serviceDeployment({ status: 'ROLLBACK_SUCCESSFUL', digest: NEW, taskDefinition: definitionArn(2) })
    const service = {
      taskDefinitions: latest,
      rollouts: [back],
      tasks: [oldTask({ taskDefinition: definitionArn(2) })],
      serviceDeployments: read([mine]),
    }
    expect(causeOf({ expectation: expected, service, looksBefore: 1 })).toBe('rolled-back')
  })

  it('is rollout-failed where the controller gives up and nothing rolls back', () => {
    const failed = rollout({
      rolloutState: 'FAILED',
      rolloutStateReason: 'ECS deployment circuit breaker: tasks failed to start.',
    })
    expect(causeOf({ service: { rollouts: [failed] } })).toBe('rollout-failed')
  })
  it('gives an enabled rollback a moment to show before it is rollout-failed', () => {
    const failed = rollout({
      rolloutState: 'FAILED',
      rolloutStateReason: 'ECS deployment circuit breaker: tasks failed to start.',
    })
    const service = { rollbackEnabled: true, rollouts: [failed] }
    expect(causeOf({ service })).toBeUndefined()
    const history = remember(NO_HISTORY, unpinned, observation(service, NOW - 31_000))
    expect(causeOf({ service, history })).toBe('rollout-failed')
  })
  it('is rollout-failed where somebody stopped the deployment and left it', () => {
    expect(causeOf({ service: { serviceDeployments: read([serviceDeployment({ status: 'STOPPED' })]) } })).toBe(
      'rollout-failed',
    )
  })
})

describe('tasks', () => {
  const crash = (at: number) => stop({ createdAt: at, startedAt: at, stoppedAt: at + 10_000 })
  const crashing = {
    rollouts: [rollout({ rolloutState: 'IN_PROGRESS', runningCount: 0 }), previous({ runningCount: 2 })],
  }

  it('is tasks-failing at the second stop of the same kind', () => {
    const service = { ...crashing, tasks: [oldTask()], stops: [crash(NOW - 100_000), crash(NOW - 50_000)] }
    const finding = judged({ service }).finding
    expect(finding?.cause).toBe('tasks-failing')
    expect(finding?.explanation).toContain('exit code 1')
    expect(causeOf({ service: { ...service, stops: [crash(NOW - 100_000)] } })).toBeUndefined()
  })
  it('does not hold the stops of another deployment against ours', () => {
    const other = [crash(NOW - 100_000), crash(NOW - 50_000)].map((entry) => ({ ...entry, rolloutId: BEFORE }))
    expect(judged({ service: { stops: other } }).holds).toBe(true)
  })
  it('counts stops without startedBy by their task definition and time', () => {
    const nameless = [crash(NOW - 100_000), crash(NOW - 50_000)].map(({ rolloutId: _absent, ...entry }) => entry)
    expect(causeOf({ service: { ...crashing, tasks: [oldTask()], stops: nameless } })).toBe('tasks-failing')
  })

  it('does not call ours failing by stops of another deployment, task definition or time', () => {
    const twice = [crash(NOW - 100_000), crash(NOW - 50_000)]
    const failing = (change: object): string | undefined => {
      const stops = twice.map((one) => ({ ...one, ...change }))
      return causeOf({ service: { ...crashing, tasks: [oldTask()], stops } })
    }
    expect(failing({})).toBe('tasks-failing')
    expect(failing({ rolloutId: BEFORE })).toBeUndefined()
    expect(failing({ rolloutId: undefined, taskDefinition: definitionArn(1) })).toBeUndefined()
    expect(failing({ rolloutId: undefined, createdAt: NOW - 6 * MINUTE })).toBeUndefined()
    expect(failing({ rolloutId: undefined })).toBe('tasks-failing')
    expect(failing({ rolloutId: undefined, createdAt: NOW - 5 * MINUTE })).toBe('tasks-failing')
    expect(failing({ rolloutId: undefined, createdAt: NOW - 5 * MINUTE - 1 })).toBeUndefined()
  })
  it('has a check that fails where tasks fail, and where nothing will run', () => {
    const statusOf = (change: CaseChange) => judged(change).checks.find(({ id }) => id === 'tasks')?.status
    const stops = [crash(NOW - 100_000), crash(NOW - 50_000)]
    expect(statusOf({ service: { ...crashing, tasks: [oldTask()], stops } })).toBe('fail')
    const none = { desiredCount: 0, rollouts: [rollout({ desiredCount: 0, runningCount: 0 })], tasks: [] }
    expect(statusOf({ service: none })).toBe('pending')
    expect(statusOf({ service: none, phase: 'running' })).toBe('fail')
  })
  it('says whether the service wants no task or gets none', () => {
    const words = (change: Partial<ServicePicture>): string =>
      judged({ phase: 'deadline', service: { rollouts: [rollout({ runningCount: 0 })], tasks: [], ...change } }).finding
        ?.explanation ?? ''
    expect(words({ desiredCount: 0 })).toContain('is scaled to 0')
    expect(words({ desiredCount: 2 })).toContain('wants 2 and none runs')
    expect(words({ desiredCount: 0, schedulingStrategy: 'DAEMON' })).toContain('wants 0 and none runs')
  })

  it('is nothing-running when start-timeout is over and the service is scaled to zero', () => {
    const service = { desiredCount: 0, rollouts: [rollout({ desiredCount: 0, runningCount: 0 })], tasks: [] }
    expect(causeOf({ service })).toBeUndefined()
    expect(causeOf({ service, phase: 'running' })).toBe('nothing-running')
  })
  it('is nothing-running at the deadline when tasks are wanted and none runs', () => {
    const service = { rollouts: [rollout({ runningCount: 0, rolloutState: 'IN_PROGRESS' })], tasks: [] }
    expect(causeOf({ service, phase: 'running' })).toBeUndefined()
    expect(deadlineCauseOf({ service })).toBe('nothing-running')
  })
  it('does not call a DAEMON scaled to zero by its desired count', () => {
    const service = {
      schedulingStrategy: 'DAEMON',
      desiredCount: 0,
      rollouts: [rollout({ desiredCount: 0, runningCount: 0 })],
      tasks: [],
    }
    expect(causeOf({ service, phase: 'running' })).toBeUndefined()
  })

  it('is mixed-tasks at the deadline where old tasks drain', () => {
    expect(deadlineCauseOf({ service: { tasks: [task(), oldTask(draining)] } })).toBe('mixed-tasks')
  })
  it.each([
    ['one that drains', [oldTask(draining)], '1 runs … it is draining, and started 2025-07-21 10:31:00 UTC'],
    ['one that stays', [oldTask()], '1 runs … it is not draining, and started 2025-07-21 10:31:00 UTC'],
    ['none that drain', [oldTask(), oldTask()], '2 run … none of them is draining, the oldest started'],
    ['one of some', [oldTask(), oldTask(draining)], '2 run … 1 of them is draining, the oldest started'],
    ['some', [oldTask(), oldTask(draining), oldTask(draining)], '3 run … 2 of them are draining, the oldest'],
    ['all', [oldTask(draining), oldTask(draining)], '2 run … all of them are draining, the oldest started'],
  ])('counts the tasks of another image that drain: %s', (_what, others, said) => {
    const { finding } = judged({ service: { tasks: [task(), ...others] }, phase: 'deadline' })
    const [number = '', state = ''] = said.split(' … ')
    expect(finding?.explanation).toContain(`; 1 task is, ${number} sha256:bbbbbbbb…; ${state}`)
  })
  it('has a command that shows which task runs which digest', () => {
    const { finding } = judged({ service: { tasks: [task(), oldTask()] }, phase: 'deadline' })
    expect(finding?.nextStep.command?.split('\n')).toEqual([
      'TASKS=$(aws ecs list-tasks --region us-east-1 --cluster ava-olo --service-name agricultural-core --query taskArns --output text)',
      "aws ecs describe-tasks --region us-east-1 --cluster ava-olo --tasks $TASKS --query 'tasks[].[startedAt,lastStatus,desiredStatus,startedBy,containers[].imageDigest]'",
    ])
  })
  it('is not aws-unreachable at the deadline where ours is complete and only old tasks are left', () => {
    const left = {
      rollouts: [rollout({ revisionDigest: NEW, runningCount: 0 })],
      tasks: [oldTask(draining)],
    }
    const finding = judged({ service: left, phase: 'deadline' }).finding
    expect(finding?.cause).toBe('rollout-timeout')
    expect(finding?.explanation).toContain('0 of 1 on the image, 1 on sha256:bbbbbbbb… (1 draining)')
    expect(finding?.ruledOut).toEqual([
      'No task of the image is in service beside the others, so it is not mixed-tasks.',
    ])
    expect(deadlineCauseOf({ service: { ...left, desiredCount: 0 } })).toBe('nothing-running')
  })
  it('tells those that drain from those that stay', () => {
    const tasks = [task(), oldTask(), oldTask(draining), oldTask({ lastStatus: 'DEACTIVATING' })]
    expect(judged({ service: { tasks } }).checks.find(({ id }) => id === 'tasks')?.seen).toContain('(2 draining)')
  })
  it('is mixed-tasks where one deployment runs two digests', () => {
    expect(
      deadlineCauseOf({ service: { tasks: [task(), task({ container: { state: 'digest', digest: OLD } })] } }),
    ).toBe('mixed-tasks')
  })
  it('is rollout-timeout at the deadline where only the controller’s word is missing', () => {
    expect(deadlineCauseOf({ service: { rollouts: [rollout({ rolloutState: 'IN_PROGRESS' })] } })).toBe(
      'rollout-timeout',
    )
  })
  it('is rollout-timeout at the deadline where a task stays unhealthy', () => {
    const service = { tasks: [task({ health: 'UNHEALTHY' })] }
    expect(judged({ service, phase: 'deadline' }).finding).toMatchObject({
      cause: 'rollout-timeout',
      ruledOut: ['No task of another image is in service, so it is not mixed-tasks.'],
    })
  })
  it('is digest-unreadable where a task does not list the container that its definition has', () => {
    expect(deadlineCauseOf({ service: { tasks: [task(), task({ container: { state: 'absent' } })] } })).toBe(
      'digest-unreadable',
    )
    const service = { tasks: [task(), oldTask({ container: { state: 'absent' } })] }
    const renamed = [
      { arn: definitionArn(1), containers: [container({ name: 'web' })] },
      { arn: definitionArn(2), containers: [container()] },
    ]
    expect(deadlineCauseOf({ service: { ...service, taskDefinitions: renamed } })).toBe('mixed-tasks')
    const lacking = { tasks: [task(), task({ container: { state: 'absent' } })] }
    expect(deadlineCauseOf({ service: { ...lacking, taskDefinitions: renamed } })).toBe('digest-unreadable')
    const beside = [{ arn: definitionArn(2), containers: [container({ name: 'envoy' }), container()] }]
    expect(deadlineCauseOf({ service: { ...lacking, taskDefinitions: beside } })).toBe('digest-unreadable')
    expect(deadlineCauseOf({ service: { ...lacking, taskDefinitions: [] } })).toBe('digest-unreadable')
    const blind = { tasks: [task(), oldTask({ container: { state: 'no-digest', image: 'x' } })] }
    expect(deadlineCauseOf({ service: { ...blind, taskDefinitions: renamed } })).toBe('digest-unreadable')
  })
  it('is digest-unreadable at the deadline, or once a digest is long overdue', () => {
    const service = { tasks: [task({ container: { state: 'no-digest', image: 'x' } })] }
    expect(causeOf({ service, phase: 'running' })).toBeUndefined()
    expect(deadlineCauseOf({ service })).toBe('digest-unreadable')
    const history = remember(NO_HISTORY, unpinned, observation(service, NOW - 61_000))
    expect(causeOf({ service, phase: 'running', history })).toBe('digest-unreadable')
    expect(causeOf({ service, phase: 'starting', history })).toBeUndefined()
    expect(causeOf({ service, phase: 'running', history, at: NOW - 1_000 })).toBeUndefined()
  })
  it('is digest-unreadable at the deadline, and not before, where nobody can tell whether ours began', () => {
    const unreadable = expectation({ image: { state: 'found', image: image({ tags: [] }) } })
    const service: Partial<ServicePicture> = {
      taskDefinitions: [{ arn: definitionArn(2), containers: [container({ image: `${REPOSITORY}:main` })] }],
      tasks: [task({ container: { state: 'no-digest', image: 'x' } })],
    }
    const history = remember(NO_HISTORY, unreadable, observation(service, NOW - 5 * MINUTE))
    expect(causeOf({ expectation: unreadable, service, history, phase: 'running' })).toBeUndefined()
    expect(deadlineCauseOf({ expectation: unreadable, service, history })).toBe('digest-unreadable')
    const starting = task({ lastStatus: 'PENDING', container: { state: 'no-digest', image: 'x' } })
    for (const tasks of [[], [starting], [oldTask()]])
      expect(deadlineCauseOf({ expectation: unreadable, service: { ...service, tasks }, history })).toBe('not-deployed')
  })
  it('is told by its check: how many run it, how many another image, and how many say nothing', () => {
    const seen = (...tasks: readonly Task[]) =>
      judged({ service: { tasks } }).checks.find(({ id }) => id === 'tasks')?.seen
    const blind = task({ container: { state: 'no-digest', image: 'x' } })
    expect(seen(task(), task())).toBe('2 of 2 on the image')
    expect(seen(task(), blind)).toBe('1 of 2 on the image, 1 without a digest')
    expect(seen(task(), oldTask())).toBe('1 of 2 on the image, 1 on sha256:bbbbbbbb…')
    expect(seen(task(), oldTask(draining), blind)).toBe(
      '1 of 3 on the image, 1 on sha256:bbbbbbbb… (1 draining), 1 without a digest',
    )
    const starting = task({ lastStatus: 'ACTIVATING' })
    expect(seen(task(), task(draining), starting, starting, oldTask())).toBe(
      '1 of 5 on the image, 2 of it starting, 1 of it draining, 1 on sha256:bbbbbbbb…',
    )
  })
  it('tells of a container that does not run in how many tasks, and is no more than pending', () => {
    const down = task({ containerDown: 'STOPPED, exit code 137' })
    const service = { tasks: [task(), down, down] }
    const seen = 'in 2 tasks the container app does not run: STOPPED, exit code 137'
    const { checks } = judged({ service })
    expect(checks.find(({ id }) => id === 'tasks')).toMatchObject({
      status: 'pending',
      seen: expect.stringContaining(seen.replace('app', observation(service).service.container)),
    })
    expect(causeOf({ service })).toBeUndefined()
    expect(deadlineCauseOf({ service })).toBe('rollout-timeout')
  })
  it('is nothing-running where the desired count is 0, once start-timeout is over', () => {
    const service = { desiredCount: 0 }
    const status = (phase: 'starting' | 'running') =>
      judged({ service, phase }).checks.find(({ id }) => id === 'tasks')?.status
    expect([status('starting'), status('running')]).toEqual(['pending', 'fail'])
    expect(causeOf({ service, phase: 'starting' })).toBeUndefined()
    expect(causeOf({ service, phase: 'running' })).toBe('nothing-running')
    expect(judged({ service: { ...service, schedulingStrategy: 'DAEMON' } }).holds).toBe(true)
    const last = { ...service, tasks: [task(draining), task({ ...draining, lastStatus: 'DEACTIVATING' })] }
    expect(causeOf({ service: last, phase: 'running' })).toBe('nothing-running')
    expect(deadlineCauseOf({ service: { ...last, desiredCount: 2 } })).toBe('rollout-timeout')
  })
  it('tells at the deadline how many of the others drain, and since when they run', () => {
    const told = (...tasks: readonly Task[]) => judged({ service: { tasks }, phase: 'deadline' }).finding
    const young = oldTask({ startedAt: NOW - 10 * MINUTE })
    const going = told(task(), oldTask(draining), { ...young, ...draining })
    expect(going?.explanation).toContain('; all of them are draining, the oldest started 2025-07-21 10:31:00 UTC.')
    expect(going?.nextStep.text).toMatch(/^Old tasks only drain/)
    const staying = told(task(), young, oldTask(draining))
    expect(staying?.explanation).toContain('; 1 of them is draining, the oldest started 2025-07-21 10:31:00 UTC.')
    expect(staying?.nextStep.text).toMatch(/^Find out why tasks of another image stay/)
    const { startedAt: _absent, ...timeless } = oldTask()
    expect(told(task(), timeless)?.explanation).toContain('; it is not draining.')
  })

  describe('stable-for', () => {
    const unvouched = (age: number, change: Partial<ServicePicture> = {}): Partial<ServicePicture> => ({
      hasLoadBalancer: false,
      tasks: [task({ hasHealthCheck: false, health: 'UNKNOWN', startedAt: NOW - age })],
      ...change,
    })
    it('asks for 30 s of a task that nothing vouches for', () => {
      expect(judged({ service: unvouched(29_000) }).holds).toBe(false)
      expect(judged({ service: unvouched(30_000) }).holds).toBe(true)
    })
    it('goes by AWS’s clock, which told when the task began, and not by a runner’s that is ahead or behind', () => {
      expect(judged({ service: unvouched(60_000), clockOffset: -31_000 })).toMatchObject({
        holds: false,
        dueAt: NOW + 1_000,
      })
      expect(judged({ service: unvouched(60_000), clockOffset: -30_000 }).holds).toBe(true)
      expect(judged({ service: unvouched(10_000), clockOffset: 20_000 }).holds).toBe(true)
      const history = { ...NO_HISTORY, steadySince: NOW - 29_000 }
      expect(judged({ stableFor: 30_000, history, clockOffset: 20_000 })).toMatchObject({ dueAt: NOW + 1_000 })
    })
    it('is waited for, and is over at a time that is known', () => {
      const { checks, dueAt } = judged({ service: unvouched(29_000) })
      expect(checks.find(({ id }) => id === 'tasks')?.status).toBe('pending')
      expect(dueAt).toBe(NOW + 1_000)
      expect(judged({ service: unvouched(30_000) }).dueAt).toBeUndefined()
    })
    it('asks for nothing where a load balancer or a health check vouches', () => {
      expect(judged({ service: { ...unvouched(1_000), hasLoadBalancer: true } }).holds).toBe(true)
      expect(judged({ service: { hasLoadBalancer: false, tasks: [task({ startedAt: NOW - 1_000 })] } }).holds).toBe(
        true,
      )
    })
    it('counts from the last fatal stop of our deployment', () => {
      const stops = [stop({ stoppedAt: NOW - 10_000 })]
      expect(judged({ service: unvouched(60_000, { stops }) }).holds).toBe(false)
      const ordinary = [
        stop({ stoppedAt: NOW - 10_000, stopCode: 'UserInitiated', stoppedReason: 'Task stopped by user' }),
      ]
      expect(judged({ service: unvouched(60_000, { stops: ordinary }) }).holds).toBe(true)
    })
    it('counts from the end of its code, not from when ECS had cleared up after it', () => {
      const stops = [stop({ executionStoppedAt: NOW - 30_000, stoppedAt: NOW - 10_000 })]
      expect(judged({ service: unvouched(60_000, { stops }) }).holds).toBe(true)
    })
    it('sees a fatal stop that has only begun', () => {
      const dying = task({
        lastStatus: 'STOPPING',
        desiredStatus: 'STOPPED',
        stopCode: 'EssentialContainerExited',
        stoppedReason: 'Essential container in task exited',
        hasHealthCheck: false,
      })
      const [running] = unvouched(60_000).tasks ?? []
      if (running === undefined) throw new Error('one runs')
      expect(judged({ service: unvouched(60_000, { tasks: [running, dying] }) }).holds).toBe(false)
    })
    it('asks each task for a health check, and each for its start', () => {
      const checked = task({ startedAt: NOW - 1_000 })
      const bare = task({ hasHealthCheck: false, startedAt: NOW - 1_000 })
      expect(judged({ service: { hasLoadBalancer: false, tasks: [checked, bare] } }).holds).toBe(false)
      const { startedAt: _absent, ...unknown } = task({ hasHealthCheck: false })
      const old = task({ hasHealthCheck: false, startedAt: NOW - 60_000 })
      expect(judged({ service: { hasLoadBalancer: false, tasks: [old, unknown] } }).holds).toBe(false)
    })
    it('does not mind what stops of another deployment, or stops by order', () => {
      const [running] = unvouched(60_000).tasks ?? []
      if (running === undefined) throw new Error('one runs')
      const theirs = [stop({ rolloutId: BEFORE, stoppedAt: NOW - 10_000 })]
      expect(judged({ service: unvouched(60_000, { stops: theirs }) }).holds).toBe(true)
      expect(judged({ service: unvouched(29_000, { stops: theirs }) }).holds).toBe(false)
      const going = { lastStatus: 'STOPPED', desiredStatus: 'STOPPED', hasHealthCheck: false } as const
      const crashed = { stopCode: 'EssentialContainerExited', stoppedReason: 'Essential container in task exited' }
      const others = task({ ...going, ...crashed, rolloutId: BEFORE })
      expect(judged({ service: unvouched(60_000, { tasks: [running, others] }) }).holds).toBe(true)
      const scaledIn = task({
        ...going,
        stopCode: 'ServiceSchedulerInitiated',
        stoppedReason: 'Scaling activity initiated by (deployment x)',
      })
      expect(judged({ service: unvouched(60_000, { tasks: [running, scaledIn] }) }).holds).toBe(true)
    })
    it('counts a fatal stop whose time is not told as one of this moment', () => {
      const { stoppedAt: _absent, ...timeless } = stop()
      expect(judged({ service: unvouched(60_000, { stops: [timeless] }) }).holds).toBe(false)
    })
    it('follows the author’s own duration', () => {
      expect(judged({ stableFor: 300_000 }).holds).toBe(false)
      expect(judged({ stableFor: 200_000 }).holds).toBe(true)
    })
    it('begins anew, where the author gives a duration, when the tasks are right again', () => {
      const steady = (steadySince: number) => judged({ stableFor: 30_000, history: { ...NO_HISTORY, steadySince } })
      expect(steady(-Infinity).holds).toBe(true)
      expect(steady(NOW - 30_000).holds).toBe(true)
      expect(steady(NOW - 29_000)).toMatchObject({ holds: false, dueAt: NOW + 1_000 })
      expect(steady(Infinity)).toMatchObject({ holds: false, dueAt: NOW + 30_000 })
      expect(judged({ history: { ...NO_HISTORY, steadySince: Infinity } }).holds).toBe(true)
      const history = { ...NO_HISTORY, steadySince: Infinity }
      expect(judged({ service: unvouched(60_000), history }).holds).toBe(true)
    })
    it('does not count a task whose start is unknown', () => {
      const { startedAt: _absent, ...unknown } = task({ hasHealthCheck: false })
      expect(judged({ service: { hasLoadBalancer: false, tasks: [unknown] } }).holds).toBe(false)
    })
  })
})

describe('native blue/green, linear and canary', () => {
  const of = (status: string, change: Partial<ServicePicture> = {}): Partial<ServicePicture> => ({
    strategy: 'BLUE_GREEN',
    serviceDeployments: read([serviceDeployment({ status, lifecycleStage: 'BAKE_TIME' })]),
    ...change,
  })
  it.each(['BLUE_GREEN', 'LINEAR', 'CANARY'])('%s holds when the service deployment is SUCCESSFUL', (strategy) => {
    expect(judged({ service: of('SUCCESSFUL', { strategy }) }).holds).toBe(true)
  })
  it.each(['PENDING', 'IN_PROGRESS', 'STOP_REQUESTED', 'MARVELLOUS'])('does not hold while it is %s', (status) => {
    expect(judged({ service: of(status) }).holds).toBe(false)
  })
  it('does not trust rolloutState in place of the service deployment', () => {
    expect(judged({ service: { strategy: 'BLUE_GREEN' } }).holds).toBe(false)
  })
  it('goes by begin and task definition where no number of a rollout is listed', () => {
    const unnumbered = (change: Partial<ServiceDeployment>) => ({
      strategy: 'BLUE_GREEN',
      serviceDeployments: read([serviceDeployment({ revisionId: '7', ...change })]),
    })
    const told = { taskDefinition: definitionArn(2) }
    expect(judged({ service: unnumbered(told) }).holds).toBe(true)
    expect(judged({ service: unnumbered({}) }).holds).toBe(false)
    expect(judged({ service: unnumbered({ ...told, finishedAt: NOW - 6 * MINUTE }) }).holds).toBe(false)
    expect(judged({ service: unnumbered({ ...told, createdAt: NOW - 60 * MINUTE }) }).holds).toBe(false)
    expect(judged({ service: unnumbered({ taskDefinition: definitionArn(1) }) }).holds).toBe(false)
  })
  it('does not hold while blue tasks still run after success', () => {
    expect(judged({ service: of('SUCCESSFUL', { tasks: [task(), oldTask()] }) }).holds).toBe(false)
  })
  it('is rollout-timeout, not mixed-tasks, while both colours run by design', () => {
    const rolling = of('IN_PROGRESS', {
      tasks: [task(), oldTask()],
      rollouts: [rollout(), previous({ runningCount: 1 })],
    })
    expect(deadlineCauseOf({ service: rolling })).toBe('rollout-timeout')
  })
  it('tells that a hook waits for an approval', () => {
    const hooks = [{ id: 'approve', targetType: 'PAUSE', status: 'AWAITING_ACTION' }]
    const waiting = of('IN_PROGRESS', {
      serviceDeployments: read([serviceDeployment({ status: 'IN_PROGRESS', hooks })]),
    })
    expect(judged({ service: waiting }).checks.find((check) => check.id === 'deployment')?.seen).toContain(
      'waiting for an approval',
    )
  })
})

describe('CODE_DEPLOY and EXTERNAL', () => {
  const green = rollout({ kind: 'task-set', externalId: 'd-1', stabilityStatus: 'STEADY_STATE', scalePercent: 100 })
  const blue = previous({
    kind: 'task-set',
    externalId: 'd-0',
    stabilityStatus: 'STEADY_STATE',
    scalePercent: 100,
    runningCount: 2,
  })
  const codeDeploy = (change = {}) => read([{ id: 'd-1', status: 'InProgress', waits: 0, ...change }])
  const moved = (change: Partial<ServicePicture> = {}): Partial<ServicePicture> => ({
    controller: 'CODE_DEPLOY',
    rollouts: [green, blue],
    tasks: [task(), oldTask()],
    codeDeploy: codeDeploy({ allowTraffic: 'Succeeded' }),
    ...change,
  })
  it('holds when the traffic has moved by CodeDeploy’s word, although blue tasks still run', () => {
    expect(judged({ service: moved() }).holds).toBe(true)
  })
  it.each(['InProgress', 'Pending', 'Skipped', undefined])('does not hold while AllowTraffic is %s', (allowTraffic) => {
    expect(judged({ service: moved({ codeDeploy: codeDeploy({ allowTraffic }) }) }).holds).toBe(false)
  })
  it('does not excuse a newer task set, which may be taking the traffic over', () => {
    const newer = { ...blue, id: LATER, status: 'ACTIVE', createdAt: NOW - MINUTE }
    const service = moved({ rollouts: [green, newer], tasks: [task(), oldTask({ rolloutId: LATER })] })
    expect(judged({ service }).holds).toBe(false)
  })
  it('does not excuse an older task set behind the same target group', () => {
    const rollouts = [
      { ...green, targetGroups: ['a'] },
      { ...blue, targetGroups: ['a'] },
    ]
    expect(judged({ service: moved({ rollouts }) }).holds).toBe(false)
    const half = [
      { ...green, targetGroups: ['a', 'b'] },
      { ...blue, targetGroups: ['b', 'c'] },
    ]
    expect(judged({ service: moved({ rollouts: half }) }).holds).toBe(false)
    const apart = [
      { ...green, targetGroups: ['a'] },
      { ...blue, targetGroups: ['b'] },
    ]
    expect(judged({ service: moved({ rollouts: apart }) }).holds).toBe(true)
  })
  it('does not excuse one of several older task sets whose target groups are not told', () => {
    const oldest = { ...blue, id: LATER, createdAt: NOW - 120 * MINUTE }
    expect(judged({ service: moved({ rollouts: [green, blue, oldest] }) }).holds).toBe(false)
  })
  it('does not excuse a task that no task set is known to have started', () => {
    const stray = (({ rolloutId: _absent, ...rest }) => rest)(oldTask())
    expect(judged({ service: moved({ tasks: [task(), stray] }) }).holds).toBe(false)
  })
  it('does not hold by the word of another CodeDeploy deployment', () => {
    expect(judged({ service: moved({ codeDeploy: codeDeploy({ id: 'd-9', allowTraffic: 'Succeeded' }) }) }).holds).toBe(
      false,
    )
  })
  it('holds without blue tasks, whatever CodeDeploy says', () => {
    expect(
      judged({ service: moved({ tasks: [task()], codeDeploy: { state: 'not-read', why: 'denied', denied: true } }) })
        .holds,
    ).toBe(true)
  })
  it.each([
    { stabilityStatus: 'STABILIZING' },
    { stabilityStatus: 'SETTLING' },
    { scalePercent: 50 },
    { status: 'ACTIVE' },
  ])('does not hold with our task set at %p', (change) => {
    expect(judged({ service: moved({ rollouts: [{ ...green, ...change }, blue] }) }).holds).toBe(false)
  })
  it('waits for a green task set that is not PRIMARY yet', () => {
    const service = moved({
      rollouts: [
        { ...green, status: 'ACTIVE' },
        { ...blue, status: 'PRIMARY' },
      ],
      codeDeploy: codeDeploy(),
    })
    expect(causeOf({ service, phase: 'running' })).toBeUndefined()
    expect(deadlineCauseOf({ service })).toBe('rollout-timeout')
  })
  it('is rolled-back where CodeDeploy failed and took the traffic back', () => {
    const service = moved({
      rollouts: [
        { ...green, status: 'ACTIVE' },
        { ...blue, status: 'PRIMARY' },
      ],
      codeDeploy: codeDeploy({ status: 'Failed', rollbackDeploymentId: 'd-2' }),
    })
    expect(causeOf({ service })).toBe('rolled-back')
  })
  it('is rollout-failed where CodeDeploy failed before the traffic moved', () => {
    const service = moved({
      rollouts: [
        { ...green, status: 'ACTIVE' },
        { ...blue, status: 'PRIMARY' },
      ],
      codeDeploy: codeDeploy({ status: 'Failed' }),
    })
    expect(causeOf({ service })).toBe('rollout-failed')
  })

  const groups = (weightOurs: number, weightTheirs: number) =>
    read({
      targetGroups: [
        { rolloutId: OURS, targetGroupArns: ['tg-green'] },
        { rolloutId: BEFORE, targetGroupArns: ['tg-blue'] },
      ],
      rules: [
        {
          ruleArn: 'r',
          weights: [
            { targetGroupArn: 'tg-green', weight: weightOurs },
            { targetGroupArn: 'tg-blue', weight: weightTheirs },
          ],
        },
      ],
    })
  const external = (traffic: ServicePicture['traffic']) =>
    moved({ controller: 'EXTERNAL', codeDeploy: { state: 'not-read', why: 'x', denied: false }, traffic })
  it('holds for EXTERNAL when the listener’s weights give ours all of it', () => {
    expect(judged({ service: external(groups(100, 0)) }).holds).toBe(true)
  })
  it.each([
    [99, 1],
    [0, 0],
    [0, 100],
  ])('does not hold for EXTERNAL at weights %p to %p', (ours, theirs) => {
    expect(judged({ service: external(groups(ours, theirs)) }).holds).toBe(false)
  })
  it('does not hold for EXTERNAL where both sets share a target group', () => {
    const shared = read({
      targetGroups: [
        { rolloutId: OURS, targetGroupArns: ['a'] },
        { rolloutId: BEFORE, targetGroupArns: ['a'] },
      ],
      rules: [{ ruleArn: 'r', weights: [{ targetGroupArn: 'a', weight: 1 }] }],
    })
    expect(judged({ service: external(shared) }).holds).toBe(false)
  })
})

describe('a service that is gone', () => {
  it.each(['DRAINING', 'INACTIVE', 'FROZEN'])('%s is service-not-found', (status) => {
    expect(causeOf({ service: { status } })).toBe('service-not-found')
    expect(judged({ service: { status } }).checks.map(({ id }) => id)).toEqual(['image', 'image-content'])
    expect(judged({ service: { status } }).finding?.nextStep.about).toBe('troubleshooting.md#the-service-is-not-active')
  })
})

it('never holds unless every task that can answer runs the image', () => {
  const anyTask = fc
    .record({
      lastStatus: fc.constantFrom(
        'PROVISIONING',
        'PENDING',
        'ACTIVATING',
        'RUNNING',
        'DEACTIVATING',
        'STOPPING',
        'NEWFANGLED',
      ),
      desiredStatus: fc.constantFrom('RUNNING', 'STOPPED'),
      digest: fc.constantFrom(NEW, CHILD, OLD, undefined),
      health: fc.constantFrom('HEALTHY', 'UNHEALTHY', 'UNKNOWN'),
      rolloutId: fc.constantFrom(OURS, BEFORE),
    })
    // ECS resolves the digest when it pulls: a task that is only pending has none.
    .map((drawn) => (['PROVISIONING', 'PENDING'].includes(drawn.lastStatus) ? { ...drawn, digest: undefined } : drawn))
  fc.assert(
    fc.property(fc.array(anyTask, { maxLength: 6 }), fc.boolean(), (drawn, complete) => {
      const tasks = drawn.map(({ digest, ...rest }) =>
        task({
          ...rest,
          container: digest === undefined ? { state: 'no-digest', image: 'x' } : { state: 'digest', digest },
        }),
      )
      const service = picture({ tasks, rollouts: [rollout({ rolloutState: complete ? 'COMPLETED' : 'IN_PROGRESS' })] })
      const answering = drawn.filter(({ lastStatus }) => !['PROVISIONING', 'PENDING'].includes(lastStatus))
      const serving = answering.filter(
        ({ lastStatus, desiredStatus }) => lastStatus === 'RUNNING' && desiredStatus === 'RUNNING',
      )
      const right =
        complete &&
        serving.length > 0 &&
        answering.every(({ digest }) => digest === NEW || digest === CHILD) &&
        serving.every(({ health, rolloutId }) => health === 'HEALTHY' && rolloutId === OURS)
      expect(judged({ service }).holds).toBe(right)
    }),
    { numRuns: 2000 },
  )
})
