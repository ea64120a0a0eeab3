import { AwsFailure } from '../aws/failure.ts'
import { Ending } from '../ending.ts'
import type { Drift, ServicePicture, Settings } from '../model.ts'
import { compilePathFilter } from '../path-filter.ts'
import { compareCommits, type Comparison } from './comparison.ts'
import { commitNamed, type LiveCommit, type LiveCommitDeps, readLiveCommit } from './live-commit.ts'

export interface DriftDeps extends LiveCommitDeps {
  readonly settings: Pick<Settings, 'commit' | 'run' | 'paths'>
  /** The version that the service answers, where it is asked for one; undefined where that cannot be read. */
  readonly servedVersion: () => Promise<string | undefined>
}

/** Files that are told as touching the paths. */
const MOST_TOLD = 5

/**
 * How far what a service runs lags behind the commit. Throws an `AwsFailure` `retry` or `credentials`, or the reason of the run's abort;
 * what cannot be told is left out, and why is said.
 */
export async function readDrift(picture: ServicePicture, deps: DriftDeps): Promise<Drift> {
  const { commit: wanted, paths } = deps.settings
  const { digest, commit, toldBy, why } = await liveCommitOf(picture, deps)
  const image = digest === undefined ? {} : { digest }
  const asked = paths.length > 0
  if (commit === undefined || toldBy === undefined)
    return {
      ...image,
      kinship: 'unknown',
      paths: asked ? 'unknown' : 'not-asked',
      touched: [],
      why: why ?? 'nothing names the commit that is live',
    }
  const live = { ...image, liveCommit: commit, toldBy }
  if (commit === wanted)
    return { ...live, kinship: 'same', commitsBehind: 0, paths: asked ? 'untouched' : 'not-asked', touched: [] }
  const { base, ahead, aheadSince, files, why: unknown } = await compared(commit, deps)
  return {
    ...live,
    kinship: base,
    ...(ahead === undefined ? {} : { commitsBehind: ahead }),
    ...(aheadSince === undefined ? {} : { behindSince: aheadSince }),
    ...(await touching(paths, files)),
    ...(unknown === undefined ? {} : { why: unknown }),
  }
}

/** By the image; where that names no commit, by the version that the service answers. */
async function liveCommitOf(picture: ServicePicture, deps: DriftDeps): Promise<LiveCommit> {
  let live: LiveCommit
  try {
    live = await readLiveCommit(picture, deps)
  } catch (error) {
    if (!(error instanceof Ending)) throw error
    live = { why: error.headline }
  }
  if (live.commit !== undefined) return live
  const version = (await deps.servedVersion())?.trim() ?? ''
  // A branch or a tag with any other name is none that a version stands for.
  if (!/^v?[0-9][\w.+-]{0,99}$|^[0-9a-f]{7,64}$/.test(version)) return live
  for (const ref of /^[0-9a-f]{7,64}$/.test(version)
    ? [version]
    : [`v${version.replace(/^v/, '')}`, version.replace(/^v/, '')]) {
    const commit = await commitNamed(ref, deps)
    if (commit !== undefined) return { ...live, commit, toldBy: 'served-version' }
  }
  return live
}

async function compared(commit: string, deps: DriftDeps): Promise<Comparison> {
  try {
    return await compareCommits(commit, deps.settings.commit, deps, 'files')
  } catch (error) {
    if (!(error instanceof AwsFailure) || error.kind !== 'rejected') throw error
    // Too much has changed to be listed: how many commits it is can still be told.
    const { files: _none, ...relation } = await compareCommits(commit, deps.settings.commit, deps, 'relation')
    return { ...relation, why: `the changed files were not read: ${error.message}` }
  }
}

async function touching(
  paths: readonly string[],
  files: readonly string[] | undefined,
): Promise<Pick<Drift, 'paths' | 'touched'>> {
  if (paths.length === 0) return { paths: 'not-asked', touched: [] }
  if (files === undefined) return { paths: 'unknown', touched: [] }
  const touched = files.filter(await compilePathFilter(paths))
  return { paths: touched.length > 0 ? 'touched' : 'untouched', touched: touched.slice(0, MOST_TOLD) }
}
