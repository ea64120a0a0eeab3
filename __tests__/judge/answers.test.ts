import { describe, expect, it } from '@jest/globals'
import { featuresAtDeadline, judgeFeatures } from '../../src/judge/features.ts'
import { judgePipelines, pipelinesFinding } from '../../src/judge/pipelines.ts'
import { agreeingInARow, judgeServed, servedAtDeadline } from '../../src/judge/served.ts'
import type {
  Answer,
  CompetingPipelines,
  FeatureCheck,
  FeatureResult,
  ServedVersionSettings,
  Trigger,
} from '../../src/model.ts'
import { container, definitionArn, expectation, image, NOW, observation } from './cases.ts'

const settings: ServedVersionSettings = {
  url: 'https://ava.example/version',
  selector: { kind: 'auto' },
  headers: [],
  samples: 3,
}
const says = (version: string, cache: Answer['cache'] = []): Answer => ({
  state: 'read',
  at: NOW,
  version,
  selectedBy: 'text',
  cache,
  finalUrl: settings.url,
})
const unreadable: Answer = { state: 'unreadable', at: NOW, why: 'status 503', cache: [], finalUrl: settings.url }
const version = expectation().version
const right = says('3.3.6')
const old = says('3.3.5')

describe('the served version', () => {
  it('counts agreeing answers from the last one back', () => {
    expect(agreeingInARow([right, old, right, right], version)).toBe(2)
    expect(agreeingInARow([right, unreadable], version)).toBe(0)
    expect(agreeingInARow([], version)).toBe(0)
  })

  const checked = (...answers: Answer[]) => judgeServed(settings, version, answers).status
  it('passes only when the last samples all agree', () => {
    expect(checked(right, right, right)).toBe('pass')
    expect(checked(right, right)).toBe('pending')
    expect(checked(right, right, right, old)).toBe('fail')
    expect(checked(right, right, right, unreadable)).toBe('unknown')
    expect(checked()).toBe('pending')
  })
  it('is not checked where nobody asked for it', () => {
    expect(judgeServed(undefined, version, [right, right, right])).toMatchObject({
      id: 'served-version',
      status: 'not-checked',
    })
  })

  const atDeadline = (answers: Answer[], expected = expectation(), service = {}) =>
    servedAtDeadline(settings, expected, observation(service), answers)
  it.each([
    ['version-mismatch', [old, old]],
    ['version-mismatch', [old, unreadable]],
    ['version-mixed', [right, old, right]],
    ['version-mixed', [old, says('3.3.4')]],
    ['version-unreadable', [unreadable, unreadable]],
    ['version-unreadable', [right, unreadable]],
    ['version-unreadable', []],
  ])('is %s at the deadline', (cause, answers) => {
    expect(atDeadline(answers)?.cause).toBe(cause)
  })
  it('forgets answers that are older than the last two rounds', () => {
    expect(atDeadline([right, old, old, old, old, old, old])?.cause).toBe('version-mismatch')
  })
  it('tells why the newest answer could not be read', () => {
    expect(atDeadline([right, unreadable])?.explanation).toContain('status 503')
    expect(atDeadline([unreadable, right])?.explanation).toContain('status 503')
  })
  it('asks for more time where there was none left for the answers', () => {
    expect(atDeadline([])?.explanation).toContain('no answer was read in the time that was left')
    expect(atDeadline([right])?.explanation).toContain('only 1 answer could be read in the time that was left')
    expect(atDeadline([right])?.nextStep.text).toContain('"timeout" more time')
    expect(atDeadline([unreadable])?.nextStep.text).toContain('Open the URL')
  })
  it('leads to the section about answers that did not come, or could not be read', () => {
    expect(atDeadline([])?.nextStep.about).toBe('troubleshooting.md#no-answer-was-read-in-the-time-that-was-left')
    expect(atDeadline([unreadable])?.nextStep.about).toBe('troubleshooting.md#the-served-version-could-not-be-read')
  })
  it('asks the URL by a command in which its quotes end nothing', () => {
    const quoting = { ...settings, url: "https://ava.example/version?of='core'" }
    expect(servedAtDeadline(quoting, expectation(), observation(), [unreadable])?.nextStep.command).toBe(
      "curl -sS -i -H 'Cache-Control: no-cache' 'https://ava.example/version?of=%27core%27'",
    )
  })
  it('finds nothing where the last samples agree', () => {
    expect(atDeadline([old, right, right, right])).toBeUndefined()
  })
  it('weighs a cache that says it answered', () => {
    expect(atDeadline([says('3.3.5', [['Age', '120']])])?.explanation).toContain('Age: 120')
    expect(atDeadline([says('3.3.5', [['CF-Cache-Status', 'HIT']])])?.explanation).toContain('CF-Cache-Status: HIT')
    for (const header of [
      ['Age', '0'],
      ['CF-Cache-Status', 'DYNAMIC'],
      ['ETag', 'hit'],
    ] as const)
      expect(atDeadline([says('3.3.5', [header])])?.reasoning?.join()).toContain('No cache header')
  })
  it('says where the version was expected from', () => {
    expect(atDeadline([old])?.explanation).toMatch(/^Expected 3\.3\.6 \(modules\/core\/config\.py at the commit\) at /)
    const given = expectation({ version: { value: '3.3.6', source: 'input' } })
    expect(atDeadline([old], given)?.explanation).toMatch(/^Expected 3\.3\.6 at /)
  })
  it('leads to the build where no image is known', () => {
    const missing = expectation({ image: { state: 'missing', repository: 'x', searched: 'x' } })
    expect(atDeadline([old], missing)?.nextStep.text).toContain('Build the image again')
  })
  it('leads to the likeliest origin of the wrong answer', () => {
    const step = (answer: Answer, expected = expectation(), service = {}): string | undefined =>
      atDeadline([answer], expected, service)?.nextStep.text
    expect(step(old)).toContain('Build the image again')
    expect(step(says('3.3.5', [['X-Cache', 'Hit from cloudfront']]))).toContain('Purge the cache')
    const items = [
      { kind: 'revision-label' as const, where: 'l', expected: 'c', said: 'c', finding: 'agrees' as const },
    ]
    const proven = expectation({ image: { state: 'found', image: image({ evidence: { state: 'read', items } }) } })
    expect(step(old, proven)).toContain('Follow the URL to what answers it')
    const taskDefinitions = [{ arn: definitionArn(2), containers: [container({ environmentValues: ['3.3.5'] })] }]
    expect(step(old, expectation(), { taskDefinitions })).toContain('not from a variable of the task definition')
  })
  it('weighs an image that names the commit against a stale build', () => {
    const items = [
      { kind: 'revision-label' as const, where: 'l', expected: 'c', said: 'c', finding: 'agrees' as const },
    ]
    const proven = expectation({ image: { state: 'found', image: image({ evidence: { state: 'read', items } }) } })
    expect(atDeadline([old], proven)?.explanation).toContain('a stale build is unlikely')
    expect(atDeadline([old])?.explanation).toContain('Most likely the image was built from old code')
  })
  it('tells that the answer stands in the environment', () => {
    const taskDefinitions = [
      { arn: definitionArn(1), containers: [container()] },
      { arn: definitionArn(2), containers: [container({ environmentValues: ['prod', '3.3.5'] })] },
    ]
    expect(atDeadline([old], expectation(), { taskDefinitions })?.explanation).toContain('environment')
    const sidecar = [
      { arn: definitionArn(2), containers: [container({ name: 'envoy', environmentValues: ['3.3.5'] })] },
    ]
    expect(atDeadline([old], expectation(), { taskDefinitions: sidecar })?.explanation).not.toContain('environment')
  })
})

