import { describe, expect, it } from '@jest/globals'
import type { ActionRun } from '../../simulator/run-action.ts'
import { SETTING } from '../../simulator/stage.ts'
import { besideWays, type OnePipelineOptions } from '../../simulator/stories/one-pipeline.ts'
import {
  ALL_AT_ONCE,
  ALL_AT_ONCE_AT_GITHUB,
  buildsOf,
  hookId,
  PROJECT,
  PROJECT_ARN,
  stateOfTriggers,
  WAYS,
  type Way,
} from '../../simulator/stories/triggers.ts'
import { runStaged, stageStory, type StagedStory, type Tale } from '../../simulator/story.ts'
import { signals } from '../here.ts'

// Every run is the built action in a process of its own, about half a second each.
const PATIENCE_MS = 60_000

/** Calls that change something, on AWS and on GitHub. */
const WRITES =
  /^(?:codebuild:(?!(?:BatchGet|List))|events:(?!(?:Describe|List))|scheduler:(?!(?:Get|List))|codepipeline:(?!(?:Get|List))|github:(?!GET ))/

function writesOf({ requests }: ActionRun): readonly string[] {
  return requests.map(({ operation }) => operation).filter((operation) => WRITES.test(operation))
}

interface Line {
  readonly kind: string
  readonly project: string
  readonly name: string
  readonly state: string
  readonly change: string
}

function linesOf({ outputs }: ActionRun): readonly Line[] {
  const lines: readonly Line[] = JSON.parse(outputs['competing-triggers'] ?? '[]')
  return lines
}

function verdictOf({ outputs }: ActionRun): string {
  return `${outputs['verdict']} ${outputs['cause']}`.trim()
}

/** What the run tells a person: the summary and the annotation of the failure. */
function toldBy({ summary, commands }: ActionRun): string {
  return [summary, ...commands.filter(({ command }) => command === 'error').map(({ message }) => message)].join('\n')
}

/** Whatever else happens: no request that AWS would not read, no stack trace, and all that was changed is listed. */
function expectSound(run: ActionRun): void {
  expect(run.requests.flatMap(({ violations = [] }) => violations)).toEqual([])
  expect(run.stderr).toEqual([])
  expect(run.exitCode).toBe(run.outputs['verdict'] === 'verified' ? 0 : 1)
}

interface Act {
  readonly staged: StagedStory
  readonly run: (inputs?: Readonly<Record<string, string>>) => Promise<ActionRun>
}

async function beside(
  ways: readonly Way[],
  options: OnePipelineOptions,
  act: (act: Act) => Promise<void>,
): Promise<void> {
  const staged = await stageStory(besideWays('a test', ways, options))
  try {
    await act({
      staged,
      run: async (inputs) => {
        const run = await runStaged(staged, inputs === undefined ? {} : { inputs })
        expectSound(run)
        return run
      },
    })
  } finally {
    await staged.stage.server.close()
  }
}

/** The triggers of the ways, told as the output tells them; a hook by its address. */
function triggersOf(staged: StagedStory, ways: readonly Way[]): readonly string[] {
  const hook = staged.stage.codebuild.webhook(PROJECT)?.url ?? ''
  return ways
    .flatMap(({ triggers }) => triggers)
    .map(({ kind, name }) => `${kind} ${kind === 'webhook' ? hook : name}`)
    .toSorted()
}

function named(lines: readonly Line[]): readonly string[] {
  return lines.map(({ kind, name }) => `${kind} ${name}`).toSorted()
}

/** What of the output was changed by the run, and is off in the world. */
function expectChangesListed(run: ActionRun, staged: StagedStory, ways: readonly Way[]): void {
  for (const way of ways.filter((one) => one.isOff(staged.stage))) {
    const [first] = triggersOf(staged, [{ ...way, triggers: way.triggers.slice(0, 1) }])
    const line = linesOf(run).find(({ kind, name }) => `${kind} ${name}` === first)
    // A change that the run was cancelled in has not been read back.
    expect(['disabled', 'unconfirmed']).toContain(line?.change)
    expect(run.summary).toContain(line?.name)
  }
}

