import type {
  ServiceDeployment,
  DescribeTaskDefinitionCommandOutput,
  Service,
  ServiceRevision,
  Task,
  TaskDefinition,
} from '@aws-sdk/client-ecs'
import type { Aws, CodeDeployApi, EcsApi, ElbApi, LogsApi } from '../../src/aws/api.ts'
import { AwsFailure } from '../../src/aws/failure.ts'
import { type Clock, whenAborted } from '../../src/clock.ts'
import type { ServiceRef } from '../../src/model.ts'
import { createServiceDescriber } from '../../src/observe/describe-services.ts'
import { createServiceObserver, type ServiceObserver } from '../../src/observe/service.ts'

const account = 'arn:aws:ecs:us-east-1:123456789012'
export const clusterArn = `${account}:cluster/production`
export const serviceArn = `${account}:service/production/app`
export const ref: ServiceRef = { cluster: 'production', service: 'app', region: 'us-east-1', label: 'production / app' }
export const start = Date.UTC(2026, 10, 20)

export const digest = (letter: string): string => `sha256:${letter.repeat(64)}`
export const taskArn = (id: string): string => `${account}:task/production/${id}`
export const definitionArn = (revision: number): string => `${account}:task-definition/app:${revision}`
export const revisionArn = (id: string): string => `${account}:service-revision/production/app/${id}`
export const deploymentArn = (id: string): string => `${account}:service-deployment/production/app/${id}`

export function definition(revision: number, more: Partial<TaskDefinition> = {}): TaskDefinition {
  return {
    taskDefinitionArn: definitionArn(revision),
    containerDefinitions: [{ name: 'app', image: 'registry.example/app:1', essential: true }],
    ...more,
  }
}

export function task(id: string, more: Partial<Task> = {}): Task {
  return {
    taskArn: taskArn(id),
    taskDefinitionArn: definitionArn(7),
    startedBy: 'ecs-svc/1',
    lastStatus: 'RUNNING',
    desiredStatus: 'RUNNING',
    healthStatus: 'UNKNOWN',
    createdAt: new Date(start),
    startedAt: new Date(start),
    containers: [{ name: 'app', image: 'registry.example/app:1', imageDigest: digest('a') }],
    ...more,
  }
}

export function service(more: Partial<Service> = {}): Service {
  return {
    serviceArn,
    serviceName: 'app',
    clusterArn,
    status: 'ACTIVE',
    desiredCount: 1,
    runningCount: 1,
    pendingCount: 0,
    taskDefinition: definitionArn(7),
    schedulingStrategy: 'REPLICA',
    deploymentController: { type: 'ECS' },
    deployments: [
      {
        id: 'ecs-svc/1',
        status: 'PRIMARY',
        taskDefinition: definitionArn(7),
        desiredCount: 1,
        runningCount: 1,
        pendingCount: 0,
        failedTasks: 0,
        rolloutState: 'COMPLETED',
        createdAt: new Date(start),
      },
    ],
    currentServiceRevisions: [{ arn: revisionArn('1') }],
    events: [],
    ...more,
  }
}

const $metadata = {}

type Counted = keyof EcsApi | keyof CodeDeployApi | keyof ElbApi | keyof LogsApi

/** ECS in memory. Pages are cut by name, as AWS's opaque tokens let a caller believe. */
export class World {
  service: Service | undefined = service()
  readonly tasks = new Map<string, Task>()
  readonly definitions = new Map<string, TaskDefinition>([[definitionArn(7), definition(7)]])
  serviceDeployments: ServiceDeployment[] = []
  revisions: ServiceRevision[] = []
  pageSize = 100
  /** Calls so far, by name. */
  calls: Partial<Record<Counted, number>> = {}
  /** Tasks that were described, in order. */
  described: string[] = []
  /** Runs before each call is answered: the world moves, or the call fails. */
  before: (call: Counted) => void = () => undefined
  codedeploy: Partial<CodeDeployApi> = {}
  elb: Partial<ElbApi> = {}

  add(...tasks: readonly Task[]): void {
    for (const item of tasks) this.tasks.set(item.taskArn ?? '', item)
  }

  count(call: Counted): void {
    this.calls[call] = (this.calls[call] ?? 0) + 1
    this.before(call)
  }

  get total(): number {
    return Object.values(this.calls).reduce((sum, count) => sum + count, 0)
  }

  reset(): void {
    this.calls = {}
    this.described = []
  }

