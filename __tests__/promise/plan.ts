/**
 * Random worlds as plain values: a service, an image, a deployment of ours, what others do meanwhile, what fails on the way, and what
 * the author of the workflow asked for. Times are seconds from the start of the run, durations seconds, unless a name says otherwise.
 */
import * as fc from 'fast-check'

export type Kind = 'rolling' | 'blue-green' | 'linear' | 'canary' | 'code-deploy' | 'external'

export interface ServicePlan {
  readonly kind: Kind
  /** Rolling only. */
  readonly daemon: boolean
  readonly tasks: number
  /** Always true where traffic is shifted. */
  readonly balanced: boolean
  readonly deregistration: number
  readonly healthCheck: boolean
  readonly sidecar: boolean
  readonly percents: readonly [minimumHealthy: number, maximum: number]
  readonly breaker: 'none' | 'stays' | 'rolls-back'
  readonly alarms: boolean
  readonly bakeMinutes: number
  readonly earlySuccess: 'none' | 'BLOCKING' | 'DEFERRED'
  readonly pauseHook: boolean
  /** CODE_DEPLOY. */
  readonly shift: 'AllAtOnce' | 'Canary10Percent1Minutes' | 'Linear50PercentEvery1Minutes'
  readonly terminationMinutes: number
  readonly terminatesBlue: boolean
  readonly versionConsistency: boolean
  readonly quirks: {
    readonly hidesRolloutState: boolean
    readonly completesWhileDraining: boolean
    readonly rollbackTo: 'old' | 'new'
    readonly drainingWeight: number
    readonly capacity: number | undefined
    readonly protectedTasks: number
    readonly hidesDigests: boolean
    readonly imageText: 'plain' | 'resolved'
    readonly guardDuty: boolean
    readonly hidesCurrentServiceDeployment: boolean
    readonly drainingCountsAgainstMaximum: boolean
  }
  /** Factor on how long the steps of a task's life take. */
  readonly slowness: number
}

export type Behaviour =
  | { readonly kind: 'healthy' }
  | { readonly kind: 'deaf' }
  | { readonly kind: 'crashes'; readonly after: number; readonly exitCode: number; readonly times: number | undefined }
  | { readonly kind: 'out-of-memory'; readonly after: number }
  | { readonly kind: 'cannot-pull' }
  | { readonly kind: 'container-unhealthy' }
  | { readonly kind: 'target-unhealthy' }

export interface ImagePlan {
  readonly index: boolean
  /** Of an index: whether ECS reports the digest of the platform's manifest instead of the index's own. */
  readonly reportsChild: boolean
  /** Undefined: never. */
  readonly pushedAt: number | undefined
  readonly behaviour: Behaviour
  /** Built from old code: the tasks answer another version. */
  readonly oldCode: boolean
  /**
   * How the workflow names it: the commit's tag is found, or a digest is passed. A tag that ties nothing to the commit makes the run
   * read inside the image, for which there are no blobs in process.
   */
  readonly named: 'found' | 'digest'
  /** How our task definition names it. */
  readonly reference: 'commit-tag' | 'digest' | 'latest'
}

export interface DeploymentPlan {
  /** Undefined: never. */
  readonly at: number | undefined
  /** EXTERNAL: after so long the new set becomes PRIMARY, and after so long again the old one goes; undefined: it stays. */
  readonly promoteAfter: number
  readonly deleteAfter: number | undefined
}

