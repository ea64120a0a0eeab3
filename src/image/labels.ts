import { listAt, parseObject, textAt } from './json.ts'
import type { Claim } from './revision.ts'
import { shortened } from './shortened.ts'

export const revisionKey = 'org.opencontainers.image.revision'

const sourceKey = 'org.opencontainers.image.source'

/** What a config says that is of use here; the rest of it is not kept. */
export interface ImageConfig {
  /** `linux/arm64`. */
  readonly platform: string
  readonly labels: Labels
  /** Milliseconds since the epoch; absent for a time before 2000, which reproducible builds set on purpose. */
  readonly createdAt?: number
  /** One entry for each layer, the lowest first; empty where the history does not fit the layers. */
  readonly history: readonly LayerHistory[]
}

/** When a layer was made and by which instruction, as the builder says. */
export interface LayerHistory {
  readonly createdAt?: string
  readonly createdBy?: string
}

/** What labels, or annotations, say about the commit. */
export interface Labels {
  readonly revision?: Claim
  /** The label that says so: `org.opencontainers.image.revision`. */
  readonly revisionKey: string
  /** What else they say, which only informs: `version 3.3.5, created 2026-07-01T08:00:00Z`. */
  readonly others: string
}

/** Reads an image's config. Throws `Unreadable` for what is none. */
export function parseConfig(text: string, layerCount: number): ImageConfig {
  const config = parseObject(text)
  const variant = textAt(config, 'variant')
  const platform = [textAt(config, 'os') ?? 'unknown', textAt(config, 'architecture') ?? 'unknown', variant]
  const created = textAt(config, 'created')
  const createdAt = Date.parse(created ?? '')
  return {
    platform: platform.filter((part) => part !== undefined).join('/'),
    labels: labelsIn(textsAt(config, ['config', 'Labels']), created),
    ...(createdAt >= FIRST_PLAUSIBLE ? { createdAt } : {}),
    history: historyIn(config, layerCount),
  }
}

/** Reproducible builds set an earlier time on purpose, the beginning of the epoch for one. */
export const FIRST_PLAUSIBLE = Date.UTC(2000, 0, 1)

/** The texts among the values of these keys. */
function textsAt(config: unknown, names: readonly string[]): (key: string) => string | undefined {
  return (key) => textAt(config, ...names, key)
}

/**
 * What a set of labels says.
 * @param created what the config says apart from its labels
 */
function labelsIn(read: (key: string) => string | undefined, created?: string): Labels {
  const revision = read(revisionKey)
  const source = read(sourceKey)
  const others = [
    ['version', read('org.opencontainers.image.version')],
    ['created', created ?? read('org.opencontainers.image.created')],
    ['source', source],
  ].flatMap(([name, value]) => (value === undefined ? [] : `${name} ${shortened(value)}`))
  const told = { others: others.join(', ') }
  if (revision !== undefined) return { ...told, revision: { revision, source }, revisionKey }
  // The convention before OCI's, which some build tools still follow.
  const schemaKey = 'org.label-schema.vcs-ref'
  const schemaRevision = read(schemaKey)
  if (schemaRevision !== undefined && /^[0-9a-f]{7,64}(-dirty)?$/i.test(schemaRevision)) {
    const claim = { revision: schemaRevision, source: read('org.label-schema.vcs-url') }
    return { ...told, revision: claim, revisionKey: schemaKey }
  }
  return { ...told, revisionKey }
}

/** What a manifest's, an index's or a descriptor's annotations say. */
export function annotationsIn(annotations: Readonly<Record<string, string>>): Labels {
  return labelsIn((key) => textAt(annotations, key))
}

function historyIn(config: unknown, layerCount: number): readonly LayerHistory[] {
  const entries = listAt(config, 'history').filter((entry) => !isEmptyLayer(entry))
  if (entries.length !== layerCount) return []
  return entries.map((entry) => {
    const createdAt = textAt(entry, 'created')
    const createdBy = textAt(entry, 'created_by')
    return {
      ...(createdAt === undefined ? {} : { createdAt: shortened(createdAt) }),
      ...(createdBy === undefined ? {} : { createdBy: shortened(createdBy) }),
    }
  })
}

function isEmptyLayer(entry: unknown): boolean {
  return typeof entry === 'object' && entry !== null && 'empty_layer' in entry && entry.empty_layer === true
}
