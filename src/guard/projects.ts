import type { Project } from '@aws-sdk/client-codebuild'

import type { CodeBuildApi } from '../aws/api.ts'
import { incompleteAnswer } from '../aws/errors.ts'
import type { AwsFailure } from '../aws/failure.ts'
import { passableFailure, patiently } from './problem.ts'
import type { Patience } from './problem.ts'

/** BatchGetProjects takes 100 names. */
const BATCH = 100

export interface ProjectKey {
  readonly name: string
  readonly arn: string
}

export type ProjectLook =
  | { readonly state: 'found'; readonly project: Project }
  | { readonly state: 'missing' }
  | { readonly state: 'unreadable'; readonly failure: AwsFailure }

/** So many projects are looked up one by one at a time, where that is needed. */
const AT_A_TIME = 8

/**
 * Looks the projects up, in batches. Where AWS turns a batch down (one name that the role may not read, or one that is no name,
 * is enough for that), each is looked up by itself.
 * @param names names or ARNs
 * @returns in the order of `names`; once where a name and an ARN mean the same project
 */
export async function readProjects(
  codebuild: CodeBuildApi,
  patience: Patience,
  names: readonly string[],
): Promise<ReadonlyMap<string, ProjectLook>> {
  const read = async (some: readonly string[]): Promise<readonly ProjectLook[]> => {
    try {
      return await patiently(patience, async () => {
        const { projects, projectsNotFound = [] } = await codebuild.batchGetProjects({ names: [...some] })
        return some.map((wanted): ProjectLook => {
          const project = projects?.find(({ name, arn }) => name === wanted || arn === wanted)
          if (project?.name !== undefined) return { state: 'found', project }
          // AWS names those that it does not find: silence about one is no proof that it does not exist.
          if (!projectsNotFound.includes(wanted))
            throw incompleteAnswer('codebuild:BatchGetProjects', `what there is of the project ${wanted}`)
          return { state: 'missing' }
        })
      })
    } catch (error) {
      const failure = passableFailure(error)
      if (some.length === 1 || failure.kind === 'retry') return some.map(() => ({ state: 'unreadable', failure }))
      const looks: ProjectLook[] = []
      for (let start = 0; start < some.length; start += AT_A_TIME) {
        const few = some.slice(start, start + AT_A_TIME)
        looks.push(...(await Promise.all(few.map((one) => read([one])))).flat())
      }
      return looks
    }
  }
  const looks = new Map<string, ProjectLook>()
  const found = new Set<string>()
  for (let start = 0; start < names.length; start += BATCH) {
    const some = names.slice(start, start + BATCH)
    for (const [at, look] of (await read(some)).entries()) {
      const name = look.state === 'found' ? look.project.name : undefined
      if (name !== undefined && found.has(name)) continue
      if (name !== undefined) found.add(name)
      looks.set(some[at] ?? '', look)
    }
  }
  return looks
}
