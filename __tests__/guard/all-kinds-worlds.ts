/** Random worlds with every kind of trigger for several projects, and what happens in them. */
import type { Webhook, WebhookFilter } from '@aws-sdk/client-codebuild'
import * as fc from 'fast-check'
import { ACCOUNT } from '../../simulator/ecr.ts'
import { REGION, SETTING } from '../../simulator/stage.ts'
import { FAR } from '../../simulator/stories/triggers.ts'
import { AllKinds } from './all-kinds.ts'

export const PROJECTS = ['app', 'web'] as const
export type ProjectName = (typeof PROJECTS)[number]

const projectArn = (name: string): string => `arn:aws:codebuild:${REGION}:${ACCOUNT}:project/${name}`
const pipelineArn = (at: number, region: string): string => `arn:aws:codepipeline:${region}:${ACCOUNT}:ship-${at}`
const MAIL = `arn:aws:sns:${REGION}:${ACCOUNT}:mail`
const ROLE = `arn:aws:iam::${ACCOUNT}:role/starter`

// ---------------------------------------------------------------------------------------------------------------------- hooks

export interface HookEvent {
  readonly type: string
  /** Of a push or a pull request. */
  readonly head?: string
  readonly base?: string
  readonly message: string
}

export function isPushToBranchOrMerge({ type, head = '' }: HookEvent): boolean {
  return type === 'PULL_REQUEST_MERGED' || (type === 'PUSH' && head.startsWith('refs/heads/'))
}

/** What CodeBuild does with an event, told a second time. */
function groupTakes(group: readonly WebhookFilter[], event: HookEvent): boolean {
  return group.every(({ type, pattern = '', excludeMatchedPattern: inverted = false }) => {
    const found = (text: string | undefined): boolean =>
      text === undefined || new RegExp(pattern).test(text) !== inverted
    switch (type) {
      case 'EVENT':
        return pattern.split(',').some((name) => name.trim() === event.type)
      case 'HEAD_REF':
        return found(event.head)
      case 'BASE_REF':
        return found(event.base)
      case 'COMMIT_MESSAGE':
        return found(event.message)
      // No filter of another type is among the random ones.
      case 'ACTOR_ACCOUNT_ID':
      case 'FILE_PATH':
      case 'ORGANIZATION_NAME':
      case 'RELEASE_NAME':
      case 'REPOSITORY_NAME':
      case 'TAG_NAME':
      case 'WORKFLOW_NAME':
      case undefined:
        return true
    }
  })
}

/** The groups of a hook that take the event, by their place; `all` of a hook without groups. */
export function takers(hook: Webhook | undefined, event: HookEvent): readonly (number | 'all')[] {
  if (hook === undefined) return []
  const groups = hook.filterGroups ?? []
  if (groups.length > 0) return groups.flatMap((group, at) => (groupTakes(group, event) ? [at] : []))
  if (event.type !== 'PUSH' && !event.type.startsWith('PULL_REQUEST_')) return []
  return new RegExp(hook.branchFilter ?? '').test((event.head ?? '').replace('refs/heads/', '')) ? ['all'] : []
}

const heads = ['refs/heads/main', 'refs/heads/release/1.2', 'refs/heads/x', 'refs/heads/refs/tags/v1', 'refs/tags/v1']
export const HOOK_EVENTS: readonly HookEvent[] = [
  ...heads.flatMap((head) => ['fix', 'docs'].map((message) => ({ type: 'PUSH', head, message }))),
  ...['CREATED', 'UPDATED', 'REOPENED', 'MERGED', 'CLOSED'].flatMap((what) =>
    ['refs/heads/x', 'refs/heads/main'].map((head) => ({
      type: `PULL_REQUEST_${what}`,
      head,
      base: 'refs/heads/main',
      message: 'fix',
    })),
  ),
  { type: 'RELEASED', message: 'fix' },
  { type: 'WORKFLOW_JOB_QUEUED', message: 'fix' },
]

