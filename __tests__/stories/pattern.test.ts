import { describe, expect, it } from '@jest/globals'
import { theImageWithOldCode } from '../../simulator/stories/the-image-with-old-code.ts'
import { play } from '../../simulator/story.ts'

// What the built action says of the deploys before this one.
const PATIENCE_MS = 60_000

interface Told {
  readonly pattern: {
    readonly deployments: readonly { readonly effect: string; readonly builtByHandBy?: string }[]
    readonly pushes: { readonly all: number; readonly live: number }
    readonly medianPushToLiveSeconds: number
    readonly behindShare: number
  }
}

function isTold(report: unknown): report is Told {
  return typeof report === 'object' && report !== null && 'pattern' in report
}

describe('the last deploys', () => {
  it(
    'took effect ten times of twenty, and each time after a build that somebody had started by hand',
    async () => {
      const { run } = await play(theImageWithOldCode)
      if (!isTold(run.report)) throw new Error('the report has no pattern')
      const { deployments, pushes, medianPushToLiveSeconds, behindShare } = run.report.pattern
      const by = (effect: string) => deployments.filter((deployment) => deployment.effect === effect)
      expect(by('took-effect').map(({ builtByHandBy }) => builtByHandBy)).toEqual(Array(10).fill('user AVA_OLO'))
      expect(by('no-effect').map(({ builtByHandBy }) => builtByHandBy)).toEqual(Array(10).fill(undefined))
      expect(by('under-way')).toHaveLength(1)
      // The push of this run is not counted before the run is over.
      expect(pushes).toEqual({ all: 11, live: 11 })
      expect(medianPushToLiveSeconds).toBeGreaterThan(60 * 60)
      expect(behindShare).toBeLessThan(0.1)
      expect(run.summary).toContain('**The last 20 deployments:** 10 took effect, all of them after a build by hand')
    },
    PATIENCE_MS,
  )

  it(
    'cost six requests at most',
    async () => {
      const { run } = await play(theImageWithOldCode)
      const operations = run.requests.map(({ operation }) => operation)
      const begun = operations.findIndex((operation) => operation.includes('/actions/'))
      expect(begun).toBeGreaterThan(0)
      // One page of deployments more than the watch itself asks for, two of revisions, one of images, one of runs.
      const counted = (name: string): number => operations.filter((operation) => operation.includes(name)).length
      expect(counted('ecs:ListServiceDeployments')).toBe(2)
      expect(counted('ecs:DescribeServiceRevisions')).toBe(3)
      expect(counted('/actions/')).toBe(1)
    },
    PATIENCE_MS,
  )
})
