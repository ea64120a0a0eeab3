import { describe, expect, it } from '@jest/globals'
import type { Project, ProjectSource, Webhook } from '@aws-sdk/client-codebuild'
import fc from 'fast-check'

import type { CodeBuildApi } from '../../src/aws/api.ts'
import { AwsFailure } from '../../src/aws/failure.ts'
import { findProjects } from '../../src/guard/competing/auto.ts'
import type { CompetingTarget } from '../../src/guard/competing/competing.ts'
import type { ReadRepositoryFile } from '../../src/guard/competing/repository-buildspec.ts'
import type { Patience } from '../../src/guard/problem.ts'
import { CodeBuildInMemory, arnOf, failureOf, filter, hookWith, virtualClock } from './codebuild-in-memory.ts'

const APP = '123456789012.dkr.ecr.eu-central-1.amazonaws.com/app'

const TARGET: CompetingTarget = {
  imageRepositories: [APP],
  services: [{ cluster: 'prod', service: 'web' }],
  sourceRepository: 'Acme/Shop',
  serverUrl: 'https://github.com',
}

const HERE: ProjectSource = { type: 'GITHUB', location: 'https://github.com/acme/shop.git' }
const ELSEWHERE: ProjectSource = { type: 'GITHUB', location: 'https://github.com/acme/other.git' }

type Values = Readonly<Record<string, string>>

function project(name: string, source: ProjectSource, values: Values = {}, rest: Partial<Project> = {}): Project {
  const environmentVariables = Object.entries(values).map(([key, value]) => ({ name: key, value }))
  const machine = { type: 'LINUX_CONTAINER', image: 'x', computeType: 'BUILD_GENERAL1_SMALL' } as const
  return { name, arn: arnOf(name), source, environment: { ...machine, environmentVariables }, ...rest }
}

function patience(): Patience {
  return { clock: virtualClock(), waits: [1] }
}

async function find(
  world: CodeBuildInMemory,
  target = TARGET,
  codebuild: CodeBuildApi = world.api,
  readFile: ReadRepositoryFile = () => Promise.resolve(undefined),
) {
  const { looks, showings, problems } = await findProjects(codebuild, patience(), target, readFile)
  expect([...showings.keys()]).toEqual([...looks.keys()])
  return { names: [...looks.keys()], looks, showings, problems }
}

async function isFound(source: ProjectSource, serverUrl = TARGET.serverUrl, webhook?: Webhook): Promise<boolean> {
  const world = new CodeBuildInMemory(project('p', source, {}, webhook === undefined ? {} : { webhook }))
  return (await find(world, { ...TARGET, serverUrl })).names.length === 1
}

