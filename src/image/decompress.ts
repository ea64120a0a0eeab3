import type { Transform } from 'node:stream'
import { Unreadable } from './unreadable.ts'
import { createFrameSplitter } from './zstd-frames.ts'

/** Takes compressed bytes piece by piece. Both throw `Unreadable` for bytes that cannot be decompressed. */
export interface Decompressor {
  /** Resolves when the piece has been worked off, so that no more than that is held. */
  write(bytes: Buffer): Promise<void>
  end(): Promise<void>
  /** Frees what it holds; also needed where it was not ended. */
  close(): void
}

export type Compression = 'gzip' | 'zstd' | 'none'

/** As many bytes are needed to tell how something is compressed. */
export const magicLength = 4

/** Loaded with the first layer: every start would wait for it. */
const zlib = () => process.getBuiltinModule('node:zlib')

/** How bytes are compressed, by how they begin. */
export function compressionOf(start: Buffer): Compression {
  if (start[0] === 0x1f && start[1] === 0x8b) return 'gzip'
  if (start.length < magicLength) return 'none'
  const magic = start.readUInt32LE(0)
  // The second is a frame that is to be skipped, with which an archive may begin.
  return magic === 0xfd2fb528 || (magic & 0xfffffff0) >>> 0 === 0x184d2a50 ? 'zstd' : 'none'
}

/**
 * @param take gets the decompressed bytes, which are only valid during the call; what it throws comes out of `write` or `end`
 */
export function createDecompressor(compression: Compression, take: (bytes: Buffer) => void): Decompressor {
  switch (compression) {
    case 'none':
      return {
        write: (bytes) => {
          take(bytes)
          return Promise.resolve()
        },
        end: () => Promise.resolve(),
        close: () => undefined,
      }
    case 'gzip':
      return throughStream(zlib().createGunzip({ chunkSize }), take)
    case 'zstd':
      return zstd(take)
  }
}

/** Bytes; Node's own 16 KiB take longer, and so does more (measured with a layer of 300 MB). */
const chunkSize = 64 * 1024

/**
 * Node's stream drops without a word what stands behind the end of a frame in the same piece, and an archive may be thousands of
 * frames (zstd:chunked), so that it is given each frame by itself.
 */
function zstd(take: (bytes: Buffer) => void): Decompressor {
  const inner = throughStream(zlib().createZstdDecompress({ chunkSize }), take)
  const splitter = createFrameSplitter()
  return {
    async write(bytes) {
      for (const piece of splitter.split(bytes)) await inner.write(piece)
    },
    async end() {
      splitter.end()
      await inner.end()
    },
    close: () => {
      inner.close()
    },
  }
}

function throughStream(stream: Transform, take: (bytes: Buffer) => void): Decompressor {
  let fault: { readonly error: unknown } | undefined
  let goOn: () => void = () => undefined
  stream.on('data', (bytes: Buffer) => {
    if (fault !== undefined) return
    try {
      take(bytes)
    } catch (error) {
      fault = { error }
    }
  })
  stream.on('error', (error) => {
    fault ??= { error: damaged(error) }
    // Node does not call back the write that failed.
    goOn()
  })
  const check = (): void => {
    if (fault !== undefined) throw fault.error
  }
  return {
    async write(bytes) {
      check()
      await new Promise<void>((resolve) => {
        goOn = resolve
        stream.write(bytes, () => {
          resolve()
        })
      })
      check()
    },
    async end() {
      check()
      await new Promise<void>((resolve) => {
        stream.once('close', resolve)
        stream.end()
      })
      check()
    },
    close: () => {
      stream.destroy()
    },
  }
}

function damaged(error: Error): Unreadable {
  return new Unreadable(`damaged compressed data (${error.message})`, { cause: error })
}
