import { afterEach, describe, expect, it } from '@jest/globals'

import { GitHub } from '../../simulator/github.ts'
import { AwsFailure } from '../../src/aws/failure.ts'
import { createGitHubHooks, hooksHost } from '../../src/guard/webhook/github-hook.ts'
import type { GitHubHooks } from '../../src/guard/webhook/github-hook.ts'
import { serve, stopServers } from '../observe/loopback.ts'
import type { Handler, Loopback } from '../observe/loopback.ts'
import { virtualClock } from './codebuild-in-memory.ts'

afterEach(stopServers)

const TOKEN = 'ghp_thisTokenMayEditWebhooks000000000000'
const PATH = '/repos/acme/shop/hooks/4711'
const HOOK = { id: 4711, active: true, events: ['push'], config: { url: 'https://codebuild.x/', secret: '********' } }

function hooksAt(apiUrl: string, token = TOKEN, clock = virtualClock(), signal?: AbortSignal): GitHubHooks {
  const run = { repository: 'acme/shop', apiUrl, serverUrl: '', runId: '1', workspace: '' }
  return createGitHubHooks({ token, run, clock, signal })
}

/** A server that gives these answers in turn, and the last one again. */
async function answering(...answers: { status: number; body?: unknown; headers?: Record<string, string> }[]) {
  let turn = 0
  const handler: Handler = (_, response) => {
    const { status, body = '', headers = {} } = answers[Math.min(turn, answers.length - 1)] ?? { status: 500 }
    turn += 1
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }
  return serve(handler)
}

async function failureOf(calling: Promise<unknown>): Promise<AwsFailure> {
  const error: unknown = await calling.then(
    () => 'no failure',
    (reason: unknown) => reason,
  )
  if (!(error instanceof AwsFailure)) throw error
  return error
}

function methods(server: Loopback): string[] {
  return server.requests.map(({ method }) => method)
}

describe('read', () => {
  it('gives what counts of the hook', async () => {
    const server = await answering({ status: 200, body: HOOK })
    expect(await hooksAt(`${server.url}/api/v3/`).read(PATH)).toEqual({
      active: true,
      events: ['push'],
      payloadUrl: 'https://codebuild.x/',
      hasSecret: true,
    })
    expect(server.requests).toMatchObject([
      { method: 'GET', path: `/api/v3${PATH}`, headers: { authorization: `token ${TOKEN}` } },
    ])
  })

  it('takes an empty secret for none, and an address that is no text for none', async () => {
    const server = await answering({ status: 200, body: { ...HOOK, config: { url: 7, secret: '' } } })
    expect(await hooksAt(server.url).read(PATH)).toEqual({ active: true, events: ['push'], hasSecret: false })
    expect(Object.keys(await hooksAt(server.url).read(PATH))).not.toContain('payloadUrl')
  })

  it('takes the address of the API with any number of slashes behind it', async () => {
    const server = await answering({ status: 200, body: HOOK })
    await hooksAt(`${server.url}/api/v3//`).read(PATH)
    await hooksAt(`${server.url}/api/v3//`).write(PATH, { active: true, events: ['push'] })
    expect(server.requests).toMatchObject([{ path: `/api/v3${PATH}` }, { path: `/api/v3${PATH}` }])
  })

  it('takes a hook without a config', async () => {
    const server = await answering({ status: 200, body: { active: false, events: [] } })
    expect(await hooksAt(server.url).read(PATH)).toEqual({ active: false, events: [], hasSecret: false })
  })

  it.each([
    ['no JSON', '<html>'],
    ['a list', '[]'],
    ['null', 'null'],
    ['no word of being active', { events: ['push'] }],
    ['a text for being active', { active: 'false', events: ['push'] }],
    ['no events', { active: false }],
    ['events that are none', { active: false, events: ['push', 7] }],
  ])('does not guess from %s', async (_, body) => {
    const server = await answering({ status: 200, body })
    expect(await failureOf(hooksAt(server.url).read(PATH))).toMatchObject({ kind: 'retry', code: 'UnreadableAnswer' })
  })
})

describe('write', () => {
  it('sends the switch and the whole list in one request, and nothing else', async () => {
    const server = await answering({ status: 200, body: HOOK })
    await hooksAt(server.url).write(PATH, { active: false, events: ['push', 'meta'] })
    expect(server.requests).toMatchObject([
      {
        method: 'PATCH',
        path: PATH,
        headers: { authorization: `token ${TOKEN}`, accept: 'application/vnd.github+json' },
      },
    ])
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({ active: false, events: ['push', 'meta'] })
  })

  it.each([
    ['a 500', { status: 500 }],
    ['a 502', { status: 502 }],
    ['a request that took too long', { status: 408 }],
    ['a rate limit', { status: 403, headers: { 'x-ratelimit-remaining': '0' } }],
    ['a secondary limit', { status: 403, headers: { 'retry-after': '60' } }],
    ['too many requests', { status: 429 }],
  ])('may be made again after %s, and only by who has read the hook again', async (_, fault) => {
    const server = await answering(fault, { status: 200, body: HOOK })
    const clock = virtualClock()
    const hooks = hooksAt(server.url, TOKEN, clock)
    expect(await failureOf(hooks.write(PATH, { active: false, events: ['push'] }))).toMatchObject({ kind: 'retry' })
    expect(methods(server)).toEqual(['PATCH'])
    expect(clock.slept).toEqual([])
  })

  it('is a fault of the network where nobody answers', async () => {
    const failure = await failureOf(hooksAt('http://127.0.0.1:9').write(PATH, { active: false, events: [] }))
    expect(failure).toMatchObject({ kind: 'retry', action: `PATCH ${PATH}` })
    expect(failure.code).toMatch(/^(?:NetworkError|HTTP 500)$/)
    const server = await answering({ status: 503 })
    expect(await failureOf(hooksAt(server.url).write(PATH, { active: false, events: [] }))).toMatchObject({
      code: 'HTTP 503',
      httpStatus: 503,
    })
  })

  it('a validation error is a rejection, in GitHub’s words', async () => {
    const server = await answering({ status: 422, body: { message: 'Validation Failed: events' } })
    const failure = await failureOf(hooksAt(server.url).write(PATH, { active: false, events: ['x'] }))
    expect(failure).toMatchObject({ kind: 'rejected', httpStatus: 422 })
    expect(failure.message).toContain('Validation Failed: events')
    expect(methods(server)).toHaveLength(1)
  })

  it('stops with the run while GitHub does not answer', async () => {
    const controller = new AbortController()
    const reason = new Error('cancelled')
    const server = await serve(() => controller.abort(reason))
    const hooks = hooksAt(server.url, TOKEN, virtualClock(), controller.signal)
    await expect(hooks.write(PATH, { active: false, events: [] })).rejects.toBe(reason)
  })

  it('stops with the run', async () => {
    const reason = new Error('cancelled')
    const hooks = hooksAt('http://127.0.0.1:9', TOKEN, virtualClock(), AbortSignal.abort(reason))
    await expect(hooks.write(PATH, { active: false, events: [] })).rejects.toBe(reason)
    await expect(hooks.read(PATH)).rejects.toBe(reason)
  })
})

