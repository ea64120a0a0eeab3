import type { ServerResponse } from 'node:http'
import { CALLER_ARN } from '../sts.ts'
import { AwsError } from '../world/failure.ts'
import type { Accident, ServiceFault } from './faults.ts'
import { isRecord, toErrorXml } from './protocol.ts'

/** What a request is to be answered with. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Buffer
}

export function jsonAnswer(status: number, value: unknown): Answer {
  return { status, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(value) }
}

/** An error of AWS. @param query whether the service speaks the query protocol, and so XML */
export function errorAnswer(query: boolean, error: AwsError): Answer {
  return query
    ? {
        status: error.status,
        headers: { 'content-type': 'text/xml' },
        body: toErrorXml(error.name, error.message, error.status),
      }
    : jsonAnswer(error.status, { __type: error.name, message: error.message })
}

/** @param now simulated time in milliseconds: the SDK corrects its clock by the header that tells it */
export function send(response: ServerResponse, answer: Answer, now?: number): void {
  if (now !== undefined) response.setHeader('date', new Date(now).toUTCString())
  response.writeHead(answer.status, { ...answer.headers, 'content-length': String(Buffer.byteLength(answer.body)) })
  response.end(answer.body)
}

/** Sends what an accident leaves of an answer. */
export function spoil(response: ServerResponse, accident: Accident, answer: Answer): void {
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
    case 'reset':
      response.socket?.resetAndDestroy()
      return
    case 'reset-midway':
      response.writeHead(answer.status, { ...answer.headers, 'content-length': String(whole.length + 1) })
      response.write(half, () => response.socket?.resetAndDestroy())
      return
    case 'hang':
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

/** A service's refusal under the name that its protocol uses. @param operation `ecs:DescribeTasks` */
export function refusal(
  fault: ServiceFault,
  operation: string,
  query: boolean,
  input: unknown,
  region: string,
): AwsError {
  if (typeof fault === 'object') return new AwsError(fault.code, fault.message, fault.status)
  const status = query ? 403 : 400
  switch (fault) {
    case 'throttled':
      return new AwsError(query ? 'Throttling' : 'ThrottlingException', 'Rate exceeded')
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
    default:
      if (operation.startsWith('ecr:')) return `arn:aws:ecr:${region}:${account}:repository/${of('repositoryName')}`
      if (operation.startsWith('codebuild:'))
        return `arn:aws:codebuild:${region}:${account}:project/${of('projectName') || of('names')}`
      return '*'
  }
}
