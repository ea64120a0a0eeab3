import { afterEach, describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import type { Clock } from '../../src/clock.ts'
import type { FeatureCheck } from '../../src/model.ts'
import { runFeatureCheck } from '../../src/observe/features.ts'
import type { FeatureCheckDeps } from '../../src/observe/features.ts'
import { MAX_BODY_BYTES } from '../../src/observe/http.ts'
import type { Request } from '../../src/observe/http.ts'
import { deadPort, serve, stopServers } from './loopback.ts'
import type { Handler, Loopback } from './loopback.ts'

afterEach(stopServers)

const NOW = Date.UTC(2026, 10, 23, 12)
const clock: Clock = { now: () => NOW, sleep: () => Promise.reject(new Error('nothing here waits')) }

function check(url: string, about: Partial<FeatureCheck> = {}): FeatureCheck {
  return { name: 'login', url, method: 'GET', headers: [], ...about }
}

async function run(handler: Handler | string, about: Partial<FeatureCheck> = {}, deps: Partial<FeatureCheckDeps> = {}) {
  const server = await serve(typeof handler === 'string' ? (_, response) => response.end(handler) : handler)
  return { server, result: await runFeatureCheck(check(`${server.url}/`, about), { clock, ...deps }) }
}

describe('a feature check', () => {
  it('passes on any 2xx where nothing else is asked', async () => {
    const { result } = await run((_, response) => response.writeHead(202).end())
    expect(result).toEqual({ name: 'login', at: NOW, passed: true, expected: 'a 2xx status', seen: 'status 202' })
  })

  it('sends method, headers and body, and asks past caches', async () => {
    const { server } = await run('ok', {
      method: 'POST',
      headers: [['Content-Type', 'application/json']],
      body: '{"a":1}',
    })
    expect(server.requests).toMatchObject([
      { method: 'POST', body: '{"a":1}', headers: { 'content-type': 'application/json', 'cache-control': 'no-cache' } },
    ])
  })

  it('leaves Cache-Control to an author who sets it', async () => {
    const { server } = await run('ok', { headers: [['cache-control', 'max-age=60']] })
    expect(server.requests[0]?.headers['cache-control']).toBe('max-age=60')
  })

  it('passes where everything asked for is there', async () => {
    const { result } = await run('{"ok":true,"items":[1,2],"name":"grün"}', {
      status: 200,
      contains: 'grün',
      matches: '"items":\\[\\d',
      json: '{ok: ok, items: items}',
      equals: { items: [1, 2], ok: true },
      maxSeconds: 5,
    })
    expect(result).toMatchObject({
      passed: true,
      expected:
        'status 200, a body containing "grün", a body matching "items":\\[\\d, JSON whose {ok: ok, items: items} is {"items":[1,2],"ok":true}, all within 5 s',
      seen: 'status 200',
    })
  })

  it.each([
    [500, undefined],
    [404, 200],
    [200, 204],
    [200, 500],
  ])('fails on status %i where %s is asked', async (status, wanted) => {
    const { result } = await run(
      (_, response) => response.writeHead(status).end('{"error":"broken"}'),
      wanted === undefined ? {} : { status: wanted },
    )
    expect(result).toMatchObject({ passed: false, seen: `status ${status}, the body starts with "{"error":"broken"}"` })
  })

  it('passes on an error status that is asked for', async () => {
    const { result } = await run((_, response) => response.writeHead(401).end(), { status: 401 })
    expect(result.passed).toBe(true)
  })

  it.each<[Partial<FeatureCheck>, string, string]>([
    [{ contains: 'ok' }, 'nope', 'status 200, no "ok" in the body, the body starts with "nope"'],
    [{ contains: 'ok' }, '', 'status 200, no "ok" in the body, the body is empty'],
    [{ contains: '' }, 'x', 'status 200, no "" in the body, the body starts with "x"'],
    [{ matches: '^ok$' }, 'ok?', 'status 200, no match of ^ok$ in the body, the body starts with "ok?"'],
    [{ json: 'ok', equals: true }, '{"ok":"true"}', 'status 200, ok is "true", the body starts with "{"ok":"true"}"'],
    [{ json: 'ok', equals: true }, '{}', 'status 200, ok is null, the body starts with "{}"'],
    [{ json: 'ok', equals: true }, '<html>', 'status 200, the answer is not valid JSON, the body starts with "<html>"'],
    [{ json: 'n', equals: [1, 2] }, '{"n":[2,1]}', 'status 200, n is [2,1], the body starts with "{"n":[2,1]}"'],
    [
      { json: 'n', equals: { a: 1 } },
      '{"n":{"a":1,"b":2}}',
      'status 200, n is {"a":1,"b":2}, the body starts with "{"n":{"a":1,"b":2}}"',
    ],
    [{ json: 'constructor' }, '{}', 'status 200, constructor is null, the body starts with "{}"'],
    [{ json: 'missing' }, '{}', 'status 200, missing is null, the body starts with "{}"'],
  ])('with %j fails on %j and says what it saw', async (about, body, seen) => {
    const { result } = await run(body, about)
    expect(result).toMatchObject({ passed: false, seen })
  })

  it('can ask for null', async () => {
    expect((await run('{"error":null}', { json: 'error', equals: null })).result.passed).toBe(true)
    expect((await run('{"error":1}', { json: 'error', equals: null })).result.passed).toBe(false)
    expect((await run('no JSON', { json: 'error', equals: null })).result.passed).toBe(false)
  })

  it('reads 1.0 and 1 as the same number', async () => {
    expect((await run('{"n":1.0}', { json: 'n', equals: 1 })).result.passed).toBe(true)
  })

  it('names everything that is missing', async () => {
    const { result } = await run('nope', { contains: 'ok', matches: 'fine', json: 'a', equals: 1 })
    expect(result.seen).toBe(
      'status 200, no "ok" in the body, no match of fine in the body, the answer is not valid JSON, the body starts with "nope"',
    )
  })

  it('survives JSON that is nested a hundred thousand times', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    const { result } = await run(deep, { json: '@', equals: [] })
    expect(result.passed).toBe(false)
  })
})

