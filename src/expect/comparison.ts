import { AwsFailure } from '../aws/failure.ts'
import type { Kinship, Settings } from '../model.ts'
import { inParallel } from '../observe/answers.ts'
import type { GitHubReader } from './github.ts'

/** GitHub's comparison of two commits. */
export interface Comparison {
  /** The base as the head sees it: `older` where the head has all of it and more. */
  readonly base: Kinship
  /** Commits that the head has and the base has not. */
  readonly ahead?: number
  /** When the first of these was made; milliseconds since the epoch. */
  readonly aheadSince?: number
  /** Full SHAs of these, oldest first; only where GitHub listed them all. */
  readonly shas?: readonly string[]
  /** Paths of all files that differ, both names of those that were renamed; absent where GitHub did not list them all. */
  readonly files?: readonly string[]
  /** Why the relation or the files are not known. */
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
  const page = wanted === 'files' ? `per_page=${MOST_COMMITS}&page=1` : 'per_page=1&page=2'
  const path = `/repos/${repository}/compare/${base}...${head}?${page}`
  const answer = await github.get(path, 'application/vnd.github+json', LIMIT[wanted])
  if (answer.status !== 200)
    return { base: 'unknown', why: `GitHub answered HTTP ${answer.status} to the comparison of both commits` }
  return comparisonIn(answer.text, base)
}

function comparisonIn(text: string, base: string): Comparison {
  const said = objectIn(text)
  const { status, ahead_by: ahead, behind_by: behind, total_commits: total } = said
  switch (status) {
    case 'ahead': {
      // What would excuse a commit must not contradict itself; what it does not say is no contradiction.
      const { merge_base_commit: mergeBase } = said
      const commits = ahead ?? total
      const isSound =
        (commits === undefined || (isCount(commits) && commits > 0)) &&
        (total === undefined || total === commits) &&
        (behind === undefined || behind === 0) &&
        (mergeBase === undefined || shaOf(mergeBase) === base)
      if (!isSound) return { base: 'unknown', why: 'GitHub’s comparison of both commits contradicts itself' }
      return { base: 'older', ...(commits === undefined ? {} : partsOf(said, commits)), ...filesIn(said['files']) }
    }
    case 'behind':
      return { base: 'newer' }
    case 'identical':
      return { base: 'same' }
    case 'diverged':
      return { base: 'diverged', ...(isCount(ahead) ? partsOf(said, ahead) : {}) }
    default:
      return {
        base: 'unknown',
        why: `GitHub’s comparison of both commits says "${typeof status === 'string' ? status : 'nothing'}"`,
      }
  }
}

function partsOf({ commits }: Readonly<Record<string, unknown>>, ahead: number): Partial<Comparison> {
  const listed: readonly unknown[] = Array.isArray(commits) ? commits : []
  const shas = listed.flatMap((commit) => shaOf(commit) ?? [])
  const aheadSince = timeOf(listed[0])
  return { ahead, ...(shas.length === ahead ? { shas } : {}), ...(aheadSince === undefined ? {} : { aheadSince }) }
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0

function shaOf(commit: unknown): string | undefined {
  const sha = isObject(commit) ? commit['sha'] : undefined
  return typeof sha === 'string' && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(sha) ? sha : undefined
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

/** Committer date. */
function timeOf(listed: unknown): number | undefined {
  const commit = isObject(listed) ? listed['commit'] : undefined
  const committer = isObject(commit) ? commit['committer'] : undefined
  const date = isObject(committer) ? committer['date'] : undefined
  const time = typeof date === 'string' ? Date.parse(date) : Number.NaN
  return Number.isNaN(time) ? undefined : time
}

/** The paths of changed files; why they are not known, otherwise. */
function filesIn(files: unknown): Pick<Comparison, 'files' | 'why'> {
  if (!Array.isArray(files)) return { why: 'GitHub lists no files' }
  if (files.length >= MOST_FILES) return { why: `GitHub lists the first ${MOST_FILES} changed files at most` }
  if (files.length === 0) return { why: 'no file differs, although there are commits' }
  const paths: string[] = []
  for (const file of files) {
    const { filename, previous_filename: previous, status } = isObject(file) ? file : {}
    const isRenamed = status === 'renamed'
    if (typeof filename !== 'string' || filename === '' || (isRenamed && typeof previous !== 'string'))
      return { why: 'GitHub lists a changed file without its name' }
    paths.push(filename)
    if (typeof previous === 'string') paths.push(previous)
  }
  return { files: paths }
}

/** Commits whose files are read one by one. */
const MOST_COMMITS = 50

/** At once. */
const WIDTH = 5

/**
 * The files that each of some commits changed, seen from its first parent: also those that a later one changed back. Undefined where there
 * are too many commits; throws as `compareCommits` does.
 */
export async function filesOfCommits(
  shas: readonly string[],
  { settings, github }: { readonly settings: Pick<Settings, 'run'>; readonly github: GitHubReader },
): Promise<Pick<Comparison, 'files' | 'why'> | undefined> {
  if (shas.length > MOST_COMMITS) return undefined
  const readings = await inParallel(shas, WIDTH, async (sha) => {
    const path = `/repos/${settings.run.repository}/commits/${sha}?per_page=${MOST_FILES}`
    const answer = await github.get(path, 'application/vnd.github+json', LIMIT.files)
    if (answer.status !== 200) return { why: `GitHub answered HTTP ${answer.status} for commit ${sha}` }
    const { files } = objectIn(answer.text)
    // A merge or an empty commit changes nothing by itself.
    return Array.isArray(files) && files.length === 0 ? { files: [] } : filesIn(files)
  })
  const unread = readings.find(({ files }) => files === undefined)
  return unread ?? { files: readings.flatMap(({ files = [] }) => files) }
}
