import { readFileSync } from 'node:fs'
import { AwsError } from '../world/failure.ts'
import { isRecord } from './protocol.ts'

/** A shape of AWS's service models, as far as a request must keep to it. */
interface Shape {
  readonly type: string
  readonly required?: readonly string[]
  /** Of a structure: the name of each member's shape. */
  readonly members?: Readonly<Record<string, string>>
  /** Of a list: the shape of its members. */
  readonly member?: string
  /** Of a map. */
  readonly key?: string
  readonly value?: string
  /** Least and greatest length, number of members, or value. */
  readonly min?: number
  readonly max?: number
  readonly pattern?: string
  readonly enum?: readonly string[]
}

interface ServiceModel {
  readonly apiVersion: string
  /** The shape of each operation's input. */
  readonly operations: Readonly<Record<string, string>>
  readonly shapes: Readonly<Record<string, Shape>>
}

interface ServiceModels {
  /** Where the models come from: `botocore 1.43.11`. */
  readonly source: string
  /** By IAM's prefix: `events`. */
  readonly services: Readonly<Record<string, ServiceModel>>
}

/** What `scripts/extract-service-models.mjs` keeps of AWS's service models: the operations that the action calls. */
// The type is the script's; a test holds every shape in the file to it.
export const SERVICE_MODELS = JSON.parse(
  readFileSync(new URL('service-models.json', import.meta.url), 'utf8'),
) as ServiceModels

/** Whether the models say what a request of this operation (`events:PutRule`) may hold. */
export function isModelled(operation: string): boolean {
  return inputShape(operation) !== undefined
}

/**
 * Everything about a request that AWS's service model does not allow, in the words of AWS's own validation. A member that the model
 * does not have counts, though AWS passes over it: it would be a wish that nobody reads.
 *
 * @param operation `events:PutRule`; one that is not modelled has no violations
 * @param input as the in-memory APIs take it: timestamps as dates
 */
export function violationsOf(operation: string, input: unknown): readonly string[] {
  const found = inputShape(operation)
  return found === undefined ? [] : violations(found.model, found.shape, '', input)
}

/** The refusal that AWS answers a request with these violations with (any of the JSON services, before it looks at the request itself). */
export function validationException(violations: readonly string[]): AwsError {
  const count = violations.length === 1 ? '1 validation error' : `${violations.length} validation errors`
  return new AwsError('ValidationException', `${count} detected: ${violations.join('; ')}`)
}

function inputShape(operation: string): { readonly model: ServiceModel; readonly shape: string } | undefined {
  const [service = '', name = ''] = operation.split(':')
  const model = Object.hasOwn(SERVICE_MODELS.services, service) ? SERVICE_MODELS.services[service] : undefined
  const shape = model !== undefined && Object.hasOwn(model.operations, name) ? model.operations[name] : undefined
  return model === undefined || shape === undefined ? undefined : { model, shape }
}

function violations(model: ServiceModel, name: string, path: string, value: unknown): readonly string[] {
  const shape = model.shapes[name]
  if (shape === undefined) throw new Error(`the service models name a shape that they do not hold: ${name}`)
  const is = (type: string): string[] => [
    `${told(value)} at '${path}' failed to satisfy constraint: Member must be ${type}`,
  ]
  switch (shape.type) {
    case 'structure':
      return isRecord(value) ? inStructure(model, shape, path, value) : is('a structure')
    case 'list':
      return Array.isArray(value)
        ? [
            ...ofSize('length', shape, path, value, value.length),
            ...value.flatMap((member, index) =>
              violations(model, shape.member ?? '', `${path}.${index + 1}.member`, member),
            ),
          ]
        : is('a list')
    case 'map':
      return isRecord(value)
        ? [
            ...ofSize('length', shape, path, value, Object.keys(value).length),
            ...Object.entries(value).flatMap(([key, member]) => [
              ...violations(model, shape.key ?? '', `${path}.${key}.key`, key),
              ...violations(model, shape.value ?? '', `${path}.${key}.member`, member),
            ]),
          ]
        : is('a map')
    case 'string':
      return typeof value === 'string' ? inString(shape, path, value) : is('a string')
    case 'boolean':
      return typeof value === 'boolean' ? [] : is('a boolean')
    case 'timestamp':
      return value instanceof Date && !Number.isNaN(value.getTime()) ? [] : is('a timestamp')
    case 'integer':
    case 'long':
      return Number.isInteger(value) ? ofSize('value', shape, path, value, Number(value)) : is('an integer')
    case 'float':
    case 'double':
      return typeof value === 'number' ? ofSize('value', shape, path, value, value) : is('a number')
    default:
      throw new Error(`the service models hold a type that nobody checks: ${shape.type}`)
  }
}

function inStructure(
  model: ServiceModel,
  shape: Shape,
  path: string,
  value: Readonly<Record<string, unknown>>,
): readonly string[] {
  const below = (member: string): string => {
    const name = member.charAt(0).toLowerCase() + member.slice(1)
    return path === '' ? name : `${path}.${name}`
  }
  const members = shape.members ?? {}
  const given = Object.entries(value).filter(([, member]) => member !== undefined && member !== null)
  const missing = (shape.required ?? []).filter((member) => !given.some(([name]) => name === member))
  return [
    ...missing.map(
      (member) => `Value null at '${below(member)}' failed to satisfy constraint: Member must not be null`,
    ),
    ...given.flatMap(([name, member]) => {
      const of = Object.hasOwn(members, name) ? members[name] : undefined
      return of === undefined
        ? [`${told(member)} at '${below(name)}' is of a member that the service model does not have`]
        : violations(model, of, below(name), member)
    }),
  ]
}

function inString(shape: Shape, path: string, value: string): readonly string[] {
  const must = (what: string): string => `${told(value)} at '${path}' failed to satisfy constraint: Member must ${what}`
  return [
    // A length counts characters, not UTF-16's halves of them.
    ...ofSize('length', shape, path, value, Array.from(value).length),
    ...(shape.pattern === undefined || wholly(shape.pattern).test(value)
      ? []
      : [must(`satisfy regular expression pattern: ${shape.pattern}`)]),
    ...(shape.enum === undefined || shape.enum.includes(value)
      ? []
      : [must(`satisfy enum value set: [${shape.enum.join(', ')}]`)]),
  ]
}

function ofSize(
  what: 'length' | 'value',
  { min, max }: Shape,
  path: string,
  value: unknown,
  size: number,
): readonly string[] {
  const must = (bound: string, limit: number): string =>
    `${told(value)} at '${path}' failed to satisfy constraint: Member must have ${what} ${bound} than or equal to ${limit}`
  return [
    ...(max !== undefined && size > max ? [must('less', max)] : []),
    ...(min !== undefined && size < min ? [must('greater', min)] : []),
  ]
}

const expressions = new Map<string, RegExp>()

/** AWS matches the whole text, whether the pattern says so or not. */
function wholly(pattern: string): RegExp {
  const known = expressions.get(pattern)
  if (known !== undefined) return known
  const made = new RegExp(`^(?:${pattern})$`)
  expressions.set(pattern, made)
  return made
}

/** A value in a message; of a list, map or structure AWS tells Java's rendering, which nobody reads. */
function told(value: unknown): string {
  if (value === null || value === undefined) return 'Value null'
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? `Value '${value}'`
    : 'Value'
}
