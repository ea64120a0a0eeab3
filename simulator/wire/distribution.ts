import type { Registry } from '../ecr.ts'
import type { Answer } from './answers.ts'

/** The token that an anonymous pull gets from the simulated registry's token service. */
const ANONYMOUS_TOKEN = 'simulated-anonymous-pull'

/**
 * The OCI distribution API for repositories that are named by the simulator's own host: what a registry outside ECR answers.
 * Pulls are anonymous, by a bearer token that the challenge leads to.
 *
 * @param path below `/v2/`, or of the token service
 * @param host the server's `host:port`, with which the repositories' names begin
 */
export function distributionAnswer(
  registry: Registry,
  path: string,
  host: string,
  headers: Readonly<Record<string, string>>,
): Answer {
  const json = { 'content-type': 'application/json' }
  if (path.startsWith('/v2-token'))
    return { status: 200, headers: json, body: JSON.stringify({ token: ANONYMOUS_TOKEN }) }
  const [, name = '', kind = '', reference = ''] =
    /^\/v2\/(.+)\/(manifests|blobs|referrers|tags)\/([^/?]+)/.exec(path) ?? []
  if (headers['authorization'] !== `Bearer ${ANONYMOUS_TOKEN}`)
    return {
      status: 401,
      headers: {
        ...json,
        'www-authenticate': `Bearer realm="http://${host}/v2-token",service="${host}",scope="repository:${name}:pull"`,
      },
      body: JSON.stringify({ errors: [{ code: 'UNAUTHORIZED', message: 'authentication required' }] }),
    }
  const repository = `${host}/${name}`
  const unknown = (code: string): Answer => ({
    status: 404,
    headers: json,
    body: JSON.stringify({ errors: [{ code, message: `${code} of ${repository}` }] }),
  })
  switch (kind) {
    case 'manifests': {
      const manifest = registry.manifest(repository, reference)
      if (manifest === undefined) return unknown('MANIFEST_UNKNOWN')
      return {
        status: 200,
        headers: { 'content-type': manifest.mediaType, 'docker-content-digest': manifest.digest },
        body: manifest.text,
      }
    }
    case 'blobs': {
      const blob = registry.blob(repository, reference)
      if (blob === undefined) return unknown('BLOB_UNKNOWN')
      return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: blob }
    }
    case 'tags':
      return { status: 200, headers: json, body: JSON.stringify({ name, tags: registry.tags(repository) }) }
    case 'referrers':
      return {
        status: 200,
        headers: { 'content-type': 'application/vnd.oci.image.index.v1+json' },
        body: JSON.stringify({
          schemaVersion: 2,
          mediaType: 'application/vnd.oci.image.index.v1+json',
          manifests: registry.referrers(repository, reference).map(({ digest, mediaType, artifactType, text }) => ({
            mediaType,
            digest,
            size: Buffer.byteLength(text),
            ...(artifactType === undefined ? {} : { artifactType }),
          })),
        }),
      }
    default:
      return unknown('NAME_UNKNOWN')
  }
}
