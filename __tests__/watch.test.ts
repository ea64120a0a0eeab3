import { describe, expect, it } from '@jest/globals'
import { AwsFailure, NOT_MADE } from '../src/aws/failure.ts'
import { Ending } from '../src/ending.ts'
import type {
  Answer,
  CompetingPipelines,
  Expectation,
  FeatureResult,
  Observation,
  ServicePicture,
  Settings,
} from '../src/model.ts'
import { watch, type WatchEdges } from '../src/watch.ts'
import type { WatchResult, WatchState } from '../src/watch/state.ts'
import { SimulatedClock } from '../simulator/clock.ts'
import {
  BEFORE,
  COMMIT,
  draining,
  expectation,
  image,
  LATER,
  NOW,
  observation,
  oldTask,
  previous,
  rollout,
  stop,
  task,
} from './judge/cases.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

const settings = (change: Partial<Settings> = {}): Settings => ({
  mode: 'verify',
  services: [
    { cluster: 'ava-olo', service: 'agricultural-core', region: 'us-east-1', label: 'ava-olo / agricultural-core' },
  ],
  commit: COMMIT,
  featureChecks: [],
  timeout: 10 * MINUTE,
  stableFor: 'auto',
  startTimeout: 2 * MINUTE,
  pollInterval: 5 * SECOND,
  codebuildProjects: [],
  competingTriggers: 'disable',
  stopCompetingBuilds: false,
  forceRestore: false,
  paths: [],
  requireImageProof: false,
  allowSuperseded: false,
  reportPath: '',
  run: { repository: '', apiUrl: '', serverUrl: '', runId: '', workspace: '' },
  secrets: [],
  ...change,
})

const served = { url: 'https://ava.example/version', selector: { kind: 'auto' as const }, headers: [], samples: 3 }
const says = (version: string, at: number): Answer => ({
  state: 'read',
  at,
  version,
  selectedBy: 'text',
  cache: [],
  finalUrl: '',
})
const RIGHT = {}
const ROLLING = {
  rollouts: [rollout({ rolloutState: 'IN_PROGRESS' }), previous({ runningCount: 2 })],
  tasks: [task(), oldTask()],
}
const ELSEWHERE = { rollouts: [previous({ status: 'PRIMARY', runningCount: 2 })], tasks: [oldTask()] }

interface Played {
  readonly result: WatchResult
  /** Milliseconds from the start to the result. */
  readonly took: number
  readonly looks: readonly { readonly at: number; readonly full: boolean; readonly index: number }[]
  readonly glances: readonly number[]
  readonly told: readonly { readonly at: number; readonly idle: boolean }[]
  readonly state: WatchState
}

interface Play {
  readonly settings?: Partial<Settings>
  /** What the service shows at a moment, in milliseconds since the start; an error is thrown by the look. */
  service(at: number, index: number, look: number): Partial<ServicePicture> | Error
  answer?(at: number, asked: number): string | Error
  expected?(at: number): Expectation
  feature?(at: number): boolean
  pipelines?(at: number): CompetingPipelines
  readonly callsPerLook?: number
  readonly cancelAt?: number
  /** What a glance shows at a moment; a number is how long it takes to show nothing. */
  glance?(at: number, index: number): boolean | Error | number
}

