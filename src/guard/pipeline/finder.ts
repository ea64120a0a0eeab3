import type { Project } from '@aws-sdk/client-codebuild'
import type { StageState } from '@aws-sdk/client-codepipeline'

import type { CodePipelineApi } from '../../aws/api.ts'
import { incompleteAnswer } from '../../aws/errors.ts'
import { AwsFailure } from '../../aws/failure.ts'
import { inParallel } from '../../observe/answers.ts'
import { listPipelines } from './calls.ts'
import { pipelineArn, readDefinition, regionOf, stagesWith } from './definition.ts'
import type { PipelineDefinition } from './definition.ts'
import { inRegion, lookElsewhere } from './elsewhere.ts'
import type { Elsewhere, PipelineMemory } from './elsewhere.ts'
import { isClosed, readTransition } from './transition.ts'
import { passableFailure, patiently } from '../problem.ts'
import type { Patience } from '../problem.ts'

/** A CodePipeline with an action that runs a CodeBuild project. */
export interface PipelineRun {
  /** Region of the pipeline; its action may run the project in another one. */
  readonly region: string
  readonly name: string
  readonly arn: string
  /** Names of the stages with an action on the project, in the pipeline's order. */
  readonly stages: readonly string[]
}

export interface PipelineRuns {
  readonly runs: readonly PipelineRun[]
  /** What kept the search from being complete; what was found is given all the same. */
  readonly failures: readonly AwsFailure[]
}

/** Which pipelines run a project. Lives for one look: what it has read it does not read again. */
export interface PipelineFinder {
  runsOf(project: Project): Promise<PipelineRuns>
  /**
   * Whether an execution of the pipeline can reach the project: false only where the way into every stage that runs it is read to be
   * closed. Where it cannot be read: true.
   */
  reaches(run: PipelineRun): Promise<boolean>
}

/** A pipeline with the definition that it was found by. */
export interface FoundPipeline extends PipelineRun {
  readonly definition: PipelineDefinition
}

/**
 * The pipeline of a name in the project's own region: it runs the project; it runs others, so that it cannot have started a build of the
 * project; it could not be read; there is none.
 */
export type AtHome = 'runs' | 'another' | 'unread' | 'absent'

/** What the other regions have under the name of a pipeline that builds of the project name. */
export interface NamedPipeline extends Pick<Elsewhere, 'name' | 'failures'> {
  readonly atHome: AtHome
  /** Those that run the project. */
  readonly found: readonly FoundPipeline[]
}

export interface FoundPipelines extends PipelineRuns {
  readonly runs: readonly FoundPipeline[]
  readonly elsewhere: readonly NamedPipeline[]
  /** Why the builds' own pipelines are not known. */
  readonly buildsFailure?: AwsFailure
}

/** What the kind `pipeline` asks beyond what the others do. */
export interface PipelineSearch extends PipelineFinder {
  runsOf(project: Project): Promise<FoundPipelines>
  /**
   * The states of a pipeline's stages.
   * @param again whether to read them anew; `reaches` then goes by what was read last
   */
  stagesOf(run: PipelineRun, again?: boolean): Promise<readonly StageState[]>
}

export interface PipelineFinderDeps {
  readonly codepipeline: (region: string) => CodePipelineApi
  /** Region of the CodeBuild projects. */
  readonly region: string
  readonly patience: Patience
  /** Empty at the start of a run, and the same for all its looks. */
  readonly remembered: PipelineMemory
  /** Names of the pipelines that started builds of the project: `release` out of the initiator `codepipeline/release`. */
  readonly namesFromBuilds?: (project: Project) => Promise<readonly string[]>
}

/** GetPipeline is one call for each pipeline of the account; more at once are only throttled. */
const AT_ONCE = 5

/** What one region holds. A failure without a name is about the list itself. */
interface Inventory {
  readonly complete: boolean
  readonly definitions: readonly PipelineDefinition[]
  readonly failures: readonly { readonly name?: string; readonly failure: AwsFailure }[]
}

/**
 * Both methods of the finder reject with an `AwsFailure` of the kind `credentials` (out of the project's own region) or with the
 * run's abort reason, and with nothing else. `stagesOf` rejects with any `AwsFailure`.
 */
