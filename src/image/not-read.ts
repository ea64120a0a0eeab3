import { isUnknownCall } from '../aws/errors.ts'
import { AwsFailure } from '../aws/failure.ts'
import { Ending } from '../ending.ts'
import { shortened } from './shortened.ts'
import { Unreadable } from './unreadable.ts'

/** Why something inside the image could not be read, where the run goes on without it. */
export interface NotRead {
  /** `not-read`: it was refused, or the registry has no such call, and nobody asked for it. `unreadable`: it is not what it should be, or not there. */
  readonly finding: 'not-read' | 'unreadable'
  /** A sentence. */
  readonly why: string
}

/**
 * Sorts what reading inside the image failed with; what ends the run, or may pass, is thrown on.
 * @param isAsked whether a refusal ends the run
 */
export function notRead(error: unknown, isAsked: boolean): NotRead {
  if (error instanceof Unreadable) return { finding: 'unreadable', why: `It could not be read: ${error.message}.` }
  if (error instanceof Ending) {
    if (error.code === 'digest-unreadable')
      return { finding: 'unreadable', why: `It could not be read: ${error.message}` }
    if (error.code === 'access-denied' && !isAsked) return { finding: 'not-read', why: `Not read: ${error.headline}.` }
    throw error
  }
  if (!(error instanceof AwsFailure) || error.kind === 'credentials') throw error
  const isNotGiven = !isAsked && givesNoLayers(error)
  if (error.kind === 'retry' && !isNotGiven) throw error
  if (error.kind === 'denied' && isAsked) throw error
  return {
    finding: error.kind === 'denied' || isNotGiven ? 'not-read' : 'unreadable',
    why: `Not read: ${error.action} answered ${error.code}: ${shortened(error.message)}.`,
  }
}

/** Whether the registry hands out nothing inside of images. Of a layer that it says it has not, the image is broken. */
function givesNoLayers(failure: AwsFailure): boolean {
  if (failure.action !== 'ecr:GetDownloadUrlForLayer') return false
  return isUnknownCall(failure) || (failure.kind === 'rejected' && !failure.code.startsWith('LayerInaccessible'))
}
