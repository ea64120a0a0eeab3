import { describe, expect, it, jest } from '@jest/globals'
import type { Guard } from '../../src/guard/guard.ts'
import type { CompetingPipelines } from '../../src/model.ts'
import { REGION } from '../../simulator/stage.ts'
import {
  ALL_AT_ONCE,
  ALL_AT_ONCE_AT_GITHUB,
  buildsOf,
  isShut,
  layWays,
  PROJECT,
  stateOfTriggers,
  WAYS,
  type Way,
} from '../../simulator/stories/triggers.ts'
import { AwsError } from '../../simulator/world/failure.ts'
import { AllKinds, claimsSafe, type WorldCall } from './all-kinds.ts'

// Hundreds of runs each: on a busy machine they take longer than jest allows a test by default.
jest.setTimeout(60_000)

const death = new Error('killed')
const FAR_WAY = WAYS['a pipeline in another region with a schedule']

const worlds: readonly (readonly [string, readonly Way[]])[] = [
  ['with the hook changed at CodeBuild', ALL_AT_ONCE],
  ['with a branch filter', [WAYS['a webhook with a branch filter'], ...ALL_AT_ONCE.slice(1)]],
  ['with the hook switched off at GitHub', ALL_AT_ONCE_AT_GITHUB],
]

function worldOf(ways: readonly Way[]): AllKinds {
  const world = new AllKinds()
  layWays(world, ways)
  return world
}

/** Acts and may die of it. */
async function actUntilDeath(guard: Guard): Promise<boolean> {
  try {
    await guard.act()
    return false
  } catch (error) {
    expect(error).toBe(death)
    return true
  }
}

type Moment = 'before' | 'after'

/** Has the world kill its caller at the n-th call of these (from 1 on). */
function killAt(world: AllKinds, moment: Moment, nth: number, counts: (call: WorldCall) => boolean): void {
  let seen = 0
  let isDead = false
  // Whatever else is under way dies with it.
  world[moment] = (call) => {
    isDead ||= counts(call) && (seen += 1) === nth
    if (isDead) throw death
  }
}

/** All ways that the world has off are told as changed by this run. */
function expectTold(guard: Guard, world: AllKinds, ways: readonly Way[], change: string): void {
  const triggers = guard.known().projects.flatMap((project) => project.triggers)
  for (const way of ways) {
    if (!way.isOff(world)) continue
    const [first] = way.triggers
    const told = triggers.find(({ kind, name }) => kind === first?.kind && (kind === 'webhook' || name === first.name))
    expect(told).toMatchObject({ undo: expect.stringMatching(/^(?:aws|gh) /) })
    // Where the run died before it read the change back, nobody knows whether it came through.
    expect([change, 'unconfirmed']).toContain(told?.change)
  }
}

/**
 * A pipeline of another region is found by the builds that it started, as far as those and that region can be read: where they
 * cannot, that is told and does not block.
 */
function isNotTold({ problems }: CompetingPipelines): (way: Way) => boolean {
  const told = problems.some(({ message }) =>
    /pipelines of other regions|started by the pipeline far, which/.test(message),
  )
  return (way) => way !== FAR_WAY || !told
}

/** How many calls, and how many writes, an undisturbed run makes. */
async function lengthOf(ways: readonly Way[], restoring: boolean): Promise<{ calls: number; writes: number }> {
  const world = worldOf(ways)
  if (restoring) await world.guard('disable').act()
  world.calm()
  await world.guard(restoring ? 'restore' : 'disable').act()
  return { calls: world.calls.length, writes: world.writes.length }
}

