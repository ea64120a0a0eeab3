import { afterEach, describe, expect, it } from '@jest/globals'
import type { Aws } from '../../src/aws/api.ts'
import { AwsFailure } from '../../src/aws/failure.ts'
import { attemptLimit, environment, error, json, loopback, rig, type Answer, type Loopback } from './loopback.ts'

const before = { ...process.env }
let server: Loopback | undefined

afterEach(() => {
  server?.close()
  server = undefined
  process.env = { ...before }
})

async function serve(...answers: readonly Answer[]): Promise<Loopback> {
  server = await loopback(...answers)
  environment(server.url)
  return server
}

const fine = json(200, { services: [{ serviceName: 'app', createdAt: 1_700_000_000 }] })
const input = { cluster: 'production', services: ['app'] }
const html: Answer = (_request, response) => {
  response.writeHead(503, { 'content-type': 'text/html' })
  response.end('<html><body>Service Unavailable</body></html>')
}
const reset: Answer = (request) => request.socket.destroy()
const truncated: Answer = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
  response.end('{"services":[{"serviceName":"ap')
}
const cutOff: Answer = (request, response) => {
  response.writeHead(200, { 'content-length': '1000' })
  response.write('{"services":[')
  setImmediate(() => request.socket.destroy())
}

async function failure(call: Promise<unknown>): Promise<AwsFailure> {
  const seen: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (seen instanceof AwsFailure) return seen
  throw new Error(`expected an AwsFailure, got ${String(seen)}`)
}

describe('a call through the real clients', () => {
  it('speaks the wire protocol, signed, under the name of this action', async () => {
    const { requests } = await serve(fine)
    const answer = await rig().aws.ecs('eu-west-1').describeServices(input)
    expect(answer.services?.[0]?.createdAt).toEqual(new Date(1_700_000_000_000))
    const headers = requests[0]?.headers ?? {}
    expect(headers['x-amz-target']).toBe('AmazonEC2ContainerServiceV20141113.DescribeServices')
    expect(headers['authorization']).toContain('/eu-west-1/ecs/aws4_request')
    expect(headers['user-agent']).toContain('ecs-deploy-verifier/0.0.0-test')
  })

  it.each([
    [90_000, 90_000],
    [0, 0],
    [-1_000, 0],
    [-2_000, -2_000],
  ])(
    'tells by the date of ECS’s answer, %i ms from the run’s clock, that the clocks are %i ms apart',
    async (ahead, told) => {
      const { aws, clock } = rig()
      const date = new Date(clock.now() + ahead).toUTCString()
      await serve(json(200, { services: [] }, { date }))
      expect(aws.clockOffset?.()).toBe(0)
      await aws.ecs('us-east-1').describeServices(input)
      expect(aws.clockOffset?.()).toBe(told)
    },
  )

  it('keeps what was told of the clocks where an answer has no date', async () => {
    const { aws, clock } = rig()
    const dated = json(200, { services: [] }, { date: new Date(clock.now() + 60_000).toUTCString() })
    const dateless: Answer = (_request, response) => {
      response.sendDate = false
      response.end('{"services":[]}')
    }
    await serve(dated, dateless)
    for (let call = 0; call < 2; call += 1) await aws.ecs('us-east-1').describeServices(input)
    expect(aws.clockOffset?.()).toBe(60_000)
  })

  it('uses one connection for calls that follow each other', async () => {
    const made = await serve(fine)
    const { aws } = rig()
    for (let call = 0; call < 3; call += 1) await aws.ecs('us-east-1').describeServices(input)
    expect(made.requests).toHaveLength(3)
    expect(made.connections).toBe(1)
  })

  it('asks for credentials once for all services', async () => {
    const made = await serve((request, response) =>
      request.url === '/credentials'
        ? json(200, {
            AccessKeyId: 'ASIAIOSFODNN7EXAMPLE',
            SecretAccessKey: 'x',
            Token: 'y',
            Expiration: new Date(Date.now() + 3_600_000).toISOString(),
          })(request, response)
        : json(200, {})(request, response),
    )
    delete process.env['AWS_ACCESS_KEY_ID']
    process.env['AWS_CONTAINER_CREDENTIALS_FULL_URI'] = `${made.url}/credentials`
    const { aws } = rig()
    await aws.ecs('us-east-1').describeServices(input)
    await aws.ecr('us-east-1').describeImages({ repositoryName: 'app' })
    await aws.codebuild('eu-west-1').batchGetProjects({ names: ['build'] })
    expect(made.requests.filter(({ url }) => url === '/credentials')).toHaveLength(1)
    expect(made.requests).toHaveLength(4)
  })
})

