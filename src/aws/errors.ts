import { statementResource } from '../iam.ts'
import { Ending } from '../ending.ts'
import type { NextStep } from '../model.ts'
import { AwsFailure, type AwsFailureKind } from './failure.ts'
import { aboutCall, aboutInput, aboutMessage } from '../paragraphs.ts'

/** The code of a failure whose answer could not be parsed: cut short, or a proxy's page instead of AWS's JSON. */
export const unreadableAnswer = 'UnreadableAnswer'
/** The code of a call that was not made because the region is missing or could be none. */
export const invalidRegion = 'InvalidRegion'
/** The code of a call that was not made because the environment names endpoints that cannot be. */
export const invalidEndpoint = 'InvalidEndpoint'
/** The code of a failure that got no answer in time. */
export const timedOut = 'TimedOut'

const deniedNames = /^(AccessDenied|UnauthorizedOperation|NotAuthorized|AuthorizationError)/i
const deniedText = /is not authorized to perform|with an explicit deny/i
// `Not authorized to perform sts:AssumeRoleWithWebIdentity`: the credential chain was refused, not the call that asked it.
const roleNotAssumed = /authorized to perform:? sts:(AssumeRole|GetSessionToken|TagSession)/i
const credentialNames =
  /^(ExpiredToken|RequestExpired|UnrecognizedClient|InvalidClientTokenId|InvalidSignature|SignatureDoesNotMatch|MissingAuthenticationToken|IncompleteSignature|InvalidAccessKeyId|InvalidIdentityToken|AuthFailure|RequestTimeTooSkewed|CredentialsProviderError|TokenProviderError)/
const credentialText =
  /could not load credentials|credential is missing|security token (included in the request )?is (expired|invalid)|no valid credential|credential object is not valid/i
const absentNames = /(NotFound|DoesNotExist)(Exception|Fault|Error)?$/
// ECS has no error of its own for a task definition that does not exist (its ClientException is used for much else too).
const absentText = /^Unable to describe task definition/i
const unsupportedNames =
  /^(UnsupportedFeature|UnsupportedOperation|UnsupportedActionForDeploymentType|UnknownOperation|InvalidAction(Exception)?$)/
const throttleNames =
  /^(Throttl|TooManyRequests|RequestLimitExceeded|RequestThrottled|BandwidthLimitExceeded|SlowDown|PriorRequestNotComplete|EC2Throttled)/
const retryNames =
  /^(ServiceUnavailable|InternalError|InternalFailure|InternalServer|ServerException|RequestTimeout|TimeoutError|AbortError)/
// The SDK's own names for an error that the answer does not name.
const namelessNames = /^Unknown(Error)?$/
const namelessText = /^(Unknown(Error)?)?$/
const brokenConnection = /^(ECONN|EPIPE|ETIMEDOUT)/
const unreadableNames = /^(SyntaxError|TypeError|RangeError)$/
// The SDK's own words, before any request: no region, or none that could stand in a host's name.
const badRegion = /^Region (is missing|not accepted)/

/** The SDK's own failures before any request: endpoint rules that contradict each other, and an address that is none. */
const isBadEndpoint = ({ name, status, systemCode }: Traits): boolean =>
  status === undefined && (name === 'EndpointError' || systemCode === 'ERR_INVALID_URL')

/** `is not authorized to perform: ecs:DescribeTasks on resource: arn:…`, as IAM words a refusal (IAM user guide, troubleshooting). */
const refusal = /is not authorized to perform: ([a-z0-9-]+:\w+)(?:\s+on resource: (\S+))?/i

const longestMessage = 1000

