/** The competing pipelines: what starts them, what this run did about it, and how to undo that. */
import type { Build, CompetingPipelines, CompetingProject, RunOutcome, Trigger, TriggerKind } from '../model.ts'
import type { Block } from './blocks.ts'
import { type BuildsContext, buildsTable, manualStartsText } from './builds-section.ts'
import { count, utc } from '../wording.ts'
import { code, codeBlock, folded, prose, table } from './markdown.ts'

const KINDS: readonly TriggerKind[] = ['webhook', 'rule', 'schedule', 'pipeline']

const MOST_ROWS = 100
const MOST_COMMANDS = 50
const MOST_EVIDENCE = 10

export function pipelineBlocks(outcome: BuildsContext & Pick<RunOutcome, 'pipelines' | 'settings'>): Block[] {
  const { pipelines, settings } = outcome
  if (pipelines === undefined || pipelines.handling === 'off') return []
  return [...urgentBlocks(pipelines), foldedBlock(pipelines, outcome, settings)]
}

/** What must not be folded away: builds that run now, and what could not be read or changed. */
function urgentBlocks(pipelines: CompetingPipelines): Block[] {
  const running = pipelines.projects.flatMap((project) => project.builds.filter((build) => build.running))
  const stopped = pipelines.projects.flatMap((project) => project.builds.filter((build) => build.stopped))
  const lines = [
    ...running.map(
      (build) => `- ⏳ ${buildName(build)} runs now, started by ${prose(build.startedBy, 200)}${since(build)}.`,
    ),
    ...stopped.map(
      (build) => `- ${buildName(build)}, started by ${prose(build.startedBy, 200)}, was stopped by this run.`,
    ),
    ...pipelines.problems
      .filter((problem) => problem.blocking)
      .map((problem) => `- ⚠️ ${code(problem.project)}: ${problemText(problem)}`),
  ]
  if (lines.length === 0) return []
  const shown = lines.slice(0, MOST_ROWS)
  if (lines.length > shown.length) shown.push(`- and ${lines.length - shown.length} more`)
  return [{ weight: 'body', name: 'running builds', markdown: `**The other pipeline**\n\n${shown.join('\n')}` }]
}

function since(build: Build): string {
  return build.startedAt === undefined ? '' : ` at ${utc(build.startedAt)}`
}

function buildName(build: Build): string {
  return `Build ${build.number === undefined ? code(build.id) : `<code>&#35;${build.number}</code>`} of ${code(build.project)}`
}

function foldedBlock(pipelines: CompetingPipelines, outcome: BuildsContext, settings: RunOutcome['settings']): Block {
  const parts = [
    triggerTable(pipelines.projects),
    evidenceList(pipelines.projects),
    buildsTable(pipelines.projects, outcome),
    otherProblems(pipelines),
    undoCommands(pipelines.projects, pipelines.handling),
    manualStartsText(pipelines.projects, pipelines.region, settings?.run),
  ]
  return {
    weight: 'folded',
    name: 'the other pipelines',
    markdown: folded(titleOf(pipelines), parts.filter((part) => part !== '').join('\n\n')),
  }
}

function titleOf(pipelines: CompetingPipelines): string {
  const triggers = pipelines.projects.flatMap((project) => project.triggers)
  const number = (pick: (trigger: Trigger) => boolean): number => triggers.filter(pick).length
  const live = number((trigger) => trigger.state === 'live' || trigger.state === 'mixed')
  const facts = [
    count(pipelines.projects.length, 'project'),
    ...counted(
      number((trigger) => trigger.change === 'disabled'),
      'disabled by this run',
    ),
    ...counted(
      number((trigger) => trigger.change === 'restored'),
      'restored by this run',
    ),
    ...counted(live, 'still live'),
    ...counted(
      number((trigger) => trigger.state === 'unknown'),
      'not readable',
    ),
    ...(triggers.length === 0 ? [pipelines.projects.length === 0 ? 'none found' : 'no trigger found'] : []),
  ]
  return `The other pipelines: ${facts.join(', ')}`
}

