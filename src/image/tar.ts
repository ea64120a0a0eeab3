import { Unreadable } from './unreadable.ts'

/**
 * Reads tar archives as container runtimes do, which is as Go's `archive/tar` does: ustar with its prefix, PAX, GNU long names and the
 * old GNU sparse form. Where that reader ignores something (a size on a link, a global PAX header), so does this one: what matters is what
 * a task would see.
 */

/** `sparse` and `other` (devices, pipes, types that nobody knows) are told apart only because their content cannot be read. */
export type TarEntryKind = 'file' | 'directory' | 'symlink' | 'hardlink' | 'sparse' | 'other'

export interface TarEntry {
  readonly kind: TarEntryKind
  /** As it is written; one character for each byte, since a name need not be UTF-8. */
  readonly name: string
  /** Of links; written like `name`. */
  readonly linkName: string
  /** Bytes of content that follow in the archive. */
  readonly size: number
}

/** Takes an entry's content, piece by piece. The bytes are only valid during the call. */
export type ContentSink = (bytes: Buffer) => void

/** Takes an archive piece by piece. Both throw `Unreadable` for what is no tar archive. */
export interface TarReader {
  write(bytes: Buffer): void
  /** The archive is over: throws where it ends within an entry. The blocks of zeros that should end it may be missing, as in Go's reader. */
  end(): void
}

const blockSize = 512

/** Bytes of a PAX header, or of a GNU long name; the limit of Go's reader. */
const specialLimit = 2 ** 20

/** Types that have no content, whatever their size field says. */
const headerOnly = new Set(['1', '2', '3', '4', '5', '6'])

type Place = 'header' | 'content' | 'special' | 'sparse-map' | 'end'

/** What goes before an entry and is about it. */
interface About {
  pax?: ReadonlyMap<string, string>
  longName?: string
  longLink?: string
}

type Format = 'v7' | 'ustar' | 'star' | 'gnu'

/**
 * @param onEntry called at each entry's header, in the archive's order; a sink that it gives back gets the entry's content
 */
