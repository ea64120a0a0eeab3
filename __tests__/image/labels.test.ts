import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { annotationsIn, parseConfig } from '../../src/image/labels.ts'
import { judgeRevision, type RevisionContext } from '../../src/image/revision.ts'
import { relationOf } from '../../src/image/source.ts'
import { Unreadable } from '../../src/image/unreadable.ts'

const commit = '3fa04cb1e2d3c4b5a69788796a5b4c3d2e1f0a9b'
const other = '9c1e7ab2e2d3c4b5a69788796a5b4c3d2e1f0a9b'
const home = { repository: 'Shop/App', serverUrl: 'https://github.com' }
const context: RevisionContext = { commit, ...home }

const labelsOf = (labels: object): ReturnType<typeof annotationsIn> =>
  parseConfig(JSON.stringify({ config: { Labels: labels } }), 0).labels

describe('the labels of a config', () => {
  it('give the revision with its source, and what else they say', () => {
    const labels = labelsOf({
      'org.opencontainers.image.revision': commit,
      'org.opencontainers.image.source': 'https://github.com/shop/app',
      'org.opencontainers.image.version': 'v3.3.6',
    })
    expect(labels.revision).toEqual({ revision: commit, source: 'https://github.com/shop/app' })
    expect(labels.others).toBe('version v3.3.6, source https://github.com/shop/app')
  })

  it('give a SHA of label-schema where OCI has none', () => {
    const old = { 'org.label-schema.vcs-ref': other, 'org.label-schema.vcs-url': 'https://github.com/x/y' }
    expect(labelsOf(old)).toMatchObject({
      revision: { revision: other, source: 'https://github.com/x/y' },
      revisionKey: 'org.label-schema.vcs-ref',
    })
    expect(labelsOf({ ...old, 'org.opencontainers.image.revision': commit }).revision?.revision).toBe(commit)
    expect(labelsOf({ 'org.label-schema.vcs-ref': 'main' }).revision).toBeUndefined()
  })

  it('say nothing where they are no texts', () => {
    expect(labelsOf({ 'org.opencontainers.image.revision': 12 }).revision).toBeUndefined()
    expect(labelsOf({ 'org.opencontainers.image.revision': '  ' }).revision).toBeUndefined()
    expect(parseConfig('{"config":{"Labels":null}}', 0).labels.revision).toBeUndefined()
    expect(parseConfig('{"config":[]}', 0).labels.revision).toBeUndefined()
  })

  it('show no more than a line of a long text', () => {
    const { others } = labelsOf({ 'org.opencontainers.image.version': `a\n::error::${'b'.repeat(10_000)}` })
    expect(others.length).toBeLessThan(220)
    expect(others).not.toContain('\n')
  })
})

describe('the history in a config', () => {
  const history = [
    { created: '2026-01-01T00:00:00Z', created_by: 'COPY a' },
    { created: '2026-01-02T00:00:00Z', created_by: 'ENV x', empty_layer: true },
    { created: '2026-01-03T00:00:00Z', created_by: 'COPY b' },
  ]

  it('has an entry for each layer', () => {
    expect(parseConfig(JSON.stringify({ history }), 2).history).toEqual([
      { createdAt: '2026-01-01T00:00:00Z', createdBy: 'COPY a' },
      { createdAt: '2026-01-03T00:00:00Z', createdBy: 'COPY b' },
    ])
  })

  it('is not used where it does not fit the layers', () => {
    expect(parseConfig(JSON.stringify({ history }), 3).history).toEqual([])
    expect(parseConfig(JSON.stringify({ history: 'none' }), 1).history).toEqual([])
  })
})

it('arbitrary configs are read or refused, and never name the commit', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.jsonValue().map((value) => JSON.stringify({ config: value, history: value })),
      ),
      (text) => {
        try {
          expect(parseConfig(text, 1).labels.revision?.revision).not.toBe(commit)
        } catch (error) {
          expect(error).toBeInstanceOf(Unreadable)
        }
      },
    ),
  )
})

