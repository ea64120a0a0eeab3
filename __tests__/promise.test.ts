/**
 * The promise of the action as properties over random worlds: a service, an image, a deployment of ours, what others do meanwhile and
 * what fails on the way. Each run of the action is held against what was true in its world, by the world's inner state alone.
 *
 * `PROMISE_RUNS` scales the number of worlds (default 1), `PROMISE_SEED` chooses others; a failure prints the smallest world found. The
 * long run over the same worlds is `npm run soak`.
 */
import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { crafted } from './promise/crafted.ts'
import { anyPlan, healthyPlan, type Plan } from './promise/plan.ts'
import { play, type Played } from './promise/play.ts'
import {
  cadence,
  completeness,
  promptness,
  soundness,
  totality,
  verification,
  WRONGS,
  wrongsOf,
} from './promise/properties.ts'
import { regressions } from './promise/regressions.ts'

const SCALE = Number(process.env['PROMISE_RUNS'] ?? '1')
const SEED = Number(process.env['PROMISE_SEED'] ?? '20260701')
/** Of a test, in milliseconds of real time: far beyond what its worlds take, so that only an endless run meets it. */
const LIMIT = 600_000 * Math.max(1, SCALE)

type Law = (played: Played) => readonly string[]

const complaintsOf = async (plan: Plan, laws: readonly Law[]): Promise<readonly string[]> => {
  const played = await play(plan)
  return laws.flatMap((law) => law(played))
}

const holdsIn = async (plans: fc.Arbitrary<Plan>, worlds: number, laws: readonly Law[]): Promise<void> => {
  const property = fc.asyncProperty(plans, async (plan) => {
    expect(await complaintsOf(plan, laws)).toEqual([])
  })
  await fc.assert(property, { seed: SEED, numRuns: Math.ceil(worlds * SCALE), endOnFailure: SCALE < 1 })
}

describe('the promise, over random worlds', () => {
  it(
    'says verified only where the promise holds at the moment of the verdict',
    async () => holdsIn(anyPlan, 750, [soundness]),
    LIMIT,
  )

  it.each(Object.entries(crafted))('says what is true where %s', async (_, { plan, verdict }) => {
    const played = await play(plan)
    expect([soundness, totality].flatMap((law) => law(played))).toEqual([])
    const said = played.outcome.verdict
    expect(said.verdict === 'verified' ? 'verified' : said.finding.cause).toBe(verdict)
  })

  it.each(Object.entries(regressions))('does nothing wrong where %s', async (_, { plan, mustVerify }) => {
    const wrongs = wrongsOf(await play(plan), mustVerify)
    expect(WRONGS.flatMap((wrong) => wrongs[wrong])).toEqual([])
  })

  it(
    'ends every run in time, with a cause of the contract that the world does not refute',
    async () => holdsIn(anyPlan, 450, [totality]),
    LIMIT,
  )

  it('verifies every world in which nothing goes wrong', async () => holdsIn(healthyPlan, 250, [verification]), LIMIT)

  it(
    'ends a run as soon as the promise holds or cannot hold any more',
    async () => holdsIn(anyPlan, 300, [completeness, promptness, cadence]),
    LIMIT,
  )
})
