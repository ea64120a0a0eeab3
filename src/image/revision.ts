import type { ImageEvidence } from '../model.ts'
import { shortened } from './shortened.ts'
import { type HomeRepository, relationOf } from './source.ts'

/** A commit that something claims to be made of. */
export interface Claim {
  /** As it is written. */
  readonly revision: string
  /** The repository that it names, as it is written. */
  readonly source?: string | undefined
}

export interface RevisionContext extends HomeRepository {
  /** The full SHA that is expected. */
  readonly commit: string
  /** Whether this repository has such a commit; undefined where that could not be asked. */
  readonly commitExists?: ((sha: string) => Promise<boolean | undefined>) | undefined
}

export interface RevisionFinding {
  readonly finding: Exclude<ImageEvidence['finding'], 'unreadable' | 'not-read'>
  readonly note?: string
}

const revisionForm = /^([0-9a-f]{7,64})(-dirty)?$/i

/** The SHA, or its abbreviation of 7 or more digits, in a revision; undefined for a branch, a version, and anything else. */
function shaIn(revision: string, commit: string): { readonly sha: string; readonly isDirty: boolean } | undefined {
  const [, sha, dirty] = revisionForm.exec(revision.trim()) ?? []
  // Longer than a commit of this repository can be; as long as none.
  if (sha === undefined || sha.length > commit.length || (sha.length > 40 && sha.length < 64)) return undefined
  return { sha: sha.toLowerCase(), isDirty: dirty !== undefined }
}

/**
 * What a revision in an image means. What is no SHA (`main`, `v3.3.6`) says nothing about the commit, which is as good as absent: a branch
 * moves. What names another repository was inherited from a base image, whatever its SHA.
 */
export async function judgeRevision(claim: Claim, context: RevisionContext): Promise<RevisionFinding> {
  const { commit, commitExists } = context
  const found = shaIn(claim.revision, commit)
  if (found === undefined)
    return { finding: 'absent', note: `It says "${shortened(claim.revision)}", which is no commit's SHA.` }
  const { sha, isDirty } = found
  const relation = relationOf(claim.source ?? '', context)
  const isOurs = commit.toLowerCase().startsWith(sha)
  if (isOurs && relation !== 'another') {
    if (!isDirty) return { finding: 'agrees' }
    return { finding: 'agrees', note: 'Warning: it was built with changes that were not committed (-dirty).' }
  }
  if (relation === 'another') {
    return {
      finding: 'inherited',
      note: `It is of another repository, ${shortened(claim.source ?? '')}: it came with a base image.`,
    }
  }
  const exists = await commitExists?.(sha)
  if (exists === false) {
    return { finding: 'inherited', note: 'This repository has no such commit: it came with a base image.' }
  }
  // A date or the number of a build is made of digits too.
  if (/^\d+$/.test(sha) && sha.length < 40 && exists !== true) {
    return { finding: 'absent', note: `It says "${shortened(claim.revision)}", which need be no commit's SHA.` }
  }
  return { finding: 'contradicts' }
}
