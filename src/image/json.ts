import { Unreadable } from './unreadable.ts'

type JsonObject = Readonly<Record<string, unknown>>

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The object that a JSON text holds. Throws `Unreadable` for anything else. */
export function parseObject(text: string): JsonObject {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Unreadable('it is no JSON')
  }
  if (!isObject(value)) throw new Unreadable('it is no JSON object')
  return value
}

/** What stands at the end of these names; undefined where one of them is missing. */
export function valueAt(value: unknown, ...names: readonly string[]): unknown {
  return names.reduce<unknown>(
    (inner, name) => (isObject(inner) && Object.hasOwn(inner, name) ? inner[name] : undefined),
    value,
  )
}

/** The text at the end of these names, trimmed; undefined where there is none, or an empty one. */
export function textAt(value: unknown, ...names: readonly string[]): string | undefined {
  const found = valueAt(value, ...names)
  const text = typeof found === 'string' ? found.trim() : ''
  return text === '' ? undefined : text
}

/** The list at the end of these names; empty where there is none. */
export function listAt(value: unknown, ...names: readonly string[]): readonly unknown[] {
  const found = valueAt(value, ...names)
  return Array.isArray(found) ? found : []
}
