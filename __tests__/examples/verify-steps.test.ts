import { describe, expect, it } from '@jest/globals'
import type { ActionRun } from '../../simulator/run-action.ts'
import { GITHUB_TOKEN } from '../../simulator/run-action.ts'
import { ACCOUNT, ecrRepository } from '../../simulator/ecr.ts'
import { REGION, SETTING } from '../../simulator/stage.ts'
import { besideWays } from '../../simulator/stories/one-pipeline.ts'
import { BEFORE, COMMIT, production, pushTheCommit, source, theImage } from '../../simulator/stories/setting.ts'
import { ALL_AT_ONCE, stateOfTriggers } from '../../simulator/stories/triggers.ts'
import {
  runStaged,
  stageStory,
  story,
  type DeploymentInTheTale,
  type ImageInTheTale,
  type PushedImage,
  type ServiceInTheTale,
  type StagedStory,
  type Tale,
} from '../../simulator/story.ts'
import { resolve, runs, type Contexts } from './expressions.ts'
import { isOurs, stepsIn, theStep, workflowIn, type Scalar } from './workflows.ts'

// Every run is the built action in a process of its own, about a second each.
const PATIENCE_MS = 60_000

const GITHUB = {
  actor: 'octocat',
  ref_name: 'main',
  repository: SETTING.repository,
  server_url: 'https://github.com',
  sha: COMMIT,
  token: GITHUB_TOKEN,
}

/** What a build with docker/build-push-action leaves in the image: BuildKit fetched the commit itself. */
const BUILT: Partial<ImageInTheTale> = {
  provenance: { revision: COMMIT, source: `https://github.com/${SETTING.repository}` },
}

/** Deploys an image as the examples do, by its digest. */
function deployByDigest(tale: Tale, { reference, digest }: PushedImage, how: DeploymentInTheTale = {}): void {
  tale.deploy({ reference: `${reference.replace(/:[^:/]+$/, '')}@${digest}`, digest }, how)
}

interface World {
  readonly service?: Partial<ServiceInTheTale>
  readonly image?: Partial<ImageInTheTale>
  readonly deployment?: DeploymentInTheTale
}

/** The world in which the job has come to the verification: the commit was pushed, built and deployed. */
interface Deployed {
  readonly staged: StagedStory
  readonly digest: string
}

async function deployed({ service, image, deployment }: World = {}): Promise<Deployed> {
  let digest = ''
  const staged = await stageStory(
    story('an example', (tale) => {
      const repository = image?.repository
      production(tale, service, repository === undefined ? {} : { repository })
      tale.at('2025-07-22 09:14:00')
      pushTheCommit(tale)
      tale.at('09:16:10')
      const pushed = theImage(tale, { ...BUILT, ...image })
      digest = pushed.digest
      tale.at('09:16:40')
      deployByDigest(tale, pushed, deployment)
      tale.at('09:16:45')
      tale.verify()
    }),
  )
  return { staged, digest }
}

interface Given {
  /** Instead of what the file has: an address of this world, or something left out. */
  readonly env?: Readonly<Record<string, Scalar>>
  /** Beside `github` and `env`. */
  readonly contexts?: Contexts
}

/** Runs the step of an example with exactly its inputs and its environment. */
async function verified(
  file: string,
  staged: StagedStory,
  { env = {}, contexts = {} }: Given = {},
): Promise<ActionRun> {
  const workflow = workflowIn(file)
  expect(Object.keys(workflow.env)).toEqual(expect.arrayContaining(Object.keys(env)))
  const environment = Object.fromEntries(
    Object.entries({ ...workflow.env, ...env }).map(([name, value]) => [name, String(value)]),
  )
  expect(environment['AWS_REGION']).toBe(REGION)
  const known = { github: GITHUB, env: environment, ...contexts }
  const step = theStep(workflow, isOurs)
  const inputs = Object.fromEntries(
    Object.entries(step.with ?? {}).map(([name, value]) => [name, resolve(value, known)]),
  )
  const run = await runStaged({ ...staged, inputs }, { env: environment })
  expect(run.stderr).toEqual([])
  expect(run.requests.flatMap(({ violations = [] }) => violations)).toEqual([])
  return run
}

const verdictOf = ({ outputs }: ActionRun): string => `${outputs['verdict']} ${outputs['cause']}`.trim()

