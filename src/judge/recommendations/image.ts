/** What would tie the image to its commit more firmly: a label, a digest in place of a tag, tags that cannot move. */
import { ecrRepository, parseImageName } from '../../image/reference.ts'
import type { ExpectedImage, Recommendation, Task } from '../../model.ts'
import { count, lastPart, shortDigest, shortSha, utc } from '../../wording.ts'
import { imageName } from '../image.ts'
import { type Evidence, isMovingTag, namesCommit, pusherOf } from './evidence.ts'
import { commandOf, listed, shellWord, yamlScalar } from './paste.ts'

type Lines = Pick<Recommendation, 'lines'>

const yaml = (text: string | undefined): Lines => (text === undefined ? {} : { lines: { text, language: 'yaml' } })
const sh = (text: string | undefined): Lines => (text === undefined ? {} : { lines: { text, language: 'sh' } })

/** A repository that means only itself wherever it is pasted. */
export const isRepository = (text: string): boolean => parseImageName(text)?.repository === text

/** Clocks of the registry and of whoever made the commit may differ by so much, in milliseconds. */
const SKEW = 60_000

/** Nothing of what was read inside says of which commit the image is. What could not be read may say it. */
export function revisionLabel(evidence: Evidence): Recommendation | undefined {
  const { image } = evidence
  if (image?.evidence.state !== 'read') return undefined
  const pieces = image.evidence.items.filter(({ kind }) => kind !== 'version-file')
  const isSilent = pieces.every(({ finding }) => finding === 'absent' || finding === 'inherited')
  if (pieces.length === 0 || !isSilent) return undefined
  const inherited = pieces.some(({ finding }) => finding === 'inherited')
  const tie =
    image.binding === 'workflow-digest'
      ? 'the digest that the workflow passed is'
      : image.binding === 'commit-tag'
        ? 'its tag is'
        : 'nothing is'
  const because = `Neither a label, nor an annotation, nor provenance of ${imageName(image)} names its commit${inherited ? ' (what is there was inherited from the base image)' : ''}: ${tie} all that says which one it holds.`
  const pusher = pusherOf(evidence)
  if (pusher !== undefined)
    return {
      id: 'revision-label',
      text: `As long as ${pusher.project} builds this image, let its buildspec write the commit that it really checked out into the image.`,
      because,
      ...sh(
        isRepository(image.repository)
          ? `docker build --label "org.opencontainers.image.revision=$CODEBUILD_RESOLVED_SOURCE_VERSION" --tag "${image.repository}:$CODEBUILD_RESOLVED_SOURCE_VERSION" .`
          : undefined,
      ),
    }
  return {
    id: 'revision-label',
    text: 'Write the commit into the image when it is built: under "with" of docker/build-push-action, or with --label org.opencontainers.image.revision=$GITHUB_SHA for docker build.',
    because,
    ...yaml('labels: |\n  org.opencontainers.image.revision=${{ github.sha }}'),
  }
}

const digestOf = ({ container }: Task): string[] => (container.state === 'digest' ? [container.digest] : [])

/** What the tasks of our rollout run, each digest once. */
function digestsOfOurs({ picture, rollout }: Evidence): readonly string[] {
  return [...new Set((picture?.tasks ?? []).filter(({ rolloutId }) => rolloutId === rollout?.id).flatMap(digestOf))]
}

/** A tag that should mean the expected image and means another one now. */
interface Moved {
  readonly tag: string
  readonly digest: string
  /** When what it means now was pushed. */
  readonly pushedAt?: number
}

function movedTag({ movedTags = [], others = [], tag }: ExpectedImage): Moved | undefined {
  const [moved] = movedTags
  if (moved !== undefined || tag === undefined) return moved
  const other = others.find(({ tags }) => tags.includes(tag))
  if (other === undefined) return undefined
  return { tag, digest: other.digest, ...(other.pushedAt === undefined ? {} : { pushedAt: other.pushedAt }) }
}

