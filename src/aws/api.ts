/**
 * The calls that this action makes, typed by the SDK's own inputs and outputs. The real implementation (`clients.ts`) loads a
 * client when one of its calls is first made; the tests' simulator implements the same interfaces in memory.
 * Every call rejects with an `AwsFailure` and with nothing else, except for the abort reason of the run's own signal.
 */
import type { PutMetricDataCommandInput, PutMetricDataCommandOutput } from '@aws-sdk/client-cloudwatch'
import type { GetLogEventsCommandInput, GetLogEventsCommandOutput } from '@aws-sdk/client-cloudwatch-logs'
import type {
  BatchGetBuildsCommandInput,
  BatchGetBuildsCommandOutput,
  BatchGetProjectsCommandInput,
  BatchGetProjectsCommandOutput,
  ListBuildsForProjectCommandInput,
  ListBuildsForProjectCommandOutput,
  ListProjectsCommandInput,
  ListProjectsCommandOutput,
  StopBuildBatchCommandInput,
  StopBuildBatchCommandOutput,
  StopBuildCommandInput,
  StopBuildCommandOutput,
  UpdateWebhookCommandInput,
  UpdateWebhookCommandOutput,
} from '@aws-sdk/client-codebuild'
import type {
  BatchGetDeploymentTargetsCommandInput,
  BatchGetDeploymentTargetsCommandOutput,
  GetDeploymentCommandInput,
  GetDeploymentCommandOutput,
  ListDeploymentTargetsCommandInput,
  ListDeploymentTargetsCommandOutput,
} from '@aws-sdk/client-codedeploy'
import type {
  DisableStageTransitionCommandInput,
  DisableStageTransitionCommandOutput,
  EnableStageTransitionCommandInput,
  EnableStageTransitionCommandOutput,
  GetPipelineCommandInput,
  GetPipelineCommandOutput,
  GetPipelineStateCommandInput,
  GetPipelineStateCommandOutput,
  ListPipelinesCommandInput,
  ListPipelinesCommandOutput,
} from '@aws-sdk/client-codepipeline'
import type {
  BatchGetImageCommandInput,
  BatchGetImageCommandOutput,
  DescribeImagesCommandInput,
  DescribeImagesCommandOutput,
  GetDownloadUrlForLayerCommandInput,
  GetDownloadUrlForLayerCommandOutput,
  ListImageReferrersCommandInput,
  ListImageReferrersCommandOutput,
} from '@aws-sdk/client-ecr'
import type {
  DescribeServiceDeploymentsCommandInput,
  DescribeServiceDeploymentsCommandOutput,
  DescribeServiceRevisionsCommandInput,
  DescribeServiceRevisionsCommandOutput,
  DescribeServicesCommandInput,
  DescribeServicesCommandOutput,
  DescribeTaskDefinitionCommandInput,
  DescribeTaskDefinitionCommandOutput,
  DescribeTasksCommandInput,
  DescribeTasksCommandOutput,
  ListServiceDeploymentsCommandInput,
  ListServiceDeploymentsCommandOutput,
  ListTasksCommandInput,
  ListTasksCommandOutput,
} from '@aws-sdk/client-ecs'
import type {
  DescribeListenersCommandInput,
  DescribeListenersCommandOutput,
  DescribeRulesCommandInput,
  DescribeRulesCommandOutput,
  DescribeTargetGroupsCommandInput,
  DescribeTargetGroupsCommandOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import type {
  DescribeRuleCommandInput,
  DescribeRuleCommandOutput,
  ListEventBusesCommandInput,
  ListEventBusesCommandOutput,
  ListRuleNamesByTargetCommandInput,
  ListRuleNamesByTargetCommandOutput,
  ListTargetsByRuleCommandInput,
  ListTargetsByRuleCommandOutput,
  PutRuleCommandInput,
  PutRuleCommandOutput,
} from '@aws-sdk/client-eventbridge'
import type {
  GetScheduleCommandInput,
  GetScheduleCommandOutput,
  ListSchedulesCommandInput,
  ListSchedulesCommandOutput,
  UpdateScheduleCommandInput,
  UpdateScheduleCommandOutput,
} from '@aws-sdk/client-scheduler'

type Call<Input, Output> = (input: Input) => Promise<Output>

export interface EcsApi {
  readonly describeServices: Call<DescribeServicesCommandInput, DescribeServicesCommandOutput>
  readonly describeTaskDefinition: Call<DescribeTaskDefinitionCommandInput, DescribeTaskDefinitionCommandOutput>
  readonly listTasks: Call<ListTasksCommandInput, ListTasksCommandOutput>
  readonly describeTasks: Call<DescribeTasksCommandInput, DescribeTasksCommandOutput>
  readonly listServiceDeployments: Call<ListServiceDeploymentsCommandInput, ListServiceDeploymentsCommandOutput>
  readonly describeServiceDeployments: Call<
    DescribeServiceDeploymentsCommandInput,
    DescribeServiceDeploymentsCommandOutput
  >
  readonly describeServiceRevisions: Call<DescribeServiceRevisionsCommandInput, DescribeServiceRevisionsCommandOutput>
}

export interface EcrApi {
  readonly batchGetImage: Call<BatchGetImageCommandInput, BatchGetImageCommandOutput>
  readonly describeImages: Call<DescribeImagesCommandInput, DescribeImagesCommandOutput>
  readonly getDownloadUrlForLayer: Call<GetDownloadUrlForLayerCommandInput, GetDownloadUrlForLayerCommandOutput>
  readonly listImageReferrers: Call<ListImageReferrersCommandInput, ListImageReferrersCommandOutput>
}

export interface CodeBuildApi {
  readonly listProjects: Call<ListProjectsCommandInput, ListProjectsCommandOutput>
  readonly batchGetProjects: Call<BatchGetProjectsCommandInput, BatchGetProjectsCommandOutput>
  readonly listBuildsForProject: Call<ListBuildsForProjectCommandInput, ListBuildsForProjectCommandOutput>
  readonly batchGetBuilds: Call<BatchGetBuildsCommandInput, BatchGetBuildsCommandOutput>
  readonly updateWebhook: Call<UpdateWebhookCommandInput, UpdateWebhookCommandOutput>
  readonly stopBuild: Call<StopBuildCommandInput, StopBuildCommandOutput>
  readonly stopBuildBatch: Call<StopBuildBatchCommandInput, StopBuildBatchCommandOutput>
}

export interface EventBridgeApi {
  readonly listEventBuses: Call<ListEventBusesCommandInput, ListEventBusesCommandOutput>
  readonly listRuleNamesByTarget: Call<ListRuleNamesByTargetCommandInput, ListRuleNamesByTargetCommandOutput>
  readonly describeRule: Call<DescribeRuleCommandInput, DescribeRuleCommandOutput>
  readonly listTargetsByRule: Call<ListTargetsByRuleCommandInput, ListTargetsByRuleCommandOutput>
  readonly putRule: Call<PutRuleCommandInput, PutRuleCommandOutput>
}

export interface SchedulerApi {
  readonly listSchedules: Call<ListSchedulesCommandInput, ListSchedulesCommandOutput>
  readonly getSchedule: Call<GetScheduleCommandInput, GetScheduleCommandOutput>
  readonly updateSchedule: Call<UpdateScheduleCommandInput, UpdateScheduleCommandOutput>
}

export interface CodePipelineApi {
  readonly listPipelines: Call<ListPipelinesCommandInput, ListPipelinesCommandOutput>
  readonly getPipeline: Call<GetPipelineCommandInput, GetPipelineCommandOutput>
  readonly getPipelineState: Call<GetPipelineStateCommandInput, GetPipelineStateCommandOutput>
  readonly disableStageTransition: Call<DisableStageTransitionCommandInput, DisableStageTransitionCommandOutput>
  readonly enableStageTransition: Call<EnableStageTransitionCommandInput, EnableStageTransitionCommandOutput>
}

export interface CodeDeployApi {
  readonly getDeployment: Call<GetDeploymentCommandInput, GetDeploymentCommandOutput>
  readonly listDeploymentTargets: Call<ListDeploymentTargetsCommandInput, ListDeploymentTargetsCommandOutput>
  readonly batchGetDeploymentTargets: Call<
    BatchGetDeploymentTargetsCommandInput,
    BatchGetDeploymentTargetsCommandOutput
  >
}

export interface ElbApi {
  readonly describeTargetGroups: Call<DescribeTargetGroupsCommandInput, DescribeTargetGroupsCommandOutput>
  readonly describeListeners: Call<DescribeListenersCommandInput, DescribeListenersCommandOutput>
  readonly describeRules: Call<DescribeRulesCommandInput, DescribeRulesCommandOutput>
}

export interface LogsApi {
  readonly getLogEvents: Call<GetLogEventsCommandInput, GetLogEventsCommandOutput>
}

export interface CloudWatchApi {
  readonly putMetricData: Call<PutMetricDataCommandInput, PutMetricDataCommandOutput>
}

/** AWS, one service and one region at a time. */
export interface Aws {
  ecs(region: string): EcsApi
  ecr(region: string): EcrApi
  codebuild(region: string): CodeBuildApi
  events(region: string): EventBridgeApi
  scheduler(region: string): SchedulerApi
  codepipeline(region: string): CodePipelineApi
  codedeploy(region: string): CodeDeployApi
  elb(region: string): ElbApi
  logs(region: string): LogsApi
  cloudwatch(region: string): CloudWatchApi
  /** Milliseconds by which ECS's clock was ahead of the run's at its last answer; absent where it is the run's own. */
  clockOffset?(): number
}
