import type { Target } from '@aws-sdk/client-scheduler'

import type { PipelineRun } from '../pipeline/finder.ts'

/**
 * What a schedule calls. EventBridge Scheduler has two kinds of targets: a resource (templated), and any call of an AWS API with its
 * parameters in a JSON text (universal), which only GetSchedule shows.
 */
export type Aim =
  | { readonly kind: 'resource'; readonly arn: string }
  | {
      readonly kind: 'call'
      readonly service: Service
      readonly action: string
      /** What the parameters name: projects by name, ARN or a build's id; pipelines by name. */
      readonly names: readonly string[]
    }
  /** A call whose parameters are no JSON. */
  | { readonly kind: 'unreadable'; readonly service: Service; readonly action: string; readonly input: string }

type Service = 'codebuild' | 'codepipeline'

interface UniversalCall {
  readonly service: Service
  readonly action: string
}

/** What schedules are searched for: what starts the project. */
export interface Scope {
  readonly project: string
  readonly arn: string | undefined
  /** Region and account of the project. */
  readonly region: string
  readonly account: string | undefined
  readonly runs: readonly PipelineRun[]
}

/** Where a schedule is; a universal target acts there and nowhere else. */
export interface Place {
  readonly region: string
  readonly account: string | undefined
}

/** What a schedule starts of what is searched for. `call`: the API call of a universal target, `codebuild:startBuild`. */
export type Start =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'project'; readonly call?: string }
  | {
      readonly kind: 'pipelines'
      readonly runs: readonly PipelineRun[]
      readonly call?: string
      readonly opens: boolean
    }
  /** It cannot be told before the schedule runs. */
  | { readonly kind: 'unclear'; readonly call: string; readonly why: string }

const UNIVERSAL = /^arn:[^:]*:scheduler:[^:]*:[^:]*:aws-sdk:(codebuild|codepipeline):(.+)$/i

/**
 * Calls that start something, by the verbs that the two APIs use for it (StartBuild, StartBuildBatch, RetryBuild, RetryBuildBatch,
 * StartPipelineExecution, RetryStageExecution, RollbackStage, OverrideStageCondition, and EnableStageTransition, which lets waiting
 * revisions in), so that a call which AWS adds is not passed over.
 */
const STARTING = /^(?:start|retry|rollback|override|enable)/i

/** The parameters that name what is started; the letter case differs between the services' own APIs and Scheduler. */
const NAMING: Readonly<Record<Service, ReadonlySet<string>>> = {
  codebuild: new Set(['projectname', 'id']),
  codepipeline: new Set(['name', 'pipelinename']),
}

/** The keywords that Scheduler replaces when it runs (user guide, context attributes). */
const PLACEHOLDER = /<aws\.scheduler\.[^<>]*>/i

/** The call of a universal target that may start a project or a pipeline. */
export function startingCall(targetArn: string): UniversalCall | undefined {
  const [, service, action = ''] = UNIVERSAL.exec(targetArn) ?? []
  if (service === undefined || !STARTING.test(action)) return undefined
  return { service: service.toLowerCase() === 'codebuild' ? 'codebuild' : 'codepipeline', action }
}

/** Reads a target. Never throws, whatever its parameters are. */
export function aimOf(target: Target): Aim {
  const arn = target.Arn ?? ''
  const call = startingCall(arn)
  if (call === undefined) return { kind: 'resource', arn }
  const input = target.Input ?? ''
  // AWS refuses the calls without the parameter that names what they are about.
  if (input.trim() === '') return { kind: 'call', ...call, names: [] }
  let parameters: unknown
  try {
    parameters = JSON.parse(input)
  } catch {
    return { kind: 'unreadable', ...call, input }
  }
  const naming = NAMING[call.service]
  const names =
    typeof parameters === 'object' && parameters !== null
      ? Object.entries(parameters).flatMap(([key, value]) =>
          naming.has(key.toLowerCase()) && typeof value === 'string' ? [value] : [],
        )
      : []
  return { kind: 'call', ...call, names }
}

