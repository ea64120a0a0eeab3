import { access, copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { theFixedDeploy } from '../stories/the-fixed-deploy.ts'
import { theImageWithOldCode } from '../stories/the-image-with-old-code.ts'
import { play, type Story } from '../story.ts'
import { RunnerLog } from './runner-log.ts'
import { MERMAID_FILE, mermaidScript, summaryPage } from './summary-page.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const OUTPUT = join(ROOT, 'demo-output')
const colours = process.stdout.isTTY && process.env['NO_COLOR'] === undefined
const print = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

interface Shown {
  readonly page: string
  readonly sentence: string
  readonly asTold: boolean
}

async function show(story: Story, file: string): Promise<Shown> {
  print(`── ${story.title} ${'─'.repeat(Math.max(0, 100 - story.title.length))}`)
  const log = new RunnerLog(print, colours)
  const { run, staged } = await play(story, { onLine: (line) => log.line(line) })
  const page = join(OUTPUT, file)
  await writeFile(page, await summaryPage(story.title, run.summary))
  const verdict = run.outputs['verdict'] ?? ''
  const cause = run.outputs['cause'] ?? ''
  const exit = run.exitCode ?? run.signal ?? 'unknown'
  print(
    `   exit ${exit} · ${Math.round(run.virtualMilliseconds / 1000)} s of simulated time in ` +
      `${(run.realMilliseconds / 1000).toFixed(1)} s · ${run.requests.length} requests\n`,
  )
  return {
    page,
    sentence: `${story.title}: ${verdict}${cause === '' ? '' : ` (${cause})`}`,
    asTold: verdict === staged.expected?.verdict && cause === staged.expected.cause,
  }
}

try {
  await access(join(ROOT, 'dist', 'index.js'))
} catch {
  print('dist/index.js is missing: run `npm run build` first.')
  process.exit(1)
}
await mkdir(OUTPUT, { recursive: true })
await copyFile(mermaidScript(), join(OUTPUT, MERMAID_FILE))

print('No AWS account is used: a simulated AWS, GitHub and application answer on this machine.\n')
const shown = [
  await show(theImageWithOldCode, 'the-image-with-old-code.html'),
  await show(theFixedDeploy, 'the-fixed-deploy.html'),
]
print('The job summaries, as GitHub shows them:')
for (const { page } of shown) print(`  ${page}`)
const unlike = shown.filter(({ asTold }) => !asTold)
print('')
print(
  unlike.length === 0
    ? `Shown: ${shown.map(({ sentence }) => sentence).join('; ')}.`
    : `Not as the story tells it: ${unlike.map(({ sentence }) => sentence).join('; ')}.`,
)
process.exitCode = unlike.length === 0 ? 0 : 1
