import { describe, expect, it } from '@jest/globals'
import type { ContainerDefinition } from '@aws-sdk/client-ecs'
import type { EcsApi } from '../../src/aws/api.ts'
import { createTaskDefinitions } from '../../src/observe/task-definitions.ts'
import { definitionArn } from './service-world.ts'

/** Answers DescribeTaskDefinition with these container definitions, one after the other. */
function definitionsAnswering(...answers: readonly (readonly ContainerDefinition[])[]) {
  const left = [...answers]
  const api: Pick<EcsApi, 'describeTaskDefinition'> = {
    describeTaskDefinition: async () => ({
      $metadata: {},
      taskDefinition: { containerDefinitions: [...(left.shift() ?? [])] },
    }),
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the only call that task definitions are read by
  return createTaskDefinitions(api as EcsApi)
}

const whole: ContainerDefinition = { name: 'app', image: 'app:1' }

describe('a task definition', () => {
  it.each([
    ['the name of a container', [whole, { ...whole, name: undefined }]],
    ['every image', [{ ...whole, image: undefined }, { name: 'sidecar' }]],
  ])('that lacks %s is read again, and never taken for another one', async (_, lacking) => {
    const definitions = definitionsAnswering(lacking, [whole])
    await expect(definitions.need(definitionArn(1))).rejects.toMatchObject({ name: 'AwsFailure', kind: 'retry' })
    await expect(definitions.need(definitionArn(1))).resolves.toMatchObject({ containers: [{ name: 'app' }] })
  })
})
