import { describe, expect, it } from '@jest/globals'
import { AwsFailure } from '../../src/aws/failure.ts'
import { findByEvidence } from '../../src/image/search.ts'
import { type BuiltImage, buildImage, buildIndex } from '../../simulator/image-builder.ts'
import { denied, MemoryRepository } from './memory-repository.ts'

const commit = '3fa04cb1e2d3c4b5a69788796a5b4c3d2e1f0a9b'
const old = '9c1e7ab2e2d3c4b5a69788796a5b4c3d2e1f0a9b'
const source = 'https://github.com/shop/app'
const revision = 'org.opencontainers.image.revision'
const home = { sourceRepository: 'shop/app', serverUrl: 'https://github.com' }

let made = 0
const imageOf = (labels?: Record<string, string>, annotations?: Record<string, string>): BuiltImage =>
  buildImage({
    layers: [{ files: { '/n': String((made += 1)) } }],
    ...(labels === undefined ? {} : { labels }),
    ...(annotations === undefined ? {} : { annotations }),
  })

const labelled = (sha: string): BuiltImage => imageOf({ [revision]: sha })

describe('searching a repository for the image of a commit', () => {
  it.each<[string, BuiltImage]>([
    ['label', labelled(commit)],
    ['label, abbreviated', labelled(commit.slice(0, 8))],
    ['annotation of the manifest', imageOf(undefined, { [revision]: commit })],
    ['annotation of the index', buildIndex({ images: [imageOf()], annotations: { [revision]: commit } })],
    ['provenance', buildIndex({ images: [imageOf()], provenance: { revision: commit, source } })],
  ])('finds it by its %s', async (_, image) => {
    const repository = new MemoryRepository(labelled(old), image, labelled(old))
    expect(await findByEvidence(repository, commit, home)).toBe(image.top.digest)
  })

  it('finds none where none says so', async () => {
    const foreign = imageOf({
      [revision]: commit.slice(0, 8),
      'org.opencontainers.image.source': 'https://github.com/x/y',
    })
    const repository = new MemoryRepository(labelled(old), imageOf(), imageOf({ [revision]: 'main' }), foreign)
    expect(await findByEvidence(repository, commit, home)).toBeUndefined()
  })

  it('takes no word about another image', async () => {
    const index = buildIndex({ images: [imageOf()], provenance: { revision: commit, source } })
    const [about] = index.manifests.filter(({ subject }) => subject !== undefined).map(({ subject }) => subject ?? '')
    const other = imageOf()
    const repository = new MemoryRepository(index, other)
    const text = index.top.text.replaceAll(about ?? '', other.top.digest)
    repository.top = [repository.addManifest(text, index.top.mediaType)]
    expect(text).not.toBe(index.top.text)
    expect(await findByEvidence(repository, commit, home)).toBeUndefined()
  })

  it('takes the newest of several, and reads no further than to the four around it', async () => {
    const [older, newer] = [labelled(commit), labelled(commit)]
    const others = Array.from({ length: 8 }, () => labelled(old))
    const repository = new MemoryRepository(...others, older, newer, labelled(old))
    expect(await findByEvidence(repository, commit, home)).toBe(newer.top.digest)
    expect(repository.requests.filter((request) => request.startsWith('blob'))).toHaveLength(4)
  })

  it('looks at the newest 50', async () => {
    const fifty = Array.from({ length: 50 }, () => labelled(old))
    expect(await findByEvidence(new MemoryRepository(labelled(commit), ...fifty), commit, home)).toBeUndefined()
    const last = labelled(commit)
    expect(await findByEvidence(new MemoryRepository(last, ...fifty.slice(1)), commit, home)).toBe(last.top.digest)
  })

  it('asks for nothing twice while it waits for the image', async () => {
    const repository = new MemoryRepository(labelled(old), imageOf())
    await findByEvidence(repository, commit, home)
    const before = repository.requests.length
    const late = labelled(commit)
    repository.push(late)
    expect(await findByEvidence(repository, commit, home)).toBe(late.top.digest)
    expect(repository.requests.slice(before)).toHaveLength(3)
  })

  it('passes over what it may not read, or cannot', async () => {
    const [secret, broken, gone, ours] = [labelled(commit), labelled(commit), labelled(commit), labelled(commit)]
    const repository = new MemoryRepository(ours, gone, broken, secret)
    for (const digest of secret.blobs.keys()) repository.faults.set(digest, denied())
    for (const digest of broken.blobs.keys()) repository.forged.set(digest, Buffer.from('{}'))
    repository.manifests.delete(gone.top.digest)
    expect(await findByEvidence(repository, commit, home)).toBe(ours.top.digest)
  })

  it('throws on a fault that may pass', async () => {
    const image = labelled(commit)
    const repository = new MemoryRepository(image)
    const fault = new AwsFailure('retry', 'ecr:BatchGetImage', 'ThrottlingException', 'slow')
    repository.faults.set(image.top.digest, fault)
    await expect(findByEvidence(repository, commit, home)).rejects.toBe(fault)
    repository.faults.clear()
    expect(await findByEvidence(repository, commit, home)).toBe(image.top.digest)
  })

  it('finds none where the registry does not list its images', async () => {
    const repository = new MemoryRepository(labelled(commit))
    repository.newestAnswer = { state: 'not-read', why: 'the protocol cannot', denied: false }
    expect(await findByEvidence(repository, commit, home)).toBeUndefined()
  })
})