describe('a fault that may pass', () => {
  it.each<[string, Answer, string]>([
    ['a 500', error(500, 'ServerException'), 'ecs:DescribeServices 500'],
    ['a 503 page', html, 'ecs:DescribeServices 503'],
    ['a reset', reset, 'ecs:DescribeServices'],
    ['an answer cut short', truncated, 'ecs:DescribeServices UnreadableAnswer'],
    ['a connection that ends within the answer', cutOff, 'ecs:DescribeServices'],
    ['a page instead of JSON', (_request, response) => response.end('<html>'), 'ecs:DescribeServices UnreadableAnswer'],
    [
      'a time that is none',
      json(200, { services: [{ createdAt: 'yesterday' }] }),
      'ecs:DescribeServices UnreadableAnswer',
    ],
    ['a 429', error(429, 'Whatever'), 'throttled'],
    ['a throttle', error(400, 'ThrottlingException', 'Rate exceeded'), 'throttled'],
  ])('is ridden out and counted: %s', async (_name, fault, counted) => {
    await serve(fault, fine)
    const { aws, figures } = rig()
    const answer = await aws.ecs('us-east-1').describeServices(input)
    expect(answer.services?.[0]?.serviceName).toBe('app')
    expect(figures.awsCalls).toBe(2)
    expect(figures.throttled).toBe(counted === 'throttled' ? 1 : 0)
    // Jest's realm hides the code of a socket's error from the SDK, so that only the call is compared there.
    expect(Object.entries(figures.faults)).toEqual(
      counted === 'throttled' ? [] : [[expect.stringMatching(new RegExp(`^${counted}( |$)`)), 1]],
    )
  })

  it.each<[string, (aws: Aws) => Promise<unknown>]>([
    ['codebuild:UpdateWebhook', (aws) => aws.codebuild('us-east-1').updateWebhook({ projectName: 'app' })],
    [
      'events:PutRule',
      (aws) => aws.events('us-east-1').putRule({ Name: 'nightly', ScheduleExpression: 'rate(1 day)' }),
    ],
    [
      'scheduler:UpdateSchedule',
      (aws) =>
        aws.scheduler('us-east-1').updateSchedule({
          Name: 'nightly',
          ScheduleExpression: 'rate(1 day)',
          Target: { Arn: 'arn:aws:codebuild:us-east-1:123456789012:project/app', RoleArn: 'role' },
          FlexibleTimeWindow: { Mode: 'OFF' },
        }),
    ],
    [
      'codepipeline:DisableStageTransition',
      (aws) =>
        aws.codepipeline('us-east-1').disableStageTransition({
          pipelineName: 'ship',
          stageName: 'Build',
          transitionType: 'Inbound',
          reason: 'because',
        }),
    ],
    [
      'codepipeline:EnableStageTransition',
      (aws) =>
        aws
          .codepipeline('us-east-1')
          .enableStageTransition({ pipelineName: 'ship', stageName: 'Build', transitionType: 'Inbound' }),
    ],
  ])('is made once where it writes what is made from a reading: %s', async (action, write) => {
    const { requests } = await serve(error(500, 'ServerException', 'try later'))
    const { aws } = rig()
    expect(await failure(write(aws))).toMatchObject({ kind: 'retry', action })
    expect(requests).toHaveLength(1)
  })

  it('is given up after three attempts', async () => {
    const { requests } = await serve(error(500, 'ServerException', 'try later'))
    const { aws } = rig()
    const seen = await failure(aws.ecs('us-east-1').describeServices(input))
    expect(requests).toHaveLength(3)
    expect(seen).toMatchObject({
      kind: 'retry',
      httpStatus: 500,
      code: 'ServerException',
      action: 'ecs:DescribeServices',
    })
  })

  it('waits longer after a throttle than after another fault', async () => {
    await serve(error(500, 'ServerException'))
    const first = rig()
    await failure(first.aws.ecs('us-east-1').describeServices(input))
    server?.close()
    await serve(error(400, 'ThrottlingException'))
    const second = rig()
    await failure(second.aws.ecs('us-east-1').describeServices(input))
    expect(first.clock.waits).toEqual([150, 300])
    expect(second.clock.waits).toEqual([750, 1500])
  })

  it.each<[string, Answer]>([
    ['no answer at all', () => undefined],
    [
      'an answer that drips',
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
        response.write('{"services":[')
      },
    ],
  ])('is an attempt that takes too long: %s', async (_name, slow) => {
    const { aws, clock, figures } = rig()
    await serve((request, response) => {
      slow(request, response)
      setImmediate(() => clock.advance(attemptLimit))
    }, fine)
    const answer = await aws.ecs('us-east-1').describeServices(input)
    expect(answer.services?.[0]?.serviceName).toBe('app')
    expect(figures.faults).toEqual({ 'ecs:DescribeServices TimedOut': 1 })
  })

  it('that took too long leaves no request behind', async () => {
    const { aws, clock } = rig()
    const hungUp = Promise.withResolvers<void>()
    await serve((request) => {
      request.socket.once('close', () => hungUp.resolve())
      setImmediate(() => clock.advance(attemptLimit))
    }, fine)
    await aws.ecs('us-east-1').describeServices(input)
    await expect(hungUp.promise).resolves.toBeUndefined()
  })

  it('is not tried again beyond the end of the run', async () => {
    const { aws, clock } = rig({ hardEnd: 6_000 })
    const { requests } = await serve(() => clock.advance(6_000))
    const seen = await failure(aws.ecs('us-east-1').describeServices(input))
    expect(seen).toMatchObject({ kind: 'retry', code: 'TimedOut', message: 'no complete answer within 6000 ms' })
    expect(requests).toHaveLength(1)
    expect(await failure(aws.ecs('us-east-1').describeServices(input))).toMatchObject({
      kind: 'retry',
      code: 'NotMade',
    })
    expect(requests).toHaveLength(1)
  })
})

