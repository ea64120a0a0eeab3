import { afterEach, expect, it } from '@jest/globals'
import { describeCommit } from '../../src/expect/commit.ts'
import { createGitHubReader } from '../../src/expect/github.ts'
import type { CommitFacts } from '../../src/model.ts'
import { commit, type FakeGitHub, recordingClock, settingsWith, startGitHub } from './fixtures.ts'

let server: FakeGitHub | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

const path = `/repos/octo/app/commits/${commit}?per_page=1`

async function describeWith(status: number, body: string): Promise<CommitFacts> {
  server = await startGitHub()
  server.answers.set(path, [{ status, body }])
  const run = { repository: 'octo/app', apiUrl: `${server.url}/`, serverUrl: '', runId: '1', workspace: '' }
  const settings = settingsWith({ run })
  return describeCommit(settings, createGitHubReader({ settings, clock: recordingClock() }))
}

it('tells when the commit was made, its subject and its author', async () => {
  const answer = {
    html_url: 'https://github.com/octo/app/commit/3fa04cb',
    author: { login: 'octo' },
    commit: {
      author: { name: 'Octo Cat', date: '2026-01-01T00:00:00Z' },
      committer: { date: '2026-01-02T03:04:05Z' },
      message: 'Release 3.3.6\n\nWith a body',
    },
  }
  expect(await describeWith(200, JSON.stringify(answer))).toEqual({
    sha: commit,
    committedAt: Date.UTC(2026, 0, 2, 3, 4, 5),
    subject: 'Release 3.3.6',
    author: 'octo',
    url: 'https://github.com/octo/app/commit/3fa04cb',
  })
})

it('names the author as git does where GitHub knows no account', async () => {
  const answer = { author: null, commit: { author: { name: 'Octo Cat' } } }
  expect(await describeWith(200, JSON.stringify(answer))).toEqual({ sha: commit, author: 'Octo Cat' })
})

it.each([
  [200, 'no JSON'],
  [200, '{"commit":{"committer":{"date":"soon"},"message":7}}'],
  [200, 'null'],
  [403, ''],
  [404, ''],
  [500, ''],
])('tells the SHA alone after %i %s', async (status, body) => {
  expect(await describeWith(status, body)).toEqual({ sha: commit })
})

it('asks nobody outside GitHub Actions', async () => {
  const settings = settingsWith({ run: { repository: '', apiUrl: '', serverUrl: '', runId: '', workspace: '' } })
  const github = { get: () => Promise.reject(new Error('asked')) }
  expect(await describeCommit(settings, github)).toEqual({ sha: commit })
})

it('rejects with the reason of the abort', async () => {
  const reason = new Error('cancelled')
  const github = { get: () => Promise.reject(new Error('broken')) }
  await expect(describeCommit(settingsWith(), github, AbortSignal.abort(reason))).rejects.toBe(reason)
})
