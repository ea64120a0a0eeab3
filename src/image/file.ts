import type { Content, Step } from './layer-scan.ts'
import type { ReadLayer } from './layers.ts'
import { linkLimit } from './links.ts'
import type { Descriptor } from './manifest.ts'
import { componentsOf, fromText, type Path, toText } from './paths.ts'
import { Unreadable } from './unreadable.ts'

/** Layers count from 1, the lowest. */
export type FileFinding =
  | { readonly state: 'found'; readonly content: Buffer; readonly layer: number; readonly via: readonly string[] }
  | {
      readonly state: 'lacking'
      /** A clause: `layer 8 of 9 deletes it`. */
      readonly why: string
      /** The layer that says so; absent where none has it. */
      readonly layer?: number
      /** The links that led there, as `/a -> b`. */
      readonly via: readonly string[]
    }

/** What the whole image has at a path, as `lstat` would tell; the depth is where on the path it ends. */
type Place =
  | { readonly kind: 'file'; readonly content: Content; readonly layer: number }
  | { readonly kind: 'directory' }
  | { readonly kind: 'symlink'; readonly depth: number; readonly target: string; readonly layer: number }
  | { readonly kind: 'lacking'; readonly why: string; readonly layer?: number }

/**
 * Finds a file in an image's layers as a container would see it, from the uppermost layer down, and no further than to the layer that
 * tells. After a symbolic link it begins again at the top.
 *
 * @param text absolute path
 * @param layers the lowest first, as manifests list them
 * Throws `Unreadable` where a layer cannot be read, the file is larger than 1 MiB, or more than 40 links stand on the path; its message
 * names the layer. Throws what `read` throws.
 */
export async function findFile(text: string, layers: readonly Descriptor[], read: ReadLayer): Promise<FileFinding> {
  const look = createLook(layers, read)
  const via: string[] = []
  let base: Path = []
  let pending = componentsOf(fromText(text))
  if (leavesRoot(pending)) throw new Unreadable('the path leaves the root of the image')
  for (;;) {
    // A target may begin with them; the directories before a link are no links themselves.
    while (pending[0] === '..') {
      base = base.slice(0, -1)
      pending = pending.slice(1)
    }
    // Where a `..` leads is only known once it is known what stands before it.
    const turn = pending.indexOf('..')
    const sought = [...base, ...(turn === -1 ? pending : pending.slice(0, turn))]
    const rest = turn === -1 ? [] : pending.slice(turn)
    const place = await look(sought)
    switch (place.kind) {
      case 'lacking':
        return { state: 'lacking', why: place.why, ...(place.layer === undefined ? {} : { layer: place.layer }), via }
      case 'directory':
        if (rest.length === 0) return { state: 'lacking', why: 'it is a directory', via }
        base = sought
        pending = rest
        break
      case 'file': {
        const { content, layer } = place
        if (rest.length > 0) return { state: 'lacking', why: `${toText(sought)} is no directory`, layer, via }
        return { state: 'found', content: bytesOf(content, nameOf(layer, layers)), layer, via }
      }
      case 'symlink': {
        const { depth, target, layer } = place
        if (via.length === linkLimit) throw new Unreadable(`more than ${linkLimit} symbolic links on the path`)
        via.push(`${toText(sought.slice(0, depth))} -> ${Buffer.from(target, 'latin1').toString('utf8')}`)
        if (target === '') return { state: 'lacking', why: 'it is a symbolic link to nothing', layer, via }
        base = target.startsWith('/') ? [] : sought.slice(0, depth - 1)
        pending = [...componentsOf(target), ...sought.slice(depth), ...rest]
        break
      }
    }
  }
}

function leavesRoot(path: Path): boolean {
  let depth = 0
  return path.some((part) => {
    depth += part === '..' ? -1 : 1
    return depth < 0
  })
}

/** `layer 7 of 9`. */
export function nameOf(layer: number, layers: readonly Descriptor[]): string {
  return `layer ${layer} of ${layers.length}`
}

function bytesOf(content: Content, layer: string): Buffer {
  switch (content.state) {
    case 'read':
      return Buffer.concat(content.pieces)
    case 'too-large':
      throw new Unreadable(`${layer}: the file has ${content.size} bytes, more than the 1 MiB that are read`)
    case 'sparse':
      throw new Unreadable(`${layer}: the file is stored as a sparse one, which is not read`)
    case 'not-kept':
      throw new TypeError('the content of a file that was looked for is kept')
  }
}

