import { describe, expect, it } from '@jest/globals'

import type { Aws, CodeBuildApi, EventBridgeApi } from '../../src/aws/api.ts'
import { AwsFailure } from '../../src/aws/failure.ts'
import { createBuildsReader } from '../../src/guard/builds/in-time.ts'
import { createGuard } from '../../src/guard/guard.ts'
import type { Guard, GuardSettings } from '../../src/guard/guard.ts'
import type { GitHubHooks } from '../../src/guard/webhook/github-hook.ts'
import { WAYS, isShut, layWays } from '../../simulator/stories/triggers.ts'
import { AwsError } from '../../simulator/world/failure.ts'
import { AllKinds } from './all-kinds.ts'
import { JOB, PUSH, appWith, noTarget, only, refuse, running } from './asking.ts'
import { CodeBuildInMemory, NOW, REGION, arnOf, failureOf, projectWith, virtualClock } from './codebuild-in-memory.ts'
import { EventsInMemory } from './events-in-memory.ts'
import { NIGHTLY } from './rule-asking.ts'
import { GitHubHooksInMemory, githubFailure } from './webhook-world.ts'

interface Changed {
  readonly codebuild?: Partial<CodeBuildApi>
  readonly events?: Partial<EventBridgeApi>
  readonly aws?: Aws
  readonly settings?: Partial<GuardSettings>
  readonly patienceForBuilds?: number
  readonly github?: GitHubHooks
}

function guardOf(
  world: CodeBuildInMemory,
  { codebuild = {}, events = {}, settings = {}, ...more }: Changed,
  clock = virtualClock(),
): Guard {
  const aws: Aws = {
    ...world.aws,
    codebuild: () => ({ ...world.api, ...codebuild }),
    events: (region) => ({ ...world.aws.events(region), ...events }),
  }
  return createGuard({
    settings: {
      mode: 'verify',
      codebuildProjects: ['app'],
      competingTriggers: 'disable',
      stopCompetingBuilds: false,
      forceRestore: false,
      ...settings,
    },
    aws,
    clock,
    region: REGION,
    ...noTarget,
    ...more,
  })
}

const never = (): Promise<never> => new Promise(() => undefined)
const failing = (action: string) => (): Promise<never> =>
  Promise.reject(new AwsFailure('retry', action, 'InternalError', 'says AWS', { httpStatus: 500 }))
const hookOn = (): CodeBuildInMemory => {
  const world = appWith({ filterGroups: [[PUSH]] })
  running(world)
  return world
}

