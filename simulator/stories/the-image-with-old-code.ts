import { SETTING, story, type ImageInTheTale, type PushedImage, type Tale } from '../story.ts'
import { BEFORE, COMMIT, production, pushTheCommit, withVersion } from './setting.ts'

/** Until the rollout begins: the tag is the commit's, every light is green, and the code inside is the one before. */
function pushOldCodeByHand(tale: Tale, image: Partial<ImageInTheTale> = {}): PushedImage {
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
  const pushed = tale.image([COMMIT.slice(0, 7), COMMIT], {
    version: '3.3.5',
    builtAt: '2025-07-19 08:02:00',
    ...image,
  })
  tale.at('11:22:31')
  tale.built(build)

  tale.at('11:25:02')
  tale.deploy(pushed)
  tale.at('11:25:10')
  return pushed
}

const project = { 'codebuild-project': 'ava-agricultural-docker-build', timeout: '15m' }

/** Where this project began, told by the version file in the image: at once, while the rollout goes on. */
export const theImageWithOldCode = story('the image with old code', (tale) => {
  pushOldCodeByHand(tale)
  tale.verify(withVersion(tale, { ...project, 'image-version-file': '/app/modules/core/config.py' }))
  tale.expectVerdict('failed', 'image-stale')
})

export const theImageWithAnotherCommitsLabel = story('the image with old code, told by its label', (tale) => {
  pushOldCodeByHand(tale, { revision: BEFORE })
  tale.verify(withVersion(tale, project))
  tale.expectVerdict('failed', 'image-stale')
})

export const theImageOfAnotherCommitsBuild = story('the image with old code, told by its provenance', (tale) => {
  pushOldCodeByHand(tale, {
    provenance: {
      revision: BEFORE,
      source: `https://github.com/${SETTING.repository}`,
      builderId: 'https://codebuild.example/ava-agricultural-docker-build/41',
    },
  })
  tale.verify(withVersion(tale, project))
  tale.expectVerdict('failed', 'image-stale')
})

/** Nothing inside was asked for or says anything: only the service itself can tell, at the deadline. */
export const theImageThatSaysNothing = story('the image with old code that says nothing about itself', (tale) => {
  pushOldCodeByHand(tale)
  tale.verify(withVersion(tale, project))
  tale.expectVerdict('failed', 'version-mismatch')
})
