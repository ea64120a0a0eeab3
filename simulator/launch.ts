import type { CodeBuild } from './codebuild.ts'
import type { CodePipelines } from './codepipeline.ts'

/**
 * Starts what an ARN names, if that is a CodeBuild project or a pipeline: a rule, a schedule or an action of a pipeline fired.
 *
 * @param initiator as CodeBuild records it: `rule/nightly`, `codepipeline/release`; a pipeline's builds have its own name
 * @returns the build's or the execution's id; undefined where the ARN names anything else
 */
export type Launch = (arn: string, initiator: string) => string | undefined

/** Starts builds and executions of the simulated world. */
export function launcher(codebuild: CodeBuild, pipelines: () => CodePipelines): Launch {
  return (arn, initiator) => {
    const [, region = '', project] = /^arn:aws[^:]*:codebuild:([^:]*):[^:]*:project\/(.+)$/.exec(arn) ?? []
    if (project !== undefined) return codebuild.start({ project, initiator }, region)
    const [, home = '', pipeline] = /^arn:aws[^:]*:codepipeline:([^:]*):[^:]*:([^/]+)$/.exec(arn) ?? []
    return pipeline === undefined ? undefined : pipelines().start(pipeline, home)
  }
}
