import type {
  DescribeListenersCommandInput,
  DescribeListenersCommandOutput,
  DescribeRulesCommandInput,
  DescribeRulesCommandOutput,
  DescribeTargetGroupsCommandInput,
  DescribeTargetGroupsCommandOutput,
  Rule,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import type { ElbApi } from '../src/aws/api.ts'
import { AwsError } from './world/failure.ts'
import { Random } from './world/random.ts'

export interface Forward {
  readonly targetGroupArn: string
  readonly weight: number
}

interface TargetGroup {
  readonly arn: string
  readonly name: string
  readonly deregistrationDelayMs: number
  readonly port: number
  readonly loadBalancerArn: string | undefined
}

interface ListenerRule {
  readonly arn: string
  readonly listenerArn: string
  readonly priority: string
  readonly path: string | undefined
  forward: readonly Forward[]
}

interface Listener {
  readonly arn: string
  readonly loadBalancerArn: string
  readonly port: number
  readonly rules: ListenerRule[]
}

/** Target groups, listeners and rules: where production traffic goes. Which targets are registered is the ECS world's affair. */
export class ElbWorld {
  readonly region: string
  readonly account: string
  readonly #random: Random
  readonly #loadBalancers = new Map<string, { readonly arn: string; readonly name: string; readonly dnsName: string }>()
  readonly #targetGroups = new Map<string, TargetGroup>()
  readonly #listeners = new Map<string, Listener>()
  readonly #rules = new Map<string, ListenerRule>()

  constructor(options: { readonly region?: string; readonly account?: string; readonly seed?: number } = {}) {
    this.region = options.region ?? 'us-east-1'
    this.account = options.account ?? '123456789012'
    this.#random = new Random(options.seed ?? 7)
  }

  createLoadBalancer(name: string): { readonly arn: string; readonly dnsName: string } {
    const arn = `${this.#prefix()}:loadbalancer/app/${name}/${this.#random.hex(16)}`
    const balancer = { arn, name, dnsName: `${name}-${1 + this.#random.below(2e9)}.${this.region}.elb.amazonaws.com` }
    this.#loadBalancers.set(arn, balancer)
    return balancer
  }

  /** @returns its ARN */
  createTargetGroup(
    name: string,
    options: {
      readonly deregistrationDelayMs?: number
      readonly port?: number
      readonly loadBalancerArn?: string
    } = {},
  ): string {
    const arn = `${this.#prefix()}:targetgroup/${name}/${this.#random.hex(16)}`
    this.#targetGroups.set(arn, {
      arn,
      name,
      deregistrationDelayMs: options.deregistrationDelayMs ?? 300_000,
      port: options.port ?? 80,
      loadBalancerArn: options.loadBalancerArn,
    })
    return arn
  }

  /** A listener with a default rule that forwards. */
  createListener(
    loadBalancerArn: string,
    port: number,
    forward: readonly Forward[],
  ): { readonly listenerArn: string; readonly ruleArn: string } {
    const tail = loadBalancerArn.slice(loadBalancerArn.indexOf('loadbalancer/') + 'loadbalancer/'.length)
    const arn = `${this.#prefix()}:listener/${tail}/${this.#random.hex(16)}`
    const listener: Listener = { arn, loadBalancerArn, port, rules: [] }
    this.#listeners.set(arn, listener)
    return { listenerArn: arn, ruleArn: this.#rule(listener, 'default', undefined, forward).arn }
  }

  /**
   * A load balancer with two target groups and one listener, all traffic to the first group: what blue/green needs, in the words of
   * a service's `loadBalancers`. `productionListenerRule` is the listener's default rule.
   */
  createPair(
    name: string,
    options: { readonly deregistrationDelayMs?: number } = {},
  ): {
    readonly targetGroupArn: string
    readonly alternateTargetGroupArn: string
    readonly productionListenerRule: string
  } {
    const balancer = this.createLoadBalancer(name)
    const targetGroupArn = this.createTargetGroup(`${name}-1`, { ...options, loadBalancerArn: balancer.arn })
    const alternateTargetGroupArn = this.createTargetGroup(`${name}-2`, { ...options, loadBalancerArn: balancer.arn })
    const { ruleArn } = this.createListener(balancer.arn, 80, [
      { targetGroupArn, weight: 100 },
      { targetGroupArn: alternateTargetGroupArn, weight: 0 },
    ])
    return { targetGroupArn, alternateTargetGroupArn, productionListenerRule: ruleArn }
  }

  /** @returns the rule's ARN */
  createRule(listenerArn: string, priority: number, path: string, forward: readonly Forward[]): string {
    const listener = this.#listeners.get(listenerArn)
    if (listener === undefined) throw new Error(`no listener ${listenerArn} in this world`)
    return this.#rule(listener, String(priority), path, forward).arn
  }

  /** @param arn of a rule, or of a listener: its default rule */
  setWeights(arn: string, forward: readonly Forward[]): void {
    const rule = this.#ruleOf(arn)
    if (rule === undefined) throw new Error(`no rule ${arn} in this world`)
    rule.forward = [...forward]
  }

  /** Where a rule, or a listener by default, sends traffic; undefined where there is no such thing. */
  weights(arn: string): readonly Forward[] | undefined {
    return this.#ruleOf(arn)?.forward
  }

  /** Rules that forward to a target group. */
  rulesOf(targetGroupArn: string): readonly { readonly arn: string; readonly forward: readonly Forward[] }[] {
    return [...this.#rules.values()].filter((rule) => rule.forward.some((to) => to.targetGroupArn === targetGroupArn))
  }

  hasTargetGroup(arn: string): boolean {
    return this.#targetGroups.has(arn)
  }

  /** How long a target of the group drains; AWS's 300 s where the group is not known here. */
  deregistrationDelay(targetGroupArn: string): number {
    return this.#targetGroups.get(targetGroupArn)?.deregistrationDelayMs ?? 300_000
  }

  targetGroups(): readonly TargetGroup[] {
    return [...this.#targetGroups.values()]
  }

  /** The load balancers whose listeners forward to the group, or which the group was made for. */
  loadBalancersOf(group: TargetGroup): readonly string[] {
    const found = new Set<string>(group.loadBalancerArn === undefined ? [] : [group.loadBalancerArn])
    for (const listener of this.#listeners.values()) {
      const forwards = listener.rules.some((rule) => rule.forward.some((to) => to.targetGroupArn === group.arn))
      if (forwards) found.add(listener.loadBalancerArn)
    }
    return [...found]
  }

  hasLoadBalancer(arn: string): boolean {
    return this.#loadBalancers.has(arn)
  }

  listenersOf(loadBalancerArn: string): readonly Listener[] {
    return [...this.#listeners.values()].filter((listener) => listener.loadBalancerArn === loadBalancerArn)
  }

  listener(arn: string): Listener | undefined {
    return this.#listeners.get(arn)
  }

  rule(arn: string): ListenerRule | undefined {
    return this.#rules.get(arn)
  }

  #rule(listener: Listener, priority: string, path: string | undefined, forward: readonly Forward[]): ListenerRule {
    const arn = `${listener.arn.replace(':listener/', ':listener-rule/')}/${this.#random.hex(16)}`
    const rule: ListenerRule = { arn, listenerArn: listener.arn, priority, path, forward: [...forward] }
    listener.rules.push(rule)
    this.#rules.set(arn, rule)
    return rule
  }

  #ruleOf(arn: string): ListenerRule | undefined {
    return this.#rules.get(arn) ?? this.#listeners.get(arn)?.rules.find((rule) => rule.priority === 'default')
  }

  #prefix(): string {
    return `arn:aws:elasticloadbalancing:${this.region}:${this.account}`
  }
}

