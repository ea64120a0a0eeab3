import { describe, expect, it } from '@jest/globals'
import { aboutSuccessor, verifiedInPlace, withSuccessor } from '../../src/judge/superseded.ts'
import type { Finding, Successor, Verdict } from '../../src/model.ts'

const OURS = '1111111aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'
const OTHER = '2222222bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb'
const finding: Finding = {
  cause: 'superseded',
  headline: 'replaced',
  explanation: 'Another deployment took its place.',
  nextStep: { text: 'Deploy again.' },
  ruledOut: [],
}
const successor = (kinship: Successor['kinship']): Successor => ({ kinship, commit: OTHER })

describe('a finding of a deployment that was replaced', () => {
  it.each<[kinship: Successor['kinship'], words: string]>([
    ['newer', 'By its image it is 2222222, a newer commit that contains 1111111.'],
    ['older', 'By its image it is 2222222, an older commit that 1111111 contains'],
    ['same', 'By its image it is the same commit, 1111111, deployed again.'],
    ['diverged', 'By its image it is 2222222, which does not contain 1111111'],
    ['unknown', 'Of which commit it is was not told: nothing is known of its image.'],
  ])('says that the other commit is %s', (kinship, words) => {
    const told = withSuccessor(finding, successor(kinship), OURS, false)
    expect(told.explanation).toContain(`${finding.explanation} ${words}`)
    expect(told.cause).toBe('superseded')
  })
  it('says why nothing is known of the other commit', () => {
    const unknown: Successor = { kinship: 'unknown', why: 'its image has no label' }
    expect(withSuccessor(finding, unknown, OURS, false).explanation).toContain('was not told: its image has no label.')
    expect(withSuccessor(finding, { kinship: 'diverged' }, OURS, false).explanation).toContain('it is another commit, ')
  })
  it('asks for allow-superseded where that would have helped, and for nothing else', () => {
    expect(withSuccessor(finding, successor('newer'), OURS, false).nextStep.text).toContain('allow-superseded: true')
    expect(withSuccessor(finding, successor('newer'), OURS, true).nextStep).toBe(finding.nextStep)
    for (const kinship of ['older', 'same', 'diverged', 'unknown'] as const)
      expect(withSuccessor(finding, successor(kinship), OURS, false).nextStep).toBe(finding.nextStep)
  })
  it('says why allow-superseded did not help where it is set', () => {
    const refused = (kinship: Successor['kinship'], isAllowed: boolean): string =>
      withSuccessor(finding, successor(kinship), OURS, isAllowed).explanation
    expect(refused('newer', true)).toContain('It was not verified in its place: expected-version')
    expect(refused('diverged', true)).toContain(
      'allow-superseded accepts a newer commit that contains this one, and nothing else.',
    )
    expect(refused('newer', false)).not.toContain('accepts')
    expect(refused('newer', false)).not.toContain('in its place')
  })
})

it('a finding about the commit that was watched in place of ours says so before all else', () => {
  expect(aboutSuccessor(finding, successor('newer'), OURS)).toEqual({
    ...finding,
    explanation: `The deployment of 1111111 was replaced by one of 2222222, a newer commit that contains it, and this is about that one. ${finding.explanation}`,
  })
})

describe('a verdict in place of ours', () => {
  const verified: Verdict = { verdict: 'verified', headline: '2222222 runs', notes: ['a remark'] }
  it('says that it is about the newer commit, before the other notes', () => {
    const told = verifiedInPlace(verified, successor('newer'), OURS, true)
    expect(told).toMatchObject({
      verdict: 'verified',
      headline: '2222222 runs, in place of 1111111, which it contains',
    })
    expect(told).toHaveProperty('notes', [expect.stringMatching(/^Superseded: .* 1111111 .* 2222222/), 'a remark'])
  })
  it('says where the served version was not compared', () => {
    const told = verifiedInPlace(verified, successor('newer'), OURS, false)
    expect(told).toHaveProperty('notes.1', expect.stringContaining('The served version was not compared'))
    expect(told).toHaveProperty('notes.length', 3)
  })
  it('leaves a verdict that is not verified as it is', () => {
    const failed: Verdict = { verdict: 'failed', finding }
    expect(verifiedInPlace(failed, successor('newer'), OURS, true)).toBe(failed)
  })
})
