import { describe, expect, it } from '@jest/globals'
import type { Project, Webhook } from '@aws-sdk/client-codebuild'

import { createGuard } from '../../src/guard/guard.ts'
import type { Guard, GuardDeps, GuardSettings } from '../../src/guard/guard.ts'
import type { CompetingTarget } from '../../src/guard/competing/competing.ts'
import { MARK, PUSH, running } from './asking.ts'
import { CodeBuildInMemory, REGION, arnOf, failureOf, hookWith, virtualClock } from './codebuild-in-memory.ts'

const IMAGE = '123456789012.dkr.ecr.eu-central-1.amazonaws.com/app'
const TARGET: CompetingTarget = {
  imageRepositories: [IMAGE],
  services: [{ cluster: 'prod', service: 'web' }],
  sourceRepository: 'acme/shop',
  serverUrl: 'https://github.com',
}
const MACHINE = { type: 'LINUX_CONTAINER', image: 'x', computeType: 'BUILD_GENERAL1_SMALL' } as const

const hookUrl = (name: string): string => `https://api.github.com/repos/acme/shop/hooks/${name.length}`

function project(name: string, pushes: string | undefined, change: Partial<Project> = {}): Project {
  const environmentVariables = pushes === undefined ? [] : [{ name: 'REPOSITORY_URI', value: pushes }]
  return {
    name,
    arn: arnOf(name),
    source: { type: 'GITHUB', location: 'https://github.com/acme/shop.git', buildspec: 'version: 0.2' },
    environment: { ...MACHINE, environmentVariables },
    webhook: hookWith({ filterGroups: [[PUSH]], url: hookUrl(name) }),
    ...change,
  }
}

const app = (change: Partial<Project> = {}): Project => project('app', IMAGE, change)
const docs = (filterGroups: Webhook['filterGroups'] = [[PUSH]]): Project =>
  project('docs', undefined, { webhook: hookWith({ filterGroups, url: hookUrl('docs') }) })
const other: Project = {
  ...project('other', IMAGE),
  source: { type: 'GITHUB', location: 'https://github.com/acme/else.git' },
  webhook: hookWith({ filterGroups: [[PUSH]], url: 'https://api.github.com/repos/acme/else/hooks/1' }),
}

function guardOf(
  world: CodeBuildInMemory,
  settings: Partial<GuardSettings> = {},
  deps: Partial<GuardDeps> = {},
): Guard {
  return createGuard({
    settings: {
      mode: 'verify',
      codebuildProjects: ['auto'],
      competingTriggers: 'disable',
      stopCompetingBuilds: false,
      forceRestore: false,
      ...settings,
    },
    aws: world.aws,
    clock: virtualClock(),
    region: REGION,
    target: () => TARGET,
    readTarget: () => Promise.resolve(TARGET),
    readFile: () => Promise.resolve(undefined),
    gitHubHost: 'api.github.com',
    ...deps,
  })
}

describe('projects that auto finds', () => {
  it('are disabled where something shows that they compete, and left alone otherwise', async () => {
    const unrelated = { ...other, name: 'unrelated', arn: arnOf('unrelated'), environment: MACHINE }
    const world = new CodeBuildInMemory(app(), docs(), other, unrelated)
    const reading = await guardOf(world).act()
    expect(reading).toMatchObject({ auto: true, problems: [] })
    expect(reading.projects).toMatchObject([
      { name: 'app', competing: 'shown', triggers: [{ state: 'disabled', change: 'disabled' }] },
      { name: 'docs', competing: 'not-shown', evidence: [], triggers: [{ state: 'live', change: 'none' }] },
      { name: 'other', competing: 'not-shown', triggers: [{ state: 'live', change: 'none' }] },
    ])
    expect(reading.projects[0]?.evidence).toHaveLength(1)
    expect(world.hook('docs')?.filterGroups).toEqual([[PUSH]])
    expect(world.hook('other')?.filterGroups).toEqual([[PUSH]])
  })

  it.each([['app'], [arnOf('app')]])('are one with the project that the author named: %s', async (named) => {
    const world = new CodeBuildInMemory(app(), docs())
    const { projects, auto } = await guardOf(world, { codebuildProjects: [named, 'auto'] }).act()
    expect(auto).toBe(true)
    expect(projects.map(({ name, competing }) => [name, competing])).toEqual([
      ['app', 'named'],
      ['docs', 'not-shown'],
    ])
  })

  it('are not looked for where only names are given', async () => {
    const world = new CodeBuildInMemory(app(), docs())
    const { projects, auto } = await guardOf(world, { codebuildProjects: ['docs'] }).act()
    expect(auto).toBe(false)
    expect(projects).toMatchObject([{ name: 'docs', competing: 'named', triggers: [{ state: 'disabled' }] }])
    expect(world.count('listProjects')).toBe(0)
  })

  it('lose the mark in a restore, whatever shows that they compete', async () => {
    const world = new CodeBuildInMemory(app(), docs([[PUSH, MARK]]))
    const { projects } = await guardOf(world, { competingTriggers: 'restore' }).act()
    expect(projects).toMatchObject([
      { name: 'app', triggers: [{ state: 'live', change: 'none' }] },
      { name: 'docs', triggers: [{ state: 'live', change: 'restored' }] },
    ])
  })

  it('stay told where they were changed and are found no more, and only then', async () => {
    const world = new CodeBuildInMemory(app(), docs())
    const guard = guardOf(world)
    await guard.act()
    world.projects.clear()
    const { projects, problems } = await guard.read()
    expect(projects).toMatchObject([
      {
        name: 'app',
        triggers: [{ state: 'harmless', change: 'disabled', detail: expect.stringContaining('no longer') }],
      },
    ])
    expect(problems).toEqual([])
  })

  it('have their builds stopped where they compete', async () => {
    const world = new CodeBuildInMemory(app(), docs())
    running(world)
    world.builds.set('docs:1', { ...world.builds.get('app:1'), id: 'docs:1', projectName: 'docs' })
    await guardOf(world, { stopCompetingBuilds: true }).act()
    expect(world.calls.flatMap(({ method, input }) => (method === 'stopBuild' ? [input] : []))).toEqual([
      { id: 'app:1' },
    ])
  })
})

