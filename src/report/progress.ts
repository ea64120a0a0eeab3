/** What the log says while a run goes on: only what changed, each line with the time since the start. */
import { imageName } from '../judge/image.ts'
import { agreeingInARow } from '../judge/served.ts'
import { classifyStop } from '../judge/stops.ts'
import type {
  Answer,
  Check,
  CompetingPipelines,
  Duration,
  Expectation,
  ExpectedVersion,
  Observation,
  Rollout,
  RunOutcome,
  ServicePicture,
  Settings,
  Trigger,
} from '../model.ts'
import { explanationLines, headlineOf, inOneWord, readOnLines } from './causes.ts'
import { capitalised, count, duration, lastPart, shortDigest, shortSha, stopwatch, utc } from '../wording.ts'
import { pushToLiveSeconds } from './outputs.ts'
import { countTasks, type TaskCounts } from './tasks.ts'
import { clip, visible, visibleLines } from './visible.ts'

const LONGEST_TEXT = 400

/** What a line of the log can be about, in the order in which they are told. */
const TOPICS = ['image', 'inside', 'ecs', 'tasks', 'stops', 'served', 'features', 'pipeline'] as const

type Topic = (typeof TOPICS)[number]

/** A look at one service as the log tells it. */
export interface Progress {
  /** Milliseconds since the start of the run. */
  readonly elapsed: number
  /** Names the service where there are several; else empty. */
  readonly label: string
  /** Without anything that changes by itself, such as an age: two looks that saw the same are equal. */
  readonly topics: ReadonlyMap<Topic, string>
  readonly counts: TaskCounts
  readonly served?: string
  readonly wanted?: string
}

/** What a `Progress` is derived from. */
export interface ProgressSources {
  /** When the run started. */
  readonly startedAt: number
  /** Only where there are several services. */
  readonly label?: string
  readonly expectation: Expectation | undefined
  readonly observation: Observation
  readonly checks: readonly Check[]
  readonly answers: readonly Answer[]
  /** Agreeing answers that are needed. */
  readonly samples?: number
}

export function progressOf(sources: ProgressSources): Progress {
  const { startedAt, label = '', expectation, observation, checks, answers, samples } = sources
  const counts = countTasks(observation, expectation)
  const last = answers.at(-1)
  const served = last?.state === 'read' ? line(last.version) : undefined
  const wanted = expectation === undefined ? undefined : line(expectation.version.value)
  const texts: readonly (readonly [Topic, string | undefined])[] = [
    ['image', imageText(expectation)],
    ['inside', insideText(expectation)],
    ['ecs', rolloutText(observation.service)],
    ['tasks', countsText(counts, 'image')],
    ['stops', stopsText(observation.service)],
    ['served', servedText(answers, expectation?.version, samples)],
    ['features', checkText(checks, 'features')],
    ['pipeline', failureText(checks, 'one-pipeline')],
  ]
  const topics = new Map<Topic, string>()
  for (const [topic, text] of texts) if (text !== undefined) topics.set(topic, clip(line(text), LONGEST_TEXT))
  return {
    elapsed: observation.at - startedAt,
    label: line(label),
    topics,
    counts,
    ...(served === undefined ? {} : { served }),
    ...(wanted === undefined ? {} : { wanted }),
  }
}

/** The lines for what changed between two looks at a service; all there is to say where there was none before. */
export function changeLines(previous: Progress | undefined, current: Progress): string[] {
  return TOPICS.flatMap((topic) => {
    const text = current.topics.get(topic)
    if (text === undefined || text === previous?.topics.get(topic)) return []
    return [`${prefix(current)}${topic.padEnd(8)}  ${text}`]
  })
}

/** One line for a minute in which nothing changed. */
export function progressLine(current: Progress): string {
  const { counts, served, wanted } = current
  const parts = [
    countsText(counts, 'new image'),
    ...(served === undefined ? [] : [`served ${served}${wanted === undefined ? '' : ` (want ${shortSha(wanted)})`}`]),
  ]
  return `${prefix(current)}${parts.join(', ')}`
}

function prefix({ elapsed, label }: Progress): string {
  return `${stopwatch(elapsed).padStart(6)}  ${label === '' ? '' : `${label}  `}`
}

