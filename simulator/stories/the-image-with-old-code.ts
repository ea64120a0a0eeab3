import { story } from '../story.ts'
import { BEFORE, COMMIT, production, pushTheCommit, withVersion } from './setting.ts'

/** Where this project began: the tag is the commit's, every light is green, and the code inside is the one before. */
export const theImageWithOldCode = story('the image with old code', (tale) => {
  production(tale)
  tale.project({ name: 'ava-agricultural-docker-build', environment: { IMAGE_REPO_NAME: 'agricultural-core' } })

  tale.earlierBuilds('ava-agricultural-docker-build', 40, 'AVA_OLO')

  tale.at('2025-07-21 10:05:00')
  pushTheCommit(tale)

  // No webhook starts the build. 76 minutes later somebody does, by hand, and the clone is not the commit.
  tale.at('11:21:00')
  const build = tale.build({
    project: 'ava-agricultural-docker-build',
    initiator: 'AVA_OLO',
    sourceVersion: 'main',
    resolvedSourceVersion: BEFORE,
  })

  tale.at('11:22:08')
  const image = tale.image([COMMIT.slice(0, 7), COMMIT], { version: '3.3.5', builtAt: '2025-07-19 08:02:00' })
  tale.at('11:22:31')
  tale.built(build)

  tale.at('11:25:02')
  tale.deploy(image)

  tale.at('11:25:10')
  tale.verify(
    withVersion(tale, {
      'codebuild-project': 'ava-agricultural-docker-build',
      timeout: '15m',
    }),
  )
  tale.expectVerdict('failed', 'version-mismatch')
})
