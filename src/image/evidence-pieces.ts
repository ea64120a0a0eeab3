import type { ImageEvidence } from '../model.ts'
import type { ImageConfig } from './labels.ts'
import type { ImageManifest } from './manifest.ts'
import type { NotRead } from './not-read.ts'

/** What was read of one of an image's platforms. */
export interface OpenPart {
  readonly platform: string | undefined
  readonly manifest: ImageManifest | undefined
  readonly config: ImageConfig | undefined
  /** Where the manifest or the config could not be read: why. */
  readonly failure?: NotRead
}

/** Evidence before the platforms that say the same are put together. */
export interface Piece extends Omit<ImageEvidence, 'where'> {
  /** `label org.opencontainers.image.revision`. */
  readonly place: string
  readonly platform?: string | undefined
}

/** One item for what several platforms say alike: `label org.opencontainers.image.revision (linux/amd64, linux/arm64)`. */
export function piecesMerged(pieces: readonly Piece[]): readonly ImageEvidence[] {
  const groups = new Map<string, { readonly piece: Piece; readonly platforms: string[] }>()
  for (const piece of pieces) {
    const { kind, place, said, finding, note } = piece
    const key = JSON.stringify([kind, place, said, finding, note])
    const group = groups.get(key) ?? { piece, platforms: [] }
    groups.set(key, group)
    if (piece.platform !== undefined && !group.platforms.includes(piece.platform)) group.platforms.push(piece.platform)
  }
  return [...groups.values()].map(({ piece, platforms }) => {
    const { kind, place, expected, said, finding, note, madeAt } = piece
    const where = platforms.length === 0 ? place : `${place} (${platforms.join(', ')})`
    return {
      kind,
      where,
      expected,
      said,
      finding,
      ...(note === undefined ? {} : { note }),
      ...(madeAt === undefined ? {} : { madeAt }),
    }
  })
}
