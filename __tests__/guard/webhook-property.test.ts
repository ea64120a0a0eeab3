import { describe, expect, it } from '@jest/globals'
import type { PullRequestBuildPolicy, Webhook, WebhookFilter } from '@aws-sdk/client-codebuild'
import * as fc from 'fast-check'

import { createGuard } from '../../src/guard/guard.ts'
import type { GuardSettings } from '../../src/guard/guard.ts'
import type { CompetingPipelines } from '../../src/model.ts'
import { noTarget } from './asking.ts'
import { CodeBuildInMemory, REGION, filter, hookWith, projectWith, virtualClock } from './codebuild-in-memory.ts'

// ------------------------------------------------------------------------- what CodeBuild does with an event, told a second time

interface PushOrPull {
  readonly type: string
  /** Of a push and of a pull request; a release has none. */
  readonly head?: string
  readonly base?: string
  readonly actor: string
  readonly files: readonly string[]
  readonly message: string
}

function passes(one: WebhookFilter, event: PushOrPull): boolean {
  const pattern = one.pattern ?? ''
  const search = (texts: readonly (string | undefined)[]): boolean => {
    const known = texts.filter((text) => text !== undefined)
    // A filter on what the event does not have lets it pass: the worst case.
    if (known.length === 0) return true
    return known.some((text) => new RegExp(pattern).test(text)) !== (one.excludeMatchedPattern ?? false)
  }
  switch (one.type) {
    case 'EVENT':
      return pattern.split(',').some((name) => name.trim() === event.type) !== (one.excludeMatchedPattern ?? false)
    case 'HEAD_REF':
      return search([event.head])
    case 'BASE_REF':
      return search([event.base])
    case 'ACTOR_ACCOUNT_ID':
      return search([event.actor])
    case 'FILE_PATH':
      return search(event.files)
    case 'COMMIT_MESSAGE':
      return search([event.message])
    case 'ORGANIZATION_NAME':
    case 'RELEASE_NAME':
    case 'REPOSITORY_NAME':
    case 'TAG_NAME':
    case 'WORKFLOW_NAME':
    case undefined:
      return true
  }
}

function builds(hook: Webhook | undefined, event: PushOrPull): boolean {
  if (hook === undefined) return false
  const groups = hook.filterGroups ?? []
  if (groups.length > 0) return groups.some((group) => group.every((one) => passes(one, event)))
  if (event.type !== 'PUSH' && !event.type.startsWith('PULL_REQUEST_')) return false
  return new RegExp(hook.branchFilter ?? '').test((event.head ?? '').replace('refs/heads/', ''))
}

function isPushToBranchOrMerge(event: PushOrPull): boolean {
  return event.type === 'PULL_REQUEST_MERGED' || (event.type === 'PUSH' && (event.head ?? '').startsWith('refs/heads/'))
}

// ---------------------------------------------------------------------------------------------------------------- random worlds

const branch = fc.constantFrom('main', 'release/1.2', 'refs/tags/v1', 'feature-x', 'disabled-by-ecs-deploy-verifier')
const common = {
  actor: fc.constantFrom('1', '22'),
  files: fc.constantFrom(['src/app.ts'], ['docs/a.md', 'README.md']),
  message: fc.constantFrom('fix', '[skip] docs'),
}
const anyEvent: fc.Arbitrary<PushOrPull> = fc.oneof(
  fc.record({ type: fc.constant('PUSH'), head: branch.map((name) => `refs/heads/${name}`), ...common }),
  fc.record({ type: fc.constant('PUSH'), head: fc.constantFrom('refs/tags/v1', 'refs/tags/main'), ...common }),
  fc.record({
    type: fc.constantFrom(
      'PULL_REQUEST_CREATED',
      'PULL_REQUEST_UPDATED',
      'PULL_REQUEST_REOPENED',
      'PULL_REQUEST_MERGED',
      'PULL_REQUEST_CLOSED',
    ),
    head: branch.map((name) => `refs/heads/${name}`),
    base: fc.constantFrom('refs/heads/main', 'refs/heads/release/1.2'),
    ...common,
  }),
  fc.record({ type: fc.constantFrom('RELEASED', 'PRERELEASED', 'WORKFLOW_JOB_QUEUED'), ...common }),
)

