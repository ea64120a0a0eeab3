import type { Project } from '@aws-sdk/client-codebuild'

import type { CodeBuildApi } from '../../aws/api.ts'
import { incompleteAnswer } from '../../aws/errors.ts'
import { AwsFailure } from '../../aws/failure.ts'
import type { CompetingProject, PipelineProblem } from '../../model.ts'
import { count } from '../../wording.ts'
import { describeNewestBuilds } from '../builds/builds.ts'
import { RECENT_BUILDS, environmentNamesImage, evidenceOf } from './competing.ts'
import type { CompetingTarget } from './competing.ts'
import { passableFailure, patiently, problemOf } from '../problem.ts'
import type { Patience } from '../problem.ts'
import { readProjects } from '../projects.ts'
import type { ProjectLook } from '../projects.ts'
import { withBuildspec } from './repository-buildspec.ts'
import type { ReadRepositoryFile } from './repository-buildspec.ts'
import { isBuiltFrom } from './source-repository.ts'

/** What problems of the search stand under, as an author writes it in place of a project's name. */
export const AUTO = 'auto'

/** So many projects have their builds read at a time. */
const AT_A_TIME = 5

const MOST_NAMED = 10

/** Whether a project competes, and what shows that. */
export interface Showing {
  readonly competing: CompetingProject['competing']
  /** One sentence each. */
  readonly evidence: readonly string[]
}

export interface FoundProjects {
  /** By name, in the order of the names; all of them found. */
  readonly looks: ReadonlyMap<string, ProjectLook>
  /** Of each of `looks`, `shown` or `not-shown`. */
  readonly showings: ReadonlyMap<string, Showing>
  readonly problems: readonly PipelineProblem[]
}

interface Found {
  readonly name: string
  readonly project: Project
}

/**
 * The projects of the account that may compete: those whose source is this repository, and those whose environment names the
 * repository of the expected image. What keeps the search from being complete blocks, for a project that nobody looked at may be the
 * one that competes. Projects that other accounts share are not among them: ListProjects does not give those.
 */
export async function findProjects(
  codebuild: CodeBuildApi,
  patience: Patience,
  target: CompetingTarget,
  readFile: ReadRepositoryFile,
): Promise<FoundProjects> {
  const listed = await listNames(codebuild, patience)
  const all = await readProjects(codebuild, patience, listed.names)
  const found = [...all].flatMap(([name, look]): readonly Found[] =>
    look.state === 'found' && (isBuiltFrom(look.project, target) || environmentNamesImage(look.project, target))
      ? [{ name, project: look.project }]
      : [],
  )
  const showings = new Map<string, Showing>()
  const problems = [...withoutImage(target), ...listed.problems, ...unreadable(all)]
  for (let start = 0; start < found.length; start += AT_A_TIME) {
    const few = found.slice(start, start + AT_A_TIME)
    const shown = await Promise.all(few.map(({ project }) => showingOf(codebuild, patience, project, target, readFile)))
    for (const [at, { showing, problem }] of shown.entries()) {
      showings.set(few[at]?.name ?? '', showing)
      if (problem !== undefined) problems.push(problem)
    }
  }
  return { looks: new Map(found.map(({ name, project }) => [name, { state: 'found', project }])), showings, problems }
}

/** Without the image nothing can show who pushes it, so that nothing found would mean nothing. */
function withoutImage({ imageRepositories, unread = [] }: CompetingTarget): readonly PipelineProblem[] {
  if (imageRepositories.length > 0 && unread.length === 0) return []
  const which =
    unread.length === 0 ? 'the service runs' : `${unread.join(', ')} ${unread.length === 1 ? 'runs' : 'run'}`
  const message = `Which image ${which} could not be read, so that nothing shows which projects push it.`
  return [{ project: AUTO, message, blocking: true, passing: true }]
}

