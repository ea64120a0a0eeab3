import { access } from 'node:fs/promises'
import { format } from 'prettier'
import { COMMIT } from '../../simulator/stories/setting.ts'
import { stories } from '../../simulator/stories/index.ts'
import { SETTING } from '../../simulator/stage.ts'
import { runStaged, stageStory, type StagedStory, type Story } from '../../simulator/story.ts'
import { writeSection } from '../reliability.ts'

export interface RowOptions {
  /** Of a story: its title with hyphens, or a part of it that no other title has. */
  readonly story: string
  readonly times: number
  readonly seed: number
}

interface Run {
  readonly verdict: string
  readonly cause: string
  readonly asTold: boolean
  /** Simulated milliseconds from the start of the step to the verdict. */
  readonly sinceStart: number
  /** From the moment from which the world was right to the verdict; undefined where it was not at the end. */
  readonly sinceTruth: number | undefined
}

const print = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

const slug = (title: string): string => title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')

function storyNamed(name: string): Story {
  const exact = stories.find(({ title }) => slug(title) === name)
  const [found, ...others] = exact === undefined ? stories.filter(({ title }) => slug(title).includes(name)) : [exact]
  if (found !== undefined && others.length === 0) return found
  const named = found === undefined ? stories : [found, ...others]
  throw new Error(
    `${found === undefined ? 'no story' : 'more than one story'} is named ${name}: ${named.map(({ title }) => slug(title)).join(', ')}`,
  )
}

/** How often the truth is looked at, in simulated milliseconds. */
const TICK = 100
/** No run of the action may take longer. */
const LONGEST = 6 * 3_600_000

/**
 * Since when the world has been right without a break, by its own truth; undefined while it is not. Watches for as long as the story may
 * last.
 */
function watchTruth({ stage }: StagedStory): () => number | undefined {
  let since: number | undefined
  const { clock } = stage
  const until = clock.now() + LONGEST
  const look = (): void => {
    const digest = stage.registry.resolveImage(`${SETTING.image}:${COMMIT}`)
    const holds =
      digest !== undefined && stage.world.truth(stage.serves, { digests: [digest], container: SETTING.container }).holds
    since = holds ? (since ?? clock.now()) : undefined
    if (clock.now() < until) clock.after(TICK, look)
  }
  look()
  return () => since
}

async function playOnce(story: Story, seed: number): Promise<Run> {
  const staged = await stageStory(story, { seed })
  try {
    const truthSince = watchTruth(staged)
    const run = await runStaged(staged)
    const { verdict = '', cause = '' } = run.outputs
    const end = run.startedAt + run.virtualMilliseconds
    const since = truthSince()
    return {
      verdict,
      cause,
      asTold: verdict === staged.expected?.verdict && cause === staged.expected.cause,
      sinceStart: run.virtualMilliseconds,
      sinceTruth: since === undefined ? undefined : end - Math.max(since, run.startedAt),
    }
  } finally {
    await staged.stage.server.close()
  }
}

function spread(milliseconds: readonly number[]): readonly string[] {
  const sorted = milliseconds.toSorted((a, b) => a - b)
  return [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)].map((value) =>
    value === undefined ? '' : (value / 1_000).toFixed(1),
  )
}

/**
 * Plays a story through the built action again and again, each time in a fresh world with durations of its own, and writes the section
 * `row`.
 *
 * @returns whether every run ended as the story tells it
 */
export async function playInARow({ story: name, times, seed }: RowOptions): Promise<boolean> {
  await access(new URL('../../dist/index.js', import.meta.url)).catch(() => {
    throw new Error('dist/index.js is missing: run `npm run build` first')
  })
  const story = storyNamed(name)
  const runs: Run[] = []
  for (let index = 0; index < times; index++) {
    const run = await playOnce(story, seed + index)
    runs.push(run)
    const truth = run.sinceTruth === undefined ? '' : `, ${(run.sinceTruth / 1_000).toFixed(1)} s after it was true`
    print(
      `${index + 1}: ${[run.verdict, run.cause].filter((text) => text !== '').join(', ')} after ${(run.sinceStart / 1_000).toFixed(1)} s${truth}`,
    )
  }
  const verdicts = Map.groupBy(runs, ({ verdict, cause }) => [verdict, cause].filter((text) => text !== '').join(', '))
  const told = runs.filter(({ asTold }) => asTold).length
  const report = [
    `\`npm run soak -- --story ${name} --times ${times} --seed ${seed}\` plays “${story.title}” through the built action, each time in a fresh`,
    'world whose steps take other times. Seconds are simulated.',
    '',
    '| | least | median | most |',
    '| --- | --: | --: | --: |',
    `| from the start to the verdict, s | ${spread(runs.map(({ sinceStart }) => sinceStart)).join(' | ')} |`,
    `| from the truth to the verdict, s | ${spread(runs.flatMap(({ sinceTruth }) => sinceTruth ?? [])).join(' | ')} |`,
    '',
    `${[...verdicts].map(([verdict, of]) => `${of.length} of ${times} ${verdict}`).join('; ')}; ${told} of ${times} as the story tells it.`,
  ].join('\n')
  print(`\n${report}`)
  await writeSection('row', await format(report, { parser: 'markdown' }))
  return told === times
}
