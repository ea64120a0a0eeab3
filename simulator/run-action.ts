import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parse } from 'yaml'
import { gateAt, type Interruption } from './interruption.ts'
import { CREDENTIALS, type RecordedRequest, type SimulatorServer } from './server.ts'
import { isRecord } from './wire/protocol.ts'
import { readFileCommands, readWorkflowCommands, type WorkflowCommand } from './wire/runner-files.ts'
import type { WireTime } from './wire/time.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const VIRTUAL_TIME = pathToFileURL(join(ROOT, 'simulator', 'virtual-time.mjs')).href
const AT_TURN = pathToFileURL(join(ROOT, 'simulator', 'at-turn.mjs')).href
/** Real milliseconds after which a run counts as hung, where nothing else is said. */
const PATIENCE_MS = 120_000
/** How the runner ends a cancelled step: SIGINT, SIGTERM after 7.5 s, kill after 2.5 s more. */
const ESCALATION = [
  ['SIGTERM', 7_500],
  ['SIGKILL', 10_000],
] as const
const LEAST_WAIT_MS = 50

/** What a workflow run is about, as the runner tells it to its steps. */
export interface WorkflowContext {
  readonly repository: string
  readonly sha: string
  readonly ref?: string
  readonly eventName?: string
  /** The event's payload, which `${{ github.event… }}` reads. */
  readonly event?: Readonly<Record<string, unknown>>
  readonly runId?: string
  readonly region?: string
  /** Files of the checkout; default none. */
  readonly workspace?: Readonly<Record<string, string>>
}

export interface RunActionOptions {
  readonly server: SimulatorServer
  readonly time: WireTime
  readonly context: WorkflowContext
  /** The step's `with`. */
  readonly inputs: Readonly<Record<string, string>>
  /** Added to the step's environment; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** The built action by default; `src/index.ts` runs the sources. */
  readonly entry?: string
  /** The action's metadata, for its defaults. */
  readonly metadata?: string
  readonly nodeOptions?: readonly string[]
  /** Whether sleeping is skipped. Default true. */
  readonly virtualTime?: boolean
  /** Cancels the job after so many simulated milliseconds, as the runner does. */
  readonly cancelAfter?: number
  /** Sends signals at a moment; where the process goes on all the same, SIGTERM and the kill follow as from the runner. */
  readonly interruption?: Interruption
  /** Throws something where nobody waits for it, at the n-th time that anything goes on after an `await`. */
  readonly crash?: { readonly turn: number; readonly by: 'timer' | 'event' | 'rejection' | 'text' }
  /** What becomes of the log: its reader goes away, or reads nothing. Default: all of it is read. */
  readonly log?: 'closed' | 'unread'
  /** Real milliseconds after which it counts as hung; default two minutes. */
  readonly patience?: number
  /** Gets every line as it comes. */
  readonly onLine?: (line: string) => void
}

/** What a finished step leaves behind. */
export interface ActionRun {
  readonly exitCode: number | undefined
  /** The signal that ended it, where it did not end by itself. */
  readonly signal: NodeJS.Signals | undefined
  readonly stdout: readonly string[]
  readonly stderr: readonly string[]
  readonly commands: readonly WorkflowCommand[]
  readonly outputs: Readonly<Record<string, string>>
  readonly exportedEnvironment: Readonly<Record<string, string>>
  readonly state: Readonly<Record<string, string>>
  readonly summary: string
  /** The JSON report, where one was written. */
  readonly report: unknown
  /** What this run asked of AWS, GitHub, S3 and the application. */
  readonly requests: readonly RecordedRequest[]
  readonly startedAt: number
  readonly virtualMilliseconds: number
  readonly realMilliseconds: number
  /** Real milliseconds from the first signal to the end. */
  readonly cancelledWithin: number | undefined
  /** The same without the time in which the machine was busy with something else, as far as it tells. */
  readonly grantedWithin: number | undefined
  /** How many requests had come in when the first signal was sent. */
  readonly requestsBeforeSignal: number | undefined
  /** Whether the runner had to send more signals than it was asked to. */
  readonly escalated: boolean
  /** How often the process had nothing to do but sleep, where somebody stood by. */
  readonly sleeps: number
  /** How often anything went on after an `await`, where that was counted. */
  readonly turns: number | undefined
  readonly maxRssBytes: number | undefined
  /** Seconds of CPU, user and system, from its start to its exit, the simulator's preload included. */
  readonly cpuSeconds: number | undefined
}

