import { describe, expect, it } from '@jest/globals'

import { SETTING } from '../../simulator/stage.ts'
import {
  BEFORE,
  COMMIT,
  LATER,
  production,
  pushTheCommit,
  theImage,
  withVersion,
} from '../../simulator/stories/setting.ts'
import { play, story, type ImageInTheTale, type PushedImage, type Tale } from '../../simulator/story.ts'

const PATIENCE_MS = 60_000

const source = (version: string): Record<string, string> => ({ [SETTING.versionFile]: `VERSION = "${version}"\n` })

interface Other {
  readonly parents?: readonly string[]
  readonly image?: Partial<ImageInTheTale>
  readonly tags?: readonly string[]
  readonly bend?: (tale: Tale) => void
}

/** Another commit's deployment takes the place of ours while it is watched. */
async function replaced(inputs: Record<string, string>, { parents, image, tags, bend }: Other = {}) {
  const { run } = await play(
    story('superseded', (tale) => {
      production(tale)
      tale.at('10:05:00')
      pushTheCommit(tale)
      tale.at('10:07:00')
      tale.deploy(theImage(tale))
      tale.at('10:07:05')
      tale.verify(withVersion(tale, { timeout: '10m', ...inputs }))
      tale.after('20s', () => {
        const { github } = tale.stage
        const commit = { sha: LATER, message: 'v3.3.7', files: source('3.3.7') }
        github.commit(SETTING.repository, parents === undefined ? commit : { ...commit, parents })
        tale.deploy(tale.image(tags ?? [LATER], { version: '3.3.7', revision: LATER, ...image }))
      })
      bend?.(tale)
    }),
  )
  return { run, verdict: `${run.outputs['verdict'] ?? ''} ${run.outputs['cause'] ?? ''}`.trim() }
}

const allowed = { 'allow-superseded': 'true' }

describe('a newer commit that contains ours takes its place', () => {
  it(
    'is verified in its place where the author allows it, with its own image and its own version',
    async () => {
      const { run, verdict } = await replaced(allowed)
      expect(verdict).toBe('verified')
      expect(run.outputs).toMatchObject({ commit: COMMIT, 'expected-version': '3.3.7', 'served-version': '3.3.7' })
      expect(run.summary).toContain('in place of `3fa04cb`, which it contains')
      expect(run.summary).toContain('Superseded: the deployment of `3fa04cb` was replaced by one of `9e51d3a`')
      expect(run.stdout.join('\n')).toContain(
        'superseded by a newer commit that contains this one: watching 9e51d3a (3.3.7)',
      )
    },
    PATIENCE_MS,
  )

  it(
    'is told, and fails the run, where nobody allowed it',
    async () => {
      const { run, verdict } = await replaced({})
      expect(verdict).toBe('failed superseded')
      expect(run.summary).toContain('By its image it is `9e51d3a`, a newer commit that contains `3fa04cb`.')
      expect(run.summary).toContain('With allow-superseded: true this run verifies that commit')
    },
    PATIENCE_MS,
  )

  it(
    'is not verified while it serves something else than its own version',
    async () => {
      const { verdict } = await replaced(allowed, { image: { version: '3.3.6' } })
      expect(verdict).toBe('failed version-mismatch')
    },
    PATIENCE_MS,
  )

  it(
    'is not verified where what is inside its image is not its version',
    async () => {
      const inputs = { ...allowed, 'image-version-file': '/app/modules/core/config.py' }
      const { run, verdict } = await replaced(inputs, { image: { version: '3.3.6' } })
      expect(verdict).toBe('failed image-stale')
      expect(run.summary).toContain('this is about that one')
    },
    PATIENCE_MS,
  )

  it(
    'is verified without a look at its version where only ours was given',
    async () => {
      const { run, verdict } = await replaced({ ...allowed, 'version-file': '', 'expected-version': '3.3.6' })
      expect(verdict).toBe('verified')
      expect(run.outputs['served-version']).toBe('')
      expect(run.summary).toContain('The served version was not compared')
    },
    PATIENCE_MS,
  )

  it(
    'may itself be replaced by a still newer one',
    async () => {
      const newest = 'c0ffee00'.repeat(5)
      const { run, verdict } = await replaced(allowed, {
        bend: (tale) => {
          tale.after('40s', () => {
            tale.stage.github.commit(SETTING.repository, { sha: newest, message: 'v3.3.8', files: source('3.3.8') })
            tale.deploy(tale.image([newest], { version: '3.3.8', revision: newest }))
          })
        },
      })
      expect(verdict).toBe('verified')
      expect(run.outputs['served-version']).toBe('3.3.8')
    },
    PATIENCE_MS,
  )
})

it(
  'ours is verified again where its very image comes back',
  async () => {
    let ours: PushedImage | undefined
    const { run, verdict } = await replaced(allowed, {
      bend: (tale) => {
        ours = { reference: `${SETTING.image}:${COMMIT}`, digest: '' }
        tale.after('40s', () => ours !== undefined && tale.deploy(ours))
      },
    })
    expect(verdict).toBe('verified')
    expect(run.outputs).toMatchObject({ commit: COMMIT, 'served-version': '3.3.6' })
    expect(run.stdout.join('\n')).toContain('3fa04cb was deployed again: watching it')
  },
  PATIENCE_MS,
)

describe('what allow-superseded does not accept', () => {
  it.each<readonly [string, Other, string]>([
    ['a commit of another branch', { parents: [BEFORE] }, 'which does not contain `3fa04cb`'],
    ['an image that says nothing of its commit', { image: { revision: undefined } as never }, 'name one full commit'],
    [
      'an image of another repository',
      { image: { repository: SETTING.image.replace('agricultural-core', 'worker') } },
      'its image is of another repository',
    ],
    ['an image whose tag names another commit than its label', { tags: ['d'.repeat(40)] }, 'names another commit'],
    [
      'an image of an unknown commit',
      { tags: ['release'], image: { revision: 'e'.repeat(40) } },
      'GitHub answered HTTP 404',
    ],
    [
      'a commit that could not be compared',
      { bend: (tale) => tale.fault('github:*', { code: '', message: 'no', status: 403 }, { after: 15_000 }) },
      'Of which commit it is was not told',
    ],
  ])(
    '%s',
    async (_, other, words) => {
      const { run, verdict } = await replaced(allowed, other)
      expect(verdict).toBe('failed superseded')
      expect(run.summary).toContain(words)
    },
    PATIENCE_MS,
  )

  it(
    'a commit whose version file in the image cannot be compared',
    async () => {
      const inputs = {
        'version-file': '',
        'expected-version': '3.3.6',
        'image-version-file': '/app/modules/core/config.py',
      }
      const { run, verdict } = await replaced({ ...allowed, ...inputs })
      expect(verdict).toBe('failed superseded')
      expect(run.summary).toContain('nothing tells what image-version-file must hold in the other one')
    },
    PATIENCE_MS,
  )

  it(
    'an older commit that is deployed again',
    async () => {
      const { run } = await play(
        story('an older commit', (tale) => {
          const old = production(tale)
          tale.at('10:05:00')
          pushTheCommit(tale)
          tale.at('10:07:00')
          tale.deploy(theImage(tale))
          tale.at('10:07:05')
          tale.verify(withVersion(tale, { timeout: '10m', ...allowed }))
          tale.after('20s', () => tale.deploy(old))
        }),
      )
      expect(run.outputs['verdict']).toBe('failed')
      expect(run.summary).toContain('an older commit that `3fa04cb` contains')
    },
    PATIENCE_MS,
  )
})
