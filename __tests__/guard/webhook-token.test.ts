import { describe, expect, it } from '@jest/globals'
import type { Webhook } from '@aws-sdk/client-codebuild'
import * as fc from 'fast-check'

import type { AwsFailure } from '../../src/aws/failure.ts'
import { addressOf, hasEvents } from '../../src/guard/webhook/github.ts'
import type { GitHubHook } from '../../src/guard/webhook/github-hook.ts'
import type { Trigger } from '../../src/model.ts'
import { MAIN, MARK, PUSH, TAGS, JOB, optionOf, wordsOf } from './asking.ts'
import { HOOK_URL, failureOf, filter, hookWith } from './codebuild-in-memory.ts'
import { PATH, World, githubFailure, githubHook } from './webhook-world.ts'

const DEAD = failureOf('rejected', 'UpdateWebhook', 'OAuthProviderException', 'bad token of CodeBuild')
const MARKS = ['gollum', 'meta', 'milestone']
const OFF = githubHook({ active: false, events: ['push', 'pull_request', ...MARKS] })

function stuckWorld(github?: GitHubHook, failure: AwsFailure = DEAD): World {
  const world = new World({ filterGroups: [[PUSH, MAIN]] }, github)
  world.refuse(failure)
  return world
}

/** What `-f 'events[]=…'` and `-F active=…` of a `gh api` command say. */
function changeOf(command: string | undefined): { active: string | undefined; events: string[] } {
  const words = wordsOf(command)
  const fields = words.filter((word) => word.startsWith('events[]='))
  const active = words.find((word) => word.startsWith('active='))
  return { active: active?.slice('active='.length), events: fields.map((field) => field.slice('events[]='.length)) }
}

it.each<[readonly string[], readonly string[], boolean]>([
  [['push', 'meta'], ['meta', 'push'], true],
  [['push'], ['push', 'meta'], false],
  [['push', 'meta'], ['push'], false],
  [['push', 'meta'], ['push', 'release'], false],
])('a hook with the events %j has %j and no other: %s', (events, asked, has) => {
  expect(hasEvents(githubHook({ events }), asked)).toBe(has)
})

