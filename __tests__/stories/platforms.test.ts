import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CERTIFICATE, Internet, type InternetOptions, type PartitionNames } from '../../simulator/internet.ts'
import type { ActionRun } from '../../simulator/run-action.ts'
import { CREDENTIALS } from '../../simulator/server.ts'
import { SETTING, type Stage } from '../../simulator/stage.ts'
import { theRefusedCall } from '../../simulator/stories/aws-in-the-way.ts'
import { theImageOutsideEcr } from '../../simulator/stories/more-ways-to-fail.ts'
import {
  besideWays,
  everyTriggerAtOnce,
  theRulesThatNobodyMayRead,
  theWebhookSwitchedOffAtGitHub,
} from '../../simulator/stories/one-pipeline.ts'
import { COMMIT, production, pushTheCommit, theImage, withVersion } from '../../simulator/stories/setting.ts'
import { theFixedDeploy } from '../../simulator/stories/the-fixed-deploy.ts'
import { theImageWithOldCode } from '../../simulator/stories/the-image-with-old-code.ts'
import { hookId, PROJECT, WAYS } from '../../simulator/stories/triggers.ts'
import { runStaged, stageStory, story, type Story } from '../../simulator/story.ts'

// Every run is the built action in a process of its own.
const PATIENCE_MS = 60_000

const APP = 'app.example.com'
const GITHUB_COM = { server: 'https://github.com', api: 'https://api.github.com' }
const PASSWORD = 'proxyPassword-8r2k'
/** Where GitHub need not be read. */
const NO_FILE = { 'version-file': '', 'expected-version': '3.3.6' }

const NO_KEYS = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, AWS_SESSION_TOKEN: undefined }
/** As the endpoints of containers and instances give them. */
const CREDENTIALS_DOCUMENT = JSON.stringify({
  Code: 'Success',
  AccessKeyId: CREDENTIALS.accessKeyId,
  SecretAccessKey: CREDENTIALS.secretAccessKey,
  Token: CREDENTIALS.sessionToken,
  Expiration: '2099-01-01T00:00:00Z',
})

let folder = ''
let authority = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'platforms-'))
  authority = join(folder, 'authority.pem')
  await writeFile(authority, CERTIFICATE)
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

interface Trip {
  readonly run: ActionRun
  readonly internet: Internet
  readonly stage: Stage
}

interface TripOptions extends Omit<InternetOptions, 'simulator' | 'sites'> {
  readonly inputs?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string | undefined>>
  /** More of it, once the world stands. */
  readonly envOf?: (stage: Stage, proxy: string) => Promise<Readonly<Record<string, string | undefined>>>
}

/**
 * Plays a story where AWS, GitHub and the service are met under their own names, over TLS, and only through the proxy that the environment
 * names: whatever does not go there gets no answer.
 */
async function abroad(told: Story, options: TripOptions = {}): Promise<Trip> {
  const { inputs, env, envOf, names, gitHub = GITHUB_COM } = options
  const staged = await stageStory(told)
  const { stage } = staged
  const internet = await Internet.open({ ...options, simulator: stage.server.url, sites: { [APP]: stage.appUrl } })
  const region = names?.region ?? 'us-east-1'
  stage.registry.blobBase = `https://prod-${region}-starport-layer-bucket.s3.${region}.${names?.dnsSuffix ?? 'amazonaws.com'}`
  try {
    const run = await runStaged(staged, {
      inputs: {
        ...(staged.inputs['version-url'] === undefined ? {} : { 'version-url': `https://${APP}/version` }),
        ...inputs,
      },
      env: {
        AWS_ENDPOINT_URL: undefined,
        AWS_REGION: region,
        AWS_DEFAULT_REGION: region,
        GITHUB_SERVER_URL: gitHub.server,
        GITHUB_API_URL: gitHub.api,
        NODE_USE_ENV_PROXY: '1',
        HTTPS_PROXY: internet.url.replace('//', `//octo:${PASSWORD}@`),
        NODE_EXTRA_CA_CERTS: authority,
        ...env,
        ...(await envOf?.(stage, internet.url)),
      },
    })
    return { run, internet, stage }
  } finally {
    await internet.close()
    await stage.server.close()
  }
}

function verdictOf({ outputs }: ActionRun): string {
  return `${outputs['verdict']} ${outputs['cause']}`.trim()
}

/** All that a run tells anybody. */
function toldBy({ stdout, stderr, summary, outputs, report }: ActionRun): string {
  return [...stdout, ...stderr, summary, JSON.stringify(outputs), JSON.stringify(report)].join('\n')
}

