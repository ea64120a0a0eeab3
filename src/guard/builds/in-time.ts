import type { CodeBuildApi } from '../../aws/api.ts'
import { AwsFailure } from '../../aws/failure.ts'
import { inTimeOf } from '../../clock.ts'
import { problemOf } from '../problem.ts'
import type { Patience } from '../problem.ts'
import type { ProjectKey } from '../projects.ts'
import { readBuilds } from './builds.ts'
import type { BuildsLook } from './builds.ts'

/** How long a look waits for the builds, in milliseconds: they inform, and nothing that decides must wait for them. */
const LONGEST = 10_000

/** How long a later look waits for what an earlier one has waited for in vain. */
const ONCE_MORE = 1_000

/** A reading that no look has got yet. */
interface Reading {
  readonly look: Promise<BuildsLook>
  /** What it has run into last, else what it asks for. */
  readonly obstacle: () => AwsFailure
}

export type ReadBuildsInTime = (patience: Patience, project: ProjectKey) => Promise<BuildsLook>

/**
 * Reads builds as `readBuilds` does, but not for longer than a look may take; what does not come in time goes on. Builds that were read
 * once stay known where they cannot be read again: the pipelines that they name are looked at in every look. Lives as long as the run.
 * @param longest milliseconds that one look may wait, where that is less than usual
 */
export function createBuildsReader(codebuild: CodeBuildApi, longest = LONGEST): ReadBuildsInTime {
  const underWay = new Map<string, Reading>()
  const known = new Map<string, BuildsLook>()

  const begin = (patience: Patience, project: ProjectKey, limit: number): Reading => {
    let obstacle = noAnswer('codebuild:ListBuildsForProject', limit)
    const reads = readBuilds(
      {
        codebuild,
        patience: { ...patience, failed: (failure) => (obstacle = failure) },
        asking: (action) => (obstacle = noAnswer(action, limit)),
      },
      project,
    )
    const look = reads
      .then((read) => {
        if (read.failure === undefined) known.set(project.name, read)
        return read
      })
      .finally(() => underWay.delete(project.name))
    const reading: Reading = { look, obstacle: () => obstacle }
    underWay.set(project.name, reading)
    return reading
  }

  return async (patience, project) => {
    const earlier = underWay.get(project.name)
    const limit = Math.min(earlier === undefined ? LONGEST : ONCE_MORE, longest)
    const reading = earlier ?? begin(patience, project, limit)
    const look = (await inTimeOf(patience.clock, reading.look, limit)) ?? notInTime(project, reading.obstacle())
    const before = known.get(project.name)
    return before === undefined ? look : together(look, before)
  }
}

function noAnswer(action: string, limit: number): AwsFailure {
  return new AwsFailure('retry', action, 'NoAnswerYet', `no answer within ${limit / 1000} s`)
}

function notInTime({ name, arn }: ProjectKey, failure: AwsFailure): BuildsLook {
  const what = `The builds of ${name} could not be read in the time that there was for them`
  return { problems: [{ ...problemOf(failure, name, what, false, arn), hidesPipelines: true }], failure }
}

/** What was read of the builds, before the failure if there was one, and behind it what was known of the others. */
function together(look: BuildsLook, before: BuildsLook): BuildsLook {
  return {
    ...look,
    builds: eachOnce(look.builds, before.builds),
    described: eachOnce(look.described, before.described),
  }
}

function eachOnce<Build extends { readonly id?: string | undefined }>(
  ...parts: readonly (readonly Build[] | undefined)[]
): readonly Build[] {
  const found = new Map<string | undefined, Build>()
  for (const build of parts.flatMap((part) => part ?? [])) if (!found.has(build.id)) found.set(build.id, build)
  return [...found.values()]
}
