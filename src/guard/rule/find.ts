import type { Project } from '@aws-sdk/client-codebuild'
import type { DescribeRuleCommandOutput, Target } from '@aws-sdk/client-eventbridge'

import type { EventBridgeApi } from '../../aws/api.ts'
import { incompleteAnswer } from '../../aws/errors.ts'
import { AwsFailure } from '../../aws/failure.ts'
import { inParallel } from '../../observe/answers.ts'
import type { PipelineFinder, PipelineRun } from '../pipeline/finder.ts'
import { passableFailure, patiently } from '../problem.ts'
import type { Patience } from '../problem.ts'

/** EventBridge allows some 50 of these calls a second and account; others share them. */
const AT_A_TIME = 4

const DEFAULT_BUS = 'default'

export interface RuleDeps {
  readonly events: (region: string) => EventBridgeApi
  readonly finder: PipelineFinder
  /** Region of the CodeBuild projects. */
  readonly region: string
  readonly patience: Patience
  /** ARNs of the competing projects, and of the pipelines that run them: what starts nothing else has no other target. */
  readonly ours: () => Promise<ReadonlySet<string>>
}

/** What names a rule to AWS. */
export interface RuleKey {
  readonly region: string
  readonly bus: string
  readonly name: string
}

/** The project, and the pipelines that run it: what a rule must not start. */
export interface RuleScope {
  readonly project: string
  readonly arn: string
  readonly runs: readonly PipelineRun[]
}

export interface FoundRule {
  readonly key: RuleKey
  readonly scope: RuleScope
  /** Those of the project's and its pipelines' ARNs that AWS names the rule for. */
  readonly targets: readonly string[]
}

export interface RuleSearch {
  readonly found: readonly FoundRule[]
  /** What kept the search from being complete; what was found is given all the same. */
  readonly failures: readonly { readonly region: string; readonly failure: AwsFailure }[]
}

/** What a rule starts of a project. `open`: whether an execution of the pipeline can reach the project. */
export type Start =
  { readonly what: 'project' } | { readonly what: 'pipeline'; readonly run: PipelineRun; readonly open: boolean }

export interface SeenRule {
  readonly key: RuleKey
  readonly project: string
  readonly arn: string
  readonly rule: Omit<DescribeRuleCommandOutput, '$metadata'>
  /** Never empty. */
  readonly starts: readonly Start[]
  /** Ids of the targets that start a competing project. */
  readonly ours: readonly string[]
  /** ARNs of what else it starts. */
  readonly others: readonly string[]
  /** Why its targets are known only as far as they are the project or one of its pipelines. */
  readonly targetsUnread?: AwsFailure
}

/** `absent`: there is no such rule any more. `apart`: it no longer starts anything of the project. */
export type RuleReading =
  | { readonly is: 'absent' }
  | { readonly is: 'apart'; readonly targets: number }
  | { readonly is: 'seen'; readonly seen: SeenRule }

/** The event buses of a region; what has been read once is not read again. */
export type Buses = (region: string) => Promise<readonly string[]>

export function rememberedBuses(deps: RuleDeps): Buses {
  const read = new Map<string, readonly string[]>()
  return async (region) => {
    const known = read.get(region)
    if (known !== undefined) return known
    const buses = await busesOf(deps, region)
    read.set(region, buses)
    return buses
  }
}

/** The rules on every bus whose targets are the project or a pipeline that runs it. EventBridge starts only what is in its region. */
export async function findRules(deps: RuleDeps, project: Project, buses: Buses): Promise<RuleSearch> {
  const { name = '', arn } = project
  const failures: { region: string; failure: AwsFailure }[] = []
  const { runs } = await deps.finder.runsOf(project)
  const targets = new Map<string, Set<string>>()
  const aim = (region: string, target: string): void => {
    targets.set(region, (targets.get(region) ?? new Set()).add(target))
  }
  if (arn === undefined || arn === '') {
    const failure = incompleteAnswer('codebuild:BatchGetProjects', `the ARN of ${name}`)
    failures.push({ region: deps.region, failure })
  } else aim(deps.region, arn)
  for (const run of runs) aim(run.region, run.arn)

  const scope: RuleScope = { project: name, arn: arn ?? '', runs }
  const found: FoundRule[] = []
  for (const [region, arns] of targets) {
    const search = await rulesIn(deps, region, [...arns], buses)
    failures.push(...search.failures.map((failure) => ({ region, failure })))
    found.push(...search.rules.map(({ key, targets: named }) => ({ key, scope, targets: named })))
  }
  return { found, failures }
}

