import { createHash } from 'node:crypto'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { predicateTypeOf, provenanceStatement, type ProvenanceRecipe } from './wire/provenance.ts'
import { tar, type TarEntry } from './wire/tar.ts'

export type ImageFormat = 'oci' | 'docker'
export type Compression = 'gzip' | 'zstd' | 'none'

export const MEDIA_TYPES = {
  oci: {
    index: 'application/vnd.oci.image.index.v1+json',
    manifest: 'application/vnd.oci.image.manifest.v1+json',
    config: 'application/vnd.oci.image.config.v1+json',
    layer: {
      gzip: 'application/vnd.oci.image.layer.v1.tar+gzip',
      zstd: 'application/vnd.oci.image.layer.v1.tar+zstd',
      none: 'application/vnd.oci.image.layer.v1.tar',
    },
  },
  docker: {
    index: 'application/vnd.docker.distribution.manifest.list.v2+json',
    manifest: 'application/vnd.docker.distribution.manifest.v2+json',
    config: 'application/vnd.docker.container.image.v1+json',
    layer: {
      gzip: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
      zstd: 'application/vnd.docker.image.rootfs.diff.tar.zstd',
      none: 'application/vnd.docker.image.rootfs.diff.tar',
    },
  },
} as const

const IN_TOTO = 'application/vnd.in-toto+json'
const ATTESTATION_ARTIFACT = 'application/vnd.docker.attestation.manifest.v1+json'
const EMPTY_CONFIG = 'application/vnd.oci.empty.v1+json'

/** A manifest or index as a registry stores it: its exact text, and the text's SHA-256 as its digest. */
export interface StoredManifest {
  readonly digest: string
  readonly mediaType: string
  readonly text: string
  readonly artifactType?: string
  /** Digest of the manifest that it refers to (OCI 1.1 `subject`). */
  readonly subject?: string
  readonly annotations?: Readonly<Record<string, string>>
}

/** Everything that a push of one image uploads. */
export interface BuiltImage {
  /** What the tag points at. */
  readonly top: StoredManifest
  /** `top` and, for an index, what it lists. */
  readonly manifests: readonly StoredManifest[]
  /** Configs, layers and attestation statements by digest. */
  readonly blobs: ReadonlyMap<string, Buffer>
  /** `linux/amd64`; of an index, that of its first child. */
  readonly platform: string
}

/** One layer: files by absolute path, and what it deletes of the layers below. */
export interface LayerRecipe {
  readonly files?: Readonly<Record<string, string | Buffer>>
  /** Absolute paths that this layer deletes (`.wh.` entries). */
  readonly deletes?: readonly string[]
  /** Directories whose content below is hidden (`.wh..wh..opq`). */
  readonly opaque?: readonly string[]
  /** Symbolic links by path. */
  readonly symlinks?: Readonly<Record<string, string>>
  /** Hard links by path. */
  readonly hardlinks?: Readonly<Record<string, string>>
  /** Default: that of the image. */
  readonly compression?: Compression
  /** The instruction that made it, as `docker history` tells it. */
  readonly createdBy?: string
  /** When the layer was built: older than the image where a build cache supplied it. */
  readonly createdAt?: number
}

export interface ImageRecipe {
  readonly layers: readonly LayerRecipe[]
  /** Default `linux/amd64`. */
  readonly platform?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly environment?: Readonly<Record<string, string>>
  /** Of the manifest. */
  readonly annotations?: Readonly<Record<string, string>>
  readonly createdAt?: number
  readonly format?: ImageFormat
  readonly compression?: Compression
}

export interface IndexRecipe {
  readonly images: readonly BuiltImage[]
  /** Adds an attestation manifest for every image. */
  readonly provenance?: ProvenanceRecipe
  readonly annotations?: Readonly<Record<string, string>>
  readonly format?: ImageFormat
}

/** `sha256:` and the hex digest of the bytes. */
export function digestOf(bytes: Buffer | string): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}

