import { describe, expect, it } from '@jest/globals'
import type { BatchGetProjectsCommandOutput } from '@aws-sdk/client-codebuild'

import type { AwsFailure } from '../../src/aws/failure.ts'
import { readProjects } from '../../src/guard/projects.ts'
import { CodeBuildInMemory, REGION, arnOf, failureOf, projectWith, virtualClock } from './codebuild-in-memory.ts'

/** Looks two projects up where BatchGetProjects answers this. */
async function statesOf(
  answer: Omit<BatchGetProjectsCommandOutput, '$metadata'>,
  tell: (failure: AwsFailure) => string = ({ kind }) => kind,
): Promise<readonly string[]> {
  const codebuild = new CodeBuildInMemory(projectWith('app')).aws.codebuild(REGION)
  const looks = await readProjects(
    { ...codebuild, batchGetProjects: async () => ({ $metadata: {}, ...answer }) },
    { clock: virtualClock(), waits: [500] },
    ['app', 'docs'],
  )
  return [...looks.values()].map((look) => (look.state === 'unreadable' ? tell(look.failure) : look.state))
}

describe('projects that are looked up', () => {
  it('are missing only where AWS says so', async () => {
    expect(await statesOf({ projects: [projectWith('app')], projectsNotFound: ['docs'] })).toEqual(['found', 'missing'])
  })

  it('are asked for a hundred at a time, each once', async () => {
    const names = Array.from({ length: 150 }, (_, at) => `p${at}`)
    const codebuild = new CodeBuildInMemory(projectWith('p3'), projectWith('p149'))
    const sizes: number[] = []
    codebuild.before = ({ input }) =>
      sizes.push('names' in input && Array.isArray(input.names) ? input.names.length : 0)
    const looks = await readProjects(codebuild.api, { clock: virtualClock(), waits: [] }, names)
    expect(sizes).toEqual([100, 50])
    expect([...looks.keys()]).toEqual(names)
    expect([...looks].flatMap(([name, { state }]) => (state === 'found' ? [name] : []))).toEqual(['p3', 'p149'])
  })

  it('are asked for one by one where AWS turns a batch down, and no more often', async () => {
    const names = Array.from({ length: 16 }, (_, at) => `p${at}`)
    const codebuild = new CodeBuildInMemory(...names.map((name) => projectWith(name)))
    codebuild.before = ({ input }) => {
      const asked: readonly unknown[] = 'names' in input && Array.isArray(input.names) ? input.names : []
      if (asked.includes('p5')) throw failureOf('denied', 'BatchGetProjects', 'AccessDeniedException')
    }
    const looks = await readProjects(codebuild.api, { clock: virtualClock(), waits: [] }, names)
    expect([...looks].flatMap(([name, { state }]) => (state === 'found' ? [] : [`${name} ${state}`]))).toEqual([
      'p5 unreadable',
    ])
    expect(codebuild.calls).toHaveLength(17)
  })

  it.each<[string, Omit<BatchGetProjectsCommandOutput, '$metadata'>]>([
    ['has no list', {}],
    ['has no list of those that it did not find', { projects: [projectWith('app')] }],
    ['does not mention one of them', { projects: [projectWith('app')], projectsNotFound: [] }],
    ['leaves out the name of one', { projects: [projectWith('app'), { arn: arnOf('docs') }] }],
  ])('are unreadable for now where the answer %s', async (_, answer) => {
    expect(await statesOf(answer)).toEqual(['retry', 'retry'])
    expect(await statesOf(answer, ({ action }) => action)).toEqual([
      'codebuild:BatchGetProjects',
      'codebuild:BatchGetProjects',
    ])
  })
})