describe('feature checks', () => {
  const check = (name: string): FeatureCheck => ({ name, url: 'https://ava.example/x', method: 'GET', headers: [] })
  const result = (name: string, passed: boolean): FeatureResult => ({
    name,
    at: NOW,
    passed,
    expected: 'status 200',
    seen: 'status 500',
  })
  const two = [check('login'), check('farmers')]
  it('pass only when each has passed', () => {
    expect(judgeFeatures(two, [result('login', true), result('farmers', true)])).toMatchObject({
      status: 'pass',
      seen: 'login · farmers',
    })
    expect(judgeFeatures(two, [result('login', true)]).status).toBe('pending')
    expect(judgeFeatures(two, [result('login', true), result('farmers', false)]).status).toBe('fail')
    expect(judgeFeatures([], [])).toMatchObject({ id: 'features', status: 'not-checked' })
  })
  it('are told by their own newest result', () => {
    const results = [result('login', false), result('login', true), result('farmers', false)]
    expect(judgeFeatures(two, results).seen).toBe('farmers: status 500')
    expect(featuresAtDeadline(two, results)?.headline).toBe('1 feature check failed: farmers')
    expect(featuresAtDeadline(two, [result('login', true)])?.headline).toBe('feature checks were not run: farmers')
  })
  it('are feature-failed at the deadline, failed or not run', () => {
    expect(featuresAtDeadline(two, [result('login', false)])?.cause).toBe('feature-failed')
    expect(featuresAtDeadline(two, [])?.cause).toBe('feature-failed')
    expect(featuresAtDeadline(two, [result('login', true), result('farmers', true)])).toBeUndefined()
    expect(featuresAtDeadline([], [])).toBeUndefined()
    expect(featuresAtDeadline([], [result('login', false)])).toBeUndefined()
  })
  it('say what each expected and saw, or that no time was left', () => {
    expect(featuresAtDeadline(two, [result('login', false), result('farmers', false)])).toMatchObject({
      explanation: 'login: expected status 200, seen status 500. farmers: expected status 200, seen status 500.',
      nextStep: { text: expect.stringMatching(/^The new version runs and answers/) },
    })
    expect(featuresAtDeadline(two, [])).toMatchObject({
      explanation: expect.stringMatching(/no time was left/),
      nextStep: { text: 'Give the input "timeout" more time.' },
    })
  })
})

