import { once } from 'node:events'
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'

/** A partition in which the simulated world, which is told of us-east-1 and eu-west-1, is met under other names. */
export interface PartitionNames {
  readonly partition: string
  /** What us-east-1 is called there, and eu-west-1. */
  readonly region: string
  readonly otherRegion: string
  readonly dnsSuffix: string
}

/** Somebody asked the proxy for a host: by a tunnel (`CONNECT`), or by a request with an absolute URL. */
export interface Visit {
  readonly by: 'tunnel' | 'absolute URL'
  /** With its port. */
  readonly host: string
  /** Value of `Proxy-Authorization`. */
  readonly login: string | undefined
}

export interface InternetOptions {
  /** Base URL of the simulator. */
  readonly simulator: string
  /** Where hosts lead that are neither AWS's nor GitHub's nor a registry's, by name: base URLs. */
  readonly sites?: Readonly<Record<string, string>>
  /** Name under which the simulator's own host, a registry outside ECR, is met. */
  readonly registry?: string
  readonly names?: PartitionNames
  /** Addresses of a GitHub that is not GitHub.com: of its pages, and of its REST API. */
  readonly gitHub?: { readonly server: string; readonly api: string }
  /** Answers every visit with 407. */
  readonly refuses?: boolean
  /** Hosts that do not exist: the proxy cannot reach them (502). */
  readonly missing?: RegExp
}

/**
 * A forward proxy, and behind it an internet with AWS, GitHub, a registry and sites under the names that they have in the world, by TLS:
 * nothing of it can be reached otherwise. `CERTIFICATE` is what a client has to trust. Listens on 127.0.0.1 only.
 */
export class Internet {
  readonly visits: Visit[] = []
  /** Every request that came through, by `host` and path. */
  readonly requests: { readonly host: string; readonly path: string }[] = []
  readonly #options: InternetOptions
  readonly #sockets = new Set<Socket>()
  readonly #inner: Server
  readonly #proxy: Server
  #port = 0

