import { describe, expect, it } from '@jest/globals'
import { AwsFailure } from '../../src/aws/failure.ts'
import { Ending } from '../../src/ending.ts'
import { type EvidenceDeps, readImageEvidence } from '../../src/image/evidence.ts'
import { Unreadable } from '../../src/image/unreadable.ts'
import type { ExpectedImage, ImageEvidence } from '../../src/model.ts'
import {
  type BuiltImage,
  buildAttestation,
  buildImage,
  buildIndex,
  digestOf,
  type ImageRecipe,
} from '../../simulator/image-builder.ts'
import { HandClock } from '../aws/loopback.ts'
import { denied, MemoryRepository } from './memory-repository.ts'

type ProvenanceRecipe = Parameters<typeof buildAttestation>[1]

const commit = '3fa04cb1e2d3c4b5a69788796a5b4c3d2e1f0a9b'
const old = '9c1e7ab2e2d3c4b5a69788796a5b4c3d2e1f0a9b'
const source = 'https://github.com/shop/app'
const revision = 'org.opencontainers.image.revision'

const config = (version: string): string => `NAME = 'app'\nVERSION = '${version}'\n`
const path = '/app/modules/core/config.py'

function imageOf(more: Partial<ImageRecipe> = {}): BuiltImage {
  return buildImage({
    layers: [
      { files: { '/bin/sh': 'sh', '/etc/os-release': 'debian' } },
      { files: { [path]: config('3.3.6') }, createdBy: 'COPY . /app', createdAt: Date.UTC(2026, 6, 1, 8) },
      { files: { '/app/static/x.js': 'x' } },
    ],
    ...more,
  })
}

const provenanceOf = (recipe: Partial<ProvenanceRecipe> = {}): ProvenanceRecipe => ({
  revision: commit,
  source,
  ...recipe,
})

interface Hanging extends Partial<EvidenceDeps> {
  readonly binding?: ExpectedImage['binding']
}

interface Asked extends Partial<EvidenceDeps> {
  readonly repository?: MemoryRepository
}

async function read(image: BuiltImage, more: Asked = {}): Promise<readonly ImageEvidence[]> {
  return readImageEvidence({
    repository: new MemoryRepository(image),
    image: { digest: image.top.digest, binding: 'commit-tag' },
    clock: new HandClock(2_001),
    commit,
    version: { value: '3.3.6', source: 'version-file' },
    sourceRepository: 'shop/app',
    serverUrl: 'https://github.com',
    ...more,
  })
}

const of = (kind: ImageEvidence['kind'], items: readonly ImageEvidence[]): readonly ImageEvidence[] =>
  items.filter((item) => item.kind === kind)

/** The only item of its kind. */
async function only(
  kind: ImageEvidence['kind'],
  image: BuiltImage,
  more: Asked = {},
): Promise<ImageEvidence | undefined> {
  const items = of(kind, await read(image, more))
  expect(items).toHaveLength(1)
  return items[0]
}

describe('an image that says nothing', () => {
  it('has an absent label, annotation and provenance, each told once', async () => {
    expect(await read(imageOf())).toMatchObject([
      {
        kind: 'revision-label',
        where: `label ${revision} (linux/amd64)`,
        finding: 'absent',
        said: '',
        expected: commit,
      },
      { kind: 'provenance', where: 'provenance (linux/amd64)', finding: 'absent', said: '' },
      { kind: 'revision-annotation', where: `annotation ${revision}`, finding: 'absent', said: '' },
    ])
  })

  it('has no version file where none is asked for', async () => {
    expect(of('version-file', await read(imageOf()))).toEqual([])
  })
})

