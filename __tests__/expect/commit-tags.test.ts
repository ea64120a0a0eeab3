import { describe, expect, it } from '@jest/globals'
import { commitTags, likelyCommitTags, namesCommit } from '../../src/expect/commit-tags.ts'

const sha = '3fa04cb5d1e2f3a4b5c6d7e8f90a1b2c3d4e5f60'

describe('commitTags', () => {
  it('is the full SHA, then every prefix down to seven characters, bare and behind sha-', () => {
    const ranks = commitTags(sha)
    expect(ranks).toHaveLength(34)
    expect(ranks[0]).toEqual([sha, `sha-${sha}`])
    expect(ranks.at(-1)).toEqual(['3fa04cb', 'sha-3fa04cb'])
  })

  it('fits one request for SHA-1 and two for SHA-256', () => {
    expect(commitTags(sha).flat().length).toBeLessThanOrEqual(100)
    expect(commitTags('a'.repeat(64)).flat().length).toBeLessThanOrEqual(200)
  })
})

it('asks other registries for the usual few only', () => {
  const bare = likelyCommitTags(sha).map(([tag]) => tag)
  expect(bare).toEqual([sha, sha.slice(0, 12), sha.slice(0, 7)])
})

it('asks other registries for the lengths of the tags that were seen and name the commit, longest first', () => {
  const seen = ['3fa04cb5d', 'sha-3fa04cb5d1e2f3', '9fa04cb5d1', 'latest', '3fa04c', '3fa04cb5d']
  expect(likelyCommitTags(sha, seen).map(([tag]) => tag.length)).toEqual([40, 14, 12, 9, 7])
  expect(likelyCommitTags(sha, seen)[1]).toEqual(['3fa04cb5d1e2f3', 'sha-3fa04cb5d1e2f3'])
})

describe('namesCommit', () => {
  it.each([sha, `sha-${sha}`, '3fa04cb', 'sha-3fa04cb5d'])('is true of %s', (tag) => {
    expect(namesCommit(tag, sha)).toBe(true)
  })

  it.each(['3fa04c', 'sha-3fa04c', 'latest', 'v3', '', 'sha-', `${sha}0`, '3FA04CB', '3fa04cc', 'sha-sha-3fa04cb'])(
    'is false of %s',
    (tag) => {
      expect(namesCommit(tag, sha)).toBe(false)
    },
  )
})
