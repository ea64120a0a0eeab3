import type { Project, Webhook } from '@aws-sdk/client-codebuild'

import type { CodeBuildApi } from '../../aws/api.ts'
import type { Trigger } from '../../model.ts'
import { readHook } from './filters.ts'
import type { GitHubHooks } from './github-hook.ts'
import { problemOf } from '../problem.ts'
import type { Patience } from '../problem.ts'
import type { ThisPush } from './this-push.ts'
import type { Look, TriggerGuard } from '../trigger.ts'
import { changeSide } from './change.ts'
import { codebuildSide } from './codebuild.ts'
import { addressOf, problemsOf, readGitHubSide } from './github.ts'
import type { GitHubSide } from './github.ts'
import { hasFilters, planDisable, planRestore, withoutPushes } from './plan.ts'
import type { Plan } from './plan.ts'
import { switchOff, switchOn } from './switch.ts'
import type { AtGitHub, Stuck } from './switch.ts'
import { UNREAD, toldTrigger, triggerOf, unreadTrigger } from './trigger.ts'
import { atGitHub, updateCommand } from './words.ts'

export interface WebhookDeps {
  readonly codebuild: CodeBuildApi
  readonly region: string
  readonly patience: Patience
  /** The name or the ARN that a project was found by. */
  readonly foundBy: (project: Project) => string
  /** Absent without a token that may edit webhooks: then the GitHub side is neither read nor changed. */
  readonly github?: GitHubHooks | undefined
  /** Host that the addresses of the hooks of this run's GitHub name. */
  readonly gitHubHost: string
  /** Whether the run restores. Then a hook that is not asked for at GitHub may be one that this action switched off there. */
  readonly restores: boolean
  /** The push that started this run. It is told what it does; it changes no state. */
  readonly thisPush?: ThisPush | undefined
}

interface Goal {
  readonly plan: (hook: Webhook) => Plan
  readonly done: 'disabled' | 'restored'
}

const DISABLE: Goal = { plan: planDisable, done: 'disabled' }
const RESTORE: Goal = { plan: planRestore, done: 'restored' }

type About = (trigger: Trigger) => void

/**
 * A project's CodeBuild webhook. CodeBuild has no switch for it, so it is disabled through its filters (UpdateWebhook), which keep
 * the hook, its URL and its secret; the way back is in the filters themselves. Where CodeBuild's side cannot be changed and there is
 * a token for it, the hook is switched off at GitHub, with the way back in the hook there.
 */
export function webhookGuard(deps: WebhookDeps): TriggerGuard {
  return {
    kind: 'webhook',
    find: async ({ name = '', webhook }) =>
      webhook === undefined ? NOTHING : found(deps, name, webhook, await sideOfLive(deps, webhook)),
    disable: (project, about) => disable(deps, project, about),
    restore: (project, about) => restore(deps, project, about),
  }
}

const NOTHING: Look = { triggers: [], problems: [] }

async function disable(deps: WebhookDeps, project: Project, about: About): Promise<Look> {
  const { name = '', webhook } = project
  if (webhook === undefined) return NOTHING
  const side = await sideOfLive(deps, webhook)
  if (side?.state === 'marked-off' || side?.state === 'off') return found(deps, name, webhook, side)
  const end = await change(deps, project, webhook, DISABLE, { side }, about)
  return deps.github === undefined || end.stuck === undefined
    ? end.look
    : switchOff({ ...deps, github: deps.github }, name, end.stuck, about)
}

/** In the reverse order: GitHub's side first. */
async function restore(deps: WebhookDeps, project: Project, about: About): Promise<Look> {
  const { name = '', webhook } = project
  if (webhook === undefined) return NOTHING
  const { problems, ...atGitHub } =
    deps.github === undefined
      ? { problems: [], side: NOT_ASKED }
      : await switchOn({ ...deps, github: deps.github }, name, webhook, about)
  const { look } = await change(deps, project, webhook, RESTORE, atGitHub, about)
  return { ...look, problems: [...problems, ...look.problems] }
}

/** The GitHub side, where it counts: only what CodeBuild would build needs to be held up there. */
async function sideOfLive({ github, restores }: WebhookDeps, hook: Webhook): Promise<GitHubSide | undefined> {
  if (readHook(hook).state !== 'live') return undefined
  if (github !== undefined) return readGitHubSide(github, hook)
  return restores ? NOT_ASKED : undefined
}

const NOT_ASKED: GitHubSide = { state: 'not-asked' }

/** The hook as a trigger that this run did not change. */
async function found(deps: WebhookDeps, project: string, hook: Webhook, side: GitHubSide | undefined): Promise<Look> {
  const trigger = await toldTrigger(deps.thisPush, { project, region: deps.region, hook, side })
  return { triggers: [trigger], problems: problemsOf(project, side, true) }
}

// ------------------------------------------------------------------------------------------------------- CodeBuild's side

interface ChangeLook {
  readonly look: Look
  readonly stuck?: Stuck
}

