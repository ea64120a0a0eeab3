import type { Readable } from 'node:stream'
import type { Reading } from '../model.ts'

/** The exact text of a manifest or index, whose SHA-256 was checked against the digest it was asked by. */
export interface ManifestText {
  readonly digest: string
  readonly mediaType: string
  readonly text: string
}

export interface ImageFacts {
  readonly tags: readonly string[]
  readonly pushedAt?: number
}

/** A manifest that refers to an image. */
export interface Referrer {
  readonly digest: string
  /** What it is, by its own word; absent where it or the registry does not say. */
  readonly artifactType?: string
}

/**
 * One repository of a registry. Rejects with an `Ending` (denied, no such repository, not its digest) or an `AwsFailure`, so that
 * callers need not know which kind of registry it is.
 */
export interface Repository {
  /** Registry host and path, as task definitions write it. */
  readonly name: string
  /** The digests of those tags that exist, by tag; at most 100 tags. */
  resolveTags(tags: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** Undefined where the repository has no such manifest. Bytes that do not match the digest: an `Ending` `digest-unreadable`. */
  manifest(digest: string): Promise<ManifestText | undefined>
  /** The bytes of a blob, unchecked: whoever reads them hashes them on the way. */
  blob(digest: string): Promise<Readable>
  /** Tags and push time of an image: they explain, they never decide. */
  facts(digest: string): Promise<Reading<ImageFacts>>
  /**
   * The tags that the registry lists, as far as it does: they only add to what is asked for by name. Absent where many names are one
   * request.
   */
  readonly tags?: () => Promise<readonly string[]>
  /** Digests of the newest top-level images, newest first. */
  newest(limit: number): Promise<Reading<readonly string[]>>
  /** Manifests that refer to this one (OCI 1.1 referrers). `Unreadable` where they are more than are listed here. */
  referrers(digest: string): Promise<Reading<readonly Referrer[]>>
}
