import type { ServerResponse } from 'node:http'
import { CALLER_ARN } from '../sts.ts'
import { AwsError } from '../world/failure.ts'
import type { Accident, ServiceFault } from './faults.ts'
import { isRecord, toErrorXml, type Protocol } from './protocol.ts'

/** What a request is to be answered with. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Buffer
}

export function jsonAnswer(status: number, value: unknown): Answer {
  return { status, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(value) }
}

/** An error of AWS, as the service's protocol tells it. */
export function errorAnswer(protocol: Protocol, error: AwsError): Answer {
  switch (protocol) {
    case 'json':
      return jsonAnswer(error.status, { __type: error.name, message: error.message })
    case 'query':
      return {
        status: error.status,
        headers: { 'content-type': 'text/xml' },
        body: toErrorXml(error.name, error.message, error.status),
      }
    case 'rest':
      return {
        status: error.status,
        headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.name },
        body: JSON.stringify({ Message: error.message }),
      }
  }
}

/** @param now simulated time in milliseconds: the SDK corrects its clock by the header that tells it */
export function send(response: ServerResponse, answer: Answer, now?: number): void {
  if (now !== undefined) response.setHeader('date', new Date(now).toUTCString())
  response.writeHead(answer.status, { ...answer.headers, 'content-length': String(Buffer.byteLength(answer.body)) })
  response.end(answer.body)
}

/** So late is a slow answer, in milliseconds: before a client gives up after 10 s. */
const SLOW_MS = 8_000
/** A dripping answer takes so many parts, one every so many milliseconds. */
const DRIPS = 20
const DRIP_MS = 3_000

/** Does something when so many milliseconds of simulated time have passed. */
export type Later = (milliseconds: number, action: () => void) => void

/** Sends what an accident leaves of an answer. @param now as `send` takes it */
export function spoil(response: ServerResponse, accident: Accident, answer: Answer, later: Later, now?: number): void {
  const whole = Buffer.from(answer.body)
  const half = whole.subarray(0, Math.floor(whole.length / 2))
  switch (accident) {
    case 'internal-error':
      send(response, { status: 500, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: '' })
      return
    case 'unavailable-html':
      send(response, {
        status: 503,
        headers: { 'content-type': 'text/html' },
        body: '<html><body><h1>503 Service Unavailable</h1></body></html>',
      })
      return
    case 'refused':
    case 'reset':
      response.socket?.resetAndDestroy()
      return
    case 'reset-midway':
      response.writeHead(answer.status, { ...answer.headers, 'content-length': String(whole.length + 1) })
      response.write(half, () => response.socket?.resetAndDestroy())
      return
    case 'hang':
      return
    case 'slow':
      later(SLOW_MS, () => {
        if (!response.destroyed) send(response, answer, now)
      })
      return
    case 'drip':
      if (now !== undefined) response.setHeader('date', new Date(now).toUTCString())
      response.writeHead(answer.status, { ...answer.headers, 'content-length': String(whole.length) })
      response.flushHeaders()
      drip(response, whole, 0, later)
      return
    case 'truncated':
      send(response, { ...answer, body: half })
      return
    case 'empty':
      send(response, { ...answer, body: '' })
      return
    case 'garbage':
      send(response, { ...answer, body: '\u0000\u0001 not what you asked for' })
  }
}

function drip(response: ServerResponse, whole: Buffer, part: number, later: Later): void {
  later(DRIP_MS, () => {
    if (response.destroyed) return
    const size = Math.ceil(whole.length / DRIPS)
    const piece = whole.subarray(part * size, (part + 1) * size)
    if (part + 1 === DRIPS) {
      response.end(piece)
      return
    }
    response.write(piece)
    drip(response, whole, part + 1, later)
  })
}

/** Who else than AWS answers here: GitHub, S3, a registry, the application. */
export type Elsewhere = 'github' | 's3' | 'oci' | 'app'

/** A refusal in the words of who is no AWS service. */
export function refusalElsewhere(fault: ServiceFault, where: Elsewhere): Answer {
  if (typeof fault === 'object') return saying(where, fault.status, fault.code, fault.message)
  switch (fault) {
    case 'throttled':
      return where === 's3'
        ? saying(where, 503, 'SlowDown', 'Please reduce your request rate.')
        : {
            ...saying(where, 429, 'TOOMANYREQUESTS', 'API rate limit exceeded'),
            headers: {
              'content-type': 'application/json',
              ...(where === 'github' ? { 'x-ratelimit-remaining': '0', 'retry-after': '1' } : {}),
            },
          }
    case 'denied':
      return saying(where, 403, where === 's3' ? 'AccessDenied' : 'DENIED', 'Resource not accessible by integration')
    case 'expired':
    case 'invalid-token':
      return where === 's3'
        ? saying(where, 400, fault === 'expired' ? 'ExpiredToken' : 'InvalidToken', 'The provided token is not valid.')
        : saying(where, 401, 'UNAUTHORIZED', 'Bad credentials')
  }
}