const arnOf = (family: string): string => `arn:aws:ecs:${REGION}:${ACCOUNT}:task-definition/${family}:2`

/** What the steps before it have said, in the job that built the image. */
const afterBuild = (digest: string, family: string = SETTING.service): Contexts => ({
  steps: {
    found: { outputs: { digest: '' } },
    build: { outputs: { digest } },
    deploy: { outputs: { 'task-definition-arn': arnOf(family) } },
  },
})

const urlOf = ({ stage }: StagedStory): Readonly<Record<string, string>> => ({ VERSION_URL: `${stage.appUrl}/version` })

/** Stages a world, runs the step, and takes the world down. */
async function played(
  file: string,
  world: World,
  given: (deployed: Deployed) => Given,
): Promise<{ readonly run: ActionRun; readonly staged: StagedStory }> {
  const set = await deployed(world)
  try {
    return { run: await verified(file, set.staged, given(set)), staged: set.staged }
  } finally {
    await set.staged.stage.server.close()
  }
}

describe('deploy-ecs.yml', () => {
  const file = 'deploy-ecs.yml'
  const given = ({ staged, digest }: Deployed): Given => ({ env: urlOf(staged), contexts: afterBuild(digest) })

  it(
    'verifies the commit that it built and deployed',
    async () => {
      const { run } = await played(file, {}, given)
      expect(verdictOf(run)).toBe('verified')
      expect(run.outputs).toMatchObject({ 'expected-version': '3.3.6', 'served-version': '3.3.6' })
    },
    PATIENCE_MS,
  )

  it(
    'fails where the code in the image is the one before',
    async () => {
      const { run } = await played(file, { image: { version: '3.3.5', builtAt: '2025-07-19 08:02:00' } }, given)
      expect(verdictOf(run)).toBe('failed image-stale')
      expect(run.exitCode).toBe(1)
    },
    PATIENCE_MS,
  )

  it(
    'verifies the image of the first attempt where a run is started again',
    async () => {
      const { run } = await played(file, {}, ({ staged, digest }) => ({
        env: urlOf(staged),
        contexts: {
          steps: {
            found: { outputs: { digest } },
            build: { outputs: { digest: '' } },
            deploy: { outputs: { 'task-definition-arn': arnOf(SETTING.service) } },
          },
        },
      }))
      expect(verdictOf(run)).toBe('verified')
    },
    PATIENCE_MS,
  )

  it(
    'takes no image for its own that another pipeline pushed under the tag of the commit, and that names none',
    async () => {
      const set = await stageStory(
        story('an image from elsewhere', (tale) => {
          production(tale)
          tale.at('2025-07-22 09:14:00')
          pushTheCommit(tale)
          tale.at('09:16:10')
          deployByDigest(tale, tale.image([COMMIT], { version: '3.3.6' }))
          tale.at('09:16:45')
          tale.verify()
        }),
      )
      const digest = set.stage.registry.resolveImage(`${SETTING.image}:${COMMIT}`)
      const left = { VERSION_URL: '', VERSION_FILE: '', IMAGE_VERSION_FILE: '' }
      const run = await verified(file, set, { env: left, contexts: afterBuild(String(digest)) }).finally(() =>
        set.stage.server.close(),
      )
      expect(verdictOf(run)).toBe('failed image-unproven')
    },
    PATIENCE_MS,
  )

  it(
    'verifies the image alone where all that may be left out is',
    async () => {
      const { run } = await played(file, {}, ({ digest }) => ({
        env: { VERSION_URL: '', VERSION_FILE: '', IMAGE_VERSION_FILE: '' },
        contexts: afterBuild(digest),
      }))
      expect(verdictOf(run)).toBe('verified')
      expect(run.outputs['served-version']).toBe('')
    },
    PATIENCE_MS,
  )

  it(
    'asks for the SHA of the commit where no version file is named',
    async () => {
      const { run } = await played(file, { image: { version: COMMIT } }, ({ staged, digest }) => ({
        env: { ...urlOf(staged), VERSION_FILE: '', IMAGE_VERSION_FILE: '' },
        contexts: afterBuild(digest),
      }))
      expect(verdictOf(run)).toBe('verified')
      expect(run.outputs['served-version']).toBe(COMMIT)
    },
    PATIENCE_MS,
  )
})

