import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from '@jest/globals'
import { createGitHubReader } from '../../src/expect/github.ts'
import { expectVersion } from '../../src/expect/version.ts'
import type { ExpectedVersion, Settings } from '../../src/model.ts'
import { checkout, commit, type FakeGitHub, recordingClock, settingsWith, startGitHub } from './fixtures.ts'

const cleanUp: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const step of cleanUp.splice(0)) await step()
})

async function gitHub(): Promise<FakeGitHub> {
  const server = await startGitHub()
  cleanUp.push(() => server.close())
  return server
}

async function repositoryWith(files: Readonly<Record<string, string>>): Promise<{ path: string; commit: string }> {
  const made = await checkout(files)
  cleanUp.push(() => rm(made.path, { recursive: true }))
  return made
}

function expectWith(
  changes: Partial<Settings>,
  server?: FakeGitHub,
  workspace = '',
  clock = recordingClock(),
): Promise<ExpectedVersion> {
  const run = {
    repository: 'octo/app',
    apiUrl: server?.url ?? 'http://127.0.0.1:9',
    serverUrl: '',
    runId: '1',
    workspace,
  }
  const settings = settingsWith({ run, ...changes })
  return expectVersion({ settings, github: createGitHubReader({ settings, clock }) })
}

const contents = (path: string, at = commit): string => `/repos/octo/app/contents/${path}?ref=${at}`
const commits = `/repos/octo/app/commits/${commit}`

it('is the given version before everything else', async () => {
  expect(await expectWith({ expectedVersion: '3.3.6', versionFile: 'VERSION' })).toEqual({
    value: '3.3.6',
    source: 'input',
  })
})

it('is the commit where nothing else was given', async () => {
  expect(await expectWith({})).toEqual({ value: commit, source: 'commit' })
})

describe('from the checkout', () => {
  it('reads the file as it is in the commit, not in the working tree', async () => {
    const made = await repositoryWith({ 'config.py': 'VERSION = "3.3.6"\n' })
    await writeFile(join(made.path, 'config.py'), 'VERSION = "9.9.9"\n')
    const version = await expectWith({ commit: made.commit, versionFile: './config.py' }, undefined, made.path)
    expect(version).toEqual({ value: '3.3.6', source: 'version-file', path: 'config.py' })
  })

  it('asks GitHub where the checkout does not have the commit', async () => {
    const made = await repositoryWith({ VERSION: '1.0.0' })
    const server = await gitHub()
    server.answers.set(contents('VERSION'), [{ status: 200, body: '3.3.6\n' }])
    expect((await expectWith({ versionFile: 'VERSION' }, server, made.path)).value).toBe('3.3.6')
  })

  it('asks GitHub where the workspace is no repository, or not there', async () => {
    const server = await gitHub()
    server.answers.set(contents('VERSION'), [{ status: 200, body: '3.3.6\n' }])
    for (const workspace of ['/', '/does/not/exist']) {
      expect((await expectWith({ versionFile: 'VERSION' }, server, workspace)).value).toBe('3.3.6')
    }
  })

  it('is a bad input where neither the commit nor GitHub has the file', async () => {
    const made = await repositoryWith({ VERSION: '1.0.0' })
    const server = await gitHub()
    server.answers.set(commits.replace(commit, made.commit), [{ status: 200, body: made.commit }])
    const version = expectWith({ commit: made.commit, versionFile: 'version.txt' }, server, made.path)
    await expect(version).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('version.txt'),
    })
  })

  it('needs no GitHub repository where git can tell', async () => {
    const made = await repositoryWith({ VERSION: '1.0.0' })
    const run = { repository: '', apiUrl: '', serverUrl: '', runId: '', workspace: made.path }
    expect((await expectWith({ run, commit: made.commit, versionFile: 'VERSION' })).value).toBe('1.0.0')
    const absent = expectWith({ run, commit: made.commit, versionFile: 'nowhere' })
    await expect(absent).rejects.toMatchObject({ code: 'invalid-input' })
    const unknown = expectWith({ run, versionFile: 'VERSION' })
    await expect(unknown).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining('checkout') })
  })

  it('refuses a file that is too large', async () => {
    const made = await repositoryWith({ VERSION: ' '.repeat(2 ** 20 + 1), huge: ' '.repeat(2 ** 21) })
    for (const versionFile of ['VERSION', 'huge']) {
      const version = expectWith({ commit: made.commit, versionFile }, undefined, made.path)
      await expect(version).rejects.toMatchObject({ code: 'invalid-input', headline: expect.stringContaining('large') })
    }
  })
})

