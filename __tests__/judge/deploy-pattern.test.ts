import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { manualBuilds, patternOf } from '../../src/judge/deploy-pattern.ts'
import type {
  Build,
  CompetingPipelines,
  CompetingProject,
  DeployHistory,
  DeploymentEffect,
  DeployPattern,
  PastDeployment,
  PastRun,
  Reading,
} from '../../src/model.ts'
import { MINUTE, NOW, REPOSITORY } from './cases.ts'

const HOUR = 60 * MINUTE
const ago = (hours: number): number => NOW - hours * HOUR

const sha = (letter: string): string => `${letter}1${letter.repeat(38)}`
const digest = (letter: string): string => `sha256:${letter.repeat(64)}`
const [A, B, C] = [sha('a'), sha('b'), sha('c')] as const

/** A deployment that took ten minutes, of an image that was pushed five minutes before it. */
const past = (hours: number, letter: string, change: Partial<PastDeployment> = {}): PastDeployment => ({
  id: `at-${hours}`,
  status: 'SUCCESSFUL',
  createdAt: ago(hours),
  finishedAt: ago(hours) + 10 * MINUTE,
  image: `${REPOSITORY}:${sha(letter).slice(0, 7)}`,
  digest: digest(letter),
  tags: [sha(letter).slice(0, 7)],
  pushedAt: ago(hours) - 5 * MINUTE,
  ...change,
})

const withoutDigest = ({ digest: _digest, ...rest }: PastDeployment): PastDeployment => rest

/** A run for a commit that was made so long ago. */
const run = (commit: string, hours: number, change: Partial<PastRun> = {}): PastRun => ({
  id: hours,
  commit,
  event: 'push',
  conclusion: 'success',
  createdAt: ago(hours) + MINUTE,
  committedAt: ago(hours),
  ...change,
})

const read = <T>(value: T): Reading<T> => ({ state: 'read', value })
const refused: Reading<never> = { state: 'not-read', why: 'refused', denied: true }

const historyOf = (deployments: readonly PastDeployment[], runs: readonly PastRun[] = []): DeployHistory => ({
  label: 'c / s',
  deployments: read(deployments),
  runs: read(runs),
})

const build = (change: Partial<Build> = {}): Build => ({
  id: 'p:1',
  project: 'p',
  status: 'SUCCEEDED',
  initiator: 'AVA_OLO',
  startedBy: 'user AVA_OLO',
  origin: 'person',
  startedAt: ago(2) - 10 * MINUTE,
  endedAt: ago(2) - 4 * MINUTE,
  running: false,
  stopped: false,
  ...change,
})

const pipelinesOf = (
  builds: readonly Build[],
  project: Partial<CompetingProject> = {},
  change: Partial<CompetingPipelines> = {},
): CompetingPipelines => ({
  handling: 'disable',
  auto: false,
  region: 'us-east-1',
  readAt: NOW,
  projects: [{ name: 'p', exists: true, competing: 'named', evidence: [], triggers: [], builds, ...project }],
  problems: [],
  ...change,
})

function rate(history: DeployHistory, pipelines?: CompetingPipelines): DeployPattern {
  const pattern = patternOf(history, pipelines, NOW)
  if (pattern === undefined) throw new Error('there is no pattern')
  return pattern
}

const effects = (...deployments: readonly PastDeployment[]): readonly DeploymentEffect[] =>
  rate(historyOf(deployments)).deployments.map(({ effect }) => effect)

