import { AwsFailure } from '../aws/failure.ts'
import { Ending } from '../ending.ts'
import type { Drift, ServicePicture, Settings } from '../model.ts'
import { compilePathFilter } from '../path-filter.ts'
import { compareCommits, type Comparison, filesOfCommits } from './comparison.ts'
import { commitNamed, type LiveCommit, type LiveCommitDeps, readLiveCommit } from './live-commit.ts'
import { globsInTree } from './repository-tree.ts'

export interface DriftDeps extends LiveCommitDeps {
  readonly settings: Pick<Settings, 'commit' | 'run' | 'paths'>
  /** The version that the service answers, where it is asked for one; undefined where that cannot be read. */
  readonly servedVersion: () => Promise<string | undefined>
  /** Told what is known before all of it is. */
  readonly partly: (drift: Drift) => void
}

/** Files that are told as touching the paths, and characters of each. */
const MOST_TOLD = 5
const LONGEST_PATH = 200

/**
 * How far the tasks in service lag behind the commit. Throws an `AwsFailure` `retry` or `credentials`, or the reason of the run's abort; what
 * cannot be told is left out, and why is said.
 */
export async function readDrift(picture: ServicePicture, deps: DriftDeps): Promise<Drift> {
  const { commit: wanted, paths } = deps.settings
  const { digest, commit, toldBy, why } = await liveCommitOf(picture, deps)
  const unknown: Drift = {
    ...(digest === undefined ? {} : { digest }),
    kinship: 'unknown',
    paths: paths.length > 0 ? 'unknown' : 'not-asked',
    touched: [],
  }
  if (commit === undefined || toldBy === undefined)
    return { ...unknown, why: why ?? 'nothing names the commit that is live' }
  const live: Drift = { ...unknown, liveCommit: commit, toldBy }
  if (commit === wanted) return { ...live, kinship: 'same', paths: paths.length > 0 ? 'untouched' : 'not-asked' }
  deps.partly({ ...live, why: 'GitHub did not compare both commits in time' })
  const compared = await comparison(commit, deps)
  const { base, ahead, aheadSince } = compared
  const far: Drift = {
    ...live,
    kinship: base,
    ...(ahead === undefined ? {} : { commitsBehind: ahead }),
    ...(aheadSince === undefined ? {} : { behindSince: aheadSince }),
  }
  deps.partly({ ...far, why: 'GitHub did not list the changed files in time' })
  let touched = paths.length === 0 ? undefined : await touching(compared, deps)
  if (touched?.paths === 'untouched') {
    deps.partly({
      ...far,
      paths: 'untouched',
      remark: unseen('GitHub did not list the files of the repository in time'),
    })
    touched = await untouchedBy(paths, commit, deps)
  }
  const reason = touched?.why ?? (base === 'unknown' ? compared.why : undefined)
  return {
    ...far,
    ...(touched === undefined ? {} : { paths: touched.paths, touched: touched.files }),
    ...(reason === undefined ? {} : { why: reason }),
    ...(touched?.remark === undefined ? {} : { remark: touched.remark }),
  }
}

/** By the image; where that names no commit, by the version that the service answers. */
async function liveCommitOf(picture: ServicePicture, deps: DriftDeps): Promise<LiveCommit> {
  let live: LiveCommit
  try {
    live = await readLiveCommit(picture, 'in-service', deps)
  } catch (error) {
    if (!(error instanceof Ending)) throw error
    live = { why: error.headline }
  }
  if (live.commit !== undefined) return live
  const version = (await deps.servedVersion())?.trim() ?? ''
  for (const ref of refsOf(version)) {
    const commit = await commitNamed(ref, deps)
    if (commit !== undefined) return { ...live, commit, toldBy: 'served-version' }
  }
  return live
}

/** What a version may be called in the repository: a commit's SHA, or a tag. Any other branch or tag is none that a version stands for. */
function refsOf(version: string): readonly string[] {
  if (/^[0-9a-f]{7,64}$/.test(version)) return [version]
  const bare = version.replace(/^v/, '')
  return /^[0-9][\w.+-]{0,99}$/.test(bare) ? [`v${bare}`, bare] : []
}

async function comparison(commit: string, deps: DriftDeps): Promise<Comparison> {
  try {
    return await compareCommits(commit, deps.settings.commit, deps, 'files')
  } catch (error) {
    if (!(error instanceof AwsFailure) || error.kind !== 'rejected') throw error
    // Too much has changed to be listed: how the commits relate can still be told.
    const relation = await compareCommits(commit, deps.settings.commit, deps, 'relation')
    const { files: _none, ...rest } = relation
    return { ...rest, why: `the changed files were not read: ${error.message}` }
  }
}

interface Touching {
  readonly paths: 'touched' | 'untouched' | 'unknown'
  readonly files: readonly string[]
  readonly why?: string
  readonly remark?: string
}

/** Whether a commit since the live one touches the paths. Untouched only where every commit was read, or all that differs in the end. */
async function touching({ files, shas = [], ahead, why }: Comparison, deps: DriftDeps): Promise<Touching> {
  const { paths } = deps.settings
  const filter = await compilePathFilter(paths)
  const told = (of: readonly string[]): readonly string[] =>
    [...new Set(of.filter(filter))].slice(0, MOST_TOLD).map((path) => path.slice(0, LONGEST_PATH))
  if (files === undefined) return { paths: 'unknown', files: [], why: why ?? 'GitHub did not list the changed files' }
  const differing = told(files)
  if (differing.length > 0) return { paths: 'touched', files: differing }
  // What one commit changed and a later one changed back was touched all the same.
  const each = shas.length === ahead ? await filesOfCommits(shas, deps) : undefined
  if (each !== undefined && each.files === undefined) return { paths: 'unknown', files: [], why: each.why ?? '' }
  const changed = told(each?.files ?? [])
  if (changed.length > 0) return { paths: 'touched', files: changed }
  return { paths: 'untouched', files: [] }
}

/** That nothing touches the paths means something only where they mean something: globs of which none matches a file excuse nothing. */
async function untouchedBy(globs: readonly string[], live: string, deps: DriftDeps): Promise<Touching> {
  const { idle, matching, unread } = await globsInTree(live, globs, deps)
  const untouched = { paths: 'untouched', files: [] } as const
  if (idle.length === 0) return untouched
  if (unread !== undefined) return { ...untouched, remark: unseen(unread) }
  const named = idle.slice(0, MOST_TOLD).map((glob) => `"${glob.slice(0, LONGEST_PATH)}"`)
  const remark = `paths has globs that match no file of the repository: ${named.join(', ')}`
  return matching.length === 0 ? { paths: 'unknown', files: [], why: remark } : { ...untouched, remark }
}

const unseen = (why: string): string =>
  `whether every glob of paths matches a file of the repository is not known: ${why}`