describe.each(Object.entries(WAYS))('%s', (_, way: Way) => {
  it(
    'is found, disabled and read back; again changes nothing; restore brings it back as it was, and it starts builds again',
    () =>
      beside([way], {}, async ({ staged, run }) => {
        const { stage } = staged
        const before = stateOfTriggers(stage)
        const disabled = await run()
        expect(verdictOf(disabled)).toBe('verified')
        expect(way.isOff(stage)).toBe(true)
        expect(named(linesOf(disabled))).toEqual(triggersOf(staged, [way]))
        for (const line of linesOf(disabled)) expect(line).toMatchObject({ state: 'disabled', change: 'disabled' })
        expect(writesOf(disabled)).toHaveLength(way.triggers.length)

        const off = stateOfTriggers(stage)
        const again = await run()
        expect(verdictOf(again)).toBe('verified')
        expect(writesOf(again)).toEqual([])
        expect(stateOfTriggers(stage)).toEqual(off)
        for (const line of linesOf(again)) expect(line).toMatchObject({ state: 'disabled', change: 'none' })

        const restored = await run({ 'competing-triggers': 'restore' })
        expect(verdictOf(restored)).toBe('verified')
        expect(stateOfTriggers(stage)).toEqual(before)
        expect(writesOf(restored)).toHaveLength(way.triggers.length)
        for (const line of linesOf(restored)) expect(line).toMatchObject({ change: 'restored' })

        const builds = await buildsOf(stage)
        way.fire(stage)
        expect(await buildsOf(stage)).toHaveLength(builds.length + 1)
      }),
    PATIENCE_MS,
  )
})

describe('all kinds at once', () => {
  it(
    'are disabled in the order that leaves no gap, before the first look at ECS, and restored in the reverse',
    () =>
      beside(ALL_AT_ONCE, {}, async ({ staged, run }) => {
        const before = stateOfTriggers(staged.stage)
        const disabled = await run()
        expect(verdictOf(disabled)).toBe('verified')
        const operations = disabled.requests.map(({ operation }) => operation)
        const kinds = [...new Set(writesOf(disabled))]
        expect(kinds).toEqual([
          'codebuild:UpdateWebhook',
          'events:PutRule',
          'scheduler:UpdateSchedule',
          'codepipeline:DisableStageTransition',
        ])
        expect(operations.findLastIndex((operation) => WRITES.test(operation))).toBeLessThan(
          operations.indexOf('ecs:DescribeServices'),
        )
        expect(named(linesOf(disabled))).toEqual(triggersOf(staged, ALL_AT_ONCE))

        const restored = await run({ 'competing-triggers': 'restore' })
        expect([...new Set(writesOf(restored))]).toEqual([
          'codepipeline:EnableStageTransition',
          'scheduler:UpdateSchedule',
          'events:PutRule',
          'codebuild:UpdateWebhook',
        ])
        expect(stateOfTriggers(staged.stage)).toEqual(before)
      }),
    PATIENCE_MS,
  )

  it.each<[string, Readonly<Record<string, string>>]>([
    ['report', { 'competing-triggers': 'report' }],
    ['an audit', { mode: 'audit' }],
    ['an audit that is asked to restore', { mode: 'audit', 'competing-triggers': 'restore' }],
    ['off', { 'competing-triggers': 'off' }],
  ])(
    '%s changes nothing',
    (_, inputs) =>
      beside(ALL_AT_ONCE_AT_GITHUB, {}, async ({ staged, run }) => {
        const before = stateOfTriggers(staged.stage)
        const told = await run(inputs)
        expect(writesOf(told)).toEqual([])
        expect(stateOfTriggers(staged.stage)).toEqual(before)
        const isOff = inputs['competing-triggers'] === 'off'
        expect(named(linesOf(told))).toEqual(isOff ? [] : triggersOf(staged, ALL_AT_ONCE_AT_GITHUB))
        for (const line of linesOf(told)) expect(line).toMatchObject({ state: 'live', change: 'none' })
      }),
    PATIENCE_MS,
  )

  it.each(['codebuild', 'events', 'scheduler', 'codepipeline'])(
    '%s throttles for a while: the triggers are disabled all the same',
    (service) =>
      beside(
        ALL_AT_ONCE,
        { bend: (tale) => tale.fault(`${service}:*`, 'throttled', { times: 4 }) },
        async ({ staged, run }) => {
          const ridden = await run()
          expect(verdictOf(ridden)).toBe('verified')
          expect(ridden.requests.some(({ fault }) => fault === 'throttled')).toBe(true)
          expect(ALL_AT_ONCE.map((way) => way.isOff(staged.stage))).toEqual(ALL_AT_ONCE.map(() => true))
        },
      ),
    PATIENCE_MS,
  )

  it(
    'GitHub is out of order for a while: the hook is switched off all the same',
    () =>
      beside(
        ALL_AT_ONCE_AT_GITHUB,
        {
          bend: (tale) => {
            const hook = `/repos/${SETTING.repository}/hooks/${hookId(tale.stage) ?? ''}`
            const trouble = { code: 'x', message: 'unavailable', status: 503 }
            tale.fault(`github:PATCH ${hook}`, trouble, { times: 1 })
            tale.fault(`github:GET ${hook}`, trouble, { times: 1 })
          },
        },
        async ({ staged, run }) => {
          expect(verdictOf(await run())).toBe('verified')
          expect(ALL_AT_ONCE_AT_GITHUB.map((way) => way.isOff(staged.stage))).not.toContain(false)
        },
      ),
    PATIENCE_MS,
  )
})

