import { describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import type { ExpectedImage } from '../../src/model.ts'
import { COMMIT, MINUTE, NEW, NOW, OLD, oldTask, OURS, REPOSITORY, rollout, task } from './cases.ts'
import {
  type Change,
  ids,
  the,
  linesOf,
  silent,
  unread,
  agreeing,
  read,
  build,
  project,
  pipelines,
  named,
  crashed,
  wordsOf,
} from './recommendation-cases.ts'

describe('the revision label', () => {
  it('is missing where everything inside was read and nothing names the commit', () => {
    const advice = the('revision-label', { image: read(silent) })
    expect(advice.because).toContain('agricultural-core:3fa04cb')
    expect(parse(advice.lines?.text ?? '')).toEqual({ labels: 'org.opencontainers.image.revision=${{ github.sha }}\n' })
  })

  it.each([
    ['nothing inside was read', { evidence: { state: 'not-asked' } }],
    ['it is still being read', { evidence: { state: 'reading' } }],
    ['it names the commit', read(agreeing)],
    ['it names another commit', read(silent.map((item) => ({ ...item, finding: 'contradicts' })))],
    ['the provenance could not be read', read([...silent.slice(0, 2), unread])],
  ] as readonly (readonly [string, Partial<ExpectedImage>])[])('is not asked for where %s', (_, change) => {
    expect(ids({ image: change })).not.toContain('revision-label')
  })

  it('that a base image left behind is none', () => {
    const items = silent.map((item) => ({ ...item, finding: 'inherited' as const }))
    expect(the('revision-label', { image: read(items) }).because).toContain('inherited from the base image')
  })

  it('goes into the buildspec where the competing project built the image', () => {
    const run = pipelines([project({ builds: [build()] })])
    const advice = the('revision-label', { cause: 'image-stale', image: read(silent), run })
    expect(advice.text).toContain('ava-build')
    expect(wordsOf(advice.lines?.text ?? '', 'docker')).toEqual([
      'build',
      '--label',
      'org.opencontainers.image.revision=feed',
      '--tag',
      `${REPOSITORY}:feed`,
      '.',
    ])
  })

  it('is no subject while tasks crash', () => {
    expect(ids({ cause: 'tasks-failing', image: read(silent), service: { stops: crashed } })).toEqual([
      'circuit-breaker',
    ])
  })
})

describe('a digest in place of the tag', () => {
  it('is named where the task definition names a tag that moves', () => {
    const advice = the('pin-by-digest', { service: named(`${REPOSITORY}:latest`) })
    expect(advice.because).toContain('agricultural-core:2 names the image by the tag latest')
    expect(parse(advice.lines?.text ?? '')).toEqual([
      {
        uses: 'aws-actions/amazon-ecs-render-task-definition@v1',
        id: 'render',
        with: {
          'task-definition-family': 'agricultural-core',
          'container-name': 'app',
          image: `${REPOSITORY}@\${{ steps.build.outputs.digest }}`,
        },
      },
    ])
  })

  it.each([
    ['the commit’s', `${REPOSITORY}:3fa04cb`],
    ['the commit’s behind sha-', `${REPOSITORY}:sha-3fa04cb`],
    ['a full version', `${REPOSITORY}:v3.3.6`],
    ['of another repository', '123456789012.dkr.ecr.us-east-1.amazonaws.com/proxy:latest'],
  ])('is not asked for where the tag is %s', (_, name) => {
    expect(ids({ service: named(name) })).toEqual([])
  })

  it('is there already where the task definition names one', () => {
    expect(
      ids({ service: named(`${REPOSITORY}@${NEW}`), image: { movedTags: [{ tag: COMMIT, digest: OLD }] } }),
    ).toEqual(['immutable-tags'])
  })

  it('is asked for where tasks of one deployment run two images under the commit’s tag', () => {
    const tasks = [task(), task({ container: { state: 'digest', digest: OLD } })]
    const advice = the('pin-by-digest', { cause: 'mixed-tasks', service: { tasks } })
    expect(advice.because).toContain(`the tasks of ${OURS} run 2 images under it`)
  })

  it('is not asked for where the other image is that of the deployment before', () => {
    expect(ids({ cause: 'mixed-tasks', service: { tasks: [task(), oldTask()] } })).toEqual([])
  })

  it('is asked for where tasks of a deployment that names the tag run another image', () => {
    const tasks = [task({ container: { state: 'digest', digest: OLD } })]
    expect(ids({ cause: 'digest-mismatch', service: { tasks } })).toEqual(['pin-by-digest', 'immutable-tags'])
  })

  it('is asked for where the tag was pushed again and ECS was not told', () => {
    const change: Change = {
      cause: 'not-deployed',
      ours: 'none',
      service: {
        ...named(`${REPOSITORY}:live`),
        rollouts: [rollout({ createdAt: NOW - 60 * MINUTE })],
        tasks: [task({ container: { state: 'digest', digest: OLD } })],
      },
    }
    expect(the('pin-by-digest', change).because).toContain('when that deployment began (2025-07-21 10:30:00 UTC)')
  })

  it('is asked for where ECS tells no digest', () => {
    const tasks = [task({ container: { state: 'no-digest', image: 'app' } })]
    expect(ids({ cause: 'digest-unreadable', service: { tasks } })).toEqual(['pin-by-digest'])
  })
})

describe('tags that cannot move', () => {
  const moved = { movedTags: [{ tag: COMMIT, digest: OLD }] }

  it('are asked for where the commit’s tag was moved', () => {
    const advice = the('immutable-tags', { image: moved })
    expect(advice.because).toContain('the tag 3fa04cb means sha256:bbbbbbbb… now')
    expect(wordsOf(advice.lines?.text ?? '', 'aws')).toEqual([
      'ecr',
      'put-image-tag-mutability',
      '--region',
      'us-east-1',
      '--registry-id',
      '123456789012',
      '--repository-name',
      'agricultural-core',
      '--image-tag-mutability',
      'IMMUTABLE',
    ])
  })

  it('leave out those that are meant to move', () => {
    const advice = the('immutable-tags', { image: { ...moved, tags: ['3fa04cb', 'live', 'v3', '3.3.6'] } })
    expect(advice.text).toContain('live and v3 may still move')
    expect(wordsOf(advice.lines?.text ?? '', 'aws').slice(-4)).toEqual([
      'IMMUTABLE_WITH_EXCLUSION',
      '--image-tag-mutability-exclusion-filters',
      'filterType=WILDCARD,filter=live',
      'filterType=WILDCARD,filter=v3',
    ])
  })

  it('have no command where more tags are meant to move than ECR can exempt', () => {
    expect(linesOf('immutable-tags', { image: { ...moved, tags: ['a', 'b', 'c', 'd', 'e', 'f'] } })).toBeUndefined()
  })

  it('are asked for where another image has the tag now', () => {
    const others = [{ digest: OLD, tags: ['3fa04cb'], pushedAt: NOW, isRebuild: false }]
    expect(the('immutable-tags', { cause: 'mixed-tasks', image: { others } }).because).toContain(
      'means sha256:bbbbbbbb… now (pushed 2025-07-21 11:30:00 UTC)',
    )
  })

  it('are asked for where the tag was put on an image that is older than the commit', () => {
    expect(the('immutable-tags', { image: { pushedAt: NOW - 40 * MINUTE } }).because).toContain(
      'pushed at 2025-07-21 10:50:00 UTC, before that commit was made (2025-07-21 11:00:00 UTC)',
    )
  })

  it('are asked for where an image that is stale or unproven was pushed by another pipeline', () => {
    const run = pipelines([project({ builds: [build()] })])
    for (const cause of ['image-stale', 'image-unproven'] as const)
      expect(the('immutable-tags', { cause, run }).because).toContain('during ava-build build 41')
    expect(ids({ cause: 'verified', run })).not.toContain('immutable-tags')
  })

  it('are ECR’s alone', () => {
    expect(ids({ image: { ...moved, repository: 'ghcr.io/ava-olo/agricultural-core' } })).toEqual([])
  })
})