describe('the push that this run is about', () => {
  it('is told with what it starts', async () => {
    const thisPush = { ref: 'refs/heads/main', commit: '1'.repeat(40) }
    const detailOf = async (deps: Partial<GuardDeps>) =>
      (await guardOf(new CodeBuildInMemory(app()), { competingTriggers: 'report' }, deps).act()).projects[0]
        ?.triggers[0]?.detail
    expect(await detailOf({ thisPush })).toContain('refs/heads/main')
    expect(await detailOf({})).not.toContain('refs/heads/main')
  })
})

describe('what shows that a project competes', () => {
  it('is told of a named one by what is known of the deploy now', async () => {
    const world = new CodeBuildInMemory(app())
    let target: CompetingTarget = { ...TARGET, imageRepositories: [], services: [] }
    const guard = guardOf(world, { codebuildProjects: ['app'] }, { target: () => target })
    expect((await guard.act()).projects[0]?.evidence).toEqual([])
    target = TARGET
    expect(guard.known().projects[0]?.evidence).toEqual([
      `Its environment variable REPOSITORY_URI names the image repository ${IMAGE}.`,
    ])
  })
  it('is kept for one that was found by it, though nothing is known of the deploy any more', async () => {
    let target = TARGET
    const guard = guardOf(new CodeBuildInMemory(app(), docs()), {}, { target: () => target })
    const { projects } = await guard.act()
    target = { ...TARGET, imageRepositories: [], services: [] }
    expect(guard.known().projects).toEqual(projects)
    expect(projects[0]?.evidence).toHaveLength(1)
  })
  it('is not looked for in one that nothing showed to compete', async () => {
    let target: CompetingTarget = { ...TARGET, imageRepositories: [], services: [] }
    const readTarget = (): Promise<CompetingTarget> => Promise.resolve(target)
    const guard = guardOf(new CodeBuildInMemory(app()), {}, { target: () => target, readTarget })
    await guard.act()
    target = TARGET
    expect(guard.known().projects).toMatchObject([{ name: 'app', competing: 'not-shown' }])
    expect(guard.known().projects[0]?.evidence).toHaveLength(0)
  })
  it('is read in the buildspec of this repository, once for all looks, and anew where it could not be read', async () => {
    const byFile = app({
      environment: MACHINE,
      source: { type: 'GITHUB', location: 'https://github.com/acme/shop.git', buildspec: 'ci/build.yml' },
    })
    const text = ['version: 0.2', 'phases:', '  build:', '    commands:', `      - docker push ${IMAGE}:latest`].join(
      '\n',
    )
    const asked: string[] = []
    let isDown = true
    const readFile = (path: string): Promise<string | undefined> => {
      asked.push(path)
      return isDown ? Promise.reject(failureOf('retry', 'GetContent', 'HTTP 500')) : Promise.resolve(text)
    }
    const guard = guardOf(new CodeBuildInMemory(byFile), { codebuildProjects: ['app'] }, { readFile })
    expect((await guard.act()).projects[0]?.evidence).toEqual([])
    isDown = false
    expect((await guard.read()).projects[0]?.evidence).toHaveLength(1)
    expect((await guard.read()).projects[0]?.evidence).toHaveLength(1)
    expect(asked).toEqual(['ci/build.yml', 'ci/build.yml'])
  })
  it('ends the run where the credentials do, or a defect comes up', async () => {
    const byFile = app({
      source: { type: 'GITHUB', location: 'https://github.com/acme/shop.git', buildspec: 'ci/build.yml' },
    })
    for (const failure of [failureOf('credentials', 'GetContent', 'Expired'), new Error('a defect')]) {
      const readFile = (): Promise<string | undefined> => Promise.reject(failure)
      const guard = guardOf(new CodeBuildInMemory(byFile), { codebuildProjects: ['app'] }, { readFile })
      await expect(guard.act()).rejects.toBe(failure)
    }
  })
})
