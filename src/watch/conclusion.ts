import { verdictOf } from '../judge/causes.ts'
import { featuresAtDeadline } from '../judge/features.ts'
import { pipelinesFinding } from '../judge/pipelines.ts'
import { servedAtDeadline } from '../judge/served.ts'
import { unreachable } from '../judge/unreachable.ts'
import type { Finding, Settings } from '../model.ts'
import { utc } from '../wording.ts'
import type { WatchedService, WatchResult, WatchState } from './state.ts'

/**
 * What the run ends with when there is no more time and the promise was not shown.
 *
 * @param isStale whether the last look that read every service is too old to say anything about the end of the run
 */
export function conclusion(state: WatchState, settings: Settings, isStale: boolean): WatchResult {
  if (isStale || state.services.some(({ observation }) => observation === undefined)) {
    const index = state.services.findIndex(({ failure }) => failure !== undefined)
    return { state: 'ended', finding: unreachable(state.services[index]?.failure), ...(index < 0 ? {} : { index }) }
  }
  for (const [index, watched] of state.services.entries())
    if (watched.judgement?.atDeadline !== undefined)
      return { state: 'ended', finding: asLastRead(watched.judgement.atDeadline, watched), index }
  const [first] = state.services
  const answers =
    first?.expectation === undefined || first.observation === undefined
      ? undefined
      : servedAtDeadline(settings.served, first.expectation, first.observation, state.answers)
  const unproved = answers ?? featuresAtDeadline(settings.featureChecks, state.features)
  if (unproved !== undefined) return { state: 'ended', finding: unproved }
  const failed = state.services.findIndex(({ failure }) => failure !== undefined)
  if (failed >= 0) return { state: 'ended', finding: unreachable(state.services[failed]?.failure), index: failed }
  return { state: 'ended', finding: pipelinesFinding(state.pipelines) ?? unreachable(undefined) }
}

/** Says of what an earlier look showed that it is from then, where the newest one failed. */
function asLastRead(finding: Finding, { observation, failure }: WatchedService): Finding {
  if (observation === undefined || failure === undefined) return finding
  const { action, code, message } = failure
  const since = [action, code ?? message].filter((part) => part !== undefined).join(' ')
  return {
    ...finding,
    explanation: `${finding.explanation} That is how it was at ${utc(observation.at)}; after that it could not be read any more: ${since}.`,
  }
}

const isFailed = (finding: Finding): boolean => verdictOf(finding.cause) === 'failed'

/** What ends the run now: the first finding of a service, one that is `failed` before one that is `inconclusive`. */
export function firstFinding(services: readonly WatchedService[]): WatchResult | undefined {
  const findings = services.flatMap(({ judgement }, index) =>
    judgement?.finding === undefined ? [] : [{ finding: judgement.finding, index }],
  )
  const failed = findings.find(({ finding }) => isFailed(finding)) ?? findings[0]
  return failed === undefined ? undefined : { state: 'ended', ...failed }
}
