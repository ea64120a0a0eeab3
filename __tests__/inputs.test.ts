import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { Ending } from '../src/ending.ts'
import { fallbackReportPath, INPUTS, parseSettings } from '../src/inputs.ts'

const COMMIT = '3fa04cb0123456789abcdef0123456789abcdef0'
const DIGEST = `sha256:${'5'.repeat(64)}`

type Inputs = Readonly<Record<string, string>>

/** The environment of a step with these inputs, on top of the least that parses. */
function step(inputs: Inputs = {}, variables: Inputs = {}): Inputs {
  const given = Object.entries({ service: 'web', ...inputs }).map(([name, value]) => [
    `INPUT_${name.toUpperCase()}`,
    value,
  ])
  return { GITHUB_SHA: COMMIT, AWS_REGION: 'us-east-1', ...variables, ...Object.fromEntries(given) }
}

async function refusal(env: Inputs): Promise<Ending> {
  try {
    await parseSettings(env)
  } catch (error) {
    if (error instanceof Ending) return error
    throw error
  }
  throw new Error('the inputs were accepted')
}

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inputs-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

describe('defaults', () => {
  it('are the same whether the runner passes them or leaves them out', async () => {
    const written = Object.fromEntries(
      Object.entries(INPUTS)
        .filter(([name, input]) => name !== 'service' && !input.default.startsWith('${{'))
        .map(([name, input]) => [name, input.default]),
    )
    expect(await parseSettings(step(written))).toEqual(await parseSettings(step()))
  })

  it('verify one service of the default cluster for up to auto, five samples where a URL is given', async () => {
    expect(await parseSettings(step({ 'version-url': 'https://example.com/version' }))).toMatchObject({
      mode: 'verify',
      services: [{ cluster: 'default', service: 'web', region: 'us-east-1', label: 'default / web' }],
      commit: COMMIT,
      served: { url: 'https://example.com/version', selector: { kind: 'auto' }, headers: [], samples: 5 },
      timeout: 'auto',
      stableFor: 'auto',
      startTimeout: 120_000,
      pollInterval: 5000,
      competingTriggers: 'disable',
      requireImageProof: false,
    })
  })

  it('leave out what was not asked for', async () => {
    const settings = await parseSettings(step({ image: '  ', container: '\n' }))
    expect(settings.paths).toEqual([])
    for (const key of [
      'image',
      'container',
      'taskDefinition',
      'served',
      'githubToken',
      'registryCredentials',
      'metricsNamespace',
    ]) {
      expect(settings).not.toHaveProperty(key)
    }
  })

  it('take the GitHub API and server of github.com outside GitHub Actions', async () => {
    const { run } = await parseSettings(step())
    expect(run).toEqual({
      repository: '',
      apiUrl: 'https://api.github.com',
      serverUrl: 'https://github.com',
      runId: '',
      workspace: '',
    })
  })

  it('take the GitHub API, server, repository and run from the runner', async () => {
    const { run } = await parseSettings(
      step(
        {},
        {
          GITHUB_REPOSITORY: 'octo/web',
          GITHUB_API_URL: 'https://ghe.example.com/api/v3',
          GITHUB_SERVER_URL: 'https://ghe.example.com',
          GITHUB_RUN_ID: '7',
          GITHUB_WORKSPACE: '/w',
        },
      ),
    )
    expect(run).toEqual({
      repository: 'octo/web',
      apiUrl: 'https://ghe.example.com/api/v3',
      serverUrl: 'https://ghe.example.com',
      runId: '7',
      workspace: '/w',
    })
  })

  it('know the pushed ref of a push alone: other events name a ref that was not pushed', async () => {
    const refOf = async (event: string, ref: string): Promise<string | undefined> =>
      (await parseSettings(step({}, { GITHUB_EVENT_NAME: event, GITHUB_REF: ref }))).run.ref
    expect(await refOf('push', 'refs/heads/main')).toBe('refs/heads/main')
    expect(await refOf('workflow_dispatch', 'refs/heads/main')).toBeUndefined()
    expect(await refOf('push', '')).toBeUndefined()
  })

  it.each([
    ['o/r/.github/workflows/deploy.yml@refs/heads/main', 'deploy.yml'],
    ['o/r/.github/workflows/a b.yaml@refs/tags/v1@2', 'a b.yaml'],
    ['o/r/elsewhere/deploy.yml@main', undefined],
  ])('take the workflow’s file from %s', async (reference, file) => {
    expect((await parseSettings(step({}, { GITHUB_WORKFLOW_REF: reference }))).run.workflow).toBe(file)
  })
})

