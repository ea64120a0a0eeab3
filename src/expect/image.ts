import { AwsFailure } from '../aws/failure.ts'
import { createAside } from '../aside.ts'
import { type Clock, inTimeOf, waitAtMost } from '../clock.ts'
import type { ExplainingRepository } from '../image/ecr.ts'
import { Ending } from '../ending.ts'
import { createdAtOf, digestsOf, type ImageDigests, parseManifest } from '../image/manifest.ts'
import { ecrRepository, type ImageName } from '../image/reference.ts'
import type { ImageFacts, Repository } from '../image/registry.ts'
import { Unreadable } from '../image/unreadable.ts'
import type {
  Binding,
  EvidenceReading,
  ExpectedImage,
  ImageEvidence,
  ImageLookup,
  ImageReference,
  MovedTag,
  OtherImage,
  Platform,
} from '../model.ts'
import { commitTags, likelyCommitTags, namesCommit, type TagRank } from './commit-tags.ts'
import { createMemory } from '../image/memory.ts'

/** Finds the image of a commit that no tag names: by its label or provenance. Gives a digest. */
export type FindByEvidence = (
  repository: Repository,
  commit: string,
  /** Digest of the image that the current task definition resolves to. */
  running: string | undefined,
) => Promise<string | undefined>

/** What an image says about itself. */
export interface EvidenceRead {
  readonly items: readonly ImageEvidence[]
  /** When it was built, in milliseconds since the epoch, as its config says. */
  readonly createdAt?: number | undefined
}

/** Reads what an image says about itself. */
export type ReadEvidence = (image: ExpectedImage, repository: Repository) => Promise<EvidenceRead>

export interface ImageFinderDeps {
  readonly commit: string
  readonly clock: Clock
  readonly open: (repository: string) => ExplainingRepository
  readonly findByEvidence?: FindByEvidence | undefined
  readonly readEvidence?: ReadEvidence | undefined
}

/**
 * Looks for images, each until it is found and then never again: what a tag resolved to once is expected to the end of the run. What
 * is missing is asked for anew at each call. Concurrent calls share their requests.
 *
 * `anew`: a tag of the commit that alone ties an image to it is resolved once more. Where it means another image by now, nothing tells
 * which of the two the commit's is, and the tag binds no more.
 */
export interface ImageFinder {
  /**
   * The image that the workflow named.
   * @param current the container's image in the service's current task definition, where that can be read
   */
  named(reference: ImageReference, current?: ImageName, anew?: boolean): Promise<ImageLookup>
  /**
   * The commit's image in the repository that a container uses now.
   * @param current the container's image in the service's current task definition; where several images carry the commit, the one
   *   that it resolves to is meant
   */
  ofCommit(current: ImageName, anew?: boolean): Promise<ImageLookup>
  /**
   * What is known of images that tasks run and that are none of the expected one's. It only explains: what cannot be read is left out,
   * and what takes long is told at a later call.
   */
  others(image: ExpectedImage, running: readonly string[]): Promise<readonly OtherImage[]>
}

/** What the commit, or the workflow, points at. */
interface Candidate {
  readonly tag?: string
  readonly digest: string
  readonly binding: Binding
}

/** The most tags that one request resolves (ECR API reference, BatchGetImage). */
const batchSize = 100

/** Milliseconds for which a registry's list of tags is waited for: it only adds to the tags that are asked for anyway. */
const listPatience = 3_000

