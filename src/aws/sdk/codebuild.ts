export {
  BatchGetBuildsCommand,
  BatchGetProjectsCommand,
  CodeBuildClient,
  ListBuildsForProjectCommand,
  ListProjectsCommand,
  StopBuildBatchCommand,
  StopBuildCommand,
  UpdateWebhookCommand,
} from '@aws-sdk/client-codebuild'
