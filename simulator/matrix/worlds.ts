import { SETTING, story, type Story, type Tale } from '../story.ts'
import { BEFORE, COMMIT, LATER, production, pushTheCommit, source, theImage, withVersion } from '../stories/setting.ts'
import { ALL_AT_ONCE, layWays, PROJECT, PROJECT_ARN, WAYS, type Way } from '../stories/triggers.ts'

/** A story in which calls can fail, and the truth about it. */
export interface World {
  readonly name: string
  readonly story: Story
  /** What the run ends with while nothing fails: a cause, or nothing where the commit is live. */
  readonly end: string
  /** Where it is not live: what else tells that, when a fault hides what tells it best. */
  readonly instead?: readonly string[]
  /** Calls that this world is about: where the commit is not live, those that show it. All of a live world. */
  readonly about?: RegExp
  /** Whether the run is an audit, which looks once and has a minute for it. */
  readonly audit?: boolean
  /** Inputs of a run before, which nothing disturbs. */
  readonly before?: Readonly<Record<string, string>>
}

/** Long enough for a rollout, a fault of 45 s, and the looks after it. */
const QUICK = { timeout: '150s', 'start-timeout': '1m', 'poll-interval': '10s', 'version-samples': '2' }
const VERSION_IN_IMAGE = { 'image-version-file': `/app/${SETTING.versionFile}` }
const FEATURE = { 'feature-checks': '- name: health\n  url: /version\n  json: version\n  equals: 3.3.6\n' }

/** Production, the push and its deployment; the action starts five seconds later. */
function deployed(tale: Tale, options: Deployed = {}): void {
  production(tale, options.service, options.before)
  options.beside?.(tale)
  tale.at('10:05:00')
  ;(options.push ?? pushTheCommit)(tale)
  tale.at('10:07:00')
  if (options.deploys !== false)
    tale.deploy(
      theImage(tale, options.image),
      options.codeDeploy === undefined ? {} : { codeDeploy: options.codeDeploy },
    )
  tale.at('10:07:05')
  tale.verify({ ...withVersion(tale), ...QUICK, ...options.inputs })
  options.after?.(tale)
}

interface Deployed {
  readonly service?: Parameters<typeof production>[1]
  readonly before?: Parameters<typeof production>[2]
  readonly image?: Parameters<typeof theImage>[1]
  readonly codeDeploy?: NonNullable<Parameters<Tale['deploy']>[1]>['codeDeploy']
  readonly inputs?: Readonly<Record<string, string>>
  readonly deploys?: boolean
  readonly push?: (tale: Tale) => void
  readonly beside?: (tale: Tale) => void
  readonly after?: (tale: Tale) => void
}

const world = (name: string, end: string, options: Deployed, rest: Partial<World> = {}): World => ({
  name,
  end,
  story: story(name, (tale) => deployed(tale, options)),
  ...rest,
})

const provenanceOf = (revision: string) => ({
  revision,
  source: `https://github.com/${SETTING.repository}`,
  builderId: 'https://codebuild.example/ava-agricultural-docker-build/41',
})

/** The triggers are read again in every round, so that a shorter wait saves most here. */
const SHORT = { timeout: '90s' }
const withProject = { ...SHORT, 'codebuild-project': PROJECT }
const BUILDSPEC = `version: 0.2\nphases:\n  build:\n    commands:\n      - docker push ${SETTING.image}:latest\n`

function runningBuilds({ stage }: Tale): void {
  const startedAt = stage.clock.now() - 60_000
  stage.codebuild.start({ project: PROJECT, initiator: 'AVA_OLO', startedAt })
  stage.codebuild.start({ project: PROJECT, initiator: 'AVA_OLO', startedAt, batch: 'b1' })
}

/** Two task sets of an EXTERNAL service behind one listener; `oursGets` of 100 go to the commit's. */
function twoSets(oursGets: number): Story {
  return story('task sets', (tale) => {
    production(tale, { controller: 'EXTERNAL' })
    const { world: ecs, elb } = tale.stage
    const balancer = elb.createLoadBalancer('core-alb')
    const blue = elb.createTargetGroup('core-blue', { loadBalancerArn: balancer.arn })
    const green = elb.createTargetGroup('core-green', { loadBalancerArn: balancer.arn })
    const { listenerArn } = elb.createListener(balancer.arn, 443, [{ targetGroupArn: blue, weight: 100 }])
    const setOf = (image: string, targetGroupArn: string): string => {
      const containers = [{ name: SETTING.container, image, containerPort: 8000 }]
      const taskDefinition = ecs.registerTaskDefinition({ family: SETTING.service, containers })
      return ecs.createTaskSet(SETTING.service, { taskDefinition, scalePercent: 100, targetGroupArn })
    }
    const old = ecs.service(SETTING.service).current
    if (old !== undefined) old.targetGroupArn = blue
    tale.at('10:05:00')
    pushTheCommit(tale)
    tale.at('10:06:00')
    ecs.setPrimaryTaskSet(SETTING.service, setOf(theImage(tale).reference, green))
    elb.setWeights(listenerArn, [
      { targetGroupArn: blue, weight: 100 - oursGets },
      { targetGroupArn: green, weight: oursGets },
    ])
    tale.at('10:07:05')
    tale.verify(QUICK)
  })
}

