import type { GitHubReader } from '../expect/github.ts'

export interface CommitExistsDeps {
  readonly github: GitHubReader
  /** `owner/name`; empty outside GitHub Actions. */
  readonly repository: string
  /** A commit that the repository has. */
  readonly commit: string
}

/** Bytes; a SHA is all that is asked for. */
const answerLimit = 1024

/**
 * Asks GitHub whether the repository has a commit, by its SHA or an abbreviation of it. Undefined where that cannot be told: GitHub answers
 * "not found" also to a token that may not read the repository, so that it is believed only where the known commit is found.
 * The answer rejects with an `AwsFailure` `retry` where GitHub cannot be reached.
 */
export function createCommitExists(deps: CommitExistsDeps): (sha: string) => Promise<boolean | undefined> {
  const { github, repository, commit } = deps

  async function isFound(sha: string): Promise<boolean | undefined> {
    const path = `/repos/${repository}/commits/${encodeURIComponent(sha)}`
    const { status } = await github.get(path, 'application/vnd.github.sha', answerLimit)
    if (status === 200) return true
    // GitHub calls a SHA that it does not know unprocessable.
    return status === 404 || status === 422 ? false : undefined
  }

  return async (sha) => {
    if (repository === '') return undefined
    const found = await isFound(sha)
    if (found !== false) return found
    return (await isFound(commit)) === true ? false : undefined
  }
}
