import type { CommitFacts, Settings } from '../model.ts'
import type { GitHubReader } from './github.ts'

/** Bytes; a commit of thousands of files is described in more, and then only its SHA is told. */
const answerLimit = 4 * 2 ** 20

/**
 * What GitHub says of the commit. It never decides: whatever cannot be read is left out.
 * Throws nothing but the reason of the run's own abort.
 */
export async function describeCommit(
  { commit, run }: Pick<Settings, 'commit' | 'run'>,
  github: GitHubReader,
  signal?: AbortSignal,
): Promise<CommitFacts> {
  if (run.repository === '') return { sha: commit }
  try {
    // One file of the commit at most is listed: what is wanted is its head.
    const path = `/repos/${run.repository}/commits/${commit}?per_page=1`
    const answer = await github.get(path, 'application/vnd.github+json', answerLimit)
    return answer.status === 200 ? factsIn(commit, JSON.parse(answer.text)) : { sha: commit }
  } catch {
    signal?.throwIfAborted()
    return { sha: commit }
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = path.reduce((inner, name) => (isObject(inner) ? inner[name] : undefined), value)
  return typeof found === 'string' && found !== '' ? found : undefined
}

function factsIn(sha: string, answer: unknown): CommitFacts {
  const committedAt = Date.parse(textAt(answer, 'commit', 'committer', 'date') ?? '')
  const subject = textAt(answer, 'commit', 'message')?.split(/\r?\n/, 1)[0]
  const author = textAt(answer, 'author', 'login') ?? textAt(answer, 'commit', 'author', 'name')
  const url = textAt(answer, 'html_url')
  return {
    sha,
    ...(Number.isNaN(committedAt) ? {} : { committedAt }),
    ...(subject === undefined ? {} : { subject }),
    ...(author === undefined ? {} : { author }),
    ...(url === undefined ? {} : { url }),
  }
}
