/** Reads a rendered page as a browser would: which links, tags and tables are there, and what text stands outside of code. */
import MarkdownIt from 'markdown-it'

export interface Page {
  readonly links: readonly string[]
  readonly images: number
  /** Every HTML tag, in the order in which they stand, as written. */
  readonly tags: readonly string[]
  /** Text that GitHub would look through for mentions, issues and addresses. */
  readonly text: string
  readonly fences: readonly { readonly info: string; readonly content: string }[]
  readonly headings: number
}

const markdown = new MarkdownIt({ html: true, linkify: true })
// As GitHub: an address needs its scheme or `www.`, a bare domain is none.
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: true })

const TAG = /<[!/?a-z][^>]*>?/giu

export function readPage(source: string): Page {
  const links: string[] = []
  const tags: string[] = []
  const text: string[] = []
  const fences: { info: string; content: string }[] = []
  let images = 0
  let headings = 0
  let inCode = 0
  const readHtml = (html: string): void => {
    let rest = html
    for (const [tag] of html.matchAll(TAG)) {
      const before = rest.slice(0, rest.indexOf(tag))
      if (inCode === 0) text.push(decoded(before))
      rest = rest.slice(before.length + tag.length)
      tags.push(tag)
      if (tag === '<code>') inCode += 1
      if (tag === '</code>') inCode -= 1
    }
    if (inCode === 0) text.push(decoded(rest))
  }
  for (const token of markdown.parse(source, {})) {
    if (token.type === 'fence') fences.push({ info: token.info, content: token.content })
    if (token.type === 'heading_open') headings += 1
    if (token.type === 'html_block') readHtml(token.content)
    for (const child of token.children ?? []) {
      if (child.type === 'image') images += 1
      if (child.type === 'link_open') links.push(String(child.attrGet('href')))
      if (child.type === 'html_inline') readHtml(child.content)
      if ((child.type === 'text' || child.type === 'text_special') && inCode === 0) text.push(child.content)
      if (child.type === 'softbreak' || child.type === 'code_inline') text.push(' ')
    }
    if (token.type === 'inline') text.push('\n')
  }
  return { links, images, tags, text: text.join(''), fences, headings }
}

function decoded(html: string): string {
  return html.replaceAll(/&#(\d+);/gu, (_, code: string) => String.fromCodePoint(Number(code)))
}

export function htmlOf(source: string): string {
  return markdown.render(source)
}

/** The tables of a page, as the number of cells in each of their lines. */
export function columnsOf(source: string): number[][] {
  const tables: number[][] = []
  let before = ''
  let fence = ''
  for (const line of source.split('\n')) {
    const mark = /^`{3,}/u.exec(line)?.[0]
    if (fence === '' && mark !== undefined) fence = mark
    else if (fence !== '') {
      if (line === fence) fence = ''
      continue
    }
    if (line.startsWith('|')) {
      if (!before.startsWith('|')) tables.push([])
      tables.at(-1)?.push(line.split('|').length - 2)
    }
    before = line
  }
  return tables
}
