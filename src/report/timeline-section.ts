/** What happened and when, in UTC: as a picture, and as the same list for those who cannot see it. */
import type { TimelineEntry } from '../model.ts'
import type { Block } from './blocks.ts'
import { duration, utcDate, utcTime } from '../wording.ts'
import { codeBlock, folded, prose, table } from './markdown.ts'
import { clip, visible } from './visible.ts'

const FEWEST_ENTRIES = 3
const MOST_ENTRIES = 60
/** A label has to fit beside its mark on a phone; the list has the whole text. */
const LONGEST_LABEL = 40
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** @param short fold the picture away too, where all is well */
export function timelineBlocks(timeline: readonly TimelineEntry[], short: boolean): Block[] {
  const entries = timeline.filter((entry) => Number.isFinite(entry.at)).toSorted((a, b) => a.at - b.at)
  if (entries.length < FEWEST_ENTRIES) return []
  const shown = entries.slice(0, MOST_ENTRIES)
  const more =
    entries.length > shown.length ? `\n\n${entries.length - shown.length} later entries: see the JSON report.` : ''
  const chart = codeBlock(gantt(shown), 'mermaid', { lines: 2 * MOST_ENTRIES + 20 })
  const list = `${listOf(shown)}${more}`
  if (short)
    return [
      { weight: 'folded', name: 'the timeline', markdown: folded('What happened, in UTC', `${chart}\n\n${list}`) },
    ]
  return [
    { weight: 'body', name: 'the timeline', markdown: `### What happened (UTC)\n\n${chart}` },
    { weight: 'folded', name: 'the timeline as a list', markdown: folded('The same as a list', list) },
  ]
}

function listOf(entries: readonly TimelineEntry[]): string {
  const days = new Set(entries.map((entry) => utcDate(entry.at)))
  const rows = entries.map((entry, index) => {
    const before = entries[index - 1]
    const passed = before === undefined ? '' : duration(entry.at - before.at)
    const at = days.size > 1 ? `${utcDate(entry.at)} ${utcTime(entry.at)}` : utcTime(entry.at)
    const span = entry.until === undefined || entry.until <= entry.at ? '' : duration(entry.until - entry.at)
    const lasted = span === '' || entry.what.startsWith(span) ? '' : `, for ${span}`
    return [at, passed, entry.section, `${prose(entry.what, 400)}${lasted}`]
  })
  const [day] = days
  return table([days.size > 1 || day === undefined ? 'UTC' : `UTC, ${day}`, '+', 'Where', 'What'], rows, [
    'left',
    'right',
  ])
}

/** Mermaid's gantt chart of moments and spans, one section for each place where something happened. */
function gantt(entries: readonly TimelineEntry[]): string {
  const span = (entries.at(-1)?.at ?? 0) - (entries[0]?.at ?? 0)
  const axis = span > 2 * DAY ? '%d %b' : span > 10 * MINUTE ? '%H:%M' : '%H:%M:%S'
  const sections = Map.groupBy(entries, (entry) => entry.section)
  const lines = [
    'gantt',
    '    dateFormat YYYY-MM-DD HH:mm:ss',
    `    axisFormat ${axis}`,
    `    tickInterval ${tickInterval(span)}`,
    // A line at the reader's present would say nothing of what happened.
    '    todayMarker off',
  ]
  for (const [section, moments] of sections) {
    lines.push(`    section ${section}`)
    for (const { at, until, what } of moments)
      lines.push(
        until !== undefined && Number.isFinite(until) && until > at
          ? `    ${ganttLabel(what)} :${moment(at)}, ${moment(until)}`
          : `    ${ganttLabel(what)} :milestone, ${moment(at)}, 0s`,
      )
  }
  return lines.join('\n')
}

const TICKS: readonly (readonly [milliseconds: number, interval: string])[] = [
  ...[1, 5, 10, 15, 30].map((seconds) => [seconds * 1000, `${seconds}second`] as const),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => [minutes * MINUTE, `${minutes}minute`] as const),
  ...[1, 2, 3, 6, 12].map((hours) => [hours * 60 * MINUTE, `${hours}hour`] as const),
  ...[1, 2, 5, 10].map((days) => [days * DAY, `${days}day`] as const),
]

/** So that a phone has room for the times: four with seconds, six without. */
function tickInterval(span: number): string {
  const most = span > 10 * MINUTE ? 6 : 4
  return TICKS.find(([milliseconds]) => span / milliseconds <= most)?.[1] ?? '1month'
}

const moment = (at: number): string => `${utcDate(at)} ${utcTime(at)}`

const GANTT_KEYWORD =
  /^(?:gantt|title|section|click|href|call|dateFormat|inclusiveEndDates|topAxis|axisFormat|tickInterval|includes|excludes|todayMarker|weekday|weekend|accTitle|accDescr|\d{4}-\d\d-\d\d)/iu

/** A text that Mermaid takes for a label and for nothing else: of its punctuation only what means nothing to it. */
function ganttLabel(text: string): string {
  const plain = visible(text)
    .replaceAll(':', '∶')
    .replaceAll(/[^\p{L}\p{N} ._/()+=∶…–—·-]/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim()
  const label = clip(plain, LONGEST_LABEL)
  if (label === '') return '·'
  return GANTT_KEYWORD.test(label) ? `· ${label}` : label
}
