/** A failed answer of a service. `denied`: the caller may not do it. `expired`: the session token is over. `invalid-token`: it never was one. */
export type ServiceFault =
  | 'throttled'
  | 'denied'
  | 'expired'
  | 'invalid-token'
  | { readonly code: string; readonly message: string; readonly status: number }

const ACCIDENTS = [
  'internal-error',
  'unavailable-html',
  'refused',
  'reset',
  'reset-midway',
  'hang',
  'slow',
  'drip',
  'truncated',
  'empty',
  'garbage',
] as const

/**
 * What happens to an answer on its way, whatever it says. `refused`: nobody listens; only a client in the simulator's own process meets
 * that before its request is sent (`SimulatorServer.refuses`), for another process it is a reset. `slow`: 8 s late. `drip`: whole only
 * after a minute.
 */
export type Accident = (typeof ACCIDENTS)[number]

/** An answer that is whole and well-formed, and does not say what the client knows. */
export interface Mutation {
  /** `unknown-value`: texts that AWS picks from a list become one that is in no list yet. `missing`: members are left out. */
  readonly mutation: 'unknown-value' | 'missing'
  /** The members, as `services[].deployments[].status`; every text from a list, or every member of the answer, where absent. */
  readonly path?: string
}

/** `skewed`: the service's clock is a quarter of an hour ahead of the client's, and it takes no signature of another time. */
export type Fault = ServiceFault | Accident | Mutation | 'skewed'

export function isAccident(fault: Fault): fault is Accident {
  return ACCIDENTS.some((accident) => accident === fault)
}

export function isMutation(fault: Fault): fault is Mutation {
  return typeof fault === 'object' && 'mutation' in fault
}

export function isServiceFault(fault: Fault): fault is ServiceFault {
  return !isAccident(fault) && !isMutation(fault) && fault !== 'skewed'
}

/** How often, or how long, in simulated time. */
export interface FaultSpan {
  /** Only so many requests. */
  readonly times?: number
  /** Only for so many milliseconds since `after`. */
  readonly for?: number
  /** Only for so many milliseconds since the first request that meets it. */
  readonly lasting?: number
  /** Begins so many milliseconds from now. Default: at once. */
  readonly after?: number
  /** Lets so many matching requests pass first. */
  readonly skip?: number
}

/** Operations by name (`ecs:DescribeTasks`, `ecs:*`, `*`), or by whether they are meant. */
export type Operations = string | ((operation: string) => boolean)

interface FaultRule {
  readonly matches: (operation: string) => boolean
  readonly fault: Fault
  readonly from: number
  readonly lasting: number
  until: number
  left: number
  skips: number
}

/** The faults that a story has laid, in the order in which they were laid. */
export class Faults {
  readonly #rules: FaultRule[] = []

  /**
   * @param operation `ecs:DescribeTasks`, `ecs:*` or `*`, or whether it is one of those that are meant
   * @param now simulated time in milliseconds
   */
  lay(operation: Operations, fault: Fault, now: number, span: FaultSpan = {}): void {
    const from = now + (span.after ?? 0)
    this.#rules.push({
      matches: matcherOf(operation),
      fault,
      from,
      until: span.for === undefined ? Number.POSITIVE_INFINITY : from + span.for,
      lasting: span.lasting ?? Number.POSITIVE_INFINITY,
      left: span.times ?? Number.POSITIVE_INFINITY,
      skips: span.skip ?? 0,
    })
  }

  /**
   * The fault that this request meets, if any; a fault with a count is used up by it.
   *
   * @param meets which faults it can meet; default all
   */
  meet(operation: string, now: number, meets: (fault: Fault) => boolean = () => true): Fault | undefined {
    for (const rule of this.#rules) {
      if (!meets(rule.fault) || !rule.matches(operation)) continue
      if (now < rule.from || now >= rule.until || rule.left <= 0) continue
      if (rule.skips > 0) {
        rule.skips -= 1
        continue
      }
      rule.left -= 1
      // The first request starts its time; a later one's end would not come before.
      rule.until = Math.min(rule.until, now + rule.lasting)
      return rule.fault
    }
    return undefined
  }

  clear(): void {
    this.#rules.length = 0
  }
}

function matcherOf(operations: Operations): (operation: string) => boolean {
  if (typeof operations !== 'string') return operations
  return (candidate) =>
    operations === '*' ||
    operations === candidate ||
    (operations.endsWith('*') && candidate.startsWith(operations.slice(0, -1)))
}