const movedWords = ({ tag, digest, pushedAt }: Moved, image: ExpectedImage): string =>
  `the tag ${shortSha(tag)} means ${shortDigest(digest)} now${pushedAt === undefined ? '' : ` (pushed ${utc(pushedAt)})`}, not ${shortDigest(image.digest)}`

type Named = Evidence & Required<Pick<Evidence, 'image' | 'named' | 'picture'>>

/** Why naming the image by its tag matters in this run; undefined where it did no harm and the tag is the commit's. */
function harmOfTag(evidence: Named, tag: string): string | undefined {
  const { image, named, cause, picture } = evidence
  const definition = `Task definition ${lastPart(named.taskDefinition)} names the image by the tag ${shortSha(tag)}`
  const moved = movedTag(image)
  const running = digestsOfOurs(evidence)
  if (running.length > 1)
    return `${definition}, and the tasks of ${evidence.rollout?.id ?? 'one deployment'} run ${count(running.length, 'image')} under it: ${listed(running.map(shortDigest))}.`
  if (moved !== undefined) return `${definition}, and ${movedWords(moved, image)}.`
  const others = running.filter((digest) => !image.digests.includes(digest))
  if (cause === 'digest-mismatch' && others.length > 0)
    return `${definition}, and its tasks run ${listed(others.map(shortDigest))}, not ${shortDigest(image.digest)}.`
  if (cause === 'digest-unreadable') {
    const blind = picture.tasks.filter(({ container }) => container.state === 'no-digest').length
    return blind === 0 ? undefined : `${definition}, and ECS reports no digest for ${count(blind, 'task')}.`
  }
  if (!isMovingTag(tag)) return undefined
  return cause === 'not-deployed' && others.length > 0
    ? `${definition}, which ECS resolved to ${listed(others.map(shortDigest))} when that deployment began${evidence.rollout?.createdAt === undefined ? '' : ` (${utc(evidence.rollout.createdAt)})`}; pushing ${shortDigest(image.digest)} under it at ${utc(image.pushedAt)} changed nothing that runs.`
    : `${definition}, which names no commit: after the next push the same task definition means another image.`
}

/** The task definition names the image by a tag, and that is or may become another image. */
export function pinByDigest(evidence: Evidence): Recommendation | undefined {
  const { image, named, picture } = evidence
  if (image === undefined || named === undefined || picture === undefined || named.digest !== undefined)
    return undefined
  const because = harmOfTag({ ...evidence, image, named, picture }, named.tag ?? 'latest')
  if (because === undefined) return undefined
  const family = lastPart(named.taskDefinition).replace(/:\d+$/, '')
  const [familyText, container] = [yamlScalar(family), yamlScalar(picture.container)]
  return {
    id: 'pin-by-digest',
    text: 'Deploy the image by its digest, and give this action the same reference as its input "image" ("build" is the id of the step that builds).',
    because,
    ...yaml(
      familyText === undefined || container === undefined || !isRepository(image.repository)
        ? undefined
        : [
            '- uses: aws-actions/amazon-ecs-render-task-definition@v1',
            '  id: render',
            '  with:',
            `    task-definition-family: ${familyText}`,
            `    container-name: ${container}`,
            `    image: ${image.repository}@\${{ steps.build.outputs.digest }}`,
          ].join('\n'),
    ),
  }
}

/** Why tags that can move matter in this run. */
function harmOfMutability(evidence: Evidence, image: ExpectedImage): string | undefined {
  const { expectation, named, cause, committedAt } = evidence
  const commit = expectation?.commit ?? ''
  const moved = movedTag(image)
  if (moved !== undefined && !isMovingTag(moved.tag))
    return `In ${lastPart(image.repository)} ${movedWords(moved, image)}: another build has pushed the same tag.`
  const others = digestsOfOurs(evidence).filter((digest) => !image.digests.includes(digest))
  if (named?.tag !== undefined && named.digest === undefined && namesCommit(named.tag, commit) && others.length > 0)
    if (cause === 'digest-mismatch' || cause === 'mixed-tasks')
      return `The tag ${shortSha(named.tag)} meant ${listed(others.map(shortDigest))} when ECS resolved it, and means ${shortDigest(image.digest)} now.`
  if (image.tag === undefined || !namesCommit(image.tag, commit)) return undefined
  const { pushedAt } = image
  if (pushedAt !== undefined && committedAt !== undefined && pushedAt + SKEW < committedAt)
    return `The image tagged ${shortSha(image.tag)} was pushed at ${utc(pushedAt)}, before that commit was made (${utc(committedAt)}): the tag was put on an older image.`
  // Elsewhere the tag is not what went wrong.
  const pusher = cause === 'image-stale' || cause === 'image-unproven' ? pusherOf(evidence) : undefined
  return pusher === undefined
    ? undefined
    : `The image tagged ${shortSha(image.tag)} was pushed at ${utc(pushedAt)} during ${pusher.project} build ${pusher.number ?? pusher.id}: as long as tags can move, whoever pushes last decides what a commit’s tag means.`
}