describe('what a deployment did', () => {
  it('is told by the image that was live before it', () => {
    expect(effects(past(1, 'b'), past(2, 'b'), past(3, 'a'))).toEqual(['no-effect', 'took-effect', 'unknown'])
  })

  it('is compared with the newest earlier one that succeeded', () => {
    const failed = past(2, 'b', { status: 'ROLLBACK_SUCCESSFUL' })
    expect(effects(past(1, 'b'), failed, past(3, 'a'))).toEqual(['took-effect', 'not-completed', 'unknown'])
    expect(effects(past(1, 'a'), failed, past(3, 'a'))).toEqual(['no-effect', 'not-completed', 'unknown'])
  })

  it('is not known without its digest, and neither is that of the next', () => {
    expect(effects(past(1, 'c'), withoutDigest(past(2, 'b')), past(3, 'a'))).toEqual(['unknown', 'unknown', 'unknown'])
  })

  it.each([
    ['STOP_REQUESTED', 'not-completed'],
    ['STOPPED', 'not-completed'],
    ['ROLLBACK_SUCCESSFUL', 'not-completed'],
    ['ROLLBACK_FAILED', 'not-completed'],
    ['PENDING', 'under-way'],
    ['IN_PROGRESS', 'under-way'],
    ['ROLLBACK_REQUESTED', 'under-way'],
    ['ROLLBACK_IN_PROGRESS', 'under-way'],
    ['SUCCESSFUL_SO_FAR', 'unknown'],
    ['successful', 'unknown'],
  ])('is by its status %s: %s', (status, effect) => {
    expect(effects(past(1, 'b', { status }), past(2, 'a'))).toEqual([effect, 'unknown'])
  })

  it('does not serve the others where its time is not known', () => {
    const { createdAt: _created, finishedAt: _finished, ...timeless } = past(9, 'a')
    expect(effects(past(1, 'b'), timeless)).toEqual(['unknown', 'unknown'])
  })
})

describe('a build by hand', () => {
  const deployed = historyOf([past(2, 'b'), past(3, 'a')])
  const who = (pipelines?: CompetingPipelines, history = deployed): string | undefined =>
    rate(history, pipelines).deployments[0]?.builtByHandBy

  it('is the one of a competing project that ran when the image was pushed', () => {
    expect(who(pipelinesOf([build()]))).toBe('user AVA_OLO')
    expect(who(pipelinesOf([build({ startedAt: ago(2) - 3 * MINUTE, endedAt: ago(2) })]))).toBeUndefined()
  })

  it.each([
    ['nothing shows that its project competes', pipelinesOf([build()], { competing: 'not-shown' })],
    ['competing pipelines are not looked at', pipelinesOf([build()], {}, { handling: 'off' })],
    ['a webhook started it', pipelinesOf([build({ origin: 'webhook' })])],
    ['CodeBuild repeated it', pipelinesOf([build({ startedBy: 'user AVA_OLO, automatic retry 1' })])],
    ['another build ran at that time too', pipelinesOf([build(), build({ id: 'p:2', origin: 'webhook' })])],
    ['none was read', undefined],
  ])('is not told where %s', (_, pipelines) => {
    expect(who(pipelines)).toBeUndefined()
  })

  it('of two people is the one that ended nearest to the push', () => {
    const other = build({ id: 'p:2', initiator: 'EVE', startedBy: 'user EVE', endedAt: ago(2) + 30 * MINUTE })
    expect(who(pipelinesOf([other, build()]))).toBe('user AVA_OLO')
  })

  it('of two people who ended together is the same one in any order', () => {
    const other = build({ id: 'p:2', initiator: 'EVE', startedBy: 'user EVE' })
    expect(who(pipelinesOf([other, build()]))).toBe(who(pipelinesOf([build(), other])))
  })

  it('is not that of a deployment which brought no other image', () => {
    const again = past(1, 'b', { pushedAt: ago(2) - 5 * MINUTE })
    const [repeated, first] = rate(historyOf([again, past(2, 'b'), past(3, 'a')]), pipelinesOf([build()])).deployments
    expect(repeated?.effect).toBe('no-effect')
    expect(repeated?.builtByHandBy).toBeUndefined()
    expect(first?.builtByHandBy).toBe('user AVA_OLO')
  })
})

