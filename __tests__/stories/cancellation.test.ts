import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CANCELLED, toldClaims } from '../../simulator/cancellations/claims.ts'
import { SUBJECTS, type Subject } from '../../simulator/cancellations/subjects.ts'
import { playInterrupted, playUndisturbed, type Undisturbed } from '../../simulator/cancellations/sweep.ts'
import type { Interruption, Moment } from '../../simulator/interruption.ts'
import type { ActionRun } from '../../simulator/run-action.ts'
import { aRollingDeploy } from '../../simulator/stories/a-rolling-deploy.ts'
import { theInputThatIsNone } from '../../simulator/stories/more-ways-to-fail.ts'
import { play, story, type PlayOptions, type Story } from '../../simulator/story.ts'
import type { Fault } from '../../simulator/wire/faults.ts'
import { fullDisk, pipes, signals, type Need } from '../here.ts'

// Every run is the built action in a process of its own.
const PATIENCE_MS = 120_000

const VERIFIED = { verdict: 'verified', cause: '' }

const messagesOf = ({ commands }: ActionRun, kind: 'error' | 'warning'): readonly string[] =>
  commands
    .filter(({ command }) => command === kind)
    .map(({ properties, message }) => `${properties['title'] ?? ''}: ${message}`)

const interruptedAt = (at: Moment, ...signals: readonly NodeJS.Signals[]): PlayOptions => ({
  interruption: { at, signals },
})

/** A preload that runs this in the process before the action. */
const within = (code: string): PlayOptions => ({
  nodeOptions: ['--import', `data:text/javascript,${encodeURIComponent(code)}`],
})

type Sample = readonly [operation: string, when: 'before-answer' | 'after-answer' | 'hung', signals: NodeJS.Signals[]]

const SAMPLES: readonly (readonly [title: string, samples: readonly Sample[]])[] = [
  [
    'a served version and feature checks',
    [
      ['ecs:DescribeServices', 'hung', ['SIGINT']],
      ['ecr:BatchGetImage', 'after-answer', ['SIGTERM']],
      ['app:GET /version', 'hung', ['SIGINT', 'SIGTERM']],
      ['app:GET /farmers', 'before-answer', ['SIGINT', 'SIGINT']],
      ['cloudwatch:PutMetricData', 'hung', ['SIGINT']],
    ],
  ],
  [
    'triggers of every kind',
    [
      ['events:PutRule', 'after-answer', ['SIGINT']],
      ['scheduler:UpdateSchedule', 'hung', ['SIGTERM']],
      ['codepipeline:DisableStageTransition', 'before-answer', ['SIGINT', 'SIGTERM']],
      ['codebuild:UpdateWebhook', 'before-answer', ['SIGKILL']],
      ['codepipeline:DisableStageTransition', 'after-answer', ['SIGKILL']],
    ],
  ],
]

signals.describe.each(SAMPLES)(signals.title('a signal in %s'), (title, samples) => {
  let subject: Subject
  let undisturbed: Undisturbed

  beforeAll(async () => {
    const found = SUBJECTS.find((one) => one.title === title)
    if (found === undefined) throw new Error(`there is no subject ${title}`)
    subject = found
    undisturbed = await playUndisturbed(subject)
  }, PATIENCE_MS)

  const play = async (interruption: Interruption): Promise<readonly string[]> =>
    (await playInterrupted(subject, undisturbed, interruption)).broken

  it.each(samples)(
    '%s, %s: %j leaves all that the contract promises, and nothing that cannot be brought back',
    async (operation, when, signals) => {
      expect(undisturbed.operations).toContain(operation)
      expect(await play({ at: { request: operation, when }, signals })).toEqual([])
    },
    PATIENCE_MS,
  )

  it(
    'while it sleeps',
    async () => {
      expect(await play({ at: { sleep: undisturbed.sleeps }, signals: ['SIGINT'] })).toEqual([])
    },
    PATIENCE_MS,
  )

  it.each([
    ['a third', 1 / 3],
    ['two thirds', 2 / 3],
    ['nearly all', 0.99],
  ])(
    'between two microtasks, when %s of its way is behind it',
    async (_, part) => {
      const at = { turn: Math.round(undisturbed.turns * part) }
      expect(await play({ at, signals: ['SIGTERM'] })).toEqual([])
    },
    PATIENCE_MS,
  )
})

