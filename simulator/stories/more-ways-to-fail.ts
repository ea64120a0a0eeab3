import { story } from '../story.ts'
import { production, pushTheCommit, theImage, withVersion } from './setting.ts'

/** Two builds of the commit fight over its tag: ECS resolved it to the second, and then the first took it back. */
export const theTagThatWasTakenBack = story('a tag that another build took back', (tale) => {
  production(tale)
  tale.at('10:05:00')
  pushTheCommit(tale)
  tale.at('10:06:00')
  const image = theImage(tale)
  tale.at('10:07:00')
  theImage(tale, { version: '3.3.5' })
  tale.at('10:07:20')
  tale.deploy(image)
  tale.at('10:07:40')
  tale.stage.registry.retag(image.reference, image.digest)
  tale.verify(withVersion(tale, { timeout: '5m' }))
  tale.expectVerdict('failed', 'digest-mismatch')
})

/** No room for another task: ECS waits, and nothing else is wrong. */
export const theClusterWithoutRoom = story('a cluster without room', (tale) => {
  production(tale, { quirks: { capacity: 4 } })
  tale.at('10:05:00')
  pushTheCommit(tale)
  tale.at('10:07:00')
  tale.deploy(theImage(tale))
  tale.at('10:07:05')
  tale.verify(withVersion(tale, { timeout: '5m' }))
  tale.expectVerdict('failed', 'rollout-timeout')
})

export const theDigestsThatNobodyTells = story('an agent too old to tell digests', (tale) => {
  production(tale, { quirks: { hidesDigests: true } })
  tale.at('10:05:00')
  pushTheCommit(tale)
  tale.at('10:07:00')
  tale.deploy(theImage(tale))
  tale.at('10:07:05')
  tale.verify(withVersion(tale, { timeout: '5m' }))
  tale.expectVerdict('inconclusive', 'digest-unreadable')
})

export const theServiceThatIsNotThere = story('a service that is not there', (tale) => {
  production(tale)
  tale.at('10:05:00')
  pushTheCommit(tale)
  tale.verify({ service: 'agricultural-cor' })
  tale.expectVerdict('failed', 'service-not-found')
})

export const theInputThatIsNone = story('an input that cannot be', (tale) => {
  production(tale)
  pushTheCommit(tale)
  tale.verify({ 'poll-interval': '0s' })
  tale.expectVerdict('inconclusive', 'invalid-input')
})

/** The image is in a registry that is not ECR. */
export const theImageOutsideEcr = story('an image outside ECR', (tale) => {
  const repository = `${new URL(tale.stage.server.url).host}/agricultural-core`
  production(tale, {}, { repository })
  tale.at('10:05:00')
  pushTheCommit(tale)
  tale.at('10:07:00')
  tale.deploy(theImage(tale, { repository, platforms: ['linux/amd64', 'linux/arm64'] }))
  tale.at('10:07:05')
  tale.verify(withVersion(tale))
  tale.expectVerdict('verified')
})
