/** Plays a random world: the action's run in the middle of it, in process and in virtual time, and all that was seen from outside. */
import type { Aws } from '../../src/aws/api.ts'
import { createCaller, type CallFigures } from '../../src/aws/call.ts'
import { Ending } from '../../src/ending.ts'
import type { RunOutcome, Settings } from '../../src/model.ts'
import type { HttpAnswer, Request } from '../../src/observe/http.ts'
import type { Narrator } from '../../src/report/narrator.ts'
import { run } from '../../src/run.ts'
import { SimulatedCodeDeploy } from '../../simulator/codedeploy.ts'
import { CodePipelines } from '../../simulator/codepipeline.ts'
import { SimulatedEcs } from '../../simulator/ecs.ts'
import { SimulatedElb } from '../../simulator/elb.ts'
import { EventBridge } from '../../simulator/eventbridge.ts'
import { SimulatedLogs } from '../../simulator/logs.ts'
import { Scheduler } from '../../simulator/scheduler.ts'
import { AwsError } from '../../simulator/world/failure.ts'
import { inProcess, type IamPrefix } from '../../simulator/world/in-process.ts'
import { Random } from '../../simulator/world/random.ts'
import { COMMIT, REGION, REPOSITORY, VERSION, type KnownImage } from './images.ts'
import { factsNow, triggerIsLive, type Facts } from './oracle.ts'
import type { AwsFault, Plan } from './plan.ts'
import { CLUSTER, CONTAINER, PROJECT, Scene, SERVICE, START } from './scene.ts'

const URL = 'https://shop.example/version'
/** How long the action waits for an answer of the service. */
const ANSWER_TIMEOUT = 10_000

/** How long after an answer that asks to wait the service may stay unasked. */
const LONGEST_PAUSE = 60_000

/** One look of the run at ECS: DescribeServices, and the service's tasks after it. A glance between two looks lists no tasks. */
export interface Look {
  /** When it began. */
  readonly at: number
  /** What was true when DescribeServices answered. */
  facts: Facts
  /** What was true at each later call to ECS of the same look, where time had passed. */
  readonly later: Facts[]
  /** Calls made until the next look. */
  calls: number
  /** Whether the image that the run has to expect was settled when it began; until then a moved tag changes it. */
  readonly settled: boolean
  /** Whether every call until the next look was answered. */
  clean: boolean
  /** Whether the service was asked, if at all, without a fault until the next look, and had not asked to be left alone. */
  served: boolean
}

export interface Question {
  readonly at: number
  /** The version in the answer; undefined where it held none. */
  readonly version: string | undefined
}

export interface Played {
  readonly plan: Plan
  readonly scene: Scene
  readonly outcome: RunOutcome
  readonly looks: readonly Look[]
  readonly questions: readonly Question[]
  /** What was true when the run ended; undefined where the clock has moved on since. */
  readonly end: Facts | undefined
  readonly endedAt: number
  /** The image that the run had to expect: what its reference meant when the registry first knew it. */
  readonly image: KnownImage | undefined
  readonly imageExistsAtEnd: boolean
  /** When CodeBuild was last read, and whether a push could start the project then. */
  readonly trigger: { readonly at: number; readonly live: boolean } | undefined
  /** Kinds of faults that calls really met: `ecs denied`. */
  readonly met: ReadonlySet<string>
  readonly defects: readonly unknown[]
}

export function settingsOf(scene: Scene): Settings {
  const { plan } = scene
  const { settings, pipeline, image, service } = plan
  return {
    mode: 'verify',
    services: [{ cluster: CLUSTER, service: SERVICE, region: REGION, label: `${CLUSTER} / ${SERVICE}` }],
    commit: COMMIT,
    ...(image.named === 'digest' ? { image: { repository: REPOSITORY, digest: scene.ours.digest } } : {}),
    ...(service.sidecar ? { container: CONTAINER } : {}),
    ...(settings.pinsTaskDefinition ? { taskDefinition: scene.pinned } : {}),
    ...(settings.asksVersion
      ? { served: { url: URL, selector: { kind: 'auto' }, headers: [], samples: settings.samples } }
      : {}),
    expectedVersion: VERSION,
    featureChecks: [],
    timeout: settings.timeout * 1_000,
    stableFor: settings.stableFor === 'auto' ? 'auto' : settings.stableFor * 1_000,
    startTimeout: settings.startTimeout * 1_000,
    pollInterval: settings.pollInterval * 1_000,
    codebuildProjects: pipeline.project === 'none' ? [] : [PROJECT],
    competingTriggers: pipeline.handling,
    stopCompetingBuilds: false,
    forceRestore: false,
    paths: [],
    requireImageProof: false,
    allowSuperseded: false,
    reportPath: '',
    run: { repository: '', apiUrl: '', serverUrl: '', runId: '1', workspace: '' },
    secrets: [],
  }
}