async function play(script: Play): Promise<Played> {
  const clock = new SimulatedClock({ start: NOW })
  const cancellation = new AbortController()
  const looks: { at: number; full: boolean; index: number }[] = []
  const glances: number[] = []
  const told: { at: number; idle: boolean }[] = []
  const elapsed = (): number => clock.now() - NOW
  let state: WatchState | undefined
  let calls = 0
  let asked = 0
  const given = settings(script.settings)
  const edges: WatchEdges = {
    settings: given,
    clock,
    signal: cancellation.signal,
    startedAt: NOW,
    look: async (index, full): Promise<Observation> => {
      looks.push({ at: elapsed(), full, index })
      calls += script.callsPerLook ?? 4
      const shown = script.service(elapsed(), index, looks.length)
      if (shown instanceof Error) throw shown
      return observation(shown, clock.now())
    },
    expect: async () => script.expected?.(elapsed()) ?? expectation(),
    ...(script.glance === undefined
      ? {}
      : {
          glance: async (index: number): Promise<boolean> => {
            glances.push(elapsed())
            const shown = script.glance?.(elapsed(), index) ?? false
            if (shown instanceof Error) throw shown
            if (typeof shown === 'number') await clock.sleep(shown)
            return shown === true
          },
        }),
    endingOf: (error) =>
      error instanceof AwsFailure && error.kind === 'denied'
        ? new Ending('access-denied', 'refused', error.message, { text: 'allow' })
        : undefined,
    ask: async () => {
      const answer = script.answer?.(elapsed(), ++asked) ?? '3.3.6'
      return answer instanceof Error
        ? { state: 'unreadable', at: clock.now(), why: answer.message, cache: [], finalUrl: '' }
        : says(answer, clock.now())
    },
    runFeature: async (check): Promise<FeatureResult> => ({
      name: check.name,
      at: clock.now(),
      passed: script.feature?.(elapsed()) ?? true,
      expected: 'status 200',
      seen: 'status 500',
    }),
    ...(script.pipelines === undefined
      ? {}
      : { readPipelines: async () => script.pipelines?.(elapsed()) as CompetingPipelines }),
    calls: () => calls,
    tell: (_state, idle) => told.push({ at: elapsed(), idle }),
    keep: (now) => (state = now),
  }
  if (script.cancelAt !== undefined)
    clock.at(NOW + script.cancelAt, () => {
      cancellation.abort(new Ending('cancelled', 'cancelled', 'cancelled', { text: '' }))
    })
  const result = await watch(edges, script.pipelines?.(0))
  if (state === undefined) throw new Error('no state was kept')
  return { result, took: elapsed(), looks, glances, told, state }
}

const causeOf = ({ result }: Played): string => (result.state === 'verified' ? 'verified' : result.finding.cause)
const throttled = new AwsFailure('retry', 'ecs:DescribeTasks', 'ThrottlingException', 'Rate exceeded')

describe('verified', () => {
  it('needs a full look after the first one showed that all holds', async () => {
    const played = await play({ service: () => RIGHT })
    expect(causeOf(played)).toBe('verified')
    expect(played.looks).toEqual([
      { at: 0, full: false, index: 0 },
      { at: 0, full: true, index: 0 },
    ])
  })

  it('comes within one poll interval of the moment that the promise holds', async () => {
    const played = await play({ service: (at) => (at < 61 * SECOND ? ROLLING : RIGHT) })
    expect(causeOf(played)).toBe('verified')
    expect(played.took).toBeLessThanOrEqual(66 * SECOND)
  })

  it('asks the service only after the tasks are right, and reads ECS again after the last answer', async () => {
    const played = await play({ settings: { served }, service: (at) => (at < 20 * SECOND ? ROLLING : RIGHT) })
    expect(causeOf(played)).toBe('verified')
    expect(played.state.answers.map((answer) => answer.at - NOW)).toEqual([20 * SECOND, 20 * SECOND, 20 * SECOND])
    expect(played.looks.at(-1)).toMatchObject({ at: 20 * SECOND, full: true })
  })

  it('is not said when the last reading shows a newer deployment', async () => {
    const played = await play({
      settings: { served },
      service: (_at, _index, look) =>
        look === 1
          ? RIGHT
          : {
              rollouts: [rollout({ id: LATER, taskDefinition: 'x', createdAt: NOW }), rollout({ status: 'ACTIVE' })],
              tasks: [task(), oldTask({ rolloutId: LATER })],
            },
    })
    expect(causeOf(played)).toBe('superseded')
  })

  it('starts over when the last reading shows another deployment of the same image', async () => {
    const replaced = { rollouts: [rollout({ id: LATER })], tasks: [task({ rolloutId: LATER })] }
    const played = await play({ settings: { served }, service: (_at, _index, look) => (look === 1 ? RIGHT : replaced) })
    expect(causeOf(played)).toBe('verified')
    expect(played.looks.map((look) => look.full)).toEqual([false, true, false, true])
  })

  it('starts over when an old task is back in the last reading', async () => {
    const played = await play({
      service: (_at, _index, look) => (look === 2 ? { tasks: [task(), oldTask(draining)] } : RIGHT),
    })
    expect(causeOf(played)).toBe('verified')
    expect(played.looks).toHaveLength(4)
  })

  it('needs as many answers in a row as asked for', async () => {
    const played = await play({
      settings: { served },
      service: () => RIGHT,
      answer: (_at, asked) => (asked === 3 ? '3.3.5' : '3.3.6'),
    })
    expect(causeOf(played)).toBe('verified')
    expect(played.state.round).toHaveLength(3)
    expect(played.state.answers).toHaveLength(6)
  })

  it('needs every feature check in the same round', async () => {
    const check = { name: 'login', url: 'https://x', method: 'GET', headers: [] }
    const late = await play({
      settings: { featureChecks: [check] },
      service: () => RIGHT,
      feature: (at) => at >= 30 * SECOND,
    })
    expect(causeOf(late)).toBe('verified')
    expect(late.took).toBe(30 * SECOND)
    const never = await play({ settings: { featureChecks: [check] }, service: () => RIGHT, feature: () => false })
    expect(causeOf(never)).toBe('feature-failed')
  })
})

