import { createHash, randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, open, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { type BuiltImage, digestOf, MEDIA_TYPES } from '../simulator/image-builder.ts'
import { tar } from '../simulator/wire/tar.ts'

/** Bytes that fill a layer, over and over: longer than gzip looks back, so that it does not notice. */
export interface Filler {
  readonly bytes: Buffer
  /** Of gzip; 0 for what cannot be compressed, which gzip stores as it is at any level. */
  readonly level: number
}

export interface LayerPlan {
  /** By absolute path; they come first in the archive. */
  readonly files: Readonly<Record<string, string>>
  readonly filler: Filler
  /** The layer has at least so many, compressed. */
  readonly bytes: number
}

export interface Blob {
  readonly digest: string
  readonly size: number
}

export interface LayerBlob extends Blob {
  /** Bytes that come out of it. */
  readonly unpacked: number
}

/** An image whose layers are too large to be held in memory. */
export interface LargeImage {
  readonly manifest: Blob
  readonly config: Blob
  /** The lowest first. */
  readonly layers: readonly LayerBlob[]
}

/** Bytes of one of the files that fill a layer. */
const fileSize = 64 * 1024
const filesAtOnce = 64
const fillerSize = filesAtOnce * fileSize * 8
const created = Date.UTC(2026, 0, 1)

export function incompressible(): Filler {
  return { bytes: randomBytes(fillerSize), level: 0 }
}

/** The machine code of Node itself. */
export async function machineCode(): Promise<Filler> {
  const bytes = Buffer.alloc(fillerSize)
  const program = await open(process.execPath)
  try {
    const { bytesRead } = await program.read(bytes, 0, fillerSize, 0)
    return { bytes: bytes.subarray(0, bytesRead - (bytesRead % fileSize)), level: 1 }
  } finally {
    await program.close()
  }
}

/** Writes a single-platform image as an OCI layout, tagged `it`, a few megabytes at a time. */
export async function writeLargeImage(
  folder: string,
  plans: readonly LayerPlan[],
  labels: Readonly<Record<string, string>>,
): Promise<LargeImage> {
  await mkdir(blobsIn(folder), { recursive: true })
  const written: (LayerBlob & { readonly diffId: string })[] = []
  for (const [index, plan] of plans.entries()) written.push(await writeLayer(folder, plan, `layer-${index}`))
  const types = MEDIA_TYPES.oci
  const config = await writeText(folder, {
    architecture: 'amd64',
    os: 'linux',
    created: new Date(created).toISOString(),
    config: { Labels: labels },
    rootfs: { type: 'layers', diff_ids: written.map(({ diffId }) => diffId) },
  })
  const manifest = await writeText(folder, {
    schemaVersion: 2,
    mediaType: types.manifest,
    config: { mediaType: types.config, ...config },
    layers: written.map(({ digest, size }) => ({ mediaType: types.layer.gzip, digest, size })),
  })
  await writeEntry(folder, { mediaType: types.manifest, ...manifest })
  return { manifest, config, layers: written }
}

/** Writes an image that is held in memory as an OCI layout, tagged `it`. */
export async function writeImage(folder: string, { top, manifests, blobs }: BuiltImage): Promise<void> {
  await mkdir(blobsIn(folder), { recursive: true })
  for (const { digest, text } of manifests) await writeFile(blobPath(folder, digest), text)
  for (const [digest, bytes] of blobs) await writeFile(blobPath(folder, digest), bytes)
  await writeEntry(folder, { mediaType: top.mediaType, digest: top.digest, size: Buffer.byteLength(top.text) })
}

function blobsIn(folder: string): string {
  return join(folder, 'blobs', 'sha256')
}

function blobPath(folder: string, digest: string): string {
  return join(blobsIn(folder), digest.slice('sha256:'.length))
}

async function writeEntry(folder: string, descriptor: Blob & { readonly mediaType: string }): Promise<void> {
  const entry = { ...descriptor, annotations: { 'org.opencontainers.image.ref.name': 'it' } }
  await writeFile(join(folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [entry] }))
  await writeFile(join(folder, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }))
}

async function writeText(folder: string, content: object): Promise<Blob> {
  const text = JSON.stringify(content)
  const digest = digestOf(text)
  await writeFile(blobPath(folder, digest), text)
  return { digest, size: Buffer.byteLength(text) }
}

async function writeLayer(
  folder: string,
  plan: LayerPlan,
  name: string,
): Promise<LayerBlob & { readonly diffId: string }> {
  const [plain, compressed] = [createHash('sha256'), createHash('sha256')]
  let [unpacked, size] = [0, 0]
  const unnamed = join(folder, name)
  await pipeline(
    async function* () {
      for (const bytes of archive(plan, name, () => size >= plan.bytes)) {
        plain.update(bytes)
        unpacked += bytes.length
        yield bytes
      }
    },
    createGzip({ level: plan.filler.level, chunkSize: 2 ** 18 }),
    async function* (source: AsyncIterable<Buffer>) {
      for await (const bytes of source) {
        compressed.update(bytes)
        size += bytes.length
        yield bytes
      }
    },
    createWriteStream(unnamed),
  )
  const digest = `sha256:${compressed.digest('hex')}`
  await rename(unnamed, blobPath(folder, digest))
  return { digest, size, unpacked, diffId: `sha256:${plain.digest('hex')}` }
}

/** A tar archive, piece by piece, until it is large enough. */
function* archive({ files, filler }: LayerPlan, name: string, isEnough: () => boolean): Generator<Buffer> {
  const end = Buffer.alloc(1024)
  const open = (entries: Parameters<typeof tar>[0]): Buffer => tar(entries).subarray(0, -end.length)
  yield open(
    Object.entries(files).map(([path, text]) => ({
      kind: 'file',
      path,
      content: Buffer.from(text),
      modifiedAt: created,
    })),
  )
  for (let count = 0; !isEnough(); count += filesAtOnce) {
    yield open(
      Array.from({ length: filesAtOnce }, (_, index) => {
        const from = ((count + index) * fileSize) % filler.bytes.length
        return {
          kind: 'file',
          path: `/usr/lib/${name}/${Math.floor(count / 4096)}/${count + index}.bin`,
          content: filler.bytes.subarray(from, from + fileSize),
          modifiedAt: created,
        }
      }),
    )
  }
  yield end
}
