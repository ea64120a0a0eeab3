import type { Project, UpdateWebhookCommandInput, Webhook } from '@aws-sdk/client-codebuild'

import type { CodeBuildApi } from '../../aws/api.ts'
import { AwsFailure } from '../../aws/failure.ts'
import { patiently } from '../problem.ts'
import type { Patience } from '../problem.ts'
import type { ProjectKey } from '../projects.ts'
import type { Side } from './change.ts'
import type { HookFilters, Plan } from './plan.ts'

/**
 * CodeBuild's side of a project's hook: its filters.
 * @param foundBy the name or the ARN that the project was found by
 */
export function codebuildSide(
  codebuild: CodeBuildApi,
  patience: Patience,
  project: ProjectKey,
  foundBy: string,
  plan: (hook: Webhook) => Plan,
): Side<Webhook, HookFilters> {
  return {
    read: () => readHookOf(codebuild, patience, project, foundBy),
    write: async (hook, filters) => {
      // By its name alone, under which this account may have another project than the one whose ARN was given.
      if (foundBy !== project.name && (await readUnder(codebuild, patience, project, project.name)) === undefined)
        throw new AwsFailure(
          'rejected',
          'codebuild:UpdateWebhook',
          'NotInThisAccount',
          `${project.arn} is not what this account has under the name ${project.name}, and only by its name a webhook can be changed`,
        )
      await codebuild.updateWebhook(inputOf(project.name, hook, filters))
    },
    wanted: (hook) => {
      const wanted = plan(hook)
      return wanted.kind === 'write' ? wanted.filters : undefined
    },
  }
}

/**
 * The project's hook now; undefined where it has none, or where the project itself is gone. That it is gone counts only where it is
 * found under no form of its name: one that is shared has its ARN only, and an endpoint may know names only.
 */
async function readHookOf(
  codebuild: CodeBuildApi,
  patience: Patience,
  project: ProjectKey,
  foundBy: string,
): Promise<Webhook | undefined> {
  for (const key of new Set([foundBy, project.name, project.arn])) {
    const found = await readUnder(codebuild, patience, project, key)
    if (found !== undefined) return found.webhook
  }
  return undefined
}

/** The project under one form of its name; undefined where there is none, or another one. */
async function readUnder(
  codebuild: CodeBuildApi,
  patience: Patience,
  { name, arn }: ProjectKey,
  key: string,
): Promise<Project | undefined> {
  return patiently(patience, async () => {
    const { projects, projectsNotFound } = await codebuild.batchGetProjects({ names: [key] })
    const project = projects?.find((one) => one.name === name)
    if (project === undefined && !projectsNotFound?.includes(key))
      throw new AwsFailure(
        'retry',
        'codebuild:BatchGetProjects',
        'UnreadableAnswer',
        `the answer does not mention ${key}`,
      )
    const isAnother = arn !== name && project?.arn !== undefined && project.arn !== arn
    return isAnother ? undefined : project
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
