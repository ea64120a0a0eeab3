import type { LookupFunction } from 'node:net'
import { afterEach, describe, expect, it } from '@jest/globals'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { MAX_BODY_BYTES, request } from '../../src/observe/http.ts'
import type { HttpAnswer } from '../../src/observe/http.ts'
import { deadPort, serve, serveRaw, stopServers } from './loopback.ts'

afterEach(stopServers)

function answered(answer: HttpAnswer): Extract<HttpAnswer, { state: 'answered' }> {
  if (answer.state !== 'answered') throw new Error(`no answer: ${answer.why}`)
  return answer
}

function why(answer: HttpAnswer): string {
  if (answer.state !== 'failed') throw new Error(`answered ${answer.status}`)
  return answer.why
}

describe('a request', () => {
  it('brings status, headers and body', async () => {
    const server = await serve((_, response) => {
      response.writeHead(201, { 'X-Version': '3.3.6', 'X-Two': ['a', 'b'] }).end('grün')
    })
    const answer = answered(await request(`${server.url}/v?a=1`))
    expect(answer.status).toBe(201)
    expect(answer.headers.get('x-version')).toEqual(['3.3.6'])
    expect(answer.headers.get('x-two')).toEqual(['a', 'b'])
    expect(answer.body).toBe('grün')
    expect(answer.truncated).toBe(false)
    expect(answer.finalUrl).toBe(`${server.url}/v?a=1`)
    expect(server.requests[0]?.path).toBe('/v?a=1')
  })

  it('opens a connection of its own every time, and asks to close it', async () => {
    const server = await serve((_, response) => response.setHeader('Connection', 'keep-alive').end('ok'))
    for (let i = 0; i < 3; i++) await request(server.url, { originHeaders: [['Connection', 'keep-alive']] })
    expect(server.connections()).toBe(3)
    expect(server.requests.map((one) => one.headers.connection)).toEqual(['close', 'close', 'close'])
    await server.closed()
  })

  it('forgets cookies', async () => {
    const server = await serve((_, response) => response.setHeader('Set-Cookie', 'session=1; Path=/').end('ok'))
    await request(server.url)
    await request(server.url)
    expect(server.requests.map((one) => one.headers.cookie)).toEqual([undefined, undefined])
  })

  it('asks for an unencoded answer', async () => {
    const server = await serve((_, response) => response.end('ok'))
    await request(server.url, { originHeaders: [['Accept-Encoding', 'br']] })
    expect(server.requests[0]?.headers['accept-encoding']).toBe('identity')
  })

  it('sends method, headers and body', async () => {
    const server = await serve((_, response) => response.end('ok'))
    await request(server.url, {
      method: 'put',
      body: '{"ä":1}',
      headers: [['Cache-Control', 'no-cache']],
      originHeaders: [
        ['Host', 'app.example.com'],
        ['X-Key', 'k'],
        ['Content-Length', '1'],
        ['Transfer-Encoding', 'chunked'],
      ],
    })
    expect(server.requests).toMatchObject([
      {
        method: 'PUT',
        body: '{"ä":1}',
        headers: { host: 'app.example.com', 'x-key': 'k', 'cache-control': 'no-cache', 'content-length': '8' },
      },
    ])
  })

  it('sends user and password of the URL, and shows neither', async () => {
    const server = await serve((_, response) => response.end('ok'))
    const answer = await request(server.url.replace('http://', 'http://me:s%40crt@'))
    expect(server.requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from('me:s@crt').toString('base64')}`)
    expect(answer.finalUrl).toBe(`${server.url}/`)
  })
})

describe('a body', () => {
  it('is read up to the limit, and the connection closed on the endless rest', async () => {
    const server = await serve((_, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, 'a')));
        response.once('drain', more)
      }
      more()
    })
    const answer = answered(await request(server.url))
    expect(answer.truncated).toBe(true)
    expect(answer.body.length).toBe(MAX_BODY_BYTES)
    await server.closed()
    expect(server.open()).toBe(0)
  })

  it('of exactly the limit is whole', async () => {
    const server = await serve((_, response) => response.end('abcd'))
    expect(await request(server.url, { maxBytes: 4 })).toMatchObject({ body: 'abcd', truncated: false })
    expect(await request(server.url, { maxBytes: 3 })).toMatchObject({ body: 'abc', truncated: true })
  })

  it('loses half a character at the cut rather than showing another one', async () => {
    const server = await serve((_, response) => response.end('aé'))
    expect(await request(server.url, { maxBytes: 2 })).toMatchObject({ body: 'a', truncated: true })
  })

  it.each([
    ['gzip', gzipSync],
    ['X-GZIP', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['gzip, br', (text: string) => brotliCompressSync(gzipSync(text))],
  ])('is decoded from %s', async (encoding, encode) => {
    const server = await serve((_, response) => response.setHeader('Content-Encoding', encoding).end(encode('3.3.6')))
    expect(await request(server.url)).toMatchObject({ body: '3.3.6', truncated: false })
  })

  it('that is a compression bomb is cut by its decoded size', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * MAX_BODY_BYTES))
    const server = await serve((_, response) => response.setHeader('Content-Encoding', 'gzip').end(bomb))
    const answer = answered(await request(server.url))
    expect(answer.truncated).toBe(true)
    expect(answer.body.length).toBe(MAX_BODY_BYTES)
  })

  it('that is not what its encoding says is a failure', async () => {
    const server = await serve((_, response) => response.setHeader('Content-Encoding', 'gzip').end('plain'))
    expect(why(await request(server.url))).toContain('cannot be decoded')
  })

  it('whose encoding breaks off is a failure', async () => {
    const half = gzipSync('x'.repeat(1000)).subarray(0, 15)
    const server = await serve((_, response) => response.setHeader('Content-Encoding', 'gzip').end(half))
    expect(why(await request(server.url))).toContain('before the answer was complete')
  })

  it.each(['zstd', 'gzip, gzip, gzip, gzip'])('in the encoding %s is refused', async (encoding) => {
    const server = await serve((_, response) => response.setHeader('Content-Encoding', encoding).end('x'))
    expect(why(await request(server.url))).toMatch(/encod/)
  })

  it('with invalid UTF-8 and a byte order mark becomes text', async () => {
    const server = await serve((_, response) => response.end(Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0xff, 0x62])))
    expect(await request(server.url)).toMatchObject({ body: 'a\uFFFDb' })
  })

  it('is not expected of HEAD and 204, whatever their headers say', async () => {
    const server = await serve((incoming, response) =>
      response.writeHead(incoming.method === 'HEAD' ? 200 : 204, { 'Content-Encoding': 'gzip' }).end(),
    )
    expect(await request(server.url, { method: 'HEAD' })).toMatchObject({ status: 200, body: '' })
    expect(await request(server.url)).toMatchObject({ status: 204, body: '' })
  })
})

describe('a failure', () => {
  it('is told in plain words when nobody listens', async () => {
    const port = await deadPort()
    expect(await request(`http://127.0.0.1:${port}/`)).toEqual({
      state: 'failed',
      why: `127.0.0.1:${port} refused the connection`,
      finalUrl: `http://127.0.0.1:${port}/`,
    })
  })

  it('is told when the name does not exist', async () => {
    const answer = await request('http://app.invalid/', {
      lookup: (name, _options, callback) => {
        callback(Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' }), '')
      },
    })
    expect(why(answer)).toBe('the name app.invalid was not found in DNS')
  })

  it('is told by the system’s resolver too, which passes an error and nothing else', async () => {
    const answer = await request('http://app.invalid/', {
      // Node's own lookup leaves the addresses out when it fails, which its type does not say.
      lookup: ((_name, _options, callback) => {
        Reflect.apply(callback, undefined, [Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' })])
      }) satisfies LookupFunction,
    })
    expect(why(answer)).toBe('the name app.invalid was not found in DNS')
  })

  it('is told when a name has no address', async () => {
    const answer = await request('http://app.invalid/', { lookup: (_name, _options, callback) => callback(null, []) })
    expect(why(answer)).toBe('the name app.invalid was not found in DNS')
  })

  it('is told when the connection is reset', async () => {
    const server = await serveRaw((socket) => socket.once('data', () => socket.resetAndDestroy()))
    expect(why(await request(server.url))).toBe(
      `127.0.0.1:${server.port} closed the connection before the answer was complete`,
    )
  })

  it('is told when the body breaks off', async () => {
    const server = await serveRaw((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"version":"3.3.6"}')),
    )
    expect(why(await request(server.url))).toContain('closed the connection before the answer was complete')
  })

  it('is told when the chunks break off', async () => {
    const server = await serveRaw((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n3.3.6\r\n')),
    )
    expect(why(await request(server.url))).toContain('closed the connection before the answer was complete')
  })

  it('is told when the answer is no HTTP', async () => {
    const server = await serveRaw((socket) => socket.once('data', () => socket.end('SSH-2.0-OpenSSH_9.9\r\n')))
    expect(why(await request(server.url))).toContain('is not valid HTTP')
  })

  it('is told when the headers are megabytes', async () => {
    const server = await serveRaw((socket) =>
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\n')
        for (let i = 0; i < 32; i++) socket.write(`X-${i}: ${'a'.repeat(32 * 1024)}\r\n`)
        socket.end('\r\n')
      }),
    )
    expect(why(await request(server.url))).toContain('headers of 127.0.0.1')
  })

  it('is told when interim answers never end, which would keep even the time limit waiting', async () => {
    const server = await serveRaw((socket) => {
      const more = (): void => {
        while (!socket.destroyed && socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(100)));
        if (!socket.destroyed) socket.once('drain', more)
      }
      more()
    })
    expect(why(await request(server.url))).toMatch(/^\S+ gives more than 20 interim answers \(1xx\)$/)
    await server.closed()
  })

  it('is not made of a few interim answers', async () => {
    const server = await serveRaw((socket) => {
      socket.end(`${'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(20)}HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok`)
    })
    expect(await request(server.url)).toMatchObject({ status: 200, body: 'ok' })
  })

  it('is told when the server switches protocols unasked', async () => {
    const server = await serveRaw((socket) =>
      socket.once('data', () =>
        socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
      ),
    )
    expect((await request(server.url, { timeout: 5000 })).state).toBe('failed')
  })

  it.each(['silence', 'dripping headers', 'a dripping body'])('is told when %s outlasts the limit', async (how) => {
    let drip: NodeJS.Timeout | undefined
    const server = await serveRaw((socket) =>
      socket.once('data', () => {
        if (how === 'silence') return
        socket.write('HTTP/1.1 200 OK\r\n')
        if (how === 'a dripping body') socket.write('Content-Length: 1000\r\n\r\n')
        drip = setInterval(() => socket.write('a'), 5)
        socket.once('close', () => clearInterval(drip))
      }),
    )
    const answer = await request(server.url, { timeout: 60 })
    clearInterval(drip)
    expect(answer).toMatchObject({ state: 'failed', why: 'timed out after 0.06 s' })
    await server.closed()
  })

  it('is not made of a limit beyond what timers can count', async () => {
    const server = await serve((_, response) => response.end('ok'))
    expect(await request(server.url, { timeout: 1e12 })).toMatchObject({ body: 'ok' })
  })

  it('counts redirects into the one limit', async () => {
    const server = await serve((incoming, response) => {
      if (incoming.url === '/') response.writeHead(302, { Location: '/slow' }).end()
    })
    expect(await request(server.url, { timeout: 60 })).toEqual({
      state: 'failed',
      why: 'timed out after 0.06 s',
      finalUrl: `${server.url}/slow`,
    })
  })

  it('is told when the name server never answers', async () => {
    expect(why(await request('http://app.invalid/', { timeout: 20, lookup: () => {} }))).toBe('timed out after 0.02 s')
  })

  it.each([
    ['not a url', 'the URL cannot be parsed'],
    ['ftp://example.com/', 'the URL leads to ftp:, which is neither http nor https'],
    ['file:///etc/passwd', 'the URL leads to file:, which is neither http nor https'],
  ])('is told for the URL %s', async (url, expected) => {
    expect(why(await request(url))).toBe(expected)
  })

  it('never repeats what a header holds', async () => {
    const server = await serve((_, response) => response.end('ok'))
    const answer = await request(server.url, { originHeaders: [['Authorization', 'Bearer s3cret\u0001']] })
    expect(why(answer)).toContain('a character that HTTP does not allow')
    expect(JSON.stringify(answer)).not.toContain('s3cret')
    expect(server.requests).toEqual([])
  })
})

