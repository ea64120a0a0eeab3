import { readdirSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { stories } from '../../simulator/stories/index.ts'
import { CAUSES, concluded, verdictOf } from '../../src/judge/causes.ts'
import { verdictWord } from '../../src/report/causes.ts'
import { finding } from '../report/outcomes.ts'
import { headings, read, ROOT, tableRows } from './pages.ts'

const SECTIONS = [
  'What it means',
  'How it is decided',
  'Example',
  'What to do',
  'What it is not',
  'If you think it is wrong',
]

const pageOf = (cause: string): string => read(`docs/causes/${cause}.md`)

/** A section of a page, without its heading. */
function section(page: string, title: string): string {
  const [, body = ''] = new RegExp(`^## ${title}\\n([^]*?)(?=^## |$(?![^]))`, 'm').exec(page) ?? []
  return body.trim()
}

describe('the pages about the causes', () => {
  it('are one for each cause, and no other', () => {
    const pages = readdirSync(new URL('docs/causes/', ROOT))
    expect(pages.toSorted()).toEqual(CAUSES.map((cause) => `${cause}.md`).toSorted())
  })

  describe.each(CAUSES)('%s', (cause) => {
    const page = pageOf(cause)

    it('begins with the cause and what happened', () => {
      const titles = headings(page, 1)
      expect(titles).toHaveLength(1)
      expect(titles[0]).toMatch(new RegExp(`^${cause}: \\w.{10,}[^.]$`, 'u'))
    })

    it('has its sections in order, each with something in it', () => {
      expect(headings(page, 2)).toEqual(SECTIONS)
      for (const title of SECTIONS) expect(section(page, title).length).toBeGreaterThan(80)
    })

    it('says its verdict', () => {
      expect(page).toContain(`Verdict: \`${verdictOf(cause)}\` · [all causes](../causes.md)`)
    })

    it('shows an example of a story, with the words that the summary has for it and a next step', () => {
      const example = section(page, 'Example')
      const [, story = ''] = /^From the story _([^_]+)_/u.exec(example.replaceAll('\n', ' ')) ?? []
      expect(stories.map(({ title }) => title)).toContain(story)
      const [, shown = ''] = /^```text\n([^]*?)^```$/mu.exec(example) ?? []
      const said = verdictWord(concluded({ ...finding, cause }))
      expect(shown.split('\n')[0]).toMatch(new RegExp(`^${said}: .+ · ${cause}$`, 'u'))
      expect(shown).toMatch(/^Next step\. .{20,}/mu)
    })

    it('says what to do in steps, of which one is to be pasted', () => {
      const steps = section(page, 'What to do')
      expect([...steps.matchAll(/^\d+\. /gmu)].length).toBeGreaterThanOrEqual(3)
      expect(steps).toMatch(/^ +```(?:sh|yaml|json)$/mu)
    })

    it('leads to neighbouring causes', () => {
      const others = CAUSES.filter((other) => other !== cause)
      const named = others.filter((other) => section(page, 'What it is not').includes(`](${other}.md)`))
      expect(named.length).toBeGreaterThan(0)
    })

    it('is short enough to be read at night', () => {
      expect(page.split('\n').length).toBeLessThanOrEqual(91)
    })
  })
})

describe('the index of the causes', () => {
  const index = read('docs/causes.md')
  const rows = tableRows(index).filter(([name = '']) => name.startsWith('[`'))

  it('leads to each page once, with the verdict', () => {
    const expected = CAUSES.map((cause) => [`[\`${cause}\`](causes/${cause}.md)`, verdictOf(cause)])
    expect(rows).toHaveLength(CAUSES.length)
    expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(expected))
  })

  it('says in a line what each means', () => {
    for (const [, , meaning = ''] of rows) expect(meaning).toMatch(/^\w.{15,}[^.]$/u)
  })

  it('has the causes and verdicts of the README', () => {
    const readme = read('README.md')
    const below = readme.slice(readme.indexOf('<!-- causes -->'), readme.indexOf('## Inputs'))
    const told = tableRows(below).map(([name = '', verdict]) => [/[a-z]+(?:-[a-z]+)*/.exec(name)?.[0], verdict])
    const listed = rows.map(([name = '', verdict]) => [/`([a-z-]+)`/.exec(name)?.[1], verdict])
    expect(told).toHaveLength(listed.length)
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(listed))
  })
})
