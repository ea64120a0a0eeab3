import type * as sdk from '@aws-sdk/client-eventbridge'
import type { EventBridgeApi } from '../src/aws/api.ts'
import { ACCOUNT } from './ecr.ts'
import type { Launch } from './launch.ts'
import { pageOf } from './wire/pages.ts'
import { AwsError } from './world/failure.ts'

/** Where a rule lives, if not on the default bus of us-east-1. */
export interface RulePlace {
  readonly bus?: string
  readonly region?: string
}

/** A rule of the simulated EventBridge. */
export interface RuleRecipe extends RulePlace {
  readonly name: string
  readonly eventPattern?: string
  readonly scheduleExpression?: string
  /** Default: ENABLED. */
  readonly state?: sdk.RuleState
  readonly description?: string
  readonly roleArn?: string
  /** The AWS service that made it: nobody else may change it. */
  readonly managedBy?: string
  /** ARNs, or whole targets. */
  readonly targets?: readonly (string | sdk.Target)[]
  readonly tags?: Readonly<Record<string, string>>
}

/** A rule with all that belongs to it. */
export interface WholeRule {
  readonly rule: sdk.Rule
  readonly targets: readonly sdk.Target[]
  readonly tags: Readonly<Record<string, string>>
}

interface StoredBus {
  readonly name: string
  readonly region: string
  readonly created: Date
  readonly rules: Map<string, WholeRule>
}

const DEFAULT_BUS = 'default'

/** The simulated EventBridge: buses, rules, what they start and their tags. */
export class EventBridge {
  /** How much a list answers at once where a request does not say it; AWS's own is 100. */
  pageSize = 100
  readonly #now: () => number
  readonly #launch: Launch
  readonly #buses = new Map<string, StoredBus>()

  /** @param now simulated time in milliseconds */
  constructor(now: () => number, launch: Launch) {
    this.#now = now
    this.#launch = launch
  }

  /** Creates a bus: a name of the account's own, or a partner's (`aws.partner/…`). Each region has its default bus from the start. */
  bus(name: string, region = 'us-east-1'): void {
    this.#busesOf(region)
    this.#buses.set(`${region}/${name}`, this.#newBus(name, region))
  }

  /** Creates a rule. @returns its ARN */
  rule(recipe: RuleRecipe): string {
    const bus = this.#existing(recipe)
    const arn = arnOf(bus, recipe.name)
    bus.rules.set(recipe.name, {
      rule: {
        Name: recipe.name,
        Arn: arn,
        ...(recipe.eventPattern === undefined ? {} : { EventPattern: recipe.eventPattern }),
        ...(recipe.scheduleExpression === undefined ? {} : { ScheduleExpression: recipe.scheduleExpression }),
        State: recipe.state ?? 'ENABLED',
        ...(recipe.description === undefined ? {} : { Description: recipe.description }),
        ...(recipe.roleArn === undefined ? {} : { RoleArn: recipe.roleArn }),
        ...(recipe.managedBy === undefined ? {} : { ManagedBy: recipe.managedBy }),
        EventBusName: bus.name,
      },
      targets: (recipe.targets ?? []).map((target, index) =>
        typeof target === 'string' ? { Id: `target-${index + 1}`, Arn: target } : target,
      ),
      tags: recipe.tags ?? {},
    })
    return arn
  }

  /** The rule as it stands now, for assertions; undefined where it is gone. */
  stored(name: string, place: RulePlace = {}): WholeRule | undefined {
    return this.#buses.get(keyOf(place))?.rules.get(name)
  }

  /** Somebody deletes a rule. */
  removeRule(name: string, place: RulePlace = {}): void {
    this.#existing(place).rules.delete(name)
  }

  /** Somebody deletes a bus, and with it its rules. */
  removeBus(name: string, region = 'us-east-1'): void {
    this.#buses.delete(`${region}/${name}`)
  }

