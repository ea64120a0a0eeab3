import type { LayerEntry } from './layer-entries.ts'

/**
 * A naive union file system in memory: every layer is extracted into a tree of its own, the trees are laid over one another, and a path
 * is walked as the kernel does. The standard that the streaming reader is measured by.
 */
export type Tree =
  | { readonly kind: 'directory'; readonly entries: Map<string, Tree>; readonly deleted: Set<string> }
  | { readonly kind: 'file'; readonly content: string }
  | { readonly kind: 'link'; readonly target: string }

type Directory = Extract<Tree, { kind: 'directory' }>

export const directory = (): Directory => ({ kind: 'directory', entries: new Map(), deleted: new Set() })

const partsOf = (path: string): string[] => path.split('/').filter((part) => part !== '')

interface Opened {
  readonly directory: Directory
  readonly viaLink: boolean
}

/**
 * The directory at a path of one layer's tree, made where it is not there; undefined where something else is in the way, or a link leads
 * to nothing.
 */
function open(root: Directory, path: readonly string[]): Opened | undefined {
  let stack: Directory[] = [root]
  const pending = path.map((part) => ({ part, ofLink: false }))
  let links = 0
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    const { part, ofLink } = next
    const here = stack.at(-1) ?? root
    if (part === '..') {
      if (stack.length > 1) stack.pop()
      continue
    }
    const known = here.entries.get(part)
    if (known?.kind === 'file' || (known === undefined && ofLink)) return undefined
    if (known?.kind === 'link') {
      links += 1
      if (links > 40) return undefined
      if (known.target.startsWith('/')) stack = [root]
      pending.unshift(...partsOf(known.target).map((each) => ({ part: each, ofLink: true })))
      continue
    }
    const inner = known ?? directory()
    here.entries.set(part, inner)
    stack.push(inner)
  }
  return { directory: stack.at(-1) ?? root, viaLink: links > 0 }
}

/** What a hard link gives its other name to: something of its own layer, else a file of those below. */
function linkTarget(root: Directory, target: string, below: Tree): Tree | undefined {
  const parts = partsOf(target)
  const name = parts.pop() ?? ''
  const opened = open(structuredClone(root), parts)
  if (opened === undefined) return undefined
  const own = opened.directory.entries.get(name)
  if (own !== undefined) return own.kind === 'directory' ? undefined : own
  // Neither is a second name for a link in a layer below anything that a runtime makes, nor a way there by a link of this layer.
  if (opened.viaLink) return undefined
  let here: Tree | undefined = below
  for (const part of [...parts, name]) here = here?.kind === 'directory' ? here.entries.get(part) : undefined
  return here?.kind === 'file' ? here : undefined
}

/** Puts an entry in the tree of its layer; false where no runtime could extract it, so that it is no entry of a real layer. */
export function extract(root: Directory, entry: LayerEntry, below: Tree): boolean {
  const parts = partsOf(entry.path)
  const name = parts.pop() ?? ''
  if (open(structuredClone(root), parts) === undefined) return false
  const target = entry.kind === 'hardlink' ? linkTarget(root, entry.target, below) : undefined
  if (entry.kind === 'hardlink' && target === undefined) return false
  const parent = open(root, parts)?.directory
  if (parent === undefined) return false
  switch (entry.kind) {
    case 'hardlink':
      if (target !== undefined) parent.entries.set(name, target)
      return true
    case 'file':
      parent.entries.set(name, { kind: 'file', content: entry.content })
      return true
    case 'symlink':
      parent.entries.set(name, { kind: 'link', target: entry.target })
      return true
    case 'directory':
      if (parent.entries.get(name)?.kind !== 'directory') parent.entries.set(name, directory())
      return true
    case 'delete':
      parent.deleted.add(name)
      return true
    case 'opaque':
      // A directory that shows nothing of the layers below is one that was deleted there.
      if ((parent.entries.get(name)?.kind ?? 'directory') !== 'directory') return false
      parent.deleted.add(name)
      if (!parent.entries.has(name)) parent.entries.set(name, directory())
      return true
  }
}

/** What is seen of a layer that lies over others. */
export function overlaid(below: Tree | undefined, above: Tree): Tree {
  if (above.kind !== 'directory') return above
  const seen = directory()
  const lower = below?.kind === 'directory' ? below.entries : []
  for (const [name, tree] of lower) if (!above.deleted.has(name)) seen.entries.set(name, tree)
  for (const [name, tree] of above.entries) seen.entries.set(name, overlaid(seen.entries.get(name), tree))
  return seen
}

/** The content of the file at a path; undefined where there is none; `loop` after 40 links. */
export function readFile(root: Tree, path: string): string | undefined {
  const pending = partsOf(path)
  let stack: Tree[] = [root]
  let links = 0
  for (let part = pending.shift(); part !== undefined; part = pending.shift()) {
    const here = stack.at(-1)
    if (here?.kind !== 'directory') return undefined
    if (part === '..') {
      if (stack.length > 1) stack.pop()
      continue
    }
    const next = here.entries.get(part)
    if (next === undefined) return undefined
    if (next.kind === 'link') {
      links += 1
      if (links > 40) return 'loop'
      if (next.target.startsWith('/')) stack = [root]
      pending.unshift(...partsOf(next.target))
      continue
    }
    stack.push(next)
  }
  const found = stack.at(-1)
  return found?.kind === 'file' ? found.content : undefined
}
