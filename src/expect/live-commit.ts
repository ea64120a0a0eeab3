import { commitOf } from '../image/commit-of.ts'
import { digestsOf as digestsOfImage, parseManifest } from '../image/manifest.ts'
import { notRead } from '../image/not-read.ts'
import { type ImageName, parseImageName } from '../image/reference.ts'
import type { Repository } from '../image/registry.ts'
import { canAnswer } from '../judge/tasks.ts'
import type { LiveCommitSource, ServicePicture, Settings, Task } from '../model.ts'
import type { GitHubReader } from './github.ts'

export interface LiveCommitDeps {
  readonly settings: Pick<Settings, 'run'>
  readonly github: GitHubReader
  readonly open: (repository: string) => Repository
}

/** An image that a service runs, and the commit that it is of, as far as both can be told. */
export interface LiveCommit {
  readonly repository?: string
  readonly digest?: string
  /** Full SHA. */
  readonly commit?: string
  readonly toldBy?: LiveCommitSource
  /** Why the commit is not known. */
  readonly why?: string
}

/** A tag that holds a commit's full SHA, as build tools write it: bare, `sha-…`, `main-…`. */
const FULL_SHA_TAG = /(?<![0-9a-f])([0-9a-f]{40}|[0-9a-f]{64})(?![0-9a-f])/

/** A tag that is a part of a SHA: seven or more hexadecimal figures behind `sha-`; bare ones are not all of one kind. */
const SHORT_SHA_TAG = /^(?:sha-(?=[0-9a-f]{7})|(?=[0-9a-f]*[a-f])(?=[a-f]*[0-9]))([0-9a-f]{7,63})$/

/** Bytes of an answer that is a SHA and nothing else. */
const SHA_LIMIT = 256

/**
 * The image that the current deployment runs, or that all tasks in service run, and the commit that it says it is of. Throws an `AwsFailure` `retry` or `credentials`,
 * or the reason of the run's abort; what cannot be told is left out, and why is said.
 */
export async function readLiveCommit(
  picture: ServicePicture,
  of: 'current-deployment' | 'in-service',
  deps: LiveCommitDeps,
): Promise<LiveCommit> {
  const image = of === 'in-service' ? imageInService(picture) : imageOfDeployment(picture)
  if (typeof image === 'string') return { why: image }
  const { repository, named } = image
  const registry = deps.open(repository)
  const top = await indexOf(registry, image)
  // Before its first task runs, the tag tells which image ECS is about to resolve.
  const digest = image.digest ?? top
  if (digest === undefined) return { repository, why: 'no digest of its image is known' }
  const { run } = deps.settings
  const said = await commitOf(registry, digest, { repository: run.repository, serverUrl: run.serverUrl })
  // The children of an index have no tags of their own.
  const tags = [
    ...(await tagsOf(registry, digest)),
    ...(top === undefined || top === digest ? [] : await tagsOf(registry, top)),
  ]
  // A registry that lists no tags still says what the task definition's own tag means.
  if (top !== undefined && named.tag !== undefined && named.digest === undefined) tags.push(named.tag)
  const full = [...new Set(tags.flatMap((name) => FULL_SHA_TAG.exec(name)?.[1] ?? []))]
  const short = [...new Set(tags.flatMap((name) => SHORT_SHA_TAG.exec(name)?.[1] ?? []))]
  if (said !== undefined) {
    const [other] = [...full, ...short]
    if (other === undefined || [...full, ...short].some((name) => said.startsWith(name)))
      return { repository, digest, commit: said, toldBy: 'image' }
    const why = `its image says ${said}, and its tag ${other} names another commit: a label may come with a base image`
    return { repository, digest, why }
  }
  const commit = await commitOfTags(full, short, deps)
  if (commit !== undefined) return { repository, digest, commit, toldBy: 'tag' }
  const why = 'neither the labels, the provenance nor the tags of its image name one full commit of this repository'
  return { repository, digest, why }
}

async function tagsOf(registry: Repository, digest: string): Promise<readonly string[]> {
  const facts = await registry.facts(digest)
  return facts.state === 'read' ? facts.value.tags : []
}

