import { createHash } from 'node:crypto'
import type { ProxyEnv } from 'node:http'
import { unreadableAnswer } from '../aws/errors.ts'
import { AwsFailure } from '../aws/failure.ts'
import { Ending } from '../ending.ts'
import { apiHost, type RegistryLogin } from './docker-config.ts'
import {
  type Document,
  type Exchange,
  isLoopback,
  kindOfStatus,
  openAnswer,
  readDocument,
  statusFailure,
} from './download.ts'
import { type ExplainingRepository, hasDigest, notItsDigest, notRead, pageLimit } from './ecr.ts'
import { listAt, parseObject } from './json.ts'
import { createMemory } from './memory.ts'
import { isDigest, isIndexType, manifestMediaTypes, parseManifest } from './manifest.ts'
import { answerChallenge } from './registry-login.ts'
import type { ManifestText, Referrer } from './registry.ts'
import { Unreadable } from './unreadable.ts'
import { aboutMessage } from '../paragraphs.ts'

/** Bytes; what registries accept as a manifest at most (OCI distribution specification, "Pushing Manifests"). */
const manifestLimit = 4 * 2 ** 20

/** Tags that are asked for at once, and pages of them that are read: registries list them in no order that helps. */
const tagsAtOnce = 1000
const tagPageLimit = 5

export interface OciOptions {
  /** Registry host and path, in full: `docker.io/library/nginx`. */
  readonly name: string
  /** Asked for once, when the registry first wants it. */
  readonly login: () => Promise<RegistryLogin>
  readonly signal?: AbortSignal | undefined
  readonly proxyEnv?: ProxyEnv | undefined
}

function addressOf(name: string): { readonly host: string; readonly path: string; readonly base: string } {
  const slash = name.indexOf('/')
  const host = name.slice(0, slash)
  const path = name.slice(slash + 1)
  const api = apiHost(host)
  const hostname = api.startsWith('[') ? api.slice(0, api.indexOf(']') + 1) : (api.split(':')[0] ?? '')
  return { host, path, base: `${isLoopback(hostname) ? 'http' : 'https'}://${api}/v2/${path}` }
}

function howToLogIn(host: string): string {
  if (host === 'ghcr.io') {
    return 'Pass github.actor as "registry-username" and github.token as "registry-password", with "packages: read" among the permissions of the job.'
  }
  return `Pass "registry-username" and "registry-password" that may pull from ${host}, or log in with docker/login-action before this step.`
}

/**
 * A repository of any registry that speaks the OCI distribution protocol: ghcr.io, Docker Hub, ECR Public, private ones.
 * HTTPS always, but for a registry on this machine. A digest is computed from the bytes; what a header claims is not believed.
 */
