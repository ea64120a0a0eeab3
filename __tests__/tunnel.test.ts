import { afterEach, describe, expect, it } from '@jest/globals'
import { openAnswer, readDocument } from '../src/image/download.ts'
import { request } from '../src/observe/http.ts'
import { environment, rig } from './aws/loopback.ts'
import { serve, serveRaw, stopServers } from './observe/loopback.ts'

const before = { ...process.env }

afterEach(async () => {
  process.env = { ...before }
  await stopServers()
})

const HOST = new URL('https://layers.invalid/blob')
const OPEN = 'HTTP/1.1 200 Connection established\r\n\r\n'
const layer = { action: 'GET layers.invalid' }

describe('a tunnel through a proxy', () => {
  it.each<[string, (proxyEnv: { HTTPS_PROXY: string }) => Promise<unknown>]>([
    ['a layer', (proxyEnv) => openAnswer(HOST, { ...layer, proxyEnv }).catch(() => undefined)],
    ['a manifest', (proxyEnv) => readDocument(HOST, { ...layer, proxyEnv }, 100).catch(() => undefined)],
    ['the served version', (proxyEnv) => request(HOST.href, { proxyEnv })],
    [
      'a call to AWS',
      (proxyEnv) => {
        environment('https://ecs.invalid')
        const calls = rig({ proxyEnv }).aws.ecs('us-east-1')
        return calls.describeServices({ services: ['app'] }).catch(() => undefined)
      },
    ],
  ])('that is refused to %s leaves no connection on which a reset could end the process', async (_, ask) => {
    const proxy = await serveRaw((socket) =>
      socket.once('data', () => socket.write('HTTP/1.1 503 Busy\r\ncontent-length: 100\r\n\r\nbusy')),
    )
    await ask({ HTTPS_PROXY: proxy.url })
    expect(proxy.connections()).toBeGreaterThan(0)
    while (proxy.open() > 0) await proxy.closed()
  })

  it('is given up where the host behind it never agrees on TLS', async () => {
    const proxy = await serveRaw((socket) => socket.once('data', () => socket.write(OPEN)))
    const closed = proxy.closed()
    const answer = openAnswer(HOST, { ...layer, patience: 40, proxyEnv: { HTTPS_PROXY: proxy.url } })
    await expect(answer).rejects.toMatchObject({ kind: 'retry', code: 'ETIMEDOUT' })
    await closed
  })

  it('is given up where the proxy never answers, and that is not told as a refusal', async () => {
    const proxy = await serveRaw(() => {})
    const answer = openAnswer(HOST, { ...layer, patience: 40, proxyEnv: { HTTPS_PROXY: proxy.url } })
    await expect(answer).rejects.toMatchObject({ kind: 'retry', code: 'ETIMEDOUT' })
  })

  it('is given up where the answer of the proxy comes in pieces without end', async () => {
    const proxy = await serveRaw((socket) => {
      socket.setNoDelay(true)
      const more = (): void => {
        if (!socket.destroyed) socket.write('x: y\r\n', () => setImmediate(more))
      }
      socket.once('data', more)
    })
    const answer = openAnswer(HOST, { ...layer, patience: 4_000, proxyEnv: { HTTPS_PROXY: proxy.url } })
    await expect(answer).rejects.toMatchObject({ kind: 'retry', code: 'ERR_PROXY_TUNNEL' })
  })

  it('holds nobody who is cancelled meanwhile', async () => {
    const abort = new AbortController()
    const reason = new Error('cancelled')
    const proxy = await serveRaw((socket) =>
      socket.once('data', () => {
        socket.write(OPEN)
        abort.abort(reason)
      }),
    )
    const proxyEnv = { HTTPS_PROXY: proxy.url }
    await expect(readDocument(HOST, { ...layer, proxyEnv, signal: abort.signal }, 100)).rejects.toBe(reason)
  })

  it('holds no document longer than that may take', async () => {
    const proxy = await serveRaw((socket) => socket.once('data', () => socket.write(OPEN)))
    const from = await serve((_, response) => response.writeHead(307, { location: HOST.href }).end())
    const proxyEnv = { HTTPS_PROXY: proxy.url }
    const answer = readDocument(new URL(from.url), { ...layer, patience: 40, proxyEnv }, 100)
    await expect(answer).rejects.toMatchObject({ kind: 'retry', code: 'TimeoutError' })
  })
})

describe('a registry on this machine', () => {
  it('is not asked through the proxy, to which its login would go without TLS', async () => {
    const proxy = await serve((_, response) => response.end('the proxy'))
    const registry = await serve((_, response) => response.end('the registry'))
    const exchange = { ...layer, authorization: 'Bearer secret', proxyEnv: { HTTP_PROXY: proxy.url } }
    const answer = await readDocument(new URL(registry.url), exchange, 100)
    expect(answer.body.toString()).toBe('the registry')
    expect(proxy.requests).toEqual([])
  })
})
