import { describe, expect, it } from '@jest/globals'
import type { BatchGetProjectsCommandOutput } from '@aws-sdk/client-codebuild'

import { readProjects } from '../../src/guard/projects.ts'
import { CodeBuildInMemory, REGION, arnOf, projectWith, virtualClock } from './codebuild-in-memory.ts'

/** Looks two projects up where BatchGetProjects answers this. */
async function statesOf(answer: Omit<BatchGetProjectsCommandOutput, '$metadata'>): Promise<readonly string[]> {
  const codebuild = new CodeBuildInMemory(projectWith('app')).aws.codebuild(REGION)
  const looks = await readProjects(
    { ...codebuild, batchGetProjects: async () => ({ $metadata: {}, ...answer }) },
    { clock: virtualClock(), waits: [500] },
    ['app', 'docs'],
  )
  return [...looks.values()].map((look) => (look.state === 'unreadable' ? look.failure.kind : look.state))
}

describe('projects that are looked up', () => {
  it('are missing only where AWS says so', async () => {
    expect(await statesOf({ projects: [projectWith('app')], projectsNotFound: ['docs'] })).toEqual(['found', 'missing'])
  })

  it.each<[string, Omit<BatchGetProjectsCommandOutput, '$metadata'>]>([
    ['has no list', {}],
    ['does not mention one of them', { projects: [projectWith('app')], projectsNotFound: [] }],
    ['leaves out the name of one', { projects: [projectWith('app'), { arn: arnOf('docs') }] }],
  ])('are unreadable for now where the answer %s', async (_, answer) => {
    expect(await statesOf(answer)).toEqual(['retry', 'retry'])
  })
})
