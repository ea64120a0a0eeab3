import type { Check, FeatureCheck, FeatureResult, Finding } from '../model.ts'
import { count } from '../wording.ts'
import { checkOf } from './case.ts'

const check = checkOf('features')

/** The newest result of each check, in the order of the author's list. */
function newest(
  checks: readonly FeatureCheck[],
  results: readonly FeatureResult[],
): readonly (FeatureResult | undefined)[] {
  return checks.map((check) => results.findLast((result) => result.name === check.name))
}

/** Promise 5 as a check. `results` are those of the round that is judged. */
export function judgeFeatures(checks: readonly FeatureCheck[], results: readonly FeatureResult[]): Check {
  if (checks.length === 0) return check('not-checked', '', 'no feature-checks were given')
  const expected = `${count(checks.length, 'check')} to pass`
  const found = newest(checks, results)
  const failed = found.filter((result) => result !== undefined && !result.passed)
  if (failed.length > 0)
    return check('fail', expected, failed.map((result) => `${result?.name ?? ''}: ${result?.seen ?? ''}`).join(' · '))
  if (found.includes(undefined)) return check('pending', expected, 'not run yet')
  return check('pass', expected, checks.map((feature) => feature.name).join(' · '))
}

/** The finding at the deadline when everything before the features holds; undefined where all pass. */
export function featuresAtDeadline(
  checks: readonly FeatureCheck[],
  results: readonly FeatureResult[],
): Finding | undefined {
  if (checks.length === 0) return undefined
  const found = newest(checks, results)
  const failed = found.filter((result): result is FeatureResult => result !== undefined && !result.passed)
  const [first] = failed
  if (first === undefined && !found.includes(undefined)) return undefined
  const missing = checks.filter((_check, index) => found[index] === undefined).map((check) => check.name)
  return {
    cause: 'feature-failed',
    headline:
      first === undefined
        ? `feature checks were not run: ${missing.join(', ')}`
        : `${count(failed.length, 'feature check')} failed: ${failed.map((result) => result.name).join(', ')}`,
    explanation:
      first === undefined
        ? 'The deployment became right so late that no time was left for the feature checks.'
        : failed.map((result) => `${result.name}: expected ${result.expected}, seen ${result.seen}.`).join(' '),
    nextStep: {
      text:
        first === undefined
          ? 'Give the input "timeout" more time.'
          : 'The new version runs and answers; what it does at these URLs is wrong. Fix it or roll back.',
    },
    ruledOut: ['The tasks and the served version are those of the commit, so the deploy itself is not at fault.'],
  }
}
