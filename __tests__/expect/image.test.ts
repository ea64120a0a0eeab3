import { describe, expect, it, jest } from '@jest/globals'
import { AwsFailure } from '../../src/aws/failure.ts'
import { Ending } from '../../src/ending.ts'
import {
  createImageFinder,
  type EvidenceRead,
  type FindByEvidence,
  type ImageFinder,
  type ReadEvidence,
} from '../../src/expect/image.ts'
import type { ExplainingRepository } from '../../src/image/ecr.ts'
import { openRepository } from '../../src/image/registries.ts'
import type { ExpectedImage, ImageEvidence, ImageLookup } from '../../src/model.ts'
import { SimulatedClock } from '../../simulator/clock.ts'
import { ecrHost, indexText, manifestText, MemoryEcr, sha256 } from '../image/memory-ecr.ts'

const clock = new SimulatedClock()
const commit = '3fa04cb5d1e2f3a4b5c6d7e8f90a1b2c3d4e5f60'
const repository = `${ecrHost}/app`
const current = { repository, tag: 'live' }

function finderFor(
  ecr: MemoryEcr,
  hooks: { findByEvidence?: FindByEvidence; readEvidence?: ReadEvidence } = {},
): ImageFinder {
  const deps = { aws: { ecr: () => ecr }, settings: {} }
  return createImageFinder({ commit, clock, open: (name) => openRepository(name, deps), ...hooks })
}

function imageIn(lookup: ImageLookup): ExpectedImage {
  if (lookup.state === 'missing') throw new Error(`missing: ${lookup.searched}`)
  return lookup.image
}

const retry = (): AwsFailure => new AwsFailure('retry', 'ecr:BatchGetImage', 'ThrottlingException', 'Rate exceeded')

