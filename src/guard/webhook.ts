import type { Project, Webhook } from '@aws-sdk/client-codebuild'

import type { PipelineProblem, Trigger } from '../model.ts'
import { readHook } from './filters.ts'
import { problemOf } from './problem.ts'
import type { Look, TriggerGuard } from './trigger.ts'
import { changeWebhook } from './webhook-change.ts'
import type { WebhookDeps, Written } from './webhook-change.ts'
import { filtersOf, hasFilters, planDisable, planRestore } from './webhook-plan.ts'
import type { Plan } from './webhook-plan.ts'
import { atGitHub, describeHook, hookName, updateCommand } from './webhook-words.ts'

interface Goal {
  readonly plan: (hook: Webhook) => Plan
  readonly done: 'disabled' | 'restored'
}

const DISABLE: Goal = { plan: planDisable, done: 'disabled' }
const RESTORE: Goal = { plan: planRestore, done: 'restored' }

/**
 * A project's CodeBuild webhook. CodeBuild has no switch for it, so it is disabled through its filters (UpdateWebhook), which keep
 * the hook, its URL and its secret; the way back is in the filters themselves.
 */
export function webhookGuard(deps: WebhookDeps): TriggerGuard {
  return {
    kind: 'webhook',
    find: ({ name = '', webhook }) =>
      Promise.resolve({ triggers: webhook === undefined ? [] : [seen(deps.region, name, webhook)], problems: [] }),
    disable: (project, about) => change(deps, project, DISABLE, about),
    restore: (project, about) => change(deps, project, RESTORE, about),
  }
}

/** The hook as a trigger that this run did not change. */
function seen(region: string, project: string, hook: Webhook): Trigger {
  const trigger: Trigger = {
    kind: 'webhook',
    project,
    name: hookName(hook, project),
    state: readHook(hook).state,
    change: 'none',
    detail: describeHook(hook),
  }
  const plan = planRestore(hook)
  const back = plan.kind === 'write' ? plan.filters : plan.kind === 'impossible' ? plan.byHand : undefined
  return back === undefined ? trigger : { ...trigger, undo: updateCommand(project, region, hook, back) }
}

async function change(
  deps: WebhookDeps,
  { name = '', arn = name, webhook }: Project,
  goal: Goal,
  about: (trigger: Trigger) => void,
): Promise<Look> {
  if (webhook === undefined) return { triggers: [], problems: [] }
  const { region } = deps
  const withChange = (trigger: Trigger, written: Written | undefined): Trigger => {
    if (written === undefined) return trigger
    const undo = trigger.undo ?? updateCommand(name, region, written.before, filtersOf(written.before))
    return { ...trigger, change: goal.done, undo }
  }
  const unread = (trigger: Trigger, detail: string): Trigger => ({ ...trigger, state: 'unknown', detail })

  const end = await changeWebhook(deps, { name, arn }, webhook, goal.plan, (hook, written) => {
    const doing = 'This action was about to change it and has not read it back.'
    about(withChange(unread(seen(region, name, hook), doing), written))
  })
  switch (end.how) {
    case 'settled': {
      const trigger = withChange(seen(region, name, end.hook), end.written)
      const other = end.written !== undefined && !hasFilters(end.hook, end.written.filters)
      const detail = other
        ? `${trigger.detail} What was read back differs from what this action wrote.`
        : trigger.detail
      return { triggers: [{ ...trigger, detail }], problems: remaining(name, end.hook, goal) }
    }
    case 'contested': {
      const message = `The webhook of ${name} was ${goal.done} twice and read back otherwise each time: something else is changing it.`
      return {
        triggers: [withChange(seen(region, name, end.hook), end.written)],
        problems: [{ project: name, message: message + advice(end.hook, goal), blocking: true }],
      }
    }
    case 'refused': {
      const problem = problemOf(end.failure, name, `The webhook of ${name} could not be ${goal.done}`, true, arn)
      return {
        triggers: [{ ...seen(region, name, end.hook), change: 'refused' }],
        problems: [{ ...problem, message: `${problem.message}.${advice(end.hook, goal)}` }],
      }
    }
    case 'gone': {
      const detail = 'It was deleted while this action was about to change it.'
      const { undo: _, ...trigger } = withChange(seen(region, name, webhook), end.written)
      return { triggers: [{ ...trigger, state: 'harmless', detail }], problems: [] }
    }
    case 'unreadable': {
      const what = `The webhook of ${name} could not be read${end.written === undefined ? '' : ' back after it was changed'}`
      return {
        triggers: [withChange(unread(seen(region, name, webhook), 'It could not be read again.'), end.written)],
        problems: [problemOf(end.failure, name, what, true, arn)],
      }
    }
  }
}

/** What the goal still lacks where there is nothing to write. */
function remaining(project: string, hook: Webhook, goal: Goal): readonly PipelineProblem[] {
  const plan = goal.plan(hook)
  if (plan.kind === 'impossible') {
    const message = `The webhook of ${project} was not ${goal.done}: ${plan.why}.${advice(hook, goal)}`
    // What a restore leaves disabled does not compete.
    return [{ project, message, blocking: goal === DISABLE }]
  }
  if (goal === RESTORE && readHook(hook).groups.some((group) => group.altered)) {
    const message = `A filter of the webhook of ${project} looks like the mark of this action but was altered: it was left as it is.`
    return [{ project, message, blocking: false }]
  }
  return []
}

function advice(hook: Webhook, goal: Goal): string {
  return goal === DISABLE ? ` ${atGitHub(hook)}` : ''
}