describe('commit', () => {
  it('is kept in lower case, of SHA-1 or SHA-256', async () => {
    expect((await parseSettings(step({ commit: COMMIT.toUpperCase() }))).commit).toBe(COMMIT)
    expect((await parseSettings(step({ commit: 'a'.repeat(64) }))).commit).toBe('a'.repeat(64))
  })

  it('is the head of the run that triggered a workflow_run event, not GITHUB_SHA', async () => {
    const path = join(folder, 'workflow_run.json')
    await writeFile(path, JSON.stringify({ workflow_run: { head_sha: 'b'.repeat(40) } }))
    const env = step({}, { GITHUB_EVENT_NAME: 'workflow_run', GITHUB_EVENT_PATH: path })
    expect((await parseSettings(env)).commit).toBe('b'.repeat(40))
  })

  it('is GITHUB_SHA where the event names no other', async () => {
    const path = join(folder, 'push.json')
    await writeFile(path, JSON.stringify({ ref: 'refs/heads/main' }))
    expect((await parseSettings(step({}, { GITHUB_EVENT_NAME: 'push', GITHUB_EVENT_PATH: path }))).commit).toBe(COMMIT)
  })

  it.each<[what: string, event: unknown]>([
    ['null', null],
    ['a text', 'workflow_run'],
    ['a workflow_run of null', { workflow_run: null }],
    ['a workflow_run that is a text', { workflow_run: 'head_sha' }],
    ['a workflow_run without a head', { workflow_run: { id: 1 } }],
    ['a blank head', { workflow_run: { head_sha: '' } }],
    ['a head that is no text', { workflow_run: { head_sha: 7 } }],
  ])('is GITHUB_SHA where the event holds %s', async (_, event) => {
    const path = join(folder, 'odd.json')
    await writeFile(path, JSON.stringify(event))
    expect((await parseSettings(step({}, { GITHUB_EVENT_PATH: path }))).commit).toBe(COMMIT)
  })

  it('may begin with zeros', async () => {
    const commit = `00${'a'.repeat(38)}`
    expect((await parseSettings(step({ commit }))).commit).toBe(commit)
  })

  it('is refused where a workflow_run event cannot be read', async () => {
    const env = step({}, { GITHUB_EVENT_NAME: 'workflow_run', GITHUB_EVENT_PATH: join(folder, 'absent.json') })
    expect((await refusal(env)).message).toMatch(/^commit: nothing is given/)
  })
})

describe('durations', () => {
  it('read seconds, minutes, hours and bare seconds', async () => {
    const unit = fc.constantFrom(
      ['', 1000] as const,
      ['s', 1000] as const,
      ['m', 60_000] as const,
      ['h', 3_600_000] as const,
    )
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 30_000 }), unit, async (count, [suffix, scale]) => {
        const text = `${count}${suffix}`
        const fits = count * scale > 0 && count * scale <= 6 * 3_600_000
        if (fits) expect((await parseSettings(step({ timeout: text }))).timeout).toBe(count * scale)
        else expect((await refusal(step({ timeout: text }))).code).toBe('invalid-input')
      }),
    )
  })

  it.each(['-1', '-5s', '1.5m', '5 m', '1h30m', '10S', '1e3', '0x10', 'forever', '5d', '٣s'])(
    'refuse %j',
    async (text) => {
      const { message } = await refusal(step({ 'start-timeout': text }))
      expect(message).toBe(
        `start-timeout: got ${JSON.stringify(text)}; accepted: a duration such as 90s, 15m, 1h or a bare number of seconds, at most 6h.`,
      )
    },
  )

  it('may last six hours, no more', async () => {
    expect((await parseSettings(step({ timeout: '6h' }))).timeout).toBe(6 * 3_600_000)
    expect((await refusal(step({ timeout: '21601' }))).code).toBe('invalid-input')
  })

  it('may be auto only for timeout and stable-for', async () => {
    await expect(parseSettings(step({ timeout: 'auto', 'stable-for': 'auto' }))).resolves.toBeDefined()
    expect((await refusal(step({ 'poll-interval': 'auto' }))).message).toMatch(/^poll-interval: got "auto"/)
  })

  it('may be zero for stable-for and start-timeout, a second at least for poll-interval', async () => {
    const settings = await parseSettings(step({ 'stable-for': '0', 'start-timeout': '0s', 'poll-interval': '1' }))
    expect(settings).toMatchObject({ stableFor: 0, startTimeout: 0, pollInterval: 1000 })
    expect((await refusal(step({ 'poll-interval': '0' }))).message).toMatch(/from 1s to 6h/)
  })
})

