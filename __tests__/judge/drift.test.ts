import { describe, expect, it } from '@jest/globals'

import { CAUSES, verdictOf } from '../../src/judge/causes.ts'
import {
  aboutLiveCommit,
  driftOfCause,
  driftWords,
  noDrift,
  verifiedAtLiveCommit,
  withDrift,
} from '../../src/judge/drift.ts'
import type { Drift, Verdict } from '../../src/model.ts'
import { COMMIT, expectation, image, MINUTE, NEW, NOW, observation, REPOSITORY, task } from './cases.ts'

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
    ['untouched', { remark: 'paths is odd' }, 'They touch none of paths. Paths is odd.'],
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
    const { liveCommit: _commit, ...unnamed } = behind
    const { toldBy: _by, ...untold } = behind
    for (const drift of [unnamed, untold])
      expect(driftWords(drift, COMMIT, NOW)).toBe('Which commit is live could not be told: nothing names it.')
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
    expect(told({ why: 'its tasks run several images' })).toMatch(
      /It was not judged by that commit: its tasks run several images$/,
    )
    const named = { commit: COMMIT, image: { repository: REPOSITORY, tag: 'x' } }
    expect(withDrift(finding, { ...behind, paths: 'untouched' }, named, NOW).explanation).toMatch(
      /It was not judged by that commit, because the input image names what must be live\.$/,
    )
  })

  it.each([
    ['image-missing', {}, true],
    ['not-deployed', {}, true],
    ['mixed-tasks', {}, false],
    ['image-missing', { paths: 'touched', touched: ['a'] }, false],
    ['image-missing', { kinship: 'diverged' }, false],
  ] as const)('%s says why untouched paths excuse nothing, with %j: %s', (cause, change, says) => {
    const drift = { ...behind, paths: 'untouched' as const, ...change }
    const { explanation } = withDrift({ ...finding, cause }, drift, { commit: COMMIT }, NOW)
    expect(explanation.includes('It was not judged by that commit')).toBe(says)
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
  it.each(CAUSES)('%s: none where the commit is live, unknown where that was not told, behind otherwise', (cause) => {
    // Nothing in an unproven image speaks against the commit either.
    const isUnknown = cause === 'image-unproven' || verdictOf(cause) === 'inconclusive'
    const isLive = cause === 'feature-failed' || cause === 'competing-trigger'
    expect(driftOfCause(cause)).toBe(isUnknown ? 'unknown' : isLive ? 'none' : 'behind')
  })
})

describe('no drift', () => {
  it('is the commit itself, by what shows it, and what runs', () => {
    expect(noDrift(expectation(), observation(), true)).toEqual({
      digest: NEW,
      liveCommit: COMMIT,
      toldBy: 'tag',
      kinship: 'same',
      commitsBehind: 0,
      paths: 'untouched',
      touched: [],
    })
  })
  it('is told by the image where that names the commit, and asks for no paths where none are given', () => {
    const items = [
      { kind: 'revision-label' as const, where: 'label', expected: COMMIT, said: COMMIT, finding: 'agrees' as const },
    ]
    const proven = expectation({ image: { state: 'found', image: image({ evidence: { state: 'read', items } }) } })
    expect(noDrift(proven, observation(), false)).toMatchObject({ toldBy: 'image', paths: 'not-asked' })
    const missing = expectation({ image: { state: 'missing', repository: REPOSITORY, searched: 'x' } })
    expect(noDrift(missing, observation(), false).toldBy).toBe('tag')
  })
  it('names no digest where none is known', () => {
    const blind = task({ container: { state: 'no-digest', image: 'x' } })
    expect(noDrift(expectation(), observation({ tasks: [blind] }), false)).not.toHaveProperty('digest')
    expect(noDrift(expectation(), observation({ tasks: [blind, task()] }), false).digest).toBe(NEW)
  })
})

describe('an audit that judged by the live commit', () => {
  const verdict: Verdict = { verdict: 'verified', headline: '1b7c0de runs', notes: ['a remark'] }
  const audit = (commitsBehind: number, paths: readonly string[]) =>
    verifiedAtLiveCommit(verdict, { ...behind, commitsBehind }, { commit: COMMIT, paths })
  it('says that the head need not be live, and why', () => {
    expect(audit(2, ['src/**', '!**.md'])).toEqual({
      verdict: 'verified',
      headline: '1b7c0de runs; 2 newer commits touch none of paths',
      notes: [
        'The head 3fa04cb is not deployed, and need not be: 2 newer commits since 1b7c0de touch none of paths (src/**, !**.md). 1b7c0de was verified.',
        'a remark',
      ],
    })
    expect(
      verifiedAtLiveCommit(verdict, { ...behind, remark: 'paths is odd' }, { commit: COMMIT, paths: ['a'] }),
    ).toHaveProperty('notes', [expect.stringContaining('was verified.'), 'Paths is odd.', 'a remark'])
    expect(audit(1, ['a'])).toHaveProperty('headline', '1b7c0de runs; 1 newer commit touches none of paths')
  })
  it('names eight globs, and how many more', () => {
    const globs = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']
    expect(audit(1, globs)).toHaveProperty('notes.0', expect.stringContaining('(a, b, c, d, e, f, g, h and 1 more)'))
    expect(audit(1, globs.slice(0, 8))).toHaveProperty('notes.0', expect.stringContaining('(a, b, c, d, e, f, g, h)'))
  })
  it('leaves what is not verified as it is, and a finding says that it is about the live commit', () => {
    const failure = {
      cause: 'mixed-tasks',
      headline: 'h',
      explanation: 'Two.',
      nextStep: { text: 't' },
      ruledOut: [],
    } as const
    const failed: Verdict = { verdict: 'failed', finding: failure }
    expect(verifiedAtLiveCommit(failed, behind, { commit: COMMIT, paths: [] })).toBe(failed)
    expect(aboutLiveCommit(failure, behind, COMMIT).explanation).toBe(
      'What runs is 1b7c0de, and no commit since then touches paths, so that 3fa04cb need not be live; this is about 1b7c0de. Two.',
    )
    expect(aboutLiveCommit(failure, { ...behind, remark: 'paths is odd' }, COMMIT).explanation).toMatch(
      /this is about 1b7c0de\. Paths is odd\. Two\.$/,
    )
  })
})

describe('how far the live commit is behind', () => {
  it('is told without a time that is not known or not past, and in the singular for one', () => {
    const { behindSince: _absent, ...timeless } = behind
    expect(driftWords(timeless, COMMIT, NOW)).toContain(': 2 commits behind')
    expect(words({ behindSince: NOW + 1 })).toContain(': 2 commits behind')
    expect(words({ behindSince: NOW })).toMatch(/: 2 commits and /)
    const { commitsBehind: _count, ...uncounted } = behind
    expect(driftWords(uncounted, COMMIT, NOW)).toContain(': some commits and 1 h 30 min behind')
    expect(words({ commitsBehind: 1, paths: 'untouched' })).toContain('It touches none of paths.')
  })
})