export function createImageFinder({ commit, clock, open, findByEvidence, readEvidence }: ImageFinderDeps): ImageFinder {
  const candidatesByRepository = createMemory<readonly Candidate[]>((found) => found.length > 0)
  const chosen = createMemory<Candidate | undefined>((found) => found !== undefined)
  const images = createMemory<TrackedImage | undefined>((found) => found !== undefined)
  const others = new Map<string, OtherReading>()
  /** Tags that task definitions name, by repository. */
  const deployedTags = new Map<string, Set<string>>()

  /** The image itself; undefined where its manifest is not there, or no more. */
  async function expected(
    repository: Repository,
    candidate: Candidate,
    current: ImageName | undefined,
    anew: boolean,
  ): Promise<ExpectedImage | undefined> {
    const { tag, digest, binding } = candidate
    const tracked = await images.get(`${repository.name}:${tag ?? ''}@${digest} ${binding}`, async () => {
      const text = await repository.manifest(digest)
      if (text === undefined) return undefined
      const root = parseManifest(text)
      const createdAt = createdAtOf(root)
      const image = {
        repository: repository.name,
        ...(tag === undefined ? {} : { tag }),
        digest,
        ...(await digestsOf(root, (nested) => repository.manifest(nested))),
        ...(createdAt === undefined ? {} : { createdAt }),
        binding,
      }
      const meant = binding === 'workflow-digest' ? [...(tag === undefined ? [] : [tag]), ...fullTags(commit)] : []
      return trackImage(image, repository, meant, clock, readEvidence)
    })
    return tracked?.(current, anew)
  }

  /** The commit's best tags; two only where the bare one and the one behind `sha-` are different images. */
  async function byTag(repository: Repository): Promise<readonly Candidate[]> {
    // ECR resolves many tags in one request. Elsewhere each is a request, and a worse tag is asked for only for want of a better.
    if (ecrRepository(repository.name) !== undefined) return best(repository, commitTags(commit), batchSize / 2)
    const full = await best(repository, likelyCommitTags(commit).slice(0, 1), 1)
    if (full.length > 0) return full
    const seen = [...(deployedTags.get(repository.name) ?? []), ...(await listedTags(repository))]
    return best(repository, likelyCommitTags(commit, seen).slice(1), 1)
  }

  async function best(
    repository: Repository,
    ranks: readonly TagRank[],
    ranksAtOnce: number,
  ): Promise<readonly Candidate[]> {
    for (let from = 0; from < ranks.length; from += ranksAtOnce) {
      const slice = ranks.slice(from, from + ranksAtOnce)
      const digests = await repository.resolveTags(slice.flat())
      const found = slice.map((rank) => candidatesOf(rank, digests)).find((candidates) => candidates.length > 0)
      if (found !== undefined) return found
    }
    return []
  }

  async function listedTags({ tags }: Repository): Promise<readonly string[]> {
    return tags === undefined ? [] : ((await inTimeOf(clock, tags(), listPatience)) ?? [])
  }

  async function find(repository: Repository, current: ImageName): Promise<readonly Candidate[]> {
    const tagged = await byTag(repository)
    if (tagged.length > 0) return tagged
    if (findByEvidence === undefined) return []
    const running = current.digest ?? (await resolve(repository, current.tag ?? 'latest'))
    const digest = await findByEvidence(repository, commit, running)
    return digest === undefined ? [] : [{ digest, binding: 'evidence' }]
  }

  /** The image that runs by the current task definition, else the newest, else the bare tag's. */
  async function choose(
    repository: Repository,
    candidates: readonly Candidate[],
    current: ImageName,
  ): Promise<Candidate | undefined> {
    const live = current.digest ?? (await resolve(repository, current.tag ?? 'latest'))
    const running = candidates.find(({ digest }) => digest === live)
    if (running !== undefined) return running
    const dated = await Promise.all(
      candidates.map(async (candidate) => {
        const facts = await repository.facts(candidate.digest)
        return { candidate, at: facts.state === 'read' ? (facts.value.pushedAt ?? 0) : 0 }
      }),
    )
    return dated.toSorted((one, other) => other.at - one.at)[0]?.candidate
  }

  async function lookup(
    repository: ExplainingRepository,
    candidate: Candidate | undefined,
    searched: string,
    current: ImageName | undefined,
    anew: boolean,
  ): Promise<ImageLookup> {
    const image = candidate === undefined ? undefined : await expected(repository, candidate, current, anew)
    if (image !== undefined) return { state: 'found', image }
    const absence = repository.absence()
    const why = absence === undefined ? '' : `; ${absence}`
    return { state: 'missing', repository: repository.name, searched: `${searched}${why}` }
  }

  return {
    async named({ repository: name, tag, digest }, current, anew = false) {
      const repository = open(name)
      if (digest !== undefined) {
        const given: Candidate = { ...(tag === undefined ? {} : { tag }), digest, binding: 'workflow-digest' }
        return lookup(repository, given, `the digest ${digest}`, current, anew)
      }
      if (tag === undefined) throw new TypeError('an image reference has a tag or a digest')
      const resolved = await chosen.get(`${name}:${tag}`, async () => {
        const found = await resolve(repository, tag)
        if (found === undefined) return undefined
        return { tag, digest: found, binding: namesCommit(tag, commit) ? 'commit-tag' : 'none' }
      })
      return lookup(repository, resolved, `the tag ${tag}`, current, anew)
    },

    async ofCommit(current, anew = false) {
      const repository = open(current.repository)
      if (current.tag !== undefined) {
        const known = deployedTags.get(repository.name) ?? new Set()
        deployedTags.set(repository.name, known.add(current.tag))
      }
      const candidates = await candidatesByRepository.get(repository.name, () => find(repository, current))
      const pick =
        candidates.length < 2
          ? candidates[0]
          : await chosen.get(`${current.repository} for ${current.tag ?? ''}@${current.digest ?? ''}`, () =>
              choose(repository, candidates, current),
            )
      return lookup(repository, pick, searchedFor(repository.name, commit, findByEvidence !== undefined), current, anew)
    },

    async others({ repository: name, platforms }, running) {
      const wanted = running.slice(0, othersLimit)
      const key = (digest: string): string => `${name}@${digest}`
      for (const digest of wanted)
        if (!others.has(key(digest))) others.set(key(digest), readOther(open(name), digest, platforms))
      const reading = wanted.flatMap((digest) => others.get(key(digest)) ?? [])
      await waitAtMost(Promise.all(reading.map(({ done }) => done)), EVIDENCE_PATIENCE, clock)
      return reading.flatMap(({ read }) => read() ?? [])
    },
  }
}

