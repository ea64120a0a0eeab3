import type { Action, Listener, Rule } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { TaskSet } from '@aws-sdk/client-ecs'
import type { ElbApi } from '../aws/api.ts'
import { incompleteAnswer } from '../aws/errors.ts'
import type { CodeDeployDeployment, ListenerRuleWeights, Reading, Rollout, ServicePicture, Task } from '../model.ts'
import { inParallel, isFinalRefusal, notAsked, notRead, present, type NotRead } from './answers.ts'

type Traffic = ServicePicture['traffic']

/** How the load balancers' rules share traffic among a service's task sets, look after look. */
export interface TrafficReader {
  /** Never rejects for AWS: what the load balancer did not tell is told as not read. */
  read(taskSets: readonly TaskSet[]): Promise<Traffic>
}

const parallelCalls = 4
const mostPages = 100

/**
 * Whether the weights could decide: the PRIMARY set is steady, others still have tasks, and CodeDeploy does not already say that
 * traffic was handed over.
 */
export function trafficMatters(
  rollouts: readonly Rollout[],
  tasks: readonly Task[],
  codeDeploy: Reading<readonly CodeDeployDeployment[]>,
): boolean {
  const primary = rollouts.find(({ kind, status }) => kind === 'task-set' && status === 'PRIMARY')
  if (primary === undefined || primary.stabilityStatus !== 'STEADY_STATE') return false
  const others = tasks.some(({ rolloutId }) => rolloutId !== primary.id)
  const otherCounts = rollouts.some(({ id, runningCount }) => id !== primary.id && runningCount > 0)
  if (!others && !otherCounts) return false
  const deployment =
    codeDeploy.state === 'read' ? codeDeploy.value.find(({ id }) => id === primary.externalId) : undefined
  return deployment?.allowTraffic !== 'Succeeded'
}

function targetGroupsOf(taskSets: readonly TaskSet[]) {
  return taskSets.flatMap(({ id, loadBalancers }) => {
    const targetGroupArns = (loadBalancers ?? []).flatMap(({ targetGroupArn }) => targetGroupArn ?? [])
    return id === undefined || targetGroupArns.length === 0 ? [] : [{ rolloutId: id, targetGroupArns }]
  })
}

/** A forward to a single group names it alone and needs no weight; in a group list one without a weight counts as in use. */
function weightsOf(actions: readonly Action[] | undefined): ListenerRuleWeights['weights'] {
  const forwards = (actions ?? []).filter(({ Type }) => Type === 'forward')
  return forwards.flatMap(({ TargetGroupArn, ForwardConfig }) => {
    const groups = ForwardConfig?.TargetGroups ?? []
    if (groups.length > 0)
      return groups.flatMap((group) =>
        group.TargetGroupArn === undefined ? [] : [{ targetGroupArn: group.TargetGroupArn, weight: group.Weight ?? 1 }],
      )
    return TargetGroupArn === undefined ? [] : [{ targetGroupArn: TargetGroupArn, weight: 1 }]
  })
}

/** Only application load balancers have rules; the others know a default action alone. */
function hasRules({ Protocol }: Listener): boolean {
  return Protocol === 'HTTP' || Protocol === 'HTTPS'
}

export function createTrafficReader(api: () => ElbApi): TrafficReader {
  let refused: NotRead | undefined

  async function paged<Item>(
    action: string,
    page: (marker: {
      readonly Marker?: string
    }) => Promise<{ items: readonly Item[] | undefined; next: string | undefined }>,
  ): Promise<readonly Item[]> {
    const items: Item[] = []
    let marker: string | undefined
    for (let count = 0; count < mostPages; count += 1) {
      const answer = await page(present({ Marker: marker }))
      if (answer.items === undefined) throw incompleteAnswer(action, 'its list')
      items.push(...answer.items)
      marker = answer.next
      if (marker === undefined || marker === '') return items
    }
    throw incompleteAnswer(action, `a last page after ${mostPages} pages`)
  }

  async function loadBalancersOf(targetGroupArns: readonly string[]): Promise<readonly string[]> {
    const groups = await paged('elasticloadbalancing:DescribeTargetGroups', async (marker) => {
      const answer = await api().describeTargetGroups({ TargetGroupArns: [...targetGroupArns], ...marker })
      return { items: answer.TargetGroups, next: answer.NextMarker }
    })
    return [...new Set(groups.flatMap(({ LoadBalancerArns }) => LoadBalancerArns ?? []))]
  }

  function listenersOf(loadBalancerArn: string): Promise<readonly Listener[]> {
    return paged('elasticloadbalancing:DescribeListeners', async (marker) => {
      const answer = await api().describeListeners({ LoadBalancerArn: loadBalancerArn, ...marker })
      return { items: answer.Listeners, next: answer.NextMarker }
    })
  }

  async function rulesOf(listener: Listener): Promise<readonly ListenerRuleWeights[]> {
    const listenerArn = listener.ListenerArn
    if (listenerArn === undefined)
      throw incompleteAnswer('elasticloadbalancing:DescribeListeners', 'the ARN of a listener')
    const rules: readonly Rule[] = hasRules(listener)
      ? await paged('elasticloadbalancing:DescribeRules', async (marker) => {
          const answer = await api().describeRules({ ListenerArn: listenerArn, ...marker })
          return { items: answer.Rules, next: answer.NextMarker }
        })
      : []
    const ofRules = rules.map(({ RuleArn = '', Actions }) => ({ ruleArn: RuleArn, weights: weightsOf(Actions) }))
    // The default action is one of the rules of an application load balancer, under an ARN of its own.
    if (rules.some(({ IsDefault }) => IsDefault === true)) return ofRules
    return [...ofRules, { ruleArn: listenerArn, weights: weightsOf(listener.DefaultActions) }]
  }

  return {
    read: async (taskSets) => {
      if (refused !== undefined) return refused
      const targetGroups = targetGroupsOf(taskSets)
      const ours = new Set(targetGroups.flatMap(({ targetGroupArns }) => targetGroupArns))
      if (ours.size === 0) return notAsked('the task sets have no target group')
      try {
        const loadBalancers = await loadBalancersOf([...ours])
        const listeners = (await inParallel(loadBalancers, parallelCalls, listenersOf)).flat()
        const rules = (await inParallel(listeners, parallelCalls, rulesOf)).flat()
        const forwarding = rules.filter(({ weights }) => weights.some(({ targetGroupArn }) => ours.has(targetGroupArn)))
        return { state: 'read', value: { targetGroups, rules: forwarding } }
      } catch (error) {
        const reading = notRead(error)
        if (isFinalRefusal(error)) refused = reading
        return reading
      }
    },
  }
}
