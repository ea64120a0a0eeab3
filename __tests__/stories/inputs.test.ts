import { describe, expect, it } from '@jest/globals'
import type { ActionRun } from '../../simulator/run-action.ts'
import { aRollingDeploy } from '../../simulator/stories/a-rolling-deploy.ts'
import { theInputThatIsNone } from '../../simulator/stories/more-ways-to-fail.ts'
import { play } from '../../simulator/story.ts'

// Every run is the built action in a process of its own.
const PATIENCE_MS = 60_000

const annotations = (run: ActionRun, kind: 'error' | 'warning'): readonly (readonly [title: string, text: string])[] =>
  run.commands.flatMap(({ command, properties, message }) =>
    command === kind ? [[properties['title'] ?? '', message] as const] : [],
  )

describe('inputs that cannot be used', () => {
  it(
    'stand in a line each, and in the summary in an item each',
    async () => {
      const env = { INPUT_SERVICE: 'web,worker', 'INPUT_VERSION-URL': 'web.example.com/health', INPUT_TIMEOUT: '10min' }
      const { run } = await play(theInputThatIsNone, { env })
      const beginnings = [
        'service: got "web,worker": ',
        'version-url: got "web.example.com/health"; ',
        'timeout: got "10min"; ',
        'poll-interval: got "0s": ',
      ]
      const [, message] = annotations(run, 'error')[0] ?? ['', '']
      expect(message.split('\n').slice(1, 5)).toEqual(beginnings.map((text) => expect.stringContaining(text)))
      const told = run.stdout.map((line) => line.trim())
      for (const text of beginnings) expect(told.filter((line) => line.startsWith(text))).toHaveLength(1)
      expect(run.summary.match(/^- (?:service|version-url|timeout|poll-interval): got /gm)).toHaveLength(4)
      expect(run.summary).not.toContain('&#96;')
    },
    PATIENCE_MS,
  )
})

describe('a Node that is too old', () => {
  it(
    'is told as such before any call, with all outputs set',
    async () => {
      const older = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } })"
      const { run } = await play(aRollingDeploy, {
        nodeOptions: ['--import', `data:text/javascript,${encodeURIComponent(older)}`],
      })
      expect(run.exitCode).toBe(1)
      expect(run.outputs).toMatchObject({ verdict: 'inconclusive', cause: 'invalid-input' })
      expect(run.outputs['report-path']).not.toBe('')
      expect(annotations(run, 'error')).toEqual([
        ['invalid-input', expect.stringMatching(/^This action needs Node 24\.\n.* runs on Node 20\.20\.2\.\n/)],
      ])
      expect(run.requests).toEqual([])
    },
    PATIENCE_MS,
  )
})

describe('inputs without effect', () => {
  it(
    'are told with a warning each, and change nothing else',
    async () => {
      const env = { INPUT_PATHS: 'src/**', 'INPUT_STOP-COMPETING-BUILDS': 'true', 'INPUT_FORCE-RESTORE': 'true' }
      const { run } = await play(aRollingDeploy, { env })
      expect(run.outputs['verdict']).toBe('verified')
      expect(annotations(run, 'warning')).toEqual(
        ['paths counts ', 'stop-competing-builds concerns ', 'force-restore counts '].map((text) => [
          'input without effect',
          expect.stringMatching(new RegExp(`^${text}[^]*troubleshooting\\.md#inputs-without-effect$`)),
        ]),
      )
      expect(run.summary.match(/Without effect/g)).toHaveLength(3)
    },
    PATIENCE_MS,
  )
})