/** Names of all projects, in an order that does not change from look to look. */
async function listNames(
  codebuild: CodeBuildApi,
  patience: Patience,
): Promise<{ readonly names: readonly string[]; readonly problems: PipelineProblem[] }> {
  const names = new Set<string>()
  const tokens = new Set<string>()
  const problems: PipelineProblem[] = []
  let nextToken: string | undefined
  try {
    do {
      const input = {
        sortBy: 'NAME',
        sortOrder: 'ASCENDING',
        ...(nextToken === undefined ? {} : { nextToken }),
      } as const
      const page = await patiently(patience, async () => {
        const answer = await codebuild.listProjects(input)
        // An empty list is an answer; none at all is not, and must not mean that nothing competes.
        if (answer.projects === undefined) throw incompleteAnswer('codebuild:ListProjects', 'the projects')
        return answer
      })
      for (const name of page.projects ?? []) names.add(name)
      nextToken = page.nextToken === '' ? undefined : page.nextToken
      if (nextToken !== undefined && tokens.has(nextToken)) {
        const message = `The list of CodeBuild projects did not end: its pages repeat after ${count(names.size, 'project')}.`
        problems.push({ project: AUTO, message, blocking: true })
        break
      }
      tokens.add(nextToken ?? '')
    } while (nextToken !== undefined)
  } catch (error) {
    const what = `The CodeBuild projects that compete could not be ${names.size === 0 ? 'searched for' : 'searched for in full'}`
    problems.push(problemOf(passableFailure(error), AUTO, what, true, '*'))
  }
  return { names: [...names].toSorted(), problems }
}

/** One problem for all that failed alike: an account may have hundreds of projects. */
function unreadable(looks: ReadonlyMap<string, ProjectLook>): readonly PipelineProblem[] {
  const failed = new Map<string, { readonly failure: AwsFailure; readonly names: string[] }>()
  for (const [name, look] of looks) {
    if (look.state !== 'unreadable') continue
    const { failure } = look
    const key = `${failure.kind} ${failure.code}`
    failed.set(key, { failure: failed.get(key)?.failure ?? failure, names: [...(failed.get(key)?.names ?? []), name] })
  }
  return [...failed.values()].map(({ failure, names }) => {
    const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : ''
    const which = `${names.slice(0, MOST_NAMED).join(', ')}${more}`
    const what = `${count(names.length, 'CodeBuild project')} could not be read, so that nobody knows whether they compete (${which})`
    return problemOf(names.length === 1 ? failure : ofAllProjects(failure), AUTO, what, true, '*')
  })
}

/** The failure as one about every project of the account, where it names a single one. */
function ofAllProjects({ kind, action, code, message, httpStatus, resource }: AwsFailure): AwsFailure {
  const all = resource?.replace(/:project\/.*$/s, ':project/*')
  return new AwsFailure(kind, action, code, message, { httpStatus, resource: all })
}

/**
 * The builds are read only where the project's own definition shows nothing. A project of another repository is told with what speaks
 * for it and is left alone: what starts it is no push to this one, and only its name, given by the author, makes it this run's business.
 */
async function showingOf(
  codebuild: CodeBuildApi,
  patience: Patience,
  found: Project,
  target: CompetingTarget,
  readFile: ReadRepositoryFile,
): Promise<{ readonly showing: Showing; readonly problem?: PipelineProblem }> {
  const { name = '', arn = name } = found
  if (!isBuiltFrom(found, target))
    return { showing: { competing: 'not-shown', evidence: evidenceOf(found, [], target) } }
  let project: Project
  try {
    project = await withBuildspec(found, target, readFile)
  } catch (error) {
    const failure = passableFailure(error)
    const message = `The buildspec of ${name} could not be read from the repository, and without it nothing shows whether it competes: ${failure.code}: ${failure.message}`
    const isPassing = failure.kind === 'retry' ? { passing: true } : {}
    return {
      showing: { competing: 'not-shown', evidence: [] },
      problem: { project: name, message, blocking: true, ...isPassing },
    }
  }
  const showing = (evidence: readonly string[]): Showing => ({
    competing: evidence.length === 0 ? 'not-shown' : 'shown',
    evidence,
  })
  const evidence = evidenceOf(project, [], target)
  if (evidence.length > 0) return { showing: showing(evidence) }
  try {
    const builds = await describeNewestBuilds({ codebuild, patience }, name, RECENT_BUILDS)
    return { showing: showing(evidenceOf(project, builds, target)) }
  } catch (error) {
    const what = `The builds of ${name} could not be read, and without them nothing shows whether it competes`
    return { showing: showing([]), problem: problemOf(passableFailure(error), name, what, true, arn) }
  }
}
