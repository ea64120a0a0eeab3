import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

// Rebuilds dist/ and fails when the committed one differs in any way: changed, deleted or untracked files.
const root = fileURLToPath(new URL('..', import.meta.url))
const run = (command, args) =>
  execFileSync(command, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })

run('npm', ['run', '-s', 'build'])
const differences = run('git', ['status', '--porcelain', '--untracked-files=all', '--', 'dist'])
if (differences !== '') {
  process.stderr.write(
    `dist/ is not what the sources build to. Run "npm run build" and commit the result:\n${differences}`,
  )
  process.exit(1)
}
