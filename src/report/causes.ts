/** What the report says of a verdict before it quotes the finding. */
import type { Cause, Finding, NextStep, Verdict } from '../model.ts'
import { aboutMessage, isParagraph, type Message } from '../paragraphs.ts'
import { visible } from './visible.ts'

export type Icon = '✅' | '❌' | '⚠️' | '⏳' | '➖'

/** Without a verdict: the run ended before it came to one. */
export function verdictIcon(verdict: Verdict | undefined): Icon {
  switch (verdict?.verdict) {
    case undefined:
      return '➖'
    case 'verified':
      return '✅'
    case 'failed':
      return '❌'
    case 'inconclusive':
      return '⚠️'
  }
}

/** The verdict in a word or two, which stands in front of the headline. */
export function verdictWord(verdict: Verdict | undefined): string {
  if (verdict === undefined) return 'Not decided'
  return verdict.verdict === 'verified' ? 'Live' : causeWord(verdict.finding.cause)
}

function causeWord(cause: Cause): string {
  switch (cause) {
    case 'image-missing':
    case 'image-stale':
    case 'not-deployed':
    case 'superseded':
    case 'rolled-back':
    case 'rollout-failed':
    case 'tasks-failing':
    case 'digest-mismatch':
    case 'rollout-timeout':
    case 'nothing-running':
    case 'version-mismatch':
    case 'service-not-found':
      return 'Not live'
    case 'mixed-tasks':
    case 'version-mixed':
      return 'Only partly live'
    case 'feature-failed':
      return 'Live, but not working'
    case 'competing-trigger':
      return 'Live, but not alone'
    case 'image-unproven':
    case 'version-unreadable':
    case 'digest-unreadable':
    case 'access-denied':
    case 'credentials':
    case 'aws-unreachable':
      return 'Not proven'
    case 'invalid-input':
    case 'internal-error':
      return 'Not checked'
    case 'cancelled':
      return 'Cancelled'
  }
}

/** Empty for a verified verdict and for none. */
export function causeOf(verdict: Verdict | undefined): Cause | '' {
  return verdict === undefined || verdict.verdict === 'verified' ? '' : verdict.finding.cause
}

/** The verdict in one word for a list: its cause, where it has one. */
export function inOneWord(verdict: Verdict | undefined): string {
  return verdict === undefined ? 'not decided' : verdict.verdict === 'verified' ? 'verified' : verdict.finding.cause
}

export function headlineOf(verdict: Verdict | undefined): string {
  if (verdict === undefined) return 'the run ended before this service was decided'
  return verdict.verdict === 'verified' ? verdict.headline : verdict.finding.headline
}

/** Why, in plain text: a line for each problem where there are several. */
export const explanationLines = ({ explanation, problems = [] }: Finding): readonly string[] =>
  (problems.length === 0 ? [explanation] : problems).map(visible)

/** The page that explains a cause, in the folder of the action's documentation. */
export const causePage = (docsUrl: string, cause: Cause): string => `${docsUrl}/causes/${cause}.md`

/** The section about a message, where it has one beside the page of its cause. */
export const paragraphPage = (docsUrl: string, { about }: NextStep): string | undefined =>
  about !== undefined && isParagraph(about) ? `${docsUrl}/${about}` : undefined

export const troubleshootingPage = (docsUrl: string): string => `${docsUrl}/troubleshooting.md`

export const messageSection = (docsUrl: string, message: Message): string => `${docsUrl}/${aboutMessage(message)}`

/** A local action has no address: its documentation is where it is itself. */
export const LOCAL_DOCS = 'docs'

/** Where to read on, in plain text: about this message, where it has a section of its own, and about the cause. */
export function readOnLines({ cause, nextStep }: Finding, docsUrl = LOCAL_DOCS): readonly string[] {
  const section = paragraphPage(docsUrl, nextStep)
  return [
    ...(section === undefined ? [] : [`About this message: ${section}`]),
    `About this cause: ${causePage(docsUrl, cause)}`,
  ]
}

const REPOSITORY = /^[\w.-]+\/[\w.-]+$/u

/** Address of a commit on the server that the workflow runs on; never one that came from outside. */
export function commitPage(
  serverUrl: string | undefined,
  repository: string | undefined,
  sha: string,
): string | undefined {
  const server = webAddress(serverUrl)
  if (server === undefined || repository === undefined || !REPOSITORY.test(repository)) return undefined
  return /^[0-9a-f]{7,64}$/iu.test(sha) ? `${server}/${repository}/commit/${sha}` : undefined
}

/** An http(s) address without user, query, trailing slash or anything that would end a Markdown link. */
function webAddress(text: string | undefined): string | undefined {
  return text !== undefined && /^https?:\/\/[a-z0-9.-]+(?::\d+)?(?:\/[\w.-]+)*\/?$/iu.test(text)
    ? text.replace(/\/$/u, '')
    : undefined
}
