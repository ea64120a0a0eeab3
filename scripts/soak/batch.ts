/** A worker of the long run: plays batches of random worlds, and tells of each batch what came of it. */
import { parentPort } from 'node:worker_threads'
import * as fc from 'fast-check'
import { anyPlan, healthyPlan, type Plan } from '../../__tests__/promise/plan.ts'
import { play } from '../../__tests__/promise/play.ts'
import { causeOf, WRONGS, wrongsOf, type Wrong } from '../../__tests__/promise/properties.ts'

/** A batch is one run of fast-check: its seed gives the worlds. */
export interface Batch {
  readonly seed: number
  readonly worlds: number
  /** Worlds in which nothing goes wrong, which must all be verified; else anything can happen. */
  readonly healthy: boolean
}

/** What is wrong with one world. */
export interface Complaint {
  readonly batch: Batch
  readonly index: number
  readonly wrong: Wrong
  readonly complaints: readonly string[]
  /** The smallest plan found that goes wrong in the same way. */
  readonly plan: Plan
}

/** What came of a batch: how many worlds of which kind, with which verdict or cause, with what in them. */
export interface BatchResult {
  readonly worlds: number
  readonly verdicts: Readonly<Record<string, number>>
  readonly with: Readonly<Record<string, number>>
  readonly complaints: readonly Complaint[]
}

/** Milliseconds of real time for which a smaller plan is looked for. */
const SHRINK_FOR = 60_000

/** What a world has that not every one has. */
function traits({ service, companions, lags, awsFaults, appFaults, events, latency }: Plan): readonly string[] {
  const happens = events.map(({ what }) => what.kind)
  return [
    service.kind,
    ...(companions.length > 0 ? ['several services'] : []),
    ...(lags.length > 0 ? ['reads that are behind'] : []),
    ...(happens.includes('compete') ? ['competing deployments'] : []),
    ...(happens.some((kind) => kind === 'scale' || kind === 'autoscale') ? ['scaling'] : []),
    ...(happens.some((kind) => kind === 'kill' || kind === 'retire' || kind === 'rebalance') ? ['replaced tasks'] : []),
    ...(awsFaults.length > 0 ? ['AWS faults'] : []),
    ...(appFaults.length > 0 ? ['faults of the service'] : []),
    ...(latency > 0 ? ['slow calls'] : []),
  ]
}

async function complaintsAbout(plan: Plan, { healthy }: Batch) {
  const played = await play(plan)
  const wrongs = wrongsOf(played, healthy)
  const wrong = WRONGS.find((one) => wrongs[one].length > 0)
  return { cause: causeOf(played), wrong, complaints: wrong === undefined ? [] : wrongs[wrong] }
}

/** The smallest world found that is wrong in the same way. */
async function smallest(
  plans: fc.Arbitrary<Plan>,
  batch: Batch,
  index: number,
  wrong: Wrong,
): Promise<Plan | undefined> {
  const property = fc.asyncProperty(plans, async (plan) => (await complaintsAbout(plan, batch)).wrong !== wrong)
  const { counterexample } = await fc.check(property, {
    seed: batch.seed,
    path: String(index),
    numRuns: 1,
    interruptAfterTimeLimit: SHRINK_FOR,
  })
  return counterexample?.[0]
}

/** Plays the worlds of a batch. */
export async function playBatch(batch: Batch): Promise<BatchResult> {
  const plans = batch.healthy ? healthyPlan : anyPlan
  const verdicts: Record<string, number> = {}
  const found: Record<string, number> = {}
  const complaints: Complaint[] = []
  const count = (counts: Record<string, number>, what: string): void => {
    counts[what] = (counts[what] ?? 0) + 1
  }
  for (const [index, plan] of fc.sample(plans, { seed: batch.seed, numRuns: batch.worlds }).entries()) {
    const { cause, wrong, complaints: said } = await complaintsAbout(plan, batch)
    count(verdicts, cause)
    for (const trait of traits(plan)) count(found, trait)
    if (wrong === undefined) continue
    const small = await smallest(plans, batch, index, wrong)
    const about = small === undefined ? said : (await complaintsAbout(small, batch)).complaints
    complaints.push({ batch, index, wrong, complaints: about, plan: small ?? plan })
  }
  return { worlds: batch.worlds, verdicts, with: found, complaints }
}

parentPort?.on('message', (batch: Batch) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  void playBatch(batch).then((result) => parentPort?.postMessage(result))
})
