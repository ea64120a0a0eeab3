import { type ImageReader, imageReaderOf } from './image-reader.ts'
import { annotationsIn } from './labels.ts'
import { createMemory, type Memory } from './memory.ts'
import { notRead } from './not-read.ts'
import { isAbout } from './provenance.ts'
import type { Repository } from './registry.ts'
import { type Claim, judgeRevision, type RevisionContext } from './revision.ts'

/** Newest top-level images of a repository among which one is looked for. */
const searchDepth = 50

/** Images that are read at the same time. */
const atOnce = 4

export interface SearchDeps {
  /** `owner/name` of the repository of the commit; may be empty. */
  readonly sourceRepository: string
  /** `https://github.com`. */
  readonly serverUrl: string
  /** Abort of the run. */
  readonly signal?: AbortSignal | undefined
}

// By the repository and then by commit and digest: an image does not change, and a run asks again until one is there.
const searched = new WeakMap<Repository, Memory<boolean>>()

/**
 * The digest of the image that runs, where that is it, else of the newest image whose revision label, annotation or provenance is the commit, among the newest 50 of the repository;
 * undefined where there is none, or the registry does not list its images. What was read of an image is not read again at the next call.
 * Throws an `AwsFailure` `retry` or `credentials`.
 *
 * @param running digest of the image that the current task definition resolves to
 */
export async function findByEvidence(
  repository: Repository,
  commit: string,
  { sourceRepository, serverUrl, signal }: SearchDeps,
  running?: string,
): Promise<string | undefined> {
  const context: RevisionContext = { commit, repository: sourceRepository, serverUrl }
  const known = searched.get(repository) ?? createMemory<boolean>(() => true)
  searched.set(repository, known)
  const reader = imageReaderOf(repository)
  const isOurs = (digest: string): Promise<boolean> =>
    known.get(`${commit} ${digest}`, () => carriesCommit(reader, digest, context))
  if (running !== undefined && (await isOurs(running))) return running
  const newest = await repository.newest(searchDepth)
  if (newest.state === 'not-read') return undefined
  for (let from = 0; from < newest.value.length; from += atOnce) {
    signal?.throwIfAborted()
    const digests = newest.value.slice(from, from + atOnce)
    const areOurs = await Promise.all(digests.map(isOurs))
    const found = digests.find((_, at) => areOurs[at] === true)
    if (found !== undefined) return found
  }
  return undefined
}

/** Whether an image says that it is of the commit, by the first of its platforms; what cannot be read of it says nothing. */
async function carriesCommit(reader: ImageReader, digest: string, context: RevisionContext): Promise<boolean> {
  try {
    for await (const claim of claimsOf(reader, digest)) {
      if ((await judgeRevision(claim, context)).finding === 'agrees') return true
    }
  } catch (error) {
    // What may pass is thrown on; otherwise another image of the repository is none of this run's business.
    notRead(error, false)
  }
  return false
}

/** What costs least first. */
async function* claimsOf(reader: ImageReader, digest: string): AsyncGenerator<Claim> {
  const { indexes, parts } = await reader.parts(digest)
  const [part] = parts
  if (part === undefined) return
  const annotations = [...indexes.map((index) => index.annotations), part.entryAnnotations]
  for (const { revision } of annotations.map((each) => annotationsIn(each))) if (revision !== undefined) yield revision
  const manifest = await reader.manifest(part.digest)
  const annotated = annotationsIn(manifest.annotations).revision
  if (annotated !== undefined) yield annotated
  const labelled = (await reader.config(manifest)).labels.revision
  if (labelled !== undefined) yield labelled
  for (const attestation of part.attestations) {
    for (const provenance of await reader.provenance(attestation)) {
      if (provenance.claim !== undefined && isAbout(provenance, [part.digest, digest])) yield provenance.claim
    }
  }
}
