import { describe, expect, it } from '@jest/globals'
import { reportOf } from '../../scripts/render/read-report.ts'
import { summaryOfReport } from '../../scripts/render/summary-of-report.ts'
import type { ActionRun } from '../../simulator/run-action.ts'
import { theExpiredCredentials } from '../../simulator/stories/aws-in-the-way.ts'
import { theCodeThatExits } from '../../simulator/stories/crash-loops.ts'
import { theInputThatIsNone } from '../../simulator/stories/more-ways-to-fail.ts'
import { everyTriggerAtOnce } from '../../simulator/stories/one-pipeline.ts'
import { theCancelledJob, theTwoServices } from '../../simulator/stories/other-kinds-of-service.ts'
import { theFixedDeploy } from '../../simulator/stories/the-fixed-deploy.ts'
import { theImageWithOldCode } from '../../simulator/stories/the-image-with-old-code.ts'
import { theCodeDeployShift } from '../../simulator/stories/traffic-shifts.ts'
import { theBrokenFeature } from '../../simulator/stories/what-the-url-says.ts'
import { play, story, type PlayOptions } from '../../simulator/story.ts'

// Every run is the built action in a process of its own.
const PATIENCE_MS = 60_000
const METRICS = { 'metrics-namespace': 'Deploys' }

/** As where the action comes from a repository of its own: then the summary links its documentation. */
const FROM_A_REPOSITORY: PlayOptions = {
  env: { GITHUB_ACTION_REPOSITORY: 'octo/ecs-deploy-verifier', GITHUB_ACTION_REF: 'v1' },
}

const rendered = (run: ActionRun): string => summaryOfReport(reportOf(run.report))

describe('the summary rendered from a report of the built action', () => {
  it.each(
    [
      theFixedDeploy,
      theImageWithOldCode,
      theTwoServices,
      theCodeThatExits,
      theCodeDeployShift,
      theBrokenFeature,
      everyTriggerAtOnce,
      theExpiredCredentials,
      theCancelledJob,
      theInputThatIsNone,
    ].map((story) => [story.title, story] as const),
  )(
    'is the one that the action wrote: %s',
    async (_, told) => {
      const { run } = await play(told, FROM_A_REPOSITORY)
      expect(run.summary).not.toBe('')
      expect(rendered(run)).toBe(run.summary)
    },
    PATIENCE_MS,
  )

  it(
    'links no documentation where the action linked none',
    async () => {
      const { run } = await play(theInputThatIsNone)
      expect(run.summary).not.toContain('/docs')
      expect(rendered(run)).toBe(run.summary)
    },
    PATIENCE_MS,
  )

  it(
    'tells of metrics that were refused, as the report does',
    async () => {
      const { run } = await play(
        story(theFixedDeploy.title, (tale) => {
          theFixedDeploy.tell(tale)
          tale.fault('cloudwatch:PutMetricData', 'denied')
        }),
        { inputs: METRICS },
      )
      expect(run.report).toMatchObject({ metrics: { publication: { state: 'not-published' } } })
      expect(run.summary).toContain('*Not published:*')
      expect(rendered(run)).toBe(run.summary)
    },
    PATIENCE_MS,
  )

  it(
    'has no word of metrics that were published; the report has them all',
    async () => {
      const { run, staged } = await play(theTwoServices, { inputs: METRICS })
      const [put] = staged.stage.cloudwatch.puts
      const sent = (put?.data ?? []).map(({ MetricName, Unit, Value, Dimensions = [] }) => ({
        cluster: Dimensions.find(({ Name }) => Name === 'Cluster')?.Value,
        service: Dimensions.find(({ Name }) => Name === 'Service')?.Value,
        metric: { name: MetricName, unit: Unit, value: Value },
      }))
      const { metrics } = run.report as {
        readonly metrics: {
          readonly services: readonly {
            readonly cluster: string
            readonly service: string
            readonly metrics: readonly { readonly name: string; readonly unit: string; readonly value: number }[]
          }[]
        }
      }
      const told = metrics.services.flatMap(({ cluster, service, metrics: own }) =>
        own.map((metric) => ({ cluster, service, metric })),
      )
      expect(sent.length).toBeGreaterThan(1)
      expect(told).toEqual(sent)
      expect(metrics).toMatchObject({ namespace: 'Deploys', publication: { state: 'published' } })
      expect(rendered(run)).toBe(run.summary)
    },
    PATIENCE_MS,
  )
})