describe('a revision label', () => {
  it.each([
    [commit, 'agrees'],
    [old, 'contradicts'],
    [`${commit}-dirty`, 'agrees'],
    ['main', 'absent'],
  ])('%s: %s', async (label, finding) => {
    expect(await only('revision-label', imageOf({ labels: { [revision]: label } }))).toMatchObject({
      finding,
      said: label,
    })
  })

  it('of a base image is inherited, and tells of which', async () => {
    const labels = { [revision]: old, 'org.opencontainers.image.source': 'https://github.com/nodejs/docker-node' }
    expect(await only('revision-label', imageOf({ labels }))).toMatchObject({
      finding: 'inherited',
      note: expect.stringContaining('nodejs/docker-node'),
    })
  })

  it('is asked about at GitHub once, however often it stands there', async () => {
    const asked: string[] = []
    const image = imageOf({ labels: { [revision]: old }, annotations: { [revision]: old } })
    const commitExists = (sha: string): Promise<boolean> => {
      asked.push(sha)
      return Promise.resolve(false)
    }
    expect((await read(image, { commitExists })).map(({ finding }) => finding)).toEqual([
      'inherited',
      'absent',
      'inherited',
    ])
    expect(asked).toEqual([old])
  })

  it('is told with version, source and time, which decide nothing', async () => {
    const labels = {
      [revision]: commit,
      'org.opencontainers.image.version': '3.3.5',
      'org.opencontainers.image.source': source,
    }
    const item = await only('revision-label', imageOf({ labels, createdAt: Date.UTC(2026, 6, 1) }))
    expect(item).toMatchObject({ finding: 'agrees' })
    expect(item?.note).toBe(`It also says: version 3.3.5, created 2026-07-01T00:00:00.000Z, source ${source}.`)
  })

  it('is told once for platforms that say the same, and apart where they do not', async () => {
    const on = (platform: string, label: string): BuiltImage => imageOf({ platform, labels: { [revision]: label } })
    const alike = buildIndex({ images: [on('linux/amd64', commit), on('linux/arm64', commit)] })
    expect(await only('revision-label', alike)).toMatchObject({ where: `label ${revision} (linux/amd64, linux/arm64)` })
    const apart = buildIndex({ images: [on('linux/amd64', commit), on('linux/arm64', old)] })
    expect(of('revision-label', await read(apart))).toMatchObject([
      { where: `label ${revision} (linux/amd64)`, finding: 'agrees' },
      { where: `label ${revision} (linux/arm64)`, finding: 'contradicts', said: old },
    ])
  })

  it('that stands in a config of other bytes counts for nothing', async () => {
    const image = imageOf({ labels: { [revision]: commit } })
    const repository = new MemoryRepository(image)
    for (const [digest, bytes] of image.blobs) {
      if (bytes.toString().includes('rootfs')) repository.forged.set(digest, Buffer.from(`${bytes.toString()} `))
    }
    expect(await only('revision-label', image, { repository })).toMatchObject({
      finding: 'unreadable',
      said: '',
      note: expect.stringContaining('other bytes'),
    })
  })

  it('in a config above 4 MiB is not read', async () => {
    const image = imageOf({ labels: { [revision]: commit, padding: 'x'.repeat(4 * 2 ** 20) } })
    expect(await only('revision-label', image)).toMatchObject({
      finding: 'unreadable',
      note: expect.stringContaining('4 MiB'),
    })
  })
})

describe('a revision annotation', () => {
  it('is read from the index, its entry and the manifest', async () => {
    const inner = imageOf({ annotations: { [revision]: old } })
    const index = buildIndex({ images: [inner], annotations: { [revision]: commit } })
    const text = index.top.text.replace(
      '"platform"',
      `"annotations": { "${revision}": "${commit.slice(0, 9)}" }, "platform"`,
    )
    const repository = new MemoryRepository(index)
    const digest = repository.addManifest(text, index.top.mediaType)
    const items = of('revision-annotation', await read(index, { repository, image: { digest, binding: 'commit-tag' } }))
    expect(items).toMatchObject([
      { where: `annotation ${revision} of the index`, finding: 'agrees', said: commit },
      {
        where: `annotation ${revision} of the entry in the index (linux/amd64)`,
        finding: 'agrees',
        said: commit.slice(0, 9),
      },
      { where: `annotation ${revision} of the manifest (linux/amd64)`, finding: 'contradicts', said: old },
    ])
  })

  it('of a nested index is read too', async () => {
    const inner = buildIndex({
      images: [imageOf({ labels: { [revision]: old } })],
      annotations: { [revision]: commit },
    })
    const repository = new MemoryRepository(inner)
    const { digest, mediaType, text } = inner.top
    const entry = { mediaType, digest, size: Buffer.byteLength(text) }
    const outer = repository.addManifest(JSON.stringify({ schemaVersion: 2, mediaType, manifests: [entry] }), mediaType)
    const items = await read(inner, { repository, image: { digest: outer, binding: 'commit-tag' } })
    expect(of('revision-annotation', items)).toMatchObject([{ finding: 'agrees' }])
    expect(of('revision-label', items)).toMatchObject([{ finding: 'contradicts' }])
  })
})

