/** Names and ARNs of the command line, as `PolicyOptions` and `TrustOptions` have them. */
import { ecrRepository, parseImageName } from '../../src/image/reference.ts'
import { parseCluster, parseRegion, parseServices } from '../../src/inputs/aws-names.ts'
import { parseMetricsNamespace, Refusal } from '../../src/inputs/values.ts'
import type { Named, Place } from './document.ts'
import type { Service } from './policy.ts'

export { parseMetricsNamespace, parseRegion, Refusal }

/** What stands in a policy where a name was not given. */
export const PLACEHOLDERS = {
  region: 'REGION',
  account: 'ACCOUNT',
  repository: 'REPOSITORY',
  roleOfSchedule: 'ROLE_OF_THE_TARGET',
  taskRole: 'TASK_ROLE',
  taskExecutionRole: 'TASK_EXECUTION_ROLE',
} as const

const PARTITIONS = [
  'aws',
  'aws-cn',
  'aws-us-gov',
  'aws-eusc',
  'aws-iso',
  'aws-iso-b',
  'aws-iso-e',
  'aws-iso-f',
] as const

// Wildcards and `$` are in none of these, so that no name means more than itself in a policy. The patterns are those of the services'
// API references.
const RULE = /^(?:[/.\w-]{1,256}\/)?[.\w-]{1,64}$/
const SCHEDULE = /^[\w.-]{1,64}\/[\w.-]{1,64}$/
const STAGE = /^[\w.@-]{1,100}\/[\w.@-]{1,100}$/
const LOG_GROUP = /^[.\w/#-]{1,512}$/
const DEPLOYMENT_GROUP = /^[\w+=,.@-]{1,100}\/[\w+=,.@-]{1,100}$/
const REPOSITORY = /^[a-z0-9]+(?:[._/-][a-z0-9]+)*$/
const ROLE = /^(?:[\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/
// CodeBuild takes no single letter, which stands for a project in examples.
const PROJECT = /^[A-Za-z0-9][A-Za-z0-9_-]{0,149}$/
// GitHub: owners are letters, digits and hyphens; an enterprise's managed users have an underscore too.
const TRUSTED = /^[A-Za-z0-9][A-Za-z0-9_-]*(?:@[1-9]\d*)?\/[A-Za-z0-9._-]+(?:@[1-9]\d*)?$/

/** The parts of an ARN. */
interface Arn extends Named {
  readonly service: string
}

function arnIn(text: string): Arn | undefined {
  const [, partition, service, region, account, name] =
    /^arn:(aws(?:-[a-z]+){0,3}):([a-z-]+):([a-z0-9-]*):(\d{12}):(.+)$/.exec(text) ?? []
  if (partition === undefined || service === undefined || region === undefined) return undefined
  if (account === undefined || name === undefined) return undefined
  return { partition, service, region, account, name }
}

/** A kind of thing that is named by a name or by an ARN. */
interface Kind {
  /** As an ARN has it: `events`. */
  readonly service: string
  /** What stands before the name in an ARN: `rule/`. */
  readonly prefix: string
  readonly name: RegExp
  readonly accepted: string
}

/** @throws Refusal */
function parseNamed(text: string, place: Place, { service, prefix, name, accepted }: Kind): Named {
  const arn = arnIn(text)
  if (arn === undefined) {
    if (text.startsWith('arn:') || !name.test(text)) throw new Refusal(accepted)
    return { ...place, name: text }
  }
  const { service: seen, ...named } = arn
  const rest = named.name.slice(prefix.length)
  if (seen !== service || !named.name.startsWith(prefix) || !name.test(rest)) throw new Refusal(accepted)
  return { ...named, name: rest }
}

export type Parse<Value> = (text: string, place: Place) => Value

const kind =
  (of: Kind): Parse<Named> =>
  (text, place) =>
    parseNamed(text, place, of)

const rule = kind({
  service: 'events',
  prefix: 'rule/',
  name: RULE,
  accepted: 'a rule on the default bus (nightly), one on another bus (orders/on-order), or an ARN',
})

/** A rule. ARNs of those on the default bus do not name it. @throws Refusal */
export const parseRule: Parse<Named> = (text, place) => rule(text.replace(/^default\//, ''), place)

export const parseSchedule = kind({
  service: 'scheduler',
  prefix: 'schedule/',
  name: SCHEDULE,
  accepted: 'a schedule behind its group (default/hourly), or an ARN',
})

export const parseStage = kind({
  service: 'codepipeline',
  prefix: '',
  name: STAGE,
  accepted:
    'a pipeline and the stage that runs the project (release/Build), or their ARN (arn:aws:codepipeline:eu-west-1:123456789012:release/Build)',
})

export const parseDeploymentGroup = kind({
  service: 'codedeploy',
  prefix: 'deploymentgroup:',
  name: DEPLOYMENT_GROUP,
  accepted: 'a CodeDeploy application and its deployment group (web/production), or their ARN',
})

const logGroup = kind({
  service: 'logs',
  prefix: 'log-group:',
  name: LOG_GROUP,
  accepted: 'a CloudWatch log group (/ecs/web), or its ARN',
})

/** @throws Refusal */
export const parseLogGroup: Parse<Named> = (text, place) =>
  // As `describe-log-groups` prints it.
  logGroup(text.startsWith('arn:') ? text.replace(/:\*$/, '') : text, place)

const role = kind({
  service: 'iam',
  prefix: 'role/',
  name: ROLE,
  accepted: 'a role (events, service-role/events), or its ARN',
})

/** ARN of a role. @throws Refusal */
export const parseRole: Parse<string> = (text, place) => {
  const { partition, account, name } = role(text, place)
  return `arn:${partition}:iam::${account}:role/${name}`
}

const repository = kind({
  service: 'ecr',
  prefix: 'repository/',
  name: REPOSITORY,
  accepted:
    'a repository in Amazon ECR: its name (team/web), its ARN, or its URI (123456789012.dkr.ecr.us-east-1.amazonaws.com/team/web)',
})

/** A repository in ECR, by its name, its ARN, its URI, or the name of an image in it. @throws Refusal */
export const parseRepository: Parse<Named> = (text, place) => {
  const full = parseImageName(text)?.repository
  const uri = full === undefined ? undefined : ecrRepository(full)
  if (uri === undefined) return repository(text, place)
  return { partition: place.partition, region: uri.region, account: uri.registryId, name: uri.repositoryName }
}

/** @throws Refusal */
export const parseAccount = (text: string): string => {
  if (/^\d{12}$/.test(text)) return text
  throw new Refusal('the 12 digits of an AWS account')
}

/** @throws Refusal */
export const parsePartition = (text: string): string => {
  if (PARTITIONS.some((partition) => partition === text)) return text
  throw new Refusal(PARTITIONS.join(', '))
}

/** The place that an ARN names; undefined for a name. */
export function placeIn(text: string): Place | undefined {
  const arn = arnIn(text)
  return arn === undefined ? undefined : { partition: arn.partition, region: arn.region, account: arn.account }
}

/** One service, in the cluster where its ARN does not name its own. @throws Refusal */
export function parseService(text: string, place: Place, cluster: string): Service {
  const [service] = parseServices(text)
  if (service === undefined) throw new Refusal('an ECS service')
  return {
    ...(placeIn(text) ?? place),
    name: service.name,
    cluster: service.cluster ?? cluster,
    hasOldArn: text.startsWith('arn:') && service.cluster === undefined,
  }
}

/** Name of a cluster. @throws Refusal */
export const parseClusterName = (text: string): string => parseCluster(text).name

/** Name of a CodeBuild project, or `auto`. @throws Refusal */
export const parseProject = (text: string): string => {
  if (PROJECT.test(text)) return text
  throw new Refusal('the name of a CodeBuild project (letters, digits, - and _, as in the input), or auto')
}

/** @throws Refusal */
export const parseTrusted = (text: string): string => {
  const ids = text.match(/@/g)?.length ?? 0
  if (TRUSTED.test(text) && ids !== 1) return text
  throw new Refusal('a repository on GitHub: OWNER/REPO, or with both of its ids OWNER@123456/REPO@456789')
}

/** Whether a repository is named as in the tokens of repositories since July 2026. */
export function hasIds(trusted: string): boolean {
  return trusted.includes('@')
}

/** A branch, or an environment: whatever GitHub takes that a policy document can hold. @throws Refusal */
export const parseGitHubName = (text: string): string => {
  if (/^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/.test(text) && !text.startsWith('refs/')) return text
  throw new Refusal('a name as GitHub shows it, in ASCII: main, production')
}
