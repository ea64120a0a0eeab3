import { expect } from '@jest/globals'

import type { AwsFailure } from '../../src/aws/failure.ts'
import type { PipelineFinder, PipelineRun } from '../../src/guard/pipeline/finder.ts'
import { ruleGuard } from '../../src/guard/rule/rule.ts'
import type { Look, TriggerGuard } from '../../src/guard/trigger.ts'
import type { Trigger } from '../../src/model.ts'
import { optionOf } from './asking.ts'
import { REGION, arnOf, projectWith, virtualClock } from './codebuild-in-memory.ts'
import type { EventsInMemory, EventsMethod, RuleFields } from './events-in-memory.ts'

export const APP = arnOf('app')
export const PROJECT = projectWith('app')
export const NIGHTLY: RuleFields = { ScheduleExpression: 'rate(1 day)' }

export function pipeline(name: string, region = REGION): PipelineRun {
  return { region, name, arn: `arn:aws:codepipeline:${region}:123456789012:${name}`, stages: ['Build'] }
}

export interface World {
  readonly runs?: readonly PipelineRun[]
  /** Names of the pipelines whose way to the project is closed. */
  readonly closed?: readonly string[]
  readonly failures?: readonly AwsFailure[]
  /** ARNs of what competes. */
  readonly competing?: readonly string[]
  readonly signal?: AbortSignal
  readonly clock?: ReturnType<typeof virtualClock>
}

export function guardOf(events: EventsInMemory | readonly EventsInMemory[], world: World = {}): TriggerGuard {
  const regions = 'api' in events ? [events] : events
  const { runs = [], closed = [], failures = [], clock = virtualClock(), signal } = world
  const { competing = [APP, arnOf('worker')] } = world
  const finder: PipelineFinder = {
    runsOf: () => Promise.resolve({ runs, failures }),
    reaches: ({ name }) => Promise.resolve(!closed.includes(name)),
  }
  return ruleGuard({
    events: (region) => {
      const found = regions.find((one) => one.region === region)
      if (found === undefined) throw new Error(`nothing is to be asked in ${region}`)
      return found.api
    },
    finder,
    region: REGION,
    patience: { clock, waits: [1000], signal },
    ours: () => Promise.resolve(new Set(competing)),
  })
}

export function quiet(): void {
  return undefined
}

export function only(look: Look): Trigger | undefined {
  expect(look.triggers.length).toBeLessThanOrEqual(1)
  return look.triggers[0]
}

export function refuse(world: EventsInMemory, method: EventsMethod, failure: AwsFailure, times = Infinity): void {
  let left = times
  world.before = (call) => {
    if (call.method !== method || left === 0) return
    left -= 1
    throw failure
  }
}

/** Runs an `aws events` command against the world. */
export async function run(world: EventsInMemory, command: string | undefined): Promise<void> {
  expect(command).toContain(`aws events put-rule --region '${REGION}'`)
  await world.api.putRule(JSON.parse(optionOf(command, '--cli-input-json') ?? ''))
}
