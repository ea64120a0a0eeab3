/** Takes secrets out of everything that a report is made of, once, before any of it is rendered. */
import type { Header, RunOutcome, ServiceOutcome, Settings } from '../model.ts'
import type { Redact } from './redact.ts'

/**
 * The model's own words. A value that is exactly one of them tells nothing, even where a secret is spelled the same, and code
 * that switches over them must find them whole.
 */
export const OWN_WORDS: ReadonlySet<string> = new Set(
  `verify audit auto text json header regex disable report restore off input version-file commit workflow-digest commit-tag
  evidence none revision-label revision-annotation provenance agrees contradicts inherited absent unreadable not-asked reading read
  not-read found missing deployment task-set digest no-digest webhook rule schedule pipeline person workflow jenkins role named shown
  not-shown image tag served-version
  touched untouched took-effect no-effect not-completed under-way revision-label pin-by-digest immutable-tags circuit-breaker
  deregistration-delay health-check no-caching image-version-file version-url concurrency permissions yaml sh newer older same diverged
  live disabled harmless protected mixed
  unknown restored refused unconfirmed pass pending fail not-checked image image-content tasks served-version features one-pipeline verified
  failed inconclusive either GitHub CodeBuild Registry ECS Service Verdict image-missing image-unproven image-stale not-deployed superseded
  rolled-back rollout-failed tasks-failing digest-mismatch mixed-tasks rollout-timeout nothing-running version-mismatch version-mixed
  feature-failed competing-trigger service-not-found version-unreadable digest-unreadable access-denied credentials aws-unreachable
  invalid-input cancelled internal-error`.split(/\s+/u),
)

/** A copy of the outcome whose strings hold no secret, and which has lost what may be one: tokens, header values, environments. */
export function redactOutcome(outcome: RunOutcome, redact: Redact): RunOutcome {
  // A service of thousands of tasks repeats the same few hundred strings.
  const known = new Map<string, string>()
  const once = (text: string): string => {
    if (OWN_WORDS.has(text)) return text
    const redacted = known.get(text) ?? redact(text)
    known.set(text, redacted)
    return redacted
  }
  const { settings, figures, ...rest } = outcome
  return walk(
    {
      ...rest,
      ...(settings === undefined ? {} : { settings: withoutSecrets(settings) }),
      services: outcome.services.map(withoutEnvironment),
      // The only keys that are text from outside.
      figures: {
        ...figures,
        faults: Object.fromEntries(Object.entries(figures.faults).map(([what, times]) => [redact(what), times])),
      },
    },
    once,
  )
}

function withoutSecrets(settings: Settings): Settings {
  const { webhookToken: _webhook, githubToken: _github, registryCredentials: _registry, ...rest } = settings
  const hidden = (headers: readonly Header[]): Header[] => headers.map(([name]) => [name, '***'])
  return {
    ...rest,
    ...(settings.served === undefined
      ? {}
      : { served: { ...settings.served, headers: hidden(settings.served.headers) } }),
    // What a check sends and compares is the author's own data; its results say what was expected.
    featureChecks: settings.featureChecks.map(({ equals: _equals, body: _body, ...check }) => ({
      ...check,
      headers: hidden(check.headers),
    })),
    secrets: [],
  }
}

function withoutEnvironment(service: ServiceOutcome): ServiceOutcome {
  if (service.observation === undefined) return service
  const picture = service.observation.service
  const taskDefinitions = picture.taskDefinitions.map((definition) => ({
    ...definition,
    containers: definition.containers.map((container) => ({ ...container, environmentValues: [] })),
  }))
  return { ...service, observation: { ...service.observation, service: { ...picture, taskDefinitions } } }
}

/**
 * The same plain data with every string (keys aside) passed through `redact`. What holds no secret is not copied: thousands of tasks
 * are most of an outcome, and a copy of them would be most of the memory that a run takes.
 */
function walk<T>(value: T, redact: Redact): T {
  const walked = (item: unknown): unknown => {
    if (typeof item === 'string') return redact(item)
    if (Array.isArray(item)) {
      const inner = item.map(walked)
      return inner.every((one, index) => Object.is(one, item[index])) ? item : inner
    }
    if (typeof item !== 'object' || item === null) return item
    const inner = Object.entries(item).map(([key, one]) => [key, one, walked(one)] as const)
    const isPlain = Object.getPrototypeOf(item) === Object.prototype
    if (isPlain && inner.every(([, before, after]) => Object.is(before, after))) return item
    return Object.fromEntries(inner.map(([key, , after]) => [key, after]))
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a string becomes a string, and nothing else is touched
  return walked(value) as T
}
