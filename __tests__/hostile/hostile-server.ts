import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { brotliCompressSync, gzipSync } from 'node:zlib'

/** Answers one request in its own way, byte by byte; `at` is the base URL of the server itself. */
type Misbehaviour = (socket: Socket, about: { readonly at: string; readonly path: string }) => void

/** A server that means harm. Each path has its own way. */
export interface HostileServer {
  readonly url: string
  /** Paths that were asked for, with their queries. */
  readonly asked: readonly string[]
  close(): Promise<void>
}

const MEBIBYTE = 2 ** 20
const OK = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n'

const whole = (body: string | Buffer, head = OK): Misbehaviour => {
  const bytes = Buffer.from(body)
  return (socket) => {
    socket.write(`${head}Content-Length: ${bytes.length}\r\nConnection: close\r\n\r\n`)
    socket.end(bytes)
  }
}

/** Writes the same bytes for as long as somebody takes them. */
function endlessly(socket: Socket, bytes: Buffer): void {
  const more = (): void => {
    while (!socket.destroyed && socket.write(bytes));
    if (!socket.destroyed) socket.once('drain', more)
  }
  more()
}

/** Writes a byte twice a second, for ever. */
function drip(socket: Socket, byte: string): void {
  const timer = setInterval(() => socket.write(byte), 500)
  socket.once('close', () => clearInterval(timer))
}

const chunked = (bytes: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')])

const redirect =
  (to: (about: { readonly at: string; readonly path: string }) => string): Misbehaviour =>
  (socket, about) =>
    void socket.end(`HTTP/1.1 302 Found\r\nLocation: ${to(about)}\r\nContent-Length: 0\r\n\r\n`)

const bomb = gzipSync(Buffer.alloc(64 * MEBIBYTE))
const brotliBomb = brotliCompressSync(Buffer.alloc(64 * MEBIBYTE))

/** By path. The first ones take as long as they are let. */
export const MISBEHAVIOURS = {
  '/drips-a-body': (socket) => {
    socket.write(`${OK}\r\n`)
    drip(socket, ' ')
  },
  '/drips-headers': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nX-Drip: ')
    drip(socket, 'x')
  },
  '/early-hints-for-ever': (socket) => endlessly(socket, Buffer.from('HTTP/1.1 103 Early Hints\r\n\r\n')),
  '/a-body-without-end': (socket) => {
    socket.write(`${OK}Transfer-Encoding: chunked\r\n\r\n`)
    endlessly(socket, chunked(Buffer.alloc(65_536, 'x')))
  },
  '/one-header-without-end': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nX-Long: ')
    endlessly(socket, Buffer.alloc(65_536, 'x'))
  },
  '/headers-without-end': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n')
    endlessly(socket, Buffer.from('X-More: 1\r\n'.repeat(5000)))
  },
  '/a-gzip-bomb': (socket) => {
    socket.write(`${OK}Content-Encoding: gzip\r\n\r\n`)
    endlessly(socket, bomb)
  },
  '/a-bomb-in-a-bomb': whole(gzipSync(bomb), `${OK}Content-Encoding: gzip, gzip\r\n`),
  '/a-brotli-bomb': whole(brotliBomb, `${OK}Content-Encoding: br\r\n`),
  '/redirects-without-end': redirect(({ at, path }) => `${at}${path}x`),
  '/redirects-to-the-metadata-service': redirect(() => 'http://169.254.169.254/latest/meta-data/iam/'),
  '/redirects-to-metadata-by-name': redirect(() => 'http://metadata.google.internal/computeMetadata/v1/'),
  '/redirects-to-azures-wire-server': redirect(() => 'http://168.63.129.16/machine'),
  '/redirects-to-a-file': redirect(() => 'file:///etc/passwd'),
  '/redirects-to-data': redirect(() => 'data:application/json,{"version":"3.3.6"}'),
  '/a-json-bomb': whole('['.repeat(MEBIBYTE - 1)),
  '/json-a-hundred-thousand-deep': whole(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
  '/the-words-of-the-prototype': whole(
    '{"__proto__":{"version":"3.3.6"},"constructor":{"prototype":{"version":"3.3.6"}}}',
  ),
  '/no-http': (socket) => void socket.end('SSH-2.0-OpenSSH_9.6\r\n'),
  '/a-status-of-four-digits': whole('{"version":"3.3.6"}', 'HTTP/1.1 2000 OK\r\n'),
  '/two-lengths': (socket) =>
    void socket.end(`${OK}Content-Length: 5\r\nContent-Length: 19\r\n\r\n{"version":"3.3.6"}`),
  '/less-than-it-says': (socket) => void socket.end(`${OK}Content-Length: 999999\r\n\r\n{"version":"3.3.6"}`),
} as const satisfies Readonly<Record<string, Misbehaviour>>

/** @param more paths of the test's own */
export async function startHostileServer(more: Readonly<Record<string, Misbehaviour>> = {}): Promise<HostileServer> {
  const asked: string[] = []
  const sockets = new Set<Socket>()
  const ways = new Map<string, Misbehaviour>([...Object.entries(MISBEHAVIOURS), ...Object.entries(more)])
  let at = ''
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    let head = ''
    const listen = (bytes: Buffer): void => {
      head += bytes.toString('latin1')
      if (!head.includes('\r\n\r\n')) return
      socket.off('data', listen)
      const path = head.split(' ')[1] ?? '/'
      asked.push(path)
      // Longer paths than any are those of redirects that never end.
      const way =
        [...ways].find(([name]) => path.replace(/\?.*$/, '').startsWith(name))?.[1] ??
        whole('not found', 'HTTP/1.1 404 Not Found\r\n')
      way(socket, { at, path: path.replace(/\?.*$/, '') })
    }
    socket.on('data', listen)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the hostile server has no port')
  at = `http://127.0.0.1:${address.port}`
  return {
    url: at,
    asked,
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** An answer of the test's own: status line and headers as given, and a body. */
export function answer(head: string, body: string): Misbehaviour {
  return whole(body, head)
}
