const CERTIFICATE_FAULTS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'has expired',
  CERT_NOT_YET_VALID: 'is not valid yet',
  CERT_REVOKED: 'is revoked',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'is self-signed',
  ERR_TLS_CERT_ALTNAME_INVALID: 'is for another name',
  SELF_SIGNED_CERT_IN_CHAIN: 'is signed by an authority that this runner does not trust',
  UNABLE_TO_GET_ISSUER_CERT: 'is signed by an authority that this runner does not know',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'is signed by an authority that this runner does not know',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'comes without the certificates that link it to a known authority',
}

/** A failure that is already in words that a person can act on. */
export class Refusal extends Error {}

/**
 * A network error as a clause for people. The error's own message is left out: of its code alone it is sure that it holds no
 * header value.
 *
 * @param url what was asked when it happened; its host is named
 */
export function describeFault(error: unknown, url: URL): string {
  if (error instanceof Refusal) return error.message
  const code = codeOf(error)
  const certificate = CERTIFICATE_FAULTS[code]
  if (certificate !== undefined) return `the TLS certificate of ${url.host} ${certificate}`
  const proxy = describeProxyFault(error, code, url)
  if (proxy !== undefined) return proxy
  switch (code) {
    case 'ENOTFOUND':
      return `the name ${url.hostname} was not found in DNS`
    case 'EAI_AGAIN':
      return `DNS gave no answer for the name ${url.hostname}`
    case 'ECONNREFUSED':
      return `${url.host} refused the connection`
    case 'ECONNRESET':
    case 'EPIPE':
    case 'ERR_STREAM_PREMATURE_CLOSE':
    case 'Z_BUF_ERROR':
      return `${url.host} closed the connection before the answer was complete`
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ENETDOWN':
    case 'EADDRNOTAVAIL':
      return `there is no network path from this runner to ${url.host}`
    case 'ETIMEDOUT':
      return `${url.host} did not accept a connection in time`
    case 'HPE_HEADER_OVERFLOW':
      return `the response headers of ${url.host} are too large`
    case 'ERR_INVALID_CHAR':
    case 'ERR_INVALID_HTTP_TOKEN':
    case 'ERR_HTTP_INVALID_HEADER_VALUE':
    case 'ERR_UNESCAPED_CHARACTERS':
      return 'the request cannot be sent: its method, path or a header holds a character that HTTP does not allow'
    default:
  }
  if (code.startsWith('HPE_')) return `what ${url.host} answers is not valid HTTP (${code})`
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) return `the TLS handshake with ${url.host} failed (${code})`
  if (code.startsWith('CERT_')) return `the TLS certificate of ${url.host} is not accepted (${code})`
  if (code.startsWith('Z_') || code.startsWith('ERR_BROTLI') || code.startsWith('ERR__ERROR_')) {
    return 'the body cannot be decoded: it is not what its Content-Encoding says'
  }
  return `the request failed (${code})`
}

/** The fault of a proxy on the way, which must not be taken for one of the host that was asked. */
function describeProxyFault(error: unknown, code: string, url: URL): string | undefined {
  switch (code) {
    case 'ERR_PROXY_TUNNEL': {
      const status = numberIn(error, 'statusCode')
      return `the proxy does not let requests to ${url.host} through${status === undefined ? '' : ` (HTTP ${status})`}`
    }
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return isAboutAnotherName(error, url) ? 'the name of the proxy was not found in DNS' : undefined
    case 'ECONNREFUSED': {
      const port = numberIn(error, 'port')
      const asked = Number(url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : url.port)
      return port === undefined || port === asked ? undefined : 'the proxy refused the connection'
    }
    default:
      return undefined
  }
}

/** Of a name that was not found, Node says which one it was. */
function isAboutAnotherName(error: unknown, url: URL): boolean {
  if (typeof error !== 'object' || error === null || !('hostname' in error)) return false
  return typeof error.hostname === 'string' && error.hostname !== url.hostname
}

function numberIn(error: unknown, name: string): number | undefined {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined
  return typeof value === 'number' ? value : undefined
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'no error code'
  if ('code' in error && typeof error.code === 'string') return error.code
  return 'name' in error && typeof error.name === 'string' ? error.name : 'no error code'
}