describe('services and where they are', () => {
  const arn = 'arn:aws:ecs:eu-west-1:123456789012:service/prod/web'

  it('take one a line, with \\r\\n, blank lines and white space around', async () => {
    const { services } = await parseSettings(step({ service: '\r\n web \r\n\r\n\tworker\n', cluster: 'prod' }))
    expect(services.map(({ label }) => label)).toEqual(['prod / web', 'prod / worker'])
  })

  it('have their cluster and region from an ARN of the new form', async () => {
    const { services } = await parseSettings(step({ service: `${arn}\nworker`, cluster: 'other' }))
    expect(services).toEqual([
      { cluster: 'prod', service: arn, region: 'eu-west-1', label: 'prod / web' },
      { cluster: 'other', service: 'worker', region: 'us-east-1', label: 'other / worker' },
    ])
  })

  it('have the cluster of the input where the ARN is of the old form', async () => {
    const old = 'arn:aws-cn:ecs:cn-north-1:123456789012:service/web'
    const { services } = await parseSettings(step({ service: old, cluster: 'prod' }))
    expect(services).toEqual([{ cluster: 'prod', service: old, region: 'cn-north-1', label: 'prod / web' }])
  })

  it('take the region from aws-region, then the ARN, then AWS_REGION, then AWS_DEFAULT_REGION', async () => {
    const regionOf = async (inputs: Inputs, variables: Inputs): Promise<string | undefined> =>
      (await parseSettings(step(inputs, { AWS_REGION: '', ...variables }))).services[0]?.region
    const all = { AWS_REGION: 'us-east-2', AWS_DEFAULT_REGION: 'us-west-2' }
    expect(await regionOf({ service: arn, 'aws-region': 'eu-west-1' }, all)).toBe('eu-west-1')
    expect(await regionOf({ 'aws-region': 'us-gov-west-1' }, all)).toBe('us-gov-west-1')
    expect(await regionOf({ service: arn }, all)).toBe('eu-west-1')
    expect(await regionOf({}, all)).toBe('us-east-2')
    expect(await regionOf({}, { AWS_DEFAULT_REGION: 'us-west-2' })).toBe('us-west-2')
    expect(await regionOf({}, { AWS_REGION: ' ', AWS_DEFAULT_REGION: ' us-west-2 ' })).toBe('us-west-2')
    expect(await regionOf({ cluster: 'arn:aws:ecs:ap-south-1:123456789012:cluster/prod' }, {})).toBe('ap-south-1')
  })

  it('keep a cluster ARN for the call and show its name', async () => {
    const cluster = 'arn:aws:ecs:us-east-1:123456789012:cluster/prod'
    const { services } = await parseSettings(step({ cluster }))
    expect(services).toEqual([{ cluster, service: 'web', region: 'us-east-1', label: 'prod / web' }])
  })
})