const faultOf = (how: AwsFault['how'], action: string): AwsError => {
  switch (how) {
    case 'throttled':
      return new AwsError('ThrottlingException', 'Rate exceeded')
    case 'broken':
      return new AwsError('ServiceUnavailable', 'Service Unavailable', 503)
    case 'denied':
      return new AwsError('AccessDeniedException', `User is not authorized to perform: ${action}`)
    case 'expired':
      return new AwsError('ExpiredTokenException', 'The security token included in the request is expired')
  }
}

/** Everything that the run does to the outside, and what is noted of it. */
class Edges {
  readonly scene: Scene
  readonly looks: Look[] = []
  readonly questions: Question[] = []
  readonly met = new Set<string>()
  readonly figures: CallFigures = { awsCalls: 0, ecsCalls: 0, throttled: 0, faults: {} }
  readonly hardEnd = { at: Infinity }
  readonly signal: AbortSignal
  image: KnownImage | undefined
  trigger: Played['trigger']
  /** What DescribeServices was last asked for, as long as nothing shows that it was a look's first call. */
  #begun: Look | undefined
  /** Until when the service asked not to be asked again. */
  #askedToWait = 0
  readonly #random: Random

  constructor(scene: Scene, signal: AbortSignal) {
    this.scene = scene
    this.signal = signal
    this.#random = new Random(scene.plan.seed + 2)
  }

  aws(): Aws {
    const { scene } = this
    const now = (): number => scene.clock.now()
    const ecs = this.#api('ecs', new SimulatedEcs(scene.world))
    const ecr = this.#api('ecr', scene.registry.api(REGION))
    const codebuild = this.#api('codebuild', scene.codebuild.api(REGION))
    const events = this.#api('events', new EventBridge(now, () => undefined).api(REGION))
    const scheduler = this.#api('scheduler', new Scheduler(now, () => undefined).api(REGION))
    const codepipeline = this.#api('codepipeline', new CodePipelines(now, () => undefined).api(REGION))
    const codedeploy = this.#api('codedeploy', new SimulatedCodeDeploy(scene.codeDeploy))
    const elb = this.#api('elasticloadbalancing', new SimulatedElb(scene.elb, () => scene.world.sync()))
    const logs = this.#api('logs', new SimulatedLogs(scene.logs, () => scene.world.sync()))
    return {
      ecs: () => ecs,
      ecr: () => ecr,
      codebuild: () => codebuild,
      events: () => events,
      scheduler: () => scheduler,
      codepipeline: () => codepipeline,
      codedeploy: () => codedeploy,
      elb: () => elb,
      logs: () => logs,
      cloudwatch: () => {
        throw new Error('a run does not publish by itself')
      },
    }
  }