describe('the commit of a deployment', () => {
  const commitOf = (change: Partial<PastDeployment>, ...runs: readonly PastRun[]): string | undefined =>
    rate(historyOf([past(2, 'b', change), past(5, 'a')], runs)).deployments[0]?.commit

  it.each([
    ['the full SHA', B],
    ['its first seven digits', B.slice(0, 7)],
    ['the SHA behind sha-', `sha-${B}`],
  ])('is named by %s as a tag of its image', (_, tag) => {
    expect(commitOf({ image: REPOSITORY, tags: ['latest', tag] }, run(B, 3))).toBe(B)
    expect(commitOf({ image: `${REPOSITORY}:${tag}`, tags: [] }, run(B, 3))).toBe(B)
  })

  it.each([
    ['six digits', [B.slice(0, 6)]],
    ['a version', ['v3.3.6']],
    ['a commit without a run', [C]],
  ])('is not named by %s', (_, tags) => {
    expect(commitOf({ image: `${REPOSITORY}:latest`, tags }, run(B, 3))).toBeUndefined()
  })

  it('is told by the tags of its image where nobody knows what was asked for', () => {
    const history = historyOf([without(past(2, 'b'), 'image'), past(5, 'a')], [run(B, 3)])
    expect(rate(history).deployments[0]?.commit).toBe(B)
  })

  it('is what was asked for before what else the image is called', () => {
    expect(commitOf({ image: `${REPOSITORY}:${B}`, tags: [B, C] }, run(B, 4), run(C, 3))).toBe(B)
  })

  it('is the newest of several that was there when the image was pushed', () => {
    expect(commitOf({ image: REPOSITORY, tags: [A, B, C] }, run(A, 4), run(B, 3), run(C, 1))).toBe(B)
  })
})

describe('from push to live', () => {
  const times = (deployments: readonly PastDeployment[], runs: readonly PastRun[]): readonly (number | undefined)[] =>
    rate(historyOf(deployments, runs)).deployments.map(({ pushToLive }) => pushToLive)

  it('is counted from the commit to the end of its first deployment', () => {
    expect(times([past(1, 'b', { digest: digest('d') }), past(2, 'b'), past(5, 'a')], [run(B, 3)])).toEqual([
      undefined,
      70 * MINUTE,
      undefined,
    ])
  })

  it.each([
    ['changed nothing', { digest: digest('a') }],
    ['did not complete', { status: 'STOPPED' }],
    ['ran an image that was pushed before the commit was made', { pushedAt: ago(4) }],
    ['ended before the commit was made', { finishedAt: ago(3.5) }],
  ] as const)('is not counted for one that %s', (_, change) => {
    expect(times([past(2, 'b', change), past(5, 'a')], [run(B, 3)])[0]).toBeUndefined()
  })

  it('is counted for a commit that was made this very moment, and for none that lies ahead or has no time', () => {
    const now = past(0, 'b', { finishedAt: NOW, pushedAt: NOW })
    expect(times([now, past(5, 'a')], [run(B, 0)])[0]).toBe(0)
    expect(times([now, past(5, 'a')], [run(B, -1)])[0]).toBeUndefined()
    expect(times([now, past(5, 'a')], [unmade(run(B, 0))])[0]).toBeUndefined()
  })

  it('allows for the difference of two clocks', () => {
    expect(times([past(2, 'b', { pushedAt: ago(3) - MINUTE }), past(5, 'a')], [run(B, 3)])[0]).toBe(70 * MINUTE)
  })

  it('has its median over those that took effect', () => {
    const deployments = [past(1, 'c'), past(2, 'b'), past(5, 'a')]
    const median = (...runs: readonly PastRun[]): number | undefined =>
      rate(historyOf(deployments, runs)).medianPushToLive
    // The oldest is listed without the one before it.
    expect(median(run(A, 9), run(B, 3), run(C, 1.5))).toBe(55 * MINUTE)
    expect(median(run(A, 9), run(B, 3))).toBe(70 * MINUTE)
    expect(median(run(A, 9))).toBeUndefined()
  })
})

