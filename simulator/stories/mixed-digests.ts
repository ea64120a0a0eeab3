import { story } from '../story.ts'
import { COMMIT, production, pushTheCommit, theImage, withVersion } from './setting.ts'

/** ECS was told not to pin the digest, and the tag moves while the tasks start: one deployment, two images. */
export const mixedDigests = story('mixed digests under one tag', (tale) => {
  production(tale, { versionConsistency: 'disabled', maximumPercent: 125 })
  tale.at('10:05:00')
  pushTheCommit(tale)
  tale.at('10:07:00')
  tale.deploy(theImage(tale))
  tale.at('10:07:05')
  tale.verify(withVersion(tale, { timeout: '10m' }))
  tale.after('30s', () => {
    tale.image([COMMIT, COMMIT.slice(0, 7)], { version: '3.3.6-rc', builtAt: '2025-07-20 18:00:00' })
  })
  tale.expectVerdict('failed', 'mixed-tasks')
})
