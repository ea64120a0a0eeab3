import { execFileSync } from 'node:child_process'

import { describe, expect, it } from '@jest/globals'
import type { Webhook } from '@aws-sdk/client-codebuild'
import { RE2JS } from 're2js'

import { denyManualStarts } from '../../src/guard/builds/manual-starts.ts'
import { branchFilterGroups, groupMark } from '../../src/guard/webhook/mark.ts'
import { JOB, MAIN, MARK, PUSH, TAGS, appWith, guardOf, only, optionOf, refuse, running, wordsOf } from './asking.ts'
import {
  CodeBuildInMemory,
  HOOK_URL,
  REGION,
  arnOf,
  failureOf,
  filter,
  hookWith,
  projectWith,
} from './codebuild-in-memory.ts'

describe('the mark', () => {
  it('is valid RE2 and matches no name that git allows', () => {
    for (const { pattern } of [groupMark(), ...branchFilterGroups('^main$').flat().slice(1)]) {
      const compiled = RE2JS.compile(pattern ?? '')
      expect(compiled.matcher((pattern ?? '').slice(1, -1)).find()).toBe(true)
      const name = (pattern ?? '').slice(1, -1)
      expect(() => execFileSync('git', ['check-ref-format', name], { stdio: 'ignore' })).toThrow()
    }
  })
})

