import type { Build, CommitFacts, CompetingPipelines, Expectation, ExpectedImage } from '../model.ts'
import { count, duration, shortDigest, shortSha, utc } from '../wording.ts'
import { sameVersion } from './version.ts'

/** What an image's times, tags and origin tell. It explains and never decides; `doubtful` is what speaks against the image. */
export interface ImageRemark {
  readonly text: string
  readonly doubtful: boolean
}

/** Clocks of the builder, the registry and whoever made the commit may differ by so much, in milliseconds. */
const SKEW = 60_000

/** A build pushes at its end: so long after it the push may show, in milliseconds. */
const PUSH_LAG = 60_000

/** A build that the push itself starts begins within this, in milliseconds. */
const LATE_BUILD = 15 * 60_000

const MOST_TAGS = 10

/** Whether a build was running at a time, or had just ended. */
export function ranAt(build: Build, at: number): boolean {
  return build.startedAt !== undefined && build.startedAt <= at && at <= (build.endedAt ?? Infinity) + PUSH_LAG
}

/** A build in words: number, who started it, when, how it ended, and of which commit as far as that is known. */
export function nameBuild(build: Build, commit: string): string {
  return `${build.project} build ${build.number ?? build.id} (started by ${build.startedBy} at ${utc(build.startedAt)}, ${build.status}${sourceOf(build, commit)})`
}

function sourceOf(build: Build, commit: string): string {
  const built = build.resolvedCommit
  if (built === undefined || built === '') return ''
  return built === commit ? `, of ${shortSha(built)}` : `, of ${shortSha(built)} and not of ${shortSha(commit)}`
}

/** What is worth saying about where and when the expected image came to be; empty before it is found. */
export function imageRemarks(
  expectation: Expectation,
  commit: CommitFacts | undefined,
  pipelines: CompetingPipelines | undefined,
): readonly ImageRemark[] {
  if (expectation.image.state === 'missing') return []
  const { image } = expectation.image
  // Another commit may stand in for the one that was asked for.
  const committedAt = commit?.sha === expectation.commit ? commit.committedAt : undefined
  return [
    ...agedRemarks(image, committedAt),
    // An image that is older as a whole has old layers by that alone.
    ...(agedRemarks(image, committedAt).length > 0 ? [] : oldLayers(image, committedAt)),
    ...(image.movedTags ?? []).map(({ tag, digest }) => ({
      doubtful: true,
      text: `The tag ${shortSha(tag)} points at ${shortDigest(digest)} now, and not at this image: another build pushed it after, or beside, the one that this workflow means.`,
    })),
    ...otherTags(image, expectation),
    ...rebuilt(image),
    ...pushedDuring(image, expectation.commit, committedAt, pipelines),
  ]
}

function agedRemarks({ createdAt, pushedAt }: ExpectedImage, committedAt: number | undefined): readonly ImageRemark[] {
  if (committedAt === undefined) return []
  const remark = (done: string, at: number | undefined, otherwise: string): readonly ImageRemark[] =>
    at === undefined || at + SKEW >= committedAt
      ? []
      : [
          {
            doubtful: true,
            text: `It was ${done} at ${utc(at)}, ${duration(committedAt - at)} before the commit was made (${utc(committedAt)}): it cannot hold the commit, unless ${otherwise}.`,
          },
        ]
  return [
    ...remark('built', createdAt, 'the build sets that time itself, or the commit was rewritten since'),
    ...remark('pushed', pushedAt, 'the commit was rewritten since'),
  ]
}

/** A layer that is older than the commit cannot hold what the commit changed: the build took it from a cache. */
function oldLayers({ evidence }: ExpectedImage, committedAt: number | undefined): readonly ImageRemark[] {
  if (evidence.state !== 'read' || committedAt === undefined) return []
  return evidence.items.flatMap(({ finding, madeAt, where }) =>
    finding !== 'contradicts' || madeAt === undefined || madeAt + SKEW >= committedAt
      ? []
      : [
          {
            doubtful: true,
            text: `The layer behind ${where} was made at ${utc(madeAt)}, ${duration(committedAt - madeAt)} before the commit: the build reused an old layer instead of copying the files again.`,
          },
        ],
  )
}

