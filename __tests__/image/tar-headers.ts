/** Fields of a tar header, as they are to be written. */
export interface RawHeader {
  readonly name?: string | Buffer
  readonly type?: string
  readonly size?: number
  /** Instead of the digits of `size`. */
  readonly sizeField?: Buffer
  readonly linkName?: string
  /** With the version after it; `ustar\0` and `00` by default. */
  readonly magic?: string
  readonly prefix?: string
  /** Sets further bytes, before the checksum is made. */
  readonly change?: (block: Buffer) => void
}

/** A header block with a right checksum. */
export function rawHeader(header: RawHeader): Buffer {
  const block = Buffer.alloc(512)
  Buffer.from(header.name ?? 'file').copy(block, 0, 0, 100)
  block.write('0000644\0', 100)
  if (header.sizeField === undefined) block.write(`${(header.size ?? 0).toString(8).padStart(11, '0')}\0`, 124)
  else header.sizeField.copy(block, 124)
  block.write('00000000000\0', 136)
  block.write(header.type ?? '0', 156)
  block.write(header.linkName ?? '', 157, 100)
  block.write(header.magic ?? 'ustar\x0000', 257)
  block.write(header.prefix ?? '', 345, 155)
  header.change?.(block)
  block.write(' '.repeat(8), 148)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}

/** Content filled up to whole blocks. */
export function padded(content: Buffer | string): Buffer {
  const bytes = Buffer.from(content)
  return Buffer.concat([bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)])
}

/** A file with its content. */
export function rawFile(name: string, content: string, more: RawHeader = {}): Buffer {
  return Buffer.concat([rawHeader({ name, size: Buffer.byteLength(content), ...more }), padded(content)])
}

/** A PAX header of these records for the entry that follows. */
export function pax(records: Readonly<Record<string, string>>, type = 'x'): Buffer {
  const text = Object.entries(records)
    .map(([key, value]) => {
      const rest = ` ${key}=${value}\n`
      let length = Buffer.byteLength(rest)
      while (String(length).length + Buffer.byteLength(rest) !== length) {
        length = String(length).length + Buffer.byteLength(rest)
      }
      return `${length}${rest}`
    })
    .join('')
  return Buffer.concat([rawHeader({ name: 'PaxHeaders/x', type, size: Buffer.byteLength(text) }), padded(text)])
}

/** GNU's long name (`L`) or long link name (`K`) for the entry that follows. */
export function gnuLong(type: 'L' | 'K', name: string): Buffer {
  const magic = 'ustar  \0'
  return Buffer.concat([rawHeader({ name: '././@LongLink', type, size: name.length + 1, magic }), padded(`${name}\0`)])
}

export const archiveEnd = Buffer.alloc(1024)
