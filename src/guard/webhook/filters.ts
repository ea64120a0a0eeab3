import type { Webhook, WebhookFilter } from '@aws-sdk/client-codebuild'

import type { TriggerState } from '../../model.ts'
import { matchesEveryBranch, matchesNoBranch } from './head-ref.ts'
import { isAlteredMark, readMark } from './mark.ts'

/**
 * Which events a CodeBuild webhook builds. All filters of a group must pass, and one group that passes is enough (CodeBuild API
 * reference, Webhook.filterGroups). The reading errs to one side: a group counts as competing unless it provably is not.
 */

export type FilterGroup = readonly WebhookFilter[]

/** What one filter group lets through. */
export interface GroupReading {
  /** False only where no push to a branch and no merge can match the group. */
  readonly competes: boolean
  /** Whether it may feed CodeBuild-hosted runners. */
  readonly feedsRunner: boolean
  /** Whether it carries this action's mark, unaltered. */
  readonly marked: boolean
  /** Whether one of its filters looks like the mark and is not. */
  readonly altered: boolean
  /** Its events, upper case, as far as they are named. */
  readonly events: readonly string[]
}

/** `both` should not exist: AWS takes one or the other. `unfiltered`: every push is built. */
export type HookForm = 'filter-groups' | 'branch-filter' | 'both' | 'unfiltered'

export interface HookReading {
  readonly form: HookForm
  readonly state: TriggerState
  /** In the order of the hook's filter groups. */
  readonly groups: readonly GroupReading[]
}

const COMPETING_EVENTS: ReadonlySet<string> = new Set(['PUSH', 'PULL_REQUEST_MERGED'])

/**
 * Events that are neither a push to a branch nor a merge. PULL_REQUEST_CLOSED is sent for one that was closed unmerged only
 * (CodeBuild user guide, GitHub webhook events).
 */
const OTHER_EVENTS: ReadonlySet<string> = new Set([
  'PULL_REQUEST_CREATED',
  'PULL_REQUEST_UPDATED',
  'PULL_REQUEST_REOPENED',
  'PULL_REQUEST_CLOSED',
  'RELEASED',
  'PRERELEASED',
])

/** The events that an EVENT pattern names: a list with commas, not a regular expression. */
export function namedEvents(pattern: string | undefined): readonly string[] {
  return (pattern ?? '')
    .split(',')
    .map((event) => event.trim().toUpperCase())
    .filter((event) => event !== '')
}

/** Whether the filter alone keeps every push to a branch and every merge out: their head reference is a branch. */
function keepsBranchesOut(filter: WebhookFilter): boolean {
  if (filter.type !== 'HEAD_REF' || filter.pattern === undefined) return false
  return filter.excludeMatchedPattern === true ? matchesEveryBranch(filter.pattern) : matchesNoBranch(filter.pattern)
}

/** Reads one group. Never throws, whatever the filters hold. */
export function readGroup(group: FilterGroup): GroupReading {
  const eventFilters = group.filter((filter) => filter.type === 'EVENT')
  const events = [...new Set(eventFilters.flatMap((filter) => namedEvents(filter.pattern)))]
  // Several EVENT filters are read as the sum of their events: more than can match, never less. An excluded list names what does
  // not match, and so leaves everything else open, a kind of event that is not known yet included.
  const open = events.length === 0 || eventFilters.some((filter) => filter.excludeMatchedPattern === true)
  const known = (event: string): boolean => OTHER_EVENTS.has(event) || isRunnerEvent(event)
  const eventsCompete = open || events.some((event) => COMPETING_EVENTS.has(event) || !known(event))
  return {
    competes: eventsCompete && !group.some(keepsBranchesOut),
    feedsRunner:
      events.some(isRunnerEvent) ||
      eventFilters.some((filter) => filter.excludeMatchedPattern === true) ||
      group.some((filter) => filter.type === 'WORKFLOW_NAME'),
    marked: group.some((filter) => readMark(filter) !== undefined),
    altered: group.some(isAlteredMark),
    events,
  }
}

function isRunnerEvent(event: string): boolean {
  return event.startsWith('WORKFLOW_')
}

/** Reads a whole hook. Its state says what a push to a branch or a merge can do through it now. */
export function readHook(hook: Webhook): HookReading {
  const groups = (hook.filterGroups ?? []).map(readGroup)
  const hasBranchFilter = (hook.branchFilter ?? '') !== ''
  const form: HookForm =
    groups.length === 0
      ? hasBranchFilter
        ? 'branch-filter'
        : 'unfiltered'
      : hasBranchFilter
        ? 'both'
        : 'filter-groups'
  const competes = form !== 'filter-groups' || groups.some((group) => group.competes)
  const feedsRunner = hook.buildType === 'RUNNER_BUILDKITE_BUILD' || groups.some((group) => group.feedsRunner)
  return {
    form,
    state: stateOf(
      competes,
      feedsRunner,
      groups.some((group) => group.marked),
    ),
    groups,
  }
}

function stateOf(competes: boolean, feedsRunner: boolean, marked: boolean): TriggerState {
  if (feedsRunner) return competes ? 'mixed' : 'protected'
  if (competes) return 'live'
  return marked ? 'disabled' : 'harmless'
}
