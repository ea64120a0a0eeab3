import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

// As `npm run build`: what is in src/ comes into a new dist/, and "{folder}" becomes where it was built.
const BUILD = `
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
rmSync('dist', { recursive: true, force: true })
mkdirSync('dist')
for (const name of readdirSync('src'))
  writeFileSync('dist/' + name, readFileSync('src/' + name, 'utf8').replaceAll('{folder}', process.cwd()))
`

let folder: string
let root: string

const put = async (path: string, text = ''): Promise<void> => {
  await mkdir(dirname(join(root, path)), { recursive: true })
  await writeFile(join(root, path), text)
}

const git = async (...args: readonly string[]): Promise<void> => {
  await run('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args], { cwd: root })
}

const check = async (): Promise<{ readonly failed: boolean; readonly text: string }> => {
  const script = join(root, 'scripts', 'check-dist.mjs')
  const env = { ...process.env, npm_execpath: join(folder, 'npm.mjs') }
  try {
    const { stdout, stderr } = await run(process.execPath, [script], { cwd: root, env })
    return { failed: false, text: stdout + stderr }
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string }
    return { failed: true, text: stdout + stderr }
  }
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ecs-deploy-verifier-test-'))
  root = join(folder, 'repository')
  for (const name of ['LICENSE', 'package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'])
    await put(name, '{}')
  await put('node_modules/a/package.json', '{}')
  await put('.gitignore', 'node_modules/\n')
  for (const name of ['index.js', '7.index.js']) {
    await put(`src/${name}`, name)
    await put(`dist/${name}`, name)
  }
  await cp(new URL('../../scripts/check-dist.mjs', import.meta.url), join(root, 'scripts', 'check-dist.mjs'))
  await writeFile(join(folder, 'npm.mjs'), BUILD)
  await git('init', '--quiet')
  await git('add', '--all')
  await git('commit', '--quiet', '--message', 'all')
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

describe('the check of dist', () => {
  it('passes where the committed files are what is built', async () => {
    expect(await check()).toEqual({ failed: false, text: expect.stringContaining('dist/ is reproducible: 2 files') })
  })

  it('fails for a file that is built otherwise', async () => {
    await put('src/index.js', 'changed')
    expect(await check()).toEqual({ failed: true, text: expect.stringContaining(' M dist/index.js') })
  })

  it('fails for a file that is no longer built', async () => {
    await rm(join(root, 'src', '7.index.js'))
    expect(await check()).toEqual({ failed: true, text: expect.stringContaining(' D dist/7.index.js') })
  })

  it('fails for a file that nobody committed', async () => {
    await put('src/8.index.js')
    expect(await check()).toEqual({ failed: true, text: expect.stringContaining('?? dist/8.index.js') })
  })

  it('fails for a build that tells where it was made', async () => {
    await put('src/index.js', '{folder}')
    await put('dist/index.js', root)
    await git('commit', '--quiet', '--all', '--message', 'with the folder')
    expect(await check()).toEqual({ failed: true, text: expect.stringContaining('dist/ is not reproducible') })
  })
})
