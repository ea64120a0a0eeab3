import { story, type Tale } from '../story.ts'
import { production, pushTheCommit, theImage, withVersion } from './setting.ts'

function aRollout(tale: Tale): void {
  production(tale)
  tale.at('10:05:00')
  pushTheCommit(tale)
  tale.at('10:07:00')
  tale.deploy(theImage(tale))
  tale.at('10:07:05')
  tale.verify(withVersion(tale))
}

export const theExpiredCredentials = story('expired credentials', (tale) => {
  aRollout(tale)
  tale.fault('*', 'expired', { after: 20_000 })
  tale.expectVerdict('inconclusive', 'credentials')
})

export const theRefusedCall = story('access denied', (tale) => {
  aRollout(tale)
  tale.fault('ecs:DescribeTasks', 'denied')
  tale.expectVerdict('inconclusive', 'access-denied')
})

export const theThrottledMinute = story('throttling for a minute', (tale) => {
  aRollout(tale)
  tale.fault('ecs:*', 'throttled', { after: 5_000, for: 60_000 })
  tale.expectVerdict('verified')
})

export const theOutage = story('an AWS that answers with errors only', (tale) => {
  aRollout(tale)
  tale.verify(withVersion(tale, { timeout: '2m' }))
  tale.fault('*', 'unavailable-html', { after: 10_000 })
  tale.expectVerdict('inconclusive', 'aws-unreachable')
})

/** Each once, and each is ridden out. */
export const theBadWire = story('a bad wire', (tale) => {
  aRollout(tale)
  tale.fault('ecs:DescribeServices', 'reset', { times: 1, skip: 1 })
  tale.fault('ecs:DescribeTasks', 'reset-midway', { times: 1, skip: 1 })
  tale.fault('ecs:ListTasks', 'truncated', { times: 1, skip: 1 })
  tale.fault('ecr:BatchGetImage', 'internal-error', { times: 1 })
  tale.fault('ecs:DescribeTasks', 'unavailable-html', { times: 2, skip: 4 })
  tale.fault('ecs:DescribeServices', 'empty', { times: 1, skip: 4 })
  tale.expectVerdict('verified')
})
