import { createHash } from 'node:crypto'
import type {
  CreateScheduleCommandInput,
  CreateScheduleCommandOutput,
  DeleteScheduleCommandInput,
  DeleteScheduleCommandOutput,
  GetScheduleCommandInput,
  GetScheduleCommandOutput,
  ListSchedulesCommandInput,
  ListSchedulesCommandOutput,
  UpdateScheduleCommandInput,
  UpdateScheduleCommandOutput,
} from '@aws-sdk/client-scheduler'
import type { SchedulerApi } from '../src/aws/api.ts'
import { ACCOUNT } from './ecr.ts'
import type { Launch } from './launch.ts'
import { pageOf } from './wire/pages.ts'
import { isRecord, type RestRequest } from './wire/protocol.ts'
import type { RestOperation } from './wire/services.ts'
import { AwsError } from './world/failure.ts'

/** Where a schedule lives, if not in the default group of us-east-1. */
export interface SchedulePlace {
  readonly group?: string
  readonly region?: string
}

/** A schedule as `GetSchedule` tells it. */
export type Schedule = Omit<GetScheduleCommandOutput, '$metadata'>

/** A schedule of the simulated Scheduler; what is left out has the service's own default. */
export interface ScheduleRecipe
  extends SchedulePlace, Omit<Schedule, 'Arn' | 'Name' | 'GroupName' | 'CreationDate' | 'LastModificationDate'> {
  readonly name: string
}

const DEFAULT_GROUP = 'default'
const RETRY = { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 }
const START_TOLERANCE_MS = 5 * 60_000
const UNIVERSAL = /^arn:aws[^:]*:scheduler:::aws-sdk:(\w+):(\w+)$/

interface StoredSchedule {
  readonly region: string
  readonly schedule: Schedule
}

/** The simulated EventBridge Scheduler: schedules in groups, and what they start. */
export class Scheduler {
  /** How much a list answers at once where a request does not say it; AWS's own is 100. */
  pageSize = 100
  readonly #now: () => number
  readonly #launch: Launch
  readonly #groups = new Set<string>()
  readonly #schedules = new Map<string, StoredSchedule>()

  /** @param now simulated time in milliseconds */
  constructor(now: () => number, launch: Launch) {
    this.#now = now
    this.#launch = launch
  }

  /** Creates a schedule, and its group. */
  schedule({ name, group = DEFAULT_GROUP, region = 'us-east-1', ...rest }: ScheduleRecipe): void {
    this.#groups.add(`${region}/${group}`)
    this.#put(region, { ...rest, Name: name, GroupName: group }, new Date(this.#now()))
  }

  /** The schedule as it stands now, for assertions; undefined where it is gone. */
  stored(name: string, { group = DEFAULT_GROUP, region = 'us-east-1' }: SchedulePlace = {}): Schedule | undefined {
    return this.#schedules.get(`${region}/${group}/${name}`)?.schedule
  }

  /** Somebody deletes a schedule. */
  remove(name: string, { group = DEFAULT_GROUP, region = 'us-east-1' }: SchedulePlace = {}): void {
    this.#schedules.delete(`${region}/${group}/${name}`)
  }

