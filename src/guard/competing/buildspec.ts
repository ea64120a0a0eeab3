import { UNKNOWN } from './image-repository.ts'

/** An inline buildspec, as far as its text shows what it runs. */
export interface Buildspec {
  /** Shell commands, one each; comments and command substitutions are taken out, the latter listed as commands of their own. */
  readonly commands: readonly string[]
  /** Its own plain variables, which the project's environment overrides. */
  readonly variables: ReadonlyMap<string, string>
  /** Variables that it fills from parameters or secrets. */
  readonly references: ReadonlySet<string>
  /** Whether it speaks of the file that a CodePipeline's ECS action deploys from. */
  readonly handsOver: boolean
}

/** What is longer is read that far: no buildspec that a person wrote is. */
const LONGEST = 100_000

/** An image's name is shorter (Distribution's reference grammar allows 255 characters of it); a longer value counts as unknown. */
const LONGEST_VALUE = 1000

/** In characters; what a longer command says further on is not read, so that no pattern takes long on it. */
const LONGEST_COMMAND = 8000

/** So deep are command substitutions looked into. */
const DEEPEST = 5

/**
 * Reads a project's `buildspec`. Undefined where that is the path of a file, an S3 ARN or left out: then the text is not to be had.
 * YAML is read by its lines, which is enough to find commands and variables and cannot fail.
 */
export function readBuildspec(buildspec: string | undefined): Buildspec | undefined {
  const text = buildspec?.slice(0, LONGEST).replaceAll(UNKNOWN, '').trim() ?? ''
  const inline = text.startsWith('{') || text.includes('\n') || /^version\s*:/.test(text)
  if (!inline) return undefined
  const { lines, said, variables, references } = fromJson(text) ?? fromYaml(text)
  const handsOver = /\b(?:imagedefinitions|imageDetail)\.json\b/.test(said)
  return { commands: lines.flatMap((line) => commandsOf(line)), variables, references, handsOver }
}

interface Parts {
  /** The whole text without comments. */
  readonly said: string
  readonly lines: readonly string[]
  readonly variables: ReadonlyMap<string, string>
  readonly references: ReadonlySet<string>
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function entries(value: unknown): readonly (readonly [string, unknown])[] {
  return isObject(value) ? Object.entries(value) : []
}

/** The form that the AWS CDK and Terraform's `jsonencode` write. */
function fromJson(text: string): Parts | undefined {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!isObject(parsed)) return undefined
  const env = isObject(parsed['env']) ? parsed['env'] : {}
  const lines = entries(parsed['phases']).flatMap(([, phase]) =>
    entries(phase).flatMap(([, list]) => (Array.isArray(list) ? list.filter((line) => typeof line === 'string') : [])),
  )
  return {
    said: text,
    lines: lines.flatMap((line) => logicalLines(line)),
    variables: new Map(
      entries(env['variables']).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
    ),
    references: new Set([...entries(env['parameter-store']), ...entries(env['secrets-manager'])].map(([name]) => name)),
  }
}

function logicalLines(text: string): readonly string[] {
  return text
    .replaceAll(/\\\r?\n\s*/g, ' ')
    .split(/\r?\n/)
    .map(withoutComment)
}

/** Without a comment: a `#` at the start of a word, outside of quotes. */
function withoutComment(line: string): string {
  let quote = ''
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at)
    if (quote === '' && character === '#' && (at === 0 || /\s/.test(line.charAt(at - 1)))) return line.slice(0, at)
    if (quote === '' && (character === '"' || character === "'")) quote = character
    else if (character === quote) quote = ''
  }
  return line
}

const indentOf = (line: string): number => line.length - line.trimStart().length