describe('between looks', () => {
  const rolling = (at: number): Partial<ServicePicture> => (at < 22 * SECOND ? ROLLING : RIGHT)

  it('a glance that shows something new brings the next look forward', async () => {
    const played = await play({ service: rolling, glance: (at) => at >= 22 * SECOND })
    expect(causeOf(played)).toBe('verified')
    expect(played.took).toBe(22 * SECOND)
  })

  it('a glance alone decides nothing', async () => {
    const played = await play({ service: () => ROLLING, glance: () => true, settings: { timeout: MINUTE } })
    expect(causeOf(played)).toBe('mixed-tasks')
    expect(played.took).toBe(MINUTE)
  })

  it('a glance that fails is no news, and none is taken again before the next look', async () => {
    const played = await play({ service: rolling, glance: () => throttled })
    expect(causeOf(played)).toBe('verified')
    expect(played.glances).toEqual([1, 6, 11, 16, 21].map((second) => second * SECOND))
  })

  it('an answer that goes back in time is asked for again at the rhythm of glances, and one that is throttled is not', async () => {
    const stale = new AwsFailure('retry', 'ecs:DescribeServices', 'StaleAnswer', 'it is older')
    const settingsOf = { pollInterval: MINUTE, timeout: 10 * MINUTE }
    const looksAfter = async (failure: Error) => {
      const service = (_at: number, _index: number, look: number) => (look === 2 ? failure : ROLLING)
      const { looks } = await play({ service, settings: settingsOf, glance: () => false })
      return (looks[2]?.at ?? 0) - (looks[1]?.at ?? 0)
    }
    expect(await looksAfter(stale)).toBe(12 * SECOND)
    expect(await looksAfter(throttled)).toBe(MINUTE)
  })
  it('a glance that is refused has a look tell why', async () => {
    const refused = new AwsFailure('denied', 'ecs:DescribeTasks', 'AccessDenied', 'no')
    const played = await play({ service: (at) => (at === 0 ? ROLLING : refused), glance: () => refused })
    expect(causeOf(played)).toBe('access-denied')
    expect(played.took).toBe(SECOND)
  })

  it('a glance that is not answered does not hold up the next look', async () => {
    const played = await play({ service: () => ROLLING, glance: () => HOUR, settings: { timeout: 10 * SECOND } })
    expect(played.looks.map(({ at }) => at)).toEqual([0, 5 * SECOND, 10 * SECOND])
  })

  it('only those services are looked at again that a glance shows something new of', async () => {
    const services = [...settings().services, ...settings().services]
    const played = await play({
      settings: { services, timeout: 10 * SECOND },
      service: () => ROLLING,
      glance: (at, index) => index === 1 && at === 2 * SECOND,
    })
    expect(played.looks.filter(({ at }) => at === 2 * SECOND)).toEqual([{ at: 2 * SECOND, full: false, index: 1 }])
  })

  it('the tasks are looked at as soon as they have run long enough', async () => {
    const played = await play({
      settings: { stableFor: 32 * SECOND },
      service: () => ({ tasks: [task({ startedAt: NOW })] }),
    })
    expect(causeOf(played)).toBe('verified')
    expect(played.took).toBe(32 * SECOND)
  })

  it('what an explicit stable-for asks for holds from the first look on in which it is seen again', async () => {
    const sick = { tasks: [task({ health: 'UNHEALTHY' })] }
    const played = await play({
      settings: { stableFor: 32 * SECOND },
      service: (at) => (at >= 10 * SECOND && at < 20 * SECOND ? sick : { tasks: [task({ startedAt: NOW })] }),
    })
    expect(causeOf(played)).toBe('verified')
    expect(played.took).toBe(52 * SECOND)
  })

  it('what the image says of itself is judged within a second of being read', async () => {
    const reading = expectation({ image: { state: 'found', image: image({ evidence: { state: 'reading' } }) } })
    const played = await play({ service: () => RIGHT, expected: (at) => (at < 2_500 ? reading : expectation()) })
    expect(causeOf(played)).toBe('verified')
    expect(played.took).toBe(3 * SECOND)
  })

  it('the service is asked again no more often than the poll interval says', async () => {
    const played = await play({
      settings: { served, timeout: MINUTE },
      service: () => RIGHT,
      glance: () => true,
      answer: () => '3.3.5',
    })
    const asked = played.state.answers.map(({ at }) => at - NOW)
    expect(asked.slice(1, 4).map((at, index) => at - (asked[index] ?? 0))).toEqual([5, 5, 5].map((s) => s * SECOND))
  })

  it.each([60, 100, 121, 180, 240, 241, 400])(
    'the last reading is not kept from its turn by looks of %i calls',
    async (callsPerLook) => {
      const tasks = Array.from({ length: 1_000 }, (_, index) => task({ arn: `arn:task/${index}` }))
      const played = await play({ service: () => ({ tasks }), glance: () => false, callsPerLook })
      expect(causeOf(played)).toBe('verified')
      expect(played.took).toBeLessThanOrEqual(2 * MINUTE)
    },
  )

  it('a wait that could not be read this time shortens no deadline', async () => {
    const played = await play({
      settings: { timeout: 'auto' },
      service: (at) => ({ ...ROLLING, configuredWaits: at >= 35 * MINUTE && at < 36 * MINUTE ? 0 : 30 * MINUTE }),
    })
    expect(played.took).toBe(HOUR)
  })

  it('the service is asked in time though its looks are dear', async () => {
    const played = await play({
      settings: { served },
      service: () => RIGHT,
      answer: (at) => (at < 61 * SECOND ? '3.3.5' : '3.3.6'),
      callsPerLook: 100,
    })
    expect(causeOf(played)).toBe('verified')
    expect(played.took).toBeLessThanOrEqual(66 * SECOND)
  })
})

