import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { Ending } from '../../src/ending.ts'
import { createdAtOf, digestsOf, parseManifest } from '../../src/image/manifest.ts'
import type { ManifestText } from '../../src/image/registry.ts'
import { indexText, manifestText, sha256, types } from './memory-ecr.ts'

const asText = (text: string, mediaType = ''): ManifestText => ({ digest: sha256(text), mediaType, text })
const nowhere = async (): Promise<undefined> => undefined

const amd64 = { digest: sha256('amd64'), platform: 'linux/amd64' }
const arm = { digest: sha256('arm'), platform: 'linux/arm/v7' }
const attestation = { digest: sha256('attestation'), platform: 'unknown/unknown' }

function endingOf(run: () => unknown): Ending {
  try {
    run()
  } catch (error) {
    if (error instanceof Ending) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('parseManifest', () => {
  it('reads config and layers of a manifest, OCI and Docker alike', () => {
    for (const mediaType of [types.manifest, types.docker]) {
      const parsed = parseManifest(asText(manifestText('app', { mediaType })))
      expect(parsed).toMatchObject({ kind: 'manifest', mediaType, config: { digest: sha256('app') } })
    }
  })

  it('reads platforms of an index, OCI and Docker alike', () => {
    for (const mediaType of [types.index, types.list]) {
      const parsed = parseManifest(asText(indexText([amd64, arm], { mediaType })))
      expect(parsed).toMatchObject({ kind: 'index', manifests: [amd64, arm] })
    }
  })

  it('takes the type that the registry tells where the document has none', () => {
    const text = manifestText('app', { mediaType: undefined })
    expect(parseManifest(asText(text, types.docker)).mediaType).toBe(types.docker)
  })

  it('tells an index by its shape where nobody names a type', () => {
    expect(parseManifest(asText(indexText([amd64], { mediaType: undefined }))).kind).toBe('index')
  })

  it.each([
    ['Docker schema 1', JSON.stringify({ schemaVersion: 1, name: 'app', fsLayers: [] }), /schema 1/],
    ['text that is no JSON', '<html>', /no JSON/],
    ['a list', '[]', /no JSON object/],
    ['an index that is a manifest too', indexText([amd64], { layers: [], config: {} }), /both/],
    ['an unknown type', manifestText('app', { mediaType: 'application/vnd.example+json' }), /vnd\.example/],
    ['a digest that is no SHA-256', indexText([{ digest: 'md5:1', platform: 'linux/amd64' }]), /no SHA-256/],
    ['layers that are no list', manifestText('app', { layers: {} }), /list of layers/],
    [
      'more layers than anything could mount',
      manifestText('app', { layers: Array.from({ length: 5000 }, () => ({ mediaType: 'x', digest: sha256('x') })) }),
      /it lists 5000 layers, more than the 4096 that are read/,
    ],
    [
      'more images than any index has',
      indexText(Array.from({ length: 5000 }, () => amd64)),
      /it lists 5000 images, more than the 4096 that are read/,
    ],
    ['another schema', manifestText('app', { schemaVersion: 3 }), /schemaVersion/],
  ])('refuses %s', (_, text, explanation) => {
    const ending = endingOf(() => parseManifest(asText(text)))
    expect(ending.code).toBe('digest-unreadable')
    expect(ending.message).toMatch(explanation)
  })

  it('throws nothing but an Ending, whatever the document is', async () => {
    const names = ['schemaVersion', 'mediaType', 'manifests', 'layers', 'config', 'annotations', 'subject', 'platform']
    const leaf = fc.oneof(fc.constantFrom(2, 1, sha256('x'), ...Object.values(types)), fc.jsonValue({ maxDepth: 2 }))
    const document = fc.dictionary(fc.constantFrom(...names, 'digest'), fc.oneof(leaf, fc.array(leaf)))
    const json = fc.oneof(document, fc.jsonValue()).map((value) => JSON.stringify(value))
    await fc.assert(
      fc.asyncProperty(fc.oneof(json, fc.string()), async (text) => {
        try {
          await digestsOf(parseManifest(asText(text)), nowhere)
        } catch (error) {
          expect(error).toBeInstanceOf(Ending)
        }
      }),
    )
  })
})

describe('digestsOf', () => {
  it('is an index and its runnable children, without attestations', async () => {
    const text = asText(indexText([amd64, attestation, arm]))
    expect(await digestsOf(parseManifest(text), nowhere)).toEqual({
      digests: [text.digest, amd64.digest, arm.digest],
      platforms: [amd64, arm],
    })
  })

  it.each([
    ['its platform', { platform: { os: 'unknown', architecture: 'unknown' } }],
    ['its annotation', { annotations: { 'vnd.docker.reference.type': 'a type that BuildKit adds one day' } }],
  ])('knows an attestation by %s alone', async (_, mark) => {
    const entry = { mediaType: types.manifest, digest: attestation.digest, size: 1, ...mark }
    const image = { mediaType: types.manifest, digest: amd64.digest, size: 1 }
    const text = asText(indexText([], { manifests: [entry, image] }))
    expect((await digestsOf(parseManifest(text), nowhere)).digests).toEqual([text.digest, amd64.digest])
  })

  it('leaves out what is marked as an artifact', async () => {
    const soci = {
      mediaType: types.manifest,
      digest: sha256('soci'),
      size: 1,
      artifactType: 'application/vnd.amazon.soci.index.v2+json',
      platform: { os: 'linux', architecture: 'amd64' },
    }
    const image = { mediaType: types.manifest, digest: amd64.digest, size: 1 }
    const text = asText(indexText([], { manifests: [soci, image] }))
    const { digests, platforms } = await digestsOf(parseManifest(text), nowhere)
    expect(digests).not.toContain(soci.digest)
    expect(platforms).toEqual([{ platform: 'unspecified', digest: amd64.digest }])
  })

  it('opens an index within the index', async () => {
    const inner = asText(indexText([amd64, attestation]))
    const entry = { mediaType: types.index, digest: inner.digest, size: 1 }
    const outer = asText(indexText([], { manifests: [entry] }))
    const fetch = async (digest: string): Promise<ManifestText | undefined> =>
      digest === inner.digest ? inner : undefined
    expect(await digestsOf(parseManifest(outer), fetch)).toEqual({
      digests: [outer.digest, inner.digest, amd64.digest],
      platforms: [amd64],
    })
  })

  it('opens no more than 20 of them, each of which may be megabytes', async () => {
    const nested = Array.from({ length: 21 }, (_, at) => asText(indexText([{ ...amd64, digest: sha256(`${at}`) }])))
    const outer = (count: number): ManifestText =>
      asText(
        indexText([], {
          manifests: nested.slice(0, count).map(({ digest }) => ({ mediaType: types.index, digest, size: 1 })),
        }),
      )
    const asked: string[] = []
    const fetch = async (digest: string): Promise<ManifestText | undefined> => {
      asked.push(digest)
      return nested.find((text) => text.digest === digest)
    }
    expect((await digestsOf(parseManifest(outer(20)), fetch)).platforms).toHaveLength(20)
    asked.length = 0
    await expect(digestsOf(parseManifest(outer(21)), fetch)).rejects.toMatchObject({
      code: 'digest-unreadable',
      message: expect.stringContaining('it lists 21 indexes, more than the 20 that are read'),
    })
    expect(asked).toEqual([])
  })

  it('is the manifest alone for an image without an index', async () => {
    const text = asText(manifestText('app'))
    expect(await digestsOf(parseManifest(text), nowhere)).toEqual({ digests: [text.digest], platforms: [] })
  })

  it.each([
    ['an index of attestations only', indexText([attestation])],
    ['an empty index', indexText([])],
    [
      'a chart',
      manifestText('app', { config: { mediaType: 'application/vnd.cncf.helm.config.v1+json', digest: sha256('x') } }),
    ],
    [
      'an index whose inner index is missing',
      indexText([], { manifests: [{ mediaType: types.index, digest: sha256('x') }] }),
    ],
  ])('refuses %s, which nothing can run', async (_, text) => {
    await expect(digestsOf(parseManifest(asText(text)), nowhere)).rejects.toMatchObject({ code: 'digest-unreadable' })
  })
})

describe('createdAtOf', () => {
  it('is the annotated time, where that is one', () => {
    const annotated = (created: unknown): ManifestText =>
      asText(manifestText('app', { annotations: { 'org.opencontainers.image.created': created } }))
    expect(createdAtOf(parseManifest(annotated('2026-01-02T03:04:05Z')))).toBe(Date.UTC(2026, 0, 2, 3, 4, 5))
    expect(createdAtOf(parseManifest(annotated('yesterday')))).toBeUndefined()
    expect(createdAtOf(parseManifest(annotated(7)))).toBeUndefined()
  })
})
