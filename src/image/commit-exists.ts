import { AwsFailure } from '../aws/failure.ts'
import type { GitHubReader } from '../expect/github.ts'

export interface CommitExistsDeps {
  readonly github: GitHubReader
  /** `owner/name`; empty outside GitHub Actions. */
  readonly repository: string
  /** A commit that the repository has. */
  readonly commit: string
}

/** Bytes. A SHA is all that is asked for, but a server that does not know the media type describes the whole commit. */
const answerLimit = 4 * 2 ** 20

/**
 * Asks GitHub whether the repository has a commit, by its SHA or an abbreviation of it. Undefined where that cannot be told: GitHub answers
 * "not found" also to a token that may not read the repository, so that it is believed only where the known commit is found.
 * What three attempts did not reach says nothing either: a revision counts unless GitHub says that it is none of this repository's.
 */
export function createCommitExists(deps: CommitExistsDeps): (sha: string) => Promise<boolean | undefined> {
  const { github, repository, commit } = deps

  async function isFound(sha: string): Promise<boolean | undefined> {
    const path = `/repos/${repository}/commits/${encodeURIComponent(sha)}`
    try {
      const { status } = await github.get(path, 'application/vnd.github.sha', answerLimit)
      if (status === 200) return true
      // GitHub calls a SHA that it does not know unprocessable.
      return status === 404 || status === 422 ? false : undefined
    } catch (error) {
      if (error instanceof AwsFailure) return undefined
      throw error
    }
  }

  return async (sha) => {
    if (repository === '') return undefined
    const found = await isFound(sha)
    if (found !== false) return found
    return (await isFound(commit)) === true ? false : undefined
  }
}
