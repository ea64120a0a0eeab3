import { describe, expect, it } from '@jest/globals'
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { notesOf, sectionOf } from '../../scripts/release/changelog.ts'
import { draftRelease, hindrances, publishRelease } from '../../scripts/release/releases.ts'
import { isAfter, parseVersion } from '../../scripts/release/version.ts'
import { version as ours } from '../../src/version.ts'
import { GitHubInMemory } from './github-in-memory.ts'

const COMMIT = 'c'.repeat(40)
const ELSEWHERE = 'e'.repeat(40)
const PAGE = 'https://github.com/octocat/ecs-deploy-verifier'
const V1_2_3 = parseVersion('1.2.3')

const CHANGELOG = `# Changelog

All notable changes.

## [Unreleased]

- Not yet.

## [1.2.3] - 2026-11-29

### Added

- A thing that goes on
  in a second line, told in [its page](docs/reliability.md).
- Another one, [elsewhere](https://example.com/a).

### Fixed

- Nothing.

## [1.2.2] - 2026-11-01

- Older.

[1.2.3]: https://example.com/compare
`

describe('a version', () => {
  it.each(['v1.2.3', '1.2', '1.2.3-rc.1', '1.2.3+build', '01.2.3', '1.2.3 ', '1.2.3\n', '', '1.2.3;id'])(
    'is not %j',
    (text) => {
      expect(() => parseVersion(text)).toThrow('expected a version like 1.2.3')
    },
  )

  it.each([
    ['1.2.3', '1.2.2', true],
    ['1.10.0', '1.9.9', true],
    ['2.0.0', '1.9.9', true],
    ['1.2.3', '1.2.3', false],
    ['1.9.9', '2.0.0', false],
    ['1.2.9', '1.10.0', false],
  ])('%s comes after %s: %s', (one, other, is) => {
    expect(isAfter(parseVersion(one), parseVersion(other))).toBe(is)
  })
})

