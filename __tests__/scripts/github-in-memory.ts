import { createHash } from 'node:crypto'
import type { Answer, GitHub } from '../../scripts/release/github.ts'
import { listen, textOf, type LoopbackServer } from '../image/loopback.ts'

export interface Release {
  readonly id: number
  readonly tag_name: string
  readonly html_url: string
  readonly body?: string
  readonly draft: boolean
  readonly immutable: boolean
}

interface Addition {
  readonly path: string
  readonly contents: string
}

interface Commit {
  readonly branch: { readonly repositoryNameWithOwner: string; readonly branchName: string }
  readonly expectedHeadOid: string
  readonly message: { readonly headline: string }
  readonly fileChanges: { readonly additions: readonly Addition[]; readonly deletions: readonly { path: string }[] }
}

type Body = Readonly<Record<string, unknown>>

/** A repository at GitHub, as far as a release needs one. */
export class GitHubInMemory implements GitHub {
  readonly repository = 'octocat/ecs-deploy-verifier'
  readonly page = 'https://github.com/octocat/ecs-deploy-verifier'
  /** Commit of every tag. */
  readonly tags = new Map<string, string>()
  releases: Release[] = []
  /** Every request that changes something, in order. */
  readonly changes: string[] = []
  readonly commits: Commit[] = []
  /** Content of every file at the head of the branch, by path. */
  files: Record<string, string> = {}
  head = ''
  immutability = true
  /** Status of the answer to a request, where it is not what it should be. */
  readonly refusals = new Map<string, number>()
  isTruncated = false

  readonly ask = async (method: string, path: string, body: object = {}): Promise<Answer> => {
    const line = `${method} ${path}`
    const refusal = this.refusals.get(line)
    if (refusal !== undefined) return { status: refusal, body: { message: 'Resource not accessible by integration' } }
    if (method !== 'GET') this.changes.push(line)
    return this.#answer(line, body as Body)
  }

  readonly graphql = async (_query: string, variables: object): Promise<Answer> => {
    const { input } = variables as { readonly input: Commit }
    if (input.expectedHeadOid !== this.head)
      return { status: 200, body: { data: null, errors: [{ message: 'Expected branch to point to another commit' }] } }
    this.commits.push(input)
    return { status: 200, body: { data: { createCommitOnBranch: { commit: { oid: 'f'.repeat(40) } } } } }
  }

  /** The same behind a server, for a process of its own. */
  async serve(): Promise<LoopbackServer> {
    return listen((request, response) => {
      void textOf(request).then(async (text) => {
        const sent = (text === '' ? {} : JSON.parse(text)) as { readonly variables?: object }
        const path = (request.url ?? '').replace(`/repos/${this.repository}`, '')
        const { status, body } =
          path === '/graphql'
            ? await this.graphql('', sent.variables ?? {})
            : await this.ask(request.method ?? '', path, sent)
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
      })
    })
  }

  #answer(line: string, body: Body): Answer {
    const [, tag] = /^(?:GET \/git\/ref|PATCH \/git\/refs)\/tags\/(.+)$/.exec(line) ?? []
    if (tag !== undefined) {
      const known = this.tags.get(tag)
      if (known === undefined) return { status: 404, body: { message: 'Not Found' } }
      if (line.startsWith('PATCH')) this.tags.set(tag, String(body['sha']))
      return { status: 200, body: this.#ref(tag) }
    }
    const [, id] = /^(?:GET|PATCH) \/releases\/(\d+)$/.exec(line) ?? []
    if (id !== undefined) {
      const known = this.releases.find((release) => release.id === Number(id))
      if (known === undefined) return { status: 404, body: { message: 'Not Found' } }
      if (line.startsWith('GET')) return { status: 200, body: known }
      const draft = body['draft'] === true
      const changed = { ...known, ...body, draft, immutable: !draft && this.immutability }
      this.releases = this.releases.map((release) => (release === known ? changed : release))
      return { status: 200, body: changed }
    }
    const [, page] = /^GET \/releases\?per_page=100&page=(\d+)$/.exec(line) ?? []
    if (page !== undefined)
      return { status: 200, body: this.releases.slice((Number(page) - 1) * 100, Number(page) * 100) }
    if (line === 'GET /git/matching-refs/tags/v')
      return { status: 200, body: [...this.tags.keys()].map((name) => this.#ref(name)) }
    if (line === 'POST /git/refs') {
      const name = String(body['ref']).replace('refs/tags/', '')
      this.tags.set(name, String(body['sha']))
      return { status: 201, body: this.#ref(name) }
    }
    if (line === 'POST /releases') return { status: 201, body: this.addRelease(String(body['tag_name']), body) }
    if (line === `GET /git/trees/${this.head}?recursive=1`) {
      const tree = Object.entries(this.files).map(([path, text]) => ({ path, type: 'blob', sha: blob(text) }))
      const folder = { path: 'dist', type: 'tree', sha: blob('a folder') }
      return { status: 200, body: { truncated: this.isTruncated, tree: [folder, ...tree] } }
    }
    throw new Error(`no answer is known to ${line}`)
  }

  addRelease(tag: string, content: Body = {}): Release {
    const id = this.releases.length + 1
    const release = {
      id,
      tag_name: tag,
      html_url: `${this.page}/releases/${id}`,
      draft: true,
      immutable: false,
      ...content,
    }
    this.releases.unshift(release)
    return release
  }

  #ref(tag: string): object {
    return { ref: `refs/tags/${tag}`, object: { type: 'commit', sha: this.tags.get(tag) } }
  }
}

/** What `git hash-object` says of a text. */
function blob(text: string): string {
  const bytes = Buffer.from(text)
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
}
