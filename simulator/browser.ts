/** A real browser, driven over a pipe by its own protocol (Chrome DevTools Protocol): whoever has Chromium needs no package for it. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isRecord } from './wire/protocol.ts'

/** As distributions name it; Debian's package is `chromium`. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']
/** Real milliseconds after which an unanswered call counts as lost. */
const PATIENCE_MS = 60_000

/** Where a Chromium is: what CHROMIUM says, else the first of its usual names on the path; undefined where there is none. */
export function findChromium(): string | undefined {
  const given = process.env['CHROMIUM']
  const candidates = given === undefined || given === '' ? NAMES : [given]
  return candidates.find((name) => {
    try {
      execFileSync('which', [name], { stdio: 'ignore' })
      return true
    } catch {
      return false
    }
  })
}

export interface Answer {
  readonly contentType: string
  readonly body: string | Buffer
}

export interface Look {
  /** Of the viewport, in CSS pixels. */
  readonly width: number
  readonly height: number
  /** Device pixels for a CSS pixel. */
  readonly scale: number
  readonly dark: boolean
  readonly phone: boolean
}

export interface Tab {
  /** Addresses that the page asked for and `serve` did not know: each was refused. */
  readonly refused: readonly string[]
  /** Texts of the dialogs that a page opened: each was dismissed. */
  readonly dialogs: readonly string[]
  /** Opens a page and waits for its load event. Rejects where it has none within a minute. */
  open(url: string): Promise<void>
  /** The value of an expression in the page, awaited there; it must be plain data. Rejects where it throws. */
  evaluate(expression: string): Promise<unknown>
  look(look: Look): Promise<void>
  /** The whole page as PNG, from its top. @param height in CSS pixels */
  picture(width: number, height: number): Promise<Buffer>
}

export interface Browser {
  /** A tab for which `serve` is the whole network: what it does not answer fails. */
  tab(serve: (url: string) => Answer | undefined): Promise<Tab>
  close(): Promise<void>
}

type Json = Readonly<Record<string, unknown>>

