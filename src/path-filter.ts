/**
 * The filter of a workflow's `on.push.paths` (GitHub Actions, workflow syntax, "Filter pattern cheat sheet"): `*` stands for any characters
 * but a slash, `**` for any, `?` and `+` repeat the character before them, `[]` lists characters, `!` at the start takes matches away
 * again, and the last pattern that matches a path decides.
 */
import { compilePattern, PatternError, type Pattern } from './patterns.ts'

/** @returns whether a changed file with that path, from the root of the repository and without a leading slash, passes the filter */
export type PathFilter = (path: string) => boolean

/**
 * Compiles a filter.
 * @throws PatternError for a glob that ends within brackets or after a backslash, or lists a range from its end to its start
 */
export async function compilePathFilter(globs: readonly string[]): Promise<PathFilter> {
  const rules: { readonly takes: boolean; readonly pattern: Pattern }[] = []
  for (const glob of globs) {
    const takes = !glob.startsWith('!')
    const source = globSource(takes ? glob : glob.slice(1))
    if (source === undefined) throw new PatternError('it ends within brackets or after a backslash')
    rules.push({ takes, pattern: await compilePattern(source, 'any') })
  }
  return (path) => rules.findLast(({ pattern }) => pattern.matches(path))?.takes ?? false
}

/** Any folders, or none. */
const FOLDERS = '(?:.*/)?'

/** @returns the glob as an RE2 that matches whole paths; undefined for one that ends within brackets, or after a backslash */
function globSource(glob: string): string | undefined {
  const parts: string[] = []
  const characters = Array.from(glob.replaceAll(/\*{3,}/g, '**'))
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? ''
    const before = parts.at(-1)
    if (character === '\\') {
      at += 1
      const next = characters[at]
      if (next === undefined) return undefined
      parts.push(literally(next))
    } else if (character === '*' && characters[at + 1] === '*') {
      at += 1
      // `**/` as a folder of its own may also be no folder at all.
      const isFolders = characters[at + 1] === '/' && (before === undefined || before === '/' || before === FOLDERS)
      if (isFolders) at += 1
      parts.push(isFolders ? FOLDERS : '(?:.*)')
    } else if (character === '*') {
      parts.push('(?:[^/]*)')
    } else if ((character === '?' || character === '+') && before !== undefined) {
      parts[parts.length - 1] = `(?:${before})${character}`
    } else if (character === '[') {
      const end = characters.indexOf(']', at + 1)
      if (end <= at + 1) return undefined
      parts.push(
        `[${characters
          .slice(at + 1, end)
          .map(inBrackets)
          .join('')}]`,
      )
      at = end
    } else {
      parts.push(literally(character))
    }
  }
  return `^(?s:${parts.join('')})$`
}

function literally(character: string): string {
  return /[\\^$.*+?()[\]{}|]/.test(character) ? `\\${character}` : character
}

/** Only `-` keeps a meaning of its own in a list of characters. */
function inBrackets(character: string): string {
  return /[\\^[\]&~]/.test(character) ? `\\${character}` : character
}
