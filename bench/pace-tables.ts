import { betterOf, type PaceFigures, type RuleSays, soonestEnd, tells, type Timeline } from './pace.ts'
import { median, type Part, type RatioRow, type Table } from './table.ts'

type Moment = PaceFigures['of']

/** How the sooner of the two rules is told of a timeline; undefined: it does not count. */
type Counting = (timeline: Timeline) => number | undefined

/** The medians of the timelines that count, in milliseconds, and how many times sooner ours is. */
export function comparedBy(timelines: readonly Timeline[], counting: Counting) {
  const counted = timelines.flatMap((timeline) => {
    const theirs = counting(timeline)
    return theirs === undefined ? [] : [{ ours: timeline.ours, theirs }]
  })
  const [ours, theirs] = [median(counted.map((one) => one.ours)), median(counted.map((one) => one.theirs))]
  return { ours, theirs, ratio: theirs / ours, count: counted.length }
}

/** Of the ways of counting what a rule gets wrong, the one that flatters the action least. */
export function leastFlattering(timelines: readonly Timeline[], of: Moment) {
  const leftOut = comparedBy(timelines, (timeline) => betterOf(timeline, of))
  if (of === 'truth') return leftOut
  const ownEnd = comparedBy(timelines, soonestEnd)
  return ownEnd.ratio < leftOut.ratio ? ownEnd : leftOut
}

const seconds = (milliseconds: number): string =>
  Number.isNaN(milliseconds) ? 'never' : `${(milliseconds / 1_000).toFixed(1)} s`

const AIMS = { truth: 3, fault: 10 } as const

function ratioOf(figures: readonly PaceFigures[], of: Moment): RatioRow {
  const timelines = figures.filter((one) => one.of === of).flatMap((one) => one.timelines)
  const { ours, theirs, ratio, count } = leastFlattering(timelines, of)
  return {
    what: `from ${of} to verdict, median of ${count} simulated rollouts`,
    ours: seconds(ours),
    theirs: seconds(theirs),
    ratio,
    aim: { atLeast: AIMS[of] },
  }
}

function cellsOf(figures: PaceFigures, ruleOf: (timeline: Timeline) => RuleSays): readonly [string, string] {
  const { of, timelines } = figures
  const said = timelines.map(ruleOf)
  const told = said.flatMap((says) => (tells(says, of) ? [says.after] : []))
  const wrong = said.filter((says) => says?.state === 'success' && !tells(says, of)).length
  return [seconds(median(told)), String(wrong)]
}

function tableOf(figures: readonly PaceFigures[]): Table {
  return [
    [
      'rollouts',
      'from',
      'count',
      'ours, median',
      'ours, slowest',
      'services-stable',
      'wrong success',
      'deploy action',
      'wrong success',
      'ratio to the sooner',
    ],
    ...figures.map((one) => {
      const { ratio } = comparedBy(one.timelines, (timeline) => betterOf(timeline, one.of))
      const ours = one.timelines.map((timeline) => timeline.ours)
      return [
        one.name,
        one.of,
        String(ours.length),
        seconds(median(ours)),
        seconds(Math.max(...ours)),
        ...cellsOf(one, ({ awsCli }) => awsCli),
        ...cellsOf(one, ({ deployAction }) => deployAction),
        Number.isNaN(ratio) ? '' : ratio.toFixed(1),
      ]
    }),
  ]
}

export function pacePart(figures: readonly PaceFigures[]): Part {
  const faults = figures.filter(({ of }) => of === 'fault').flatMap(({ timelines }) => timelines)
  const leftOut = comparedBy(faults, (timeline) => betterOf(timeline, 'fault'))
  const ownEnd = comparedBy(faults, soonestEnd)
  return {
    ratios: [ratioOf(figures, 'truth'), ratioOf(figures, 'fault')],
    tables: [tableOf(figures)],
    notes: [
      'All three begin at the same instant, up to 20 s after the deployment. Our calls take up to 100 ms each, the rules’ polls none.',
      'The ratio is to the sooner rule of each rollout. A success said before the truth is left out.',
      `A rule that says success of a fault never sees it: left out, the ratio is ${leftOut.ratio.toFixed(1)} (${leftOut.count} rollouts); counted with the end of the sooner rule, ${ownEnd.ratio.toFixed(1)} (${ownEnd.count}). The lesser one is taken.`,
    ],
  }
}
