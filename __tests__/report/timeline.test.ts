import { describe, expect, it } from '@jest/globals'
import { timelineOf } from '../../src/report/timeline.ts'
import type { Answer, RunOutcome } from '../../src/model.ts'
import { COMMIT, expectation, NOW, observation, oldTask, OURS, rollout, stop } from '../judge/cases.ts'

const MINUTE = 60_000
const says = (version: string, at: number): Answer => ({
  state: 'read',
  at,
  version,
  selectedBy: 'text',
  cache: [],
  finalUrl: '',
})

const outcome = (change: Partial<RunOutcome> = {}): Omit<RunOutcome, 'timeline' | 'recommendations'> => ({
  actionVersion: '1.0.0',
  verdict: { verdict: 'verified', headline: '', notes: [] },
  services: [
    {
      ref: { cluster: 'c', service: 's', region: 'r', label: 'c / s' },
      checks: [],
      expectation: expectation(),
      observation: observation({
        rollouts: [rollout({ updatedAt: NOW - 2 * MINUTE })],
        stops: [
          stop({ rolloutId: oldTask().rolloutId ?? '', stoppedAt: NOW - 90_000 }),
          stop({ rolloutId: 'ecs-svc/7', stoppedAt: NOW - 60 * MINUTE }),
        ],
      }),
      ourRolloutId: OURS,
    },
  ],
  decisive: 0,
  commit: { sha: COMMIT, committedAt: NOW - 90 * MINUTE, subject: 'v3.3.6' },
  answers: [],
  features: [],
  timeline: [],
  figures: { startedAt: NOW - 5 * MINUTE, endedAt: NOW, looks: 1, awsCalls: 1, throttled: 0, faults: {} },
  ...change,
})
const told = (change: Partial<RunOutcome> = {}) => timelineOf(outcome(change))

describe('the timeline', () => {
  it('runs from the commit to the verdict, in the order of time', () => {
    const entries = told()
    expect(entries[0]).toMatchObject({ section: 'GitHub', what: 'commit 3fa04cb "v3.3.6"' })
    expect(entries.at(-1)).toMatchObject({ section: 'Verdict', at: NOW, what: 'verified' })
    expect(entries.map(({ at }) => at)).toEqual(entries.map(({ at }) => at).toSorted((a, b) => a - b))
  })
  it('shows the rollout as a span, and when the last old task was gone since it began', () => {
    const entries = told()
    expect(entries).toContainEqual({
      section: 'ECS',
      at: NOW - 5 * MINUTE,
      until: NOW - 2 * MINUTE,
      what: `deployment ${OURS}`,
    })
    expect(entries).toContainEqual({ section: 'ECS', at: NOW - 90_000, what: 'last old task stopped' })
  })
  it('shows a long wait between the commit and the first sign of a build', () => {
    expect(told().some(({ what }) => what === '1 h 20 min until a build began')).toBe(true)
    const soon = { sha: COMMIT, committedAt: NOW - 20 * MINUTE }
    expect(told({ commit: soon }).some(({ what }) => what.includes('until a build began'))).toBe(false)
  })
  it('shows how long the old version was still answered, and the first right answer', () => {
    const answers = [
      says('3.3.5', NOW - 40_000),
      says('3.3.5', NOW - 20_000),
      says('3.3.6', NOW - 10_000),
      says('3.3.6', NOW),
    ]
    const entries = told({ answers }).filter(({ section }) => section === 'Service')
    expect(entries).toEqual([
      { section: 'Service', at: NOW - 40_000, until: NOW - 20_000, what: 'answers 3.3.5' },
      { section: 'Service', at: NOW - 10_000, what: 'first answer with 3.3.6' },
      { section: 'Service', at: NOW, what: '2 answers with 3.3.6' },
    ])
  })
  it('tells only what is known', () => {
    expect(told({ services: [], commit: { sha: COMMIT } })).toHaveLength(1)
  })
})
