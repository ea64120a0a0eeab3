/** What the last deploys show together: how many took effect, which of them by hand, and the four figures to track. */
import type {
  DeployHistory,
  DeploymentEffect,
  Drift,
  PastDeployment,
  RatedDeployment,
  Reading,
  RunOutcome,
} from '../model.ts'
import { count, duration, shortDigest, shortSha, utc } from '../wording.ts'
import type { Block } from './blocks.ts'
import { commitPage } from './causes.ts'
import { code, folded, prose, table } from './markdown.ts'

type PatternContext = Pick<
  RunOutcome,
  'history' | 'pattern' | 'services' | 'decisive' | 'figures' | 'verdict' | 'settings'
>

/** Of fewer there is nothing to count. */
const FEWEST_RATED = 3
const MOST_ROWS = 100
const MOST_PEOPLE = 5

/** So far back the builds are read, in milliseconds: of an older deployment nobody knows whether a person built its image. */
const BUILDS_WINDOW = 30 * 24 * 60 * 60_000

/** Open where the run failed, one folded section where it did not; nothing where the history was not looked for. */
export function patternBlocks(outcome: PatternContext): Block[] {
  const { history, pattern, verdict } = outcome
  if (history === undefined) return []
  const notRead = notReadLines(history).map((line) => `*Not read:* ${line}`)
  const deployments = pattern?.deployments ?? []
  const all = deploymentsTable(deployments, outcome)
  const rated = deployments.filter(isRated)
  if (rated.length < FEWEST_RATED) {
    const title = `The last ${count(deployments.length, 'deployment')}${ofService(outcome, history)}`
    const isFolded = verdict.verdict === 'verified' && all !== ''
    const body = [...(isFolded ? notRead : []), all].join('\n\n')
    return [
      ...(all === '' ? [] : [block('folded', 'the last deployments', folded(title, body))]),
      ...(isFolded ? [] : notReadBlock(notRead)),
    ]
  }
  const effective = rated.filter(({ effect }) => effect === 'took-effect').length
  const title = `The last ${count(rated.length, 'deployment')}${ofService(outcome, history)}`
  const finding = findingOf(deployments, rated)
  const figures = figuresTable(rated, outcome)
  if (verdict.verdict === 'verified') {
    const body = [sentence(deployments, rated), ...finding, figures, ...notRead, all].join('\n\n')
    return [block('folded', 'the last deployments', folded(`${title}: ${effective} took effect`, body))]
  }
  const heading = `### The last deploys${several(outcome) ? ` of ${code(history.label, 200)}` : ''}`
  return [
    block('body', 'the last deploys', [heading, sentence(deployments, rated), ...finding, figures].join('\n\n')),
    ...notReadBlock(notRead),
    block('folded', 'the last deployments one by one', folded('These deployments, one by one', all)),
  ]
}

function block(weight: Block['weight'], name: string, markdown: string): Block {
  return { weight, name, markdown }
}

const several = ({ services }: PatternContext): boolean => services.length > 1

function ofService(outcome: PatternContext, { label }: DeployHistory): string {
  return several(outcome) ? ` of ${label}` : ''
}

function isRated({ effect }: RatedDeployment): boolean {
  switch (effect) {
    case 'took-effect':
    case 'no-effect':
    case 'not-completed':
      return true
    case 'under-way':
    case 'unknown':
      return false
  }
}

// ------------------------------------------------------------------------------------------------------------------ in words

function sentence(deployments: readonly RatedDeployment[], rated: readonly RatedDeployment[]): string {
  const number = (wanted: DeploymentEffect): number => deployments.filter(({ effect }) => effect === wanted).length
  const effective = rated.filter(({ effect }) => effect === 'took-effect')
  // The oldest one that is listed has none before it, which is no riddle.
  const riddles = deployments.slice(0, -1).filter(({ effect }) => effect === 'unknown').length
  const parts = [
    `${effective.length} took effect${handWords(effective)}`,
    `${number('no-effect')} ${number('no-effect') === 1 ? 'was' : 'were'} green and changed nothing`,
    `${number('not-completed')} did not complete`,
  ]
  const others = [
    ...(number('under-way') > 0 ? [`${number('under-way')} under way`] : []),
    ...(riddles > 0 ? [`${riddles} of which the effect is not known`] : []),
  ]
  const rest = others.length === 0 ? '' : `. Not counted: ${others.join(', ')}`
  return `**The last ${count(rated.length, 'deployment')}:** ${parts.join(' · ')}${rest}`
}

