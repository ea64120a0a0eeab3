/** What stands beside a check's own words in the table: when the image was built, who registered the task definition, which caches answered. */
import { startedBy } from '../guard/builds/initiator.ts'
import type { CheckId, RunOutcome, ServiceOutcome } from '../model.ts'
import { utc } from '../wording.ts'

/** By check; plain text that follows what was seen after a comma. */
export type Circumstances = Readonly<Partial<Record<CheckId, string>>>

export function circumstancesOf(outcome: Pick<RunOutcome, 'answers'>, service: ServiceOutcome): Circumstances {
  const built = builtWords(service)
  const registered = registeredWords(service)
  const caches = cacheWords(outcome)
  return {
    ...(built === undefined ? {} : { image: built }),
    ...(registered === undefined ? {} : { deployment: registered }),
    ...(caches === undefined ? {} : { 'served-version': caches }),
  }
}

function builtWords({ expectation }: ServiceOutcome): string | undefined {
  const lookup = expectation?.image
  if (lookup?.state !== 'found') return undefined
  const { createdAt, pushedAt } = lookup.image
  return createdAt === undefined || createdAt === pushedAt ? undefined : `built ${utc(createdAt)}`
}

function registeredWords({ observation, ourRolloutId }: ServiceOutcome): string | undefined {
  const picture = observation?.service
  const shown = picture?.rollouts.find(({ id, status }) => id === ourRolloutId || status === 'PRIMARY')
  const definition = picture?.taskDefinitions.find(({ arn }) => arn === shown?.taskDefinition)
  return definition?.registeredBy === undefined ? undefined : `registered by ${principal(definition.registeredBy)}`
}

/** Whom an ARN of IAM or STS names, as a person reads it; anything else stays as it is. */
function principal(arn: string): string {
  const named = /^arn:[^:]*:(?:iam|sts)::\d*:(?:user\/(?:.*\/)?([^/]+)|assumed-role\/([^/]+\/.+))$/s.exec(arn)
  const initiator = named?.[1] ?? named?.[2]
  return initiator === undefined ? arn : startedBy(initiator)
}

function cacheWords({ answers }: Pick<RunOutcome, 'answers'>): string | undefined {
  const last = answers.at(-1)
  if (last === undefined) return undefined
  return last.cache.length === 0
    ? 'no cache headers'
    : last.cache
        .slice(0, 4)
        .map(([name, value]) => `${name}: ${value}`)
        .join(', ')
}
