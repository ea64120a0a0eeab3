import { createHash } from 'node:crypto'
import type { ImageDetail, ImageFailureCode } from '@aws-sdk/client-ecr'
import type { EcrApi } from '../../src/aws/api.ts'
import { AwsFailure } from '../../src/aws/failure.ts'

export const account = '123456789012'
export const region = 'us-east-1'
export const ecrHost = `${account}.dkr.ecr.${region}.amazonaws.com`

export const types = {
  index: 'application/vnd.oci.image.index.v1+json',
  list: 'application/vnd.docker.distribution.manifest.list.v2+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  docker: 'application/vnd.docker.distribution.manifest.v2+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
} as const

export function sha256(content: string | Uint8Array): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`
}

/** The text of an image manifest whose config is a blob of that content. */
export function manifestText(content: string, more: object = {}): string {
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: types.manifest,
    config: { mediaType: types.config, digest: sha256(content), size: content.length },
    layers: [{ mediaType: types.layer, digest: sha256(`layer of ${content}`), size: 10 }],
    ...more,
  })
}

/** The text of an index over these manifests; `linux/amd64` and so on. */
export function indexText(children: readonly { digest: string; platform: string }[], more: object = {}): string {
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: types.index,
    manifests: children.map(({ digest, platform }) => {
      const [os, architecture, variant] = platform.split('/')
      return {
        mediaType: types.manifest,
        digest,
        size: 500,
        platform: { os, architecture, ...(variant === undefined ? {} : { variant }) },
        ...(platform === 'unknown/unknown'
          ? { annotations: { 'vnd.docker.reference.type': 'attestation-manifest' } }
          : {}),
      }
    }),
    ...more,
  })
}

interface StoredImage {
  text: string
  mediaType: string
  tags: string[]
  pushedAt: Date
  detail: Partial<ImageDetail>
}

/** One ECR repository in memory, with true digests. */
export class MemoryEcr implements EcrApi {
  readonly calls: string[] = []
  readonly images = new Map<string, StoredImage>()
  /** What fails next, by operation; taken once. */
  readonly faults = new Map<string, unknown[]>()
  /** Failure codes by tag or digest, instead of the image. */
  readonly failures = new Map<string, ImageFailureCode>()
  repositoryExists = true
  downloadUrl: string | undefined
  /** With the type of the artifact, where it has one. */
  referrers: { digest: string; artifactType?: string }[] = []
  pageSize = 1000
  /** What is answered instead of the true text, by digest. */
  readonly forged = new Map<string, string>()

  push(text: string, tags: readonly string[] = [], pushedAt = new Date(0), detail: Partial<ImageDetail> = {}): string {
    const digest = sha256(text)
    const parsed: unknown = JSON.parse(text)
    const mediaType =
      typeof parsed === 'object' && parsed !== null && 'mediaType' in parsed ? String(parsed.mediaType) : types.manifest
    for (const image of this.images.values()) image.tags = image.tags.filter((tag) => !tags.includes(tag))
    this.images.set(digest, { text, mediaType, tags: [...tags], pushedAt, detail })
    return digest
  }

  failNext(operation: string, ...errors: unknown[]): void {
    this.faults.set(operation, errors)
  }

  #enter(operation: string): void {
    this.calls.push(operation)
    const fault = this.faults.get(operation)?.shift()
    if (fault !== undefined) throw fault
    if (!this.repositoryExists) {
      throw new AwsFailure('absent', `ecr:${operation}`, 'RepositoryNotFoundException', 'no such repository')
    }
  }

  readonly batchGetImage: EcrApi['batchGetImage'] = async (input) => {
    this.#enter('BatchGetImage')
    const ids = input.imageIds ?? []
    if (ids.length > 100) throw new AwsFailure('rejected', 'ecr:BatchGetImage', 'InvalidParameterException', 'too many')
    const answer: Awaited<ReturnType<EcrApi['batchGetImage']>> = { $metadata: {}, images: [], failures: [] }
    for (const imageId of ids) {
      const failureCode = this.failures.get(imageId.imageTag ?? imageId.imageDigest ?? '')
      const found = [...this.images].find(([digest, { tags }]) =>
        imageId.imageTag === undefined ? digest === imageId.imageDigest : tags.includes(imageId.imageTag),
      )
      if (failureCode !== undefined || found === undefined) {
        answer.failures?.push({ imageId, failureCode: failureCode ?? 'ImageNotFound', failureReason: 'a reason' })
        continue
      }
      const [imageDigest, { text, mediaType }] = found
      answer.images?.push({
        imageId: { ...imageId, imageDigest },
        imageManifest: this.forged.get(imageDigest) ?? text,
        imageManifestMediaType: mediaType,
      })
    }
    return answer
  }

  readonly describeImages: EcrApi['describeImages'] = async (input) => {
    this.#enter('DescribeImages')
    const wanted = input.imageIds?.map(({ imageDigest }) => imageDigest)
    const all = [...this.images]
      .filter(([digest]) => wanted === undefined || wanted.includes(digest))
      .map(([imageDigest, { mediaType, tags, pushedAt, detail }]): ImageDetail => ({
        imageDigest,
        imageTags: tags,
        imagePushedAt: pushedAt,
        imageManifestMediaType: mediaType,
        ...detail,
      }))
    if (wanted !== undefined && all.length < wanted.length) {
      throw new AwsFailure('absent', 'ecr:DescribeImages', 'ImageNotFoundException', 'no such image')
    }
    const from = Number(input.nextToken ?? 0)
    const nextToken = from + this.pageSize < all.length ? String(from + this.pageSize) : undefined
    return { $metadata: {}, imageDetails: all.slice(from, from + this.pageSize), nextToken }
  }

  readonly getDownloadUrlForLayer: EcrApi['getDownloadUrlForLayer'] = async (input) => {
    this.#enter('GetDownloadUrlForLayer')
    return { $metadata: {}, layerDigest: input.layerDigest, downloadUrl: this.downloadUrl }
  }

  readonly listImageReferrers: EcrApi['listImageReferrers'] = async (input) => {
    this.#enter('ListImageReferrers')
    const from = Number(input.nextToken ?? 0)
    const size = Math.min(this.pageSize, 50)
    const nextToken = from + size < this.referrers.length ? String(from + size) : undefined
    const referrers = this.referrers.slice(from, from + size)
    return {
      $metadata: {},
      referrers: referrers.map((referrer) => ({ ...referrer, mediaType: types.manifest, size: 1 })),
      nextToken,
    }
  }
}