describe.each(worlds)('every kind at once, %s', (_, ways) => {
  it('is disabled and restored in process as over the wire', async () => {
    const world = worldOf(ways)
    const first = stateOfTriggers(world)
    const reading = await world.guard('disable').act()
    expect(claimsSafe(reading)).toBe(true)
    expect(ways.map((way) => way.isOff(world))).not.toContain(false)
    expect(world.writes).toHaveLength(ways.flatMap(({ triggers }) => triggers).length)
    await world.guard('restore').act()
    expect(stateOfTriggers(world)).toEqual(first)
    expect(world.violations).toEqual([])
  })

  it.each<Moment>(['before', 'after'])(
    'killed %s any write of disable: what was changed is told, and restore brings the first state back',
    async (moment) => {
      const { writes } = await lengthOf(ways, false)
      expect(writes).toBeGreaterThanOrEqual(10)
      for (let nth = 1; nth <= writes; nth++) {
        const world = worldOf(ways)
        const first = stateOfTriggers(world)
        killAt(world, moment, nth, (call) => call.writes)
        const guard = world.guard('disable')
        expect(await actUntilDeath(guard)).toBe(true)
        expectTold(guard, world, ways, 'disabled')
        world.calm()
        await world.guard('restore').act()
        expect(stateOfTriggers(world)).toEqual(first)
      }
    },
  )

  it.each<Moment>(['before', 'after'])(
    'killed %s any write of restore: another restore brings the first state back, and another disable disables all',
    async (moment) => {
      const { writes } = await lengthOf(ways, true)
      expect(writes).toBeGreaterThanOrEqual(10)
      for (let nth = 1; nth <= writes; nth++) {
        for (const next of ['restore', 'disable'] as const) {
          const world = worldOf(ways)
          const first = stateOfTriggers(world)
          await world.guard('disable').act()
          const off = stateOfTriggers(world)
          killAt(world, moment, nth, (call) => call.writes)
          expect(await actUntilDeath(world.guard('restore'))).toBe(true)
          world.calm()
          await world.guard(next).act()
          expect(stateOfTriggers(world)).toEqual(next === 'restore' ? first : off)
        }
      }
    },
  )

  it('killed at any call of disable, reads included, restore brings the first state back', async () => {
    const { calls } = await lengthOf(ways, false)
    for (let nth = 1; nth <= calls; nth++) {
      const world = worldOf(ways)
      const first = stateOfTriggers(world)
      killAt(world, 'before', nth, () => true)
      const guard = world.guard('disable')
      await actUntilDeath(guard)
      expectTold(guard, world, ways, 'disabled')
      world.calm()
      await world.guard('restore').act()
      expect(stateOfTriggers(world)).toEqual(first)
    }
  })

  it.each([
    ['denied once', new AwsError('AccessDeniedException', 'User is not authorized to perform this'), 1],
    ['denied from then on', new AwsError('AccessDeniedException', 'User is not authorized to perform this'), Infinity],
    ['throttled from then on', new AwsError('ThrottlingException', 'Rate exceeded'), Infinity],
    ['rejected once', new AwsError('ValidationException', 'nobody knows why'), 1],
  ] as const)(
    '%s at any call: nothing passes unless all are off, what was changed is told, restore brings the first state back',
    async (_how, refusal, times) => {
      const { calls } = await lengthOf(ways, false)
      for (let nth = 1; nth <= calls; nth++) {
        const world = worldOf(ways)
        const first = stateOfTriggers(world)
        world.before = (_call, count) => {
          if (count >= nth && count < nth + times) throw refusal
        }
        const guard = world.guard('disable')
        const reading = await guard.act()
        if (claimsSafe(reading))
          expect(ways.filter((way) => !isShut(way, world)).filter(isNotTold(reading))).toEqual([])
        expectTold(guard, world, ways, 'disabled')
        world.calm()
        await world.guard('restore').act()
        expect(stateOfTriggers(world)).toEqual(first)
      }
    },
  )

  it.each([
    ['denied', new AwsError('AccessDeniedException', 'User is not authorized to perform this')],
    ['throttled', new AwsError('ThrottlingException', 'Rate exceeded')],
  ] as const)(
    '%s from any call of restore on: nothing is turned on untold, and the next restore does the rest',
    async (_how, refusal) => {
      const { calls } = await lengthOf(ways, true)
      for (let nth = 1; nth <= calls; nth++) {
        const world = worldOf(ways)
        const first = stateOfTriggers(world)
        await world.guard('disable').act()
        world.calm()
        world.before = (_call, count) => {
          if (count >= nth) throw refusal
        }
        const reading = await world.guard('restore').act()
        const triggers = reading.projects.flatMap((project) => project.triggers)
        expect(reading.problems.length + triggers.filter(({ change }) => change === 'restored').length).toBeGreaterThan(
          0,
        )
        const count = ways.filter((way) => !way.isOff(world)).length
        expect(triggers.filter(({ change }) => change === 'restored').length).toBeGreaterThanOrEqual(count)
        world.calm()
        await world.guard('restore').act()
        expect(stateOfTriggers(world)).toEqual(first)
      }
    },
  )

  it('throttled once at any call, all are disabled all the same', async () => {
    const { calls } = await lengthOf(ways, false)
    for (let nth = 1; nth <= calls; nth++) {
      const world = worldOf(ways)
      let isElsewhere = false
      world.before = ({ action, region }, count) => {
        // What asks GitHub tries again by itself.
        if (count !== nth || action.startsWith('github:')) return
        isElsewhere = action === 'codepipeline:GetPipeline' && region !== REGION
        throw new AwsError('ThrottlingException', 'Rate exceeded')
      }
      const reading = await world.guard('disable').act()
      const open = ways.filter((way) => !isShut(way, world))
      // Another region than the project's is asked once for a pipeline that may be anywhere.
      expect(claimsSafe(reading)).toBe(!isElsewhere || open.length === 0)
      expect(open.filter((way) => !isElsewhere || way !== FAR_WAY)).toEqual([])
    }
  })

  it.each(['events', 'scheduler', 'codepipeline', 'codebuild:UpdateWebhook'])(
    'a run that acts again, because %s gave no answer at first, tells what it did each time',
    async (service) => {
      const world = worldOf(ways)
      const guard = world.guard('disable')
      world.before = ({ action }) => {
        if (action.startsWith(service)) throw new AwsError('ThrottlingException', 'Rate exceeded')
      }
      await guard.act()
      expectTold(guard, world, ways, 'disabled')
      world.calm()
      const reading = await guard.act()
      expect(claimsSafe(reading)).toBe(true)
      expectTold(guard, world, ways, 'disabled')
    },
  )

  it('no write of a run that restores starts a build', async () => {
    const world = worldOf(ways)
    const builds = await buildsOf(world)
    await world.guard('disable').act()
    await world.guard('restore').act()
    expect(await buildsOf(world)).toEqual(builds)
  })
})

