import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { AwsFailure } from '../../src/aws/failure.ts'
import { compareCommits, type Comparison, filesOfCommits } from '../../src/expect/comparison.ts'
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

const SHAS = ['c'.repeat(40), HEAD]
const commits = SHAS.map((sha) => ({ sha, commit: { committer: { date: '2025-07-21T10:05:00Z' } } }))
const ahead = {
  status: 'ahead',
  ahead_by: 2,
  behind_by: 0,
  total_commits: 2,
  merge_base_commit: { sha: BASE },
  commits,
  files: [{ filename: 'a' }],
}

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
      asked: `/repos/o/r/compare/${BASE}...${HEAD}?per_page=50&page=1`,
      base: 'older',
      ahead: 2,
      aheadSince: Date.UTC(2025, 6, 21, 10, 5),
      shas: SHAS,
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
    ['a renamed one without its former name', { ...ahead, files: [{ filename: 'a', status: 'renamed' }] }],
  ])('does not know the files where GitHub gives %s, and says why', async (_, answer) => {
    const comparison = await compared(answer)
    expect(comparison).not.toHaveProperty('files')
    expect(comparison.why).toBeDefined()
  })

  it.each([
    ['no commits', { ahead_by: 0, total_commits: 0 }],
    ['a negative number of commits', { ahead_by: -1, total_commits: -1 }],
    ['commits that only the base has', { behind_by: 3 }],
    ['another number of commits', { total_commits: 3 }],
    ['another merge base', { merge_base_commit: { sha: 'd'.repeat(40) } }],
    ['a merge base that is no commit', { merge_base_commit: {} }],
    ['a number of commits that is none', { ahead_by: 'two' }],
    ['no commits, told by their total alone', { ahead_by: undefined, total_commits: 0 }],
  ])('is unknown where a head that is ahead comes with %s', async (_, change) => {
    expect(await compared({ ...ahead, ...change })).toMatchObject({ base: 'unknown' })
  })

  it.each(['ahead_by', 'behind_by', 'total_commits', 'merge_base_commit'])(
    'finds no contradiction in a head that is ahead where nothing is said of %s',
    async (member) => {
      expect(await compared({ ...ahead, [member]: undefined })).toMatchObject({ base: 'older', ahead: 2, shas: SHAS })
    },
  )

  it('knows an older base by the status alone, and then not how many commits there are', async () => {
    const { base, ahead: commitsAhead, shas } = await compared({ status: 'ahead', commits })
    expect({ base, commitsAhead, shas }).toEqual({ base: 'older', commitsAhead: undefined, shas: undefined })
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

describe('the files of commits one by one', () => {
  const filesOf = async (answers: Readonly<Record<string, unknown>>, shas = Object.keys(answers)) => {
    const github = {
      get: async (path: string) => {
        const sha = /commits\/(\w+)/.exec(path)?.[1] ?? ''
        return { status: sha in answers ? 200 : 404, text: JSON.stringify(answers[sha]) }
      },
    }
    return filesOfCommits(shas, { settings: { run }, github })
  }

  it('are those that any of them changed', async () => {
    const files = await filesOf({
      a: { files: [{ filename: 'x' }] },
      b: { files: [] },
      c: { files: [{ filename: 'y' }] },
    })
    expect(files).toEqual({ files: ['x', 'y'] })
  })

  it('are not known where one cannot be read, or there are too many', async () => {
    expect(await filesOf({ a: { files: [] } }, ['a', 'b'])).toMatchObject({ why: expect.stringContaining('HTTP 404') })
    expect(await filesOf({ a: {} })).not.toHaveProperty('files')
    expect(
      await filesOf(
        {},
        Array.from({ length: 51 }, (_, n) => String(n)),
      ),
    ).toBeUndefined()
  })
})
