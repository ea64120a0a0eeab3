import type { Project } from '@aws-sdk/client-codebuild'

import type { Aws } from '../aws/api.ts'
import type { Build, CompetingProject, PipelineProblem } from '../model.ts'
import type { BuildsLook } from './builds/builds.ts'
import { createBuildsReader } from './builds/in-time.ts'
import type { ReadBuildsInTime } from './builds/in-time.ts'
import { findProjects } from './competing/auto.ts'
import type { CompetingTarget } from './competing/competing.ts'
import type { ReadRepositoryFile } from './competing/repository-buildspec.ts'
import { NO_PIPELINES, directFirst } from './direct-first.ts'
import type { PipelineMemory } from './pipeline/elsewhere.ts'
import { createPipelineFinder } from './pipeline/finder.ts'
import type { PipelineFinder, PipelineSearch } from './pipeline/finder.ts'
import { pipelineGuard } from './pipeline/pipeline.ts'
import type { Patience } from './problem.ts'
import { readProjects } from './projects.ts'
import type { ProjectKey, ProjectLook } from './projects.ts'
import { ruleGuard } from './rule/rule.ts'
import type { RememberedAims } from './schedule/listing.ts'
import { scheduleGuard } from './schedule/schedule.ts'
import type { TriggerGuard } from './trigger.ts'
import type { GitHubHooks } from './webhook/github-hook.ts'
import type { ThisPush } from './webhook/this-push.ts'
import { webhookGuard } from './webhook/webhook.ts'

/** A project as one look shows it, and why it counts as competing. */
export interface Sighting {
  readonly look: ProjectLook
  readonly competing: CompetingProject['competing']
  readonly evidence: readonly string[]
}

/** One look at everything: the projects by the name that they were asked by, and the kinds of trigger that can be acted on. */
export interface Survey {
  readonly sightings: ReadonlyMap<string, Sighting>
  readonly kinds: readonly TriggerGuard[]
  /** By the project's own name. */
  readonly builds: Promise<ReadonlyMap<string, BuildsLook>>
  /** What kept the search for projects from being complete. */
  readonly problems: readonly PipelineProblem[]
}

export interface SurveyDeps {
  readonly aws: Aws
  /** Region of the CodeBuild projects. */
  readonly region: string
  /** Projects that the author named. */
  readonly names: readonly string[]
  /** Whether projects of this repository are looked for, too. */
  readonly auto: boolean
  readonly forceRestore: boolean
  /** Whether the run restores. */
  readonly restores: boolean
  readonly readTarget: () => Promise<CompetingTarget>
  readonly readFile: ReadRepositoryFile
  readonly github?: GitHubHooks | undefined
  readonly gitHubHost: string
  readonly thisPush?: ThisPush | undefined
  /** Milliseconds that one look may wait for the builds. */
  readonly patienceForBuilds?: number | undefined
}

/**
 * Begins looks: each finds the projects anew, and gives the kinds of trigger, which read what they need when they are asked. What cannot
 * change is remembered from look to look.
 */
