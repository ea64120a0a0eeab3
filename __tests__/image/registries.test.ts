import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { loginFor, openRepository, type RegistryDeps, sameRepository } from '../../src/image/registries.ts'
import { listen } from './loopback.ts'
import { ecrHost, manifestText, MemoryEcr } from './memory-ecr.ts'

function depsOf(ecr: MemoryEcr, regions: string[] = []): RegistryDeps {
  return {
    aws: {
      ecr: (region) => {
        regions.push(region)
        return ecr
      },
    },
    settings: { registryCredentials: { username: 'octo', password: 'secret' } },
  }
}

describe('openRepository', () => {
  it('opens an ECR repository in the region and account of its name, once', async () => {
    const ecr = new MemoryEcr()
    const digest = ecr.push(manifestText('app'), ['v1'])
    const regions: string[] = []
    const deps = depsOf(ecr, regions)
    const name = '210987654321.dkr.ecr.eu-west-3.amazonaws.com/team/app'
    const repository = openRepository(name, deps)
    expect((await repository.resolveTags(['v1'])).get('v1')).toBe(digest)
    expect(openRepository(name, deps)).toBe(repository)
    expect(regions).toEqual(['eu-west-3'])
  })

  it('shares nothing between two runs', () => {
    const ecr = new MemoryEcr()
    const name = `${ecrHost}/app`
    expect(openRepository(name, depsOf(ecr))).not.toBe(openRepository(name, depsOf(ecr)))
  })

  it('speaks to every other registry with the given credentials', async () => {
    const server = await listen((_, response) => {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end()
    })
    try {
      const repository = openRepository(`${server.host}/app`, depsOf(new MemoryEcr()))
      await expect(repository.resolveTags(['v1'])).rejects.toMatchObject({ code: 'access-denied' })
      const sent = server.requests.map(({ headers }) => headers.authorization)
      expect(sent).toEqual([undefined, `Basic ${Buffer.from('octo:secret').toString('base64')}`])
    } finally {
      await server.close()
    }
  })
})

describe('loginFor', () => {
  it('keeps the given credentials from ECR Public, which needs none', async () => {
    expect(await loginFor('ghcr.io', depsOf(new MemoryEcr()))).toMatchObject({ source: 'input', username: 'octo' })
    expect(await loginFor('public.ecr.aws', depsOf(new MemoryEcr()))).toMatchObject({ source: 'none' })
  })
})

describe("the login in the runner's docker config", () => {
  it('is told to who hides secrets before it is used', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'docker-config-'))
    try {
      const dockerConfigPath = join(folder, 'config.json')
      const auth = Buffer.from('octo:from-the-config').toString('base64')
      await writeFile(dockerConfigPath, JSON.stringify({ auths: { 'ghcr.io': { auth } } }))
      const hidden: string[] = []
      const deps = { aws: depsOf(new MemoryEcr()).aws, settings: {}, dockerConfigPath }
      await loginFor('ghcr.io', { ...deps, hide: (secrets) => hidden.push(...secrets) })
      expect(hidden).toEqual(expect.arrayContaining(['from-the-config', auth]))
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})

describe('sameRepository', () => {
  it('knows an ECR registry by each of its host names', () => {
    const dualStack = '123456789012.dkr-ecr.us-east-1.on.aws/app'
    expect(sameRepository(`${ecrHost}/app`, dualStack)).toBe(true)
    expect(sameRepository(`${ecrHost}/app`, `${ecrHost}/other`)).toBe(false)
    expect(sameRepository(`${ecrHost}/app`, '123456789012.dkr.ecr.us-west-2.amazonaws.com/app')).toBe(false)
    expect(sameRepository('ghcr.io/a/app', 'ghcr.io/a/app')).toBe(true)
    expect(sameRepository('ghcr.io/a/app', 'docker.io/a/app')).toBe(false)
  })
})