/** Filters for tags that are exempt from immutability: at most five (ECR API reference, ImageTagMutabilityExclusionFilter). */
const MOST_FILTERS = 5
const FILTER = /^[\w.-]{1,128}$/

/** A tag of a commit was moved, or was put on an image that is not of the commit. Only ECR can forbid it. */
export function immutableTags(evidence: Evidence): Recommendation | undefined {
  const { image, named } = evidence
  if (image === undefined) return undefined
  const repository = ecrRepository(image.repository)
  if (repository === undefined) return undefined
  const because = harmOfMutability(evidence, image)
  if (because === undefined) return undefined
  const known = [image.tags, ...(image.others ?? []).map(({ tags }) => tags)].flat()
  const filters = [...new Set([...known, ...(named?.tag === undefined ? [] : [named.tag])])]
    .filter(isMovingTag)
    .toSorted()
  const exempt =
    filters.length > 0
      ? `; ${listed(filters)} may still move`
      : known.length === 0
        ? '; a tag that is meant to move, such as latest, needs an exclusion filter'
        : ''
  return {
    id: 'immutable-tags',
    text: `Make the tags of ${repository.repositoryName} immutable, so that a second push of the same tag fails instead of replacing the image${exempt}.`,
    because,
    ...sh(
      filters.length > MOST_FILTERS || !filters.every((filter) => FILTER.test(filter))
        ? undefined
        : commandOf(
            'aws ecr put-image-tag-mutability --region',
            shellWord(repository.region),
            '--registry-id',
            shellWord(repository.registryId),
            '--repository-name',
            shellWord(repository.repositoryName),
            ...(filters.length === 0
              ? ['--image-tag-mutability IMMUTABLE']
              : [
                  '--image-tag-mutability IMMUTABLE_WITH_EXCLUSION --image-tag-mutability-exclusion-filters',
                  ...filters.map((filter) => shellWord(`filterType=WILDCARD,filter=${filter}`)),
                ]),
          ),
    ),
  }
}

/** The served version is wrong, and the file that would tell whether the image is at fault was not read. */
export function imageVersionFile(evidence: Evidence): Recommendation | undefined {
  const { outcome, expectation, image } = evidence
  const { settings, answers } = outcome
  if (settings?.versionFile === undefined || settings.imageVersionFile !== undefined || expectation === undefined)
    return undefined
  const { version } = expectation
  const isRead = image?.evidence.state === 'read' && image.evidence.items.some(({ kind }) => kind === 'version-file')
  if (image === undefined || isRead || version.source !== 'version-file') return undefined
  const served = answers.findLast((answer) => answer.state === 'read')
  const seen = served?.state === 'read' ? `, and the URL answers ${served.version}` : ''
  const path = yamlScalar(`/app/${settings.versionFile.replace(/^(?:\.?\/)+/, '')}`)
  return {
    id: 'image-version-file',
    text: 'Have the version file read inside the image too, so that old code in it is told from a cache or a wrong route, within seconds; /app is a guess at where the image has the file.',
    because: `${settings.versionFile} says ${version.value} at the commit${seen}; what the same file says inside ${imageName(image)} was not read.`,
    ...yaml(path === undefined ? undefined : `image-version-file: ${path}`),
  }
}
