import { describe, expect, it } from '@jest/globals'
import { judgePipelines, pipelinesFinding, restoreNotes } from '../../src/judge/pipelines.ts'
import type { Build, CompetingPipelines, CompetingProject, PipelineProblem, Trigger } from '../../src/model.ts'
import { NOW } from './cases.ts'

const trigger = (state: Trigger['state'], change: Partial<Trigger> = {}): Trigger => ({
  kind: 'webhook',
  project: 'app',
  name: 'hook',
  state,
  change: 'none',
  detail: 'a push to any branch starts it',
  ...change,
})
const project = (change: Partial<CompetingProject> = {}): CompetingProject => ({
  name: 'app',
  exists: true,
  competing: 'named',
  evidence: [],
  triggers: [trigger('disabled')],
  builds: [],
  ...change,
})
const pipelines = (change: Partial<CompetingPipelines> = {}): CompetingPipelines => ({
  handling: 'disable',
  auto: false,
  region: 'us-east-1',
  readAt: NOW,
  projects: [project()],
  problems: [],
  ...change,
})
const problem = (change: Partial<PipelineProblem> = {}): PipelineProblem => ({
  project: 'app',
  message: 'it could not be read.',
  blocking: true,
  ...change,
})
const build = (change: Partial<Build> = {}): Build => ({
  id: 'app:1',
  project: 'app',
  status: 'SUCCEEDED',
  initiator: 'AVA',
  startedBy: 'user AVA',
  origin: 'person',
  running: false,
  stopped: false,
  ...change,
})
const leftAlone = (name: string): CompetingProject =>
  project({ name, competing: 'not-shown', triggers: [trigger('live', { project: name })] })
const seen = (change: Partial<CompetingPipelines>): string => judgePipelines(pipelines(change)).seen
const explained = (change: Partial<CompetingPipelines>): string =>
  pipelinesFinding(pipelines(change))?.explanation ?? ''

