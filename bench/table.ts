/** What the bench prints: rows of ratios first, then tables of details. */

/** One figure beside what it is held against, both from one run on one machine. */
export interface RatioRow {
  readonly what: string
  readonly ours: string
  /** What another tool takes, or the least or the most that there can be. */
  readonly theirs: string
  readonly ratio: number
  /** Undefined where the figure is only told. */
  readonly aim: { readonly atLeast: number } | { readonly atMost: number } | undefined
}

/** The first line is the heading. */
export type Table = readonly (readonly string[])[]

export interface Part {
  readonly ratios: readonly RatioRow[]
  readonly tables: readonly Table[]
  /** Lines about how it was measured, or what could not be. */
  readonly notes: readonly string[]
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/** Whether the aim is met; a ratio that is no number meets none. */
export function holds({ ratio, aim }: RatioRow): boolean {
  if (aim === undefined) return true
  return 'atLeast' in aim ? ratio >= aim.atLeast : ratio <= aim.atMost
}

const aimOf = ({ aim }: RatioRow): string =>
  aim === undefined ? '' : 'atLeast' in aim ? `≥ ${aim.atLeast}` : `≤ ${aim.atMost}`

export const ratioTable = (rows: readonly RatioRow[]): Table => [
  ['what', 'ours', 'theirs, or the limit', 'ratio', 'aim', 'holds'],
  ...rows.map((row) => [
    row.what,
    row.ours,
    row.theirs,
    row.ratio.toFixed(2),
    aimOf(row),
    row.aim === undefined ? '' : holds(row) ? 'yes' : 'no',
  ]),
]

/** A table in Markdown: the first column to the left, the others to the right. */
export function markdown([heading = [], ...rows]: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`
  return [line(heading), line(heading.map((_, index) => (index === 0 ? '---' : '--:'))), ...rows.map(line)].join('')
}
