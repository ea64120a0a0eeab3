import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** The folder of the repository. */
export const ROOT = new URL('../../', import.meta.url)

export const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8')

export const exists = (path: string): boolean => existsSync(new URL(path, ROOT))

/** Paths of the documentation's pages from the root, with the README and that of the examples. */
export const PAGES: readonly string[] = [
  'README.md',
  'examples/README.md',
  ...readdirSync(new URL('docs/', ROOT), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name.replaceAll('\\', '/')}`)
    .toSorted(),
]

/** A page without its code blocks and comments: what stands there is neither heading nor link. */
export function prose(page: string): string {
  return page.replaceAll(/^( *)(```+)[^]*?^\1\2 *$/gm, '').replaceAll(/<!--[^]*?-->/g, '')
}

/** The headings of a level, as they are written. */
export function headings(page: string, level: number): readonly string[] {
  return [...prose(page).matchAll(/^(#+) (.+)$/gm)].flatMap(([, marks = '', text = '']) =>
    marks.length === level ? [text] : [],
  )
}

/**
 * The names under which GitHub links to a page's headings: their text in lower case without punctuation other than hyphens and underscores,
 * blanks as hyphens, and a number behind each that is there already.
 */
export function anchors(page: string): readonly string[] {
  return sections(page).map(({ anchor }) => anchor)
}

/** What stands below the heading that an anchor leads to, up to the next heading. */
export function section(page: string, anchor: string): string {
  const found = sections(page).find((one) => one.anchor === anchor)
  if (found === undefined) throw new Error(`there is no section ${anchor}`)
  return found.text
}

function sections(page: string): readonly { readonly anchor: string; readonly text: string }[] {
  const seen = new Map<string, number>()
  return [...prose(page).matchAll(/^#{1,6} (.+)$([^]*?)(?=^#{1,6} |$(?![^]))/gm)].map(([, heading = '', text = '']) => {
    const slug = heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
      .trim()
      .replaceAll(' ', '-')
    const before = seen.get(slug) ?? 0
    seen.set(slug, before + 1)
    return { anchor: before === 0 ? slug : `${slug}-${before}`, text }
  })
}

/** What a page links to or shows: no addresses of other hosts. */
export function links(page: string): readonly string[] {
  const text = prose(page).replaceAll(/(`+)[^`]+\1/g, 'code')
  const targets = [
    ...text.matchAll(/\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)/g),
    ...text.matchAll(/ (?:src|srcset|href)="([^"\s]+)/g),
    ...text.matchAll(/^\[[^\]]+\]: (\S+)/gm),
  ]
  return targets.map(([, target = '']) => target).filter((target) => !/^[a-z][a-z+.-]*:/i.test(target))
}

/** The cells of every table row that is neither a heading nor the line below it. */
export function tableRows(page: string): readonly (readonly string[])[] {
  return [...prose(page).matchAll(/(?:^\|.*\|\n?)+/gm)].flatMap(([table]) =>
    table
      .trim()
      .split('\n')
      .slice(2)
      .map((row) =>
        row
          .split(/(?<!\\)\|/)
          .slice(1, -1)
          .map((cell) => cell.trim()),
      ),
  )
}
