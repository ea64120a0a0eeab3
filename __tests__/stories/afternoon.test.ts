import { describe, expect, it } from '@jest/globals'

import { theImageBuiltBeforeTheCommit, theImageWithOldCode } from '../../simulator/stories/the-image-with-old-code.ts'
import { play } from '../../simulator/story.ts'

const PATIENCE_MS = 60_000

/** What a person needed an afternoon to find out; each from the summary alone. */
const FINDINGS: readonly (readonly [finding: string, said: RegExp])[] = [
  [
    'which image was deployed, and that it is not what its tag says',
    /`agricultural-core:3fa04cb`.*is not commit `3fa04cb`.*says 3\.3\.5, expected 3\.3\.6/,
  ],
  ['which other pipeline there is', /CodeBuild project `ava-agricultural-docker-build`/],
  ['that nothing but a person starts it', /webhook, rule, schedule, pipeline \| none/],
  ['who started the build', /build 41 \(started by user `AVA_OLO` at 2025-07-21/],
  ['what the build cloned', /of `1b7c0de` and not of `3fa04cb`/],
  ['what is live instead, and how far behind', /`1b7c0de`.*1 commit, 1 h 20 min behind/],
  [
    'how many of the last deploys took effect, and that a person built those',
    /The last 20 deployments:\*\* 10 took effect, all of them after a build by hand \(user `AVA_OLO`\)/,
  ],
  ['that the others were green and changed nothing', /10 were green and changed nothing/],
  ['what to do now', /\*\*Next step\.\*\* Build the image again from the commit/],
  ['what to do so that it does not happen again', /Build the image in this workflow, and retire the CodeBuild project/],
]

describe('the summary of the image with old code', () => {
  it(
    'tells what a person needed an afternoon for',
    async () => {
      const { run } = await play(theImageWithOldCode)
      for (const [finding, said] of FINDINGS) expect([finding, said.test(run.summary)]).toEqual([finding, true])
      expect(run.summary).toContain('The build began 1 h 16 min after the commit was made')
      expect(run.summary).toContain('1 h 16 min until a build began')
    },
    PATIENCE_MS,
  )

  it(
    'tells that the build began before the commit was made, where it did',
    async () => {
      const { run } = await play(theImageBuiltBeforeTheCommit)
      for (const [finding, said] of FINDINGS) expect([finding, said.test(run.summary)]).toEqual([finding, true])
      expect(run.summary).toContain('The build began 44 min before the commit was made (2025-07-21 10:05:00 UTC)')
      expect(run.summary).toMatch(
        /It was pushed at 2025-07-21 09:22:08 UTC, 42 min 52 s before the commit was made.*it cannot hold the commit/,
      )
      const [build, commit] = ['| 09:21:00 |', '| 10:05:00 |'].map((time) => run.summary.indexOf(time))
      expect(build).toBeGreaterThan(0)
      expect(commit).toBeGreaterThan(build ?? 0)
    },
    PATIENCE_MS,
  )
})
