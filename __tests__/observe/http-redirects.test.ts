import { afterEach, describe, expect, it } from '@jest/globals'
import type { LookupFunction } from 'node:net'
import { request } from '../../src/observe/http.ts'
import type { HttpAnswer } from '../../src/observe/http.ts'
import { serve, stopServers } from './loopback.ts'
import type { Loopback } from './loopback.ts'
import { unspecifiedAddress } from '../here.ts'

afterEach(stopServers)

function why(answer: HttpAnswer): string {
  if (answer.state !== 'failed') throw new Error(`answered ${answer.status}`)
  return answer.why
}

/** Answers each path in the table with a redirect, every other one with `ok`. */
async function redirecting(table: (self: string) => Readonly<Record<string, string>>, status = 302): Promise<Loopback> {
  let targets: Readonly<Record<string, string>> = {}
  const server = await serve((incoming, response) => {
    const target = targets[incoming.url ?? '']
    if (target === undefined) response.end('ok')
    else response.writeHead(status, { Location: target, 'Set-Cookie': 'a=b' }).end('moved')
  })
  targets = table(server.url)
  return server
}

const SECRET = ['Authorization', 'Bearer s3cret'] as const

describe('redirects', () => {
  it('are followed five times, each on a connection of its own and without cookies', async () => {
    const server = await redirecting(() => ({ '/0': '/1', '/1': '/2', '/2': '/3', '/3': '/4', '/4': '/5?q#part' }))
    expect(await request(`${server.url}/0`)).toMatchObject({ status: 200, body: 'ok', finalUrl: `${server.url}/5?q` })
    expect(server.connections()).toBe(6)
    expect(server.requests.map((one) => one.headers.cookie)).toEqual(Array.from({ length: 6 }))
  })

  it('are not followed a sixth time', async () => {
    const server = await redirecting(() => ({ '/0': '/1', '/1': '/2', '/2': '/3', '/3': '/4', '/4': '/5', '/5': '/6' }))
    expect(why(await request(`${server.url}/0`))).toBe('more than 5 redirects')
    expect(server.requests.length).toBe(6)
  })

  it('in a circle are refused', async () => {
    const server = await redirecting(() => ({ '/a': '/b', '/b': '/a#again' }))
    expect(why(await request(`${server.url}/a`))).toBe('the redirects lead in a circle')
    expect(server.requests.length).toBe(2)
  })

  it.each([
    ['ftp://example.com/', 'a redirect leads to ftp:, which is neither http nor https'],
    ['javascript:alert(1)', 'a redirect leads to javascript:, which is neither http nor https'],
    ['http://[', 'a redirect leads to a URL that cannot be parsed'],
  ])('to %s are refused', async (target, expected) => {
    const server = await redirecting(() => ({ '/': target }))
    expect(why(await request(server.url))).toBe(expected)
  })

  it('can be left unfollowed', async () => {
    const server = await redirecting(() => ({ '/': '/next' }))
    const answer = await request(server.url, { followRedirects: false })
    expect(answer).toMatchObject({ status: 302, body: 'moved' })
  })

  it('without a target, and 304, are answers', async () => {
    const server = await serve((incoming, response) => response.writeHead(incoming.url === '/304' ? 304 : 302).end())
    expect(await request(server.url)).toMatchObject({ status: 302 })
    expect(await request(`${server.url}/304`)).toMatchObject({ status: 304 })
  })

  it('are followed before their own body ends', async () => {
    const server = await serve((incoming, response) => {
      if (incoming.url !== '/') response.end('ok')
      else response.writeHead(302, { Location: '/next', 'Content-Length': '1000000' }).write('moved')
    })
    expect(await request(server.url)).toMatchObject({ body: 'ok' })
    await server.closed()
  })

  it('to a path with letters beyond ASCII are understood', async () => {
    const server = await serve((incoming, response) => {
      if (incoming.url !== '/') response.end('ok')
      else response.writeHead(302, { Location: Buffer.from('/grün').toString('latin1') }).end()
    })
    await request(server.url)
    expect(server.requests[1]?.path).toBe('/gr%C3%BCn')
  })

  it.each([
    [301, 'POST', 'GET', ''],
    [302, 'POST', 'GET', ''],
    [303, 'POST', 'GET', ''],
    [303, 'PUT', 'GET', ''],
    [302, 'PUT', 'PUT', 'body'],
    [307, 'POST', 'POST', 'body'],
    [308, 'POST', 'POST', 'body'],
  ])('with %i turn %s into %s', async (status, method, then, body) => {
    const server = await redirecting(() => ({ '/': '/next' }), status)
    await request(server.url, { method, body: 'body' })
    expect(server.requests[1]).toMatchObject({ method: then, path: '/next', body })
  })
})

