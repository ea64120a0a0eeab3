import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { systemClock } from '../../src/clock.ts'
import { readImageEvidence } from '../../src/image/evidence.ts'
import { createOciRepository } from '../../src/image/oci.ts'
import type { Repository } from '../../src/image/registry.ts'
import type { ImageEvidence } from '../../src/model.ts'
import { type BuiltImage, buildImage, buildIndex, type Compression, digestOf } from '../../simulator/image-builder.ts'

const commit = '3fa04cb1e2d3c4b5a69788796a5b4c3d2e1f0a9b'
const revision = 'org.opencontainers.image.revision'
const path = '/app/modules/core/config.py'

/** Of Debian's packages docker-registry and skopeo. */
const needed = ['docker-registry', 'skopeo']
const missing = needed.filter((program) => {
  try {
    execFileSync('which', [program], { stdio: 'ignore' })
    return false
  } catch {
    return true
  }
})
const describeHere = missing.length === 0 ? describe : describe.skip
const title =
  missing.length === 0
    ? 'an image that skopeo pushed to a real registry'
    : `NOT RUN, since ${missing.join(' and ')} cannot be found here: an image that skopeo pushed to a real registry`

/** Writes an image as an OCI layout, which skopeo reads. */
async function writeLayout(folder: string, { top, manifests, blobs }: BuiltImage): Promise<void> {
  const content = join(folder, 'blobs', 'sha256')
  await mkdir(content, { recursive: true })
  const hex = (digest: string): string => digest.slice('sha256:'.length)
  for (const { digest, text } of manifests) await writeFile(join(content, hex(digest)), text)
  for (const [digest, bytes] of blobs) await writeFile(join(content, hex(digest)), bytes)
  const annotations = { 'org.opencontainers.image.ref.name': 'it' }
  const entry = { mediaType: top.mediaType, digest: top.digest, size: Buffer.byteLength(top.text), annotations }
  await writeFile(join(folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [entry] }))
  await writeFile(join(folder, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }))
}

function imageOf(version: string, compression: Compression, platform: string): BuiltImage {
  return buildImage({
    platform,
    compression,
    labels: { [revision]: commit },
    layers: [
      { files: { '/etc/os-release': 'debian', [path]: "VERSION = '3.3.4'\n" } },
      {
        files: { '/srv/config.py': `VERSION = '${version}'\n` },
        symlinks: { '/app/modules/core/config.py': '/srv/config.py' },
      },
      { files: { '/app/static/x.js': 'x'.repeat(200_000) } },
    ],
  })
}

describeHere(title, () => {
  let folder = ''
  let server: ChildProcess | undefined
  let host = ''

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'registry-'))
    const config = {
      version: '0.1',
      storage: { filesystem: { rootdirectory: join(folder, 'storage') } },
      http: { addr: '127.0.0.1:0' },
    }
    await writeFile(join(folder, 'config.yml'), JSON.stringify(config))
    const started = spawn('docker-registry', ['serve', join(folder, 'config.yml')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    server = started
    host = await new Promise<string>((resolve, reject) => {
      let log = ''
      started.on('error', reject)
      started.on('exit', () => {
        reject(new Error(log))
      })
      started.stderr.on('data', (bytes: Buffer) => {
        log += bytes.toString()
        const [, address] = /listening on (127\.0\.0\.1:\d+)/.exec(log) ?? []
        if (address !== undefined) resolve(address)
      })
    })
  })

  afterAll(async () => {
    server?.kill()
    await rm(folder, { recursive: true, force: true })
  })

  async function push(name: string, image: BuiltImage): Promise<Repository> {
    const layout = join(folder, name)
    await writeLayout(layout, image)
    await promisify(execFile)('skopeo', [
      '--insecure-policy',
      'copy',
      '--all',
      '--preserve-digests',
      '--dest-tls-verify=false',
      `oci:${layout}:it`,
      `docker://${host}/${name}:it`,
    ])
    const login = { source: 'none' as const, why: 'it asks for none' }
    return createOciRepository({ name: `${host}/${name}`, login: () => Promise.resolve(login) })
  }

  async function read(repository: Repository): Promise<readonly ImageEvidence[]> {
    const digest = (await repository.resolveTags(['it'])).get('it') ?? ''
    return readImageEvidence({
      repository,
      image: { digest, binding: 'commit-tag' },
      commit,
      version: { value: '3.3.6', source: 'version-file' },
      imageVersionFile: path,
      clock: systemClock,
      sourceRepository: 'shop/app',
      serverUrl: 'https://github.com',
    })
  }

  it.each(['gzip', 'zstd', 'none'] as const)(
    'with %s layers for two platforms, and provenance, is read',
    async (compression) => {
      const images = [imageOf('3.3.6', compression, 'linux/amd64'), imageOf('3.3.5', compression, 'linux/arm64')]
      const index = buildIndex({
        images,
        provenance: { revision: commit, source: 'https://github.com/shop/app', shape: 'classic' },
      })
      const repository = await push(`app-${compression}`, index)
      expect(await repository.resolveTags(['it'])).toEqual(new Map([['it', index.top.digest]]))
      expect((await read(repository)).map(({ kind, where, said, finding }) => [kind, where, said, finding])).toEqual([
        ['revision-label', `label ${revision} (linux/amd64, linux/arm64)`, commit, 'agrees'],
        ['provenance', 'provenance (linux/amd64, linux/arm64)', commit, 'agrees'],
        ['version-file', `${path} in layer 2 of 3 (linux/amd64)`, '3.3.6', 'agrees'],
        ['version-file', `${path} in layer 2 of 3 (linux/arm64)`, '3.3.5', 'contradicts'],
        ['revision-annotation', `annotation ${revision}`, '', 'absent'],
      ])
    },
  )

  it('that is one manifest is read, where the registry knows no referrers', async () => {
    const image = imageOf('3.3.6', 'gzip', 'linux/amd64')
    const repository = await push('single', image)
    expect((await read(repository)).map(({ kind, finding }) => [kind, finding])).toEqual([
      ['revision-label', 'agrees'],
      ['provenance', 'absent'],
      ['version-file', 'agrees'],
      ['revision-annotation', 'absent'],
    ])
  })

  it('hands out the bytes of a layer that its digest names', async () => {
    const image = imageOf('3.3.6', 'gzip', 'linux/amd64')
    const repository = await push('bytes', image)
    for (const digest of image.blobs.keys()) {
      const pieces: Buffer[] = []
      for await (const piece of await repository.blob(digest)) pieces.push(Buffer.from(piece))
      expect(digestOf(Buffer.concat(pieces))).toBe(digest)
    }
  })
})