describe('ofCommit', () => {
  it.each([commit, `sha-${commit}`, '3fa04cb', 'sha-3fa04cb5d1e2'])(
    'finds the image tagged %s in one call',
    async (tag) => {
      const ecr = new MemoryEcr()
      const digest = ecr.push(manifestText('app'), [tag, 'live'], new Date(5000))
      const image = imageIn(await finderFor(ecr).ofCommit(current))
      expect(image).toEqual({
        repository,
        tag,
        digest,
        digests: [digest],
        platforms: [],
        tags: [tag, 'live'],
        pushedAt: 5000,
        binding: 'commit-tag',
        evidence: { state: 'not-asked' },
      })
      expect(ecr.calls).toEqual(['BatchGetImage', 'DescribeImages'])
    },
  )

  it('asks once for a tag that the current task definition names and that the image did not have', async () => {
    const ecr = new MemoryEcr()
    const content = manifestText('app')
    ecr.push(content, [commit])
    const finder = finderFor(ecr)
    expect(imageIn(await finder.ofCommit(current)).tags).toEqual([commit])
    ecr.push(content, [commit, 'promoted'])
    const before = ecr.calls.length
    const promoted = { repository, tag: 'promoted' }
    expect(imageIn(await finder.ofCommit(promoted)).tags).toContain('promoted')
    const other = { repository, tag: 'of-another-image' }
    expect(imageIn(await finder.ofCommit(other)).tags).not.toContain('of-another-image')
    await finder.ofCommit(promoted)
    await finder.ofCommit(other)
    expect(ecr.calls.slice(before)).toEqual(['BatchGetImage', 'BatchGetImage'])
  })

  it('expects the index and its runnable children', async () => {
    const ecr = new MemoryEcr()
    const children = [
      { digest: ecr.push(manifestText('amd64')), platform: 'linux/amd64' },
      { digest: ecr.push(manifestText('arm64')), platform: 'linux/arm64' },
      { digest: ecr.push(manifestText('proof')), platform: 'unknown/unknown' },
    ]
    const digest = ecr.push(indexText(children), [commit])
    const image = imageIn(await finderFor(ecr).ofCommit(current))
    expect(image.digests).toEqual([digest, children[0]?.digest, children[1]?.digest])
    expect(image.platforms).toEqual(children.slice(0, 2))
  })

  it('prefers the full SHA, then the longest prefix', async () => {
    const ecr = new MemoryEcr()
    ecr.push(manifestText('short'), ['3fa04cb'], new Date(9000))
    const longer = ecr.push(manifestText('longer'), ['sha-3fa04cb5d1'], new Date(1))
    expect(imageIn(await finderFor(ecr).ofCommit(current)).digest).toBe(longer)
    const full = ecr.push(manifestText('full'), [`sha-${commit}`], new Date(2))
    expect(imageIn(await finderFor(ecr).ofCommit(current)).digest).toBe(full)
  })

  it('among equals prefers what the current task definition resolves to', async () => {
    const ecr = new MemoryEcr()
    const bare = ecr.push(manifestText('bare'), ['3fa04cb'], new Date(1))
    const prefixed = ecr.push(manifestText('prefixed'), ['sha-3fa04cb', 'live'], new Date(2))
    const finder = finderFor(ecr)
    const [byTag, byDigest] = await Promise.all([
      finder.ofCommit(current),
      finder.ofCommit({ repository, digest: bare }),
    ])
    expect([imageIn(byTag).digest, imageIn(byDigest).digest]).toEqual([prefixed, bare])
  })

  it('among equals of which none is live prefers the newest', async () => {
    const ecr = new MemoryEcr()
    ecr.push(manifestText('bare'), ['3fa04cb'], new Date(1))
    const newest = ecr.push(manifestText('prefixed'), ['sha-3fa04cb'], new Date(2))
    expect(imageIn(await finderFor(ecr).ofCommit(current)).digest).toBe(newest)
  })

  it('asks again for a missing image, and never again for one that was found', async () => {
    const ecr = new MemoryEcr()
    const finder = finderFor(ecr)
    expect(await finder.ofCommit(current)).toMatchObject({
      state: 'missing',
      repository,
      searched: expect.stringContaining('a prefix of 7 or more'),
    })
    expect(ecr.calls).toHaveLength(1)
    const digest = ecr.push(manifestText('app'), [commit])
    await finder.ofCommit(current)
    const calls = ecr.calls.length
    // The tag moves on: what is expected does not.
    ecr.push(manifestText('another'), [commit])
    expect(imageIn(await finder.ofCommit(current)).digest).toBe(digest)
    expect(ecr.calls).toHaveLength(calls)
  })

  it('tells that the repository itself is missing', async () => {
    const ecr = new MemoryEcr()
    ecr.repositoryExists = false
    expect(await finderFor(ecr).ofCommit(current)).toMatchObject({
      searched: expect.stringContaining('does not exist'),
    })
  })

  it('shares its calls between services that ask at once', async () => {
    const ecr = new MemoryEcr()
    ecr.push(manifestText('app'), [commit])
    const finder = finderFor(ecr)
    await Promise.all([finder.ofCommit(current), finder.ofCommit({ repository, tag: 'old' }), finder.ofCommit(current)])
    expect(ecr.calls.filter((call) => call === 'BatchGetImage')).toHaveLength(1)
  })

  it('tries again after a fault', async () => {
    const ecr = new MemoryEcr()
    ecr.push(manifestText('app'), [commit])
    ecr.failNext('BatchGetImage', retry())
    const finder = finderFor(ecr)
    await expect(finder.ofCommit(current)).rejects.toMatchObject({ kind: 'retry' })
    expect((await finder.ofCommit(current)).state).toBe('found')
  })

  it('learns the time of the push later where that could not be read at first', async () => {
    const ecr = new MemoryEcr()
    ecr.push(manifestText('app'), [commit], new Date(7))
    ecr.failNext('DescribeImages', retry())
    const finder = finderFor(ecr)
    expect(imageIn(await finder.ofCommit(current)).pushedAt).toBeUndefined()
    expect(imageIn(await finder.ofCommit(current)).pushedAt).toBe(7)
  })

  it('ends the run where the image is not what its digest says', async () => {
    const ecr = new MemoryEcr()
    ecr.forged.set(ecr.push(manifestText('app'), [commit]), manifestText('other'))
    await expect(finderFor(ecr).ofCommit(current)).rejects.toMatchObject({ code: 'digest-unreadable' })
  })

  it('finds by evidence what no tag names, and stays with it when a tag comes', async () => {
    const ecr = new MemoryEcr()
    const digest = ecr.push(manifestText('app'), ['v3'])
    const findByEvidence = jest.fn<FindByEvidence>().mockResolvedValueOnce(undefined).mockResolvedValue(digest)
    const finder = finderFor(ecr, { findByEvidence })
    expect(await finder.ofCommit(current)).toMatchObject({
      state: 'missing',
      searched: expect.stringContaining('label'),
    })
    const image = imageIn(await finder.ofCommit(current))
    expect(image).toMatchObject({ digest, binding: 'evidence', tags: ['v3'] })
    expect(image.tag).toBeUndefined()
    ecr.push(manifestText('later'), [commit])
    expect(imageIn(await finder.ofCommit(current)).digest).toBe(digest)
    expect(findByEvidence).toHaveBeenCalledTimes(2)
  })

  describe('in a registry that cannot batch', () => {
    const digestOf = (tag: string): string => sha256(manifestText(tag))

    /** A repository outside ECR with images of these tags, and what it was asked for. */
    function plain(
      tags: readonly string[],
      listed?: ExplainingRepository['tags'],
    ): { fake: ExplainingRepository; asked: string[][] } {
      const asked: string[][] = []
      const fake: ExplainingRepository = {
        name: 'ghcr.io/org/app',
        absence: () => undefined,
        resolveTags: async (names) => {
          asked.push([...names])
          return new Map(names.filter((tag) => tags.includes(tag)).map((tag) => [tag, digestOf(tag)]))
        },
        ...(listed === undefined ? {} : { tags: listed }),
        manifest: async (digest) => {
          const tag = tags.find((one) => digestOf(one) === digest)
          return tag === undefined ? undefined : { digest, mediaType: '', text: manifestText(tag) }
        },
        blob: () => Promise.reject(new Error('not asked for')),
        facts: async () => ({ state: 'read', value: { tags: [] } }),
        newest: async () => ({ state: 'read', value: [] }),
        referrers: async () => ({ state: 'read', value: [] }),
      }
      return { fake, asked }
    }
    const look = (fake: ExplainingRepository, tag = 'live', time = clock): Promise<ImageLookup> =>
      createImageFinder({ commit, clock: time, open: () => fake }).ofCommit({ repository: fake.name, tag })

    it('asks for the usual tags, best first, until one is there', async () => {
      const { fake, asked } = plain(['sha-3fa04cb5d1e2'])
      expect(imageIn(await look(fake)).tag).toBe('sha-3fa04cb5d1e2')
      expect(asked).toEqual([
        [commit, `sha-${commit}`],
        ['3fa04cb5d1e2', 'sha-3fa04cb5d1e2'],
      ])
    })

    it.each(['3fa04cb5', 'sha-3fa04cb5d1', '3fa04cb5d1e2f', `sha-${commit.slice(0, 39)}`])(
      'finds the tag %s that the task definition names',
      async (tag) => {
        expect(imageIn(await look(plain([tag]).fake, tag))).toMatchObject({ tag, binding: 'commit-tag' })
      },
    )

    it('finds for one service the tag that the task definition of another one names', async () => {
      const { fake } = plain(['3fa04cb5'])
      const finder = createImageFinder({ commit, clock, open: () => fake })
      expect((await finder.ofCommit({ repository: fake.name, tag: 'live' })).state).toBe('missing')
      await finder.ofCommit({ repository: fake.name, tag: '3fa04cb5' })
      expect(imageIn(await finder.ofCommit({ repository: fake.name, tag: 'live' })).tag).toBe('3fa04cb5')
    })

    it('takes no tag of a task definition for the commit that is another one', async () => {
      expect((await look(plain(['3fa04cc5']).fake, '3fa04cc5')).state).toBe('missing')
    })

    it('finds a tag of any length that the registry lists, the longest first', async () => {
      const { fake } = plain(['3fa04cb', 'sha-3fa04cb5d', 'v1'], async () => ['3fa04cb', 'sha-3fa04cb5d', 'v1'])
      expect(imageIn(await look(fake)).tag).toBe('sha-3fa04cb5d')
    })

    it('prefers a longer tag that is listed to that of the task definition', async () => {
      const { fake } = plain(['3fa04cb5', '3fa04cb5d'], async () => ['3fa04cb5d'])
      expect(imageIn(await look(fake, '3fa04cb5')).tag).toBe('3fa04cb5d')
    })

    it('asks for no list where the full SHA is a tag', async () => {
      const { fake } = plain([commit], () => Promise.reject(new Error('not asked for')))
      expect(imageIn(await look(fake)).tag).toBe(commit)
    })

    it('does not wait for a list that does not come', async () => {
      const time = new SimulatedClock()
      const from = time.now()
      const { fake } = plain(['3fa04cb'], () => new Promise(() => undefined))
      expect(imageIn(await look(fake, 'live', time)).tag).toBe('3fa04cb')
      expect(time.now() - from).toBe(3_000)
    })

    it('tells what was looked for', async () => {
      expect(await look(plain([]).fake)).toMatchObject({
        searched: `the tags ${commit}, sha-${commit}, 3fa04cb5d1e2, sha-3fa04cb5d1e2, 3fa04cb, sha-3fa04cb, and prefixes of other lengths that the task definition names or the registry lists`,
      })
    })
  })
})

