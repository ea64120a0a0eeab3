import { asEnding } from './aws/errors.ts'
import { AwsFailure } from './aws/failure.ts'
import type { RunEdges } from './edges.ts'
import { asFinding, Ending } from './ending.ts'
import { concluded } from './judge/causes.ts'
import { patternOf } from './judge/deploy-pattern.ts'
import { aboutLiveCommit, driftOfCause, noDrift, verifiedAtLiveCommit, withDrift } from './judge/drift.ts'
import { judgeFeatures } from './judge/features.ts'
import { imageRemarks } from './judge/image-remarks.ts'
import { judgePipelines, restoreNotes } from './judge/pipelines.ts'
import { judgeServed } from './judge/served.ts'
import { recommendationsOf } from './judge/recommendations.ts'
import { aboutSuccessor, verifiedInPlace, withSuccessor } from './judge/superseded.ts'
import { withSuspect } from './judge/suspect.ts'
import { verified } from './judge/verified.ts'
import type {
  Check,
  CommitFacts,
  CompetingPipelines,
  DeployHistory,
  Drift,
  Expectation,
  Finding,
  Reading,
  RunOutcome,
  ServiceOutcome,
  Settings,
  Successor,
  Verdict,
} from './model.ts'
import { timelineOf } from './report/timeline.ts'
import { aboutMessage } from './paragraphs.ts'
import type { WatchResult, WatchState } from './watch/state.ts'

/** The run's finding where it never came to a verdict: an ending, or a defect. */
export function findingOf(error: unknown): Finding {
  const ending = error instanceof Ending ? error : error instanceof AwsFailure ? asEnding(error) : undefined
  if (ending !== undefined) return asFinding(ending)
  if (error instanceof AwsFailure)
    return {
      cause: 'aws-unreachable',
      headline: `${error.action} gave no usable answer`,
      explanation: `Expected an answer of ${error.action}; ${error.code}: ${error.message}`,
      nextStep: {
        text: 'Run the job again; if it stays so, look at the AWS health dashboard and the runner’s way to AWS.',
        about: aboutMessage('aws-could-not-be-read'),
      },
      ruledOut: [],
    }
  return internalError(error)
}

/** The finding for a defect of this action. */
export function internalError(error: unknown): Finding {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return {
    cause: 'internal-error',
    headline: 'a defect of this action',
    explanation: `Expected no such thing to happen; ${what}. The stack is in the debug log.`,
    nextStep: { text: 'Run the job again with debug logging, and report the defect with that log.' },
    ruledOut: ['Nothing is said about the deploy.'],
  }
}

/**
 * What a watch is about: what the author asked for, or the same for another commit that stands in. `successor`: the newer one whose
 * deployment took the place of ours. `live-commit`: the one that is live, where no newer one touches `paths`.
 */
export interface Watched {
  readonly settings: Settings
  readonly standsIn: 'successor' | 'live-commit' | undefined
}

/** What is known beside the watch when the run ends. */
export interface Details {
  readonly endedAt: number
  readonly facts: CommitFacts | undefined
  readonly logLines: Reading<readonly string[]> | undefined
  /** What the watch was about in the end. */
  readonly watched: Watched
  /** The deployment that took the place of ours, where one did. */
  readonly successor: Successor | undefined
  /** By service; empty where nothing is behind. */
  readonly drifts: readonly (Drift | undefined)[]
  readonly history: DeployHistory | undefined
  readonly pipelines: CompetingPipelines | undefined
}

