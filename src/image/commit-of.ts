import { imageReaderOf } from './image-reader.ts'
import { annotationsIn } from './labels.ts'
import { notRead } from './not-read.ts'
import { isAbout } from './provenance.ts'
import type { Repository } from './registry.ts'
import type { Claim } from './revision.ts'
import { type HomeRepository, relationOf } from './source.ts'

/** Images of one index that are looked into; of one with more, nobody knows what the others say. */
const partLimit = 50

const fullSha = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i

/**
 * The full SHA of this repository that an image says it is of, by the labels, annotations and provenance of all its platforms.
 * Undefined where it says none, or two different ones: then nobody knows which. What names another repository came with a base image
 * and is passed over; so is what is no full SHA, or was built with changes that were not committed.
 * Throws an `AwsFailure` `retry` or `credentials`; what cannot be read otherwise says nothing.
 */
export async function commitOf(
  repository: Repository,
  digest: string,
  home: HomeRepository,
): Promise<string | undefined> {
  try {
    const said = (await claimsIn(repository, digest))
      .filter(({ source }) => relationOf(source ?? '', home) !== 'another')
      .map(({ revision }) => revision.trim().toLowerCase())
    const [first, ...others] = new Set(said)
    return first !== undefined && others.length === 0 && fullSha.test(first) ? first : undefined
  } catch (error) {
    notRead(error, false)
    return undefined
  }
}

async function claimsIn(repository: Repository, digest: string): Promise<readonly Claim[]> {
  const reader = imageReaderOf(repository)
  const { indexes, parts } = await reader.parts(digest)
  if (parts.length > partLimit) return []
  const claims: (Claim | undefined)[] = indexes.map(({ annotations }) => annotationsIn(annotations).revision)
  for (const part of parts) {
    const manifest = await reader.manifest(part.digest)
    const { labels } = await reader.config(manifest)
    claims.push(
      annotationsIn(part.entryAnnotations).revision,
      annotationsIn(manifest.annotations).revision,
      labels.revision,
    )
    for (const attestation of part.attestations)
      for (const provenance of await reader.provenance(attestation))
        if (isAbout(provenance, [part.digest, digest])) claims.push(provenance.claim, ...(provenance.others ?? []))
  }
  return claims.filter((claim) => claim !== undefined)
}
