/** The first row of the table: the commit that should be live, and the one that is. */
import { driftOfCause } from '../judge/drift.ts'
import type { Drift, LiveCommitSource, RunOutcome, ServiceOutcome } from '../model.ts'
import { count, duration, shortSha, utc } from '../wording.ts'
import { commitPage } from './causes.ts'
import { bold, code, prose } from './markdown.ts'

/** Status, name, expected and seen, as Markdown; none where no commit is known. */
export function commitRow(outcome: RunOutcome, service: ServiceOutcome): readonly string[][] {
  const expected = commitWords(outcome)
  if (expected === '') return []
  const [status, seen] = seenCells(outcome, service)
  return [[status, 'Commit', expected, seen]]
}

/** The commit with its subject, author and time, as Markdown; empty where none is known. */
export function commitWords({ commit, settings }: RunOutcome): string {
  const sha = settings?.commit ?? commit?.sha ?? ''
  if (sha === '') return ''
  const { subject = '', author = '', committedAt } = commit ?? {}
  return [
    linked(settings, sha),
    ...(subject === '' ? [] : [`“${prose(subject, 120)}”`]),
    ...(author === '' ? [] : [`by ${prose(author, 80)},`]),
    ...(committedAt === undefined ? [] : [utc(committedAt)]),
  ].join(' ')
}

function linked(settings: RunOutcome['settings'], sha: string): string {
  const page = commitPage(settings?.run.serverUrl, settings?.run.repository, sha)
  const name = code(shortSha(sha), 64)
  return page === undefined ? name : `[${name}](${page})`
}

function seenCells(outcome: RunOutcome, service: ServiceOutcome): readonly [status: string, seen: string] {
  const { verdict, drift, expectation } = service
  if (verdict?.verdict === 'verified' || (verdict !== undefined && driftOfCause(verdict.finding.cause) === 'none')) {
    const live = expectation?.commit ?? ''
    if (live === '' || live === outcome.settings?.commit) return ['✅ pass', 'live']
    return ['✅ pass', `${linked(outcome.settings, live)} is live${drift === undefined ? '' : aside(drift, outcome)}`]
  }
  if (drift?.liveCommit !== undefined && drift.toldBy !== undefined) {
    // That the deployment is of the commit is not all: what keeps it from being proved stands in the rows below.
    if (drift.kinship === 'same')
      return ['⏳ pending', `not proved to be live; what is deployed ${CLAIM[drift.toldBy]}`]
    const live = bold(linked(outcome.settings, drift.liveCommit))
    return ['❌ fail', `${live}, ${SOURCE[drift.toldBy]}${aside(drift, outcome)}`]
  }
  return verdict !== undefined && driftOfCause(verdict.finding.cause) === 'behind'
    ? ['❌ fail', drift?.why === undefined ? 'not live' : `not live; ${prose(drift.why, 200)}`]
    : ['⚠️ unknown', '']
}

const SOURCE: Readonly<Record<LiveCommitSource, string>> = {
  image: 'by what the running image says of itself',
  tag: 'by the running image’s tag',
  'served-version': 'by the version that it answers',
}

const CLAIM: Readonly<Record<LiveCommitSource, string>> = {
  image: 'says that it is this commit',
  tag: 'is tagged with it',
  'served-version': 'answers with its version',
}

function aside({ kinship, commitsBehind, behindSince }: Drift, { figures: { endedAt } }: RunOutcome): string {
  const commits = commitsBehind === undefined ? 'some commits' : count(commitsBehind, 'commit')
  const since = behindSince === undefined || behindSince > endedAt ? '' : `, ${duration(endedAt - behindSince)}`
  switch (kinship) {
    case 'older':
      return `: ${commits}${since} behind`
    case 'newer':
      return ': a newer commit, which contains it'
    case 'diverged':
      return `: another branch, ${commits} missing${since}`
    case 'same':
    case 'unknown':
      return ''
  }
}
