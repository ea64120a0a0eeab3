import { describe, expect, it } from '@jest/globals'
import type { MetricDatum, PutMetricDataCommandInput } from '@aws-sdk/client-cloudwatch'
import { CloudWatch } from '../../simulator/cloudwatch.ts'

const NOW = Date.UTC(2025, 6, 21)
const datum: MetricDatum = {
  MetricName: 'DeploymentVerified',
  Dimensions: [{ Name: 'Cluster', Value: 'prod' }],
  Timestamp: new Date(NOW),
  Unit: 'Count',
  Value: 1,
}

const put = async (input: PutMetricDataCommandInput): Promise<CloudWatch> => {
  const cloudwatch = new CloudWatch(() => NOW)
  await cloudwatch.api('us-east-1').putMetricData(input)
  return cloudwatch
}

describe('the simulated CloudWatch', () => {
  it('keeps what was put, with its times as dates', async () => {
    const { puts } = await put({ Namespace: 'Deploys', MetricData: [datum] })
    expect(puts).toEqual([{ region: 'us-east-1', at: NOW, namespace: 'Deploys', data: [datum] }])
  })

  it.each<[string, PutMetricDataCommandInput]>([
    ['no namespace', { Namespace: undefined, MetricData: [datum] }],
    ['a namespace of AWS', { Namespace: 'AWS/ECS', MetricData: [datum] }],
    ['a namespace with a colon first', { Namespace: ':x', MetricData: [datum] }],
    ['a namespace that is too long', { Namespace: 'n'.repeat(256), MetricData: [datum] }],
    ['nothing', { Namespace: 'n', MetricData: [] }],
    ['too much', { Namespace: 'n', MetricData: Array.from({ length: 1001 }, () => datum) }],
    ...[
      { ...datum, MetricName: '' },
      { ...datum, Dimensions: [{ Name: 'Cluster', Value: '' }] },
      { ...datum, Dimensions: [{ Name: 'Cluster', Value: 'Köln' }] },
      { ...datum, Dimensions: [{ Name: ':C', Value: 'x' }] },
      {
        ...datum,
        Dimensions: [
          { Name: 'C', Value: 'x' },
          { Name: 'C', Value: 'y' },
        ],
      },
      { ...datum, Value: Number.NaN },
      { ...datum, Value: Infinity },
      { MetricName: 'm' },
      { ...datum, Values: [1] },
      { ...datum, Timestamp: new Date(NOW - 15 * 86_400_000) },
      { ...datum, Timestamp: new Date(NOW + 3 * 3_600_000) },
    ].map((wrong): [string, PutMetricDataCommandInput] => [
      JSON.stringify(wrong),
      { Namespace: 'n', MetricData: [wrong] },
    ]),
  ])('refuses %s', async (_, input) => {
    await expect(put(input)).rejects.toMatchObject({ name: expect.stringMatching(/Parameter/) })
  })
})
