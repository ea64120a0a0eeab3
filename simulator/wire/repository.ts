import type { ImageFailure, ImageIdentifier } from '@aws-sdk/client-ecr'
import type { StoredManifest } from '../image-builder.ts'

/** A manifest in a repository. */
export interface StoredImage {
  readonly manifest: StoredManifest
  readonly pushedAt: number
  archived: boolean
}

/** One repository: manifests and blobs by digest, tags that move. */
export class SimulatedRepository {
  readonly name: string
  readonly images = new Map<string, StoredImage>()
  readonly blobs = new Map<string, Buffer>()
  readonly tags = new Map<string, string>()
  immutableTags = false

  constructor(name: string) {
    this.name = name
  }

  tagsOf(digest: string): string[] {
    return [...this.tags].filter(([, tagged]) => tagged === digest).map(([tag]) => tag)
  }

  find(id: ImageIdentifier): StoredImage | undefined {
    const digest = id.imageDigest ?? this.tags.get(id.imageTag ?? '')
    return digest === undefined ? undefined : this.images.get(digest)
  }
}

/** Why BatchGetImage fails for an id; undefined where it does not. */
export function failureOf(store: SimulatedRepository, id: ImageIdentifier): ImageFailure | undefined {
  const failed = (failureCode: ImageFailure['failureCode'], failureReason: string): ImageFailure => ({
    imageId: id,
    failureCode,
    failureReason,
  })
  if (id.imageDigest === undefined && id.imageTag === undefined)
    return failed('MissingDigestAndTag', 'Invalid request parameters: image digest and tag are both missing')
  if (id.imageDigest !== undefined && !/^sha256:[0-9a-f]{64}$/.test(id.imageDigest))
    return failed('InvalidImageDigest', 'Invalid image digest')
  if (id.imageTag !== undefined && !/^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/.test(id.imageTag))
    return failed('InvalidImageTag', 'Invalid image tag')
  const image = store.find(id)
  if (image === undefined) return failed('ImageNotFound', 'Requested image not found')
  if (id.imageTag !== undefined && id.imageDigest !== undefined && store.tags.get(id.imageTag) !== id.imageDigest)
    return failed('ImageTagDoesNotMatchDigest', 'The image tag does not match the image digest')
  if (image.archived) return failed('ImageInaccessible', 'Requested image is archived')
  return undefined
}
