import { createHmac } from 'node:crypto'
import type {
  BatchGetImageCommandInput,
  BatchGetImageCommandOutput,
  DescribeImagesCommandInput,
  DescribeImagesCommandOutput,
  GetDownloadUrlForLayerCommandInput,
  GetDownloadUrlForLayerCommandOutput,
  Image,
  ImageDetail,
  ImageFailure,
  ImageIdentifier,
  ListImageReferrersCommandInput,
  ListImageReferrersCommandOutput,
} from '@aws-sdk/client-ecr'
import type { EcrApi } from '../src/aws/api.ts'
import { failureOf, SimulatedRepository, type StoredImage } from './wire/repository.ts'
import { AwsError } from './world/failure.ts'
import { digestOf, MEDIA_TYPES, type BuiltImage, type StoredManifest } from './image-builder.ts'

/** The account of the simulated world, where a story names no other. */
export const ACCOUNT = '123456789012'

/** A reference split as task definitions write it: `host/path[:tag][@digest]`. */
export interface SplitReference {
  readonly repository: string
  readonly tag?: string
  readonly digest?: string
}

/** Splits a reference without judging it; a port in the host is no tag. */
export function splitReference(reference: string): SplitReference {
  const [name = '', digest] = reference.split('@')
  const colon = name.lastIndexOf(':')
  const tagged = colon > name.lastIndexOf('/')
  const repository = tagged ? name.slice(0, colon) : name
  const tag = tagged ? name.slice(colon + 1) : digest === undefined ? 'latest' : undefined
  return { repository, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) }
}

/**
 * Every registry of the simulated world: ECR's private ones of all accounts and regions, and any other host. Digests are true:
 * the SHA-256 of what is served.
 */
export class Registry {
  readonly #now: () => number
  readonly #repositories = new Map<string, SimulatedRepository>()
  /** Where blobs can be downloaded; the server sets it when it listens. */
  blobBase = 'http://127.0.0.1'
  /** Whether a pull by tag may be converted where the client does not accept the stored format, as ECR documents. */
  translates = true

  /** @param now simulated time in milliseconds */
  constructor(now: () => number) {
    this.#now = now
  }

  /** Creates a repository; `name` as task definitions write it. A push creates it too. */
  create(name: string, options: { readonly immutableTags?: boolean } = {}): void {
    this.#open(name).immutableTags = options.immutableTags ?? false
  }

  /**
   * Uploads an image and moves the tags to it. A tag that exists in an immutable repository throws, as ECR refuses the push.
   * @returns the digest that the tags now resolve to
   */
  push(repository: string, tags: readonly string[], image: BuiltImage, pushedAt = this.#now()): string {
    const store = this.#open(repository)
    for (const tag of tags) {
      const present = store.tags.get(tag)
      if (store.immutableTags && present !== undefined && present !== image.top.digest)
        throw new Error(
          `ImageTagAlreadyExistsException: the image tag '${tag}' already exists in the '${repository}' repository ` +
            'and cannot be overwritten because the repository is immutable.',
        )
    }
    for (const manifest of image.manifests)
      if (!store.images.has(manifest.digest)) store.images.set(manifest.digest, { manifest, pushedAt, archived: false })
    for (const [digest, bytes] of image.blobs) store.blobs.set(digest, bytes)
    for (const tag of tags) store.tags.set(tag, image.top.digest)
    return image.top.digest
  }

  /** Points a tag (`repository:tag`) at another image of its repository, as a push of the same manifest does. */
  retag(reference: string, digest: string): void {
    const { repository, tag } = splitReference(reference)
    const store = this.#open(repository)
    if (!store.images.has(digest)) throw new Error(`the story retags an image that was never pushed: ${digest}`)
    store.tags.set(tag ?? 'latest', digest)
  }

  /** Moves an image to the archive: it can no longer be pulled nor is it listed without a filter. */
  archive(reference: string): void {
    const { store, image } = this.#stored(reference)
    store.images.set(image.manifest.digest, { ...image, archived: true })
  }

