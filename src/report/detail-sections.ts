/** Folded details: the reasoning, what the service answered, feature checks, deployment events. */
import type { Answer, FeatureResult, RunOutcome, ServiceOutcome } from '../model.ts'
import type { Block } from './blocks.ts'
import { count, utc } from '../wording.ts'
import { code, folded, prose, table } from './markdown.ts'

const MOST_EVENTS = 30
const MOST_ANSWER_GROUPS = 20
const MOST_FEATURES = 50

/** Why this cause, and not another. */
export function reasoningBlock(service: Pick<ServiceOutcome, 'verdict'>): Block[] {
  if (service.verdict === undefined || service.verdict.verdict === 'verified') return []
  const { reasoning = [], ruledOut } = service.verdict.finding
  const told = [...reasoning, ...ruledOut]
  if (told.length === 0) return []
  const reasons = told.slice(0, 20).map((reason) => `- ${prose(reason, 1000)}`)
  return [
    {
      weight: 'folded',
      name: 'why this cause, and not another',
      markdown: folded('Why this cause, and not another', reasons.join('\n')),
    },
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
