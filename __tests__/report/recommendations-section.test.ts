import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { recommendationsOf } from '../../src/judge/recommendations.ts'
import type { Recommendation, RunOutcome } from '../../src/model.ts'
import { recommendationBlocks } from '../../src/report/recommendations-section.ts'
import { hostileText, withTexts } from './hostile.ts'
import { complete, outcomeFor, verified } from './outcomes.ts'
import { readPage } from './page.ts'

const label: Recommendation = {
  id: 'revision-label',
  text: 'Write the commit into the image.',
  because: 'Nothing in app:3fa04cb names its commit.',
  lines: { text: 'labels: |\n  org.opencontainers.image.revision=${{ github.sha }}', language: 'yaml' },
}
const breaker: Recommendation = {
  id: 'circuit-breaker',
  text: 'Turn on the circuit breaker.',
  because: '3 tasks stopped.',
  lines: { text: "aws ecs update-service --service 'app'", language: 'sh' },
}
const retire: Recommendation = { id: 'one-pipeline', text: 'Retire it.', because: 'A person built.' }

const failed: RunOutcome = outcomeFor('image-stale')

function page(recommendations: readonly Recommendation[], outcome: RunOutcome = failed): string {
  const blocks = recommendationBlocks({ ...outcome, recommendations })
  return blocks.map(({ markdown }) => markdown).join('\n\n')
}

describe('the recommendations', () => {
  it('are no section where there are none', () => {
    expect(recommendationBlocks({ ...failed, recommendations: [] })).toEqual([])
  })

  it('are numbered after a failure, each with its reason and its lines as they are to be pasted', () => {
    const markdown = page([label, retire])
    expect(markdown).toMatch(/^### So that it does not happen again\n/)
    expect(markdown).toContain('<b>1. Write the commit into the image.</b> Nothing in `app:3fa04cb` names its commit.')
    expect(markdown).toContain('<b>2. Retire it.</b> A person built.')
    expect(markdown).not.toContain('<details>')
    expect(readPage(markdown).fences).toEqual([{ info: 'yaml', content: `${label.lines?.text}\n` }])
  })

  it('are folded one by one after a good run, and go first where the page is too long', () => {
    const [block, ...more] = recommendationBlocks({ ...verified, recommendations: [label, retire] })
    expect(more).toEqual([])
    expect(block?.weight).toBe('folded')
    expect(block?.markdown).toMatch(/^### Worth doing\n/)
    expect(block?.markdown.match(/<details>/g)).toHaveLength(2)
    expect(recommendationBlocks({ ...failed, recommendations: [label] })[0]?.weight).toBe('advice')
  })

  it('warn of templates where a command changes what one may own', () => {
    expect(page([breaker])).toContain('the next apply would undo the command')
    expect(page([label])).not.toContain('Terraform')
  })

  it('keep a long command whole', () => {
    const text = `aws ecs update-service ${"--service 'x' ".repeat(250)}end`
    const [fence] = readPage(page([{ ...breaker, lines: { text, language: 'sh' } }])).fences
    expect(fence?.content).toBe(`${text}\n`)
  })
})

describe('hostile text in the recommendations', () => {
  const own = new Set(['<b>', '</b>', '<details>', '</details>', '<summary>', '</summary>', '<code>', '</code>'])

  it('is text', () => {
    fc.assert(
      fc.property(hostileText, hostileText, hostileText, fc.boolean(), (text, because, lines, isGood) => {
        const recommendation: Recommendation = {
          id: 'one-pipeline',
          text,
          because,
          lines: { text: lines, language: 'text' },
        }
        const read = readPage(page([recommendation, retire], isGood ? verified : failed))
        expect(read.tags.filter((tag) => !own.has(tag))).toEqual([])
        expect(read.links).toEqual([])
        expect(read.images).toBe(0)
        expect(read.headings).toBe(1)
        expect(read.fences).toHaveLength(1)
      }),
    )
  })

  it('from every field of a run leaves the lines as they were', () => {
    fc.assert(
      fc.property(fc.array(hostileText, { minLength: 1, maxLength: 5 }), fc.boolean(), (texts, isGood) => {
        let next = 0
        const outcome = withTexts(isGood ? verified : complete, () => texts[next++ % texts.length] ?? '')
        const recommendations = recommendationsOf(outcome)
        const read = readPage(page(recommendations, outcome))
        expect(read.tags.filter((tag) => !own.has(tag))).toEqual([])
        expect(read.fences.map(({ content }) => content)).toEqual(
          recommendations.flatMap(({ lines }) => (lines === undefined ? [] : [`${lines.text}\n`])),
        )
      }),
    )
  })
})
