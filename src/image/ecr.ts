import { createHash } from 'node:crypto'
import type { ProxyEnv } from 'node:http'
import type { ImageDetail, ImageFailure, ImageIdentifier } from '@aws-sdk/client-ecr'
import type { EcrApi } from '../aws/api.ts'
import { incompleteAnswer } from '../aws/errors.ts'
import { AwsFailure } from '../aws/failure.ts'
import { partitionOf } from '../aws/partition.ts'
import { Ending } from '../ending.ts'
import type { Reading } from '../model.ts'
import { openAnswer, statusFailure } from './download.ts'
import { createMemory } from './memory.ts'
import { isDigest, isImageConfigType, isIndexType, manifestMediaTypes, parseManifest } from './manifest.ts'
import type { EcrRepository } from './reference.ts'
import type { ImageFacts, ManifestText, Referrer, Repository } from './registry.ts'
import { Unreadable } from './unreadable.ts'
import { aboutMessage } from '../paragraphs.ts'

/** The most image ids that one BatchGetImage takes (ECR API reference). */
const batchLimit = 100

/** Pages that a list is read at most: of 1,000 images, in no order, so that a part of them would be no answer; of 50 referrers. */
export const pageLimit = 20

/** A repository that also tells why it shows nothing, where it knows. */
export interface ExplainingRepository extends Repository {
  /** Why the last look found nothing, other than that the tags do not exist: `the repository does not exist`. */
  absence(): string | undefined
}

interface FetchedImage {
  readonly tag: string | undefined
  readonly digest: string
  readonly text: string
  readonly mediaType: string
}

export interface EcrOptions {
  /** Registry host and path, as task definitions write it. */
  readonly name: string
  readonly location: EcrRepository
  /** Of the repository's own region. */
  readonly api: EcrApi
  readonly signal?: AbortSignal | undefined
  readonly proxyEnv?: ProxyEnv | undefined
}

/** Whether the exact text has that digest. */
export function hasDigest(text: string | Uint8Array, digest: string): boolean {
  return `sha256:${createHash('sha256').update(text).digest('hex')}` === digest
}

/** The end of a run that was given other bytes than it asked for. */
export function notItsDigest(repository: string, digest: string): Ending {
  return new Ending(
    'digest-unreadable',
    'the registry handed out other bytes than its digest names',
    `Expected the manifest ${digest} of ${repository}; the SHA-256 of what came is another one.`,
    {
      text: 'Nothing can be concluded about this image. Push it again, or look for a proxy that rewrites manifests.',
      about: aboutMessage('the-registry-handed-out-other-bytes'),
    },
  )
}

/** A refused or impossible question whose answer only explains. Whatever may pass, and missing credentials, is thrown on. */
export function notRead(error: unknown): Reading<never> {
  if (!(error instanceof AwsFailure) || error.kind === 'retry' || error.kind === 'credentials') throw error
  return {
    state: 'not-read',
    why: `${error.code}: ${error.message}`,
    action: error.action,
    ...(error.resource === undefined ? {} : { resource: error.resource }),
    denied: error.kind === 'denied',
  }
}

/**
 * A private ECR repository, in whatever account and region its URI names.
 * A tag or a repository that does not exist is an answer, since both may be created while the run waits.
 */
