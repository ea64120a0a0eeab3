import { describe, expect, it } from '@jest/globals'

import { buildImage, buildIndex, type BuiltImage } from '../../simulator/image-builder.ts'
import { SETTING } from '../../simulator/stage.ts'
import { BEFORE, COMMIT, production, pushTheCommit, withVersion } from '../../simulator/stories/setting.ts'
import { play, story, type PushedImage, type Tale } from '../../simulator/story.ts'

const PATIENCE_MS = 60_000
const FILE = '/app/VERSION'
const REVISION = 'org.opencontainers.image.revision'
const SOURCE = `https://github.com/${SETTING.repository}`

/** What the image says, each kind of evidence by itself. */
interface Saying {
  readonly label?: string
  readonly annotation?: string
  readonly provenance?: string
  readonly file?: string
}

function built({ label, annotation, provenance, file }: Saying, note = ''): BuiltImage {
  const image = buildImage({
    layers: [
      { files: { '/etc/os-release': 'ID=debian\n' } },
      { files: { '/app/main': 'code', ...(file === undefined ? {} : { [FILE]: `${file}\n` }) } },
    ],
    ...(label === undefined ? {} : { labels: { [REVISION]: label } }),
  })
  if (annotation === undefined && provenance === undefined && note === '') return image
  const annotations = { ...(annotation === undefined ? {} : { [REVISION]: annotation }), ...(note && { note }) }
  return buildIndex({
    images: [image],
    annotations,
    ...(provenance === undefined ? {} : { provenance: { revision: provenance, source: SOURCE } }),
  })
}

function pushed(tale: Tale, image: BuiltImage, tags: readonly string[] = [COMMIT]): PushedImage {
  const { registry, world } = tale.stage
  const digest = registry.push(SETTING.image, tags, image)
  for (const manifest of image.manifests) world.behave(manifest.digest, { version: '3.3.6' })
  return { reference: `${SETTING.image}:${tags[0] ?? ''}`, digest }
}

/** A deploy of an image that says so much, with a step that asks for its version file where the image has one. */
async function played(image: BuiltImage, inputs: Record<string, string>, bend: (tale: Tale) => void = () => {}) {
  const { run } = await play(
    story('an image that speaks', (tale) => {
      production(tale)
      tale.at('10:05:00')
      pushTheCommit(tale)
      tale.at('10:07:00')
      tale.deploy(pushed(tale, image))
      bend(tale)
      tale.at('10:07:05')
      tale.verify(withVersion(tale, { timeout: '5m', ...inputs }))
    }),
  )
  const report: unknown = run.report
  const findings = /"finding":\s*"([a-z-]+)"/g
  const told = [...JSON.stringify(report).matchAll(findings)].map((match) => match[1])
  return { run, told, verdict: `${run.outputs['verdict'] ?? ''} ${run.outputs['cause'] ?? ''}`.trim() }
}

const asked = { 'image-version-file': FILE, 'expected-version': '3.3.6' }

function bytesOf(image: BuiltImage, pick: (text: string) => boolean): string {
  const found = [...image.blobs].find(([, bytes]) => pick(bytes.toString('utf8')))
  if (found === undefined) throw new Error('there is no such blob')
  return found[0]
}

/** Other bytes under the digest of one blob, as a broken or hostile registry serves them. */
const tampered =
  (digest: string, bytes = '{}') =>
  (tale: Tale): void => {
    tale.stage.registry.tamper(SETTING.image, digest, bytes)
  }

