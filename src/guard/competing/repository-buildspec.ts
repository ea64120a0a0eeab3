import type { Project } from '@aws-sdk/client-codebuild'

import { readBuildspec } from './buildspec.ts'
import { isBuiltFrom } from './source-repository.ts'
import type { SourceRepository } from './source-repository.ts'

/** Reads a file of this repository at the commit; undefined where there is none. Rejects with an `AwsFailure` where that cannot be told. */
export type ReadRepositoryFile = (path: string) => Promise<string | undefined>

/** What CodeBuild takes where a project names none (CodeBuild user guide, buildspec reference). */
const DEFAULT_PATH = 'buildspec.yml'

/**
 * The project with the text of its buildspec in it, where that is a file of this repository that can be read; otherwise the project as it
 * is. What it builds at another commit may differ: it is evidence, and no proof. Rejects as `read` does.
 */
export async function withBuildspec(
  project: Project,
  repository: SourceRepository,
  read: ReadRepositoryFile,
): Promise<Project> {
  const { source } = project
  const path = (source?.buildspec ?? '').trim().replace(/^\.\//, '') || DEFAULT_PATH
  const isFile =
    readBuildspec(source?.buildspec) === undefined && !path.includes(':') && !path.split('/').includes('..')
  if (source === undefined || !isFile || !isBuiltFrom({ ...project, secondarySources: [] }, repository)) return project
  const text = await read(path)
  return text === undefined ? project : { ...project, source: { ...source, buildspec: `${text}\n` } }
}
