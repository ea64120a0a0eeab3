/** What an IAM statement has to name so that it grants an action, at the next deploy too. */

/** Actions that IAM grants on `*` only (service authorization reference). */
const GRANTED_ON_ALL =
  /^(?:ecs:(?:DescribeTaskDefinition|ListServices|ListTasks)|ecr:GetAuthorizationToken|elasticloadbalancing:Describe\w+|events:List\w+)$/

/** Tasks, deployments, revisions and log streams are gone at the next deploy: a policy names all of a service's or a group's. */
const OF_ONE_DEPLOY: readonly RegExp[] = [
  /^(arn:[^:]*:ecs:[^:]*:[^:]*:(?:task|service-deployment|service-revision)\/.+\/)[^/]+$/,
  /^(arn:[^:]*:logs:[^:]*:[^:]*:log-group:[^:]+:log-stream:).+$/,
]

/** @returns the ARN for the statement; `*` for what IAM cannot narrow, and for what is no ARN */
export function statementResource(action: string, resource: string | undefined): string {
  if (GRANTED_ON_ALL.test(action) || resource === undefined || !resource.startsWith('arn:')) return '*'
  return OF_ONE_DEPLOY.reduce((narrowed, pattern) => narrowed.replace(pattern, '$1*'), resource)
}