describe('disable with webhook-token', () => {
  it.each([
    ['its credential for GitHub is dead', DEAD],
    ['the role may not', failureOf('denied', 'UpdateWebhook', 'AccessDeniedException')],
    ['the input is rejected', failureOf('rejected', 'UpdateWebhook', 'InvalidInputException')],
  ])('switches the hook off at GitHub where CodeBuild refuses because %s', async (_, failure) => {
    const world = stuckWorld(undefined, failure)
    const { triggers, problems } = await world.do('disable')
    expect(world.github.writes).toEqual([{ active: false, events: ['push', 'pull_request', ...MARKS] }])
    expect(world.github.calls.at(-1)).toMatchObject({ method: 'read', path: PATH })
    expect(triggers).toMatchObject([{ state: 'disabled', change: 'disabled', name: HOOK_URL }])
    expect(triggers[0]?.detail).toContain('Switched off at GitHub')
    expect(problems).toMatchObject([{ blocking: false, message: expect.stringContaining(failure.code) }])
    expect(world.codebuild.hook('app')).toEqual(hookWith({ filterGroups: [[PUSH, MAIN]] }))
  })

  it.each<[string, Partial<Webhook>]>([
    ['no filter at all', {}],
    ['a branch filter and groups at once', { branchFilter: 'main', filterGroups: [[PUSH]] }],
    ['a branch filter that could not come back', { branchFilter: 'a\ud800' }],
  ])('switches a hook off at GitHub that has %s', async (_, hook) => {
    const world = new World(hook)
    const { triggers, problems } = await world.do('disable')
    expect(triggers).toMatchObject([{ state: 'disabled', change: 'disabled' }])
    expect(problems).toEqual([])
    expect(world.github.hook).toEqual(OFF)
    expect(world.codebuild.count('updateWebhook')).toBe(0)
  })

  it('leaves GitHub alone where CodeBuild does it', async () => {
    const world = new World({ filterGroups: [[PUSH]] })
    expect((await world.do('disable')).triggers).toMatchObject([{ state: 'disabled', change: 'disabled' }])
    expect(world.github.writes).toEqual([])
    expect(world.codebuild.hook('app')?.filterGroups).toEqual([[PUSH, MARK]])
  })

  it.each<[string, Partial<Webhook>, string]>([
    ['feeds runners', { filterGroups: [JOB] }, 'protected'],
    ['feeds runners and builds pushes', { filterGroups: [JOB, [PUSH]] }, 'mixed'],
    ['feeds Buildkite runners, without a filter', { buildType: 'RUNNER_BUILDKITE_BUILD' }, 'mixed'],
    ['is being deleted', { filterGroups: [[PUSH]], status: 'DELETING' }, 'live'],
    ['builds tags only', { filterGroups: [TAGS] }, 'harmless'],
  ])('never switches a hook off that %s', async (_, hook, state) => {
    const world = new World(hook)
    world.refuse(DEAD)
    expect((await world.do('disable')).triggers).toMatchObject([{ state, change: 'none' }])
    expect(world.github.writes).toEqual([])
  })

  it.each<[string, Partial<Webhook>, string | undefined]>([
    ['in groups of their own', { filterGroups: [JOB, [PUSH], TAGS] }, JSON.stringify([JOB, TAGS])],
    ['in one group with pushes', { filterGroups: [[filter('EVENT', 'PUSH, WORKFLOW_JOB_QUEUED')], [PUSH]] }, undefined],
    ['by its build type', { filterGroups: [[PUSH]], buildType: 'RUNNER_BUILDKITE_BUILD' }, undefined],
    ['next to a branch filter', { filterGroups: [JOB], branchFilter: 'main' }, undefined],
  ])('never advises to switch a hook off that feeds runners %s', async (_, hook, groups) => {
    const [problem] = (await new World(hook).do('disable')).problems
    expect(problem?.blocking).toBe(true)
    expect(problem?.message).toContain('give the runners a project of their own')
    for (const harmful of ['switch it off', 'active=false', 'clear Active'])
      expect(problem?.message).not.toContain(harmful)
    const [, command] = problem?.message.split('Or take the pushes out of it, and leave the runners: ') ?? []
    expect(optionOf(command, '--filter-groups')).toBe(groups)
  })

  it('leaves CodeBuild’s side alone where the owner has the hook off at GitHub', async () => {
    const world = new World({ filterGroups: [[PUSH, MAIN]] }, githubHook({ active: false }))
    expect(await world.do('disable')).toMatchObject({ triggers: [{ state: 'harmless', change: 'none' }], problems: [] })
    expect(world.codebuild.hook('app')?.filterGroups).toEqual([[PUSH, MAIN]])
    expect(world.github.writes).toEqual([])
  })

  it('switches the hook off where CodeBuild does not know the call', async () => {
    const world = stuckWorld(undefined, failureOf('unsupported', 'UpdateWebhook', 'UnknownOperationException'))
    expect((await world.do('disable')).triggers).toMatchObject([{ state: 'disabled', change: 'disabled' }])
  })

  it('offers the token where it would help, and not otherwise', async () => {
    const hinted = async (hook: Partial<Webhook>, failure: AwsFailure, token: boolean): Promise<boolean> => {
      const world = new World(hook, githubHook({ events: ['*'] }))
      world.refuse(failure)
      const { problems } = await world.do('disable', token)
      expect(problems.length).toBeGreaterThan(0)
      return problems.some(({ message }) =>
        message.includes('With webhook-token this action switches it off at GitHub.'),
      )
    }
    const stuck = { filterGroups: [[PUSH]] }
    expect(await hinted(stuck, DEAD, false)).toBe(true)
    expect(await hinted(stuck, DEAD, true)).toBe(false)
    expect(await hinted({ ...stuck, url: 'https://gitlab.com/api/v4/projects/1/hooks/2' }, DEAD, false)).toBe(false)
    expect(await hinted(stuck, failureOf('retry', 'UpdateWebhook', 'ThrottlingException'), false)).toBe(false)
  })

  it('does not take a fault that may pass for a refusal', async () => {
    const world = stuckWorld(undefined, failureOf('retry', 'UpdateWebhook', 'ThrottlingException'))
    expect((await world.do('disable')).triggers).toMatchObject([{ state: 'live', change: 'refused' }])
    expect(world.github.writes).toEqual([])
  })

  it('changes nothing the second time, on either side', async () => {
    const world = stuckWorld()
    await world.do('disable')
    world.allow()
    const { triggers, problems } = await world.do('disable')
    expect(world.github.writes).toHaveLength(1)
    expect(world.codebuild.hook('app')?.filterGroups).toEqual([[PUSH, MAIN]])
    expect(triggers).toMatchObject([{ state: 'disabled', change: 'none' }])
    expect(problems).toEqual([])
  })

  it('without a token is what it was: refused, live, with what to do', async () => {
    const world = stuckWorld()
    const { triggers, problems } = await world.do('disable', false)
    expect(triggers).toMatchObject([{ state: 'live', change: 'refused' }])
    expect(problems).toMatchObject([{ blocking: true, message: expect.stringContaining('webhook-token') }])
    expect(problems[0]?.message).toContain(`gh api --method PATCH '${HOOK_URL}' -F active=false`)
    expect(world.github.calls).toEqual([])
  })

  it.each<[string, GitHubHook, string]>([
    [
      'subscribes to the mark already',
      githubHook({ events: ['push', ...MARKS] }),
      'subscribes to the events gollum, meta, milestone',
    ],
    ['subscribes to a part of the mark', githubHook({ events: ['push', 'meta'] }), 'meta, which is a part of the mark'],
    ['subscribes to everything', githubHook({ events: ['*'] }), 'every event'],
    ['subscribes to nothing', githubHook({ events: [] }), 'no event'],
    ['sends elsewhere', githubHook({ payloadUrl: 'https://evil.example/hooks' }), 'does not send to CodeBuild'],
  ])('leaves a hook on that %s, and says so', async (_, hook, why) => {
    const world = stuckWorld(hook)
    const { triggers, problems } = await world.do('disable')
    expect(world.github.writes).toEqual([])
    expect(triggers).toMatchObject([{ state: 'live', change: 'refused' }])
    expect(problems).toHaveLength(2)
    expect(problems.every(({ blocking }) => blocking)).toBe(true)
    expect(problems[1]?.message).toContain(why)
  })

  it.each([
    'https://codebuild.eu-central-1.amazonaws.com.evil.example/webhooks',
    'https://codebuild.eu-central-1.amazonaws.com@evil.example/',
    'http://codebuild.eu-central-1.amazonaws.com/webhooks',
    'https://codebuild.amazonaws.com/',
    'https://evil-codebuild.eu-central-1.amazonaws.com/webhooks',
    'https://s3.eu-central-1.amazonaws.com/',
    'no address',
  ])('takes %s for no address of CodeBuild', async (payloadUrl) => {
    const world = stuckWorld(githubHook({ payloadUrl }))
    expect((await world.do('disable')).triggers).toMatchObject([{ state: 'live' }])
    expect(world.github.writes).toEqual([])
  })

  it.each([
    'https://codebuild.cn-north-1.amazonaws.com.cn/webhooks?t=x',
    'https://codebuild.us-gov-west-1.amazonaws.com/webhooks?t=x',
    undefined,
  ])('takes %s for one', async (payloadUrl) => {
    const { payloadUrl: _, ...nameless } = githubHook()
    const world = stuckWorld(payloadUrl === undefined ? nameless : githubHook({ payloadUrl }))
    expect((await world.do('disable')).triggers).toMatchObject([{ state: 'disabled' }])
  })

  it.each([
    ['may not read', 'read'],
    ['may not write', 'write'],
  ])('says what a token lacks that %s', async (_, method) => {
    const world = stuckWorld()
    world.github.before = (call) => {
      if (call.method === method) throw githubFailure('denied', 'needs Webhooks: read and write')
    }
    const { triggers, problems } = await world.do('disable')
    expect(triggers).toMatchObject([{ state: 'live', change: 'refused' }])
    expect(problems).toMatchObject([
      { blocking: true, message: expect.stringContaining('bad token of CodeBuild') },
      { blocking: true, message: expect.stringContaining('needs Webhooks: read and write') },
    ])
    expect(world.github.hook).toEqual(githubHook())
    if (method === 'write')
      expect(problems[1]?.message).toMatch(/^The webhook of app could not be switched off at GitHub: /)
  })

  /** GitHub takes the switch, and keeps the events that it had, or only some of those that were sent. */
  const forgetful = (world: World, kept: readonly string[] = []): void => {
    world.github.afterWrite = (path) => {
      const hook = world.github.hook ?? githubHook()
      world.github.hooks.set(path, {
        ...hook,
        events: hook.events.filter((event) => !MARKS.includes(event) || kept.includes(event)),
      })
    }
  }

  it.each([
    ['no event of the mark', []],
    ['only a part of it', ['meta']],
  ])('switches the hook on again where GitHub keeps %s, for no restore would find it', async (_, kept) => {
    const world = stuckWorld()
    forgetful(world, kept)
    const { triggers, problems } = await world.do('disable')
    expect(world.github.hook).toEqual(githubHook())
    expect(triggers).toMatchObject([{ state: 'live', change: 'refused' }])
    expect(problems).toMatchObject([
      { blocking: true, message: expect.stringContaining(`gh api --method PATCH '${HOOK_URL}' -F active=false`) },
      { blocking: true, message: expect.stringMatching(/did not keep the mark .* so it was switched on again\.$/) },
    ])
    expect(world.told.slice(1).map(({ state, undo }) => [state, changeOf(undo)])).toEqual([
      ['unknown', { active: 'true', events: githubHook().events }],
      ['unknown', { active: 'true', events: githubHook().events }],
    ])
  })

  it('is refused by GitHub where it keeps no mark, though CodeBuild was not asked', async () => {
    const world = new World({})
    forgetful(world)
    expect((await world.do('disable')).triggers).toMatchObject([{ state: 'live', change: 'refused' }])
    expect(world.github.hook).toEqual(githubHook())
  })

  it('leaves a hook alone that its owner switched off meanwhile', async () => {
    const world = stuckWorld()
    world.codebuild.before = ({ method }) => {
      if (method !== 'updateWebhook') return
      world.github.hooks.set(PATH, githubHook({ active: false }))
      throw DEAD
    }
    expect(await world.do('disable')).toMatchObject({ triggers: [{ state: 'harmless', change: 'none' }] })
    expect(world.github.writes).toEqual([])
  })

  it('says what it did where somebody made the hook one that cannot be marked since', async () => {
    const world = stuckWorld()
    world.github.afterWrite = (path) => {
      world.github.hooks.set(path, githubHook({ events: ['*'] }))
      world.github.afterWrite = () => undefined
    }
    const { triggers, problems } = await world.do('disable')
    expect(world.github.writes).toHaveLength(1)
    expect(triggers).toMatchObject([{ state: 'live', change: 'disabled' }])
    expect(changeOf(triggers[0]?.undo)).toEqual({ active: 'true', events: githubHook().events })
    expect(problems[1]).toMatchObject({
      blocking: true,
      message: expect.stringContaining('it subscribes to every event'),
    })
  })

  it('takes the mark that is there a moment later', async () => {
    const world = stuckWorld()
    let reads = 0
    world.github.before = ({ method }) => {
      const { hook } = world.github
      if (hook === undefined || world.github.writes.length === 0 || method !== 'read') return
      reads += 1
      world.github.hooks.set(PATH, reads === 1 ? { ...OFF, events: ['push', 'pull_request'] } : OFF)
    }
    expect(await world.do('disable')).toMatchObject({
      triggers: [{ state: 'disabled', change: 'disabled' }],
      problems: [{ blocking: false }],
    })
    expect(world.github.writes).toHaveLength(1)
  })

  it.each<[string, (world: World) => void, RegExp]>([
    [
      'is refused',
      (world) => {
        world.github.before = ({ change }) => {
          if (change?.active === true) throw githubFailure('denied', 'not twice')
        }
      },
      /brought back as it was \(PATCH .*not twice\)\. To do that by hand, run: gh api /,
    ],
    [
      'does not last',
      (world) => {
        const forget = world.github.afterWrite
        world.github.afterWrite = (path) => {
          forget(path)
          world.github.hooks.set(path, githubHook({ active: false }))
        }
      },
      /brought back as it was\. To do that by hand, run: gh api /,
    ],
  ])('gives the command that switches it on again where that %s', async (_, arrange, said) => {
    const world = stuckWorld()
    forgetful(world)
    arrange(world)
    const { triggers, problems } = await world.do('disable')
    expect(world.github.hook?.active).toBe(false)
    expect(triggers).toMatchObject([{ state: 'harmless', change: 'disabled' }])
    expect(changeOf(triggers[0]?.undo)).toEqual({ active: 'true', events: githubHook().events })
    expect(problems).toMatchObject([{ blocking: true }, { blocking: true, message: expect.stringMatching(said) }])
    const command = problems[1]?.message.split('run: ')[1]
    expect(changeOf(command)).toEqual({ active: 'true', events: githubHook().events })
  })

  it('does not say what became of it where it could not be read after that', async () => {
    const world = stuckWorld()
    forgetful(world)
    world.github.before = ({ method }) => {
      if (method === 'read' && world.github.writes.length === 2) throw githubFailure('retry', 'no answer')
    }
    const { triggers, problems } = await world.do('disable')
    expect(triggers).toMatchObject([{ state: 'unknown', change: 'disabled' }])
    expect(problems[1]?.message).toContain('no answer')
  })

  it('is refused by GitHub alone where CodeBuild was not asked', async () => {
    const world = new World({})
    world.github.before = ({ method }) => {
      if (method === 'write') throw githubFailure('denied')
    }
    expect((await world.do('disable')).triggers).toMatchObject([{ state: 'live', change: 'refused' }])
  })

  it('says where GitHub’s side carries a mark that does not hold, though CodeBuild’s side was disabled', async () => {
    const world = new World({ filterGroups: [[PUSH]] }, githubHook({ events: ['push', ...MARKS] }))
    expect((await world.do('disable')).triggers).toMatchObject([
      { state: 'disabled', detail: expect.stringMatching(/^At GitHub it carries the mark of this action /) },
    ])
  })

  it('takes away all marks by the command that undoes it, those of an earlier run included', async () => {
    const world = new World({
      filterGroups: [
        [PUSH, MARK],
        [PUSH, MAIN],
      ],
    })
    const [trigger] = (await world.do('disable')).triggers
    expect(JSON.parse(optionOf(trigger?.undo, '--filter-groups') ?? '')).toEqual([[PUSH], [PUSH, MAIN]])
  })

  it.each<[what: string, method: 'read' | 'write', kind: 'denied' | 'retry', passing: boolean]>([
    ['may not be read', 'read', 'denied', false],
    ['may not be written', 'write', 'denied', false],
    ['could not be read in time', 'read', 'retry', true],
    ['could not be written in time', 'write', 'retry', true],
  ])('is worth another try only where what kept GitHub from it may pass: it %s', async (_, method, kind, passing) => {
    const world = stuckWorld()
    world.github.before = (call) => {
      if (call.method === method) throw githubFailure(kind)
    }
    const { triggers, problems } = await world.do('disable')
    expect(triggers).toMatchObject([{ state: 'live', change: 'refused' }])
    expect(problems.map((problem) => problem.passing === true)).toEqual([passing, passing])
    expect(problems[1]?.message).toContain(
      kind === 'denied' ? ': GitHub answered so.' : ' failed (HTTP 000: GitHub answered so).',
    )
  })

  it('is not worth another try where GitHub’s side cannot be marked, or is not to be asked', async () => {
    const { problems } = await stuckWorld(githubHook({ events: ['*'] })).do('disable')
    expect(problems.map(({ passing }) => passing)).toEqual([undefined, undefined])
    const elsewhere = new World({ filterGroups: [[PUSH]], url: 'https://gitlab.com/api/v4/projects/1/hooks/2' })
    elsewhere.refuse(DEAD)
    expect((await elsewhere.do('disable')).problems.map(({ passing }) => passing)).toEqual([undefined, undefined])
  })

  it('says what a refused switch left at GitHub', async () => {
    const world = stuckWorld()
    world.github.before = ({ method }) => {
      if (method === 'write') throw githubFailure('denied')
    }
    world.refuse(DEAD)
    const marked = new World({}, githubHook({ events: ['push', ...MARKS] }))
    expect((await marked.do('find')).triggers[0]?.detail).toMatch(/^At GitHub it carries the mark of this action /)
    expect((await world.do('disable')).triggers[0]?.detail).not.toContain('GitHub')
  })

  it('needs no working token where CodeBuild does it', async () => {
    const world = new World({ filterGroups: [[PUSH]] })
    world.github.before = () => {
      throw githubFailure('denied')
    }
    expect(await world.do('disable')).toMatchObject({ triggers: [{ state: 'disabled' }], problems: [] })
  })

  it('names the hook before it writes, with the way back', async () => {
    const world = stuckWorld()
    world.github.before = ({ method }) => {
      if (method === 'write') throw new Error('killed')
    }
    await expect(world.do('disable')).rejects.toThrow('killed')
    const last = world.told.at(-1)
    expect(last).toMatchObject({ state: 'unknown', change: 'disabled', name: HOOK_URL })
    expect(changeOf(last?.undo)).toEqual({ active: 'true', events: ['push', 'pull_request'] })
  })

  it('a write whose answer was lost counts by what is read back', async () => {
    const world = stuckWorld()
    world.github.afterWrite = () => {
      throw githubFailure('retry')
    }
    expect((await world.do('disable')).triggers).toMatchObject([{ state: 'disabled', change: 'disabled' }])
  })

  it('a hook that cannot be read back is unknown', async () => {
    const world = stuckWorld()
    world.github.before = ({ method }) => {
      if (method === 'read' && world.github.writes.length > 0) throw githubFailure('retry')
    }
    const { triggers, problems } = await world.do('disable')
    expect(triggers).toMatchObject([{ state: 'unknown', change: 'disabled' }])
    expect(changeOf(triggers[0]?.undo)).toEqual({ active: 'true', events: ['push', 'pull_request'] })
    expect(problems.at(-1)).toMatchObject({ blocking: true, passing: true })
  })

  it('another who switches it on each time is reported', async () => {
    const world = stuckWorld()
    world.github.afterWrite = (path) => world.github.hooks.set(path, githubHook())
    const { triggers, problems } = await world.do('disable')
    expect(world.github.writes).toHaveLength(2)
    expect(triggers).toMatchObject([{ state: 'live', change: 'disabled' }])
    expect(problems.at(-1)).toMatchObject({ blocking: true, message: expect.stringContaining('something else') })
  })

  it('says nothing of a secret that was never there, nor of one where nothing was written', async () => {
    const world = stuckWorld(githubHook({ hasSecret: false }))
    expect((await world.do('disable')).problems).toHaveLength(1)
    expect((await world.do('disable')).problems).toEqual([])
    expect((await new World({}, githubHook({ ...OFF, hasSecret: false })).do('restore')).problems).toEqual([])
    const already = githubHook({ hasSecret: false, active: false })
    expect((await new World({}, already).do('restore')).problems).toHaveLength(0)
  })

  it('says that GitHub dropped the secret, if it ever does', async () => {
    const world = stuckWorld()
    world.github.afterWrite = (path) => world.github.hooks.set(path, { ...OFF, hasSecret: false })
    const { triggers, problems } = await world.do('disable')
    expect(triggers).toMatchObject([{ state: 'disabled' }])
    expect(problems.at(-1)).toMatchObject({ blocking: false, message: expect.stringContaining('--rotate-secret') })
  })
})