describe('what the image says, through the built action', () => {
  it.each<readonly [string, Saying, Record<string, string>, string, string]>([
    ['a label agrees', { label: COMMIT }, {}, 'agrees', 'verified'],
    ['a label contradicts', { label: BEFORE }, {}, 'contradicts', 'failed image-stale'],
    ['a label is inherited', { label: 'e'.repeat(40) }, {}, 'inherited', 'verified'],
    ['an annotation agrees', { annotation: COMMIT }, {}, 'agrees', 'verified'],
    ['an annotation contradicts', { annotation: BEFORE }, {}, 'contradicts', 'failed image-stale'],
    ['provenance agrees', { provenance: COMMIT }, {}, 'agrees', 'verified'],
    ['provenance contradicts', { provenance: BEFORE }, {}, 'contradicts', 'failed image-stale'],
    ['the version file agrees', { file: '3.3.6' }, asked, 'agrees', 'verified'],
    ['the version file contradicts', { file: '3.3.5' }, asked, 'contradicts', 'failed image-stale'],
    ['the version file is not there', {}, asked, 'contradicts', 'failed image-stale'],
    ['nothing is there', {}, {}, 'absent', 'verified'],
    [
      'nothing is there and proof is asked for',
      {},
      { 'require-image-proof': 'true' },
      'absent',
      'failed image-unproven',
    ],
  ])(
    '%s',
    async (_, saying, inputs, finding, verdict) => {
      const end = await played(built(saying), inputs)
      expect({ verdict: end.verdict, finding: end.told.includes(finding) }).toEqual({ verdict, finding: true })
    },
    PATIENCE_MS,
  )

  it(
    'a version file in a layer of other bytes is unreadable, and never a pass',
    async () => {
      const image = built({ file: '3.3.6' })
      const config = bytesOf(image, (text) => text.includes('rootfs'))
      const layers = [...image.blobs.keys()].filter((digest) => digest !== config)
      const end = await played(image, asked, tampered(layers.at(-1) ?? '', 'no layer'))
      expect(end.verdict).toBe('inconclusive digest-unreadable')
      expect(end.told).toContain('unreadable')
    },
    PATIENCE_MS,
  )

  it(
    'a config of other bytes is unreadable, and no label in it is believed',
    async () => {
      const image = built({ label: BEFORE })
      const config = bytesOf(image, (text) => text.includes('rootfs'))
      const forged = JSON.stringify({ config: { Labels: { [REVISION]: COMMIT } } })
      const end = await played(image, { 'require-image-proof': 'true' }, tampered(config, forged))
      expect(end.verdict).toBe('inconclusive digest-unreadable')
      expect(end.told).not.toContain('agrees')
    },
    PATIENCE_MS,
  )

  it(
    'provenance of other bytes is unreadable, and not believed',
    async () => {
      const image = built({ provenance: BEFORE })
      const statement = bytesOf(image, (text) => text.includes('in-toto.io/Statement'))
      const forged = built({ provenance: COMMIT })
      const agreeing = forged.blobs.get(bytesOf(forged, (text) => text.includes('in-toto.io/Statement')))
      const end = await played(image, {}, tampered(statement, agreeing?.toString('utf8')))
      expect(end.told).toContain('unreadable')
      expect(end.told).not.toContain('agrees')
      expect(end.verdict).not.toBe('verified')
    },
    PATIENCE_MS,
  )

  it(
    'a rebuild of the same commit that runs in its place is recognised, and fails by its digest',
    async () => {
      const again = built({ label: COMMIT }, 'built again')
      const { run } = await play(
        story('a rebuild', (tale) => {
          production(tale)
          tale.at('10:05:00')
          pushTheCommit(tale)
          tale.at('10:07:00')
          tale.deploy(pushed(tale, again))
          tale.at('10:12:00')
          pushed(tale, built({ label: COMMIT }, 'built for the second time'))
          tale.verify(withVersion(tale, { timeout: '3m' }))
        }),
      )
      expect(run.outputs['cause']).toBe('not-deployed')
      expect(run.summary).toContain('a rebuild of the same commit: its platform images are the same, byte for byte')
    },
    PATIENCE_MS,
  )

  it(
    'a digest that the workflow passed, while the commit’s tag means another image, is told',
    async () => {
      const image = built({ label: COMMIT })
      const { run } = await play(
        story('a moved tag', (tale) => {
          production(tale)
          tale.at('10:05:00')
          pushTheCommit(tale)
          tale.at('10:07:00')
          const ours = pushed(tale, image, ['release'])
          pushed(tale, built({ label: BEFORE }), [COMMIT])
          tale.deploy({ reference: `${SETTING.image}@${ours.digest}`, digest: ours.digest })
          tale.at('10:07:05')
          tale.verify(withVersion(tale, { image: `${SETTING.image}@${ours.digest}` }))
        }),
      )
      expect(run.outputs['verdict']).toBe('verified')
      expect(run.summary).toContain('and not at this image: another build pushed it')
    },
    PATIENCE_MS,
  )
})
