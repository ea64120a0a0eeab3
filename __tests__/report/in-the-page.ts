/** What a test runs inside of a browser: the reader of a rendered summary, and the drawer of its charts. */

/** What a browser made of a page. */
export interface Seen {
  /** What ran, and what the page holds that this action never writes. */
  readonly bad: readonly string[]
  /** Its elements in the order of the tree, with how deep they stand; code in sentences left out, which any text may have. */
  readonly shape: string
  /** How often a text that ends in `qend` came to its end. */
  readonly ends: number
  /** The paragraph below the heading. */
  readonly explanation: string
  readonly charts: readonly string[]
}

export interface Drawn {
  readonly bad: readonly string[]
  /** Bars and milestones. */
  readonly tasks: number
  readonly sections: string
}

/** A function of many pages, as source. Each is parsed as a document of its own, and may run and load what it holds. */
export function readPages(docs: string): string {
  return `(async (pages) => {
    const readPage = ${READ_PAGE}
    const seen = []
    let frame
    for (const page of pages) {
      if (frame === undefined) {
        frame = document.createElement('iframe')
        frame.hidden = true
        document.body.append(frame)
      }
      const inside = frame.contentDocument
      inside.open()
      inside.write('<!doctype html><meta charset="utf-8"><body><article>' + page + '</article>')
      inside.close()
      while (inside.readyState !== 'complete') await new Promise((resolve) => setTimeout(resolve))
      const read = readPage(inside, ${JSON.stringify(docs)})
      seen.push(read)
      if (frame.contentDocument !== inside) read.bad.push('the page went elsewhere')
      else if ('ran' in frame.contentWindow || 'ran' in window) read.bad.push('a script ran')
      delete window.ran
      // Whatever a bad page has begun ends with its frame.
      if (read.bad.length > 0) {
        frame.remove()
        frame = undefined
      }
    }
    return seen
  })`
}

const READ_PAGE = String.raw`(document, docs) => {
  const bad = []
  const article = document.querySelector('article')
  const own = new Set(['H2', 'H3', 'H4', 'P', 'STRONG', 'EM', 'B', 'SUB', 'CODE', 'PRE', 'A', 'UL', 'OL', 'LI', 'BLOCKQUOTE', 'TABLE',
    'THEAD', 'TBODY', 'TR', 'TH', 'TD', 'DETAILS', 'SUMMARY'])
  const attributes = /^(?:A href|(?:TD|TH) (?:align|style)|CODE class|PRE (?:lang|class))$/
  const page = /^\/(?:causes\/[a-z-]+|troubleshooting|refused-(?:inputs|calls))\.md(?:#[a-z0-9-]+)?$/
  const commit = /^https:\/\/github\.com\/[\w.-]+\/[\w.-]+\/commit\/[0-9a-f]{7,64}$/
  const shape = []
  const walk = (element, depth) => {
    const name = element.tagName
    if (!own.has(name)) bad.push('element ' + element.outerHTML.slice(0, 100))
    for (const { name: attribute, value } of element.attributes)
      if (!attributes.test(name + ' ' + attribute)) bad.push('attribute ' + name + ' ' + attribute + '=' + value.slice(0, 100))
    if (name === 'A' && !(element.href.startsWith(docs) && page.test(element.href.slice(docs.length))) && !commit.test(element.href)) bad.push('link ' + element.href)
    if (name === 'TABLE') {
      const [header, ...rows] = [...element.rows].map((row) => row.cells.length)
      for (const cells of rows) if (cells !== header) bad.push('a row of ' + cells + ' cells under ' + header)
    }
    if (name === 'BLOCKQUOTE' && element.textContent.trim().startsWith('[!')) bad.push('an alert')
    if (name !== 'CODE' || element.parentElement.tagName === 'PRE') shape.push(depth + name)
    for (const child of element.children) walk(child, depth + 1)
  }
  for (const child of article.children) walk(child, 0)
  for (const { attributes: merged } of [document.documentElement, document.body])
    for (const { name, value } of merged) bad.push('outside: ' + name + '=' + value.slice(0, 100))
  for (const outside of document.querySelectorAll('html > *, head > *, body > *'))
    if (!['HEAD', 'META', 'BODY', 'ARTICLE'].includes(outside.tagName)) bad.push('outside: ' + outside.outerHTML.slice(0, 100))
  for (const node of document.body.childNodes)
    if (node !== article && node.textContent.trim() !== '') bad.push('outside: ' + node.textContent.slice(0, 100))
  // Of what stands outside of code GitHub makes mentions, issues, commits, links, emoji and formulas.
  const filtered =
    /@[a-z0-9]|#\d|GH-\d|:\/\/|www\.|\$|(?<!\w):[a-z0-9_+-]*[a-z][a-z0-9_+-]*:|\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,40}\b/i
  const texts = document.createTreeWalker(article, NodeFilter.SHOW_TEXT)
  let ends = 0
  while (texts.nextNode()) {
    const { data, parentElement } = texts.currentNode
    const code = parentElement.closest('code, pre')
    if (code === null && filtered.test(data)) bad.push('text ' + filtered.exec(data)[0])
    // What a chart may show, and how long, is another matter.
    if (!/^\s*gantt\n/.test(data)) ends += data.split('qend').length - 1
  }
  const charts = article.querySelectorAll('[lang=mermaid], code.language-mermaid, pre.mermaid')
  return {
    bad: [...new Set(bad)].slice(0, 10),
    shape: shape.join(' '),
    ends,
    explanation: (article.querySelector('h2 + p, h2 + ul > li')?.textContent ?? '').slice(0, 5000),
    charts: [...charts].map((chart) => chart.textContent),
  }
}`

