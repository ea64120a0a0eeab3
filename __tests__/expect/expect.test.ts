import { expect, it } from '@jest/globals'
import { createExpecter, type Expecter } from '../../src/expect/expect.ts'
import type { GitHubReader } from '../../src/expect/github.ts'
import type { Settings } from '../../src/model.ts'
import { ecrHost, manifestText, MemoryEcr, sha256 } from '../image/memory-ecr.ts'
import { commit, pictureOf, recordingClock, settingsWith } from './fixtures.ts'

const silent: GitHubReader = { get: () => Promise.reject(new Error('not asked for')) }

function expecterFor(ecr: MemoryEcr, changes: Partial<Settings> = {}, github: GitHubReader = silent): Expecter {
  return createExpecter({ settings: settingsWith(changes), aws: { ecr: () => ecr }, clock: recordingClock(), github })
}

function ref(service: string): Settings['services'][number] {
  return { cluster: 'main', service, region: 'us-east-1', label: `main / ${service}` }
}

it('expects the commit’s image in the repository of the verified container', async () => {
  const ecr = new MemoryEcr()
  const digest = ecr.push(manifestText('app'), [commit])
  const expectation = await expecterFor(ecr).expectation(pictureOf('web', { app: 'app:old', proxy: 'proxy:1' }))
  expect(expectation).toMatchObject({
    commit,
    version: { value: commit, source: 'commit' },
    container: 'app',
    image: { state: 'found', image: { repository: `${ecrHost}/app`, digest, binding: 'commit-tag' } },
  })
  expect(expectation.taskDefinition).toBeUndefined()
})

it('passes the pinned task definition on', async () => {
  const expecter = expecterFor(new MemoryEcr(), { taskDefinition: 'web:7' })
  expect((await expecter.expectation(pictureOf('web', { app: 'app:1' }))).taskDefinition).toBe('web:7')
})

it('expects the named image of a single service, whatever repository that runs now', async () => {
  const ecr = new MemoryEcr()
  const digest = ecr.push(manifestText('app'))
  const expecter = expecterFor(ecr, { image: { repository: `${ecrHost}/new`, digest } })
  const { image } = await expecter.expectation(pictureOf('web', { app: 'old:1' }))
  expect(image).toMatchObject({ state: 'found', image: { repository: `${ecrHost}/new`, binding: 'workflow-digest' } })
})

it('holds the named image for the services that use its repository, and finds the others’', async () => {
  const ecr = new MemoryEcr()
  const named = ecr.push(manifestText('app'))
  const found = ecr.push(manifestText('worker'), [commit])
  const image = { repository: `${ecrHost}/app`, digest: named }
  const expecter = expecterFor(ecr, { image, services: [ref('web'), ref('worker')] })
  const web = await expecter.expectation(pictureOf('web', { app: 'app:1' }))
  const worker = await expecter.expectation(pictureOf('worker', { app: 'worker:1' }))
  expect(web.image).toMatchObject({ image: { digest: named, binding: 'workflow-digest' } })
  expect(worker.image).toMatchObject({ image: { digest: found, binding: 'commit-tag' } })
})

it('refuses a named image that none of the services uses, once all were seen', async () => {
  const image = { repository: `${ecrHost}/typo`, digest: sha256('x') }
  const expecter = expecterFor(new MemoryEcr(), { image, services: [ref('web'), ref('worker')] })
  await expecter.expectation(pictureOf('web', { app: 'app:1' }))
  const last = expecter.expectation(pictureOf('worker', { app: 'worker:1' }))
  await expect(last).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining('/typo') })
})

it('looks a missing image up at each call, and in the repository that is then in use', async () => {
  const ecr = new MemoryEcr()
  const expecter = expecterFor(ecr)
  expect((await expecter.expectation(pictureOf('web', { app: 'old:1' }))).image).toMatchObject({
    state: 'missing',
    repository: `${ecrHost}/old`,
  })
  ecr.push(manifestText('app'), [commit])
  expect((await expecter.expectation(pictureOf('web', { app: 'new:1' }))).image).toMatchObject({
    state: 'found',
    image: { repository: `${ecrHost}/new` },
  })
})

it('shares the lookup of one repository between services', async () => {
  const ecr = new MemoryEcr()
  ecr.push(manifestText('app'), [commit])
  const expecter = expecterFor(ecr, { services: [ref('web'), ref('worker')] })
  await Promise.all([
    expecter.expectation(pictureOf('web', { app: 'app:1' })),
    expecter.expectation(pictureOf('worker', { app: 'app:2' })),
  ])
  expect(ecr.calls.filter((call) => call === 'BatchGetImage')).toHaveLength(1)
})

it('looks into another task definition while the current one lacks the container', async () => {
  const ecr = new MemoryEcr()
  ecr.push(manifestText('app'), [commit])
  const before = pictureOf('web', { app: 'app:1' })
  const after = pictureOf('next', { renamed: 'app:1' })
  const picture = {
    ...before,
    taskDefinition: after.taskDefinition,
    taskDefinitions: [...after.taskDefinitions, ...before.taskDefinitions],
  }
  expect((await expecterFor(ecr).expectation(picture)).image.state).toBe('found')
  const neither = { ...picture, container: 'gone' }
  await expect(expecterFor(ecr).expectation(neither)).rejects.toMatchObject({
    code: 'invalid-input',
    message: expect.stringContaining('renamed'),
  })
})

it('refuses an image name that cannot be read', async () => {
  const picture = pictureOf('web', { app: 'https://nowhere/app' })
  await expect(expecterFor(new MemoryEcr()).expectation(picture)).rejects.toMatchObject({ code: 'invalid-input' })
})

it('reads version and commit once, and again after a fault', async () => {
  const asked: string[] = []
  let faults = 1
  const github: GitHubReader = {
    get: async (path) => {
      asked.push(path)
      faults -= 1
      if (faults >= 0) throw new Error('broken')
      return path.includes('/contents/')
        ? { status: 200, text: '3.3.6' }
        : { status: 200, text: '{"commit":{"committer":{"date":"2026-01-01T00:00:00Z"}}}' }
    },
  }
  const expecter = expecterFor(new MemoryEcr(), { versionFile: 'VERSION' }, github)
  await expect(expecter.version()).rejects.toThrow('broken')
  expect((await expecter.version()).value).toBe('3.3.6')
  await expecter.version()
  expect(asked).toHaveLength(2)

  faults = 1
  expect(await expecter.commit()).toEqual({ sha: commit })
  expect((await expecter.commit()).committedAt).toBe(Date.UTC(2026, 0, 1))
  await expecter.commit()
  expect(asked).toHaveLength(4)
})