async function change(
  deps: WebhookDeps,
  project: Project,
  webhook: Webhook,
  goal: Goal,
  atGitHubNow: AtGitHub,
  about: About,
): Promise<ChangeLook> {
  const { region, patience } = deps
  const { name = '', arn = name } = project
  const blocking = goal === DISABLE
  const base = { project: name, region, doing: goal.done, ...atGitHubNow }
  const side = codebuildSide(deps.codebuild, patience, { name, arn }, deps.foundBy(project), goal.plan)
  const end = await changeSide(side, patience, webhook, (hook, written) =>
    about(unreadTrigger({ ...base, hook, written }, UNREAD)),
  )
  switch (end.how) {
    case 'settled': {
      const { seen: hook, written } = end
      const trigger = await toldTrigger(deps.thisPush, { ...base, hook, written })
      const other = written !== undefined && !hasFilters(hook, written.change)
      const detail = other
        ? `${trigger.detail} What was read back differs from what this action wrote.`
        : trigger.detail
      return remaining(deps, name, hook, goal, [{ ...trigger, detail }])
    }
    case 'contested': {
      const { seen: hook, written } = end
      const message = `The webhook of ${name} was ${goal.done} twice and read back otherwise each time: something else is changing it.`
      const trigger = await toldTrigger(deps.thisPush, { ...base, hook, written })
      return {
        look: {
          triggers: [trigger],
          problems: [{ project: name, message: message + advice(deps, name, hook, goal), blocking }],
        },
      }
    }
    case 'refused': {
      const { seen: hook, failure } = end
      const refusal = problemOf(failure, name, `The webhook of ${name} could not be ${goal.done}`, blocking, arn)
      const problem = { ...refusal, message: `${refusal.message}.` }
      const trigger = await toldTrigger(deps.thisPush, { ...base, hook, refused: true })
      // AWS has decided: neither a fault that may pass, nor a hook that is gone.
      const stands = failure.kind === 'denied' || failure.kind === 'rejected' || failure.kind === 'unsupported'
      return stuckOr(deps, goal, [trigger], { hook, refused: true, problem }, stands)
    }
    case 'gone': {
      const { undo: _, ...trigger } = triggerOf({ ...base, hook: webhook, written: end.written })
      const detail = 'It was deleted while this action was about to change it.'
      return { look: { triggers: [{ ...trigger, state: 'harmless', detail }], problems: [], isOutdated: true } }
    }
    case 'unreadable': {
      const what = `The webhook of ${name} could not be read${end.written === undefined ? '' : ' back after it was changed'}`
      const picture = { ...base, hook: webhook, written: end.written }
      return {
        look: {
          triggers: [unreadTrigger(picture, 'It could not be read again.')],
          problems: [problemOf(end.failure, name, what, blocking, arn)],
        },
      }
    }
  }
}

/** What the goal still lacks where there is nothing to write. */
function remaining(
  deps: WebhookDeps,
  project: string,
  hook: Webhook,
  goal: Goal,
  triggers: readonly Trigger[],
): ChangeLook {
  const plan = goal.plan(hook)
  if (plan.kind === 'impossible') {
    // What a restore leaves disabled does not compete.
    const blocking = goal === DISABLE
    const problem = { project, message: `The webhook of ${project} was not ${goal.done}: ${plan.why}.`, blocking }
    return stuckOr(deps, goal, triggers, { hook, refused: false, problem }, plan.atGitHub === true)
  }
  if (goal === RESTORE && readHook(hook).groups.some((group) => group.altered)) {
    const message = `A filter of the webhook of ${project} looks like the mark of this action but was altered: it was left as it is.`
    return { look: { triggers, problems: [{ project, message, blocking: false }] } }
  }
  return { look: { triggers, problems: [] } }
}

function stuckOr(
  deps: WebhookDeps,
  goal: Goal,
  triggers: readonly Trigger[],
  stuck: Stuck,
  mayBeSwitchedOff: boolean,
): ChangeLook {
  const { hook, problem } = stuck
  const isStuck = goal === DISABLE && mayBeSwitchedOff
  const canHelp = deps.github === undefined && 'path' in addressOf(hook, deps.gitHubHost)
  const hint = isStuck && canHelp ? ' With webhook-token this action switches it off at GitHub.' : ''
  const message = problem.message + hint + advice(deps, problem.project, hook, goal)
  const look = { triggers, problems: [{ ...problem, message }] }
  return isStuck ? { look, stuck } : { look }
}

/** What a person can do. A hook that feeds runners must not be switched off: one of them may run this very job. */
function advice(deps: WebhookDeps, project: string, hook: Webhook, goal: Goal): string {
  if (goal !== DISABLE) return ''
  if (readHook(hook).state !== 'mixed') return ` ${atGitHub(hook)}`
  const rest = withoutPushes(hook)
  return rest === undefined
    ? ''
    : ` Or take the pushes out of it, and leave the runners: ${updateCommand(project, deps.region, hook, rest)}`
}