  /** The rule's moment has come: its schedule, or an event that its pattern matches. @returns what it started: nothing while it is disabled */
  fire(name: string, place: RulePlace = {}): readonly string[] {
    const whole = this.#existing(place).rules.get(name)
    if (whole === undefined) throw new Error(`the story fires a rule that does not exist: ${name}`)
    if (whole.rule.State === 'DISABLED') return []
    return whole.targets.flatMap(({ Arn }) => this.#launch(Arn ?? '', `rule/${name}`) ?? [])
  }

  /** EventBridge's API in one region. Rejects with an `AwsError`. */
  api(region: string) {
    return {
      listEventBuses: async (input: sdk.ListEventBusesCommandInput) => this.#listEventBuses(region, input),
      listRules: async (input: sdk.ListRulesCommandInput) => this.#listRules(region, input),
      listRuleNamesByTarget: async (input: sdk.ListRuleNamesByTargetCommandInput) =>
        this.#listRuleNamesByTarget(region, input),
      describeRule: async (input: sdk.DescribeRuleCommandInput) => this.#describeRule(region, input),
      listTargetsByRule: async (input: sdk.ListTargetsByRuleCommandInput) => this.#listTargetsByRule(region, input),
      putRule: async (input: sdk.PutRuleCommandInput) => this.#putRule(region, input),
      enableRule: async (input: sdk.EnableRuleCommandInput) => this.#turn(region, input, 'ENABLED'),
      disableRule: async (input: sdk.DisableRuleCommandInput) => this.#turn(region, input, 'DISABLED'),
      putTargets: async (input: sdk.PutTargetsCommandInput) => this.#putTargets(region, input),
      removeTargets: async (input: sdk.RemoveTargetsCommandInput) => this.#removeTargets(region, input),
      tagResource: async (input: sdk.TagResourceCommandInput) => this.#tagResource(region, input),
      untagResource: async (input: sdk.UntagResourceCommandInput) => this.#untagResource(region, input),
      listTagsForResource: async (input: sdk.ListTagsForResourceCommandInput) =>
        this.#listTagsForResource(region, input),
    } satisfies EventBridgeApi & Record<string, unknown>
  }

  #newBus(name: string, region: string): StoredBus {
    return { name, region, created: new Date(this.#now()), rules: new Map() }
  }

  #busesOf(region: string): readonly StoredBus[] {
    const key = `${region}/${DEFAULT_BUS}`
    if (!this.#buses.has(key)) this.#buses.set(key, this.#newBus(DEFAULT_BUS, region))
    return [...this.#buses.values()].filter((bus) => bus.region === region)
  }

  #existing(place: RulePlace): StoredBus {
    this.#busesOf(place.region ?? 'us-east-1')
    const bus = this.#buses.get(keyOf(place))
    if (bus === undefined) throw new Error(`the story names an event bus that it did not create: ${place.bus ?? ''}`)
    return bus
  }

  /** The bus that a request names by name or ARN, or the default one. */
  #asked(region: string, name = DEFAULT_BUS): StoredBus {
    const plain = name.replace(/^arn:aws[^:]*:events:[^:]*:[^:]*:event-bus\//, '')
    const bus = this.#busesOf(region).find((candidate) => candidate.name === plain)
    if (bus === undefined) throw new AwsError('ResourceNotFoundException', `Event bus ${plain} does not exist.`)
    return bus
  }

  #rule(region: string, bus: string | undefined, name = ''): { readonly bus: StoredBus; readonly whole: WholeRule } {
    const found = this.#asked(region, bus)
    const whole = found.rules.get(name)
    if (whole === undefined) throw noRule(name, found.name)
    return { bus: found, whole }
  }

  /** A rule that may be changed. */
  #owned(region: string, bus: string | undefined, name: string | undefined): { bus: StoredBus; whole: WholeRule } {
    const found = this.#rule(region, bus, name)
    refuseManaged(found.whole.rule)
    return found
  }

