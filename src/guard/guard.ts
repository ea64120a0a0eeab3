import type { Aws } from '../aws/api.ts'
import type { Clock } from '../clock.ts'
import type {
  Build,
  CompetingPipelines,
  CompetingProject,
  PipelineProblem,
  Settings,
  Trigger,
  TriggerKind,
} from '../model.ts'
import { beside, isSame, nowGone, unreadTriggers } from './acted.ts'
import { readBuilds, stopBuilds } from './builds.ts'
import type { BuildsDeps, BuildsLook } from './builds.ts'
import { BRIEF, PATIENT, problemOf, projectArn } from './problem.ts'
import type { Patience } from './problem.ts'
import { readProjects } from './projects.ts'
import type { ProjectKey, ProjectLook } from './projects.ts'
import type { Look, TriggerGuard } from './trigger.ts'
import { webhookGuard } from './webhook.ts'

export type GuardSettings = Pick<Settings, 'mode' | 'codebuildProjects' | 'competingTriggers' | 'stopCompetingBuilds'>

export interface GuardDeps {
  readonly settings: GuardSettings
  readonly aws: Aws
  readonly clock: Clock
  /** Region of the CodeBuild projects. */
  readonly region: string
  /** Ends waits at once. */
  readonly signal?: AbortSignal
}

/**
 * Keeps other pipelines out. Both methods reject with an `AwsFailure` of the kind `credentials` or with the run's own abort reason,
 * and with nothing else: what concerns one project becomes a `PipelineProblem`, and the deploy is judged all the same.
 */
export interface Guard {
  /** Finds the triggers, changes them as `competing-triggers` says and reads them back. Changes nothing in an audit. */
  act(): Promise<CompetingPipelines>
  /** Looks again and changes nothing; what `act` did stays told. */
  read(): Promise<CompetingPipelines>
  /** What is known so far, without a call: for a run that ends while `act` or `read` is under way. */
  known(): CompetingPipelines
}

interface ProjectRecord {
  readonly project: CompetingProject
  readonly problems: readonly PipelineProblem[]
}

/** What `act` did with one kind of trigger of one project. */
type Acted = ReadonlyMap<TriggerKind, Look>