  /** Deletes an image and its tags, as a lifecycle policy does. */
  remove(reference: string): void {
    const { store, image } = this.#stored(reference)
    for (const tag of store.tagsOf(image.manifest.digest)) store.tags.delete(tag)
    store.images.delete(image.manifest.digest)
  }

  /** Serves other bytes under the digest of a blob or manifest, as a broken or hostile registry would. */
  tamper(repository: string, digest: string, bytes: Buffer | string): void {
    const store = this.#open(repository)
    const image = store.images.get(digest)
    if (image !== undefined)
      store.images.set(digest, { ...image, manifest: { ...image.manifest, text: bytes.toString() } })
    else store.blobs.set(digest, Buffer.from(bytes))
  }

  /** The digest that ECS records for a container's image when it resolves it; undefined where a pull would fail. */
  resolveImage(reference: string): string | undefined {
    const { repository, tag, digest } = splitReference(reference)
    const store = this.#repositories.get(repository)
    const resolved = digest ?? store?.tags.get(tag ?? '')
    const image = resolved === undefined ? undefined : store?.images.get(resolved)
    return image === undefined || image.archived ? undefined : image.manifest.digest
  }

  /** The text of a manifest and the bytes of a blob, for whoever serves them over HTTP. */
  manifest(repository: string, reference: string): StoredManifest | undefined {
    const store = this.#repositories.get(repository)
    return store?.images.get(store.tags.get(reference) ?? reference)?.manifest
  }

  tags(repository: string): string[] {
    return [...(this.#repositories.get(repository)?.tags.keys() ?? [])]
  }

  /** The manifests that name a digest as their subject. */
  referrers(repository: string, digest: string): StoredManifest[] {
    return [...(this.#repositories.get(repository)?.images.values() ?? [])]
      .map(({ manifest }) => manifest)
      .filter(({ subject }) => subject === digest)
  }

  blob(repository: string, digest: string): Buffer | undefined {
    return this.#repositories.get(repository)?.blobs.get(digest)
  }

  /** ECR's API as one caller sees it from one region. Rejects with an `AwsError`. */
  api(region: string): EcrApi {
    return {
      batchGetImage: async (input) => this.#batchGetImage(region, input),
      describeImages: async (input) => this.#describeImages(region, input),
      getDownloadUrlForLayer: async (input) => this.#getDownloadUrlForLayer(region, input),
      listImageReferrers: async (input) => this.#listImageReferrers(region, input),
    }
  }

  #open(name: string): SimulatedRepository {
    const present = this.#repositories.get(name)
    if (present !== undefined) return present
    const made = new SimulatedRepository(name)
    this.#repositories.set(name, made)
    return made
  }

  #stored(reference: string): { store: SimulatedRepository; image: StoredImage } {
    const { repository, tag, digest } = splitReference(reference)
    const store = this.#open(repository)
    const image = store.find({
      ...(tag === undefined ? {} : { imageTag: tag }),
      ...(digest === undefined ? {} : { imageDigest: digest }),
    })
    if (image === undefined) throw new Error(`the story names an image that was never pushed: ${reference}`)
    return { store, image }
  }

  #of(
    region: string,
    input: { registryId?: string | undefined; repositoryName: string | undefined },
  ): { store: SimulatedRepository; registryId: string; repositoryName: string } {
    const registryId = input.registryId ?? ACCOUNT
    const repositoryName = input.repositoryName ?? ''
    const store = this.#repositories.get(ecrRepository(registryId, region, repositoryName))
    if (store === undefined)
      throw new AwsError(
        'RepositoryNotFoundException',
        `The repository with name '${repositoryName}' does not exist in the registry with id '${registryId}'`,
      )
    return { store, registryId, repositoryName }
  }

  #batchGetImage(region: string, input: BatchGetImageCommandInput): BatchGetImageCommandOutput {
    const { store, registryId, repositoryName } = this.#of(region, input)
    const ids = input.imageIds ?? []
    limit('imageIds', ids.length, 1, 100)
    const images: Image[] = []
    const failures: ImageFailure[] = []
    for (const id of ids) {
      const failure = failureOf(store, id)
      const found = store.find(id)
      if (failure !== undefined || found === undefined) {
        failures.push(
          failure ?? { imageId: id, failureCode: 'ImageNotFound', failureReason: 'Requested image not found' },
        )
        continue
      }
      const served = this.#served(found.manifest, id, input.acceptedMediaTypes)
      if (served === undefined) {
        failures.push({ imageId: id, failureCode: 'ImageNotFound', failureReason: 'Requested image not found' })
        continue
      }
      images.push({
        registryId,
        repositoryName,
        imageId: {
          imageDigest: served.digest,
          ...(id.imageTag === undefined ? {} : { imageTag: id.imageTag }),
        },
        imageManifest: served.text,
        imageManifestMediaType: served.mediaType,
      })
    }
    return { images, failures, $metadata: {} }
  }

