import { isUnknownCall, unreadableAnswer } from '../aws/errors.ts'
import { AwsFailure } from '../aws/failure.ts'
import { type Clock, inTimeOf } from '../clock.ts'
import type { ExpectedImage, Reading } from '../model.ts'
import type { Piece } from './evidence-pieces.ts'
import type { ImagePart, ImageReader } from './image-reader.ts'
import { notRead, type NotRead } from './not-read.ts'
import { isAbout, mayHoldProvenance, type Provenance } from './provenance.ts'
import type { Referrer, Repository } from './registry.ts'
import { type Claim, judgeRevision, type RevisionContext } from './revision.ts'
import { shortened } from './shortened.ts'
import { Unreadable } from './unreadable.ts'

/** Manifests that refer to an image and are looked into at most; what their type says to be no provenance is not counted. */
const referrerLimit = 50

/** Milliseconds for which a registry that does not tell what refers to an image is asked again, where nothing hangs on it. */
const referrerPatience = 8_000

/** Milliseconds between two tries: each is made three times by itself. */
const referrerPause = 2_000

/** Events for which a workflow runs on the commit that it checks out, unless its author says otherwise. */
const ownCommitEvents: ReadonlySet<string> = new Set([
  'push',
  'workflow_dispatch',
  'release',
  'merge_group',
  'schedule',
])

export interface ProvenanceDeps {
  readonly repository: Pick<Repository, 'referrers'>
  readonly reader: ImageReader
  readonly context: RevisionContext
  readonly image: Pick<ExpectedImage, 'digest'>
  /** Whether a refusal ends the run. */
  readonly isAsked: boolean
  readonly clock: Clock
  /** Abort of the run. */
  readonly signal?: AbortSignal | undefined
}

/** Reads what provenance says of an image's platforms; what refers to the image as a whole is read once. */
export interface ProvenanceReader {
  /**
   * At least one piece: absent, where there is none.
   * @param hangsOnIt throws an `AwsFailure` `retry` where the registry does not tell what refers to the image; else that is not read
   */
  of(part: ImagePart, platform: string | undefined, hangsOnIt?: boolean): Promise<readonly Piece[]>
  /** Whether something was not read for a fault that may pass. */
  gaveUp(): boolean
}

/** What a manifest of attestations gave: its statements, or why there are none. */
type Attempt = Found | NotRead

interface Found {
  readonly provenance: Provenance
  /** Whether the index of the image lists it, and so says what it is about. */
  readonly isListed?: boolean
}

