import type { Expectation, Observation, Rollout } from '../model.ts'
import { awsTimeOf } from './case.ts'
import { carriesExpected, formerRollouts, relationOf } from './relation.ts'

/** What earlier looks at one service showed and the newest may not show any more. */
export interface History {
  /** Rollouts that carried the expected image, or claimed it and were never shown to run another alone, as they were last seen, by id. */
  readonly ours: ReadonlyMap<string, Rollout>
  /** Those of them that were shown to run it. */
  readonly carried: ReadonlySet<string>
  /** Of each rollout: when one of its tasks was last seen HEALTHY, by AWS’s clock. */
  readonly healthyAt: ReadonlyMap<string, number>
  /** When a rollout was first seen as FAILED, by id. */
  readonly failedSince: ReadonlyMap<string, number>
  /** Looks in which ECS reported no digest for running tasks of our rollout, in a row: since when. */
  readonly noDigestSince: number | undefined
  /** Of each rollout of ours that the service does not list: in how many looks in a row what it left behind was seen. */
  readonly formerLooks: ReadonlyMap<string, number>
  /** Rollouts that were PRIMARY once. */
  readonly wasPrimary: ReadonlySet<string>
  /**
   * Since which look the tasks are steady in every look: -Infinity where they were in all of them, Infinity where they were not in the
   * last one.
   */
  readonly steadySince: number
}

export const NO_HISTORY: History = {
  ours: new Map(),
  carried: new Set(),
  healthyAt: new Map(),
  failedSince: new Map(),
  noDigestSince: undefined,
  formerLooks: new Map(),
  wasPrimary: new Set(),
  steadySince: -Infinity,
}

/** By digest, or by name where it began after the push: an older one that names the same tag was resolved to another image. */
function isOurs(rollout: Rollout, expectation: Expectation, observation: Observation): boolean {
  const relation = relationOf(rollout, expectation, observation)
  if (carriesExpected(relation)) return true
  const pushedAt = expectation.image.state === 'found' ? expectation.image.image.pushedAt : undefined
  return relation === 'claims' && (rollout.createdAt ?? Infinity) >= (pushedAt ?? 0)
}

/** Folds one look into the history. */
export function remember(history: History, expectation: Expectation, observation: Observation): History {
  const { rollouts, tasks } = observation.service
  const ours = new Map(history.ours)
  const failedSince = new Map(history.failedSince)
  const carried = new Set(history.carried)
  for (const rollout of rollouts) {
    const relation = relationOf(rollout, expectation, observation)
    if (carriesExpected(relation)) carried.add(rollout.id)
    if (ours.has(rollout.id) || isOurs(rollout, expectation, observation)) ours.set(rollout.id, rollout)
    if (rollout.rolloutState === 'FAILED' && !failedSince.has(rollout.id)) failedSince.set(rollout.id, observation.at)
  }
  // One that only claimed our image may turn out to run another, be it by what it left behind. One that ran ours stays one of ours when
  // its tag is moved and its next tasks run another.
  for (const [id, rollout] of ours)
    if (!carried.has(id) && relationOf(rollout, expectation, observation) === 'other-digest') ours.delete(id)
  const formerLooks = new Map(
    formerRollouts(expectation, observation).map(({ id }) => [id, (history.formerLooks.get(id) ?? 0) + 1]),
  )
  const wasPrimary = new Set(history.wasPrimary)
  for (const { id, status } of rollouts) if (status === 'PRIMARY') wasPrimary.add(id)
  const healthyAt = new Map(history.healthyAt)
  for (const task of tasks)
    if (task.rolloutId !== undefined && task.hasHealthCheck && task.health === 'HEALTHY')
      healthyAt.set(task.rolloutId, awsTimeOf(observation))
  const unreadable = tasks.some((task) => task.lastStatus === 'RUNNING' && task.container.state === 'no-digest')
  return {
    ours,
    carried,
    healthyAt,
    failedSince,
    noDigestSince: unreadable ? (history.noDigestSince ?? observation.at) : undefined,
    formerLooks,
    wasPrimary,
    steadySince: history.steadySince,
  }
}

/** Notes whether the tasks were steady in the look at `at`. */
export function rememberSteady(history: History, steady: boolean, at: number): History {
  return { ...history, steadySince: steady ? Math.min(history.steadySince, at) : Infinity }
}
