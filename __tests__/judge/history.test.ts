import { describe, expect, it } from '@jest/globals'
import { NO_HISTORY, remember } from '../../src/judge/history.ts'
import { expectation, NOW, observation, OLD, OURS, previous, rollout, task } from './cases.ts'

const fold = (...looks: Parameters<typeof observation>[0][]) =>
  looks.reduce(
    (history, service, index) => remember(history, expectation(), observation(service, NOW + index * 1_000)),
    NO_HISTORY,
  )

describe('the history', () => {
  it('keeps a rollout of ours after the service lists it no more', () => {
    expect([...fold({}, { rollouts: [previous()], tasks: [] }).ours.keys()]).toEqual([OURS])
  })
  it('forgets one that claimed our image and turned out to run another', () => {
    const claiming = { rollouts: [rollout()], tasks: [] }
    const other = { rollouts: [rollout()], tasks: [task({ container: { state: 'digest', digest: OLD } })] }
    expect(fold(claiming).ours.has(OURS)).toBe(true)
    expect(fold(claiming, other).ours.has(OURS)).toBe(false)
  })
  it('keeps one that ran our image when its next tasks run another, because its tag was moved', () => {
    const other = { rollouts: [rollout()], tasks: [task({ container: { state: 'digest', digest: OLD } })] }
    const replaced = { rollouts: [previous()], tasks: [] }
    expect(fold({}, other).ours.has(OURS)).toBe(true)
    expect(fold({}, other, replaced).ours.has(OURS)).toBe(true)
  })
  it('remembers when a task was last HEALTHY by a check of its own', () => {
    expect(fold({}, {}).healthyAt.get(OURS)).toBe(NOW + 1_000)
    const unchecked = { tasks: [task({ hasHealthCheck: false, health: 'HEALTHY' })] }
    expect(fold(unchecked).healthyAt.has(OURS)).toBe(false)
    expect(fold({ tasks: [task({ health: 'UNHEALTHY' })] }).healthyAt.has(OURS)).toBe(false)
  })
  it('remembers since when a rollout is FAILED', () => {
    const failed = { rollouts: [rollout({ rolloutState: 'FAILED' })] }
    expect(fold({}, failed, failed).failedSince.get(OURS)).toBe(NOW + 1_000)
  })
  it('remembers since when running tasks have no digest, in a row', () => {
    const blind = { tasks: [task({ container: { state: 'no-digest', image: 'x' } })] }
    expect(fold(blind, blind).noDigestSince).toBe(NOW)
    expect(fold(blind, {}).noDigestSince).toBeUndefined()
    expect(fold(blind, {}, blind).noDigestSince).toBe(NOW + 2_000)
    const pending = task({ lastStatus: 'PENDING', container: { state: 'no-digest', image: 'x' } })
    expect(fold({ tasks: [pending] }).noDigestSince).toBeUndefined()
  })
})