describe('disable', () => {
  it('adds one filter that never matches to each group that a push or a merge can match, and to no other', async () => {
    const world = appWith({ filterGroups: [[PUSH, MAIN], TAGS, [filter('EVENT', 'PULL_REQUEST_MERGED', false)]] })
    const trigger = only(await guardOf(world).act())
    expect(world.hook('app')?.filterGroups).toEqual([
      [PUSH, MAIN, MARK],
      TAGS,
      [filter('EVENT', 'PULL_REQUEST_MERGED', false), MARK],
    ])
    expect(trigger).toMatchObject({ state: 'disabled', change: 'disabled', name: HOOK_URL, project: 'app' })
  })

  it('sends the filters, and the build type and policy as they were, and never asks for a new secret', async () => {
    const pullRequestBuildPolicy: Webhook['pullRequestBuildPolicy'] = { requiresCommentApproval: 'ALL_PULL_REQUESTS' }
    const world = appWith({ filterGroups: [[PUSH]], buildType: 'BUILD_BATCH', pullRequestBuildPolicy })
    await guardOf(world).act()
    const sent = world.calls.find(({ method }) => method === 'updateWebhook')?.input
    const filterGroups = [[PUSH, { type: 'HEAD_REF', pattern: MARK.pattern }]]
    expect(sent).toEqual({ projectName: 'app', filterGroups, buildType: 'BUILD_BATCH', pullRequestBuildPolicy })
    expect(world.hook('app')?.secret).toBe('SECRET-OF-HOOK')
  })

  it('keeps a branch filter inside the mark', async () => {
    const world = appWith({ branchFilter: '^(main|größe)$' })
    const trigger = only(await guardOf(world).act())
    expect(trigger).toMatchObject({ state: 'disabled', change: 'disabled' })
    expect(world.hook('app')?.branchFilter).toBeUndefined()
    expect(optionOf(trigger?.undo, '--branch-filter')).toBe('^(main|größe)$')
    expect(trigger?.detail).toContain('^(main|größe)$')
  })

  const untouchable: readonly (readonly [string, Partial<Webhook>, string, string])[] = [
    ['has no filter at all', {}, 'live', 'no filter at all'],
    ['feeds runners and is started by pushes', { filterGroups: [JOB, [PUSH]] }, 'mixed', 'runners'],
    ['is being deleted', { filterGroups: [[PUSH]], status: 'DELETING' }, 'live', 'being deleted'],
    ['has a branch filter that cannot be encoded', { branchFilter: 'a\ud800' }, 'live', 'restored exactly'],
    [
      'has a branch filter and filter groups',
      { branchFilter: 'main', filterGroups: [[PUSH]] },
      'live',
      'which of them',
    ],
  ]
  it.each(untouchable)('leaves a hook that %s, and says why', async (_, hook, state, why) => {
    const world = appWith(hook)
    const reading = await guardOf(world).act()
    expect(world.count('updateWebhook')).toBe(0)
    expect(only(reading)).toMatchObject({ state, change: 'none' })
    expect(reading.problems).toMatchObject([{ project: 'app', blocking: true, message: expect.stringContaining(why) }])
  })

  it.each([
    ['runners only', [JOB], 'protected'],
    ['tags only', [TAGS], 'harmless'],
    [
      'open pull requests and releases',
      [[filter('EVENT', 'PULL_REQUEST_UPDATED')], [filter('EVENT', 'RELEASED')]],
      'harmless',
    ],
  ])('never touches a hook for %s', async (_, filterGroups, state) => {
    const world = appWith({ filterGroups })
    const reading = await guardOf(world).act()
    expect(world.count('updateWebhook')).toBe(0)
    expect(only(reading)).toMatchObject({ state, change: 'none' })
    expect(reading.problems).toEqual([])
  })

  it('finds nothing to do for a project without a hook', async () => {
    const reading = await guardOf(appWith()).act()
    expect(reading).toMatchObject({ handling: 'disable', region: REGION, problems: [] })
    expect(reading.projects).toMatchObject([{ name: 'app', arn: arnOf('app'), exists: true, triggers: [], builds: [] }])
  })

  it('tells scope, status, build type and a hook made by hand', async () => {
    const world = appWith({
      filterGroups: [TAGS],
      scopeConfiguration: { name: 'acme', scope: 'GITHUB_ORGANIZATION' },
      status: 'CREATE_FAILED',
      statusMessage: 'no admin rights',
      manualCreation: true,
      buildType: 'BUILD_BATCH',
    })
    const { detail } = only(await guardOf(world).act()) ?? { detail: '' }
    for (const word of ['GITHUB_ORGANIZATION acme', 'CREATE_FAILED: no admin rights', 'by hand', 'BUILD_BATCH'])
      expect(detail).toContain(word)
  })

  it('never tells the secret, nor the payload URL with its token', async () => {
    const { url: _, ...nameless } = hookWith({ filterGroups: [[PUSH]], manualCreation: true })
    const world = new CodeBuildInMemory(projectWith('app', nameless))
    refuse(world, 'updateWebhook', failureOf('denied', 'UpdateWebhook', 'AccessDeniedException'))
    const told = JSON.stringify(await guardOf(world).act())
    expect(told).not.toContain('TOKEN-IN-URL')
    expect(told).not.toContain('SECRET-OF-HOOK')
  })

  it('takes a project by its ARN, and one project only once', async () => {
    const world = appWith({ filterGroups: [[PUSH]] })
    const reading = await guardOf(world, { codebuildProjects: [arnOf('app'), 'app', 'app'] }).act()
    expect(reading.projects).toMatchObject([{ name: 'app', triggers: [{ state: 'disabled', change: 'disabled' }] }])
  })

  it('adds its mark next to one that was altered, and says so', async () => {
    const altered = filter('HEAD_REF', `${MARK.pattern ?? ''}|main`, false)
    const world = appWith({ filterGroups: [[PUSH, altered]] })
    const trigger = only(await guardOf(world).act())
    expect(world.hook('app')?.filterGroups).toEqual([[PUSH, altered, MARK]])
    expect(trigger).toMatchObject({ state: 'disabled', detail: expect.stringContaining('altered') })
  })
})

describe('undo', () => {
  it('is the command that gives back the filters, build type and policy of before, whatever they hold', async () => {
    const hostile = filter('COMMIT_MESSAGE', `it's 'not' $(touch /tmp/x) "quoted" \\ \`x\``, true)
    const pullRequestBuildPolicy: Webhook['pullRequestBuildPolicy'] = { requiresCommentApproval: 'DISABLED' }
    const before = [[PUSH, hostile], TAGS]
    const world = appWith({ filterGroups: before, pullRequestBuildPolicy })
    const { undo } = only(await guardOf(world).act()) ?? {}
    expect(wordsOf(undo).slice(0, 3)).toEqual(['aws', 'codebuild', 'update-webhook'])
    expect(JSON.parse(optionOf(undo, '--filter-groups') ?? '')).toEqual(before)
    expect(JSON.parse(optionOf(undo, '--pull-request-build-policy') ?? '')).toEqual(pullRequestBuildPolicy)
    expect(optionOf(undo, '--project-name')).toBe('app')
    expect(optionOf(undo, '--region')).toBe(REGION)
    expect(optionOf(undo, '--build-type')).toBe('BUILD')
  })

  it('is still told by a run that finds the hook already disabled', async () => {
    const trigger = only(await guardOf(appWith({ filterGroups: [[PUSH, MARK]] })).act())
    expect(trigger).toMatchObject({ state: 'disabled', change: 'none' })
    expect(JSON.parse(optionOf(trigger?.undo, '--filter-groups') ?? '')).toEqual([[PUSH]])
  })
})