  private constructor(options: InternetOptions) {
    this.#options = options
    this.#inner = createServer((incoming, response) => {
      this.#forward(new URL(incoming.url ?? '/', `https://${incoming.headers.host ?? ''}`), incoming, response)
    })
    this.#proxy = createServer((incoming, response) => {
      const url = URL.parse(incoming.url ?? '')
      if (url === null) {
        response.writeHead(400).end()
        return
      }
      this.#visit('absolute URL', `${url.hostname}:${url.port === '' ? '80' : url.port}`, incoming)
      if (options.refuses === true) response.writeHead(407).end()
      else this.#forward(url, incoming, response)
    })
    this.#proxy.on('connection', (socket) => {
      this.#sockets.add(socket)
      socket.on('close', () => this.#sockets.delete(socket))
    })
    this.#proxy.on('connect', (incoming: IncomingMessage, socket: Socket) => {
      const host = incoming.url ?? ''
      this.#visit('tunnel', host, incoming)
      socket.on('error', () => socket.destroy())
      if (options.refuses === true) {
        socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
        return
      }
      if (options.missing?.test(host) === true) {
        socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
        return
      }
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      const end = host.endsWith(':443')
        ? new TLSSocket(socket, { isServer: true, key: KEY, cert: CERTIFICATE })
        : socket
      end.on('error', () => socket.destroy())
      this.#inner.emit('connection', end)
    })
  }

  static async open(options: InternetOptions): Promise<Internet> {
    const internet = new Internet(options)
    internet.#proxy.listen(0, '127.0.0.1')
    await once(internet.#proxy, 'listening')
    const address = internet.#proxy.address()
    internet.#port = typeof address === 'object' && address !== null ? address.port : 0
    return internet
  }

  /** Of the proxy. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  /** Hosts that were asked for, each once, in order. */
  get hosts(): readonly string[] {
    return [...new Set(this.visits.map(({ host }) => host))].toSorted()
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    this.#proxy.close()
    await once(this.#proxy, 'close')
  }

  #visit(by: Visit['by'], host: string, { headers }: IncomingMessage): void {
    this.visits.push({ by, host, login: headers['proxy-authorization'] })
  }

  /** Where a URL leads on this machine. */
  #target(url: URL): URL {
    const { simulator, sites = {} } = this.#options
    const site = sites[url.hostname]
    const path = this.#home(`${url.pathname}${url.search}`)
    if (site !== undefined) return new URL(path, site)
    // GitHub.com and GHE.com have the API on a host of its own, a GitHub Enterprise Server below /api/v3.
    const prefix = /^api\.(?:github|[a-z]+\.ghe)\.com$/.test(url.hostname) ? '/api/v3' : ''
    return new URL(`${prefix}${path}`, simulator)
  }

  #forward(url: URL, incoming: IncomingMessage, response: ServerResponse): void {
    this.requests.push({ host: url.host, path: url.pathname })
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const body = Buffer.from(this.#home(Buffer.concat(chunks).toString('utf8')))
      const headers = Object.fromEntries(
        Object.entries(incoming.headers)
          .filter(([name]) => !/^(?:proxy-|connection$|content-length$|transfer-encoding$)/.test(name))
          .map(([name, value]) => [name, typeof value === 'string' ? this.#home(value) : value]),
      )
      const onward = request(this.#target(url), {
        method: incoming.method ?? 'GET',
        headers: { ...headers, 'content-length': String(body.length) },
        agent: false,
      })
      onward.on('error', () => response.destroy())
      onward.on('response', (answer) => {
        const parts: Buffer[] = []
        answer.on('data', (chunk: Buffer) => parts.push(chunk))
        answer.on('end', () => this.#answer(response, answer, Buffer.concat(parts)))
      })
      onward.end(body)
    })
  }

  #answer(response: ServerResponse, answer: IncomingMessage, body: Buffer): void {
    // What a digest names goes through as it is.
    const isText = !/octet-stream|manifest|image\.index/.test(answer.headers['content-type'] ?? '')
    const bytes = isText ? Buffer.from(this.#abroad(body.toString('utf8'))) : body
    for (const [name, values] of Object.entries(answer.headersDistinct)) {
      if (/^(?:content-length|transfer-encoding|connection|keep-alive)$/.test(name)) continue
      response.setHeader(
        name,
        (values ?? []).map((value) => this.#abroad(value)),
      )
    }
    response.writeHead(answer.statusCode ?? 502, { 'content-length': bytes.length }).end(bytes)
  }

  /** What the simulator says, under the names of this internet. */
  #abroad(text: string): string {
    const { names, registry, simulator, gitHub } = this.#options
    const host = new URL(simulator).host
    const moved =
      registry === undefined
        ? text
        : text.replaceAll(`http://${host}`, `https://${registry}`).replaceAll(host, registry)
    const there =
      gitHub === undefined
        ? moved
        : moved.replaceAll('https://api.github.com', gitHub.api).replaceAll('https://github.com', gitHub.server)
    if (names === undefined) return there
    return (
      there
        .replaceAll('us-east-1', names.region)
        .replaceAll('eu-west-1', names.otherRegion)
        .replaceAll('arn:aws:', `arn:${names.partition}:`)
        // Service principals are the same in every partition.
        .replaceAll(/(?<!"(?:ecs|scheduler|events))\.amazonaws\.com(?!\.cn)/g, `.${names.dnsSuffix}`)
    )
  }

  /** The reverse. */
  #home(text: string): string {
    const { names, registry, simulator } = this.#options
    const here = registry === undefined ? text : text.replaceAll(registry, new URL(simulator).host)
    if (names === undefined) return here
    return here
      .replaceAll(names.region, 'us-east-1')
      .replaceAll(names.otherRegion, 'eu-west-1')
      .replaceAll(`arn:${names.partition}:`, 'arn:aws:')
      .replaceAll(`.${names.dnsSuffix}`, '.amazonaws.com')
  }
}

/**
 * Made for this internet alone, signed by itself, valid until 2126: for api.github.com, ghe.example.com, *.acme.ghe.com, *.example.com, and
 * for AWS's names in us-east-1, eu-west-1, us-gov-west-1, us-gov-east-1, cn-north-1 and cn-northwest-1.
 */