function fromYaml(text: string): Parts {
  const lines: string[] = []
  const variables = new Map<string, string>()
  const references = new Set<string>()
  let section: { readonly indent: number; readonly plain: boolean } | undefined
  let folded: { readonly indent: number; readonly at: number } | undefined
  for (const line of logicalLines(text)) {
    if (line.trim() === '') continue
    const indent = indentOf(line)
    if (section !== undefined && indent > section.indent) {
      const [, name = '', value = ''] = /^\s*["']?([A-Za-z_]\w*)["']?\s*:\s*(.*)$/.exec(line) ?? []
      if (section.plain) variables.set(name, unquoted(value.trim()))
      else references.add(name)
      continue
    }
    section = undefined
    if (folded !== undefined && indent > folded.indent) {
      lines[folded.at] = `${lines[folded.at] ?? ''} ${line.trim()}`
      continue
    }
    folded = undefined
    const header = /^\s*(variables|parameter-store|secrets-manager)\s*:\s*$/.exec(line)
    if (header !== null) section = { indent, plain: header[1] === 'variables' }
    else if (/^\s*-\s*>[-+\d]*\s*$/.test(line)) folded = { indent, at: lines.push('') - 1 }
    else lines.push(unquoted(line.trim().replace(/^(?:-\s+)+/, '')))
  }
  return { said: lines.join('\n'), lines, variables, references }
}

function unquoted(text: string): string {
  const [, single, double] = /^(?:'(.*)'|"(.*)")$/s.exec(text) ?? []
  if (single !== undefined) return single.replaceAll("''", "'")
  return double === undefined ? text : double.replaceAll(/\\(["\\])/g, '$1')
}

/** A line's commands: those inside of `$(…)` and backticks, then the others with what those would give left open. */
function commandsOf(line: string, depth = 0): readonly string[] {
  const inside: string[] = []
  let rest = ''
  for (let at = 0; at < line.length; at++) {
    const end = endOfSubstitution(line, at)
    if (end === undefined) {
      rest += line.charAt(at)
    } else {
      inside.push(line.slice(line.charAt(at) === '`' ? at + 1 : at + 2, end))
      rest += UNKNOWN
      at = end
    }
  }
  const own = rest
    .split(/&&|\|\||[;|]/)
    .map((command) => command.trim().replace(/^(?:(?:then|do|else|if|!|sudo|time|\{|\()\s+)+/, ''))
    .filter((command) => command !== '')
    .map((command) => command.slice(0, LONGEST_COMMAND))
  return [...(depth === DEEPEST ? [] : inside.flatMap((part) => commandsOf(part, depth + 1))), ...own]
}

/** Where the command substitution that begins here ends; at the end of the line where it is not closed; undefined where none begins. */
function endOfSubstitution(line: string, start: number): number | undefined {
  if (line.charAt(start) === '`') {
    const end = line.indexOf('`', start + 1)
    return end < 0 ? line.length : end
  }
  if (!line.startsWith('$(', start)) return undefined
  let open = 0
  for (let at = start + 1; at < line.length; at++) {
    if (line.charAt(at) === '(') open += 1
    else if (line.charAt(at) === ')' && --open === 0) return at
  }
  return line.length
}

/** The variable that a command does nothing but set. */
export function assignment(command: string): { readonly name: string; readonly value: string } | undefined {
  const form = /^(?:(?:export|readonly|local|declare|typeset)\s+(?:-\w+\s+)*)?([A-Za-z_]\w*)=("[^"]*"|'[^']*'|\S*)\s*$/s
  const [, name, value = ''] = form.exec(command) ?? []
  return name === undefined ? undefined : { name, value: value.replaceAll(/["']/g, '') }
}

/** Gives a text with its variables filled in; what cannot be known becomes `UNKNOWN`. */
export type Expand = (text: string) => string

/** `$NAME`, `${NAME}`, `${NAME:-text}`, PowerShell's `$env:NAME`, and other uses of `$`, whose outcome is not known. */
const VARIABLE = /\$(?:\{([A-Za-z_]\w*)(?::?[-=]([^{}]*))?\}|(?:env:)?([A-Za-z_]\w*)|\{[^{}]*\}|[\d@*#?!])/g

/**
 * The variables of a build: what commands set comes before the environment, and that before the buildspec's own variables (CodeBuild
 * user guide, build-spec.env.variables). One that is set to different values in different places is not known.
 * @param hidden variables of the environment whose values are parameters or secrets
 */
export function expander(
  spec: Buildspec,
  environment: ReadonlyMap<string, string>,
  hidden: ReadonlySet<string>,
): Expand {
  const assigned = new Map<string, string>()
  for (const command of spec.commands) {
    const set = assignment(command)
    if (set === undefined) continue
    const before = assigned.get(set.name)
    assigned.set(set.name, before === undefined || before === set.value ? set.value : UNKNOWN)
  }
  const given = (name: string): string | undefined => {
    if (hidden.has(name)) return undefined
    return environment.get(name) ?? (spec.references.has(name) ? undefined : spec.variables.get(name))
  }
  const resolved = new Map<string, string | undefined>()
  const valueOf = (name: string): string | undefined => {
    const set = assigned.get(name)
    if (set === undefined) return given(name)
    if (!resolved.has(name)) {
      // What stands here while its own value is looked up: `REPO=$REPO/app` means the one from the environment.
      resolved.set(name, given(name))
      resolved.set(name, set.length > LONGEST_VALUE ? UNKNOWN : expand(set))
    }
    return resolved.get(name)
  }
  const expand = (text: string): string =>
    text.replaceAll(VARIABLE, (_, braced?: string, fallback?: string, plain?: string) => {
      const name = braced ?? plain
      const value = name === undefined ? undefined : valueOf(name)
      if (value !== undefined && value.length <= LONGEST_VALUE) return value
      return fallback === undefined ? UNKNOWN : fallback.replaceAll(/\$.*$/gs, UNKNOWN)
    })
  return (text) => expand(text).slice(0, LONGEST_COMMAND)
}
