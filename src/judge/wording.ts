import type { ServicePicture, Task } from '../model.ts'
import { shortDigest } from '../wording.ts'

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
