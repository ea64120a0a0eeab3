/**
 * The JSON report: the outcome of a run as data, for other programs. Its fields are those of the model, with times in ISO 8601 UTC
 * and durations in seconds; `docs/report.schema.json` describes each. A change of a name or a meaning raises `SCHEMA_VERSION`.
 */
import type { Duration, FeatureCheck, RunOutcome, ServiceOutcome, Settings, Verdict } from '../model.ts'
import { iso } from '../wording.ts'
import { pushToLiveSeconds, servedVersion } from './outputs.ts'
import { runningDigests } from './tasks.ts'

export const SCHEMA_VERSION = 1

/**
 * The report as plain data, ready for `JSON.stringify`; fields that are not known are missing, never null.
 * @param outcome already redacted
 */
export function jsonReportOf(outcome: RunOutcome): unknown {
  const { actionVersion, settings, verdict, services, decisive, figures, ...rest } = outcome
  return plain({
    schemaVersion: SCHEMA_VERSION,
    action: { name: 'ECS Deploy Verifier', version: actionVersion },
    ...verdictData(verdict),
    pushToLiveSeconds: pushToLiveSeconds(outcome),
    servedVersion: servedVersion(outcome),
    decisive: services.length === 0 ? undefined : decisive,
    settings: settings === undefined ? undefined : settingsData(settings),
    services: services.map(serviceData),
    ...rest,
    figures,
  })
}

/** The same fields at the top and in each service. */
function verdictData(verdict: Verdict): Readonly<Record<string, unknown>> {
  if (verdict.verdict === 'verified') return { ...verdict, ruledOut: [] }
  const { finding } = verdict
  return { verdict: verdict.verdict, notes: [], ...finding }
}

function serviceData(service: ServiceOutcome): Readonly<Record<string, unknown>> {
  const { ref, verdict, observation, ...rest } = service
  return {
    ...ref,
    ...(verdict === undefined ? {} : verdictData(verdict)),
    ...rest,
    runningDigests: observation === undefined ? undefined : runningDigests(observation),
    observation: observation === undefined ? undefined : observationData(observation),
  }
}

function observationData(observation: NonNullable<ServiceOutcome['observation']>): Readonly<Record<string, unknown>> {
  const { configuredWaits, codeDeploy, taskDefinitions, ...service } = observation.service
  return {
    ...observation,
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

function settingsData(settings: Settings): Readonly<Record<string, unknown>> {
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
    timeoutSeconds: seconds(timeout),
    stableForSeconds: seconds(stableFor),
    startTimeoutSeconds: seconds(startTimeout),
    pollIntervalSeconds: seconds(pollInterval),
    served: served === undefined ? undefined : { ...served, headers: served.headers.map(([name]) => name) },
    featureChecks: featureChecks.map(featureCheckData),
    run: { repository: run.repository, serverUrl: run.serverUrl, runId: run.runId },
  }
}

function featureCheckData({
  headers,
  body: _body,
  equals: _equals,
  ...check
}: FeatureCheck): Readonly<Record<string, unknown>> {
  return { ...check, headers: headers.map(([name]) => name) }
}

function seconds(duration: Duration): number | 'auto' {
  return duration === 'auto' ? duration : duration / 1000
}

/** A copy in which every time (`at`, `…At`) is ISO 8601, and nothing is there that JSON cannot say. */
function plain(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed()
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).flatMap(([key, item]: [string, unknown]): [string, unknown][] => {
    if (key !== 'at' && key !== 'until' && !key.endsWith('At')) return item === undefined ? [] : [[key, plain(item)]]
    if (typeof item !== 'number') return []
    const time = iso(item)
    return time === undefined ? [] : [[key, time]]
  })
  return Object.fromEntries(entries)
}
