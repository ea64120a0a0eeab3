import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { commitDist, readArtifact, type DistFile } from '../../scripts/release/dist.ts'
import { GitHubInMemory } from './github-in-memory.ts'

const HEAD = 'a'.repeat(40)
const BRANCH = 'dependabot/npm_and_yarn/aws-sdk-0123456789'
const BUILT = { 'index.js': 'index', '7.index.js': 'a chunk', 'licenses.txt': 'MIT', 'package.json': '{}' }

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ecs-deploy-verifier-test-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

const put = async (files: Readonly<Record<string, string>>): Promise<void> => {
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
}

const asFiles = (files: Readonly<Record<string, string>>): readonly DistFile[] =>
  Object.entries(files).map(([name, text]) => ({ name, bytes: Buffer.from(text) }))

describe('an artifact', () => {
  it('is read with every file that the build gives', async () => {
    await put(BUILT)
    const files = await readArtifact(folder)
    expect(Object.fromEntries(files.map(({ name, bytes }) => [name, bytes.toString()]))).toEqual(BUILT)
  })

  it('may be what is committed', async () => {
    const dist = fileURLToPath(new URL('../../dist/', import.meta.url))
    for (const name of await readdir(dist)) await copyFile(join(dist, name), join(folder, name))
    expect(await readArtifact(folder)).toHaveLength((await readdir(dist)).length)
  })

  it.each([
    ['a script beside the bundle', 'run.sh'],
    ['a hidden file', '.npmrc'],
    ['another module', 'evil.js'],
    ['a chunk of a strange name', '7.index.js.map'],
    ['a workflow', 'test.yml'],
  ])('is refused with %s', async (_, name) => {
    await put({ ...BUILT, [name]: '' })
    await expect(readArtifact(folder)).rejects.toThrow(`found "${name}"`)
  })

  it('is refused with a folder', async () => {
    await put(BUILT)
    await mkdir(join(folder, '8.index.js'))
    await expect(readArtifact(folder)).rejects.toThrow('found "8.index.js"')
  })

  it('is refused with a link, wherever it leads', async () => {
    await put(BUILT)
    await symlink(join(folder, 'index.js'), join(folder, '8.index.js'))
    await expect(readArtifact(folder)).rejects.toThrow('found "8.index.js"')
  })

  it('is refused without what every build makes', async () => {
    await put({ 'index.js': 'index', 'package.json': '{}' })
    await expect(readArtifact(folder)).rejects.toThrow('expected licenses.txt in the artifact')
  })

  it('is refused where it is more than a build makes', async () => {
    await put({ ...BUILT, 'index.js': 'x'.repeat(21 * 2 ** 20) })
    await expect(readArtifact(folder)).rejects.toThrow('bytes in all')
    await put({ 'index.js': 'index' })
    for (let chunk = 100; chunk < 200; chunk += 1) await put({ [`${chunk}.index.js`]: '' })
    await expect(readArtifact(folder)).rejects.toThrow('expected at most 100 files, found 104')
  })
})

describe('the commit of what was rebuilt', () => {
  const at = (files: Readonly<Record<string, string>>): GitHubInMemory => {
    const github = new GitHubInMemory()
    github.head = HEAD
    github.files = files
    return github
  }
  const inDist = (files: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`dist/${name}`, text]))

  it('changes, adds and deletes what differs, and nothing outside of dist/', async () => {
    const github = at({
      ...inDist({ 'index.js': 'before', '6.index.js': 'no longer built', 'licenses.txt': 'MIT', 'package.json': '{}' }),
      'src/main.ts': 'index',
      'distant/index.js': 'index',
    })
    await commitDist(github, BRANCH, HEAD, asFiles(BUILT))
    expect(github.commits).toEqual([
      expect.objectContaining({
        branch: { repositoryNameWithOwner: github.repository, branchName: BRANCH },
        fileChanges: {
          additions: [
            { path: 'dist/index.js', contents: Buffer.from('index').toString('base64') },
            { path: 'dist/7.index.js', contents: Buffer.from('a chunk').toString('base64') },
          ],
          deletions: [{ path: 'dist/6.index.js' }],
        },
      }),
    ])
  })

  it('lets Dependabot put its own commit in its place', async () => {
    const github = at({})
    await commitDist(github, BRANCH, HEAD, asFiles(BUILT))
    expect(github.commits[0]?.message.headline).toContain('[dependabot skip]')
  })

  it('is none where nothing differs', async () => {
    const github = at(inDist(BUILT))
    expect(await commitDist(github, BRANCH, HEAD, asFiles(BUILT))).toBeUndefined()
    expect(github.commits).toEqual([])
  })

  it.each([
    'main',
    'refs/heads/main',
    'v1',
    'dependabot/github_actions/x',
    'dependabot/npm_and_yarn/',
    `${BRANCH}\n`,
    `${BRANCH} x`,
  ])('never goes to %j', async (branch) => {
    const github = at({})
    await expect(commitDist(github, branch, HEAD, asFiles(BUILT))).rejects.toThrow('expected a branch of Dependabot')
    expect(github.commits).toEqual([])
  })

  it('is refused where the branch has moved on', async () => {
    const github = at({})
    const rebuilt = commitDist(github, BRANCH, HEAD, asFiles(BUILT))
    github.head = 'b'.repeat(40)
    await expect(rebuilt).rejects.toThrow('its newer head has a run of its own')
  })

  it('is refused where GitHub shows a part of the files', async () => {
    const github = at(inDist(BUILT))
    github.isTruncated = true
    await expect(commitDist(github, BRANCH, HEAD, asFiles(BUILT))).rejects.toThrow('found a part of them')
  })

  it('is made by the command of the workflow', async () => {
    await put(BUILT)
    const github = at({})
    const server = await github.serve()
    const path = fileURLToPath(new URL('../../scripts/release/commit-dist.ts', import.meta.url))
    try {
      const { stdout } = await promisify(execFile)(process.execPath, [path], {
        env: {
          PATH: process.env['PATH'] ?? '',
          GITHUB_API_URL: server.url,
          GITHUB_GRAPHQL_URL: `${server.url}/graphql`,
          GITHUB_REPOSITORY: github.repository,
          GITHUB_TOKEN: 'a-token',
          ARTIFACT: folder,
          BRANCH,
          HEAD,
        },
      })
      expect(stdout).toBe(`committed ${'f'.repeat(40)} to ${BRANCH}\n`)
      expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer a-token', 'Bearer a-token'])
    } finally {
      await server.close()
    }
    expect(github.commits[0]?.fileChanges.additions).toHaveLength(4)
  })
})
