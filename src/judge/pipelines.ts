import type { Check, CompetingPipelines, CompetingProject, Finding, NextStep, Trigger } from '../model.ts'
import { capitalised, count, unansweredBy } from '../wording.ts'
import { checkOf } from './case.ts'
import { aboutCall, aboutMessage } from '../paragraphs.ts'

const check = checkOf('one-pipeline')

const MOST_NAMED = 5

type Obstacle = { readonly what: string; readonly action?: string; readonly resource?: string }

/** What `auto` found and nothing shows to compete is told, and not held against the deploy. */
const competing = ({ projects }: CompetingPipelines): readonly CompetingProject[] =>
  projects.filter((project) => project.competing !== 'not-shown')

const isName = (project: string): boolean => project !== '' && project !== 'auto'

/** The projects that nothing may start any more, in words. */
function subject(pipelines: CompetingPipelines): string {
  const read = competing(pipelines).map((project) => project.name)
  const names = read.length > 0 ? read : [...new Set(pipelines.problems.map(({ project }) => project))].filter(isName)
  return names.length === 0 ? 'another pipeline' : names.join(', ')
}

/** What keeps promise 6 from holding, as far as the last reading shows. */
function obstacles(pipelines: CompetingPipelines): readonly Obstacle[] {
  const projects = competing(pipelines)
  const open = projects.flatMap((project) =>
    project.triggers.flatMap((trigger): Obstacle[] => {
      switch (trigger.state) {
        case 'disabled':
        case 'harmless':
        case 'protected':
          return []
        case 'live':
        case 'mixed':
        case 'unknown':
          return [{ what: `${trigger.kind} ${trigger.name} of ${project.name}: ${trigger.detail}` }]
      }
    }),
  )
  const blocked = pipelines.problems
    .filter((problem) => problem.blocking)
    .map((problem) => ({
      what: `${problem.project}: ${problem.message}`,
      ...(problem.action === undefined ? {} : { action: problem.action }),
      ...(problem.resource === undefined ? {} : { resource: problem.resource }),
    }))
  const unseen = projects
    .filter((project) => !project.exists)
    .map((project) => ({ what: `${project.name} was not found in ${pipelines.region}` }))
  const found = [...open, ...blocked]
  if (found.length === 0 && projects.length === 0 && !pipelines.auto) return [{ what: 'no project was read' }]
  return found.length === 0 ? unseen : found
}

/** What no switch can stop is said where the check passes, too. */
function startedByHand(pipelines: CompetingPipelines): string {
  const builds = competing(pipelines).flatMap((project) => project.builds)
  const byHand = builds.filter(({ origin }) => origin === 'person')
  if (byHand.length === 0) return ''
  const people = [...new Set(byHand.map(({ startedBy }) => startedBy))]
  const named = people.length > 3 ? count(people.length, 'person') : people.join(', ')
  return `; ${byHand.length} of ${count(builds.length, 'build')} in 30 days started by hand (${named})`
}

/** Whether a trigger can start its project, or may. */
const isOpen = (state: Trigger['state']): boolean => state === 'live' || state === 'mixed' || state === 'unknown'

/** What the states of the triggers do not tell by themselves: that there is no such project, or that something else could not be read. */
function unnamed(pipelines: CompetingPipelines): readonly string[] {
  const open = competing(pipelines).some(({ triggers }) => triggers.some(({ state }) => isOpen(state)))
  return open
    ? []
    : obstacles(pipelines)
        .slice(0, 1)
        .map(({ what }) => trimmed(withoutCommand(what)))
}

/** A check that passes because nothing shows that a project competes must say so. */
function leftAlone({ projects }: CompetingPipelines): string {
  const names = projects.filter((project) => project.competing === 'not-shown').map(({ name }) => name)
  if (names.length === 0) return ''
  const list = `${names.slice(0, MOST_NAMED).join(', ')}${names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : ''}`
  return `; found and left alone, because nothing shows a project of this repository that pushes this image or updates this service: ${list}`
}

/** Promise 6 as a check. Only `disable` asks for it; `report` and `restore` are told without a judgement. */
export function judgePipelines(pipelines: CompetingPipelines | undefined): Check {
  if (pipelines === undefined) return check('not-checked', '', 'no codebuild-project was given')
  const projects = competing(pipelines)
  const running = pipelines.projects.flatMap((project) => project.builds).filter((build) => build.running)
  const builds = running.length === 0 ? '' : `; ${count(running.length, 'build')} running now`
  const lists = projects.flatMap(({ name, triggers }) => {
    const states = [...Map.groupBy(triggers, ({ kind, state }) => `${kind} ${state}`)]
    const list = states.map(([what, of]) => (of.length === 1 ? what : `${of.length} × ${what}`)).join(' · ')
    return list === '' ? [] : [projects.length === 1 ? list : `${name}: ${list}`]
  })
  const told = `${lists.length === 0 ? 'no trigger found' : lists.join('; ')}${builds}${startedByHand(pipelines)}${leftAlone(pipelines)}`
  switch (pipelines.handling) {
    case 'off':
      return check('not-checked', '', 'competing-triggers is off')
    case 'report':
    case 'restore':
      return check('not-checked', '', told)
    case 'disable': {
      const found = obstacles(pipelines)
      const expected = `no push starts ${subject(pipelines)}`
      // Told, and neither shown to compete nor to be harmless.
      if (found.length === 0 && projects.length === 0 && pipelines.projects.length > 0)
        return check('not-checked', expected, told)
      // Only builds name the pipelines of other regions. That they were not read decides nothing, and yet what was not looked for is no pass.
      if (found.length === 0 && pipelines.problems.some(({ hidesPipelines }) => hidesPipelines === true))
        return check(
          'unknown',
          expected,
          `${told}; the builds could not be read, so that pipelines of other regions were not looked for`,
        )
      return found.length === 0
        ? check('pass', expected, told)
        : check('fail', expected, [told, ...unnamed(pipelines)].join('; '))
    }
  }
}

