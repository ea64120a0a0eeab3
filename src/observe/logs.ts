import type { Aws } from '../aws/api.ts'
import type { ContainerDefinitionPicture, Reading, Stop, TaskDefinitionPicture } from '../model.ts'
import { lastSegment, notAsked, notRead, present } from './answers.ts'

// A page may be empty although older ones are not (GetLogEvents).
const mostPages = 5

type Logged = ContainerDefinitionPicture & { readonly log: NonNullable<ContainerDefinitionPicture['log']> }

function isLogged(container: ContainerDefinitionPicture): container is Logged {
  return container.log !== undefined
}

/** The container whose end explains the stop: one that failed before one that ended well, essential before others. */
function failedContainer(definition: TaskDefinitionPicture, stop: Stop): Logged | undefined {
  const logged = definition.containers.filter(isLogged)
  const ended = [
    ...stop.containers.filter(({ exitCode }) => exitCode !== undefined && exitCode !== 0),
    ...stop.containers.filter(({ exitCode }) => exitCode === undefined || exitCode === 0),
  ]
  const first = ended
    .map(({ name }) => logged.find((container) => container.name === name))
    .find((found) => found !== undefined)
  return first ?? logged.find(({ essential }) => essential) ?? logged[0]
}

/** `arn:partition:service:region:…` */
function regionOf(arn: string): string | undefined {
  const region = arn.split(':')[3]
  return region === '' ? undefined : region
}

/**
 * The last log lines of the container that ended a task, oldest first: outside text, unmasked. Only the awslogs driver can be
 * read; its stream is `<prefix>/<container>/<task id>` (ECS, awslogs-stream-prefix). What cannot be read is told as not read; rejects
 * with nothing but the reason of a cancelled run.
 *
 * @param definition the task definition of the stopped task
 * @param options `limit`: how many lines at most
 */
export async function lastLogLines(
  aws: Aws,
  definition: TaskDefinitionPicture,
  stop: Stop,
  { limit }: { readonly limit: number } = { limit: 20 },
): Promise<Reading<readonly string[]>> {
  const container = failedContainer(definition, stop)
  if (container === undefined) return notAsked('no container of the task logs to CloudWatch through awslogs')
  const { group, streamPrefix, region = regionOf(stop.taskArn) } = container.log
  if (streamPrefix === undefined) return notAsked(`container ${container.name} logs without a stream prefix`)
  if (region === undefined) return notAsked(`the region of log group ${group} is not known`)
  const logStreamName = `${streamPrefix}/${container.name}/${lastSegment(stop.taskArn)}`
  const lines: string[] = []
  let nextToken: string | undefined
  try {
    for (let page = 0; page < mostPages && lines.length < limit; page += 1) {
      const answer = await aws.logs(region).getLogEvents({
        logGroupName: group,
        logStreamName,
        limit: limit - lines.length,
        startFromHead: false,
        ...present({ nextToken }),
      })
      lines.unshift(...(answer.events ?? []).flatMap(({ message }) => message ?? []))
      // The same token again is the end of the stream.
      if (answer.nextBackwardToken === undefined || answer.nextBackwardToken === nextToken) break
      nextToken = answer.nextBackwardToken
    }
  } catch (error) {
    return notRead(error)
  }
  return { state: 'read', value: lines.slice(-limit) }
}
