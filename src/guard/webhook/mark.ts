import type { WebhookFilter } from '@aws-sdk/client-codebuild'

/**
 * The mark that this action leaves in a webhook's filter group: one more filter, ANDed to the others, that no event can match.
 *
 * Git forbids a ref name with two slashes in a row (git-check-ref-format, rule 6), so no head reference of a push or a pull request
 * equals it. It has no character that is special in RE2 but its anchors, so it means the same whether CodeBuild searches or
 * matches the whole text.
 */
const MARK = '^refs/heads//disabled-by-ecs-deploy-verifier$'

const BRANCH_FILTER_MARK = /^\^refs\/heads\/\/disabled-by-ecs-deploy-verifier\/branch-filter\/([A-Za-z0-9_-]+)\$$/

/** What any filter of ours holds, altered or not. */
const SIGNATURE = 'disabled-by-ecs-deploy-verifier'

/** `group`: the filter that disables one group. `branch-filter`: the one that also carries a hook's former branch filter. */
export type Mark = { readonly kind: 'group' } | { readonly kind: 'branch-filter'; readonly branchFilter: string }

/** The filter that disables the group it is added to. */
export function groupMark(): WebhookFilter {
  return { type: 'HEAD_REF', pattern: MARK }
}

/**
 * The filter groups of a hook whose branch filter had to go: CodeBuild takes either a branch filter or filter groups, so the old
 * one travels inside the mark, as base64url of its UTF-8 bytes.
 */
export function branchFilterGroups(branchFilter: string): WebhookFilter[][] {
  const carried = Buffer.from(branchFilter, 'utf8').toString('base64url')
  return [
    [
      { type: 'EVENT', pattern: 'PUSH' },
      { type: 'HEAD_REF', pattern: `^refs/heads//${SIGNATURE}/branch-filter/${carried}$` },
    ],
  ]
}

/** Reads a mark exactly as this action writes it; anything else is undefined, a look-alike included. */
export function readMark(filter: WebhookFilter): Mark | undefined {
  if (filter.type !== 'HEAD_REF' || filter.excludeMatchedPattern === true) return undefined
  if (filter.pattern === MARK) return { kind: 'group' }
  const carried = BRANCH_FILTER_MARK.exec(filter.pattern ?? '')?.[1]
  if (carried === undefined) return undefined
  const bytes = Buffer.from(carried, 'base64url')
  const branchFilter = bytes.toString('utf8')
  // A text that does not encode back to what was read was not written by this action.
  const exact = bytes.toString('base64url') === carried && Buffer.from(branchFilter, 'utf8').equals(bytes)
  return exact ? { kind: 'branch-filter', branchFilter } : undefined
}

/** Whether the filter was once a mark and is no longer one that this action would write. */
export function isAlteredMark(filter: WebhookFilter): boolean {
  return (filter.pattern ?? '').includes(SIGNATURE) && readMark(filter) === undefined
}

/**
 * The branch filter that the hook had before it was disabled, where its filter groups are exactly what `branchFilterGroups` writes.
 */
export function carriedBranchFilter(groups: readonly (readonly WebhookFilter[])[]): string | undefined {
  const [group, ...others] = groups
  if (group === undefined || others.length > 0 || group.length !== 2) return undefined
  const event = group.find(
    (filter) => filter.type === 'EVENT' && filter.pattern === 'PUSH' && filter.excludeMatchedPattern !== true,
  )
  if (event === undefined) return undefined
  for (const filter of group) {
    const mark = readMark(filter)
    if (mark?.kind === 'branch-filter') return mark.branchFilter
  }
  return undefined
}
