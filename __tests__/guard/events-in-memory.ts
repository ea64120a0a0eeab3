import type { DescribeRuleCommandOutput, PutRuleCommandInput, Target } from '@aws-sdk/client-eventbridge'

import type { EventBridgeApi } from '../../src/aws/api.ts'
import { AwsFailure } from '../../src/aws/failure.ts'
import type { AwsFailureKind } from '../../src/aws/failure.ts'
import { REGION } from './codebuild-in-memory.ts'

export type RuleFields = Omit<DescribeRuleCommandOutput, '$metadata'>

export interface StoredRule {
  readonly rule: RuleFields
  readonly targets: readonly Target[]
  readonly tags: Readonly<Record<string, string>>
}

export type EventsMethod = keyof EventBridgeApi

export interface EventsCall {
  readonly method: EventsMethod
  readonly input: object
}

export function eventsFailure(kind: AwsFailureKind, operation: string, code: string, message = 'says AWS'): AwsFailure {
  return new AwsFailure(kind, `events:${operation}`, code, message)
}

const STATES: readonly unknown[] = ['ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS']

/** As AWS does: `undefined` where the input is accepted. */
function objection(input: PutRuleCommandInput): string | undefined {
  const { Name = '', Description = '', EventPattern, ScheduleExpression, RoleArn, State = 'ENABLED' } = input
  if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(Name)) return 'name failed to satisfy constraint'
  if (Description.length > 512) return 'description must have length less than or equal to 512'
  if (RoleArn === '') return 'roleArn must have length greater than or equal to 1'
  if (!STATES.includes(State)) return 'state must satisfy enum value set'
  if ((EventPattern ?? '') === '' && (ScheduleExpression ?? '') === '')
    return 'Parameter(s) EventPattern or ScheduleExpression must be specified.'
  return undefined
}

/** EventBridge's buses, rules and targets of one region in memory, as strict as AWS is known to be. */
export class EventsInMemory {
  readonly buses = new Set(['default'])
  readonly rules = new Map<string, StoredRule>()
  readonly calls: EventsCall[] = []
  readonly region: string
  pageSize = 100
  /** Calls under way at once, the most so far. */
  most = 0
  /** Runs before a call is answered; what it throws is the answer. */
  before: (call: EventsCall) => void = () => undefined
  /** Runs after a rule was written: somebody else at work. */
  afterWrite: (id: string) => void = () => undefined
  /** So many reads after a write still show the rule as it was. */
  staleReads = 0
  #stale: RuleFields | undefined
  #staleLeft = 0
  #underWay = 0

  constructor(region = REGION) {
    this.region = region
  }

  /** Adds a rule `bus/name`; a bus that is not there yet is made. */
  add(id: string, rule: RuleFields, ...targets: (string | Target)[]): this {
    const at = id.lastIndexOf('/')
    const [bus, name] = [id.slice(0, at), id.slice(at + 1)]
    this.buses.add(bus)
    const path = bus === 'default' ? name : `${bus}/${name}`
    const Arn = `arn:aws:events:${this.region}:123456789012:rule/${path}`
    const defaults = { Name: name, EventBusName: bus, Arn, State: 'ENABLED' as const, CreatedBy: '123456789012' }
    const stored = targets.map((target, index) =>
      typeof target === 'string' ? { Id: `t${index}`, Arn: target } : target,
    )
    this.rules.set(id, { rule: { ...defaults, ...rule }, targets: stored, tags: { team: 'shop' } })
    return this
  }

  rule(id: string): RuleFields | undefined {
    return structuredClone(this.rules.get(id)?.rule)
  }

  change(id: string, fields: RuleFields): void {
    const stored = this.rules.get(id)
    if (stored !== undefined) this.rules.set(id, { ...stored, rule: { ...stored.rule, ...fields } })
  }

  aim(id: string, ...targets: Target[]): void {
    const stored = this.rules.get(id)
    if (stored !== undefined) this.rules.set(id, { ...stored, targets })
  }

  count(method: EventsMethod): number {
    return this.calls.filter((call) => call.method === method).length
  }

  all(): unknown {
    return structuredClone([...this.rules].toSorted(([one], [other]) => (one < other ? -1 : 1)))
  }