describe('restore', () => {
  it('takes the mark away and nothing else', async () => {
    const never = filter('HEAD_REF', '^refs/heads/never$', false)
    const world = appWith({ filterGroups: [[PUSH, MARK], [PUSH, never], TAGS] })
    const trigger = only(await guardOf(world, { competingTriggers: 'restore' }).act())
    expect(world.hook('app')?.filterGroups).toEqual([[PUSH], [PUSH, never], TAGS])
    expect(trigger).toMatchObject({ state: 'live', change: 'restored' })
  })

  it('gives a branch filter back', async () => {
    const world = appWith({ filterGroups: branchFilterGroups('^main$') })
    await guardOf(world, { competingTriggers: 'restore' }).act()
    expect(world.hook('app')).toMatchObject({ branchFilter: '^main$' })
    expect(world.hook('app')?.filterGroups).toBeUndefined()
  })

  it.each([
    ['was altered', [[PUSH, { ...MARK, excludeMatchedPattern: true }]]],
    ['was altered to another pattern', [[PUSH, filter('HEAD_REF', `${MARK.pattern ?? ''}x`, false)]]],
    [
      'carries no text',
      [[PUSH, filter('HEAD_REF', '^refs/heads//disabled-by-ecs-deploy-verifier/branch-filter/_w$', false)]],
    ],
    ['carries a branch filter next to a new group', [...branchFilterGroups('main'), TAGS]],
  ])('leaves a mark that %s, and says so', async (_, filterGroups) => {
    const world = appWith({ filterGroups })
    const reading = await guardOf(world, { competingTriggers: 'restore' }).act()
    expect(world.count('updateWebhook')).toBe(0)
    expect(only(reading)).toMatchObject({ change: 'none' })
    expect(reading.problems).toMatchObject([{ blocking: false, message: expect.stringContaining('altered') }])
  })

  it('leaves a mark next to a branch filter that was set since, for CodeBuild does not say which of them counts', async () => {
    const world = appWith({ branchFilter: 'main', filterGroups: [[PUSH, MARK]] })
    const reading = await guardOf(world, { competingTriggers: 'restore' }).act()
    expect(world.count('updateWebhook')).toBe(0)
    expect(reading.problems).toMatchObject([
      { blocking: false, message: expect.stringContaining('branch filter next to') },
    ])
  })

  it('does not touch a hook that feeds runners now, but says how to', async () => {
    const world = appWith({ filterGroups: [[PUSH, MARK], JOB] })
    const reading = await guardOf(world, { competingTriggers: 'restore' }).act()
    expect(world.count('updateWebhook')).toBe(0)
    expect(only(reading)).toMatchObject({ state: 'protected', change: 'none' })
    expect(JSON.parse(optionOf(only(reading)?.undo, '--filter-groups') ?? '')).toEqual([[PUSH], JOB])
  })

  it('says when it was refused', async () => {
    const world = appWith({ filterGroups: [[PUSH, MARK]] })
    refuse(world, 'updateWebhook', failureOf('denied', 'UpdateWebhook', 'AccessDeniedException'))
    const guard = guardOf(world, { competingTriggers: 'restore' })
    for (const reading of [await guard.act(), await guard.read()]) {
      expect(only(reading)).toMatchObject({
        state: 'disabled',
        change: 'refused',
      })
      expect(reading.problems).toMatchObject([{ action: 'codebuild:UpdateWebhook' }])
    }
  })
})

