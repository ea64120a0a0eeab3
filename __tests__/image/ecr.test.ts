import { afterEach, describe, expect, it } from '@jest/globals'
import type { EcrApi } from '../../src/aws/api.ts'
import { AwsFailure } from '../../src/aws/failure.ts'
import { createEcrRepository, type ExplainingRepository } from '../../src/image/ecr.ts'
import { Unreadable } from '../../src/image/unreadable.ts'
import { listen, type LoopbackServer, textOf } from './loopback.ts'
import { account, ecrHost, indexText, manifestText, MemoryEcr, region, sha256, types } from './memory-ecr.ts'

const denied = (action: string): AwsFailure =>
  new AwsFailure('denied', action, 'AccessDeniedException', 'not authorized')
const throttled = new AwsFailure('retry', 'ecr:any', 'ThrottlingException', 'Rate exceeded')

function open(api: EcrApi): ExplainingRepository {
  const location = { registryId: account, region, repositoryName: 'app' }
  return createEcrRepository({ name: `${ecrHost}/app`, location, api })
}

describe('resolveTags', () => {
  it('resolves a hundred tags in one call and leaves out those that do not exist', async () => {
    const ecr = new MemoryEcr()
    const digest = ecr.push(manifestText('app'), ['t3', 't70'])
    const tags = Array.from({ length: 100 }, (_, at) => `t${at}`)
    expect(await open(ecr).resolveTags(tags)).toEqual(
      new Map([
        ['t3', digest],
        ['t70', digest],
      ]),
    )
    expect(ecr.calls).toEqual(['BatchGetImage'])
  })

  it('asks for nothing where there is no tag', async () => {
    const ecr = new MemoryEcr()
    expect((await open(ecr).resolveTags([])).size).toBe(0)
    expect(ecr.calls).toEqual([])
  })

  it('takes a missing repository for one without the tag, and tells so until it is there', async () => {
    const ecr = new MemoryEcr()
    ecr.repositoryExists = false
    const repository = open(ecr)
    expect((await repository.resolveTags(['v1'])).size).toBe(0)
    expect(repository.absence()).toMatch(/app does not exist in account 123456789012/)

    ecr.repositoryExists = true
    const digest = ecr.push(manifestText('app'), ['v1'])
    expect((await repository.resolveTags(['v1'])).get('v1')).toBe(digest)
    expect(repository.absence()).toBeUndefined()
  })

  it.each([
    ['UpstreamAccessDenied', 'denied', 'ecr:BatchImportUpstreamImage'],
    ['KmsError', 'denied', 'kms:Decrypt'],
    ['UpstreamUnavailable', 'retry', 'ecr:BatchGetImage'],
    ['UpstreamTooManyRequests', 'retry', 'ecr:BatchGetImage'],
    ['MissingDigestAndTag', 'rejected', 'ecr:BatchGetImage'],
  ] as const)('does not take %s for an absent image', async (code, kind, action) => {
    const ecr = new MemoryEcr()
    ecr.failures.set('v1', code)
    await expect(open(ecr).resolveTags(['v1'])).rejects.toMatchObject({ kind, action })
  })

  it('ends the run where ECR has the image but keeps it back', async () => {
    const ecr = new MemoryEcr()
    ecr.failures.set('v1', 'ImageInaccessible')
    await expect(open(ecr).resolveTags(['v1'])).rejects.toMatchObject({ code: 'digest-unreadable' })
  })

  it('takes silence about a tag for its absence only where the images are listed', async () => {
    const answering = (images: [] | undefined): ExplainingRepository =>
      open(Object.assign(new MemoryEcr(), { batchGetImage: async () => ({ $metadata: {}, images }) }))
    expect((await answering([]).resolveTags(['v1'])).size).toBe(0)
    await expect(answering(undefined).resolveTags(['v1'])).rejects.toMatchObject({
      kind: 'retry',
      code: 'UnreadableAnswer',
    })
  })

  it('finds a tag where the answer leaves out what does not exist, and asks once more for that', async () => {
    const ecr = new MemoryEcr()
    const digest = ecr.push(manifestText('app'), ['v1'])
    const batchGetImage: EcrApi['batchGetImage'] = async (input) => ({
      ...(await ecr.batchGetImage(input)),
      failures: undefined,
    })
    const repository = open(Object.assign(new MemoryEcr(), { batchGetImage }))
    expect(await repository.resolveTags(['v0', 'v1', 'v2'])).toEqual(new Map([['v1', digest]]))
    expect(ecr.calls).toEqual(['BatchGetImage', 'BatchGetImage'])
  })

  describe('of an answer that does not repeat the tags', () => {
    /** @param keepsTag of the images, by their place in the answer */
    function untagged(ecr: MemoryEcr, keepsTag: (at: number) => boolean = () => false): ExplainingRepository {
      const batchGetImage: EcrApi['batchGetImage'] = async (input) => {
        const answer = await ecr.batchGetImage(input)
        const images = answer.images?.map((image, at) =>
          keepsTag(at) ? image : { ...image, imageId: { imageDigest: image.imageId?.imageDigest } },
        )
        return { ...answer, images }
      }
      return open(Object.assign(new MemoryEcr(), { batchGetImage }))
    }

    it('takes the only tag that can be meant', async () => {
      const ecr = new MemoryEcr()
      const digest = ecr.push(manifestText('app'), ['v1'])
      expect(await untagged(ecr).resolveTags(['v0', 'v1', 'v2'])).toEqual(new Map([['v1', digest]]))
    })

    it('takes all tags that are left where they mean one image', async () => {
      const ecr = new MemoryEcr()
      const digest = ecr.push(manifestText('app'), ['v1', 'v2'])
      const both = new Map([
        ['v1', digest],
        ['v2', digest],
      ])
      expect(await untagged(ecr).resolveTags(['v0', 'v1', 'v2'])).toEqual(both)
      expect(await untagged(ecr, (at) => at === 0).resolveTags(['v1', 'v2'])).toEqual(both)
    })

    it('passes over an image that another tag told already, and asks again for what is left', async () => {
      const ecr = new MemoryEcr()
      const digest = ecr.push(manifestText('app'), ['v1', 'v2'])
      const batchGetImage: EcrApi['batchGetImage'] = async (input) => {
        const { images = [] } = await ecr.batchGetImage(input)
        const nameless = images.slice(1).map((image) => ({ ...image, imageId: { imageDigest: digest } }))
        return { $metadata: {}, images: [...images.slice(0, 1), ...nameless] }
      }
      const repository = open(Object.assign(new MemoryEcr(), { batchGetImage }))
      expect(await repository.resolveTags(['v0', 'v1', 'v2'])).toEqual(
        new Map([
          ['v1', digest],
          ['v2', digest],
        ]),
      )
    })

    it('guesses nothing where two images, or two tags, can be meant', async () => {
      const ecr = new MemoryEcr()
      ecr.push(manifestText('app'), ['v1'])
      ecr.push(manifestText('other'), ['v2'])
      const unreadable = { kind: 'retry', code: 'UnreadableAnswer' }
      await expect(untagged(ecr).resolveTags(['v1', 'v2'])).rejects.toMatchObject(unreadable)
      const batchGetImage: EcrApi['batchGetImage'] = async (input) => ({
        ...(await ecr.batchGetImage({ ...input, imageIds: [{ imageTag: 'v1' }] })),
        images: [{ imageId: { imageDigest: sha256(manifestText('app')) }, imageManifest: manifestText('app') }],
      })
      const one = open(Object.assign(new MemoryEcr(), { batchGetImage }))
      await expect(one.resolveTags(['v1', 'v2'])).rejects.toMatchObject(unreadable)
    })
  })

  it('asks again for the tags that an answer left out', async () => {
    const ecr = new MemoryEcr()
    const digest = ecr.push(manifestText('app'), ['v1', 'v2'])
    // One entry for each image, not for each tag that was asked for.
    const batchGetImage: EcrApi['batchGetImage'] = async (input) => {
      const answer = await ecr.batchGetImage(input)
      return { ...answer, images: answer.images?.slice(0, 1) }
    }
    const repository = open(Object.assign(new MemoryEcr(), { batchGetImage }))
    expect(await repository.resolveTags(['v1', 'v2'])).toEqual(
      new Map([
        ['v1', digest],
        ['v2', digest],
      ]),
    )
  })
})

