import { describe, expect, it } from '@jest/globals'

import { begunWords, imageRemarks, nameBuild, ranAt } from '../../src/judge/image-remarks.ts'
import type { Build, CommitFacts, CompetingPipelines, ExpectedImage } from '../../src/model.ts'
import { CHILD, COMMIT, expectation, image, MINUTE, NEW, NOW, OLD } from './cases.ts'

const commit = (committedAt: number, sha = COMMIT): CommitFacts => ({ sha, committedAt })

const remarks = (
  change: Partial<ExpectedImage>,
  facts?: CommitFacts,
  pipelines?: CompetingPipelines,
): readonly { readonly text: string; readonly doubtful: boolean }[] =>
  imageRemarks(expectation({ image: { state: 'found', image: { ...image(change), ...change } } }), facts, pipelines)

describe('an image that is older than its commit', () => {
  it.each([
    ['built', { createdAt: NOW - 40 * MINUTE, pushedAt: NOW - 5 * MINUTE }],
    ['pushed', { createdAt: NOW - 5 * MINUTE, pushedAt: NOW - 40 * MINUTE }],
  ] as const)('was %s before the commit was made, and by how much is said', (word, times) => {
    const [remark, ...others] = remarks({ ...times, tags: [] }, commit(NOW - 30 * MINUTE))
    expect(others).toEqual([])
    expect(remark?.doubtful).toBe(true)
    expect(remark?.text).toContain(`It was ${word} at`)
    expect(remark?.text).toContain('10 min before the commit was made')
  })

  it('is not one whose times differ by less than clocks do', () => {
    const at = NOW - 30 * MINUTE
    expect(remarks({ createdAt: at - 59_000, pushedAt: at - 59_000, tags: [] }, commit(at))).toEqual([])
  })

  it('is not told where the commit’s time is not known', () => {
    expect(remarks({ createdAt: 0, pushedAt: 0, tags: [] })).toEqual([])
  })
})

describe('the tags of an image', () => {
  it('that mean another image now are doubtful', () => {
    const [remark] = remarks({ tags: [], movedTags: [{ tag: 'a'.repeat(40), digest: OLD }] })
    expect(remark).toMatchObject({ doubtful: true })
    expect(remark?.text).toContain('The tag aaaaaaa points at sha256:')
  })

  it.each([
    ['latest', false],
    ['1b7c0de', true],
    ['sha-1b7c0de48a93f2560d71be84c3f9025a6e8d4b17', true],
    ['v3.3.5', true],
    ['v3.3.6', false],
    ['20260721', false],
    ['deadbeef', false],
  ])('besides the commit’s own are told: %s is doubtful: %s', (tag, doubtful) => {
    const found = remarks({ tags: [image().tag ?? '', tag] })
    expect(found).toHaveLength(1)
    expect(found[0]?.text).toContain('1 other tag points at it too')
    expect(found[0]?.doubtful).toBe(doubtful)
  })

  it('that are other spellings of the commit’s own are not told', () => {
    const sha = expectation().commit
    expect(remarks({ tags: [sha, `sha-${sha}`, sha.slice(0, 12)] })).toEqual([])
  })
})

it('an image that was built again with the same result is recognised', () => {
  const [remark] = remarks({ tags: [], others: [{ digest: OLD, tags: [], isRebuild: true }] })
  expect(remark).toMatchObject({ doubtful: false })
  expect(remark?.text).toContain('built twice, with the same result byte for byte')
})

describe('the layer that holds the version file', () => {
  const items = (finding: 'agrees' | 'contradicts', madeAt: number) => [
    {
      kind: 'version-file' as const,
      where: '/app/VERSION in layer 3 of 3',
      expected: '3.3.6',
      said: '3.3.5',
      finding,
      madeAt,
    },
  ]
  const told = (finding: 'agrees' | 'contradicts', madeAt: number): readonly string[] =>
    remarks({ tags: [], evidence: { state: 'read', items: items(finding, madeAt) } }, commit(NOW - 30 * MINUTE)).map(
      ({ text }) => text,
    )

  it('was reused where it is older than the commit and holds something else', () => {
    expect(told('contradicts', NOW - 90 * MINUTE)).toEqual([
      expect.stringContaining(
        '/app/VERSION in layer 3 of 3 was made at 2025-07-21 10:00:00 UTC, 1 h before the commit',
      ),
    ])
  })

  it('is not spoken of where it agrees, or was made for the commit', () => {
    expect(told('agrees', NOW - 90 * MINUTE)).toEqual([])
    expect(told('contradicts', NOW - 20 * MINUTE)).toEqual([])
  })
})

