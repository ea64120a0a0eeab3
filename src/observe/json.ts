import type { JSONValue } from '@jmespath-community/jmespath'
import { TooSlow, withinTime } from '../time-limit.ts'
import { excerpt } from './excerpt.ts'

export type JsonReading =
  { readonly state: 'read'; readonly value: JSONValue } | { readonly state: 'unreadable'; readonly why: string }

/** Levels of arrays and objects. A parser takes half a second for a megabyte of brackets, and answers have a few. */
const DEEPEST = 1000

/**
 * Parses the body of an answer, unless it is nested deeper than a thousand times. `texts` keeps every number that JavaScript would write differently (`3.10`, or more digits than
 * it can hold) as the text that it was, so that `3.10` is not taken for `3.1`; `values` gives the numbers as they are.
 */
export function parseJson(body: string, numbers: 'values' | 'texts'): JsonReading {
  if (isNestedDeeperThan(DEEPEST, body)) return { state: 'unreadable', why: 'the JSON is nested too deeply' }
  try {
    const value: JSONValue = numbers === 'values' ? JSON.parse(body) : JSON.parse(body, numberAsWritten)
    return { state: 'read', value }
  } catch (error) {
    return {
      state: 'unreadable',
      why: isOverflow(error) ? 'the JSON is nested too deeply' : 'the answer is not valid JSON',
    }
  }
}

/** Counts brackets outside of strings; of a text that is no JSON the answer means nothing. */
function isNestedDeeperThan(limit: number, text: string): boolean {
  let depth = 0
  let inString = false
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charCodeAt(at)
    if (inString) {
      if (character === BACKSLASH) at += 1
      else if (character === QUOTE) inString = false
    } else if (character === QUOTE) inString = true
    else if (character === OPEN_LIST || character === OPEN_OBJECT) {
      depth += 1
      if (depth > limit) return true
    } else if (character === CLOSE_LIST || character === CLOSE_OBJECT) depth -= 1
  }
  return false
}

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d]

// The third argument is missing in Node versions before 21; the number then stays as it is.
function numberAsWritten(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source
  return typeof value === 'number' && source !== undefined && source !== String(value) ? source : value
}

/** Evaluates a JMESPath expression. The expression is the author's, the data are anybody's: nothing that it finds throws. */
export async function searchJson(value: JSONValue, expression: string): Promise<JsonReading> {
  const { search } = await import('@jmespath-community/jmespath')
  try {
    const found = withinTime(() => search(value, expression))
    // The library looks up inherited properties too: `constructor` finds a function.
    if (found === undefined || typeof found === 'function') return { state: 'read', value: null }
    return { state: 'read', value: found }
  } catch (error) {
    if (isOverflow(error)) return { state: 'unreadable', why: 'the JSON is nested too deeply' }
    if (error instanceof TooSlow) return { state: 'unreadable', why: `the JMESPath expression ${error.message}` }
    const message = error instanceof Error ? excerpt(error.message, 120) : 'no message'
    return { state: 'unreadable', why: `the JMESPath expression cannot be evaluated on the answer (${message})` }
  }
}

/** Whether JavaScript's stack was too small for what it was to walk through. */
export function isOverflow(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'name' in error && error.name === 'RangeError'
}
