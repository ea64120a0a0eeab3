import type { PipelineSummary } from '@aws-sdk/client-codepipeline'

import type { CodePipelineApi } from '../../aws/api.ts'
import { incompleteAnswer } from '../../aws/errors.ts'
import type { AwsFailure } from '../../aws/failure.ts'
import { passableFailure, patiently } from '../problem.ts'
import type { Patience } from '../problem.ts'

/** The most that ListPipelines gives at once (API reference, ListPipelines.maxResults). */
const PAGE = 1000

export interface PipelineList {
  readonly pipelines: readonly (PipelineSummary & { readonly name: string })[]
  /** What kept the list from being complete. */
  readonly failure?: AwsFailure
}

/** Every page of ListPipelines; what was listed before a failure is given all the same. */
export async function listPipelines(codepipeline: CodePipelineApi, patience: Patience): Promise<PipelineList> {
  const listed: (PipelineSummary & { readonly name: string })[] = []
  const tokens = new Set<string>()
  try {
    for (let nextToken: string | undefined; ;) {
      const page = nextToken === undefined ? { maxResults: PAGE } : { maxResults: PAGE, nextToken }
      const answer = await patiently(patience, async () => {
        const { pipelines, nextToken: next } = await codepipeline.listPipelines(page)
        if (pipelines === undefined) throw incompleteAnswer('codepipeline:ListPipelines', 'the pipelines')
        return { pipelines, next }
      })
      for (const pipeline of answer.pipelines) {
        const { name } = pipeline
        if (name === undefined) throw incompleteAnswer('codepipeline:ListPipelines', "a pipeline's name")
        listed.push({ ...pipeline, name })
      }
      nextToken = answer.next
      if (nextToken === undefined || nextToken === '') return { pipelines: listed }
      if (tokens.has(nextToken)) throw incompleteAnswer('codepipeline:ListPipelines', 'a new page token')
      tokens.add(nextToken)
    }
  } catch (error) {
    return { pipelines: listed, failure: passableFailure(error) }
  }
}
