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
import { createUnanswered } from './unanswered.ts'
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
  /** Host that the addresses of the hooks of this run's GitHub name. */
  readonly gitHubHost: string
  /** The push that this run is about, where it is about one. */
  readonly thisPush?: ThisPush
  /** Milliseconds that one look may wait for the projects' builds, where the run is short. */
  readonly patienceForBuilds?: number
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
  /** What kept builds from being stopped, by the name that the project was asked by: no later look does that again. */
  const stops = new Map<string, readonly PipelineProblem[]>()
  const unanswered = createUnanswered()
  const begin = createSurvey({
    ...deps,
    github: deps.github === undefined ? undefined : unanswered.watched(deps.github),
    names,
    auto,
    forceRestore: settings.forceRestore,
    restores: handling === 'restore',
    readFile,
  })
  let searchProblems: readonly PipelineProblem[] = []
  let readAt = clock.now()
  let order: readonly string[] = []
  let isRead = true
  const done = handling === 'restore' ? 'restored' : 'disabled'
  /** What the look that is under way has read or acted on, by the name that the project was asked by. */
  const looked = new Map<string, Set<TriggerKind>>()
  const unread = (): PipelineProblem => {
    const { words, ...more } = unanswered.told()
    return {
      project: asked[0] ?? '',
      message: `What starts it was not read in full in the time that there was: ${words}`,
      blocking: handling === 'disable',
      passing: true,
      ...more,
    }
  }

  const known = (): CompetingPipelines => {
    const found = order.flatMap((name) => {
      const record = records.get(name)
      return record === undefined ? [] : [isRead ? record : withUnread(name, record)]
    })
    const all = [...(isRead ? [] : notYetRead()), ...found, ...noLongerFound()]
    return {
      handling,
      auto,
      region,
      readAt,
      projects: all.map(withEvidence),
      problems: distinct([
        ...searchProblems,
        ...all.flatMap(({ problems }) => problems),
        ...[...stops.values()].flat(),
        ...(isRead ? [] : [unread()]),
      ]),
    }
  }

  /** The projects that the author named and of which nothing is known by now. */
  const notYetRead = (): readonly ProjectRecord[] =>
    names
      .filter((name) => !records.has(name))
      .map((name) => {
        const triggers = unreadTriggers(name, [], NOT_IN_TIME)
        return { project: { name, exists: true, competing: 'named', evidence: [], triggers, builds: [] }, problems: [] }
      })

  /** The project with the kinds of trigger that the look which is under way has not come to, and of which none is known. */
  const withUnread = (name: string, record: ProjectRecord): ProjectRecord => {
    const { project } = record
    const done = looked.get(name)
    const unread = KINDS.filter(
      (kind) => done?.has(kind) !== true && !project.triggers.some((trigger) => trigger.kind === kind),
    )
    if (!project.exists) return record
    const triggers = unread.map((kind): Trigger => ({
      kind,
      project: project.name,
      name: `${kind}s of ${project.name}`,
      state: 'unknown',
      change: 'none',
      detail: NOT_IN_TIME,
    }))
    return { ...record, project: { ...project, triggers: [...project.triggers, ...triggers] } }
  }

  /** Projects whose triggers were changed while their builds, which name pipelines of other regions, could not be read. */
  const actedBlindly = new Set<string>()

  const lookedAt = (name: string, kind: TriggerKind): void => {
    looked.set(name, (looked.get(name) ?? new Set()).add(kind))
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

  const patience = (waits: readonly number[]): Patience => ({
    clock,
    waits,
    signal,
    failed: (failure) => unanswered.failed(failure),
  })

  const survey = async (waits: Patience): Promise<Survey> => {
    readAt = clock.now()
    const seen = await begin(waits)
    searchProblems = seen.problems
    order = [...seen.sightings.keys()]
    return seen
  }

  /** Looks at everything that a survey found. What is known of each project is on record when it ends. */
  const record = async ({ sightings, kinds, builds }: Survey): Promise<void> => {
    await Promise.all(
      [...sightings].map(async ([name, sighting]) => {
        records.set(name, await recordOf(name, sighting, kinds, builds))
      }),
    )
  }

  const recordOf = async (
    name: string,
    { look, competing, evidence }: Sighting,
    kinds: readonly TriggerGuard[],
    builds: Survey['builds'],
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
          kinds.map(async (kind) => {
            const seen = await kind.find(look.project)
            lookedAt(name, kind.kind)
            return beside(seen, did?.get(kind.kind), actedElsewhere(name, kind.kind), done, actedBlindly.has(name))
          }),
        )
        const read = (await builds).get(own)
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
        const told = work.then((now) => {
          lookedAt(name, kind.kind)
          changed ||= now.isOutdated === true
          tell(now)
        })
        under.push(told)
        await waitAtMost(told, HEAD_START, clock, signal)
      }
    }
    await Promise.all(under)
    return changed
  }

  const buildsDeps = (waits: Patience): BuildsDeps => ({ codebuild: aws.codebuild(region), patience: waits })

  const stopAllBuilds = async ({ sightings, builds: read }: Survey, waits: Patience): Promise<void> => {
    for (const [name, project] of competingOf(sightings)) {
      const record = records.get(name)
      if (record === undefined) continue
      const { triggers, builds } = record.project
      const key = keyOf(project)
      const stop = await stopUnlessForbidden(buildsDeps(waits), key, triggers, builds)
      const isUnread = areUnread(await read, key)
      const mayRun = isUnread && reasonNotToStop(settings, triggers) === undefined ? [notAllStopped(key)] : []
      stops.set(name, [...stop.problems, ...mayRun])
      records.set(name, { ...record, project: { ...record.project, builds: stop.builds ?? builds } })
    }
  }

  const stopUnlessForbidden = async (
    waits: BuildsDeps,
    key: ProjectKey,
    triggers: readonly Trigger[],
    builds: readonly Build[],
  ): Promise<BuildsLook> => {
    const whyNot = reasonNotToStop(settings, triggers)
    if (!builds.some(({ running }) => running)) return { problems: [] }
    if (whyNot === undefined) return stopBuilds(waits, key, builds)
    const message = `A build of ${key.name} is running and was not stopped: ${whyNot}.`
    return { problems: [{ project: key.name, message, blocking: false }] }
  }

  const disables = settings.mode === 'verify' && handling === 'disable'
  const changes = disables || (settings.mode === 'verify' && handling === 'restore')
  // A mark is taken away wherever it is.
  const projects = ({ sightings }: Survey): readonly (readonly [name: string, project: Project])[] =>
    handling === 'restore' ? foundOf(sightings) : competingOf(sightings)

  const noteBlindness = async (actedOn: Survey): Promise<void> => {
    const builds = await actedOn.builds
    actedBlindly.clear()
    for (const [name, project] of projects(actedOn)) if (areUnread(builds, keyOf(project))) actedBlindly.add(name)
  }

  const act = async (): Promise<CompetingPipelines> => {
    const waits = patience(PATIENT)
    let seen = await survey(waits)
    // Before anything else is read: what a slow API keeps from being found must not keep the rest from being disabled.
    const actedOn = seen
    if (changes && (await changeAll(seen, projects(seen)))) seen = await survey(waits)
    await noteBlindness(actedOn)
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
      looked.clear()
      unanswered.begin()
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

const KINDS: readonly TriggerKind[] = ['webhook', 'rule', 'schedule', 'pipeline']

const NOT_IN_TIME = 'It was not read in the time that there was.'

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

function areUnread(builds: ReadonlyMap<string, BuildsLook>, { name }: ProjectKey): boolean {
  return builds.get(name)?.failure !== undefined
}

function notAllStopped({ name }: ProjectKey): PipelineProblem {
  const message = `Builds of ${name} that run now may not have been stopped: which of them run could not be read in full.`
  return { project: name, message, blocking: false }
}

function reasonNotToStop(settings: GuardSettings, triggers: readonly Trigger[]): string | undefined {
  if (settings.mode === 'audit') return 'an audit changes nothing'
  if (settings.competingTriggers === 'report') return 'competing-triggers: report changes nothing'
  // The build may be the very runner that this job runs on.
  if (triggers.some(({ state }) => state === 'protected' || state === 'mixed')) return 'the project serves as a runner'
  return undefined
}
