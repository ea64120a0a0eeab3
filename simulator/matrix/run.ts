/** `npm run faults`: the whole matrix, or the part that `--call`, `--fault`, `--span`, `--world` and `--sample` leave of it. */
import { fork, type ChildProcess } from 'node:child_process'
import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { writeSection } from '../../scripts/reliability.ts'
import { Random } from '../world/random.ts'
import { cellsOf, FAULTS, SPANS, worldNamed, type Cell, type Recorded } from './cells.ts'
import type { Judged } from './judge.ts'
import { sectionOf } from './section.ts'
import type { Task, Told } from './worker.ts'
import { WORLDS } from './worlds.ts'

/** Real milliseconds after which a cell counts as hung: simulated time did not move on any more. */
const PATIENCE_MS = 240_000

const { values: options } = parseArgs({
  options: {
    call: { type: 'string' },
    fault: { type: 'string' },
    span: { type: 'string' },
    world: { type: 'string' },
    /** A deterministic choice of so many cells, with every call and every fault among them. */
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: '2' },
    /** Begins no more cells after so many minutes; the section says how many were played. */
    minutes: { type: 'string' },
    /** So many members of each answer are left out, and made unknown, one by one. */
    members: { type: 'string', default: '3' },
    /** A file to which results go as they come; those that are in it and right are not played again. */
    results: { type: 'string' },
    /** Prints the log of every cell. */
    log: { type: 'boolean', default: false },
    /** Without the members of answers one by one. */
    whole: { type: 'boolean', default: false },
    /** Prints what was recorded, and plays nothing. */
    list: { type: 'boolean', default: false },
  },
})

/** A worker with the task that it is at. */
class Worker {
  #child: ChildProcess | undefined

  /** Rejects where the worker ends, or does not come to an end. */
  async do(task: Task): Promise<Told> {
    const child = (this.#child ??= fork(fileURLToPath(new URL('worker.ts', import.meta.url)), {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      // Most of what a cell makes dies with it.
      execArgv: ['--max-semi-space-size=64'],
    }))
    const { promise, resolve, reject } = Promise.withResolvers<Told>()
    const onExit = (code: number | null): void => reject(new Error(`the worker ended with ${code ?? 'a signal'}`))
    const timer = setTimeout(() => reject(new Error(`no end within ${PATIENCE_MS / 1000} s of real time`)), PATIENCE_MS)
    child.once('message', (told: Told) => resolve(told))
    child.once('exit', onExit)
    child.send(task)
    try {
      return await promise
    } catch (error) {
      child.kill('SIGKILL')
      this.#child = undefined
      throw error
    } finally {
      clearTimeout(timer)
      child.removeAllListeners('message')
      child.off('exit', onExit)
    }
  }

  end(): void {
    this.#child?.disconnect()
  }
}

const workers = Array.from({ length: Number(options.workers) }, () => new Worker())

/** Gives the tasks out as the workers come free, in order. */
async function share<Item>(items: readonly Item[], work: (worker: Worker, item: Item) => Promise<void>): Promise<void> {
  const left = [...items]
  await Promise.all(
    workers.map(async (worker) => {
      for (let item = left.shift(); item !== undefined; item = left.shift()) await work(worker, item)
    }),
  )
}

async function recordAll(): Promise<readonly Recorded[]> {
  const recordings = new Map<string, Recorded>()
  await share(WORLDS, async (worker, world) => {
    const told = await worker.do({ do: 'record', world: world.name })
    if (told.did !== 'record') return
    if (told.recorded.end !== world.end)
      throw new Error(
        `${world.name}: expected to end with ${world.end || 'verified'}, seen ${told.recorded.end || 'verified'}`,
      )
    recordings.set(world.name, told.recorded)
  })
  return WORLDS.flatMap(({ name }) => recordings.get(name) ?? [])
}

/** The words of the action's sources: a member of an answer that none of them names is not read. */
async function wordsOfSources(): Promise<ReadonlySet<string>> {
  const folder = new URL('../../src/', import.meta.url)
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.ts'))
  const texts = await Promise.all(files.map(async (file) => readFile(new URL(file, folder), 'utf8')))
  return new Set(texts.flatMap((text) => text.match(/\w+/g) ?? []))
}

/** Every call and every fault at least once, then what a seed picks. */
function sampleOf(cells: readonly Cell[], size: number, seed: number): readonly Cell[] {
  const random = new Random(seed)
  const shuffled = cells.map((cell) => ({ cell, at: random.next() })).toSorted((a, b) => a.at - b.at)
  const calls = new Set<string>()
  const faults = new Set<string>()
  const needed: Cell[] = []
  const others: Cell[] = []
  for (const { cell } of shuffled) {
    const adds = !calls.has(cell.call) || !faults.has(cell.fault)
    calls.add(cell.call)
    faults.add(cell.fault)
    ;(adds ? needed : others).push(cell)
  }
  return [...needed, ...others.slice(0, Math.max(0, size - needed.length))]
}

