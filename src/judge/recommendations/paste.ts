/**
 * Names put into lines that somebody will paste: into a shell, a workflow, a policy. A name that could mean more than itself there, or
 * that would look different on the page, has no place in them: then it is `undefined`, and the lines are left out.
 */
import { quoted } from '../../guard/shell.ts'

/** What every reader shows as it is, in one line. The names of AWS, of images and of workflows are made of nothing else. */
const PRINTABLE = /^[ -~]{1,512}$/

/** An argument that the AWS CLI takes for an option, or reads a file or an address for (`file://`, `fileb://`, `https://`). */
const NO_ARGUMENT = /^-|^\w+:\/\//

/** The name as one word of a shell's command. */
export function shellWord(name: string): string | undefined {
  return PRINTABLE.test(name) && !NO_ARGUMENT.test(name) ? quoted(name) : undefined
}

/** The words with a space between them; undefined where one of them has no place in a command. */
export function commandOf(...words: readonly (string | undefined)[]): string | undefined {
  return words.some((word) => word === undefined) ? undefined : words.join(' ')
}

/** A scalar that YAML 1.1 and 1.2 take for a string without quotes: it begins like a path or a word and holds no sign of YAML's own. */
const PLAIN = /^[/a-z][\w./@-]*$/i
const NO_STRING = /^(?:true|false|null|yes|no|on|off|y|n)$/i

/** The text as a YAML scalar that is read back as this string, and holds no expression of GitHub's. */
export function yamlScalar(text: string): string | undefined {
  if (!PRINTABLE.test(text) || text.includes('${{')) return undefined
  return PLAIN.test(text) && !NO_STRING.test(text) ? text : JSON.stringify(text)
}

/** Whether a text may stand in a JSON document to paste. */
export const isPrintable = (text: string): boolean => PRINTABLE.test(text)

/** Up to `most` of the names in words: `a, b and 3 more`. */
export function listed(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most)
  if (names.length > shown.length) return `${shown.join(', ')} and ${names.length - shown.length} more`
  const last = shown.at(-1) ?? ''
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} and ${last}`
}
