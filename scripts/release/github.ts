/** What GitHub answers: its status, and its JSON where there is some. */
export interface Answer {
  readonly status: number
  readonly body: unknown
}

/** GitHub's API, for one repository. */
export interface GitHub {
  /** `OWNER/NAME`. */
  readonly repository: string
  /** The repository's page. */
  readonly page: string
  /** Asks for a path below the repository. */
  readonly ask: (method: 'GET' | 'POST' | 'PATCH', path: string, body?: object) => Promise<Answer>
  /** Runs a GraphQL mutation or query. */
  readonly graphql: (query: string, variables: object) => Promise<Answer>
}

const REQUEST_LIMIT_MS = 60_000

/** An environment variable that the workflow sets. */
export function variable(name: string): string {
  const value = process.env[name] ?? ''
  if (value === '') throw new Error(`expected the environment variable ${name}, found none: the workflow sets it`)
  return value
}

/** GitHub as a job of a workflow reaches it, with the token that the workflow hands over. */
export function gitHubOfTheJob(): GitHub {
  const token = variable('GITHUB_TOKEN')
  const repository = variable('GITHUB_REPOSITORY')
  const server = process.env['GITHUB_SERVER_URL'] ?? 'https://github.com'
  const send = async (method: string, url: string, body?: object): Promise<Answer> => {
    const response = await fetch(url, {
      method,
      redirect: 'error',
      signal: AbortSignal.timeout(REQUEST_LIMIT_MS),
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${token}`,
        'user-agent': 'ecs-deploy-verifier-release',
        'x-github-api-version': '2022-11-28',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
  }
  return {
    repository,
    page: `${server}/${repository}`,
    ask: (method, path, body) => send(method, `${variable('GITHUB_API_URL')}/repos/${repository}${path}`, body),
    graphql: (query, variables) => send('POST', variable('GITHUB_GRAPHQL_URL'), { query, variables }),
  }
}

/** The answer's body, where its status is that of success. */
export function accepted({ status, body }: Answer, what: string): unknown {
  if (status >= 200 && status < 300) return body
  throw new Error(`GitHub did not ${what}: it answered ${status} ${said(body)}`)
}

/** What GitHub said, in short. */
export function said(body: unknown): string {
  return JSON.stringify(field(body, 'message') ?? field(body, 'errors') ?? body ?? '').slice(0, 500)
}

/** A field of what may be an object. */
export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Object.getOwnPropertyDescriptor(value, name)?.value
    : undefined
}

/** What may be a list, as one. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
