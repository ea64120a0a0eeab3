import { AwsFailure } from '../aws/failure.ts'
import type { Kinship, Settings } from '../model.ts'
import type { GitHubReader } from './github.ts'

/** GitHub's comparison of two commits. */
export interface Comparison {
  /** The base as the head sees it: `older` where the head has all of it and more. */
  readonly base: Kinship
  /** Commits that the head has and the base has not. */
  readonly ahead?: number
  /** When the first of these was made; milliseconds since the epoch. */
  readonly aheadSince?: number
  /**
   * Paths of all files that differ, both names of those that were renamed; undefined where GitHub did not list them all, or none although
   * there are commits.
   */
  readonly files?: readonly string[]
  /** Why the relation is not known. */
  readonly why?: string
}

/** Files that GitHub lists at most (REST API, "Compare two commits"). */
const MOST_FILES = 300

/** Bytes. A page without files holds one commit at most; one with files holds their patches too. */
const LIMIT = { relation: 2 ** 20, files: 32 * 2 ** 20 }

/**
 * Compares two commits by GitHub. `relation` asks for no more than how they relate; `files` also for the files that differ. Throws an
 * `AwsFailure` `retry` or `rejected` (the answer is too large), or the reason of the run's abort.
 * @param base full SHA
 * @param head full SHA
 */
export async function compareCommits(
  base: string,
  head: string,
  { settings, github }: { readonly settings: Pick<Settings, 'run'>; readonly github: GitHubReader },
  wanted: 'relation' | 'files',
): Promise<Comparison> {
  const { repository } = settings.run
  if (repository === '') return { base: 'unknown', why: 'the repository is not known outside GitHub Actions' }
  // Commits come oldest first, and files on the first page alone (REST API, "Compare two commits").
  const page = wanted === 'files' ? 1 : 2
  const path = `/repos/${repository}/compare/${base}...${head}?per_page=1&page=${page}`
  const answer = await github.get(path, 'application/vnd.github+json', LIMIT[wanted])
  if (answer.status !== 200)
    return { base: 'unknown', why: `GitHub answered HTTP ${answer.status} to the comparison of both commits` }
  return comparisonIn(answer.text)
}

function comparisonIn(text: string): Comparison {
  const said = objectIn(text)
  const status = said['status']
  const ahead = Number.isSafeInteger(said['ahead_by']) ? Number(said['ahead_by']) : undefined
  const aheadSince = ahead === 0 ? undefined : firstCommitTime(said['commits'])
  const files = filesIn(said['files'], ahead)
  const parts = {
    ...(ahead === undefined ? {} : { ahead }),
    ...(aheadSince === undefined ? {} : { aheadSince }),
    ...(files === undefined ? {} : { files }),
  }
  switch (status) {
    case 'ahead':
      return { base: 'older', ...parts }
    case 'behind':
      return { base: 'newer', ...parts }
    case 'identical':
      return { base: 'same', ...parts }
    case 'diverged':
      return { base: 'diverged', ...parts }
    default:
      return {
        base: 'unknown',
        why: `GitHub’s comparison of both commits says "${typeof status === 'string' ? status : 'nothing'}"`,
      }
  }
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    const message = 'GitHub’s comparison is no JSON'
    throw new AwsFailure('retry', 'GET compare', 'UnreadableAnswer', message, {}, { cause: error })
  }
  return isObject(value) ? value : {}
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function firstCommitTime(commits: unknown): number | undefined {
  const first: unknown = Array.isArray(commits) ? commits[0] : undefined
  const commit = isObject(first) ? first['commit'] : undefined
  const committer = isObject(commit) ? commit['committer'] : undefined
  const date = isObject(committer) ? committer['date'] : undefined
  const time = typeof date === 'string' ? Date.parse(date) : Number.NaN
  return Number.isNaN(time) ? undefined : time
}

function filesIn(files: unknown, ahead: number | undefined): readonly string[] | undefined {
  if (!Array.isArray(files) || files.length >= MOST_FILES) return undefined
  if (files.length === 0 && ahead !== 0) return undefined
  const paths: string[] = []
  for (const file of files) {
    const { filename, previous_filename: previous }: { filename?: unknown; previous_filename?: unknown } = isObject(
      file,
    )
      ? file
      : {}
    if (typeof filename !== 'string' || filename === '') return undefined
    paths.push(filename)
    if (typeof previous === 'string') paths.push(previous)
  }
  return paths
}
