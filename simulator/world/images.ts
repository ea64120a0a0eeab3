import type { Core } from './core.ts'
import type { Container, Task } from './state.ts'

/** What pulling a task's images came to. */
export type Pulled =
  | { readonly state: 'ready' }
  | {
      readonly state: 'failed'
      readonly container: Container
      readonly stopCode: string
      readonly stoppedReason: string
      readonly containerReason: string | undefined
    }

/** Repository and tag of a reference, without a digest. */
export const withoutDigest = (reference: string): string => reference.split('@')[0] ?? reference

/** A reference's repository, without tag and digest. A colon before the last slash belongs to a port. */
export const repositoryOf = (reference: string): string => {
  const plain = withoutDigest(reference)
  const colon = plain.lastIndexOf(':')
  return colon > plain.lastIndexOf('/') ? plain.slice(0, colon) : plain
}

const guardDutyDigest = `sha256:${'9'.repeat(64)}`

/**
 * Settles which digest each container runs. The first task of a rollout resolves the tags and the others keep to that (software
 * version consistency), unless the container has it disabled; then each task resolves the tag anew.
 */
export const settleImages = (core: Core, task: Task): Pulled => {
  let failed: Pulled | undefined
  for (const container of task.containers) {
    const { specification } = container
    if (specification === undefined) {
      container.digest = guardDutyDigest
      continue
    }
    const { image, name } = specification
    const consistent = specification.versionConsistency !== 'disabled'
    const settled = consistent ? task.rollout.digests.get(name) : undefined
    const reference = settled === undefined ? image : `${repositoryOf(image)}@${settled}`
    const digest = core.resolve(reference)
    if (digest === undefined) {
      const asked = settled === undefined ? image : `${withoutDigest(image)}@${settled}`
      failed ??= pullError(container, `failed to resolve ref ${asked}: ${asked}: not found`)
      continue
    }
    container.digest = digest
    container.behaviour = core.behaviour(digest)
    if (consistent) task.rollout.digests.set(name, digest)
    const { cannotPull, failsToStart } = container.behaviour
    if (cannotPull !== undefined) {
      failed ??= pullError(container, cannotPull)
    } else if (failsToStart !== undefined) {
      failed ??= {
        state: 'failed',
        container,
        stopCode: failsToStart.stopCode ?? 'TaskFailedToStart',
        stoppedReason: failsToStart.stoppedReason,
        containerReason: failsToStart.containerReason,
      }
    }
  }
  return failed ?? { state: 'ready' }
}

const pullError = (container: Container, why: string): Pulled => ({
  state: 'failed',
  container,
  stopCode: 'TaskFailedToStart',
  stoppedReason: `CannotPullContainerError: ${why.startsWith('failed to resolve') ? `pull image manifest has been retried 5 time(s): ${why}` : why}`,
  containerReason: undefined,
})
