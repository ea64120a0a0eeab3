import { ACCOUNT_SHARE, type ScaleRow, type WaitingRow } from './scale.ts'
import type { Part, RatioRow } from './table.ts'

const KILOBYTE = 1_000
const MEGABYTE = 1_000_000
/** Bytes that 5,000 tasks may take at most. */
const MEMORY_LIMIT = 150 * MEGABYTE
const LATER_CALLS = 60
const PER_CALL = 10

const kilobytes = (bytes: number): string => `${(bytes / KILOBYTE).toFixed(0)} KB`
const megabytes = (bytes: number): string => `${(bytes / MEGABYTE).toFixed(0)} MB`
const atMostOne = { atMost: 1 } as const

/** How much faster than its pages something grows from a smaller scale to a larger one; 1: just as fast. */
export function growthOf(small: ScaleRow, large: ScaleRow, of: (row: ScaleRow) => number): number {
  return of(large) / of(small) / (large.pages / small.pages)
}

function growthRow(
  what: string,
  small: ScaleRow,
  large: ScaleRow,
  of: (row: ScaleRow) => number,
  show: (value: number) => string,
): RatioRow {
  const sizes =
    small.services === large.services
      ? `${small.tasks} to ${large.tasks} tasks`
      : `${small.services} to ${large.services} services`
  return {
    what: `${what}, growth from ${sizes}, by pages`,
    ours: `${show(of(small))} to ${show(of(large))}`,
    theirs: `${small.pages} to ${large.pages} pages`,
    ratio: growthOf(small, large, of),
    aim: atMostOne,
  }
}

export function scalePart(rows: readonly ScaleRow[], waiting: WaitingRow): Part {
  const one = (services: number, tasks: number): ScaleRow => {
    const found = rows.find((row) => row.services === services && row.tasks === tasks)
    if (found === undefined) throw new Error(`expected ${services} × ${tasks} tasks to be measured`)
    return found
  }
  const [hundred, most] = [one(1, 100), one(1, 5_000)]
  const [ten, fifty] = [one(10, 4), one(50, 4)]
  const dearest = rows.toSorted((a, b) => b.dearestMinute - a.dearestMinute)[0] ?? most
  const memory = (row: ScaleRow, of: string): RatioRow => ({
    what: `memory at ${of}`,
    ours: megabytes(row.maxRssBytes),
    theirs: megabytes(MEMORY_LIMIT),
    ratio: row.maxRssBytes / MEMORY_LIMIT,
    aim: atMostOne,
  })
  const calls = String
  const ratios: readonly RatioRow[] = [
    {
      what: 'calls of a later look at 5,000 tasks',
      ours: calls(most.laterLook),
      theirs: calls(LATER_CALLS),
      ratio: most.laterLook / LATER_CALLS,
      aim: atMostOne,
    },
    growthRow('calls of a verification', hundred, most, (row) => row.calls, calls),
    growthRow('calls of a later look', hundred, most, (row) => row.laterLook, calls),
    growthRow('bytes of a verification', hundred, most, (row) => row.bytes, kilobytes),
    growthRow('calls of a verification', ten, fifty, (row) => row.calls, calls),
    growthRow('calls of a later look', ten, fifty, (row) => row.laterLook, calls),
    growthRow('bytes of a verification', ten, fifty, (row) => row.bytes, kilobytes),
    {
      what: 'DescribeServices calls of a later look at 50 services',
      ours: calls(fifty.describeServices),
      theirs: calls(fifty.services / PER_CALL),
      ratio: fifty.describeServices / (fifty.services / PER_CALL),
      aim: atMostOne,
    },
    {
      what: `calls of one request rate in its dearest minute, a second (${dearest.services} × ${dearest.tasks} tasks)`,
      ours: (dearest.dearestMinute / 60).toFixed(2),
      theirs: String(ACCOUNT_SHARE),
      ratio: dearest.dearestMinute / 60 / ACCOUNT_SHARE,
      aim: atMostOne,
    },
    memory(most, '5,000 tasks'),
    memory(fifty, '50 services'),
    {
      what: 'CPU of an hour of waiting',
      ours: `${waiting.cpuSeconds.toFixed(1)} s`,
      theirs: `${waiting.seconds.toFixed(0)} s`,
      ratio: waiting.cpuSeconds / waiting.seconds,
      aim: undefined,
    },
  ]
  return {
    ratios,
    tables: [
      [
        [
          'services',
          'tasks of each',
          'pages',
          'calls, first look',
          'later look',
          'last reading',
          'verification',
          'a second',
          'dearest minute of a rate',
          'KB, later look',
          'KB, verification',
          'truth to verdict, s',
          'peak memory, MB',
        ],
        ...rows.map((row) => [
          String(row.services),
          String(row.tasks),
          String(row.pages),
          String(row.firstLook),
          String(row.laterLook),
          String(row.lastReading),
          String(row.calls),
          row.callsPerSecond.toFixed(2),
          String(row.dearestMinute),
          (row.bytesOfLook / KILOBYTE).toFixed(0),
          (row.bytes / KILOBYTE).toFixed(0),
          (row.truthToVerdict / 1_000).toFixed(1),
          (row.maxRssBytes / MEGABYTE).toFixed(0),
        ]),
      ],
      [
        ['an hour of waiting', 'CPU, s', 'looks', 'calls'],
        ['4 tasks', waiting.cpuSeconds.toFixed(1), String(waiting.looks), String(waiting.calls)],
      ],
    ],
    notes: [
      'A verification watches services that are right but for the served version, for three minutes of simulated time, and then ends. Bytes are those of the bodies of requests and answers.',
      'A second: calls on average between the first minute and the truth. Memory and CPU are the process’s own, the simulator’s preload included, which polls while time is skipped.',
    ],
  }
}