describe('builds that do not come', () => {
  it.each<[string, string, Partial<CodeBuildApi>, string]>([
    ['hangs', 'codebuild:ListBuildsForProject', { listBuildsForProject: never }, 'NoAnswerYet'],
    ['hangs', 'codebuild:BatchGetBuilds', { batchGetBuilds: never }, 'NoAnswerYet'],
    [
      'fails',
      'codebuild:ListBuildsForProject',
      { listBuildsForProject: failing('codebuild:ListBuildsForProject') },
      'InternalError',
    ],
    ['fails', 'codebuild:BatchGetBuilds', { batchGetBuilds: failing('codebuild:BatchGetBuilds') }, 'InternalError'],
  ])('are told and decide nothing where %s for ever: %s', async (_, action, codebuild, code) => {
    const clock = virtualClock()
    const reading = await guardOf(hookOn(), { codebuild }, clock).act()
    expect(only(reading)).toMatchObject({ state: 'disabled', change: 'disabled' })
    expect(reading.problems.map(({ blocking }) => blocking)).toEqual([false, false])
    for (const { message } of reading.problems) expect(message).toContain(`${action}, or only with errors (${code}: `)
    expect(reading.problems.some(({ hidesPipelines }) => hidesPipelines)).toBe(true)
    expect(clock.now() - NOW).toBeLessThanOrEqual(20_000)
  })

  it('hold a short run up for no longer than it may wait, and are told with what they ran into last', async () => {
    const clock = virtualClock()
    const codebuild = { listBuildsForProject: failing('codebuild:ListBuildsForProject') }
    const reading = await guardOf(hookOn(), { codebuild, patienceForBuilds: 900 }, clock).act()
    expect(clock.now() - NOW).toBeLessThanOrEqual(1_800)
    expect(only(reading)).toMatchObject({ state: 'disabled' })
    expect(reading.problems.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/^The builds .* in the time that there was for them: .*\(InternalError: says AWS\)$/),
    )
  })

  it('are asked for once by all looks that wait for them, and are told by the look that gets them', async () => {
    const world = hookOn()
    let come = (): void => undefined
    let asked = 0
    const codebuild: Partial<CodeBuildApi> = {
      listBuildsForProject: async (input) => {
        asked += 1
        await new Promise<void>((resolve) => (come = resolve))
        return world.api.listBuildsForProject(input)
      },
    }
    const clock = virtualClock()
    const guard = guardOf(world, { codebuild }, clock)
    expect((await guard.act()).projects[0]?.builds).toEqual([])
    expect(asked).toBe(1)
    const before = clock.now()
    const reading = guard.read()
    come()
    expect((await reading).projects[0]?.builds).toMatchObject([{ id: 'app:1' }])
    expect(asked).toBe(1)
    expect(clock.now()).toBe(before)
  })

  it('hold no later look up that finds them still under way', async () => {
    const clock = virtualClock()
    const guard = guardOf(hookOn(), { codebuild: { listBuildsForProject: never } }, clock)
    await guard.act()
    const before = clock.now()
    await guard.read()
    expect(clock.now() - before).toBe(1_000)
  })

  it('are those that were known before, each once, beside those that were read by now', async () => {
    const world = hookOn()
    const guard = guardOf(world, {})
    await guard.act()
    const [first] = world.builds.values()
    for (const number of [2, 3])
      world.builds.set(`app:${number}`, { ...first, id: `app:${number}`, buildNumber: number })
    world.before = ({ method, input }) => {
      if (method === 'batchGetBuilds' && JSON.stringify(input).includes('app:3'))
        throw failureOf('retry', 'BatchGetBuilds', 'X')
    }
    const { projects, problems } = await guard.read()
    expect(projects[0]?.builds).toMatchObject([{ id: 'app:1' }])
    expect(problems).toMatchObject([{ blocking: false, hidesPipelines: true }])
    world.before = () => undefined
    const { projects: again, problems: none } = await guard.read()
    expect(again[0]?.builds.map(({ id }) => id)).toEqual(['app:3', 'app:2', 'app:1'])
    expect(none).toEqual([])
    world.builds.delete('app:2')
    expect((await guard.read()).projects[0]?.builds.map(({ id }) => id)).toEqual(['app:3', 'app:1'])
  })

  it('are told as CodeBuild describes them too, those of the page that came and those that were known', async () => {
    const world = appWith()
    const add = (count: number): void => {
      for (let number = world.builds.size + 1; number <= count; number += 1) {
        const [id, startTime] = [`app:${number}`, new Date(NOW)]
        world.builds.set(id, { id, projectName: 'app', buildNumber: number, buildStatus: 'SUCCEEDED', startTime })
      }
    }
    add(2)
    const read = createBuildsReader(world.api)
    const look = () => read({ clock: virtualClock(), waits: [] }, { name: 'app', arn: 'app' })
    expect((await look()).failure).toBeUndefined()
    add(101)
    world.builds.set('app:2', { ...world.builds.get('app:2'), buildStatus: 'FAILED' })
    world.before = ({ method, input }) => {
      if (method === 'listBuildsForProject' && 'nextToken' in input) throw failureOf('retry', method, 'X')
    }
    const { builds, described, failure } = await look()
    const newest = Array.from({ length: 100 }, (_, at) => `app:${101 - at}`)
    for (const told of [builds, described]) expect(told?.map(({ id }) => id)).toEqual([...newest, 'app:1'])
    expect([builds?.[99]?.status, described?.[99]?.buildStatus]).toEqual(['FAILED', 'FAILED'])
    expect(failure).toBeDefined()
    refuse(world, 'listBuildsForProject', failureOf('retry', 'listBuildsForProject', 'X'))
    const known = await look()
    for (const told of [known.builds, known.described]) expect(told?.map(({ id }) => id)).toEqual(['app:2', 'app:1'])
  })

  it('may run on where they were to be stopped, and that stays said', async () => {
    const world = hookOn()
    const codebuild = { listBuildsForProject: failing('codebuild:ListBuildsForProject') }
    const told = async (settings: Partial<GuardSettings>, of = world): Promise<readonly string[]> => {
      const guard = guardOf(of, { codebuild, settings: { stopCompetingBuilds: true, ...settings } })
      await guard.act()
      const { problems } = await guard.read()
      expect(problems.every(({ blocking }) => !blocking)).toBe(true)
      return problems.flatMap(({ message }) => (message.includes('may not have been stopped') ? [message] : []))
    }
    expect(await told({})).toHaveLength(1)
    expect(await told({ competingTriggers: 'restore' })).toHaveLength(1)
    expect(await told({ stopCompetingBuilds: false })).toEqual([])
    expect(await told({ competingTriggers: 'report' })).toEqual([])
    expect(await told({ mode: 'audit' })).toEqual([])
    expect(await told({}, appWith({ filterGroups: [JOB] }))).toEqual([])
  })
})

