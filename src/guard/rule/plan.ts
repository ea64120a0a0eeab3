import type { PutRuleCommandInput, RuleState } from '@aws-sdk/client-eventbridge'

import type { TriggerState } from '../../model.ts'
import { markedDescription, readDescription } from '../description.ts'
import type { SeenRule } from './find.ts'

/** API reference of PutRule. */
const LONGEST_DESCRIPTION = 512

/** EnableRule knows `ENABLED` only; the other one comes back through PutRule alone. */
const EVERY_EVENT = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'

type FiringState = 'ENABLED' | typeof EVERY_EVENT

/**
 * What stands in the way of disabling or restoring a rule. `managed`: an AWS service owns it. `other-targets`: more than the competing
 * project hangs on it. `unknown-state`: its state is none that this action knows. `unread-targets`: what else hangs on it is not
 * known. `no-room`: its description leaves no room for the mark; `atMost` characters would.
 */
export type Obstacle =
  | { readonly kind: 'managed'; readonly by: string }
  | { readonly kind: 'other-targets' }
  | { readonly kind: 'unknown-state'; readonly state: string }
  | { readonly kind: 'unread-targets' }
  | { readonly kind: 'no-room'; readonly atMost: number }
  | { readonly kind: 'invalid-description' }

export type RulePlan =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'write'; readonly input: PutRuleCommandInput }
  | { readonly kind: 'impossible'; readonly obstacle: Obstacle }

/** What the rule's description says of this action; a mark that names no state of a rule is an altered one. */
export type RuleMark =
  | { readonly kind: 'none' }
  | { readonly kind: 'altered' }
  | { readonly kind: 'mark'; readonly was: FiringState; readonly description: string | undefined }

export function readMark({ rule }: SeenRule): RuleMark {
  const reading = readDescription(rule.Description)
  if (reading.kind !== 'mark') return reading
  const was = firing(reading.memo)
  if (was === undefined) return { kind: 'altered' }
  // Whoever enabled the rule again had no other way than `ENABLED`; whoever gave it every event meant to.
  const now = rule.State === EVERY_EVENT ? EVERY_EVENT : was
  return { kind: 'mark', was: now, description: reading.description }
}

/** Of any state but `DISABLED`, one that nobody knew included, it must be expected that the rule fires. */
export function isOff({ rule }: SeenRule): boolean {
  return rule.State === 'DISABLED'
}

export function stateOf(seen: SeenRule): TriggerState {
  if (isOff(seen)) return readMark(seen).kind === 'mark' ? 'disabled' : 'harmless'
  return seen.starts.some((start) => start.what === 'project' || start.open) ? 'live' : 'harmless'
}

/** How to keep the rule from firing, so that the rule itself tells the way back. */
export function planDisable(seen: SeenRule): RulePlan {
  if (isOff(seen)) return { kind: 'nothing' }
  const { rule, others, targetsUnread } = seen
  const impossible = (obstacle: Obstacle): RulePlan => ({ kind: 'impossible', obstacle })
  if (isManaged(rule.ManagedBy)) return impossible({ kind: 'managed', by: rule.ManagedBy })
  if (targetsUnread !== undefined) return impossible({ kind: 'unread-targets' })
  if (others.length > 0) return impossible({ kind: 'other-targets' })
  const state = firing(rule.State)
  if (state === undefined) return impossible({ kind: 'unknown-state', state: rule.State ?? '' })
  // A mark on a rule that fires is from an earlier run: a second one before it would take two restores to go.
  const mark = readMark(seen)
  const { was, description } = mark.kind === 'mark' ? mark : { was: state, description: rule.Description }
  const marked = markedDescription(description, was, LONGEST_DESCRIPTION)
  if (marked !== undefined) return { kind: 'write', input: rewritten(seen, 'DISABLED', marked) }
  if (description?.isWellFormed() === false) return impossible({ kind: 'invalid-description' })
  const ofMark = (markedDescription('x', was, LONGEST_DESCRIPTION) ?? '').length - 1
  return impossible({ kind: 'no-room', atMost: LONGEST_DESCRIPTION - ofMark })
}

/** How to give the rule the state and the description back that it had. */
export function planRestore(seen: SeenRule): RulePlan {
  const { rule } = seen
  const mark = readMark(seen)
  if (mark.kind !== 'mark') return { kind: 'nothing' }
  if (isManaged(rule.ManagedBy)) return { kind: 'impossible', obstacle: { kind: 'managed', by: rule.ManagedBy } }
  if (!isOff(seen) && firing(rule.State) === undefined)
    return { kind: 'impossible', obstacle: { kind: 'unknown-state', state: rule.State ?? '' } }
  return { kind: 'write', input: rewritten(seen, mark.was, mark.description) }
}

/** The write that makes the rule what it is. */
export function asItIs(seen: SeenRule): PutRuleCommandInput {
  return rewritten(seen, seen.rule.State, seen.rule.Description)
}

/** Whether the rule is what the write says. */
export function isAsWritten({ rule }: SeenRule, input: PutRuleCommandInput): boolean {
  return (
    rule.State === input.State &&
    rule.Description === input.Description &&
    (rule.EventPattern ?? '') === (input.EventPattern ?? '') &&
    (rule.ScheduleExpression ?? '') === (input.ScheduleExpression ?? '') &&
    (rule.RoleArn ?? '') === (input.RoleArn ?? '')
  )
}

/** PutRule forgets what is not said again, except for targets and tags (its API reference). */
function rewritten(
  { key, rule }: SeenRule,
  State: RuleState | undefined,
  Description: string | undefined,
): PutRuleCommandInput {
  const { EventPattern = '', ScheduleExpression = '', RoleArn = '' } = rule
  return {
    Name: key.name,
    EventBusName: key.bus,
    ...(EventPattern === '' ? {} : { EventPattern }),
    ...(ScheduleExpression === '' ? {} : { ScheduleExpression }),
    ...(RoleArn === '' ? {} : { RoleArn }),
    ...(State === undefined ? {} : { State }),
    ...(Description === undefined ? {} : { Description }),
  }
}

function isManaged(by: string | undefined): by is string {
  return by !== undefined && by !== ''
}

function firing(state: string | undefined): FiringState | undefined {
  return state === 'ENABLED' || state === EVERY_EVENT ? state : undefined
}