  #api<T extends object>(prefix: IamPrefix, api: T): T {
    const { plan } = this.scene
    const near = inProcess(api, prefix, { before: (action) => this.#before(prefix, action) })
    const caller = createCaller({
      clock: this.scene.clock,
      signal: this.signal,
      hardEnd: () => this.hardEnd.at,
      figures: this.figures,
      random: () => this.#random.next(),
    })
    return new Proxy(near, {
      get: (target, property, receiver) => {
        const member: unknown = Reflect.get(target, property, receiver)
        if (typeof member !== 'function' || typeof property !== 'string') return member
        const action = `${prefix}:${property.charAt(0).toUpperCase()}${property.slice(1)}`
        const send = async (input: unknown): Promise<unknown> => {
          await this.#delay()
          return Reflect.apply(member, target, [input])
        }
        return async (input: unknown): Promise<unknown> => {
          if (action === 'ecs:DescribeServices') this.#beginLook()
          // Calls that take time are given up at the run's end, which only the caller does.
          if (plan.retries || plan.latency > 0) return caller(action, undefined, () => send(input))
          this.figures.awsCalls += 1
          if (prefix === 'ecs') this.figures.ecsCalls += 1
          return send(input)
        }
      },
    })
  }

  #beginLook(): void {
    const facts = factsNow(this.scene, this.image ?? this.scene.expectedNow())
    this.#begun = {
      at: facts.at,
      facts,
      later: [],
      calls: 0,
      settled: this.image !== undefined,
      clean: true,
      served: facts.at >= this.#askedToWait,
    }
  }

  /** What DescribeServices told last was all that a look came to see, or the first that it saw. */
  keepLook(): void {
    if (this.#begun !== undefined) this.looks.push(this.#begun)
    this.#begun = undefined
  }

  async #delay(): Promise<void> {
    const { latency } = this.scene.plan
    if (latency > 0) await this.scene.clock.sleep(this.#random.below(latency + 1), this.signal)
  }

  /** The run gives a request up at its end by a timer of real time, which this clock does not move: so the request ends itself then. */
  async #wait(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
    const { clock } = this.scene
    await clock.sleep(Math.max(0, Math.min(milliseconds, this.hardEnd.at - clock.now())), signal)
  }

  #before(prefix: IamPrefix, action: string): void {
    const { scene, looks } = this
    const now = scene.clock.now()
    const fault = this.#faultAt(now, prefix, action)
    if (this.#begun !== undefined && action === 'ecs:DescribeServices') {
      this.#begun.facts = factsNow(scene, this.image ?? scene.expectedNow())
      // A look that fails at once is one, too.
      if (fault !== undefined) this.keepLook()
    }
    if (action === 'ecs:ListTasks') this.keepLook()
    const look = looks.at(-1)
    if (look !== undefined) {
      look.calls += 1
      if (prefix === 'ecs' && now > (look.later.at(-1)?.at ?? look.facts.at))
        look.later.push(factsNow(scene, this.image ?? scene.expectedNow()))
    }
    // Nobody serves blobs here, over time that is real: the images are bound by their tag or digest, and nothing inside is asked for.
    if (action === 'ecr:GetDownloadUrlForLayer') throw faultOf('denied', action)
    if (fault !== undefined) {
      if (look !== undefined) look.clean = false
      this.met.add(`${prefix} ${fault}`)
      throw faultOf(fault, action)
    }
    if (prefix === 'ecr') this.image ??= scene.expectedNow()
    if (action === 'codebuild:BatchGetProjects') this.trigger = { at: now, live: triggerIsLive(scene) }
  }

  #faultAt(now: number, prefix: string, action: string): AwsFault['how'] | undefined {
    const second = (now - START) / 1_000
    for (const { at, lasts, on, how, share } of this.scene.plan.awsFaults) {
      if (second < at || second >= at + lasts || (on !== action && on !== `${prefix}:*`)) continue
      if (share === 100 || this.#random.below(100) < share) return how
    }
    return undefined
  }

  readonly request: Request = async (url, options = {}): Promise<HttpAnswer> => {
    const { scene } = this
    const at = scene.clock.now()
    const { latency } = scene.plan
    if (latency > 0) await this.#wait(this.#random.below(latency + 1), this.signal)
    options.signal?.throwIfAborted()
    const headers = Object.fromEntries((options.headers ?? []).map(([name, value]) => [name.toLowerCase(), value]))
    const answer = scene.app.answer(SERVICE, url.slice(url.indexOf('/version')), headers)
    const note = (version: string | undefined): void => {
      this.questions.push({ at, version })
      const look = this.looks.at(-1)
      if (look !== undefined && version !== VERSION) look.served = false
    }
    switch (answer.kind) {
      case 'hang':
        await this.#wait(ANSWER_TIMEOUT, options.signal)
        note(undefined)
        return { state: 'failed', why: 'timed out after 10 s', finalUrl: url }
      case 'reset':
        note(undefined)
        return { state: 'failed', why: 'the connection was reset', finalUrl: url }
      case 'response': {
        note(versionIn(answer.status, answer.body))
        if (answer.status === 429) this.#askedToWait = scene.clock.now() + LONGEST_PAUSE
        const grouped = Map.groupBy(answer.headers, ([name]) => name.toLowerCase())
        return {
          state: 'answered',
          status: answer.status,
          headers: new Map([...grouped].map(([name, values]) => [name, values.map(([, value]) => value)])),
          body: answer.body,
          truncated: false,
          finalUrl: url,
        }
      }
    }
  }
}

/** What an answer says, read in the plainest way. */
function versionIn(status: number, body: string): string | undefined {
  return status === 200 ? /^\{"version": ?"([^"]+)"\}$/.exec(body)?.[1] : undefined
}

const silent = (defects: unknown[]): Narrator => ({
  begin: () => {},
  pipelines: () => {},
  inPlace: () => {},
  tell: () => {},
  defect: (error) => defects.push(error),
  end: () => {},
})

/** Plays the world of a plan to the verdict. */
export async function play(plan: Plan): Promise<Played> {
  const scene = new Scene(plan)
  const { clock } = scene
  const cancellation = new AbortController()
  const { cancelAt } = plan
  if (cancelAt !== undefined)
    clock.at(START + cancelAt * 1_000, () =>
      cancellation.abort(new Ending('cancelled', 'the run was cancelled', 'SIGTERM', { text: 'Run it again.' })),
    )
  scene.begin()
  const edges = new Edges(scene, cancellation.signal)
  const defects: unknown[] = []
  const outcome = await run(settingsOf(scene), {
    actionVersion: '0.0.0',
    aws: edges.aws(),
    clock,
    signal: cancellation.signal,
    hardEnd: edges.hardEnd,
    figures: edges.figures,
    startedAt: clock.now(),
    narrator: silent(defects),
    redact: (text) => text,
    request: edges.request,
  })
  const { endedAt } = outcome.figures
  // Of a service that is gone nothing but its state is read.
  if (outcome.verdict.verdict !== 'verified' && outcome.verdict.finding.cause === 'service-not-found') edges.keepLook()
  const end = clock.now() === endedAt ? factsNow(scene, edges.image) : undefined
  const imageExistsAtEnd = scene.expectedNow() !== undefined
  // A question that is still under way must not keep the clock going.
  cancellation.abort(new Error('the run is over'))
  return {
    plan,
    scene,
    outcome,
    looks: edges.looks,
    questions: edges.questions,
    end,
    endedAt,
    image: edges.image,
    imageExistsAtEnd,
    trigger: edges.trigger,
    met: edges.met,
    defects,
  }
}
