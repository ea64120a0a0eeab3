import type { ProxyEnv } from 'node:http'
import type { ECSClientConfig } from '@aws-sdk/client-ecs'
import { createCaller, type CallDependencies } from './call.ts'
import { createClockOffset } from './clock-offset.ts'
import { invalidRegion } from './errors.ts'
import { AwsFailure } from './failure.ts'
import { tunnellingAgent } from '../tunnel.ts'
import type {
  Aws,
  CloudWatchApi,
  CodeBuildApi,
  CodeDeployApi,
  CodePipelineApi,
  EcrApi,
  EcsApi,
  ElbApi,
  EventBridgeApi,
  LogsApi,
  SchedulerApi,
} from './api.ts'

export interface AwsDependencies extends CallDependencies {
  /** `name/version` of this action, added to the SDK's own user agent: CloudTrail shows it. */
  readonly userAgent: string
  /** The environment's proxy settings, where the workflow's author asked for them (`NODE_USE_ENV_PROXY`). */
  readonly proxyEnv?: ProxyEnv
}

// What can stand in the host name of an endpoint.
const regionName = /^[a-z0-9-]+$/
// A connection that has not come about by then never will; another try finds another address.
const connectionLimit = 5_000
const defaultAnswerLimit = 10_000
// The SDK's own.
const maxSockets = 50

/** Computes at the first call and remembers by key, the rejection included. */
function remembered<Value>(make: (key: string) => Value): (key: string) => Value {
  const made = new Map<string, Value>()
  return (key) => {
    const known = made.get(key)
    if (known !== undefined) return known
    const value = make(key)
    made.set(key, value)
    return value
  }
}

/**
 * The real AWS. A client is imported when one of its calls is first made, and made once for each service and region. Credentials and
 * endpoints come from where the SDK finds them (environment, profile, container, instance; `AWS_ENDPOINT_URL*`).
 * Its calls reject as `api.ts` says.
 */
