/**
 * The long run: `npm run soak` plays random worlds and holds each against its truth; `npm run soak -- --story rolling --times 10` plays a
 * story through the built action again and again. Each writes its section of docs/reliability.md, and exits 1 where something was wrong.
 */
import { parseArgs } from 'node:util'
import { playInARow } from './row.ts'
import { playWorlds } from './worlds.ts'

const USAGE = `npm run soak -- [--worlds N] [--seed S] [--workers W]
npm run soak -- --story NAME [--times N] [--seed S]`

/** A whole number of an option, or what it is without one. Throws an error that names the option where it is none. */
function whole(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} is a whole number, not ${text}\n${USAGE}`)
  return Number(text)
}

const { values } = parseArgs({
  options: {
    worlds: { type: 'string' },
    seed: { type: 'string' },
    workers: { type: 'string' },
    story: { type: 'string' },
    times: { type: 'string' },
  },
})
const seed = whole('seed', values.seed, Math.floor(Math.random() * 1_000_000_000))
const right =
  values.story === undefined
    ? await playWorlds({
        worlds: whole('worlds', values.worlds, 20_000),
        seed,
        workers: whole('workers', values.workers, 2),
      })
    : await playInARow({ story: values.story, times: whole('times', values.times, 10), seed })
process.exitCode = right ? 0 : 1
