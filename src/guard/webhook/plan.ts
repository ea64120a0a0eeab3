import type { Webhook, WebhookFilter } from '@aws-sdk/client-codebuild'

import { readGroup, readHook } from './filters.ts'
import { branchFilterGroups, carriedBranchFilter, groupMark, readMark } from './mark.ts'

/** What a hook's filters become: AWS takes either groups or a branch filter, and the one replaces the other. */
export type HookFilters =
  | { readonly filterGroups: WebhookFilter[][]; readonly branchFilter?: never }
  | { readonly branchFilter: string; readonly filterGroups?: never }

/**
 * `nothing`: the hook is as wanted. `impossible`: it is not, and what it would take cannot be undone or must not be touched by this
 * action; `byHand` is what a person may write, `atGitHub` says that the hook may be switched off on its other side instead.
 */
export type Plan =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'write'; readonly filters: HookFilters }
  | { readonly kind: 'impossible'; readonly why: string; readonly byHand?: HookFilters; readonly atGitHub?: true }

function copy(filter: WebhookFilter): WebhookFilter {
  const { type, pattern, excludeMatchedPattern } = filter
  return excludeMatchedPattern === undefined ? { type, pattern } : { type, pattern, excludeMatchedPattern }
}

/** How to keep every push to a branch and every merge from starting a build through this hook. */
export function planDisable(hook: Webhook): Plan {
  const { form, state } = readHook(hook)
  switch (state) {
    case 'disabled':
    case 'harmless':
    case 'protected':
      return { kind: 'nothing' }
    case 'mixed':
      return {
        kind: 'impossible',
        why: 'it feeds CodeBuild-hosted runners too, and such a hook is never touched: give the runners a project of their own',
      }
    case 'unknown':
      return { kind: 'impossible', why: 'it could not be read' }
    case 'live':
  }
  if (hook.status === 'DELETING')
    return { kind: 'impossible', why: 'it is being deleted, and cannot be changed meanwhile' }
  switch (form) {
    case 'filter-groups': {
      const filterGroups = (hook.filterGroups ?? []).map((group) =>
        readGroup(group).competes ? [...group.map(copy), groupMark()] : group.map(copy),
      )
      return { kind: 'write', filters: { filterGroups } }
    }
    case 'branch-filter': {
      const filterGroups = branchFilterGroups(hook.branchFilter ?? '')
      if (carriedBranchFilter(filterGroups) !== hook.branchFilter)
        return {
          kind: 'impossible',
          why: 'its branch filter is no valid text, so it could not be restored exactly',
          atGitHub: true,
        }
      return { kind: 'write', filters: { filterGroups } }
    }
    case 'unfiltered':
      return {
        kind: 'impossible',
        why:
          'it has no filter at all, and CodeBuild documents no way back to that once it had one: ' +
          'give it a filter group that says what it is to build, or switch it off at GitHub',
        atGitHub: true,
      }
    case 'both':
      return {
        kind: 'impossible',
        why: 'it has a branch filter and filter groups at once, and CodeBuild does not say which of them counts: remove one of them',
        atGitHub: true,
      }
  }
}

/**
 * What is left of a hook that feeds runners too when its groups for pushes and merges are taken out; undefined where the runners would lose
 * something with them.
 */
export function withoutPushes(hook: Webhook): HookFilters | undefined {
  const { form, groups } = readHook(hook)
  if (form !== 'filter-groups' || hook.buildType === 'RUNNER_BUILDKITE_BUILD') return undefined
  if (groups.some((group) => group.competes && group.feedsRunner)) return undefined
  const filterGroups = (hook.filterGroups ?? []).filter((_, at) => groups[at]?.competes === false)
  return { filterGroups: filterGroups.map((group) => group.map(copy)) }
}

/** How to take exactly this action's marks out of the hook again. */
export function planRestore(hook: Webhook): Plan {
  const { form, state, groups } = readHook(hook)
  if (!groups.some((group) => group.marked)) return { kind: 'nothing' }
  if (form === 'both')
    return { kind: 'impossible', why: 'it was given a branch filter next to the marked groups since it was disabled' }
  const filterGroups = hook.filterGroups ?? []
  const branchFilter = carriedBranchFilter(filterGroups)
  const cleared = filterGroups.map((group) => group.filter((filter) => readMark(filter)?.kind !== 'group').map(copy))
  const filters: HookFilters = branchFilter === undefined ? { filterGroups: cleared } : { branchFilter }
  if (hasFilters(hook, filters))
    return {
      kind: 'impossible',
      why: 'the group that carries its former branch filter was altered or is no longer its only one, so the branch filter cannot come back without losing what was added',
    }
  if (state === 'protected' || state === 'mixed')
    return {
      kind: 'impossible',
      why: 'it feeds CodeBuild-hosted runners now, and such a hook is never touched',
      byHand: filters,
    }
  if (hook.status === 'DELETING')
    return { kind: 'impossible', why: 'it is being deleted, and cannot be changed meanwhile' }
  return { kind: 'write', filters }
}

/** The filters that the hook has. */
export function filtersOf(hook: Webhook): HookFilters {
  const filterGroups = (hook.filterGroups ?? []).map((group) => group.map(copy))
  return filterGroups.length === 0 ? { branchFilter: hook.branchFilter ?? '' } : { filterGroups }
}

/** Whether the hook's filters are these, where a missing `excludeMatchedPattern` means false. */
export function hasFilters(hook: Webhook, filters: HookFilters): boolean {
  const same = (one: WebhookFilter, other: WebhookFilter | undefined): boolean =>
    one.type === other?.type &&
    one.pattern === other?.pattern &&
    (one.excludeMatchedPattern ?? false) === (other?.excludeMatchedPattern ?? false)
  const wanted = filters.filterGroups ?? []
  const groups = hook.filterGroups ?? []
  return (
    (hook.branchFilter ?? '') === (filters.branchFilter ?? '') &&
    groups.length === wanted.length &&
    groups.every(
      (group, at) => group.length === wanted[at]?.length && group.every((filter, i) => same(filter, wanted[at]?.[i])),
    )
  )
}
