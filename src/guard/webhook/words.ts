import type { Webhook, WebhookFilter } from '@aws-sdk/client-codebuild'

import { readHook } from './filters.ts'
import type { FilterGroup, GroupReading } from './filters.ts'
import type { GitHubHookChange } from './github-hook.ts'
import { carriedBranchFilter, readMark } from './mark.ts'
import { quoted } from '../shell.ts'
import type { HookPushReading } from './this-push.ts'
import type { HookFilters } from './plan.ts'

/** What names the hook to a person. Never its payload URL: that carries a token. */
export function hookName(hook: Webhook, project: string): string {
  return hook.url ?? `webhook of ${project}`
}

/** What one push does, and what it was pushed to. */
export interface ToldPush {
  readonly ref: string
  readonly reading: HookPushReading
}

/** What the hook reacts to, what the push that started this run does, and what is peculiar about it: full sentences. */
export function describeHook(hook: Webhook, push?: ToldPush): string {
  const aboutPush = push === undefined ? [] : describePush(hook, push)
  return [reaction(hook), ...aboutPush, ...peculiarities(hook)].join(' ')
}

function describePush(hook: Webhook, { ref, reading }: ToldPush): readonly string[] {
  const push = `This push (${ref})`
  switch (reading.starts) {
    case 'yes': {
      const through = reading.groups.flatMap(({ starts }, index) => (starts === 'yes' ? [String(index + 1)] : []))
      const where =
        through.length === 0 ? '' : ` through ${through.length === 1 ? 'group' : 'groups'} ${anded(through)}`
      return [`${push} starts a build${where}.`]
    }
    case 'no':
      switch (readHook(hook).state) {
        case 'live':
        case 'mixed':
          return [`${push} would not start a build; another push to a branch, or a merge, can.`]
        case 'disabled':
          return []
        case 'harmless':
        case 'protected':
        case 'unknown':
          return [`${push} does not start a build.`]
      }
    case 'cannot-tell': {
      const groups = reading.groups.flatMap(({ open }, index) =>
        open.length === 0 ? [] : [`group ${index + 1} asks for ${anded(open)}`],
      )
      const what = groups.length === 0 ? `it depends on ${anded(reading.open)}` : groups.join('; ')
      return [`Whether ${push.replace('T', 't')} starts a build cannot be told from here: ${what}.`]
    }
  }
}

