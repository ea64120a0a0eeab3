/** The command that plays stories and writes their job summaries as pages. */
import { access, copyFile, mkdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs, styleText } from 'node:util'
import { visible } from '../../src/report/visible.ts'
import { chosen, shortName, showings, tour, UnknownName, type Showing } from './catalogue.ts'
import { INDEX_FILE, indexPage, pageFile, reportFile } from './index-page.ts'
import { isAsTold, perform, toldEnd, verdictText, type Performance, type Progress } from './perform.ts'
import { RunnerLog } from './runner-log.ts'
import type { Screen } from './screen.ts'
import { MERMAID_FILE, mermaidScript, summaryPage } from './summary-page.ts'

export const HELP = `Plays deploys against a simulated AWS, GitHub and application, and writes the job
summaries as pages. No AWS account and no network are used.

Usage: npm run demo [-- <name>... | --all | --list | --help]

  (nothing)  the tour: a deploy of an image with old code and the fixed one with
             their logs, then a story for each other cause, and an index page
  <name>     the story with its log; by cause (rolled-back), verified, its own
             name, or a part of a name that no other has
  --all      the tour and every other story
  --list     the names
  --help     print this

Pages are written to demo-output, with the JSON report of each run beside its
page (NAME.html, NAME.json). Exit status: 0 every story ended as it is
told; 1 one did not; 2 the command line cannot be understood.
`

export interface Terminal {
  readonly screen: Screen
  readonly colours: boolean
  /** Folder that the pages are written to. */
  readonly output: string
  /** How many stories may be played at a time, where their logs are not shown. */
  readonly atATime: number
}

/** How often the status is told anew. */
const TICK_MS = 100

/** The first two of the tour are shown with their logs: what went wrong, and the same put right. */
const WITH_LOG = 2

type Request = 'help' | 'list' | { readonly logged: readonly Showing[]; readonly brief: readonly Showing[] }

/** @returns the exit status; a command line that cannot be understood is told, not thrown */
export async function demo(args: readonly string[], terminal: Terminal): Promise<0 | 1 | 2> {
  const { screen } = terminal
  let request: Request
  try {
    request = requestOf(args)
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof UnknownName)) throw error
    screen.line(`demo: ${visible(error.message)}`)
    screen.line('`npm run demo -- --list` has the names, `npm run demo -- --help` the rest.')
    return 2
  }
  if (request === 'help') screen.line(HELP.trimEnd())
  else if (request === 'list') await list(screen)
  else return play(request.logged, request.brief, terminal)
  return 0
}

/** What the caller gave is not what the command takes. */
class UsageError extends Error {}

function requestOf(args: readonly string[]): Request {
  const { values, positionals } = parsed(args)
  if (values.help === true) return 'help'
  if (values.list === true) return 'list'
  if (positionals.length === 0) {
    const all = values.all === true ? showings : tour
    return { logged: all.slice(0, WITH_LOG), brief: all.slice(WITH_LOG) }
  }
  if (values.all === true) throw new UsageError('Expected names or --all; saw both.')
  return { logged: chosen(positionals), brief: [] }
}

const OPTIONS = { all: { type: 'boolean' }, list: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const

function parsed(args: readonly string[]) {
  // Told by hand, because what Node says of an option that it does not know does not name those that it does.
  const { tokens, values, positionals } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: OPTIONS,
  })
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    if (!Object.hasOwn(OPTIONS, token.name))
      throw new UsageError(
        `There is no option ${token.rawName}; options are: ${Object.keys(OPTIONS)
          .map((name) => `--${name}`)
          .join(', ')}.`,
      )
    if (token.value !== undefined)
      throw new UsageError(`${token.rawName} takes no value; saw ${JSON.stringify(token.value)}.`)
  }
  return { values, positionals }
}

