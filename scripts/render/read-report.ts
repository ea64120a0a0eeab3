/** Reads a JSON report back into the outcome that it was written from. */
import { readFileSync } from 'node:fs'
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import type { FeatureCheck, Header, RunOutcome, ServiceOutcome, Settings, Verdict } from '../../src/model.ts'
import {
  ACTION_NAME,
  isTimeField,
  SCHEMA_VERSION,
  type ObservationData,
  type PatternData,
  type ReportData,
  type ServiceData,
  type SettingsData,
  type SummaryContext,
  type VerdictData,
} from '../../src/report/json.ts'
import { clip, visible } from '../../src/report/visible.ts'
import { version as ownVersion } from '../../src/version.ts'

/** The report cannot be used. The message says what was expected, what was seen and what to do, on one line fit for a terminal. */
export class ReportError extends Error {
  override readonly name = 'ReportError'
}

/** All that the job summary was made of. */
export interface Report {
  /**
   * As the action had it, without what the report leaves out: secrets and tokens (none), values of headers (`***`) and of environment
   * variables (none), what a feature check sends and compares with, the API's address and the workspace (empty).
   */
  readonly outcome: RunOutcome
  readonly context: SummaryContext
}

/**
 * @param text the content of the file
 * @throws ReportError
 */
export function readReport(text: string): Report {
  return reportOf(parsed(text))
}

/**
 * @param report what JSON made of the file
 * @throws ReportError
 */
export function reportOf(report: unknown): Report {
  requireThisVersion(report)
  const validate = validator()
  if (!validate(report)) throw unlikeTheSchema(report, validate.errors ?? [])
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the schema has just checked every field, and the tests keep schema and types together
  const data = withTimes(report, '', (complaint) => damaged(report, complaint)) as ReportData
  if (data.services.length > 0 && data.services[data.decisive ?? 0] === undefined)
    throw damaged(report, `decisive is ${data.decisive}, and there are ${data.services.length} services`)
  return { outcome: outcomeOf(data), context: contextOf(data) }
}

// --------------------------------------------------------------------------------------------------------- from text to data

const LONGEST_PART = 200

const shown = (text: string): string => clip(visible(text), LONGEST_PART)

function parsed(text: string): unknown {
  // Some editors and shells put a byte order mark before what they save.
  const json = text.replace(/^\ufeff/, '').trim()
  if (json === '')
    throw new ReportError(
      'Expected a JSON report; the file is empty. Fetch it again, or let the action write it again.',
    )
  try {
    return JSON.parse(json)
  } catch (error) {
    const said = error instanceof Error ? shown(error.message) : ''
    throw new ReportError(
      endsEarly(json)
        ? `Expected a whole JSON report; the file ends in the middle, after ${json.length} characters. Fetch it again: what there is of it was cut off.`
        : `Expected a JSON report; the file is not JSON (${said}). Give the file that the action's output report-path names, unchanged.`,
      { cause: error },
    )
  }
}

/** Whether the text is the beginning of an object that never closes. */
function endsEarly(json: string): boolean {
  if (!json.startsWith('{')) return false
  let depth = 0
  let inString = false
  for (let index = 0; index < json.length; index += 1) {
    const character = json[index]
    if (inString) {
      if (character === '\\') index += 1
      else if (character === '"') inString = false
    } else if (character === '"') inString = true
    else if (character === '{' || character === '[') depth += 1
    else if (character === '}' || character === ']') depth -= 1
    if (depth === 0) return false
  }
  return true
}

/** @throws ReportError for what is no report, or one of another version */
function requireThisVersion(report: unknown): void {
  const isObject = typeof report === 'object' && report !== null && !Array.isArray(report)
  const version = isObject && 'schemaVersion' in report ? report.schemaVersion : undefined
  if (!isObject || typeof version !== 'number' || actionIn(report)?.name !== ACTION_NAME)
    throw new ReportError(
      `Expected the JSON report of ${ACTION_NAME}, an object with schemaVersion and action; saw ${kindOf(report)}. Give the file that the action's output report-path names.`,
    )
  if (version !== SCHEMA_VERSION)
    throw new ReportError(
      `Expected a report with schemaVersion ${SCHEMA_VERSION}; saw ${version}, ${writtenBy(report)}. Render it with that version of this repository: check it out, run \`npm ci\`, and call this again.`,
    )
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return `an array of ${value.length}`
  if (typeof value !== 'object') return `a ${typeof value}`
  const names = Object.keys(value)
  return names.length === 0 ? 'an empty object' : `an object with ${shown(names.slice(0, 5).join(', '))}`
}