describe('provenance', () => {
  const shapes = (['artifact', 'classic'] as const).flatMap((shape) =>
    (['v1', 'v0.2'] as const).flatMap((slsa) =>
      (['git', 'local'] as const).map((context) => [shape, slsa, context] as const),
    ),
  )

  it.each(shapes)('of BuildKit (%s, SLSA %s, %s context) agrees or contradicts', async (shape, slsa, context) => {
    const builderId = 'https://github.com/shop/app/actions/runs/17/attempts/1'
    const index = (sha: string): BuiltImage =>
      buildIndex({ images: [imageOf()], provenance: provenanceOf({ revision: sha, shape, slsa, context, builderId }) })
    const item = await only('provenance', index(commit))
    expect(item).toMatchObject({ where: 'provenance (linux/amd64)', finding: 'agrees', said: commit })
    expect(item?.note).toContain(builderId)
    expect(item?.note).toContain('signature was not checked')
    expect(await only('provenance', index(old))).toMatchObject({ finding: 'contradicts', said: old })
  })

  it('of each platform is told for that platform alone', async () => {
    const images = [imageOf(), imageOf({ platform: 'linux/arm64' })]
    expect(await only('provenance', buildIndex({ images, provenance: provenanceOf() }))).toMatchObject({
      where: 'provenance (linux/amd64, linux/arm64)',
      finding: 'agrees',
    })
  })

  it('of another repository is inherited, and of a dirty tree agrees with a warning', async () => {
    const foreign = provenanceOf({ revision: old, source: 'https://github.com/nodejs/docker-node' })
    expect(await only('provenance', buildIndex({ images: [imageOf()], provenance: foreign }))).toMatchObject({
      finding: 'inherited',
    })
    const dirty = provenanceOf({ revision: `${commit}-dirty`, context: 'local' })
    expect(await only('provenance', buildIndex({ images: [imageOf()], provenance: dirty }))).toMatchObject({
      finding: 'agrees',
      note: expect.stringContaining('Warning'),
    })
  })

  it('that refers to an image without an index is found by the registry', async () => {
    const image = imageOf()
    const repository = new MemoryRepository(image, buildAttestation(image, provenanceOf()))
    expect(await only('provenance', image, { repository })).toMatchObject({ finding: 'agrees' })
  })

  it('about another image says nothing about this one', async () => {
    const image = imageOf()
    const foreign = buildAttestation(imageOf({ labels: { a: 'b' } }), provenanceOf())
    const repository = new MemoryRepository(image, foreign)
    repository.referrersAnswer = { state: 'read', value: [{ digest: foreign.top.digest }] }
    expect(await only('provenance', image, { repository })).toMatchObject({
      finding: 'absent',
      note: expect.stringContaining('about another image'),
    })
  })

  it.each([
    ['older first', [old, commit], ['contradicts', 'agrees']],
    ['commit first', [commit, old], ['agrees', 'contradicts']],
  ])(
    'of another commit contradicts, whichever other statement about the same bytes agrees (%s)',
    async (_, shas, all) => {
      const image = imageOf()
      const attestations = shas.map((sha) => buildAttestation(image, provenanceOf({ revision: sha })))
      const items = of('provenance', await read(image, { repository: new MemoryRepository(image, ...attestations) }))
      expect(items.map(({ finding }) => finding)).toEqual(all)
      const note = items.find(({ finding }) => finding === 'contradicts')?.note
      expect(note).toContain('Another statement about the same bytes names the commit')
      expect(note).toContain('revision label')
    },
  )

  it('of another commit alone is told without a word about a second statement', async () => {
    const image = imageOf()
    const repository = new MemoryRepository(image, buildAttestation(image, provenanceOf({ revision: old })))
    const item = await only('provenance', image, { repository })
    expect(item?.finding).toBe('contradicts')
    expect(item?.note).not.toContain('Another statement')
  })

  it.each([
    ['push', 'contradicts'],
    ['workflow_run', 'inherited'],
    [undefined, 'inherited'],
  ])('of a workflow that another commit started by %s: %s', async (event, finding) => {
    const image = imageOf()
    const repository = new MemoryRepository(image)
    const statement = JSON.stringify({
      predicateType: 'https://slsa.dev/provenance/v1',
      subject: [{ digest: { sha256: image.top.digest.slice('sha256:'.length) } }],
      predicate: {
        buildDefinition: {
          buildType: 'https://actions.github.io/buildtypes/workflow/v1',
          internalParameters: { github: { event_name: event } },
          resolvedDependencies: [{ uri: `git+${source}@refs/heads/main`, digest: { gitCommit: old } }],
        },
      },
    })
    const layer = {
      mediaType: 'application/vnd.in-toto+json',
      digest: repository.addBlob(statement),
      size: statement.length,
    }
    const empty = { mediaType: 'application/vnd.oci.empty.v1+json', digest: repository.addBlob('{}'), size: 2 }
    repository.addManifest(
      JSON.stringify({ schemaVersion: 2, config: empty, layers: [layer] }),
      undefined,
      image.top.digest,
    )
    expect(await only('provenance', image, { repository })).toMatchObject({ finding, said: old })
  })

  it('is no SBOM, which is not even asked for', async () => {
    const image = imageOf()
    const repository = new MemoryRepository(image)
    const layer = {
      mediaType: 'application/vnd.in-toto+json',
      digest: digestOf('sbom'),
      size: 4,
      annotations: { 'in-toto.io/predicate-type': 'https://spdx.dev/Document' },
    }
    const empty = { mediaType: 'application/vnd.oci.empty.v1+json', digest: digestOf('{}'), size: 2 }
    repository.addManifest(
      JSON.stringify({ schemaVersion: 2, config: empty, layers: [layer] }),
      undefined,
      image.top.digest,
    )
    expect(await only('provenance', image, { repository })).toMatchObject({ finding: 'absent' })
    expect(repository.countOf(`blob ${digestOf('sbom')}`)).toBe(0)
  })

  it.each([['{"predicateType":'], ['null'], ['[]']])('that reads %s is unreadable', async (text) => {
    const image = imageOf()
    const repository = new MemoryRepository(image)
    const layer = { mediaType: 'application/vnd.in-toto+json', digest: repository.addBlob(text), size: text.length }
    const empty = { mediaType: 'application/vnd.oci.empty.v1+json', digest: digestOf('{}'), size: 2 }
    repository.addManifest(
      JSON.stringify({ schemaVersion: 2, config: empty, layers: [layer] }),
      undefined,
      image.top.digest,
    )
    expect(await only('provenance', image, { repository })).toMatchObject({ finding: 'unreadable' })
  })

  it('is told as not read where the registry does not list what refers to an image', async () => {
    const image = imageOf()
    const repository = new MemoryRepository(image)
    repository.referrersAnswer = { state: 'not-read', why: 'AccessDeniedException: no', denied: true }
    expect(await only('provenance', image, { repository })).toMatchObject({
      finding: 'not-read',
      note: 'What refers to it was not read: AccessDeniedException: no.',
    })
  })
})