export function createGuard({ settings, aws, clock, region, signal }: GuardDeps): Guard {
  const handling = settings.competingTriggers
  const names = handling === 'off' ? [] : [...new Set(settings.codebuildProjects)]
  const records = new Map<string, ProjectRecord>()
  const acted = new Map<string, Acted>()
  let readAt = clock.now()

  const known = (): CompetingPipelines => {
    const all = names.flatMap((name) => records.get(name) ?? [])
    return {
      handling,
      region,
      readAt,
      projects: all.map(({ project }) => project),
      problems: all.flatMap(({ problems }) => problems),
    }
  }

  const kindsWith = (patience: Patience): readonly TriggerGuard[] => [
    webhookGuard({ codebuild: aws.codebuild(region), region, patience }),
  ]

  /** Finds every project and its triggers, and puts next to them what `act` did. Gives those that were found. */
  const findAll = async (patience: Patience): Promise<ReadonlyMap<string, ProjectLook>> => {
    readAt = clock.now()
    const looks = await readProjects(aws.codebuild(region), patience, names)
    for (const [name, look] of looks) {
      records.set(name, await recordOf(name, look, kindsWith(patience)))
    }
    return looks
  }

  const recordOf = async (name: string, look: ProjectLook, kinds: readonly TriggerGuard[]): Promise<ProjectRecord> => {
    const did = acted.get(name)
    const before = records.get(name)?.project ?? { name, builds: [] }
    const { builds } = before
    switch (look.state) {
      case 'missing': {
        const message = `There is no CodeBuild project ${name} in ${region}: check the name, the region and the account.`
        const triggers = [...(did?.values() ?? [])].flatMap((one) => one.triggers.flatMap(nowGone))
        const project: CompetingProject = { ...before, exists: false, triggers }
        return { project, problems: [{ project: name, message, blocking: true }] }
      }
      case 'unreadable': {
        const triggers = kinds.flatMap(({ kind }) => unreadTriggers(kind, name, did?.get(kind)?.triggers ?? []))
        const problem = problemOf(
          look.failure,
          name,
          `CodeBuild project ${name} could not be read in ${region}`,
          true,
          projectArn(name, region),
        )
        return { project: { ...before, exists: true, triggers }, problems: [problem] }
      }
      case 'found': {
        const { name: own = name, arn } = look.project
        const found: Look[] = []
        for (const kind of kinds) found.push(beside(await kind.find(look.project), did?.get(kind.kind)))
        const triggers = found.flatMap((one) => one.triggers)
        const project = { name: own, ...(arn === undefined ? {} : { arn }), exists: true, triggers, builds }
        return { project, problems: found.flatMap((one) => one.problems) }
      }
    }
  }

  /** Disables or restores all that was found; what is done is on record from before the first write on. */
  const changeAll = async (looks: ReadonlyMap<string, ProjectLook>, patience: Patience): Promise<void> => {
    const kinds = kindsWith(patience)
    for (const [name, look] of looks) {
      if (look.state !== 'found') continue
      const done = new Map<TriggerKind, Look>()
      // What was disabled first is restored last.
      for (const kind of handling === 'restore' ? kinds.toReversed() : kinds) {
        const tell = (told: Look): void => {
          acted.set(name, done.set(kind.kind, told))
          const record = records.get(name)
          if (record === undefined) return
          const others = record.project.triggers.filter((trigger) => trigger.kind !== kind.kind)
          const project = { ...record.project, triggers: [...others, ...told.triggers] }
          records.set(name, { project, problems: [...done.values()].flatMap(({ problems }) => problems) })
        }
        const about = (trigger: Trigger): void => {
          const rest = done.get(kind.kind)?.triggers.filter((one) => !isSame(one, trigger)) ?? []
          tell({ triggers: [...rest, trigger], problems: [] })
        }
        tell(await (handling === 'restore' ? kind.restore(look.project, about) : kind.disable(look.project, about)))
      }
    }
  }

  const readAllBuilds = async (patience: Patience, mayStop: boolean): Promise<void> => {
    const deps = { codebuild: aws.codebuild(region), patience }
    for (const [name, { project, problems }] of records) {
      // Of a project that cannot be read there is nothing to learn here but the same refusal once more.
      if (!project.exists || project.triggers.some(({ state }) => state === 'unknown')) continue
      const key = { name: project.name, arn: project.arn ?? project.name }
      const look = await readBuilds(deps, key)
      const builds = stillStopped(look.builds ?? project.builds, project.builds)
      const read = { project: { ...project, builds }, problems: [...problems, ...look.problems] }
      records.set(name, read)
      if (!mayStop || !builds.some(({ running }) => running)) continue
      const stop = await stopUnlessForbidden(deps, key, project.triggers, builds)
      records.set(name, {
        project: { ...project, builds: stop.builds ?? builds },
        problems: [...read.problems, ...stop.problems],
      })
    }
  }

  const stopUnlessForbidden = async (
    deps: BuildsDeps,
    key: ProjectKey,
    triggers: readonly Trigger[],
    builds: readonly Build[],
  ): Promise<BuildsLook> => {
    const whyNot = reasonNotToStop(settings, triggers)
    if (whyNot === undefined) return stopBuilds(deps, key, builds)
    const message = `A build of ${key.name} is running and was not stopped: ${whyNot}.`
    return { problems: [{ project: key.name, message, blocking: false }] }
  }

  const patience = (waits: readonly number[]): Patience => ({ clock, waits, signal })

  return {
    known,
    act: async () => {
      const looks = await findAll(patience(PATIENT))
      const changes = settings.mode === 'verify' && (handling === 'disable' || handling === 'restore')
      if (changes) await changeAll(looks, patience(PATIENT))
      // After the triggers, so that a build which one of them started meanwhile is seen.
      await readAllBuilds(patience(PATIENT), settings.stopCompetingBuilds)
      return known()
    },
    read: async () => {
      await findAll(patience(BRIEF))
      await readAllBuilds(patience(BRIEF), false)
      return known()
    },
  }
}

function stillStopped(builds: readonly Build[], before: readonly Build[]): readonly Build[] {
  const stopped = new Set(before.filter((build) => build.stopped).map(({ id }) => id))
  return builds.map((build) => (stopped.has(build.id) ? { ...build, stopped: true } : build))
}

function reasonNotToStop(settings: GuardSettings, triggers: readonly Trigger[]): string | undefined {
  if (settings.mode === 'audit') return 'an audit changes nothing'
  if (settings.competingTriggers !== 'disable')
    return `competing-triggers: ${settings.competingTriggers} stops no build`
  // The build may be the very runner that this job runs on.
  if (triggers.some(({ state }) => state === 'protected' || state === 'mixed')) return 'the project serves as a runner'
  return undefined
}
