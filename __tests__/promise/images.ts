/** The images of the random worlds: built once, with true digests, the same in every world. */
import { ACCOUNT, ecrRepository } from '../../simulator/ecr.ts'
import { buildImage, buildIndex, type BuiltImage } from '../../simulator/image-builder.ts'

export const REGION = 'us-east-1'
export const REPOSITORY = ecrRepository(ACCOUNT, REGION, 'shop')
export const COMMIT = '3fa04cb1d2e3f4a5b6c7d8e9f0a1b2c3d4e5f607'
/** What the code of the commit says its version is, and what the other images say. */
export const VERSION = '2.0.0'
export const OLD_VERSION = '1.0.0'
export const THEIR_VERSION = '1.5.0'

export interface KnownImage {
  readonly built: BuiltImage
  readonly digest: string
  /** What a task that runs it may report: the image's own digest and, of an index, those of its runnable children. */
  readonly digests: readonly string[]
}

const layer = (what: string) => ({ layers: [{ files: { '/app/what': what } }], createdAt: 0 })

const single = (what: string): KnownImage => {
  const built = buildImage(layer(what))
  return { built, digest: built.top.digest, digests: [built.top.digest] }
}

const index = (what: string): KnownImage => {
  const platforms = ['linux/amd64', 'linux/arm64'].map((platform) => buildImage({ ...layer(what), platform }))
  const built = buildIndex({
    images: platforms,
    provenance: { revision: COMMIT, source: 'https://github.com/ava-olo/shop' },
  })
  return {
    built,
    digest: built.top.digest,
    digests: [built.top.digest, ...platforms.map((platform) => platform.top.digest)],
  }
}

export const OURS = single('the commit')
export const OURS_AS_INDEX = index('the commit, for two platforms')
export const OLD = single('the release before')
export const THEIRS = single('what the other pipeline builds')
export const THEIRS_SAME_VERSION = single('what the other pipeline builds, with our version number')
