import { tar } from '../../simulator/wire/tar.ts'

/** What one entry of a layer does. Paths are absolute. */
export type LayerEntry =
  | { readonly kind: 'file'; readonly path: string; readonly content: string }
  | { readonly kind: 'directory'; readonly path: string }
  | { readonly kind: 'symlink' | 'hardlink'; readonly path: string; readonly target: string }
  /** Deletes what the layers below have there. */
  | { readonly kind: 'delete'; readonly path: string }
  /** Hides what the layers below have in this directory. */
  | { readonly kind: 'opaque'; readonly path: string }

/** The archive of a layer, its entries in just this order. */
export function layerArchive(entries: readonly LayerEntry[]): Buffer {
  return tar(
    entries.map((entry) => {
      const { path } = entry
      const modifiedAt = 0
      const cut = path.lastIndexOf('/') + 1
      const empty = Buffer.alloc(0)
      switch (entry.kind) {
        case 'file':
          return { kind: 'file', path, content: Buffer.from(entry.content), modifiedAt }
        case 'directory':
          return { kind: 'directory', path, modifiedAt }
        case 'symlink':
        case 'hardlink':
          return { kind: entry.kind, path, target: entry.target, modifiedAt }
        case 'delete':
          return { kind: 'file', path: `${path.slice(0, cut)}.wh.${path.slice(cut)}`, content: empty, modifiedAt }
        case 'opaque':
          return { kind: 'file', path: `${path}/.wh..wh..opq`, content: empty, modifiedAt }
      }
    }),
  )
}