/** All that is to be told of a run. */
export function outcomeOf(
  settings: Settings,
  edges: RunEdges,
  ended: WatchResult,
  state: WatchState | undefined,
  { endedAt, facts, logLines, watched: about, successor, drifts, history, pipelines }: Details,
): RunOutcome {
  // What this run changed is told even where a reading of it was cut short.
  const known = pipelines ?? state?.pipelines
  const watched = state?.services ?? []
  const { served } = about.settings
  const decisive = ended.state === 'ended' ? (ended.index ?? 0) : 0
  const version = watched[0]?.expectation?.version
  const shared: readonly Check[] = [
    ...(version === undefined ? [] : [judgeServed(served, version, state?.round ?? [])]),
    judgeFeatures(settings.featureChecks, state?.features ?? []),
    judgePipelines(known),
  ]
  const { expectation: decided, observation: seen } = watched[decisive] ?? {}
  const finding =
    ended.state === 'ended'
      ? withSuspect(
          told(ended.finding, settings, about, successor, drifts[decisive], endedAt),
          known,
          decided,
          seen,
          facts,
        )
      : undefined
  const remarks = (expectation: Expectation): readonly string[] => [
    ...restoreNotes(known),
    ...imageRemarks(expectation, facts, known).flatMap(({ doubtful, text }) => (doubtful ? [text] : [])),
  ]
  const standingIn = (verdict: Verdict, drift: Drift | undefined): Verdict => {
    const isServedCompared = settings.served === undefined || served !== undefined
    if (about.standsIn === 'successor' && successor !== undefined)
      return verifiedInPlace(verdict, successor, settings.commit, isServedCompared)
    if (about.standsIn === 'live-commit' && drift !== undefined) return verifiedAtLiveCommit(verdict, drift, settings)
    return verdict
  }
  const services = watched.map((service, index): ServiceOutcome => {
    const checks = [...(service.judgement?.checks ?? []), ...shared]
    const own = index === decisive ? finding : service.judgement?.finding
    const { expectation, observation } = service
    const verdict =
      own !== undefined
        ? concluded(own)
        : finding === undefined && expectation !== undefined && observation !== undefined
          ? standingIn(verified(expectation, observation, checks, remarks(expectation)), drifts[index])
          : undefined
    const drift =
      drifts[index] ??
      (settings.mode === 'audit' && isLive(verdict) && expectation !== undefined && observation !== undefined
        ? noDrift(expectation, observation, settings.paths.length > 0)
        : undefined)
    const oursId = service.judgement?.ours?.id
    return {
      ref: service.ref,
      checks,
      ...(verdict === undefined ? {} : { verdict }),
      ...(expectation === undefined ? {} : { expectation }),
      ...(observation === undefined ? {} : { observation }),
      ...(oursId === undefined ? {} : { ourRolloutId: oursId }),
      ...(drift === undefined ? {} : { drift }),
    }
  })
  const verdict =
    services[decisive]?.verdict ?? concluded(finding ?? internalError(new Error('the run ended without a verdict')))
  const pattern = history === undefined ? undefined : patternOf(history, known, endedAt)
  const outcome = {
    actionVersion: edges.actionVersion,
    settings,
    verdict,
    services,
    decisive,
    commit: facts ?? { sha: settings.commit },
    answers: state?.answers ?? [],
    features: state?.features ?? [],
    ...(known === undefined ? {} : { pipelines: known }),
    ...(logLines === undefined ? {} : { logLines }),
    ...(successor === undefined ? {} : { successor }),
    ...(history === undefined ? {} : { history }),
    ...(pattern === undefined ? {} : { pattern }),
    figures: {
      startedAt: edges.startedAt,
      endedAt,
      looks: state?.looks ?? 0,
      awsCalls: edges.figures.awsCalls,
      throttled: edges.figures.throttled,
      faults: edges.figures.faults,
    },
  }
  const whole = { ...outcome, timeline: timelineOf(outcome) }
  return { ...whole, recommendations: recommendationsOf(whole) }
}

/** The finding with what is known of the commit that is live, or that took our place. */
function told(
  finding: Finding,
  settings: Settings,
  { standsIn }: Watched,
  successor: Successor | undefined,
  drift: Drift | undefined,
  now: number,
): Finding {
  if (standsIn === 'live-commit')
    return drift === undefined ? finding : aboutLiveCommit(finding, drift, settings.commit)
  if (successor !== undefined)
    return finding.cause === 'superseded'
      ? withSuccessor(finding, successor, settings.commit, settings.allowSuperseded)
      : standsIn === 'successor'
        ? aboutSuccessor(finding, successor, settings.commit)
        : finding
  return settings.mode === 'audit' ? withDrift(finding, drift, settings, now) : finding
}

/** Whether the verdict shows that the commit is live, though something else may be wrong. */
function isLive(verdict: Verdict | undefined): boolean {
  if (verdict === undefined) return false
  return verdict.verdict === 'verified' || driftOfCause(verdict.finding.cause) === 'none'
}
