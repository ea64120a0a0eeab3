import { describe, expect, it } from '@jest/globals'
import { NO_HISTORY, remember } from '../../src/judge/history.ts'
import { judgeService } from '../../src/judge/service.ts'
import type { ExpectedImage, Finding, ServicePicture, Stop } from '../../src/model.ts'
import {
  BEFORE,
  caseOf,
  type CaseChange,
  CHILD,
  container,
  definitionArn,
  expectation,
  image,
  LATER,
  MINUTE,
  NOW,
  observation,
  OLD,
  oldTask,
  OURS,
  previous,
  REPOSITORY,
  rollout,
  stop,
  task,
} from './cases.ts'

const OTHER = `sha256:${'f'.repeat(64)}`

const findingOf = (change: CaseChange): Finding => {
  const { finding } = judgeService(caseOf(change))
  if (finding === undefined) throw new Error('expected a finding')
  return finding
}
const told = (change: CaseChange): string => findingOf(change).explanation
const history = remember(NO_HISTORY, expectation(), observation())
const back: Partial<ServicePicture> = {
  rollouts: [previous({ status: 'PRIMARY', runningCount: 2 })],
  tasks: [oldTask()],
}
const newer = rollout({ id: LATER, taskDefinition: definitionArn(3), createdAt: NOW - MINUTE })
const failed: Partial<ServicePicture> = {
  rollouts: [rollout({ rolloutState: 'FAILED', rolloutStateReason: 'tasks failed to start. . ' })],
}

describe('a deployment in words', () => {
  const current = (change: Partial<ServicePicture>): string => told({ history, service: { ...back, ...change } })
  it('has its task definition, the image that it names, and its begin', () => {
    expect(current({})).toContain(
      `The service is back on ${BEFORE} of task definition agricultural-core:1 (image ${REPOSITORY}:1b7c0de), begun 2025-07-21 10:30:00 UTC.`,
    )
    expect(current({ taskDefinitions: [] })).toContain('of task definition agricultural-core:1, begun')
  })
  it('has who registered its own task definition, and who started it, where that is known', () => {
    const taskDefinitions = [
      { arn: definitionArn(2), containers: [container()], registeredBy: 'arn:aws:iam::123456789012:user/BOB' },
      { arn: definitionArn(1), containers: [], registeredBy: 'arn:aws:iam::123456789012:user/AVA' },
    ]
    expect(current({ taskDefinitions })).toContain('core:1, registered by arn:aws:iam::123456789012:user/AVA, begun')
    const rollouts = [previous({ status: 'PRIMARY', startedBy: 'user AVA' })]
    expect(current({ rollouts })).toMatch(/1b7c0de\), started by user AVA, begun/)
  })
})

describe('a deployment that failed', () => {
  const stopped = (...stops: readonly Stop[]): string => told({ service: { ...failed, stops } })
  it('ends the reason that ECS gives once', () => {
    expect(stopped()).toMatch(/ was declared failed: tasks failed to start\. Nothing took its place\.$/)
  })
  it('says why its own tasks stopped, by the last of the fatal stops', () => {
    const oom = stop({ stoppedReason: 'OutOfMemoryError: killed' })
    const theirs = stop({ rolloutId: BEFORE, stoppedReason: 'CannotPullContainerError: x' })
    const ordinary = stop({ stopCode: 'UserInitiated', stoppedReason: 'Task stopped by user' })
    expect(stopped(theirs, ordinary)).toMatch(/Nothing took its place\.$/)
    const unable = stop({ stoppedReason: 'CannotStartContainerError: y' })
    expect(stopped(unable, unable, oom, theirs, ordinary)).toMatch(
      /Nothing took its place\. Its tasks stopped: OutOfMemoryError: killed \(3 stops seen\)\.$/,
    )
  })
})

describe('a deployment that was taken back', () => {
  it('names what the service is back on, unless that is the deployment itself, or nothing', () => {
    const reason = { rolloutState: 'FAILED', rolloutStateReason: 'rolling back to x' } as const
    expect(told({ service: { rollouts: [rollout(reason)] } })).not.toContain('is back on')
    const green = rollout({ kind: 'task-set', status: 'ACTIVE', externalId: 'd-1' })
    const codeDeploy = {
      state: 'read' as const,
      value: [{ id: 'd-1', status: 'Stopped', waits: 0, rollbackMessage: 'back' }],
    }
    const service = { controller: 'CODE_DEPLOY', rollouts: [green], codeDeploy }
    expect(told({ service })).toMatch(/was taken back: CodeDeploy deployment d-1 is Stopped, back\.$/)
  })
})