  #page<T>(all: readonly T[], input: { NextToken?: string | undefined; Limit?: number | undefined }) {
    const invalid = new AwsError('ValidationException', 'The token provided is invalid.')
    const { items, next } = pageOf(all, input.NextToken, input.Limit ?? this.pageSize, invalid)
    return { items, token: next === undefined ? {} : { NextToken: next } }
  }

  #listEventBuses(region: string, input: sdk.ListEventBusesCommandInput): sdk.ListEventBusesCommandOutput {
    const all = this.#busesOf(region)
      .filter(({ name }) => name.startsWith(input.NamePrefix ?? ''))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    const { items, token } = this.#page(all, input)
    const EventBuses = items.map(({ name, created }): sdk.EventBus => ({
      Name: name,
      Arn: `arn:aws:events:${region}:${ACCOUNT}:event-bus/${name}`,
      CreationTime: created,
      LastModifiedTime: created,
    }))
    return { EventBuses, ...token, $metadata: {} }
  }

  #listRules(region: string, input: sdk.ListRulesCommandInput): sdk.ListRulesCommandOutput {
    const all = rulesOf(this.#asked(region, input.EventBusName))
      .map(({ rule }) => rule)
      .filter(({ Name }) => Name?.startsWith(input.NamePrefix ?? ''))
    const { items, token } = this.#page(all, input)
    return { Rules: [...items], ...token, $metadata: {} }
  }

  /** Of one bus: the default one unless another is named. */
  #listRuleNamesByTarget(
    region: string,
    input: sdk.ListRuleNamesByTargetCommandInput,
  ): sdk.ListRuleNamesByTargetCommandOutput {
    const all = rulesOf(this.#asked(region, input.EventBusName)).flatMap(({ rule, targets }) =>
      rule.Name !== undefined && targets.some(({ Arn }) => Arn === input.TargetArn) ? [rule.Name] : [],
    )
    const { items, token } = this.#page(all, input)
    return { RuleNames: [...items], ...token, $metadata: {} }
  }

  #describeRule(region: string, input: sdk.DescribeRuleCommandInput): sdk.DescribeRuleCommandOutput {
    const { whole } = this.#rule(region, input.EventBusName, input.Name)
    return { ...whole.rule, CreatedBy: ACCOUNT, $metadata: {} }
  }

  #listTargetsByRule(region: string, input: sdk.ListTargetsByRuleCommandInput): sdk.ListTargetsByRuleCommandOutput {
    const { whole } = this.#rule(region, input.EventBusName, input.Rule)
    const { items, token } = this.#page(whole.targets, input)
    return { Targets: [...items], ...token, $metadata: {} }
  }

  /** "If you omit arguments in PutRule, the old values for those arguments are not kept" (API reference, PutRule); the targets stay. */
  #putRule(region: string, input: sdk.PutRuleCommandInput): sdk.PutRuleCommandOutput {
    const bus = this.#asked(region, input.EventBusName)
    const name = input.Name ?? ''
    const old = bus.rules.get(name)
    if (old !== undefined) refuseManaged(old.rule)
    if (given(input.EventPattern) === undefined && given(input.ScheduleExpression) === undefined)
      throw new AwsError('ValidationException', 'Parameter(s) EventPattern or ScheduleExpression must be specified.')
    if (given(input.ScheduleExpression) !== undefined && bus.name !== DEFAULT_BUS)
      throw new AwsError('ValidationException', 'ScheduleExpression is supported only on the default event bus.')
    if (given(input.ScheduleExpression) !== undefined && !/^(?:rate|cron)\(.+\)$/.test(input.ScheduleExpression ?? ''))
      throw new AwsError('ValidationException', 'Parameter ScheduleExpression is not valid.')
    checkPattern(given(input.EventPattern))
    const Arn = arnOf(bus, name)
    bus.rules.set(name, {
      rule: {
        Name: name,
        Arn,
        ...(given(input.EventPattern) === undefined ? {} : { EventPattern: input.EventPattern }),
        ...(given(input.ScheduleExpression) === undefined ? {} : { ScheduleExpression: input.ScheduleExpression }),
        State: input.State ?? 'ENABLED',
        ...(given(input.Description) === undefined ? {} : { Description: input.Description }),
        ...(given(input.RoleArn) === undefined ? {} : { RoleArn: input.RoleArn }),
        EventBusName: bus.name,
      },
      targets: old?.targets ?? [],
      // Tags of an existing rule are left as they are (API reference, PutRule).
      tags: old?.tags ?? recordOf(input.Tags ?? []),
    })
    return { RuleArn: Arn, $metadata: {} }
  }

  #turn(region: string, input: sdk.EnableRuleCommandInput, state: 'ENABLED' | 'DISABLED') {
    const { bus, whole } = this.#owned(region, input.EventBusName, input.Name)
    bus.rules.set(input.Name ?? '', { ...whole, rule: { ...whole.rule, State: state } })
    return { $metadata: {} }
  }

  #putTargets(region: string, input: sdk.PutTargetsCommandInput): sdk.PutTargetsCommandOutput {
    const { bus, whole } = this.#owned(region, input.EventBusName, input.Rule)
    const put = input.Targets ?? []
    const kept = whole.targets.filter(({ Id }) => !put.some((target) => target.Id === Id))
    bus.rules.set(input.Rule ?? '', { ...whole, targets: [...kept, ...put] })
    return { FailedEntryCount: 0, FailedEntries: [], $metadata: {} }
  }

  #removeTargets(region: string, input: sdk.RemoveTargetsCommandInput): sdk.RemoveTargetsCommandOutput {
    const { bus, whole } =
      input.Force === true
        ? this.#rule(region, input.EventBusName, input.Rule)
        : this.#owned(region, input.EventBusName, input.Rule)
    const targets = whole.targets.filter(({ Id }) => !(input.Ids ?? []).includes(Id ?? ''))
    bus.rules.set(input.Rule ?? '', { ...whole, targets })
    return { FailedEntryCount: 0, FailedEntries: [], $metadata: {} }
  }

  /** The rule that an ARN names. */
  #named(region: string, arn = ''): { readonly bus: StoredBus; readonly whole: WholeRule } {
    const path = /^arn:aws[^:]*:events:[^:]*:[^:]*:rule\/(.+)$/.exec(arn)?.[1]
    if (path === undefined) throw new AwsError('ResourceNotFoundException', `Resource ${arn} does not exist.`)
    // A partner's bus has slashes in its name, a rule has none.
    const cut = path.lastIndexOf('/')
    return this.#rule(region, cut < 0 ? undefined : path.slice(0, cut), path.slice(cut + 1))
  }

  #tagResource(region: string, input: sdk.TagResourceCommandInput) {
    const { bus, whole } = this.#named(region, input.ResourceARN)
    refuseManaged(whole.rule)
    bus.rules.set(whole.rule.Name ?? '', { ...whole, tags: { ...whole.tags, ...recordOf(input.Tags ?? []) } })
    return { $metadata: {} }
  }

  #untagResource(region: string, input: sdk.UntagResourceCommandInput) {
    const { bus, whole } = this.#named(region, input.ResourceARN)
    refuseManaged(whole.rule)
    const tags = Object.fromEntries(Object.entries(whole.tags).filter(([key]) => !(input.TagKeys ?? []).includes(key)))
    bus.rules.set(whole.rule.Name ?? '', { ...whole, tags })
    return { $metadata: {} }
  }

  #listTagsForResource(
    region: string,
    input: sdk.ListTagsForResourceCommandInput,
  ): sdk.ListTagsForResourceCommandOutput {
    const { whole } = this.#named(region, input.ResourceARN)
    return { Tags: Object.entries(whole.tags).map(([Key, Value]) => ({ Key, Value })), $metadata: {} }
  }
}