/** The first lines of a run. */
export function headerLines(actionVersion: string, settings: Settings, version?: ExpectedVersion): string[] {
  const [first] = settings.services
  const subject =
    settings.services.length === 1 && first !== undefined ? first.label : count(settings.services.length, 'service')
  const regions = [...new Set(settings.services.map((service) => service.region))]
  const expected = [
    `commit ${shortSha(settings.commit)}`,
    ...versionPart(settings, version),
    settings.mode === 'audit' ? 'audit: one look, no change' : `at most ${durationText(settings.timeout)}`,
  ]
  const listed = settings.services.length > 1 ? settings.services.map((service) => `  ${line(service.label)}`) : []
  return [
    line(`ECS Deploy Verifier ${actionVersion} · ${subject} · ${regions.join(', ')}`),
    ...listed,
    `Expecting  ${line(expected.join(' · '))}`,
  ]
}

function versionPart(settings: Settings, version: ExpectedVersion | undefined): string[] {
  if (version !== undefined) {
    if (version.source === 'commit') return []
    return [`version ${version.value}${version.path === undefined ? '' : ` (${version.path})`}`]
  }
  if (settings.expectedVersion !== undefined) return [`version ${settings.expectedVersion}`]
  return settings.versionFile === undefined ? [] : [`the version in ${settings.versionFile}`]
}

function durationText(value: Duration): string {
  return value === 'auto' ? '30 min, plus the waits that the service is configured with' : duration(value)
}

function changeWords(change: Exclude<Trigger['change'], 'none'>): string {
  switch (change) {
    case 'refused':
      return 'change refused'
    case 'unconfirmed':
      return 'a change by this run was begun and not read back'
    case 'disabled':
    case 'restored':
      return `${change} by this run`
  }
}

/** What was found of competing pipelines and done about them; empty where nobody asked. */
export function pipelineLines(pipelines: CompetingPipelines | undefined): string[] {
  if (pipelines === undefined || pipelines.handling === 'off') return []
  const lines = pipelines.projects.flatMap((project) => {
    const name = line(project.name)
    if (!project.exists) return [`  ${name}   no such CodeBuild project`]
    if (project.triggers.length === 0) return [`  ${name}   no trigger found`]
    return project.triggers.map((trigger) => {
      const { change: did, state } = trigger
      const change = did === 'none' ? '' : did === state ? ' by this run' : `, ${changeWords(did)}`
      return `  ${name}   ${trigger.kind} ${line(trigger.name)}: ${trigger.state}${change} (${line(trigger.detail)})`
    })
  })
  const running = pipelines.projects.flatMap((project) =>
    project.builds
      .filter((build) => build.running)
      .map(
        (build) =>
          `  ${line(project.name)}   build ${build.number ?? line(build.id)} runs now, started by ${line(build.startedBy)}`,
      ),
  )
  const problems = pipelines.problems.map(
    (problem) => `  ${line(problem.project)}   ${problem.blocking ? 'problem' : 'not read'}: ${line(problem.message)}`,
  )
  return ['Other pipelines', ...lines, ...running, ...problems]
}

/**
 * The last lines of a run: the verdict, and for a failure why, what to do, and the page about its cause.
 * @param docsUrl the folder of the documentation; that of the action itself where it has no address
 */
export function verdictLines(outcome: RunOutcome, docsUrl?: string): string[] {
  const { verdict } = outcome
  const services =
    outcome.services.length > 1
      ? outcome.services.map((service) => `  ${line(service.ref.label)}: ${inOneWord(service.verdict)}`)
      : []
  if (verdict.verdict === 'verified') {
    const seconds = pushToLiveSeconds(outcome)
    const live = seconds === undefined ? '' : ` · push to live ${duration(seconds * 1000)}`
    const notes = verdict.notes.map((note) => `             ${line(note)}`)
    return [`verified     ${line(verdict.headline)}${live}`, ...services, ...notes]
  }
  const { finding } = verdict
  const command = visibleLines(finding.nextStep.command ?? '').filter((text) => text !== '')
  return [
    `${verdict.verdict.padEnd(12)} ${finding.cause}: ${line(headlineOf(verdict))}`,
    ...services,
    ...explanationLines(finding).map((text) => `             ${text}`),
    `             Next step: ${line(finding.nextStep.text)}`,
    ...command.slice(0, 40).map((text) => `               ${text}`),
    ...readOnLines(finding, docsUrl).map((text) => `             ${text}`),
  ]
}

function line(text: string): string {
  return visible(text)
}

