import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { type Browser, findChromium, openBrowser, type Tab } from '../../simulator/browser.ts'
import { MERMAID_FILE, mermaidScript, render, summaryPage } from '../../simulator/demo/summary-page.ts'
import type { RunOutcome } from '../../src/model.ts'
import { summaryOf } from '../../src/report/summary.ts'
import { visible, visibleLines } from '../../src/report/visible.ts'
import { withTexts } from './hostile.ts'
import { DRAW_CHARTS, type Drawn, READ_WHOLE_PAGE, readPages, type Seen } from './in-the-page.ts'
import { complete, outcomeFor, twoServices, verified } from './outcomes.ts'
import { htmlOf, readPage } from './page.ts'
import { PAYLOADS } from './payloads.ts'

const DOCS = 'https://github.com/owner/action/blob/v1/docs'
const ORIGIN = 'https://summary.example'

// A busy machine needs long for a browser.
jest.setTimeout(120_000)

/** Of Debian's packages chromium and cmark-gfm. */
const chromium = findChromium()
const describeHere = chromium === undefined ? describe.skip : describe
const title =
  chromium === undefined
    ? 'NOT RUN, since chromium cannot be found here: the summary in a real browser'
    : 'the summary in a real browser'

// Among the names of many test files a skipped one is not seen.
if (chromium === undefined) process.stderr.write(`${title}\n`)

