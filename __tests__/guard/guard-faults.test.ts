import { describe, expect, it } from '@jest/globals'

import { AwsFailure } from '../../src/aws/failure.ts'
import { createGuard } from '../../src/guard/guard.ts'
import type { GuardSettings } from '../../src/guard/guard.ts'
import { MAIN, MARK, PUSH, TAGS, appWith, guardOf, noTarget, only, optionOf, refuse, running } from './asking.ts'
import {
  CodeBuildInMemory,
  HOOK_URL,
  REGION,
  arnOf,
  failureOf,
  hookWith,
  projectWith,
  virtualClock,
} from './codebuild-in-memory.ts'

describe('the second look', () => {
  it('keeps what was done, and makes no change', async () => {
    const world = appWith({ filterGroups: [[PUSH]] })
    const guard = guardOf(world)
    const first = await guard.act()
    const writes = world.count('updateWebhook')
    const second = await guard.read()
    expect(only(second)).toEqual(only(first))
    expect(world.count('updateWebhook')).toBe(writes)
  })

  it('sees that somebody made the hook live again', async () => {
    const world = appWith({ filterGroups: [[PUSH]] })
    const guard = guardOf(world)
    await guard.act()
    world.projects.set('app', projectWith('app', hookWith({ filterGroups: [[PUSH]] })))
    const reading = await guard.read()
    expect(only(reading)).toMatchObject({
      state: 'live',
      change: 'disabled',
      detail: expect.stringContaining('live again'),
    })
    expect(world.count('updateWebhook')).toBe(1)
  })

  it('keeps a changed hook listed when it, or its project, is gone', async () => {
    const world = appWith({ filterGroups: [[PUSH]] })
    const guard = guardOf(world)
    await guard.act()
    world.projects.set('app', projectWith('app'))
    expect(only(await guard.read())).toMatchObject({ state: 'harmless', change: 'disabled' })
    world.projects.delete('app')
    const reading = await guard.read()
    expect(only(reading)).toMatchObject({ change: 'disabled' })
    expect(reading.projects).toMatchObject([{ name: 'app', arn: arnOf('app'), exists: false }])
    expect(reading.problems).toMatchObject([{ blocking: true }])
  })

  it('calls the hook unknown where it cannot be read any more', async () => {
    const world = appWith({ filterGroups: [[PUSH]] })
    const guard = guardOf(world)
    await guard.act()
    refuse(world, 'batchGetProjects', failureOf('retry', 'BatchGetProjects', 'ServiceUnavailable'))
    const reading = await guard.read()
    expect(only(reading)).toMatchObject({ state: 'unknown', change: 'disabled', name: HOOK_URL })
    expect(reading.problems).toMatchObject([{ blocking: true, passing: true }])
  })

  it('repeats what stood in the way as long as it stands', async () => {
    const world = appWith({})
    const guard = guardOf(world)
    const first = await guard.act()
    expect((await guard.read()).problems).toEqual(first.problems)
    world.projects.set('app', projectWith('app', hookWith({ filterGroups: [TAGS] })))
    expect((await guard.read()).problems).toEqual([])
  })
})