/** Other images that are looked into at most: a service runs two during a rollout, as a rule. */
const othersLimit = 4

interface OtherReading {
  readonly done: Promise<void>
  /** Undefined where it is not read yet, or could not be. */
  readonly read: () => OtherImage | undefined
}

function readOther(repository: Repository, digest: string, platforms: readonly Platform[]): OtherReading {
  let known: OtherImage | undefined
  const begin = async (): Promise<void> => {
    try {
      const [content, facts] = await Promise.all([contentOf(repository, digest), repository.facts(digest)])
      if (content === undefined) return
      const { tags = [], pushedAt } = facts.state === 'read' ? facts.value : {}
      const isRebuild = platforms.length > 0 && hasSameImages(content.platforms, platforms)
      known = { digest, tags, ...(pushedAt === undefined ? {} : { pushedAt }), isRebuild }
    } catch (error) {
      if (!(error instanceof AwsFailure || error instanceof Ending || error instanceof Unreadable)) throw error
    }
  }
  return { done: begin(), read: () => known }
}

/** What an image consists of; undefined where the repository does not have it. */
async function contentOf(repository: Repository, digest: string): Promise<ImageDigests | undefined> {
  const text = await repository.manifest(digest)
  return text === undefined ? undefined : digestsOf(parseManifest(text), (nested) => repository.manifest(nested))
}

function hasSameImages(ones: readonly Platform[], others: readonly Platform[]): boolean {
  const digests = new Set(others.map(({ digest }) => digest))
  return (
    ones.length > 0 &&
    new Set(ones.map(({ digest }) => digest)).size === digests.size &&
    ones.every(({ digest }) => digests.has(digest))
  )
}

/** The commit's tags in full, as build tools write them. */
function fullTags(commit: string): readonly string[] {
  return commitTags(commit)[0] ?? []
}

async function resolve(repository: Repository, tag: string): Promise<string | undefined> {
  return (await repository.resolveTags([tag])).get(tag)
}

function candidatesOf(rank: TagRank, digests: ReadonlyMap<string, string>): readonly Candidate[] {
  const found: Candidate[] = []
  for (const tag of rank) {
    const digest = digests.get(tag)
    if (digest !== undefined && !found.some((other) => other.digest === digest)) {
      found.push({ tag, digest, binding: 'commit-tag' })
    }
  }
  return found
}

function searchedFor(repository: string, commit: string, byEvidence: boolean): string {
  const tags =
    ecrRepository(repository) === undefined
      ? `the tags ${likelyCommitTags(commit).flat().join(', ')}, and prefixes of other lengths that the task definition names or the registry lists`
      : 'its SHA or a prefix of 7 or more characters of it as a tag, bare or behind sha-'
  return byEvidence ? `${tags}; then for its SHA in the revision label and the provenance of the newest images` : tags
}

/**
 * An image with what becomes known of it while the run goes on; throws what reading its evidence failed with. `current` is what the
 * current task definition names: a tag that nobody knew may have been given to the image since its tags were read.
 */
type TrackedImage = (current: ImageName | undefined, anew: boolean) => Promise<ExpectedImage>

/** Labels take no longer, as a rule: so long the first look waits for them; layers are read while the rollout is watched. */
const EVIDENCE_PATIENCE = 1_000

type Found = Omit<ExpectedImage, 'tags' | 'pushedAt' | 'evidence' | 'factsNotRead' | 'movedTags' | 'others'>

