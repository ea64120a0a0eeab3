import type { Written } from './change.ts'
import type { ScheduleKey } from './listing.ts'
import type { Schedule, ScheduleReading } from './plan.ts'
import { isOnce, isRate } from './time.ts'
import type { Start } from './target.ts'
import { quoted } from '../shell.ts'

/** What names a schedule to a person. `home`: the region where its being there goes without saying. */
export function scheduleName({ region, group, name }: ScheduleKey, home: string): string {
  return region === home ? `${group}/${name}` : `${group}/${name} in ${region}`
}

/** What starts it, what it starts, and what stands in the way: full sentences. */
export function describeSchedule(schedule: Schedule, reading: ScheduleReading): string {
  return [...situation(schedule, reading), ...peculiarities(schedule, reading)].join(' ')
}

function situation(schedule: Schedule, { state, start, marked, over }: ScheduleReading): readonly string[] {
  const does = `${whenOf(schedule)} ${whatOf(start)}`
  if (schedule.State === 'DISABLED') {
    return marked ? [`Disabled by the mark of this action: ${does}.`] : [`Its owner has it disabled: ${does}.`]
  }
  if (over === 'due') return [`Its only time has passed: ${does}.`]
  if (over === 'end') return [`Its end date ${instant(schedule.EndDate)} has passed: ${does}.`]
  const sentence = `${does.charAt(0).toUpperCase()}${does.slice(1)}.`
  if (start.kind === 'pipelines' && state === 'harmless')
    return [sentence, 'The way from there to the project is closed.']
  return [sentence]
}

function whenOf({ ScheduleExpression: expression = '', ScheduleExpressionTimezone: zone = 'UTC' }: Schedule): string {
  return isRate({ ScheduleExpression: expression })
    ? `the schedule ${expression}`
    : `the schedule ${expression} (${zone})`
}

function whatOf(start: Start): string {
  switch (start.kind) {
    case 'nothing':
      return 'starts nothing that concerns the project'
    case 'project':
      return start.call === undefined ? 'starts the project' : `calls ${start.call} for the project`
    case 'pipelines': {
      const [one, ...others] = start.runs
      const names = [one, ...others].map((run) => run?.name ?? '').join(', ')
      const does = start.call === undefined ? 'starts' : `calls ${start.call} for`
      return others.length === 0
        ? `${does} the pipeline ${names}, which runs the project in ${stagesOf(one?.stages ?? [])}`
        : `${does} the pipelines ${names}, which run the project`
    }
    case 'unclear':
      return `calls ${start.call}, and whether for this project cannot be told: ${start.why}`
  }
}

function stagesOf(stages: readonly string[]): string {
  return `${stages.length === 1 ? 'its stage' : 'its stages'} ${stages.join(', ')}`
}

function peculiarities(schedule: Schedule, { marked, altered, heldStart }: ScheduleReading): readonly string[] {
  const found: string[] = []
  const enabled = schedule.State !== 'DISABLED'
  if (marked && enabled) found.push('It carries the mark of this action, and was enabled since.')
  if (altered) found.push('Its description looks like the mark of this action but was altered, so it is left alone.')
  if (heldStart !== undefined)
    found.push(
      `Its start date ${instant(heldStart)} is kept in the mark, because AWS takes none that has passed: restore brings it back.`,
    )
  if (enabled && schedule.State !== 'ENABLED') found.push(`Its state is ${schedule.State ?? 'not told'}.`)
  // AWS deletes after the last call, and does not say what it does with a schedule that was disabled by then.
  const ends = isOnce(schedule) || schedule.EndDate !== undefined
  if (marked && !enabled && ends && schedule.ActionAfterCompletion === 'DELETE')
    found.push('It is set to be deleted after its last run, so AWS may delete it once its time is over.')
  return found
}

function instant(date: Date | undefined): string {
  return date === undefined || Number.isNaN(date.getTime()) ? '' : date.toISOString()
}

/**
 * A command that sets a schedule's state and description and leaves everything else. UpdateSchedule takes all fields or none, so
 * they are read and written back: what the schedule passes to its target may be secret and must not stand in a command.
 */
export function setCommand(
  { region, group, name }: ScheduleKey,
  state: 'ENABLED' | 'DISABLED',
  description: { readonly to: string | undefined } | undefined,
): string {
  const where = `--region ${quoted(region)}`
  const which = `--group-name ${quoted(group)} --name ${quoted(name)}`
  const change =
    description === undefined
      ? ''
      : description.to === undefined
        ? ' | del(.Description)'
        : ' | .Description = $description'
  const filter = `del(.Arn, .CreationDate, .LastModificationDate) | .State = "${state}"${change}`
  const argument = description?.to === undefined ? '' : ` --arg description ${quoted(description.to)}`
  const read = `aws scheduler get-schedule ${where} ${which} --output json | jq${argument} ${quoted(filter)}`
  // The CLI reads a file that is named here twice, so that a pipe will not do.
  return `aws scheduler update-schedule ${where} --cli-input-json "$(${read})"`
}

/** What a restore could not bring back exactly; undefined where it brought back everything. */
export function startDateNote(name: string, { input, wanted }: Written): string | undefined {
  if (wanted === undefined) return undefined
  const former = instant(wanted.StartDate)
  const because = `AWS takes no start date that has passed, so the schedule ${name} did not get back its former one, ${former}`
  return input.StartDate === undefined
    ? `${because}: it was restored without one, which makes no difference to when it runs.`
    : `${because}: it was restored with ${instant(input.StartDate)}, the next time at which ${wanted.ScheduleExpression ?? 'it'} counted from there is due.`
}

/** What enabling a schedule again may bring about at once. */
export function enablingNote(schedule: Schedule): string | undefined {
  return isRate(schedule) && schedule.StartDate === undefined
    ? 'A rate without a start date counts anew from now, and AWS may run it at once.'
    : undefined
}
