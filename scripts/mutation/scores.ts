import { readFile } from 'node:fs/promises'
import { writeSection } from '../reliability.ts'
import type { Score } from './explained.ts'

const PAGE = new URL('../../docs/reliability.md', import.meta.url)

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`

function row(folder: string, { mutants, killed, explained, open }: Score): string {
  const cells = [
    `\`${folder}\``,
    mutants,
    killed,
    explained,
    open,
    percent(killed, mutants),
    percent(killed, mutants - explained),
  ]
  return `| ${cells.join(' | ')} |`
}

/** Writes a folder's row of the section `mutation` of `docs/reliability.md`; the rows of other folders stay. */
export async function writeScores(folder: string, score: Score): Promise<void> {
  const page = await readFile(PAGE, 'utf8')
  const others = page
    .split('\n')
    .filter((line) => /^\| `(?:inputs|judge|guard)`\s/.test(line) && !line.startsWith(`| \`${folder}\``))
  await writeSection('mutation', [...INTRODUCTION, ...[...others, row(folder, score)].toSorted()].join('\n'))
}

const INTRODUCTION = [
  '`npm run mutation` (or `npm run mutation -- --folder judge`)',
  '',
  'Stryker changes the code in one place, a mutant, and asks the unit tests that reach the place. A mutant that no test notices survives.',
  'It is then killed by a test, or explained in `scripts/mutation/explained.json`, or open: listed by the command, judged by nobody yet.',
  'Mutants of sentences written for people are left out: a changed text there is no wrong verdict. So are tests that start programs, and',
  'a property is asked for 15 values instead of hundreds, so that the score is rather too low. A mutant that never ends counts as killed.',
  '',
  '| folder | mutants | killed | explained | open | score | without the explained |',
  '| --- | --- | --- | --- | --- | --- | --- |',
]