describe('the pushes', () => {
  it('are distinct commits that a push started, and live where a deployment brought them', () => {
    const runs = [run(C, 1), run(B, 3), run(B, 3, { id: 4711 }), run(A, 6), run(sha('d'), 2, { event: 'schedule' })]
    expect(rate(historyOf([past(2, 'b'), past(5, 'a')], runs)).pushes).toEqual({ all: 3, live: 2 })
  })

  it('do not come live by a green deployment of the image from before, whatever its tag says', () => {
    const stale = past(1, 'c', { digest: digest('b'), pushedAt: ago(2) - 5 * MINUTE })
    expect(rate(historyOf([stale, past(2, 'b'), past(5, 'a')], [run(C, 1.5), run(B, 3)])).pushes).toEqual({
      all: 2,
      live: 1,
    })
  })

  it('do not come live by an image that was pushed before them', () => {
    const early = past(1, 'c', { pushedAt: ago(2.2) })
    expect(rate(historyOf([early, past(5, 'a')], [run(C, 1.5)])).pushes).toEqual({ all: 1, live: 0 })
  })

  it('do not come live by a deployment that ended before they were made', () => {
    const { pushedAt: _pushedAt, ...early } = past(2, 'b')
    expect(rate(historyOf([early, past(5, 'a')], [run(B, 1)])).pushes).toEqual({ all: 1, live: 0 })
  })

  it('from before the oldest deployment that is listed are left out', () => {
    expect(rate(historyOf([past(2, 'b'), past(5, 'a')], [run(B, 3), run(C, 8)])).pushes).toEqual({ all: 1, live: 1 })
  })

  it.each([
    ['the runs were not read', { ...historyOf([past(2, 'b'), past(5, 'a')]), runs: refused }],
    ['the deployments were not read', { ...historyOf([], [run(B, 3), run(A, 6)]), deployments: refused }],
    [
      'nobody knows what a deployment brought',
      historyOf([past(1, 'd'), past(2, 'b'), past(5, 'a')], [run(B, 3), run(A, 6)]),
    ],
  ])('are not counted where %s', (_, history) => {
    const { pushes, behindShare } = rate(history)
    expect(pushes).toBeUndefined()
    expect(behindShare).toBeUndefined()
  })
})

describe('how long production was behind', () => {
  const share = (deployments: readonly PastDeployment[], ...runs: readonly PastRun[]): number | undefined =>
    rate(historyOf(deployments, runs)).behindShare
  const at = (hours: number, letter: string): PastDeployment => past(hours, letter, { finishedAt: ago(hours) })

  it('adds up the times in which a push was not live', () => {
    // Behind from 10 to 9 and from 4 to 2.
    expect(share([at(2, 'c'), at(9, 'b'), at(20, 'a')], run(B, 10), run(C, 4))).toBeCloseTo(0.3)
  })

  it('counts a time once in which two pushes waited', () => {
    expect(share([at(2, 'c'), at(4, 'b'), at(20, 'a')], run(B, 10), run(C, 6))).toBeCloseTo(0.8)
  })

  it('ends for a push with the first deployment of a later one', () => {
    expect(share([at(4, 'c'), at(20, 'a')], run(B, 10), run(C, 6))).toBeCloseTo(0.6)
  })

  it('lasts where a push never came live', () => {
    expect(share([at(9, 'b'), at(20, 'a')], run(B, 10), run(C, 5))).toBeCloseTo(0.6)
  })

  it('is no longer than the time since, where a clock is ahead', () => {
    const ahead = past(1, 'c', { finishedAt: NOW + HOUR })
    expect(share([ahead, at(20, 'a')], run(B, 10), run(C, 5))).toBe(1)
  })

  it('is not told of fewer than two pushes whose times are known', () => {
    expect(share([at(9, 'b'), at(20, 'a')], run(B, 10))).toBeUndefined()
    expect(share([at(9, 'b'), at(20, 'a')], run(B, 10), run(C, -1))).toBeUndefined()
  })
})