export type Happening =
  | { readonly kind: 'compete'; readonly how: 'own-tag' | 'digest' | 'old-image' | 'same-tag' | 'same-version' }
  | { readonly kind: 'redeploy' }
  | { readonly kind: 'rollback' | 'abort' | 'alarm' }
  | { readonly kind: 'repush'; readonly tag: 'commit' | 'latest' }
  | { readonly kind: 'scale'; readonly tasks: number }
  | { readonly kind: 'kill'; readonly which: number }
  /** Autoscaling: another desired count each so many seconds. */
  | { readonly kind: 'autoscale'; readonly every: number; readonly steps: readonly number[] }
  /** Retirement, outside any deployment: so many tasks, one after another, are stopped and started anew. */
  | { readonly kind: 'retire'; readonly every: number; readonly times: number }
  /** Availability Zone rebalancing: so many tasks are started anew, and only then the ones that they replace are stopped. */
  | { readonly kind: 'rebalance'; readonly tasks: number }
  | { readonly kind: 'protect'; readonly tasks: number }
  | { readonly kind: 'hide-digests'; readonly hidden: boolean }
  | { readonly kind: 'hide-rollout-state'; readonly hidden: boolean }
  | { readonly kind: 'delete-service' }
  | { readonly kind: 'turn'; readonly behaviour: Behaviour }
  | { readonly kind: 'weigh'; readonly ours: number }
  | { readonly kind: 'continue' }
  | { readonly kind: 'remove-image' }
  | { readonly kind: 'enable-hook' }

export interface Event {
  readonly at: number
  readonly what: Happening
}

export interface AppFault {
  readonly at: number
  readonly lasts: number
  readonly how: 'cache' | 'unavailable' | 'markup' | 'too-many-requests' | 'hang' | 'reset' | 'other-version'
}

export interface AwsFault {
  readonly at: number
  readonly lasts: number
  /** IAM action or `service:*`. */
  readonly on: string
  readonly how: 'throttled' | 'broken' | 'denied' | 'expired'
  /** Of the calls, in per cent. */
  readonly share: number
}

/** Eventual consistency: reads that answer what was true some time ago. */
export interface Lag {
  /** IAM action or `ecs:*`. */
  readonly on: string
  readonly seconds: number
  /** Of the calls, in per cent. */
  readonly share: number
}

/** One more service of the same run: its own deployment of the same image, and what happens to it alone. */
export interface CompanionPlan {
  readonly service: ServicePlan
  readonly deployment: DeploymentPlan
  readonly events: readonly Event[]
}

export interface SettingsPlan {
  readonly timeout: number
  readonly startTimeout: number
  readonly stableFor: number | 'auto'
  readonly pollInterval: number
  readonly samples: number
  readonly asksVersion: boolean
  readonly pinsTaskDefinition: boolean
}

export interface PipelinePlan {
  readonly project: 'none' | 'without-hook' | 'pushes' | 'branch' | 'tags' | 'mixed'
  readonly handling: 'disable' | 'report' | 'off'
}

export interface Plan {
  readonly seed: number
  readonly service: ServicePlan
  readonly image: ImagePlan
  readonly deployment: DeploymentPlan
  readonly events: readonly Event[]
  readonly appFaults: readonly AppFault[]
  readonly awsFaults: readonly AwsFault[]
  readonly lags: readonly Lag[]
  readonly companions: readonly CompanionPlan[]
  /** Milliseconds that a call or a request takes at most; 0: none takes any time. */
  readonly latency: number
  /** Whether calls go through the action's own retries. */
  readonly retries: boolean
  readonly settings: SettingsPlan
  readonly pipeline: PipelinePlan
  readonly cancelAt: number | undefined
}

/** The plans of the other services, each as if the run were about it alone. */
export const companionPlans = (plan: Plan): readonly Plan[] =>
  plan.companions.map((companion) => ({ ...plan, ...companion, companions: [], appFaults: [] }))

/** So many seconds a read may be behind what is true. */
export const staleness = ({ lags }: Plan): number => Math.max(0, ...lags.map(({ seconds }) => seconds))

/** Seconds before the start of the run at which a world begins: long enough for every deployment before the run to be over. */
export const LEAD = 1_800

const rarely = (percent: number): fc.Arbitrary<boolean> =>
  fc.integer({ min: 1, max: 100 }).map((roll) => roll > 100 - percent)
const orNone = <T>(arbitrary: fc.Arbitrary<T>, percent: number): fc.Arbitrary<T | undefined> =>
  fc.oneof(
    { withCrossShrink: true },
    { weight: percent, arbitrary: fc.constant(undefined) },
    { weight: 100 - percent, arbitrary },
  )

