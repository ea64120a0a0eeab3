import { posix } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { anchors, exists, links, PAGES, read } from './pages.ts'

const PICTURES = 'docs/pictures/'
const PICTURED = ['verified', 'image-stale', 'digest-mismatch', 'tasks-failing', 'rolled-back', 'version-mismatch']
const pictures = PICTURED.flatMap((name) =>
  ['light', 'dark'].flatMap((scheme) =>
    ['desktop', 'phone'].map((device) => `${PICTURES}${name}-${scheme}-${device}.png`),
  ),
)

/** Path from the root, and the anchor in it. */
function resolved(page: string, link: string): { readonly path: string; readonly anchor: string | undefined } {
  const [path = '', anchor] = link.split('#')
  return { path: path === '' ? page : posix.join(posix.dirname(page), path), anchor }
}

describe.each(PAGES)('%s', (page) => {
  const targets = links(read(page)).map((link) => resolved(page, link))

  it('links only to files that exist', () => {
    const missing = targets.filter(({ path }) => !path.startsWith(PICTURES) && !exists(path))
    expect(missing).toEqual([])
  })

  it('links only to sections that exist', () => {
    const missing = targets.filter(
      ({ path, anchor }) => anchor !== undefined && exists(path) && !anchors(read(path)).includes(anchor),
    )
    expect(missing).toEqual([])
  })
})

describe('the page about the summary', () => {
  const shown = links(read('docs/reading-the-summary.md'))
    .map((link) => resolved('docs/reading-the-summary.md', link).path)
    .filter((path) => path.startsWith(PICTURES))

  it('shows each verdict in both colour schemes, on a desktop and on a phone', () => {
    expect(shown.toSorted()).toEqual(pictures.toSorted())
  })

  it('shows pictures that were all taken, where any was', () => {
    const taken = pictures.filter(exists)
    expect([0, pictures.length]).toContain(taken.length)
  })
})

describe('an anchor', () => {
  it('is made of a heading as GitHub makes it', () => {
    const page = [
      '# Causes',
      '## What it *is* not',
      '## `image-stale`: it exists, and is not',
      '## Causes',
      '```sh',
      '# a comment',
      '```',
      '### A & B_c',
    ].join('\n')
    expect(anchors(page)).toEqual([
      'causes',
      'what-it-is-not',
      'image-stale-it-exists-and-is-not',
      'causes-1',
      'a--b_c',
    ])
  })
})