function trackImage(
  found: Found,
  repository: Repository,
  /** Tags that should point at it. */
  meant: readonly string[],
  clock: Clock,
  readEvidence: ReadEvidence | undefined,
): TrackedImage {
  const readingFacts = createAside(clock)
  let movedTags: readonly MovedTag[] | undefined
  let facts: ImageFacts | undefined
  let refused: string | undefined
  let evidence: EvidenceReading = { state: 'not-asked' }
  let failure: { readonly error: unknown } | undefined
  let isFirst = true
  /** What its own tag means by now, where that is another image and nothing else ties this one to the commit. */
  let takenOver: MovedTag | undefined

  function picture(): ExpectedImage {
    const pushedAt = facts?.pushedAt
    const createdAt = (evidence.state === 'read' ? evidence.createdAt : undefined) ?? found.createdAt
    const moved = [...(movedTags ?? []), ...(takenOver === undefined ? [] : [takenOver])]
    return {
      ...found,
      ...(takenOver === undefined ? {} : { binding: 'none' as const }),
      ...(createdAt === undefined ? {} : { createdAt }),
      tags: [...(facts?.tags ?? []), ...laterTags],
      ...(pushedAt === undefined ? {} : { pushedAt }),
      evidence,
      ...(refused === undefined ? {} : { factsNotRead: refused }),
      ...(moved.length === 0 ? {} : { movedTags: moved }),
    }
  }

  /** Asks what its tag means by now, where that is all that ties it to the commit. */
  async function bindAnew(): Promise<void> {
    const { tag, binding } = found
    const says = evidence.state === 'read' && evidence.items.some(({ finding }) => finding === 'agrees')
    if (binding !== 'commit-tag' || tag === undefined || says) return
    const now = await resolve(repository, tag)
    takenOver = now === undefined || found.digests.includes(now) ? undefined : { tag, digest: now }
  }

  /** In the background: the rollout is watched meanwhile, and who asks next hears how it went. */
  async function begin(read: ReadEvidence): Promise<void> {
    evidence = { state: 'reading' }
    failure = undefined
    try {
      const { items, createdAt } = await read(picture(), repository)
      evidence = { state: 'read', items, ...(createdAt === undefined ? {} : { createdAt }) }
    } catch (error) {
      failure = { error }
    }
  }

  const asked = new Set<string>()
  /** Tags that the image got after its own were read. */
  const laterTags: string[] = []
  async function askFor({ repository: name, tag, digest }: ImageName): Promise<void> {
    if (tag === undefined || digest !== undefined || name !== found.repository || asked.has(tag)) return
    if (tag === found.tag || facts?.tags?.includes(tag) === true) return
    try {
      const now = await resolve(repository, tag)
      asked.add(tag)
      if (now !== undefined && found.digests.includes(now)) laterTags.push(tag)
    } catch (error) {
      // Asked again at the next call.
      if (!(error instanceof AwsFailure || error instanceof Ending)) throw error
    }
  }

  /** They only explain: a refusal leaves them out, a fault is made good at a later call. */
  async function readFacts(current: ImageName | undefined): Promise<boolean> {
    const reading = await repository.facts(found.digest)
    if (reading.state === 'read') {
      facts = reading.value
      if (current?.tag !== undefined) asked.add(current.tag)
    } else if (reading.denied) refused = `${reading.action ?? 'tags and push time'}: ${reading.why}`
    return reading.state === 'read'
  }

  return async (current, anew) => {
    if (anew && !isFirst) await bindAnew()
    isFirst = false
    if (facts === undefined && refused === undefined) await readingFacts.read(() => readFacts(current))
    else if (facts !== undefined && current !== undefined) await askFor(current)
    if (movedTags === undefined) {
      movedTags = []
      try {
        const now = meant.length === 0 ? [] : await repository.resolveTags(meant)
        movedTags = [...now].flatMap(([tag, digest]) => (found.digests.includes(digest) ? [] : { tag, digest }))
      } catch (error) {
        // It only explains.
        if (!(error instanceof AwsFailure || error instanceof Ending)) throw error
      }
    }
    if (failure !== undefined) {
      const { error } = failure
      if (readEvidence !== undefined && error instanceof AwsFailure && error.kind === 'retry') void begin(readEvidence)
      throw error
    }
    if (readEvidence !== undefined && evidence.state === 'not-asked') {
      await waitAtMost(begin(readEvidence), EVIDENCE_PATIENCE, clock)
    }
    return picture()
  }
}
