import { describe, expect, it } from '@jest/globals'
import type { WebhookFilter } from '@aws-sdk/client-codebuild'
import * as fc from 'fast-check'

import { readGroup, readHook } from '../../src/guard/webhook/filters.ts'
import { matchesEveryBranch, matchesNoBranch } from '../../src/guard/webhook/head-ref.ts'
import { branchFilterGroups, groupMark } from '../../src/guard/webhook/mark.ts'
import { filter, hookWith } from './codebuild-in-memory.ts'

const push = filter('EVENT', 'PUSH')

describe('which HEAD_REF patterns provably match no branch', () => {
  it.each([
    '^refs/tags/',
    '^refs/tags/v.*$',
    String.raw`^refs\/tags\/v[0-9]+\.[0-9]+$`,
    String.raw`\Arefs/tags/`,
    '^refs/(tags)/v',
    '^(refs/tags/v.*)$',
    '^(?:refs/tags/v|refs/tags/release-)[0-9]+',
    '(^refs/tags/v1$)',
    '^refs/tags/v1|^refs/tags/v2',
    '^refs/tags/(v|release[-|])x',
    '^refs/tags/*',
    '^refs/pull/',
    '^refs/heads//never$',
    '^refs/tags/(x)?',
    groupMark().pattern ?? '',
  ])('%s', (pattern) => {
    expect(matchesNoBranch(pattern)).toBe(true)
  })

  it.each([
    '',
    '.*',
    'refs/tags/',
    '^refs/',
    '^refs/heads/never$',
    '^main$',
    '^tags/',
    '^refs/tags/|refs/heads/main',
    '^refs/tags/|',
    '^(refs/tags/|refs/heads/)',
    '^(refs/tags/)?',
    '^(refs/tags/)*refs/heads/',
    '^(refs/tags/){0}refs/heads/main',
    '(^refs/tags/)?',
    '^?refs/tags/',
    '^refs/t*',
    '^refs/tx?heads|^refs/heads/',
    '^refs/(t|h)',
    '^refs/t?',
    '(?i)^refs/tags/',
    '^(?i)refs/tags/',
    '^(?P<kind>refs/tags/)',
    String.raw`^\Qrefs/tags/\E`,
    String.raw`^refs/tags/\Q(\E|refs/heads/`,
    '^refs/tags/[]|]|refs/heads/',
    '^refs/tags/[[:alpha:]|]|refs/heads/',
    '^refs/tags/(',
    '^refs/tags/)',
    '^refs/tags/[',
    '^refs/tags/\\',
    String.raw`^refs/tags/\Qx`,
    String.raw`^refs/tags/x\E`,
    String.raw`^refs/\weads/`,
    '^refs/tags/)(',
    '^refs/tags/{x',
    '^refs/t+',
    '^refs/.eads/',
    '^refs/$',
    '^refs/]',
    '^refs/}',
    '^refs/tags/(a|b)|refs/heads/',
    '^refs/tags/|^(refs/tags/)?',
  ])('nothing is claimed about %s', (pattern) => {
    expect(matchesNoBranch(pattern)).toBe(false)
  })

  it('is never contradicted by a regular expression engine', () => {
    const piece = fc.constantFrom(
      '^', '$', '(', ')', '(?:', '|', '*', '?', '+', '.*', '.', 'refs/', 'tags/', 'heads/', 'main', 't', 'h', '[a|]', '[^/]', '{0}', '{1,}', String.raw`\/`, String.raw`\.`, '^refs/tags/', 'v1',
    ) // prettier-ignore
    const ref = fc.constantFrom('main', 't', 'refs/tags/v1', 'v1', 'tags/v1', 'x/refs/tags/', '^refs', 'a|b')
    let claimed = 0
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 9 }), fc.boolean(), ref, (pieces, anchored, branch) => {
        const pattern = (anchored ? '^refs/tags/' : '') + pieces.join('')
        let engine: RegExp
        try {
          engine = new RegExp(pattern)
        } catch {
          return
        }
        const head = `refs/heads/${branch}`
        if (matchesNoBranch(pattern)) {
          claimed += 1
          expect(engine.test(head)).toBe(false)
        }
        if (matchesEveryBranch(pattern)) expect(engine.test(head)).toBe(true)
      }),
      { numRuns: 4000 },
    )
    expect(claimed).toBeGreaterThan(300)
  })
})

