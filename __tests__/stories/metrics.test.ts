import { describe, expect, it } from '@jest/globals'
import type { PutMetrics } from '../../simulator/cloudwatch.ts'
import type { ActionRun } from '../../simulator/run-action.ts'
import { theExpiredCredentials } from '../../simulator/stories/aws-in-the-way.ts'
import { theCancelledJob, theTwoServices } from '../../simulator/stories/other-kinds-of-service.ts'
import { theFixedDeploy } from '../../simulator/stories/the-fixed-deploy.ts'
import { theImageWithOldCode } from '../../simulator/stories/the-image-with-old-code.ts'
import { play, runStaged, stageStory, story, type Story, type Tale } from '../../simulator/story.ts'

// Every run is the built action in a process of its own.
const PATIENCE_MS = 60_000
const CALL = 'cloudwatch:PutMetricData'
const INPUTS = { 'metrics-namespace': 'Deploys/Web' }

/** What a call brought for one service: the values by name. */
function valuesOf(put: PutMetrics | undefined, service = 'agricultural-core'): Readonly<Record<string, number>> {
  const own = (put?.data ?? []).filter(({ Dimensions }) => Dimensions?.some(({ Value }) => Value === service))
  return Object.fromEntries(own.map(({ MetricName = '', Value = NaN }) => [MetricName, Value]))
}

const warningsOf = ({ commands }: ActionRun): readonly string[] =>
  commands.filter(({ command }) => command === 'warning').map(({ message }) => message)

/** The same story with something in the way of its metrics. */
function bent({ title, tell }: Story, bend: (tale: Tale) => void): Story {
  return story(title, (tale) => {
    tell(tale)
    bend(tale)
  })
}

describe('the metrics of the built action', () => {
  it(
    'tell a verified deploy in one call, at its end',
    async () => {
      const { run, staged } = await play(theFixedDeploy, { inputs: INPUTS })
      expect(run.outputs['verdict']).toBe('verified')
      expect(run.requests.filter(({ operation }) => operation === CALL)).toHaveLength(1)
      expect(run.requests.at(-1)?.operation).toBe(CALL)
      const [put] = staged.stage.cloudwatch.puts
      expect(put).toMatchObject({ region: 'us-east-1', namespace: 'Deploys/Web' })
      const values = valuesOf(put)
      expect(values).toEqual({
        DeploymentVerified: 1,
        PushToLiveSeconds: Number(run.outputs['push-to-live-seconds']),
        VersionDrift: 0,
        DriftSeconds: 0,
        CompetingTriggers: 0,
        ManualBuilds: 0,
      })
      for (const { Dimensions, Timestamp } of put?.data ?? []) {
        expect(Dimensions).toEqual([
          { Name: 'Cluster', Value: 'ava-olo' },
          { Name: 'Service', Value: 'agricultural-core' },
        ])
        expect((put?.at ?? 0) - (Timestamp?.getTime() ?? 0)).toBeLessThan(5_000)
      }
      expect(warningsOf(run)).toEqual([])
      expect(run.summary).not.toContain('Not published')
    },
    PATIENCE_MS,
  )

  it(
    'tell a deploy that failed, how long its commit waits, and the builds that were started by hand',
    async () => {
      const { run, staged } = await play(theImageWithOldCode, { inputs: INPUTS })
      expect(run.outputs['cause']).toBe('image-stale')
      const values = valuesOf(staged.stage.cloudwatch.puts[0])
      expect(values).toMatchObject({ DeploymentVerified: 0, VersionDrift: 1, CompetingTriggers: 0 })
      // Pushed at 10:05:00, and judged from 11:25:10 on.
      expect(values['DriftSeconds']).toBeGreaterThanOrEqual(80 * 60)
      expect(values['DriftSeconds']).toBeLessThan(95 * 60)
      expect(values['ManualBuilds']).toBeGreaterThan(25)
      expect(values).not.toHaveProperty('PushToLiveSeconds')
    },
    PATIENCE_MS,
  )

  it(
    'are published by an audit too, which claims no time to live',
    async () => {
      const staged = await stageStory(theFixedDeploy)
      try {
        await runStaged(staged)
        const run = await runStaged(staged, { inputs: { ...INPUTS, mode: 'audit' } })
        expect(run.outputs['verdict']).toBe('verified')
        const values = valuesOf(staged.stage.cloudwatch.puts[0])
        expect(values).toMatchObject({ DeploymentVerified: 1, VersionDrift: 0, DriftSeconds: 0 })
        expect(values).not.toHaveProperty('PushToLiveSeconds')
      } finally {
        await staged.stage.server.close()
      }
    },
    PATIENCE_MS,
  )

  it(
    'come for several services in one call, with names for ARNs',
    async () => {
      const arn = (service: string): string => `arn:aws:ecs:us-east-1:123456789012:service/ava-olo/${service}`
      const service = ['agricultural-core', 'agricultural-worker'].map(arn).join('\n')
      const { run, staged } = await play(theTwoServices, { inputs: { ...INPUTS, service } })
      expect(run.outputs['cause']).toBe('not-deployed')
      expect(staged.stage.cloudwatch.puts).toHaveLength(1)
      const [put] = staged.stage.cloudwatch.puts
      expect(valuesOf(put)['DeploymentVerified']).toBe(0)
      expect(valuesOf(put, 'agricultural-worker')).toMatchObject({ DeploymentVerified: 0, VersionDrift: 1 })
    },
    PATIENCE_MS,
  )

  it(
    'are not asked for by default',
    async () => {
      const { run } = await play(theFixedDeploy)
      expect(run.requests.filter(({ operation }) => operation === CALL)).toEqual([])
    },
    PATIENCE_MS,
  )
})