const aside: fc.Arbitrary<WebhookFilter> = fc.oneof(
  fc.record({
    type: fc.constant('FILE_PATH' as const),
    pattern: fc.constantFrom('^src/', 'md$'),
    excludeMatchedPattern: fc.boolean(),
  }),
  fc.record({ type: fc.constant('ACTOR_ACCOUNT_ID' as const), pattern: fc.constantFrom('^1$', '2') }),
  fc.record({
    type: fc.constant('COMMIT_MESSAGE' as const),
    pattern: fc.constant('skip'),
    excludeMatchedPattern: fc.boolean(),
  }),
  fc.record({ type: fc.constant('BASE_REF' as const), pattern: fc.constantFrom('^refs/heads/main$', '^refs/tags/') }),
)
const anyHead: fc.Arbitrary<WebhookFilter> = fc.record({
  type: fc.constant('HEAD_REF' as const),
  pattern: fc.constantFrom(
    '^refs/heads/main$',
    '^refs/heads/',
    'refs/tags/',
    '^refs/tags/|main',
    '.*',
    '^refs/(heads|tags)/',
  ),
  excludeMatchedPattern: fc.boolean(),
})
const provenAside: fc.Arbitrary<WebhookFilter> = fc.constantFrom(
  filter('HEAD_REF', '^refs/tags/'),
  filter('HEAD_REF', '^refs/tags/v[0-9]+$', false),
  filter('HEAD_REF', '^refs/heads/.*', true),
)
function events(...names: string[]): fc.Arbitrary<WebhookFilter> {
  return fc
    .subarray(names, { minLength: 1 })
    .chain((some) => fc.constantFrom(', ', ',').map((comma) => filter('EVENT', some.join(comma))))
}
const anyEventFilter = events('PUSH', 'PULL_REQUEST_MERGED', 'PULL_REQUEST_CREATED', 'PULL_REQUEST_CLOSED', 'RELEASED')
const anyGroup = fc
  .tuple(anyEventFilter, fc.array(fc.oneof(anyHead, aside), { maxLength: 3 }))
  .map(([one, more]) => [one, ...more])
/** Groups that no push to a branch and no merge can match, by the way they are made. */
const groupToKeep = fc.oneof(
  fc.tuple(
    events('PULL_REQUEST_CREATED', 'PULL_REQUEST_UPDATED', 'PULL_REQUEST_REOPENED', 'PULL_REQUEST_CLOSED'),
    aside,
  ),
  fc.tuple(events('RELEASED', 'PRERELEASED')),
  fc.tuple(events('PUSH', 'RELEASED'), provenAside),
)

const strict: PullRequestBuildPolicy = {
  requiresCommentApproval: 'FORK_PULL_REQUESTS',
  approverRoles: ['GITHUB_WRITE'],
}
const policy = fc.constantFrom(undefined, strict)
const rest = fc.record({ policy, buildType: fc.constantFrom('BUILD' as const, 'BUILD_BATCH' as const) })
const anyHook: fc.Arbitrary<Webhook | undefined> = fc
  .tuple(
    fc.oneof(
      {
        weight: 8,
        arbitrary: fc
          .tuple(fc.array(anyGroup, { maxLength: 3 }), fc.array(groupToKeep, { maxLength: 2 }))
          .map(([live, kept]) => ({ filterGroups: [...live, ...kept] })),
      },
      {
        weight: 2,
        arbitrary: fc
          .oneof(
            fc.constantFrom('main', '^(main|dev)$', '.*', 'ü|\u{1F680}'),
            fc.string({ minLength: 1, unit: 'grapheme' }),
          )
          .map((branchFilter) => ({ branchFilter })),
      },
      { weight: 1, arbitrary: fc.constant({}) },
      {
        weight: 1,
        arbitrary: anyGroup.map((group) => ({ filterGroups: [[filter('EVENT', 'WORKFLOW_JOB_QUEUED')], group] })),
      },
      {
        weight: 1,
        arbitrary: fc.constant<Partial<Webhook>>({ filterGroups: [[filter('EVENT', 'WORKFLOW_JOB_QUEUED')]] }),
      },
    ),
    rest,
  )
  .map(([filters, { policy: pullRequestBuildPolicy, buildType }]) => {
    const hook: Partial<Webhook> = { ...filters, buildType }
    return hookWith(pullRequestBuildPolicy === undefined ? hook : { ...hook, pullRequestBuildPolicy })
  })
const anyWorld = fc.array(fc.option(anyHook, { nil: undefined, freq: 8 }), { minLength: 1, maxLength: 3 })

const NAMES = ['one', 'two', 'three']

function worldOf(hooks: readonly (Webhook | undefined)[]): CodeBuildInMemory {
  return new CodeBuildInMemory(...hooks.map((hook, index) => projectWith(NAMES[index] ?? '', hook)))
}

function guardOf(world: CodeBuildInMemory, competingTriggers: GuardSettings['competingTriggers']) {
  const settings: GuardSettings = {
    mode: 'verify',
    codebuildProjects: [...world.projects.keys()],
    competingTriggers,
    stopCompetingBuilds: false,
    forceRestore: false,
  }
  return createGuard({ settings, aws: world.aws, clock: virtualClock(), region: REGION, ...noTarget })
}

/** With what AWS fills in filled in, so that hooks compare. */
function plain(hook: Webhook | undefined): unknown {
  if (hook === undefined) return undefined
  const groups = hook.filterGroups?.map((group) =>
    group.map(({ type, pattern, excludeMatchedPattern }) => ({ type, pattern, not: excludeMatchedPattern ?? false })),
  )
  return { ...hook, filterGroups: groups ?? [], branchFilter: hook.branchFilter ?? '' }
}

function hooksOf(world: CodeBuildInMemory): unknown[] {
  return [...world.projects.keys()].map((name) => plain(world.hook(name)))
}

