import type { ServicePicture, Task } from '../model.ts'

/** The first 7 digits of a commit. */
export const shortCommit = (sha: string): string => sha.slice(0, 7)

/** `sha256:` and the first 8 digits. */
export const shortDigest = (digest: string): string => `${digest.slice(0, 15)}…`

/** `2025-07-21 11:22:08 UTC`, or `an unknown time`. */
export const utc = (at: number | undefined): string =>
  at === undefined ? 'an unknown time' : `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`

/** `2 h 3 min`, `4 min 31 s`, `12 s`. */
export function lasting(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  if (hours > 0) return minutes === 0 ? `${hours} h` : `${hours} h ${minutes} min`
  if (minutes > 0) return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`
  return `${rest} s`
}

/** `1 task`, `4 tasks`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

/** `agricultural-core:5` of a task definition's ARN. */
export const familyRevision = (taskDefinition: string): string => taskDefinition.split('/').at(-1) ?? taskDefinition

/** The distinct digests of some tasks' verified containers, shortened: `sha256:9c1e7ab2…`. */
export function digestsOfTasks(tasks: readonly Task[]): string {
  const digests = new Set(tasks.flatMap((task) => (task.container.state === 'digest' ? [task.container.digest] : [])))
  return digests.size === 0 ? 'no digest' : [...digests].map(shortDigest).join(', ')
}

/** Arguments that name the service to the AWS CLI. */
export function cliNames(service: ServicePicture): string {
  const region = service.arn.split(':')[3] ?? ''
  return `--region ${region} --cluster ${service.clusterArn.split('/').at(-1) ?? ''} --service ${service.name}`
}
