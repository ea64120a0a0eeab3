import { AwsFailure } from '../../aws/failure.ts'
import type { Clock } from '../../clock.ts'
import { createGitHubClient } from '../../expect/github-client.ts'
import { createGitHubReader } from '../../expect/github.ts'
import type { RunContext } from '../../model.ts'

/** A webhook on the GitHub side. */
export interface GitHubHook {
  readonly active: boolean
  /** Names of the events that it subscribes to; `*` stands for all. */
  readonly events: readonly string[]
  /** Where the deliveries go. Holds a token: never to be printed. */
  readonly payloadUrl?: string
  /** Whether deliveries are signed. GitHub shows a secret as asterisks only. */
  readonly hasSecret: boolean
}

/** `events` replaces the whole list. */
export interface GitHubHookChange {
  readonly active: boolean
  readonly events: readonly string[]
}

/**
 * The webhooks of GitHub's REST API. Both methods throw an `AwsFailure`: `denied` where the token may not or the hook is not there
 * (GitHub answers the one as the other), `retry` where no answer came (a read makes three attempts, a write one) or it could not be read,
 * `rejected` else.
 */
export interface GitHubHooks {
  /** Host, with its port, that the addresses of this server's hooks name: no other hook is asked for. */
  readonly host: string
  /** @param path `/repos/<owner>/<name>/hooks/<id>` or `/orgs/<name>/hooks/<id>` */
  read(path: string): Promise<GitHubHook>
  /** Where no answer came, the hook is to be read before it is written again. The secret and the payload URL stay. */
  write(path: string, change: GitHubHookChange): Promise<void>
}

export interface GitHubHooksDeps {
  /** The token that may edit webhooks. */
  readonly token: string
  readonly run: RunContext
  readonly clock: Clock
  readonly signal?: AbortSignal | undefined
}

/** Milliseconds for one request, its answer included. */
const PATIENCE = 10_000

/** Bytes of an answer: a hook has a few hundred. */
const LONGEST = 65_536

const JSON_TYPE = 'application/vnd.github+json'

/** Host of the REST API in the addresses that the run's GitHub gives its hooks. */
export function hooksHost({ serverUrl, apiUrl }: Pick<RunContext, 'serverUrl' | 'apiUrl'>): string {
  return URL.parse(serverUrl)?.host === 'github.com' ? 'api.github.com' : (URL.parse(apiUrl)?.host ?? '')
}

export function createGitHubHooks({ token, run, clock, signal }: GitHubHooksDeps): GitHubHooks {
  const baseUrl = run.apiUrl.replace(/\/+$/, '')
  const reader = createGitHubReader({ settings: { githubToken: token, run }, clock, signal })
  type Send = (path: string, change: GitHubHookChange) => Promise<void>
  let loading: Promise<Send> | undefined

  async function load(): Promise<Send> {
    const octokit = await createGitHubClient(baseUrl, token)
    return async (path, { active, events }) => {
      const timeout = AbortSignal.timeout(PATIENCE)
      // Nothing but what changes: where `config` is left out, GitHub keeps URL and secret (REST API, Update a repository webhook).
      await octokit.request(`PATCH ${path}`, {
        active,
        events: [...events],
        headers: { accept: JSON_TYPE },
        request: {
          signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
          // What it says of the hook is read again, and not from here.
          parseSuccessResponseBody: false,
        },
      })
    }
  }

  /** Anew, without the original as its cause: a message of the network's library may quote the header with the token. */
  const scrubbed = (failure: AwsFailure): AwsFailure =>
    new AwsFailure(failure.kind, failure.action, failure.code, failure.message.replaceAll(token, '***'), {
      httpStatus: failure.httpStatus,
    })

  return {
    host: hooksHost(run),
    async read(path) {
      const action = `GET ${path}`
      try {
        const { status, text } = await reader.get(path, JSON_TYPE, LONGEST)
        if (status !== 200) throw refused(action, status)
        return parseHook(text, action)
      } catch (error) {
        throw error instanceof AwsFailure ? scrubbed(error) : error
      }
    },
    async write(path, change) {
      const action = `PATCH ${path}`
      try {
        loading ??= load()
        const send = await loading
        await send(path, change)
      } catch (error) {
        signal?.throwIfAborted()
        throw scrubbed(sort(error, action))
      }
    },
  }
}

function parseHook(text: string, action: string): GitHubHook {
  const unreadable = (why: string): AwsFailure => new AwsFailure('retry', action, 'UnreadableAnswer', why)
  let hook: unknown
  try {
    hook = JSON.parse(text)
  } catch {
    throw unreadable('the answer is no JSON')
  }
  if (!isRecord(hook)) throw unreadable('the answer is no hook')
  const { active, events, config } = hook
  if (typeof active !== 'boolean') throw unreadable('the answer does not say whether the hook is active')
  if (!Array.isArray(events) || !events.every((event): event is string => typeof event === 'string'))
    throw unreadable('the answer does not list the events of the hook')
  const url = isRecord(config) ? config['url'] : undefined
  const secret = isRecord(config) ? config['secret'] : undefined
  return {
    active,
    events,
    ...(typeof url === 'string' ? { payloadUrl: url } : {}),
    hasSecret: typeof secret === 'string' && secret !== '',
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

/** What a token needs is the same for one that is missing a permission and for one that does not see the hook at all. */
function refused(action: string, status: number): AwsFailure {
  const code = `HTTP ${status}`
  const about = { httpStatus: status }
  if (status !== 401 && status !== 403 && status !== 404)
    return new AwsFailure('rejected', action, code, `GitHub answered ${status} to ${action}`, about)
  const organization = /^\w+ \/orgs\//.test(action)
  const permission = organization
    ? 'the organization permission "Webhooks: read and write", or the scope admin:org_hook of a classic one'
    : 'the repository permission "Webhooks: read and write", or the scope admin:repo_hook of a classic one'
  const seen = status === 401 ? 'it is not valid' : status === 403 ? 'it may not' : 'it may not, or the hook is gone'
  const message =
    `GitHub answered ${status} to ${action}: ${seen}. The token in webhook-token needs ${permission}; ` +
    'the GITHUB_TOKEN of a workflow can never do it'
  return new AwsFailure('denied', action, code, message, about)
}

/** Octokit gives faults of the network the status 500. */
function sort(error: unknown, action: string): AwsFailure {
  if (error instanceof AwsFailure) return error
  const message = error instanceof Error ? error.message : String(error)
  const status = isRecord(error) && typeof error['status'] === 'number' ? error['status'] : undefined
  if (status === undefined || status >= 500 || status === 408 || status === 429 || isRateLimit(error)) {
    const code = status === undefined ? 'NetworkError' : `HTTP ${status}`
    return new AwsFailure('retry', action, code, message, { httpStatus: status })
  }
  const failure = refused(action, status)
  if (failure.kind === 'denied') return failure
  return new AwsFailure(failure.kind, action, failure.code, `${failure.message}: ${message}`, { httpStatus: status })
}

/** GitHub also refuses with 403 what comes too often (REST API, "Rate limits"). */
function isRateLimit(error: unknown): boolean {
  const response = isRecord(error) ? error['response'] : undefined
  const headers = isRecord(response) ? response['headers'] : undefined
  if (!isRecord(headers)) return false
  return 'retry-after' in headers || String(headers['x-ratelimit-remaining']) === '0'
}
