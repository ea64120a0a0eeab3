import type { Finding, Successor, Verdict } from '../model.ts'
import { shortSha } from '../wording.ts'

/** How the commit that took our place relates to ours, in words. */
function kinshipWords({ kinship, commit, why }: Successor, ours: string): string {
  const other = commit === undefined ? 'another commit' : shortSha(commit)
  const own = shortSha(ours)
  switch (kinship) {
    case 'newer':
      return `By its image it is ${other}, a newer commit that contains ${own}.`
    case 'older':
      return `By its image it is ${other}, an older commit that ${own} contains: the newer code was replaced by older code.`
    case 'same':
      return `By its image it is the same commit, ${own}, deployed again.`
    case 'diverged':
      return `By its image it is ${other}, which does not contain ${own}: both come from different branches.`
    case 'unknown':
      return `Of which commit it is was not told: ${why ?? 'nothing is known of its image'}.`
  }
}

/** The finding `superseded`, told with what is known of the deployment that took our place. */
export function withSuccessor(finding: Finding, successor: Successor, ours: string, isAllowed: boolean): Finding {
  const words = kinshipWords(successor, ours)
  const refused = isAllowed
    ? successor.kinship === 'newer'
      ? ' It was not verified in its place: expected-version is that of the replaced commit, and without a version-file nothing tells what image-version-file must hold in the other one.'
      : ' allow-superseded accepts a newer commit that contains this one, and nothing else.'
    : ''
  const nextStep =
    successor.kinship === 'newer' && !isAllowed
      ? {
          text: `Nothing is lost if ${shortSha(successor.commit ?? '')} is meant to be live: its own run verifies it. With allow-superseded: true this run verifies that commit in place of its own.`,
        }
      : finding.nextStep
  return { ...finding, explanation: `${finding.explanation} ${words}${refused}`, nextStep }
}

/** A finding about the newer commit that was watched in place of ours. */
export function aboutSuccessor(finding: Finding, { commit = '' }: Successor, ours: string): Finding {
  const words = `The deployment of ${shortSha(ours)} was replaced by one of ${shortSha(commit)}, a newer commit that contains it, and this is about that one.`
  return { ...finding, explanation: `${words} ${finding.explanation}` }
}

/** The verdict of a run whose own commit was replaced by a newer one that contains it, and for which the whole promise was shown. */
export function verifiedInPlace(
  verdict: Verdict,
  successor: Successor,
  ours: string,
  isServedCompared: boolean,
): Verdict {
  if (verdict.verdict !== 'verified') return verdict
  const own = shortSha(ours)
  const notes = [
    `Superseded: the deployment of ${own} was replaced by one of ${shortSha(successor.commit ?? '')}, a newer commit that contains it (by GitHub's compare). allow-superseded is set, so that this newer commit was verified in its place.`,
    ...(isServedCompared
      ? []
      : [
          'The served version was not compared: expected-version is that of the replaced commit, and no version-file tells the other one’s.',
        ]),
  ]
  return {
    ...verdict,
    headline: `${verdict.headline}, in place of ${own}, which it contains`,
    notes: [...notes, ...verdict.notes],
  }
}
