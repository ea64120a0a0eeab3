import { readFile } from 'node:fs/promises'

/** What a registry is spoken to with. `none` says why, where that is not simply that nothing was given. */
export type RegistryLogin =
  | { readonly source: 'input' | 'docker-config'; readonly username: string; readonly password: string }
  | { readonly source: 'none'; readonly why: string }

/** The host that serves a registry's API, which for Docker Hub is not the one in its image names. */
export function apiHost(host: string): string {
  return host === 'docker.io' || host === 'index.docker.io' ? 'registry-1.docker.io' : host
}

type JsonObject = Readonly<Record<string, unknown>>

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function none(why: string): RegistryLogin {
  return { source: 'none', why }
}

/** The host that a key of `auths` is about: `https://index.docker.io/v1/` is Docker Hub's. */
function hostOf(key: string): string {
  const [host = ''] = key.replace(/^https?:\/\//, '').split('/')
  return apiHost(host.toLowerCase())
}

function loginIn(entry: unknown): RegistryLogin | undefined {
  if (!isObject(entry)) return undefined
  const { auth, username, password } = entry
  if (typeof auth === 'string' && auth !== '') {
    const text = Buffer.from(auth, 'base64').toString('utf8')
    const colon = text.indexOf(':')
    if (colon > 0) {
      // Docker pads some passwords with NUL.
      const secret = text.slice(colon + 1).replaceAll('\0', '')
      return { source: 'docker-config', username: text.slice(0, colon), password: secret }
    }
  }
  if (typeof username === 'string' && typeof password === 'string' && username !== '') {
    return { source: 'docker-config', username, password }
  }
  return undefined
}

/**
 * What the runner's docker config holds for a registry host. Only logins that are stored in the file itself: a credential helper is
 * a program of the runner's, which this action does not run.
 * @param path of `config.json`; a missing file is no error
 */
export async function dockerConfigLogin(path: string | undefined, host: string): Promise<RegistryLogin> {
  if (path === undefined) return none('no credentials were given')
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch {
    return none('no credentials were given, and the runner has no docker config')
  }
  let config: unknown
  try {
    config = JSON.parse(text)
  } catch {
    return none('the docker config of the runner is no JSON')
  }
  if (!isObject(config)) return none('the docker config of the runner is no JSON object')
  const auths = isObject(config['auths']) ? config['auths'] : {}
  const wanted = apiHost(host)
  for (const [key, entry] of Object.entries(auths)) {
    const login = hostOf(key) === wanted ? loginIn(entry) : undefined
    if (login !== undefined) return login
  }
  const helpers = isObject(config['credHelpers']) ? Object.keys(config['credHelpers']) : []
  if (helpers.some((key) => hostOf(key) === wanted) || typeof config['credsStore'] === 'string') {
    return none('the docker config of the runner keeps its logins in a credential helper, which is not supported')
  }
  return none(`the docker config of the runner has no login for ${host}`)
}
