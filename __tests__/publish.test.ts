import { afterEach, describe, expect, it } from '@jest/globals'
import type { PutMetricDataCommandInput } from '@aws-sdk/client-cloudwatch'
import type { Aws, CloudWatchApi } from '../src/aws/api.ts'
import { createAws } from '../src/aws/clients.ts'
import { AwsFailure } from '../src/aws/failure.ts'
import { systemClock, type Clock } from '../src/clock.ts'
import { Ending } from '../src/ending.ts'
import type { RunOutcome } from '../src/model.ts'
import { publishMetrics, type PublishEdges } from '../src/publish.ts'
import { CREDENTIALS } from '../simulator/server.ts'
import { openStage, type Stage } from '../simulator/stage.ts'
import { environment } from './aws/loopback.ts'
import { complete, service, START, verified } from './report/outcomes.ts'

type Put = (region: string, input: PutMetricDataCommandInput) => Promise<void>

/** An AWS that takes metrics and nothing else. */
function taking(put: Put): Aws {
  const unused = (): never => {
    throw new Error('only metrics are published')
  }
  const cloudwatch = (region: string): CloudWatchApi => ({
    putMetricData: async (input) => {
      await put(region, input)
      return { $metadata: {} }
    },
  })
  return {
    ecs: unused,
    ecr: unused,
    codebuild: unused,
    events: unused,
    scheduler: unused,
    codepipeline: unused,
    codedeploy: unused,
    elb: unused,
    logs: unused,
    cloudwatch,
  }
}

/** Time that only passes when the test says so. */
class StoppedClock implements Clock {
  #now = START
  readonly #sleepers = new Set<{ readonly at: number; readonly wake: () => void }>()

