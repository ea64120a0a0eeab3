import { AwsFailure } from '../aws/failure.ts'
import { Ending } from '../ending.ts'
import { shortened } from './shortened.ts'
import { Unreadable } from './unreadable.ts'

/**
 * Why something inside the image could not be read, where the run goes on without it. Everything else is thrown on.
 * @param isAsked whether a refusal ends the run
 */
export function whyNotRead(error: unknown, isAsked: boolean): string {
  if (error instanceof Unreadable) return `It could not be read: ${error.message}.`
  if (error instanceof Ending) {
    if (error.code === 'digest-unreadable') return `It could not be read: ${error.message}`
    if (error.code === 'access-denied' && !isAsked) return `Not read: ${error.headline}.`
    throw error
  }
  if (error instanceof AwsFailure && error.kind !== 'retry' && error.kind !== 'credentials') {
    if (error.kind === 'denied' && isAsked) throw error
    return `Not read: ${error.action} answered ${error.code}: ${shortened(error.message)}.`
  }
  throw error
}
