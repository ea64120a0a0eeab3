/** A random world on a stage of its own: what stands there before the run, and what happens when. */
import { SimulatedApp } from '../../simulator/app.ts'
import { SimulatedClock } from '../../simulator/clock.ts'
import { CodeBuild, type ProjectRecipe } from '../../simulator/codebuild.ts'
import { CodeDeployWorld } from '../../simulator/codedeploy.ts'
import { Registry } from '../../simulator/ecr.ts'
import { ElbWorld } from '../../simulator/elb.ts'
import { LogWorld } from '../../simulator/logs.ts'
import { EcsWorld } from '../../simulator/world/ecs-world.ts'
import {
  defaultDurations,
  type ContainerSpecification,
  type Durations,
  type ImageBehaviour,
  type ServiceQuirks,
} from '../../simulator/world/specification.ts'
import { underWay } from '../../simulator/world/deployments.ts'
import type { Service } from '../../simulator/world/state.ts'
import {
  COMMIT,
  OLD,
  OLD_VERSION,
  OURS,
  OURS_AS_INDEX,
  REGION,
  REPOSITORY,
  THEIRS,
  THEIRS_SAME_VERSION,
  THEIR_VERSION,
  VERSION,
  type KnownImage,
} from './images.ts'
import { companionPlans, LEAD, type Behaviour, type Happening, type Plan, type ServicePlan } from './plan.ts'

export const CLUSTER = 'prod'
export const SERVICE = 'shop'
export const CONTAINER = 'app'
export const PROJECT = 'shop-legacy'
const SOURCE = 'https://github.com/ava-olo/shop.git'
const DAY = 86_400_000

/** Where the clock stands when the run begins. */
export const START = Date.UTC(2026, 6, 1, 12)

export const usesTaskSets = (plan: ServicePlan): boolean => plan.kind === 'code-deploy' || plan.kind === 'external'
export const shifts = (plan: ServicePlan): boolean => plan.kind !== 'rolling'
export const isBalanced = (plan: ServicePlan): boolean => plan.balanced || shifts(plan)

export class Scene {
  readonly plan: Plan
  /** Of its service. */
  readonly name: string
  /** The other services of the run, each with a story of its own in the same world; those have none. */
  readonly companions: readonly Scene[]
  readonly clock: SimulatedClock
  readonly elb: ElbWorld
  readonly logs: LogWorld
  readonly registry: Registry
  readonly codebuild: CodeBuild
  readonly world: EcsWorld
  readonly codeDeploy: CodeDeployWorld
  readonly app: SimulatedApp
  readonly service: Service
  readonly ours: KnownImage
  /** ARN of the task definition that deployments of ours use; what `task-definition` pins. */
  readonly pinned: string
  /** What threw while the story was played: a mistake in this test. */
  readonly mistakes: unknown[]
  readonly #codeDeployIds: string[] = []
  #deployed = false

  /** @param main the scene whose world, registry and clock this one shares: then it is about one more service of the same run */
  constructor(plan: Plan, name: string = SERVICE, main?: Scene) {
    this.plan = plan
    this.name = name
    this.ours = plan.image.index ? OURS_AS_INDEX : OURS
    this.clock = main?.clock ?? new SimulatedClock({ start: START - LEAD * 1_000 })
    const { clock } = this
    this.elb = main?.elb ?? new ElbWorld({ region: REGION })
    this.logs = main?.logs ?? new LogWorld()
    this.registry = main?.registry ?? new Registry(() => clock.now())
    this.codebuild = main?.codebuild ?? new CodeBuild(() => clock.now())
    this.mistakes = main?.mistakes ?? []
    this.world =
      main?.world ??
      new EcsWorld({
        clock,
        region: REGION,
        seed: plan.seed,
        elb: this.elb,
        logs: this.logs,
        resolveImage: (reference) => this.#resolve(reference),
        durations: slowed(plan.service.slowness),
      })
    this.codeDeploy = main?.codeDeploy ?? new CodeDeployWorld(this.world)
    this.app = main?.app ?? new SimulatedApp(this.world, { seed: plan.seed + 1 })
    if (main === undefined) {
      this.registry.push(REPOSITORY, ['v1', 'latest'], OLD.built)
      this.#behave(OLD, { version: OLD_VERSION })
      this.#behave(THEIRS, { version: THEIR_VERSION })
      this.#behave(THEIRS_SAME_VERSION, { version: VERSION })
      this.#behave(this.ours, this.#behaviour(plan.image.behaviour))
    }
    this.service = this.#createService()
    this.pinned = this.#definition(this.ourReference)
    if (main === undefined) this.#createProject()
    this.#schedule(main === undefined)
    this.companions =
      main === undefined
        ? companionPlans(plan).map((companion, index) => new Scene(companion, `${SERVICE}-${index + 2}`, this))
        : []
  }