function saying(where: Elsewhere, status: number, code: string, message: string): Answer {
  switch (where) {
    case 's3':
      return {
        status,
        headers: { 'content-type': 'application/xml' },
        body: `<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
      }
    case 'oci':
      return jsonAnswer(status, { errors: [{ code, message }] })
    case 'github':
      return jsonAnswer(status, { message, code })
    case 'app':
      return { status, headers: { 'content-type': 'text/plain' }, body: message }
  }
}

/** A service's refusal under the name and status that its protocol uses. @param operation `ecs:DescribeTasks` */
export function refusal(
  fault: ServiceFault,
  operation: string,
  protocol: Protocol,
  input: unknown,
  region: string,
): AwsError {
  if (typeof fault === 'object') return new AwsError(fault.code, fault.message, fault.status)
  const query = protocol === 'query'
  const status = protocol === 'json' ? 400 : 403
  switch (fault) {
    case 'throttled':
      return new AwsError(
        query ? 'Throttling' : 'ThrottlingException',
        'Rate exceeded',
        protocol === 'rest' ? 429 : 400,
      )
    case 'denied':
      return new AwsError(
        query ? 'AccessDenied' : 'AccessDeniedException',
        `User: ${CALLER_ARN} is not authorized to perform: ${operation} on resource: ` +
          `${resourceOf(operation, input, region)} because no identity-based policy allows the ${operation} action`,
        status,
      )
    case 'expired':
      return new AwsError(
        query ? 'ExpiredToken' : 'ExpiredTokenException',
        'The security token included in the request is expired',
        status,
      )
    case 'invalid-token':
      return new AwsError(
        query ? 'InvalidClientTokenId' : 'UnrecognizedClientException',
        'The security token included in the request is invalid.',
        status,
      )
  }
}

/** The ARN that a refusal names; `*` for actions without resource-level permissions. */
function resourceOf(operation: string, input: unknown, region: string): string {
  const of = (key: string): string => {
    const value = isRecord(input) ? input[key] : undefined
    const first: unknown = Array.isArray(value) ? value[0] : value
    return typeof first === 'string' ? first : ''
  }
  const lastOf = (text: string): string => text.split('/').at(-1) ?? ''
  const account = CALLER_ARN.split(':')[4] ?? ''
  const cluster = lastOf(of('cluster'))
  switch (operation) {
    case 'ecs:DescribeServices':
    case 'ecs:ListServiceDeployments':
      return `arn:aws:ecs:${region}:${account}:service/${cluster}/${lastOf(of('services') || of('service'))}`
    case 'ecs:DescribeTasks':
      return `arn:aws:ecs:${region}:${account}:task/${cluster}/${lastOf(of('tasks'))}`
    case 'events:DescribeRule':
    case 'events:ListTargetsByRule':
    case 'events:PutRule': {
      const bus = of('EventBusName').replace(/^arn:.*:event-bus\//, '')
      const rule = of('Name') || of('Rule')
      return `arn:aws:events:${region}:${account}:rule/${bus === '' || bus === 'default' ? '' : `${bus}/`}${rule}`
    }
    case 'scheduler:GetSchedule':
    case 'scheduler:UpdateSchedule':
      return `arn:aws:scheduler:${region}:${account}:schedule/${of('GroupName') || 'default'}/${of('Name')}`
    case 'codepipeline:GetPipeline':
    case 'codepipeline:GetPipelineState':
      return `arn:aws:codepipeline:${region}:${account}:${of('name')}`
    case 'codepipeline:DisableStageTransition':
    case 'codepipeline:EnableStageTransition':
      return `arn:aws:codepipeline:${region}:${account}:${of('pipelineName')}/${of('stageName')}`
    default:
      if (operation.startsWith('ecr:')) return `arn:aws:ecr:${region}:${account}:repository/${of('repositoryName')}`
      if (operation.startsWith('codebuild:')) {
        const project = of('projectName') || of('names') || (of('ids') || of('id')).replace(/:.*$/, '')
        if (project !== '') return `arn:aws:codebuild:${region}:${account}:project/${lastOf(project)}`
      }
      return '*'
  }
}
