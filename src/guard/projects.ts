import type { Project } from '@aws-sdk/client-codebuild'

import type { CodeBuildApi } from '../aws/api.ts'
import { AwsFailure } from '../aws/failure.ts'
import { passableFailure, patiently } from './problem.ts'
import type { Patience } from './problem.ts'

/** BatchGetProjects takes 100 names. */
const BATCH = 100

/** A project is read by its ARN, because one that another account shares has no other key, and changed by its name. */
export interface ProjectKey {
  readonly name: string
  readonly arn: string
}

export type ProjectLook =
  | { readonly state: 'found'; readonly project: Project }
  | { readonly state: 'missing' }
  | { readonly state: 'unreadable'; readonly failure: AwsFailure }

/**
 * Looks the projects up, in batches. Where AWS turns a batch down (one name that the role may not read, or one that is no name,
 * is enough for that), each is looked up by itself.
 * @param names names or ARNs
 */
export async function readProjects(
  codebuild: CodeBuildApi,
  patience: Patience,
  names: readonly string[],
): Promise<ReadonlyMap<string, ProjectLook>> {
  const looks = new Map<string, ProjectLook>()
  const isFound = (name: string): boolean =>
    [...looks.values()].some((look) => look.state === 'found' && look.project.name === name)
  const read = async (some: readonly string[]): Promise<void> => {
    try {
      const answer = await patiently(patience, () => codebuild.batchGetProjects({ names: [...some] }))
      for (const wanted of some) {
        const project = answer.projects?.find(({ name, arn }) => name === wanted || arn === wanted)
        if (project?.name === undefined) looks.set(wanted, { state: 'missing' })
        // Once where a name and an ARN mean the same project.
        else if (!isFound(project.name)) looks.set(wanted, { state: 'found', project })
      }
    } catch (error) {
      const failure = passableFailure(error)
      if (some.length > 1 && failure.kind !== 'retry') for (const one of some) await read([one])
      else for (const one of some) looks.set(one, { state: 'unreadable', failure })
    }
  }
  for (let start = 0; start < names.length; start += BATCH) await read(names.slice(start, start + BATCH))
  return looks
}
