import { story } from '../story.ts'
import { production, pushTheCommit, theImage, withVersion } from './setting.ts'

export const theBlueGreenWithABakeTime = story('native blue/green with a bake time', (tale) => {
  production(tale, { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 5 })
  tale.at('10:05:00')
  pushTheCommit(tale)
  tale.at('10:07:00')
  tale.deploy(theImage(tale))
  tale.at('10:07:05')
  tale.verify(withVersion(tale))
  tale.expectVerdict('verified')
})

export const theCodeDeployShift = story('CODE_DEPLOY with its traffic shift', (tale) => {
  production(tale, { controller: 'CODE_DEPLOY' })
  tale.at('10:05:00')
  pushTheCommit(tale)
  tale.at('10:07:00')
  tale.deploy(theImage(tale), { codeDeploy: { terminationWaitMinutes: 5 } })
  tale.at('10:07:05')
  tale.verify(withVersion(tale))
  tale.expectVerdict('verified')
})
