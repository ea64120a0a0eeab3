import { Ending } from '../ending.ts'
import type { Platform } from '../model.ts'
import type { ManifestText, Repository } from './registry.ts'
import { aboutMessage } from '../paragraphs.ts'

/** A pointer to other content, as OCI and Docker write it. */
export interface Descriptor {
  readonly mediaType: string
  readonly digest: string
  /** Bytes. */
  readonly size?: number
  readonly annotations: Readonly<Record<string, string>>
  readonly artifactType?: string
  /** `linux/arm64`, `linux/arm/v7`; absent where the descriptor names none. */
  readonly platform?: string
}

/** An OCI image index or a Docker manifest list. */
export interface ImageIndex {
  readonly kind: 'index'
  readonly digest: string
  readonly mediaType: string
  readonly manifests: readonly Descriptor[]
  readonly annotations: Readonly<Record<string, string>>
  readonly artifactType?: string
  readonly subject?: string
}

/** An OCI image manifest or a Docker v2 schema 2 one; also what an artifact such as an attestation is wrapped in. */
export interface ImageManifest {
  readonly kind: 'manifest'
  readonly digest: string
  readonly mediaType: string
  readonly config: Descriptor
  readonly layers: readonly Descriptor[]
  readonly annotations: Readonly<Record<string, string>>
  readonly artifactType?: string
  /** Digest of the manifest that this one is about. */
  readonly subject?: string
}

const indexTypes: ReadonlySet<string> = new Set([
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
])

const manifestTypes: ReadonlySet<string> = new Set([
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
])

/** Config types of something that a container runtime can run; the last is what old Docker engines wrote. */
const configTypes: ReadonlySet<string> = new Set([
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
  'application/octet-stream',
])

/**
 * The media types to accept, all of them at once: a registry that is asked by tag for fewer may convert what it stores, which
 * gives other bytes and another digest (ECR user guide, "Container image manifest format support").
 */
export const manifestMediaTypes: readonly string[] = [...indexTypes, ...manifestTypes]

export function isIndexType(mediaType: string): boolean {
  return indexTypes.has(mediaType)
}

/** Whether this is the type of an image's config, so that what carries it can be run. */
export function isImageConfigType(mediaType: string): boolean {
  return configTypes.has(mediaType)
}

/** Layers of a manifest, or entries of an index: overlay file systems mount 500 layers at most, and indexes list a few platforms. */
const longestList = 4096

/** Indexes within an index that are read: each may be as large as a manifest may be. */
export const nestedLimit = 20

const digestPattern = /^sha256:[0-9a-f]{64}$/

/** Whether the text is `sha256:` and 64 lower-case hex digits, the only form that this action checks. */
export function isDigest(text: string): boolean {
  return digestPattern.test(text)
}

function unreadable(digest: string, seen: string): Ending {
  return new Ending(
    'digest-unreadable',
    'the image manifest cannot be read',
    `Expected an OCI or Docker v2 image index or manifest at ${digest}; ${seen}.`,
    {
      text: 'Build and push the image again with a current builder, then run this step again.',
      about: aboutMessage('the-image-manifest-cannot-be-read'),
    },
  )
}