function actionIn(report: object): { readonly name?: unknown; readonly version?: unknown } | undefined {
  const action = 'action' in report ? report.action : undefined
  return typeof action === 'object' && action !== null ? action : undefined
}

function versionIn(report: unknown): string | undefined {
  const version = typeof report === 'object' && report !== null ? actionIn(report)?.version : undefined
  return typeof version === 'string' ? version : undefined
}

function writtenBy(report: unknown): string {
  const version = versionIn(report)
  return version === undefined ? 'written by an unknown version' : `written by ${ACTION_NAME} ${shown(version)}`
}

let compiled: ValidateFunction | undefined

/** Of the schema as the documentation has it: what it says is what counts. */
function validator(): ValidateFunction {
  if (compiled !== undefined) return compiled
  const text = readFileSync(new URL('../../docs/report.schema.json', import.meta.url), 'utf8')
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a file of this repository
  compiled = new Ajv2020({ strict: false, verbose: true }).compile(JSON.parse(text) as object)
  return compiled
}

function unlikeTheSchema(report: unknown, errors: readonly ErrorObject[]): ReportError {
  // Where there are alternatives, the deepest complaint is about the one that was meant.
  const depth = ({ instancePath }: ErrorObject): number => instancePath.split('/').length
  const [deepest] = errors.toSorted((a, b) => depth(b) - depth(a))
  return damaged(report, deepest === undefined ? 'it does not follow the schema' : complaint(deepest))
}

/** @param error with `data`, as `verbose` gives it */
function complaint({ instancePath, message = 'is not as it should be', keyword, params, data }: ErrorObject): string {
  const where = instancePath === '' ? 'the report' : instancePath.slice(1).replaceAll('/', '.')
  const is = typeof data === 'object' ? '' : `, and is ${JSON.stringify(data)}`
  const named: unknown = keyword === 'additionalProperties' ? params['additionalProperty'] : params['allowedValues']
  const detail = Array.isArray(named) ? named.join(', ') : typeof named === 'string' ? named : ''
  return shown(`${where} ${message}${is}${detail === '' ? '' : `: ${detail}`}`)
}

function damaged(report: unknown, complaint: string): ReportError {
  const advice =
    versionIn(report) === ownVersion
      ? 'The file was changed since it was written: fetch it again.'
      : `It is ${writtenBy(report)}, and this is ${ownVersion}: check that version out and call this again. Where that does not help, the file was changed since it was written.`
  return new ReportError(`Expected a report as docs/report.schema.json describes it; saw that ${complaint}. ${advice}`)
}

/** The same with every time in milliseconds since the epoch. */
function withTimes(value: unknown, path: string, damage: (complaint: string) => ReportError): unknown {
  if (Array.isArray(value)) return value.map((item, index) => withTimes(item, `${path}.${index}`, damage))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]: [string, unknown]) => {
      const here = path === '' ? name : `${path}.${name}`
      // Its names are text from outside, which may look like that of a time.
      if (name === 'faults') return [name, item]
      if (!isTimeField(name) || typeof item !== 'string') return [name, withTimes(item, here, damage)]
      const time = Date.parse(item)
      if (Number.isNaN(time)) throw damage(`${here} is no time: ${shown(item)}`)
      return [name, time]
    }),
  )
}

// ------------------------------------------------------------------------------------------------------ from data to outcome

function contextOf({ action, metrics }: ReportData): SummaryContext {
  return { docsUrl: action.docsUrl, publication: publicationOf(metrics) }
}

function publicationOf(metrics: ReportData['metrics']): SummaryContext['publication'] {
  const { namespace, services, publication } = metrics ?? {}
  if (namespace === undefined || publication === undefined) return undefined
  return publication.state === 'published'
    ? { ...publication, namespace, metrics: services?.flatMap((service) => service.metrics).length ?? 0 }
    : { ...publication, namespace }
}

function outcomeOf(data: ReportData): RunOutcome {
  const {
    schemaVersion: _schemaVersion,
    action,
    pushToLiveSeconds: _pushToLive,
    servedVersion: _servedVersion,
    metrics: _metrics,
    decisive = 0,
    settings,
    services,
    pattern,
    ...rest
  } = data
  return {
    ...withoutVerdict(rest),
    actionVersion: action.version,
    ...(settings === undefined ? {} : { settings: settingsOf(settings) }),
    verdict: verdictOf(rest),
    services: services.map(serviceOf),
    decisive,
    ...(pattern === undefined ? {} : { pattern: patternOf(pattern) }),
  }
}

