/**
 * GitHub-flavoured Markdown in which text from outside stays text. `prose` and `code` are safe in a sentence, at the start of a
 * paragraph, in a list item, in a table cell and in a heading alike, so that no caller has to know where its text ends up.
 */
import { withoutForeignExpressions } from './expressions.ts'
import { clip, visible, visibleLines } from './visible.ts'

/** Characters of an explanation that the summary shows. */
export const LONGEST_EXPLANATION = 3000

const MARKUP = /[&<>\\`*_[\]|~$^]/gu
const ASCII_PUNCTUATION = /[!-/:-@[-`{-~]/gu

/** A first word that Markdown would take for a list, a heading, a quote or a rule. */
const BLOCK_START = /^(?:[#+\-=>:]+|\d{1,9}[.)])$/u

/**
 * Words that GitHub would turn into a link (mention, issue, commit, address), into mathematics or an emoji, or that a person
 * reads better in a fixed-width font. In a code span none of GitHub's filters looks at them.
 */
const TECHNICAL: readonly RegExp[] = [
  /:\/\/|www\.|[@$`_]|#\w|:[a-z0-9_+-]+:/iu,
  /(?<!\w)(?:gh|[A-Z][A-Z0-9]*)-\d/u,
  /(?<![a-z0-9])[0-9a-f]{7,64}(?![a-z0-9])/iu,
  /^(?:sha256|arn):/u,
  // An IAM action, an image with its tag, a path.
  /^[a-z0-9-]+:[A-Z]\w+$/u,
  /^[a-z][\w.-]*:[\w.-]*\d[\w.-]*$/u,
  /^\/\w/u,
  /^(?=[^/]*\/)(?=.*[\d.:-])/u,
]
const CLOCK_TIME = /^\d{1,2}(?::\d\d){1,2}$/u

const OPENING = /^[("'“‘«]+/u
/** An emoji's name but for its last colon, which looks like the end of a clause. */
const OPEN_EMOJI = /:(?:[a-z0-9_+-]*[a-z][a-z0-9_+-]*|[+-]1|100|1234)$/iu
const CLOSING = /[)"'”’».,;:!?]+$/u

/** Every character of `text` that is markup somewhere, as an entity. */
function escaped(text: string, markup: RegExp): string {
  return text.replace(markup, (character) => `&#${character.codePointAt(0) ?? 0xfffd};`)
}

/** Keeps a GitHub expression from ever standing in a text: it is never evaluated there, and must not look as if it were. */
function withoutExpressions(text: string): string {
  return text.replaceAll('${{', '$ {{')
}

/** A plain text as one line of Markdown that says just that. Words that look technical stand in code spans. */
export function prose(text: string, limit = 1000): string {
  const line = clip(withoutExpressions(visible(text)), limit)
  const words = line.split(' ').map((word) => inWord(word, code))
  const [first = '', ...rest] = words
  const start = BLOCK_START.test(first) ? escaped(first, ASCII_PUNCTUATION) : first
  return [start, ...rest].join(' ')
}

/** The same for the inside of an HTML block (`<summary>`), where Markdown is not read. */
export function htmlProse(text: string, limit = 300): string {
  return clip(withoutExpressions(visible(text)), limit)
    .split(' ')
    .map((word) => inWord(word, htmlCode))
    .join(' ')
}

/** A code span that holds the text as it is; empty for an empty text. */
export function code(text: string, limit = 300): string {
  const line = clip(withoutExpressions(visible(text)), limit)
  if (line === '') return ''
  // A backtick would need longer fences, and a pipe cannot be escaped after a backslash in a table: entities can say both.
  return /[`|]/u.test(line) ? htmlCode(line) : `\`${line}\``
}

function htmlCode(line: string): string {
  return `<code>${escaped(line, ASCII_PUNCTUATION).replaceAll('&#64;', '&#64;&#8203;')}</code>`
}

/** Markdown or HTML for one word: a code span for its technical core, entities for the rest. */
function inWord(word: string, asCode: (core: string) => string): string {
  const before = OPENING.exec(word)?.[0] ?? ''
  const rest = word.slice(before.length)
  const closing = CLOSING.exec(rest)?.[0] ?? ''
  const isEmoji = closing.startsWith(':') && OPEN_EMOJI.test(rest.slice(0, rest.length - closing.length))
  const after = isEmoji ? closing.slice(1) : closing
  const core = rest.slice(0, rest.length - after.length)
  const isTechnical = core !== '' && isTechnicalWord(core)
  return `${escaped(before, MARKUP)}${isTechnical ? asCode(core) : escaped(core, MARKUP)}${escaped(after, MARKUP)}`
}

function isTechnicalWord(word: string): boolean {
  return !CLOCK_TIME.test(word) && TECHNICAL.some((pattern) => pattern.test(word))
}

/** A fenced block that nothing inside can close, without expressions of anybody else. */
export function codeBlock(
  text: string,
  language = '',
  limits: { readonly lines?: number; readonly columns?: number } = {},
): string {
  const { lines: maximum = 60, columns = 1000 } = limits
  const all = visibleLines(text).map(withoutForeignExpressions)
  while (all.at(-1) === '') all.pop()
  const shown = all.slice(0, maximum).map((line) => clip(line, columns))
  if (all.length > maximum) shown.push(`… ${all.length - maximum} more lines`)
  const body = shown.join('\n')
  const longest = Math.max(0, ...Array.from(body.matchAll(/`+/gu), ([run]) => run.length))
  const fence = '`'.repeat(Math.max(3, longest + 1))
  return `${fence}${language}\n${body}\n${fence}`
}

/** A table; its cells are Markdown already. An empty header cell stays empty. */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  align: readonly ('left' | 'center' | 'right')[] = [],
): string {
  const rule = header.map((_, column) => {
    switch (align[column] ?? 'left') {
      case 'center':
        return ':-:'
      case 'right':
        return '--:'
      case 'left':
        return '---'
    }
  })
  return [header, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

/** A folded section; `title` is plain text, `body` is Markdown. */
export function folded(title: string, body: string): string {
  return `<details><summary>${htmlProse(title)}</summary>\n\n${body}\n\n</details>`
}

/** Bold whatever stands beside it, which `**` is not. `markdown` is Markdown already. */
export function bold(markdown: string): string {
  return markdown === '' ? '' : `<b>${markdown}</b>`
}