/** The digest that the task definition's image resolves to now, where what runs is that image or a part of it. */
async function indexOf(registry: Repository, { digest, named }: CurrentImage): Promise<string | undefined> {
  try {
    const tag = named.tag ?? 'latest'
    const top = named.digest ?? (await registry.resolveTags([tag])).get(tag)
    if (top === undefined || digest === undefined || top === digest) return top
    const text = await registry.manifest(top)
    if (text === undefined) return undefined
    const { digests } = await digestsOfImage(parseManifest(text), (nested) => registry.manifest(nested))
    return digests.includes(digest) ? top : undefined
  } catch (error) {
    notRead(error, false)
    return undefined
  }
}

/** The one commit that the tags name, in full or in part. */
async function commitOfTags(
  full: readonly string[],
  short: readonly string[],
  deps: LiveCommitDeps,
): Promise<string | undefined> {
  const [first] = full
  if (first !== undefined) return full.length === 1 && short.every((name) => first.startsWith(name)) ? first : undefined
  const longest = short.toSorted((one, other) => other.length - one.length)[0]
  if (longest === undefined || !short.every((name) => longest.startsWith(name))) return undefined
  return commitNamed(longest, deps)
}

/**
 * The full SHA of the commit that a part of its SHA, a tag or a branch of the repository names; undefined where GitHub knows none, or does
 * not say. Throws as the reader does.
 */
export async function commitNamed(
  ref: string,
  { settings, github }: Omit<LiveCommitDeps, 'open'>,
): Promise<string | undefined> {
  const { repository } = settings.run
  if (repository === '') return undefined
  const path = `/repos/${repository}/commits/${encodeURIComponent(ref)}`
  const answer = await github.get(path, 'application/vnd.github.sha', SHA_LIMIT)
  const sha = answer.text.trim()
  if (answer.status !== 200 || !/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(sha)) return undefined
  // A branch or a tag may have a name that reads like a SHA.
  return /^[0-9a-f]{7,64}$/.test(ref) && !sha.startsWith(ref) ? undefined : sha
}

interface CurrentImage {
  readonly repository: string
  /** What its tasks run, where that is known. */
  readonly digest?: string
  /** As the task definition writes it. */
  readonly named: ImageName
}

/** The one image that the current deployment runs; why it is not known, otherwise. */
function imageOfDeployment(picture: ServicePicture): CurrentImage | string {
  const primary = picture.rollouts.find(({ status }) => status === 'PRIMARY')
  if (primary === undefined) return 'the service has no current deployment'
  const running = picture.tasks.filter(({ rolloutId }) => rolloutId === primary.id)
  const named = imageNamed(primary.taskDefinition, picture)
  return oneImage(digestsOf(running), named, primary.revisionDigest ?? named?.digest)
}

/** The one image of all tasks that can answer a request now, whatever deployment they are of. */
function imageInService(picture: ServicePicture): CurrentImage | string {
  const serving = picture.tasks.filter((task) => canAnswer(task) && (!task.hasHealthCheck || task.health === 'HEALTHY'))
  const [first] = serving
  if (first === undefined) return 'no task is in service'
  if (serving.some(({ container }) => container.state !== 'digest')) return 'not every task tells its digest'
  return oneImage(digestsOf(serving), imageNamed(first.taskDefinition, picture), undefined)
}

function digestsOf(tasks: readonly Task[]): readonly string[] {
  return [...new Set(tasks.flatMap(({ container }) => (container.state === 'digest' ? [container.digest] : [])))]
}

function imageNamed(taskDefinition: string, picture: ServicePicture): ImageName | undefined {
  const definition = picture.taskDefinitions.find(({ arn }) => arn === taskDefinition)
  return parseImageName(definition?.containers.find(({ name }) => name === picture.container)?.image ?? '')
}

function oneImage(
  running: readonly string[],
  named: ImageName | undefined,
  otherwise: string | undefined,
): CurrentImage | string {
  if (named === undefined) return 'the image of its task definition cannot be read'
  if (running.length > 1) return 'its tasks run several images'
  const digest = running[0] ?? otherwise
  return { repository: named.repository, named, ...(digest === undefined ? {} : { digest }) }
}
