// Preloaded (`--import`) into the process under test, so that it lives hours in seconds: `Date` runs ahead of real time by an
// offset, and a sleep of `timers/promises` ends as soon as the process has nothing else to do. The simulator's time jumps along.
// Timers of the global `setTimeout` stay real, request timeouts among them.
import { readFileSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { createRequire, syncBuiltinESMExports } from 'node:module'

const timersPromises = createRequire(import.meta.url)('node:timers/promises')
const realSetTimeout = globalThis.setTimeout
const RealDate = globalThis.Date
const realNow = RealDate.now

const controlUrl = process.env['SIMULATOR_CONTROL_URL']
const exitFile = process.env['SIMULATOR_EXIT_FILE']
let offset = Number(process.env['SIMULATOR_TIME_OFFSET'] ?? '0')
// What the process under test sees is what a runner would give it.
for (const name of ['SIMULATOR_CONTROL_URL', 'SIMULATOR_EXIT_FILE', 'SIMULATOR_TIME_OFFSET']) delete process.env[name]

// ---- Date

RealDate.now = () => realNow() + offset
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [target.now()] : args, newTarget),
  apply: (target) => new target(target.now()).toString(),
})
RealDate.prototype.constructor = globalThis.Date

// ---- sleeping

/** Real milliseconds without anything under way before time jumps. */
const QUIET_MS = 4
/** The same after a jump that was cut short for a signal, which must reach this process first. */
const QUIET_AFTER_INTERRUPT_MS = 60
/** What may be open while a process only sleeps. Anything else, a socket or a timer that is awaited, means that it works. */
const IDLE = new Set(['PipeWrap', 'TTYWrap', 'FSEvent', 'SignalWrap', 'MessagePort', 'FileHandle', 'TCPServerWrap'])

const sleepers = new Set()
const agent = new Agent({ keepAlive: true, maxSockets: 1 })
// Unlike a timer this does not count as work, yet it keeps the process alive while somebody sleeps.
const { port1: lifeline } = new MessageChannel()
lifeline.unref()
let looking = false
let jumping = false
let quietSince
let quietNeeded = QUIET_MS

timersPromises.setTimeout = (milliseconds = 1, value, options = {}) => {
  const { signal, ref = true } = options
  return new Promise((resolve, reject) => {
    const abort = () => {
      leave(sleeper)
      const error = new Error('The operation was aborted', { cause: signal.reason })
      error.name = 'AbortError'
      error.code = 'ABORT_ERR'
      reject(error)
    }
    const sleeper = {
      at: RealDate.now() + Math.max(0, milliseconds),
      ref,
      wake: () => {
        leave(sleeper)
        signal?.removeEventListener('abort', abort)
        resolve(value)
      },
    }
    if (signal?.aborted) {
      abort()
      return
    }
    signal?.addEventListener('abort', abort, { once: true })
    sleepers.add(sleeper)
    if (ref) lifeline.ref()
    look()
  })
}
syncBuiltinESMExports()

function leave(sleeper) {
  sleepers.delete(sleeper)
  if (![...sleepers].some(({ ref }) => ref)) lifeline.unref()
}

function look() {
  if (looking) return
  looking = true
  realSetTimeout(() => {
    looking = false
    if (sleepers.size === 0) return
    wakeTheDue()
    const works = process.getActiveResourcesInfo().some((kind) => !IDLE.has(kind))
    const now = performance.now()
    if (works || jumping) quietSince = undefined
    else quietSince ??= now
    if (quietSince !== undefined && now - quietSince >= quietNeeded && controlUrl !== undefined) jump()
    look()
  }, 1).unref()
}

function wakeTheDue() {
  const now = RealDate.now()
  const due = [...sleepers].filter(({ at }) => at <= now).toSorted((a, b) => a.at - b.at)
  for (const sleeper of due) sleeper.wake()
  if (due.length > 0) quietSince = undefined
}

/** To the earliest waking. The simulator may grant less: then a signal is on its way to this process. */
function jump() {
  if (sleepers.size === 0) return
  const earliest = Math.min(...[...sleepers].map(({ at }) => at))
  const wish = earliest - RealDate.now()
  if (wish <= 0) return
  jumping = true
  quietSince = undefined
  tell({ advance: wish }).then(
    ({ by, interrupted }) => {
      offset += by
      quietNeeded = interrupted ? QUIET_AFTER_INTERRUPT_MS : QUIET_MS
      jumping = false
      wakeTheDue()
    },
    (error) => {
      process.stderr.write(`virtual time: the simulator is gone (${error.message})\n`)
      process.exit(70)
    },
  )
}

function tell(message) {
  return new Promise((resolve, reject) => {
    const outgoing = request(controlUrl, { method: 'POST', agent }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk) => (text += chunk))
      response.on('end', () => resolve(JSON.parse(text)))
      response.on('error', reject)
    })
    outgoing.on('error', reject)
    outgoing.end(JSON.stringify(message))
  })
}

// ---- figures

/** Bytes. Linux hands `maxRSS` down from the parent at a fork, so that the process's own figure is asked for first. */
function peakMemory() {
  try {
    const own = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
    if (own !== undefined) return Number(own) * 1024
  } catch {
    // No Linux.
  }
  return process.resourceUsage().maxRSS * 1024
}

if (exitFile !== undefined)
  process.on('exit', () => {
    const { user, system } = process.cpuUsage()
    writeFileSync(exitFile, JSON.stringify({ maxRssBytes: peakMemory(), cpuSeconds: (user + system) / 1e6 }))
  })
