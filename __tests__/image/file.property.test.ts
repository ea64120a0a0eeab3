import { Readable } from 'node:stream'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { findFile } from '../../src/image/file.ts'
import { createLayerReader } from '../../src/image/layers.ts'
import type { Descriptor } from '../../src/image/manifest.ts'
import { Unreadable } from '../../src/image/unreadable.ts'
import { digestOf } from '../../simulator/image-builder.ts'
import { type LayerEntry, layerArchive } from './layer-entries.ts'
import { directory, extract, overlaid, readFile, type Tree } from './union.ts'

const names = fc.constantFrom('a', 'b', 'c')
const path = fc.array(names, { minLength: 1, maxLength: 3 }).map((parts) => `/${parts.join('/')}`)
const relative = fc
  .array(fc.constantFrom('a', 'b', 'c', '..'), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join('/'))

const entry: fc.Arbitrary<LayerEntry> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('file' as const), path, content: fc.constantFrom('1', '2', '3', '4') }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('directory' as const), path }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('symlink' as const), path, target: fc.oneof(path, relative) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('hardlink' as const), path, target: path }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), path }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('opaque' as const), path }) },
)

const stack = fc.array(fc.array(entry, { maxLength: 6 }), { minLength: 1, maxLength: 4 })

/** What a runtime would show of the layers, and the layers with only those entries that it could extract. */
function union(layers: readonly (readonly LayerEntry[])[]): { readonly seen: Tree; readonly possible: LayerEntry[][] } {
  let seen: Tree = directory()
  const possible = layers.map((entries) => {
    const root = directory()
    const kept = entries.filter((each) => extract(root, each, seen))
    seen = overlaid(seen, root)
    return kept
  })
  return { seen, possible }
}

async function found(layers: readonly (readonly LayerEntry[])[], sought: string): Promise<string | undefined> {
  const blobs = new Map<string, Buffer>()
  const descriptors = layers.map((entries): Descriptor => {
    const bytes = layerArchive(entries)
    const digest = digestOf(bytes)
    blobs.set(digest, bytes)
    return { mediaType: 'application/vnd.oci.image.layer.v1.tar', digest, size: bytes.length, annotations: {} }
  })
  const blob = (digest: string): Promise<Readable> =>
    Promise.resolve(Readable.from([blobs.get(digest) ?? Buffer.alloc(0)]))
  const finding = await findFile(sought, descriptors, createLayerReader({ blob }))
  return finding.state === 'found' ? finding.content.toString() : undefined
}

describe('a file in a stack of layers', () => {
  it('is what a naive union file system shows', async () => {
    await fc.assert(
      fc.asyncProperty(stack, path, async (layers, sought) => {
        const { seen, possible } = union(layers)
        const expected = readFile(seen, sought)
        const outcome = found(possible, sought)
        if (expected === 'loop') await expect(outcome).rejects.toThrow(Unreadable)
        else expect(await outcome).toBe(expected)
      }),
      { numRuns: Number(process.env['RUNS'] ?? 400) },
    )
  })
})
