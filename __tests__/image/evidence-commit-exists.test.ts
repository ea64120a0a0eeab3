import { describe, expect, it } from '@jest/globals'
import { AwsFailure } from '../../src/aws/failure.ts'
import type { GitHubReader } from '../../src/expect/github.ts'
import { createCommitExists } from '../../src/image/commit-exists.ts'

/** GitHub with these answers by SHA, and 404 for every other. */
function githubWith(statuses: Readonly<Record<string, number>>): GitHubReader & { readonly paths: string[] } {
  const paths: string[] = []
  return {
    paths,
    get: (path) => {
      paths.push(path)
      const sha = path.slice(path.lastIndexOf('/') + 1)
      return Promise.resolve({ status: statuses[sha] ?? 404, text: '' })
    },
  }
}

const ask = (statuses: Readonly<Record<string, number>>, repository = 'shop/app'): Promise<boolean | undefined> =>
  createCommitExists({ github: githubWith(statuses), repository, commit: 'known' })('asked')

describe('whether the repository has a commit', () => {
  it.each<[string, Readonly<Record<string, number>>, boolean | undefined]>([
    ['is so where GitHub finds it', { asked: 200 }, true],
    ['is not so where GitHub finds the known one, but not it', { known: 200 }, false],
    ['is not so where GitHub finds the SHA unprocessable', { known: 200, asked: 422 }, false],
    ['cannot be told where the known one is not found either', {}, undefined],
    ['cannot be told where GitHub refuses', { known: 200, asked: 403 }, undefined],
  ])('%s', async (_, statuses, expected) => {
    expect(await ask(statuses)).toBe(expected)
  })

  it('cannot be told outside GitHub Actions, where nothing is asked', async () => {
    const github = githubWith({ known: 200 })
    expect(await createCommitExists({ github, repository: '', commit: 'known' })('asked')).toBeUndefined()
    expect(github.paths).toEqual([])
  })

  it('cannot be told where GitHub cannot be reached', async () => {
    const failure = new AwsFailure('retry', 'GET', 'NetworkError', 'reset')
    const github: GitHubReader = { get: () => Promise.reject(failure) }
    expect(await createCommitExists({ github, repository: 'shop/app', commit: 'known' })('asked')).toBeUndefined()
  })
})