  now(): number {
    return this.#now
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const sleeper = { at: this.#now + milliseconds, wake: resolve }
    this.#sleepers.add(sleeper)
    signal?.addEventListener('abort', () => {
      this.#sleepers.delete(sleeper)
      reject(new Error('aborted'))
    })
    return promise
  }

  get sleeping(): number {
    return this.#sleepers.size
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds
    for (const sleeper of this.#sleepers) {
      if (sleeper.at > this.#now) continue
      this.#sleepers.delete(sleeper)
      sleeper.wake()
    }
  }
}

interface Rig {
  readonly edges: PublishEdges
  readonly clock: StoppedClock
  readonly cancel: AbortController
  readonly puts: { readonly region: string; readonly input: PutMetricDataCommandInput }[]
  readonly signals: AbortSignal[]
}

function rig(put: Put = async () => {}, until = Infinity): Rig {
  const clock = new StoppedClock()
  const cancel = new AbortController()
  const puts: Rig['puts'] = []
  const signals: AbortSignal[] = []
  const connect: PublishEdges['connect'] = ({ signal }) => {
    signals.push(signal)
    return taking(async (region, input) => {
      puts.push({ region, input })
      await put(region, input)
    })
  }
  return { edges: { clock, cancelled: cancel.signal, until, connect }, clock, cancel, puts, signals }
}

const forever: Put = () => new Promise(() => {})
const turn = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A run of so many services, in these regions in turn. */
function runOf(count: number, regions: readonly string[] = ['us-east-1']): RunOutcome {
  const services = Array.from({ length: count }, (_, index) => ({
    ...service.ref,
    service: `app-${index}`,
    region: regions[index % regions.length] ?? '',
  }))
  return { ...verified, settings: { ...complete.settings, services } }
}

describe('publishing', () => {
  it('is one call for all services, at the end of the run', async () => {
    const { edges, puts, clock } = rig()
    await expect(publishMetrics(runOf(3), edges)).resolves.toMatchObject({ state: 'published', namespace: 'Deploys' })
    expect(puts).toHaveLength(1)
    expect(puts[0]?.input.Namespace).toBe('Deploys')
    const data = puts[0]?.input.MetricData ?? []
    const told = data.filter(({ MetricName }) => MetricName === 'DeploymentVerified')
    expect(told.map(({ Dimensions }) => Dimensions)).toEqual(
      [0, 1, 2].map((index) => [
        { Name: 'Cluster', Value: 'ava-olo' },
        { Name: 'Service', Value: `app-${index}` },
      ]),
    )
    for (const { Timestamp } of data) expect(Timestamp).toEqual(new Date(START + 156_000))
    expect(clock.sleeping).toBe(0)
  })

  it('is nothing where nobody asked for it', async () => {
    const { edges, puts } = rig()
    const { metricsNamespace: _, ...settings } = complete.settings
    await expect(publishMetrics({ ...verified, settings }, edges)).resolves.toBeUndefined()
    expect(puts).toEqual([])
  })

  it('goes to the region of each service', async () => {
    const { edges, puts } = rig()
    await publishMetrics(runOf(4, ['us-east-1', 'eu-west-1']), edges)
    expect(puts.map(({ region }) => region)).toEqual(['us-east-1', 'eu-west-1'])
  })

  it('puts no more than 1,000 metrics into one call', async () => {
    const { edges, puts } = rig()
    await publishMetrics(runOf(400), edges)
    const sizes = puts.map(({ input }) => input.MetricData?.length ?? 0)
    expect(sizes.length).toBeGreaterThan(1)
    expect(Math.max(...sizes)).toBe(1000)
  })
})

describe('metrics that cannot be published', () => {
  it.each<[string, AwsFailure | Error, RegExp]>([
    [
      'a refusal',
      new AwsFailure('denied', 'cloudwatch:PutMetricData', 'AccessDenied', 'User: u is not authorized.'),
      /^AWS refused cloudwatch:PutMetricData \(AccessDenied: User: u is not authorized\)\. Allow it to the role/,
    ],
    [
      'a bad namespace',
      new AwsFailure('rejected', 'cloudwatch:PutMetricData', 'InvalidParameterValueException', 'no'),
      /^AWS rejected/,
    ],
    [
      'expired credentials',
      new AwsFailure('credentials', 'cloudwatch:PutMetricData', 'ExpiredToken', 'no'),
      /credentials/,
    ],
    ['an outage', new AwsFailure('retry', 'cloudwatch:PutMetricData', 'ServiceUnavailable', 'no'), /no usable answer/],
    ['a defect', new Error('no such chunk'), /could not be called: no such chunk\./],
  ])('tell why, and reject nothing: %s', async (_, failure, why) => {
    const { edges, clock } = rig(() => Promise.reject(failure))
    const publication = await publishMetrics(verified, edges)
    expect(publication).toMatchObject({ state: 'not-published', why: expect.stringMatching(why) })
    expect(clock.sleeping).toBe(0)
  })

  it('name the region where there are several', async () => {
    const failure = new AwsFailure('rejected', 'cloudwatch:PutMetricData', 'X', 'no')
    const { edges } = rig((region) => (region === 'eu-west-1' ? Promise.reject(failure) : Promise.resolve()))
    const publication = await publishMetrics(runOf(2, ['us-east-1', 'eu-west-1']), edges)
    expect(publication).toMatchObject({ why: 'AWS rejected cloudwatch:PutMetricData in eu-west-1 (X: no).' })
  })

  it('are given up after five seconds', async () => {
    const { edges, clock, signals } = rig(forever)
    const publication = publishMetrics(verified, edges)
    await turn()
    clock.advance(4_999)
    await turn()
    expect(signals[0]?.aborted).toBe(false)
    clock.advance(1)
    await expect(publication).resolves.toMatchObject({
      state: 'not-published',
      why: expect.stringContaining('TimedOut'),
    })
    expect(signals[0]?.aborted).toBe(true)
  })

  it('are given up when the run has to end before', async () => {
    const { edges, clock } = rig(forever, START + 700)
    const publication = publishMetrics(verified, edges)
    clock.advance(700)
    await expect(publication).resolves.toMatchObject({ state: 'not-published' })
  })

  it.each([
    ['before', true],
    ['meanwhile', false],
  ])('are given up a second after a cancellation that came %s', async (_, before) => {
    const { edges, clock, cancel, puts } = rig(forever)
    const reason = new Ending('cancelled', 'the run was cancelled', '', { text: '' })
    if (before) cancel.abort(reason)
    const publication = publishMetrics(verified, edges)
    await turn()
    if (!before) cancel.abort(reason)
    expect(puts).toHaveLength(1)
    clock.advance(1_000)
    await expect(publication).resolves.toMatchObject({
      state: 'not-published',
      why: expect.stringMatching(/cancelled/),
    })
    expect(clock.sleeping).toBe(0)
  })
})

describe('the real client', () => {
  const before = { ...process.env }
  let stage: Stage | undefined

  afterEach(async () => {
    await stage?.server.close()
    stage = undefined
    process.env = { ...before }
  })

  it('speaks to CloudWatch as CloudWatch reads it', async () => {
    stage = await openStage(START + 156_000)
    environment(stage.server.url, {
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      AWS_SESSION_TOKEN: CREDENTIALS.sessionToken,
    })
    const connect: PublishEdges['connect'] = (limits) =>
      createAws({
        clock: systemClock,
        figures: { awsCalls: 0, ecsCalls: 0, throttled: 0, faults: {} },
        userAgent: 'ecs-deploy-verifier/test',
        ...limits,
      })
    const edges = { clock: systemClock, cancelled: new AbortController().signal, until: Infinity, connect }
    await expect(publishMetrics(verified, edges)).resolves.toMatchObject({ state: 'published' })
    expect(stage.server.requests).toMatchObject([
      {
        operation: 'cloudwatch:PutMetricData',
        region: 'us-east-1',
        headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-query-mode': 'true' },
      },
    ])
    const [put] = stage.cloudwatch.puts
    expect(put?.data).toContainEqual({
      MetricName: 'PushToLiveSeconds',
      Dimensions: [
        { Name: 'Cluster', Value: 'ava-olo' },
        { Name: 'Service', Value: 'agricultural-core' },
      ],
      Timestamp: new Date(START + 156_000),
      Unit: 'Seconds',
      Value: 556,
    })
  })
})
