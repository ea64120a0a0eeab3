import { afterEach, describe, expect, it } from '@jest/globals'
import { openAnswer, readDocument } from '../../src/image/download.ts'
import { listen, type LoopbackServer, textOf } from './loopback.ts'

const servers: LoopbackServer[] = []
const start: typeof listen = async (handle) => {
  const server = await listen(handle)
  servers.push(server)
  return server
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

describe('readDocument', () => {
  it('keeps credentials from another origin on a redirect', async () => {
    const other = await start((_, response) => response.end('moved'))
    const first = await start((_, response) => response.writeHead(302, { location: other.url }).end())
    const exchange = { action: 'GET', authorization: 'Bearer secret' }
    const answer = await readDocument(new URL(first.url), exchange, 100)
    expect(answer.body.toString()).toBe('moved')
    expect(answer.origin).toBe(other.url)
    expect(first.requests[0]?.headers.authorization).toBe('Bearer secret')
    expect(other.requests[0]?.headers.authorization).toBeUndefined()
  })

  it('follows five redirects and no more', async () => {
    let hops = 5
    const server = await start((_, response) => {
      if (hops === 0) response.end('there')
      else response.writeHead(302, { location: '/' }).end()
      hops -= 1
    })
    expect((await readDocument(new URL(server.url), { action: 'GET' }, 100)).body.toString()).toBe('there')
    hops = 6
    await expect(readDocument(new URL(server.url), { action: 'GET' }, 100)).rejects.toMatchObject({ kind: 'rejected' })
  })

  it('stops reading an answer over the limit', async () => {
    const server = await start((_, response) => response.end('x'.repeat(101)))
    await expect(readDocument(new URL(server.url), { action: 'GET' }, 100)).rejects.toMatchObject({
      code: 'AnswerTooLarge',
    })
  })

  it('gives up a server that never answers, and one that never ends', async () => {
    const dumb = await start(() => {})
    const endless = await start((_, response) => {
      const drip = setInterval(() => response.write('x'), 5)
      response.on('close', () => clearInterval(drip))
    })
    for (const server of [dumb, endless]) {
      const answer = readDocument(new URL(server.url), { action: 'GET', patience: 40 }, 1e6)
      await expect(answer).rejects.toMatchObject({ kind: 'retry', code: 'TimeoutError' })
    }
  })

  it('does not take a body without a length for whole where it was given up', async () => {
    const server = await start((_, response) => {
      response.useChunkedEncodingByDefault = false
      response.writeHead(200, { connection: 'close' }).write('{"begin":')
    })
    await expect(readDocument(new URL(server.url), { action: 'GET', patience: 300 }, 100)).rejects.toMatchObject({
      kind: 'retry',
      code: 'TimeoutError',
    })
  })

  it('rejects with the reason of the abort, and not as a fault of the network', async () => {
    const abort = new AbortController()
    const reason = new Error('cancelled')
    const server = await start(() => abort.abort(reason))
    const answer = readDocument(new URL(server.url), { action: 'GET', signal: abort.signal }, 100)
    await expect(answer).rejects.toBe(reason)
  })

  it('speaks without TLS to this machine only, also after a redirect', async () => {
    const server = await start((_, response) => response.writeHead(302, { location: 'http://example.com/' }).end())
    for (const address of [server.url, 'http://example.com/', 'file:///etc/hostname']) {
      await expect(readDocument(new URL(address), { action: 'GET' }, 100)).rejects.toMatchObject({
        code: 'InsecureAddress',
      })
    }
  })

  it('does not follow a redirect to a metadata address', async () => {
    const server = await start((_, response) =>
      response.writeHead(307, { location: 'https://169.254.169.254/latest/meta-data/' }).end(),
    )
    await expect(readDocument(new URL(server.url), { action: 'GET' }, 100)).rejects.toMatchObject({
      kind: 'rejected',
      code: 'RefusedAddress',
      message: expect.stringContaining('a link-local or metadata address'),
    })
  })

  it('does not log in with what a redirect names', async () => {
    const server = await start((request, response) =>
      request.url === '/'
        ? response.writeHead(302, { location: `http://mallory:pa@${request.headers.host}/next` }).end()
        : response.end('there'),
    )
    await readDocument(new URL(server.url), { action: 'GET' }, 100)
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined])
  })

  it('stops at interim answers without end', async () => {
    const server = await start((_, response) => {
      const more = (): void => {
        for (let sent = 0; sent < 100 && !response.destroyed; sent += 1) response.writeProcessing()
        if (!response.destroyed) setImmediate(more)
      }
      more()
    })
    await expect(readDocument(new URL(server.url), { action: 'GET' }, 100)).rejects.toMatchObject({
      kind: 'rejected',
      code: 'TooManyInterimAnswers',
    })
  })

  it('is worth another try where nothing listens', async () => {
    const server = await listen(() => {})
    await server.close()
    await expect(readDocument(new URL(server.url), { action: 'GET' }, 100)).rejects.toMatchObject({
      kind: 'retry',
      code: 'ECONNREFUSED',
    })
  })
})

describe('openAnswer', () => {
  it('does not take a body without a length for whole where the run was cancelled', async () => {
    const abort = new AbortController()
    const reason = new Error('cancelled')
    const server = await start((_, response) => {
      response.useChunkedEncodingByDefault = false
      response.writeHead(200, { connection: 'close' }).write('begin')
    })
    const { stream } = await openAnswer(new URL(server.url), { action: 'GET', signal: abort.signal })
    stream.once('data', () => abort.abort(reason))
    await expect(textOf(stream)).rejects.toBe(reason)
  })

  it('gives up a stream that stops', async () => {
    const server = await start((_, response) => response.write('begin'))
    const { stream } = await openAnswer(new URL(server.url), { action: 'GET', patience: 40 })
    await expect(textOf(stream)).rejects.toMatchObject({ kind: 'retry', code: 'TimeoutError' })
  })

  it('closes the connection where nobody reads', async () => {
    let closed: (() => void) | undefined
    const gone = new Promise<void>((resolve) => {
      closed = resolve
    })
    const server = await start((_, response) => {
      response.on('close', () => closed?.())
      response.write('begin')
    })
    const { stream } = await openAnswer(new URL(server.url), { action: 'GET' })
    stream.destroy()
    await gone
  })
})
