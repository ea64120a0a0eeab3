import { CAUSES, verdictOf } from '../../src/judge/causes.ts'
import type { Cell } from './cells.ts'
import type { Played } from './play.ts'
import { allowedEnds, makesItLive } from './rules.ts'
import type { World } from './worlds.ts'

/** What came of a cell. */
export interface Judged {
  /** The cause that the run ended with; empty where it verified, `none` where it never came to a verdict. */
  readonly end: string
  /** `unmet`: no request met the fault, so that nothing was tried. */
  readonly state: 'as without' | 'honest' | 'wrong' | 'unmet'
  /** What is wrong with it; empty where nothing is. */
  readonly wrongs: readonly Wrong[]
  readonly why: readonly string[]
}

export type Wrong = 'false verified' | 'crash' | 'late' | 'wrong cause' | 'untold'

/** The run ends so many milliseconds after its timeout at the latest. */
const GRACE_MS = 5_000
/** What an audit has at most, and any other run where no timeout is given. */
const AUDIT_MS = 60_000
const DEFAULT_MS = 30 * 60_000

/** Holds a cell against the rules. */
export function judge(cell: Cell, world: World, played: Played): Judged {
  const { outcome, outputs, timeout } = played
  const end = outcome === undefined ? 'none' : (outputs['cause'] ?? 'none')
  const wrongs = new Map<Wrong, string>()
  if (played.defects.length > 0) wrongs.set('crash', played.defects.join('\n'))
  if (outcome === undefined) wrongs.set('crash', ['no outcome', ...played.defects].join('\n'))
  const asked = timeout === 'auto' || timeout === undefined ? DEFAULT_MS : timeout
  const limit = world.audit === true ? Math.min(AUDIT_MS, asked) : asked
  if (played.took > limit + GRACE_MS) wrongs.set('late', `took ${played.took} ms of ${limit}`)
  const verdict = outputs['verdict'] ?? ''
  if (verdict === 'verified' && world.end !== '' && !makesItLive(cell))
    wrongs.set('false verified', `the truth is ${world.end}`)
  const allowed = allowedEnds(cell, world)
  if (!allowed.includes(end))
    wrongs.set(
      'wrong cause',
      `expected ${allowed.map((one) => one || 'verified').join(' or ')}; seen ${end || 'verified'}`,
    )
  const cause = CAUSES.find((candidate) => candidate === end)
  const matches = cause === undefined ? verdict === 'verified' : verdict === verdictOf(cause)
  if (outcome !== undefined && (!matches || played.summary === '' || played.annotations !== (end === '' ? 0 : 1)))
    wrongs.set(
      'untold',
      `verdict ${verdict} with ${end}, ${played.annotations} annotations, ${played.summary.length} characters`,
    )
  const met = played.requests.some(({ fault }) => fault !== undefined)
  return {
    end,
    state: wrongs.size > 0 ? 'wrong' : !met ? 'unmet' : end === world.end ? 'as without' : 'honest',
    wrongs: [...wrongs.keys()],
    why: [...wrongs.values()],
  }
}