describe('what AWS refuses', () => {
  it('a project that does not exist blocks, with region and name, and the others are still handled', async () => {
    const world = appWith({ filterGroups: [[PUSH]] })
    const reading = await guardOf(world, { codebuildProjects: ['nope', 'app'] }).act()
    expect(reading.projects).toMatchObject([
      { name: 'nope', exists: false, triggers: [] },
      { name: 'app', exists: true, triggers: [{ state: 'disabled' }] },
    ])
    expect(reading.problems).toMatchObject([
      { project: 'nope', blocking: true, message: expect.stringContaining(REGION) },
    ])
    expect(reading.problems[0]?.message).toContain('nope')
  })

  it.each([
    ['batchGetProjects', 'BatchGetProjects', 'unknown', 'none', true],
    ['updateWebhook', 'UpdateWebhook', 'live', 'refused', true],
    ['listBuildsForProject', 'ListBuildsForProject', 'disabled', 'disabled', false],
  ] as const)('%s denied is told with action and resource', async (method, action, state, change, blocking) => {
    const world = appWith({ filterGroups: [[PUSH]] })
    refuse(world, method, failureOf('denied', action, 'AccessDeniedException'))
    const reading = await guardOf(world).act()
    expect(only(reading)).toMatchObject({ state, change })
    const problem = { project: 'app', action: `codebuild:${action}`, resource: arnOf('app'), blocking }
    // Without the builds nobody knows which pipelines of other regions to look for.
    expect(reading.problems).toMatchObject(method === 'listBuildsForProject' ? [problem, problem] : [problem])
    for (const { message } of reading.problems) expect(message).toContain(`codebuild:${action}`)
  })

  it('names the resource itself where AWS does not', async () => {
    const world = appWith({ filterGroups: [[PUSH]] })
    refuse(
      world,
      'batchGetProjects',
      new AwsFailure('denied', 'codebuild:BatchGetProjects', 'AccessDeniedException', 'no', { resource: 'app' }),
    )
    const reading = await guardOf(world).act()
    expect(reading.problems[0]?.resource).toBe('arn:aws:codebuild:eu-central-1:*:project/app')
  })

  it('one project that may not be read does not hide the others', async () => {
    const world = new CodeBuildInMemory(projectWith('app', hookWith({ filterGroups: [[PUSH]] })), projectWith('secret'))
    world.before = ({ method, input }) => {
      if (method === 'batchGetProjects' && JSON.stringify(input).includes('secret'))
        throw failureOf('denied', 'BatchGetProjects', 'AccessDeniedException')
    }
    const reading = await guardOf(world, { codebuildProjects: ['secret', 'app'] }).act()
    expect(reading.projects.map(({ name, triggers }) => [name, triggers[0]?.state])).toEqual([
      ['secret', 'unknown'],
      ['app', 'disabled'],
    ])
  })

  it("a dead GitHub credential of CodeBuild is told with the hook's address and what to do", async () => {
    const world = appWith({ filterGroups: [[PUSH]] })
    refuse(world, 'updateWebhook', failureOf('rejected', 'UpdateWebhook', 'OAuthProviderException', 'bad token'))
    const reading = await guardOf(world).act()
    expect(reading.problems).toMatchObject([{ blocking: true }])
    const [problem] = reading.problems
    expect(problem?.message).toContain(`gh api --method PATCH '${HOOK_URL}' -F active=false`)
    expect(problem?.message).toContain('https://github.com/acme/shop/settings/hooks/4711')
    expect(problem?.message).toContain('bad token')
  })

  it.each(['batchGetProjects', 'updateWebhook', 'listBuildsForProject'] as const)(
    'bad credentials at %s end the run',
    async (method) => {
      const world = appWith({ filterGroups: [[PUSH]] })
      const failure = failureOf('credentials', method, 'ExpiredTokenException')
      refuse(world, method, failure)
      await expect(guardOf(world).act()).rejects.toBe(failure)
    },
  )

  it('what a refused run had changed before stays told', async () => {
    const world = appWith({ filterGroups: [[PUSH]] })
    world.before = ({ method }) => {
      if (method === 'listBuildsForProject' && world.count('updateWebhook') > 0)
        throw failureOf('credentials', 'ListBuildsForProject', 'ExpiredTokenException')
    }
    const guard = guardOf(world)
    await expect(guard.act()).rejects.toThrow()
    expect(only(guard.known())).toMatchObject({ change: 'disabled', undo: expect.any(String) })
  })

  it('a defect is not mistaken for a refusal', async () => {
    const world = appWith({ filterGroups: [[PUSH]] })
    world.before = () => {
      throw new TypeError('a defect')
    }
    await expect(guardOf(world).act()).rejects.toThrow(TypeError)
  })
})

