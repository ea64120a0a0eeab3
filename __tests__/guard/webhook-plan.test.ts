import { describe, expect, it } from '@jest/globals'
import type { Webhook, WebhookFilter } from '@aws-sdk/client-codebuild'

import { branchFilterGroups, carriedBranchFilter, groupMark, readMark } from '../../src/guard/webhook/mark.ts'
import { filtersOf, hasFilters, planDisable, planRestore } from '../../src/guard/webhook/plan.ts'
import { JOB, MAIN, MARK, PUSH, TAGS, guardOf, only } from './asking.ts'
import { CodeBuildInMemory, filter, hookWith, projectWith } from './codebuild-in-memory.ts'
import { World } from './webhook-world.ts'

describe('a branch filter inside the mark', () => {
  const [[, carrying] = []] = branchFilterGroups('main')
  const group = (...filters: readonly (WebhookFilter | undefined)[]) => [filters.filter((one) => one !== undefined)]
  it('is read where the groups are what this action wrote', () => {
    expect(carriedBranchFilter(group(PUSH, carrying))).toBe('main')
    expect(carriedBranchFilter(group(carrying, PUSH))).toBe('main')
  })
  it.each<[what: string, groups: WebhookFilter[][]]>([
    ['no groups', []],
    ['another group next to it', [...group(PUSH, carrying), [PUSH]]],
    ['one more filter', group(PUSH, carrying, MAIN)],
    ['no event', group(carrying)],
    ['no event, and another filter', group(carrying, MAIN)],
    ['another event', group(filter('EVENT', 'RELEASED'), carrying)],
    ['an excluded event', group(filter('EVENT', 'PUSH', true), carrying)],
    ['a filter of another type that names the event', group(filter('COMMIT_MESSAGE', 'PUSH'), carrying)],
    ['the mark of a group', group(PUSH, MARK)],
  ])('is none with %s', (_, groups) => {
    expect(carriedBranchFilter(groups)).toBeUndefined()
  })
  it('is none where its bytes are not written as this action writes them', () => {
    const pattern = (carried: string): string =>
      `^refs/heads//disabled-by-ecs-deploy-verifier/branch-filter/${carried}$`
    expect(readMark(filter('HEAD_REF', pattern('bWFpbg'), false))).toEqual({
      kind: 'branch-filter',
      branchFilter: 'main',
    })
    // Decodes to the same bytes.
    expect(readMark(filter('HEAD_REF', pattern('bWFpbh'), false))).toBeUndefined()
    expect(readMark(filter('HEAD_REF', pattern('_w'), false))).toBeUndefined()
  })
})

describe('the filters of a hook', () => {
  const hook: Webhook = { filterGroups: [[PUSH, MAIN], TAGS] }
  it('are these, where what is left out means no', () => {
    expect(hasFilters(hook, { filterGroups: [[{ type: 'EVENT', pattern: 'PUSH' }, { ...MAIN }], TAGS] })).toBe(true)
    expect(hasFilters({ branchFilter: 'main' }, { branchFilter: 'main' })).toBe(true)
    expect(hasFilters({}, { branchFilter: '' })).toBe(true)
  })
  it.each<[what: string, groups: WebhookFilter[][]]>([
    ['a group less', [[PUSH, MAIN]]],
    ['a group more', [[PUSH, MAIN], TAGS, [PUSH]]],
    ['a filter less', [[PUSH], TAGS]],
    ['a filter more', [[PUSH, MAIN, MARK], TAGS]],
    ['another type', [[PUSH, { ...MAIN, type: 'BASE_REF' }], TAGS]],
    ['another pattern', [[PUSH, { ...MAIN, pattern: '^refs/heads/dev$' }], TAGS]],
    ['a pattern turned inside out', [[PUSH, { ...MAIN, excludeMatchedPattern: true }], TAGS]],
    ['a first filter that differs', [[filter('EVENT', 'RELEASED', false), MAIN], TAGS]],
    ['another order', [TAGS, [PUSH, MAIN]]],
  ])('are not these, with %s', (_, filterGroups) => {
    expect(hasFilters(hook, { filterGroups })).toBe(false)
    expect(hasFilters({ filterGroups }, { filterGroups: [[PUSH, MAIN], TAGS] })).toBe(false)
  })
  it('are not those of another form', () => {
    expect(hasFilters({ branchFilter: 'main' }, { branchFilter: 'dev' })).toBe(false)
    expect(hasFilters({ branchFilter: 'main', filterGroups: [[PUSH]] }, { filterGroups: [[PUSH]] })).toBe(false)
    expect(hasFilters({ branchFilter: 'main' }, { filterGroups: [[PUSH]] })).toBe(false)
  })
  it('are told as CodeBuild takes them: groups, or else a branch filter', () => {
    expect(filtersOf({ branchFilter: 'main' })).toEqual({ branchFilter: 'main' })
    expect(filtersOf({})).toEqual({ branchFilter: '' })
    expect(filtersOf(hook)).toEqual({ filterGroups: [[PUSH, MAIN], TAGS] })
    expect(filtersOf({ branchFilter: 'main', filterGroups: [] })).toEqual({ branchFilter: 'main' })
  })
})

