import { describe, expect, it } from '@jest/globals'
import { betterOf, soonestEnd, tells, type RuleSays, type Timeline } from '../../bench/pace.ts'
import { comparedBy, leastFlattering } from '../../bench/pace-tables.ts'
import { growthOf } from '../../bench/scale-tables.ts'
import { dearestMinuteOf, looksOf, type ScaleRow } from '../../bench/scale.ts'
import { holds, markdown, median, ratioTable, type RatioRow } from '../../bench/table.ts'
import type { RecordedRequest } from '../../simulator/server.ts'

const says = (state: 'success' | 'failure' | 'gave-up', after: number): RuleSays => ({ state, why: '', after })
const timeline = (ours: number, awsCli: RuleSays, deployAction: RuleSays): Timeline => ({ ours, awsCli, deployAction })

describe('what a rule tells', () => {
  it('of a truth is a success that comes no sooner', () => {
    expect(tells(says('success', 0), 'truth')).toBe(true)
    expect(tells(says('success', -1), 'truth')).toBe(false)
    expect(tells(says('gave-up', 5), 'truth')).toBe(false)
    expect(tells(undefined, 'truth')).toBe(false)
  })

  it('of a fault is anything but success', () => {
    expect(tells(says('failure', 1), 'fault')).toBe(true)
    expect(tells(says('gave-up', 1), 'fault')).toBe(true)
    expect(tells(says('success', 1), 'fault')).toBe(false)
  })

  it('counts by the sooner one of those that tell', () => {
    expect(betterOf(timeline(1, says('failure', 30), says('gave-up', 20)), 'fault')).toBe(20)
    expect(betterOf(timeline(1, says('success', 5), says('gave-up', 20)), 'fault')).toBe(20)
    expect(betterOf(timeline(1, says('success', 5), undefined), 'fault')).toBeUndefined()
  })
})

describe('the ratio', () => {
  it('is of the medians of the rollouts that a rule tells of', () => {
    const timelines = [
      timeline(1, says('success', 4), says('success', 9)),
      timeline(3, says('success', 15), undefined),
      timeline(2, says('success', 8), says('success', -7)),
      timeline(50, says('success', -1), undefined),
    ]
    expect(comparedBy(timelines, (one) => betterOf(one, 'truth'))).toEqual({ ours: 2, theirs: 8, ratio: 4, count: 3 })
  })

  it('of faults counts a wrong success in the way that flatters least', () => {
    const seen = timeline(1, says('gave-up', 100), undefined)
    const wrong = timeline(1, says('success', 10), undefined)
    expect(leastFlattering([seen, wrong, wrong], 'fault')).toMatchObject({ ratio: 10, count: 3 })
    const late = timeline(1, says('success', 900), undefined)
    expect(leastFlattering([seen, late, late], 'fault')).toMatchObject({ ratio: 100, count: 1 })
    expect(soonestEnd(timeline(1, says('success', -3), undefined))).toBeUndefined()
  })

  it('of growth is 1 where it grows as its pages do', () => {
    const row = (pages: number, calls: number): ScaleRow => ({ pages, calls }) as ScaleRow
    expect(growthOf(row(1, 3), row(50, 150), ({ calls }) => calls)).toBe(1)
    expect(growthOf(row(1, 3), row(50, 75), ({ calls }) => calls)).toBe(0.5)
  })

  it('that is no number meets no aim', () => {
    const row = (ratio: number, aim: RatioRow['aim']): RatioRow => ({ what: 'x', ours: '1', theirs: '2', ratio, aim })
    expect(holds(row(Number.NaN, { atLeast: 3 }))).toBe(false)
    expect(holds(row(Number.NaN, { atMost: 3 }))).toBe(false)
    expect(holds(row(3, { atLeast: 3 }))).toBe(true)
    expect(holds(row(3.01, { atMost: 3 }))).toBe(false)
    expect(holds(row(9, undefined))).toBe(true)
    expect(ratioTable([row(3.01, { atMost: 3 })])[1]).toEqual(['x', '1', '2', '3.01', '≤ 3', 'no'])
  })
})

describe('the requests of a run', () => {
  const request = (at: number, operation: string, services: readonly string[] = []): RecordedRequest => ({
    at,
    operation,
    region: '',
    input: { services },
    headers: {},
  })
  const begin = (at: number): RecordedRequest => request(at, 'ecs:DescribeServices', ['agricultural-core'])

  it('fall into looks, each from the DescribeServices of the first service on; what lists no tasks is none', () => {
    const looks = looksOf([
      begin(0),
      request(0, 'ecs:DescribeServices', ['another']),
      request(1, 'ecs:ListTasks'),
      begin(1_000),
      begin(2_000),
      request(2_000, 'ecs:DescribeTasks'),
      begin(5_000),
      request(5_001, 'ecs:ListTasks'),
      request(5_002, 'app:GET /version'),
    ])
    expect(looks.map(({ length }) => length)).toEqual([3, 2])
  })

  it('have a dearest minute, wherever it begins', () => {
    const times = [0, 30_000, 59_000, 60_000, 61_000, 200_000]
    expect(dearestMinuteOf(times.map((at) => request(at, 'ecs:ListTasks')))).toBe(4)
    expect(dearestMinuteOf([request(0, 'app:GET /version')])).toBe(0)
  })

  it('have a dearest minute for each request rate, which reading tasks shares', () => {
    const of = (operation: string) => [0, 1_000].map((at) => request(at, operation))
    expect(dearestMinuteOf([...of('ecs:ListTasks'), ...of('ecs:DescribeTasks')])).toBe(4)
    expect(dearestMinuteOf([...of('ecs:ListTasks'), ...of('ecs:DescribeServices')])).toBe(2)
  })
})

it('a median of nothing is no number', () => {
  expect(median([])).toBeNaN()
  expect(median([3, 1, 2])).toBe(2)
})

it('a table is Markdown, its first column to the left', () => {
  expect(
    markdown([
      ['a', 'b'],
      ['x', '1'],
    ]),
  ).toBe('| a | b |\n| --- | --: |\n| x | 1 |\n')
})