describe('somebody changes the same things at any call of disable', () => {
  const OWNER = 'arn:aws:iam::123456789012:user/owner'
  const meddling: readonly (readonly [string, (world: AllKinds) => unknown])[] = [
    ['deletes a rule', ({ events }) => events.removeRule('nightly')],
    ['deletes a bus with its rule', ({ events }) => events.removeBus('orders')],
    ['deletes a schedule', ({ scheduler }) => scheduler.remove('hourly')],
    ['deletes a pipeline', ({ codepipeline }) => codepipeline.remove('release')],
    ['turns a rule on', ({ events }) => events.stored('nightly') && events.api(REGION).enableRule({ Name: 'nightly' })],
    ['opens a pipeline', ({ codepipeline }) => codepipeline.close('release', 'Build', undefined, OWNER)],
    ['closes a pipeline', ({ codepipeline }) => codepipeline.close('release', 'Build', 'release freeze', OWNER)],
    [
      'gives the hook other filters',
      ({ codebuild }) =>
        codebuild
          .api(REGION)
          .updateWebhook({ projectName: PROJECT, filterGroups: [[{ type: 'EVENT', pattern: 'PUSH' }]] }),
    ],
    [
      'gives a rule another target',
      ({ events }) =>
        events
          .api(REGION)
          .putTargets({ Rule: 'nightly', Targets: [{ Id: 'mail', Arn: `arn:aws:sns:${REGION}:1:mail` }] }),
    ],
  ]
  // All calls would only take longer: every third of them, at another one for each change.
  it.each(meddling.map(([what, meddle], at) => [what, meddle, at % 3] as const))(
    '%s: the run ends, and the next look claims nothing that is not so',
    async (what, meddle, offset) => {
      const { calls } = await lengthOf(ALL_AT_ONCE, false)
      for (let nth = 1 + offset; nth <= calls; nth += 3) {
        const world = worldOf(ALL_AT_ONCE)
        world.before = (_call, count) => {
          if (count === nth) void meddle(world)
        }
        const guard = world.guard('disable')
        await guard.act()
        world.calm()
        const reading = await guard.read()
        expect(world.writes).toEqual([])
        const open = ALL_AT_ONCE.filter((way) => !isShut(way, world))
        const isDeletion = what.startsWith('deletes')
        // What is gone is not off, and starts nothing.
        if (claimsSafe(reading)) expect(open.length).toBeLessThanOrEqual(isDeletion ? 1 : 0)
        if (isDeletion)
          expect({ nth, safe: claimsSafe(reading), problems: blocking(reading) }).toEqual({
            nth,
            safe: true,
            problems: [],
          })
      }
    },
  )
})

function blocking({ problems }: CompetingPipelines): readonly string[] {
  return problems.filter((problem) => problem.blocking).map(({ message }) => message)
}
