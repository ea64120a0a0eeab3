import { Unreadable } from './unreadable.ts'

/** Cuts zstd data at the ends of its frames. */
export interface FrameSplitter {
  /** The piece, cut so that each part belongs to one frame, a frame to be skipped being one. Throws `Unreadable`. */
  split(bytes: Buffer): Iterable<Buffer>
  /** Throws `Unreadable` where the data ends within a frame. */
  end(): void
}

const frameMagic = 0xfd2fb528
const skippableMagic = 0x184d2a50

type Part = 'magic' | 'skip-size' | 'skip' | 'descriptor' | 'header' | 'block-header' | 'block' | 'checksum'

/** Bytes of the frame header after its descriptor (RFC 8878, 3.1.1.1). */
function headerLength(descriptor: number): number {
  const singleSegment = (descriptor & 0x20) !== 0
  const windowLength = singleSegment ? 0 : 1
  const dictionaryLength = [0, 1, 2, 4][descriptor & 3] ?? 0
  const contentSizeLength = [singleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0
  return windowLength + dictionaryLength + contentSizeLength
}

/** Follows the format of RFC 8878 without decompressing anything. */
export function createFrameSplitter(): FrameSplitter {
  let part: Part = 'magic'
  /** Bytes of the part that are still to come, and those of a fixed field that have. */
  let missing = 4
  let field = 0
  let shift = 0
  let hasChecksum = false
  let isLast = false

  function go(next: Part, length: number): void {
    part = next
    missing = length
    field = 0
    shift = 0
  }

  function afterMagic(): void {
    const magic = field >>> 0
    if (magic === frameMagic) go('descriptor', 1)
    else if ((magic & 0xfffffff0) >>> 0 === skippableMagic) go('skip-size', 4)
    else throw new Unreadable('damaged compressed data (no zstd frame where one must begin)')
  }

  function afterBlockHeader(): void {
    isLast = (field & 1) === 1
    const size = (field >>> 3) & 0x1fffff
    switch ((field >>> 1) & 3) {
      case 0:
      case 2:
        go('block', size)
        return
      case 1:
        // One byte that is repeated.
        go('block', 1)
        return
      default:
        throw new Unreadable('damaged compressed data (a zstd block of an unknown type)')
    }
  }

  function afterBlock(): void {
    if (!isLast) go('block-header', 3)
    else if (hasChecksum) go('checksum', 4)
    else go('magic', 4)
  }

  /** Moves on as long as parts are complete; whether a frame has just ended. */
  function advance(): boolean {
    let frameEnded = false
    while (missing === 0) {
      switch (part) {
        case 'magic':
          afterMagic()
          break
        case 'skip-size':
          go('skip', field >>> 0)
          break
        case 'skip':
          frameEnded = true
          go('magic', 4)
          break
        case 'descriptor':
          hasChecksum = (field & 4) !== 0
          go('header', headerLength(field))
          break
        case 'header':
          go('block-header', 3)
          break
        case 'block-header':
          afterBlockHeader()
          break
        case 'block':
          frameEnded = isLast && !hasChecksum
          afterBlock()
          break
        case 'checksum':
          frameEnded = true
          go('magic', 4)
          break
      }
    }
    return frameEnded
  }

  const isField = (): boolean =>
    part === 'magic' || part === 'skip-size' || part === 'descriptor' || part === 'block-header'

  function* split(bytes: Buffer): Generator<Buffer> {
    let start = 0
    let at = 0
    while (at < bytes.length) {
      if (isField()) {
        field |= (bytes[at] ?? 0) << shift
        shift += 8
        missing -= 1
        at += 1
      } else {
        const taken = Math.min(missing, bytes.length - at)
        missing -= taken
        at += taken
      }
      if (advance()) {
        yield bytes.subarray(start, at)
        start = at
      }
    }
    if (start < bytes.length) yield bytes.subarray(start)
  }

  return {
    split,
    end() {
      if (part !== 'magic' || missing !== 4) throw new Unreadable('compressed data that ends too early')
    },
  }
}
