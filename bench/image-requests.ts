import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type BuiltImage, buildImage, buildIndex } from '../simulator/image-builder.ts'
import type { ImageEvidence } from '../src/model.ts'
import { writeImage } from './image-layout.ts'
import { type Access, push, type Registry } from './image-registry.ts'

/** What one run asks a registry for, from a tag to the last piece of evidence. */
export interface RequestRow {
  readonly name: string
  readonly manifestsAndConfigs: number
  /** 2, and 2 for each platform. */
  readonly allowed: number
  readonly provenance: number
  readonly layers: number
  /** Requests whose answer had been given before. */
  readonly twice: number
  readonly faults: readonly string[]
}

export interface Expected {
  readonly commit: string
  readonly version: string
  /** Of the version file. */
  readonly path: string
}

type Read = (name: string) => Promise<{ readonly evidence: readonly ImageEvidence[] }>

const platforms = ['linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/ppc64le', 'linux/s390x']

/** Reads small images of several shapes and counts the requests. */
export async function countRequests(
  registry: Registry,
  folder: string,
  expected: Expected,
  read: Read,
): Promise<readonly RequestRow[]> {
  const source = 'https://github.com/shop/app'
  const provenance = { revision: expected.commit, source, shape: 'classic' } as const
  const images = (count: number): readonly BuiltImage[] =>
    platforms.slice(0, count).map((platform) => imageFor(platform, expected))
  const [single = imageFor('linux/amd64', expected)] = images(1)
  const shapes: readonly (readonly [string, BuiltImage, number])[] = [
    ['one manifest', single, 1],
    ['index of 1 platform, provenance', buildIndex({ images: images(1), provenance }), 1],
    ['index of 2 platforms', buildIndex({ images: images(2) }), 2],
    ['index of 5 platforms, provenance', buildIndex({ images: images(5), provenance }), 5],
  ]
  const rows: RequestRow[] = []
  for (const [name, image, count] of shapes) {
    const layout = join(folder, 'layout')
    const repository = `shape-${rows.length}`
    await writeImage(layout, image)
    await push(layout, repository, registry)
    await rm(layout, { recursive: true })
    let evidence: readonly ImageEvidence[] = []
    const asked = await registry.during(repository, async () => {
      evidence = (await read(`${registry.host}/${repository}`)).evidence
    })
    rows.push(rowOf(name, image, count, asked, evidence))
  }
  return rows
}

function imageFor(platform: string, { commit, version, path }: Expected): BuiltImage {
  return buildImage({
    platform,
    labels: { 'org.opencontainers.image.revision': commit },
    // Of its own for each platform, as machine code is.
    layers: [
      { files: { '/bin/app': platform } },
      { files: { [path]: `VERSION = '${version}'\n`, '/etc/for': platform } },
    ],
  })
}

interface ManifestFields {
  readonly config?: { readonly digest: string }
  readonly layers?: readonly { readonly digest: string }[]
  readonly manifests?: readonly {
    readonly digest: string
    readonly annotations?: Readonly<Record<string, string>>
  }[]
}

function rowOf(
  name: string,
  { top, manifests }: BuiltImage,
  platforms: number,
  asked: readonly Access[],
  evidence: readonly ImageEvidence[],
): RequestRow {
  const fields = new Map(manifests.map(({ digest, text }) => [digest, JSON.parse(text) as ManifestFields]))
  const attestations = (fields.get(top.digest)?.manifests ?? [])
    .filter(({ annotations }) => annotations?.['vnd.docker.reference.type'] === 'attestation-manifest')
    .map(({ digest }) => digest)
  const ofImages = [...fields].filter(([digest]) => !attestations.includes(digest))
  const own = new Set([
    ...ofImages.map(([digest]) => `manifests/${digest}`),
    ...ofImages.flatMap(([, { config }]) => (config === undefined ? [] : [`blobs/${config.digest}`])),
  ])
  const ofLayers = new Set(ofImages.flatMap(([, { layers }]) => (layers ?? []).map(({ digest }) => `blobs/${digest}`)))
  // The tag is another name of the image.
  const requests = asked.map(({ method, resource }) => ({
    method,
    resource: resource === 'manifests/it' ? `manifests/${top.digest}` : resource,
  }))
  const manifestsAndConfigs = requests.filter(({ resource }) => own.has(resource)).length
  const layers = requests.filter(({ resource }) => ofLayers.has(resource)).length
  const twice = requests.length - new Set(requests.map(({ method, resource }) => `${method} ${resource}`)).size
  const allowed = 2 + 2 * platforms
  const faults: string[] = []
  if (manifestsAndConfigs > allowed)
    faults.push(`${manifestsAndConfigs} requests for manifests and configs, of ${allowed} at most`)
  if (twice > 0) faults.push(`${twice} requests were made twice`)
  if (layers !== platforms) faults.push(`${layers} layers were requested, expected the top one of ${platforms}`)
  for (const kind of ['revision-label', 'version-file'] as const) {
    if (!evidence.some((piece) => piece.kind === kind && piece.finding === 'agrees'))
      faults.push(`no ${kind} that agrees`)
  }
  const provenance = requests.length - manifestsAndConfigs - layers
  return { name, manifestsAndConfigs, allowed, provenance, layers, twice, faults }
}
