/**
 * What was true at an instant, by the world's inner state alone: nothing here reads an answer of the API or code of the action.
 *
 * The simulator's own oracle (`world.truth`) is stricter than the contract in three places, and only there this one gives way:
 * - where `rolloutState` is not reported, complete means: the only deployment, and all its tasks run (promise 1);
 * - a task that still pulls its image cannot answer and shows no digest, so it does not speak against its deployment (promise 2);
 * - a task that is taken away without a defect of its own need be neither HEALTHY nor `stable-for` old before it goes (promise 2:
 *   autoscaling moves counts).
 */
import { startsBuild } from '../../simulator/wire/webhook.ts'
import type { Truth } from '../../simulator/world/specification.ts'
import { counts, running, taskHealth, type Rollout, type Task } from '../../simulator/world/state.ts'
import { COMMIT, REPOSITORY, type KnownImage } from './images.ts'
import { CONTAINER, isBalanced, PROJECT, type Scene } from './scene.ts'

/** What a rollout has to do with an image, by what AWS could tell of it: its tasks' digests, else the reference it was given. */
export type Carries = 'ours' | 'partly' | 'claims' | 'other'

export interface Facts {
  readonly at: number
  readonly truth: Truth
  /** Which sentences of promise 1 and 2 do not hold; none: they do. */
  readonly missing: readonly string[]
  /** When the tasks that run now will have run for stable-for. */
  readonly stableAt: number
  /** Ids of the tasks of the current deployment that are to stay and are not HEALTHY, where they have a health check. */
  readonly unhealthy: readonly string[]
  readonly current: { readonly id: string; readonly createdAt: number; readonly carries: Carries } | undefined
  /** Whether a task set of ours that began after the current one may still become it. */
  readonly upcoming: boolean
  /** Whether a task set that began after the current one may be taking the traffic over. */
  readonly overtaken: boolean
  readonly active: boolean
  /** Tasks whose container was started and is not over, on the image and on another one. */
  readonly inService: { readonly ours: number; readonly others: number }
  /** Tasks on another image that were told to stop and are given time to: whether they still answer is theirs to say. */
  readonly goingDown: number
  /** Whether tasks of the current deployment fail again and again by the contract's words. */
  readonly failsRepeatedly: boolean
  /** Whether one of its tasks died of a defect after another one, which it was made after, had: by the contract that may be final. */
  readonly failedTwice: boolean
  /** Whether ECS reports no rollout state, and its record of the current deployment, where that can be read, calls it not yet successful. */
  readonly unfinished: boolean
  /** Whether the controller declared the current deployment failed. */
  readonly declaredFailed: boolean
  /** Whether the commit's tag means another image, where nothing else ties the image to the commit. */
  readonly tagTaken: boolean
}

const shown = (task: Task): boolean => task.digestsKnown && task.service.quirks.hidesDigests !== true

const digestOf = (task: Task): string | undefined =>
  task.containers.find((container) => container.name === CONTAINER)?.digest

const isStarted = ({ status }: Task): boolean =>
  status !== 'PROVISIONING' && status !== 'PENDING' && status !== 'DEPROVISIONING' && status !== 'STOPPED'

/** Tasks of a rollout that AWS still describes, stopped ones included. */
export const tasksOf = (scene: Scene, rollout: Rollout): readonly Task[] =>
  [...scene.service.tasks.values()].filter((task) => task.rollout === rollout)

/** Whether a rollout names our image, begun after that was pushed: whatever its tags have come to mean, no look at ECS tells it from ours. */
export const claims = (scene: Scene, { definition, createdAt }: Rollout): boolean => {
  const reference = definition.containers.find((container) => container.name === CONTAINER)?.image ?? ''
  return [scene.ourReference, `${REPOSITORY}:${COMMIT}`].includes(reference) && createdAt >= scene.pushedAt
}

export const carries = (scene: Scene, rollout: Rollout, image: KnownImage | undefined): Carries => {
  if (image === undefined) return 'other'
  const { pinsTaskDefinition } = scene.plan.settings
  if (pinsTaskDefinition && rollout.definition.arn !== scene.pinned) return 'other'
  const known = tasksOf(scene, rollout).filter(shown)
  const live = known.filter((task) => task.status !== 'STOPPED' && task.status !== 'DEPROVISIONING')
  const digests = (live.length > 0 ? live : known).map((task) => digestOf(task) ?? '')
  const matching = digests.filter((digest) => image.digests.includes(digest)).length
  if (digests.length > 0) return matching === digests.length ? 'ours' : matching > 0 ? 'partly' : 'other'
  const reference = rollout.definition.containers.find((container) => container.name === CONTAINER)?.image ?? ''
  const now = scene.registry.resolveImage(reference)
  // Whoever names what we named claims our image until a digest says otherwise, even where the tag was moved or removed since.
  return claims(scene, rollout) || (now !== undefined && image.digests.includes(now)) ? 'claims' : 'other'
}