describe('a project is found by its source', () => {
  it.each([
    'https://github.com/acme/shop.git',
    'https://github.com/acme/shop',
    'https://github.com/ACME/shop/',
    'https://user@github.com/acme/shop.git',
    'https://x-access-token:TOKEN@github.com/acme/shop.git',
    'http://www.github.com/acme/shop.git',
    'git@github.com:acme/shop.git',
    'ssh://git@github.com/acme/shop.git',
    'ssh://git@github.com:22/acme/shop.git',
    'github.com/acme/shop',
  ])('%s', async (location) => {
    expect(await isFound({ type: 'GITHUB', location })).toBe(true)
  })

  it.each([
    'https://github.com/acme/shop2.git',
    'https://github.com/acme/shop.git/tree',
    'https://github.com/acme2/shop.git',
    'https://github.com/shop',
    'https://github.com@evil.example/acme/shop.git',
    'https://evil.example/github.com/acme/shop.git',
    'https://github.com.evil.example/acme/shop.git',
    'acme/shop',
    '',
  ])('not by %p', async (location) => {
    expect(await isFound({ type: 'GITHUB', location })).toBe(false)
  })

  it('at a GitHub Enterprise Server', async () => {
    const source = { type: 'GITHUB_ENTERPRISE', location: 'https://git.acme.example:8443/acme/shop.git' } as const
    expect(await isFound(source, 'https://git.acme.example:8443')).toBe(true)
    expect(await isFound(source)).toBe(false)
    expect(await isFound(HERE, 'https://git.acme.example')).toBe(false)
  })

  it('also where it is a secondary one', async () => {
    const world = new CodeBuildInMemory(project('p', ELSEWHERE, {}, { secondarySources: [ELSEWHERE, HERE] }))
    expect((await find(world)).names).toEqual(['p'])
  })

  it('not where CodePipeline brings the source', async () => {
    expect(await isFound({ ...HERE, type: 'CODEPIPELINE' })).toBe(false)
  })

  it('not where the repository of the run is not known', async () => {
    const scoped = { type: 'GITHUB', location: 'CODEBUILD_DEFAULT_WEBHOOK_SOURCE_LOCATION' } as const
    const webhook = hookWith({ scopeConfiguration: { name: '', scope: 'GITHUB_ORGANIZATION' } })
    const world = new CodeBuildInMemory(
      project('p', { type: 'GITHUB', location: 'https://github.com/' }),
      project('q', scoped, {}, { webhook }),
    )
    expect((await find(world, { ...TARGET, sourceRepository: '' })).names).toEqual([])
  })

  it('where its hook listens to the organisation of the repository', async () => {
    const source = { type: 'GITHUB', location: 'CODEBUILD_DEFAULT_WEBHOOK_SOURCE_LOCATION' } as const
    const hook = (name: string, scope: 'GITHUB_ORGANIZATION' | 'GITHUB_GLOBAL', domain?: string): Webhook =>
      hookWith({ scopeConfiguration: { name, scope, domain } })
    expect(await isFound(source, undefined, hook('ACME', 'GITHUB_ORGANIZATION'))).toBe(true)
    expect(await isFound(source, undefined, hook('acme', 'GITHUB_ORGANIZATION', 'git.acme.example'))).toBe(false)
    expect(
      await isFound(source, 'https://git.acme.example', hook('acme', 'GITHUB_ORGANIZATION', 'git.acme.example')),
    ).toBe(true)
    expect(await isFound(source, undefined, hook('other', 'GITHUB_ORGANIZATION'))).toBe(false)
    expect(await isFound(source, undefined, hook('acme', 'GITHUB_GLOBAL'))).toBe(false)
    expect(await isFound(source)).toBe(false)
  })
})

describe('the projects that compete', () => {
  it('are shown to by what they say of themselves; of another repository they are told and left alone', async () => {
    const world = new CodeBuildInMemory(
      project('z-here', HERE, { ECR_REPOSITORY: 'app' }),
      project('elsewhere', ELSEWHERE, { IMAGE: `${APP}:latest` }),
      project('silent', HERE),
      project('stranger', ELSEWHERE, { ECR_REPOSITORY: 'application' }),
      project('service-only', ELSEWHERE, { ECS_SERVICE: 'web' }),
    )
    const { names, showings, problems, looks } = await find(world)
    expect(names).toEqual(['elsewhere', 'silent', 'z-here'])
    expect([...showings.values()].map(({ competing }) => competing)).toEqual(['not-shown', 'not-shown', 'shown'])
    expect(showings.get('elsewhere')?.evidence).toHaveLength(1)
    expect(showings.get('z-here')?.evidence).toHaveLength(1)
    expect(looks.get('silent')).toMatchObject({ state: 'found', project: { name: 'silent', arn: arnOf('silent') } })
    expect(problems).toEqual([])
  })

  it('are shown to by their builds where they say nothing themselves', async () => {
    const world = new CodeBuildInMemory(project('p', HERE))
    world.builds.set('p:1', {
      id: 'p:1',
      projectName: 'p',
      buildNumber: 1,
      exportedEnvironmentVariables: [{ name: 'IMAGE_URI', value: `${APP}:1` }],
    })
    expect((await find(world)).showings.get('p')).toEqual({
      competing: 'shown',
      evidence: [`The exported variable IMAGE_URI of its build 1 names the image repository ${APP}.`],
    })
  })

  it('have their builds read only where that is needed', async () => {
    const world = new CodeBuildInMemory(project('p', HERE, { ECR_REPOSITORY: 'app' }), project('q', ELSEWHERE))
    await find(world)
    expect(world.count('listBuildsForProject')).toBe(0)
  })

  it('may be one that feeds the runner of this very job', async () => {
    const webhook = hookWith({ filterGroups: [[filter('EVENT', 'WORKFLOW_JOB_QUEUED')]] })
    const world = new CodeBuildInMemory(project('runner', HERE, {}, { webhook }))
    expect((await find(world)).showings.get('runner')?.competing).toBe('not-shown')
  })
})