describe('a refusal', () => {
  const calls: [string, (hooks: GitHubHooks, path: string) => Promise<unknown>][] = [
    ['read', (hooks, path) => hooks.read(path)],
    ['write', (hooks, path) => hooks.write(path, { active: false, events: ['push'] })],
  ]
  describe.each(calls)('%s', (_, call) => {
    it.each([401, 403, 404])('%i names what the token needs, and never the token', async (status) => {
      const server = await answering({ status, body: { message: `no, ${TOKEN}` } })
      const failure = await failureOf(call(hooksAt(server.url), PATH))
      expect(failure).toMatchObject({ kind: 'denied', httpStatus: status })
      const seen = { 401: 'it is not valid.', 403: 'it may not.', 404: 'it may not, or the hook is gone.' }[status]
      expect(failure.message).toContain(`: ${seen ?? ''} The token in webhook-token needs`)
      for (const word of ['Webhooks: read and write', 'admin:repo_hook', 'GITHUB_TOKEN', String(status)])
        expect(failure.message).toContain(word)
      expect(failure.message).not.toContain(TOKEN)
      expect(failure.message).toMatch(/the GITHUB_TOKEN of a workflow can never do it$/)
      expect(methods(server)).toHaveLength(1)
    })

    it('of a hook of an organization names its own permission', async () => {
      const server = await answering({ status: 404 })
      const failure = await failureOf(call(hooksAt(server.url), '/orgs/acme/hooks/1'))
      expect(failure.message).toContain('admin:org_hook')
    })

    it('a token that is no header value is not quoted', async () => {
      const failure = await failureOf(call(hooksAt('http://127.0.0.1:9', 'bad\ntoken'), PATH))
      expect(`${failure.message}${String(failure.cause)}`).not.toContain('bad\ntoken')
      expect(failure.kind).toBe('retry')
    })
  })
})

it.each([
  ['https://api.github.com', 'https://github.com', 'api.github.com'],
  ['http://127.0.0.1:4000', 'https://github.com', 'api.github.com'],
  ['https://github.internal:8443/api/v3', 'https://github.internal:8443', 'github.internal:8443'],
  ['https://api.acme.ghe.com', 'https://acme.ghe.com', 'api.acme.ghe.com'],
])('the hooks of the GitHub with the API %j and the pages %j are on the host %s', (apiUrl, serverUrl, host) => {
  expect(hooksHost({ apiUrl, serverUrl })).toBe(host)
})

describe('against the simulated GitHub', () => {
  const started = async (): Promise<{ github: GitHub; hooks: GitHubHooks }> => {
    const github = new GitHub(() => 0)
    const server = await serve((request, response) => {
      const body = server.requests.at(-1)?.body ?? ''
      const { authorization } = request.headers
      const answer = github.answer(request.method ?? '', request.url ?? '', { authorization }, body, server.url)
      response.writeHead(answer.status, { ...answer.headers })
      response.end(answer.body)
    })
    return { github, hooks: hooksAt(server.url, github.webhookToken) }
  }

  it.each([
    ['repository', PATH, (github: GitHub) => github.hook('acme/shop', '4711')],
    ['organization', '/orgs/acme/hooks/4711', (github: GitHub) => github.organizationHook('acme', '4711')],
  ])('switches a hook of a %s off and on, and keeps its secret', async (_, path, hookOf) => {
    const { github, hooks } = await started()
    const hook = hookOf(github)
    const before = await hooks.read(path)
    expect(before).toMatchObject({ active: true, events: ['push', 'pull_request'], hasSecret: true })
    await hooks.write(path, { active: false, events: [...before.events, 'meta'] })
    expect(hook).toMatchObject({ active: false, events: ['push', 'pull_request', 'meta'], secret: true })
    await hooks.write(path, { active: true, events: before.events })
    expect(await hooks.read(path)).toEqual(before)
  })

  it('may read with a token that may not write', async () => {
    const { github, hooks } = await started()
    github.hook('acme/shop', '4711')
    github.webhookTokenMay = 'read'
    await hooks.read(PATH)
    expect(await failureOf(hooks.write(PATH, { active: false, events: ['push'] }))).toMatchObject({ kind: 'denied' })
  })
})
