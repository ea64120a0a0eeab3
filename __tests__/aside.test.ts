import { expect, it } from '@jest/globals'
import { createAside } from '../src/aside.ts'
import { SimulatedClock } from '../simulator/clock.ts'

const second = 1_000

/** A reading that is over after so long; it counts how often it was begun. */
function reading(clock: SimulatedClock, milliseconds: number, found = true) {
  const one = {
    begun: 0,
    read: async (): Promise<boolean> => {
      one.begun += 1
      await clock.sleep(milliseconds)
      return found
    },
  }
  return one
}

it('waits for a reading that takes no longer than a moment', async () => {
  const clock = new SimulatedClock()
  expect(await createAside(clock).read(reading(clock, 1.9 * second).read)).toBe(true)
})

it('waits for a reading no longer than 2 s, and once only; it goes on beside', async () => {
  const clock = new SimulatedClock()
  const [aside, from, slow] = [createAside(clock), clock.now(), reading(clock, 5 * second)]
  expect(await aside.read(slow.read)).toBe(false)
  expect(clock.now() - from).toBe(2 * second)
  expect(await aside.read(slow.read)).toBe(false)
  expect(clock.now() - from).toBe(2 * second)
  await clock.sleep(4 * second)
  expect(slow.begun).toBe(1)
  expect(await aside.read(reading(clock, 0).read)).toBe(true)
})

it('begins none for a minute after one that found nothing in 10 s', async () => {
  const clock = new SimulatedClock()
  const [aside, hanging, next] = [createAside(clock), reading(clock, 10 * second, false), reading(clock, 0)]
  await aside.read(hanging.read)
  await clock.sleep(8 * second)
  await clock.sleep(59.9 * second)
  expect(await aside.read(next.read)).toBe(true)
  expect(next.begun).toBe(0)
  await clock.sleep(0.1 * second)
  await aside.read(next.read)
  expect(next.begun).toBe(1)
})

it.each([
  ['found something, however late', 30, true],
  ['found nothing, but sooner', 9.9, false],
])('begins another at once after one that %s', async (_, seconds, found) => {
  const clock = new SimulatedClock()
  const [aside, next] = [createAside(clock), reading(clock, 0)]
  await aside.read(reading(clock, seconds * second, found).read)
  await clock.sleep(30 * second)
  await aside.read(next.read)
  expect(next.begun).toBe(1)
})

it('rejects with a fault that comes in time, and is quiet about a later one', async () => {
  const clock = new SimulatedClock()
  const aside = createAside(clock)
  const failing = (milliseconds: number) => async (): Promise<boolean> => {
    await clock.sleep(milliseconds)
    throw new RangeError('a defect')
  }
  await expect(aside.read(failing(0))).rejects.toThrow('a defect')
  expect(await aside.read(failing(3 * second))).toBe(false)
  await clock.sleep(2 * second)
  expect(await aside.read(reading(clock, 0).read)).toBe(true)
})
