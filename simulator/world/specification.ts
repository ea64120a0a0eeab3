/**
 * What a story says when it builds a world: task definitions, clusters, services, and how the code inside an image behaves.
 * Durations are in milliseconds unless a name says otherwise; times are milliseconds since the epoch.
 */
import type {
  ContainerDefinition,
  DeploymentController,
  DeploymentLifecycleHook,
  DeploymentStrategy,
  LaunchType,
  SchedulingStrategy,
  ServiceRevisionCleanup,
  ThresholdConfiguration,
} from '@aws-sdk/client-ecs'

/** Service by name (where only one cluster has it), `cluster/name`, or ARN. */
export type ServiceName = string

/** How the code inside an image behaves; registered by digest. Without an entry: healthy, and serves the digest's first 12 digits. */
export interface ImageBehaviour {
  /** What the running code says its version is. */
  readonly version: string
  /** The container's own health check (where the task definition has one) and the load balancer's. Default true. */
  readonly healthy?: boolean
  /** The container's own health check alone. Default: `healthy`. */
  readonly containerHealthy?: boolean
  /** The load balancer's health check alone. Default: `healthy`. */
  readonly targetHealthy?: boolean
  /** What the load balancer sees of an unhealthy target. Default `Health checks failed with these codes: [502]`. */
  readonly targetReason?: string
  /** The container exits by itself after it has run this long. */
  readonly crash?: {
    readonly afterMs: number
    readonly exitCode: number
    /** `containers[].reason`. */
    readonly reason?: string
    /** Default `EssentialContainerExited`. */
    readonly stopCode?: string
    /** Default `Essential container in task exited`. */
    readonly stoppedReason?: string
    /** Only the first so many tasks of this image crash. Default: all. */
    readonly times?: number
  }
  /** Killed for memory after this long: exit code 137 and ECS's `OutOfMemoryError`. */
  readonly oom?: { readonly afterMs: number }
  /** The pull fails with this text after `CannotPullContainerError: `. */
  readonly cannotPull?: string
  /** The task fails before it runs, with these texts. */
  readonly failsToStart?: {
    readonly stoppedReason: string
    readonly containerReason?: string
    readonly stopCode?: string
  }
  /** Does not react to SIGTERM: is killed (137) when the stop timeout is over. */
  readonly ignoresSigterm?: boolean
  /** Lines that it writes to its log, at its start. */
  readonly logs?: readonly string[]
  /** Lines that it writes when it crashes. */
  readonly lastWords?: readonly string[]
}

/** How long the steps of a task's life take. */
export interface Durations {
  /** PROVISIONING: the network interface. Default 2 s. */
  readonly provisioning: number
  /** PENDING: pull. Default 6 s. */
  readonly pulling: number
  /** ACTIVATING: registration. Default 1 s. */
  readonly activating: number
  /** From RUNNING to the first verdict of the container's health check. Default 10 s. */
  readonly containerHealth: number
  /** From registration to the first verdict of the load balancer. Default 10 s. */
  readonly targetHealth: number
  /** From SIGTERM to exit. Default 2 s. */
  readonly stopping: number
  /** From SIGTERM to SIGKILL. Default 30 s. */
  readonly stopTimeout: number
  /** DEPROVISIONING. Default 3 s. */
  readonly deprovisioning: number
  /** Between two looks of the service's scheduler. Default 1 s. */
  readonly scheduler: number
}

export const defaultDurations: Durations = {
  provisioning: 2_000,
  pulling: 6_000,
  activating: 1_000,
  containerHealth: 10_000,
  targetHealth: 10_000,
  stopping: 2_000,
  stopTimeout: 30_000,
  deprovisioning: 3_000,
  scheduler: 1_000,
}

export interface ContainerSpecification {
  readonly name: string
  readonly image: string
  /** Default true. */
  readonly essential?: boolean
  readonly healthCheck?: ContainerDefinition['healthCheck']
  readonly environment?: Readonly<Record<string, string>>
  readonly logConfiguration?: ContainerDefinition['logConfiguration']
  readonly versionConsistency?: 'enabled' | 'disabled'
  readonly containerPort?: number
}

export interface TaskDefinitionSpecification {
  readonly family: string
  readonly containers: readonly ContainerSpecification[]
  /** ARN of who registered it. */
  readonly registeredBy?: string
}

export interface ClusterSpecification {
  readonly name: string
  /** Container instances: what a DAEMON service runs on. Default 0. */
  readonly instances?: number
}

/** One load balancer of a service. The target groups must exist in the world's `elb`, or are made with default rules. */
export interface LoadBalancerSpecification {
  readonly containerName: string
  readonly containerPort: number
  readonly targetGroupArn: string
  /** BLUE_GREEN, LINEAR, CANARY and CODE_DEPLOY: the other target group. */
  readonly alternateTargetGroupArn?: string
  /** Rule (or listener, for CODE_DEPLOY) that carries production traffic. */
  readonly productionListenerRule?: string
}

export interface CircuitBreakerSpecification {
  readonly rollback: boolean
  readonly resetOnHealthyTask?: boolean
  readonly threshold?: ThresholdConfiguration
}