describe('the address that the token goes to', () => {
  const addressed = async (url: string | undefined, more: Partial<Webhook> = {}) => {
    const { url: _, ...rest } = hookWith({ filterGroups: [[PUSH]], ...more })
    const world = new World({})
    world.codebuild.projects.set('app', {
      name: 'app',
      arn: 'app',
      webhook: url === undefined ? rest : { ...rest, url },
    })
    world.refuse(DEAD)
    const look = await world.do('disable')
    return { world, look, paths: [...new Set(world.github.calls.map(({ path }) => path))] }
  }

  it('is that of the run’s own server, and no other', () => {
    const path = '/repos/acme/shop/hooks/1'
    const why = { why: expect.stringContaining('another server than ghe.example') }
    expect(addressOf({ url: `https://ghe.example/api/v3${path}` }, 'ghe.example')).toEqual({ path })
    expect(addressOf({ url: `https://api.github.com${path}` }, 'api.github.com')).toEqual({ path })
    // Under the same path an enterprise server has another hook.
    expect(addressOf({ url: `https://api.github.com${path}` }, 'ghe.example')).toEqual(why)
    expect(addressOf({ url: `https://evil.example/api/v3${path}` }, 'ghe.example')).toEqual(why)
    expect(addressOf({ url: `https://evil.example${path}` }, 'api.github.com')).toHaveProperty('why')
    for (const url of ['https://gitlab.com/api/v4/projects/1/hooks/2', 'https://api.github.com/repos/a/../hooks/1'])
      expect(addressOf({ url }, 'api.github.com')).toEqual({
        why: expect.stringContaining('none of a webhook of a GitHub'),
      })
  })
  it('is none where CodeBuild does not say it, with the reason where that is known', () => {
    expect(addressOf({}, 'api.github.com')).toEqual({ why: 'CodeBuild does not say which hook at GitHub it is' })
    expect(addressOf({ manualCreation: true }, 'api.github.com')).toEqual({
      why: 'CodeBuild does not say which hook at GitHub it is, because its side at GitHub was made by hand',
    })
  })

  it.each([
    ['https://api.github.com/repos/acme/shop.js_2/hooks/1', '/repos/acme/shop.js_2/hooks/1'],
    ['https://api.github.com/orgs/acme/hooks/22', '/orgs/acme/hooks/22'],
  ])('%s', async (url, path) => {
    const { paths } = await addressed(url)
    expect(paths).toEqual([path])
  })

  it.each([
    'https://github.internal/api/v3/repos/acme/shop/hooks/1',
    'https://api.github.com.evil.example/repos/acme/shop/hooks/1',
    'https://api.github.com@evil.example/repos/acme/shop/hooks/1',
    'https://api.github.com/repos/acme/../hooks/1',
    'https://api.github.com/repos/acme/../../user/hooks/1',
    'https://api.github.com/repos/acme/shop/hooks/1?x=y',
    'https://api.github.com/repos/acme/shop/hooks/1/../2',
    'https://api.github.com/repos/{owner}/shop/hooks/1',
    'https://api.github.com/repos/acme/sh%2fop/hooks/1',
    'https://api.github.com/repos/acme/shop/hooks/1\n/2',
    'https://api.github.com/enterprises/acme/hooks/1',
    'https://api.bitbucket.org/2.0/repositories/acme/shop/hooks/1',
  ])('is never %s', async (url) => {
    const { paths, look } = await addressed(url)
    expect(paths).toEqual([])
    expect(look.triggers).toMatchObject([{ state: 'live', change: 'refused' }])
    expect(look.problems).toHaveLength(2)
  })

  it('is not known of a hook that was made by hand without one, and that is said', async () => {
    const { look, paths } = await addressed(undefined, { manualCreation: true })
    expect(paths).toEqual([])
    expect(look.problems.at(-1)).toMatchObject({ blocking: true, message: expect.stringContaining('made by hand') })
    expect(JSON.stringify(look)).not.toContain('TOKEN-IN-URL')
  })
})