describe('builds by hand', () => {
  it('are those of competing projects', () => {
    expect(manualBuilds(pipelinesOf([build(), build({ origin: 'webhook' })]))).toBe(1)
    expect(rate(historyOf([]), pipelinesOf([build(), build()])).manualBuilds).toBe(2)
  })

  it.each([
    ['are not looked at', pipelinesOf([build()], {}, { handling: 'off' })],
    ['have no project', pipelinesOf([], { competing: 'not-shown' })],
    ['could not be read', pipelinesOf([], {}, { problems: [{ project: 'p', message: 'refused', blocking: true }] })],
    ['are of a project that does not exist', pipelinesOf([], { exists: false })],
  ])('are not counted where they %s', (_, pipelines) => {
    expect(manualBuilds(pipelines)).toBeUndefined()
  })

  it('are none where projects were looked for and none was found', () => {
    expect(manualBuilds(pipelinesOf([], { competing: 'not-shown' }, { auto: true }))).toBe(0)
  })

  it('are none where the project was read and has none', () => {
    expect(manualBuilds(pipelinesOf([]))).toBe(0)
  })
})

describe('a history', () => {
  it('of which nothing was read shows nothing', () => {
    expect(patternOf({ label: '', deployments: refused, runs: refused }, undefined, NOW)).toBeUndefined()
    expect(patternOf({ label: '', deployments: refused, runs: read([]) }, undefined, NOW)).toEqual({ deployments: [] })
  })

  const letters = fc.constantFrom('a', 'b', 'c', 'd')
  const hours = fc.integer({ min: -3, max: 40 })
  const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined })
  const deployments = fc.uniqueArray(
    fc
      .record({
        id: fc.integer({ min: 1, max: 99 }),
        status: fc.constantFrom('SUCCESSFUL', 'SUCCESSFUL', 'SUCCESSFUL', 'STOPPED', 'IN_PROGRESS', 'ODD'),
        letter: letters,
        created: maybe(hours),
        finished: maybe(hours),
        pushed: maybe(hours),
        digest: maybe(letters),
      })
      .map(({ id, status, letter, created, finished, pushed, digest: of }): PastDeployment => ({
        id: String(id),
        status,
        image: `${REPOSITORY}:${sha(letter).slice(0, 7)}`,
        tags: [sha(letter)],
        ...(created === undefined ? {} : { createdAt: ago(created) }),
        ...(finished === undefined ? {} : { finishedAt: ago(finished) }),
        ...(pushed === undefined ? {} : { pushedAt: ago(pushed) }),
        ...(of === undefined ? {} : { digest: digest(of) }),
      })),
    { selector: ({ id }) => id, maxLength: 12 },
  )
  const runs = fc.array(
    fc
      .record({ letter: letters, event: fc.constantFrom('push', 'schedule'), made: maybe(hours), started: hours })
      .map(({ letter, event, made, started }): PastRun => ({
        id: started,
        commit: sha(letter),
        event,
        createdAt: ago(started),
        ...(made === undefined ? {} : { committedAt: ago(made) }),
      })),
    { maxLength: 10 },
  )
  const builds = fc.array(
    fc
      .record({ at: hours, lasts: maybe(fc.integer({ min: 0, max: 8 })), who: fc.constantFrom('EVE', 'ADAM') })
      .map(({ at, lasts, who }) => {
        const { endedAt: _endedAt, ...rest } = build({ initiator: who, startedBy: `user ${who}`, startedAt: ago(at) })
        return lasts === undefined ? rest : { ...rest, endedAt: ago(at - lasts) }
      }),
    { maxLength: 6 },
  )

  it('is the same in any order', () => {
    fc.assert(
      fc.property(deployments, runs, builds, fc.infiniteStream(fc.nat()), (past, ran, built, keys) => {
        const shuffled = <T>(items: readonly T[]): readonly T[] =>
          items
            .map((item) => ({ item, key: Number(keys.next().value) }))
            .toSorted((one, other) => one.key - other.key)
            .map(({ item }) => item)
        expect(patternOf(historyOf(shuffled(past), shuffled(ran)), pipelinesOf(shuffled(built)), NOW)).toEqual(
          patternOf(historyOf(past, ran), pipelinesOf(built), NOW),
        )
      }),
    )
  })

  it('has counts that add up, shares between 0 and 1, and no time that runs backwards', () => {
    fc.assert(
      fc.property(deployments, runs, builds, (past, ran, built) => {
        const pattern = rate(historyOf(past, ran), pipelinesOf(built))
        const { deployments: rated, pushes = { all: 0, live: 0 }, behindShare = 0, medianPushToLive = 0 } = pattern
        expect(rated.map(({ id }) => id).toSorted()).toEqual(past.map(({ id }) => id).toSorted())
        expect(rated.filter(({ effect }) => effect === 'took-effect' || effect === 'no-effect').length).toBeLessThan(
          Math.max(1, past.filter(({ status }) => status === 'SUCCESSFUL').length),
        )
        expect(pushes.live).toBeLessThanOrEqual(pushes.all)
        expect(pushes.all).toBeLessThanOrEqual(
          new Set(ran.filter(({ event }) => event === 'push').map(({ commit }) => commit)).size,
        )
        expect(behindShare).toBeGreaterThanOrEqual(0)
        expect(behindShare).toBeLessThanOrEqual(1)
        expect(medianPushToLive).toBeGreaterThanOrEqual(0)
        for (const { pushToLive = 0 } of rated) expect(pushToLive).toBeGreaterThanOrEqual(0)
      }),
    )
  })
})

