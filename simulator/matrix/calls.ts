/** The names under which the matrix lists calls: what differs from run to run and from world to world is left out. */

const NORMAL: readonly (readonly [RegExp, string])[] = [
  [/\/repos\/[^/]+\/[^/]+/, '/repos/{repository}'],
  [/sha256:[0-9a-f]{64}/, '{digest}'],
  [/[0-9a-f]{40}/g, '{sha}'],
  [/\/\d{3,}(?=\/|$)/g, '/{id}'],
  [/^(oci:\w+ \/v2\/).*(\/(?:manifests|blobs|referrers|tags)\/).*$/, '$1{name}$2{reference}'],
  [/^(github:GET .*\/commits\/)[^/]*$/, '$1{reference}'],
  [/^(github:GET .*\/contents\/).*$/, '$1{path}'],
]

/** Name of the call that an operation is one of: `github:GET /repos/{repository}/commits/{sha}`. */
export function callOf(operation: string): string {
  return NORMAL.reduce((name, [pattern, instead]) => name.replace(pattern, instead), operation)
}
