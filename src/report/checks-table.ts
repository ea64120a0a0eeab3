/** Expected and seen, side by side. */
import type { Check, CheckId, CheckStatus } from '../model.ts'
import type { Circumstances } from './circumstances.ts'
import { bold, prose, table } from './markdown.ts'
import { visible } from './visible.ts'

const LONGEST_CELL = 400

const ORDER: readonly CheckId[] = [
  'image',
  'image-content',
  'deployment',
  'tasks',
  'served-version',
  'features',
  'one-pipeline',
]

export function checkName(id: CheckId): string {
  switch (id) {
    case 'image':
      return 'Image of the commit'
    case 'image-content':
      return 'What is inside it'
    case 'deployment':
      return 'Deployment'
    case 'tasks':
      return 'Tasks'
    case 'served-version':
      return 'Served version'
    case 'features':
      return 'Features'
    case 'one-pipeline':
      return 'One pipeline'
  }
}

/** Icon and word, so that the table reads without its pictures. */
function statusCell(status: CheckStatus): string {
  switch (status) {
    case 'pass':
      return '✅ pass'
    case 'pending':
      return '⏳ pending'
    case 'fail':
      return '❌ fail'
    case 'unknown':
      return '⚠️ unknown'
    case 'not-checked':
      return '➖ not checked'
  }
}

/** The checks in the order of the promise. */
export function inOrder(checks: readonly Check[]): Check[] {
  return checks.toSorted((a, b) => ORDER.indexOf(a.id) - ORDER.indexOf(b.id))
}

/**
 * Empty where nothing was checked.
 * @param above rows of Markdown that come first
 */
export function checksTable(
  checks: readonly Check[],
  above: readonly (readonly string[])[] = [],
  circumstances: Circumstances = {},
): string {
  if (checks.length === 0 && above.length === 0) return ''
  const rows = inOrder(checks.filter((check) => !isNotAsked(check))).map((check) => {
    const [expected, seen] = cellsOf(check)
    const aside = circumstances[check.id]
    const beside = aside === undefined || check.status === 'not-checked' ? '' : `; ${prose(aside, 200)}`
    return [statusCell(check.status), checkName(check.id), expected, `${seen}${beside}`]
  })
  const page = table(['', 'Check', 'Expected', 'Seen'], [...above, ...rows])
  const left = inOrder(checks.filter(isNotAsked)).map(
    ({ id, seen }) => `${checkName(id)}${seen === '' ? '' : ` (${prose(seen, LONGEST_CELL)})`}`,
  )
  return left.length === 0 ? page : `${page}\n\n*Not checked:* ${left.join(', ')}.`
}

/** What nobody asked for needs no row. */
const isNotAsked = ({ status, expected }: Check): boolean => status === 'not-checked' && expected === ''

function cellsOf(check: Check): readonly [expected: string, seen: string] {
  switch (check.status) {
    case 'fail':
      return contrasted(visible(check.expected), visible(check.seen))
    case 'not-checked':
      return [prose(check.expected, LONGEST_CELL), prose(check.seen === '' ? 'not checked' : check.seen, LONGEST_CELL)]
    case 'pass':
    case 'pending':
    case 'unknown':
      return [prose(check.expected, LONGEST_CELL), prose(check.seen, LONGEST_CELL)]
  }
}

/** Where the claim of a cell ends and its circumstances begin. */
const CLAIM_END = /, | \(|; | · | at | in | on /u

interface Parts {
  /** What both cells begin with, or where the claim stands: `modules/core/config.py =`. */
  readonly before: string
  readonly claim: string
  readonly rest: string
}

/** Both texts with what differs in bold: their claims, or where these are equal, the circumstances. */
function contrasted(expected: string, seen: string): readonly [expected: string, seen: string] {
  if (expected === seen) return [prose(expected, LONGEST_CELL), prose(seen, LONGEST_CELL)]
  const [left, right] = withoutSharedWords(partsOf(expected), partsOf(seen))
  const sameClaim = left.claim === right.claim
  const render = ({ before, claim, rest }: Parts): string => {
    const [said, aside] = [prose(claim, LONGEST_CELL), prose(rest, LONGEST_CELL)]
    const [first, second] = sameClaim ? [said, bold(aside)] : [bold(said), aside]
    const gap = /^[,;]/u.test(rest) && !sameClaim ? '' : ' '
    return `${prose(before, LONGEST_CELL)} ${first}${gap}${second}`.trim()
  }
  return [render(left), render(right)]
}

function partsOf(text: string): Parts {
  const equals = text.indexOf(' = ')
  const start = equals < 0 ? 0 : equals + 3
  const claimed = text.slice(start)
  const end = CLAIM_END.exec(claimed)?.index ?? claimed.length
  return { before: text.slice(0, start).trim(), claim: claimed.slice(0, end), rest: claimed.slice(end).trim() }
}

/** Moves the words that both claims begin with out of them. */
function withoutSharedWords(left: Parts, right: Parts): readonly [Parts, Parts] {
  const [a, b] = [left.claim.split(' '), right.claim.split(' ')]
  let shared = 0
  while (shared < Math.min(a.length, b.length) - 1 && a[shared] === b[shared]) shared += 1
  const moved = (parts: Parts, words: readonly string[]): Parts => ({
    before: [parts.before, ...words.slice(0, shared)].join(' ').trim(),
    claim: words.slice(shared).join(' '),
    rest: parts.rest,
  })
  return [moved(left, a), moved(right, b)]
}