const without = (deployment: PastDeployment, ...keys: readonly (keyof PastDeployment)[]): PastDeployment => {
  const left: Partial<PastDeployment> = { ...deployment }
  for (const key of keys) Reflect.deleteProperty(left, key)
  return { id: deployment.id, status: deployment.status, tags: deployment.tags, ...left }
}
const unmade = ({ committedAt: _committedAt, ...rest }: PastRun): PastRun => rest
/** A run of which GitHub tells no time. */
function timeless(commit: string): PastRun {
  const { createdAt: _createdAt, ...rest } = unmade(run(commit, 0))
  return rest
}

describe('the list of deployments', () => {
  const ids = (...deployments: readonly PastDeployment[]): readonly string[] =>
    rate(historyOf(deployments)).deployments.map(({ id }) => id)

  it('says of each what it was, when, and of which commit', () => {
    const [newest] = rate(historyOf([past(2, 'b'), past(5, 'a')], [run(B, 3)])).deployments
    expect(newest).toEqual({
      id: 'at-2',
      effect: 'took-effect',
      createdAt: ago(2),
      finishedAt: ago(2) + 10 * MINUTE,
      digest: digest('b'),
      commit: B,
      pushToLive: 70 * MINUTE,
    })
  })

  it('is by when they began, or ended where that alone is known, the newest first; then by their ids', () => {
    const long = past(3, 'a', { finishedAt: ago(1) })
    expect(ids(long, past(2, 'b'))).toEqual(['at-2', 'at-3'])
    expect(ids(without(past(9, 'a', { finishedAt: ago(1) }), 'createdAt'), past(2, 'b'))).toEqual(['at-9', 'at-2'])
    expect(ids(without(past(1, 'a'), 'createdAt', 'finishedAt'), past(2, 'b'))).toEqual(['at-2', 'at-1'])
    const twins = [past(2, 'a', { id: '1' }), past(2, 'b', { id: '2' })] as const
    expect(ids(...twins)).toEqual(['2', '1'])
    expect(ids(...twins.toReversed())).toEqual(['2', '1'])
  })
})

