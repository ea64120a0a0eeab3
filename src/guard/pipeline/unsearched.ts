import type { Project } from '@aws-sdk/client-codebuild'

import { AwsFailure } from '../../aws/failure.ts'
import type { PipelineProblem, Trigger } from '../../model.ts'
import { pipelineArn } from './definition.ts'
import type { FoundPipelines } from './finder.ts'
import { unexplained } from './words.ts'
import { problemOf } from '../problem.ts'
import type { Look } from '../trigger.ts'

/** What the search could not see. */
export function notSearched(
  region: string,
  project: Project,
  { failures, elsewhere, buildsFailure }: FoundPipelines,
  blocking: boolean,
): Look {
  const { name = '', arn = name } = project
  const told = elsewhere.flatMap((one): readonly PipelineProblem[] => {
    const open = [...one.failures.values()].filter(mayHideIt)
    const message = unexplained(name, region, one, open)
    if (message === undefined) return []
    const [failure] = open
    // The pipeline at home is what explains those builds.
    if (failure === undefined || one.atHome === 'runs') return [{ project: name, message, blocking: false }]
    const everywhere = pipelineArn(project, '*', one.name)
    const isDenied = open.some(({ kind }) => kind === 'denied')
    const isPassing = open.every(({ kind }) => kind === 'retry')
    return [
      {
        project: name,
        message,
        blocking,
        ...(isDenied ? { action: failure.action, resource: everywhere } : {}),
        ...(isPassing ? { passing: true } : {}),
      },
    ]
  })
  const what = `The pipelines of other regions could not be looked for, because the builds of ${name} could not be read`
  const problems: readonly PipelineProblem[] = [
    ...unsearched(project, region, failures, blocking),
    ...told,
    ...(buildsFailure === undefined ? [] : [problemOf(buildsFailure, name, what, false, arn)]),
  ]
  if (failures.length === 0) return { triggers: [], problems }
  const detail = 'Not every pipeline could be read, and one that was not may run the project.'
  const all: Trigger = {
    kind: 'pipeline',
    project: name,
    name: `pipelines of ${name}`,
    state: 'unknown',
    change: 'none',
    detail,
  }
  return { triggers: [all], problems }
}

/**
 * Whether a pipeline may be in the region that did not tell. A region that the account has not turned on knows no credentials, one
 * without CodePipeline has no such host, and what a service control policy denies to this role it denies to the role of a pipeline, too.
 */
function mayHideIt({ kind, code, message }: AwsFailure): boolean {
  return kind !== 'credentials' && code !== 'ENOTFOUND' && !message.includes('service control policy')
}

/** One problem for each refused action, however many pipelines it was refused for. */
function unsearched(
  project: Project,
  region: string,
  failures: readonly AwsFailure[],
  blocking: boolean,
): readonly PipelineProblem[] {
  const { name = '' } = project
  const groups = Map.groupBy(failures, ({ action, kind }) => `${action} ${kind}`)
  return [...groups.values()].flatMap((group) => {
    const [failure] = group
    if (failure === undefined) return []
    const all = pipelineArn(project, region, '*')
    if (failure.action.endsWith(':ListPipelines'))
      return [problemOf(failure, name, `The pipelines of ${region} could not be listed`, blocking, all)]
    if (group.length === 1) {
      const resource = failure.resource ?? all
      const what = `Whether the pipeline ${resource.split(':').at(-1) ?? ''} runs ${name} could not be read`
      return [problemOf(failure, name, what, blocking, resource)]
    }
    const { kind, action, code, message, httpStatus } = failure
    const ofAll = new AwsFailure(kind, action, code, message, { httpStatus, resource: all }, { cause: failure })
    return [problemOf(ofAll, name, `Whether ${group.length} pipelines run ${name} could not be read`, blocking, all)]
  })
}
