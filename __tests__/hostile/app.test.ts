import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { ActionRun } from '../../simulator/run-action.ts'
import { production, pushTheCommit, theImage, withVersion } from '../../simulator/stories/setting.ts'
import { play, story } from '../../simulator/story.ts'
import { verdictAfter } from './harmless.ts'
import { type HostileServer, type MISBEHAVIOURS, startHostileServer } from './hostile-server.ts'

// The built action, in a process of its own, against a server that means harm. Everything else is right: what is served decides.

const PATIENCE_MS = 120_000
const TIMEOUT_MS = 12_000
/** The runner shares its memory with the job. */
const MOST_BYTES = 250 * 2 ** 20

let server: HostileServer
beforeEach(async () => {
  server = await startHostileServer()
})
afterEach(() => server.close())

async function verify(inputs: Readonly<Record<string, string>>): Promise<ActionRun> {
  const { run } = await play(
    story('a hostile application', (tale) => {
      production(tale)
      tale.at('10:05:00')
      pushTheCommit(tale)
      tale.deploy(theImage(tale))
      tale.at('10:30:00')
      tale.verify(withVersion(tale, { timeout: '12s', 'poll-interval': '2s', ...inputs }))
    }),
  )
  return run
}

/** What holds however the answer is made. */
function expectContained(run: ActionRun): void {
  expect(run.signal).toBeUndefined()
  expect(run.exitCode).toBe(1)
  expect(verdictAfter(run)).toBeLessThan(TIMEOUT_MS + 5_000)
  expect(run.maxRssBytes).toBeLessThan(MOST_BYTES)
  expect(run.stderr).toEqual([])
  expect(run.commands.filter(({ command }) => command === 'error')).toHaveLength(1)
}

describe('a version URL that means harm', () => {
  it.each<[path: string, why: RegExp]>([
    ['/drips-a-body', /timed out after 10 s|no answer came before the deadline/],
    ['/drips-headers', /timed out after 10 s|no answer came before the deadline/],
    ['/early-hints-for-ever', /gives more than 20 interim answers/],
    ['/a-gzip-bomb', /the answer is larger than 1 MiB, of which no more is read/],
  ])(
    '%s ends in time, in little memory, as unreadable',
    async (path, why) => {
      const run = await verify({ 'version-url': `${server.url}${path}` })
      expectContained(run)
      expect(run.outputs).toMatchObject({ verdict: 'inconclusive', cause: 'version-unreadable', 'served-version': '' })
      expect(run.stdout.join('\n')).toMatch(why)
    },
    PATIENCE_MS,
  )
})

describe('feature checks against a server that means harm', () => {
  type Whys = Readonly<Partial<Record<keyof typeof MISBEHAVIOURS, RegExp>>>
  // The last round has 2.5 s for all checks.
  it.each<[string, Whys]>([
    [
      'answers without end',
      {
        '/early-hints-for-ever': /gives more than 20 interim answers/,
        '/a-body-without-end': /JSON larger than 1 MiB/,
        '/one-header-without-end': /the response headers of \S+ are too large/,
        '/headers-without-end': /the response headers of \S+ are too large/,
        '/redirects-without-end': /more than 5 redirects/,
        '/less-than-it-says': /closed the connection before the answer was complete/,
      },
    ],
    [
      'bombs',
      {
        '/a-gzip-bomb': /JSON larger than 1 MiB/,
        '/a-bomb-in-a-bomb': /JSON larger than 1 MiB/,
        '/a-brotli-bomb': /JSON larger than 1 MiB/,
        '/a-json-bomb': /nested too deeply/,
        '/json-a-hundred-thousand-deep': /nested too deeply/,
        '/the-words-of-the-prototype': /version is null/,
      },
    ],
    [
      'places to lead to, and what is no HTTP',
      {
        '/redirects-to-the-metadata-service': /169\.254\.169\.254, a link-local or metadata address; not followed/,
        '/redirects-to-metadata-by-name': /metadata\.google\.internal, a link-local or metadata address; not followed/,
        '/redirects-to-azures-wire-server': /168\.63\.129\.16, a link-local or metadata address; not followed/,
        '/redirects-to-a-file': /leads to file:, which is neither http nor https/,
        '/redirects-to-data': /leads to data:, which is neither http nor https/,
        '/no-http': /is not valid HTTP|closed the connection/,
        '/a-status-of-four-digits': /is not valid HTTP/,
        '/two-lengths': /is not valid HTTP/,
      },
    ],
  ])(
    '%s fail one by one, each for its own reason, in time and in little memory',
    async (_, whys) => {
      const checks = Object.keys(whys).map(
        (path) => `- {name: "${path}", url: "${server.url}${path}", json: version, equals: "3.3.6", max-seconds: 2}`,
      )
      const run = await verify({ 'feature-checks': checks.join('\n') })
      expectContained(run)
      expect(run.outputs).toMatchObject({ verdict: 'failed', cause: 'feature-failed' })
      expect(run.report).toMatchObject({
        features: Object.entries(whys).map(([name, why]) => ({
          name,
          passed: false,
          seen: expect.stringMatching(why),
        })),
      })
    },
    PATIENCE_MS,
  )
})