const isWanted = (cell: Cell): boolean =>
  (options.call === undefined || cell.call === options.call) &&
  (options.fault === undefined || cell.fault === options.fault) &&
  (options.span === undefined || cell.span === options.span) &&
  (options.world === undefined || cell.world === options.world) &&
  (!options.whole || cell.path === undefined)

/** Kept beside the results, so that a run that goes on where another was cut short does not record again. */
async function recordedOnce(): Promise<readonly Recorded[]> {
  if (options.results === undefined) return recordAll()
  const file = `${options.results}.recorded`
  const known = await readFile(file, 'utf8').catch(() => undefined)
  if (known !== undefined) return JSON.parse(known)
  const recordings = await recordAll()
  await writeFile(file, JSON.stringify(recordings))
  return recordings
}

const startedAt = Date.now()
const recordings = await recordedOnce()
const words = await wordsOfSources()
const all = cellsOf(recordings, (member) => words.has(member), Number(options.members), Number(options.seed)).filter(
  isWanted,
)
const cells = options.sample === undefined ? all : sampleOf(all, Number(options.sample), Number(options.seed))
process.stdout.write(
  `${WORLDS.length} worlds, ${new Set(all.map(({ call }) => call)).size} calls, ${cells.length} cells\n`,
)
for (const call of [...new Set(all.map((cell) => cell.call))].toSorted()) process.stdout.write(`call ${call}\n`)
if (options.list) {
  for (const worker of workers) worker.end()
  process.exit(0)
}

interface Result {
  readonly cell: Cell
  readonly judged: Judged
}

const nameOf = ({ call, fault, path, span, world }: Cell): string =>
  `${call} | ${fault}${path === undefined ? '' : ` ${path}`} | ${span} | ${world}`

/** What an earlier run that was cut short left. */
async function earlierResults(): Promise<readonly Result[]> {
  if (options.results === undefined) return []
  const text = await readFile(options.results, 'utf8').catch(() => '')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Result => JSON.parse(line))
}

const wanted = new Set(cells.map(nameOf))
const results: Result[] = (await earlierResults()).filter(
  ({ cell, judged }) => judged.state !== 'wrong' && wanted.has(nameOf(cell)),
)
const done = new Set(results.map(({ cell }) => nameOf(cell)))
/** What could hide that the commit is not live comes first, then what lasts for ever: a run that is cut short has tried the most. */
const rank = ({ path, span, world }: Cell): number =>
  span !== 'ever' ? 3 : worldNamed(world).end !== '' ? 0 : path === undefined ? 1 : 2
const left = cells.filter((cell) => !done.has(nameOf(cell))).toSorted((a, b) => rank(a) - rank(b))
const endsAt = options.minutes === undefined ? Infinity : startedAt + Number(options.minutes) * 60_000
await share(left, async (worker, cell) => {
  if (Date.now() >= endsAt) return
  const judged = await worker.do({ do: 'play', cell, tell: options.log }).then(
    (told): Judged | undefined => {
      if (told.did !== 'play') return undefined
      if (told.log !== undefined) process.stdout.write(`${told.log}\n`)
      return told.judged
    },
    (error: unknown): Judged => ({
      end: 'none',
      state: 'wrong',
      wrongs: ['crash'],
      why: [error instanceof Error ? error.message : String(error)],
    }),
  )
  if (judged === undefined) return
  results.push({ cell, judged })
  if (options.results !== undefined) await appendFile(options.results, `${JSON.stringify({ cell, judged })}\n`)
  const name = nameOf(cell)
  if (judged.state === 'wrong')
    process.stdout.write(`WRONG ${name}: ${judged.wrongs.join(', ')}: ${judged.why.join('; ')}\n`)
  else if (options.log) process.stdout.write(`${judged.state} ${name}: ${judged.end || 'verified'}\n`)
  if (results.length % 100 === 0)
    process.stdout.write(
      `${results.length} of ${cells.length} after ${Math.round((Date.now() - startedAt) / 1000)} s\n`,
    )
})
for (const worker of workers) worker.end()

/** As the repository's Markdown is formatted. */
async function formatted(markdown: string): Promise<string> {
  const { format, resolveConfig } = await import('prettier')
  const page = fileURLToPath(new URL('../../docs/reliability.md', import.meta.url))
  return format(markdown, { ...(await resolveConfig(page)), filepath: page })
}

const wrong = results.filter(({ judged }) => judged.state === 'wrong')
const isWhole =
  cells === all && [options.call, options.fault, options.span, options.world].every((one) => one === undefined)
if (isWhole && !options.whole)
  await writeSection('faults', await formatted(sectionOf(results, WORLDS.length, cells.length)))
const counted = Map.groupBy(results, ({ judged }) => judged.state)
process.stdout.write(
  `${results.length} cells, ${[...counted].map(([state, of]) => `${of.length} ${state}`).join(', ')}; ` +
    `calls ${new Set(results.map(({ cell }) => cell.call)).size}, faults ${new Set(results.map(({ cell }) => cell.fault)).size} of ${Object.keys(FAULTS).length}, ` +
    `spans ${Object.keys(SPANS).length}; ${Math.round((Date.now() - startedAt) / 1000)} s\n`,
)
process.exitCode = wrong.length === 0 ? 0 : 1