describe('headers of the first origin', () => {
  it('go along within it', async () => {
    const server = await redirecting(() => ({ '/': '/next' }))
    await request(server.url, { originHeaders: [SECRET] })
    expect(server.requests.map((one) => one.headers.authorization)).toEqual(['Bearer s3cret', 'Bearer s3cret'])
  })

  it('include user and password of the URL', async () => {
    const server = await redirecting(() => ({ '/': '/next' }))
    await request(server.url.replace('http://', 'http://me:pw@'))
    const basic = `Basic ${Buffer.from('me:pw').toString('base64')}`
    expect(server.requests.map((one) => one.headers.authorization)).toEqual([basic, basic])
  })

  it('are not sent to another port, nor again after the way back', async () => {
    const start = await serve((incoming, response) => {
      if (incoming.url === '/') response.writeHead(302, { Location: relay.url }).end()
      else response.end('home')
    })
    const relay = await serve((_, response) => response.writeHead(302, { Location: `${start.url}/back` }).end())
    const answer = await request(start.url, {
      originHeaders: [SECRET, ['X-Key', 'k']],
      headers: [['Pragma', 'no-cache']],
    })
    expect(answer).toMatchObject({ body: 'home', finalUrl: `${start.url}/back` })
    expect(start.requests.map((one) => one.headers.authorization)).toEqual(['Bearer s3cret', undefined])
    expect(relay.requests[0]?.headers.authorization).toBeUndefined()
    expect(relay.requests[0]?.headers['x-key']).toBeUndefined()
    expect(relay.requests[0]?.headers.pragma).toBe('no-cache')
  })

  it('are not sent to another name for the same place', async () => {
    const server = await redirecting((self) => ({ '/': `${self.replace('127.0.0.1', 'localhost')}/next` }))
    await request(server.url.replace('http://', 'http://me:pw@'), { originHeaders: [['X-Key', 'k']] })
    expect(server.requests.map((one) => one.headers['x-key'])).toEqual(['k', undefined])
    expect(server.requests[0]?.headers.authorization).toMatch(/^Basic /)
    expect(server.requests[1]?.headers.authorization).toBeUndefined()
  })

  it('are not replaced by a user and password that the redirect names', async () => {
    const server = await redirecting((self) => ({ '/': `${self.replace('http://', 'http://me:pw@')}/next` }))
    await request(server.url)
    expect(server.requests[1]?.headers.authorization).toBeUndefined()
  })

  it.each([307, 308])('keep company with the body: a %i does not take it to another origin', async (status) => {
    const other = await serve((_, response) => response.end('ok'))
    const server = await redirecting(() => ({ '/': `${other.url}/` }), status)
    expect(why(await request(server.url, { method: 'POST', body: 'login' }))).toContain(
      "leads the request's body to another origin",
    )
    expect(other.requests).toEqual([])
  })
})

describe('redirects into the neighbourhood of the runner', () => {
  it.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://169.254.170.2/v2/credentials',
    'http://0xa9fea9fe/',
    'http://2852039166/',
    'http://[fd00:ec2::254]/',
    'http://[fe80::1]/',
    'http://[::ffff:169.254.169.254]/',
    'http://[64:ff9b::169.254.169.254]/',
    'http://0.0.0.0:1/',
    'http://0/',
    'http://[::]:1/',
    'http://168.63.129.16/machine?comp=goalstate',
    'http://100.100.100.200/',
    'http://[2002:a9fe:a9fe::]/',
    'http://[::169.254.169.254]/',
    'http://metadata.google.internal/computeMetadata/v1/',
    'http://metadata.goog./',
    'http://instance-data/latest/',
  ])('to %s are refused', async (target) => {
    const server = await redirecting(() => ({ '/': target }))
    expect(why(await request(server.url))).toMatch(
      /^a redirect leads to \S+, a link-local or metadata address; not followed$/,
    )
  })

  it('are refused by what a name resolves to', async () => {
    const server = await redirecting(() => ({ '/': 'http://innocent.example/' }))
    const lookup: LookupFunction = (_name, _options, callback) =>
      callback(null, [
        { address: '192.0.2.1', family: 4 },
        { address: '169.254.169.254', family: 4 },
      ])
    expect(why(await request(server.url, { lookup }))).toContain('a redirect leads to 169.254.169.254')
  })

  unspecifiedAddress.it(
    unspecifiedAddress.title('are refused to this machine from elsewhere, by address and by name'),
    async () => {
      // 0.0.0.0 reaches this machine without being a loopback address: the only "elsewhere" that a test has.
      const inner = await serve((_, response) => response.end('internal'))
      for (const target of [
        inner.url,
        `http://localhost:${inner.port}`,
        `http://[::1]:${inner.port}`,
        `http://sub.localhost:${inner.port}`,
      ]) {
        const server = await redirecting(() => ({ '/': target }))
        const outside = `http://0.0.0.0:${server.port}/`
        expect(why(await request(outside))).toBe('a redirect leads to this machine itself; not followed')
      }
      const server = await redirecting(() => ({ '/': `http://innocent.example:${inner.port}/` }))
      const lookup: LookupFunction = (_name, _options, callback) =>
        callback(null, [{ address: '127.0.0.1', family: 4 }])
      expect(why(await request(`http://0.0.0.0:${server.port}/`, { lookup }))).toBe(
        'a redirect leads to this machine itself; not followed',
      )
      expect(inner.connections()).toBe(0)
    },
  )

  it('are followed from this machine to this machine', async () => {
    const inner = await serve((_, response) => response.end('internal'))
    const server = await redirecting(() => ({ '/': `http://localhost:${inner.port}/` }))
    expect(await request(server.url)).toMatchObject({ body: 'internal' })
  })

  unspecifiedAddress.it(unspecifiedAddress.title('are no matter of addresses that the author names'), async () => {
    const server = await serve((_, response) => response.end('ok'))
    expect(await request(`http://0.0.0.0:${server.port}/`)).toMatchObject({ body: 'ok' })
  })
})
