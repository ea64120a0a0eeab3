/**
 * The rollouts on which the pace is measured, by what is special about them: each a way to draw a world, with the moment that counts.
 * Whatever is not said here is the action's default. Plans are in seconds from the start of the step.
 */
import type { Cause } from '../src/model.ts'
import type { Random } from '../simulator/world/random.ts'
import { plain } from '../__tests__/promise/crafted.ts'
import { VERSION } from '../__tests__/promise/images.ts'
import type { Facts } from '../__tests__/promise/oracle.ts'
import type { Plan } from '../__tests__/promise/plan.ts'
import { SERVICE, START, type Scene } from '../__tests__/promise/scene.ts'

export interface PaceGroup {
  readonly name: string
  /** What ends it: the truth, or a fault with the causes that may be told of it. */
  readonly ends: 'verified' | readonly Cause[]
  readonly plan: (random: Random) => Plan
  /** Whether the promise holds now, or the fault is there. */
  readonly isThere: (facts: Facts, scene: Scene) => boolean
}

/** How long a call to AWS takes at most, in milliseconds; half of it on average. The two rules' polls take no time at all. */
const LATENCY = 100

const between = (random: Random, least: number, most: number): number => least + random.next() * (most - least)

/** A deployment of ours that began up to 20 s before the step, as it does where the step follows the deploying one. */
const base = (random: Random): Plan => ({
  ...plain,
  seed: random.below(1_000_000),
  latency: LATENCY,
  retries: true,
  service: { ...plain.service, tasks: 2 + random.below(3), slowness: between(random, 0.7, 2), deregistration: 30 },
  deployment: { ...plain.deployment, at: -between(random, 1, 20) },
  settings: { ...plain.settings, timeout: 1_800, startTimeout: 120, stableFor: 'auto', pollInterval: 5, samples: 5 },
})

type Change = Partial<Omit<Plan, 'service' | 'image' | 'settings'>> & {
  readonly service?: Partial<Plan['service']>
  readonly image?: Partial<Plan['image']>
  readonly settings?: Partial<Plan['settings']>
}

const drawn =
  (change: (random: Random) => Change) =>
  (random: Random): Plan => {
    const plan = base(random)
    const { service, image, settings, ...rest } = change(random)
    return {
      ...plan,
      ...rest,
      service: { ...plan.service, ...service },
      image: { ...plan.image, ...image },
      settings: { ...plan.settings, ...settings },
    }
  }

const serves = (scene: Scene): boolean => {
  const answer = scene.app.answer(SERVICE, '/version')
  return answer.kind === 'response' && answer.status === 200 && answer.body.includes(`"${VERSION}"`)
}

const truth = (name: string, change: (random: Random) => Change): PaceGroup => {
  const plan = drawn(change)
  return {
    name,
    ends: 'verified',
    plan,
    isThere: ({ missing }, scene) => missing.length === 0 && (!scene.plan.settings.asksVersion || serves(scene)),
  }
}

const fault = (
  name: string,
  ends: readonly Cause[],
  isThere: PaceGroup['isThere'],
  change: (random: Random) => Change,
): PaceGroup => ({ name, ends, plan: drawn(change), isThere })

const replaced: PaceGroup['isThere'] = ({ current }) => current !== undefined && current.carries === 'other'
const mixed: PaceGroup['isThere'] = ({ current }) => current?.carries === 'other' || current?.carries === 'partly'
const failing: PaceGroup['isThere'] = ({ failedTwice }) => failedTwice
const refused: PaceGroup['isThere'] = ({ at }, { plan }) => plan.awsFaults.some((span) => at >= START + span.at * 1_000)

/** Sooner than the first health check passes: a task that was healthy speaks against a loop, until the deadline. */
const soon = (random: Random): number => 1 + random.below(6)

const crashing = (random: Random): Change => ({
  image: { behaviour: { kind: 'crashes', after: soon(random), exitCode: 1, times: undefined } },
})

/** Slow enough for something to happen in the middle of it. */
const slow = (random: Random): Partial<Plan['service']> => ({ slowness: between(random, 6, 12) })

