import { execFileSync, spawn } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median, type Part, type RatioRow } from './table.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const ENTRY = join(ROOT, 'dist/index.js')
const MEGABYTE = 1024 * 1024
/** How much longer than `node -e 0` the first AWS request may take. */
const LIMIT = 4.5

const NODE = 'node -e 0'
const PARSED = 'inputs parsed'
const REQUESTED = 'first AWS request on the wire'
const AWS_CLI = 'aws ecs wait services-stable, first request on the wire'

/** One way of starting, with the milliseconds from spawn to the moment that is measured, of every run. */
export interface StartRow {
  readonly name: string
  readonly milliseconds: readonly number[]
}

export interface StartFigures {
  readonly rows: readonly StartRow[]
  readonly distBytes: number
  readonly distFiles: number
}

type Environment = Readonly<Record<string, string>>
type Command = readonly [program: string, args: readonly string[]]

/** Runs a command once; resolves with the milliseconds until it ends, until it prints something, or until `seen`, whichever is asked for. */
async function timed(
  [program, args]: Command,
  env: Environment,
  until: 'ended' | 'printed' | Promise<void>,
): Promise<number> {
  const startedAt = performance.now()
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'ignore'] })
  const printed = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      if (chunk.includes('Expecting')) resolve()
    })
  })
  const ended = new Promise<void>((resolve, reject) => {
    child.once('exit', () => resolve())
    child.once('error', reject)
  })
  await (until === 'ended' ? ended : until === 'printed' ? printed : until)
  const took = performance.now() - startedAt
  child.kill('SIGKILL')
  await ended
  return took
}

/** The AWS CLI itself, not a shim of pyenv's that would start a shell first; undefined where none is installed. */
function awsCli(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(':')
  const found = folders.map((folder) => join(folder, 'aws')).find((path) => existsSync(path))
  return found?.includes('/shims/') === true
    ? execFileSync('pyenv', ['which', 'aws'], { encoding: 'utf8' }).trim()
    : found
}

/**
 * Measures how soon the built action has parsed its inputs, and how soon its first AWS request is on the wire, turn by turn with
 * `node -e 0`, and with the AWS CLI where that is installed, so that the machine's mood hits all alike.
 */
export async function measureStart(runs: number): Promise<StartFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'ecs-deploy-verifier-bench-'))
  let arrived = Promise.withResolvers<void>()
  const server = createServer((_request, response) => {
    arrived.resolve()
    response.destroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const [output, summary] = [join(folder, 'output'), join(folder, 'summary')]
  await Promise.all([writeFile(output, ''), writeFile(summary, '')])
  const env: Environment = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    GITHUB_OUTPUT: output,
    GITHUB_STEP_SUMMARY: summary,
    RUNNER_TEMP: folder,
    INPUT_COMMIT: '3fa04cb0c6a1b2d3e4f5a6b7c8d9e0f1a2b3c4d5',
    INPUT_SERVICE: 'agricultural-core',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKIASIMULATED0000001',
    AWS_SECRET_ACCESS_KEY: 'simulated-secret',
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
  }
  const untilRequest = async (command: Command): Promise<number> => {
    arrived = Promise.withResolvers<void>()
    return timed(command, env, arrived.promise)
  }
  const cli = awsCli()
  const wait = ['ecs', 'wait', 'services-stable', '--services', 'agricultural-core']
  const cases: readonly (readonly [string, () => Promise<number>])[] = [
    [NODE, async () => timed([process.execPath, ['-e', '0']], env, 'ended')],
    // The log's first lines come when all inputs are parsed.
    [PARSED, async () => timed([process.execPath, [ENTRY]], env, 'printed')],
    [REQUESTED, async () => untilRequest([process.execPath, [ENTRY]])],
    ...(cli === undefined ? [] : [[AWS_CLI, async () => untilRequest([cli, wait])] as const]),
  ]
  const rows = cases.map(([name]) => ({ name, milliseconds: [] as number[] }))
  for (let run = -1; run < runs; run++)
    for (const [index, [, measure]] of cases.entries()) {
      const took = await measure()
      if (run >= 0) rows[index]?.milliseconds.push(took)
    }
  server.close()
  await rm(folder, { recursive: true, force: true })
  const files = readdirSync(join(ROOT, 'dist')).map((name) => statSync(join(ROOT, 'dist', name)).size)
  return { rows, distBytes: files.reduce((sum, size) => sum + size, 0), distFiles: files.length }
}

const milliseconds = (value: number): string => `${value.toFixed(0)} ms`

export function startPart({ rows, distBytes, distFiles }: StartFigures): Part {
  const times = new Map(rows.map((row) => [row.name, row.milliseconds]))
  const of = (name: string): readonly number[] => times.get(name) ?? []
  const against = (what: string, than: string, aim: RatioRow['aim']): RatioRow => {
    const [ours, theirs] = [median(of(what)), median(of(than))]
    return {
      what: `start: ${what}, against ${than}`,
      ours: milliseconds(ours),
      theirs: milliseconds(theirs),
      ratio: ours / theirs,
      aim,
    }
  }
  const floor = of(NODE)
  return {
    ratios: [
      against(PARSED, NODE, undefined),
      against(REQUESTED, NODE, { atMost: LIMIT }),
      ...(times.has(AWS_CLI) ? [against(REQUESTED, AWS_CLI, { atMost: 1 })] : []),
    ],
    tables: [
      [
        ['start, from spawn', 'median ms', 'fastest ms', 'ratio of medians', 'ratio of the fastest'],
        ...rows.map(({ name, milliseconds: taken }) => [
          name,
          median(taken).toFixed(0),
          Math.min(...taken).toFixed(0),
          (median(taken) / median(floor)).toFixed(2),
          (Math.min(...taken) / Math.min(...floor)).toFixed(2),
        ]),
      ],
    ],
    notes: [
      `dist/: ${(distBytes / MEGABYTE).toFixed(1)} MB in ${distFiles} files.`,
      ...(times.has(AWS_CLI) ? [] : ['The AWS CLI is not installed: the start was not held against it.']),
    ],
  }
}