const eventFilter = fc
  .subarray(['PUSH', 'PULL_REQUEST_MERGED', 'PULL_REQUEST_CREATED', 'PULL_REQUEST_CLOSED', 'RELEASED'], {
    minLength: 1,
  })
  .map((names): WebhookFilter => ({ type: 'EVENT', pattern: names.join(', ') }))
const otherFilter: fc.Arbitrary<WebhookFilter> = fc.oneof(
  fc.record({
    type: fc.constant('HEAD_REF' as const),
    pattern: fc.constantFrom('^refs/heads/main$', '^refs/heads/', 'refs/tags/', '^refs/tags/', '.*'),
    excludeMatchedPattern: fc.boolean(),
  }),
  fc.record({ type: fc.constant('BASE_REF' as const), pattern: fc.constant('^refs/heads/main$') }),
  fc.record({
    type: fc.constant('COMMIT_MESSAGE' as const),
    pattern: fc.constant('docs'),
    excludeMatchedPattern: fc.boolean(),
  }),
)
const group = fc
  .tuple(eventFilter, fc.array(otherFilter, { maxLength: 2 }))
  .map(([event, more]): WebhookFilter[] => [event, ...more])
const hook: fc.Arbitrary<Pick<Webhook, 'branchFilter' | 'filterGroups'> | undefined> = fc.oneof(
  { weight: 5, arbitrary: fc.array(group, { minLength: 1, maxLength: 3 }).map((filterGroups) => ({ filterGroups })) },
  { weight: 2, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constantFrom('main', '^(main|x)$', '.*').map((branchFilter) => ({ branchFilter })) },
  { weight: 1, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc
      .array(group, { maxLength: 1 })
      .map((more) => ({ filterGroups: [[{ type: 'EVENT' as const, pattern: 'WORKFLOW_JOB_QUEUED' }], ...more] })),
  },
)

// ---------------------------------------------------------------------------------------------- pipelines, rules, schedules

const PIPELINES = 3
const stage = fc.record({
  runs: fc.subarray([...PROJECTS]),
  /** The reason for which its owner has closed it. */
  closed: fc.option(fc.constantFrom('release freeze', ''), { nil: undefined, freq: 4 }),
})
const pipeline = fc.record({
  far: fc.boolean(),
  /** What the first stage runs: no transition leads there. */
  first: fc.oneof(
    { weight: 9, arbitrary: fc.constant<ProjectName[]>([]) },
    { weight: 1, arbitrary: fc.subarray([...PROJECTS]) },
  ),
  later: fc.array(stage, { minLength: 1, maxLength: 2 }),
})

/** A project, or a pipeline by its place, or a mailbox. */
type Aim = ProjectName | number | 'mail'
const aim: fc.Arbitrary<Aim> = fc.constantFrom<Aim>('app', 'web', 0, 1, 2, 'mail')
const description = fc.option(
  fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 40 }).filter((text) => text !== ''),
    fc.constantFrom('not [disabled by ecs-deploy-verifier, was ENABLED]', 'x'.repeat(500)),
  ),
  { nil: undefined },
)
const rule = fc.record({
  bus: fc.constantFrom('default', 'orders'),
  far: fc.boolean(),
  state: fc.constantFrom(
    'ENABLED' as const,
    'ENABLED' as const,
    'DISABLED' as const,
    'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' as const,
  ),
  description,
  managedBy: fc.constantFrom(undefined, undefined, undefined, undefined, 'shop.amazonaws.com'),
  targets: fc.uniqueArray(aim, { minLength: 1, maxLength: 2 }),
})
const PAST = 'at(2024-01-01T00:00:00)'
const schedule = fc.record({
  group: fc.constantFrom('default', 'ops'),
  far: fc.boolean(),
  state: fc.constantFrom('ENABLED' as const, 'ENABLED' as const, 'DISABLED' as const),
  description,
  expression: fc.constantFrom(
    'rate(1 hour)',
    'cron(0 3 * * ? *)',
    'at(2026-01-01T00:00:00)',
    'at(2024-01-01T00:00:00)',
  ),
  flexible: fc.boolean(),
  universal: fc.boolean(),
  target: aim,
})