export function createAws(deps: AwsDependencies): Aws {
  const call = createCaller(deps)
  const { proxyEnv } = deps
  const clockOffset = createClockOffset(deps.clock)
  let credentials: ECSClientConfig['credentials']

  const answerLimit = deps.attemptLimit ?? defaultAnswerLimit

  type Configuration = ReturnType<typeof configuration>
  function configuration(region: string) {
    return {
      region,
      ...(credentials === undefined ? {} : { credentials }),
      customUserAgent: deps.userAgent,
      // `call.ts` retries.
      maxAttempts: 1,
      retryMode: 'standard',
      // Given as a value so that the SDK does not read the shared files for it: only its time limits would come from there.
      defaultsMode: 'standard',
      requestHandler: {
        connectionTimeout: connectionLimit,
        requestTimeout: answerLimit,
        // Without it the handler only prints a warning and waits on.
        throwOnRequestTimeout: true,
        // Node's own switch reaches its global agents only, and the handler makes its own.
        ...(proxyEnv === undefined
          ? {}
          : {
              httpAgent: { proxyEnv },
              httpsAgent: tunnellingAgent({ keepAlive: true, maxSockets, proxyEnv }, answerLimit),
            }),
      },
    } as const
  }

  /**
   * One client for each region, its module loaded when the first of its calls is made. The first client's provider of credentials
   * serves all: a role is assumed once, not once for each service.
   */
  function clientOf<
    Sdk,
    Client extends { readonly config: { readonly credentials: NonNullable<ECSClientConfig['credentials']> } },
  >(load: () => Promise<Sdk>, connect: (sdk: Sdk, configuration: Configuration) => Client) {
    return remembered(async (region) => {
      const sdk = await load()
      const connected = connect(sdk, configuration(region))
      credentials ??= connected.config.credentials
      return { sdk, client: connected }
    })
  }

  const ecs = clientOf(
    async () => import('./sdk/ecs.ts'),
    (sdk, config) => {
      const client = new sdk.ECSClient(config)
      client.middlewareStack.add(
        (next) => async (args) => {
          const answer = await next(args)
          clockOffset.note(answer.response)
          return answer
        },
        { step: 'deserialize', name: 'clockOffset' },
      )
      return client
    },
  )
  const ecr = clientOf(
    async () => import('./sdk/ecr.ts'),
    (sdk, config) => new sdk.ECRClient(config),
  )
  const codebuild = clientOf(
    async () => import('./sdk/codebuild.ts'),
    (sdk, config) => new sdk.CodeBuildClient(config),
  )
  const events = clientOf(
    async () => import('./sdk/eventbridge.ts'),
    (sdk, config) => new sdk.EventBridgeClient(config),
  )
  const scheduler = clientOf(
    async () => import('./sdk/scheduler.ts'),
    (sdk, config) => new sdk.SchedulerClient(config),
  )
  const codepipeline = clientOf(
    async () => import('./sdk/codepipeline.ts'),
    (sdk, config) => new sdk.CodePipelineClient(config),
  )
  const codedeploy = clientOf(
    async () => import('./sdk/codedeploy.ts'),
    (sdk, config) => new sdk.CodeDeployClient(config),
  )
  const elb = clientOf(
    async () => import('./sdk/elastic-load-balancing-v2.ts'),
    (sdk, config) => new sdk.ElasticLoadBalancingV2Client(config),
  )
  const logs = clientOf(
    async () => import('./sdk/cloudwatch-logs.ts'),
    (sdk, config) => new sdk.CloudWatchLogsClient(config),
  )
  const cloudwatch = clientOf(
    async () => import('./sdk/cloudwatch.ts'),
    (sdk, config) => new sdk.CloudWatchClient(config),
  )

  type Options = { readonly abortSignal: AbortSignal }

  /** The client is loaded outside the call: a bundle that lacks it is a defect of this action, no fault of AWS to be retried. */
  function operation<Client, Input, Output>(
    load: (region: string) => Promise<Client>,
    region: string,
    action: string,
    resource: (input: Input) => string | undefined,
    send: (client: Client, input: Input, options: Options) => Promise<Output>,
  ): (input: Input) => Promise<Output> {
    return async (input) => {
      if (!regionName.test(region))
        throw new AwsFailure('rejected', action, invalidRegion, `"${region}" is no AWS region`)
      const client = await load(region)
      return call(action, resource(input), (abortSignal) => send(client, input, { abortSignal }))
    }
  }

  const ecsApi = remembered((region): EcsApi => ({
    describeServices: operation(
      ecs,
      region,
      'ecs:DescribeServices',
      (input) => inCluster(input.cluster, list(input.services)),
      ({ client, sdk }, input, options) => client.send(new sdk.DescribeServicesCommand(input), options),
    ),
    describeTaskDefinition: operation(
      ecs,
      region,
      'ecs:DescribeTaskDefinition',
      (input) => input.taskDefinition,
      ({ client, sdk }, input, options) => client.send(new sdk.DescribeTaskDefinitionCommand(input), options),
    ),
    listTasks: operation(
      ecs,
      region,
      'ecs:ListTasks',
      (input) => inCluster(input.cluster, input.serviceName),
      ({ client, sdk }, input, options) => client.send(new sdk.ListTasksCommand(input), options),
    ),
    describeTasks: operation(
      ecs,
      region,
      'ecs:DescribeTasks',
      (input) => input.cluster,
      ({ client, sdk }, input, options) => client.send(new sdk.DescribeTasksCommand(input), options),
    ),
    listServiceDeployments: operation(
      ecs,
      region,
      'ecs:ListServiceDeployments',
      (input) => inCluster(input.cluster, input.service),
      ({ client, sdk }, input, options) => client.send(new sdk.ListServiceDeploymentsCommand(input), options),
    ),
    describeServiceDeployments: operation(
      ecs,
      region,
      'ecs:DescribeServiceDeployments',
      (input) => list(input.serviceDeploymentArns),
      ({ client, sdk }, input, options) => client.send(new sdk.DescribeServiceDeploymentsCommand(input), options),
    ),
    describeServiceRevisions: operation(
      ecs,
      region,
      'ecs:DescribeServiceRevisions',
      (input) => list(input.serviceRevisionArns),
      ({ client, sdk }, input, options) => client.send(new sdk.DescribeServiceRevisionsCommand(input), options),
    ),
  }))

  const ecrApi = remembered((region): EcrApi => ({
    batchGetImage: operation(
      ecr,
      region,
      'ecr:BatchGetImage',
      (input) => input.repositoryName,
      ({ client, sdk }, input, options) => client.send(new sdk.BatchGetImageCommand(input), options),
    ),
    describeImages: operation(
      ecr,
      region,
      'ecr:DescribeImages',
      (input) => input.repositoryName,
      ({ client, sdk }, input, options) => client.send(new sdk.DescribeImagesCommand(input), options),
    ),
    getDownloadUrlForLayer: operation(
      ecr,
      region,
      'ecr:GetDownloadUrlForLayer',
      (input) => input.repositoryName,
      ({ client, sdk }, input, options) => client.send(new sdk.GetDownloadUrlForLayerCommand(input), options),
    ),
    listImageReferrers: operation(
      ecr,
      region,
      'ecr:ListImageReferrers',
      (input) => input.repositoryName,
      ({ client, sdk }, input, options) => client.send(new sdk.ListImageReferrersCommand(input), options),
    ),
  }))

  const codebuildApi = remembered((region): CodeBuildApi => ({
    listProjects: operation(
      codebuild,
      region,
      'codebuild:ListProjects',
      () => undefined,
      ({ client, sdk }, input, options) => client.send(new sdk.ListProjectsCommand(input), options),
    ),
    batchGetProjects: operation(
      codebuild,
      region,
      'codebuild:BatchGetProjects',
      (input) => list(input.names),
      ({ client, sdk }, input, options) => client.send(new sdk.BatchGetProjectsCommand(input), options),
    ),
    listBuildsForProject: operation(
      codebuild,
      region,
      'codebuild:ListBuildsForProject',
      (input) => input.projectName,
      ({ client, sdk }, input, options) => client.send(new sdk.ListBuildsForProjectCommand(input), options),
    ),
    batchGetBuilds: operation(
      codebuild,
      region,
      'codebuild:BatchGetBuilds',
      (input) => list(input.ids),
      ({ client, sdk }, input, options) => client.send(new sdk.BatchGetBuildsCommand(input), options),
    ),
    updateWebhook: operation(
      codebuild,
      region,
      'codebuild:UpdateWebhook',
      (input) => input.projectName,
      ({ client, sdk }, input, options) => client.send(new sdk.UpdateWebhookCommand(input), options),
    ),
    stopBuild: operation(
      codebuild,
      region,
      'codebuild:StopBuild',
      (input) => input.id,
      ({ client, sdk }, input, options) => client.send(new sdk.StopBuildCommand(input), options),
    ),
    stopBuildBatch: operation(
      codebuild,
      region,
      'codebuild:StopBuildBatch',
      (input) => input.id,
      ({ client, sdk }, input, options) => client.send(new sdk.StopBuildBatchCommand(input), options),
    ),
  }))

  const eventsApi = remembered((region): EventBridgeApi => ({
    listEventBuses: operation(
      events,
      region,
      'events:ListEventBuses',
      () => undefined,
      ({ client, sdk }, input, options) => client.send(new sdk.ListEventBusesCommand(input), options),
    ),
    listRuleNamesByTarget: operation(
      events,
      region,
      'events:ListRuleNamesByTarget',
      (input) => input.TargetArn,
      ({ client, sdk }, input, options) => client.send(new sdk.ListRuleNamesByTargetCommand(input), options),
    ),
    describeRule: operation(
      events,
      region,
      'events:DescribeRule',
      (input) => onBus(input.EventBusName, input.Name),
      ({ client, sdk }, input, options) => client.send(new sdk.DescribeRuleCommand(input), options),
    ),
    listTargetsByRule: operation(
      events,
      region,
      'events:ListTargetsByRule',
      (input) => onBus(input.EventBusName, input.Rule),
      ({ client, sdk }, input, options) => client.send(new sdk.ListTargetsByRuleCommand(input), options),
    ),
    putRule: operation(
      events,
      region,
      'events:PutRule',
      (input) => onBus(input.EventBusName, input.Name),
      ({ client, sdk }, input, options) => client.send(new sdk.PutRuleCommand(input), options),
    ),
  }))

  const schedulerApi = remembered((region): SchedulerApi => ({
    listSchedules: operation(
      scheduler,
      region,
      'scheduler:ListSchedules',
      () => undefined,
      ({ client, sdk }, input, options) => client.send(new sdk.ListSchedulesCommand(input), options),
    ),
    getSchedule: operation(
      scheduler,
      region,
      'scheduler:GetSchedule',
      (input) => inGroup(input.GroupName, input.Name),
      ({ client, sdk }, input, options) => client.send(new sdk.GetScheduleCommand(input), options),
    ),
    updateSchedule: operation(
      scheduler,
      region,
      'scheduler:UpdateSchedule',
      (input) => inGroup(input.GroupName, input.Name),
      ({ client, sdk }, input, options) => client.send(new sdk.UpdateScheduleCommand(input), options),
    ),
  }))

  const codepipelineApi = remembered((region): CodePipelineApi => ({
    listPipelines: operation(
      codepipeline,
      region,
      'codepipeline:ListPipelines',
      () => undefined,
      ({ client, sdk }, input, options) => client.send(new sdk.ListPipelinesCommand(input), options),
    ),
    getPipeline: operation(
      codepipeline,
      region,
      'codepipeline:GetPipeline',
      (input) => input.name,
      ({ client, sdk }, input, options) => client.send(new sdk.GetPipelineCommand(input), options),
    ),
    getPipelineState: operation(
      codepipeline,
      region,
      'codepipeline:GetPipelineState',
      (input) => input.name,
      ({ client, sdk }, input, options) => client.send(new sdk.GetPipelineStateCommand(input), options),
    ),
    disableStageTransition: operation(
      codepipeline,
      region,
      'codepipeline:DisableStageTransition',
      (input) => input.pipelineName,
      ({ client, sdk }, input, options) => client.send(new sdk.DisableStageTransitionCommand(input), options),
    ),
    enableStageTransition: operation(
      codepipeline,
      region,
      'codepipeline:EnableStageTransition',
      (input) => input.pipelineName,
      ({ client, sdk }, input, options) => client.send(new sdk.EnableStageTransitionCommand(input), options),
    ),
  }))

  const codedeployApi = remembered((region): CodeDeployApi => ({
    getDeployment: operation(
      codedeploy,
      region,
      'codedeploy:GetDeployment',
      (input) => input.deploymentId,
      ({ client, sdk }, input, options) => client.send(new sdk.GetDeploymentCommand(input), options),
    ),
    listDeploymentTargets: operation(
      codedeploy,
      region,
      'codedeploy:ListDeploymentTargets',
      (input) => input.deploymentId,
      ({ client, sdk }, input, options) => client.send(new sdk.ListDeploymentTargetsCommand(input), options),
    ),
    batchGetDeploymentTargets: operation(
      codedeploy,
      region,
      'codedeploy:BatchGetDeploymentTargets',
      (input) => input.deploymentId,
      ({ client, sdk }, input, options) => client.send(new sdk.BatchGetDeploymentTargetsCommand(input), options),
    ),
  }))

  const elbApi = remembered((region): ElbApi => ({
    describeTargetGroups: operation(
      elb,
      region,
      'elasticloadbalancing:DescribeTargetGroups',
      (input) => list(input.TargetGroupArns),
      ({ client, sdk }, input, options) => client.send(new sdk.DescribeTargetGroupsCommand(input), options),
    ),
    describeListeners: operation(
      elb,
      region,
      'elasticloadbalancing:DescribeListeners',
      (input) => input.LoadBalancerArn ?? list(input.ListenerArns),
      ({ client, sdk }, input, options) => client.send(new sdk.DescribeListenersCommand(input), options),
    ),
    describeRules: operation(
      elb,
      region,
      'elasticloadbalancing:DescribeRules',
      (input) => input.ListenerArn ?? list(input.RuleArns),
      ({ client, sdk }, input, options) => client.send(new sdk.DescribeRulesCommand(input), options),
    ),
  }))

  const logsApi = remembered((region): LogsApi => ({
    getLogEvents: operation(
      logs,
      region,
      'logs:GetLogEvents',
      (input) => list([input.logGroupName ?? input.logGroupIdentifier ?? '', input.logStreamName ?? '']),
      ({ client, sdk }, input, options) => client.send(new sdk.GetLogEventsCommand(input), options),
    ),
  }))

  const cloudwatchApi = remembered((region): CloudWatchApi => ({
    putMetricData: operation(
      cloudwatch,
      region,
      'cloudwatch:PutMetricData',
      () => undefined,
      ({ client, sdk }, input, options) => client.send(new sdk.PutMetricDataCommand(input), options),
    ),
  }))

  return {
    ecs: ecsApi,
    ecr: ecrApi,
    codebuild: codebuildApi,
    events: eventsApi,
    scheduler: schedulerApi,
    codepipeline: codepipelineApi,
    codedeploy: codedeployApi,
    elb: elbApi,
    logs: logsApi,
    cloudwatch: cloudwatchApi,
    clockOffset: () => clockOffset.milliseconds(),
  }
}

function list(values: readonly string[] | undefined): string | undefined {
  return values === undefined || values.length === 0 ? undefined : values.join(', ')
}

function inCluster(cluster: string | undefined, service: string | undefined): string | undefined {
  if (service === undefined) return cluster
  return cluster === undefined || service.startsWith('arn:') ? service : `${service} in cluster ${cluster}`
}

function onBus(bus: string | undefined, rule: string | undefined): string | undefined {
  return rule === undefined || bus === undefined || bus === 'default' ? rule : `${bus}/${rule}`
}

function inGroup(group: string | undefined, schedule: string | undefined): string | undefined {
  return schedule === undefined || group === undefined ? schedule : `${group}/${schedule}`
}
