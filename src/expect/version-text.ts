import type { Pattern } from '../patterns.ts'
import { pomVersion } from './pom.ts'

/** Characters; a longer text is no version but a file of another kind. */
const longest = 256

/** Source files, where a version is a constant. Configuration that is read line by line counts with them. */
const sourceEndings: ReadonlySet<string> = new Set(
  'py pyi pyx rb js mjs cjs jsx ts mts cts tsx go rs java kt kts scala groovy gradle swift php cs ex exs lua pl r dart c h cc cpp hpp sh bash env ini cfg conf properties mk tf'.split(
    ' ',
  ),
)

/** What is looked for in a file of that name, as a person reads it. */
export function soughtIn(path: string, pattern?: Pattern): string {
  if (pattern !== undefined) return `the version-pattern ${pattern.source}`
  switch (formOf(path)) {
    case 'json':
      return 'a "version" at the top level of the JSON'
    case 'pyproject':
      return '"version" of [project] or [tool.poetry]'
    case 'cargo':
      return '"version" of [package] or [workspace.package]'
    case 'pom':
      return "the project's own <version>"
    case 'source':
      return 'VERSION = "…" or __version__ = "…"'
    case 'text':
      return `nothing but a version of at most ${longest} characters on one line`
  }
}

type Form = 'json' | 'pyproject' | 'cargo' | 'pom' | 'source' | 'text'

function formOf(path: string): Form {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase()
  const ending = name.slice(name.lastIndexOf('.') + 1)
  if (name === 'pyproject.toml') return 'pyproject'
  if (name === 'cargo.toml') return 'cargo'
  if (name === 'pom.xml') return 'pom'
  if (ending === 'json') return 'json'
  return sourceEndings.has(ending) ? 'source' : 'text'
}

/**
 * The version that a file holds; undefined where it holds none. Takes any text, and time is linear in its length. Throws
 * nothing but `TooSlow`, because of the pattern.
 * @param path tells the kind of file by its name; relative to the repository or absolute inside the image
 * @param pattern RE2 with one capture group, instead of what the name suggests
 */
export function extractVersion(path: string, text: string, pattern?: Pattern): string | undefined {
  const stated = statedVersion(path, text, pattern)
  return stated === undefined || noVersions.has(stated.toLowerCase()) ? undefined : stated
}

/** `unknown`, an empty text and `null` never match, so that expecting them would never end well. */
const noVersions: ReadonlySet<string> = new Set(['', 'v', 'unknown', 'null', 'none', 'undefined'])

/** What stands where a file has its version, be it one or not: `unknown`, or an empty text. As `extractVersion` otherwise. */
export function statedVersion(path: string, text: string, pattern?: Pattern): string | undefined {
  // Editors on Windows begin a file with a byte order mark.
  const content = text.startsWith('\uFEFF') ? text.slice(1) : text
  const found = (pattern === undefined ? byForm(formOf(path), content) : pattern.capture(content))?.trim()
  return found === undefined || found.length > longest || /[\r\n\0]/.test(found) ? undefined : found
}

function byForm(form: Form, text: string): string | undefined {
  switch (form) {
    case 'json':
      return jsonVersion(text)
    case 'pyproject':
      return tomlVersion(text, [['project'], ['tool', 'poetry']])
    case 'cargo':
      return tomlVersion(text, [['package'], ['workspace', 'package']])
    case 'pom':
      return pomVersion(text)
    case 'source':
      return sourceVersion(text)
    case 'text':
      return text
  }
}

function jsonVersion(text: string): string | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // Some keep the bare version in a file of that name.
    return text.trimStart().startsWith('{') ? undefined : text
  }
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null || !('version' in value)) return undefined
  if (value.version === null) return 'null'
  return typeof value.version === 'string' ? value.version : undefined
}

/** A constant that is given a quoted value: what stands before it (`export const`, `pub`, `static final String`) does not matter. */
const constant =
  /(?:^|[\s;{(]|exports\.)(?:VERSION|__version__)[\t ]*(?::[^="'`]*)?(?::=|=)[\t ]*[rubfRUBF]?(["'`])([^"'`]*)\1/

/** The unquoted form of shell, env, ini and properties files, where it stands alone on its line. */
const bareAssignment = /^[\t ]*(?:export[\t ]+)?(?:VERSION|__version__)[\t ]*=[\t ]*([^\s"'`#;$({[]+)[\t ]*(?:[#;].*)?$/

const commentStarts = ['#', '//', '/*', '*', '--', ';', '%']

function sourceVersion(text: string): string | undefined {
  for (const line of text.split(/\r?\n/)) {
    // A generated or minified line is no place for a version, and a commented one is none.
    if (line.length > 4096 || !/VERSION|__version__/.test(line)) continue
    const start = line.trimStart()
    if (commentStarts.some((mark) => start.startsWith(mark)) && !start.startsWith('#define')) continue
    const found = constant.exec(line)?.[2] ?? bareAssignment.exec(line)?.[1] ?? defined.exec(line)?.[1]
    if (found !== undefined) return found
  }
  return undefined
}

/** C's form. */
const defined = /^[\t ]*#[\t ]*define[\t ]+VERSION[\t ]+"([^"]*)"/

/**
 * The first of these tables that has a text as `version`. Reads TOML no further than that takes: tables, dotted keys, comments, and
 * strings over several lines, within which nothing is a table.
 */
function tomlVersion(text: string, tables: readonly (readonly string[])[]): string | undefined {
  const found = new Map<string, string>()
  let table: readonly string[] = []
  let closing: string | undefined
  for (const line of text.split(/\r?\n/)) {
    if (closing !== undefined) {
      if (line.includes(closing)) closing = undefined
      continue
    }
    const start = line.trim()
    const header = /^\[([^[\]]*)\][\t ]*(?:#.*)?$/.exec(start)
    if (header !== null) {
      table = keyOf(header[1] ?? '')
      continue
    }
    if (start.startsWith('[[')) {
      table = ['', 'an array of tables']
      continue
    }
    const equals = start.indexOf('=')
    if (start.startsWith('#') || equals === -1) continue
    const value = start.slice(equals + 1).trim()
    const key = [...table, ...keyOf(start.slice(0, equals))].join('\0')
    const quoted = /^(?:"((?:[^"\\]|\\.)*)"|'([^']*)')[\t ]*(?:#.*)?$/.exec(value)
    const content = quoted?.[1] ?? quoted?.[2]
    if (content !== undefined && !found.has(key)) found.set(key, content)
    closing = ['"""', "'''"].find((mark) => value.startsWith(mark) && !value.slice(mark.length).includes(mark))
  }
  return tables.map((path) => found.get([...path, 'version'].join('\0'))).find((version) => version !== undefined)
}

/** The parts of a dotted key, bare or quoted. */
function keyOf(text: string): readonly string[] {
  return text.split('.').map((part) => part.trim().replace(/^(["'])(.*)\1$/, '$2'))
}
