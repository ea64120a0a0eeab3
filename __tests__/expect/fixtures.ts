import { execFile } from 'node:child_process'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Clock } from '../../src/clock.ts'
import type { ServicePicture, Settings } from '../../src/model.ts'
import { ecrHost } from '../image/memory-ecr.ts'
import { listen, type LoopbackServer } from '../image/loopback.ts'

export const commit = '3fa04cb5d1e2f3a4b5c6d7e8f90a1b2c3d4e5f60'

export function settingsWith(changes: Partial<Settings> = {}): Settings {
  return {
    mode: 'verify',
    services: [{ cluster: 'main', service: 'web', region: 'us-east-1', label: 'main / web' }],
    commit,
    featureChecks: [],
    timeout: 'auto',
    stableFor: 'auto',
    startTimeout: 120_000,
    pollInterval: 5_000,
    codebuildProjects: [],
    competingTriggers: 'off',
    stopCompetingBuilds: false,
    forceRestore: false,
    paths: [],
    requireImageProof: false,
    allowSuperseded: false,
    reportPath: '',
    run: { repository: 'octo/app', apiUrl: '', serverUrl: '', runId: '1', workspace: '' },
    secrets: [],
    ...changes,
  }
}

/** A clock that stands still while someone sleeps, and tells how long. */
export function recordingClock(): Clock & { readonly slept: number[] } {
  const slept: number[] = []
  return {
    slept,
    now: () => 0,
    sleep: async (milliseconds) => {
      slept.push(milliseconds)
    },
  }
}

export interface FakeGitHub extends LoopbackServer {
  /** Answers by path and query; those in a list are given in turn, the last one stays. */
  readonly answers: Map<string, { status: number; body?: string; headers?: Record<string, string> }[]>
}

export async function startGitHub(): Promise<FakeGitHub> {
  const answers: FakeGitHub['answers'] = new Map()
  const server = await listen((request, response) => {
    const waiting = answers.get(request.url ?? '') ?? []
    const answer = (waiting.length > 1 ? waiting.shift() : waiting[0]) ?? {
      status: 404,
      body: '{"message":"Not Found"}',
    }
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers }).end(answer.body)
  })
  return Object.assign(server, { answers })
}

const run = promisify(execFile)

/** A git repository with one commit of these files; gives its path and the commit. */
export async function checkout(files: Readonly<Record<string, string>>): Promise<{ path: string; commit: string }> {
  const path = await mkdtemp(join(tmpdir(), 'checkout-'))
  const git = async (...args: string[]): Promise<string> => {
    const identity = [
      '-c',
      'user.name=Octo',
      '-c',
      'user.email=octo@example.com',
      '-c',
      'commit.gpgsign=false',
      '-c',
      'core.autocrlf=false',
    ]
    const { stdout } = await run('git', ['-C', path, ...identity, ...args])
    return stdout.trim()
  }
  await git('init', '--quiet')
  for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text)
  await git('add', '.')
  await git('commit', '--quiet', '--message', 'First')
  return { path, commit: await git('rev-parse', 'HEAD') }
}

/** A service whose current task definition has these containers; the first is the verified one. */
export function pictureOf(name: string, images: Readonly<Record<string, string>>): ServicePicture {
  const definition = {
    arn: `arn:aws:ecs:us-east-1:123456789012:task-definition/${name}:1`,
    containers: Object.entries(images).map(([container, image]) => ({
      name: container,
      image: image.includes('/') ? image : `${ecrHost}/${image}`,
      essential: true,
      hasHealthCheck: false,
      environmentValues: [],
    })),
  }
  const unread = { state: 'not-read', why: 'not asked', denied: false } as const
  return {
    arn: `arn:aws:ecs:us-east-1:123456789012:service/main/${name}`,
    name,
    clusterArn: 'arn:aws:ecs:us-east-1:123456789012:cluster/main',
    status: 'ACTIVE',
    desiredCount: 1,
    controller: 'ECS',
    strategy: 'ROLLING',
    schedulingStrategy: 'REPLICA',
    taskDefinition: definition.arn,
    rollbackEnabled: false,
    circuitBreakerEnabled: false,
    hasLoadBalancer: false,
    targetGroups: [],
    container: Object.keys(images)[0] ?? '',
    rollouts: [],
    serviceDeployments: unread,
    codeDeploy: unread,
    traffic: unread,
    taskDefinitions: [definition],
    tasks: [],
    stops: [],
    events: [],
    configuredWaits: 0,
  }
}
