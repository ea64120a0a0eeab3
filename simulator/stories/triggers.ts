import { ACCOUNT } from '../ecr.ts'
import { REGION, SETTING, type Stage } from '../stage.ts'
import type { TriggerKind } from '../../src/model.ts'

/** The CodeBuild project that writes what the workflow deploys. */
export const PROJECT = 'ava-agricultural-docker-build'
export const PROJECT_ARN = `arn:aws:codebuild:${REGION}:${ACCOUNT}:project/${PROJECT}`

/** Where the pipeline is that runs the project from another region. */
export const FAR = 'eu-west-1'

/** The parts of a world in which builds are started. */
export type Starting = Pick<Stage, 'codebuild' | 'events' | 'scheduler' | 'codepipeline' | 'github'> & {
  readonly clock: { now(): number }
}

/** One way in which builds of the project are started, beside people. */
export interface Way {
  /** The triggers that belong to it, as the action names them: the first is the one that it is about. */
  readonly triggers: readonly { readonly kind: TriggerKind; readonly name: string }[]
  /** What it needs besides `codebuild-project`. */
  readonly inputs?: Readonly<Record<string, string>>
  /** Makes it, with the project there already. */
  readonly lay: (stage: Starting) => void
  /** Its moment has come: a push, an event, a time. */
  readonly fire: (stage: Starting) => void
  /** Whether all of its triggers are switched off, straight from the world. */
  readonly isOff: (stage: Starting) => boolean
  /** Whether one that is off is enough to keep it from starting builds, and is; where that is not the same. */
  readonly isShut?: (stage: Starting) => boolean
}

function layProject({ codebuild }: Starting, webhook?: Parameters<Stage['codebuild']['project']>[0]['webhook']): void {
  codebuild.project({
    name: PROJECT,
    repository: `https://github.com/${SETTING.repository}.git`,
    environment: { IMAGE_REPO_NAME: 'agricultural-core' },
    ...(webhook === undefined ? {} : { webhook }),
  })
}

/** A push to a release branch, as GitHub delivers it: nothing where the hook is switched off there. */
export function pushRelease({ codebuild, github }: Starting): void {
  const id = hookId({ codebuild })
  if (id !== undefined && !github.hook(SETTING.repository, id).active) return
  codebuild.deliverPush(SETTING.repository, { ref: 'refs/heads/release/3.4', sha: 'a'.repeat(40), message: 'v3.4.0' })
}

/** Number of the hook at GitHub, which the address that CodeBuild has of it ends in. */
export function hookId({ codebuild }: Pick<Starting, 'codebuild'>): string | undefined {
  return codebuild.webhook(PROJECT)?.url?.split('/').at(-1)
}

function filtersOfHook({ codebuild }: Starting): string {
  return JSON.stringify(codebuild.webhook(PROJECT)?.filterGroups ?? [])
}

const webhook: Way = {
  triggers: [{ kind: 'webhook', name: 'webhook' }],
  lay: (stage) =>
    layProject(stage, {
      filterGroups: [
        [
          { type: 'EVENT', pattern: 'PUSH' },
          { type: 'HEAD_REF', pattern: '^refs/heads/release/.*$' },
        ],
        [{ type: 'EVENT', pattern: 'RELEASED' }],
      ],
    }),
  fire: pushRelease,
  isOff: (stage) => filtersOfHook(stage).split('disabled-by-ecs-deploy-verifier').length === 2,
  isShut: (stage) => webhook.isOff(stage) || githubSide.isOff(stage),
}

const branchFilter: Way = {
  ...webhook,
  lay: (stage) => layProject(stage, { branchFilter: '^(main|release/.*)$' }),
  isOff: (stage) => stage.codebuild.webhook(PROJECT)?.branchFilter === undefined && webhook.isOff(stage),
}

/** A hook without any filter: CodeBuild knows no way back to that, so it is switched off at GitHub. */
const githubSide: Way = {
  ...webhook,
  inputs: { 'webhook-token': 'ghp_simulatedWebhookToken0000000000000000' },
  lay: (stage) => {
    layProject(stage, {})
    stage.github.hook(SETTING.repository, hookId(stage) ?? '')
  },
  isOff: (stage) => !stage.github.hook(SETTING.repository, hookId(stage) ?? '').active,
}

