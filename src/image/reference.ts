import type { ImageReference } from '../model.ts'

/** A reference as Docker and ECS read it, where neither tag nor digest need be there: then `latest` is meant. */
export interface ImageName {
  readonly repository: string
  readonly tag?: string
  readonly digest?: string
}

/** A private ECR repository, as the ECR API names it. */
export interface EcrRepository {
  /** The account that holds it. */
  readonly registryId: string
  readonly region: string
  readonly repositoryName: string
}

/** Length of a repository's path in characters, by the distribution project's reference grammar. */
const PATH_LIMIT = 255

// The grammar of github.com/distribution/reference; IPv6 hosts in brackets, the separators . _ __ and any number of hyphens.
const DOMAIN_COMPONENT = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?'
const HOST = new RegExp(`^(?:${DOMAIN_COMPONENT}(?:\\.${DOMAIN_COMPONENT})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`)
const PATH_COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/
const TAG = /^\w[\w.-]{0,127}$/
const DIGEST = /^sha256:[0-9a-f]{64}$/

const DOCKER_HUB = 'docker.io'

/**
 * Hosts of private ECR registries: IPv4 and dual-stack, FIPS, and the domains of every AWS partition.
 * Source: the ECR user guide, and the host pattern of amazon-ecr-credential-helper.
 */
const ECR_HOST =
  /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9][a-z0-9-]*)\.(?:amazonaws\.com|amazonaws\.com\.cn|amazonaws\.eu|on\.aws|on\.amazonwebservices\.(?:com\.cn|eu)|c2s\.ic\.gov|sc2s\.sgov\.gov|cloud\.adc-e\.uk|csp\.hci\.ic\.gov)$/

/**
 * Parses `[host[:port]/]path[:tag][@sha256:…]`. The repository comes back in full: `nginx` is `docker.io/library/nginx`, and the
 * host is in lower case, so that two spellings of one repository are equal. Undefined for anything else.
 */
export function parseImageName(text: string): ImageName | undefined {
  const [named = '', digest, ...more] = text.split('@')
  if (more.length > 0 || (digest !== undefined && !DIGEST.test(digest))) return undefined

  // A colon before the last slash belongs to a port.
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1)
  const name = colon === -1 ? named : named.slice(0, colon)
  const tag = colon === -1 ? undefined : named.slice(colon + 1)
  if (tag !== undefined && !TAG.test(tag)) return undefined

  const repository = fullRepository(name)
  if (repository === undefined) return undefined
  return { repository, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) }
}

/**
 * Parses `repository:tag`, `repository@sha256:…` or both, the repository as `parseImageName` gives it. Undefined for anything
 * else, a bare name included: that would mean `latest`, which says nothing about a commit.
 */
export function parseImageReference(text: string): ImageReference | undefined {
  const name = parseImageName(text)
  return name === undefined || (name.tag === undefined && name.digest === undefined) ? undefined : name
}

/** The private ECR repository that this is, by its host; undefined for every other registry. Takes the repository in full. */
export function ecrRepository(repository: string): EcrRepository | undefined {
  const slash = repository.indexOf('/')
  if (slash === -1) return undefined
  const [, registryId, region] = ECR_HOST.exec(repository.slice(0, slash)) ?? []
  const repositoryName = repository.slice(slash + 1)
  if (registryId === undefined || region === undefined || repositoryName === '') return undefined
  return { registryId, region, repositoryName }
}

function fullRepository(name: string): string | undefined {
  const slash = name.indexOf('/')
  const first = slash === -1 ? '' : name.slice(0, slash)
  // Docker's own rule for telling a host from the first part of a path on Docker Hub.
  const hasHost = first === 'localhost' || first.includes('.') || first.includes(':')
  if (hasHost && !HOST.test(first)) return undefined

  const spelled = hasHost ? first.toLowerCase() : DOCKER_HUB
  const host = spelled === 'index.docker.io' ? DOCKER_HUB : spelled
  const rest = hasHost ? name.slice(slash + 1) : name
  const path = host === DOCKER_HUB && !rest.includes('/') ? `library/${rest}` : rest
  if (path.length > PATH_LIMIT || !path.split('/').every((component) => PATH_COMPONENT.test(component)))
    return undefined
  return `${host}/${path}`
}
