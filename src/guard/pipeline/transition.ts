import type { StageState } from '@aws-sdk/client-codepipeline'

/**
 * The reason that marks a stage transition as disabled by this action. AWS takes 300 characters of letters, digits and
 * `!@ ().*?-` at most (API reference, DisableStageTransition.reason), so it has neither colon nor comma.
 */
export const TRANSITION_MARK =
  'Disabled by ecs-deploy-verifier because a GitHub Actions workflow deploys the same service. ' +
  'Its competing-triggers restore mode enables this transition again.'

/** What any mark of ours holds, altered or not. */
const SIGNATURE = /ecs-deploy-verifier/i

/** Statuses of a stage execution after which nothing in it starts any more. */
const OVER: ReadonlySet<string> = new Set(['Succeeded', 'Failed', 'Stopped', 'Cancelled', 'Skipped'])

/**
 * The way into a stage. `first`: an execution begins there, and no transition leads to it. `open`: not read to be disabled.
 * `ours`: disabled with this action's mark. `closed`: disabled by somebody else. `untold`: the pipeline's state does not mention the
 * stage.
 */
export interface Transition {
  readonly way: 'first' | 'open' | 'ours' | 'closed' | 'untold'
  /** The reason that somebody else gave, or an altered mark. */
  readonly reason: string
  /** Whether the reason was once a mark and is no longer exactly that. */
  readonly altered: boolean
  /** Ids of the executions that wait before the stage. */
  readonly waiting: readonly string[]
  /** Id of the execution that is inside the stage. */
  readonly inside?: string
}

export function isClosed({ way }: Transition): boolean {
  return way === 'ours' || way === 'closed'
}

/** @param firstStage name of the pipeline's first stage */
export function readTransition(states: readonly StageState[], stage: string, firstStage: string): Transition {
  const state = states.find(({ stageName }) => stageName === stage)
  const inbound = state?.inboundTransitionState
  const reason = inbound?.enabled === false ? (inbound.disabledReason ?? '') : ''
  const isOurs = reason === TRANSITION_MARK
  const latest = state?.latestExecution
  const waiting = [state?.inboundExecution, ...(state?.inboundExecutions ?? [])].flatMap((one) =>
    one === undefined ? [] : [one.pipelineExecutionId ?? 'without an id'],
  )
  const way = (): Transition['way'] => {
    if (stage === firstStage) return 'first'
    if (state === undefined) return 'untold'
    if (inbound?.enabled !== false) return 'open'
    return isOurs ? 'ours' : 'closed'
  }
  return {
    way: way(),
    reason,
    altered: !isOurs && SIGNATURE.test(reason),
    waiting: [...new Set(waiting)],
    ...(latest === undefined || OVER.has(latest.status ?? '')
      ? {}
      : { inside: latest.pipelineExecutionId ?? 'without an id' }),
  }
}
