import { createHash } from 'node:crypto'

/** A commit of a simulated repository, with the files that it holds. */
export interface CommitRecipe {
  readonly sha: string
  readonly message: string
  readonly author?: string
  /** Committer date; default now. */
  readonly committedAt?: number
  /** Default: the head so far, none for the first. */
  readonly parents?: readonly string[]
  /** Files that changed; those of the first parent stay. */
  readonly files?: Readonly<Record<string, string>>
}

export interface WorkflowRunRecipe {
  readonly id: number
  readonly headSha: string
  readonly name: string
  readonly event?: string
  readonly status?: string
  readonly conclusion?: string | null
  readonly createdAt?: number
  /** Committer date of its head; that of the commit where the repository has it. */
  readonly committedAt?: number
}

/** A webhook on the GitHub side. A test may change it, as its owner would. */
export interface HookRecord {
  active: boolean
  events: string[]
  /** Payload URL. */
  url: string
  /** Whether deliveries are signed; the API shows a secret as asterisks. */
  secret: boolean
}

/** How the whole API behaves. `hidden`: every path answers 404, as a private repository does to a token without access. */
export type GitHubMode = 'normal' | 'hidden' | 'unauthorized' | 'forbidden' | 'rate-limited' | 'secondary-limit'

export interface GitHubAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

interface StoredCommit {
  readonly sha: string
  readonly message: string
  readonly author: string
  readonly committedAt: number
  readonly parents: readonly string[]
  readonly files: ReadonlyMap<string, string>
  readonly changed: readonly string[]
}

interface Repo {
  readonly commits: Map<string, StoredCommit>
  readonly refs: Map<string, string>
  readonly runs: WorkflowRunRecipe[]
  readonly hooks: Map<string, HookRecord>
}

/** GitHub's REST API over simulated repositories, with the shapes of its refusals. */
export class GitHub {
  readonly #now: () => number
  readonly #repositories = new Map<string, Repo>()
  mode: GitHubMode = 'normal'
  readonly #organizations = new Map<string, Map<string, HookRecord>>()
  /** The token that may edit webhooks, or only read them. */
  webhookToken = 'ghp_simulatedWebhookToken0000000000000000'
  webhookTokenMay: 'write' | 'read' = 'write'

  /** @param now simulated time in milliseconds */
  constructor(now: () => number) {
    this.#now = now
  }

  /** Adds a commit and moves a branch to it. */
  commit(repository: string, recipe: CommitRecipe, branch = 'main'): void {
    const repo = this.#open(repository)
    const head = repo.refs.get(branch)
    const parents = recipe.parents ?? (head === undefined ? [] : [head])
    const inherited = parents[0] === undefined ? undefined : repo.commits.get(parents[0])?.files
    const files = new Map(inherited)
    for (const [path, content] of Object.entries(recipe.files ?? {})) files.set(path, content)
    repo.commits.set(recipe.sha, {
      sha: recipe.sha,
      message: recipe.message,
      author: recipe.author ?? 'octocat',
      committedAt: recipe.committedAt ?? this.#now(),
      parents,
      files,
      changed: Object.keys(recipe.files ?? {}),
    })
    repo.refs.set(branch, recipe.sha)
  }

  /** Puts a tag on a commit. */
  tag(repository: string, name: string, sha: string): void {
    this.#open(repository).refs.set(name, sha)
  }

  workflowRun(repository: string, run: WorkflowRunRecipe): void {
    this.#open(repository).runs.push(run)
  }