  /** The schedule's moment has come. @returns what it started: nothing while it is disabled */
  fire(name: string, { group = DEFAULT_GROUP, region = 'us-east-1' }: SchedulePlace = {}): readonly string[] {
    const key = `${region}/${group}/${name}`
    const schedule = this.#schedules.get(key)?.schedule
    if (schedule === undefined) throw new Error(`the story fires a schedule that does not exist: ${group}/${name}`)
    if (schedule.State === 'DISABLED') return []
    const role = (schedule.Target?.RoleArn ?? '').replace(/^.*\//, '')
    const session = createHash('sha256').update(`${key} at ${this.#now()}`).digest('hex').slice(0, 32)
    const started = this.#launch(goal(region, schedule), `${role}/${session}`)
    if (schedule.ActionAfterCompletion === 'DELETE' && isOnce(schedule.ScheduleExpression)) this.#schedules.delete(key)
    return started === undefined ? [] : [started]
  }

  /** Scheduler's API in one region. Rejects with an `AwsError`. */
  api(region: string) {
    return {
      listSchedules: async (input: ListSchedulesCommandInput) => this.#listSchedules(region, input),
      getSchedule: async (input: GetScheduleCommandInput) => this.#getSchedule(region, input),
      createSchedule: async (input: CreateScheduleCommandInput) => this.#createSchedule(region, input),
      updateSchedule: async (input: UpdateScheduleCommandInput) => this.#updateSchedule(region, input),
      deleteSchedule: async (input: DeleteScheduleCommandInput) => this.#deleteSchedule(region, input),
    } satisfies SchedulerApi & Record<string, unknown>
  }

  /** What is left out goes to the service's default, whatever the schedule had before (API reference, UpdateSchedule). */
  #put(region: string, input: Schedule, created: Date): string {
    const group = input.GroupName ?? DEFAULT_GROUP
    const name = input.Name ?? ''
    const arn = arnOf(region, group, name)
    const { Description, StartDate, EndDate, KmsKeyArn } = input
    this.#schedules.set(`${region}/${group}/${name}`, {
      region,
      schedule: {
        ActionAfterCompletion: input.ActionAfterCompletion ?? 'NONE',
        Arn: arn,
        CreationDate: created,
        ...(Description === undefined ? {} : { Description }),
        ...(EndDate === undefined ? {} : { EndDate }),
        FlexibleTimeWindow: input.FlexibleTimeWindow,
        GroupName: group,
        ...(KmsKeyArn === undefined ? {} : { KmsKeyArn }),
        LastModificationDate: new Date(this.#now()),
        Name: name,
        ScheduleExpression: input.ScheduleExpression,
        ScheduleExpressionTimezone: input.ScheduleExpressionTimezone ?? 'UTC',
        ...(StartDate === undefined ? {} : { StartDate }),
        State: input.State ?? 'ENABLED',
        Target:
          input.Target === undefined
            ? undefined
            : { ...input.Target, RetryPolicy: { ...RETRY, ...input.Target.RetryPolicy } },
      },
    })
    return arn
  }

  #checkGroup(region: string, group: string): void {
    if (group === DEFAULT_GROUP || this.#groups.has(`${region}/${group}`)) return
    throw new AwsError('ResourceNotFoundException', `Schedule group ${group} does not exist.`, 404)
  }

  #found(region: string, group = DEFAULT_GROUP, name = ''): Schedule {
    this.#checkGroup(region, group)
    const stored = this.#schedules.get(`${region}/${group}/${name}`)
    if (stored === undefined) throw new AwsError('ResourceNotFoundException', `Schedule ${name} does not exist.`, 404)
    return stored.schedule
  }

  #listSchedules(region: string, input: ListSchedulesCommandInput): ListSchedulesCommandOutput {
    if (input.GroupName !== undefined) this.#checkGroup(region, input.GroupName)
    const all = [...this.#schedules]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, stored]) => (stored.region === region ? [stored.schedule] : []))
      .filter(({ GroupName }) => input.GroupName === undefined || GroupName === input.GroupName)
      .filter(({ Name }) => Name?.startsWith(input.NamePrefix ?? ''))
      .filter(({ State }) => input.State === undefined || State === input.State)
    const { items, next } = pageOf(
      all,
      input.NextToken,
      input.MaxResults ?? this.pageSize,
      invalid('Invalid NextToken.'),
    )
    return {
      Schedules: items.map(({ Arn, CreationDate, GroupName, LastModificationDate, Name, State, Target }) => ({
        Arn,
        CreationDate,
        GroupName,
        LastModificationDate,
        Name,
        State,
        Target: { Arn: Target?.Arn },
      })),
      ...(next === undefined ? {} : { NextToken: next }),
      $metadata: {},
    }
  }

  #getSchedule(region: string, input: GetScheduleCommandInput): GetScheduleCommandOutput {
    return { ...this.#found(region, input.GroupName, input.Name), $metadata: {} }
  }

  #createSchedule(region: string, input: CreateScheduleCommandInput): CreateScheduleCommandOutput {
    const group = input.GroupName ?? DEFAULT_GROUP
    this.#checkGroup(region, group)
    if (this.#schedules.has(`${region}/${group}/${input.Name ?? ''}`))
      throw new AwsError('ConflictException', `Schedule ${input.Name ?? ''} already exists.`, 409)
    this.#checkTimes(input)
    return { ScheduleArn: this.#put(region, input, new Date(this.#now())), $metadata: {} }
  }

  #updateSchedule(region: string, input: UpdateScheduleCommandInput): UpdateScheduleCommandOutput {
    const { CreationDate } = this.#found(region, input.GroupName, input.Name)
    this.#checkTimes(input)
    return { ScheduleArn: this.#put(region, input, CreationDate ?? new Date(this.#now())), $metadata: {} }
  }

  #deleteSchedule(region: string, input: DeleteScheduleCommandInput): DeleteScheduleCommandOutput {
    this.#found(region, input.GroupName, input.Name)
    this.#schedules.delete(`${region}/${input.GroupName ?? DEFAULT_GROUP}/${input.Name ?? ''}`)
    return { $metadata: {} }
  }

  #checkTimes(input: CreateScheduleCommandInput | UpdateScheduleCommandInput): void {
    const expression = input.ScheduleExpression ?? ''
    if (!/^(?:at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\)|rate\(\d+ \w+\)|cron\([^)]+\))$/.test(expression))
      throw invalid(`Invalid Schedule Expression ${expression}.`)
    const window = input.FlexibleTimeWindow
    if ((window?.Mode === 'FLEXIBLE') !== (window?.MaximumWindowInMinutes !== undefined))
      throw invalid('MaximumWindowInMinutes must be set when, and only when, the flexible time window is FLEXIBLE.')
    if (isOnce(expression)) return
    if (input.StartDate !== undefined && input.StartDate.getTime() < this.#now() - START_TOLERANCE_MS)
      throw invalid('The StartDate you specify cannot be earlier than 5 minutes ago.')
    if (input.StartDate !== undefined && input.EndDate !== undefined && input.EndDate <= input.StartDate)
      throw invalid('The EndDate you specify must come after the StartDate.')
  }
}