/** An image outside ECR. */
function elsewhere(revision: string): Story {
  return story('an image outside ECR', (tale) => {
    const repository = `${new URL(tale.stage.server.url).host}/agricultural-core`
    deployed(tale, {
      before: { repository },
      image: { repository, revision, platforms: ['linux/amd64', 'linux/arm64'] },
      inputs: VERSION_IN_IMAGE,
    })
  })
}

/** A later commit's deployment takes the place of ours after 20 s. */
function replaced(parents?: readonly string[]): Story {
  return story('superseded', (tale) =>
    deployed(tale, {
      inputs: { 'allow-superseded': 'true' },
      after: () =>
        tale.after('20s', () => {
          const commit = { sha: LATER, message: 'v3.3.7', files: source('3.3.7') }
          tale.stage.github.commit(SETTING.repository, parents === undefined ? commit : { ...commit, parents })
          tale.deploy(tale.image([LATER], { version: '3.3.7', revision: LATER }))
        }),
    }),
  )
}

/** Production runs 3.3.5 for a day; then comes a commit that nobody deploys, and the audit two hours later. */
function audited(files: Readonly<Record<string, string>>): Story {
  return story('an audit', (tale) => {
    production(tale)
    tale.at('2025-07-21 10:05:00')
    tale.push({ sha: COMMIT, message: 'more', files })
    tale.at('12:05:00')
    tale.verify({ ...withVersion(tale), mode: 'audit', paths: 'modules/**\n!**.md' })
  })
}

/** The audit of a deploy that is long over. */
function settledAudit(ways: readonly Way[], inputs: Readonly<Record<string, string>> = {}): Story {
  return story('an audit of a live commit', (tale) => {
    production(tale)
    layWays(tale.stage, ways)
    tale.at('10:05:00')
    pushTheCommit(tale)
    tale.at('10:07:00')
    tale.deploy(theImage(tale))
    tale.at('10:20:00')
    const needed = Object.assign({}, ...ways.map((way) => way.inputs))
    tale.verify({ ...withVersion(tale), ...withProject, 'version-samples': '2', mode: 'audit', ...needed, ...inputs })
  })
}

const openWay = (name: keyof typeof WAYS, about: RegExp): World => ({
  name: `${name} stays open`,
  end: 'competing-trigger',
  audit: true,
  story: settledAudit([WAYS[name]]),
  about,
})

/** Worlds in which the commit is live: only what fails can keep it from being verified. */
const LIVE: readonly World[] = [
  world('a rolling deploy', '', {
    beside: (tale) => {
      tale.project({ name: 'history' })
      tale.earlierDeploys(3)
    },
    image: { provenance: provenanceOf(COMMIT) },
    inputs: { ...VERSION_IN_IMAGE, ...FEATURE, 'metrics-namespace': 'Deploys' },
  }),
  world('an image found by what it says', '', {
    push: (tale) => pushTheCommit(tale),
    deploys: false,
    inputs: VERSION_IN_IMAGE,
    beside: () => undefined,
    after: (tale) => {
      tale.after('1s', () => tale.deploy(tale.image(['v3'], { version: '3.3.6', revision: COMMIT })))
    },
  }),
  world('native blue/green', '', { service: { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 1 } }),
  world('CODE_DEPLOY', '', { service: { controller: 'CODE_DEPLOY' }, codeDeploy: { terminationWaitMinutes: 5 } }),
  { name: 'EXTERNAL task sets', end: '', story: twoSets(100) },
  world('every trigger at once', '', {
    beside: (tale) => {
      layWays(tale.stage, ALL_AT_ONCE)
      runningBuilds(tale)
    },
    inputs: { ...withProject, 'stop-competing-builds': 'true' },
  }),
  world('a webhook that is switched off at GitHub', '', {
    beside: ({ stage }) => layWays(stage, [WAYS['a webhook without filters, at GitHub']]),
    inputs: { ...withProject, ...WAYS['a webhook without filters, at GitHub'].inputs },
  }),
  world('a competing project that nobody named', '', {
    beside: (tale) =>
      tale.project({ name: PROJECT, webhook: { filterGroups: [[{ type: 'EVENT', pattern: 'PUSH' }]] } }),
    push: (tale) =>
      tale.push({ sha: COMMIT, message: 'v3.3.6', files: { ...source('3.3.6'), 'buildspec.yml': BUILDSPEC } }),
    inputs: { ...SHORT, 'codebuild-project': 'auto' },
  }),
  world(
    'a restore',
    '',
    {
      beside: ({ stage }) => layWays(stage, ALL_AT_ONCE),
      inputs: { ...withProject, 'competing-triggers': 'restore' },
    },
    { before: { 'competing-triggers': 'disable' } },
  ),
  { name: 'an image outside ECR', end: '', story: elsewhere(COMMIT) },
  { name: 'a newer commit in its place', end: '', story: replaced() },
  { name: 'an audit at the live commit', end: '', audit: true, story: audited({ 'docs/guide.md': 'How to farm.\n' }) },
]

