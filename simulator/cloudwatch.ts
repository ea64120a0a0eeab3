import type { MetricDatum, PutMetricDataCommandInput, PutMetricDataCommandOutput } from '@aws-sdk/client-cloudwatch'
import type { CloudWatchApi } from '../src/aws/api.ts'
import { AwsError } from './world/failure.ts'

/** What one PutMetricData brought. */
export interface PutMetrics {
  readonly region: string
  /** When it came; milliseconds since the epoch. */
  readonly at: number
  readonly namespace: string
  readonly data: readonly MetricDatum[]
}

const DAY_MS = 86_400_000
const LARGEST = 2 ** 360
const UNITS = new Set(
  `Seconds Microseconds Milliseconds Bytes Kilobytes Megabytes Gigabytes Terabytes Bits Kilobits Megabits Gigabits Terabits
  Percent Count Bytes/Second Kilobytes/Second Megabytes/Second Gigabytes/Second Terabytes/Second Bits/Second Kilobits/Second
  Megabits/Second Gigabits/Second Terabits/Second Count/Second None`.split(/\s+/),
)

/** CloudWatch's metrics: keeps what was put, and refuses what the API reference and the service model do not allow. */
export class CloudWatch {
  readonly #now: () => number
  readonly #puts: PutMetrics[] = []

  /** @param now milliseconds since the epoch */
  constructor(now: () => number) {
    this.#now = now
  }

  /** Every call that was taken, oldest first. */
  get puts(): readonly PutMetrics[] {
    return this.#puts
  }

  api(region: string): CloudWatchApi {
    return {
      putMetricData: async (input: PutMetricDataCommandInput): Promise<PutMetricDataCommandOutput> => {
        const at = this.#now()
        const namespace = checkedNamespace(input.Namespace)
        // The wire brings times as epoch seconds.
        const data = (input.MetricData ?? []).map((datum) => ({ ...datum, ...timeOf(datum) }))
        if (data.length === 0) throw missing('MetricData')
        if (data.length > 1000)
          throw invalid('MetricData', 'The collection MetricData must not have a size greater than 1000.')
        for (const [index, datum] of data.entries()) checkDatum(`MetricData.member.${index + 1}`, datum, at)
        this.#puts.push({ region, at, namespace, data })
        return { $metadata: {} }
      },
    }
  }
}

function timeOf({ Timestamp: time }: MetricDatum): { Timestamp?: Date } {
  const value: unknown = time
  if (value === undefined) return {}
  return { Timestamp: value instanceof Date ? value : new Date(Number(value) * 1000) }
}

function checkedNamespace(namespace: string | undefined): string {
  if (namespace === undefined || namespace === '') throw missing('Namespace')
  if (!/^[^:][\x20-\x7e]{0,254}$/.test(namespace) || !isPlain(namespace) || namespace.startsWith('AWS/'))
    throw invalid('Namespace', `The value ${namespace} for parameter Namespace is invalid.`)
  return namespace
}

function checkDatum(path: string, datum: MetricDatum, now: number): void {
  if (!isText(datum.MetricName, 255)) throw missing(`${path}.MetricName`)
  if ((datum.Dimensions?.length ?? 0) > 30) throw invalid(path, 'No more than 30 dimensions are allowed.')
  const names = (datum.Dimensions ?? []).map(({ Name: name, Value: value }) => {
    if (!isText(name, 255) || name.startsWith(':')) throw invalid(path, 'A dimension has no valid name.')
    if (!isText(value, 1024)) throw invalid(path, `The dimension ${name} has no valid value.`)
    return name
  })
  if (new Set(names).size < names.length) throw invalid(path, 'A dimension is given twice.')
  if (datum.Unit !== undefined && !UNITS.has(datum.Unit)) throw invalid(path, `${datum.Unit} is no unit.`)
  const kinds = [datum.Value, datum.Values, datum.StatisticValues].filter((kind) => kind !== undefined)
  if (kinds.length !== 1)
    throw new AwsError(
      'InvalidParameterCombinationException',
      `${path} must hold one of Value, Values, StatisticValues.`,
    )
  for (const value of [datum.Value, ...(datum.Values ?? [])])
    if (value !== undefined && !(Math.abs(value) <= LARGEST)) throw invalid(path, `The value ${value} is out of range.`)
  const age = now - (datum.Timestamp?.getTime() ?? now)
  if (!(age <= 14 * DAY_MS && age >= -DAY_MS / 12)) throw invalid(path, 'The time is out of the range that is taken.')
}

/** ASCII without control characters, not white space alone. */
function isPlain(text: string): boolean {
  return /^[\x20-\x7e]+$/.test(text) && text.trim() !== ''
}

function isText(text: string | undefined, longest: number): text is string {
  return text !== undefined && text.length <= longest && isPlain(text)
}

const missing = (parameter: string): AwsError =>
  new AwsError('MissingRequiredParameterException', `The parameter ${parameter} is required.`)

const invalid = (parameter: string, message: string): AwsError =>
  new AwsError('InvalidParameterValueException', `${parameter}: ${message}`)