function handWords(effective: readonly RatedDeployment[]): string {
  const byHand = effective.filter(({ builtByHandBy }) => builtByHandBy !== undefined)
  if (byHand.length === 0) return ''
  const share =
    byHand.length < effective.length ? `${byHand.length} of them` : effective.length === 1 ? '' : 'all of them'
  return `, ${share}${share === '' ? '' : ' '}after a build by hand (${peopleIn(byHand)})`
}

function peopleIn(byHand: readonly RatedDeployment[]): string {
  const people = [...Map.groupBy(byHand, ({ builtByHandBy = '' }) => builtByHandBy)].toSorted(
    ([, one], [, other]) => other.length - one.length,
  )
  const shown = people
    .slice(0, MOST_PEOPLE)
    .map(([who, of]) => `${prose(who, 200)}${people.length === 1 ? '' : ` ${count(of.length, 'time')}`}`)
  if (people.length > shown.length) shown.push(`${people.length - shown.length} more`)
  return shown.join(', ')
}

/** What the numbers mean where nothing went live but by hand, or nothing at all. */
function findingOf(deployments: readonly RatedDeployment[], rated: readonly RatedDeployment[]): readonly string[] {
  const effective = rated.filter(({ effect }) => effect === 'took-effect')
  const green = rated.filter(({ effect }) => effect === 'no-effect').length
  const isAllKnown = !deployments.slice(0, -1).some(({ effect }) => effect === 'unknown')
  const still = `${green === 1 ? 'One deployment was' : `${green} deployments were`} green while the image from before ran on.`
  if (effective.length === 0) return green === 0 || !isAllKnown ? [] : [`**None of them changed what runs.** ${still}`]
  if (effective.some(({ builtByHandBy }) => builtByHandBy === undefined)) return []
  const whole = isAllKnown
    ? 'Nothing went live without a build by hand.'
    : 'No deployment is known to have gone live without a build by hand.'
  return [
    `**${whole}** The image of every deployment that took effect was pushed while a build that a person had started ran.${green === 0 ? '' : ` ${still}`}`,
  ]
}

// ------------------------------------------------------------------------------------------------------------------- figures

function figuresTable(rated: readonly RatedDeployment[], outcome: PatternContext): string {
  const { medianPushToLive, manualBuilds: builds } = outcome.pattern ?? {}
  const unknown = 'not known'
  return table(
    ['Figure', 'Value'],
    [
      ['Push-to-live time, median', medianPushToLive === undefined ? unknown : duration(medianPushToLive)],
      successRow(rated, outcome),
      [
        'Manual interventions',
        builds === undefined ? unknown : `${count(builds, 'build')} started by hand in the last 30 days`,
      ],
      ['Version drift', driftCell(outcome) ?? unknown],
    ],
  )
}

function successRow(
  rated: readonly RatedDeployment[],
  outcome: PatternContext,
): readonly [name: string, value: string] {
  const isAsked = outcome.pattern?.manualBuilds !== undefined
  const counted = isAsked ? rated.filter((deployment) => isAutomatic(deployment, outcome)) : rated
  const name = isAsked ? 'Success rate of automatic deploys' : 'Success rate of deploys, by hand or not'
  if (counted.length === 0) return [name, 'none was automatic, as far as is known']
  const effective = counted.filter(({ effect }) => effect === 'took-effect').length
  // Only what brought an image can be a riddle, so that a rate without a word about it would look too low.
  const riddles = isAsked ? rated.filter((one) => one.builtByHandBy === undefined && !counted.includes(one)).length : 0
  const rest = riddles === 0 ? '' : `; of ${riddles} more nobody knows who built the image`
  return [name, `${effective} of ${counted.length} (${percent(effective / counted.length)})${rest}`]
}

/** Known not to have been built by hand; a deployment without effect brought no image that anybody could have built. */
function isAutomatic({ id, effect, builtByHandBy }: RatedDeployment, { history, figures }: PatternContext): boolean {
  if (builtByHandBy !== undefined) return false
  if (effect === 'no-effect') return true
  const pushedAt = pastOf(id, history)?.pushedAt
  return pushedAt !== undefined && pushedAt >= figures.endedAt - BUILDS_WINDOW
}

/** Never all and never nothing where it is not. */
function percent(share: number): string {
  const rounded = Math.round(share * 100)
  if (rounded === 0 && share > 0) return 'less than 1 %'
  if (rounded === 100 && share < 1) return 'more than 99 %'
  return `${rounded} %`
}

function driftCell(outcome: PatternContext): string | undefined {
  const { pattern, history, services } = outcome
  const service = services.find(({ ref }) => ref.label === history?.label)
  const now = service?.verdict?.verdict === 'verified' ? undefined : driftWords(service?.drift)
  const parts = [
    ...(pattern?.behindShare === undefined
      ? []
      : [`production was behind a push for ${percent(pattern.behindShare)} of the time`]),
    ...(pattern?.pushes === undefined || pattern.pushes.all === 0
      ? []
      : [`${pattern.pushes.live} of ${count(pattern.pushes.all, 'push', 'pushes')} came live`]),
    ...(now === undefined ? [] : [now]),
  ]
  return parts.length === 0 ? undefined : parts.join('; ')
}

