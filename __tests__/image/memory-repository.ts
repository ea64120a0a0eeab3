import { Readable } from 'node:stream'
import { Ending } from '../../src/ending.ts'
import type { Reading } from '../../src/model.ts'
import type { ManifestText, Referrer, Repository } from '../../src/image/registry.ts'
import { type BuiltImage, digestOf } from '../../simulator/image-builder.ts'

/** A repository in memory, which counts what it is asked for and can be told to fail. */
export class MemoryRepository implements Repository {
  readonly name = '123456789012.dkr.ecr.us-east-1.amazonaws.com/app'
  /** `manifest sha256:…`, `blob sha256:…`, `referrers sha256:…`, in order. */
  readonly requests: string[] = []
  readonly manifests = new Map<string, ManifestText & { readonly subject?: string; readonly artifactType?: string }>()
  readonly blobs = new Map<string, Buffer>()
  /** Digests of top-level images, newest first. */
  top: string[] = []
  /** What asking for a manifest or a blob of that digest fails with. */
  readonly faults = new Map<string, Error>()
  /** What is handed out instead of the true bytes. */
  readonly forged = new Map<string, Buffer>()
  /** What a stream fails with when all but its last bytes were read. */
  readonly breaks = new Map<string, Error>()
  referrersAnswer: Reading<readonly Referrer[]> | undefined
  newestAnswer: Reading<readonly string[]> | undefined
  /** Bytes at a time; a whole blob where it is 0. */
  chunk = 0

  constructor(...images: readonly BuiltImage[]) {
    for (const image of images) this.push(image)
  }

  push(image: BuiltImage): string {
    for (const stored of image.manifests) this.manifests.set(stored.digest, stored)
    for (const [digest, bytes] of image.blobs) this.blobs.set(digest, bytes)
    if (image.platform !== 'unknown/unknown') this.top.unshift(image.top.digest)
    return image.top.digest
  }

  /** Makes a blob of these bytes and gives its digest. */
  addBlob(bytes: Buffer | string): string {
    const digest = digestOf(bytes)
    this.blobs.set(digest, Buffer.from(bytes))
    return digest
  }

  addManifest(
    text: string,
    mediaType = 'application/vnd.oci.image.manifest.v1+json',
    subject?: string,
    artifactType?: string,
  ): string {
    const digest = digestOf(text)
    const more = {
      ...(subject === undefined ? {} : { subject }),
      ...(artifactType === undefined ? {} : { artifactType }),
    }
    this.manifests.set(digest, { digest, mediaType, text, ...more })
    return digest
  }

  /** How often blobs that are layers, configs or statements were asked for, by digest. */
  countOf(request: string): number {
    return this.requests.filter((made) => made === request).length
  }

  resolveTags(): Promise<ReadonlyMap<string, string>> {
    return Promise.resolve(new Map())
  }

  manifest(digest: string): Promise<ManifestText | undefined> {
    this.requests.push(`manifest ${digest}`)
    const fault = this.faults.get(digest)
    if (fault !== undefined) return Promise.reject(fault)
    return Promise.resolve(this.manifests.get(digest))
  }

  blob(digest: string): Promise<Readable> {
    this.requests.push(`blob ${digest}`)
    const fault = this.faults.get(digest)
    if (fault !== undefined) return Promise.reject(fault)
    const bytes = this.forged.get(digest) ?? this.blobs.get(digest)
    if (bytes === undefined) return Promise.reject(new Error(`no blob ${digest} in this test`))
    return Promise.resolve(Readable.from(this.#pieces(digest, bytes), { objectMode: false }))
  }

  *#pieces(digest: string, bytes: Buffer): Generator<Buffer> {
    const size = this.chunk === 0 ? bytes.length : this.chunk
    for (let at = 0; at < bytes.length; at += size) {
      const fault = this.breaks.get(digest)
      if (fault !== undefined && at + size >= bytes.length) throw fault
      yield bytes.subarray(at, at + size)
    }
  }

  facts(): Promise<Reading<{ readonly tags: readonly string[] }>> {
    return Promise.resolve({ state: 'read', value: { tags: [] } })
  }

  newest(limit: number): Promise<Reading<readonly string[]>> {
    this.requests.push('newest')
    return Promise.resolve(this.newestAnswer ?? { state: 'read', value: this.top.slice(0, limit) })
  }

  referrers(digest: string): Promise<Reading<readonly Referrer[]>> {
    this.requests.push(`referrers ${digest}`)
    if (this.referrersAnswer !== undefined) return Promise.resolve(this.referrersAnswer)
    const value = [...this.manifests.values()]
      .filter(({ subject }) => subject === digest)
      .map((found) => ({
        digest: found.digest,
        ...(found.artifactType === undefined ? {} : { artifactType: found.artifactType }),
      }))
    return Promise.resolve({ state: 'read', value })
  }
}

export function denied(): Ending {
  return new Ending('access-denied', 'the registry does not let this run read app', 'Expected to read app.', {
    text: 'Log in.',
  })
}