describe('a call of a cancelled run', () => {
  const reason = new Error('the job was cancelled')

  it('rejects with the reason while it waits for an answer', async () => {
    const { aws, cancel } = rig()
    const { requests } = await serve(() => cancel.abort(reason))
    await expect(aws.ecs('us-east-1').describeServices(input)).rejects.toBe(reason)
    expect(requests).toHaveLength(1)
  })

  it('rejects with the reason before anything is sent', async () => {
    const { aws, cancel, figures } = rig()
    const { requests } = await serve(fine)
    cancel.abort(reason)
    await expect(aws.ecs('us-east-1').describeServices(input)).rejects.toBe(reason)
    expect(requests).toHaveLength(0)
    expect(figures.awsCalls).toBe(0)
  })
})

describe('a refused call', () => {
  const arn = 'arn:aws:ecs:us-east-1:123456789012:service/production/app'
  const text = `User: arn:aws:sts::123456789012:assumed-role/deploy/GitHubActions is not authorized to perform: ecs:DescribeServices\n on resource: ${arn} because no identity-based policy allows the ecs:DescribeServices action`

  it('is made once and names the action and the resource', async () => {
    const { requests } = await serve(error(400, 'AccessDeniedException', text))
    const { aws, figures } = rig()
    const seen = await failure(aws.ecs('us-east-1').describeServices(input))
    expect(seen).toMatchObject({ kind: 'denied', action: 'ecs:DescribeServices', resource: arn })
    expect(requests).toHaveLength(1)
    expect(figures.faults).toEqual({})
  })

  it('of an XML service is sorted too', async () => {
    await serve((_request, response) => {
      response.writeHead(403, { 'content-type': 'text/xml' })
      response.end(
        '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User: x is not authorized to perform: elasticloadbalancing:DescribeRules</Message></Error><RequestId>1</RequestId></ErrorResponse>',
      )
    })
    const seen = await failure(rig().aws.elb('us-east-1').describeRules({ ListenerArn: 'arn:listener' }))
    expect(seen).toMatchObject({
      kind: 'denied',
      action: 'elasticloadbalancing:DescribeRules',
      resource: 'arn:listener',
    })
  })
})

