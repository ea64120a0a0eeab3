import { describe, expect, it } from '@jest/globals'
import { classifyStop, repeatedStops } from '../../src/judge/stops.ts'
import { NOW, OURS, stop, task } from './cases.ts'

const bare = { stopCode: 'TaskFailedToStart', containers: [] } as const

describe('classifyStop', () => {
  it.each([
    [
      'CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref x:not found',
      'cannot pull the image',
    ],
    ['The task can’t pull the image. Check that the role has the permissions', 'cannot pull the image'],
    ['The task cannot pull ‘IMG’ from the Amazon ECR repository', 'cannot pull the image'],
    ['ResourceInitializationError: unable to pull secrets or registry auth', 'resource initialization failed'],
    ['OutOfMemoryError: Container killed due to memory usage', 'out of memory'],
    ['container killed due to memory usage', 'out of memory'],
    ['Task failed ELB health checks in (target-group arn:aws:x)', 'load balancer health check failed'],
    ['Task failed container health checks', 'container health check failed'],
    ['CannotStartContainerError: exec format error', 'container cannot start'],
    ['Task failed to start', 'task failed to start'],
  ])('takes %p as fatal: %s', (stoppedReason, kind) => {
    expect(classifyStop(stop({ ...bare, stoppedReason }))).toMatchObject({ state: 'fatal', kind })
  })

  it('finds the reason of a container behind a general one of the task', () => {
    const containers = [{ name: 'app', essential: true, exitCode: 137, reason: 'OutOfMemoryError: killed' }]
    expect(classifyStop(stop({ containers }))).toMatchObject({ state: 'fatal', kind: 'out of memory' })
  })

  it('tells exits apart by the code of the essential container that failed, not of those stopped with it', () => {
    const containers = [
      { name: 'envoy', essential: true, exitCode: 143 },
      { name: 'app', essential: true, exitCode: 3 },
    ]
    expect(classifyStop(stop({ containers }))).toMatchObject({ state: 'fatal', kind: 'exit code 3' })
  })

  it.each([
    ['Scaling activity initiated by (deployment ecs-svc/1)', 'ServiceSchedulerInitiated'],
    ['Task stopped by user', 'UserInitiated'],
    ['Your Spot Task was interrupted.', 'SpotInterruption'],
    ['Host EC2 (instance i-1) terminated.', 'TerminationNotice'],
    ['ECS is performing maintenance on the underlying infrastructure', 'InfrastructureHealth'],
    ['anything', 'ServiceSchedulerInitiated'],
  ])('takes %p (%s) as ordinary, whatever the exit code', (stoppedReason, stopCode) => {
    expect(classifyStop(stop({ stoppedReason, stopCode }))).toMatchObject({ state: 'ordinary' })
  })

  it('takes a lack of capacity as no fault of the image', () => {
    expect(classifyStop(stop({ ...bare, stoppedReason: 'RESOURCE:MEMORY' }))).toMatchObject({ state: 'capacity' })
  })

  it('calls a stop code that nobody knew unknown, so that it is never a cause', () => {
    expect(classifyStop(stop({ stopCode: 'QuantumFlux', stoppedReason: 'flux', containers: [] }))).toMatchObject({
      state: 'unknown',
    })
  })
})

describe('repeatedStops', () => {
  const first = stop({ createdAt: NOW - 200_000, startedAt: NOW - 190_000, stoppedAt: NOW - 180_000 })
  const second = stop({ createdAt: NOW - 100_000, startedAt: NOW - 90_000, stoppedAt: NOW - 80_000 })
  const judge = (stops = [first, second], tasks = [] as ReturnType<typeof task>[], desired = 2, healthyAt?: number) =>
    repeatedStops(stops, tasks, desired, healthyAt, NOW)

  it('sees a task that began after the first had stopped and stopped alike', () => {
    expect(judge()).toMatchObject({ kind: 'exit code 1', count: 2, first, last: second })
  })

  it('does not count two tasks that began together', () => {
    expect(judge([first, stop({ ...first, taskArn: 'other', stoppedAt: NOW - 179_000 })])).toBeUndefined()
  })

  it('does not count stops of two kinds', () => {
    expect(
      judge([first, stop({ ...second, containers: [{ name: 'app', essential: true, exitCode: 2 }] })]),
    ).toBeUndefined()
  })

  it('is reassured by a task that was healthy after the first stop', () => {
    expect(judge([first, second], [], 2, NOW - 170_000)).toBeUndefined()
    expect(judge([first, second], [], 2, NOW - 185_000)).toBeDefined()
  })

  it('is reassured by a task that outlives the dead', () => {
    expect(judge([first, second], [task({ startedAt: NOW - 21_000 })])).toBeUndefined()
    expect(judge([first, second], [task({ startedAt: NOW - 12_000 })])).toBeDefined()
  })

  it('takes any running task as an answer to images that cannot be pulled', () => {
    const never = (at: number) =>
      stop({ ...bare, stoppedReason: 'CannotPullContainerError: x', createdAt: at, stoppedAt: at + 5_000 })
    const { startedAt: _one, ...one } = never(NOW - 100_000)
    const { startedAt: _two, ...two } = never(NOW - 50_000)
    expect(judge([one, two])).toMatchObject({ kind: 'cannot pull the image' })
    expect(judge([one, two], [task({ startedAt: NOW - 1_000 })])).toBeUndefined()
  })

  it('asks for 5 % of the desired tasks where more than ten are desired', () => {
    expect(judge([first, second], [], 10)).toBeDefined()
    expect(judge([first, second], [], 40)).toBeDefined()
    expect(judge([first, second], [], 41)).toBeUndefined()
  })

  it('does not count a draining task as a survivor', () => {
    expect(judge([first, second], [task({ startedAt: NOW - 150_000, desiredStatus: 'STOPPED' })])).toBeDefined()
    expect(OURS).toBe(first.rolloutId)
  })
})
