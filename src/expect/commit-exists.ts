import type { GitHubReader } from './github.ts'

const ACCEPT = 'application/vnd.github+json'
/** Bytes of a commit's description that are read; only its status is of interest. */
const LIMIT = 1024 * 1024

/**
 * Whether a repository has a commit, by SHA or its abbreviation; undefined where GitHub could not be asked or may not tell.
 *
 * A token that may not read a repository gets 404 for everything in it, so a 404 counts only where the commit that was pushed is found.
 *
 * @param repository `owner/name`
 * @param pushed the full SHA of the commit that is verified
 */
export async function commitExists(
  github: GitHubReader,
  repository: string,
  sha: string,
  pushed: string,
): Promise<boolean | undefined> {
  if (repository === '') return undefined
  const status = await statusOf(github, repository, sha)
  switch (status) {
    case 200:
      return true
    case 422:
      return false
    case 404:
      return (await statusOf(github, repository, pushed)) === 200 ? false : undefined
    case undefined:
    default:
      return undefined
  }
}

async function statusOf(github: GitHubReader, repository: string, sha: string): Promise<number | undefined> {
  try {
    return (await github.get(`/repos/${repository}/commits/${encodeURIComponent(sha)}?per_page=1`, ACCEPT, LIMIT))
      .status
  } catch {
    return undefined
  }
}
