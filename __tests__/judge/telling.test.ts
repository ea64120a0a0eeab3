import { describe, expect, it } from '@jest/globals'
import { withSuspect } from '../../src/judge/suspect.ts'
import { verified } from '../../src/judge/verified.ts'
import type { Build, CompetingPipelines, Finding } from '../../src/model.ts'
import { draining, expectation, image, NOW, observation, oldTask, task } from './cases.ts'

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
  it('is not looked for where another pipeline cannot be the reason', () => {
    expect(told([build({})], 'tasks-failing')).toBe('Expected 3.3.6.')
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
  })
  it('says when the workflow’s own digest alone binds the image', () => {
    const given = expectation({ image: { state: 'found', image: image({ binding: 'workflow-digest' }) } })
    expect(headline({}, given)).toContain('by the digest that the workflow passed alone')
  })
})