describe('metrics that cannot be published', () => {
  it.each([
    ['denied', 'denied', /AWS refused cloudwatch:PutMetricData/],
    ['throttled', 'throttled', /no usable answer/],
    ['reset', 'reset', /no usable answer/],
    ['a page instead of an answer', 'unavailable-html', /no usable answer/],
  ] as const)(
    'are a warning and never a verdict: %s',
    async (_, fault, why) => {
      const { run } = await play(
        bent(theFixedDeploy, (tale) => tale.fault(CALL, fault)),
        { inputs: INPUTS },
      )
      expect(run.outputs['verdict']).toBe('verified')
      expect(run.exitCode).toBe(0)
      expect(run.stderr).toEqual([])
      expect(warningsOf(run)).toHaveLength(1)
      expect(warningsOf(run)[0]).toMatch(why)
      expect(run.summary).toMatch(/^\*Not published:\* the metrics of this run/m)
    },
    PATIENCE_MS,
  )

  it(
    'hold the end of the run for five seconds at most',
    async () => {
      const { run } = await play(
        bent(theFixedDeploy, (tale) => tale.fault(CALL, 'hang')),
        { inputs: INPUTS },
      )
      const asked = run.requests.find(({ operation }) => operation === CALL)?.at ?? 0
      expect(run.outputs['verdict']).toBe('verified')
      expect(run.startedAt + run.virtualMilliseconds - asked).toBeLessThan(6_000)
      expect(warningsOf(run)).toHaveLength(1)
    },
    PATIENCE_MS,
  )

  it(
    'do not carry a run beyond the five seconds after its timeout',
    async () => {
      const { run } = await play(
        bent(theTwoServices, (tale) => tale.fault(CALL, 'hang')),
        { inputs: { ...INPUTS, timeout: '60s', 'start-timeout': '60s' } },
      )
      expect(run.outputs['cause']).toBe('not-deployed')
      expect(run.virtualMilliseconds).toBeLessThan(65_500)
      expect(run.summary).toContain('*Not published:*')
    },
    PATIENCE_MS,
  )

  it(
    'tell of credentials that nobody takes, beside the cause',
    async () => {
      const { run, staged } = await play(theExpiredCredentials, { inputs: INPUTS })
      expect(run.outputs['cause']).toBe(staged.expected?.cause)
      expect(warningsOf(run).every((warning) => /credentials|not published/.test(warning))).toBe(true)
    },
    PATIENCE_MS,
  )
})

describe('a cancelled run', () => {
  it(
    'says that it verified nothing, and measured nothing',
    async () => {
      const { run, staged } = await play(theCancelledJob, { inputs: INPUTS })
      expect(run.outputs['cause']).toBe('cancelled')
      expect(valuesOf(staged.stage.cloudwatch.puts[0])).toEqual({ DeploymentVerified: 0 })
    },
    PATIENCE_MS,
  )

  it(
    'ends within two seconds, whatever CloudWatch does',
    async () => {
      const { run } = await play(
        bent(theCancelledJob, (tale) => tale.fault(CALL, 'hang')),
        { inputs: INPUTS },
      )
      expect(run.outputs['cause']).toBe('cancelled')
      expect(run.cancelledWithin).toBeLessThan(2_000)
      expect(warningsOf(run)).toHaveLength(1)
      expect(run.summary).toContain('*Not published:*')
    },
    PATIENCE_MS,
  )
})
