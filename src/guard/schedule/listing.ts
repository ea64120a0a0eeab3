import type { GetScheduleCommandOutput, ScheduleSummary } from '@aws-sdk/client-scheduler'

import type { SchedulerApi } from '../../aws/api.ts'
import { incompleteAnswer } from '../../aws/errors.ts'
import type { AwsFailure } from '../../aws/failure.ts'
import { passableFailure, patiently } from '../problem.ts'
import type { Patience } from '../problem.ts'
import type { Schedule } from './plan.ts'
import type { Aim } from './target.ts'

/** ListSchedules gives 100 at most. */
const PAGE = 100

/** A change within the same second may bear the same date: what is as young as that is read again. In milliseconds. */
const YOUNG = 60_000

/** What universal targets call, by the schedule's region, group and name: kept over looks, while the schedules are not modified. */
export type RememberedAims = Map<string, { readonly modified: number; readonly aim: Aim }>

export interface SchedulesDeps {
  readonly scheduler: (region: string) => SchedulerApi
  readonly patience: Patience
  readonly remembered?: RememberedAims
}

export interface ScheduleKey {
  readonly region: string
  readonly group: string
  readonly name: string
}

export interface Listed extends ScheduleKey {
  readonly summary: ScheduleSummary
}

export interface Listing {
  readonly schedules: readonly Listed[]
  /** What kept the list from being complete. */
  readonly failure?: AwsFailure
}

export type ScheduleLook =
  | { readonly state: 'found'; readonly schedule: Schedule }
  | { readonly state: 'absent' }
  | { readonly state: 'unreadable'; readonly failure: AwsFailure }

/** Reads schedules for one look: what it has read it gives again. */
export interface ScheduleListing {
  /** All schedules of all groups in a region. */
  all(region: string): Promise<Listing>
  get(key: ScheduleKey): Promise<ScheduleLook>
  /** Takes note of what was read elsewhere. */
  tell(key: ScheduleKey, look: ScheduleLook): void
  /** What the schedule calls, where that is known from an earlier look. */
  knownAim(listed: Listed): Aim | undefined
  remember(listed: Listed, aim: Aim): void
}

export function scheduleListing(deps: SchedulesDeps): ScheduleListing {
  const listings = new Map<string, Promise<Listing>>()
  const looks = new Map<string, Promise<ScheduleLook>>()
  return {
    all: (region) => once(listings, region, () => listAll(deps, region)),
    get: (key) => once(looks, idOf(key), () => look(deps, key)),
    tell: (key, found) => void looks.set(idOf(key), Promise.resolve(found)),
    knownAim: (listed) => {
      const known = deps.remembered?.get(idOf(listed))
      return known !== undefined && known.modified === modifiedAt(listed) ? known.aim : undefined
    },
    remember: (listed, aim) => {
      const modified = modifiedAt(listed)
      if (modified === undefined || modified + YOUNG > deps.patience.clock.now()) return
      deps.remembered?.set(idOf(listed), { modified, aim })
    },
  }
}

/** The schedule as it is now; undefined where there is none. Rejects with the call's `AwsFailure`. */
export async function readNow({ scheduler, patience }: SchedulesDeps, key: ScheduleKey): Promise<Schedule | undefined> {
  try {
    return await patiently(patience, async () => {
      const answer = await scheduler(key.region).getSchedule({ GroupName: key.group, Name: key.name })
      const lacks = lackIn(answer)
      if (lacks !== undefined) throw incompleteAnswer('scheduler:GetSchedule', lacks)
      const { $metadata: _, ...schedule } = answer
      return schedule
    })
  } catch (error) {
    if (passableFailure(error).kind === 'absent') return undefined
    throw error
  }
}

/** What AWS always sends and a full re-put cannot do without. */
function lackIn({
  Name,
  State,
  ScheduleExpression,
  FlexibleTimeWindow,
  Target,
}: GetScheduleCommandOutput): string | undefined {
  const needed = { Name, State, ScheduleExpression, FlexibleTimeWindow, 'Target.Arn': Target?.Arn }
  return Object.entries(needed).find(([, value]) => value === undefined)?.[0]
}

async function look(deps: SchedulesDeps, key: ScheduleKey): Promise<ScheduleLook> {
  try {
    const schedule = await readNow(deps, key)
    return schedule === undefined ? { state: 'absent' } : { state: 'found', schedule }
  } catch (error) {
    return { state: 'unreadable', failure: passableFailure(error) }
  }
}

async function listAll({ scheduler, patience }: SchedulesDeps, region: string): Promise<Listing> {
  const schedules: Listed[] = []
  const tokens = new Set<string>()
  let token: string | undefined
  try {
    do {
      const page = { MaxResults: PAGE, ...(token === undefined ? {} : { NextToken: token }) }
      const answer = await patiently(patience, async () => {
        const { Schedules, NextToken } = await scheduler(region).listSchedules(page)
        if (Schedules === undefined) throw incompleteAnswer('scheduler:ListSchedules', 'Schedules')
        return { schedules: Schedules.map((summary) => listed(region, summary)), next: NextToken }
      })
      schedules.push(...answer.schedules)
      token = answer.next
      if (token !== undefined && tokens.has(token))
        throw incompleteAnswer('scheduler:ListSchedules', 'a page that it has not given before')
      if (token !== undefined) tokens.add(token)
    } while (token !== undefined)
    return { schedules }
  } catch (error) {
    return { schedules, failure: passableFailure(error) }
  }
}

function listed(region: string, summary: ScheduleSummary): Listed {
  const [, group = summary.GroupName, name = summary.Name] =
    /:schedule\/([^/]+)\/([^/]+)$/.exec(summary.Arn ?? '') ?? []
  if (name === undefined) throw incompleteAnswer('scheduler:ListSchedules', 'the name of a schedule')
  return { region, group: group ?? 'default', name, summary }
}

function modifiedAt({ summary }: Listed): number | undefined {
  return summary.LastModificationDate?.getTime()
}

function idOf({ region, group, name }: ScheduleKey): string {
  // Neither a group's nor a schedule's name has a slash.
  return `${region}/${group}/${name}`
}

function once<Value>(made: Map<string, Promise<Value>>, key: string, make: () => Promise<Value>): Promise<Value> {
  const known = made.get(key)
  if (known !== undefined) return known
  const value = make()
  made.set(key, value)
  return value
}
