import { expect, it } from '@jest/globals'
import { TooSlow, withinTime } from '../src/time-limit.ts'

it('gives what the work gives, undefined included', () => {
  expect(withinTime(() => 7)).toBe(7)
  expect(withinTime(() => undefined)).toBeUndefined()
})

it('throws what the work throws', () => {
  const fault = new RangeError('too deep')
  expect(() =>
    withinTime(() => {
      throw fault
    }),
  ).toThrow(fault)
})

it('stops work without end, and works again afterwards', () => {
  expect(() =>
    withinTime(() => {
      for (;;);
    }, 20),
  ).toThrow(TooSlow)
  expect(withinTime(() => 'next')).toBe('next')
})