interface RegionSearch {
  readonly rules: readonly Pick<FoundRule, 'key' | 'targets'>[]
  readonly failures: readonly AwsFailure[]
}

async function rulesIn(deps: RuleDeps, region: string, arns: readonly string[], buses: Buses): Promise<RegionSearch> {
  const failures: AwsFailure[] = []
  let names: readonly string[]
  try {
    names = await buses(region)
  } catch (error) {
    failures.push(passableFailure(error))
    // Every region has this one, and most rules are on it.
    names = [DEFAULT_BUS]
  }
  const pairs = names.flatMap((bus) => arns.map((arn) => ({ bus, arn })))
  // What AWS refuses or leaves unanswered for one target it does for all: the rest of the calls would only cost time.
  let futile = false
  const lists = await inParallel(pairs, AT_A_TIME, async ({ bus, arn }) => {
    if (futile) return []
    try {
      return await ruleNames(deps, region, bus, arn)
    } catch (error) {
      const failure = passableFailure(error)
      if (failure.kind === 'absent' && bus !== DEFAULT_BUS) return []
      failures.push(failure)
      futile ||= failure.kind === 'denied' || failure.kind === 'retry'
      return []
    }
  })
  const rules = new Map<string, { readonly key: RuleKey; readonly targets: string[] }>()
  for (const [at, { bus, arn }] of pairs.entries()) {
    for (const name of lists[at] ?? []) {
      const id = JSON.stringify([bus, name])
      const rule = rules.get(id) ?? { key: { region, bus, name }, targets: [] }
      rule.targets.push(arn)
      rules.set(id, rule)
    }
  }
  return { rules: [...rules.values()], failures }
}

async function busesOf({ events, patience }: RuleDeps, region: string): Promise<readonly string[]> {
  const action = 'events:ListEventBuses'
  const names = await allPages(patience, action, async (page) => {
    const { EventBuses, NextToken } = await events(region).listEventBuses(page)
    // The rules of a bus that is not named would pass for none.
    if (EventBuses?.some(({ Name }) => Name === undefined)) throw incompleteAnswer(action, 'the name of an event bus')
    return { items: EventBuses?.map(({ Name = '' }) => Name), NextToken }
  })
  if (!names.includes(DEFAULT_BUS)) throw incompleteAnswer(action, 'the default event bus')
  return names
}

function ruleNames(
  { events, patience }: RuleDeps,
  region: string,
  bus: string,
  arn: string,
): Promise<readonly string[]> {
  return allPages(patience, 'events:ListRuleNamesByTarget', async (page) => {
    const input = { TargetArn: arn, EventBusName: bus, ...page }
    const { RuleNames, NextToken } = await events(region).listRuleNamesByTarget(input)
    return { items: RuleNames, NextToken }
  })
}

interface Page<Item> {
  readonly items: readonly Item[] | undefined
  readonly NextToken: string | undefined
}

/** Every page's items, each once. A token that comes again would never end, and an end there would hide what follows. */
async function allPages<Item>(
  patience: Patience,
  action: string,
  read: (page: { readonly NextToken?: string }) => Promise<Page<Item>>,
): Promise<readonly Item[]> {
  const all = new Set<Item>()
  const tokens = new Set<string>()
  for (let from: { readonly NextToken?: string } = {}; ;) {
    const { items, NextToken } = await patiently(patience, async () => {
      const page = await read(from)
      if (page.items === undefined) throw incompleteAnswer(action, 'the list that was asked for')
      return { items: page.items, NextToken: page.NextToken }
    })
    for (const item of items) all.add(item)
    if (NextToken === undefined || NextToken === '') return [...all]
    if (tokens.has(NextToken)) throw incompleteAnswer(action, 'a page token of its own: one came twice')
    tokens.add(NextToken)
    from = { NextToken }
  }
}

