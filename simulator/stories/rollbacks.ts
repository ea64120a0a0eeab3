import { SETTING, story, type Tale } from '../story.ts'
import { BEFORE, COMMIT, production, pushTheCommit, theImage, withVersion } from './setting.ts'

const ALARM = 'agricultural-core-5xx'

function deployTheCommit(tale: Tale, rollback: boolean): void {
  tale.at('10:05:00')
  pushTheCommit(tale)
  tale.at('10:07:00')
  tale.deploy(theImage(tale), { alarms: { names: [ALARM], rollback } })
  tale.at('10:07:05')
  tale.verify(withVersion(tale))
}

/** An alarm goes off; ECS makes the deployment before PRIMARY again. */
export const theRollbackToTheOldDeployment = story(
  'the rollback that makes the old deployment PRIMARY again',
  (tale) => {
    production(tale, { quirks: { rollbackTo: 'old' } })
    deployTheCommit(tale, true)
    tale.after('25s', () => tale.stage.world.triggerAlarm(SETTING.service, ALARM))
    tale.expectVerdict('failed', 'rolled-back')
  },
)

/** A new deployment of the same task definition, rolled back: before and after, the task definition is the same. */
export const theRollbackWithTheSameTaskDefinition = story('the rollback with the same task definition', (tale) => {
  const old = tale.image(['live', BEFORE], { version: '3.3.5', revision: BEFORE })
  production(tale, { image: old })
  tale.at('10:05:00')
  pushTheCommit(tale)
  tale.at('10:07:00')
  tale.image(['live', COMMIT], { version: '3.3.6', revision: COMMIT })
  tale.stage.world.updateService(SETTING.service, { forceNewDeployment: true })
  tale.at('10:07:05')
  tale.verify(withVersion(tale))
  tale.after('25s', () => tale.stage.world.rollback(SETTING.service))
  tale.expectVerdict('failed', 'rolled-back')
})

/** The controller gives up and leaves everything as it is. */
export const theFailureWithNoRollback = story('the deployment that failed with no rollback', (tale) => {
  production(tale)
  deployTheCommit(tale, false)
  tale.after('25s', () => tale.stage.world.triggerAlarm(SETTING.service, ALARM))
  tale.expectVerdict('failed', 'rollout-failed')
})
