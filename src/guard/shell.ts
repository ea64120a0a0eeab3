/** The text in single quotes, as a POSIX shell reads it back unchanged. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
