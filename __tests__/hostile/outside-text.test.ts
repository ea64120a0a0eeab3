import { describe, expect, it } from '@jest/globals'
import { COMMIT, production, source, theImage, withVersion } from '../../simulator/stories/setting.ts'
import { play, story, type Tale } from '../../simulator/story.ts'
import { expectHarmless, POISON } from './harmless.ts'
import { answer, startHostileServer } from './hostile-server.ts'

// Text from every place that others can write to, through the built action, in a process of its own.

const PATIENCE_MS = 60_000
const ONE_LINE = POISON.replaceAll(/[\r\n\u0085\u2028]/g, ' ')
/** What a header may carry. */
// oxlint-disable-next-line no-control-regex -- control characters are what has to go
const IN_HEADER = ONE_LINE.replaceAll(/[^\u0020-\u007e]/g, '')

const inputs = (tale: Tale, more: Readonly<Record<string, string>> = {}): void =>
  tale.verify(withVersion(tale, { timeout: '12s', 'poll-interval': '2s', ...more }))

/** The commit's subject, and the rollout, are everybody's. */
function deployed(tale: Tale, image: Parameters<typeof theImage>[1] = {}): void {
  production(tale)
  tale.at('10:05:00')
  tale.push({ sha: COMMIT, message: POISON, author: 'mallory', files: source('3.3.6') })
  tale.deploy(theImage(tale, image))
}

const CASES: readonly (readonly [place: string, cause: string, tell: (tale: Tale) => void])[] = [
  [
    'the reason for which a task stopped, and its log',
    'tasks-failing',
    (tale) => {
      deployed(tale, {
        behaves: {
          crash: { afterMs: 4_000, exitCode: 1, reason: ONE_LINE, stoppedReason: ONE_LINE },
          logs: POISON.split('\n'),
          lastWords: POISON.split('\n'),
        },
      })
      inputs(tale, { timeout: '10m' })
    },
  ],
  // What is no commit's SHA says nothing: the tag ties the image to the commit.
  [
    'the label of an image',
    '',
    (tale) => {
      deployed(tale, { revision: `${'9e51d3a7'.repeat(5)} ${POISON}` })
      tale.at('10:30:00')
      inputs(tale)
    },
  ],
  [
    'the message with which AWS refuses a call',
    'access-denied',
    (tale) => {
      deployed(tale)
      tale.at('10:30:00')
      tale.fault('ecs:DescribeServices', { code: 'AccessDeniedException', message: POISON, status: 400 })
      inputs(tale)
    },
  ],
  [
    'the code with which AWS fails a call',
    'aws-unreachable',
    (tale) => {
      deployed(tale)
      tale.at('10:30:00')
      tale.fault('ecs:DescribeServices', { code: POISON, message: POISON, status: 500 })
      inputs(tale)
    },
  ],
  [
    'an answer with an error status',
    'version-unreadable',
    (tale) => {
      deployed(tale)
      tale.at('10:30:00')
      tale.stage.app.override(tale.stage.serves, {
        fixed: { body: POISON, status: 500, contentType: 'text/plain' },
        headers: { 'X-Cache': IN_HEADER, 'X-Served-By': IN_HEADER, Age: IN_HEADER },
      })
      inputs(tale)
    },
  ],
  [
    'the served version',
    'version-mismatch',
    (tale) => {
      deployed(tale)
      tale.at('10:30:00')
      tale.stage.app.override(tale.stage.serves, {
        body: () => JSON.stringify({ version: IN_HEADER.slice(0, 250) }),
        headers: { 'X-Cache': IN_HEADER },
      })
      inputs(tale)
    },
  ],
  [
    'the file in which the version stands',
    'invalid-input',
    (tale) => {
      production(tale)
      tale.at('10:05:00')
      tale.push({ sha: COMMIT, message: POISON, files: { ...source('x'), VERSION: POISON } })
      tale.deploy(theImage(tale))
      inputs(tale, { 'version-file': 'VERSION' })
    },
  ],
]

describe('text that others can write', () => {
  it.each(CASES)(
    'in %s stays text (%s)',
    async (_, cause, tell) => {
      const { run } = await play(story('poison', tell), { env: { RUNNER_DEBUG: '1', ACTIONS_STEP_DEBUG: 'true' } })
      expect(run.outputs['cause']).toBe(cause)
      expectHarmless(run)
    },
    PATIENCE_MS,
  )

  it(
    'in where a redirect leads stays text',
    async () => {
      const to = `http://127.0.0.1:1/${encodeURI('::error::pwned ##[error]pwned')}?${IN_HEADER}`
      const server = await startHostileServer({
        '/poison': answer(`HTTP/1.1 302 Found\r\nLocation: ${to}\r\n`, ''),
      })
      try {
        const { run } = await play(
          story('poison', (tale) => {
            deployed(tale)
            tale.at('10:30:00')
            inputs(tale, { 'version-url': `${server.url}/poison` })
          }),
        )
        expect(run.outputs['cause']).toBe('version-unreadable')
        expectHarmless(run)
      } finally {
        await server.close()
      }
    },
    PATIENCE_MS,
  )
})
