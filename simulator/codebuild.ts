import { createHash } from 'node:crypto'
import type {
  BatchGetBuildsCommandInput,
  BatchGetBuildsCommandOutput,
  BatchGetProjectsCommandInput,
  BatchGetProjectsCommandOutput,
  Build,
  EnvironmentVariable,
  ListBuildsForProjectCommandInput,
  ListBuildsForProjectCommandOutput,
  Project,
  ListProjectsCommandInput,
  ListProjectsCommandOutput,
  ProjectEnvironment,
  SourceType,
  StopBuildBatchCommandInput,
  StopBuildBatchCommandOutput,
  StopBuildCommandInput,
  StopBuildCommandOutput,
  UpdateWebhookCommandInput,
  UpdateWebhookCommandOutput,
  Webhook,
} from '@aws-sdk/client-codebuild'
import type { CodeBuildApi } from '../src/aws/api.ts'
import { pageOf } from './wire/pages.ts'
import { invalidInput, startsBuild, validateGroup, type PushEvent } from './wire/webhook.ts'
import { AwsError } from './world/failure.ts'
import { ACCOUNT } from './ecr.ts'

/** A project of the simulated CodeBuild. */
export interface ProjectRecipe {
  readonly name: string
  readonly region?: string
  /** Clone URL of its source. */
  readonly repository: string
  /** Default: GITHUB. */
  readonly sourceType?: SourceType
  /** What its hook reacts to; no hook where it is left out. */
  readonly webhook?: Pick<Webhook, 'branchFilter' | 'filterGroups' | 'buildType' | 'scopeConfiguration'>
  /** Plain environment variables: where a project says which image it pushes. */
  readonly environment?: Readonly<Record<string, string>>
  readonly buildspec?: string
}

export interface BuildRecipe {
  readonly project: string
  /** As CodeBuild records it: `AVA_OLO`, `GitHub-Hookshot/1a2b3c4`, `rule/nightly`. */
  readonly initiator: string
  readonly sourceVersion?: string
  readonly resolvedSourceVersion?: string
  /** Default: now. */
  readonly startedAt?: number
  /** Plain environment variables that whoever started it gave it instead of the project's. */
  readonly environment?: Readonly<Record<string, string>>
  /** What its buildspec exported. */
  readonly exported?: Readonly<Record<string, string>>
  /** Name of the batch that it is part of. */
  readonly batch?: string
}

const BUILDS_PAGE = 100
const PROJECTS_PAGE = 100
const BATCH_LIMIT = 100

interface StoredProject {
  readonly region: string
  readonly project: Project
  webhook: Webhook | undefined
  readonly builds: Build[]
}

/** The simulated CodeBuild: projects, their hooks, and the builds that were started with the name of who did it. */
export class CodeBuild {
  readonly #now: () => number
  readonly #projects = new Map<string, StoredProject>()
  /** Called when a push starts a build through a hook, so that a story can tell what it pushes. */
  onWebhookBuild: (project: string, event: PushEvent) => void = () => {}

  /** @param now simulated time in milliseconds */
  constructor(now: () => number) {
    this.#now = now
  }

  project(recipe: ProjectRecipe): void {
    const region = recipe.region ?? 'us-east-1'
    const hookId = 400_000_000 + Number.parseInt(hex(recipe.name).slice(0, 6), 16)
    this.#projects.set(`${region}/${recipe.name}`, {
      region,
      project: {
        name: recipe.name,
        arn: `arn:aws:codebuild:${region}:${ACCOUNT}:project/${recipe.name}`,
        source: {
          type: recipe.sourceType ?? 'GITHUB',
          location: recipe.repository,
          ...(recipe.buildspec === undefined ? {} : { buildspec: recipe.buildspec }),
        },
        artifacts: { type: 'NO_ARTIFACTS' },
        environment: {
          type: 'LINUX_CONTAINER',
          image: 'aws/codebuild/standard:7.0',
          computeType: 'BUILD_GENERAL1_SMALL',
          privilegedMode: true,
          environmentVariables: plainVariables(recipe.environment),
        },
        serviceRole: `arn:aws:iam::${ACCOUNT}:role/service-role/codebuild-${recipe.name}`,
        created: new Date(this.#now()),
        lastModified: new Date(this.#now()),
      },
      webhook:
        recipe.webhook === undefined
          ? undefined
          : {
              url: `https://api.github.com/repos/${ownerAndName(recipe.repository)}/hooks/${hookId}`,
              payloadUrl: `https://codebuild.${region}.amazonaws.com/webhooks?t=${hex(`token of ${recipe.name}`)}&v=1`,
              buildType: 'BUILD',
              status: 'ACTIVE',
              ...recipe.webhook,
            },
      builds: [],
    })
  }

