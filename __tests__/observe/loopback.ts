import http from 'node:http'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import https from 'node:https'
import net from 'node:net'
import type { Socket } from 'node:net'

/** A real server on 127.0.0.1 that remembers what it was asked and how often somebody connected. */
export interface Loopback {
  readonly url: string
  readonly port: number
  readonly requests: {
    readonly method: string
    readonly path: string
    readonly headers: IncomingMessage['headers']
    readonly body: string
  }[]
  connections(): number
  /** Connections that are still open. */
  open(): number
  /** Resolves when a connection that was open is closed. */
  closed(): Promise<void>
}

const running: { readonly server: net.Server; readonly sockets: Set<Socket> }[] = []

export type Handler = (request: IncomingMessage, response: ServerResponse) => void

export async function serve(
  handler: Handler,
  tls?: { readonly key: string; readonly cert: string },
): Promise<Loopback> {
  const requests: Loopback['requests'][number][] = []
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      requests.push({
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      })
      handler(request, response)
    })
  }
  const server = tls === undefined ? http.createServer(listener) : https.createServer({ ...tls }, listener)
  const { port, connections, open, closed } = await listen(server, '127.0.0.1')
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    requests,
    connections,
    open,
    closed,
  }
}

/** A server that writes bytes of its own instead of HTTP. */
export async function serveRaw(onConnection: (socket: Socket) => void): Promise<Loopback> {
  const server = net.createServer((socket) => {
    socket.on('error', () => {})
    onConnection(socket)
  })
  const { port, connections, open, closed } = await listen(server, '127.0.0.1')
  return { url: `http://127.0.0.1:${port}`, port, requests: [], connections, open, closed }
}

async function listen(server: net.Server, host: string) {
  const sockets = new Set<Socket>()
  let count = 0
  let closing = Promise.withResolvers<void>()
  server.on('connection', (socket: Socket) => {
    count += 1
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => {
      sockets.delete(socket)
      closing.resolve()
      closing = Promise.withResolvers<void>()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  running.push({ server, sockets })
  const port = portOf(server)
  return {
    port,
    connections: () => count,
    open: () => sockets.size,
    closed: () => (sockets.size === 0 && count > 0 ? Promise.resolve() : closing.promise),
  }
}

function portOf(server: net.Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port')
  return address.port
}

/** A port on which nobody listens. */
export async function deadPort(): Promise<number> {
  const server = net.createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const port = portOf(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** For `afterEach`. */
export async function stopServers(): Promise<void> {
  for (const { server, sockets } of running.splice(0)) {
    const stopped = new Promise((resolve) => server.close(resolve))
    for (const socket of sockets) socket.destroy()
    await stopped
  }
}
