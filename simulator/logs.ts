import type { GetLogEventsCommandInput, GetLogEventsCommandOutput } from '@aws-sdk/client-cloudwatch-logs'
import type { LogsApi } from '../src/aws/api.ts'
import { AwsError, invalidParameter } from './world/failure.ts'

interface LogLine {
  readonly at: number
  readonly message: string
}

/** CloudWatch Logs: groups, streams and lines. A stream begins with its first line. */
export class LogWorld {
  readonly #groups = new Map<string, Map<string, LogLine[]>>()

  createGroup(group: string): void {
    if (!this.#groups.has(group)) this.#groups.set(group, new Map())
  }

  hasGroup(group: string): boolean {
    return this.#groups.has(group)
  }

  /** @param at milliseconds since the epoch */
  write(group: string, stream: string, at: number, message: string): void {
    this.createGroup(group)
    const streams = this.#groups.get(group)
    const lines = streams?.get(stream) ?? []
    lines.push({ at, message })
    streams?.set(stream, lines)
  }

  lines(group: string, stream: string): readonly LogLine[] | undefined {
    return this.#groups.get(group)?.get(stream)
  }
}

/** `<prefix>/<container>/<task id>`: how the awslogs driver names a stream. */
export const streamName = (prefix: string, container: string, taskId: string): string =>
  `${prefix}/${container}/${taskId}`

/** GetLogEvents over the world: at most `limit` lines a page, newest last, and the same token again when there is no more. */
export class SimulatedLogs implements LogsApi {
  readonly #world: LogWorld
  readonly #sync: () => void

  constructor(world: LogWorld, sync: () => void = () => undefined) {
    this.#world = world
    this.#sync = sync
  }

  readonly getLogEvents = async (input: GetLogEventsCommandInput): Promise<GetLogEventsCommandOutput> => {
    this.#sync()
    const group = input.logGroupName ?? input.logGroupIdentifier?.replace(/^arn:[^:]*:logs:[^:]*:[^:]*:log-group:/, '')
    if (group === undefined || input.logStreamName === undefined)
      throw invalidParameter('A log group and a log stream are needed.')
    const limit = input.limit ?? 10_000
    if (limit < 1 || limit > 10_000) throw invalidParameter('limit must be between 1 and 10000.')
    if (!this.#world.hasGroup(group))
      throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.')
    const all = this.#world.lines(group, input.logStreamName)
    if (all === undefined) throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.')
    const matching = all.filter(
      (line) =>
        (input.startTime === undefined || line.at >= input.startTime) &&
        (input.endTime === undefined || line.at < input.endTime),
    )
    const { from, to } = window(matching.length, limit, input)
    return {
      $metadata: {},
      events: matching
        .slice(from, to)
        .map((line) => ({ timestamp: line.at, ingestionTime: line.at, message: line.message })),
      nextForwardToken: `f/${to}`,
      nextBackwardToken: `b/${from}`,
    }
  }
}

const window = (
  size: number,
  limit: number,
  input: GetLogEventsCommandInput,
): { readonly from: number; readonly to: number } => {
  const token = /^([fb])\/(\d+)$/.exec(input.nextToken ?? '')
  if (input.nextToken !== undefined && token === null) throw invalidParameter('The specified nextToken is invalid.')
  if (token !== null) {
    const position = Math.min(Number(token[2]), size)
    if (token[1] === 'f') return { from: position, to: Math.min(size, position + limit) }
    return { from: Math.max(0, position - limit), to: position }
  }
  if (input.startFromHead === true) return { from: 0, to: Math.min(size, limit) }
  return { from: Math.max(0, size - limit), to: size }
}