/** Builds a single-platform image with true digests. */
export function buildImage(recipe: ImageRecipe): BuiltImage {
  const format = recipe.format ?? 'oci'
  const types = MEDIA_TYPES[format]
  const platform = recipe.platform ?? 'linux/amd64'
  const [os = 'linux', architecture = 'amd64', variant] = platform.split('/')
  const createdAt = recipe.createdAt ?? 0
  const blobs = new Map<string, Buffer>()

  const diffIds: string[] = []
  const layers = recipe.layers.map((layer) => {
    const archive = tar(entriesOf(layer, layer.createdAt ?? createdAt))
    const compression = layer.compression ?? recipe.compression ?? 'gzip'
    const bytes = compress(archive, compression)
    diffIds.push(digestOf(archive))
    const digest = digestOf(bytes)
    blobs.set(digest, bytes)
    return { mediaType: types.layer[compression], digest, size: bytes.length }
  })

  const config = Buffer.from(
    JSON.stringify({
      architecture,
      os,
      ...(variant === undefined ? {} : { variant }),
      created: new Date(createdAt).toISOString(),
      config: {
        Env: Object.entries(recipe.environment ?? {}).map(([name, value]) => `${name}=${value}`),
        Cmd: ['/app/start'],
        ...(recipe.labels === undefined ? {} : { Labels: recipe.labels }),
      },
      rootfs: { type: 'layers', diff_ids: diffIds },
      history: recipe.layers.map((layer) => ({
        created: new Date(layer.createdAt ?? createdAt).toISOString(),
        created_by: layer.createdBy ?? 'COPY . /app # buildkit',
        comment: 'buildkit.dockerfile.v0',
      })),
    }),
  )
  blobs.set(digestOf(config), config)

  const top = manifestOf(types.manifest, {
    schemaVersion: 2,
    mediaType: types.manifest,
    config: { mediaType: types.config, digest: digestOf(config), size: config.length },
    layers,
    ...(recipe.annotations === undefined ? {} : { annotations: recipe.annotations }),
  })
  return { top, manifests: [top], blobs, platform }
}

/** Builds an index over images of several platforms, with an attestation for each where provenance is asked for. */
export function buildIndex(recipe: IndexRecipe): BuiltImage {
  const mediaType = MEDIA_TYPES[recipe.format ?? 'oci'].index
  const blobs = new Map<string, Buffer>()
  const children: StoredManifest[] = []
  const descriptors: object[] = []
  for (const image of recipe.images) {
    for (const [digest, bytes] of image.blobs) blobs.set(digest, bytes)
    children.push(...image.manifests)
    const [os, architecture, variant] = image.platform.split('/')
    descriptors.push({
      ...descriptorOf(image.top),
      platform: { architecture, os, ...(variant === undefined ? {} : { variant }) },
    })
  }
  for (const image of recipe.provenance === undefined ? [] : recipe.images) {
    const attestation = buildAttestation(image, recipe.provenance ?? { revision: '', source: '' })
    for (const [digest, bytes] of attestation.blobs) blobs.set(digest, bytes)
    children.push(attestation.top)
    descriptors.push({
      ...descriptorOf(attestation.top),
      annotations: {
        'vnd.docker.reference.digest': image.top.digest,
        'vnd.docker.reference.type': 'attestation-manifest',
      },
      platform: { architecture: 'unknown', os: 'unknown' },
    })
  }
  const top = manifestOf(mediaType, {
    schemaVersion: 2,
    mediaType,
    manifests: descriptors,
    ...(recipe.annotations === undefined ? {} : { annotations: recipe.annotations }),
  })
  return { top, manifests: [top, ...children], blobs, platform: recipe.images[0]?.platform ?? 'linux/amd64' }
}

