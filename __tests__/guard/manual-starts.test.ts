import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { RE2JS } from 're2js'

import { originOf, startedBy } from '../../src/guard/builds/initiator.ts'
import { createWebhookCommand, denyManualStarts, manualStarts } from '../../src/guard/builds/manual-starts.ts'
import type { Build } from '../../src/model.ts'
import { printedByShell } from '../here.ts'

function build(initiator: string, startedAt?: number, manner = ''): Build {
  return {
    id: `app:${startedAt ?? ''}`,
    project: 'app',
    status: 'SUCCEEDED',
    initiator,
    startedBy: startedBy(initiator) + manner,
    origin: originOf(initiator),
    running: false,
    stopped: false,
    ...(startedAt === undefined ? {} : { startedAt }),
  }
}

describe('builds that people started', () => {
  it('are counted by person, most first, with the newest start of each', () => {
    const builds = [
      build('AVA_OLO', 10),
      build('GitHub-Hookshot/1a2b3c4', 90),
      build('AWSReservedSSO_Admin_0a/mike@example.com', 40),
      build('AVA_OLO', 30),
      build('nightly-lambda/start', 80),
      build('deployer/GitHubActions', 70),
    ]
    expect(manualStarts(builds)).toEqual({
      people: [
        { who: 'user AVA_OLO', builds: 2, last: 30 },
        { who: 'mike@example.com (SSO, Admin)', builds: 1, last: 40 },
      ],
    })
  })

  it('are one person’s whether or not they ran in a batch, and leave automatic retries out', () => {
    const builds = [
      build('AVA_OLO', 10, ', in a batch'),
      build('AVA_OLO', 20),
      build('AVA_OLO', 30, ', in a batch, automatic retry 1'),
    ]
    expect(manualStarts(builds)).toEqual({ people: [{ who: 'user AVA_OLO', builds: 2, last: 20 }] })
  })

  type Start = readonly [who: string, startedAt: number | undefined]
  it.each<readonly [Start, Start, string]>([
    [['AVA', 10], ['bo', 20], 'user bo'],
    [['AVA', 20], ['bo', 10], 'user AVA'],
    [['bo', 10], ['AVA', 10], 'user AVA'],
    [['AVA', 10], ['bo', 10], 'user AVA'],
    [['AVA', undefined], ['bo', 10], 'user bo'],
    [['AVA', 10], ['bo', undefined], 'user AVA'],
  ])('begin, of equally many, with whoever started last, then by name: %j %j', (one, other, first) => {
    expect(manualStarts([build(...one), build(...other)]).people.map(({ who }) => who)[0]).toBe(first)
    expect(manualStarts([build(...other), build(...one)]).people.map(({ who }) => who)[0]).toBe(first)
  })

  it('begin with whoever started most, however long ago', () => {
    const builds = [build('bo', 90), build('AVA_OLO', 10), build('AVA_OLO', 20)]
    expect(manualStarts(builds).people.map(({ who }) => who)).toEqual(['user AVA_OLO', 'user bo'])
  })

  it('leave out a retry of any number, but not a person whose name says so', () => {
    const builds = [build('AVA_OLO', 10, ', automatic retry 12'), build('the automatic retry 1', 20)]
    expect(manualStarts(builds).people).toEqual([{ who: 'user the automatic retry 1', builds: 1, last: 20 }])
  })

  it('have no last start where CodeBuild gives no time', () => {
    expect(manualStarts([build('AVA_OLO')])).toEqual({ people: [{ who: 'user AVA_OLO', builds: 1 }] })
  })
})

describe('the policy against manual starts', () => {
  it('denies every way to start a build of these projects, and of no others', () => {
    const arn = 'arn:aws:codebuild:eu-central-1:123456789012:project/app'
    expect(JSON.parse(denyManualStarts([arn]))).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'DenyManualCodeBuildStarts',
          Effect: 'Deny',
          Action: [
            'codebuild:StartBuild',
            'codebuild:StartBuildBatch',
            'codebuild:RetryBuild',
            'codebuild:RetryBuildBatch',
            'codebuild:StartSandbox',
          ],
          Resource: [arn],
        },
      ],
    })
  })

  it('is empty without a project', () => {
    expect(denyManualStarts([])).toBe('')
  })
})

describe('the command that makes CodeBuild the one pipeline', () => {
  const wordsOf = (command: string): readonly string[] =>
    printedByShell(`printf '%s\\0' ${command}`).split('\0').slice(0, -1)

  it('creates a webhook for pushes to the branch', () => {
    expect(createWebhookCommand('app', 'eu-central-1', 'main')).toBe(
      `aws codebuild create-webhook --region 'eu-central-1' --project-name 'app' --filter-groups '[[{"type":"EVENT","pattern":"PUSH"},{"type":"HEAD_REF","pattern":"^refs/heads/main$"}]]'`,
    )
  })

  it.each(['release/1.x', "it's", 'a+b', 'feature/(x)|y', 'a"b', '$HOME', '`id`'])(
    'names the branch %s and no other, through the shell and RE2',
    (branch) => {
      const [group] = JSON.parse(wordsOf(createWebhookCommand('app', 'eu-central-1', branch)).at(-1) ?? '')
      const pattern = RE2JS.compile(group[1].pattern)
      expect(pattern.matcher(`refs/heads/${branch}`).find()).toBe(true)
      for (const other of [`${branch}x`, branch.slice(0, -1), branch.replace('.', 'x').replace('+', '')])
        if (other !== branch) expect(pattern.matcher(`refs/heads/${other}`).find()).toBe(false)
    },
  )

  it('matches exactly its branch, whatever that is called', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (branch, other) => {
        const command = createWebhookCommand('app', 'r', branch)
        const json = command.slice(command.indexOf("'[[") + 1, -1).replaceAll(String.raw`'\''`, "'")
        const pattern = RE2JS.compile(JSON.parse(json)[0][1].pattern)
        expect(pattern.matcher(`refs/heads/${branch}`).find()).toBe(true)
        expect(pattern.matcher(`refs/heads/${other}`).find()).toBe(other === branch)
      }),
    )
  })
})
