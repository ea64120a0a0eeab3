/** Outcomes like a given one: optional parts and list items gone, other texts, times and numbers. */
import fc from 'fast-check'
import type { RunOutcome } from '../../src/model.ts'
import { isTimeField } from '../../src/report/json.ts'
import { hostileText, withTexts } from './hostile.ts'

type Path = readonly (string | number)[]

/** Numbers that mean a place or a share, not an amount. */
const FIXED: ReadonlySet<string> = new Set(['decisive', 'samples', 'behindShare'])

const YEAR_1 = Date.UTC(2001, 0)
const YEAR_99 = Date.UTC(2099, 0)

/** @param isWhole whether an outcome has all that the model requires */
export function outcomesLike(base: RunOutcome, isWhole: (outcome: RunOutcome) => boolean): fc.Arbitrary<RunOutcome> {
  const optional = pathsIn(base).filter((path) => isWhole(without(base, [path])))
  return fc
    .record({
      gone: fc.subarray(optional, { maxLength: 25 }),
      texts: fc.array(hostileText, { maxLength: 5 }),
      times: fc.array(fc.integer({ min: YEAR_1, max: YEAR_99 }), { maxLength: 5 }),
      numbers: fc.array(fc.oneof(fc.nat({ max: 3 }), fc.nat(), fc.double({ min: 0, max: 1e9, noNaN: true })), {
        maxLength: 5,
      }),
    })
    .map(({ gone, texts, times, numbers }) => {
      const text = inTurn(texts)
      const rest = withNumbers(without(base, gone), inTurn(times), inTurn(numbers.map(Math.floor)))
      return withTexts(rest, (before) => text() ?? before)
    })
    .filter(isWhole)
}

function inTurn<T>(values: readonly T[]): () => T | undefined {
  let next = 0
  // One in so many stays what it was.
  return () => {
    const place = next++ % (values.length + 1)
    return values[place]
  }
}

function pathsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return []
  const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value)
  return entries.flatMap(([name, item]) => [[...path, name], ...pathsIn(item, [...path, name])])
}

function without(outcome: RunOutcome, gone: readonly Path[]): RunOutcome {
  const keys = new Set(gone.map((path) => JSON.stringify(path)))
  const walk = (value: unknown, path: Path): unknown => {
    const stays = (name: string | number): boolean => !keys.has(JSON.stringify([...path, name]))
    if (Array.isArray(value))
      return value.flatMap((item: unknown, index) => (stays(index) ? [walk(item, [...path, index])] : []))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, item]) => (stays(name) ? [[name, walk(item, [...path, name])]] : [])),
    )
  }
  return walk(outcome, []) as RunOutcome
}

function withNumbers(
  outcome: RunOutcome,
  time: () => number | undefined,
  number: () => number | undefined,
): RunOutcome {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, item]: [string, unknown]) => {
        if (typeof item !== 'number' || FIXED.has(name)) return [name, walk(item)]
        return [name, (isTimeField(name) ? time() : number()) ?? item]
      }),
    )
  }
  return walk(outcome) as RunOutcome
}