/** What of the searched the schedule starts. Where it cannot be ruled out, it is `unclear`, never `nothing`. */
export function startOf(aim: Aim, scope: Scope, place: Place): Start {
  switch (aim.kind) {
    case 'resource':
      if (isProjectArn(aim.arn, scope)) return { kind: 'project' }
      return pipelines(scope.runs.filter(({ arn }) => arn === aim.arn))
    case 'unreadable': {
      const call = `${aim.service}:${aim.action}`
      const known = aim.service === 'codebuild' ? [scope.project] : scope.runs.map(({ name }) => name)
      // An escape or a placeholder may stand for any text.
      const hides = aim.input.includes('\\') || PLACEHOLDER.test(aim.input)
      const may = known.some((name) => hides || aim.input.includes(name))
      return may ? { kind: 'unclear', call, why: 'its input is no JSON' } : { kind: 'nothing' }
    }
    case 'call':
      return aim.service === 'codebuild' ? buildStart(aim, scope, place) : pipelineStart(aim, scope, place)
  }
}

type CallAim = Extract<Aim, { readonly kind: 'call' }>

const REPLACED = 'Scheduler fills in a part of the name when it runs'

function buildStart({ action, names }: CallAim, scope: Scope, place: Place): Start {
  const call = `codebuild:${action}`
  // A name without an ARN is looked for where the schedule is.
  const here =
    place.region === scope.region &&
    (place.account === undefined || scope.account === undefined || place.account === scope.account)
  const projects = names.map(projectIn)
  if (projects.some((name) => isProjectArn(name, scope) || (here && name === scope.project)))
    return { kind: 'project', call }
  const maybe = projects.some(
    (name) => (here && couldBecome(name, scope.project)) || couldBecome(name, scope.arn ?? scope.project),
  )
  return maybe ? { kind: 'unclear', call, why: REPLACED } : { kind: 'nothing' }
}

function pipelineStart({ action, names }: CallAim, { runs }: Scope, place: Place): Start {
  const call = `codepipeline:${action}`
  const here = runs.filter(({ region }) => region === place.region)
  const started = here.filter(({ name, arn }) => names.includes(name) || names.includes(arn))
  if (started.length > 0) return pipelines(started, call)
  const maybe = here.some((run) => names.some((name) => couldBecome(name, run.name)))
  return maybe ? { kind: 'unclear', call, why: REPLACED } : { kind: 'nothing' }
}

function pipelines(runs: readonly PipelineRun[], call?: string): Start {
  if (runs.length === 0) return { kind: 'nothing' }
  const opens = call !== undefined && /:(?:enable|override)/i.test(call)
  return { kind: 'pipelines', runs, opens, ...(call === undefined ? {} : { call }) }
}

/** The project of a name, an ARN, or the id or ARN of a build (`project:uuid`, `arn:…:build/project:uuid`). */
function projectIn(text: string): string {
  const [, before, project] = /^(arn:[^/]*:)build(?:-batch)?\/([^:]*)/.exec(text) ?? []
  if (before !== undefined && project !== undefined) return `${before}project/${project}`
  return text.startsWith('arn:') ? text : (text.split(':')[0] ?? text)
}

function isProjectArn(arn: string, scope: Scope): boolean {
  return scope.arn === undefined ? arn.endsWith(`:project/${scope.project}`) : arn === scope.arn
}

/** Whether the text may become the name when Scheduler replaces its placeholders; never where it has none. */
function couldBecome(text: string, name: string): boolean {
  const [first = '', ...others] = text.split(PLACEHOLDER)
  const last = others.pop()
  if (last === undefined || !name.startsWith(first)) return false
  let at = first.length
  for (const part of others) {
    const found = name.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return name.length - last.length >= at && name.endsWith(last)
}
