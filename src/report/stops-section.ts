/** Tasks that stopped, alike ones together, and what the first failing one logged last. */
import { classifyStop } from '../judge/stops.ts'
import type { RunOutcome, ServiceOutcome, Stop } from '../model.ts'
import type { Block } from './blocks.ts'
import { causeOf } from './causes.ts'
import { count, lastPart, utc } from '../wording.ts'
import { code, codeBlock, folded, prose, table } from './markdown.ts'
import { clip } from './visible.ts'

const MOST_GROUPS = 20
const MOST_LOG_LINES = 20
const MOST_OPEN_LINES = 5
const LONGEST_REASON = 300

interface StopGroup {
  readonly whose: 'ours' | 'another' | 'unknown'
  readonly state: 'fatal' | 'capacity' | 'ordinary' | 'unknown'
  readonly what: string
  readonly count: number
  readonly exitCodes: readonly number[]
  /** The newest of them. */
  readonly last: Stop
}

/** Causes whose story is told by the stops: there they are not folded. */
const TOLD_BY_STOPS: ReadonlySet<string> = new Set([
  'tasks-failing',
  'rollout-failed',
  'rolled-back',
  'nothing-running',
])

export function stopBlocks(outcome: RunOutcome, service: ServiceOutcome): Block[] {
  const seen = service.observation?.service.stops ?? []
  // Where all is well, old tasks that went as they should are no news.
  const stops =
    service.verdict?.verdict === 'verified' ? seen.filter((stop) => classifyStop(stop).state !== 'ordinary') : seen
  const groups = groupStops(stops, service.ourRolloutId)
  const isDecisive = outcome.services[outcome.decisive] === service
  const logs = isDecisive ? logBlock(outcome) : []
  if (groups.length === 0) return logs
  const unfolded = TOLD_BY_STOPS.has(causeOf(service.verdict))
  const title = `Stopped tasks: ${count(stops.length, 'stop')} of ${count(groups.length, 'kind')}`
  const body = stopTable(groups)
  return [
    {
      weight: unfolded ? 'body' : 'folded',
      name: `the stopped tasks of ${code(service.ref.label)}`,
      markdown: unfolded ? `**${title}**\n\n${body}` : folded(title, body),
    },
    ...logs,
  ]
}

/** Stops of the same deployment and kind together: ours and fatal ones first, then by number. */
export function groupStops(stops: readonly Stop[], ourRolloutId: string | undefined): StopGroup[] {
  const groups = new Map<string, StopGroup>()
  for (const stop of stops) {
    const sorted = classifyStop(stop)
    const whose =
      ourRolloutId === undefined || stop.rolloutId === undefined
        ? 'unknown'
        : stop.rolloutId === ourRolloutId
          ? 'ours'
          : 'another'
    const what = sorted.state === 'fatal' ? sorted.kind : withoutNumbers(clip(sorted.says, LONGEST_REASON))
    const key = JSON.stringify([whose, sorted.state, what])
    const before = groups.get(key)
    const last = before !== undefined && (before.last.stoppedAt ?? 0) > (stop.stoppedAt ?? 0) ? before.last : stop
    const exitCodes = new Set([...(before?.exitCodes ?? []), ...exitCodesOf(stop)])
    groups.set(key, {
      whose,
      state: sorted.state,
      what,
      count: (before?.count ?? 0) + 1,
      exitCodes: [...exitCodes],
      last,
    })
  }
  return [...groups.values()].toSorted((a, b) => rank(a) - rank(b) || b.count - a.count)
}

function rank(group: StopGroup): number {
  const states = ['fatal', 'unknown', 'capacity', 'ordinary']
  return states.indexOf(group.state) * 2 + (group.whose === 'another' ? 1 : 0)
}

/** Ids differ from stop to stop; what happened does not. */
function withoutNumbers(text: string): string {
  return text.replaceAll(/\b(?=[0-9a-f-]*\d)[0-9a-f][0-9a-f-]{6,}\b/giu, '…').replaceAll(/\d+/gu, 'n')
}

function exitCodesOf(stop: Stop): number[] {
  const essential = stop.containers.filter((container) => container.essential)
  return (essential.length > 0 ? essential : stop.containers).flatMap(({ exitCode }) =>
    exitCode === undefined ? [] : [exitCode],
  )
}

function stopTable(groups: readonly StopGroup[]): string {
  const shown = groups.slice(0, MOST_GROUPS)
  const rows = shown.map((group) => [
    String(group.count),
    prose(classifyStop(group.last).says, LONGEST_REASON),
    group.exitCodes.slice(0, 5).map(exitCodeText).join(', '),
    deploymentCell(group),
    group.last.stoppedAt === undefined ? 'unknown' : utc(group.last.stoppedAt),
  ])
  const rest = groups.length - shown.length
  const more = rest > 0 ? `\n\n${count(rest, 'more kind')} of stops: see the JSON report.` : ''
  return `${table(['Stops', 'Reason (of the newest)', 'Exit code', 'Deployment', 'Last seen'], rows, ['right'])}${more}`
}

function deploymentCell(group: StopGroup): string {
  const id = group.last.rolloutId === undefined ? code(lastPart(group.last.taskDefinition)) : code(group.last.rolloutId)
  switch (group.whose) {
    case 'ours':
      return `ours, ${id}`
    case 'another':
      return `another, ${id}`
    case 'unknown':
      return id
  }
}

/** An exit code with what it usually means: above 128, a signal ended the process. */
function exitCodeText(exitCode: number): string {
  switch (exitCode) {
    case 126:
      return '126 (command not executable)'
    case 127:
      return '127 (command not found)'
    case 134:
      return '134 (aborted)'
    case 137:
      return '137 (killed: out of memory, or did not stop in time)'
    case 139:
      return '139 (segmentation fault)'
    case 143:
      return '143 (asked to stop)'
    default:
      return String(exitCode)
  }
}

function logBlock(outcome: RunOutcome): Block[] {
  const { logLines } = outcome
  if (logLines === undefined || outcome.verdict.verdict === 'verified') return []
  if (logLines.state === 'not-read') {
    const action = logLines.action === undefined ? '' : ` (${code(logLines.action)})`
    return [
      {
        weight: 'body',
        name: 'a remark on the log',
        markdown: `Log of the first failing task: *not read*${action}: ${prose(logLines.why, 400)}`,
      },
    ]
  }
  const lines = logLines.value.slice(-MOST_LOG_LINES)
  if (lines.length === 0) return []
  // A few lines are the answer itself.
  const isShort = lines.length <= MOST_OPEN_LINES && TOLD_BY_STOPS.has(causeOf(outcome.verdict))
  const title = `Last ${count(lines.length, 'log line')} of the first failing task`
  const body = codeBlock(lines.join('\n'), 'text', { lines: MOST_LOG_LINES * 3, columns: 500 })
  return [
    {
      weight: isShort ? 'body' : 'folded',
      name: 'the last log lines',
      markdown: isShort ? `**${title}**\n\n${body}` : folded(title, body),
    },
  ]
}
