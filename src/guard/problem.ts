import { AwsFailure } from '../aws/failure.ts'
import { partitionOf } from '../aws/partition.ts'
import type { Clock } from '../clock.ts'
import type { PipelineProblem } from '../model.ts'

/** Waits before another try, in milliseconds: before the first observation there is time, in the final round hardly any. */
export const PATIENT: readonly number[] = [1000, 2000, 4000]
export const BRIEF: readonly number[] = [500]

export interface Patience {
  readonly clock: Clock
  readonly waits: readonly number[]
  readonly signal?: AbortSignal | undefined
  /** Told of each failure that may pass, at once: whoever runs out of time meanwhile can name it. */
  readonly failed?: ((failure: AwsFailure) => void) | undefined
}

/** Makes a call again after a failure that may pass; gives the last failure on. */
export async function patiently<T>({ clock, waits, signal, failed }: Patience, call: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    signal?.throwIfAborted()
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof AwsFailure) || error.kind !== 'retry') throw error
      failed?.(error)
      const wait = waits[tries]
      if (wait === undefined) throw error
      await clock.sleep(wait, signal)
    }
  }
}

/**
 * Waits before another write where one got no answer, or failed in a way that may pass; false where that may not help any more. A write must
 * not be sent again as it is: somebody may have changed what it was made from, so that is read and planned anew.
 */
export type MayWriteAgain = (failure: AwsFailure | undefined) => Promise<boolean>

export function patientWrites({ clock, waits, signal, failed }: Patience): MayWriteAgain {
  const left = [...waits]
  return async (failure) => {
    if (failure?.kind !== 'retry') return false
    failed?.(failure)
    const wait = left.shift()
    if (wait === undefined) return false
    await clock.sleep(wait, signal)
    return true
  }
}

/**
 * The failure, where it concerns one project only. What ends the run, or is no failure of AWS (a defect, the run's own abort), is
 * thrown again.
 */
export function passableFailure(error: unknown): AwsFailure {
  if (!(error instanceof AwsFailure) || error.kind === 'credentials') throw error
  return error
}

/**
 * A problem out of a failed call.
 * @param what what could not be done: `CodeBuild project app could not be read`
 * @param resource ARN of what the call was about, for a failure that does not name it
 */
export function problemOf(
  failure: AwsFailure,
  project: string,
  what: string,
  blocking: boolean,
  resource: string,
): PipelineProblem {
  // A policy takes ARNs only, and a failure may name the project alone.
  const about = failure.resource?.startsWith('arn:') === true ? failure.resource : resource
  return {
    project,
    ...(failure.kind === 'denied' ? { action: failure.action, resource: about } : {}),
    ...(failure.kind === 'retry' ? { passing: true } : {}),
    blocking,
    message: `${what}: ${reason(failure, about)}`,
  }
}

/** The ARN of a project that could not be read, as far as it is known; the account may be any. */
export function projectArn(project: string, region: string): string {
  if (project.startsWith('arn:')) return project
  return `arn:${partitionOf(region)}:codebuild:${region}:*:project/${project}`
}

function reason(failure: AwsFailure, resource: string): string {
  const said = `${failure.code}: ${failure.message}`
  switch (failure.kind) {
    case 'denied':
      return `the role needs ${failure.action} on ${resource} (${said})`
    case 'absent':
      return `it does not exist any more (${said})`
    case 'retry':
      return `AWS did not answer ${failure.action}, or only with errors (${said})`
    case 'credentials':
    case 'rejected':
    case 'unsupported':
      return `AWS rejected ${failure.action} (${said})`
  }
}