  readonly ecs: EcsApi = {
    describeServices: async ({ services }) => {
      this.count('describeServices')
      return this.service === undefined
        ? { $metadata, services: [], failures: [{ arn: services?.[0], reason: 'MISSING' }] }
        : { $metadata, services: [structuredClone(this.service)], failures: [] }
    },
    describeTaskDefinition: async ({ taskDefinition = '' }): Promise<DescribeTaskDefinitionCommandOutput> => {
      this.count('describeTaskDefinition')
      const found = this.definitions.get(taskDefinition)
      if (found === undefined)
        throw new AwsFailure('absent', 'ecs:DescribeTaskDefinition', 'ClientException', 'Unable to describe')
      return { $metadata, taskDefinition: found }
    },
    listTasks: async ({ desiredStatus, nextToken = '', maxResults = 100 }) => {
      this.count('listTasks')
      const all = [...this.tasks.values()]
        .filter((item) => item.desiredStatus === desiredStatus)
        .map((item) => item.taskArn ?? '')
        .filter((arn) => arn > nextToken)
        .toSorted((a, b) => (a < b ? -1 : 1))
      const page = all.slice(0, Math.min(maxResults, this.pageSize))
      const last = page.at(-1)
      return {
        $metadata,
        taskArns: page,
        ...(all.length > page.length && last !== undefined ? { nextToken: last } : {}),
      }
    },
    describeTasks: async ({ tasks = [] }) => {
      this.count('describeTasks')
      if (tasks.length > 100) throw new Error('at most 100 tasks')
      this.described.push(...tasks)
      const known = tasks.filter((arn) => this.tasks.has(arn))
      return {
        $metadata,
        tasks: known.flatMap((arn) => structuredClone(this.tasks.get(arn)) ?? []),
        failures: tasks.filter((arn) => !this.tasks.has(arn)).map((arn) => ({ arn, reason: 'MISSING' })),
      }
    },
    listServiceDeployments: async () => {
      this.count('listServiceDeployments')
      return {
        $metadata,
        serviceDeployments: this.serviceDeployments.map(({ targetServiceRevision, ...brief }) => ({
          ...brief,
          targetServiceRevisionArn: targetServiceRevision?.arn,
        })),
      }
    },
    describeServiceDeployments: async ({ serviceDeploymentArns = [] }) => {
      this.count('describeServiceDeployments')
      return {
        $metadata,
        serviceDeployments: this.serviceDeployments.filter(({ serviceDeploymentArn = '' }) =>
          serviceDeploymentArns.includes(serviceDeploymentArn),
        ),
      }
    },
    describeServiceRevisions: async ({ serviceRevisionArns = [] }) => {
      this.count('describeServiceRevisions')
      return {
        $metadata,
        serviceRevisions: this.revisions.filter(({ serviceRevisionArn = '' }) =>
          serviceRevisionArns.includes(serviceRevisionArn),
        ),
      }
    },
  }

  readonly aws: Aws = {
    ecs: () => this.ecs,
    ecr: unexpected,
    codebuild: unexpected,
    events: unexpected,
    scheduler: unexpected,
    codepipeline: unexpected,
    codedeploy: () => ({
      getDeployment: this.#counted('getDeployment', () => this.codedeploy.getDeployment),
      listDeploymentTargets: this.#counted('listDeploymentTargets', () => this.codedeploy.listDeploymentTargets),
      batchGetDeploymentTargets: this.#counted(
        'batchGetDeploymentTargets',
        () => this.codedeploy.batchGetDeploymentTargets,
      ),
    }),
    elb: () => ({
      describeTargetGroups: this.#counted('describeTargetGroups', () => this.elb.describeTargetGroups),
      describeListeners: this.#counted('describeListeners', () => this.elb.describeListeners),
      describeRules: this.#counted('describeRules', () => this.elb.describeRules),
    }),
    logs: unexpected,
    cloudwatch: unexpected,
  }

  #counted<Input, Output>(
    name: Counted,
    call: () => ((input: Input) => Promise<Output>) | undefined,
  ): (input: Input) => Promise<Output> {
    return (input) => {
      this.count(name)
      return call()?.(input) ?? Promise.reject(new Error(`unexpected ${name}`))
    }
  }

  observer(settle: () => string = () => 'app', clock: Clock = ticking()): ServiceObserver {
    return createServiceObserver({ aws: this.aws, ref, describer: createServiceDescriber(this.aws), clock, settle })
  }
}

/** A clock on which every look at it takes a second, and nobody's patience ends. */
function ticking(): Clock {
  let time = start + 60_000
  return { now: () => (time += 1_000), sleep: (_, signal) => whenAborted(signal ?? new AbortController().signal) }
}

function unexpected(): never {
  throw new Error('unexpected service')
}

export function refusal(action: string): AwsFailure {
  return new AwsFailure('denied', action, 'AccessDeniedException', `not authorized to perform: ${action}`)
}
