/** Characters that are shown of a text from outside. */
const shownLength = 200

/** The text on one line, cut where it is long. */
export function shortened(text: string): string {
  const line = text
    .slice(0, 4 * shownLength)
    .replace(/\s+/g, ' ')
    .trim()
  return line.length <= shownLength ? line : `${line.slice(0, shownLength)}…`
}