const rule: Way = {
  triggers: [{ kind: 'rule', name: 'nightly' }],
  lay: ({ events }) =>
    events.rule({
      name: 'nightly',
      scheduleExpression: 'cron(0 3 * * ? *)',
      description: 'The build of the night',
      roleArn: `arn:aws:iam::${ACCOUNT}:role/events`,
      targets: [PROJECT_ARN],
      tags: { team: 'core' },
    }),
  fire: ({ events }) => events.fire('nightly'),
  isOff: ({ events }) => events.stored('nightly')?.rule.State === 'DISABLED',
}

const ORDERS = { bus: 'orders' }
const busRule: Way = {
  triggers: [{ kind: 'rule', name: 'orders/on-order' }],
  lay: ({ events }) => {
    events.bus(ORDERS.bus)
    events.rule({ ...ORDERS, name: 'on-order', eventPattern: '{"source":["shop.orders"]}', targets: [PROJECT_ARN] })
  },
  fire: ({ events }) => events.fire('on-order', ORDERS),
  isOff: ({ events }) => events.stored('on-order', ORDERS)?.rule.State === 'DISABLED',
}

const HOURLY = { group: 'default' }
const templated: Way = {
  triggers: [{ kind: 'schedule', name: 'default/hourly' }],
  lay: ({ scheduler, clock }) =>
    scheduler.schedule({
      ...HOURLY,
      name: 'hourly',
      ScheduleExpression: 'rate(1 hour)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
      StartDate: new Date(clock.now() + 86_400_000),
      FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 },
      Target: {
        Arn: PROJECT_ARN,
        RoleArn: `arn:aws:iam::${ACCOUNT}:role/scheduler`,
        Input: '{"environmentVariablesOverride":[]}',
        DeadLetterConfig: { Arn: `arn:aws:sqs:${REGION}:${ACCOUNT}:missed` },
        RetryPolicy: { MaximumEventAgeInSeconds: 600, MaximumRetryAttempts: 2 },
      },
    }),
  fire: ({ scheduler }) => scheduler.fire('hourly', HOURLY),
  isOff: ({ scheduler }) => scheduler.stored('hourly', HOURLY)?.State === 'DISABLED',
}

const OPS = { group: 'ops' }
const universal: Way = {
  triggers: [{ kind: 'schedule', name: 'ops/rebuild' }],
  lay: ({ scheduler }) =>
    scheduler.schedule({
      ...OPS,
      name: 'rebuild',
      ScheduleExpression: 'cron(30 4 ? * MON *)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Description: 'Rebuild on Mondays',
      Target: {
        Arn: 'arn:aws:scheduler:::aws-sdk:codebuild:startBuild',
        RoleArn: `arn:aws:iam::${ACCOUNT}:role/scheduler`,
        Input: JSON.stringify({ ProjectName: PROJECT }),
      },
    }),
  fire: ({ scheduler }) => scheduler.fire('rebuild', OPS),
  isOff: ({ scheduler }) => scheduler.stored('rebuild', OPS)?.State === 'DISABLED',
}

function layPipeline({ codepipeline }: Starting, name: string, region: string): string {
  return codepipeline.pipeline({
    name,
    region,
    stages: [
      {
        name: 'Source',
        actions: [
          {
            provider: 'CodeStarSourceConnection',
            configuration: { FullRepositoryId: SETTING.repository, BranchName: 'main' },
          },
        ],
      },
      {
        name: 'Build',
        actions: [
          {
            provider: 'CodeBuild',
            configuration: { ProjectName: PROJECT },
            ...(region === REGION ? {} : { region: REGION }),
          },
        ],
      },
      { name: 'Deploy', actions: [{ provider: 'ECS' }] },
    ],
  })
}

const pipeline: Way = {
  triggers: [{ kind: 'pipeline', name: 'release/Build' }],
  lay: (stage) => layPipeline(stage, 'release', REGION),
  fire: ({ codepipeline }) => codepipeline.start('release'),
  isOff: ({ codepipeline }) => codepipeline.stage('release', 'Build')?.transition.enabled === false,
}

/** A rule that starts the pipeline, not the project. */
const pipelinesRule: Way = {
  triggers: [
    { kind: 'rule', name: 'on-image' },
    { kind: 'pipeline', name: 'images/Build' },
  ],
  lay: (stage) => {
    const arn = layPipeline(stage, 'images', REGION)
    stage.events.rule({ name: 'on-image', eventPattern: '{"source":["aws.ecr"]}', targets: [arn] })
  },
  fire: ({ events }) => events.fire('on-image'),
  isOff: ({ events, codepipeline }) =>
    events.stored('on-image')?.rule.State === 'DISABLED' &&
    codepipeline.stage('images', 'Build')?.transition.enabled === false,
  isShut: ({ codepipeline }) => codepipeline.stage('images', 'Build')?.transition.enabled === false,
}

