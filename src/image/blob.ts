import { createHash } from 'node:crypto'
import type { Descriptor } from './manifest.ts'
import type { Repository } from './registry.ts'
import { Unreadable } from './unreadable.ts'

/** Bytes of a config or an attestation; as many as a registry takes as a manifest. */
const blobLimit = 4 * 2 ** 20

/**
 * Reads a small blob, whose bytes are checked against its digest.
 * Throws `Unreadable` for other bytes, or more than 4 MiB of them, and what the repository throws.
 */
export async function readBlob(repository: Pick<Repository, 'blob'>, { digest, size }: Descriptor): Promise<string> {
  const tooLarge = (): Unreadable => new Unreadable(`it is larger than the ${blobLimit / 2 ** 20} MiB that are read`)
  if (size !== undefined && size > blobLimit) throw tooLarge()
  const stream = await repository.blob(digest)
  const pieces: Buffer[] = []
  let read = 0
  try {
    for await (const chunk of stream) {
      const bytes: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk)
      read += bytes.length
      if (read > blobLimit) throw tooLarge()
      pieces.push(bytes)
    }
  } finally {
    stream.destroy()
  }
  const content = Buffer.concat(pieces)
  if (`sha256:${createHash('sha256').update(content).digest('hex')}` !== digest) {
    throw new Unreadable('the registry handed out other bytes than those that its digest names')
  }
  return content.toString('utf8')
}
