import type { ContainerDefinition, TaskDefinition } from '@aws-sdk/client-ecs'
import type { EcsApi } from '../aws/api.ts'
import { incompleteAnswer } from '../aws/errors.ts'
import { AwsFailure } from '../aws/failure.ts'
import type { ContainerDefinitionPicture, TaskDefinitionPicture } from '../model.ts'
import { inParallel, present, timeOf } from './answers.ts'

/** Task definitions by ARN. A revision never changes, so each is asked for once. */
export interface TaskDefinitions {
  /** Rejects with an `AwsFailure` where it cannot be read. */
  need(arn: string): Promise<TaskDefinitionPicture>
  /**
   * Reads those that are not known yet. One that AWS no longer has, or that cannot be read now, stays unknown: an old task may
   * outlive its definition. A refusal rejects.
   */
  load(arns: Iterable<string>): Promise<void>
  known(arn: string): TaskDefinitionPicture | undefined
}

const action = 'ecs:DescribeTaskDefinition'
const parallelCalls = 4

function logOf(container: ContainerDefinition): ContainerDefinitionPicture['log'] {
  const configuration = container.logConfiguration
  const group = configuration?.options?.['awslogs-group']
  if (configuration?.logDriver !== 'awslogs' || group === undefined) return undefined
  return present({
    group,
    region: configuration.options?.['awslogs-region'],
    streamPrefix: configuration.options?.['awslogs-stream-prefix'],
  })
}

function containerPicture(container: ContainerDefinition): ContainerDefinitionPicture {
  return present({
    name: container.name ?? '',
    image: container.image ?? '',
    // "If this parameter is omitted, a container is assumed to be essential" (RegisterTaskDefinition).
    essential: container.essential ?? true,
    hasHealthCheck: (container.healthCheck?.command?.length ?? 0) > 0,
    environmentValues: (container.environment ?? []).flatMap(({ value }) => (value === undefined ? [] : [value])),
    log: logOf(container),
  })
}

function picture(definition: TaskDefinition, arn: string): TaskDefinitionPicture {
  return present({
    arn,
    containers: (definition.containerDefinitions ?? []).map(containerPicture),
    registeredBy: definition.registeredBy,
    registeredAt: timeOf(definition.registeredAt),
  })
}

export function createTaskDefinitions(ecs: EcsApi): TaskDefinitions {
  const pictures = new Map<string, TaskDefinitionPicture>()
  const gone = new Set<string>()

  const need = async (arn: string): Promise<TaskDefinitionPicture> => {
    const remembered = pictures.get(arn)
    if (remembered !== undefined) return remembered
    const { taskDefinition } = await ecs.describeTaskDefinition({ taskDefinition: arn })
    if (taskDefinition?.containerDefinitions === undefined || taskDefinition.containerDefinitions.length === 0)
      throw incompleteAnswer(action, 'the container definitions')
    // Without its name a container could be none that the inputs name, and without any image none of the commit's: the run would blame both.
    const { containerDefinitions } = taskDefinition
    if (containerDefinitions.some(({ name }) => name === undefined))
      throw incompleteAnswer(action, 'the name of a container')
    if (containerDefinitions.every(({ image }) => image === undefined))
      throw incompleteAnswer(action, 'the image of any container')
    const made = picture(taskDefinition, arn)
    pictures.set(arn, made)
    return made
  }

  return {
    need,
    known: (arn) => pictures.get(arn),
    load: async (arns) => {
      const unknown = [...new Set(arns)].filter((arn) => arn !== '' && !pictures.has(arn) && !gone.has(arn))
      await inParallel(unknown, parallelCalls, async (arn) => {
        try {
          await need(arn)
        } catch (error) {
          if (!(error instanceof AwsFailure) || error.kind === 'denied' || error.kind === 'credentials') throw error
          // Faults that may pass are tried again at the next look.
          if (error.kind !== 'retry') gone.add(arn)
        }
      })
    },
  }
}