function imageText(expectation: Expectation | undefined): string | undefined {
  if (expectation === undefined) return undefined
  if (expectation.image.state === 'missing')
    return `not in ${expectation.image.repository} yet: looked for ${expectation.image.searched}`
  const { image } = expectation.image
  const platforms = image.platforms.map(({ platform }) => platform).join(' + ')
  const pushed = image.pushedAt === undefined ? '' : `, pushed ${utc(image.pushedAt)}`
  return `${imageName(image)} is ${shortDigest(image.digest)}${platforms === '' ? '' : ` (${platforms})`}${pushed}`
}

function insideText(expectation: Expectation | undefined): string | undefined {
  if (expectation?.image.state !== 'found') return undefined
  const { evidence } = expectation.image.image
  switch (evidence.state) {
    case 'not-asked':
    case 'reading':
      return undefined
    case 'read':
      if (evidence.items.every((item) => item.finding === 'absent' && item.said === ''))
        return 'says nothing about its commit'
      return evidence.items
        .filter((item) => item.finding !== 'absent')
        .slice(0, 4)
        .map((item) => `${item.where} ${item.said === '' ? item.finding : `says ${shortSha(item.said)}`}`)
        .join('; ')
  }
}

function rolloutText(service: ServicePicture): string {
  if (service.status !== 'ACTIVE') return `the service is ${service.status}`
  const current = service.rollouts.find((rollout) => rollout.status === 'PRIMARY') ?? service.rollouts[0]
  if (current === undefined) return 'no deployment'
  const others = service.rollouts.length - 1
  const beside = others > 0 ? `, beside ${count(others, 'other')}` : ''
  return `${current.kind === 'deployment' ? 'deployment' : 'task set'} ${current.id} of ${lastPart(current.taskDefinition)}: ${stateText(current, service)}${beside}`
}

function stateText(rollout: Rollout, service: ServicePicture): string {
  const state = rollout.rolloutState ?? rollout.stabilityStatus ?? rollout.status
  const [newest] = service.serviceDeployments.state === 'read' ? service.serviceDeployments.value : []
  const stage = newest?.lifecycleStage === undefined ? '' : `, stage ${newest.lifecycleStage}`
  const waits = (newest?.hooks ?? []).some((hook) => hook.targetType === 'PAUSE' && hook.status === 'AWAITING_ACTION')
  return `${state}${stage}${waits ? ', paused until somebody continues it' : ''}`
}

function countsText(counts: TaskCounts, image: string): string {
  const parts = [
    `${counts.onImage}/${counts.desired} tasks on the ${image}`,
    ...(counts.other > 0 ? [count(counts.other, 'other')] : []),
    ...(counts.draining > 0 ? [`${counts.draining} old draining`] : []),
    ...(counts.leaving > 0 ? [`${counts.leaving} of the new ones leaving`] : []),
    ...(counts.starting > 0 ? [`${counts.starting} starting`] : []),
  ]
  return parts.join(', ')
}

function stopsText(service: ServicePicture): string | undefined {
  const unexpected = service.stops.flatMap((stop) => {
    const sorted = classifyStop(stop)
    return sorted.state === 'ordinary' ? [] : [sorted.state === 'fatal' ? sorted.kind : sorted.says]
  })
  if (unexpected.length === 0) return undefined
  const kinds = [...Map.groupBy(unexpected, (kind) => kind)]
    .slice(0, 4)
    .map(([kind, alike]) => `${kind} × ${alike.length}`)
  return `${count(unexpected.length, 'task')} stopped: ${kinds.join('; ')}`
}

function servedText(
  answers: readonly Answer[],
  version: ExpectedVersion | undefined,
  samples: number | undefined,
): string | undefined {
  const last = answers.at(-1)
  if (last === undefined) return undefined
  if (last.state === 'unreadable') return `not readable: ${last.why}`
  const row = version === undefined ? 0 : agreeingInARow(answers, version)
  if (row === 0) return `${last.version}${version === undefined ? '' : ` (want ${shortSha(version.value)})`}`
  return `${last.version}${samples === undefined ? '' : ` · ${Math.min(row, samples)} of ${samples}`}`
}

/** What is told elsewhere while it is well. */
function failureText(checks: readonly Check[], id: Check['id']): string | undefined {
  return checks.some((check) => check.id === id && check.status !== 'pass') ? checkText(checks, id) : undefined
}

function checkText(checks: readonly Check[], id: Check['id']): string | undefined {
  const check = checks.find((candidate) => candidate.id === id)
  if (check === undefined) return undefined
  switch (check.status) {
    case 'not-checked':
    case 'pending':
      return undefined
    case 'pass':
    case 'fail':
    case 'unknown':
      return `${capitalised(check.status)}: ${check.seen}`
  }
}