describe('a statement', () => {
  /** What BuildKit writes of a git context; with what its caller says of a checkout of its own, and what it is about, where given. */
  function statement(fetched: string, more: { hinted?: string; hintedSource?: string; about?: string } = {}): string {
    const { hinted, hintedSource = source, about } = more
    return JSON.stringify({
      predicateType: 'https://slsa.dev/provenance/v1',
      ...(about === undefined ? {} : { subject: [{ digest: { sha256: about.slice('sha256:'.length) } }] }),
      predicate: {
        buildDefinition: {
          externalParameters: { configSource: { uri: `${source}.git#main`, digest: { sha1: fetched } } },
        },
        runDetails: {
          metadata: {
            buildkit_metadata: hinted === undefined ? {} : { vcs: { revision: hinted, source: hintedSource } },
          },
        },
      },
    })
  }

  /** Stores an attestation manifest with that statement. */
  function attest(repository: MemoryRepository, text: string, subject?: string): string {
    const layer = { mediaType: 'application/vnd.in-toto+json', digest: repository.addBlob(text), size: text.length }
    const empty = { mediaType: 'application/vnd.oci.empty.v1+json', digest: repository.addBlob('{}'), size: 2 }
    return repository.addManifest(
      JSON.stringify({ schemaVersion: 2, config: empty, layers: [layer] }),
      undefined,
      subject,
    )
  }

  /** An index that lists an image and an attestation about it. */
  function listing(repository: MemoryRepository, image: BuiltImage, attestation: string): string {
    const { digest, mediaType } = image.top
    const annotations = {
      'vnd.docker.reference.type': 'attestation-manifest',
      'vnd.docker.reference.digest': digest,
    }
    const manifests = [
      { mediaType, digest, size: 1, platform: { os: 'linux', architecture: 'amd64' } },
      { mediaType, digest: attestation, size: 1, platform: { os: 'unknown', architecture: 'unknown' }, annotations },
    ]
    const type = 'application/vnd.oci.image.index.v1+json'
    return repository.addManifest(JSON.stringify({ schemaVersion: 2, mediaType: type, manifests }), type)
  }

  it.each([
    ['the commit, and beside it the same one', commit, commit, source, 'agrees', commit],
    ['the commit, and beside it an older one', commit, old, source, 'contradicts', old],
    ['an older commit, and beside it the commit', old, commit, source, 'contradicts', old],
    ['the commit, and beside it one of another repository', commit, old, 'https://github.com/x/y', 'agrees', commit],
  ])('that names %s', async (_, fetched, hinted, hintedSource, finding, said) => {
    const image = imageOf()
    const repository = new MemoryRepository(image)
    attest(repository, statement(fetched, { hinted, hintedSource, about: image.top.digest }), image.top.digest)
    const item = await only('provenance', image, { repository })
    expect(item).toMatchObject({ finding, said })
    expect(item?.note?.includes(`It names ${commit} as well.`)).toBe(fetched === commit && finding === 'contradicts')
  })

  it.each([
    [commit, 'absent'],
    [old, 'contradicts'],
  ])('of %s that refers to the image without a word what it is about: %s', async (sha, finding) => {
    const image = imageOf()
    const repository = new MemoryRepository(image)
    attest(repository, statement(sha), image.top.digest)
    const item = await only('provenance', image, { repository, requireImageProof: true })
    expect(item).toMatchObject({ finding, said: sha })
    expect(item?.note?.includes('nothing binds it to this image')).toBe(finding === 'absent')
  })

  it('that the index lists for the image needs no word what it is about', async () => {
    const image = imageOf()
    const repository = new MemoryRepository(image)
    const digest = listing(repository, image, attest(repository, statement(commit)))
    const about = { repository, image: { digest, binding: 'commit-tag' as const } }
    expect(await only('provenance', image, about)).toMatchObject({ finding: 'agrees', said: commit })
  })

  it('in the index about another image does not keep the registry from being asked for more', async () => {
    const image = imageOf()
    const repository = new MemoryRepository(image)
    const other = attest(repository, statement(commit, { about: digestOf('another image') }))
    const digest = listing(repository, image, other)
    attest(repository, statement(old, { about: image.top.digest }), image.top.digest)
    const items = of('provenance', await read(image, { repository, image: { digest, binding: 'commit-tag' } }))
    expect(items.map(({ finding }) => finding)).toEqual(['absent', 'contradicts'])
  })

  it('of the commit in another repository is inherited: a fork has the same commits', async () => {
    const labels = { [revision]: commit, 'org.opencontainers.image.source': 'https://github.com/fork/app' }
    expect(await only('revision-label', imageOf({ labels }))).toMatchObject({ finding: 'inherited', said: commit })
  })
})