describe('deploy-codedeploy.yml', () => {
  it(
    'verifies once CodeDeploy has moved the traffic',
    async () => {
      const world: World = {
        service: { controller: 'CODE_DEPLOY' },
        deployment: { codeDeploy: { terminationWaitMinutes: 5 } },
      }
      const { run } = await played('deploy-codedeploy.yml', world, ({ staged, digest }) => ({
        env: urlOf(staged),
        contexts: afterBuild(digest),
      }))
      expect(verdictOf(run)).toBe('verified')
      expect(run.virtualMilliseconds).toBeLessThan(5 * 60_000)
    },
    PATIENCE_MS,
  )
})

describe('deploy-blue-green.yml', () => {
  it(
    'verifies after the bake time',
    async () => {
      const world: World = { service: { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 5 } }
      const { run } = await played('deploy-blue-green.yml', world, ({ staged, digest }) => ({
        env: urlOf(staged),
        contexts: afterBuild(digest),
      }))
      expect(verdictOf(run)).toBe('verified')
      expect(run.virtualMilliseconds).toBeGreaterThan(5 * 60_000)
    },
    PATIENCE_MS,
  )
})

describe('deploy-worker.yml', () => {
  const name = 'agricultural-worker'
  const world: World = {
    service: { name, tasks: 2, loadBalanced: false, healthCheck: false },
    image: { repository: ecrRepository(ACCOUNT, REGION, name) },
    deployment: { service: name },
  }
  const given = ({ digest }: Deployed): Given => ({ contexts: afterBuild(digest, name) })

  it(
    'verifies tasks that have run for a while, and asks no address',
    async () => {
      const { run } = await played('deploy-worker.yml', world, given)
      expect(verdictOf(run)).toBe('verified')
      expect(run.requests.filter(({ operation }) => operation.startsWith('app:'))).toEqual([])
    },
    PATIENCE_MS,
  )

  it(
    'fails where they crash after their deployment was complete',
    async () => {
      const crashing = { ...world.image, behaves: { crash: { afterMs: 40_000, exitCode: 1 } } }
      const { run } = await played('deploy-worker.yml', { ...world, image: crashing }, given)
      expect(verdictOf(run)).toBe('failed tasks-failing')
    },
    PATIENCE_MS,
  )
})

describe('deploy-ghcr.yml', () => {
  it(
    "verifies an image in GitHub's registry, which it asks with the job's own token",
    async () => {
      let repository = ''
      let digest = ''
      const staged = await stageStory(
        story('an image outside ECR', (tale) => {
          repository = `${new URL(tale.stage.server.url).host}/ava-olo/agricultural-core`
          production(tale, {}, { repository })
          tale.at('2025-07-22 09:14:00')
          pushTheCommit(tale)
          tale.at('09:16:10')
          const image = theImage(tale, { ...BUILT, repository })
          digest = image.digest
          deployByDigest(tale, image)
          tale.at('09:16:45')
          tale.verify()
        }),
      )
      const run = await verified('deploy-ghcr.yml', staged, {
        env: { ...urlOf(staged), IMAGE_REPOSITORY: repository },
        contexts: afterBuild(digest),
      }).finally(() => staged.stage.server.close())
      expect(verdictOf(run)).toBe('verified')
      const basic = `Basic ${Buffer.from(`octocat:${GITHUB_TOKEN}`).toString('base64')}`
      expect(run.requests.some(({ headers }) => headers['authorization'] === basic)).toBe(true)
    },
    PATIENCE_MS,
  )
})

describe('deploy-private-endpoint.yml', () => {
  it(
    'verifies in a job of its own what the job before has deployed',
    async () => {
      const { run } = await played('deploy-private-endpoint.yml', {}, ({ staged, digest }) => ({
        env: urlOf(staged),
        contexts: { needs: { deploy: { outputs: { digest, 'task-definition': arnOf(SETTING.service) } } } },
      }))
      expect(verdictOf(run)).toBe('verified')
    },
    PATIENCE_MS,
  )
})