const quirks: fc.Arbitrary<ServicePlan['quirks']> = fc.record({
  hidesRolloutState: rarely(8),
  completesWhileDraining: rarely(15),
  rollbackTo: fc.constantFrom('old', 'new'),
  drainingWeight: fc.constantFrom(0, 0, 0.3, 1),
  capacity: orNone(fc.integer({ min: 1, max: 14 }), 94),
  protectedTasks: fc.integer({ min: 1, max: 3 }).chain((count) => rarely(5).map((some) => (some ? count : 0))),
  hidesDigests: rarely(4),
  imageText: fc.constantFrom('plain', 'plain', 'resolved'),
  guardDuty: rarely(10),
  hidesCurrentServiceDeployment: rarely(20),
  drainingCountsAgainstMaximum: rarely(70),
})

export const anyService: fc.Arbitrary<ServicePlan> = fc.record({
  kind: fc.constantFrom<Kind>(
    ...(['rolling', 'rolling', 'rolling', 'rolling', 'rolling'] as const),
    ...(['blue-green', 'linear', 'canary', 'code-deploy', 'external'] as const),
  ),
  daemon: rarely(15),
  tasks: fc.integer({ min: 1, max: 12 }),
  balanced: fc.boolean(),
  deregistration: fc.constantFrom(0, 5, 30, 120),
  healthCheck: fc.boolean(),
  sidecar: rarely(20),
  percents: fc.constantFrom<readonly [number, number]>(
    [100, 200],
    [100, 200],
    [50, 100],
    [0, 100],
    [50, 150],
    [100, 150],
  ),
  breaker: fc.constantFrom('none', 'stays', 'rolls-back'),
  alarms: fc.boolean(),
  bakeMinutes: fc.constantFrom(0, 0, 0, 1),
  earlySuccess: fc.constantFrom('none', 'none', 'none', 'none', 'none', 'none', 'BLOCKING', 'DEFERRED'),
  pauseHook: rarely(10),
  shift: fc.constantFrom('AllAtOnce', 'Canary10Percent1Minutes', 'Linear50PercentEvery1Minutes'),
  terminationMinutes: fc.constantFrom(0, 1, 3),
  terminatesBlue: rarely(80),
  versionConsistency: rarely(85),
  quirks,
  slowness: fc.constantFrom(0.5, 1, 1, 2),
})

export const anyBehaviour: fc.Arbitrary<Behaviour> = fc.oneof(
  { weight: 10, arbitrary: fc.constant<Behaviour>({ kind: 'healthy' }) },
  { weight: 1, arbitrary: fc.constant<Behaviour>({ kind: 'deaf' }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('crashes' as const),
      after: fc.constantFrom(0, 1, 5, 20, 45, 90, 200),
      exitCode: fc.constantFrom(0, 1, 137, 143),
      times: orNone(fc.integer({ min: 1, max: 6 }), 50),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('out-of-memory' as const), after: fc.integer({ min: 1, max: 60 }) }),
  },
  { weight: 1, arbitrary: fc.constant<Behaviour>({ kind: 'cannot-pull' }) },
  { weight: 1, arbitrary: fc.constant<Behaviour>({ kind: 'container-unhealthy' }) },
  { weight: 1, arbitrary: fc.constant<Behaviour>({ kind: 'target-unhealthy' }) },
)

export const anyImage: fc.Arbitrary<ImagePlan> = fc.record({
  index: fc.boolean(),
  reportsChild: fc.boolean(),
  pushedAt: fc.oneof(
    { weight: 30, arbitrary: fc.integer({ min: -900, max: -600 }) },
    { weight: 10, arbitrary: fc.integer({ min: -600, max: 90 }) },
    { weight: 1, arbitrary: fc.constant(undefined) },
  ),
  behaviour: anyBehaviour,
  oldCode: rarely(8),
  named: fc.constantFrom('found', 'found', 'digest'),
  reference: fc.constantFrom('commit-tag', 'commit-tag', 'digest', 'latest'),
})

