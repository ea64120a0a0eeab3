import { SETTING, story, type ImageInTheTale, type PushedImage, type Tale } from '../story.ts'
import { BEFORE, COMMIT, pushTheCommit, source, withVersion } from './setting.ts'

const PROJECT = 'ava-agricultural-docker-build'

/**
 * Eleven days of two pipelines: each push was deployed at once by the workflow, green, with the image that ran already; each came live an hour
 * later, by a build that somebody started by hand.
 */
function twoPipelines(tale: Tale): void {
  tale.push({ sha: BEFORE, message: 'v3.3.5', files: source('3.3.5'), committedAt: Date.UTC(2025, 6, 20, 8, 44) })
  const old = tale.image([BEFORE, BEFORE.slice(0, 7)], {
    version: '3.3.5',
    revision: BEFORE,
    pushedAt: '2025-07-20 10:01:00',
  })
  tale.service({ image: old, settledFor: 86_400_000 - 240_000 })
  tale.project({ name: PROJECT, environment: { IMAGE_REPO_NAME: 'agricultural-core' } })
  tale.earlierBuilds(PROJECT, 40, 'AVA_OLO')
  tale.earlierDeploys(11)
}

/** Times of the build and of its push on the day of the story. */
interface HandStartedBuild {
  readonly startedAt: string
  readonly pushedAt: string
  readonly endedAt: string
}

/** 76 minutes after the push somebody noticed that no build had come. */
const AFTER_THE_PUSH: HandStartedBuild = {
  startedAt: '2025-07-21 11:21:00',
  pushedAt: '2025-07-21 11:22:08',
  endedAt: '2025-07-21 11:22:31',
}

/** The same day by the clock on the wall: 11:21 of a summer's day in Europe is 09:21 UTC, 44 minutes before the push. */
const BEFORE_THE_PUSH: HandStartedBuild = {
  startedAt: '2025-07-21 09:21:00',
  pushedAt: '2025-07-21 09:22:08',
  endedAt: '2025-07-21 09:22:31',
}

/** Until the rollout begins: the tag is the commit's, every light is green, and the code inside is the one before. */
function pushOldCodeByHand(
  tale: Tale,
  image: Partial<ImageInTheTale> = {},
  { startedAt, pushedAt, endedAt }: HandStartedBuild = AFTER_THE_PUSH,
): PushedImage {
  twoPipelines(tale)

  tale.at('2025-07-21 10:05:00')
  pushTheCommit(tale)

  // No webhook starts the build: somebody does, by hand, and the clone is not the commit.
  tale.at('11:22:31')
  const build = tale.build({
    project: PROJECT,
    initiator: 'AVA_OLO',
    sourceVersion: 'main',
    resolvedSourceVersion: BEFORE,
    startedAt: utc(startedAt),
  })
  tale.stage.codebuild.finish(build, 'SUCCEEDED', utc(endedAt))
  const pushed = tale.image([COMMIT.slice(0, 7), COMMIT], {
    version: '3.3.5',
    builtAt: '2025-07-19 08:02:00',
    pushedAt,
    ...image,
  })

  tale.at('11:25:02')
  tale.deploy(pushed)
  tale.at('11:25:10')
  return pushed
}

const utc = (moment: string): number => Date.parse(`${moment.replace(' ', 'T')}Z`)

const project = { 'codebuild-project': PROJECT, timeout: '15m' }

/** Where this project began, told by the version file in the image: at once, while the rollout goes on. */
export const theImageWithOldCode = story('the image with old code', (tale) => {
  pushOldCodeByHand(tale)
  tale.verify(withVersion(tale, { ...project, 'image-version-file': '/app/modules/core/config.py' }))
  tale.expectVerdict('failed', 'image-stale')
})

/** The same story by the other reading of its report: a build that began before the commit was made cannot hold it. */
export const theImageBuiltBeforeTheCommit = story('the image that was built before the commit', (tale) => {
  pushOldCodeByHand(tale, { builtAt: '2025-07-21 09:21:40' }, BEFORE_THE_PUSH)
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
