import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { CAUSES, concluded, verdictOf } from '../../src/judge/causes.ts'
import { commitPage, verdictIcon, verdictWord } from '../../src/report/causes.ts'
import { COMMIT, finding } from './outcomes.ts'

const page = readFileSync(new URL('../../docs/causes.md', import.meta.url), 'utf8')
const sections = new Map(
  page
    .split(/^## /mu)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), section] as const),
)

describe('the page about the causes', () => {
  it('has a section for each cause of the contract, and no other', () => {
    expect([...sections.keys()].toSorted()).toEqual(CAUSES.toSorted())
  })

  it.each(CAUSES)('says of %s which verdict it is, and leads to it from the table', (cause) => {
    expect(sections.get(cause)).toContain(`_${verdictOf(cause)}._ `)
    expect(page).toContain(`[${cause}](#${cause})`)
  })
})

describe('a verdict', () => {
  it.each(CAUSES)('of %s never reads as if the commit were simply live', (cause) => {
    expect(verdictWord(concluded({ ...finding, cause }))).not.toBe('Live')
  })

  it('that never came has an icon and a word of its own', () => {
    expect([verdictIcon(undefined), verdictWord(undefined)]).toEqual(['➖', 'Not decided'])
  })
})

describe('the page of a commit', () => {
  it('is on the server that the workflow runs on', () => {
    expect(commitPage('https://ghe.example/', 'o/r', COMMIT)).toBe(`https://ghe.example/o/r/commit/${COMMIT}`)
  })

  it.each([
    ['javascript:alert(1)', 'o/r', COMMIT],
    ['https://github.com)', 'o/r', COMMIT],
    ['https://github.com', 'o/r)', COMMIT],
    ['https://github.com', 'o/r', 'main](x)'],
    [undefined, 'o/r', COMMIT],
  ])('is not linked for %j, %j, %j', (server, repository, sha) => {
    expect(commitPage(server, repository, sha)).toBeUndefined()
  })
})
