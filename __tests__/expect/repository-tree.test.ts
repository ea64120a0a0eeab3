import { describe, expect, it } from '@jest/globals'
import { AwsFailure } from '../../src/aws/failure.ts'
import { type GlobsInTree, globsInTree } from '../../src/expect/repository-tree.ts'
import type { RunContext } from '../../src/model.ts'

const run: RunContext = { repository: 'o/r', apiUrl: '', serverUrl: '', runId: '', workspace: '' }
const COMMIT = 'a'.repeat(40)
const GLOBS = ['src/**', 'package-lock.json', '!**.md']

async function globsIn(answer: () => { status: number; text: string }, globs = GLOBS): Promise<GlobsInTree> {
  return globsInTree(COMMIT, globs, { settings: { run }, github: { get: async () => answer() } })
}
const files = (paths: readonly string[], more: object = { truncated: false }) => ({
  status: 200,
  text: JSON.stringify({ tree: paths.map((path) => ({ path, type: 'blob' })), ...more }),
})

describe('the globs of paths', () => {
  it('are told by whether they match a file, those that take away aside', async () => {
    expect(await globsIn(() => files(['README.md', 'src/a.ts']))).toEqual({
      idle: ['package-lock.json'],
      matching: ['src/**'],
    })
  })

  it('match no folder, and a submodule', async () => {
    const tree = [
      { path: 'src', type: 'tree' },
      { path: 'lib', type: 'commit' },
    ]
    const text = JSON.stringify({ tree, truncated: false })
    expect(await globsIn(() => ({ status: 200, text }), ['src', 'lib'])).toEqual({ idle: ['src'], matching: ['lib'] })
  })

  it.each([
    ['GitHub refuses', () => ({ status: 404, text: '' }), 'GitHub answered HTTP 404 for the files of the repository'],
    [
      'the answer is cut off',
      () => ({ status: 200, text: '{"tree":[{"pa' }),
      'GitHub answered without the files of the repository',
    ],
    ['the tree is truncated', () => files([], { truncated: true }), 'GitHub does not list all files'],
    ['nothing says that it is whole', () => files([], {}), 'GitHub does not list all files'],
    [
      'GitHub cannot be reached',
      () => {
        throw new AwsFailure('retry', 'GET /x', 'NetworkError', 'reset', {})
      },
      'GET /x failed (NetworkError: reset)',
    ],
  ])('are not known where %s', async (_, answer, unread) => {
    expect(await globsIn(answer)).toEqual({
      idle: ['src/**', 'package-lock.json'],
      matching: [],
      unread: expect.stringContaining(unread),
    })
  })

  it('throw what ends the run', async () => {
    const over = new Error('cancelled')
    await expect(
      globsIn(() => {
        throw over
      }),
    ).rejects.toBe(over)
  })
})
