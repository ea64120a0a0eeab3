import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { ActionRun } from '../../simulator/run-action.ts'
import { CREDENTIALS } from '../../simulator/server.ts'
import { COMMIT, production, source, theImage, withVersion } from '../../simulator/stories/setting.ts'
import { play, story, type Tale } from '../../simulator/story.ts'
import { answer, type HostileServer, startHostileServer } from './hostile-server.ts'

// Every secret that the action is given, each of its own, and servers that say them back wherever they can.

const PATIENCE_MS = 60_000

const SECRETS = {
  'version-headers, with a scheme': 'cnryBearer/7f3a+9b1c=d2e4',
  'version-headers, without one': 'cnryApiKey "q&4<8>z%41\\u',
  'a header of a feature check': 'cnryCheckHeader-5d6e7f8a',
  'the body of a feature check': 'cnryCheckBody-1a2b3c4d',
  'the query of version-url': 'cnryQuery-9z8y7x6w',
  'registry-password': 'cnryRegistry/pass+1234',
  "the runner's docker login": 'cnryDocker:config=9876',
  'webhook-token': 'cnryHookToken_abcdef123456',
  'github-token': 'cnryGitHubToken_654321fedcba',
  AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  AWS_SESSION_TOKEN: CREDENTIALS.sessionToken,
  AWS_CONTAINER_AUTHORIZATION_TOKEN: 'cnryContainerToken-0f1e2d3c',
  'the password of a proxy': 'cnryProxyPass-6h7j8k9l',
} as const

const base64 = (text: string): string => Buffer.from(text).toString('base64')

/** How a server may write a secret. */
const FORMS: Readonly<Record<string, (secret: string) => string>> = {
  plain: (secret) => secret,
  'URL-encoded': encodeURIComponent,
  'as JSON': (secret) => JSON.stringify(secret).slice(1, -1),
  'in base64': base64,
  'in base64 behind a name': (secret) => base64(`user:${secret}`),
  'in base64 behind another': (secret) => base64(`octo:${secret}`),
  'in capitals': (secret) => secret.toUpperCase(),
  'in small letters': (secret) => secret.toLowerCase(),
}

type Name = keyof typeof SECRETS

/** Of the two ways to log in to a registry, a run has one. */
const names = (without: Name): readonly Name[] => (Object.keys(SECRETS) as Name[]).filter((name) => name !== without)
const FOR_APPS = names("the runner's docker login")
const FOR_REGISTRIES = names('registry-password')

const formsOf = (known: readonly Name[]): readonly string[] =>
  known.flatMap((name) => Object.values(FORMS).map((form) => form(SECRETS[name])))

/** What of a form would give it away: its middle, since a cut may take its ends. */
function telling(form: string): string {
  const start = Math.floor(form.length / 4)
  return form.slice(start, start + 10)
}

function expectNothingTold(run: ActionRun, known: readonly Name[]): void {
  const lines = [...run.stdout, ...run.stderr].filter((line) => !line.startsWith('::add-mask::'))
  const left = [run.outputs, run.exportedEnvironment, run.state].flatMap((values) => Object.values(values))
  const all = [...lines, run.summary, JSON.stringify(run.report), ...left].join('\n')
  const told = known.flatMap((name) =>
    Object.entries(FORMS).flatMap(([way, form]) => {
      const at = all.indexOf(telling(form(SECRETS[name])))
      return at < 0 ? [] : [`${name}, ${way}: ${all.slice(Math.max(0, at - 60), at + 60)}`]
    }),
  )
  expect(told).toEqual([])
}