describe('the build that pushed the image', () => {
  const begun = (startedAt: number, committedAt: number): string => {
    const build = {
      id: 'p:1',
      number: 41,
      project: 'p',
      status: 'SUCCEEDED',
      initiator: 'AVA_OLO',
      startedBy: 'user AVA_OLO',
      origin: 'person',
      startedAt,
      endedAt: NOW,
      running: false,
      stopped: false,
    } as const
    const project = {
      name: 'p',
      exists: true,
      competing: 'named',
      evidence: [],
      triggers: [],
      builds: [build],
    } as const
    const pipelines = {
      handling: 'report',
      auto: false,
      region: 'r',
      readAt: NOW,
      projects: [project],
      problems: [],
    } as const
    const told = remarks({ createdAt: NOW, pushedAt: NOW, tags: [] }, commit(committedAt), pipelines)
    return told.map(({ text }) => text).join('\n')
  }

  it('cannot have built a commit that was made after it began', () => {
    expect(begun(NOW - 60 * MINUTE, NOW - 16 * MINUTE)).toContain('The build began 44 min before the commit was made')
  })

  it('is told by how long it waited, where no push started it', () => {
    expect(begun(NOW - 5 * MINUTE, NOW - 81 * MINUTE)).toContain('The build began 1 h 16 min after the commit was made')
  })

  it('is not spoken of where it began with the push', () => {
    expect(begun(NOW - 5 * MINUTE, NOW - 6 * MINUTE)).not.toContain('began')
  })
})

describe('a build', () => {
  type Change = { readonly [K in keyof Build]?: Build[K] | undefined }
  const usual: Build = {
    id: 'p:1',
    number: 41,
    project: 'p',
    status: 'SUCCEEDED',
    initiator: 'AVA_OLO',
    startedBy: 'user AVA_OLO',
    origin: 'person',
    startedAt: NOW - 10 * MINUTE,
    endedAt: NOW,
    running: false,
    stopped: false,
  }
  const build = (change: Change = {}): Build => Object.assign({ ...usual }, change)

  it.each<[change: Change, at: number, ran: boolean]>([
    [{}, NOW - 10 * MINUTE, true],
    [{}, NOW - 10 * MINUTE - 1, false],
    [{}, NOW + MINUTE, true],
    [{}, NOW + MINUTE + 1, false],
    [{ endedAt: undefined }, NOW + 90 * MINUTE, true],
    [{ startedAt: undefined }, NOW, false],
  ])('ran, or had just ended: %j at %d: %s', (change, at, ran) => {
    expect(ranAt(build(change), at)).toBe(ran)
  })

  it.each<[change: Change, said: string]>([
    [{}, 'p build 41 (started by user AVA_OLO at 2025-07-21 11:20:00 UTC, SUCCEEDED)'],
    [{ number: undefined }, 'p build p:1 (started by user AVA_OLO at 2025-07-21 11:20:00 UTC, SUCCEEDED)'],
    [{ resolvedCommit: '' }, 'p build 41 (started by user AVA_OLO at 2025-07-21 11:20:00 UTC, SUCCEEDED)'],
    [
      { resolvedCommit: COMMIT },
      'p build 41 (started by user AVA_OLO at 2025-07-21 11:20:00 UTC, SUCCEEDED, of 3fa04cb)',
    ],
    [
      { resolvedCommit: 'a'.repeat(40) },
      'p build 41 (started by user AVA_OLO at 2025-07-21 11:20:00 UTC, SUCCEEDED, of aaaaaaa and not of 3fa04cb)',
    ],
  ])('is named with the commit that it built: %j', (change, said) => {
    expect(nameBuild(build(change), COMMIT)).toBe(said)
  })

  it.each<[startedAt: number | undefined, committedAt: number | undefined, said: string]>([
    [undefined, NOW, ''],
    [NOW, undefined, ''],
    [NOW - MINUTE, NOW, ''],
    [NOW - MINUTE - 1000, NOW, ' The build began 1 min 1 s before the commit was made'],
    [NOW + 15 * MINUTE - 1, NOW, ''],
    [NOW + 15 * MINUTE, NOW, ' The build began 15 min after the commit was made'],
  ])('that began at %d for a commit of %d is told by that: %s', (startedAt, committedAt, said) => {
    const words = begunWords(build({ startedAt }), committedAt)
    if (said === '') expect(words).toBe('')
    else expect(words.startsWith(said)).toBe(true)
  })

  const pipelines = (...builds: readonly Build[]): CompetingPipelines => ({
    handling: 'report',
    auto: false,
    region: 'r',
    readAt: NOW,
    projects: [{ name: 'p', exists: true, competing: 'named', evidence: [], triggers: [], builds }],
    problems: [],
  })

  it('that ran when an image was pushed is doubtful, also one that tasks run instead', () => {
    const pushed = {
      pushedAt: NOW,
      tags: [],
      others: [{ digest: OLD, tags: [], pushedAt: NOW - 5 * MINUTE, isRebuild: false }],
    }
    expect(remarks(pushed, undefined, pipelines(build()))).toEqual([
      { doubtful: true, text: expect.stringMatching(/^The image was pushed while p build 41 .* ran\.$/) },
      {
        doubtful: true,
        text: expect.stringMatching(
          /^sha256:bbbbbbbb…, which tasks run instead, was pushed while p build 41 .* ran\.$/,
        ),
      },
    ])
  })

  it('is not told where no time of a push is known, or there is none', () => {
    const others = [{ digest: OLD, tags: [], isRebuild: false }]
    const { pushedAt: _, ...unpushed } = image({ tags: [], others })
    const told = imageRemarks(
      expectation({ image: { state: 'found', image: unpushed } }),
      undefined,
      pipelines(build()),
    )
    expect(told).toHaveLength(0)
    expect(remarks({ tags: [], others })).toHaveLength(0)
    expect(remarks({ tags: [] }, undefined, pipelines())).toHaveLength(0)
  })
})