async function list(screen: Screen): Promise<void> {
  const rows = async (of: readonly Showing[]): Promise<readonly (readonly string[])[]> =>
    Promise.all(
      of.map(async (showing) => {
        const end = await toldEnd(showing)
        return [shortName(showing), end === undefined ? '' : verdictText(end), showing.title]
      }),
    )
  const [onTour, others] = [await rows(tour), await rows(showings.filter(({ stop }) => stop === undefined))]
  screen.line('The tour, a story for each cause and one that is verified:\n')
  for (const line of aligned(onTour.map(([name = '', end = '', title = '']) => [name, end.replace(/ .*/, ''), title])))
    screen.line(`  ${line}`)
  screen.line('\nMore stories, called by their titles with hyphens, or by a part that no other has:\n')
  for (const line of aligned(others.map(([name = '', end = '']) => [end, name]))) screen.line(`  ${line}`)
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

/** Plays showings, the first of them with their logs; with others there is an index page, too. @returns the exit status */
export async function play(logged: readonly Showing[], brief: readonly Showing[], terminal: Terminal): Promise<0 | 1> {
  const { screen, output, atATime } = terminal
  const start = performance.now()
  const index = join(output, INDEX_FILE)
  const isTour = brief.length > 0
  await mkdir(output, { recursive: true })
  await copyFile(mermaidScript(), join(output, MERMAID_FILE))
  const hasIndex = isTour || (await exists(index))
  const write = async ({ showing, summary, report, reportPath }: Performance): Promise<void> => {
    const file = reportFile(showing.name)
    if (report !== undefined) await writeFile(join(output, file), `${JSON.stringify(report, undefined, 2)}\n`)
    const told = reportPath === '' ? summary : summary.replaceAll(reportPath, `${basename(output)}/${file}`)
    await writeFile(
      join(output, pageFile(showing.name)),
      await summaryPage(showing.title, told, hasIndex ? INDEX_FILE : undefined),
    )
  }

  screen.line('No AWS account is used: a simulated AWS, GitHub and application answer on this machine.\n')
  const ends = new Map<Showing, Performance | Error>()
  for (const showing of logged) {
    const end = await withItsLog(showing, terminal)
    ends.set(showing, end)
    if (!(end instanceof Error)) await write(end)
  }
  if (isTour) {
    screen.line(
      `── ${brief.length} more, ${atATime === 1 ? 'one after the other' : `${atATime} at a time`} ${'─'.repeat(70)}`,
    )
    await inBrief(brief, logged.length, terminal, async (showing, end) => {
      ends.set(showing, end)
      if (!(end instanceof Error)) await write(end)
    })
    screen.line('')
  }

  const all = [...logged, ...brief]
  const performances = all.map((showing) => ends.get(showing)).filter((end) => isPlayed(end))
  const pages = logged.filter((showing) => isPlayed(ends.get(showing)))
  const reported = new Set(performances.flatMap(({ showing, report }) => (report === undefined ? [] : showing.name)))
  if (isTour) {
    await writeFile(index, indexPage(performances))
    screen.line('Every cause, with its job summary as GitHub shows it and its JSON report beside it. Open this page:')
    screen.line(`  ${pathToFileURL(index).href}`)
    screen.line('One of them with its log: `npm run demo -- rolled-back`; all names: `npm run demo -- --list`.\n')
  } else if (pages.length > 0) {
    screen.line(
      pages.length === 1
        ? 'The job summary, as GitHub shows it, and the JSON report:'
        : 'The job summaries, as GitHub shows them, and the JSON reports:',
    )
    for (const { name } of pages) {
      screen.line(`  ${pathToFileURL(join(output, pageFile(name))).href}`)
      if (reported.has(name)) screen.line(`  ${pathToFileURL(join(output, reportFile(name))).href}`)
    }
    screen.line('')
  }
  return conclude(all, ends, performance.now() - start, screen)
}

const isPlayed = (end: Performance | Error | undefined): end is Performance =>
  end !== undefined && !(end instanceof Error)

function conclude(
  all: readonly Showing[],
  ends: ReadonlyMap<Showing, Performance | Error>,
  milliseconds: number,
  screen: Screen,
): 0 | 1 {
  const complaints = all.flatMap((showing) => {
    const end = ends.get(showing)
    if (end === undefined || end instanceof Error)
      return [`${showing.title}: ${end?.message.split('\n')[0] ?? 'not played'}`]
    if (isAsTold(end)) return []
    const told = end.expected === undefined ? 'nothing' : verdictText(end.expected)
    return [`${showing.title}: expected ${told}, saw ${verdictText(end)}`]
  })
  if (complaints.length === 0) {
    const what = all.length === 1 ? 'The story' : all.length === 2 ? 'Both stories' : `All ${all.length} stories`
    screen.line(`${what} ended as told, in ${seconds(milliseconds)}.`)
    return 0
  }
  screen.line(`Not as the ${complaints.length === 1 ? 'story tells' : 'stories tell'} it:`)
  for (const complaint of complaints) screen.line(`  ${complaint}`)
  return 1
}

/** Plays a showing and prints its log as the runner's reader sees it. */
async function withItsLog(showing: Showing, { screen, colours }: Terminal): Promise<Performance | Error> {
  screen.line(`── ${showing.title} ${'─'.repeat(Math.max(0, 100 - showing.title.length))}`)
  let last = ''
  const log = new RunnerLog((line) => {
    if (line.trim() !== '') last = line.trim()
    screen.line(line)
  }, colours)
  const end = await watched(
    showing,
    (line) => log.line(line),
    (progress) => {
      const { virtualMilliseconds, requests } = progress
      screen.status(`   ${clock(virtualMilliseconds)} of simulated time · ${requests} requests · ${last}`)
    },
  )
  screen.status('')
  screen.line(
    end instanceof Error
      ? `   could not be played: ${end.message}\n`
      : `   exit ${end.exit} · ${Math.round(end.virtualMilliseconds / 1000)} s of simulated time in ` +
          `${seconds(end.realMilliseconds)} · ${end.requests} requests\n`,
  )
  return end
}

/** Plays showings, some at a time, and prints a line for each that has ended. */
async function inBrief(
  brief: readonly Showing[],
  before: number,
  { screen, colours, atATime }: Terminal,
  ended: (showing: Showing, end: Performance | Error) => Promise<void>,
): Promise<void> {
  const total = String(before + brief.length)
  const width = Math.max(...brief.map((showing) => shortName(showing).length))
  const playing = new Map<Showing, string>()
  const waiting = [...brief]
  let done = before
  const tell = (): void => screen.status(`   ${[...playing.values()].join(' · ')}`)
  const playTheRest = async (): Promise<void> => {
    for (let showing = waiting.shift(); showing !== undefined; showing = waiting.shift()) {
      const current = showing
      const end = await watched(
        current,
        () => undefined,
        ({ virtualMilliseconds, requests }) => {
          playing.set(current, `${shortName(current)} ${clock(virtualMilliseconds)}, ${requests} requests`)
          tell()
        },
      )
      playing.delete(current)
      await ended(current, end)
      done += 1
      const what =
        end instanceof Error
          ? `could not be played: ${end.message}`
          : `${inColour(end.verdict, colours)}${' '.repeat(Math.max(0, 12 - end.verdict.length))}  ` +
            `${seconds(end.realMilliseconds).padStart(6)}  ${visible(end.headline)}`
      screen.line(`[${String(done).padStart(total.length)}/${total}] ${shortName(current).padEnd(width)}  ${what}`)
    }
  }
  await Promise.all(Array.from({ length: atATime }, playTheRest))
  screen.status('')
}

/** Plays a showing and tells every moment how far it is. What goes wrong with the playing itself is an end, too. */
async function watched(
  showing: Showing,
  onLine: (line: string) => void,
  onTick: (progress: Progress) => void,
): Promise<Performance | Error> {
  let ticks: NodeJS.Timeout | undefined
  try {
    return await perform(showing, onLine, (progress) => {
      onTick(progress())
      ticks = setInterval(() => onTick(progress()), TICK_MS)
    })
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  } finally {
    clearInterval(ticks)
  }
}

function inColour(verdict: string, colours: boolean): string {
  const colour = verdict === 'verified' ? 'green' : verdict === 'failed' ? 'red' : 'yellow'
  return colours ? styleText(colour, verdict, { validateStream: false }) : verdict
}

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`

/** `4:07`. */
function clock(milliseconds: number): string {
  const whole = Math.floor(milliseconds / 1000)
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch {
    return false
  }
}