  /** The hook as it stands now, for assertions. */
  webhook(project: string, region = 'us-east-1'): Webhook | undefined {
    return this.#projects.get(`${region}/${project}`)?.webhook
  }

  /** Starts a build. @returns its id */
  start(recipe: BuildRecipe, region = 'us-east-1'): string {
    const stored = this.#stored(recipe.project, region)
    const number = stored.builds.length + 1
    const uuid = hex(`${recipe.project} build ${number}`)
    const id = `${recipe.project}:${uuid.slice(0, 8)}-${uuid.slice(8, 12)}-${uuid.slice(12, 16)}-${uuid.slice(16, 20)}-${uuid.slice(20, 32)}`
    stored.builds.push({
      id,
      arn: `arn:aws:codebuild:${region}:${ACCOUNT}:build/${id}`,
      buildNumber: number,
      projectName: recipe.project,
      startTime: new Date(recipe.startedAt ?? this.#now()),
      currentPhase: 'BUILD',
      buildStatus: 'IN_PROGRESS',
      buildComplete: false,
      initiator: recipe.initiator,
      ...(recipe.sourceVersion === undefined ? {} : { sourceVersion: recipe.sourceVersion }),
      ...(recipe.resolvedSourceVersion === undefined ? {} : { resolvedSourceVersion: recipe.resolvedSourceVersion }),
      ...(stored.project.source === undefined ? {} : { source: stored.project.source }),
      ...environmentOf(stored.project, recipe.environment),
      ...(recipe.exported === undefined
        ? {}
        : { exportedEnvironmentVariables: Object.entries(recipe.exported).map(([name, value]) => ({ name, value })) }),
      ...(recipe.batch === undefined
        ? {}
        : { buildBatchArn: `arn:aws:codebuild:${region}:${ACCOUNT}:build-batch/${recipe.project}:${recipe.batch}` }),
      logs: {
        groupName: `/aws/codebuild/${recipe.project}`,
        streamName: id.slice(recipe.project.length + 1),
      },
    })
    return id
  }

  /** Ends a build, unless it was stopped before. @returns whether it was still running */
  finish(id: string, status: 'SUCCEEDED' | 'FAILED' = 'SUCCEEDED', at = this.#now()): boolean {
    for (const stored of this.#projects.values()) {
      const index = stored.builds.findIndex((build) => build.id === id)
      const build = stored.builds[index]
      if (build === undefined || build.buildComplete === true) continue
      stored.builds[index] = {
        ...build,
        endTime: new Date(at),
        currentPhase: 'COMPLETED',
        buildStatus: status,
        buildComplete: true,
      }
      return true
    }
    return false
  }

  /** Delivers a push to the hooks of the projects whose source is that repository, as GitHub does. */
  deliverPush(repository: string, event: PushEvent): void {
    for (const { project, webhook, region } of this.#projects.values()) {
      if (project.name === undefined || ownerAndName(project.source?.location ?? '') !== repository) continue
      if (webhook === undefined || !startsBuild(webhook, event)) continue
      this.start(
        {
          project: project.name,
          initiator: `GitHub-Hookshot/${hex(event.sha).slice(0, 7)}`,
          sourceVersion: event.sha,
          resolvedSourceVersion: event.sha,
        },
        region,
      )
      this.onWebhookBuild(project.name, event)
    }
  }

  /** CodeBuild's API in one region. Rejects with an `AwsError`. */
  api(region: string): CodeBuildApi {
    return {
      batchGetProjects: async (input) => this.#batchGetProjects(region, input),
      listBuildsForProject: async (input) => this.#listBuildsForProject(region, input),
      batchGetBuilds: async (input) => this.#batchGetBuilds(region, input),
      updateWebhook: async (input) => this.#updateWebhook(region, input),
      stopBuild: async (input) => this.#stopBuild(region, input),
      stopBuildBatch: async (input) => this.#stopBuildBatch(region, input),
      listProjects: async (input) => this.#listProjects(region, input),
    }
  }

  #stored(project: string, region: string): StoredProject {
    const stored = this.#projects.get(`${region}/${nameOf(project)}`)
    if (stored === undefined) throw new Error(`the story names a CodeBuild project that it did not create: ${project}`)
    return stored
  }

