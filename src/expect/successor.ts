import type { Kinship, ServicePicture, Settings, Successor } from '../model.ts'
import { compareCommits } from './comparison.ts'
import { type LiveCommitDeps, readLiveCommit } from './live-commit.ts'

export interface SuccessorDeps extends LiveCommitDeps {
  readonly settings: Pick<Settings, 'commit' | 'run'>
}

/**
 * What the deployment is that took the place of ours: the image that its tasks run, the commit that this image says it is of, and how
 * that commit relates to ours by GitHub's compare. It throws an `AwsFailure` `retry` or `credentials`, or the reason of the run's abort;
 * what cannot be told is `unknown`, and says why.
 */
export async function readSuccessor(picture: ServicePicture, deps: SuccessorDeps): Promise<Successor> {
  const { repository, digest, commit, toldBy, why } = await readLiveCommit(picture, 'current-deployment', deps)
  const image = { ...(repository === undefined ? {} : { repository }), ...(digest === undefined ? {} : { digest }) }
  // A tag alone can be put on any image: it tells, and does not let another commit stand in.
  if (commit === undefined || toldBy !== 'image')
    return {
      ...image,
      kinship: 'unknown',
      why: why ?? 'neither the labels nor the provenance of its image name one full commit of this repository',
    }
  const { base, why: unknown } = await compareCommits(deps.settings.commit, commit, deps, 'relation')
  return { ...image, commit, kinship: seenFromBase(base), ...(unknown === undefined ? {} : { why: unknown }) }
}

/** The head as the base sees it. */
function seenFromBase(base: Kinship): Kinship {
  switch (base) {
    case 'older':
      return 'newer'
    case 'newer':
      return 'older'
    case 'same':
    case 'diverged':
    case 'unknown':
      return base
  }
}