describe('find with webhook-token', () => {
  it.each<[string, GitHubHook, string]>([
    ['active', githubHook(), 'live'],
    ['inactive with the mark', OFF, 'disabled'],
    ['inactive without it', githubHook({ active: false }), 'harmless'],
    ['inactive with a part of it', githubHook({ active: false, events: ['push', 'meta'] }), 'harmless'],
    ['active with the mark', githubHook({ events: ['push', ...MARKS] }), 'live'],
  ])('a hook that is %s at GitHub', async (what, github, state) => {
    const world = new World({ filterGroups: [[PUSH]] }, github)
    const detail = (await world.do('find')).triggers[0]?.detail ?? ''
    expect(detail.includes('As CodeBuild has it: ')).toBe(!github.active)
    expect(detail.startsWith('Inactive at GitHub, and not by this action: ')).toBe(state === 'harmless')
    expect(detail.startsWith('Switched off at GitHub by this action, ')).toBe(what === 'inactive with the mark')
    expect(detail.startsWith('At GitHub it carries the mark ')).toBe(what === 'active with the mark')
    expect(await world.do('find')).toMatchObject({ triggers: [{ state, change: 'none' }], problems: [] })
    expect(world.github.writes).toEqual([])
  })

  it('tells the way back from what it finds', async () => {
    const { triggers } = await new World({}, OFF).do('find')
    expect(wordsOf(triggers[0]?.undo).slice(0, 5)).toEqual(['gh', 'api', '--method', 'PATCH', HOOK_URL])
    expect(changeOf(triggers[0]?.undo)).toEqual({ active: 'true', events: ['push', 'pull_request'] })
  })

  it('quotes what stands in the list of events', async () => {
    const events = [`it's $(touch x)`, 'push']
    const { triggers } = await new World({}, githubHook({ active: false, events: [...events, ...MARKS] })).do('find')
    expect(changeOf(triggers[0]?.undo).events).toEqual(events)
  })

  it('does not look where CodeBuild would build nothing, nor without a token', async () => {
    for (const filterGroups of [[[PUSH, MARK]], [TAGS], [JOB]]) {
      const world = new World({ filterGroups }, OFF)
      await world.do('find')
      expect(world.github.calls).toEqual([])
    }
    const world = new World({ filterGroups: [[PUSH]] }, OFF)
    expect((await world.do('find', false)).triggers).toMatchObject([{ state: 'live' }])
    expect(world.github.calls).toEqual([])
  })

  it.each(['denied', 'retry', 'rejected'] as const)('a hook that cannot be read (%s) stays live', async (kind) => {
    const world = new World({ filterGroups: [[PUSH]] }, OFF)
    world.github.before = () => {
      throw githubFailure(kind)
    }
    const { triggers, problems } = await world.do('find')
    expect(triggers).toMatchObject([{ state: 'live' }])
    expect(problems).toMatchObject([{ blocking: true }])
    expect(problems[0]?.passing).toBe(kind === 'retry' ? true : undefined)
    expect(problems[0]?.action).toBeUndefined()
  })

  it('takes nothing from a hook that does not send to CodeBuild', async () => {
    const world = new World({ filterGroups: [[PUSH]] }, { ...OFF, payloadUrl: 'https://evil.example/' })
    expect(await world.do('find')).toMatchObject({ triggers: [{ state: 'live' }], problems: [{ blocking: true }] })
  })
})