  readonly api: EventBridgeApi = {
    listEventBuses: (input) =>
      this.#answer('listEventBuses', input, () => {
        const { items, NextToken } = this.#page([...this.buses], input.NextToken)
        return { EventBuses: items.map((Name) => ({ Name })), NextToken }
      }),
    listRuleNamesByTarget: (input) =>
      this.#answer('listRuleNamesByTarget', input, () => {
        const bus = input.EventBusName ?? 'default'
        if (!this.buses.has(bus)) throw this.#absent('ListRuleNamesByTarget', `Event bus ${bus} does not exist.`)
        const names = [...this.rules.values()]
          .filter(({ rule }) => rule.EventBusName === bus)
          .filter(({ targets }) => targets.some(({ Arn }) => Arn === input.TargetArn))
          .map(({ rule }) => rule.Name ?? '')
        const { items, NextToken } = this.#page(names, input.NextToken)
        return { RuleNames: items, NextToken }
      }),
    describeRule: (input) =>
      this.#answer('describeRule', input, () => {
        const { rule } = this.#stored('DescribeRule', input.EventBusName, input.Name)
        if (this.#stale?.Arn !== rule.Arn || this.#staleLeft === 0) return structuredClone(rule)
        this.#staleLeft -= 1
        return structuredClone(this.#stale ?? rule)
      }),
    listTargetsByRule: (input) =>
      this.#answer('listTargetsByRule', input, () => {
        const { targets } = this.#stored('ListTargetsByRule', input.EventBusName, input.Rule)
        const { items, NextToken } = this.#page(targets, input.NextToken)
        return { Targets: structuredClone(items), NextToken }
      }),
    putRule: (input) =>
      this.#answer('putRule', input, () => {
        const { Name = '', EventBusName = 'default', Tags: _, ...fields } = input
        if (!this.buses.has(EventBusName)) throw this.#absent('PutRule', `Event bus ${EventBusName} does not exist.`)
        const wrong = objection(input)
        if (wrong !== undefined) throw eventsFailure('rejected', 'PutRule', 'ValidationException', wrong)
        const id = `${EventBusName}/${Name}`
        // A rule that is not there is made.
        if (!this.rules.has(id)) this.add(id, {})
        const stored = this.rules.get(id)
        if (stored?.rule.ManagedBy !== undefined)
          throw eventsFailure('rejected', 'PutRule', 'ManagedRuleException', `Rule ${Name} is managed.`)
        this.#stale = structuredClone(stored?.rule)
        this.#staleLeft = this.staleReads
        const { Arn, CreatedBy } = stored?.rule ?? {}
        // What is left out is forgotten, but for targets and tags.
        const rule: RuleFields = { Name, EventBusName, Arn, CreatedBy, State: 'ENABLED', ...fields }
        this.rules.set(id, { targets: [], tags: {}, ...stored, rule: structuredClone(rule) })
        this.afterWrite(id)
        return { RuleArn: Arn }
      }),
  }

  async #answer<Output>(
    method: EventsMethod,
    input: object,
    answer: () => Output,
  ): Promise<Output & { $metadata: object }> {
    this.#underWay += 1
    this.most = Math.max(this.most, this.#underWay)
    try {
      // As over a network: others get their turn in between.
      await Promise.resolve()
      const call = { method, input: structuredClone(input) }
      this.calls.push(call)
      this.before(call)
      return { $metadata: {}, ...answer() }
    } finally {
      this.#underWay -= 1
    }
  }

  #page<Item>(items: readonly Item[], token: string | undefined): { items: Item[]; NextToken: string | undefined } {
    const start = token === undefined ? 0 : Number(token.replace('from-', ''))
    const end = start + this.pageSize
    return { items: items.slice(start, end), NextToken: end < items.length ? `from-${end}` : undefined }
  }

  #stored(operation: string, bus = 'default', name = ''): StoredRule {
    const stored = this.rules.get(`${bus}/${name}`)
    if (stored === undefined || !this.buses.has(bus)) throw this.#absent(operation, `Rule ${name} does not exist.`)
    return stored
  }

  #absent(operation: string, message: string): AwsFailure {
    return eventsFailure('absent', operation, 'ResourceNotFoundException', message)
  }
}
