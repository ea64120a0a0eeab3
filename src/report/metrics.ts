/** The metrics of a run, as CloudWatch takes them. Which dimensions they have decides what they cost: a commit is never one. */
import { manualBuilds } from '../judge/deploy-pattern.ts'
import { driftOfCause } from '../judge/drift.ts'
import type { CompetingPipelines, CompetingProject, Drift, RunOutcome, ServiceRef, Verdict } from '../model.ts'
import { lastPart } from '../wording.ts'
import { code, prose } from './markdown.ts'
import { pushToLiveSeconds, secondsSince } from './outputs.ts'

export const METRIC_NAMES = [
  'DeploymentVerified',
  'PushToLiveSeconds',
  'VersionDrift',
  'DriftSeconds',
  'CompetingTriggers',
  'ManualBuilds',
] as const

export interface Metric {
  readonly name: (typeof METRIC_NAMES)[number]
  readonly unit: 'Count' | 'Seconds'
  /** Whole and not negative. */
  readonly value: number
}

/** The metrics of one service. Cluster and service are names, even where the inputs are ARNs: they are the dimensions. */
export interface ServiceMetrics {
  readonly region: string
  readonly cluster: string
  readonly service: string
  readonly metrics: readonly Metric[]
}

/** The metrics of every service that was asked for; what is not known of one is left out, never zero. None without settings. */
export function metricsOf(outcome: RunOutcome): readonly ServiceMetrics[] {
  const shared = pipelineMetrics(outcome.pipelines)
  return (outcome.settings?.services ?? []).map((ref, index) => ({
    region: ref.region,
    ...dimensionsOf(ref),
    metrics: [...serviceMetrics(outcome, index), ...shared],
  }))
}

function dimensionsOf({ cluster, service }: ServiceRef): Pick<ServiceMetrics, 'cluster' | 'service'> {
  return { cluster: lastPart(cluster), service: lastPart(service) }
}

function serviceMetrics(outcome: RunOutcome, index: number): readonly Metric[] {
  const isVerified = outcome.services[index]?.verdict?.verdict === 'verified'
  // An audit sees that the commit is live, not since when.
  const live = isVerified && outcome.settings?.mode !== 'audit' ? pushToLiveSeconds(outcome) : undefined
  const drift = versionDrift(outcome, index)
  const waiting = drift === undefined ? undefined : driftSeconds(outcome, index, drift)
  return [
    { name: 'DeploymentVerified', unit: 'Count', value: isVerified ? 1 : 0 },
    ...(live === undefined ? [] : [{ name: 'PushToLiveSeconds', unit: 'Seconds', value: live } as const]),
    ...(drift === undefined ? [] : [{ name: 'VersionDrift', unit: 'Count', value: drift } as const]),
    ...(waiting === undefined ? [] : [{ name: 'DriftSeconds', unit: 'Seconds', value: waiting } as const]),
  ]
}

/**
 * How many commits are not live and should be: 0 where the promise was shown or what is live contains the commit, at least 1 where the
 * commit is not live, undefined where that was not measured.
 */
function versionDrift(outcome: RunOutcome, index: number): number | undefined {
  const { verdict: ofRun, services, decisive } = outcome
  const service = services[index]
  const own = service?.verdict ?? (index === decisive ? ofRun : undefined)
  // Undecided, unless the run ended by what is looked at only after every service was found right.
  const state = own === undefined ? (driftOf(ofRun) === 'none' ? 'none' : 'unknown') : driftOf(own)
  switch (state) {
    case 'none':
      return 0
    case 'behind':
      return service?.drift?.kinship === 'newer' ? 0 : commitsMissing(outcome, own, service?.drift)
    case 'unknown':
      return undefined
  }
}

/** Undefined where an audit could not tell whether the commit has to be live at all. */
function commitsMissing(
  { settings }: RunOutcome,
  own: Verdict | undefined,
  drift: Drift | undefined,
): number | undefined {
  if (settings?.mode === 'audit' && settings.paths.length > 0 && mayBeExcused(own)) {
    if (drift === undefined || drift.paths === 'unknown') return undefined
  }
  // Commits that need not be live are not missing: something else is wrong.
  return drift?.paths === 'untouched' ? 1 : Math.max(1, drift?.commitsBehind ?? 1)
}

const mayBeExcused = (verdict: Verdict | undefined): boolean =>
  verdict !== undefined &&
  verdict.verdict !== 'verified' &&
  (verdict.finding.cause === 'image-missing' || verdict.finding.cause === 'not-deployed')

function driftOf(verdict: Verdict): 'behind' | 'none' | 'unknown' {
  return verdict.verdict === 'verified' ? 'none' : driftOfCause(verdict.finding.cause)
}

/**
 * How long the first of these commits waits to be live; undefined where its time is not known, or lies ahead of the runner's clock.
 */
function driftSeconds({ commit, figures, services }: RunOutcome, index: number, missing: number): number | undefined {
  if (missing === 0) return 0
  const drift = services[index]?.drift
  if (drift?.kinship === 'older' && drift.paths === 'untouched') return undefined
  return secondsSince(drift?.behindSince ?? commit?.committedAt, figures.endedAt)
}

/** The same for every service: the competing projects are the run's. */
function pipelineMetrics(pipelines: CompetingPipelines | undefined): readonly Metric[] {
  if (pipelines === undefined || pipelines.handling === 'off') return []
  const triggers = openTriggers(pipelines)
  const builds = manualBuilds(pipelines)
  return [
    ...(triggers === undefined ? [] : [{ name: 'CompetingTriggers', unit: 'Count', value: triggers } as const]),
    ...(builds === undefined ? [] : [{ name: 'ManualBuilds', unit: 'Count', value: builds } as const]),
  ]
}

/** What `auto` found and nothing shows to compete is told, and not counted. */
function competing({ projects }: CompetingPipelines): readonly CompetingProject[] {
  return projects.filter((project) => project.competing !== 'not-shown')
}

/** Triggers that can start a competing project, or may: unknown where something could not be read and none was found. */
function openTriggers(pipelines: CompetingPipelines): number | undefined {
  const projects = competing(pipelines)
  const open = projects
    .flatMap(({ triggers }) => triggers)
    .filter(({ state }) => state === 'live' || state === 'mixed' || state === 'unknown').length
  if (open > 0) return open
  const isRead =
    (projects.length > 0 || pipelines.auto) &&
    projects.every(({ exists }) => exists) &&
    !pipelines.problems.some(({ blocking }) => blocking)
  return isRead ? 0 : undefined
}

/** The line of the job summary that says that the metrics are missing, and why. @param why already redacted */
export function notPublishedLine(namespace: string, why: string): string {
  return `*Not published:* the metrics of this run, to the CloudWatch namespace ${code(namespace)}. ${prose(why, 600)}`
}
