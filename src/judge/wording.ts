import type { ExpectedImage, ServicePicture, Task } from '../model.ts'
import { shortDigest, shortSha, utc } from '../wording.ts'

const MOST_TAGS = 4

/** The distinct digests of some tasks' verified containers, shortened: `sha256:9c1e7ab2…`. */
export function digestsOfTasks(tasks: readonly Task[]): string {
  const digests = new Set(tasks.flatMap((task) => (task.container.state === 'digest' ? [task.container.digest] : [])))
  return digests.size === 0 ? 'no digest' : [...digests].map(shortDigest).join(', ')
}

/** The same, with what is known of those images where they are not the expected one: `sha256:0a1b2c3d… (tags 1b7c0de, v3.3.5, pushed …)`. */
export function imagesOfTasks(tasks: readonly Task[], image: ExpectedImage | undefined): string {
  const digests = new Set(tasks.flatMap((task) => (task.container.state === 'digest' ? [task.container.digest] : [])))
  if (digests.size === 0) return 'no digest'
  return [...digests]
    .map((digest) => {
      const other = image?.others?.find((candidate) => candidate.digest === digest)
      const facts = other === undefined ? [] : [...tagsOf(other.tags), ...pushOf(other.pushedAt)]
      return `${shortDigest(digest)}${facts.length === 0 ? '' : ` (${facts.join(', ')})`}`
    })
    .join(', ')
}

function tagsOf(tags: readonly string[]): readonly string[] {
  // A commit's SHA in full and in short is one name.
  const names = [...new Set(tags.map(shortSha))]
  if (names.length === 0) return []
  const more = names.length > MOST_TAGS ? ` and ${names.length - MOST_TAGS} more` : ''
  return [`${names.length === 1 ? 'tag' : 'tags'} ${names.slice(0, MOST_TAGS).join(', ')}${more}`]
}

function pushOf(pushedAt: number | undefined): readonly string[] {
  return pushedAt === undefined ? [] : [`pushed ${utc(pushedAt)}`]
}

/** Arguments that name the service to the AWS CLI. */
export function cliNames(service: ServicePicture): string {
  const region = service.arn.split(':')[3] ?? ''
  return `--region ${region} --cluster ${service.clusterArn.split('/').at(-1) ?? ''} --service ${service.name}`
}