function createLook(layers: readonly Descriptor[], read: ReadLayer): (path: Path, from?: number) => Promise<Place> {
  /** What one layer, counted from 1, does to a path. */
  async function stepsIn(layer: number, path: Path, before?: number): Promise<readonly Step[]> {
    const descriptor = layers[layer - 1]
    if (descriptor === undefined) throw new RangeError(`there is no layer ${layer}`)
    try {
      return await read(descriptor, path, before)
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      throw new Unreadable(`${nameOf(layer, layers)}: ${error.message}`, { cause: error })
    }
  }

  /** @param from the uppermost layer that counts */
  async function look(path: Path, from = layers.length): Promise<Place> {
    // So deep the layers above have directories, which take the place of anything but a directory below them.
    let known = 0
    for (let layer = from; layer >= 1; layer -= 1) {
      const steps = await stepsIn(layer, path)
      const hidden =
        steps[0]?.hidesBelow === true ? { kind: 'lacking' as const, why: emptied([], layer), layer } : undefined
      let cover: Place | undefined = hidden
      for (let depth = 1; depth <= path.length; depth += 1) {
        const { node, hidesBelow } = steps[depth] ?? { node: { kind: 'nothing' }, hidesBelow: false }
        if (node.kind !== 'directory' && depth <= known && (node.kind !== 'nothing' || hidesBelow)) {
          return { kind: 'lacking', why: 'no layer has it' }
        }
        if (node.kind === 'nothing') {
          if (hidesBelow) {
            const place = toText(path.slice(0, depth))
            return { kind: 'lacking', why: `${nameOf(layer, layers)} deletes ${place}`, layer }
          }
          break
        }
        if (node.kind !== 'directory') return ending(node, depth, path, layer)
        known = Math.max(known, depth)
        if (hidesBelow) cover ??= { kind: 'lacking', why: emptied(path.slice(0, depth), layer), layer }
      }
      if (known === path.length) return { kind: 'directory' }
      if (cover !== undefined) return cover
    }
    return { kind: 'lacking', why: 'no layer has it' }
  }

  function emptied(path: Path, layer: number): string {
    return `${nameOf(layer, layers)} empties ${toText(path)}`
  }

  /** What a path comes to at something that is no directory. */
  async function ending(
    node: Exclude<Step['node'], { readonly kind: 'nothing' | 'directory' }>,
    depth: number,
    path: Path,
    layer: number,
  ): Promise<Place> {
    if (node.kind === 'symlink') return { kind: 'symlink', depth, target: node.target, layer }
    const isWhole = depth === path.length
    if (isWhole && node.kind === 'file') return { kind: 'file', content: node.content, layer }
    if (node.kind === 'hardlink') {
      const place = await linked(node.target, node.ordinal, depth, layer, 1)
      if (isWhole || place.kind !== 'file') return place
    }
    const why = `${toText(path.slice(0, depth))} is no ${isWhole ? 'regular file' : 'directory'}`
    return { kind: 'lacking', why, layer }
  }

  /** The file that a hard link names: as it was when the link was made, in the layer itself, else in those below. */
  async function linked(target: Path, ordinal: number, depth: number, layer: number, links: number): Promise<Place> {
    if (links > linkLimit) throw new Unreadable(`${nameOf(layer, layers)}: more than ${linkLimit} hard links in a row`)
    const steps = await stepsIn(layer, target, ordinal)
    const node = steps[target.length]?.node ?? { kind: 'nothing' }
    switch (node.kind) {
      case 'file':
        return { kind: 'file', content: node.content, layer }
      case 'hardlink':
        return linked(node.target, node.ordinal, depth, layer, links + 1)
      case 'symlink':
        return { kind: 'symlink', depth, target: node.target, layer }
      case 'nothing': {
        const below = await look(target, layer - 1)
        if (below.kind === 'file') return below
        throw new Unreadable(`${nameOf(layer, layers)}: a hard link to ${toText(target)}, which is not there`)
      }
      case 'directory':
      case 'other':
        throw new Unreadable(`${nameOf(layer, layers)}: a hard link to ${toText(target)}, which is no file`)
    }
  }

  return look
}
