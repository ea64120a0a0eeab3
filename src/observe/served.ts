import { randomBytes } from 'node:crypto'
import type { ProxyEnv } from 'node:http'
import type { Clock } from '../clock.ts'
import type { Answer, CacheEvidence, ExpectedVersion, Header, ServedVersionSettings } from '../model.ts'
import { excerpt } from './excerpt.ts'
import type { Redact } from './excerpt.ts'
import { request as httpRequest } from './http.ts'
import type { HttpAnswer, Request } from './http.ts'
import { selectVersion } from './select.ts'

/** Says in access logs who asks; its random value makes every URL new to a cache. */
const FRESHNESS_PARAMETER = 'ecs-deploy-verifier'
const NO_CACHE: readonly Header[] = [
  ['Cache-Control', 'no-cache'],
  ['Pragma', 'no-cache'],
]

/** What caches and content delivery networks say of themselves, as it is usually written. */
const CACHE_HEADERS = [
  'Age',
  'X-Cache',
  'X-Cache-Hits',
  'Cache-Status',
  'CF-Cache-Status',
  'X-Vercel-Cache',
  'X-Served-By',
  'Via',
  'Cache-Control',
  'ETag',
] as const
const MAX_EVIDENCE_LENGTH = 200

/** A firewall or rate limit that refuses us is asked less and less often, in milliseconds. */
const FIRST_PAUSE = 5_000
const LONGEST_PAUSE = 30_000
/** As long as a server may ask us to wait: it must not be able to put the run to sleep. */
const LONGEST_RETRY_AFTER = 60_000

export interface SamplerDeps {
  readonly settings: ServedVersionSettings
  readonly expected: ExpectedVersion
  readonly clock: Clock
  readonly signal?: AbortSignal
  readonly request?: Request
  /** Applied to what an answer says before it is cut to an excerpt. */
  readonly redact?: Redact
  /** Milliseconds for one answer. */
  readonly timeout?: number
  readonly proxyEnv?: ProxyEnv
}

export interface Sampler {
  /**
   * Asks once, on a connection of its own and past every cache that heeds it. `at` is when the question was sent: the answer is
   * no older than that.
   *
   * @throws the signal's reason when that is aborted; nothing because of the answer
   */
  answer(): Promise<Answer>
  /**
   * Before this time (milliseconds since the epoch) the next question should not be sent, because the last one was refused with
   * 403 or 429; 0 where nothing stands against it.
   */
  pauseUntil(): number
}

/** Asks the service which version it serves. */
export function createSampler(deps: SamplerDeps): Sampler {
  const { settings, clock, request = httpRequest } = deps
  let refusals = 0
  let pausedUntil = 0

  const heed = (answer: HttpAnswer): void => {
    if (answer.state === 'answered' && (answer.status === 403 || answer.status === 429)) {
      const pause = Math.min(FIRST_PAUSE * 2 ** refusals, LONGEST_PAUSE)
      const asked = Math.min(retryAfter(answer, clock.now()), LONGEST_RETRY_AFTER)
      pausedUntil = clock.now() + Math.max(pause, asked)
      refusals += 1
    } else {
      refusals = 0
      pausedUntil = 0
    }
  }

  return {
    pauseUntil: () => pausedUntil,
    answer: async () => {
      const at = clock.now()
      const answer = await request(fresh(settings.url), {
        headers: NO_CACHE,
        originHeaders: settings.headers,
        ...(deps.signal === undefined ? {} : { signal: deps.signal }),
        ...(deps.timeout === undefined ? {} : { timeout: deps.timeout }),
        ...(deps.proxyEnv === undefined ? {} : { proxyEnv: deps.proxyEnv }),
      })
      heed(answer)
      const finalUrl = withoutFreshness(answer.finalUrl)
      if (answer.state === 'failed') return { state: 'unreadable', at, why: answer.why, cache: [], finalUrl }
      const cache = cacheEvidence(answer.headers, deps.redact)
      const selection = await selectVersion(answer, settings.selector, deps.expected, deps.redact)
      if (selection.state === 'unreadable') {
        return { state: 'unreadable', at, why: selection.why, cache, finalUrl, httpStatus: answer.status }
      }
      return { state: 'read', at, version: selection.version, selectedBy: selection.selectedBy, cache, finalUrl }
    },
  }
}

/** The URL with a parameter that no cache has seen; the author's own query stays letter for letter. */
function fresh(address: string): string {
  if (!URL.canParse(address)) return address
  const url = new URL(address)
  const parameter = `${FRESHNESS_PARAMETER}=${randomBytes(8).toString('hex')}`
  url.search = url.search === '' ? parameter : `${url.search}&${parameter}`
  url.hash = ''
  return url.href
}

function withoutFreshness(address: string): string {
  return address.replace(
    new RegExp(`([?&])${FRESHNESS_PARAMETER}=[0-9a-f]{16}(&|$)`),
    (_match, before: string, after: string) => (after === '&' ? before : ''),
  )
}

function cacheEvidence(headers: ReadonlyMap<string, readonly string[]>, redact: Redact | undefined): CacheEvidence {
  return CACHE_HEADERS.flatMap((name): Header[] => {
    const values = headers.get(name.toLowerCase())
    return values === undefined || values.length === 0
      ? []
      : [[name, excerpt(values.join(', '), MAX_EVIDENCE_LENGTH, redact)]]
  })
}

/** How long the server asks us to wait, in milliseconds: seconds or an HTTP date (RFC 9110, 10.2.3); 0 where it does not say. */
function retryAfter(answer: Extract<HttpAnswer, { state: 'answered' }>, now: number): number {
  const value = answer.headers.get('retry-after')?.[0]?.trim() ?? ''
  if (/^\d+$/.test(value)) return Number(value) * 1000
  const date = Date.parse(value)
  return Number.isNaN(date) ? 0 : Math.max(0, date - now)
}
