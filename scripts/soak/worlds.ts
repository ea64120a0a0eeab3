import { Worker } from 'node:worker_threads'
import { format } from 'prettier'
import { WRONGS, type Wrong } from '../../__tests__/promise/properties.ts'
import { writeSection } from '../reliability.ts'
import type { Batch, BatchResult, Complaint } from './batch.ts'

export interface WorldsOptions {
  readonly worlds: number
  readonly seed: number
  /** How many worlds are played at a time. */
  readonly workers: number
}

/** Worlds of a batch; more keep a worker longer from its next one. */
const BATCH = 100
/** Of so many batches one is of worlds in which nothing goes wrong. */
const HEALTHY_EVERY = 6
/** Worlds between two lines of progress. */
const PROGRESS = 500
/** So many complaints are printed in full. */
const SHOWN = 10

const print = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

/** A batch's own seed, and what it is of: the same for the same seed of the run. */
function batches({ worlds, seed }: WorldsOptions): Batch[] {
  return Array.from({ length: Math.ceil(worlds / BATCH) }, (_, index) => ({
    seed: (seed + index * 7_919) % 2_147_483_647,
    worlds: Math.min(BATCH, worlds - index * BATCH),
    healthy: index % HEALTHY_EVERY === HEALTHY_EVERY - 1,
  }))
}

async function playOn(worker: Worker, waiting: Batch[], take: (result: BatchResult) => void): Promise<void> {
  for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) {
    const told = Promise.withResolvers<BatchResult>()
    worker.once('message', told.resolve)
    worker.once('error', told.reject)
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    worker.postMessage(batch)
    take(await told.promise)
    worker.removeListener('error', told.reject)
  }
  await worker.terminate()
}

function sum(results: readonly BatchResult[], of: 'verdicts' | 'with'): readonly (readonly [string, number])[] {
  const total = new Map<string, number>()
  for (const result of results)
    for (const [what, count] of Object.entries(result[of])) total.set(what, (total.get(what) ?? 0) + count)
  return [...total].toSorted(([, a], [, b]) => b - a)
}

const table = (heading: readonly [string, string], rows: readonly (readonly [string, number])[]): string =>
  [
    `| ${heading[0]} | ${heading[1]} |`,
    '| --- | --: |',
    ...rows.map(([what, count]) => `| ${what} | ${count.toLocaleString('en')} |`),
  ].join('\n')

function tell({ batch, index, wrong, complaints, plan }: Complaint): void {
  print(`\n${wrong}, world ${index} of the ${batch.healthy ? 'healthy ' : ''}batch with seed ${batch.seed}:`)
  for (const complaint of complaints) print(`  ${complaint}`)
  print(`  ${JSON.stringify(plan)}`)
}

/**
 * Plays random worlds, prints what was wrong with the smallest plan found for each, and writes the section `worlds`.
 *
 * @returns whether nothing was wrong
 */
export async function playWorlds(options: WorldsOptions): Promise<boolean> {
  const startedAt = performance.now()
  const results: BatchResult[] = []
  const counts: Record<Wrong, number> = { 'false pass': 0, 'false failure': 0, 'late end': 0, defect: 0 }
  const waiting = batches(options)
  let played = 0
  print(`${options.worlds.toLocaleString('en')} worlds, seed ${options.seed}, ${options.workers} at a time`)
  const take = (result: BatchResult): void => {
    results.push(result)
    for (const complaint of result.complaints) {
      if (results.flatMap(({ complaints }) => complaints).length <= SHOWN) tell(complaint)
      counts[complaint.wrong] += 1
    }
    const before = played
    played += result.worlds
    if (Math.floor(before / PROGRESS) === Math.floor(played / PROGRESS)) return
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0)
    print(
      `${played.toLocaleString('en')} worlds in ${seconds} s: ${WRONGS.map((one) => `${counts[one]} ${one}`).join(', ')}`,
    )
  }
  // What was played until then counts.
  process.once('SIGINT', () => {
    waiting.length = 0
  })
  const workers = Array.from({ length: options.workers }, () => new Worker(new URL('batch.ts', import.meta.url)))
  await Promise.all(workers.map((worker) => playOn(worker, waiting, take)))

  const figures: readonly (readonly [string, number])[] = [
    [
      played === options.worlds
        ? 'worlds'
        : `worlds, of ${options.worlds.toLocaleString('en')} when it was interrupted`,
      played,
    ],
    ['false passes', counts['false pass']],
    ['false failures and wrong causes', counts['false failure']],
    ['late ends', counts['late end']],
    ['defects', counts.defect],
    ['seconds', Math.round((performance.now() - startedAt) / 1_000)],
  ]
  const report = [
    '`npm run soak` plays random worlds to their verdict, in virtual time, and holds each run against what was true in its world. What a',
    'world may hold and what a run may not do stands in `__tests__/promise/`; a sixth of the worlds have nothing wrong in them and must be',
    `verified. \`npm run soak -- --worlds ${options.worlds} --seed ${options.seed}\`:`,
    '',
    table(['', 'count'], figures),
    '',
    table(['verdict or cause', 'worlds'], sum(results, 'verdicts')),
    '',
    table(['worlds with', 'worlds'], sum(results, 'with')),
  ].join('\n')
  print(`\n${report}`)
  await writeSection('worlds', await format(report, { parser: 'markdown' }))
  return WRONGS.every((one) => counts[one] === 0)
}
