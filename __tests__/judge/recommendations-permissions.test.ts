import { describe, expect, it } from '@jest/globals'

import { evidenceOf } from '../../src/judge/recommendations/evidence.ts'
import { permissions } from '../../src/judge/recommendations/permissions.ts'
import type { PipelineProblem, Reading, Recommendation } from '../../src/model.ts'
import { concluded } from '../../src/judge/causes.ts'
import { finding } from '../report/outcomes.ts'
import { container, definitionArn } from './cases.ts'
import { told } from './recommendation-cases.ts'
import type { Change } from './recommendation-cases.ts'

const refused = (action: string, resource?: string, why = 'AccessDeniedException'): Reading<never> => ({
  state: 'not-read',
  why,
  action,
  denied: true,
  ...(resource === undefined ? {} : { resource }),
})

function advice(change: Change, command = ''): Recommendation | undefined {
  const run = told({ cause: 'rolled-back', ...change })
  const verdict = concluded({ ...finding, cause: 'rolled-back', nextStep: { text: 'Mend it.', command } })
  const [service] = run.services
  if (service === undefined) throw new Error('there is no service')
  return permissions(evidenceOf({ ...run, verdict }, service, 'rolled-back'))
}

const statements = (change: Change, command?: string): unknown =>
  JSON.parse(advice(change, command)?.lines?.text ?? '{"Statement": []}').Statement

const allow = (action: readonly string[], resource: readonly string[]) => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
})

const traffic = refused('elasticloadbalancing:DescribeRules')
const problem = (change: Partial<PipelineProblem>): PipelineProblem => ({
  project: 'p',
  message: 'the role needs it',
  blocking: false,
  ...change,
})
const withProblems = (...problems: readonly PipelineProblem[]): Change => ({
  run: { pipelines: { handling: 'report', auto: false, region: 'r', readAt: 0, projects: [], problems } },
})

