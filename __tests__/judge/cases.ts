import type { Phase, ServiceCase } from '../../src/judge/case.ts'
import { type History, NO_HISTORY, remember } from '../../src/judge/history.ts'
import type {
  ContainerDefinitionPicture,
  Expectation,
  ExpectedImage,
  Observation,
  Rollout,
  ServiceDeployment,
  ServicePicture,
  Stop,
  Task,
} from '../../src/model.ts'

export const COMMIT = '3fa04cb0c6a1b2d3e4f5a6b7c8d9e0f1a2b3c4d5'
export const REPOSITORY = '123456789012.dkr.ecr.us-east-1.amazonaws.com/agricultural-core'
export const NEW = `sha256:${'a'.repeat(64)}`
export const CHILD = `sha256:${'c'.repeat(64)}`
export const OLD = `sha256:${'b'.repeat(64)}`
export const NOW = Date.parse('2025-07-21T11:30:00Z')
export const MINUTE = 60_000
export const OURS = 'ecs-svc/2000000000000000002'
export const BEFORE = 'ecs-svc/1000000000000000001'
export const LATER = 'ecs-svc/3000000000000000003'

export const definitionArn = (revision: number): string =>
  `arn:aws:ecs:us-east-1:123456789012:task-definition/agricultural-core:${revision}`

export const image = (change: Partial<ExpectedImage> = {}): ExpectedImage => ({
  repository: REPOSITORY,
  tag: '3fa04cb',
  digest: NEW,
  digests: [NEW, CHILD],
  platforms: [],
  tags: ['3fa04cb'],
  pushedAt: NOW - 10 * MINUTE,
  binding: 'commit-tag',
  evidence: { state: 'not-asked' },
  ...change,
})

export const expectation = (change: Partial<Expectation> = {}): Expectation => ({
  commit: COMMIT,
  version: { value: '3.3.6', source: 'version-file', path: 'modules/core/config.py' },
  container: 'app',
  image: { state: 'found', image: image() },
  ...change,
})

export const container = (change: Partial<ContainerDefinitionPicture> = {}): ContainerDefinitionPicture => ({
  name: 'app',
  image: `${REPOSITORY}:3fa04cb`,
  essential: true,
  hasHealthCheck: true,
  environmentValues: [],
  ...change,
})

export const rollout = (change: Partial<Rollout> = {}): Rollout => ({
  kind: 'deployment',
  id: OURS,
  status: 'PRIMARY',
  taskDefinition: definitionArn(2),
  createdAt: NOW - 5 * MINUTE,
  updatedAt: NOW - MINUTE,
  desiredCount: 2,
  runningCount: 2,
  pendingCount: 0,
  failedTasks: 0,
  rolloutState: 'COMPLETED',
  ...change,
})

export const previous = (change: Partial<Rollout> = {}): Rollout =>
  rollout({
    id: BEFORE,
    status: 'ACTIVE',
    taskDefinition: definitionArn(1),
    createdAt: NOW - 60 * MINUTE,
    runningCount: 0,
    ...change,
  })

let tasksMade = 0

export const task = (change: Partial<Task> = {}): Task => ({
  arn: `arn:aws:ecs:us-east-1:123456789012:task/ava-olo/${(++tasksMade).toString(16).padStart(32, '0')}`,
  taskDefinition: definitionArn(2),
  rolloutId: OURS,
  lastStatus: 'RUNNING',
  desiredStatus: 'RUNNING',
  health: 'HEALTHY',
  hasHealthCheck: true,
  container: { state: 'digest', digest: NEW },
  createdAt: NOW - 5 * MINUTE,
  startedAt: NOW - 4 * MINUTE,
  ...change,
})

export const oldTask = (change: Partial<Task> = {}): Task =>
  task({
    taskDefinition: definitionArn(1),
    rolloutId: BEFORE,
    container: { state: 'digest', digest: OLD },
    createdAt: NOW - 60 * MINUTE,
    startedAt: NOW - 59 * MINUTE,
    ...change,
  })

