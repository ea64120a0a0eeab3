import { incompleteAnswer } from '../aws/errors.ts'
import type { Settings } from '../model.ts'
import { compilePathFilter } from '../path-filter.ts'
import type { GitHubReader } from './github.ts'

/** Bytes; GitHub truncates a tree of more than 100,000 entries or 7 MB (REST API, "Get a tree"). */
const LIMIT = 32 * 2 ** 20

export interface UnmatchedGlobs {
  readonly globs: readonly string[]
  /** Why none of them is known to match, where the files could not be read. */
  readonly why?: string
}

/**
 * The globs, those that take away aside, that match no file of the repository at a commit: a slip of the pen, as a rule, that would excuse
 * every commit. Where the files cannot be read as a whole, all that were not seen to match. Throws as the reader does.
 */
export async function unmatchedGlobs(
  commit: string,
  globs: readonly string[],
  { settings, github }: { readonly settings: Pick<Settings, 'run'>; readonly github: GitHubReader },
): Promise<UnmatchedGlobs> {
  const taking = globs.filter((glob) => !glob.startsWith('!'))
  const path = `/repos/${settings.run.repository}/git/trees/${commit}?recursive=1`
  const answer = await github.get(path, 'application/vnd.github+json', LIMIT)
  if (answer.status !== 200)
    return { globs: taking, why: `GitHub answered HTTP ${answer.status} for the files of the repository` }
  const { files, truncated } = filesIn(answer.text, `GET ${path}`)
  const unmatched: string[] = []
  for (const glob of taking) {
    const filter = await compilePathFilter([glob])
    if (!files.some(filter)) unmatched.push(glob)
  }
  return truncated && unmatched.length > 0
    ? { globs: unmatched, why: 'GitHub does not list all files of a repository of this size' }
    : { globs: unmatched }
}

/** Throws an `AwsFailure` `retry` for an answer that lists nothing: it came cut short, and may be read whole at another try. */
function filesIn(text: string, action: string): { readonly files: readonly string[]; readonly truncated: boolean } {
  const said: unknown = parsed(text)
  const { tree, truncated }: { tree?: unknown; truncated?: unknown } = isObject(said) ? said : {}
  if (!Array.isArray(tree)) throw incompleteAnswer(action, 'the files of the repository')
  const files = tree.flatMap((entry: unknown) => {
    const { path, type }: { path?: unknown; type?: unknown } = isObject(entry) ? entry : {}
    // A submodule is a commit.
    return typeof path === 'string' && type !== 'tree' ? [path] : []
  })
  return { files, truncated: truncated !== false }
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
