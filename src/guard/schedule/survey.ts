import type { Project } from '@aws-sdk/client-codebuild'

import type { AwsFailure } from '../../aws/failure.ts'
import type { Clock } from '../../clock.ts'
import type { PipelineFinder, PipelineRun } from '../pipeline/finder.ts'
import type { Listed, ScheduleKey, ScheduleListing } from './listing.ts'
import { readSchedule } from './plan.ts'
import type { Schedule, ScheduleReading } from './plan.ts'
import { aimOf, startOf, startingCall } from './target.ts'
import type { Place, Scope, Start } from './target.ts'

/** How many schedules are read at a time. */
const AT_A_TIME = 10

/** A schedule that starts the project, or may. */
export interface Found {
  readonly key: ScheduleKey
  readonly schedule: Schedule
  readonly reading: ScheduleReading
}

/** One schedule that could not be read, or, without a key, all those of a region. */
export interface Unread {
  readonly region: string
  readonly failure: AwsFailure
  readonly arn: string
  readonly key?: ScheduleKey
  /** Whether the list shows it disabled, so that it starts nothing whatever it is. */
  readonly disabled: boolean
}

export interface Survey {
  readonly scope: Scope
  /** ARNs of the pipelines whose way to the project is closed. */
  readonly closed: ReadonlySet<string>
  readonly found: readonly Found[]
  readonly unread: readonly Unread[]
  readonly placeOf: (key: ScheduleKey, schedule: Schedule) => Place
}

/**
 * Searches the project's region and those of the pipelines that run it. What kept the search for pipelines from being complete is told
 * by the pipelines' own kind.
 */
export async function surveySchedules(
  listing: ScheduleListing,
  finder: PipelineFinder,
  clock: Clock,
  project: Project,
  region: string,
): Promise<Survey> {
  const { runs } = await finder.runsOf(project)
  const scope = scopeOf(project, region, runs)
  const seen: Seen[] = []
  const unread: Unread[] = []
  for (const one of new Set([scope.region, ...runs.map((run) => run.region)])) {
    const { schedules, failure } = await listing.all(one)
    if (failure !== undefined) unread.push({ region: one, failure, arn: '*', disabled: false })
    const candidates = schedules.filter((listed) => isCandidate(listing, listed, scope))
    for (let at = 0; at < candidates.length; at += AT_A_TIME) {
      const some = candidates.slice(at, at + AT_A_TIME)
      for (const result of await Promise.all(some.map((listed) => inspect(listing, listed, scope)))) {
        if (result === undefined) continue
        if ('failure' in result) unread.push(result)
        else seen.push(result)
      }
    }
  }
  const closed = await closedOf(finder, seen)
  const found = seen.map(({ key, schedule }) => ({
    key,
    schedule,
    reading: readSchedule(schedule, scope, placeOf(key, schedule), closed, clock.now()),
  }))
  return { scope, closed, found, unread, placeOf }
}

interface Seen {
  readonly key: ScheduleKey
  readonly schedule: Schedule
  readonly start: Start
}

function scopeOf({ name = '', arn }: Project, region: string, runs: readonly PipelineRun[]): Scope {
  const [, , , own, account] = arn?.split(':') ?? []
  return { project: name, arn, region: own ?? region, account, runs }
}

function placeOf({ region }: ScheduleKey, { Arn: arn }: Pick<Schedule, 'Arn'>): Place {
  return { region, account: arn?.split(':')[4] }
}

/** Whether the schedule must be read to know what it starts. */
function isCandidate(listing: ScheduleListing, listed: Listed, scope: Scope): boolean {
  const arn = listed.summary.Target?.Arn
  if (arn === undefined) return true
  const call = startingCall(arn)
  const place = placeOf(listed, listed.summary)
  if (call === undefined) return startOf({ kind: 'resource', arn }, scope, place).kind !== 'nothing'
  if (call.service === 'codepipeline' && scope.runs.length === 0) return false
  const known = listing.knownAim(listed)
  return known === undefined || startOf(known, scope, place).kind !== 'nothing'
}

async function inspect(listing: ScheduleListing, listed: Listed, scope: Scope): Promise<Seen | Unread | undefined> {
  const { region, group, name, summary } = listed
  const key = { region, group, name }
  const look = await listing.get(key)
  switch (look.state) {
    case 'absent':
      return undefined
    case 'unreadable': {
      const arn = summary.Arn ?? `arn:*:scheduler:${region}:*:schedule/${group}/${name}`
      return { region, key, arn, failure: look.failure, disabled: summary.State === 'DISABLED' }
    }
    case 'found': {
      const { schedule } = look
      const aim = aimOf(schedule.Target ?? { Arn: undefined, RoleArn: undefined })
      if (aim.kind === 'call') listing.remember(listed, aim)
      const start = startOf(aim, scope, placeOf(key, schedule))
      return start.kind === 'nothing' ? undefined : { key, schedule, start }
    }
  }
}

/** The pipelines that a schedule starts in vain; a pipeline that cannot be read is open. */
async function closedOf(finder: PipelineFinder, seen: readonly Seen[]): Promise<ReadonlySet<string>> {
  const closed = new Set<string>()
  const runs = new Map(
    seen.flatMap(({ schedule, start }) =>
      start.kind === 'pipelines' && schedule.State !== 'DISABLED'
        ? start.runs.map((run) => [run.arn, run] as const)
        : [],
    ),
  )
  for (const run of runs.values()) if (!(await finder.reaches(run))) closed.add(run.arn)
  return closed
}
