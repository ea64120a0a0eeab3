/** The permissions of the action's role: the least that each of its features is seen to ask for. */
import {
  allow,
  arnOf,
  literal,
  oneOrMany,
  type Named,
  type Place,
  type PolicyDocument,
  type Statement,
} from './document.ts'

/** What a run is told to do, as far as IAM decides on it. */
export interface PolicyOptions {
  readonly services: readonly Service[]
  /** Repositories in ECR that hold the images; none where the images are elsewhere. */
  readonly repositories: readonly Named[]
  /** Log groups of the containers, for the last lines of a task that fails. */
  readonly logGroups: readonly Named[]
  /** `APPLICATION/DEPLOYMENT_GROUP`, of services that CodeDeploy deploys. */
  readonly deploymentGroups: readonly Named[]
  /** Whether a service's deployment controller is `EXTERNAL`. */
  readonly external: boolean
  /** Where the job also pushes the image and deploys it, as the examples do. */
  readonly deploy?: Deploy
  readonly competing?: Competing
  readonly metricsNamespace?: string
}

/** An ECS service. Its name is that of `describe-services`. */
export interface Service extends Named {
  readonly cluster: string
  /** Whether its ARN has the old form, without the cluster. */
  readonly hasOldArn: boolean
}

/** What a deploy needs beside what it deploys. */
export interface Deploy {
  /** ARNs of the roles that the task definitions hand to the tasks. */
  readonly rolesOfTasks: readonly string[]
}

/** The pipelines that compete with the workflow. */
export interface Competing {
  /** Where the projects are. */
  readonly place: Place
  readonly projects: readonly string[]
  /** Whether the projects are to be found, beside those that are named. */
  readonly auto: boolean
  /** Whether triggers are disabled or restored, and not only looked at. */
  readonly changes: boolean
  readonly stopsBuilds: boolean
  /** `RULE` on the default bus, `BUS/RULE` on another. */
  readonly rules: readonly Named[]
  /** `GROUP/SCHEDULE` */
  readonly schedules: readonly Named[]
  /** `PIPELINE/STAGE` */
  readonly stages: readonly Named[]
  /** ARNs of the roles of those rules that have one. */
  readonly rolesOfRules: readonly string[]
  /** ARNs of the roles with which those schedules call their targets. */
  readonly rolesOfSchedules: readonly string[]
}

/** The policy for a role that does this. */
export function policyFor(options: PolicyOptions): PolicyDocument {
  const { competing, metricsNamespace } = options
  return documentOf([
    ...everyRun(options),
    ...image(options),
    ...logs(options),
    ...codeDeploy(options),
    ...loadBalancers(options),
    ...(competing === undefined ? [] : competingPipelines(competing)),
    ...(metricsNamespace === undefined ? [] : metrics(metricsNamespace)),
    ...(options.deploy === undefined ? [] : deploys(options, options.deploy)),
  ])
}

export function documentOf(statements: readonly Statement[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: statements }
}

function arnOfService(service: Service): string {
  const { cluster, name, hasOldArn } = service
  return arnOf('ecs', service, hasOldArn ? `service/${name}` : `service/${cluster}/${name}`)
}

function everyRun({ services }: PolicyOptions): readonly Statement[] {
  const clusters = services.map((service) => arnOf('ecs', service, `cluster/${service.cluster}`))
  return [
    allow(
      'Service',
      [
        'ecs:DescribeServices',
        'ecs:ListServiceDeployments',
        'ecs:DescribeServiceDeployments',
        'ecs:DescribeServiceRevisions',
      ],
      services.flatMap((service) => {
        const { cluster, name } = service
        return [
          arnOfService(service),
          arnOf('ecs', service, `service-deployment/${cluster}/${name}/*`),
          arnOf('ecs', service, `service-revision/${cluster}/${name}/*`),
        ]
      }),
    ),
    // The resource of ListTasks is a container instance, which nobody can name beforehand: the cluster is what narrows it.
    allow('Tasks', ['ecs:ListTasks', 'ecs:DescribeTasks'], ['*'], {
      ArnEquals: { 'ecs:cluster': oneOrMany([...new Set(clusters)]) },
    }),
    allow('TaskDefinitions', ['ecs:DescribeTaskDefinition'], ['*']),
  ]
}

