import { SETTING, story } from '../story.ts'
import { COMMIT, production, pushTheCommit, theImage, withVersion } from './setting.ts'

/** The same service after the fix: the workflow builds the commit, and the other pipeline is kept out. */
export const theFixedDeploy = story('the fixed deploy', (tale) => {
  production(tale)
  tale.project({
    name: 'ava-agricultural-docker-build',
    environment: { IMAGE_REPO_NAME: 'agricultural-core' },
    webhook: {
      filterGroups: [
        [
          { type: 'EVENT', pattern: 'PUSH' },
          { type: 'HEAD_REF', pattern: '^refs/heads/release/.*$' },
        ],
        [{ type: 'EVENT', pattern: 'PULL_REQUEST_MERGED' }],
      ],
    },
  })

  tale.at('2025-07-22 09:14:00')
  pushTheCommit(tale)

  tale.at('09:16:10')
  const image = theImage(tale, {
    platforms: ['linux/amd64', 'linux/arm64'],
    provenance: {
      revision: COMMIT,
      source: `https://github.com/${SETTING.repository}`,
      builderId: `https://github.com/${SETTING.repository}/actions/runs/8817/attempts/1`,
    },
  })
  tale.at('09:16:40')
  tale.deploy(image)

  tale.at('09:16:49')
  tale.verify(
    withVersion(tale, {
      'codebuild-project': 'ava-agricultural-docker-build',
      'image-version-file': '/app/modules/core/config.py',
      timeout: '15m',
    }),
  )
  tale.expectVerdict('verified')
})