  /** Lets everything happen that lies before the run. */
  begin(): void {
    this.clock.advanceTo(START)
  }

  /** When our image came into the registry; Infinity: never. */
  get pushedAt(): number {
    return START + (this.plan.image.pushedAt ?? Infinity) * 1_000
  }

  /** What the reference under which the run looks for the image means now. */
  expectedNow(): KnownImage | undefined {
    const { named } = this.plan.image
    const digest = this.registry.resolveImage(
      named === 'found' ? `${REPOSITORY}:${COMMIT}` : `${REPOSITORY}@${this.ours.digest}`,
    )
    return [OURS, OURS_AS_INDEX, OLD, THEIRS, THEIRS_SAME_VERSION].find((image) => image.digest === digest)
  }

  #resolve(reference: string): string | undefined {
    const digest = this.registry.resolveImage(reference)
    const { index, reportsChild } = this.plan.image
    return index && reportsChild && digest === OURS_AS_INDEX.digest ? OURS_AS_INDEX.digests[1] : digest
  }

  #behave(image: KnownImage, behaviour: ImageBehaviour): void {
    for (const digest of image.digests) this.world.behave(digest, behaviour)
  }

  #behaviour(behaviour: Behaviour): ImageBehaviour {
    const version = this.plan.image.oldCode ? OLD_VERSION : VERSION
    switch (behaviour.kind) {
      case 'healthy':
        return { version }
      case 'deaf':
        return { version, ignoresSigterm: true }
      case 'crashes': {
        const { after, exitCode, times } = behaviour
        return { version, crash: { afterMs: after * 1_000, exitCode, ...(times === undefined ? {} : { times }) } }
      }
      case 'out-of-memory':
        return { version, oom: { afterMs: behaviour.after * 1_000 } }
      case 'cannot-pull':
        return { version, cannotPull: 'pull image manifest has been retried 5 time(s): i/o timeout' }
      case 'container-unhealthy':
        return { version, containerHealthy: false }
      case 'target-unhealthy':
        return { version, targetHealthy: false }
    }
  }

  #definition(reference: string): string {
    const { healthCheck, sidecar, versionConsistency } = this.plan.service
    const app: ContainerSpecification = {
      name: CONTAINER,
      image: reference,
      containerPort: 8000,
      ...(healthCheck ? { healthCheck: { command: ['CMD-SHELL', 'true'] } } : {}),
      ...(versionConsistency ? {} : { versionConsistency: 'disabled' as const }),
    }
    const agent: ContainerSpecification = { name: 'agent', image: `${REPOSITORY}:v1`, essential: false }
    return this.world.registerTaskDefinition({ family: this.name, containers: sidecar ? [agent, app] : [app] })
  }

  #createService(): Service {
    const { world, elb } = this
    const plan = this.plan.service
    const daemon = plan.daemon && plan.kind === 'rolling'
    world.createCluster({ name: CLUSTER, ...(daemon && this.name === SERVICE ? { instances: plan.tasks } : {}) })
    const options = { deregistrationDelayMs: plan.deregistration * 1_000 }
    const pair = elb.createPair(this.name, options)
    const one = { containerName: CONTAINER, containerPort: 8000 }
    const strategy = strategyOf(plan)
    const old = this.#definition(this.plan.image.reference === 'latest' ? `${REPOSITORY}:latest` : `${REPOSITORY}:v1`)
    world.createService({
      name: this.name,
      cluster: CLUSTER,
      taskDefinition: old,
      desiredCount: plan.tasks,
      settledFor: DAY,
      ...(plan.kind === 'code-deploy' ? { controller: 'CODE_DEPLOY' } : {}),
      ...(plan.kind === 'external' ? { controller: 'EXTERNAL' } : {}),
      ...(daemon ? { schedulingStrategy: 'DAEMON' } : {}),
      ...(strategy === undefined ? {} : { strategy }),
      ...(daemon ? {} : { minimumHealthyPercent: plan.percents[0], maximumPercent: plan.percents[1] }),
      ...(plan.breaker === 'none' ? {} : { circuitBreaker: { rollback: plan.breaker === 'rolls-back' } }),
      ...(plan.alarms ? { alarms: { names: ['errors'], rollback: plan.breaker !== 'stays' } } : {}),
      ...(plan.bakeMinutes > 0 ? { bakeTimeInMinutes: plan.bakeMinutes } : {}),
      ...(plan.kind === 'linear' ? { linear: { stepPercent: 50, stepBakeTimeInMinutes: 1 } } : {}),
      ...(plan.kind === 'canary' ? { canary: { canaryPercent: 20, canaryBakeTimeInMinutes: 1 } } : {}),
      ...(plan.pauseHook && strategy !== undefined
        ? {
            hooks: [
              {
                targetType: 'PAUSE',
                lifecycleStages: ['POST_SCALE_UP'],
                timeoutConfiguration: {
                  timeoutInMinutes: 2,
                  action: this.plan.seed % 2 === 0 ? 'CONTINUE' : 'ROLLBACK',
                },
              },
            ],
          }
        : {}),
      ...(plan.earlySuccess === 'none' || plan.kind !== 'rolling'
        ? {}
        : { earlySuccess: { healthyPercent: 50, cleanup: plan.earlySuccess, deferredMs: 60_000 } }),
      loadBalancers: isBalanced(plan)
        ? [{ ...one, ...(shifts(plan) ? pair : { targetGroupArn: pair.targetGroupArn }) }]
        : [],
      quirks: quirksOf(plan),
    })
    if (plan.kind === 'external') world.createTaskSet(this.name, { taskDefinition: old, startedBy: 'spinnaker' })
    return world.service(this.name)
  }

  #createProject(): void {
    const { project } = this.plan.pipeline
    if (project === 'none') return
    this.codebuild.project({ name: PROJECT, repository: SOURCE, ...hookOf(project) })
    this.codebuild.start({ project: PROJECT, initiator: 'GitHub-Hookshot/1a2b3c4' })
  }

  #schedule(pushes: boolean): void {
    const { image, deployment, events, appFaults } = this.plan
    if (pushes && image.pushedAt !== undefined) this.#at(image.pushedAt, () => this.#push(this.ours))
    // Nothing deploys what was not pushed.
    if (deployment.at !== undefined && image.pushedAt !== undefined)
      this.#at(Math.max(deployment.at, image.pushedAt + 1), () => this.#deployOurs())
    for (const { at, what } of events) this.#at(at, () => this.#happen(what))
    for (const { at, lasts, how } of appFaults) {
      this.#at(at, () => this.#bendApp(how))
      this.#at(at + lasts, () => this.app.override(this.name, undefined))
    }
  }

  #at(seconds: number, action: () => void): void {
    this.clock.at(START + seconds * 1_000, () => {
      try {
        action()
      } catch (error) {
        this.mistakes.push(error)
      }
    })
  }

  #push(image: KnownImage): void {
    const tags = this.plan.image.reference === 'latest' ? ['latest'] : []
    this.registry.push(REPOSITORY, [COMMIT, ...tags], image.built)
  }

  /** What our task definition names; ours since the image was pushed. */
  get ourReference(): string {
    switch (this.plan.image.reference) {
      case 'commit-tag':
        return `${REPOSITORY}:${COMMIT}`
      case 'digest':
        return `${REPOSITORY}@${this.ours.digest}`
      case 'latest':
        return `${REPOSITORY}:latest`
    }
  }

  #deployOurs(): void {
    this.#deployed = true
    this.#deploy(this.pinned)
  }

  #deploy(definition: string): void {
    const { world } = this
    const { service, deployment } = this.plan
    if (this.service.status !== 'ACTIVE') return
    switch (service.kind) {
      case 'code-deploy': {
        const busy = this.#codeDeployIds.some((id) => {
          const status = this.codeDeploy.find(id)?.status
          return status === 'Created' || status === 'InProgress' || status === 'Ready'
        })
        // CodeDeploy runs one deployment of a group at a time: a second one is refused.
        if (busy || this.service.current === undefined) return
        const id = this.codeDeploy.deploy(this.name, {
          taskDefinition: definition,
          config: `CodeDeployDefault.ECS${service.shift}`,
          terminationWaitMinutes: service.terminationMinutes,
          terminatesBlue: service.terminatesBlue,
          autoRollback: service.breaker !== 'stays',
          installTimeoutMinutes: 5,
        })
        this.#codeDeployIds.push(id)
        return
      }
      case 'external': {
        const before = this.service.current
        const balancer = this.service.loadBalancers[0]
        const group =
          before?.targetGroupArn === balancer?.targetGroupArn
            ? balancer?.alternateTargetGroupArn
            : balancer?.targetGroupArn
        const id = world.createTaskSet(this.name, {
          taskDefinition: definition,
          startedBy: 'spinnaker',
          ...(group === undefined ? {} : { targetGroupArn: group }),
        })
        const now = (world.clock.now() - START) / 1_000
        this.#at(now + deployment.promoteAfter, () => this.#promote(id, 100))
        if (deployment.deleteAfter === undefined || before === undefined) return
        this.#at(now + deployment.promoteAfter + deployment.deleteAfter, () => this.#discard(before.id))
        return
      }
      case 'rolling':
      case 'blue-green':
      case 'linear':
      case 'canary':
        world.updateService(this.name, { taskDefinition: definition })
    }
  }

  #promote(id: string, weight: number): void {
    const set = this.service.rollouts.find((rollout) => rollout.id === id && rollout.status !== 'DRAINING')
    if (set === undefined || this.service.status !== 'ACTIVE') return
    this.world.setPrimaryTaskSet(this.name, id)
    this.#weigh(weight)
  }

  #discard(id: string): void {
    const set = this.service.rollouts.find((rollout) => rollout.id === id)
    if (set === undefined || set.status === 'DRAINING' || set === this.service.current) return
    this.world.deleteTaskSet(this.name, id)
  }

  /** So much of the traffic to the current task set's group, the rest to the other one. */
  #weigh(ours: number): void {
    const [balancer] = this.service.loadBalancers
    const { productionListenerRule: rule, alternateTargetGroupArn: alternate, targetGroupArn: first } = balancer ?? {}
    const mine = this.service.current?.targetGroupArn
    if (rule === undefined || alternate === undefined || first === undefined || mine === undefined) return
    this.elb.setWeights(rule, [
      { targetGroupArn: mine, weight: ours },
      { targetGroupArn: mine === first ? alternate : first, weight: 100 - ours },
    ])
  }

  #happen(what: Happening): void {
    const { world } = this
    const { kind } = this.plan.service
    switch (what.kind) {
      case 'compete':
        return this.#compete(what.how)
      case 'redeploy':
        if (this.#deployed) this.#deployOurs()
        return
      case 'rollback':
        if (kind === 'code-deploy') {
          const id = this.#codeDeployIds.at(-1)
          if (id !== undefined) this.codeDeploy.stop(id)
        } else if (kind === 'external') {
          const older = this.service.rollouts.find((set) => set !== this.service.current && set.status !== 'DRAINING')
          if (older !== undefined) this.#promote(older.id, 100)
        } else world.rollback(this.name)
        return
      case 'abort':
        if (kind === 'code-deploy') {
          const id = this.#codeDeployIds.at(-1)
          if (id !== undefined) this.codeDeploy.stop(id, { rollback: false })
        } else if (kind !== 'external') world.abort(this.name)
        return
      case 'alarm':
        if (kind === 'code-deploy') {
          const id = this.#codeDeployIds.at(-1)
          const status = id === undefined ? undefined : this.codeDeploy.find(id)?.status
          if (id !== undefined && status === 'InProgress') this.codeDeploy.fail(id, 'an alarm went off')
        } else if (kind !== 'external') world.triggerAlarm(this.name, 'errors')
        return
      case 'repush':
        this.registry.push(REPOSITORY, [what.tag === 'commit' ? COMMIT : 'latest'], THEIRS.built)
        return
      case 'scale':
        world.updateService(this.name, { desiredCount: what.tasks })
        return
      case 'kill': {
        const up = world
          .tasks(this.name)
          .filter(({ status, desiredStatus }) => status === 'RUNNING' && desiredStatus === 'RUNNING')
        const task = up[what.which % Math.max(1, up.length)]
        if (task !== undefined) world.stopTask(task.arn)
        return
      }
      case 'autoscale': {
        const now = (world.clock.now() - START) / 1_000
        for (const [index, tasks] of what.steps.entries())
          this.#at(now + (index + 1) * what.every, () => world.updateService(this.name, { desiredCount: tasks }))
        return
      }
      case 'retire': {
        const now = (world.clock.now() - START) / 1_000
        for (let index = 0; index < what.times; index++)
          this.#at(now + index * what.every, () => this.#happen({ kind: 'kill', which: index * 5 }))
        return
      }
      case 'rebalance':
        if (kind === 'rolling') world.rebalance(this.name, what.tasks)
        return
      case 'protect':
        world.bend(this.name, { protectedTasks: what.tasks })
        return
      case 'hide-digests':
        world.bend(this.name, { hidesDigests: what.hidden })
        return
      case 'hide-rollout-state':
        if (kind === 'rolling') world.bend(this.name, { reportsRolloutState: !what.hidden })
        return
      case 'delete-service':
        world.deleteService(this.name)
        return
      case 'turn':
        this.#behave(this.ours, this.#behaviour(what.behaviour))
        return
      case 'weigh':
        if (kind === 'external') this.#weigh(what.ours)
        return
      case 'continue':
        if (underWay(this.service) !== undefined) world.continueDeployment(this.name)
        return
      case 'remove-image':
        if (this.registry.resolveImage(`${REPOSITORY}:${COMMIT}`) !== undefined)
          this.registry.remove(`${REPOSITORY}:${COMMIT}`)
        return
      case 'enable-hook':
        return this.#enableHook()
    }
  }

  #compete(how: 'own-tag' | 'digest' | 'old-image' | 'same-tag' | 'same-version'): void {
    const image = how === 'same-version' ? THEIRS_SAME_VERSION : THEIRS
    switch (how) {
      case 'own-tag':
      case 'same-version':
        this.registry.push(REPOSITORY, ['theirs'], image.built)
        this.#deploy(this.#definition(`${REPOSITORY}:theirs`))
        return
      case 'digest':
        this.registry.push(REPOSITORY, [], image.built)
        this.#deploy(this.#definition(`${REPOSITORY}@${image.digest}`))
        return
      case 'old-image':
        this.#deploy(this.#definition(`${REPOSITORY}:v1`))
        return
      case 'same-tag': {
        const tag = this.plan.image.reference === 'latest' ? 'latest' : COMMIT
        this.registry.push(REPOSITORY, [tag], image.built)
        this.#deploy(this.#definition(`${REPOSITORY}:${tag}`))
      }
    }
  }

  #enableHook(): void {
    const { project } = this.plan.pipeline
    const hook = this.codebuild.webhook(PROJECT)
    if (project === 'none' || hook === undefined) return
    const { filterGroups, branchFilter } = hookOf(project).webhook ?? {}
    const input = filterGroups === undefined ? { branchFilter: branchFilter ?? '.*' } : { filterGroups }
    this.codebuild
      .api(REGION)
      .updateWebhook({ projectName: PROJECT, ...input })
      .catch((error: unknown) => this.mistakes.push(error))
  }

  #bendApp(how: Plan['appFaults'][number]['how']): void {
    const { app } = this
    switch (how) {
      case 'cache':
        app.override(this.name, { cacheFor: 600_000 })
        // What it answers now is what the cache keeps.
        app.answer(this.name, '/version')
        return
      case 'unavailable':
        return app.override(this.name, { fixed: { body: 'busy', status: 503 } })
      case 'markup':
        return app.override(this.name, { fixed: { body: '<html><body>2.0.0</body></html>' } })
      case 'too-many-requests':
        return app.override(this.name, { fixed: { body: 'slow down', status: 429 } })
      case 'hang':
        return app.override(this.name, { hang: true })
      case 'reset':
        return app.override(this.name, { reset: true })
      case 'other-version':
        return app.override(this.name, { fixed: { body: '{"version": "9.9.9"}', contentType: 'application/json' } })
    }
  }
}

