/** PNG with a palette: a page of text has few colours, and a picture of it needs a third of the bytes. */
import { crc32, deflateSync, inflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex')
const MOST_COLOURS = 256

interface Pixels {
  readonly width: number
  readonly height: number
  /** 0xrrggbb, row by row. */
  readonly colours: Uint32Array
}

/** The same picture in at most 256 colours: its most frequent ones, and for each other the nearest of these. @param png 8-bit RGB or RGBA */
export function withPalette(png: Buffer): Buffer {
  const { width, height, colours } = read(png)
  const frequency = new Map<number, number>()
  for (const colour of colours) frequency.set(colour, (frequency.get(colour) ?? 0) + 1)
  const palette = chosen(frequency)
  const indices = new Map(palette.map((colour, index) => [colour, index]))
  const rows = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const colour = colours[y * width + x] ?? 0
      let index = indices.get(colour)
      if (index === undefined) {
        index = nearest(colour, palette)
        indices.set(colour, index)
      }
      rows[y * (width + 1) + 1 + x] = index
    }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  // Eight bits for a pixel, each an index.
  header.set([8, 3, 0, 0, 0], 8)
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** The most frequent colours: half of the palette as they are, the rest so that none is like another. */
function chosen(frequency: ReadonlyMap<number, number>): number[] {
  const byFrequency = [...frequency].toSorted(([, a], [, b]) => b - a).map(([colour]) => colour)
  if (byFrequency.length <= MOST_COLOURS) return byFrequency
  const palette = byFrequency.slice(0, MOST_COLOURS / 2)
  for (const distance of [4096, 1024, 256, 64, 0])
    for (const colour of byFrequency) {
      if (palette.length === MOST_COLOURS) return palette
      if (palette.every((other) => distanceOf(colour, other) > distance)) palette.push(colour)
    }
  return palette
}

function nearest(colour: number, palette: readonly number[]): number {
  let best = 0
  for (const [index, candidate] of palette.entries())
    if (distanceOf(colour, candidate) < distanceOf(colour, palette[best] ?? 0)) best = index
  return best
}

function distanceOf(one: number, other: number): number {
  const [red, green, blue] = [16, 8, 0].map((bits) => ((one >> bits) & 255) - ((other >> bits) & 255))
  return (red ?? 0) ** 2 + (green ?? 0) ** 2 + (blue ?? 0) ** 2
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

function read(png: Buffer): Pixels {
  if (!png.subarray(0, 8).equals(SIGNATURE)) throw new Error('not a PNG')
  const width = png.readUInt32BE(16)
  const height = png.readUInt32BE(20)
  const channels = { 2: 3, 6: 4 }[png[25] ?? 0]
  if (png[24] !== 8 || channels === undefined || png[28] !== 0) throw new Error('not a PNG of 8-bit RGB or RGBA')
  const data: Buffer[] = []
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at)
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(png.subarray(at + 8, at + 8 + length))
    at += length + 12
  }
  return { width, height, colours: unfiltered(inflateSync(Buffer.concat(data)), width, height, channels) }
}

/** Undoes the filter of each row (PNG specification, section 9). */
function unfiltered(raw: Buffer, width: number, height: number, channels: number): Uint32Array {
  const stride = width * channels
  const colours = new Uint32Array(width * height)
  let above = new Uint8Array(stride)
  for (let y = 0; y < height; y++) {
    const start = y * (stride + 1)
    const row = new Uint8Array(raw.subarray(start + 1, start + 1 + stride))
    for (let i = 0; i < stride; i++) {
      const left = i < channels ? 0 : (row[i - channels] ?? 0)
      const up = above[i] ?? 0
      const upLeft = i < channels ? 0 : (above[i - channels] ?? 0)
      row[i] = (row[i] ?? 0) + predicted(raw[start] ?? 0, left, up, upLeft)
    }
    for (let x = 0; x < width; x++) {
      const at = x * channels
      colours[y * width + x] = ((row[at] ?? 0) << 16) | ((row[at + 1] ?? 0) << 8) | (row[at + 2] ?? 0)
    }
    above = row
  }
  return colours
}

function predicted(filter: number, left: number, up: number, upLeft: number): number {
  switch (filter) {
    case 0:
      return 0
    case 1:
      return left
    case 2:
      return up
    case 3:
      return (left + up) >> 1
    case 4: {
      const estimate = left + up - upLeft
      const [toLeft, toUp, toUpLeft] = [left, up, upLeft].map((value) => Math.abs(estimate - value))
      if ((toLeft ?? 0) <= (toUp ?? 0) && (toLeft ?? 0) <= (toUpLeft ?? 0)) return left
      return (toUp ?? 0) <= (toUpLeft ?? 0) ? up : upLeft
    }
    default:
      throw new Error(`no filter of PNG: ${filter}`)
  }
}
