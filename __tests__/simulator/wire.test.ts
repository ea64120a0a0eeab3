import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { ECRClient, BatchGetImageCommand, GetDownloadUrlForLayerCommand } from '@aws-sdk/client-ecr'
import {
  ECSClient,
  DescribeServicesCommand,
  ListServiceDeploymentsCommand,
  ListTasksCommand,
} from '@aws-sdk/client-ecs'
import {
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { once } from 'node:events'
import { Agent, get, IncomingMessage } from 'node:http'
import { SimulatedClock } from '../../simulator/clock.ts'
import { ecrRepository, Registry } from '../../simulator/ecr.ts'
import { GitHub } from '../../simulator/github.ts'
import { buildImage, digestOf } from '../../simulator/image-builder.ts'
import { CREDENTIALS, SimulatorServer } from '../../simulator/server.ts'
import { readQuery, toJson } from '../../simulator/wire/protocol.ts'
import { WireTime } from '../../simulator/wire/time.ts'
import { AwsError } from '../../simulator/world/failure.ts'

const START = Date.UTC(2025, 6, 21, 10, 5)
const REPOSITORY = ecrRepository('123456789012', 'us-east-1', 'app')

let clock: SimulatedClock
let registry: Registry
let server: SimulatorServer
let inputs: unknown[]

beforeEach(async () => {
  clock = new SimulatedClock({ start: START, jumps: 'manual' })
  const now = (): number => clock.now()
  registry = new Registry(now)
  inputs = []
  const note =
    (output: unknown) =>
    async (input: unknown): Promise<unknown> => {
      inputs.push(input)
      if (output instanceof Error) throw output
      return output
    }
  server = await SimulatorServer.start({
    time: new WireTime(clock),
    registry,
    github: new GitHub(now),
    services: [
      {
        name: 'ecs',
        speaks: { protocol: 'json', target: 'AmazonEC2ContainerServiceV20141113' },
        api: (region) => ({
          describeServices: note({
            services: [{ serviceName: region, createdAt: new Date(START + 250), desiredCount: 4 }],
            failures: [],
            $metadata: {},
          }),
          listServiceDeployments: note({ serviceDeployments: [] }),
          listTasks: note(new AwsError('ClusterNotFoundException', 'Cluster not found.')),
        }),
      },
      {
        name: 'ecr',
        speaks: { protocol: 'json', target: 'AmazonEC2ContainerRegistry_V20150921' },
        api: (region) => registry.api(region),
      },
      {
        name: 'elasticloadbalancing',
        speaks: { protocol: 'query', version: '2015-12-01' },
        api: () => ({
          describeRules: note({
            Rules: [
              {
                RuleArn: 'arn:rule',
                IsDefault: true,
                Actions: [
                  { Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn: 'a<b', Weight: 100 }] } },
                ],
              },
            ],
          }),
          describeTargetGroups: note(new AwsError('TargetGroupNotFound', 'One or more target groups not found')),
        }),
      },
    ],
  })
})

afterEach(async () => {
  await server.close()
})

const options = (region = 'us-east-1', accessKeyId: string = CREDENTIALS.accessKeyId): object => ({
  region,
  endpoint: server.url,
  maxAttempts: 1,
  credentials: { ...CREDENTIALS, accessKeyId },
  requestHandler: { requestTimeout: 500, throwOnRequestTimeout: true },
})
const ecs = (region?: string, key?: string): ECSClient => new ECSClient(options(region, key))
const describeServices = async (): Promise<unknown> => ecs().send(new DescribeServicesCommand({ services: ['a'] }))