describe('restore without webhook-token', () => {
  const UNASKED =
    'Whether it is active at GitHub was not read, because no webhook-token was given: one that this action switched off there ' +
    'is only restored with it. As CodeBuild has it: '
  const push = { ref: 'refs/heads/main', commit: 'a'.repeat(40) }
  const look = async (world: World, restores: boolean, token = false): Promise<readonly Trigger[]> => {
    const project = structuredClone(world.codebuild.projects.get('app') ?? {})
    const guard = world.guard({ token, restores, thisPush: push })
    const done = restores ? [(await guard.restore(project, () => undefined)).triggers] : []
    return [...done, (await guard.find(project)).triggers].flat()
  }

  it.each([
    ['no filter', {}],
    ['a branch filter and groups', { branchFilter: '^main$', filterGroups: [[PUSH]] }],
  ])('does not know whether a hook with %s, which GitHub alone holds up, starts builds', async (_, hook) => {
    const told = await look(new World(hook, githubHook(OFF)), true)
    expect(told).toHaveLength(2)
    for (const { state, detail } of told) {
      expect(state).toBe('unknown')
      expect(detail.startsWith(UNASKED)).toBe(true)
      expect(detail).not.toContain('This push')
    }
    const [strict] = await look(new World(hook, githubHook(OFF)), false)
    expect(strict).toMatchObject({ state: 'live' })
    expect(strict?.detail).not.toContain('at GitHub')
  })

  it.each<[string, Partial<Webhook>]>([
    ['with filter groups', { filterGroups: [[PUSH]] }],
    ['that is being deleted', { filterGroups: [[PUSH]], status: 'DELETING' }],
  ])('says of a live hook %s, too, that GitHub was not asked', async (_, hook) => {
    const told = await look(new World(hook), true)
    expect(told).toMatchObject([{ state: 'live' }, { state: 'live' }])
    for (const { detail } of told) expect(detail.startsWith(UNASKED)).toBe(true)
  })

  it('says nothing of it where CodeBuild builds nothing, or where there is a token', async () => {
    for (const told of [
      await look(new World({ filterGroups: [TAGS] }), true),
      await look(new World({ filterGroups: [[PUSH]] }), true, true),
    ])
      for (const { detail } of told) expect(detail).not.toContain('was not read')
  })
})

