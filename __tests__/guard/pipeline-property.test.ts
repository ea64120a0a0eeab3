import { describe, expect, it } from '@jest/globals'
import type { PipelineDeclaration, StageDeclaration } from '@aws-sdk/client-codepipeline'
import * as fc from 'fast-check'

import { TRANSITION_MARK } from '../../src/guard/pipeline/transition.ts'
import type { Look } from '../../src/guard/trigger.ts'
import { REGION } from './codebuild-in-memory.ts'
import { CodePipelineInMemory, building, pipelineOf, source, stageOf } from './codepipeline-in-memory.ts'
import { disable, find, restore } from './pipeline-asking.ts'

const FAR = 'eu-west-1'

interface World {
  readonly pipelines: readonly (readonly [PipelineDeclaration, string])[]
  /** Stages that their owner has closed, as pipeline, stage, region and reason. */
  readonly closed: readonly (readonly [string, string, string, string])[]
}

const action = fc.constantFrom(
  building('app'),
  building('app', { region: REGION }),
  building('app', { region: FAR }),
  building('web'),
)
const stage = (name: string): fc.Arbitrary<StageDeclaration> =>
  fc.array(action, { minLength: 1, maxLength: 2 }).map((actions) => stageOf(name, ...actions))
const reason = fc.constantFrom('release freeze', '', `${TRANSITION_MARK} (changed)`, TRANSITION_MARK.toLowerCase())
const anyWorld: fc.Arbitrary<World> = fc
  .array(
    fc.record({
      later: fc.tuple(stage('Build'), stage('Test'), stage('Out')),
      region: fc.constantFrom(REGION, REGION, FAR),
      closed: fc.subarray(['Build', 'Test', 'Out']),
      reason,
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((made) => ({
    pipelines: made.map(({ later, region }, at) => [pipelineOf(`ship${at}`, [source(), ...later]), region] as const),
    closed: made.flatMap(({ closed, region, reason: why }, at) =>
      closed.map((name) => [`ship${at}`, name, region, why] as const),
    ),
  }))

function build({ pipelines, closed }: World): CodePipelineInMemory {
  const world = new CodePipelineInMemory()
  for (const [pipeline, region] of pipelines) world.add(pipeline, region)
  for (const [pipeline, name, region, why] of closed) world.close(pipeline, name, why, region)
  return world
}

const looking = { namesFromBuilds: async (): Promise<readonly string[]> => ['ship0', 'ship1', 'ship2'] }

/** Stages that an execution enters and that run the project, told a second time. */
function starters({ pipelines }: World, world: CodePipelineInMemory): readonly string[] {
  return pipelines.flatMap(([{ name = '', stages = [] }, region]) =>
    stages
      .filter(({ actions }) =>
        (actions ?? []).some(
          (one) => one.configuration?.['ProjectName'] === 'app' && (one.region ?? region) === REGION,
        ),
      )
      .map((one) => one.name ?? '')
      .filter((one) => world.stage(name, one, region).transition?.enabled !== false)
      .map((one) => `${name}/${one}`),
  )
}

function statesOf({ triggers }: Look): readonly string[] {
  return triggers.map(({ name, state }) => `${name} ${state}`)
}

describe('for random pipelines in two regions', () => {
  it('no execution enters a stage with the project after disable, and no other stage is changed', async () => {
    await fc.assert(
      fc.asyncProperty(anyWorld, async (made) => {
        const world = build(made)
        const before = starters(made, world)
        expect((await find(world, looking)).triggers.filter(({ state }) => state === 'live')).toHaveLength(
          before.length,
        )
        const done = await disable(world, looking)
        expect(starters(made, world)).toEqual([])
        expect(world.writes).toBe(before.length)
        expect(done.triggers.filter(({ state }) => state !== 'disabled' && state !== 'harmless')).toEqual([])
        expect(done.problems.filter(({ blocking }) => blocking)).toEqual([])
        expect(statesOf(await find(world, looking))).toEqual(statesOf(done))
      }),
      { numRuns: 150 },
    )
  })

  it('restore gives back what was, and doing either twice changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(anyWorld, async (made) => {
        const world = build(made)
        const before = world.transitions()
        await disable(world, looking)
        const closed = world.transitions()
        const { writes } = world
        await disable(world, looking)
        expect([world.writes, world.transitions()]).toEqual([writes, closed])
        await restore(world, looking)
        expect(world.transitions()).toEqual(before)
        const restored = world.writes
        await restore(world, looking)
        expect(world.writes).toBe(restored)
      }),
      { numRuns: 150 },
    )
  })

  it('a run that dies at any write, before or after AWS did it, leaves what restore brings back', async () => {
    await fc.assert(
      fc.asyncProperty(anyWorld, fc.nat(8), fc.boolean(), fc.boolean(), async (made, fatal, wasDone, atRestore) => {
        const world = build(made)
        const before = world.transitions()
        if (atRestore) await disable(world, looking)
        const death = new Error('killed')
        const last = world.writes + fatal + 1
        const die = (): void => {
          if (world.writes === last) throw death
        }
        const told = new Set<string>()
        if (wasDone) world.afterWrite = die
        else world.before = ({ method }) => (method.endsWith('Transition') ? die() : undefined)
        const act = atRestore ? restore : disable
        await act(world, { ...looking, about: ({ name }) => told.add(name) }).catch((error: unknown) =>
          expect(error).toBe(death),
        )
        world.before = () => undefined
        world.afterWrite = () => undefined
        if (!atRestore) expect(told.size).toBe(world.writes)
        await restore(world, looking)
        expect(world.transitions()).toEqual(before)
      }),
      { numRuns: 200 },
    )
  })
})