const metadata = { $metadata: {} }
const notFound = (what: string, code: string): AwsError => new AwsError(code, `One or more ${what} not found`)

/** The calls of Elastic Load Balancing v2 over the world. `NotFound` errors as AWS names them in XML: `TargetGroupNotFound`, … */
export class SimulatedElb implements ElbApi {
  readonly #world: ElbWorld
  readonly #sync: () => void

  /** @param sync brings the world to now before it is read: traffic weights move with time */
  constructor(world: ElbWorld, sync: () => void = () => undefined) {
    this.#world = world
    this.#sync = sync
  }

  readonly describeTargetGroups = async (
    input: DescribeTargetGroupsCommandInput,
  ): Promise<DescribeTargetGroupsCommandOutput> => {
    this.#sync()
    const arns = input.TargetGroupArns
    const missing = arns?.some((arn) => !this.#world.hasTargetGroup(arn)) ?? false
    if (missing) throw notFound('target groups', 'TargetGroupNotFound')
    const groups = this.#world.targetGroups().filter((group) => {
      if (arns !== undefined && !arns.includes(group.arn)) return false
      if (input.Names !== undefined && !input.Names.includes(group.name)) return false
      return input.LoadBalancerArn === undefined || this.#world.loadBalancersOf(group).includes(input.LoadBalancerArn)
    })
    return {
      ...metadata,
      TargetGroups: groups.map((group) => ({
        TargetGroupArn: group.arn,
        TargetGroupName: group.name,
        Protocol: 'HTTP',
        Port: group.port,
        TargetType: 'ip',
        LoadBalancerArns: [...this.#world.loadBalancersOf(group)],
      })),
    }
  }

