import { commitOf } from '../image/commit-of.ts'
import { digestsOf, parseManifest } from '../image/manifest.ts'
import { notRead } from '../image/not-read.ts'
import { type ImageName, parseImageName } from '../image/reference.ts'
import type { Repository } from '../image/registry.ts'
import type { LiveCommitSource, ServicePicture, Settings } from '../model.ts'
import type { GitHubReader } from './github.ts'

export interface LiveCommitDeps {
  readonly settings: Pick<Settings, 'run'>
  readonly github: GitHubReader
  readonly open: (repository: string) => Repository
}

/** The image that the current deployment of a service runs, and the commit that it is of, as far as both can be told. */
export interface LiveCommit {
  readonly repository?: string
  readonly digest?: string
  /** Full SHA. */
  readonly commit?: string
  readonly toldBy?: LiveCommitSource
  /** Why the commit is not known. */
  readonly why?: string
}

/** A tag that is a commit's full SHA, as build tools write it. */
const FULL_SHA_TAG = /^(?:sha-)?([0-9a-f]{40}|[0-9a-f]{64})$/

/** A tag that is a part of a SHA: seven or more hexadecimal figures, not all of them decimal. */
const SHORT_SHA_TAG = /^(?:sha-)?((?=[0-9a-f]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{7,63})$/

/** Bytes of an answer that is a SHA and nothing else. */
const SHA_LIMIT = 256

/**
 * The image that the current deployment runs, and the commit that it says it is of. Throws an `AwsFailure` `retry` or `credentials`,
 * or the reason of the run's abort; what cannot be told is left out, and why is said.
 */
export async function readLiveCommit(picture: ServicePicture, deps: LiveCommitDeps): Promise<LiveCommit> {
  const image = imageOf(picture)
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
  const tagged = [...new Set(tags.flatMap((name) => FULL_SHA_TAG.exec(name)?.[1] ?? []))]
  if (said !== undefined) {
    const [other] = tagged
    if (other === undefined || tagged.includes(said)) return { repository, digest, commit: said, toldBy: 'image' }
    const why = `its image says ${said}, and its tag ${other} names another commit: a label may come with a base image`
    return { repository, digest, why }
  }
  const commit = await commitOfTags(tags, tagged, deps)
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
    const { digests } = await digestsOf(parseManifest(text), (nested) => registry.manifest(nested))
    return digests.includes(digest) ? top : undefined
  } catch (error) {
    notRead(error, false)
    return undefined
  }
}

/** The one commit that the tags name, in full or in part. */
async function commitOfTags(
  tags: readonly string[],
  full: readonly string[],
  deps: LiveCommitDeps,
): Promise<string | undefined> {
  if (full.length > 0) return full.length === 1 ? full[0] : undefined
  const short = tags.flatMap((name) => SHORT_SHA_TAG.exec(name)?.[1] ?? [])
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
  return answer.status === 200 && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(sha) ? sha : undefined
}

interface CurrentImage {
  readonly repository: string
  /** What its tasks run, where that is known. */
  readonly digest?: string
  /** As the task definition writes it. */
  readonly named: ImageName
}

/** The one image that the current deployment runs; why it is not known, otherwise. */
function imageOf(picture: ServicePicture): CurrentImage | string {
  const primary = picture.rollouts.find(({ status }) => status === 'PRIMARY')
  if (primary === undefined) return 'the service has no current deployment'
  const definition = picture.taskDefinitions.find(({ arn }) => arn === primary.taskDefinition)
  const container = definition?.containers.find(({ name }) => name === picture.container)
  const named = parseImageName(container?.image ?? '')
  if (named === undefined) return 'the image of its task definition cannot be read'
  const running = picture.tasks.flatMap(({ rolloutId, container: of }) =>
    rolloutId === primary.id && of.state === 'digest' ? [of.digest] : [],
  )
  const digests = new Set(
    running.length > 0 ? running : [primary.revisionDigest ?? named.digest].filter((one) => one !== undefined),
  )
  const [digest, ...others] = digests
  if (others.length > 0) return 'its tasks run several images'
  return { repository: named.repository, named, ...(digest === undefined ? {} : { digest }) }
}