describe('named', () => {
  it('takes a digest as it is, once its manifest was seen', async () => {
    const ecr = new MemoryEcr()
    const digest = ecr.push(manifestText('app'))
    const image = imageIn(await finderFor(ecr).named({ repository, tag: 'v3', digest }))
    expect(image).toMatchObject({ digest, tag: 'v3', binding: 'workflow-digest' })
  })

  it('misses a digest that the repository does not have, until it has', async () => {
    const ecr = new MemoryEcr()
    const digest = sha256(manifestText('app'))
    const finder = finderFor(ecr)
    expect(await finder.named({ repository, digest })).toMatchObject({
      state: 'missing',
      searched: `the digest ${digest}`,
    })
    ecr.push(manifestText('app'))
    expect(imageIn(await finder.named({ repository, digest })).digest).toBe(digest)
  })

  it.each([
    [commit, 'commit-tag'],
    ['sha-3fa04cb', 'commit-tag'],
    ['latest', 'none'],
    ['v3', 'none'],
  ] as const)('is bound by the tag %s as %s', async (tag, binding) => {
    const ecr = new MemoryEcr()
    ecr.push(manifestText('app'), [tag])
    expect(imageIn(await finderFor(ecr).named({ repository, tag })).binding).toBe(binding)
  })

  it('resolves a tag once', async () => {
    const ecr = new MemoryEcr()
    const finder = finderFor(ecr)
    expect(await finder.named({ repository, tag: 'v3' })).toMatchObject({ state: 'missing', searched: 'the tag v3' })
    const digest = ecr.push(manifestText('app'), ['v3'])
    await finder.named({ repository, tag: 'v3' })
    ecr.push(manifestText('another'), ['v3'])
    expect(imageIn(await finder.named({ repository, tag: 'v3' })).digest).toBe(digest)
  })
})

