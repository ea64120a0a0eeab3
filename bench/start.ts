import { spawn } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const ENTRY = join(ROOT, 'dist/index.js')

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

/** Runs node once; resolves with the milliseconds until it ends, until it prints something, or until `seen`, whichever is asked for. */
async function timed(
  args: readonly string[],
  env: Environment,
  until: 'ended' | 'printed' | Promise<void>,
): Promise<number> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'ignore'] })
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

/**
 * Measures how soon the built action has parsed its inputs, and how soon its first AWS request is on the wire, turn by turn with
 * `node -e 0` so that the machine's mood hits all alike.
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
    GITHUB_OUTPUT: output,
    GITHUB_STEP_SUMMARY: summary,
    RUNNER_TEMP: folder,
    INPUT_COMMIT: '3fa04cb0c6a1b2d3e4f5a6b7c8d9e0f1a2b3c4d5',
    INPUT_SERVICE: 'agricultural-core',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKIASIMULATED0000001',
    AWS_SECRET_ACCESS_KEY: 'simulated-secret',
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
  }
  const cases: readonly (readonly [string, () => Promise<number>])[] = [
    ['node -e 0', async () => timed(['-e', '0'], env, 'ended')],
    // The log's first lines come when all inputs are parsed.
    ['inputs parsed', async () => timed([ENTRY], env, 'printed')],
    [
      'first AWS request on the wire',
      async () => {
        arrived = Promise.withResolvers<void>()
        return timed([ENTRY], env, arrived.promise)
      },
    ],
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
