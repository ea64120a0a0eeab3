import { SimulatedApp } from './app.ts'
import { SimulatedClock } from './clock.ts'
import { CloudWatch } from './cloudwatch.ts'
import { CodeBuild } from './codebuild.ts'
import { CodeDeployWorld, SimulatedCodeDeploy } from './codedeploy.ts'
import { CodePipelines } from './codepipeline.ts'
import { ACCOUNT, ecrRepository, Registry } from './ecr.ts'
import { SimulatedEcs } from './ecs.ts'
import { ElbWorld, SimulatedElb } from './elb.ts'
import { EventBridge } from './eventbridge.ts'
import { GitHub } from './github.ts'
import { launcher } from './launch.ts'
import { LogWorld, SimulatedLogs } from './logs.ts'
import { readSchedulerRequest, Scheduler, SCHEDULER_PATHS } from './scheduler.ts'
import { SimulatorServer } from './server.ts'
import { getCallerIdentity } from './sts.ts'
import type { InMemoryApi, WireService } from './wire/services.ts'
import { WireTime } from './wire/time.ts'
import { EcsWorld } from './world/ecs-world.ts'

/** The region of the simulated world, where a story names no other. */
export const REGION = 'us-east-1'

/** The names of the setting that the stories share. */
export const SETTING = {
  repository: 'ava-olo/agricultural-core',
  cluster: 'ava-olo',
  service: 'agricultural-core',
  container: 'app',
  versionFile: 'modules/core/config.py',
  image: ecrRepository(ACCOUNT, REGION, 'agricultural-core'),
} as const

/** A whole simulated world behind a loopback server: AWS, GitHub and the application, on one clock. */
export interface Stage {
  readonly clock: SimulatedClock
  readonly time: WireTime
  readonly world: EcsWorld
  readonly elb: ElbWorld
  readonly logs: LogWorld
  readonly cloudwatch: CloudWatch
  readonly codeDeploy: CodeDeployWorld
  readonly registry: Registry
  readonly codebuild: CodeBuild
  readonly events: EventBridge
  readonly scheduler: Scheduler
  readonly codepipeline: CodePipelines
  readonly github: GitHub
  readonly app: SimulatedApp
  readonly server: SimulatorServer
  /** Base URL of the application; `serves` says which ECS service answers there. */
  readonly appUrl: string
  /** Which service the application's URL leads to; `cluster/name`. */
  serves: string
}

/** Opens a world at a time (milliseconds since the epoch). Whoever opens it closes `server`. */
export async function openStage(start: number, seed = 1): Promise<Stage> {
  const clock = new SimulatedClock({ start, jumps: 'manual' })
  const now = (): number => clock.now()
  const time = new WireTime(clock)
  const elb = new ElbWorld({ region: REGION, account: ACCOUNT })
  const logs = new LogWorld()
  const cloudwatch = new CloudWatch(now)
  const registry = new Registry(now)
  const github = new GitHub(now)
  const codebuild = new CodeBuild(now)
  const launch = launcher(codebuild, () => codepipeline)
  const codepipeline = new CodePipelines(now, launch)
  const events = new EventBridge(now, launch)
  const scheduler = new Scheduler(now, launch)
  const world = new EcsWorld({
    clock,
    region: REGION,
    account: ACCOUNT,
    seed,
    elb,
    logs,
    resolveImage: (reference) => registry.resolveImage(reference),
  })
  const codeDeploy = new CodeDeployWorld(world)
  const app = new SimulatedApp(world)

  const json = (name: string, target: string, api: (region: string) => InMemoryApi): WireService => ({
    name,
    speaks: { protocol: 'json', target },
    api,
  })
  const ecs = new SimulatedEcs(world)
  const balancing = new SimulatedElb(elb, () => world.sync())
  const logging = new SimulatedLogs(logs, () => world.sync())
  const deploying = new SimulatedCodeDeploy(codeDeploy)
  const server = await SimulatorServer.start({
    time,
    registry,
    github,
    services: [
      json('ecs', 'AmazonEC2ContainerServiceV20141113', () => ecs),
      json('ecr', 'AmazonEC2ContainerRegistry_V20150921', (region) => registry.api(region)),
      json('codebuild', 'CodeBuild_20161006', (region) => codebuild.api(region)),
      json('events', 'AWSEvents', (region) => events.api(region)),
      json('codepipeline', 'CodePipeline_20150709', (region) => codepipeline.api(region)),
      {
        name: 'scheduler',
        speaks: { protocol: 'rest', paths: SCHEDULER_PATHS, read: readSchedulerRequest },
        api: (region) => scheduler.api(region),
      },
      json('codedeploy', 'CodeDeploy_20141006', () => deploying),
      json('logs', 'Logs_20140328', () => logging),
      json('cloudwatch', 'GraniteServiceVersion20100801', (region) => cloudwatch.api(region)),
      {
        name: 'elasticloadbalancing',
        speaks: { protocol: 'query', version: '2015-12-01' },
        api: () => balancing,
      },
      {
        name: 'sts',
        speaks: { protocol: 'query', version: '2011-06-15' },
        api: () => ({ getCallerIdentity: async () => getCallerIdentity() }),
      },
    ],
  })
  const stage: Stage = {
    clock,
    time,
    world,
    elb,
    logs,
    cloudwatch,
    codeDeploy,
    registry,
    codebuild,
    events,
    scheduler,
    codepipeline,
    github,
    app,
    server,
    serves: '',
    appUrl: await server.app(({ path, headers }) => app.answer(stage.serves, path, headers)),
  }
  return stage
}