describe('a pipeline of another region', () => {
  const far = (): AllKinds => {
    const world = new AllKinds()
    layWays(world, [WAYS['a pipeline in another region with a schedule']])
    return world
  }
  const unread = (world: AllKinds): void => {
    world.before = ({ action }) => {
      if (action === 'codebuild:ListBuildsForProject') throw new AwsError('InternalFailure', 'later', 500)
    }
  }
  const statesOf = (triggers: readonly { readonly kind: string; readonly state: string }[] | undefined) =>
    triggers?.flatMap(({ kind, state }) => (kind === 'pipeline' ? [state] : []))

  it('that only later builds name is live for a reason, and disabled at the next try', async () => {
    const world = far()
    unread(world)
    const guard = world.guard('disable')
    expect(statesOf((await guard.act()).projects[0]?.triggers)).toEqual([])
    world.calm()
    const late = await guard.read()
    expect(statesOf(late.projects[0]?.triggers)).toEqual(['live'])
    const blocking = late.problems.filter((problem) => problem.blocking)
    expect(blocking).not.toHaveLength(0)
    expect(blocking.every(({ passing }) => passing === true)).toBe(true)
    expect(blocking.some(({ message }) => /^The pipeline .* this run did not find it then\.$/.test(message))).toBe(true)
    expect(statesOf((await guard.act()).projects[0]?.triggers)).toEqual(['disabled'])
  })

  it('that was made during the run is told, and blocks nothing', async () => {
    const world = new AllKinds()
    layWays(world, [])
    const guard = world.guard('disable')
    unread(world)
    await guard.act()
    world.calm()
    await guard.act()
    layWays(world, [WAYS['a pipeline in another region with a schedule']])
    const late = await guard.read()
    expect(statesOf(late.projects[0]?.triggers)).toEqual(['live'])
    expect(late.problems.filter(({ message }) => message.startsWith('The pipeline '))).toMatchObject([
      { blocking: false },
    ])
  })

  it('is looked at again though the builds that named it cannot be read any more', async () => {
    const world = far()
    const guard = world.guard('report')
    expect(statesOf((await guard.act()).projects[0]?.triggers)).toEqual(['live'])
    unread(world)
    expect(statesOf((await guard.read()).projects[0]?.triggers)).toEqual(['live'])
  })
})

