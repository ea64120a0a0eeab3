import { expect, it } from '@jest/globals'
import { CAUSES, concluded, decisiveIndex, verdictOf } from '../../src/judge/causes.ts'
import type { Finding, Verdict } from '../../src/model.ts'

const finding = (cause: Finding['cause']): Finding => ({
  cause,
  headline: '',
  explanation: '',
  nextStep: { text: '' },
  ruledOut: [],
})
const verified: Verdict = { verdict: 'verified', headline: '', notes: [] }
const failed = concluded(finding('mixed-tasks'))
const inconclusive = concluded(finding('access-denied'))

const INCONCLUSIVE: readonly Finding['cause'][] = [
  'version-unreadable',
  'digest-unreadable',
  'access-denied',
  'credentials',
  'aws-unreachable',
  'invalid-input',
  'cancelled',
  'internal-error',
]

it.each(CAUSES)('%s is inconclusive where it means that nothing could be measured, and failed otherwise', (cause) => {
  const verdict = INCONCLUSIVE.includes(cause) ? 'inconclusive' : 'failed'
  expect(verdictOf(cause)).toBe(verdict)
  expect(concluded(finding(cause)).verdict).toBe(verdict)
})

it.each<[verdicts: readonly Verdict[], index: number]>([
  [[verified], 0],
  [[verified, verified], 0],
  [[verified, inconclusive], 1],
  [[inconclusive, failed, verified], 1],
  [[failed, inconclusive], 0],
  [[inconclusive, inconclusive], 0],
  [[verified, failed, failed], 1],
])('of several services the first of the worst verdicts decides: %#', (verdicts, index) => {
  expect(decisiveIndex(verdicts)).toBe(index)
})