/** Whether the current deployment's tasks that AWS shows all run the image. */
const currentOnImage = (scene: Scene, image: KnownImage): boolean => {
  const { current, live } = scene.service
  const resolved = [...live].filter(
    (task) => task.rollout === current && task.desired === 'RUNNING' && task.digestsKnown,
  )
  return resolved.length > 0 && resolved.every((task) => image.digests.includes(digestOf(task) ?? ''))
}

const isComplete = (scene: Scene, truth: Truth): boolean => {
  const { service } = scene
  const { current } = service
  const { kind } = scene.plan.service
  // What a rollback made has no service deployment of its own, so that nothing calls it SUCCESSFUL.
  if (kind === 'blue-green' || kind === 'linear' || kind === 'canary')
    return service.deployments.some(({ rollout, status }) => rollout === current && status === 'SUCCESSFUL')
  if (service.quirks.reportsRolloutState !== false) return truth.complete
  if (current === undefined || kind !== 'rolling') return truth.complete
  const now = counts(current)
  return service.rollouts.length === 1 && now.pending === 0 && now.running === current.desiredCount
}

const isUnfinished = ({ service, plan }: Scene): boolean =>
  plan.service.kind === 'rolling' &&
  service.quirks.reportsRolloutState === false &&
  service.deployments.some(({ rollout, status }) => rollout === service.current && status !== 'SUCCESSFUL')

const isVouchedFor = (scene: Scene): boolean => {
  const checked = scene.service.current?.definition.containers.some(
    (container) => container.healthCheck !== undefined && container.essential !== false,
  )
  return isBalanced(scene.plan.service) || checked === true
}

/** The tasks of the current deployment that are to stay and are not HEALTHY, where they have a health check. */
const unhealthyNow = (scene: Scene): readonly Task[] =>
  [...scene.service.live].filter(
    (task) =>
      task.rollout === scene.service.current &&
      running(task) &&
      scene.plan.service.healthCheck &&
      taskHealth(task) !== 'HEALTHY',
  )

const isFatal = (task: Task): boolean =>
  task.stopCode === 'EssentialContainerExited' ||
  task.stopCode === 'TaskFailedToStart' ||
  /failed (?:ELB|container) health checks/.test(task.stoppedReason ?? '')

/** The sentence that comes true by time alone. */
export const STABLE = 'they have run for stable-for without a fatal stop'
/** The sentence about each task for itself. */
export const HEALTHY = 'the tasks of the current deployment are healthy'

const ANSWERING = 'every task that can answer runs the image'
const SOME = 'a task of the current deployment runs'
const WANTED = 'tasks are meant to run'
const THERE = 'there is an image'
const STEADY: readonly string[] = [THERE, WANTED, SOME, ANSWERING, HEALTHY]

/** Whether promise 2 holds, but for how long it has to. */
export const isSteady = ({ missing }: Facts): boolean => missing.every((sentence) => !STEADY.includes(sentence))

/** When the tasks of the current deployment that run now will have run for stable-for without a fatal stop. */
const stableAtOf = (scene: Scene, truth: Truth): number => {
  const { stableFor } = scene.plan.settings
  const wait = stableFor === 'auto' ? (isVouchedFor(scene) ? 0 : 30_000) : stableFor * 1_000
  if (wait === 0) return -Infinity
  const staying = [...scene.service.live].filter((task) => task.rollout === scene.service.current && running(task))
  const newest = staying.length === 0 ? Infinity : Math.max(...staying.map(({ startedAt }) => startedAt ?? Infinity))
  // A fatal stop lasts from the defect to the end of the code: while that dies it is no stop that is over.
  const fatal = [...scene.service.tasks.values()].filter(
    (task) => task.rollout === scene.service.current && isFatal(task),
  )
  const ends = fatal.map((task) => task.executionStoppedAt ?? truth.at)
  return Math.max(newest, truth.lastFatalStopAt ?? 0, ...ends) + wait
}

/** Which sentences of promises 1 and 2 do not hold now. */
const missingNow = (scene: Scene, truth: Truth, image: KnownImage | undefined): readonly string[] => {
  if (image === undefined) return [THERE]
  const { pinsTaskDefinition } = scene.plan.settings
  const sentences: readonly (readonly [sentence: string, holds: boolean])[] = [
    ['the service is ACTIVE', truth.active],
    ['the current deployment is the pinned one', !pinsTaskDefinition || truth.currentTaskDefinition === scene.pinned],
    ['the current deployment carries the image', currentOnImage(scene, image)],
    ['the current deployment is complete', isComplete(scene, truth)],
    ['no other deployment runs tasks', scene.service.controller !== 'ECS' || truth.otherRunning === 0],
    [WANTED, scene.service.desiredCount > 0 || scene.service.scheduling === 'DAEMON'],
    [SOME, truth.newestStartedAt !== undefined],
    [ANSWERING, truth.allAnsweringOnDigest],
    [HEALTHY, truth.healthy || unhealthyNow(scene).length === 0],
    [STABLE, stableAtOf(scene, truth) <= truth.at],
  ]
  return sentences.flatMap(([sentence, holds]) => (holds ? [] : [sentence]))
}

