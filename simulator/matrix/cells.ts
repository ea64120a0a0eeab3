import type { Fault, FaultSpan } from '../wire/faults.ts'
import { Random } from '../world/random.ts'
import { WORLDS, type World } from './worlds.ts'

/** What can happen to a call, by the name of its column. */
export const FAULTS = {
  throttled: 'throttled',
  '500': 'internal-error',
  '503 HTML': 'unavailable-html',
  refused: 'refused',
  reset: 'reset',
  'reset midway': 'reset-midway',
  hung: 'hang',
  slow: 'slow',
  truncated: 'truncated',
  empty: 'empty',
  denied: 'denied',
  expired: 'expired',
  skew: 'skewed',
  'unknown values': { mutation: 'unknown-value' },
  'nothing in it': { mutation: 'missing' },
} as const satisfies Record<string, Fault>

export type FaultName = keyof typeof FAULTS

/** How long a fault lasts, from the first request that meets it on. */
export const SPANS = { once: { times: 1 }, while: { lasting: 45_000 }, ever: {} } as const satisfies Record<
  string,
  FaultSpan
>

export type SpanName = keyof typeof SPANS

/** One cell of the matrix in one world. */
export interface Cell {
  readonly world: string
  readonly call: string
  readonly fault: FaultName
  readonly span: SpanName
  /** Of one member of the answer only, `services[].status`. */
  readonly path?: string
}

/** What a world's run asks while nothing fails. */
export interface Recorded {
  readonly world: string
  readonly end: string
  readonly calls: readonly string[]
  /** Members of the answers, by call: `all`, and those whose texts come from a list. */
  readonly members: Readonly<Record<string, { readonly all: readonly string[]; readonly listed: readonly string[] }>>
}

const isSigned = (call: string): boolean => !/^(github|oci|s3|app):/.test(call)

function canHappen(fault: FaultName, call: string, recorded: Recorded): boolean {
  if (fault === 'skew') return isSigned(call)
  if (fault === 'nothing in it') return recorded.members[call] !== undefined
  if (fault === 'unknown values') return (recorded.members[call]?.listed.length ?? 0) > 0
  return true
}

/** Faults that keep an answer from coming: one for each way in which that ends a run. */
const HIDING: readonly FaultName[] = ['throttled', 'hung', 'truncated', 'denied', 'expired']
const CHANGING: readonly FaultName[] = ['unknown values', 'nothing in it']

/**
 * The cells: each call of a live world once, by the first world that makes it, with every fault and span; and in each world in which the
 * commit is not live those calls that show it, with what hides or changes their answers.
 *
 * @param isRead whether the action reads members of that name at all: what it never names cannot mislead it
 * @param members so many members of each answer are left out, and made unknown, one by one; a seed picks them
 */
export function cellsOf(
  recordings: readonly Recorded[],
  isRead: (member: string) => boolean,
  members: number,
  seed: number,
): readonly Cell[] {
  const random = new Random(seed)
  const some = (paths: readonly string[]): readonly string[] =>
    paths
      .filter((path) => isRead(nameOf(path)))
      .map((path) => ({ path, at: random.next() }))
      .toSorted((a, b) => a.at - b.at)
      .slice(0, members)
      .map(({ path }) => path)
  const cells: Cell[] = []
  const seen = new Set<string>()
  for (const recorded of recordings) {
    const world = worldNamed(recorded.world)
    const isLive = world.end === ''
    for (const call of recorded.calls) {
      const isHome = !seen.has(call)
      const isAbout = isLive ? (world.about?.test(call) ?? false) : world.about?.test(call) === true
      if (!isHome && !isAbout) continue
      seen.add(call)
      for (const fault of Object.keys(FAULTS) as FaultName[]) {
        if (!canHappen(fault, call, recorded)) continue
        for (const span of Object.keys(SPANS) as SpanName[]) {
          const matters = span === 'ever' && [...HIDING, ...CHANGING].includes(fault)
          const changes = CHANGING.includes(fault)
          if (isHome || matters || changes) cells.push({ world: world.name, call, fault, span })
        }
      }
      const { all = [], listed = [] } = recorded.members[call] ?? {}
      for (const path of some(all)) cells.push({ world: world.name, call, fault: 'nothing in it', span: 'ever', path })
      for (const path of some(listed))
        cells.push({ world: world.name, call, fault: 'unknown values', span: 'ever', path })
    }
  }
  return cells
}

function nameOf(path: string): string {
  return (
    path
      .replace(/(\[\])+$/, '')
      .split('.')
      .at(-1) ?? ''
  )
}

export function worldNamed(name: string): World {
  const world = WORLDS.find((candidate) => candidate.name === name)
  if (world === undefined) throw new Error(`expected the name of a world of the matrix; ${name} is none`)
  return world
}

/** The fault of a cell as it is laid. */
export function faultOf({ fault, path }: Cell): Fault {
  const laid: Fault = FAULTS[fault]
  return typeof laid === 'object' && 'mutation' in laid && path !== undefined ? { ...laid, path } : laid
}