describe('a search for pipelines that hangs', () => {
  const DIRECT = [
    WAYS['a webhook with filter groups'],
    WAYS['a rule on the default bus'],
    WAYS['a rule on another bus'],
    WAYS['a schedule whose target is the project'],
    WAYS['a schedule that calls StartBuild'],
  ]
  const OVER_PIPELINES = [WAYS['a pipeline'], WAYS["a pipeline's rule"]]

  const hanging = (action: string) => {
    const world = new AllKinds()
    layWays(world, [...DIRECT, ...OVER_PIPELINES])
    const { promise, resolve } = Promise.withResolvers<void>()
    world.held.set(action, promise)
    const guard = world.guard('disable')
    return { world, guard, acting: guard.act(), letGo: resolve }
  }
  const shut = (world: AllKinds): readonly boolean[] => [...DIRECT, ...OVER_PIPELINES].map((way) => isShut(way, world))

  it.each(['codepipeline:ListPipelines', 'codepipeline:GetPipeline'])(
    'at %s does not keep what starts the project itself from being disabled within seconds',
    async (action) => {
      const { world, guard } = hanging(action)
      await world.clock.sleep(15_000)
      expect(shut(world)).toEqual([...DIRECT.map(() => true), ...OVER_PIPELINES.map(() => false)])
      expect(guard.known().problems).toMatchObject([{ blocking: true, passing: true }])
    },
  )

  it('and comes back lets the rest be disabled, and everything be told as this run did it', async () => {
    const { world, acting, letGo } = hanging('codepipeline:ListPipelines')
    await world.clock.sleep(15_000)
    letGo()
    const { projects, problems } = await acting
    expect(shut(world)).not.toContain(false)
    expect(problems).toEqual([])
    const states = projects[0]?.triggers.map(({ state, change }) => `${state} ${change}`)
    expect([...new Set(states)]).toEqual(['disabled disabled'])
    expect(world.writes.filter((action) => action === 'events:PutRule')).toHaveLength(3)
  })

  it('asks nothing twice where it does not hang', async () => {
    const world = new AllKinds()
    layWays(world, [...DIRECT, ...OVER_PIPELINES])
    await world.guard('report').act()
    const looks = world.calls.filter(({ action }) => action === 'scheduler:ListSchedules').length
    world.calm()
    await world.guard('disable').act()
    // Once for what is done, and once for what it came to.
    expect(world.calls.filter(({ action }) => action === 'scheduler:ListSchedules')).toHaveLength(2 * looks)
  })
})

