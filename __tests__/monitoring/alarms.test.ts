import { spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from '@jest/globals'
import { parse, type Tags } from 'yaml'
import { parseMetricsNamespace } from '../../src/inputs/values.ts'
import { METRIC_NAMES } from '../../src/report/metrics.ts'
import { need } from '../here.ts'

const PATH = fileURLToPath(new URL('../../monitoring/alarms.yaml', import.meta.url))
const PSEUDO = ['AWS::AccountId', 'AWS::Partition', 'AWS::Region']

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

interface Parameter {
  readonly Type: string
  readonly Description: string
  readonly Default?: string | number
  readonly AllowedPattern?: string
  readonly AllowedValues?: readonly number[]
  readonly MaxValue?: number
}

interface Resource {
  readonly Type: string
  readonly Condition?: string
  readonly Properties: Readonly<Record<string, Json>>
}

interface Template {
  readonly Metadata: Readonly<
    Record<string, { readonly ParameterGroups: readonly { readonly Parameters: string[] }[] }>
  >
  readonly Parameters: Readonly<Record<string, Parameter>>
  readonly Conditions: Readonly<Record<string, Json>>
  readonly Resources: Readonly<Record<string, Resource>>
  readonly Outputs: Readonly<Record<string, { readonly Value: Json }>>
}

/** CloudFormation's short forms, as the full forms that they stand for. */
const customTags: Tags = [
  ...(['Ref', 'Sub', 'GetAtt'] as const).map((name) => ({
    tag: `!${name}`,
    resolve: (text: string) => ({ [name === 'Ref' ? 'Ref' : `Fn::${name}`]: text }),
  })),
  ...(['Equals', 'Not'] as const).map((name) => ({
    tag: `!${name}`,
    collection: 'seq' as const,
    resolve: (items: unknown) => ({ [`Fn::${name}`]: items }),
  })),
]

const text = await readFile(PATH, 'utf8')
const template: Template = parse(text, {
  customTags,
  logLevel: 'error',
})
// A collection's tag is resolved to a node: only its plain form is of interest here.
const plain: Template = JSON.parse(JSON.stringify(template))

const alarms = Object.entries(plain.Resources).filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm')

/** Every value below a key, however deep. */
function below(value: Json, key: string): Json[] {
  if (Array.isArray(value)) return value.flatMap((item: Json) => below(item, key))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => [...(name === key ? [inner] : []), ...below(inner, key)])
}

/** The same, where they are texts. */
const textsBelow = (value: Json, key: string): readonly string[] =>
  below(value, key).filter((found) => typeof found === 'string')

/** The metric of an alarm, also where it goes through an expression. */
function metricOf(properties: Resource['Properties']): Readonly<Record<string, Json>> {
  const [inner] = below(properties, 'Metric') as readonly Resource['Properties'][]
  return inner ?? properties
}

const all: Json = JSON.parse(JSON.stringify(plain))

describe('the template of the alarms', () => {
  it('refers to nothing that it does not have', () => {
    const names = [...Object.keys(plain.Parameters), ...Object.keys(plain.Resources), ...PSEUDO]
    expect(names).toEqual(expect.arrayContaining(below(all, 'Ref')))
    const substituted = textsBelow(all, 'Fn::Sub').flatMap((sub) =>
      [...sub.matchAll(/\$\{([^}!]+)\}/g)].map((match) => match[1]),
    )
    expect(substituted.length).toBeGreaterThan(10)
    expect(names).toEqual(expect.arrayContaining(substituted))
    const owners = textsBelow(all, 'Fn::GetAtt').map((path) => path.split('.')[0])
    expect(owners).toEqual(['DeploymentFailed'])
    const conditions = Object.values(plain.Resources).flatMap(({ Condition }) => Condition ?? [])
    expect(Object.keys(plain.Conditions).toSorted()).toEqual(conditions.toSorted())
  })

  it('uses every parameter, says what each is for, and groups them all', () => {
    const used = [
      ...below(all, 'Ref'),
      ...textsBelow(all, 'Fn::Sub').flatMap((sub) => [...sub.matchAll(/\$\{(\w+)\}/g)].map((match) => match[1])),
    ]
    for (const [name, { Description }] of Object.entries(plain.Parameters)) {
      expect(used).toContain(name)
      expect(Description).toMatch(/^.{20,}$/)
    }
    const groups = plain.Metadata['AWS::CloudFormation::Interface']?.ParameterGroups ?? []
    expect(groups.flatMap(({ Parameters }) => Parameters)).toEqual(Object.keys(plain.Parameters))
  })

  it.each(['Deploys/Web', ' a', 'Web,App', 'AWS/ECS', ':x', 'Köln', 'n'.repeat(255)])(
    'takes the namespace %j where the action does',
    (namespace) => {
      const takes = (): boolean => {
        try {
          return parseMetricsNamespace(namespace) === namespace
        } catch {
          return false
        }
      }
      expect(new RegExp(plain.Parameters['Namespace']?.AllowedPattern ?? '').test(namespace)).toBe(takes())
    },
  )

  it('needs nothing but namespace, cluster and service', () => {
    const required = Object.entries(plain.Parameters).filter(([, parameter]) => parameter.Default === undefined)
    expect(required.map(([name]) => name)).toEqual(['Namespace', 'Cluster', 'Service'])
    expect(new RegExp(plain.Parameters['NotificationEmail']?.AllowedPattern ?? 'x').test('')).toBe(true)
  })
})