  /** A webhook of a repository, by the id that CodeBuild's hook URL ends in; made as CodeBuild makes it where there is none. */
  hook(repository: string, id: string): HookRecord {
    return hookIn(this.#open(repository).hooks, id)
  }

  /** A webhook of an organization. */
  organizationHook(organization: string, id: string): HookRecord {
    const hooks = this.#organizations.get(organization) ?? new Map<string, HookRecord>()
    this.#organizations.set(organization, hooks)
    return hookIn(hooks, id)
  }

  head(repository: string, branch = 'main'): string | undefined {
    return this.#repositories.get(repository)?.refs.get(branch)
  }

  /** Answers one request. `path` below the API's base, with its query. */
  answer(
    method: string,
    path: string,
    headers: Readonly<Record<string, string | undefined>>,
    body: string,
    base: string,
  ): GitHubAnswer {
    const refusal = this.#refusal()
    if (refusal !== undefined) return refusal
    const url = new URL(path, 'http://github.invalid')
    const [, organization, hookId] = /^\/orgs\/([^/]+)\/hooks\/(\d+)$/.exec(url.pathname) ?? []
    if (organization !== undefined && hookId !== undefined) {
      const hook = this.#organizations.get(organization)?.get(hookId)
      return this.#hookAnswer(hook, 'Organization', hookId, method, headers, body)
    }
    const [, owner = '', name = '', rest = ''] = /^\/repos\/([^/]+)\/([^/]+)(\/.*)?$/.exec(url.pathname) ?? []
    const repository = `${owner}/${name}`
    const repo = this.#repositories.get(repository)
    if (repo === undefined) return notFound()
    const at = `${base}/repos/${repository}`

    const [, kind = '', tail = ''] = /^\/([a-z]+)(?:\/(.*))?$/.exec(rest) ?? []
    if (method === 'GET' && rest === '') return json({ full_name: repository, default_branch: 'main', private: true })
    if (method === 'GET' && kind === 'commits' && tail !== '')
      return commitAnswer(repo, decodeURIComponent(tail), headers, at)
    if (method === 'GET' && kind === 'commits') return commitsAnswer(repo, url.searchParams, at)
    if (method === 'GET' && kind === 'contents') return contentsAnswer(repo, tail, url.searchParams, headers, at)
    if (method === 'GET' && kind === 'git' && tail.startsWith('trees/'))
      return treeAnswer(repo, decodeURIComponent(tail.slice('trees/'.length)))
    if (method === 'GET' && kind === 'compare')
      return compareAnswer(repo, decodeURIComponent(tail), url.searchParams, at)
    if (method === 'GET' && kind === 'actions' && /^(workflows\/[^/]+\/)?runs$/.test(tail))
      return runsAnswer(repo, url.searchParams, at)
    if (method === 'GET' && kind === 'actions' && /^runs\/\d+$/.test(tail)) {
      const run = repo.runs.find((candidate) => candidate.id === Number(tail.slice('runs/'.length)))
      return run === undefined ? notFound() : json(runOf(repo, run, at))
    }
    if (kind === 'hooks') return this.#hookAnswer(repo.hooks.get(tail), 'Repository', tail, method, headers, body)
    return notFound()
  }

  #open(repository: string): Repo {
    const present = this.#repositories.get(repository)
    if (present !== undefined) return present
    const made: Repo = { commits: new Map(), refs: new Map(), runs: [], hooks: new Map() }
    this.#repositories.set(repository, made)
    return made
  }

  #refusal(): GitHubAnswer | undefined {
    const reset = String(Math.ceil(this.#now() / 1000) + 60)
    switch (this.mode) {
      case 'normal':
        return undefined
      case 'hidden':
        return notFound()
      case 'unauthorized':
        return json({ message: 'Bad credentials', documentation_url: DOCUMENTATION, status: '401' }, 401)
      case 'forbidden':
        return json(
          { message: 'Resource not accessible by integration', documentation_url: DOCUMENTATION, status: '403' },
          403,
        )
      case 'rate-limited':
        return json(
          { message: 'API rate limit exceeded for installation ID 4711.', documentation_url: DOCUMENTATION },
          403,
          { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset },
        )
      case 'secondary-limit':
        return json({ message: 'You have exceeded a secondary rate limit.', documentation_url: DOCUMENTATION }, 429, {
          'retry-after': '60',
        })
    }
  }

  #hookAnswer(
    hook: HookRecord | undefined,
    type: 'Repository' | 'Organization',
    id: string,
    method: string,
    headers: Readonly<Record<string, string | undefined>>,
    body: string,
  ): GitHubAnswer {
    // GitHub hides hooks from tokens that may not see them; a workflow's own token never may.
    if (!(headers['authorization'] ?? '').endsWith(this.webhookToken)) return notFound()
    if (hook === undefined || (method !== 'GET' && method !== 'PATCH')) return notFound()
    if (method === 'PATCH') {
      if (this.webhookTokenMay === 'read')
        return json(
          { message: 'Resource not accessible by personal access token', documentation_url: DOCUMENTATION },
          403,
        )
      const wrong = changeHook(hook, JSON.parse(body === '' ? '{}' : body))
      if (wrong !== undefined) return json({ message: 'Validation Failed', errors: [wrong] }, 422)
    }
    return json({
      id: Number(id),
      type,
      name: 'web',
      active: hook.active,
      events: hook.events,
      config: {
        content_type: 'json',
        insecure_ssl: '0',
        url: hook.url,
        ...(hook.secret ? { secret: '********' } : {}),
      },
    })
  }
}

function hookIn(hooks: Map<string, HookRecord>, id: string): HookRecord {
  const present = hooks.get(id)
  if (present !== undefined) return present
  const made: HookRecord = {
    active: true,
    events: ['push', 'pull_request'],
    url: 'https://codebuild.us-east-1.amazonaws.com/webhooks?t=simulated&v=1',
    secret: true,
  }
  hooks.set(id, made)
  return made
}

