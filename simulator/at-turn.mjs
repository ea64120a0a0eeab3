// Preloaded (`--import`) into the process under test: at the n-th time that anything goes on after an `await`, it is interrupted or
// something is thrown where nobody waits for it. A signal's listeners are called on the spot, between two microtasks, which is closer
// than any real signal comes.
import { EventEmitter } from 'node:events'
import { writeFileSync } from 'node:fs'
import { promiseHooks } from 'node:v8'

const [turn = '0', ...acts] = (process.env['SIMULATOR_AT_TURN'] ?? '').split(' ')
const countFile = process.env['SIMULATOR_TURNS_FILE']
for (const name of ['SIMULATOR_AT_TURN', 'SIMULATOR_TURNS_FILE']) delete process.env[name]

const CRASHES = {
  timer: () =>
    setTimeout(() => {
      throw new Error('thrown by a timer')
    }, 0),
  event: () => {
    const emitter = new EventEmitter()
    emitter.on('event', () => {
      throw new Error('thrown by a listener')
    })
    setImmediate(() => emitter.emit('event'))
  },
  rejection: () => void Promise.reject(new Error('rejected, and nobody waits for it')),
  text: () => {
    queueMicrotask(() => {
      throw 'no error, but a text'
    })
  },
}

function act(what) {
  if (what in CRASHES) CRASHES[what]()
  else if (what === 'SIGKILL' || !process.emit(what, what)) process.kill(process.pid, what)
}

let seen = 0
promiseHooks.onBefore(() => {
  seen += 1
  if (seen === Number(turn)) for (const what of acts) act(what)
})

if (countFile !== undefined) process.on('exit', () => writeFileSync(countFile, String(seen)))