export type PauseHook = Required<Pick<DeploymentLifecycleHook, 'lifecycleStages'>> &
  Omit<DeploymentLifecycleHook, 'lifecycleStages'>

/** What `createService` and `updateService` may say of deployments. */
export interface DeploymentSpecification {
  /** ARN, `family:revision` or `family` (its newest). */
  readonly taskDefinition: string
  readonly strategy?: DeploymentStrategy
  /** Default 200; 100 for DAEMON. */
  readonly maximumPercent?: number
  /** Default 100; 0 for DAEMON. */
  readonly minimumHealthyPercent?: number
  readonly circuitBreaker?: CircuitBreakerSpecification
  readonly alarms?: { readonly names: readonly string[]; readonly rollback: boolean }
  readonly bakeTimeInMinutes?: number
  readonly hooks?: readonly DeploymentLifecycleHook[]
  readonly linear?: { readonly stepPercent: number; readonly stepBakeTimeInMinutes: number }
  readonly canary?: { readonly canaryPercent: number; readonly canaryBakeTimeInMinutes: number }
  readonly earlySuccess?: {
    readonly healthyPercent: number
    readonly cleanup: ServiceRevisionCleanup
    readonly deferredMs?: number
  }
}

/** What a story can bend about a service at any time (`world.bend`). */
export interface ServiceQuirks {
  /** Whether `rolloutState` is reported. Default: only for ROLLING; false mimics a Classic Load Balancer. */
  readonly reportsRolloutState?: boolean
  /** Whether a rolling deployment may complete while old tasks still drain. Default false. */
  readonly completesWhileDraining?: boolean
  /** Whether a rollback makes the old deployment PRIMARY again (same id), or a new deployment of its task definition. Default `old`. */
  readonly rollbackTo?: 'old' | 'new'
  /** Whether draining tasks count against `maximumPercent`. Default true. */
  readonly drainingCountsAgainstMaximum?: boolean
  /** Share of a running task's traffic that a draining task still gets. Default 0. */
  readonly drainingWeight?: number
  /** At most so many tasks can be placed; the rest waits with ECS's "unable to place a task". Default: no limit. */
  readonly capacity?: number
  /** Task scale-in protection: so many old tasks stay although ECS wants them stopped. Default 0. */
  readonly protectedTasks?: number
  /** Every task carries a GuardDuty sidecar with a digest and no image. Default false. */
  readonly guardDuty?: boolean
  /** The images' digests are never reported (agents too old). Default false. */
  readonly hidesDigests?: boolean
  /** `containers[].image` as the task definition writes it, or with `@digest` behind it. Default `plain`. */
  readonly imageText?: 'plain' | 'resolved'
  /** `describeServices` omits `currentServiceDeployment`. Default false. */
  readonly hidesCurrentServiceDeployment?: boolean
  readonly durations?: Partial<Durations>
}

export interface ServiceSpecification extends DeploymentSpecification {
  readonly name: string
  /** Default `default`; made when missing. */
  readonly cluster?: string
  readonly controller?: NonNullable<DeploymentController['type']>
  readonly schedulingStrategy?: SchedulingStrategy
  readonly launchType?: LaunchType
  /** Ignored for DAEMON. */
  readonly desiredCount?: number
  readonly loadBalancers?: readonly LoadBalancerSpecification[]
  readonly quirks?: ServiceQuirks
  /**
   * The service has run steadily for this long: its tasks are RUNNING and its deployment is complete from the start. Without it the
   * first deployment begins now.
   */
  readonly settledFor?: number
}

export interface ServiceChange extends Partial<DeploymentSpecification> {
  readonly desiredCount?: number
  readonly forceNewDeployment?: boolean
}

/** Facts of one instant, from the world's inner state and not from any API's answer. */
export interface Truth {
  readonly at: number
  /** The service is there and ACTIVE. */
  readonly active: boolean
  readonly desiredCount: number
  /** `ecs-svc/<N>` of the current deployment or PRIMARY task set. */
  readonly currentId: string | undefined
  readonly currentTaskDefinition: string | undefined
  /** Every live task of the current deployment that has resolved its image runs one of the digests, and at least one does. */
  readonly currentOnDigest: boolean
  /** The controller's own word: the current deployment is complete. */
  readonly complete: boolean
  /** Tasks whose container can answer a request now: running and draining ones. */
  readonly answering: number
  readonly answeringOnDigest: number
  /** At least one answers, and all that answer are on the digests. Task sets without traffic do not count. */
  readonly allAnsweringOnDigest: boolean
  /** Tasks of other deployments or task sets that still run and are not draining. */
  readonly otherRunning: number
  /** Tasks of other deployments or task sets that can answer: running and draining. */
  readonly otherAnswering: number
  /** The tasks of the current deployment that answer are HEALTHY where their task definition has a health check. */
  readonly healthy: boolean
  /** When the youngest answering task of the current deployment began to run. */
  readonly newestStartedAt: number | undefined
  /** When a task of the current deployment last stopped for a fatal reason. */
  readonly lastFatalStopAt: number | undefined
  /** Versions that the answering tasks hold, by number of tasks. */
  readonly versions: ReadonlyMap<string, number>
  /** Promise 1 and 2 (without `stable-for`) hold at this instant, and a task of the current deployment runs. */
  readonly holds: boolean
}
