import { isDeepStrictEqual } from 'node:util'
import type { Interruption } from '../interruption.ts'
import { isShut, stateOfTriggers } from '../stories/triggers.ts'
import { runStaged, stageStory, type StagedStory } from '../story.ts'
import { brokenClaims, fateOf, type Fate, type Verdict } from './claims.ts'
import { guardOn } from './guard.ts'
import type { Subject } from './subjects.ts'

/** An undisturbed run: what there is to interrupt. */
export interface Undisturbed extends Verdict {
  /** In the order in which they came in. */
  readonly operations: readonly string[]
  readonly sleeps: number
  readonly turns: number
}

/** What an interrupted run came to. */
export interface Played {
  readonly interruption: Interruption
  readonly fate: Fate
  /** What it should have done and did not; empty where all is well. */
  readonly broken: readonly string[]
  /** Milliseconds from the first signal to the end, without those in which the machine was busy with something else. */
  readonly endedWithin: number | undefined
  /** Whether a run that ended by itself left an output out. */
  readonly lostOutputs: boolean
}

/** Runs a subject without any interruption. Throws where it does not come to its verdict. */
export async function playUndisturbed(subject: Subject): Promise<Undisturbed> {
  return onStage(subject, async (staged) => {
    const run = await runStaged(staged, {
      inputs: subject.inputs ?? {},
      interruption: { at: { turn: Infinity }, signals: [] },
    })
    const { verdict = '', cause = '' } = run.outputs
    if (verdict !== staged.expected?.verdict) throw new Error(`${subject.title} came to ${verdict} ${cause}`)
    return {
      verdict,
      cause,
      operations: run.requests.map(({ operation }) => operation),
      sleeps: run.sleeps,
      turns: run.turns ?? 0,
    }
  })
}

/** Interrupts a subject, holds it to the claims, and sees whether all that it changed can be brought back. */
export async function playInterrupted(
  subject: Subject,
  undisturbed: Verdict,
  interruption: Interruption,
): Promise<Played> {
  return onStage(subject, async (staged) => {
    const first = stateOfTriggers(staged.stage)
    const run = await runStaged(staged, { inputs: subject.inputs ?? {}, interruption })
    const fate = fateOf(run)
    const broken = brokenClaims(run, undisturbed, subject.ways, staged.stage)
    broken.push(...(await aftermath(staged, subject, first, fate)))
    const endsByItself = fate === 'cancelled' || fate === 'decided'
    return {
      interruption,
      fate,
      broken,
      endedWithin: endsByItself ? run.grantedWithin : undefined,
      lostOutputs: endsByItself && !('verdict' in run.outputs),
    }
  })
}

/** A later run finds its way: it disables what a killed one left open, and `restore` brings everything back as it was. */
async function aftermath({ stage }: StagedStory, { ways }: Subject, first: unknown, fate: Fate): Promise<string[]> {
  const broken: string[] = []
  // Whoever was told what is off restores it; after a kill nobody was, and the next deploy comes first.
  if (fate === 'killed') {
    const { problems } = await guardOn(stage, 'disable').act()
    const open = ways.filter((way) => !isShut(way, stage))
    broken.push(...open.map(({ triggers }) => `the next run leaves ${triggers[0]?.kind} ${triggers[0]?.name} open`))
    broken.push(...problems.flatMap(({ blocking, message }) => (blocking ? [`the next run says: ${message}`] : [])))
  }
  await guardOn(stage, 'restore').act()
  if (!isDeepStrictEqual(stateOfTriggers(stage), first)) broken.push('restore does not bring everything back as it was')
  return broken
}

async function onStage<Value>(subject: Subject, work: (staged: StagedStory) => Promise<Value>): Promise<Value> {
  const staged = await stageStory(subject.story)
  try {
    return await work(staged)
  } finally {
    await staged.stage.server.close()
  }
}

/** Signals as runners and people send them. */
const SIGNALS: readonly (readonly NodeJS.Signals[])[] = [
  ['SIGINT'],
  ['SIGTERM'],
  ['SIGINT', 'SIGTERM'],
  ['SIGINT', 'SIGINT'],
]
const WHEN = ['before-answer', 'after-answer', 'hung'] as const
/** Real milliseconds after the start: the process is being started, its code read, its inputs parsed. */
const FIRST_MILLISECONDS = [1, 60, 90, 120, 160, 240]
/** So many turns are picked out of a run's thousands. */
const TURNS = 12
const SLEEPS = 4

/**
 * The points at which a subject is interrupted.
 *
 * `every`: at each request, at each of its three moments, each way to send the signals. `one`: at each request one moment and one way,
 * in turn. `few`: the same at the first and the last request of each kind. Beside them SIGKILL, where
 * triggers may be off, at the same requests (`few`: at those that change something), sleeps, turns, and the first milliseconds.
 */
export function pointsOf(
  subject: Subject,
  undisturbed: Undisturbed,
  thoroughness: 'every' | 'one' | 'few',
): readonly Interruption[] {
  const { operations, sleeps, turns } = undisturbed
  const picked = operations.flatMap((_, at) => (thoroughness !== 'few' || isTelling(operations, at) ? [at + 1] : []))
  const ways = WHEN.flatMap((when) => SIGNALS.map((signals) => ({ when, signals })))
  // Steps that share no divisor with the number of ways, so that each request meets another one than its neighbours.
  const atRequests = picked.flatMap((request, index) =>
    (thoroughness === 'every' ? ways : [ways[(index * 5) % ways.length]]).flatMap((way) =>
      way === undefined ? [] : [{ at: { request, when: way.when }, signals: way.signals }],
    ),
  )
  const changes = picked.filter((request) => thoroughness !== 'few' || isChange(operations[request - 1] ?? ''))
  const kills = (subject.ways.length === 0 ? [] : changes).map((request, index): Interruption => ({
    at: { request, when: index % 2 === 0 ? 'before-answer' : 'after-answer' },
    signals: ['SIGKILL'],
  }))
  const signalsAt = (index: number): readonly NodeJS.Signals[] => SIGNALS[index % SIGNALS.length] ?? ['SIGINT']
  return [
    ...atRequests,
    ...kills,
    ...spread(sleeps, SLEEPS).map((sleep, index) => ({ at: { sleep }, signals: signalsAt(index) })),
    ...spread(turns, TURNS).map((turn, index) => ({ at: { turn }, signals: signalsAt(index) })),
    ...FIRST_MILLISECONDS.map((after, index) => ({ at: { after }, signals: signalsAt(index) })),
  ]
}

/** Whether it changes something. */
function isChange(operation: string): boolean {
  return /^[a-z]+:(?:Put|Update|Enable|Disable|Stop|PATCH )/.test(operation)
}

/** Whether it is the first request of its kind, or the last one. */
function isTelling(operations: readonly string[], at: number): boolean {
  const operation = operations[at] ?? ''
  return operations.indexOf(operation) === at || operations.lastIndexOf(operation) === at
}

/** Numbers from 1 to `last`, evenly, both ends among them. */
function spread(last: number, count: number): readonly number[] {
  if (last <= count) return Array.from({ length: last }, (_, index) => index + 1)
  return Array.from({ length: count }, (_, index) => 1 + Math.round((index * (last - 1)) / (count - 1)))
}
