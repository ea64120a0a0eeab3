import { describe, expect, it } from '@jest/globals'
import { type FileFinding, findFile } from '../../src/image/file.ts'
import { createLayerReader } from '../../src/image/layers.ts'
import type { Descriptor } from '../../src/image/manifest.ts'
import { Unreadable } from '../../src/image/unreadable.ts'
import { type LayerEntry, layerArchive } from './layer-entries.ts'
import { MemoryRepository } from './memory-repository.ts'
import { archiveEnd, pax, rawFile, rawHeader } from './tar-headers.ts'

type Layer = readonly LayerEntry[] | Buffer

/** Looks for a file in these layers, the lowest first; tells which layers were asked for, by their number. */
async function look(
  path: string,
  ...layers: readonly Layer[]
): Promise<{ finding: FileFinding; asked: readonly number[] }> {
  const repository = new MemoryRepository()
  const descriptors = layers.map((layer): Descriptor => {
    const bytes = Buffer.isBuffer(layer) ? layer : layerArchive(layer)
    const digest = repository.addBlob(bytes)
    return { mediaType: 'application/vnd.oci.image.layer.v1.tar', digest, size: bytes.length, annotations: {} }
  })
  const finding = await findFile(path, descriptors, createLayerReader(repository))
  const asked = repository.requests.map(
    (request) => descriptors.findIndex(({ digest }) => request === `blob ${digest}`) + 1,
  )
  return { finding, asked }
}

async function contentOf(path: string, ...layers: readonly Layer[]): Promise<string | undefined> {
  const { finding } = await look(path, ...layers)
  return finding.state === 'found' ? finding.content.toString() : undefined
}

const file = (path: string, content = path): LayerEntry => ({ kind: 'file', path, content })
const link = (path: string, target: string): LayerEntry => ({ kind: 'symlink', path, target })
const hardlink = (path: string, target: string): LayerEntry => ({ kind: 'hardlink', path, target })
const deleted = (path: string): LayerEntry => ({ kind: 'delete', path })
const opaque = (path: string): LayerEntry => ({ kind: 'opaque', path })