const MOST_PROBLEMS = 3

/** What is still open, as short as a sentence can be: the table of triggers has the rest. */
function openWords(pipelines: CompetingPipelines): string {
  const triggers = competing(pipelines).flatMap((project) => project.triggers)
  const named = (states: readonly Trigger['state'][]): readonly string[] =>
    triggers.filter(({ state }) => states.includes(state)).map(({ kind, name }) => `${kind} "${name}"`)
  const list = (names: readonly string[]): string =>
    `${names.slice(0, MOST_NAMED).join(', ')}${names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : ''}`
  const live = named(['live', 'mixed'])
  const unknown = named(['unknown'])
  const blocking = pipelines.problems
    .filter((problem) => problem.blocking)
    .map(({ message }) => inShort(message))
    .filter((message) => message !== '')
  const parts = [
    ...(live.length === 0
      ? []
      : [`${live.length} of ${count(triggers.length, 'trigger')} can still start it: ${list(live)}`]),
    ...(unknown.length === 0 ? [] : [`Not readable: ${list(unknown)}`]),
    ...blocking.slice(0, MOST_PROBLEMS),
    ...(blocking.length > MOST_PROBLEMS
      ? [`and ${blocking.length - MOST_PROBLEMS} more problems, listed with the triggers`]
      : []),
  ]
  return (parts.length === 0 ? obstacles(pipelines).map(({ what }) => what) : parts).map(trimmed).join('. ')
}

const trimmed = (text: string): string => text.trim().replace(/[.;:,]+$/, '')

/** What the explanation says of a problem: all but its command. */
export const inShort = (message: string): string => trimmed(withoutCommand(message))

/** A command is to be copied, and not to be read in the middle of a sentence. */
function withoutCommand(message: string): string {
  const command = message.search(/: (?:aws|gh) /)
  if (command < 0) return message
  const before = message.slice(0, command)
  return before.slice(0, [...before.matchAll(/[.,;:](?=\s)/g)].at(-1)?.index ?? 0)
}

/** Whether a trigger is known to be live, rather than only not known to be disabled. */
const isLive = (pipelines: CompetingPipelines): boolean =>
  competing(pipelines).some(({ triggers }) => triggers.some(({ state }) => state === 'live' || state === 'mixed'))

/** The finding when the deploy is right and a competing trigger is not disabled; undefined where promise 6 holds or was not asked for. */
export function pipelinesFinding(pipelines: CompetingPipelines | undefined): Finding | undefined {
  if (pipelines === undefined || pipelines.handling !== 'disable') return undefined
  const found = obstacles(pipelines)
  if (found.length === 0) return undefined
  return {
    cause: 'competing-trigger',
    headline: isLive(pipelines)
      ? 'the deploy is right, but another pipeline can still overwrite it'
      : 'the deploy is right, but whether another pipeline can overwrite it is not known',
    explanation: `Expected nothing to start ${subject(pipelines)} on a push to a branch or on a merge. ${openWords(pipelines)}.`,
    nextStep: nextStepFor(pipelines, found),
    ruledOut: ['Tasks, image and answers are those of the commit: the deploy itself is not at fault.'],
  }
}

/** To switch off a hook that feeds runners would take them from every job, perhaps from this one. */
const APART = 'give the runners a project of their own, or take the pushes out of their hook'

function nextStepFor(pipelines: CompetingPipelines, found: readonly Obstacle[]): NextStep {
  const blocking = pipelines.problems.filter((problem) => problem.blocking)
  const about = aboutMessage('another-pipeline-can-still-overwrite-the-deploy')
  const open = competing(pipelines).flatMap(({ triggers }) => triggers.filter(({ state }) => isOpen(state)))
  const mixed = open.filter(({ state }) => state === 'mixed')
  const runners = mixed.length === 0 ? '' : ` Leave a hook on that feeds runners: ${APART}.`
  if (blocking.length > 0 && blocking.every((problem) => problem.passing === true))
    return {
      text: `Run this job again: ${unansweredBy(blocking.map(({ heldUpBy }) => heldUpBy))}. If it stays so, switch the trigger off by hand.${runners}`,
      about,
    }
  const denied = found.filter((obstacle) => obstacle.action !== undefined)
  if (denied.length === 0) {
    if (mixed.length > 0 && mixed.length === open.length)
      return { text: `${capitalised(APART)}; then run this job again.`, about }
    const retire = mixed.length > 0 ? '' : ', or retire the project'
    return { text: `Switch the trigger off by hand${retire}; then run this job again.${runners}`, about }
  }
  const actions = [...new Set(found.flatMap(({ action }) => action ?? []))]
  const resources = [...new Set(denied.map((obstacle) => obstacle.resource ?? '*'))]
  const others = blocking.some((problem) => problem.action === undefined)
  return {
    text: `Allow ${actions.join(', ')} to the role of this job, or switch the trigger off by hand.${runners}${others ? ' What no permission would solve is told with the triggers below.' : ''}`,
    command: JSON.stringify({ Effect: 'Allow', Action: actions, Resource: resources }, undefined, 2),
    about: actions.length === 1 && !others ? aboutCall(actions.join('')) : about,
  }
}

/** What a restore could not do: no promise of a deploy, so that it decides nothing, and yet nobody must overlook it. */
export function restoreNotes(pipelines: CompetingPipelines | undefined): readonly string[] {
  if (pipelines?.handling !== 'restore') return []
  return pipelines.problems.map(({ project, message }) => `Not restored in full: ${project}: ${message}`)
}
