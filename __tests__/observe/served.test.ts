import { afterEach, describe, expect, it } from '@jest/globals'
import type { Clock } from '../../src/clock.ts'
import type { ExpectedVersion, Header, Selector } from '../../src/model.ts'
import { createSampler } from '../../src/observe/served.ts'
import type { Sampler, SamplerDeps } from '../../src/observe/served.ts'
import type { HttpAnswer } from '../../src/observe/http.ts'
import { deadPort, serve, stopServers } from './loopback.ts'

afterEach(stopServers)

const NOW = Date.UTC(2026, 10, 23, 12)
const expected: ExpectedVersion = { value: '3.3.6', source: 'input' }

function clockAt(time: { now: number }): Clock {
  return { now: () => time.now, sleep: () => Promise.reject(new Error('nothing here waits')) }
}

function sampler(
  url: string,
  about: { selector?: Selector; headers?: readonly Header[]; time?: { now: number } } & Partial<SamplerDeps> = {},
): Sampler {
  const { selector = { kind: 'auto' }, headers = [], time = { now: NOW }, ...deps } = about
  return createSampler({ settings: { url, selector, headers, samples: 5 }, expected, clock: clockAt(time), ...deps })
}

describe('an answer', () => {
  it('holds the version and where it was found', async () => {
    const server = await serve((_, response) => response.end('{"version":"3.3.6"}'))
    expect(await sampler(`${server.url}/version`).answer()).toEqual({
      state: 'read',
      at: NOW,
      version: '3.3.6',
      selectedBy: 'version in the JSON answer',
      cache: [],
      finalUrl: `${server.url}/version`,
    })
  })

  it('is dated by its question, not by its arrival', async () => {
    const time = { now: NOW }
    const server = await serve((_, response) => {
      time.now += 3000
      response.end('3.3.6')
    })
    expect(await sampler(server.url, { time }).answer()).toMatchObject({ at: NOW })
  })

  it('is asked for past every cache, each time on a connection of its own', async () => {
    const server = await serve((_, response) => response.end('3.3.6'))
    const one = sampler(`${server.url}/version?b=%20&a=1+2#top`, { headers: [['X-Key', 'k']] })
    await one.answer()
    await one.answer()
    expect(server.connections()).toBe(2)
    expect(server.requests[0]?.headers).toMatchObject({ 'cache-control': 'no-cache', pragma: 'no-cache', 'x-key': 'k' })
    const paths = server.requests.map(({ path }) => path)
    for (const path of paths) expect(path).toMatch(/^\/version\?b=%20&a=1\+2&ecs-deploy-verifier=[0-9a-f]{16}$/)
    expect(new Set(paths).size).toBe(2)
  })

  it('cannot be talked out of it by the headers of the author', async () => {
    const server = await serve((_, response) => response.end('3.3.6'))
    await sampler(server.url, { headers: [['cache-control', 'max-age=600']] }).answer()
    expect(server.requests[0]?.headers['cache-control']).toBe('no-cache')
  })

  it.each([
    ['/version', '/version'],
    ['/version?a=1', '/version?a=1'],
    ['/to', '/there?b=2'],
    ['/keep?a=1', '/kept?z=1'],
  ])('to %s comes from %s, without the parameter added here', async (asked, from) => {
    const server = await serve((incoming, response) => {
      const url = incoming.url ?? ''
      if (url.startsWith('/to')) response.writeHead(302, { Location: '/there?b=2' }).end()
      else if (url.startsWith('/keep?'))
        response.writeHead(302, { Location: `${url.replace('keep?a=1&', 'kept?')}&z=1` }).end()
      else response.end('3.3.6')
    })
    expect((await sampler(`${server.url}${asked}`).answer()).finalUrl).toBe(`${server.url}${from}`)
  })

  it('keeps what caches say of themselves, cut and without secrets', async () => {
    const server = await serve((_, response) => {
      response.setHeader('X-Cache', `Hit s3cret ${'x'.repeat(500)}`)
      response
        .writeHead(200, { Age: '42', 'CF-Cache-Status': 'HIT', Via: ['1.1 a', '1.1 b'], 'Set-Cookie': 'a=b' })
        .end('3.3.5')
    })
    const { cache } = await sampler(server.url, { redact: (text) => text.replaceAll('s3cret', '***') }).answer()
    expect(cache).toEqual([
      ['Age', '42'],
      ['X-Cache', `Hit *** ${'x'.repeat(191)}…`],
      ['CF-Cache-Status', 'HIT'],
      ['Via', '1.1 a, 1.1 b'],
    ])
  })

  it('that holds no version says why, with its status and its cache', async () => {
    const server = await serve((_, response) => response.writeHead(503, { Age: '1' }).end('no healthy upstream'))
    expect(await sampler(server.url).answer()).toEqual({
      state: 'unreadable',
      at: NOW,
      why: 'the answer is HTTP status 503; it says "no healthy upstream"',
      cache: [['Age', '1']],
      finalUrl: `${server.url}/`,
      httpStatus: 503,
    })
  })

  it('that never came says why', async () => {
    const port = await deadPort()
    expect(await sampler(`http://127.0.0.1:${port}/v`).answer()).toEqual({
      state: 'unreadable',
      at: NOW,
      why: `127.0.0.1:${port} refused the connection`,
      cache: [],
      finalUrl: `http://127.0.0.1:${port}/v`,
    })
  })

  it('is given up after the limit', async () => {
    const server = await serve(() => {})
    expect(await sampler(server.url, { timeout: 20 }).answer()).toMatchObject({
      state: 'unreadable',
      why: 'timed out after 0.02 s',
    })
  })

  it('is not waited for once the run is cancelled', async () => {
    const cancel = new AbortController()
    const reason = new Error('cancelled')
    const server = await serve(() => cancel.abort(reason))
    await expect(sampler(server.url, { signal: cancel.signal }).answer()).rejects.toBe(reason)
  })
})

