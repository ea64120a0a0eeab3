import { isPlaceholder } from '../judge/version.ts'
import { compilePathFilter } from '../path-filter.ts'
import { PatternError } from '../patterns.ts'

/**
 * Thrown by a parser of one input. Whoever reads the inputs adds the input's name and value. `accepted` follows "accepted:",
 * `why` is a clause, `offender` the part of the value that is wrong, shown in place of the whole.
 */
export class Refusal extends Error {
  readonly accepted: string
  readonly why: string | undefined
  readonly offender: string | undefined

  constructor(
    accepted: string,
    about: { readonly why?: string; readonly offender?: string } = {},
    options?: ErrorOptions,
  ) {
    super(about.why ?? 'not an accepted value', options)
    this.name = 'Refusal'
    this.accepted = accepted
    this.why = about.why
    this.offender = about.offender
  }
}

const SECOND = 1000
const UNITS: Readonly<Record<string, number>> = { '': SECOND, s: SECOND, m: 60 * SECOND, h: 3600 * SECOND }

/** A run lasts six hours at most, so nothing within it can take longer. */
const LONGEST = 6 * 3600 * SECOND

export interface DurationLimits {
  /** Milliseconds; the least that is accepted. */
  readonly least: number
  /** What the least and the most read like in a message. */
  readonly range: string
}

/** `90s`, `15m`, `1h` or a bare number of seconds, in milliseconds; at most six hours. */
export function parseDuration(text: string, limits: DurationLimits): number {
  const accepted = `a duration such as 90s, 15m, 1h or a bare number of seconds, ${limits.range}`
  const [, digits = '', unit = ''] = /^(\d{1,9})([smh]?)$/.exec(text) ?? []
  const scale = UNITS[unit]
  if (digits === '' || scale === undefined) throw new Refusal(accepted)
  const milliseconds = Number(digits) * scale
  if (milliseconds < limits.least || milliseconds > LONGEST) throw new Refusal(accepted, { why: 'it is out of range' })
  return milliseconds
}

/** A boolean of YAML 1.2's core schema, as the runner's own getBooleanInput takes it. */
export function parseBoolean(text: string): boolean {
  if (text === 'true' || text === 'True' || text === 'TRUE') return true
  if (text === 'false' || text === 'False' || text === 'FALSE') return false
  throw new Refusal('true or false')
}

export function parseInteger(text: string, least: number, most: number): number {
  const value = /^(?:0|[1-9]\d{0,8})$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  throw new Refusal(`a whole number from ${least} to ${most}`)
}

export function parseChoice<T extends string>(text: string, choices: readonly T[]): T {
  const chosen = choices.find((choice) => choice === text)
  if (chosen !== undefined) return chosen
  throw new Refusal(choices.join(', '))
}

/** The lines of a list input, trimmed, without the blank ones. */
export function listItems(text: string): readonly string[] {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** A full commit SHA in lower case. Git's all-zero SHA stands for "no commit", as on the deletion of a branch. */
export function parseCommit(text: string): string {
  const accepted = 'a full commit SHA of 40 (SHA-1) or 64 (SHA-256) hex digits'
  if (text === '') throw new Refusal(accepted, { why: 'the event that started this run names none' })
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(text)) {
    throw new Refusal(accepted, { why: 'branches, tags and abbreviated SHAs may come to mean another commit' })
  }
  if (/^0+$/.test(text)) throw new Refusal(accepted, { why: 'the all-zero SHA stands for no commit' })
  return text.toLowerCase()
}

export function parseExpectedVersion(text: string): string {
  const accepted = 'the version as the service tells it, on one line: 3.3.6, v3.3.6, a commit SHA'
  if (/[\r\n]/.test(text)) throw new Refusal(accepted, { why: 'it has several lines' })
  if (isPlaceholder(text))
    throw new Refusal(accepted, { why: 'it stands for an unknown version, which matches nothing' })
  return text
}

/** A path of a file in the repository, in the form that git lists it. */
export function parseRepositoryPath(text: string): string {
  const accepted = 'a path relative to the root of the repository, with forward slashes and without ..: src/version.py'
  const path = normalisePath(text, accepted)
  if (path.startsWith('/')) throw new Refusal(accepted, { why: 'it is absolute' })
  return path
}

/** An absolute path of a file in an image. */
export function parseImagePath(text: string): string {
  const accepted = 'an absolute path inside the image, with forward slashes and without ..: /app/version.py'
  const path = normalisePath(text, accepted)
  if (!path.startsWith('/')) throw new Refusal(accepted, { why: 'it is relative' })
  return path
}

