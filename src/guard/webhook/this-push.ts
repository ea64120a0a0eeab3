import type { Webhook, WebhookFilter } from '@aws-sdk/client-codebuild'

import { PatternError, compilePattern } from '../../patterns.ts'
import { namedEvents, readHook } from './filters.ts'
import type { FilterGroup } from './filters.ts'
import { readMark } from './mark.ts'

/**
 * Whether one push starts a build through a hook, by the hook's filters alone. It explains; what the hook counts as is decided by
 * what any push to a branch and any merge can do (`filters.ts`).
 */

/** A push, as far as it is known. No filter asks for the commit: it says which push is meant. */
export interface ThisPush {
  /** `refs/heads/main`, `refs/tags/v1`. */
  readonly ref?: string
  /** The full SHA that was pushed. */
  readonly commit: string
  /** Message of the head commit. */
  readonly message?: string
  /** Paths that the push adds, changes or removes: all of them. */
  readonly changedFiles?: readonly string[]
}

export type StartsBuild = 'yes' | 'no' | 'cannot-tell'

export interface PushReading {
  readonly starts: StartsBuild
  /** What would have to be known where it cannot be told: `FILE_PATH`. Empty otherwise. */
  readonly open: readonly string[]
}

export interface HookPushReading extends PushReading {
  /** In the order of the hook's filter groups; empty where it has none. */
  readonly groups: readonly PushReading[]
}

const YES: PushReading = { starts: 'yes', open: [] }
const NO: PushReading = { starts: 'no', open: [] }

function cannotTell(what: string): PushReading {
  return { starts: 'cannot-tell', open: [what] }
}

/** One filter group that matches is enough (CodeBuild API reference, Webhook.filterGroups). Never throws, whatever the filters hold. */
export async function readPush(hook: Webhook, push: ThisPush): Promise<HookPushReading> {
  switch (readHook(hook).form) {
    case 'unfiltered':
      return { ...YES, groups: [] }
    case 'branch-filter':
      return { ...(await readBranchFilter(hook.branchFilter ?? '', push)), groups: [] }
    case 'both':
      // CodeBuild does not say which of them counts.
      return { ...cannotTell('which of branch filter and filter groups counts'), groups: [] }
    case 'filter-groups': {
      const groups = await Promise.all((hook.filterGroups ?? []).map((group) => readGroupFor(group, push)))
      if (groups.some(({ starts }) => starts === 'yes')) return { ...YES, groups }
      const open = [...new Set(groups.flatMap((group) => group.open))]
      return { ...(open.length === 0 ? NO : { starts: 'cannot-tell', open }), groups }
    }
  }
}

const BRANCH = 'refs/heads/'

async function readBranchFilter(pattern: string, { ref }: ThisPush): Promise<PushReading> {
  if (ref === undefined) return cannotTell('the branch')
  // What a branch filter does with a tag is not documented.
  if (!ref.startsWith(BRANCH)) return cannotTell('what the branch filter does with a tag')
  return readPattern('the branch filter', pattern, ref.slice(BRANCH.length), false)
}

/** All filters of a group must match. */
async function readGroupFor(group: FilterGroup, push: ThisPush): Promise<PushReading> {
  const readings = await Promise.all(group.map((filter) => readFilter(filter, push)))
  if (!group.some(({ type }) => type === 'EVENT')) readings.push(cannotTell('EVENT'))
  if (readings.some(({ starts }) => starts === 'no')) return NO
  const open = [...new Set(readings.flatMap((reading) => reading.open))]
  return open.length === 0 ? YES : { starts: 'cannot-tell', open }
}

async function readFilter(filter: WebhookFilter, push: ThisPush): Promise<PushReading> {
  // Also where the ref is not known: no ref is called so.
  if (readMark(filter) !== undefined) return NO
  const { type, pattern = '', excludeMatchedPattern: inverted = false } = filter
  switch (type) {
    case 'EVENT': {
      const named = namedEvents(pattern).includes('PUSH')
      // An excluded list that names another event leaves it open what it lets through.
      return inverted ? (named ? NO : cannotTell('EVENT')) : named ? YES : NO
    }
    case 'HEAD_REF':
      return push.ref === undefined ? cannotTell(type) : readPattern(type, pattern, push.ref, inverted)
    case 'COMMIT_MESSAGE':
      return push.message === undefined ? cannotTell(type) : readPattern(type, pattern, push.message, inverted)
    case 'FILE_PATH': {
      const { changedFiles } = push
      if (changedFiles === undefined || changedFiles.length === 0) return cannotTell(type)
      const each = await Promise.all(changedFiles.map((file) => readPattern(type, pattern, file, inverted)))
      const [first = cannotTell(type)] = each
      if (each.every(({ starts }) => starts === first.starts)) return first
      // One file that matches is enough; whether one is enough to exclude too is not documented.
      return inverted ? cannotTell(type) : YES
    }
    case 'ACTOR_ACCOUNT_ID':
    // Those of other events: what they do to a push is not documented (API reference, WebhookFilter.type).
    case 'BASE_REF':
    case 'TAG_NAME':
    case 'RELEASE_NAME':
    case 'REPOSITORY_NAME':
    case 'ORGANIZATION_NAME':
    case 'WORKFLOW_NAME':
      return cannotTell(type)
    case undefined:
    default:
      return cannotTell(type ?? 'a filter without a type')
  }
}

/** CodeBuild searches: a pattern without anchors matches anywhere in the text. */
async function readPattern(what: string, pattern: string, text: string, inverted: boolean): Promise<PushReading> {
  try {
    return (await compilePattern(pattern, 'any')).matches(text) === inverted ? NO : YES
  } catch (error) {
    if (!(error instanceof PatternError)) throw error
    return cannotTell(`${what}, whose pattern could not be read`)
  }
}
