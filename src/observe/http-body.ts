import type { IncomingMessage } from 'node:http'
import { pipeline } from 'node:stream'
import type { Readable, Transform } from 'node:stream'
import { Refusal } from './http-faults.ts'

const MAX_ENCODINGS = 3

/**
 * Reads a body as UTF-8 text, up to a number of decoded bytes. Beyond that the connection is closed, not drained.
 *
 * @param method of the request: an answer to HEAD has no body, whatever its headers say
 * @throws Refusal or a stream's error, for `describeFault`
 */
export async function readBody(
  response: IncomingMessage,
  maxBytes: number,
  method: string,
): Promise<{ readonly text: string; readonly truncated: boolean }> {
  const chunks: Buffer[] = []
  let size = 0
  let truncated = false
  const bodiless = method === 'HEAD' || response.statusCode === 204 || response.statusCode === 304
  const stream: Readable = bodiless ? response : decoded(response)
  for await (const chunk of stream) {
    if (!Buffer.isBuffer(chunk)) continue
    chunks.push(chunk.subarray(0, maxBytes - size))
    size += chunk.length
    if (size > maxBytes) {
      truncated = true
      break
    }
  }
  // Of a truncated body the last character may be half there: `stream` leaves it out instead of replacing it.
  return { text: new TextDecoder('utf-8').decode(Buffer.concat(chunks), { stream: truncated }), truncated }
}

/** The body without its encodings: identity is asked for, but some servers compress all the same. */
function decoded(response: IncomingMessage): Readable {
  const encodings = (response.headers['content-encoding'] ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity')
    .toReversed()
  if (encodings.length > MAX_ENCODINGS) throw new Refusal(`the answer is encoded ${encodings.length} times over`)
  return encodings.map(decoder).reduce<Readable>((source, step) => pipeline(source, step, () => {}), response)
}

function decoder(encoding: string): Transform {
  // Loaded when an answer is compressed: few are, and every start would wait for it.
  const { createBrotliDecompress, createUnzip } = process.getBuiltinModule('node:zlib')
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
    case 'deflate':
      return createUnzip()
    case 'br':
      return createBrotliDecompress()
    default:
      throw new Refusal(`the answer comes in the encoding "${encoding.slice(0, 30)}", which was not asked for`)
  }
}