describe('tags and push time that the registry does not tell', () => {
  it('hold up no look for long, and are told once they have come', async () => {
    const ecr = new MemoryEcr()
    ecr.push(manifestText('app'), [commit, 'v3'], new Date(3))
    const open = (name: string): ExplainingRepository => openRepository(name, { aws: { ecr: () => ecr }, settings: {} })
    let answer: (() => void) | undefined
    const silent = (name: string): ExplainingRepository => {
      const whole = open(name)
      return {
        ...whole,
        facts: async (digest) => {
          await new Promise<void>((resolve) => {
            answer = resolve
          })
          return whole.facts(digest)
        },
      }
    }
    const time = new SimulatedClock()
    const finder = createImageFinder({ commit, clock: time, open: silent })
    const from = time.now()
    expect(imageIn(await finder.ofCommit(current)).pushedAt).toBeUndefined()
    expect(imageIn(await finder.ofCommit(current)).tags).toEqual([])
    expect(time.now() - from).toBe(2_000)
    answer?.()
    await time.sleep(1)
    expect(imageIn(await finder.ofCommit(current))).toMatchObject({ pushedAt: 3, tags: [commit, 'v3'] })
  })
})

describe('evidence', () => {
  const item: ImageEvidence = {
    kind: 'revision-label',
    where: 'label',
    expected: commit,
    said: commit,
    finding: 'agrees',
  }
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

  it('is read in the background once the image is found, and once only', async () => {
    const ecr = new MemoryEcr()
    ecr.push(manifestText('app'), [commit], new Date(3))
    let answer: ((read: EvidenceRead) => void) | undefined
    const readEvidence = jest.fn<ReadEvidence>(
      () =>
        new Promise((resolve) => {
          answer = resolve
        }),
    )
    const finder = finderFor(ecr, { readEvidence })
    expect(imageIn(await finder.ofCommit(current)).evidence).toEqual({ state: 'reading' })
    expect(imageIn(await finder.ofCommit(current)).evidence).toEqual({ state: 'reading' })
    answer?.({ items: [item], createdAt: 2 })
    await settle()
    expect(imageIn(await finder.ofCommit(current)).evidence).toEqual({ state: 'read', items: [item], createdAt: 2 })
    expect(imageIn(await finder.ofCommit(current)).createdAt).toBe(2)
    expect(readEvidence).toHaveBeenCalledTimes(1)
    expect(readEvidence.mock.calls[0]?.[0].pushedAt).toBe(3)
  })

  it('is in the first answer where it is read at once', async () => {
    const ecr = new MemoryEcr()
    ecr.push(manifestText('app'), [commit])
    const finder = finderFor(ecr, { readEvidence: async () => ({ items: [item] }) })
    expect(imageIn(await finder.ofCommit(current)).evidence).toEqual({ state: 'read', items: [item] })
  })

  it('surfaces a passing fault at the next call and is read again then', async () => {
    const ecr = new MemoryEcr()
    ecr.push(manifestText('app'), [commit])
    const readEvidence = jest
      .fn<ReadEvidence>()
      .mockRejectedValueOnce(retry())
      .mockResolvedValue({ items: [item] })
    const finder = finderFor(ecr, { readEvidence })
    await finder.ofCommit(current)
    await settle()
    await expect(finder.ofCommit(current)).rejects.toMatchObject({ kind: 'retry' })
    await settle()
    expect(imageIn(await finder.ofCommit(current)).evidence).toEqual({ state: 'read', items: [item] })
  })

  it('surfaces what ends the run at every call', async () => {
    const ecr = new MemoryEcr()
    ecr.push(manifestText('app'), [commit])
    const ending = new Ending('access-denied', 'refused', 'refused', { text: 'allow it' })
    const readEvidence = jest.fn<ReadEvidence>().mockRejectedValue(ending)
    const finder = finderFor(ecr, { readEvidence })
    await finder.ofCommit(current)
    await settle()
    await expect(finder.ofCommit(current)).rejects.toBe(ending)
    await expect(finder.ofCommit(current)).rejects.toBe(ending)
    expect(readEvidence).toHaveBeenCalledTimes(1)
  })
})

