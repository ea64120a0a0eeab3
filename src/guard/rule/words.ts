import type { PutRuleCommandInput } from '@aws-sdk/client-eventbridge'

import type { RuleKey, SeenRule, Start } from './find.ts'
import { isOff, planDisable, readMark, stateOf } from './plan.ts'
import type { Obstacle } from './plan.ts'
import { quoted } from '../shell.ts'

/** A sentence is read by a person: of a long list the first few. */
const NAMED_AT_MOST = 3

/** When the rule fires, what it starts of the project, and what is peculiar about it: full sentences. */
export function describeRule(seen: SeenRule): string {
  const { State = '' } = seen.rule
  const mark = readMark(seen)
  const occasion = `${occasionOf(seen)} it ${isOff(seen) ? 'started' : 'starts'} ${listed(seen.starts.map(startOf))}.`
  const sentences: string[] = []
  if (!isOff(seen)) sentences.push(capitalised(occasion))
  else if (mark.kind === 'mark') sentences.push(`Disabled by the mark of this action, was ${mark.was}: ${occasion}`)
  else sentences.push(`Disabled, and not by this action: ${occasion}`)

  if (!isOff(seen) && stateOf(seen) === 'harmless') sentences.push('Every way from there to the project is closed.')
  if (!isOff(seen) && mark.kind === 'mark')
    sentences.push(`It carries the mark of this action, but its state is ${State} again.`)
  if (mark.kind === 'altered')
    sentences.push('Its description holds what looks like the mark of this action but was altered.')
  if (stateOf(seen) === 'disabled' && seen.others.length > 0)
    sentences.push(`Off with it is what else it has as a target now: ${listed(seen.others)}.`)
  const plan = planDisable(seen)
  if (plan.kind === 'impossible') sentences.push(`This action cannot disable it: ${reasonOf(seen, plan.obstacle)}.`)
  return sentences.join(' ')
}

function occasionOf({ rule }: SeenRule): string {
  const { EventPattern = '', ScheduleExpression = '' } = rule
  const events = EventPattern === '' ? [] : ['on events that match its pattern']
  const times = ScheduleExpression === '' ? [] : [`at ${ScheduleExpression}`]
  return [...times, ...events].join(' and ')
}

function startOf(start: Start): string {
  if (start.what === 'project') return 'the project'
  const { name, stages } = start.run
  const where = stages.length === 0 ? '' : ` in ${stages.length === 1 ? 'stage' : 'stages'} ${listed(stages)}`
  return `pipeline ${name}, which runs the project${where}`
}

/** Why the rule is not changed, as the end of a sentence. */
export function reasonOf({ others }: SeenRule, obstacle: Obstacle): string {
  switch (obstacle.kind) {
    case 'managed':
      return `it is managed by ${obstacle.by}, and such a rule is never touched`
    case 'other-targets':
      return `it also starts ${listed(others)}, which would stop with it`
    case 'unread-targets':
      return 'what else it starts could not be read'
    case 'unknown-state':
      return `its state ${obstacle.state} is none that this action knows`
    case 'no-room':
      return `its description is too long: with the mark before it, ${obstacle.atMost} characters fit at most`
    case 'invalid-description':
      return 'its description is no valid Unicode, so it could not be restored exactly'
  }
}

/** What a person can do about it: a sentence, or nothing. */
export function adviceOn(seen: SeenRule, obstacle: Obstacle): string {
  const { key, ours } = seen
  const { bus: EventBusName, name: Name } = key
  const byHand = (): string => `disable the rule by hand: ${command('disable-rule', key, { Name, EventBusName })}`
  switch (obstacle.kind) {
    case 'managed':
      return ` Only that service changes it: take this project out of what was set up there.`
    case 'other-targets': {
      const taking = command('remove-targets', key, { Rule: Name, EventBusName, Ids: ours })
      return ` Split the rule in two, so that one starts nothing else, or take the project out of it: ${taking}`
    }
    case 'unread-targets':
      return ''
    case 'unknown-state':
    case 'invalid-description':
      return ` You can ${byHand()}`
    case 'no-room':
      return ` Shorten it, or ${byHand()}`
  }
}

/** The AWS CLI's command that makes the rule what the write says. */
export function putCommand(key: RuleKey, input: PutRuleCommandInput): string {
  return command('put-rule', key, input)
}

export function deleteCommand(key: RuleKey): string {
  return command('delete-rule', key, { Name: key.name, EventBusName: key.bus })
}

/** All as JSON: the CLI opens a file where an option's text begins with `file://`, and sees an option where it begins with a dash. */
function command(operation: string, { region }: RuleKey, input: object): string {
  return `aws events ${operation} --region ${quoted(region)} --cli-input-json ${quoted(JSON.stringify(input))}`
}

function listed(items: readonly string[]): string {
  const shown = items.slice(0, NAMED_AT_MOST)
  const more = items.length - shown.length
  const all = more === 0 ? shown : [...shown, `${more} more`]
  return [all.slice(0, -1).join(', '), all.at(-1) ?? ''].filter((part) => part !== '').join(' and ')
}

function capitalised(sentence: string): string {
  return sentence.slice(0, 1).toUpperCase() + sentence.slice(1)
}
