import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import type { CompetingPipelines } from '../../src/model.ts'
import { SETTING } from '../../simulator/stage.ts'
import { claimsSafe } from './all-kinds.ts'
import {
  anyWorld,
  build,
  HOOK_EVENTS,
  isPushToBranchOrMerge,
  PROJECTS,
  takers,
  type AnyWorld,
  type BuiltWorld,
  type ProjectName,
} from './all-kinds-worlds.ts'

const RUNS = 250
/** Of those that act several times. */
const FEWER_RUNS = 100

async function act(
  { world }: BuiltWorld,
  { asked }: AnyWorld,
  handling: 'disable' | 'restore' | 'report',
): Promise<CompetingPipelines> {
  const reading = await world.guard(handling, { codebuildProjects: [...asked] }).act()
  expect(world.violations).toEqual([])
  return reading
}

/** Delivers an event to the hook, as far as GitHub sends it at all. */
function startsThroughHook(built: BuiltWorld, name: ProjectName, event: (typeof HOOK_EVENTS)[number]): boolean {
  return !built.isSilent(name) && takers(built.hookOf(name), event).length > 0
}

/** The parts of a world that differ between two readings of it. */
function changed(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): readonly string[] {
  return Object.keys(before).filter((part) => JSON.stringify(before[part]) !== JSON.stringify(after[part]))
}

const short = (name: string): string =>
  name.replace(/ (?:in \S+|\(\S+\))$/, '').replace(/^.*\/(?=(?:rule|schedule)-)/, '')

describe('for random projects with hooks, rules, schedules and pipelines', () => {
  it('where the guard claims it, no push, merge, event, time or pipeline starts a build', async () => {
    await fc.assert(
      fc.asyncProperty(anyWorld, async (made) => {
        const built = build(made)
        const reading = await act(built, made, 'disable')
        for (const name of made.asked) {
          if (!claimsSafe(reading, name)) continue
          for (const event of HOOK_EVENTS.filter(isPushToBranchOrMerge))
            expect({ event, starts: startsThroughHook(built, name, event) }).toEqual({ event, starts: false })
          const before = await built.builds(name)
          for (const { happen } of built.happenings) happen(built.world)
          if (!built.isSilent(name))
            for (const { type, head, message } of HOOK_EVENTS)
              if (type === 'PUSH' && head?.startsWith('refs/heads/') === true)
                built.world.codebuild.deliverPush(SETTING.repository, { ref: head, sha: 'a'.repeat(40), message })
          expect(await built.builds(name)).toBe(before)
        }
      }),
      { numRuns: RUNS },
    )
  })

  it('what it tells as disabled is off and changed, what as live is on; it changed what it may, and all that it must', async () => {
    await fc.assert(
      fc.asyncProperty(anyWorld, async (made) => {
        const built = build(made)
        const first = built.state()
        const reading = await act(built, made, 'disable')
        const told = reading.projects.flatMap(({ triggers }) => triggers).filter(({ change }) => change === 'disabled')
        const disabled = told.map(({ kind, name }) => `${kind} ${name}`)
        for (const { name, triggers } of reading.projects)
          for (const trigger of triggers) {
            // Nothing in this world carried a mark before; what two projects share is changed once.
            if (trigger.state === 'disabled') expect(disabled).toContain(`${trigger.kind} ${trigger.name}`)
            if (trigger.kind === 'webhook') {
              const project = PROJECTS.find((one) => one === name) ?? 'app'
              const starts = HOOK_EVENTS.filter(isPushToBranchOrMerge).some((event) =>
                startsThroughHook(built, project, event),
              )
              if (trigger.state === 'disabled' || trigger.state === 'harmless') expect(starts).toBe(false)
              continue
            }
            const isFirstStage = trigger.kind === 'pipeline' && trigger.name.includes('/Source')
            if (trigger.state === 'disabled') expect(built.isOff(trigger.kind, trigger.name)).toBe(true)
            if (trigger.state === 'live' && !isFirstStage) expect(built.isOff(trigger.kind, trigger.name)).toBe(false)
          }
        // Whatever was changed in the world was told as changed, and nothing else was.
        const names = new Set(
          told.map(({ kind, name, project }) =>
            kind === 'webhook' ? `hook ${project}` : `${kind === 'pipeline' ? 'stage' : kind} ${short(name)}`,
          ),
        )
        expect(new Set(changed(first, built.state()))).toEqual(names)
        expect([...names].filter((name) => !built.mayChange(made.asked).has(name))).toEqual([])
        expect(built.mustChange(made.asked).filter((name) => !names.has(name))).toEqual([])
        for (const { undo } of told) expect(undo).toMatch(/^(?:aws|gh) /)
      }),
      { numRuns: RUNS },
    )
  })

  it('groups of a hook that no push to a branch and no merge can match go on starting what they started', async () => {
    await fc.assert(
      fc.asyncProperty(anyWorld, async (made) => {
        const built = build(made)
        const hooks = new Map(PROJECTS.map((name) => [name, structuredClone(built.hookOf(name))]))
        await act(built, made, 'disable')
        for (const name of PROJECTS) {
          if (built.isSilent(name)) continue
          const [before, after] = [hooks.get(name), built.hookOf(name)]
          const isMarked = (at: number | 'all'): boolean =>
            at === 'all'
              ? before?.branchFilter !== after?.branchFilter
              : JSON.stringify(after?.filterGroups?.[at]) !== JSON.stringify(before?.filterGroups?.[at])
          for (const event of HOOK_EVENTS) {
            const was = takers(before, event)
            // No event starts through a hook now that did not start through it then.
            if (was.length === 0) expect(takers(after, event)).toEqual([])
            if (was.some((at) => !isMarked(at))) expect(takers(after, event).length).toBeGreaterThan(0)
          }
          // Only what can match a push to a branch or a merge, as far as its filters do not rule that out, was touched.
          if (!made.asked.includes(name)) expect(after).toEqual(before)
        }
      }),
      { numRuns: RUNS },
    )
  })

  it('restore gives everything back as it was; doing either twice changes nothing; report changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(anyWorld, async (made) => {
        const built = build(made)
        const { world } = built
        const first = built.state()
        await act(built, made, 'report')
        expect(world.writes).toEqual([])
        await act(built, made, 'disable')
        const off = built.state()
        world.calm()
        await act(built, made, 'disable')
        expect(world.writes).toEqual([])
        expect(built.state()).toEqual(off)
        await act(built, made, 'restore')
        expect(built.state()).toEqual(first)
        world.calm()
        await act(built, made, 'restore')
        expect(world.writes).toEqual([])
        expect(built.state()).toEqual(first)
      }),
      { numRuns: FEWER_RUNS },
    )
  })

  it('killed at any call of disable or restore, a fresh restore gives everything back', async () => {
    const death = new Error('killed')
    await fc.assert(
      fc.asyncProperty(
        anyWorld,
        fc.nat(12),
        fc.constantFrom('before' as const, 'after' as const),
        fc.boolean(),
        async (made, nth, moment, restoring) => {
          const built = build(made)
          const { world } = built
          const first = built.state()
          if (restoring) await act(built, made, 'disable')
          let writes = 0
          world[moment] = (call) => {
            if (call.writes && writes++ === nth) throw death
          }
          await act(built, made, restoring ? 'restore' : 'disable').catch((error: unknown) => expect(error).toBe(death))
          world.calm()
          await act(built, made, 'restore')
          expect(built.state()).toEqual(first)
        },
      ),
      { numRuns: FEWER_RUNS },
    )
  })
})
