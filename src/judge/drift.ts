import type { Cause, Drift, Expectation, Finding, LiveCommitSource, Observation, Settings, Verdict } from '../model.ts'
import { count, duration, shortSha } from '../wording.ts'
import { boundByNameAlone } from './image.ts'

/**
 * What each cause says about the commit: that it is not live, that it is all the same, or that nobody knows. What is not measured is not
 * drift, so that an alarm on it never rings for a lost network.
 */
const DRIFT_BY_CAUSE: Readonly<Record<Cause, 'behind' | 'none' | 'unknown'>> = {
  'image-missing': 'behind',
  'image-unproven': 'unknown',
  'image-stale': 'behind',
  'not-deployed': 'behind',
  superseded: 'behind',
  'rolled-back': 'behind',
  'rollout-failed': 'behind',
  'tasks-failing': 'behind',
  'digest-mismatch': 'behind',
  'mixed-tasks': 'behind',
  'rollout-timeout': 'behind',
  'nothing-running': 'behind',
  'version-mismatch': 'behind',
  'version-mixed': 'behind',
  'feature-failed': 'none',
  'competing-trigger': 'none',
  'service-not-found': 'behind',
  'version-unreadable': 'unknown',
  'digest-unreadable': 'unknown',
  'access-denied': 'unknown',
  credentials: 'unknown',
  'aws-unreachable': 'unknown',
  'invalid-input': 'unknown',
  cancelled: 'unknown',
  'internal-error': 'unknown',
}

/** Whether production is behind the commit, by the cause that the run ended with. */
export const driftOfCause = (cause: Cause): 'behind' | 'none' | 'unknown' => DRIFT_BY_CAUSE[cause]

/** The drift of a service for which the promise was shown: none. */
export function noDrift(expectation: Expectation, { service }: Observation, isPathsAsked: boolean): Drift {
  const image = expectation.image.state === 'found' ? expectation.image.image : undefined
  const running = service.tasks.flatMap(({ container }) => (container.state === 'digest' ? [container.digest] : []))[0]
  return {
    ...(running === undefined ? {} : { digest: running }),
    liveCommit: expectation.commit,
    toldBy: image !== undefined && !boundByNameAlone(image) ? 'image' : 'tag',
    kinship: 'same',
    commitsBehind: 0,
    paths: isPathsAsked ? 'untouched' : 'not-asked',
    touched: [],
  }
}

const TOLD_BY: Readonly<Record<LiveCommitSource, string>> = {
  image: 'by what its image says of itself',
  tag: 'by its image’s tag',
  'served-version': 'by the version that it answers',
}

/** What is live, and how far it is behind, in one or two sentences. @param now milliseconds since the epoch */
export function driftWords(drift: Drift, commit: string, now: number): string {
  const { liveCommit, toldBy, kinship, why } = drift
  if (liveCommit === undefined || toldBy === undefined)
    return `Which commit is live could not be told: ${why ?? 'nothing names it'}.`
  const live = `What is live is ${shortSha(liveCommit)}, ${TOLD_BY[toldBy]}`
  const own = shortSha(commit)
  switch (kinship) {
    case 'same':
      return `${live}: the very commit that should be.`
    case 'older':
      return `${live}: ${distance(drift, now)} behind ${own}.${pathsWords(drift)}`
    case 'newer':
      return `${live}: a newer commit, which contains ${own}.`
    case 'diverged':
      return `${live}: from another branch, which lacks ${distance(drift, now)} of ${own}.${pathsWords(drift)}`
    case 'unknown':
      return `${live}. How it relates to ${own} could not be told: ${why ?? 'GitHub does not say'}.`
  }
}

/** `3 commits and 2 h 5 min`. */
function distance({ commitsBehind, behindSince }: Drift, now: number): string {
  const commits = commitsBehind === undefined ? 'some commits' : count(commitsBehind, 'commit')
  return behindSince === undefined || behindSince > now ? commits : `${commits} and ${duration(now - behindSince)}`
}

function pathsWords(drift: Drift): string {
  const { paths, touched, why, commitsBehind } = drift
  const they = commitsBehind === 1 ? 'It touches' : 'They touch'
  switch (paths) {
    case 'not-asked':
      return ''
    case 'touched':
      return ` ${they} paths: ${touched.join(', ')}.`
    case 'untouched':
      return ` ${they} none of paths.${remarks(drift)
        .map((remark) => ` ${remark}`)
        .join('')}`
    case 'unknown':
      return ` Whether paths are touched is not known: ${why ?? 'GitHub does not say'}.`
  }
}

/** What may be a mistake in `paths`, as sentences. */
function remarks({ remark }: Drift): readonly string[] {
  return remark === undefined ? [] : [`${remark.charAt(0).toUpperCase()}${remark.slice(1)}.`]
}

/** An audit's finding, with what is live instead. */
export function withDrift(
  finding: Finding,
  drift: Drift | undefined,
  { commit, image }: Pick<Settings, 'commit' | 'image'>,
  now: number,
): Finding {
  if (drift === undefined) return finding
  const words = `${driftWords(drift, commit, now)}${notExcused(finding, drift, image !== undefined)}`
  return { ...finding, explanation: `${finding.explanation} ${words}` }
}

/** Why an audit did not judge by the live commit although `paths` alone would let it. */
function notExcused({ cause }: Finding, { paths, toldBy, kinship, why }: Drift, isImageNamed: boolean): string {
  if (paths !== 'untouched' || kinship !== 'older') return ''
  if (cause !== 'image-missing' && cause !== 'not-deployed') return ''
  const not = ' It was not judged by that commit'
  if (toldBy === 'served-version') return `${not}: a served version proves nothing about an image.`
  if (why !== undefined) return `${not}: ${why}`
  return isImageNamed
    ? `${not}, because the input image names what must be live.`
    : `${not}, because not every service was shown to run the same one.`
}

/** A finding about the live commit that was judged in place of the branch's head. */
export function aboutLiveCommit(finding: Finding, drift: Drift, head: string): Finding {
  const { liveCommit = '' } = drift
  const words = `What runs is ${shortSha(liveCommit)}, and no commit since then touches paths, so that ${shortSha(head)} need not be live; this is about ${shortSha(liveCommit)}.`
  return { ...finding, explanation: [words, ...remarks(drift), finding.explanation].join(' ') }
}

/** The verdict of an audit for whose live commit the whole promise was shown, while no newer commit touches `paths`. */
export function verifiedAtLiveCommit(
  verdict: Verdict,
  drift: Drift,
  { commit: head, paths }: Pick<Settings, 'commit' | 'paths'>,
): Verdict {
  if (verdict.verdict !== 'verified') return verdict
  const { liveCommit = '', commitsBehind = 0 } = drift
  const live = shortSha(liveCommit)
  const newer = count(commitsBehind, 'newer commit')
  const touch = commitsBehind === 1 ? 'touches' : 'touch'
  const globs = `${paths.slice(0, MOST_GLOBS).join(', ')}${paths.length > MOST_GLOBS ? ` and ${paths.length - MOST_GLOBS} more` : ''}`
  return {
    ...verdict,
    headline: `${verdict.headline}; ${newer} ${touch} none of paths`,
    notes: [
      `The head ${shortSha(head)} is not deployed, and need not be: ${newer} since ${live} ${touch} none of paths (${globs}). ${live} was verified.`,
      ...remarks(drift),
      ...verdict.notes,
    ],
  }
}

const MOST_GLOBS = 8
