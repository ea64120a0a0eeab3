/** The job summary: the verdict in its first line, what to do in its second, the evidence below. */
import type { Finding, RunOutcome, ServiceOutcome, Verdict } from '../model.ts'
import { fit, type Block } from './blocks.ts'
import { checksTable } from './checks-table.ts'
import { circumstancesOf } from './circumstances.ts'
import { commitRow, commitWords } from './commit-row.ts'
import {
  causeOf,
  causePage,
  headlineOf,
  messageSection,
  paragraphPage,
  troubleshootingPage,
  verdictIcon,
  verdictWord,
} from './causes.ts'
import { answerBlocks, eventBlocks, featureBlocks, reasoningBlock } from './detail-sections.ts'
import { count, duration } from '../wording.ts'
import { imageBlocks } from './image-section.ts'
import type { SummaryContext } from './json.ts'
import { code, codeBlock, LONGEST_EXPLANATION, prose, table } from './markdown.ts'
import { notPublishedLine } from './metrics.ts'
import { notReadBlocks } from './not-read-section.ts'
import { pushToLiveSeconds } from './outputs.ts'
import { patternBlocks } from './pattern-section.ts'
import { pipelineBlocks } from './pipeline-section.ts'
import { recommendationBlocks } from './recommendations-section.ts'
import { stopBlocks } from './stops-section.ts'
import { timelineBlocks } from './timeline-section.ts'

export interface SummaryOptions extends SummaryContext {
  /** Bytes of UTF-8. GitHub drops a summary of more than 1 MiB whole, not just its end. */
  readonly budget?: number
}

const BUDGET = 900 * 1024
const MOST_SERVICES = 200
const MOST_NOTES = 20
const MOST_PROBLEMS = 20

/** @param outcome already redacted */
export function summaryOf(outcome: RunOutcome, options: SummaryOptions = {}): string {
  const { docsUrl, publication, budget = BUDGET } = options
  const isGood = outcome.verdict.verdict === 'verified'
  const several = outcome.services.length > 1
  const [only] = outcome.services
  const isOverPipelines =
    outcome.verdict.verdict !== 'verified' && outcome.verdict.finding.cause === 'competing-trigger'
  const pipelines = pipelineBlocks(outcome)
  const blocks: Block[] = [
    { weight: 'verdict', name: 'the verdict', markdown: heading(outcome, docsUrl) },
    ...verdictBlocks(outcome.verdict, docsUrl),
    { weight: 'body', name: 'the subject', markdown: subject(outcome) },
    { weight: 'body', name: 'the inputs without effect', markdown: withoutEffect(outcome, docsUrl) },
    ...(several
      ? [servicesTable(outcome), ...outcome.services.flatMap((service) => sectionOf(outcome, service, docsUrl))]
      : only === undefined
        ? []
        : serviceBlocks(outcome, only, docsUrl)),
    ...(isOverPipelines ? pipelines : []),
    ...featureBlocks(outcome.features),
    { weight: 'body', name: 'push to live', markdown: pushToLive(outcome) },
    ...timelineBlocks(outcome.timeline, isGood),
    ...(several ? [] : only === undefined ? reasoningBlock(outcome) : evidenceBlocks(outcome, only)),
    ...answerBlocks(outcome),
    ...(isOverPipelines ? [] : pipelines),
    ...patternBlocks(outcome),
    ...recommendationBlocks(outcome),
    { weight: 'verdict', name: 'the footer', markdown: footer(outcome, docsUrl) },
    {
      weight: 'verdict',
      name: 'the metrics',
      markdown: publication?.state === 'not-published' ? notPublishedLine(publication.namespace, publication.why) : '',
    },
  ]
  return fit(blocks, budget)
}

function heading(outcome: RunOutcome, docsUrl: string | undefined): string {
  const { verdict } = outcome
  const said = `${verdictIcon(verdict)} ${verdictWord(verdict)}: ${prose(headlineOf(verdict), 300)}`
  const decisive = outcome.services[outcome.decisive]
  const where =
    outcome.services.length > 1 && decisive !== undefined && verdict.verdict !== 'verified'
      ? ` (${code(decisive.ref.label, 100)})`
      : ''
  return `## ${said}${where}${causeTag(verdict, docsUrl)}`
}

