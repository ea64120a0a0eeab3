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
    ['ContainerRuntimeError: x', 'container cannot start'],
    ['ContainerRuntimeTimeoutError: x', 'container cannot start'],
    ['The task cant pull the image', 'cannot pull the image'],
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

  it.each(['UserInitiated', 'SpotInterruption', 'TerminationNotice', 'InfrastructureHealth'])(
    'takes the stop code %s as ordinary, whatever the reason',
    (stopCode) => {
      expect(classifyStop(stop({ stopCode, stoppedReason: 'Essential container in task exited' })).state).toBe(
        'ordinary',
      )
      const { stoppedReason: _absent, ...silent } = stop({ stopCode })
      expect(classifyStop(silent).state).toBe('ordinary')
    },
  )

  it('takes an ordinary reason as ordinary, whatever the code', () => {
    const stoppedReason = 'Scaling activity initiated by (deployment ecs-svc/1)'
    expect(classifyStop(stop({ stopCode: 'EssentialContainerExited', stoppedReason })).state).toBe('ordinary')
    const { stopCode: _absent, ...codeless } = stop({ stoppedReason })
    expect(classifyStop(codeless).state).toBe('ordinary')
    expect(classifyStop({ ...codeless, stoppedReason: 'Host EC2 (instance i-1) terminated.' }).state).toBe('ordinary')
  })

  it('takes a reason as that of scaling by how it begins', () => {
    const stoppedReason = 'OutOfMemoryError: after scaling activity initiated by (deployment x)'
    expect(classifyStop(stop({ ...bare, stoppedReason }))).toMatchObject({ state: 'fatal', kind: 'out of memory' })
  })

  it('knows an exit by its code or by its reason, and names what exited', () => {
    const { stopCode: _code, ...codeless } = stop({ stoppedReason: 'Essential container in task exited' })
    const { stoppedReason: _reason, ...reasonless } = stop()
    for (const exited of [codeless, reasonless])
      expect(classifyStop(exited)).toMatchObject({ state: 'fatal', kind: 'exit code 1' })
    const running = [{ name: 'app', essential: true }]
    expect(classifyStop(stop({ containers: running }))).toMatchObject({ kind: 'essential container exited' })
  })

  it.each<[what: string, codes: readonly (readonly [essential: boolean, code: number])[], kind: string]>([
    [
      'the one that failed before one that was ended',
      [
        [true, 143],
        [true, 2],
      ],
      'exit code 2',
    ],
    [
      'the one that was ended where none failed',
      [
        [true, 0],
        [true, 143],
      ],
      'exit code 143',
    ],
    [
      'the essential one before a helper that failed',
      [
        [false, 9],
        [true, 0],
      ],
      'exit code 0',
    ],
    ['a helper where no essential one exited', [[false, 9]], 'exit code 9'],
  ])('goes by %s', (_, codes, kind) => {
    const containers = codes.map(([essential, exitCode], index) => ({ name: `c${index}`, essential, exitCode }))
    expect(classifyStop(stop({ containers: [{ name: 'x', essential: true }, ...containers] }))).toMatchObject({ kind })
  })

  it('says the reasons of task and containers, on one line, or else its code', () => {
    const containers = [{ name: 'app', essential: true, reason: 'OutOfMemoryError: x\nmore' }]
    expect(classifyStop(stop({ stoppedReason: 'Task stopped', containers })).says).toBe(
      'Task stopped; OutOfMemoryError: x',
    )
    const { stoppedReason: _absent, ...silent } = stop({ containers: [{ name: 'app', essential: true, reason: '' }] })
    expect(classifyStop({ ...silent, stopCode: 'TaskFailedToStart' }).says).toBe('TaskFailedToStart')
    const { stopCode: _code, ...mute } = silent
    expect(classifyStop(mute)).toEqual({ state: 'unknown', says: 'no reason given' })
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

  it('asks for two stops of the same kind, fatal ones with a time, in whatever order they are told', () => {
    expect(judge([second, first])).toMatchObject({ first, last: second, count: 2 })
    expect(judge([first])).toBeUndefined()
    const { stoppedAt: _absent, ...timeless } = first
    expect(judge([timeless, second])).toBeUndefined()
    const { stoppedAt: _second, ...stopping } = second
    expect(judge([first, stopping])).toBeUndefined()
    const ordinary = { stopCode: 'UserInitiated', stoppedReason: 'Task stopped by user' }
    expect(judge([stop({ ...first, ...ordinary }), stop({ ...second, ...ordinary })])).toBeUndefined()
  })

  it('names the last of several', () => {
    const third = stop({ createdAt: NOW - 70_000, startedAt: NOW - 60_000, stoppedAt: NOW - 50_000 })
    expect(judge([first, third, second])).toMatchObject({ first, last: third, count: 3 })
  })

  it('does not count a second task that began the moment that the first stopped', () => {
    const at = first.stoppedAt ?? 0
    expect(judge([first, stop({ ...second, createdAt: at, startedAt: at })])).toBeUndefined()
    expect(judge([first, stop({ ...second, createdAt: at, startedAt: at + 1 })])).toBeDefined()
  })

  it('is not reassured by a task that was healthy only until the first stop', () => {
    expect(judge([first, second], [], 2, first.stoppedAt)).toBeDefined()
  })

  it('is reassured by a task that outlives the longest of the dead, and by none that does not run', () => {
    const short = stop({ createdAt: NOW - 82_000, startedAt: NOW - 81_000, stoppedAt: NOW - 80_000 })
    expect(judge([first, short], [task({ startedAt: NOW - 15_000 })])).toBeDefined()
    expect(judge([first, short], [task({ startedAt: NOW - 20_000 })])).toBeDefined()
    expect(judge([first, short], [task({ startedAt: NOW - 20_001 })])).toBeUndefined()
    expect(judge([first, second], [task({ startedAt: NOW - 150_000, lastStatus: 'PENDING' })])).toBeDefined()
    const { startedAt: _absent, ...unstarted } = task()
    expect(judge([first, second], [unstarted])).toBeDefined()
  })

  it('does not count a draining task as a survivor', () => {
    expect(judge([first, second], [task({ startedAt: NOW - 150_000, desiredStatus: 'STOPPED' })])).toBeDefined()
    expect(OURS).toBe(first.rolloutId)
  })
})