export function createTarReader(onEntry: (entry: TarEntry) => ContentSink | undefined): TarReader {
  const gathered = Buffer.alloc(blockSize)
  let filled = 0
  let place: Place = 'header'
  let zeroBlocks = 0
  /** Of the content or special record that is being read. */
  let remaining = 0
  let padding = 0
  let sink: ContentSink | undefined
  let special: { readonly type: string; readonly pieces: Buffer[] } | undefined
  let about: About = {}

  function startBody(next: 'content' | 'special', size: number): void {
    remaining = size
    padding = (blockSize - (size % blockSize)) % blockSize
    place = next
    if (next === 'special' && size === 0) finishSpecial()
    if (remaining === 0) place = 'header'
  }

  function finishSpecial(): void {
    if (special === undefined) return
    const { type, pieces } = special
    const bytes = Buffer.concat(pieces)
    special = undefined
    if (type === 'L') about.longName = untilNul(bytes)
    else if (type === 'K') about.longLink = untilNul(bytes)
    else if (type === 'x') about.pax = paxRecords(bytes)
    else {
      // A global header: runtimes skip it, and with it what was said about the entry after it.
      paxRecords(bytes)
      about = {}
    }
  }

  function header(block: Buffer): void {
    if (isZero(block)) {
      zeroBlocks += 1
      if (zeroBlocks === 2) place = 'end'
      return
    }
    if (zeroBlocks > 0) throw new Unreadable('a damaged tar archive: something follows a block of zeros')
    checkSum(block)
    const format = formatOf(block)
    const type = String.fromCharCode(block[156] ?? 0)
    const ownSize = sizeField(block.subarray(124, 136))
    if (type === 'x' || type === 'g' || type === 'L' || type === 'K') {
      if (ownSize > specialLimit) throw new Unreadable('a tar header of more than 1 MiB')
      special = { type, pieces: [] }
      startBody('special', ownSize)
      return
    }
    const said = about
    about = {}
    // What is empty says nothing, so that the next place is asked.
    const name = said.longName || said.pax?.get('path') || nameField(block, format)
    const linkName = said.longLink || said.pax?.get('linkpath') || untilNul(block.subarray(157, 257))
    const size = paxSize(said.pax) ?? ownSize
    const kind = kindOf(type, name, said.pax)
    if (type === 'S' && format !== 'gnu') throw new Unreadable('a damaged tar archive: a sparse file in no GNU header')
    const sparseName = kind === 'sparse' ? (said.pax?.get('GNU.sparse.name') ?? '') : ''
    const contentSize = headerOnly.has(type) || kind === 'directory' ? 0 : size
    sink = onEntry({ kind, name: sparseName || name, linkName, size: contentSize })
    startBody('content', contentSize)
    if (type === 'S' && block[482] !== 0) place = 'sparse-map'
  }

  /** One block of the list of holes of an old GNU sparse file, which stands between header and content. */
  function sparseMap(block: Buffer): void {
    if (block[504] === 0) place = remaining === 0 ? 'header' : 'content'
  }

  /** Takes a whole block, from the piece itself where it holds one; gives back how many bytes of the piece it took. */
  function takeBlock(bytes: Buffer, at: number, take: (block: Buffer) => void): number {
    if (filled === 0 && bytes.length - at >= blockSize) {
      take(bytes.subarray(at, at + blockSize))
      return blockSize
    }
    const taken = bytes.copy(gathered, filled, at)
    filled += taken
    if (filled === blockSize) {
      filled = 0
      take(gathered)
    }
    return taken
  }

  function takeBody(bytes: Buffer, at: number): number {
    const piece = bytes.subarray(at, at + remaining)
    remaining -= piece.length
    if (place === 'content') sink?.(piece)
    // A copy, since the piece is only valid now.
    else special?.pieces.push(Buffer.from(piece))
    if (remaining > 0) return piece.length
    if (place === 'special') finishSpecial()
    sink = undefined
    place = 'header'
    return piece.length
  }

  return {
    write(bytes) {
      let at = 0
      while (at < bytes.length) {
        switch (place) {
          case 'end':
            return
          case 'content':
          case 'special':
            at += takeBody(bytes, at)
            break
          case 'sparse-map':
            at += takeBlock(bytes, at, sparseMap)
            break
          case 'header':
            if (padding > 0) {
              const skipped = Math.min(padding, bytes.length - at)
              padding -= skipped
              at += skipped
            } else {
              at += takeBlock(bytes, at, header)
            }
            break
        }
      }
    },

    end() {
      if (place === 'end' || (place === 'header' && filled === 0)) return
      throw new Unreadable('a truncated tar archive')
    },
  }
}

function kindOf(type: string, name: string, pax: ReadonlyMap<string, string> | undefined): TarEntryKind {
  switch (type) {
    case '\0':
    case '0':
      // Archives from before ustar tell a directory by its slash.
      if (type === '\0' && name.endsWith('/')) return 'directory'
      return isPaxSparse(pax) ? 'sparse' : 'file'
    case '1':
      return 'hardlink'
    case '2':
      return 'symlink'
    case '5':
      return 'directory'
    case 'S':
      return 'sparse'
    default:
      return 'other'
  }
}

function isPaxSparse(pax: ReadonlyMap<string, string> | undefined): boolean {
  return pax !== undefined && [...pax.keys()].some((key) => key.startsWith('GNU.sparse.'))
}

function paxSize(pax: ReadonlyMap<string, string> | undefined): number | undefined {
  const text = pax?.get('size') ?? ''
  if (text === '') return undefined
  const size = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(size)) throw new Unreadable('a damaged tar archive: a size that is no number')
  return size
}

function isZero(block: Buffer): boolean {
  if (block[0] !== 0) return false
  return block.every((byte) => byte === 0)
}

function formatOf(block: Buffer): Format {
  const magic = block.toString('latin1', 257, 263)
  if (magic === 'ustar\0') return block.toString('latin1', 508, 512) === 'tar\0' ? 'star' : 'ustar'
  return magic === 'ustar ' && block.toString('latin1', 263, 265) === ' \0' ? 'gnu' : 'v7'
}

