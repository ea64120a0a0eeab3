import { isDeepStrictEqual } from 'node:util'

import type { Project } from '@aws-sdk/client-codebuild'

import type { AwsFailure } from '../../aws/failure.ts'
import type { PipelineProblem, Trigger } from '../../model.ts'
import { readDescription } from '../description.ts'
import type { PipelineFinder } from '../pipeline/finder.ts'
import { problemOf } from '../problem.ts'
import { changeSchedule } from './change.ts'
import type { Written } from './change.ts'
import { scheduleListing } from './listing.ts'
import type { ScheduleKey, ScheduleListing, SchedulesDeps } from './listing.ts'
import { planDisable, planRestore, readSchedule, settingsOf } from './plan.ts'
import type { Plan, Schedule, ScheduleReading } from './plan.ts'
import { surveySchedules } from './survey.ts'
import type { Found, Survey, Unread } from './survey.ts'
import { describeSchedule, enablingNote, scheduleName, setCommand, startDateNote } from './words.ts'
import type { Look, TriggerGuard } from '../trigger.ts'

export interface ScheduleDeps extends SchedulesDeps {
  readonly finder: PipelineFinder
  /** Region of the CodeBuild projects. */
  readonly region: string
}

interface Goal {
  readonly plan: (schedule: Schedule, reading: ScheduleReading, now: number) => Plan
  readonly done: 'disabled' | 'restored'
  /** Whether what stands in its way lets a competitor start. */
  readonly blocking: boolean
}

const DISABLE: Goal = { plan: planDisable, done: 'disabled', blocking: true }
const RESTORE: Goal = { plan: planRestore, done: 'restored', blocking: false }

/**
 * Schedules of EventBridge Scheduler that start a project or a pipeline which runs it. They are disabled by their own switch, and the
 * mark in the description holds the way back. Lives for one look: a region's schedules are listed once for all projects.
 */
export function scheduleGuard(deps: ScheduleDeps): TriggerGuard {
  const listing = scheduleListing(deps)
  return {
    kind: 'schedule',
    find: async (project) => lookOf(deps, await survey(deps, listing, project), true),
    disable: (project, about) => changeAll(deps, listing, project, DISABLE, about),
    restore: (project, about) => changeAll(deps, listing, project, RESTORE, about),
  }
}

function survey(deps: ScheduleDeps, listing: ScheduleListing, project: Project): Promise<Survey> {
  return surveySchedules(listing, deps.finder, deps.patience.clock, project, deps.region)
}

function lookOf(deps: ScheduleDeps, seen: Survey, blocking: boolean): Look {
  const { project } = seen.scope
  const found = seen.found.map((one) => foundTrigger(deps.region, project, one))
  return {
    triggers: [...found, ...seen.unread.map((one) => unreadTrigger(deps.region, project, one))],
    problems: [
      ...unclearProblems(deps.region, project, seen.found),
      ...unreadProblems(deps.region, project, seen.unread),
    ].map((problem) => ({ ...problem, blocking: blocking && problem.blocking })),
  }
}

/** The schedule as a trigger that this run did not change. */
function foundTrigger(home: string, project: string, { key, schedule, reading }: Found): Trigger {
  const trigger: Trigger = {
    kind: 'schedule',
    project,
    name: scheduleName(key, home),
    state: reading.state,
    change: 'none',
    detail: describeSchedule(schedule, reading),
  }
  const mark = readDescription(schedule.Description)
  return mark.kind === 'mark' ? { ...trigger, undo: setCommand(key, 'ENABLED', { to: mark.description }) } : trigger
}

function unreadTrigger(home: string, project: string, unread: Unread): Trigger {
  const common = { kind: 'schedule', project, change: 'none' } as const
  if (unread.key === undefined) {
    const name = `schedules of ${project}${unread.region === home ? '' : ` in ${unread.region}`}`
    return { ...common, name, state: 'unknown', detail: `The schedules in ${unread.region} could not be listed.` }
  }
  const name = scheduleName(unread.key, home)
  return unread.disabled
    ? { ...common, name, state: 'harmless', detail: 'It is disabled; by whom and what it starts could not be read.' }
    : { ...common, name, state: 'unknown', detail: 'What it starts could not be read.' }
}