function causeTag(verdict: Verdict, docsUrl: string | undefined): string {
  if (verdict.verdict === 'verified') return ''
  const { cause } = verdict.finding
  const tag = code(cause)
  return ` &nbsp;·&nbsp; ${docsUrl === undefined ? tag : `[${tag}](${causePage(docsUrl, cause)})`}`
}

function verdictBlocks(verdict: Verdict, docsUrl: string | undefined): Block[] {
  if (verdict.verdict === 'verified') {
    const notes = verdict.notes.slice(0, MOST_NOTES).map((note) => `- ${prose(note, 600)}`)
    if (notes.length === 0) return []
    const link =
      docsUrl === undefined ? '' : `\n\n[About these remarks](${messageSection(docsUrl, 'remarks-of-a-verified-run')})`
    return [{ weight: 'body', name: 'the remarks', markdown: `${notes.join('\n')}${link}` }]
  }
  return findingBlocks(verdict.finding, docsUrl)
}

function findingBlocks(finding: Finding, docsUrl: string | undefined): Block[] {
  const { text, command = '' } = finding.nextStep
  const section = docsUrl === undefined ? undefined : paragraphPage(docsUrl, finding.nextStep)
  const link = section === undefined ? '' : ` [About this message](${section})`
  const lines = command.trim() === '' ? '' : `\n\n${codeBlock(command, languageOf(command), { columns: 4000 })}`
  return [
    { weight: 'verdict', name: 'the explanation', markdown: explanation(finding) },
    { weight: 'verdict', name: 'the next step', markdown: `**Next step.** ${prose(text, 1500)}${link}${lines}` },
  ]
}

function explanation({ explanation: whole, problems = [] }: Finding): string {
  if (problems.length === 0) return prose(whole, LONGEST_EXPLANATION)
  const shown = problems.slice(0, MOST_PROBLEMS).map((problem) => `- ${prose(problem, 2000)}`)
  const more = problems.length - shown.length
  return [...shown, ...(more > 0 ? [`- and ${more} more: see the JSON report`] : [])].join('\n')
}