export function createProvenanceReader({
  repository,
  reader,
  context,
  image,
  isAsked,
  clock,
  signal,
}: ProvenanceDeps): ProvenanceReader {
  const referred = new Map<string, Promise<readonly Attempt[]>>()
  /** What is asked now: a call that hangs is not made a second time beside itself. */
  const asking = new Map<string, Promise<Reading<readonly Referrer[]>>>()
  /** Why what refers to the image was not read, where that may pass. */
  let givenUp: string | undefined

  async function attempt(digest: string): Promise<readonly Attempt[]> {
    try {
      return (await reader.provenance(digest)).map((provenance) => ({ provenance }))
    } catch (error) {
      return [notRead(error, isAsked)]
    }
  }

  async function attemptAll(digests: readonly string[]): Promise<readonly Attempt[]> {
    const found: Attempt[] = []
    for (const digest of digests) found.push(...(await attempt(digest)))
    return found
  }

  function referring(digest: string, hangsOnIt: boolean): Promise<readonly Attempt[]> {
    if (hangsOnIt) return readReferrers(digest, true)
    const known = referred.get(digest)
    if (known !== undefined) return known
    const attempts = readReferrers(digest, false)
    referred.set(digest, attempts)
    return attempts
  }

  async function readReferrers(digest: string, hangsOnIt: boolean): Promise<readonly Attempt[]> {
    let listed: Reading<readonly Referrer[]>
    try {
      listed = hangsOnIt ? await list(digest) : await listInTime(digest)
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      return [notRead(error, isAsked)]
    }
    if (listed.state === 'not-read')
      return [{ finding: 'not-read', why: `What refers to it was not read: ${shortened(listed.why)}.` }]
    const open = listed.value.filter(({ artifactType }) => mayHoldProvenance(artifactType))
    const attempts = await attemptAll(open.slice(0, referrerLimit).map((referrer) => referrer.digest))
    if (open.length <= referrerLimit) return attempts
    // What is left out may contradict the commit.
    const beyond = new Unreadable(
      `${open.length} manifests that may hold provenance refer to it, of which the first ${referrerLimit} were read`,
    )
    return [...attempts, notRead(beyond, isAsked)]
  }

  async function list(digest: string): Promise<Reading<readonly Referrer[]>> {
    const call = asking.get(digest) ?? repository.referrers(digest)
    asking.set(digest, call)
    try {
      return await call
    } finally {
      asking.delete(digest)
    }
  }

  /** Gives up what may pass after a while, and at once where the registry has no such call or knows no list. */
  async function listInTime(digest: string): Promise<Reading<readonly Referrer[]>> {
    const end = clock.now() + referrerPatience
    let withoutList = 0
    while (givenUp === undefined) {
      try {
        const listed = await inTimeOf(clock, list(digest), end - clock.now())
        if (listed !== undefined) return listed
        givenUp = `no answer within ${referrerPatience / 1000} s`
      } catch (error) {
        if (!(error instanceof AwsFailure) || error.kind !== 'retry') throw error
        // A single answer without its list may have been spoiled on its way.
        const lacksList = error.code === unreadableAnswer && error.httpStatus === undefined
        if (lacksList) withoutList += 1
        const isLate = clock.now() + 2 * referrerPause >= end
        if (isUnknownCall(error) || withoutList === 2 || isLate) {
          givenUp = `${error.code}: ${error.message}`
        } else if (!lacksList) await clock.sleep(referrerPause, signal)
      }
    }
    return { state: 'not-read', why: givenUp, denied: false }
  }

  async function pieceOf(attempt: Attempt, digests: readonly string[], platform: string | undefined): Promise<Piece> {
    const about = { kind: 'provenance' as const, place: 'provenance', platform, expected: context.commit }
    if ('why' in attempt) return { ...about, said: '', finding: attempt.finding, note: attempt.why }
    const { provenance, isListed = false } = attempt
    const { claim, others = [], subjects } = provenance
    if (!isAbout(provenance, digests)) {
      return {
        ...about,
        said: '',
        finding: 'absent',
        note: 'It is about another image, so that it says nothing about this one.',
      }
    }
    if (claim === undefined)
      return { ...about, said: '', finding: 'absent', note: noteOf(provenance, 'It names no commit.') }
    const judged = await judgeRevision(claim, context)
    const said = shortened(claim.revision)
    if (
      judged.finding === 'contradicts' &&
      provenance.by === 'workflow' &&
      !ownCommitEvents.has(provenance.event ?? '')
    ) {
      const why = `It names the commit for which a workflow ran (${provenance.event ?? 'event unknown'}), which need not be the one that was built.`
      return { ...about, said, finding: 'inherited', note: noteOf(provenance, why) }
    }
    if (judged.finding !== 'contradicts') {
      const other = await contradictionIn(others)
      if (other !== undefined) {
        const note = noteOf(provenance, `It names ${said} as well.`)
        return { ...about, said: shortened(other.revision), finding: 'contradicts', note }
      }
    }
    if (judged.finding === 'agrees' && subjects.length === 0 && !isListed) {
      const why = 'It names no digest that it is about, so that nothing binds it to this image.'
      return { ...about, said, finding: 'absent', note: noteOf(provenance, why) }
    }
    return { ...about, said, finding: judged.finding, note: noteOf(provenance, judged.note) }
  }

  async function contradictionIn(claims: readonly Claim[]): Promise<Claim | undefined> {
    for (const claim of claims) if ((await judgeRevision(claim, context)).finding === 'contradicts') return claim
    return undefined
  }

  return {
    gaveUp: () => givenUp !== undefined,

    async of(part, platform, hangsOnIt = false) {
      const digests = [part.digest, image.digest]
      const inIndex = (await attemptAll(part.attestations)).map((found) =>
        'provenance' in found ? { ...found, isListed: true } : found,
      )
      // The registry is asked for more only where the index itself does not tell.
      const isTold = inIndex.some(
        (found) => 'provenance' in found && found.provenance.claim !== undefined && isAbout(found.provenance, digests),
      )
      const more = isTold
        ? []
        : (await Promise.all([...new Set(digests)].map((digest) => referring(digest, hangsOnIt)))).flat()
      const seen = new Set<unknown>()
      const attempts = [...inIndex, ...more].filter((found) => {
        // An attestation of BuildKit stands in the index and refers to the image as well.
        const key = 'provenance' in found ? found.provenance : found.why
        return seen.has(key) ? false : seen.add(key)
      })
      const pieces: Piece[] = []
      for (const found of attempts) pieces.push(await pieceOf(found, digests, platform))
      return pieces.length === 0 ? [nothing(context.commit, platform)] : explained(pieces)
    },
  }
}

function nothing(expected: string, platform: string | undefined): Piece {
  return { kind: 'provenance', place: 'provenance', platform, expected, said: '', finding: 'absent' }
}

/** What makes the next image tell two commits apart, where both statements are true: a commit that changed nothing in the image. */
const oneOfTwo =
  'Another statement about the same bytes names the commit; which of them tells what was built is not known. A workflow’s statement names the ' +
  'commit for which it ran, not what was built. Where the commit changed nothing in the image, so that two builds of it are the same bytes, let ' +
  'the build write the commit into it as a revision label or attach the builder’s own provenance; else build it without a cache.'

/** A contradiction stands, whatever another statement about the same bytes says: one of the two is wrong about them, and nothing tells which. */
function explained(pieces: readonly Piece[]): readonly Piece[] {
  if (!pieces.some(({ finding }) => finding === 'agrees')) return pieces
  return pieces.map((piece) =>
    piece.finding === 'contradicts' ? { ...piece, note: `${oneOfTwo} ${piece.note ?? ''}`.trim() } : piece,
  )
}

function noteOf({ by, builder }: Provenance, first: string | undefined): string {
  const origin = {
    git: 'The builder fetched that commit itself.',
    local: 'It was built from a local directory, whose commit the builder takes from its caller.',
    workflow: 'It is the commit for which the workflow ran.',
  }[by]
  const built = builder === undefined ? [] : [`Built by ${shortened(builder)}.`]
  const told = [first, origin, ...built, 'Its signature was not checked: this is a statement, not a proof.']
  return told.filter((text) => text !== undefined).join(' ')
}
