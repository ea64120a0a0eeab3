/** Where a commit lives, as this run knows it. */
export interface HomeRepository {
  /** `owner/name`; empty where it is not known. */
  readonly repository: string
  /** `https://github.com`, or that of a GitHub Enterprise Server. */
  readonly serverUrl: string
}

/** `unclear`: no repository that could be compared: nothing, a path, a web site. */
export type SourceRelation = 'this' | 'another' | 'unclear'

interface Address {
  readonly host: string
  /** In lower case, without `.git`. */
  readonly parts: readonly string[]
}

/**
 * Whether a source names the repository that this run is about. Takes the forms in which git, BuildKit and SLSA write it: https, ssh,
 * git and scp-like addresses, `git+` in front, `.git`, a ref, credentials or a page of the repository behind. Letter case does not matter, as it
 * does not on GitHub.
 */
export function relationOf(source: string, { repository, serverUrl }: HomeRepository): SourceRelation {
  const address = addressOf(source)
  const home = repository.toLowerCase().split('/')
  if (address === undefined || home.length !== 2) return 'unclear'
  const server = URL.canParse(serverUrl) ? plainHost(new URL(serverUrl).hostname) : 'github.com'
  const isHere = address.host === server && address.parts[0] === home[0] && address.parts[1] === home[1]
  return isHere ? 'this' : 'another'
}

function addressOf(source: string): Address | undefined {
  const text = source.trim().replace(/^git\+/, '')
  // git@github.com:owner/name.git; what looks like a port belongs to a URL.
  const scp = /^(?:[^\s@/:]+@)?([a-z0-9][a-z0-9.-]*):(?!\/\/|\d+\/)(\S+)$/i.exec(text)
  if (scp !== null) return address(scp[1] ?? '', scp[2] ?? '')
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(text)
    ? text
    : /^[a-z0-9-]+(?:\.[a-z0-9-]+)+\//i.test(text)
      ? `https://${text}`
      : ''
  const known = /^(?:https?|ssh|git):/i.test(full) && URL.canParse(full)
  if (!known) return undefined
  // Node gives a URL of another scheme than http a path as it stands.
  const url = new URL(full.replace(/^(?:ssh|git):/i, 'https:'))
  return address(url.hostname, url.pathname)
}

function address(host: string, path: string): Address | undefined {
  const parts = (path.split(/[?#@]/, 1)[0] ?? '')
    .toLowerCase()
    .split('/')
    .filter((part) => part !== '')
  const [owner, name] = parts
  if (owner === undefined || name === undefined || !host.includes('.')) return undefined
  return { host: plainHost(host), parts: [owner, name.replace(/\.git$/, '')] }
}

/** GitHub answers to several names; ssh.github.com is its SSH server behind port 443. */
function plainHost(host: string): string {
  return host.toLowerCase().replace(/^(?:www|ssh)\./, '')
}
