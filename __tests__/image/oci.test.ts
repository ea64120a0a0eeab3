import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from '@jest/globals'
import { dockerConfigLogin, type RegistryLogin } from '../../src/image/docker-config.ts'
import type { ExplainingRepository } from '../../src/image/ecr.ts'
import { createOciRepository } from '../../src/image/oci.ts'
import { parseChallenges } from '../../src/image/registry-login.ts'
import { Unreadable } from '../../src/image/unreadable.ts'
import { listen, type LoopbackServer, textOf } from './loopback.ts'
import { indexText, manifestText, sha256, types } from './memory-ecr.ts'

const nobody: RegistryLogin = { source: 'none', why: 'no credentials were given' }
const someone: RegistryLogin = { source: 'input', username: 'octo', password: 'pa:ss' }
const basicOfSomeone = `Basic ${Buffer.from('octo:pa:ss').toString('base64')}`

interface Registry extends LoopbackServer {
  readonly content: Map<string, { body: string; type?: string; status?: number; headers?: Record<string, string> }>
  /** Authorization values that it takes; none: it is open. */
  readonly accepts: Set<string>
  challenge: string
  token: { status: number; body: string }
}

const servers: LoopbackServer[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

async function startRegistry(): Promise<Registry> {
  const state: Pick<Registry, 'content' | 'accepts' | 'challenge' | 'token'> = {
    content: new Map(),
    accepts: new Set(),
    challenge: '',
    token: { status: 200, body: '{"token":"fresh"}' },
  }
  const server = await listen((request, response) => {
    const [path = ''] = (request.url ?? '').split('?')
    if (path === '/token') {
      response.writeHead(state.token.status).end(state.token.body)
      return
    }
    if (state.accepts.size > 0 && !state.accepts.has(request.headers.authorization ?? '')) {
      response.writeHead(401, { 'www-authenticate': state.challenge }).end()
      return
    }
    const found = state.content.get(path.replace('/v2/org/app/', ''))
    response.writeHead(found === undefined ? 404 : (found.status ?? 200), {
      'content-type': found?.type ?? types.manifest,
      // A header that lies: the digest is that of the bytes.
      'docker-content-digest': sha256('a lie'),
      ...found?.headers,
    })
    response.end(request.method === 'HEAD' ? undefined : found?.body)
  })
  const registry: Registry = Object.assign(state, server)
  registry.challenge = `Bearer realm="${server.url}/token",service="registry"`
  servers.push(server)
  return registry
}

function open(registry: Registry, login: RegistryLogin = nobody): ExplainingRepository {
  return createOciRepository({ name: `${registry.host}/org/app`, login: async () => login })
}

const app = manifestText('app')

describe('resolveTags', () => {
  it('hashes the manifest itself and does not ask for the missing ones twice', async () => {
    const registry = await startRegistry()
    registry.content.set('manifests/v1', { body: app })
    expect(await open(registry).resolveTags(['v1', 'v2'])).toEqual(new Map([['v1', sha256(app)]]))
    expect(registry.requests.map(({ line }) => line)).toEqual([
      'HEAD /v2/org/app/manifests/v1',
      'GET /v2/org/app/manifests/v1',
      'HEAD /v2/org/app/manifests/v2',
    ])
  })

  it('accepts every form of manifest at once, so that none is converted', async () => {
    const registry = await startRegistry()
    await open(registry).resolveTags(['v1'])
    const { accept } = registry.requests[0]?.headers ?? {}
    for (const type of [types.index, types.list, types.manifest, types.docker]) expect(accept).toContain(type)
  })

  it('tells the tags that it resolved as facts, and serves their manifests without another request', async () => {
    const registry = await startRegistry()
    registry.content.set('manifests/v1', { body: app, type: `${types.docker}; charset=utf-8` })
    const repository = open(registry)
    await repository.resolveTags(['v1'])
    const asked = registry.requests.length
    expect(await repository.manifest(sha256(app))).toEqual({ digest: sha256(app), mediaType: types.docker, text: app })
    expect(await repository.facts(sha256(app))).toEqual({ state: 'read', value: { tags: ['v1'] } })
    expect(registry.requests).toHaveLength(asked)
  })

  it.each([
    [429, 'retry'],
    [503, 'retry'],
    [400, 'rejected'],
  ])('does not take %i for an absent tag', async (status, kind) => {
    const registry = await startRegistry()
    registry.content.set('manifests/v1', { body: '', status })
    await expect(open(registry).resolveTags(['v1'])).rejects.toMatchObject({ kind, httpStatus: status })
  })

  it('ends the run where the registry refuses, and says what to pass', async () => {
    const registry = await startRegistry()
    registry.content.set('manifests/v1', { body: '', status: 403 })
    await expect(open(registry).resolveTags(['v1'])).rejects.toMatchObject({
      code: 'access-denied',
      headline: expect.stringContaining(registry.host),
      nextStep: { text: expect.stringContaining('registry-username') },
    })
  })
})

describe('logging in', () => {
  it('gets an anonymous token for the repository where the registry asks for one, once', async () => {
    const registry = await startRegistry()
    registry.accepts.add('Bearer fresh')
    registry.content.set('manifests/v1', { body: app })
    const repository = open(registry)
    expect((await repository.resolveTags(['v1'])).size).toBe(1)
    await repository.resolveTags(['v2'])
    const tokens = registry.requests.filter(({ line }) => line.startsWith('GET /token'))
    expect(tokens.map(({ line }) => line)).toEqual(['GET /token?service=registry&scope=repository%3Aorg%2Fapp%3Apull'])
    expect(tokens[0]?.headers.authorization).toBeUndefined()
  })

  it('sends the credentials to the token service, the token to the registry', async () => {
    const registry = await startRegistry()
    registry.accepts.add('Bearer fresh')
    await open(registry, someone).resolveTags(['v1'])
    const sent = registry.requests.map(({ line, headers }) => [line.split(' ')[1]?.slice(0, 6), headers.authorization])
    expect(sent).toEqual([
      ['/v2/or', undefined],
      ['/token', basicOfSomeone],
      ['/v2/or', 'Bearer fresh'],
    ])
  })

  it('renews a token that the registry no longer takes', async () => {
    const registry = await startRegistry()
    registry.accepts.add('Bearer fresh')
    const repository = open(registry)
    await repository.resolveTags(['v1'])
    registry.accepts.clear()
    registry.accepts.add('Bearer newer')
    registry.token.body = '{"access_token":"newer"}'
    registry.content.set('manifests/v1', { body: app })
    expect((await repository.resolveTags(['v1'])).size).toBe(1)
  })

  it('answers a basic challenge with the credentials', async () => {
    const registry = await startRegistry()
    registry.challenge = 'Basic realm="here"'
    registry.accepts.add(basicOfSomeone)
    registry.content.set('manifests/v1', { body: app })
    expect((await open(registry, someone).resolveTags(['v1'])).size).toBe(1)
    await expect(open(registry).resolveTags(['v1'])).rejects.toMatchObject({ code: 'access-denied' })
  })

  it('ends the run where the token is refused, without the password in what it says', async () => {
    const registry = await startRegistry()
    registry.accepts.add('Bearer fresh')
    registry.token = { status: 403, body: '{}' }
    const ending: unknown = await open(registry, someone)
      .resolveTags(['v1'])
      .catch((error: unknown) => error)
    expect(ending).toMatchObject({ code: 'access-denied' })
    expect(JSON.stringify(ending) + String(ending)).not.toContain('pa:ss')
  })

  it.each([
    ['a fault of the token service', { status: 503, body: '' }],
    ['an answer without a token', { status: 200, body: '{"token":7}' }],
    ['a token that would end the header', { status: 200, body: '{"token":"a\\r\\nx: y"}' }],
  ])('rides out %s', async (_, token) => {
    const registry = await startRegistry()
    registry.accepts.add('Bearer fresh')
    registry.token = token
    await expect(open(registry).resolveTags(['v1'])).rejects.toMatchObject({ kind: 'retry' })
  })

  it('sends no credentials to a token service without TLS', async () => {
    const registry = await startRegistry()
    registry.accepts.add('Bearer fresh')
    registry.challenge = 'Bearer realm="http://tokens.example/"'
    await expect(open(registry, someone).resolveTags(['v1'])).rejects.toMatchObject({ code: 'InsecureAddress' })
  })

  it('sends no credentials to a token service at a metadata address', async () => {
    const registry = await startRegistry()
    registry.accepts.add('Bearer fresh')
    registry.challenge = 'Bearer realm="https://169.254.169.254/token"'
    await expect(open(registry, someone).resolveTags(['v1'])).rejects.toMatchObject({
      kind: 'rejected',
      code: 'RefusedAddress',
    })
  })

  it('does not log in to where a redirect leads', async () => {
    const other = await startRegistry()
    other.accepts.add('Bearer fresh')
    const registry = await startRegistry()
    registry.content.set('manifests/v1', { body: '', status: 307, headers: { location: `${other.url}/v2/org/app/x` } })
    await expect(open(registry, someone).resolveTags(['v1'])).rejects.toMatchObject({ code: 'access-denied' })
    expect(other.requests.map(({ line }) => line)).toEqual(['HEAD /v2/org/app/x'])
  })
})

describe('manifest', () => {
  it('refuses bytes that do not match the digest', async () => {
    const registry = await startRegistry()
    registry.content.set(`manifests/${sha256(app)}`, { body: `${app} ` })
    await expect(open(registry).manifest(sha256(app))).rejects.toMatchObject({ code: 'digest-unreadable' })
  })

  it('is undefined where there is none, and asked for again then', async () => {
    const registry = await startRegistry()
    const repository = open(registry)
    expect(await repository.manifest(sha256(app))).toBeUndefined()
    registry.content.set(`manifests/${sha256(app)}`, { body: app })
    expect((await repository.manifest(sha256(app)))?.text).toBe(app)
    await repository.manifest(sha256(app))
    expect(registry.requests).toHaveLength(2)
  })

  it('is refused where it is larger than any manifest may be', async () => {
    const registry = await startRegistry()
    registry.content.set(`manifests/${sha256(app)}`, { body: 'x'.repeat(4 * 2 ** 20 + 1) })
    await expect(open(registry).manifest(sha256(app))).rejects.toMatchObject({ code: 'digest-unreadable' })
  })
})

describe('blob', () => {
  it('is read from where the registry redirects to, without its token', async () => {
    const storage = await listen((_, response) => response.end('bytes'))
    servers.push(storage)
    const registry = await startRegistry()
    registry.accepts.add('Bearer fresh')
    registry.content.set(`blobs/${sha256('bytes')}`, { body: '', status: 307, headers: { location: storage.url } })
    expect(await textOf(await open(registry).blob(sha256('bytes')))).toBe('bytes')
    expect(storage.requests[0]?.headers.authorization).toBeUndefined()
  })

  it('is absent where the registry has none', async () => {
    const registry = await startRegistry()
    await expect(open(registry).blob(sha256('x'))).rejects.toMatchObject({ kind: 'absent' })
  })
})

describe('referrers', () => {
  const listing = indexText([{ digest: sha256('proof'), platform: 'unknown/unknown' }])

  it('are what the API lists, else what the tag by that digest lists, else none', async () => {
    const registry = await startRegistry()
    const repository = open(registry)
    expect(await repository.referrers(sha256('x'))).toEqual({ state: 'read', value: [] })
    registry.content.set(`manifests/${sha256('x').replace(':', '-')}`, { body: listing })
    expect(await repository.referrers(sha256('x'))).toEqual({ state: 'read', value: [{ digest: sha256('proof') }] })
    registry.content.set(`referrers/${sha256('x')}`, { body: indexText([]) })
    expect(await open(registry).referrers(sha256('x'))).toEqual({ state: 'read', value: [] })
  })

  it('are not asked of an API again that the registry does not have', async () => {
    const registry = await startRegistry()
    const repository = open(registry)
    for (const about of ['x', 'y', 'z']) await repository.referrers(sha256(about))
    expect(registry.requests.filter(({ line }) => line.includes('/referrers/'))).toHaveLength(1)
  })

  it('are not read where refused or unreadable, and asked for again after a fault', async () => {
    const registry = await startRegistry()
    const repository = open(registry)
    const at = `referrers/${sha256('x')}`
    registry.content.set(at, { body: '', status: 403 })
    expect(await repository.referrers(sha256('x'))).toMatchObject({ state: 'not-read', denied: true })
    registry.content.set(at, { body: '<html>' })
    expect(await repository.referrers(sha256('x'))).toMatchObject({ state: 'not-read', denied: false })
    const index = { 'content-type': 'application/vnd.oci.image.index.v1+json' }
    registry.content.set(at, { body: listing.slice(0, 20), headers: index })
    await expect(repository.referrers(sha256('x'))).rejects.toMatchObject({ kind: 'retry', code: 'UnreadableAnswer' })
    registry.content.set(at, { body: listing, headers: { link: '</next>; rel="next"' } })
    expect(await repository.referrers(sha256('x'))).toMatchObject({ state: 'not-read', denied: false })
    registry.content.set(at, { body: '', status: 500 })
    await expect(repository.referrers(sha256('x'))).rejects.toMatchObject({ kind: 'retry' })
  })

  it('are told with their types', async () => {
    const registry = await startRegistry()
    const artifactType = 'application/vnd.cncf.notary.signature'
    const entry = { mediaType: types.manifest, digest: sha256('proof'), size: 1, artifactType }
    registry.content.set(`referrers/${sha256('x')}`, { body: indexText([], { manifests: [entry] }) })
    expect(await open(registry).referrers(sha256('x'))).toEqual({
      state: 'read',
      value: [{ digest: sha256('proof'), artifactType }],
    })
  })

  /** A list whose pages follow each other, by links that the registry writes in this form. */
  async function paged(length: number, link: (page: number) => string): Promise<Registry> {
    const registry = await startRegistry()
    for (let page = 1; page <= length; page += 1) {
      registry.content.set(page === 1 ? `referrers/${sha256('x')}` : `referrers/${sha256('x')}/${page}`, {
        body: indexText([{ digest: sha256(`proof ${page}`), platform: 'unknown/unknown' }]),
        ...(page === length ? {} : { headers: { link: link(page + 1) } }),
      })
    }
    return registry
  }

  it.each([
    ['by its path', (page: number) => `</v2/org/app/referrers/${sha256('x')}/${page}?n=1>; rel="next"`],
    [
      'by an address that the registry calls its own behind a proxy',
      (page: number) => `<http://internal:5000/v2/org/app/referrers/${sha256('x')}/${page}>;rel=next`,
    ],
    [
      'among other links',
      (page: number) => `</help>; rel="help", </v2/org/app/referrers/${sha256('x')}/${page}>; title="n"; rel="next"`,
    ],
  ])('are read over all pages, the next of which is named %s', async (_, link) => {
    const registry = await paged(3, link)
    expect(await open(registry).referrers(sha256('x'))).toEqual({
      state: 'read',
      value: [1, 2, 3].map((page) => ({ digest: sha256(`proof ${page}`) })),
    })
  })

  it('of more than 20 pages are unreadable: those that are not listed may contradict the commit', async () => {
    const next = (page: number): string => `</v2/org/app/referrers/${sha256('x')}/${page}>; rel="next"`
    expect(await open(await paged(20, next)).referrers(sha256('x'))).toMatchObject({ state: 'read' })
    await expect(open(await paged(21, next)).referrers(sha256('x'))).rejects.toThrow(Unreadable)
  })

  it('are unreadable where an image stands in the place of their list', async () => {
    const registry = await startRegistry()
    registry.content.set(`manifests/${sha256('x').replace(':', '-')}`, { body: app })
    await expect(open(registry).referrers(sha256('x'))).rejects.toThrow(Unreadable)
  })
})

describe('tags', () => {
  const list = (...tags: readonly unknown[]): string => JSON.stringify({ name: 'org/app', tags })

  it('are those that the registry lists, over a few pages', async () => {
    const registry = await startRegistry()
    for (let page = 0; page < 7; page += 1) {
      registry.content.set(page === 0 ? 'tags/list' : `tags/list/${page}`, {
        body: list(`v${page}`, 7),
        headers: { link: `</v2/org/app/tags/list/${page + 1}?n=1>; rel="next"` },
      })
    }
    expect(await open(registry).tags?.()).toEqual(['v0', 'v1', 'v2', 'v3', 'v4'])
    expect(registry.requests[0]?.line).toBe('GET /v2/org/app/tags/list?n=1000')
    expect(registry.requests[0]?.headers.accept).toBe('application/json')
    expect(registry.requests).toHaveLength(5)
  })

  it.each([
    ['403', { body: '', status: 403 }],
    ['405', { body: '', status: 405 }],
    ['no JSON', { body: '<html>' }],
  ])('are none where the registry answers %s, which is not asked again', async (_, answer) => {
    const registry = await startRegistry()
    const repository = open(registry)
    registry.content.set('tags/list', answer)
    expect(await repository.tags?.()).toEqual([])
    registry.content.set('tags/list', { body: list('v1') })
    expect(await repository.tags?.()).toEqual([])
    expect(registry.requests).toHaveLength(1)
  })

  it('are none of a repository that does not exist yet or has none, and asked for again after a fault', async () => {
    const registry = await startRegistry()
    const repository = open(registry)
    expect(await repository.tags?.()).toEqual([])
    registry.content.set('tags/list', { body: '{"name":"org/app","tags":null}' })
    expect(await repository.tags?.()).toEqual([])
    registry.content.set('tags/list', { body: '', status: 503 })
    expect(await repository.tags?.()).toEqual([])
    registry.content.set('tags/list', { body: list('v1') })
    expect(await repository.tags?.()).toEqual(['v1'])
  })
})

it('cannot list the newest images', async () => {
  const registry = await startRegistry()
  expect(await open(registry).newest(5)).toMatchObject({ state: 'not-read', denied: false })
})

describe('parseChallenges', () => {
  it('reads several challenges, quoted commas and escapes', () => {
    const parsed = parseChallenges(
      'Negotiate, Bearer realm="https://a/t",scope="repository:a:pull,push", Basic REALM=x, Digest a="q\\"q"',
    )
    expect(parsed.map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)])).toEqual([
      ['negotiate', {}],
      ['bearer', { realm: 'https://a/t', scope: 'repository:a:pull,push' }],
      ['basic', { realm: 'x' }],
      ['digest', { a: 'q"q' }],
    ])
  })
})

