import { describe, expect, it } from '@jest/globals'
import type { Deployment, TaskSet } from '@aws-sdk/client-ecs'
import { attributed, rolloutsOf, signatureOf } from '../../src/observe/rollouts.ts'
import { definitionArn, service, start } from './service-world.ts'

const deployment: Deployment = {
  id: 'ecs-svc/6216346761948112104',
  status: 'PRIMARY',
  taskDefinition: definitionArn(7),
  desiredCount: 2,
  pendingCount: 1,
  runningCount: 1,
  failedTasks: 3,
  createdAt: new Date(start),
  updatedAt: new Date(start + 1_000),
  rolloutState: 'IN_PROGRESS',
  rolloutStateReason: 'ECS deployment ecs-svc/6216346761948112104 in progress.',
}
const taskSet: TaskSet = {
  id: 'ecs-svc/42',
  status: 'ACTIVE',
  taskDefinition: definitionArn(8),
  computedDesiredCount: 2,
  pendingCount: 0,
  runningCount: 2,
  startedBy: 'CODE_DEPLOY',
  externalId: 'd-ABC123',
  stabilityStatus: 'STEADY_STATE',
  scale: { value: 100, unit: 'PERCENT' },
}

describe('the rollouts of a service', () => {
  it('are its deployments under the ECS controller', () => {
    expect(rolloutsOf(service({ deployments: [deployment] }), 'ECS')).toEqual([
      {
        kind: 'deployment',
        id: 'ecs-svc/6216346761948112104',
        status: 'PRIMARY',
        taskDefinition: definitionArn(7),
        createdAt: start,
        updatedAt: start + 1_000,
        desiredCount: 2,
        pendingCount: 1,
        runningCount: 1,
        failedTasks: 3,
        rolloutState: 'IN_PROGRESS',
        rolloutStateReason: 'ECS deployment ecs-svc/6216346761948112104 in progress.',
      },
    ])
  })

  it.each(['CODE_DEPLOY', 'EXTERNAL'])('are its task sets under %s', (controller) => {
    expect(rolloutsOf(service({ deployments: [], taskSets: [taskSet] }), controller)).toEqual([
      {
        kind: 'task-set',
        id: 'ecs-svc/42',
        status: 'ACTIVE',
        taskDefinition: definitionArn(8),
        desiredCount: 2,
        pendingCount: 0,
        runningCount: 2,
        failedTasks: 0,
        startedBy: 'CODE_DEPLOY',
        externalId: 'd-ABC123',
        stabilityStatus: 'STEADY_STATE',
        scalePercent: 100,
      },
    ])
  })

  it('are both under a controller that nobody knew', () => {
    const both = rolloutsOf(service({ deployments: [deployment], taskSets: [taskSet] }), 'MAGIC')
    expect(both.map(({ kind }) => kind)).toEqual(['deployment', 'task-set'])
  })

  it.each(['id', 'status', 'taskDefinition', 'runningCount'] as const)(
    'are not concluded from a deployment without %s',
    (field) => {
      const partial = service({ deployments: [{ ...deployment, [field]: undefined }] })
      expect(() => rolloutsOf(partial, 'ECS')).toThrow(expect.objectContaining({ kind: 'retry' }))
    },
  )

  it.each(['id', 'status', 'taskDefinition', 'runningCount'] as const)(
    'are not concluded from a task set without %s',
    (field) => {
      const partial = service({ taskSets: [{ ...taskSet, [field]: undefined }] })
      expect(() => rolloutsOf(partial, 'EXTERNAL')).toThrow(expect.objectContaining({ kind: 'retry' }))
    },
  )

  it('are not concluded where the current one may be in a state that nobody knows', () => {
    const unknown = { ...deployment, status: 'INVENTED_TOMORROW' }
    expect(() => rolloutsOf(service({ deployments: [unknown] }), 'ECS')).toThrow(
      expect.objectContaining({ kind: 'retry', message: expect.stringContaining('INVENTED_TOMORROW') }),
    )
    expect(rolloutsOf(service({ deployments: [deployment, unknown] }), 'ECS')).toHaveLength(2)
  })
})

describe('the signature of the rollouts', () => {
  const of = (...deployments: Deployment[]) => signatureOf(rolloutsOf(service({ deployments }), 'ECS'))
  const other = { ...deployment, id: 'ecs-svc/2', status: 'ACTIVE' }

  it.each<[string, Partial<Deployment>]>([
    ['the id', { id: 'ecs-svc/1' }],
    ['the status', { status: 'ACTIVE' }],
    ['the state', { rolloutState: 'COMPLETED' }],
  ])('changes with %s', (_name, change) => {
    expect(of({ ...deployment, ...change })).not.toBe(of(deployment))
  })

  it('does not change with counts or order', () => {
    expect(of(other, { ...deployment, runningCount: 2 })).toBe(of(deployment, other))
  })
})

describe('a task that does not name its rollout', () => {
  const [made] = rolloutsOf(service({ deployments: [deployment] }), 'ECS')
  if (made === undefined) throw new Error('there is one rollout')
  const begun = made.createdAt ?? 0
  const task = { taskDefinition: made.taskDefinition, createdAt: begun + 1_000 }
  it('belongs to the newest rollout of its task definition that had begun', () => {
    const newer = { ...made, id: 'ecs-svc/9', createdAt: begun + 500 }
    const later = { ...made, id: 'ecs-svc/10', createdAt: begun + 2_000 }
    expect(attributed(task, [made, newer, later])).toMatchObject({ rolloutId: 'ecs-svc/9' })
  })
  it('belongs to none of another task definition', () => {
    expect(attributed({ ...task, taskDefinition: 'another' }, [made])).not.toHaveProperty('rolloutId')
  })
  it('is left alone where it names one, known or not', () => {
    expect(attributed({ ...task, rolloutId: 'ecs-svc/77' }, [made])).toMatchObject({ rolloutId: 'ecs-svc/77' })
  })
})
