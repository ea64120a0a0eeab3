import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import MarkdownIt from 'markdown-it'

const require = createRequire(import.meta.url)

/** Name under which the page expects mermaid beside it. */
export const MERMAID_FILE = 'mermaid.min.js'

/** Where mermaid's script for browsers lies in node_modules. */
export function mermaidScript(): string {
  return require.resolve('mermaid/dist/mermaid.min.js')
}

/**
 * A job summary as a page of its own, styled as GitHub shows it: its stylesheet, light or dark as the reader's system is, mermaid
 * drawn by a script that lies beside the page. It needs no network.
 *
 * @param index address of a page that lists all summaries, where there is one
 */
export async function summaryPage(title: string, markdown: string, index?: string): Promise<string> {
  const stylesheet = await readFile(require.resolve('github-markdown-css/github-markdown.css'), 'utf8')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>
${stylesheet}
${PAGE_STYLE}
</style>
</head>
<body>
<main>
<header>${escapeHtml(title)} <span>summary</span>${index === undefined ? '' : `<a href="${escapeHtml(index)}">every cause</a>`}</header>
<article class="markdown-body">
${render(markdown)}
</article>
</main>
<script src="${MERMAID_FILE}"></script>
<script>
const dark = matchMedia('(prefers-color-scheme: dark)').matches
mermaid.initialize({ startOnLoad: true, securityLevel: 'strict', theme: dark ? 'dark' : 'default' })
</script>
</body>
</html>
`
}

/** Markdown as GitHub renders it, with mermaid's fences left for its script. */
export function render(markdown: string): string {
  const renderer = new MarkdownIt({ html: true, linkify: true })
  // GitHub takes no bare domain for an address: `config.py` is a file.
  renderer.linkify.set({ fuzzyLink: false })
  const fence = renderer.renderer.rules['fence']
  renderer.renderer.rules['fence'] = (tokens, index, options, env, self) => {
    const token = tokens[index]
    if (token?.info.trim() === 'mermaid') return `<pre class="mermaid">${escapeHtml(token.content)}</pre>\n`
    return fence === undefined ? self.renderToken(tokens, index, options) : fence(tokens, index, options, env, self)
  }
  return withoutForbiddenMarkup(renderer.render(markdown))
}

/** GitHub drops what its allow-list lacks; a summary that relied on it would look right here and wrong there. */
function withoutForbiddenMarkup(html: string): string {
  return html
    .replaceAll(/<(script|style|iframe|object|embed|form|input|button|svg)\b[^>]*>[\s\S]*?<\/\1>/gi, '')
    .replaceAll(/<\/?(script|style|iframe|object|embed|form|input|button|svg|link|meta)\b[^>]*>/gi, '')
    .replaceAll(/<([a-z][a-z0-9]*)\b([^>]*)>/gi, (_, tag: string, attributes: string) => {
      const kept = attributes.replaceAll(/\s(on[a-z]+|style)=("[^"]*"|'[^']*'|[^\s>]*)/gi, '')
      return `<${tag}${kept}>`
    })
}

/** Text as it stands in an element or in a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

/** What GitHub sets its pages in. */
export const PAGE_FONT = '-apple-system, BlinkMacSystemFont, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif'

const PAGE_STYLE = `
body { margin: 0; background: #ffffff; }
main { box-sizing: border-box; max-width: 1012px; margin: 24px auto; padding: 0 16px; }
header {
  font: 600 14px ${PAGE_FONT};
  color: #1f2328; background: #f6f8fa; border: 1px solid #d1d9e0; border-radius: 6px 6px 0 0; padding: 12px 16px;
}
header span { font-weight: 400; color: #59636e; }
header a { float: right; font-weight: 400; color: #0969da; text-decoration: none; }
.markdown-body { border: 1px solid #d1d9e0; border-top: 0; border-radius: 0 0 6px 6px; padding: 16px; }
.markdown-body pre.mermaid { background: transparent; padding: 0; overflow-x: auto; }
@media (prefers-color-scheme: dark) {
  body { background: #0d1117; }
  header { color: #f0f6fc; background: #151b23; border-color: #3d444d; }
  header span { color: #9198a1; }
  header a { color: #4493f8; }
  .markdown-body { border-color: #3d444d; }
}
@media (max-width: 600px) {
  main { margin: 0; padding: 0; }
  header { border-radius: 0; }
  .markdown-body { border-left: 0; border-right: 0; border-radius: 0; }
}
`
