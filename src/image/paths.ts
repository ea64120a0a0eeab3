import { Unreadable } from './unreadable.ts'

/**
 * Paths inside an image. Names are bytes there, so that a path is kept as its components with one character for each byte: two names
 * that are not UTF-8 stay two names.
 */
export type Path = readonly string[]

/** The components of a path, in which nothing but empty ones and `.` is resolved. */
export function componentsOf(text: string): Path {
  return text.split('/').filter((part) => part !== '' && part !== '.')
}

/** A path as a person writes it, in the form that names in an image have. */
export function fromText(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}

/** A path of an image as a person reads it. */
export function toText(path: Path): string {
  return `/${Buffer.from(path.join('/'), 'latin1').toString('utf8')}`
}

/** The components of an archive entry's name. Throws `Unreadable` for one that leads out of the root. */
export function entryPath(name: string): Path {
  const parts = componentsOf(name)
  if (!parts.includes('..')) return parts
  const kept: string[] = []
  for (const part of parts) {
    if (part !== '..') kept.push(part)
    else if (kept.pop() === undefined) throw new Unreadable('an entry whose path leaves the root of the image')
  }
  return kept
}

/** How many of the leading components two paths share. */
export function sharedDepth(one: Path, other: Path): number {
  const most = Math.min(one.length, other.length)
  let depth = 0
  while (depth < most && one[depth] === other[depth]) depth += 1
  return depth
}
