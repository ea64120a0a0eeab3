import { describe, expect, it } from '@jest/globals'

import { AwsFailure } from '../../src/aws/failure.ts'
import { commitOf } from '../../src/image/commit-of.ts'
import { type BuiltImage, buildImage, buildIndex } from '../../simulator/image-builder.ts'
import { denied, MemoryRepository } from './memory-repository.ts'

const commit = '3fa04cb1e2d3c4b5a69788796a5b4c3d2e1f0a9b'
const other = '9c1e7ab2e2d3c4b5a69788796a5b4c3d2e1f0a9b'
const source = 'https://github.com/shop/app'
const revision = 'org.opencontainers.image.revision'
const home = { repository: 'shop/app', serverUrl: 'https://github.com' }

const imageOf = (labels: Record<string, string> = {}, platform = 'linux/amd64'): BuiltImage =>
  buildImage({ platform, layers: [{ files: { '/n': platform } }], labels })

const said = (image: BuiltImage): Promise<string | undefined> =>
  commitOf(new MemoryRepository(image), image.top.digest, home)

describe('the commit that an image says it is of', () => {
  it.each<[string, BuiltImage]>([
    ['label', imageOf({ [revision]: commit })],
    ['annotation', buildIndex({ images: [imageOf()], annotations: { [revision]: commit } })],
    ['provenance', buildIndex({ images: [imageOf()], provenance: { revision: commit, source } })],
    [
      'own label beside what a base image of another repository left in its annotations',
      buildIndex({
        images: [imageOf({ [revision]: commit })],
        annotations: { [revision]: other, 'org.opencontainers.image.source': 'https://github.com/debian/slim' },
      }),
    ],
  ])('is told by its %s', async (_, image) => {
    expect(await said(image)).toBe(commit)
  })

  it.each<[string, BuiltImage]>([
    ['nothing is said', imageOf()],
    [
      'there are more platforms than are read',
      buildIndex({ images: Array.from({ length: 51 }, (_, at) => imageOf({ [revision]: commit }, `linux/p${at}`)) }),
    ],
    ['an abbreviation is said', imageOf({ [revision]: commit.slice(0, 12) })],
    ['changes were not committed', imageOf({ [revision]: `${commit}-dirty` })],
    ['a branch is said', imageOf({ [revision]: 'main' })],
    [
      'label and provenance differ',
      buildIndex({ images: [imageOf({ [revision]: other })], provenance: { revision: commit, source } }),
    ],
    [
      'provenance names two',
      buildIndex({ images: [imageOf()], provenance: { revision: commit, source, checkout: other } }),
    ],
    [
      'two platforms differ',
      buildIndex({ images: [imageOf({ [revision]: commit }), imageOf({ [revision]: other }, 'linux/arm64')] }),
    ],
    [
      'it is another repository’s',
      imageOf({ [revision]: commit, 'org.opencontainers.image.source': 'https://github.com/x/y' }),
    ],
  ])('is not known where %s', async (_, image) => {
    expect(await said(image)).toBeUndefined()
  })

  it('is not known where the registry refuses to tell, and asked for again after a fault', async () => {
    const image = imageOf({ [revision]: commit })
    const repository = new MemoryRepository(image)
    repository.faults.set(image.top.digest, denied())
    expect(await commitOf(repository, image.top.digest, home)).toBeUndefined()
    const fault = new AwsFailure('retry', 'ecr:BatchGetImage', 'ThrottlingException', 'Rate exceeded')
    repository.faults.set(image.top.digest, fault)
    await expect(commitOf(repository, image.top.digest, home)).rejects.toBe(fault)
    repository.faults.clear()
    expect(await commitOf(repository, image.top.digest, home)).toBe(commit)
  })
})
