import type { Project } from '@aws-sdk/client-codebuild'
import type {
  ActionDeclaration,
  GetPipelineOutput,
  PipelineVariableDeclaration,
  RuleDeclaration,
  StageDeclaration,
} from '@aws-sdk/client-codepipeline'

import { incompleteAnswer } from '../../aws/errors.ts'
import type { AwsFailure } from '../../aws/failure.ts'
import { describeStarts } from './starts.ts'

/** One use of a CodeBuild project by a stage. */
interface ProjectUse {
  /** Name or ARN. Where it is a variable: what its default makes of it, if there is one. */
  readonly project?: string
  /** How the definition writes it, where it is a variable: each execution may give it another value. */
  readonly variable?: string
  readonly region: string
  /** The account whose project runs; undefined where the definition does not show it. */
  readonly account?: string
}

interface StageDefinition {
  readonly name: string
  readonly uses: readonly ProjectUse[]
}

/** What matters here of a pipeline's definition. Of an action's configuration, which may carry tokens, it holds the project only. */
export interface PipelineDefinition {
  readonly region: string
  readonly name: string
  readonly arn?: string
  readonly executionMode?: string
  readonly stages: readonly StageDefinition[]
  /** What starts the pipeline, as far as its definition says so: full sentences. */
  readonly starts: readonly string[]
}

/** The account and the partition of an ARN; undefined for anything else. */
function readArn(arn: string | undefined): { readonly partition: string; readonly account: string } | undefined {
  const [scheme, partition = '', , , account = ''] = (arn ?? '').split(':')
  return scheme === 'arn' && partition !== '' ? { partition, account } : undefined
}

/** The region of a project: that of its ARN, else the one it was looked for in. */
export function regionOf({ arn }: Project, fallback: string): string {
  const region = readArn(arn) === undefined ? '' : (arn?.split(':')[3] ?? '')
  return region === '' ? fallback : region
}

/** A pipeline's ARN (`arn:aws:codepipeline:region:account:name`), of the project's partition and account where it is not told. */
export function pipelineArn({ arn }: Project, region: string, name: string): string {
  const { partition, account } = readArn(arn) ?? { partition: 'aws', account: '*' }
  return `arn:${partition}:codepipeline:${region}:${account === '' ? '*' : account}:${name}`
}

function incomplete(lacks: string): AwsFailure {
  return incompleteAnswer('codepipeline:GetPipeline', lacks)
}

/**
 * Reads what GetPipeline gave.
 * @throws AwsFailure of the kind `retry` where the answer lacks what every pipeline has
 */
export function readDefinition(region: string, { pipeline, metadata }: GetPipelineOutput): PipelineDefinition {
  if (pipeline?.name === undefined) throw incomplete('the pipeline')
  if (pipeline.stages === undefined || pipeline.stages.length === 0) throw incomplete('the stages of the pipeline')
  const arn = metadata?.pipelineArn
  const account = readArn(arn)?.account
  const stages = pipeline.stages.map((stage): StageDefinition => {
    if (stage.name === undefined || stage.actions === undefined) throw incomplete('a stage of the pipeline')
    return { name: stage.name, uses: usesOf(stage, region, account, pipeline.variables ?? []) }
  })
  return {
    region,
    name: pipeline.name,
    ...(arn === undefined ? {} : { arn }),
    ...(pipeline.executionMode === undefined ? {} : { executionMode: pipeline.executionMode }),
    stages,
    starts: describeStarts(pipeline),
  }
}

/** A condition's rules run projects too (CodePipeline user guide, rule reference: provider `CodeBuild`). */
function usesOf(
  { actions, beforeEntry, onSuccess, onFailure }: StageDeclaration,
  region: string,
  account: string | undefined,
  variables: readonly PipelineVariableDeclaration[],
): readonly ProjectUse[] {
  const conditions = [beforeEntry, onSuccess, onFailure].flatMap((one) => one?.conditions ?? [])
  const runners: readonly (readonly [string | undefined, ActionDeclaration | RuleDeclaration])[] = [
    ...(actions ?? []).map((action) => [action.actionTypeId?.provider, action] as const),
    ...conditions.flatMap(({ rules }) => rules ?? []).map((rule) => [rule.ruleTypeId?.provider, rule] as const),
  ]
  return runners.flatMap(([provider, { configuration, region: ownRegion, roleArn }]) => {
    // Every action and rule has a provider, and every one of CodeBuild a project: what is not told may be the one that is looked for.
    if (provider === undefined) throw incomplete('what an action of the pipeline runs')
    if (provider !== 'CodeBuild') return []
    const project = configuration?.['ProjectName']
    if (project === undefined) throw incomplete('the project of an action of the pipeline')
    // An action runs in the account of its own role (CodePipeline user guide, resources of another account).
    const itsAccount = readArn(roleArn)?.account ?? account
    return [
      {
        ...resolved(project, variables),
        region: ownRegion ?? region,
        ...(itsAccount === undefined ? {} : { account: itsAccount }),
      },
    ]
  })
}

/** How a configuration refers to a variable (CodePipeline user guide, variables): one of the pipeline's own, or an action's output. */
const REFERENCE = /#\{([^}]*)\}/g
const OWN = 'variables.'

function resolved(
  project: string,
  variables: readonly PipelineVariableDeclaration[],
): Pick<ProjectUse, 'project' | 'variable'> {
  const references = [...project.matchAll(REFERENCE)].map(([, name = '']) => name)
  if (references.length === 0) return { project }
  const defaults = new Map(variables.map(({ name, defaultValue }) => [`${OWN}${name ?? ''}`, defaultValue]))
  if (references.some((name) => (defaults.get(name) ?? '') === '')) return { variable: project }
  const byDefault = project.replaceAll(REFERENCE, (_, name: string) => defaults.get(name) ?? '')
  return { project: byDefault, variable: project }
}

/**
 * The stages that run the project, in the pipeline's order. The same name in another region or account is another project.
 * @param startedIt whether builds of the project name the pipeline: then a project that is a variable counts as this one
 */
export function stagesWith(
  definition: PipelineDefinition,
  project: Project,
  region: string,
  startedIt: boolean,
): readonly string[] {
  const account = readArn(project.arn)?.account
  const isMeant = (use: ProjectUse): boolean => {
    if (project.arn !== undefined && use.project === project.arn) return true
    const sameAccount = account === undefined || use.account === undefined || account === use.account
    const isNamed = use.project === project.name || (use.variable !== undefined && startedIt)
    return isNamed && use.region === region && sameAccount
  }
  return definition.stages.filter(({ uses }) => uses.some(isMeant)).map(({ name }) => name)
}