describe('one pipeline', () => {
  it('is not held against a project that nothing shows to compete, and says so', () => {
    const alone = pipelines({ auto: true, projects: [leftAlone('docs')] })
    expect(judgePipelines(alone)).toMatchObject({
      status: 'not-checked',
      seen: expect.stringMatching(/left alone.*: docs$/),
    })
    expect(pipelinesFinding(alone)).toBeUndefined()
    expect(judgePipelines(pipelines({ auto: true, projects: [project(), leftAlone('docs')] })).status).toBe('pass')
    expect(
      judgePipelines(pipelines({ projects: [project({ competing: 'shown', triggers: [trigger('live')] })] })).status,
    ).toBe('fail')
  })
  it('fails for one live trigger among projects whose others are off', () => {
    const projects = [project(), project({ name: 'worker', triggers: [trigger('disabled'), trigger('live')] })]
    expect(judgePipelines(pipelines({ projects })).status).toBe('fail')
  })
  it('fails for what could not be read beside projects that were left alone', () => {
    const alone = pipelines({ auto: true, projects: [leftAlone('docs')], problems: [problem()] })
    expect(judgePipelines(alone).status).toBe('fail')
  })
  it('fails for a live trigger although the builds could not be read either', () => {
    const problems = [problem({ hidesPipelines: true, blocking: false })]
    expect(judgePipelines(pipelines({ projects: [project({ triggers: [trigger('live')] })], problems })).status).toBe(
      'fail',
    )
  })
  it('is not checked where it is off, and says so', () => {
    expect(judgePipelines(pipelines({ handling: 'off' }))).toMatchObject({
      status: 'not-checked',
      seen: 'competing-triggers is off',
    })
  })
  it('fails for a trigger beside a project that was left alone', () => {
    const projects = [project({ triggers: [trigger('live')] }), leftAlone('docs')]
    expect(judgePipelines(pipelines({ projects })).status).toBe('fail')
  })
  it('is unknown where the builds were not read: only they name the pipelines of other regions', () => {
    const judged = (blocking: boolean) =>
      judgePipelines(pipelines({ problems: [problem({ hidesPipelines: true, blocking })] })).status
    expect(judged(false)).toBe('unknown')
    expect(judged(true)).toBe('fail')
  })
  it('passes where a call was refused that only explains', () => {
    expect(
      judgePipelines(pipelines({ problems: [problem({ action: 'codebuild:BatchGetReports', blocking: false })] }))
        .status,
    ).toBe('pass')
  })
  it('passes where auto looked and found none, and fails where a named one was not read', () => {
    expect(judgePipelines(pipelines({ auto: true, projects: [] })).status).toBe('pass')
    expect(judgePipelines(pipelines({ auto: false, projects: [] })).status).toBe('fail')
    expect(judgePipelines(pipelines({ auto: true, projects: [], problems: [problem()] })).status).toBe('fail')
  })

  it.each<[change: Partial<CompetingPipelines>, expected: string]>([
    [{ projects: [project(), project({ name: 'worker' })] }, 'no push starts app, worker'],
    [{ projects: [], problems: [problem({ project: 'auto' }), problem(), problem()] }, 'no push starts app'],
    [{ projects: [], problems: [problem({ project: '' })] }, 'no push starts another pipeline'],
  ])('names what nothing may start: %#', (change, expected) => {
    expect(judgePipelines(pipelines(change)).expected).toBe(expected)
  })
  it('says how each trigger stands, by project where there are several', () => {
    const triggers = [trigger('disabled'), trigger('disabled'), trigger('harmless', { kind: 'rule' })]
    expect(seen({ projects: [project({ triggers })] })).toBe('2 × webhook disabled · rule harmless')
    expect(
      seen({ projects: [project({ triggers }), project({ name: 'worker' }), project({ name: 'x', triggers: [] })] }),
    ).toBe('app: 2 × webhook disabled · rule harmless; worker: webhook disabled')
    expect(seen({ projects: [project({ triggers: [] })] })).toBe('no trigger found')
  })
  it('says which builds run, and who started some by hand', () => {
    const builds = [
      build(),
      build({ startedBy: 'user BOB' }),
      build({ running: true, origin: 'webhook', startedBy: 'GitHub webhook' }),
    ]
    expect(seen({ projects: [project({ builds })] })).toBe(
      'webhook disabled; 1 build running now; 2 of 3 builds in 30 days started by hand (user AVA, user BOB)',
    )
    expect(seen({ projects: [project({ builds: [build({ origin: 'webhook' })] })] })).toBe('webhook disabled')
    const many = ['a', 'b', 'c', 'd'].map((startedBy) => build({ startedBy }))
    expect(seen({ projects: [project({ builds: many.slice(0, 3) })] })).toContain('started by hand (a, b, c)')
    expect(seen({ projects: [project({ builds: many })] })).toContain('started by hand (4 persons)')
  })
  it('names five projects that were left alone, and how many more', () => {
    const six = ['a', 'b', 'c', 'd', 'e', 'f'].map(leftAlone)
    expect(seen({ auto: true, projects: six.slice(0, 5) })).toMatch(/: a, b, c, d, e$/)
    expect(seen({ auto: true, projects: six })).toMatch(/: a, b, c, d, e and 1 more$/)
  })
  it('says why it fails where no trigger’s state tells it', () => {
    expect(seen({ projects: [project({ exists: false, triggers: [] })] })).toBe(
      'no trigger found; app was not found in us-east-1',
    )
    expect(seen({ problems: [problem()] })).toBe('webhook disabled; app: it could not be read')
    const several = [problem(), problem({ message: 'it is gone.' })]
    expect(seen({ problems: several })).toBe('webhook disabled; app: it could not be read')
    for (const state of ['live', 'mixed', 'unknown'] as const) {
      const triggers = [trigger('disabled'), trigger(state)]
      expect(seen({ projects: [project({ triggers })], problems: [problem()] })).toBe(
        `webhook disabled · webhook ${state}`,
      )
      expect(seen({ projects: [project(), project({ name: 'worker', triggers })] })).not.toContain('a push')
    }
  })
})