export const anyWorld = fc.record({
  hooks: fc.tuple(hook, hook),
  pipelines: fc.array(pipeline, { minLength: PIPELINES, maxLength: PIPELINES }),
  rules: fc.array(rule, { maxLength: 4 }),
  schedules: fc.array(schedule, { maxLength: 4 }),
  asked: fc.constantFrom<readonly ProjectName[]>(['app'], ['app', 'web']),
})
export type AnyWorld = typeof anyWorld extends fc.Arbitrary<infer One> ? One : never

const regionOf = ({ far }: { readonly far: boolean }): string => (far ? FAR : REGION)

function arnOf(world: AnyWorld, target: Aim): string {
  if (target === 'mail') return MAIL
  if (typeof target === 'string') return projectArn(target)
  return pipelineArn(target, regionOf(world.pipelines[target] ?? { far: false }))
}

/** EventBridge starts only what is in the rule's own region. */
function inReach(world: AnyWorld, target: Aim, far: boolean): boolean {
  if (target === 'mail') return true
  return typeof target === 'string' ? !far : (world.pipelines[target]?.far ?? false) === far
}

function targetOf(world: AnyWorld, target: Aim, universal: boolean): { Arn: string; RoleArn: string; Input?: string } {
  if (!universal || target === 'mail') return { Arn: arnOf(world, target), RoleArn: ROLE }
  const call = typeof target === 'string' ? 'codebuild:startBuild' : 'codepipeline:startPipelineExecution'
  const parameters = typeof target === 'string' ? { ProjectName: target } : { Name: `ship-${target}` }
  return { Arn: `arn:aws:scheduler:::aws-sdk:${call}`, RoleArn: ROLE, Input: JSON.stringify(parameters) }
}

/** Something that happens in a world, and may start builds. */
export interface Happening {
  readonly what: string
  readonly happen: (world: AllKinds) => void
}

export interface BuiltWorld {
  readonly world: AllKinds
  /**
   * The parts of the state that may be changed for these projects: on, nobody else's to change, and what they start is the
   * projects and nothing else. A hook and a stage that runs a project may be.
   */
  readonly mayChange: (projects: readonly ProjectName[]) => ReadonlySet<string>
  /** Those of them that must be: they start a project whatever else stands, and have room for the mark. */
  readonly mustChange: (projects: readonly ProjectName[]) => readonly string[]
  /** Everything beside what happens to hooks. */
  readonly happenings: readonly Happening[]
  /** All that stands in it, told without what AWS itself writes at every change. */
  readonly state: () => Readonly<Record<string, unknown>>
  readonly hookOf: (name: ProjectName) => Webhook | undefined
  /** Whether a hook is switched off at GitHub. */
  readonly isSilent: (name: ProjectName) => boolean
  readonly builds: (name: ProjectName) => Promise<number>
  /** What a trigger's own switch says now, by the kind and the name that the guard gives it. */
  readonly isOff: (kind: string, name: string) => boolean
}

