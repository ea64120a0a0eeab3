import type { ProxyEnv } from 'node:http'
import type { Aws } from '../aws/api.ts'
import { loginSecrets, maskable } from '../inputs/secrets.ts'
import type { Settings } from '../model.ts'
import { dockerConfigLogin, type RegistryLogin } from './docker-config.ts'
import { createEcrRepository, type ExplainingRepository } from './ecr.ts'
import { createOciRepository } from './oci.ts'
import { ecrRepository } from './reference.ts'

export interface RegistryDeps {
  readonly aws: Pick<Aws, 'ecr'>
  readonly settings: Pick<Settings, 'registryCredentials'>
  /** Path of the runner's `config.json` for Docker; it need not exist. */
  readonly dockerConfigPath?: string | undefined
  /** Told of secrets that were found, before anything is done with them. */
  readonly hide?: ((secrets: readonly string[]) => void) | undefined
  /** Abort of the run. */
  readonly signal?: AbortSignal | undefined
  readonly proxyEnv?: ProxyEnv | undefined
}

/** Anyone may read it, and the credentials for another registry are none of its business. */
const ecrPublic = 'public.ecr.aws'

// By the run's dependencies, so that one run reads no manifest twice and two runs share nothing.
const opened = new WeakMap<RegistryDeps, Map<string, ExplainingRepository>>()

/**
 * The repository of that name; the same object each time it is asked for with the same `deps`.
 * @param name registry host and path, as `parseImageName` gives it
 */
export function openRepository(name: string, deps: RegistryDeps): ExplainingRepository {
  const known = opened.get(deps) ?? new Map<string, ExplainingRepository>()
  opened.set(deps, known)
  const repository = known.get(name) ?? create(name, deps)
  known.set(name, repository)
  return repository
}

function create(name: string, deps: RegistryDeps): ExplainingRepository {
  const { signal, proxyEnv } = deps
  const location = ecrRepository(name)
  if (location !== undefined) {
    return createEcrRepository({ name, location, api: deps.aws.ecr(location.region), signal, proxyEnv })
  }
  const host = name.slice(0, name.indexOf('/'))
  let login: Promise<RegistryLogin> | undefined
  return createOciRepository({ name, login: () => (login ??= loginFor(host, deps)), signal, proxyEnv })
}

/** What a registry outside ECR is spoken to with: the credentials of the inputs, else the login in the runner's docker config. */
export async function loginFor(host: string, deps: RegistryDeps): Promise<RegistryLogin> {
  const given = deps.settings.registryCredentials
  if (given !== undefined && host !== ecrPublic) return { source: 'input', ...given }
  const found = await dockerConfigLogin(deps.dockerConfigPath, host)
  if (found.source !== 'none') deps.hide?.(maskable(loginSecrets(found.username, found.password)))
  return found
}

/** Whether two repository names, as `parseImageName` gives them, are one repository: an ECR registry has several host names. */
export function sameRepository(one: string, other: string): boolean {
  if (one === other) return true
  const [left, right] = [ecrRepository(one), ecrRepository(other)]
  return (
    left !== undefined &&
    right !== undefined &&
    left.registryId === right.registryId &&
    left.region === right.region &&
    left.repositoryName === right.repositoryName
  )
}
