import type { Webhook } from '@aws-sdk/client-codebuild'

import type { AwsFailure } from '../../aws/failure.ts'
import type { PipelineProblem, TriggerState } from '../../model.ts'
import type { GitHubHook, GitHubHookChange, GitHubHooks } from './github-hook.ts'
import { planDisable } from './plan.ts'
import { passableFailure } from '../problem.ts'
import type { Side } from './change.ts'
import { readHook } from './filters.ts'

/**
 * The GitHub side of a CodeBuild hook: a switch (`active`), for where CodeBuild's own side cannot be changed.
 *
 * The mark is three more events in the hook's list, so that one PATCH carries switch and mark together. Alone, each of them could be
 * its owner's wish; CodeBuild subscribes to none of them, and a hook that is not active gets nothing at all.
 */
export const MARK_EVENTS: readonly string[] = ['gollum', 'meta', 'milestone']

const MARK_WORDS = MARK_EVENTS.join(', ')

const ALL_EVENTS = '*'

// ------------------------------------------------------------------------------------------------------------------- address

export type HookAddress = { readonly path: string } | { readonly why: string }

const NAME = '[A-Za-z0-9][A-Za-z0-9_-]{0,99}'
const ADDRESS = new RegExp(
  String.raw`^https?://([a-z0-9.-]+(?::\d{1,5})?)(?:/api/v3)?(/(?:repos/${NAME}/[A-Za-z0-9._-]{1,100}|orgs/${NAME})/hooks/\d{1,20})$`,
)

/**
 * The path of the hook in GitHub's REST API. Nothing else is taken from what CodeBuild says about it: a token goes along, and it
 * goes to the run's own API only, where the same path under another host would be another hook.
 * @param host of that API
 */
export function addressOf({ url, manualCreation }: Webhook, host: string): HookAddress {
  if (url === undefined) {
    const reason = manualCreation === true ? ', because its side at GitHub was made by hand' : ''
    return { why: `CodeBuild does not say which hook at GitHub it is${reason}` }
  }
  const [, its, path] = ADDRESS.exec(url) ?? []
  if (path === undefined || /\/\.{1,2}\//.test(path))
    return { why: 'its address is none of a webhook of a GitHub repository or organization' }
  if (its !== host)
    return { why: `it lives on another server than ${host}, which is the only one that the token is sent to` }
  return { path }
}

/** Whether deliveries go to CodeBuild. Where GitHub does not say where they go, nothing speaks against it. */
function feedsCodeBuild({ payloadUrl }: GitHubHook): boolean {
  if (payloadUrl === undefined) return true
  const url = URL.parse(payloadUrl)
  return url?.protocol === 'https:' && /^codebuild(?:-fips)?\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/.test(url.host)
}

// ------------------------------------------------------------------------------------------------------------------- reading

/**
 * What was read of it. `marked-off`: inactive by this action. `off`: inactive, and by somebody else. `foreign`: the hook at that
 * address does not feed CodeBuild. `no-address`: there is nothing to ask. `not-asked`: without a token a restore cannot ask.
 */
export type GitHubSide =
  | { readonly state: 'on' | 'marked-off' | 'off' | 'foreign'; readonly path: string; readonly hook: GitHubHook }
  | { readonly state: 'no-address'; readonly why: string }
  | { readonly state: 'unreadable'; readonly failure: AwsFailure }
  | { readonly state: 'not-asked' }

export function isMarked({ events }: GitHubHook): boolean {
  return MARK_EVENTS.every((mark) => events.includes(mark))
}

/** Whether this action switched it off. */
export function isMarkedOff(hook: GitHubHook): boolean {
  return !hook.active && isMarked(hook)
}

/** Whether it subscribes to these events and to no other. */
export function hasEvents(hook: GitHubHook, events: readonly string[]): boolean {
  return hook.events.length === events.length && events.every((event) => hook.events.includes(event))
}

export function sideOf(path: string, hook: GitHubHook): GitHubSide {
  const state = !feedsCodeBuild(hook) ? 'foreign' : hook.active ? 'on' : isMarked(hook) ? 'marked-off' : 'off'
  return { state, path, hook }
}

/** Rejects with the run's abort reason only. */
export async function readGitHubSide(github: GitHubHooks, hook: Webhook): Promise<GitHubSide> {
  const address = addressOf(hook, github.host)
  if ('why' in address) return { state: 'no-address', why: address.why }
  try {
    return sideOf(address.path, await github.read(address.path))
  } catch (error) {
    return { state: 'unreadable', failure: passableFailure(error) }
  }
}

/** The state of the hook as a whole: what CodeBuild would build starts nothing where GitHub sends nothing. */
export function stateOfBoth(hook: Webhook, side: GitHubSide | undefined): TriggerState {
  const { state } = readHook(hook)
  if (state !== 'live' || side === undefined) return state
  switch (side.state) {
    case 'not-asked': {
      // What could have been disabled at GitHub only may be off there.
      const plan = planDisable(hook)
      return plan.kind === 'impossible' && plan.atGitHub === true ? 'unknown' : 'live'
    }
    case 'marked-off':
      return 'disabled'
    case 'off':
      return 'harmless'
    case 'on':
    case 'foreign':
    case 'no-address':
    case 'unreadable':
      return 'live'
  }
}

// ------------------------------------------------------------------------------------------------------------------ changing

export type SwitchPlan =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'write'; readonly change: GitHubHookChange }
  | { readonly kind: 'impossible'; readonly why: string }

