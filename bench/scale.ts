import { BEFORE, COMMIT, pushTheCommit, source, theImage } from '../simulator/stories/setting.ts'
import type { ActionRun } from '../simulator/run-action.ts'
import type { RecordedRequest } from '../simulator/server.ts'
import { play, SETTING, story, type PlayOptions, type Story, type Tale } from '../simulator/story.ts'

/** How many services are verified in one run, and how many tasks each of them has. */
export interface Scale {
  readonly services: number
  readonly tasks: number
}

export const SCALES: readonly Scale[] = [
  ...[1, 10, 100, 1_000, 5_000].map((tasks) => ({ services: 1, tasks })),
  ...[10, 50].map((services) => ({ services, tasks: 4 })),
]

/** Calls a second: a fifth of the 20 that ECS grants an account and region for each kind of read. */
export const ACCOUNT_SHARE = 4

/** What one verification costs, as the built action makes it through the simulator. */
export interface ScaleRow extends Scale {
  /** Pages of 100 tasks in one look at all services. */
  readonly pages: number
  /** AWS calls of the first look, of the median later one, and of the last reading, which the verdict stands on. */
  readonly firstLook: number
  readonly laterLook: number
  readonly lastReading: number
  /** DescribeServices calls of the median later look. */
  readonly describeServices: number
  /** AWS calls of the median minute between two looks, those that only watch for changes included; per second. */
  readonly callsPerSecond: number
  /** AWS calls of one request rate in its dearest minute. */
  readonly dearestMinute: number
  /** AWS calls, and bytes of the bodies of requests and answers, of the whole verification and of the median later look. */
  readonly calls: number
  readonly bytes: number
  readonly bytesOfLook: number
  /** Simulated milliseconds from the moment that the world was right to the end of the action. */
  readonly truthToVerdict: number
  readonly maxRssBytes: number
}

export interface WaitingRow {
  /** Simulated seconds that the action waited. */
  readonly seconds: number
  /** User and system, with its start, its report and the simulator's preload. */
  readonly cpuSeconds: number
  readonly looks: number
  readonly calls: number
}

/** The app answers the old version for so long, milliseconds: meanwhile the tasks are a stable set. */
const LAG = 180_000
/** Real milliseconds: 5,000 tasks take the simulator as long as the action. */
const PATIENCE = 600_000

/** All of one length, so that bytes grow by services and not by names. */
const nameOf = (index: number): string =>
  index === 0 ? SETTING.service : `${SETTING.service.slice(0, -3)}${String(index).padStart(3, '0')}`

/** So many services that have run the image of the commit before for a day, and then roll out the commit's. */
function deployTo(tale: Tale, { services, tasks }: Scale, quirks: Parameters<Tale['service']>[0]['quirks'] = {}): void {
  tale.push({ sha: BEFORE, message: 'v3.3.5', files: source('3.3.5') })
  const old = tale.image([BEFORE], { version: '3.3.5', revision: BEFORE })
  for (let index = 0; index < services; index++)
    tale.service({
      image: old,
      name: nameOf(index),
      tasks,
      quirks: { ...quirks, durations: { containerHealth: 1_000, targetHealth: 1_000 } },
    })
  tale.at('10:05:00')
  pushTheCommit(tale)
  tale.at('10:07:00')
  const image = theImage(tale)
  for (let index = 0; index < services; index++) tale.deploy(image, { service: nameOf(index) })
}

const inputs = (services: number): Record<string, string> => ({
  commit: COMMIT,
  cluster: SETTING.cluster,
  service: Array.from({ length: services }, (_, index) => nameOf(index)).join('\n'),
})

const steady = (scale: Scale): Story =>
  story(`${scale.services} services of ${scale.tasks} tasks`, (tale) => {
    deployTo(tale, scale)
    // Long after the rollout.
    tale.at('16:00:00')
    tale.stage.serves = `${SETTING.cluster}/${SETTING.service}`
    tale.stage.app.override(tale.stage.serves, { fixed: { body: '{"version":"3.3.5"}' } })
    tale.after(`${LAG / 1_000}s`, () => tale.stage.app.override(tale.stage.serves, undefined))
    tale.verify({
      ...inputs(scale.services),
      'version-url': `${tale.url}/version`,
      'expected-version': '3.3.6',
      timeout: '20m',
    })
  })

/** A rollout that never ends: a task of the old deployment is protected from being stopped. */
const endless: Story = story('a rollout that never ends', (tale) => {
  deployTo(tale, { services: 1, tasks: 4 }, { protectedTasks: 1 })
  tale.verify({ ...inputs(1), timeout: '1h' })
})

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

