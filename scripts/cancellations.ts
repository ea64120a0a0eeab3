/**
 * Interrupts the built action at its await points, by every signal that ends a job, and writes what came of it into
 * docs/reliability.md. `--few` takes some of the requests, `--every` each of them in each way, `--story <part of a title>` one story
 * alone, which writes nothing. Fails where any claim is broken.
 */
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { format, resolveConfig } from 'prettier'
import type { Played } from '../simulator/cancellations/sweep.ts'
import { playInterrupted, playUndisturbed, pointsOf } from '../simulator/cancellations/sweep.ts'
import { SUBJECTS } from '../simulator/cancellations/subjects.ts'
import { writeSection } from './reliability.ts'

const { values } = parseArgs({
  options: { few: { type: 'boolean' }, every: { type: 'boolean' }, story: { type: 'string' } },
})
const thoroughness = values.every === true ? 'every' : values.few === true ? 'few' : 'one'
const subjects = SUBJECTS.filter(({ title }) => title.includes(values.story ?? ''))

interface Row {
  readonly title: string
  readonly requests: number
  readonly played: readonly Played[]
}

const rows: Row[] = []
for (const subject of subjects) {
  const undisturbed = await playUndisturbed(subject)
  const points = pointsOf(subject, undisturbed, thoroughness)
  process.stdout.write(
    `${subject.title}: ${undisturbed.operations.length} requests, ${undisturbed.sleeps} sleeps, ${undisturbed.turns} turns: ${points.length} points\n`,
  )
  const played: Played[] = []
  for (const point of points) {
    const result = await playInterrupted(subject, undisturbed, point)
    played.push(result)
    if (played.length % 20 === 0) process.stdout.write(`  ${played.length} of ${points.length}\n`)
    if (result.broken.length > 0)
      process.stdout.write(
        `  ${JSON.stringify(point)}: ${result.fate}\n${result.broken.map((line) => `    ${line}\n`).join('')}`,
      )
  }
  const row = { title: subject.title, requests: undisturbed.operations.length, played }
  rows.push(row)
  process.stdout.write(`${lineOf(row)}\n`)
  if (values.story === undefined) await writeSection('cancellation', await formatted(section(rows)))
}

process.exitCode = rows.some(({ played }) => played.some(({ broken }) => broken.length > 0)) ? 1 : 0

function lineOf({ title, requests, played }: Row): string {
  const count = (fate: Played['fate']): number => played.filter((one) => one.fate === fate).length
  const slowest = Math.max(0, ...played.map(({ endedWithin }) => endedWithin ?? 0))
  const lost = played.filter(({ lostOutputs }) => lostOutputs).length
  const broken = played.filter((one) => one.broken.length > 0).length
  const cells = [
    title,
    requests,
    played.length,
    count('cancelled'),
    count('decided'),
    count('killed'),
    count('not begun'),
  ]
  return `| ${[...cells, Math.round(slowest), lost, broken].join(' | ')} |`
}

async function formatted(markdown: string): Promise<string> {
  return format(markdown, { ...(await resolveConfig(fileURLToPath(import.meta.url))), parser: 'markdown' })
}

function section(all: readonly Row[]): string {
  const total: Row = {
    title: '**all**',
    requests: all.reduce((sum, { requests }) => sum + requests, 0),
    played: all.flatMap(({ played }) => played),
  }
  const command = thoroughness === 'one' ? 'npm run cancellations' : `npm run cancellations -- --${thoroughness}`
  return `
\`\`\`
${command}
\`\`\`

The built action is interrupted as GitHub does it: SIGINT, SIGTERM 7.5 s later, a kill 2.5 s after that; and by SIGTERM alone, by both at
once, by SIGINT twice. A point is ${thoroughness === 'few' ? 'the first or the last request of each kind in the story' : 'a request of the story'} (the signal comes with the answer, after it, or instead of it), a moment at which
the action sleeps, one of a dozen turns that it takes after an \`await\`, or one of its first 240 milliseconds. Where triggers may be off,
the process is also killed at the requests that change something.

Of each run that ends by itself the sweep demands: exit code, all outputs, one error annotation, summary, report and verdict that agree;
no stack and no defect in the log; \`cancelled\`, or the verdict that was reached before the signal, which stands; every trigger that is
off told with the change. After each run that changed a trigger, \`restore\` must bring back exactly what was there; after a kill, the
next run must first disable all of it.

| story | requests | points | cancelled | verdict stood | killed | not begun | slowest end, ms | lost outputs | broken |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
${[...all, total].map(lineOf).join('\n')}

*Not begun*: the signal came while Node was still starting, before any code of the action could hear it; no request had been made.
*Slowest end*: from the first signal to the end of the process, without the time in which it waited for a processor.
`
}
