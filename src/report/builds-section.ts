/** The builds of the competing projects: how many, how they ended, who started them, and how to keep people from it. */
import { createWebhookCommand, denyManualStarts, manualStarts } from '../guard/builds/manual-starts.ts'
import { summarize } from '../judge/builds.ts'
import { ranAt } from '../judge/image-remarks.ts'
import type { Build, BuildOrigin, CompetingProject, RunOutcome, Settings } from '../model.ts'
import { count, shortSha, utc } from '../wording.ts'
import { bold, code, codeBlock, prose, table } from './markdown.ts'

const MOST_BUILDS = 10
const MOST_PEOPLE = 5

/** What the builds are told beside. */
export type BuildsContext = Pick<RunOutcome, 'services' | 'decisive' | 'figures'>

/** How many builds of a kind, in words: `12 by hand`. */
function originWords(origin: BuildOrigin): string {
  switch (origin) {
    case 'webhook':
      return 'by a webhook'
    case 'rule':
      return 'by an EventBridge rule'
    case 'schedule':
      return 'by a schedule'
    case 'pipeline':
      return 'by a CodePipeline'
    case 'person':
      return 'by hand'
    case 'workflow':
      return 'by a GitHub Actions workflow'
    case 'jenkins':
      return 'by Jenkins'
    case 'role':
      return 'by another role'
    case 'unknown':
      return 'by somebody unknown'
  }
}

export function buildsTable(projects: readonly CompetingProject[], outcome: BuildsContext): string {
  const builds = projects.flatMap((project) => project.builds)
  if (builds.length === 0) return ''
  const { total, succeeded, byOrigin } = summarize(builds)
  const kinds = byOrigin.map(({ origin, builds: of }) => bold(`${of} ${originWords(origin)}`)).join(', ')
  const rows = builds
    .toSorted((a, b) => (b.startedAt ?? 0) - (a.startedAt ?? 0))
    .slice(0, MOST_BUILDS)
    .map((build) => [
      code(build.number === undefined ? build.id : `${build.project} #${build.number}`),
      build.startedAt === undefined ? '' : utc(build.startedAt),
      prose(build.startedBy, 200),
      prose(build.stopped ? `${build.status}, stopped by this run` : build.status, 60),
      code(shortSha(build.resolvedCommit ?? build.sourceVersion ?? ''), 60),
      besideThisDeploy(build, outcome),
    ])
  const heading = `${count(total, 'build')} in the last 30 days, ${succeeded} succeeded: ${kinds}.`
  const newest = builds.length > rows.length ? ` The newest ${rows.length}:` : ''
  return `${heading}${newest}\n\n${table(['Build', 'Started', 'By', 'Status', 'Source', 'Ran'], rows)}`
}

/** What this deploy has to do with a build's time: of its image, of the one that runs instead, of its rollout. */
function besideThisDeploy(build: Build, { services, decisive, figures }: BuildsContext): string {
  const service = services[decisive]
  const lookup = service?.expectation?.image
  const image = lookup?.state === 'found' ? lookup.image : undefined
  const rollout = service?.observation?.service.rollouts.find(({ id }) => id === service.ourRolloutId)
  const ranWhile = (at: number | undefined): boolean => at !== undefined && ranAt(build, at)
  const began = rollout?.createdAt ?? figures.startedAt
  const overlaps =
    build.startedAt !== undefined && build.startedAt <= figures.endedAt && (build.endedAt ?? Infinity) >= began
  const notes = [
    ...(ranWhile(image?.pushedAt) ? ['while the image was pushed'] : []),
    ...(image?.others?.some(({ pushedAt }) => ranWhile(pushedAt)) === true
      ? ['while the image that runs was pushed']
      : []),
    ...(overlaps ? ['during this deploy'] : []),
  ]
  return notes.length === 0 ? '' : bold(notes.join(', '))
}

/** Who started builds by hand, what would forbid it, and how a team does it that wants CodeBuild to be its one pipeline. */
export function manualStartsText(
  projects: readonly CompetingProject[],
  region: string,
  run: Settings['run'] | undefined,
): string {
  const policy = denyManualStarts(
    projects.flatMap(({ arn, competing }) => (competing === 'not-shown' ? [] : (arn ?? []))),
  )
  if (policy === '') return ''
  const parts = [
    `No switch stops a person from starting a build by hand.${peopleText(projects.flatMap(({ builds }) => builds))} To forbid it, attach this IAM policy to whom it concerns:`,
    codeBlock(policy, 'json', { lines: 200 }),
  ]
  const branch = /^refs\/heads\/(.+)$/.exec(run?.ref ?? '')?.[1] ?? 'main'
  const without = projects.filter(
    ({ exists, competing, triggers }) =>
      exists && competing !== 'not-shown' && !triggers.some(({ kind }) => kind === 'webhook'),
  )
  if (without.length > 0)
    parts.push(
      'If CodeBuild is to be your one pipeline instead, give it a trigger of its own and retire the deploy in GitHub Actions:',
      codeBlock(without.map(({ name }) => createWebhookCommand(name, region, branch)).join('\n'), 'sh', {
        columns: 4000,
      }),
    )
  return parts.join('\n\n')
}

function peopleText(builds: readonly Build[]): string {
  const { people } = manualStarts(builds)
  if (people.length === 0) return ''
  const told = people
    .slice(0, MOST_PEOPLE)
    .map(
      ({ who, builds: of, last }) =>
        `${prose(who, 100)} ${count(of, 'time')}${last === undefined ? '' : `, last at ${utc(last)}`}`,
    )
  const more = people.length > told.length ? `; and ${people.length - told.length} others` : ''
  return ` In the last 30 days: ${told.join('; ')}${more}.`
}