describe('the other inputs', () => {
  it('are read into settings', async () => {
    const settings = await parseSettings(
      step(
        {
          image: `nginx@${DIGEST}`,
          container: 'app',
          'task-definition': 'web:42',
          'version-url': 'https://example.com',
          'version-selector': 'json: build.version',
          'version-headers': 'X-Key: abcd:efgh\nAccept: text/plain',
          'version-samples': '1',
          'expected-version': 'v3.3.6',
          'version-file': './modules//core/config.py',
          'image-version-file': '/app/./config.py',
          'version-pattern': 'VERSION = "(.+)"',
          'stable-for': '1m',
          'codebuild-project': 'one\ntwo\none',
          'competing-triggers': 'restore',
          'stop-competing-builds': 'True',
          'force-restore': 'TRUE',
          'webhook-token': 'ghp_token',
          paths: 'src/**\n!**.md',
          mode: 'verify',
          'github-token': 'ghs_token',
          'require-image-proof': 'true',
          'registry-username': 'bob',
          'registry-password': 'a b:c',
          'allow-superseded': 'False',
          'metrics-namespace': 'Deploys/Web',
          'report-path': 'out/report.json',
        },
        { GITHUB_WORKSPACE: '/w' },
      ),
    )
    expect(settings).toMatchObject({
      image: { repository: 'docker.io/library/nginx', digest: DIGEST },
      container: 'app',
      taskDefinition: 'web:42',
      served: {
        url: 'https://example.com/',
        selector: { kind: 'json', expression: 'build.version' },
        headers: [
          ['X-Key', 'abcd:efgh'],
          ['Accept', 'text/plain'],
        ],
        samples: 1,
      },
      expectedVersion: 'v3.3.6',
      versionFile: 'modules/core/config.py',
      imageVersionFile: '/app/config.py',
      versionPattern: 'VERSION = "(.+)"',
      stableFor: 60_000,
      codebuildProjects: ['one', 'two'],
      competingTriggers: 'restore',
      stopCompetingBuilds: true,
      forceRestore: true,
      webhookToken: 'ghp_token',
      paths: ['src/**', '!**.md'],
      mode: 'verify',
      githubToken: 'ghs_token',
      requireImageProof: true,
      registryCredentials: { username: 'bob', password: 'a b:c' },
      allowSuperseded: false,
      metricsNamespace: 'Deploys/Web',
      reportPath: join('/w', 'out/report.json'),
    })
  })

  it.each([
    ['text', { kind: 'text' }],
    ['header: X-Version', { kind: 'header', name: 'X-Version' }],
    ['regex:v=(\\d+)', { kind: 'regex', pattern: 'v=(\\d+)' }],
    ['json:releases[:2] | [0].sha', { kind: 'json', expression: 'releases[:2] | [0].sha' }],
    ['json:sort_by(@, &at)[-1].sha', { kind: 'json', expression: 'sort_by(@, &at)[-1].sha' }],
  ])('take the selector %s', async (selector, expected) => {
    const { served } = await parseSettings(
      step({ 'version-url': 'http://localhost:8080/v', 'version-selector': selector }),
    )
    expect(served?.selector).toEqual(expected)
  })

  it('may be as large as they are documented, and written in capitals where YAML has them', async () => {
    expect(
      await parseSettings(
        step({ 'version-url': 'https://example.com', 'version-samples': '100', 'require-image-proof': 'FALSE' }),
      ),
    ).toMatchObject({ served: { samples: 100 }, requireImageProof: false })
  })

  it.each(['release - notes/**', "it's/**", 'x[,]', '[,]x', '[ab]', 'my docs/**', 'src/!/x.md', '.github/**'])(
    'take the glob %s as it is',
    async (glob) => {
      expect((await parseSettings(step({ paths: glob }))).paths).toEqual([glob])
    },
  )

  it('take a header whose name is followed by blanks', async () => {
    const inputs = { 'version-url': 'https://example.com', 'version-headers': 'X-Key : abcd' }
    expect((await parseSettings(step(inputs))).served?.headers).toEqual([['X-Key', 'abcd']])
  })

  it('put the report where nothing could be read into the runner’s temp as well', () => {
    expect(fallbackReportPath({ RUNNER_TEMP: '/t', GITHUB_ACTION: 'verify' })).toBe(
      join('/t', 'ecs-deploy-verifier-report-verify.json'),
    )
  })

  it('take a report path in a hidden folder', async () => {
    const env = step({ 'report-path': '.reports/r.json' }, { GITHUB_WORKSPACE: '/w' })
    expect((await parseSettings(env)).reportPath).toBe(join('/w', '.reports/r.json'))
  })

  it('put the report into the runner’s temp, one file for each step', async () => {
    const env = { RUNNER_TEMP: '/tmp/runner', GITHUB_ACTION: '__owner/repo: 2' }
    expect((await parseSettings(step({}, env))).reportPath).toBe(
      join('/tmp/runner', 'ecs-deploy-verifier-report-__owner-repo-2.json'),
    )
    expect((await parseSettings(step({}, { RUNNER_TEMP: '/t' }))).reportPath).toBe(
      join('/t', 'ecs-deploy-verifier-report.json'),
    )
    expect((await parseSettings(step({ 'report-path': '/x/r.json' }, env))).reportPath).toBe('/x/r.json')
  })
})
