import { story } from '../story.ts'
import { production, pushTheCommit, withVersion } from './setting.ts'

export const theBuildThatNeverRan = story('the build that never ran', (tale) => {
  production(tale)
  tale.at('10:05:00')
  pushTheCommit(tale)
  tale.at('10:06:00')
  tale.verify(withVersion(tale))
  tale.expectVerdict('failed', 'image-missing')
})
