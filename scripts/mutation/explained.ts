import { readFile } from 'node:fs/promises'

/** What is read of Stryker's report (https://github.com/stryker-mutator/mutation-testing-elements). */
export interface Report {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>
}

interface Position {
  readonly line: number
  readonly column: number
}

interface Mutant {
  readonly mutatorName: string
  readonly replacement?: string
  readonly status: string
  readonly location: { readonly start: Position; readonly end: Position }
}

/**
 * Why mutants may survive: those of `file` whose line holds `code`, whose own text is `mutated` and becomes `replacement`, each where it
 * is given.
 */
export interface Explanation {
  readonly file: string
  readonly code: string
  readonly mutated?: string
  readonly replacement?: string
  readonly reason: string
}

/** The mutants of a folder by what became of them. What was left out of the measure is not counted. */
export interface Score {
  readonly mutants: number
  readonly killed: number
  readonly explained: number
  readonly open: number
}

/** A mutant in its line: `before` and `after` are what stands around it there, `after` empty where it ends on a later line. */
interface Place {
  readonly mutator: string
  readonly before: string
  readonly mutated: string
  readonly after: string
  readonly replacement: string
}

/** Mutants that change nothing wherever they stand. */
const EVERYWHERE: readonly { readonly reason: string; readonly holds: (place: Place) => boolean }[] = [
  {
    reason: 'a property that holds undefined reads the same as one that is absent',
    holds: ({ before, mutated, after, replacement }) =>
      /(?:\.\.\.\([^?]*|return )$/.test(before) &&
      mutated.endsWith('=== undefined') &&
      /^[^?]* \? \{\} : /.test(after) &&
      replacement === 'false',
  },
  {
    reason:
      'only a defect of this action gets here, and it is told as one; the mutant would tell it as a fault of the input',
    holds: ({ before, mutated, after, replacement }) =>
      before.endsWith('if (') &&
      /^!\(error instanceof \w+\)$/.test(mutated) &&
      after.startsWith(') throw error') &&
      replacement === 'false',
  },
  {
    reason: 'the error behind an error is for the debug log alone',
    holds: ({ mutated, replacement }) => /^\{ cause: (?:error|failure) \}$/.test(mutated) && replacement === '{}',
  },
  {
    reason: 'the name of an error stands in stack traces alone',
    holds: ({ before, mutator }) => before.trim() === 'this.name =' && mutator === 'StringLiteral',
  },
  {
    reason: 'narrows the type: an image that is missing has no `image`, which reads as undefined',
    holds: ({ mutated, after, replacement }) =>
      mutated === "expectation.image.state === 'found'" &&
      after.startsWith(' ? expectation.image.image : undefined') &&
      replacement === 'true',
  },
  {
    reason: 'the first item, the whole match, is not read',
    holds: ({ before, mutated, replacement }) =>
      /^\s*const \[, .*\.exec\(.*\) \?\? $/.test(before) && mutated === '[]' && replacement === '["Stryker was here"]',
  },
]

export const readExplanations = async (): Promise<readonly Explanation[]> =>
  JSON.parse(await readFile(new URL('./explained.json', import.meta.url), 'utf8')) as readonly Explanation[]

function placeOf({ mutatorName, replacement = '', location: { start, end } }: Mutant, source: string): Place {
  const lines = source.split('\n')
  const first = lines[start.line - 1] ?? ''
  const last = lines[end.line - 1] ?? ''
  const oneLine = start.line === end.line
  return {
    mutator: mutatorName,
    before: first.slice(0, start.column - 1),
    mutated: oneLine
      ? first.slice(start.column - 1, end.column - 1)
      : [first.slice(start.column - 1), ...lines.slice(start.line, end.line - 1), last.slice(0, end.column - 1)].join(
          '\n',
        ),
    after: oneLine ? first.slice(end.column - 1) : '',
    replacement,
  }
}

const KILLED = ['Killed', 'Timeout', 'RuntimeError']
const SURVIVED = ['Survived', 'NoCoverage']

/** Counts a report, and tells its survivors that nobody explained, each in a few lines. Throws on a status that is not known. */
export async function explain({ files }: Report): Promise<{ readonly score: Score; readonly open: readonly string[] }> {
  const explanations = await readExplanations()
  let [killed, explained] = [0, 0]
  const open: string[] = []
  for (const [file, { source, mutants }] of Object.entries(files))
    for (const mutant of mutants) {
      const { status, location } = mutant
      if (status === 'Ignored') continue
      if (KILLED.includes(status)) {
        killed += 1
        continue
      }
      const { line, column } = location.start
      if (!SURVIVED.includes(status))
        throw new Error(`expected a known status of the mutant at ${file}:${line}, got ${status}`)
      const place = placeOf(mutant, source)
      const code = source.split('\n')[line - 1] ?? ''
      const isExplained =
        EVERYWHERE.some(({ holds }) => holds(place)) ||
        explanations.some(
          (one) =>
            one.file === file &&
            code.includes(one.code) &&
            (one.mutated ?? place.mutated) === place.mutated &&
            (one.replacement ?? place.replacement) === place.replacement,
        )
      if (isExplained) explained += 1
      else
        open.push(
          `${file}:${line}:${column} ${status} ${place.mutator}\n    ${code.trim()}\n  - ${place.mutated}\n  + ${place.replacement}`,
        )
    }
  return { score: { mutants: killed + explained + open.length, killed, explained, open: open.length }, open }
}