describe('the wire', () => {
  it('answers a JSON service in the region of the signature, with dates that the SDK reads', async () => {
    const output = await ecs('eu-west-1').send(new DescribeServicesCommand({ services: ['a'], cluster: 'c' }))
    expect(output.services?.[0]?.serviceName).toBe('eu-west-1')
    expect(output.services?.[0]?.createdAt?.getTime()).toBe(START + 250)
    expect(server.requests).toMatchObject([
      { operation: 'ecs:DescribeServices', region: 'eu-west-1', at: START, input: { services: ['a'], cluster: 'c' } },
    ])
    expect(server.count('ecs:DescribeServices')).toBe(1)
  })

  it('hands dates of a request over as dates', async () => {
    await ecs().send(new ListServiceDeploymentsCommand({ service: 'a', createdAt: { after: new Date(START) } }))
    expect(inputs).toEqual([{ service: 'a', createdAt: { after: new Date(START) } }])
  })

  it('answers a query service in XML', async () => {
    const elb = new ElasticLoadBalancingV2Client(options())
    const output = await elb.send(new DescribeRulesCommand({ RuleArns: ['r1', 'r2'], PageSize: 5 }))
    expect(inputs).toEqual([{ RuleArns: ['r1', 'r2'], PageSize: 5 }])
    expect(output.Rules?.[0]?.IsDefault).toBe(true)
    expect(output.Rules?.[0]?.Actions?.[0]?.ForwardConfig?.TargetGroups).toEqual([
      { TargetGroupArn: 'a<b', Weight: 100 },
    ])
  })

  it('answers errors under their names, in JSON and in XML', async () => {
    await expect(ecs().send(new ListTasksCommand({}))).rejects.toMatchObject({
      name: 'ClusterNotFoundException',
      message: 'Cluster not found.',
      $metadata: { httpStatusCode: 400 },
    })
    const elb = new ElasticLoadBalancingV2Client(options())
    await expect(elb.send(new DescribeTargetGroupsCommand({}))).rejects.toMatchObject({
      name: 'TargetGroupNotFoundException',
      message: 'One or more target groups not found',
    })
  })

  it('refuses an operation that it does not know', async () => {
    const headers = { 'x-amz-target': 'AmazonEC2ContainerServiceV20141113.DeleteAll', authorization: signed() }
    const response = await fetch(server.url, { method: 'POST', headers, body: '{}' })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ __type: 'UnknownOperationException' })
  })

  it('refuses a request without a signature', async () => {
    const headers = { 'x-amz-target': 'AmazonEC2ContainerServiceV20141113.DescribeServices' }
    const response = await fetch(server.url, { method: 'POST', headers, body: '{}' })
    expect(await response.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' })
  })

  it('refuses keys that are not its own', async () => {
    await expect(ecs('us-east-1', 'AKIAOTHER').send(new ListTasksCommand({}))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    })
  })

  it('tells simulated time in its Date header', async () => {
    const response = await fetch(`${server.githubUrl}/repos/a/b`)
    expect(response.headers.get('date')).toBe(new Date(START).toUTCString())
  })
})

describe('faults', () => {
  it.each([
    ['throttled', { name: 'ThrottlingException' }],
    ['expired', { name: 'ExpiredTokenException' }],
    ['internal-error', { $metadata: { httpStatusCode: 500 } }],
    ['unavailable-html', { $metadata: { httpStatusCode: 503 } }],
    ['reset', { message: expect.stringContaining('ECONNRESET') }],
    ['reset-midway', {}],
    ['hang', { name: 'TimeoutError' }],
    ['truncated', { name: 'SyntaxError' }],
    ['garbage', { name: 'SyntaxError' }],
    [
      { code: 'ServerException', message: 'sorry', status: 500 },
      { name: 'ServerException', message: 'sorry' },
    ],
  ] as const)('%s reaches the client as what it is', async (fault, expected) => {
    server.fault('ecs:DescribeServices', fault, { times: 1 })
    await expect(describeServices()).rejects.toMatchObject(expected)
    await expect(describeServices()).resolves.toBeDefined()
    expect(server.requests[0]?.fault).toEqual(fault)
  })

  it('names the action and the resource of a refusal', async () => {
    server.fault('ecs:*', 'denied')
    await expect(
      ecs().send(new DescribeServicesCommand({ cluster: 'ava-olo', services: ['agricultural-core'] })),
    ).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(
        'is not authorized to perform: ecs:DescribeServices on resource: arn:aws:ecs:us-east-1:123456789012:service/ava-olo/agricultural-core because',
      ),
    })
  })

  it('last for as long as they are laid', async () => {
    server.fault('*', 'throttled', { after: 10_000, for: 60_000 })
    await expect(describeServices()).resolves.toBeDefined()
    clock.advance(10_000)
    await expect(describeServices()).rejects.toMatchObject({ name: 'ThrottlingException' })
    clock.advance(60_000)
    await expect(describeServices()).resolves.toBeDefined()
  })

  it('can let some requests pass first', async () => {
    server.fault('ecs:DescribeServices', 'empty', { skip: 1 })
    await expect(describeServices()).resolves.toMatchObject({ services: expect.any(Array) })
    const spoilt = await describeServices().catch(() => 'rejected')
    expect(spoilt === 'rejected' || !JSON.stringify(spoilt).includes('services')).toBe(true)
  })
})

