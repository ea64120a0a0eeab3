/** The competing pipelines: what starts them, what this run did about it, and how to undo that. */
import type { Build, CompetingPipelines, CompetingProject, RunOutcome, Trigger, TriggerKind } from '../model.ts'
import { inShort } from '../judge/pipelines.ts'
import type { Block } from './blocks.ts'
import { type BuildsContext, buildsTable, manualStartsText } from './builds-section.ts'
import { count, utc } from '../wording.ts'
import { code, codeBlock, folded, LONGEST_EXPLANATION, prose, table } from './markdown.ts'

const KINDS: readonly TriggerKind[] = ['webhook', 'rule', 'schedule', 'pipeline']

const MOST_ROWS = 100
const MOST_COMMANDS = 50
const MOST_EVIDENCE = 10

type PipelineContext = BuildsContext & Pick<RunOutcome, 'pipelines' | 'settings' | 'verdict'>

export function pipelineBlocks(outcome: PipelineContext): Block[] {
  const { pipelines, settings } = outcome
  if (pipelines === undefined || pipelines.handling === 'off') return []
  return [...urgentBlocks(pipelines, explained(outcome)), foldedBlock(pipelines, outcome, settings)]
}

/** What the reader has read above of the other pipelines. */
function explained({ verdict }: PipelineContext): string {
  if (verdict.verdict === 'verified' || verdict.finding.cause !== 'competing-trigger') return ''
  return verdict.finding.explanation.slice(0, LONGEST_EXPLANATION)
}

/** What must not be folded away: builds that run now, and what could not be read or changed. */
function urgentBlocks(pipelines: CompetingPipelines, above: string): Block[] {
  const isToldAbove = (message: string): boolean => {
    const told = inShort(message)
    return told !== '' && above.includes(told)
  }
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
      .filter((problem) => problem.blocking && !isToldAbove(problem.message))
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
    triggerTable(pipelines.projects, pipelines.handling),
    evidenceList(pipelines.projects),
    buildsTable(pipelines.projects, outcome),
    otherProblems(pipelines),
    byHandCommands(pipelines),
    undoCommands(pipelines.projects, pipelines.handling),
    manualStartsText(pipelines.projects, pipelines.region, settings?.run),
  ]
  const body = parts.filter((part) => part !== '').join('\n\n')
  const title = titleOf(pipelines)
  // What stands in the way of the verdict must not be looked for.
  return isOpen(pipelines)
    ? { weight: 'body', name: 'the other pipelines', markdown: `### ${title}\n\n${body}` }
    : { weight: 'folded', name: 'the other pipelines', markdown: folded(title, body) }
}

/** Whether something that was to be disabled can still start a project, or may. */
function isOpen({ handling, projects, problems }: CompetingPipelines): boolean {
  if (handling !== 'disable') return false
  const triggers = projects.flatMap(({ competing, triggers: of }) => (competing === 'not-shown' ? [] : of))
  return triggers.some(({ state }) => urgency(state) > 0) || problems.some(({ blocking }) => blocking)
}

/** What needs a reader's eye first. */
function urgency(state: Trigger['state']): number {
  switch (state) {
    case 'live':
    case 'mixed':
      return 2
    case 'unknown':
      return 1
    case 'disabled':
    case 'harmless':
    case 'protected':
      return 0
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

function triggerTable(projects: readonly CompetingProject[], handling: CompetingPipelines['handling']): string {
  const rows = projects.flatMap((project): string[][] => {
    if (!project.exists) return [[code(project.name), '', '⚠️ no such project', '', '']]
    const absent = KINDS.filter((kind) => !project.triggers.some((trigger) => trigger.kind === kind))
    return [
      ...project.triggers
        .toSorted((one, other) => urgency(other.state) - urgency(one.state))
        .map((trigger) => [
          code(project.name),
          `${trigger.kind} ${code(trigger.name)}`,
          project.competing === 'not-shown'
            ? `${stateCell(trigger, handling)}, left alone`
            : stateCell(trigger, handling),
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
  const header = ['CodeBuild project', 'Started by', 'State', 'This run', 'What it does']
  const isOne = projects.length === 1 && projects.every(({ exists }) => exists)
  return isOne
    ? `CodeBuild project ${code(projects[0]?.name ?? '')}:\n\n${table(
        header.slice(1),
        shown.map((row) => row.slice(1)),
      )}${more}`
    : `${table(header, shown)}${more}`
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
      return evidence.length === 0
        ? 'was found, and nothing shows that it pushes this image or updates this service: it was left as it is.'
        : 'was found, and was left as it is, because it is built from another repository. To have it disabled, name it in `codebuild-project`.'
  }
}

function stateCell(trigger: Trigger, handling: CompetingPipelines['handling']): string {
  switch (trigger.state) {
    case 'live':
      if (handling === 'restore') return trigger.change === 'restored' ? '✅ live again' : 'live'
      return handling === 'report' ? '<b>live</b>' : '❌ <b>live</b>'
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

function problemText({ message, action, resource }: CompetingPipelines['problems'][number]): string {
  const { text } = commandIn(message)
  const told =
    action === undefined || text.includes(action)
      ? ''
      : ` (${code(action)}${resource === undefined ? '' : ` on ${code(resource)}`})`
  return `${prose(text, 900)}${told}`
}

/** A message ends with the command that helps, where there is one: that is to be copied, whole. */
function commandIn(message: string): { readonly text: string; readonly command?: string } {
  const [, text, command] = /^(.*?):? ((?:aws|gh) [a-z-]+ .+)$/s.exec(message) ?? []
  if (text === undefined || command === undefined) return { text: message }
  return { text: text.endsWith(' or run') ? `${text} the command below` : `${text}: see the command below`, command }
}

function byHandCommands(pipelines: CompetingPipelines): string {
  const commands = [...new Set(pipelines.problems.flatMap(({ message }) => commandIn(message).command ?? []))]
  if (commands.length === 0) return ''
  const what = pipelines.handling === 'restore' ? 'To restore it by hand' : 'To do it by hand'
  return `${what}:\n\n${codeBlock(commands.slice(0, MOST_COMMANDS).join('\n'), 'sh', { lines: 200, columns: 4000 })}`
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
  // What was done first is undone last.
  const ordered = commands.toReversed()
  const back = handling === 'restore' ? 'disable' : 'restore'
  return `To undo it: run this action with \`competing-triggers: ${back}\`, or by hand:\n\n${codeBlock(ordered.slice(0, MOST_COMMANDS).join('\n'), 'sh', { lines: 200, columns: 4000 })}`
}
