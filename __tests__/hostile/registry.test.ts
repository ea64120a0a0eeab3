import { createHash } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import type { ActionRun } from '../../simulator/run-action.ts'
import { COMMIT, production, pushTheCommit, theImage, withVersion } from '../../simulator/stories/setting.ts'
import { play, story } from '../../simulator/story.ts'
import { manifestText, sha256 } from '../image/memory-ecr.ts'
import { expectHarmless, verdictAfter } from './harmless.ts'
import { answer, MISBEHAVIOURS, startHostileServer } from './hostile-server.ts'

// The built action, in a process of its own, with an image in a registry that means harm.

const PATIENCE_MS = 120_000
const MOST_BYTES = 250 * 2 ** 20

type Ways = Parameters<typeof startHostileServer>[0]

const manifest = manifestText('app')
const digest = `sha256:${createHash('sha256').update(manifest).digest('hex')}`
const served = answer('HTTP/1.1 200 OK\r\nContent-Type: application/vnd.oci.image.manifest.v1+json\r\n', manifest)

async function verify(
  ways: Ways,
  inputs: Readonly<Record<string, string>> = {},
  reference = `:${COMMIT}`,
): Promise<ActionRun> {
  const server = await startHostileServer(ways)
  try {
    const { run } = await play(
      story('a hostile registry', (tale) => {
        production(tale)
        tale.at('10:05:00')
        pushTheCommit(tale)
        tale.deploy(theImage(tale))
        tale.at('10:30:00')
        const image = `${new URL(server.url).host}/app${reference}`
        tale.verify(withVersion(tale, { timeout: '12s', 'poll-interval': '2s', image, ...inputs }))
      }),
    )
    return run
  } finally {
    await server.close()
  }
}

describe('a registry that means harm', () => {
  const blobs = (way: keyof typeof MISBEHAVIOURS): Ways => ({
    '/v2/app/manifests/': served,
    '/v2/app/blobs/': MISBEHAVIOURS[way],
  })

  it.each<[string, Ways, file: string]>([
    ['drips its manifests', { '/v2/': MISBEHAVIOURS['/drips-a-body'] }, ''],
    ['drips its headers', { '/v2/': MISBEHAVIOURS['/drips-headers'] }, ''],
    ['floods with interim answers', { '/v2/': MISBEHAVIOURS['/early-hints-for-ever'] }, ''],
    ['has manifests without end', { '/v2/': MISBEHAVIOURS['/a-body-without-end'] }, ''],
    ['leads to the metadata service', { '/v2/': MISBEHAVIOURS['/redirects-to-the-metadata-service'] }, ''],
    ['drips its blobs', blobs('/drips-a-body'), '/VERSION'],
    ['has blobs without end', blobs('/a-body-without-end'), '/VERSION'],
  ])(
    'and %s ends the run in time, in little memory, unverified',
    async (_, ways, file) => {
      const run = await verify(ways, file === '' ? {} : { 'image-version-file': file })
      expect(run.outputs['verdict']).not.toBe('verified')
      expect(verdictAfter(run)).toBeLessThan(12_000 + 5_000)
      expect(run.maxRssBytes).toBeLessThan(MOST_BYTES)
      expectHarmless(run)
    },
    PATIENCE_MS,
  )

  it(
    'and answers with other bytes than those of the digest is not believed',
    async () => {
      const other = answer('HTTP/1.1 200 OK\r\n', manifestText(sha256('other')))
      const run = await verify({ '/v2/app/manifests/': other }, {}, `@${digest}`)
      expect(run.outputs['cause']).toBe('digest-unreadable')
      expectHarmless(run)
    },
    PATIENCE_MS,
  )
})
