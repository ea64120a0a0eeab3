import type { Expectation, Observation, Rollout } from '../model.ts'
import { carriesExpected, relationOf } from './relation.ts'

/** What earlier looks at one service showed and the newest may not show any more. */
export interface History {
  /** Rollouts that carried the expected image, or claimed it and were never shown to run another, as they were last seen, by id. */
  readonly ours: ReadonlyMap<string, Rollout>
  /** Of each rollout: when one of its tasks was last seen HEALTHY. */
  readonly healthyAt: ReadonlyMap<string, number>
  /** When a rollout was first seen as FAILED, by id. */
  readonly failedSince: ReadonlyMap<string, number>
  /** Looks in which ECS reported no digest for running tasks of our rollout, in a row: since when. */
  readonly noDigestSince: number | undefined
  readonly looks: number
}

export const NO_HISTORY: History = {
  ours: new Map(),
  healthyAt: new Map(),
  failedSince: new Map(),
  noDigestSince: undefined,
  looks: 0,
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
  for (const rollout of rollouts) {
    if (isOurs(rollout, expectation, observation)) ours.set(rollout.id, rollout)
    else if (relationOf(rollout, expectation, observation) === 'other-digest') ours.delete(rollout.id)
    else if (ours.has(rollout.id)) ours.set(rollout.id, rollout)
    if (rollout.rolloutState === 'FAILED' && !failedSince.has(rollout.id)) failedSince.set(rollout.id, observation.at)
  }
  const healthyAt = new Map(history.healthyAt)
  for (const task of tasks)
    if (task.rolloutId !== undefined && task.hasHealthCheck && task.health === 'HEALTHY')
      healthyAt.set(task.rolloutId, observation.at)
  const unreadable = tasks.some((task) => task.lastStatus === 'RUNNING' && task.container.state === 'no-digest')
  return {
    ours,
    healthyAt,
    failedSince,
    noDigestSince: unreadable ? (history.noDigestSince ?? observation.at) : undefined,
    looks: history.looks + 1,
  }
}
