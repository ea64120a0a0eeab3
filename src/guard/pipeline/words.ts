import type { AwsFailure } from '../../aws/failure.ts'
import type { FoundPipeline, NamedPipeline } from './finder.ts'
import { TRANSITION_MARK } from './transition.ts'
import type { Transition } from './transition.ts'
import { quoted } from '../shell.ts'

/** One stage of one pipeline that runs the project. */
export interface Site {
  readonly project: string
  /** Region of the project. */
  readonly home: string
  readonly run: FoundPipeline
  readonly stage: string
}

/** `pipeline/stage`, with the region where that is not the project's. */
export function siteName({ home, run, stage }: Site): string {
  return `${run.name}/${stage}${run.region === home ? '' : ` (${run.region})`}`
}

/** The same for a sentence. */
export function siteWords({ home, run, stage }: Site): string {
  return `stage ${stage} of the pipeline ${run.name}${run.region === home ? '' : ` in ${run.region}`}`
}

/** How the stage starts the project, who closed the way into it, what starts the pipeline, what is under way: full sentences. */
export function describeSite(site: Site, transition: Transition): string {
  const { project, run, stage } = site
  const { waiting, inside, altered } = transition
  const variable = variableOf(site)
  return [
    `Stage ${stage} runs ${project}; ${wayIn(transition)}.`,
    ...(variable === undefined
      ? []
      : [`Which project it runs is a variable (${variable}), so an execution may run another.`]),
    ...(altered ? ['The reason looks like the mark of this action but was altered, so it is left alone.'] : []),
    ...run.definition.starts,
    ...(run.definition.executionMode === 'PARALLEL' ? ['Its executions run side by side (mode PARALLEL).'] : []),
    ...(inside === undefined ? [] : [`Pipeline execution ${inside} is inside the stage now.`]),
    ...(waiting.length === 0 ? [] : [`${executions(waiting)} before the stage.`]),
  ].join(' ')
}

/** How the definition writes the stage's project, where no action of it names the project outright. */
function variableOf({ project, run, stage }: Site): string | undefined {
  const uses = run.definition.stages.find(({ name }) => name === stage)?.uses ?? []
  const isOutright = uses.some((use) => use.variable === undefined && use.project?.split('/').at(-1) === project)
  return isOutright ? undefined : uses.find(({ variable }) => variable !== undefined)?.variable
}

function wayIn({ way, reason }: Transition): string {
  switch (way) {
    case 'first':
      return "it is the pipeline's first, and no transition leads into that"
    case 'open':
      return 'the transition into it is enabled'
    case 'ours':
      return 'the transition into it is disabled by this action'
    case 'closed':
      return `the transition into it was disabled by somebody else, with the reason: ${reason === '' ? 'none' : reason.replace(/[.\s]+$/, '')}`
    case 'untold':
      return "the pipeline's state does not mention it"
  }
}

const NAMED = 3

/** `Pipeline execution 1 waits`, `Pipeline executions 1, 2, 3 and 4 more wait`. */
export function executions(ids: readonly string[]): string {
  const [first = '', ...others] = ids
  if (others.length === 0) return `Pipeline execution ${first} waits`
  return `Pipeline executions ${someOf(ids)} wait`
}

function someOf(texts: readonly string[]): string {
  const rest = texts.length - NAMED
  return texts.slice(0, NAMED).join(', ') + (rest > 0 ? ` and ${rest} more` : '')
}

/** With equals signs, because a name may begin with a dash. */
function transitionWords({ run, stage }: Site): string {
  return (
    `--region ${quoted(run.region)} --pipeline-name=${quoted(run.name)} --stage-name=${quoted(stage)} ` +
    '--transition-type Inbound'
  )
}

export function enableCommand(site: Site): string {
  return `aws codepipeline enable-stage-transition ${transitionWords(site)}`
}

export function disableCommand(site: Site): string {
  return `aws codepipeline disable-stage-transition ${transitionWords(site)} --reason ${quoted(TRANSITION_MARK)}`
}

/**
 * What the other regions leave open about a pipeline that a build names; undefined where they leave nothing open.
 * @param home region of the project
 * @param open what the regions answered that could not be asked and may have it
 */
export function unexplained(
  project: string,
  home: string,
  { name, atHome, found, failures }: NamedPipeline,
  open: readonly AwsFailure[],
): string | undefined {
  if (found.length > 0 || atHome === 'unread') return undefined
  const unasked = `${[...failures.keys()].join(', ')}: ${codesOf(failures.values())}`
  if (atHome === 'runs') {
    if (open.length === 0) return undefined
    const another = `Whether another region has a pipeline of that name that runs ${project}, too, was not read everywhere`
    return `Builds of ${project} were started by the pipeline ${name}, which is in ${home}. ${another} (${unasked}).`
  }
  const allAnswered = failures.size === 0
  const here =
    atHome === 'absent'
      ? `which is not in ${home}${allAnswered ? ' nor in another region' : ''}`
      : `and the one in ${home} does not run ${project}${allAnswered ? ', nor does one in another region' : ''}`
  const builds = `A build of ${project} was started by the pipeline ${name}, ${here}`
  const gone = `it was ${atHome === 'absent' ? '' : 'changed or '}deleted, or it belongs to another account`
  return allAnswered
    ? `${builds}: ${gone}, which cannot be seen from here.`
    : `${builds}: ${gone}, or it is in a region that could not be asked (${unasked}).`
}

function codesOf(failures: Iterable<AwsFailure>): string {
  return [...new Set([...failures].map(({ code }) => code))].join(', ')
}
