import { AwsFailure } from '../aws/failure.ts'
import type { Clock } from '../clock.ts'
import { Ending } from '../ending.ts'
import { isBound, namingCommit } from '../judge/image.ts'
import type { ExpectedImage, ExpectedVersion, ImageEvidence } from '../model.ts'
import { type OpenPart, type Piece, piecesMerged } from './evidence-pieces.ts'
import { versionFilePiece } from './file-evidence.ts'
import { type ImagePart, type ImageParts, imageReaderOf } from './image-reader.ts'
import { createLayerReader } from './layers.ts'
import { annotationsIn, type Labels, revisionKey } from './labels.ts'
import type { ImageManifest } from './manifest.ts'
import { notRead } from './not-read.ts'
import { createProvenanceReader } from './provenance-evidence.ts'
import type { Repository } from './registry.ts'
import { judgeRevision, type RevisionContext } from './revision.ts'
import { shortened } from './shortened.ts'
import { Unreadable } from './unreadable.ts'

/** Images of one index that are looked into; no index that a builder writes has as many. */
const partLimit = 50

export interface EvidenceDeps {
  readonly repository: Repository
  readonly image: Pick<ExpectedImage, 'digest' | 'binding'>
  /** The full SHA that the image should hold. */
  readonly commit: string
  readonly version: ExpectedVersion
  /** Absolute path of the file in the image that must hold the version. */
  readonly imageVersionFile?: string | undefined
  /** RE2 with one capture group. */
  readonly versionPattern?: string | undefined
  /** Whether evidence is demanded, so that a refusal to read it ends the run. */
  readonly requireImageProof?: boolean | undefined
  /** `owner/name` of the repository of the commit; may be empty. */
  readonly sourceRepository: string
  /** `https://github.com`. */
  readonly serverUrl: string
  /** Whether that repository has such a commit, by SHA or its abbreviation; undefined where it could not be asked. */
  readonly commitExists?: ((sha: string) => Promise<boolean | undefined>) | undefined
  readonly clock: Clock
  /** Abort of the run. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Reads what an image says about itself: revision labels and annotations, provenance, and its version file where one is asked for.
 * Every platform that can be run is read. Manifests and configs cost one request, and two more for each platform; its provenance
 * two, where there is some. All of it is read once in a run, and counts only when its SHA-256 is right.
 *
 * Throws an `AwsFailure` `retry` or `credentials`, and an `Ending` or an `AwsFailure` `denied` where something inside was asked for; what
 * cannot be read otherwise is told as `unreadable`. What refers to the image is given up after a while where nothing hangs on it.
 */
export async function readImageEvidence(deps: EvidenceDeps): Promise<readonly ImageEvidence[]> {
  const { repository, image, imageVersionFile, clock, signal } = deps
  const isAsked = imageVersionFile !== undefined || deps.requireImageProof === true
  const context: RevisionContext = {
    commit: deps.commit,
    repository: deps.sourceRepository,
    serverUrl: deps.serverUrl,
    commitExists: deps.commitExists === undefined ? undefined : remembered(deps.commitExists),
  }
  const reader = imageReaderOf(repository)
  let content: ImageParts
  try {
    content = await reader.parts(image.digest)
  } catch (error) {
    if (error instanceof Unreadable) return piecesMerged(unread(error.message, deps))
    throw error
  }
  const { indexes, parts } = content
  const readLayer = createLayerReader(repository, signal)
  const provenance = createProvenanceReader({ repository, reader, context, image, isAsked, clock, signal })

  const read: PartRead[] = []
  const annotated: Piece[] = []
  for (const index of indexes)
    annotated.push(...(await ofAnnotations('the index', undefined, index.annotations, context)))

  for (const part of parts.slice(0, partLimit)) {
    signal?.throwIfAborted()
    const inside = await openPart(part)
    const { platform } = inside
    annotated.push(...(await ofAnnotations('the entry in the index', platform, part.entryAnnotations, context)))
    if (inside.manifest !== undefined) {
      annotated.push(...(await ofAnnotations('the manifest', platform, inside.manifest.annotations, context)))
    }
    read.push({
      part,
      platform,
      label: await ofLabels(inside, context),
      provenance: await provenance.of(part, platform),
      file:
        imageVersionFile === undefined
          ? undefined
          : await versionFilePiece({ ...deps, imageVersionFile }, inside, readLayer),
    })
  }
  if (provenance.gaveUp() && hangsOnMore([...read.flatMap(piecesOf), ...annotated], deps)) {
    for (const one of read) one.provenance = await provenance.of(one.part, one.platform, true)
  }
  const pieces = read.flatMap(piecesOf)
  if (parts.length > partLimit) {
    pieces.push(...unread(`the index has ${parts.length} images, of which the first ${partLimit} were read`, deps))
  }
  if (annotated.length === 0) {
    const place = `annotation ${revisionKey}`
    annotated.push({ kind: 'revision-annotation', place, expected: deps.commit, said: '', finding: 'absent' })
  }
  return piecesMerged([...pieces, ...annotated])

  async function openPart(part: ImagePart): Promise<OpenPart> {
    const { platform } = part
    let manifest: ImageManifest | undefined
    try {
      manifest = await reader.manifest(part.digest)
      const config = await reader.config(manifest)
      return { platform: platform ?? config.platform, manifest, config }
    } catch (error) {
      // Of the image itself, not of what is said about it: nothing can be concluded from other bytes than its digest names.
      if (manifest === undefined && error instanceof Ending && error.code === 'digest-unreadable') throw error
      return { platform, manifest, config: undefined, failure: notRead(error, isAsked) }
    }
  }
}

/** What was read of one platform. */
interface PartRead {
  readonly part: ImagePart
  readonly platform: string | undefined
  readonly label: Piece
  provenance: readonly Piece[]
  readonly file: Piece | undefined
}

const piecesOf = ({ label, provenance, file }: PartRead): readonly Piece[] => [label, ...provenance, file ?? []].flat()

/** Whether nothing is decided before more was read: these pieces tie the image to nothing, or do not prove what must be proved. */
function hangsOnMore(pieces: readonly Piece[], { image, requireImageProof }: EvidenceDeps): boolean {
  const items = piecesMerged(pieces)
  if (items.some(({ finding }) => finding === 'contradicts')) return false
  const isProofMissing = requireImageProof === true && namingCommit(items).length === 0
  return isProofMissing || !isBound({ binding: image.binding, evidence: { state: 'read', items } })
}

/**
 * When the image was built, as the configs of its platforms say: the latest, in milliseconds since the epoch. Undefined where none
 * says it or can be read: it explains, it never decides. Costs nothing after `readImageEvidence`, which reads the same configs.
 */
export async function builtAt(repository: Repository, digest: string): Promise<number | undefined> {
  const reader = imageReaderOf(repository)
  try {
    const { parts } = await reader.parts(digest)
    const times: number[] = []
    for (const part of parts.slice(0, partLimit)) {
      const { createdAt } = await reader.config(await reader.manifest(part.digest))
      if (createdAt !== undefined) times.push(createdAt)
    }
    return times.length === 0 ? undefined : Math.max(...times)
  } catch (error) {
    if (error instanceof Unreadable || error instanceof Ending || error instanceof AwsFailure) return undefined
    throw error
  }
}

async function ofLabels({ platform, config, failure }: OpenPart, context: RevisionContext): Promise<Piece> {
  const kind = 'revision-label'
  const expected = context.commit
  if (config === undefined) {
    return {
      kind,
      place: `label ${revisionKey}`,
      platform,
      expected,
      said: '',
      finding: failure?.finding ?? 'unreadable',
      ...noteOf('', failure?.why),
    }
  }
  const { labels } = config
  const place = `label ${labels.revisionKey}`
  return (
    (await ofRevision(kind, place, platform, labels, context)) ?? {
      kind,
      place,
      platform,
      expected,
      said: '',
      finding: 'absent',
      ...noteOf(labels.others),
    }
  )
}

async function ofAnnotations(
  holder: string,
  platform: string | undefined,
  annotations: Readonly<Record<string, string>>,
  context: RevisionContext,
): Promise<readonly Piece[]> {
  const labels = annotationsIn(annotations)
  const place = `annotation ${labels.revisionKey} of ${holder}`
  const piece = await ofRevision('revision-annotation', place, platform, labels, context)
  return piece === undefined ? [] : [piece]
}

async function ofRevision(
  kind: 'revision-label' | 'revision-annotation',
  place: string,
  platform: string | undefined,
  { revision, others }: Labels,
  context: RevisionContext,
): Promise<Piece | undefined> {
  if (revision === undefined) return undefined
  const { finding, note } = await judgeRevision(revision, context)
  const said = shortened(revision.revision)
  return { kind, place, platform, expected: context.commit, said, finding, ...noteOf(others, note) }
}

function noteOf(others: string, note?: string): { readonly note?: string } {
  const told = [note, others === '' ? undefined : `It also says: ${others}.`].filter((text) => text !== undefined)
  return told.length === 0 ? {} : { note: told.join(' ') }
}

/** Nothing is known of the image, or of a part of it. */
function unread(why: string, { commit, version, imageVersionFile }: EvidenceDeps): readonly Piece[] {
  const told = { said: '', finding: 'unreadable' as const, note: `It could not be read: ${why}.` }
  const label: Piece = { kind: 'revision-label', place: `label ${revisionKey}`, expected: commit, ...told }
  if (imageVersionFile === undefined) return [label]
  return [label, { kind: 'version-file', place: imageVersionFile, expected: version.value, ...told }]
}

function remembered(ask: (sha: string) => Promise<boolean | undefined>): (sha: string) => Promise<boolean | undefined> {
  const answers = new Map<string, Promise<boolean | undefined>>()
  return (sha) => {
    const answer = answers.get(sha) ?? ask(sha)
    answers.set(sha, answer)
    return answer
  }
}
