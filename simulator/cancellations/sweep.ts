import type { Interruption } from '../interruption.ts'
import type { ActionRun } from '../run-action.ts'
import { stateOfTriggers } from '../stories/triggers.ts'
import { runStaged, stageStory, type StagedStory } from '../story.ts'
import { brokenClaims, fateOf, type Fate, type Verdict } from './claims.ts'
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
  /** Real milliseconds from the first signal to the end. */
  readonly endedWithin: number | undefined
  /** Whether a run that ended by itself left an output out. */
  readonly lostOutputs: boolean
}

/** Virtual time in which every deployment of the subjects comes to its end. */
const UNTIL_DEPLOYED = 30 * 60_000

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
    const isChanged = JSON.stringify(stateOfTriggers(staged.stage)) !== JSON.stringify(first)
    if (isChanged) broken.push(...(await aftermath(staged, subject, undisturbed, first, fate)))
    const endsByItself = fate === 'cancelled' || fate === 'decided'
    return {
      interruption,
      fate,
      broken,
      endedWithin: endsByItself ? run.cancelledWithin : undefined,
      lostOutputs: endsByItself && !('verdict' in run.outputs),
    }
  })
}

/** The next run behaves, and `restore` brings everything back as it was. */
async function aftermath(
  staged: StagedStory,
  subject: Subject,
  { verdict }: Verdict,
  first: unknown,
  fate: Fate,
): Promise<string[]> {
  const broken: string[] = []
  staged.stage.clock.advance(UNTIL_DEPLOYED)
  const next = async (inputs: Readonly<Record<string, string>>): Promise<ActionRun> =>
    runStaged(staged, { inputs: { ...subject.inputs, ...inputs } })
  // Whoever was told what is off restores it; after a kill nobody was, and the next deploy comes first.
  if (fate === 'killed') {
    const again = await next({})
    if (again.outputs['verdict'] !== verdict) broken.push(`the next run came to ${again.outputs['verdict']}`)
    const open = subject.ways.filter((way) => !(way.isShut ?? way.isOff)(staged.stage))
    if (open.length > 0) broken.push(`after the next run ${open.length} ways to start a build were open`)
  }
  await next({ 'competing-triggers': 'restore' })
  if (JSON.stringify(stateOfTriggers(staged.stage)) !== JSON.stringify(first))
    broken.push('restore did not bring everything back as it was')
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
const FIRST_MILLISECONDS = [1, 20, 40, 60, 80, 100, 130, 160, 200, 250, 300]
/** So many turns are picked out of a run's thousands. */
const TURNS = 24
const SLEEPS = 6

/**
 * The points at which a subject is interrupted.
 *
 * `every`: at each request, at each of its three moments, each way to send the signals. `one`: at each request one moment and one way,
 * in turn. `few`: the same at the first two and the last one of each kind of request. Beside them SIGKILL at those requests where
 * triggers may be off, sleeps, turns, and the first milliseconds.
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
  const kills =
    subject.ways.length === 0
      ? []
      : picked.map((request, index): Interruption => ({
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

/** Whether it is one of the first two requests of its kind, or the last one. */
function isTelling(operations: readonly string[], at: number): boolean {
  const operation = operations[at]
  const earlier = operations.slice(0, at).filter((other) => other === operation).length
  return earlier < 2 || operations.lastIndexOf(operation ?? '') === at
}

/** Numbers from 1 to `last`, evenly, both ends among them. */
function spread(last: number, count: number): readonly number[] {
  if (last <= count) return Array.from({ length: last }, (_, index) => index + 1)
  return Array.from({ length: count }, (_, index) => 1 + Math.round((index * (last - 1)) / (count - 1)))
}