function driftWords(drift: Drift | undefined): string | undefined {
  const commits = drift?.commitsBehind === undefined ? undefined : count(drift.commitsBehind, 'commit')
  switch (drift?.kinship) {
    case 'older':
      return `${commits ?? 'some commits'} behind now`
    case 'diverged':
      return `another branch is live now, without ${commits ?? 'some commits'} of this one`
    case 'same':
    case 'newer':
    case 'unknown':
    case undefined:
      return undefined
  }
}

// --------------------------------------------------------------------------------------------------------------- one by one

function deploymentsTable(deployments: readonly RatedDeployment[], outcome: PatternContext): string {
  if (deployments.length === 0) return ''
  const shown = deployments.slice(0, MOST_ROWS)
  const rows = shown.map((deployment) => {
    const past = pastOf(deployment.id, outcome.history)
    return [
      utc(deployment.createdAt ?? deployment.finishedAt),
      effectCell(deployment.effect, past),
      imageCell(deployment, past),
      commitCell(deployment, outcome),
      deployment.builtByHandBy === undefined ? '' : prose(deployment.builtByHandBy, 200),
      deployment.pushToLive === undefined ? '' : duration(deployment.pushToLive),
    ]
  })
  const more =
    deployments.length > shown.length ? `\n\n${deployments.length - shown.length} older ones: see the JSON report.` : ''
  const header = ['When', 'What it did', 'Image', 'Commit', 'Built by hand by', 'Push to live']
  return `${table(header, rows, ['left', 'left', 'left', 'left', 'left', 'right'])}${more}`
}

function pastOf(id: string, history: DeployHistory | undefined): PastDeployment | undefined {
  return history?.deployments.state === 'read' ? history.deployments.value.find((past) => past.id === id) : undefined
}

function effectCell(effect: DeploymentEffect, past: PastDeployment | undefined): string {
  const status = past === undefined ? '' : ` ${code(past.status, 60)}`
  switch (effect) {
    case 'took-effect':
      return '✅ took effect'
    case 'no-effect':
      return '⚠️ <b>changed nothing</b>'
    case 'not-completed':
      return `❌ did not complete${status}`
    case 'under-way':
      return `⏳ under way when it was read${status}`
    case 'unknown':
      return `➖ not known${past?.status === 'SUCCESSFUL' ? ', no image to compare with' : status}`
  }
}

function imageCell({ digest }: RatedDeployment, past: PastDeployment | undefined): string {
  const named = past?.image === undefined ? undefined : tagIn(past.image)
  const tag = named ?? past?.tags[0]
  return [
    ...(digest === undefined ? [] : [code(shortDigest(digest), 80)]),
    ...(tag === undefined ? [] : [code(shortSha(tag), 80)]),
  ].join(' ')
}

/** What follows the last colon behind the last slash: text to read, not to rely on. */
function tagIn(image: string): string | undefined {
  return /:([^:/@]+)(?:@[^/]*)?$/u.exec(image)?.[1]
}

function commitCell({ commit }: RatedDeployment, { settings }: PatternContext): string {
  if (commit === undefined) return ''
  const page = commitPage(settings?.run.serverUrl, settings?.run.repository, commit)
  const name = code(shortSha(commit), 64)
  return page === undefined ? name : `[${name}](${page})`
}

// ------------------------------------------------------------------------------------------------------------------ not read

function notReadBlock(lines: readonly string[]): Block[] {
  return lines.length === 0 ? [] : [block('body', 'what was not read of the last deploys', lines.join('\n\n'))]
}

function notReadLines({ deployments, images, runs }: DeployHistory): readonly string[] {
  return [
    ...notReadLine('the last deployments', deployments, deployments.state === 'read' ? undefined : deployments.action),
    ...(images === undefined ? [] : notReadLine('the images of the last deployments', images, images.action)),
    ...notReadLine('the earlier runs of this workflow', runs, 'actions: read'),
  ]
}

/** Markdown. @param needed the permission that reads it, said where the reading was refused */
function notReadLine(what: string, reading: Reading<unknown>, needed: string | undefined): readonly string[] {
  if (reading.state === 'read') return []
  const { why, denied } = reading
  const permission = !denied || needed === undefined || why.includes(needed) ? '' : ` (${code(needed, 200)})`
  return [`${what}${permission}: ${prose(why, 400)}`]
}
