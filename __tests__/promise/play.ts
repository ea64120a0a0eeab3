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
import { lagging } from '../../simulator/world/lagging.ts'
import { Random } from '../../simulator/world/random.ts'
import { COMMIT, REGION, REPOSITORY, VERSION, type KnownImage } from './images.ts'
import { factsNow, triggerIsLive, type Facts } from './oracle.ts'
import { staleness, type AwsFault, type Plan } from './plan.ts'
import { CLUSTER, CONTAINER, PROJECT, Scene, SERVICE, START } from './scene.ts'

const URL = 'https://shop.example/version'
/** How long the action waits for an answer of the service. */
const ANSWER_TIMEOUT = 10_000

/** How long after an answer that asks to wait the service may stay unasked. */
const LONGEST_PAUSE = 60_000

/** One look of the run at a service: it begins with the DescribeServices that its ListTasks follows. A glance lists no tasks. */
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

/** A run as it was about one service. */
export interface Played {
  readonly plan: Plan
  readonly scene: Scene
  /** Whether the verdict is this service's: the only one, or the one that decided. */
  readonly decisive: boolean
  readonly outcome: RunOutcome
  readonly looks: readonly Look[]
  readonly questions: readonly Question[]
  /** What was true when the run ended; undefined where the clock has moved on since. */
  readonly end: Facts | undefined
  readonly endedAt: number
  /** The image that the run had to expect: what its reference meant when the registry first knew it. */
  readonly image: KnownImage | undefined
  readonly imageExistsAtEnd: boolean
  /** What was true at every moment that a read of the last look may have told of; empty where no read is behind. */
  readonly past: readonly Facts[]
  /** When CodeBuild was last read, and whether a push could start the project then. */
  readonly trigger: { readonly at: number; readonly live: boolean } | undefined
  /** Kinds of faults that calls really met: `ecs denied`. */
  readonly met: ReadonlySet<string>
  readonly defects: readonly unknown[]
  /** The same run for each service, the first one included. */
  readonly parts: readonly Played[]
}