describe('which of two', () => {
  it('people built an image by hand is told by the end of the build, not by the name', () => {
    const eve = build({ id: 'p:2', initiator: 'EVE', startedBy: 'user EVE' })
    const late = build({ endedAt: ago(2) + 30 * MINUTE })
    const { endedAt: _endedAt, ...running } = build()
    const who = (...builds: readonly Build[]): string | undefined =>
      rate(historyOf([past(2, 'b'), past(3, 'a')]), pipelinesOf(builds)).deployments[0]?.builtByHandBy
    expect(who(late, eve)).toBe('user EVE')
    expect(who(running, eve)).toBe('user EVE')
    const early = build({ endedAt: ago(2) - 6 * MINUTE + 1 })
    expect(
      who(early, build({ id: 'p:2', initiator: 'EVE', startedBy: 'user EVE', endedAt: ago(2) - 5 * MINUTE })),
    ).toBe('user EVE')
  })

  it('deployments of a commit brought it live is the one that ended first, or of those that ended together the older', () => {
    const first = (newer: number): readonly (number | undefined)[] =>
      rate(
        historyOf(
          [
            past(2, 'b', { digest: digest('d'), finishedAt: ago(newer) }),
            past(2.5, 'b', { finishedAt: ago(1) }),
            past(5, 'a'),
          ],
          [run(B, 3)],
        ),
      ).deployments.map(({ pushToLive }) => pushToLive)
    expect(first(1.5)).toEqual([90 * MINUTE, undefined, undefined])
    expect(first(1)).toEqual([undefined, 120 * MINUTE, undefined])
    expect(first(0.5)).toEqual([undefined, 120 * MINUTE, undefined])
  })

  it('commits an image holds is the newer, in whichever order their runs are listed', () => {
    const deployed = past(2, 'c', { image: REPOSITORY, tags: [A, B] })
    for (const runs of [
      [run(A, 4), run(B, 3)],
      [run(B, 3), run(A, 4)],
    ])
      expect(rate(historyOf([deployed], runs)).deployments[0]?.commit).toBe(B)
    expect(rate(historyOf([deployed], [run(B, 3), run(A, 2.5)])).deployments[0]?.commit).toBe(A)
  })

  it('commits an image holds is the same in any order where they were made together, and none without a time before another', () => {
    const holds = (...runs: readonly PastRun[]): string | undefined =>
      rate(historyOf([past(2, 'c', { image: REPOSITORY, tags: [A, B] })], runs)).deployments[0]?.commit
    expect([holds(run(A, 4), run(B, 4)), holds(run(B, 4), run(A, 4))]).toEqual([A, A])
    expect([holds(timeless(A), run(B, 4)), holds(run(B, 4), timeless(A))]).toEqual([B, B])
  })
})

describe('the middle of the times from push to live', () => {
  it('is that of the three in order', () => {
    const deployments = [
      past(1, 'd', { finishedAt: ago(1) }),
      past(2, 'c', { finishedAt: ago(2) }),
      past(3, 'b', { finishedAt: ago(3) }),
      past(20, 'a'),
    ]
    const runs = [run(sha('d'), 2), run(C, 6), run(B, 5)]
    expect(rate(historyOf(deployments, runs)).medianPushToLive).toBe(2 * HOUR)
  })

  it('may be none at all, where a commit was live the moment that it was made', () => {
    const deployments = [past(3, 'b', { finishedAt: ago(3), pushedAt: ago(3) }), past(20, 'a')]
    expect(rate(historyOf(deployments, [run(B, 3)])).medianPushToLive).toBe(0)
  })
})