describe('whether a push to a branch or a merge can match a group', () => {
  const yes: Record<string, readonly WebhookFilter[]> = {
    'any push': [push],
    'pushes to one branch': [push, filter('HEAD_REF', '^refs/heads/main$')],
    'a merge': [filter('EVENT', 'PULL_REQUEST_MERGED')],
    'a merge among open pull requests': [filter('EVENT', 'PULL_REQUEST_CREATED, PULL_REQUEST_MERGED')],
    'a push next to a release': [filter('EVENT', 'RELEASED,PUSH')],
    'lower case': [filter('EVENT', 'push')],
    'tags or branches': [push, filter('HEAD_REF', '^refs/(tags|heads)/')],
    'an unanchored tag pattern': [push, filter('HEAD_REF', 'refs/tags/')],
    'anything but tags': [push, filter('HEAD_REF', '^refs/tags/', true)],
    'anything but main': [push, filter('HEAD_REF', '^refs/heads/main$', true)],
    'a base ref that is a tag, which a push does not look at': [push, filter('BASE_REF', '^refs/tags/')],
    'a file, an actor, a message, a tag name, a release name': [
      push,
      filter('FILE_PATH', '^never$'),
      filter('ACTOR_ACCOUNT_ID', '^$'),
      filter('COMMIT_MESSAGE', '^never$'),
      filter('TAG_NAME', '^v'),
      filter('RELEASE_NAME', '^v'),
      filter('REPOSITORY_NAME', '^other$'),
      filter('ORGANIZATION_NAME', '^other$'),
    ],
    'no event at all': [filter('HEAD_REF', '^refs/heads/main$')],
    'no filter': [],
    'an event that nobody knows': [filter('EVENT', 'DEPLOYMENT_CREATED')],
    'an empty event': [filter('EVENT', ' , ')],
    'all events but one': [filter('EVENT', 'PULL_REQUEST_CREATED', true)],
    'two event filters': [push, filter('EVENT', 'RELEASED')],
    'all events but one, next to another': [filter('EVENT', 'RELEASED'), filter('EVENT', 'PULL_REQUEST_CREATED', true)],
    'a head reference without a pattern': [push, { type: 'HEAD_REF', pattern: undefined }],
    'any head reference but one without a pattern': [
      push,
      { type: 'HEAD_REF', pattern: undefined, excludeMatchedPattern: true },
    ],
    'the mark turned inside out': [push, { ...groupMark(), excludeMatchedPattern: true }],
    'the mark on another type': [push, { ...groupMark(), type: 'BASE_REF' }],
  }
  it.each(Object.entries(yes))('yes: %s', (_, group) => {
    expect(readGroup(group).competes).toBe(true)
  })

  const no: Record<string, readonly WebhookFilter[]> = {
    'tags only': [push, filter('HEAD_REF', '^refs/tags/.*')],
    'no branch': [push, filter('HEAD_REF', '^refs/heads/', true)],
    'no branch, the long way': [push, filter('HEAD_REF', String.raw`^refs\/heads\/.*$`, true)],
    'open pull requests': [filter('EVENT', 'PULL_REQUEST_CREATED, PULL_REQUEST_UPDATED,PULL_REQUEST_REOPENED')],
    'pull requests closed unmerged': [filter('EVENT', 'PULL_REQUEST_CLOSED')],
    releases: [filter('EVENT', 'RELEASED, PRERELEASED')],
    'releases, with a comma too many': [filter('EVENT', 'RELEASED,')],
    runners: [filter('EVENT', 'WORKFLOW_JOB_QUEUED')],
    'marked by this action': [push, filter('HEAD_REF', '^refs/heads/main$'), groupMark()],
  }
  it.each(Object.entries(no))('no: %s', (_, group) => {
    expect(readGroup(group).competes).toBe(false)
  })

  it('knows the mark from what looks like it', () => {
    const reading = (mark: WebhookFilter) => {
      const { marked, altered } = readGroup([push, mark])
      return { marked, altered }
    }
    expect(reading(groupMark())).toEqual({ marked: true, altered: false })
    expect(reading({ ...groupMark(), type: 'BASE_REF' })).toEqual({ marked: false, altered: true })
    expect(reading({ ...groupMark(), excludeMatchedPattern: true })).toEqual({ marked: false, altered: true })
    expect(reading(push)).toEqual({ marked: false, altered: false })
  })

  it('reads a filter without type and pattern as one that proves nothing', () => {
    expect(readGroup([push, { type: undefined, pattern: undefined }]).competes).toBe(true)
  })
})

describe('the state of a hook', () => {
  const job = [filter('EVENT', 'WORKFLOW_JOB_QUEUED')]
  const tags = [push, filter('HEAD_REF', '^refs/tags/')]
  it.each([
    ['no filter', hookWith({}), 'live'],
    ['no filter, as empty values', hookWith({ branchFilter: '', filterGroups: [] }), 'live'],
    ['a branch filter', hookWith({ branchFilter: '^never$' }), 'live'],
    ['both', hookWith({ branchFilter: 'main', filterGroups: [[push, groupMark()]] }), 'live'],
    ['one live group is enough', hookWith({ filterGroups: [tags, [push]] }), 'live'],
    ['nothing that competes', hookWith({ filterGroups: [tags] }), 'harmless'],
    ['marked', hookWith({ filterGroups: [tags, [push, groupMark()]] }), 'disabled'],
    ['marked, with its branch filter inside', hookWith({ filterGroups: branchFilterGroups('main') }), 'disabled'],
    ['a runner', hookWith({ filterGroups: [job, tags] }), 'protected'],
    [
      'a runner by its workflow name',
      hookWith({ filterGroups: [tags, [...job, filter('WORKFLOW_NAME', 'ci')]] }),
      'protected',
    ],
    ['a runner that is started by pushes too', hookWith({ filterGroups: [job, [push]] }), 'mixed'],
    ['both in one group', hookWith({ filterGroups: [[filter('EVENT', 'PUSH, WORKFLOW_JOB_QUEUED')]] }), 'mixed'],
    [
      'any event but some, next to others',
      hookWith({ filterGroups: [[push, filter('EVENT', 'RELEASED', true)]] }),
      'mixed',
    ],
    ['pushes next to a workflow name', hookWith({ filterGroups: [[push, filter('WORKFLOW_NAME', 'ci')]] }), 'mixed'],
    ['any event but some', hookWith({ filterGroups: [[filter('EVENT', 'RELEASED', true)]] }), 'mixed'],
    ['Buildkite', hookWith({ buildType: 'RUNNER_BUILDKITE_BUILD' }), 'mixed'],
  ])('%s', (_, hook, state) => {
    expect(readHook(hook).state).toBe(state)
  })
})