describe('the alarms', () => {
  it('are those that the page explains', async () => {
    const page = await readFile(new URL('../../docs/monitoring.md', import.meta.url), 'utf8')
    const explained = [...page.matchAll(/^\| `(\w+)` +\|/gm)].map((match) => match[1])
    expect(explained).toEqual(expect.arrayContaining([...METRIC_NAMES]))
    expect(explained).toEqual(expect.arrayContaining(alarms.map(([name]) => name)))
    expect(explained).toContain('DeploymentFailed')
    for (const name of Object.keys(plain.Parameters)) expect(page).toContain(name)
  })

  it.each(alarms)('%s says all that CloudWatch asks for, and tells the topic', (_, { Properties: properties }) => {
    for (const key of ['AlarmDescription', 'ComparisonOperator', 'EvaluationPeriods', 'Threshold', 'TreatMissingData'])
      expect(properties).toHaveProperty(key)
    expect(properties['AlarmActions']).toEqual([{ Ref: 'Topic' }])
    expect(properties['DatapointsToAlarm']).toEqual(properties['EvaluationPeriods'])
    expect(['breaching', 'notBreaching', 'ignore', 'missing']).toContain(properties['TreatMissingData'])
    expect([
      'GreaterThanOrEqualToThreshold',
      'GreaterThanThreshold',
      'LessThanOrEqualToThreshold',
      'LessThanThreshold',
    ]).toContain(properties['ComparisonOperator'])
    const stat = below(properties, 'Stat')[0] ?? properties['Statistic']
    expect(['Minimum', 'Maximum', 'SampleCount']).toContain(stat)
    expect(below(properties, 'Period')).toHaveLength(1)
  })

  it.each(alarms)('%s watches a metric that somebody publishes', (_, { Properties: properties }) => {
    const { Namespace: namespace, MetricName: name, Dimensions: dimensions } = metricOf(properties)
    if (namespace === 'ECS/ContainerInsights') {
      expect(name).toBe('DeploymentCount')
      expect(below(dimensions ?? null, 'Name')).toEqual(['ClusterName', 'ServiceName'])
    } else {
      expect(namespace).toEqual({ Ref: 'Namespace' })
      expect(METRIC_NAMES).toContain(name)
      expect(below(dimensions ?? null, 'Name')).toEqual(['Cluster', 'Service'])
    }
    expect(below(dimensions ?? null, 'Value')).toEqual([{ Ref: 'Cluster' }, { Ref: 'Service' }])
  })

  it('treat missing data as what it means', () => {
    const treatment = Object.fromEntries(alarms.map(([name, { Properties }]) => [name, Properties['TreatMissingData']]))
    expect(treatment).toEqual({
      NotVerified: 'notBreaching',
      DriftLasts: 'ignore',
      NoAuditHeard: 'breaching',
      CommitWaits: 'ignore',
      DeploymentStuck: 'notBreaching',
    })
  })

  // API reference, PutMetricAlarm: seven days in all, one day where the period is shorter than an hour.
  it.each(alarms)('%s looks back no farther than CloudWatch does, whatever the parameters', (_, { Properties }) => {
    const largest = (value: Json | undefined): readonly number[] => {
      if (typeof value === 'number') return [value]
      const [name] = value === undefined ? [] : textsBelow(value, 'Ref')
      const { AllowedValues, MaxValue } = plain.Parameters[name ?? ''] ?? {}
      return AllowedValues ?? (MaxValue === undefined ? [] : [MaxValue])
    }
    const periods = largest(below(Properties, 'Period')[0])
    const times = largest(Properties['EvaluationPeriods'])
    expect(periods.length * times.length).toBeGreaterThan(0)
    for (const period of periods) {
      expect(period % 60).toBe(0)
      expect(period * Math.max(...times)).toBeLessThanOrEqual(period < 3600 ? 86_400 : 604_800)
    }
  })
})

describe('a deployment that ECS declares failed', () => {
  it('reaches the topic, by this rule and no other', () => {
    const { DeploymentFailed: rule, TopicPolicy: policy } = plain.Resources
    expect(rule?.Properties['EventPattern']).toMatchObject({
      source: ['aws.ecs'],
      'detail-type': ['ECS Deployment State Change'],
      detail: { eventName: ['SERVICE_DEPLOYMENT_FAILED'] },
    })
    expect(below(rule?.Properties['Targets'] ?? null, 'Arn')).toEqual([{ Ref: 'Topic' }])
    const statements = below(policy?.Properties ?? null, 'Statement').flat()
    expect(statements).toMatchObject([
      { Principal: { Service: 'cloudwatch.amazonaws.com' }, Action: 'sns:Publish' },
      {
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: { Ref: 'Topic' },
        Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': 'DeploymentFailed.Arn' } } },
      },
    ])
    for (const statement of statements) expect(statement).toHaveProperty('Condition')
  })
})

// The linter of the CloudFormation team: pip install cfn-lint.
const linter = need(spawnSync('cfn-lint', ['--version']).status === 0, 'there is no cfn-lint')
linter.it(
  linter.title('cfn-lint finds nothing in the template'),
  () => {
    const { stdout, status } = spawnSync('cfn-lint', ['--include-checks', 'I', '--', PATH], { encoding: 'utf8' })
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 })
  },
  60_000,
)