function verdictOf({
  verdict,
  headline,
  notes,
  ruledOut,
  reasoning,
  problems,
  cause,
  explanation,
  nextStep,
}: VerdictData): Verdict {
  if (verdict === 'verified') return { verdict, headline, notes }
  if (cause === undefined || explanation === undefined || nextStep === undefined)
    // The schema refuses this before; a report must not be rendered without its cause even if it did not.
    throw new ReportError(
      `Expected of a verdict "${verdict}" a cause, an explanation and a nextStep; saw not all of them. The file was changed since it was written: fetch it again.`,
    )
  return {
    verdict,
    finding: {
      cause,
      headline,
      explanation,
      ...(problems === undefined ? {} : { problems }),
      nextStep,
      ...(reasoning === undefined ? {} : { reasoning }),
      ruledOut,
    },
  }
}

function withoutVerdict<T extends Partial<VerdictData>>(data: T): Omit<T, keyof VerdictData> {
  const {
    verdict: _verdict,
    headline: _headline,
    notes: _notes,
    ruledOut: _ruledOut,
    reasoning: _reasoning,
    problems: _problems,
    cause: _cause,
    explanation: _explanation,
    nextStep: _nextStep,
    ...rest
  } = data
  return rest
}

function isDecided<T extends Partial<VerdictData>>(data: T): data is T & VerdictData {
  return data.verdict !== undefined
}

function serviceOf(data: ServiceData): ServiceOutcome {
  const { cluster, service, region, label, runningDigests: _runningDigests, observation, ...rest } = data
  return {
    ref: { cluster, service, region, label },
    ...withoutVerdict(rest),
    ...(isDecided(rest) ? { verdict: verdictOf(rest) } : {}),
    ...(observation === undefined ? {} : { observation: observationOf(observation) }),
  }
}

function observationOf(data: ObservationData): NonNullable<ServiceOutcome['observation']> {
  const { clockOffsetSeconds, ...look } = data
  const { configuredWaitSeconds, codeDeploy, taskDefinitions, ...service } = data.service
  return {
    ...look,
    ...(clockOffsetSeconds === undefined ? {} : { clockOffset: milliseconds(clockOffsetSeconds) }),
    service: {
      ...service,
      configuredWaits: milliseconds(configuredWaitSeconds),
      codeDeploy:
        codeDeploy.state === 'read'
          ? {
              ...codeDeploy,
              value: codeDeploy.value.map(({ waitSeconds, ...deployment }) => ({
                ...deployment,
                waits: milliseconds(waitSeconds),
              })),
            }
          : codeDeploy,
      taskDefinitions: taskDefinitions.map((definition) => ({
        ...definition,
        containers: definition.containers.map((container) => ({ ...container, environmentValues: [] })),
      })),
    },
  }
}

function settingsOf(data: SettingsData): Settings {
  const {
    timeoutSeconds,
    stableForSeconds,
    startTimeoutSeconds,
    pollIntervalSeconds,
    served,
    featureChecks,
    run,
    ...rest
  } = data
  return {
    ...rest,
    timeout: timeoutSeconds === 'auto' ? 'auto' : milliseconds(timeoutSeconds),
    stableFor: stableForSeconds === 'auto' ? 'auto' : milliseconds(stableForSeconds),
    startTimeout: milliseconds(startTimeoutSeconds),
    pollInterval: milliseconds(pollIntervalSeconds),
    ...(served === undefined ? {} : { served: { ...served, headers: hidden(served.headers) } }),
    featureChecks: featureChecks.map(({ headers, ...check }): FeatureCheck => ({ ...check, headers: hidden(headers) })),
    run: { ...run, apiUrl: '', workspace: '' },
    secrets: [],
  }
}

function hidden(names: readonly string[]): readonly Header[] {
  return names.map((name) => [name, '***'])
}

function patternOf({ deployments, medianPushToLiveSeconds, ...pattern }: PatternData): RunOutcome['pattern'] & {} {
  return {
    ...pattern,
    deployments: deployments.map(({ pushToLiveSeconds, ...deployment }) => ({
      ...deployment,
      ...(pushToLiveSeconds === undefined ? {} : { pushToLive: milliseconds(pushToLiveSeconds) }),
    })),
    ...(medianPushToLiveSeconds === undefined ? {} : { medianPushToLive: milliseconds(medianPushToLiveSeconds) }),
  }
}

/** Without what the division by a thousand cost. */
function milliseconds(seconds: number): number {
  return Number((seconds * 1000).toFixed(6))
}
