import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

// Rebuilds dist/ and fails when the committed one differs in any way: changed, deleted or untracked files. Then builds it once more in a
// folder of another name and depth, and fails when a single bit comes out otherwise.
const root = fileURLToPath(new URL('..', import.meta.url))
const run = (command, args, cwd = root) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })

// On Windows npm is no program but a script of the shell; what npm runs is told where npm itself is.
const npm = process.env.npm_execpath
const build = (folder) =>
  npm === undefined
    ? run('npm', ['run', '-s', 'build'], folder)
    : run(process.execPath, [npm, 'run', '-s', 'build'], folder)

/** SHA-256 of every file of dist/, by name. */
function hashes(folder) {
  const names = readdirSync(join(folder, 'dist'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted()
  return names.map(
    (name) =>
      `${createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex')}  ${name}`,
  )
}

/** A copy of what the lock file installed; hard links where the file system has them, since it is large. */
function copyModules(to) {
  const from = join(root, 'node_modules')
  try {
    execFileSync('cp', ['-al', from, to], { stdio: 'ignore' })
  } catch {
    rmSync(to, { recursive: true, force: true })
    cpSync(from, to, { recursive: true, verbatimSymlinks: true })
  }
}

build(root)
const first = hashes(root.replace(/[\\/]$/, ''))
const differences = run('git', ['status', '--porcelain', '--untracked-files=all', '--', 'dist'])
if (differences !== '') {
  process.stderr.write(
    `dist/ is not what the sources build to. Run "npm run build" and commit the result:\n${differences}`,
  )
  process.exitCode = 1
}

// Beside the first one, where hard links reach; elsewhere where nothing may be written.
const beside = (() => {
  try {
    return mkdtempSync(join(root, '..', '.another-folder-'))
  } catch {
    return mkdtempSync(join(tmpdir(), 'another-folder-'))
  }
})()
try {
  const second = join(beside, 'deeper')
  // Our own licence stands in dist/licenses.txt beside the others.
  const sources = [
    'src',
    'scripts',
    'LICENSE',
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'tsconfig.build.json',
  ]
  for (const name of sources) cpSync(join(root, name), join(second, name), { recursive: true })
  copyModules(join(second, 'node_modules'))
  build(second)
  const again = hashes(second)
  const other = [...first.filter((line) => !again.includes(line)), ...again.filter((line) => !first.includes(line))]
  if (other.length > 0) {
    process.stderr.write(
      `dist/ is not reproducible: in another folder these come out otherwise:\n${other.join('\n')}\n`,
    )
    process.exitCode = 1
  } else {
    const whole = createHash('sha256').update(first.join('\n')).digest('hex')
    process.stdout.write(
      `dist/ is reproducible: ${first.length} files, built in two folders, are the same bit for bit (sha256 of their list: ${whole})\n`,
    )
  }
} finally {
  rmSync(beside, { recursive: true, force: true })
}
