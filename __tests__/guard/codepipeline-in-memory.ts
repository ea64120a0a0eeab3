import type {
  ActionDeclaration,
  PipelineDeclaration,
  StageDeclaration,
  StageExecution,
  TransitionState,
} from '@aws-sdk/client-codepipeline'

import type { CodePipelineApi } from '../../src/aws/api.ts'
import { AwsFailure } from '../../src/aws/failure.ts'
import type { AwsFailureKind } from '../../src/aws/failure.ts'
import { REGION } from './codebuild-in-memory.ts'

export const ACCOUNT = '123456789012'

const CREATED = new Date('2026-01-05T08:00:00Z')

export type PipelineMethod = keyof CodePipelineApi

export interface PipelineCall {
  readonly method: PipelineMethod
  readonly region: string
  readonly input: { readonly [key: string]: unknown }
}

/** What CodePipeline knows of one stage beyond its definition. */
export interface StageRecord {
  /** Undefined for the first stage: no transition leads into it. */
  transition?: TransitionState
  waiting: StageExecution[]
  latest?: StageExecution
}

export interface PipelineRecord {
  declaration: PipelineDeclaration
  updated: Date
  readonly stages: Map<string, StageRecord>
}

export function codepipelineFailure(kind: AwsFailureKind, method: string, code: string, resource?: string): AwsFailure {
  return new AwsFailure(kind, `codepipeline:${method}`, code, 'says AWS', { resource })
}

/** What names a source that is connected to GitHub. */
export const SHOP = { FullRepositoryId: 'acme/shop', BranchName: 'main' } as const

export function source(
  configuration: Record<string, string> = SHOP,
  provider = 'CodeStarSourceConnection',
): StageDeclaration {
  const actionTypeId = { category: 'Source', owner: 'AWS', provider, version: '1' } as const
  return { name: 'Source', actions: [{ name: 'Checkout', actionTypeId, configuration }] }
}

/** An action that runs a CodeBuild project. */
export function building(project: string, more: Partial<ActionDeclaration> = {}): ActionDeclaration {
  return {
    name: `Run-${project}`,
    actionTypeId: { category: 'Build', owner: 'AWS', provider: 'CodeBuild', version: '1' },
    configuration: { ProjectName: project },
    ...more,
  }
}

export function stageOf(name: string, ...actions: ActionDeclaration[]): StageDeclaration {
  return { name, actions }
}

export function pipelineOf(
  name: string,
  stages: StageDeclaration[],
  more: Partial<PipelineDeclaration> = {},
): PipelineDeclaration {
  return {
    name,
    roleArn: `arn:aws:iam::${ACCOUNT}:role/pipeline`,
    stages,
    version: 1,
    executionMode: 'SUPERSEDED',
    ...more,
  }
}

/** A pipeline that checks out and then runs the project in its stage `Build`. */
export function shipping(name = 'ship', project = 'app'): PipelineDeclaration {
  return pipelineOf(name, [source(), stageOf('Build', building(project))])
}

/** CodePipeline in memory, region by region, as strict as AWS is known to be. */
export class CodePipelineInMemory {
  readonly regions = new Map<string, Map<string, PipelineRecord>>()
  /** What a region answers to every call, as one does that the account has not enabled. */
  readonly closed = new Map<string, AwsFailure>()
  /** Regions whose GetPipeline never answers. */
  readonly hanging = new Set<string>()
  readonly calls: PipelineCall[] = []
  /** Executions that were let into a stage because its transition was enabled. */
  readonly released: string[] = []
  /** Runs before a call is answered; what it throws is the answer. */
  before: (call: PipelineCall) => void = () => undefined
  /** Runs after a transition was written: somebody else at work. */
  afterWrite: (stage: StageRecord, call: PipelineCall) => void = () => undefined
  pageSize = 1000
  /** So many reads of a state after a write still show what was before. */
  staleReads = 0
  #stale: { readonly of: Map<string, StageRecord>; readonly before: Map<string, StageRecord> } | undefined
  #staleLeft = 0

  constructor(...pipelines: PipelineDeclaration[]) {
    for (const pipeline of pipelines) this.add(pipeline)
  }

  add(declaration: PipelineDeclaration, region = REGION): void {
    const stages = (declaration.stages ?? []).map(({ name = '' }, index): [string, StageRecord] => [
      name,
      index === 0 ? { waiting: [] } : { transition: { enabled: true }, waiting: [] },
    ])
    const record = { declaration: structuredClone(declaration), updated: CREATED, stages: new Map(stages) }
    this.regions.set(region, (this.regions.get(region) ?? new Map()).set(declaration.name ?? '', record))
  }

  record(pipeline: string, region = REGION): PipelineRecord {
    const record = this.regions.get(region)?.get(pipeline)
    if (record === undefined) throw new Error(`the test has no pipeline ${pipeline} in ${region}`)
    return record
  }

  stage(pipeline: string, stage: string, region = REGION): StageRecord {
    const record = this.record(pipeline, region).stages.get(stage)
    if (record === undefined) throw new Error(`the test has no stage ${pipeline}/${stage}`)
    return record
  }

  close(pipeline: string, stage: string, disabledReason: string, region = REGION): void {
    this.stage(pipeline, stage, region).transition = { enabled: false, disabledReason, lastChangedBy: 'AVA' }
  }