function image({ repositories }: PolicyOptions): readonly Statement[] {
  if (repositories.length === 0) return []
  return [
    allow(
      'Image',
      // ListImageReferrers is a call, and no action: BatchGetImage grants it.
      ['ecr:BatchGetImage', 'ecr:DescribeImages', 'ecr:GetDownloadUrlForLayer'],
      repositories.map((repository) => arnOf('ecr', repository, `repository/${repository.name}`)),
    ),
  ]
}

function logs({ logGroups }: PolicyOptions): readonly Statement[] {
  if (logGroups.length === 0) return []
  const streams = logGroups.map((group) => arnOf('logs', group, `log-group:${group.name}:log-stream:*`))
  return [allow('LogsOfTasksThatFail', ['logs:GetLogEvents'], streams)]
}

function codeDeploy({ deploymentGroups }: PolicyOptions): readonly Statement[] {
  if (deploymentGroups.length === 0) return []
  return [
    allow(
      'Deployments',
      ['codedeploy:GetDeployment'],
      deploymentGroups.map((group) => arnOf('codedeploy', group, `deploymentgroup:${group.name}`)),
    ),
    allow('DeploymentTargets', ['codedeploy:ListDeploymentTargets', 'codedeploy:BatchGetDeploymentTargets'], ['*']),
  ]
}

function loadBalancers({ deploymentGroups, external }: PolicyOptions): readonly Statement[] {
  if (deploymentGroups.length === 0 && !external) return []
  return [
    allow(
      'WhereTheTrafficGoes',
      [
        'elasticloadbalancing:DescribeTargetGroups',
        'elasticloadbalancing:DescribeListeners',
        'elasticloadbalancing:DescribeRules',
      ],
      ['*'],
    ),
  ]
}

function competingPipelines(competing: Competing): readonly Statement[] {
  return [...look(competing), ...(competing.changes ? change(competing) : [])]
}

function look({ place, auto, projects, rules, schedules, stages }: Competing): readonly Statement[] {
  // A pipeline of another region has its rules and schedules there.
  const regions = new Set([place, ...rules, ...schedules, ...stages].map(({ region }) => region))
  const inEach = (service: string, resource: string): readonly string[] =>
    [...regions].map((region) => arnOf(service, { ...place, region }, resource))
  return [
    allow(
      'ProjectsAndTheirBuilds',
      ['codebuild:BatchGetProjects', 'codebuild:ListBuildsForProject', 'codebuild:BatchGetBuilds'],
      (auto ? ['*'] : projects).map((project) => arnOf('codebuild', place, `project/${project}`)),
    ),
    allow('RulesThatStartThem', ['events:DescribeRule', 'events:ListTargetsByRule'], inEach('events', 'rule/*')),
    allow('SchedulesThatStartThem', ['scheduler:GetSchedule'], inEach('scheduler', 'schedule/*')),
    allow(
      'PipelinesThatRunThem',
      ['codepipeline:GetPipeline', 'codepipeline:GetPipelineState'],
      [arnOf('codepipeline', { ...place, region: '*' }, '*')],
    ),
    allow(
      'Search',
      [
        ...(auto ? ['codebuild:ListProjects'] : []),
        'events:ListEventBuses',
        'events:ListRuleNamesByTarget',
        'scheduler:ListSchedules',
        'codepipeline:ListPipelines',
      ],
      ['*'],
    ),
  ]
}

