import { production, pushTheCommit, theImage } from '../simulator/stories/setting.ts'
import { play, story } from '../simulator/story.ts'

/** What a rollout of a service of so many tasks costs, as the built action sees it through the simulator. */
export interface ScaleRow {
  readonly tasks: number
  /** AWS calls of the first look, of the median and of the dearest later look. */
  readonly firstLook: number
  readonly laterLook: number
  readonly dearestLook: number
  /** AWS calls of the dearest minute. */
  readonly dearestMinute: number
  /** Simulated milliseconds from the moment that the world was right to the end of the action. */
  readonly truthToVerdict: number
  readonly maxRssBytes: number
}

/** Plays a service that is right when the action starts, and whose truth is then watched for two minutes of simulated time. */
export async function measureScale(tasks: number): Promise<ScaleRow> {
  const steady = story(`${tasks} tasks`, (tale) => {
    production(tale, { tasks, quirks: { durations: { containerHealth: 1_000, targetHealth: 1_000 } } })
    tale.at('10:05:00')
    pushTheCommit(tale)
    tale.at('10:07:00')
    tale.deploy(theImage(tale))
    // Long after the rollout: the tasks are a stable set, only the answer is not yet right.
    tale.at('16:00:00')
    tale.stage.app.override(tale.stage.serves, { fixed: { body: '{"version":"3.3.5"}' } })
    tale.after('3m', () => tale.stage.app.override(tale.stage.serves, undefined))
    tale.verify({ 'version-url': `${tale.url}/version`, 'expected-version': '3.3.6', timeout: '20m' })
  })
  const { run } = await play(steady)
  if (run.outputs['verdict'] !== 'verified') throw new Error(`${tasks} tasks: ${run.outputs['cause'] ?? 'no outcome'}`)
  const calls = run.requests.filter(({ operation }) => /^(ecs|ecr):/.test(operation))
  // Every look begins with DescribeServices.
  const looks: number[] = []
  for (const { operation } of calls) {
    if (operation === 'ecs:DescribeServices') looks.push(0)
    const last = looks.length - 1
    if (last >= 0) looks[last] = (looks[last] ?? 0) + 1
  }
  const [firstLook = 0, ...later] = looks
  // The last look is the full reading that the verdict stands on.
  const ordinary = later.slice(0, -1).toSorted((a, b) => a - b)
  const times = calls.map(({ at }) => at)
  const dearestMinute = Math.max(
    ...times.map((at) => times.filter((other) => other >= at && other < at + 60_000).length),
  )
  const rightAt = run.startedAt + 180_000
  return {
    tasks,
    firstLook,
    laterLook: ordinary[Math.floor(ordinary.length / 2)] ?? 0,
    dearestLook: ordinary.at(-1) ?? 0,
    dearestMinute,
    truthToVerdict: run.startedAt + run.virtualMilliseconds - rightAt,
    maxRssBytes: run.maxRssBytes ?? 0,
  }
}
