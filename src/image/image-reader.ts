import { readBlob } from './blob.ts'
import { type ImageConfig, parseConfig } from './labels.ts'
import {
  type Descriptor,
  type ImageIndex,
  type ImageManifest,
  isIndexType,
  isRunnable,
  nestedLimit,
  parseManifest,
} from './manifest.ts'
import { createMemory } from './memory.ts'
import { isProvenanceType, mayHoldStatement, parseProvenance, type Provenance } from './provenance.ts'
import type { Repository } from './registry.ts'
import { Unreadable } from './unreadable.ts'

/** Statements in one attestation manifest that are read at most; builders write one or two. */
const statementLimit = 32

/** One of the images that an index lists, or the image itself where it is no index. */
export interface ImagePart {
  readonly digest: string
  /** As the index has it; absent where it names none, and for an image without an index. */
  readonly platform?: string
  /** Of its entry in the index. */
  readonly entryAnnotations: Readonly<Record<string, string>>
  /** Digests of the attestation manifests that the index lists for it. */
  readonly attestations: readonly string[]
}

export interface ImageParts {
  /** The index, and those nested in it; empty for a single manifest. */
  readonly indexes: readonly ImageIndex[]
  readonly parts: readonly ImagePart[]
}

/**
 * Reads what is small about images. What cannot change is read once. Each function throws `Unreadable` for content that is not what it
 * should be, and what the repository throws.
 */
export interface ImageReader {
  parts(digest: string): Promise<ImageParts>
  manifest(digest: string): Promise<ImageManifest>
  config(manifest: ImageManifest): Promise<ImageConfig>
  /** The provenance in one attestation manifest; empty where it is about something else. */
  provenance(digest: string): Promise<readonly Provenance[]>
}

// By the repository, so that who searches for an image and who then reads it ask for nothing twice.
const readers = new WeakMap<Repository, ImageReader>()

export function imageReaderOf(repository: Repository): ImageReader {
  const known = readers.get(repository)
  if (known !== undefined) return known
  const reader = createImageReader(repository)
  readers.set(repository, reader)
  return reader
}

function createImageReader(repository: Repository): ImageReader {
  const manifests = createMemory<ImageIndex | ImageManifest>(() => true)
  const configs = createMemory<ImageConfig>(() => true)
  const statements = createMemory<readonly Provenance[]>(() => true)

  function load(digest: string): Promise<ImageIndex | ImageManifest> {
    return manifests.get(digest, async () => {
      const text = await repository.manifest(digest)
      if (text === undefined) throw new Unreadable('its manifest is not in the repository')
      return parseManifest(text)
    })
  }

  async function manifest(digest: string): Promise<ImageManifest> {
    const loaded = await load(digest)
    if (loaded.kind !== 'manifest') throw new Unreadable('it is an index where a manifest should be')
    return loaded
  }

  async function readProvenance(digest: string): Promise<readonly Provenance[]> {
    const holder = await load(digest)
    if (holder.kind !== 'manifest') return []
    const layers = holder.layers.filter((candidate) => mayBeProvenance(candidate))
    if (layers.length > statementLimit) {
      throw new Unreadable(`it holds ${layers.length} statements, more than the ${statementLimit} that are read`)
    }
    const found: Provenance[] = []
    for (const layer of layers) {
      const provenance = parseProvenance(await readBlob(repository, layer))
      if (provenance !== undefined) found.push(provenance)
    }
    return found
  }

  return {
    manifest,

    async parts(digest) {
      const root = await load(digest)
      if (root.kind === 'manifest') return { indexes: [], parts: [{ digest, entryAnnotations: {}, attestations: [] }] }
      const indexes = [root]
      const entries: { readonly entry: Descriptor; readonly platform: string | undefined }[] = []
      for (const entry of root.manifests) {
        if (!isIndexType(entry.mediaType) || !isRunnable(entry)) {
          entries.push({ entry, platform: entry.platform })
          continue
        }
        if (indexes.length > nestedLimit) throw new Unreadable(`it lists more than ${nestedLimit} indexes`)
        const nested = await load(entry.digest)
        if (nested.kind !== 'index') throw new Unreadable('it lists as an index what is none')
        indexes.push(nested)
        for (const inner of nested.manifests) entries.push({ entry: inner, platform: inner.platform ?? entry.platform })
      }
      const attestations = entries.flatMap(({ entry }) => attestationIn(entry))
      const parts = entries
        .filter(({ entry }) => isRunnable(entry) && !isIndexType(entry.mediaType))
        .map(({ entry, platform }) => ({
          digest: entry.digest,
          ...(platform === undefined ? {} : { platform }),
          entryAnnotations: entry.annotations,
          attestations: attestations.filter(({ about }) => about === entry.digest).map((found) => found.digest),
        }))
      return { indexes, parts }
    },

    config: (of) =>
      configs.get(of.config.digest, async () => parseConfig(await readBlob(repository, of.config), of.layers.length)),

    provenance: (digest) => statements.get(digest, () => readProvenance(digest)),
  }
}

/** BuildKit marks what an entry is about by annotations, in its older form and as an OCI artifact alike. */
function attestationIn({
  annotations,
  digest,
}: Descriptor): readonly { readonly about: string; readonly digest: string }[] {
  const about = annotations['vnd.docker.reference.digest']
  const isAttestation = annotations['vnd.docker.reference.type'] === 'attestation-manifest'
  return isAttestation && about !== undefined ? [{ about, digest }] : []
}

/** No SBOM, where the layer says of which type it is: that can be large. BuildKit, cosign and Sigstore each name it otherwise. */
function mayBeProvenance({ mediaType, annotations }: Descriptor): boolean {
  if (!mayHoldStatement(mediaType)) return false
  const type =
    annotations['in-toto.io/predicate-type'] ??
    annotations['predicateType'] ??
    annotations['dev.sigstore.bundle.predicateType']
  return type === undefined || isProvenanceType(type)
}
