import type { Project } from '@aws-sdk/client-codebuild'

import type { CodePipelineApi } from '../../aws/api.ts'
import type { Trigger, TriggerState } from '../../model.ts'
import { changeTransition } from './change.ts'
import type { TransitionEnd, TransitionPlan } from './change.ts'
import { inRegion } from './elsewhere.ts'
import type { FoundPipeline, PipelineSearch } from './finder.ts'
import { TRANSITION_MARK, readTransition } from './transition.ts'
import type { Transition } from './transition.ts'
import { describeSite, disableCommand, enableCommand, executions, siteName, siteWords } from './words.ts'
import type { Site } from './words.ts'
import { notSearched } from './unsearched.ts'
import { passableFailure, problemOf } from '../problem.ts'
import type { Patience } from '../problem.ts'
import type { Look, TriggerGuard } from '../trigger.ts'

export interface PipelineDeps {
  readonly codepipeline: (region: string) => CodePipelineApi
  readonly finder: PipelineSearch
  /** Region of the CodeBuild projects. */
  readonly region: string
  readonly patience: Patience
  /** Whether a restore may reopen a stage before which an execution waits, which then runs at once. */
  readonly forceRestore: boolean
}

interface Goal {
  readonly plan: (transition: Transition, deps: PipelineDeps) => TransitionPlan
  readonly done: 'disabled' | 'restored'
  /** Whether what is left undone stands against promise 6: what a restore leaves disabled does not compete. */
  readonly blocking: boolean
}

const DISABLE: Goal = { plan: planDisable, done: 'disabled', blocking: true }
const RESTORE: Goal = { plan: planRestore, done: 'restored', blocking: false }

/**
 * The CodePipelines that run a project: one trigger for each stage that does. A stage is disabled through the transition into it, with
 * a reason that is the mark; state and mark are one write.
 */
export function pipelineGuard(deps: PipelineDeps): TriggerGuard {
  return {
    kind: 'pipeline',
    find: async (project) => {
      const found = await deps.finder.runsOf(project)
      const looks: Look[] = []
      for (const run of found.runs)
        looks.push(
          await onRead(deps, project, run, true, (site, transition) => ({
            triggers: [seen(site, transition)],
            problems: [],
          })),
        )
      return together([...looks, notSearched(deps.region, project, found, true)])
    },
    disable: (project, about) => change(deps, project, DISABLE, about),
    restore: (project, about) => change(deps, project, RESTORE, about),
  }
}

function together(looks: readonly Look[]): Look {
  return {
    triggers: looks.flatMap(({ triggers }) => triggers),
    problems: looks.flatMap(({ problems }) => problems),
  }
}

/** The stage as a trigger that this run did not change. */
function seen(site: Site, transition: Transition): Trigger {
  const trigger: Trigger = {
    kind: 'pipeline',
    project: site.project,
    name: siteName(site),
    state: stateOf(transition),
    change: 'none',
    detail: describeSite(site, transition),
  }
  return transition.way === 'ours' ? { ...trigger, undo: enableCommand(site) } : trigger
}

function stateOf({ way }: Transition): TriggerState {
  switch (way) {
    case 'first':
    case 'open':
      return 'live'
    case 'ours':
      return 'disabled'
    case 'closed':
      return 'harmless'
    case 'untold':
      return 'unknown'
  }
}

function planDisable({ way }: Transition): TransitionPlan {
  switch (way) {
    case 'open':
      return { kind: 'write' }
    case 'ours':
    case 'closed':
      return { kind: 'nothing' }
    case 'first':
      return {
        kind: 'impossible',
        why:
          "it is the pipeline's first stage, and no transition leads into that: move the action to a later stage, " +
          'or take away what starts the pipeline',
      }
    case 'untold':
      return { kind: 'impossible', why: "the pipeline's state does not mention it" }
  }
}

function planRestore({ way, waiting, altered }: Transition, { forceRestore }: PipelineDeps): TransitionPlan {
  if (altered)
    return {
      kind: 'impossible',
      why: 'the reason of its transition looks like the mark of this action but was altered, so it was left as it is',
    }
  if (way !== 'ours') return { kind: 'nothing' }
  if (waiting.length === 0 || forceRestore) return { kind: 'write' }
  return {
    kind: 'impossible',
    why: `${executions(waiting)} before it and would run at once. To let that happen, set force-restore: true`,
  }
}

/** Which of several is changed first. */
type Order = <T>(items: readonly T[]) => readonly T[]

/**
 * Does something for each of the pipeline's stages, where they can be read.
 * @param order undoes itself: what is done in it is told in the pipeline's order
 */
async function onRead(
  { finder, region }: PipelineDeps,
  project: Project,
  run: FoundPipeline,
  blocking: boolean,
  each: (site: Site, transition: Transition) => Look | Promise<Look>,
  order: Order = (items) => items,
): Promise<Look> {
  const { name = '' } = project
  const sites = order(run.stages).map((stage): Site => ({ project: name, home: region, run, stage }))
  let transitions: readonly (readonly [Site, Transition])[]
  try {
    const states = await finder.stagesOf(run)
    transitions = sites.map((site) => [site, readTransition(states, site.stage, firstStage(run))])
  } catch (error) {
    const failure = passableFailure(error)
    // Deleted since it was found.
    if (failure.kind === 'absent') return { triggers: [], problems: [] }
    const detail = 'Its state could not be read.'
    return {
      triggers: sites.map((site) => ({ ...unread(site), detail })),
      problems: [
        problemOf(failure, name, `The state of the pipeline ${run.name} could not be read`, blocking, run.arn),
      ],
    }
  }
  const looks: Look[] = []
  for (const [site, transition] of transitions) looks.push(await each(site, transition))
  return together(order(looks))
}