describe('cancellation', () => {
  it('rejects with its reason and closes the connection', async () => {
    const cancel = new AbortController()
    const reason = new Error('the run was cancelled')
    const server = await serve(() => cancel.abort(reason))
    await expect(request(server.url, { signal: cancel.signal })).rejects.toBe(reason)
    await server.closed()
  })

  it('sends nothing where it came first', async () => {
    const server = await serve((_, response) => response.end('ok'))
    const reason = new Error('the run was cancelled')
    await expect(request(server.url, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(server.connections()).toBe(0)
  })
})

describe('proxies', () => {
  it('is told from the host that was asked where nobody listens there', async () => {
    const proxyEnv = { HTTPS_PROXY: `http://127.0.0.1:${await deadPort()}` }
    expect(why(await request('https://app.invalid/v', { proxyEnv }))).toBe('the proxy refused the connection')
  })

  it('is told from the host that was asked where its own name leads nowhere', async () => {
    const lookup: LookupFunction = (name, _options, callback) =>
      callback(Object.assign(new Error('not found'), { code: 'ENOTFOUND', hostname: name }), '')
    const proxyEnv = { HTTPS_PROXY: 'http://proxy.invalid:3128' }
    expect(why(await request('https://app.invalid/v', { proxyEnv, lookup }))).toBe(
      'the name of the proxy was not found in DNS',
    )
    expect(why(await request('https://app.invalid/v', { lookup }))).toBe('the name app.invalid was not found in DNS')
  })

  it('is told with its status where it opens no tunnel', async () => {
    const proxy = await serveRaw((socket) => socket.once('data', () => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')))
    const answer = await request('https://app.invalid/v', { proxyEnv: { HTTPS_PROXY: proxy.url } })
    expect(why(answer)).toBe('the proxy does not let requests to app.invalid through (HTTP 403)')
  })

  it('are used where the environment names them and the author wants them', async () => {
    const proxy = await serve((_, response) => response.end('by proxy'))
    const answer = answered(await request('http://app.invalid/v', { proxyEnv: { HTTP_PROXY: proxy.url } }))
    expect(answer.body).toBe('by proxy')
    expect(proxy.requests[0]?.path).toBe('http://app.invalid/v')
  })

  it('on this machine do not make redirects to the outside suspicious', async () => {
    const proxy = await serve((incoming, response) => {
      if (incoming.url === 'http://a.invalid/') response.writeHead(302, { Location: 'http://b.invalid/' }).end()
      else response.end('there')
    })
    const answer = await request('http://a.invalid/', {
      proxyEnv: { HTTP_PROXY: proxy.url.replace('127.0.0.1', 'localhost') },
    })
    expect(answer).toMatchObject({ body: 'there', finalUrl: 'http://b.invalid/' })
  })

  it('are not asked for a redirect to the metadata service or to this machine', async () => {
    for (const target of ['http://169.254.169.254/', 'http://localhost:1/', 'http://[::ffff:7f00:1]/']) {
      const proxy = await serve((_, response) => response.writeHead(302, { Location: target }).end())
      const answer = await request('http://a.invalid/', { proxyEnv: { HTTP_PROXY: `http://localhost:${proxy.port}` } })
      expect(why(answer)).toContain('not followed')
      expect(proxy.requests.length).toBe(1)
    }
  })
})
