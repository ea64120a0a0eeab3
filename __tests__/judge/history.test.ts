import { describe, expect, it } from '@jest/globals'
import { NO_HISTORY, remember } from '../../src/judge/history.ts'
import { BEFORE, expectation, MINUTE, NOW, observation, OLD, OURS, previous, rollout, stop, task } from './cases.ts'

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
  it('knows one that runs our image in part, whatever it names and whenever it began', () => {
    const tasks = [
      task({ rolloutId: BEFORE }),
      task({ rolloutId: BEFORE, container: { state: 'digest', digest: OLD } }),
    ]
    const history = fold({ rollouts: [previous()], tasks })
    expect([...history.ours.keys()]).toEqual([BEFORE])
    expect([...history.carried]).toEqual([BEFORE])
  })
  it('takes one that only claims our image for ours from the moment of its push on', () => {
    const begun = (createdAt: number) => fold({ rollouts: [rollout({ createdAt })], tasks: [] }).ours.has(OURS)
    expect(begun(NOW - 10 * MINUTE)).toBe(true)
    expect(begun(NOW - 10 * MINUTE - 1)).toBe(false)
  })
  it('takes none for ours that names another image, however young', () => {
    expect(fold({ rollouts: [previous({ createdAt: NOW })], tasks: [] }).ours.size).toBe(0)
  })
  it('holds one of ours as it was last seen, though its tag was moved', () => {
    const moved = {
      rollouts: [rollout({ rolloutState: 'FAILED' })],
      tasks: [task({ container: { state: 'digest', digest: OLD } })],
    }
    expect(fold({}, moved).ours.get(OURS)?.rolloutState).toBe('FAILED')
  })
  it('forgets one that only claimed our image where what it left behind ran another', () => {
    const claiming = { rollouts: [rollout()], tasks: [] }
    const left = [stop({ container: { state: 'digest', digest: OLD } })]
    expect(fold(claiming, { rollouts: [previous()], tasks: [], stops: left }).ours.has(OURS)).toBe(false)
    expect(fold(claiming, { rollouts: [previous()], tasks: [] }).ours.has(OURS)).toBe(true)
  })
  it('remembers when a task was last HEALTHY by a check of its own', () => {
    expect(fold({}, {}).healthyAt.get(OURS)).toBe(NOW + 1_000)
    const unchecked = { tasks: [task({ hasHealthCheck: false, health: 'HEALTHY' })] }
    expect(fold(unchecked).healthyAt.has(OURS)).toBe(false)
    expect(fold({ tasks: [task({ health: 'UNHEALTHY' })] }).healthyAt.has(OURS)).toBe(false)
    const { rolloutId: _absent, ...stray } = task()
    expect(fold({ tasks: [stray] }).healthyAt.size).toBe(0)
  })
  it('remembers since when a rollout is FAILED', () => {
    const failed = { rollouts: [rollout({ rolloutState: 'FAILED' })] }
    expect(fold({}, failed, failed).failedSince.get(OURS)).toBe(NOW + 1_000)
  })
  it('remembers since when running tasks have no digest, in a row', () => {
    const blind = { tasks: [task({ container: { state: 'no-digest', image: 'x' } })] }
    expect(fold(blind, blind).noDigestSince).toBe(NOW)
    expect(fold({ tasks: [...blind.tasks, task()] }).noDigestSince).toBe(NOW)
    expect(fold(blind, {}).noDigestSince).toBeUndefined()
    expect(fold(blind, {}, blind).noDigestSince).toBe(NOW + 2_000)
    const pending = task({ lastStatus: 'PENDING', container: { state: 'no-digest', image: 'x' } })
    expect(fold({ tasks: [pending] }).noDigestSince).toBeUndefined()
  })
})
