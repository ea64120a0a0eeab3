/**
 * What IAM is asked when a call of AWS is made, by the service authorization reference: actions, the resources that they are checked
 * on, and the keys that conditions can compare. And whether a policy allows it, as far as the policies of this repository go.
 */
import { ACCOUNT } from './ecr.ts'
import type { RecordedRequest } from './server.ts'
import type { Stage } from './stage.ts'

/** One action on one resource. `*` is the resource of an action that IAM grants on nothing narrower. */
export interface Asked {
  readonly action: string
  readonly resource: string
  readonly context: Readonly<Record<string, string>>
}

export interface Policy {
  readonly Statement: readonly PolicyStatement[]
}

export interface PolicyStatement {
  readonly Effect: string
  readonly Action: string | readonly string[]
  readonly Resource: string | readonly string[]
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>
}

/** Whether a statement of the policy allows it. Throws for what this reader does not know: no unread statement allows anything. */
export function allows(policy: Policy, { action, resource, context }: Asked): boolean {
  return policy.Statement.some((statement) => {
    if (statement.Effect !== 'Allow') throw new Error(`this reader knows no effect ${statement.Effect}`)
    const names = listed(statement.Action)
    if (names.some((name) => name.includes('*'))) throw new Error(`this reader knows no wildcard in ${names.join()}`)
    return (
      names.includes(action) &&
      listed(statement.Resource).some((pattern) => matches(pattern, resource)) &&
      Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
        Object.entries(keys).every(([key, values]) => holds(operator, listed(values), context[key])),
      )
    )
  })
}

function listed(texts: string | readonly string[]): readonly string[] {
  return typeof texts === 'string' ? [texts] : texts
}

/** Each part of an ARN by itself: a wildcard in one does not reach into the next, but for the last, which may hold colons. */
function matches(pattern: string, resource: string): boolean {
  if (pattern === '*') return true
  const wanted = partsOf(pattern)
  const given = partsOf(resource)
  return wanted.length === given.length && wanted.every((part, index) => expressionOf(part).test(given[index] ?? ''))
}

function partsOf(arn: string): readonly string[] {
  const parts = arn.split(':')
  return [...parts.slice(0, 5), parts.slice(5).join(':')]
}

function expressionOf(pattern: string): RegExp {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's')
}

function holds(operator: string, values: readonly string[], given: string | undefined): boolean {
  if (given === undefined) return false
  if (operator === 'StringEquals') return values.some((value) => value.replaceAll('${$}', '$') === given)
  if (operator === 'ArnEquals') return values.some((value) => matches(value, given))
  throw new Error(`this reader knows no condition ${operator}`)
}

/** What IAM cannot see in a request, and looks up. */
export interface Known {
  /** `APPLICATION/GROUP` of a deployment of CodeDeploy. */
  readonly deploymentGroup: (deploymentId: string) => string
}

/** What IAM was asked for all of these requests, each once. Throws for a call that nobody has looked up. */
export function askedIn({ codeDeploy }: Stage, requests: readonly RecordedRequest[]): readonly Asked[] {
  const deploymentGroup = (id: string): string => {
    const service = codeDeploy.find(id)?.service
    const full = `${service?.cluster.name}-${service?.name}`
    return `AppECS-${full}/DgpECS-${full}`
  }
  const asked = requests
    .filter(({ operation }) => !/^(?:github|oci|s3|app):/.test(operation))
    .flatMap((request) => askedOf(request, { deploymentGroup }))
  return [...new Map(asked.map((one) => [JSON.stringify(one), one])).values()]
}

/** Deployment controllers of all services there are. */
export function controllersOf({ world }: Stage): readonly string[] {
  const services = [...world.core.clusters.values()].flatMap((cluster) => [...cluster.services.values()])
  return [...new Set(services.map(({ controller }) => controller))]
}

