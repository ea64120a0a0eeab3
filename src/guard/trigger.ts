import type { Project } from '@aws-sdk/client-codebuild'

import type { PipelineProblem, Trigger, TriggerKind } from '../model.ts'

/** What was seen of one kind of trigger of one project. */
export interface Look {
  readonly triggers: readonly Trigger[]
  readonly problems: readonly PipelineProblem[]
  /** Whether it showed that the project is no longer as it was found: then it has to be read anew. */
  readonly isOutdated?: boolean
}

/**
 * One kind of trigger: how to find those that start a project, how to disable them, how to bring them back. Each kind is one file
 * with one such object; `guard.ts` knows no kind by itself.
 *
 * Every method reports what it read after its last change, so that a state is never what was hoped for. They reject with an
 * `AwsFailure` of the kind `credentials`, or with the abort reason of the run; every other failure becomes a problem.
 */
export interface TriggerGuard {
  readonly kind: TriggerKind
  /** Looks; changes nothing. */
  find(project: Project): Promise<Look>
  /**
   * Keeps pushes to branches and merges from starting the project. Doing it again changes nothing.
   * @param about called before each change with the trigger as it is then, so that a run which dies meanwhile can still name it
   */
  disable(project: Project, about: (trigger: Trigger) => void): Promise<Look>
  /** Takes exactly this action's marks away. Doing it again changes nothing. */
  restore(project: Project, about: (trigger: Trigger) => void): Promise<Look>
}
