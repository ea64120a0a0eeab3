import { story } from '../story.ts'
import { production, pushTheCommit, theImage, theLaterImage, withVersion } from './setting.ts'

export const theOtherPipelinesDeployment = story("the other pipeline's deployment replaces ours", (tale) => {
  production(tale)
  tale.at('10:05:00')
  pushTheCommit(tale)
  tale.at('10:07:00')
  tale.deploy(theImage(tale))
  tale.at('10:07:05')
  tale.verify(withVersion(tale))
  tale.after('20s', () => {
    tale.deploy(theLaterImage(tale), { by: 'arn:aws:sts::123456789012:assumed-role/codebuild-ava/AWSCodeBuild-4c1e' })
  })
  tale.expectVerdict('failed', 'superseded')
})
