import type { BuildRecipe, ProjectRecipe } from './codebuild.ts'
import type { CommitRecipe } from './github.ts'
import type { LayerRecipe } from './image-builder.ts'
import { runAction, type ActionRun, type RunActionOptions, type WorkflowContext } from './run-action.ts'
import { openStage, type Stage } from './stage.ts'
import { Telling } from './telling.ts'
import type { Fault, FaultSpan } from './wire/faults.ts'
import type { ProvenanceRecipe } from './wire/provenance.ts'
import type {
  ContainerSpecification,
  ImageBehaviour,
  ServiceChange,
  ServiceSpecification,
} from './world/specification.ts'

export { SETTING } from './stage.ts'

/** What the action must say at the end of a story. */
export interface ExpectedVerdict {
  readonly verdict: 'verified' | 'failed' | 'inconclusive'
  /** Empty when verified. */
  readonly cause: string
}

/** An image that a story pushed. */
export interface PushedImage {
  /** As task definitions write it. */
  readonly reference: string
  readonly digest: string
}

export interface ImageInTheTale {
  /** What the code in it says its version is. */
  readonly version: string
  readonly repository?: string
  /** Of the revision label; none by default. */
  readonly revision?: string
  /** More files than the version file. */
  readonly files?: LayerRecipe['files']
  readonly platforms?: readonly string[]
  readonly provenance?: ProvenanceRecipe
  /** When the layer with the code was built; older than the push where a cache supplied it. */
  readonly builtAt?: string
  /** When it was pushed, where that was before. */
  readonly pushedAt?: string
  /** How its code behaves beside that: crashes, health. */
  readonly behaves?: Partial<ImageBehaviour>
}

export interface ServiceInTheTale extends Partial<Omit<ServiceSpecification, 'taskDefinition' | 'loadBalancers'>> {
  readonly name?: string
  readonly image: PushedImage
  /** Default 4. */
  readonly tasks?: number
  /** Whether a load balancer with a target group stands before it. Default true. */
  readonly loadBalanced?: boolean
  /** Whether its container has a health check. Default true. */
  readonly healthCheck?: boolean
  readonly sidecars?: readonly ContainerSpecification[]
  readonly environment?: Readonly<Record<string, string>>
  readonly versionConsistency?: 'enabled' | 'disabled'
  readonly deregistrationDelaySeconds?: number
}

export interface DeploymentInTheTale extends Omit<ServiceChange, 'taskDefinition'> {
  readonly service?: string
  /** ARN of who registers the task definition. */
  readonly by?: string
  /** CODE_DEPLOY: how CodeDeploy shifts the traffic. */
  readonly codeDeploy?: Omit<Parameters<Stage['codeDeploy']['deploy']>[1], 'taskDefinition'>
}

/** The words in which stories are told. Times are UTC. */
export interface Tale {
  /** Lets time pass until then: `2025-07-21 10:05:00`, or `11:21:00` of the same day. */
  at(moment: string): void
  /** When the verification has run for so long: `90s`, `5m`. */
  after(duration: string, happens: () => void): void
  push(commit: CommitRecipe): void
  project(project: Omit<ProjectRecipe, 'repository'>): void
  /** Starts a build of a project by somebody. @returns its id, for `built` */
  build(build: BuildRecipe): string
  /** So many builds of a project, one a day until yesterday, all of them succeeded. */
  earlierBuilds(project: string, count: number, initiator: string): void
  /**
   * What the days before saw, a push each day: the workflow deployed at once, green, and the very image that ran before; later a build by
   * hand brought the pushed code live. The builds are those of `earlierBuilds`.
   */
  earlierDeploys(days: number): void
  built(id: string, status?: 'SUCCEEDED' | 'FAILED'): void
  image(tags: readonly string[], image: ImageInTheTale): PushedImage
  /** Sets a service up that has run an image for a day. @returns `cluster/name` */
  service(service: ServiceInTheTale): string
  /** Registers a task definition with the image and deploys it. @returns id of the deployment */
  deploy(image: PushedImage, deployment?: DeploymentInTheTale): string
  /** The action's step starts now, with these inputs. */
  verify(inputs?: Readonly<Record<string, string>>): void
  /** The job is cancelled when the verification has run for so long. */
  cancelAfter(duration: string): void
  /** Lays a fault: `fault('ecs:*', 'throttled', { for: 60_000 })`. */
  fault(operation: string, fault: Fault, span?: FaultSpan): void
  expectVerdict(verdict: ExpectedVerdict['verdict'], cause?: string): void
  /** The world itself, for what the words above do not say. */
  readonly stage: Stage
  /** Base URL of the application. */
  readonly url: string
}

export interface Story {
  readonly title: string
  /** What stands in the way and what the action makes of it, in a sentence. */
  readonly tell: (tale: Tale) => void
}

/** A story as it stands on the stage, ready for the action. */
export interface StagedStory {
  readonly title: string
  readonly stage: Stage
  readonly inputs: Readonly<Record<string, string>>
  readonly context: WorkflowContext
  readonly cancelAfter: number | undefined
  readonly expected: ExpectedVerdict | undefined
}

/** Where every story starts unless it says otherwise. */
const START = Date.UTC(2025, 6, 21, 10, 0)

/** A story: a title, and the tale in the words of `Tale`. */
export function story(title: string, tell: (tale: Tale) => void): Story {
  return { title, tell }
}

/**
 * Builds the world of a story and plays all that happened before the action starts. Whoever stages it closes `stage.server`.
 *
 * @param options `seed`: another one gives a world whose steps take other times. Default 1
 */
export async function stageStory(
  { title, tell }: Story,
  { seed = 1 }: { readonly seed?: number } = {},
): Promise<StagedStory> {
  const stage = await openStage(START, seed)
  const told = new Telling(stage)
  try {
    tell(told.tale)
    return { title, stage, ...told.end() }
  } catch (error) {
    await stage.server.close()
    throw error
  }
}

export type PlayOptions = Partial<
  Pick<
    RunActionOptions,
    'entry' | 'env' | 'nodeOptions' | 'onLine' | 'inputs' | 'metadata' | 'patience' | 'interruption' | 'crash' | 'log'
  >
>

/** Runs the action on a staged story, in a process of its own; it may be run again, on the world that the run before left. */
export async function runStaged(staged: StagedStory, options: PlayOptions = {}): Promise<ActionRun> {
  return runAction({
    server: staged.stage.server,
    time: staged.stage.time,
    context: staged.context,
    ...options,
    inputs: { ...staged.inputs, ...options.inputs },
    ...(staged.cancelAfter === undefined ? {} : { cancelAfter: staged.cancelAfter }),
  })
}

/** Plays a story through the action. */
export async function play(
  told: Story,
  options: PlayOptions = {},
): Promise<{ readonly run: ActionRun; readonly staged: StagedStory }> {
  const staged = await stageStory(told)
  try {
    return { run: await runStaged(staged, options), staged }
  } finally {
    await staged.stage.server.close()
  }
}