/** A schedule that starts a pipeline of its own region, which runs the project across regions: only builds tell of it. */
const farPipeline: Way = {
  triggers: [
    { kind: 'schedule', name: `default/far-nightly in ${FAR}` },
    { kind: 'pipeline', name: `far/Build (${FAR})` },
  ],
  lay: (stage) => {
    layPipeline(stage, 'far', FAR)
    const startedAt = stage.clock.now() - 86_400_000
    const id = stage.codebuild.start({ project: PROJECT, initiator: 'codepipeline/far', startedAt })
    stage.codebuild.finish(id, 'SUCCEEDED', startedAt + 90_000)
    stage.scheduler.schedule({
      name: 'far-nightly',
      region: FAR,
      ScheduleExpression: 'rate(1 day)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: 'arn:aws:scheduler:::aws-sdk:codepipeline:startPipelineExecution',
        RoleArn: `arn:aws:iam::${ACCOUNT}:role/scheduler`,
        Input: '{"Name":"far"}',
      },
    })
  },
  fire: ({ scheduler }) => scheduler.fire('far-nightly', { region: FAR }),
  isOff: ({ scheduler, codepipeline }) =>
    scheduler.stored('far-nightly', { region: FAR })?.State === 'DISABLED' &&
    codepipeline.stage('far', 'Build', FAR)?.transition.enabled === false,
  isShut: ({ codepipeline }) => codepipeline.stage('far', 'Build', FAR)?.transition.enabled === false,
}

/** Whether it starts no build any more. */
export function isShut(way: Way, stage: Starting): boolean {
  return way.isShut?.(stage) ?? way.isOff(stage)
}

/** Every way, by what tells it from the others. */
export const WAYS = {
  'a webhook with filter groups': webhook,
  'a webhook with a branch filter': branchFilter,
  'a webhook without filters, at GitHub': githubSide,
  'a rule on the default bus': rule,
  'a rule on another bus': busRule,
  'a schedule whose target is the project': templated,
  'a schedule that calls StartBuild': universal,
  'a pipeline': pipeline,
  "a pipeline's rule": pipelinesRule,
  'a pipeline in another region with a schedule': farPipeline,
} as const satisfies Record<string, Way>

/** All of them that one project can have at once, with one form of hook. */
export const ALL_AT_ONCE: readonly Way[] = [
  webhook,
  rule,
  busRule,
  templated,
  universal,
  pipeline,
  pipelinesRule,
  farPipeline,
]

/** The same with the hook that can be switched off at GitHub only. */
export const ALL_AT_ONCE_AT_GITHUB: readonly Way[] = [githubSide, ...ALL_AT_ONCE.slice(1)]

/** Makes the project and these ways to start it. */
export function layWays(stage: Starting, ways: readonly Way[]): void {
  if (!ways.some(({ triggers }) => triggers[0]?.kind === 'webhook')) layProject(stage)
  for (const way of ways) way.lay(stage)
}

/** What a restore must bring back, straight from the world; without what AWS itself writes at every change. */
export function stateOfTriggers({ codebuild, events, scheduler, codepipeline, github }: Starting): unknown {
  const schedule = (...where: Parameters<typeof scheduler.stored>): unknown => {
    const { LastModificationDate: _, ...rest } = scheduler.stored(...where) ?? {}
    return rest
  }
  const stage = (...where: Parameters<typeof codepipeline.stage>): unknown => {
    const found = codepipeline.stage(...where)
    return {
      enabled: found?.transition.enabled,
      reason: found?.transition.disabledReason,
      waiting: found?.waiting,
    }
  }
  const id = hookId({ codebuild })
  return structuredClone({
    webhook: codebuild.webhook(PROJECT),
    atGitHub: id === undefined ? undefined : github.hook(SETTING.repository, id),
    rules: [events.stored('nightly'), events.stored('on-image'), events.stored('on-order', ORDERS)],
    schedules: [schedule('hourly', HOURLY), schedule('rebuild', OPS), schedule('far-nightly', { region: FAR })],
    stages: ['Source', 'Build', 'Deploy'].flatMap((name) => [
      stage('release', name),
      stage('images', name),
      stage('far', name, FAR),
    ]),
  })
}

/** Ids of the project's builds, newest first. */
export async function buildsOf({ codebuild }: Starting): Promise<readonly string[]> {
  return (await codebuild.api(REGION).listBuildsForProject({ projectName: PROJECT })).ids ?? []
}