describe('from GitHub', () => {
  it('reads the file at the commit, with the token', async () => {
    const server = await gitHub()
    server.answers.set(contents('my%20app/config.py'), [{ status: 200, body: 'VERSION = "3.3.6"' }])
    const version = await expectWith({ versionFile: 'my app/config.py', githubToken: 'ghs_x' }, server)
    expect(version).toEqual({ value: '3.3.6', source: 'version-file', path: 'my app/config.py' })
    expect(server.requests[0]?.headers).toMatchObject({
      authorization: 'token ghs_x',
      accept: 'application/vnd.github.raw+json',
    })
  })

  it('applies the pattern', async () => {
    const server = await gitHub()
    server.answers.set(contents('app.yaml'), [{ status: 200, body: 'a: 1\nrelease: 3.3.6\n' }])
    const version = await expectWith({ versionFile: 'app.yaml', versionPattern: 'release: (.+)' }, server)
    expect(version.value).toBe('3.3.6')
  })

  it('is a bad input where the file holds no version, saying what was looked for', async () => {
    const server = await gitHub()
    server.answers.set(contents('config.py'), [{ status: 200, body: 'DEBUG = True' }])
    const version = expectWith({ versionFile: 'config.py' }, server)
    await expect(version).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('__version__'),
    })
  })

  it('is a bad input where the commit has no such file', async () => {
    const server = await gitHub()
    server.answers.set(commits, [{ status: 200, body: commit }])
    await expect(expectWith({ versionFile: 'VERSION' }, server)).rejects.toMatchObject({ code: 'invalid-input' })
  })

  it('is a bad input where the repository has no such commit', async () => {
    const server = await gitHub()
    server.answers.set(commits, [{ status: 422 }])
    const version = expectWith({ versionFile: 'VERSION' }, server)
    await expect(version).rejects.toMatchObject({ code: 'invalid-input', headline: expect.stringContaining('commit') })
  })

  it('is a refusal where the commit cannot be read either', async () => {
    const server = await gitHub()
    const version = expectWith({ versionFile: 'VERSION' }, server)
    await expect(version).rejects.toMatchObject({
      code: 'access-denied',
      nextStep: { command: expect.stringContaining('contents: read') },
    })
  })

  it.each([401, 403])('is a refusal where GitHub answers %i', async (status) => {
    const server = await gitHub()
    server.answers.set(contents('VERSION'), [{ status }])
    await expect(expectWith({ versionFile: 'VERSION' }, server)).rejects.toMatchObject({ code: 'access-denied' })
  })

  it('rides out faults, and says so where they last', async () => {
    const server = await gitHub()
    const clock = recordingClock()
    server.answers.set(contents('VERSION'), [
      { status: 502 },
      { status: 403, headers: { 'x-ratelimit-remaining': '0' } },
      { status: 200, body: '3.3.6' },
    ])
    expect((await expectWith({ versionFile: 'VERSION' }, server, '', clock)).value).toBe('3.3.6')
    expect(clock.slept).toHaveLength(2)

    server.answers.set(contents('VERSION'), [{ status: 503 }])
    const version = expectWith({ versionFile: 'VERSION' }, server)
    await expect(version).rejects.toMatchObject({ name: 'AwsFailure', kind: 'retry', code: 'HTTP 503' })
  })

  it('is worth another try where GitHub cannot be reached', async () => {
    const server = await startGitHub()
    await server.close()
    await expect(expectWith({ versionFile: 'VERSION' }, server)).rejects.toMatchObject({ kind: 'retry' })
  })

  it('refuses a file that is too large', async () => {
    const server = await gitHub()
    server.answers.set(contents('VERSION'), [{ status: 200, body: ' '.repeat(2 ** 20 + 1) }])
    const version = expectWith({ versionFile: 'VERSION' }, server)
    await expect(version).rejects.toMatchObject({ code: 'invalid-input', headline: expect.stringContaining('large') })
  })
})

it.each(['/etc/passwd', '../VERSION', 'a/../../b', '.', 'dir/'])(
  'refuses the path %s without asking',
  async (versionFile) => {
    await expect(expectWith({ versionFile })).rejects.toMatchObject({ code: 'invalid-input' })
  },
)