export const draining = { desiredStatus: 'STOPPED', lastStatus: 'RUNNING' } as const

export const stop = (change: Partial<Stop> = {}): Stop => ({
  taskArn: `arn:aws:ecs:us-east-1:123456789012:task/ava-olo/${(++tasksMade).toString(16).padStart(32, '0')}`,
  taskDefinition: definitionArn(2),
  rolloutId: OURS,
  container: { state: 'digest', digest: NEW },
  createdAt: NOW - 4 * MINUTE,
  startedAt: NOW - 3 * MINUTE,
  stoppedAt: NOW - 3 * MINUTE + 10_000,
  stopCode: 'EssentialContainerExited',
  stoppedReason: 'Essential container in task exited',
  containers: [{ name: 'app', essential: true, exitCode: 1 }],
  ...change,
})

export const serviceDeployment = (change: Partial<ServiceDeployment> = {}): ServiceDeployment => ({
  arn: 'arn:aws:ecs:us-east-1:123456789012:service-deployment/ava-olo/agricultural-core/NCWGC2ZR-taawPAYrIaU5',
  status: 'SUCCESSFUL',
  revisionId: OURS.slice('ecs-svc/'.length),
  createdAt: NOW - 5 * MINUTE,
  ...change,
})

export const picture = (change: Partial<ServicePicture> = {}): ServicePicture => ({
  arn: 'arn:aws:ecs:us-east-1:123456789012:service/ava-olo/agricultural-core',
  name: 'agricultural-core',
  clusterArn: 'arn:aws:ecs:us-east-1:123456789012:cluster/ava-olo',
  status: 'ACTIVE',
  desiredCount: 2,
  controller: 'ECS',
  strategy: 'ROLLING',
  schedulingStrategy: 'REPLICA',
  taskDefinition: definitionArn(2),
  rollbackEnabled: false,
  circuitBreakerEnabled: false,
  hasLoadBalancer: true,
  targetGroups: ['arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/core/0123456789abcdef'],
  container: 'app',
  rollouts: [rollout()],
  serviceDeployments: { state: 'not-read', why: 'not asked', denied: false },
  codeDeploy: { state: 'not-read', why: 'not asked', denied: false },
  traffic: { state: 'not-read', why: 'not asked', denied: false },
  taskDefinitions: [
    { arn: definitionArn(1), containers: [container({ image: `${REPOSITORY}:1b7c0de` })] },
    { arn: definitionArn(2), containers: [container()], registeredBy: 'arn:aws:iam::123456789012:user/AVA_OLO' },
    { arn: definitionArn(3), containers: [container({ image: `${REPOSITORY}:9e8d7c6` })] },
  ],
  tasks: [task(), task()],
  stops: [],
  events: [],
  configuredWaits: 0,
  ...change,
})

export const observation = (change: Partial<ServicePicture> = {}, at = NOW): Observation => ({
  at,
  full: true,
  service: picture(change),
})

export interface CaseChange {
  readonly expectation?: Expectation
  readonly service?: Partial<ServicePicture>
  readonly phase?: Phase
  readonly history?: History
  readonly stableFor?: ServiceCase['stableFor']
  readonly requireImageProof?: boolean
  /** How many looks before this one saw the same. */
  readonly looksBefore?: number
  readonly at?: number
  readonly clockOffset?: number
}

/** A case whose history has folded the observation in, as the loop does it. */
export function caseOf(change: CaseChange = {}): ServiceCase {
  const expected = change.expectation ?? expectation()
  const seen = {
    ...observation(change.service, change.at),
    ...(change.clockOffset === undefined ? {} : { clockOffset: change.clockOffset }),
  }
  let history = change.history ?? NO_HISTORY
  for (let look = 0; look <= (change.looksBefore ?? 0); look++) history = remember(history, expected, seen)
  return {
    expectation: expected,
    observation: seen,
    history,
    now: seen.at,
    phase: change.phase ?? 'starting',
    stableFor: change.stableFor ?? 'auto',
    requireImageProof: change.requireImageProof ?? false,
  }
}
