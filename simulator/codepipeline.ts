import { createHash } from 'node:crypto'
import type {
  ActionCategory,
  ActionDeclaration,
  DisableStageTransitionCommandInput,
  DisableStageTransitionCommandOutput,
  EnableStageTransitionCommandInput,
  EnableStageTransitionCommandOutput,
  ExecutionMode,
  GetPipelineCommandInput,
  GetPipelineCommandOutput,
  GetPipelineStateCommandInput,
  GetPipelineStateCommandOutput,
  ListPipelinesCommandInput,
  ListPipelinesCommandOutput,
  PipelineDeclaration,
  PipelineTriggerDeclaration,
  PipelineType,
  StageExecution,
  StageState,
  StageTransitionType,
  TransitionState,
} from '@aws-sdk/client-codepipeline'
import type { CodePipelineApi } from '../src/aws/api.ts'
import { ACCOUNT } from './ecr.ts'
import type { Launch } from './launch.ts'
import { CALLER_ARN } from './sts.ts'
import { pageOf } from './wire/pages.ts'
import { AwsError } from './world/failure.ts'

export interface ActionRecipe {
  /** Default: the provider. */
  readonly name?: string
  /** `CodeBuild`, `CodeStarSourceConnection`, `ECS`, `Manual`. */
  readonly provider: string
  /** Default: what the provider is for. */
  readonly category?: ActionCategory
  /** The region that it runs in, if not the pipeline's own. */
  readonly region?: string
  readonly configuration?: Readonly<Record<string, string>>
}

export interface StageRecipe {
  readonly name: string
  readonly actions: readonly ActionRecipe[]
}

/** A pipeline of the simulated CodePipeline. */
export interface PipelineRecipe {
  readonly name: string
  readonly region?: string
  readonly stages: readonly StageRecipe[]
  /** Default: V2. */
  readonly type?: PipelineType
  /** Default: SUPERSEDED. */
  readonly executionMode?: ExecutionMode
  /** Of a V2 pipeline: the pushes that start it. */
  readonly triggers?: readonly PipelineTriggerDeclaration[]
}

/** An execution that went on because a transition was enabled while it waited there. */
export interface Release {
  readonly pipeline: string
  readonly region: string
  readonly stage: string
  readonly execution: string
}

interface StoredStage {
  readonly name: string
  readonly actions: readonly ActionDeclaration[]
  transition: TransitionState
  /** Ids of the executions that wait before it, oldest first. */
  waiting: readonly string[]
  latest: StageExecution | undefined
}

interface StoredPipeline {
  readonly region: string
  readonly arn: string
  readonly declaration: PipelineDeclaration
  readonly created: Date
  readonly stages: readonly StoredStage[]
  executions: number
}

const CATEGORIES: Readonly<Record<string, ActionCategory>> = {
  CodeBuild: 'Build',
  CodeStarSourceConnection: 'Source',
  CodeCommit: 'Source',
  ECR: 'Source',
  GitHub: 'Source',
  S3: 'Source',
  ECS: 'Deploy',
  CodeDeployToECS: 'Deploy',
  Lambda: 'Invoke',
  Manual: 'Approval',
}

/**
 * The simulated CodePipeline: pipelines, the way into each of their stages, and executions that walk the stages. An action is over
 * as soon as it has begun: a CodeBuild action leaves a running build behind and the execution goes on.
 */
export class CodePipelines {
  /** How much a list answers at once where a request does not say it; AWS's own most is 1,000. */
  pageSize = 1_000
  readonly releases: Release[] = []
  readonly #now: () => number
  readonly #launch: Launch
  readonly #pipelines = new Map<string, StoredPipeline>()

  /** @param now simulated time in milliseconds */
  constructor(now: () => number, launch: Launch) {
    this.#now = now
    this.#launch = launch
  }

