import { AwsFailure } from '../aws/failure.ts'
import type { RegistryLogin } from './docker-config.ts'
import type { Journey } from '../observe/addresses.ts'
import { Refusal } from '../observe/http-faults.ts'
import { type Exchange, isLoopback, readDocument } from './download.ts'

/** One challenge of a `WWW-Authenticate` header; the scheme and the parameter names in lower case. */
export interface Challenge {
  readonly scheme: string
  readonly parameters: ReadonlyMap<string, string>
}

/** Parses a `WWW-Authenticate` header (RFC 9110, 11.6.1), which may hold several challenges; what cannot be read is skipped. */
export function parseChallenges(header: string): readonly Challenge[] {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = []
  // A word, and its value where it is a parameter: quoted or bare.
  const word = /([\w!#$%&'*+.^`|~-]+)(?:[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+)))?/g
  for (const [, name = '', quoted, bare] of header.matchAll(word)) {
    const value = quoted?.replaceAll(/\\(.)/g, '$1') ?? bare
    if (value === undefined) challenges.push({ scheme: name.toLowerCase(), parameters: new Map() })
    else challenges.at(-1)?.parameters.set(name.toLowerCase(), value)
  }
  return challenges
}

function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}

function tokenIn(body: Buffer): string | undefined {
  try {
    const answer: unknown = JSON.parse(body.toString('utf8'))
    if (typeof answer !== 'object' || answer === null) return undefined
    const token = ('token' in answer && answer.token) || ('access_token' in answer && answer.access_token)
    // A line break would end the header.
    return typeof token === 'string' && /^[\u0021-\u007e]+$/.test(token) ? token : undefined
  } catch {
    return undefined
  }
}

/** The answer that asks for a login. */
export interface Challenging {
  /** Its `WWW-Authenticate` header. */
  readonly header: string
  /** The registry that gave it, and the way to it. */
  readonly from: URL
  readonly journey: Journey
}

/**
 * What to send as `Authorization` after a registry answered 401, by the distribution project's token protocol.
 * @param scope what the token is for where the challenge names nothing: `repository:app:pull`
 * Undefined where no answer to the challenge exists: a login is asked for and there is none, or it was refused.
 * Throws an `AwsFailure` `retry` where the token could not be fetched, `rejected` for an address without TLS or out of bounds.
 */
export async function answerChallenge(
  { header, from, journey }: Challenging,
  scope: string,
  login: RegistryLogin,
  way: Pick<Exchange, 'signal' | 'proxyEnv'>,
): Promise<string | undefined> {
  const challenges = parseChallenges(header)
  const own = login.source === 'none' ? undefined : basic(login.username, login.password)
  const bearer = challenges.find((challenge) => challenge.scheme === 'bearer')
  if (bearer === undefined) return challenges.some((challenge) => challenge.scheme === 'basic') ? own : undefined
  const realm = bearer.parameters.get('realm') ?? ''
  if (!URL.canParse(realm)) return undefined
  const url = new URL(realm)
  // Node would log in with them instead.
  url.username = ''
  url.password = ''
  const action = `GET ${url.host}${url.pathname} (registry token)`
  if (url.protocol !== 'https:' && !isLoopback(url.hostname)) {
    throw new AwsFailure('rejected', action, 'InsecureAddress', 'the registry names a token service without TLS')
  }
  try {
    journey.sendOn(from, url, 'the address of the token service')
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw new AwsFailure('rejected', action, 'RefusedAddress', error.message)
  }
  const service = bearer.parameters.get('service')
  if (service !== undefined) url.searchParams.set('service', service)
  url.searchParams.set('scope', bearer.parameters.get('scope') ?? scope)
  const answer = await readDocument(
    url,
    { action, ...way, journey, ...(own === undefined ? {} : { authorization: own }) },
    2 ** 20,
  )
  if (answer.status === 200) {
    const token = tokenIn(answer.body)
    if (token === undefined) throw new AwsFailure('retry', action, 'UnreadableAnswer', 'the answer holds no token')
    return `Bearer ${token}`
  }
  if (answer.status >= 500 || answer.status === 429 || answer.status === 408) {
    throw new AwsFailure('retry', action, `HTTP ${answer.status}`, `answered with ${answer.status}`, {
      httpStatus: answer.status,
    })
  }
  return undefined
}
