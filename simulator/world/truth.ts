/**
 * The oracle: plain facts about a service at this instant, taken from the world's inner state. It shares no code with the answers of
 * the API, so that a test can hold what was concluded from those against it.
 */
import type { Core } from './core.ts'
import type { Truth } from './specification.ts'
import { answers, running, strategyOf, taskHealth, wanted, type Rollout, type Service, type Task } from './state.ts'

export interface TruthQuestion {
  /** Digests of the expected image: an index's and its children's. */
  readonly digests: readonly string[]
  readonly container: string
}

export const truth = (core: Core, service: Service, question: TruthQuestion): Truth => {
  const { current } = service
  const expected = new Set(question.digests)
  const digestOf = (task: Task): string | undefined =>
    task.containers.find((container) => container.name === question.container)?.digest
  const live = [...service.live]
  const answering = live.filter((task) => answers(task, question.container))
  const counting = answering.filter((task) => task.rollout === current || !withoutTraffic(core, service, task.rollout))
  const onDigest = counting.filter((task) => expected.has(digestOf(task) ?? ''))
  const ours = answering.filter((task) => task.rollout === current)
  const resolved = live.filter((task) => task.rollout === current && wanted(task) && digestOf(task) !== undefined)
  const others = live.filter((task) => task.rollout !== current)
  const otherRunning = others.filter(running).length
  const versions = new Map<string, number>()
  for (const task of counting) {
    const version = task.containers.find((container) => container.name === question.container)?.behaviour?.version ?? ''
    versions.set(version, (versions.get(version) ?? 0) + 1)
  }
  const active = service.status === 'ACTIVE'
  const complete = current !== undefined && isComplete(service, current)
  const currentOnDigest = resolved.length > 0 && resolved.every((task) => expected.has(digestOf(task) ?? ''))
  const allAnsweringOnDigest = counting.length > 0 && onDigest.length === counting.length
  const healthy = ours.every((task) => !checked(task) || taskHealth(task) === 'HEALTHY')
  const alone = service.controller === 'ECS' ? otherRunning === 0 : true
  const started = ours.map((task) => task.startedAt ?? 0)
  return {
    at: core.now,
    active,
    desiredCount: service.desiredCount,
    currentId: current?.id,
    currentTaskDefinition: current?.definition.arn,
    currentOnDigest,
    complete,
    answering: counting.length,
    answeringOnDigest: onDigest.length,
    allAnsweringOnDigest,
    otherRunning,
    otherAnswering: answering.length - ours.length,
    healthy,
    newestStartedAt: started.length === 0 ? undefined : Math.max(...started),
    lastFatalStopAt: current?.lastFatalStopAt,
    versions,
    holds: active && complete && currentOnDigest && allAnsweringOnDigest && alone && healthy && ours.some(running),
  }
}

const checked = (task: Task): boolean =>
  task.definition.containers.some((container) => container.healthCheck !== undefined && container.essential !== false)

/** By the controller's own word. */
const isComplete = (service: Service, current: Rollout): boolean => {
  if (service.controller !== 'ECS') {
    return current.status === 'PRIMARY' && current.stableSince !== undefined && current.scalePercent === 100
  }
  if (current.state !== 'COMPLETED') return false
  if (strategyOf(service) === 'ROLLING') return true
  const record = service.deployments.find(
    (deployment) => deployment.rollout === current || deployment.rollback?.to === current,
  )
  return record?.status === 'SUCCESSFUL' || record?.status === 'ROLLBACK_SUCCESSFUL'
}

/** A task set gets no traffic when the production rule gives its target group none. */
const withoutTraffic = (core: Core, service: Service, rollout: Rollout): boolean => {
  if (rollout.kind !== 'task-set' || rollout.targetGroupArn === undefined) return false
  const rule = service.loadBalancers[0]?.productionListenerRule
  const forward = rule === undefined ? undefined : core.elb.weights(rule)
  if (forward === undefined) return false
  const ours = service.current?.targetGroupArn
  if (ours === rollout.targetGroupArn) return false
  return forward.every((to) => to.targetGroupArn !== rollout.targetGroupArn || to.weight === 0)
}