const isAws = ({ operation }: RecordedRequest): boolean => /^(?!app:|github:|s3:|oci:)/.test(operation)

/** Whether the request asks for the first service by its DescribeServices: so begins everything that is read of ECS at one time. */
function begins({ operation, input }: RecordedRequest): boolean {
  if (operation !== 'ecs:DescribeServices' || typeof input !== 'object' || input === null) return false
  const named: unknown = 'services' in input ? input.services : undefined
  return Array.isArray(named) && named.includes(SETTING.service)
}

/** The looks of a run, each with its calls: what lists no tasks is none. */
export function looksOf(requests: readonly RecordedRequest[]): readonly (readonly RecordedRequest[])[] {
  const readings: RecordedRequest[][] = []
  for (const request of requests.filter(isAws)) {
    if (begins(request)) readings.push([])
    readings.at(-1)?.push(request)
  }
  return readings.filter((reading) => reading.some(({ operation }) => operation === 'ecs:ListTasks'))
}

/**
 * What shares a rate that an account and region is granted; ECS grants each of these kinds 20 requests a second
 * (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html). Other APIs count by operation.
 */
const RATES: Readonly<Record<string, string>> = {
  'ecs:DescribeServices': 'services',
  'ecs:ListTasks': 'tasks',
  'ecs:DescribeTasks': 'tasks',
  'ecs:ListServiceDeployments': 'service deployments',
  'ecs:DescribeServiceDeployments': 'service deployments',
}

/** The most calls of one rate that came within a minute. */
export function dearestMinuteOf(requests: readonly RecordedRequest[]): number {
  const rates = Map.groupBy(requests.filter(isAws), ({ operation }) => RATES[operation] ?? operation)
  return Math.max(0, ...[...rates.values()].map((calls) => mostInAMinute(calls.map(({ at }) => at))))
}

function mostInAMinute(moments: readonly number[]): number {
  const times = moments.toSorted((a, b) => a - b)
  let [from, most] = [0, 0]
  for (const [index, at] of times.entries()) {
    while ((times[from] ?? at) <= at - 60_000) from += 1
    most = Math.max(most, index - from + 1)
  }
  return most
}

/** Plays services that are right when the action starts; their truth, but for the served version, is watched for three minutes. */
export async function measureScale(scale: Scale, options: PlayOptions = {}): Promise<ScaleRow> {
  const { run } = await play(steady(scale), { patience: PATIENCE, ...options })
  if (run.outputs['verdict'] !== 'verified')
    throw new Error(`${scale.services} × ${scale.tasks} tasks: ${run.outputs['cause'] ?? 'no outcome'}`)
  return scaleRowOf(scale, run)
}

function scaleRowOf(scale: Scale, run: ActionRun): ScaleRow {
  const calls = run.requests.filter(isAws)
  const bytesIn = (requests: readonly RecordedRequest[]): number => sum(requests.map(({ bytes = 0 }) => bytes))
  const [first = [], ...rest] = looksOf(run.requests)
  const later = rest.slice(0, -1)
  const waited = calls.filter(({ at }) => at >= run.startedAt + 60_000 && at < run.startedAt + LAG)
  return {
    ...scale,
    pages: scale.services * Math.ceil(scale.tasks / 100),
    firstLook: first.length,
    laterLook: median(later.map(({ length }) => length)),
    lastReading: rest.at(-1)?.length ?? 0,
    describeServices: median(
      later.map((look) => look.filter(({ operation }) => operation === 'ecs:DescribeServices').length),
    ),
    callsPerSecond: waited.length / ((LAG - 60_000) / 1_000),
    dearestMinute: dearestMinuteOf(run.requests),
    calls: calls.length,
    bytes: bytesIn(calls),
    bytesOfLook: median(later.map(bytesIn)),
    truthToVerdict: run.virtualMilliseconds - LAG,
    maxRssBytes: run.maxRssBytes ?? Number.NaN,
  }
}

/** Plays an hour of a rollout that never ends. */
export async function measureWaiting(options: PlayOptions = {}): Promise<WaitingRow> {
  const { run } = await play(endless, { patience: PATIENCE, ...options })
  if (run.outputs['verdict'] !== 'failed' || run.virtualMilliseconds < 3_600_000)
    throw new Error(
      `a rollout that never ends: ${run.outputs['cause'] ?? 'no outcome'} after ${run.virtualMilliseconds} ms`,
    )
  return {
    seconds: run.virtualMilliseconds / 1_000,
    cpuSeconds: run.cpuSeconds ?? Number.NaN,
    looks: looksOf(run.requests).length,
    calls: run.requests.filter(isAws).length,
  }
}
