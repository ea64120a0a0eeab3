import type { Check, CompetingPipelines, CompetingProject, Finding } from '../model.ts'
import { count } from '../wording.ts'
import { checkOf } from './case.ts'

const check = checkOf('one-pipeline')

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
  const told = `${lists.length === 0 ? 'no trigger found' : lists.join('; ')}${builds}${startedByHand(pipelines)}`
  switch (pipelines.handling) {
    case 'off':
      return check('not-checked', '', 'competing-triggers is off')
    case 'report':
    case 'restore':
      return check('not-checked', '', told)
    case 'disable': {
      const found = obstacles(pipelines)
      const expected = `no push starts ${subject(pipelines)}`
      return found.length === 0
        ? check('pass', expected, told)
        : check('fail', expected, found.map((obstacle) => obstacle.what).join(' · '))
    }
  }
}

/** The finding when the deploy is right and a competing trigger is not disabled; undefined where promise 6 holds or was not asked for. */
export function pipelinesFinding(pipelines: CompetingPipelines | undefined): Finding | undefined {
  if (pipelines === undefined || pipelines.handling !== 'disable') return undefined
  const found = obstacles(pipelines)
  if (found.length === 0) return undefined
  const blocking = pipelines.problems.filter((problem) => problem.blocking)
  const isPassing = blocking.length > 0 && blocking.every((problem) => problem.passing === true)
  const denied = found.filter((obstacle) => obstacle.action !== undefined)
  const actions = [...new Set(denied.map((obstacle) => obstacle.action))]
  const resources = [...new Set(denied.map((obstacle) => obstacle.resource ?? '*'))]
  return {
    cause: 'competing-trigger',
    headline: 'the deploy is right, but another pipeline can still overwrite it',
    explanation: `Expected nothing to start ${subject(pipelines)} on a push to a branch or on a merge; ${found.map((obstacle) => obstacle.what.replace(/[.;]+$/, '')).join('; ')}.`,
    nextStep:
      actions.length > 0
        ? {
            text: `Allow ${actions.join(', ')} to the role of this job, or switch the trigger off by hand.`,
            command: JSON.stringify({ Effect: 'Allow', Action: actions, Resource: resources }, undefined, 2),
          }
        : isPassing
          ? {
              text: 'Run this job again: AWS answered too slowly, or only with errors. If it stays so, switch the trigger off by hand.',
            }
          : { text: 'Switch the trigger off by hand, or retire the project; then run this job again.' },
    ruledOut: ['Tasks, image and answers are those of the commit: the deploy itself is not at fault.'],
  }
}

/** What a restore could not do: no promise of a deploy, so that it decides nothing, and yet nobody must overlook it. */
export function restoreNotes(pipelines: CompetingPipelines | undefined): readonly string[] {
  if (pipelines?.handling !== 'restore') return []
  return pipelines.problems.map(({ project, message }) => `Not restored in full: ${project}: ${message}`)
}