describe('what is worth saying of an image', () => {
  it('is nothing before it is found', () => {
    const missing = expectation({ image: { state: 'missing', repository: '', searched: '' } })
    expect(imageRemarks(missing, commit(NOW), undefined)).toHaveLength(0)
  })

  it('does not count clocks that differ by a minute', () => {
    const at = NOW - 30 * MINUTE
    expect(remarks({ createdAt: at - MINUTE, pushedAt: at - MINUTE, tags: [] }, commit(at))).toHaveLength(0)
    expect(remarks({ createdAt: at - MINUTE - 1, pushedAt: at, tags: [] }, commit(at))).toHaveLength(1)
  })

  it('is not measured by another commit’s time', () => {
    expect(remarks({ createdAt: 0, pushedAt: 0, tags: [] }, commit(NOW, 'a'.repeat(40)))).toHaveLength(0)
  })

  it('is no rebuild where tasks run an image that is none', () => {
    expect(remarks({ tags: [], others: [{ digest: OLD, tags: [], isRebuild: false }] })).toHaveLength(0)
    expect(remarks({ tags: [], others: [] })).toHaveLength(0)
  })

  const layer = (madeAt: number | undefined) => ({
    tags: [],
    evidence: {
      state: 'read' as const,
      items: [
        {
          kind: 'version-file' as const,
          where: 'x',
          expected: '1',
          said: '2',
          finding: 'contradicts' as const,
          ...(madeAt === undefined ? {} : { madeAt }),
        },
      ],
    },
  })

  it('are layers older than the commit by more than clocks differ, which are doubtful', () => {
    const at = NOW - 30 * MINUTE
    expect(remarks(layer(at - MINUTE - 1), commit(at))).toMatchObject([{ doubtful: true }])
    expect(remarks(layer(at - MINUTE), commit(at))).toHaveLength(0)
    expect(remarks(layer(at + 30_000), commit(at))).toHaveLength(0)
    expect(remarks(layer(undefined), commit(at))).toHaveLength(0)
    expect(remarks(layer(0))).toHaveLength(0)
  })

  it('is not an old layer too where the whole image is old', () => {
    const at = NOW - 30 * MINUTE
    expect(remarks({ ...layer(0), createdAt: 0 }, commit(at)).map(({ text }) => text)).toEqual([
      expect.stringContaining('It was built at'),
    ])
  })
})

describe('more tags of an image', () => {
  const text = (tags: readonly string[]): string => remarks({ tags })[0]?.text ?? ''

  it('are ten by name, and the others by number', () => {
    const tags = Array.from({ length: 12 }, (_, at) => `t${at}`)
    expect(text(tags.slice(0, 10))).toBe(`10 other tags point at it too: ${tags.slice(0, 10).join(', ')}.`)
    expect(text(tags)).toBe(`12 other tags point at it too: ${tags.slice(0, 10).join(', ')} and 2 more.`)
  })

  it('are ten of another commit by name', () => {
    const tags = Array.from({ length: 12 }, (_, at) => `abcdef${at + 10}`)
    expect(text(tags)).toMatch(/Of these (?:abcdef\d\d(?:, )?){10} name another commit\.$/)
  })

  it('that only look like the commit’s own somewhere inside are told', () => {
    expect(text([`3fa0sha-4cb`])).toContain('3fa0sha-4cb')
  })

  it('of a version are not another one where the commit is the version', () => {
    const found = imageRemarks(
      expectation({
        version: { value: COMMIT, source: 'commit' },
        image: { state: 'found', image: image({ tags: ['v3.3.5'] }) },
      }),
      undefined,
      undefined,
    )
    expect(found).toMatchObject([{ doubtful: false, text: '1 other tag points at it too: v3.3.5.' }])
  })

  it('do not name the image’s own tag, whatever that is', () => {
    expect(remarks({ tag: 'release', tags: ['release'], digest: NEW, digests: [NEW, CHILD] })).toHaveLength(0)
  })
})
