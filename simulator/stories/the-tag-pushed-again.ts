import { story } from '../story.ts'
import { BEFORE, COMMIT, production, pushTheCommit, withVersion } from './setting.ts'

/** The service runs `:live`. The build moves the tag; nobody tells ECS, which resolved it a day ago. */
export const theTagPushedAgain = story('the tag pushed again with no new deployment', (tale) => {
  const old = tale.image(['live', BEFORE], { version: '3.3.5', revision: BEFORE })
  production(tale, { image: old })
  tale.at('10:05:00')
  pushTheCommit(tale)
  tale.at('10:07:00')
  tale.image(['live', COMMIT], { version: '3.3.6', revision: COMMIT })
  tale.at('10:07:05')
  tale.verify(withVersion(tale))
  tale.expectVerdict('failed', 'not-deployed')
})
