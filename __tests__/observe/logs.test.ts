import { describe, expect, it } from '@jest/globals'
import type { GetLogEventsCommandInput, GetLogEventsCommandOutput } from '@aws-sdk/client-cloudwatch-logs'
import { AwsFailure } from '../../src/aws/failure.ts'
import type { ContainerDefinitionPicture, Stop, TaskDefinitionPicture } from '../../src/model.ts'
import { lastLogLines } from '../../src/observe/logs.ts'
import { definitionArn, refusal, taskArn, World } from './service-world.ts'

const $metadata = {}
const container = (name: string, more: Partial<ContainerDefinitionPicture> = {}): ContainerDefinitionPicture => ({
  name,
  image: `${name}:1`,
  essential: true,
  hasHealthCheck: false,
  environmentValues: [],
  log: { group: `/ecs/${name}`, region: 'eu-west-1', streamPrefix: 'run' },
  ...more,
})
const definition = (...containers: ContainerDefinitionPicture[]): TaskDefinitionPicture => ({
  arn: definitionArn(7),
  containers,
})
const stop = (...containers: Stop['containers']): Stop => ({
  taskArn: taskArn('0123abcd'),
  taskDefinition: definitionArn(7),
  container: { state: 'absent' },
  containers,
})

interface Log {
  readonly regions: string[]
  readonly asked: GetLogEventsCommandInput[]
}

function logs(...answers: readonly (Partial<GetLogEventsCommandOutput> | Error)[]) {
  const log: Log = { regions: [], asked: [] }
  const aws = {
    ...new World().aws,
    logs: (region: string) => {
      log.regions.push(region)
      return {
        getLogEvents: async (input: GetLogEventsCommandInput): Promise<GetLogEventsCommandOutput> => {
          log.asked.push(input)
          const answer = answers[Math.min(log.asked.length, answers.length) - 1] ?? {}
          if (answer instanceof Error) throw answer
          return { $metadata, ...answer }
        },
      }
    },
  }
  return { aws, log }
}
const events = (...messages: string[]) => messages.map((message) => ({ message }))
const limit = { limit: 20 }

describe('the last log lines of a stopped task', () => {
  it('are read from the stream of the container that failed, in the region of its log group', async () => {
    const { aws, log } = logs({ events: events('one', 'two'), nextBackwardToken: 'b/1' })
    const seen = await lastLogLines(
      aws,
      definition(container('sidecar'), container('app')),
      stop({ name: 'sidecar', essential: true, exitCode: 0 }, { name: 'app', essential: true, exitCode: 1 }),
      { limit: 2 },
    )
    expect(seen).toEqual({ state: 'read', value: ['one', 'two'] })
    expect(log.regions).toEqual(['eu-west-1'])
    expect(log.asked).toEqual([
      { logGroupName: '/ecs/app', logStreamName: 'run/app/0123abcd', limit: 2, startFromHead: false },
    ])
  })

  it('are of the region of the task where the configuration names none', async () => {
    const { aws, log } = logs({ events: [] })
    const plain = container('app', { log: { group: '/ecs/app', streamPrefix: 'run' } })
    await lastLogLines(aws, definition(plain), stop(), limit)
    expect(log.regions[0]).toBe('us-east-1')
  })

  it('are looked for on older pages where the newest is empty', async () => {
    const { aws, log } = logs(
      { events: [], nextBackwardToken: 'b/1' },
      { events: events('three'), nextBackwardToken: 'b/2' },
      { events: events('one', 'two'), nextBackwardToken: 'b/2' },
    )
    expect(await lastLogLines(aws, definition(container('app')), stop(), limit)).toEqual({
      state: 'read',
      value: ['one', 'two', 'three'],
    })
    expect(log.asked.map(({ nextToken }) => nextToken)).toEqual([undefined, 'b/1', 'b/2'])
  })

  it('are never more than asked for, nor read without end', async () => {
    const { aws } = logs({
      events: events(...Array.from({ length: 50 }, (_, index) => String(index))),
      nextBackwardToken: 'b/1',
    })
    const seen = await lastLogLines(aws, definition(container('app')), stop(), { limit: 3 })
    expect(seen).toEqual({ state: 'read', value: ['47', '48', '49'] })
    let token = 0
    const endless = logs()
    const getLogEvents = async () => ({ $metadata, events: [], nextBackwardToken: String((token += 1)) })
    await lastLogLines({ ...endless.aws, logs: () => ({ getLogEvents }) }, definition(container('app')), stop(), limit)
    expect(token).toBe(5)
  })

  it.each<[string, Error, boolean]>([
    ['refused', refusal('logs:GetLogEvents'), true],
    ['that never were', new AwsFailure('absent', 'logs:GetLogEvents', 'ResourceNotFoundException', 'no stream'), false],
  ])('%s are told as not read', async (_name, failure, denied) => {
    const { aws } = logs(failure)
    expect(await lastLogLines(aws, definition(container('app')), stop(), limit)).toMatchObject({
      state: 'not-read',
      denied,
      action: 'logs:GetLogEvents',
    })
  })

  it.each<[string, ContainerDefinitionPicture]>([
    [
      'does not log to CloudWatch',
      { name: 'app', image: 'app:1', essential: true, hasHealthCheck: false, environmentValues: [] },
    ],
    ['has no stream prefix', container('app', { log: { group: '/ecs/app' } })],
  ])('are not asked for where the container %s', async (_name, described) => {
    const { aws, log } = logs()
    expect(await lastLogLines(aws, definition(described), stop(), limit)).toMatchObject({
      state: 'not-read',
      denied: false,
    })
    expect(log.asked).toEqual([])
  })

  it('let a cancelled run end', async () => {
    const reason = new Error('cancelled')
    const { aws } = logs(reason)
    await expect(lastLogLines(aws, definition(container('app')), stop(), limit)).rejects.toBe(reason)
  })
})
