import type { Project } from '@aws-sdk/client-codebuild'
import type { GetScheduleCommandOutput, ScheduleSummary, UpdateScheduleCommandInput } from '@aws-sdk/client-scheduler'

import type { SchedulerApi } from '../../src/aws/api.ts'
import { AwsFailure } from '../../src/aws/failure.ts'
import type { AwsFailureKind } from '../../src/aws/failure.ts'
import type { PipelineFinder, PipelineRun } from '../../src/guard/pipeline/finder.ts'
import { BRIEF } from '../../src/guard/problem.ts'
import { scheduleGuard } from '../../src/guard/schedule/schedule.ts'
import type { RememberedAims } from '../../src/guard/schedule/listing.ts'
import type { Schedule } from '../../src/guard/schedule/plan.ts'
import type { TriggerGuard } from '../../src/guard/trigger.ts'
import { NOW, REGION, arnOf, virtualClock } from './codebuild-in-memory.ts'

export const ACCOUNT = '123456789012'
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/scheduler`
export const START_BUILD = 'arn:aws:scheduler:::aws-sdk:codebuild:startBuild'
export const START_PIPELINE = 'arn:aws:scheduler:::aws-sdk:codepipeline:startPipelineExecution'

export type SchedulerMethod = keyof SchedulerApi

export interface SchedulerCall {
  readonly method: SchedulerMethod
  readonly input: object
}

const SECOND = 1000
const MINUTE = 60 * SECOND

/** A schedule as GetSchedule gives it, with every field that AWS fills in. */
export function scheduleWith(name: string, fields: Partial<Schedule> = {}, region = REGION): Schedule {
  const { GroupName = 'default' } = fields
  return {
    Arn: `arn:aws:scheduler:${region}:${ACCOUNT}:schedule/${GroupName}/${name}`,
    Name: name,
    GroupName,
    State: 'ENABLED',
    ScheduleExpression: 'cron(0 3 * * ? *)',
    ScheduleExpressionTimezone: 'UTC',
    FlexibleTimeWindow: { Mode: 'OFF' },
    ActionAfterCompletion: 'NONE',
    CreationDate: new Date('2025-06-01T00:00:00Z'),
    LastModificationDate: new Date('2025-06-01T00:00:00Z'),
    Target: { Arn: arnOf('app'), RoleArn: ROLE, RetryPolicy: { MaximumRetryAttempts: 3 } },
    ...fields,
  }
}

/** The target that calls an API with these parameters. */
export function calling(arn: string, input: unknown): Schedule['Target'] {
  return { Arn: arn, RoleArn: ROLE, Input: typeof input === 'string' ? input : JSON.stringify(input) }
}

export function pipelineRun(name: string, region = REGION): PipelineRun {
  return { name, region, arn: `arn:aws:codepipeline:${region}:${ACCOUNT}:${name}`, stages: ['Build'] }
}

export function schedulerFailure(kind: AwsFailureKind, action: string, code: string, resource?: string): AwsFailure {
  return new AwsFailure(kind, action, code, 'says AWS', { resource })
}

/** One region's schedules in memory, as strict as AWS is known to be. */
export class SchedulerInMemory {
  readonly schedules = new Map<string, Schedule>()
  readonly calls: SchedulerCall[] = []
  /** Runs before a call is answered; what it throws is the answer. */
  before: (call: SchedulerCall) => void = () => undefined
  /** Runs after a schedule was written: somebody else at work. */
  afterWrite: (schedule: Schedule) => void = () => undefined
  /** So many reads after a write still show the schedule as it was. */
  staleReads = 0
  pageSize = 100
  /** Whether a recurring schedule may start in the past: AWS does not take it. */
  takesPastStart = false
  now = NOW
  readonly #stale = new Map<string, { readonly schedule: Schedule; left: number }>()

  constructor(...schedules: Schedule[]) {
    for (const schedule of schedules) this.schedules.set(idOf(schedule), structuredClone(schedule))
  }

  count(method: SchedulerMethod): number {
    return this.calls.filter((call) => call.method === method).length
  }

  schedule(id: string): Schedule | undefined {
    return structuredClone(this.schedules.get(id))
  }

  change(id: string, fields: Partial<Schedule>): void {
    const schedule = this.schedules.get(id)
    if (schedule !== undefined) this.schedules.set(id, { ...schedule, ...fields, LastModificationDate: this.#tick() })
  }

  readonly api: SchedulerApi = {
    listSchedules: async (input) => {
      this.#record('listSchedules', input)
      if ((input.MaxResults ?? 100) > 100) throw invalid('ListSchedules')
      const start = Number(input.NextToken ?? 0)
      const end = start + Math.min(this.pageSize, input.MaxResults ?? 100)
      const all = [...this.schedules.values()]
      return {
        $metadata: {},
        Schedules: structuredClone(all.slice(start, end).map(summaryOf)),
        ...(end < all.length ? { NextToken: String(end) } : {}),
      }
    },
    getSchedule: async (input) => {
      this.#record('getSchedule', input)
      const id = idOf(input)
      const schedule = this.schedules.get(id)
      if (schedule === undefined) throw absent('GetSchedule')
      return { $metadata: {}, ...structuredClone(this.#asSeen(id, schedule)) } satisfies GetScheduleCommandOutput
    },
    updateSchedule: async (input) => {
      this.#record('updateSchedule', input)
      const id = idOf(input)
      const schedule = this.schedules.get(id)
      if (schedule === undefined) throw absent('UpdateSchedule')
      this.#check(input)
      this.#stale.set(id, { schedule, left: this.staleReads })
      const { ClientToken: _, ...settings } = input
      const written: Schedule = {
        ...(schedule.Arn === undefined ? {} : { Arn: schedule.Arn }),
        ...(schedule.CreationDate === undefined ? {} : { CreationDate: schedule.CreationDate }),
        // What is left out falls back to its default.
        State: 'ENABLED',
        ScheduleExpressionTimezone: 'UTC',
        ActionAfterCompletion: 'NONE',
        GroupName: 'default',
        ...structuredClone(settings),
        LastModificationDate: this.#tick(),
      }
      this.schedules.set(id, written)
      this.afterWrite(written)
      return { $metadata: {}, ScheduleArn: schedule.Arn }
    },
  }

  #check(input: UpdateScheduleCommandInput): void {
    const { Target: target, ScheduleExpression: expression, FlexibleTimeWindow: window, Description: text = '' } = input
    if (target === undefined || expression === undefined || window === undefined) throw invalid('UpdateSchedule')
    if (text.length > 512) throw invalid('UpdateSchedule')
    const start = input.StartDate?.getTime()
    const isOnce = expression.startsWith('at(')
    if (!this.takesPastStart && !isOnce && start !== undefined && start < this.now - 5 * MINUTE)
      throw invalid('UpdateSchedule', 'The StartDate you specify cannot be earlier than 5 minutes ago.')
  }

  #record(method: SchedulerMethod, input: object): void {
    const call = { method, input: structuredClone(input) }
    this.calls.push(call)
    this.before(call)
  }

  #asSeen(id: string, schedule: Schedule): Schedule {
    const stale = this.#stale.get(id)
    if (stale === undefined || stale.left === 0) return schedule
    stale.left -= 1
    return stale.schedule
  }

  #tick(): Date {
    return new Date(this.now)
  }
}

function idOf({ GroupName, Name }: { GroupName?: string | undefined; Name?: string | undefined }): string {
  return `${GroupName ?? 'default'}/${Name ?? ''}`
}

/** All that ListSchedules tells. */
function summaryOf({
  Arn,
  Name,
  GroupName,
  State,
  CreationDate,
  LastModificationDate,
  Target,
}: Schedule): ScheduleSummary {
  return { Arn, Name, GroupName, State, CreationDate, LastModificationDate, Target: { Arn: Target?.Arn } }
}

function absent(method: string): AwsFailure {
  return schedulerFailure('absent', `scheduler:${method}`, 'ResourceNotFoundException')
}

function invalid(method: string, message = 'says AWS'): AwsFailure {
  return new AwsFailure('rejected', `scheduler:${method}`, 'ValidationException', message)
}

export interface Around {
  readonly runs?: readonly PipelineRun[]
  /** Names of pipelines whose way to the project is closed. */
  readonly closed?: readonly string[]
  readonly elsewhere?: Readonly<Record<string, SchedulerInMemory>>
  readonly remembered?: RememberedAims
  readonly clock?: ReturnType<typeof virtualClock>
}

/** A guard for one look. */
export function lookAt(world: SchedulerInMemory, around: Around = {}): TriggerGuard {
  const { runs = [], closed = [], elsewhere = {}, remembered, clock = virtualClock() } = around
  const finder: PipelineFinder = {
    runsOf: async (project: Project) => ({ runs: project.name === 'app' ? runs : [], failures: [] }),
    reaches: async ({ name }) => !closed.includes(name),
  }
  return scheduleGuard({
    scheduler: (region) => {
      const there = region === REGION ? world : elsewhere[region]
      if (there === undefined) throw new Error(`nothing to ask in ${region}`)
      return there.api
    },
    finder,
    region: REGION,
    patience: { clock, waits: BRIEF },
    ...(remembered === undefined ? {} : { remembered }),
  })
}
