import { componentsOf, type Path } from './paths.ts'
import { Unreadable } from './unreadable.ts'

/** Symbolic links on one path, as Linux has it (path_resolution(7)). */
export const linkLimit = 40

/** Bytes of a symbolic link's target, as Linux has it (PATH_MAX, its closing NUL included). */
const targetLimit = 4095

/** Bytes, about, that the links of one layer may take in memory. They alone of its entries are remembered. */
const memoryLimit = 64 * 2 ** 20

/** Bytes, about, that a place in the tree takes besides its name. */
const nodeSize = 256

/** The symbolic links that a layer has made so far, while it is extracted. */
export interface Links {
  /**
   * Where a path leads by way of them; `..` in a target stays below the root, as in a container.
   * Throws `Unreadable` after more than 40 of them.
   */
  resolve(path: Path): Path
  /** The target of the link at exactly this place. */
  at(path: Path): string | undefined
  /**
   * Something new takes the place, and all that was below goes. Throws `Unreadable` for a target that no file system takes, or where
   * there are too many to remember.
   * @param target of a link; undefined for anything else
   */
  replace(path: Path, target: string | undefined): void
  /** A directory takes the place of a link; of a directory it takes nothing away. */
  makeDirectory(path: Path): void
}

interface LinkNode {
  target?: string
  below?: Map<string, LinkNode>
}

export function createLinks(): Links {
  const root: LinkNode = {}
  let spent = 0

  function find(path: Path): LinkNode | undefined {
    let node: LinkNode | undefined = root
    for (const part of path) node = node?.below?.get(part)
    return node
  }

  const at = (path: Path): string | undefined => find(path)?.target

  function remove(path: Path): void {
    const last = path.at(-1)
    if (last !== undefined) find(path.slice(0, -1))?.below?.delete(last)
  }

  function spend(bytes: number): void {
    spent += bytes
    if (spent > memoryLimit) throw new Unreadable('more symbolic links than can be followed')
  }

  function nodeBelow(node: LinkNode, part: string): LinkNode {
    node.below ??= new Map()
    const known = node.below.get(part)
    if (known !== undefined) return known
    spend(part.length + nodeSize)
    const made: LinkNode = {}
    node.below.set(part, made)
    return made
  }

  return {
    at,

    resolve(path) {
      const [first] = path
      // Most layers have no link above anything.
      if (first === undefined || root.below?.has(first) !== true) return path
      const pending = path.toReversed()
      let place: { readonly part: string; readonly node: LinkNode | undefined }[] = []
      let followed = 0
      for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
        if (part === '..') {
          place.pop()
          continue
        }
        const above = place.at(-1)
        const node = (above === undefined ? root : above.node)?.below?.get(part)
        if (node?.target === undefined) {
          place.push({ part, node })
          continue
        }
        followed += 1
        if (followed > linkLimit) throw new Unreadable(`an entry stands below more than ${linkLimit} symbolic links`)
        if (node.target.startsWith('/')) place = []
        pending.push(...componentsOf(node.target).toReversed())
      }
      return place.map(({ part }) => part)
    },

    replace(path, target) {
      remove(path)
      if (target === undefined) return
      if (target.length > targetLimit)
        throw new Unreadable('a symbolic link whose target is too long for any file system')
      spend(target.length)
      let node = root
      for (const part of path) node = nodeBelow(node, part)
      node.target = target
    },

    makeDirectory(path) {
      if (at(path) !== undefined) remove(path)
    },
  }
}