describe('refused', () => {
  it.each([
    ['codebuild:BatchGetProjects', 'none'],
    ['events:ListEventBuses', 'rule'],
    ['events:ListRuleNamesByTarget', 'rule'],
    ['events:DescribeRule', 'rule'],
    ['events:ListTargetsByRule', 'rule'],
    ['scheduler:ListSchedules', 'schedule'],
    ['scheduler:GetSchedule', 'schedule'],
    ['codepipeline:ListPipelines', 'pipeline'],
    ['codepipeline:GetPipeline', 'pipeline'],
    ['codepipeline:GetPipelineState', 'pipeline'],
    ['codebuild:UpdateWebhook', 'webhook'],
    ['events:PutRule', 'rule'],
    ['scheduler:UpdateSchedule', 'schedule'],
    ['codepipeline:DisableStageTransition', 'pipeline'],
  ])(
    '%s: the other kinds are disabled and listed, and the action is named',
    (action, kind) =>
      beside(ALL_AT_ONCE, { bend: (tale) => tale.fault(action, 'denied') }, async ({ staged, run }) => {
        const refused = await run()
        expect(verdictOf(refused)).toBe('failed competing-trigger')
        expect(toldBy(refused)).toContain(action)
        expect(JSON.stringify(refused.commands)).toContain(action)
        expectChangesListed(refused, staged, ALL_AT_ONCE)
        for (const way of ALL_AT_ONCE) {
          const isFar = way.triggers.some(({ name }) => name.startsWith('far/'))
          // A kind that could be read and written is off; what hangs on another kind's reading need not be.
          if (way.triggers.every((one) => one.kind !== kind) && kind !== 'none' && !isFar)
            expect(way.isOff(staged.stage)).toBe(true)
        }
      }),
    PATIENCE_MS,
  )

  it(
    'every write of a restore: said for each, and the deploy is verified all the same',
    () =>
      beside(ALL_AT_ONCE, {}, async ({ staged, run }) => {
        await run()
        const off = stateOfTriggers(staged.stage)
        const actions = [
          'codebuild:UpdateWebhook',
          'events:PutRule',
          'scheduler:UpdateSchedule',
          'codepipeline:EnableStageTransition',
        ]
        for (const action of actions) staged.stage.server.fault(action, 'denied')
        const refused = await run({ 'competing-triggers': 'restore' })
        expect(verdictOf(refused)).toBe('verified')
        expect(stateOfTriggers(staged.stage)).toEqual(off)
        for (const action of actions) expect(refused.summary).toContain(action)
        for (const line of linesOf(refused)) expect(line).toMatchObject({ state: 'disabled', change: 'refused' })
      }),
    PATIENCE_MS,
  )

  it(
    'the role of a schedule may not be passed on: the run names iam:PassRole and that role',
    () =>
      beside(
        ALL_AT_ONCE,
        {
          bend: (tale) =>
            tale.fault('scheduler:UpdateSchedule', {
              code: 'AccessDeniedException',
              status: 403,
              message:
                'User: arn:aws:sts::123456789012:assumed-role/deploy/GitHubActions is not authorized to perform: iam:PassRole on resource: arn:aws:iam::123456789012:role/scheduler because no identity-based policy allows the iam:PassRole action',
            }),
        },
        async ({ run }) => {
          const refused = await run()
          expect(verdictOf(refused)).toBe('failed competing-trigger')
          expect(toldBy(refused)).toContain('iam:PassRole')
          expect(toldBy(refused)).toContain('arn:aws:iam::123456789012:role/scheduler')
        },
      ),
    PATIENCE_MS,
  )

  it(
    'a token that may only read webhooks: the run says what it needs',
    () =>
      beside(
        ALL_AT_ONCE_AT_GITHUB,
        { bend: ({ stage }) => (stage.github.webhookTokenMay = 'read') },
        async ({ staged, run }) => {
          const refused = await run()
          expect(verdictOf(refused)).toBe('failed competing-trigger')
          expect(toldBy(refused)).toContain('Webhooks: read and write')
          expect(toldBy(refused)).not.toContain(staged.stage.github.webhookToken)
          expectChangesListed(refused, staged, ALL_AT_ONCE_AT_GITHUB)
        },
      ),
    PATIENCE_MS,
  )

  it.each(['codebuild:ListBuildsForProject', 'codebuild:BatchGetBuilds'])(
    '%s: said, with what could not be looked for without the builds, and held against nobody',
    (action) =>
      beside(
        [WAYS['a rule on the default bus'], WAYS['a pipeline in another region with a schedule']],
        { bend: (tale) => tale.fault(action, 'denied') },
        async ({ run }) => {
          const told = await run()
          expect(verdictOf(told)).toBe('verified')
          expect(told.summary).toContain(action)
          expect(told.summary).toMatch(/pipelines? (?:of|in) (?:other|another) regions?/)
        },
      ),
    PATIENCE_MS,
  )

  it.each(['codebuild:ListBuildsForProject', 'codebuild:BatchGetBuilds'])(
    '%s: the same where it answers with errors only',
    (action) =>
      beside(
        [WAYS['a webhook with filter groups'], WAYS['a rule on the default bus']],
        {
          bend: (tale) => {
            tale.stage.codebuild.start({ project: PROJECT, initiator: 'AVA_OLO' })
            tale.fault(action, 'internal-error')
          },
        },
        async ({ run }) => {
          const told = await run()
          expect(verdictOf(told)).toBe('verified')
          expect(linesOf(told).map(({ change }) => change)).toEqual(['disabled', 'disabled'])
          expect(told.summary).toContain(action)
        },
      ),
    PATIENCE_MS,
  )
})

