import { describe, expect, it } from '@jest/globals'
import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import { ecrRepository, Registry, splitReference } from '../../simulator/ecr.ts'
import { buildImage, buildIndex, digestOf, MEDIA_TYPES, type BuiltImage } from '../../simulator/image-builder.ts'
import { tar } from '../../simulator/wire/tar.ts'

const NAME = ecrRepository('123456789012', 'us-east-1', 'app')
const START = Date.UTC(2025, 6, 21)
const SHA = '3fa04cb0c0ffee0c0ffee0c0ffee0c0ffee0c0ff'

function image(content: string, platform = 'linux/amd64'): BuiltImage {
  return buildImage({ platform, layers: [{ files: { '/app/version': content } }], labels: { a: 'b' } })
}

function setting(): { registry: Registry; later: (milliseconds: number) => void } {
  let now = START
  return { registry: new Registry(() => now), later: (milliseconds) => (now += milliseconds) }
}

describe('an image', () => {
  it.each([
    ['gzip', (bytes: Buffer) => gunzipSync(bytes)],
    ['zstd', (bytes: Buffer) => zstdDecompressSync(bytes)],
    ['none', (bytes: Buffer) => bytes],
  ] as const)('has true digests with %s layers', (compression, open) => {
    const built = buildImage({ compression, layers: [{ files: { '/app/version': '3.3.5' } }] })
    const manifest = JSON.parse(built.top.text)
    expect(digestOf(built.top.text)).toBe(built.top.digest)
    for (const [digest, bytes] of built.blobs) expect(digestOf(bytes)).toBe(digest)
    const layer = built.blobs.get(manifest.layers[0].digest) ?? Buffer.alloc(0)
    const config = JSON.parse(String(built.blobs.get(manifest.config.digest)))
    expect(digestOf(open(layer))).toBe(config.rootfs.diff_ids[0])
    expect(manifest.layers[0].size).toBe(layer.length)
    expect(open(layer).toString('latin1')).toContain('3.3.5')
  })

  it('speaks the Docker format too', () => {
    const built = buildImage({ format: 'docker', layers: [{}] })
    expect(built.top.mediaType).toBe(MEDIA_TYPES.docker.manifest)
    expect(JSON.parse(built.top.text).config.mediaType).toBe(MEDIA_TYPES.docker.config)
  })

  it('writes deletions, opaque directories and links as layers do', () => {
    const built = buildImage({
      compression: 'none',
      layers: [
        { deletes: ['/app/old.py'], opaque: ['/cache'], symlinks: { '/app/current': 'v2' }, hardlinks: { '/b': '/a' } },
      ],
    })
    const names = [...built.blobs.values()].map((bytes) => bytes.toString('latin1')).join('')
    for (const name of ['app/.wh.old.py', 'cache/.wh..wh..opq', 'app/current']) expect(names).toContain(name)
  })

  it.each(['artifact', 'classic'] as const)('carries BuildKit provenance in its %s shape', (shape) => {
    const child = image('1')
    const index = buildIndex({
      images: [child],
      provenance: { revision: SHA, source: 'https://github.com/o/r', shape },
    })
    const [first, attestation] = JSON.parse(index.top.text).manifests
    expect(first.digest).toBe(child.top.digest)
    expect(attestation.annotations['vnd.docker.reference.digest']).toBe(child.top.digest)
    const stored = index.manifests.find(({ digest }) => digest === attestation.digest)
    expect(stored?.subject).toBe(shape === 'artifact' ? child.top.digest : undefined)
    const layer = JSON.parse(stored?.text ?? '').layers[0]
    expect(String(index.blobs.get(layer.digest))).toContain(SHA)
  })

  it('keeps paths of any length in its archive', () => {
    const path = `/${'directory/'.repeat(20)}file`
    const archive = tar([{ kind: 'file', path, content: Buffer.from('x'), modifiedAt: START }])
    const record = `path=${path.slice(1)}\n`
    expect(archive.toString('latin1')).toContain(`${record.length + 4} ${record}`)
  })
})

describe('splitReference', () => {
  it('takes a port for no tag', () => {
    expect(splitReference('localhost:5000/app')).toEqual({ repository: 'localhost:5000/app', tag: 'latest' })
    expect(splitReference('host/app:v1@sha256:0')).toEqual({ repository: 'host/app', tag: 'v1', digest: 'sha256:0' })
  })
})