describe('several services', () => {
  const two = { services: [...settings().services, ...settings().services] }
  it('are verified only in one round that shows them all', async () => {
    const played = await play({
      settings: two,
      service: (at, index) => (index === 1 && at < 30 * SECOND ? ROLLING : RIGHT),
    })
    expect(causeOf(played)).toBe('verified')
    expect(played.took).toBe(30 * SECOND)
  })
  it('end at once with the one that fails', async () => {
    const crash = (at: number) => stop({ createdAt: at, startedAt: at, stoppedAt: at + 5_000 })
    const failing = { ...ROLLING, tasks: [oldTask()], stops: [crash(NOW - 60_000), crash(NOW - 30_000)] }
    const played = await play({
      settings: two,
      service: (at, index) =>
        index === 1 ? (at >= 10 * SECOND ? failing : { ...ROLLING, tasks: [oldTask()] }) : ROLLING,
    })
    expect(played.result).toMatchObject({ state: 'ended', index: 1, finding: { cause: 'tasks-failing' } })
    expect(played.took).toBe(10 * SECOND)
  })
  it('let a failure outweigh what could not be measured', async () => {
    const played = await play({
      settings: two,
      service: (_at, index) =>
        index === 0 ? new AwsFailure('denied', 'ecs:DescribeTasks', 'AccessDenied', 'no') : { status: 'INACTIVE' },
    })
    expect(played.result).toMatchObject({ index: 1, finding: { cause: 'service-not-found' } })
  })
})