  /** A pull by tag may be converted between the formats, a pull by digest never is. */
  #served(
    manifest: StoredManifest,
    id: ImageIdentifier,
    accepted: readonly string[] | undefined,
  ): StoredManifest | undefined {
    if (!this.translates || id.imageDigest !== undefined || accepted?.includes(manifest.mediaType)) return manifest
    const isIndex = manifest.mediaType === MEDIA_TYPES.oci.index || manifest.mediaType === MEDIA_TYPES.docker.index
    if (isIndex) return undefined
    const from = manifest.mediaType === MEDIA_TYPES.oci.manifest ? 'oci' : 'docker'
    const to = from === 'oci' ? 'docker' : 'oci'
    const text = manifest.text
      .replaceAll(MEDIA_TYPES[from].manifest, MEDIA_TYPES[to].manifest)
      .replaceAll(MEDIA_TYPES[from].config, MEDIA_TYPES[to].config)
      .replaceAll(MEDIA_TYPES[from].layer.gzip, MEDIA_TYPES[to].layer.gzip)
    return { digest: digestOf(text), mediaType: MEDIA_TYPES[to].manifest, text }
  }

  #describeImages(region: string, input: DescribeImagesCommandInput): DescribeImagesCommandOutput {
    const { store, registryId, repositoryName } = this.#of(region, input)
    const detail = (image: StoredImage): ImageDetail => {
      const { digest, mediaType, artifactType, subject, text } = image.manifest
      const tags = store.tagsOf(digest)
      return {
        registryId,
        repositoryName,
        imageDigest: digest,
        ...(tags.length === 0 ? {} : { imageTags: tags }),
        imageSizeInBytes: text.length,
        imagePushedAt: new Date(image.pushedAt),
        imageManifestMediaType: mediaType,
        ...(artifactType === undefined ? {} : { artifactMediaType: artifactType }),
        ...(subject === undefined ? {} : { subjectManifestDigest: subject }),
        imageStatus: image.archived ? 'ARCHIVED' : 'ACTIVE',
      }
    }
    if (input.imageIds !== undefined && input.imageIds.length > 0) {
      limit('imageIds', input.imageIds.length, 1, 100)
      const imageDetails = input.imageIds.map((id) => {
        const image = store.find(id)
        if (image === undefined)
          throw new AwsError(
            'ImageNotFoundException',
            `The image with imageId {imageDigest:'${id.imageDigest ?? 'null'}', imageTag:'${id.imageTag ?? 'null'}'} ` +
              `does not exist within the repository with name '${repositoryName}' in the registry with id '${registryId}'`,
          )
        return detail(image)
      })
      return { imageDetails, $metadata: {} }
    }
    const status = input.filter?.imageStatus ?? 'ACTIVE'
    // By digest, hence in no order of time: ECR promises none either.
    const all = [...store.images.values()]
      .filter((image) => status === 'ANY' || (image.archived ? 'ARCHIVED' : 'ACTIVE') === status)
      .filter((image) => {
        const tagged = store.tagsOf(image.manifest.digest).length > 0
        return input.filter?.tagStatus === 'TAGGED' ? tagged : input.filter?.tagStatus === 'UNTAGGED' ? !tagged : true
      })
      .toSorted((a, b) => (a.manifest.digest < b.manifest.digest ? -1 : 1))
    limit('maxResults', input.maxResults ?? 100, 1, 1000)
    const page = paged(all, input.nextToken, input.maxResults ?? 100)
    return {
      imageDetails: page.items.map(detail),
      ...(page.nextToken === undefined ? {} : { nextToken: page.nextToken }),
      $metadata: {},
    }
  }

  #getDownloadUrlForLayer(
    region: string,
    input: GetDownloadUrlForLayerCommandInput,
  ): GetDownloadUrlForLayerCommandOutput {
    const { store, registryId } = this.#of(region, input)
    const layerDigest = input.layerDigest ?? ''
    if (!store.blobs.has(layerDigest))
      throw new AwsError(
        'LayersNotFoundException',
        `The layer(s) with digest(s) '${layerDigest}' do not exist in the repository with name ` +
          `'${input.repositoryName ?? ''}' in the registry with id '${registryId}'`,
      )
    const path = `${store.name}/${layerDigest}`
    const query = new URLSearchParams({
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Expires': '3600',
      'X-Amz-Signature': signatureOf(path),
    })
    return { downloadUrl: `${this.blobBase}/blobs/${path}?${query.toString()}`, layerDigest, $metadata: {} }
  }

  #listImageReferrers(region: string, input: ListImageReferrersCommandInput): ListImageReferrersCommandOutput {
    const { store } = this.#of(region, input)
    const subject = input.subjectId?.imageDigest
    limit('maxResults', input.maxResults ?? 20, 1, 50)
    const all = [...store.images.values()].filter(
      ({ manifest }) => manifest.subject !== undefined && manifest.subject === subject,
    )
    const page = paged(all, input.nextToken, input.maxResults ?? 20)
    return {
      referrers: page.items.map(({ manifest, archived }) => ({
        digest: manifest.digest,
        mediaType: manifest.mediaType,
        ...(manifest.artifactType === undefined ? {} : { artifactType: manifest.artifactType }),
        size: Buffer.byteLength(manifest.text),
        ...(manifest.annotations === undefined ? {} : { annotations: { ...manifest.annotations } }),
        artifactStatus: archived ? 'ARCHIVED' : 'ACTIVE',
      })),
      ...(page.nextToken === undefined ? {} : { nextToken: page.nextToken }),
      $metadata: {},
    }
  }
}

/** The name of an ECR repository as task definitions write it. */
export function ecrRepository(account: string, region: string, name: string): string {
  return `${account}.dkr.ecr.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}/${name}`
}

/** The signature that a download URL of the simulated S3 must carry. */
export function signatureOf(path: string): string {
  return createHmac('sha256', 'simulated S3').update(path).digest('hex')
}

function limit(parameter: string, value: number, least: number, most: number): void {
  if (value >= least && value <= most) return
  throw new AwsError(
    'InvalidParameterException',
    `Invalid parameter at '${parameter}' failed to satisfy constraint: 'Member must have a value between ${least} and ${most}'`,
  )
}

function paged<T>(
  all: readonly T[],
  token: string | undefined,
  size: number,
): { readonly items: readonly T[]; readonly nextToken?: string } {
  const from = token === undefined ? 0 : Number(/^page-(\d+)$/.exec(token)?.[1] ?? Number.NaN)
  if (Number.isNaN(from)) throw new AwsError('InvalidParameterException', 'Invalid nextToken')
  const end = from + size
  return { items: all.slice(from, end), ...(end < all.length ? { nextToken: `page-${end}` } : {}) }
}
