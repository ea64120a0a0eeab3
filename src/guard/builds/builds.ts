import type { Build as CodeBuildBuild, ListBuildsForProjectCommandInput } from '@aws-sdk/client-codebuild'

import type { CodeBuildApi } from '../../aws/api.ts'
import { incompleteAnswer } from '../../aws/errors.ts'
import type { AwsFailure } from '../../aws/failure.ts'
import type { Build, PipelineProblem } from '../../model.ts'
import { originOf, startedBy } from './initiator.ts'
import { passableFailure, patiently, problemOf } from '../problem.ts'
import type { Patience } from '../problem.ts'
import type { ProjectKey } from '../projects.ts'
import { quoted } from '../shell.ts'

const DAY = 24 * 60 * 60 * 1000

/** How far back builds are told, in milliseconds. */
const WINDOW = 30 * DAY

/** BatchGetBuilds takes 100 ids, which is also a page of ListBuildsForProject. */
const BATCH = 100

/** A project of more builds than this holds is told in part. */
const MOST_PAGES = 5

export interface BuildsDeps {
  readonly codebuild: CodeBuildApi
  readonly patience: Patience
  /** Told of each IAM action that is about to be used. */
  readonly asking?: (action: string) => void
}

/** What was read of builds, or done to them. */
export interface BuildsLook {
  /** Newest first; undefined where they could not be read. */
  readonly builds?: readonly Build[]
  /** The same as CodeBuild describes them. Never to be told: their environment may hold secrets in plain text. */
  readonly described?: readonly CodeBuildBuild[]
  /** What kept them from being read. */
  readonly failure?: AwsFailure
  readonly problems: readonly PipelineProblem[]
}

/** What was read of a project's builds, and what kept it from being all. */
interface Pages {
  /** Newest first. */
  readonly builds: readonly CodeBuildBuild[]
  /** Whether older ones of the last 30 days were left unread. */
  readonly cut: boolean
  readonly failure?: AwsFailure
}

/**
 * The project's builds of the last 30 days or still running, 500 at most. Never their environment variables, which may be secrets in
 * plain text. What is refused is a problem that does not block: builds inform.
 */
export async function readBuilds(deps: BuildsDeps, { name: project, arn }: ProjectKey): Promise<BuildsLook> {
  const oldest = deps.patience.clock.now() - WINDOW
  const { builds, cut, failure } = await readPages(deps, project, oldest)
  const recent = builds
    .map((build) => picture(build, project))
    .filter(({ running, startedAt }) => running || startedAt === undefined || startedAt >= oldest)
  if (failure !== undefined) {
    const what = `The builds of ${project} could not be read${recent.length === 0 ? '' : ' in full'}`
    const problem = { ...problemOf(failure, project, what, false, arn), hidesPipelines: true }
    return { ...(recent.length === 0 ? {} : { builds: recent, described: builds }), problems: [problem], failure }
  }
  const message = `Of the builds of ${project} in the last 30 days only the newest ${recent.length} were read.`
  return { builds: recent, described: builds, problems: cut ? [{ project, message, blocking: false }] : [] }
}

/**
 * The project's newest builds as CodeBuild describes them, environment variables included, newest first. Rejects with an `AwsFailure`.
 * @param most at most 100
 */
export async function describeNewestBuilds(
  deps: BuildsDeps,
  project: string,
  most: number,
): Promise<readonly CodeBuildBuild[]> {
  const listed = await listPage(deps, { projectName: project })
  return describe(deps, listed.ids.slice(0, most))
}

