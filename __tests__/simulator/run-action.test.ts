import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { fileURLToPath } from 'node:url'
import { SimulatedClock } from '../../simulator/clock.ts'
import { Registry } from '../../simulator/ecr.ts'
import { GitHub } from '../../simulator/github.ts'
import { GITHUB_TOKEN, resolveExpressions, runAction, type ActionRun } from '../../simulator/run-action.ts'
import { SimulatorServer, type AppAnswer } from '../../simulator/server.ts'
import { parseCommand, readFileCommands, readWorkflowCommands } from '../../simulator/wire/runner-files.ts'
import { WireTime } from '../../simulator/wire/time.ts'
import { signals } from '../here.ts'

const START = Date.UTC(2025, 6, 21, 10, 5)
const SHA = '3fa04cb0c0ffee0c0ffee0c0ffee0c0ffee0c0ff'
const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))

let clock: SimulatedClock
let time: WireTime
let server: SimulatorServer

beforeEach(async () => {
  clock = new SimulatedClock({ start: START, jumps: 'manual' })
  time = new WireTime(clock)
  const now = (): number => clock.now()
  server = await SimulatorServer.start({
    time,
    registry: new Registry(now),
    github: new GitHub(now),
    services: [
      {
        name: 'ecs',
        speaks: { protocol: 'json', target: 'AmazonEC2ContainerServiceV20141113' },
        api: () => ({ listTasks: async () => ({ taskArns: [] }) }),
      },
    ],
  })
})

afterEach(async () => {
  await server.close()
})

async function probe(
  what: string,
  more: { url?: string; cancelAfter?: number; sha?: string } = {},
): Promise<ActionRun> {
  return runAction({
    server,
    time,
    context: { repository: 'ava-olo/agricultural-core', sha: more.sha ?? SHA },
    inputs: { do: what, ...(more.url === undefined ? {} : { url: more.url }) },
    entry: fixture('probe.ts'),
    metadata: fixture('probe-action.yml'),
    ...(more.cancelAfter === undefined ? {} : { cancelAfter: more.cancelAfter }),
  })
}

describe('runAction', () => {
  it('gives the step what a runner gives it, and reads what it leaves behind', async () => {
    const run = await probe('tell')
    expect(run.exitCode).toBe(0)
    expect(run.outputs['commit']).toBe(SHA)
    expect(run.outputs['token']).toBe(GITHUB_TOKEN)
    expect(run.outputs['now']).toMatch(/^2025-07-21T10:05:0/)
    expect(run.outputs['now-type']).toBe('true')
    expect(run.summary).toBe('## Told\n')
    expect(run.report).toEqual({ told: true })
    expect(run.commands).toEqual([{ command: 'error', properties: { title: 'it, failed' }, message: 'two\nlines' }])
    expect(run.maxRssBytes).toBeGreaterThan(10_000_000)
    const names = (run.outputs['environment'] ?? '').split(' ')
    expect(names).toContain('INPUT_GITHUB-TOKEN')
    expect(names.filter((name) => name.startsWith('SIMULATOR_') || name.startsWith('JEST_'))).toEqual([])
  })

  it('lives an hour of sleeping in seconds, and moves the simulated world along', async () => {
    let seen: number | undefined
    clock.at(START + 1_800_000, () => (seen = clock.now()))
    const run = await probe('hour')
    expect(run.outputs['after-an-hour']).toMatch(/^2025-07-21T11:05:/)
    expect(run.virtualMilliseconds).toBeGreaterThanOrEqual(3_600_000)
    expect(run.realMilliseconds).toBeLessThan(60_000)
    expect(seen).toBe(START + 1_800_000)
  })

  it('does not jump to a deadline while a request or a real timer is under way', async () => {
    const url = await server.app((): AppAnswer => ({ kind: 'response', status: 200, headers: [], body: 'ok' }))
    const run = await probe('race', { url })
    expect(run.stderr).toEqual([])
    expect(run.outputs['first']).toBe('work')
    expect(run.virtualMilliseconds).toBeLessThan(60_000)
  })

  it('records each request at the simulated time of its arrival', async () => {
    const run = await probe('call')
    expect(run.requests.map(({ operation }) => operation)).toEqual(Array(3).fill('ecs:ListTasks'))
    const [first = 0, second = 0, third = 0] = run.requests.map(({ at }) => at)
    expect(second - first).toBeGreaterThanOrEqual(5_000)
    expect(third - second).toBeGreaterThanOrEqual(5_000)
    expect(run.requests[0]?.input).toEqual({ cluster: 'demo' })
  })

  signals.it(signals.title('cancels at the simulated moment, before time can jump past it'), async () => {
    const run = await probe('forever', { cancelAfter: 63_000 })
    expect(run.exitCode).toBe(1)
    expect(run.outputs['cancelled-at']).toMatch(/^2025-07-21T10:06:0[34]/)
    expect(run.cancelledWithin).toBeLessThan(7_000)
  })

  it('refuses an input that action.yml does not have', async () => {
    const options = { server, time, context: { repository: 'a/b', sha: SHA }, inputs: { 'do-not': 'x' } }
    await expect(runAction({ ...options, metadata: fixture('probe-action.yml') })).rejects.toThrow(/no input do-not/)
  })

  it('refuses a file command whose delimiter never comes', async () => {
    await expect(probe('broken')).rejects.toThrow(/delimiter never comes/)
  })
})

describe('resolveExpressions', () => {
  it('takes the first term that has a value', () => {
    const text = '${{ github.event.workflow_run.head_sha || github.sha }}'
    const context = { repository: 'a/b', sha: SHA }
    expect(resolveExpressions(text, context)).toBe(SHA)
    expect(resolveExpressions(text, { ...context, event: { workflow_run: { head_sha: 'abc' } } })).toBe('abc')
  })

  it('refuses what only the real runner can resolve', () => {
    expect(() => resolveExpressions('${{ secrets.TOKEN }}', { repository: 'a/b', sha: SHA })).toThrow(/secrets.TOKEN/)
  })
})

describe('the files and commands of a runner', () => {
  it('reads both forms of a file command', () => {
    expect(readFileCommands('a=1\nb<<X\nx\n\ny\nX\n')).toEqual({ a: '1', b: 'x\n\ny' })
  })

  it('refuses a line that is neither', () => {
    expect(() => readFileCommands('nonsense\n')).toThrow(/not a file command/)
  })

  it('sees the old form of a command anywhere in a line', () => {
    expect(parseCommand('said ##[error]no')).toEqual({ command: 'error', properties: {}, message: 'no' })
  })

  it('sees the new form only at the start of a line', () => {
    expect(parseCommand('said ::error::no')).toBeUndefined()
    expect(parseCommand('  ::set-output name=a::b: c::d')).toEqual({
      command: 'set-output',
      properties: { name: 'a' },
      message: 'b: c::d',
    })
  })

  it('sees no command between stop-commands and its token', () => {
    const lines = ['::stop-commands::t1', '::error::forged', '::t1::', '::error::real']
    expect(readWorkflowCommands(lines).map(({ message }) => message)).toEqual(['t1', 'real'])
  })
})