  /** Creates a pipeline. @returns its ARN */
  pipeline(recipe: PipelineRecipe): string {
    const { name, region = 'us-east-1' } = recipe
    const arn = `arn:aws:codepipeline:${region}:${ACCOUNT}:${name}`
    const stages = recipe.stages.map((stage) => ({ name: stage.name, actions: stage.actions.map(actionOf) }))
    this.#pipelines.set(`${region}/${name}`, {
      region,
      arn,
      declaration: {
        name,
        roleArn: `arn:aws:iam::${ACCOUNT}:role/service-role/codepipeline-${name}`,
        artifactStore: { type: 'S3', location: `codepipeline-${region}-artifacts` },
        stages,
        version: 1,
        executionMode: recipe.executionMode ?? 'SUPERSEDED',
        pipelineType: recipe.type ?? 'V2',
        ...(recipe.triggers === undefined ? {} : { triggers: [...recipe.triggers] }),
      },
      created: new Date(this.#now()),
      stages: stages.map((stage) => ({ ...stage, transition: { enabled: true }, waiting: [], latest: undefined })),
      executions: 0,
    })
    return arn
  }

  /** The way into a stage as it stands now, and what waits before it, for assertions. */
  stage(
    pipeline: string,
    stage: string,
    region = 'us-east-1',
  ): { readonly transition: TransitionState; readonly waiting: readonly string[] } | undefined {
    return this.#pipelines.get(`${region}/${pipeline}`)?.stages.find(({ name }) => name === stage)
  }

  /** Somebody deletes a pipeline. */
  remove(name: string, region = 'us-east-1'): void {
    this.#pipelines.delete(`${region}/${name}`)
  }

  /**
   * Somebody closes the way into a stage, or opens it again.
   *
   * @param reason why it is closed; undefined opens it
   * @param by ARN of who does it
   */
  close(pipeline: string, stage: string, reason: string | undefined, by: string, region = 'us-east-1'): void {
    const stored = this.#pipelines.get(`${region}/${pipeline}`)
    if (stored === undefined) throw new Error(`the story names a pipeline that it did not create: ${pipeline}`)
    this.#turn(stored, stage, reason, by)
  }

  /**
   * Starts an execution: it walks the stages until one is closed to it. Nothing keeps it out of the first stage.
   *
   * @returns its id
   */
  start(name: string, region = 'us-east-1'): string {
    const pipeline = this.#pipelines.get(`${region}/${name}`)
    if (pipeline === undefined) throw new Error(`the story starts a pipeline that does not exist: ${name}`)
    pipeline.executions += 1
    const digits = createHash('sha256').update(`${pipeline.arn} ${pipeline.executions}`).digest('hex')
    const id = [8, 12, 16, 20, 32].map((end, index) => digits.slice([0, 8, 12, 16, 20][index], end)).join('-')
    this.#walk(pipeline, id, 0)
    return id
  }

  /** CodePipeline's API in one region. Rejects with an `AwsError`. */
  api(region: string): CodePipelineApi {
    return {
      listPipelines: async (input) => this.#listPipelines(region, input),
      getPipeline: async (input) => this.#getPipeline(region, input),
      getPipelineState: async (input) => this.#getPipelineState(region, input),
      disableStageTransition: async (input) => this.#disable(region, input),
      enableStageTransition: async (input) => this.#enable(region, input),
    }
  }

  #walk(pipeline: StoredPipeline, execution: string, from: number): void {
    for (const [index, stage] of pipeline.stages.entries()) {
      if (index < from) continue
      if (index > 0 && stage.transition.enabled === false) {
        const superseded = pipeline.declaration.executionMode === 'SUPERSEDED'
        stage.waiting = superseded ? [execution] : [...stage.waiting, execution]
        return
      }
      stage.latest = { pipelineExecutionId: execution, status: 'Succeeded' }
      for (const action of stage.actions) {
        if (action.actionTypeId?.provider !== 'CodeBuild') continue
        const project = action.configuration?.['ProjectName'] ?? ''
        const region = action.region ?? pipeline.region
        this.#launch(
          `arn:aws:codebuild:${region}:${ACCOUNT}:project/${project}`,
          `codepipeline/${pipeline.declaration.name ?? ''}`,
        )
      }
    }
  }

  #found(region: string, name = ''): StoredPipeline {
    const pipeline = this.#pipelines.get(`${region}/${name}`)
    if (pipeline !== undefined) return pipeline
    throw new AwsError('PipelineNotFoundException', `Account '${ACCOUNT}' does not have a pipeline with name '${name}'`)
  }

  #listPipelines(region: string, input: ListPipelinesCommandInput): ListPipelinesCommandOutput {
    const all = [...this.#pipelines.values()]
      .filter((pipeline) => pipeline.region === region)
      .map(({ declaration, created }) => ({
        name: declaration.name,
        version: declaration.version,
        pipelineType: declaration.pipelineType,
        executionMode: declaration.executionMode,
        created,
        updated: created,
      }))
      .toSorted((a, b) => ((a.name ?? '') < (b.name ?? '') ? -1 : 1))
    const invalid = new AwsError('InvalidNextTokenException', 'The next token is invalid')
    const { items, next } = pageOf(all, input.nextToken, input.maxResults ?? this.pageSize, invalid)
    return { pipelines: [...items], ...(next === undefined ? {} : { nextToken: next }), $metadata: {} }
  }

  #getPipeline(region: string, input: GetPipelineCommandInput): GetPipelineCommandOutput {
    const { declaration, arn, created } = this.#found(region, input.name)
    if (input.version !== undefined && input.version !== declaration.version)
      throw new AwsError(
        'PipelineVersionNotFoundException',
        `Pipeline '${input.name ?? ''}' does not have a version ${input.version}`,
      )
    return { pipeline: declaration, metadata: { pipelineArn: arn, created, updated: created }, $metadata: {} }
  }

  #getPipelineState(region: string, input: GetPipelineStateCommandInput): GetPipelineStateCommandOutput {
    const { declaration, stages, created } = this.#found(region, input.name)
    return {
      pipelineName: declaration.name,
      pipelineVersion: declaration.version,
      stageStates: stages.map(stateOf),
      created,
      updated: created,
      $metadata: {},
    }
  }

  #disable(region: string, input: DisableStageTransitionCommandInput): DisableStageTransitionCommandOutput {
    const pipeline = this.#found(region, input.pipelineName)
    inboundOnly(input.transitionType)
    this.#turn(pipeline, input.stageName ?? '', input.reason ?? '', CALLER_ARN)
    return { $metadata: {} }
  }

  #enable(region: string, input: EnableStageTransitionCommandInput): EnableStageTransitionCommandOutput {
    const pipeline = this.#found(region, input.pipelineName)
    inboundOnly(input.transitionType)
    this.#turn(pipeline, input.stageName ?? '', undefined, CALLER_ARN)
    return { $metadata: {} }
  }

  /** What waits before a stage goes on at once when the way is opened (user guide, "Disable or enable transitions between stages"). */
  #turn(pipeline: StoredPipeline, name: string, reason: string | undefined, by: string): void {
    const index = pipeline.stages.findIndex((stage) => stage.name === name)
    const stage = pipeline.stages[index]
    const pipelineName = pipeline.declaration.name ?? ''
    if (stage === undefined)
      throw new AwsError(
        'StageNotFoundException',
        `Pipeline '${pipelineName}' does not have a stage with name '${name}'`,
      )
    const changed = { lastChangedBy: by, lastChangedAt: new Date(this.#now()) }
    if (reason !== undefined) {
      stage.transition = { enabled: false, ...changed, disabledReason: reason }
      return
    }
    stage.transition = { enabled: true, ...changed }
    const waiting = stage.waiting
    stage.waiting = []
    for (const execution of waiting) {
      this.releases.push({ pipeline: pipelineName, region: pipeline.region, stage: name, execution })
      this.#walk(pipeline, execution, index)
    }
  }
}