describe('finding a file in the layers of an image', () => {
  it('asks for no layer below the one that tells', async () => {
    const { finding, asked } = await look('/app/v', [file('/app/v', 'old')], [file('/app/v', 'new')], [file('/x')])
    expect(finding).toMatchObject({ state: 'found', layer: 2, content: Buffer.from('new') })
    expect(asked).toEqual([3, 2])
  })

  it('takes the last of several copies in one layer', async () => {
    expect(await contentOf('/v', [file('/v', 'first'), file('/x'), file('/v', 'second')])).toBe('second')
  })

  it('asks for every layer where none has it', async () => {
    const { finding, asked } = await look('/v', [file('/a')], [file('/b')])
    expect(finding).toEqual({ state: 'lacking', why: 'no layer has it', via: [] })
    expect(asked).toEqual([2, 1])
  })

  it.each<[string, Layer, string]>([
    ['it', [deleted('/app/core/v')], 'layer 2 of 3 deletes /app/core/v'],
    ['a directory above it', [deleted('/app')], 'layer 2 of 3 deletes /app'],
    ['all that its directory had', [opaque('/app/core')], 'layer 2 of 3 empties /app/core'],
    ['all that a directory above had', [opaque('/app'), file('/app/core/w')], 'layer 2 of 3 empties /app'],
    ['a directory above by a new one', [deleted('/app'), file('/app/core/w')], 'layer 2 of 3 empties /app'],
    ['everything', rawFile('.wh..wh..opq', ''), 'layer 2 of 3 empties /'],
    ['a directory above by a file', [file('/app')], '/app is no directory'],
  ])('stops at the layer that deletes %s', async (_, layer, why) => {
    const { finding, asked } = await look('/app/core/v', [file('/app/core/v')], layer, [file('/x')])
    expect(finding).toEqual({ state: 'lacking', why, layer: 2, via: [] })
    expect(asked).toEqual([3, 2])
  })

  it.each<[string, Layer]>([
    ['deletes the old one', [deleted('/app/v'), file('/app/v', 'new')]],
    ['deletes the old one last', [file('/app/v', 'new'), deleted('/app/v')]],
    ['empties its directory', [file('/app/v', 'new'), opaque('/app')]],
  ])('finds what the layer has that %s', async (_, layer) => {
    expect(await contentOf('/app/v', [file('/app/v', 'old')], layer)).toBe('new')
  })

  it.each<[string, Layer]>([
    ['another file', [deleted('/app/w')]],
    ['a name that begins alike', [deleted('/ap')]],
    ['a directory beside it', [opaque('/other')]],
    ['what aufs left of its own', [file('/.wh..wh.plnk/1.2'), file('/.wh..wh.aufs')]],
  ])('is not led astray by %s', async (_, layer) => {
    expect(await contentOf('/app/v', [file('/app/v', 'there')], layer)).toBe('there')
  })

  it('forgets a whiteout in a directory that the same layer then replaced', async () => {
    const upper: Layer = [deleted('/a/v'), file('/a', 'a file'), { kind: 'directory', path: '/a' }]
    expect(await contentOf('/a/v', [file('/a/v', 'there')], upper)).toBe('there')
  })

  it('does not take up again what a layer in between replaced', async () => {
    const { finding } = await look('/a/v', [file('/a/v')], [file('/a', 'a file')], [file('/a/w')])
    expect(finding.state).toBe('lacking')
  })

  describe('by way of symbolic links', () => {
    it.each<[string, string, readonly Layer[], string]>([
      ['an absolute one', '/app/v', [[file('/srv/v', 'yes')], [link('/app/v', '/srv/v')]], '/app/v -> /srv/v'],
      ['a relative one', '/app/v', [[file('/srv/v', 'yes')], [link('/app/v', '../srv/v')]], '/app/v -> ../srv/v'],
      ['a directory', '/lib/v', [[link('/lib', 'usr/lib')], [file('/usr/lib/v', 'yes')]], '/lib -> usr/lib'],
      [
        'one that would leave the root',
        '/v',
        [[file('/etc/v', 'yes'), link('/v', '../../../etc/v')]],
        '/v -> ../../../etc/v',
      ],
      [
        'a way back out of a link',
        '/v',
        [[file('/b/w', 'yes'), file('/b/c/x'), link('/a', 'b/c'), link('/v', 'a/../w')]],
        '/v -> a/../w, /a -> b/c',
      ],
    ])('%s', async (_, path, layers, via) => {
      const { finding } = await look(path, ...layers)
      expect(finding).toMatchObject({ state: 'found', content: Buffer.from('yes') })
      expect(finding.via.join(', ')).toBe(via)
    })

    it('begins at the top again, since the target may be newer than the link', async () => {
      expect(await contentOf('/v', [file('/w', 'old'), link('/v', '/w')], [file('/w', 'new')])).toBe('new')
    })

    it('finds nothing where the target is not there', async () => {
      const { finding } = await look('/v', [link('/v', '/gone')])
      expect(finding).toEqual({ state: 'lacking', why: 'no layer has it', via: ['/v -> /gone'] })
    })

    it('follows 40 of them, and no more', async () => {
      const chain = (count: number): Layer => [
        file('/l0', 'end'),
        ...Array.from({ length: count }, (_, at) => link(`/l${at + 1}`, `l${at}`)),
      ]
      expect(await contentOf('/l40', chain(40))).toBe('end')
      await expect(look('/l41', chain(41))).rejects.toThrow('more than 40 symbolic links on the path')
      await expect(look('/v', [link('/v', '/v')])).rejects.toThrow(Unreadable)
    })

    it('puts entries of the same layer where its own links lead', async () => {
      expect(await contentOf('/data/v', [link('/app', '/data'), file('/app/v', 'yes')])).toBe('yes')
    })

    it('has a directory of an upper layer take the place of a link below, as overlay file systems do', async () => {
      const layers: readonly Layer[] = [
        [link('/lib', 'usr/lib'), file('/usr/lib/v', 'lower')],
        [file('/lib/v', 'upper')],
      ]
      expect(await contentOf('/lib/v', ...layers)).toBe('upper')
      expect(await contentOf('/usr/lib/v', ...layers)).toBe('lower')
    })
  })

  describe('by way of hard links', () => {
    it('reads what the other name was given, in the same layer', async () => {
      const { finding, asked } = await look('/v', [file('/x')], [file('/w', 'yes'), hardlink('/v', 'w')])
      expect(finding).toMatchObject({ state: 'found', layer: 2, content: Buffer.from('yes') })
      expect(asked).toEqual([2, 2])
    })

    it('keeps what the name was given when the other one is overwritten', async () => {
      expect(await contentOf('/v', [file('/w', 'yes'), hardlink('/v', '/w'), file('/w', 'no')])).toBe('yes')
    })

    it('reads from the layers below what its own layer lacks', async () => {
      expect(await contentOf('/v', [file('/w', 'yes')], [hardlink('/v', '/w')])).toBe('yes')
    })

    it('follows one that is a second name of a symbolic link', async () => {
      expect(await contentOf('/a/v', [file('/a/w', 'yes'), link('/l', 'w'), hardlink('/a/v', '/l')])).toBe('yes')
    })

    it('refuses one to nothing', async () => {
      await expect(look('/v', [hardlink('/v', '/gone')])).rejects.toThrow(
        'layer 1 of 1: a hard link to /gone, which is not there',
      )
    })

    it('refuses a chain without end', async () => {
      const chain = Array.from({ length: 60 }, (_, at) => hardlink(`/l${at + 1}`, `/l${at}`))
      await expect(look('/l60', [file('/l0'), ...chain])).rejects.toThrow('more than 40 hard links')
    })
  })

  describe('does not take for the file', () => {
    it.each<[string, Layer, string]>([
      ['a directory', [file('/v/w')], 'it is a directory'],
      ['a device', rawHeader({ name: 'v', type: '3' }), '/v is no regular file'],
      ['something of an unknown type', rawHeader({ name: 'v', type: 'Z' }), '/v is no regular file'],
      ['a symbolic link to nothing', rawHeader({ name: 'v', type: '2' }), 'it is a symbolic link to nothing'],
    ])('%s', async (_, layer, why) => {
      expect((await look('/v', layer)).finding).toMatchObject({ state: 'lacking', why })
    })
  })

  it.each<[string, Layer]>([
    ['./v', rawFile('./v', 'yes')],
    ['/v', rawFile('/v', 'yes')],
    ['a/../v', rawFile('a/../v', 'yes')],
    ['a PAX name', Buffer.concat([pax({ path: 'v' }), rawFile('x', 'yes')])],
  ])('knows it as %s', async (_, layer) => {
    expect(await contentOf('/v', layer)).toBe('yes')
  })

  it('compares names byte for byte', async () => {
    expect(await contentOf('/größe', rawFile('größe', 'yes'))).toBe('yes')
    const latin = rawFile('', 'no', { name: Buffer.from('größe', 'latin1') })
    expect(await contentOf('/größe', latin)).toBeUndefined()
  })

  it('reads a file of 1 MiB, and none that is larger', async () => {
    expect(await contentOf('/v', [file('/v', 'x'.repeat(2 ** 20))])).toHaveLength(2 ** 20)
    await expect(look('/v', [file('/v', 'x'.repeat(2 ** 20 + 1))])).rejects.toThrow(
      'layer 1 of 1: the file has 1048577 bytes, more than the 1 MiB that are read',
    )
  })

  it('does not mind a large file that a later entry replaces', async () => {
    expect(await contentOf('/v', [file('/v', 'x'.repeat(2 ** 20 + 1)), file('/v', 'small')])).toBe('small')
  })

  it.each<[string, string, Layer, RegExp]>([
    ['a path that leaves the root', '/../v', [file('/v')], /the path leaves the root/],
    ['an entry that leaves the root', '/v', rawFile('../v', 'x'), /layer 1 of 1: an entry whose path leaves the root/],
    [
      'a hard link that leaves the root',
      '/v',
      rawHeader({ name: 'v', type: '1', linkName: '../v' }),
      /leaves the root/,
    ],
    ['a sparse file', '/v', Buffer.concat([pax({ 'GNU.sparse.name': 'v' }), rawFile('x', '')]), /sparse/],
    ['an entry below a file', '/v/w', [file('/v'), file('/v/w')], /below something that is no directory/],
    ['a whiteout of nothing', '/v', rawFile('.wh.', ''), /a whiteout that names nothing/],
    ['a whiteout of the directory itself', '/v', rawFile('a/.wh...', ''), /a whiteout that names nothing/],
    [
      'a link to far too long a path',
      '/v',
      Buffer.concat([pax({ linkpath: 'x/'.repeat(3000) }), rawHeader({ name: 'l', type: '2' })]),
      /too long/,
    ],
    [
      'entries below links without end',
      '/v',
      [link('/a', 'b'), link('/b', 'a'), file('/a/v')],
      /more than 40 symbolic links/,
    ],
    [
      'a layer that is damaged after the file',
      '/v',
      Buffer.concat([rawFile('v', 'x'), rawHeader({}).fill(1, 0, 9), archiveEnd]),
      /layer 1 of 1: no tar archive/,
    ],
  ])('refuses %s', async (_, path, layer, why) => {
    const looking = look(path, layer)
    await expect(looking).rejects.toThrow(Unreadable)
    await expect(looking).rejects.toThrow(why)
  })

  it('remembers no more links than memory allows', async () => {
    const one = pax({ linkpath: 'x'.repeat(4000) })
    const many = Array.from({ length: 17_000 }, (_, at) =>
      Buffer.concat([one, rawHeader({ name: `l${at}`, type: '2' })]),
    )
    await expect(look('/v', Buffer.concat(many))).rejects.toThrow('more symbolic links than can be followed')
  })
})