export function createPipelineFinder(deps: PipelineFinderDeps): PipelineSearch {
  const { codepipeline, region, patience, remembered } = deps
  const { clock } = patience
  const elsewhere = new Map<string, Promise<Elsewhere>>()
  const states = new Map<string, Promise<readonly StageState[]>>()
  const firstStages = new Map<string, string>()
  const searches = new Map<string, Promise<FoundPipelines>>()
  let inventory: Promise<Inventory> | undefined

  const definitionOf = async (name: string, key: string | undefined): Promise<PipelineDefinition> => {
    const known = key === undefined ? undefined : remembered.get(key)
    if (known?.kind === 'found') return known.definition
    const definition = await patiently(patience, async () =>
      readDefinition(region, await codepipeline(region).getPipeline({ name })),
    )
    if (key !== undefined) remembered.set(key, { kind: 'found', definition })
    return definition
  }

  const takeInventory = async (): Promise<Inventory> => {
    const { pipelines: listed, failure } = await listPipelines(codepipeline(region), patience)
    // Once where it moved from one page to the next meanwhile.
    const pipelines = [...new Map(listed.map((one) => [one.name, one])).values()]
    const read = await inParallel(pipelines, AT_ONCE, async ({ name, version, updated }) => {
      const isDated = version !== undefined && updated !== undefined
      try {
        return await definitionOf(name, isDated ? `${region}/${name}/${version}/${updated.getTime()}` : undefined)
      } catch (error) {
        const why = passableFailure(error)
        // Deleted since it was listed.
        return why.kind === 'absent' ? undefined : { name, failure: why }
      }
    })
    return {
      complete: failure === undefined,
      definitions: read.flatMap((one) => (one !== undefined && 'stages' in one ? [one] : [])),
      failures: [
        ...(failure === undefined ? [] : [{ failure }]),
        ...read.flatMap((one) => (one !== undefined && 'failure' in one ? [one] : [])),
      ],
    }
  }

  const lookFor = (name: string, briefly: boolean): Promise<Elsewhere> => {
    const key = `${briefly ? 'briefly' : 'fully'} ${name}`
    const look = elsewhere.get(key) ?? lookElsewhere({ codepipeline, region, memory: remembered, clock }, name, briefly)
    elsewhere.set(key, look)
    return look
  }

  /** @param names the pipelines that builds of the project name */
  const found = (
    project: Project,
    definition: PipelineDefinition,
    names: ReadonlySet<string>,
  ): readonly FoundPipeline[] => {
    const stages = stagesWith(definition, project, regionOf(project, region), names.has(definition.name))
    if (stages.length === 0) return []
    const { region: its, name, arn = pipelineArn(project, its, name) } = definition
    firstStages.set(`${its}/${name}`, definition.stages[0]?.name ?? '')
    return [{ region: its, name, arn, stages, definition }]
  }

  /**
   * What other regions have under the names that builds tell. A pipeline at home that runs the project explains those builds: then
   * nothing waits long for the other regions.
   */
  const away = async (
    project: Project,
    { definitions, complete, failures: unread }: Inventory,
    names: ReadonlySet<string>,
  ): Promise<readonly NamedPipeline[]> => {
    // Of a list that is not complete nobody can say what it does not show.
    if (!complete) return []
    const looks: NamedPipeline[] = []
    const stateOf = (name: string): AtHome => {
      if (unread.some((one) => one.name === name)) return 'unread'
      const here = definitions.find((one) => one.name === name)
      if (here === undefined) return 'absent'
      return found(project, here, names).length > 0 ? 'runs' : 'another'
    }
    for (const name of names) {
      const atHome = stateOf(name)
      const { failures, found: there } = await lookFor(name, atHome === 'runs' || atHome === 'unread')
      looks.push({ name, atHome, failures, found: there.flatMap((one) => found(project, one, names)) })
    }
    return looks
  }

  const stagesOf = (run: PipelineRun, again = false): Promise<readonly StageState[]> => {
    const key = `${run.region}/${run.name}`
    const known = states.get(key)
    if (known !== undefined && !again) return known
    const reading = patiently(patience, async () => {
      const ask = () => codepipeline(run.region).getPipelineState({ name: run.name })
      const { stageStates } = await inRegion(run.region, region, ask)
      if (stageStates === undefined) throw incompleteAnswer('codepipeline:GetPipelineState', 'the stages')
      return stageStates
    })
    states.set(key, reading)
    return reading
  }

  const search = async (project: Project): Promise<FoundPipelines> => {
    const here = await (inventory ??= takeInventory())
    let named: ReadonlySet<string> = new Set()
    let buildsFailure: AwsFailure | undefined
    try {
      named = new Set(await deps.namesFromBuilds?.(project))
    } catch (error) {
      buildsFailure = passableFailure(error)
    }
    const elsewhere = await away(project, here, named)
    return {
      runs: [
        ...here.definitions.flatMap((one) => found(project, one, named)),
        ...elsewhere.flatMap((one) => one.found),
      ],
      failures: here.failures.map(({ name, failure }) => aboutArn(failure, pipelineArn(project, region, name ?? '*'))),
      elsewhere,
      ...(buildsFailure === undefined ? {} : { buildsFailure }),
    }
  }

  return {
    stagesOf,
    runsOf: (project) => {
      const key = project.arn ?? project.name ?? ''
      const searching = searches.get(key) ?? search(project)
      searches.set(key, searching)
      return searching
    },
    reaches: async (run) => {
      const first = firstStages.get(`${run.region}/${run.name}`)
      if (first === undefined || run.stages.length === 0) return true
      try {
        const read = await stagesOf(run)
        return !run.stages.every((stage) => isClosed(readTransition(read, stage, first)))
      } catch (error) {
        passableFailure(error)
        return true
      }
    },
  }
}

/** The failure with an ARN in place of a bare name, so that a policy can be made of it. */
function aboutArn(failure: AwsFailure, arn: string): AwsFailure {
  if (failure.resource?.startsWith('arn:') === true) return failure
  const { kind, action, code, message, httpStatus } = failure
  return new AwsFailure(kind, action, code, message, { httpStatus, resource: arn }, { cause: failure })
}