function unclearProblems(home: string, project: string, found: readonly Found[]): readonly PipelineProblem[] {
  return found.flatMap(({ key, reading: { state, start } }) => {
    if (state !== 'unknown' || start.kind !== 'unclear') return []
    const message =
      `The schedule ${scheduleName(key, home)} calls ${start.call}, and whether for ${project} cannot be told: ${start.why}. ` +
      'It was left as it is: write the name out in its input, or disable it.'
    return [{ project, message, blocking: true }]
  })
}

function unreadProblems(home: string, project: string, unread: readonly Unread[]): readonly PipelineProblem[] {
  const problems: PipelineProblem[] = []
  // One policy statement is missing, not one for each schedule.
  const denied = new Map<string, Unread[]>()
  for (const one of unread) {
    const { failure, key, region } = one
    if (key === undefined) {
      problems.push(problemOf(failure, project, `The schedules in ${region} could not be listed`, true, '*'))
    } else if (failure.kind === 'denied') {
      const group = `${region} ${failure.action}`
      denied.set(group, [...(denied.get(group) ?? []), one])
    } else {
      const what = `The schedule ${scheduleName(key, home)} could not be read`
      problems.push(problemOf(failure, project, what, !one.disabled, one.arn))
    }
  }
  for (const [first, ...others] of denied.values()) {
    if (first?.key === undefined) continue
    const name = scheduleName(first.key, home)
    const all = others.length === 0 ? `The schedule ${name}` : `The schedule ${name} and ${others.length} more`
    const blocking = [first, ...others].some(({ disabled }) => !disabled)
    const problem = problemOf(first.failure, project, `${all} could not be read`, blocking, first.arn)
    const wide = first.arn.replace(/:schedule\/.*$/, ':schedule/*')
    const isOfSchedule = problem.resource?.includes(':schedule/') === true
    problems.push(others.length > 0 && isOfSchedule ? { ...problem, resource: wide } : problem)
  }
  return problems
}

async function changeAll(
  deps: ScheduleDeps,
  listing: ScheduleListing,
  project: Project,
  goal: Goal,
  about: (trigger: Trigger) => void,
): Promise<Look> {
  const seen = await survey(deps, listing, project)
  const now = deps.patience.clock.now()
  const triggers: Trigger[] = []
  const problems: PipelineProblem[] = []
  const others: Found[] = []
  for (const found of seen.found) {
    if (goal.plan(found.schedule, found.reading, now).kind === 'nothing') {
      others.push(found)
      if (goal === RESTORE && found.reading.altered) problems.push(alteredProblem(deps.region, seen, found))
      continue
    }
    const done = await change(deps, listing, seen, found, goal, about)
    triggers.push(...done.triggers)
    problems.push(...done.problems)
  }
  const rest = lookOf(deps, { ...seen, found: others }, goal.blocking)
  return { triggers: [...triggers, ...rest.triggers], problems: [...problems, ...rest.problems] }
}