describe('bad credentials', () => {
  it.each([
    ['ExpiredTokenException', 'The security token included in the request is expired'],
    ['UnrecognizedClientException', 'The security token included in the request is invalid.'],
  ])('are told at once: %s', async (name, text) => {
    const { requests } = await serve(error(400, name, text))
    expect(await failure(rig().aws.ecs('us-east-1').describeServices(input))).toMatchObject({
      kind: 'credentials',
      code: name,
    })
    expect(requests).toHaveLength(1)
  })

  it('are told where there are none', async () => {
    const { requests } = await serve(fine)
    delete process.env['AWS_ACCESS_KEY_ID']
    expect(await failure(rig().aws.ecs('us-east-1').describeServices(input))).toMatchObject({ kind: 'credentials' })
    expect(requests).toHaveLength(0)
  })

  it('stand in no message, even where AWS repeats the request that it rejects', async () => {
    await serve((request, response) =>
      error(
        400,
        'InvalidSignatureException',
        `The request signature does not match. Canonical string: x-amz-security-token:${String(request.headers['x-amz-security-token'])}\n${String(request.headers['authorization'])}`,
      )(request, response),
    )
    const seen = await failure(rig().aws.ecs('us-east-1').describeServices(input))
    expect(seen.kind).toBe('credentials')
    expect(seen.message).not.toMatch(/session-token-of-the-test|AKIAIOSFODNN7EXAMPLE|Signature=[0-9a-f]/)
    expect(JSON.stringify(seen)).not.toContain('session-token-of-the-test')
  })

  it('are tried once more where only the clock was wrong', async () => {
    const now = { date: new Date(Date.now() + 3_600_000).toUTCString() }
    const { requests } = await serve(
      error(400, 'InvalidSignatureException', 'Signature expired', now),
      json(200, { services: [{ serviceName: 'app' }] }, now),
    )
    const answer = await rig().aws.ecs('us-east-1').describeServices(input)
    expect(answer.services?.[0]?.serviceName).toBe('app')
    expect(requests).toHaveLength(2)
  })

  it('are tried only once more where the clock stays wrong', async () => {
    let hours = 0
    const { requests } = await serve((request, response) => {
      hours += 1
      const date = new Date(Date.now() + hours * 3_600_000).toUTCString()
      error(400, 'InvalidSignatureException', 'Signature expired', { date })(request, response)
    })
    expect(await failure(rig().aws.ecs('us-east-1').describeServices(input))).toMatchObject({ kind: 'credentials' })
    expect(requests).toHaveLength(2)
  })
})

it.each(['', 'evil.example/'])('a region that is none is rejected before any request: %j', async (region) => {
  const { requests } = await serve(fine)
  expect(await failure(rig().aws.ecs(region).describeServices(input))).toMatchObject({
    kind: 'rejected',
    code: 'InvalidRegion',
  })
  expect(requests).toHaveLength(0)
})
