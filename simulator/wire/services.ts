import { AwsError } from '../world/failure.ts'
import { readJson, readQuery, withDates, type Protocol, type RestRequest } from './protocol.ts'

/** An in-memory API whose methods are the operations in lower camel case: an `EcsApi`, an `EcrApi`. */
export type InMemoryApi = object

/** One AWS service on the wire. */
export interface WireService {
  /** IAM's prefix: `ecs`, `elasticloadbalancing`. */
  readonly name: string
  /** The part of `X-Amz-Target` before the operation, the `Version` of the query protocol, or what a REST path asks for. */
  readonly speaks:
    | { readonly protocol: 'json'; readonly target: string }
    | { readonly protocol: 'query'; readonly version: string }
    | {
        readonly protocol: 'rest'
        /** Its paths; none of them begins like GitHub's, a blob's or a registry's. */
        readonly paths: RegExp
        /** Undefined for a path that leads nowhere. */
        readonly read: (request: RestRequest) => RestOperation | undefined
      }
  /** The API as it answers in one region. */
  readonly api: (region: string) => InMemoryApi
}

/** What a REST request asks for. */
export interface RestOperation {
  readonly name: string
  /** Throws a SyntaxError where the body is no JSON. */
  readonly input: () => unknown
}

/** What a request to AWS asks for. */
export interface AskedOperation {
  readonly protocol: Protocol
  /** Undefined where nobody knows it. */
  readonly service: WireService | undefined
  readonly name: string
  /** Throws a SyntaxError where the request cannot be read. */
  readonly read: (operation: string) => Record<string, unknown>
}

/** Which operation of which service a request is for, and how its input is read. */
export function askedOperation(
  services: readonly WireService[],
  request: RestRequest,
  headers: Readonly<Record<string, string>>,
): AskedOperation {
  for (const service of services) {
    if (service.speaks.protocol !== 'rest' || !service.speaks.paths.test(request.url.pathname)) continue
    const asked = service.speaks.read(request)
    return {
      protocol: 'rest',
      service: asked === undefined ? undefined : service,
      name: asked?.name ?? `${request.method} ${request.url.pathname}`,
      read: (operation) => withDates(operation, asked?.input()),
    }
  }
  const target = headers['x-amz-target']
  if (target !== undefined) {
    const cut = target.lastIndexOf('.')
    return {
      protocol: 'json',
      service: services.find(({ speaks }) => speaks.protocol === 'json' && speaks.target === target.slice(0, cut)),
      name: target.slice(cut + 1),
      read: (operation) => readJson(operation, request.body),
    }
  }
  const form = new URLSearchParams(request.body)
  return {
    protocol: 'query',
    service: services.find(({ speaks }) => speaks.protocol === 'query' && speaks.version === form.get('Version')),
    name: form.get('Action') ?? '',
    read: () => readQuery(request.body),
  }
}

/** Answers an operation. Rejects with an `AwsError`. */
export async function call(api: InMemoryApi, operation: string, input: Record<string, unknown>): Promise<unknown> {
  const method: unknown = Reflect.get(api, operation.charAt(0).toLowerCase() + operation.slice(1))
  if (typeof method !== 'function') throw new AwsError('UnknownOperationException', '')
  const output: unknown = await Reflect.apply(method, api, [input])
  return output
}