function keyOf({ bus = DEFAULT_BUS, region = 'us-east-1' }: RulePlace): string {
  return `${region}/${bus}`
}

function arnOf(bus: StoredBus, rule: string): string {
  const path = bus.name === DEFAULT_BUS ? rule : `${bus.name}/${rule}`
  return `arn:aws:events:${bus.region}:${ACCOUNT}:rule/${path}`
}

function rulesOf(bus: StoredBus): readonly WholeRule[] {
  return [...bus.rules.values()].toSorted((a, b) => ((a.rule.Name ?? '') < (b.rule.Name ?? '') ? -1 : 1))
}

function noRule(name: string, bus: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus ${bus}.`)
}

function refuseManaged({ Name, ManagedBy }: sdk.Rule): void {
  if (ManagedBy === undefined) return
  throw new AwsError(
    'ManagedRuleException',
    `${Name ?? ''} is a managed rule. Set 'force' parameter to true to override.`,
  )
}

function checkPattern(pattern: string | undefined): void {
  if (pattern === undefined) return
  let read: unknown
  try {
    read = JSON.parse(pattern)
  } catch {
    read = undefined
  }
  if (typeof read === 'object' && read !== null && !Array.isArray(read)) return
  throw new AwsError('InvalidEventPatternException', 'Event pattern is not valid. Reason: Filter is not an object')
}

/** An empty text is no value. */
function given(text: string | undefined): string | undefined {
  return text === '' ? undefined : text
}

function recordOf(tags: readonly sdk.Tag[]): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key ?? '', Value ?? '']))
}