/** Commands are coloured as what they are: JSON for a policy, YAML for workflow lines, else a shell's. */
function languageOf(command: string): string {
  const start = command.trimStart()
  if (/^[{["]/u.test(start)) return 'json'
  return /^(?:- )?[\w-]+:(?:\s|$)/u.test(start) ? 'yaml' : 'sh'
}

function subject(outcome: RunOutcome): string {
  const [only, ...others] = outcome.services
  const isAlone = only !== undefined && others.length === 0
  const commit = commitWords(outcome)
  const parts = [
    ...(isAlone ? [`**${prose(only.ref.label, 300)}**`, prose(only.ref.region, 40)] : []),
    // One service's table begins with it.
    ...(commit === '' || (isAlone && only.checks.length > 0) ? [] : [`commit ${commit}`]),
    ...(outcome.settings?.mode === 'audit' ? ['audit: looked once, changed nothing'] : []),
  ]
  return parts.join(' · ')
}

function withoutEffect({ settings }: RunOutcome, docsUrl: string | undefined): string {
  const label =
    docsUrl === undefined
      ? '*Without effect:*'
      : `*[Without effect](${messageSection(docsUrl, 'inputs-without-effect')}):*`
  return (settings?.withoutEffect ?? []).map((text) => `${label} ${prose(text, 400)}`).join('\n\n')
}

function servicesTable(outcome: RunOutcome): Block {
  const shown = outcome.services.slice(0, MOST_SERVICES)
  const rows = shown.map(({ ref, verdict }) => [
    verdictIcon(verdict),
    code(ref.label, 200),
    `${verdictWord(verdict)}: ${prose(headlineOf(verdict), 200)}`,
    code(causeOf(verdict)),
  ])
  const more =
    outcome.services.length > shown.length
      ? `\n\nand ${outcome.services.length - shown.length} more: see the JSON report.`
      : ''
  return {
    weight: 'body',
    name: 'the list of services',
    markdown: `${table(['', 'Service', 'Verdict', 'Cause'], rows)}${more}`,
  }
}

/** One of several services. The one that decided has told its finding at the top. */
function sectionOf(outcome: RunOutcome, service: ServiceOutcome, docsUrl: string | undefined): Block[] {
  const isDecisive = outcome.services[outcome.decisive] === service
  const title = `### ${verdictIcon(service.verdict)} ${prose(service.ref.label, 200)} · ${verdictWord(service.verdict)}`
  const { verdict } = service
  const told =
    isDecisive || verdict === undefined || verdict.verdict === 'verified' ? [] : findingBlocks(verdict.finding, docsUrl)
  const name = `the section of ${code(service.ref.label)}`
  return [
    { weight: 'body', name, markdown: title },
    ...told.map((block): Block => ({ ...block, weight: 'body', name })),
    ...serviceBlocks(outcome, service, docsUrl),
    ...evidenceBlocks(outcome, service),
  ]
}

function serviceBlocks(outcome: RunOutcome, service: ServiceOutcome, docsUrl: string | undefined): Block[] {
  const above = service.checks.length === 0 ? [] : commitRow(outcome, service)
  const checks = checksTable(service.checks, above, circumstancesOf(outcome, service))
  return [
    { weight: 'body', name: `the checks of ${code(service.ref.label)}`, markdown: checks },
    ...notReadBlocks(service, docsUrl),
  ]
}

/** How it was decided, and what it was decided by. */
function evidenceBlocks(outcome: RunOutcome, service: ServiceOutcome): Block[] {
  return [
    ...reasoningBlock(service),
    ...imageBlocks(outcome, service),
    ...stopBlocks(outcome, service),
    ...eventBlocks(service),
  ]
}

/** The whole time and its parts, as far as they are known and follow each other. */
function pushToLive(outcome: RunOutcome): string {
  const seconds = pushToLiveSeconds(outcome)
  const committedAt = outcome.commit?.committedAt
  if (seconds === undefined || committedAt === undefined) return ''
  const service = outcome.services[outcome.decisive]
  const image = service?.expectation?.image
  const rollout = service?.observation?.service.rollouts.find((candidate) => candidate.id === service.ourRolloutId)
  const marks: readonly (readonly [name: string, until: number | undefined])[] = [
    ['build', image?.state === 'found' ? image.image.pushedAt : undefined],
    ['deploy', rollout?.createdAt],
    ['rollout and proof', outcome.figures.endedAt],
  ]
  const parts: string[] = []
  let from: number = committedAt
  for (const [name, until] of marks) {
    // A part that ends before it begins was not part of this push: an image built earlier, or another machine's clock.
    if (until === undefined || until < from) return total(seconds, [])
    parts.push(`${name} ${duration(until - from)}`)
    from = until
  }
  return total(seconds, parts)
}

function total(seconds: number, parts: readonly string[]): string {
  return [`**Push to live: ${duration(seconds * 1000)}**`, ...parts].join(' · ')
}

function footer(outcome: RunOutcome, docsUrl: string | undefined): string {
  const { figures } = outcome
  const faults = Object.entries(figures.faults)
  const ridden = faults.reduce((sum, [, times]) => sum + times, 0)
  const listed = faults.slice(0, 5).map(([what, times]) => `${prose(what, 80)} × ${times}`)
  if (faults.length > listed.length) listed.push(`${faults.length - listed.length} other kinds`)
  const parts = [
    `ECS Deploy Verifier ${prose(outcome.actionVersion, 40)}`,
    `${count(figures.looks, 'look')} in ${duration(figures.endedAt - figures.startedAt)}`,
    count(figures.awsCalls, 'AWS call'),
    ...(figures.throttled > 0 ? [`throttled ${count(figures.throttled, 'time')}`] : []),
    ...(ridden > 0 ? [`${count(ridden, 'fault')} ridden out (${listed.join(', ')})`] : []),
    ...(outcome.settings === undefined ? [] : [`JSON report: ${code(outcome.settings.reportPath, 200)}`]),
    ...(docsUrl === undefined ? [] : [`[Troubleshooting](${troubleshootingPage(docsUrl)})`]),
  ]
  return `<sub>${parts.join(' · ')}</sub>`
}
