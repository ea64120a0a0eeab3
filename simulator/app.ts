/** What the application behind a service answers: which task gets a request, and what stands between it and the caller. */
import { Random } from './world/random.ts'
import type { EcsWorld } from './world/ecs-world.ts'
import type { ServiceName } from './world/specification.ts'
import { answers, servingContainer, upOrDraining, type Service, type Task } from './world/state.ts'

export type AppAnswer =
  | {
      readonly kind: 'response'
      readonly status: number
      readonly headers: readonly (readonly [name: string, value: string])[]
      readonly body: string
    }
  /** The connection stays open and nothing comes. */
  | { readonly kind: 'hang' }
  /** The connection is closed without an answer. */
  | { readonly kind: 'reset' }

/** Who answers: the version that the task holds, and the task's id. */
export interface Serving {
  readonly version: string
  readonly task: string
}

/** What is odd about a service's answers. The first that applies wins, in this order. */
export interface AppOverride {
  readonly hang?: boolean
  readonly reset?: boolean
  readonly redirect?: { readonly to: string; readonly status?: number }
  /** The same body whatever runs; may be an HTML error page, plain text, or nonsense. */
  readonly fixed?: { readonly body: string; readonly status?: number; readonly contentType?: string }
  /** Body as plain text that is the version alone. */
  readonly plainText?: boolean
  /** Makes the body from the version. Default: `{"version": …}`. */
  readonly body?: (serving: Serving) => string
  readonly contentType?: string
  readonly status?: number
  /** Header that carries the version. */
  readonly versionHeader?: string
  readonly headers?: Readonly<Record<string, string>>
  /** A cache in front keeps an answer for so many milliseconds and says `Age` and `X-Cache`. */
  readonly cacheFor?: number
  /** Whether that cache heeds `Cache-Control: no-cache` and the query. Default false: the cache that hides a deploy. */
  readonly cacheHeedsCaller?: boolean
}

/** An answer for one path; undefined leaves it to the default. */
export type Route = (serving: Serving, headers: Readonly<Record<string, string>>) => AppAnswer | undefined

type Response = Extract<AppAnswer, { kind: 'response' }>

export class SimulatedApp {
  readonly #world: EcsWorld
  readonly #random: Random
  readonly #overrides = new Map<string, AppOverride>()
  readonly #routes = new Map<string, Route>()
  readonly #cache = new Map<string, { readonly at: number; readonly answer: Response }>()

  constructor(world: EcsWorld, options: { readonly seed?: number } = {}) {
    this.#world = world
    this.#random = new Random(options.seed ?? 11)
  }

  /** Bends what a service answers from now on; undefined makes it straight again. */
  override(service: ServiceName, override: AppOverride | undefined): void {
    const { arn } = this.#world.service(service)
    if (override === undefined) this.#overrides.delete(arn)
    else this.#overrides.set(arn, override)
  }

  /** Answers one path (without query) in its own way: a feature to check. */
  route(service: ServiceName, path: string, route: Route): void {
    this.#routes.set(`${this.#world.service(service).arn} ${path}`, route)
  }

  /**
   * Answers a request at this instant. 503 where no task can serve. Chance decides between tasks, by their traffic weights.
   *
   * @param path with its query
   * @param headers lower-case names
   */
  answer(name: ServiceName, path: string, headers: Readonly<Record<string, string>> = {}): AppAnswer {
    this.#world.sync()
    const service = this.#world.service(name)
    const override = this.#overrides.get(service.arn) ?? {}
    if (override.hang === true) return { kind: 'hang' }
    if (override.reset === true) return { kind: 'reset' }
    const [plain = path] = path.split('?')
    const heeds = override.cacheHeedsCaller === true
    const key = `${service.arn} ${heeds ? path : plain}`
    const cached = this.#cached(key, override, heeds && /no-cache|no-store/.test(headers['cache-control'] ?? ''))
    if (cached !== undefined) return cached
    const answer = this.#fresh(service, plain, headers, override)
    if (override.cacheFor !== undefined && answer.kind === 'response' && answer.status < 400) {
      this.#cache.set(key, { at: this.#world.clock.now(), answer })
      return { ...answer, headers: [...answer.headers, ['X-Cache', 'Miss from cloudfront']] }
    }
    return answer
  }

