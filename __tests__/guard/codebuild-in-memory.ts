import type {
  Build,
  Project,
  UpdateWebhookCommandInput,
  Webhook,
  WebhookFilter,
  WebhookFilterType,
} from '@aws-sdk/client-codebuild'

import type { Aws, CodeBuildApi, CodePipelineApi, EventBridgeApi, SchedulerApi } from '../../src/aws/api.ts'
import { AwsFailure } from '../../src/aws/failure.ts'
import type { AwsFailureKind } from '../../src/aws/failure.ts'
import type { Clock } from '../../src/clock.ts'
import { SimulatedClock } from '../../simulator/clock.ts'

export const NOW = Date.parse('2026-03-10T12:00:00Z')
export const REGION = 'eu-central-1'
export const HOOK_URL = 'https://api.github.com/repos/acme/shop/hooks/4711'

/** A clock whose time passes as soon as nothing else is under way. */
export function virtualClock(): Clock & { readonly slept: number[] } {
  const clock = new SimulatedClock({ start: NOW })
  const slept: number[] = []
  return {
    slept,
    now: () => clock.now(),
    sleep: (milliseconds, signal) => {
      slept.push(milliseconds)
      return clock.sleep(milliseconds, signal)
    },
  }
}

export function arnOf(project: string): string {
  return `arn:aws:codebuild:${REGION}:123456789012:project/${project}`
}

export function projectWith(name: string, webhook?: Webhook): Project {
  return { name, arn: arnOf(name), source: { type: 'GITHUB' }, ...(webhook === undefined ? {} : { webhook }) }
}

export function hookWith(webhook: Partial<Webhook>): Webhook {
  return {
    url: HOOK_URL,
    payloadUrl: 'https://codebuild.eu-central-1.amazonaws.com/webhooks?t=TOKEN-IN-URL&v=1',
    secret: 'SECRET-OF-HOOK',
    buildType: 'BUILD',
    status: 'ACTIVE',
    ...webhook,
  }
}

export function filter(type: WebhookFilterType, pattern: string, excludeMatchedPattern?: boolean): WebhookFilter {
  return excludeMatchedPattern === undefined ? { type, pattern } : { type, pattern, excludeMatchedPattern }
}

export type Method = keyof CodeBuildApi

export interface Call {
  readonly method: Method
  readonly input: object
}

export function failureOf(kind: AwsFailureKind, method: string, code: string, message = 'says AWS'): AwsFailure {
  const resource = kind === 'denied' ? arnOf('app') : undefined
  return new AwsFailure(kind, `codebuild:${method}`, code, message, { resource })
}

/** As AWS does: `undefined` where the input is accepted. */
function objection(input: UpdateWebhookCommandInput): string | undefined {
  const { branchFilter, filterGroups } = input
  if (branchFilter !== undefined && filterGroups !== undefined)
    return 'branchFilter and filterGroups exclude each other'
  if (branchFilter === '')
    return "Value '' failed to satisfy constraint: Member must have length greater than or equal to 1"
  if (filterGroups?.length === 0) return 'filterGroups must not be empty'
  for (const group of filterGroups ?? []) {
    if (!group.some(({ type }) => type === 'EVENT')) return 'A filter group must contain at least one EVENT filter'
    if (group.some(({ pattern }) => pattern === undefined || pattern === '')) return 'A filter needs a pattern'
  }
  return undefined
}

/** An account where CodeBuild is all there is. */
const NO_EVENTS: EventBridgeApi = {
  listEventBuses: () => Promise.resolve({ $metadata: {}, EventBuses: [{ Name: 'default' }] }),
  listRuleNamesByTarget: () => Promise.resolve({ $metadata: {}, RuleNames: [] }),
  describeRule: unused,
  listTargetsByRule: unused,
  putRule: unused,
}
const NO_SCHEDULES: SchedulerApi = {
  listSchedules: () => Promise.resolve({ $metadata: {}, Schedules: [] }),
  getSchedule: unused,
  updateSchedule: unused,
}
const NO_PIPELINES: CodePipelineApi = {
  listPipelines: () => Promise.resolve({ $metadata: {}, pipelines: [] }),
  getPipeline: unused,
  getPipelineState: unused,
  disableStageTransition: unused,
  enableStageTransition: unused,
}

/** CodeBuild's projects, hooks and builds in memory, as strict as AWS is known to be. */
export class CodeBuildInMemory {
  readonly projects = new Map<string, Project>()
  readonly builds = new Map<string, Build>()
  readonly calls: Call[] = []
  /** Runs before a call is answered; what it throws is the answer. */
  before: (call: Call) => void = () => undefined
  /** Runs after a hook was written: somebody else at work. */
  afterWrite: (project: Project) => void = () => undefined
  /** So many reads after a write still show the hook as it was. */
  staleReads = 0
  #stale: Project | undefined
  #staleLeft = 0

  constructor(...projects: Project[]) {
    for (const project of projects) this.projects.set(project.name ?? '', structuredClone(project))
  }

  hook(project: string): Webhook | undefined {
    return structuredClone(this.projects.get(project)?.webhook)
  }

  count(method: Method): number {
    return this.calls.filter((call) => call.method === method).length
  }

