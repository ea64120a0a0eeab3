import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { AwsFailure } from '../../src/aws/failure.ts'
import { compareCommits, type Comparison } from '../../src/expect/comparison.ts'
import type { RunContext } from '../../src/model.ts'

const run: RunContext = { repository: 'o/r', apiUrl: '', serverUrl: '', runId: '', workspace: '' }
const BASE = 'a'.repeat(40)
const HEAD = 'b'.repeat(40)

async function compared(
  answer: unknown,
  wanted: 'relation' | 'files' = 'files',
): Promise<Comparison & { asked: string }> {
  let asked = ''
  const github = {
    get: async (path: string) => {
      asked = path
      return { status: 200, text: typeof answer === 'string' ? answer : JSON.stringify(answer) }
    },
  }
  return { ...(await compareCommits(BASE, HEAD, { settings: { run }, github }, wanted)), asked }
}

const commits = [{ commit: { committer: { date: '2025-07-21T10:05:00Z' } } }]
const ahead = { status: 'ahead', ahead_by: 2, commits, files: [{ filename: 'a' }] }

describe('the comparison of two commits', () => {
  it.each([
    ['ahead', 'older'],
    ['behind', 'newer'],
    ['identical', 'same'],
    ['diverged', 'diverged'],
    ['sideways', 'unknown'],
  ])('takes a head that is %s for a base that is %s', async (status, base) => {
    expect(await compared({ ...ahead, status })).toMatchObject({ base })
  })

  it('tells how many commits there are, since when, and which files differ', async () => {
    expect(await compared(ahead)).toEqual({
      asked: `/repos/o/r/compare/${BASE}...${HEAD}?per_page=1&page=1`,
      base: 'older',
      ahead: 2,
      aheadSince: Date.UTC(2025, 6, 21, 10, 5),
      files: ['a'],
    })
  })

  it('asks for a page without files where the relation is enough', async () => {
    expect((await compared(ahead, 'relation')).asked).toContain('page=2')
  })

  it('counts both names of a renamed file', async () => {
    const files = [{ filename: 'docs/a.md', previous_filename: 'src/a.md', status: 'renamed' }]
    expect((await compared({ ...ahead, files })).files).toEqual(['docs/a.md', 'src/a.md'])
  })

  it.each([
    ['none of them', { ...ahead, files: [] }],
    ['no list', { ...ahead, files: undefined }],
    ['as many as it lists at most', { ...ahead, files: Array.from({ length: 300 }, (_, n) => ({ filename: `${n}` })) }],
    ['one without a name', { ...ahead, files: [{ filename: 'a' }, { status: 'added' }] }],
  ])('does not know the files where GitHub gives %s', async (_, answer) => {
    expect(await compared(answer)).not.toHaveProperty('files')
  })

  it('fails to be read again where it is no JSON', async () => {
    await expect(compared('<html>')).rejects.toMatchObject({ name: 'AwsFailure', kind: 'retry' })
    await expect(compared('<html>')).rejects.toBeInstanceOf(AwsFailure)
  })

  it('is unknown, and never an older base, whatever else GitHub says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (answer) => {
        const said =
          typeof answer === 'object' && answer !== null && !Array.isArray(answer) ? answer['status'] : undefined
        fc.pre(said !== 'ahead')
        expect((await compared(JSON.stringify(answer))).base).not.toBe('older')
      }),
    )
  })
})
