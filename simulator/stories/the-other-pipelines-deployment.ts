import { story } from '../story.ts'
import { production, pushTheCommit, theImage, theLaterImage, withVersion } from './setting.ts'

/** Both rollouts were over long before the verification began: only the history of service deployments tells of ours. */
export const theDeploymentThatDidNotLast = story('a finished deployment that another one replaced long ago', (tale) => {
  production(tale)
  tale.at('10:05:00')
  pushTheCommit(tale)
  tale.at('10:07:00')
  tale.deploy(theImage(tale))
  tale.at('10:20:00')
  tale.deploy(theLaterImage(tale))
  tale.at('13:00:00')
  tale.verify(withVersion(tale))
  tale.expectVerdict('failed', 'superseded')
})

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
