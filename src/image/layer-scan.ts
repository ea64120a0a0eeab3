import { createLinks } from './links.ts'
import { entryPath, type Path, sharedDepth } from './paths.ts'
import type { ContentSink, TarEntry } from './tar.ts'
import { Unreadable } from './unreadable.ts'

/** Bytes; a version file is larger by no right. */
export const contentLimit = 2 ** 20

/** What one layer has at a path. */
export type Node =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'directory' }
  | { readonly kind: 'file'; readonly content: Content }
  | { readonly kind: 'symlink'; readonly target: string }
  /** To a file that an earlier entry of the layer made, or a layer below; `ordinal` counts the layer's entries. */
  | { readonly kind: 'hardlink'; readonly target: Path; readonly ordinal: number }
  | { readonly kind: 'other' }

/** `not-kept`: a file on the way to the path that was looked for. */
export type Content =
  | { readonly state: 'read'; readonly pieces: readonly Buffer[] }
  | { readonly state: 'too-large'; readonly size: number }
  | { readonly state: 'sparse' }
  | { readonly state: 'not-kept' }

/** What a layer does to the place at one depth of a path. */
export interface Step {
  readonly node: Node
  /** What the layers below have here is deleted, or, of a directory, does not show through. */
  readonly hidesBelow: boolean
}

/** One entry for each depth of the path, the root first. */
export type LayerFacts = readonly Step[]

/** Looks, entry by entry, for what one layer says of a path. */
export interface LayerScan {
  onEntry(entry: TarEntry): ContentSink | undefined
  /** Complete when the last entry has been seen. */
  facts(): LayerFacts
}

interface MutableStep {
  node: Node
  hidesBelow: boolean
}

const whiteout = '.wh.'
const opaque = '.wh..wh..opq'
const nothing: Node = { kind: 'nothing' }
const directory: Node = { kind: 'directory' }

/**
 * Follows what a layer's entries do to a path and to every directory on it, as if they were extracted in their order into an empty
 * directory, which is how overlay file systems get their layers: a later entry replaces an earlier one, an entry goes to where earlier
 * symbolic links of the same layer lead. Whiteouts speak of the layers below only (OCI image specification, "Layer").
 *
 * @param path without `..`
 * @param before only that many entries count
 */
export function createLayerScan(path: Path, before = Number.POSITIVE_INFINITY): LayerScan {
  const steps: MutableStep[] = [
    { node: directory, hidesBelow: false },
    ...path.map(() => ({ node: nothing, hidesBelow: false })),
  ]
  const links = createLinks()
  let ordinal = -1

  /** The step of a place on the path; undefined for every other place. */
  function stepOf(place: Path): MutableStep | undefined {
    return sharedDepth(place, path) === place.length ? steps[place.length] : undefined
  }

  function makeDirectory(depth: number): void {
    const step = steps[depth]
    if (step === undefined || step.node.kind === 'directory') return
    step.node = directory
  }

  /** Directories need no entry of their own. */
  function makeParents(parent: Path): void {
    const depth = sharedDepth(parent, path)
    for (let at = 1; at <= depth; at += 1) {
      const kind = steps[at]?.node.kind
      if (kind === 'file' || kind === 'hardlink' || kind === 'other') {
        throw new Unreadable('an entry stands below something that is no directory')
      }
      makeDirectory(at)
    }
  }

  function hide(place: Path): void {
    const step = stepOf(place)
    if (step !== undefined) step.hidesBelow = true
  }

  function mark(parent: Path, name: string): void {
    const hidden = name.slice(whiteout.length)
    if (hidden === '' || hidden === '.' || hidden === '..') throw new Unreadable('a whiteout that names nothing')
    hide([...parent, hidden])
  }

  function nodeOf(entry: TarEntry): Node {
    switch (entry.kind) {
      case 'directory':
        return directory
      case 'symlink':
        return { kind: 'symlink', target: entry.linkName }
      case 'hardlink':
        return hardlink(entry.linkName)
      case 'file':
      case 'sparse':
        return { kind: 'file', content: { state: 'not-kept' } }
      case 'other':
        return { kind: 'other' }
    }
  }

  function hardlink(linkName: string): Node {
    const written = entryPath(linkName)
    const last = written.at(-1)
    if (last === undefined) return { kind: 'other' }
    const target = [...links.resolve(written.slice(0, -1)), last]
    // It is then a second name of the symbolic link itself.
    const linked = links.at(target)
    return linked === undefined ? { kind: 'hardlink', target, ordinal } : { kind: 'symlink', target: linked }
  }

  function put(place: Path, node: Node): void {
    if (node.kind === 'directory') links.makeDirectory(place)
    else links.replace(place, node.kind === 'symlink' ? node.target : undefined)
    const step = stepOf(place)
    if (step === undefined) return
    if (node.kind === 'directory') {
      makeDirectory(place.length)
      return
    }
    step.node = node
    // What the layer had below is gone with the directory that it was in.
    for (const deeper of steps.slice(place.length + 1)) {
      deeper.node = nothing
      deeper.hidesBelow = false
    }
  }

  function contentOf(entry: TarEntry): { readonly content: Content; readonly sink?: ContentSink } {
    if (entry.kind === 'sparse') return { content: { state: 'sparse' } }
    if (entry.size > contentLimit) return { content: { state: 'too-large', size: entry.size } }
    const pieces: Buffer[] = []
    return { content: { state: 'read', pieces }, sink: (bytes) => void pieces.push(Buffer.from(bytes)) }
  }

  return {
    onEntry(entry) {
      ordinal += 1
      if (ordinal >= before) return undefined
      const written = entryPath(entry.name)
      const name = written.at(-1)
      if (name === undefined) return undefined
      const parent = links.resolve(written.slice(0, -1))
      makeParents(parent)
      if (name === opaque) {
        hide(parent)
        return undefined
      }
      if (name.startsWith(whiteout)) {
        mark(parent, name)
        return undefined
      }
      const place = [...parent, name]
      const isSought = place.length === path.length && sharedDepth(place, path) === path.length
      if (!isSought || (entry.kind !== 'file' && entry.kind !== 'sparse')) {
        put(place, nodeOf(entry))
        return undefined
      }
      const { content, sink } = contentOf(entry)
      put(place, { kind: 'file', content })
      return sink
    },

    facts: () => steps,
  }
}
