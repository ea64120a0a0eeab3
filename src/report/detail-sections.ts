/** Folded details: the reasoning, what the service answered, feature checks, deployment events. */
import type { Answer, Cause, Check, CheckId, FeatureResult, RunOutcome, ServiceOutcome } from '../model.ts'
import type { Block } from './blocks.ts'
import { checkName, inOrder } from './checks-table.ts'
import { count, utc } from '../wording.ts'
import { code, folded, prose, table } from './markdown.ts'

const MOST_REASONS = 20
const MOST_EVENTS = 30
const MOST_ANSWER_GROUPS = 20
const MOST_FEATURES = 50

/** Where the promise broke, what speaks for that, and which causes were ruled out. */
export function reasoningBlock({
  verdict,
  checks,
}: Pick<ServiceOutcome, 'verdict'> & Partial<Pick<ServiceOutcome, 'checks'>>): Block[] {
  if (verdict === undefined || verdict.verdict === 'verified') return []
  const { cause, reasoning = [], ruledOut } = verdict.finding
  const list = (title: string, reasons: readonly string[]): string[] =>
    reasons.length === 0
      ? []
      : [
          `${title}\n\n${reasons
            .slice(0, MOST_REASONS)
            .map((reason) => `- ${prose(reason, 1000)}`)
            .join('\n')}`,
        ]
  const parts = [
    ...chainTo(cause, checks ?? []),
    ...list('**What speaks for it**', reasoning),
    ...list('**What was ruled out**', ruledOut),
  ]
  if (parts.length === 0) return []
  return [
    {
      weight: 'folded',
      name: 'why this cause, and not another',
      markdown: folded('Why this cause, and not another', parts.join('\n\n')),
    },
  ]
}

/** The part of the promise that each cause breaks; none where the cause says nothing about the deploy. */
const BROKEN: Readonly<Partial<Record<Cause, CheckId>>> = {
  'image-missing': 'image',
  'image-unproven': 'image-content',
  'image-stale': 'image-content',
  'not-deployed': 'deployment',
  superseded: 'deployment',
  'rolled-back': 'deployment',
  'rollout-failed': 'deployment',
  'rollout-timeout': 'deployment',
  'tasks-failing': 'tasks',
  'digest-mismatch': 'tasks',
  'digest-unreadable': 'tasks',
  'mixed-tasks': 'tasks',
  'nothing-running': 'tasks',
  'version-mismatch': 'served-version',
  'version-mixed': 'served-version',
  'version-unreadable': 'served-version',
  'feature-failed': 'features',
  'competing-trigger': 'one-pipeline',
}

/** The promise in its order, up to where it broke. */
function chainTo(cause: Cause, checks: readonly Check[]): string[] {
  const ordered = inOrder(checks)
  const broken = ordered.findIndex(({ id }) => id === BROKEN[cause])
  if (broken < 0) return []
  const asked = ordered.filter(({ status }, index) => index === broken || status !== 'not-checked')
  const until = asked.findIndex(({ id }) => id === BROKEN[cause])
  const before = asked.slice(0, until).map(({ id, status }) => `${checkName(id)}: ${status}`)
  const after = asked.slice(until + 1).map(({ id }) => checkName(id))
  const rest = after.length === 0 ? '' : `. What comes after it could not decide any more: ${after.join(', ')}`
  return [
    `The promise in its order: ${[...before, `**${checkName(asked[until]?.id ?? 'image')}: here it broke**`].join(' → ')}${rest}.`,
  ]
}

export function answerBlocks(outcome: RunOutcome): Block[] {
  const { answers } = outcome
  if (answers.length === 0 || outcome.verdict.verdict === 'verified') return []
  const groups = [...Map.groupBy(answers, answerKey).values()]
  const rows = groups.slice(-MOST_ANSWER_GROUPS).map((alike) => {
    const [first, last] = [alike[0], alike.at(-1)]
    if (first === undefined || last === undefined) return ['', '', '', '', '']
    const when = alike.length === 1 ? utc(first.at) : `${utc(first.at)} to ${utc(last.at)}`
    return [String(alike.length), answerCell(last), when, code(last.finalUrl, 200), cacheCell(last)]
  })
  const title = `What the service answered: ${count(answers.length, 'answer')} of ${count(groups.length, 'kind')}`
  const body = table(['Answers', 'Version', 'When', 'Address', 'Caches on the way'], rows, ['right'])
  return [{ weight: 'folded', name: 'what the service answered', markdown: folded(title, body) }]
}

function answerKey(answer: Answer): string {
  return answer.state === 'read'
    ? JSON.stringify([answer.state, answer.version, answer.finalUrl])
    : JSON.stringify([answer.state, answer.why, answer.httpStatus ?? 0, answer.finalUrl])
}

function answerCell(answer: Answer): string {
  if (answer.state === 'read') return `${code(answer.version, 200)}, by ${code(answer.selectedBy, 100)}`
  const status = answer.httpStatus === undefined ? '' : ` (HTTP ${answer.httpStatus})`
  return `⚠️ not readable${status}: ${prose(answer.why, 300)}`
}

function cacheCell(answer: Answer): string {
  if (answer.cache.length === 0) return 'none seen'
  return answer.cache
    .slice(0, 6)
    .map(([name, value]) => code(`${name}: ${value}`, 100))
    .join(', ')
}

/** Feature checks: a table where one failed; nothing where all passed, because the checks' table says so. */
export function featureBlocks(features: readonly FeatureResult[]): Block[] {
  const failed = features.filter((feature) => !feature.passed)
  if (failed.length === 0) return []
  const order = [...failed, ...features.filter((feature) => feature.passed)]
  const rows = order
    .slice(0, MOST_FEATURES)
    .map((feature) => [
      feature.passed ? '✅ pass' : '❌ fail',
      prose(feature.name, 100),
      prose(feature.expected, 300),
      feature.passed ? prose(feature.seen, 300) : `<b>${prose(feature.seen, 300)}</b>`,
    ])
  const title = `**Feature checks: ${failed.length} of ${features.length} failed**`
  return [
    {
      weight: 'body',
      name: 'the feature checks',
      markdown: `${title}\n\n${table(['', 'Check', 'Expected', 'Seen'], rows)}`,
    },
  ]
}

/** What ECS said of the service, newest first. */
export function eventBlocks(service: ServiceOutcome): Block[] {
  const events = service.observation?.service.events ?? []
  if (events.length === 0 || service.verdict?.verdict === 'verified') return []
  const shown = events.toSorted((a, b) => b.at - a.at).slice(0, MOST_EVENTS)
  const rows = shown.map((event) => [utc(event.at), prose(event.message, 400)])
  const title = `Deployment events: the newest ${shown.length} of ${events.length}`
  return [
    {
      weight: 'folded',
      name: `the deployment events of ${code(service.ref.label)}`,
      markdown: folded(title, table(['When', 'What ECS says'], rows)),
    },
  ]
}