describe('restore with webhook-token', () => {
  it('switches on what carries the mark, exactly as it was', async () => {
    const world = new World({}, OFF)
    const { triggers, problems } = await world.do('restore')
    expect(world.github.hook).toEqual(githubHook())
    expect(triggers).toMatchObject([{ state: 'live', change: 'restored' }])
    expect(problems).toEqual([])
    expect(changeOf(triggers[0]?.undo)).toEqual({ active: 'false', events: OFF.events })
  })

  it('leaves what its owner switched off', async () => {
    const world = new World({}, githubHook({ active: false }))
    expect((await world.do('restore')).triggers).toMatchObject([{ state: 'harmless', change: 'none' }])
    expect(world.github.writes).toEqual([])
  })

  it('leaves what carries no mark, with no word about it', async () => {
    for (const hook of [githubHook(), githubHook({ active: false, events: ['push', 'meta'] })])
      for (const codebuild of [{}, { filterGroups: [JOB] }])
        expect((await new World(codebuild, hook).do('restore')).problems).toHaveLength(0)
    const [live] = (await new World({}).do('restore')).triggers
    expect(live?.detail).toMatch(/^It has no filter/)
    expect(live).not.toHaveProperty('undo')
  })

  it('does not offer the token where a restore is refused', async () => {
    const world = new World({ filterGroups: [[PUSH, MARK]] })
    world.refuse(DEAD)
    const { problems } = await world.do('restore', false)
    expect(problems).toHaveLength(1)
    expect(problems[0]?.message).not.toContain('webhook-token')
  })

  it('leaves one that feeds runners alone now', async () => {
    const world = new World({ filterGroups: [JOB] }, OFF)
    expect(await world.do('restore')).toMatchObject({
      triggers: [{ state: 'protected', change: 'none' }],
      problems: [{ blocking: false, message: expect.stringContaining('runners') }],
    })
    expect(world.github.writes).toEqual([])
  })

  it.each<[what: string, arrange: (world: World) => void, change: string, state: string, message: string]>([
    [
      'somebody switches it off each time',
      (world) => {
        world.github.afterWrite = (path) => world.github.hooks.set(path, OFF)
      },
      'restored',
      'disabled',
      'was restored at GitHub twice and read back otherwise each time: something else is changing it.',
    ],
    [
      'it cannot be read back',
      (world) => {
        world.github.before = ({ method }) => {
          if (method === 'read' && world.github.writes.length > 0) throw githubFailure('rejected')
        }
      },
      'restored',
      'live',
      'The webhook of app could not be read again at GitHub: ',
    ],
    [
      'it is refused',
      (world) => {
        world.github.before = ({ method }) => {
          if (method === 'write') throw githubFailure('denied')
        }
      },
      'refused',
      'disabled',
      'The webhook of app could not be restored at GitHub: ',
    ],
  ])('tells where %s', async (_, arrange, change, state, message) => {
    const world = new World({ filterGroups: [[PUSH]] }, OFF)
    arrange(world)
    expect(await world.do('restore')).toMatchObject({
      triggers: [{ state, change }],
      problems: [{ blocking: false, message: expect.stringContaining(message) }],
    })
  })

  it('only takes the mark out where somebody switched it on already', async () => {
    const world = new World({}, githubHook({ events: ['push', ...MARKS] }))
    expect((await world.do('restore')).triggers).toMatchObject([{ state: 'live', change: 'restored' }])
    expect(world.github.hook).toEqual(githubHook({ events: ['push'] }))
  })

  it('undoes both marks where both are there, GitHub first, and says how to put both back', async () => {
    const world = new World({ filterGroups: [[PUSH, MARK]] }, OFF)
    const order: string[] = []
    world.github.before = ({ method }) => method === 'write' && order.push('github')
    world.codebuild.before = ({ method }) => method === 'updateWebhook' && order.push('codebuild')
    const { triggers } = await world.do('restore')
    expect(order).toEqual(['github', 'codebuild'])
    expect(world.github.hook).toEqual(githubHook())
    expect(world.codebuild.hook('app')?.filterGroups).toEqual([[PUSH]])
    expect(triggers).toMatchObject([{ state: 'live', change: 'restored' }])
    const [first, second] = (triggers[0]?.undo ?? '').split(' && ')
    expect(changeOf(first)).toEqual({ active: 'false', events: OFF.events })
    expect(JSON.parse(optionOf(second, '--filter-groups') ?? '')).toEqual([[PUSH, MARK]])
  })

  it('tells before each write how to put back what it is about to take away, and nothing else', async () => {
    const world = new World({ filterGroups: [[PUSH, MARK]] }, OFF)
    await world.do('restore')
    const [atGitHub, atBoth] = world.told
    expect(world.told).toHaveLength(2)
    expect(atGitHub).toMatchObject({ state: 'unknown', change: 'restored' })
    expect(atGitHub?.undo).not.toContain(' && ')
    expect(changeOf(atGitHub?.undo)).toEqual({ active: 'false', events: OFF.events })
    const [, second] = (atBoth?.undo ?? '').split(' && ')
    expect(JSON.parse(optionOf(second, '--filter-groups') ?? '')).toEqual([[PUSH, MARK]])
  })

  it('puts back the mark of CodeBuild alone where GitHub had none', async () => {
    const world = new World({ filterGroups: [[PUSH, MARK]] })
    const { triggers } = await world.do('restore')
    for (const undo of [world.told[0]?.undo, triggers[0]?.undo]) {
      expect(undo).not.toContain(' && ')
      expect(JSON.parse(optionOf(undo, '--filter-groups') ?? '')).toEqual([[PUSH, MARK]])
    }
  })

  it('undoes the mark at GitHub also where CodeBuild would build nothing any more', async () => {
    const world = new World({ filterGroups: [TAGS] }, OFF)
    expect((await world.do('restore')).triggers).toMatchObject([{ state: 'harmless', change: 'restored' }])
    expect(world.github.hook).toEqual(githubHook())
  })

  it('does not touch a hook that feeds runners now, but says how to', async () => {
    const world = new World({ filterGroups: [JOB, [PUSH]] }, OFF)
    const { triggers, problems } = await world.do('restore')
    expect(world.github.writes).toEqual([])
    expect(triggers).toMatchObject([{ state: 'mixed', change: 'none' }])
    expect(changeOf(triggers[0]?.undo)).toEqual({ active: 'true', events: ['push', 'pull_request'] })
    expect(problems).toMatchObject([{ blocking: false, message: expect.stringContaining('runners') }])
  })

  it.each<[string, (world: World) => void]>([
    [
      'GitHub refuses to read',
      (world) => {
        world.github.before = () => {
          throw githubFailure('denied')
        }
      },
    ],
    [
      'GitHub refuses to write',
      (world) => {
        world.github.before = ({ method }) => {
          if (method === 'write') throw githubFailure('denied')
        }
      },
    ],
    ['CodeBuild refuses', (world) => world.refuse(DEAD)],
    [
      'nothing but the mark is left',
      (world) => world.github.hooks.set(PATH, githubHook({ active: false, events: [...MARKS] })),
    ],
    ['it sends elsewhere', (world) => world.github.hooks.set(PATH, { ...OFF, payloadUrl: 'https://evil.example/' })],
  ])('a problem never blocks: %s', async (_, arrange) => {
    const world = new World({ filterGroups: [[PUSH, MARK]] }, OFF)
    arrange(world)
    const { problems } = await world.do('restore')
    expect(problems.length).toBeGreaterThan(0)
    expect(problems.some(({ blocking }) => blocking)).toBe(false)
  })

  it('says nothing of the other side where there is none to ask', async () => {
    const world = new World({ filterGroups: [[PUSH, MARK]], url: 'https://gitlab.com/api/v4/projects/1/hooks/2' })
    expect(await world.do('restore')).toMatchObject({ triggers: [{ state: 'live', change: 'restored' }], problems: [] })
    expect(world.github.calls).toEqual([])
  })
})