/** Worlds in which it is not: a fault that hides why must not make them pass. */
const NOT_LIVE: readonly World[] = [
  world(
    'a stale image, by its label',
    'image-stale',
    { image: { version: '3.3.5', revision: BEFORE } },
    { about: /^(ecr|s3):/, instead: ['version-mismatch'] },
  ),
  world(
    'a stale image, by its version file',
    'image-stale',
    { image: { version: '3.3.5', revision: '' }, inputs: VERSION_IN_IMAGE },
    { about: /^(ecr|s3):|contents/, instead: ['version-mismatch'] },
  ),
  world(
    'a stale image, by its provenance',
    'image-stale',
    { image: { version: '3.3.5', revision: '', provenance: provenanceOf(BEFORE) } },
    { about: /^(ecr|s3):|commits/, instead: ['version-mismatch'] },
  ),
  world(
    'an image that was never deployed',
    'not-deployed',
    { deploys: false, after: theImageAlone },
    { about: /^ecs:/ },
  ),
  world(
    'an image with old code that says nothing',
    'version-mismatch',
    { image: { version: '3.3.5', revision: '' } },
    { about: /^app:|contents/ },
  ),
  world('a broken feature', 'feature-failed', { inputs: brokenFeature() }, { about: /^app:/ }),
  world('an old task that stays', 'mixed-tasks', { service: { quirks: { protectedTasks: 1 } } }, { about: /^ecs:/ }),
  world(
    'old tasks that still answer',
    'mixed-tasks',
    {
      service: {
        deregistrationDelaySeconds: 3600,
        quirks: { completesWhileDraining: true, drainingWeight: 0.5 },
      },
      inputs: { 'version-url': '' },
    },
    { about: /^ecs:/ },
  ),
  world(
    'blue/green that bakes on',
    'rollout-timeout',
    { service: { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 60 } },
    { about: /^ecs:/ },
  ),
  world(
    'CODE_DEPLOY before its traffic moved',
    'rollout-timeout',
    { service: { controller: 'CODE_DEPLOY' }, codeDeploy: { approvalMinutes: 60 } },
    { about: /^(ecs|codedeploy|elasticloadbalancing):/ },
  ),
  {
    name: 'EXTERNAL task sets that share the traffic',
    end: 'mixed-tasks',
    story: twoSets(50),
    about: /^(ecs|elasticloadbalancing):/,
  },
  world(
    'a crash loop',
    'tasks-failing',
    { image: { behaves: { crash: { afterMs: 4_000, exitCode: 1 }, lastWords: ['KeyError: DATABASE_URL'] } } },
    { about: /^(ecs|logs):/ },
  ),
  world(
    'a rollback',
    'rolled-back',
    {
      service: { circuitBreaker: { rollback: true } },
      after: (tale) => tale.after('20s', () => tale.stage.world.rollback(SETTING.service)),
    },
    { about: /^ecs:/ },
  ),
  { name: 'another branch in its place', end: 'superseded', story: replaced([]), about: /^ecs:|compare|commits/ },
  { name: 'an image outside ECR, stale', end: 'image-stale', story: elsewhere(BEFORE), about: /^oci:/ },
  {
    name: 'an audit of what was never built',
    audit: true,
    end: 'image-missing',
    story: audited({ 'modules/core/farmers.py': 'FARMERS = 4\n' }),
    about: /^(ecr|s3|ecs):|compare|commits/,
  },
  openWay('a webhook with filter groups', /^codebuild:/),
  openWay('a rule on the default bus', /^events:/),
  openWay('a rule on another bus', /^events:/),
  openWay('a schedule whose target is the project', /^scheduler:/),
  openWay('a schedule that calls StartBuild', /^scheduler:/),
  openWay('a pipeline', /^codepipeline:/),
  openWay("a pipeline's rule", /^(codepipeline|events):/),
  openWay('a pipeline in another region with a schedule', /^(codepipeline|scheduler|codebuild):/),
  openWay('a webhook without filters, at GitHub', /^codebuild:|hooks/),
  {
    name: 'a competing project that nobody named stays',
    audit: true,
    end: 'competing-trigger',
    story: settledAudit([WAYS['a webhook with filter groups']], { 'codebuild-project': 'auto' }),
    about: /^codebuild:/,
  },
  world(
    'a rule that starts something else too',
    'competing-trigger',
    {
      beside: ({ stage }) => {
        layWays(stage, [])
        stage.events.rule({
          name: 'nightly',
          scheduleExpression: 'cron(0 3 * * ? *)',
          targets: [PROJECT_ARN, 'arn:aws:sns:us-east-1:123456789012:mail'],
        })
      },
      inputs: withProject,
    },
    { about: /^events:/ },
  ),
]

function theImageAlone(tale: Tale): void {
  theImage(tale)
}

function brokenFeature(): Readonly<Record<string, string>> {
  return { 'feature-checks': '- name: farmers\n  url: /version\n  contains: farmers\n' }
}

export const WORLDS: readonly World[] = [...LIVE, ...NOT_LIVE]
