import type { Core } from './core.ts'
import type { Rollout, Service, Task, Trouble } from './state.ts'

const eventLimit = 100
/** ECS names the tasks of an event one by one; more than a few make several events. */
const tasksPerEvent = 10

/** Puts an event in front; only the newest 100 stay (as DescribeServices returns them). */
export const tell = (core: Core, service: Service, message: string): void => {
  service.events.unshift({ id: core.random.uuid(), at: core.now, message })
  if (service.events.length > eventLimit) service.events.length = eventLimit
}

/** Tells of a trouble at most once a minute. */
export const tellTrouble = (core: Core, service: Service, trouble: Trouble, message: string): void => {
  const last = service.told.get(trouble)
  if (last !== undefined && core.now - last < 60_000) return
  service.told.set(trouble, core.now)
  tell(core, service, message)
}

/** `(service web)`, or with the task set that it is about. */
export const subject = (service: Service, rollout?: Rollout): string =>
  rollout?.kind === 'task-set' ? `(service ${service.name}, taskSet ${rollout.id})` : `(service ${service.name})`

/** One message for up to ten tasks: `has started 2 tasks: (task …) (task …).` ECS writes `1 tasks`, too. */
export const tellOfTasks = (core: Core, rollout: Rollout, tasks: readonly Task[], verb: string, noun: string): void => {
  for (let from = 0; from < tasks.length; from += tasksPerEvent) {
    const some = tasks.slice(from, from + tasksPerEvent)
    const names = some.map((task) => `(task ${task.id})`).join(' ')
    tell(core, rollout.service, `${subject(rollout.service, rollout)} ${verb} ${some.length} ${noun}: ${names}.`)
  }
}

/** `has begun draining connections on 2 tasks.` and the deregistration that goes with it. */
export const tellOfDraining = (core: Core, rollout: Rollout, count: number): void => {
  if (count === 0 || rollout.targetGroupArn === undefined) return
  const { service } = rollout
  tell(core, service, `${subject(service, rollout)} has begun draining connections on ${count} tasks.`)
  tell(
    core,
    service,
    `(service ${service.name}) deregistered ${count} targets in (target-group ${rollout.targetGroupArn})`,
  )
}

export const tellOfRegistrations = (core: Core, service: Service): void => {
  for (const [targetGroupArn, count] of service.registered) {
    tell(core, service, `(service ${service.name}) registered ${count} targets in (target-group ${targetGroupArn})`)
  }
  service.registered.clear()
}