  #cached(key: string, override: AppOverride, refused: boolean): AppAnswer | undefined {
    const entry = this.#cache.get(key)
    if (entry === undefined || override.cacheFor === undefined || refused) return undefined
    const age = this.#world.clock.now() - entry.at
    if (age > override.cacheFor) return undefined
    const { answer } = entry
    return {
      ...answer,
      headers: [...answer.headers, ['Age', String(Math.floor(age / 1_000))], ['X-Cache', 'Hit from cloudfront']],
    }
  }

  #fresh(service: Service, path: string, headers: Readonly<Record<string, string>>, override: AppOverride): AppAnswer {
    const { redirect, fixed } = override
    if (redirect !== undefined) return respond(redirect.status ?? 302, '', [['Location', redirect.to]])
    const extra = Object.entries(override.headers ?? {})
    if (fixed !== undefined) {
      return respond(fixed.status ?? 200, fixed.body, [['Content-Type', fixed.contentType ?? 'text/html'], ...extra])
    }
    const task = this.#pick(service)
    if (task === undefined) {
      const page = '<html><body><h1>503 Service Temporarily Unavailable</h1></body></html>'
      return respond(503, page, [['Content-Type', 'text/html']])
    }
    const serving: Serving = { version: servingContainer(task)?.behaviour?.version ?? '', task: task.id }
    const routed = this.#routes.get(`${service.arn} ${path}`)?.(serving, headers)
    if (routed !== undefined) return routed
    if (override.versionHeader !== undefined) extra.push([override.versionHeader, serving.version])
    if (override.plainText === true) {
      return respond(override.status ?? 200, `${serving.version}\n`, [['Content-Type', 'text/plain'], ...extra])
    }
    const body = override.body?.(serving) ?? JSON.stringify({ version: serving.version })
    const contentType = override.contentType ?? 'application/json'
    return respond(override.status ?? 200, body, [['Content-Type', contentType], ...extra])
  }

  /** A task by chance, weighted: target groups by the production rule, draining tasks by the service's quirk. */
  #pick(service: Service): Task | undefined {
    const balanced = service.loadBalancers.length > 0
    const up = [...service.live].filter((task) => upOrDraining(task) && answers(task))
    const well = up.filter((task) => task.target === 'healthy')
    // With no healthy target left a load balancer sends to all of them (it fails open).
    const reachable = balanced && well.length > 0 ? new Set([...well, ...up.filter(isDraining)]) : new Set(up)
    const weighted: { readonly task: Task; readonly weight: number }[] = []
    for (const task of reachable) {
      const weight = this.#share(service, task, up) * (isDraining(task) ? (service.quirks.drainingWeight ?? 0) : 1)
      if (weight > 0) weighted.push({ task, weight })
    }
    let ball = this.#random.next() * weighted.reduce((sum, entry) => sum + entry.weight, 0)
    for (const { task, weight } of weighted) {
      ball -= weight
      if (ball < 0) return task
    }
    return weighted.at(-1)?.task
  }

  /** What one task gets: its target group's weight by the production rule, shared among the group's tasks. */
  #share(service: Service, task: Task, up: readonly Task[]): number {
    const balancer = service.loadBalancers[0]
    const rule = balancer?.productionListenerRule
    const forward = rule === undefined ? undefined : this.#world.elb.weights(rule)
    if (forward === undefined || balancer?.alternateTargetGroupArn === undefined) return 1
    const group = task.rollout.targetGroupArn
    const weight = forward.find((to) => to.targetGroupArn === group)?.weight ?? 0
    const sharing = up.filter((other) => other.rollout.targetGroupArn === group && !isDraining(other)).length
    return weight / Math.max(1, sharing)
  }
}

const isDraining = (task: Task): boolean => task.desired === 'STOPPED'

const respond = (status: number, body: string, headers: readonly (readonly [string, string])[]): Response => ({
  kind: 'response',
  status,
  headers,
  body,
})
