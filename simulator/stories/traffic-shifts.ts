import { SETTING, story } from '../story.ts'
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

export const theCanary = story('native canary', (tale) => {
  production(tale, { strategy: 'CANARY', canary: { canaryPercent: 10, canaryBakeTimeInMinutes: 5 } })
  tale.at('10:05:00')
  pushTheCommit(tale)
  tale.at('10:07:00')
  tale.deploy(theImage(tale))
  tale.at('10:07:05')
  tale.verify(withVersion(tale))
  tale.expectVerdict('verified')
})

/** Another system scales the new task set up, moves the traffic, and deletes the old one. */
export const theExternalController = story('an EXTERNAL controller', (tale) => {
  production(tale, { controller: 'EXTERNAL', loadBalanced: false })
  const { world } = tale.stage
  tale.at('10:05:00')
  pushTheCommit(tale)
  tale.at('10:07:00')
  const image = theImage(tale)
  const [old] = world.tasks(SETTING.service)
  const taskDefinition = world.registerTaskDefinition({
    family: SETTING.service,
    containers: [{ name: SETTING.container, image: image.reference }],
  })
  const set = world.createTaskSet(SETTING.service, { taskDefinition, scalePercent: 100 })
  tale.at('10:07:05')
  tale.verify()
  tale.after('40s', () => world.setPrimaryTaskSet(SETTING.service, set))
  tale.after('60s', () => {
    if (old?.rolloutId !== undefined) world.deleteTaskSet(SETTING.service, old.rolloutId)
  })
  tale.expectVerdict('verified')
})