  #batchGetProjects(region: string, input: BatchGetProjectsCommandInput): BatchGetProjectsCommandOutput {
    const names = input.names ?? []
    atMost('names', names.length)
    const projects: Project[] = []
    const projectsNotFound: string[] = []
    for (const name of names) {
      const stored = this.#projects.get(`${region}/${nameOf(name)}`)
      if (stored === undefined) projectsNotFound.push(name)
      else projects.push({ ...stored.project, ...(stored.webhook === undefined ? {} : { webhook: stored.webhook }) })
    }
    return { projects, projectsNotFound, $metadata: {} }
  }

  #listBuildsForProject(region: string, input: ListBuildsForProjectCommandInput): ListBuildsForProjectCommandOutput {
    const stored = this.#projects.get(`${region}/${nameOf(input.projectName ?? '')}`)
    if (stored === undefined) throw projectNotFound(region, input.projectName ?? '')
    if (input.sortOrder !== undefined && stored.builds.length > BUILDS_PAGE)
      throw invalidInput('Cannot set sortOrder for a project with more than 100 builds')
    const ids = stored.builds.map((build) => build.id ?? '')
    if (input.sortOrder !== 'ASCENDING') ids.reverse()
    const { items, next } = pageOf(ids, input.nextToken, BUILDS_PAGE, invalidInput('Invalid nextToken'))
    return { ids: [...items], ...(next === undefined ? {} : { nextToken: next }), $metadata: {} }
  }

  #batchGetBuilds(region: string, input: BatchGetBuildsCommandInput): BatchGetBuildsCommandOutput {
    const ids = input.ids ?? []
    atMost('ids', ids.length)
    const builds: Build[] = []
    const buildsNotFound: string[] = []
    for (const id of ids) {
      const project = this.#projects.get(`${region}/${id.slice(0, id.indexOf(':'))}`)
      const build = project?.builds.find((candidate) => candidate.id === id)
      if (build === undefined) buildsNotFound.push(id)
      else builds.push(build)
    }
    return { builds, buildsNotFound, $metadata: {} }
  }

  #updateWebhook(region: string, input: UpdateWebhookCommandInput): UpdateWebhookCommandOutput {
    const stored = this.#projects.get(`${region}/${nameOf(input.projectName ?? '')}`)
    if (stored === undefined) throw projectNotFound(region, input.projectName ?? '')
    if (stored.webhook === undefined)
      throw new AwsError(
        'ResourceNotFoundException',
        `The webhook for project ${stored.project.arn ?? ''} cannot be found`,
      )
    if (input.branchFilter !== undefined && input.filterGroups !== undefined)
      throw invalidInput('The branchFilter and filterGroups parameters cannot be used together')
    if (input.branchFilter === '')
      throw invalidInput(
        "1 validation error detected: Value at 'branches' failed to satisfy constraint: Member must have length greater than or equal to 1",
      )
    for (const group of input.filterGroups ?? []) validateGroup(group)
    const { branchFilter, filterGroups, ...rest } = stored.webhook
    const filters =
      input.filterGroups !== undefined
        ? { filterGroups: input.filterGroups }
        : input.branchFilter !== undefined
          ? { branchFilter: input.branchFilter }
          : {
              ...(branchFilter === undefined ? {} : { branchFilter }),
              ...(filterGroups === undefined ? {} : { filterGroups }),
            }
    stored.webhook = {
      ...rest,
      ...filters,
      ...(input.buildType === undefined ? {} : { buildType: input.buildType }),
      ...(input.pullRequestBuildPolicy === undefined ? {} : { pullRequestBuildPolicy: input.pullRequestBuildPolicy }),
      ...(input.rotateSecret === true ? { lastModifiedSecret: new Date(this.#now()) } : {}),
    }
    return { webhook: stored.webhook, $metadata: {} }
  }

  #listProjects(region: string, input: ListProjectsCommandInput): ListProjectsCommandOutput {
    const names = [...this.#projects.values()].flatMap((stored) =>
      stored.region === region && stored.project.name !== undefined ? [stored.project.name] : [],
    )
    const sorted = input.sortOrder === 'DESCENDING' ? names.toSorted().toReversed() : names.toSorted()
    const { items, next } = pageOf(sorted, input.nextToken, PROJECTS_PAGE, invalidInput('Invalid nextToken'))
    return { projects: [...items], ...(next === undefined ? {} : { nextToken: next }), $metadata: {} }
  }

  #stopBuildBatch(region: string, input: StopBuildBatchCommandInput): StopBuildBatchCommandOutput {
    const id = input.id ?? ''
    const stored = this.#projects.get(`${region}/${id.slice(0, id.indexOf(':'))}`)
    const members = stored?.builds.filter((build) => build.buildBatchArn?.endsWith(`/${id}`)) ?? []
    if (members.length === 0) throw new AwsError('ResourceNotFoundException', `Build batch cannot be found: ${id}`)
    for (const member of members) this.#stopBuild(region, { id: member.id })
    return { buildBatch: { id, buildBatchStatus: 'STOPPED' }, $metadata: {} }
  }

  #stopBuild(region: string, input: StopBuildCommandInput): StopBuildCommandOutput {
    const id = input.id ?? ''
    const project = this.#projects.get(`${region}/${id.slice(0, id.indexOf(':'))}`)
    const index = project?.builds.findIndex((build) => build.id === id) ?? -1
    const build = project?.builds[index]
    if (project === undefined || build === undefined)
      throw new AwsError(
        'ResourceNotFoundException',
        `Build cannot be found: arn:aws:codebuild:${region}:${ACCOUNT}:build/${id}`,
      )
    const stopped: Build =
      build.buildComplete === true
        ? build
        : {
            ...build,
            endTime: new Date(this.#now()),
            currentPhase: 'COMPLETED',
            buildStatus: 'STOPPED',
            buildComplete: true,
          }
    project.builds[index] = stopped
    return { build: stopped, $metadata: {} }
  }
}

