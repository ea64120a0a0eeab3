import { AwsFailure } from '../aws/failure.ts'
import { commitOf } from '../image/commit-of.ts'
import { parseImageName } from '../image/reference.ts'
import type { Repository } from '../image/registry.ts'
import type { Kinship, ServicePicture, Settings, Successor } from '../model.ts'
import type { GitHubReader } from './github.ts'

export interface SuccessorDeps {
  readonly settings: Pick<Settings, 'commit' | 'run'>
  readonly github: GitHubReader
  readonly open: (repository: string) => Repository
}

/** A tag that is a commit's full SHA, as build tools write it. */
const COMMIT_TAG = /^(?:sha-)?(?:[0-9a-f]{40}|[0-9a-f]{64})$/

/** Bytes. The second page of a comparison lists one commit at most, and no file. */
const answerLimit = 2 ** 20

/**
 * What the deployment is that took the place of ours: the image that its tasks run, the commit that this image says it is of, and how
 * that commit relates to ours by GitHub's compare. It throws an `AwsFailure` `retry` or `credentials`, or the reason of the run's abort;
 * what cannot be told is `unknown`, and says why.
 */
export async function readSuccessor(picture: ServicePicture, deps: SuccessorDeps): Promise<Successor> {
  const { settings, open } = deps
  const image = imageOf(picture)
  if (typeof image === 'string') return { kinship: 'unknown', why: image }
  const { repository, tag } = image
  const digest = image.digest ?? (tag === undefined ? undefined : (await open(repository).resolveTags([tag])).get(tag))
  if (digest === undefined) return { repository, kinship: 'unknown', why: 'no digest of its image is known' }
  const commit = await commitOf(open(repository), digest, {
    repository: settings.run.repository,
    serverUrl: settings.run.serverUrl,
  })
  if (commit === undefined)
    return {
      repository,
      digest,
      kinship: 'unknown',
      why: 'neither the labels nor the provenance of its image name one full commit of this repository',
    }
  const other = await otherCommitTag(open(repository), digest, commit)
  if (other !== undefined) {
    const why = `its image says ${commit}, and its tag ${other} names another commit: a label may come with a base image`
    return { repository, digest, kinship: 'unknown', why }
  }
  const told = await compare(commit, deps)
  return { repository, digest, commit, ...told }
}

/** A tag of the image that is another commit's full SHA, where none is this commit's. */
async function otherCommitTag(repository: Repository, digest: string, commit: string): Promise<string | undefined> {
  const facts = await repository.facts(digest)
  const tags = facts.state === 'read' ? facts.value.tags.filter((tag) => COMMIT_TAG.test(tag)) : []
  return tags.some((tag) => tag.endsWith(commit)) ? undefined : tags[0]
}

/** The one image that the current deployment runs; why it is not known, otherwise. */
function imageOf(
  picture: ServicePicture,
): { readonly repository: string; readonly digest?: string; readonly tag?: string } | string {
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
  const { repository } = named
  // Before its first task runs, the tag tells which image ECS is about to resolve.
  return digest === undefined ? { repository, tag: named.tag ?? 'latest' } : { repository, digest }
}

async function compare(
  commit: string,
  { settings, github }: SuccessorDeps,
): Promise<{ readonly kinship: Kinship; readonly why?: string }> {
  const { repository } = settings.run
  if (repository === '') return { kinship: 'unknown', why: 'the repository is not known outside GitHub Actions' }
  const path = `/repos/${repository}/compare/${settings.commit}...${commit}?per_page=1&page=2`
  const answer = await github.get(path, 'application/vnd.github+json', answerLimit)
  if (answer.status !== 200)
    return { kinship: 'unknown', why: `GitHub answered HTTP ${answer.status} to the comparison of both commits` }
  const status = statusIn(answer.text)
  switch (status) {
    case 'ahead':
      return { kinship: 'newer' }
    case 'behind':
      return { kinship: 'older' }
    case 'identical':
      return { kinship: 'same' }
    case 'diverged':
      return { kinship: 'diverged' }
    default:
      return { kinship: 'unknown', why: `GitHub’s comparison of both commits says "${status}"` }
  }
}

function statusIn(text: string): string {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new AwsFailure(
      'retry',
      'GET compare',
      'UnreadableAnswer',
      'GitHub’s comparison is no JSON',
      {},
      { cause: error },
    )
  }
  const status = typeof value === 'object' && value !== null && 'status' in value ? value.status : undefined
  return typeof status === 'string' ? status : 'nothing'
}