describe('the commit’s tag, where it alone binds the image', () => {
  const item: ImageEvidence = {
    kind: 'revision-label',
    where: 'label',
    expected: commit,
    said: commit,
    finding: 'agrees',
  }
  /** What is known of the image after its tag was given to another one. */
  const afterTheMove = async (anew: boolean, items: readonly ImageEvidence[] = []): Promise<ExpectedImage> => {
    const ecr = new MemoryEcr()
    ecr.push(manifestText('app'), [commit])
    const finder = finderFor(ecr, { readEvidence: async () => ({ items }) })
    await finder.ofCommit(current, true)
    ecr.push(manifestText('another'), [commit])
    return imageIn(await finder.ofCommit(current, anew))
  }

  it('binds no more once it means another image', async () => {
    const another = new MemoryEcr().push(manifestText('another'), [commit])
    expect(await afterTheMove(true)).toMatchObject({ binding: 'none', movedTags: [{ tag: commit, digest: another }] })
  })

  it('is not asked for again without need', async () => {
    expect((await afterTheMove(false)).binding).toBe('commit-tag')
    expect((await afterTheMove(true, [item])).binding).toBe('commit-tag')
  })

  it('binds as before where it is gone or means the same', async () => {
    for (const tags of [[], [commit]]) {
      const ecr = new MemoryEcr()
      const digest = ecr.push(manifestText('app'), [commit])
      const finder = finderFor(ecr)
      await finder.ofCommit(current, true)
      ecr.push(manifestText('app'), tags)
      expect(imageIn(await finder.ofCommit(current, true))).toMatchObject({ binding: 'commit-tag', digest })
    }
  })
})