describe('a deployment that was replaced', () => {
  const by = (change: Partial<ServicePicture>): string =>
    told({ history, service: { rollouts: [newer], tasks: [], ...change } })
  it('says what the tasks of the other one run, where ECS tells it', () => {
    const theirs = task({ rolloutId: LATER, container: { state: 'digest', digest: OLD } })
    const mine = task({ container: { state: 'digest', digest: CHILD } })
    const blind = task({ rolloutId: LATER, container: { state: 'no-digest', image: 'x' } })
    expect(by({ tasks: [mine, theirs, blind] })).toMatch(
      /took its place with another one \(its tasks run sha256:bbbbbbbb…\)\.$/,
    )
    expect(by({ tasks: [mine, blind] })).toMatch(/took its place with another one\.$/)
  })
})

describe('an image that no deployment began with', () => {
  const elsewhere = (service: Partial<ServicePicture>, expected = expectation()): Finding =>
    findingOf({ service, expectation: expected, phase: 'running' })
  const rebuilt = (...digests: readonly string[]) =>
    expectation({
      image: {
        state: 'found',
        image: image({
          others: [OLD, CHILD].map((digest) => ({ digest, tags: [], isRebuild: digests.includes(digest) })),
        }),
      },
    })
  it('says what is current, and what its own tasks run', () => {
    expect(
      elsewhere({
        ...back,
        tasks: [oldTask(), oldTask({ lastStatus: 'PENDING', container: { state: 'digest', digest: OTHER } })],
      }).explanation,
    ).toBe(
      `Expected a deployment of agricultural-core:3fa04cb, pushed 2025-07-21 11:20:00 UTC; current is ${BEFORE} of task definition agricultural-core:1 (image ${REPOSITORY}:1b7c0de), begun 2025-07-21 10:30:00 UTC, and its tasks run sha256:bbbbbbbb….`,
    )
    const strange = task({ rolloutId: LATER, container: { state: 'digest', digest: OTHER } })
    expect(elsewhere({ ...back, tasks: [oldTask(), strange] }).explanation).toMatch(/run sha256:bbbbbbbb…\.$/)
    expect(elsewhere({ rollouts: [], tasks: [] }).explanation).toContain('; the service has no current deployment, and')
  })
  it('names the task definition that was to be deployed', () => {
    const pinned = expectation({ taskDefinition: 'agricultural-core:2' })
    expect(elsewhere(back, pinned).explanation).toContain(
      'Expected a deployment of agricultural-core:2 with agricultural-core:3fa04cb, pushed',
    )
  })
  it('is none of the image where the pinned task definition itself names another one', () => {
    const pinned = expectation({ taskDefinition: 'agricultural-core:2' })
    const run = (createdAt: number, named: string): Partial<ServicePicture> => ({
      taskDefinitions: [{ arn: definitionArn(2), containers: [container({ image: `${REPOSITORY}:${named}` })] }],
      rollouts: [rollout({ createdAt })],
      tasks: [task({ container: { state: 'digest', digest: OLD } })],
    })
    const headline = 'the pinned task definition names another image than that of 3fa04cb'
    const before = elsewhere(run(NOW - 60 * MINUTE, '1b7c0de'), pinned)
    const after = elsewhere(run(NOW - MINUTE, '1b7c0de'), pinned)
    expect([before, after]).toMatchObject([
      { cause: 'not-deployed', headline },
      { cause: 'digest-mismatch', headline },
    ])
    for (const { explanation, nextStep } of [before, after]) {
      expect(explanation).toContain('Expected agricultural-core:2 to run agricultural-core:3fa04cb')
      expect(explanation).toContain(`The definition itself names ${REPOSITORY}:1b7c0de, so`)
      expect(nextStep.text).toMatch(/^Register a task definition that names the commit’s image/)
    }
    for (const own of ['3fa04cb', 'latest'])
      expect(elsewhere(run(NOW - MINUTE, own), pinned).headline).toBe(
        'the deployment names the image of 3fa04cb but runs another one',
      )
    const unknown = { ...run(NOW - MINUTE, '1b7c0de'), taskDefinitions: [] }
    expect(elsewhere(unknown, pinned).headline).toContain('but runs another one')
  })
  it('is asked for by the deploy step, or by a new deployment where its tag was pushed again', () => {
    expect(elsewhere(back)).toMatchObject({
      headline: 'the image of 3fa04cb exists, but no deployment of it began',
      nextStep: {
        text: expect.stringMatching(/^Check that the deploy step ran/),
        command: expect.stringContaining("--query 'services[0].deployments'"),
      },
    })
    const moved = {
      rollouts: [rollout({ createdAt: NOW - 60 * MINUTE })],
      tasks: [task({ container: { state: 'digest', digest: OLD } })],
    }
    expect(elsewhere(moved)).toMatchObject({
      cause: 'not-deployed',
      headline: 'the tag was pushed again, but nothing deployed the image of 3fa04cb',
      nextStep: { command: expect.stringContaining('--force-new-deployment') },
    })
  })
  it('is told from a rebuild of the same commit, where every task runs one', () => {
    const again = (tasks: ServicePicture['tasks'], expected = rebuilt(OLD)): boolean =>
      elsewhere({ ...back, tasks }, expected).explanation.includes('a rebuild of the same commit')
    expect(again([oldTask()])).toBe(true)
    expect(again([oldTask()], rebuilt())).toBe(false)
    expect(again([oldTask()], expectation())).toBe(false)
    expect(again([])).toBe(false)
    const other = oldTask({ container: { state: 'digest', digest: OTHER } })
    expect(again([oldTask(), other])).toBe(false)
    expect(again([other])).toBe(false)
    expect(again([oldTask(), oldTask({ container: { state: 'no-digest', image: 'x' } })])).toBe(false)
  })
  it('is to be named by its digest where the deployment that names its tag runs another', () => {
    const tasks = [task({ container: { state: 'digest', digest: OLD } })]
    expect(elsewhere({ tasks }, rebuilt(OLD))).toMatchObject({
      cause: 'digest-mismatch',
      explanation: expect.stringContaining('a rebuild of the same commit'),
      nextStep: {
        text: expect.stringMatching(/^Name the image by its digest/),
        command: `"image": "${REPOSITORY}@sha256:${'a'.repeat(64)}"`,
      },
    })
  })
})

