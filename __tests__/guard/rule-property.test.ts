import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import type { Trigger } from '../../src/model.ts'
import { arnOf } from './codebuild-in-memory.ts'
import { EventsInMemory } from './events-in-memory.ts'
import type { RuleFields } from './events-in-memory.ts'
import { APP, PROJECT, guardOf, pipeline, quiet } from './rule-asking.ts'

const RUNS = [pipeline('release'), pipeline('canary')]
const MAIL = 'arn:aws:sns:eu-central-1:123456789012:mail'

const anyDescription = fc.option(
  fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 80 }),
    fc.string({ minLength: 440, maxLength: 512 }),
    fc.constantFrom('', ' ', 'a\nb', 'before [disabled by ecs-deploy-verifier, was ENABLED] text'),
  ),
  { nil: undefined },
)
const anyRule = fc.record({
  bus: fc.constantFrom('default', 'orders', 'aws.partner/acme/shop'),
  fields: fc
    .record(
      {
        EventPattern: fc.constantFrom('{"source":["aws.s3"]}', '{ "detail": { "x": ["ü"] } }'),
        ScheduleExpression: fc.constantFrom('rate(1 day)', 'cron(0 6 * * ? *)'),
        RoleArn: fc.constant('arn:aws:iam::123456789012:role/rules'),
        Description: anyDescription.map((text) => text?.slice(0, 512)),
        State: fc.constantFrom(
          'ENABLED' as const,
          'ENABLED' as const,
          'DISABLED' as const,
          'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' as const,
        ),
        ManagedBy: fc.constantFrom(undefined, undefined, undefined, 'shop.amazonaws.com'),
      },
      { requiredKeys: [] },
    )
    .map((fields): RuleFields => {
      const present = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
      return fields.EventPattern === undefined ? { ScheduleExpression: 'rate(5 minutes)', ...present } : present
    }),
  targets: fc.subarray([APP, arnOf('worker'), 'arn:aws:codepipeline:eu-central-1:123456789012:release', MAIL], {
    minLength: 1,
  }),
})
type AnyRule = typeof anyRule extends fc.Arbitrary<infer One> ? One : never
const anyRules = fc.array(anyRule, { minLength: 1, maxLength: 4 })

function worldOf(rules: readonly AnyRule[]): EventsInMemory {
  const world = new EventsInMemory()
  for (const [at, { bus, fields, targets }] of rules.entries()) world.add(`${bus}/rule-${at}`, fields, ...targets)
  return world
}

const asked = { runs: RUNS }

/** What starts the project, straight from the world. */
function firing(world: EventsInMemory): readonly string[] {
  return [...world.rules].flatMap(([id, { rule, targets }]) =>
    rule.State !== 'DISABLED' && targets.some(({ Arn = '' }) => [APP, ...RUNS.map(({ arn }) => arn)].includes(Arn))
      ? [id]
      : [],
  )
}

describe('for random rules', () => {
  it('what still fires after disabling is told as live, each with a problem that blocks, and nothing else changed', async () => {
    await fc.assert(
      fc.asyncProperty(anyRules, async (rules) => {
        const world = worldOf(rules)
        const look = await guardOf(world, asked).disable(PROJECT, quiet)
        const live = look.triggers.filter(({ state }) => state === 'live').map(({ name }) => name)
        expect(
          firing(world)
            .map((id) => id.replace(/^default\//, ''))
            .toSorted(),
        ).toEqual(live.toSorted())
        expect(look.problems.filter(({ blocking }) => blocking)).toHaveLength(live.length)
        for (const [id, { rule, targets }] of worldOf(rules).rules) {
          const now = world.rules.get(id)
          const wasOn = rule.State !== 'DISABLED'
          const mayChange = wasOn && !targets.some(({ Arn }) => Arn === MAIL) && rule.ManagedBy === undefined
          if (!mayChange) expect(now?.rule).toEqual(rule)
          expect(now).toMatchObject({ targets, tags: { team: 'shop' } })
        }
      }),
      { numRuns: 300 },
    )
  })

  it('restore gives every rule back as it was, and doing either twice changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(anyRules, async (rules) => {
        const world = worldOf(rules)
        const before = world.all()
        await guardOf(world, asked).disable(PROJECT, quiet)
        const disabled = world.all()
        const writes = world.count('putRule')
        await guardOf(world, asked).disable(PROJECT, quiet)
        expect(world.all()).toEqual(disabled)
        expect(world.count('putRule')).toBe(writes)

        await guardOf(world, asked).restore(PROJECT, quiet)
        expect(world.all()).toEqual(before)
        const restored = world.count('putRule')
        await guardOf(world, asked).restore(PROJECT, quiet)
        expect(world.count('putRule')).toBe(restored)
      }),
      { numRuns: 300 },
    )
  })

  it('a run that dies at any write, before or after AWS did it, leaves what restore brings back; what was changed was told before', async () => {
    const anyDeath = fc.record({
      fatal: fc.integer({ min: 1, max: 4 }),
      wasDone: fc.boolean(),
      restoring: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(anyRules, anyDeath, async (rules, { fatal, wasDone, restoring }) => {
        const world = worldOf(rules)
        const before = world.all()
        if (restoring) await guardOf(world, asked).disable(PROJECT, quiet)
        const start = structuredClone(world.rules)
        const writes = world.count('putRule')
        const death = new Error('killed')
        const die = (): void => {
          if (world.count('putRule') - writes === fatal) throw death
        }
        if (wasDone) world.afterWrite = die
        else world.before = ({ method }) => method === 'putRule' && die()
        const told = new Set<string>()
        const guard = guardOf(world, asked)
        const about = ({ name }: Trigger): unknown => told.add(name)
        await (restoring ? guard.restore(PROJECT, about) : guard.disable(PROJECT, about)).catch((error: unknown) =>
          expect(error).toBe(death),
        )
        for (const [id, { rule }] of world.rules)
          if (rule.State !== start.get(id)?.rule.State) expect(told).toContain(id.replace(/^default\//, ''))
        world.afterWrite = quiet
        world.before = quiet
        await guardOf(world, asked).restore(PROJECT, quiet)
        expect(world.all()).toEqual(before)
      }),
      { numRuns: 300 },
    )
  })
})
