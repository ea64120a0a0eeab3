import { AwsFailure } from '../aws/failure.ts'
import type { Clock } from '../clock.ts'
import type { Settings } from '../model.ts'
import { createGitHubClient } from './github-client.ts'

/** An answer of the GitHub API that is none of its passing faults: also a refusal, and `not found`. */
export interface GitHubAnswer {
  readonly status: number
  /** Empty for every status but a success. */
  readonly text: string
  readonly contentType?: string
}

/** Reads the GitHub API. */
export interface GitHubReader {
  /**
   * @param path begins with `/`, parts already encoded
   * @param accept media type
   * @param limit bytes of the answer
   * Throws an `AwsFailure`: `retry` where the network, a limit on requests or a 5xx outlasts three attempts, `rejected` for a longer answer.
   */
  get(path: string, accept: string, limit: number): Promise<GitHubAnswer>
}

export interface GitHubDeps {
  readonly settings: Pick<Settings, 'githubToken' | 'run'>
  readonly clock: Clock
  readonly signal?: AbortSignal | undefined
}

/** Milliseconds for one request, its answer included. */
const patience = 10_000

/** Milliseconds before the second and the third attempt. */
const pauses = [1_000, 3_000]

export function createGitHubReader({ settings, clock, signal }: GitHubDeps): GitHubReader {
  const { githubToken, run } = settings
  const baseUrl = run.apiUrl.replace(/\/+$/, '')
  type Send = (path: string, accept: string, limit: number) => Promise<GitHubAnswer>
  let loading: Promise<Send> | undefined

  async function load(): Promise<Send> {
    const octokit = await createGitHubClient(baseUrl, githubToken)
    return async (path, accept, limit) => {
      const timeout = AbortSignal.timeout(patience)
      const answer = await octokit
        .request(`GET ${path}`, {
          headers: { accept },
          request: {
            signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
            // The stream itself, so that a large answer is never held in memory.
            parseSuccessResponseBody: false,
          },
        })
        .catch((error: unknown) => {
          // Octokit calls that a cancelled request, which is no reason.
          if (timeout.aborted) throw new Error(`no answer within ${patience / 1000} s`, { cause: error })
          throw error
        })
      const contentType = answer.headers['content-type']
      return {
        status: answer.status,
        text: await readText(answer.data, `GET ${path}`, limit),
        ...(contentType === undefined ? {} : { contentType }),
      }
    }
  }

  return {
    async get(path, accept, limit) {
      for (let attempt = 0; ; attempt += 1) {
        try {
          loading ??= load()
          const send = await loading
          return await send(path, accept, limit)
        } catch (error) {
          signal?.throwIfAborted()
          if (error instanceof AwsFailure) throw error
          const failure = sort(error, `GET ${path}`)
          if (!(failure instanceof AwsFailure)) return failure
          const pause = pauses[attempt]
          if (pause === undefined) throw failure
          await clock.sleep(pause, signal)
        }
      }
    },
  }
}

async function readText(body: unknown, action: string, limit: number): Promise<string> {
  if (!isByteStream(body)) return typeof body === 'string' ? body : ''
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.byteLength
    if (size > limit) {
      throw new AwsFailure('rejected', action, 'AnswerTooLarge', `the answer is larger than ${limit} bytes`)
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function isByteStream(value: unknown): value is AsyncIterable<Uint8Array> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

/** A refusal is an answer; what may pass is a failure. Octokit gives faults of the network the status 500. */
function sort(error: unknown, action: string): AwsFailure | GitHubAnswer {
  const message = reasonOf(error)
  const hasStatus = typeof error === 'object' && error !== null && 'status' in error
  const status = hasStatus && typeof error.status === 'number' ? error.status : undefined
  if (status === undefined || status >= 500 || status === 408 || status === 429 || isRateLimit(error)) {
    const code = status === undefined ? 'NetworkError' : `HTTP ${status}`
    return new AwsFailure('retry', action, code, message, { httpStatus: status }, { cause: error })
  }
  return { status, text: '' }
}

/** Of a proxy's refusal Octokit says only that the request was cancelled: the reason stands below that. */
function reasonOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('message' in error)) return String(error)
  const message = String(error.message)
  const saysNothing = message === 'Request was cancelled.' || message === 'fetch failed'
  return saysNothing && 'cause' in error && error.cause !== undefined ? reasonOf(error.cause) : message
}

/** GitHub also refuses with 403 what comes too often (REST API, "Rate limits"). */
function isRateLimit(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('response' in error)) return false
  const { response } = error
  if (typeof response !== 'object' || response === null || !('headers' in response)) return false
  const { headers } = response
  if (typeof headers !== 'object' || headers === null) return false
  return (
    'retry-after' in headers || ('x-ratelimit-remaining' in headers && String(headers['x-ratelimit-remaining']) === '0')
  )
}