it('a restore without a token does not claim that a hook which GitHub alone can hold up starts builds', async () => {
  expect(only(await guardOf(appWith({}), { competingTriggers: 'restore' }).act())).toMatchObject({ state: 'unknown' })
  expect(only(await guardOf(appWith({}), { competingTriggers: 'report' }).act())).toMatchObject({ state: 'live' })
})

describe('what changes nothing', () => {
  it.each([
    ['an audit', { mode: 'audit' as const }],
    ['an audit with restore', { mode: 'audit' as const, competingTriggers: 'restore' as const }],
    ['report', { competingTriggers: 'report' as const }],
  ])('%s', async (_, asked) => {
    const world = appWith({ filterGroups: [[PUSH], [PUSH, MARK]] })
    running(world)
    const reading = await guardOf(world, { ...asked, stopCompetingBuilds: true }).act()
    expect(world.count('updateWebhook') + world.count('stopBuild')).toBe(0)
    expect(only(reading)).toMatchObject({ state: 'live', change: 'none' })
    expect(reading.problems).toMatchObject([{ blocking: false, message: expect.stringContaining('not stopped') }])
  })

  it.each([
    ['off', { competingTriggers: 'off' as const }],
    ['no project', { codebuildProjects: [] }],
  ])('%s makes no call', async (_, asked) => {
    const world = appWith({ filterGroups: [[PUSH]] })
    const guard = guardOf(world, asked)
    expect(await guard.act()).toMatchObject({ projects: [], problems: [] })
    expect(await guard.read()).toMatchObject({ projects: [], problems: [] })
    expect(world.calls).toEqual([])
  })
})

describe('denyManualStarts', () => {
  it('denies every way to start a build by hand, for these projects', () => {
    const policy: unknown = JSON.parse(denyManualStarts([arnOf('app')]))
    expect(policy).toMatchObject({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Deny',
          Resource: [arnOf('app')],
          Action: expect.arrayContaining(['codebuild:StartBuild', 'codebuild:RetryBuildBatch']),
        },
      ],
    })
    expect(denyManualStarts([])).toBe('')
  })
})

describe('looks that are asked for while another is under way', () => {
  it('begin after it, so that what they say was read after they were asked for', async () => {
    const world = appWith({ filterGroups: [[PUSH]] })
    const guard = guardOf(world)
    const acting = guard.act()
    const reading = guard.read()
    await acting
    // Somebody switches it on again after the first look, and before the second one.
    world.projects.set('app', projectWith('app', hookWith({ filterGroups: [[PUSH]] })))
    expect(only(await reading)).toMatchObject({ state: 'live', change: 'disabled' })
  })

  it('say so as long as they are not over', async () => {
    const guard = guardOf(appWith({ filterGroups: [[PUSH]] }))
    const acting = guard.act()
    expect(guard.known().problems).toMatchObject([{ blocking: true, passing: true }])
    await acting
    expect(guard.known().problems).toEqual([])
  })

  it('are not held up by one that failed', async () => {
    const world = appWith({ filterGroups: [[PUSH]] })
    const guard = guardOf(world)
    refuse(world, 'batchGetProjects', failureOf('credentials', 'BatchGetProjects', 'ExpiredTokenException'), 1)
    const acting = guard.act()
    const reading = guard.read()
    await expect(acting).rejects.toMatchObject({ kind: 'credentials' })
    expect(only(await reading)).toMatchObject({ state: 'disabled', change: 'disabled' })
  })
})

describe('a project that is known to compete only later', () => {
  it('is disabled by the last look', async () => {
    const world = new CodeBuildInMemory()
    const guard = guardOf(world)
    await guard.act()
    world.projects.set('app', projectWith('app', hookWith({ filterGroups: [[PUSH]] })))
    expect(only(await guard.read())).toMatchObject({ state: 'disabled', change: 'disabled' })
  })

  it.each(['report', 'restore'] as const)('is left as it is by %s', async (competingTriggers) => {
    const world = new CodeBuildInMemory()
    const guard = guardOf(world, { competingTriggers })
    await guard.act()
    world.projects.set('app', projectWith('app', hookWith({ filterGroups: [[PUSH]] })))
    expect(only(await guard.read())).toMatchObject({ state: 'live', change: 'none' })
  })
})