// A rejected signature is answered with the whole canonical request, session token included.
const secretParts: readonly (readonly [RegExp, string])[] = [
  [/(x-amz-security-token["']?\s*[:=]\s*["']?)[^\s"',;&]+/gi, '$1***'],
  [/\b((?:Credential|Signature)\s*=\s*)[^\s"',;&]+/g, '$1***'],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b/g, '***'],
]

/** Advice to whoever debugs the SDK: nobody who reads a log has the field that it names. */
const sdkHint = /\s*Deserialization error: to see the raw response, inspect the hidden field\b.*$/s
/** How V8 says that a text which begins like a web page is no JSON. */
const htmlForJson = /^Unexpected token '<', "\s*<(?:!doctype|html|head|body)/i

/** What the SDK says of an answer, in words for whoever reads it in a log. */
function readable(text: string, status: number | undefined): string {
  const own = text.replace(sdkHint, '')
  if (!htmlForJson.test(own)) return own
  return `an HTML page came where JSON was expected (${status === undefined ? '' : `HTTP ${status}; `}a proxy?)`
}

function withoutSecrets(text: string): string {
  const scrubbed = secretParts.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), text)
  return scrubbed.length > longestMessage ? `${scrubbed.slice(0, longestMessage)}…` : scrubbed
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** A name fit for a log line and a key: what an answer calls its error is outside text. */
function plainCode(name: string): string {
  return /^[\w.#-]{1,80}$/.test(name) ? name : 'UnknownError'
}

interface Traits {
  readonly name: string
  readonly text: string
  readonly status: number | undefined
  /** Node's own code, where the connection and not AWS is what failed. */
  readonly systemCode: string
}

function kindOf(traits: Traits): AwsFailureKind {
  const { name, text, status, systemCode } = traits
  if (badRegion.test(text) || isBadEndpoint(traits)) return 'rejected'
  if (throttleNames.test(name) || status === 429) return 'retry'
  if (roleNotAssumed.test(text)) return 'credentials'
  if (deniedNames.test(name)) return 'denied'
  if (credentialNames.test(name) || credentialText.test(text)) return 'credentials'
  if (absentNames.test(name) || absentText.test(text)) return 'absent'
  if (unsupportedNames.test(name)) return 'unsupported'
  // After the names that AWS gives, so that a status which a proxy made up does not hide them.
  if (status !== undefined && status >= 500) return 'retry'
  // AWS names every refusal. One that was cut short, or came without its body, is as unread as any other answer, whatever its status.
  if (brokenConnection.test(systemCode) || (namelessNames.test(name) && namelessText.test(text))) return 'retry'
  if (retryNames.test(name) || unreadableNames.test(name) || status === 408) return 'retry'
  if (deniedText.test(text)) return 'denied'
  // No status: it never came to an answer (a reset, a name that does not resolve). 2xx or 3xx: an answer that is none.
  if (status === undefined || status < 400) return 'retry'
  return 'rejected'
}

function codeOf(traits: Traits): string {
  const { name, text, systemCode } = traits
  if (badRegion.test(text)) return invalidRegion
  if (isBadEndpoint(traits)) return invalidEndpoint
  if (unreadableNames.test(name)) return unreadableAnswer
  if (name === 'AbortError' || systemCode === 'ETIMEDOUT') return timedOut
  if (systemCode !== '' && /^(E[A-Z_]+|[A-Z]+_[A-Z_]+)$/.test(systemCode)) return systemCode
  return name === 'TimeoutError' ? timedOut : plainCode(name)
}

/**
 * Sorts what an SDK client threw by the error's name, HTTP status and text. Credentials are cut out of the message, and the
 * original is not kept as a cause: its response headers and canonical request may hold them.
 *
 * @param action the IAM action of the call, `ecs:DescribeTasks`
 * @param resource what the call was about; a refusal that names its own resource goes before
 */
export function sortFailure(action: string, error: unknown, resource?: string): AwsFailure {
  if (error instanceof AwsFailure) return error
  const status = property(property(error, '$metadata'), 'httpStatusCode')
  const traits: Traits = {
    name: textOf(property(error, 'name')) || 'UnknownError',
    text: textOf(property(error, 'message')) || textOf(property(error, 'Message')),
    status: typeof status === 'number' ? status : undefined,
    systemCode: textOf(property(error, 'code')),
  }
  const kind = kindOf(traits)
  const named = kind === 'denied' ? refusal.exec(traits.text) : null
  const message = withoutSecrets(readable(traits.text, traits.status)) || `${plainCode(traits.name)} without a message`
  return new AwsFailure(kind, named?.[1] ?? action, codeOf(traits), message, {
    httpStatus: traits.status,
    resource: named?.[2]?.replace(/[.,;)]+$/, '') ?? resource,
  })
}

/** Whether AWS asked for fewer calls, so that the next try should wait longer than after another fault. */
export function isThrottle(failure: AwsFailure): boolean {
  return failure.kind === 'retry' && (throttleNames.test(failure.code) || failure.httpStatus === 429)
}

/**
 * Whether the SDK found the clock off by minutes and has corrected it, so that the same call may pass now. The answer's own
 * `Date` header tells it (SDK's SigV4 signer); the error may be called anything, AccessDenied included.
 */
export function isClockSkew(error: unknown): boolean {
  return property(property(error, '$metadata'), 'clockSkewCorrected') === true
}

/**
 * Whether whoever answered has no such call. AWS names it an unknown operation, and names whatever else it does not find; a 404 without a
 * name and a 501 come from what stands in AWS's place.
 */
export function isUnknownCall({ kind, httpStatus }: AwsFailure): boolean {
  return kind === 'unsupported' || (kind === 'retry' && (httpStatus === 404 || httpStatus === 501))
}

/** Fails a look at an answer that lacks what AWS always sends: it is read again, never taken for an empty one. */
export function incompleteAnswer(action: string, lacks: string): AwsFailure {
  return new AwsFailure('retry', action, unreadableAnswer, `the answer lacks ${lacks}`)
}

function statement(action: string, resource: string | undefined): string {
  return JSON.stringify(
    { Effect: 'Allow', Action: action, Resource: statementResource(action, resource) },
    undefined,
    2,
  )
}

function accessDenied(failure: AwsFailure): Ending {
  const on = failure.resource === undefined ? '' : ` on ${failure.resource}`
  const use = failure.action.startsWith('ecs:') ? 'tell what runs' : 'read the image of the commit'
  const explanation = `AWS refused ${failure.action}${on}, which is needed to ${use}. AWS says: ${failure.message}`
  const about = aboutCall(failure.action)
  const nextStep: NextStep = /explicit deny/i.test(failure.message)
    ? {
        text: `An explicit deny refuses ${failure.action}; no further Allow lifts it. Change the policy that AWS names.`,
        about,
      }
    : {
        text: `Add this statement to the policy of the role that the job assumes.`,
        command: statement(failure.action, failure.resource),
        about,
      }
  return new Ending('access-denied', `the role may not call ${failure.action}`, explanation, nextStep, {
    cause: failure,
  })
}

function badCredentials(failure: AwsFailure): Ending {
  const seen = `Expected AWS to accept the credentials of this job; ${failure.action} failed with ${failure.code}: ${failure.message}`
  const expired = /expired/i.test(failure.code) || /token .*is expired|has expired/i.test(failure.message)
  if (expired)
    return new Ending(
      'credentials',
      'the AWS credentials have expired',
      `${seen}. Credentials from the environment cannot be renewed while the step runs.`,
      {
        text: 'Make the session outlast the wait: raise "role-duration-seconds" of aws-actions/configure-aws-credentials, or lower "timeout".',
        about: aboutMessage('the-aws-credentials-have-expired'),
      },
      { cause: failure },
    )
  if (
    failure.code.endsWith('ProviderError') ||
    /could not load credentials|credential is missing/i.test(failure.message)
  )
    return new Ending(
      'credentials',
      'no AWS credentials were found',
      `Expected AWS credentials in this job; ${failure.action} failed with ${failure.code}: ${failure.message}`,
      {
        text: 'Run aws-actions/configure-aws-credentials in the same job before this step, with "permissions: id-token: write".',
        about: aboutMessage('no-aws-credentials-were-found'),
      },
      { cause: failure },
    )
  return new Ending(
    'credentials',
    'AWS does not accept the credentials',
    seen,
    {
      text: 'See which identity the job has, and whether its keys, its role and the clock of the runner are right.',
      command: 'aws sts get-caller-identity',
      about: aboutMessage('aws-does-not-accept-the-credentials'),
    },
    { cause: failure },
  )
}

function notFound(failure: AwsFailure): Ending {
  const what = failure.code.startsWith('Cluster') ? 'cluster' : 'service'
  const named = failure.resource === undefined ? '' : ` ${failure.resource}`
  return new Ending(
    'service-not-found',
    `there is no such ${what}`,
    `Expected the ${what}${named} in this account and region; AWS answers ${failure.action} with: ${failure.message}`,
    {
      text: `Check the ${what}'s name and the region.`,
      command: what === 'cluster' ? 'aws ecs list-clusters' : 'aws ecs list-services',
      about: aboutMessage('there-is-no-such-service-or-cluster'),
    },
    { cause: failure },
  )
}

function invalidInput(failure: AwsFailure): Ending {
  if (failure.code === invalidEndpoint)
    return new Ending(
      'invalid-input',
      'the endpoints that the environment names cannot be used',
      `Expected full URLs where the environment names endpoints, and no FIPS or dual-stack endpoints beside them; ${failure.action} cannot be called: ${failure.message}`,
      {
        text: 'Set AWS_ENDPOINT_URL, its forms for one service and AWS_CONTAINER_CREDENTIALS_FULL_URI to full URLs (https://…) or not at all, and neither AWS_USE_FIPS_ENDPOINT nor AWS_USE_DUALSTACK_ENDPOINT beside the former.',
        about: aboutInput('aws-region'),
      },
      { cause: failure },
    )
  return failure.code === invalidRegion
    ? new Ending(
        'invalid-input',
        'there is no usable AWS region',
        `Expected a region that AWS can be called in; ${failure.action} cannot be called: ${failure.message}`,
        { text: 'Set the input "aws-region", or AWS_REGION in the environment.', about: aboutInput('aws-region') },
        { cause: failure },
      )
    : new Ending(
        'invalid-input',
        'AWS does not accept the name of the service or cluster',
        `Expected names or ARNs of a service and its cluster; AWS answers ${failure.action} for ${failure.resource ?? 'the service'} with: ${failure.message}`,
        { text: 'Correct the inputs "service" and "cluster".', about: aboutInput('service') },
        { cause: failure },
      )
}

/**
 * The end of the run that a failed call means, where it means one at once: a refusal, bad credentials, a cluster or service that does
 * not exist, a name or region that AWS does not take. Undefined for faults that may pass and for what only the caller can judge.
 */
export function asEnding(failure: AwsFailure): Ending | undefined {
  const { kind, code, action } = failure
  if (kind === 'denied') return accessDenied(failure)
  if (kind === 'credentials') return badCredentials(failure)
  if (kind === 'absent' && /^(Cluster|Service)NotFound/.test(code)) return notFound(failure)
  const badName = action === 'ecs:DescribeServices' && code === 'InvalidParameterException'
  const neverAsked = code === invalidRegion || code === invalidEndpoint
  return kind === 'rejected' && (badName || neverAsked) ? invalidInput(failure) : undefined
}
