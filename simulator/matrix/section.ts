import { FAULTS, SPANS, type Cell, type FaultName, type SpanName } from './cells.ts'
import type { Judged, Wrong } from './judge.ts'
import { kindOf } from './rules.ts'

interface Result {
  readonly cell: Cell
  readonly judged: Judged
}

const MARKS: readonly (readonly [state: Judged['state'], mark: string])[] = [
  ['wrong', '✗'],
  ['honest', '○'],
  ['as without', '●'],
  ['unmet', '·'],
]

/**
 * The section of `docs/reliability.md`: the table, what its marks say, and the totals.
 *
 * @param cells all cells of the matrix, of which a run that was cut short has played some
 */
export function sectionOf(results: readonly Result[], worlds: number, cells: number): string {
  const whole = results.filter(({ cell }) => cell.path === undefined)
  const members = results.filter(({ cell }) => cell.path !== undefined)
  const calls = [...new Set(whole.map(({ cell }) => cell.call))].toSorted()
  const faults = Object.keys(FAULTS) as FaultName[]
  const spans = Object.keys(SPANS) as SpanName[]
  const byCell = Map.groupBy(whole, ({ cell }) => `${cell.call} ${cell.fault} ${cell.span}`)
  const rows = calls.map((call) => {
    const marks = faults.map((fault) => spans.map((span) => markOf(byCell.get(`${call} ${fault} ${span}`))).join(''))
    return `| \`${call}\` | ${kindOf(call)} | ${marks.join(' | ')} |`
  })
  const count = (wrong: Wrong): number => results.filter(({ judged }) => judged.wrongs.includes(wrong)).length
  return `
Every call that the action makes, each fault, once (the first request), for a while (45 s) and for ever, through the real SDK clients
against the simulated AWS, GitHub, registry and application, in simulated time. The list of calls is what the action is seen to make in
${worlds} worlds; a test holds it against the calls that \`src/aws/api.ts\` types. A choice of it is among the tests. All of it, and this
section:

\`\`\`sh
npm run faults
npm run faults -- --call ecs:DescribeTasks --fault hung # a part; writes nothing
\`\`\`

**What must come of it** is said by rules (\`simulator/matrix/rules.ts\`), not by what came of it before. In worlds in which the commit is
live and in worlds in which it is not, so that a fault which hides why would show as a false \`verified\`.

| total                                        |  |
| -------------------------------------------- | --: |
| cells                                        | ${cells} |
| of them played                               | ${results.length} |
| of them one member of an answer at a time    | ${members.length} |
| same verdict and cause as without the fault  | ${results.filter(({ judged }) => judged.state === 'as without').length} |
| another verdict, and an honest one           | ${results.filter(({ judged }) => judged.state === 'honest').length} |
| fault that no request met                    | ${results.filter(({ judged }) => judged.state === 'unmet').length} |
| **false \`verified\`**                       | ${count('false verified')} |
| crashes, hangs, unhandled rejections         | ${count('crash')} |
| ends later than 5 s after \`timeout\`        | ${count('late')} |
| wrong causes                                 | ${count('wrong cause')} |
| without a summary, or not exactly one error  | ${count('untold')} |

Three marks in a cell: once, for a while, for ever. ● the verdict and the cause that it has without the fault; ○ another one, and an honest
one; ✗ wrong; · no request met the fault; a mark that is missing: not played; an empty cell: the fault cannot happen to this call.
_nothing in it_ is an answer without its members, _unknown values_ one whose every text from a list is one that AWS has not invented yet,
_skew_ a clock that is a quarter of an hour off. Where several worlds have the call, the worst counts.

| call | needed for | ${faults.join(' | ')} |
| --- | --- | ${faults.map(() => '---').join(' | ')} |
${rows.join('\n')}
`
}

function markOf(results: readonly Result[] = []): string {
  return MARKS.find(([state]) => results.some(({ judged }) => judged.state === state))?.[1] ?? ''
}
