import type { Project } from '@aws-sdk/client-codebuild'

import { inTimeOf } from '../clock.ts'
import type { Clock } from '../clock.ts'
import { isSame, nowGone, withEarlier } from './acted.ts'
import type { PipelineFinder } from './pipeline/finder.ts'
import type { TriggerGuard } from './trigger.ts'

/** How long the search for pipelines may take, in milliseconds, before what starts the project itself is disabled without it. */
const MOMENT = 2_000

/** For what starts the project itself: it knows of no pipeline. */
export const NO_PIPELINES: PipelineFinder = {
  runsOf: () => Promise.resolve({ runs: [], failures: [] }),
  reaches: () => Promise.resolve(true),
}

/**
 * A kind whose triggers start the project or its pipelines. Where the search for those is slow, or hangs, what starts the project itself is
 * disabled first: it must not stay live meanwhile.
 * @param direct the kind as it is without pipelines
 * @param whole the kind as it is with them
 */
export function directFirst(
  direct: TriggerGuard,
  whole: TriggerGuard,
  search: (project: Project) => Promise<unknown>,
  clock: Clock,
): TriggerGuard {
  return {
    ...whole,
    disable: async (project, about) => {
      // A search that fails is told by whoever needs what it finds.
      const isOver = search(project).then(
        () => true,
        () => true,
      )
      if ((await inTimeOf(clock, isOver, MOMENT)) === true) return whole.disable(project, about)
      const first = await direct.disable(project, about)
      const look = await whole.disable(project, about)
      const gone = first.triggers.filter((one) => !look.triggers.some((trigger) => isSame(one, trigger)))
      return {
        ...look,
        triggers: [
          ...look.triggers.map((trigger) => withEarlier(trigger, first.triggers)),
          ...gone.flatMap((trigger) => nowGone(trigger)),
        ],
      }
    },
  }
}
