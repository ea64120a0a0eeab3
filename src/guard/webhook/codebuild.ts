import type { UpdateWebhookCommandInput, Webhook } from '@aws-sdk/client-codebuild'

import type { CodeBuildApi } from '../../aws/api.ts'
import { AwsFailure } from '../../aws/failure.ts'
import { patiently } from '../problem.ts'
import type { Patience } from '../problem.ts'
import type { ProjectKey } from '../projects.ts'
import type { Side } from './change.ts'
import type { HookFilters, Plan } from './plan.ts'

/** CodeBuild's side of a project's hook: its filters. */
export function codebuildSide(
  codebuild: CodeBuildApi,
  patience: Patience,
  project: ProjectKey,
  plan: (hook: Webhook) => Plan,
): Side<Webhook, HookFilters> {
  return {
    read: () => readHookOf(codebuild, patience, project),
    write: async (hook, filters) => {
      await patiently(patience, () => codebuild.updateWebhook(inputOf(project.name, hook, filters)))
    },
    wanted: (hook) => {
      const wanted = plan(hook)
      return wanted.kind === 'write' ? wanted.filters : undefined
    },
  }
}

/** The project's hook now; undefined where it has none, or where the project itself is gone. */
async function readHookOf(
  codebuild: CodeBuildApi,
  patience: Patience,
  { name, arn }: ProjectKey,
): Promise<Webhook | undefined> {
  return patiently(patience, async () => {
    const { projects, projectsNotFound } = await codebuild.batchGetProjects({ names: [arn] })
    const project = projects?.find((one) => one.name === name)
    if (project === undefined && !projectsNotFound?.includes(arn))
      throw new AwsFailure(
        'retry',
        'codebuild:BatchGetProjects',
        'UnreadableAnswer',
        `the answer does not mention ${arn}`,
      )
    return project?.webhook
  })
}

/**
 * It is not documented that UpdateWebhook keeps what is left out, so the build type and the policy are said again. The secret stays
 * as long as `rotateSecret` is not said.
 */
function inputOf(
  projectName: string,
  { buildType, pullRequestBuildPolicy }: Webhook,
  filters: HookFilters,
): UpdateWebhookCommandInput {
  return {
    projectName,
    ...filters,
    ...(buildType === undefined ? {} : { buildType }),
    ...(pullRequestBuildPolicy === undefined ? {} : { pullRequestBuildPolicy }),
  }
}
