/** The competing pipelines: what starts them, what this run did about it, and how to undo that. */
import { denyManualStarts } from '../guard/builds/manual-starts.ts'
import type { Build, CompetingPipelines, CompetingProject, Trigger } from '../model.ts'
import type { Block } from './blocks.ts'
import { count, shortSha, utc } from '../wording.ts'
import { bold, code, codeBlock, folded, prose, table } from './markdown.ts'

const MOST_ROWS = 100
const MOST_BUILDS = 10
const MOST_COMMANDS = 50

export function pipelineBlocks(pipelines: CompetingPipelines | undefined): Block[] {
  if (pipelines === undefined || pipelines.handling === 'off') return []
  return [...urgentBlocks(pipelines), foldedBlock(pipelines)]
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

function foldedBlock(pipelines: CompetingPipelines): Block {
  const parts = [
    triggerTable(pipelines.projects),
    buildsTable(pipelines.projects),
    otherProblems(pipelines),
    undoCommands(pipelines.projects),
    denial(pipelines),
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
    ...(triggers.length === 0 ? ['no trigger found'] : []),
  ]
  return `The other pipelines: ${facts.join(', ')}`
}

function counted(number: number, what: string): string[] {
  return number === 0 ? [] : [`${count(number, 'trigger')} ${what}`]
}

function triggerTable(projects: readonly CompetingProject[]): string {
  const rows = projects.flatMap((project): string[][] => {
    if (!project.exists) return [[code(project.name), '', '⚠️ no such project', '', '']]
    if (project.triggers.length === 0) return [[code(project.name), 'none', 'nothing to disable', '', '']]
    return project.triggers.map((trigger) => [
      code(project.name),
      `${trigger.kind} ${code(trigger.name)}`,
      stateCell(trigger),
      changeCell(trigger),
      prose(trigger.detail, 400),
    ])
  })
  if (rows.length === 0) return ''
  const shown = rows.slice(0, MOST_ROWS)
  const more =
    rows.length > shown.length ? `\n\n${count(rows.length - shown.length, 'more trigger')}: see the JSON report.` : ''
  return `${table(['CodeBuild project', 'Started by', 'State', 'This run', ''], shown)}${more}`
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
  }
}

function buildsTable(projects: readonly CompetingProject[]): string {
  const builds = projects.flatMap((project) => project.builds)
  if (builds.length === 0) return ''
  const byStarter = [...Map.groupBy(builds, (build) => build.startedBy)].toSorted(([, a], [, b]) => b.length - a.length)
  const starters = byStarter.slice(0, 5).map(([startedBy, of]) => `${of.length} by ${bold(prose(startedBy, 100))}`)
  if (byStarter.length > starters.length) starters.push(`${byStarter.length - starters.length} other initiators`)
  const rows = builds
    .toSorted((a, b) => (b.startedAt ?? 0) - (a.startedAt ?? 0))
    .slice(0, MOST_BUILDS)
    .map((build) => [
      code(build.number === undefined ? build.id : `${build.project} #${build.number}`),
      build.startedAt === undefined ? '' : utc(build.startedAt),
      prose(build.startedBy, 200),
      prose(build.stopped ? `${build.status}, stopped by this run` : build.status, 60),
      code(shortSha(build.resolvedCommit ?? build.sourceVersion ?? ''), 60),
    ])
  const heading = `${count(builds.length, 'build')} in the last 30 days: ${starters.join(', ')}.`
  const newest = builds.length > rows.length ? ` The newest ${rows.length}:` : ''
  return `${heading}${newest}\n\n${table(['Build', 'Started', 'By', 'Status', 'Source'], rows)}`
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

function undoCommands(projects: readonly CompetingProject[]): string {
  const commands = projects.flatMap((project) =>
    project.triggers.flatMap(({ undo }) => (undo === undefined ? [] : [undo])),
  )
  if (commands.length === 0) return ''
  return `To undo it: run this action with \`competing-triggers: restore\`, or by hand:\n\n${codeBlock(commands.slice(0, MOST_COMMANDS).join('\n'), 'sh', { lines: 200, columns: 4000 })}`
}

function denial(pipelines: CompetingPipelines): string {
  const policy = denyManualStarts(pipelines.projects.flatMap(({ arn }) => arn ?? []))
  if (policy === '') return ''
  return `A person can still start a build by hand. To forbid that, attach this IAM policy to whom it concerns:\n\n${codeBlock(policy, 'json', { lines: 200 })}`
}