let folder: string
let server: HostileServer
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'canaries-'))
  const app = formsOf(FOR_APPS)
  const login = formsOf(["the runner's docker login"]).map(encodeURIComponent).join('/')
  server = await startHostileServer({
    '/echo-in-the-body': answer('HTTP/1.1 500 No\r\nContent-Type: text/plain\r\n', app.join(' ')),
    ...Object.fromEntries(
      app.map((form, at) => [
        `/echo/${at}/`,
        answer(
          `HTTP/1.1 200 OK\r\nX-Cache: ${form}\r\nX-Served-By: ${form}\r\n`,
          JSON.stringify({ version: `x ${form}` }),
        ),
      ]),
    ),
    '/echo-in-a-redirect': answer(
      `HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/${app.map(encodeURIComponent).join('/')}\r\n`,
      '',
    ),
    '/v2/': (socket, { at }) =>
      void socket.end(
        `HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer realm="${at}/token/${login}"\r\nContent-Length: 0\r\n\r\n`,
      ),
    '/token/': answer('HTTP/1.1 503 Unavailable\r\n', formsOf(FOR_REGISTRIES).join(' ')),
  })
})
afterEach(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

/** A run that is given all those secrets, after a push whose message says them all. */
async function verify(
  known: readonly Name[],
  tell: (tale: Tale) => void,
  inputs: Readonly<Record<string, string>> = {},
): Promise<ActionRun> {
  const auth = base64(`octo:${SECRETS["the runner's docker login"]}`)
  await writeFile(join(folder, 'config.json'), JSON.stringify({ auths: { [new URL(server.url).host]: { auth } } }))
  const isForApps = known.includes('registry-password')
  const { run } = await play(
    story('canaries', (tale) => {
      production(tale)
      tale.at('10:05:00')
      tale.push({ sha: COMMIT, message: formsOf(known).join(' '), files: source('3.3.6') })
      tell(tale)
      tale.verify(
        withVersion(tale, {
          timeout: '12s',
          'poll-interval': '3s',
          'version-url': `${tale.url}/version?access_token=${SECRETS['the query of version-url']}`,
          'version-headers': `Authorization: Bearer ${SECRETS['version-headers, with a scheme']}\nX-Api-Key: ${SECRETS['version-headers, without one']}`,
          'feature-checks': `- name: login\n  url: ${server.url}/echo-in-the-body\n  method: POST\n  headers: {X-Check: ${SECRETS['a header of a feature check']}}\n  body: '{"password":"${SECRETS['the body of a feature check']}"}'\n`,
          'webhook-token': SECRETS['webhook-token'],
          'github-token': SECRETS['github-token'],
          ...(isForApps ? { 'registry-username': 'octo', 'registry-password': SECRETS['registry-password'] } : {}),
          ...inputs,
        }),
      )
    }),
    {
      env: {
        RUNNER_DEBUG: '1',
        ACTIONS_STEP_DEBUG: 'true',
        AWS_CONTAINER_AUTHORIZATION_TOKEN: SECRETS['AWS_CONTAINER_AUTHORIZATION_TOKEN'],
        HTTPS_PROXY: `http://octo:${SECRETS['the password of a proxy']}@127.0.0.1:1`,
        NO_PROXY: '127.0.0.1',
        DOCKER_CONFIG: folder,
      },
    },
  )
  return run
}

const rolledOut = (tale: Tale): void => {
  tale.deploy(theImage(tale))
  tale.at('10:30:00')
}

describe('no secret is told', () => {
  const asked = (path: string): Record<string, string> => ({
    'version-url': `${server.url}${path}?access_token=${SECRETS['the query of version-url']}`,
  })

  it.each([
    ['where an error answer says it', '/echo-in-the-body', 'version-unreadable'],
    ['where a redirect leads to it', '/echo-in-a-redirect', 'version-unreadable'],
    ['where the served version is a header’s value', '/echo/0/', 'version-mismatch'],
    ['where the served version is another’s in base64', '/echo/12/', 'version-mismatch'],
  ])(
    '%s',
    async (_, path, cause) => {
      const run = await verify(FOR_APPS, rolledOut, asked(path))
      expect(run.outputs['cause']).toBe(cause)
      expectNothingTold(run, FOR_APPS)
    },
    PATIENCE_MS,
  )

  it(
    'where a feature says it',
    async () => {
      const run = await verify(FOR_APPS, rolledOut)
      expect(run.outputs['cause']).toBe('feature-failed')
      expectNothingTold(run, FOR_APPS)
    },
    PATIENCE_MS,
  )

  it(
    'where a task’s log and its reason say it',
    async () => {
      const words = formsOf(FOR_APPS)
      const text = words.join(' ')
      const run = await verify(
        FOR_APPS,
        (tale) =>
          void tale.deploy(
            theImage(tale, {
              behaves: {
                crash: { afterMs: 4_000, exitCode: 1, reason: text, stoppedReason: text },
                logs: words,
                lastWords: words.slice(-20),
              },
            }),
          ),
        { timeout: '10m' },
      )
      expect(run.outputs['cause']).toBe('tasks-failing')
      expectNothingTold(run, FOR_APPS)
    },
    PATIENCE_MS,
  )

  it.each([
    ['refuses a call', { code: 'AccessDeniedException', status: 400 }, 'access-denied'],
    ['fails a call', { code: 'ServerException', status: 500 }, 'aws-unreachable'],
  ])(
    'where AWS says it when it %s',
    async (_, fault, cause) => {
      const run = await verify(FOR_APPS, (tale) => {
        rolledOut(tale)
        tale.fault('ecs:DescribeServices', { ...fault, message: formsOf(FOR_APPS).join(' ') })
      })
      expect(run.outputs['cause']).toBe(cause)
      expectNothingTold(run, FOR_APPS)
    },
    PATIENCE_MS,
  )

  it(
    'where a registry says it in the address of its token service',
    async () => {
      const run = await verify(FOR_REGISTRIES, rolledOut, { image: `${new URL(server.url).host}/app:${COMMIT}` })
      expect(server.asked.some((path) => path.startsWith('/token/'))).toBe(true)
      expect(run.outputs['verdict']).toBe('inconclusive')
      expectNothingTold(run, FOR_REGISTRIES)
    },
    PATIENCE_MS,
  )
})
