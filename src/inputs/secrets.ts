import { listItems } from './values.ts'

/** Characters: a shorter text stands in too many places that are no secret. */
const SHORTEST = 4

/** Characters of a part of a value that is not known to be a secret: shorter ones are words as a rule. */
const SHORTEST_PART = 6

/** Values that headers and inputs commonly hold without being secret: masking them would blot out the report. */
const COMMON: ReadonlySet<string> = new Set([
  'true',
  'false',
  'null',
  'none',
  'basic',
  'bearer',
  'token',
  'anonymous',
  'no-cache',
  'no-store',
  'gzip',
  'identity',
  'keep-alive',
  'application/json',
  'application/xml',
  'text/html',
  'text/plain',
  'xmlhttprequest',
])

const SECRET_INPUTS = ['INPUT_REGISTRY-PASSWORD', 'INPUT_WEBHOOK-TOKEN', 'INPUT_GITHUB-TOKEN'] as const
const SECRET_VARIABLES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
] as const
const PROXY_VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy'] as const

/**
 * A name that says that a secret follows, as a query parameter, a field of JSON or of a form, and the value: `?token=…`,
 * `"password": "…"`. Shorter values are words as a rule.
 */
const NAMED_SECRET =
  /(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|(?:access|private)[_-]?key|signature|credential|[?&](?:sig|auth|key|code))["']?\s{0,3}[=:]\s{0,3}["']?([^\s"'&,;{}<>#]{6,2000})/gi

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Every secret in the raw inputs and the environment, for masking before anything is printed; also the forms in which a server may
 * echo one. Never throws: a malformed input is searched by its lines, so that its secrets are hidden before it is refused.
 */
export function secretsOf(env: Environment): readonly string[] {
  const found = [
    ...[...SECRET_INPUTS, ...SECRET_VARIABLES].map((name) => env[name] ?? ''),
    ...headerLineValues(env['INPUT_VERSION-HEADERS'] ?? ''),
    ...checkHeaderValues(env['INPUT_FEATURE-CHECKS'] ?? ''),
    ...urlCredentials(env['INPUT_VERSION-URL'] ?? ''),
    ...urlCredentials(env['INPUT_FEATURE-CHECKS'] ?? ''),
    ...[
      env['INPUT_VERSION-URL'] ?? '',
      env['INPUT_IMAGE'] ?? '',
      ...checkUrls(env['INPUT_FEATURE-CHECKS'] ?? ''),
    ].flatMap(mistypedCredentials),
    ...PROXY_VARIABLES.flatMap((name) => proxyCredentials(env[name] ?? '')),
    ...namedSecrets(env['INPUT_VERSION-URL'] ?? ''),
    ...namedSecrets(env['INPUT_FEATURE-CHECKS'] ?? ''),
    ...(env['INPUT_REGISTRY-PASSWORD'] === undefined
      ? []
      : loginSecrets(env['INPUT_REGISTRY-USERNAME'] ?? '', env['INPUT_REGISTRY-PASSWORD'])),
  ]
  return maskable(found)
}

/** The texts that can be masked safely, with their lines and their URL-encoded form, without repetitions; longest first. */
export function maskable(texts: readonly string[]): readonly string[] {
  const forms = texts
    .flatMap((text) => [text.trim(), ...listItems(text)])
    .filter((text) => text.length >= SHORTEST && !COMMON.has(text.toLowerCase()))
    .flatMap((text) => [text, encodeURIComponent(text.toWellFormed())])
  return [...new Set(forms)].toSorted((a, b) => b.length - a.length)
}

/**
 * A header's value, and the parts of it that a server may echo alone: what follows its scheme (`Bearer abcd` leaks just as well as `abcd`),
 * the login in `Basic`, each cookie's value, the secret behind an identifier, as in `client:secret`.
 * @param name of the header, or the line that it stands in
 */
export function headerSecrets(name: string, value: string): readonly string[] {
  const credentials = /^[A-Za-z][\w-]*\s+(\S.*)$/s.exec(value)?.[1]
  const parts = [...(/\bcookie\b/i.test(name) ? cookieValues(value) : []), afterColon(value)]
  return [
    value,
    ...(credentials === undefined ? [] : [credentials]),
    ...basicLogin(value),
    ...parts.filter((part) => part.length >= SHORTEST_PART),
    ...namedSecrets(value),
  ]
}

/**
 * What base64 hides from who reads the header, and not from the server, also where the value is quoted or goes on. A user without a
 * password is a key.
 */
function basicLogin(value: string): readonly string[] {
  const encoded = /basic\s+(\S+)/i.exec(value)?.[1]
  if (encoded === undefined) return []
  const plain = Buffer.from(encoded, 'base64').toString('utf8')
  const [user = '', ...rest] = plain.split(':')
  const password = rest.join(':')
  return [plain, password === '' ? user : password]
}

function cookieValues(value: string): readonly string[] {
  return value.split(';').flatMap((cookie) => {
    const text = cookie.slice(cookie.indexOf('=') + 1).trim()
    return [text, text.replaceAll(/^"|"$/g, ''), decoded(text)]
  })
}

/** The whole where there is no colon; nothing of an address, whose first colon stands behind its scheme. */
function afterColon(value: string): string {
  const rest = value.slice(value.indexOf(':') + 1).trim()
  return rest.startsWith('//') ? '' : rest
}

function headerLineValues(text: string): readonly string[] {
  return listItems(text).flatMap((line) => {
    const colon = line.indexOf(':')
    // A line without a colon may be a secret whose header's name was forgotten.
    return headerSecrets(line, line.slice(colon + 1).trim())
  })
}

// Without a YAML parser, which is loaded only when it is needed and fails on a malformed text: all that stands deeper than a
// `headers` key, or on its line.
function checkHeaderValues(text: string): readonly string[] {
  const found: string[] = []
  let depth: number | undefined
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (line.trim() === '') continue
    const indent = line.search(/[^\s-]/)
    if (depth !== undefined && indent > depth) {
      found.push(...scalars(line))
      continue
    }
    const key = /["']?\bheaders\b["']?\s*:/.exec(line)
    depth = key === null ? undefined : indent
    if (key !== null) found.push(...scalars(flowMapping(line.slice(key.index + key[0].length))))
  }
  return found
}

// What follows `headers:` on its line: up to the brace that closes a flow mapping, since other keys may come after it.
function flowMapping(rest: string): string {
  return /^\s*\{(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^}"'])*/.exec(rest)?.[0] ?? rest
}

/** The values that one line of YAML may hold, block or flow, quotes taken away; the line itself where it is no `name: value`. */
function scalars(line: string): readonly string[] {
  const bare = line.trim().replace(/^[-{[|>\s]+|[}\]\s]+$/g, '')
  const flow = [...bare.matchAll(/:\s*("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^,}]+)/g)].map((match) => match[1] ?? '')
  const colon = bare.indexOf(':')
  const whole = bare.slice(colon + 1)
  return [...flow, whole, whole.replace(/\s#.*$/, '')]
    .map((value) => value.trim().replace(/^(["'])(.*)\1$/s, '$2'))
    .flatMap((value) => headerSecrets(line, value))
}

/** The logins in addresses, wherever in a text these stand. */
function urlCredentials(text: string): readonly string[] {
  return [...text.matchAll(/:\/\/([^\s/?#]*)@/g)].flatMap(([, userinfo = '']) => loginForms(userinfo))
}

/** A login of an address, and what may be its password: what stands behind each colon, since one before the user may belong to a scheme. */
function loginForms(userinfo: string): readonly string[] {
  const [, ...parts] = userinfo.split(':')
  const passwords = parts.map((_, at) => parts.slice(at).join(':'))
  return [userinfo, ...passwords].flatMap((part) => [part, decoded(part)])
}

/** The addresses of feature checks, as they stand in the YAML. */
function checkUrls(text: string): readonly string[] {
  return [...text.matchAll(/\burl["']?\s*:\s*["']?([^\s"',}]+)/g)].map(([, url = '']) => url)
}

/**
 * The login at the beginning of an address whose scheme may be missing or misspelt, so that where it begins is not sure: `bob:secret@host`,
 * `htp//bob:secret@host`, `https:bob:secret@host`. The digest of an image is none.
 */
function mistypedCredentials(address: string): readonly string[] {
  const text = address.trim()
  const userinfo = /^(?:[^/\\?#@]*[/\\]+)?([^/\\?#]*)@(?!sha256:)/.exec(text)?.[1] ?? ''
  const parsed = URL.canParse(text) ? new URL(text).password : ''
  return [...loginForms(userinfo), parsed, decoded(parsed)]
}

/** The login of a proxy, also where its address is written badly, and what goes over the wire for it, which the proxy may echo. */
function proxyCredentials(address: string): readonly string[] {
  const userinfo = /^(?:[^\s/@:]*:\/\/)?(.*)@/s.exec(address.trim())?.[1] ?? ''
  if (userinfo === '') return []
  const [user = '', ...rest] = userinfo.split(':')
  const password = rest.join(':')
  const plain = `${decoded(user)}:${decoded(password)}`
  return [
    userinfo,
    password,
    decoded(password),
    ...(password === '' ? [] : [plain]),
    Buffer.from(plain).toString('base64'),
  ]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The password of a registry, and what goes over the wire for it, which the registry may echo. */
export function loginSecrets(username: string, password: string): readonly string[] {
  const plain = password.trim()
  if (plain === '') return []
  return [plain, Buffer.from(`${username.trim()}:${plain}`).toString('base64')]
}

function namedSecrets(text: string): readonly string[] {
  return [...text.matchAll(NAMED_SECRET)].flatMap(([, value = '']) => [value, decoded(value)])
}
