/**
 * Text from outside, made fit for a human eye: what is invisible is shown or gone, whatever it came with. Nothing here knows of
 * Markdown, HTML or workflow commands.
 */

/** CSI and OSC sequences (colours, links, cursor moves), and the two-character escapes. */
const TERMINAL_SEQUENCE =
  // oxlint-disable-next-line no-control-regex -- terminal sequences are made of control characters
  /[\u001b\u009b](?:\[[0-?]{0,64}[ -/]{0,8}[@-~]|\][^\u0007\u001b]{0,512}(?:\u0007|\u001b\\)|[@-Z\\^_])?/gu

/** All control characters but tabs and line ends. */
const CONTROL = /[^\P{Cc}\t\n\v\f\r\u0085]/gu

/** What a terminal, a browser or .NET's StreamReader may take for the end of a line. */
const LINE_END = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/u

/** Bidirectional controls, zero-width characters, tags and the like: characters that change what is read without being seen. */
// oxlint-disable-next-line no-misleading-character-class -- the combining ones among them are meant one by one
const INVISIBLE = /[\p{Cf}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0\ufff9-\ufffb]/gu

/** More marks on one letter than any language needs: a pile that covers the lines around it. */
const PILED_MARKS = /(\p{M}{4})\p{M}+/gu

/** Takes out terminal sequences and control characters, except for line ends and tabs; ill-formed UTF-16 becomes U+FFFD. */
export function withoutControls(text: string): string {
  return text.toWellFormed().replace(TERMINAL_SEQUENCE, '').replace(CONTROL, '')
}

/** The lines of a text as a reader would see them: no control characters, invisible ones as `⟨U+202E⟩`, tabs as spaces. */
export function visibleLines(text: string): string[] {
  return withoutControls(text)
    .split(LINE_END)
    .map((line) => line.replaceAll('\t', '  ').replace(INVISIBLE, shown).replace(PILED_MARKS, '$1').trimEnd())
}

/** A text as one trimmed line, with every run of white space as one space. */
export function visible(text: string): string {
  return visibleLines(text).join(' ').replaceAll(/\s+/gu, ' ').trim()
}

/** At most `limit` characters (code points), the last of them an ellipsis where something is missing. */
export function clip(text: string, limit: number): string {
  // Every code point is one or two units long, so a text this short needs no counting.
  if (text.length <= limit) return text
  let units = 0
  let points = 0
  let cut = 0
  for (const point of text) {
    points += 1
    if (points === limit) cut = units
    if (points > limit) return `${text.slice(0, cut).trimEnd()}…`
    units += point.length
  }
  return text
}

/** The same, where whoever reads it counts UTF-16 units. */
export function clipUnits(text: string, limit: number): string {
  if (text.length <= limit) return text
  // A surrogate that lost its other half goes too.
  return `${text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/u, '')}…`
}

function shown(character: string): string {
  const code = character.codePointAt(0) ?? 0
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`
}