describe('a runner whose only way out is a proxy', () => {
  it(
    'reaches AWS, the layers, GitHub and the service through it, and nothing past it',
    async () => {
      const { run, internet } = await abroad(theFixedDeploy)
      expect(verdictOf(run)).toBe('verified')
      expect(internet.hosts).toEqual([
        'api.ecr.us-east-1.amazonaws.com:443',
        'api.github.com:443',
        `${APP}:443`,
        'codebuild.us-east-1.amazonaws.com:443',
        'codepipeline.us-east-1.amazonaws.com:443',
        'ecs.us-east-1.amazonaws.com:443',
        'events.us-east-1.amazonaws.com:443',
        'prod-us-east-1-starport-layer-bucket.s3.us-east-1.amazonaws.com:443',
        'scheduler.us-east-1.amazonaws.com:443',
      ])
      expect(internet.requests).toHaveLength(run.requests.length)
      expect(run.stderr).toEqual([])
    },
    PATIENCE_MS,
  )

  it(
    'reaches a registry outside ECR and its token service through it',
    async () => {
      const { run, internet } = await abroad(theImageOutsideEcr, { registry: 'registry.example.com' })
      expect(verdictOf(run)).toBe('verified')
      expect(internet.requests.map(({ host, path }) => `${host}${path}`)).toEqual(
        expect.arrayContaining([
          'registry.example.com/v2-token',
          expect.stringMatching(/^registry\.example\.com\/v2\/agricultural-core\/manifests\//),
          expect.stringMatching(/^registry\.example\.com\/v2\/agricultural-core\/blobs\//),
        ]),
      )
      expect(internet.requests).toHaveLength(run.requests.length)
    },
    PATIENCE_MS,
  )

  it(
    'publishes its metrics through it',
    async () => {
      const { run, internet } = await abroad(theFixedDeploy, { inputs: { 'metrics-namespace': 'Deploys' } })
      expect(verdictOf(run)).toBe('verified')
      expect(internet.hosts).toContain('monitoring.us-east-1.amazonaws.com:443')
      expect(run.stdout.join('\n')).toContain('published to the CloudWatch namespace Deploys')
    },
    PATIENCE_MS,
  )

  it(
    'logs in at the proxy at every tunnel, and tells the password nobody',
    async () => {
      const { run, internet } = await abroad(theFixedDeploy)
      const login = `Basic ${Buffer.from(`octo:${PASSWORD}`).toString('base64')}`
      expect(new Set(internet.visits.map((visit) => visit.login))).toEqual(new Set([login]))
      const told = toldBy(run).replaceAll(/^::add-mask::.*$/gm, '')
      expect(told).not.toContain(PASSWORD)
    },
    PATIENCE_MS,
  )

  it(
    'asks a plain http URL by an absolute URL at the proxy of HTTP_PROXY',
    async () => {
      const { run, internet } = await abroad(theFixedDeploy, {
        inputs: { 'version-url': `http://${APP}/version` },
        envOf: async (_stage, proxy) => ({ HTTP_PROXY: proxy }),
      })
      expect(verdictOf(run)).toBe('verified')
      expect(internet.visits.filter(({ host }) => host === `${APP}:80`).map(({ by }) => by)).toEqual(
        Array(5).fill('absolute URL'),
      )
    },
    PATIENCE_MS,
  )

  it(
    'asks what NO_PROXY names directly',
    async () => {
      const { run, internet } = await abroad(theFixedDeploy, {
        envOf: async ({ appUrl }, proxy) => ({
          HTTP_PROXY: proxy,
          NO_PROXY: '127.0.0.1',
          'INPUT_VERSION-URL': `${appUrl}/version`,
        }),
      })
      expect(verdictOf(run)).toBe('verified')
      expect(internet.visits.filter(({ by }) => by === 'absolute URL')).toEqual([])
      expect(run.requests.filter(({ operation }) => operation.startsWith('app:'))).toHaveLength(5)
    },
    PATIENCE_MS,
  )

  it(
    "asks a container's credentials of its own host, which no proxy could reach",
    async () => {
      const { run, internet } = await abroad(theFixedDeploy, {
        env: NO_KEYS,
        envOf: async ({ server }) => ({
          AWS_CONTAINER_CREDENTIALS_FULL_URI: await server.app(() => ({
            kind: 'response',
            status: 200,
            headers: [['content-type', 'application/json']],
            body: CREDENTIALS_DOCUMENT,
          })),
        }),
      })
      expect(verdictOf(run)).toBe('verified')
      expect(internet.hosts.filter((host) => host.startsWith('127.'))).toEqual([])
    },
    PATIENCE_MS,
  )

  it(
    "asks an instance's metadata directly where NO_PROXY names its address",
    async () => {
      const { run, internet } = await abroad(theFixedDeploy, {
        env: NO_KEYS,
        envOf: async ({ server }, proxy) => ({
          HTTP_PROXY: proxy,
          NO_PROXY: '127.0.0.1',
          AWS_EC2_METADATA_DISABLED: undefined,
          AWS_EC2_METADATA_SERVICE_ENDPOINT: await server.app(({ path }) => ({
            kind: 'response',
            status: 200,
            headers: [],
            body: path.endsWith('/deploy') ? CREDENTIALS_DOCUMENT : 'deploy',
          })),
        }),
      })
      expect(verdictOf(run)).toBe('verified')
      expect(internet.visits.filter(({ by }) => by === 'absolute URL')).toEqual([])
    },
    PATIENCE_MS,
  )

  it(
    'assumes a role with a web identity through it',
    async () => {
      const env = {
        ...NO_KEYS,
        AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/deploy',
        AWS_WEB_IDENTITY_TOKEN_FILE: authority,
      }
      const { internet } = await abroad(theFixedDeploy, { env, inputs: NO_FILE })
      // The simulated STS assumes no role: it is enough that it was asked.
      expect(internet.hosts).toEqual(['sts.us-east-1.amazonaws.com:443'])
    },
    PATIENCE_MS,
  )

  it(
    'says that the proxy refuses it',
    async () => {
      const { run } = await abroad(theFixedDeploy, {
        refuses: true,
        inputs: { timeout: '2m', ...NO_FILE },
      })
      expect(verdictOf(run)).toBe('inconclusive aws-unreachable')
      expect(run.summary).toContain('407')
      expect(run.summary).toContain('The proxy that `HTTPS_PROXY` names did not let the request through')
      expect(toldBy(run).replaceAll(/^::add-mask::.*$/gm, '')).not.toContain(PASSWORD)
    },
    PATIENCE_MS,
  )

  it(
    'says how to name the authority of a proxy that opens TLS',
    async () => {
      const { run } = await abroad(theFixedDeploy, {
        env: { NODE_EXTRA_CA_CERTS: undefined },
        inputs: { timeout: '2m', ...NO_FILE },
      })
      expect(verdictOf(run)).toBe('inconclusive aws-unreachable')
      expect(run.summary).toContain('NODE_EXTRA_CA_CERTS')
    },
    PATIENCE_MS,
  )

  it(
    'says that a proxy is named but not used where AWS cannot be reached',
    async () => {
      // Nobody listens on the port of the discard protocol.
      const env = { NODE_USE_ENV_PROXY: undefined, AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }
      const { run, internet } = await abroad(theFixedDeploy, { env, inputs: { timeout: '2m' } })
      expect(verdictOf(run)).toBe('inconclusive aws-unreachable')
      expect(run.stdout.join('\n')).toContain('only with NODE_USE_ENV_PROXY: 1')
      // The toolkit's client, which reads GitHub, uses HTTPS_PROXY by itself.
      expect(internet.hosts).toEqual(['api.github.com:443'])
    },
    PATIENCE_MS,
  )
})

const CHINA: PartitionNames = {
  partition: 'aws-cn',
  region: 'cn-north-1',
  otherRegion: 'cn-northwest-1',
  dnsSuffix: 'amazonaws.com.cn',
}
const GOVCLOUD: PartitionNames = {
  partition: 'aws-us-gov',
  region: 'us-gov-west-1',
  otherRegion: 'us-gov-east-1',
  dnsSuffix: 'amazonaws.com',
}

describe.each([
  ['China', CHINA, /arn:aws:|us-east-1|eu-west-1|\.amazonaws\.com(?!\.cn)/],
  ['GovCloud', GOVCLOUD, /arn:aws:|us-east-1|eu-west-1/],
])('in %s', (_, names, foreign) => {
  it.each<[string, Story, string]>([
    ['a right deploy', theFixedDeploy, 'verified'],
    ['a stale image', theImageWithOldCode, 'failed image-stale'],
    ['every kind of trigger', everyTriggerAtOnce, 'verified'],
    ['a refused call', theRefusedCall, 'inconclusive access-denied'],
    ['rules that may not be read', theRulesThatNobodyMayRead, 'failed competing-trigger'],
  ])(
    '%s is told in the names of that partition alone',
    async (_title, told, verdict) => {
      const { run, internet } = await abroad(told, { names })
      expect(verdictOf(run)).toBe(verdict)
      expect(
        foreign.exec(toldBy(run).replaceAll(/"(?:events|scheduler|ecs)\.amazonaws\.com"/g, ''))?.[0],
      ).toBeUndefined()
      const aws = internet.hosts.filter((host) => host.includes('amazonaws'))
      expect(aws.filter((host) => !host.endsWith(`.${names.dnsSuffix}:443`))).toEqual([])
      expect(run.stderr).toEqual([])
    },
    PATIENCE_MS,
  )

  it(
    'pipelines are looked for in the other region of the partition, and in no other',
    async () => {
      const { internet } = await abroad(everyTriggerAtOnce, { names })
      expect(internet.hosts.filter((host) => host.startsWith('codepipeline.'))).toEqual(
        [names.otherRegion, names.region].map((region) => `codepipeline.${region}.${names.dnsSuffix}:443`).toSorted(),
      )
    },
    PATIENCE_MS,
  )
})

describe('FIPS and dual-stack endpoints', () => {
  it(
    'are asked where AWS_USE_FIPS_ENDPOINT says so',
    async () => {
      const { run, internet } = await abroad(theFixedDeploy, {
        names: GOVCLOUD,
        env: { AWS_USE_FIPS_ENDPOINT: 'true' },
        inputs: { 'codebuild-project': '' },
      })
      expect(verdictOf(run)).toBe('verified')
      expect(internet.hosts.filter((host) => /^(?:api\.)?ec[rs]/.test(host))).toEqual([
        'api.ecr-fips.us-gov-west-1.amazonaws.com:443',
        'ecs-fips.us-gov-west-1.amazonaws.com:443',
      ])
    },
    PATIENCE_MS,
  )

  it(
    'leave schedules unread, because EventBridge Scheduler has no FIPS endpoint, and that is no pass',
    async () => {
      const { run } = await abroad(theFixedDeploy, {
        names: GOVCLOUD,
        env: { AWS_USE_FIPS_ENDPOINT: 'true' },
        missing: /^scheduler-fips\./,
        inputs: { timeout: '2m' },
      })
      expect(verdictOf(run)).toBe('failed competing-trigger')
      expect(run.summary).toContain('scheduler:')
    },
    PATIENCE_MS,
  )

  it(
    'are asked where AWS_USE_DUALSTACK_ENDPOINT says so',
    async () => {
      const { run, internet } = await abroad(theFixedDeploy, { env: { AWS_USE_DUALSTACK_ENDPOINT: 'true' } })
      expect(verdictOf(run)).toBe('verified')
      expect(internet.hosts.filter((host) => /^(?:api\.)?ec[rs]|^sched/.test(host))).toEqual([
        'ecr.us-east-1.api.aws:443',
        'ecs.us-east-1.api.aws:443',
        'scheduler.us-east-1.api.aws:443',
      ])
    },
    PATIENCE_MS,
  )

  it(
    'can be named one by one, where a service has none',
    async () => {
      const { run, internet } = await abroad(theFixedDeploy, {
        env: {
          AWS_ENDPOINT_URL_ECS: 'https://ecs-fips.us-east-1.amazonaws.com',
          AWS_ENDPOINT_URL_CODEBUILD: 'https://codebuild-fips.us-east-1.amazonaws.com',
        },
      })
      expect(verdictOf(run)).toBe('verified')
      expect(internet.hosts).toEqual(
        expect.arrayContaining([
          'codebuild-fips.us-east-1.amazonaws.com:443',
          'ecs-fips.us-east-1.amazonaws.com:443',
          'scheduler.us-east-1.amazonaws.com:443',
        ]),
      )
    },
    PATIENCE_MS,
  )

  it.each([
    [
      'FIPS endpoints beside a custom one',
      { AWS_USE_FIPS_ENDPOINT: 'true', AWS_ENDPOINT_URL: 'https://ecs.example.com' },
    ],
    [
      'dual-stack endpoints beside a custom one',
      { AWS_USE_DUALSTACK_ENDPOINT: 'true', AWS_ENDPOINT_URL_ECS: 'https://ecs.example.com' },
    ],
    ['an endpoint that is no URL', { AWS_ENDPOINT_URL: 'ecs.example.com' }],
  ])(
    '%s end the run at once',
    async (_, env) => {
      const { run } = await abroad(theFixedDeploy, { env, inputs: { 'codebuild-project': '' } })
      expect(verdictOf(run)).toBe('inconclusive invalid-input')
      expect(run.virtualMilliseconds).toBeLessThan(30_000)
      expect(run.summary).toContain('AWS_ENDPOINT_URL')
    },
    PATIENCE_MS,
  )
})

const SERVER = { server: 'https://ghe.example.com', api: 'https://ghe.example.com/api/v3' }
const TENANT = { server: 'https://acme.ghe.com', api: 'https://api.acme.ghe.com' }

/** A deploy whose image says from which repository it was built. */
const builtFrom = (source: string): Story =>
  story(`an image built from ${source}`, (tale) => {
    production(tale)
    tale.at('10:05:00')
    pushTheCommit(tale)
    tale.at('10:07:00')
    const builderId = `${source}/actions/runs/8817/attempts/1`
    tale.deploy(theImage(tale, { provenance: { revision: COMMIT, source, builderId } }))
    tale.at('10:07:05')
    tale.verify(withVersion(tale, { 'require-image-proof': 'true' }))
    tale.expectVerdict('verified')
  })

describe.each([
  ['GitHub Enterprise Server', SERVER, 'ghe.example.com'],
  ['GHE.com', TENANT, 'api.acme.ghe.com'],
])('on %s', (_, gitHub, host) => {
  it(
    'everything that is asked of GitHub is asked of that server, and links lead there',
    async () => {
      const { run, internet } = await abroad(theImageWithOldCode, {
        gitHub,
        env: { GITHUB_ACTION_REPOSITORY: 'acme/ecs-deploy-verifier', GITHUB_ACTION_REF: 'v1' },
      })
      expect(verdictOf(run)).toBe('failed image-stale')
      const asked = run.requests.filter(({ operation }) => operation.startsWith('github:'))
      expect(asked.length).toBeGreaterThan(0)
      expect(internet.requests.filter((request) => request.host === host)).toHaveLength(asked.length)
      expect(internet.hosts).not.toContain('api.github.com:443')
      expect(run.summary).toContain(`${gitHub.server}/acme/ecs-deploy-verifier/blob/v1/docs`)
      expect(toldBy(run)).not.toContain('github.com')
    },
    PATIENCE_MS,
  )

  it(
    'an image built from a repository of that server is proved by its provenance',
    async () => {
      const { run } = await abroad(builtFrom(`${gitHub.server}/${SETTING.repository}`), { gitHub })
      expect(verdictOf(run)).toBe('verified')
    },
    PATIENCE_MS,
  )

  it(
    'a webhook of that server is switched off there with webhook-token',
    async () => {
      const { run, stage } = await abroad(theWebhookSwitchedOffAtGitHub, { gitHub })
      expect(verdictOf(run)).toBe('verified')
      expect(stage.github.hook(SETTING.repository, hookId(stage) ?? '').active).toBe(false)
    },
    PATIENCE_MS,
  )

  it(
    'a hook of GitHub.com is never looked for there under the same path',
    async () => {
      const told = besideWays('a hook of another server', [WAYS['a webhook without filters, at GitHub']])
      const env = { GITHUB_SERVER_URL: gitHub.server, GITHUB_API_URL: gitHub.api }
      const { run, stage } = await abroad(told, { env })
      expect(verdictOf(run)).toBe('failed competing-trigger')
      expect(stage.github.hook(SETTING.repository, hookId(stage) ?? '').active).toBe(true)
    },
    PATIENCE_MS,
  )

  it(
    'without webhook-token, what to do by hand is said with the page of that server',
    async () => {
      const { run } = await abroad(theWebhookSwitchedOffAtGitHub, { gitHub, inputs: { 'webhook-token': '' } })
      expect(verdictOf(run)).toBe('failed competing-trigger')
      expect(run.stdout.join('\n')).toContain(`${gitHub.server}/${SETTING.repository}/settings/hooks/`)
      expect(run.stdout.join('\n')).toContain('With webhook-token this action switches it off at GitHub.')
    },
    PATIENCE_MS,
  )

  it(
    'projects whose source is there are found by auto',
    async () => {
      const { run } = await abroad(theImageWithOldCode, { gitHub, inputs: { 'codebuild-project': 'auto' } })
      expect(verdictOf(run)).toBe('failed image-stale')
      expect(run.stdout.join('\n')).toContain(PROJECT)
    },
    PATIENCE_MS,
  )
})