function firstStage({ definition }: FoundPipeline): string {
  return definition.stages[0]?.name ?? ''
}

function unread(site: Site): Trigger {
  const detail = 'It could not be read again.'
  return { kind: 'pipeline', project: site.project, name: siteName(site), state: 'unknown', change: 'none', detail }
}

async function change(
  deps: PipelineDeps,
  project: Project,
  goal: Goal,
  about: (trigger: Trigger) => void,
): Promise<Look> {
  const found = await deps.finder.runsOf(project)
  // What was closed first is opened last.
  const order: Order = (items) => (goal === RESTORE ? items.toReversed() : items)
  const looks: Look[] = []
  for (const run of order(found.runs)) {
    const each = (site: Site, transition: Transition): Promise<Look> => changeSite(deps, site, transition, goal, about)
    looks.push(await onRead(deps, project, run, goal.blocking, each, order))
  }
  return together([...order(looks), notSearched(deps.region, project, found, goal.blocking)])
}

async function changeSite(
  deps: PipelineDeps,
  site: Site,
  found: Transition,
  goal: Goal,
  about: (trigger: Trigger) => void,
): Promise<Look> {
  const { run, stage } = site
  const { finder, patience } = deps
  const codepipeline = deps.codepipeline(run.region)
  const plan = (transition: Transition): TransitionPlan => goal.plan(transition, deps)
  const transitionOf = { pipelineName: run.name, stageName: stage, transitionType: 'Inbound' } as const
  const undo = goal === DISABLE ? enableCommand(site) : disableCommand(site)
  const send = (): Promise<unknown> =>
    goal === DISABLE
      ? codepipeline.disableStageTransition({ ...transitionOf, reason: TRANSITION_MARK })
      : codepipeline.enableStageTransition(transitionOf)
  const changed = (trigger: Trigger): Trigger => ({ ...trigger, change: goal.done, undo })

  const end = await changeTransition(
    patience,
    {
      read: async () => {
        try {
          return readTransition(await finder.stagesOf(run, true), stage, firstStage(run))
        } catch (error) {
          if (passableFailure(error).kind === 'absent') return undefined
          throw error
        }
      },
      write: () => inRegion<unknown>(run.region, deps.region, send),
      beforeWrite: () => {
        const detail = 'This action was about to change it and has not read it back.'
        about(changed({ ...unread(site), detail }))
      },
    },
    found,
    plan,
  )
  return ended(deps, site, end, goal, changed)
}

function ended(
  deps: PipelineDeps,
  site: Site,
  end: TransitionEnd,
  goal: Goal,
  changed: (trigger: Trigger) => Trigger,
): Look {
  const { project, run } = site
  const { done, blocking } = goal
  const stageArn = `${run.arn}/${site.stage}`
  const where = `The transition into ${siteWords(site)}`
  const marked = (trigger: Trigger, written: boolean): Trigger => (written ? changed(trigger) : trigger)
  switch (end.how) {
    case 'settled': {
      const plan = goal.plan(end.transition, deps)
      const told =
        plan.kind === 'impossible'
          ? [{ project, message: remaining(site, end.transition, plan.why, goal), blocking }]
          : []
      return { triggers: [marked(seen(site, end.transition), end.written)], problems: told }
    }
    case 'contested': {
      const message = `${where} was ${done} twice and read back otherwise each time: something else is changing it.`
      return {
        triggers: [marked(seen(site, end.transition), end.written)],
        problems: [{ project, message: message + byHand(site, goal), blocking }],
      }
    }
    case 'refused': {
      const problem = problemOf(end.failure, project, `${where} could not be ${done}`, blocking, stageArn)
      const mode =
        goal === DISABLE && end.failure.kind === 'rejected' && run.definition.executionMode === 'PARALLEL'
          ? ' The pipeline runs in mode PARALLEL: set its mode to QUEUED or SUPERSEDED, or take away what starts it.'
          : ''
      return {
        triggers: [{ ...seen(site, end.transition), change: 'refused' }],
        problems: [{ ...problem, message: `${problem.message}.${mode}${byHand(site, goal)}` }],
      }
    }
    case 'gone': {
      const detail = 'The pipeline was deleted while this action was about to change it.'
      const { undo: _, ...trigger } = marked(unread(site), end.written)
      return { triggers: [{ ...trigger, state: 'harmless', detail }], problems: [] }
    }
    case 'unreadable': {
      const what = `${where} could not be read${end.written ? ' back after it was changed' : ''}`
      return {
        triggers: [marked(unread(site), end.written)],
        problems: [problemOf(end.failure, project, what, blocking, run.arn)],
      }
    }
  }
}

/** What the goal still lacks where this action does not write. */
function remaining(site: Site, { way }: Transition, why: string, goal: Goal): string {
  const message = `The transition into ${siteWords(site)} was not ${goal.done}: ${why}`
  return goal === RESTORE && way === 'ours' ? `${message}, or run: ${enableCommand(site)}` : `${message}.`
}

function byHand(site: Site, goal: Goal): string {
  return ` By hand: ${goal === DISABLE ? disableCommand(site) : enableCommand(site)}`
}