/** The rule as it is now. Rejects with an `AwsFailure` where it cannot be read. */
export async function readRule(deps: RuleDeps, { key, scope, targets: named }: FoundRule): Promise<RuleReading> {
  const [rule, targets] = await Promise.all([describeRule(deps, key), targetsOf(deps, key)])
  if (rule === undefined || targets === undefined) return { is: 'absent' }
  const unread = targets instanceof AwsFailure ? targets : undefined
  const listed = targets instanceof AwsFailure ? [] : targets
  const arns = unread === undefined ? listed.map(({ Arn = '' }) => Arn) : named
  const starts = await startsOf(deps, scope, new Set(arns))
  if (starts.length === 0) return { is: 'apart', targets: listed.length }
  const competing = await deps.ours()
  const isOurs = ({ Arn = '' }: Target): boolean =>
    Arn === scope.arn || competing.has(Arn) || scope.runs.some(({ arn }) => arn === Arn)
  return {
    is: 'seen',
    seen: {
      key,
      project: scope.project,
      arn: rule.Arn ?? ruleArn(key, scope),
      rule,
      starts,
      ours: listed.filter(isOurs).flatMap(({ Id }) => Id ?? []),
      others: listed.filter((target) => !isOurs(target)).map(({ Arn = 'a target without an ARN' }) => Arn),
      ...(unread === undefined ? {} : { targetsUnread: unread }),
    },
  }
}

async function startsOf(
  { finder }: RuleDeps,
  { arn, runs }: RuleScope,
  targets: ReadonlySet<string>,
): Promise<readonly Start[]> {
  const pipelines = runs.filter((run) => targets.has(run.arn))
  const starts = await inParallel(pipelines, AT_A_TIME, async (run): Promise<Start> => {
    return { what: 'pipeline', run, open: await finder.reaches(run) }
  })
  return arn !== '' && targets.has(arn) ? [{ what: 'project' }, ...starts] : starts
}

async function describeRule(
  { events, patience }: RuleDeps,
  { region, bus, name }: RuleKey,
): Promise<SeenRule['rule'] | undefined> {
  try {
    return await patiently(patience, async () => {
      const { $metadata: _, ...rule } = await events(region).describeRule({ Name: name, EventBusName: bus })
      // Without these it would be written back as another rule, or as one that nothing is known of.
      const { Name, State, EventPattern = '', ScheduleExpression = '' } = rule
      if (Name !== name) throw incompleteAnswer('events:DescribeRule', `the rule ${name}`)
      if (State === undefined) throw incompleteAnswer('events:DescribeRule', 'the state of the rule')
      if (EventPattern === '' && ScheduleExpression === '')
        throw incompleteAnswer('events:DescribeRule', 'what the rule reacts to')
      return rule
    })
  } catch (error) {
    const failure = passableFailure(error)
    if (failure.kind === 'absent') return undefined
    throw failure
  }
}

/** Undefined where the rule is gone. */
async function targetsOf(
  { events, patience }: RuleDeps,
  { region, bus, name }: RuleKey,
): Promise<readonly Target[] | AwsFailure | undefined> {
  try {
    return await allPages(patience, 'events:ListTargetsByRule', async (page) => {
      const input = { Rule: name, EventBusName: bus, ...page }
      const { Targets, NextToken } = await events(region).listTargetsByRule(input)
      // A target that is not told may be the project: the rule must not pass for one that starts something else.
      if (Targets?.some(({ Arn }) => Arn === undefined))
        throw incompleteAnswer('events:ListTargetsByRule', 'the ARN of a target')
      return { items: Targets, NextToken }
    })
  } catch (error) {
    const failure = passableFailure(error)
    return failure.kind === 'absent' ? undefined : failure
  }
}

/** The ARN of a rule that could not be read. */
export function ruleArn({ region, bus, name }: RuleKey, { arn, runs }: RuleScope): string {
  const [, partition = 'aws', , , account = '*'] = (arn === '' ? (runs[0]?.arn ?? '') : arn).split(':')
  return `arn:${partition}:events:${region}:${account}:rule/${bus === DEFAULT_BUS ? '' : `${bus}/`}${name}`
}

/** What names a rule to a person: `nightly`, `orders/nightly` on a bus of its own, `nightly in us-east-1` away from the project. */
export function ruleName({ region, bus, name }: RuleKey, home: string): string {
  const onBus = bus === DEFAULT_BUS ? name : `${bus}/${name}`
  return region === home ? onBus : `${onBus} in ${region}`
}