function change({ place, auto, projects, stopsBuilds, ...competing }: Competing): readonly Statement[] {
  const { rules, schedules, stages, rolesOfRules, rolesOfSchedules } = competing
  // Which of the projects of an account compete is known once a run has found them.
  const changed = (auto && projects.length === 0 ? ['*'] : projects).map((project) =>
    arnOf('codebuild', place, `project/${project}`),
  )
  return [
    allow('DisableWebhooks', ['codebuild:UpdateWebhook'], changed),
    ...(rules.length === 0
      ? []
      : [
          allow(
            'DisableRules',
            ['events:PutRule'],
            rules.map((rule) => arnOf('events', rule, `rule/${rule.name}`)),
          ),
        ]),
    ...passRole('RolesOfRules', rolesOfRules, 'events.amazonaws.com'),
    ...(schedules.length === 0
      ? []
      : [
          allow(
            'DisableSchedules',
            ['scheduler:UpdateSchedule'],
            schedules.map((schedule) => arnOf('scheduler', schedule, `schedule/${schedule.name}`)),
          ),
        ]),
    ...passRole('RolesOfSchedules', rolesOfSchedules, 'scheduler.amazonaws.com'),
    ...(stages.length === 0
      ? []
      : [
          allow(
            'DisablePipelines',
            // Whoever may close a stage may open it again: a restore must never fail for want of it.
            ['codepipeline:DisableStageTransition', 'codepipeline:EnableStageTransition'],
            stages.map((stage) => arnOf('codepipeline', stage, stage.name)),
          ),
        ]),
    ...(stopsBuilds ? [allow('StopBuilds', ['codebuild:StopBuild', 'codebuild:StopBuildBatch'], changed)] : []),
  ]
}

function passRole(sid: string, roles: readonly string[], service: string): readonly Statement[] {
  if (roles.length === 0) return []
  return [allow(sid, ['iam:PassRole'], roles, { StringEquals: { 'iam:PassedToService': service } })]
}

function metrics(namespace: string): readonly Statement[] {
  return [
    allow('Metrics', ['cloudwatch:PutMetricData'], ['*'], {
      StringEquals: { 'cloudwatch:namespace': literal(namespace) },
    }),
  ]
}

/** What the examples do before they verify: push to ECR, register a task definition, update the service or have CodeDeploy do it. */
function deploys(
  { services, repositories, deploymentGroups }: PolicyOptions,
  { rolesOfTasks }: Deploy,
): readonly Statement[] {
  return [
    ...(repositories.length === 0
      ? []
      : [
          allow('LogInToEcr', ['ecr:GetAuthorizationToken'], ['*']),
          allow(
            'Push',
            [
              'ecr:BatchCheckLayerAvailability',
              'ecr:BatchGetImage',
              'ecr:CompleteLayerUpload',
              'ecr:GetDownloadUrlForLayer',
              'ecr:InitiateLayerUpload',
              'ecr:PutImage',
              'ecr:UploadLayerPart',
            ],
            repositories.map((repository) => arnOf('ecr', repository, `repository/${repository.name}`)),
          ),
        ]),
    allow('TaskDefinition', ['ecs:DescribeTaskDefinition', 'ecs:RegisterTaskDefinition'], ['*']),
    ...passRole('RolesOfTheTasks', rolesOfTasks, 'ecs-tasks.amazonaws.com'),
    // Which service each group deploys is not known here: only where every one has its own is none left to be updated.
    ...(services.length > deploymentGroups.length
      ? [allow('Deploy', ['ecs:DescribeServices', 'ecs:UpdateService'], services.map(arnOfService))]
      : []),
    ...(deploymentGroups.length === 0
      ? []
      : [
          allow(
            'DeployByCodeDeploy',
            [
              'codedeploy:CreateDeployment',
              'codedeploy:GetDeployment',
              'codedeploy:GetDeploymentConfig',
              'codedeploy:GetDeploymentGroup',
              'codedeploy:RegisterApplicationRevision',
            ],
            deploymentGroups.flatMap((group) => [
              arnOf('codedeploy', group, `deploymentgroup:${group.name}`),
              arnOf('codedeploy', group, 'deploymentconfig:*'),
              arnOf('codedeploy', group, `application:${group.name.replace(/\/.*/, '')}`),
            ]),
          ),
        ]),
  ]
}