describe('the end of patience', () => {
  it('is start-timeout for a deployment that never began, to the second', async () => {
    const played = await play({ service: () => ELSEWHERE, settings: { startTimeout: 63 * SECOND } })
    expect(causeOf(played)).toBe('not-deployed')
    expect(played.took).toBe(63 * SECOND)
  })
  it('is the timeout for a rollout, with a look at the very end', async () => {
    const played = await play({ service: () => ROLLING, settings: { timeout: 303 * SECOND } })
    expect(causeOf(played)).toBe('mixed-tasks')
    expect(played.looks.at(-1)?.at).toBe(303 * SECOND)
  })
  it('still verifies what becomes right in the last look', async () => {
    const played = await play({
      settings: { served, timeout: 303 * SECOND },
      service: (at) => (at < 303 * SECOND ? ROLLING : RIGHT),
    })
    expect(causeOf(played)).toBe('verified')
  })
  it('is 30 minutes and the configured waits by default', async () => {
    const played = await play({
      settings: { timeout: 'auto' },
      service: () => ({ ...ROLLING, configuredWaits: 10 * MINUTE }),
    })
    expect(played.took).toBe(40 * MINUTE)
  })
  it('is at most 6 hours', async () => {
    const played = await play({
      settings: { timeout: 'auto' },
      service: () => ({ ...ROLLING, configuredWaits: 24 * 60 * MINUTE }),
      callsPerLook: 400,
    })
    expect(played.took).toBe(6 * 60 * MINUTE)
  })
  it('tells a mismatch of the served version at the deadline', async () => {
    const played = await play({ settings: { served }, service: () => RIGHT, answer: () => '3.3.5' })
    expect(causeOf(played)).toBe('version-mismatch')
    expect(played.took).toBe(10 * MINUTE)
  })
  it('tells an unreadable version at the deadline', async () => {
    expect(
      causeOf(await play({ settings: { served }, service: () => RIGHT, answer: () => new Error('status 503') })),
    ).toBe('version-unreadable')
  })
})

describe('faults', () => {
  it('are ridden out', async () => {
    const played = await play({ service: (at) => (at < 90 * SECOND ? throttled : RIGHT) })
    expect(causeOf(played)).toBe('verified')
    expect(played.took).toBe(90 * SECOND)
  })
  it('are aws-unreachable when they last until the deadline', async () => {
    const played = await play({ service: () => throttled })
    expect(causeOf(played)).toBe('aws-unreachable')
    expect(played.took).toBe(10 * MINUTE)
  })
  it('are told by the last call that was made', async () => {
    const notMade = new AwsFailure('retry', 'ecs:DescribeServices', NOT_MADE, 'the run is over')
    const { result } = await play({ service: (at) => (at < 10 * MINUTE ? throttled : notMade) })
    expect(result).toMatchObject({ finding: { explanation: expect.stringContaining('of ecs:DescribeTasks') } })
  })
  it('never let an older look decide for verified', async () => {
    const played = await play({ service: (_at, _index, look) => (look === 1 ? RIGHT : throttled) })
    expect(causeOf(played)).toBe('aws-unreachable')
  })
  it('of the last look do not hide that the service answered another version', async () => {
    const played = await play({
      settings: { served },
      service: (at) => (at >= 10 * MINUTE ? throttled : RIGHT),
      answer: () => '3.3.5',
    })
    expect(causeOf(played)).toBe('version-mismatch')
  })
  it('leave the cause of a recent look standing when only the last looks failed, and tell since when', async () => {
    const failing = (lastSeconds: number) =>
      play({ service: (at) => (at >= 10 * MINUTE - lastSeconds * SECOND ? throttled : ROLLING) })
    const played = await failing(10)
    expect(causeOf(played)).toBe('mixed-tasks')
    expect(played.result).toMatchObject({
      finding: {
        explanation: expect.stringMatching(/how it was at \S+ \S+ UTC; .* ecs:DescribeTasks ThrottlingException\.$/),
      },
    })
    expect(causeOf(await failing(25))).toBe('aws-unreachable')
  })
  it('of refused calls end the run at once', async () => {
    const played = await play({ service: () => new AwsFailure('denied', 'ecs:DescribeTasks', 'AccessDenied', 'no') })
    expect(causeOf(played)).toBe('access-denied')
    expect(played.took).toBe(0)
  })
  it('that nobody knows are defects, not retried', async () => {
    await expect(play({ service: () => new TypeError('x is not a function') })).rejects.toThrow('x is not a function')
  })
})

