import { describe, expect, it } from '@jest/globals'
import type { Listener, Rule, TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { TaskSet } from '@aws-sdk/client-ecs'
import type { ElbApi } from '../../src/aws/api.ts'
import { createTrafficReader } from '../../src/observe/traffic.ts'
import { definitionArn, refusal, service, task, World } from './service-world.ts'

const $metadata = {}
const blue = 'arn:tg:blue'
const green = 'arn:tg:green'
const taskSet = (id: string, targetGroupArn: string, more: Partial<TaskSet> = {}): TaskSet => ({
  id,
  status: 'ACTIVE',
  taskDefinition: definitionArn(7),
  computedDesiredCount: 1,
  runningCount: 1,
  loadBalancers: [{ targetGroupArn, containerName: 'app', containerPort: 80 }],
  ...more,
})
const taskSets = [taskSet('ecs-svc/2', green), taskSet('ecs-svc/1', blue)]
const forward = (...groups: [string, number?][]): Rule['Actions'] => [
  { Type: 'authenticate-oidc', Order: 1 },
  {
    Type: 'forward',
    Order: 2,
    ForwardConfig: {
      TargetGroups: groups.map(([TargetGroupArn, Weight]) => ({
        TargetGroupArn,
        ...(Weight === undefined ? {} : { Weight }),
      })),
    },
  },
]

interface Balancer {
  readonly groups?: readonly TargetGroup[]
  readonly listeners?: readonly Listener[]
  readonly rules?: Readonly<Record<string, readonly Rule[]>>
}

/** One page for each item, so that every call is paged. */
function elb({ groups, listeners, rules }: Balancer): ElbApi & { readonly calls: string[] } {
  const calls: string[] = []
  const page = <Item>(items: readonly Item[] | undefined, marker = '0') => {
    const index = Number(marker)
    return {
      items: items?.slice(index, index + 1),
      NextMarker: index + 1 < (items?.length ?? 0) ? String(index + 1) : undefined,
    }
  }
  return {
    calls,
    describeTargetGroups: async ({ Marker }) => {
      calls.push('groups')
      const { items, NextMarker } = page(
        groups ?? [blue, green].map((arn) => ({ TargetGroupArn: arn, LoadBalancerArns: ['arn:lb'] })),
        Marker,
      )
      return { $metadata, ...(items === undefined ? {} : { TargetGroups: items }), NextMarker }
    },
    describeListeners: async ({ Marker }) => {
      calls.push('listeners')
      const { items, NextMarker } = page(listeners, Marker)
      return { $metadata, ...(items === undefined ? {} : { Listeners: items }), NextMarker }
    },
    describeRules: async ({ ListenerArn = '', Marker }) => {
      calls.push(`rules of ${ListenerArn}`)
      const { items, NextMarker } = page(rules?.[ListenerArn], Marker)
      return { $metadata, ...(items === undefined ? {} : { Rules: items }), NextMarker }
    },
  }
}

const read = (balancer: Balancer) => {
  const api = elb(balancer)
  return createTrafficReader(() => api).read(taskSets)
}

describe('the weights of the rules', () => {
  const listeners: Listener[] = [
    { ListenerArn: 'arn:https', Protocol: 'HTTPS' },
    { ListenerArn: 'arn:test', Protocol: 'HTTP' },
  ]

  it('are those of every rule that forwards to the service, the default one included', async () => {
    const rules = {
      'arn:https': [
        { RuleArn: 'arn:rule/api', Actions: forward([blue, 0], [green, 100]) },
        { RuleArn: 'arn:rule/other', Actions: forward(['arn:tg:other', 1]) },
        { RuleArn: 'arn:rule/away', Actions: [{ Type: 'redirect' as const }] },
        { RuleArn: 'arn:rule/default', IsDefault: true, Actions: [{ Type: 'forward' as const, TargetGroupArn: blue }] },
      ],
      'arn:test': [{ RuleArn: 'arn:rule/test', IsDefault: true, Actions: forward([green]) }],
    }
    expect(await read({ listeners, rules })).toEqual({
      state: 'read',
      value: {
        targetGroups: [
          { rolloutId: 'ecs-svc/2', targetGroupArns: [green] },
          { rolloutId: 'ecs-svc/1', targetGroupArns: [blue] },
        ],
        rules: [
          {
            ruleArn: 'arn:rule/api',
            weights: [
              { targetGroupArn: blue, weight: 0 },
              { targetGroupArn: green, weight: 100 },
            ],
          },
          { ruleArn: 'arn:rule/default', weights: [{ targetGroupArn: blue, weight: 1 }] },
          { ruleArn: 'arn:rule/test', weights: [{ targetGroupArn: green, weight: 1 }] },
        ],
      },
    })
  })

  it('of a network load balancer stand in its default action', async () => {
    const traffic = await read({
      listeners: [{ ListenerArn: 'arn:tcp', Protocol: 'TCP', DefaultActions: forward([green, 1]) ?? [] }],
    })
    expect(traffic).toMatchObject({
      value: { rules: [{ ruleArn: 'arn:tcp', weights: [{ targetGroupArn: green, weight: 1 }] }] },
    })
  })

  it('are not asked for where the task sets have no target group', async () => {
    const api = elb({})
    const traffic = await createTrafficReader(() => api).read([taskSet('ecs-svc/1', blue, { loadBalancers: [] })])
    expect(traffic).toMatchObject({ state: 'not-read', denied: false })
    expect(api.calls).toEqual([])
  })

  it('that a role may not read are told as such and not asked for again', async () => {
    const api = elb({ listeners: [] })
    let tries = 0
    const refusing: ElbApi = {
      ...api,
      describeTargetGroups: async () => {
        tries += 1
        throw refusal('elasticloadbalancing:DescribeTargetGroups')
      },
    }
    const reader = createTrafficReader(() => refusing)
    for (let look = 0; look < 2; look += 1)
      expect(await reader.read(taskSets)).toMatchObject({ state: 'not-read', denied: true })
    expect(tries).toBe(1)
  })

  it('are not concluded from an answer that is not whole', async () => {
    expect(await read({})).toMatchObject({ state: 'not-read', denied: false })
    expect(await read({ listeners })).toMatchObject({ state: 'not-read', denied: false })
  })
})

describe('the load balancer is asked', () => {
  const look = async (
    primary: Partial<TaskSet>,
    other: Partial<TaskSet>,
    controller: 'CODE_DEPLOY' | 'EXTERNAL' = 'EXTERNAL',
  ) => {
    const world = new World()
    world.service = service({
      deployments: [],
      deploymentController: { type: controller },
      taskSets: [
        taskSet('ecs-svc/2', green, { status: 'PRIMARY', stabilityStatus: 'STEADY_STATE', ...primary }),
        taskSet('ecs-svc/1', blue, other),
      ],
    })
    world.add(task('new', { startedBy: 'ecs-svc/2' }))
    if ((other.runningCount ?? 1) > 0) world.add(task('old', { startedBy: 'ecs-svc/1' }))
    world.elb = elb({ listeners: [] })
    world.codedeploy = {
      getDeployment: async () => ({ $metadata, deploymentInfo: { status: 'InProgress' } }),
      listDeploymentTargets: async () => ({ $metadata, targetIds: ['t'] }),
      batchGetDeploymentTargets: async () => ({
        $metadata,
        deploymentTargets: [
          { ecsTarget: { lifecycleEvents: [{ lifecycleEventName: 'AllowTraffic', status: 'Succeeded' as const }] } },
        ],
      }),
    }
    const { service: seen } = await world.observer().look({ full: true })
    return { asked: world.calls.describeTargetGroups !== undefined, traffic: seen.traffic.state }
  }

  it('where a steady PRIMARY shares the service with tasks of another set', async () => {
    expect(await look({}, {})).toEqual({ asked: true, traffic: 'read' })
  })

  it.each<[string, Partial<TaskSet>, Partial<TaskSet>]>([
    ['the PRIMARY is not steady yet', { stabilityStatus: 'STABILIZING' }, {}],
    ['no other set has tasks', {}, { runningCount: 0 }],
    ['no set is PRIMARY', { status: 'ACTIVE' }, {}],
  ])('not while %s', async (_name, primary, other) => {
    expect(await look(primary, other)).toEqual({ asked: false, traffic: 'not-read' })
  })

  it('not where CodeDeploy says that the traffic has moved', async () => {
    expect(await look({ externalId: 'd-NEW' }, {}, 'CODE_DEPLOY')).toEqual({ asked: false, traffic: 'not-read' })
  })
})