signals.describe(signals.title('a signal after the verdict'), () => {
  it(
    'changes nothing of it: its outputs, summary and report are there',
    async () => {
      const { run } = await play(aRollingDeploy, {
        inputs: { 'metrics-namespace': 'Deploys/Web' },
        ...interruptedAt({ request: 'cloudwatch:PutMetricData', when: 'hung' }, 'SIGINT'),
      })
      expect(toldClaims(run, VERIFIED)).toEqual([])
      expect(run.summary).toContain('*Not published:*')
    },
    PATIENCE_MS,
  )
})

signals.describe(signals.title('a cancelled run that nothing answers any more'), () => {
  const silent = (operation: string, fault: Fault = 'hang'): Story =>
    story(`${operation}: ${JSON.stringify(fault)}`, (tale) => {
      aRollingDeploy.tell(tale)
      tale.fault(operation, fault)
      tale.cancelAfter('4s')
    })

  it.each(['*', 'github:*', 'ecr:*', 'ecs:*', 'app:*'])(
    '%s hangs: it ends before the runner sends another signal',
    async (operation) => {
      const { run } = await play(silent(operation), { inputs: { 'metrics-namespace': 'Deploys/Web' } })
      expect(run.escalated).toBe(false)
      expect(toldClaims(run, CANCELLED)).toEqual([])
    },
    PATIENCE_MS,
  )
})

describe('what the runner gives it to write to', () => {
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ecs-deploy-verifier-test-'))
  })

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true })
  })

  it(
    'no outputs file, of a run that failed: it still fails, by its own cause',
    async () => {
      const { run } = await play(theInputThatIsNone, { env: { GITHUB_OUTPUT: join(folder, 'none') } })
      expect(run.exitCode).toBe(1)
      expect(messagesOf(run, 'error')).toEqual([expect.stringMatching(/^invalid-input: /)])
      expect(messagesOf(run, 'warning')).toEqual([expect.stringMatching(/^outputs not set: .*Missing file at path/)])
      expect(run.summary).toContain('invalid-input')
    },
    PATIENCE_MS,
  )

  it(
    'no outputs file, of a run that verified: it fails too, because later steps would not learn of it',
    async () => {
      const { run } = await play(aRollingDeploy, { env: { GITHUB_OUTPUT: join(folder, 'none') } })
      expect(run.exitCode).toBe(1)
      expect(messagesOf(run, 'error')).toEqual([expect.stringMatching(/^outputs not set: .*Missing file at path/)])
      expect(run.summary).toContain('verified')
    },
    PATIENCE_MS,
  )

  fullDisk.it(
    fullDisk.title('a full disk under the outputs'),
    async () => {
      const { run } = await play(theInputThatIsNone, { env: { GITHUB_OUTPUT: '/dev/full' } })
      expect(run.exitCode).toBe(1)
      expect(messagesOf(run, 'error')).toHaveLength(1)
      expect(messagesOf(run, 'warning')).toEqual([expect.stringMatching(/^outputs not set: .*ENOSPC/)])
    },
    PATIENCE_MS,
  )

  it(
    'no summary file: a warning, and the verdict as it is',
    async () => {
      const { run } = await play(theInputThatIsNone, { env: { GITHUB_STEP_SUMMARY: join(folder, 'none') } })
      expect(run.exitCode).toBe(1)
      expect(run.outputs['cause']).toBe('invalid-input')
      expect(messagesOf(run, 'error')).toHaveLength(1)
      expect(messagesOf(run, 'warning')).toEqual([
        expect.stringMatching(/^summary not written: Expected to write the job summary /),
      ])
    },
    PATIENCE_MS,
  )

  const PATHS: readonly (readonly [what: string, needed: Need, path: string, why: RegExp])[] = [
    ['a pipe that nobody reads', pipes, 'pipe', /ENXIO/],
    ['a full disk', fullDisk, '/dev/full', /ENOSPC/],
    ['a folder', pipes, '', /EISDIR/],
    ['a folder that cannot be made', pipes, '/dev/null/report.json', /ENOTDIR|EEXIST/],
  ]
  for (const [what, needed, path, why] of PATHS)
    needed.it(
      needed.title(`a report path that is ${what}: outputs without a report, and the verdict as it is`),
      async () => {
        if (path === 'pipe') execFileSync('mkfifo', [join(folder, path)])
        const { run } = await play(aRollingDeploy, {
          inputs: { 'report-path': path.startsWith('/') ? path : join(folder, path) },
        })
        expect(run.exitCode).toBe(0)
        expect(run.outputs).toMatchObject({ verdict: 'verified', 'report-path': '' })
        expect(messagesOf(run, 'warning')).toEqual([expect.stringMatching(why)])
        expect(run.summary).toContain('verified')
      },
      PATIENCE_MS,
    )

  signals.it(
    signals.title(
      'a disk that never answers: the outputs are there before it is asked, and a cancelled run ends all the same',
    ),
    async () => {
      const hung =
        "import fs from 'node:fs/promises'; import { syncBuiltinESMExports } from 'node:module'; const { open } = fs; fs.open = (path, ...rest) => String(path).endsWith('report.json') ? new Promise(() => setInterval(() => {}, 1e6)) : open(path, ...rest); syncBuiltinESMExports()"
      const { run } = await play(aRollingDeploy, {
        inputs: { 'report-path': join(folder, 'report.json') },
        ...within(hung),
        ...interruptedAt({ request: 5, when: 'hung' }, 'SIGINT'),
      })
      expect(run.escalated).toBe(false)
      expect(run.exitCode).toBe(1)
      expect(run.outputs).toMatchObject({ ...CANCELLED, 'report-path': '' })
      expect(messagesOf(run, 'error')).toHaveLength(1)
      expect(messagesOf(run, 'warning')).toEqual([expect.stringContaining('not done before the run had to end')])
      expect(run.summary).toContain('cancelled')
    },
    PATIENCE_MS,
  )
})