describe('redirects of a feature check', () => {
  const moved: Handler = (incoming, response) => {
    if (incoming.url === '/') response.writeHead(302, { Location: '/next' }).end()
    else response.end('next')
  }

  it('are followed', async () => {
    expect((await run(moved, { contains: 'next' })).result).toMatchObject({ passed: true, seen: 'status 200' })
  })

  it('are the answer where a 3xx status is asked for', async () => {
    const { server, result } = await run(moved, { status: 302 })
    expect(result).toMatchObject({ passed: true, seen: 'status 302' })
    expect(server.requests.length).toBe(1)
  })

  it('do not take headers to another origin', async () => {
    const other: Loopback = await serve((_, response) => response.end('ok'))
    const { server } = await run((_, response) => response.writeHead(302, { Location: other.url }).end(), {
      headers: [['Authorization', 'Bearer s3cret']],
    })
    expect(server.requests[0]?.headers.authorization).toBe('Bearer s3cret')
    expect(other.requests[0]?.headers.authorization).toBeUndefined()
  })
})

describe('an answer that is not all there', () => {
  const large = (beginning: string): Handler => {
    const body = beginning + 'x'.repeat(MAX_BODY_BYTES)
    return (_, response) => response.end(body)
  }

  it.each<[string, Partial<FeatureCheck>]>([
    ['contains', { contains: 'ok' }],
    ['matches', { matches: 'o+k' }],
  ])('passes %s by what was read', async (_name, about) => {
    expect((await run(large('ok'), about)).result.passed).toBe(true)
  })

  it.each<[string, Partial<FeatureCheck>, string]>([
    ['contains', { contains: 'ok' }, 'no "ok" in the body in the first 1 MiB, of which no more is read'],
    ['matches', { matches: 'ok' }, 'no match of ok in the body in the first 1 MiB'],
    ['an anchored matches', { matches: '^[^e]*$' }, 'no match of'],
    ['json', { json: '@', equals: 1 }, 'JSON larger than 1 MiB'],
  ])('fails %s that needs the rest', async (_name, about, seen) => {
    const { result } = await run(large('1'), about)
    expect(result.passed).toBe(false)
    expect(result.seen).toContain(seen)
  })

  it('fails where it takes longer than maxSeconds', async () => {
    const { result } = await run((_, response) => response.writeHead(200).write('ok'), {
      maxSeconds: 0.03,
      contains: 'ok',
    })
    expect(result).toMatchObject({
      passed: false,
      expected: 'a 2xx status, a body containing "ok", all within 0.03 s',
      seen: 'timed out after 0.03 s',
    })
  })

  it('fails where nobody answers', async () => {
    const port = await deadPort()
    const result = await runFeatureCheck(check(`http://127.0.0.1:${port}/`), { clock })
    expect(result).toMatchObject({ passed: false, seen: `127.0.0.1:${port} refused the connection` })
  })

  it('is not waited for once the run is cancelled', async () => {
    const cancel = new AbortController()
    const reason = new Error('cancelled')
    await expect(run(() => cancel.abort(reason), {}, { signal: cancel.signal })).rejects.toBe(reason)
  })
})

describe('what a check tells', () => {
  it('is never longer than 300 characters', async () => {
    const { result } = await run((_, response) => response.end('y'.repeat(5000)), {
      contains: 'a'.repeat(500),
      matches: 'b{400}'.repeat(20),
      json: `"${'c'.repeat(500)}"`,
      equals: 'd'.repeat(500),
    })
    expect(result.expected.length).toBeLessThanOrEqual(300)
    expect(result.seen.length).toBeLessThanOrEqual(300)
  })

  it('holds no secret, not even the part that is left at a cut', async () => {
    const secret = 's3cret-s3cret-s3cret'
    const body = `${'x'.repeat(70)}${secret}${'y'.repeat(100)}`
    const { result } = await run(
      body,
      { contains: `${'z'.repeat(75)}${secret}` },
      { redact: (text) => text.replaceAll(secret, '***') },
    )
    expect(JSON.stringify(result)).not.toContain('s3')
    expect(result.seen).toContain(`${'x'.repeat(70)}***`)
  })

  it('comes from every answer without an exception, and never passes without what is asked', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.string({ unit: 'binary' }), fc.json()),
        fc.boolean(),
        fc.integer({ min: 100, max: 599 }),
        async (body, truncated, status) => {
          const request: Request = async (url) => ({
            state: 'answered',
            status,
            headers: new Map(),
            body,
            truncated,
            finalUrl: url,
          })
          const one = check('https://app.example/', { contains: 'ok', json: 'ok', equals: 1 })
          const result = await runFeatureCheck(one, { clock, request })
          return !result.passed || (status >= 200 && status <= 299 && !truncated && body.includes('ok'))
        },
      ),
      { numRuns: 300 },
    )
  })
})
