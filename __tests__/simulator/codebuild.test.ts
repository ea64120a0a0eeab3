import { describe, expect, it } from '@jest/globals'
import type { WebhookFilter } from '@aws-sdk/client-codebuild'
import { CodeBuild } from '../../simulator/codebuild.ts'

const START = Date.UTC(2025, 6, 21)
const PUSHES: WebhookFilter[][] = [
  [
    { type: 'EVENT', pattern: 'PUSH' },
    { type: 'HEAD_REF', pattern: '^refs/heads/main$' },
  ],
]
const NEVER: WebhookFilter = { type: 'HEAD_REF', pattern: '^refs/heads/never$' }
const EVENT = { ref: 'refs/heads/main', sha: 'a'.repeat(40), message: 'v3.3.6' }

function setting(filterGroups: WebhookFilter[][] | undefined = PUSHES): CodeBuild {
  const codebuild = new CodeBuild(() => START)
  codebuild.project({ name: 'p', repository: 'https://github.com/o/r.git', webhook: { filterGroups } })
  codebuild.project({ name: 'hookless', repository: 'https://github.com/o/r.git' })
  return codebuild
}

describe('a webhook', () => {
  it('starts a build for a push that one of its groups matches', async () => {
    const codebuild = setting()
    codebuild.deliverPush('o/r', EVENT)
    codebuild.deliverPush('o/r', { ...EVENT, ref: 'refs/heads/other' })
    codebuild.deliverPush('o/other', EVENT)
    const { ids = [] } = await codebuild.api('us-east-1').listBuildsForProject({ projectName: 'p' })
    const { builds } = await codebuild.api('us-east-1').batchGetBuilds({ ids })
    expect(builds?.map(({ initiator }) => initiator)).toEqual([expect.stringMatching(/^GitHub-Hookshot\/[0-9a-f]{7}$/)])
  })

  it('starts none once every group has a filter that never matches', async () => {
    const codebuild = setting()
    const api = codebuild.api('us-east-1')
    await api.updateWebhook({ projectName: 'p', filterGroups: PUSHES.map((group) => [...group, NEVER]) })
    codebuild.deliverPush('o/r', EVENT)
    expect((await api.listBuildsForProject({ projectName: 'p' })).ids).toEqual([])
  })

  it.each([
    ['a group without an event', { filterGroups: [[NEVER]] }],
    ['an event that does not exist', { filterGroups: [[{ type: 'EVENT' as const, pattern: 'PUSHED' }]] }],
    ['an empty branch filter', { branchFilter: '' }],
    ['both kinds of filter', { branchFilter: 'main', filterGroups: PUSHES }],
    [
      'a pattern that is no expression',
      { filterGroups: [[...(PUSHES[0] ?? []), { type: 'HEAD_REF' as const, pattern: '(' }]] },
    ],
  ])('refuses %s', async (_, change) => {
    const codebuild = setting()
    await expect(codebuild.api('us-east-1').updateWebhook({ projectName: 'p', ...change })).rejects.toMatchObject({
      name: 'InvalidInputException',
    })
    expect(codebuild.webhook('p')?.filterGroups).toEqual(PUSHES)
  })

  it('is missing where the project has none', async () => {
    const { updateWebhook } = setting().api('us-east-1')
    await expect(updateWebhook({ projectName: 'hookless' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
    await expect(updateWebhook({ projectName: 'nowhere' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  })
})

describe('projects and builds', () => {
  it('answers unknown names without an error', async () => {
    const { projects, projectsNotFound } = await setting()
      .api('us-east-1')
      .batchGetProjects({ names: ['p', 'nowhere'] })
    expect(projects?.map(({ name }) => name)).toEqual(['p'])
    expect(projectsNotFound).toEqual(['nowhere'])
  })

  it('lists builds newest first in pages of 100, and refuses an order beyond the first page', async () => {
    const codebuild = setting()
    for (let number = 0; number < 101; number++) codebuild.start({ project: 'p', initiator: 'AVA_OLO' })
    const api = codebuild.api('us-east-1')
    const first = await api.listBuildsForProject({ projectName: 'p' })
    const second = await api.listBuildsForProject({ projectName: 'p', nextToken: first.nextToken })
    expect([first.ids?.length, second.ids?.length, second.nextToken]).toEqual([100, 1, undefined])
    const { builds } = await api.batchGetBuilds({ ids: [first.ids?.[0] ?? ''] })
    expect(builds?.[0]).toMatchObject({ buildNumber: 101, initiator: 'AVA_OLO', buildStatus: 'IN_PROGRESS' })
    await expect(api.listBuildsForProject({ projectName: 'p', sortOrder: 'DESCENDING' })).rejects.toMatchObject({
      name: 'InvalidInputException',
    })
  })

  it('stops a running build, and leaves a finished one as it ended', async () => {
    const codebuild = setting()
    const running = codebuild.start({ project: 'p', initiator: 'AVA_OLO' })
    const done = codebuild.start({ project: 'p', initiator: 'AVA_OLO' })
    codebuild.finish(done)
    const api = codebuild.api('us-east-1')
    expect((await api.stopBuild({ id: running })).build?.buildStatus).toBe('STOPPED')
    expect((await api.stopBuild({ id: done })).build?.buildStatus).toBe('SUCCEEDED')
    expect(codebuild.finish(running)).toBe(false)
  })
})
