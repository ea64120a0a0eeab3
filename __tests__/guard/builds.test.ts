import { describe, expect, it } from '@jest/globals'
import type { Build } from '@aws-sdk/client-codebuild'

import type { CodeBuildApi } from '../../src/aws/api.ts'
import type { CompetingTarget } from '../../src/guard/competing/competing.ts'
import { createGuard } from '../../src/guard/guard.ts'
import { describeNewestBuilds, readBuilds, stopBuilds } from '../../src/guard/builds/builds.ts'
import type { GuardSettings } from '../../src/guard/guard.ts'
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

const KEY = { name: 'app', arn: 'arn:aws:codebuild:eu-central-1:123456789012:project/app' }
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
    forceRestore: false,
  }
  const target: CompetingTarget = { imageRepositories: [], services: [], sourceRepository: '', serverUrl: '' }
  const clock = virtualClock()
  return createGuard({
    settings,
    aws: world.aws,
    clock,
    region: REGION,
    target: () => target,
    readTarget: () => Promise.resolve(target),
    readFile: () => Promise.resolve(undefined),
    gitHubHost: 'api.github.com',
  })
}

describe('recent builds', () => {
  it('are all of them, newest first, read page by page without a sort order', async () => {
    const world = worldWith(Array.from({ length: 130 }, () => ({})))
    const { projects, problems } = await guardOf(world).act()
    expect(projects[0]?.builds.map(({ number }) => number)).toEqual(Array.from({ length: 130 }, (_, at) => 129 - at))
    expect(world.calls.filter(({ method }) => method === 'listBuildsForProject').map(({ input }) => input)).toEqual([
      { projectName: 'app' },
      { projectName: 'app', nextToken: '100' },
    ])
    expect(problems).toEqual([])
  })

  it('are read no further than to the page that reaches back behind the 30 days', async () => {
    const old = { startTime: new Date(NOW - 31 * DAY) }
    const world = worldWith([...Array.from({ length: 150 }, () => old), ...Array.from({ length: 60 }, () => ({}))])
    const { projects, problems } = await guardOf(world).act()
    expect(projects[0]?.builds).toHaveLength(60)
    expect(world.count('listBuildsForProject')).toBe(1)
    expect(problems).toEqual([])
  })

  it('are five pages at most, and it is said that there were more', async () => {
    const world = worldWith(Array.from({ length: 501 }, () => ({})))
    const { projects, problems } = await guardOf(world).act()
    expect(projects[0]?.builds.map(({ number }) => number)).toEqual(Array.from({ length: 500 }, (_, at) => 500 - at))
    expect(problems).toEqual([
      { project: 'app', message: expect.stringContaining('only the newest 500'), blocking: false },
    ])
  })

  it('are not said to be cut where they fill their pages exactly', async () => {
    const world = worldWith(Array.from({ length: 500 }, () => ({})))
    const { projects, problems } = await guardOf(world).act()
    expect(projects[0]?.builds).toHaveLength(500)
    expect(problems).toEqual([])
  })

  it('are those read so far where a later page is refused, and the refusal is told', async () => {
    const world = worldWith(Array.from({ length: 130 }, () => ({})))
    world.before = ({ method, input }) => {
      if (method === 'listBuildsForProject' && 'nextToken' in input)
        throw failureOf('rejected', 'ListBuildsForProject', 'InvalidInputException')
    }
    const { projects, problems } = await guardOf(world).act()
    expect(projects[0]?.builds).toHaveLength(100)
    expect(problems).toMatchObject([{ blocking: false, message: expect.stringContaining('in full') }])
  })

  it('are not read where an answer lacks the id of one: it must not count as one that is gone', async () => {
    const world = worldWith([{}])
    const { builds, failure } = await readBuilds(
      {
        codebuild: {
          ...world.aws.codebuild(REGION),
          listBuildsForProject: async () => ({ $metadata: {}, ids: ['app:0'] }),
          batchGetBuilds: async () => ({ $metadata: {}, builds: [{ projectName: 'app' }] }),
        },
        patience: { clock: virtualClock(), waits: [500] },
      },
      { name: 'app', arn: 'arn:aws:codebuild:us-east-1:123456789012:project/app' },
    )
    expect(builds).toBeUndefined()
    expect(failure).toMatchObject({ kind: 'retry', action: 'codebuild:BatchGetBuilds' })
  })

  it.each([
    ['ids of builds', 'ListBuildsForProject', { listBuildsForProject: async () => ({ $metadata: {} }) }],
    ['builds', 'BatchGetBuilds', { batchGetBuilds: async () => ({ $metadata: {} }) }],
  ])('are not read where an answer has no %s at all: that is not none', async (_, call, broken) => {
    const codebuild: CodeBuildApi = { ...worldWith([{}]).api, ...broken }
    const look = await readBuilds({ codebuild, patience: { clock: virtualClock(), waits: [] } }, KEY)
    expect(look.builds).toBeUndefined()
    expect(look.failure).toMatchObject({ kind: 'retry', action: `codebuild:${call}` })
  })

  const lookAt = ({ api }: CodeBuildInMemory, changed: Partial<CodeBuildApi> = {}) =>
    readBuilds({ codebuild: { ...api, ...changed }, patience: { clock: virtualClock(), waits: [] } }, KEY)

  it('include one of exactly 30 days ago, behind which younger ones may follow', async () => {
    const { builds } = await lookAt(
      worldWith(Array.from({ length: 101 }, () => ({ startTime: new Date(NOW - 30 * DAY) }))),
    )
    expect(builds).toHaveLength(101)
  })

  it('include one whose start is not told or no time', async () => {
    const { builds } = await lookAt(worldWith([{ startTime: undefined }, { startTime: new Date(Number.NaN) }]))
    expect(builds?.map((build) => [build.number, 'startedAt' in build])).toEqual([
      [1, false],
      [0, false],
    ])
  })

  it('end at an empty token, and are all of them then', async () => {
    const world = worldWith([{}])
    const { builds, problems } = await lookAt(world, {
      listBuildsForProject: async (input) => ({ ...(await world.api.listBuildsForProject(input)), nextToken: '' }),
    })
    expect(builds).toHaveLength(1)
    expect(problems).toHaveLength(0)
    expect(world.count('listBuildsForProject')).toBe(1)
  })

  it('leave out one that is gone between the list and its description', async () => {
    const world = worldWith([{}])
    const { builds } = await lookAt(world, {
      listBuildsForProject: async () => ({ $metadata: {}, ids: ['app:gone', 'app:0'] }),
    })
    expect(builds).toMatchObject([{ id: 'app:0' }])
  })

  it('are described a hundred at a time, and each once', async () => {
    const world = worldWith(Array.from({ length: 130 }, () => ({})))
    const ids = [...world.builds.keys()]
    await lookAt(world, { listBuildsForProject: async () => ({ $metadata: {}, ids }) })
    const asked = world.calls.flatMap(({ method, input }) =>
      method === 'batchGetBuilds' && 'ids' in input ? [input.ids] : [],
    )
    expect(asked).toEqual([ids.slice(0, 100), ids.slice(100)])
  })

  it('are of the project that CodeBuild names, or of the one that was asked about', async () => {
    const { builds } = await lookAt(worldWith([{}, {}]), {
      listBuildsForProject: async () => ({ $metadata: {}, ids: ['app:1', 'app:0'] }),
      batchGetBuilds: async () => ({ $metadata: {}, builds: [{ id: 'app:0' }, { id: 'app:1', projectName: 'App' }] }),
    })
    expect(builds?.map(({ project }) => project)).toEqual(['App', 'app'])
  })

  it('run while their status says so', async () => {
    const { builds } = await lookAt(worldWith([{ buildStatus: 'IN_PROGRESS', buildComplete: undefined }]))
    expect(builds).toMatchObject([{ running: true }])
  })

  it.each([{}, { autoRetryConfig: { autoRetryNumber: 0 } }])(
    'say no more than who started them where that was all: %j',
    async (build) => {
      expect((await lookAt(worldWith([build]))).builds).toMatchObject([{ startedBy: 'user AVA_OLO' }])
    },
  )

  it('are described as CodeBuild has them where only the newest are asked for', async () => {
    const world = worldWith([{}, {}, {}])
    const described = await describeNewestBuilds(
      { codebuild: world.api, patience: { clock: virtualClock(), waits: [] } },
      'app',
      2,
    )
    expect(described).toMatchObject([{ id: 'app:2' }, { id: 'app:1' }])
    expect(world.calls[0]).toEqual({ method: 'listBuildsForProject', input: { projectName: 'app' } })
    expect(world.calls[1]).toEqual({ method: 'batchGetBuilds', input: { ids: ['app:2', 'app:1'] } })
  })

  it('end at a token that comes back, with no build twice', async () => {
    const world = worldWith(Array.from({ length: 130 }, () => ({})))
    const { listBuildsForProject } = world.api
    const codebuild: CodeBuildApi = {
      ...world.api,
      listBuildsForProject: async ({ projectName }) => ({
        ...(await listBuildsForProject({ projectName })),
        nextToken: 'again',
      }),
    }
    const { builds, problems } = await readBuilds(
      { codebuild, patience: { clock: virtualClock(), waits: [] } },
      { name: 'app', arn: 'app' },
    )
    expect(builds).toHaveLength(100)
    expect(problems).toMatchObject([{ blocking: false }])
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
      origin: 'person',
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
    const problem = { action: 'codebuild:BatchGetBuilds', blocking: false }
    // The pipelines that are known from those were looked for.
    expect(reading.problems).toMatchObject([problem])
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

  const BATCH = 'arn:aws:codebuild:eu-central-1:1:build-batch/app:b-1'
  const member: Partial<Build> = { ...runs, buildBatchArn: BATCH }

  it('stops the builds of a batch once, with their batch, and reads them again', async () => {
    const world = worldWith([member, {}, member, runs])
    const { projects, problems } = await guardOf(world, true).act()
    expect(projects[0]?.builds).toMatchObject([
      { id: 'app:3', running: false, stopped: true, status: 'STOPPED' },
      { id: 'app:2', running: false, stopped: true, status: 'STOPPED' },
      { id: 'app:1', stopped: false, status: 'SUCCEEDED' },
      { id: 'app:0', running: false, stopped: true, status: 'STOPPED' },
    ])
    const stops = world.calls.filter(({ method }) => method.startsWith('stop'))
    expect(stops).toEqual([
      { method: 'stopBuildBatch', input: { id: 'app:b-1' } },
      { method: 'stopBuild', input: { id: 'app:3' } },
    ])
    expect(problems).toEqual([])
  })

  it('stops the builds of a batch one by one where the batch may not be stopped, and says that others may follow', async () => {
    const world = worldWith([member, member])
    world.before = ({ method }) => {
      if (method === 'stopBuildBatch') throw failureOf('denied', 'StopBuildBatch', 'AccessDeniedException')
    }
    const { projects, problems } = await guardOf(world, true).act()
    expect(projects[0]?.builds).toMatchObject([{ stopped: true }, { stopped: true }])
    expect(world.count('stopBuild')).toBe(2)
    expect(problems).toMatchObject([
      {
        project: 'app',
        blocking: false,
        action: 'codebuild:StopBuildBatch',
        message: expect.stringContaining("stop-build-batch --id 'app:b-1'"),
      },
    ])
  })

  it('says that the rest of a batch goes on where only stopping a build told that it is in one', async () => {
    const world = worldWith([member])
    let describes = 0
    world.before = ({ method }) => {
      if (method === 'batchGetBuilds' && ++describes > 1)
        throw failureOf('denied', 'BatchGetBuilds', 'AccessDeniedException')
    }
    const { projects, problems } = await guardOf(world, true).act()
    expect(projects[0]?.builds).toMatchObject([{ stopped: true, running: false }])
    expect(problems).toMatchObject([
      { blocking: false, message: expect.stringContaining("stop-build-batch --id 'app:b-1'") },
    ])
  })

  async function stop(world: CodeBuildInMemory, changed: Partial<CodeBuildApi> = {}) {
    const deps = { codebuild: { ...world.api, ...changed }, patience: { clock: virtualClock(), waits: [] } }
    const { builds = [] } = await readBuilds(deps, KEY)
    world.calls.length = 0
    return stopBuilds(deps, KEY, builds)
  }

  it('does and asks nothing where none runs', async () => {
    const world = worldWith([{}])
    const { builds, problems } = await stop(world)
    expect(builds).toMatchObject([{ id: 'app:0', stopped: false }])
    expect(problems).toHaveLength(0)
    expect(world.calls).toHaveLength(0)
  })

  it('asks about the builds that run, and again about those of a batch', async () => {
    const world = worldWith([member, {}, runs, member])
    expect((await stop(world)).builds).toHaveLength(4)
    const asked = world.calls.filter(({ method }) => method === 'batchGetBuilds').map(({ input }) => input)
    expect(asked).toEqual([{ ids: ['app:3', 'app:2', 'app:0'] }, { ids: ['app:3', 'app:0'] }])
  })

  it('tells a single build of a batch as it is after its batch was stopped', async () => {
    expect((await stop(worldWith([member]))).builds).toMatchObject([
      { running: false, stopped: true, status: 'STOPPED' },
    ])
  })

  it('tells each build of a batch as it ended, which may be otherwise than the others', async () => {
    const world = worldWith([member, member])
    const { stopBuildBatch } = world.api
    const { builds } = await stop(world, {
      stopBuildBatch: async (input) => {
        const answer = await stopBuildBatch(input)
        world.builds.set('app:0', { ...world.builds.get('app:0'), buildStatus: 'FAILED' })
        return answer
      },
    })
    expect(builds).toMatchObject([
      { id: 'app:1', status: 'STOPPED' },
      { id: 'app:0', status: 'FAILED' },
    ])
  })

  it('tells the builds of a stopped batch as stopped, and as they last were, where they cannot be read again', async () => {
    const world = worldWith([member])
    world.before = ({ method }) => {
      if (method === 'batchGetBuilds' && world.count('stopBuildBatch') > 0)
        throw failureOf('denied', 'BatchGetBuilds', 'AccessDeniedException')
    }
    expect((await stop(world)).builds).toMatchObject([{ status: 'IN_PROGRESS', running: true, stopped: true }])
  })

  it('tells a build as stopped, and as it last was, where the answer does not describe it', async () => {
    const { builds, problems } = await stop(worldWith([runs]), { stopBuild: async () => ({ $metadata: {} }) })
    expect(builds).toMatchObject([{ status: 'IN_PROGRESS', running: true, stopped: true }])
    expect(problems).toHaveLength(0)
  })

  it('ends with credentials that AWS does not take', async () => {
    const world = worldWith([runs])
    const refusal = failureOf('credentials', 'BatchGetBuilds', 'ExpiredTokenException')
    let reads = 0
    world.before = ({ method }) => {
      if (method === 'batchGetBuilds' && ++reads > 1) throw refusal
    }
    await expect(stop(world)).rejects.toBe(refusal)
    expect(world.count('stopBuild')).toBe(0)
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