describe('what is more than is read of provenance', () => {
  const signature = 'application/vnd.dev.cosign.artifact.sig.v1+json'

  /** A repository with an image to which so many manifests refer, each with so many statements that are none about a build. */
  function crowded(referrers: number, statements: number, artifactType?: string): [BuiltImage, MemoryRepository] {
    const image = imageOf({ labels: { [revision]: commit } })
    const repository = new MemoryRepository(image)
    const statement = JSON.stringify({ predicateType: 'https://example.com/review', predicate: {} })
    const layer = {
      mediaType: 'application/vnd.in-toto+json',
      digest: repository.addBlob(statement),
      size: statement.length,
    }
    const empty = { mediaType: 'application/vnd.oci.empty.v1+json', digest: repository.addBlob('{}'), size: 2 }
    for (let at = 0; at < referrers; at += 1) {
      const layers = Array.from({ length: statements }, () => layer)
      const text = JSON.stringify({ schemaVersion: 2, config: empty, layers, annotations: { number: String(at) } })
      repository.addManifest(text, undefined, image.top.digest, artifactType)
    }
    return [image, repository]
  }

  it('is unreadable, not nothing: 50 manifests that refer to the image', async () => {
    const [image, repository] = crowded(50, 1)
    expect(await only('provenance', image, { repository })).toMatchObject({ finding: 'absent' })
    repository.push(buildAttestation(image, provenanceOf({ revision: old })))
    expect(await only('provenance', image, { repository })).toMatchObject({
      finding: 'unreadable',
      note: 'It could not be read: 51 manifests that may hold provenance refer to it, of which the first 50 were read.',
    })
  })

  it('is no signature, of which there may be any number, and none is asked for', async () => {
    const [image, repository] = crowded(60, 1, signature)
    repository.push(buildAttestation(image, provenanceOf({ revision: old })))
    expect(await only('provenance', image, { repository })).toMatchObject({ finding: 'contradicts', said: old })
    expect(repository.requests.filter((request) => request.startsWith('manifest'))).toHaveLength(2)
  })

  it('is unreadable, not nothing: 32 statements in one manifest', async () => {
    const [image, repository] = crowded(1, 32)
    expect(await only('provenance', image, { repository })).toMatchObject({ finding: 'absent' })
    const [other, crowd] = crowded(1, 33)
    expect(await only('provenance', other, { repository: crowd })).toMatchObject({
      finding: 'unreadable',
      note: expect.stringContaining('33 statements, more than the 32 that are read'),
    })
  })

  it('is unreadable where the registry lists more than a run reads', async () => {
    const [image, repository] = crowded(0, 0)
    repository.referrers = () => Promise.reject(new Unreadable('more than 1000 manifests refer to it'))
    expect(await only('provenance', image, { repository })).toMatchObject({
      finding: 'unreadable',
      note: 'It could not be read: more than 1000 manifests refer to it.',
    })
  })

  it('is unreadable, not nothing: 50 platforms', async () => {
    const platforms = Array.from({ length: 51 }, (_, at) => imageOf({ platform: `linux/p${at}` }))
    expect(of('revision-label', await read(buildIndex({ images: platforms })))).toContainEqual(
      expect.objectContaining({ finding: 'unreadable', note: expect.stringContaining('51 images') }),
    )
  })
})