describe('images that run instead', () => {
  const platforms = (ecr: MemoryEcr, proof: string): readonly { digest: string; platform: string }[] => [
    { digest: ecr.push(manifestText('amd64')), platform: 'linux/amd64' },
    { digest: ecr.push(manifestText('arm64')), platform: 'linux/arm64' },
    { digest: ecr.push(manifestText(proof)), platform: 'unknown/unknown' },
  ]

  async function expected(ecr: MemoryEcr): Promise<{ finder: ImageFinder; image: ExpectedImage }> {
    ecr.push(indexText(platforms(ecr, 'first proof')), [commit])
    const finder = finderFor(ecr)
    return { finder, image: imageIn(await finder.ofCommit(current)) }
  }

  const rebuild = (digest: string) => ({ digest, tags: [], pushedAt: 0, isRebuild: true })

  it('are told with their tags and when they were pushed', async () => {
    const ecr = new MemoryEcr()
    const { finder, image } = await expected(ecr)
    const old = ecr.push(manifestText('old'), ['v3.3.5'], new Date(7))
    expect(await finder.others(image, [old])).toEqual([
      { digest: old, tags: ['v3.3.5'], pushedAt: 7, isRebuild: false },
    ])
  })

  it('knows another index of the very same images, and reads it once', async () => {
    const ecr = new MemoryEcr()
    const { finder, image } = await expected(ecr)
    const again = ecr.push(indexText(platforms(ecr, 'second proof')))
    expect(again).not.toBe(image.digest)
    expect(await finder.others(image, [again])).toEqual([rebuild(again)])
    const calls = ecr.calls.length
    expect(await finder.others(image, [again])).toEqual([rebuild(again)])
    expect(ecr.calls).toHaveLength(calls)
  })

  it('does not take one for it that lacks a platform, or has another image for one', async () => {
    const ecr = new MemoryEcr()
    const { finder, image } = await expected(ecr)
    const [amd64, ...others] = platforms(ecr, 'first proof')
    if (amd64 === undefined) throw new Error('there is no platform')
    const fewer = ecr.push(indexText([amd64]))
    const other = ecr.push(indexText([{ ...amd64, digest: ecr.push(manifestText('old')) }, ...others]))
    const found = await finder.others(image, [fewer, other])
    expect(found.map(({ digest, isRebuild }) => [digest, isRebuild])).toEqual([
      [fewer, false],
      [other, false],
    ])
  })

  it('finds none where what runs cannot be read', async () => {
    const ecr = new MemoryEcr()
    const { finder, image } = await expected(ecr)
    expect(await finder.others(image, [sha256('gone')])).toEqual([])
    ecr.failNext('BatchGetImage', retry())
    expect(await finder.others(image, [sha256('refused')])).toEqual([])
  })
})

describe('the tags of an image that the workflow named by its digest', () => {
  it('that point at another image now are told', async () => {
    const ecr = new MemoryEcr()
    const digest = ecr.push(manifestText('app'), ['v3'])
    const moved = ecr.push(manifestText('other'), [commit])
    const image = imageIn(await finderFor(ecr).named({ repository, digest, tag: 'v3' }))
    expect(image.movedTags).toEqual([{ tag: commit, digest: moved }])
  })

  it('are not told where they point at it', async () => {
    const ecr = new MemoryEcr()
    const digest = ecr.push(manifestText('app'), [commit])
    expect(imageIn(await finderFor(ecr).named({ repository, digest })).movedTags).toBeUndefined()
  })
})