describe('a deployment that runs what the commit’s tag means by now', () => {
  const runs = (others: ExpectedImage['others'], digest = OLD, tag: string | undefined = '3fa04cb'): Finding => {
    const { tag: _, ...untagged } = image({ others: others ?? [] })
    const found = { ...untagged, ...(tag === undefined ? {} : { tag }) }
    const expected = expectation({ image: { state: 'found', image: found } })
    const tasks = [task({ container: { state: 'digest', digest } })]
    return findingOf({ expectation: expected, phase: 'running', service: { tasks } })
  }
  const heir = { digest: OLD, tags: ['x', '3fa04cb'], isRebuild: false }
  it('is told to have had its tag pushed again, and to be judged anew by another run', () => {
    expect(runs([heir])).toMatchObject({
      cause: 'digest-mismatch',
      explanation: expect.stringContaining('The tag means what runs by now: it was pushed again'),
      nextStep: {
        text: expect.stringMatching(/^Find out who pushed the tag again\. .* run this job again/),
        command: expect.stringContaining('AttributeValue=PutImage'),
      },
    })
  })
  it.each([
    ['runs an image with other tags', runs([{ ...heir, tags: ['x'] }])],
    ['runs a third image', runs([heir], OTHER)],
    ['is not named by a tag', runs([heir], OLD, '')],
  ])('is not where it %s', (_, { explanation }) => {
    expect(explanation).toContain('The tag meant another image when ECS resolved it')
  })
})

describe('a rollout that is not complete at the deadline', () => {
  const late = (change: object): string => {
    const rollouts = [{ ...rollout({ rolloutState: 'IN_PROGRESS' }), ...change }]
    return told({ service: { rollouts }, phase: 'deadline' })
  }
  it('says for how long it has been rolling out, where its begin is known', () => {
    expect(late({})).toContain(`has been rolling out for 5 min: IN_PROGRESS; 2 of 2 tasks run`)
    expect(late({ createdAt: undefined })).toContain('has been rolling out: IN_PROGRESS;')
    expect(late({})).toMatch(new RegExp(`^${OURS} of task definition agricultural-core:2 `))
  })
})
