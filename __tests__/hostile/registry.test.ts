import { createHash } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import type { ActionRun } from '../../simulator/run-action.ts'
import { COMMIT, production, pushTheCommit, theImage, withVersion } from '../../simulator/stories/setting.ts'
import { play, story } from '../../simulator/story.ts'
import { manifestText, sha256 } from '../image/memory-ecr.ts'
import { expectHarmless } from './harmless.ts'
import { answer, MISBEHAVIOURS, startHostileServer } from './hostile-server.ts'

// The built action, in a process of its own, with an image in a registry that means harm.

const PATIENCE_MS = 120_000
const MOST_BYTES = 250 * 2 ** 20

type Ways = Parameters<typeof startHostileServer>[0]

const manifest = manifestText('app')
const digest = `sha256:${createHash('sha256').update(manifest).digest('hex')}`
const served = answer('HTTP/1.1 200 OK\r\nContent-Type: application/vnd.oci.image.manifest.v1+json\r\n', manifest)

async function verify(ways: Ways, inputs: Readonly<Record<string, string>> = {}): Promise<ActionRun> {
  const server = await startHostileServer(ways)
  try {
    const { run } = await play(
      story('a hostile registry', (tale) => {
        production(tale)
        tale.at('10:05:00')
        pushTheCommit(tale)
        tale.deploy(theImage(tale))
        tale.at('10:30:00')
        const image = `${new URL(server.url).host}/app:${COMMIT}`
        tale.verify(withVersion(tale, { timeout: '12s', 'poll-interval': '2s', image, ...inputs }))
      }),
    )
    return run
  } finally {
    await server.close()
  }
}

describe('a registry that means harm', () => {
  it.each<[string, Ways, string?]>([
    ['drips its manifests', { '/v2/': MISBEHAVIOURS['/drips-a-body'] }],
    ['drips its headers', { '/v2/': MISBEHAVIOURS['/drips-headers'] }],
    ['floods with interim answers', { '/v2/': MISBEHAVIOURS['/early-hints-for-ever'] }],
    ['has manifests without end', { '/v2/': MISBEHAVIOURS['/a-body-without-end'] }],
    ['leads to the metadata service', { '/v2/': MISBEHAVIOURS['/redirects-to-the-metadata-service'] }],
    ['drips its blobs', { '/v2/app/manifests/': served, '/v2/app/blobs/': MISBEHAVIOURS['/drips-a-body'] }, '/VERSION'],
    [
      'has blobs without end',
      { '/v2/app/manifests/': served, '/v2/app/blobs/': MISBEHAVIOURS['/a-body-without-end'] },
      '/VERSION',
    ],
    [
      'answers with other bytes',
      {
        [`/v2/app/manifests/${COMMIT}`]: served,
        [`/v2/app/manifests/${digest}`]: answer('HTTP/1.1 200 OK\r\n', manifestText(sha256('other'))),
      },
    ],
  ])(
    'and %s ends the run in time, in little memory, unverified',
    async (_, ways, file) => {
      const run = await verify(ways, file === undefined ? {} : { 'image-version-file': file })
      expect(run.outputs['verdict']).not.toBe('verified')
      expect(run.virtualMilliseconds).toBeLessThan(12_000 + 5_000)
      expect(run.maxRssBytes).toBeLessThan(MOST_BYTES)
      expectHarmless(run)
    },
    PATIENCE_MS,
  )
})
