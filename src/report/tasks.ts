/** The tasks of a look, sorted as a reader counts them. */
import { canAnswer } from '../judge/tasks.ts'
import type { Expectation, Observation, Task } from '../model.ts'

export interface TaskCounts {
  readonly desired: number
  /** Able to answer, at a digest of the expected image, and not leaving. */
  readonly onImage: number
  /** Able to answer, at another digest or at none that is known, and not leaving. */
  readonly other: number
  /** Leaving, still able to answer, and not of the expected image. */
  readonly draining: number
  /** Of the expected image, and leaving: scaled in, or replaced in their turn. */
  readonly leaving: number
  readonly starting: number
}

function isStarting(task: Task): boolean {
  return ['PROVISIONING', 'PENDING', 'ACTIVATING'].includes(task.lastStatus) && task.desiredStatus !== 'STOPPED'
}

function isLeaving(task: Task): boolean {
  return task.desiredStatus === 'STOPPED' || task.lastStatus === 'DEACTIVATING' || task.lastStatus === 'STOPPING'
}

export function countTasks(observation: Observation, expectation: Expectation | undefined): TaskCounts {
  const digests = new Set(expectation?.image.state === 'found' ? expectation.image.image.digests : [])
  const isOnImage = (task: Task): boolean => task.container.state === 'digest' && digests.has(task.container.digest)
  const { tasks } = observation.service
  const able = tasks.filter((task) => canAnswer(task) && !isStarting(task))
  const staying = able.filter((task) => !isLeaving(task))
  const leaving = able.filter(isLeaving)
  const onImage = staying.filter(isOnImage).length
  return {
    desired: observation.service.desiredCount,
    onImage,
    other: staying.length - onImage,
    draining: leaving.filter((task) => !isOnImage(task)).length,
    leaving: leaving.filter(isOnImage).length,
    starting: tasks.filter(isStarting).length,
  }
}

/** The distinct digests of the tasks that can answer, in the order in which they were listed. */
export function runningDigests(observation: Observation): string[] {
  const digests = observation.service.tasks
    .filter(canAnswer)
    .flatMap((task) => (task.container.state === 'digest' ? [task.container.digest] : []))
  return [...new Set(digests)]
}