/** Builds the world of a description. */
export function build(made: AnyWorld): BuiltWorld {
  const world = new AllKinds()
  for (const [at, name] of PROJECTS.entries()) {
    const webhook = made.hooks[at]
    const recipe = { name, repository: `https://github.com/${SETTING.repository}.git` }
    world.codebuild.project(webhook === undefined ? recipe : { ...recipe, webhook })
  }
  const hookOf = (name: ProjectName): Webhook | undefined => world.codebuild.webhook(name)
  const idOf = (name: ProjectName): string => hookOf(name)?.url?.split('/').at(-1) ?? ''
  for (const name of PROJECTS) if (hookOf(name) !== undefined) world.github.hook(SETTING.repository, idOf(name))

  const happenings: Happening[] = []
  const parts = new Map<string, () => unknown>()
  const switches = new Map<string, () => boolean>()
  for (const name of PROJECTS)
    parts.set(`hook ${name}`, () => [hookOf(name), world.github.hook(SETTING.repository, idOf(name) || '0')])

  for (const [at, { far, first, later }] of made.pipelines.entries()) {
    const name = `ship-${at}`
    const region = regionOf({ far })
    const actions = (runs: readonly string[]) =>
      runs.map((project) => ({
        name: `run-${project}`,
        provider: 'CodeBuild',
        region: REGION,
        configuration: { ProjectName: project },
      }))
    const stages = [
      { name: 'Source', actions: [{ provider: 'CodeCommit' }, ...actions(first)] },
      ...later.map(({ runs }, place) => ({
        name: `Stage-${place}`,
        actions: runs.length === 0 ? [{ provider: 'Manual' }] : actions(runs),
      })),
    ]
    world.codepipeline.pipeline({ name, region, stages })
    // Pipelines of other regions are found by the builds that they started.
    for (const project of PROJECTS)
      if (far && [first, ...later.map(({ runs }) => runs)].some((runs) => runs.includes(project))) {
        const startedAt = world.clock.now() - 3_600_000
        const id = world.codebuild.start({ project, initiator: `codepipeline/${name}`, startedAt })
        world.codebuild.finish(id, 'SUCCEEDED', startedAt + 60_000)
      }
    for (const [place, { closed }] of later.entries()) {
      const stageName = `Stage-${place}`
      if (closed !== undefined)
        world.codepipeline.close(name, stageName, closed, 'arn:aws:iam::123456789012:user/owner', region)
      const transition = () => world.codepipeline.stage(name, stageName, region)
      parts.set(`stage ${name}/${stageName}`, () => {
        const { enabled, disabledReason } = transition()?.transition ?? {}
        return [enabled, disabledReason, transition()?.waiting]
      })
      switches.set(
        `pipeline ${name}/${stageName}${far ? ` (${FAR})` : ''}`,
        () => transition()?.transition.enabled === false,
      )
    }
    happenings.push({ what: `pipeline ${name}`, happen: () => world.codepipeline.start(name, region) })
  }

  for (const region of [REGION, FAR]) world.events.bus('orders', region)
  for (const [at, { bus, far, state, description: text, managedBy, targets }] of made.rules.entries()) {
    const name = `rule-${at}`
    const region = regionOf({ far })
    const place = { bus, region }
    const reached = targets.filter((target) => inReach(made, target, far)).map((target) => arnOf(made, target))
    world.events.rule({
      ...place,
      name,
      state,
      eventPattern: '{"source":["shop"]}',
      ...(text === undefined ? {} : { description: text }),
      ...(managedBy === undefined ? {} : { managedBy }),
      targets: reached.length === 0 ? [MAIL] : reached,
      tags: { team: 'shop' },
    })
    parts.set(`rule ${name}`, () => world.events.stored(name, place))
    const told = `${bus === 'default' ? '' : `${bus}/`}${name}`
    switches.set(`rule ${told}`, () => world.events.stored(name, place)?.rule.State === 'DISABLED')
    switches.set(`rule ${told} in ${region}`, () => world.events.stored(name, place)?.rule.State === 'DISABLED')
    happenings.push({ what: `rule ${name}`, happen: () => world.events.fire(name, place) })
  }

  for (const [at, one] of made.schedules.entries()) {
    const name = `schedule-${at}`
    const place = { group: one.group, region: regionOf(one) }
    const target = inReach(made, one.target, one.far) ? one.target : 'mail'
    world.scheduler.schedule({
      ...place,
      name,
      ScheduleExpression: one.expression,
      FlexibleTimeWindow: one.flexible ? { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 5 } : { Mode: 'OFF' },
      State: one.state,
      ...(one.description === undefined ? {} : { Description: one.description }),
      Target: targetOf(made, target, one.universal),
    })
    const stored = () => world.scheduler.stored(name, place)
    parts.set(`schedule ${name}`, () => {
      const { LastModificationDate: _, ...rest } = stored() ?? {}
      return rest
    })
    const told = `${one.group}/${name}${one.far ? ` in ${FAR}` : ''}`
    switches.set(`schedule ${told}`, () => stored()?.State === 'DISABLED')
    // What is due in the past never comes.
    if (one.expression !== PAST)
      happenings.push({ what: `schedule ${name}`, happen: () => world.scheduler.fire(name, place) })
  }

  const runsAny = (at: number, projects: readonly ProjectName[]): boolean => {
    const { first, later } = made.pipelines[at] ?? { first: [], later: [] }
    return [first, ...later.map(({ runs }) => runs)].some((runs) => runs.some((one) => projects.includes(one)))
  }
  const isOurs = (target: Aim, projects: readonly ProjectName[]): boolean =>
    target !== 'mail' && (typeof target === 'string' ? projects.includes(target) : runsAny(target, projects))
  const mayChange: BuiltWorld['mayChange'] = (projects) =>
    new Set([
      ...projects.map((name) => `hook ${name}`),
      ...made.pipelines.flatMap(({ later }, at) =>
        later.flatMap(({ runs, closed }, place) =>
          closed === undefined && runs.some((one) => projects.includes(one)) ? [`stage ship-${at}/Stage-${place}`] : [],
        ),
      ),
      ...made.rules.flatMap(({ state, managedBy, targets, far }, at) => {
        const reached = targets.filter((target) => inReach(made, target, far))
        const only = reached.length > 0 && reached.every((target) => isOurs(target, projects))
        return only && state !== 'DISABLED' && managedBy === undefined ? [`rule rule-${at}`] : []
      }),
      ...made.schedules.flatMap(({ state, target, far }, at) =>
        state === 'ENABLED' && inReach(made, target, far) && isOurs(target, projects)
          ? [`schedule schedule-${at}`]
          : [],
      ),
    ])
  const mustChange: BuiltWorld['mustChange'] = (projects) => {
    const isDirect = (target: Aim): boolean => typeof target === 'string' && isOurs(target, projects)
    const hasRoom = ({ description: text = '' }: { readonly description: string | undefined }): boolean =>
      text.length < 400
    return [...mayChange(projects)].filter((part) => {
      const [kind = '', name = ''] = part.split(' ')
      const at = Number(name.split('-').at(-1))
      const [itsRule, itsSchedule] = [made.rules[at], made.schedules[at]]
      if (kind === 'rule' && itsRule !== undefined)
        return hasRoom(itsRule) && itsRule.targets.some((one) => isDirect(one) && inReach(made, one, itsRule.far))
      if (kind === 'schedule' && itsSchedule !== undefined)
        return hasRoom(itsSchedule) && isDirect(itsSchedule.target) && itsSchedule.expression !== PAST
      return kind === 'stage'
    })
  }

  return {
    world,
    happenings,
    mayChange,
    mustChange,
    hookOf,
    isSilent: (name) => !world.github.hook(SETTING.repository, idOf(name)).active,
    state: () => Object.fromEntries([...parts].map(([name, read]) => [name, structuredClone(read())])),
    builds: async (name) => {
      const read = await world.codebuild.api(REGION).listBuildsForProject({ projectName: name })
      return read.ids?.length ?? 0
    },
    isOff: (kind, name) => {
      const read = switches.get(`${kind} ${name}`)
      if (read === undefined)
        throw new Error(`the guard tells of a trigger that the world does not have: ${kind} ${name}`)
      return read()
    },
  }
}