const FOREIGN = 'the hook at that address does not send to CodeBuild'

export function planSwitchOff(hook: GitHubHook): SwitchPlan {
  const { active, events } = hook
  if (!feedsCodeBuild(hook)) return { kind: 'impossible', why: FOREIGN }
  if (!active) return { kind: 'nothing' }
  const cannotMark = (why: string): SwitchPlan => ({
    kind: 'impossible',
    why: `${why}, so it cannot be marked, and could not be told from one that its owner switched off`,
  })
  if (events.includes(ALL_EVENTS)) return cannotMark('it subscribes to every event')
  if (events.length === 0) return cannotMark('it subscribes to no event')
  if (isMarked(hook))
    return cannotMark(
      `it subscribes to the events ${MARK_WORDS} already (where an earlier run left them, competing-triggers: restore takes them away)`,
    )
  const owned = events.filter((event) => MARK_EVENTS.includes(event))
  if (owned.length > 0) return cannotMark(`it subscribes to ${owned.join(', ')}, which is a part of the mark`)
  return { kind: 'write', change: { active: false, events: [...events, ...MARK_EVENTS] } }
}

/** Takes the mark out, and switches on what it had switched off. */
export function planSwitchOn(hook: GitHubHook): SwitchPlan {
  if (!isMarked(hook)) return { kind: 'nothing' }
  if (!feedsCodeBuild(hook)) return { kind: 'impossible', why: FOREIGN }
  const events = hook.events.filter((event) => !MARK_EVENTS.includes(event))
  if (events.length === 0)
    return { kind: 'impossible', why: `but for ${MARK_WORDS}, the mark, it subscribes to no event any more` }
  return { kind: 'write', change: { active: true, events } }
}

export function githubSide(
  github: GitHubHooks,
  path: string,
  wanted: (hook: GitHubHook) => GitHubHookChange | undefined,
): Side<GitHubHook, GitHubHookChange> {
  return { read: () => github.read(path), write: (_, change) => github.write(path, change), wanted }
}

export function changeOf(plan: SwitchPlan): GitHubHookChange | undefined {
  return plan.kind === 'write' ? plan.change : undefined
}

// --------------------------------------------------------------------------------------------------------------------- words

/** What the GitHub side adds to what was said of CodeBuild's; a full sentence, or nothing. */
export function describeGitHubSide(side: GitHubSide): string | undefined {
  switch (side.state) {
    case 'marked-off':
      return `Switched off at GitHub by this action, with the events ${MARK_WORDS} as its mark: GitHub sends nothing to CodeBuild.`
    case 'off':
      return 'Inactive at GitHub, and not by this action: GitHub sends nothing to CodeBuild.'
    case 'on':
      return isMarked(side.hook)
        ? `At GitHub it carries the mark of this action (the events ${MARK_WORDS}) but is active: somebody switched it on again.`
        : undefined
    case 'not-asked':
      return (
        'Whether it is active at GitHub was not read, because no webhook-token was given: one that this action switched off there ' +
        'is only restored with it.'
      )
    case 'foreign':
    case 'no-address':
    case 'unreadable':
      return undefined
  }
}

/** A problem out of a failed call to GitHub. The failure itself says what the token needs. */
export function githubProblem(project: string, what: string, failure: AwsFailure, blocking: boolean): PipelineProblem {
  const said =
    failure.kind === 'denied' ? failure.message : `${failure.action} failed (${failure.code}: ${failure.message})`
  const passing = failure.kind === 'retry' ? { passing: true, heldUpBy: 'GitHub' as const } : {}
  return { project, message: `${what}: ${said}.`, blocking, ...passing }
}

/** What keeps the GitHub side from being known; nothing where it is, or where there is none to ask. */
export function problemsOf(
  project: string,
  side: GitHubSide | undefined,
  blocking: boolean,
): readonly PipelineProblem[] {
  switch (side?.state) {
    case 'unreadable':
      return [
        githubProblem(
          project,
          `Whether the webhook of ${project} is active at GitHub could not be read`,
          side.failure,
          blocking,
        ),
      ]
    case 'foreign':
      return [
        { project, message: `The webhook of ${project} was not looked at on the GitHub side: ${FOREIGN}.`, blocking },
      ]
    case undefined:
    case 'on':
    case 'off':
    case 'marked-off':
    case 'no-address':
    case 'not-asked':
      return []
  }
}