const slowed = (factor: number): Partial<Durations> => ({
  provisioning: defaultDurations.provisioning * factor,
  pulling: defaultDurations.pulling * factor,
  activating: defaultDurations.activating * factor,
  containerHealth: defaultDurations.containerHealth * factor,
  targetHealth: defaultDurations.targetHealth * factor,
})

const strategyOf = (plan: ServicePlan): 'BLUE_GREEN' | 'LINEAR' | 'CANARY' | undefined => {
  switch (plan.kind) {
    case 'blue-green':
      return 'BLUE_GREEN'
    case 'linear':
      return 'LINEAR'
    case 'canary':
      return 'CANARY'
    case 'rolling':
    case 'code-deploy':
    case 'external':
      return undefined
  }
}

const quirksOf = ({ kind, quirks }: ServicePlan): ServiceQuirks => {
  const { hidesRolloutState, capacity, ...rest } = quirks
  return {
    ...rest,
    ...(hidesRolloutState && kind === 'rolling' ? { reportsRolloutState: false } : {}),
    ...(capacity === undefined ? {} : { capacity }),
  }
}

const hookOf = (project: Plan['pipeline']['project']): Pick<ProjectRecipe, 'webhook'> => {
  switch (project) {
    case 'none':
    case 'without-hook':
      return {}
    case 'pushes':
      return { webhook: { filterGroups: [[{ type: 'EVENT', pattern: 'PUSH' }]] } }
    case 'branch':
      return { webhook: { branchFilter: '^main$' } }
    case 'tags':
      return {
        webhook: {
          filterGroups: [
            [
              { type: 'EVENT', pattern: 'PUSH' },
              { type: 'HEAD_REF', pattern: '^refs/tags/' },
            ],
          ],
        },
      }
    case 'mixed':
      return {
        webhook: {
          filterGroups: [
            [{ type: 'EVENT', pattern: 'WORKFLOW_JOB_QUEUED' }],
            [
              { type: 'EVENT', pattern: 'PUSH' },
              { type: 'HEAD_REF', pattern: '^refs/heads/main$' },
            ],
          ],
        },
      }
  }
}