describe('this push', () => {
  const commit = '1'.repeat(40)
  const detailOf = async (world: World, ref?: string): Promise<string> => {
    const guard = world.guard({ thisPush: ref === undefined ? { commit } : { ref, commit } })
    const { triggers } = await guard.find(world.codebuild.projects.get('app') ?? {})
    // It explains and decides nothing.
    expect(triggers[0]?.state).toBe((await world.do('find')).triggers[0]?.state)
    return triggers[0]?.detail ?? ''
  }

  it('is told where its ref is known, and changes no state', async () => {
    const world = new World({ filterGroups: [TAGS, [PUSH, MAIN]] })
    expect(await detailOf(world, 'refs/heads/main')).toContain(
      'This push (refs/heads/main) starts a build through group 2.',
    )
    expect(await detailOf(world, 'refs/heads/dev')).toContain(
      'This push (refs/heads/dev) would not start a build; another push to a branch, or a merge, can.',
    )
    expect(await detailOf(world)).not.toContain('his push')
  })

  it('names what would have to be known', async () => {
    const files = { type: 'FILE_PATH' as const, pattern: '^src/' }
    expect(await detailOf(new World({ filterGroups: [[PUSH, files]] }), 'refs/heads/main')).toContain(
      'Whether this push (refs/heads/main) starts a build cannot be told from here: group 1 asks for FILE_PATH.',
    )
  })

  it('is not said to start anything where the hook is disabled, or off at GitHub', async () => {
    expect(await detailOf(new World({ filterGroups: [[PUSH, MARK]] }), 'refs/heads/main')).not.toContain('his push')
    expect(await detailOf(new World({}, OFF), 'refs/heads/main')).not.toContain('his push')
  })

  it('is told of a hook for tags too', async () => {
    const world = new World({ filterGroups: [TAGS] })
    expect(await detailOf(world, 'refs/tags/v1')).toContain('This push (refs/tags/v1) starts a build through group 1.')
    expect(await detailOf(world, 'refs/heads/main')).toContain('This push (refs/heads/main) does not start a build.')
  })
})