describe('deploy-monorepo.yml', () => {
  const file = 'deploy-monorepo.yml'
  const services: readonly Readonly<Record<string, string>>[] = JSON.parse(String(workflowIn(file).env['SERVICES']))

  it.each(services.map((service) => [service['name'] ?? '', service] as const))(
    'verifies %s',
    async (name, service) => {
      const http = service['version-url'] !== ''
      const world: World = {
        service: { name, loadBalanced: http, healthCheck: http },
        image: { version: COMMIT, repository: ecrRepository(ACCOUNT, REGION, name) },
        deployment: { service: name },
      }
      const { run } = await played(file, world, ({ staged, digest }) => ({
        contexts: {
          ...afterBuild(digest, name),
          matrix: { service: { ...service, 'version-url': http ? `${staged.stage.appUrl}/version` : '' } },
        },
      }))
      expect(verdictOf(run)).toBe('verified')
      expect(run.outputs['served-version']).toBe(http ? COMMIT : '')
    },
    PATIENCE_MS,
  )
})

describe('audit.yml', () => {
  const file = 'audit.yml'
  const workflow = workflowIn(file)

  /** Production runs 3.3.5; a commit was pushed two hours ago that nobody has deployed, or nothing was. */
  async function audited(pushed: boolean, env: Readonly<Record<string, string>> = {}): Promise<ActionRun> {
    const staged = await stageStory(
      story('an audit', (tale) => {
        production(tale)
        tale.at('2025-07-21 10:05:00')
        if (pushed) tale.push({ sha: COMMIT, message: 'v3.3.6', files: { ...source('3.3.6'), 'docs/farm.md': 'x' } })
        tale.at('12:05:00')
        tale.verify()
      }),
    )
    return verified(file, staged, { env: { ...urlOf(staged), ...env } }).finally(() => staged.stage.server.close())
  }

  /** Names of the steps after the audit that run. */
  function after({ outputs, exitCode }: ActionRun): readonly (string | undefined)[] {
    const contexts = { steps: { audit: { outputs } } }
    const steps = stepsIn(workflow)
    return steps
      .slice(steps.findIndex(isOurs) + 1)
      .filter((step) => runs(step.if, contexts, exitCode === 0 ? 'success' : 'failure'))
      .map(({ name }) => name)
  }

  it(
    'tells a drift, changes nothing, and goes on to the issue',
    async () => {
      const run = await audited(true)
      expect(verdictOf(run)).toBe('failed image-missing')
      expect(run.outputs).toMatchObject({ 'live-commit': BEFORE, 'drift-commits': '1' })
      expect(Number(run.outputs['drift-seconds'])).toBeGreaterThan(Number(workflow.env['GRACE_SECONDS']))
      expect(after(run)).toEqual(['Open the issue, or bring it up to date'])
    },
    PATIENCE_MS,
  )

  it(
    'closes the issue where production is right',
    async () => {
      const run = await audited(false)
      expect(verdictOf(run)).toBe('verified')
      expect(after(run)).toEqual(['Close the issue'])
    },
    PATIENCE_MS,
  )

  it(
    'leaves the issue as it is where nothing could be measured',
    async () => {
      const run = await audited(false, { VERSION_URL: 'http://127.0.0.1:9/version' })
      expect(run.outputs['verdict']).toBe('inconclusive')
      expect(after(run)).toEqual([])
    },
    PATIENCE_MS,
  )
})

describe('one-pipeline.yml', () => {
  it(
    'shows what starts the project, disables it, and brings it back as it was',
    async () => {
      const staged = await stageStory(besideWays('one pipeline', ALL_AT_ONCE))
      const started = (triggers: string): Promise<ActionRun> =>
        verified('one-pipeline.yml', staged, {
          env: urlOf(staged),
          contexts: {
            inputs: { triggers, commit: '', 'force-restore': false },
            secrets: { WEBHOOK_TOKEN: '' },
          },
        })
      try {
        const before = stateOfTriggers(staged.stage)
        const reported = await started('report')
        expect(verdictOf(reported)).toBe('verified')
        expect(stateOfTriggers(staged.stage)).toEqual(before)

        const disabled = await started('disable')
        expect(verdictOf(disabled)).toBe('verified')
        for (const way of ALL_AT_ONCE) expect(way.isOff(staged.stage)).toBe(true)

        expect(verdictOf(await started('restore'))).toBe('verified')
        expect(stateOfTriggers(staged.stage)).toEqual(before)
      } finally {
        await staged.stage.server.close()
      }
    },
    PATIENCE_MS,
  )
})