function plainVariables(values: Readonly<Record<string, string>> | undefined): EnvironmentVariable[] {
  return Object.entries(values ?? {}).map(([name, value]) => ({ name, value, type: 'PLAINTEXT' }))
}

/** The environment that a build ran in: the project's, where the build was not given variables of its own. */
function environmentOf(
  { environment }: Project,
  given: Readonly<Record<string, string>> | undefined,
): { readonly environment?: ProjectEnvironment } {
  if (environment === undefined) return {}
  const others = (environment.environmentVariables ?? []).filter(({ name }) => given?.[name ?? ''] === undefined)
  return { environment: { ...environment, environmentVariables: [...others, ...plainVariables(given)] } }
}

function projectNotFound(region: string, name: string): AwsError {
  return new AwsError(
    'ResourceNotFoundException',
    `Project cannot be found: arn:aws:codebuild:${region}:${ACCOUNT}:project/${nameOf(name)}`,
  )
}

function atMost(parameter: string, count: number): void {
  if (count < 1 || count > BATCH_LIMIT)
    throw invalidInput(`Invalid ${parameter}: expected between 1 and ${BATCH_LIMIT} of them, got ${count}`)
}

/** Projects are named by name or ARN. */
function nameOf(project: string): string {
  return project.replace(/^arn:aws[^:]*:codebuild:[^:]*:[^:]*:project\//, '')
}

function ownerAndName(url: string): string {
  return url.replace(/^https:\/\/github\.com\//, '').replace(/\.git$/, '')
}

function hex(seed: string): string {
  return createHash('sha256').update(seed).digest('hex')
}
