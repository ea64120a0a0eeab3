import { describe, expect, it } from '@jest/globals'
import { nameBuild } from '../../src/judge/image-remarks.ts'
import { withSuspect } from '../../src/judge/suspect.ts'
import { verified } from '../../src/judge/verified.ts'
import type { Build, CommitFacts, CompetingPipelines, Finding } from '../../src/model.ts'
import { COMMIT, draining, expectation, image, NOW, observation, oldTask, previous, rollout, task } from './cases.ts'

const MINUTE = 60_000
const finding: Finding = {
  cause: 'version-mismatch',
  headline: 'the service answers 3.3.5, not 3.3.6',
  explanation: 'Expected 3.3.6.',
  nextStep: { text: 'Build again.' },
  ruledOut: [],
}
const build = (change: Partial<Build>): Build => ({
  id: 'b:1',
  number: 41,
  project: 'ava-build',
  status: 'SUCCEEDED',
  initiator: 'AVA_OLO',
  startedBy: 'user AVA_OLO',
  origin: 'person',
  startedAt: NOW - 12 * MINUTE,
  endedAt: NOW - 10 * MINUTE + 20_000,
  running: false,
  stopped: false,
  ...change,
})
const pipelines = (...builds: Build[]): CompetingPipelines => ({
  handling: 'disable',
  auto: false,
  region: 'us-east-1',
  readAt: NOW,
  projects: [{ name: 'ava-build', exists: true, competing: 'named', evidence: [], triggers: [], builds }],
  problems: [],
})

describe('the suspect', () => {
  const told = (builds: Build[], cause: Finding['cause'] = 'version-mismatch'): string =>
    withSuspect({ ...finding, cause }, pipelines(...builds), expectation(), observation(), undefined).explanation

  it('is the build that was running when the image was pushed, and what it built', () => {
    const text = told([build({ resolvedCommit: '1b7c0de48a93f2560d71be84c3f9025a6e8d4b17' })])
    expect(text).toContain('The image was pushed while ava-build build 41 (started by user AVA_OLO')
    expect(text).toContain('of 1b7c0de and not of 3fa04cb')
  })
  it('is not a build that ended long before the push or began after it', () => {
    expect(told([build({ endedAt: NOW - 11 * MINUTE - 1 })])).toBe('Expected 3.3.6.')
    expect(told([build({ startedAt: NOW - 9 * MINUTE, endedAt: NOW - 8 * MINUTE })])).toBe('Expected 3.3.6.')
  })
  it('is the build during which the current deployment began, or one that runs now', () => {
    expect(told([build({ startedAt: NOW - 6 * MINUTE, endedAt: NOW - 4 * MINUTE })])).toContain(
      'deployment began while',
    )
    const running = (({ endedAt: _absent, ...rest }) => rest)(build({ startedAt: NOW - MINUTE, running: true }))
    expect(told([running])).toContain('is running now')
  })
  it('is none where nothing is known of other pipelines, of the image or of the service', () => {
    expect(withSuspect(finding, undefined, undefined, undefined, undefined)).toEqual(finding)
    const missing = expectation({ image: { state: 'missing', repository: 'x', searched: 'x' } })
    const running = build({ running: true })
    expect(withSuspect(finding, pipelines(running), missing, undefined, undefined).explanation).toBe(
      `Expected 3.3.6. ${nameBuild(running, missing.commit)} is running now.`,
    )
  })
  it('is named once, though it pushed the image, deployed it and still runs', () => {
    const { endedAt: _absent, ...running } = build({ running: true })
    expect(told([running]).match(/ava-build build 41/g)).toHaveLength(1)
    const { endedAt: _none, ...deploying } = build({ number: 42, startedAt: NOW - 6 * MINUTE, running: true })
    expect(told([deploying]).match(/ava-build build 42/g)).toHaveLength(1)
  })
  it('is the build that ran when the current deployment began, and not another one', () => {
    const rollouts = [previous({ createdAt: NOW - 30 * MINUTE }), rollout()]
    const builds = [
      build({ number: 7, startedAt: NOW - 31 * MINUTE, endedAt: NOW - 29 * MINUTE }),
      build({ number: 8, startedAt: NOW - 6 * MINUTE, endedAt: NOW - 4 * MINUTE }),
    ]
    const { explanation } = withSuspect(
      finding,
      pipelines(...builds),
      expectation(),
      observation({ rollouts }),
      undefined,
    )
    expect(explanation).toMatch(/The current deployment began while ava-build build 8 /)
    expect(explanation).not.toContain('build 7')
    const { createdAt: _absent, ...timeless } = rollout()
    const undated = observation({ rollouts: [timeless] })
    expect(withSuspect(finding, pipelines(...builds), expectation(), undated, undefined).explanation).toBe(
      'Expected 3.3.6.',
    )
  })
  it('is not told by a push whose time is not known', () => {
    const { pushedAt: _absent, ...undated } = image()
    const expected = expectation({ image: { state: 'found', image: undated } })
    const { endedAt: _end, ...endless } = build({})
    expect(withSuspect(finding, pipelines(endless), expected, observation({ rollouts: [] }), undefined)).toEqual(
      finding,
    )
  })
  it('began before the commit, where the commit that is told is the one that was asked for', () => {
    const commit = (sha: string): CommitFacts => ({ sha, committedAt: NOW - 10 * MINUTE })
    const begun = (facts: CommitFacts): string =>
      withSuspect(finding, pipelines(build({})), expectation(), observation(), facts).explanation
    expect(begun(commit(COMMIT))).toContain('ran. The build began 2 min before the commit was made')
    expect(begun(commit('1b7c0de48a93f2560d71be84c3f9025a6e8d4b17'))).toMatch(/ran\.$/)
  })
  it('stands in the explanation, and what else the image tells behind the reasoning there is', () => {
    const tagged = expectation({ image: { state: 'found', image: image({ tags: ['3fa04cb', 'v3.3.5'] }) } })
    const reasoned = { ...finding, reasoning: ['A reason.'] }
    const { reasoning } = withSuspect(reasoned, pipelines(build({})), tagged, observation(), undefined)
    expect(reasoning).toEqual(['A reason.', expect.stringMatching(/^1 other tag points at it too: v3\.3\.5/)])
    expect(withSuspect(finding, pipelines(build({})), tagged, observation(), undefined).reasoning).toEqual([
      expect.stringMatching(/^1 other tag/),
    ])
    const plain = withSuspect(finding, pipelines(build({})), expectation(), observation(), undefined)
    expect(plain).not.toHaveProperty('reasoning')
  })
  it('is not looked for where another pipeline cannot be the reason', () => {
    expect(told([build({})], 'tasks-failing')).toBe('Expected 3.3.6.')
    expect(told([build({})], 'access-denied')).toBe('Expected 3.3.6.')
  })
  it.each([
    'image-stale',
    'image-missing',
    'not-deployed',
    'superseded',
    'digest-mismatch',
    'mixed-tasks',
    'version-mismatch',
    'version-mixed',
  ] as const)('is looked for behind %s', (cause) => {
    expect(told([build({})], cause)).toContain('The image was pushed while ')
  })
})