describe('a log that nobody reads', () => {
  it(
    'closed: the verdict is what it is',
    async () => {
      const { run } = await play(aRollingDeploy, { log: 'closed' })
      expect(run.exitCode).toBe(0)
      expect(run.outputs).toMatchObject(VERIFIED)
      expect(run.summary).toContain('verified')
      expect(run.stderr).toEqual([])
    },
    PATIENCE_MS,
  )

  signals.it(
    signals.title('full: a cancelled run ends without it'),
    async () => {
      const { run } = await play(aRollingDeploy, {
        log: 'unread',
        ...within("process.stdout.write('x'.repeat(1_000_000))"),
        ...interruptedAt({ request: 5, when: 'hung' }, 'SIGINT'),
      })
      expect(run.escalated).toBe(false)
      expect(run.exitCode).toBe(1)
      expect(run.outputs).toMatchObject(CANCELLED)
      expect(run.summary).toContain('cancelled')
    },
    PATIENCE_MS,
  )
})

describe('a defect', () => {
  const DEFECT = { verdict: 'inconclusive', cause: 'internal-error' }

  it.each([
    ['an exception in a timer', 'timer', 'thrown by a timer'],
    ['an exception in a listener', 'event', 'thrown by a listener'],
    ['a rejection that nobody waits for', 'rejection', 'rejected, and nobody waits for it'],
    ['a text that is thrown', 'text', 'no error, but a text'],
  ] as const)(
    '%s ends the run as one, with its stack in the debug log alone',
    async (_, by, message) => {
      const { run } = await play(aRollingDeploy, { crash: { turn: 5_000, by } })
      expect(toldClaims(run, DEFECT)).toEqual([])
      expect(messagesOf(run, 'error')).toEqual([expect.stringContaining(message)])
      const debug = run.commands.filter(({ command }) => command === 'debug')
      expect(debug.length > 1).toBe(by !== 'text')
      expect(run.summary).not.toMatch(/^\s+at /m)
    },
    PATIENCE_MS,
  )

  it(
    'in the making of a text is told in place of the outcome, and never as verified',
    async () => {
      const broken =
        "const { stringify } = JSON; JSON.stringify = (value, ...rest) => { if (value?.schemaVersion !== undefined && value.verdict === 'verified') throw new Error('a text that cannot be made'); return stringify(value, ...rest) }"
      const { run } = await play(aRollingDeploy, within(broken))
      expect(toldClaims(run, DEFECT)).toEqual([])
      expect(messagesOf(run, 'error')).toEqual([expect.stringContaining('a text that cannot be made')])
    },
    PATIENCE_MS,
  )
})