function counted(number: number, what: string): string[] {
  return number === 0 ? [] : [`${count(number, 'trigger')} ${what}`]
}

function triggerTable(projects: readonly CompetingProject[]): string {
  const rows = projects.flatMap((project): string[][] => {
    if (!project.exists) return [[code(project.name), '', '⚠️ no such project', '', '']]
    const absent = KINDS.filter((kind) => !project.triggers.some((trigger) => trigger.kind === kind))
    return [
      ...project.triggers.map((trigger) => [
        code(project.name),
        `${trigger.kind} ${code(trigger.name)}`,
        project.competing === 'not-shown' ? `${stateCell(trigger)}, left alone` : stateCell(trigger),
        changeCell(trigger),
        prose(trigger.detail, 500),
      ]),
      ...(absent.length === 0 ? [] : [[code(project.name), absent.join(', '), 'none', '', '']]),
    ]
  })
  if (rows.length === 0) return ''
  const shown = rows.slice(0, MOST_ROWS)
  const more =
    rows.length > shown.length ? `\n\n${count(rows.length - shown.length, 'more trigger')}: see the JSON report.` : ''
  return `${table(['CodeBuild project', 'Started by', 'State', 'This run', ''], shown)}${more}`
}

/** What shows that each project writes what this workflow writes. */
function evidenceList(projects: readonly CompetingProject[]): string {
  return projects
    .filter(({ exists }) => exists)
    .slice(0, MOST_ROWS)
    .map(
      (project) =>
        `- ${code(project.name)} ${competingWords(project)}${project.evidence
          .slice(0, MOST_EVIDENCE)
          .map((said) => ` ${prose(said, 300)}`)
          .join('')}`,
    )
    .join('\n')
}

function competingWords({ competing, evidence }: CompetingProject): string {
  switch (competing) {
    case 'named':
      return `competes: the workflow names it.${evidence.length === 0 ? ' Nothing that can be read of it shows what it pushes or updates.' : ''}`
    case 'shown':
      return 'was found, and competes.'
    case 'not-shown':
      return 'was found, and nothing shows that it pushes this image or updates this service: it was left as it is.'
  }
}

function stateCell(trigger: Trigger): string {
  switch (trigger.state) {
    case 'live':
      return '❌ <b>live</b>'
    case 'disabled':
      return '✅ disabled'
    case 'harmless':
      return '✅ harmless'
    case 'protected':
      return '➖ feeds runners, never touched'
    case 'mixed':
      return '❌ <b>live</b>, mixed with the events of runners'
    case 'unknown':
      return '⚠️ not readable'
  }
}

function changeCell(trigger: Trigger): string {
  switch (trigger.change) {
    case 'none':
      return ''
    case 'disabled':
      return 'disabled it'
    case 'restored':
      return 'restored it'
    case 'refused':
      return '⚠️ was refused'
    case 'unconfirmed':
      return '⚠️ began to change it'
  }
}

function problemText(problem: CompetingPipelines['problems'][number]): string {
  const action =
    problem.action === undefined
      ? ''
      : ` (${code(problem.action)}${problem.resource === undefined ? '' : ` on ${code(problem.resource)}`})`
  return `${prose(problem.message, 600)}${action}`
}

function otherProblems(pipelines: CompetingPipelines): string {
  return pipelines.problems
    .filter((problem) => !problem.blocking)
    .slice(0, MOST_ROWS)
    .map((problem) => `- ${code(problem.project)}: ${problemText(problem)}`)
    .join('\n')
}

function undoCommands(projects: readonly CompetingProject[], handling: CompetingPipelines['handling']): string {
  const commands = projects.flatMap((project) =>
    project.triggers.flatMap(({ undo }) => (undo === undefined ? [] : [undo])),
  )
  if (commands.length === 0) return ''
  const back = handling === 'restore' ? 'disable' : 'restore'
  return `To undo it: run this action with \`competing-triggers: ${back}\`, or by hand:\n\n${codeBlock(commands.slice(0, MOST_COMMANDS).join('\n'), 'sh', { lines: 200, columns: 4000 })}`
}