describe('made live again by somebody between start and verdict', () => {
  const again: readonly (readonly [string, Way, (stage: Tale['stage']) => unknown])[] = [
    [
      'a webhook',
      WAYS['a webhook with filter groups'],
      ({ codebuild }) =>
        codebuild
          .api('us-east-1')
          .updateWebhook({ projectName: PROJECT, filterGroups: [[{ type: 'EVENT', pattern: 'PUSH' }]] }),
    ],
    [
      'a rule',
      WAYS['a rule on the default bus'],
      ({ events }) => events.api('us-east-1').enableRule({ Name: 'nightly' }),
    ],
    [
      'a rule that is new',
      WAYS['a rule on the default bus'],
      ({ events }) => events.rule({ name: 'new', scheduleExpression: 'rate(1 hour)', targets: [PROJECT_ARN] }),
    ],
    [
      'a schedule',
      WAYS['a schedule that calls StartBuild'],
      async ({ scheduler }) => {
        const { Name, GroupName, ScheduleExpression, FlexibleTimeWindow, Target } =
          scheduler.stored('rebuild', { group: 'ops' }) ?? {}
        await scheduler
          .api('us-east-1')
          .updateSchedule({ Name, GroupName, ScheduleExpression, FlexibleTimeWindow, Target, State: 'ENABLED' })
      },
    ],
    [
      'a pipeline',
      WAYS['a pipeline'],
      ({ codepipeline }) => codepipeline.close('release', 'Build', undefined, 'arn:aws:iam::123456789012:user/eve'),
    ],
    [
      'a webhook at GitHub',
      WAYS['a webhook without filters, at GitHub'],
      ({ github, codebuild }) => (github.hook(SETTING.repository, hookId({ codebuild }) ?? '').active = true),
    ],
  ]
  it.each(again)(
    '%s: the last look sees it',
    (_, way, meddle) =>
      beside([way], { bend: (tale) => tale.after('30s', () => void meddle(tale.stage)) }, async ({ staged, run }) => {
        const told = await run()
        expect(verdictOf(told)).toBe('failed competing-trigger')
        expect(linesOf(told).some(({ state }) => state === 'live')).toBe(true)
        expect(way.isOff(staged.stage) && !linesOf(told).some(({ name }) => name === 'new')).toBe(false)
      }),
    PATIENCE_MS,
  )
})