/** BuildKit's provenance of one image, as an attestation manifest with the in-toto statement as its layer. */
export function buildAttestation(image: BuiltImage, recipe: ProvenanceRecipe): BuiltImage {
  const predicateType = predicateTypeOf(recipe)
  const statement = Buffer.from(JSON.stringify(provenanceStatement(recipe, image.top.digest)))
  const classic = recipe.shape === 'classic'
  const config = Buffer.from(
    classic
      ? JSON.stringify({
          architecture: 'unknown',
          os: 'unknown',
          config: {},
          rootfs: { type: 'layers', diff_ids: [digestOf(statement)] },
        })
      : '{}',
  )
  const mediaType = MEDIA_TYPES.oci.manifest
  const top = manifestOf(mediaType, {
    schemaVersion: 2,
    mediaType,
    ...(classic ? {} : { artifactType: ATTESTATION_ARTIFACT }),
    config: {
      mediaType: classic ? MEDIA_TYPES.oci.config : EMPTY_CONFIG,
      digest: digestOf(config),
      size: config.length,
    },
    layers: [
      {
        mediaType: IN_TOTO,
        digest: digestOf(statement),
        size: statement.length,
        annotations: { 'in-toto.io/predicate-type': predicateType },
      },
    ],
    ...(classic ? {} : { subject: descriptorOf(image.top) }),
  })
  return {
    top,
    manifests: [top],
    blobs: new Map([
      [digestOf(config), config],
      [digestOf(statement), statement],
    ]),
    platform: 'unknown/unknown',
  }
}

function manifestOf(
  mediaType: string,
  content: {
    readonly schemaVersion: number
    readonly artifactType?: string
    readonly subject?: { readonly digest: string }
    readonly annotations?: Readonly<Record<string, string>>
  } & Readonly<Record<string, unknown>>,
): StoredManifest {
  const text = JSON.stringify(content, undefined, 2)
  return {
    digest: digestOf(text),
    mediaType,
    text,
    ...(content.artifactType === undefined ? {} : { artifactType: content.artifactType }),
    ...(content.subject === undefined ? {} : { subject: content.subject.digest }),
    ...(content.annotations === undefined ? {} : { annotations: content.annotations }),
  }
}

function descriptorOf(manifest: StoredManifest): { mediaType: string; digest: string; size: number } {
  return { mediaType: manifest.mediaType, digest: manifest.digest, size: Buffer.byteLength(manifest.text) }
}

function compress(archive: Buffer, compression: Compression): Buffer {
  switch (compression) {
    case 'gzip':
      return gzipSync(archive)
    case 'zstd':
      return zstdCompressSync(archive)
    case 'none':
      return archive
  }
}

function entriesOf(layer: LayerRecipe, modifiedAt: number): TarEntry[] {
  const entries: TarEntry[] = []
  const directories = new Set<string>()
  const within = (path: string): void => {
    const parts = path.split('/').filter((part) => part !== '')
    for (let depth = 1; depth < parts.length; depth++) {
      const directory = parts.slice(0, depth).join('/')
      if (directories.has(directory)) continue
      directories.add(directory)
      entries.push({ kind: 'directory', path: directory, modifiedAt })
    }
  }
  const empty = Buffer.alloc(0)
  for (const directory of layer.opaque ?? []) {
    const marker = `${directory}/.wh..wh..opq`
    within(marker)
    entries.push({ kind: 'file', path: marker, content: empty, modifiedAt })
  }
  for (const path of layer.deletes ?? []) {
    within(path)
    const cut = path.lastIndexOf('/') + 1
    entries.push({ kind: 'file', path: `${path.slice(0, cut)}.wh.${path.slice(cut)}`, content: empty, modifiedAt })
  }
  for (const [path, content] of Object.entries(layer.files ?? {})) {
    within(path)
    entries.push({ kind: 'file', path, content: Buffer.from(content), modifiedAt })
  }
  for (const [path, target] of Object.entries(layer.symlinks ?? {})) {
    within(path)
    entries.push({ kind: 'symlink', path, target, modifiedAt })
  }
  for (const [path, target] of Object.entries(layer.hardlinks ?? {})) {
    within(path)
    entries.push({ kind: 'hardlink', path, target: target.replace(/^\/+/, ''), modifiedAt })
  }
  return entries
}
