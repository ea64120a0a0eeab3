import { AwsFailure } from './aws/failure.ts'
import { inTime } from './clock.ts'
import { gitHubOf, type RunEdges } from './edges.ts'
import { readSuccessor } from './expect/successor.ts'
import { openRepository, sameRepository } from './image/registries.ts'
import type { ServicePicture, Settings, Successor } from './model.ts'

/** What only explains may delay a report by so much, in milliseconds. */
const PATIENCE_FOR_TELLING = 3_000

/**
 * The deployment that replaced ours. Where the run would accept it, what may pass is tried again until the deadline; else only for a
 * moment, for it is only told. Rejects with the reason of the run's abort only.
 * @param expected repository of the image that our deployment carried: one of another repository is another application
 * @param deadline milliseconds since the epoch
 */
export async function successorOf(
  picture: ServicePicture,
  expected: string | undefined,
  settings: Settings,
  edges: RunEdges,
  deadline: number,
): Promise<Successor> {
  const { clock, signal, aws, dockerConfigPath, hide, proxyEnv } = edges
  const registries = { aws, settings, dockerConfigPath, hide, signal, proxyEnv }
  const until = settings.allowSuperseded ? deadline : Math.min(deadline, clock.now() + PATIENCE_FOR_TELLING)
  const github = gitHubOf(settings, edges)
  const open = (repository: string) => openRepository(repository, registries)
  for (;;) {
    let why = 'the registry or GitHub did not answer in time'
    try {
      const successor = await inTime(readSuccessor(picture, { settings, github, open }), until - clock.now())
      if (successor !== undefined) return ofRepository(successor, expected)
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof AwsFailure)) throw error
      why = `${error.action} failed (${error.code}: ${error.message})`
      if (error.kind !== 'retry') return { kinship: 'unknown', why }
    }
    if (clock.now() + settings.pollInterval >= until) return { kinship: 'unknown', why }
    await clock.sleep(settings.pollInterval, signal)
  }
}

/**
 * What the author asked for, for the commit that took the place of ours: its image is what the deployment runs, and what was said of our
 * image and our task definition alone is left out. An `expected-version` is ours too: without a version file nothing tells the other
 * one's, so that the served version is not compared then, and with an
 * `image-version-file` the other commit is not accepted.
 */
export function settingsInPlace(settings: Settings, successor: Successor): Settings | undefined {
  const { commit, repository, digest } = successor
  if (successor.kinship !== 'newer' || commit === undefined || repository === undefined || digest === undefined)
    return undefined
  const { expectedVersion, taskDefinition: _ours, image: _our, served, imageVersionFile, ...rest } = settings
  const isTold = expectedVersion === undefined || settings.versionFile !== undefined
  // What the author wants compared inside the image must not be left out in silence.
  if (!isTold && imageVersionFile !== undefined) return undefined
  return {
    ...rest,
    ...(isTold && served !== undefined ? { served } : {}),
    ...(imageVersionFile === undefined ? {} : { imageVersionFile }),
    commit,
    // Of several services each has an image of its own, which the commit's tag or its evidence finds.
    ...(settings.services.length === 1 ? { image: { repository, digest } } : {}),
  }
}

function ofRepository(successor: Successor, expected: string | undefined): Successor {
  const { repository } = successor
  if (repository === undefined || (expected !== undefined && sameRepository(repository, expected))) return successor
  return { ...successor, kinship: 'unknown', why: `its image is of another repository, ${repository}` }
}