function anded(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`
}

function reaction(hook: Webhook): string {
  const { form, groups } = readHook(hook)
  const filterGroups = hook.filterGroups ?? []
  switch (form) {
    case 'unfiltered':
      return 'It has no filter: every push starts a build.'
    case 'branch-filter':
      return `Pushes to branches that match ${hook.branchFilter ?? ''} start a build.`
    case 'both':
      return `It has the branch filter ${hook.branchFilter ?? ''} and ${counted(groups.length)} at once.`
    case 'filter-groups':
  }
  const carried = carriedBranchFilter(filterGroups)
  if (carried !== undefined)
    return `Disabled with its branch filter ${carried} kept in the mark: no event starts a build.`
  const named = (chosen: (group: GroupReading) => boolean): string =>
    filterGroups
      .flatMap((group, index) => {
        const reading = groups[index]
        return reading !== undefined && chosen(reading) ? [`group ${index + 1} (${describeGroup(group)})`] : []
      })
      .join('; ')
  const sentences: string[] = []
  const say = (before: string, list: string): void => {
    if (list !== '') sentences.push(`${before} ${list}.`)
  }
  say(
    'A push to a branch or a merge can start a build through',
    named((group) => group.competes),
  )
  say(
    'Disabled by the mark of this action, all events of the group with it:',
    named((group) => group.marked && !group.competes),
  )
  say(
    'CodeBuild-hosted runners are fed by',
    named((group) => group.feedsRunner && !group.competes && !group.marked),
  )
  say(
    'No push to a branch and no merge matches',
    named((group) => !group.competes && !group.marked && !group.feedsRunner),
  )
  return sentences.join(' ')
}

function counted(groups: number): string {
  return groups === 1 ? 'one filter group' : `${groups} filter groups`
}

function describeGroup(group: FilterGroup): string {
  const words = group.filter((filter) => readMark(filter) === undefined).map(describeFilter)
  return words.length === 0 ? 'no filter' : words.join(', ')
}

function describeFilter({ type, pattern, excludeMatchedPattern }: WebhookFilter): string {
  if (type === 'EVENT' && excludeMatchedPattern !== true) return pattern ?? 'no event'
  return `${type ?? 'a filter without a type'} ${excludeMatchedPattern === true ? 'not ' : ''}${pattern ?? ''}`
}

function peculiarities(hook: Webhook): readonly string[] {
  const found: string[] = []
  if (hook.buildType !== undefined && hook.buildType !== 'BUILD') found.push(`Its build type is ${hook.buildType}.`)
  if (hook.scopeConfiguration !== undefined) {
    const { scope, name } = hook.scopeConfiguration
    found.push(`It listens to more than one repository: ${scope ?? 'a scope without a name'} ${name ?? ''}.`)
  }
  if (hook.manualCreation === true) found.push('Its side at GitHub was made by hand.')
  if (hook.status !== undefined && hook.status !== 'ACTIVE')
    found.push(`Its status is ${hook.status}${hook.statusMessage === undefined ? '' : `: ${hook.statusMessage}`}.`)
  if (readHook(hook).groups.some((group) => group.altered))
    found.push('One of its filters looks like the mark of this action but was altered, so it is left alone.')
  return found
}

/** The AWS CLI's command that gives the hook these filters and leaves everything else as it is. */
export function updateCommand(project: string, region: string, hook: Webhook, filters: HookFilters): string {
  const words = ['aws codebuild update-webhook', `--region ${quoted(region)}`, `--project-name ${quoted(project)}`]
  // With an equals sign, because a pattern may begin with a dash.
  if (filters.branchFilter === undefined) words.push(`--filter-groups=${quoted(JSON.stringify(filters.filterGroups))}`)
  else words.push(`--branch-filter=${quoted(filters.branchFilter)}`)
  if (hook.buildType !== undefined) words.push(`--build-type ${quoted(hook.buildType)}`)
  if (hook.pullRequestBuildPolicy !== undefined)
    words.push(`--pull-request-build-policy=${quoted(JSON.stringify(hook.pullRequestBuildPolicy))}`)
  return words.join(' ')
}

/** The GitHub CLI's command that makes the hook so at GitHub, and leaves its payload URL and secret as they are. */
export function switchCommand({ url = '' }: Webhook, { active, events }: GitHubHookChange): string {
  const list = events.map((event) => `-f ${quoted(`events[]=${event}`)}`)
  return [`gh api --method PATCH ${quoted(url)} -F active=${String(active)}`, ...list].join(' ')
}

/** How a person switches the hook off at the other side. */
export function atGitHub({ url = "the one whose payload URL is CodeBuild's" }: Webhook): string {
  const page = pageOf(url)
  if (page === undefined) return `To switch it off by hand, make the hook inactive where it is set up: ${url}.`
  return `To switch it off by hand, clear Active at ${page}, or run: gh api --method PATCH ${quoted(url)} -F active=false`
}

/** The page of a repository's hook: GitHub.com and GHE.com have the API on a host of its own, a GitHub Enterprise Server below `/api/v3`. */
function pageOf(url: string): string | undefined {
  const found =
    /^https:\/\/(?:api\.(github\.com|[a-z0-9-]+\.ghe\.com)|([a-z0-9.:-]+)\/api\/v3)\/repos\/([^/]+\/[^/]+)\/hooks\/(\d+)$/.exec(
      url,
    )
  if (found === null) return undefined
  const [, cloud, server, repository, id] = found
  return `https://${cloud ?? server}/${repository}/settings/hooks/${id}`
}
