import type { Build as CodeBuildBuild, Project } from '@aws-sdk/client-codebuild'

import type { Aws } from '../aws/api.ts'
import { type Clock, waitAtMost } from '../clock.ts'
import type {
  Build,
  CompetingPipelines,
  CompetingProject,
  PipelineProblem,
  Settings,
  Trigger,
  TriggerKind,
} from '../model.ts'
import { beside, isSame, nowGone, unreadTriggers, withEarlier } from './acted.ts'
import { stopBuilds } from './builds/builds.ts'
import type { BuildsDeps, BuildsLook } from './builds/builds.ts'
import { AUTO } from './competing/auto.ts'
import { evidenceOf } from './competing/competing.ts'
import type { CompetingTarget } from './competing/competing.ts'
import { withBuildspec } from './competing/repository-buildspec.ts'
import type { ReadRepositoryFile } from './competing/repository-buildspec.ts'
import { BRIEF, PATIENT, passableFailure, problemOf, projectArn } from './problem.ts'
import type { Patience } from './problem.ts'
import type { ProjectKey } from './projects.ts'
import { competingOf, createSurvey, foundOf, keyOf } from './survey.ts'
import type { Sighting, Survey } from './survey.ts'
import type { Look, TriggerGuard } from './trigger.ts'
import type { GitHubHooks } from './webhook/github-hook.ts'
import type { ThisPush } from './webhook/this-push.ts'

export type GuardSettings = Pick<
  Settings,
  'mode' | 'codebuildProjects' | 'competingTriggers' | 'stopCompetingBuilds' | 'forceRestore'
>

export interface GuardDeps {
  readonly settings: GuardSettings
  readonly aws: Aws
  readonly clock: Clock
  /** Region of the CodeBuild projects. */
  readonly region: string
  /** What the deploy writes, as far as it is known by now: the run learns it while it watches. */
  readonly target: () => CompetingTarget
  /**
   * The same, read at once, because `auto` has to know it before the first observation. Rejects with an `AwsFailure` of the kind
   * `credentials` or the run's abort reason only.
   */
  readonly readTarget: () => Promise<CompetingTarget>
  /** Reads a file of this repository at the commit: where a project's buildspec is one, it tells what the project does. */
  readonly readFile: ReadRepositoryFile
  /** GitHub's side of the webhooks; absent without a token that may edit them. */
  readonly github?: GitHubHooks
  /** Host that the addresses of the hooks of this run's GitHub name; that of GitHub.com where absent. */
  readonly gitHubHost?: string
  /** The push that this run is about, where it is about one. */
  readonly thisPush?: ThisPush
  /** Ends waits at once. */
  readonly signal?: AbortSignal
}

/**
 * Keeps other pipelines out. Both methods reject with an `AwsFailure` of the kind `credentials` or with the run's own abort reason,
 * and with nothing else: what concerns one project becomes a `PipelineProblem`, and the deploy is judged all the same.
 */
export interface Guard {
  /**
   * Finds the triggers, changes them as `competing-triggers` says, and after a change finds them all again: what is told is what was
   * read last. Changes nothing in an audit. Looks are taken in turn: one that is asked for while another is under way begins after it.
   */
  act(): Promise<CompetingPipelines>
  /** Looks again and changes nothing; what `act` did stays told. */
  read(): Promise<CompetingPipelines>
  /**
   * What is known so far, without a call. While `act` or `read` is under way, or where it was broken off, that is not what had to be
   * read, and a problem says so: what was known before is never taken for it.
   */
  known(): CompetingPipelines
}

interface ProjectRecord {
  readonly project: CompetingProject
  /** Where its evidence is to be found: the project, and its builds as CodeBuild describes them. */
  readonly source?: { readonly project: Project; readonly described: readonly CodeBuildBuild[] }
  readonly problems: readonly PipelineProblem[]
}

/** What `act` did with one kind of trigger of one project. */
type Acted = ReadonlyMap<TriggerKind, Look>

