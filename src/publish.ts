import type { MetricDatum } from '@aws-sdk/client-cloudwatch'
import type { Aws } from './aws/api.ts'
import { AwsFailure } from './aws/failure.ts'
import type { Clock } from './clock.ts'
import type { RunOutcome } from './model.ts'
import { metricsOf, type ServiceMetrics } from './report/metrics.ts'

/** So long the metrics may hold the end of a run, in milliseconds. */
const PATIENCE = 5_000
/** The same once the run is cancelled: it ends within 2 s of that. */
const PATIENCE_ONCE_CANCELLED = 1_000
/** Metrics in one call (API reference, PutMetricData). */
const MOST_METRICS = 1_000

const ACTION = 'cloudwatch:PutMetricData'

/** What became of the metrics. `why` is one or more full sentences with outside text in them, not yet redacted. */
export type Publication =
  | { readonly state: 'published'; readonly namespace: string; readonly metrics: number }
  | { readonly state: 'not-published'; readonly namespace: string; readonly why: string }

export interface PublishEdges {
  readonly clock: Clock
  /** The run's own: aborted when the run is cancelled, which may have been before. */
  readonly cancelled: AbortSignal
  /** Milliseconds since the epoch after which the run must not go on for the metrics' sake. */
  readonly until: number
  /** Gives an AWS of its own: a cancelled run's takes no more calls. */
  readonly connect: (limits: { readonly signal: AbortSignal; readonly hardEnd: () => number }) => Aws
}

/**
 * Publishes the metrics of all services, in one call for each region that they are in. Always resolves; undefined where none were
 * asked for.
 */
export async function publishMetrics(outcome: RunOutcome, edges: PublishEdges): Promise<Publication | undefined> {
  const namespace = outcome.settings?.metricsNamespace
  if (namespace === undefined) return undefined
  const data = Map.groupBy(metricsOf(outcome), ({ region }) => region)
  const timestamp = new Date(outcome.figures.endedAt)
  const reasons = await withPatience(edges, (aws) =>
    [...data].map(async ([region, services]) => {
      try {
        const { putMetricData } = aws.cloudwatch(region)
        for (const MetricData of batchesOf(services, timestamp))
          await putMetricData({ Namespace: namespace, MetricData })
        return undefined
      } catch (error) {
        return reasonOf(error, data.size > 1 ? region : undefined)
      }
    }),
  )
  const why = [...new Set(reasons.filter((reason) => reason !== undefined))].join(' ')
  return why === ''
    ? { state: 'published', namespace, metrics: metricsOf(outcome).flatMap(({ metrics }) => metrics).length }
    : { state: 'not-published', namespace, why }
}

function batchesOf(services: readonly ServiceMetrics[], timestamp: Date): readonly MetricDatum[][] {
  const data = services.flatMap(({ cluster, service, metrics }) =>
    metrics.map(({ name, unit, value }): MetricDatum => ({
      MetricName: name,
      Dimensions: [
        { Name: 'Cluster', Value: cluster },
        { Name: 'Service', Value: service },
      ],
      Timestamp: timestamp,
      Unit: unit,
      Value: value,
    })),
  )
  return Array.from({ length: Math.ceil(data.length / MOST_METRICS) }, (_, batch) =>
    data.slice(batch * MOST_METRICS, (batch + 1) * MOST_METRICS),
  )
}

/** Does the work, and gives up what of it lasts too long; such a part rejects. */
async function withPatience(
  { clock, cancelled, until, connect }: PublishEdges,
  work: (aws: Aws) => readonly Promise<string | undefined>[],
): Promise<readonly (string | undefined)[]> {
  const end = Math.min(clock.now() + PATIENCE, until)
  const calls = new AbortController()
  const done = new AbortController()
  const tooLate = Promise.withResolvers<string>()
  const giveUpAfter = (milliseconds: number, why: string): void => {
    const failure = new AwsFailure('retry', ACTION, 'TimedOut', why)
    clock.sleep(milliseconds, done.signal).then(
      () => {
        tooLate.resolve(reasonOf(failure))
        calls.abort(failure)
      },
      () => undefined,
    )
  }
  const onCancel = (): void => giveUpAfter(PATIENCE_ONCE_CANCELLED, 'the run was cancelled before AWS answered')
  if (cancelled.aborted) onCancel()
  else cancelled.addEventListener('abort', onCancel, { once: true })
  giveUpAfter(Math.max(0, end - clock.now()), 'no complete answer came before the run had to end')
  try {
    const parts = work(connect({ signal: calls.signal, hardEnd: () => end }))
    // Beside the signal, because not everything that a call waits for knows of it.
    return await Promise.all(parts.map((part) => Promise.race([part, tooLate.promise])))
  } catch (error) {
    return [reasonOf(error)]
  } finally {
    cancelled.removeEventListener('abort', onCancel)
    done.abort()
  }
}

function reasonOf(error: unknown, region?: string): string {
  const where = region === undefined ? '' : ` in ${region}`
  if (!(error instanceof AwsFailure))
    return `${ACTION}${where} could not be called: ${error instanceof Error ? error.message : String(error)}.`
  const said = `${error.code}: ${withoutStop(error.message)}`
  switch (error.kind) {
    case 'denied':
      return `AWS refused ${error.action}${where} (${said}). Allow it to the role of this job, for this namespace.`
    case 'credentials':
      return `AWS did not take the credentials for ${error.action}${where} (${said}).`
    case 'retry':
      return `${error.action}${where} got no usable answer (${said}).`
    case 'absent':
    case 'unsupported':
    case 'rejected':
      return `AWS rejected ${error.action}${where} (${said}).`
  }
}

function withoutStop(text: string): string {
  return text.replace(/[.\s]+$/, '')
}
