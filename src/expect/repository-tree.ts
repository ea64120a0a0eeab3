import { AwsFailure } from '../aws/failure.ts'
import type { Settings } from '../model.ts'
import { compilePathFilter } from '../path-filter.ts'
import type { GitHubAnswer, GitHubReader } from './github.ts'

/** Bytes; GitHub truncates a tree of more than 100,000 entries or 7 MB (REST API, "Get a tree"). */
const LIMIT = 32 * 2 ** 20

export interface GlobsInTree {
  /** Globs that are not seen to match a file. */
  readonly idle: readonly string[]
  readonly matching: readonly string[]
  /** Why an idle glob may match one all the same. */
  readonly unread?: string
}

/**
 * Which globs, those that take away aside, match a file of the repository at a commit. One that matches none is a slip of the pen, or of a file
 * that is still to come. Throws the reason of the run's abort only.
 */
export async function globsInTree(
  commit: string,
  globs: readonly string[],
  { settings, github }: { readonly settings: Pick<Settings, 'run'>; readonly github: GitHubReader },
): Promise<GlobsInTree> {
  const { files, unread } = await filesAt(`/repos/${settings.run.repository}/git/trees/${commit}?recursive=1`, github)
  const idle: string[] = []
  const matching: string[] = []
  for (const glob of globs.filter((one) => !one.startsWith('!'))) {
    const filter = await compilePathFilter([glob])
    if (files.some(filter)) matching.push(glob)
    else idle.push(glob)
  }
  return { idle, matching, ...(unread === undefined ? {} : { unread }) }
}

interface Files {
  readonly files: readonly string[]
  /** Why these are not all. */
  readonly unread?: string
}

async function filesAt(path: string, github: GitHubReader): Promise<Files> {
  let answer: GitHubAnswer
  try {
    answer = await github.get(path, 'application/vnd.github+json', LIMIT)
  } catch (error) {
    if (!(error instanceof AwsFailure)) throw error
    return { files: [], unread: `${error.action} failed (${error.code}: ${error.message})` }
  }
  if (answer.status !== 200)
    return { files: [], unread: `GitHub answered HTTP ${answer.status} for the files of the repository` }
  const said: unknown = parsed(answer.text)
  const { tree, truncated }: { tree?: unknown; truncated?: unknown } = isObject(said) ? said : {}
  if (!Array.isArray(tree)) return { files: [], unread: 'GitHub answered without the files of the repository' }
  const files = tree.flatMap((entry: unknown) => {
    const { path: file, type }: { path?: unknown; type?: unknown } = isObject(entry) ? entry : {}
    // A submodule is a commit.
    return typeof file === 'string' && type !== 'tree' ? [file] : []
  })
  return truncated === false
    ? { files }
    : { files, unread: 'GitHub does not list all files of a repository of this size' }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