function actionOf({ name, provider, category, region, configuration }: ActionRecipe): ActionDeclaration {
  return {
    name: name ?? provider,
    actionTypeId: { category: category ?? CATEGORIES[provider] ?? 'Invoke', owner: 'AWS', provider, version: '1' },
    runOrder: 1,
    ...(configuration === undefined ? {} : { configuration: { ...configuration } }),
    ...(region === undefined ? {} : { region }),
    inputArtifacts: [],
    outputArtifacts: [],
  }
}

function stateOf(stage: StoredStage): StageState {
  const waiting = stage.waiting.map((id): StageExecution => ({ pipelineExecutionId: id, status: 'InProgress' }))
  const last = waiting.at(-1)
  return {
    stageName: stage.name,
    ...(last === undefined ? {} : { inboundExecution: last, inboundExecutions: waiting }),
    inboundTransitionState: stage.transition,
    actionStates: stage.actions.map(({ name }) => ({ actionName: name })),
    ...(stage.latest === undefined ? {} : { latestExecution: stage.latest }),
  }
}

/** The console and this action close the way into a stage; the way out of one is told nowhere in a pipeline's state. */
function inboundOnly(type: StageTransitionType | undefined): void {
  if (type !== 'Inbound') throw new Error(`the simulated CodePipeline has no ${type ?? 'missing'} transitions`)
}