describe('the search', () => {
  it('goes through every page, and asks for a hundred projects at a time', async () => {
    const number = (at: number): string => `p${String(at).padStart(3, '0')}`
    const world = new CodeBuildInMemory(
      ...Array.from({ length: 250 }, (_, at) => project(number(at), at % 50 === 7 ? HERE : ELSEWHERE)),
    )
    expect((await find(world)).names).toEqual([7, 57, 107, 157, 207].map(number))
    expect([world.count('listProjects'), world.count('batchGetProjects')]).toEqual([3, 3])
  })

  it('gives the same order however AWS lists', async () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-zA-Z][\w-]{1,6}$/), { maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(names, async (some) => {
        const world = new CodeBuildInMemory(...some.map((name) => project(name, HERE)))
        const listProjects: CodeBuildApi['listProjects'] = async () => ({ $metadata: {}, projects: some })
        const found = await find(world, TARGET, { ...world.api, listProjects })
        expect(found.names).toEqual(some.toSorted())
      }),
      { numRuns: 30 },
    )
  })

  it('that knows no image blocks: nothing could show who pushes it', async () => {
    const world = new CodeBuildInMemory(project('p', HERE, { ECR_REPOSITORY: 'app' }))
    const { showings, problems } = await find(world, { ...TARGET, imageRepositories: [] })
    expect(showings.get('p')?.competing).toBe('not-shown')
    expect(problems).toMatchObject([{ project: 'auto', blocking: true, passing: true }])
  })

  it('that is denied blocks, and names what the role needs', async () => {
    const world = new CodeBuildInMemory(project('p', HERE))
    world.before = ({ method }) => {
      if (method === 'listProjects')
        throw new AwsFailure('denied', 'codebuild:ListProjects', 'AccessDeniedException', 'no')
    }
    const { names, problems } = await find(world)
    expect(names).toEqual([])
    expect(problems).toMatchObject([
      { project: 'auto', blocking: true, action: 'codebuild:ListProjects', resource: '*' },
    ])
  })

  it('that breaks off keeps what it found, and blocks', async () => {
    const world = new CodeBuildInMemory(
      ...Array.from({ length: 101 }, (_, at) => project(`p${at}`, HERE, { IMAGE: APP })),
    )
    world.before = ({ method, input }) => {
      if (method === 'listProjects' && 'nextToken' in input)
        throw failureOf('retry', 'ListProjects', 'ThrottlingException')
    }
    const { names, problems } = await find(world)
    expect(names).toHaveLength(100)
    expect(problems).toMatchObject([{ project: 'auto', blocking: true, passing: true }])
  })

  it('takes an answer without a list for none, and never for an account without projects', async () => {
    const listProjects: CodeBuildApi['listProjects'] = async () => ({ $metadata: {} })
    const { names, problems } = await find(new CodeBuildInMemory(), TARGET, {
      ...new CodeBuildInMemory().api,
      listProjects,
    })
    expect(names).toEqual([])
    expect(problems).toMatchObject([{ blocking: true }])
  })

  it('ends at a token that comes back, and blocks', async () => {
    const world = new CodeBuildInMemory(project('p', HERE))
    const listProjects: CodeBuildApi['listProjects'] = async () => ({
      $metadata: {},
      projects: ['p'],
      nextToken: 'again',
    })
    const { names, problems } = await find(world, TARGET, { ...world.api, listProjects })
    expect(names).toEqual(['p'])
    expect(problems).toMatchObject([
      { project: 'auto', blocking: true, message: expect.stringContaining('did not end') },
    ])
  })

  it('reads past projects that the role may not read, and blocks with one problem for all of them', async () => {
    const world = new CodeBuildInMemory(
      ...Array.from({ length: 12 }, (_, at) => project(`secret-${at}`, HERE)),
      project('p', HERE, { IMAGE: APP }),
    )
    world.before = ({ method, input }) => {
      if (method === 'batchGetProjects' && JSON.stringify(input).includes('secret'))
        throw failureOf('denied', 'BatchGetProjects', 'AccessDeniedException')
    }
    const { names, problems } = await find(world)
    expect(names).toEqual(['p'])
    expect(problems).toHaveLength(1)
    expect(problems).toMatchObject([
      {
        project: 'auto',
        blocking: true,
        action: 'codebuild:BatchGetProjects',
        resource: arnOf('*'),
        message: expect.stringMatching(/^12 CodeBuild projects could not be read.*and 2 more/s),
      },
    ])
  })

  it('passes over a project that is deleted meanwhile', async () => {
    const world = new CodeBuildInMemory(project('p', HERE))
    world.before = ({ method }) => {
      if (method === 'batchGetProjects') world.projects.delete('p')
    }
    expect(await find(world)).toMatchObject({ names: [], problems: [] })
  })

  it('blocks where builds that might show something may not be read', async () => {
    const world = new CodeBuildInMemory(project('p', HERE), project('q', HERE, { IMAGE: APP }))
    world.before = ({ method }) => {
      if (method === 'listBuildsForProject') throw new AwsFailure('denied', 'codebuild:ListBuildsForProject', 'X', 'no')
    }
    const { showings, problems } = await find(world)
    expect([...showings].map(([name, { competing }]) => [name, competing])).toEqual([
      ['p', 'not-shown'],
      ['q', 'shown'],
    ])
    expect(problems).toMatchObject([
      { project: 'p', blocking: true, action: 'codebuild:ListBuildsForProject', resource: arnOf('p') },
    ])
  })

  it.each(['listProjects', 'batchGetProjects', 'listBuildsForProject'] as const)(
    'ends the run where %s says that the credentials are no longer valid',
    async (failing) => {
      const world = new CodeBuildInMemory(project('p', HERE), project('q', HERE))
      const expired = failureOf('credentials', failing, 'ExpiredTokenException')
      world.before = ({ method }) => {
        if (method === failing) throw expired
      }
      await expect(find(world)).rejects.toBe(expired)
    },
  )

  it('never tells a token that stands in the URL of a source', async () => {
    const location = 'https://x-access-token:TOKEN-IN-URL@github.com/acme/shop.git'
    const world = new CodeBuildInMemory(project('p', { type: 'GITHUB', location }))
    const { showings, problems } = await find(world)
    expect(JSON.stringify([[...showings], problems])).not.toContain('TOKEN-IN-URL')
  })
})