/** A function of many charts, as source. It draws each with all let loose that Mermaid can do. */
export const DRAW_CHARTS = String.raw`(async (charts) => {
  mermaid.initialize({ startOnLoad: false, securityLevel: 'loose' })
  const seen = []
  for (const [index, chart] of charts.entries()) {
    const bad = []
    let tasks = 0
    let sections = ''
    try {
      const { svg, bindFunctions } = await mermaid.render('chart' + index, chart)
      const holder = document.createElement('div')
      holder.innerHTML = svg
      bindFunctions?.(holder)
      if (holder.querySelector('svg[aria-roledescription=gantt]') === null) bad.push('no gantt chart')
      if (/Syntax error/i.test(svg)) bad.push('a syntax error')
      for (const element of holder.querySelectorAll('*')) {
        if (['a', 'script', 'foreignObject', 'image', 'iframe', 'img', 'use'].includes(element.localName))
          bad.push('element ' + element.localName)
        if (element.classList.contains('clickable')) bad.push('something to click')
        for (const { name, value } of element.attributes)
          if (/^on|href/i.test(name) || /javascript:/i.test(value)) bad.push('attribute ' + name + '=' + value)
      }
      tasks = holder.querySelectorAll('rect.task').length
      sections = [...holder.querySelectorAll('.sectionTitle')].map((title) => title.textContent).join()
    } catch (error) {
      bad.push(String(error).slice(0, 300))
    }
    if ('ran' in window) bad.push('a script ran')
    delete window.ran
    seen.push({ bad, tasks, sections })
  }
  return seen
})`

/** Waits until every chart of a page is drawn, and tells what a reader would see of the whole. */
export const READ_WHOLE_PAGE = String.raw`(async () => {
  const charts = () => [...document.querySelectorAll('pre.mermaid')]
  const deadline = Date.now() + 20_000
  while (!charts().every((chart) => chart.querySelector('svg') !== null) && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 20))
  return {
    charts: charts().length,
    drawn: document.querySelectorAll('svg[aria-roledescription=gantt]').length,
    failed: /Syntax error/i.test(document.body.textContent),
    ran: 'ran' in window,
    overflow: Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth),
    open: document.querySelectorAll('details[open]').length,
  }
})()`