export function settingsOf(scene: Scene): Settings {
  const { plan } = scene
  const { settings, pipeline, image, service } = plan
  return {
    mode: 'verify',
    services: [scene, ...scene.companions].map(({ name }) => ({
      cluster: CLUSTER,
      service: name,
      region: REGION,
      label: `${CLUSTER} / ${name}`,
    })),
    commit: COMMIT,
    ...(image.named === 'digest' ? { image: { repository: REPOSITORY, digest: scene.ours.digest } } : {}),
    ...([service, ...plan.companions.map((companion) => companion.service)].some(({ sidecar }) => sidecar)
      ? { container: CONTAINER }
      : {}),
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

/** What is noted of one service. */
class Watched {
  readonly scene: Scene
  readonly looks: Look[] = []
  /** DescribeServices was asked for it, but its tasks are not listed yet. */
  begun: Look | undefined

  constructor(scene: Scene) {
    this.scene = scene
  }

  /** The look that is under way, else the last one. */
  get look(): Look | undefined {
    return this.begun ?? this.looks.at(-1)
  }

  begin(look: Look): void {
    const last = this.looks.at(-1)
    // Asked for the service alone: that is no look, but it costs.
    if (this.begun !== undefined && last !== undefined) last.calls += this.begun.calls
    this.begun = look
  }

  /** The look that has begun is one. */
  confirm(): void {
    if (this.begun !== undefined) this.looks.push(this.begun)
    this.begun = undefined
  }
}

/** What the world was some time ago: it goes its way whoever looks, so it is played once more, so much later. */
class Past {
  readonly #plan: Plan
  readonly #worlds = new Map<number, { readonly scene: Scene; readonly ecs: SimulatedEcs }>()

  constructor(plan: Plan) {
    this.#plan = plan
  }

  /** Its ECS so many milliseconds before `now`. */
  ecs(milliseconds: number, now: number): SimulatedEcs {
    const { scene, ecs } = this.#worlds.get(milliseconds) ?? this.#open(milliseconds)
    scene.clock.advanceTo(now - milliseconds)
    return ecs
  }

  #open(milliseconds: number): { readonly scene: Scene; readonly ecs: SimulatedEcs } {
    const scene = new Scene(this.#plan)
    const opened = { scene, ecs: new SimulatedEcs(scene.world) }
    this.#worlds.set(milliseconds, opened)
    return opened
  }
}

/** Everything that the run does to the outside, and what is noted of it. */
class Edges {
  readonly scene: Scene
  readonly watched: readonly Watched[]
  readonly questions: Question[] = []
  readonly met = new Set<string>()
  readonly figures: CallFigures = { awsCalls: 0, ecsCalls: 0, throttled: 0, faults: {} }
  readonly hardEnd = { at: Infinity }
  readonly signal: AbortSignal
  image: KnownImage | undefined
  trigger: Played['trigger']
  /** Until when the service is not asked again, since its last answer was not the right one. */
  #askAgainAt = 0
  /** Until when the service asked not to be asked again. */
  #askedToWait = 0
  readonly #random: Random
  /** Of its own, so that a world is the same with reads that are behind and without them. */
  readonly #chance: Random

  constructor(scene: Scene, signal: AbortSignal) {
    this.scene = scene
    this.watched = [scene, ...scene.companions].map((one) => new Watched(one))
    this.signal = signal
    this.#chance = new Random(scene.plan.seed + 3)
    this.#random = new Random(scene.plan.seed + 2)
  }

  aws(): Aws {
    const { scene } = this
    const now = (): number => scene.clock.now()
    const past = new Past(scene.plan)
    const ecs = this.#api(
      'ecs',
      lagging(
        new SimulatedEcs(scene.world),
        (milliseconds) => past.ecs(milliseconds, now()),
        (operation) => this.#behind(operation),
      ),
    )
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
    const near = inProcess(api, prefix, { before: (action, input) => this.#before(prefix, action, input) })
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
          if (action === 'ecs:DescribeServices') for (const one of this.#asked(input)) this.#beginLook(one)
          // Calls that take time are given up at the run's end, which only the caller does.
          if (plan.retries || plan.latency > 0) return caller(action, undefined, () => send(input))
          this.figures.awsCalls += 1
          if (prefix === 'ecs') this.figures.ecsCalls += 1
          return send(input)
        }
      },
    })
  }

  /** The services that a request to ECS names. */
  #asked(input: unknown): readonly Watched[] {
    const named: unknown[] = []
    if (typeof input === 'object' && input !== null) {
      if ('services' in input && Array.isArray(input.services)) named.push(...input.services)
      if ('serviceName' in input) named.push(input.serviceName)
    }
    const names = named.map((name) => (typeof name === 'string' ? name.slice(name.lastIndexOf('/') + 1) : ''))
    return this.watched.filter(({ scene }) => names.includes(scene.name))
  }

  #factsOf(one: Watched): Facts {
    return factsNow(one.scene, this.image ?? this.scene.expectedNow())
  }

  #beginLook(one: Watched): void {
    const facts = this.#factsOf(one)
    one.begin({
      at: facts.at,
      facts,
      later: [],
      calls: 0,
      settled: this.image !== undefined,
      clean: true,
      served: facts.at >= Math.max(this.#askedToWait, this.#askAgainAt),
    })
  }

  /** How many milliseconds a read of ECS is behind. */
  #behind(operation: string): number {
    for (const { on, seconds, share } of this.scene.plan.lags)
      if (
        (on === 'ecs:*' || on === `ecs:${operation}`) &&
        operation !== 'DescribeTaskDefinition' &&
        this.#chance.below(100) < share
      )
        return seconds * 1_000
    return 0
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

  #before(prefix: IamPrefix, action: string, input: unknown): void {
    const { scene, watched } = this
    const now = scene.clock.now()
    const fault = this.#faultAt(now, prefix, action)
    const asked = prefix === 'ecs' ? this.#asked(input) : []
    for (const one of watched) {
      const { look } = one
      if (look === undefined) continue
      look.calls += 1
      if (action === 'ecs:DescribeServices') {
        if (asked.includes(one)) look.facts = this.#factsOf(one)
      } else if (prefix === 'ecs' && now > (look.later.at(-1)?.at ?? look.facts.at)) look.later.push(this.#factsOf(one))
      if (fault !== undefined) look.clean = false
      // Of a service that is gone, and of one that could not be described, no tasks are listed.
      const ends = action === 'ecs:DescribeServices' && (fault !== undefined || !look.facts.active)
      if (asked.includes(one) && (ends || action === 'ecs:ListTasks')) one.confirm()
    }
    // Nobody serves blobs here, over time that is real: the images are bound by their tag or digest, and nothing inside is asked for.
    if (action === 'ecr:GetDownloadUrlForLayer') throw faultOf('denied', action)
    if (fault !== undefined) {
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
      if (version === VERSION) return
      this.#askAgainAt = at + scene.plan.settings.pollInterval * 1_000
      // What has begun may turn out to be a glance.
      for (const { look, looks } of this.watched)
        for (const one of [look, looks.at(-1)]) if (one !== undefined) one.served = false
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
  const isNow = clock.now() === endedAt
  const ends = edges.watched.map((one) => (isNow ? factsNow(one.scene, edges.image) : undefined))
  const imageExistsAtEnd = scene.expectedNow() !== undefined
  // A question that is still under way must not keep the clock going.
  cancellation.abort(new Error('the run is over'))
  const from = Math.min(endedAt, ...edges.watched.flatMap(({ looks }) => looks.at(-1)?.at ?? []))
  const pasts = factsBetween(plan, from - staleness(plan) * 1_000, endedAt, edges.image)
  const parts: Played[] = []
  for (const [index, one] of edges.watched.entries()) {
    parts.push({
      plan: one.scene.plan,
      scene: one.scene,
      decisive: outcome.decisive === index,
      outcome,
      looks: one.looks,
      questions: edges.questions,
      end: ends[index],
      endedAt,
      image: edges.image,
      imageExistsAtEnd,
      past: pasts[index] ?? [],
      trigger: edges.trigger,
      met: edges.met,
      defects,
      parts,
    })
  }
  const [main] = parts
  if (main === undefined) throw new Error('a run without a service')
  return main
}

/** Between two moments of `factsBetween`, in milliseconds. */
const STEP = 100

/** What was true of each service at every moment between two times, in a world of its own; nothing where no read is behind. */
function factsBetween(
  plan: Plan,
  from: number,
  until: number,
  image: KnownImage | undefined,
): readonly (readonly Facts[])[] {
  if (staleness(plan) === 0) return []
  const scene = new Scene(plan)
  const scenes = [scene, ...scene.companions]
  const facts: Facts[][] = scenes.map(() => [])
  for (let at = from; at <= until + STEP; at += STEP) {
    scene.clock.advanceTo(Math.min(at, until))
    for (const [index, one] of scenes.entries()) facts[index]?.push(factsNow(one, image))
  }
  return facts
}
