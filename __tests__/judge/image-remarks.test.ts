import { describe, expect, it } from '@jest/globals'

import { imageRemarks } from '../../src/judge/image-remarks.ts'
import type { CommitFacts, CompetingPipelines, ExpectedImage } from '../../src/model.ts'
import { COMMIT, expectation, image, MINUTE, NOW, OLD } from './cases.ts'

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