/**
 * Runs the action as a runner would: its own process, inputs with the defaults of action.yml, file commands, a clean environment.
 * Rejects where the process never ends, names an input that action.yml lacks, or writes a file command that the runner refuses.
 */
export async function runAction(options: RunActionOptions): Promise<ActionRun> {
  const { server, time, context } = options
  const temp = await mkdtemp(join(tmpdir(), 'ecs-deploy-verifier-'))
  try {
    const files = await runnerFiles(temp, context)
    const inputs = await inputsOf(options)
    const before = server.requests.length
    const atTurn = atTurnOf(options)
    const offset = time.run()
    const startedAt = Date.now() + offset
    const realStart = performance.now()
    const child = spawn(
      process.execPath,
      [
        ...(options.virtualTime === false ? [] : ['--import', VIRTUAL_TIME]),
        ...(atTurn === undefined ? [] : ['--import', AT_TURN]),
        ...(options.nodeOptions ?? []),
        options.entry ?? join(ROOT, 'dist', 'index.js'),
      ],
      {
        cwd: files.workspace,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: clean({
          ...environmentOf(server, context, files),
          ...inputs,
          SIMULATOR_CONTROL_URL: server.controlUrl,
          SIMULATOR_TIME_OFFSET: String(offset),
          SIMULATOR_EXIT_FILE: files.exit,
          ...(atTurn === undefined ? {} : { SIMULATOR_AT_TURN: atTurn, SIMULATOR_TURNS_FILE: files.turns }),
          ...options.env,
        }),
      },
    )
    const stdout: string[] = []
    const stderr: string[] = []
    if (options.log === 'closed') child.stdout.destroy()
    else if (options.log === undefined) collect(child.stdout, stdout, options.onLine)
    collect(child.stderr, stderr, options.onLine)

    let cancelledAt: number | undefined
    let requestsBeforeSignal: number | undefined
    let escalated = false
    let delayAtSignal = 0
    let lastDelay = 0
    const timers: NodeJS.Timeout[] = []
    const cancel = (signals: readonly NodeJS.Signals[]): void => {
      cancelledAt = performance.now()
      requestsBeforeSignal = server.requests.length - before
      delayAtSignal = lastDelay = delayOf(child.pid)
      timers.push(setInterval(() => (lastDelay = Math.max(lastDelay, delayOf(child.pid))), LEAST_WAIT_MS))
      for (const signal of signals) child.kill(signal)
      for (const [signal, after] of ESCALATION) timers.push(setTimeout(escalate(signal, after), after))
    }
    /** Real milliseconds since the signal, without those in which the machine was busy with something else. */
    const granted = (): number | undefined => {
      lastDelay = Math.max(lastDelay, delayOf(child.pid))
      return cancelledAt === undefined ? undefined : performance.now() - cancelledAt - (lastDelay - delayAtSignal)
    }
    const escalate = (signal: NodeJS.Signals, after: number) => (): void => {
      const left = after - (granted() ?? 0)
      if (left > 0) {
        timers.push(setTimeout(escalate(signal, after), Math.max(left, LEAST_WAIT_MS)))
        return
      }
      escalated = true
      child.kill(signal)
    }
    if (options.cancelAfter !== undefined)
      time.interruptAt(startedAt + options.cancelAfter, () => {
        cancel(['SIGINT'])
      })
    const { interruption } = options
    if (interruption !== undefined) {
      const { at, signals } = interruption
      server.gate = gateAt(at, () => {
        cancel(signals)
      })
      if ('after' in at)
        timers.push(
          setTimeout(() => {
            cancel(signals)
          }, at.after),
        )
    }
    let hung = false
    const patience = options.patience ?? PATIENCE_MS
    timers.push(
      setTimeout(() => {
        hung = true
        child.kill('SIGKILL')
      }, patience),
    )
    const [code, signal]: unknown[] = await once(child, options.log === 'unread' ? 'exit' : 'close')
    if (options.log === 'unread') child.stdout.destroy()
    const realEnd = performance.now()
    const grantedWithin = granted()
    for (const timer of timers) clearTimeout(timer)
    const virtualMilliseconds = time.now() - startedAt
    time.halt()
    if (hung) throw new Error(`the action did not end within ${patience / 1000} s:\n${stdout.join('\n')}`)

    const outputs = readFileCommands(await readFile(files.output, 'utf8'))
    return {
      exitCode: typeof code === 'number' ? code : undefined,
      signal: isSignal(signal) ? signal : undefined,
      stdout,
      stderr,
      commands: readWorkflowCommands([...stdout, ...stderr]),
      outputs,
      exportedEnvironment: readFileCommands(await readFile(files.env, 'utf8')),
      state: readFileCommands(await readFile(files.state, 'utf8')),
      summary: await readFile(files.summary, 'utf8'),
      report: await reportOf(outputs['report-path']),
      requests: server.requests.slice(before),
      startedAt,
      virtualMilliseconds,
      realMilliseconds: realEnd - realStart,
      cancelledWithin: cancelledAt === undefined ? undefined : realEnd - cancelledAt,
      grantedWithin,
      requestsBeforeSignal,
      escalated,
      sleeps: server.gate?.slept() ?? 0,
      turns: await turnsOf(files.turns),
      ...(await figuresOf(files.exit)),
    }
  } finally {
    server.gate = undefined
    time.halt()
    // Windows keeps the folder of a process for a moment after its end.
    await rm(temp, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** What the process does to itself at a turn. */
function atTurnOf({ interruption, crash }: RunActionOptions): string | undefined {
  if (crash !== undefined) return `${crash.turn} ${crash.by}`
  if (interruption === undefined || !('turn' in interruption.at)) return undefined
  return `${interruption.at.turn} ${interruption.signals.join(' ')}`
}

/** Real milliseconds that the process's main thread has waited for a processor so far; 0 where the system does not tell. */
function delayOf(pid: number | undefined): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[1]) / 1e6
  } catch {
    return 0
  }
}