describe('a buildspec that is a file of the repository', () => {
  const PUSHES = `version: 0.2\nphases:\n  build:\n    commands:\n      - docker push ${APP}:latest\n`

  async function shown(
    source: ProjectSource,
    files: Values,
  ): Promise<readonly [string | undefined, readonly string[]]> {
    const asked: string[] = []
    const { showings } = await find(new CodeBuildInMemory(project('p', source)), TARGET, undefined, (path) => {
      asked.push(path)
      return Promise.resolve(files[path])
    })
    return [showings.get('p')?.competing, asked]
  }

  it.each<[string, ProjectSource, string]>([
    ['the usual one', HERE, 'buildspec.yml'],
    ['one in a folder', { ...HERE, buildspec: 'ci/build.yml' }, 'ci/build.yml'],
    ['one in this folder', { ...HERE, buildspec: './ci/build.yml' }, 'ci/build.yml'],
  ])('shows what the project pushes: %s', async (_, source, path) => {
    expect(await shown(source, { [path]: PUSHES })).toEqual(['shown', [path]])
  })

  it('shows nothing where it is not there, or pushes something else', async () => {
    expect(await shown(HERE, {})).toEqual(['not-shown', ['buildspec.yml']])
    expect((await shown(HERE, { 'buildspec.yml': PUSHES.replaceAll('/app:', '/other:') }))[0]).toBe('not-shown')
  })

  it.each<[string, ProjectSource]>([
    ['an inline text', { ...HERE, buildspec: 'version: 0.2\nphases: {}\n' }],
    ['an object in S3', { ...HERE, buildspec: 'arn:aws:s3:::bucket/buildspec.yml' }],
    ['a way out of the repository', { ...HERE, buildspec: '../buildspec.yml' }],
  ])('is not looked for in place of %s', async (_, source) => {
    expect((await shown(source, { 'buildspec.yml': PUSHES }))[1]).toEqual([])
  })

  it('is not taken from this repository for a project of another one', async () => {
    const world = new CodeBuildInMemory(project('p', ELSEWHERE, { ECR_REPOSITORY_URI: APP }))
    const asked: string[] = []
    await find(world, TARGET, undefined, (path) => {
      asked.push(path)
      return Promise.resolve(PUSHES)
    })
    expect(asked).toEqual([])
  })
})

it('a search is not complete where the image of a service is not known', async () => {
  const { problems } = await find(new CodeBuildInMemory(), { ...TARGET, unread: ['prod / web'] })
  expect(problems).toMatchObject([{ blocking: true, passing: true, message: expect.stringContaining('prod / web') }])
})