describe('what is left alone', () => {
  const deploy = (ways: readonly Way[], options: OnePipelineOptions, act: (act: Act) => Promise<void>): Promise<void> =>
    beside(ways, options, act)

  it(
    'nothing starts the project: verified, and the summary says so',
    () =>
      deploy([], {}, async ({ run }) => {
        const told = await run()
        expect(verdictOf(told)).toBe('verified')
        expect(linesOf(told)).toEqual([])
        expect(writesOf(told)).toEqual([])
        expect(told.summary).toContain('no trigger found')
      }),
    PATIENCE_MS,
  )

  it(
    'a rule with another target stays on, with what to do about it',
    () =>
      deploy(
        [],
        {
          bend: ({ stage }) =>
            stage.events.rule({
              name: 'both',
              scheduleExpression: 'rate(1 hour)',
              targets: [PROJECT_ARN, 'arn:aws:sns:us-east-1:123456789012:mail'],
            }),
        },
        async ({ staged, run }) => {
          const told = await run()
          expect(verdictOf(told)).toBe('failed competing-trigger')
          expect(writesOf(told)).toEqual([])
          expect(staged.stage.events.stored('both')?.rule.State).toBe('ENABLED')
          expect(toldBy(told)).toContain('remove-targets')
        },
      ),
    PATIENCE_MS,
  )

  it(
    'a managed rule stays on, and the service that manages it is named',
    () =>
      deploy(
        [],
        {
          bend: ({ stage }) =>
            stage.events.rule({
              name: 'made-for-you',
              eventPattern: '{"source":["aws.s3"]}',
              managedBy: 'shop.amazonaws.com',
              targets: [PROJECT_ARN],
            }),
        },
        async ({ run }) => {
          const told = await run()
          expect(verdictOf(told)).toBe('failed competing-trigger')
          expect(writesOf(told)).toEqual([])
          expect(toldBy(told)).toContain('shop.amazonaws.com')
        },
      ),
    PATIENCE_MS,
  )

  it(
    'a pipeline before whose stage a revision waits is reopened with force-restore only',
    () =>
      deploy([WAYS['a pipeline']], {}, async ({ staged, run }) => {
        const { codepipeline } = staged.stage
        expect(verdictOf(await run())).toBe('verified')
        const execution = codepipeline.start('release')
        expect(await buildsOf(staged.stage)).toEqual([])

        const kept = await run({ 'competing-triggers': 'restore' })
        expect(verdictOf(kept)).toBe('verified')
        expect(writesOf(kept)).toEqual([])
        expect(codepipeline.stage('release', 'Build')?.waiting).toEqual([execution])
        expect(kept.summary).toContain(execution)
        expect(kept.summary).toContain('force-restore: true')

        const forced = await run({ 'competing-triggers': 'restore', 'force-restore': 'true' })
        expect(verdictOf(forced)).toBe('verified')
        expect(codepipeline.releases.map(({ execution: released }) => released)).toEqual([execution])
        expect(await buildsOf(staged.stage)).toHaveLength(1)
      }),
    PATIENCE_MS,
  )

  it.each([
    ['a project that there is not', { 'codebuild-project': 'no-such-project' }, 'no-such-project'],
    ['a project of another region', { 'codebuild-project': 'elsewhere' }, 'elsewhere'],
    [
      'a project of another account',
      { 'codebuild-project': 'arn:aws:codebuild:us-east-1:999999999999:project/theirs' },
      'theirs',
    ],
  ])(
    '%s is named, and nothing passes for it',
    (_, inputs, name) =>
      deploy(
        [WAYS['a rule on the default bus']],
        {
          inputs,
          bend: ({ stage }) =>
            stage.codebuild.project({
              name: 'elsewhere',
              region: 'eu-west-1',
              repository: 'https://github.com/a/b.git',
            }),
        },
        async ({ staged, run }) => {
          const told = await run()
          expect(told.outputs['verdict']).not.toBe('verified')
          expect(toldBy(told)).toContain(name)
          expect(writesOf(told)).toEqual([])
          expect(staged.stage.events.stored('nightly')?.rule.State).toBe('ENABLED')
        },
      ),
    PATIENCE_MS,
  )

  it(
    'a hook that CodeBuild is still creating ends in a named result',
    () =>
      deploy(
        [WAYS['a webhook with filter groups']],
        {
          bend: (tale) => {
            const hook = tale.stage.codebuild.webhook(PROJECT)
            if (hook !== undefined) hook.status = 'CREATING'
            tale.fault('codebuild:UpdateWebhook', {
              code: 'InvalidInputException',
              status: 400,
              message: 'Webhook is being created: it cannot be updated',
            })
          },
        },
        async ({ run }) => {
          const told = await run()
          expect(verdictOf(told)).toBe('failed competing-trigger')
          expect(toldBy(told)).toContain('Webhook is being created')
        },
      ),
    PATIENCE_MS,
  )

  it(
    'a hook that feeds runners is not touched, and no other kind is spared for it',
    () =>
      deploy(
        [WAYS['a rule on the default bus']],
        {
          bend: ({ stage }) =>
            stage.codebuild.project({
              name: PROJECT,
              repository: `https://github.com/${SETTING.repository}.git`,
              webhook: { filterGroups: [[{ type: 'EVENT', pattern: 'WORKFLOW_JOB_QUEUED' }]] },
            }),
        },
        async ({ staged, run }) => {
          const told = await run()
          expect(verdictOf(told)).toBe('verified')
          expect(writesOf(told)).toEqual(['events:PutRule'])
          expect(linesOf(told).map(({ state }) => state)).toEqual(['protected', 'disabled'])
          expect(staged.stage.codebuild.webhook(PROJECT)?.filterGroups).toEqual([
            [{ type: 'EVENT', pattern: 'WORKFLOW_JOB_QUEUED' }],
          ])
        },
      ),
    PATIENCE_MS,
  )

  it(
    'auto finds the projects of the repository, and disables those only that are shown to compete',
    () =>
      deploy(
        [WAYS['a rule on the default bus'], WAYS['a webhook with filter groups']],
        {
          inputs: { 'codebuild-project': 'auto' },
          bend: ({ stage }) => {
            stage.codebuild.project({
              name: 'the-docs',
              repository: `https://github.com/${SETTING.repository}.git`,
              webhook: { filterGroups: [[{ type: 'EVENT', pattern: 'PUSH' }]] },
            })
            stage.codebuild.project({
              name: 'other-repository',
              repository: 'https://github.com/acme/other.git',
              webhook: { filterGroups: [[{ type: 'EVENT', pattern: 'PUSH' }]] },
            })
          },
        },
        async ({ staged, run }) => {
          const told = await run()
          expect(verdictOf(told)).toBe('verified')
          expect(new Set(linesOf(told).map(({ project }) => project))).toEqual(new Set([PROJECT, 'the-docs']))
          for (const { project, state } of linesOf(told)) expect(state).toBe(project === PROJECT ? 'disabled' : 'live')
          expect(staged.stage.codebuild.webhook('the-docs')?.filterGroups).toEqual([
            [{ type: 'EVENT', pattern: 'PUSH' }],
          ])
          expect(writesOf(told).toSorted()).toEqual(['codebuild:UpdateWebhook', 'events:PutRule'])
          expect(told.summary).toContain('the-docs')
          expect(told.summary).not.toContain('other-repository')
        },
      ),
    PATIENCE_MS,
  )

  it(
    'auto that may not list the projects is no pass',
    () =>
      deploy(
        [WAYS['a rule on the default bus']],
        { inputs: { 'codebuild-project': 'auto' }, bend: (tale) => tale.fault('codebuild:ListProjects', 'denied') },
        async ({ run }) => {
          const told = await run()
          expect(verdictOf(told)).toBe('failed competing-trigger')
          expect(toldBy(told)).toContain('codebuild:ListProjects')
        },
      ),
    PATIENCE_MS,
  )
})

signals.describe(signals.title('cancelled while it disables'), () => {
  it(
    'lists what was changed, and restore brings it back',
    () =>
      beside(
        ALL_AT_ONCE,
        {
          bend: (tale) => {
            // Trying again takes some seconds in which the job is cancelled.
            tale.fault('codepipeline:DisableStageTransition', 'throttled')
            tale.cancelAfter('2s')
          },
        },
        async ({ staged, run }) => {
          const before = stateOfTriggers(staged.stage)
          const killed = await run()
          expect(verdictOf(killed)).toBe('inconclusive cancelled')
          expectChangesListed(killed, staged, ALL_AT_ONCE)
          expect(ALL_AT_ONCE.some((way) => way.isOff(staged.stage))).toBe(true)
          staged.stage.server.faults.clear()
          const { cancelAfter: _, ...going } = staged
          const restored = await runStaged(
            { ...going, cancelAfter: undefined },
            { inputs: { 'competing-triggers': 'restore' } },
          )
          expect(verdictOf(restored)).toBe('verified')
          expect(stateOfTriggers(staged.stage)).toEqual(before)
        },
      ),
    PATIENCE_MS,
  )
})