function normalisePath(text: string, accepted: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is refused here
  if (/[\u0000-\u001f\u007f\\]/.test(text))
    throw new Refusal(accepted, { why: 'it holds a backslash or a control character' })
  if (text.endsWith('/')) throw new Refusal(accepted, { why: 'it names a folder' })
  const parts = text.split('/')
  if (parts.includes('..')) throw new Refusal(accepted, { why: 'it holds ..' })
  const kept = parts.filter((part) => part !== '' && part !== '.')
  if (kept.length === 0) throw new Refusal(accepted, { why: 'it names no file' })
  return `${text.startsWith('/') ? '/' : ''}${kept.join('/')}`
}

/** A path on the runner; relative ones are left for the reader to place. */
export function parseRunnerPath(text: string): string {
  const accepted = 'the path of a file on the runner, absolute or relative to the workspace'
  // oxlint-disable-next-line no-control-regex -- control characters are what is refused here
  if (/[\u0000-\u001f\u007f]/.test(text)) throw new Refusal(accepted, { why: 'it holds a control character' })
  if (/[/\\]$/.test(text) || /(?:^|[/\\])\.{1,2}$/.test(text)) throw new Refusal(accepted, { why: 'it names a folder' })
  return text
}

/** Globs as in a workflow's `on.push.paths`: matched against paths without a leading slash, `!` takes matches away again. */
export async function parseGlobs(text: string): Promise<readonly string[]> {
  const accepted = 'globs as in on.push.paths, one a line, at least one of them without a leading !: src/**, !**.md'
  const globs = listItems(text)
  for (const glob of globs) {
    const why = slipIn(glob.replace(/^!/, ''))
    if (why !== undefined) throw new Refusal(accepted, { offender: glob, why })
    try {
      await compilePathFilter([glob])
    } catch (error) {
      if (!(error instanceof PatternError)) throw error
      throw new Refusal(accepted, { offender: glob, why: error.message }, { cause: error })
    }
  }
  if (globs.every((glob) => glob.startsWith('!')))
    throw new Refusal(accepted, { why: 'every glob takes away, none matches' })
  return globs
}

/** What in a glob can only be a slip: such a glob matches no file, and nothing would say so. */
function slipIn(glob: string): string | undefined {
  if (glob === '') return 'the pattern is blank'
  if (/^\.?\//.test(glob))
    return 'a leading / or ./ matches nothing: globs are matched against paths from the root of the repository'
  if (/^(?:-\s|["'#]|paths\s*:)|["']$|\s#|,\s*$|,\s|^\[.*[,"'].*\]$/.test(glob))
    return 'it is written as YAML: give the bare globs, one a line, without dashes, quotes, commas and comments'
  if (/^\s/.test(glob)) return 'a blank stands behind the !'
  if (/\/$|\/\/|(?:^|\/)\.{1,2}(?:\/|$)/.test(glob))
    return 'it names no file: a folder’s files are folder/**, and paths have neither empty parts nor dots'
  if (/(?<!\\)[{}]/.test(glob)) return 'braces list nothing here: give one glob for each, or \\{ for a brace itself'
  if (/\\\*/.test(glob)) return 'a backslash takes the meaning of the * behind it: folders are separated by /'
  return undefined
}

/** A token or password: printable, so that it can stand in a header. The registry's user name may hold no colon besides. */
export function parseCredential(text: string): string {
  if (!/^[\x20-\x7e]+$/.test(text))
    throw new Refusal('printable ASCII characters on one line', { why: 'it holds others' })
  return text
}

export function parseRegistryUsername(text: string): string {
  const accepted = 'a user name of printable ASCII characters without a colon'
  if (!/^[\x20-\x39\x3b-\x7e]+$/.test(text)) throw new Refusal(accepted)
  return text
}

/** A namespace for custom metrics, as PutMetricData takes it: ASCII without control characters, no leading colon (API reference). */
export function parseMetricsNamespace(text: string): string {
  const accepted = 'up to 255 printable ASCII characters, not beginning with : or AWS/, such as Deploys/Web'
  if (!/^(?!:)[\x20-\x7e]{1,255}$/.test(text)) throw new Refusal(accepted)
  if (text.startsWith('AWS/')) throw new Refusal(accepted, { why: 'namespaces that begin with AWS/ belong to AWS' })
  return text
}