describe('a registry that does not tell what refers to an image', () => {
  const unknownCall = (status: number): AwsFailure =>
    new AwsFailure('retry', 'ecr:ListImageReferrers', 'Unknown', 'UnknownError', { httpStatus: status })
  const withoutList = new AwsFailure('retry', 'ecr:ListImageReferrers', 'UnreadableAnswer', 'the answer lacks them')
  const broken = new AwsFailure('retry', 'ecr:ListImageReferrers', 'InternalFailure', 'boom', { httpStatus: 500 })

  /** @param failures one for each time that it is asked, the last one for ever */
  function failing(image: BuiltImage, ...failures: readonly AwsFailure[]): MemoryRepository {
    const repository = new MemoryRepository(image)
    let times = 0
    repository.referrers = (digest) => {
      repository.requests.push(`referrers ${digest}`)
      times += 1
      const failure = failures[Math.min(times, failures.length) - 1]
      return Promise.reject(failure ?? new Error('a failure is named'))
    }
    return repository
  }
  const triesOf = ({ requests }: MemoryRepository): number =>
    requests.filter((request) => request.startsWith('referrers')).length

  it.each([
    ['404 without a name', unknownCall(404), 1, 0],
    ['501', unknownCall(501), 1, 0],
    ['an answer without the list, asked once more', withoutList, 2, 0],
    ['a fault, for a few seconds', broken, 3, 4_000],
  ])('is told as not read: %s', async (_, failure, tries, waited) => {
    const image = imageOf({ labels: { [revision]: commit } })
    const repository = failing(image, failure)
    const clock = new HandClock(2_001)
    const start = clock.now()
    expect(await only('provenance', image, { repository, clock })).toMatchObject({
      finding: 'not-read',
      said: '',
      note: `What refers to it was not read: ${failure.code}: ${failure.message}.`,
    })
    expect(triesOf(repository)).toBe(tries)
    expect(clock.now() - start).toBe(waited)
  })

  it('is asked again after a fault, so that what refers to the image still contradicts', async () => {
    const image = imageOf({ labels: { [revision]: commit } })
    const repository = new MemoryRepository(image, buildAttestation(image, provenanceOf({ revision: old })))
    const answer = repository.referrers.bind(repository)
    let faults = 2
    repository.referrers = (digest) => {
      faults -= 1
      return faults >= 0 ? Promise.reject(broken) : answer(digest)
    }
    expect(await only('provenance', image, { repository })).toMatchObject({ finding: 'contradicts', said: old })
  })

  it('is not waited for longer than a few seconds where it never answers', async () => {
    const image = imageOf({ labels: { [revision]: commit } })
    const repository = new MemoryRepository(image)
    const asked = Promise.withResolvers<void>()
    repository.referrers = () => {
      asked.resolve()
      return new Promise(() => undefined)
    }
    const clock = new HandClock(2_001)
    const reading = only('provenance', image, { repository, clock })
    await asked.promise
    clock.advance(8_000)
    expect(await reading).toMatchObject({ finding: 'not-read', note: expect.stringContaining('no answer within 8 s') })
  })

  it('is given up once for all platforms', async () => {
    const platforms = ['linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/s390x', 'linux/riscv64']
    const index = buildIndex({ images: platforms.map((platform) => imageOf({ platform })) })
    const clock = new HandClock(2_001)
    const start = clock.now()
    expect(await only('provenance', index, { repository: failing(index, broken), clock })).toMatchObject({
      where: `provenance (${platforms.join(', ')})`,
      finding: 'not-read',
    })
    expect(clock.now() - start).toBeLessThanOrEqual(8_000)
  })

  it.each([
    ['a proof is asked for, and nothing else names the commit', imageOf(), { requireImageProof: true }],
    [
      'a proof is asked for, and the version file alone agrees',
      imageOf(),
      { requireImageProof: true, imageVersionFile: path },
    ],
    ['nothing else ties the image to the commit', imageOf(), { binding: 'none' as const }],
  ])('is a fault of the whole reading where %s', async (_, image, { binding = 'commit-tag', ...more }: Hanging) => {
    for (const failure of [unknownCall(404), withoutList, broken]) {
      const about = { repository: failing(image, failure), image: { digest: image.top.digest, binding } }
      await expect(read(image, { ...more, ...about })).rejects.toBe(failure)
    }
  })

  it.each([
    ['the label names the commit', { [revision]: commit }, 'agrees'],
    ['the label contradicts', { [revision]: old }, 'contradicts'],
  ])('is not waited for where %s, whatever is asked for', async (_, labels, finding) => {
    const image = imageOf({ labels })
    const about = { repository: failing(image, broken), image: { digest: image.top.digest, binding: 'none' as const } }
    const items = await read(image, { ...about, requireImageProof: true })
    expect(of('revision-label', items)).toMatchObject([{ finding }])
    expect(of('provenance', items)).toMatchObject([{ finding: 'not-read' }])
  })

  it('proves the image where it tells at last', async () => {
    const image = imageOf()
    const repository = new MemoryRepository(image, buildAttestation(image, provenanceOf()))
    const answer = repository.referrers.bind(repository)
    let isAsked = false
    repository.referrers = (digest) => {
      if (isAsked) return answer(digest)
      isAsked = true
      return Promise.reject(unknownCall(404))
    }
    expect(await only('provenance', image, { repository, requireImageProof: true })).toMatchObject({
      finding: 'agrees',
      said: commit,
    })
  })
})

