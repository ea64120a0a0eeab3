import { describe, expect, it } from '@jest/globals'
import { allows, askedOf, type Policy, type PolicyStatement } from '../../simulator/iam.ts'

const RULE = 'arn:aws:events:us-east-1:123456789012:rule/nightly'
const policyOf = (statement: Partial<PolicyStatement>): Policy => ({
  Statement: [{ Effect: 'Allow', Action: 'events:PutRule', Resource: RULE, ...statement }],
})
const asked = { action: 'events:PutRule', resource: RULE, context: {} }

describe('a policy', () => {
  it.each<[string, Partial<PolicyStatement>, boolean]>([
    ['the resource itself', {}, true],
    ['one of several', { Action: ['events:DescribeRule', 'events:PutRule'], Resource: ['arn:aws:x', RULE] }, true],
    ['all', { Resource: '*' }, true],
    ['all rules', { Resource: 'arn:aws:events:us-east-1:123456789012:rule/*' }, true],
    ['every region', { Resource: 'arn:aws:events:*:123456789012:rule/*' }, true],
    ['another action', { Action: 'events:DescribeRule' }, false],
    ['another rule', { Resource: `${RULE}-2` }, false],
    ['another region', { Resource: RULE.replace('us-east-1', 'eu-west-1') }, false],
    ['a wildcard that would have to reach over a colon', { Resource: 'arn:aws:*:rule/nightly' }, false],
    ['a key that the request lacks', { Condition: { StringEquals: { 'iam:PassedToService': 'x' } } }, false],
  ])('decides by what it names: %s', (_, statement, is) => {
    expect(allows(policyOf(statement), asked)).toBe(is)
  })

  it('compares the keys of its conditions', () => {
    const cluster = 'arn:aws:ecs:us-east-1:123456789012:cluster/prod'
    const policy = policyOf({ Condition: { ArnEquals: { 'ecs:cluster': ['arn:aws:x', cluster] } } })
    expect(allows(policy, { ...asked, context: { 'ecs:cluster': cluster } })).toBe(true)
    expect(allows(policy, { ...asked, context: { 'ecs:cluster': `${cluster}-2` } })).toBe(false)
  })

  it('is not read where it says what nobody taught this reader', () => {
    expect(() => allows(policyOf({ Effect: 'Deny' }), asked)).toThrow('Deny')
    expect(() => allows(policyOf({ Action: 'events:*' }), asked)).toThrow('events:*')
    expect(() =>
      allows(policyOf({ Condition: { Bool: { 'aws:x': 'true' } } }), { ...asked, context: { 'aws:x': 'true' } }),
    ).toThrow('Bool')
  })
})

describe('what IAM is asked', () => {
  const of = (operation: string, input: unknown): readonly (readonly [string, string])[] =>
    askedOf(
      { at: 0, operation, region: 'us-east-1', input, headers: {} },
      { deploymentGroup: (id) => `app/${id}` },
    ).map(({ action, resource }) => [action, resource])
  const arn = (service: string, resource: string): string => `arn:aws:${service}:us-east-1:123456789012:${resource}`

  it('is both the service and its deployment', () => {
    const deployment = arn('ecs', 'service-deployment/prod/web/abc')
    expect(of('ecs:DescribeServiceDeployments', { serviceDeploymentArns: [deployment] })).toEqual([
      ['ecs:DescribeServiceDeployments', deployment],
      ['ecs:DescribeServiceDeployments', arn('ecs', 'service/prod/web')],
    ])
  })

  it('is the image itself for what refers to it', () => {
    expect(of('ecr:ListImageReferrers', { repositoryName: 'web' })).toEqual([
      ['ecr:BatchGetImage', arn('ecr', 'repository/web')],
    ])
  })

  it('is the role, too, where one is handed over', () => {
    const role = 'arn:aws:iam::123456789012:role/events'
    expect(of('events:PutRule', { Name: 'nightly', EventBusName: 'orders', RoleArn: role })).toEqual([
      ['events:PutRule', arn('events', 'rule/orders/nightly')],
      ['iam:PassRole', role],
    ])
    expect(of('scheduler:UpdateSchedule', { Name: 'hourly', GroupName: 'ops', Target: { RoleArn: role } })).toEqual([
      ['scheduler:UpdateSchedule', arn('scheduler', 'schedule/ops/hourly')],
      ['iam:PassRole', role],
    ])
  })

  it('is unknown for a call that nobody looked up', () => {
    expect(() => of('ecs:UpdateService', {})).toThrow('look up what IAM asks for ecs:UpdateService')
  })
})