describe('for any hook on both sides, and any refusal', () => {
  const groups = fc.array(fc.constantFrom([PUSH], [PUSH, MAIN], TAGS, JOB), { maxLength: 3 })
  const hooks: fc.Arbitrary<Partial<Webhook>> = fc.oneof(
    groups.map((filterGroups) => ({ filterGroups })),
    fc.constant<Partial<Webhook>>({ branchFilter: 'main' }),
    fc.constant<Partial<Webhook>>({ branchFilter: 'main', filterGroups: [[PUSH]] }),
  )
  const events = fc.oneof(
    fc.uniqueArray(fc.constantFrom('push', 'pull_request', 'release', 'workflow_job'), { minLength: 1 }),
    fc.constantFrom(['*'], []),
  )
  const sides = fc.record({ active: fc.boolean(), events }).map(githubHook)

  /** Whether GitHub still sends pushes to branches that CodeBuild would build. */
  const building = (world: World): boolean => {
    const keepsOut = /^\^refs\/heads\/\/|^\^refs\/tags\/$|^WORKFLOW_JOB_QUEUED$/
    const { filterGroups = [[]] } = world.codebuild.hook('app') ?? {}
    const open = filterGroups.some((group) => !group.some(({ pattern }) => keepsOut.test(pattern ?? '')))
    return open && world.github.hook?.active === true
  }

  const plain = (world: World): unknown => {
    const { filterGroups = [], branchFilter = '', ...rest } = world.codebuild.hook('app') ?? {}
    return { ...rest, filterGroups, branchFilter, github: { ...world.github.hook } }
  }

  it('what is called disabled or harmless builds no push; restore brings back the start; twice is once', async () => {
    await fc.assert(
      fc.asyncProperty(hooks, sides, fc.boolean(), fc.boolean(), async (hook, side, refused, forgets) => {
        const world = new World(hook, side)
        const start = plain(world)
        if (refused) world.refuse(DEAD)
        if (forgets)
          world.github.afterWrite = () => {
            const now = world.github.hook ?? side
            world.github.hooks.set(PATH, { ...now, events: side.events })
          }
        const { triggers, problems } = await world.do('disable')
        const [trigger] = triggers
        if (trigger?.state === 'disabled' || trigger?.state === 'harmless') {
          expect(building(world)).toBe(false)
          expect(problems.some(({ blocking }) => blocking)).toBe(false)
        } else {
          expect(plain(world)).toEqual(start)
        }
        expect((await world.do('find')).triggers).toMatchObject([{ state: trigger?.state }])
        const disabled = plain(world)
        await world.do('disable')
        expect(plain(world)).toEqual(disabled)
        world.allow()
        await world.do('restore')
        expect(plain(world)).toEqual(start)
        const writes = world.github.writes.length + world.codebuild.count('updateWebhook')
        await world.do('restore')
        expect(world.github.writes.length + world.codebuild.count('updateWebhook')).toBe(writes)
      }),
      { numRuns: 300 },
    )
  })

  it('killed at any write, before or after it was done, restore brings back the start, and can be killed too', async () => {
    await fc.assert(
      fc.asyncProperty(
        hooks,
        sides,
        fc.boolean(),
        fc.boolean(),
        fc.integer({ min: 1, max: 2 }),
        async (hook, side, refused, wasDone, fatal) => {
          const world = new World(hook, side)
          const start = plain(world)
          const death = new Error('killed')
          const killAt = (): void => {
            let writes = 0
            const die = (): void => {
              writes += 1
              if (writes === fatal) throw death
            }
            if (wasDone) world.github.afterWrite = die
            else world.github.before = ({ method }) => method === 'write' && die()
            if (wasDone) world.codebuild.afterWrite = die
            world.codebuild.before = ({ method }) => {
              if (method !== 'updateWebhook') return
              if (refused) throw DEAD
              if (!wasDone) die()
            }
          }
          const survive = async (what: 'disable' | 'restore'): Promise<void> => {
            killAt()
            await world.do(what).catch((error: unknown) => expect(error).toBe(death))
            world.allow()
          }
          await survive('disable')
          if (refused) {
            // As a run without the token may have done, so that both sides carry a mark.
            await world.do('disable', false)
            await survive('restore')
          }
          await world.do('restore')
          expect(plain(world)).toEqual(start)
        },
      ),
      { numRuns: 300 },
    )
  })
})