describe('a verified verdict', () => {
  const headline = (change = {}, expected = expectation()): string => {
    const verdict = verified(
      expected,
      observation(change),
      [{ id: 'served-version', status: 'pass', expected: '', seen: '' }],
      [],
    )
    return verdict.verdict === 'verified' ? verdict.headline : ''
  }
  it('names commit, version and tasks, and says when the tag alone binds the image', () => {
    expect(headline()).toBe('3fa04cb (3.3.6) runs on all 2 tasks and answers, bound to the commit by its tag alone')
  })
  it('does not count tasks of other images that are shut off', () => {
    expect(headline({ tasks: [task(), oldTask(), oldTask(draining)] })).toContain('its only task')
  })
  it('does not speak of the tag where evidence in the image agrees', () => {
    const items = [
      { kind: 'revision-label' as const, where: 'label', expected: 'c', said: 'c', finding: 'agrees' as const },
    ]
    const proven = expectation({ image: { state: 'found', image: image({ evidence: { state: 'read', items } }) } })
    expect(headline({}, proven)).toBe('3fa04cb (3.3.6) runs on all 2 tasks and answers')
  })
  it.each([
    ['inherited', '1b7c0de', true],
    ['unreadable', '', true],
    ['agrees', '3fa04cb-dirty', true],
    ['agrees', '3fa04cb', false],
    ['absent', '', false],
  ] as const)('warns of a piece that is %s (%s): %s', (finding, said, warned) => {
    const items = [{ kind: 'revision-label' as const, where: 'label', expected: 'c', said, finding, note: 'mind this' }]
    const found = expectation({ image: { state: 'found', image: image({ evidence: { state: 'read', items } }) } })
    const verdict = verified(found, observation(), [], [])
    expect(verdict.verdict === 'verified' && verdict.notes.includes('label: mind this')).toBe(warned)
    const silent = items.map(({ note: _absent, ...item }) => item)
    const mute = expectation({
      image: { state: 'found', image: image({ evidence: { state: 'read', items: silent } }) },
    })
    expect(JSON.stringify(verified(mute, observation(), [], []))).not.toContain('label:')
  })
  it('says when the workflow’s own digest alone binds the image', () => {
    const given = expectation({ image: { state: 'found', image: image({ binding: 'workflow-digest' }) } })
    expect(headline({}, given)).toContain('by the digest that the workflow passed alone')
  })
})
