import { describe, expect, it } from '@jest/globals'
import type { Build } from '@aws-sdk/client-codebuild'

import { createGuard } from '../../src/guard/guard.ts'
import type { GuardSettings } from '../../src/guard/guard.ts'
import { startedBy } from '../../src/guard/initiator.ts'
import {
  CodeBuildInMemory,
  NOW,
  REGION,
  failureOf,
  filter,
  hookWith,
  projectWith,
  virtualClock,
} from './codebuild-in-memory.ts'

const DAY = 24 * 60 * 60 * 1000

function worldWith(
  builds: readonly Partial<Build>[],
  webhook = hookWith({ filterGroups: [[filter('EVENT', 'RELEASED')]] }),
) {
  const world = new CodeBuildInMemory(projectWith('app', webhook))
  for (const [index, build] of builds.entries()) {
    const id = build.id ?? `app:${index}`
    const usual: Build = { id, projectName: 'app', buildNumber: index, buildStatus: 'SUCCEEDED', buildComplete: true }
    world.builds.set(id, { startTime: new Date(NOW - DAY + index), initiator: 'AVA_OLO', ...usual, ...build })
  }
  return world
}

function guardOf(world: CodeBuildInMemory, stopCompetingBuilds = false) {
  const settings: GuardSettings = {
    mode: 'verify',
    codebuildProjects: ['app'],
    competingTriggers: 'disable',
    stopCompetingBuilds,
  }
  return createGuard({ settings, aws: world.aws, clock: virtualClock(), region: REGION })
}

describe('who started a build', () => {
  it.each([
    ['GitHub-Hookshot/1a2b3c4', 'GitHub webhook'],
    ['Bitbucket-Webhooks/2.0', 'Bitbucket webhook'],
    ['rule/nightly', 'EventBridge rule nightly'],
    ['codepipeline/release', 'CodePipeline release'],
    ['CodeBuild-Jenkins-Plugin', 'Jenkins (CodeBuild plugin)'],
    ['AWSReservedSSO_AdministratorAccess_c1dc0a/mike@example.com', 'mike@example.com (SSO, AdministratorAccess)'],
    ['deployer/GitHubActions', 'a GitHub Actions workflow (role deployer)'],
    ['Scheduler/abc', 'role Scheduler, session abc'],
    ['AVA_OLO', 'user AVA_OLO'],
    ['rule', 'user rule'],
    ['', 'somebody unknown'],
  ])('%s', (initiator, words) => {
    expect(startedBy(initiator)).toBe(words)
  })
})

describe('recent builds', () => {
  it('are the newest hundred, newest first, as far as they are read from one page without a sort order', async () => {
    const world = worldWith(Array.from({ length: 130 }, () => ({})))
    const builds = (await guardOf(world).act()).projects[0]?.builds ?? []
    expect(builds.map(({ number }) => number)).toEqual(Array.from({ length: 100 }, (_, index) => 129 - index))
    expect(world.calls.find(({ method }) => method === 'listBuildsForProject')?.input).toEqual({ projectName: 'app' })
  })

  it('are those of the last 30 days, and any that still runs', async () => {
    const world = worldWith([
      { startTime: new Date(NOW - 40 * DAY), buildStatus: 'IN_PROGRESS', buildComplete: false },
      { startTime: new Date(NOW - 31 * DAY) },
      { startTime: new Date(NOW - 29 * DAY) },
    ])
    const builds = (await guardOf(world).act()).projects[0]?.builds ?? []
    expect(builds.map(({ number, running }) => [number, running])).toEqual([
      [2, false],
      [0, true],
    ])
  })

  it('say what was built, when, by whom, and never what their environment holds', async () => {
    const world = worldWith([
      {
        sourceVersion: 'refs/heads/main',
        resolvedSourceVersion: '3fa04cb',
        endTime: new Date(NOW),
        buildBatchArn: 'arn:aws:codebuild:eu-central-1:1:build-batch/app:b',
        autoRetryConfig: { autoRetryNumber: 2 },
        environment: {
          type: 'LINUX_CONTAINER',
          image: 'x',
          computeType: 'BUILD_GENERAL1_SMALL',
          environmentVariables: [{ name: 'TOKEN', value: 'hunter2' }],
        },
        exportedEnvironmentVariables: [{ name: 'KEY', value: 'hunter3' }],
      },
    ])
    const [build] = (await guardOf(world).act()).projects[0]?.builds ?? []
    expect(build).toEqual({
      id: 'app:0',
      project: 'app',
      number: 0,
      status: 'SUCCEEDED',
      initiator: 'AVA_OLO',
      startedBy: 'user AVA_OLO, in a batch, automatic retry 2',
      sourceVersion: 'refs/heads/main',
      resolvedCommit: '3fa04cb',
      startedAt: NOW - DAY,
      endedAt: NOW,
      running: false,
      stopped: false,
    })
  })

  it('run as long as CodeBuild does not call them complete, whatever their status', async () => {
    const world = worldWith([{ buildStatus: undefined, buildComplete: false }])
    expect((await guardOf(world).act()).projects[0]?.builds).toMatchObject([{ status: 'UNKNOWN', running: true }])
  })

  it('keep those of the first look where the second is refused', async () => {
    const world = worldWith([{}])
    const guard = guardOf(world)
    await guard.act()
    world.before = ({ method }) => {
      if (method === 'batchGetBuilds') throw failureOf('denied', 'BatchGetBuilds', 'AccessDeniedException')
    }
    const reading = await guard.read()
    expect(reading.projects[0]?.builds).toHaveLength(1)
    expect(reading.problems).toMatchObject([{ action: 'codebuild:BatchGetBuilds', blocking: false }])
  })
})

