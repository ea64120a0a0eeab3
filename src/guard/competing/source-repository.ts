import type { Project, ProjectSource, Webhook } from '@aws-sdk/client-codebuild'

/** What a project has as its location where its hook listens to a whole organisation (CodeBuild user guide, organization webhooks). */
const SCOPED = 'CODEBUILD_DEFAULT_WEBHOOK_SOURCE_LOCATION'

/** A repository at GitHub. */
export interface SourceRepository {
  /** `owner/name`. */
  readonly sourceRepository: string
  /** `https://github.com`, or the address of a GitHub Enterprise Server. */
  readonly serverUrl: string
}

/** Whether the repository is the project's source or one of its secondary sources. */
export function isBuiltFrom(project: Project, repository: SourceRepository): boolean {
  if (repository.sourceRepository === '') return false
  const { source, secondarySources = [], webhook } = project
  return [...(source === undefined ? [] : [source]), ...secondarySources].some((one) =>
    isFrom(one, webhook, repository),
  )
}

function isFrom(
  { type, location = '' }: ProjectSource,
  webhook: Webhook | undefined,
  repository: SourceRepository,
): boolean {
  // CodePipeline ignores a location (API reference, ProjectSource.location).
  if (type === 'CODEPIPELINE') return false
  if (location === SCOPED) return listensToOwner(webhook, repository)
  const [host, path] = hostAndPath(location) ?? []
  return host === hostOf(repository) && path === repository.sourceRepository.toLowerCase()
}

/** A global hook, of an enterprise, takes the jobs of runners only (CodeBuild user guide), and names no owner. */
function listensToOwner(webhook: Webhook | undefined, repository: SourceRepository): boolean {
  const { scope, name = '', domain = '' } = webhook?.scopeConfiguration ?? {}
  const [owner = ''] = repository.sourceRepository.toLowerCase().split('/')
  const isThisServer = domain === '' || hostname(domain) === hostOf(repository)
  return scope === 'GITHUB_ORGANIZATION' && name.toLowerCase() === owner && isThisServer
}

function hostOf({ serverUrl }: SourceRepository): string {
  return hostname(serverUrl === '' ? 'https://github.com' : serverUrl)
}

/** Of an address with or without a scheme. */
function hostname(address: string): string {
  return /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^/]*@)?([^/:]*)/i.exec(address)?.[1]?.toLowerCase() ?? ''
}

/** Host and path of a clone URL, in lower case; what it holds of a user and a token is left behind. */
function hostAndPath(location: string): readonly [host: string, path: string] | undefined {
  const form = /^(?:(?:https?|ssh|git):\/\/)?(?:[^/]*@)?([^/:@]+)(?::\d+(?=\/))?[/:]+(.+)$/i
  const [, host, path] = form.exec(location.trim()) ?? []
  if (host === undefined || path === undefined) return undefined
  const plain = path.replace(/\/+$/, '').replace(/\.git$/i, '')
  return [host.toLowerCase().replace(/^www\./, ''), plain.toLowerCase()]
}