describe('what a hook does not allow', () => {
  const marked = [[PUSH, groupMark()]]
  it('is to be changed while it is being deleted', () => {
    expect(planDisable(hookWith({ filterGroups: [[PUSH]], status: 'DELETING' })).kind).toBe('impossible')
    expect(planRestore(hookWith({ filterGroups: marked, status: 'DELETING' }))).toMatchObject({
      kind: 'impossible',
      why: expect.stringContaining('being deleted'),
    })
    expect(planRestore(hookWith({ filterGroups: marked })).kind).toBe('write')
  })
  it.each([[[...marked, JOB]], [[...marked, JOB, [PUSH]]]])(
    'is to be restored where it feeds runners, alone or with pushes: %#',
    (filterGroups) => {
      expect(planRestore(hookWith({ filterGroups }))).toMatchObject({
        kind: 'impossible',
        byHand: { filterGroups: [[PUSH], ...filterGroups.slice(1)] },
      })
    },
  )
})

describe('a hook that is changed by others', () => {
  it('and is deleted before the write is told as harmless', async () => {
    const world = new World({ filterGroups: [[PUSH]] })
    const project = structuredClone(world.codebuild.projects.get('app') ?? {})
    world.codebuild.projects.set('app', projectWith('app'))
    const look = await world.guard({ token: false }).disable(project, () => undefined)
    expect(look).toMatchObject({
      triggers: [{ state: 'harmless', change: 'none', detail: expect.stringContaining('was deleted') }],
      problems: [],
    })
    expect(look.triggers[0]).not.toHaveProperty('undo')
  })
  it('and is switched on each time is told, with what to do, before it is found again', async () => {
    const world = new World({ filterGroups: [[PUSH]] })
    world.codebuild.afterWrite = (project) =>
      world.codebuild.projects.set('app', { ...project, webhook: hookWith({ filterGroups: [[PUSH]] }) })
    const { triggers, problems } = await world.do('disable', false)
    expect(triggers).toMatchObject([{ state: 'live', change: 'disabled' }])
    expect(problems).toMatchObject([
      { message: expect.stringMatching(/something else is changing it\. To switch it off by hand/) },
    ])
  })
  it('and read back otherwise than it was written is told so', async () => {
    const world = new World({ filterGroups: [[PUSH]] })
    const plain = (await world.do('disable', false)).triggers[0]
    expect(plain?.detail).not.toContain('differs')
    const other = new World({ filterGroups: [[PUSH]] })
    other.codebuild.afterWrite = (project) =>
      other.codebuild.projects.set('app', { ...project, webhook: hookWith({ filterGroups: [[PUSH, MAIN, MARK]] }) })
    expect((await other.do('disable', false)).triggers).toMatchObject([
      {
        state: 'disabled',
        detail: expect.stringMatching(/ What was read back differs from what this action wrote\.$/),
      },
    ])
  })
  it('needs no call where it is as wanted', async () => {
    const world = new World({ filterGroups: marked() })
    await world.do('disable', false)
    expect(world.codebuild.calls).toEqual([])
  })
  it('is told to be restored without what to do at GitHub', async () => {
    const world = new World({ branchFilter: 'main', filterGroups: marked() })
    const { problems } = await world.do('restore', false)
    expect(problems).toMatchObject([{ blocking: false, message: expect.stringMatching(/since it was disabled\.$/) }])
  })
  it('is disabled with an altered filter and without a note, which is for a restore', async () => {
    const altered = filter('HEAD_REF', `${MARK.pattern ?? ''}|x`, false)
    const world = new World({ filterGroups: [[PUSH, altered]] })
    expect((await world.do('disable', false)).problems).toEqual([])
    expect((await new World({ filterGroups: [[PUSH, altered]] }).do('restore', false)).problems).toMatchObject([
      { blocking: false, message: expect.stringContaining('was altered') },
    ])
  })
  it('is read by its project, whatever else the answer holds', async () => {
    const world = new CodeBuildInMemory(projectWith('app', hookWith({ filterGroups: [[PUSH]] })))
    const { batchGetProjects } = world.api
    Reflect.set(world.api, 'batchGetProjects', async (input: Parameters<typeof batchGetProjects>[0]) => {
      const answer = await batchGetProjects(input)
      return { ...answer, projects: [projectWith('other'), ...(answer.projects ?? [])] }
    })
    expect(only(await guardOf(world).act())).toMatchObject({ state: 'disabled', change: 'disabled' })
  })
  it('and an answer without it is no hook that is gone', async () => {
    const world = new World({ filterGroups: [[PUSH]] })
    Reflect.set(world.codebuild.api, 'batchGetProjects', () => Promise.resolve({ $metadata: {}, projects: [] }))
    expect(await world.do('disable', false)).toMatchObject({
      triggers: [{ state: 'unknown', change: 'none' }],
      problems: [
        {
          blocking: true,
          passing: true,
          message: expect.stringContaining('codebuild:BatchGetProjects, or only with errors (UnreadableAnswer'),
        },
      ],
    })
  })
  it('and whose project is gone is gone with it', async () => {
    const world = new World({ filterGroups: [[PUSH]] })
    const project = structuredClone(world.codebuild.projects.get('app') ?? {})
    world.codebuild.projects.clear()
    const look = await world.guard({ token: false }).disable(project, () => undefined)
    expect(look).toMatchObject({ triggers: [{ state: 'harmless' }], problems: [] })
  })
  it('is waited for only until it is read back', async () => {
    const world = new World({ filterGroups: [[PUSH]] })
    await world.do('disable', false)
    expect(world.codebuild.count('batchGetProjects')).toBe(2)
  })
})

function marked(): WebhookFilter[][] {
  return [[PUSH, MARK]]
}