  /** A change of the definition, which AWS dates and numbers. */
  redefine(pipeline: string, stages: StageDeclaration[]): void {
    const record = this.record(pipeline)
    record.declaration = { ...record.declaration, stages, version: (record.declaration.version ?? 0) + 1 }
    record.updated = new Date(record.updated.getTime() + 1000)
    for (const { name = '' } of stages)
      if (!record.stages.has(name)) record.stages.set(name, { transition: { enabled: true }, waiting: [] })
  }

  /** All transitions as they are now, to compare. */
  transitions(): unknown {
    return structuredClone(
      [...this.regions].map(([region, pipelines]) => [
        region,
        [...pipelines].map(([name, { stages }]) => [
          name,
          [...stages].map(([stage, { transition }]) => [stage, transition?.enabled, transition?.disabledReason]),
        ]),
      ]),
    )
  }

  count(method: PipelineMethod, region?: string): number {
    return this.calls.filter((call) => call.method === method && (region === undefined || call.region === region))
      .length
  }

  get writes(): number {
    return this.count('disableStageTransition') + this.count('enableStageTransition')
  }

  api = (region: string): CodePipelineApi => ({
    listPipelines: async (input) => {
      this.#asked('listPipelines', region, { ...input })
      const all = [...(this.regions.get(region) ?? [])]
      const start = Number(input.nextToken ?? 0)
      const end = start + Math.min(this.pageSize, input.maxResults ?? this.pageSize)
      return {
        $metadata: {},
        pipelines: all.slice(start, end).map(([name, { declaration, updated }]) => ({
          name,
          version: declaration.version,
          updated,
          created: CREATED,
        })),
        ...(end < all.length ? { nextToken: String(end) } : {}),
      }
    },
    getPipeline: async (input) => {
      this.#asked('getPipeline', region, { ...input })
      if (this.hanging.has(region)) await new Promise(() => undefined)
      const { declaration, updated } = this.#existing(input.name, region, 'GetPipeline')
      const pipelineArn = `arn:aws:codepipeline:${region}:${ACCOUNT}:${input.name ?? ''}`
      return {
        $metadata: {},
        pipeline: structuredClone(declaration),
        metadata: { pipelineArn, created: CREATED, updated },
      }
    },
    getPipelineState: async (input) => {
      this.#asked('getPipelineState', region, { ...input })
      const { declaration, stages } = this.#existing(input.name, region, 'GetPipelineState')
      const seen = this.#asSeen(stages)
      return {
        $metadata: {},
        pipelineName: input.name,
        pipelineVersion: declaration.version,
        stageStates: structuredClone(
          (declaration.stages ?? []).map(({ name = '' }) => {
            const { transition, waiting = [], latest } = seen.get(name) ?? {}
            const last = waiting.at(-1)
            return {
              stageName: name,
              ...(transition === undefined ? {} : { inboundTransitionState: transition }),
              ...(last === undefined ? {} : { inboundExecution: last, inboundExecutions: waiting }),
              ...(latest === undefined ? {} : { latestExecution: latest }),
            }
          }),
        ),
      }
    },
    disableStageTransition: async (input) => {
      const call = this.#asked('disableStageTransition', region, { ...input })
      if (!/^[a-zA-Z0-9!@ ().*?-]{1,300}$/.test(input.reason ?? ''))
        throw codepipelineFailure('rejected', 'DisableStageTransition', 'ValidationException')
      this.#write(call, 'DisableStageTransition', (stage) => {
        stage.transition = { enabled: false, disabledReason: input.reason, lastChangedBy: 'role' }
      })
      return { $metadata: {} }
    },
    enableStageTransition: async (input) => {
      const call = this.#asked('enableStageTransition', region, { ...input })
      this.#write(call, 'EnableStageTransition', (stage) => {
        stage.transition = { enabled: true }
        this.released.push(...stage.waiting.map(({ pipelineExecutionId }) => pipelineExecutionId ?? ''))
        stage.waiting = []
      })
      return { $metadata: {} }
    },
  })

  #asked(method: PipelineMethod, region: string, input: Record<string, unknown>): PipelineCall {
    const call: PipelineCall = { method, region, input }
    this.calls.push(call)
    const closed = this.closed.get(region)
    if (closed !== undefined) throw closed
    this.before(call)
    return call
  }

  #existing(name: string | undefined, region: string, method: string): PipelineRecord {
    const record = this.regions.get(region)?.get(name ?? '')
    if (record === undefined) throw codepipelineFailure('absent', method, 'PipelineNotFoundException', name)
    return record
  }

  #write(call: PipelineCall, method: string, change: (stage: StageRecord) => void): void {
    const { pipelineName, stageName, transitionType } = call.input
    const { stages } = this.#existing(String(pipelineName), call.region, method)
    const stage = stages.get(String(stageName))
    if (stage === undefined) throw codepipelineFailure('absent', method, 'StageNotFoundException')
    if (transitionType !== 'Inbound' || stage.transition === undefined)
      throw codepipelineFailure('rejected', method, 'ValidationException')
    this.#stale = { of: stages, before: structuredClone(stages) }
    this.#staleLeft = this.staleReads
    change(stage)
    this.afterWrite(stage, call)
  }

  #asSeen(stages: Map<string, StageRecord>): Map<string, StageRecord> {
    if (this.#stale?.of !== stages || this.#staleLeft === 0) return stages
    this.#staleLeft -= 1
    return this.#stale.before
  }
}
