import type { Cause, FailedCause, Finding, InconclusiveCause, Verdict } from '../model.ts'

const VERDICT_OF: Readonly<Record<FailedCause, 'failed'> & Record<InconclusiveCause, 'inconclusive'>> = {
  'image-missing': 'failed',
  'image-unproven': 'failed',
  'image-stale': 'failed',
  'not-deployed': 'failed',
  superseded: 'failed',
  'rolled-back': 'failed',
  'rollout-failed': 'failed',
  'tasks-failing': 'failed',
  'digest-mismatch': 'failed',
  'mixed-tasks': 'failed',
  'rollout-timeout': 'failed',
  'nothing-running': 'failed',
  'version-mismatch': 'failed',
  'version-mixed': 'failed',
  'feature-failed': 'failed',
  'competing-trigger': 'failed',
  'service-not-found': 'failed',
  'version-unreadable': 'inconclusive',
  'digest-unreadable': 'inconclusive',
  'access-denied': 'inconclusive',
  credentials: 'inconclusive',
  'aws-unreachable': 'inconclusive',
  'invalid-input': 'inconclusive',
  cancelled: 'inconclusive',
  'internal-error': 'inconclusive',
}

/** Every cause of the contract. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Object.keys forgets that the keys are exactly the table's
export const CAUSES = Object.keys(VERDICT_OF) as readonly Cause[]

/** The verdict that a cause stands for: `failed` where something else is or will be live, `inconclusive` where it could not be measured. */
export const verdictOf = (cause: Cause): 'failed' | 'inconclusive' => VERDICT_OF[cause]

/** The verdict that a finding leads to. */
export const concluded = (finding: Finding): Verdict => ({ verdict: VERDICT_OF[finding.cause], finding })

const SEVERITY = { verified: 0, inconclusive: 1, failed: 2 } as const

/** Index of the verdict that decides for all: the first of the worst. */
export function decisiveIndex(verdicts: readonly Verdict[]): number {
  let decisive = 0
  verdicts.forEach((candidate, index) => {
    const worst = verdicts[decisive]
    if (worst !== undefined && SEVERITY[candidate.verdict] > SEVERITY[worst.verdict]) decisive = index
  })
  return decisive
}
