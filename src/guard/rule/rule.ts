import type { Project } from '@aws-sdk/client-codebuild'

import { AwsFailure } from '../../aws/failure.ts'
import type { PipelineProblem, Trigger } from '../../model.ts'
import { inParallel } from '../../observe/answers.ts'
import { passableFailure, problemOf } from '../problem.ts'
import { changeRule } from './change.ts'
import type { Written } from './change.ts'
import { findRules, readRule, rememberedBuses, ruleArn, ruleName } from './find.ts'
import type { Buses, FoundRule, RuleDeps, RuleSearch, SeenRule } from './find.ts'
import { asItIs, isAsWritten, isOff, planDisable, planRestore, readMark, stateOf } from './plan.ts'
import type { RulePlan } from './plan.ts'
import { adviceOn, deleteCommand, describeRule, putCommand, reasonOf } from './words.ts'
import type { Look, TriggerGuard } from '../trigger.ts'

const AT_A_TIME = 4

interface Goal {
  readonly plan: (seen: SeenRule) => RulePlan
  readonly done: 'disabled' | 'restored'
  /** Whether what it cannot do leaves the project open to another pipeline: what a restore leaves disabled does not compete. */
  readonly blocking: boolean
}

const DISABLE: Goal = { plan: planDisable, done: 'disabled', blocking: true }
const RESTORE: Goal = { plan: planRestore, done: 'restored', blocking: false }

/**
 * The EventBridge rules, on every bus, that start a project or a pipeline which runs it. A rule is disabled by one PutRule that keeps
 * all of it and puts the state and a mark with the former state in place: DisableRule leaves no mark, and EnableRule does not know
 * every state.
 */
export function ruleGuard(deps: RuleDeps): TriggerGuard {
  const buses = rememberedBuses(deps)
  return {
    kind: 'rule',
    find: async (project) => {
      const { looks, unread } = await look(deps, project, buses, true)
      return joined([unread, ...looks.map(({ seen }) => ({ triggers: [asSeen(deps, seen)], problems: [] }))])
    },
    disable: (project, about) => change(deps, project, buses, DISABLE, about),
    restore: (project, about) => change(deps, project, buses, RESTORE, about),
  }
}

function joined(looks: readonly Look[]): Look {
  return {
    triggers: looks.flatMap(({ triggers }) => triggers),
    problems: looks.flatMap(({ problems }) => problems),
  }
}

interface RulesLook {
  readonly looks: readonly { readonly found: FoundRule; readonly seen: SeenRule }[]
  /** What could not be read. */
  readonly unread: Look
}

async function look(deps: RuleDeps, project: Project, buses: Buses, blocking: boolean): Promise<RulesLook> {
  const search = await findRules(deps, project, buses)
  const readings = await inParallel(search.found, AT_A_TIME, async (found) => {
    try {
      return { found, reading: await readRule(deps, found) }
    } catch (error) {
      return { found, reading: passableFailure(error) }
    }
  })
  const looks: { found: FoundRule; seen: SeenRule }[] = []
  const unread: Look[] = [unlisted(project, search, blocking)]
  for (const { found, reading } of readings) {
    if (reading instanceof AwsFailure) unread.push(unreadRule(deps, found, reading, blocking))
    else if (reading.is === 'seen') {
      looks.push({ found, seen: reading.seen })
      unread.push(unreadTargets(deps, reading.seen, blocking))
    }
  }
  return { looks, unread: joined(unread) }
}

/** One trigger stands for all the rules that a search which failed may have missed. */
function unlisted({ name = '' }: Project, { failures }: RuleSearch, blocking: boolean): Look {
  if (failures.length === 0) return { triggers: [], problems: [] }
  const detail = 'The rules that start it could not be listed completely.'
  const problems = new Map<string, PipelineProblem>()
  for (const { region, failure } of failures) {
    const what = `The EventBridge rules that start ${name} could not be listed in ${region}`
    // IAM grants these calls on rules or on everything, never on the target that was asked for.
    const { kind, action, code, message, httpStatus } = failure
    const about = failure.resource?.split(':')[2] === 'events' ? failure.resource : undefined
    const granted = new AwsFailure(kind, action, code, message, { httpStatus, resource: about })
    problems.set(JSON.stringify([region, action, code]), problemOf(granted, name, what, blocking, '*'))
  }
  return {
    triggers: [{ kind: 'rule', project: name, name: `rules of ${name}`, state: 'unknown', change: 'none', detail }],
    problems: [...problems.values()],
  }
}

function unreadRule({ region }: RuleDeps, { key, scope }: FoundRule, failure: AwsFailure, blocking: boolean): Look {
  const name = ruleName(key, region)
  const detail = 'It has a target that starts the project, and could not be read.'
  const what = `The EventBridge rule ${name} could not be read`
  return {
    triggers: [{ kind: 'rule', project: scope.project, name, state: 'unknown', change: 'none', detail }],
    problems: [problemOf(failure, scope.project, what, blocking, ruleArn(key, scope))],
  }
}

/** A rule that is off starts nothing, whatever its targets are. */
function unreadTargets({ region }: RuleDeps, seen: SeenRule, blocking: boolean): Look {
  if (seen.targetsUnread === undefined || isOff(seen)) return { triggers: [], problems: [] }
  const what = `The targets of the EventBridge rule ${ruleName(seen.key, region)} could not be read`
  const blocks = blocking && stateOf(seen) !== 'harmless'
  return { triggers: [], problems: [problemOf(seen.targetsUnread, seen.project, what, blocks, seen.arn)] }
}

