import { describe, expect, it } from '@jest/globals'

import { SETTING } from '../../simulator/stage.ts'
import { COMMIT, production, theImage, withVersion } from '../../simulator/stories/setting.ts'
import { play, story, type Tale } from '../../simulator/story.ts'

const PATIENCE_MS = 60_000
const PROJECT = 'ava-agricultural-docker-build'
const PUSHES = `version: 0.2\nphases:\n  build:\n    commands:\n      - docker push ${SETTING.image}:latest\n`

/** A project of this repository whose buildspec is the file in it; only that tells what it pushes. */
async function found(buildspec: string, bend: (tale: Tale) => void = () => {}) {
  const { run, staged } = await play(
    story('a project that auto finds', (tale) => {
      production(tale)
      tale.project({ name: PROJECT, webhook: { filterGroups: [[{ type: 'EVENT', pattern: 'PUSH' }]] } })
      tale.at('10:05:00')
      tale.push({
        sha: COMMIT,
        message: 'v3.3.6',
        files: { [SETTING.versionFile]: 'VERSION = "3.3.6"\n', 'buildspec.yml': buildspec },
      })
      tale.at('10:07:00')
      tale.deploy(theImage(tale))
      tale.at('10:07:05')
      bend(tale)
      tale.verify(withVersion(tale, { 'codebuild-project': 'auto', timeout: '10m' }))
    }),
  )
  const hook = staged.stage.codebuild.webhook(PROJECT)
  const isOff = JSON.stringify(hook).includes('disabled-by-ecs-deploy-verifier')
  return { run, isOff, verdict: `${run.outputs['verdict'] ?? ''} ${run.outputs['cause'] ?? ''}`.trim() }
}

const CONTENTS = `github:GET /repos/${SETTING.repository}/contents/buildspec.yml`

describe('a project whose buildspec is a file of the repository', () => {
  it(
    'is disabled where that pushes the image',
    async () => {
      const { verdict, isOff, run } = await found(PUSHES)
      expect({ verdict, isOff }).toEqual({ verdict: 'verified', isOff: true })
      expect(run.summary).toContain('was found, and competes. Its buildspec pushes to the image repository')
    },
    PATIENCE_MS,
  )

  it(
    'is left alone where it pushes something else, and the check says so',
    async () => {
      const { verdict, isOff, run } = await found(PUSHES.replaceAll('agricultural-core:', 'other:'))
      expect({ verdict, isOff }).toEqual({ verdict: 'verified', isOff: false })
      expect(run.summary).toContain(`found and left alone`)
      expect(run.summary).toMatch(/not checked \| One pipeline/)
    },
    PATIENCE_MS,
  )

  it(
    'is not passed over where GitHub does not give the file at first',
    async () => {
      const { verdict, isOff } = await found(PUSHES, (tale) => {
        tale.fault(CONTENTS, { code: '', message: 'unavailable', status: 503 }, { for: 20_000 })
      })
      expect({ verdict, isOff }).toEqual({ verdict: 'verified', isOff: true })
    },
    PATIENCE_MS,
  )

  it(
    'is not passed over where GitHub refuses the file',
    async () => {
      const { verdict, run } = await found(PUSHES, (tale) => {
        tale.fault(CONTENTS, { code: '', message: 'no', status: 403 })
      })
      expect(verdict).toBe('failed competing-trigger')
      expect(run.summary).toContain('could not be read from the repository')
    },
    PATIENCE_MS,
  )
})