describe('competing pipelines', () => {
  const live = (state: 'live' | 'disabled'): CompetingPipelines => ({
    handling: 'disable',
    auto: false,
    region: 'us-east-1',
    readAt: NOW,
    projects: [
      {
        name: 'b',
        exists: true,
        competing: 'named',
        evidence: [],
        builds: [],
        triggers: [{ kind: 'webhook', project: 'b', name: 'h', state, change: 'none', detail: '' }],
      },
    ],
    problems: [],
  })
  it('are read again after the last answer, and one that is live again fails a right deploy', async () => {
    const played = await play({
      service: (at) => (at < 20 * SECOND ? ROLLING : RIGHT),
      pipelines: (at) => live(at < 20 * SECOND ? 'disabled' : 'live'),
    })
    expect(causeOf(played)).toBe('competing-trigger')
  })
  it('do not hide what is wrong with the deploy itself', async () => {
    const played = await play({ service: () => ELSEWHERE, pipelines: () => live('live') })
    expect(causeOf(played)).toBe('not-deployed')
  })
})

describe('audit', () => {
  it('looks once and waits for nothing', async () => {
    const right = await play({ settings: { mode: 'audit', served }, service: () => RIGHT })
    expect(causeOf(right)).toBe('verified')
    const wrong = await play({ settings: { mode: 'audit' }, service: () => ROLLING })
    expect(causeOf(wrong)).toBe('mixed-tasks')
    expect(wrong.took).toBe(0)
    const old = await play({ settings: { mode: 'audit', served }, service: () => RIGHT, answer: () => '3.3.5' })
    expect(causeOf(old)).toBe('version-mismatch')
    expect(old.took).toBe(0)
  })
  it('waits for what the image says about itself, and for nothing else', async () => {
    const reading = expectation({ image: { state: 'found', image: image({ evidence: { state: 'reading' } }) } })
    const played = await play({
      settings: { mode: 'audit' },
      service: () => RIGHT,
      expected: (at) => (at < 5 * SECOND ? reading : expectation()),
    })
    expect(causeOf(played)).toBe('verified')
    expect(played.took).toBe(5 * SECOND)
  })
  it('tries again while AWS does not answer', async () => {
    const played = await play({ settings: { mode: 'audit' }, service: (at) => (at < 10 * SECOND ? throttled : RIGHT) })
    expect(causeOf(played)).toBe('verified')
  })
})

it('rejects with the reason of a cancellation at once', async () => {
  await expect(play({ service: () => ROLLING, cancelAt: 7 * SECOND })).rejects.toMatchObject({ code: 'cancelled' })
})

it('tells how far it is once a minute while nothing changes', async () => {
  const { told } = await play({ service: () => ROLLING })
  const idle = told.filter((line) => line.idle).map((line) => line.at)
  expect(idle).toHaveLength(9)
  expect(idle[0]).toBe(MINUTE)
})

it('stretches the interval so that no minute holds more than a fifth of the shared calls', async () => {
  const { looks } = await play({ service: () => ROLLING, callsPerLook: 60 })
  expect((looks[2]?.at ?? 0) - (looks[1]?.at ?? 0)).toBe(15 * SECOND)
  const inMinuteOf = (at: number): number =>
    looks.slice(0, -1).filter((look) => look.at >= at && look.at < at + MINUTE).length
  expect(Math.max(...looks.map(({ at }) => inMinuteOf(at)))).toBeLessThanOrEqual(4)
  expect(BEFORE).not.toBe(LATER)
})