describe('what was not read in time', () => {
  const knownBy = (guard: Guard) => {
    const { projects, problems } = guard.known()
    const triggers = projects.flatMap((project) =>
      project.triggers.map(({ kind, name, state }) => `${kind} ${name} ${state}`),
    )
    return { triggers, problems, projects }
  }
  const hanging = async (changed: Changed) => {
    const clock = virtualClock()
    const guard = guardOf(hookOn(), changed, clock)
    const acting = guard.act()
    await clock.sleep(6_000)
    return { acting, guard, ...knownBy(guard) }
  }

  it('names the last call that failed, and lists the kinds that it kept from being read', async () => {
    const { guard, acting, triggers, problems } = await hanging({
      events: { listEventBuses: failing('events:ListEventBuses') },
    })
    expect(triggers).toEqual([expect.stringMatching(/^webhook .* disabled$/), 'rule rules of app unknown'])
    expect(problems).toMatchObject([
      {
        blocking: true,
        passing: true,
        message: expect.stringMatching(
          / The last call that failed: events:ListEventBuses \(InternalError, HTTP 500: says AWS\)\.$/,
        ),
      },
    ])
    await acting
    expect(guard.known().projects[0]?.triggers.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      'webhook disabled',
      'rule unknown',
    ])
  })

  it('leaves nothing live that starts the projects themselves while the search for pipelines hangs', async () => {
    const world = new CodeBuildInMemory(projectWith('app'), projectWith('web'))
    const events = new EventsInMemory().add('default/nightly', NIGHTLY, ...['app', 'web'].map(arnOf))
    const codepipeline = { ...world.aws.codepipeline(REGION), listPipelines: never }
    const aws: Aws = { ...world.aws, events: () => events.api, codepipeline: () => codepipeline }
    const clock = virtualClock()
    void guardOf(world, { aws, settings: { codebuildProjects: ['app', 'web'] } }, clock).act()
    await clock.sleep(30_000)
    expect(events.rules.get('default/nightly')?.rule.State).toBe('DISABLED')
  })

  it('is every trigger of the project where not even that was read, and no call is named where none failed', async () => {
    const failed = await hanging({ codebuild: { batchGetProjects: failing('codebuild:BatchGetProjects') } })
    expect(failed.triggers).toEqual(['webhook triggers of app unknown'])
    expect(failed.problems[0]?.message).toContain('codebuild:BatchGetProjects')
    const hung = await hanging({ codebuild: { batchGetProjects: never } })
    expect(hung.triggers).toEqual(['webhook triggers of app unknown'])
    expect(hung.problems[0]?.message).toMatch(/or only with errors\.$/)
    const found = await hanging({ settings: { competingTriggers: 'report' }, events: { listEventBuses: never } })
    expect(found.triggers).toEqual(['webhook triggers of app unknown'])
    for (const { projects } of [hung, found])
      expect(projects).toEqual([
        { name: 'app', exists: true, competing: 'named', evidence: [], triggers: expect.any(Array), builds: [] },
      ])
  })

  it('is laid on GitHub where its hook API failed, and on either where it hangs', async () => {
    const github = new GitHubHooksInMemory()
    github.before = () => {
      throw githubFailure('retry')
    }
    const failed = await hanging({ github, events: { listEventBuses: never } })
    expect(failed.problems.at(-1)).toMatchObject({
      heldUpBy: 'GitHub',
      message: expect.stringMatching(/: GitHub answered too slowly, .* The last call that failed: PATCH \/repos/),
    })
    const hung = await hanging({ github: { host: github.host, read: never, write: never } })
    expect(hung.problems).toMatchObject([
      { heldUpBy: 'either', message: expect.stringContaining(' GitHub has not answered yet: GET /repos/') },
    ])
  })

  it('is told without a status where the call that failed got none', async () => {
    const { problems } = await hanging({
      events: { listEventBuses: () => Promise.reject(new AwsFailure('retry', 'events:ListEventBuses', 'X', 'reset')) },
    })
    expect(problems[0]?.message).toContain('failed: events:ListEventBuses (X: reset).')
  })

  it('is what the look under way has not come to: not what it has read, nor what an earlier one had', async () => {
    const world = hookOn()
    let hangs = false
    const clock = virtualClock()
    const scheduler = world.aws.scheduler(REGION)
    const listSchedules: typeof scheduler.listSchedules = (input) => (hangs ? never() : scheduler.listSchedules(input))
    const aws: Aws = { ...world.aws, scheduler: () => ({ ...scheduler, listSchedules }) }
    const settings = { codebuildProjects: ['app', 'gone'], competingTriggers: 'report' } as const
    const guard = guardOf(world, { settings, aws }, clock)
    await guard.act()
    hangs = true
    void guard.read()
    await clock.sleep(6_000)
    const { triggers, projects } = knownBy(guard)
    expect(triggers).toEqual([expect.stringMatching(/^webhook .* live$/), 'schedule schedules of app unknown'])
    expect(projects.map(({ name, exists }) => `${name} ${exists}`)).toEqual(['app true', 'gone false'])
  })

  it('is not laid on builds, nor on a call of an earlier look', async () => {
    const builds = { listBuildsForProject: failing('codebuild:ListBuildsForProject') }
    const { problems } = await hanging({ codebuild: builds, events: { listEventBuses: never } })
    expect(problems[0]?.message).toMatch(/or only with errors\.$/)
    const { guard, acting } = await hanging({ events: { listEventBuses: failing('events:ListEventBuses') } })
    await acting
    const reading = guard.read()
    await Promise.resolve()
    await Promise.resolve()
    expect(guard.known().problems.find(({ message }) => message.includes('in full'))?.message).toMatch(
      /or only with errors\.$/,
    )
    await reading
  })
})
