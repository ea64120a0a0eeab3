/** The step's outputs: all of them, always; empty where nothing was seen or asked. */
import type { RunOutcome, Trigger } from '../model.ts'
import { runningDigests } from './tasks.ts'
import { clip, visible } from './visible.ts'

export const OUTPUT_NAMES = [
  'verdict',
  'cause',
  'commit',
  'expected-digest',
  'running-digests',
  'expected-version',
  'served-version',
  'push-to-live-seconds',
  'live-commit',
  'drift-commits',
  'drift-seconds',
  'competing-triggers',
  'report-path',
] as const

export type OutputName = (typeof OUTPUT_NAMES)[number]

/** A trigger as the output `competing-triggers` and the JSON report list it. */
export type TriggerLine = Pick<Trigger, 'kind' | 'project' | 'name' | 'state' | 'change'>

/** GitHub allows 1 MB of outputs for a whole job. */
const LONGEST_TEXT = 1000
const MOST_TRIGGERS = 500

/**
 * Outputs of the decisive service. `push-to-live-seconds` is there only for a verified run whose commit time is known.
 * @param outcome already redacted
 */
export function outputsOf(outcome: RunOutcome): Readonly<Record<OutputName, string>> {
  const service = outcome.services[outcome.decisive]
  const image = service?.expectation?.image
  const digests = service?.observation === undefined ? undefined : runningDigests(service.observation)
  return {
    verdict: outcome.verdict.verdict,
    cause: outcome.verdict.verdict === 'verified' ? '' : outcome.verdict.finding.cause,
    commit: text(outcome.settings?.commit ?? outcome.commit?.sha),
    'expected-digest': text(image?.state === 'found' ? image.image.digest : undefined),
    'running-digests': digests === undefined ? '' : JSON.stringify(digests.map(text)),
    'expected-version': text(service?.expectation?.version.value ?? outcome.settings?.expectedVersion),
    'served-version': text(servedVersion(outcome)),
    'push-to-live-seconds': pushToLiveSeconds(outcome)?.toString() ?? '',
    'live-commit': text(liveCommit(outcome)),
    'drift-commits': service?.drift?.commitsBehind?.toString() ?? '',
    'drift-seconds': driftSeconds(outcome)?.toString() ?? '',
    'competing-triggers': outcome.pipelines === undefined ? '' : JSON.stringify(triggerLines(outcome)),
    'report-path': text(outcome.settings?.reportPath),
  }
}

/** The version that was read last. */
export function servedVersion(outcome: RunOutcome): string | undefined {
  return outcome.answers.findLast((answer) => answer.state === 'read')?.version
}

/** Whole seconds from the commit's committer date to the verdict; undefined unless verified, and where the clocks contradict. */
export function pushToLiveSeconds(outcome: RunOutcome): number | undefined {
  // What is live is an older commit, where a newer one need not be.
  const isAnother = outcome.services[outcome.decisive]?.drift?.kinship === 'older'
  if (outcome.verdict.verdict !== 'verified' || isAnother) return undefined
  return secondsSince(outcome.commit?.committedAt, outcome.figures.endedAt)
}

/** Whole seconds; undefined where the clocks contradict. */
export function secondsSince(from: number | undefined, until: number): number | undefined {
  if (from === undefined) return undefined
  const seconds = Math.floor((until - from) / 1000)
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined
}

/** The full SHA that was shown to be live; else the one that the image, its tag or the served version names. */
function liveCommit({ services, decisive, verdict }: RunOutcome): string | undefined {
  const { drift, expectation } = services[decisive] ?? {}
  return drift?.liveCommit ?? (verdict.verdict === 'verified' ? expectation?.commit : undefined)
}

/** How long the first commit that is not live waits for it. */
function driftSeconds({ services, decisive, figures }: RunOutcome): number | undefined {
  const drift = services[decisive]?.drift
  return drift?.commitsBehind === 0 ? 0 : secondsSince(drift?.behindSince, figures.endedAt)
}

export function triggerLines(outcome: RunOutcome): TriggerLine[] {
  const triggers = outcome.pipelines?.projects.flatMap((project) => project.triggers) ?? []
  return triggers.slice(0, MOST_TRIGGERS).map(({ kind, project, name, state, change }) => ({
    kind,
    project: text(project),
    name: text(name),
    state,
    change,
  }))
}

/** One visible line that holds no expression: an output is read by other steps. */
function text(value: string | undefined): string {
  return clip(visible(value ?? ''), LONGEST_TEXT).replaceAll('${{', '$ {{')
}