describe('what a search tells', () => {
  it('is which image is not known: the service’s, or those of the services by name', async () => {
    const none = { ...TARGET, imageRepositories: [] }
    const said = async (target: CompetingTarget) => (await find(new CodeBuildInMemory(), target)).problems[0]?.message
    expect(await said(none)).toMatch(/^Which image the service runs could not/)
    expect(await said({ ...none, unread: ['a'] })).toMatch(/^Which image a runs could not/)
    expect(await said({ ...none, unread: ['a', 'b'] })).toMatch(/^Which image a, b run could not/)
  })

  it.each([
    [1, '1 CodeBuild project could', '(p0)'],
    [10, '10 CodeBuild projects could', 'p9)'],
    [11, '11 CodeBuild projects could', 'p8 and 1 more)'],
  ])('is each of ten projects that cannot be read: %d', async (many, start, end) => {
    const names = Array.from({ length: many }, (_, at) => `p${at}`)
    const world = new CodeBuildInMemory(...names.map((name) => project(name, HERE)))
    world.before = ({ method }) => {
      if (method === 'batchGetProjects') throw failureOf('denied', 'BatchGetProjects', 'AccessDeniedException')
    }
    const { problems } = await find(world)
    const message = problems[0]?.message ?? ''
    expect(message.startsWith(start)).toBe(true)
    expect(message.slice(0, message.indexOf(')') + 1).endsWith(end)).toBe(true)
    const [told, last] = [names.toSorted().slice(0, 10), names.toSorted()[10]]
    expect(message).toContain(`(${told.join(', ')}`)
    expect(message).not.toContain(`, ${last},`)
    expect(problems[0]?.resource).toBe(arnOf(many === 1 ? 'app' : '*'))
  })

  it('is every project where the refusal names none', async () => {
    const world = new CodeBuildInMemory(project('p', HERE), project('q', HERE))
    world.before = ({ method }) => {
      if (method === 'batchGetProjects') throw new AwsFailure('denied', 'codebuild:BatchGetProjects', 'X', 'no')
    }
    expect((await find(world)).problems).toMatchObject([{ resource: '*' }])
  })

  it('is which call gave no list', async () => {
    const listProjects: CodeBuildApi['listProjects'] = async () => ({ $metadata: {} })
    const { problems } = await find(new CodeBuildInMemory(), TARGET, { ...new CodeBuildInMemory().api, listProjects })
    expect(problems[0]?.message).toContain('codebuild:ListProjects')
  })
})

it('a search ends at an empty token, and is complete then', async () => {
  const world = new CodeBuildInMemory(project('p', HERE))
  let lists = 0
  const listProjects: CodeBuildApi['listProjects'] = async () => {
    lists += 1
    return { $metadata: {}, projects: ['p'], nextToken: '' }
  }
  const { names, problems } = await find(world, TARGET, { ...world.api, listProjects })
  expect([names, lists, problems.length]).toEqual([['p'], 1, 0])
})

it('a search reads the builds of each project once, five projects at a time', async () => {
  const names = Array.from({ length: 12 }, (_, at) => `p${at}`)
  const world = new CodeBuildInMemory(...names.map((name) => project(name, HERE)))
  let [now, most] = [0, 0]
  const codebuild: CodeBuildApi = {
    ...world.api,
    listBuildsForProject: async (input) => {
      most = Math.max(most, ++now)
      const answer = await world.api.listBuildsForProject(input)
      await new Promise(setImmediate)
      now -= 1
      return answer
    },
  }
  expect((await find(world, TARGET, codebuild)).names).toEqual(names.toSorted())
  expect([world.count('listBuildsForProject'), most]).toEqual([12, 5])
})

it.each(['retry', 'rejected'] as const)(
  'a buildspec of the repository that cannot be read (%s) blocks: it may show what competes',
  async (kind) => {
    const failure = new AwsFailure(kind, 'GET', 'HTTP 500', 'says GitHub')
    const { showings, problems } = await find(new CodeBuildInMemory(project('p', HERE)), TARGET, undefined, () =>
      Promise.reject(failure),
    )
    expect(showings.get('p')).toEqual({ competing: 'not-shown', evidence: [] })
    expect(showings.get('p')?.evidence).toHaveLength(0)
    expect(problems).toStrictEqual([
      {
        project: 'p',
        blocking: true,
        ...(kind === 'retry' ? { passing: true } : {}),
        message:
          'The buildspec of p could not be read from the repository, and without it nothing shows whether it competes: HTTP 500: says GitHub',
      },
    ])
  },
)
