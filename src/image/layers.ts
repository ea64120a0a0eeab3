import { createHash } from 'node:crypto'
import { type Compression, compressionOf, createDecompressor, type Decompressor, magicLength } from './decompress.ts'
import { createLayerScan, type LayerFacts } from './layer-scan.ts'
import type { Descriptor } from './manifest.ts'
import type { Path } from './paths.ts'
import type { Repository } from './registry.ts'
import { createTarReader } from './tar.ts'
import { Unreadable } from './unreadable.ts'

/** How much is decompressed at most: the content of a layer can be a thousand times its size, or without end. */
export interface LayerLimits {
  /** Bytes, of all layers that are read of one image. */
  readonly image: number
  /** Bytes that a layer may come to however small it is. */
  readonly free: number
  /** Beyond them a layer may come to no more than so many times its size. */
  readonly ratio: number
}

const usualLimits: LayerLimits = { image: 64 * 2 ** 30, free: 2 ** 30, ratio: 100 }

/** Reads what a layer does to a path; see `createLayerScan`. The path has no `..`. */
export type ReadLayer = (layer: Descriptor, path: Path, before?: number) => Promise<LayerFacts>

/**
 * A reader of one image's layers, which reads none twice for the same question. A layer is streamed to its end and hashed on the way:
 * nothing that it says comes back unless its bytes are those of its digest.
 *
 * Throws `Unreadable` for a layer of another kind, damaged, with other bytes than its digest names, or larger than the limits; and what
 * the repository throws.
 */
export function createLayerReader(
  repository: Pick<Repository, 'blob'>,
  signal?: AbortSignal,
  limits: LayerLimits = usualLimits,
): ReadLayer {
  const answers = new Map<string, Promise<LayerFacts>>()
  const budget: Budget = { ...limits, left: limits.image }
  return (layer, path, before) => {
    const question = `${layer.digest} ${before ?? ''} ${path.join('/')}`
    const known = answers.get(question)
    if (known !== undefined) return known
    const answer = readLayer(repository, layer, { path, before, budget, signal })
    answers.set(question, answer)
    return answer
  }
}

interface Budget extends LayerLimits {
  /** Bytes of `image` that have not come yet. */
  left: number
}

interface Question {
  readonly path: Path
  readonly before: number | undefined
  readonly budget: Budget
  readonly signal: AbortSignal | undefined
}

async function readLayer(
  repository: Pick<Repository, 'blob'>,
  layer: Descriptor,
  { path, before, budget, signal }: Question,
): Promise<LayerFacts> {
  const isCompressed = checkType(layer.mediaType)
  const scan = createLayerScan(path, before)
  const tar = createTarReader((entry) => scan.onEntry(entry))
  const meter = createMeter(budget)
  // Bytes that are not those of the digest may fail in any way before the digest can tell.
  let fault: Unreadable | undefined
  const unpacker = createUnpacker(isCompressed, (bytes) => {
    meter.came(bytes.length)
    tar.write(bytes)
  })
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    if (fault !== undefined) return
    try {
      await work()
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      if (meter.isPassed()) throw error
      fault = error
    }
  }
  const hash = createHash('sha256')
  let size = 0
  const stream = await repository.blob(layer.digest)
  try {
    for await (const chunk of stream) {
      signal?.throwIfAborted()
      const bytes: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk)
      size += bytes.length
      if (layer.size !== undefined && size > layer.size) throw otherBytes(`more than the ${layer.size} bytes`)
      hash.update(bytes)
      meter.read(size)
      await attempt(() => unpacker.write(bytes))
    }
    if (layer.size !== undefined && size < layer.size) throw otherBytes(`${size} of the ${layer.size} bytes`)
    if (`sha256:${hash.digest('hex')}` !== layer.digest) throw otherBytes('other bytes than those')
    await attempt(() => unpacker.end())
    await attempt(() => Promise.resolve(tar.end()))
  } finally {
    unpacker.close()
    stream.destroy()
  }
  if (fault !== undefined) throw fault
  return scan.facts()
}

function otherBytes(came: string): Unreadable {
  return new Unreadable(`the registry handed out ${came} that its digest names`)
}

/** Counts what a layer decompresses to, and throws `Unreadable` where it is too much. */
interface Meter {
  read(compressed: number): void
  came(bytes: number): void
  isPassed(): boolean
}

function createMeter(budget: Budget): Meter {
  let compressed = 0
  let total = 0
  let passed = false
  const stop = (why: string): never => {
    passed = true
    throw new Unreadable(why)
  }
  return {
    read: (bytes) => {
      compressed = bytes
    },
    came(bytes) {
      total += bytes
      budget.left -= bytes
      if (budget.left < 0) stop(`more than ${inGiB(budget.image)} of layers would have to be read`)
      if (total > Math.max(budget.free, compressed * budget.ratio)) {
        stop(`more than ${inGiB(budget.free)}, and more than ${budget.ratio} times its size, comes out of it`)
      }
    },
    isPassed: () => passed,
  }
}

const inGiB = (bytes: number): string => `${bytes / 2 ** 30} GiB`

/** Decompresses by what the bytes themselves begin with, as runtimes do where the type of the layer says that they are compressed. */
function createUnpacker(isCompressed: boolean, take: (bytes: Buffer) => void): Decompressor {
  let held: Buffer = Buffer.alloc(0)
  let inner = isCompressed ? undefined : createDecompressor('none', take)
  const open = (compression: Compression): Decompressor => (inner ??= createDecompressor(compression, take))
  return {
    write(bytes) {
      if (inner !== undefined) return inner.write(bytes)
      held = Buffer.concat([held, bytes])
      return held.length < magicLength ? Promise.resolve() : open(compressionOf(held)).write(held)
    },
    async end() {
      if (inner === undefined) await open(compressionOf(held)).write(held)
      await inner?.end()
    },
    close: () => {
      inner?.close()
    },
  }
}

const layerTypes: ReadonlyMap<string, boolean> = new Map([
  ['application/vnd.oci.image.layer.v1.tar', false],
  ['application/vnd.oci.image.layer.v1.tar+gzip', true],
  ['application/vnd.oci.image.layer.v1.tar+zstd', true],
  ['application/vnd.docker.image.rootfs.diff.tar', false],
  ['application/vnd.docker.image.rootfs.diff.tar.gzip', true],
  ['application/vnd.docker.image.rootfs.diff.tar.zstd', true],
])

/** Whether such a layer is compressed. */
function checkType(mediaType: string): boolean {
  const isCompressed = layerTypes.get(mediaType)
  if (isCompressed !== undefined) return isCompressed
  if (mediaType.includes('nondistributable') || mediaType.includes('rootfs.foreign')) {
    throw new Unreadable(`a layer that is not in the registry but elsewhere (${mediaType})`)
  }
  throw new Unreadable(`a layer of a kind that cannot be read (${mediaType})`)
}
