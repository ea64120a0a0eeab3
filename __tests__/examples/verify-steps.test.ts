import { describe, expect, it } from '@jest/globals'
import { GITHUB_TOKEN, type ActionRun } from '../../simulator/run-action.ts'
import { ACCOUNT, ecrRepository } from '../../simulator/ecr.ts'
import { REGION, SETTING } from '../../simulator/stage.ts'
import { besideWays } from '../../simulator/stories/one-pipeline.ts'
import { BEFORE, COMMIT, production, pushTheCommit, theImage } from '../../simulator/stories/setting.ts'
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
  type Story,
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

interface World {
  readonly service?: Partial<ServiceInTheTale>
  readonly image?: Partial<ImageInTheTale>
  readonly deployment?: DeploymentInTheTale
  /** Where the image is, if not at ECR under the usual name. */
  readonly repository?: (tale: Tale) => string
  /** What is pushed instead of a right build of the commit. */
  readonly push?: (tale: Tale) => PushedImage
}

/** The world in which the job has come to the verification: the commit was pushed, built and deployed. */
interface Deployed {
  readonly staged: StagedStory
  readonly image: PushedImage
}

async function onStage<Result>(told: Story, act: (staged: StagedStory) => Promise<Result>): Promise<Result> {
  const staged = await stageStory(told)
  try {
    return await act(staged)
  } finally {
    await staged.stage.server.close()
  }
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
const afterBuild = ({ digest }: PushedImage, family: string = SETTING.service): Contexts => ({
  steps: {
    found: { outputs: { digest: '' } },
    build: { outputs: { digest } },
    deploy: { outputs: { 'task-definition-arn': arnOf(family) } },
  },
})

const urlOf = ({ stage }: StagedStory): Readonly<Record<string, string>> => ({ VERSION_URL: `${stage.appUrl}/version` })

/** Builds a world in which an example has deployed, and runs its verification there. */
async function played(file: string, world: World, given: (deployed: Deployed) => Given): Promise<ActionRun> {
  let image: PushedImage | undefined
  const told = story(file, (tale) => {
    const repository = world.repository?.(tale) ?? SETTING.image
    production(tale, world.service, { repository })
    tale.at('2025-07-22 09:14:00')
    pushTheCommit(tale)
    tale.at('09:16:10')
    image = world.push?.(tale) ?? theImage(tale, { ...BUILT, repository, ...world.image })
    tale.at('09:16:40')
    // By its digest, as the examples do.
    tale.deploy({ ...image, reference: `${repository}@${image.digest}` }, world.deployment)
    tale.at('09:16:45')
    tale.verify()
  })
  return onStage(told, async (staged) => {
    if (image === undefined) throw new Error('nothing was pushed')
    return verified(file, staged, given({ staged, image }))
  })
}

describe('deploy-ecs.yml', () => {
  const file = 'deploy-ecs.yml'
  const given = ({ staged, image }: Deployed): Given => ({ env: urlOf(staged), contexts: afterBuild(image) })

  it(
    'verifies the commit that it built and deployed',
    async () => {
      const run = await played(file, {}, given)
      expect(verdictOf(run)).toBe('verified')
      expect(run.outputs).toMatchObject({ 'expected-version': '3.3.6', 'served-version': '3.3.6' })
    },
    PATIENCE_MS,
  )

  it(
    'fails where the code in the image is the one before',
    async () => {
      const run = await played(file, { image: { version: '3.3.5', builtAt: '2025-07-19 08:02:00' } }, given)
      expect(verdictOf(run)).toBe('failed image-stale')
      expect(run.exitCode).toBe(1)
    },
    PATIENCE_MS,
  )

  it(
    'verifies the image of the first attempt where a run is started again',
    async () => {
      const run = await played(file, {}, ({ staged, image }) => ({
        env: urlOf(staged),
        contexts: {
          steps: {
            found: { outputs: { digest: image.digest } },
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
      const push = (tale: Tale): PushedImage => tale.image([COMMIT], { version: '3.3.6' })
      const run = await played(file, { push }, ({ image }) => ({
        env: { VERSION_URL: '', VERSION_FILE: '', IMAGE_VERSION_FILE: '' },
        contexts: afterBuild(image),
      }))
      expect(verdictOf(run)).toBe('failed image-unproven')
    },
    PATIENCE_MS,
  )

  it(
    'verifies the image alone where all that may be left out is',
    async () => {
      const run = await played(file, {}, ({ image }) => ({
        env: { VERSION_URL: '', VERSION_FILE: '', IMAGE_VERSION_FILE: '' },
        contexts: afterBuild(image),
      }))
      expect(verdictOf(run)).toBe('verified')
      expect(run.outputs['served-version']).toBe('')
    },
    PATIENCE_MS,
  )

  it(
    'asks for the SHA of the commit where no version file is named',
    async () => {
      const run = await played(file, { image: { version: COMMIT } }, ({ staged, image }) => ({
        env: { ...urlOf(staged), VERSION_FILE: '', IMAGE_VERSION_FILE: '' },
        contexts: afterBuild(image),
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
      const run = await played('deploy-codedeploy.yml', world, ({ staged, image }) => ({
        env: urlOf(staged),
        contexts: afterBuild(image),
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
      const world: World = { service: { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 1 } }
      const run = await played('deploy-blue-green.yml', world, ({ staged, image }) => ({
        env: urlOf(staged),
        contexts: afterBuild(image),
      }))
      expect(verdictOf(run)).toBe('verified')
      expect(run.virtualMilliseconds).toBeGreaterThan(60_000)
    },
    PATIENCE_MS,
  )
})

describe('deploy-worker.yml', () => {
  const name = 'agricultural-worker'
  const world: World = {
    service: { name, tasks: 2, loadBalanced: false, healthCheck: false },
    repository: () => ecrRepository(ACCOUNT, REGION, name),
    deployment: { service: name },
  }
  const given = ({ image }: Deployed): Given => ({ contexts: afterBuild(image, name) })

  it(
    'verifies tasks that have run for a while, and asks no address',
    async () => {
      const run = await played('deploy-worker.yml', world, given)
      expect(verdictOf(run)).toBe('verified')
      expect(run.requests.filter(({ operation }) => operation.startsWith('app:'))).toEqual([])
    },
    PATIENCE_MS,
  )

  it(
    'fails where they crash after their deployment was complete',
    async () => {
      const crashing = { behaves: { crash: { afterMs: 40_000, exitCode: 1 } } }
      const run = await played('deploy-worker.yml', { ...world, image: crashing }, given)
      expect(verdictOf(run)).toBe('failed tasks-failing')
    },
    PATIENCE_MS,
  )
})

describe('deploy-ghcr.yml', () => {
  it(
    "verifies an image in GitHub's registry, which it asks with the job's own token",
    async () => {
      const repository = (tale: Tale): string => `${new URL(tale.stage.server.url).host}/ava-olo/agricultural-core`
      const run = await played('deploy-ghcr.yml', { repository }, ({ staged, image }) => ({
        env: { ...urlOf(staged), IMAGE_REPOSITORY: image.reference.replace(`:${COMMIT}`, '') },
        contexts: afterBuild(image),
      }))
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
      const run = await played('deploy-private-endpoint.yml', {}, ({ staged, image }) => ({
        env: urlOf(staged),
        contexts: {
          needs: { deploy: { outputs: { digest: image.digest, 'task-definition': arnOf(SETTING.service) } } },
        },
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
        image: { version: COMMIT },
        repository: () => ecrRepository(ACCOUNT, REGION, name),
        deployment: { service: name },
      }
      const run = await played(file, world, ({ staged, image }) => ({
        contexts: {
          ...afterBuild(image, name),
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
    const told = story('an audit', (tale) => {
      production(tale)
      tale.at('2025-07-21 10:05:00')
      if (pushed) pushTheCommit(tale)
      tale.at('12:05:00')
      tale.verify()
    })
    return onStage(told, (staged) => verified(file, staged, { env: { ...urlOf(staged), ...env } }))
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
    'tells a drift at the first look, and goes on to the issue',
    async () => {
      const run = await audited(true)
      expect(verdictOf(run)).toBe('failed image-missing')
      expect(run.report).toMatchObject({ settings: { mode: 'audit' } })
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
      await onStage(besideWays('one pipeline', ALL_AT_ONCE), async (staged) => {
        const started = (triggers: string): Promise<ActionRun> =>
          verified('one-pipeline.yml', staged, {
            env: urlOf(staged),
            contexts: {
              inputs: { triggers, commit: '', 'force-restore': false },
              secrets: { WEBHOOK_TOKEN: '' },
            },
          })
        const before = stateOfTriggers(staged.stage)
        const reported = await started('report')
        expect(verdictOf(reported)).toBe('verified')
        expect(stateOfTriggers(staged.stage)).toEqual(before)

        const disabled = await started('disable')
        expect(verdictOf(disabled)).toBe('verified')
        for (const way of ALL_AT_ONCE) expect(way.isOff(staged.stage)).toBe(true)

        expect(verdictOf(await started('restore'))).toBe('verified')
        expect(stateOfTriggers(staged.stage)).toEqual(before)
      })
    },
    PATIENCE_MS,
  )
})