/** The rule as a trigger that this run did not change. */
function asSeen({ region }: RuleDeps, seen: SeenRule): Trigger {
  const trigger: Trigger = {
    kind: 'rule',
    project: seen.project,
    name: ruleName(seen.key, region),
    state: stateOf(seen),
    change: 'none',
    detail: describeRule(seen),
  }
  const plan = planRestore(seen)
  return plan.kind === 'write' ? { ...trigger, undo: putCommand(seen.key, plan.input) } : trigger
}

async function change(
  deps: RuleDeps,
  project: Project,
  buses: Buses,
  goal: Goal,
  about: (trigger: Trigger) => void,
): Promise<Look> {
  const { looks, unread } = await look(deps, project, buses, goal.blocking)
  const done: Look[] = [unread]
  for (const { found, seen } of looks) done.push(await changeOne(deps, found, seen, goal, about))
  return joined(done)
}

async function changeOne(
  deps: RuleDeps,
  found: FoundRule,
  seen: SeenRule,
  goal: Goal,
  about: (trigger: Trigger) => void,
): Promise<Look> {
  const { project, arn, key } = seen
  const name = ruleName(key, deps.region)
  const withChange = (trigger: Trigger, written: Written | undefined): Trigger => {
    if (written === undefined) return trigger
    return { ...trigger, change: goal.done, undo: putCommand(key, asItIs(written.before)) }
  }
  const unknown = (written: Written | undefined, detail: string): Trigger =>
    withChange({ ...asSeen(deps, written?.before ?? seen), state: 'unknown', detail }, written)

  const end = await changeRule(deps, found, seen, goal.plan, (written) => {
    about(unknown(written, 'This action was about to change it and has not read it back.'))
  })
  switch (end.how) {
    case 'settled': {
      const trigger = withChange(asSeen(deps, end.seen), end.written)
      const other = end.written !== undefined && !isAsWritten(end.seen, end.written.input)
      const detail = other
        ? `${trigger.detail} What was read back differs from what this action wrote.`
        : trigger.detail
      return { triggers: [{ ...trigger, detail }], problems: remaining(deps, end.seen, goal) }
    }
    case 'contested': {
      const message = `The EventBridge rule ${name} was ${goal.done} twice and read back otherwise each time: something else is changing it.`
      return {
        triggers: [withChange(asSeen(deps, end.seen), end.written)],
        problems: [{ project, message, blocking: blocks(end.seen, goal) }],
      }
    }
    case 'refused': {
      const what = `The EventBridge rule ${name} could not be ${goal.done}`
      return {
        triggers: [{ ...asSeen(deps, end.seen), change: 'refused' }],
        problems: [problemOf(end.failure, project, what, blocks(end.seen, goal), arn)],
      }
    }
    case 'gone': {
      const { undo: _, ...trigger } = withChange(asSeen(deps, seen), end.written)
      const detail = 'It was deleted while this action was about to change it.'
      return { triggers: [{ ...trigger, state: 'harmless', detail }], problems: [] }
    }
    case 'apart':
      return leftAlone(withChange(asSeen(deps, seen), end.written), found, end)
    case 'unreadable': {
      const what = `The EventBridge rule ${name} could not be read${end.written === undefined ? '' : ' back after it was changed'}`
      return {
        triggers: [unknown(end.written, 'It could not be read again.')],
        problems: [problemOf(end.failure, project, what, goal.blocking, arn)],
      }
    }
  }
}

/** A rule whose targets went away while it was changed. PutRule makes a rule that was deleted meanwhile anew, with none. */
function leftAlone(
  trigger: Trigger,
  { key }: FoundRule,
  { targets, written }: { readonly targets: number; readonly written?: Written },
): Look {
  const detail = 'Its targets were changed while this action was about to change it: it starts nothing of the project.'
  const { project, name, change: changed, undo = '' } = trigger
  const none =
    `The EventBridge rule ${name} had no target left after this action wrote it: somebody took them away or deleted ` +
    `the rule in the same moment, and then the write made it anew, without targets and tags. If nothing needs it: ${deleteCommand(key)}`
  const others =
    `The EventBridge rule ${name} was given other targets instead of the project in the moment in which this action ` +
    `disabled it. To enable it again: ${undo}`
  const message = targets === 0 ? none : changed === 'disabled' ? others : undefined
  return {
    triggers: [{ ...trigger, state: 'harmless', detail }],
    problems: written === undefined || message === undefined ? [] : [{ project, message, blocking: false }],
  }
}

function blocks(seen: SeenRule, { blocking }: Goal): boolean {
  return blocking && stateOf(seen) !== 'harmless'
}

/** What the goal still lacks where there is nothing to write. */
function remaining({ region }: RuleDeps, seen: SeenRule, goal: Goal): readonly PipelineProblem[] {
  const { key, project } = seen
  const name = ruleName(key, region)
  const plan = goal.plan(seen)
  if (plan.kind === 'impossible') {
    // Said already, with what AWS answered.
    if (plan.obstacle.kind === 'unread-targets') return []
    // Nothing has to be done about a rule whose pipelines are closed.
    if (goal === DISABLE && stateOf(seen) === 'harmless') return []
    const reason = `The EventBridge rule ${name} was not ${goal.done}: ${reasonOf(seen, plan.obstacle)}.`
    const message = goal === DISABLE ? reason + adviceOn(seen, plan.obstacle) : reason
    return [{ project, message, blocking: goal.blocking }]
  }
  if (goal === RESTORE && readMark(seen).kind === 'altered') {
    const message = `The description of the EventBridge rule ${name} looks like the mark of this action but was altered: the rule was left as it is.`
    return [{ project, message, blocking: false }]
  }
  return []
}
