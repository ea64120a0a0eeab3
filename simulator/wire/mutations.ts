import { isRecord } from './protocol.ts'
import type { Mutation } from './faults.ts'

/** A value that no list has yet. */
export const UNKNOWN_VALUE = 'INVENTED_TOMORROW'

/** Tells whether a text under a member's name is one that the service picks from a list. */
export type IsListed = (name: string, value: string) => boolean

/** The answer as a mutation leaves it; a member on the way of `path` is changed in every item of its list. */
export function mutated(answer: unknown, { mutation, path }: Mutation, isListed: IsListed): unknown {
  const steps = path?.split('.')
  return mutation === 'missing' ? without(answer, steps) : unknown(answer, steps, isListed, '')
}

/** The members of an answer, once each: `services[].deployments[].status`, before them `services[]`. */
export function pathsOf(answer: unknown): readonly string[] {
  const paths = new Set<string>()
  const walk = (value: unknown, path: string): void => {
    if (Array.isArray(value)) for (const item of value) walk(item, `${path}[]`)
    if (!isRecord(value)) return
    for (const [name, member] of Object.entries(value)) {
      if (name === '$metadata' || member === undefined) continue
      const inner = path === '' ? name : `${path}.${name}`
      paths.add(Array.isArray(member) ? `${inner}[]` : inner)
      walk(member, inner)
    }
  }
  walk(answer, '')
  return [...paths]
}

/** The paths of texts that the service picks from a list. */
export function listedPathsOf(answer: unknown, isListed: IsListed): readonly string[] {
  return pathsOf(answer).filter(
    (path) => JSON.stringify(answer) !== JSON.stringify(mutated(answer, { mutation: 'unknown-value', path }, isListed)),
  )
}

/** Leaves out the members at the end of the path, or without a path every member of the answer. */
function without(value: unknown, steps: readonly string[] | undefined): unknown {
  if (Array.isArray(value)) return value.map((item) => without(item, steps))
  if (!isRecord(value)) return value
  const [step, ...rest] = steps ?? []
  if (step === undefined) return {}
  const name = step.replace(/(\[\])+$/, '')
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) => {
      if (key !== name) return [[key, member]]
      return rest.length === 0 ? [] : [[key, without(member, rest)]]
    }),
  )
}

/** Makes unknown what is at the end of the path, or without a path every text that comes from a list. */
function unknown(value: unknown, steps: readonly string[] | undefined, isListed: IsListed, name: string): unknown {
  if (Array.isArray(value)) return value.map((item) => unknown(item, steps, isListed, name))
  if (typeof value === 'string')
    return (steps === undefined || steps.length === 0) && isListed(name, value) ? UNKNOWN_VALUE : value
  if (!isRecord(value) || steps?.length === 0) return value
  const [step, ...rest] = steps ?? []
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      if (step === undefined) return [key, unknown(member, undefined, isListed, key)]
      return [key, step.replace(/(\[\])+$/, '') === key ? unknown(member, rest, isListed, key) : member]
    }),
  )
}

/** Members of other APIs' answers whose texts come from a list: GitHub's, the OCI distribution's. */
const LISTED_ELSEWHERE = /^(status|conclusion|state|type|event|encoding|mediaType|node_type)$/

export const isListedElsewhere: IsListed = (name) => LISTED_ELSEWHERE.test(name)

/** ECS types these as plain texts, though they come from a list too (API reference, Task). */
const PLAIN_LISTS = /^(lastStatus|desiredStatus|status|rolloutState|stopCode|healthStatus|connectivity|reason)$/

/** Which texts of an AWS service come from a list: the values of all enums that its SDK client exports. */
export async function listedBy(service: string): Promise<IsListed> {
  const known = new Set<unknown>()
  for (const exported of Object.values(await clientOf(service)))
    if (isRecord(exported) && Object.values(exported).every((value) => typeof value === 'string'))
      for (const value of Object.values(exported)) known.add(value)
  return (name, value) =>
    known.has(value) ? /[A-Z]/.test(value) || /type|status|state|mode/i.test(name) : PLAIN_LISTS.test(name)
}

function clientOf(service: string): Promise<Readonly<Record<string, unknown>>> {
  switch (service) {
    case 'ecs':
      return import('@aws-sdk/client-ecs')
    case 'ecr':
      return import('@aws-sdk/client-ecr')
    case 'codebuild':
      return import('@aws-sdk/client-codebuild')
    case 'events':
      return import('@aws-sdk/client-eventbridge')
    case 'scheduler':
      return import('@aws-sdk/client-scheduler')
    case 'codepipeline':
      return import('@aws-sdk/client-codepipeline')
    case 'codedeploy':
      return import('@aws-sdk/client-codedeploy')
    case 'elasticloadbalancing':
      return import('@aws-sdk/client-elastic-load-balancing-v2')
    case 'logs':
      return import('@aws-sdk/client-cloudwatch-logs')
    case 'cloudwatch':
      return import('@aws-sdk/client-cloudwatch')
    default:
      return Promise.resolve({})
  }
}