/** The files and folders that a runner gives to a step. */
export interface RunnerFiles {
  readonly temp: string
  readonly home: string
  readonly workspace: string
  readonly output: string
  readonly summary: string
  readonly env: string
  readonly state: string
  readonly event: string
  readonly exit: string
  readonly turns: string
}

/** Makes them in a folder. */
export async function runnerFiles(temp: string, context: WorkflowContext): Promise<RunnerFiles> {
  const files = {
    temp: join(temp, 'temp'),
    home: join(temp, 'home'),
    workspace: join(temp, 'workspace'),
    output: join(temp, 'output'),
    summary: join(temp, 'summary'),
    env: join(temp, 'env'),
    state: join(temp, 'state'),
    event: join(temp, 'event.json'),
    exit: join(temp, 'exit.json'),
    turns: join(temp, 'turns'),
  }
  for (const folder of [files.temp, files.home, files.workspace]) await mkdir(folder)
  for (const file of [files.output, files.summary, files.env, files.state]) await writeFile(file, '')
  await writeFile(files.event, JSON.stringify(context.event ?? {}))
  for (const [path, content] of Object.entries(context.workspace ?? {})) {
    const file = join(files.workspace, path)
    await mkdir(join(file, '..'), { recursive: true })
    await writeFile(file, content)
  }
  return files
}

/** A runner's environment, with the simulator for AWS and GitHub. */
export function environmentOf(
  server: SimulatorServer,
  context: WorkflowContext,
  files: RunnerFiles,
): Record<string, string> {
  const region = context.region ?? 'us-east-1'
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: files.home,
    LANG: 'C.UTF-8',
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION: 'verify',
    GITHUB_WORKFLOW: 'Deploy to ECS',
    GITHUB_WORKFLOW_REF: `${context.repository}/.github/workflows/deploy.yml@${context.ref ?? 'refs/heads/main'}`,
    GITHUB_JOB: 'deploy',
    GITHUB_ACTOR: 'octocat',
    GITHUB_REPOSITORY: context.repository,
    GITHUB_REPOSITORY_OWNER: context.repository.split('/')[0] ?? '',
    GITHUB_SHA: context.sha,
    GITHUB_REF: context.ref ?? 'refs/heads/main',
    GITHUB_REF_NAME: (context.ref ?? 'refs/heads/main').replace(/^refs\/(heads|tags)\//, ''),
    GITHUB_EVENT_NAME: context.eventName ?? 'push',
    GITHUB_EVENT_PATH: files.event,
    GITHUB_RUN_ID: context.runId ?? '8817',
    GITHUB_RUN_NUMBER: '41',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_API_URL: server.githubUrl,
    GITHUB_WORKSPACE: files.workspace,
    GITHUB_OUTPUT: files.output,
    GITHUB_STEP_SUMMARY: files.summary,
    GITHUB_ENV: files.env,
    GITHUB_STATE: files.state,
    RUNNER_TEMP: files.temp,
    RUNNER_TOOL_CACHE: files.temp,
    RUNNER_OS: 'Linux',
    RUNNER_ARCH: 'X64',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_SESSION_TOKEN: CREDENTIALS.sessionToken,
    AWS_ENDPOINT_URL: server.url,
    // Nothing outside this machine is ever asked, not even for credentials.
    AWS_EC2_METADATA_DISABLED: 'true',
  }
}

