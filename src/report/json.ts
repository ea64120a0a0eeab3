/**
 * The JSON report: the outcome of a run as data, for other programs, and whole enough to render the job summary again. Its fields are
 * those of the model, with times in ISO 8601 UTC and durations in seconds; `docs/report.schema.json` describes each. A change of a name
 * or a meaning raises `SCHEMA_VERSION`; whatever is added here is read back by `scripts/render/read-report.ts`.
 */
import type {
  Cause,
  DeployPattern,
  Duration,
  FeatureCheck,
  Finding,
  NextStep,
  Observation,
  RunOutcome,
  ServiceOutcome,
  Settings,
  Verdict,
} from '../model.ts'
import type { Publication } from '../publish.ts'
import { iso } from '../wording.ts'
import { metricsOf } from './metrics.ts'
import { pushToLiveSeconds, servedVersion } from './outputs.ts'
import { runningDigests } from './tasks.ts'

export const SCHEMA_VERSION = 1
export const ACTION_NAME = 'ECS Deploy Verifier'

/** What the summary tells beside the outcome. */
export interface SummaryContext {
  /** The folder of the documentation, where the summary links its pages. */
  readonly docsUrl?: string | undefined
  /** What became of the metrics, already redacted; absent where none were asked for, and as long as it is not known. */
  readonly publication?: Publication | undefined
}

/**
 * The report as plain data, ready for `JSON.stringify`; fields that are not known are missing, never null.
 * @param outcome already redacted
 */
export function jsonReportOf(outcome: RunOutcome, context: SummaryContext = {}): unknown {
  return plain(reportData(outcome, context))
}

/** Whether an address can stand in a Markdown link as it is: no other one gets into a report. */
export function isDocsUrl(text: string): boolean {
  return /^https?:\/\/[A-Za-z0-9.-]+(:\d+)?(\/[\w.-]+)*$/.test(text)
}

/** Whether a field of this name is a time; the report has no other fields of such names. */
export function isTimeField(name: string): boolean {
  return name === 'at' || name === 'until' || name.endsWith('At') || name.endsWith('Since')
}

/** The report with its times still in milliseconds since the epoch. What is `undefined` here is missing in the report. */
export type ReportData = ReturnType<typeof reportData>
export type ServiceData = ReturnType<typeof serviceData>
export type ObservationData = ReturnType<typeof observationData>
export type SettingsData = ReturnType<typeof settingsData>
export type PatternData = ReturnType<typeof patternData>

/** The same fields at the top and in each service. */
export interface VerdictData {
  readonly verdict: Verdict['verdict']
  readonly headline: string
  readonly notes: readonly string[]
  readonly ruledOut: readonly string[]
  readonly reasoning?: readonly string[]
  /** The following are missing where verified. */
  readonly cause?: Cause
  readonly explanation?: string
  readonly problems?: readonly string[]
  readonly nextStep?: NextStep
}

function reportData(outcome: RunOutcome, { docsUrl, publication }: SummaryContext) {
  const { actionVersion, settings, verdict, services, decisive, pattern, figures, ...rest } = outcome
  return {
    schemaVersion: SCHEMA_VERSION,
    action: {
      name: ACTION_NAME,
      version: actionVersion,
      docsUrl: docsUrl !== undefined && isDocsUrl(docsUrl) ? docsUrl : undefined,
    },
    ...verdictData(verdict),
    pushToLiveSeconds: pushToLiveSeconds(outcome),
    servedVersion: servedVersion(outcome),
    decisive: services.length === 0 ? undefined : decisive,
    settings: settings === undefined ? undefined : settingsData(settings),
    services: services.map(serviceData),
    ...rest,
    pattern: pattern === undefined ? undefined : patternData(pattern),
    metrics: metricsData(outcome, publication),
    figures,
  }
}

function verdictData(verdict: Verdict): VerdictData {
  if (verdict.verdict === 'verified') return { ...verdict, ruledOut: [] }
  const finding: Finding = verdict.finding
  return { verdict: verdict.verdict, notes: [], ...finding }
}

function serviceData(service: ServiceOutcome) {
  const { ref, verdict, observation, ...rest } = service
  const told: Partial<VerdictData> = verdict === undefined ? {} : verdictData(verdict)
  return {
    ...ref,
    ...told,
    ...rest,
    runningDigests: observation === undefined ? undefined : runningDigests(observation),
    observation: observation === undefined ? undefined : observationData(observation),
  }
}

function observationData(observation: Observation) {
  const { clockOffset, ...look } = observation
  const { configuredWaits, codeDeploy, taskDefinitions, ...service } = observation.service
  return {
    ...look,
    clockOffsetSeconds: clockOffset === undefined ? undefined : seconds(clockOffset),
    service: {
      ...service,
      configuredWaitSeconds: seconds(configuredWaits),
      codeDeploy:
        codeDeploy.state === 'read'
          ? {
              ...codeDeploy,
              value: codeDeploy.value.map(({ waits, ...deployment }) => ({
                ...deployment,
                waitSeconds: seconds(waits),
              })),
            }
          : codeDeploy,
      taskDefinitions: taskDefinitions.map((definition) => ({
        ...definition,
        containers: definition.containers.map(({ environmentValues: _values, ...container }) => container),
      })),
    },
  }
}