describe('manifest', () => {
  it('gives the exact text of a digest, and fetches it once', async () => {
    const ecr = new MemoryEcr()
    const text = manifestText('app')
    const digest = ecr.push(text)
    const repository = open(ecr)
    const [first, second] = await Promise.all([repository.manifest(digest), repository.manifest(digest)])
    expect(first).toEqual({ digest, mediaType: types.manifest, text })
    expect(second).toBe(first)
    expect(ecr.calls).toEqual(['BatchGetImage'])
  })

  it('needs no second call for a tag that was resolved', async () => {
    const ecr = new MemoryEcr()
    const digest = ecr.push(manifestText('app'), ['v1'])
    const repository = open(ecr)
    await repository.resolveTags(['v1'])
    expect((await repository.manifest(digest))?.text).toBe(manifestText('app'))
    expect(ecr.calls).toEqual(['BatchGetImage'])
  })

  it('refuses bytes that do not match the digest, however they came', async () => {
    const ecr = new MemoryEcr()
    const digest = ecr.push(manifestText('app'), ['v1'])
    ecr.forged.set(digest, manifestText('other'))
    const repository = open(ecr)
    await repository.resolveTags(['v1'])
    await expect(repository.manifest(digest)).rejects.toMatchObject({ code: 'digest-unreadable' })
  })

  it('asks again for what was missing, and after a fault', async () => {
    const ecr = new MemoryEcr()
    const repository = open(ecr)
    const digest = sha256(manifestText('app'))
    expect(await repository.manifest(digest)).toBeUndefined()
    ecr.push(manifestText('app'))
    ecr.failNext('BatchGetImage', throttled)
    await expect(repository.manifest(digest)).rejects.toBe(throttled)
    expect((await repository.manifest(digest))?.digest).toBe(digest)
  })
})