describe('stop-competing-builds', () => {
  const runs: Partial<Build> = { buildStatus: 'IN_PROGRESS', buildComplete: false }

  it('stops those that run, after the triggers are disabled, and says so in the last look too', async () => {
    const world = worldWith([{}, runs], hookWith({ filterGroups: [[filter('EVENT', 'PUSH')]] }))
    const guard = guardOf(world, true)
    const stopped = [
      { id: 'app:1', running: false, stopped: true, status: 'STOPPED' },
      { id: 'app:0', stopped: false },
    ]
    expect((await guard.act()).projects[0]?.builds).toMatchObject(stopped)
    expect((await guard.read()).projects[0]?.builds).toMatchObject(stopped)
    const order = world.calls.map(({ method }) => method)
    expect(order.indexOf('stopBuild')).toBeGreaterThan(order.lastIndexOf('updateWebhook'))
    expect(world.count('stopBuild')).toBe(1)
  })

  it('leaves them running where it was not asked for', async () => {
    const world = worldWith([runs])
    expect((await guardOf(world).act()).projects[0]?.builds).toMatchObject([{ running: true, stopped: false }])
    expect(world.count('stopBuild')).toBe(0)
  })

  it('says that the rest of a batch goes on', async () => {
    const world = worldWith([{ ...runs, buildBatchArn: 'arn:aws:codebuild:eu-central-1:1:build-batch/app:b-1' }])
    const { problems } = await guardOf(world, true).act()
    expect(problems).toMatchObject([
      { blocking: false, message: expect.stringContaining("stop-build-batch --id 'app:b-1'") },
    ])
  })

  it('stops no build of a project that serves as a runner: it may be this very job', async () => {
    const world = worldWith([runs], hookWith({ filterGroups: [[filter('EVENT', 'WORKFLOW_JOB_QUEUED')]] }))
    const { problems } = await guardOf(world, true).act()
    expect(world.count('stopBuild')).toBe(0)
    expect(problems).toMatchObject([{ blocking: false, message: expect.stringContaining('runner') }])
  })

  it('tells a refusal, and stops the others', async () => {
    const world = worldWith([runs, runs])
    world.before = ({ method, input }) => {
      if (method === 'stopBuild' && JSON.stringify(input).includes('app:1'))
        throw failureOf('denied', 'StopBuild', 'AccessDeniedException')
    }
    const { projects, problems } = await guardOf(world, true).act()
    expect(projects[0]?.builds.map(({ stopped }) => stopped)).toEqual([false, true])
    expect(problems).toMatchObject([{ action: 'codebuild:StopBuild', blocking: false }])
  })
})