describe('competing pipelines', () => {
  const trigger = (state: Trigger['state']): Trigger => ({
    kind: 'webhook',
    project: 'build',
    name: 'https://api.github.com/repos/o/r/hooks/1',
    state,
    change: 'none',
    detail: 'a push to any branch starts it',
  })
  const pipelines = (change: Partial<CompetingPipelines>, ...states: Trigger['state'][]): CompetingPipelines => ({
    handling: 'disable',
    auto: false,
    region: 'us-east-1',
    readAt: NOW,
    projects: [
      { name: 'build', exists: true, competing: 'named', evidence: [], triggers: states.map(trigger), builds: [] },
    ],
    problems: [],
    ...change,
  })
  it.each(['disabled', 'harmless', 'protected'] as const)('a trigger that is %s lets the check pass', (state) => {
    expect(judgePipelines(pipelines({}, state)).status).toBe('pass')
    expect(pipelinesFinding(pipelines({}, state))).toBeUndefined()
  })
  it.each(['live', 'mixed', 'unknown'] as const)('a trigger that is %s is competing-trigger', (state) => {
    expect(judgePipelines(pipelines({}, 'disabled', state)).status).toBe('fail')
    expect(pipelinesFinding(pipelines({}, 'disabled', state))?.cause).toBe('competing-trigger')
  })
  it('names the IAM action that was refused', () => {
    const problems = [
      { project: 'build', message: 'refused', action: 'codebuild:UpdateWebhook', resource: 'arn:x', blocking: true },
    ]
    expect(pipelinesFinding(pipelines({ problems }))?.nextStep.command).toContain('codebuild:UpdateWebhook')
  })
  it('does not fail for what only explains', () => {
    expect(
      pipelinesFinding(pipelines({ problems: [{ project: 'build', message: 'no builds', blocking: false }] })),
    ).toBeUndefined()
  })
  it.each(['report', 'restore', 'off'] as const)('%s is told without a judgement', (handling) => {
    expect(judgePipelines(pipelines({ handling }, 'live')).status).toBe('not-checked')
    expect(pipelinesFinding(pipelines({ handling }, 'live'))).toBeUndefined()
  })
  it('do not pass where no project was read, or one does not exist', () => {
    expect(judgePipelines(pipelines({ projects: [] })).status).toBe('fail')
    const gone = { name: 'build', exists: false, competing: 'named', evidence: [], triggers: [], builds: [] } as const
    expect(judgePipelines(pipelines({ projects: [gone] })).status).toBe('fail')
  })
  it('is not checked where nobody named a project', () => {
    expect(judgePipelines(undefined)).toMatchObject({ id: 'one-pipeline', status: 'not-checked' })
  })
  it('say what stands in the way up to its command, which stands with the next step', () => {
    const message =
      'It refused. To switch it off by hand, clear Active at https://github.com/o/r, or run: gh api -X PATCH /x'
    const problems = [{ project: 'build', message, blocking: true }]
    const { explanation } = pipelinesFinding(pipelines({ problems }, 'live')) ?? { explanation: '' }
    expect(explanation).toContain('clear Active at https://github.com/o/r.')
    expect(explanation).not.toContain('gh api')
  })
})
