import { describe, expect, it } from '@jest/globals'
import { asEnding, incompleteAnswer, isThrottle, isUnknownCall, sortFailure } from '../../src/aws/errors.ts'
import { AwsFailure, type AwsFailureKind } from '../../src/aws/failure.ts'

interface Thrown {
  readonly name?: string
  readonly message?: string
  readonly code?: string
  readonly status?: number
}

/** As the SDK throws it: an error with the wire's name and the HTTP status. */
function thrown({ name = 'Error', message = 'no', code, status }: Thrown): Error {
  const error = Object.assign(new Error(message), { name, ...(code === undefined ? {} : { code }) })
  return Object.assign(error, { $metadata: status === undefined ? {} : { httpStatusCode: status } })
}

const action = 'ecs:DescribeServices'

describe('an error of AWS is sorted', () => {
  it.each<[AwsFailureKind, Thrown]>([
    ['denied', { name: 'AccessDeniedException', status: 400 }],
    ['denied', { name: 'AccessDenied', status: 403 }],
    ['denied', { name: 'UnauthorizedOperation', status: 403 }],
    [
      'denied',
      { name: 'ClientException', status: 400, message: 'User: a is not authorized to perform: ecs:DescribeServices' },
    ],
    ['denied', { name: 'Whatever', status: 400, message: 'refused with an explicit deny in a service control policy' }],
    ['credentials', { name: 'ExpiredTokenException', status: 400 }],
    ['credentials', { name: 'ExpiredToken', status: 403 }],
    ['credentials', { name: 'UnrecognizedClientException', status: 400 }],
    ['credentials', { name: 'InvalidSignatureException', status: 400 }],
    ['credentials', { name: 'SignatureDoesNotMatch', status: 403 }],
    ['credentials', { name: 'InvalidClientTokenId', status: 403 }],
    ['credentials', { name: 'CredentialsProviderError', message: 'Could not load credentials from any providers' }],
    [
      'credentials',
      { name: 'AccessDenied', status: 403, message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity' },
    ],
    ['absent', { name: 'ClusterNotFoundException', status: 400 }],
    ['absent', { name: 'ServiceNotFoundException', status: 400 }],
    ['absent', { name: 'RepositoryNotFoundException', status: 400 }],
    ['absent', { name: 'ImageNotFoundException', status: 400 }],
    ['absent', { name: 'ResourceNotFoundException', status: 400 }],
    ['absent', { name: 'DeploymentDoesNotExistException', status: 400 }],
    ['absent', { name: 'ClientException', status: 400, message: 'Unable to describe task definition.' }],
    ['unsupported', { name: 'UnsupportedFeatureException', status: 400 }],
    ['unsupported', { name: 'UnknownOperationException', status: 404 }],
    ['retry', { name: 'ThrottlingException', status: 400, message: 'Rate exceeded' }],
    ['retry', { name: 'Throttling', status: 400 }],
    ['retry', { name: 'TooManyRequestsException', status: 400 }],
    ['retry', { name: 'Unknown', status: 429 }],
    ['retry', { name: 'ServerException', status: 500 }],
    ['retry', { name: 'ServiceUnavailableException', status: 503 }],
    ['retry', { name: 'SyntaxError', status: 403, message: `Unexpected token '<'` }],
    ['retry', { name: 'SyntaxError', status: 200 }],
    ['retry', { name: 'TypeError', status: 200, message: 'Expected real number' }],
    ['retry', { name: 'TimeoutError', code: 'ECONNRESET' }],
    ['retry', { name: 'Error', code: 'ENOTFOUND' }],
    ['retry', { name: 'Error', code: 'ECONNREFUSED' }],
    ['retry', { name: 'AbortError' }],
    ['retry', { name: 'Unheard' }],
    ['rejected', { name: 'InvalidParameterException', status: 400 }],
    ['rejected', { name: 'Unheard', status: 418 }],
    ['rejected', { name: 'Error', message: 'Region is missing' }],
    [
      'rejected',
      { name: 'EndpointError', message: 'Invalid Configuration: FIPS and custom endpoint are not supported' },
    ],
    ['retry', { name: 'EndpointError', status: 200 }],
  ])('as %s: %j', (kind, error) => {
    expect(sortFailure(action, thrown(error))).toMatchObject({ kind, action })
  })

  it('even where what was thrown is no error', () => {
    expect(sortFailure(action, 'boom')).toMatchObject({ kind: 'retry', code: 'UnknownError' })
    expect(sortFailure(action, undefined)).toMatchObject({ kind: 'retry', code: 'UnknownError' })
  })

  it('once: a failure that is sorted already stays as it is', () => {
    const failure = incompleteAnswer(action, 'the service')
    expect(sortFailure('ecs:ListTasks', failure)).toBe(failure)
  })
})

describe('the code of a failure', () => {
  it.each<[string, Thrown]>([
    ['ECONNRESET', { name: 'TimeoutError', code: 'ECONNRESET' }],
    ['TimedOut', { name: 'TimeoutError', code: 'ETIMEDOUT' }],
    ['TimedOut', { name: 'TimeoutError' }],
    ['EAI_AGAIN', { name: 'Error', code: 'EAI_AGAIN' }],
    ['UnreadableAnswer', { name: 'SyntaxError', status: 200 }],
    ['UnknownError', { name: '::error::pwned\n', status: 400 }],
  ])('is %s for %j', (code, error) => {
    expect(sortFailure(action, thrown(error)).code).toBe(code)
  })
})

describe('a refusal', () => {
  const refused = (message: string) =>
    sortFailure(action, thrown({ name: 'AccessDeniedException', status: 400, message }), 'app')

  it('names the action and resource that AWS names', () => {
    const failure = refused(
      'User: arn:aws:sts::1:assumed-role/r/s is not authorized to perform: ecs:DescribeTasks\non resource: arn:aws:ecs:us-east-1:1:task/c/*, because no policy allows it',
    )
    expect(failure).toMatchObject({ action: 'ecs:DescribeTasks', resource: 'arn:aws:ecs:us-east-1:1:task/c/*' })
  })

  it('falls back on what was called', () => {
    expect(refused('no')).toMatchObject({ action, resource: 'app' })
  })

  it('ends the run with the policy statement to add', () => {
    const arn = 'arn:aws:ecs:us-east-1:1:service/c/app'
    const ending = asEnding(refused(`User: x is not authorized to perform: ${action} on resource: ${arn}`))
    expect(ending).toMatchObject({ code: 'access-denied' })
    expect(ending?.message).toContain(arn)
    expect(JSON.parse(ending?.nextStep.command ?? '')).toEqual({ Effect: 'Allow', Action: action, Resource: arn })
  })

  it('of an action that IAM grants on everything only asks for that', () => {
    const failure = new AwsFailure('denied', 'ecs:DescribeTaskDefinition', 'AccessDeniedException', 'no', {
      resource: 'arn:aws:ecs:us-east-1:1:task-definition/app:7',
    })
    expect(JSON.parse(asEnding(failure)?.nextStep.command ?? '')).toMatchObject({ Resource: '*' })
  })

  it.each([
    ['task/ava-olo/632b92409d3fb64a', 'task/ava-olo/*'],
    ['service-revision/ava-olo/core/123', 'service-revision/ava-olo/core/*'],
    ['service/ava-olo/core', 'service/ava-olo/core'],
  ])('asks for what still exists at the next deploy: %s', (refused, granted) => {
    const arn = 'arn:aws:ecs:us-east-1:123456789012:'
    const failure = new AwsFailure('denied', 'ecs:DescribeTasks', 'AccessDeniedException', 'no', {
      resource: arn + refused,
    })
    expect(JSON.parse(asEnding(failure)?.nextStep.command ?? '')).toMatchObject({ Resource: arn + granted })
  })

  it('by an explicit deny is not answered with a statement that cannot help', () => {
    const ending = asEnding(
      refused('User: x is not authorized to perform: ecs:ListTasks with an explicit deny in an SCP'),
    )
    expect(ending?.nextStep.command).toBeUndefined()
    expect(ending?.nextStep.text).toContain('explicit deny')
  })
})

describe('the end that a failure means', () => {
  const ending = (error: Thrown) => asEnding(sortFailure(action, thrown(error)))

  it.each<[string, string, Thrown]>([
    ['credentials', 'the AWS credentials have expired', { name: 'ExpiredTokenException', status: 400 }],
    ['credentials', 'no AWS credentials were found', { name: 'CredentialsProviderError' }],
    ['credentials', 'AWS does not accept the credentials', { name: 'UnrecognizedClientException', status: 400 }],
    ['service-not-found', 'there is no such cluster', { name: 'ClusterNotFoundException', status: 400 }],
    ['service-not-found', 'there is no such service', { name: 'ServiceNotFoundException', status: 400 }],
    ['invalid-input', 'there is no usable AWS region', { message: 'Region is missing' }],
    ['invalid-input', 'the endpoints that the environment names cannot be used', { name: 'EndpointError' }],
    [
      'invalid-input',
      'AWS does not accept the name of the service or cluster',
      { name: 'InvalidParameterException', status: 400 },
    ],
  ])('is %s: %s', (code, headline, error) => {
    expect(ending(error)).toMatchObject({ code, headline })
  })

  it('names every address of the environment that can be no URL, that of the credentials too', () => {
    const found = ending({ name: 'TypeError', code: 'ERR_INVALID_URL', message: 'Invalid URL' })
    expect(found?.message).toMatch(/^Expected full URLs .*; .* cannot be called: Invalid URL/)
    expect(found?.nextStep.text).toMatch(/AWS_ENDPOINT_URL, .* AWS_CONTAINER_CREDENTIALS_FULL_URI /)
  })

  it.each<Thrown>([
    { name: 'ThrottlingException', status: 400 },
    { name: 'ServerException', status: 500 },
    { name: 'UnsupportedFeatureException', status: 400 },
    { name: 'RepositoryNotFoundException', status: 400 },
    { name: 'Unheard', status: 418 },
  ])('is none for %j', (error) => {
    expect(ending(error)).toBeUndefined()
  })
})

describe('a message', () => {
  const message = (text: string) =>
    sortFailure(action, thrown({ name: 'InvalidSignatureException', status: 400, message: text })).message

  it.each([
    'x-amz-security-token:IQoJb3JpZ2luX2VjEXAMPLE//////////wEaCXVz',
    '"X-Amz-Security-Token": "IQoJb3JpZ2luX2VjEXAMPLE"',
    'Credential=ASIAIOSFODNN7EXAMPLE/20261101/us-east-1/ecs/aws4_request',
    'for key AKIAIOSFODNN7EXAMPLE',
    'Signature=fe5f80f77d5fa3beca038a248ff027d0445342fe2855ddc963176630326f1024',
  ])('holds no credential: %s', (text) => {
    expect(message(text)).not.toMatch(/IQoJ|IOSFODNN7|fe5f80f7/)
  })

  const hint =
    'Deserialization error: to see the raw response, inspect the hidden field {error}.$response on this object.'
  const unparsed = (text: string, status?: number) =>
    sortFailure(action, thrown({ name: 'SyntaxError', message: `${text}\n  ${hint}`, ...(status ? { status } : {}) }))

  it('says that a web page came, where one did', () => {
    const text = `Unexpected token '<', "<html><bod"... is not valid JSON`
    expect(unparsed(text, 503).message).toBe('an HTML page came where JSON was expected (HTTP 503; a proxy?)')
    expect(unparsed(text).message).toBe('an HTML page came where JSON was expected (a proxy?)')
    expect(unparsed(`Unexpected token '<', "<!DOCTYPE "... is not valid JSON`).message).toMatch(/^an HTML page/)
    expect(unparsed(text, 503).code).toBe('UnreadableAnswer')
  })

  it.each([`Unexpected token '<', "<Error><Co"... is not valid JSON`, 'Unexpected end of JSON input'])(
    'keeps what the parser says of another text, without the advice for whoever debugs the SDK: %s',
    (text) => {
      expect(unparsed(text, 200).message).toBe(text)
    },
  )

  it('is cut where an answer is a whole page', () => {
    expect(message('x'.repeat(100_000)).length).toBeLessThan(1_100)
  })
})

describe('a call that nobody knows', () => {
  it.each<[boolean, Thrown]>([
    [true, { name: 'UnknownOperationException', status: 400 }],
    [true, { name: 'Unknown', message: 'UnknownError', status: 404 }],
    [true, { name: 'SyntaxError', message: 'Unexpected token', status: 404 }],
    [true, { name: 'NotImplemented', status: 501 }],
    [false, { name: 'RepositoryNotFoundException', status: 404 }],
    [false, { name: 'AccessDeniedException', status: 404 }],
    [false, { name: 'Unknown', message: 'UnknownError', status: 400 }],
    [false, { name: 'InternalFailure', status: 500 }],
    [false, { name: 'ServiceUnavailable', status: 503 }],
  ])('%s: %j', (expected, error) => {
    expect(isUnknownCall(sortFailure(action, thrown(error)))).toBe(expected)
  })
})

describe('a throttle', () => {
  it.each([
    [true, { name: 'ThrottlingException', status: 400 }],
    [true, { name: 'Anything', status: 429 }],
    [false, { name: 'ServerException', status: 500 }],
    [false, { name: 'AccessDeniedException', status: 400 }],
  ])('is %s for %j', (expected, error) => {
    expect(isThrottle(sortFailure(action, thrown(error)))).toBe(expected)
  })
})
