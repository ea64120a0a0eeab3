import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { ecrRepository, parseImageName, parseImageReference } from '../../src/image/reference.ts'

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`
const ECR = '123456789012.dkr.ecr.us-east-1.amazonaws.com'

const component = fc.stringMatching(/^[a-z0-9]{1,6}(?:(?:\.|_|__|-{1,3})[a-z0-9]{1,6}){0,2}$/)
const host = fc.stringMatching(/^[a-z0-9]{1,8}(?:-[a-z0-9]{1,4})?\.[a-z]{2,5}(?::[1-9]\d{0,4})?$/)
const tag = fc.stringMatching(/^\w[\w.-]{0,40}$/)
const digest = fc.stringMatching(/^[0-9a-f]{64}$/).map((hex) => `sha256:${hex}`)
const repository = fc
  .tuple(host, fc.array(component, { minLength: 1, maxLength: 4 }))
  .map(([name, path]) => `${name}/${path.join('/')}`)

describe('parseImageReference', () => {
  it('reads back every reference that it could have written', () => {
    fc.assert(
      fc.property(
        repository,
        fc.option(tag, { nil: undefined }),
        fc.option(digest, { nil: undefined }),
        (name, someTag, someDigest) => {
          fc.pre(someTag !== undefined || someDigest !== undefined)
          const text = `${name}${someTag === undefined ? '' : `:${someTag}`}${someDigest === undefined ? '' : `@${someDigest}`}`
          expect(parseImageReference(text)).toEqual({
            repository: name,
            ...(someTag === undefined ? {} : { tag: someTag }),
            ...(someDigest === undefined ? {} : { digest: someDigest }),
          })
        },
      ),
    )
  })

  it('gives a repository that reads as itself, whatever text it came from', () => {
    const pieces = fc.constantFrom(
      'a',
      'B',
      '.',
      ':',
      '/',
      '@',
      '_',
      '-',
      '5000',
      'docker.io',
      'library',
      'localhost',
      DIGEST,
      '[::1]',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 10 }), (parts) => {
        const once = parseImageName(parts.join(''))
        fc.pre(once !== undefined)
        expect(parseImageName(once.repository)).toEqual({ repository: once.repository })
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    ['nginx:1.27', 'docker.io/library/nginx'],
    ['grafana/grafana:11', 'docker.io/grafana/grafana'],
    ['docker.io/nginx:1', 'docker.io/library/nginx'],
    ['index.docker.io/library/nginx:1', 'docker.io/library/nginx'],
    ['localhost/app:1', 'localhost/app'],
    ['localhost:5000/app:1', 'localhost:5000/app'],
    ['registry:5000/app:1', 'registry:5000/app'],
    ['[::1]:5000/app:1', '[::1]:5000/app'],
    ['GHCR.io/owner/app:1', 'ghcr.io/owner/app'],
    [`${ECR}/team/app:1`, `${ECR}/team/app`],
  ])('finds the repository of %s', (text, expected) => {
    expect(parseImageReference(text)?.repository).toBe(expected)
  })

  it('keeps a tag beside a digest', () => {
    expect(parseImageReference(`app:v1@${DIGEST}`)).toEqual({
      repository: 'docker.io/library/app',
      tag: 'v1',
      digest: DIGEST,
    })
  })

  it('takes the colon before a slash for a port', () => {
    expect(parseImageReference('registry:5000/app')).toBeUndefined()
  })

  it.each([
    '',
    ':tag',
    '@',
    '/app:1',
    'app/:1',
    'app:',
    'app:-x',
    `app:${'t'.repeat(129)}`,
    'App:1',
    'Team/app:1',
    'a__.b:1',
    'app@sha256:abc',
    `app@${DIGEST.toUpperCase()}`,
    `app@sha512:${'0'.repeat(128)}`,
    `app@${DIGEST}@${DIGEST}`,
    'https://host.io/app:1',
    'host.io:port/app:1',
    '-host.io/app:1',
    'app :1',
    'app:1\n',
    `host.io/${'a'.repeat(256)}:1`,
  ])('refuses %j', (text) => {
    expect(parseImageReference(text)).toBeUndefined()
  })

  it('refuses a name without tag and digest, which parseImageName takes', () => {
    expect(parseImageReference('nginx')).toBeUndefined()
    expect(parseImageName('nginx')).toEqual({ repository: 'docker.io/library/nginx' })
  })
})

describe('ecrRepository', () => {
  it.each([
    [`${ECR}/app`, 'us-east-1', 'app'],
    ['123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com/team/app', 'us-gov-west-1', 'team/app'],
    ['123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/app', 'cn-north-1', 'app'],
    ['123456789012.dkr-ecr.eu-west-1.on.aws/app', 'eu-west-1', 'app'],
  ])('recognises %s', (name, region, repositoryName) => {
    expect(ecrRepository(name)).toEqual({ registryId: '123456789012', region, repositoryName })
  })

  it.each([
    'docker.io/library/nginx',
    'public.ecr.aws/nginx/nginx',
    '12345.dkr.ecr.us-east-1.amazonaws.com/app',
    `${ECR}.example.com/app`,
    `example.com/${ECR}/app`,
    `x${ECR}/app`,
    ECR,
    `${ECR}/`,
    '123456789012.dkr.ecr.us-east-1.amazonawsxcom/app',
  ])('does not take %s for a private ECR repository', (name) => {
    expect(ecrRepository(name)).toBeUndefined()
  })
})