export function createEcrRepository({ name, location, api, signal, proxyEnv }: EcrOptions): ExplainingRepository {
  const { registryId, region, repositoryName } = location
  const where = { registryId, repositoryName }
  const partition = partitionOf(region)
  const arn = `arn:${partition}:ecr:${region}:${registryId}:repository/${repositoryName}`
  // What is missing may be pushed yet.
  const manifests = createMemory<ManifestText | undefined>((text) => text !== undefined)
  const described = new Map<string, Reading<ImageFacts>>()
  let missing = false

  function failure(kind: AwsFailure['kind'], code: string, message: string, action = 'ecr:BatchGetImage'): AwsFailure {
    return new AwsFailure(kind, action, code, message, { resource: arn })
  }

  /** Nothing for a code that says: this does not exist. */
  function reasonOf(failed: ImageFailure): AwsFailure | Ending | undefined {
    const reason = failed.failureReason ?? ''
    const about = failed.imageId?.imageTag ?? failed.imageId?.imageDigest ?? 'an image'
    switch (failed.failureCode) {
      case 'ImageNotFound':
      case 'InvalidImageTag':
      case 'InvalidImageDigest':
        return undefined
      case 'KmsError':
        return failure('denied', 'KmsError', reason, 'kms:Decrypt')
      case 'UpstreamAccessDenied':
        return failure('denied', 'UpstreamAccessDenied', reason, 'ecr:BatchImportUpstreamImage')
      case 'UpstreamTooManyRequests':
      case 'UpstreamUnavailable':
        return failure('retry', failed.failureCode, reason)
      case 'ImageInaccessible':
        return new Ending(
          'digest-unreadable',
          'ECR has the image but does not hand it out',
          `Expected to read ${about} of ${name}; ECR answered ImageInaccessible: ${reason}`,
          {
            text: 'Restore the image if it was archived, or build and push it again.',
            about: aboutMessage('ecr-does-not-hand-the-image-out'),
          },
        )
      case 'ImageReferencedByManifestList':
      case 'ImageTagDoesNotMatchDigest':
      case 'MissingDigestAndTag':
        return failure('rejected', failed.failureCode, reason)
      case undefined:
        return failure('retry', 'UnreadableAnswer', 'a failure without a code')
      default:
        // A code that ECR added since: not a proof that the image is absent.
        return failure('retry', String(failed.failureCode satisfies never), reason)
    }
  }

  /**
   * What exists of these images; one call, unless the answer leaves some of them out. Those are asked for again: what then stands neither
   * among the images nor among the failures does not exist.
   */
  async function batch(imageIds: readonly ImageIdentifier[]): Promise<readonly FetchedImage[]> {
    const found: FetchedImage[] = []
    let open = imageIds
    while (open.length > 0) {
      let answer
      try {
        answer = await api.batchGetImage({ ...where, imageIds: [...open], acceptedMediaTypes: [...manifestMediaTypes] })
      } catch (error) {
        if (!(error instanceof AwsFailure) || error.code !== 'RepositoryNotFoundException') throw error
        missing = true
        return []
      }
      missing = false
      const answered = new Set<string>()
      for (const failed of answer.failures ?? []) {
        const reason = reasonOf(failed)
        if (reason !== undefined) throw reason
        answered.add(failed.imageId?.imageTag ?? '').add(failed.imageId?.imageDigest ?? '')
      }
      const given: FetchedImage[] = []
      for (const { imageId, imageManifest, imageManifestMediaType } of answer.images ?? []) {
        if (imageManifest === undefined || imageId?.imageDigest === undefined || !isDigest(imageId.imageDigest)) {
          throw failure('retry', 'UnreadableAnswer', 'an image without a digest or a manifest')
        }
        const { imageTag, imageDigest } = imageId
        given.push({ tag: imageTag, digest: imageDigest, text: imageManifest, mediaType: imageManifestMediaType ?? '' })
        answered.add(imageTag ?? '').add(imageDigest)
      }
      const unanswered = open.filter(({ imageTag, imageDigest }) => !answered.has(imageTag ?? imageDigest ?? ''))
      const named = withTags(given, unanswered)
      found.push(...named)
      const left = unanswered.filter(({ imageTag }) => !named.some(({ tag }) => tag !== undefined && tag === imageTag))
      if (left.length === open.length) {
        // Silence about an image is a proof that it does not exist only where the images are listed.
        if (answer.images !== undefined) return found
        throw failure('retry', 'UnreadableAnswer', `no answer about ${left.length} of ${imageIds.length} images`)
      }
      open = left
    }
    return found
  }

  /**
   * Images that came without the tag by which they were asked for, with it: what else they could be is nothing. One that came with a tag
   * as well is told by that.
   */
  function withTags(given: readonly FetchedImage[], unanswered: readonly ImageIdentifier[]): readonly FetchedImage[] {
    const tags = unanswered.flatMap(({ imageTag }) => imageTag ?? [])
    if (tags.length === 0) return given
    const tagged = given.filter(({ tag }) => tag !== undefined)
    const known = new Set(tagged.map(({ digest }) => digest))
    const nameless = given.filter(({ tag, digest }) => tag === undefined && !known.has(digest))
    const isOne = new Set(nameless.map(({ digest }) => digest)).size === 1
    if (nameless.length > 0 && !(isOne && nameless.length === tags.length)) {
      throw failure(
        'retry',
        'UnreadableAnswer',
        `${nameless.length} images without the tags that they were asked for by`,
      )
    }
    return [...tagged, ...nameless.map((image, at) => ({ ...image, tag: tags[at] }))]
  }

  async function remember({ digest, text, mediaType }: FetchedImage): Promise<void> {
    if (hasDigest(text, digest)) await manifests.get(digest, () => Promise.resolve({ digest, text, mediaType }))
  }

  async function readManifest(digest: string): Promise<ManifestText | undefined> {
    const [image] = await batch([{ imageDigest: digest }])
    if (image === undefined) return undefined
    if (!hasDigest(image.text, digest)) throw notItsDigest(name, digest)
    return { digest, text: image.text, mediaType: image.mediaType }
  }

  function manifest(digest: string): Promise<ManifestText | undefined> {
    if (!isDigest(digest)) return Promise.resolve(undefined)
    return manifests.get(digest, () => readManifest(digest))
  }

  async function allDetails(): Promise<Reading<readonly ImageDetail[]>> {
    const details: ImageDetail[] = []
    let nextToken: string | undefined
    for (let page = 0; page < pageLimit; page += 1) {
      const answer = await api.describeImages({
        ...where,
        maxResults: 1000,
        ...(nextToken === undefined ? {} : { nextToken }),
      })
      if (answer.imageDetails === undefined) throw incompleteAnswer('ecr:DescribeImages', 'the images')
      details.push(...answer.imageDetails)
      nextToken = answer.nextToken ?? undefined
      if (nextToken === undefined) return { state: 'read', value: details }
    }
    const why = `the repository holds more than ${details.length} images, which are not listed in order`
    return { state: 'not-read', why, action: 'ecr:DescribeImages', resource: arn, denied: false }
  }

  /** Reads those indexes that are not known yet in one call, since what lists a child tells that it is one. */
  async function childrenOf(indexes: readonly string[]): Promise<readonly string[]> {
    const unknown = indexes.filter((digest) => !manifests.has(digest))
    if (unknown.length > 0) {
      for (const image of await batch(unknown.map((imageDigest) => ({ imageDigest })))) {
        await remember(image)
      }
    }
    const children: string[] = []
    for (const digest of indexes) {
      const text = await manifest(digest)
      const parsed = text === undefined ? undefined : parseManifest(text)
      if (parsed?.kind === 'index') children.push(...parsed.manifests.map((entry) => entry.digest))
    }
    return children
  }

  async function readNewest(limit: number): Promise<Reading<readonly string[]>> {
    const details = await allDetails()
    if (details.state === 'not-read') return details
    const images = details.value
      .filter((detail) => detail.subjectManifestDigest === undefined && isImageOrIndex(detail))
      .toSorted((one, other) => (other.imagePushedAt?.getTime() ?? 0) - (one.imagePushedAt?.getTime() ?? 0))
    const children = new Set<string>()
    const top: string[] = []
    // An index is pushed after its children, so that in this order it comes before them.
    for (let from = 0; from < images.length && top.length < limit; from += batchLimit) {
      const slice = images.slice(from, from + batchLimit)
      const indexes = slice.filter((detail) => isIndexType(detail.imageManifestMediaType ?? ''))
      for (const child of await childrenOf(digestsIn(indexes))) children.add(child)
      top.push(...digestsIn(slice).filter((digest) => !children.has(digest)))
    }
    return { state: 'read', value: top.slice(0, limit) }
  }

  return {
    name,
    manifest,

    absence: () =>
      missing ? `the repository ${repositoryName} does not exist in account ${registryId}, ${region}` : undefined,

    async resolveTags(tags) {
      if (tags.length > batchLimit) throw new RangeError(`at most ${batchLimit} tags at a time, not ${tags.length}`)
      const found = new Map<string, string>()
      if (tags.length === 0) return found
      const asked = new Set(tags)
      for (const image of await batch([...asked].map((imageTag) => ({ imageTag })))) {
        const { tag, digest } = image
        if (tag === undefined || !asked.has(tag) || (found.get(tag) ?? digest) !== digest) {
          throw failure('retry', 'UnreadableAnswer', 'an image whose tag was not asked for, or one tag of two images')
        }
        found.set(tag, digest)
        await remember(image)
      }
      return found
    },

    async blob(digest) {
      const answer = await api.getDownloadUrlForLayer({ ...where, layerDigest: digest })
      const address = answer.downloadUrl ?? ''
      if (!URL.canParse(address)) {
        throw failure('retry', 'UnreadableAnswer', 'no download URL', 'ecr:GetDownloadUrlForLayer')
      }
      const url = new URL(address)
      // The query signs the request, so that no more than the host is ever told.
      const action = `GET ${url.host} (layer of ${repositoryName})`
      const { status, stream } = await openAnswer(url, { action, signal, proxyEnv })
      if (status === 200) return stream
      stream.destroy()
      if (status !== 403) throw statusFailure(status, action, arn)
      // Layers lie in a bucket of ECR's own (ECR user guide, "Minimum Amazon S3 bucket permissions for Amazon ECR").
      throw statusFailure(status, 's3:GetObject', `arn:${partition}:s3:::prod-${region}-starport-layer-bucket/*`)
    },

    async facts(digest) {
      const known = described.get(digest)
      if (known !== undefined) return known
      let reading: Reading<ImageFacts>
      try {
        const answer = await api.describeImages({ ...where, imageIds: [{ imageDigest: digest }] })
        const detail = (answer.imageDetails ?? []).find((candidate) => candidate.imageDigest === digest)
        if (detail === undefined) throw failure('absent', 'ImageNotFoundException', 'not listed', 'ecr:DescribeImages')
        const pushedAt = detail.imagePushedAt?.getTime()
        reading = {
          state: 'read',
          value: { tags: detail.imageTags ?? [], ...(pushedAt === undefined ? {} : { pushedAt }) },
        }
      } catch (error) {
        if (error instanceof AwsFailure && error.kind === 'retry') {
          return { state: 'not-read', why: `${error.code}: ${error.message}`, action: error.action, denied: false }
        }
        reading = notRead(error)
      }
      described.set(digest, reading)
      return reading
    },

    async newest(limit) {
      try {
        return await readNewest(limit)
      } catch (error) {
        if (error instanceof AwsFailure && error.code === 'RepositoryNotFoundException')
          return { state: 'read', value: [] }
        // Some other image of the repository is unreadable: no reason to end the run.
        if (error instanceof Ending) return { state: 'not-read', why: error.message, denied: false }
        return notRead(error)
      }
    },

    async referrers(digest) {
      const found: Referrer[] = []
      let nextToken: string | undefined
      try {
        for (let page = 0; page < pageLimit; page += 1) {
          const answer = await api.listImageReferrers({
            ...where,
            subjectId: { imageDigest: digest },
            maxResults: 50,
            ...(nextToken === undefined ? {} : { nextToken }),
          })
          // No list is no empty one: what it hides may contradict the commit.
          if (answer.referrers === undefined) throw incompleteAnswer('ecr:ListImageReferrers', 'the referrers')
          for (const { digest: referrer, artifactType } of answer.referrers) {
            if (referrer === undefined) throw incompleteAnswer('ecr:ListImageReferrers', 'the digest of a referrer')
            found.push({ digest: referrer, ...(artifactType === undefined ? {} : { artifactType }) })
          }
          nextToken = answer.nextToken ?? undefined
          if (nextToken === undefined) return { state: 'read', value: found }
        }
      } catch (error) {
        return notRead(error)
      }
      throw new Unreadable(`more than ${found.length} manifests refer to it`)
    },
  }
}

function digestsIn(details: readonly ImageDetail[]): readonly string[] {
  return details.flatMap((detail) => detail.imageDigest ?? [])
}

/** No attestation, signature or chart: ECR tells the type of an artifact, and of an image that of its config. */
function isImageOrIndex(detail: ImageDetail): boolean {
  const { imageManifestMediaType: type, artifactMediaType: artifact } = detail
  return (
    (type === undefined || manifestMediaTypes.includes(type)) && (artifact === undefined || isImageConfigType(artifact))
  )
}