function isInstalled(program: string): boolean {
  try {
    execFileSync('which', [program], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** By the grammar that GitHub writes itself, with HTML let through, as it is before GitHub's sanitising. */
function byCmark(markdown: string): string {
  const extensions = ['table', 'autolink', 'strikethrough', 'tasklist', 'footnotes'].flatMap((name) => ['-e', name])
  return execFileSync('cmark-gfm', ['--unsafe', '--github-pre-lang', ...extensions], {
    input: markdown,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
}

const hasCmark = isInstalled('cmark-gfm')

const ENGINES: readonly (readonly [name: string, toHtml: (markdown: string) => string, isHere: boolean])[] = [
  ['markdown-it', htmlOf, true],
  ['markdown-it, sanitised', render, true],
  ['cmark-gfm', byCmark, hasCmark],
]

/** The texts that try the most at once, short enough for every field. */
const POLYGLOTS = [
  '</code></td></details><script>ran=1</script><img src=x onerror=ran=1>',
  '` | ``` \\| ~~~ <!-- [x](javascript:ran=1) ![](//evil.example)',
  '\n\n```\n---\n# h\n- x\n> q\n| a | b |\n|---|---|\n',
  '@mallory #123 https://evil.example $x$ :tada: %% ; : click',
]

/** A text as harmless as can be, with the words and paths of another and as long as what a reader sees of it. */
function harmless(text: string): string {
  return visible(text)
    .replaceAll('${{', '$ {{')
    .split(' ')
    .map((word) => (word === 'qstart' || word === 'qend' ? word : word.replaceAll(/[^/]/gsu, 'x')))
    .join(' ')
}

const between = (text: string): string => `qstart ${text} qend`

interface Case {
  readonly name: string
  readonly hostile: string
  /** The same page with harmless texts. */
  readonly tame: string
  /** Whether its texts end where they end in the tame page; of a text of many lines some places show only the first. */
  readonly isOneLine: boolean
}

const isOneLine = (text: string): boolean => visibleLines(text).length === 1

const summary = (outcome: RunOutcome): string => summaryOf(outcome, { docsUrl: DOCS })

function caseOf(name: string, outcome: RunOutcome, text: string): Case {
  const tame = harmless(text)
  return {
    name,
    hostile: summary(withTexts(outcome, () => text)),
    tame: summary(withTexts(outcome, () => tame)),
    isOneLine: isOneLine(text),
  }
}

/** Every payload in all fields at once, alone and with words around it; and a few in pages of other kinds. */
function payloadCases(): Case[] {
  const others = [verified, outcomeFor('tasks-failing'), outcomeFor('competing-trigger'), outcomeFor('internal-error')]
  return [
    ...Object.entries(PAYLOADS).flatMap(([name, payload]) => [
      caseOf(`${name}, alone`, complete, payload),
      caseOf(name, complete, between(payload)),
      caseOf(`${name}, two services`, twoServices, between(payload)),
    ]),
    ...others.flatMap((outcome, index) =>
      POLYGLOTS.map((text) => caseOf(`page ${index}: ${text}`, outcome, between(text))),
    ),
  ]
}

/** Each field alone, the others as they are; fields that the summary does not show are left out. */
function fieldCases(outcome: RunOutcome): Case[] {
  const before = summary(outcome)
  const alone = (field: number, text: string): string => {
    let next = 0
    return summary(withTexts(outcome, (own) => (next++ === field ? text : own)))
  }
  let fields = 0
  withTexts(outcome, (own) => {
    fields += 1
    return own
  })
  return Array.from({ length: fields }, (_, field) => field)
    .filter((field) => alone(field, between('x')) !== before)
    .flatMap((field) =>
      POLYGLOTS.map((text) => ({
        name: `field ${field}: ${text}`,
        hostile: alone(field, between(text)),
        tame: alone(field, harmless(between(text))),
        isOneLine: isOneLine(text),
      })),
    )
}

describeHere(title, () => {
  let browser: Browser
  let newTab: () => Promise<Tab>
  let tab: Tab
  let html = ''
  let cases: readonly Case[] = []

  beforeAll(async () => {
    cases = payloadCases()
    const mermaid = await readFile(mermaidScript())
    browser = await openBrowser(chromium ?? '')
    newTab = () =>
      browser.tab((url) => {
        if (url === `${ORIGIN}/${MERMAID_FILE}`) return { contentType: 'text/javascript', body: mermaid }
        if (url === `${ORIGIN}/favicon.ico`) return { contentType: 'image/x-icon', body: '' }
        return url === `${ORIGIN}/` ? { contentType: 'text/html; charset=utf-8', body: html } : undefined
      })
    tab = await newTab()
  })

  afterAll(async () => {
    await browser?.close()
  })

  async function open(page: string, where: Tab = tab): Promise<void> {
    html = page
    await where.open(`${ORIGIN}/`)
  }

  /** What the browser makes of each page. A page that comes again is not read again. */
  async function read(pages: readonly string[], where: Tab = tab): Promise<Map<string, Seen>> {
    await open('<!doctype html><title>pages</title>', where)
    const different = [...new Set(pages)]
    const seen = (await where.evaluate(`${readPages(DOCS)}(${JSON.stringify(different)})`)) as Seen[]
    return new Map(different.map((page, index) => [page, seen[index] ?? NOTHING]))
  }

  async function faultsOf(cases: readonly Case[], toHtml: (markdown: string) => string): Promise<string[]> {
    const pages = cases.map((each) => ({ ...each, hostile: toHtml(each.hostile), tame: toHtml(each.tame) }))
    const seen = await read(pages.flatMap(({ hostile, tame }) => [hostile, tame]))
    return pages.flatMap(({ name, hostile, tame, isOneLine }) => {
      const [bent, straight] = [seen.get(hostile) ?? NOTHING, seen.get(tame) ?? NOTHING]
      return [
        ...bent.bad.map((fault) => `${name}: ${fault}`),
        ...(bent.shape === straight.shape ? [] : [`${name}: ${firstDifference(bent.shape, straight.shape)}`]),
        ...(!isOneLine || bent.ends === straight.ends ? [] : [`${name}: ${bent.ends} texts end, not ${straight.ends}`]),
      ]
    })
  }

  describe.each(ENGINES)('rendered by %s', (engine, toHtml, isHere) => {
    const name = isHere ? '' : `NOT RUN, since ${engine} cannot be found here: `
    const itHere = isHere ? it : it.skip

    itHere(`${name}runs nothing, asks for nothing, and keeps its shape, whatever is in all of its fields`, async () => {
      expect(await faultsOf(cases, toHtml)).toEqual([])
      expect(tab.refused).toEqual([])
      expect(tab.dialogs).toEqual([])
    })
  })

  it('does so whatever is in any one field', async () => {
    const fields = fieldCases(complete)
    expect(fields.length).toBeGreaterThan(100)
    expect(await faultsOf(fields, hasCmark ? byCmark : htmlOf)).toEqual([])
    expect(tab.refused).toEqual([])
  })

  it('shows what was written, character for character', async () => {
    const texts = Object.values(PAYLOADS).filter((payload) => payload.length < 2000)
    const pages = texts.map((payload) => htmlOf(summary(withTexts(complete, () => between(payload)))))
    const seen = await read(pages)
    const shown = pages.map((page) => plain(seen.get(page)?.explanation ?? ''))
    expect(shown).toEqual(texts.map((payload) => plain(visible(between(payload)))))
  })

  it('is drawn by Mermaid with all its bars, and nothing to click, whatever the texts are', async () => {
    const chartOf = (markdown: string): string =>
      readPage(markdown).fences.find(({ info }) => info === 'mermaid')?.content ?? ''
    const charts = cases
      .map(({ name, hostile, tame }) => ({ name, hostile: chartOf(hostile), tame: chartOf(tame) }))
      .filter(({ tame }) => tame !== '')
    const different = [...new Set(charts.flatMap(({ hostile, tame }) => [hostile, tame]))]
    await open(`<!doctype html><title>charts</title><body><script src="${MERMAID_FILE}"></script>`)
    const drawn = (await tab.evaluate(`${DRAW_CHARTS}(${JSON.stringify(different)})`)) as Drawn[]
    const of = (chart: string): Drawn | undefined => drawn[different.indexOf(chart)]
    expect(of(charts[0]?.tame ?? '')).toEqual({
      bad: [],
      tasks: complete.timeline.length,
      sections: 'GitHub,CodeBuild,ECS,Verdict',
    })
    for (const { name, hostile, tame } of charts) expect({ name, ...of(hostile) }).toEqual({ name, ...of(tame) })
    expect(tab.refused).toEqual([])
    expect(tab.dialogs).toEqual([])
  })

  it.each([
    ['a phone', { width: 390, height: 844, scale: 1, dark: true, phone: true }],
    ['a desktop', { width: 1280, height: 800, scale: 1, dark: false, phone: false }],
  ])('fits %s without moving sideways, its folds closed and its chart drawn', async (_, look) => {
    await tab.look(look)
    const texts = ['x'.repeat(100_000), '|'.repeat(5000), PAYLOADS['the end of everything'] ?? '', ...POLYGLOTS]
    for (const [index, text] of texts.entries()) {
      const outcome = index % 2 === 0 ? complete : twoServices
      await open(await summaryPage('deploy', summary(withTexts(outcome, () => text))))
      expect(await tab.evaluate(READ_WHOLE_PAGE)).toEqual({
        charts: 1,
        drawn: 1,
        failed: false,
        ran: false,
        overflow: 0,
        open: 0,
      })
    }
    expect(tab.refused).toEqual([])
  })

  it('would be caught letting a text out', async () => {
    const other = await newTab()
    const tame = summary(complete)
    const names = Object.keys(PAYLOADS)
    const pages = names.map((name) => {
      const text = PAYLOADS[name] ?? ''
      return htmlOf(
        tame
          .replace('| ✅ pass |', () => `| ${text} ✅ pass |`)
          .replace('**Next', () => `${text}\n\n**Next`)
          .replace('</summary>', () => `${text}</summary>`),
      )
    })
    const seen = await read([htmlOf(tame), ...pages], other)
    const shape = seen.get(htmlOf(tame))?.shape
    const missed = names.filter((_, index) => {
      const { bad, shape: bent } = seen.get(pages[index] ?? '') ?? NOTHING
      return bad.length === 0 && bent === shape
    })
    expect(missed).toEqual([])
    expect(seen.get(pages[names.indexOf('a script')] ?? '')?.bad).toContain('a script ran')
    expect(other.refused).not.toEqual([])
    expect(other.dialogs).not.toEqual([])
  })
})

const NOTHING: Seen = { bad: ['the page was not read'], shape: '', ends: 0, explanation: '', charts: [] }

/** A text without what keeps GitHub from taking it for something else. */
function plain(text: string): string {
  return text.replaceAll('\u200b', '').replaceAll('$ {{', '${{').replaceAll(/\s+/gu, ' ').trim()
}

function firstDifference(shape: string, expected: string): string {
  const [is, was] = [shape.split(' '), expected.split(' ')]
  const at = is.findIndex((element, index) => element !== was[index])
  const from = at < 0 ? Math.min(is.length, was.length) : at
  return `element ${from} is ${is.slice(from, from + 3).join(' ')}, not ${was.slice(from, from + 3).join(' ')}`
}