/** Pages of builds from the newest on, until one reaches back behind `oldest`. */
async function readPages(deps: BuildsDeps, project: string, oldest: number): Promise<Pages> {
  const builds: CodeBuildBuild[] = []
  const tokens = new Set<string>()
  let nextToken: string | undefined
  try {
    do {
      if (tokens.size === MOST_PAGES || (nextToken !== undefined && tokens.has(nextToken))) return { builds, cut: true }
      tokens.add(nextToken ?? '')
      const input = { projectName: project, ...(nextToken === undefined ? {} : { nextToken }) }
      // Without a sort order the newest come first, and with one AWS rejects projects of more than 100 builds.
      const listed = await listPage(deps, input)
      const page = await describe(deps, listed.ids)
      // A list that grows meanwhile may give a build on two pages.
      const known = new Set(builds.map(({ id }) => id))
      builds.push(...page.filter(({ id }) => !known.has(id)))
      if (page.some(({ startTime }) => (milliseconds(startTime) ?? oldest) < oldest)) break
      nextToken = listed.nextToken
    } while (nextToken !== undefined && nextToken !== '')
    return { builds, cut: false }
  } catch (error) {
    return { builds, cut: false, failure: passableFailure(error) }
  }
}

/** One page of ids. An empty list is an answer; none at all is not, and must not mean that nobody started a build. */
async function listPage(
  { codebuild, patience, asking }: BuildsDeps,
  input: ListBuildsForProjectCommandInput,
): Promise<{ readonly ids: readonly string[]; readonly nextToken?: string | undefined }> {
  asking?.('codebuild:ListBuildsForProject')
  return patiently(patience, async () => {
    const { ids, nextToken } = await codebuild.listBuildsForProject(input)
    if (ids === undefined) throw incompleteAnswer('codebuild:ListBuildsForProject', 'the builds')
    return { ids, nextToken }
  })
}

/** The builds in the order of their ids; those that are no longer there are left out. */
async function describe(
  { codebuild, patience, asking }: BuildsDeps,
  ids: readonly string[],
): Promise<readonly CodeBuildBuild[]> {
  asking?.('codebuild:BatchGetBuilds')
  const found = new Map<string, CodeBuildBuild>()
  for (let start = 0; start < ids.length; start += BATCH) {
    const some = ids.slice(start, start + BATCH)
    const described = await patiently(patience, async () => {
      const { builds } = await codebuild.batchGetBuilds({ ids: some })
      if (builds === undefined) throw incompleteAnswer('codebuild:BatchGetBuilds', 'the builds')
      // By its id alone a build that is no longer there is told from one that was read.
      return builds.map((build) => {
        if (build.id === undefined) throw incompleteAnswer('codebuild:BatchGetBuilds', 'the id of a build')
        return { ...build, id: build.id }
      })
    })
    for (const build of described) found.set(build.id, build)
  }
  return ids.flatMap((id) => found.get(id) ?? [])
}

function picture(build: CodeBuildBuild, project: string): Build {
  const initiator = build.initiator ?? ''
  const { buildNumber, sourceVersion, resolvedSourceVersion } = build
  const startedAt = milliseconds(build.startTime)
  const endedAt = milliseconds(build.endTime)
  return {
    id: build.id ?? '',
    project: build.projectName ?? project,
    status: build.buildStatus ?? 'UNKNOWN',
    initiator,
    startedBy: startedBy(initiator) + manner(build),
    origin: originOf(initiator),
    // A status that nobody knows yet counts as running until CodeBuild says that the build is complete.
    running: build.buildStatus === 'IN_PROGRESS' || build.buildComplete === false,
    stopped: false,
    ...(buildNumber === undefined ? {} : { number: buildNumber }),
    ...(sourceVersion === undefined ? {} : { sourceVersion }),
    ...(resolvedSourceVersion === undefined ? {} : { resolvedCommit: resolvedSourceVersion }),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
  }
}

function manner(build: CodeBuildBuild): string {
  const batch = build.buildBatchArn === undefined ? '' : ', in a batch'
  const retries = build.autoRetryConfig?.autoRetryNumber ?? 0
  return retries > 0 ? `${batch}, automatic retry ${retries}` : batch
}

function milliseconds(time: Date | undefined): number | undefined {
  const value = time?.getTime()
  return value === undefined || Number.isNaN(value) ? undefined : value
}

/** `arn:…:build-batch/app:b-1` is `app:b-1` to StopBuildBatch. */
function batchId(arn: string): string {
  return arn.slice(arn.indexOf('/') + 1)
}

