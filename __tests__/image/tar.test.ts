import { execFileSync } from 'node:child_process'
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { createTarReader, type TarEntry } from '../../src/image/tar.ts'
import { Unreadable } from '../../src/image/unreadable.ts'
import { archiveEnd, gnuLong, padded, pax, rawFile, rawHeader } from './tar-headers.ts'
import { gnuTar } from '../here.ts'

interface ReadEntry extends TarEntry {
  readonly content: string
}

/** What an archive holds, given to the reader so many bytes at a time. */
function read(archive: Buffer, step = archive.length): readonly ReadEntry[] {
  const entries: { entry: TarEntry; pieces: Buffer[] }[] = []
  const reader = createTarReader((entry) => {
    const pieces: Buffer[] = []
    entries.push({ entry, pieces })
    return (bytes) => void pieces.push(Buffer.from(bytes))
  })
  for (let at = 0; at < archive.length; at += Math.max(step, 1)) reader.write(archive.subarray(at, at + step))
  reader.end()
  return entries.map(({ entry, pieces }) => ({ ...entry, content: Buffer.concat(pieces).toString() }))
}

const only = (archive: Buffer): ReadEntry | undefined => {
  const entries = read(archive)
  expect(entries).toHaveLength(1)
  return entries[0]
}

describe('reading a tar archive', () => {
  it('gives the same entries however the bytes are cut', () => {
    const long = `${'d/'.repeat(80)}file`
    const archive = Buffer.concat([
      rawFile('a', 'x'.repeat(1300)),
      pax({ path: long, mtime: '1.5' }),
      rawFile('short', 'of pax'),
      gnuLong('L', `${long}2`),
      rawFile('short', 'of gnu', { magic: 'ustar  \0' }),
      rawHeader({ name: 'l', type: '2', linkName: 'a' }),
      archiveEnd,
    ])
    const whole = read(archive)
    expect(whole.map(({ name, kind, content }) => [name, kind, content.slice(0, 6)])).toEqual([
      ['a', 'file', 'xxxxxx'],
      [long, 'file', 'of pax'],
      [`${long}2`, 'file', 'of gnu'],
      ['l', 'symlink', ''],
    ])
    for (const step of [1, 7, 511, 512, 513, 1000]) expect(read(archive, step)).toEqual(whole)
  })

  it.each([
    ['0', 'file', 'name'],
    ['\0', 'file', 'name'],
    ['\0', 'directory', 'name/'],
    ['0', 'file', 'name/'],
    ['1', 'hardlink', 'name'],
    ['2', 'symlink', 'name'],
    ['3', 'other', 'name'],
    ['5', 'directory', 'name'],
    ['6', 'other', 'name'],
    ['7', 'other', 'name'],
    ['V', 'other', 'name'],
  ])('takes type %j as %s (%s)', (type, kind, name) => {
    expect(only(rawHeader({ name, type, linkName: 'target' }))?.kind).toBe(kind)
  })

  it.each(['1', '2', '3', '4', '5', '6'])('ignores the size of type %s, as runtimes do', (type) => {
    const entries = read(Buffer.concat([rawHeader({ name: 'l', type, size: 512 }), rawFile('next', 'seen')]))
    expect(entries.map(({ name }) => name)).toEqual(['l', 'next'])
  })

  it('puts the prefix of ustar before the name, but not that of GNU or of star, where it is shorter', () => {
    expect(only(rawFile('name', '', { prefix: 'very/long' }))?.name).toBe('very/long/name')
    expect(only(rawFile('name', '', { magic: 'ustar  \0', prefix: '\0' }))?.name).toBe('name')
    const star = rawFile('name', '', { prefix: 'p'.repeat(131), change: (block) => block.write('tar\0', 508) })
    expect(only(star)?.name).toBe(`${'p'.repeat(131)}/name`)
    expect(only(rawFile('name', '', { magic: 'nonsense', prefix: 'ignored' }))?.name).toBe('name')
  })

  it('keeps the access and change times of GNU apart from the prefix that Go wrote in their place before 1.8', () => {
    const times = (block: Buffer): void => void block.write('14636013547\x0014636013547\0', 345)
    expect(only(rawFile('name', '', { magic: 'ustar  \0', change: times }))?.name).toBe('name')
    expect(only(rawFile('name', '', { magic: 'ustar  \0', prefix: 'some/where' }))?.name).toBe('some/where/name')
  })

  it('lets GNU long names go before PAX, and PAX before the header', () => {
    const both = Buffer.concat([
      pax({ path: 'pax', linkpath: 'pax target' }),
      gnuLong('L', 'gnu'),
      gnuLong('K', 'gnu target'),
    ])
    const link = rawHeader({ name: 'ustar', type: '2', linkName: 'ustar target' })
    expect(only(Buffer.concat([both, link]))).toMatchObject({ name: 'gnu', linkName: 'gnu target' })
    expect(only(Buffer.concat([pax({ path: 'pax', linkpath: 'pax target' }), link]))).toMatchObject({
      name: 'pax',
      linkName: 'pax target',
    })
  })

  it('keeps the header where a PAX record is empty', () => {
    expect(only(Buffer.concat([pax({ path: '' }), rawFile('name', '')]))?.name).toBe('name')
  })

  it('forgets what was said of an entry after that entry', () => {
    const archive = Buffer.concat([pax({ path: 'first' }), rawFile('a', ''), rawFile('second', '')])
    expect(read(archive).map(({ name }) => name)).toEqual(['first', 'second'])
  })

  it('skips a global PAX header, and what stood before it', () => {
    const archive = Buffer.concat([pax({ path: 'lost' }), pax({ path: 'everything' }, 'g'), rawFile('name', 'x')])
    expect(only(archive)).toMatchObject({ name: 'name', content: 'x' })
  })

  it('takes the size from PAX, and from base 256', () => {
    const content = padded('twelve bytes')
    expect(only(Buffer.concat([pax({ size: '12' }), rawHeader({ size: 0 }), content]))?.content).toBe('twelve bytes')
    const sizeField = Buffer.from([0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 12])
    expect(only(Buffer.concat([rawHeader({ sizeField }), content]))?.content).toBe('twelve bytes')
  })

  it('keeps names that are not UTF-8 apart', () => {
    const entries = read(
      Buffer.concat([rawHeader({ name: Buffer.from([0xfe]) }), rawHeader({ name: Buffer.from([0xff]) })]),
    )
    expect(new Set(entries.map(({ name }) => name)).size).toBe(2)
  })

  it('passes over a sparse file of either form, whose data are no content', () => {
    const old = rawHeader({
      name: 'old',
      type: 'S',
      size: 5,
      magic: 'ustar  \0',
      change: (block) => void (block[482] = 1),
    })
    const map = Buffer.alloc(512)
    const more = Buffer.from(map)
    more[504] = 1
    const entries = read(
      Buffer.concat([
        old,
        more,
        map,
        padded('bytes'),
        pax({ 'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', 'GNU.sparse.name': 'real' }),
        rawFile('GNUSparseFile.0/real', '1\n0\n5\n'),
        rawFile('after', 'x'),
      ]),
    )
    expect(entries.map(({ name, kind }) => [name, kind])).toEqual([
      ['old', 'sparse'],
      ['real', 'sparse'],
      ['after', 'file'],
    ])
  })

  it('ends at two blocks of zeros, whatever comes after them', () => {
    const archive = Buffer.concat([rawFile('a', ''), archiveEnd, rawFile('b', ''), Buffer.from('garbage')])
    expect(read(archive).map(({ name }) => name)).toEqual(['a'])
  })

  it('takes an archive without them, as runtimes do', () => {
    expect(read(rawFile('a', 'x')).map(({ name }) => name)).toEqual(['a'])
    expect(read(Buffer.concat([rawFile('a', 'x'), Buffer.alloc(512)]))).toHaveLength(1)
    expect(read(Buffer.alloc(0))).toHaveLength(0)
  })

  it('takes a checksum that was made with signed bytes', () => {
    const block = rawHeader({ name: Buffer.from([0xe9]) })
    block.write(' '.repeat(8), 148)
    const sum = block.reduce((total, byte) => total + (byte > 127 ? byte - 256 : byte), 0)
    block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
    expect(read(block)).toHaveLength(1)
  })

  describe('refuses', () => {
    const file = rawFile('a', 'x'.repeat(600))
    const paxText = (text: string): Buffer => Buffer.concat([rawHeader({ type: 'x', size: text.length }), padded(text)])
    it.each<[string, Buffer]>([
      ['text', Buffer.from('no archive at all'.repeat(100))],
      ['a header that was changed', Buffer.from(file).fill('b', 0, 1)],
      ['half a header', file.subarray(0, 300)],
      ['content that is cut off', file.subarray(0, 700)],
      ['something after a single block of zeros', Buffer.concat([Buffer.alloc(512), file])],
      ['a size that is no number', rawHeader({ sizeField: Buffer.from('12x') })],
      ['a negative size', rawHeader({ sizeField: Buffer.alloc(12, 0xff) })],
      ['a size beyond all measure', rawHeader({ sizeField: Buffer.from([0x80, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]) })],
      ['a PAX header of more than 1 MiB', rawHeader({ type: 'x', size: 2 ** 20 + 1 })],
      ['a long name of more than 1 MiB', rawHeader({ type: 'L', size: 2 ** 20 + 1, magic: 'ustar  \0' })],
      ['a PAX record that is longer than the header', paxText('99 path=a\n')],
      ['a PAX record without a length', paxText('path=a\n')],
      ['a PAX record without a value', paxText('8 path\n\n')],
      ['a PAX path with a NUL in it', paxText('11 path=a\0\n')],
      ['a PAX size that is no number', Buffer.concat([pax({ size: '-1' }), file])],
      ['a PAX header that is cut off', pax({ path: 'x'.repeat(600) }).subarray(0, 600)],
      ['an old sparse file in no GNU header', rawHeader({ type: 'S' })],
    ])('%s', (_, archive) => {
      expect(() => read(archive)).toThrow(Unreadable)
      expect(() => read(archive, 100)).toThrow(Unreadable)
    })
  })

  it('reads arbitrary bytes, or refuses them, but nothing else', () => {
    const block = fc.oneof(
      fc.uint8Array({ minLength: 512, maxLength: 512 }),
      fc
        .record({
          name: fc.string({ maxLength: 100 }),
          type: fc.constantFrom('0', '1', '2', '5', 'x', 'g', 'L', 'K', 'S', '\0'),
          size: fc.nat(2000),
          magic: fc.constantFrom('ustar\x0000', 'ustar  \0', ''),
        })
        .map((header) => rawHeader(header)),
      fc.constant(Buffer.alloc(512)),
      fc.uint8Array({ maxLength: 700 }),
    )
    fc.assert(
      fc.property(fc.array(block, { maxLength: 8 }), fc.integer({ min: 1, max: 1500 }), (blocks, step) => {
        try {
          read(Buffer.concat(blocks), step)
        } catch (error) {
          expect(error).toBeInstanceOf(Unreadable)
        }
      }),
      { numRuns: 500 },
    )
  })
})