export const anyDeployment: fc.Arbitrary<DeploymentPlan> = fc.record({
  at: orNone(fc.oneof(fc.integer({ min: -600, max: 0 }), fc.integer({ min: -60, max: 120 })), 5),
  promoteAfter: fc.integer({ min: 10, max: 90 }),
  deleteAfter: orNone(fc.integer({ min: 0, max: 120 }), 25),
})

const anyAutoscaling: fc.Arbitrary<Happening> = fc.record({
  kind: fc.constant('autoscale' as const),
  every: fc.constantFrom(15, 40, 90),
  steps: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 2, maxLength: 6 }),
})

/** Tasks that are replaced outside any deployment. */
const anyReplacement: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({
    kind: fc.constant('retire' as const),
    every: fc.constantFrom(0, 10, 45),
    times: fc.integer({ min: 1, max: 6 }),
  }),
  fc.record({ kind: fc.constant('rebalance' as const), tasks: fc.integer({ min: 1, max: 4 }) }),
)

const anyHappening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('compete' as const),
      how: fc.constantFrom('own-tag', 'digest', 'old-image', 'same-tag', 'same-version'),
    }),
  },
  { weight: 2, arbitrary: fc.constant<Happening>({ kind: 'redeploy' }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constantFrom('rollback' as const, 'abort' as const, 'alarm' as const) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('repush' as const), tag: fc.constantFrom('commit', 'latest') }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('scale' as const), tasks: fc.constantFrom(0, 1, 2, 5, 12) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('kill' as const), which: fc.nat(11) }) },
  { weight: 2, arbitrary: anyAutoscaling },
  { weight: 3, arbitrary: anyReplacement },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('protect' as const), tasks: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('hide-digests' as const), hidden: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('hide-rollout-state' as const), hidden: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant<Happening>({ kind: 'delete-service' }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('turn' as const), behaviour: anyBehaviour }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('weigh' as const), ours: fc.constantFrom(0, 10, 90, 100) }) },
  { weight: 1, arbitrary: fc.constant<Happening>({ kind: 'continue' }) },
  { weight: 1, arbitrary: fc.constant<Happening>({ kind: 'remove-image' }) },
  { weight: 1, arbitrary: fc.constant<Happening>({ kind: 'enable-hook' }) },
)

const anyEvent: fc.Arbitrary<Event> = fc.record({
  at: fc.oneof(fc.integer({ min: -400, max: 0 }), fc.integer({ min: 0, max: 120 }), fc.integer({ min: 0, max: 700 })),
  what: anyHappening,
})

export const anyAppFault: fc.Arbitrary<AppFault> = fc.record({
  at: fc.integer({ min: -200, max: 300 }),
  lasts: fc.constantFrom(5, 30, 120, 2_000),
  how: fc.constantFrom('cache', 'unavailable', 'markup', 'too-many-requests', 'hang', 'reset', 'other-version'),
})

const actions = [
  'ecs:*',
  'ecs:DescribeServices',
  'ecs:ListTasks',
  'ecs:DescribeTasks',
  'ecs:DescribeTaskDefinition',
  'ecs:ListServiceDeployments',
  'ecs:DescribeServiceDeployments',
  'ecs:DescribeServiceRevisions',
  'ecr:*',
  'codedeploy:*',
  'elasticloadbalancing:*',
  'codebuild:*',
  'logs:*',
]

/** A fault that passes. */
export const anyAwsFault: fc.Arbitrary<AwsFault> = fc.record({
  at: fc.oneof(fc.integer({ min: -2, max: 30 }), fc.integer({ min: 0, max: 400 })),
  lasts: fc.constantFrom(1, 5, 20, 60),
  on: fc.constantFrom(...actions),
  how: fc.constantFrom('throttled', 'broken'),
  share: fc.constantFrom(30, 60, 100),
})

const anyLastingFault: fc.Arbitrary<AwsFault> = fc.record({
  at: fc.integer({ min: -2, max: 300 }),
  lasts: fc.constant(3_600),
  on: fc.constantFrom(...actions),
  how: fc.constantFrom('throttled', 'broken', 'denied', 'denied'),
  share: fc.constantFrom(60, 100),
})

