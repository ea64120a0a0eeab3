import { describe, expect, it } from '@jest/globals'

import { AwsFailure } from '../../src/aws/failure.ts'
import { BRIEF, problemOf, projectArn } from '../../src/guard/problem.ts'
import type { GuardSettings } from '../../src/guard/guard.ts'
import { REGION } from '../../simulator/stage.ts'
import { AwsError } from '../../simulator/world/failure.ts'
import { ALL_AT_ONCE_AT_GITHUB, layWays } from '../../simulator/stories/triggers.ts'
import { AllKinds, claimsSafe } from './all-kinds.ts'
import { JOB, PUSH, appWith, guardOf, running } from './asking.ts'
import { CodeBuildInMemory, arnOf, failureOf, hookWith, projectWith } from './codebuild-in-memory.ts'

const projectOf = (name: string): string => `arn:aws:codebuild:${REGION}:123456789012:project/${name}`
const expired = new AwsError('ExpiredTokenException', 'The security token included in the request is expired')

/** Two projects with a hook each, and what else starts them. */
function worldWith(...rules: readonly (readonly [name: string, ...targets: string[]])[]): AllKinds {
  const world = new AllKinds()
  for (const name of ['app', 'web'])
    world.codebuild.project({
      name,
      repository: 'https://github.com/acme/shop.git',
      webhook: { filterGroups: [[{ type: 'EVENT', pattern: 'PUSH' }]] },
    })
  for (const [name, ...targets] of rules)
    world.events.rule({
      bus: 'default',
      region: REGION,
      name,
      state: 'ENABLED',
      eventPattern: '{"source":["x"]}',
      targets,
    })
  return world
}

function release(world: AllKinds, runs: string): string {
  world.codepipeline.pipeline({
    name: 'release',
    region: REGION,
    stages: [
      { name: 'Source', actions: [{ provider: 'CodeCommit' }] },
      {
        name: 'Build',
        actions: [{ name: 'run', provider: 'CodeBuild', region: REGION, configuration: { ProjectName: runs } }],
      },
    ],
  })
  return `arn:aws:codepipeline:${REGION}:123456789012:release`
}

const both: Partial<GuardSettings> = { codebuildProjects: ['app', 'web'] }
const isOff = (world: AllKinds, name: string): boolean =>
  world.events.stored(name, { bus: 'default', region: REGION })?.rule.State === 'DISABLED'
const kindOf = (action: string): string => action.split(':')[0] ?? ''

describe('a rule that starts several projects', () => {
  it('is disabled where all of them compete, once, and told as disabled for each', async () => {
    const world = worldWith(['nightly', projectOf('app'), projectOf('web')])
    const guard = world.guard('disable', both)
    for (const { projects } of [await guard.act(), await guard.read()])
      for (const { triggers } of projects)
        expect(triggers.find(({ kind }) => kind === 'rule')).toMatchObject({ state: 'disabled', change: 'disabled' })
    expect(world.writes.filter((action) => action === 'events:PutRule')).toHaveLength(1)
  })
  it('is left on where one of them does not', async () => {
    const world = worldWith(['nightly', projectOf('app'), projectOf('web')])
    await world.guard('disable', { codebuildProjects: ['app'] }).act()
    expect(isOff(world, 'nightly')).toBe(false)
  })
  it('may start one of them by a pipeline', async () => {
    for (const [asked, off] of [
      [['app', 'web'], true],
      [['app'], false],
    ] as const) {
      const world = worldWith()
      const targets = [projectOf('app'), release(world, 'web')]
      world.events.rule({
        bus: 'default',
        region: REGION,
        name: 'nightly',
        state: 'ENABLED',
        eventPattern: '{"source":["x"]}',
        targets,
      })
      await world.guard('disable', { codebuildProjects: [...asked] }).act()
      expect(isOff(world, 'nightly')).toBe(off)
    }
  })
})

describe('a hook that CodeBuild’s side cannot hold up', () => {
  it('is switched off at GitHub', async () => {
    const world = new AllKinds()
    layWays(world, ALL_AT_ONCE_AT_GITHUB)
    const reading = await world.guard('disable').act()
    expect(world.writes).toContain('github:PATCH')
    expect(claimsSafe(reading)).toBe(true)
  })
})

describe('the order of the kinds', () => {
  it('is what starts a pipeline before the pipeline, and the other way round in a restore', async () => {
    const world = worldWith(['nightly', projectOf('app')])
    release(world, 'app')
    await world.guard('disable', { codebuildProjects: ['app'] }).act()
    expect(world.writes.map(kindOf)).toEqual(['codebuild', 'events', 'codepipeline'])
    world.calm()
    await world.guard('restore', { codebuildProjects: ['app'] }).act()
    expect(world.writes.map(kindOf)).toEqual(['codepipeline', 'events', 'codebuild'])
  })
})