gnuTar.describe(gnuTar.title('an archive that GNU tar wrote'), () => {
  let folder = ''
  const deep = 'a-directory-with-a-long-name/'.repeat(5)
  const longName = 'n'.repeat(150)

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tar-'))
    mkdirSync(join(folder, deep), { recursive: true })
    writeFileSync(join(folder, deep, 'file'), 'deep')
    writeFileSync(join(folder, 'größe'), 'x'.repeat(2000))
    writeFileSync(join(folder, longName), 'long')
    symlinkSync(`/${deep}file`, join(folder, 'link'))
    linkSync(join(folder, 'größe'), join(folder, 'second-name'))
    writeFileSync(join(folder, 'holes'), 'start')
    truncateSync(join(folder, 'holes'), 10_000_000)
  })

  afterAll(() => {
    rmSync(folder, { recursive: true })
  })

  it.each(['gnu', 'oldgnu', 'posix'])('in the %s format is read', (format) => {
    const options = [`--format=${format}`, '--sparse', '--sort=name', '-C', folder, '-cf', '-', '.']
    const entries = read(execFileSync('tar', options, { maxBuffer: 2 ** 26 }), 1000)
    const bytes = (text: string): string => Buffer.from(text).toString('latin1')
    const found = new Map(entries.map((entry) => [entry.name.replace(/^\.\//, ''), entry]))
    expect(found.get(`${deep}file`)).toMatchObject({ kind: 'file', content: 'deep' })
    expect(found.get(longName)).toMatchObject({ kind: 'file', content: 'long' })
    expect(found.get(bytes('größe'))).toMatchObject({ kind: 'file', content: 'x'.repeat(2000) })
    expect(found.get('link')).toMatchObject({ kind: 'symlink', linkName: `/${deep}file` })
    expect(found.get('second-name')).toMatchObject({ kind: 'hardlink', linkName: `./${bytes('größe')}` })
    expect(found.get('holes')).toMatchObject({ kind: 'sparse' })
  })
})