async function change(
  deps: ScheduleDeps,
  listing: ScheduleListing,
  { scope, closed, placeOf }: Survey,
  { key, schedule: listed }: Found,
  goal: Goal,
  about: (trigger: Trigger) => void,
): Promise<Look> {
  const { project } = scope
  const { clock } = deps.patience
  const name = scheduleName(key, deps.region)
  const read = (schedule: Schedule): ScheduleReading =>
    readSchedule(schedule, scope, placeOf(key, schedule), closed, clock.now())
  const seen = (schedule: Schedule): Trigger =>
    foundTrigger(deps.region, project, { key, schedule, reading: read(schedule) })
  const withChange = (trigger: Trigger, written: Written | undefined): Trigger => {
    if (written === undefined) return trigger
    const { State: state, Description: to } = written.before
    return {
      ...trigger,
      change: goal.done,
      undo: setCommand(key, state === 'DISABLED' ? 'DISABLED' : 'ENABLED', { to }),
    }
  }
  const unread = (trigger: Trigger, detail: string): Trigger => ({ ...trigger, state: 'unknown', detail })
  const problem = (message: string): PipelineProblem => ({ project, message, blocking: goal.blocking })
  const failed = (what: string, failure: AwsFailure, schedule: Schedule): PipelineProblem => {
    const resource = (failure.action === 'iam:PassRole' ? schedule.Target?.RoleArn : schedule.Arn) ?? '*'
    return problemOf(failure, project, what, goal.blocking, resource)
  }

  const end = await changeSchedule(
    deps,
    key,
    (schedule) => goal.plan(schedule, read(schedule), clock.now()),
    (schedule, written) => {
      const doing = 'This action was about to change it and has not read it back.'
      about(withChange(unread(seen(schedule), doing), written))
    },
  )
  switch (end.how) {
    case 'settled': {
      listing.tell(key, { state: 'found', schedule: end.schedule })
      const { written } = end
      const trigger = withChange(seen(end.schedule), written)
      const plan = goal.plan(end.schedule, read(end.schedule), clock.now())
      const problems =
        plan.kind === 'impossible' ? [problem(`The schedule ${name} was not ${goal.done}: ${plan.why}.`)] : []
      if (written === undefined) return { triggers: [trigger], problems }
      const details = [trigger.detail]
      if (!isDeepStrictEqual(settingsOf(end.schedule), written.input))
        details.push('What was read back differs from what this action wrote.')
      if (goal === DISABLE) return { triggers: [{ ...trigger, detail: details.join(' ') }], problems }
      const enabling = enablingNote(end.schedule)
      if (enabling !== undefined) details.push(enabling)
      const note = startDateNote(name, written)
      if (note !== undefined) problems.push(problem(note))
      return { triggers: [{ ...trigger, detail: details.join(' ') }], problems }
    }
    case 'contested': {
      listing.tell(key, { state: 'found', schedule: end.schedule })
      const message = `The schedule ${name} was ${goal.done} twice and read back otherwise each time: something else is changing it.`
      return { triggers: [withChange(seen(end.schedule), end.written)], problems: [problem(message)] }
    }
    case 'refused': {
      listing.tell(key, { state: 'found', schedule: end.schedule })
      const refusal = failed(`The schedule ${name} could not be ${goal.done}`, end.failure, end.schedule)
      const advice = adviceFor(key, end.schedule, end.failure, goal)
      return {
        triggers: [{ ...seen(end.schedule), change: 'refused' }],
        problems: [{ ...refusal, message: `${refusal.message}. ${advice}` }],
      }
    }
    case 'gone': {
      listing.tell(key, { state: 'absent' })
      const detail = 'It was deleted while this action was about to change it.'
      const { undo: _, ...trigger } = withChange(seen(listed), end.written)
      return { triggers: [{ ...trigger, state: 'harmless', detail }], problems: [] }
    }
    case 'unreadable': {
      listing.tell(key, { state: 'unreadable', failure: end.failure })
      const what = `The schedule ${name} could not be read${end.written === undefined ? '' : ' back after it was changed'}`
      return {
        triggers: [withChange(unread(seen(listed), 'It could not be read again.'), end.written)],
        problems: [failed(what, end.failure, listed)],
      }
    }
  }
}

function adviceFor(key: ScheduleKey, schedule: Schedule, failure: AwsFailure, goal: Goal): string {
  const byHand =
    goal === DISABLE
      ? `To disable it by hand: ${setCommand(key, 'DISABLED', undefined)}`
      : `To restore it by hand: ${setCommand(key, 'ENABLED', markedText(schedule))}`
  const passing =
    'EventBridge Scheduler asks for iam:PassRole on the role of the schedule at every update; it can be limited by the condition iam:PassedToService: scheduler.amazonaws.com.'
  return failure.action === 'iam:PassRole' ? `${passing} ${byHand}` : byHand
}

function markedText(schedule: Schedule): { readonly to: string | undefined } | undefined {
  const mark = readDescription(schedule.Description)
  return mark.kind === 'mark' ? { to: mark.description } : undefined
}

function alteredProblem(home: string, { scope }: Survey, { key }: Found): PipelineProblem {
  const message = `The description of the schedule ${scheduleName(key, home)} looks like the mark of this action but was altered: it was left as it is.`
  return { project: scope.project, message, blocking: false }
}
