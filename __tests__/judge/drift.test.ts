import { describe, expect, it } from '@jest/globals'

import { CAUSES } from '../../src/judge/causes.ts'
import { driftOfCause, driftWords, withDrift } from '../../src/judge/drift.ts'
import type { Drift } from '../../src/model.ts'
import { COMMIT, MINUTE, NOW } from './cases.ts'

const LIVE = '1b7c0de48a93f2560d71be84c3f9025a6e8d4b17'
const behind: Drift = {
  liveCommit: LIVE,
  toldBy: 'image',
  kinship: 'older',
  commitsBehind: 2,
  behindSince: NOW - 90 * MINUTE,
  paths: 'not-asked',
  touched: [],
}
const words = (change: Partial<Drift> = {}): string => driftWords({ ...behind, ...change }, COMMIT, NOW)

describe('the words about a drift', () => {
  it('name the live commit, by what it was told, and how far it is behind', () => {
    expect(words()).toBe(
      'What is live is 1b7c0de, by what its image says of itself: 2 commits and 1 h 30 min behind 3fa04cb.',
    )
  })

  it.each([
    ['touched', { touched: ['src/a.py', 'src/b.py'] }, 'They touch paths: src/a.py, src/b.py.'],
    ['untouched', {}, 'They touch none of paths.'],
    ['unknown', { why: 'nobody says' }, 'Whether paths are touched is not known: nobody says.'],
  ] as const)('say of paths that are %s', (paths, change, said) => {
    expect(words({ paths, ...change })).toContain(said)
  })

  it.each([
    ['newer', 'a newer commit, which contains 3fa04cb'],
    ['diverged', 'from another branch, which lacks 2 commits'],
    ['same', 'the very commit that should be'],
    ['unknown', 'could not be told'],
  ] as const)('say of a live commit that is %s', (kinship, said) => {
    expect(words({ kinship })).toContain(said)
  })

  it('say why nothing is known', () => {
    expect(
      driftWords(
        { kinship: 'unknown', paths: 'unknown', touched: [], why: 'its tasks run several images' },
        COMMIT,
        NOW,
      ),
    ).toBe('Which commit is live could not be told: its tasks run several images.')
  })
})

describe('a finding about the head', () => {
  const finding = {
    cause: 'image-missing',
    headline: 'h',
    explanation: 'None.',
    nextStep: { text: 't' },
    ruledOut: [],
  } as const

  it('says why untouched paths excuse nothing', () => {
    const told = (change: Partial<Drift>): string =>
      withDrift(finding, { ...behind, paths: 'untouched', ...change }, { commit: COMMIT }, NOW).explanation
    expect(told({})).toContain('because not every service was shown to run the same one')
    expect(told({ toldBy: 'served-version' })).toContain('a served version proves nothing about an image')
  })

  it('stays as it is where nothing was looked for', () => {
    expect(withDrift(finding, undefined, { commit: COMMIT }, NOW)).toBe(finding)
  })
})

describe('what a cause says about drift', () => {
  it('is behind for nothing that could not be measured', () => {
    const behindCauses = CAUSES.filter((cause) => driftOfCause(cause) === 'behind')
    for (const cause of ['access-denied', 'credentials', 'aws-unreachable', 'cancelled', 'invalid-input'] as const)
      expect(behindCauses).not.toContain(cause)
    expect(behindCauses).toEqual(expect.arrayContaining(['image-stale', 'not-deployed', 'superseded', 'rolled-back']))
  })
})
