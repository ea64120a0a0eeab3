import type { Project } from '@aws-sdk/client-codebuild'

import type { Trigger } from '../../src/model.ts'
import type { PipelineMemory } from '../../src/guard/pipeline/elsewhere.ts'
import { createPipelineFinder } from '../../src/guard/pipeline/finder.ts'
import type { PipelineSearch } from '../../src/guard/pipeline/finder.ts'
import { pipelineGuard } from '../../src/guard/pipeline/pipeline.ts'
import type { Look } from '../../src/guard/trigger.ts'
import { REGION, projectWith, virtualClock } from './codebuild-in-memory.ts'
import type { CodePipelineInMemory } from './codepipeline-in-memory.ts'

export const APP = projectWith('app')

export interface Looking {
  readonly namesFromBuilds?: () => Promise<readonly string[]>
  readonly remembered?: PipelineMemory
  readonly forceRestore?: boolean
  readonly project?: Project
  readonly about?: (trigger: Trigger) => void
}

const patience = { clock: virtualClock(), waits: [500] }

export function finderOf(
  world: CodePipelineInMemory,
  { namesFromBuilds, remembered = new Map() }: Looking = {},
): PipelineSearch {
  const names = namesFromBuilds === undefined ? {} : { namesFromBuilds }
  return createPipelineFinder({ codepipeline: world.api, region: REGION, patience, remembered, ...names })
}

/** One look of the kind, with a finder of its own as each look has. */
export function kindOf(world: CodePipelineInMemory, looking: Looking) {
  const { forceRestore = false } = looking
  return pipelineGuard({
    codepipeline: world.api,
    finder: finderOf(world, looking),
    region: REGION,
    patience,
    forceRestore,
  })
}

export function find(world: CodePipelineInMemory, looking: Looking = {}): Promise<Look> {
  return kindOf(world, looking).find(looking.project ?? APP)
}

export function disable(world: CodePipelineInMemory, looking: Looking = {}): Promise<Look> {
  return kindOf(world, looking).disable(looking.project ?? APP, looking.about ?? (() => undefined))
}

export function restore(world: CodePipelineInMemory, looking: Looking = {}): Promise<Look> {
  return kindOf(world, looking).restore(looking.project ?? APP, looking.about ?? (() => undefined))
}