describe('what is known of a run that was broken off', () => {
  const brokenOff = (handling: 'disable' | 'restore', world: AllKinds) => {
    const guard = world.guard(handling, { codebuildProjects: ['app'] })
    let isOver = false
    world.after = ({ action }) => {
      isOver ||= action === 'events:PutRule'
    }
    world.before = () => {
      if (isOver) throw expired
    }
    return guard
  }

  it.each([
    ['disable', 'disabled', 'disabled'],
    ['restore', 'restored', 'live'],
  ] as const)(
    'is that a change was begun: %s; and by the next look that it came through',
    async (handling, change, state) => {
      const world = worldWith(['nightly', projectOf('app')])
      if (handling === 'restore') await world.guard('disable', { codebuildProjects: ['app'] }).act()
      const guard = brokenOff(handling, world)
      await expect(guard.act()).rejects.toMatchObject({ kind: 'credentials' })
      const [known] = guard.known().projects
      expect(known).toMatchObject({ name: 'app', arn: projectOf('app'), exists: true, builds: [] })
      expect(known?.builds).toHaveLength(0)
      expect(known?.triggers.find(({ kind }) => kind === 'rule')).toMatchObject({
        state: 'unknown',
        change: 'unconfirmed',
      })
      world.calm()
      const [read] = (await guard.read()).projects
      expect(read?.triggers.find(({ kind }) => kind === 'rule')).toMatchObject({ state, change })
    },
  )

  it('is enough for the next run of the same guard to go on from', async () => {
    const world = worldWith(['nightly', projectOf('app'), projectOf('web')])
    const guard = world.guard('disable', both)
    let isOver = false
    world.after = ({ action }) => {
      isOver ||= action === 'events:PutRule'
    }
    world.before = () => {
      if (isOver) throw expired
    }
    await expect(guard.act()).rejects.toMatchObject({ kind: 'credentials' })
    world.calm()
    for (const { projects, problems } of [await guard.read(), await guard.act()]) {
      expect(problems).toEqual([])
      expect(projects.flatMap(({ triggers }) => triggers.map(({ state }) => state))).toEqual(
        Array.from({ length: 4 }, () => 'disabled'),
      )
    }
    expect(world.writes).toEqual(['codebuild:UpdateWebhook'])
  })

  it('is one trigger where its change was begun twice', async () => {
    const world = worldWith(['nightly', projectOf('app')])
    const guard = world.guard('disable', { codebuildProjects: ['app'] })
    let writes = 0
    world.before = ({ action }) => {
      if (action === 'events:PutRule') writes += 1
      if (action === 'events:PutRule' && writes === 1) throw new AwsError('ConcurrentModificationException', 'again')
      if (writes === 2) throw expired
    }
    await expect(guard.act()).rejects.toMatchObject({ kind: 'credentials' })
    const triggers = guard.known().projects[0]?.triggers ?? []
    expect(writes).toBe(2)
    expect(triggers.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      expect.stringMatching(/^webhook /),
      'rule nightly',
      'schedule schedules of app',
      'pipeline pipelines of app',
    ])
  })

  it('keeps what a run before had read', async () => {
    const world = appWith({ filterGroups: [[PUSH]] })
    running(world)
    const guard = guardOf(world)
    await guard.act()
    world.projects.set('app', projectWith('app', hookWith({ filterGroups: [[PUSH]] })))
    world.before = ({ method }) => {
      if (method === 'updateWebhook') throw failureOf('credentials', 'UpdateWebhook', 'ExpiredTokenException')
    }
    await expect(guard.act()).rejects.toMatchObject({ kind: 'credentials' })
    expect(guard.known().projects[0]?.builds).toMatchObject([{ id: 'app:1' }])
  })

  it('is each trigger once, with what stood in the way of others', async () => {
    const world = worldWith(['nightly', projectOf('app')], ['weekly', projectOf('app')], ['yearly', projectOf('app')])
    const guard = world.guard('disable', { codebuildProjects: ['app'] })
    let writes = 0
    let isOver = false
    world.before = ({ action }) => {
      if (action === 'codebuild:UpdateWebhook') throw new AwsError('AccessDeniedException', 'not authorized')
      if (action === 'events:PutRule') writes += 1
      isOver ||= writes === 2
      if (isOver) throw expired
    }
    await expect(guard.act()).rejects.toMatchObject({ kind: 'credentials' })
    const { projects, problems } = guard.known()
    expect(projects[0]?.triggers.map(({ kind, change }) => `${kind} ${change}`)).toEqual([
      'webhook refused',
      'rule unconfirmed',
      'rule unconfirmed',
      'schedule none',
      'pipeline none',
    ])
    expect(new Set(projects[0]?.triggers.map(({ name }) => name)).size).toBe(5)
    expect(problems.map(({ action }) => action)).toContain('codebuild:UpdateWebhook')
    expect(problems.every((problem) => typeof problem.message === 'string')).toBe(true)
  })

  it('is that it was not read: of the first project that was asked for, and blocking where disabling was asked for', async () => {
    for (const [competingTriggers, blocking] of [
      ['disable', true],
      ['report', false],
      ['restore', false],
    ] as const) {
      const world = appWith({ filterGroups: [[PUSH]] })
      const guard = guardOf(world, { competingTriggers, codebuildProjects: ['app', 'web'] })
      expect(guard.known()).toMatchObject({ projects: [], problems: [] })
      expect(guard.known().projects).toHaveLength(0)
      const acting = guard.act()
      expect(guard.known().problems).toMatchObject([{ project: 'app', blocking, passing: true }])
      await acting
    }
  })

  it('is unread again while a second look is under way that was asked for during the first', async () => {
    const world = appWith({ filterGroups: [[PUSH]] })
    const guard = guardOf(world)
    const acting = guard.act()
    const reading = guard.read()
    await acting
    const isUnread = (): boolean => guard.known().problems.some(({ passing }) => passing === true)
    await Promise.resolve()
    expect(isUnread()).toBe(true)
    await reading
    expect(isUnread()).toBe(false)
  })
})