export const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIFgDCCBSagAwIBAgIUKD9MqezEU6mEHmOZAXCB6d6pnXMwCgYIKoZIzj0EAwIw
HTEbMBkGA1UEAwwSc2ltdWxhdGVkIGludGVybmV0MCAXDTI2MTEyOTE5MDQ0NVoY
DzIxMjYxMTA1MTkwNDQ1WjAdMRswGQYDVQQDDBJzaW11bGF0ZWQgaW50ZXJuZXQw
WTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQLbJ9jLqHRWxCsAwA0f++swaF/JueE
hlZj1OpJ9hHfaHvyaSIDDJq7LcOY7f8ax8A5TuPZVE2SIQ00SlghmGhno4IEQDCC
BDwwHQYDVR0OBBYEFC8+NkravxdVuvjIx45uOo5yQAz5MB8GA1UdIwQYMBaAFC8+
NkravxdVuvjIx45uOo5yQAz5MA8GA1UdEwEB/wQFMAMBAf8wggPnBgNVHREEggPe
MIID2oIOYXBpLmdpdGh1Yi5jb22CD2doZS5leGFtcGxlLmNvbYIOKi5hY21lLmdo
ZS5jb22CDSouZXhhbXBsZS5jb22CGSoudXMtZWFzdC0xLmFtYXpvbmF3cy5jb22C
HSouZWNyLnVzLWVhc3QtMS5hbWF6b25hd3MuY29tgiIqLmVjci1maXBzLnVzLWVh
c3QtMS5hbWF6b25hd3MuY29tghwqLnMzLnVzLWVhc3QtMS5hbWF6b25hd3MuY29t
ghMqLnVzLWVhc3QtMS5hcGkuYXdzghkqLmV1LXdlc3QtMS5hbWF6b25hd3MuY29t
gh0qLmVjci5ldS13ZXN0LTEuYW1hem9uYXdzLmNvbYIiKi5lY3ItZmlwcy5ldS13
ZXN0LTEuYW1hem9uYXdzLmNvbYIcKi5zMy5ldS13ZXN0LTEuYW1hem9uYXdzLmNv
bYITKi5ldS13ZXN0LTEuYXBpLmF3c4IdKi51cy1nb3Ytd2VzdC0xLmFtYXpvbmF3
cy5jb22CISouZWNyLnVzLWdvdi13ZXN0LTEuYW1hem9uYXdzLmNvbYImKi5lY3It
Zmlwcy51cy1nb3Ytd2VzdC0xLmFtYXpvbmF3cy5jb22CICouczMudXMtZ292LXdl
c3QtMS5hbWF6b25hd3MuY29tghcqLnVzLWdvdi13ZXN0LTEuYXBpLmF3c4IdKi51
cy1nb3YtZWFzdC0xLmFtYXpvbmF3cy5jb22CISouZWNyLnVzLWdvdi1lYXN0LTEu
YW1hem9uYXdzLmNvbYImKi5lY3ItZmlwcy51cy1nb3YtZWFzdC0xLmFtYXpvbmF3
cy5jb22CICouczMudXMtZ292LWVhc3QtMS5hbWF6b25hd3MuY29tghcqLnVzLWdv
di1lYXN0LTEuYXBpLmF3c4IdKi5jbi1ub3J0aC0xLmFtYXpvbmF3cy5jb20uY26C
ISouZWNyLmNuLW5vcnRoLTEuYW1hem9uYXdzLmNvbS5jboIgKi5zMy5jbi1ub3J0
aC0xLmFtYXpvbmF3cy5jb20uY26CKSouY24tbm9ydGgtMS5hcGkuYW1hem9ud2Vi
c2VydmljZXMuY29tLmNugiEqLmNuLW5vcnRod2VzdC0xLmFtYXpvbmF3cy5jb20u
Y26CJSouZWNyLmNuLW5vcnRod2VzdC0xLmFtYXpvbmF3cy5jb20uY26CJCouczMu
Y24tbm9ydGh3ZXN0LTEuYW1hem9uYXdzLmNvbS5jboItKi5jbi1ub3J0aHdlc3Qt
MS5hcGkuYW1hem9ud2Vic2VydmljZXMuY29tLmNuMAoGCCqGSM49BAMCA0gAMEUC
IQCizMS2XC185jawkSPrlm9sHwBi8NDBbs8TbOpf0fG+8AIgbL+s/ZBW5vQuZqG1
QbDllOSn46GrMNpk/K2AHggKq58=
-----END CERTIFICATE-----
`

const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgb91Vj//5oqhEG8s1
D1qavXwwLn8aE5Vho5k7BMl1oW6hRANCAAQLbJ9jLqHRWxCsAwA0f++swaF/JueE
hlZj1OpJ9hHfaHvyaSIDDJq7LcOY7f8ax8A5TuPZVE2SIQ00SlghmGhn
-----END PRIVATE KEY-----
`
