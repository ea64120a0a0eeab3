import { AwsFailure } from './aws/failure.ts'
import { inTime } from './clock.ts'
import { gitHubOf, type RunEdges } from './edges.ts'
import { namesCommit } from './expect/commit-tags.ts'
import { readDrift } from './expect/drift.ts'
import { openRepository } from './image/registries.ts'
import type { Drift, ServicePicture, Settings } from './model.ts'

/** Services whose live commit is looked for; each may cost a few calls. */
const MOST_SERVICES = 10

export interface DriftEdges {
  readonly settings: Settings
  readonly edges: RunEdges
  readonly servedVersion: () => Promise<string | undefined>
  /** Milliseconds since the epoch: what is not told by then is left out. */
  readonly until: number
}

/**
 * How far each service lags behind the commit; undefined where it could not be told in time. What may pass is tried again until then.
 * Rejects with the reason of the run's abort only.
 */
export async function driftsOf(
  pictures: readonly (ServicePicture | undefined)[],
  given: DriftEdges,
): Promise<readonly (Drift | undefined)[]> {
  // Made once, so that services of one image share what is read of it.
  const { settings, edges } = given
  const { aws, dockerConfigPath, hide, signal, proxyEnv } = edges
  const registries = { aws, settings, dockerConfigPath, hide, signal, proxyEnv }
  const github = gitHubOf(settings, edges)
  return Promise.all(
    pictures.map(async (picture, index) => {
      if (picture === undefined || index >= MOST_SERVICES) return undefined
      return patiently(given, (partly) =>
        readDrift(picture, {
          settings,
          github,
          open: (repository) => openRepository(repository, registries),
          servedVersion: given.servedVersion,
          partly,
        }),
      )
    }),
  )
}

async function patiently(
  { settings, edges, until }: DriftEdges,
  read: (partly: (drift: Drift) => void) => Promise<Drift>,
): Promise<Drift> {
  const { clock, signal } = edges
  const paths = settings.paths.length > 0 ? 'unknown' : 'not-asked'
  let known: Drift = { kinship: 'unknown', paths, touched: [], why: 'the registry or GitHub did not answer in time' }
  for (;;) {
    try {
      const drift = await inTime(
        read((partly) => {
          known = partly
        }),
        until - clock.now(),
      )
      return drift ?? known
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof AwsFailure)) throw error
      const isOver = error.kind !== 'retry' || clock.now() + settings.pollInterval >= until
      if (isOver) return { ...known, why: `${error.action} failed (${error.code}: ${error.message})` }
    }
    await clock.sleep(settings.pollInterval, signal)
  }
}

/**
 * What the author asked for, for the commit that is live: where no commit since then touches `paths`, it need not be another. Its image is
 * found as any commit's is, so that nothing but the image itself ties it to that commit. Undefined where that is not shown of every
 * service, where they run different commits, and where `image` names something else than the head's own tag.
 */
export function settingsAtLiveCommit(settings: Settings, drifts: readonly (Drift | undefined)[]): Settings | undefined {
  const commit = drifts[0]?.liveCommit
  const isExcused = (drift: Drift | undefined): boolean =>
    drift?.liveCommit === commit &&
    drift?.kinship === 'older' &&
    drift.paths === 'untouched' &&
    drift.toldBy !== 'served-version'
  const { image, ...rest } = settings
  const isOfHead = image?.digest === undefined && namesCommit(image?.tag ?? '', settings.commit)
  if (commit === undefined || !drifts.every(isExcused) || (image !== undefined && !isOfHead)) return undefined
  return { ...rest, commit }
}
