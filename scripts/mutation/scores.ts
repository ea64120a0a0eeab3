import { readFile } from 'node:fs/promises'
import * as prettier from 'prettier'
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
    .filter((line) => /^\| `[\w/]+`\s+\|/.test(line) && !line.startsWith(`| \`${folder}\` `))
  const markdown = [...INTRODUCTION, ...[...others, row(folder, score)].toSorted()].join('\n')
  await writeSection('mutation', await prettier.format(markdown, { parser: 'markdown' }))
}

const INTRODUCTION = [
  '`npm run mutation` (or `npm run mutation -- --folder guard/webhook`; `guard/.` is `guard` without the folders in it)',
  '',
  'Stryker changes the code in one place, a mutant, and asks the unit tests that reach the place. A mutant that no test notices survives.',
  'It is then killed by a test, or explained in `scripts/mutation`, or open: listed by the command, and judged by nobody yet.',
  '',
  'Left out are sentences written for people, since a changed text is no wrong verdict; what is computed once while a module is loaded',
  '(`--static` takes it in); tests that start programs or play whole worlds, so that much of what stories and random worlds hold counts as',
  'open here; and all but 15 values of each property. A mutant that never ends counts as killed.',
  '',
  '| folder | mutants | killed | explained | open | score | score without the explained |',
  '| --- | --- | --- | --- | --- | --- | --- |',
]
