/** One entry of a layer, in the order in which it is written. */
export type TarEntry =
  | { readonly kind: 'file'; readonly path: string; readonly content: Buffer; readonly modifiedAt: number }
  | { readonly kind: 'directory'; readonly path: string; readonly modifiedAt: number }
  | {
      readonly kind: 'symlink' | 'hardlink'
      readonly path: string
      readonly target: string
      readonly modifiedAt: number
    }

const BLOCK = 512
const TYPE_FLAGS = { file: '0', hardlink: '1', symlink: '2', directory: '5' } as const

/**
 * Writes a POSIX ustar archive as `docker build` does: paths without a leading slash, pax records for paths that the
 * 100 bytes of the header's name do not hold. `modifiedAt` in milliseconds.
 */
export function tar(entries: readonly TarEntry[]): Buffer {
  const blocks: Buffer[] = []
  for (const entry of entries) {
    const path = entry.path.replace(/^\/+/, '') + (entry.kind === 'directory' ? '/' : '')
    const target = entry.kind === 'symlink' || entry.kind === 'hardlink' ? entry.target : ''
    const pax: Record<string, string> = {}
    if (Buffer.byteLength(path) > 100) pax['path'] = path
    if (Buffer.byteLength(target) > 100) pax['linkpath'] = target
    if (Object.keys(pax).length > 0) {
      const records = Buffer.from(
        Object.entries(pax)
          .map(([key, value]) => paxRecord(key, value))
          .join(''),
      )
      blocks.push(header('PaxHeaders/entry', 'x', records.length, entry.modifiedAt, ''), padded(records))
    }
    const content = entry.kind === 'file' ? entry.content : Buffer.alloc(0)
    blocks.push(header(path, TYPE_FLAGS[entry.kind], content.length, entry.modifiedAt, target), padded(content))
  }
  blocks.push(Buffer.alloc(2 * BLOCK))
  return Buffer.concat(blocks)
}

function header(path: string, typeFlag: string, size: number, modifiedAt: number, target: string): Buffer {
  const block = Buffer.alloc(BLOCK)
  // A name that is too long is cut here; the pax record in front of the entry carries the whole of it.
  Buffer.from(path).copy(block, 0, 0, 100)
  block.write('0000644\0', 100)
  block.write('0000000\0', 108)
  block.write('0000000\0', 116)
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
  block.write(
    `${Math.floor(modifiedAt / 1000)
      .toString(8)
      .padStart(11, '0')}\0`,
    136,
  )
  block.write(' '.repeat(8), 148)
  block.write(typeFlag, 156)
  Buffer.from(target).copy(block, 157, 0, 100)
  block.write('ustar\x0000', 257)
  const checksum = block.reduce((sum, byte) => sum + byte, 0)
  block.write(`${checksum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}

function padded(content: Buffer): Buffer {
  const rest = content.length % BLOCK
  return rest === 0 ? content : Buffer.concat([content, Buffer.alloc(BLOCK - rest)])
}

/** A pax record counts itself: `27 path=…\n`. */
function paxRecord(key: string, value: string): string {
  const body = Buffer.byteLength(` ${key}=${value}\n`)
  let length = body + 1
  while (String(length).length + body !== length) length = String(length).length + body
  return `${length} ${key}=${value}\n`
}