describe("the changelog's section of a version", () => {
  it('ends before the next version', () => {
    const section = sectionOf(CHANGELOG, V1_2_3)
    expect(section).toMatch(/^### Added[^]*- Nothing\.$/)
    expect(sectionOf(CHANGELOG, parseVersion('1.2.2'))).toBe('- Older.')
  })

  it.each([
    ['there is none', CHANGELOG.replace('## [1.2.3]', '## [1.2.4]'), 'found none'],
    ['it has no date', CHANGELOG.replace('[1.2.3] - 2026-11-29', '[1.2.3]'), 'without a date'],
    ['it says nothing', '## [1.2.3] - 2026-11-29\n\n## [1.2.2] - 2026-11-01\n\n- Older.\n', 'a list of changes'],
  ])('is refused where %s', (_, changelog, why) => {
    expect(() => sectionOf(changelog, V1_2_3)).toThrow(why)
  })
})

describe("a release's notes", () => {
  const notes = notesOf(CHANGELOG, V1_2_3, COMMIT, PAGE)

  it('have every item on a line of its own, since GitHub breaks lines there', () => {
    expect(notes).toContain('- A thing that goes on in a second line, told in [its page]')
    expect(notes).toContain('\n### Fixed\n\n- Nothing.\n')
  })

  it("link to the repository's pages at the tag, and elsewhere as they are", () => {
    expect(notes).toContain(`](${PAGE}/blob/v1.2.3/docs/reliability.md)`)
    expect(notes).toContain('](https://example.com/a)')
  })

  it('give the line that pins the commit', () => {
    expect(notes).toContain(`uses: octocat/ecs-deploy-verifier@${COMMIT} # v1.2.3`)
  })
})

describe('what hinders a release', () => {
  const hindered = async (tags: Readonly<Record<string, string>>): Promise<readonly string[]> => {
    const github = new GitHubInMemory()
    for (const [tag, commit] of Object.entries(tags)) github.tags.set(tag, commit)
    return hindrances(github, V1_2_3, COMMIT)
  }

  it('is nothing where only earlier versions are tagged', async () => {
    expect(
      await hindered({ 'v1.2.2': ELSEWHERE, 'v0.9.0': ELSEWHERE, v1: ELSEWHERE, v9: ELSEWHERE, vnext: ELSEWHERE }),
    ).toEqual([])
  })

  it('is nothing where an earlier attempt tagged the same commit', async () => {
    expect(await hindered({ 'v1.2.3': COMMIT })).toEqual([])
  })

  it.each([
    ['its tag at another commit', 'v1.2.3'],
    ['the tag of a later version', 'v1.10.0'],
  ])('is %s', async (_, tag) => {
    expect(await hindered({ [tag]: ELSEWHERE })).toEqual([expect.stringContaining(`the tag ${tag} is`)])
  })
})

describe('a draft', () => {
  it('comes with its tag at the commit', async () => {
    const github = new GitHubInMemory()
    const page = await draftRelease(github, V1_2_3, COMMIT, 'What is new.')
    expect(github.tags).toEqual(new Map([['v1.2.3', COMMIT]]))
    expect(github.releases).toEqual([
      expect.objectContaining({ tag_name: 'v1.2.3', draft: true, body: 'What is new.', html_url: page }),
    ])
  })

  it('is written anew by a second attempt', async () => {
    const github = new GitHubInMemory()
    await draftRelease(github, V1_2_3, COMMIT, 'What is new.')
    for (let older = 0; older < 120; older += 1) github.addRelease(`v0.1.${older}`, { draft: false })
    await draftRelease(github, V1_2_3, COMMIT, 'What is really new.')
    const drafts = github.releases.filter(({ draft }) => draft)
    expect(drafts.map(({ body }) => body)).toEqual(['What is really new.'])
  })

  it('is refused where the tag is elsewhere, and nothing is changed', async () => {
    const github = new GitHubInMemory()
    github.tags.set('v1.2.3', ELSEWHERE)
    await expect(draftRelease(github, V1_2_3, COMMIT, '')).rejects.toThrow(`found it at ${ELSEWHERE}`)
    expect(github.changes).toEqual([])
  })

  it('is refused where the version is published, and nothing is changed', async () => {
    const github = new GitHubInMemory()
    github.tags.set('v1.2.3', COMMIT)
    github.addRelease('v1.2.3', { draft: false, immutable: true })
    await expect(draftRelease(github, V1_2_3, COMMIT, '')).rejects.toThrow('found it published')
    expect(github.changes).toEqual([])
  })
})

describe('a release', () => {
  const drafted = async (): Promise<GitHubInMemory> => {
    const github = new GitHubInMemory()
    await draftRelease(github, V1_2_3, COMMIT, 'What is new.')
    github.changes.length = 0
    return github
  }

  it('is published from its draft, before the major tag moves', async () => {
    const github = await drafted()
    github.tags.set('v1', ELSEWHERE)
    await publishRelease(github, V1_2_3, COMMIT)
    expect(github.releases).toEqual([expect.objectContaining({ draft: false, immutable: true })])
    expect(github.tags.get('v1')).toBe(COMMIT)
    expect(github.changes).toEqual(['PATCH /releases/1', 'PATCH /git/refs/tags/v1'])
  })

  it('makes the major tag where it is the first of its major version', async () => {
    const github = await drafted()
    await publishRelease(github, V1_2_3, COMMIT)
    expect(github.tags.get('v1')).toBe(COMMIT)
  })

  it('is left alone by a second attempt, with its major tag', async () => {
    const github = await drafted()
    await publishRelease(github, V1_2_3, COMMIT)
    github.changes.length = 0
    await publishRelease(github, V1_2_3, COMMIT)
    expect(github.changes).toEqual([])
  })

  it('is left as it is where it was published by hand', async () => {
    const github = await drafted()
    github.releases = github.releases.map((release) => ({ ...release, draft: false, immutable: true }))
    await publishRelease(github, V1_2_3, COMMIT)
    expect(github.changes).toEqual(['POST /git/refs'])
    expect(github.tags.get('v1')).toBe(COMMIT)
  })

  it('moves no major tag where it can be changed', async () => {
    const github = await drafted()
    github.immutability = false
    github.tags.set('v1', ELSEWHERE)
    await expect(publishRelease(github, V1_2_3, COMMIT)).rejects.toThrow('Enable release immutability')
    expect(github.tags.get('v1')).toBe(ELSEWHERE)
  })

  it('is not published where its tag was moved', async () => {
    const github = await drafted()
    github.tags.set('v1.2.3', ELSEWHERE)
    await expect(publishRelease(github, V1_2_3, COMMIT)).rejects.toThrow(`found it at ${ELSEWHERE}`)
    expect(github.changes).toEqual([])
  })

  it('is not published where there is no draft', async () => {
    const github = new GitHubInMemory()
    github.tags.set('v1.2.3', COMMIT)
    await expect(publishRelease(github, V1_2_3, COMMIT)).rejects.toThrow('found none')
    expect(github.changes).toEqual([])
  })

  it('moves no tag that is a release', async () => {
    const github = await drafted()
    github.tags.set('v1', ELSEWHERE)
    github.addRelease('v1', { draft: false })
    await expect(publishRelease(github, V1_2_3, COMMIT)).rejects.toThrow('expected v1 to be a tag alone')
    expect(github.tags.get('v1')).toBe(ELSEWHERE)
  })

  it('tells the command where GitHub refuses to move the major tag', async () => {
    const github = await drafted()
    github.tags.set('v1', ELSEWHERE)
    github.refusals.set('PATCH /git/refs/tags/v1', 403)
    await expect(publishRelease(github, V1_2_3, COMMIT)).rejects.toThrow(
      `answered 403 "Resource not accessible by integration". Do it by hand: git push --force origin ${COMMIT}:refs/tags/v1`,
    )
  })
})

describe('the commands of the release workflow', () => {
  const run = async (
    github: GitHubInMemory,
    script: string,
    env: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly failed: boolean; readonly text: string }> => {
    const server = await github.serve()
    const path = fileURLToPath(new URL(`../../scripts/release/${script}`, import.meta.url))
    try {
      const { stdout } = await promisify(execFile)(process.execPath, [path], {
        env: {
          PATH: process.env['PATH'] ?? '',
          GITHUB_API_URL: server.url,
          GITHUB_GRAPHQL_URL: `${server.url}/graphql`,
          GITHUB_REPOSITORY: github.repository,
          GITHUB_REF: 'refs/heads/main',
          GITHUB_SHA: COMMIT,
          GITHUB_TOKEN: 'a-token',
          DEFAULT_BRANCH: 'main',
          VERSION: ours,
          ...env,
        },
      })
      return { failed: false, text: stdout }
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string }
      return { failed: true, text: stdout + stderr }
    } finally {
      await server.close()
    }
  }
  const hasSection = readFileSync(new URL('../../CHANGELOG.md', import.meta.url), 'utf8').includes(`## [${ours}] - `)

  it('find what is wrong with the version, the branch and the tags, all at once', async () => {
    const github = new GitHubInMemory()
    github.tags.set('v99.0.0', ELSEWHERE)
    const { failed, text } = await run(github, 'check.ts', { VERSION: '98.0.0', GITHUB_REF: 'refs/heads/other' })
    expect(failed).toBe(true)
    expect(text.split('\n').filter((line) => line.startsWith('::error title=Not released::'))).toEqual([
      expect.stringContaining('expected the workflow to run on refs/heads/main, found refs/heads/other'),
      expect.stringContaining(`package.json: expected the version 98.0.0, found ${ours}`),
      expect.stringContaining(`package-lock.json: expected the version 98.0.0, found ${ours}`),
      expect.stringContaining(`package-lock.json, packages: expected the version 98.0.0, found ${ours}`),
      expect.stringContaining('CHANGELOG.md: expected a heading "## [98.0.0] - YYYY-MM-DD", found none'),
      expect.stringContaining('the tag v99.0.0 is of a later version'),
    ])
  })

  it('find nothing wrong but the changelog, where the version has no section yet', async () => {
    const { failed, text } = await run(new GitHubInMemory(), 'check.ts')
    expect(failed).toBe(!hasSection)
    expect(text.match(/^::error.*$/gm) ?? []).toHaveLength(hasSection ? 0 : 1)
  })

  it('publish a draft', async () => {
    const github = new GitHubInMemory()
    await draftRelease(github, parseVersion(ours), COMMIT, 'What is new.')
    const { failed, text } = await run(github, 'publish.ts')
    expect({ failed, text }).toEqual({ failed: false, text: expect.stringContaining(`/releases/1`) })
    expect(github.releases).toEqual([expect.objectContaining({ draft: false })])
  })

  it('name a variable that the workflow left out', async () => {
    const { failed, text } = await run(new GitHubInMemory(), 'draft.ts', { VERSION: '' })
    expect(failed).toBe(true)
    expect(text).toContain('expected the environment variable VERSION, found none')
  })
})
