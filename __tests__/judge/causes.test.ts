import { expect, it } from '@jest/globals'
import { concluded, decisiveIndex } from '../../src/judge/causes.ts'
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
