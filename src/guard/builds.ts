import type { Build as CodeBuildBuild } from '@aws-sdk/client-codebuild'

import type { CodeBuildApi } from '../aws/api.ts'
import type { Build, PipelineProblem } from '../model.ts'
import { startedBy } from './initiator.ts'
import { passableFailure, patiently, problemOf } from './problem.ts'
import type { Patience } from './problem.ts'
import type { ProjectKey } from './projects.ts'
import { quoted } from './shell.ts'

const DAY = 24 * 60 * 60 * 1000

/** How far back builds are told, in milliseconds. */
const WINDOW = 30 * DAY

/** BatchGetBuilds takes 100 ids, which is also a page of ListBuildsForProject. */
const PAGE = 100

export interface BuildsDeps {
  readonly codebuild: CodeBuildApi
  readonly patience: Patience
}

export interface BuildsLook {
  /** Newest first; undefined where they could not be read. */
  readonly builds?: readonly Build[]
  readonly problems: readonly PipelineProblem[]
}

/**
 * The project's newest builds, 100 at most, of the last 30 days or still running. Never their environment variables, which may be
 * secrets in plain text. What is refused is a problem that does not block: builds inform.
 */
export async function readBuilds(
  { codebuild, patience }: BuildsDeps,
  { name: project, arn }: ProjectKey,
): Promise<BuildsLook> {
  try {
    // Without a sort order the newest come first, and with one AWS rejects projects of more than 100 builds.
    const listed = await patiently(patience, () => codebuild.listBuildsForProject({ projectName: project }))
    const ids = (listed.ids ?? []).slice(0, PAGE)
    if (ids.length === 0) return { builds: [], problems: [] }
    const described = await patiently(patience, () => codebuild.batchGetBuilds({ ids }))
    const place = new Map(ids.map((id, index) => [id, index]))
    const oldest = patience.clock.now() - WINDOW
    const builds = (described.builds ?? [])
      .map((build) => picture(build, project))
      .filter(({ running, startedAt }) => running || startedAt === undefined || startedAt >= oldest)
      .toSorted((one, other) => (place.get(one.id) ?? PAGE) - (place.get(other.id) ?? PAGE))
    return { builds, problems: [] }
  } catch (error) {
    const what = `The builds of ${project} could not be read`
    return { problems: [problemOf(passableFailure(error), project, what, false, arn)] }
  }
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

function restOfBatch(build: string, batchArn: string): string {
  const batch = batchArn.slice(batchArn.indexOf('/') + 1)
  return `The build ${build} was stopped, but its batch may start others. To stop the batch: aws codebuild stop-build-batch --id ${quoted(batch)}`
}

/** Stops the builds that run, one by one. */
export async function stopBuilds(
  { codebuild, patience }: BuildsDeps,
  { arn }: ProjectKey,
  builds: readonly Build[],
): Promise<BuildsLook> {
  const after: Build[] = []
  const problems: PipelineProblem[] = []
  for (const build of builds) {
    if (!build.running) {
      after.push(build)
      continue
    }
    try {
      const answer = await patiently(patience, () => codebuild.stopBuild({ id: build.id }))
      const now = answer.build === undefined ? build : picture(answer.build, build.project)
      after.push({ ...build, status: now.status, running: now.running, stopped: true })
      const batch = answer.build?.buildBatchArn
      if (batch !== undefined)
        problems.push({ project: build.project, message: restOfBatch(build.id, batch), blocking: false })
    } catch (error) {
      after.push(build)
      problems.push(
        problemOf(passableFailure(error), build.project, `The build ${build.id} could not be stopped`, false, arn),
      )
    }
  }
  return { builds: after, problems }
}
