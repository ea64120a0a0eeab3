import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import type { Task } from '@aws-sdk/client-ecs'
import { task, World } from './service-world.ts'

type Move = { readonly kind: 'start' | 'run' | 'stop' | 'end' | 'forget' | 'nothing'; readonly at: number }

const move: fc.Arbitrary<Move> = fc.record({
  kind: fc.constantFrom('start', 'run', 'stop', 'stop', 'end', 'forget', 'nothing'),
  at: fc.nat(1_000),
})

let started = 0

const isOver = ({ lastStatus }: Task): boolean => lastStatus === 'STOPPED'

/** ECS's own order: started, running, told to stop, stopped, forgotten. */
function apply(world: World, { kind, at }: Move): void {
  const pick = (fits: (item: Task) => boolean): Task | undefined => {
    const fitting = [...world.tasks.values()].filter(fits)
    return fitting[at % Math.max(1, fitting.length)]
  }
  const change = (item: Task | undefined, more: Partial<Task>): void => {
    if (item !== undefined) world.add({ ...item, ...more })
  }
  switch (kind) {
    case 'start': {
      // An id is never used twice; its place among the pages is anywhere.
      started += 1
      world.add(task(`t${at}-${started}`, { lastStatus: 'PENDING', startedBy: `ecs-svc/${at % 3}` }))
      return
    }
    case 'run':
      return change(
        pick(({ lastStatus, desiredStatus }) => lastStatus === 'PENDING' && desiredStatus === 'RUNNING'),
        { lastStatus: 'RUNNING' },
      )
    case 'stop':
      return change(
        pick(({ desiredStatus }) => desiredStatus === 'RUNNING'),
        { desiredStatus: 'STOPPED', lastStatus: 'DEACTIVATING' },
      )
    case 'end':
      return change(
        pick(({ desiredStatus }) => desiredStatus === 'STOPPED'),
        { lastStatus: 'STOPPED' },
      )
    case 'forget': {
      const forgotten = pick(isOver)
      if (forgotten?.taskArn !== undefined) world.tasks.delete(forgotten.taskArn)
      return
    }
    case 'nothing':
      return
  }
}

const alive = (world: World): readonly string[] =>
  [...world.tasks.values()].filter((item) => !isOver(item)).map(({ taskArn: arn = '' }) => arn)

describe('whatever happens while the tasks are read', () => {
  it('no task that can answer throughout the look is missing from it, and none that was over before is in it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.nat(1_000), { minLength: 1, maxLength: 20 }),
        fc.array(move, { minLength: 20, maxLength: 120 }),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 6 }),
        async (first, moves, looks, pageSize) => {
          const world = new World()
          world.pageSize = pageSize
          world.add(...first.map((id) => task(`t${id}`)))
          const rest = [...moves]
          world.before = () => {
            const next = rest.shift()
            if (next !== undefined) apply(world, next)
          }
          const observer = world.observer()
          for (const full of looks) {
            const before = new Set(alive(world))
            const ever = new Set(before)
            const inner = world.before
            world.before = (call) => {
              inner(call)
              for (const arn of alive(world)) ever.add(arn)
            }
            const { service } = await observer.look({ full })
            world.before = inner
            const seen = service.tasks.map(({ arn }) => arn)
            expect(new Set(seen).size).toBe(seen.length)
            const throughout = alive(world).filter((arn) => before.has(arn))
            expect(throughout.filter((arn) => !seen.includes(arn))).toEqual([])
            expect(seen.filter((arn) => !ever.has(arn))).toEqual([])
          }
        },
      ),
      { numRuns: 500 },
    )
  })

  it('a task that was seen once stays seen while it lives, even where pages shift under the reader', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.nat(1_000), { minLength: 2, maxLength: 20 }),
        fc.array(move, { minLength: 20, maxLength: 120 }),
        fc.integer({ min: 1, max: 6 }),
        async (first, moves, pageSize) => {
          const world = new World()
          world.add(...first.map((id) => task(`t${id}`)))
          const observer = world.observer()
          await observer.look({ full: true })
          // Tokens that are offsets: what stops on an earlier page moves the others forward, over the edge of the page.
          const listTasks: World['ecs']['listTasks'] = async ({ desiredStatus, nextToken = '0' }) => {
            world.count('listTasks')
            const all = [...world.tasks.values()]
              .filter((item) => item.desiredStatus === desiredStatus)
              .map(({ taskArn: arn = '' }) => arn)
            const end = Number(nextToken) + pageSize
            return {
              $metadata: {},
              taskArns: all.slice(Number(nextToken), end),
              ...(end < all.length ? { nextToken: String(end) } : {}),
            }
          }
          Object.assign(world.ecs, { listTasks })
          const rest = moves.filter(({ kind }) => kind !== 'start')
          world.before = () => {
            const next = rest.shift()
            if (next !== undefined) apply(world, next)
          }
          for (let look = 0; look < 4; look += 1) {
            const { service } = await observer.look({ full: look === 3 })
            const seen = new Set(service.tasks.map(({ arn }) => arn))
            expect(alive(world).filter((arn) => !seen.has(arn))).toEqual([])
          }
        },
      ),
      { numRuns: 500 },
    )
  })
})
