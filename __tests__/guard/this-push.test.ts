import { describe, expect, it } from '@jest/globals'
import type { Webhook, WebhookFilter } from '@aws-sdk/client-codebuild'
import * as fc from 'fast-check'

import { startsBuild } from '../../simulator/wire/webhook.ts'
import { readHook } from '../../src/guard/webhook/filters.ts'
import { branchFilterGroups, groupMark } from '../../src/guard/webhook/mark.ts'
import { readPush } from '../../src/guard/webhook/this-push.ts'
import type { PushReading, ThisPush } from '../../src/guard/webhook/this-push.ts'
import { filter } from './codebuild-in-memory.ts'

const commit = '1'.repeat(40)
const main: ThisPush = { ref: 'refs/heads/main', commit }
const push = filter('EVENT', 'PUSH')

async function one(group: readonly WebhookFilter[], pushed: ThisPush = main): Promise<PushReading> {
  const { groups } = await readPush({ filterGroups: [[...group]] }, pushed)
  return groups[0] ?? { starts: 'no', open: ['no group'] }
}

describe('a filter group', () => {
  it.each<[string, WebhookFilter[], string]>([
    ['PUSH alone', [push], 'yes'],
    ['PUSH in a list', [filter('EVENT', 'PULL_REQUEST_MERGED, PUSH')], 'yes'],
    ['a word that only holds PUSH', [filter('EVENT', 'PUSHED')], 'no'],
    ['another event', [filter('EVENT', 'PULL_REQUEST_MERGED')], 'no'],
    ['an excluded PUSH', [filter('EVENT', 'PUSH', true)], 'no'],
    ['two lists of events, one without PUSH', [push, filter('EVENT', 'RELEASED')], 'no'],
    ['its branch', [push, filter('HEAD_REF', '^refs/heads/main$')], 'yes'],
    ['its branch, found anywhere in the ref', [push, filter('HEAD_REF', 'ain')], 'yes'],
    ['another branch', [push, filter('HEAD_REF', '^refs/heads/dev$')], 'no'],
    ['all but its branch', [push, filter('HEAD_REF', '^refs/heads/main$', true)], 'no'],
    ['all but another branch', [push, filter('HEAD_REF', '^refs/heads/dev$', true)], 'yes'],
    ['what JavaScript would not read', [push, filter('HEAD_REF', '(?i)^REFS/HEADS/(?P<branch>MAIN)$')], 'yes'],
    ['the mark', [push, groupMark()], 'no'],
  ])('%s', async (_, group, starts) => {
    expect(await one(group)).toEqual({ starts, open: [] })
  })

  it.each<[string, WebhookFilter[], string]>([
    ['who pushed', [push, filter('ACTOR_ACCOUNT_ID', '^1$')], 'ACTOR_ACCOUNT_ID'],
    ['the files', [push, filter('FILE_PATH', '^src/')], 'FILE_PATH'],
    ['the message', [push, filter('COMMIT_MESSAGE', 'deploy')], 'COMMIT_MESSAGE'],
    ['what a push does not have', [push, filter('BASE_REF', 'main')], 'BASE_REF'],
    ['no event', [filter('HEAD_REF', 'main')], 'EVENT'],
    ['an excluded event that is none', [filter('EVENT', 'RELEASED', true)], 'EVENT'],
    ['a pattern that is no RE2', [push, filter('HEAD_REF', '(?<!x)main')], 'HEAD_REF, whose pattern could not be read'],
    ['an empty pattern', [push, filter('HEAD_REF', '')], 'HEAD_REF, whose pattern could not be read'],
    ['a filter without a type', [push, { type: undefined, pattern: 'x' }], 'a filter without a type'],
  ])('asks for what is not known: %s', async (_, group, open) => {
    expect(await one(group)).toEqual({ starts: 'cannot-tell', open: [open] })
  })

  it('asks for a kind of filter that nobody knew', async () => {
    const unknown: WebhookFilter = JSON.parse('{"type":"MOON_PHASE","pattern":"full"}')
    expect(await one([push, unknown])).toEqual({ starts: 'cannot-tell', open: ['MOON_PHASE'] })
  })

  it('does not ask where a known filter says no already', async () => {
    expect(await one([push, filter('FILE_PATH', 'x'), filter('HEAD_REF', '^refs/tags/')])).toEqual({
      starts: 'no',
      open: [],
    })
  })

  it('asks for the ref where that is not known, unless no ref can match', async () => {
    expect(await one([push, filter('HEAD_REF', 'main')], { commit })).toEqual({
      starts: 'cannot-tell',
      open: ['HEAD_REF'],
    })
    expect(await one([push, groupMark()], { commit })).toEqual({ starts: 'no', open: [] })
    expect(await one([push], { commit })).toEqual({ starts: 'yes', open: [] })
  })

  it.each<[string, string[], boolean, string]>([
    ['one file matches', ['src/a.ts', 'README.md'], false, 'yes'],
    ['no file matches', ['README.md'], false, 'no'],
    ['all excluded', ['src/a.ts', 'src/b.ts'], true, 'no'],
    ['none excluded', ['README.md'], true, 'yes'],
    ['some excluded', ['src/a.ts', 'README.md'], true, 'cannot-tell'],
    ['no list', [], false, 'cannot-tell'],
  ])('by its files: %s', async (_, changedFiles, not, starts) => {
    const reading = await one([push, filter('FILE_PATH', '^src/', not)], { ...main, changedFiles })
    expect(reading.starts).toBe(starts)
  })

  it('by its message', async () => {
    const group = [push, filter('COMMIT_MESSAGE', 'skip', true)]
    expect((await one(group, { ...main, message: '[skip] docs' })).starts).toBe('no')
    expect((await one(group, { ...main, message: 'fix' })).starts).toBe('yes')
  })
})