function howToStopBatch(arn: string): string {
  return `To stop the batch: aws codebuild stop-build-batch --id ${quoted(batchId(arn))}`
}

/** Stops the builds that run: those of a batch with their batch, which would start others, the rest one by one. */
export async function stopBuilds(deps: BuildsDeps, { arn }: ProjectKey, builds: readonly Build[]): Promise<BuildsLook> {
  const running = builds.filter((build) => build.running)
  if (running.length === 0) return { builds, problems: [] }
  const problems: PipelineProblem[] = []
  const after = new Map<string, Build>()
  const batches = await batchesOf(deps, running)
  for (const [batch, members] of batches) {
    try {
      await patiently(deps.patience, () => deps.codebuild.stopBuildBatch({ id: batchId(batch) }))
      for (const build of members) after.set(build.id, { ...build, stopped: true })
    } catch (error) {
      const project = members[0]?.project ?? ''
      const what = `The batch ${batchId(batch)} of ${project} could not be stopped`
      const problem = problemOf(passableFailure(error), project, what, false, arn)
      const rest = `Only its builds that run now are stopped, and it may start others. ${howToStopBatch(batch)}`
      problems.push({ ...problem, message: `${problem.message}. ${rest}` })
    }
  }
  const together = [...after.values()]
  for (const build of running) {
    if (after.has(build.id)) continue
    const stop = await stopBuild(deps, arn, build, [...batches.keys()])
    after.set(build.id, stop.build)
    problems.push(...stop.problems)
  }
  for (const build of await readAgain(deps, together)) after.set(build.id, build)
  return { builds: builds.map((build) => after.get(build.id) ?? build), problems }
}

/** The batches that the builds belong to, by ARN; none where that cannot be read, and then each build is stopped by itself. */
async function batchesOf(deps: BuildsDeps, builds: readonly Build[]): Promise<ReadonlyMap<string, readonly Build[]>> {
  const described = await describeOrNothing(deps, builds)
  const batches = new Map<string, Build[]>()
  for (const build of builds) {
    const batch = described.find(({ id }) => id === build.id)?.buildBatchArn
    if (batch !== undefined) batches.set(batch, [...(batches.get(batch) ?? []), build])
  }
  return batches
}

/** The builds as they are after their batch was stopped, which takes CodeBuild a moment. */
async function readAgain(deps: BuildsDeps, builds: readonly Build[]): Promise<readonly Build[]> {
  const described = await describeOrNothing(deps, builds)
  return builds.map((build) => {
    const found = described.find(({ id }) => id === build.id)
    return found === undefined ? build : { ...picture(found, build.project), stopped: true }
  })
}

async function describeOrNothing(deps: BuildsDeps, builds: readonly Build[]): Promise<readonly CodeBuildBuild[]> {
  try {
    return await describe(
      deps,
      builds.map(({ id }) => id),
    )
  } catch (error) {
    passableFailure(error)
    return []
  }
}

/** @param told batches that a problem already names */
async function stopBuild(
  { codebuild, patience }: BuildsDeps,
  arn: string,
  build: Build,
  told: readonly string[],
): Promise<{ readonly build: Build; readonly problems: readonly PipelineProblem[] }> {
  const { id, project } = build
  try {
    const answer = await patiently(patience, () => codebuild.stopBuild({ id }))
    const now = answer.build === undefined ? build : picture(answer.build, project)
    const stopped = { ...build, status: now.status, running: now.running, stopped: true }
    const batch = answer.build?.buildBatchArn
    if (batch === undefined || told.includes(batch)) return { build: stopped, problems: [] }
    const message = `The build ${id} was stopped, but its batch may start others. ${howToStopBatch(batch)}`
    return { build: stopped, problems: [{ project, message, blocking: false }] }
  } catch (error) {
    const what = `The build ${id} could not be stopped`
    return { build, problems: [problemOf(passableFailure(error), project, what, false, arn)] }
  }
}
