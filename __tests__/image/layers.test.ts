import { randomBytes } from 'node:crypto'
import { constants, gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { AwsFailure } from '../../src/aws/failure.ts'
import type { LayerFacts } from '../../src/image/layer-scan.ts'
import { createLayerReader, type LayerLimits } from '../../src/image/layers.ts'
import type { Descriptor } from '../../src/image/manifest.ts'
import { Unreadable } from '../../src/image/unreadable.ts'
import { digestOf, MEDIA_TYPES } from '../../simulator/image-builder.ts'
import { type LayerEntry, layerArchive } from './layer-entries.ts'
import { MemoryRepository } from './memory-repository.ts'
import { rawHeader } from './tar-headers.ts'

const entries: readonly LayerEntry[] = [
  { kind: 'file', path: '/app/other.bin', content: 'o'.repeat(100_000) },
  { kind: 'file', path: '/app/config.py', content: "VERSION = '3.3.6'\n" },
  { kind: 'file', path: '/app/last.txt', content: 'l'.repeat(3000) },
]
const archive = layerArchive(entries)
const path = ['app', 'config.py']

interface Given {
  readonly bytes: Buffer
  readonly mediaType?: string
  readonly descriptor?: Partial<Descriptor>
  readonly chunk?: number
  readonly forged?: Buffer
  readonly limits?: LayerLimits
}

async function read({ bytes, mediaType, descriptor, chunk = 0, forged, limits }: Given): Promise<LayerFacts> {
  const repository = new MemoryRepository()
  repository.chunk = chunk
  const digest = repository.addBlob(bytes)
  if (forged !== undefined) repository.forged.set(digest, forged)
  const layer = { mediaType: mediaType ?? MEDIA_TYPES.oci.layer.gzip, digest, size: bytes.length, annotations: {} }
  return createLayerReader(repository, undefined, limits)({ ...layer, ...descriptor }, path)
}

function contentIn(facts: LayerFacts): string | undefined {
  const node = facts.at(-1)?.node
  return node?.kind === 'file' && node.content.state === 'read'
    ? Buffer.concat(node.content.pieces).toString()
    : undefined
}

const version = "VERSION = '3.3.6'\n"

/** A gibibyte is decompressed: that takes a busy machine some seconds. */
const GIBIBYTE_PATIENCE_MS = 60_000

describe('reading a layer', () => {
  it.each<[string, string, Buffer]>([
    ['OCI gzip', MEDIA_TYPES.oci.layer.gzip, gzipSync(archive)],
    ['OCI zstd', MEDIA_TYPES.oci.layer.zstd, zstdCompressSync(archive)],
    ['OCI plain', MEDIA_TYPES.oci.layer.none, archive],
    ['Docker gzip', MEDIA_TYPES.docker.layer.gzip, gzipSync(archive)],
    ['Docker zstd', MEDIA_TYPES.docker.layer.zstd, zstdCompressSync(archive)],
    ['Docker plain', MEDIA_TYPES.docker.layer.none, archive],
    ['zstd behind the type of gzip, which runtimes take', MEDIA_TYPES.docker.layer.gzip, zstdCompressSync(archive)],
    ['plain behind the type of gzip, which runtimes take', MEDIA_TYPES.docker.layer.gzip, archive],
  ])('finds a file in %s', async (_, mediaType, bytes) => {
    expect(contentIn(await read({ mediaType, bytes }))).toBe(version)
  })

  it.each([1, 3, 100, 4096])('finds it when %i bytes come at a time', async (chunk) => {
    expect(contentIn(await read({ bytes: gzipSync(archive), chunk }))).toBe(version)
    const many = Buffer.concat([zstdCompressSync(archive.subarray(0, 5000)), zstdCompressSync(archive.subarray(5000))])
    expect(contentIn(await read({ bytes: many, mediaType: MEDIA_TYPES.oci.layer.zstd, chunk }))).toBe(version)
  })

  it('reads all members of gzip and all frames of zstd, those that are to be skipped left out', async () => {
    const cut = 102_000
    const parts = [archive.subarray(0, cut), archive.subarray(cut)]
    const gzip = Buffer.concat(parts.map((part) => gzipSync(part)))
    expect(contentIn(await read({ bytes: gzip }))).toBe(version)
    const skipped = Buffer.from([0x5e, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3])
    for (const checked of [0, 1]) {
      const params = { [constants.ZSTD_c_checksumFlag]: checked }
      const frames = parts.flatMap((part) => [zstdCompressSync(part, { params }), skipped])
      const bytes = Buffer.concat([skipped, ...frames])
      expect(contentIn(await read({ bytes, mediaType: MEDIA_TYPES.oci.layer.zstd }))).toBe(version)
    }
  })

  it('asks for a layer once for the same question', async () => {
    const repository = new MemoryRepository()
    const bytes = gzipSync(archive)
    const digest = repository.addBlob(bytes)
    const layer = { mediaType: MEDIA_TYPES.oci.layer.gzip, digest, annotations: {} }
    const readLayer = createLayerReader(repository)
    const [one, other] = await Promise.all([readLayer(layer, path), readLayer(layer, path)])
    expect(one).toBe(other)
    expect(repository.requests).toHaveLength(1)
  })

  describe('says nothing of', () => {
    const bytes = gzipSync(archive)
    const noise = randomBytes(500_000)

    it.each<[string, Given, RegExp]>([
      [
        'other bytes',
        { bytes, forged: gzipSync(Buffer.from(archive).fill('5', 103_000, 103_001)) },
        /other bytes|more than|of the/,
      ],
      [
        'bytes of the same length',
        {
          bytes: archive,
          mediaType: MEDIA_TYPES.oci.layer.none,
          forged: Buffer.from(archive).fill('5', 102_933, 102_934),
        },
        /other bytes/,
      ],
      ['a layer that is cut off', { bytes, forged: bytes.subarray(0, bytes.length - 9) }, /of the \d+ bytes/],
      ['a layer that goes on', { bytes, forged: Buffer.concat([bytes, noise]) }, /more than the \d+ bytes/],
      [
        'a layer of true digest whose gzip is cut off',
        { bytes: bytes.subarray(0, bytes.length - 9) },
        /damaged compressed data/,
      ],
      [
        'a layer of true digest whose zstd is cut off',
        { bytes: zstdCompressSync(archive).subarray(0, -5) },
        /ends too early/,
      ],
      [
        'a layer of true digest whose archive is cut off',
        { bytes: gzipSync(archive.subarray(0, 50_000)) },
        /truncated tar/,
      ],
      ['noise', { bytes: noise }, /no tar archive/],
      [
        'gzip with garbage behind it',
        { bytes: Buffer.concat([bytes, Buffer.from('garbage')]) },
        /damaged compressed data/,
      ],
      ['zstd with garbage behind it', { bytes: Buffer.concat([zstdCompressSync(archive), noise]) }, /no zstd frame/],
      ['gzip behind the type of a plain archive', { bytes, mediaType: MEDIA_TYPES.oci.layer.none }, /tar archive/],
      [
        'a layer of another kind',
        { bytes, mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip+encrypted' },
        /of a kind that cannot be read/,
      ],
      [
        'a layer that lies elsewhere',
        { bytes, mediaType: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip' },
        /elsewhere/,
      ],
      [
        'a layer that may not be distributed',
        { bytes, mediaType: 'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip' },
        /elsewhere/,
      ],
    ])('%s', async (_, given, why) => {
      const reading = read(given)
      await expect(reading).rejects.toThrow(Unreadable)
      await expect(reading).rejects.toThrow(why)
    })

    it(
      'a compression bomb, and stops before its end',
      async () => {
        const zeros = Buffer.alloc(16 * 2 ** 20)
        const frame = zstdCompressSync(zeros)
        const start = rawHeader({ name: 'zeros', size: 80 * zeros.length })
        const bomb = Buffer.concat([zstdCompressSync(start), ...Array.from({ length: 80 }, () => frame)])
        const forged = Buffer.concat([bomb, noise])
        const reading = read({
          bytes: bomb,
          mediaType: MEDIA_TYPES.oci.layer.zstd,
          chunk: 1000,
          forged,
          descriptor: { size: forged.length },
        })
        await expect(reading).rejects.toThrow(/more than 1 GiB, and more than 100 times its size/)
      },
      GIBIBYTE_PATIENCE_MS,
    )

    it('an image of more layers than are read', async () => {
      const limits = { image: 150_000, free: 2 ** 30, ratio: 100 }
      const repository = new MemoryRepository()
      const layer = (content: string): Descriptor => ({
        mediaType: MEDIA_TYPES.oci.layer.none,
        digest: repository.addBlob(layerArchive([...entries, { kind: 'file', path: '/x', content }])),
        annotations: {},
      })
      const readLayer = createLayerReader(repository, undefined, limits)
      await readLayer(layer('1'), path)
      await expect(readLayer(layer('2'), path)).rejects.toThrow(/of layers would have to be read/)
    })

    it('a layer that grows no more than a hundredfold is none', async () => {
      const limits = { image: 2 ** 30, free: 1000, ratio: 100 }
      const dense = gzipSync(layerArchive([...entries, { kind: 'file', path: '/n', content: noise.toString('hex') }]))
      expect(contentIn(await read({ bytes: dense, limits }))).toBe(version)
      await expect(read({ bytes: gzipSync(archive), limits: { ...limits, ratio: 10 } })).rejects.toThrow(Unreadable)
    })
  })

  it('throws on what the connection fails with', async () => {
    const repository = new MemoryRepository()
    const digest = repository.addBlob(archive)
    repository.chunk = 1000
    const fault = new AwsFailure('retry', 'GET', 'ECONNRESET', 'reset')
    repository.breaks.set(digest, fault)
    const layer = { mediaType: MEDIA_TYPES.oci.layer.none, digest, annotations: {} }
    await expect(createLayerReader(repository)(layer, path)).rejects.toBe(fault)
  })

  it('stops when the run is cancelled', async () => {
    const repository = new MemoryRepository()
    const layer = { mediaType: MEDIA_TYPES.oci.layer.none, digest: repository.addBlob(archive), annotations: {} }
    const reason = new Error('cancelled')
    await expect(createLayerReader(repository, AbortSignal.abort(reason))(layer, path)).rejects.toBe(reason)
  })

  it('gives nothing but facts or a clear refusal for arbitrary bytes', async () => {
    const prefixes = [
      Buffer.alloc(0),
      Buffer.from([0x1f, 0x8b, 8, 0]),
      Buffer.from([0x28, 0xb5, 0x2f, 0xfd]),
      gzipSync(archive).subarray(0, 60),
    ]
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...prefixes), fc.uint8Array({ maxLength: 1500 }), async (prefix, rest) => {
        const bytes = Buffer.concat([prefix, rest])
        try {
          expect(contentIn(await read({ bytes, chunk: 97 }))).toBeUndefined()
        } catch (error) {
          expect(error).toBeInstanceOf(Unreadable)
        }
      }),
      { numRuns: 150 },
    )
  })

  it('never takes bytes whose digest is another one', async () => {
    const bytes = gzipSync(archive)
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const forged = Buffer.from(bytes)
        forged[at] = (forged[at] ?? 0) ^ change
        expect(digestOf(forged)).not.toBe(digestOf(bytes))
        await expect(read({ bytes, forged })).rejects.toThrow('other bytes than those that its digest names')
      }),
      { numRuns: 50 },
    )
  })
})