export function createGuard(deps: GuardDeps): Guard {
  const { settings, aws, clock, region, target, signal } = deps
  const files = new Map<string, Promise<string | undefined>>()
  const readFile: ReadRepositoryFile = (path) => {
    const file = files.get(path) ?? deps.readFile(path)
    files.set(path, file)
    // What could not be read is asked for again at the next look.
    file.catch(() => files.delete(path))
    return file
  }
  const handling = settings.competingTriggers
  const asked = handling === 'off' ? [] : [...new Set(settings.codebuildProjects)]
  const names = asked.filter((name) => name !== AUTO)
  const auto = names.length < asked.length
  const records = new Map<string, ProjectRecord>()
  const acted = new Map<string, Acted>()
  const begin = createSurvey({ ...deps, names, auto, forceRestore: settings.forceRestore, readFile })
  let searchProblems: readonly PipelineProblem[] = []
  let readAt = clock.now()
  let order: readonly string[] = []
  let isRead = true
  const done = handling === 'restore' ? 'restored' : 'disabled'
  const unread: PipelineProblem = {
    project: asked[0] ?? '',
    message:
      'What starts it was not read in full in the time that there was: AWS answered too slowly, or only with errors.',
    blocking: handling === 'disable',
    passing: true,
  }

  const known = (): CompetingPipelines => {
    const all = [...order.flatMap((name) => records.get(name) ?? []), ...noLongerFound()]
    return {
      handling,
      auto,
      region,
      readAt,
      projects: all.map(withEvidence),
      problems: distinct([...searchProblems, ...all.flatMap(({ problems }) => problems), ...(isRead ? [] : [unread])]),
    }
  }

  /** What this run changed stays told where its project is found no more. */
  const noLongerFound = (): readonly ProjectRecord[] =>
    [...records].flatMap(([name, { project }]) => {
      const triggers = order.includes(name) ? [] : project.triggers.flatMap(nowGone)
      return triggers.length === 0 ? [] : [{ project: { ...project, triggers }, problems: [] }]
    })

  const withEvidence = ({ project, source }: ProjectRecord): CompetingProject =>
    source === undefined || project.evidence.length > 0 || project.competing === 'not-shown'
      ? project
      : { ...project, evidence: evidenceOf(source.project, source.described, target()) }

  const patience = (waits: readonly number[]): Patience => ({ clock, waits, signal })

  const survey = async (waits: Patience): Promise<Survey> => {
    readAt = clock.now()
    const seen = await begin(waits)
    searchProblems = seen.problems
    order = [...seen.sightings.keys()]
    return seen
  }

  /** Looks at everything that a survey found. What is known of each project is on record when it ends. */
  const record = async ({ sightings, kinds, builds }: Survey): Promise<void> => {
    const read = await builds
    await Promise.all(
      [...sightings].map(async ([name, sighting]) => {
        records.set(name, await recordOf(name, sighting, kinds, read))
      }),
    )
  }

  const recordOf = async (
    name: string,
    { look, competing, evidence }: Sighting,
    kinds: readonly TriggerGuard[],
    builds: ReadonlyMap<string, BuildsLook>,
  ): Promise<ProjectRecord> => {
    const did = acted.get(name)
    const before = records.get(name)?.project ?? { name, competing, evidence, builds: [] }
    switch (look.state) {
      case 'missing': {
        const message = `There is no CodeBuild project ${name} in ${region}: check the name, the region and the account.`
        const triggers = [...(did?.values() ?? [])].flatMap((one) => one.triggers.flatMap(nowGone))
        const project: CompetingProject = { ...before, exists: false, triggers }
        return { project, problems: [{ project: name, message, blocking: true }] }
      }
      case 'unreadable': {
        const changed = [...(did?.values() ?? [])].flatMap(({ triggers }) => triggers)
        const problem = problemOf(
          look.failure,
          name,
          `CodeBuild project ${name} could not be read in ${region}`,
          true,
          projectArn(name, region),
        )
        return { project: { ...before, exists: true, triggers: unreadTriggers(name, changed) }, problems: [problem] }
      }
      case 'found': {
        const { name: own = name, arn } = look.project
        const found = await Promise.all(
          kinds.map(async (kind) =>
            beside(await kind.find(look.project), did?.get(kind.kind), actedElsewhere(name, kind.kind), done),
          ),
        )
        const read = builds.get(own)
        const project: CompetingProject = {
          name: own,
          ...(arn === undefined ? {} : { arn }),
          exists: true,
          competing,
          evidence,
          triggers: found.flatMap(({ triggers }) => triggers),
          builds: stillStopped(read?.builds ?? before.builds, before.builds),
        }
        const problems = [...found.flatMap((one) => one.problems), ...(read?.problems ?? [])]
        // Of a project that is named it only explains.
        const told = await withBuildspec(look.project, target(), readFile).catch((error: unknown) => {
          passableFailure(error)
          return look.project
        })
        return { project, problems, source: { project: told, described: read?.described ?? [] } }
      }
    }
  }

  const actedElsewhere = (name: string, kind: TriggerKind): readonly Trigger[] =>
    [...acted].flatMap(([other, did]) => (other === name ? [] : (did.get(kind)?.triggers ?? [])))

  /** Disables or restores all that was found; what is done is on record from before the first write on. */
  const changeAll = async (
    { sightings, kinds }: Survey,
    projects: readonly (readonly [name: string, project: Project])[],
  ): Promise<boolean> => {
    let changed = false
    const under: Promise<void>[] = []
    // What was disabled first is restored last.
    const ordered = handling === 'restore' ? kinds.toReversed() : kinds
    for (const [name, project] of projects) {
      const sighting = sightings.get(name)
      if (!records.has(name) && sighting !== undefined) records.set(name, firstRecord(project, sighting))
      const before = acted.get(name)
      const done = new Map<TriggerKind, Look>(before)
      for (const kind of ordered) {
        const earlier = before?.get(kind.kind)?.triggers ?? []
        const tell = (now: Look): void => {
          const told = { ...now, triggers: now.triggers.map((trigger) => withEarlier(trigger, earlier)) }
          acted.set(name, done.set(kind.kind, told))
          const record = records.get(name)
          if (record === undefined) return
          const others = record.project.triggers.filter((trigger) => trigger.kind !== kind.kind)
          const triggers = [...others, ...told.triggers]
          const problems = distinct([...record.problems, ...told.problems])
          records.set(name, { ...record, project: { ...record.project, triggers }, problems })
        }
        const about = (trigger: Trigger): void => {
          changed = true
          const rest = done.get(kind.kind)?.triggers.filter((one) => !isSame(one, trigger)) ?? []
          tell({ triggers: [...rest, { ...trigger, change: 'unconfirmed' }], problems: [] })
        }
        const work = handling === 'restore' ? kind.restore(project, about) : kind.disable(project, about)
        const told = work.then(tell)
        under.push(told)
        await waitAtMost(told, HEAD_START, clock, signal)
      }
    }
    await Promise.all(under)
    return changed
  }

  const buildsDeps = (waits: Patience): BuildsDeps => ({ codebuild: aws.codebuild(region), patience: waits })

  const stopAllBuilds = async ({ sightings }: Survey, waits: Patience): Promise<void> => {
    for (const [name, project] of competingOf(sightings)) {
      const record = records.get(name)
      if (record === undefined || !record.project.builds.some(({ running }) => running)) continue
      const { triggers, builds } = record.project
      const stop = await stopUnlessForbidden(buildsDeps(waits), keyOf(project), triggers, builds)
      records.set(name, {
        ...record,
        project: { ...record.project, builds: stop.builds ?? builds },
        problems: [...record.problems, ...stop.problems],
      })
    }
  }

  const stopUnlessForbidden = async (
    waits: BuildsDeps,
    key: ProjectKey,
    triggers: readonly Trigger[],
    builds: readonly Build[],
  ): Promise<BuildsLook> => {
    const whyNot = reasonNotToStop(settings, triggers)
    if (whyNot === undefined) return stopBuilds(waits, key, builds)
    const message = `A build of ${key.name} is running and was not stopped: ${whyNot}.`
    return { problems: [{ project: key.name, message, blocking: false }] }
  }

  const disables = settings.mode === 'verify' && handling === 'disable'
  const changes = disables || (settings.mode === 'verify' && handling === 'restore')
  // A mark is taken away wherever it is.
  const projects = ({ sightings }: Survey): readonly (readonly [name: string, project: Project])[] =>
    handling === 'restore' ? foundOf(sightings) : competingOf(sightings)

  const act = async (): Promise<CompetingPipelines> => {
    const waits = patience(PATIENT)
    let seen = await survey(waits)
    // Before anything else is read: what a slow API keeps from being found must not keep the rest from being disabled.
    if (changes && (await changeAll(seen, projects(seen)))) seen = await survey(waits)
    await record(seen)
    if (settings.stopCompetingBuilds) await stopAllBuilds(seen, waits)
    return finished()
  }

  const read = async (): Promise<CompetingPipelines> => {
    let seen = await survey(patience(BRIEF))
    // What is known to compete only since the first observation is disabled now.
    const late = competingOf(seen.sightings).filter(([name]) => !acted.has(name))
    if (disables && late.length > 0 && (await changeAll(seen, late))) seen = await survey(patience(BRIEF))
    await record(seen)
    return finished()
  }

  let underWay: Promise<CompetingPipelines> | undefined
  const inTurn = (work: () => Promise<CompetingPipelines>): Promise<CompetingPipelines> => {
    isRead = false
    const next = async (): Promise<CompetingPipelines> => {
      await underWay?.catch(() => undefined)
      isRead = false
      return work()
    }
    underWay = next()
    return underWay
  }

  const finished = (): CompetingPipelines => {
    isRead = true
    return known()
  }

  return { known, act: () => inTurn(act), read: () => inTurn(read) }
}

