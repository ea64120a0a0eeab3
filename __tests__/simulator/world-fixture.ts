import type { Service, ServiceDeploymentBrief } from '@aws-sdk/client-ecs'
import { SimulatedClock } from '../../simulator/clock.ts'
import { EcsWorld, SimulatedEcs } from '../../simulator/ecs.ts'
import type { EcsWorldOptions } from '../../simulator/world/ecs-world.ts'
import type { ContainerSpecification, ServiceSpecification, Truth } from '../../simulator/world/specification.ts'

export const second = 1_000
export const minute = 60_000
export const hour = 3_600_000

/** A world with one service `web` whose family has revisions 1 (image `app:1`, settled) and 2 (image `app:2`). */
export interface Scene {
  readonly clock: SimulatedClock
  readonly world: EcsWorld
  readonly ecs: SimulatedEcs
  readonly old: string
  readonly fresh: string
  look(): Promise<Service>
  deployments(): Promise<readonly ServiceDeploymentBrief[]>
  truth(digest?: string): Truth
  messages(): Promise<readonly string[]>
}

export interface SceneOptions extends Partial<ServiceSpecification> {
  readonly container?: Partial<ContainerSpecification>
  readonly world?: Partial<EcsWorldOptions>
  readonly instances?: number
}

export const scene = (options: SceneOptions = {}): Scene => {
  const { container, world: worldOptions, instances, ...service } = options
  const clock = new SimulatedClock({ jumps: 'manual' })
  const world = new EcsWorld({ clock, seed: 5, ...worldOptions })
  if (instances !== undefined) world.createCluster({ name: 'default', instances })
  for (const tag of ['1', '2']) {
    world.registerTaskDefinition({
      family: 'web',
      containers: [{ name: 'app', image: `repo/app:${tag}`, ...container }],
    })
  }
  world.createService({ name: 'web', taskDefinition: 'web:1', desiredCount: 4, settledFor: hour, ...service })
  const ecs = new SimulatedEcs(world)
  const fresh = world.core.resolve('repo/app:2') ?? ''
  const look = async (): Promise<Service> => {
    const answer = await ecs.describeServices({ services: ['web'] })
    const found = answer.services?.[0]
    if (found === undefined) throw new Error('no service')
    return found
  }
  return {
    clock,
    world,
    ecs,
    old: world.core.resolve('repo/app:1') ?? '',
    fresh,
    look,
    deployments: async () => (await ecs.listServiceDeployments({ service: 'web' })).serviceDeployments ?? [],
    truth: (digest = fresh) => world.truth('web', { digests: [digest], container: 'app' }),
    messages: async () => ((await look()).events ?? []).map((event) => event.message ?? '').toReversed(),
  }
}

/** Walks through time in seconds until the condition holds. @returns the seconds that took */
export const until = async (
  { clock }: Pick<Scene, 'clock'>,
  holds: () => boolean | Promise<boolean>,
  seconds = 7_200,
): Promise<number> => {
  for (let passed = 0; passed <= seconds; passed += 1) {
    if (await holds()) return passed
    clock.advance(second)
  }
  throw new Error(`not within ${seconds} s`)
}

export const rolloutState = async (scene: Scene): Promise<string | undefined> =>
  (await scene.look()).deployments?.find((deployment) => deployment.status === 'PRIMARY')?.rolloutState

/** A load balancer with one target group, for a service's `loadBalancers`. */
export const balanced = (
  world: Pick<EcsWorld, 'elb'>,
  deregistrationDelayMs = 30_000,
): NonNullable<ServiceSpecification['loadBalancers']> => [
  {
    containerName: 'app',
    containerPort: 8080,
    targetGroupArn: world.elb.createTargetGroup('web', { deregistrationDelayMs }),
  },
]
