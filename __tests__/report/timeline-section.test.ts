import { describe, expect, it } from '@jest/globals'
import type { TimelineEntry } from '../../src/model.ts'
import { timelineBlocks } from '../../src/report/timeline-section.ts'

const START = Date.UTC(2025, 6, 21, 10, 5)
const MINUTE = 60_000

function chartOf(span: number, what = 'something'): string {
  const timeline = [0, 0.5, 1].map((part): TimelineEntry => ({
    at: START + part * span,
    what: `${part} ${what}`,
    section: 'ECS',
  }))
  return timelineBlocks(timeline, false)[0]?.markdown ?? ''
}

describe('the chart of the timeline', () => {
  it.each([
    [20_000, '5second'],
    [2 * MINUTE, '30second'],
    [9 * MINUTE, '5minute'],
    [80 * MINUTE, '15minute'],
    [10 * 60 * MINUTE, '2hour'],
    [3 * 24 * 60 * MINUTE, '12hour'],
    [30 * 24 * 60 * MINUTE, '5day'],
    [400 * 24 * 60 * MINUTE, '1month'],
  ])('of %d ms has a tick every %s, which a phone has room for', (span, interval) => {
    expect(chartOf(span)).toContain(`\n    tickInterval ${interval}\n`)
  })

  it('has labels that fit on a phone; the list has the whole text', () => {
    const what = `build 41 of ${'a-long-name-'.repeat(10)}`
    const labels = chartOf(MINUTE, what)
      .split('\n')
      .flatMap((line) => /^ {4}(.*?) :milestone/u.exec(line)?.[1] ?? [])
    expect(labels).toHaveLength(3)
    for (const label of labels) expect(label).toMatch(/^.{39}…$/u)
  })

  it('has no line at the time at which it is read', () => {
    expect(chartOf(MINUTE)).toContain('\n    todayMarker off\n')
  })
})
