import { describe, expect, it } from '@jest/globals'
import type { Webhook, WebhookFilter } from '@aws-sdk/client-codebuild'

import { branchFilterGroups } from '../../src/guard/webhook/mark.ts'
import { atGitHub, describeHook, hookName, switchCommand, updateCommand } from '../../src/guard/webhook/words.ts'
import type { HookPushReading } from '../../src/guard/webhook/this-push.ts'
import { JOB, MAIN, MARK, PUSH, TAGS, optionOf, wordsOf } from './asking.ts'
import { filter } from './codebuild-in-memory.ts'

const of = (...filterGroups: readonly (readonly WebhookFilter[])[]): Webhook => ({
  filterGroups: filterGroups.map((group) => [...group]),
})
const RELEASES = [filter('EVENT', 'RELEASED', false)]

describe('what a hook reacts to', () => {
  it.each<[hook: Webhook, words: string]>([
    [{}, 'It has no filter: every push starts a build.'],
    [{ branchFilter: '^main$' }, 'Pushes to branches that match ^main$ start a build.'],
    [{ branchFilter: 'main', filterGroups: [[PUSH]] }, 'It has the branch filter main and one filter group at once.'],
    [
      { branchFilter: 'main', filterGroups: [[PUSH], [PUSH]] },
      'It has the branch filter main and 2 filter groups at once.',
    ],
    [
      { filterGroups: branchFilterGroups('main') },
      'Disabled with its branch filter main kept in the mark: no event starts a build.',
    ],
    [
      of([PUSH, MAIN], [], RELEASES),
      'A push to a branch or a merge can start a build through group 1 (PUSH, HEAD_REF ^refs/heads/main$); group 2 (no filter). No push to a branch and no merge matches group 3 (RELEASED).',
    ],
    [
      of([PUSH, MARK], JOB, TAGS),
      'Disabled by the mark of this action, all events of the group with it: group 1 (PUSH). CodeBuild-hosted runners are fed by group 2 (WORKFLOW_JOB_QUEUED). No push to a branch and no merge matches group 3 (PUSH, HEAD_REF ^refs/tags/).',
    ],
    [
      of([filter('EVENT', 'PUSH, WORKFLOW_JOB_QUEUED', false)]),
      'A push to a branch or a merge can start a build through group 1 (PUSH, WORKFLOW_JOB_QUEUED).',
    ],
    [
      of([filter('EVENT', 'WORKFLOW_JOB_QUEUED', false), MARK]),
      'Disabled by the mark of this action, all events of the group with it: group 1 (WORKFLOW_JOB_QUEUED).',
    ],
    [
      of([filter('EVENT', 'RELEASED', true), filter('HEAD_REF', 'x', true), { type: undefined, pattern: 'y' }]),
      'A push to a branch or a merge can start a build through group 1 (EVENT not RELEASED, HEAD_REF not x, a filter without a type y).',
    ],
    [
      of([
        { type: 'EVENT', pattern: undefined },
        { type: 'BASE_REF', pattern: undefined },
      ]),
      'A push to a branch or a merge can start a build through group 1 (no event, BASE_REF ).',
    ],
  ])('%j: %s', (hook, words) => {
    expect(describeHook(hook)).toBe(words)
  })
})

describe('what is peculiar about a hook', () => {
  const plain = describeHook({})
  it.each<[hook: Webhook, words: string]>([
    [{ buildType: 'BUILD', status: 'ACTIVE', manualCreation: false }, ''],
    [{ buildType: 'BUILD_BATCH' }, ' Its build type is BUILD_BATCH.'],
    [
      { scopeConfiguration: { name: 'acme', scope: 'GITHUB_ORGANIZATION' } },
      ' It listens to more than one repository: GITHUB_ORGANIZATION acme.',
    ],
    [
      { scopeConfiguration: { name: undefined, scope: undefined } },
      ' It listens to more than one repository: a scope without a name .',
    ],
    [{ manualCreation: true }, ' Its side at GitHub was made by hand.'],
    [{ status: 'CREATE_FAILED' }, ' Its status is CREATE_FAILED.'],
    [{ status: 'CREATE_FAILED', statusMessage: 'no admin' }, ' Its status is CREATE_FAILED: no admin.'],
  ])('%j: %s', (hook, words) => {
    expect(describeHook(hook)).toBe(`${plain}${words}`)
  })
  it('is a filter that looks like the mark', () => {
    const altered = { ...MARK, excludeMatchedPattern: true }
    expect(describeHook(of([PUSH], [PUSH, altered]))).toMatch(/but was altered, so it is left alone\.$/)
    expect(describeHook(of([PUSH, MARK]))).not.toContain('altered')
  })
})

