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
  'reset',
  'reset-midway',
  'hang',
  'truncated',
  'empty',
  'garbage',
] as const

/** What happens to an answer on its way, whatever it says. */
export type Accident = (typeof ACCIDENTS)[number]

/** What can go wrong between a client and a service. */
export type Fault = ServiceFault | Accident

export function isAccident(fault: Fault): fault is Accident {
  return ACCIDENTS.some((accident) => accident === fault)
}

/** How often, or how long, in simulated time. */
export interface FaultSpan {
  /** Only so many requests. */
  readonly times?: number
  /** Only for so many milliseconds since `after`. */
  readonly for?: number
  /** Begins so many milliseconds from now. Default: at once. */
  readonly after?: number
  /** Lets so many matching requests pass first. */
  readonly skip?: number
}

interface FaultRule {
  readonly matches: (operation: string) => boolean
  readonly fault: Fault
  readonly from: number
  readonly until: number
  left: number
  skips: number
}

/** The faults that a story has laid, in the order in which they were laid. */
export class Faults {
  readonly #rules: FaultRule[] = []

  /**
   * @param operation `ecs:DescribeTasks`, `ecs:*` or `*`
   * @param now simulated time in milliseconds
   */
  lay(operation: string, fault: Fault, now: number, span: FaultSpan = {}): void {
    const from = now + (span.after ?? 0)
    this.#rules.push({
      matches: (candidate) =>
        operation === '*' ||
        operation === candidate ||
        (operation.endsWith('*') && candidate.startsWith(operation.slice(0, -1))),
      fault,
      from,
      until: span.for === undefined ? Number.POSITIVE_INFINITY : from + span.for,
      left: span.times ?? Number.POSITIVE_INFINITY,
      skips: span.skip ?? 0,
    })
  }

  /** The fault that this request meets, if any; a fault with a count is used up by it. */
  meet(operation: string, now: number): Fault | undefined {
    for (const rule of this.#rules) {
      if (!rule.matches(operation) || now < rule.from || now >= rule.until || rule.left <= 0) continue
      if (rule.skips > 0) {
        rule.skips -= 1
        continue
      }
      rule.left -= 1
      return rule.fault
    }
    return undefined
  }

  clear(): void {
    this.#rules.length = 0
  }
}
