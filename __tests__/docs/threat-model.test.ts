import { describe, expect, it } from '@jest/globals'
import { exists, links, read } from './pages.ts'

const page = read('docs/threat-model.md')
const named = [...page.matchAll(/`(__tests__\/[^`]+)`: “([^”]+)”/g)].map(([, file = '', title = '']) => ({
  file,
  title,
}))

describe('the threat model', () => {
  it('names tests that exist, by the titles that they have', () => {
    expect(named.length).toBeGreaterThan(20)
    expect(named.filter(({ file, title }) => !exists(file) || !read(file).includes(title))).toEqual([])
  })

  it('names no test otherwise than by file and title', () => {
    expect(page.match(/__tests__\//g)).toHaveLength(named.length)
  })

  it('names a test for every measure but those of the commands that are checks themselves', () => {
    const [, measures = ''] = /^## What stops it$([^]*?)^## /m.exec(page) ?? []
    const lines = measures.split('\n').filter((line) => line.startsWith('- '))
    expect(lines.length).toBeGreaterThan(15)
    expect(lines.filter((line) => !line.includes('`__tests__/') && !line.includes('`npm run '))).toEqual([])
  })

  it.each(['SECURITY.md', 'README.md'])('is linked from %s', (from) => {
    expect(links(read(from))).toContain('docs/threat-model.md')
  })
})
