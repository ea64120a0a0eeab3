import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { callOf } from '../../simulator/matrix/calls.ts'
import { faultOf, SPANS, worldNamed, type Cell } from '../../simulator/matrix/cells.ts'
import { allowedEnds } from '../../simulator/matrix/rules.ts'
import { runStaged, stageStory } from '../../simulator/story.ts'

// The action's sources with their real SDK clients, in processes of their own; and the built action.
const PATIENCE_MS = 600_000
/** Every call and every fault, and some more. */
const SAMPLE = 70

interface MatrixRun {
  readonly code: unknown
  readonly lines: readonly string[]
}

async function faults(...options: readonly string[]): Promise<MatrixRun> {
  const script = fileURLToPath(new URL('../../simulator/matrix/run.ts', import.meta.url))
  const child = spawn(process.execPath, [script, ...options], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'close')])
  return { code, lines: output.split('\n') }
}

/** The calls that `src/aws/api.ts` types, as IAM names them. */
async function typedCalls(): Promise<readonly string[]> {
  const prefixes: Readonly<Record<string, string>> = {
    Ecs: 'ecs',
    Ecr: 'ecr',
    CodeBuild: 'codebuild',
    EventBridge: 'events',
    Scheduler: 'scheduler',
    CodePipeline: 'codepipeline',
    CodeDeploy: 'codedeploy',
    Elb: 'elasticloadbalancing',
    Logs: 'logs',
    CloudWatch: 'cloudwatch',
  }
  const source = await readFile(new URL('../../src/aws/api.ts', import.meta.url), 'utf8')
  return [...source.matchAll(/export interface (\w+)Api \{\n([^]*?)\n\}/g)].flatMap(([, service = '', body = '']) => {
    const prefix = prefixes[service]
    if (prefix === undefined) throw new Error(`the matrix does not know how IAM names ${service}`)
    return [...body.matchAll(/readonly (\w)(\w+): Call</g)].map(
      ([, first = '', rest = '']) => `${prefix}:${first.toUpperCase()}${rest}`,
    )
  })
}

describe('a sample of the matrix of faults', () => {
  let run: MatrixRun
  beforeAll(async () => {
    run = await faults('--sample', String(SAMPLE), '--seed', '7')
  }, PATIENCE_MS)

  it('has every cell right', () => {
    expect(run.lines.filter((line) => line.startsWith('WRONG'))).toEqual([])
    expect(run.code).toBe(0)
    expect(run.lines.at(-2)).toMatch(/^\d+ cells/)
  })

  it('covers every call that src/aws/api.ts types, and GitHub, S3, registries and the application beside', async () => {
    const calls = new Set(run.lines.flatMap((line) => (line.startsWith('call ') ? [line.slice(5)] : [])))
    const typed = await typedCalls()
    expect(typed.length).toBeGreaterThan(30)
    expect(typed.filter((call) => !calls.has(call))).toEqual([])
    for (const elsewhere of ['github:', 's3:', 'oci:', 'app:'])
      expect([...calls].some((call) => call.startsWith(elsewhere))).toBe(true)
  })

  it('cannot pass where the rules are broken', async () => {
    // A world that is verified while nothing fails is no world of this end.
    const cell: Cell = {
      world: 'a stale image, by its label',
      call: 'ecr:BatchGetImage',
      fault: 'denied',
      span: 'ever',
    }
    expect(allowedEnds(cell, worldNamed(cell.world))).not.toContain('')
    expect(allowedEnds({ ...cell, call: 'ecs:DescribeTasks' }, worldNamed('a rolling deploy'))).toEqual([
      'access-denied',
    ])
  })
})

describe('the built action with a fault in the way', () => {
  const cells: readonly Cell[] = [
    { world: 'a rolling deploy', call: 'ecs:DescribeTasks', fault: '503 HTML', span: 'ever' },
    { world: 'a rolling deploy', call: 'ecs:DescribeServices', fault: 'skew', span: 'ever' },
    { world: 'every trigger at once', call: 'events:PutRule', fault: 'reset midway', span: 'ever' },
    { world: 'native blue/green', call: 'ecs:DescribeServiceDeployments', fault: 'denied', span: 'ever' },
    { world: 'a stale image, by its version file', call: 's3:GetObject', fault: 'truncated', span: 'ever' },
    { world: 'an image that was never deployed', call: 'ecs:DescribeServices', fault: 'nothing in it', span: 'ever' },
    { world: 'a rolling deploy', call: 'cloudwatch:PutMetricData', fault: 'expired', span: 'ever' },
    { world: 'a rolling deploy', call: 'ecs:ListTasks', fault: 'refused', span: 'while' },
  ]

  it.each(cells.map((cell) => [`${cell.call}, ${cell.fault}, ${cell.span}`, cell] as const))(
    'tells what came of it in every form: %s',
    async (_, cell) => {
      const world = worldNamed(cell.world)
      const staged = await stageStory(world.story)
      try {
        staged.stage.server.fault((operation) => callOf(operation) === cell.call, faultOf(cell), SPANS[cell.span])
        const { outputs, exitCode, commands, summary, stderr, report, virtualMilliseconds, requests } =
          await runStaged(staged)
        expect(requests.some(({ fault }) => fault !== undefined)).toBe(true)
        expect(allowedEnds(cell, world)).toContain(outputs['cause'])
        const isVerified = outputs['verdict'] === 'verified'
        expect(exitCode).toBe(isVerified ? 0 : 1)
        expect(commands.filter(({ command }) => command === 'error')).toHaveLength(isVerified ? 0 : 1)
        expect(summary).not.toBe('')
        expect(stderr).toEqual([])
        expect(report).toMatchObject({ verdict: outputs['verdict'] })
        expect(virtualMilliseconds).toBeLessThanOrEqual(155_000)
      } finally {
        await staged.stage.server.close()
      }
    },
    PATIENCE_MS,
  )
})