  readonly api: CodeBuildApi = {
    batchGetProjects: async (input) => {
      this.#record('batchGetProjects', input)
      const found: Project[] = []
      const projectsNotFound: string[] = []
      for (const name of input.names ?? []) {
        const project = this.projects.get(name) ?? [...this.projects.values()].find(({ arn }) => arn === name)
        if (project === undefined) projectsNotFound.push(name)
        else found.push(structuredClone(this.#asSeen(project)))
      }
      return { $metadata: {}, projects: found, projectsNotFound }
    },
    updateWebhook: async (input) => {
      this.#record('updateWebhook', input)
      const project = this.projects.get(input.projectName ?? '')
      if (project?.webhook === undefined) throw failureOf('absent', 'UpdateWebhook', 'ResourceNotFoundException')
      const wrong = objection(input)
      if (wrong !== undefined) throw failureOf('rejected', 'UpdateWebhook', 'InvalidInputException', wrong)
      this.#stale = structuredClone(project)
      this.#staleLeft = this.staleReads
      const { branchFilter, filterGroups, buildType, pullRequestBuildPolicy, rotateSecret } = input
      const { branchFilter: _, filterGroups: __, pullRequestBuildPolicy: ___, ...hook } = project.webhook
      const groups = filterGroups?.map((group) =>
        group.map((one) => ({ ...one, excludeMatchedPattern: one.excludeMatchedPattern ?? false })),
      )
      // What is left out falls back to its default: nothing promises that it stays.
      const webhook: Webhook = {
        ...hook,
        buildType: buildType ?? 'BUILD',
        ...(rotateSecret === true ? { secret: 'ROTATED' } : {}),
        ...(branchFilter === undefined ? {} : { branchFilter }),
        ...(groups === undefined ? {} : { filterGroups: groups }),
        ...(pullRequestBuildPolicy === undefined ? {} : { pullRequestBuildPolicy }),
      }
      this.projects.set(input.projectName ?? '', { ...project, webhook: structuredClone(webhook) })
      this.afterWrite(this.projects.get(input.projectName ?? '') ?? project)
      return { $metadata: {}, webhook }
    },
    listBuildsForProject: async (input) => {
      this.#record('listBuildsForProject', input)
      if (input.sortOrder !== undefined && this.builds.size > 100)
        throw failureOf('rejected', 'ListBuildsForProject', 'InvalidInputException')
      const ids = [...this.builds.values()]
        .filter(({ projectName }) => projectName === input.projectName)
        .toSorted((one, other) => (other.buildNumber ?? 0) - (one.buildNumber ?? 0))
        .map(({ id }) => id ?? '')
      const { items, nextToken } = pageOf(ids, input.nextToken, 'ListBuildsForProject')
      return { $metadata: {}, ids: items, ...nextToken }
    },
    batchGetBuilds: async (input) => {
      this.#record('batchGetBuilds', input)
      const ids = input.ids ?? []
      if (ids.length === 0 || ids.length > 100) throw failureOf('rejected', 'BatchGetBuilds', 'InvalidInputException')
      // In no particular order.
      const builds = ids.flatMap((id) => this.builds.get(id) ?? []).toReversed()
      return { $metadata: {}, builds: structuredClone(builds), buildsNotFound: [] }
    },
    listProjects: async (input) => {
      this.#record('listProjects', input)
      const { items, nextToken } = pageOf([...this.projects.keys()].toSorted(), input.nextToken, 'ListProjects')
      return { $metadata: {}, projects: items, ...nextToken }
    },
    stopBuildBatch: async (input) => {
      this.#record('stopBuildBatch', input)
      const members = [...this.builds].filter(([, build]) => build.buildBatchArn?.endsWith(`:build-batch/${input.id}`))
      if (members.length === 0) throw failureOf('absent', 'StopBuildBatch', 'ResourceNotFoundException')
      for (const [id, build] of members) this.builds.set(id, { ...build, buildStatus: 'STOPPED', buildComplete: true })
      return { $metadata: {}, buildBatch: { id: input.id, buildBatchStatus: 'IN_PROGRESS' } }
    },
    stopBuild: async (input) => {
      this.#record('stopBuild', input)
      const build = this.builds.get(input.id ?? '')
      if (build === undefined) throw failureOf('absent', 'StopBuild', 'ResourceNotFoundException')
      const stopped: Build = { ...build, buildStatus: 'STOPPED', buildComplete: true }
      this.builds.set(input.id ?? '', stopped)
      return { $metadata: {}, build: structuredClone(stopped) }
    },
  }

  readonly aws: Aws = {
    codebuild: (region) => (region === REGION ? this.api : unused()),
    ecs: unused,
    ecr: unused,
    events: () => NO_EVENTS,
    scheduler: () => NO_SCHEDULES,
    codepipeline: () => NO_PIPELINES,
    codedeploy: unused,
    elb: unused,
    logs: unused,
    cloudwatch: unused,
  }

  #record(method: Method, input: object): void {
    const call = { method, input: structuredClone(input) }
    this.calls.push(call)
    this.before(call)
  }

  #asSeen(project: Project): Project {
    if (this.#stale === undefined || this.#staleLeft === 0) return project
    this.#staleLeft -= 1
    return this.#stale
  }
}

/** One page of 100; a token that was not given out is an error. */
function pageOf(
  all: readonly string[],
  token: string | undefined,
  method: string,
): { readonly items: string[]; readonly nextToken: { readonly nextToken?: string } } {
  const from = token === undefined ? 0 : Number(token)
  if (!Number.isInteger(from)) throw failureOf('rejected', method, 'InvalidInputException')
  const end = from + 100
  return { items: all.slice(from, end), nextToken: end < all.length ? { nextToken: String(end) } : {} }
}

function unused(): never {
  throw new Error('the guard has nothing to ask here')
}
