import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { code, codeBlock, folded, prose, table } from '../../src/report/markdown.ts'
import { clip, visible } from '../../src/report/visible.ts'
import { hostileText } from './hostile.ts'
import { columnsOf, htmlOf, readPage } from './page.ts'

const OWN_TAGS = ['<code>', '</code>', '<b>', '</b>', '<details>', '<summary>', '</summary>', '</details>']
const LINKABLE = /@[a-z0-9]|#\d|:\/\/|www\.|\bGH-\d|\b3fa04cb0\b/iu

const places: readonly (readonly [name: string, place: (text: string) => string])[] = [
  ['a paragraph', (text) => prose(text)],
  ['a list item', (text) => `- ${prose(text)}`],
  ['a heading', (text) => `## ${prose(text)}`],
  ['a code span', (text) => `before ${code(text)} after`],
  ['a table', (text) => table(['A', 'B'], [[prose(text), code(text)]])],
  ['a folded section', (text) => folded(text, prose(text))],
]

describe.each(places)('text from outside in %s', (_, place) => {
  it('is no link, no image, no tag of its own and nothing that GitHub would link', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const page = readPage(place(text))
        expect(page.links).toEqual([])
        expect(page.images).toBe(0)
        expect(page.fences).toEqual([])
        expect(page.tags.filter((tag) => !OWN_TAGS.includes(tag))).toEqual([])
        expect(page.text).not.toMatch(LINKABLE)
      }),
      { numRuns: 400 },
    )
  })
})

describe('a table', () => {
  it('keeps its columns', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (a, b) => {
        expect(columnsOf(table(['A', 'B', 'C'], [[prose(a), code(b), 'end']]))).toEqual([[3, 3, 3]])
      }),
    )
  })

  it('shows its last cell whatever stands before it', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(htmlOf(table(['A', 'B', 'C'], [[prose(text), code(text), 'end']]))).toContain('<td>end</td>')
      }),
    )
  })
})

describe('a code block', () => {
  it('holds everything, whatever fences stand in it', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const page = readPage(`${codeBlock(text, 'text')}\n\nend`)
        expect(page.fences.map(({ info }) => info)).toEqual(['text'])
        expect(page.tags).toEqual([])
        expect(page.text.trim()).toBe('end')
      }),
    )
  })

  it('holds no expression but those that this action writes to be pasted', () => {
    const own = 'image: app@${{ steps.build.outputs.digest }} # ${{ github.sha }}'
    expect(codeBlock(`${own}\n\${{ secrets.X }} $\u0000{{github.sha }}`)).toBe(
      `\`\`\`\n${own}\n$ {{ secrets.X }} $ {{github.sha }}\n\`\`\``,
    )
  })

  it('says how many lines it leaves out', () => {
    expect(codeBlock('1\n2\n3\n4', '', { lines: 2 })).toBe('```\n1\n2\n… 2 more lines\n```')
  })
})

describe('prose', () => {
  it('reads as it was written', () => {
    const html = htmlOf(prose('a *b* _c_ & <d> [e](f) ~~g~~ \\h "i" 1. 2'))
    expect(html).toBe('<p>a *b* <code>_c_</code> &amp; &lt;d&gt; [e](f) ~~g~~ \\h &quot;i&quot; 1. 2</p>\n')
  })

  it.each(['# x', '- x', '+ x', '1. x', '1) x', '=== x', '> x', '    x', '--- ', '* x'])(
    'starts no block with %j',
    (text) => {
      expect(htmlOf(prose(text))).toMatch(/^<p>/u)
    },
  )

  it('puts what looks technical in a code span', () => {
    expect(prose('see modules/core/config.py (sha256:9c1e…) by @you, at 11:22:08.')).toBe(
      'see `modules/core/config.py` (`sha256:9c1e…`) by `@you`, at 11:22:08.',
    )
  })

  it.each([
    [':tada:', '`:tada:`'],
    ['(:+1:),', '(`:+1:`),'],
    ['x:100:.', '`x:100:`.'],
    ['here: 11:21:00:', 'here: 11:21:00:'],
  ])('makes no emoji of %s', (text, markdown) => {
    expect(prose(text)).toBe(markdown)
  })

  it('leaves ordinary words alone', () => {
    expect(prose('Not live: the image holds 3.3.5, not 3.3.6; and/or a well-known cause')).toBe(
      'Not live: the image holds 3.3.5, not 3.3.6; and/or a well-known cause',
    )
  })

  it('breaks up expressions', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(prose(text) + code(text)).not.toContain('${{')
      }),
    )
  })
})

describe('visible', () => {
  it('shows what changes the reading without being seen', () => {
    expect(visible('3.3.6\u200b \u202egnp.exe')).toBe('3.3.6⟨U+200B⟩ ⟨U+202E⟩gnp.exe')
  })

  it('takes out colours and control characters', () => {
    expect(visible('\u001b[31mred\u001b[0m\u0000 \u001b]8;;https://evil\u0007link\u001b]8;;\u0007')).toBe('red link')
  })

  it('is one line without control characters', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(visible(text)).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u)
      }),
    )
  })
})

describe('clip', () => {
  it('ends with an ellipsis and never splits a character', () => {
    expect(clip('🙂🙂🙂🙂', 3)).toBe('🙂🙂…')
  })

  it('leaves what fits', () => {
    expect(clip('🙂🙂🙂', 3)).toBe('🙂🙂🙂')
  })
})