describe('the version file', () => {
  const asked = { imageVersionFile: path }

  it('agrees, and tells in which layer it stands and how that was made', async () => {
    expect(await only('version-file', imageOf(), asked)).toEqual({
      kind: 'version-file',
      where: `${path} in layer 2 of 3 (linux/amd64)`,
      madeAt: Date.parse('2026-07-01T08:00:00Z'),
      expected: '3.3.6',
      said: '3.3.6',
      finding: 'agrees',
      note: 'Layer 2 was made at 2026-07-01 08:00:00 UTC by: COPY . /app.',
    })
  })

  it('of the old version contradicts', async () => {
    const image = imageOf({ layers: [{ files: { [path]: config('3.3.5') } }] })
    expect(await only('version-file', image, asked)).toMatchObject({
      finding: 'contradicts',
      said: '3.3.5',
      expected: '3.3.6',
    })
  })

  it('may abbreviate the commit where that is expected, or hold it by a pattern of its own', async () => {
    const image = imageOf({ layers: [{ files: { '/REVISION': `rev=${commit.slice(0, 10)}\n` } }] })
    const version = { value: commit, source: 'commit' as const }
    const question = { imageVersionFile: '/REVISION', version, versionPattern: 'rev=([0-9a-f]+)' }
    expect(await only('version-file', image, question)).toMatchObject({ finding: 'agrees', said: commit.slice(0, 10) })
  })

  it.each([
    ['that the image lacks', imageOf({ layers: [{ files: { '/x': '' } }] }), 'No layer has it.'],
    [
      'that a later layer deletes',
      imageOf({ layers: [{ files: { [path]: config('3.3.6') } }, { deletes: [path] }] }),
      `Layer 2 of 2 deletes ${path}.`,
    ],
  ])('%s contradicts and says nothing', async (_, image, note) => {
    expect(await only('version-file', image, asked)).toMatchObject({
      where: `${path} (linux/amd64)`,
      finding: 'contradicts',
      said: '',
      note: expect.stringContaining(note),
    })
  })

  it('without a version in it contradicts, and tells what was looked for', async () => {
    const image = imageOf({ layers: [{ files: { [path]: 'nothing here' } }] })
    expect(await only('version-file', image, asked)).toMatchObject({
      where: `${path} in layer 1 of 1 (linux/amd64)`,
      finding: 'contradicts',
      said: '',
      note: expect.stringMatching(/^It holds no version; looked for VERSION = "…" or __version__ = "…"\./),
    })
  })

  it.each([
    [path, 'VERSION = "unknown"', 'unknown'],
    [path, 'VERSION = ""', ''],
    [path, 'VERSION = None', 'None'],
    ['/VERSION', '', ''],
    ['/VERSION', 'null\n', 'null'],
    ['/app/package.json', '{"version":null}', 'null'],
  ])('in which no version is known contradicts, and tells what stands there (%s: %s)', async (file, text, said) => {
    const image = imageOf({ layers: [{ files: { [file]: text } }] })
    const item = await only('version-file', image, { imageVersionFile: file })
    expect(item).toMatchObject({ finding: 'contradicts', said, expected: '3.3.6' })
    expect(item?.note?.startsWith('It is empty where the version should stand')).toBe(said === '')
  })

  it('in UTF-16 could not be read, which says nothing of the version in it', async () => {
    const image = imageOf({ layers: [{ files: { '/VERSION': Buffer.from('\uFEFF3.3.6\r\n', 'utf16le') } }] })
    expect(await only('version-file', image, { imageVersionFile: '/VERSION' })).toMatchObject({
      finding: 'unreadable',
      note: expect.stringContaining('no text in UTF-8'),
    })
  })

  it('in a layer of other bytes is unreadable, whatever those say', async () => {
    const image = imageOf({ layers: [{ files: { [path]: config('3.3.6') }, compression: 'none' }] })
    const repository = new MemoryRepository(image)
    for (const [digest, bytes] of image.blobs) {
      const forged = Buffer.from(bytes)
      const at = forged.indexOf('NAME =')
      if (at !== -1) repository.forged.set(digest, forged.fill('n', at, at + 1))
    }
    expect(repository.forged.size).toBe(1)
    expect(await only('version-file', image, { ...asked, repository })).toMatchObject({
      finding: 'unreadable',
      said: '',
      note: expect.stringContaining('layer 1 of 1: the registry handed out other bytes'),
    })
  })

  it('is looked for in every platform', async () => {
    const images = [imageOf(), imageOf({ platform: 'linux/arm64', layers: [{ files: { [path]: config('3.3.5') } }] })]
    expect(of('version-file', await read(buildIndex({ images }), asked))).toMatchObject([
      { where: `${path} in layer 2 of 3 (linux/amd64)`, finding: 'agrees' },
      { where: `${path} in layer 1 of 1 (linux/arm64)`, finding: 'contradicts', said: '3.3.5' },
    ])
  })

  it('costs no layer below it, and each layer once for all platforms', async () => {
    const index = buildIndex({ images: [imageOf(), imageOf({ platform: 'linux/arm64' })] })
    const repository = new MemoryRepository(index)
    await read(index, { ...asked, repository })
    const layers = [...index.blobs].filter(([, bytes]) => bytes[0] === 0x1f).map(([digest]) => digest)
    expect(layers.map((digest) => repository.countOf(`blob ${digest}`))).toEqual([0, 1, 1])
  })

  it('in an image for Windows is not looked for', async () => {
    const index = buildIndex({ images: [imageOf({ platform: 'windows/amd64' })] })
    expect(await only('version-file', index, asked)).toMatchObject({ finding: 'unreadable' })
  })
})