const reads = [
  'ecs:*',
  'ecs:DescribeServices',
  'ecs:DescribeServices',
  'ecs:ListTasks',
  'ecs:ListTasks',
  'ecs:DescribeTasks',
  'ecs:ListServiceDeployments',
  'ecs:DescribeServiceDeployments',
]

const anyLag: fc.Arbitrary<Lag> = fc.record({
  on: fc.constantFrom(...reads),
  seconds: fc.constantFrom(1, 3, 8, 20),
  share: fc.constantFrom(20, 50, 80),
})

/** Most worlds are consistent. */
const anyLags: fc.Arbitrary<readonly Lag[]> = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.array(anyLag, { minLength: 1, maxLength: 2 }) },
)

const anyCompanion: fc.Arbitrary<CompanionPlan> = fc.record({
  service: anyService.map((service) => ({ ...service, daemon: false })),
  deployment: anyDeployment,
  events: fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(anyEvent, { minLength: 1, maxLength: 2 }) },
  ),
})

/** Most runs are about one service. */
const anyCompanions: fc.Arbitrary<readonly CompanionPlan[]> = fc.oneof(
  { weight: 4, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.array(anyCompanion, { minLength: 1, maxLength: 2 }) },
)

export const anySettings: fc.Arbitrary<SettingsPlan> = fc.record({
  timeout: fc
    .oneof(
      { weight: 3, arbitrary: fc.integer({ min: 2, max: 8 }) },
      { weight: 1, arbitrary: fc.integer({ min: 8, max: 20 }) },
    )
    .map((minutes) => minutes * 60),
  startTimeout: fc.constantFrom(30, 60, 120, 180),
  stableFor: fc.oneof(fc.constant('auto' as const), fc.constantFrom<number | 'auto'>(0, 10, 45, 90)),
  pollInterval: fc.oneof(
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }) },
    { weight: 4, arbitrary: fc.integer({ min: 4, max: 15 }) },
  ),
  samples: fc.integer({ min: 1, max: 5 }),
  asksVersion: fc.boolean(),
  pinsTaskDefinition: rarely(12),
})

export const anyPipeline: fc.Arbitrary<PipelinePlan> = fc.record({
  project: fc.constantFrom('none', 'none', 'without-hook', 'pushes', 'branch', 'tags', 'mixed'),
  handling: fc.constantFrom('disable', 'disable', 'disable', 'report', 'off'),
})

const anyLatency = fc.oneof(
  { weight: 7, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.integer({ min: 5, max: 300 }) },
  { weight: 1, arbitrary: fc.integer({ min: 300, max: 4_000 }) },
)

/**
 * Whether the simulator can play it: a service that is deleted while CodeDeploy shifts its traffic throws in a step of CodeDeploy's
 * own, which no caller can catch.
 */
const simulatorCanPlay = (plan: Plan): boolean =>
  [plan, ...plan.companions].every(
    ({ service, events }) =>
      service.kind !== 'code-deploy' || events.every(({ what }) => what.kind !== 'delete-service'),
  )

/** Seconds that looking for the image may take where calls are slow or answers old. */
const SEARCH = 10

const movesCommitTag = ({ what }: Event): boolean =>
  (what.kind === 'repush' && what.tag === 'commit') || (what.kind === 'compete' && what.how === 'same-tag')

/** Whether the commit's tag means another image so shortly before ours is pushed that such a run may find either. */
const isTagInMotion = ({ events, companions, image: { pushedAt = Infinity }, latency, lags }: Plan): boolean =>
  (latency > 0 || lags.length > 0) &&
  [{ events }, ...companions].some((service) =>
    service.events.some((event) => movesCommitTag(event) && event.at <= pushedAt && event.at > pushedAt - SEARCH),
  )

/** `task-definition` with several services is a bad input. */
const pinsOnlyOne = (plan: Plan): Plan =>
  plan.companions.length === 0 ? plan : { ...plan, settings: { ...plan.settings, pinsTaskDefinition: false } }