/** Starts a Chromium without a window. @param program as `findChromium` tells it. Rejects where it cannot be started. */
export async function openBrowser(program: string): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), 'chromium-'))
  const child = spawn(
    program,
    [
      '--headless=new',
      '--remote-debugging-pipe',
      `--user-data-dir=${profile}`,
      // Containers run it as root and give it a small /dev/shm; no page from outside is ever opened.
      '--no-sandbox',
      '--disable-dev-shm-usage',
      '--disable-gpu',
      '--hide-scrollbars',
      '--no-first-run',
      '--no-default-browser-check',
      '--disable-extensions',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--force-color-profile=srgb',
      '--lang=en-US',
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
  )
  const connection = new Connection(child)
  const close = async (): Promise<void> => {
    await connection.end()
    // Its helpers may still write while they end.
    await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
  try {
    await connection.call('Browser.getVersion')
  } catch (error) {
    await close()
    throw error
  }
  return { tab: (serve) => openTab(connection, serve), close }
}

async function openTab(connection: Connection, serve: (url: string) => Answer | undefined): Promise<Tab> {
  const { targetId } = await connection.call('Target.createTarget', { url: 'about:blank' })
  const { sessionId } = await connection.call('Target.attachToTarget', { targetId, flatten: true })
  const session = String(sessionId)
  const call = (method: string, parameters: Json = {}): Promise<Json> => connection.call(method, parameters, session)
  const refused: string[] = []
  const dialogs: string[] = []
  connection.on(session, 'Fetch.requestPaused', ({ requestId, request }) => {
    const url = isRecord(request) ? String(request['url']) : ''
    const answer = serve(url)
    if (answer === undefined) {
      refused.push(url)
      void call('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' }).catch(() => undefined)
      return
    }
    void call('Fetch.fulfillRequest', {
      requestId,
      responseCode: 200,
      responseHeaders: [{ name: 'content-type', value: answer.contentType }],
      body: Buffer.from(answer.body).toString('base64'),
    }).catch(() => undefined)
  })
  connection.on(session, 'Page.javascriptDialogOpening', ({ message }) => {
    dialogs.push(String(message))
    void call('Page.handleJavaScriptDialog', { accept: false }).catch(() => undefined)
  })
  await call('Fetch.enable', { patterns: [{ urlPattern: '*' }] })
  await call('Page.enable')
  return {
    refused,
    dialogs,
    open: async (url) => {
      const loaded = connection.next(session, 'Page.loadEventFired')
      await call('Page.navigate', { url })
      await loaded
    },
    evaluate: async (expression) => {
      const answer = await call('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
      const thrown = answer['exceptionDetails']
      if (thrown !== undefined) throw new Error(`the page threw: ${JSON.stringify(thrown)}`)
      return isRecord(answer['result']) ? answer['result']['value'] : undefined
    },
    look: async ({ width, height, scale, dark, phone }) => {
      await call('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: scale, mobile: phone })
      await call('Emulation.setEmulatedMedia', {
        features: [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }],
      })
    },
    picture: async (width, height) => {
      const { data } = await call('Page.captureScreenshot', {
        format: 'png',
        captureBeyondViewport: true,
        clip: { x: 0, y: 0, width, height, scale: 1 },
      })
      return Buffer.from(String(data), 'base64')
    },
  }
}

interface Call {
  readonly resolve: (result: Json) => void
  readonly reject: (error: Error) => void
}

/** Messages as JSON, each ended by a NUL, over the browser's file descriptors 3 (in) and 4 (out). */
class Connection {
  readonly #child: ChildProcess
  readonly #calls = new Map<number, Call>()
  readonly #listeners = new Map<string, ((parameters: Json) => void)[]>()
  /** Rejects when the browser ends. */
  readonly #ended: Promise<never>
  #last = 0
  #gone: Error | undefined

  constructor(child: ChildProcess) {
    this.#child = child
    this.#ended = new Promise((_, reject) => {
      const end = (error: Error): void => {
        this.#gone = error
        reject(error)
      }
      child.once('error', end)
      child.once('exit', (code, signal) => {
        end(new Error(`the browser ended (${signal ?? `exit ${code}`})`))
      })
    })
    // Whoever waits hears of it; where nobody does, it is no news.
    this.#ended.catch(() => undefined)
    const chunks: Buffer[] = []
    const [, , , input, output] = child.stdio
    // A browser that ends breaks the pipe; whoever waits for it learns that from its exit.
    input?.on('error', () => undefined)
    output?.on('error', () => undefined)
    output?.on('data', (chunk: Buffer) => {
      let rest = chunk
      for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
        this.#receive(Buffer.concat([...chunks.splice(0), rest.subarray(0, end)]).toString('utf8'))
        rest = rest.subarray(end + 1)
      }
      chunks.push(rest)
    })
  }

  async call(method: string, parameters: Json = {}, session?: string): Promise<Json> {
    if (this.#gone !== undefined) throw this.#gone
    const id = ++this.#last
    const [, , , input] = this.#child.stdio
    const answered = new Promise<Json>((resolve, reject) => this.#calls.set(id, { resolve, reject }))
    if (input !== undefined && input !== null && 'write' in input)
      input.write(`${JSON.stringify({ id, method, params: parameters, sessionId: session })}\0`)
    return this.#inTime(answered, method)
  }

  on(session: string, method: string, listener: (parameters: Json) => void): void {
    const key = `${session} ${method}`
    this.#listeners.set(key, [...(this.#listeners.get(key) ?? []), listener])
  }

  /** The next event of this kind. */
  async next(session: string, method: string): Promise<void> {
    const key = `${session} ${method}`
    let listener: () => void = () => undefined
    const come = new Promise<void>((resolve) => {
      listener = resolve
      this.on(session, method, listener)
    })
    try {
      await this.#inTime(come, method)
    } finally {
      this.#listeners.set(
        key,
        (this.#listeners.get(key) ?? []).filter((each) => each !== listener),
      )
    }
  }

  /** Ends the browser, in kindness and then without. */
  async end(): Promise<void> {
    if (this.#gone !== undefined) return
    void this.call('Browser.close').catch(() => undefined)
    const patience = new AbortController()
    const tooLong = sleep(5000, undefined, { signal: patience.signal }).then(
      () => this.#child.kill('SIGKILL'),
      () => undefined,
    )
    await this.#ended.catch(() => undefined)
    patience.abort()
    await tooLong
  }

  #receive(text: string): void {
    const message: unknown = JSON.parse(text)
    if (!isRecord(message)) return
    const { id, method, params, result, error, sessionId } = message
    if (typeof id === 'number') {
      const call = this.#calls.get(id)
      this.#calls.delete(id)
      if (error === undefined) call?.resolve(isRecord(result) ? result : {})
      else call?.reject(new Error(`the browser refused: ${JSON.stringify(error)}`))
    } else if (typeof method === 'string') {
      const parameters = isRecord(params) ? params : {}
      for (const listener of this.#listeners.get(`${String(sessionId)} ${method}`) ?? []) listener(parameters)
    }
  }

  async #inTime<T>(promise: Promise<T>, what: string): Promise<T> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`${what}: no answer within ${PATIENCE_MS / 1000} s`)), PATIENCE_MS)
    })
    try {
      return await Promise.race([promise, late, this.#ended])
    } finally {
      clearTimeout(timer)
    }
  }
}