/** What IAM is asked for a request. Throws for a call that nobody has looked up. */
export function askedOf({ operation, region, input }: RecordedRequest, known: Known): readonly Asked[] {
  const [service = '', name = ''] = operation.split(':')
  const of = (resource: string): string => `arn:aws:${service}:${region}:${ACCOUNT}:${resource}`
  const text = textsIn(input)
  const on = (resources: readonly string[], context: Asked['context'] = {}, action = operation): readonly Asked[] =>
    resources.map((resource) => ({ action, resource, context }))
  switch (operation) {
    case 'ecs:DescribeServices':
    case 'ecs:ListServiceDeployments':
    case 'ecs:DescribeServiceDeployments':
    case 'ecs:DescribeServiceRevisions':
    case 'ecs:ListTasks':
    case 'ecs:DescribeTasks':
      return ecs(name, region, input)
    case 'ecs:DescribeTaskDefinition':
    case 'codebuild:ListProjects':
    case 'events:ListEventBuses':
    case 'events:ListRuleNamesByTarget':
    case 'scheduler:ListSchedules':
    case 'codepipeline:ListPipelines':
    case 'codedeploy:ListDeploymentTargets':
    case 'codedeploy:BatchGetDeploymentTargets':
    case 'elasticloadbalancing:DescribeTargetGroups':
    case 'elasticloadbalancing:DescribeListeners':
    case 'elasticloadbalancing:DescribeRules':
      return on(['*'])
    case 'ecr:BatchGetImage':
    case 'ecr:DescribeImages':
    case 'ecr:GetDownloadUrlForLayer':
      return on([repositoryIn(region, input)])
    // "The IAM principal invoking this operation must have the ecr:BatchGetImage permission" (ECR API reference).
    case 'ecr:ListImageReferrers':
      return on([repositoryIn(region, input)], {}, 'ecr:BatchGetImage')
    case 'codebuild:BatchGetProjects':
      return on(text('names').map((project) => (project.startsWith('arn:') ? project : of(`project/${project}`))))
    case 'codebuild:ListBuildsForProject':
    case 'codebuild:UpdateWebhook':
      return on(text('projectName').map((project) => of(`project/${project}`)))
    case 'codebuild:BatchGetBuilds':
      return on([...new Set(text('ids').map((id) => of(`project/${projectOf(id)}`)))])
    case 'codebuild:StopBuild':
    case 'codebuild:StopBuildBatch':
      return on(text('id').map((id) => of(`project/${projectOf(id)}`)))
    case 'events:DescribeRule':
    case 'events:ListTargetsByRule':
    case 'events:PutRule': {
      const [bus = 'default'] = text('EventBusName')
      const [rule = ''] = text(name === 'ListTargetsByRule' ? 'Rule' : 'Name')
      const resource = of(bus === 'default' ? `rule/${rule}` : `rule/${bus}/${rule}`)
      return [...on([resource]), ...passing(text('RoleArn'), 'events.amazonaws.com')]
    }
    case 'scheduler:GetSchedule':
    case 'scheduler:UpdateSchedule': {
      const [group = 'default'] = text('GroupName')
      const roles = isRecord(input) ? textsIn(input['Target'])('RoleArn') : []
      return [
        ...on(text('Name').map((schedule) => of(`schedule/${group}/${schedule}`))),
        ...passing(roles, 'scheduler.amazonaws.com'),
      ]
    }
    case 'codepipeline:GetPipeline':
    case 'codepipeline:GetPipelineState':
      return on(text('name').map(of))
    case 'codepipeline:DisableStageTransition':
    case 'codepipeline:EnableStageTransition':
      return on(text('pipelineName').map((pipeline) => of(`${pipeline}/${text('stageName')[0] ?? ''}`)))
    case 'codedeploy:GetDeployment':
      return on(text('deploymentId').map((id) => of(`deploymentgroup:${known.deploymentGroup(id)}`)))
    case 'logs:GetLogEvents':
      return on([of(`log-group:${text('logGroupName')[0] ?? ''}:log-stream:${text('logStreamName')[0] ?? ''}`)])
    case 'cloudwatch:PutMetricData':
      return on(['*'], { 'cloudwatch:namespace': text('Namespace')[0] ?? '' })
    default:
      throw new Error(`look up what IAM asks for ${operation}`)
  }
}

/** The calls on services and their tasks: the cluster of each is a key, too. */
function ecs(name: string, region: string, input: unknown): readonly Asked[] {
  const text = textsIn(input)
  const of = (resource: string): string => `arn:aws:ecs:${region}:${ACCOUNT}:${resource}`
  const [named = 'default'] = text('cluster')
  const cluster = named.startsWith('arn:') ? named : of(`cluster/${named}`)
  const clusterName = cluster.slice(cluster.indexOf('/') + 1)
  const service = (one: string): string => (one.startsWith('arn:') ? one : of(`service/${clusterName}/${one}`))
  const on = (resources: readonly string[], of = cluster): readonly Asked[] =>
    resources.map((resource) => ({ action: `ecs:${name}`, resource, context: { 'ecs:cluster': of } }))
  /** Both the service and what is its. */
  const ofService = (arns: readonly string[], kind: string): readonly Asked[] =>
    arns.flatMap((arn) => {
      const owner = arn.slice(0, arn.lastIndexOf('/')).replace(`:${kind}/`, ':service/')
      return on([arn, owner], owner.slice(0, owner.lastIndexOf('/')).replace(':service/', ':cluster/'))
    })
  switch (name) {
    case 'DescribeServices':
      return on(text('services').map(service))
    case 'ListServiceDeployments':
      return on(text('service').map(service))
    case 'DescribeServiceDeployments':
      return ofService(text('serviceDeploymentArns'), 'service-deployment')
    case 'DescribeServiceRevisions':
      return ofService(text('serviceRevisionArns'), 'service-revision')
    case 'DescribeTasks':
      return on(text('tasks'))
    default:
      // ListTasks is checked on the cluster's container instances.
      return on([of(`container-instance/${clusterName}/any`)])
  }
}

function repositoryIn(region: string, input: unknown): string {
  const text = textsIn(input)
  return `arn:aws:ecr:${region}:${text('registryId')[0] ?? ACCOUNT}:repository/${text('repositoryName')[0] ?? ''}`
}

/** Who sets a role on something hands it over to a service. */
function passing(roles: readonly string[], service: string): readonly Asked[] {
  return roles.map((resource) => ({
    action: 'iam:PassRole',
    resource,
    context: { 'iam:PassedToService': service },
  }))
}

/** Project of a build or of a batch, by its id. */
function projectOf(id: string): string {
  return id.slice(0, id.indexOf(':'))
}

/** A member's texts, whether it is a list or one. */
function textsIn(input: unknown): (member: string) => readonly string[] {
  return (member) => {
    const value = isRecord(input) ? input[member] : undefined
    return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string')
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