type JsonObject = Readonly<Record<string, unknown>>

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Only entries whose value is text: a number as an annotation is against the specification and says nothing. */
function annotationsOf(value: unknown): Readonly<Record<string, string>> {
  if (!isObject(value)) return {}
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

function optionalText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function platformOf(value: unknown): string | undefined {
  if (!isObject(value)) return undefined
  const os = optionalText(value['os'])
  const architecture = optionalText(value['architecture'])
  if (os === undefined && architecture === undefined) return undefined
  const variant = optionalText(value['variant'])
  const parts = [os ?? 'unknown', architecture ?? 'unknown']
  return (variant === undefined ? parts : [...parts, variant]).join('/')
}

function descriptorOf(value: unknown, owner: string, place: string): Descriptor {
  if (!isObject(value)) throw unreadable(owner, `its ${place} is no descriptor`)
  const mediaType = optionalText(value['mediaType'])
  const digest = optionalText(value['digest'])
  if (mediaType === undefined) throw unreadable(owner, `its ${place} has no media type`)
  if (digest === undefined || !isDigest(digest)) throw unreadable(owner, `its ${place} has no SHA-256 digest`)
  const size = value['size']
  const artifactType = optionalText(value['artifactType'])
  const platform = platformOf(value['platform'])
  return {
    mediaType,
    digest,
    ...(typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 ? { size } : {}),
    annotations: annotationsOf(value['annotations']),
    ...(artifactType === undefined ? {} : { artifactType }),
    ...(platform === undefined ? {} : { platform }),
  }
}

function parseJson(manifest: ManifestText): JsonObject {
  let value: unknown
  try {
    value = JSON.parse(manifest.text)
  } catch {
    throw unreadable(manifest.digest, 'it is no JSON')
  }
  if (!isObject(value)) throw unreadable(manifest.digest, 'it is no JSON object')
  return value
}

function checkSchema(document: JsonObject, manifest: ManifestText): void {
  const schema = document['schemaVersion']
  if (schema === 2) return
  const seen =
    schema === 1
      ? 'it is a Docker schema 1 manifest, a format withdrawn in 2017 whose digest does not identify what runs'
      : 'its schemaVersion is not 2'
  throw unreadable(manifest.digest, seen)
}

/** What the document says it is; its own word before the registry's, its shape where neither speaks. */
function kindOf(document: JsonObject, manifest: ManifestText): { kind: 'index' | 'manifest'; mediaType: string } {
  const hasManifests = document['manifests'] !== undefined
  const hasLayers = document['layers'] !== undefined || document['config'] !== undefined
  // A document that is both could be read as one thing here and as another by the container runtime.
  if (hasManifests && hasLayers) throw unreadable(manifest.digest, 'it is both an index and a manifest')
  const own = document['mediaType']
  if (own !== undefined && typeof own !== 'string') throw unreadable(manifest.digest, 'its media type is no text')
  const mediaType = own ?? manifest.mediaType
  if (indexTypes.has(mediaType)) return { kind: 'index', mediaType }
  if (manifestTypes.has(mediaType)) return { kind: 'manifest', mediaType }
  if (own !== undefined) throw unreadable(manifest.digest, `its media type is ${own}`)
  if (hasManifests) return { kind: 'index', mediaType: 'application/vnd.oci.image.index.v1+json' }
  if (hasLayers) return { kind: 'manifest', mediaType: 'application/vnd.oci.image.manifest.v1+json' }
  throw unreadable(manifest.digest, 'it lists neither manifests nor layers')
}

function shortEnough(list: readonly unknown[], digest: string, what: string): readonly unknown[] {
  if (list.length > longestList) {
    throw unreadable(digest, `it lists ${list.length} ${what}, more than the ${longestList} that are read`)
  }
  return list
}

function subjectOf(document: JsonObject, digest: string): string | undefined {
  return document['subject'] === undefined || document['subject'] === null
    ? undefined
    : descriptorOf(document['subject'], digest, 'subject').digest
}

/**
 * Reads an index or a manifest whose bytes were already checked against their digest.
 * Throws an `Ending` `digest-unreadable` for everything else, Docker schema 1 included; nothing else is ever thrown.
 */
export function parseManifest(manifest: ManifestText): ImageIndex | ImageManifest {
  const { digest } = manifest
  const document = parseJson(manifest)
  checkSchema(document, manifest)
  const { kind, mediaType } = kindOf(document, manifest)
  const artifactType = optionalText(document['artifactType'])
  const subject = subjectOf(document, digest)
  const shared = {
    digest,
    mediaType,
    annotations: annotationsOf(document['annotations']),
    ...(artifactType === undefined ? {} : { artifactType }),
    ...(subject === undefined ? {} : { subject }),
  }
  if (kind === 'index') {
    const manifests = document['manifests']
    if (!Array.isArray(manifests)) throw unreadable(digest, 'it is an index without a list of manifests')
    const entries = shortEnough(manifests, digest, 'images')
    return { kind, ...shared, manifests: entries.map((entry, at) => descriptorOf(entry, digest, `manifest ${at + 1}`)) }
  }
  const layers = document['layers']
  if (!Array.isArray(layers)) throw unreadable(digest, 'it is a manifest without a list of layers')
  const entries = shortEnough(layers, digest, 'layers')
  return {
    kind,
    ...shared,
    config: descriptorOf(document['config'], digest, 'config'),
    layers: entries.map((entry, at) => descriptorOf(entry, digest, `layer ${at + 1}`)),
  }
}

/**
 * Whether an index entry is something that a container runtime would choose: no attestation (BuildKit marks those by an annotation and
 * the platform unknown/unknown), no signature, no SOCI index.
 */
export function isRunnable(entry: Descriptor): boolean {
  if (entry.annotations['vnd.docker.reference.type'] !== undefined) return false
  if (entry.platform === 'unknown/unknown') return false
  if (entry.artifactType !== undefined && !isImageConfigType(entry.artifactType)) return false
  return manifestTypes.has(entry.mediaType) || indexTypes.has(entry.mediaType)
}

/** Whether a manifest is an image and not an artifact wrapped in a manifest. */
export function isImage(manifest: ImageManifest): boolean {
  return isImageConfigType(manifest.config.mediaType)
}

/** What a task may report for an image, and which platforms it has. */
export interface ImageDigests {
  /** The image's own digest first, then those of its runnable children. */
  readonly digests: readonly string[]
  /** Runnable children; empty for an image that is a single manifest, whose platform only its config tells. */
  readonly platforms: readonly Platform[]
}

/**
 * The digests of an image: its own and, for an index, those of its runnable children, one nested index deep.
 * @param root the parsed image
 * @param fetch reads a nested index by digest, checked; undefined where it is missing
 * Throws an `Ending` `digest-unreadable` where nothing in the image can be run, or a nested index is missing.
 */
export async function digestsOf(
  root: ImageIndex | ImageManifest,
  fetch: Repository['manifest'],
): Promise<ImageDigests> {
  if (root.kind === 'manifest') {
    if (!isImage(root)) throw unreadable(root.digest, `it is no container image but ${root.config.mediaType}`)
    return { digests: [root.digest], platforms: [] }
  }
  const digests = new Set([root.digest])
  const platforms: Platform[] = []
  const take = (entry: Descriptor, outer?: string): void => {
    digests.add(entry.digest)
    platforms.push({ platform: entry.platform ?? outer ?? 'unspecified', digest: entry.digest })
  }
  const runnable = root.manifests.filter((candidate) => isRunnable(candidate))
  const nestedCount = runnable.filter(({ mediaType }) => isIndexType(mediaType)).length
  if (nestedCount > nestedLimit) {
    throw unreadable(root.digest, `it lists ${nestedCount} indexes, more than the ${nestedLimit} that are read`)
  }
  for (const entry of runnable) {
    if (manifestTypes.has(entry.mediaType)) {
      take(entry)
      continue
    }
    const text = await fetch(entry.digest)
    if (text === undefined) throw unreadable(root.digest, `its nested index ${entry.digest} is not in the repository`)
    const nested = parseManifest(text)
    if (nested.kind !== 'index') throw unreadable(root.digest, `its entry ${entry.digest} is no index`)
    digests.add(nested.digest)
    for (const inner of nested.manifests) {
      if (isRunnable(inner) && manifestTypes.has(inner.mediaType)) take(inner, entry.platform)
    }
  }
  if (platforms.length === 0) throw unreadable(root.digest, 'it is an index that holds no runnable image')
  return { digests: [...digests], platforms }
}

/** When the image says it was built, in milliseconds since the epoch: it explains, it never decides. */
export function createdAtOf(root: ImageIndex | ImageManifest): number | undefined {
  const created = Date.parse(root.annotations['org.opencontainers.image.created'] ?? '')
  return Number.isNaN(created) ? undefined : created
}
