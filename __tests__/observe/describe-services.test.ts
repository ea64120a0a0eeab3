import { describe, expect, it } from '@jest/globals'
import type { DescribeServicesCommandInput, Service } from '@aws-sdk/client-ecs'
import type { Aws } from '../../src/aws/api.ts'
import { AwsFailure } from '../../src/aws/failure.ts'
import type { ServiceRef } from '../../src/model.ts'
import { createServiceDescriber } from '../../src/observe/describe-services.ts'

const account = 'arn:aws:ecs:us-east-1:123456789012'
const refOf = (service: string, cluster = 'production', region = 'us-east-1'): ServiceRef => ({
  cluster,
  service,
  region,
  label: `${cluster} / ${service}`,
})
const serviceOf = (name: string, cluster = 'production'): Service => ({
  serviceArn: `${account}:service/${cluster}/${name}`,
  serviceName: name,
  clusterArn: `${account}:cluster/${cluster}`,
  status: 'ACTIVE',
})

/** ECS that knows these services and answers in the reverse order of the question. */
function ecsOf(known: readonly string[], refuses?: (asked: readonly string[]) => AwsFailure | undefined) {
  const asked: DescribeServicesCommandInput[] = []
  const api = {
    describeServices: async (input: DescribeServicesCommandInput) => {
      asked.push(input)
      const names = input.services ?? []
      const refusal = refuses?.(names)
      if (refusal !== undefined) throw refusal
      const isKnown = (name: string): boolean => known.includes(name.split('/').at(-1) ?? '')
      return {
        $metadata: {},
        services: names
          .filter(isKnown)
          .map((name) => serviceOf(name.split('/').at(-1) ?? ''))
          .toReversed(),
        failures: names
          .filter((name) => !isKnown(name))
          .map((name) => ({ arn: `${account}:service/production/${name}`, reason: 'MISSING' })),
      }
    },
  }
  // Only one call of one API is made.
  return { asked, aws: { ecs: () => api } as unknown as Pick<Aws, 'ecs'> }
}

const many = Array.from({ length: 25 }, (_, index) => `service-${index}`)

describe('services that are asked for at the same time', () => {
  it('share calls, ten to each, and each gets its own answer', async () => {
    const { aws, asked } = ecsOf(many)
    const describer = createServiceDescriber(aws)
    const answers = await Promise.all(many.map((name) => describer.describe(refOf(name))))
    expect(answers.map(({ serviceName }) => serviceName)).toEqual(many)
    expect(asked.map(({ services }) => services?.length)).toEqual([10, 10, 5])
  })

  it('share no call with another cluster or region', async () => {
    const { aws, asked } = ecsOf(['app'])
    const describer = createServiceDescriber(aws)
    const refs = [refOf('app'), refOf('app', 'staging'), refOf('app', 'production', 'eu-west-1')]
    await Promise.all(refs.map((ref) => describer.describe(ref)))
    expect(asked).toHaveLength(3)
  })

  it('are asked for by ARN as well as by name', async () => {
    const { aws, asked } = ecsOf(['one', 'two'])
    const describer = createServiceDescriber(aws)
    const refs = [refOf(`${account}:service/production/one`), refOf('two')]
    const answers = await Promise.all(refs.map((ref) => describer.describe(ref)))
    expect(answers.map(({ serviceName }) => serviceName)).toEqual(['one', 'two'])
    expect(asked).toHaveLength(1)
  })

  it('do not hide the one that is not there', async () => {
    const { aws } = ecsOf(['one', 'two'])
    const describer = createServiceDescriber(aws)
    const answers = await Promise.allSettled(['one', 'gone', 'two'].map((name) => describer.describe(refOf(name))))
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(answers[1]).toMatchObject({ reason: { code: 'service-not-found' } })
  })

  it.each(['denied', 'rejected', 'absent'] as const)(
    'do not lose their answers to the one that has the call refused (%s)',
    async (kind) => {
      const { aws, asked } = ecsOf(many, (names) =>
        names.includes('service-3') ? new AwsFailure(kind, 'ecs:DescribeServices', 'Refused', 'no') : undefined,
      )
      const describer = createServiceDescriber(aws)
      const answers = await Promise.allSettled(many.map((name) => describer.describe(refOf(name))))
      const lost = answers.flatMap(({ status }, index) => (status === 'rejected' ? [many[index]] : []))
      expect(lost).toEqual(['service-3'])
      expect(asked).toHaveLength(13)
    },
  )

  it('all fail with the call that may pass, which is not repeated one by one', async () => {
    const { aws, asked } = ecsOf(many, () => new AwsFailure('retry', 'ecs:DescribeServices', 'Throttling', 'slow down'))
    const describer = createServiceDescriber(aws)
    const answers = await Promise.allSettled(many.map((name) => describer.describe(refOf(name))))
    expect(answers.every(({ status }) => status === 'rejected')).toBe(true)
    expect(asked).toHaveLength(3)
  })
})

it('takes no other service for the one that an answer leaves out', async () => {
  const api = { describeServices: async () => ({ $metadata: {}, services: [serviceOf('one')], failures: [] }) }
  const describer = createServiceDescriber({ ecs: () => api } as unknown as Pick<Aws, 'ecs'>)
  const answers = await Promise.allSettled(['one', 'two'].map((name) => describer.describe(refOf(name))))
  expect(answers[1]).toMatchObject({ status: 'rejected', reason: { kind: 'retry', action: 'ecs:DescribeServices' } })
})