/** `INPUT_…` for every input of action.yml: given, else its default with the expressions resolved, as the runner does. */
export async function inputsOf(
  options: Pick<RunActionOptions, 'metadata' | 'inputs' | 'context'>,
): Promise<Record<string, string>> {
  const path = options.metadata ?? join(ROOT, 'action.yml')
  const metadata: unknown = parse(await readFile(path, 'utf8'))
  const declared = isRecord(metadata) && isRecord(metadata['inputs']) ? metadata['inputs'] : {}
  const unknown = Object.keys(options.inputs).filter((name) => !(name in declared))
  if (unknown.length > 0) throw new Error(`action.yml has no input ${unknown.join(', ')}`)
  const environment: Record<string, string> = {}
  for (const [name, input] of Object.entries(declared)) {
    const preset = isRecord(input) ? input['default'] : undefined
    const value =
      options.inputs[name] ??
      (preset === undefined || preset === null
        ? ''
        : resolveExpressions(typeof preset === 'string' ? preset : JSON.stringify(preset), options.context))
    environment[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`] = value
  }
  return environment
}

/** The token that `${{ github.token }}` stands for. */
export const GITHUB_TOKEN = 'ghs_simulatedWorkflowToken000000000000000'

/** Resolves `${{ github.a.b || github.c }}`: all that a default of action.yml may say. */
export function resolveExpressions(text: string, context: WorkflowContext): string {
  const github: Record<string, unknown> = {
    repository: context.repository,
    sha: context.sha,
    ref: context.ref ?? 'refs/heads/main',
    token: GITHUB_TOKEN,
    event: context.event ?? {},
    event_name: context.eventName ?? 'push',
    run_id: context.runId ?? '8817',
  }
  return text.replaceAll(/\$\{\{(.*?)\}\}/g, (_, expression: string) => {
    for (const term of expression.split('||')) {
      const path = term.trim()
      if (!/^github(\.[a-z_]+)+$/.test(path)) throw new Error(`an expression that the harness cannot resolve: ${path}`)
      let value: unknown = { github }
      for (const step of path.split('.')) value = isRecord(value) ? value[step] : undefined
      if (typeof value === 'string' && value !== '') return value
    }
    return ''
  })
}

function collect(stream: NodeJS.ReadableStream, lines: string[], onLine: ((line: string) => void) | undefined): void {
  let rest = ''
  const take = (line: string): void => {
    lines.push(line)
    onLine?.(line)
  }
  stream.setEncoding('utf8')
  stream.on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n')
    rest = parts.pop() ?? ''
    for (const part of parts) take(part.replace(/\r$/, ''))
  })
  stream.on('end', () => {
    if (rest !== '') take(rest)
  })
}

async function reportOf(path: string | undefined): Promise<unknown> {
  if (path === undefined || path === '') return undefined
  const report: unknown = JSON.parse(await readFile(path, 'utf8'))
  return report
}

async function figuresOf(path: string): Promise<Pick<ActionRun, 'cpuSeconds' | 'maxRssBytes'>> {
  let figures: unknown
  try {
    figures = JSON.parse(await readFile(path, 'utf8'))
  } catch {
    // A process that was killed, or ran without virtual time, leaves no figures.
  }
  const figure = (name: string): number | undefined =>
    isRecord(figures) && typeof figures[name] === 'number' ? figures[name] : undefined
  return { maxRssBytes: figure('maxRssBytes'), cpuSeconds: figure('cpuSeconds') }
}

async function turnsOf(path: string): Promise<number | undefined> {
  try {
    return Number(await readFile(path, 'utf8'))
  } catch {
    return undefined
  }
}

function clean(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}

function isSignal(signal: unknown): signal is NodeJS.Signals {
  return typeof signal === 'string' && signal.startsWith('SIG')
}