  readonly describeListeners = async (
    input: DescribeListenersCommandInput,
  ): Promise<DescribeListenersCommandOutput> => {
    this.#sync()
    const listeners: Listener[] = []
    if (input.LoadBalancerArn !== undefined) {
      if (!this.#world.hasLoadBalancer(input.LoadBalancerArn)) throw notFound('load balancers', 'LoadBalancerNotFound')
      listeners.push(...this.#world.listenersOf(input.LoadBalancerArn))
    }
    for (const arn of input.ListenerArns ?? []) {
      const listener = this.#world.listener(arn)
      if (listener === undefined) throw notFound('listeners', 'ListenerNotFound')
      listeners.push(listener)
    }
    if (input.LoadBalancerArn === undefined && input.ListenerArns === undefined) {
      throw new AwsError('ValidationError', 'You must specify either listener ARNs or a load balancer ARN')
    }
    return {
      ...metadata,
      Listeners: listeners.map((listener) => ({
        ListenerArn: listener.arn,
        LoadBalancerArn: listener.loadBalancerArn,
        Port: listener.port,
        Protocol: 'HTTP',
        DefaultActions: listener.rules.filter((rule) => rule.priority === 'default').flatMap((rule) => actions(rule)),
      })),
    }
  }

  readonly describeRules = async (input: DescribeRulesCommandInput): Promise<DescribeRulesCommandOutput> => {
    this.#sync()
    const rules: ListenerRule[] = []
    if (input.ListenerArn !== undefined) {
      const listener = this.#world.listener(input.ListenerArn)
      if (listener === undefined) throw notFound('listeners', 'ListenerNotFound')
      rules.push(...listener.rules)
    }
    for (const arn of input.RuleArns ?? []) {
      const rule = this.#world.rule(arn)
      if (rule === undefined) throw notFound('rules', 'RuleNotFound')
      rules.push(rule)
    }
    return { ...metadata, Rules: rules.map(describeRule) }
  }
}

const actions = (rule: ListenerRule): NonNullable<Rule['Actions']> => {
  const only = rule.forward.length === 1 ? rule.forward[0] : undefined
  return [
    {
      Type: 'forward',
      Order: 1,
      ...(only === undefined ? {} : { TargetGroupArn: only.targetGroupArn }),
      ForwardConfig: {
        TargetGroups: rule.forward.map((to) => ({ TargetGroupArn: to.targetGroupArn, Weight: to.weight })),
      },
    },
  ]
}

const describeRule = (rule: ListenerRule): Rule => ({
  RuleArn: rule.arn,
  Priority: rule.priority,
  IsDefault: rule.priority === 'default',
  Conditions: rule.path === undefined ? [] : [{ Field: 'path-pattern', Values: [rule.path] }],
  Actions: actions(rule),
})
