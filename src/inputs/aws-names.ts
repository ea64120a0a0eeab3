import type { ServiceRef } from '../model.ts'
import { listItems, Refusal } from './values.ts'

/** A service as one line of the input names it. */
export interface NamedService {
  /** As written: name or ARN. */
  readonly text: string
  readonly name: string
  /** Only an ARN of the new form names its cluster. */
  readonly cluster?: string
  /** Only an ARN names its region. */
  readonly region?: string
}

export interface NamedCluster {
  readonly text: string
  readonly name: string
  readonly region?: string
}

export interface NamedTaskDefinition {
  readonly text: string
  readonly region?: string
}

// Clusters, services, containers and families: up to 255 letters, digits, hyphens and underscores (ECS API reference).
const NAME = '[A-Za-z0-9_-]{1,255}'
const REGION = '[a-z]{2,5}(?:-[a-z]+){1,3}-\\d{1,2}'
// Any partition: aws, aws-cn, aws-us-gov, aws-iso-b, aws-eusc, and those to come.
const ARN = `arn:aws(?:-[a-z]+){0,3}:ecs:(${REGION}):\\d{12}`

const NAME_ONLY = new RegExp(`^${NAME}$`)
const CLUSTER_AND_SERVICE = new RegExp(`^${NAME}/${NAME}$`)
const REGION_ONLY = new RegExp(`^${REGION}$`)
const SERVICE_ARN = new RegExp(`^${ARN}:service/(?:(${NAME})/)?(${NAME})$`)
const CLUSTER_ARN = new RegExp(`^${ARN}:cluster/(${NAME})$`)
const TASK_DEFINITION_ARN = new RegExp(`^${ARN}:task-definition/${NAME}:[1-9]\\d{0,9}$`)
const TASK_DEFINITION = new RegExp(`^${NAME}:[1-9]\\d{0,9}$`)
// CodeBuild API reference, ProjectName.
const PROJECT = /^[A-Za-z0-9][A-Za-z0-9_-]{1,149}$/

const SERVICE_FORMS =
  'ECS services, one a line, each a name (up to 255 letters, digits, - and _) or an ARN: web, arn:aws:ecs:us-east-1:123456789012:service/prod/web'

export function parseServices(text: string): readonly NamedService[] {
  const lines = listItems(text)
  if (lines.length === 0) throw new Refusal(SERVICE_FORMS, { why: 'it is required' })
  return lines.map((line) => {
    const arn = SERVICE_ARN.exec(line)
    if (arn !== null) {
      const [, region = '', cluster, name = ''] = arn
      return { text: line, name, region, ...(cluster === undefined ? {} : { cluster }) }
    }
    if (NAME_ONLY.test(line)) return { text: line, name: line }
    const why = slipIn(line)
    throw new Refusal(SERVICE_FORMS, { offender: line, ...(why === undefined ? {} : { why }) })
  })
}

function slipIn(service: string): string | undefined {
  if (service.includes(',')) return 'services stand one a line, not behind commas'
  if (CLUSTER_AND_SERVICE.test(service)) return 'the part before the slash belongs in cluster'
  return undefined
}

export function parseCluster(text: string): NamedCluster {
  const [, region, name] = CLUSTER_ARN.exec(text) ?? []
  if (region !== undefined && name !== undefined) return { text, name, region }
  if (NAME_ONLY.test(text)) return { text, name: text }
  throw new Refusal(
    'a cluster name (up to 255 letters, digits, - and _) or ARN: prod, arn:aws:ecs:us-east-1:123456789012:cluster/prod',
  )
}

export function parseRegion(text: string): string {
  if (REGION_ONLY.test(text)) return text
  throw new Refusal('an AWS region such as us-east-1')
}

export function parseContainer(text: string): string {
  if (NAME_ONLY.test(text)) return text
  throw new Refusal('the name of a container in the task definition (up to 255 letters, digits, - and _)')
}

export function parseTaskDefinition(text: string): NamedTaskDefinition {
  const accepted =
    'family:revision or an ARN with a revision: web:42, arn:aws:ecs:us-east-1:123456789012:task-definition/web:42'
  const arn = TASK_DEFINITION_ARN.exec(text)
  if (arn !== null) return { text, ...(arn[1] === undefined ? {} : { region: arn[1] }) }
  if (TASK_DEFINITION.test(text)) return { text }
  if (NAME_ONLY.test(text))
    throw new Refusal(accepted, { why: 'a family alone means its latest revision, whoever registered it' })
  throw new Refusal(accepted)
}