/** One API that hangs must not keep the other kinds live: so long the next one waits for it, in milliseconds. */
const HEAD_START = 5_000

/** What is known of a project before its triggers were looked for. */
function firstRecord(project: Project, { competing, evidence }: Sighting): ProjectRecord {
  const { name = '', arn } = project
  const known = { name, ...(arn === undefined ? {} : { arn }), exists: true, competing, evidence }
  return { project: { ...known, triggers: [], builds: [] }, problems: [], source: { project, described: [] } }
}

/** Several looks, and several kinds, may come upon the same obstacle. */
function distinct(problems: readonly PipelineProblem[]): readonly PipelineProblem[] {
  return [...new Map(problems.map((problem) => [`${problem.project} ${problem.message}`, problem])).values()]
}

function stillStopped(builds: readonly Build[], before: readonly Build[]): readonly Build[] {
  const stopped = new Set(before.filter((build) => build.stopped).map(({ id }) => id))
  return builds.map((build) => (stopped.has(build.id) ? { ...build, stopped: true } : build))
}

function reasonNotToStop(settings: GuardSettings, triggers: readonly Trigger[]): string | undefined {
  if (settings.mode === 'audit') return 'an audit changes nothing'
  if (settings.competingTriggers === 'report') return 'competing-triggers: report changes nothing'
  // The build may be the very runner that this job runs on.
  if (triggers.some(({ state }) => state === 'protected' || state === 'mixed')) return 'the project serves as a runner'
  return undefined
}