export function createOciRepository({ name, login, signal, proxyEnv }: OciOptions): ExplainingRepository {
  const { host, path, base } = addressOf(name)
  // What is missing may be pushed yet.
  const manifests = createMemory<ManifestText | undefined>((text) => text !== undefined)
  const tagsByDigest = new Map<string, Set<string>>()
  let authorization: string | undefined
  let using: RegistryLogin = { source: 'none', why: 'the registry asked for none' }

  function refused(action: string, status: number): Ending {
    const withWhat = {
      input: 'with "registry-username" and "registry-password"',
      'docker-config': "with the login in the runner's docker config",
      none: 'without a login',
    }[using.source]
    const why = using.source === 'none' ? ` (${using.why})` : ''
    return new Ending(
      'access-denied',
      `the registry ${host} does not let this run read ${path}`,
      `Expected to read ${name}; ${action} was refused with ${status} ${withWhat}${why}. A registry also says so of a repository that does not exist.`,
      { text: howToLogIn(host), about: aboutMessage('the-registry-does-not-let-this-run-read-the-image') },
    )
  }

  function failedWith(action: string, status: number): AwsFailure | Ending {
    return kindOfStatus(status) === 'denied' ? refused(action, status) : statusFailure(status, action, name)
  }

  /** Meets a challenge; false where it cannot be met. */
  async function authorize({ headers, journey }: Pick<Document, 'headers' | 'journey'>): Promise<boolean> {
    using = await login()
    const challenge = { header: headers['www-authenticate'] ?? '', from: new URL(base), journey }
    const answer = await answerChallenge(challenge, `repository:${path}:pull`, using, { signal, proxyEnv })
    authorization = answer
    return answer !== undefined
  }

  /** Only the registry itself may ask for a login: not the server of a redirect. */
  function challenged({ status, origin }: { status: number; origin: string }): boolean {
    return status === 401 && origin === new URL(base).origin
  }

  function exchange(action: string): Exchange {
    return { action, signal, proxyEnv, ...(authorization === undefined ? {} : { authorization }) }
  }

  /** A small answer of the registry; a token that it no longer takes is renewed once. */
  async function ask(
    method: 'GET' | 'HEAD',
    resource: string,
    accept = manifestMediaTypes.join(', '),
  ): Promise<Document> {
    const url = new URL(`${base}/${resource}`)
    const action = `${method} ${url.host}${url.pathname}`
    const send = (): Promise<Document> =>
      readDocument(url, { ...exchange(action), method, headers: { accept } }, manifestLimit)
    const first = await send()
    if (!challenged(first)) return first
    if (!(await authorize(first))) throw refused(action, first.status)
    return send()
  }

  /** A manifest by tag or digest; undefined where the registry has none. */
  async function read(reference: string): Promise<ManifestText | undefined> {
    let answer: Document
    try {
      answer = await ask('GET', `manifests/${reference}`)
    } catch (error) {
      if (!(error instanceof AwsFailure) || error.code !== 'AnswerTooLarge') throw error
      const limit = `${manifestLimit / 2 ** 20} MiB`
      throw new Ending(
        'digest-unreadable',
        'the image manifest is too large',
        `Expected the manifest ${reference} of ${name} to have at most ${limit}; it has more.`,
        {
          text: 'Push the image again with fewer layers, platforms or annotations: registries take no manifest as large as that.',
          about: aboutMessage('the-image-manifest-cannot-be-read'),
        },
        { cause: error },
      )
    }
    if (answer.status === 404) return undefined
    if (answer.status !== 200) throw failedWith(`GET ${host}/v2/${path}/manifests/${reference}`, answer.status)
    const [mediaType = ''] = (answer.headers['content-type'] ?? '').split(';')
    const digest = `sha256:${createHash('sha256').update(answer.body).digest('hex')}`
    if (isDigest(reference) && !hasDigest(answer.body, reference)) throw notItsDigest(name, reference)
    return { digest, mediaType: mediaType.trim().toLowerCase(), text: answer.body.toString('utf8') }
  }

  function manifest(digest: string): Promise<ManifestText | undefined> {
    if (!isDigest(digest)) return Promise.resolve(undefined)
    return manifests.get(digest, () => read(digest))
  }

  async function resolve(tag: string): Promise<string | undefined> {
    // Docker Hub counts a GET as a pull, of which it allows few; a HEAD is free (docs.docker.com, "Docker Hub usage and limits").
    const head = await ask('HEAD', `manifests/${tag}`)
    if (head.status === 404) return undefined
    if (head.status !== 200 && head.status !== 405)
      throw failedWith(`HEAD ${host}/v2/${path}/manifests/${tag}`, head.status)
    const found = await read(tag)
    if (found === undefined) return undefined
    await manifests.get(found.digest, () => Promise.resolve(found))
    tagsByDigest.set(found.digest, (tagsByDigest.get(found.digest) ?? new Set()).add(tag))
    return found.digest
  }

  /** A list of the registry, page by page; nothing where it has no such list. */
  async function* pagesOf(
    first: string,
    accept?: string,
  ): AsyncGenerator<{ readonly page: Document; readonly resource: string }> {
    let resource: string | undefined = first
    while (resource !== undefined) {
      const page = await ask('GET', resource, accept)
      if (page.status === 404 && resource === first) return
      if (page.status !== 200) throw failedWith(`GET ${host}/v2/${path}/${resource}`, page.status)
      yield { page, resource }
      resource = nextPage(page, resource)
    }
  }

  /** What the next page is called, below this repository: the host that a registry behind a proxy calls itself may be another one. */
  function nextPage({ headers }: Document, resource: string): string | undefined {
    const [, target] = /<([^<>]*)>[^<>]*;\s*rel="?next\b/i.exec([headers['link'] ?? ''].flat().join()) ?? []
    if (target === undefined) return undefined
    const from = `${base}/${resource}`
    const next = URL.canParse(target, from) ? new URL(target, from) : undefined
    const root = `${new URL(base).pathname}/`
    if (next?.pathname.startsWith(root) === true) return `${next.pathname.slice(root.length)}${next.search}`
    throw new AwsFailure('unsupported', `GET ${host}`, 'UnknownPage', 'the list goes on at an address that is none')
  }

  /** What an index of referrers lists; undefined where the registry has none. */
  async function referrersAt(first: string): Promise<readonly Referrer[] | undefined> {
    const found: Referrer[] = []
    let pages = 0
    for await (const { page, resource } of pagesOf(first)) {
      if (pages === pageLimit) throw new Unreadable(`more than ${found.length} manifests refer to it`)
      pages += 1
      const digest = `sha256:${createHash('sha256').update(page.body).digest('hex')}`
      const index = parseList({ digest, mediaType: '', text: page.body.toString('utf8') }, page, resource)
      if (index.kind !== 'index') throw new Unreadable('what should list the manifests that refer to it is no index')
      for (const { digest: referrer, artifactType } of index.manifests) {
        found.push({ digest: referrer, ...(artifactType === undefined ? {} : { artifactType }) })
      }
    }
    return pages === 0 ? undefined : found
  }

  /** What calls itself an index and is none was cut on its way, and is asked for again; a page of a proxy stays one. */
  function parseList(text: ManifestText, { headers }: Document, resource: string): ReturnType<typeof parseManifest> {
    try {
      return parseManifest(text)
    } catch (error) {
      if (!(error instanceof Ending) || !isIndexType((headers['content-type'] ?? '').split(';')[0] ?? '')) throw error
      const action = `GET ${host}/v2/${path}/${resource}`
      throw new AwsFailure('retry', action, unreadableAnswer, error.message, { resource: name }, { cause: error })
    }
  }

  // A registry without the API answers 404 to every question about it; one that has it gives an empty index.
  let hasReferrersApi = true

  async function referrersOf(digest: string): Promise<readonly Referrer[]> {
    const listed = hasReferrersApi ? await referrersAt(`referrers/${digest}`) : undefined
    if (listed !== undefined) return listed
    hasReferrersApi = false
    return (await referrersAt(`manifests/${digest.replace(':', '-')}`)) ?? []
  }

  let listsTags = true

  /** As many of them as a few pages hold; none where the registry refuses or fails, or has none yet. */
  async function listTags(): Promise<readonly string[]> {
    const found: string[] = []
    if (!listsTags) return found
    let pages = 0
    try {
      for await (const { page } of pagesOf(`tags/list?n=${tagsAtOnce}`, 'application/json')) {
        pages += 1
        const tags = listAt(parseObject(page.body.toString('utf8')), 'tags')
        found.push(...tags.filter((tag): tag is string => typeof tag === 'string'))
        if (pages === tagPageLimit) break
      }
    } catch (error) {
      if (!(error instanceof AwsFailure || error instanceof Ending || error instanceof Unreadable)) throw error
      listsTags = error instanceof AwsFailure && error.kind === 'retry'
    }
    return found
  }

  return {
    name,
    manifest,
    tags: listTags,
    absence: () => undefined,

    async resolveTags(tags) {
      const found = new Map<string, string>()
      for (const tag of new Set(tags)) {
        const digest = await resolve(tag)
        if (digest !== undefined) found.set(tag, digest)
      }
      return found
    },

    async blob(digest) {
      const url = new URL(`${base}/blobs/${digest}`)
      const action = `GET ${url.host}${url.pathname}`
      let answer = await openAnswer(url, exchange(action))
      if (challenged(answer)) {
        answer.stream.destroy()
        if (!(await authorize(answer))) throw refused(action, answer.status)
        answer = await openAnswer(url, exchange(action))
      }
      if (answer.status === 200) return answer.stream
      answer.stream.destroy()
      throw failedWith(action, answer.status)
    },

    facts: (digest) => Promise.resolve({ state: 'read', value: { tags: [...(tagsByDigest.get(digest) ?? [])] } }),

    newest: () =>
      Promise.resolve({ state: 'not-read', why: `the protocol of ${host} cannot list images by age`, denied: false }),

    async referrers(digest) {
      try {
        return { state: 'read', value: await referrersOf(digest) }
      } catch (error) {
        if (error instanceof Ending)
          return { state: 'not-read', why: error.message, denied: error.code === 'access-denied' }
        return notRead(error)
      }
    },
  }
}
