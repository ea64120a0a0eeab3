import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { SimulatedClock } from '../../simulator/clock.ts'

describe('SimulatedClock', () => {
  it('wakes sleepers in the order of their times and tells each its own time', async () => {
    const clock = new SimulatedClock({ start: 0 })
    const woken: (readonly [string, number])[] = []
    const sleep = async (name: string, milliseconds: number): Promise<void> => {
      await clock.sleep(milliseconds)
      woken.push([name, clock.now()])
    }
    await Promise.all([sleep('late', 3_600_000), sleep('early', 10), sleep('middle', 2_000)])
    expect(woken).toEqual([
      ['early', 10],
      ['middle', 2_000],
      ['late', 3_600_000],
    ])
  })

  it('lets what a woken sleeper starts come before later sleepers', async () => {
    const clock = new SimulatedClock({ start: 0 })
    const seen: number[] = []
    const loop = async (): Promise<void> => {
      for (let turn = 0; turn < 3; turn += 1) {
        await clock.sleep(100)
        seen.push(clock.now())
      }
    }
    await Promise.all([loop(), clock.sleep(250).then(() => seen.push(-clock.now()))])
    expect(seen).toEqual([100, 200, -250, 300])
  })

  it('runs scheduled actions on the way, each at its own time', async () => {
    const clock = new SimulatedClock({ start: 0 })
    const seen: number[] = []
    clock.at(700, () => seen.push(clock.now()))
    clock.at(300, () => {
      seen.push(clock.now())
      clock.after(100, () => seen.push(clock.now()))
    })
    await clock.sleep(1_000)
    expect(seen).toEqual([300, 400, 700])
  })

  it('rejects with the reason of the signal and leaves time where it was', async () => {
    const clock = new SimulatedClock({ start: 0 })
    const controller = new AbortController()
    const sleeping = clock.sleep(1_000, controller.signal)
    controller.abort('cancelled by the runner')
    await expect(sleeping).rejects.toBe('cancelled by the runner')
    expect(clock.now()).toBe(0)
    await expect(clock.sleep(1, controller.signal)).rejects.toBe('cancelled by the runner')
  })

  it('does not jump while it is held', async () => {
    const clock = new SimulatedClock({ start: 0 })
    let slept = false
    const release = clock.hold()
    const sleeping = clock.sleep(1_000).then(() => {
      slept = true
    })
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    expect(slept).toBe(false)
    release()
    await sleeping
    expect(clock.now()).toBe(1_000)
  })

  it('moves by advance only when it is manual', async () => {
    const clock = new SimulatedClock({ start: 0, jumps: 'manual' })
    let slept = false
    const sleeping = clock.sleep(1_000).then(() => {
      slept = true
    })
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    expect(slept).toBe(false)
    clock.advance(1_000)
    await sleeping
    expect(clock.next()).toBeUndefined()
  })

  it('keeps the order of any set of actions: by time, then as they were added', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 60 }), (times) => {
        const clock = new SimulatedClock({ start: 0, jumps: 'manual' })
        const seen: (readonly [number, number])[] = []
        for (const [index, time] of times.entries()) clock.at(time, () => seen.push([clock.now(), index]))
        clock.advance(50)
        const expected = times
          .map((time, index) => [time, index] as const)
          .toSorted((a, b) => a[0] - b[0] || a[1] - b[1])
        expect(seen).toEqual(expected)
      }),
    )
  })
})