describe('pushes that count', () => {
  const pushes = (deployments: readonly PastDeployment[], ...runs: readonly PastRun[]) =>
    rate(historyOf(deployments, runs)).pushes
  const listedOnes = [past(2, 'b'), past(5, 'a')]

  it('are those of which one run of several was for a push, and is over', () => {
    const under = ({ conclusion: _conclusion, ...rest }: PastRun): PastRun => rest
    expect(pushes(listedOnes, run(B, 3), run(B, 3, { event: 'schedule' }), run(A, 6))).toEqual({ all: 2, live: 2 })
    expect(pushes(listedOnes, run(B, 3), run(A, 6), under(run(C, 1)))).toEqual({ all: 2, live: 2 })
  })

  it('are known by their run where nobody knows when the commit was made', () => {
    expect(pushes(listedOnes, run(B, 3), run(A, 6), unmade(run(C, 1)))).toEqual({ all: 3, live: 2 })
    expect(pushes(listedOnes, run(B, 3), run(A, 6), unmade(run(C, 8)))).toEqual({ all: 2, live: 2 })
    expect(pushes(listedOnes, unmade(run(B, 3)), run(A, 6))).toEqual({ all: 2, live: 2 })
  })

  it('of which nobody knows any time count where they came live, or where no deployment is listed', () => {
    expect(pushes(listedOnes, run(B, 3), run(A, 6), timeless(C))).toEqual({ all: 2, live: 2 })
    expect(pushes(listedOnes, timeless(B), run(A, 6), timeless(C))).toEqual({ all: 2, live: 2 })
    expect(pushes([], timeless(B))).toEqual({ all: 1, live: 0 })
  })

  it('do not hide what nobody knows of a deployment behind one without a time', () => {
    expect(pushes([...listedOnes, past(1, 'd')], timeless(B), run(A, 6))).toBeUndefined()
  })

  it('include one from the moment at which the oldest deployment began', () => {
    expect(pushes(listedOnes, run(B, 3), run(A, 6), run(C, 5))).toEqual({ all: 3, live: 2 })
  })

  it('are all of them where no deployment is listed, and not counted where the runs were not read', () => {
    expect(pushes([], run(B, 3), run(A, 60))).toEqual({ all: 2, live: 0 })
    expect(rate({ ...historyOf([]), runs: refused }).pushes).toBeUndefined()
  })

  it('are not measured by a deployment without a time', () => {
    const timeless = without(past(9, 'c', { status: 'STOPPED' }), 'createdAt', 'finishedAt')
    expect(pushes([...listedOnes, timeless], run(B, 3), run(A, 6), run(C, 60))).toEqual({ all: 2, live: 2 })
  })

  it('are not live by a deployment of which nobody knows when it ended', () => {
    expect(pushes([without(past(2, 'b'), 'finishedAt'), past(5, 'a')], run(B, 3), run(A, 6))).toEqual({
      all: 2,
      live: 1,
    })
  })

  it.each<[what: string, deployment: PastDeployment, counted: boolean]>([
    ['succeeded', past(1, 'd'), false],
    ['was stopped', past(1, 'd', { status: 'STOPPED' }), true],
    ['changed nothing', past(1, 'd', { digest: digest('b') }), true],
    ['began before the oldest push', past(7, 'd'), true],
    ['began with the oldest push', past(6, 'd'), false],
    ['has no time', without(past(1, 'd'), 'createdAt', 'finishedAt'), false],
  ])('are counted or not where one of which nobody knows the commit %s', (_, deployment, counted) => {
    const counts = pushes([...listedOnes, deployment], run(B, 3), run(A, 6))
    expect(counts).toEqual(counted ? { all: 2, live: 2 } : undefined)
  })

  it('are not counted where there is none and nobody knows what was deployed', () => {
    expect(pushes([past(1, 'd'), past(2, 'c')])).toBeUndefined()
  })
})

describe('the share of the time behind', () => {
  const share = (deployments: readonly PastDeployment[], ...runs: readonly PastRun[]): number | undefined =>
    rate(historyOf(deployments, runs)).behindShare
  const at = (hours: number, letter: string, change: Partial<PastDeployment> = {}): PastDeployment =>
    past(hours, letter, { finishedAt: ago(hours), ...change })
  const D = sha('d')

  it('is not that of a time of no length', () => {
    expect(share([at(20, 'a')], run(B, 0), run(C, 0))).toBeUndefined()
  })

  it('does not end with a deployment that failed, or of a commit without a time', () => {
    expect(share([at(5, 'c', { status: 'STOPPED' }), at(20, 'a')], run(B, 10), run(C, 8))).toBeCloseTo(1)
    expect(share([at(5, 'c'), at(20, 'a')], run(B, 10), run(D, 8), unmade(run(C, 9)))).toBeCloseTo(1)
  })
})

describe('builds by hand of projects', () => {
  it('are counted where they were read in part, or another project was not read', () => {
    const problems = (project: string) => [{ project, message: 'refused', blocking: false }]
    expect(manualBuilds(pipelinesOf([build()], {}, { problems: problems('p') }))).toBe(1)
    expect(manualBuilds(pipelinesOf([], {}, { problems: problems('q') }))).toBe(0)
  })
})
