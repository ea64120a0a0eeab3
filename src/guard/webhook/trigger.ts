import type { Webhook } from '@aws-sdk/client-codebuild'

import type { Trigger } from '../../model.ts'
import { readHook } from './filters.ts'
import type { GitHubHook, GitHubHookChange } from './github-hook.ts'
import { readPush } from './this-push.ts'
import type { ThisPush } from './this-push.ts'
import type { Written } from './change.ts'
import { describeGitHubSide, planSwitchOn, stateOfBoth } from './github.ts'
import type { GitHubSide } from './github.ts'
import { filtersOf, planRestore } from './plan.ts'
import type { HookFilters } from './plan.ts'
import { describeHook, hookName, switchCommand, updateCommand } from './words.ts'
import type { ToldPush } from './words.ts'

/** Both sides of a hook as they were read last, and what this run did to them. */
export interface HookPicture {
  readonly project: string
  readonly region: string
  readonly hook: Webhook
  /** Absent where it was not looked at. */
  readonly side?: GitHubSide | undefined
  /** What this run does: it has done so where something was written. */
  readonly doing?: 'disabled' | 'restored'
  readonly written?: Written<Webhook, HookFilters> | undefined
  readonly switched?: Written<GitHubHook, GitHubHookChange> | undefined
  readonly refused?: boolean
}

/** Where a hook was written and not read since. */
export const UNREAD = 'This action was about to change it and has not read it back.'

export function triggerOf(picture: HookPicture, push?: ToldPush): Trigger {
  const { project, hook, doing, written, switched, refused } = picture
  // What CodeBuild does not build starts nothing, whether GitHub was asked or not.
  const isMoot = picture.side?.state === 'not-asked' && readHook(hook).state !== 'live'
  const side = isMoot ? undefined : picture.side
  const undo = undoOf(picture)
  const acted = doing !== undefined && (written !== undefined || switched !== undefined)
  const mayBeOff = side?.state === 'marked-off' || side?.state === 'off' || side?.state === 'not-asked'
  const atGitHub = side === undefined ? undefined : describeGitHubSide(side)
  // What a push starts through a hook that GitHub keeps silent is nothing.
  const atCodeBuild = describeHook(hook, mayBeOff ? undefined : push)
  return {
    kind: 'webhook',
    project,
    name: hookName(hook, project),
    state: stateOfBoth(hook, side),
    change: acted ? doing : refused === true ? 'refused' : 'none',
    detail: [
      ...(atGitHub === undefined ? [] : [atGitHub]),
      mayBeOff ? `As CodeBuild has it: ${atCodeBuild}` : atCodeBuild,
    ].join(' '),
    ...(undo === undefined ? {} : { undo }),
  }
}

/** The same, with what the push that started the run does through it, where its ref is known. */
export async function toldTrigger(push: ThisPush | undefined, picture: HookPicture): Promise<Trigger> {
  if (push?.ref === undefined) return triggerOf(picture)
  return triggerOf(picture, { ref: push.ref, reading: await readPush(picture.hook, push) })
}

/** The trigger where it is not known what became of it. */
export function unreadTrigger(picture: HookPicture, detail: string): Trigger {
  return { ...triggerOf(picture), state: 'unknown', detail }
}

/** Takes the marks away that are there; where this run took them away, or is about to, puts back what was there before. */
function undoOf(picture: HookPicture): string | undefined {
  const { doing, written, switched } = picture
  const isRestored = doing === 'restored' && (written !== undefined || switched !== undefined)
  const back = isRestored ? beforeRestore(picture) : [undoAtGitHub(picture), undoAtCodeBuild(picture)]
  const commands = back.filter((command) => command !== undefined)
  return commands.length === 0 ? undefined : commands.join(' && ')
}

function beforeRestore({ project, region, hook, written, switched }: HookPicture): readonly (string | undefined)[] {
  return [
    switched === undefined ? undefined : switchCommand(hook, switched.before),
    written === undefined ? undefined : updateCommand(project, region, written.before, filtersOf(written.before)),
  ]
}

function undoAtGitHub({ hook, side, switched }: HookPicture): string | undefined {
  if (side !== undefined && 'hook' in side) {
    const plan = planSwitchOn(side.hook)
    if (plan.kind === 'write') return switchCommand(hook, plan.change)
  }
  return switched === undefined ? undefined : switchCommand(hook, switched.before)
}

function undoAtCodeBuild({ project, region, hook, written }: HookPicture): string | undefined {
  const plan = planRestore(hook)
  const back = plan.kind === 'write' ? plan.filters : plan.kind === 'impossible' ? plan.byHand : undefined
  if (back !== undefined) return updateCommand(project, region, hook, back)
  return written === undefined ? undefined : updateCommand(project, region, written.before, filtersOf(written.before))
}
