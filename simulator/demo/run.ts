import { access } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { demo } from './command.ts'
import { Screen } from './screen.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
/** The simulated worlds share one process, so that more would only wait for it. */
const MOST_AT_A_TIME = 4

const { stdout } = process
// Whoever reads only the beginning (`| head`) has what they want.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

try {
  await access(join(ROOT, 'dist', 'index.js'))
} catch {
  console.error('dist/index.js is missing: run `npm run build` first.')
  process.exit(1)
}

/** For a terminal that does not tell how wide it is. */
const USUAL_COLUMNS = 80

const canShowMore = stdout.isTTY && process.env['NO_COLOR'] === undefined && process.env['TERM'] !== 'dumb'
process.exitCode = await demo(process.argv.slice(2), {
  screen: new Screen(
    (text) => void stdout.write(text),
    canShowMore ? () => stdout.columns || USUAL_COLUMNS : undefined,
  ),
  colours: canShowMore,
  output: join(ROOT, 'demo-output'),
  atATime: Math.min(availableParallelism(), MOST_AT_A_TIME),
})