/** The paths of the requests that it answers. */
export const SCHEDULER_PATHS = /^\/schedules(?:\/|$)/

/** The members that travel in the query, by the names that they have there. */
const LIST_QUERY: Readonly<Record<string, string>> = {
  ScheduleGroup: 'GroupName',
  MaxResults: 'MaxResults',
  NamePrefix: 'NamePrefix',
  NextToken: 'NextToken',
  State: 'State',
}
const ONE_QUERY: Readonly<Record<string, string>> = { groupName: 'GroupName', clientToken: 'ClientToken' }

/**
 * What Scheduler's REST requests ask for: `GET /schedules?ScheduleGroup=…`, `PUT /schedules/nightly`. Undefined for a path that is
 * not one of theirs. A query parameter that no operation takes is handed over as `?name`.
 */
export function readSchedulerRequest({ method, url, body }: RestRequest): RestOperation | undefined {
  const name = /^\/schedules\/([^/]+)$/.exec(url.pathname)?.[1]
  if (name === undefined && url.pathname !== '/schedules') return undefined
  const operation = operationOf(method, name)
  if (operation === undefined) return undefined
  const members = name === undefined ? LIST_QUERY : ONE_QUERY
  const query = [...url.searchParams].map(([key, value]): [string, unknown] => [
    members[key] ?? `?${key}`,
    key === 'MaxResults' ? Number(value) : value,
  ])
  return {
    name: operation,
    input: () => {
      const input: unknown = body === '' ? {} : JSON.parse(body)
      if (!isRecord(input)) throw new SyntaxError('expected a JSON object')
      const path = name === undefined ? {} : { Name: decodeURIComponent(name) }
      return { ...input, ...Object.fromEntries(query), ...path }
    },
  }
}

function operationOf(method: string, name: string | undefined): string | undefined {
  if (name === undefined) return method === 'GET' ? 'ListSchedules' : undefined
  switch (method) {
    case 'GET':
      return 'GetSchedule'
    case 'PUT':
      return 'UpdateSchedule'
    case 'POST':
      return 'CreateSchedule'
    case 'DELETE':
      return 'DeleteSchedule'
    default:
      return undefined
  }
}

/** The ARN of what a schedule starts: its target, or what the input of a universal target names. */
function goal(region: string, { Target }: Schedule): string {
  const arn = Target?.Arn ?? ''
  const [, service, action] = UNIVERSAL.exec(arn) ?? []
  if (service === undefined || action === undefined) return arn
  const input: unknown = JSON.parse(Target?.Input ?? '{}')
  const said = (member: string): string => {
    const value = isRecord(input) ? input[member] : undefined
    return typeof value === 'string' ? value : ''
  }
  switch (`${service}:${action}`) {
    case 'codebuild:startBuild':
    case 'codebuild:startBuildBatch': {
      const project = said('ProjectName')
      return project.startsWith('arn:') ? project : `arn:aws:codebuild:${region}:${ACCOUNT}:project/${project}`
    }
    case 'codepipeline:startPipelineExecution':
      return `arn:aws:codepipeline:${region}:${ACCOUNT}:${said('Name')}`
    default:
      return arn
  }
}

function arnOf(region: string, group: string, name: string): string {
  return `arn:aws:scheduler:${region}:${ACCOUNT}:schedule/${group}/${name}`
}

function isOnce(expression: string | undefined): boolean {
  return expression?.startsWith('at(') ?? false
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message)
}
