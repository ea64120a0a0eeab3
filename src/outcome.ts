import { asEnding } from './aws/errors.ts'
import { AwsFailure } from './aws/failure.ts'
import type { RunEdges } from './edges.ts'
import { asFinding, Ending } from './ending.ts'
import { concluded } from './judge/causes.ts'
import { judgeFeatures } from './judge/features.ts'
import { imageRemarks } from './judge/image-remarks.ts'
import { judgePipelines, restoreNotes } from './judge/pipelines.ts'
import { judgeServed } from './judge/served.ts'
import { aboutSuccessor, verifiedInPlace, withSuccessor } from './judge/superseded.ts'
import { withSuspect } from './judge/suspect.ts'
import { verified } from './judge/verified.ts'
import type {
  Check,
  CommitFacts,
  CompetingPipelines,
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
import type { WatchResult, WatchState } from './watch.ts'

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

/** What is known beside the watch when the run ends. */
export interface Details {
  readonly endedAt: number
  readonly facts: CommitFacts | undefined
  readonly logLines: Reading<readonly string[]> | undefined
  /** What the watch was about in the end: what the author asked for, or the same for the commit that took its place. */
  readonly watched: Settings
  /** The deployment that took the place of ours, where one did. */
  readonly successor: Successor | undefined
  readonly pipelines: CompetingPipelines | undefined
}

/** All that is to be told of a run. */
export function outcomeOf(
  settings: Settings,
  edges: RunEdges,
  ended: WatchResult,
  state: WatchState | undefined,
  { endedAt, facts, logLines, watched: { served, commit }, successor, pipelines }: Details,
): RunOutcome {
  // What this run changed is told even where a reading of it was cut short.
  const known = pipelines ?? state?.pipelines
  const watched = state?.services ?? []
  const decisive = ended.state === 'ended' ? (ended.index ?? 0) : 0
  const version = watched[0]?.expectation?.version
  const shared: readonly Check[] = [
    ...(version === undefined ? [] : [judgeServed(served, version, state?.round ?? [])]),
    judgeFeatures(settings.featureChecks, state?.features ?? []),
    judgePipelines(known),
  ]
  const isInPlace = commit !== settings.commit
  const ownFacts = isInPlace ? undefined : facts
  const { expectation: decided, observation: seen } = watched[decisive] ?? {}
  const finding =
    ended.state === 'ended'
      ? withSuspect(told(ended.finding, settings, successor, isInPlace), known, decided, seen, ownFacts)
      : undefined
  const remarks = (expectation: Expectation): readonly string[] => [
    ...restoreNotes(known),
    ...imageRemarks(expectation, ownFacts, known).flatMap(({ doubtful, text }) => (doubtful ? [text] : [])),
  ]
  const inPlace = (verdict: Verdict): Verdict =>
    isInPlace && successor !== undefined
      ? verifiedInPlace(verdict, successor, settings.commit, settings.served === undefined || served !== undefined)
      : verdict
  const services = watched.map((service, index): ServiceOutcome => {
    const checks = [...(service.judgement?.checks ?? []), ...shared]
    const own = index === decisive ? finding : service.judgement?.finding
    const { expectation, observation } = service
    const verdict =
      own !== undefined
        ? concluded(own)
        : finding === undefined && expectation !== undefined && observation !== undefined
          ? inPlace(verified(expectation, observation, checks, remarks(expectation)))
          : undefined
    const oursId = service.judgement?.ours?.id
    return {
      ref: service.ref,
      checks,
      ...(verdict === undefined ? {} : { verdict }),
      ...(expectation === undefined ? {} : { expectation }),
      ...(observation === undefined ? {} : { observation }),
      ...(oursId === undefined ? {} : { ourRolloutId: oursId }),
    }
  })
  const verdict =
    services[decisive]?.verdict ?? concluded(finding ?? internalError(new Error('the run ended without a verdict')))
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
    figures: {
      startedAt: edges.startedAt,
      endedAt,
      looks: state?.looks ?? 0,
      awsCalls: edges.figures.awsCalls,
      throttled: edges.figures.throttled,
      faults: edges.figures.faults,
    },
  }
  return { ...outcome, timeline: timelineOf(outcome) }
}

/** The finding with what is known of the deployment that took our place. */
function told(finding: Finding, settings: Settings, successor: Successor | undefined, isInPlace: boolean): Finding {
  if (successor === undefined) return finding
  if (finding.cause === 'superseded')
    return withSuccessor(finding, successor, settings.commit, settings.allowSuperseded)
  return isInPlace ? aboutSuccessor(finding, successor, settings.commit) : finding
}