describe('faults', () => {
  it.each(['batchGetProjects', 'updateWebhook', 'listBuildsForProject', 'batchGetBuilds'] as const)(
    'three throttled calls of %s are ridden out',
    async (method) => {
      const world = appWith({ filterGroups: [[PUSH]] })
      running(world)
      refuse(world, method, failureOf('retry', method, 'ThrottlingException'), 3)
      const reading = await guardOf(world).act()
      expect(only(reading)).toMatchObject({ state: 'disabled', change: 'disabled' })
      expect(reading.problems).toEqual([])
      expect(reading.projects[0]?.builds).toHaveLength(1)
    },
  )

  it('an AWS that does not answer blocks, in bounded time', async () => {
    const world = appWith({ filterGroups: [[PUSH]] })
    refuse(world, 'batchGetProjects', failureOf('retry', 'BatchGetProjects', 'TimeoutError'))
    const clock = virtualClock()
    const reading = await guardOf(world, {}, clock).act()
    expect(only(reading)).toMatchObject({ state: 'unknown', change: 'none' })
    expect(reading.problems).toMatchObject([{ blocking: true, message: expect.stringContaining('TimeoutError') }])
    expect(clock.slept.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(10_000)
  })

  it('a write whose answer was lost counts by what is read back', async () => {
    const world = appWith({ filterGroups: [[PUSH]] })
    world.afterWrite = () => {
      throw failureOf('retry', 'UpdateWebhook', 'TimeoutError')
    }
    expect(only(await guardOf(world).act())).toMatchObject({ state: 'disabled', change: 'disabled' })
  })

  it('a read that lags behind the write is waited for, without writing again', async () => {
    const world = appWith({ filterGroups: [[PUSH]] })
    world.staleReads = 2
    expect(only(await guardOf(world).act())).toMatchObject({ state: 'disabled', change: 'disabled' })
    expect(world.count('updateWebhook')).toBe(1)
  })

  it('a hook that cannot be read back is unknown, and the change is told', async () => {
    const world = appWith({ filterGroups: [[PUSH]] })
    world.before = ({ method }) => {
      if (method === 'batchGetProjects' && world.count('updateWebhook') > 0)
        throw failureOf('denied', 'BatchGetProjects', 'AccessDeniedException')
    }
    const reading = await guardOf(world).act()
    expect(only(reading)).toMatchObject({ state: 'unknown', change: 'disabled' })
    expect(JSON.parse(optionOf(only(reading)?.undo, '--filter-groups') ?? '')).toEqual([[PUSH]])
    expect(reading.problems).toMatchObject([{ blocking: true, message: expect.stringContaining('could not be read') }])
  })

  it('an answer that mentions the project in no way is not taken for a hook that is gone', async () => {
    const world = appWith({ filterGroups: [[PUSH]] })
    const { batchGetProjects } = world.api
    let asked = 0
    const api = {
      ...world.api,
      batchGetProjects: async (input: Parameters<typeof batchGetProjects>[0]) => {
        asked += 1
        return asked === 1 ? batchGetProjects(input) : { $metadata: {} }
      },
    }
    const settings: GuardSettings = {
      mode: 'verify',
      codebuildProjects: ['app'],
      competingTriggers: 'disable',
      stopCompetingBuilds: false,
      forceRestore: false,
    }
    const aws = { ...world.aws, codebuild: () => api }
    const reading = await createGuard({ settings, aws, clock: virtualClock(), region: REGION, ...noTarget }).act()
    expect(only(reading)).toMatchObject({ state: 'live' })
    expect(reading.problems).toMatchObject([{ blocking: true }])
  })

  describe('a project that is known', () => {
    const guardWith = (world: CodeBuildInMemory, known: (key: string) => boolean, project: string) => {
      const api = {
        ...world.api,
        batchGetProjects: async ({ names = [] }: { names?: string[] | undefined }) => {
          const unknown = names.filter((key) => !known(key))
          const answer = await world.api.batchGetProjects({ names: names.filter(known) })
          return { ...answer, projectsNotFound: [...(answer.projectsNotFound ?? []), ...unknown] }
        },
      }
      const settings: GuardSettings = {
        mode: 'verify',
        codebuildProjects: [project],
        competingTriggers: 'disable',
        stopCompetingBuilds: false,
        forceRestore: false,
      }
      const aws = { ...world.aws, codebuild: () => api }
      return createGuard({ settings, aws, clock: virtualClock(), region: REGION, ...noTarget })
    }

    it.each([
      ['its name only', 'app', (key: string) => !key.startsWith('arn:')],
      ['its ARN too, which was given', arnOf('app'), () => true],
    ])('under %s has its hook disabled', async (_, project, known) => {
      const world = appWith({ filterGroups: [[PUSH]] })
      const reading = await guardWith(world, known, project).act()
      expect(only(reading)).toMatchObject({ state: 'disabled', change: 'disabled' })
      expect(reading.problems).toEqual([])
    })

    it('under the ARN of another account is not changed under its name, which here is another project', async () => {
      const theirs = arnOf('app').replace('123456789012', '999999999999')
      const world = appWith({ filterGroups: [[PUSH]] })
      world.projects.set('theirs', { ...projectWith('app', hookWith({ filterGroups: [[PUSH, MAIN]] })), arn: theirs })
      const reading = await guardOf(world, { codebuildProjects: [theirs] }).act()
      expect(world.count('updateWebhook')).toBe(0)
      expect(only(reading)).toMatchObject({ state: 'live', change: 'refused' })
      expect(reading.problems).toMatchObject([
        {
          blocking: true,
          message: expect.stringMatching(
            /codebuild:UpdateWebhook.*NotInThisAccount: arn:.*:999999999999:project\/app is not what this account has under the name app,/,
          ),
        },
      ])
    })

    it('under the ARN of another account is not taken for another of its name when it is deleted', async () => {
      const theirs = arnOf('app').replace('123456789012', '999999999999')
      const world = appWith({ filterGroups: [[PUSH]] })
      world.projects.set('theirs', { ...projectWith('app', hookWith({ filterGroups: [[PUSH, MAIN]] })), arn: theirs })
      let reads = 0
      world.before = ({ method }) => {
        if (method === 'batchGetProjects' && (reads += 1) === 2) world.projects.delete('theirs')
      }
      const reading = await guardOf(world, { codebuildProjects: [theirs] }).act()
      expect(world.count('updateWebhook')).toBe(0)
      expect(reading.projects).toMatchObject([{ exists: false, triggers: [] }])
    })

    it('without an ARN at first is the same when it has one', async () => {
      const world = appWith({ filterGroups: [[PUSH]] })
      const { arn: _, ...nameless } = projectWith('app', hookWith({ filterGroups: [[PUSH]] }))
      let reads = 0
      world.projects.set('app', nameless)
      world.before = ({ method }) => {
        if (method === 'batchGetProjects' && (reads += 1) === 2)
          world.projects.set('app', { ...nameless, arn: arnOf('app') })
      }
      expect(only(await guardOf(world).act())).toMatchObject({ state: 'disabled', change: 'disabled' })
    })

    it('and is said to be gone for a moment is live for a reason, and disabled at the next try', async () => {
      const world = appWith({ filterGroups: [[PUSH]] })
      let isGone = false
      const guard = guardWith(world, () => !isGone, 'app')
      let reads = 0
      world.before = ({ method }) => {
        // Found by the first look, and under none of its names before it is changed.
        if (method === 'batchGetProjects') isGone = (reads += 1) < 3
      }
      for (const reading of [await guard.act(), await guard.read()]) {
        expect(only(reading)).toMatchObject({ state: 'live', change: 'none' })
        expect(reading.problems).toMatchObject([
          { blocking: true, passing: true, message: expect.stringContaining('It was deleted while this action') },
        ])
      }
      expect(only(await guard.act())).toMatchObject({ state: 'disabled', change: 'disabled' })
    })
  })

  it('a hook deleted in between is nothing to disable', async () => {
    const world = appWith({ filterGroups: [[PUSH]] })
    world.before = ({ method }) => {
      if (method === 'updateWebhook') world.projects.set('app', projectWith('app'))
    }
    const reading = await guardOf(world).act()
    expect(only(reading)).toBeUndefined()
    expect(reading.problems).toEqual([])
  })

  it('another who changes the hook at the same time is answered once', async () => {
    const world = appWith({ filterGroups: [[PUSH]] })
    let others = 1
    world.afterWrite = (project) => {
      if (others-- > 0) world.projects.set('app', { ...project, webhook: hookWith({ filterGroups: [[PUSH, MAIN]] }) })
    }
    const reading = await guardOf(world).act()
    expect(only(reading)).toMatchObject({ state: 'disabled', change: 'disabled' })
    expect(world.hook('app')?.filterGroups).toEqual([[PUSH, MAIN, MARK]])
    expect(reading.problems).toEqual([])
  })

  it('another who changes it each time is reported', async () => {
    const world = appWith({ filterGroups: [[PUSH]] })
    world.afterWrite = (project) =>
      world.projects.set('app', { ...project, webhook: hookWith({ filterGroups: [[PUSH]] }) })
    const reading = await guardOf(world).act()
    expect(only(reading)).toMatchObject({ state: 'live' })
    expect(world.count('updateWebhook')).toBe(2)
    expect(reading.problems).toMatchObject([{ blocking: true, message: expect.stringContaining('something else') }])
  })

  it('a cancelled run stops waiting', async () => {
    const world = appWith({ filterGroups: [[PUSH]] })
    refuse(world, 'batchGetProjects', failureOf('retry', 'BatchGetProjects', 'TimeoutError'))
    const reason = new Error('cancelled')
    await expect(guardOf(world, { signal: AbortSignal.abort(reason) }).act()).rejects.toBe(reason)
  })
})