function nameField(block: Buffer, format: Format): string {
  const name = untilNul(block.subarray(0, 100))
  const prefix = prefixField(block, format)
  return prefix === '' ? name : `${prefix}/${name}`
}

function prefixField(block: Buffer, format: Format): string {
  switch (format) {
    case 'ustar':
      return untilNul(block.subarray(345, 500))
    case 'star':
      return untilNul(block.subarray(345, 476))
    case 'gnu':
      // Go before 1.8 wrote a prefix where the GNU format has two times; Go's reader still knows.
      return isTime(block.subarray(345, 357)) && isTime(block.subarray(357, 369))
        ? ''
        : untilNul(block.subarray(345, 500))
    case 'v7':
      return ''
  }
}

function isTime(field: Buffer): boolean {
  return field[0] === 0 || octal(field) !== undefined || ((field[0] ?? 0) & 0x80) !== 0
}

function untilNul(field: Buffer): string {
  const end = field.indexOf(0)
  return field.toString('latin1', 0, end === -1 ? field.length : end)
}

const isFiller = (byte: number | undefined): boolean => byte === 0 || byte === 0x20

/** The number in a field of octal digits; undefined for anything else. An empty field is 0. */
function octal(field: Buffer): number | undefined {
  let at = 0
  while (at < field.length && isFiller(field[at])) at += 1
  let value = 0
  for (; at < field.length; at += 1) {
    const byte = field[at] ?? 0
    if (byte < 0x30 || byte > 0x37) break
    value = value * 8 + (byte - 0x30)
  }
  if (!Number.isSafeInteger(value)) return undefined
  // A NUL ends the number, a space only where nothing else follows.
  if (at === field.length || field[at] === 0) return value
  return field.subarray(at).every((byte) => isFiller(byte)) ? value : undefined
}

/** A size in octal or, with the first bit set, in base 256. */
function sizeField(field: Buffer): number {
  const first = field[0] ?? 0
  const size = (first & 0x80) === 0 ? octal(field) : base256(field)
  if (size === undefined) throw new Unreadable('a damaged tar archive: a size that is no number')
  return size
}

function base256(field: Buffer): number | undefined {
  // The second bit is the sign.
  if (((field[0] ?? 0) & 0x40) !== 0) return undefined
  let value = (field[0] ?? 0) & 0x3f
  for (const byte of field.subarray(1)) {
    value = value * 256 + byte
    if (!Number.isSafeInteger(value)) return undefined
  }
  return value
}

/** Throws unless the header's checksum is right, in either of the two ways in which it was ever computed. */
function checkSum(block: Buffer): void {
  let unsigned = 0
  let signed = 0
  for (let at = 0; at < blockSize; at += 1) {
    const byte = at >= 148 && at < 156 ? 0x20 : (block[at] ?? 0)
    unsigned += byte
    signed += byte > 127 ? byte - 256 : byte
  }
  const written = octal(block.subarray(148, 156))
  if (written !== unsigned && written !== signed) {
    throw new Unreadable('no tar archive, or a damaged one: a header does not match its checksum')
  }
}

/** Records of the form `27 path=…\n`, where the number counts the whole record in bytes. */
function paxRecords(bytes: Buffer): ReadonlyMap<string, string> {
  const records = new Map<string, string>()
  let at = 0
  while (at < bytes.length) {
    const space = bytes.indexOf(0x20, at)
    const digits = space === -1 ? '' : bytes.toString('latin1', at, space)
    const length = /^\d{1,7}$/.test(digits) ? Number(digits) : 0
    const end = at + length
    const equals = bytes.indexOf(0x3d, space)
    if (end > bytes.length || end - 1 <= space || bytes[end - 1] !== 0x0a || equals === -1 || equals >= end - 1) {
      throw new Unreadable('a damaged tar archive: a PAX record that cannot be read')
    }
    const key = bytes.toString('latin1', space + 1, equals)
    const value = bytes.toString('latin1', equals + 1, end - 1)
    const isName = key === 'path' || key === 'linkpath'
    if (key === '' || (isName ? value : key).includes('\0')) {
      throw new Unreadable('a damaged tar archive: a PAX record that cannot be read')
    }
    records.set(key, value)
    at = end
  }
  return records
}