describe('what reading costs', () => {
  it('is a request for the image, two for each platform and two for its provenance', async () => {
    const images = [imageOf(), imageOf({ platform: 'linux/arm64' })]
    const index = buildIndex({ images, provenance: provenanceOf() })
    const repository = new MemoryRepository(index)
    await read(index, { repository })
    expect(repository.requests).toHaveLength(1 + 2 * images.length + 2 * images.length)
    expect(new Set(repository.requests).size).toBe(repository.requests.length)
  })

  it('is no config and no statement a second time in a run', async () => {
    const index = buildIndex({ images: [imageOf()], provenance: provenanceOf() })
    const repository = new MemoryRepository(index)
    await read(index, { repository })
    const before = repository.requests.filter((request) => request.startsWith('blob')).length
    await read(index, { repository })
    expect(repository.requests.filter((request) => request.startsWith('blob'))).toHaveLength(before)
  })
})

describe('a refusal', () => {
  const image = buildIndex({ images: [imageOf()], provenance: provenanceOf() })

  function refusing(error: Error): MemoryRepository {
    const repository = new MemoryRepository(image)
    for (const digest of image.blobs.keys()) repository.faults.set(digest, error)
    return repository
  }

  const awsDenied = new AwsFailure('denied', 'ecr:GetDownloadUrlForLayer', 'AccessDeniedException', 'not authorized')

  it.each([denied(), awsDenied])('is told as not read where nothing inside was asked for (%s)', async (error) => {
    const items = await read(image, { repository: refusing(error) })
    expect(items.filter(({ kind }) => kind !== 'revision-annotation')).toMatchObject([
      { kind: 'revision-label', finding: 'not-read', note: expect.stringContaining('Not read') },
      { kind: 'provenance', finding: 'not-read', note: expect.stringContaining('Not read') },
    ])
  })

  it.each([denied(), awsDenied])('is thrown where something was asked for (%s)', async (error) => {
    await expect(read(image, { repository: refusing(error), requireImageProof: true })).rejects.toBe(error)
    await expect(read(image, { repository: refusing(error), imageVersionFile: path })).rejects.toBe(error)
  })

  it.each(['retry', 'credentials'] as const)('that may pass is thrown on: %s', async (kind) => {
    const error = new AwsFailure(kind, 'ecr:GetDownloadUrlForLayer', 'X', 'x')
    await expect(read(image, { repository: refusing(error) })).rejects.toBe(error)
  })

  it.each([
    ['UnknownOperationException', 'unsupported', 400],
    ['Unknown', 'retry', 404],
    ['Unknown', 'retry', 501],
    ['Unknown', 'rejected', 404],
  ] as const)('of a registry that hands out no layers is one (%s, %s, %d)', async (code, kind, httpStatus) => {
    const error = new AwsFailure(kind, 'ecr:GetDownloadUrlForLayer', code, 'no', { httpStatus })
    const items = await read(image, { repository: refusing(error) })
    expect(of('revision-label', items)).toMatchObject([{ finding: 'not-read' }])
    expect(of('provenance', items)).toMatchObject([{ finding: 'not-read' }])
    const asked = read(image, { repository: refusing(error), imageVersionFile: path })
    if (kind === 'retry') await expect(asked).rejects.toBe(error)
    else expect(of('version-file', await asked)).toMatchObject([{ finding: 'unreadable' }])
  })

  it('of one layer that belongs to no image is a broken image', async () => {
    const error = new AwsFailure('rejected', 'ecr:GetDownloadUrlForLayer', 'LayerInaccessibleException', 'no')
    expect(of('revision-label', await read(image, { repository: refusing(error) }))).toMatchObject([
      { finding: 'unreadable' },
    ])
  })

  it('of a blob that is not there is told', async () => {
    const error = new AwsFailure('absent', 'ecr:GetDownloadUrlForLayer', 'LayersNotFoundException', 'gone')
    expect(of('revision-label', await read(image, { repository: refusing(error) }))).toMatchObject([
      { finding: 'unreadable', note: expect.stringContaining('LayersNotFoundException') },
    ])
    const [layer] = [...image.blobs]
      .filter(([, bytes]) => bytes[0] === 0x1f)
      .map(([digest]) => digest)
      .slice(-1)
    const repository = new MemoryRepository(image)
    repository.faults.set(layer ?? '', error)
    expect(of('version-file', await read(image, { repository, imageVersionFile: path }))).toMatchObject([
      { finding: 'unreadable', note: expect.stringContaining('LayersNotFoundException') },
    ])
  })

  it('of the image itself, for other bytes than its digest names, ends the run', async () => {
    const error = new Ending('digest-unreadable', 'other bytes', 'Other bytes.', { text: 'Push again.' })
    const repository = new MemoryRepository(image)
    for (const { digest, text } of image.manifests)
      if (text.includes('rootfs.diff') || text.includes('image.layer')) repository.faults.set(digest, error)
    await expect(read(image, { repository })).rejects.toBe(error)
  })

  it('that the image is gone is told', async () => {
    const items = await read(image, { repository: new MemoryRepository(), imageVersionFile: path })
    expect(items.map(({ kind, finding }) => [kind, finding])).toEqual([
      ['revision-label', 'unreadable'],
      ['version-file', 'unreadable'],
    ])
  })
})