describe('a revision', () => {
  it.each([
    [commit, undefined],
    [commit.toUpperCase(), undefined],
    [commit.slice(0, 7), undefined],
    [commit, 'https://github.com/shop/app'],
    [commit.slice(0, 12), 'git@github.com:shop/app.git'],
  ])('%s with the source %s agrees', async (revision, source) => {
    expect(await judgeRevision({ revision, source }, context)).toEqual({ finding: 'agrees' })
  })

  it('of another repository was inherited, even where its SHA is the commit’s', async () => {
    const found = await judgeRevision({ revision: commit, source: 'https://github.com/old/name' }, context)
    expect(found).toMatchObject({ finding: 'inherited', note: expect.stringContaining('old/name') })
  })

  it('that is dirty agrees, with a warning', async () => {
    expect(await judgeRevision({ revision: `${commit}-dirty` }, context)).toMatchObject({
      finding: 'agrees',
      note: expect.stringContaining('Warning'),
    })
  })

  it.each([[other], [other.slice(0, 7)], [`${other}-dirty`], [`${commit.slice(0, 39)}0`]])(
    '%s contradicts',
    async (revision) => {
      expect(await judgeRevision({ revision }, context)).toEqual({ finding: 'contradicts' })
      const unasked = { ...context, commitExists: () => Promise.resolve(undefined) }
      expect(await judgeRevision({ revision, source: 'https://github.com/shop/app' }, unasked)).toEqual({
        finding: 'contradicts',
      })
    },
  )

  it.each(['main', 'v3.3.6', 'unknown', '3fa04c', `${commit}0`, 'sha-3fa04cb', '${GIT_SHA}', '3fa04cbz', '2026-07-01'])(
    '%s is none, so that it decides nothing',
    async (revision) => {
      expect((await judgeRevision({ revision }, context)).finding).toBe('absent')
    },
  )

  it('of digits only contradicts where there is such a commit, since it may as well be a date', async () => {
    const answering = (exists: boolean | undefined): RevisionContext => ({
      ...context,
      commitExists: () => Promise.resolve(exists),
    })
    expect((await judgeRevision({ revision: '20260701' }, context)).finding).toBe('absent')
    expect((await judgeRevision({ revision: '20260701' }, answering(undefined))).finding).toBe('absent')
    expect((await judgeRevision({ revision: '20260701' }, answering(true))).finding).toBe('contradicts')
  })

  it('of another repository is inherited, and GitHub is not asked', async () => {
    const asked: string[] = []
    const commitExists = (sha: string): Promise<boolean> => {
      asked.push(sha)
      return Promise.resolve(true)
    }
    const claim = { revision: other, source: 'https://github.com/nginxinc/docker-nginx' }
    expect((await judgeRevision(claim, { ...context, commitExists })).finding).toBe('inherited')
    const short = { ...claim, revision: commit.slice(0, 7) }
    expect((await judgeRevision(short, { ...context, commitExists })).finding).toBe('inherited')
    expect(asked).toEqual([])
  })

  it('that this repository does not have is inherited', async () => {
    const commitExists = (): Promise<boolean> => Promise.resolve(false)
    expect((await judgeRevision({ revision: other }, { ...context, commitExists })).finding).toBe('inherited')
  })

  it('of a website, a path or nothing counts', async () => {
    for (const source of ['https://shop.example', './', '', 'file:///src']) {
      expect((await judgeRevision({ revision: other, source }, context)).finding).toBe('contradicts')
    }
  })
})

describe('the source of a revision', () => {
  it.each([
    'https://github.com/shop/app',
    'https://GitHub.com/SHOP/App.git',
    'http://github.com/shop/app/',
    'https://www.github.com/shop/app',
    'https://token:x@github.com/shop/app.git',
    'https://github.com/shop/app.git#refs/heads/main',
    'https://github.com/shop/app/tree/main',
    'git+https://github.com/shop/app@refs/heads/main',
    'git@github.com:shop/app.git',
    'github.com:shop/app',
    'ssh://git@github.com/shop/app.git',
    'ssh://git@ssh.github.com:443/shop/app.git',
    'git://github.com/shop/app.git',
    'github.com/shop/app',
  ])('%s is this repository', (source) => {
    expect(relationOf(source, home)).toBe('this')
  })

  it.each([
    'https://github.com/shop/app2',
    'https://github.com/other/app',
    'https://gitlab.com/shop/app',
    'git@gitlab.com:shop/app.git',
    'https://github.com.evil.example/shop/app',
    'https://evil.example/github.com/shop/app',
  ])('%s is another one', (source) => {
    expect(relationOf(source, home)).toBe('another')
  })

  it.each([
    '',
    ' ',
    'app',
    'https://github.com',
    'https://github.com/shop',
    '/src/app',
    './shop/app',
    'C:\\src\\app',
    'https://',
    'ftp://github.com/shop/app',
  ])('%j tells nothing', (source) => {
    expect(relationOf(source, home)).toBe('unclear')
  })

  it('is compared with the server of the run', () => {
    const enterprise = { repository: 'shop/app', serverUrl: 'https://git.shop.example' }
    expect(relationOf('https://git.shop.example/shop/app', enterprise)).toBe('this')
    expect(relationOf('https://github.com/shop/app', enterprise)).toBe('another')
  })

  it('cannot be compared where this repository is not known', () => {
    expect(relationOf('https://github.com/shop/app', { ...home, repository: '' })).toBe('unclear')
  })

  it('never throws', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.webUrl()), (source) => void relationOf(source, home)))
  })
})