export const GROUPS: readonly PaceGroup[] = [
  truth('rolling, 2 to 4 tasks', () => ({})),
  truth('rolling, 40 tasks, draining for 2 min', () => ({ service: { tasks: 40, deregistration: 120 } })),
  truth('no load balancer, stable-for', () => ({ service: { balanced: false, healthCheck: false } })),
  truth('health checks, no load balancer', () => ({ service: { balanced: false } })),
  truth('slow start', (random) => ({ service: slow(random) })),
  truth('blue/green, bake of 2 min', () => ({ service: { kind: 'blue-green', bakeMinutes: 2 } })),
  truth('canary', () => ({ service: { kind: 'canary', bakeMinutes: 1 } })),
  truth('CODE_DEPLOY', () => ({
    service: { kind: 'code-deploy', shift: 'Canary10Percent1Minutes', terminationMinutes: 1 },
  })),
  truth('EXTERNAL', (random) => ({
    service: { kind: 'external' },
    deployment: { at: -between(random, 1, 20), promoteAfter: between(random, 40, 70), deleteAfter: 10 },
  })),
  truth('served version lags behind', (random) => ({
    settings: { asksVersion: true },
    appFaults: [{ at: -100, lasts: 100 + between(random, 150, 220), how: 'other-version' }],
  })),
  fault('superseded by another pipeline', ['superseded'], replaced, (random) => ({
    service: slow(random),
    events: [{ at: between(random, 15, 60), what: { kind: 'compete', how: 'own-tag' } }],
  })),
  fault('superseded after the rollout', ['superseded'], replaced, (random) => ({
    settings: { asksVersion: true },
    appFaults: [{ at: -100, lasts: 2_000, how: 'other-version' }],
    events: [{ at: between(random, 200, 260), what: { kind: 'compete', how: 'own-tag' } }],
  })),
  fault('rolled back by an alarm', ['rolled-back'], replaced, (random) => ({
    service: { ...slow(random), alarms: true, breaker: 'rolls-back' },
    events: [{ at: between(random, 15, 60), what: { kind: 'alarm' } }],
  })),
  fault(
    'rolled back by the circuit breaker',
    ['rolled-back', 'tasks-failing'],
    (facts, scene) => failing(facts, scene) || replaced(facts, scene),
    (random) => ({ ...crashing(random), service: { breaker: 'rolls-back' } }),
  ),
  fault(
    'rollout failed',
    ['rollout-failed'],
    ({ declaredFailed }) => declaredFailed,
    (random) => ({
      service: { ...slow(random), alarms: true, breaker: 'stays' },
      events: [{ at: between(random, 15, 60), what: { kind: 'alarm' } }],
    }),
  ),
  fault('crash loop', ['tasks-failing'], failing, crashing),
  fault('cannot pull', ['tasks-failing'], failing, () => ({ image: { behaviour: { kind: 'cannot-pull' } } })),
  fault('out of memory', ['tasks-failing'], failing, (random) => ({
    image: { behaviour: { kind: 'out-of-memory', after: soon(random) } },
  })),
  fault('tag pushed again', ['digest-mismatch'], mixed, (random) => ({
    image: { named: 'digest' },
    service: { slowness: between(random, 1, 4) },
    events: [{ at: -30, what: { kind: 'repush', tag: 'commit' } }],
  })),
  fault(
    'scaled to 0',
    ['nothing-running'],
    ({ truth: { desiredCount } }) => desiredCount === 0,
    (random) => ({
      service: slow(random),
      events: [{ at: between(random, 15, 60), what: { kind: 'scale', tasks: 0 } }],
    }),
  ),
  fault('access denied meanwhile', ['access-denied'], refused, (random) => ({
    service: slow(random),
    awsFaults: [{ at: between(random, 15, 60), lasts: 3_600, on: 'ecs:*', how: 'denied', share: 100 }],
  })),
  fault('token expired meanwhile', ['credentials'], refused, (random) => ({
    service: slow(random),
    awsFaults: [{ at: between(random, 15, 60), lasts: 3_600, on: 'ecs:*', how: 'expired', share: 100 }],
  })),
]