describe('a registry', () => {
  it('moves a tag with each push and resolves it to the newest', () => {
    const { registry } = setting()
    const first = registry.push(NAME, ['latest', 'v1'], image('1'))
    const second = registry.push(NAME, ['latest'], image('2'))
    expect(registry.resolveImage(`${NAME}:latest`)).toBe(second)
    expect(registry.resolveImage(`${NAME}:v1`)).toBe(first)
    expect(registry.resolveImage(`${NAME}:latest@${first}`)).toBe(first)
    expect(registry.resolveImage(`${NAME}:other`)).toBeUndefined()
  })

  it('refuses to move a tag of an immutable repository', () => {
    const { registry } = setting()
    registry.create(NAME, { immutableTags: true })
    registry.push(NAME, ['v1'], image('1'))
    expect(() => registry.push(NAME, ['v1'], image('2'))).toThrow(/ImageTagAlreadyExistsException/)
    registry.push(NAME, ['v1'], image('1'))
  })

  it('keeps regions and accounts apart', async () => {
    const { registry } = setting()
    registry.push(NAME, ['v1'], image('1'))
    registry.push(ecrRepository('999999999999', 'us-east-1', 'app'), ['v1'], image('2'))
    const ask = registry.api('us-east-1').batchGetImage
    const ids = {
      repositoryName: 'app',
      imageIds: [{ imageTag: 'v1' }],
      acceptedMediaTypes: [MEDIA_TYPES.oci.manifest],
    }
    const own = await ask(ids)
    const other = await ask({ ...ids, registryId: '999999999999' })
    expect(own.images?.[0]?.imageId?.imageDigest).toBe(image('1').top.digest)
    expect(other.images?.[0]?.imageId?.imageDigest).toBe(image('2').top.digest)
    await expect(registry.api('eu-west-1').batchGetImage(ids)).rejects.toMatchObject({
      name: 'RepositoryNotFoundException',
    })
  })

  it('answers missing and impossible images as failures, with codes', async () => {
    const { registry } = setting()
    const digest = registry.push(NAME, ['v1', 'v2'], image('1'))
    registry.push(NAME, ['old'], image('0'))
    registry.archive(`${NAME}:old`)
    const { images, failures } = await registry.api('us-east-1').batchGetImage({
      repositoryName: 'app',
      imageIds: [
        {},
        { imageTag: 'nope' },
        { imageDigest: 'sha256:short' },
        { imageTag: '-bad' },
        { imageTag: 'old', imageDigest: digest },
        { imageTag: 'old' },
        { imageDigest: digest },
      ],
    })
    expect(failures?.map(({ failureCode }) => failureCode)).toEqual([
      'MissingDigestAndTag',
      'ImageNotFound',
      'InvalidImageDigest',
      'InvalidImageTag',
      'ImageTagDoesNotMatchDigest',
      'ImageInaccessible',
    ])
    expect(images).toHaveLength(1)
  })

  it('converts a pull by tag that does not accept the stored format: other bytes, another digest', async () => {
    const { registry } = setting()
    const digest = registry.push(NAME, ['v1'], image('1'))
    const ask = async (acceptedMediaTypes?: string[]): Promise<string | undefined> => {
      const answer = await registry.api('us-east-1').batchGetImage({
        repositoryName: 'app',
        imageIds: [{ imageTag: 'v1' }],
        acceptedMediaTypes,
      })
      return answer.images?.[0]?.imageId?.imageDigest
    }
    expect(await ask([MEDIA_TYPES.oci.manifest])).toBe(digest)
    expect(await ask([MEDIA_TYPES.docker.manifest])).not.toBe(digest)
  })

  it('refuses more than 100 ids in one call', async () => {
    const { registry } = setting()
    registry.push(NAME, ['v1'], image('1'))
    const imageIds = Array.from({ length: 101 }, (_, index) => ({ imageTag: `t${index}` }))
    const api = registry.api('us-east-1')
    await expect(api.batchGetImage({ repositoryName: 'app', imageIds })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    })
    await expect(api.describeImages({ repositoryName: 'app', imageIds })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    })
  })

  it('describes tags, push time and referrers; a missing image fails the whole call', async () => {
    const { registry, later } = setting()
    const child = image('1')
    const digest = registry.push(
      NAME,
      ['v1', 'latest'],
      buildIndex({ images: [child], provenance: { revision: SHA, source: 's' } }),
    )
    later(60_000)
    registry.push(NAME, ['v1'], image('2'))
    const api = registry.api('us-east-1')
    const { imageDetails } = await api.describeImages({ repositoryName: 'app', imageIds: [{ imageDigest: digest }] })
    expect(imageDetails?.[0]).toMatchObject({ imageTags: ['latest'], imagePushedAt: new Date(START) })
    const { referrers } = await api.listImageReferrers({
      repositoryName: 'app',
      subjectId: { imageDigest: child.top.digest },
    })
    expect(referrers?.map(({ artifactType }) => artifactType)).toEqual([
      'application/vnd.docker.attestation.manifest.v1+json',
    ])
    await expect(
      api.describeImages({ repositoryName: 'app', imageIds: [{ imageTag: 'v1' }, { imageTag: 'nope' }] }),
    ).rejects.toMatchObject({ name: 'ImageNotFoundException' })
  })

  it('pages through its images, archived ones only where asked for', async () => {
    const { registry } = setting()
    for (let number = 0; number < 5; number++) registry.push(NAME, [`v${number}`], image(String(number)))
    registry.archive(`${NAME}:v0`)
    const api = registry.api('us-east-1')
    const seen: string[] = []
    let nextToken: string | undefined
    do {
      const page = await api.describeImages({ repositoryName: 'app', maxResults: 3, nextToken })
      seen.push(...(page.imageDetails ?? []).flatMap(({ imageTags }) => imageTags ?? []))
      nextToken = page.nextToken
    } while (nextToken !== undefined)
    expect(seen.toSorted()).toEqual(['v1', 'v2', 'v3', 'v4'])
    const any = await api.describeImages({ repositoryName: 'app', filter: { imageStatus: 'ANY' } })
    expect(any.imageDetails).toHaveLength(5)
  })

  it('gives download URLs for blobs that it has, and for no others', async () => {
    const { registry } = setting()
    const built = image('1')
    registry.push(NAME, ['v1'], built)
    const ask = registry.api('us-east-1').getDownloadUrlForLayer
    const [layer = ''] = built.blobs.keys()
    expect((await ask({ repositoryName: 'app', layerDigest: layer })).downloadUrl).toContain(layer)
    await expect(ask({ repositoryName: 'app', layerDigest: digestOf('x') })).rejects.toMatchObject({
      name: 'LayersNotFoundException',
    })
  })

  it('forgets an image that a lifecycle policy removes', () => {
    const { registry } = setting()
    const digest = registry.push(NAME, ['v1'], image('1'))
    registry.remove(`${NAME}:v1`)
    expect(registry.resolveImage(`${NAME}:v1`)).toBeUndefined()
    expect(registry.resolveImage(`${NAME}@${digest}`)).toBeUndefined()
  })
})
