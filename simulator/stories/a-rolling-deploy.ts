import { story } from '../story.ts'
import { production, pushTheCommit, theImage, withVersion } from './setting.ts'

export const aRollingDeploy = story('a rolling deploy', (tale) => {
  production(tale)
  tale.at('10:05:00')
  pushTheCommit(tale)
  tale.at('10:07:00')
  tale.deploy(theImage(tale))
  tale.at('10:07:05')
  tale.verify(withVersion(tale))
  tale.expectVerdict('verified')
})
