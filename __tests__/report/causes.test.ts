import { describe, expect, it } from '@jest/globals'
import { CAUSES, concluded } from '../../src/judge/causes.ts'
import { commitPage, verdictIcon, verdictWord } from '../../src/report/causes.ts'
import { COMMIT, finding } from './outcomes.ts'

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