describe('dockerConfigLogin', () => {
  const folders: string[] = []
  afterEach(async () => {
    await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })))
  })

  async function config(text: string): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'docker-config-'))
    folders.push(folder)
    const path = join(folder, 'config.json')
    await writeFile(path, text)
    return path
  }
  const auth = Buffer.from('octo:pa:ss').toString('base64')

  it.each([
    ['ghcr.io', 'ghcr.io'],
    ['https://ghcr.io/v2/', 'ghcr.io'],
    ['https://index.docker.io/v1/', 'docker.io'],
  ])('finds the login under %s for %s', async (key, host) => {
    const path = await config(JSON.stringify({ auths: { other: {}, [key]: { auth } } }))
    expect(await dockerConfigLogin(path, host)).toEqual({
      source: 'docker-config',
      username: 'octo',
      password: 'pa:ss',
    })
  })

  it.each([
    ['a credential store', { auths: { 'ghcr.io': {} }, credsStore: 'pass' }, /credential helper/],
    ['a credential helper', { credHelpers: { 'ghcr.io': 'gh' } }, /credential helper/],
    ['a login for another registry', { auths: { 'quay.io': { auth } } }, /no login for ghcr\.io/],
    ['an unreadable login', { auths: { 'ghcr.io': { auth: '!!' } } }, /no login for ghcr\.io/],
    ['a list', [], /no JSON object/],
  ])('has none in %s, and says why', async (_, content, why) => {
    const login = await dockerConfigLogin(await config(JSON.stringify(content)), 'ghcr.io')
    expect(login).toEqual({ source: 'none', why: expect.stringMatching(why) })
  })

  it('has none without a file', async () => {
    expect(await dockerConfigLogin('/does/not/exist', 'ghcr.io')).toMatchObject({ source: 'none' })
    expect(await dockerConfigLogin(undefined, 'ghcr.io')).toMatchObject({ source: 'none' })
  })
})