/** Names of CodeBuild projects; `auto` stands for those whose source is this repository. A name given twice counts once. */
export function parseProjects(text: string): readonly string[] {
  const accepted =
    'CodeBuild project names, one a line (2 to 150 letters, digits, - and _, a letter or digit first), or auto'
  const names = listItems(text)
  const bad = names.find((name) => !PROJECT.test(name))
  if (bad !== undefined) throw new Refusal(accepted, { offender: bad })
  return [...new Set(names)]
}

/** A fault in how several inputs go together. */
export interface Conflict {
  /** The inputs that it is about. */
  readonly inputs: readonly string[]
  /** Full sentences: what is wrong, what would be accepted. */
  readonly message: string
  /** One sentence without a full stop, where more can be said than that the inputs cannot be used. */
  readonly headline?: string
}

/** Where the services are: each one's cluster and region, or what stands in the way. */
export type Placement =
  | { readonly state: 'placed'; readonly services: readonly ServiceRef[] }
  | { readonly state: 'refused'; readonly conflicts: readonly Conflict[] }

/** The regions that may be meant, the strongest first; absent ones undefined. */
export interface Regions {
  /** The `aws-region` input. */
  readonly asked: string | undefined
  /** `AWS_REGION`, else `AWS_DEFAULT_REGION`, and which of them it was. */
  readonly environment: { readonly variable: string; readonly value: string } | undefined
}

/**
 * Gives each service its cluster and region: an ARN names its own; else the `cluster` input, and the first region of `aws-region`,
 * the environment, the cluster's ARN. What contradicts an ARN is refused, and so are two lines that mean one service.
 */
export function placeServices(named: readonly NamedService[], cluster: NamedCluster, regions: Regions): Placement {
  const conflicts: Conflict[] = []
  const services: ServiceRef[] = []
  const seen = new Map<string, string>()
  for (const service of named) {
    const placed = placeOne(service, cluster, regions)
    if ('message' in placed) {
      if (!conflicts.some(({ message }) => message === placed.message)) conflicts.push(placed)
      continue
    }
    const key = `${placed.region} ${placed.label}`
    const twin = seen.get(key)
    if (twin !== undefined) {
      const message = `"${twin}" and "${service.text}" are the same service; each is accepted once.`
      conflicts.push({ inputs: ['service'], message })
    }
    seen.set(key, service.text)
    services.push(placed)
  }
  return conflicts.length > 0 ? { state: 'refused', conflicts } : { state: 'placed', services }
}

function placeOne(service: NamedService, cluster: NamedCluster, regions: Regions): ServiceRef | Conflict {
  const own = service.region
  if (own !== undefined && regions.asked !== undefined && own !== regions.asked) {
    const message = `"${service.text}" is in ${own}, but aws-region says ${regions.asked}; leave aws-region out or give the same region.`
    return { inputs: ['service', 'aws-region'], message }
  }
  const region = regions.asked ?? own ?? regions.environment?.value ?? cluster.region
  if (region === undefined) {
    const message =
      'No region is known: give aws-region, such as us-east-1, or a service ARN, or set AWS_REGION as aws-actions/configure-aws-credentials does.'
    return { inputs: ['aws-region'], message }
  }
  if (!REGION_ONLY.test(region)) {
    const message = `The environment variable ${regions.environment?.variable} says "${region}"; accepted: an AWS region such as us-east-1.`
    return { inputs: ['aws-region'], message }
  }
  if (service.cluster === undefined && cluster.region !== undefined && cluster.region !== region) {
    const message = `The cluster "${cluster.text}" is in ${cluster.region}, but the region is ${region}; give aws-region: ${cluster.region}, or the cluster of ${region}.`
    return { inputs: ['cluster', 'aws-region'], message }
  }
  const name = service.cluster ?? cluster.name
  return { cluster: service.cluster ?? cluster.text, service: service.text, region, label: `${name} / ${service.name}` }
}
