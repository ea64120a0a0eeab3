import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { compilePathFilter } from '../src/path-filter.ts'
import { PatternError } from '../src/patterns.ts'

const passes = async (globs: readonly string[], path: string): Promise<boolean> =>
  (await compilePathFilter(globs))(path)

describe('a filter of paths', () => {
  it.each([
    ['*', 'README.md', true],
    ['*', 'docs/README.md', false],
    ['**', 'all/the/files.md', true],
    ['*.jsx?', 'page.js', true],
    ['*.jsx?', 'page.jsx', true],
    ['*.jsx?', 'page.jsxx', false],
    ['*.js', 'js/index.js', false],
    ['**.js', 'src/js/app.js', true],
    ['docs/*', 'docs/file.txt', true],
    ['docs/*', 'docs/mona/octocat.txt', false],
    ['docs/**', 'docs/mona/octocat.txt', true],
    ['docs/**', 'src/docs/a', false],
    ['docs/**/*.md', 'docs/README.md', true],
    ['docs/**/*.md', 'docs/mona/hello-world.md', true],
    ['docs/**/*.md', 'docs/a/markdown/file.mdx', false],
    ['**/docs/**', 'docs/hello.md', true],
    ['**/docs/**', 'dir/docs/my-file.txt', true],
    ['**/docs/**', 'mydocs/file', false],
    ['**/**/*.py', 'app.py', true],
    ['src/**/**/*.py', 'src/a.py', true],
    ['****/a', 'x/a', true],
    ['****/a', 'a', true],
    ['**/README.md', 'README.md', true],
    ['**/README.md', 'js/README.md', true],
    ['**/*src/**', 'a/src/app.js', true],
    ['**/*src/**', 'my-src/code/js/app.js', true],
    ['**/*-post.md', 'path/their-post.md', true],
    ['**/migrate-*.sql', 'db/sept/migrate-v1.sql', true],
    ['v[12].[0-9]+.txt', 'v2.17.txt', true],
    ['v[12].[0-9]+.txt', 'v3.17.txt', false],
    ['a.b', 'axb', false],
    ['what\\?', 'what?', true],
    ['(a|b)', '(a|b)', true],
    ['(a|b)', 'a', false],
    ['[^a]', 'b', false],
    ['src/', 'src/a', false],
  ])('%s and %s: %s', async (glob, path, expected) => {
    expect(await passes([glob], path)).toBe(expected)
  })

  it('lets the last pattern that matches decide', async () => {
    const globs = ['sub-project/**', '!sub-project/docs/**', 'sub-project/docs/api.md']
    expect(await passes(globs, 'sub-project/src/index.js')).toBe(true)
    expect(await passes(globs, 'sub-project/docs/readme.md')).toBe(false)
    expect(await passes(globs, 'sub-project/docs/api.md')).toBe(true)
    expect(await passes(globs, 'elsewhere')).toBe(false)
  })

  it.each(['[a', 'a[]', 'a\\', '[z-a]'])('refuses %s', async (glob) => {
    await expect(compilePathFilter([glob])).rejects.toThrow(PatternError)
  })

  it('matches with a glob of letters alone that path and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((glob) => !/^!|[\\*?+[]/.test(glob)),
        async (glob) => {
          const filter = await compilePathFilter([glob])
          expect([glob, `${glob}x`, `x${glob}`].map(filter)).toEqual([true, false, false])
        },
      ),
    )
  })
})