describe('the permissions that a run lacked', () => {
  it('are told with what they are for, as a policy to paste', () => {
    expect(advice({ service: { traffic } })).toEqual({
      id: 'permissions',
      text: 'Allow the role of this job what it was refused; the next report then says more.',
      because: 'Not read in this run, because AWS refused it: elasticloadbalancing:DescribeRules.',
      lines: { language: 'json', text: expect.stringContaining('"Version": "2012-10-17"') },
    })
  })

  it('are none where nothing was refused', () => {
    expect(advice({})).toBeUndefined()
    expect(advice(withProblems())).toBeUndefined()
  })

  it.each<[what: string, change: Change]>([
    ['the service deployments', { service: { serviceDeployments: refused('ecs:X') } }],
    ['CodeDeploy', { service: { codeDeploy: refused('ecs:X') } }],
    ['the load balancer', { service: { traffic: refused('ecs:X') } }],
    ['the log', { run: { logLines: refused('ecs:X') } }],
    ['the last deployments', { run: { history: { label: '', deployments: refused('ecs:X'), runs: refused('x') } } }],
    ['a competing pipeline', withProblems(problem({ action: 'ecs:X' }))],
    ['the facts of the image', { image: { factsNotRead: 'ecs:X: AccessDenied', repository: 'ghcr.io/o/app' } }],
  ])('are those of %s', (_, change) => {
    expect(statements(change)).toEqual([allow(['ecs:X'], ['*'])])
  })

  it.each<[what: string, change: Change]>([
    ['was read', { service: { traffic: { state: 'read', value: undefined as never } } }],
    ['was not refused', { service: { traffic: { state: 'not-read', why: '', action: 'ecs:X', denied: false } } }],
    ['names no action', { service: { traffic: { state: 'not-read', why: '', denied: true } } }],
    ['is refused by an explicit deny', { service: { traffic: refused('ecs:X', undefined, 'An Explicit Deny in a') } }],
    ['is a problem without an action', withProblems(problem({}))],
    ['is a problem of an explicit deny', withProblems(problem({ action: 'ecs:X', message: 'with an explicit deny' }))],
    ['is a fact of an explicit deny', { image: { factsNotRead: 'ecr:X: with an explicit deny' } }],
    ['is a fact without an action', { image: { factsNotRead: 'HTTP 500' } }],
    ['is a fact with an action further on', { image: { factsNotRead: 'no ecr:X: y' } }],
    ['is no action of IAM', { service: { traffic: refused('actions: read') } }],
    ['is more than an action of IAM', { service: { traffic: refused('ecs:X and more') } }],
    ['is an action behind something else', { service: { traffic: refused('An ecs:X') } }],
    ['has an action that begins small', { service: { traffic: refused('ecs:x') } }],
  ])('leave out what %s', (_, change) => {
    expect(advice(change)).toBeUndefined()
  })

  it('leave out what the next step grants already, by its whole name', () => {
    expect(advice({ service: { traffic } }, '"Action": "elasticloadbalancing:DescribeRules"')).toBeUndefined()
    expect(advice({ service: { traffic } }, '"elasticloadbalancing:DescribeRulesToo"')).toBeDefined()
  })

  it('stand apart where IAM cannot narrow them, and each once', () => {
    const arn = 'arn:aws:ecs:us-east-1:123456789012:service/ava-olo/agricultural-core'
    const change: Change = {
      service: { serviceDeployments: refused('ecs:X', arn), codeDeploy: refused('ecs:X', arn), traffic },
      run: { history: { label: '', deployments: refused('ecs:Y', arn), runs: refused('x') } },
    }
    expect(statements(change)).toEqual([
      allow(['ecs:X', 'ecs:Y'], [arn]),
      allow(['elasticloadbalancing:DescribeRules'], ['*']),
    ])
    expect(advice(change)?.because).toContain(': ecs:X, elasticloadbalancing:DescribeRules and ecs:Y.')
    expect(statements({ service: { codeDeploy: refused('ecs:X', arn) } })).toEqual([allow(['ecs:X'], [arn])])
  })

  it.each([
    [`arn:aws:ecs:us-east-1:1:x/${'y'.repeat(600)}`, '*'],
    ['arn:aws:ecs:us-east-1:1:x/\u202E', '*'],
    ['no ARN', '*'],
    ['arn:aws:ecs:us-east-1:1:x/y', 'arn:aws:ecs:us-east-1:1:x/y'],
  ])('name %s as %s', (resource, named) => {
    expect(statements({ service: { codeDeploy: refused('ecs:X', resource) } })).toEqual([allow(['ecs:X'], [named])])
  })

  it.each([
    ['us-east-1', 'aws', ''],
    ['cn-north-1', 'aws-cn', '.cn'],
  ])('name the repository of an image in ECR in %s', (region, partition, suffix) => {
    const repository = `123456789012.dkr.ecr.${region}.amazonaws.com${suffix}/team/app`
    const change: Change = {
      image: { repository, factsNotRead: 'ecr:DescribeImages: AccessDenied' },
    }
    expect(statements(change)).toEqual([
      allow(['ecr:DescribeImages'], [`arn:${partition}:ecr:${region}:123456789012:repository/team/app`]),
    ])
  })

  it('name the repository in ECR although the service was not seen', () => {
    const run = told({ cause: 'image-missing', image: { factsNotRead: 'ecr:DescribeImages: AccessDenied' } })
    const [seen] = run.services
    if (seen === undefined) throw new Error('there is no service')
    const { observation: _observation, ...service } = seen
    expect(permissions(evidenceOf(run, service, 'image-missing'))?.lines?.text).toContain(
      '"arn:aws:ecr:us-east-1:123456789012:repository/agricultural-core"',
    )
  })

  it('name the log groups of the rollout’s task definition, in its region or their own', () => {
    const log = (group: string, region?: string) => ({
      group,
      streamPrefix: 'ecs',
      ...(region === undefined ? {} : { region }),
    })
    const taskDefinitions = [
      { arn: definitionArn(1), containers: [container({ log: log('/ecs/old') })] },
      {
        arn: definitionArn(2),
        containers: [
          container({ log: log('/ecs/app') }),
          container({ name: 'x' }),
          container({ name: 'y', log: log('/ecs/y', 'eu-west-1') }),
        ],
      },
    ]
    const groups = [
      'arn:aws:logs:us-east-1:123456789012:log-group:/ecs/app:log-stream:*',
      'arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/y:log-stream:*',
    ]
    const refusals = (resource?: string): Change => ({
      service: { taskDefinitions },
      run: { logLines: refused('logs:GetLogEvents', resource) },
    })
    expect(statements(refusals())).toEqual([allow(['logs:GetLogEvents'], groups)])
    expect(statements(refusals('/ecs/app'))).toEqual([allow(['logs:GetLogEvents'], groups)])
    const own = 'arn:aws:logs:us-east-1:1:log-group:g'
    expect(statements(refusals(own))).toEqual([allow(['logs:GetLogEvents'], [own])])
    const none: Change = { service: { taskDefinitions: [] }, run: { logLines: refused('logs:GetLogEvents') } }
    expect(statements(none)).toEqual([allow(['logs:GetLogEvents'], ['*'])])
  })
})