describe('downloads', () => {
  const image = buildImage({ layers: [{ files: { '/app/version': '3.3.5\n' } }] })
  const layer = [...image.blobs.keys()][0] ?? ''
  const url = async (): Promise<string> => {
    registry.push(REPOSITORY, ['v1'], image)
    const output = await new ECRClient(options()).send(
      new GetDownloadUrlForLayerCommand({ repositoryName: 'app', layerDigest: layer }),
    )
    return output.downloadUrl ?? ''
  }

  it('serve the bytes of the digest', async () => {
    const bytes = Buffer.from(await (await fetch(await url())).arrayBuffer())
    expect(digestOf(bytes)).toBe(layer)
  })

  it('may redirect first', async () => {
    server.redirectsBlobs = true
    const first = await fetch(await url(), { redirect: 'manual' })
    expect(first.status).toBe(307)
    const bytes = Buffer.from(await (await fetch(await url())).arrayBuffer())
    expect(digestOf(bytes)).toBe(layer)
  })

  it('refuse a URL that was not signed, and AWS credentials beside the signature', async () => {
    const signedUrl = await url()
    expect((await fetch(signedUrl.replace(/\?.*/, ''))).status).toBe(403)
    expect((await fetch(signedUrl, { headers: { authorization: 'AWS4-HMAC-SHA256 x' } })).status).toBe(400)
  })

  it('give the manifest whose digest is the hash of its text', async () => {
    registry.push(REPOSITORY, ['v1'], image)
    const output = await new ECRClient(options()).send(
      new BatchGetImageCommand({ repositoryName: 'app', imageIds: [{ imageDigest: image.top.digest }] }),
    )
    expect(digestOf(output.images?.[0]?.imageManifest ?? '')).toBe(image.top.digest)
  })
})

describe('applications', () => {
  it('tell whether a request came on a connection of its own', async () => {
    const url = await server.app(({ path }) => ({
      kind: 'response',
      status: 200,
      headers: [['x-path', path]],
      body: '{"version":"3.3.5"}',
    }))
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    expect(await pathSeen(`${url}/version?t=1`, agent)).toBe('/version?t=1')
    await pathSeen(`${url}/version`, agent)
    agent.destroy()
    expect(server.requests.map(({ operation, freshConnection }) => [operation, freshConnection])).toEqual([
      ['app:GET /version', true],
      ['app:GET /version', false],
    ])
  })

  it('can reset a connection', async () => {
    const url = await server.app(() => ({ kind: 'reset' }))
    await expect(fetch(url)).rejects.toThrow()
  })
})

describe('the encodings', () => {
  it('refuse what no wire can carry', () => {
    expect(() => toJson({ a: Number.NaN })).toThrow(TypeError)
    expect(() => toJson(() => 1)).toThrow(TypeError)
  })

  it('read lists of structures from a form', () => {
    expect(readQuery('Action=X&Version=1&F.member.1.Name=a&F.member.1.Values.member.1=b&F.member.2.Name=c')).toEqual({
      F: [{ Name: 'a', Values: ['b'] }, { Name: 'c' }],
    })
  })
})

async function pathSeen(url: string, agent: Agent): Promise<unknown> {
  const outgoing = get(url, { agent })
  const [response]: unknown[] = await once(outgoing, 'response')
  if (!(response instanceof IncomingMessage)) throw new Error('no response')
  response.resume()
  await once(response, 'end')
  // The agent takes the socket back in the next turn.
  await new Promise(setImmediate)
  return response.headers['x-path']
}

function signed(): string {
  return `AWS4-HMAC-SHA256 Credential=${CREDENTIALS.accessKeyId}/20250721/us-east-1/ecs/aws4_request, SignedHeaders=host, Signature=0`
}

describe('a registry outside ECR', () => {
  it('challenges a pull, and serves manifests and blobs to the token that it gives', async () => {
    const image = buildImage({ layers: [{ files: { '/app/version': '3.3.5\n' } }] })
    const host = new URL(server.url).host
    registry.push(`${host}/team/app`, ['v1'], image)
    const manifest = `${server.url}/v2/team/app/manifests/v1`
    const refused = await fetch(manifest)
    expect(refused.status).toBe(401)
    const [, realm = ''] = /realm="([^"]+)"/.exec(refused.headers.get('www-authenticate') ?? '') ?? []
    const { token } = (await (await fetch(realm)).json()) as { token: string }
    const headers = { authorization: `Bearer ${token}` }
    const served = await fetch(manifest, { headers })
    expect(served.headers.get('docker-content-digest')).toBe(image.top.digest)
    expect(digestOf(await served.text())).toBe(image.top.digest)
    const [layer = ''] = image.blobs.keys()
    const blob = await fetch(`${server.url}/v2/team/app/blobs/${layer}`, { headers })
    expect(digestOf(Buffer.from(await blob.arrayBuffer()))).toBe(layer)
    expect((await fetch(`${server.url}/v2/team/app/manifests/none`, { headers })).status).toBe(404)
    expect(await (await fetch(`${server.url}/v2/team/app/tags/list`, { headers })).json()).toMatchObject({
      tags: ['v1'],
    })
  })
})
