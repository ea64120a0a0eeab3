import type { PipelineProblem, Trigger } from '../model.ts'
import type { Look } from './trigger.ts'

/** What a run changes triggers to. */
export type Done = 'disabled' | 'restored'

/** What a later look shows next to what this run did: the state is the later one's, what was done stays told. */

export function isSame(one: Trigger, other: Trigger): boolean {
  return one.kind === other.kind && one.name === other.name
}

/** A trigger that this run changed stays listed when it is no longer there. */
export function nowGone(trigger: Trigger): readonly Trigger[] {
  if (trigger.change === 'none' || trigger.change === 'refused') return []
  return [{ ...trigger, state: 'harmless', detail: 'It was changed by this run and is no longer there.' }]
}

/** The triggers of a project that cannot be read: those that were known, or one that stands for all of them. */
export function unreadTriggers(
  project: string,
  before: readonly Trigger[],
  detail = 'The project could not be read.',
): readonly Trigger[] {
  if (before.length > 0) return before.map((trigger) => ({ ...trigger, state: 'unknown', detail }))
  return [{ kind: 'webhook', project, name: `triggers of ${project}`, state: 'unknown', change: 'none', detail }]
}

/**
 * What was found, with the marks of what this run did before.
 * @param done what the run changes triggers to
 * @param elsewhere what it did to the same kind for other projects: one rule, schedule or stage may start several
 * @param wasBlind whether the builds, which name pipelines of other regions, could not be read when it did that
 */
export function beside(
  found: Look,
  did: Look | undefined,
  elsewhere: readonly Trigger[],
  done: Done,
  wasBlind = false,
): Look {
  if (did === undefined) return found
  const triggers = found.triggers.map((trigger): Trigger => {
    const before = [...did.triggers, ...elsewhere].find((one) => isSame(one, trigger) && one.change !== 'none')
    if (before === undefined) return trigger
    if (before.change === 'unconfirmed') return afterUnconfirmed(trigger, before, done)
    const undo = trigger.undo ?? before.undo
    const again = before.change === 'disabled' && trigger.state === 'live'
    const detail = again
      ? `${trigger.detail} This run disabled it, and since then it was made live again.`
      : trigger.detail
    return { ...trigger, change: before.change, detail, ...(undo === undefined ? {} : { undo }) }
  })
  const gone = did.triggers.filter((one) => !found.triggers.some((trigger) => isSame(one, trigger)))
  // What stood in the way of a change stands there still, until there is nothing left to change.
  const standing = triggers.some(isUnsettled) || !did.triggers.some(isUnsettled) ? did.problems : []
  const known = new Set(found.problems.map(({ message }) => message))
  const problems = [...found.problems, ...standing.filter(({ message }) => !known.has(message))]
  return {
    triggers: [...triggers, ...gone.flatMap(nowGone)],
    problems:
      done === 'restored' || problems.some(({ blocking }) => blocking)
        ? problems
        : [...problems, ...overlooked(triggers, did, wasBlind)],
  }
}

/**
 * What is live although nothing kept this run from disabling it: it found nothing to disable then. It may now where it was misled then: by
 * an answer that called the project's hook gone, or by builds that came too late to name the pipeline. What somebody else made or turned
 * on meanwhile is told, and not fought over.
 */
function overlooked(triggers: readonly Trigger[], did: Look, wasBlind: boolean): readonly PipelineProblem[] {
  return triggers
    .filter(({ state, change }) => state === 'live' && change === 'none')
    .map((trigger) => {
      const { kind, project, name } = trigger
      const then = did.triggers.find((one) => isSame(one, trigger))
      const why = then === undefined ? 'this run did not find it then' : `then it read otherwise: ${then.detail}`
      const message = `The ${kind} ${name} can start ${project} and was not disabled with the others, because ${why}`
      const passing = then === undefined ? wasBlind : did.isOutdated === true
      return { project, message: `${message.replace(/\.$/, '')}.`, blocking: passing, ...(passing ? { passing } : {}) }
    })
}

/** A trigger that needed no change now, with what the same run had done to it before. */
export function withEarlier(trigger: Trigger, earlier: readonly Trigger[]): Trigger {
  const before = earlier.find((one) => isSame(one, trigger))
  if (trigger.change !== 'none' || before === undefined || before.change === 'refused') return trigger
  const undo = trigger.undo ?? before.undo
  return { ...trigger, change: before.change, ...(undo === undefined ? {} : { undo }) }
}

/** What a later look says of a change that was begun and not read back: that it came through, or that nobody knows of it. */
function afterUnconfirmed(trigger: Trigger, before: Trigger, done: Done): Trigger {
  const undo = trigger.undo ?? before.undo
  const kept = undo === undefined ? trigger : { ...trigger, undo }
  if (trigger.state === (done === 'disabled' ? 'disabled' : 'live')) return { ...kept, change: done }
  const detail = `${trigger.detail} This run began to change it, and that has not come through.`
  return { ...kept, change: 'unconfirmed', detail }
}

/** Whether the trigger can start its project still, as far as that is known. */
function isUnsettled({ state }: Trigger): boolean {
  switch (state) {
    case 'live':
    case 'mixed':
    case 'unknown':
      return true
    case 'disabled':
    case 'harmless':
    case 'protected':
      return false
  }
}
