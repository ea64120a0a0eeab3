import { story } from '../story.ts'
import { production, pushTheCommit, theImage, withVersion } from './setting.ts'

/** ECS has called the deployment complete; an old task is still being drained, and still answers. */
export const theDrainingTask = story('a draining task that still answers', (tale) => {
  production(tale, {
    deregistrationDelaySeconds: 120,
    quirks: { completesWhileDraining: true, drainingWeight: 0.5 },
  })
  tale.at('10:05:00')
  pushTheCommit(tale)
  tale.at('10:07:00')
  tale.deploy(theImage(tale))
  tale.at('10:07:05')
  tale.verify(withVersion(tale))
  tale.expectVerdict('verified')
})

/** 16 tasks, four at a time, and each batch waits for 300 seconds of draining. */
export const theBatchesWithLongDraining = story('batches with 300 s of draining', (tale) => {
  production(tale, { tasks: 16, deregistrationDelaySeconds: 300, maximumPercent: 125 })
  tale.at('10:05:00')
  pushTheCommit(tale)
  tale.at('10:07:00')
  tale.deploy(theImage(tale))
  tale.at('10:07:05')
  tale.verify(withVersion(tale, { timeout: '1h' }))
  tale.expectVerdict('verified')
})