/** Whether the reading would let promise 6 pass for the project. */
function claimsSafe(reading: CompetingPipelines, name: string): boolean {
  const project = reading.projects.find((one) => one.name === name)
  const fine = new Set(['disabled', 'harmless', 'protected'])
  return (
    project?.exists === true &&
    project.triggers.every(({ state }) => fine.has(state)) &&
    !reading.problems.some((problem) => problem.project === name && problem.blocking)
  )
}

describe('for random projects, hooks and events', () => {
  it('no push to a branch and no merge starts a build where the guard says so, and nothing starts one anew', async () => {
    await fc.assert(
      fc.asyncProperty(anyWorld, fc.array(anyEvent, { minLength: 20, maxLength: 20 }), async (hooks, happening) => {
        const world = worldOf(hooks)
        const reading = await guardOf(world, 'disable').act()
        for (const [index, before] of hooks.entries()) {
          const name = NAMES[index] ?? ''
          const after = world.hook(name)
          for (const event of happening) {
            if (claimsSafe(reading, name) && isPushToBranchOrMerge(event)) expect(builds(after, event)).toBe(false)
            if (builds(after, event)) expect(builds(before, event)).toBe(true)
          }
          if (!claimsSafe(reading, name)) expect(plain(after)).toEqual(plain(before))
        }
      }),
      { numRuns: 400 },
    )
  })

  it('disables every hook that has filter groups of pushes only, or a branch filter', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc
            .array(fc.oneof(anyGroup, groupToKeep), { minLength: 1, maxLength: 4 })
            .map((filterGroups) => ({ filterGroups })),
          fc.string({ minLength: 1 }).map((branchFilter) => ({ branchFilter })),
        ),
        async (filters) => {
          const world = worldOf([hookWith(filters)])
          expect(claimsSafe(await guardOf(world, 'disable').act(), 'one')).toBe(true)
        },
      ),
      { numRuns: 200 },
    )
  })

  it('groups that no push to a branch and no merge can match stay, and start what they started', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyGroup, { maxLength: 3 }),
        fc.array(groupToKeep, { minLength: 1, maxLength: 3 }),
        fc.array(anyEvent, { minLength: 20, maxLength: 20 }),
        async (live, kept, happening) => {
          const world = worldOf([hookWith({ filterGroups: [...live, ...kept] })])
          await guardOf(world, 'disable').act()
          const after = world.hook('one')
          const stayed = { filterGroups: (after?.filterGroups ?? []).slice(live.length) }
          expect(plain(stayed)).toEqual(plain({ filterGroups: kept }))
          for (const event of happening)
            if (builds({ filterGroups: kept }, event)) expect(builds(after, event)).toBe(true)
        },
      ),
      { numRuns: 200 },
    )
  })

  it('restore gives every hook back as it was, and doing either twice changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(anyWorld, async (hooks) => {
        const world = worldOf(hooks)
        await guardOf(world, 'disable').act()
        const disabled = hooksOf(world)
        const writes = world.count('updateWebhook')
        await guardOf(world, 'disable').act()
        expect(world.count('updateWebhook')).toBe(writes)
        expect(hooksOf(world)).toEqual(disabled)

        await guardOf(world, 'restore').act()
        expect(hooksOf(world)).toEqual(hooks.map(plain))
        const restored = world.count('updateWebhook')
        await guardOf(world, 'restore').act()
        expect(world.count('updateWebhook')).toBe(restored)
      }),
      { numRuns: 300 },
    )
  })

  it('a run that dies at any write, before or after AWS did it, leaves what restore brings back; the death itself names it', async () => {
    await fc.assert(
      fc.asyncProperty(anyWorld, fc.integer({ min: 1, max: 3 }), fc.boolean(), async (hooks, fatal, wasDone) => {
        const world = worldOf(hooks)
        const death = new Error('killed')
        const die = (): void => {
          if (world.count('updateWebhook') === fatal) throw death
        }
        if (wasDone) world.afterWrite = die
        else world.before = ({ method }) => method === 'updateWebhook' && die()
        const guard = guardOf(world, 'disable')
        let died = false
        await guard.act().catch((error: unknown) => {
          expect(error).toBe(death)
          died = true
        })
        world.afterWrite = () => undefined
        world.before = () => undefined
        const told = guard.known()
        for (const [index, hook] of hooks.entries()) {
          const name = NAMES[index] ?? ''
          const changed = JSON.stringify(plain(world.hook(name))) !== JSON.stringify(plain(hook))
          const trigger = told.projects.find((project) => project.name === name)?.triggers[0]
          if (changed)
            expect(trigger).toMatchObject({
              // Where it died before it read the change back, nobody knows whether that came through.
              change: expect.stringMatching(/^(?:disabled|unconfirmed)$/),
              undo: expect.stringContaining('aws codebuild update-webhook'),
            })
        }
        if (died)
          expect(told.projects.flatMap(({ triggers }) => triggers).some(({ state }) => state === 'unknown')).toBe(true)
        await guardOf(world, 'restore').act()
        expect(hooksOf(world)).toEqual(hooks.map(plain))
      }),
      { numRuns: 300 },
    )
  })
})