export function createSurvey(deps: SurveyDeps): (patience: Patience) => Promise<Survey> {
  const { aws, region, names, auto, forceRestore, restores, readTarget, readFile, github, gitHubHost, thisPush } = deps
  const definitions: PipelineMemory = new Map()
  const aims: RememberedAims = new Map()
  let reader: ReadBuildsInTime | undefined

  /** In the order in which they are disabled: what starts a pipeline before the pipeline, so that little waits before a closed stage. */
  const kindsWith = (
    waits: Patience,
    sightings: ReadonlyMap<string, Sighting>,
    finder: PipelineSearch,
  ): readonly TriggerGuard[] => {
    const here = { region, patience: waits }
    const foundBy = ({ name = '' }: Project): string =>
      foundOf(sightings).find(([, project]) => project.name === name)?.[0] ?? name
    let arns: Promise<ReadonlySet<string>> | undefined
    const rules = (search: PipelineFinder, ours: () => Promise<ReadonlySet<string>>): TriggerGuard =>
      ruleGuard({ ...here, events: (where) => aws.events(where), finder: search, ours })
    const schedules = (search: PipelineFinder): TriggerGuard =>
      scheduleGuard({ ...here, scheduler: (where) => aws.scheduler(where), finder: search, remembered: aims })
    const first = (direct: TriggerGuard, whole: TriggerGuard): TriggerGuard =>
      directFirst(direct, whole, (project) => finder.runsOf(project), waits.clock)
    return [
      webhookGuard({
        ...here,
        codebuild: aws.codebuild(region),
        foundBy,
        ...(github === undefined ? {} : { github }),
        gitHubHost,
        restores,
        ...(thisPush === undefined ? {} : { thisPush }),
      }),
      first(
        rules(NO_PIPELINES, () => arnsOf(sightings, NO_PIPELINES)),
        rules(finder, () => (arns ??= arnsOf(sightings, finder))),
      ),
      first(schedules(NO_PIPELINES), schedules(finder)),
      pipelineGuard({ ...here, codepipeline: (where) => aws.codepipeline(where), finder, forceRestore }),
    ]
  }

  /** Finds the projects; those that the author named first, each once. */
  const findAll = async (waits: Patience): Promise<Pick<Survey, 'sightings' | 'problems'>> => {
    const codebuild = aws.codebuild(region)
    const [named, found] = await Promise.all([
      readProjects(codebuild, waits, names),
      auto ? readTarget().then((target) => findProjects(codebuild, waits, target, readFile)) : undefined,
    ])
    const sightings = new Map<string, Sighting>()
    for (const [name, look] of named) sightings.set(name, { look, competing: 'named', evidence: [] })
    const already = new Set([...named.values()].flatMap((look) => (look.state === 'found' ? [look.project.name] : [])))
    for (const [name, look] of found?.looks ?? []) {
      const showing = found?.showings.get(name)
      if (showing !== undefined && !already.has(name)) sightings.set(name, { look, ...showing })
    }
    return { sightings, problems: found?.problems ?? [] }
  }

  const readAllBuilds = async (
    sightings: ReadonlyMap<string, Sighting>,
    waits: Patience,
  ): Promise<ReadonlyMap<string, BuildsLook>> => {
    const readInTime = (reader ??= createBuildsReader(aws.codebuild(region), deps.patienceForBuilds))
    const read = await Promise.all(
      foundOf(sightings).map(
        async ([, project]) => [project.name ?? '', await readInTime(waits, keyOf(project))] as const,
      ),
    )
    return new Map(read)
  }

  return async (waits) => {
    const { sightings, problems } = await findAll(waits)
    const builds = readAllBuilds(sightings, waits)
    // Whoever needs them hears of a failure.
    builds.catch(() => undefined)
    const finder = createPipelineFinder({
      codepipeline: (where) => aws.codepipeline(where),
      region,
      patience: waits,
      remembered: definitions,
      namesFromBuilds: async ({ name = '' }) => {
        const { builds: read, failure } = (await builds).get(name) ?? {}
        if (read === undefined && failure !== undefined) throw failure
        return pipelineNames(read ?? [])
      },
    })
    const kinds = kindsWith(waits, sightings, finder)
    return { sightings, kinds, builds, problems }
  }
}

/** What targets are competing projects, or pipelines that run them. */
async function arnsOf(sightings: ReadonlyMap<string, Sighting>, finder: PipelineFinder): Promise<ReadonlySet<string>> {
  const projects = competingOf(sightings).map(([, project]) => project)
  const runs = await Promise.all(projects.map((project) => finder.runsOf(project)))
  return new Set([
    ...projects.flatMap(({ arn }) => arn ?? []),
    ...runs.flatMap((found) => found.runs.map(({ arn }) => arn)),
  ])
}

/** The projects that were found, by the name that they were asked by. */
export function foundOf(
  sightings: ReadonlyMap<string, Sighting>,
): readonly (readonly [name: string, project: Project])[] {
  return [...sightings].flatMap(([name, { look }]) => (look.state === 'found' ? [[name, look.project] as const] : []))
}

/** Those of them that compete. */
export function competingOf(
  sightings: ReadonlyMap<string, Sighting>,
): readonly (readonly [name: string, project: Project])[] {
  return foundOf(sightings).filter(([name]) => sightings.get(name)?.competing !== 'not-shown')
}

export function keyOf({ name = '', arn = name }: Project): ProjectKey {
  return { name, arn }
}

/** Names of the pipelines that started builds (API reference, Build.initiator). */
function pipelineNames(builds: readonly Build[]): readonly string[] {
  const prefix = 'codepipeline/'
  const names = builds.flatMap(({ initiator }) => (initiator.startsWith(prefix) ? initiator.slice(prefix.length) : []))
  return [...new Set(names)]
}
