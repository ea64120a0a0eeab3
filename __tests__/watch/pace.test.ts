import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { CALLS_PER_MINUTE, createPace } from '../../src/watch/pace.ts'
import type { ServicePicture } from '../../src/model.ts'
import { observation, rollout } from '../judge/cases.ts'

const SECOND = 1_000
const MINUTE = 60_000
const NOW = Date.UTC(2026, 10, 1)
const picture = (runningCount: number): ServicePicture =>
  observation({ rollouts: [rollout({ runningCount, rolloutState: 'IN_PROGRESS' })] }).service

interface Spent {
  readonly at: number
  readonly calls: number
}

/** Looks and glances as often as the pace allows for some minutes, then the last reading. */
function spend(pollInterval: number, look: number, left: number, glance: number, moves: boolean): readonly Spent[] {
  const pace = createPace(pollInterval)
  const spent: Spent[] = []
  let total = 0
  let now = NOW
  const call = (calls: number): void => {
    total += calls
    spent.push({ at: now, calls })
    pace.note(now, total)
  }
  for (let round = 0; now < NOW + 5 * MINUTE; round += 1) {
    call(look)
    pace.looked(now, look, look + left)
    pace.saw([picture(moves ? round : 0)], now)
    const next = pace.nextLook()
    for (;;) {
      const rest = pace.restBeforeGlance(now)
      if (pace.roomForGlance(now) > now || now + rest >= next) break
      now += rest
      call(glance)
      pace.glanced(glance)
    }
    now = next
  }
  now = pace.roomForLastReading(now)
  call(look + left)
  return spent
}

const dearestMinute = (spent: readonly Spent[]): number =>
  Math.max(
    ...spent.map(({ at }) =>
      spent.filter((other) => other.at > at - MINUTE && other.at <= at).reduce((sum, { calls }) => sum + calls, 0),
    ),
  )

describe('a minute', () => {
  it('never holds more calls than a fifth of the rate, the last reading included', () => {
    const services = fc.record({
      pollInterval: fc.integer({ min: 1, max: 60 }).map((seconds) => seconds * SECOND),
      look: fc.integer({ min: 3, max: 110 }),
      left: fc.integer({ min: 0, max: 50 }),
      glance: fc.integer({ min: 1, max: 3 }),
      moves: fc.boolean(),
    })
    fc.assert(
      fc.property(services, ({ pollInterval, look, left, glance, moves }) => {
        expect(dearestMinute(spend(pollInterval, look, left, glance, moves))).toBeLessThanOrEqual(CALLS_PER_MINUTE)
      }),
      { seed: 20261129, numRuns: 300 },
    )
  })

  it('holds a look every poll interval where looks are cheap', () => {
    const looks = spend(5 * SECOND, 3, 1, 1, false).filter(({ calls }) => calls === 3)
    const gaps = looks.slice(1).map(({ at }, index) => at - (looks[index]?.at ?? 0))
    expect(new Set(gaps)).toEqual(new Set([5 * SECOND]))
  })

  it('holds a look at least, however dear one is', () => {
    const pace = createPace(5 * SECOND)
    pace.note(NOW, 1_000)
    pace.looked(NOW, 1_000, 1_000)
    expect(pace.nextLook()).toBeLessThanOrEqual(NOW + 250 * SECOND)
  })
})

describe('glances', () => {
  const after = (quiet: number, pollInterval: number): number => {
    const pace = createPace(pollInterval)
    pace.saw([picture(1)], NOW)
    return pace.restBeforeGlance(NOW + quiet)
  }
  it('come a second apart while the rollout moves', () => expect(after(0, 5 * SECOND)).toBe(SECOND))
  it('come further apart the longer nothing has moved', () => {
    expect(after(2 * MINUTE, 5 * SECOND)).toBe(2 * SECOND)
    expect(after(10 * MINUTE, 5 * SECOND)).toBe(5 * SECOND)
  })
  it('come seldom where the author wants few looks', () => expect(after(0, 30 * SECOND)).toBe(6 * SECOND))
  it('come soon again once something moves', () => {
    const pace = createPace(5 * SECOND)
    pace.saw([picture(1)], NOW)
    pace.saw([picture(2)], NOW + 10 * MINUTE)
    expect(pace.restBeforeGlance(NOW + 10 * MINUTE)).toBe(SECOND)
  })
})
