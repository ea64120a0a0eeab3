import { describe, expect, it } from '@jest/globals'
import { scene, second, until } from './world-fixture.ts'

const runningOf = ({ world }: ReturnType<typeof scene>) =>
  world.tasks('web').filter(({ status, desiredStatus }) => status === 'RUNNING' && desiredStatus === 'RUNNING')

describe('Availability Zone rebalancing', () => {
  it('starts a task before it stops the one that it moves, outside any deployment', async () => {
    const play = scene()
    const before = runningOf(play).map(({ id }) => id)
    const deployment = play.world.currentId('web')
    play.world.rebalance('web', 2)
    const counts = new Set<number>()
    const moved = (): boolean => {
      const now = runningOf(play)
      counts.add(now.length)
      return now.length === 4 && now.filter(({ id }) => !before.includes(id)).length === 2
    }
    await until(play, moved, 120)
    play.clock.advance(60 * second)
    expect(moved()).toBe(true)
    expect(Math.min(...counts)).toBe(4)
    expect(Math.max(...counts)).toBeGreaterThan(4)
    expect(play.world.currentId('web')).toBe(deployment)
    expect(runningOf(play).every(({ rolloutId }) => rolloutId === deployment)).toBe(true)
  })

  it('moves nothing where the maximum percent leaves no room', () => {
    const play = scene({ minimumHealthyPercent: 50, maximumPercent: 100 })
    const before = runningOf(play).map(({ id }) => id)
    play.world.rebalance('web', 2)
    play.clock.advance(120 * second)
    expect(runningOf(play).map(({ id }) => id)).toEqual(before)
  })

  it('waits for the end of a deployment', () => {
    const play = scene()
    play.world.updateService('web', { taskDefinition: 'web:2' })
    play.world.rebalance('web', 2)
    expect(play.world.service('web').moving.size).toBe(0)
  })
})
