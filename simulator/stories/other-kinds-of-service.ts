import { SETTING, story } from '../story.ts'
import { production, pushTheCommit, theImage, withVersion } from './setting.ts'

export const theDaemon = story('a DAEMON service', (tale) => {
  tale.stage.world.createCluster({ name: SETTING.cluster, instances: 3 })
  production(tale, { schedulingStrategy: 'DAEMON', launchType: 'EC2', loadBalanced: false })
  tale.at('10:05:00')
  pushTheCommit(tale)
  tale.at('10:07:00')
  tale.deploy(theImage(tale))
  tale.at('10:07:05')
  tale.verify()
  tale.expectVerdict('verified')
})

/** Nothing vouches for a worker but time, and this one dies ten seconds after its deployment completed. */
export const theWorkerThatCrashesLate = story(
  'a worker that crashes ten seconds after its deployment completed',
  (tale) => {
    production(tale, { tasks: 2, loadBalanced: false, healthCheck: false })
    tale.at('10:05:00')
    pushTheCommit(tale)
    tale.at('10:07:00')
    tale.deploy(theImage(tale, { behaves: { crash: { afterMs: 15_000, exitCode: 1 } } }))
    tale.at('10:07:05')
    tale.verify()
    tale.expectVerdict('failed', 'tasks-failing')
  },
)

export const theEssentialSidecar = story('an application with an essential sidecar', (tale) => {
  const proxy = tale.image(['1.29'], {
    version: 'envoy 1.29',
    repository: '123456789012.dkr.ecr.us-east-1.amazonaws.com/envoy',
  })
  production(tale, {
    sidecars: [{ name: 'envoy', image: proxy.reference }],
    quirks: { guardDuty: true },
  })
  tale.at('10:05:00')
  pushTheCommit(tale)
  tale.at('10:07:00')
  tale.deploy(theImage(tale))
  tale.at('10:07:05')
  tale.verify(withVersion(tale))
  tale.expectVerdict('verified')
})

export const theBigService = story('250 tasks', (tale) => {
  production(tale, { tasks: 250 })
  tale.at('10:05:00')
  pushTheCommit(tale)
  tale.at('10:07:00')
  tale.deploy(theImage(tale))
  tale.at('10:07:05')
  tale.verify(withVersion(tale))
  tale.expectVerdict('verified')
})

export const theTwoServices = story('two services of which one fails', (tale) => {
  const old = production(tale)
  tale.service({ name: 'agricultural-worker', image: old, tasks: 2, loadBalanced: false, healthCheck: false })
  tale.at('10:05:00')
  pushTheCommit(tale)
  tale.at('10:07:00')
  const image = theImage(tale)
  tale.deploy(image)
  // The worker is forgotten.
  tale.at('10:07:05')
  tale.verify(withVersion(tale, { service: `${SETTING.service}\nagricultural-worker` }))
  tale.expectVerdict('failed', 'not-deployed')
})

export const theCancelledJob = story('a cancelled job', (tale) => {
  production(tale)
  tale.at('10:05:00')
  pushTheCommit(tale)
  tale.at('10:07:00')
  tale.deploy(theImage(tale))
  tale.at('10:07:05')
  tale.verify(withVersion(tale))
  tale.cancelAfter('15s')
  tale.expectVerdict('inconclusive', 'cancelled')
})