describe('a hook', () => {
  it.each<[string, Webhook, ThisPush, string]>([
    ['without any filter', {}, main, 'yes'],
    ['with its branch', { branchFilter: '^main$' }, main, 'yes'],
    ['with a part of its name', { branchFilter: 'ai' }, main, 'yes'],
    ['with another branch', { branchFilter: '^dev$' }, main, 'no'],
    ['with a branch filter that means the name, not the ref', { branchFilter: 'refs/heads' }, main, 'no'],
    ['with a branch filter, for a tag', { branchFilter: 'v1' }, { ref: 'refs/tags/v1', commit }, 'cannot-tell'],
    ['with a branch filter that is no RE2', { branchFilter: '(' }, main, 'cannot-tell'],
    ['with a branch filter, for a ref that is not known', { branchFilter: 'main' }, { commit }, 'cannot-tell'],
    ['with a branch filter and groups at once', { branchFilter: 'main', filterGroups: [[push]] }, main, 'cannot-tell'],
    ['disabled with its branch filter', { filterGroups: branchFilterGroups('main') }, main, 'no'],
  ])('%s', async (_, hook, pushed, starts) => {
    const reading = await readPush(hook, pushed)
    expect(reading.starts).toBe(starts)
    if (reading.groups.length > 0) expect(reading.groups).toHaveLength(hook.filterGroups?.length ?? 0)
  })

  it('has no reading of groups where their filters do not decide', async () => {
    for (const hook of [{}, { branchFilter: 'main' }, { branchFilter: 'main', filterGroups: [[push]] }])
      expect((await readPush(hook, main)).groups).toHaveLength(0)
  })

  it('is started by one group that matches, whatever the others ask for', async () => {
    const files = [push, filter('FILE_PATH', 'x')]
    const tags = [push, filter('HEAD_REF', '^refs/tags/')]
    const reading = await readPush({ filterGroups: [files, tags, [push]] }, main)
    expect(reading).toMatchObject({ starts: 'yes', open: [] })
    expect(reading.groups.map(({ starts }) => starts)).toEqual(['cannot-tell', 'no', 'yes'])
    expect(await readPush({ filterGroups: [files, tags] }, main)).toMatchObject({
      starts: 'cannot-tell',
      open: ['FILE_PATH'],
    })
  })
})

describe('for any hook', () => {
  const some = fc.oneof(
    fc.constantFrom('PUSH', 'PULL_REQUEST_MERGED', 'PUSH, RELEASED').map((events) => filter('EVENT', events)),
    fc.record({
      type: fc.constant('HEAD_REF' as const),
      pattern: fc.constantFrom('^refs/heads/main$', '^refs/heads/', '^refs/tags/', 'v1', '.*'),
      excludeMatchedPattern: fc.boolean(),
    }),
    fc.record({
      type: fc.constant('COMMIT_MESSAGE' as const),
      pattern: fc.constantFrom('fix', '^docs'),
      excludeMatchedPattern: fc.boolean(),
    }),
  )
  const groups = fc.array(
    fc.array(some, { maxLength: 3 }).map((more) => [push, ...more]),
    { minLength: 1, maxLength: 3 },
  )
  const pushes = fc.record({
    ref: fc.constantFrom('refs/heads/main', 'refs/heads/v1', 'refs/tags/v1'),
    message: fc.constantFrom('fix', 'docs'),
  })

  it('with all facts known it says what CodeBuild does, as the simulator has it', async () => {
    await fc.assert(
      fc.asyncProperty(groups, pushes, async (filterGroups, { ref, message }) => {
        const { starts } = await readPush({ filterGroups }, { ref, message, commit })
        expect(starts).toBe(startsBuild({ filterGroups }, { ref, message, sha: commit }) ? 'yes' : 'no')
      }),
    )
  })

  it('knowing less never turns a yes into a no, nor the other way; a push to a branch starts no hook that counts as harmless', async () => {
    await fc.assert(
      fc.asyncProperty(groups, pushes, async (filterGroups, { ref, message }) => {
        const known = await readPush({ filterGroups }, { ref, message, commit })
        for (const less of [{ ref, commit }, { message, commit }, { commit }]) {
          const { starts } = await readPush({ filterGroups }, less)
          if (starts !== 'cannot-tell') expect(starts).toBe(known.starts)
        }
        if (ref.startsWith('refs/heads/') && known.starts === 'yes')
          expect(readHook({ filterGroups }).state).toBe('live')
      }),
    )
  })

  it('never throws, whatever the patterns are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), async (pattern, ref) => {
        for (const hook of [{ branchFilter: pattern }, { filterGroups: [[push, filter('HEAD_REF', pattern)]] }])
          expect(['yes', 'no', 'cannot-tell']).toContain((await readPush(hook, { ref, commit })).starts)
      }),
    )
  })
})