function settingsData(settings: Settings) {
  const {
    timeout,
    stableFor,
    startTimeout,
    pollInterval,
    served,
    featureChecks,
    run,
    // What may be a secret is named one by one, so that it cannot come in with the rest.
    secrets: _secrets,
    webhookToken: _webhookToken,
    githubToken: _githubToken,
    registryCredentials: _registryCredentials,
    ...rest
  } = settings
  return {
    ...rest,
    timeoutSeconds: secondsOrAuto(timeout),
    stableForSeconds: secondsOrAuto(stableFor),
    startTimeoutSeconds: seconds(startTimeout),
    pollIntervalSeconds: seconds(pollInterval),
    served: served === undefined ? undefined : { ...served, headers: served.headers.map(([name]) => name) },
    featureChecks: featureChecks.map(featureCheckData),
    run: {
      repository: run.repository,
      serverUrl: run.serverUrl,
      runId: run.runId,
      ...(run.workflow === undefined ? {} : { workflow: run.workflow }),
      ...(run.ref === undefined ? {} : { ref: run.ref }),
    },
  }
}

function featureCheckData({ headers, body: _body, equals: _equals, ...check }: FeatureCheck) {
  return { ...check, headers: headers.map(([name]) => name) }
}

function patternData({ deployments, medianPushToLive, ...pattern }: DeployPattern) {
  return {
    deployments: deployments.map(({ pushToLive, ...deployment }) => ({
      ...deployment,
      pushToLiveSeconds: pushToLive === undefined ? undefined : seconds(pushToLive),
    })),
    ...pattern,
    medianPushToLiveSeconds: medianPushToLive === undefined ? undefined : seconds(medianPushToLive),
  }
}

/** The metrics as CloudWatch was to get them. Without `publication` the report was written before that was known. */
function metricsData(outcome: RunOutcome, publication: Publication | undefined) {
  const namespace = outcome.settings?.metricsNamespace
  if (namespace === undefined) return undefined
  return { namespace, services: metricsOf(outcome), publication: publicationData(publication) }
}

export type PublicationData =
  { readonly state: 'published' } | { readonly state: 'not-published'; readonly why: string }

function publicationData(publication: Publication | undefined): PublicationData | undefined {
  switch (publication?.state) {
    case undefined:
      return undefined
    case 'published':
      return { state: 'published' }
    case 'not-published':
      return { state: 'not-published', why: publication.why }
  }
}

function seconds(milliseconds: number): number {
  return milliseconds / 1000
}

function secondsOrAuto(duration: Duration): number | 'auto' {
  return duration === 'auto' ? duration : seconds(duration)
}

/** A copy in which every time is ISO 8601, and nothing is there that JSON cannot say. */
function plain(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed()
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  // Its names are text from outside, which may look like that of a time.
  return Object.fromEntries(sayable(value).map(([name, item]) => [name, name === 'faults' ? item : plain(item)]))
}

/** The fields that JSON can say, their times in ISO 8601. */
function sayable(value: object): readonly (readonly [string, unknown])[] {
  return Object.entries(value).flatMap(([name, item]: [string, unknown]): [string, unknown][] => {
    if (isTimeField(name) && typeof item === 'number') {
      const time = iso(item)
      return time === undefined ? [] : [[name, time]]
    }
    return item !== undefined && (typeof item !== 'number' || Number.isFinite(item)) ? [[name, item]] : []
  })
}

/** A longer list is written item by item. */
const LONG = 100
/** Characters of a piece of text, about: few enough to be no weight, enough not to be a write for each line. */
const PIECE = 64 * 1024

/**
 * The report as the text of a file, piece by piece: of thousands of tasks neither the plain data nor the text ever stands in memory as a
 * whole, which would be the most that a run takes. The same as `JSON.stringify` of `jsonReportOf`, indented by 2, and a line feed.
 * @param outcome already redacted
 */
export function* jsonTextOf(outcome: RunOutcome, context: SummaryContext = {}): Generator<string> {
  let text = ''
  for (const piece of pieces(reportData(outcome, context), '')) {
    text += piece
    if (text.length < PIECE) continue
    yield text
    text = ''
  }
  yield `${text}\n`
}

function* pieces(value: unknown, indent: string): Generator<string> {
  const inner = `${indent}  `
  if (!holdsLong(value)) {
    yield indented(value === undefined ? null : plain(value), indent)
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      yield `${index === 0 ? '[' : ','}\n${inner}`
      yield* pieces(item, inner)
    }
    yield `\n${indent}]`
  } else if (typeof value === 'object' && value !== null) {
    for (const [index, [name, item]] of sayable(value).entries()) {
      yield `${index === 0 ? '{' : ','}\n${inner}${JSON.stringify(name)}: `
      if (name === 'faults') yield indented(item, inner)
      else yield* pieces(item, inner)
    }
    yield `\n${indent}}`
  }
}

const indented = (value: unknown, indent: string): string =>
  JSON.stringify(value, undefined, 2).replaceAll('\n', `\n${indent}`)

function holdsLong(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (Array.isArray(value)) return value.length > LONG || value.some(holdsLong)
  return Object.entries(value).some(([name, item]) => name !== 'faults' && holdsLong(item))
}
