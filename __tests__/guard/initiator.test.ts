import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { originOf, startedBy } from '../../src/guard/builds/initiator.ts'
import type { BuildOrigin } from '../../src/model.ts'

const FORMS: readonly (readonly [initiator: string, origin: BuildOrigin, words: string])[] = [
  ['GitHub-Hookshot/1a2b3c4', 'webhook', 'GitHub webhook'],
  ['Bitbucket-Webhooks/2.0', 'webhook', 'Bitbucket webhook'],
  ['GitLab/17.4', 'webhook', 'GitLab webhook'],
  ['rule/nightly', 'rule', 'EventBridge rule nightly'],
  ['codepipeline/release', 'pipeline', 'CodePipeline release'],
  ['CodeBuild-Jenkins-Plugin', 'jenkins', 'Jenkins (CodeBuild plugin)'],
  [
    'AWSReservedSSO_AdministratorAccess_c1dc0a/mike@example.com',
    'person',
    'mike@example.com (SSO, AdministratorAccess)',
  ],
  ['AWSReservedSSO_Ops/mike', 'person', 'mike (SSO, Ops)'],
  ['Admin/mike@example.com', 'person', 'mike@example.com (role Admin)'],
  ['deployer/GitHubActions', 'workflow', 'a GitHub Actions workflow (role deployer)'],
  [
    'Amazon_EventBridge_Scheduler_CODEBUILD_0a1b2c/5f2e',
    'schedule',
    'EventBridge Scheduler (role Amazon_EventBridge_Scheduler_CODEBUILD_0a1b2c)',
  ],
  ['Scheduler/abc', 'role', 'role Scheduler, session abc'],
  ['nightly-lambda/start-builds', 'role', 'role nightly-lambda, session start-builds'],
  ['Admin/botocore-session-1721550128', 'role', 'role Admin, session botocore-session-1721550128'],
  ['AVA_OLO', 'person', 'user AVA_OLO'],
  ['mike@example.com', 'person', 'user mike@example.com'],
  ['rule', 'person', 'user rule'],
  ['', 'unknown', 'somebody unknown'],
]

describe('who started a build', () => {
  it.each(FORMS)('%s is %s, %s', (initiator, origin, words) => {
    expect([originOf(initiator), startedBy(initiator)]).toEqual([origin, words])
  })

  it('is told in words that agree with the kind of origin, whatever the text', () => {
    const beginnings: Partial<Record<BuildOrigin, RegExp>> = {
      webhook: / webhook$/,
      rule: /^EventBridge rule /,
      schedule: /^EventBridge Scheduler /,
      pipeline: /^CodePipeline /,
      jenkins: /^Jenkins /,
      workflow: /^a GitHub Actions workflow /,
      role: /^role /s,
      unknown: /^somebody unknown$/,
    }
    const part = fc.constantFrom(
      'rule/',
      'codepipeline/',
      'a@b.c',
      '/',
      'AWSReservedSSO_',
      '_0a',
      'GitHubActions',
      '\n',
    )
    const text = fc.array(fc.oneof(part, fc.string()), { maxLength: 4 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, (initiator) => {
        const pattern = beginnings[originOf(initiator)] ?? /^user |\(SSO, |\(role /
        expect(startedBy(initiator)).toMatch(pattern)
      }),
    )
  })
})