describe('what this push does', () => {
  const ref = 'refs/heads/main'
  const group = (starts: 'yes' | 'no' | 'cannot-tell', ...open: readonly string[]) => ({ starts, open })
  const told = (reading: HookPushReading, hook: Webhook = of([PUSH], [PUSH], [PUSH])): string =>
    describeHook(hook, { ref, reading }).replace(`${describeHook(hook)} `, '')
  it('starts a build, through the groups that match', () => {
    expect(told({ starts: 'yes', open: [], groups: [] }, {})).toBe(`This push (${ref}) starts a build.`)
    expect(told({ starts: 'yes', open: [], groups: [group('no'), group('yes')] })).toBe(
      `This push (${ref}) starts a build through group 2.`,
    )
    expect(told({ starts: 'yes', open: [], groups: [group('yes'), group('no'), group('yes')] })).toBe(
      `This push (${ref}) starts a build through groups 1 and 3.`,
    )
  })
  it.each<[hook: Webhook, words: string | undefined]>([
    [of([PUSH]), 'would not start a build; another push to a branch, or a merge, can.'],
    [of([PUSH], JOB), 'would not start a build; another push to a branch, or a merge, can.'],
    [of(TAGS), 'does not start a build.'],
    [of(JOB), 'does not start a build.'],
    [of([PUSH, MARK]), undefined],
  ])('starts none through %j: %s', (hook, words) => {
    const said = describeHook(hook, { ref, reading: { starts: 'no', open: [], groups: [] } })
    expect(said).toBe(`${describeHook(hook)}${words === undefined ? '' : ` This push (${ref}) ${words}`}`)
  })
  it('cannot be told without what its groups ask for', () => {
    const groups = [group('cannot-tell', 'FILE_PATH', 'BASE_REF', 'X'), group('no'), group('cannot-tell', 'EVENT')]
    expect(told({ starts: 'cannot-tell', open: ['FILE_PATH'], groups })).toBe(
      `Whether this push (${ref}) starts a build cannot be told from here: group 1 asks for FILE_PATH, BASE_REF and X; group 3 asks for EVENT.`,
    )
    expect(told({ starts: 'cannot-tell', open: ['the branch'], groups: [] }, { branchFilter: 'x' })).toBe(
      `Whether this push (${ref}) starts a build cannot be told from here: it depends on the branch.`,
    )
  })
})

describe('what a person can do', () => {
  it('at GitHub is on the hook’s own page, or by its address', () => {
    const url = 'https://api.github.com/repos/acme/shop/hooks/4711'
    expect(atGitHub({ url })).toBe(
      `To switch it off by hand, clear Active at https://github.com/acme/shop/settings/hooks/4711, or run: gh api --method PATCH '${url}' -F active=false`,
    )
    for (const [api, page] of [
      ['https://api.acme-2.ghe.com', 'https://acme-2.ghe.com'],
      ['https://github.internal:8443/api/v3', 'https://github.internal:8443'],
    ])
      expect(atGitHub({ url: `${api}/repos/acme/shop/hooks/1` })).toContain(` ${page}/acme/shop/settings/hooks/1,`)
    const by = (where: string) => `To switch it off by hand, make the hook inactive where it is set up: ${where}.`
    expect(atGitHub({})).toBe(by("the one whose payload URL is CodeBuild's"))
    for (const other of [
      'https://gitlab.com/api/v4/projects/1/hooks/2',
      `${url}/deliveries`,
      `x${url}`,
      'https://api.github.com/repos/acme/shop/hooks/x',
      'https://api.github.com/repos/acme/hooks/1',
    ])
      expect(atGitHub({ url: other })).toBe(by(other))
  })
  it('is to give the hook its filters, and what else it had', () => {
    const command = updateCommand('app', 'eu-west-1', {}, { branchFilter: '-x' })
    expect(optionOf(command, '--branch-filter')).toBe('-x')
    for (const absent of ['--filter-groups', '--build-type', '--pull-request-build-policy'])
      expect(optionOf(command, absent)).toBeUndefined()
    const full = updateCommand(
      'app',
      'eu-west-1',
      { buildType: 'BUILD_BATCH', pullRequestBuildPolicy: { requiresCommentApproval: 'DISABLED' } },
      { filterGroups: [[PUSH]] },
    )
    expect(optionOf(full, '--branch-filter')).toBeUndefined()
    expect(optionOf(full, '--build-type')).toBe('BUILD_BATCH')
    expect(optionOf(full, '--pull-request-build-policy')).toBe('{"requiresCommentApproval":"DISABLED"}')
  })
  it('is to switch the hook at GitHub', () => {
    expect(wordsOf(switchCommand({ url: 'https://x/1' }, { active: true, events: ['push', "it's"] }))).toEqual([
      'gh',
      'api',
      '--method',
      'PATCH',
      'https://x/1',
      '-F',
      'active=true',
      '-f',
      'events[]=push',
      '-f',
      "events[]=it's",
    ])
    expect(wordsOf(switchCommand({}, { active: false, events: [] }))).toContain('active=false')
  })
  it('names a hook by its address, or its project', () => {
    expect(hookName({ url: 'https://x/1' }, 'app')).toBe('https://x/1')
    expect(hookName({}, 'app')).toBe('webhook of app')
  })
})