describe('facts', () => {
  it('are tags and the time of the push', async () => {
    const ecr = new MemoryEcr()
    const digest = ecr.push(manifestText('app'), ['v1', 'latest'], new Date(1000))
    expect(await open(ecr).facts(digest)).toEqual({ state: 'read', value: { tags: ['v1', 'latest'], pushedAt: 1000 } })
  })

  it('are not read where the role may not, and that is not asked twice', async () => {
    const ecr = new MemoryEcr()
    const digest = ecr.push(manifestText('app'))
    ecr.failNext('DescribeImages', denied('ecr:DescribeImages'))
    const repository = open(ecr)
    expect(await repository.facts(digest)).toMatchObject({
      state: 'not-read',
      denied: true,
      action: 'ecr:DescribeImages',
    })
    await repository.facts(digest)
    expect(ecr.calls).toEqual(['DescribeImages'])
  })

  it('are asked for again after a fault', async () => {
    const ecr = new MemoryEcr()
    const digest = ecr.push(manifestText('app'))
    ecr.failNext('DescribeImages', throttled)
    const repository = open(ecr)
    expect(await repository.facts(digest)).toMatchObject({ state: 'not-read', denied: false })
    expect(await repository.facts(digest)).toMatchObject({ state: 'read' })
  })
})

describe('newest', () => {
  it('lists top-level images newest first, over all pages, without children and attestations', async () => {
    const ecr = new MemoryEcr()
    ecr.pageSize = 2
    const old = ecr.push(manifestText('old'), [], new Date(1))
    const child = ecr.push(manifestText('child'), [], new Date(2))
    ecr.push(manifestText('attestation'), [], new Date(3), { artifactMediaType: 'application/vnd.in-toto+json' })
    ecr.push(manifestText('signature'), [], new Date(3), { subjectManifestDigest: child })
    const index = ecr.push(indexText([{ digest: child, platform: 'linux/amd64' }]), ['v2'], new Date(4))
    const alone = ecr.push(manifestText('alone'), ['v3'], new Date(5), { artifactMediaType: types.config })
    const repository = open(ecr)
    expect(await repository.newest(50)).toEqual({ state: 'read', value: [alone, index, old] })
    expect(await repository.newest(1)).toEqual({ state: 'read', value: [alone] })
  })

  it('reads the indexes it needs for that once', async () => {
    const ecr = new MemoryEcr()
    for (let at = 0; at < 30; at += 1) {
      const digest = ecr.push(manifestText(`child ${at}`), [], new Date(2 * at))
      ecr.push(indexText([{ digest, platform: 'linux/amd64' }]), [`v${at}`], new Date(2 * at + 1))
    }
    const repository = open(ecr)
    const first = await repository.newest(50)
    await repository.newest(50)
    expect(first).toMatchObject({ state: 'read', value: { length: 30 } })
    expect(ecr.calls.filter((call) => call === 'BatchGetImage')).toHaveLength(1)
  })

  it('is not read where the role may not, and fails where another try may help', async () => {
    const ecr = new MemoryEcr()
    ecr.failNext('DescribeImages', denied('ecr:DescribeImages'), throttled)
    const repository = open(ecr)
    expect(await repository.newest(5)).toMatchObject({ state: 'not-read', denied: true })
    await expect(repository.newest(5)).rejects.toBe(throttled)
  })
})