describe('a project that cannot be read', () => {
  it('is taken to exist', async () => {
    const world = appWith({ filterGroups: [[PUSH]] })
    world.before = ({ method }) => {
      if (method === 'batchGetProjects') throw failureOf('denied', 'BatchGetProjects', 'AccessDeniedException')
    }
    expect((await guardOf(world).act()).projects).toMatchObject([{ name: 'app', exists: true, builds: [] }])
  })
})

describe('stop-competing-builds', () => {
  const stops = async (world: CodeBuildInMemory): Promise<number> => {
    running(world)
    await guardOf(world, { stopCompetingBuilds: true }).act()
    return world.count('stopBuild')
  }
  it('stops those of a project without a trigger too, and none of one that serves as a runner', async () => {
    expect(await stops(appWith())).toBe(1)
    expect(await stops(appWith({ filterGroups: [[PUSH]] }))).toBe(1)
    expect(await stops(appWith({ filterGroups: [JOB] }))).toBe(0)
    expect(await stops(appWith({ filterGroups: [JOB, [PUSH]] }))).toBe(0)
  })
  it('leaves a runner alone whatever else starts its project', async () => {
    const world = worldWith(['nightly', projectOf('app')])
    world.codebuild.project({
      name: 'runner',
      repository: 'https://github.com/acme/shop.git',
      webhook: { filterGroups: [[{ type: 'EVENT', pattern: 'WORKFLOW_JOB_QUEUED' }]] },
    })
    world.events.rule({
      bus: 'default',
      region: REGION,
      name: 'weekly',
      state: 'ENABLED',
      eventPattern: '{"source":["x"]}',
      targets: [projectOf('runner')],
    })
    world.codebuild.start({ project: 'runner', initiator: 'AVA', startedAt: world.clock.now() - 1_000 })
    await world.guard('disable', { codebuildProjects: ['runner'], stopCompetingBuilds: true }).act()
    expect(world.writes.filter((action) => action.startsWith('codebuild:Stop'))).toEqual([])
  })
  it('says nothing where no build runs', async () => {
    for (const competingTriggers of ['disable', 'report'] as const) {
      const { problems } = await guardOf(appWith(), { stopCompetingBuilds: true, competingTriggers }).act()
      expect(problems).toEqual([])
    }
  })
})

describe('a problem', () => {
  const about = 'arn:aws:events:x'
  it.each([
    ['denied', { action: 'codebuild:BatchGetX', resource: about }, `the role needs codebuild:BatchGetX on ${about} (`],
    ['absent', {}, 'it does not exist any more ('],
    ['retry', { passing: true }, 'AWS did not answer codebuild:BatchGetX, or only with errors ('],
    ['rejected', {}, 'AWS rejected codebuild:BatchGetX ('],
    ['unsupported', {}, 'AWS rejected codebuild:BatchGetX ('],
    ['credentials', {}, 'AWS rejected codebuild:BatchGetX ('],
  ] as const)(
    'out of a call that was %s says so, and names action and resource where a permission would help',
    (kind, more, said) => {
      const failure = new AwsFailure(kind, 'codebuild:BatchGetX', 'SomeException', 'says AWS')
      const problem = problemOf(failure, 'app', 'It failed', true, about)
      expect(problem).toEqual({
        project: 'app',
        blocking: true,
        message: expect.stringContaining(`It failed: ${said}`),
        ...more,
      })
      expect(Object.keys(problem).toSorted()).toEqual(
        ['blocking', 'message', 'project', ...Object.keys(more)].toSorted(),
      )
    },
  )
  it('names a project as a policy does, by its region', () => {
    expect(projectArn('app', 'eu-central-1')).toBe('arn:aws:codebuild:eu-central-1:*:project/app')
    expect(projectArn('app', 'cn-north-1')).toBe('arn:aws-cn:codebuild:cn-north-1:*:project/app')
    expect(projectArn('app', 'us-gov-west-1')).toBe('arn:aws-us-gov:codebuild:us-gov-west-1:*:project/app')
    expect(projectArn(arnOf('app'), 'eu-central-1')).toBe(arnOf('app'))
    expect(BRIEF).toHaveLength(1)
  })
})

it('a look that finds the hook of another project in its place changes nothing there', async () => {
  const world = new CodeBuildInMemory(projectWith('app'), projectWith('web', hookWith({ filterGroups: [[PUSH]] })))
  await guardOf(world, { codebuildProjects: ['app'] }).act()
  expect(world.count('updateWebhook')).toBe(0)
})