const kindOf = (task: Task): string =>
  [
    task.stopCode,
    task.stoppedReason?.replace(/target-group .*/, ''),
    ...task.containers.map(({ exitCode, reason }) => `${exitCode} ${reason}`),
  ].join('|')

/** Fatal stops of a rollout that are over, oldest first. */
const fatalStops = (scene: Scene, rollout: Rollout): readonly Task[] =>
  tasksOf(scene, rollout)
    .filter((task) => task.status === 'STOPPED' && isFatal(task))
    .toSorted((a, b) => (a.stoppedAt ?? 0) - (b.stoppedAt ?? 0))

/** Whether a task of the rollout stopped for a fatal reason after another one, which it was made after, had. */
export const failedTwice = (scene: Scene, rollout: Rollout): boolean => {
  const stops = tasksOf(scene, rollout).filter((task) => task.executionStoppedAt !== undefined && isFatal(task))
  const first = Math.min(...stops.map((task) => task.executionStoppedAt ?? Infinity))
  return stops.some((task) => (task.startedAt ?? task.createdAt) > first)
}

const wasHealthy = (task: Task): boolean => task.containers.some((container) => container.health === 'HEALTHY')

/**
 * Surely failing again and again: of one kind two stops, the later task made after the first had stopped, no task that was ever
 * healthy, and none running that is older than those that died got.
 */
const failsRepeatedly = (scene: Scene): boolean => {
  const { current, desiredCount } = scene.service
  if (current === undefined) return false
  const all = tasksOf(scene, current)
  if (all.some(wasHealthy)) return false
  for (const stops of Map.groupBy(fatalStops(scene, current), kindOf).values()) {
    const first = stops[0]?.stoppedAt ?? Infinity
    if (stops.every((task) => task.createdAt <= first) || stops.length < desiredCount * 0.05) continue
    const longest = Math.max(...stops.map((task) => (task.stoppedAt ?? 0) - (task.startedAt ?? task.stoppedAt ?? 0)))
    const survives = all.some(
      (task) => task.status === 'RUNNING' && scene.world.core.now - (task.startedAt ?? 0) > longest,
    )
    if (!survives) return true
  }
  return false
}

const newerSets = ({ service: { current, rollouts } }: Scene): readonly Rollout[] =>
  rollouts.filter(
    (rollout) =>
      rollout !== current &&
      rollout.status === 'ACTIVE' &&
      rollout.kind === 'task-set' &&
      rollout.createdAt >= (current?.createdAt ?? 0),
  )

const isTagTaken = ({ plan, registry }: Scene, image: KnownImage | undefined): boolean => {
  // What the workflow names by its digest needs no tag.
  if (image === undefined || plan.image.named !== 'found') return false
  const now = registry.resolveImage(`${REPOSITORY}:${COMMIT}`)
  return now !== undefined && !image.digests.includes(now)
}

export const factsNow = (scene: Scene, image: KnownImage | undefined): Facts => {
  const { world } = scene
  const truth = world.truth(scene.name, { digests: image?.digests ?? [], container: CONTAINER })
  const { current } = scene.service
  const started = [...scene.service.live].filter(isStarted)
  const onImage = started.filter((task) => image?.digests.includes(digestOf(task) ?? '') === true)
  return {
    at: truth.at,
    truth,
    missing: missingNow(scene, truth, image),
    stableAt: stableAtOf(scene, truth),
    unhealthy: unhealthyNow(scene).map(({ id }) => id),
    current:
      current === undefined
        ? undefined
        : { id: current.id, createdAt: current.createdAt, carries: carries(scene, current, image) },
    upcoming: newerSets(scene).some((rollout) => carries(scene, rollout, image) !== 'other'),
    overtaken: newerSets(scene).length > 0,
    active: truth.active,
    goingDown: started.filter((task) => task.status === 'STOPPING' && !onImage.includes(task)).length,
    inService: { ours: onImage.length, others: started.length - onImage.length },
    failsRepeatedly: failsRepeatedly(scene),
    failedTwice: current !== undefined && failedTwice(scene, current),
    tagTaken: isTagTaken(scene, image),
    unfinished: isUnfinished(scene),
    declaredFailed:
      current?.state === 'FAILED' || ['Failed', 'Stopped'].includes(codeDeployStatus(scene, current) ?? ''),
  }
}

/** What CodeDeploy says of the deployment that made a task set. */
export const codeDeployStatus = ({ codeDeploy }: Scene, rollout: Rollout | undefined): string | undefined =>
  rollout?.externalId === undefined ? undefined : codeDeploy.find(rollout.externalId)?.status

const refs = ['refs/heads/main', 'refs/heads/feature-x', 'refs/heads/release/1.2']

/** Whether a push to a branch starts the competing project now. */
export const triggerIsLive = (scene: Scene): boolean => {
  const hook = scene.codebuild.webhook(PROJECT)
  return hook !== undefined && refs.some((ref) => startsBuild(hook, { ref, sha: '0'.repeat(40), message: 'fix' }))
}