/** Applies a PATCH: what is left out stays. @returns what is wrong with it */
function changeHook(hook: HookRecord, change: unknown): object | undefined {
  if (typeof change !== 'object' || change === null) return { resource: 'Hook', code: 'invalid' }
  const { active, events, config }: { active?: unknown; events?: unknown; config?: unknown } = change
  if (events !== undefined) {
    const names = Array.isArray(events) ? events.filter((event): event is string => typeof event === 'string') : []
    if (names.length === 0 || !names.every((name) => /^(?:[a-z_]+|\*)$/.test(name)))
      return { resource: 'Hook', field: 'events', code: 'invalid' }
    hook.events = [...new Set(names)]
  }
  if (active !== undefined) hook.active = active === true
  // A config replaces the whole one, and one without a secret takes the secret away.
  if (typeof config === 'object' && config !== null) hook.secret = 'secret' in config
  return undefined
}

const DOCUMENTATION = 'https://docs.github.com/rest'

function json(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): GitHubAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  }
}

function notFound(): GitHubAnswer {
  return json({ message: 'Not Found', documentation_url: DOCUMENTATION, status: '404' }, 404)
}

/** A commit by branch, full SHA, or a unique prefix of it. */
function resolve(repo: Repo, ref: string): StoredCommit | undefined {
  const named = repo.refs.get(ref.replace(/^(refs\/)?heads\//, ''))
  const exact = repo.commits.get(named ?? ref)
  if (exact !== undefined || !/^[0-9a-f]{7,40}$/.test(ref)) return exact
  const candidates = [...repo.commits.values()].filter((commit) => commit.sha.startsWith(ref))
  return candidates.length === 1 ? candidates[0] : undefined
}

function commitOf(commit: StoredCommit, at: string): object {
  const date = new Date(commit.committedAt).toISOString().replace(/\.\d{3}Z$/, 'Z')
  const person = { name: commit.author, email: `${commit.author}@users.noreply.github.com`, date }
  return {
    sha: commit.sha,
    url: `${at}/commits/${commit.sha}`,
    html_url: `https://github.com/${at.replace(/^.*\/repos\//, '')}/commit/${commit.sha}`,
    commit: { author: person, committer: person, message: commit.message },
    author: { login: commit.author },
    committer: { login: commit.author },
    parents: commit.parents.map((sha) => ({ sha, url: `${at}/commits/${sha}` })),
  }
}

function commitAnswer(
  repo: Repo,
  ref: string,
  headers: Readonly<Record<string, string | undefined>>,
  at: string,
): GitHubAnswer {
  const commit = resolve(repo, ref)
  if (commit === undefined)
    return json({ message: `No commit found for SHA: ${ref}`, documentation_url: DOCUMENTATION }, 422)
  if (/\.sha\b/.test(headers['accept'] ?? ''))
    return {
      status: 200,
      headers: { 'content-type': 'application/vnd.github.sha; charset=utf-8' },
      body: commit.sha,
    }
  return json({ ...commitOf(commit, at), files: commit.changed.map((filename) => ({ filename, status: 'modified' })) })
}

function ancestors(repo: Repo, from: string): StoredCommit[] {
  const seen = new Map<string, StoredCommit>()
  const waiting = [from]
  for (let sha = waiting.shift(); sha !== undefined; sha = waiting.shift()) {
    const commit = repo.commits.get(sha)
    if (commit === undefined || seen.has(sha)) continue
    seen.set(sha, commit)
    waiting.push(...commit.parents)
  }
  return [...seen.values()].toSorted((a, b) => b.committedAt - a.committedAt)
}

function commitsAnswer(repo: Repo, query: URLSearchParams, at: string): GitHubAnswer {
  const head = resolve(repo, query.get('sha') ?? 'main')
  if (head === undefined) return notFound()
  const path = query.get('path')
  const listed = ancestors(repo, head.sha).filter((commit) => path === null || commit.changed.includes(path))
  return json(page(listed, query).map((commit) => commitOf(commit, at)))
}

function contentsAnswer(
  repo: Repo,
  path: string,
  query: URLSearchParams,
  headers: Readonly<Record<string, string | undefined>>,
  at: string,
): GitHubAnswer {
  const file = decodeURIComponent(path)
  const ref = query.get('ref') ?? 'main'
  const commit = resolve(repo, ref)
  if (commit === undefined)
    return json({ message: `No commit found for the ref ${ref}`, documentation_url: DOCUMENTATION, status: '404' }, 404)
  const content = commit.files.get(file)
  if (content === undefined) {
    const below = [...commit.files.keys()].filter((name) => name.startsWith(`${file}/`))
    if (below.length === 0) return notFound()
    return json(below.map((name) => ({ type: 'file', path: name, name: name.split('/').at(-1) })))
  }
  if (/\.raw\b/.test(headers['accept'] ?? ''))
    return {
      status: 200,
      headers: { 'content-type': 'application/vnd.github.raw+json; charset=utf-8' },
      body: content,
    }
  const bytes = Buffer.from(content)
  const large = bytes.length > 1024 * 1024
  return json({
    type: 'file',
    // Over 1 MB the JSON form comes without content, and only the raw form has it.
    encoding: large ? 'none' : 'base64',
    content: large ? '' : bytes.toString('base64').replaceAll(/(.{60})/g, '$1\n'),
    size: bytes.length,
    name: file.split('/').at(-1),
    path: file,
    sha: createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex'),
    url: `${at}/contents/${path}?ref=${ref}`,
  })
}

/** All files below a commit's root. */
function treeAnswer(repo: Repo, ref: string): GitHubAnswer {
  const commit = resolve(repo, ref)
  if (commit === undefined) return notFound()
  const tree = [...commit.files.keys()].map((path) => ({ path, mode: '100644', type: 'blob' }))
  return json({ sha: commit.sha, tree, truncated: false })
}

function compareAnswer(repo: Repo, range: string, query: URLSearchParams, at: string): GitHubAnswer {
  const [baseRef = '', headRef = ''] = range.split('...')
  const base = resolve(repo, baseRef)
  const head = resolve(repo, headRef)
  if (base === undefined || head === undefined) return notFound()
  const ofBase = ancestors(repo, base.sha).map((commit) => commit.sha)
  const ofHead = ancestors(repo, head.sha).map((commit) => commit.sha)
  const ahead = ofHead.filter((sha) => !ofBase.includes(sha))
  const behind = ofBase.filter((sha) => !ofHead.includes(sha))
  const status =
    ahead.length === 0 && behind.length === 0
      ? 'identical'
      : behind.length === 0
        ? 'ahead'
        : ahead.length === 0
          ? 'behind'
          : 'diverged'
  const commits = ahead.toReversed().flatMap((sha) => repo.commits.get(sha) ?? [])
  const shared = ancestors(repo, head.sha).find((commit) => ofBase.includes(commit.sha))
  // Of the merge base with the head, and on the first page alone (REST API, "Compare two commits").
  const files = (query.get('page') ?? '1') === '1' ? changedFiles(shared ?? base, head).slice(0, 300) : undefined
  return json({
    status,
    ahead_by: ahead.length,
    behind_by: behind.length,
    total_commits: ahead.length,
    base_commit: commitOf(base, at),
    ...(shared === undefined ? {} : { merge_base_commit: commitOf(shared, at) }),
    commits: page(commits, query).map((commit) => commitOf(commit, at)),
    ...(files === undefined ? {} : { files }),
  })
}

/** What differs between the merge base and the head. */
function changedFiles(shared: StoredCommit, head: StoredCommit): object[] {
  const names = [...new Set([...shared.files.keys(), ...head.files.keys()])].toSorted()
  return names.flatMap((filename) => {
    const [before, after] = [shared.files.get(filename), head.files.get(filename)]
    if (before === after) return []
    const status = before === undefined ? 'added' : after === undefined ? 'removed' : 'modified'
    return [{ filename, status, additions: 1, deletions: 1, changes: 2, patch: '@@ -1 +1 @@' }]
  })
}

function runOf(repo: Repo, run: WorkflowRunRecipe, at: string): object {
  const created = new Date(run.createdAt ?? 0).toISOString()
  const committedAt = run.committedAt ?? repo.commits.get(run.headSha)?.committedAt ?? run.createdAt ?? 0
  return {
    id: run.id,
    name: run.name,
    workflow_id: WORKFLOW_ID,
    head_sha: run.headSha,
    head_branch: 'main',
    head_commit: { id: run.headSha, timestamp: new Date(committedAt).toISOString().replace(/\.\d{3}Z$/, 'Z') },
    event: run.event ?? 'push',
    status: run.status ?? 'completed',
    conclusion: run.conclusion === undefined ? 'success' : run.conclusion,
    created_at: created,
    updated_at: created,
    url: `${at}/actions/runs/${run.id}`,
  }
}

/** Every run is of the one workflow. */
const WORKFLOW_ID = 161_335

function runsAnswer(repo: Repo, query: URLSearchParams, at: string): GitHubAnswer {
  const branch = query.get('branch')
  const runs = repo.runs
    .filter((run) => query.get('head_sha') === null || run.headSha === query.get('head_sha'))
    .filter(() => branch === null || branch === 'main')
    .toReversed()
  return json({ total_count: runs.length, workflow_runs: page(runs, query).map((run) => runOf(repo, run, at)) })
}

function page<T>(items: readonly T[], query: URLSearchParams): readonly T[] {
  const size = Math.min(Number(query.get('per_page') ?? '30'), 100)
  const from = (Number(query.get('page') ?? '1') - 1) * size
  return items.slice(from, from + size)
}
