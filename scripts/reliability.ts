import { readFile, writeFile } from 'node:fs/promises'

const PAGE = new URL('../docs/reliability.md', import.meta.url)

/** The sections of `docs/reliability.md` that a command writes. */
export type Section = 'faults' | 'worlds' | 'row' | 'cancellation' | 'mutation'

/** Replaces a section of `docs/reliability.md` by this Markdown. Throws where the page lacks the section's marks. */
export async function writeSection(section: Section, markdown: string): Promise<void> {
  const page = await readFile(PAGE, 'utf8')
  const [before, rest] = page.split(`<!-- ${section} -->\n`)
  const after = rest?.split(`<!-- /${section} -->`)[1]
  if (before === undefined || after === undefined) throw new Error(`docs/reliability.md has no section ${section}`)
  await writeFile(PAGE, `${before}<!-- ${section} -->\n\n${markdown.trim()}\n\n<!-- /${section} -->${after}`)
}