/** A tag that names another commit, as build tools write it: seven to forty hexadecimal figures, not all of them decimal. */
const COMMIT_TAG = /^(?:sha-)?(?=[0-9a-f]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{7,40}$/

const VERSION_TAG = /^v?\d+\.\d+\.\d+$/

function otherTags(image: ExpectedImage, { commit, version }: Expectation): readonly ImageRemark[] {
  const foreignTags = image.tags.filter((tag) => tag !== image.tag && !commit.startsWith(tag.replace(/^sha-/, '')))
  // A commit's SHA in full and in short is one name.
  const others = [...new Set(foreignTags.map(shortSha))]
  if (others.length === 0) return []
  const shown = others.slice(0, MOST_TAGS).join(', ')
  const more = others.length > MOST_TAGS ? ` and ${others.length - MOST_TAGS} more` : ''
  const foreign = others.filter((tag) => COMMIT_TAG.test(tag))
  const older =
    version.source === 'commit' ? [] : others.filter((tag) => VERSION_TAG.test(tag) && !sameVersion(version, tag))
  const doubts = [
    ...(foreign.length === 0 ? [] : [`${list(foreign)} ${foreign.length === 1 ? 'names' : 'name'} another commit`]),
    ...(older.length === 0 ? [] : [`${list(older)} ${older.length === 1 ? 'names' : 'name'} another version`]),
  ]
  return [
    {
      doubtful: doubts.length > 0,
      text: `${count(others.length, 'other tag')} ${others.length === 1 ? 'points' : 'point'} at it too: ${shown}${more}.${doubts.length === 0 ? '' : ` Of these ${doubts.join(', and ')}.`}`,
    },
  ]
}

const list = (tags: readonly string[]): string => tags.slice(0, MOST_TAGS).join(', ')

function rebuilt({ others = [], digest }: ExpectedImage): readonly ImageRemark[] {
  const rebuilds = others.filter(({ isRebuild }) => isRebuild)
  return rebuilds.map(({ digest: other }) => ({
    doubtful: false,
    text: `Tasks run ${shortDigest(other)}, which is another index than ${shortDigest(digest)} of the very same platform images: the commit was built twice, with the same result byte for byte.`,
  }))
}

function pushedDuring(
  { pushedAt, others = [] }: ExpectedImage,
  commit: string,
  committedAt: number | undefined,
  pipelines: CompetingPipelines | undefined,
): readonly ImageRemark[] {
  const builds = pipelines?.projects.flatMap((project) => project.builds) ?? []
  const remark = (what: string, at: number | undefined, since?: number): readonly ImageRemark[] => {
    const pusher = at === undefined ? undefined : builds.find((build) => ranAt(build, at))
    return pusher === undefined
      ? []
      : [
          {
            doubtful: true,
            text: `${what} was pushed while ${nameBuild(pusher, commit)} ran.${begunWords(pusher, since)}`,
          },
        ]
  }
  return [
    ...remark('The image', pushedAt, committedAt),
    ...others.flatMap((other) => remark(`${shortDigest(other.digest)}, which tasks run instead,`, other.pushedAt)),
  ]
}

/** When a build began, seen from the commit: before it, nothing that it built can hold the commit. */
export function begunWords({ startedAt }: Build, committedAt: number | undefined): string {
  if (startedAt === undefined || committedAt === undefined) return ''
  const made = `the commit was made (${utc(committedAt)})`
  return startedAt + SKEW < committedAt
    ? ` The build began ${duration(committedAt - startedAt)} before ${made}: it cannot have built the commit, unless that was rewritten since.`
    : startedAt - committedAt < LATE_BUILD
      ? ''
      : ` The build began ${duration(startedAt - committedAt)} after ${made}.`
}
