import { story } from '../story.ts'
import { production, pushTheCommit, theImage, withVersion } from './setting.ts'

export const theDesiredCountOfZero = story('desired count 0', (tale) => {
  production(tale)
  tale.at('10:05:00')
  pushTheCommit(tale)
  tale.at('10:07:00')
  tale.deploy(theImage(tale), { desiredCount: 0 })
  tale.at('10:07:05')
  tale.verify(withVersion(tale, { timeout: '5m' }))
  tale.expectVerdict('failed', 'nothing-running')
})