const everything: fc.Arbitrary<Plan> = fc.record({
  seed: fc.nat(1_000_000),
  service: anyService,
  image: anyImage,
  deployment: anyDeployment,
  events: fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 5, arbitrary: fc.array(anyEvent, { minLength: 1, maxLength: 4 }) },
  ),
  appFaults: fc.oneof(
    { weight: 4, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(anyAppFault, { minLength: 1, maxLength: 2 }) },
  ),
  awsFaults: fc.oneof(
    { weight: 5, arbitrary: fc.constant([]) },
    { weight: 3, arbitrary: fc.array(anyAwsFault, { minLength: 1, maxLength: 3 }) },
    { weight: 1, arbitrary: fc.array(anyLastingFault, { minLength: 1, maxLength: 1 }) },
  ),
  lags: anyLags,
  companions: anyCompanions,
  latency: anyLatency,
  retries: fc.boolean(),
  settings: anySettings,
  pipeline: anyPipeline,
  cancelAt: orNone(fc.integer({ min: 0, max: 600 }), 97),
})

/** Anything can happen. */
export const anyPlan: fc.Arbitrary<Plan> = everything
  .filter((plan) => simulatorCanPlay(plan) && !isTagInMotion(plan))
  .map(pinsOnlyOne)

/** What moves counts and replaces tasks in a world in which nothing goes wrong. */
const anyMove: fc.Arbitrary<Event> = fc.record({
  at: fc.oneof(fc.integer({ min: -400, max: 0 }), fc.integer({ min: 0, max: 300 })),
  what: fc.oneof(
    anyAutoscaling.map((what) =>
      what.kind === 'autoscale' ? { ...what, steps: what.steps.map((tasks) => Math.max(2, tasks)) } : what,
    ),
    anyReplacement,
  ),
})

const healthyService = (service: ServicePlan, seed: number, tasks: number): ServicePlan => ({
  ...service,
  tasks,
  pauseHook: service.pauseHook && seed % 2 === 0,
  terminatesBlue: true,
  quirks: { ...service.quirks, capacity: undefined, protectedTasks: 0, hidesDigests: false },
})

/** The image is right, its deployment begins in time, and nothing goes wrong: these worlds must be verified. */
export const healthyPlan: fc.Arbitrary<Plan> = fc
  .record({
    plan: everything,
    behaviour: fc.constantFrom<Behaviour>({ kind: 'healthy' }, { kind: 'deaf' }),
    pushedAt: fc.integer({ min: -900, max: -600 }),
    begins: fc.integer({ min: -590, max: 20 }),
    // One task alone cannot be replaced within 150 %.
    tasks: fc.integer({ min: 2, max: 12 }),
    deleteAfter: fc.integer({ min: 0, max: 120 }),
    /** Autoscaling and tasks that are replaced: nothing of it is wrong. */
    moves: fc.oneof(
      { weight: 2, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(anyMove, { minLength: 1, maxLength: 2 }) },
    ),
    latency: fc.oneof(
      { weight: 3, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: 5, max: 300 }) },
    ),
  })
  .map(({ plan, behaviour, pushedAt, begins, tasks, deleteAfter, moves, latency }) =>
    pinsOnlyOne({
      ...plan,
      service: healthyService(plan.service, plan.seed, tasks),
      companions: plan.companions.map(({ service, deployment }) => ({
        service: healthyService(service, plan.seed, tasks),
        deployment: { ...deployment, at: begins, deleteAfter },
        events: [],
      })),
      image: {
        ...plan.image,
        behaviour,
        pushedAt,
        oldCode: false,
      },
      deployment: { ...plan.deployment, at: begins, deleteAfter },
      events: moves,
      appFaults: [],
      awsFaults: [],
      latency,
      // Reads that are behind show the deployment that much later, and still before the start timeout is over.
      settings: {
        ...plan.settings,
        timeout: 3_600,
        startTimeout: plan.lags.length > 0 ? 180 : plan.settings.startTimeout,
      },
      // A hook that feeds runners too is never touched.
      pipeline: { ...plan.pipeline, project: plan.pipeline.project === 'mixed' ? 'branch' : plan.pipeline.project },
      cancelAt: undefined,
    }),
  )