describe('a pause', () => {
  function refusing(statuses: readonly [status: number, retryAfter?: string][], time: { now: number }): Sampler {
    const rest = [...statuses]
    const request = async (url: string): Promise<HttpAnswer> => {
      const [status, retryAfter] = rest.shift() ?? [200]
      const headers = new Map(retryAfter === undefined ? [] : [['retry-after', [retryAfter]]])
      return { state: 'answered', status, headers, body: '3.3.6', truncated: false, finalUrl: url }
    }
    return sampler('https://app.example/', { time, request })
  }

  it('is none at first, nor after answers of other kinds', async () => {
    const one = refusing([[200], [503, '30'], [404]], { now: NOW })
    for (let i = 0; i < 3; i++) {
      expect(one.pauseUntil()).toBe(0)
      await one.answer()
    }
    expect(one.pauseUntil()).toBe(0)
  })

  it.each([403, 429])('grows with every %i in a row, and ends with the first other answer', async (status) => {
    const one = refusing([...Array.from({ length: 5 }, (): [number] => [status]), [200], [status]], { now: NOW })
    const pauses: number[] = []
    for (let i = 0; i < 7; i++) {
      await one.answer()
      pauses.push(Math.max(0, one.pauseUntil() - NOW))
    }
    expect(pauses).toEqual([5000, 10_000, 20_000, 30_000, 30_000, 0, 5000])
  })

  it.each([
    ['12', 12_000],
    ['1', 5000],
    ['99999999999999999999', 60_000],
    ['Mon, 23 Nov 2026 12:00:20 GMT', 20_000],
    ['Mon, 23 Nov 2026 11:00:00 GMT', 5000],
    ['Fri, 31 Dec 9999 23:59:59 GMT', 60_000],
    ['-5', 5000],
    ['soon', 5000],
  ])('heeds Retry-After: %s within reason', async (retryAfter, pause) => {
    const one = refusing([[429, retryAfter]], { now: NOW })
    await one.answer()
    expect(one.pauseUntil() - NOW).toBe(pause)
  })
})