describe('the finding on a competing pipeline', () => {
  it('says that a pipeline can overwrite the deploy only where a trigger is known to be live', () => {
    const headline = (change: Partial<CompetingPipelines>) => pipelinesFinding(pipelines(change))?.headline
    const can = 'the deploy is right, but another pipeline can still overwrite it'
    const open = 'the deploy is right, but whether another pipeline can overwrite it is not known'
    expect(headline({ projects: [project({ triggers: [trigger('live')] })] })).toBe(can)
    expect(headline({ projects: [project({ triggers: [trigger('mixed'), trigger('unknown')] })] })).toBe(can)
    expect(headline({ projects: [project({ triggers: [trigger('unknown')] })] })).toBe(open)
    expect(headline({ projects: [leftAlone('docs')], auto: true, problems: [problem()] })).toBe(open)
  })
  it('names the triggers that can still start it, and those that were not readable', () => {
    const triggers = [
      trigger('live'),
      trigger('mixed', { kind: 'rule', name: 'nightly' }),
      trigger('unknown', { kind: 'schedule', name: 'weekly' }),
      trigger('disabled'),
    ]
    expect(explained({ projects: [project({ triggers })] })).toBe(
      'Expected nothing to start app on a push to a branch or on a merge. 2 of 4 triggers can still start it: webhook "hook", rule "nightly". Not readable: schedule "weekly".',
    )
  })
  it('names five of them, and how many more', () => {
    const triggers = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => trigger('live', { name }))
    expect(explained({ projects: [project({ triggers: triggers.slice(0, 5) })] })).toMatch(/webhook "e"\.$/)
    expect(explained({ projects: [project({ triggers })] })).toMatch(/webhook "e" and 1 more\.$/)
  })
  it('tells three of the problems that are in the way, and how many more', () => {
    const problems = ['one.', 'two;', 'three', 'four'].map((message) => problem({ message }))
    expect(explained({ problems: problems.slice(0, 3) })).toMatch(/merge\. one\. two\. three\.$/)
    expect(explained({ problems })).toMatch(/three\. and 1 more problems, listed with the triggers\.$/)
    expect(explained({ problems: [...problems.slice(0, 1), problem({ message: 'aside', blocking: false })] })).toMatch(
      /merge\. one\.$/,
    )
  })
  it('says that a project was not found where nothing else is in the way', () => {
    expect(explained({ projects: [project({ exists: false, triggers: [] })] })).toMatch(
      /app was not found in us-east-1\.$/,
    )
  })
  it('ends each sentence once, and leaves commands to the next step', () => {
    expect(explained({ problems: [problem({ message: ' it is gone...; ' })] })).toMatch(/merge\. it is gone\.$/)
    expect(explained({ problems: [problem({ message: 'It is on, so: it stays. Run: aws events x' })] })).toMatch(
      /merge\. It is on, so: it stays\.$/,
    )
    expect(explained({ problems: [problem({ message: 'Run this: aws events x' }), problem()] })).toMatch(
      /merge\. it could not be read\.$/,
    )
  })
  it('asks for the permission where no project was read at all', () => {
    const problems = [problem({ action: 'codebuild:BatchGetProjects' })]
    expect(pipelinesFinding(pipelines({ projects: [], problems }))?.nextStep.text).toMatch(
      /^Allow codebuild:BatchGetProjects /,
    )
  })
  it.each([
    ['AWS', [undefined]],
    ['GitHub', ['GitHub', 'GitHub']],
    ['AWS or GitHub', ['GitHub', undefined]],
    ['AWS or GitHub', ['either']],
  ] as const)('blames %s where the faults were those of %j', (party, faults) => {
    const problems = faults.map((heldUpBy) =>
      problem({ passing: true, ...(heldUpBy === undefined ? {} : { heldUpBy }) }),
    )
    expect(pipelinesFinding(pipelines({ problems }))?.nextStep.text).toBe(
      `Run this job again: ${party} answered too slowly, or only with errors. If it stays so, switch the trigger off by hand.`,
    )
  })
  it('asks for another run where AWS answered with faults alone', () => {
    const nextStep = (...problems: readonly PipelineProblem[]): string =>
      pipelinesFinding(pipelines({ problems }))?.nextStep.text ?? ''
    expect(nextStep(problem({ passing: true }))).toMatch(/^Run this job again/)
    expect(nextStep(problem({ passing: true }), problem())).toMatch(/^Switch the trigger off by hand/)
    expect(nextStep(problem({ passing: false }))).toMatch(/^Switch the trigger off by hand/)
    expect(nextStep(problem({ passing: true }), problem({ blocking: false }))).toMatch(/^Run this job again/)
    const live = pipelines({ projects: [project({ triggers: [trigger('live')] })] })
    expect(pipelinesFinding(live)?.nextStep.text).toMatch(/^Switch the trigger off by hand/)
  })
  it.each<[readonly Trigger['state'][], Partial<PipelineProblem>, string]>([
    [
      ['mixed'],
      {},
      'Give the runners a project of their own, or take the pushes out of their hook; then run this job again.',
    ],
    [
      ['mixed', 'unknown'],
      {},
      'Switch the trigger off by hand; then run this job again. Leave a hook on that feeds runners: ' +
        'give the runners a project of their own, or take the pushes out of their hook.',
    ],
    [
      ['mixed', 'disabled'],
      { action: 'events:ListRules' },
      'Allow events:ListRules to the role of this job, or switch the trigger off by hand. Leave a hook on that feeds runners: ' +
        'give the runners a project of their own, or take the pushes out of their hook.',
    ],
    [
      ['mixed'],
      { passing: true },
      'Run this job again: AWS answered too slowly, or only with errors. If it stays so, switch the trigger off by hand. ' +
        'Leave a hook on that feeds runners: give the runners a project of their own, or take the pushes out of their hook.',
    ],
  ])('never has a hook switched off that feeds runners: %j, %j', (states, obstacle, text) => {
    const projects = [project({ triggers: states.map((state) => trigger(state)) })]
    expect(pipelinesFinding(pipelines({ projects, problems: [problem(obstacle)] }))?.nextStep.text).toBe(text)
  })
  it('asks for the permissions that were refused', () => {
    const denied = [
      problem({ action: 'codebuild:UpdateWebhook', resource: 'arn:a' }),
      problem({ action: 'codebuild:UpdateWebhook', resource: 'arn:b' }),
      problem({ action: 'events:ListRules' }),
    ]
    const only = pipelinesFinding(pipelines({ problems: denied }))?.nextStep
    expect(only?.text).toBe(
      'Allow codebuild:UpdateWebhook, events:ListRules to the role of this job, or switch the trigger off by hand.',
    )
    expect(JSON.parse(only?.command ?? '')).toEqual({
      Effect: 'Allow',
      Action: ['codebuild:UpdateWebhook', 'events:ListRules'],
      Resource: ['arn:a', 'arn:b', '*'],
    })
    const others = pipelinesFinding(pipelines({ problems: [...denied, problem()] }))?.nextStep
    expect(others?.text).toBe(`${only?.text} What no permission would solve is told with the triggers below.`)
  })
  it('leads to the section about the one call that was refused, and else to that about such pipelines', () => {
    const section = (...problems: readonly PipelineProblem[]): string | undefined =>
      pipelinesFinding(pipelines({ problems }))?.nextStep.about
    const refused = problem({ action: 'codebuild:UpdateWebhook' })
    const general = 'troubleshooting.md#another-pipeline-can-still-overwrite-the-deploy'
    expect(section(refused, refused)).toBe('refused-calls.md#codebuildupdatewebhook')
    expect(section(refused, problem({ action: 'events:ListRules' }))).toBe(general)
    expect(section(refused, problem())).toBe(general)
    expect(section(problem())).toBe(general)
    expect(section(problem({ passing: true }))).toBe(general)
  })
})

it('a restore tells what it could not bring back, and nothing else does', () => {
  const problems = [problem()]
  expect(restoreNotes(pipelines({ handling: 'restore', problems }))).toEqual([
    'Not restored in full: app: it could not be read.',
  ])
  expect(restoreNotes(pipelines({ problems }))).toEqual([])
  expect(restoreNotes(undefined)).toEqual([])
})
