import { describe, expect, it } from '@jest/globals'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { Aws, EcsApi } from '../src/aws/api.ts'
import { AwsFailure } from '../src/aws/failure.ts'
import { Ending } from '../src/ending.ts'
import { parseSettings } from '../src/inputs.ts'
import type { RunOutcome } from '../src/model.ts'
import { createLog } from '../src/report/log.ts'
import { createNarrator } from '../src/report/narrator.ts'
import { run } from '../src/run.ts'
import { SimulatedClock } from '../simulator/clock.ts'
import { SimulatedEcs } from '../simulator/ecs.ts'
import { EcsWorld } from '../simulator/world/ecs-world.ts'

const never = new Promise<never>(() => undefined)
const cancelled = new Ending('cancelled', 'the run was cancelled', 'SIGTERM', { text: 'Run it again.' })

/** Runs against an ECS all of whose calls do this. */
async function runWith(call: () => Promise<never>, signal: AbortSignal, githubUrl = ''): Promise<RunOutcome> {
  const clock = new SimulatedClock()
  const world = new EcsWorld({
    clock,
    region: 'us-east-1',
    account: '123456789012',
    seed: 1,
    resolveImage: () => undefined,
  })
  const ecs: EcsApi = new Proxy(new SimulatedEcs(world), { get: () => call })
  const none = (): never => {
    throw new Error('nothing is known of this service')
  }
  const aws: Aws = {
    ecs: () => ecs,
    ecr: none,
    codebuild: none,
    codedeploy: none,
    codepipeline: none,
    cloudwatch: none,
    elb: none,
    events: none,
    logs: none,
    scheduler: none,
  }
  const settings = await parseSettings({
    INPUT_SERVICE: 'web',
    'INPUT_GITHUB-TOKEN': 'ghs_token',
    AWS_REGION: 'us-east-1',
    GITHUB_SHA: 'a'.repeat(40),
    GITHUB_REPOSITORY: 'acme/shop',
    GITHUB_API_URL: githubUrl,
  })
  return run(settings, {
    actionVersion: '0.0.0',
    aws,
    clock,
    signal,
    hardEnd: { at: Infinity },
    figures: { awsCalls: 0, ecsCalls: 0, throttled: 0, faults: {} },
    startedAt: clock.now(),
    narrator: createNarrator(
      createLog(() => undefined, String),
      '0.0.0',
      clock.now(),
    ),
    redact: String,
  })
}

const causeOf = ({ verdict }: RunOutcome): string => (verdict.verdict === 'verified' ? '' : verdict.finding.cause)

describe('a cancellation', () => {
  it('ends a run that waits for something which knows nothing of the signal', async () => {
    const cancellation = new AbortController()
    const waiting = Promise.withResolvers<undefined>()
    const outcome = runWith(async () => {
      waiting.resolve(undefined)
      return never
    }, cancellation.signal)
    await waiting.promise
    cancellation.abort(cancelled)
    expect(causeOf(await outcome)).toBe('cancelled')
  })

  it('changes nothing of a verdict that is reached', async () => {
    const cancellation = new AbortController()
    const github = createServer(() => undefined).listen(0, '127.0.0.1')
    await once(github, 'listening')
    const address = github.address()
    const url = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : ''
    try {
      const outcome = await runWith(
        async () => {
          // Not before all that follows from the answer is done: the commit, which GitHub does not tell, is still waited for then.
          setImmediate(() => cancellation.abort(cancelled))
          throw new AwsFailure('absent', 'ecs:DescribeServices', 'ServiceNotFoundException', 'there is no such service')
        },
        cancellation.signal,
        url,
      )
      expect(causeOf(outcome)).toBe('service-not-found')
      expect(outcome.commit).toEqual({ sha: 'a'.repeat(40) })
    } finally {
      github.closeAllConnections()
      github.close()
    }
  })
})