describe('referrers', () => {
  it('lists them over all pages', async () => {
    const ecr = new MemoryEcr()
    ecr.referrers = Array.from({ length: 120 }, (_, at) => ({
      digest: sha256(String(at)),
      ...(at % 2 === 0 ? {} : { artifactType: 'application/vnd.cncf.notary.signature' }),
    }))
    expect(await open(ecr).referrers(sha256('x'))).toEqual({ state: 'read', value: ecr.referrers })
  })

  it('of more than 20 pages are unreadable: those that are not listed may contradict the commit', async () => {
    const ecr = new MemoryEcr()
    ecr.referrers = Array.from({ length: 1000 }, (_, at) => ({ digest: sha256(String(at)) }))
    expect(await open(ecr).referrers(sha256('x'))).toMatchObject({ state: 'read' })
    ecr.referrers.push({ digest: sha256('one more') })
    await expect(open(ecr).referrers(sha256('x'))).rejects.toThrow(Unreadable)
  })

  it('is not read where the role may not', async () => {
    const ecr = new MemoryEcr()
    ecr.failNext('ListImageReferrers', denied('ecr:ListImageReferrers'))
    expect(await open(ecr).referrers(sha256('x'))).toMatchObject({ state: 'not-read', denied: true })
  })
})

describe('an answer without its list', () => {
  const $metadata = {}

  it('of referrers fails for another try: what it hides may contradict the commit', async () => {
    const ecr: EcrApi = Object.assign(new MemoryEcr(), {
      listImageReferrers: async () => ({ $metadata, referrers: undefined }),
    })
    await expect(open(ecr).referrers(sha256('x'))).rejects.toMatchObject({ kind: 'retry' })
    const nameless: EcrApi = Object.assign(new MemoryEcr(), {
      listImageReferrers: async () => ({
        $metadata,
        referrers: [{ digest: undefined, mediaType: types.manifest, size: 1 }],
      }),
    })
    await expect(open(nameless).referrers(sha256('x'))).rejects.toMatchObject({ kind: 'retry' })
  })

  it('of images fails for another try, and is no empty repository', async () => {
    const ecr: EcrApi = Object.assign(new MemoryEcr(), { describeImages: async () => ({ $metadata }) })
    await expect(open(ecr).newest(50)).rejects.toMatchObject({ kind: 'retry' })
  })
})

describe('blob', () => {
  let server: LoopbackServer | undefined
  afterEach(async () => {
    await server?.close()
    server = undefined
  })

  it('is downloaded through redirects, without any credentials', async () => {
    server = await listen((request, response) => {
      if (request.url === '/layer?X-Amz-Signature=secret') response.writeHead(307, { location: '/moved' }).end()
      else response.end('bytes')
    })
    const ecr = new MemoryEcr()
    ecr.downloadUrl = `${server.url}/layer?X-Amz-Signature=secret`
    expect(await textOf(await open(ecr).blob(sha256('bytes')))).toBe('bytes')
    expect(server.requests).toHaveLength(2)
    expect(server.requests.every(({ headers }) => headers.authorization === undefined)).toBe(true)
  })

  it('names the bucket where its download is refused, and never the signature', async () => {
    server = await listen((_, response) => response.writeHead(403).end())
    const ecr = new MemoryEcr()
    ecr.downloadUrl = `${server.url}/layer?X-Amz-Signature=secret`
    const failure: unknown = await open(ecr)
      .blob(sha256('x'))
      .catch((error: unknown) => error)
    expect(failure).toMatchObject({
      kind: 'denied',
      action: 's3:GetObject',
      resource: expect.stringContaining('starport'),
    })
    expect(JSON.stringify(failure) + String(failure)).not.toContain('secret')
  })

  it('names the bucket by the partition of its region', async () => {
    server = await listen((_, response) => response.writeHead(403).end())
    const api = new MemoryEcr()
    api.downloadUrl = `${server.url}/layer`
    const location = { registryId: account, region: 'cn-north-1', repositoryName: 'app' }
    const repository = createEcrRepository({ name: 'in China', location, api })
    await expect(repository.blob(sha256('x'))).rejects.toMatchObject({
      resource: 'arn:aws-cn:s3:::prod-cn-north-1-starport-layer-bucket/*',
    })
  })

  it('fails for another try where the connection breaks in the middle', async () => {
    server = await listen((_, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('half', () => response.destroy())
    })
    const ecr = new MemoryEcr()
    ecr.downloadUrl = `${server.url}/layer`
    const stream = await open(ecr).blob(sha256('x'))
    await expect(textOf(stream)).rejects.toMatchObject({ kind: 'retry' })
  })

  it.each([
    ['http://registry.example/layer', 'rejected'],
    ['no address', 'retry'],
  ])('refuses the address %s', async (address, kind) => {
    const ecr = new MemoryEcr()
    ecr.downloadUrl = address
    await expect(open(ecr).blob(sha256('x'))).rejects.toMatchObject({ kind })
  })
})
