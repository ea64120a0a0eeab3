import type { AwsFailure } from '../../src/aws/failure.ts'
import type { Schedule } from '../../src/guard/schedule/plan.ts'
import type { Look } from '../../src/guard/trigger.ts'
import type { Trigger } from '../../src/model.ts'
import { projectWith } from './codebuild-in-memory.ts'
import { SchedulerInMemory, lookAt, scheduleWith } from './scheduler-in-memory.ts'
import type { Around, SchedulerMethod } from './scheduler-in-memory.ts'

export const APP = projectWith('app')
export const HOUR = 3_600_000
export const DAY = 24 * HOUR

type About = (trigger: Trigger) => void

export function at(moment: number): string {
  return `at(${new Date(moment).toISOString().slice(0, 19)})`
}

export function find(world: SchedulerInMemory, around?: Around): Promise<Look> {
  return lookAt(world, around).find(APP)
}

export function disable(world: SchedulerInMemory, around?: Around, about: About = () => undefined): Promise<Look> {
  return lookAt(world, around).disable(APP, about)
}

export function restore(world: SchedulerInMemory, around?: Around, about: About = () => undefined): Promise<Look> {
  return lookAt(world, around).restore(APP, about)
}

/** What an owner set: without the date of the last change. */
export function settings(world: SchedulerInMemory, id = 'default/nightly'): object | undefined {
  const { LastModificationDate: _, ...rest } = world.schedule(id) ?? {}
  return rest
}

export function nightly(fields: Partial<Schedule> = {}): SchedulerInMemory {
  return new SchedulerInMemory(scheduleWith('nightly', fields))
}

export function refuse(world: SchedulerInMemory, method: SchedulerMethod, failure: AwsFailure, times = Infinity): void {
  let left = times
  world.before = (call) => {
    if (call.method !== method || left === 0) return
    left -= 1
    throw failure
  }
}
